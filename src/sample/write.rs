//! A return as plain text tables, and as a real workbook.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use crate::form::{ColumnKind, Question, SURVEY_VERSION, Sheet};
use crate::model::Date;

/// The heading row of every sheet, counted from 0: a title stands above.
pub const HEADING_ROW: u32 = 2;

/// One sheet of a return.
#[derive(Debug, Clone)]
pub struct SheetContent {
    /// The sheet.
    pub sheet: Sheet,
    /// Headings.
    pub headings: Vec<String>,
    /// Rows as typed, each as wide as the headings; the first cell is the row's reference.
    pub rows: Vec<Vec<String>>,
    /// Hidden rows, by position in `rows`.
    pub hidden_rows: Vec<usize>,
    /// Hidden columns.
    pub hidden_columns: Vec<usize>,
}

impl SheetContent {
    /// A sheet without rows.
    pub fn new(sheet: Sheet) -> Self {
        let headings = sheet.columns().iter().filter(|column| !column.may_be_missing()).map(|column| column.heading.to_string()).collect();
        Self { sheet, headings, rows: Vec::new(), hidden_rows: Vec::new(), hidden_columns: Vec::new() }
    }
    /// Adds a row given by heading and value.
    ///
    /// # Panics
    /// If there is no such heading.
    pub fn add(&mut self, values: &[(&str, &str)]) {
        let mut row = vec![String::new(); self.headings.len()];
        for (heading, value) in values {
            row[self.column_of(heading)] = (*value).into();
        }
        self.rows.push(row);
    }
    /// The position of the row with a reference.
    ///
    /// # Panics
    /// If there is none.
    pub fn row_of(&self, reference: &str) -> usize {
        self.rows.iter().position(|row| row[0] == reference).unwrap_or_else(|| panic!("no row {reference} on {}", self.sheet.name()))
    }
    /// The position of a heading.
    ///
    /// # Panics
    /// If there is none.
    pub fn column_of(&self, heading: &str) -> usize {
        self.headings.iter().position(|h| h == heading).unwrap_or_else(|| panic!("no heading {heading} on {}", self.sheet.name()))
    }
}

/// One member's return.
#[derive(Debug, Clone)]
pub struct WorkbookFile {
    /// The member's code.
    pub member: String,
    /// The survey year.
    pub year: i16,
    /// Return, Secondees, Staff, Assignments.
    pub sheets: Vec<SheetContent>,
    /// Names of sheets that the survey does not have.
    pub extra_sheets: Vec<String>,
}

/// A date typed as `31/03/2026`.
pub fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Date::new(year, month, day).ok().filter(|_| parts.next().is_none())
}

/// The workbook of a return: dates as dates, numbers as numbers, anything else as text.
///
/// # Panics
/// If Excel could not hold it, which no declared sample does.
pub fn to_xlsx(book: &WorkbookFile) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let believed = "a declared sample fits into a workbook";
    let created = ExcelDateTime::from_ymd(book.year as u16, 4, 1).expect(believed);
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let date_format = Format::new().set_num_format("dd/mm/yyyy");
    let bold = Format::new().set_bold();
    workbook
        .add_worksheet()
        .set_name("Instructions")
        .expect(believed)
        .write_string(0, 0, "See the guidance to the survey.")
        .expect(believed);
    for grid in &book.sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(grid.sheet.name()).expect(believed);
        sheet.write_string_with_format(0, 0, format!("Survey of secondees {}: {}", book.year, grid.sheet.name()), &bold).expect(believed);
        for (col, heading) in grid.headings.iter().enumerate() {
            sheet.write_string_with_format(HEADING_ROW, col as u16, heading, &bold).expect(believed);
        }
        for (at, row) in grid.rows.iter().enumerate() {
            let line = HEADING_ROW + 1 + at as u32;
            for (col, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                let kind = kind_of(grid, &row[0], col);
                match (date(text), text.parse::<f64>()) {
                    (Some(day), _) if kind == ColumnKind::Date => {
                        let day = ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8).expect(believed);
                        sheet.write_datetime_with_format(line, col as u16, &day, &date_format).expect(believed);
                    }
                    (_, Ok(number)) if matches!(kind, ColumnKind::Number { .. }) => {
                        sheet.write_number(line, col as u16, number).expect(believed);
                    }
                    _ => {
                        sheet.write_string(line, col as u16, text).expect(believed);
                    }
                }
            }
        }
        for row in &grid.hidden_rows {
            sheet.set_row_hidden(HEADING_ROW + 1 + *row as u32).expect(believed);
        }
        for col in &grid.hidden_columns {
            sheet.set_column_hidden(*col as u16).expect(believed);
        }
    }
    for name in &book.extra_sheets {
        workbook.add_worksheet().set_name(name).expect(believed).write_string(0, 0, "something").expect(believed);
    }
    for (name, value) in
        [("SURVEY_VERSION", SURVEY_VERSION.to_string()), ("SURVEY_YEAR", book.year.to_string()), ("MEMBER_CODE", book.member.clone())]
    {
        workbook.define_name(name, &format!("=\"{value}\"")).expect(believed);
    }
    workbook.save_to_buffer().expect(believed)
}

fn kind_of(grid: &SheetContent, reference: &str, col: usize) -> ColumnKind {
    let heading = grid.headings[col].as_str();
    if grid.sheet == Sheet::Return && heading == "Answer" {
        let question = crate::form::Field::all().iter().copied().find(|q: &Question| q.reference() == reference);
        return question.map_or(ColumnKind::Text, |q| crate::form::Field::column(q).kind);
    }
    grid.sheet.columns().iter().find(|column| column.heading == heading).map_or(ColumnKind::Text, |column| column.kind)
}
