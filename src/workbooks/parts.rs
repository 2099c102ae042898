//! Parts that sheets share: title, marking, print set-up, and a table with headings, filter and widths.

use rust_xlsxwriter::{ExcelDateTime, Table as ExcelTable, TableColumn, TableStyle, Workbook, Worksheet, XlsxError};

use super::style::{MARKING, Style};
use crate::report::{Datum, Table};

/// Excel's limit of a cell, in the units in which Excel counts.
const LONGEST: usize = 32_767;
/// Said at the end of what is longer.
const MORE: &str = " [the rest is in the files of the folder data]";
/// Rows of a table in one sheet; what is longer goes on in a second sheet.
const MOST_ROWS: usize = 1_048_000;
/// The heading row of every table, counted from 0.
pub const HEADING_ROW: u32 = 4;

/// Prepares a sheet: title, marking, note, link back to the cover, print set-up.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn prepare(sheet: &mut Worksheet, style: &Style, name: &str, title: &str, note: &str) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.write_string_with_format(0, 0, MARKING, &style.marking)?;
    sheet.write_string_with_format(1, 0, title, &style.title)?;
    sheet.write_string_with_format(2, 0, note, &style.note)?;
    sheet.set_row_height(1, 24)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3);
    sheet.set_header(format!("&L&B{MARKING}&R{title}")).set_footer(format!("&L{MARKING}&CPage &P of &N"));
    sheet.set_screen_gridlines(false);
    Ok(())
}

/// A sheet with one table; a longer one goes on in "NAME 2".
///
/// # Errors
/// As rust_xlsxwriter.
pub fn table_sheet(book: &mut Workbook, style: &Style, table: &Table, title: &str, note: &str, entries: &[&str]) -> Result<(), XlsxError> {
    sheets(book, style, table, title, note, entries, MOST_ROWS)
}

fn sheets(
    book: &mut Workbook,
    style: &Style,
    table: &Table,
    title: &str,
    note: &str,
    entries: &[&str],
    most_rows: usize,
) -> Result<(), XlsxError> {
    let chunks: Vec<&[Vec<Datum>]> = if table.rows.is_empty() { vec![&[]] } else { table.rows.chunks(most_rows).collect() };
    for (at, rows) in chunks.into_iter().enumerate() {
        let name = if at == 0 { table.name.to_string() } else { format!("{} {}", table.name, at + 1) };
        let sheet = book.add_worksheet();
        prepare(sheet, style, &name, title, note)?;
        sheet.write_url_with_format(3, 0, rust_xlsxwriter::Url::new("internal:'Cover'!A1").set_text("Back to contents"), &style.link)?;
        write_table(sheet, style, table, rows, &name, entries)?;
    }
    Ok(())
}

fn write_table(
    sheet: &mut Worksheet,
    style: &Style,
    table: &Table,
    rows: &[Vec<Datum>],
    name: &str,
    entries: &[&str],
) -> Result<(), XlsxError> {
    let last_col = table.headings.len() as u16 - 1;
    // A table needs a row below its headings, even when there is nothing to say.
    let last_row = HEADING_ROW + rows.len().max(1) as u32;
    let columns: Vec<TableColumn> =
        table.headings.iter().map(|heading| TableColumn::new().set_header(heading).set_header_format(&style.heading)).collect();
    let table_name: String = format!("T_{name}").chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let excel_table = ExcelTable::new().set_name(table_name).set_style(TableStyle::Light1).set_columns(&columns);
    sheet.add_table(HEADING_ROW, 0, last_row, last_col, &excel_table)?;
    for (at, heading) in table.headings.iter().enumerate() {
        let col = at as u16;
        let longest = rows.iter().take(400).map(|row| shown_length(&row[at])).max().unwrap_or(0);
        let width = longest.max(heading.chars().count().min(14) + 3).clamp(9, 48) as f64;
        sheet.set_column_width(col, width)?;
        if entries.contains(&heading.as_str()) {
            for row in 0..rows.len().max(1) as u32 {
                sheet.write_blank(HEADING_ROW + 1 + row, col, &style.entry)?;
            }
        }
    }
    for (at, row) in rows.iter().enumerate() {
        for (col, datum) in row.iter().enumerate() {
            let is_entry = entries.contains(&table.headings[col].as_str());
            write(sheet, style, HEADING_ROW + 1 + at as u32, col as u16, datum, is_entry)?;
        }
    }
    sheet.set_freeze_panes(HEADING_ROW + 1, 1)?;
    sheet.set_repeat_rows(HEADING_ROW, HEADING_ROW)?;
    Ok(())
}

