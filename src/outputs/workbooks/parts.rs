//! Parts that sheets share: title, marking, print set-up, and a table with headings, filter and widths.

use std::borrow::Cow;

use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, ExcelDateTime, Format, FormatAlign, Table as ExcelTable, TableColumn, TableStyle, Url, Workbook,
    Worksheet, XlsxError,
};

use super::columns::{self, Spec, heading_lines, height, lines, padded};
use super::style::{MARKING, Style};
use crate::book::decisions::{COLUMNS, DUE, SEE_CONFLICTS};
use crate::book::headings::CARD;
use crate::figures::frames::ReturnsTable;
use crate::figures::table::{Datum, Table};
use crate::model::Date;

/// Excel's limit of a cell, in the units in which Excel counts.
pub(super) const LONGEST: usize = 32_767;
/// Said at the end of what is longer.
const MORE: &str = " [the rest is in the files of the folder data]";
/// Rows of a table in one sheet; what is longer goes on in a second sheet.
const MOST_ROWS: usize = 1_048_000;
/// Rows beyond which a sheet is written row by row and kept in no memory, with a filter in place of a table: a table costs more than its cells.
const LONG: usize = 1_000;
/// Rows by which a long sheet's columns are measured.
const SAMPLE: usize = 400;
/// How hard workbooks are compressed: a fifth more bytes than at 6, the usual, for two fifths less time.
pub(super) const COMPRESSION: u8 = 3;
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

/// Rows that are made when they are written, not kept.
pub struct Made<'a> {
    /// How many.
    pub count: usize,
    /// The row with a number from 0.
    pub row: Box<dyn Fn(usize) -> Vec<Datum> + Sync + 'a>,
}

/// A sheet that is one table.
pub struct Page<'a> {
    /// The table; its name is the sheet's. It has no rows where they are made when they are written.
    pub table: Cow<'a, Table>,
    /// Rows made when they are written.
    pub made: Option<Made<'a>>,
    /// The title.
    pub title: &'a str,
    /// A line under the title, or two.
    pub note: String,
    /// Headings of the columns in which somebody types.
    pub entries: Vec<&'a str>,
}

impl<'a> Page<'a> {
    /// A page in which nobody types.
    pub fn new(table: Table, title: &'a str, note: impl Into<String>) -> Self {
        Self { table: Cow::Owned(table), made: None, title, note: note.into(), entries: Vec::new() }
    }
    /// A page of one of the tables of the returns, which are long: its rows are made when they are written.
    pub fn made(table: &'a ReturnsTable, title: &'a str, note: impl Into<String>) -> Self {
        let made = Made { count: table.lines().len(), row: Box::new(|at| table.row(at)) };
        let headings = Table { name: table.name, headings: table.headings.clone(), rows: Vec::new() };
        Self { made: Some(made), ..Self::new(headings, title, note) }
    }
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.made.as_ref().map_or(self.table.rows.len(), |made| made.count)
    }
    /// A row.
    fn row(&self, at: usize) -> Cow<'_, [Datum]> {
        match &self.made {
            Some(made) => Cow::Owned((made.row)(at)),
            None => Cow::Borrowed(self.table.rows[at].as_slice()),
        }
    }
    /// Keeps the rows that would be made when they are written.
    pub fn keep(&mut self) {
        if let Some(made) = self.made.take() {
            self.table.to_mut().rows = (0..made.count).map(made.row).collect();
        }
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
    let count = page.len();
    let has_cover = book.worksheet_from_name("Cover").is_ok();
    for (at, from) in (0..count.max(1)).step_by(most_rows).enumerate() {
        let to = (from + most_rows).min(count);
        let name = if at == 0 { table.name.to_string() } else { format!("{} {}", table.name, at + 1) };
        // Year on year is drawn upon afterwards, which a sheet written row by row does not allow.
        let is_long = to - from > LONG && table.name != "Year on year";
        let measured = if is_long { (from + SAMPLE).min(to) } else { to };
        let sample: Vec<Cow<[Datum]>> = (from..measured).map(|at| page.row(at)).collect();
        let sheet = if is_long { book.add_worksheet_with_constant_memory()? } else { book.add_worksheet() };
        let look = SheetLook::new(style, page, &sample, is_long);
        let (note, more) = page.note.split_once('\n').unwrap_or((&page.note, ""));
        prepare(sheet, style, &name, page.title, note)?;
        look.under_title(sheet, (2, 0), note)?;
        if !more.is_empty() {
            // Beside the link back to the contents, which runs on over its column.
            look.under_title(sheet, (3, if has_cover { 2 } else { 0 }), more)?;
        }
        if has_cover {
            sheet.write_url_with_format(3, 0, Url::new("internal:'Cover'!A1").set_text("Back to contents"), &style.back)?;
        }
        look.begin(sheet, &name, (to - from) as u32)?;
        let mut links = 0;
        for at in from..to {
            let line = HEADING_ROW + 1 + (at - from) as u32;
            match sample.get(at - from) {
                Some(row) => look.row(sheet, line, row, &mut links)?,
                None => look.row(sheet, line, &page.row(at), &mut links)?,
            }
        }
        look.finish(sheet, (to - from) as u32)?;
    }
    Ok(())
}

