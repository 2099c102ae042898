//! `npm-secondees-YEAR.xlsx`: cover, key points, notes, and one table a sheet, as statistics for publication are laid out.
//!
//! It has looks of its own, plainer than the consolidated workbook's, because it is read by other people under another marking. Nothing comes into
//! it but a [`Release`], so there is nothing in it to take out: no names of people, no comments, no hidden sheets, no author.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFont, ChartFormat, ChartLegendPosition, ChartSolidFill, ChartType, Color, DocProperties, ExcelDateTime,
    Format, FormatAlign, FormatBorder, FormatUnderline, Table, TableColumn, TableStyle, Url, Workbook, Worksheet, XlsxError,
};

use super::csv_files::symbols;
use super::release::Release;
use super::tables::{Out, PublishedSheet, sheets};
use crate::model::Date;
use crate::outputs::workbooks::to_bytes;

/// The marking: what is open once it is out is handled as OFFICIAL until then.
const MARKING: &str = "OFFICIAL until published";
/// The heading row of every table, counted from 0.
const HEADING_ROW: u32 = 5;
/// The column of secondees of all arrangements in the table of the NPM as a whole; secondments only come after it.
const BROAD_COLUMN: usize = 3;
/// What one line of the cover and notes holds.
const LINE: usize = 95;

struct Looks {
    marking: Format,
    title: Format,
    says: Format,
    heading: Format,
    number_heading: Format,
    cells: CellLooks,
    total: CellLooks,
    text: Format,
    strong: Format,
    link: Format,
}

/// How the cells of a row look.
struct CellLooks {
    head: Format,
    count: Format,
    share: Format,
    symbol: Format,
}

impl CellLooks {
    fn new(cell: &Format) -> Self {
        let right = || cell.clone().set_align(FormatAlign::Right);
        Self { head: cell.clone(), count: right().set_num_format("#,##0"), share: right().set_num_format("0.0%"), symbol: right() }
    }
}

impl Looks {
    fn new() -> Self {
        let navy = Color::RGB(0x1F_3864);
        let cell = || Format::new().set_align(FormatAlign::VerticalCenter).set_text_wrap();
        let words = || Format::new().set_align(FormatAlign::Top).set_text_wrap();
        let heading = || Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Bottom).set_border_bottom(FormatBorder::Thin);
        Self {
            marking: Format::new().set_bold(),
            title: Format::new().set_bold().set_font_size(16).set_font_color(navy),
            says: Format::new().set_font_color(Color::RGB(0x40_4040)),
            heading: heading(),
            number_heading: heading().set_align(FormatAlign::Right),
            cells: CellLooks::new(&cell()),
            total: CellLooks::new(&cell().set_bold().set_border_top(FormatBorder::Thin)),
            text: words(),
            strong: words().set_bold(),
            link: words().set_font_color(Color::RGB(0x05_63C1)).set_underline(FormatUnderline::Single),
        }
    }
}

/// The workbook; `census` and `as_at` are the round's, `names` the members' by code; figures are provisional while something
/// of the round is open.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn workbook(
    release: &Release,
    names: &BTreeMap<String, String>,
    census: Date,
    as_at: Date,
    is_provisional: bool,
) -> Result<Vec<u8>, XlsxError> {
    let looks = Looks::new();
    let mut book = Workbook::new();
    let year = release.figures.year;
    let title = format!("Secondees on the work of the UK National Preventive Mechanism, {year}");
    let created = ExcelDateTime::from_ymd(as_at.year() as u16, as_at.month() as u8, as_at.day() as u8)?;
    book.set_properties(&DocProperties::new().set_title(&title).set_status(MARKING).set_creation_datetime(&created));
    let tables = sheets(release, names);
    cover(&mut book, &looks, release, &title, &tables, (census, is_provisional))?;
    key_points(&mut book, &looks, release)?;
    notes(&mut book, &looks, release)?;
    for (at, table) in tables.iter().enumerate() {
        let sheet = book.add_worksheet();
        table_sheet(sheet, &looks, table)?;
        if at == 0 {
            chart(sheet, table)?;
        }
    }
    to_bytes(&mut book)
}

