//! Parts that sheets share: title, marking, print set-up, and a table with headings, filter and widths.

use std::borrow::Cow;

use rust_xlsxwriter::{ExcelDateTime, Format, Table as ExcelTable, TableColumn, TableStyle, Url, Workbook, Worksheet, XlsxError};

use super::columns::{self, Spec, height, lines};
use super::style::{MARKING, Style};
use crate::figures::table::{Datum, Table};
use crate::model::Date;

/// Excel's limit of a cell, in the units in which Excel counts.
const LONGEST: usize = 32_767;
/// Said at the end of what is longer.
const MORE: &str = " [the rest is in the files of the folder data]";
/// Rows of a table in one sheet; what is longer goes on in a second sheet.
const MOST_ROWS: usize = 1_048_000;
/// Rows beyond which a sheet of data is written row by row and kept in no memory.
const LONG: usize = 1_000;
/// Links of a sheet; Excel allows 65,530.
const MOST_LINKS: usize = 60_000;
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
    // In a header, & begins a code.
    sheet.set_header(format!("&L&B{MARKING}&R{}", title.replace('&', "&&"))).set_footer(format!("&L{MARKING}&CPage &P of &N&R&A"));
    sheet.set_screen_gridlines(false);
    Ok(())
}

/// A sheet that is one table.
pub struct Page<'a> {
    /// The table; its name is the sheet's.
    pub table: Cow<'a, Table>,
    /// The title.
    pub title: &'a str,
    /// A line under the title.
    pub note: String,
    /// Headings of the columns in which somebody types.
    pub entries: Vec<&'a str>,
}

impl<'a> Page<'a> {
    /// A page in which nobody types.
    pub fn new(table: Table, title: &'a str, note: impl Into<String>) -> Self {
        Self { table: Cow::Owned(table), title, note: note.into(), entries: Vec::new() }
    }
    /// A page of a table that is kept elsewhere, as those of the returns, which are long.
    pub fn of(table: &'a Table, title: &'a str, note: impl Into<String>) -> Self {
        Self { table: Cow::Borrowed(table), title, note: note.into(), entries: Vec::new() }
    }
}

/// Writes a page; one longer than a sheet goes on in "NAME 2".
///
/// # Errors
/// As rust_xlsxwriter.
pub fn table_sheet(book: &mut Workbook, style: &Style, page: &Page) -> Result<(), XlsxError> {
    sheets(book, style, page, MOST_ROWS)
}

fn sheets(book: &mut Workbook, style: &Style, page: &Page, most_rows: usize) -> Result<(), XlsxError> {
    let table = &*page.table;
    let specs = columns::specs(table);
    let chunks: Vec<&[Vec<Datum>]> = if table.rows.is_empty() { vec![&[]] } else { table.rows.chunks(most_rows).collect() };
    for (at, rows) in chunks.into_iter().enumerate() {
        let name = if at == 0 { table.name.to_string() } else { format!("{} {}", table.name, at + 1) };
        let is_long = rows.len() > LONG && page.entries.is_empty();
        let sheet = if is_long { book.add_worksheet_with_constant_memory()? } else { book.add_worksheet() };
        prepare(sheet, style, &name, page.title, &page.note)?;
        sheet.write_url_with_format(3, 0, Url::new("internal:'Cover'!A1").set_text("Back to contents"), &style.back)?;
        let formats = if is_long { column_formats(sheet, style, table, rows)? } else { Vec::new() };
        write_table(sheet, style, table, &specs, rows, &name, &page.entries, &formats)?;
    }
    Ok(())
}

