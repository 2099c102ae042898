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

/// What a remark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemarkKind {
    /// A note of the older kind, which a survey may come with.
    Note,
    /// Part of a conversation.
    Conversation,
    /// A text box or another shape that lies over the sheet.
    TextBox,
    /// A cell whose text is struck through, wholly or in part.
    Struck,
}

/// A comment on a cell, or something else that is said beside its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Remark {
    /// Row, counted from 0.
    pub row: u32,
    /// Column, counted from 0.
    pub col: u32,
    /// What it says, empty if that cannot be told.
    pub text: String,
    /// What it is.
    pub kind: RemarkKind,
}

/// Cells merged into one: first and last row, first and last column, counted from 0.
pub type MergedRange = [u32; 4];

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
    /// The cells that are merged into one over several rows or columns.
    pub merges: Vec<MergedRange>,
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

/// The sheet of the survey that a name is of, and whether it is exactly its name. Apple Numbers writes each table of a sheet to a sheet of its own
/// and calls it "Return - Table 1".
pub fn sheet_of(name: &str) -> Option<(Sheet, bool)> {
    let folded = fold(name);
    Sheet::ALL.into_iter().find_map(|sheet| {
        let rest = folded.strip_prefix(&fold(sheet.name()))?;
        (rest.is_empty() || rest.starts_with(" - ")).then_some((sheet, rest.is_empty()))
    })
}

/// How much of a sheet is wanted.
pub fn wanted(name: &str, visible: bool) -> Wanted {
    let folded = fold(name);
    match folded.as_str() {
        _ if sheet_of(name).is_some() => Wanted::Survey,
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
