//! One member's return: the file it came in, its layout, its answers and rows.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use super::{At, Cell, Date, Entry, RowId};
use crate::form::{Asg, Field, Question, Sec, Sheet, Stf, UNANSWERED};

/// A row of one sheet, its cells in the order of the form.
#[derive(Debug, Clone)]
pub struct Record<F> {
    /// Row in the member's file, counted from 0.
    pub row: u32,
    cells: Vec<Cell>,
    field: PhantomData<F>,
}

impl<F: Field> Record<F> {
    /// A row of cells, one for each declared column.
    pub fn new(row: u32, cells: Vec<Cell>) -> Self {
        assert_eq!(cells.len(), F::COLUMNS.len(), "a row has a cell for each declared column");
        Self { row, cells, field: PhantomData }
    }
    /// The cell of a field.
    pub fn cell(&self, field: F) -> &Cell {
        &self.cells[field.index()]
    }
    /// All cells, to be judged by what stands beside them.
    pub fn cells_mut(&mut self) -> impl Iterator<Item = &mut Cell> {
        self.cells.iter_mut()
    }
    /// All cells with their fields.
    pub fn cells(&self) -> impl Iterator<Item = (F, &Cell)> {
        F::all().iter().copied().zip(&self.cells)
    }
    /// The text or list word of a field, `None` unless it was read.
    pub fn text(&self, field: F) -> Option<&str> {
        self.cell(field).text()
    }
    /// The date of a field, `None` unless it was read.
    pub fn date(&self, field: F) -> Option<Date> {
        self.cell(field).date()
    }
    /// The number of a field, `None` unless it was read.
    pub fn number(&self, field: F) -> Option<f64> {
        self.cell(field).number()
    }
    /// Whether a field is the given word.
    pub fn is(&self, field: F, word: &str) -> bool {
        self.text(field) == Some(word)
    }
    /// Where a field stands.
    pub fn at(&self, field: F) -> At {
        self.cell(field).at
    }
}

/// The answers R01 to R20, each the cell of the Answer column.
pub type Answers = Record<Question>;

/// The format of a file, told by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML.
    Xlsx,
    /// Office Open XML with a macro project.
    Xlsm,
    /// Binary Office Open XML.
    Xlsb,
    /// Excel 97 to 2003.
    Xls,
    /// OpenDocument.
    Ods,
    /// Anything else.
    Other,
}

impl Format {
    /// The format's usual ending, without the dot.
    pub fn name(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Xlsm => "xlsm",
            Format::Xlsb => "xlsb",
            Format::Xls => "xls",
            Format::Ods => "ods",
            Format::Other => "other",
        }
    }
}

/// Why a file could not be read as a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// F01: not a workbook, or a broken one.
    NotWorkbook(Reason),
    /// F02: it needs a password.
    Password,
    /// F03: it exceeds a limit.
    TooLarge(Reason),
}

/// What is wrong with a file, and what to ask of whoever sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What it is instead, what is broken or which limit it exceeds, in words that follow the file's name.
    pub what: String,
    /// What to ask for, as a sentence; empty if what the rule says in general will do.
    pub ask: String,
}

impl Fault {
    /// F01, with what to ask for.
    pub fn not_workbook(what: impl Into<String>, ask: impl Into<String>) -> Self {
        Fault::NotWorkbook(Reason { what: what.into(), ask: ask.into() })
    }
    /// F01, of a file on which this program itself fails.
    pub fn not_understood() -> Self {
        Self::not_workbook("it is made in a way that stops the reader", "")
    }
    /// F03.
    pub fn too_large(what: impl Into<String>) -> Self {
        Fault::TooLarge(Reason { what: what.into(), ask: String::new() })
    }
}

/// Data in a hidden sheet, row or column (F11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// The sheet's name as in the file.
    pub sheet: String,
    /// The first cell with data that is hidden, in A1.
    pub cell: String,
    /// `sheet`, `row`, `column` or `cell` (below a merged one).
    pub what: &'static str,
}

/// What a response to a query can be: the cell was corrected, it is explained, or the answer is to come.
pub const RESPONSE_TYPES: [&str; 3] = ["Corrected", "Explained", "To come"];