/// Headings of columns in which figures stand, if anything does.
const FIGURES: [&str; 9] =
    ["Change", "Joined", "Left", "Counted differently", "New in the year", "Ended in the year", "Share of NPM staff", "Less by", "More by"];

/// A column that is shown.
struct ShownColumn<'s> {
    /// Its place in the table.
    at: usize,
    heading: &'s str,
    /// Whether somebody types in it.
    is_entry: bool,
    /// Whether it is a part of a card.
    is_card: bool,
    /// Whether its blank cells have lines: on paper, where nobody types, a decision is written by hand.
    is_ruled: bool,
}

/// How the sheet of a page looks: its columns, their widths and formats.
struct SheetLook<'s> {
    style: &'s Style,
    columns: Vec<ShownColumn<'s>>,
    /// The table's name.
    name: &'s str,
    specs: Vec<Spec>,
    /// Columns whose first value is a number, which stands at the right.
    stands_right: Vec<bool>,
    /// Of a long sheet, the format of most cells of each column: these need none of their own, and to look up a format costs more than to write
    /// the cell.
    formats: Vec<Option<&'s Format>>,
    is_long: bool,
    has_entries: bool,
}

impl<'s> SheetLook<'s> {
    fn new(style: &'s Style, page: &'s Page, sample: &[Cow<[Datum]>], is_long: bool) -> Self {
        let table = &*page.table;
        let order = columns::order(table);
        let has_entries = !page.entries.is_empty();
        let columns: Vec<ShownColumn> = order
            .into_iter()
            .map(|at| {
                let heading = table.headings[at].as_str();
                let is_ruled = !has_entries && table.name == "Conflicts" && COLUMNS.contains(&heading);
                ShownColumn { at, heading, is_entry: page.entries.contains(&heading), is_card: CARD.contains(&heading), is_ruled }
            })
            .collect();
        let first = |at: usize| sample.iter().map(|row| &row[at]).find(|datum| **datum != Datum::Blank);
        // A column of figures without any is headed as one with some.
        let is_right = |column: &ShownColumn| match first(column.at) {
            Some(Datum::Number(number)) => !std::ptr::eq(number_format(style, column.heading, *number), &style.year),
            Some(_) => false,
            None => FIGURES.contains(&column.heading) || (table.name == "Year on year" && column.heading.parse::<i16>().is_ok()),
        };
        let stands_right = columns.iter().map(is_right).collect();
        let usual = |column: &ShownColumn| match column.is_entry {
            true => None,
            false => first(column.at).map(|datum| format_of(style, column.heading, datum, false)),
        };
        let formats = if is_long { columns.iter().map(usual).collect() } else { Vec::new() };
        let specs = columns::specs_by(table, sample);
        Self { style, columns, name: table.name, specs, stands_right, formats, is_long, has_entries }
    }

    fn last_col(&self) -> u16 {
        self.columns.len() as u16 - 1
    }

