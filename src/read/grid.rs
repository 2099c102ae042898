//! Cells with absolute positions, streamed from a workbook. A dense range is never made of a member's .xlsx or .xlsb: a 1.5 KB file with one cell
//! in the last corner of the sheet would end the process.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{Data, DataRef, ExcelDateTime, Reader, SheetVisible, Xls, Xlsb, Xlsx, XlsxError};

use super::Limits;
use crate::model::{Date, Fault, Format};

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw {
    /// Text as typed.
    Text(String),
    /// A number without a date format; days since the epoch of the workbook if it is meant as a date.
    Number(f64),
    /// A date by its number format.
    Date(Date),
    /// TRUE or FALSE.
    Bool(bool),
    /// A spreadsheet error.
    Error(String),
}

/// The cells of a sheet: rows, and in each the columns in order.
#[derive(Debug, Default)]
pub struct Grid {
    /// By row, counted from 0; each row's cells by column.
    pub rows: BTreeMap<u32, Vec<(u32, Raw)>>,
}

impl Grid {
    fn put(&mut self, row: u32, col: u32, raw: Raw) {
        let cells = self.rows.entry(row).or_default();
        match cells.last() {
            Some((last, _)) if *last >= col => {
                if let Err(at) = cells.binary_search_by_key(&col, |(c, _)| *c) {
                    cells.insert(at, (col, raw));
                }
            }
            _ => cells.push((col, raw)),
        }
    }
    /// A cell.
    pub fn get(&self, row: u32, col: u32) -> Option<&Raw> {
        let cells = self.rows.get(&row)?;
        cells.binary_search_by_key(&col, |(c, _)| *c).ok().map(|at| &cells[at].1)
    }
}

/// A sheet of the workbook.
#[derive(Debug, Clone)]
pub struct SheetMeta {
    /// Its name.
    pub name: String,
    /// Whether it can be seen.
    pub visible: bool,
}

enum Reading<'a> {
    Xlsx(Xlsx<Cursor<&'a [u8]>>),
    Xlsb(Xlsb<Cursor<&'a [u8]>>),
    Xls(Xls<Cursor<&'a [u8]>>),
    Ods(calamine::Ods<Cursor<&'a [u8]>>),
}

/// An open workbook.
pub struct Book<'a> {
    reading: Reading<'a>,
    /// The file's bytes.
    pub bytes: &'a [u8],
    /// The format.
    pub format: Format,
    /// The sheets in order.
    pub sheets: Vec<SheetMeta>,
    /// Defined names and what they refer to.
    pub names: Vec<(String, String)>,
    /// Dates count from 1904.
    pub is_1904: bool,
    /// It carries macros.
    pub macros: bool,
    cells: usize,
}

/// Opens a workbook that has been sniffed.
///
/// # Errors
/// If it needs a password, or calamine cannot open it.
pub fn open<'a>(bytes: &'a [u8], format: Format, has_macros: bool, limits: &Limits) -> Result<Book<'a>, Fault> {
    let cursor = Cursor::new(bytes);
    let damaged = |e: &dyn std::fmt::Display| Fault::NotWorkbook(format!("it is damaged ({e})"));
    let (reading, is_1904) = match format {
        Format::Xlsx | Format::Xlsm => {
            let book = Xlsx::new(cursor).map_err(|e| if matches!(e, XlsxError::Password) { Fault::Password } else { damaged(&e) })?;
            let is_1904 = book.has_1904_epoch();
            (Reading::Xlsx(book), is_1904)
        }
        Format::Xlsb => {
            let book =
                Xlsb::new(cursor).map_err(|e| if matches!(e, calamine::XlsbError::Password) { Fault::Password } else { damaged(&e) })?;
            let is_1904 = book.has_1904_epoch();
            (Reading::Xlsb(book), is_1904)
        }
        Format::Xls => {
            // An encrypted .xlsx comes in the same container as an .xls; only the .xlsx reader says that it is encrypted.
            if matches!(Xlsx::new(Cursor::new(bytes)), Err(XlsxError::Password)) {
                return Err(Fault::Password);
            }
            let book =
                Xls::new(cursor).map_err(|e| if matches!(e, calamine::XlsError::Password) { Fault::Password } else { damaged(&e) })?;
            let is_1904 = book.has_1904_epoch();
            (Reading::Xls(book), is_1904)
        }
        Format::Ods => {
            let book = calamine::Ods::new(cursor)
                .map_err(|e| if matches!(e, calamine::OdsError::Password) { Fault::Password } else { damaged(&e) })?;
            (Reading::Ods(book), false)
        }
        Format::Other => return Err(Fault::NotWorkbook("its content is not that of any workbook".into())),
    };
    let (metadata, names) = match &reading {
        Reading::Xlsx(book) => (book.sheets_metadata().to_vec(), book.defined_names().to_vec()),
        Reading::Xlsb(book) => (book.sheets_metadata().to_vec(), book.defined_names().to_vec()),
        Reading::Xls(book) => (book.sheets_metadata().to_vec(), book.defined_names().to_vec()),
        Reading::Ods(book) => (book.sheets_metadata().to_vec(), book.defined_names().to_vec()),
    };
    if metadata.is_empty() {
        return Err(Fault::NotWorkbook("it has no sheets".into()));
    }
    let sheets = metadata.into_iter().map(|s| SheetMeta { name: s.name, visible: s.visible == SheetVisible::Visible }).collect();
    Ok(Book { reading, bytes, format, sheets, names, is_1904, macros: has_macros, cells: limits.cells })
}