/// Gives each column of a long sheet the format of most of its cells, so that these need none of their own: to look up a format costs more than to
/// write the cell.
fn column_formats<'a>(
    sheet: &mut Worksheet,
    style: &'a Style,
    table: &Table,
    rows: &[Vec<Datum>],
) -> Result<Vec<Option<&'a Format>>, XlsxError> {
    let mut formats = Vec::new();
    for (col, at) in columns::order(table).into_iter().enumerate() {
        let first = rows.iter().map(|row| &row[at]).find(|datum| **datum != Datum::Blank);
        let format = first.map(|datum| format_of(style, &table.headings[at], datum, false));
        if let Some(format) = format {
            sheet.set_column_format(col as u16, format)?;
        }
        formats.push(format);
    }
    Ok(formats)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one page, each used once")]
fn write_table(
    sheet: &mut Worksheet,
    style: &Style,
    table: &Table,
    specs: &[Spec],
    rows: &[Vec<Datum>],
    name: &str,
    entries: &[&str],
    formats: &[Option<&Format>],
) -> Result<(), XlsxError> {
    let order = columns::order(table);
    let headings: Vec<&str> = order.iter().map(|at| table.headings[*at].as_str()).collect();
    let last_col = headings.len() as u16 - 1;
    // A table needs a row below its headings, even when there is nothing to say.
    let last_row = HEADING_ROW + rows.len().max(1) as u32;
    let stands_right = |at: &usize| {
        let first = rows.iter().map(|row| &row[*at]).find(|datum| **datum != Datum::Blank);
        matches!(first, Some(Datum::Number(number)) if !std::ptr::eq(number_format(style, &table.headings[*at], *number), &style.year))
    };
    let heading_format = |at: &usize| if stands_right(at) { &style.number_heading } else { &style.heading };
    let columns = order.iter().map(|at| TableColumn::new().set_header(&table.headings[*at]).set_header_format(heading_format(at)));
    let columns: Vec<TableColumn> = columns.collect();
    let table_name: String = format!("T_{name}").chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let excel_table = ExcelTable::new().set_name(table_name).set_style(TableStyle::Light1).set_columns(&columns);
    sheet.add_table(HEADING_ROW, 0, last_row, last_col, &excel_table)?;
    for (col, spec) in specs.iter().enumerate() {
        sheet.set_column_width(col as u16, spec.width)?;
    }
    let deepest = headings.iter().zip(specs).map(|(heading, spec)| lines(heading, spec.width * 0.95)).max().unwrap_or(1);
    // Room for the filter buttons, which stand at the bottom of their cells.
    sheet.set_row_height(HEADING_ROW, height(deepest) + 12.0)?;
    let mut links = 0;
    for (at, row) in rows.iter().enumerate() {
        let line = HEADING_ROW + 1 + at as u32;
        let mut deepest = 1;
        for (col, datum) in order.iter().map(|at| &row[*at]).enumerate() {
            if let Datum::Text(text) | Datum::Link(text, _) = datum {
                // What is beyond the print area may be cut in its cell: it is whole when the cell is chosen.
                let cap = match specs[col].prints {
                    true => usize::MAX,
                    false if entries.is_empty() => 2,
                    false => 4,
                };
                deepest = deepest.max(lines(text, specs[col].width).min(cap));
            }
            links += usize::from(matches!(datum, Datum::Link(..)));
            let heading = headings[col];
            let is_entry = entries.contains(&heading);
            let format = format_of(style, heading, datum, is_entry);
            let is_the_columns = formats.get(col).is_some_and(|usual| usual.is_some_and(|usual| std::ptr::eq(usual, format)));
            write(sheet, (line, col as u16), datum, (!is_the_columns).then_some(format), is_entry, links <= MOST_LINKS)?;
        }
        if deepest > 1 {
            sheet.set_row_height(line, height(deepest))?;
        }
    }
    sheet.set_freeze_panes(HEADING_ROW + 1, 1)?;
    sheet.set_repeat_rows(HEADING_ROW, HEADING_ROW)?;
    let across = columns::pages_across(specs);
    if across > 1 {
        sheet.set_print_fit_to_pages(across, 0).set_repeat_columns(0, 0)?;
    }
    let printed = specs.iter().rposition(|spec| spec.prints).unwrap_or(0) as u16;
    sheet.set_print_area(0, 0, last_row, printed)?;
    Ok(())
}

