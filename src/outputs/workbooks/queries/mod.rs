//! `queries/MEMBER-YEAR-queries.xlsx`: the member's own return again, with the cells to mend coloured and noted, and a sheet of queries to answer.
//!
//! It is the survey workbook with the return's own values, so that a member corrects and answers in one file and sends that back. It holds
//! nothing of other members' returns: what a query says is worded for the member in [`crate::queries`].

mod here;
mod sheet;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rust_xlsxwriter::XlsxError;

use super::survey::{Filled, Mark, MarkKind, Shared, SurveyPlan, workbook_with};
use crate::account::Audit;
use crate::figures::table::Datum;
use crate::form::{Field, Question, Sheet};
use crate::model::finding::Severity;
use crate::model::{Cell, Entry, Record, Submission, Value};
use crate::queries::states::{AskedFinding, QueryState};
use crate::queries::{Query, odd, return_of};
use here::Here;

/// The name of the sheet, by which the reader knows it.
const SHEET: &str = "Queries";

/// A query with where its findings stand, as far as the member has to do with them.
struct OpenQueries<'a> {
    query: &'a Query,
    asked: Vec<&'a AskedFinding>,
}

impl OpenQueries<'_> {
    fn state(&self) -> QueryState {
        self.asked.iter().map(|asked| asked.state).min().unwrap_or(QueryState::New)
    }
}

/// The queries workbook of each member that has something to mend: file name and content, by name.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn queries(audit: &Audit) -> Result<Vec<(String, Vec<u8>)>, XlsxError> {
    let asked: BTreeMap<&str, &AskedFinding> = audit.followed.asked.iter().map(|asked| (asked.finding.as_str(), asked)).collect();
    let mut by_member: BTreeMap<&str, Vec<OpenQueries>> = BTreeMap::new();
    for query in &audit.followed.queries {
        let asked: Vec<&AskedFinding> = query.findings.iter().filter_map(|id| asked.get(id.as_str()).copied()).collect();
        let asked: Vec<&AskedFinding> = asked.into_iter().filter(|a| a.state.is_open() || a.state == QueryState::Explained).collect();
        if !asked.is_empty() {
            by_member.entry(&query.member).or_default().push(OpenQueries { query, asked });
        }
    }
    // What waits for the coordinator comes last.
    by_member.values_mut().for_each(|open| open.sort_by_key(|one| !one.state().is_open()));
    by_member.retain(|_, open| open.iter().any(|query| query.state().is_open()));
    let members: Vec<(&str, Vec<OpenQueries>)> = by_member.into_iter().collect();
    if members.is_empty() {
        return Ok(Vec::new());
    }
    let codes: Vec<String> = audit.round.settings.members.iter().map(|member| member.code.clone()).collect();
    let shared = Shared::new(&codes, &audit.round.register)?;
    let made = members.par_iter().filter_map(|(member, open)| {
        let submission = return_of(audit.round, member, "")?;
        Some(workbook(audit, &shared, submission, open).map(|bytes| (file_name(member, audit.round.settings.year), bytes)))
    });
    made.collect()
}

/// The name of a member's queries workbook. The code is as typed if the round has no such member, so that it is made safe first.
pub fn file_name(member: &str, year: i16) -> String {
    let safe: String = member.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    format!("{safe}-{year}-queries.xlsx")
}

fn workbook(audit: &Audit, shared: &Shared, submission: &Submission, open: &[OpenQueries]) -> Result<Vec<u8>, XlsxError> {
    let mut filled = Filled { return_by: Some(audit.round.settings.answers_by()), ..Filled::of(&audit.round.settings, submission) };
    filled.back_to = Some(SHEET.into());
    filled.is_handed_back = true;
    carry(&mut filled, submission);
    let here = Here::new(submission);
    mark(&mut filled, &here, open);
    workbook_with(&filled, shared, &|book, _, plan| sheet::write(book, plan, audit, &filled, &here, open))
}

/// Texts exactly as typed, and the notes beside the answers.
fn carry(filled: &mut Filled, submission: &Submission) {
    fn typed<F: Field>(filled: &mut Filled, records: &[Record<F>]) {
        let Some(rows) = filled.rows.get_mut(&F::SHEET) else { return };
        for (row, record) in rows.iter_mut().zip(records) {
            for (datum, (_, cell)) in row.iter_mut().zip(record.cells()) {
                if let Some(text) = text(cell) {
                    *datum = Datum::Text(text);
                }
            }
        }
    }
    typed(filled, &submission.secondees);
    typed(filled, &submission.staff);
    typed(filled, &submission.assignments);
    // Rows that were no entries stand below them, each cell as typed.
    for sheet in [Sheet::Secondees, Sheet::Staff, Sheet::Assignments] {
        for cells in odd::rows(submission, sheet) {
            let mut row = vec![Datum::Blank; sheet.columns().len()];
            cells.iter().for_each(|(column, text)| row[*column] = Datum::Text(text.clone()));
            filled.rows.entry(sheet).or_default().push(row);
        }
    }
    for (question, cell) in submission.answers.cells() {
        let answer = &mut filled.answers[question as usize];
        if let Some(text) = text(cell) {
            answer[0] = Datum::Text(text);
        }
        if let Some(notes) = submission.answer_notes.get(Question::reference(question)) {
            answer[1] = Datum::Text(notes.clone());
        }
    }
}

/// The text to carry where a cell holds one; dates, numbers and list words are carried as what they were read as.
fn text(cell: &Cell) -> Option<String> {
    match &cell.entry {
        Entry::Absent | Entry::Blank | Entry::Read(Value::Number(_) | Value::Date(_) | Value::Choice(_)) => None,
        // An error stays one, whatever the reader called it.
        Entry::Error if !cell.typed.starts_with('#') => Some("#VALUE!".into()),
        _ => Some(cell.typed.to_string()),
    }
}

/// Colours and notes the cells of the queries.
fn mark(filled: &mut Filled, here: &Here, open: &[OpenQueries]) {
    let plan = SurveyPlan::new(filled);
    for (at, one) in open.iter().enumerate() {
        let query = here.moved(&plan, one.query);
        let ids = ids(one);
        let kind = if query.severity == Severity::Note { MarkKind::Look } else { MarkKind::Mend };
        for spot in query.spots.iter().filter(|spot| ids.contains(spot.finding.as_str())) {
            let note = format!("Query {} on the sheet {SHEET}. {}\nWhat to do: {}", at + 1, spot.found, spot.todo);
            filled
                .marks
                .entry((spot.sheet, spot.row, spot.column))
                .and_modify(|mark| {
                    mark.kind = mark.kind.min(kind);
                    mark.note = format!("{}\n\n{note}", mark.note);
                })
                .or_insert(Mark { kind, note });
        }
    }
}

fn ids<'a>(open: &OpenQueries<'a>) -> BTreeSet<&'a str> {
    open.asked.iter().map(|asked| asked.finding.as_str()).collect()
}

/// The cells of a query, without those of findings that are accepted.
fn listed<'a>(open: &'a OpenQueries) -> impl Iterator<Item = &'a crate::queries::QueryCell> {
    let ids = ids(open);
    open.query.spots.iter().filter(move |spot| ids.contains(spot.finding.as_str()))
}
