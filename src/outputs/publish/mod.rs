//! Figures safe to publish, made from aggregates only: what is published ([`figures`]), which counts are withheld ([`choose`]), an independent
//! attempt to work them out ([`attack`]), and what is written ([`tables`], [`narrative`], [`workbook`], [`csv_files`]).
//!
//! # What is protected
//! A count of secondees of 1 to below the threshold, because with a member's name beside it such a count stands for people whom colleagues can
//! name; and, by the same measure, the difference between all arrangements and secondments. Staff numbers and the number of members that use
//! secondees are no counts of secondees and are withheld only where they would give one away.
//!
//! **Zeros are published.** A zero speaks of nobody, the survey of May 2013 published how many members used secondees and so how many did not (¶4), and ¶10 asks for
//! progress to be shown, which for most members is a zero. So a reader knows that a withheld count is at least 1; chooser and attack reckon with it.
//!
//! # What is assumed of the reader
//! The reader knows every definition (totals, secondments within all arrangements, secondees within staff, opening + new − ended = closing where
//! it holds), everything published before, and that counts are whole numbers. A member's knowledge of its own count is not reckoned with: members
//! see each other's counts in the consolidated workbook.

pub mod attack;
pub mod choose;
pub mod csv_files;
pub mod earlier;
pub mod figures;
pub mod narrative;
pub mod release;
pub mod tables;
pub mod workbook;

pub use figures::{CellKey, CountInput, Figure, PublishedCell, PublishedFigures};
pub use release::{KnownCounts, Refused, Release, checked, release};

use std::path::PathBuf;

/// `[publish]` of `round.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Counts of secondees from 1 to below this are withheld.
    pub threshold: i64,
    /// The highest and lowest value that a withheld count may have for all a reader can work out lie at least this far apart.
    pub protection: i64,
    /// Whom to ask about the figures.
    pub contact: String,
    /// CSV files of figures published before, as seen from the round's folder.
    pub earlier: Vec<PathBuf>,
}

impl Default for Terms {
    fn default() -> Self {
        Self { threshold: 5, protection: 3, contact: String::new(), earlier: Vec::new() }
    }
}
