//! The cells of a return by address: from the cell a finding names to its column and the reference of its row.

use std::collections::BTreeMap;

use crate::form::{Asg, Field, Question, Sec, Sheet, Stf};
use crate::model::{Cell, Entry, Record, Submission, position_of};

/// A cell with what it is called by.
#[derive(Debug, Clone, Copy)]
pub struct KnownCell<'a> {
    /// The cell.
    pub cell: &'a Cell,
    /// The sheet.
    pub sheet: Sheet,
    /// Position of its row among the rows of its sheet, in the order of the file; of an answer that of its question.
    pub row: usize,
    /// Position of its column in the form; of an answer that of the column Answer.
    pub column: usize,
    /// The reference of its row as typed, or of its question; empty if the row has none.
    pub reference: &'a str,
}

impl KnownCell<'_> {
    /// The heading of its column; of an answer the question's reference.
    pub fn heading(&self) -> &str {
        match self.sheet {
            Sheet::Return => self.reference,
            sheet => sheet.columns()[self.column].heading,
        }
    }
}

/// Position of the column Answer on Return.
const ANSWER: usize = 2;

/// The cells of a return, to be found by sheet and A1 address. Rows are indexed, not cells, of which there are many more.
pub struct Cells<'a> {
    submission: &'a Submission,
    /// The position of the record that stands in a row.
    rows: BTreeMap<(Sheet, u32), usize>,
    /// Cells that stand in another row than their record, by row and column: the position of the record, and of the column in the form.
    elsewhere: BTreeMap<(Sheet, u32, u32), (usize, usize)>,
}

impl<'a> Cells<'a> {
    /// Indexes a return.
    pub fn new(submission: &'a Submission) -> Self {
        let mut cells = Self { submission, rows: BTreeMap::new(), elsewhere: BTreeMap::new() };
        cells.index(&submission.secondees);
        cells.index(&submission.staff);
        cells.index(&submission.assignments);
        cells
    }

    fn index<F: Field>(&mut self, records: &[Record<F>]) {
        for (at, record) in records.iter().enumerate() {
            self.rows.insert((F::SHEET, record.row), at);
            for (field, cell) in record.cells().filter(|(_, cell)| cell.at.row != record.row && cell.entry != Entry::Absent) {
                self.elsewhere.insert((F::SHEET, cell.at.row, cell.at.col), (at, field.index()));
            }
        }
    }

    /// The answer to a question.
    pub fn answer(&self, question: Question) -> Option<KnownCell<'a>> {
        self.answers().find(|known| known.row == question.index())
    }

    fn answers(&self) -> impl Iterator<Item = KnownCell<'a>> {
        let there = self.submission.answers.cells().filter(|(_, cell)| cell.entry != Entry::Absent);
        there.map(|(question, cell)| KnownCell {
            cell,
            sheet: Sheet::Return,
            row: Question::index(question),
            column: ANSWER,
            reference: question.reference(),
        })
    }

    /// The cell at an address, if it is one of the form.
    pub fn at(&self, sheet: &str, cell: &str) -> Option<KnownCell<'a>> {
        let sheet = Sheet::ALL.into_iter().find(|known| known.name() == sheet)?;
        let (row, col) = position_of(cell)?;
        let own = self.submission;
        match sheet {
            Sheet::Return => self.answers().find(|known| (known.cell.at.row, known.cell.at.col) == (row, col)),
            Sheet::Secondees => self.of_row(&own.secondees, Sec::Ref, (row, col)),
            Sheet::Staff => self.of_row(&own.staff, Stf::Ref, (row, col)),
            Sheet::Assignments => self.of_row(&own.assignments, Asg::Ref, (row, col)),
        }
    }

    fn of_row<F: Field>(&self, records: &'a [Record<F>], reference: F, (row, col): (u32, u32)) -> Option<KnownCell<'a>> {
        let known = |at: usize, column: usize, cell: &'a Cell| KnownCell {
            cell,
            sheet: F::SHEET,
            row: at,
            column,
            reference: &records[at].cell(reference).typed,
        };
        if let Some((at, column)) = self.elsewhere.get(&(F::SHEET, row, col)) {
            let (_, cell) = records[*at].cells().nth(*column)?;
            return Some(known(*at, *column, cell));
        }
        let at = *self.rows.get(&(F::SHEET, row))?;
        let is_it = |(_, cell): &(F, &Cell)| (cell.at.row, cell.at.col) == (row, col) && cell.entry != Entry::Absent;
        records[at].cells().find(is_it).map(|(field, cell)| known(at, field.index(), cell))
    }
}
