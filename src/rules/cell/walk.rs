//! All cells of a return, for the rules that look at cells one by one.

use std::borrow::Cow;

use crate::finding::Draft;
use crate::form::{Asg, Column, Field, Q, Sec, Stf};
use crate::model::{Cell, Record, Submission};

/// A cell with what is needed to judge it.
pub struct Seen<'a> {
    /// Its column, or for the Return sheet its question.
    pub column: &'static Column,
    /// The cell.
    pub cell: &'a Cell,
    /// The reference of the row, empty if that is blank; of the Return sheet the question's.
    pub reference: Cow<'a, str>,
    /// The question, if the cell is an answer.
    pub question: Option<Q>,
}

/// Every cell of the answers and rows.
pub fn cells(submission: &Submission) -> impl Iterator<Item = Seen<'_>> {
    let answers = submission.answers.cells().map(|(question, cell)| Seen {
        column: question.column(),
        cell,
        reference: Cow::Owned(question.reference()),
        question: Some(question),
    });
    let secondees = submission.secondees.iter().flat_map(|row| row_cells(row, Sec::Ref));
    let staff = submission.staff.iter().flat_map(|row| row_cells(row, Stf::Ref));
    let assignments = submission.assignments.iter().flat_map(|row| row_cells(row, Asg::Ref));
    answers.chain(secondees).chain(staff).chain(assignments)
}

fn row_cells<F: Field>(row: &Record<F>, reference: F) -> impl Iterator<Item = Seen<'_>> {
    let reference = row.text(reference).unwrap_or("");
    row.cells().map(move |(field, cell)| Seen { column: field.column(), cell, reference: Cow::Borrowed(reference), question: None })
}

/// The start of a finding at a cell: who or what the row is about, and the column as key.
pub fn draft(submission: &Submission, seen: &Seen) -> Draft {
    let draft = Draft::at(submission, seen.cell).key(seen.cell.at.sheet.name()).key(seen.column.heading);
    match (seen.question, seen.cell.at.sheet, seen.reference.is_empty()) {
        (Some(_), ..) => draft.key(seen.reference.as_ref()),
        (None, crate::form::Sheet::Assignments, false) => draft.assignment(&seen.reference),
        (None, _, false) => draft.person(&submission.member, &seen.reference),
        // A row without a reference is told from others by what stands in the cell.
        (None, _, true) => draft.key(seen.cell.typed.clone()),
    }
}

/// How a cell is spoken of: "Start date of S01", "the answer to R09".
pub fn called(seen: &Seen) -> String {
    match (seen.question, seen.reference.is_empty()) {
        (Some(_), _) => format!("the answer to {}", seen.reference),
        (None, false) => format!("{} of {}", seen.column.heading, seen.reference),
        (None, true) => format!("{} in row {}", seen.column.heading, seen.cell.at.row + 1),
    }
}
