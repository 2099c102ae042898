//! Places to confirm: each written name that is not certain, once, with the places offered for it.

use std::borrow::Cow;

use rust_xlsxwriter::{DataValidation, Workbook, XlsxError};

use super::columns;
use super::pages::{headings, text};
use super::parts::{HEADING_ROW, Page};
use crate::account::Audit;
use crate::account::names::NameToConfirm;
use crate::book::places::{CELLS, CONFIRMED, MOST_OFFERED, OFFERED, SHEET, WRITTEN, offered};
use crate::figures::table::{Datum, Table};
use crate::model::a1;
use crate::places::squash;

/// The sheet: names with all cells in which they stand.
pub(super) fn page<'a>(audit: &Audit) -> Page<'a> {
    let round = &audit.round;
    let most = audit.names_to_confirm.values().map(|name| name.named.found.candidates.len()).max().unwrap_or(0).clamp(1, MOST_OFFERED);
    let rows = audit.names_to_confirm.iter().map(|(squashed, NameToConfirm { named, cells })| {
        let found = &named.found;
        let candidates: Vec<String> = found.candidates.iter().map(|c| offered(&round.register, c.place)).collect();
        let unclear = audit.unclear_places.iter().find(|unclear| squash(&unclear.typed.written) == *squashed);
        let reason = match unclear {
            Some(unclear) => format!("Under {CONFIRMED}, {}. {}", unclear.why, found.reason),
            None => found.reason.clone(),
        };
        let mut row = vec![
            text(&named.written),
            text(found.certainty.name()),
            text(&candidates.join("; ")),
            text(&reason),
            text(&cells.join("; ")),
            unclear.map_or(Datum::Blank, |unclear| text(&unclear.typed.id)),
        ];
        row.extend((0..most).map(|at| candidates.get(at).map_or(Datum::Blank, |candidate| text(candidate))));
        row
    });
    let rows = rows.collect();
    let mut names: Vec<String> = headings(&[WRITTEN, "Certainty", "Candidates", "Reason", CELLS, CONFIRMED]);
    names.extend((1..=most).map(|number| format!("{OFFERED}{number}")));
    let note = "Choose the place meant in the shaded cell, or type its id, its official name or another name of it alone. The next audit reads it \
                back, and the name means that place from then on: it is then among the aliases of that place in register.csv.";
    let table = Table { name: SHEET, headings: names, rows };
    Page { table: Cow::Owned(table), made: None, title: "Places to confirm", note: note.into(), entries: vec![CONFIRMED] }
}

/// Offers in each row the places that its name may mean. Anything else may be typed as well.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn offer(book: &mut Workbook, page: &Page) -> Result<(), XlsxError> {
    let places: Vec<u16> =
        page.table.headings.iter().filter(|h| h.starts_with(OFFERED)).filter_map(|h| columns::shown_at(&page.table, h)).collect();
    let (Some(col), Some(first), Some(last)) = (columns::shown_at(&page.table, CONFIRMED), places.iter().min(), places.iter().max()) else {
        return Ok(());
    };
    let row = HEADING_ROW + 1;
    // The row is relative: each row offers its own places, wherever it is sorted to.
    let cells = format!("=${}:${}", a1(row, u32::from(*first)), a1(row, u32::from(*last)));
    let choices =
        DataValidation::new().allow_list_formula(cells.as_str().into()).show_error_message(false).set_input_title("Place meant")?;
    let choices = choices.set_input_message("Choose one, or type its id or its official name.")?;
    book.worksheet_from_name(SHEET)?.add_data_validation(row, col, HEADING_ROW + page.len().max(1) as u32, col, &choices)?;
    Ok(())
}
