//! Returns made in code: the clean sample that the rules' examples change, and the writer that puts any return into a real workbook.
//!
//! The clean sample is a small round in which no rule fires. A rule's example is "the clean sample with these changes"; its test writes real
//! workbooks, reads them and runs every rule.

mod clean;
pub mod demo;
pub mod dirty;
pub mod odd_files;
mod write;

pub use clean::clean;
pub use write::{SheetContent, WorkbookFile, to_xlsx};

use crate::form::{Field, Question, Sec, Sheet};
use crate::model::{LastYear, Round, Settings, a1};
use crate::places::Register;
use crate::read::{self, Limits};
use crate::rules::{Edit, FileChange};

/// A round that is not written yet.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The settings.
    pub settings: Settings,
    /// Each member's return.
    pub books: Vec<WorkbookFile>,
    /// Last year.
    pub last: Option<LastYear>,
    files: Vec<(String, FileChange)>,
}

impl Sample {
    /// Makes a change.
    ///
    /// # Panics
    /// If the member, row or heading is not in the sample: the example is then wrong.
    pub fn apply(&mut self, change: &Edit) {
        match *change {
            Edit::Set(member, sheet, reference, heading, value) => self.type_in(member, sheet, reference, heading, value),
            Edit::CopyRow(member, sheet, reference, values) => {
                let grid = self.grid(member, sheet);
                let mut row = grid.rows[grid.row_of(reference)].clone();
                for (heading, value) in values {
                    row[grid.column_of(heading)] = (*value).into();
                }
                grid.rows.push(row);
            }
            Edit::DropRow(member, sheet, reference) => {
                let grid = self.grid(member, sheet);
                let row = grid.row_of(reference);
                grid.rows.remove(row);
            }
            Edit::DropColumn(member, sheet, heading) => {
                let grid = self.grid(member, sheet);
                let col = grid.column_of(heading);
                grid.headings.remove(col);
                grid.rows.iter_mut().for_each(|row| drop(row.remove(col)));
            }
            Edit::Rename(member, sheet, heading, other) => {
                let grid = self.grid(member, sheet);
                let col = grid.column_of(heading);
                grid.headings[col] = other.into();
            }
            Edit::AddColumn(member, sheet, heading) => {
                let grid = self.grid(member, sheet);
                grid.headings.push(heading.into());
                grid.rows.iter_mut().for_each(|row| row.push("x".into()));
            }
            Edit::DropSheet(member, sheet) => self.book(member).sheets.retain(|grid| grid.sheet != sheet),
            Edit::AddSheet(member, name) => self.book(member).extra_sheets.push(name.into()),
            Edit::HideRow(member, sheet, reference) => {
                let grid = self.grid(member, sheet);
                let row = grid.row_of(reference);
                grid.hidden_rows.push(row);
            }
            Edit::HideColumn(member, sheet, heading) => {
                let grid = self.grid(member, sheet);
                let col = grid.column_of(heading);
                grid.hidden_columns.push(col);
            }
            Edit::File(member, FileChange::Sound) => self.files.retain(|(other, _)| other != member),
            Edit::File(member, change) => self.files.push((member.into(), change)),
            Edit::LastYear(member, reference, heading, value) => {
                let last = self.last.as_mut().expect("the sample has a last year");
                let past = last.secondees.iter_mut().find(|p| p.member == member && p.reference == reference);
                set_past(past.expect("last year has this secondee"), heading, value);
            }
            Edit::LastCount(member, measure, basis, value) => {
                let last = self.last.as_mut().expect("the sample has a last year");
                last.counts.insert((last.year, member.into(), measure, basis), Ok(value));
            }
            Edit::LastStatement(member, text) => {
                let last = self.last.as_mut().expect("the sample has a last year");
                last.statements.insert(member.into(), text.into());
            }
            Edit::Bars(member) => {
                let found = self.settings.members.iter_mut().find(|m| m.code == member);
                found.expect("the sample has this member").bars_secondees = true;
            }
            Edit::NoLastYear => self.last = None,
            Edit::PutBack(member, sheet) => {
                let whole = clean().grid(member, sheet).clone();
                let sheets = &mut self.book(member).sheets;
                sheets.retain(|grid| grid.sheet != sheet);
                sheets.push(whole);
                sheets.sort_by_key(|grid| grid.sheet);
            }
            Edit::PutBackColumn(member, sheet, heading) => {
                let mut whole = clean();
                let whole = whole.grid(member, sheet);
                let (col, grid) = (whole.column_of(heading), self.grid(member, sheet));
                grid.headings.push(heading.into());
                grid.rows.iter_mut().for_each(|row| row.push(whole.rows[whole.row_of(&row[0])][col].clone()));
            }
            Edit::Unhide(member, sheet) => {
                let grid = self.grid(member, sheet);
                grid.hidden_rows.clear();
                grid.hidden_columns.clear();
            }
        }
    }

