//! The resubmission guard: what a member changed between two versions of its return, which queries that settled, and what changed that nobody
//! had asked about.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::{Field, Question, Sec, Sheet, Stf};
use crate::model::finding::FindingId;
use crate::model::{Cell, Entry, Record, Submission, Value, show_date};
use crate::queries::states::{AskedFinding, QueryState};
use crate::rules::by_code;

/// The rows of a return: by sheet and reference, each the texts by heading. A reference that repeats goes on with `#2`.
pub type RowsByReference = BTreeMap<(String, String), BTreeMap<String, String>>;

/// The columns that rules about the rows as a whole look at, and the questions.
const OF_ALL_COLUMNS: &[Sec] = &[Sec::Start, Sec::End, Sec::NpmWork, Sec::Arrangement, Sec::RoleType];
const OF_ALL_ANSWERS: &[Question] = &[Question::Used, Question::Secondees, Question::AllStaff, Question::Identified, Question::Progress];
/// Questions that a new version answers again as a matter of course.
const OF_THE_VERSION: &[Question] = &[Question::By, Question::JobTitle, Question::Email, Question::Completed];

/// Nobody had asked for the change.
pub const NOBODY_ASKED: &str = "nobody asked";
/// Of a change in a row that a query was about, in a cell that it did not ask for.
pub const ANOTHER_CELL: &str = "asked about the row, not this cell";

/// A difference between two versions of a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnChange {
    /// The run in which it was noticed.
    pub run: u32,
    /// The member.
    pub member: String,
    /// The file of the earlier version.
    pub from: String,
    /// The file of the new version.
    pub to: String,
    /// `cell changed`, `row added`, `row removed`, `query settled` or `query new`.
    pub what: String,
    /// The sheet; empty of a query.
    pub sheet: String,
    /// The reference of the row, or the question's; of a query its finding.
    pub reference: String,
    /// The column.
    pub column: String,
    /// What stood there.
    pub was: String,
    /// What stands there.
    pub now: String,
    /// The query that asked for it.
    pub asked_by: String,
    /// In words whether it was asked for.
    pub asked: String,
}

/// The columns of Return that a member fills in.
pub const ANSWER_COLUMNS: [&str; 2] = ["Answer", "Notes"];

/// The rows of a return.
pub fn rows(submission: &Submission) -> RowsByReference {
    let mut rows = RowsByReference::new();
    for (question, cell) in submission.answers.cells() {
        let reference = Question::reference(question);
        let notes = submission.answer_notes.get(reference).cloned().unwrap_or_default();
        let cells = ANSWER_COLUMNS.map(String::from).into_iter().zip([text(cell), notes]).filter(|(_, text)| !text.is_empty());
        rows.insert((Sheet::Return.name().to_string(), reference.to_string()), cells.collect());
    }
    add(&mut rows, &submission.secondees, Sec::Ref);
    add(&mut rows, &submission.staff, Stf::Ref);
    add(&mut rows, &submission.assignments, crate::form::Asg::Ref);
    rows
}

fn add<F: Field>(rows: &mut RowsByReference, records: &[Record<F>], reference: F) {
    for record in records {
        let cells = record.cells().map(|(field, cell)| (field.column().heading.to_string(), text(cell)));
        let cells = cells.filter(|(_, text)| !text.is_empty()).collect();
        let key = row_key(rows, F::SHEET, &text(record.cell(reference)));
        rows.insert(key, cells);
    }
}

/// The key of a row that is about to be added.
pub fn row_key(rows: &RowsByReference, sheet: Sheet, reference: &str) -> (String, String) {
    let reference = reference.trim().to_uppercase();
    let first = (sheet.name().to_string(), reference.clone());
    let more = (2..).map(|number| (sheet.name().to_string(), format!("{reference}#{number}")));
    std::iter::once(first).chain(more).find(|key| !rows.contains_key(key)).expect("numbers do not end")
}

