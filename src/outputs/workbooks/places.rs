//! Places to confirm: each written name that is not certain, once, with the places offered for it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_xlsxwriter::{DataValidation, Workbook, XlsxError};

use super::columns;
use super::pages::{headings, text};
use super::parts::{HEADING_ROW, Page};
use crate::account::Audit;
use crate::book::places::{CELLS, CONFIRMED, MOST_OFFERED, OFFERED, SHEET, WRITTEN, offered};
use crate::figures::table::{Datum, Table};
use crate::form::{Asg, Field, Sec, Stf};
use crate::model::{Cell, Named, Record, a1};
use crate::places::{Certainty, squash};

/// How many written names the sheet has.
pub fn to_confirm(audit: &Audit) -> usize {
    names(audit).len()
}

/// Each written name that is not certain, without case and spacing, with all cells in which it stands.
fn names<'a>(audit: &'a Audit) -> BTreeMap<String, (&'a Named, Vec<String>)> {
    let round = audit.round;
    let mut names: BTreeMap<String, (&Named, Vec<String>)> = BTreeMap::new();
    fn each<'a, F: Field>(rows: &'a [Record<F>], see: &mut impl FnMut(&'a Cell)) {
        rows.iter().flat_map(Record::cells).for_each(|(_, cell)| see(cell));
    }
    for submission in &round.returns {
        let mut see = |cell| {
            for named in Cell::places(cell).iter().filter(|n| n.found.certainty != Certainty::Confirmed && !n.found.headquarters) {
                let (_, cells) = names.entry(squash(&named.written)).or_insert((named, Vec::new()));
                cells.push(format!("{} {}", submission.member, cell.at));
            }
        };
        each::<Sec>(&submission.secondees, &mut see);
        each::<Stf>(&submission.staff, &mut see);
        each::<Asg>(&submission.assignments, &mut see);
    }
    names
}

/// The sheet: names with all cells in which they stand.
pub(super) fn page<'a>(audit: &Audit) -> Page<'a> {
    let round = &audit.round;
    let names = names(audit);
    let most = names.values().map(|(named, _)| named.found.candidates.len()).max().unwrap_or(0).clamp(1, MOST_OFFERED);
    let rows = names.into_iter().map(|(squashed, (named, mut cells))| {
        let found = &named.found;
        let candidates: Vec<String> = found.candidates.iter().map(|c| offered(&round.register, c.place)).collect();
        cells.dedup();
        let unclear = audit.unclear_places.iter().find(|unclear| squash(&unclear.typed.written) == squashed);
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
                back, and the name means that place from then on.";
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
