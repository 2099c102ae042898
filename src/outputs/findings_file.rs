//! `findings.json`: what other programs read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::account::Audit;
use crate::model::finding::{Finding, short_hash};
use crate::model::{Count, Decision, Submission};
use crate::outputs::sentences;
use crate::rules::run::Coverage;

/// `findings.json`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct FindingsFile<'a> {
    /// The round.
    pub round: RoundLine,
    /// Program and version.
    pub generated_by: String,
    /// Every file and every outstanding member.
    pub returns: Vec<ReturnLine>,
    /// By member, sheet, row, column, code.
    pub findings: Cow<'a, [Finding]>,
    /// Every rule for every member.
    pub coverage: Cow<'a, [Coverage]>,
    /// Every measure for every member and the NPM as a whole (`ALL`), this year and, where known, before.
    pub counts: Cow<'a, [Count]>,
    /// What people had said when this was written.
    #[serde(default)]
    pub said: SaidByPeople,
}

/// What people had typed into the consolidated workbooks when this was written: the next run tells by it what is new.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SaidByPeople {
    /// Decisions of this round, by the id of the finding or of the row of Conflicts.
    pub decisions: BTreeMap<String, String>,
    /// Answers on People to confirm, this year's and earlier ones, by the id of the pair or group: `yes`, `no`, or which of them are one.
    pub people: BTreeMap<String, String>,
    /// Explanations accepted or not (`Yes`, `No`), by finding id.
    pub accepted: BTreeMap<String, String>,
    /// Decisions of this round whose finding has gone, by its id.
    #[serde(default)]
    pub settled: BTreeMap<String, String>,
    /// What tells whether note, owner, due day, who decided and when were changed: a number made of them, by the id of the decision.
    #[serde(default)]
    pub rest: BTreeMap<String, String>,
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
    /// What is still missing before the round is done, in words; empty if it is done.
    pub still_missing: Vec<String>,
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

impl<'a> FindingsFile<'a> {
    /// What an audit found, for other programs.
    pub fn of(audit: &'a Audit) -> Self {
        let settings = &audit.round.settings;
        let returns = audit.round.received.iter().map(|file| {
            let submission = audit.round.submission(&file.member).filter(|_| file.is_used());
            ReturnLine {
                member: file.member.clone(),
                status: file.status.name().into(),
                file: file.file.clone(),
                sha256: file.sha256.clone(),
                format: if file.file.is_empty() { String::new() } else { file.format.name().into() },
                rows: RowCounts { secondees: file.rows[0], staff: file.rows[1], assignments: file.rows[2] },
                nil: submission.or(file.unused.as_deref()).map(Submission::is_nil),
                completed_on: file.completed.map(|date| date.to_string()),
            }
        });
        Self {
            round: RoundLine {
                year: settings.year,
                from: settings.from.to_string(),
                census: settings.census.to_string(),
                as_at: settings.as_at.to_string(),
                members: settings.members.iter().map(|m| m.code.clone()).collect(),
                still_missing: sentences::still_missing(audit),
            },
            generated_by: format!("secondee-audit {}", env!("CARGO_PKG_VERSION")),
            returns: returns.collect(),
            findings: Cow::Borrowed(&audit.report.findings),
            coverage: Cow::Borrowed(&audit.report.coverage),
            counts: Cow::Borrowed(&audit.counts),
            said: SaidByPeople::of(audit),
        }
    }
}

impl SaidByPeople {
    /// What people said by this run.
    pub fn of(audit: &Audit) -> Self {
        let decisions = audit.decisions.iter().map(|(id, decided)| (id.clone(), decided.decision.clone()));
        let people = audit.round.confirmed.0.iter().map(|(id, answer)| {
            let words = match (answer.group.is_empty(), answer.same) {
                (true, true) => "yes".to_string(),
                (true, false) => "no".to_string(),
                (false, _) => answer.group.iter().map(|(_, person)| (person + 1).to_string()).collect::<Vec<_>>().join(" "),
            };
            (id.clone(), words)
        });
        let asked = audit.followed.asked.iter().filter(|asked| !asked.accepted.is_empty());
        let accepted = asked.map(|asked| (asked.finding.clone(), asked.accepted.clone()));
        let settled = audit.settled.iter().filter(|settled| settled.year == audit.round.settings.year);
        let settled = settled.map(|settled| (settled.id.clone(), settled.decision.decision.clone()));
        let rest = audit.decisions.iter().map(|(id, decided)| (id.clone(), mark_of_rest(decided)));
        Self {
            decisions: decisions.collect(),
            people: people.collect(),
            accepted: accepted.collect(),
            settled: settled.collect(),
            rest: rest.collect(),
        }
    }
}

/// What tells whether that which is typed beside a decision was changed, and does not say what it is.
fn mark_of_rest(decided: &Decision) -> String {
    let Decision { note, owner, due, by, on, .. } = decided;
    short_hash(&[note, owner, due, by, on])
}
