//! The functions that the page calls, by plain numbers: it writes a file into the module's memory, has it judged, and reads the answer there.
//!
//! One instance judges one file. If it stops (a *trap*), the page asks [`reached`] how far it came and has a fresh instance say what the program would
//! say of such a file.

#![no_main]
#![deny(unsafe_code)]

use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering};

use secondee_audit::model::{Fault, Format, Received};
use secondee_audit::one_return::{NoYear, OnPage, checked};
use secondee_audit::places::Register;
use secondee_audit::read::{self, Extracted};
use secondee_audit::round::config::Config;
use secondee_audit::round::folder::{extracted, receive_bytes};
use secondee_audit::round::workers::Ended;
use serde::Serialize;

/// How far the work came, for a page that finds the module stopped.
const READING: u32 = 1;
const UNDERSTANDING: u32 = 2;
const JUDGING: u32 = 3;
const DONE: u32 = 4;
/// Added when the program itself stopped at a mistake of its own, which is not that memory ran out.
const PANICKED: u32 = 16;

/// What the page says of an earlier try at the same file, besides 0: none.
const LATE: u32 = 1;
const OUT_OF_MEMORY: u32 = 2;
const BROKEN: u32 = 3;
const NOT_UNDERSTOOD: u32 = 4;

static REACHED: AtomicU32 = AtomicU32::new(0);

thread_local! {
    static GIVEN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ANSWER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The answer of [`check`].
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    /// The workbook does not say of which year it is.
    NoYear,
    /// What was found, in both ways to show it.
    Checked {
        by_reference: Box<OnPage>,
        by_name: Box<OnPage>,
        /// As `check --format json` prints them.
        findings: String,
    },
}

/// Before all else. What a panic says may quote a cell: only that there was one is kept.
#[unsafe(no_mangle)]
#[allow(unsafe_code, reason = "the page calls it by this name")]
extern "C" fn begin() {
    std::panic::set_hook(Box::new(|_| {
        REACHED.fetch_or(PANICKED, Ordering::Relaxed);
    }));
}

/// Room for what the page gives; returns where it is to be written.
#[unsafe(no_mangle)]
#[allow(unsafe_code, reason = "the page calls it by this name")]
extern "C" fn room(length: usize) -> usize {
    GIVEN.with_borrow_mut(|given| {
        *given = vec![0; length];
        given.as_mut_ptr() as usize
    })
}

/// How far the work came.
#[unsafe(no_mangle)]
#[allow(unsafe_code, reason = "the page calls it by this name")]
extern "C" fn reached() -> u32 {
    REACHED.load(Ordering::Relaxed)
}

/// Where the last answer stands.
#[unsafe(no_mangle)]
#[allow(unsafe_code, reason = "the page calls it by this name")]
extern "C" fn answer() -> usize {
    ANSWER.with_borrow(|answer| answer.as_ptr() as usize)
}

/// Judges the file given: its name in the first bytes, its content in the others. `size` is what it has in all; year 0 is the one it says itself;
/// `earlier` is why an earlier try ended, and after how many `seconds` it was ended. Returns how long the answer is.
#[unsafe(no_mangle)]
#[allow(unsafe_code, reason = "the page calls it by this name")]
extern "C" fn check(name: usize, size: f64, year: i32, earlier: u32, seconds: u32) -> usize {
    let given = GIVEN.take();
    let (name, bytes) = given.split_at_checked(name).unwrap_or((&[], &given));
    let name = String::from_utf8_lossy(name);
    let receive = |config: &Config, register: &Register| received(&name, bytes, size, (earlier, seconds), config, register);
    let year = i16::try_from(year).ok().filter(|year| *year != 0);
    let said = match checked(year, &receive) {
        Err(NoYear) => Answer::NoYear,
        Ok(checked) => {
            let mut findings = serde_json::to_string_pretty(checked.findings()).unwrap_or_default();
            findings.push('\n');
            Answer::Checked { by_reference: Box::new(checked.on_page(false)), by_name: Box::new(checked.on_page(true)), findings }
        }
    };
    REACHED.store(DONE, Ordering::Relaxed);
    answered(serde_json::to_vec(&said).unwrap_or_default())
}

fn answered(bytes: Vec<u8>) -> usize {
    let length = bytes.len();
    ANSWER.set(bytes);
    length
}

fn received(name: &str, bytes: &[u8], size: f64, (earlier, seconds): (u32, u32), config: &Config, register: &Register) -> Received {
    REACHED.store(READING, Ordering::Relaxed);
    let mut limits = config.limits.clone();
    limits.seconds = u64::from(seconds);
    let fault = |ended: Ended| -> Extracted { (Format::Other, Err(ended.fault(&limits))) };
    let taken_out = extracted(name, || match earlier {
        LATE => fault(Ended::Late),
        OUT_OF_MEMORY => fault(Ended::OutOfMemory),
        BROKEN => fault(Ended::Broken),
        NOT_UNDERSTOOD => (Format::Other, Err(Fault::not_understood())),
        _ => read::extract(bytes, &limits),
    });
    REACHED.store(UNDERSTANDING, Ordering::Relaxed);
    let received = receive_bytes(name, bytes, size as u64, taken_out, config, register);
    REACHED.store(JUDGING, Ordering::Relaxed);
    received
}
