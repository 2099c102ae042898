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
pub mod odd;
mod shown;
pub mod states;
pub mod versions;

pub use earlier::{Earlier, Recorded};
pub use followed::{Followed, Given, follow};

use std::collections::{BTreeMap, BTreeSet};

use crate::form::{Field, Question, Sec, Sheet, Stf};
use crate::model::finding::{Finding, Severity, short_hash};
use crate::model::{At, Round, Submission};
use crate::places::Certainty;
use crate::rules::{self, FiguresDepend, PutRightBy, Rule};
use cause::COLUMNS_OF_CAUSE;
use facts::FactsIndex;

/// Columns and questions on which the published figures rest.
const COUNTED_COLUMNS: &[Sec] = &[Sec::Start, Sec::End, Sec::NpmWork, Sec::Arrangement, Sec::Fte, Sec::Ref];
const COUNTED_QUESTIONS: &[Question] = &[Question::Used, Question::Secondees, Question::AllStaff];

/// A cell that a query is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryCell {
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
    /// What to do about it.
    pub todo: String,
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
    /// The most serious of its findings.
    pub severity: Severity,
    /// The most certain of its findings.
    pub certainty: Certainty,
    /// The sheet it is about, empty if about the file.
    pub sheet: String,
    /// The column's heading or the question's reference, empty if about no one column.
    pub column: String,
    /// The kind of fault where the rule knows several.
    pub kind: String,
    /// Whom or which row it is about, where each is asked about separately; empty otherwise.
    pub about: String,
    /// How many rules' findings it holds.
    pub rules: usize,
    /// What was found, each once, as the member may read it.
    pub found: Vec<String>,
    /// What to do about it, each once.
    pub todo: Vec<String>,
    /// What the same correction puts right as well.
    pub settles: Vec<String>,
    /// The paragraphs of the guidance that its findings are based on, each once.
    pub paragraphs: Vec<&'static str>,
    /// The ids of its findings, in the order of their cells.
    pub findings: Vec<String>,
    /// The cells of the form it is about.
    pub spots: Vec<QueryCell>,
    /// Whether published figures depend on it.
    pub counts: bool,
}

impl Query {
    /// What was found, in one text: the one case, or the kind of fault and the first cases.
    pub fn text(&self) -> String {
        const SHOWN: usize = 3;
        const MOST: usize = 20;
        let sentence = |found: &String| format!("{}.", found.trim_end_matches('.'));
        let text = match self.found.as_slice() {
            [one] => one.clone(),
            many if self.is_of_row() => {
                // The row is named once, not in each of its parts: by its reference, or without one by its number, as its cells are.
                let number = many[0].split_once(" in row ").and_then(|(_, rest)| rest.split(' ').next());
                let (row, of) = match number.filter(|_| self.about.starts_with(cause::ROW_WITHOUT_REFERENCE)) {
                    Some(number) => (format!("row {number} of"), format!(" in row {number}")),
                    None => (format!("the row of {} on", self.about), format!(" of {}", self.about)),
                };
                let parts: Vec<String> = many.iter().map(|found| found.replacen(&of, "", 1).trim_end_matches('.').to_string()).collect();
                format!("{} things in {row} {}: {}.", many.len(), self.sheet, parts.join(" • "))
            }
            many if self.rules > 1 => {
                many.iter().enumerate().map(|(at, found)| after_others(at, sentence(found))).collect::<Vec<_>>().join(" ")
            }
            // What stands in no cell of the survey is noted nowhere else, and has no column to speak of.
            many if self.spots.is_empty() => {
                let first = many.iter().take(MOST).map(|found| found.trim_end_matches('.')).collect::<Vec<_>>().join(" • ");
                let more = if many.len() > MOST { format!(" • and {} more", many.len() - MOST) } else { String::new() };
                format!("{first}{more}.")
            }
            many => {
                let kind = if self.kind.is_empty() { String::new() } else { format!(" ({})", self.kind) };
                let first = many.iter().take(SHOWN).map(|found| found.trim_end_matches('.')).collect::<Vec<_>>().join(" • ");
                let more = if many.len() > SHOWN {
                    format!(" • and {} more, each noted in its cell", many.len() - SHOWN)
                } else {
                    String::new()
                };
                format!("{} cases. {}{kind} {first}{more}.", self.spots.len().max(many.len()), self.rule.fault)
            }
        };
        match self.settles.as_slice() {
            [] => text,
            also => {
                let also: Vec<String> = also.iter().map(|found| after_others(1, sentence(found))).collect();
                format!("{}. The same correction settles: {}", text.trim_end_matches('.'), also.join(" "))
            }
        }
    }
    /// Whether it is about several faults of typing in one row.
    pub fn is_of_row(&self) -> bool {
        self.column.is_empty() && !self.about.is_empty() && self.rule.handling.is_about_typing
    }
    /// What to do, in one text.
    pub fn to_do(&self) -> String {
        const SHOWN: usize = 3;
        const EXAMPLE: &str = " For example: ";
        // What is said of several cells is said once, with the examples of all.
        let mut said: Vec<(&str, Vec<&str>)> = Vec::new();
        for todo in &self.todo {
            let (what, example) = todo.split_once(EXAMPLE).map_or((todo.as_str(), None), |(what, example)| (what, Some(example)));
            match said.iter_mut().find(|(known, _)| *known == what) {
                Some((_, examples)) => examples.extend(example),
                None => said.push((what, example.into_iter().collect())),
            }
        }
        let more = if said.len() > SHOWN { " The note at each cell says what to do there." } else { "" };
        let texts = said.iter().take(SHOWN).map(|(what, examples)| match examples.as_slice() {
            [] => what.to_string(),
            [one] => format!("{what}{EXAMPLE}{one}"),
            many => {
                let many: Vec<&str> = many.iter().map(|example| example.trim_end_matches('.')).collect();
                format!("{what}{EXAMPLE}{}.", many.join("; "))
            }
        });
        texts.collect::<Vec<_>>().join(" ") + more
    }
}