impl Book<'_> {
    /// The cells of a sheet.
    ///
    /// # Errors
    /// If it has more cells than the limit, or its part is damaged.
    pub fn grid(&mut self, name: &str) -> Result<Grid, Fault> {
        let cap = self.cells;
        let damaged = |e: &dyn std::fmt::Display| Fault::NotWorkbook(format!("its sheet \"{name}\" is damaged ({e})"));
        match &mut self.reading {
            Reading::Xlsx(book) => stream_xlsx(book, name, cap),
            Reading::Xlsb(book) => {
                let mut cells = book.worksheet_cells_reader(name).map_err(|e| damaged(&e))?;
                let mut grid = Grid::default();
                let mut count = 0;
                while let Some(cell) = cells.next_cell().map_err(|e| damaged(&e))? {
                    count += 1;
                    take(&mut grid, cell.get_position(), cell.get_value(), count, cap, name)?;
                }
                Ok(grid)
            }
            // Both formats are bounded: .xls by 65,536 rows and the file's size, .ods by the size of its content part.
            Reading::Xls(book) => dense(book.worksheet_range(name).map_err(|e| damaged(&e))?, cap, name),
            Reading::Ods(book) => dense(book.worksheet_range(name).map_err(|e| damaged(&e))?, cap, name),
        }
    }
}

fn stream_xlsx(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, cap: usize) -> Result<Grid, Fault> {
    let damaged = |e: &XlsxError| Fault::NotWorkbook(format!("its sheet \"{name}\" is damaged ({e})"));
    let mut grid = Grid::default();
    let (mut count, mut bad) = (0, 0);
    {
        let mut cells = book.worksheet_cells_reader(name).map_err(|e| damaged(&e))?;
        loop {
            match cells.next_cell() {
                Ok(None) => break,
                Ok(Some(cell)) => {
                    count += 1;
                    take(&mut grid, cell.get_position(), cell.get_value(), count, cap, name)?;
                }
                // These are the end of the part; they would repeat for ever.
                Err(e @ (XlsxError::Io(_) | XlsxError::Zip(_) | XlsxError::Xml(_) | XlsxError::XmlEof(_))) => return Err(damaged(&e)),
                Err(_) if bad < cap => bad += 1,
                Err(e) => return Err(damaged(&e)),
            }
        }
    }
    if bad > 0 {
        place_bad_cells(book, name, &mut grid).map_err(|e| damaged(&e))?;
    }
    Ok(grid)
}

