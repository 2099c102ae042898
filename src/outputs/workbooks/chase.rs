//! The sheet of `chase`: whom to write to, why, by when, and when that was last done, which the coordinator types.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::columns::{height, lines};
use super::parts::{HEADING_ROW, prepare};
use super::style::{FONT, MARKING, SIZE, Style};
use super::whole::to_bytes;
use crate::figures::table::Datum;
use crate::model::{Date, Settings};

/// The sheet's name.
pub const CHASE_SHEET: &str = "Chase";
/// The columns that the coordinator fills in.
pub const CHASE_ENTRIES: [&str; 3] = ["Last chased", "Note", "Other address"];

/// What the coordinator typed in a row.
#[derive(Debug, Clone, PartialEq)]
pub struct ChaseTyped {
    /// The day, or whatever was typed under *Last chased*.
    pub chased: Datum,
    /// The note.
    pub note: Datum,
    /// The address to write to, instead of the one in the return.
    pub address: Datum,
}

impl Default for ChaseTyped {
    fn default() -> Self {
        Self { chased: Datum::Blank, note: Datum::Blank, address: Datum::Blank }
    }
}

/// A row of the sheet.
#[derive(Debug, Clone)]
pub struct ChaseRow {
    /// The member's code.
    pub member: String,
    /// Why it is written to.
    pub why: String,
    /// What is missing.
    pub missing: String,
    /// By when.
    pub due_by: Option<Date>,
    /// How many days late it is.
    pub days_late: Option<i32>,
    /// The address that it is written to.
    pub to: String,
    /// The file to attach, from the round's folder.
    pub attach: String,
    /// What was typed.
    pub typed: ChaseTyped,
}

/// Headings and widths of the columns.
const COLUMNS: [(&str, f64); 10] = [
    ("Member", 11.0),
    ("Why", 21.0),
    ("What is missing", 30.0),
    ("Due by", 12.0),
    ("Days late", 9.0),
    (CHASE_ENTRIES[0], 13.0),
    (CHASE_ENTRIES[1], 22.0),
    ("To", 28.0),
    (CHASE_ENTRIES[2], 28.0),
    ("File to attach", 36.0),
];

/// The sheet as a workbook.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn chase(settings: &Settings, rows: &[ChaseRow]) -> Result<Vec<u8>, XlsxError> {
    let style = Style::new();
    let mut book = Workbook::new();
    book.set_default_format(&style.base.clone().set_font_name(FONT).set_font_size(SIZE), 17, 64)?;
    let day = settings.as_at;
    let created = ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8)?;
    let title = format!("Whom to write to: survey of secondees {}", settings.year);
    book.set_properties(&DocProperties::new().set_title(&title).set_status(MARKING).set_creation_datetime(&created));
    let sheet = book.add_worksheet();
    let note = format!(
        "As at {}, the most urgent first. Type in the shaded columns: the next run keeps what stands there. To is the address in the member's return (R06), or what you type under Other address (several with a semicolon between them); next year's sheet takes it over. The texts are the files MEMBER.txt and MEMBER.eml beside this workbook.",
        crate::model::show_date(day)
    );
    prepare(sheet, &style, CHASE_SHEET, &title, &note)?;
    for (col, (heading, width)) in COLUMNS.iter().enumerate() {
        sheet.set_column_width(col as u16, *width)?;
        sheet.write_string_with_format(HEADING_ROW, col as u16, *heading, &style.heading)?;
    }
    sheet.set_row_height(HEADING_ROW, height(1) + 6.0)?;
    for (at, row) in rows.iter().enumerate() {
        let line = HEADING_ROW + 1 + at as u32;
        let text = |text: &str| if text.is_empty() { Datum::Blank } else { Datum::Text(text.to_string()) };
        let cells = [
            text(&row.member),
            text(&row.why),
            text(&row.missing),
            row.due_by.map_or(Datum::Blank, Datum::Date),
            row.days_late.map_or(Datum::Blank, |days| Datum::Number(f64::from(days))),
            row.typed.chased.clone(),
            row.typed.note.clone(),
            text(&row.to),
            row.typed.address.clone(),
            text(&row.attach),
        ];
        let mut deepest = 1;
        for (col, (datum, (heading, width))) in cells.iter().zip(COLUMNS).enumerate() {
            let is_entry = CHASE_ENTRIES.contains(&heading);
            let is_grave = heading == "Why" && (row.why == "late" || row.why.contains("cannot be used"));
            let format = match datum {
                _ if is_grave => &style.grave,
                Datum::Date(_) if is_entry => &style.entry_date,
                Datum::Date(_) => &style.date,
                Datum::Blank if heading == CHASE_ENTRIES[0] => &style.entry_date,
                Datum::Number(_) if !is_entry => &style.number,
                _ if is_entry => &style.entry,
                _ => &style.text,
            };
            super::parts::write_datum(sheet, (line, col as u16), datum, format)?;
            deepest = deepest.max(lines(&datum.text().unwrap_or_default(), width));
        }
        sheet.set_row_height(line, height(deepest))?;
    }
    let last = HEADING_ROW + rows.len().max(1) as u32;
    sheet.autofilter(HEADING_ROW, 0, last, COLUMNS.len() as u16 - 1)?;
    sheet.set_freeze_panes(HEADING_ROW + 1, 1)?;
    sheet.set_repeat_rows(HEADING_ROW, HEADING_ROW)?;
    to_bytes(&mut book)
}
