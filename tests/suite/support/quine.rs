//! A zip that holds itself: its only part unpacks to the very file, so that whoever unpacks what is packed never ends.
//!
//! The part is a program for the unpacker in two instructions: *say* (a stored block: the bytes that follow) and *again* (a match: the last bytes
//! once more), each five bytes long. What the program says is the file's start, itself, and the file's end.

/// One of the unpacker's instructions.
type Instruction = [u8; 5];

const TWENTY_AGAIN: usize = 20;

fn say(length: usize) -> Instruction {
    let length = u16::try_from(length).expect("a stored block is short");
    let ([a, b], [c, d]) = (length.to_le_bytes(), (!length).to_le_bytes());
    [0, a, b, c, d]
}

/// Bits, the lowest of a byte first.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn number(&mut self, value: usize, width: usize) {
        self.0.extend((0..width).map(|bit| value >> bit & 1 == 1));
    }
    /// A code word stands with its highest bit first.
    fn code(&mut self, value: usize, width: usize) {
        self.0.extend((0..width).rev().map(|bit| value >> bit & 1 == 1));
    }
    /// Begins a block of the fixed code.
    fn begin(&mut self, is_last: bool) {
        self.number(usize::from(is_last), 1);
        self.number(1, 2);
    }
    fn end(&mut self) {
        self.code(0, 7);
    }
    /// Copies a length from a distance.
    fn copy(&mut self, length: usize, distance: usize) {
        let extra = if length < 11 { 0 } else { (length - 3).ilog2() as usize - 2 };
        let word = 257 + if extra == 0 { length - 3 } else { extra * 4 + ((length - 3) >> extra) };
        if word < 280 {
            self.code(word - 256, 7)
        } else {
            self.code(0xc0 + word - 280, 8)
        }
        self.number((length - 3) & ((1 << extra) - 1), extra);
        let extra = (distance - 1).ilog2() as usize - 1;
        self.code(extra * 2 + ((distance - 1) >> extra), 5);
        self.number((distance - 1) & ((1 << extra) - 1), extra);
    }
    fn bytes(&self) -> Vec<u8> {
        self.0.chunks(8).map(|bits| bits.iter().enumerate().map(|(at, bit)| u8::from(*bit) << at).sum()).collect()
    }
}

fn instruction(bits: &Bits) -> Instruction {
    assert_eq!(bits.0.len(), 40, "an instruction fills five bytes");
    bits.bytes().try_into().expect("five bytes")
}

/// The last twenty bytes again: two copies of ten are just forty bits.
fn twenty_again() -> Instruction {
    let mut bits = Bits::default();
    bits.begin(false);
    bits.copy(10, TWENTY_AGAIN);
    bits.copy(10, TWENTY_AGAIN);
    bits.end();
    instruction(&bits)
}

/// The last 65 bytes again: a copy and an empty block are just forty bits.
fn start_again(length: usize) -> Instruction {
    let mut bits = Bits::default();
    bits.begin(false);
    bits.copy(length, length);
    bits.end();
    bits.begin(false);
    bits.end();
    instruction(&bits)
}

/// The last bytes again, and no more after them.
fn end_again(length: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.begin(true);
    bits.copy(length, length);
    bits.end();
    bits.bytes()
}

/// The length of the file's start: with one instruction, what [`start_again`] can repeat.
const START: usize = 60;

/// What a header of the part says of it.
#[derive(Clone, Copy)]
struct Said<'a> {
    name: &'a str,
    day: u8,
    checksum: u32,
    packed: usize,
    unpacked: usize,
}

fn header(signature: &[u8], versions: usize, said: Said) -> Vec<u8> {
    let mut bytes = signature.to_vec();
    bytes.extend([20, 0].repeat(versions));
    bytes.extend([0, 0, 8, 0, 0, 0, 0x21, said.day]);
    bytes.extend([said.checksum, said.packed as u32, said.unpacked as u32].into_iter().flat_map(u32::to_le_bytes));
    bytes.extend((said.name.len() as u16).to_le_bytes());
    bytes
}

