//! A table as the workbook, the CSV and the Parquet files share it.

use crate::model::Date;

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
