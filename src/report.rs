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

/// A change of one member's number of secondees, decomposed by person.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Member code, or `ALL`.
    pub member: String,
    /// `broad` or `narrow`.
    pub basis: &'static str,
    /// In post at last year's census; `None` with the reason why.
    pub opening: Result<i64, String>,
    /// Joined in the year: `reference name`.
    pub joined: Vec<String>,
    /// Left in the year.
    pub left: Vec<String>,
    /// Here in both years.
    pub stayed: Vec<String>,
    /// Counted otherwise than last year: arrangement or NPM work changed, or last year's figure recounted.
    pub reclassified: Vec<String>,
    /// In post at this year's census.
    pub closing: Result<i64, String>,
    /// In words: "+6 = 9 joined − 3 left".
    pub words: String,
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
    /// What had been decided.
    pub decision: Decision,
    /// The finding's rule, member and message as the workbook last showed them.
    pub what: String,
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
    /// Secondees, Staff and Assignments of all returns in use, in that order; each row begins with Member, File and Row.
    pub tables: Vec<Table>,
    /// What members are asked, what they answered and what they changed.
    pub followed: Followed,
    /// What stands on Conflicts besides findings.
    pub beside: Vec<Beside>,
}
