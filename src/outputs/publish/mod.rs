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

pub use crate::model::PublishTerms as Terms;

use crate::account::Audit;
use crate::error::Error;
use crate::steps::{self, Step};

/// What may be published, or why nothing may be.
pub type RoundRelease = Result<Release, Error>;

/// The release of a round as it stands: what `publish` publishes, from which the text for publication is made.
///
/// # Errors
/// Why nothing may be published, in words that name no count.
pub fn of_round(audit: &Audit) -> RoundRelease {
    steps::begins(Step::Publication);
    let settings = &audit.round.settings;
    let codes: Vec<String> = settings.members.iter().map(|member| member.code.clone()).collect();
    let figures = PublishedFigures::new(settings.year, &codes, &audit.counts)?;
    let mut before = earlier::EarlierPublished::default();
    for (name, text) in audit.publication.before.as_ref().map_err(Error::asked)? {
        before.add(name, text).map_err(|e| e.said(|what| format!("{name}: {what}")))?;
    }
    release(figures, &audit.publication.terms, &before).map_err(Error::asked)
}
