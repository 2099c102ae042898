//! Reads returns in processes of their own, so that no file can take the round with it.
//!
//! A reading library can be made to ask for more memory than there is, which ends the process, or to run for ever; neither can be caught within a
//! process. This program therefore starts itself again as a *worker*, one for each core, with a limit of memory; a worker reads many files, one
//! after another. It is sent a file's bytes and sends back what is in them ([`read::codec`]). One that takes too long is killed; one that ends is
//! replaced; the file at hand is faulty (F01, F03), and the round goes on. A worker opens no file and knows no member.
//!
//! Where no worker can be started, at first or later in a run, the file at hand is reported as not looked at and can be read by another run. It is
//! never read without limits of time and memory. Only a program that merely uses the library reads in its own process.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::confine::{Tether, apart, confine, limit_memory, peak};
use crate::model::Fault;
use crate::read::{self, Extracted, Limits, codec};

/// What a worker says first, so that another program of the same name is not taken for one.
const HELLO: &[u8; 8] = b"workbook";
/// Exit code of a worker that ran out of memory and could still say so.
const OUT_OF_MEMORY: u8 = 3;
/// How long a worker may take to start.
const START: Duration = Duration::from_secs(20);
/// Numbers that a request begins with: the limits and the length of the file.
const NUMBERS: usize = 16;

/// How long is waited before a worker that could not be started is started again, while no other is at work.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(600)];
/// Begins what is said of a file that no worker could read.
pub const NOT_LOOKED_AT: &str = "it was not looked at, because the process that reads files could not be started";
/// What to do then.
const READ_IT_AGAIN: &str =
    "The file may be sound: do not ask the member. Close other programs, so that there is memory, and run the audit again.";

/// A pool of workers.
pub struct Workers {
    program: Option<PathBuf>,
    pool: Mutex<Pool>,
    came_back: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<Worker>,
    /// How many are at work.
    busy: usize,
    /// Starting one was tried several times in vain: it is tried once a file from now on.
    is_hopeless: bool,
    /// One did not say that it is there for as long as is waited: no more are started.
    is_closed: bool,
}

/// The result of reading a file, and the peak memory of its worker in KiB, 0 where the system does not say.
pub struct Measured {
    /// What is in the file, or why that cannot be had.
    pub extracted: Extracted,
    /// Peak memory in KiB.
    pub peak: u64,
}

/// Whether this program, started with `read-worker`, is a worker.
static SERVES: AtomicBool = AtomicBool::new(false);

/// Says that this program, started with `read-worker`, is a worker, whatever its file is called. A program that merely uses the
/// library, as a test does, does not say so and reads files itself.
pub fn this_program_serves() {
    SERVES.store(true, Ordering::Relaxed);
}

impl Default for Workers {
    /// Workers of this program; none if it is not said that it can be one.
    fn default() -> Self {
        // On Linux this is the program that runs even where its file has been replaced since.
        let here = if cfg!(target_os = "linux") { Ok(PathBuf::from("/proc/self/exe")) } else { std::env::current_exe() };
        // A program that cannot tell where it lies starts no worker, which is said of each file.
        let program = SERVES.load(Ordering::Relaxed).then(|| here.unwrap_or_default());
        Self { program, pool: Mutex::default(), came_back: Condvar::new() }
    }
}

impl Workers {
    /// Workers of a program that is this one, wherever it lies.
    pub fn of(program: impl Into<PathBuf>) -> Self {
        Self { program: Some(program.into()), ..Self::default() }
    }

    /// Takes out what a file holds. Never fails.
    pub fn extract(&self, bytes: &[u8], limits: &Limits) -> Extracted {
        self.measure(bytes, limits).extracted
    }

