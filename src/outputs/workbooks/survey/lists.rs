//! The `Lists` sheet: what the drop-downs offer.

use rust_xlsxwriter::{ProtectionOptions, Workbook, Worksheet, XlsxError};

use super::LISTS;
use super::filled::Filled;
use super::look::Look;
use super::own_place::{self, Now, PlaceNames};
use super::parts::prepare;
use super::plan::{FIRST_ROW, HEADING_ROW, SurveyPlan};
use crate::form::{CARRIED, ColumnKind, Field, HEADQUARTERS, Question, Sheet, UNANSWERED};
use crate::model::column_letters;
use crate::places::Register;

/// Which words a drop-down offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    /// A code list of the form.
    Words(&'static [&'static str]),
    /// Places of the register.
    Places,
    /// Bodies that people are seconded from: forces and organisations.
    Bodies,
    /// Members' codes.
    Codes,
}

/// The lists, one a column.
pub(super) struct Lists {
    columns: Vec<(Offer, String, Vec<String>)>,
}

impl Lists {
    /// The lists of a workbook.
    fn new(codes: &[String], register: &Register) -> Self {
        let mut columns: Vec<(Offer, String, Vec<String>)> = Vec::new();
        let sheets = Sheet::ALL.iter().filter(|sheet| **sheet != Sheet::Return).flat_map(|sheet| sheet.columns());
        for column in sheets.chain(Question::COLUMNS) {
            let ColumnKind::Choice(words) = column.kind else { continue };
            if columns.iter().any(|(offer, ..)| *offer == Offer::Words(words)) {
                continue;
            }
            let title = if words.len() <= 3 && words != CARRIED { words.join(", ") } else { column.heading.to_string() };
            let offered = words.iter().filter(|word| **word != UNANSWERED).map(|word| (*word).to_string());
            columns.push((Offer::Words(words), title, offered.collect()));
        }
        columns.push((Offer::Codes, "Members".into(), codes.to_vec()));
        let names = |keep: &dyn Fn(&crate::places::Place) -> bool| {
            let mut names: Vec<String> = register.places().iter().filter(|p| keep(p)).map(|p| p.name.clone()).collect();
            names.sort_by_cached_key(|name| name.to_lowercase());
            names.dedup();
            names
        };
        let is_body = |kind: &str| kind == "organisation" || kind == "police_force";
        columns.push((Offer::Bodies, "Home organisations".into(), names(&|place| is_body(&place.kind))));
        let mut places = names(&|place| place.kind != "organisation" && place.status != "closed");
        places.insert(0, HEADQUARTERS.into());
        columns.push((Offer::Places, "Places".into(), places));
        Self { columns }
    }

    /// How many columns the lists take.
    pub fn width(&self) -> u32 {
        self.columns.len() as u32
    }

    /// The range of a drop-down's words.
    pub fn range(&self, offer: Offer) -> String {
        let at = self.columns.iter().position(|(o, ..)| *o == offer).expect("every list of the form is on the sheet: both follow the form");
        let letters = column_letters(at as u32);
        format!("{LISTS}!${letters}${}:${letters}${}", FIRST_ROW + 1, FIRST_ROW as usize + self.columns[at].2.len().max(1))
    }
}

/// What the workbooks of all members have alike: what the drop-downs offer, and the names of places with what they stand for. Made once for a
/// round: to look up every name of the register takes longer than to write a workbook.
pub struct Shared {
    pub(super) lists: Lists,
    pub(super) names: PlaceNames,
}

impl Shared {
    /// For the members with these codes and a register.
    pub fn new(codes: &[String], register: &Register) -> Self {
        let lists = Lists::new(codes, register);
        let names = PlaceNames::new(register, lists.width() + 1);
        Self { lists, names }
    }
}

/// Writes the sheet.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn write(
    book: &mut Workbook,
    look: &Look,
    plan: &SurveyPlan,
    filled: &Filled,
    Shared { lists, names }: &Shared,
    now: &Now,
) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    prepare(
        sheet,
        look,
        LISTS,
        "Lists",
        "What the drop-downs offer. Places may also be typed in other words; nothing is to be filled in here.",
    )?;
    for (at, (offer, title, words)) in lists.columns.iter().enumerate() {
        let col = at as u16;
        sheet.write_string_with_format(HEADING_ROW, col, title, &look.heading)?;
        for (row, word) in words.iter().enumerate() {
            sheet.write_string(FIRST_ROW + row as u32, col, word)?;
        }
        let width = words.iter().map(|word| word.chars().count()).max().unwrap_or(0).clamp(10, 40);
        sheet.set_column_width(col, if matches!(offer, Offer::Places | Offer::Bodies) { 44 } else { width as u32 + 2 })?;
    }
    sheet.set_row_height(HEADING_ROW, 48)?;
    write_workings(sheet, look, plan, filled, lists.width() as u16 + 1, (names, now))?;
    // Nobody needs a thousand places on paper: of this sheet an empty cell is all that is printed, which most programs leave out.
    sheet.set_print_area(HEADING_ROW - 1, 0, HEADING_ROW - 1, 0)?;
    sheet.set_freeze_panes(FIRST_ROW, 0)?;
    sheet.protect_with_options(&ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::default() });
    Ok(())
}

/// Writes the hidden columns that the ¶14 check works with.
fn write_workings(
    sheet: &mut Worksheet,
    look: &Look,
    plan: &SurveyPlan,
    filled: &Filled,
    first: u16,
    (names, now): (&PlaceNames, &Now),
) -> Result<(), XlsxError> {
    for (at, heading) in PlaceNames::headings().iter().enumerate() {
        sheet.write_string_with_format(HEADING_ROW, first + at as u16, *heading, &look.heading)?;
        sheet.set_column_hidden(first + at as u16)?;
    }
    for (row, cells) in names.rows.iter().enumerate() {
        for (col, text) in cells.iter().enumerate() {
            sheet.write_string(FIRST_ROW + row as u32, first + col as u16, text)?;
        }
    }
    // A formula whose result is no text at all would otherwise be taken to result in 0.
    sheet.set_formula_result_default("");
    let mut put = |row: u32, first: u16, cells: Vec<own_place::Live>| -> Result<(), XlsxError> {
        for (col, live) in cells.into_iter().enumerate() {
            sheet.write_formula(FIRST_ROW + row, first + col as u16, live.formula().set_result(live.shown()))?;
        }
        Ok(())
    };
    for row in 0..plan.room(Sheet::Secondees) {
        put(row, first + 3, own_place::secondee(names, plan, filled, now, row))?;
    }
    for row in 0..plan.room(Sheet::Assignments) {
        put(row, first + 10, own_place::assignment(names, plan, filled, now, row))?;
    }
    // LibreOffice saves no row as .xlsx that lies more than a thousand below the last cell in sight: without a cell in sight at the end the
    // names that lie below would be lost with the first save, and the check would no longer know those places.
    let end = (names.rows.len() as u32).max(plan.room(Sheet::Secondees)).max(plan.room(Sheet::Assignments));
    sheet.write_string_with_format(
        FIRST_ROW + end,
        0,
        "End of the lists. Hidden columns hold what the ¶14 check works with.",
        &look.note,
    )?;
    Ok(())
}
