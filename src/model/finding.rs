//! A finding: one thing wrong in one member's return, with the cell to mend, and how it is written down.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::form::Sheet;
pub use crate::model::finding_id::FindingId;
use crate::model::{At, Cell, RowId, Submission, row_of};
use crate::places::Certainty;

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// For information.
    Note,
    /// To be corrected or explained.
    Query,
    /// The guidance is not followed, or there is no evidence that it is.
    Concern,
    /// The guidance says never, or must.
    Breach,
}

impl Severity {
    /// The word used in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Query => "query",
            Severity::Concern => "concern",
            Severity::Breach => "breach",
        }
    }
}

/// Whom and what a finding is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Subject {
    /// The member whose person it is.
    pub person_member: Option<String>,
    /// The person's reference.
    pub person_ref: Option<String>,
    /// The assignment's reference.
    pub assignment_ref: Option<String>,
    /// The place in the register.
    pub place_id: Option<String>,
}

/// A cell that bears a finding out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The member whose file it is in.
    pub member: String,
    /// The file.
    pub file: String,
    /// The sheet, empty if it is about the file.
    pub sheet: String,
    /// The A1 address, empty if it is about the sheet.
    pub cell: String,
    /// What stands there.
    pub value: String,
}

impl Evidence {
    /// A cell of a return.
    pub fn cell(submission: &Submission, cell: &Cell) -> Self {
        Self {
            member: submission.member.clone(),
            file: submission.file.clone(),
            sheet: cell.at.sheet.name().into(),
            cell: cell.at.a1(),
            value: cell.typed.to_string(),
        }
    }
    /// The row in which it stands; none if it is about a sheet or the file.
    pub fn row_id(&self) -> Option<RowId<'_>> {
        let sheet = Sheet::ALL.into_iter().find(|sheet| sheet.name() == self.sheet)?;
        Some(RowId { member: &self.member, sheet, row: row_of(&self.cell)? })
    }
}

/// What a rule says of one case; [`crate::rules::run`] makes a [`Finding`] of it.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The member whose return holds the cell to mend.
    pub member: String,
    /// What was found, on one line, with the values as typed.
    pub message: String,
    /// Whom it is about.
    pub subject: Subject,
    /// How certain it is.
    pub certainty: Certainty,
    /// What tells this finding from others of the same rule, member and subject; never a row number.
    pub key: Vec<String>,
    /// The first is the cell to mend, or the file if there is no cell.
    pub evidence: Vec<Evidence>,
    /// What to do in this case, where what the rule says in general is not enough.
    pub ask: Option<String>,
}

impl Draft {
    /// A finding at a cell of a return.
    pub fn at(submission: &Submission, cell: &Cell) -> Self {
        Self::new(&submission.member, Evidence::cell(submission, cell))
    }
    /// A finding at a place that has no cell of the form: a heading, a missing column.
    pub fn at_heading(submission: &Submission, at: At, value: &str) -> Self {
        let sheet = at.sheet.name();
        Self::in_file(&submission.member, &submission.file, sheet, &at.a1(), value)
    }
    /// A finding about a file, or a sheet or cell in it that is not of the form; empty strings where there is none.
    pub fn in_file(member: &str, file: &str, sheet: &str, cell: &str, value: &str) -> Self {
        let evidence = Evidence { member: member.into(), file: file.into(), sheet: sheet.into(), cell: cell.into(), value: value.into() };
        Self::new(member, evidence)
    }
    fn new(member: &str, evidence: Evidence) -> Self {
        Self {
            member: member.into(),
            message: String::new(),
            subject: Subject::default(),
            certainty: Certainty::Confirmed,
            key: Vec::new(),
            evidence: vec![evidence],
            ask: None,
        }
    }
    /// Says what was found.
    pub fn says(mut self, message: impl Into<String>) -> Self {
        // One line, whatever line breaks were typed in a cell that is quoted.
        self.message = message.into().split_whitespace().collect::<Vec<_>>().join(" ");
        self
    }
    /// Says what to do in this case, instead of what the rule says in general; nothing changes if it is empty.
    pub fn asks(mut self, ask: &str) -> Self {
        self.ask = (!ask.is_empty()).then(|| ask.into());
        self
    }
    /// Names the person.
    pub fn person(mut self, member: &str, reference: &str) -> Self {
        self.subject.person_member = Some(member.into());
        self.subject.person_ref = Some(reference.into());
        self
    }
    /// Names the assignment.
    pub fn assignment(mut self, reference: &str) -> Self {
        self.subject.assignment_ref = Some(reference.into());
        self
    }
    /// Names the place.
    pub fn place(mut self, id: &str) -> Self {
        self.subject.place_id = Some(id.into());
        self
    }
    /// Says how certain it is.
    pub fn certainty(mut self, certainty: Certainty) -> Self {
        self.certainty = certainty;
        self
    }
    /// Adds what tells it from others with the same subject.
    pub fn key(mut self, part: impl Into<String>) -> Self {
        self.key.push(part.into());
        self
    }
    /// Adds a cell that bears it out.
    pub fn because(mut self, submission: &Submission, cell: &Cell) -> Self {
        self.evidence.push(Evidence::cell(submission, cell));
        self
    }
}

/// A finding as written to `findings.json` and the consolidated workbook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Stable: made of rule, member and subjects, so that it survives re-sorting and next year.
    pub id: String,
    /// The rule's code.
    pub rule: String,
    /// The paragraph of the 2014 guidance, e.g. `¶14`, if the rule has one.
    pub paragraph: Option<String>,
    /// How serious it is, after overrides in round.toml.
    pub severity: Severity,
    /// How certain the names of places and people are; what else is open on the same rows is under `caveats`.
    pub certainty: Certainty,
    /// The member whose return holds the cell to mend; empty if the file's member cannot be told.
    pub member: String,
    /// The file; empty if nothing came.
    pub file: String,
    /// The sheet; empty if it is about the file.
    pub sheet: String,
    /// The A1 address in the member's own file; empty if it is about the sheet or file.
    pub cell: String,
    /// Whom and what it is about.
    pub subject: Subject,
    /// What was found.
    pub message: String,
    /// What to do.
    pub action: String,
    /// The first is the cell to mend.
    pub evidence: Vec<Evidence>,
    /// The member's response.
    pub response: Option<String>,
    /// The steering group's decision.
    pub decision: Option<String>,
    /// Why round.toml accepts it, if it does.
    pub accepted: Option<String>,
    /// What therefore stands: `open`, `answered`, `awaiting member`, `stands` or `dismissed`; null before people were heard.
    #[serde(default)]
    pub stands: Option<String>,
    /// Of a conflict, other open findings on the rows it is based on, in words; if those are mended otherwise, it may change or go.
    #[serde(default)]
    pub caveats: Vec<String>,
}

/// Twelve hexadecimal digits that stand for some words.
pub fn short_hash(parts: &[impl AsRef<str>]) -> String {
    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
    Sha256::digest(parts.join("\u{1f}").as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
