//! A table as the workbook, the CSV and the Parquet files share it.

use std::borrow::Cow;

use crate::model::{Cell, Date, Entry, Value};

/// A value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// Nothing.
    Blank,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A date.
    Date(Date),
    /// Text shown with a link inside the workbook, e.g. `internal:'Secondees'!A4`.
    Link(String, String),
}

impl Datum {
    /// What was read in a cell, else what was typed.
    pub fn of(cell: &Cell) -> Self {
        match &cell.entry {
            Entry::Absent | Entry::Blank => Datum::Blank,
            Entry::Read(Value::Number(number)) => Datum::Number(*number),
            Entry::Read(Value::Date(date)) => Datum::Date(*date),
            Entry::Read(Value::Choice(word)) => Datum::Text((*word).into()),
            Entry::Read(Value::Text(text)) => Datum::Text(text.to_string()),
            _ => Datum::Text(cell.typed.to_string()),
        }
    }
    /// The value as people read it; a date as `31/03/2026`. `None` if there is nothing.
    pub fn text_shown(&self) -> Option<String> {
        match self {
            Datum::Date(date) => Some(crate::model::show_date(*date)),
            _ => self.text(),
        }
    }
    /// The value as text; a date as `2026-03-31`. `None` if there is nothing.
    pub fn text(&self) -> Option<String> {
        self.clone().into_text()
    }
    /// As [`Datum::text`], of a value that is not needed any more.
    pub fn into_text(self) -> Option<String> {
        match self {
            Datum::Blank => None,
            Datum::Text(text) | Datum::Link(text, _) => Some(text),
            Datum::Number(number) => Some(format!("{number}")),
            Datum::Date(date) => Some(date.to_string()),
        }
    }
}

/// A table that is looked at cell by cell, whether it is kept or its cells are made when they are asked for.
pub struct TableView<'a> {
    /// Its name.
    pub name: &'static str,
    /// Headings, each once.
    pub headings: &'a [String],
    /// How many rows.
    pub len: usize,
    /// The cell of a row and a column, both counted from 0.
    pub cell: Box<dyn Fn(usize, usize) -> Cow<'a, Datum> + Sync + 'a>,
}

impl<'a> TableView<'a> {
    /// A row.
    pub fn row(&self, row: usize) -> Vec<Cow<'a, Datum>> {
        (0..self.headings.len()).map(|col| (self.cell)(row, col)).collect()
    }
}

/// A table with one heading row.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name: sheet name, and file name in `data/` in lower case with `_`.
    pub name: &'static str,
    /// Headings, each once.
    pub headings: Vec<String>,
    /// Rows, each as wide as the headings.
    pub rows: Vec<Vec<Datum>>,
}

impl Table {
    /// The table to be looked at.
    pub fn view(&self) -> TableView<'_> {
        TableView {
            name: self.name,
            headings: &self.headings,
            len: self.rows.len(),
            cell: Box::new(|row, col| Cow::Borrowed(&self.rows[row][col])),
        }
    }
}