/// A cell as the consolidated workbook shows it.
fn text(cell: &Cell) -> String {
    match &cell.entry {
        Entry::Absent | Entry::Blank => String::new(),
        Entry::Read(Value::Number(number)) => format!("{number}"),
        Entry::Read(Value::Date(date)) if date.year() < 1900 => date.to_string(),
        Entry::Read(Value::Date(date)) => show_date(*date),
        Entry::Read(Value::Choice(word)) => (*word).into(),
        Entry::Read(Value::Text(text)) => text.to_string(),
        _ => cell.typed.to_string(),
    }
}

/// Two versions of a member's return.
pub struct Versions<'a> {
    /// This run's number.
    pub run: u32,
    /// The member.
    pub member: &'a str,
    /// The earlier file.
    pub from: &'a str,
    /// The new file.
    pub to: &'a str,
    /// The earlier rows.
    pub was: &'a RowsByReference,
    /// The rows now.
    pub now: &'a RowsByReference,
}

/// What changed between two versions; `before` is what had been asked, `after` where it stands now.
pub fn compare(versions: &Versions, before: &[AskedFinding], after: &[AskedFinding]) -> Vec<ReturnChange> {
    let mut changes = Vec::new();
    let asked: Vec<&AskedFinding> = before.iter().filter(|a| a.member == versions.member && a.state != QueryState::Resolved).collect();
    let keys: BTreeSet<&(String, String)> = versions.was.keys().chain(versions.now.keys()).collect();
    for key in keys {
        let (sheet, reference) = key;
        let change = |what: &str, column: &str, was: &str, now: &str| {
            let (asked_by, words) = asked_for(&asked, versions.member, sheet, reference, column);
            ReturnChange {
                run: versions.run,
                member: versions.member.into(),
                from: versions.from.into(),
                to: versions.to.into(),
                what: what.into(),
                sheet: sheet.clone(),
                reference: reference.clone(),
                column: column.into(),
                was: was.into(),
                now: now.into(),
                asked_by,
                asked: words,
            }
        };
        match (versions.was.get(key), versions.now.get(key)) {
            (Some(was), None) => changes.push(change("row removed", "", &whole(was), "")),
            (None, Some(now)) => changes.push(change("row added", "", "", &whole(now))),
            (Some(was), Some(now)) => {
                let columns: BTreeSet<&String> = was.keys().chain(now.keys()).collect();
                for column in columns {
                    let (was, now) = (was.get(column).map_or("", String::as_str), now.get(column).map_or("", String::as_str));
                    if !is_same(was, now) {
                        changes.push(change("cell changed", column, was, now));
                    }
                }
            }
            (None, None) => {}
        }
    }
    changes.sort_by_key(|change| Sheet::ALL.iter().position(|sheet| sheet.name() == change.sheet));
    changes.extend(of_queries(versions, before, after));
    changes
}

/// Queries that the new version settled, and those it gave rise to.
fn of_queries(versions: &Versions, before: &[AskedFinding], after: &[AskedFinding]) -> Vec<ReturnChange> {
    let known: BTreeMap<&str, &AskedFinding> = before.iter().map(|asked| (asked.finding.as_str(), asked)).collect();
    let mut changes = Vec::new();
    for asked in after.iter().filter(|asked| asked.member == versions.member) {
        let was = known.get(asked.finding.as_str());
        let what = match (was.map(|was| was.state), asked.state) {
            (Some(was), QueryState::Resolved) if was != QueryState::Resolved => "query settled",
            (None, QueryState::New | QueryState::Explained) if !before.is_empty() => "query new",
            _ => continue,
        };
        changes.push(ReturnChange {
            run: versions.run,
            member: versions.member.into(),
            from: versions.from.into(),
            to: versions.to.into(),
            what: what.into(),
            sheet: String::new(),
            reference: asked.finding.clone(),
            column: String::new(),
            was: was.map_or_else(String::new, |was| was.state.name().into()),
            now: asked.found.clone(),
            asked_by: asked.query.clone(),
            asked: String::new(),
        });
    }
    changes
}

