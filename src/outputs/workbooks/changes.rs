//! The sheets Changes and Answers of the consolidated workbook: what members changed between versions, and the answers to compare the next
//! version with.

use super::parts::Page;
use crate::account::Audit;
use crate::book::answers::{ANSWERS_SHEET, CHANGE_HEADINGS, CHANGES_SHEET, answer_headings};
use crate::figures::table::{Datum, Table};
use crate::form::{Field, Question};
use crate::model::{Cell, Entry, Submission, Value};

fn text(text: &str) -> Datum {
    if text.is_empty() { Datum::Blank } else { Datum::Text(text.into()) }
}

/// What changed between versions of a return, the newest run first.
pub fn changes(audit: &Audit) -> Table {
    let mut changes: Vec<&crate::queries::versions::ReturnChange> = audit.followed.changes.iter().collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.run));
    let rows = changes.into_iter().map(|c| {
        let mut row = vec![Datum::Number(f64::from(c.run))];
        row.extend(
            [&c.member, &c.from, &c.to, &c.what, &c.sheet, &c.reference, &c.column, &c.was, &c.now, &c.asked_by, &c.asked].map(|t| text(t)),
        );
        row
    });
    Table { name: CHANGES_SHEET, headings: CHANGE_HEADINGS.map(String::from).to_vec(), rows: rows.collect() }
}

/// Each answer of every return in use, in the order of the sheet.
pub(super) fn answered<'a>(audit: &'a Audit) -> impl Iterator<Item = (&'a Submission, Question, &'a Cell)> {
    audit.round.returns.iter().flat_map(|submission| {
        let there = submission.answers.cells().filter(|(_, cell)| cell.entry != Entry::Absent);
        there.map(move |(question, cell)| (submission, question, cell))
    })
}

/// The answers to R01 to R20 of every return in use.
pub fn answers(audit: &Audit) -> Table {
    let mut rows = Vec::new();
    for (submission, question, cell) in answered(audit) {
        let answer = match &cell.entry {
            Entry::Blank | Entry::Absent => Datum::Blank,
            Entry::Read(Value::Number(number)) => Datum::Number(*number),
            Entry::Read(Value::Date(date)) => Datum::Date(*date),
            Entry::Read(Value::Choice(word)) => text(word),
            _ => text(&cell.typed),
        };
        let notes = submission.answer_notes.get(question.reference()).map_or(Datum::Blank, |notes| text(notes));
        let file = text(&submission.file);
        rows.push(vec![
            text(&submission.member),
            file,
            text(question.reference()),
            text(Question::column(question).heading),
            answer,
            notes,
        ]);
    }
    Table { name: ANSWERS_SHEET, headings: answer_headings(), rows }
}

/// Both sheets.
pub fn pages(audit: &Audit) -> [Page<'static>; 2] {
    let note = "What changed when a member sent a new version, which queries that settled, and what changed that nobody asked about.";
    [
        Page::new(changes(audit), "Changes between versions of a return", note),
        Page::new(answers(audit), "Answers R01 to R20 of all returns", "As read; notes beside them."),
    ]
}