/// A sentence as it stands after so many others: what was found may begin small, because its place most often stands before it.
fn after_others(others: usize, sentence: String) -> String {
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) if others > 0 => first.to_uppercase().chain(letters).collect(),
        _ => sentence,
    }
}

/// Whether a member is asked about a finding: it has a member, and its remedy lies with them.
pub fn is_asked(finding: &Finding) -> bool {
    !finding.member.is_empty() && rules::by_code(&finding.rule).is_none_or(|rule| rule.handling.put_right_by == PutRightBy::Member)
}

/// The queries of all members, each member's by how serious they are, and then in the order in which sheets and rows are gone through.
pub fn of_round(round: &Round, index: &FactsIndex, findings: &[Finding]) -> Vec<Query> {
    let mut by_member: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    // The member is asked about the return in use only; the coordinator deals with its other files.
    let is_of_return = |finding: &&Finding| index.file(&finding.member).is_none_or(|file| finding.file.is_empty() || finding.file == file);
    for finding in findings.iter().filter(|finding| is_asked(finding)).filter(is_of_return) {
        by_member.entry(&finding.member).or_default().push(finding);
    }
    let groups = by_member.into_values().flat_map(|findings| cause::groups(index, round, &findings));
    let mut queries: Vec<Query> = groups.filter_map(|group| query(round, index, group)).collect();
    queries.sort_by(|a, b| (&a.member, order(a), a.rule.code, &a.id).cmp(&(&b.member, order(b), b.rule.code, &b.id)));
    queries
}

/// Where a query stands among those of its member: the graver first, then by sheet, row and column of its first cell; what is about the file or a
/// sheet as a whole comes before the rows.
fn order(query: &Query) -> (std::cmp::Reverse<Severity>, usize, Option<(usize, usize)>) {
    let first = query.spots.iter().map(|spot| (spot.sheet, spot.row, spot.column)).min();
    let of_sheet = |name: &str| Sheet::ALL.iter().position(|sheet| sheet.name() == name).map_or(0, |at| at + 1);
    let sheet = first.map_or_else(|| of_sheet(&query.sheet), |(sheet, ..)| of_sheet(sheet.name()));
    (std::cmp::Reverse(query.severity), sheet, first.map(|(_, row, column)| (row, column)))
}

fn query(round: &Round, index: &FactsIndex, group: cause::Group) -> Option<Query> {
    let cause::Group { cause, findings, settles } = group;
    let rule = rules::by_code(&cause.rule)?;
    let first = findings.first()?;
    let submission = return_of(round, &first.member, &first.file);
    let words = |finding: &Finding| submission.map_or_else(|| finding.message.clone(), |own| shown::found(index, own, finding));
    let mut seen = BTreeSet::new();
    let mut spots = Vec::new();
    let (mut said, mut todo): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for finding in &findings {
        let found = words(finding);
        // Findings about the file as a whole whose remedy is one answer lead to that.
        let answer = rule.handling.answer.and_then(|question| index.answer(&finding.member, question));
        let known = finding.evidence.first().and_then(|first| index.cell(first)).or(answer);
        let place = known.map(|known| (known.sheet, known.row, known.column, known.cell.at));
        let odd = || submission.and_then(|own| odd::spot(own, finding));
        if let Some((sheet, row, column, at)) = place.or_else(odd) {
            let (finding, found, todo) = (finding.id.clone(), found.clone(), finding.action.clone());
            spots.push(QueryCell { finding, sheet, row, column, at, found, todo });
        }
        if seen.insert(found.clone()) {
            said.push(found);
        }
        if !todo.contains(&finding.action) {
            todo.push(finding.action.clone());
        }
    }
    let mut paragraphs: Vec<&'static str> =
        findings.iter().chain(&settles).filter_map(|finding| rules::by_code(&finding.rule)?.paragraph).collect();
    paragraphs.sort_unstable();
    paragraphs.dedup();
    let different: BTreeSet<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    let counts = match rule.handling.figures_depend {
        FiguresDepend::No => false,
        FiguresDepend::Yes => true,
        FiguresDepend::InCountedColumns => cause.column.split(COLUMNS_OF_CAUSE).any(is_counted),
    };
    let hash = short_hash(&[&first.member, &cause.rule, &cause.sheet, &cause.column, &cause.kind, &cause.about]);
    Some(Query {
        id: format!("Q-{}-{}-{}", rule.code, first.member, &hash[..8]),
        member: first.member.clone(),
        rule,
        severity: findings.iter().chain(&settles).map(|f| f.severity).max()?,
        certainty: findings.iter().map(|f| f.certainty).min()?,
        sheet: cause.sheet,
        column: cause.column,
        kind: cause.kind,
        about: cause.about,
        rules: different.len(),
        found: said,
        todo,
        settles: settles.iter().map(|finding| words(finding)).collect(),
        paragraphs,
        findings: findings.iter().chain(&settles).map(|f| f.id.clone()).collect(),
        spots,
        counts,
    })
}

/// Whether published figures are based on a column, or on a question by its reference.
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
