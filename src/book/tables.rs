//! Reads tables back from a workbook that this program wrote: rows as heading and value, with the cell each value stands in.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::Arc;

use calamine::{DataRef, Reader, Xlsx};

use crate::error::Error;
use crate::model::{Date, a1};
use crate::places::fold;
use crate::steps::{self, Step};

/// A value of a workbook of ours.
#[derive(Debug, Clone, PartialEq)]
pub enum Back {
    /// Text, trimmed.
    Text(String),
    /// A number.
    Number(f64),
    /// A date.
    Date(Date),
}

impl Back {
    /// As text.
    pub fn text(&self) -> String {
        match self {
            Back::Text(text) => text.clone(),
            Back::Number(number) => format!("{number}"),
            Back::Date(date) => crate::model::show_date(*date),
        }
    }
}

/// A row of a table: what stands under each heading; blanks are not in it.
#[derive(Debug, Clone, Default)]
pub struct SheetRow {
    at: u32,
    columns: Arc<BTreeMap<String, u32>>,
    cells: BTreeMap<u32, Back>,
}

impl SheetRow {
    fn under(&self, heading: &str) -> Option<(u32, &Back)> {
        let col = *self.columns.get(heading)?;
        Some((col, self.cells.get(&col)?))
    }
    /// The text under a heading, empty if blank.
    pub fn text(&self, heading: &str) -> String {
        self.under(heading).map_or_else(String::new, |(_, value)| value.text())
    }
    /// The number under a heading.
    pub fn number(&self, heading: &str) -> Option<f64> {
        match self.under(heading)?.1 {
            Back::Number(number) => Some(*number),
            Back::Text(text) => text.parse().ok(),
            Back::Date(_) => None,
        }
    }
    /// The date under a heading.
    pub fn date(&self, heading: &str) -> Option<Date> {
        match self.under(heading)?.1 {
            Back::Date(date) => Some(*date),
            _ => None,
        }
    }
    /// The value under a heading, `None` if blank.
    pub fn value(&self, heading: &str) -> Option<&Back> {
        self.under(heading).map(|(_, value)| value)
    }
    /// The headings under which the row holds something, with the cells' addresses.
    pub fn cells(&self) -> impl Iterator<Item = (&str, String)> {
        let there = self.columns.iter().filter(|(_, col)| self.cells.contains_key(col));
        there.map(|(heading, col)| (heading.as_str(), a1(self.at, *col)))
    }
    /// The address of the first cell of the row that is not blank.
    pub fn first_cell(&self) -> String {
        self.cells.keys().next().map_or_else(String::new, |col| a1(self.at, *col))
    }
    /// The address of the cell under a heading, empty if blank.
    pub fn cell(&self, heading: &str) -> String {
        self.under(heading).map_or_else(String::new, |(col, _)| a1(self.at, col))
    }
}

/// A workbook of ours, open for reading.
pub struct Ours<B: AsRef<[u8]>>(Xlsx<Cursor<B>>);

impl<B: AsRef<[u8]>> Ours<B> {
    /// Opens it.
    ///
    /// # Errors
    /// If it is not an .xlsx workbook that can be read.
    pub fn open(bytes: B) -> Result<Self, Error> {
        steps::begins(Step::WorkbookOpened);
        Xlsx::new(Cursor::new(bytes)).map(Self).map_err(|_| {
            Error::not_ours("it is not a workbook that can be read: it is of another kind than .xlsx, needs a password, or is damaged")
        })
    }

    /// Its sheets, in order.
    pub fn sheets(&self) -> Vec<String> {
        self.0.sheet_names()
    }

    /// Whether it has a sheet.
    pub fn has(&self, sheet: &str) -> bool {
        self.0.sheet_names().iter().any(|name| name == sheet)
    }

    /// The rows below the first row that has all the headings; those of "NAME 2" and so on follow, in which a table goes on that is too long for
    /// one sheet.
    ///
    /// # Errors
    /// If the sheet is missing, damaged, or no row has the headings.
    pub fn rows(&mut self, sheet: &str, headings: &[&str]) -> Result<Vec<SheetRow>, Error> {
        let mut rows = self.rows_of(sheet, headings)?;
        for number in 2.. {
            let next = format!("{sheet} {number}");
            if !self.has(&next) {
                break;
            }
            rows.extend(self.rows_of(&next, headings)?);
        }
        Ok(rows)
    }

    fn rows_of(&mut self, sheet: &str, headings: &[&str]) -> Result<Vec<SheetRow>, Error> {
        if !self.has(sheet) {
            return Err(Error::not_ours(format!("the sheet \"{sheet}\" is missing")));
        }
        let damaged = |e: &dyn std::fmt::Display| Error::not_ours(format!("the sheet \"{sheet}\" is damaged ({e})"));
        let mut cells = self.0.worksheet_cells_reader(sheet).map_err(|e| damaged(&e))?;
        let mut grid: BTreeMap<u32, BTreeMap<u32, Back>> = BTreeMap::new();
        while let Some(cell) = cells.next_cell().map_err(|e| damaged(&e))? {
            let (row, col) = cell.get_position();
            if let Some(value) = back(cell.get_value()) {
                grid.entry(row).or_default().insert(col, value);
            }
        }
        let wanted: Vec<String> = headings.iter().map(|heading| fold(heading)).collect();
        let is_heading_row = |row: &BTreeMap<u32, Back>| {
            let texts: Vec<String> = row.values().filter_map(|v| if let Back::Text(text) = v { Some(fold(text)) } else { None }).collect();
            wanted.iter().all(|heading| texts.contains(heading))
        };
        let Some(at) = grid.iter().find(|(_, row)| is_heading_row(row)).map(|(at, _)| *at) else {
            return Err(Error::not_ours(format!("the sheet \"{sheet}\" has no row with the headings {}", headings.join(", "))));
        };
        let rows = grid.split_off(&(at + 1));
        let columns: BTreeMap<String, u32> = grid[&at].iter().rev().map(|(col, value)| (value.text(), *col)).collect();
        let columns = Arc::new(columns);
        let is_headed: BTreeSet<u32> = columns.values().copied().collect();
        let rows = rows.into_iter().map(|(at, mut cells)| {
            cells.retain(|col, _| is_headed.contains(col));
            SheetRow { at, columns: Arc::clone(&columns), cells }
        });
        Ok(rows.filter(|row| !row.cells.is_empty()).collect())
    }
}

fn back(value: &DataRef) -> Option<Back> {
    let text = |text: &str| (!text.trim().is_empty()).then(|| Back::Text(text.trim().to_string()));
    match value {
        DataRef::String(t) => text(t),
        DataRef::SharedString(t) => text(t),
        DataRef::Int(number) => Some(Back::Number(*number as f64)),
        DataRef::Float(number) => Some(Back::Number(*number)),
        DataRef::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            Date::new(year as i16, month as i8, day as i8).ok().map(Back::Date)
        }
        DataRef::DateTimeIso(t) | DataRef::DurationIso(t) => text(t),
        DataRef::Bool(is) => Some(Back::Text(if *is { "TRUE" } else { "FALSE" }.into())),
        DataRef::Empty | DataRef::Error(_) => None,
    }
}
