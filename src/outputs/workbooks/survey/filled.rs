//! What stands in the workbook's cells.

use std::collections::{BTreeMap, BTreeSet};

use crate::figures::table::Datum;
use crate::form::{Column, Field, Question, RETURN_COLUMNS, Sec, Sheet, Stf};
use crate::model::{At, Cell, Date, Entry, Named, Record, Settings, Submission, Value};

/// A cell of the form: sheet, row counted from 0 below the headings, and column in the order of the form's declaration. On `Return` the rows are
/// the questions and the columns those of [`RETURN_COLUMNS`] (2 is the answer, 3 the notes).
pub type CellPosition = (Sheet, usize, usize);

/// How a cell is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkKind {
    /// To be corrected or explained.
    Mend,
    /// To be looked at.
    Look,
}

/// A cell that stands out, with a note that says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// How it stands out.
    pub kind: MarkKind,
    /// The note at the cell.
    pub note: String,
}

/// What one member's workbook says.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The member's code.
    pub member: String,
    /// The member's name in full.
    pub name: String,
    /// The codes of all members of the round, for drop-downs.
    pub codes: Vec<String>,
    /// The survey year.
    pub year: i16,
    /// First day of the reporting year.
    pub from: Date,
    /// The census date.
    pub census: Date,
    /// The day the workbook is dated.
    pub as_at: Date,
    /// By when it goes back.
    pub return_by: Option<Date>,
    /// To whom it goes back.
    pub return_to: Option<String>,
    /// R01 to R20: the answer and its notes.
    pub answers: Vec<[Datum; 2]>,
    /// The rows of Secondees, Staff and Assignments, each as wide as the form's columns.
    pub rows: BTreeMap<Sheet, Vec<Vec<Datum>>>,
    /// Cells that show last year's value and are to be confirmed or typed again.
    pub to_confirm: BTreeSet<CellPosition>,
    /// The year of the return that rows were carried over from.
    pub carried_from: i16,
    /// Last year's answers of each row that was carried over, in one text that stands beside it.
    pub was: BTreeMap<(Sheet, usize), String>,
    /// Rows of last year that were not carried over, because people confirmed that they are of a person who has another row: the reference of each,
    /// and that of the row which was.
    pub one_with: Vec<[String; 2]>,
    /// Cells that stand out.
    pub marks: BTreeMap<CellPosition, Mark>,
    /// A sheet of the caller's own to which each sheet of answers has a link.
    pub back_to: Option<String>,
    /// Whether this is a return handed back for correction: it needs room for a few more rows only, not for a whole year's.
    pub is_handed_back: bool,
}

impl Filled {
    /// A workbook in which only the member, the year and the census date are filled in.
    pub fn blank(settings: &Settings, member: &str) -> Self {
        let known = settings.member(member);
        let code = known.map_or_else(|| member.to_string(), |m| m.code.clone());
        let mut answers = vec![[const { Datum::Blank }; 2]; Question::all().len()];
        answers[Question::Member as usize][0] = Datum::Text(code.clone());
        answers[Question::Year as usize][0] = Datum::Number(f64::from(settings.year));
        answers[Question::Census as usize][0] = Datum::Date(settings.census);
        Self {
            member: code,
            name: known.map_or_else(String::new, |m| m.name.clone()),
            codes: settings.members.iter().map(|m| m.code.clone()).collect(),
            year: settings.year,
            from: settings.from,
            census: settings.census,
            as_at: settings.as_at,
            return_by: settings.return_by,
            return_to: settings.return_to.clone(),
            answers,
            rows: [Sheet::Secondees, Sheet::Staff, Sheet::Assignments].map(|sheet| (sheet, Vec::new())).into(),
            to_confirm: BTreeSet::new(),
            carried_from: settings.year - 1,
            was: BTreeMap::new(),
            one_with: Vec::new(),
            marks: BTreeMap::new(),
            back_to: None,
            is_handed_back: false,
        }
    }

    /// The workbook of a return as it was read, every row and answer in its order, without the notes beside the answers.
    pub fn of(settings: &Settings, submission: &Submission) -> Self {
        let mut filled = Self::blank(settings, &submission.member);
        for (question, cell) in submission.answers.cells() {
            filled.answers[question as usize][0] = datum(cell);
        }
        filled.rows = [
            (Sheet::Secondees, rows(&submission.secondees)),
            (Sheet::Staff, rows(&submission.staff)),
            (Sheet::Assignments, rows(&submission.assignments)),
        ]
        .into();
        filled
    }

    /// The spot in the form of a cell of a return as it was read, for marks on the workbook of [`Filled::of`].
    pub fn spot(submission: &Submission, at: At) -> Option<CellPosition> {
        fn find<F: Field>(rows: &[Record<F>], at: At) -> Option<CellPosition> {
            let row = rows.iter().position(|row| row.row == at.row)?;
            let col = rows[row].cells().position(|(_, cell)| cell.at == at)?;
            Some((at.sheet, row, col))
        }
        match at.sheet {
            Sheet::Return => submission.answers.cells().position(|(_, cell)| cell.at == at).map(|row| (at.sheet, row, ANSWER)),
            Sheet::Secondees => find(&submission.secondees, at),
            Sheet::Staff => find(&submission.staff, at),
            Sheet::Assignments => find(&submission.assignments, at),
        }
    }

    /// The rows of a sheet.
    pub fn rows(&self, sheet: Sheet) -> &[Vec<Datum>] {
        self.rows.get(&sheet).map_or(&[], Vec::as_slice)
    }

    /// How many rows of a sheet are carried over from last year.
    pub fn carried(&self, sheet: Sheet) -> usize {
        let Some(col) = carried_column(sheet) else { return 0 };
        self.rows(sheet).iter().filter(|row| !matches!(row[col], Datum::Blank)).count()
    }

    /// What a cell holds.
    pub(super) fn datum(&self, (sheet, row, col): CellPosition) -> &Datum {
        match sheet {
            Sheet::Return => self.answers[row].get(col.wrapping_sub(ANSWER)).unwrap_or(&Datum::Blank),
            _ => &self.rows(sheet)[row][col],
        }
    }
}

/// The position of Answer in [`RETURN_COLUMNS`].
pub(super) const ANSWER: usize = 2;

/// The column in which a sheet's rows are answered for that were carried over, if the sheet has one.
pub(super) fn carried_column(sheet: Sheet) -> Option<usize> {
    match sheet {
        Sheet::Secondees => Some(Sec::Carried as usize),
        Sheet::Staff => Some(Stf::Carried as usize),
        Sheet::Return | Sheet::Assignments => None,
    }
}

/// The declaration of what a spot takes: the question's, or the column's.
pub(super) fn declared((sheet, row, col): CellPosition) -> &'static Column {
    match sheet {
        Sheet::Return if col == ANSWER => &Question::COLUMNS[row],
        Sheet::Return => &RETURN_COLUMNS[col],
        _ => &sheet.columns()[col],
    }
}

fn rows<F: Field>(records: &[Record<F>]) -> Vec<Vec<Datum>> {
    records.iter().map(|record| record.cells().map(|(_, cell)| datum(cell)).collect()).collect()
}

/// A cell as the member gave it: what was read, else what was typed.
fn datum(cell: &Cell) -> Datum {
    match &cell.entry {
        Entry::Read(Value::Places(places)) => Datum::Text(places.iter().map(named).collect::<Vec<_>>().join("; ")),
        _ => Datum::of(cell),
    }
}

fn named(named: &Named) -> String {
    match named.left {
        Some(year) => format!("{} (left {year})", named.written),
        None => named.written.clone(),
    }
}