/// Which query asked for a change, and in words how closely.
fn asked_for(asked: &[&AskedFinding], member: &str, sheet: &str, reference: &str, column: &str) -> (String, String) {
    let plain = reference.split('#').next().unwrap_or(reference);
    let upper = |text: &str| text.to_uppercase();
    let cell = match sheet {
        "Return" => format!("{member} Return {plain} = "),
        _ => format!("{member} {sheet} {plain} {column} = "),
    };
    let row = format!("{member} {sheet} {plain} ");
    let find = |wanted: &str| asked.iter().find(|a| !plain.is_empty() && upper(&a.facts).contains(&upper(wanted)));
    if let Some(by) = find(&cell) {
        return (by.query.clone(), "asked for".into());
    }
    if sheet == "Return" && is_one_of(OF_THE_VERSION, plain) {
        return (String::new(), "as in every new version".into());
    }
    if let Some(by) = find(&row) {
        return (by.query.clone(), ANOTHER_CELL.into());
    }
    let is_counted = match sheet {
        "Return" => is_one_of(OF_ALL_ANSWERS, plain),
        // A row added or removed has no column.
        _ => column.is_empty() || OF_ALL_COLUMNS.iter().any(|field| field.column().heading == column),
    };
    let of_all = |a: &&&AskedFinding| by_code(FindingId::of(&a.finding).code()).is_some_and(|rule| rule.handling.is_about_all_rows);
    match asked.iter().filter(|_| is_counted).find(of_all) {
        Some(by) => (by.query.clone(), "asked about the rows as a whole".into()),
        None if asked.is_empty() => (String::new(), "no query had been sent".into()),
        None => (String::new(), NOBODY_ASKED.into()),
    }
}

fn is_one_of(questions: &[Question], reference: &str) -> bool {
    questions.iter().any(|question| question.reference() == reference)
}

fn whole(cells: &BTreeMap<String, String>) -> String {
    cells.iter().map(|(heading, text)| format!("{heading}: {text}")).collect::<Vec<_>>().join("; ")
}

/// Whether two texts are the same but for white space, or for the end of a text that was too long for a cell.
fn is_same(was: &str, now: &str) -> bool {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (was, now) = (words(was), words(now));
    was == now || was.strip_suffix("[the rest is in the files of the folder data]").is_some_and(|start| now.starts_with(start.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(heading, text)| ((*heading).to_string(), (*text).to_string())).collect()
    }

    #[test]
    fn a_repeated_reference_is_a_row_of_its_own() {
        let mut rows = RowsByReference::new();
        for _ in 0..3 {
            let key = row_key(&rows, Sheet::Staff, "t01");
            rows.insert(key, row(&[]));
        }
        assert_eq!(rows.keys().map(|(_, reference)| reference.as_str()).collect::<Vec<_>>(), ["T01", "T01#2", "T01#3"]);
    }

    #[test]
    fn what_nobody_asked_for_is_told_from_what_was_asked() {
        let key = |reference: &str| ("Secondees".to_string(), reference.to_string());
        let was = RowsByReference::from([
            (key("S01"), row(&[("Start date", "a"), ("Post held", "x")])),
            (key("S02"), row(&[("Post held", "x")])),
        ]);
        let now = RowsByReference::from([
            (key("S01"), row(&[("Start date", "b"), ("Post held", "y")])),
            (key("S02"), row(&[("Post held", "y")])),
        ]);
        let asked = AskedFinding {
            finding: "E02-HMIP-1".into(),
            query: "Q-1".into(),
            member: "HMIP".into(),
            state: QueryState::New,
            run: 1,
            version: 1,
            settled: None,
            found: String::new(),
            kind: String::new(),
            response: String::new(),
            accepted: String::new(),
            by: String::new(),
            earlier: String::new(),
            remark: String::new(),
            facts: "HMIP Secondees S01 Start date = a".into(),
        };
        let versions = Versions { run: 2, member: "HMIP", from: "a.xlsx", to: "b.xlsx", was: &was, now: &now };
        let changes = compare(&versions, std::slice::from_ref(&asked), &[]);
        let words: Vec<(&str, &str)> = changes.iter().map(|c| (c.column.as_str(), c.asked.as_str())).collect();
        assert_eq!(words, [("Post held", ANOTHER_CELL), ("Start date", "asked for"), ("Post held", NOBODY_ASKED)]);
    }
}