    /// As [`Workers::extract`], with the memory it took.
    pub fn measure(&self, bytes: &[u8], limits: &Limits) -> Measured {
        let faulty = |fault| Measured { extracted: (crate::model::Format::Other, Err(fault)), peak: 0 };
        // What is too large is not sent: it is refused before anything is looked at.
        let Some(program) = self.program.as_ref().filter(|_| bytes.len() as u64 <= limits.file_bytes) else {
            return Measured { extracted: read::extract(bytes, limits), peak: 0 };
        };
        let mut is_second = false;
        loop {
            let mut taken = match self.take(program) {
                Ok(taken) => taken,
                Err(e) => return faulty(Fault::not_workbook(format!("{NOT_LOOKED_AT}: {}", why_not_started(&e)), READ_IT_AGAIN)),
            };
            let Some(worker) = &mut taken.worker else { continue };
            let is_new = !worker.has_read;
            match worker.ask(bytes, limits) {
                Ok(measured) => {
                    taken.is_sound = true;
                    return measured;
                }
                // Perhaps what it had read before was to blame: a fresh worker tells.
                Err(Ended::Broken | Ended::OutOfMemory) if !is_second && !is_new => is_second = true,
                Err(ended) => return faulty(ended.fault(limits)),
            }
        }
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a worker: one that is idle, a new one, or, where none can be started, the next that comes back.
    fn take(&self, program: &Path) -> io::Result<Taken<'_>> {
        let mut pauses = PAUSES.iter();
        let mut failure = io::Error::from(io::ErrorKind::TimedOut);
        loop {
            let mut pool = self.pool();
            if let Some(worker) = pool.idle.pop() {
                pool.busy += 1;
                return Ok(Taken { from: self, worker: Some(worker), is_sound: false });
            }
            let is_closed = pool.is_closed;
            drop(pool);
            if !is_closed {
                match Worker::start(program) {
                    Ok(worker) => {
                        self.pool().busy += 1;
                        return Ok(Taken { from: self, worker: Some(worker), is_sound: false });
                    }
                    Err(e) => failure = e,
                }
            }
            let mut pool = self.pool();
            pool.is_closed |= failure.kind() == io::ErrorKind::TimedOut;
            if pool.idle.is_empty() && pool.busy > 0 {
                drop(self.came_back.wait(pool));
            } else if pool.idle.is_empty() {
                match pauses.next().filter(|_| !pool.is_hopeless && !pool.is_closed) {
                    Some(pause) => {
                        drop(pool);
                        thread::sleep(*pause);
                    }
                    None => {
                        pool.is_hopeless = true;
                        return Err(failure);
                    }
                }
            }
        }
    }
}

/// A worker at work; it goes back to the others if it is sound when this is dropped.
struct Taken<'a> {
    from: &'a Workers,
    worker: Option<Worker>,
    is_sound: bool,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let worker = self.worker.take();
        let mut pool = self.from.pool();
        pool.busy -= 1;
        if self.is_sound {
            pool.idle.extend(worker);
            pool.is_hopeless = false;
        } else {
            drop(pool);
            drop(worker);
        }
        self.from.came_back.notify_all();
    }
}

/// Why no worker was started, in words.
fn why_not_started(e: &io::Error) -> String {
    match e.kind() {
        io::ErrorKind::TimedOut => format!("it was not there within {} seconds", START.as_secs()),
        io::ErrorKind::NotFound => "the file of this program is not where it was".into(),
        io::ErrorKind::PermissionDenied => "the system does not allow it".into(),
        io::ErrorKind::WouldBlock | io::ErrorKind::OutOfMemory => "the system has no room for another process".into(),
        _ => e.to_string(),
    }
}

/// Why reading ended without an answer, in a process of this program or in a worker of a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It took too long.
    Late,
    /// It took too much memory.
    OutOfMemory,
    /// The reader failed.
    Broken,
}

impl Ended {
    /// As what is wrong with the file.
    pub fn fault(self, limits: &Limits) -> Fault {
        match self {
            Ended::Late => Fault::too_large(format!("reading it takes longer than {} seconds", limits.seconds)),
            Ended::OutOfMemory => Fault::too_large(format!("reading it takes more than {} MB of memory", limits.memory_bytes >> 20)),
            Ended::Broken => Fault::not_workbook("it is damaged in a way that stops the reader", ""),
        }
    }
}

struct Worker {
    child: Child,
    _tether: Option<Tether>,
    requests: Option<ChildStdin>,
    answers: Receiver<Vec<u8>>,
    has_read: bool,
}

