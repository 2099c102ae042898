//! What all sheets of the survey share: the marking, a title, the print set-up.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::look::Look;
use crate::figures::table::Datum;
use crate::outputs::workbooks::parts::{LONGEST, start_of};
use crate::outputs::workbooks::style::MARKING;

/// Prepares a sheet: name, marking, title, note, print set-up on A4.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn prepare(sheet: &mut Worksheet, look: &Look, name: &str, title: &str, note: &str) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.write_string_with_format(0, 0, MARKING, &look.marking)?;
    sheet.write_string_with_format(1, 0, title, &look.title)?;
    sheet.write_string_with_format(2, 0, note, &look.note)?;
    sheet.set_row_height(1, 24)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3);
    // An ampersand begins a command in a header.
    let title = title.replace('&', "&&");
    sheet.set_header(format!("&L&B{MARKING}&R{title}")).set_footer(format!("&L{MARKING}&CPage &P of &N"));
    Ok(())
}

/// Writes a value; a blank leaves the cell alone unless it is to look like something.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn put(sheet: &mut Worksheet, row: u32, col: u16, datum: &Datum, format: &Format) -> Result<(), XlsxError> {
    match datum {
        Datum::Blank => drop(sheet.write_blank(row, col, format)?),
        Datum::Number(number) if !number.is_finite() => drop(sheet.write_string_with_format(row, col, number.to_string(), format)?),
        Datum::Number(number) => drop(sheet.write_number_with_format(row, col, *number, format)?),
        Datum::Date(date) => match rust_xlsxwriter::ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8) {
            Ok(at) => drop(sheet.write_datetime_with_format(row, col, &at, format)?),
            // Excel knows no dates before 1900: such a typing error stays text.
            Err(_) => drop(sheet.write_string_with_format(row, col, crate::model::show_date(*date), format)?),
        },
        Datum::Text(text) | Datum::Link(text, _) => drop(sheet.write_string_with_format(row, col, fitted(text), format)?),
    }
    Ok(())
}

/// A text that Excel can hold in a cell.
pub(super) fn fitted(text: &str) -> String {
    start_of(text, LONGEST)
}

/// The start of a text, in at most so many of Excel's characters.
pub(super) fn clipped(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_string();
    }
    format!("{}…", start_of(text, most.saturating_sub(1)).trim_end())
}
