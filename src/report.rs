//! What comes out, as values: `findings.json` and the tables that the workbook, the CSV and the Parquet files share.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::{Coverage, Report};
use crate::conflicts::Beside;
use crate::finding::Finding;
use crate::model::{Date, Decision, Round};

/// `findings.json`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FindingsFile {
    /// The round.
    pub round: RoundLine,
    /// Program and version.
    pub generated_by: String,
    /// Every file and every outstanding member.
    pub returns: Vec<ReturnLine>,
    /// By member, sheet, row, column, code.
    pub findings: Vec<Finding>,
    /// Every rule for every member.
    pub coverage: Vec<Coverage>,
    /// Every measure for every member and the NPM as a whole (`ALL`), this year and, where known, before.
    pub counts: Vec<Count>,
}

/// The round in `findings.json`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RoundLine {
    /// The survey year.
    pub year: i16,
    /// First day of the reporting year, `2025-04-01`.
    pub from: String,
    /// The census date.
    pub census: String,
    /// The day against which overdue is judged.
    pub as_at: String,
    /// Members' codes.
    pub members: Vec<String>,
}

/// A return in `findings.json`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReturnLine {
    /// The member; empty if it cannot be told.
    pub member: String,
    /// `received`, `nil`, `rejected`, `superseded` or `outstanding`.
    pub status: String,
    /// The file; empty if outstanding.
    pub file: String,
    /// SHA-256 in hexadecimal; empty if outstanding.
    pub sha256: String,
    /// The format told by content.
    pub format: String,
    /// Rows read.
    pub rows: RowCounts,
    /// Whether R08 says that no secondees were used; null if not read.
    pub nil: Option<bool>,
    /// R07 as `2026-04-24`; null if not read.
    pub completed_on: Option<String>,
}

/// Rows read of a return.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
pub struct RowCounts {
    /// Of Secondees.
    pub secondees: usize,
    /// Of Staff.
    pub staff: usize,
    /// Of Assignments.
    pub assignments: usize,
}

/// A figure. Zero is a value; a missing value has a reason (`nil`, `not returned`, `not applicable`, `not known`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// Survey year.
    pub year: i16,
    /// Member code, or `ALL`.
    pub member: String,
    /// `secondees_census`, `secondees_in_year`, `secondees_new`, `secondees_ended`, `secondees_npm`, `fte_npm`, `npm_staff`, `secondee_share`,
    /// `members_using`.
    pub measure: String,
    /// The figure: people, full-time equivalents, a share between 0 and 1, or members.
    pub value: Option<f64>,
    /// `broad` (all arrangements) or `narrow` (secondments only).
    pub basis: String,
    /// Why there is no value, or, for `ALL`, how many members it rests on.
    pub reason: Option<String>,
}

/// What became of a person between two census dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Not counted at last year's census date and new in the year.
    Joined,
    /// Counted at last year's census date and gone.
    Left,
    /// Counted at both, seconded from another place than last year.
    MovedHome,
    /// In post at both, counted at one only: arrangement, NPM work or a date is given otherwise than last year.
    Reclassified,
    /// Last year's figure is not the number of last year's rows.
    Recount,
    /// Counted at both.
    Stayed,
}

impl Change {
    /// In words, as the workbook shows it.
    pub fn words(self) -> &'static str {
        match self {
            Change::Joined => "Joined",
            Change::Left => "Left",
            Change::MovedHome => "Stayed, moved home",
            Change::Reclassified => "Counted otherwise",
            Change::Recount => "Recount of last year",
            Change::Stayed => "Stayed",
        }
    }
}

/// One person's part in a change, or the recount of last year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowRow {
    /// What became of the person.
    pub change: Change,
    /// The person's reference, empty for a recount.
    pub reference: String,
    /// The person's name, empty for a recount.
    pub name: String,
    /// Why, in words: dates, arrangements, homes.
    pub detail: String,
    /// What it adds to the figure: 1, 0 or −1; a recount any number.
    pub effect: i64,
}

/// A change of one member's number of secondees, decomposed by person: opening + effects = closing.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Member code.
    pub member: String,
    /// `broad` or `narrow`.
    pub basis: &'static str,
    /// In post at last year's census, as published; the reason why there is no figure otherwise.
    pub opening: Result<i64, String>,
    /// Persons, by change, then reference; empty unless both figures are known.
    pub rows: Vec<FlowRow>,
    /// In post at this year's census.
    pub closing: Result<i64, String>,
    /// In words: "+6 = 9 joined − 3 left".
    pub words: String,
}