impl Worker {
    fn start(program: &Path) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.arg("read-worker").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = apart(&mut command).spawn()?;
        // Without a tether it ends when its input does, unless it hangs.
        let tether = Tether::to(&child).ok();
        let (requests, output) = (child.stdin.take(), child.stdout.take());
        let (send, answers) = channel();
        // Reading in a thread of its own is what lets the wait for an answer end.
        thread::spawn(move || {
            let Some(mut output) = output else { return };
            let mut hello = [0; 8];
            if output.read_exact(&mut hello).is_err() || &hello != HELLO || send.send(Vec::new()).is_err() {
                return;
            }
            while let Ok(answer) = read_frame(&mut output) {
                if send.send(answer).is_err() {
                    return;
                }
            }
        });
        let worker = Self { child, _tether: tether, requests, answers, has_read: false };
        match worker.answers.recv_timeout(START) {
            Ok(_) => Ok(worker),
            Err(RecvTimeoutError::Timeout) => Err(io::ErrorKind::TimedOut.into()),
            Err(RecvTimeoutError::Disconnected) => Err(io::Error::other("it ended at once")),
        }
    }

    fn ask(&mut self, bytes: &[u8], limits: &Limits) -> Result<Measured, Ended> {
        self.has_read = true;
        let sent = self.requests.as_mut().is_some_and(|to| send_request(to, bytes, limits).is_ok());
        let answer = match sent {
            true => self.answers.recv_timeout(Duration::from_secs(limits.seconds)),
            false => Err(RecvTimeoutError::Disconnected),
        };
        match answer {
            Ok(answer) => {
                let (peak, encoded) = answer.split_at_checked(8).ok_or(Ended::Broken)?;
                let peak = peak.try_into().map_or(0, u64::from_le_bytes);
                codec::decode(encoded).map(|extracted| Measured { extracted, peak }).ok_or(Ended::Broken)
            }
            Err(RecvTimeoutError::Timeout) => Err(Ended::Late),
            Err(RecvTimeoutError::Disconnected) => Err(self.cause()),
        }
    }

    /// Why a worker has ended.
    fn cause(&mut self) -> Ended {
        let mut said = String::new();
        // It has closed its output and is about to end, if it has not ended yet; a moment later it may be made to.
        let ended = (0..100).find_map(|_| {
            let status = self.child.try_wait().ok().flatten();
            if status.is_none() {
                thread::sleep(Duration::from_millis(5));
            }
            status
        });
        let _ = self.child.kill();
        if ended.is_some_and(|status| status.code() == Some(OUT_OF_MEMORY.into())) {
            return Ended::OutOfMemory;
        }
        if let Some(output) = self.child.stderr.take() {
            let _ = output.take(4096).read_to_string(&mut said);
        }
        if said.contains("memory allocation of") { Ended::OutOfMemory } else { Ended::Broken }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.requests.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn send_request(to: &mut ChildStdin, bytes: &[u8], limits: &Limits) -> io::Result<()> {
    for number in numbers(limits).into_iter().chain([bytes.len() as u64]) {
        to.write_all(&number.to_le_bytes())?;
    }
    to.write_all(bytes)?;
    to.flush()
}

fn read_frame(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    let mut bytes = Vec::new();
    match from.take(length).read_to_end(&mut bytes)? as u64 == length {
        true => Ok(bytes),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// The limits in the order in which they are sent.
fn numbers(limits: &Limits) -> [u64; NUMBERS - 1] {
    let Limits {
        file_bytes,
        unpacked_bytes,
        strings_bytes,
        strings,
        ratio,
        parts,
        sheets,
        rows,
        columns,
        cells,
        characters,
        depth,
        every_sheet,
        seconds,
        memory_bytes,
    } = *limits;
    let counts = [strings, parts, sheets, rows, columns, cells, characters, depth].map(|count| count as u64);
    let [strings, parts, sheets, rows, columns, cells, characters, depth] = counts;
    [
        file_bytes,
        unpacked_bytes,
        strings_bytes,
        strings,
        ratio,
        parts,
        sheets,
        rows,
        columns,
        cells,
        characters,
        depth,
        u64::from(every_sheet),
        seconds,
        memory_bytes,
    ]
}

fn limits(numbers: [u64; NUMBERS - 1]) -> Limits {
    let count = |at: usize| usize::try_from(numbers[at]).unwrap_or(usize::MAX);
    Limits {
        file_bytes: numbers[0],
        unpacked_bytes: numbers[1],
        strings_bytes: numbers[2],
        strings: count(3),
        ratio: numbers[4],
        parts: count(5),
        sheets: count(6),
        rows: count(7),
        columns: count(8),
        cells: count(9),
        characters: count(10),
        depth: count(11),
        every_sheet: numbers[12] != 0,
        seconds: numbers[13],
        memory_bytes: numbers[14],
    }
}

/// The worker's side: reads what is sent on standard input until there is no more. Returns the exit code.
pub fn serve() -> u8 {
    // A panic's message may quote a cell; the process that waits for the answer says what is to be said.
    std::panic::set_hook(Box::new(|_| {}));
    confine();
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let served = output.write_all(HELLO).and_then(|()| output.flush()).and_then(|()| serve_all(&mut input, &mut output));
    match served.map_err(|e| e.kind()) {
        // The end of the requests is the usual end.
        Ok(()) | Err(io::ErrorKind::UnexpectedEof) => 0,
        Err(io::ErrorKind::OutOfMemory) => OUT_OF_MEMORY,
        Err(_) => 1,
    }
}

fn serve_all(input: &mut impl Read, output: &mut impl Write) -> io::Result<()> {
    loop {
        let mut numbers = [0; NUMBERS];
        for number in &mut numbers {
            let mut bytes = [0; 8];
            input.read_exact(&mut bytes)?;
            *number = u64::from_le_bytes(bytes);
        }
        let (length, mut sent) = (numbers[NUMBERS - 1], [0; NUMBERS - 1]);
        sent.copy_from_slice(&numbers[..NUMBERS - 1]);
        let limits = limits(sent);
        limit_memory(limits.memory_bytes);
        let mut bytes = Vec::new();
        input.take(length).read_to_end(&mut bytes)?;
        let encoded = codec::encode(&read::extract(&bytes, &limits));
        output.write_all(&(encoded.len() as u64 + 8).to_le_bytes())?;
        output.write_all(&peak().to_le_bytes())?;
        output.write_all(&encoded)?;
        output.flush()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_arrive_as_they_were_sent() {
        let sent = Limits { rows: 7, every_sheet: true, memory_bytes: 9, ..Limits::default() };
        assert_eq!(limits(numbers(&sent)), sent);
    }
}
