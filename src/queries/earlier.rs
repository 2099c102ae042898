//! What the workbook of this round recorded of an earlier run: plain data that the book reads and that queries are followed by.

use std::collections::{BTreeMap, BTreeSet};

use super::states::AskedFinding;
use super::versions::{ReturnChange, RowsByReference};

/// A return as the workbook recorded it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// The file.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Which version of the member's return it was.
    pub version: u32,
}

/// What the workbook of this round said when it was last written.
#[derive(Debug, Clone, Default)]
pub struct Earlier {
    /// The number of its run.
    pub run: u32,
    /// SHA-256 of every file it was made from.
    pub files: BTreeSet<String>,
    /// The return in use of each member.
    pub used: BTreeMap<String, Recorded>,
    /// Every finding asked about.
    pub asked: Vec<AskedFinding>,
    /// Every change noticed.
    pub changes: Vec<ReturnChange>,
    /// The rows of each member's return.
    pub rows: BTreeMap<String, RowsByReference>,
    /// The queries workbooks that were written with it: name and SHA-256.
    pub written: BTreeMap<String, String>,
}
