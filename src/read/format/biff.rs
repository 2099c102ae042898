//! The records of an .xls stream ([MS-XLS]): their walk, and the strings in them.

/// A record: its number and its content.
#[derive(Debug, Clone, Copy)]
pub struct BiffRecord<'a> {
    /// Number.
    pub id: u16,
    /// Content.
    pub data: &'a [u8],
}

impl<'a> BiffRecord<'a> {
    /// A number of two bytes.
    pub fn u16(&self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes(self.data.get(at..at + 2)?.try_into().ok()?))
    }
    /// A number of four bytes.
    pub fn u32(&self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(self.data.get(at..at + 4)?.try_into().ok()?))
    }
    /// A number of eight bytes.
    pub fn f64(&self, at: usize) -> Option<f64> {
        Some(f64::from_le_bytes(self.data.get(at..at + 8)?.try_into().ok()?))
    }
    /// The content from a position on.
    pub fn from(&self, at: usize) -> &'a [u8] {
        self.data.get(at..).unwrap_or(&[])
    }
}

/// The records from a position on, to the end of the stream.
pub fn records(stream: &[u8], from: usize) -> impl Iterator<Item = BiffRecord<'_>> {
    let mut at = from;
    std::iter::from_fn(move || {
        let head = stream.get(at..at.checked_add(4)?)?;
        let (id, length) = (u16::from_le_bytes([head[0], head[1]]), usize::from(u16::from_le_bytes([head[2], head[3]])));
        // The last record of a stream cut short is what is left of it.
        let data = &stream[at + 4..(at + 4 + length).min(stream.len())];
        at += 4 + length;
        Some(BiffRecord { id, data })
    })
}

/// The Windows code page for the West, in which workbooks before Excel 97 hold their text: 0x80 to 0x9f, which differ from Latin 1.
const WEST: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–',
    '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn west(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if (0x80..0xa0).contains(byte) { WEST[usize::from(*byte) - 0x80] } else { char::from(*byte) }).collect()
}

/// Text of a length in characters; from Excel 97 on it begins with a byte that says how wide they are.
pub fn text(bytes: &[u8], length: usize, is_unicode: bool) -> String {
    if !is_unicode {
        return west(&bytes[..length.min(bytes.len())]);
    }
    let Some((flags, rest)) = bytes.split_first() else { return String::new() };
    // What formats and phonetic help follow the text are counted before it.
    let skip = 2 * usize::from(flags & 8 != 0) + 4 * usize::from(flags & 4 != 0);
    units(rest.get(skip..).unwrap_or(&[]), length, flags & 1 != 0)
}

fn units(bytes: &[u8], length: usize, is_wide: bool) -> String {
    match is_wide {
        true => {
            let units: Vec<u16> = bytes.chunks_exact(2).take(length).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        false => bytes.iter().take(length).map(|byte| char::from(*byte)).collect(),
    }
}

/// The shared strings: a table that goes on over several records, cut anywhere.
pub struct Strings<'a> {
    parts: &'a [&'a [u8]],
    part: usize,
    at: usize,
    /// The fonts of the parts of the last text that differ from its cell's.
    pub fonts: Vec<u16>,
}

impl<'a> Strings<'a> {
    /// Over the content of the record and of those that continue it.
    pub fn new(parts: &'a [&'a [u8]]) -> Self {
        Self { parts, part: 0, at: 8, fonts: Vec::new() }
    }

    fn byte(&mut self) -> Option<u8> {
        while self.at >= self.parts.get(self.part)?.len() {
            (self.part, self.at) = (self.part + 1, 0);
        }
        let byte = self.parts[self.part][self.at];
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self, bytes: u32) -> Option<usize> {
        (0..bytes).try_fold(0, |sum, at| Some(sum | usize::from(self.byte()?) << (8 * at)))
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            let left = self.parts.get(self.part)?.len() - self.at;
            if left > bytes {
                self.at += bytes;
                return Some(());
            }
            bytes -= left;
            (self.part, self.at) = (self.part + 1, 0);
        }
        Some(())
    }
}

impl Iterator for Strings<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let mut left = self.number(2)?;
        let flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.number(2)? } else { 0 };
        let extra = if flags & 4 != 0 { self.number(4)? } else { 0 };
        let mut is_wide = flags & 1 != 0;
        let mut text = String::new();
        while left > 0 {
            let part = self.parts.get(self.part)?;
            if self.at >= part.len() {
                // Text that goes on in the next record begins there with its width again.
                (self.part, self.at) = (self.part + 1, 0);
                is_wide = self.byte()? & 1 != 0;
                continue;
            }
            let width = if is_wide { 2 } else { 1 };
            let here = left.min((part.len() - self.at) / width);
            if here == 0 {
                return None;
            }
            text.push_str(&units(&part[self.at..], here, is_wide));
            (self.at, left) = (self.at + here * width, left - here);
        }
        self.fonts.clear();
        for _ in 0..runs {
            // The character from which on, and the font.
            self.number(2)?;
            let font = self.number(2)?;
            self.fonts.push(font as u16);
        }
        self.skip(extra)?;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_string_cut_between_two_records_is_one() {
        let first: &[u8] = &[0, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, b'L', b'e'];
        let second: &[u8] = &[1, b'e', 0, b'd', 0];
        assert_eq!(Strings::new(&[first, second]).collect::<Vec<_>>(), ["Leed"]);
        assert_eq!(west(b"Gl\x92n caf\xe9"), "Gl’n café");
    }
}
