//! The `Lists` sheet: what the drop-downs offer.

use rust_xlsxwriter::{ProtectionOptions, Workbook, XlsxError};

use super::LISTS;
use super::filled::Filled;
use super::look::Look;
use super::parts::prepare;
use super::plan::{FIRST_ROW, HEADING_ROW};
use crate::form::{CARRIED, Field, HEADQUARTERS, Kind, Q, Sheet, UNANSWERED};
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
    pub fn new(filled: &Filled, register: &Register) -> Self {
        let mut columns: Vec<(Offer, String, Vec<String>)> = Vec::new();
        let sheets = Sheet::ALL.iter().filter(|sheet| **sheet != Sheet::Return).flat_map(|sheet| sheet.columns());
        for column in sheets.chain(Q::COLUMNS) {
            let Kind::Choice(words) = column.kind else { continue };
            if columns.iter().any(|(offer, ..)| *offer == Offer::Words(words)) {
                continue;
            }
            let title = if words.len() <= 3 && words != CARRIED { words.join(", ") } else { column.heading.to_string() };
            let offered = words.iter().filter(|word| **word != UNANSWERED).map(|word| (*word).to_string());
            columns.push((Offer::Words(words), title, offered.collect()));
        }
        columns.push((Offer::Codes, "Members".into(), filled.codes.clone()));
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

    /// The range of a drop-down's words.
    pub fn range(&self, offer: Offer) -> String {
        let at = self.columns.iter().position(|(o, ..)| *o == offer).expect("every list of the form is on the sheet: both follow the form");
        let letters = column_letters(at as u32);
        format!("{LISTS}!${letters}${}:${letters}${}", FIRST_ROW + 1, FIRST_ROW as usize + self.columns[at].2.len().max(1))
    }
}

/// Writes the sheet.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn write(book: &mut Workbook, look: &Look, lists: &Lists) -> Result<(), XlsxError> {
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
    sheet.set_freeze_panes(FIRST_ROW, 0)?.set_repeat_rows(HEADING_ROW, HEADING_ROW)?;
    sheet.protect_with_options(&ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::default() });
    Ok(())
}
