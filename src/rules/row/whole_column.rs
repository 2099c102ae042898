//! Faults of one kind all down a column have one cause, such as a list pasted in another order: they are one finding, with its range.

use crate::model::finding::Draft;
use crate::model::{Cell, Submission};

/// The fewest rows that make a pattern.
const ROWS: usize = 10;

/// Whether so many wrong rows, of those that could be compared, are no single slips: ten or more, and a third or more.
pub(super) fn is_whole_column(wrong: usize, compared: usize) -> bool {
    wrong >= ROWS && wrong * 3 >= compared
}

/// One finding about all these cells of one column. What it says is made of the range, as "D2 to D301".
pub(super) fn draft(submission: &Submission, cells: &[&Cell], heading: &str, says: impl FnOnce(&str) -> String) -> Draft {
    let (first, last) = (cells[0], cells[cells.len() - 1]);
    let draft = Draft::at(submission, first).key(first.at.sheet.name()).key(heading).key("column");
    let draft = cells[1..].iter().fold(draft, |draft, cell| draft.because(submission, cell));
    draft.says(says(&format!("{} to {}", first.at.a1(), last.at.a1())))
}