/// Something typed outside the rows: a comment on a cell, a note below the table, a row of totals. It is shown, not read as an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// The sheet's name as in the file.
    pub sheet: String,
    /// The cell, in A1.
    pub cell: String,
    /// `comment`, `note`, `total`, `text box`, `struck`, `question` (one more row for a question of Return) or `beside` (outside the columns).
    pub what: &'static str,
    /// What was typed.
    pub text: String,
}

/// A row, or several below one another, that is no entry as it stands (E02): one finding, whatever is wrong with its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OddLine {
    /// Its first cell with something in it.
    pub at: At,
    /// The last of the rows, counted from 0.
    pub last: u32,
    /// What its cells say, as shown.
    pub typed: Vec<String>,
    /// Its rows again, each cell by the position of its column in the form, so that they can be handed back; empty of a row that was joined to the
    /// one above.
    pub rows: Vec<Vec<(usize, String)>>,
    /// What is odd about it.
    pub fault: LineFault,
}

/// What is odd about a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineFault {
    /// It continues the row above, whose reference this is; the heading and text of each of its cells.
    Continues(String, Vec<(&'static str, String)>),
    /// It was made for another sheet.
    Of(Sheet),
    /// Its cells fit if they are moved by so many columns, to the right if positive.
    Moved(i32),
}

/// How a return's workbook differs from the form.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// F04: sheets that are not there.
    pub missing_sheets: Vec<Sheet>,
    /// F05: columns that are not there, with the first cell of the sheet's heading row.
    pub missing_columns: Vec<(At, &'static str)>,
    /// Questions of the Return sheet that are not there, by reference, with the heading row's first cell.
    pub missing_questions: Vec<(At, Question)>,
    /// F10: sheets that the form does not have.
    pub extra_sheets: Vec<String>,
    /// F10: columns that the form does not have, with the heading as typed.
    pub extra_columns: Vec<(At, String)>,
    /// F10: headings that were taken for a column of the form though they are spelt otherwise.
    pub renamed: Vec<(At, String, &'static str)>,
    /// F10: comments, notes and totals.
    pub asides: Vec<Aside>,
    /// E02: rows that are no entries as they stand.
    pub odd_lines: Vec<OddLine>,
    /// F10: sheets that bear the names which Apple Numbers gives to tables, with the sheet each was taken for.
    pub table_names: Vec<(String, Sheet)>,
    /// F11.
    pub hidden: Vec<Hidden>,
    /// F12: the workbook carries macros.
    pub macros: bool,
    /// F12: how many other workbooks it links to.
    pub external_links: usize,
}

/// One member's return as read.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The member's code as in the round, or as typed if the round has no such member.
    pub member: String,
    /// File name, without folders.
    pub file: String,
    /// How the workbook differs from the form.
    pub layout: Layout,
    /// R01 to R20.
    pub answers: Answers,
    /// What was typed under Notes beside an answer, by the question's reference.
    pub answer_notes: BTreeMap<String, String>,
    /// The rows of Secondees.
    pub secondees: Vec<Record<Sec>>,
    /// The rows of Staff.
    pub staff: Vec<Record<Stf>>,
    /// The rows of Assignments.
    pub assignments: Vec<Record<Asg>>,
    /// How many queries of a queries workbook carry a response.
    pub answered_queries: usize,
    /// Responses typed in the `Queries` sheet: finding id, response type, response.
    pub responses: Vec<(String, String, String)>,
}

impl Submission {
    /// Which row of the round one of its rows is.
    pub fn row_id<F: Field>(&self, row: &Record<F>) -> RowId<'_> {
        RowId { member: &self.member, sheet: F::SHEET, row: row.row }
    }
    /// Whether R08 says that no secondees were used.
    pub fn is_nil(&self) -> bool {
        self.answers.is(Question::Used, "No")
    }
    /// Whether nobody is listed on Secondees although nothing says that no secondees were used: R08 says Yes or nothing, and R09 is not nought.
    pub fn lists_no_secondee_and_denies_none(&self) -> bool {
        self.secondees.is_empty()
            && !self.layout.missing_sheets.contains(&Sheet::Secondees)
            && !self.is_nil()
            && self.answers.number(Question::Secondees) != Some(0.0)
    }
    /// Whether it is the survey as it was sent out: all its sheets are there, and nothing is answered but what was filled in before.
    pub fn is_untouched(&self) -> bool {
        let is_given = |question: Question| matches!(question, Question::Member | Question::Year | Question::Census);
        let layout = &self.layout;
        layout.missing_sheets.is_empty()
            && layout.asides.is_empty()
            && layout.extra_sheets.is_empty()
            && layout.odd_lines.is_empty()
            && self.answer_notes.values().all(|note| note.trim().is_empty())
            && self.answers.cells().all(|(question, cell)| is_given(question) || matches!(cell.entry, Entry::Blank | Entry::Absent))
            && self.assignments.is_empty()
            && self.secondees.iter().all(|row| row.is(Sec::Carried, UNANSWERED))
            && self.staff.iter().all(|row| row.is(Stf::Carried, UNANSWERED))
    }
    /// How many of Staff are still there: all rows but those carried over from last year and answered as having left.
    pub fn staff_in_post(&self) -> usize {
        self.staff.iter().filter(|row| !row.is(Stf::Carried, "Left")).count()
    }
    /// The rows of Staff of whom it was answered what became of them, in words that could not be read, so that they may have left.
    pub fn staff_may_have_left(&self) -> impl Iterator<Item = &Cell> {
        let cells = self.staff.iter().map(|row| row.cell(Stf::Carried));
        cells.filter(|cell| !matches!(cell.entry, Entry::Read(_) | Entry::Blank | Entry::Absent))
    }
    /// Whether a column is in the return.
    pub fn has(&self, sheet: Sheet, heading: &str) -> bool {
        !self.layout.missing_sheets.contains(&sheet)
            && !self.layout.missing_columns.iter().any(|(at, name)| at.sheet == sheet && *name == heading)
    }
}