fn prepare(sheet: &mut Worksheet, looks: &Looks, name: &str, title: &str) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.write_string_with_format(0, 0, MARKING, &looks.marking)?;
    sheet.write_string_with_format(1, 0, title, &looks.title)?;
    sheet.set_row_height(1, 24)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.5, 0.5, 0.8, 0.7, 0.3, 0.3);
    sheet.set_footer(format!("&L{MARKING}&CPage &P of &N&R&A"));
    sheet.set_screen_gridlines(false);
    Ok(())
}

/// A row of two cells, as high as its text needs.
fn pair(sheet: &mut Worksheet, looks: &Looks, row: u32, what: &str, words: &str) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, 0, what, &looks.strong)?.write_string_with_format(row, 1, words, &looks.text)?;
    sheet.set_row_height(row, 15.5 * words.chars().count().div_ceil(LINE + 10).max(1) as f64)?;
    Ok(())
}

fn cover(
    book: &mut Workbook,
    looks: &Looks,
    release: &Release,
    title: &str,
    tables: &[PublishedSheet],
    (census, is_provisional): (Date, bool),
) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    prepare(sheet, looks, "Cover", title)?;
    sheet.set_column_width(0, 18)?.set_column_width(1, LINE as f64)?;
    let with = release.members_with_figures(release.figures.year);
    let mut lines = vec![
        ("Published by", "UK National Preventive Mechanism (NPM)".to_string()),
        (
            "Period",
            format!(
                "The year to {}; census figures are of that day. Earlier years as far as there are figures.",
                crate::model::show_date(census)
            ),
        ),
        (
            "Coverage",
            format!("{with} of {} members in {}; each table says what it counts.", release.figures.members.len(), release.figures.year),
        ),
        ("Source", "The members' yearly returns under the 2014 guidance on the independence of NPM personnel (¶10, ¶16).".into()),
        ("Symbols", "[c] withheld, [x] not available, [z] not applicable; a zero is a count of none. Notes say more.".into()),
    ];
    if is_provisional {
        let words =
            "These figures are PROVISIONAL: not every return is in, or something in the returns is still to be settled. They may change.";
        lines.insert(0, ("Status", words.to_string()));
    }
    if !release.terms.contact.is_empty() {
        lines.push(("Contact", release.terms.contact.clone()));
    }
    let mut row = 3;
    for (what, words) in &lines {
        pair(sheet, looks, row, what, words)?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, "Sheet", &looks.heading)?.write_string_with_format(row, 1, "What is on it", &looks.heading)?;
    let mut contents = vec![("Key points", "What the figures say"), ("Notes", "Symbols, definitions, and why counts are withheld")];
    contents.extend(tables.iter().map(|table| (table.name.as_str(), table.title.as_str())));
    for (name, what) in contents {
        row += 1;
        sheet.write_url_with_format(row, 0, Url::new(format!("internal:'{name}'!A1")).set_text(name), &looks.link)?;
        sheet.write_string_with_format(row, 1, what, &looks.text)?;
    }
    Ok(())
}

fn back(sheet: &mut Worksheet, looks: &Looks, row: u32) -> Result<(), XlsxError> {
    sheet.write_url_with_format(row, 0, Url::new("internal:'Cover'!A1").set_text("Contents"), &looks.link)?;
    Ok(())
}

fn key_points(book: &mut Workbook, looks: &Looks, release: &Release) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    prepare(sheet, looks, "Key points", &format!("Key points, {}", release.figures.year))?;
    // The second column as on Cover and Notes, so that a line holds as much.
    sheet.set_column_width(0, 10)?.set_column_width(1, LINE as f64)?;
    back(sheet, looks, 2)?;
    for (at, point) in release.points.iter().enumerate() {
        pair(sheet, looks, 4 + at as u32, &format!("{}.", at + 1), &point.words)?;
    }
    Ok(())
}