impl Flow {
    /// How many persons a change befell.
    pub fn number(&self, change: Change) -> usize {
        self.rows.iter().filter(|row| row.change == change).count()
    }
    /// What a change adds to the figure.
    pub fn effect(&self, change: Change) -> i64 {
        self.rows.iter().filter(|row| row.change == change).map(|row| row.effect).sum()
    }
    /// Whether opening and effects give closing; `None` if one of the figures is not known.
    pub fn adds_up(&self) -> Option<bool> {
        let (opening, closing) = (self.opening.as_ref().ok()?, self.closing.as_ref().ok()?);
        Some(opening + self.rows.iter().map(|row| row.effect).sum::<i64>() == *closing)
    }
}

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// Nothing.
    Blank,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A date.
    Date(Date),
    /// Text shown with a link inside the workbook, e.g. `internal:'Secondees'!A4`.
    Link(String, String),
}

/// A table with one heading row.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name: sheet name, and file name in `data/` in lower case with `_`.
    pub name: &'static str,
    /// Headings, each once.
    pub headings: Vec<String>,
    /// Rows, each as wide as the headings.
    pub rows: Vec<Vec<Datum>>,
}

/// A decision whose finding has gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The finding's id.
    pub id: String,
    /// The survey year of the round in which it was decided.
    pub year: i16,
    /// What had been decided.
    pub decision: Decision,
    /// What the finding said when the workbook last showed it.
    pub what: String,
    /// Why it has gone.
    pub why: String,
}

/// What members are asked, and all that is known of it.
#[derive(Debug, Default)]
pub struct Followed {
    /// The number of this run: how many different sets of files the round has been audited with.
    pub run: u32,
    /// The version of each member's return: how many different files it was read from.
    pub versions: BTreeMap<String, u32>,
    /// The queries to each member, in the order of what matters.
    pub queries: Vec<crate::queries::Query>,
    /// Every finding asked about, in this run or an earlier one.
    pub asked: Vec<crate::queries::states::Asked>,
    /// Every change between versions of a return, in this run or an earlier one.
    pub changes: Vec<crate::resubmission::Change>,
    /// The queries workbooks: name and SHA-256.
    pub written: BTreeMap<String, String>,
}

impl Followed {
    /// How many findings of a member are open, and how many explained ones wait for the coordinator.
    pub fn open_and_waiting(&self, member: &str) -> (usize, usize) {
        let of = |test: &dyn Fn(crate::queries::states::State) -> bool| {
            self.asked.iter().filter(|asked| asked.member == member && test(asked.state)).count()
        };
        (of(&crate::queries::states::State::is_open), of(&|state| state == crate::queries::states::State::Explained))
    }
}

/// Everything an audit found, ready to be written.
#[derive(Debug)]
pub struct Audit {
    /// The round.
    pub round: Round,
    /// Findings and outcomes.
    pub report: Report,
    /// All figures.
    pub counts: Vec<Count>,
    /// Year on year by person.
    pub flows: Vec<Flow>,
    /// This round's decisions by finding id, as typed in the consolidated workbook.
    pub decisions: BTreeMap<String, Decision>,
    /// Decisions whose finding has gone, now or in an earlier run.
    pub settled: Vec<Settled>,
    /// What the coordinator should know of this run: copies of the workbook, spellings put right. No names of persons.
    pub notices: Vec<String>,
    /// Secondees, Staff and Assignments of all returns in use, in that order; each row begins with Member, File and Row.
    pub tables: Vec<Table>,
    /// What members are asked, what they answered and what they changed.
    pub followed: Followed,
    /// What stands on Conflicts besides findings.
    pub beside: Vec<Beside>,
}

impl Audit {
    /// A figure, `None` if there is none.
    pub fn figure(&self, year: i16, member: &str, measure: &str, basis: &str) -> Option<f64> {
        self.count(year, member, measure, basis).and_then(|count| count.value)
    }
    /// A figure with its reason.
    pub fn count(&self, year: i16, member: &str, measure: &str, basis: &str) -> Option<&Count> {
        // Counts are sorted by year, member, measure and basis.
        let key = |c: &Count| (c.year, c.member.clone(), c.measure.clone(), c.basis.clone());
        let wanted = (year, member.to_string(), measure.to_string(), basis.to_string());
        self.counts.binary_search_by(|c| key(c).cmp(&wanted)).ok().map(|at| &self.counts[at])
    }
    /// Every year from the first with a figure of the NPM as a whole to this one, those without a figure included.
    pub fn years(&self) -> std::ops::RangeInclusive<i16> {
        let first = self.counts.iter().filter(|c| c.value.is_some() && c.member == crate::history::ALL).map(|c| c.year).min();
        first.unwrap_or(self.round.settings.year)..=self.round.settings.year
    }
    /// The year of last year's workbook.
    pub fn last_year(&self) -> Option<i16> {
        self.round.last.as_ref().map(|last| last.year)
    }
}
