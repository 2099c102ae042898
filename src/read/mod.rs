//! From a workbook's bytes to a member's submission; the only code that knows calamine.
//!
//! The path: `container` tells what the bytes are and checks the limits before anything is unpacked; [`format`]
//! streams the cells of the sheets that are read into a sparse map with absolute positions. Up to here, [`extract`], nothing is understood, and a
//! hostile file may do its worst: [`crate::round::workers`] runs it in a process of its own and hands over its [`Contents`] by [`codec`]. Then
//! `meaning` finds the headings, tells people from notes and totals, reads each cell as what its column takes, and [`settle()`]
//! decides which return of a member is used. A return's cells are gone once its rows are made.

pub mod codec;
pub(crate) mod container;
mod contents;
pub(crate) mod format;
pub(crate) mod meaning;

pub use contents::{Contents, Extracted, MergedRange, Remark, RemarkKind, SheetRead, extract};
pub use format::grid::{Grid, Raw};
pub use format::hidden::HiddenIn;
pub use format::xlsb_notes;
pub use meaning::settle;

use sha2::{Digest, Sha256};

use crate::model::{Fault, Received, Settings, Status};
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
    /// Shared strings.
    pub strings: usize,
    /// How many times its size a file may unpack to.
    pub ratio: u64,
    /// Parts in the file.
    pub parts: usize,
    /// Sheets.
    pub sheets: usize,
    /// Rows of a sheet with something in them.
    pub rows: usize,
    /// Cells of a row with something in them.
    pub columns: usize,
    /// Cells with something in them, in all sheets that are read.
    pub cells: usize,
    /// Characters in a cell.
    pub characters: usize,
    /// How deep elements of XML may be nested.
    pub depth: usize,
    /// Every sheet is read, not only those of the survey: for trying the reader on workbooks of all kinds.
    pub every_sheet: bool,
    /// Seconds that reading may take; met by [`crate::round::workers`] alone.
    pub seconds: u64,
    /// Bytes of memory that reading may take; met by [`crate::round::workers`] alone.
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 50 << 20,
            unpacked_bytes: 256 << 20,
            strings_bytes: 48 << 20,
            strings: 1_000_000,
            ratio: 300,
            parts: 2_000,
            sheets: 500,
            rows: 100_000,
            columns: 1_000,
            cells: 1_000_000,
            characters: 32_767,
            depth: 200,
            every_sheet: false,
            seconds: 8,
            memory_bytes: 768 << 20,
        }
    }
}

fn too_many_sheets(limits: &Limits) -> Fault {
    Fault::too_large(format!("it has more than {} sheets", limits.sheets))
}

fn too_many_strings(limits: &Limits) -> Fault {
    Fault::too_large(format!("it has more than {} different texts", limits.strings))
}

/// Reads one file that came back. Never fails: what cannot be read is a fault in what is returned.
pub fn read(file: &str, bytes: &[u8], register: &Register, settings: &Settings, limits: &Limits) -> Received {
    received(file, bytes, extract(bytes, limits), register, settings)
}

/// The SHA-256 of a file's content, in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Understands what was taken out of a file that came back.
pub fn received(file: &str, bytes: &[u8], extracted: Extracted, register: &Register, settings: &Settings) -> Received {
    let (format, contents) = extracted;
    let mut received = Received {
        member: String::new(),
        file: file.into(),
        size: bytes.len() as u64,
        sha256: sha256(bytes),
        format,
        status: Status::Rejected,
        fault: None,
        unused: None,
        rows: [0; 3],
        completed: None,
        remark: String::new(),
    };
    match contents.and_then(|contents| meaning::submission::assemble(file, &contents, register, settings)) {
        Err(fault) => received.fault = Some(fault),
        Ok(submission) => {
            received.member = submission.member.clone();
            received.rows = [submission.secondees.len(), submission.staff.len(), submission.assignments.len()];
            received.completed = submission.answers.date(crate::form::Question::Completed);
            received.unused = Some(Box::new(submission));
        }
    }
    received
}
