//! The cells of a return by address: from the cell a finding names to its column and the reference of its row.

use std::collections::HashMap;

use crate::form::{Asg, Field, Question, Sec, Sheet, Stf};
use crate::model::{Cell, Entry, Record, Submission, place_of};

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

/// Every cell of a return that is there, by sheet, row and column, counted from 0.
pub struct Cells<'a>(HashMap<(Sheet, u32, u32), KnownCell<'a>>);

impl<'a> Cells<'a> {
    /// Indexes a return.
    pub fn new(submission: &'a Submission) -> Self {
        let mut cells = Self(HashMap::new());
        for (question, cell) in submission.answers.cells() {
            let row = Question::index(question);
            cells.put(KnownCell { cell, sheet: Sheet::Return, row, column: ANSWER, reference: question.reference() });
        }
        cells.rows(&submission.secondees, Sec::Ref);
        cells.rows(&submission.staff, Stf::Ref);
        cells.rows(&submission.assignments, Asg::Ref);
        cells
    }

    fn rows<F: Field>(&mut self, records: &'a [Record<F>], reference: F) {
        for (row, record) in records.iter().enumerate() {
            for (field, cell) in record.cells() {
                let reference = &*record.cell(reference).typed;
                self.put(KnownCell { cell, sheet: F::SHEET, row, column: field.index(), reference });
            }
        }
    }

    fn put(&mut self, known: KnownCell<'a>) {
        if known.cell.entry != Entry::Absent {
            self.0.insert((known.sheet, known.cell.at.row, known.cell.at.col), known);
        }
    }

    /// The answer to a question.
    pub fn answer(&self, question: Question) -> Option<&KnownCell<'a>> {
        self.0.values().find(|known| known.sheet == Sheet::Return && known.row == question.index())
    }

    /// The cell at an address, if it is one of the form.
    pub fn at(&self, sheet: &str, cell: &str) -> Option<&KnownCell<'a>> {
        let sheet = Sheet::ALL.into_iter().find(|known| known.name() == sheet)?;
        let (row, col) = place_of(cell)?;
        self.0.get(&(sheet, row, col))
    }
}
