//! All cells of a return, for the rules that look at cells one by one.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::form::{Asg, Column, Field, Question, Sec, Stf};
use crate::model::finding::Draft;
use crate::model::{Cell, Named, Record, Submission};
use crate::places::Register;
use crate::rules::guidance::work::words;

/// A cell with what is needed to judge it.
pub struct Seen<'a> {
    /// Its column, or for the Return sheet its question.
    pub column: &'static Column,
    /// The cell.
    pub cell: &'a Cell,
    /// The reference of the row, empty if that is blank; of the Return sheet the question's.
    pub reference: Cow<'a, str>,
    /// The question, if the cell is an answer.
    pub question: Option<Question>,
}

/// Every cell of the answers and rows.
pub fn cells(submission: &Submission) -> impl Iterator<Item = Seen<'_>> {
    let answers = submission.answers.cells().map(|(question, cell)| Seen {
        column: question.column(),
        cell,
        reference: Cow::Borrowed(question.reference()),
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
        (None, _, true) => draft.key(seen.cell.typed.to_string()),
    }
}

/// Columns that take words as well as names of places.
pub const TAKES_WORDS: &[&str] = &["Work to be avoided", "Other positions held"];

/// Whether a name in a column that takes words as well is a sentence in which a place occurs, rather than the name of one: nobody is asked to write
/// that as the register does. At least two of its words are no words of any place that it may be.
pub fn is_sentence(seen: &Seen, named: &Named, register: &Register) -> bool {
    if !TAKES_WORDS.contains(&seen.column.heading) {
        return false;
    }
    let places = named.found.candidates.iter().map(|candidate| register.place(candidate.place));
    let known: BTreeSet<String> =
        places.flat_map(|place| std::iter::once(&place.name).chain(&place.aliases)).flat_map(|n| words(n)).collect();
    let is_like = |word: &String, other: &String| word == other || (word.len() > 4 && strsim::osa_distance(word, other) < 3);
    words(&named.written).iter().filter(|word| !known.iter().any(|other| is_like(word, other))).count() > 1
}

/// The addresses of cells of one column: "G4", "G4, G6", "G4 to G9 (6 cells)".
pub fn listed(cells: &[Seen]) -> String {
    let a1 = |seen: &Seen| seen.cell.at.a1();
    match cells {
        [first, _, _, _, .., last] => format!("{} to {} ({} cells)", a1(first), a1(last), cells.len()),
        few => few.iter().map(a1).collect::<Vec<_>>().join(", "),
    }
}

/// How a cell is spoken of: "Start date of S01", "the answer to R09".
pub fn called(seen: &Seen) -> String {
    match (seen.question, seen.reference.is_empty()) {
        (Some(_), _) => format!("the answer to {}", seen.reference),
        (None, false) if is_no_noun(seen.column.heading) => format!("\"{}\" of {}", seen.column.heading, seen.reference),
        (None, false) => format!("{} of {}", seen.column.heading, seen.reference),
        (None, true) => format!("{} in row {}", seen.column.heading, seen.cell.at.row + 1),
    }
}

/// What to do about a cell, with an example that its own column takes.
pub fn with_example(column: &Column, what: &str) -> String {
    match column.example.trim_end_matches('.') {
        "" => what.into(),
        example => format!("{what} For example: {example}."),
    }
}

/// The official names of the places that a name may mean, the first few of them.
pub fn candidates(named: &Named, register: &Register) -> String {
    const SHOWN: usize = 4;
    let names: Vec<&str> = named.found.candidates.iter().map(|candidate| register.place(candidate.place).name.as_str()).collect();
    let more = if names.len() > SHOWN { ", or another" } else { "" };
    names.iter().take(SHOWN).copied().collect::<Vec<_>>().join("; ") + more
}

/// Headings that are no noun, after which "of S01" could not be understood: these are quoted.
fn is_no_noun(heading: &str) -> bool {
    heading.ends_with(" to") || heading.ends_with(" by") || heading.starts_with("Why ") || heading == "Openly recruited"
}
