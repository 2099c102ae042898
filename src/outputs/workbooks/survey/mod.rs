//! The survey workbook: the form as a member fills it in, blank, pre-filled, or with a return's own rows and marked cells.
//!
//! Everything in it follows from the declaration in [`crate::form`]. Nothing needs to be installed to use it: drop-downs, checks of what is
//! typed, required cells that light up, the ¶14 check beside each assignment and the `Check` sheet are formulas that Excel 2016 and LibreOffice 7
//! both calculate, and each formula cell carries the value that it will have, because not every program calculates on opening.
//!
//! Design note: every cell of a data row is unlocked, out to the last column of the sheet, because Excel refuses to delete or sort rows that hold a
//! locked cell. What must not be typed over (the ¶14 check) is guarded by a check of entries instead, and `Check` counts where it is gone.
//! [`SurveyPlan`] says where each cell stands, for links and evidence.

mod answers;
mod beside;
mod check;
mod counts;
mod entry;
mod filled;
mod instructions;
mod lists;
mod look;
mod own_place;
mod parts;
mod plan;
mod prefill;
mod typed;
mod unlocked;
mod workings;

pub use filled::{CellPosition, Filled, Mark, MarkKind};
pub use lists::Shared;
pub use look::Look;
pub use plan::{FIRST_ROW, HEADING_ROW, SurveyPlan};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use counts::Counter;
use own_place::Now;

use super::parts::COMPRESSION;
use super::style::MARKING;
use crate::form::{SURVEY_VERSION, Sheet};

/// The sheets of the survey that hold no answers.
pub const INSTRUCTIONS: &str = "Instructions";
/// The sheet of live counts.
pub const CHECK: &str = "Check";
/// The sheet of lists.
pub const LISTS: &str = "Lists";

/// How well a workbook is compressed, from 1 to 9: one that is handed back little, because there may be one for each member in every run.
fn compression(filled: &Filled) -> u8 {
    if filled.is_handed_back { 2 } else { COMPRESSION }
}

/// The workbook.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn workbook(filled: &Filled, shared: &Shared) -> Result<Vec<u8>, XlsxError> {
    workbook_with(filled, shared, &|_, _, _| Ok(()))
}

/// The workbook with sheets of the caller's own after Instructions.
///
/// # Errors
/// As rust_xlsxwriter, or the caller's own.
pub fn workbook_with(
    filled: &Filled,
    shared: &Shared,
    more: &dyn Fn(&mut Workbook, &Look, &SurveyPlan) -> Result<(), XlsxError>,
) -> Result<Vec<u8>, XlsxError> {
    let (plan, look) = (SurveyPlan::new(filled), Look::new());
    let Shared { lists, names, sheet } = shared;
    let now = Now::new(names, filled);
    let mut book = Workbook::new();
    book.set_zip_compression_level(compression(filled));
    lists::register_formats(&mut book, &look);
    let day = filled.as_at;
    // The clock is never asked: the same inputs give the same bytes.
    let created = ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8)?;
    let properties = DocProperties::new()
        .set_title(format!("NPM survey of secondees {}: {}", filled.year, filled.member))
        .set_subject("Independence of NPM personnel (guidance of 2014)")
        .set_status(MARKING)
        .set_creation_datetime(&created);
    book.set_properties(&properties);
    instructions::write(&mut book, &look, filled)?;
    more(&mut book, &look, &plan)?;
    answers::write(&mut book, &look, &plan, lists, filled)?;
    let mut beyond = Vec::new();
    for sheet in [Sheet::Secondees, Sheet::Staff, Sheet::Assignments] {
        let column = entry::write(&mut book, &look, &plan, lists, filled, sheet)?;
        beyond.push((book.worksheets().len(), column));
    }
    let beside = entry::write_row_checks(&mut book, &look, &plan, filled, &now)?;
    check::write(&mut book, &look, &Counter { plan: &plan, lists, filled, beside }, &now)?;
    sheet.leave_room(&mut book)?;
    let list_sheet = book.worksheets().len();
    workings::write(&mut book, &look, &plan, filled, &now)?;
    for (name, value) in
        [("SURVEY_VERSION", SURVEY_VERSION.to_string()), ("SURVEY_YEAR", filled.year.to_string()), ("MEMBER_CODE", filled.member.clone())]
    {
        book.define_name(name, &format!("=\"{value}\""))?;
    }
    unlocked::to_the_last(&book.save_to_buffer()?, compression(filled), &beyond, (list_sheet, sheet))
}