/// How a number is shown under a heading.
fn number_format<'a>(style: &'a Style, heading: &str, number: f64) -> &'a Format {
    match heading {
        "Year" | "Answer" | "Earlier round" | "Decided in round" => &style.year,
        _ if number.fract() != 0.0 && !heading.starts_with("Share") => &style.fraction,
        h if h.starts_with("Share") => &style.share,
        "Change" | "Counted otherwise" | "Broad" | "Narrow" => &style.signed,
        _ => &style.number,
    }
}

/// How a cell is shown.
fn format_of<'a>(style: &'a Style, heading: &str, datum: &Datum, is_entry: bool) -> &'a Format {
    let plain = if is_entry { &style.entry } else { &style.text };
    match datum {
        Datum::Blank if is_entry && heading.ends_with(" on") => &style.entry_date,
        Datum::Blank => plain,
        Datum::Number(number) => number_format(style, heading, *number),
        Datum::Date(_) if is_entry => &style.entry_date,
        Datum::Date(_) => &style.date,
        Datum::Link(..) => &style.link,
        Datum::Text(_) if is_entry => plain,
        Datum::Text(text) => style.state(heading, text).unwrap_or(plain),
    }
}

/// Writes a cell; without a format it has its column's.
fn write(
    sheet: &mut Worksheet,
    (row, col): (u32, u16),
    datum: &Datum,
    format: Option<&Format>,
    is_entry: bool,
    may_link: bool,
) -> Result<(), XlsxError> {
    let text = |sheet: &mut Worksheet, text: &str| -> Result<(), XlsxError> {
        match format {
            Some(format) => drop(sheet.write_string_with_format(row, col, fitted(text), format)?),
            None => drop(sheet.write_string(row, col, fitted(text))?),
        }
        Ok(())
    };
    match (datum, format) {
        (Datum::Blank, Some(format)) if is_entry => drop(sheet.write_blank(row, col, format)?),
        (Datum::Blank, _) => {}
        (Datum::Number(number), _) if !number.is_finite() => {}
        (Datum::Number(number), Some(format)) => drop(sheet.write_number_with_format(row, col, *number, format)?),
        (Datum::Number(number), None) => drop(sheet.write_number(row, col, *number)?),
        (Datum::Date(date), _) => match (serial(*date), format) {
            (Some(days), Some(format)) => drop(sheet.write_number_with_format(row, col, days, format)?),
            (Some(days), None) => drop(sheet.write_number(row, col, days)?),
            // Excel knows no dates before 1900: such a typing error is shown as text.
            (None, _) => text(sheet, &date.to_string())?,
        },
        (Datum::Link(shown, target), Some(format)) if may_link => {
            sheet.write_url_with_format(row, col, Url::new(target).set_text(fitted(shown)), format)?;
        }
        (Datum::Text(shown) | Datum::Link(shown, _), _) => text(sheet, shown)?,
    }
    Ok(())
}

/// A date as Excel counts it.
fn serial(date: Date) -> Option<f64> {
    let at = ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, date.month() as u8, date.day() as u8).ok()?;
    Some(at.to_excel())
}

/// A text that Excel can hold. What is longer is whole in `data/` and `findings.json`, and the cell says so.
fn fitted(text: &str) -> String {
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
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
    use crate::book::tables::Ours;

    #[test]
    fn a_table_too_long_for_a_sheet_goes_on_in_a_second_and_is_read_back_whole() {
        let mut book = Workbook::new();
        let row = |at: usize| vec![Datum::Number(at as f64), Datum::Text("x".into())];
        let table = Table { name: "T", headings: vec!["Number".into(), "Text".into()], rows: (0..25).map(row).collect() };
        book.add_worksheet().set_name("Cover").expect("a sheet");
        sheets(&mut book, &Style::new(), &Page::of(&table, "Title", "Note"), 10).expect("written");
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