fn notes(book: &mut Workbook, looks: &Looks, release: &Release) -> Result<(), XlsxError> {
    let terms = &release.terms;
    let sheet = book.add_worksheet();
    prepare(sheet, looks, "Notes", "Notes")?;
    sheet.set_column_width(0, 18)?.set_column_width(1, LINE as f64)?;
    back(sheet, looks, 2)?;
    let mut lines: Vec<(String, String)> =
        symbols(release).into_iter().map(|(symbol, says)| (symbol.to_string(), format!("{}.", capital(&says)))).collect();
    let more = [
        ("0", "None. Zeros are shown, because they speak of nobody.".to_string()),
        (
            "Withheld counts",
            format!(
                "With a member's name beside it a small count of secondees can stand for people whom others know. Counts of 1 to {} are therefore withheld, and with them as few other counts as keep the small ones from being worked out from totals, from other tables, from other years, or from what was published before. For all that can be worked out, the highest and lowest value of a withheld count lie at least {} apart. Nothing is rounded.",
                terms.threshold - 1,
                terms.protection
            ),
        ),
        ("Totals", "Sums of the members with figures. Where a member's figure is not available it is not in the total, so totals of years with different coverage are compared with care.".into()),
        ("Counted once", "Whom several members list, and who is known to be one person, is counted once in totals, which may then be less than the sum of the members.".into()),
        ("All arrangements", "Secondment, short-term secondment, loan, guest or partner inspector, fixed term with right of return.".into()),
        ("Secondments only", "Secondment and short-term secondment.".into()),
        ("Year", "The year to 31 March; a census figure is of that day.".into()),
        ("Membership", "The NPM had 18 members from 2009, 20 from December 2013 and 21 from January 2017.".into()),
    ];
    lines.extend(more.map(|(what, says)| (what.to_string(), says)));
    for year in release.figures.years.iter().filter(|year| release.has_other_total(**year)) {
        lines.push((
            format!("Total of {year}"),
            "From before the returns, as published then; it is not the sum of the members shown, and how many it is based on is not recorded."
                .into(),
        ));
    }
    if !release.public_small.is_empty() {
        lines.push((
            "Published before".into(),
            format!("{} small counts are shown because they had been published before.", release.public_small.len()),
        ));
    }
    for (key, _) in &release.revised {
        lines.push(("Revised".into(), format!("{}: revised since it was published before.", capital(&key.words()))));
    }
    for (at, (what, says)) in lines.iter().enumerate() {
        pair(sheet, looks, 4 + at as u32, what, says)?;
    }
    Ok(())
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn table_sheet(sheet: &mut Worksheet, looks: &Looks, table: &PublishedSheet) -> Result<(), XlsxError> {
    prepare(sheet, looks, &table.name, &format!("{}: {}", table.name, table.title))?;
    sheet.write_string_with_format(2, 0, table.says, &looks.says)?;
    sheet.write_string_with_format(3, 0, "[c] withheld, [x] not available, [z] not applicable: see Notes.", &looks.says)?;
    back(sheet, looks, 4)?;
    let is_head = |col: usize| table.rows.iter().all(|row| matches!(row[col], Out::Head(_)));
    let columns = table.headings.iter().enumerate().map(|(col, heading)| {
        TableColumn::new().set_header(heading).set_header_format(if is_head(col) { &looks.heading } else { &looks.number_heading })
    });
    let excel_table = Table::new()
        .set_name(table.name.replace(' ', "_"))
        .set_style(TableStyle::Light1)
        .set_autofilter(false)
        .set_columns(&columns.collect::<Vec<_>>())
        .set_alt_text_title(&table.title)
        .set_alt_text(table.says);
    let last = HEADING_ROW + table.rows.len().max(1) as u32;
    sheet.add_table(HEADING_ROW, 0, last, table.headings.len() as u16 - 1, &excel_table)?;
    for (col, heading) in table.headings.iter().enumerate() {
        let longest =
            table.rows.iter().map(|row| if let Out::Head(text) = &row[col] { text.chars().count() } else { 0 }).max().unwrap_or(0);
        let width = if is_head(col) { longest.clamp(12, 64) + 2 } else { heading.chars().count().clamp(8, 13) + 2 };
        sheet.set_column_width(col as u16, width as f64)?;
    }
    let is_long = table.headings.iter().any(|heading| heading.chars().count() > 13);
    sheet.set_row_height(HEADING_ROW, if is_long { 48 } else { 20 })?;
    for (at, cells) in table.rows.iter().enumerate() {
        let row = HEADING_ROW + 1 + at as u32;
        sheet.set_row_height(row, 16)?;
        let looks = if table.has_total && at + 1 == table.rows.len() { &looks.total } else { &looks.cells };
        for (col, cell) in cells.iter().enumerate() {
            let col = col as u16;
            match cell {
                Out::Head(text) => sheet.write_string_with_format(row, col, text, &looks.head)?,
                Out::Count(count) => sheet.write_number_with_format(row, col, *count as f64, &looks.count)?,
                Out::Share(share) => sheet.write_number_with_format(row, col, *share, &looks.share)?,
                Out::Symbol(symbol) => sheet.write_string_with_format(row, col, *symbol, &looks.symbol)?,
            };
        }
    }
    sheet.set_freeze_panes(HEADING_ROW + 1, 1)?.set_repeat_rows(HEADING_ROW, HEADING_ROW)?;
    Ok(())
}

/// Secondees by year, of the last years in a row whose count is shown: a symbol would be drawn as a zero, a missing year not at all.
fn chart(sheet: &mut Worksheet, table: &PublishedSheet) -> Result<(), XlsxError> {
    let year = |row: &Vec<Out>| if let Out::Head(year) = &row[0] { year.parse::<i16>().unwrap_or(0) } else { 0 };
    let is_shown = |row: &Vec<Out>, col: usize| matches!(row[col], Out::Count(_));
    let mut first = table.rows.len();
    while first > 0
        && is_shown(&table.rows[first - 1], BROAD_COLUMN)
        && table.rows.get(first).is_none_or(|next| year(next) == year(&table.rows[first - 1]) + 1)
    {
        first -= 1;
    }
    if table.rows.len() - first < 2 {
        return Ok(());
    }
    let (top, bottom) = (HEADING_ROW + 1 + first as u32, HEADING_ROW + table.rows.len() as u32);
    let mut chart = Chart::new(ChartType::Column);
    let narrow = BROAD_COLUMN + 1;
    let has_narrow = table.rows[first..].iter().all(|row| is_shown(row, narrow));
    for (col, colour) in [(BROAD_COLUMN, 0x1F_3864), (narrow, 0x9D_B4D8)].into_iter().take(if has_narrow { 2 } else { 1 }) {
        let col = col as u16;
        let series = chart.add_series();
        series.set_name((table.name.as_str(), HEADING_ROW, col));
        series.set_categories((table.name.as_str(), top, 0, bottom, 0)).set_values((table.name.as_str(), top, col, bottom, col));
        series.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour)))).set_gap(120);
        series.set_data_label(ChartDataLabel::new().show_value());
    }
    let (what, series) =
        if has_narrow { ("", "all arrangements, and secondments only,") } else { (", all arrangements", "all arrangements") };
    chart.title().set_name(&format!("Secondees on NPM work at the census date{what}"));
    if has_narrow {
        chart.legend().set_position(ChartLegendPosition::Bottom);
    } else {
        chart.legend().set_hidden();
    }
    chart.title().set_font(ChartFont::new().set_size(12));
    chart.y_axis().set_name("People").set_min(0).set_major_gridlines(false);
    chart.x_axis().set_name("31 March");
    chart.set_alt_text(format!("Columns: secondees, {series} by year. The figures are those of the table above."));
    chart.set_width(720).set_height(300);
    sheet.insert_chart(bottom + 2, 0, &chart)?;
    Ok(())
}