    /// A line under the title; on several lines where the columns that are printed do not hold it on one.
    fn under_title(&self, sheet: &mut Worksheet, (row, col): (u32, u16), text: &str) -> Result<(), XlsxError> {
        let printed = self.specs.iter().take_while(|spec| spec.prints).count();
        let width: f64 = self.specs.iter().take(printed).skip(col.into()).map(|spec| spec.width).sum();
        let deep = lines(text, width);
        if deep > 1 && printed > usize::from(col) + 1 {
            let wrapped = self.style.note.clone().set_text_wrap().set_align(FormatAlign::Top);
            sheet.merge_range(row, col, row, printed as u16 - 1, text, &wrapped)?.set_row_height(row, height(deep))?;
        } else {
            sheet.write_string_with_format(row, col, text, &self.style.note)?;
        }
        Ok(())
    }

    /// Headings, widths and formats of columns.
    fn begin(&self, sheet: &mut Worksheet, name: &str, rows: u32) -> Result<(), XlsxError> {
        // A table needs a row below its headings, even when there is nothing to say.
        let last_row = HEADING_ROW + rows.max(1);
        let heading_format = |right: bool| if right { &self.style.number_heading } else { &self.style.heading };
        if self.is_long {
            for (col, (column, right)) in self.columns.iter().zip(&self.stands_right).enumerate() {
                sheet.write_string_with_format(HEADING_ROW, col as u16, column.heading, heading_format(*right))?;
            }
            sheet.autofilter(HEADING_ROW, 0, last_row, self.last_col())?;
            self.stripe(sheet, last_row)?;
        } else {
            let headings = self.columns.iter().zip(&self.stands_right);
            let columns: Vec<TableColumn> = headings
                .map(|(column, right)| TableColumn::new().set_header(column.heading).set_header_format(heading_format(*right)))
                .collect();
            let table_name: String = format!("T_{name}").chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
            let excel_table = ExcelTable::new().set_name(table_name).set_style(TableStyle::Light1).set_columns(&columns);
            sheet.add_table(HEADING_ROW, 0, last_row, self.last_col(), &excel_table)?;
        }
        for (col, format) in self.formats.iter().enumerate() {
            if let Some(format) = format {
                sheet.set_column_format(col as u16, format)?;
            }
        }
        for (col, spec) in self.specs.iter().enumerate() {
            sheet.set_column_width(col as u16, spec.width)?;
        }
        let headings = self.columns.iter().zip(&self.specs);
        let printed = headings.filter(|(_, spec)| spec.prints);
        let deepest = printed.map(|(column, spec)| heading_lines(column.heading, spec.width)).max().unwrap_or(1);
        // A little more, because the buttons of the filter stand at the bottom.
        sheet.set_row_height(HEADING_ROW, height(deepest) + 4.0)?;
        Ok(())
    }

    /// The stripes of a table, where there is none; entries and what is coloured keep their own colour.
    fn stripe(&self, sheet: &mut Worksheet, last_row: u32) -> Result<(), XlsxError> {
        const COLOURED: [&str; 4] = ["Severity", "Certainty", "Status", "Adds up"];
        let stripe = Format::new().set_background_color(Color::RGB(0xD9_D9D9));
        let rule = format!("=MOD(ROW(),2)={}", (HEADING_ROW + 2) % 2);
        let is_plain = |at: &usize| !self.columns[*at].is_entry && !COLOURED.contains(&self.columns[*at].heading);
        let plain: Vec<usize> = (0..self.columns.len()).filter(is_plain).collect();
        for run in plain.chunk_by(|a, b| a + 1 == *b) {
            let light = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(&stripe);
            sheet.add_conditional_format(HEADING_ROW + 1, run[0] as u16, last_row, run[run.len() - 1] as u16, &light)?;
        }
        Ok(())
    }

