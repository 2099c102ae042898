//! The `Lists` sheet: what the drop-downs offer.

use std::io::{Cursor, Seek, Write};
use std::sync::Arc;

use rust_xlsxwriter::{ProtectionOptions, Workbook, Worksheet, XlsxError};
use zip::{ZipArchive, ZipWriter};

use super::LISTS;
use super::look::Look;
use super::own_place::PlaceNames;
use super::parts::prepare;
use super::plan::{FIRST_ROW, HEADING_ROW};
use super::unlocked::part_of;
use crate::form::{CARRIED, ColumnKind, Field, HEADQUARTERS, Question, Sheet, UNANSWERED};
use crate::model::column_letters;
use crate::outputs::workbooks::parts::COMPRESSION;
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
/// round: to look up every name of the register, and to write them all, takes longer than the rest of a workbook.
pub struct Shared {
    pub(super) lists: Lists,
    pub(super) names: PlaceNames,
    pub(super) sheet: ListSheet,
}

impl Shared {
    /// For the members with these codes and a register.
    ///
    /// # Errors
    /// As rust_xlsxwriter.
    pub fn new(codes: &[String], register: &Register) -> Result<Self, XlsxError> {
        let lists = Lists::new(codes, register);
        let names = PlaceNames::new(register, lists.width() + 1);
        let sheet = ListSheet::new(&lists, &names)?;
        Ok(Self { lists, names, sheet })
    }
}

/// The sheet as it is in a workbook, to be put into that of each member as it is.
pub(super) struct ListSheet {
    archive: ZipArchive<Cursor<Arc<[u8]>>>,
    /// The range of places' names with what they stand for.
    table: String,
}

/// The defined name of that range.
pub(super) const TABLE: &str = "PLACES";
/// Where the part with the sheet stands in its archive: the first sheet of a workbook is marked as the one in view.
const SECOND: usize = 2;

impl ListSheet {
    fn new(lists: &Lists, names: &PlaceNames) -> Result<Self, XlsxError> {
        let look = Look::new();
        let mut book = Workbook::new();
        book.set_zip_compression_level(COMPRESSION);
        register_formats(&mut book, &look);
        book.add_worksheet();
        // Texts stand in the cells themselves then, not in a list of the workbook's own.
        write(book.add_worksheet_with_constant_memory()?, &look, lists, names)?;
        let bytes: Arc<[u8]> = book.save_to_buffer()?.into();
        Ok(Self { archive: ZipArchive::new(Cursor::new(bytes))?, table: names.table() })
    }

    /// Adds the sheet, still empty, to a workbook, with the name of the range.
    ///
    /// # Errors
    /// As rust_xlsxwriter.
    pub fn leave_room(&self, book: &mut Workbook) -> Result<(), XlsxError> {
        let sheet = book.add_worksheet().set_name(LISTS)?;
        set_print_area(sheet)?;
        book.define_name(TABLE, &format!("={}", self.table))?;
        Ok(())
    }

    /// Puts the sheet into a workbook as the part with this name.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn copy_to<W: Write + Seek>(&self, out: &mut ZipWriter<W>, part: &str) -> Result<(), XlsxError> {
        let mut archive = self.archive.clone();
        let sheet = archive.index_for_name(&part_of(SECOND)).expect("the second sheet was just written");
        out.raw_copy_file_rename(archive.by_index_raw(sheet)?, part)?;
        Ok(())
    }
}

/// Gives the formats of the sheet the same numbers in every workbook: a cell knows its format by its number.
pub(super) fn register_formats(book: &mut Workbook, look: &Look) {
    [&look.marking, &look.title, &look.note, &look.heading].into_iter().for_each(|format| book.register_format(format));
}

/// Writes the sheet, row by row.
fn write(sheet: &mut Worksheet, look: &Look, lists: &Lists, names: &PlaceNames) -> Result<(), XlsxError> {
    prepare(
        sheet,
        look,
        LISTS,
        "Lists",
        "What the drop-downs offer. Places may also be typed in other words; nothing is to be filled in here.",
    )?;
    let first = lists.width() as u16 + 1;
    for (at, (offer, title, words)) in lists.columns.iter().enumerate() {
        let col = at as u16;
        sheet.write_string_with_format(HEADING_ROW, col, title, &look.heading)?;
        let width = words.iter().map(|word| word.chars().count()).max().unwrap_or(0).clamp(10, 40);
        sheet.set_column_width(col, if matches!(offer, Offer::Places | Offer::Bodies) { 44 } else { width as u32 + 2 })?;
    }
    for (at, heading) in PlaceNames::HEADINGS.iter().enumerate() {
        sheet.write_string_with_format(HEADING_ROW, first + at as u16, *heading, &look.heading)?;
        sheet.set_column_hidden(first + at as u16)?;
    }
    sheet.set_row_height(HEADING_ROW, 48)?;
    let longest = lists.columns.iter().map(|(.., words)| words.len()).max().unwrap_or(0).max(names.rows.len());
    for row in 0..longest {
        let line = FIRST_ROW + row as u32;
        for (at, (.., words)) in lists.columns.iter().enumerate() {
            if let Some(word) = words.get(row) {
                sheet.write_string(line, at as u16, word)?;
            }
        }
        for (at, text) in names.rows.get(row).into_iter().flatten().enumerate() {
            sheet.write_string(line, first + at as u16, text)?;
        }
    }
    // LibreOffice saves no row as .xlsx that lies more than a thousand below the last cell in sight: without a cell in sight at the end the
    // names that lie below would be lost with the first save, and the check would no longer know those places.
    let end = FIRST_ROW + longest as u32;
    sheet.write_string_with_format(end, 0, "End of the lists. Hidden columns hold what the ¶14 check works with.", &look.note)?;
    set_print_area(sheet)?;
    sheet.set_freeze_panes(FIRST_ROW, 0)?;
    sheet.protect_with_options(&ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::default() });
    Ok(())
}

/// Nobody needs a thousand places on paper: of this sheet an empty cell is all that is printed, which most programs leave out.
fn set_print_area(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_print_area(HEADING_ROW - 1, 0, HEADING_ROW - 1, 0)?;
    Ok(())
}