/// The file before the program.
fn start(said: Said) -> Vec<u8> {
    let mut start = header(b"PK\x03\x04", 1, said);
    // A field that nobody knows is passed over; it fills the start.
    let filler = START - start.len() - 2 - said.name.len();
    start.extend([filler as u8, 0]);
    start.extend(said.name.bytes());
    start.extend([b'x', b'x', filler as u8 - 4, 0]);
    start.resize(START, 0);
    start
}

/// The file from the last instruction on, which repeats it all.
fn end(said: Said) -> Vec<u8> {
    let mut rest = header(b"PK\x01\x02", 2, said);
    rest.extend([0; 16]);
    rest.extend(said.name.bytes());
    let directory = rest.len();
    rest.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    rest.extend([directory as u32, (START + said.packed) as u32].into_iter().flat_map(u32::to_le_bytes));
    rest.extend([0, 0]);
    let length = (rest.len() + 1..rest.len() + 8).find(|length| end_again(*length).len() + rest.len() == *length).expect("a length");
    [end_again(length), rest].concat()
}

/// The file, and how long its part is when packed.
fn file(said: Said) -> (Vec<u8>, usize) {
    let (start, end) = (start(said), end(said));
    let (whole, again) = (say(START + 5), start_again(START + 5));
    let (nothing, one, twenty, last) = (say(0), say(5), say(TWENTY_AGAIN), say(end.len()));
    let four = twenty_again();
    // What each instruction says is said of the file from where the one before it left off.
    let program = [
        [&whole[..], &start, &whole, &again].concat(),
        [one, again, one, one].concat(),
        [twenty, again, one, one, twenty, four].concat(),
        [twenty, four, twenty, four, twenty, four].concat(),
        [twenty, four, nothing, nothing, last, four, nothing, nothing, last].concat(),
        end.clone(),
    ]
    .concat();
    let packed = program.len() + end_again(end.len()).len();
    ([start, program, end].concat(), packed)
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| sum >> 1 ^ (0xedb8_8320 & (sum & 1).wrapping_neg())))
}

/// The checksum that the file has when it says that it has it, if there is one: each bit of what is said changes the same bits of the sum,
/// whatever the others are, so that 32 equations tell.
fn own_checksum(sum: impl Fn(u32) -> u32) -> Option<u32> {
    let at_zero = sum(0);
    let changes: Vec<u32> = (0..32).map(|bit| sum(1 << bit) ^ at_zero ^ 1 << bit).collect();
    let row = |of: u32| (0..32).fold(u64::from(at_zero >> of & 1) << 32, |row, bit| row | u64::from(changes[bit] >> of & 1) << bit);
    let mut rows: Vec<u64> = (0..32).map(row).collect();
    let mut solved = 0;
    for bit in 0..32 {
        let Some(found) = (solved..32).find(|at| rows[*at] >> bit & 1 == 1) else { continue };
        rows.swap(solved, found);
        let pivot = rows[solved];
        for (at, row) in rows.iter_mut().enumerate() {
            if at != solved && *row >> bit & 1 == 1 {
                *row ^= pivot;
            }
        }
        solved += 1;
    }
    let checksum = rows[..solved].iter().map(|row| ((*row >> 32 & 1) as u32) << (*row as u32).trailing_zeros()).sum();
    (sum(checksum) == checksum).then_some(checksum)
}

/// The zip; its only part has this name, at most 24 letters long.
pub fn quine(name: &str) -> Vec<u8> {
    let draft = Said { name, day: 0, checksum: 0, packed: 0, unpacked: 0 };
    let (bytes, packed) = file(draft);
    let draft = Said { packed, unpacked: bytes.len(), ..draft };
    // Not every day has a checksum that fits.
    let said = (0..=255).find_map(|day| {
        let checksum = own_checksum(|checksum| crc32(&file(Said { day, checksum, ..draft }).0))?;
        Some(Said { day, checksum, ..draft })
    });
    file(said.expect("a day on which it fits")).0
}
