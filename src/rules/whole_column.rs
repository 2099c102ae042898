//! Faults of one kind all down a column have one cause, such as a list pasted in another order: they are one finding, with its range.

use crate::model::finding::Draft;
use crate::model::{Cell, Submission};

/// The fewest rows that make a pattern.
const ROWS: usize = 10;

/// Whether so many wrong rows, of those that could be compared, are no single slips: ten or more, and a third or more.
pub(super) fn is_whole_column(wrong: usize, compared: usize) -> bool {
    wrong >= ROWS && wrong * 3 >= compared
}

/// One finding about all these cells of one column.
pub(super) fn draft(submission: &Submission, cells: &[&Cell], heading: &str) -> Draft {
    let draft = Draft::at(submission, cells[0]).key(cells[0].at.sheet.name()).key(heading).key("column");
    cells[1..].iter().fold(draft, |draft, cell| draft.because(submission, cell))
}

/// From the first of some cells to the last: "D2 to D301".
pub(super) fn range(cells: &[&Cell]) -> String {
    format!("{} to {}", cells[0].at.a1(), cells[cells.len() - 1].at.a1())
}
