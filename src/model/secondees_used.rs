//! Whether a member used secondees in the year: what R08 says and what the rows of Secondees say, held together.

use super::{Record, Settings, Submission};
use crate::form::{Question, Sec, Sheet};

/// Whether a member used secondees on NPM work in the reporting year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecondeesUsed {
    /// Its rows say so, and R08 does not deny it.
    Yes,
    /// A nil return: R08 says No, and nobody is listed who was there in the year.
    No,
    /// R08 says No, and its rows list secondees who were there in the year (R09).
    DeniedButListed,
    /// R08 says Yes, and its rows list nobody who was there in the year (R09).
    SaidButNotListed,
    /// Cells that decide it are blank or cannot be read.
    NotKnown,
}

impl Submission {
    /// Whether secondees were used in the year. A return that contradicts itself is neither a nil return nor one that used secondees.
    pub fn secondees_used(&self, settings: &Settings) -> SecondeesUsed {
        if self.layout.missing_sheets.contains(&Sheet::Secondees) {
            return SecondeesUsed::NotKnown;
        }
        let (listed, unsure) = self.listed_in_year(settings);
        match (self.answers.text(Question::Used), listed > 0, unsure > 0) {
            (Some("No"), true, _) => SecondeesUsed::DeniedButListed,
            (Some("No"), false, false) => SecondeesUsed::No,
            (Some("Yes"), false, false) => SecondeesUsed::SaidButNotListed,
            (_, true, _) => SecondeesUsed::Yes,
            _ => SecondeesUsed::NotKnown,
        }
    }

    /// How many rows of Secondees are on NPM work in the year, and of how many more that cannot be told.
    pub fn listed_in_year(&self, settings: &Settings) -> (usize, usize) {
        let in_wrong_order = |row: &Record<Sec>| row.date(Sec::Start).zip(row.date(Sec::End)).is_some_and(|(start, end)| end < start);
        let told = |row: &Record<Sec>| match row.at_some_time(settings) {
            // Either of two dates in the wrong order may be right (R01).
            _ if in_wrong_order(row) && row.npm() != Ok(false) => None,
            told => told.ok(),
        };
        let all: Vec<Option<bool>> = self.secondees.iter().map(told).collect();
        (all.iter().filter(|told| **told == Some(true)).count(), all.iter().filter(|told| told.is_none()).count())
    }
}