    fn row(&self, sheet: &mut Worksheet, line: u32, row: &[Datum], links: &mut usize) -> Result<(), XlsxError> {
        let mut deepest = 1;
        // A conflict's row on Findings, which is decided on its card.
        let is_shut = |datum: &Datum| matches!(datum, Datum::Link(shown, _) if shown == SEE_CONFLICTS);
        let is_shut = self.has_entries && self.columns.iter().any(|column| column.is_entry && is_shut(&row[column.at]));
        for (col, column) in self.columns.iter().enumerate() {
            let datum = &row[column.at];
            if let Datum::Text(text) | Datum::Link(text, _) = datum {
                // What is beyond the print area may be cut in its cell: it is whole when the cell is chosen.
                let cap = match self.specs[col].prints {
                    true => usize::MAX,
                    false if self.has_entries => 4,
                    // One page of figures has no room for what is not printed.
                    false if self.name == "Year on year" => 1,
                    false => 2,
                };
                // Cards take no more room than they need: a meeting has them on as few pages as can be.
                let width = self.specs[col].width;
                let needed = if column.is_card { lines(text, width * 1.04 - 1.0) } else { padded(text, width) };
                deepest = deepest.max(needed.min(cap));
            }
            if let (Datum::Text(text), true) = (datum, column.is_card) {
                self.card(sheet, (line, col as u16), text)?;
                continue;
            }
            if column.is_ruled && *datum == Datum::Blank {
                sheet.write_blank(line, col as u16, &self.style.card)?;
                continue;
            }
            *links += usize::from(matches!(datum, Datum::Link(..)));
            let format = match (is_shut && column.is_entry, datum) {
                (true, Datum::Link(..)) => &self.style.shut_link,
                (true, _) => &self.style.shut,
                (false, _) => format_of(self.style, column.heading, datum, column.is_entry),
            };
            let is_the_columns = self.formats.get(col).is_some_and(|usual| usual.is_some_and(|usual| std::ptr::eq(usual, format)));
            write(sheet, (line, col as u16), datum, (!is_the_columns).then_some(format), column.is_entry, *links <= MOST_LINKS)?;
        }
        if deepest > 1 {
            sheet.set_row_height(line, height(deepest))?;
        }
        Ok(())
    }

    /// A cell of a card: lines whose labels are in bold.
    fn card(&self, sheet: &mut Worksheet, (row, col): (u32, u16), text: &str) -> Result<(), XlsxError> {
        let text = fitted(text);
        let mut parts: Vec<(&Format, String)> = Vec::new();
        for line in text.split_inclusive('\n') {
            match line.split_once(':').filter(|(label, _)| super::cards::LABELS.contains(label)) {
                Some((label, rest)) => parts.extend([(&self.style.label, format!("{label}:")), (&self.style.base, rest.to_string())]),
                None => parts.push((&self.style.base, line.to_string())),
            }
        }
        let parts: Vec<(&Format, &str)> =
            parts.iter().map(|(format, text)| (*format, text.as_str())).filter(|(_, text)| !text.is_empty()).collect();
        match parts.len() {
            0 | 1 => sheet.write_string_with_format(row, col, text, &self.style.card)?,
            _ => sheet.write_rich_string_with_format(row, col, &parts, &self.style.card)?,
        };
        Ok(())
    }

    /// What stays in sight, and what is printed.
    fn finish(&self, sheet: &mut Worksheet, rows: u32) -> Result<(), XlsxError> {
        sheet.set_freeze_panes(HEADING_ROW + 1, 1)?;
        sheet.set_repeat_rows(HEADING_ROW, HEADING_ROW)?;
        let across = columns::pages_across(self.name, &self.specs);
        if across > 1 {
            sheet.set_print_fit_to_pages(across, 0).set_repeat_columns(0, 0)?;
        }
        let printed = self.specs.iter().rposition(|spec| spec.prints).unwrap_or(0) as u16;
        sheet.set_print_area(0, 0, HEADING_ROW + rows.max(1), printed)?;
        if self.columns.iter().any(|column| column.is_card) {
            // Cards are read at a meeting. A scale that is given cannot be made smaller by what stands on them.
            sheet.set_margins(0.3, 0.3, 0.6, 0.5, 0.25, 0.25).set_print_scale(columns::SCALE);
        }
        Ok(())
    }
}