fn shown_length(datum: &Datum) -> usize {
    match datum {
        Datum::Blank => 0,
        Datum::Text(text) | Datum::Link(text, _) => text.chars().count() + 2,
        Datum::Number(number) => format!("{number:.4}").trim_end_matches('0').len() + 2,
        Datum::Date(_) => 12,
    }
}

fn write(sheet: &mut Worksheet, style: &Style, row: u32, col: u16, datum: &Datum, is_entry: bool) -> Result<(), XlsxError> {
    match datum {
        Datum::Blank => {}
        Datum::Number(number) if !number.is_finite() => {}
        Datum::Number(number) => drop(sheet.write_number_with_format(row, col, *number, &style.number)?),
        Datum::Date(date) => match ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8) {
            Ok(at) => drop(sheet.write_datetime_with_format(row, col, &at, &style.date)?),
            // Excel knows no dates before 1900: such a typing error is shown as text.
            Err(_) => drop(sheet.write_string_with_format(row, col, date.to_string(), &style.text)?),
        },
        Datum::Link(text, target) => {
            let url = rust_xlsxwriter::Url::new(target).set_text(text);
            sheet.write_url_with_format(row, col, url, &style.link)?;
        }
        Datum::Text(text) => {
            let format = if is_entry { &style.entry } else { &style.text };
            sheet.write_string_with_format(row, col, fitted(text), format)?;
        }
    }
    Ok(())
}

/// A text that Excel can hold. What is longer is whole in `data/` and `findings.json`, and the cell says so.
fn fitted(text: &str) -> String {
    if text.encode_utf16().count() <= LONGEST {
        return text.to_string();
    }
    let mut length = MORE.len();
    let start: String = text
        .chars()
        .take_while(|c| {
            length += c.len_utf16();
            length <= LONGEST
        })
        .collect();
    start + MORE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::Ours;

    #[test]
    fn a_table_too_long_for_a_sheet_goes_on_in_a_second_and_is_read_back_whole() {
        let mut book = Workbook::new();
        let row = |at: usize| vec![Datum::Number(at as f64), Datum::Text("x".into())];
        let table = Table { name: "T", headings: vec!["Number".into(), "Text".into()], rows: (0..25).map(row).collect() };
        book.add_worksheet().set_name("Cover").expect("a sheet");
        sheets(&mut book, &Style::new(), &table, "Title", "Note", &[], 10).expect("written");
        let bytes = book.save_to_buffer().expect("a workbook");
        let rows = Ours::open(&bytes).and_then(|mut book| book.rows("T", &["Number", "Text"])).expect("read back");
        assert_eq!(rows.iter().filter_map(|row| row.number("Number")).collect::<Vec<_>>(), (0..25).map(f64::from).collect::<Vec<_>>());
    }

    #[test]
    fn a_text_that_excel_can_hold_is_whole_and_a_longer_one_says_where_the_rest_is() {
        let most = "é".repeat(LONGEST);
        assert_eq!(fitted(&most), most);
        let longer = fitted(&"🙂".repeat(20_000));
        assert!(longer.encode_utf16().count() <= LONGEST && longer.ends_with(MORE));
    }
}
