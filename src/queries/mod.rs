//! Queries: what a member is asked. Findings with the same cause are one query, with its cells and one instruction.
//!
//! [`of_round`] makes the queries; [`states`] follows each of their findings from run to run and from year to year. A query's id is made of its
//! cause, so that it stays the same while cells are mended one by one.

mod cause;
pub mod cells;
mod earlier;
pub mod explains;
pub mod facts;
mod followed;
mod shown;
pub mod states;
pub mod versions;

pub use earlier::{Earlier, Recorded};
pub use followed::{Followed, Given, follow};

use std::collections::{BTreeMap, BTreeSet};

use crate::form::{Field, Q, Sec, Sheet, Stf};
use crate::model::finding::{Finding, Severity, short_hash};
use crate::model::{At, Round, Submission};
use crate::places::Certainty;
use crate::rules::{self, FiguresDepend, PutRightBy, Rule};
use facts::Index;

/// Columns and questions on which the published figures rest.
const COUNTED_COLUMNS: &[Sec] = &[Sec::Start, Sec::End, Sec::NpmWork, Sec::Arrangement, Sec::Fte, Sec::Ref];
const COUNTED_QUESTIONS: &[Q] = &[Q::Used, Q::Secondees, Q::AllStaff];

/// A cell that a query is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The finding.
    pub finding: String,
    /// The sheet.
    pub sheet: Sheet,
    /// Position of the row among the sheet's rows in the order of the file, or of the question.
    pub row: usize,
    /// Position of the column in the form.
    pub column: usize,
    /// Where it stands in the member's file.
    pub at: At,
    /// What was found there, as the member may read it.
    pub found: String,
}

/// What a member is asked, once.
#[derive(Debug, Clone)]
pub struct Query {
    /// Stable while the cause is the same, whichever of its cells are mended.
    pub id: String,
    /// The member asked.
    pub member: String,
    /// The rule.
    pub rule: &'static Rule,
    /// The gravest of its findings.
    pub severity: Severity,
    /// The most certain of its findings.
    pub certainty: Certainty,
    /// The sheet it is about, empty if about the file.
    pub sheet: String,
    /// The column's heading or the question's reference, empty if about no one column.
    pub column: String,
    /// The kind of fault where the rule knows several.
    pub kind: String,
    /// What was found, each once, as the member may read it.
    pub found: Vec<String>,
    /// The ids of its findings, in the order of their cells.
    pub findings: Vec<String>,
    /// The cells of the form it is about.
    pub spots: Vec<Spot>,
    /// Whether published figures hang on it.
    pub counts: bool,
}

impl Query {
    /// What was found, in one text: the one case, or the kind of fault and the first cases.
    pub fn text(&self) -> String {
        const SHOWN: usize = 3;
        match self.found.as_slice() {
            [one] => one.clone(),
            many => {
                let kind = if self.kind.is_empty() { String::new() } else { format!(" ({})", self.kind) };
                let first = many.iter().take(SHOWN).map(|found| found.trim_end_matches('.')).collect::<Vec<_>>().join(" • ");
                let more = if many.len() > SHOWN {
                    format!(" • and {} more, each noted in its cell", many.len() - SHOWN)
                } else {
                    String::new()
                };
                format!("{} cases. {}{kind} {first}{more}.", self.findings.len(), self.rule.fault)
            }
        }
    }
}

/// Whether a member is asked about a finding: it has a member, and its remedy lies with them.
pub fn is_asked(finding: &Finding) -> bool {
    !finding.member.is_empty() && rules::by_code(&finding.rule).is_none_or(|rule| rule.handling.put_right_by == PutRightBy::Member)
}

/// The queries of all members, each member's in the order of what matters: how grave, how certain, whether the figures hang on it, how many
/// cells.
pub fn of_round(round: &Round, index: &Index, findings: &[Finding]) -> Vec<Query> {
    let mut by_cause: BTreeMap<(&str, cause::Cause), Vec<&Finding>> = BTreeMap::new();
    // Of a further file that is not used the coordinator knows; the member is asked about the one that is.
    let is_of_return = |finding: &&Finding| index.file(&finding.member).is_none_or(|file| finding.file.is_empty() || finding.file == file);
    for finding in findings.iter().filter(|finding| is_asked(finding)).filter(is_of_return) {
        let Some(rule) = rules::by_code(&finding.rule) else { continue };
        by_cause.entry((finding.member.as_str(), cause::cause(index, round, rule, finding))).or_default().push(finding);
    }
    let mut queries: Vec<Query> = by_cause.into_iter().filter_map(|((_, cause), findings)| query(round, index, cause, &findings)).collect();
    queries.sort_by(|a, b| {
        let key = |q: &Query| (std::cmp::Reverse(q.severity), q.certainty, !q.counts, std::cmp::Reverse(q.findings.len()));
        (&a.member, key(a), a.rule.code, &a.id).cmp(&(&b.member, key(b), b.rule.code, &b.id))
    });
    queries
}

fn query(round: &Round, index: &Index, cause: cause::Cause, findings: &[&Finding]) -> Option<Query> {
    let rule = rules::by_code(&cause.rule)?;
    let first = findings.first()?;
    let submission = return_of(round, &first.member, &first.file);
    let words = |finding: &Finding| submission.map_or_else(|| finding.message.clone(), |own| shown::found(index, own, finding));
    let mut seen = BTreeSet::new();
    let mut spots = Vec::new();
    let mut said = Vec::new();
    for finding in findings {
        let found = words(finding);
        // Findings about the file as a whole whose remedy is one answer lead to that.
        let answer = rule.handling.answer.and_then(|question| index.answer(&finding.member, question));
        if let Some(known) = finding.evidence.first().and_then(|first| index.cell(first)).or(answer) {
            spots.push(Spot {
                finding: finding.id.clone(),
                sheet: known.sheet,
                row: known.row,
                column: known.column,
                at: known.cell.at,
                found: found.clone(),
            });
        }
        if seen.insert(found.clone()) {
            said.push(found);
        }
    }
    let counts = match rule.handling.figures_depend {
        FiguresDepend::No => false,
        FiguresDepend::Yes => true,
        FiguresDepend::InCountedColumns => is_counted(&cause.column),
    };
    let hash = short_hash(&[&first.member, &cause.rule, &cause.sheet, &cause.column, &cause.kind, &cause.about]);
    Some(Query {
        id: format!("Q-{}-{}-{}", rule.code, first.member, &hash[..8]),
        member: first.member.clone(),
        rule,
        severity: findings.iter().map(|f| f.severity).max()?,
        certainty: findings.iter().map(|f| f.certainty).min()?,
        sheet: cause.sheet,
        column: cause.column,
        kind: cause.kind,
        found: said,
        findings: findings.iter().map(|f| f.id.clone()).collect(),
        spots,
        counts,
    })
}

/// Whether published figures rest on a column, or on a question by its reference.
fn is_counted(column: &str) -> bool {
    COUNTED_COLUMNS.iter().map(|field| field.column().heading).chain([Stf::Ref.column().heading]).any(|heading| heading == column)
        || COUNTED_QUESTIONS.iter().any(|question| question.reference() == column)
}

/// The return a member is asked about: the one in use, or one that was rejected but could be read.
pub fn return_of<'a>(round: &'a Round, member: &str, file: &str) -> Option<&'a Submission> {
    let rejected = round.received.iter().filter(|received| received.status == crate::model::Status::Rejected);
    let rejected = rejected.filter_map(|received| received.unused.as_deref());
    round.returns.iter().chain(rejected).find(|submission| submission.member == member && (file.is_empty() || submission.file == file))
}