    /// Types a text into the cell of the row with this reference under this heading.
    ///
    /// # Panics
    /// If there is no such cell.
    pub fn type_in(&mut self, member: &str, sheet: Sheet, reference: &str, heading: &str, text: &str) {
        let grid = self.grid(member, sheet);
        let (row, col) = (grid.row_of(reference), grid.column_of(heading));
        grid.rows[row][col] = text.into();
    }

    fn book(&mut self, member: &str) -> &mut WorkbookFile {
        self.books.iter_mut().find(|book| book.member == member).expect("the sample has this member")
    }

    fn grid(&mut self, member: &str, sheet: Sheet) -> &mut SheetContent {
        self.book(member).sheets.iter_mut().find(|grid| grid.sheet == sheet).expect("the sample has this sheet")
    }

    /// The A1 address of a cell by its row's reference and its heading; of the heading itself where the reference is empty.
    pub fn cell_of(&self, member: &str, sheet: &str, reference: &str, heading: &str) -> Option<String> {
        let book = self.books.iter().find(|book| book.member == member)?;
        let grid = book.sheets.iter().find(|grid| grid.sheet.name() == sheet)?;
        let col = grid.headings.iter().position(|h| h == heading)? as u32;
        match reference {
            "" => Some(a1(write::HEADING_ROW, col)),
            _ => Some(a1(write::HEADING_ROW + 1 + grid.rows.iter().position(|row| row[0] == reference)? as u32, col)),
        }
    }

    /// The files of the round: name and content.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        for book in &self.books {
            let name = format!("{}-{}.xlsx", book.member, self.settings.year);
            let changes: Vec<FileChange> = self.files.iter().filter(|(m, _)| *m == book.member).map(|(_, c)| *c).collect();
            if changes.contains(&FileChange::Missing) {
                continue;
            }
            let mut bytes = to_xlsx(book);
            for change in changes {
                bytes = match change {
                    FileChange::Missing | FileChange::Sound => bytes,
                    FileChange::Pdf => odd_files::pdf(),
                    FileChange::Encrypted => odd_files::encrypted(),
                    FileChange::Bomb => odd_files::bomb(),
                    FileChange::Macros => odd_files::with_part(&bytes, "xl/vbaProject.bin", b"not run"),
                    FileChange::ExternalLink => odd_files::with_part(&bytes, "xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
                    FileChange::Twice => {
                        let mut later = book.clone();
                        let grid = later.sheets.iter_mut().find(|grid| grid.sheet == Sheet::Return).expect("a return has its first sheet");
                        let (row, col) = (grid.row_of(Question::Completed.reference()), grid.column_of("Answer"));
                        grid.rows[row][col] = format!("30/04/{}", self.settings.year);
                        files.push((format!("{}-{} corrected.xlsx", book.member, self.settings.year), to_xlsx(&later)));
                        bytes
                    }
                };
            }
            files.push((name, bytes));
        }
        files
    }

    /// The round: every workbook written, read back and settled.
    pub fn round(&self) -> Round {
        let register = Register::embedded();
        let limits = Limits::default();
        let received = self.files().iter().map(|(name, bytes)| read::read(name, bytes, &register, &self.settings, &limits)).collect();
        let (returns, received) = read::settle(&self.settings, received);
        Round::new(self.settings.clone(), register, returns, received, self.last.clone())
    }
}

fn set_past(past: &mut crate::model::PastPerson, heading: &str, value: &str) {
    let heading_of = |field: Sec| field.column().heading;
    let date = || write::date(value);
    match heading {
        h if h == heading_of(Sec::Ref) => past.reference = value.into(),
        h if h == heading_of(Sec::Name) => past.name = value.into(),
        h if h == heading_of(Sec::Arrangement) => past.arrangement = value.into(),
        h if h == heading_of(Sec::NpmWork) => past.npm_work = value == "Yes",
        h if h == heading_of(Sec::HomeOrg) => past.home_organisation = value.into(),
        h if h == heading_of(Sec::Home) => {
            past.home = value.into();
            let register = Register::embedded();
            past.home_id = register.find(value).confirmed().map_or_else(String::new, |at| register.place(at).id.clone());
        }
        h if h == heading_of(Sec::Start) => past.start = date(),
        h if h == heading_of(Sec::End) => past.end = date(),
        _ => panic!("last year's secondees have no \"{heading}\""),
    }
}