/// Cells that could not be read have no position in their error: they are those that a second pass over positions sees and the first did not.
fn place_bad_cells(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, grid: &mut Grid) -> Result<(), XlsxError> {
    // A styled cell without a value has a position too, and the first pass saw it; only a cell whose value failed was not seen.
    let readable = positions(book, name, true)?;
    for (row, col) in positions(book, name, false)?.difference(&readable) {
        grid.put(*row, *col, Raw::Error("an error value".into()));
    }
    Ok(())
}

fn positions(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, readable: bool) -> Result<BTreeSet<(u32, u32)>, XlsxError> {
    let mut positions = BTreeSet::new();
    let mut cells = book.worksheet_cells_reader(name)?;
    if readable {
        loop {
            match cells.next_cell() {
                Ok(None) => break,
                Ok(Some(cell)) => drop(positions.insert(cell.get_position())),
                Err(_) => {}
            }
        }
    } else {
        while let Some(cell) = cells.next_formula()? {
            positions.insert(cell.get_position());
        }
    }
    Ok(positions)
}

fn take(grid: &mut Grid, (row, col): (u32, u32), value: &DataRef, count: usize, cap: usize, name: &str) -> Result<(), Fault> {
    if count > cap {
        return Err(Fault::TooLarge(format!("its sheet \"{name}\" has more than {cap} cells")));
    }
    if row >= 1_048_576 || col >= 16_384 {
        return Ok(());
    }
    let raw = match value {
        DataRef::Empty => None,
        DataRef::String(text) => text_raw(text),
        DataRef::SharedString(text) => text_raw(text),
        DataRef::Int(number) => Some(Raw::Number(*number as f64)),
        DataRef::Float(number) => Some(number_raw(*number)),
        DataRef::Bool(is) => Some(Raw::Bool(*is)),
        DataRef::DateTime(at) => Some(date_raw(at)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => iso_raw(text),
        DataRef::Error(error) => Some(Raw::Error(error.to_string())),
    };
    if let Some(raw) = raw {
        grid.put(row, col, raw);
    }
    Ok(())
}

fn dense(range: calamine::Range<Data>, cap: usize, name: &str) -> Result<Grid, Fault> {
    let mut grid = Grid::default();
    let Some((top, left)) = range.start() else { return Ok(grid) };
    for (count, (row, col, value)) in range.used_cells().enumerate() {
        if count >= cap {
            return Err(Fault::TooLarge(format!("its sheet \"{name}\" has more than {cap} cells")));
        }
        let raw = match value {
            Data::Empty => None,
            Data::String(text) if text.starts_with('#') && text.ends_with(['!', '?', 'A']) => Some(Raw::Error(text.clone())),
            Data::String(text) => text_raw(text),
            Data::Int(number) => Some(Raw::Number(*number as f64)),
            Data::Float(number) => Some(number_raw(*number)),
            Data::Bool(is) => Some(Raw::Bool(*is)),
            Data::DateTime(at) => Some(date_raw(at)),
            Data::DateTimeIso(text) | Data::DurationIso(text) => iso_raw(text),
            Data::Error(error) => Some(Raw::Error(error.to_string())),
        };
        if let Some(raw) = raw {
            grid.put(top + row as u32, left + col as u32, raw);
        }
    }
    Ok(grid)
}

fn text_raw(text: &str) -> Option<Raw> {
    (!text.trim().is_empty()).then(|| Raw::Text(text.to_string()))
}

fn number_raw(number: f64) -> Raw {
    if number.is_finite() { Raw::Number(number) } else { Raw::Error("a number that is too large".into()) }
}

fn iso_raw(text: &str) -> Option<Raw> {
    match text.get(..10).and_then(|date| date.parse::<Date>().ok()) {
        Some(date) => Some(Raw::Date(date)),
        None => text_raw(text),
    }
}

fn date_raw(at: &ExcelDateTime) -> Raw {
    // Serials below 61 are in the two months that Excel counts wrongly; nobody's date lies there.
    if at.is_duration() || !(61.0..2_958_466.0).contains(&at.as_f64()) {
        return number_raw(at.as_f64());
    }
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    Date::new(year as i16, month as i8, day as i8).map_or_else(|_| number_raw(at.as_f64()), Raw::Date)
}
