//! Fuzzing on any machine, without libFuzzer or a nightly compiler: `cargo run --example fuzz -- --seconds 60 [TARGET …]`.
//!
//! Each target of `fuzz/targets/` is tried for so long with bytes that are changed at random from its seeds. What leads to an outcome that was not
//! seen before is changed further. Bytes on which a target panics, or takes longer than a reading process may, are kept in `fuzz/artifacts/`, and
//! the exit code is 1. `cargo +nightly fuzz run TARGET` finds more, as it sees which code was reached.

#[path = "../fuzz/targets/mod.rs"]
mod targets;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use targets::{TARGETS, Target};

/// How long a target may take with one input: twice what a reading process has, for the targets are not built to be fast.
const LONGEST: Duration = Duration::from_secs(16);
/// How many inputs are kept to be changed further.
const KEPT: usize = 2_000;

/// Numbers that look random and are the same each time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
    fn below(&mut self, most: usize) -> usize {
        if most == 0 { 0 } else { (self.next() % most as u64) as usize }
    }
}

/// Changes some of the bytes: one to four of the usual faults.
fn changed(bytes: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let (at, length) = (random.below(bytes.len()), random.below(64) + 1);
        let end = (at + length).min(bytes.len());
        match random.below(9) {
            _ if bytes.is_empty() => bytes.extend(other.iter().take(length)),
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.next() as u8,
            2 => bytes[at] = [0, 1, 0x7f, 0x80, 0xfe, 0xff][random.below(6)],
            3 => drop(bytes.drain(at..end)),
            4 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            5 => {
                let new: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
                bytes.splice(at..at, new);
            }
            6 => {
                // A count or a length.
                let count = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, random.next() as u32][random.below(6)];
                bytes.iter_mut().skip(at).zip(count.to_le_bytes()).for_each(|(byte, new)| *byte = new);
            }
            7 if !other.is_empty() => {
                let from = random.below(other.len());
                let part = other[from..(from + length).min(other.len())].to_vec();
                bytes.splice(at..end, part);
            }
            _ => bytes.truncate(at),
        }
    }
    bytes
}

/// Keeps an input that was found, under a name made of it.
fn keep(target: &Target, bytes: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/artifacts").join(target.name);
    let mark = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |mark, byte| (mark ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    let path = folder.join(format!("{mark:016x}"));
    if let Err(e) = fs::create_dir_all(&folder).and_then(|()| fs::write(&path, bytes)) {
        eprintln!("{} cannot be kept ({e})", path.display());
    }
    path
}

/// Tries a target; says what was tried, or names the input that was found.
fn fuzz(target: &'static Target, time: Duration, seed: u64) -> Result<String, String> {
    let (send, inputs) = channel::<Option<Vec<u8>>>();
    // The one who is waited for may hang, so that somebody else waits.
    let tries = thread::spawn(move || {
        let mut random = Random(seed);
        let (mut kept, mut seen, mut count, start) = ((target.seeds)(), HashSet::new(), 0u64, Instant::now());
        let mut queue = kept.clone();
        while start.elapsed() < time {
            let input = queue.pop().unwrap_or_else(|| {
                let (one, other) = (random.below(kept.len()), random.below(kept.len()));
                changed(&kept[one], &kept[other], &mut random)
            });
            let _ = send.send(Some(input.clone()));
            PANICKED.with(|panicked| panicked.store(false, Ordering::Relaxed));
            let outcome = catch_unwind(AssertUnwindSafe(|| (target.run)(&input)));
            let is_found = outcome.is_err() || PANICKED.with(|panicked| panicked.load(Ordering::Relaxed));
            if is_found {
                return Err(input);
            }
            count += 1;
            if outcome.is_ok_and(|outcome| seen.insert(outcome)) && kept.len() < KEPT {
                kept.push(input);
            }
        }
        let _ = send.send(None);
        Ok((count, seen.len()))
    });
    let mut input = Vec::new();
    loop {
        match inputs.recv_timeout(LONGEST) {
            Ok(Some(next)) => input = next,
            Ok(None) | Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                return Err(format!("takes longer than {} seconds: {}", LONGEST.as_secs(), keep(target, &input).display()));
            }
        }
    }
    match tries.join() {
        Ok(Ok((count, outcomes))) => Ok(format!("{count} inputs, {outcomes} outcomes, nothing found")),
        Ok(Err(input)) => Err(format!("panics: {}", keep(target, &input).display())),
        Err(_) => Err("the seeds cannot be made".into()),
    }
}

thread_local! {
    /// Whether a panic of ours was seen in this thread, caught by the reader or not.
    static PANICKED: AtomicBool = const { AtomicBool::new(false) };
}

fn main() -> ExitCode {
    let mut words = env::args().skip(1).collect::<Vec<_>>();
    let mut number = |name: &str, usual: u64| match words.iter().position(|word| word == name) {
        Some(at) if at + 1 < words.len() => words.drain(at..at + 2).nth(1).and_then(|number| number.parse().ok()).unwrap_or(usual),
        _ => usual,
    };
    let (seconds, seed) = (number("--seconds", 60), number("--seed", 2026).max(1));
    let chosen: Vec<&'static Target> =
        TARGETS.iter().filter(|target| words.is_empty() || words.iter().any(|word| word == target.name)).collect();
    if let Some(stray) = words.iter().find(|word| !TARGETS.iter().any(|target| target.name == **word)) {
        eprintln!("{stray} is no target; there are {}", TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(", "));
        return ExitCode::from(2);
    }
    std::panic::set_hook(Box::new(|panic| {
        PANICKED.with(|panicked| panicked.store(true, Ordering::Relaxed));
        eprintln!("{panic}");
    }));
    let (next, is_clean) = (AtomicUsize::new(0), AtomicBool::new(true));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(target) = chosen.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match fuzz(target, Duration::from_secs(seconds), seed) {
                        Ok(said) => println!("{}: {said}", target.name),
                        Err(said) => {
                            is_clean.store(false, Ordering::Relaxed);
                            println!("{} {said}", target.name);
                        }
                    }
                }
            });
        }
    });
    // What hangs is left behind.
    std::process::exit(i32::from(!is_clean.load(Ordering::Relaxed)))
}
