//! From a workbook's bytes to a member's submission; the only code that knows calamine.
//!
//! The path: [`sniff`] tells what the bytes are and checks the limits before anything is unpacked; [`grid`] streams the cells of the sheets that
//! are read into a sparse map with absolute positions; [`locate`] finds the headings; [`parse`] reads each cell as what its column takes;
//! [`settle`] decides which return of a member is used. A return's grid is gone once its rows are made.

pub(crate) mod dates;
mod grid;
mod hidden;
mod locate;
mod parse;
mod settle;
mod sniff;
mod submission;

pub use settle::settle;

use std::panic::{AssertUnwindSafe, catch_unwind};

use sha2::{Digest, Sha256};

use crate::model::{Fault, Format, Received, Settings, Status, Submission};
use crate::places::Register;

/// What a file may hold before it is refused (F03).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Bytes of all parts when unpacked.
    pub unpacked_bytes: u64,
    /// Bytes of the shared strings when unpacked; they take three times that in memory.
    pub strings_bytes: u64,
    /// Parts in the file.
    pub parts: usize,
    /// Cells with something in them, in one sheet.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 50 << 20, unpacked_bytes: 256 << 20, strings_bytes: 48 << 20, parts: 2_000, cells: 2_000_000 }
    }
}

/// Reads one file that came back. Never fails: what cannot be read is a fault in what is returned.
pub fn read(file: &str, bytes: &[u8], register: &Register, settings: &Settings, limits: &Limits) -> Received {
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let mut received = Received {
        member: String::new(),
        file: file.into(),
        size: bytes.len() as u64,
        sha256,
        format: Format::Other,
        status: Status::Rejected,
        fault: None,
        unused: None,
        rows: [0; 3],
        completed: None,
        remark: String::new(),
    };
    // A panic inside a reading library ends this return only.
    let outcome = catch_unwind(AssertUnwindSafe(|| read_workbook(file, bytes, register, settings, limits)))
        .unwrap_or_else(|_| (Format::Other, Err(Fault::NotWorkbook("it is damaged in a way that stops the reader".into()))));
    received.format = outcome.0;
    match outcome.1 {
        Err(fault) => received.fault = Some(fault),
        Ok(submission) => {
            received.member = submission.member.clone();
            received.rows = [submission.secondees.len(), submission.staff.len(), submission.assignments.len()];
            received.completed = submission.answers.date(crate::form::Q::Completed);
            received.unused = Some(Box::new(submission));
        }
    }
    received
}

fn read_workbook(
    file: &str,
    bytes: &[u8],
    register: &Register,
    settings: &Settings,
    limits: &Limits,
) -> (Format, Result<Submission, Fault>) {
    let (format, checked) = sniff::sniff(bytes, limits);
    let result = checked.and_then(|parts| {
        let mut book = grid::open(bytes, format, parts.has_macros, limits)?;
        submission::assemble(file, &mut book, parts, register, settings)
    });
    (format, result)
}