/// What became of a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Read and used.
    Received,
    /// Read and used; no secondees in the year.
    Nil,
    /// Could not be used.
    Rejected,
    /// Another return of the same member is used instead.
    Superseded,
    /// Nothing came.
    Outstanding,
}

impl Status {
    /// The word in `findings.json`.
    pub fn name(self) -> &'static str {
        match self {
            Status::Received => "received",
            Status::Nil => "nil",
            Status::Rejected => "rejected",
            Status::Superseded => "superseded",
            Status::Outstanding => "outstanding",
        }
    }
}

/// A file that came back, or a member from whom none did.
#[derive(Debug, Clone)]
pub struct Received {
    /// The member, empty if it cannot be told.
    pub member: String,
    /// File name without folders, empty if outstanding.
    pub file: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the file in hexadecimal, empty if outstanding.
    pub sha256: String,
    /// Told by content.
    pub format: Format,
    /// What became of it.
    pub status: Status,
    /// Why it could not be read as a workbook.
    pub fault: Option<Fault>,
    /// What was read, whether or not it is used; a used return is moved to [`super::Round::returns`].
    pub unused: Option<Box<Submission>>,
    /// Rows read: secondees, staff, assignments.
    pub rows: [usize; 3],
    /// R07.
    pub completed: Option<Date>,
    /// For a superseded return the file used instead; for the used one of several, why it was chosen.
    pub remark: String,
}

impl Received {
    /// The beginning of the file's hash, by which a member and the coordinator can tell over the telephone that they speak of one file.
    pub fn receipt(&self) -> &str {
        self.sha256.get(..12).unwrap_or("")
    }
    /// Why it could not be used, in words that say what it is.
    pub fn why_not_used(&self) -> String {
        match &self.fault {
            Some(Fault::Password) => "it needs a password".into(),
            Some(Fault::TooLarge(reason) | Fault::NotWorkbook(reason)) => reason.what.clone(),
            None => "it is not the survey of this round".into(),
        }
    }
    /// Whether it is its member's return, a nil return or one with rows.
    pub fn is_used(&self) -> bool {
        matches!(self.status, Status::Received | Status::Nil)
    }
    /// What tells the file from others, whatever it is called; its name if it was not read whole.
    pub fn mark(&self) -> String {
        if self.sha256.is_empty() { self.file.clone() } else { self.sha256.clone() }
    }
}
