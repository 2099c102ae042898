//! Rows of a return that are no entries as they stand, as they are handed back: below the entries of their sheet, each cell under the heading it
//! stood under.

use crate::form::{Field, Sheet};
use crate::model::finding::Finding;
use crate::model::{At, LineFault, OddLine, Submission};

/// The odd rows of a sheet, in the order in which they are handed back.
pub fn rows(submission: &Submission, sheet: Sheet) -> impl Iterator<Item = &[(usize, String)]> {
    lines(submission, sheet).flat_map(|line| line.rows.iter().map(Vec::as_slice))
}

fn lines(submission: &Submission, sheet: Sheet) -> impl Iterator<Item = &OddLine> {
    submission.layout.odd_lines.iter().filter(move |line| line.at.sheet == sheet)
}

/// The line that a finding is about.
pub fn line<'a>(submission: &'a Submission, finding_sheet: &str, cell: &str) -> Option<&'a OddLine> {
    submission.layout.odd_lines.iter().find(|line| line.at.sheet.name() == finding_sheet && line.at.a1() == cell)
}

/// How many entries a sheet has, below which odd rows are handed back.
fn entries(submission: &Submission, sheet: Sheet) -> usize {
    match sheet {
        Sheet::Return => 0,
        Sheet::Secondees => submission.secondees.len(),
        Sheet::Staff => submission.staff.len(),
        Sheet::Assignments => submission.assignments.len(),
    }
}

/// Where the line of a finding stands among the rows as they are handed back: sheet, row, column; and where it stood. A row that was joined to the
/// one above is found there.
pub fn spot(submission: &Submission, finding: &Finding) -> Option<(Sheet, usize, usize, At)> {
    let wanted = line(submission, &finding.sheet, &finding.cell)?;
    let sheet = wanted.at.sheet;
    if let LineFault::Continues(_, cells) = &wanted.fault {
        let column = sheet.columns().iter().position(|column| cells.first().is_some_and(|(heading, _)| *heading == column.heading))?;
        let row = joined_to(submission, wanted)?;
        return Some((sheet, row, column, wanted.at));
    }
    let before = lines(submission, sheet).take_while(|line| *line != wanted).map(|line| line.rows.len()).sum::<usize>();
    let column = wanted.rows.first()?.first().map_or(0, |(column, _)| *column);
    Some((sheet, entries(submission, sheet) + before, column, wanted.at))
}

/// The position of the entry to which a line was joined: the last above it.
fn joined_to(submission: &Submission, line: &OddLine) -> Option<usize> {
    fn last<F: Field>(rows: &[crate::model::Record<F>], row: u32) -> Option<usize> {
        rows.iter().rposition(|record| record.row < row)
    }
    match line.at.sheet {
        Sheet::Return => None,
        Sheet::Secondees => last(&submission.secondees, line.at.row),
        Sheet::Staff => last(&submission.staff, line.at.row),
        Sheet::Assignments => last(&submission.assignments, line.at.row),
    }
}
