//! What is taken out of a workbook's bytes before any of it is understood: cells, what is hidden, comments, names. Plain data, so that it can
//! be read in a process of its own and handed over.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::form::Sheet;
use crate::model::{Fault, Format};
use crate::places::fold;
use crate::read::Limits;
use crate::read::container::sniff;
use crate::read::format::grid::{self, Budget, Grid};
use crate::read::format::hidden::HiddenIn;
use crate::read::format::ods;
use crate::read::format::xls;

/// A comment on a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Remark {
    /// Row, counted from 0.
    pub row: u32,
    /// Column, counted from 0.
    pub col: u32,
    /// What it says, empty if that cannot be told.
    pub text: String,
    /// It is part of a conversation, not a note of the older kind, which a survey may come with.
    pub threaded: bool,
}

/// A sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SheetRead {
    /// Its name.
    pub name: String,
    /// Whether it can be seen.
    pub visible: bool,
    /// Its cells; of a hidden sheet that is not of the survey only the first, of any other sheet none.
    pub grid: Option<Grid>,
    /// Its hidden rows and columns.
    pub hidden: HiddenIn,
    /// The comments on its cells.
    pub comments: Vec<Remark>,
}

impl SheetRead {
    /// A sheet of which no cell is read.
    pub fn unread(name: &str, visible: bool) -> Self {
        Self { name: name.into(), visible, ..Self::default() }
    }
}

/// What is taken out of a workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Contents {
    /// The format.
    pub format: Format,
    /// Dates count from 1904.
    pub is_1904: bool,
    /// It carries macros.
    pub macros: bool,
    /// How many other workbooks it links to.
    pub external_links: usize,
    /// Defined names and what they refer to.
    pub names: Vec<(String, String)>,
    /// The sheets in order.
    pub sheets: Vec<SheetRead>,
}

impl Contents {
    /// The cells of a sheet; none if it was not read.
    pub fn grid(&self, name: &str) -> Option<&Grid> {
        self.sheets.iter().find(|sheet| sheet.name == name)?.grid.as_ref()
    }
}

/// How much of a sheet is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// All: a sheet of the survey.
    Survey,
    /// All: the sheet on which queries are answered.
    Queries,
    /// Whether there is anything in it: a hidden sheet (F11).
    FirstCell,
    /// Nothing.
    Nothing,
}

impl Wanted {
    /// How much of each of the sheets is wanted: nothing if none is of the survey, unless every sheet is.
    pub fn of(sheets: &[(&str, bool)], limits: &Limits) -> Vec<Wanted> {
        let is_survey = sheets.iter().any(|(name, _)| wanted(name, true) == Wanted::Survey);
        let one = |(name, visible): &(&str, bool)| match (limits.every_sheet, is_survey) {
            (true, _) => Wanted::Survey,
            (false, true) => wanted(name, *visible),
            (false, false) => Wanted::Nothing,
        };
        sheets.iter().map(one).collect()
    }
}

/// How much of a sheet is wanted.
pub fn wanted(name: &str, visible: bool) -> Wanted {
    let folded = fold(name);
    match folded.as_str() {
        _ if Sheet::ALL.iter().any(|sheet| fold(sheet.name()) == folded) => Wanted::Survey,
        "queries" => Wanted::Queries,
        _ if visible => Wanted::Nothing,
        _ => Wanted::FirstCell,
    }
}

/// The format of a file and its contents, or why they cannot be had.
pub type Extracted = (Format, Result<Contents, Fault>);

/// Takes out what a file holds. Never fails; a panic inside a reading library ends this file only.
pub fn extract(bytes: &[u8], limits: &Limits) -> Extracted {
    let (format, checked) = sniff::sniff(bytes, limits);
    let parts = match checked {
        Ok(parts) => parts,
        Err(fault) => return (format, Err(fault)),
    };
    let mut budget = Budget::new(limits);
    let read = catch_unwind(AssertUnwindSafe(|| match format {
        Format::Xls => xls::read(bytes, parts.has_macros, limits, &mut budget),
        Format::Ods => ods::read(bytes, parts.has_macros, limits, &mut budget),
        _ => grid::read(bytes, format, &parts, limits, &mut budget),
    }));
    let contents = read.unwrap_or_else(|_| Err(Fault::not_workbook("it is damaged in a way that stops the reader", "")));
    (format, contents)
}