/// How a number is shown under a heading.
fn number_format<'a>(style: &'a Style, heading: &str, number: f64) -> &'a Format {
    match heading {
        "Year" | "Answer" | "Earlier round" | "Decided in round" => &style.year,
        _ if number.fract() != 0.0 && !heading.starts_with("Share") => &style.fraction,
        h if h.starts_with("Share") => &style.share,
        "Change" | "Counted differently" | "All arrangements" | "Secondments only" => &style.signed,
        _ => &style.number,
    }
}

/// How a cell is shown.
fn format_of<'a>(style: &'a Style, heading: &str, datum: &Datum, is_entry: bool) -> &'a Format {
    let plain = if is_entry { &style.entry } else { &style.text };
    match datum {
        Datum::Blank if is_entry && (heading.ends_with(" on") || heading == DUE) => &style.entry_date,
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

/// Writes a cell outside the tables of pages, where somebody may type.
pub(super) fn write_datum(sheet: &mut Worksheet, at: (u32, u16), datum: &Datum, format: &Format) -> Result<(), XlsxError> {
    write(sheet, at, datum, Some(format), true, false)
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
    start_of(text, LONGEST - MORE.len()) + MORE
}

/// The start of a text, in at most so many of Excel's characters, which are units of UTF-16.
pub(super) fn start_of(text: &str, most: usize) -> String {
    let mut length = 0;
    text.chars()
        .take_while(|c| {
            length += c.len_utf16();
            length <= most
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::tables::Ours;
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    #[test]
    fn a_table_too_long_for_a_sheet_goes_on_in_a_second_and_is_read_back_whole() {
        let mut book = Workbook::new();
        let row = |at: usize| vec![Datum::Number(at as f64), Datum::Text("x".into())];
        let table = Table { name: "T", headings: vec!["Number".into(), "Text".into()], rows: (0..25).map(row).collect() };
        book.add_worksheet().set_name("Cover").expect("a sheet");
        sheets(&mut book, &Style::new(), &Page::new(table, "Title", "Note"), 10).expect("written");
        let bytes = book.save_to_buffer().expect("a workbook");
        let rows = Ours::open(&bytes).and_then(|mut book| book.rows("T", &["Number", "Text"])).expect("read back");
        assert_eq!(rows.iter().filter_map(|row| row.number("Number")).collect::<Vec<_>>(), (0..25).map(f64::from).collect::<Vec<_>>());
    }

    #[test]
    fn year_on_year_of_many_members_can_still_be_drawn_upon() {
        for name in ["Year on year", "Findings"] {
            let mut book = Workbook::new();
            let rows = (0..LONG + 20).map(|at| vec![Datum::Text(format!("M{at}")), Datum::Number(at as f64)]).collect();
            let page = Page::new(Table { name, headings: vec!["Member".into(), "2026".into()], rows }, "Title", "Note");
            table_sheet(&mut book, &Style::new(), &page).expect("written");
            // What is drawn is put beside the first rows, when the last are already written.
            let sheet = book.worksheet_from_name(name).expect("the sheet");
            let is_drawn = sheet.write_string(HEADING_ROW + 1, 10, "drawn").is_ok();
            let bytes = book.save_to_buffer().expect("a workbook");
            let read = Ours::open(&bytes).and_then(|mut book| book.rows(name, &["Member", "2026"])).expect("read back");
            assert_eq!(read.len(), LONG + 20, "{name}");
            let cells = Xlsx::new(Cursor::new(&bytes)).expect("opened").worksheet_range(name).expect("a sheet");
            let is_kept = is_drawn && cells.get_value((HEADING_ROW + 1, 10)).is_some_and(|drawn| *drawn == Data::String("drawn".into()));
            // The other long sheets are gone from memory, row by row; a test of one that is kept must be able to fail.
            assert_eq!(is_kept, name == "Year on year", "{name}");
        }
    }

    #[test]
    fn a_text_that_excel_can_hold_is_whole_and_a_longer_one_says_where_the_rest_is() {
        let most = "é".repeat(LONGEST);
        assert_eq!(fitted(&most), most);
        let longer = fitted(&"🙂".repeat(20_000));
        assert!(longer.encode_utf16().count() <= LONGEST && longer.ends_with(MORE));
    }
}
