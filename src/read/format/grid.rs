//! Cells with absolute positions, and how they are streamed from .xlsx and .xlsb. A dense range is never made: a 1.5 KB file with one cell in
//! the last corner of the sheet would end the process.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsb, XlsbError, Xlsx, XlsxError};

use crate::model::{Date, Fault, Format, a1};
use crate::read::Limits;
use crate::read::container::archive::Archive;
use crate::read::container::sniff::Parts;
use crate::read::contents::{Contents, SheetRead, Wanted};
use crate::read::format::hidden::{self, Oddities};
use crate::read::format::looks;
use crate::read::format::xlsb;

/// What is said of a formula without a value, as programs other than spreadsheets write it.
pub const UNCALCULATED: &str = "a formula that was never calculated";

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw {
    /// Text as typed.
    Text(String),
    /// A number without a date format; days since the epoch of the workbook if it is meant as a date.
    Number(f64),
    /// A number that its format shows with other characters, as 2 may be shown as S02: the number and what is seen.
    Shown(f64, String),
    /// A date by its number format.
    Date(Date),
    /// TRUE or FALSE.
    Bool(bool),
    /// A spreadsheet error, or `UNCALCULATED`.
    Error(String),
}

/// The cells of a sheet: rows, and in each the columns in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Grid {
    /// By row, counted from 0; each row's cells by column.
    pub rows: BTreeMap<u32, Vec<(u32, Raw)>>,
}

/// How much may still be read of a workbook.
#[derive(Debug)]
pub struct Budget {
    cells: usize,
    most_cells: usize,
    rows: usize,
    columns: usize,
    characters: usize,
    text_bytes: u64,
    most_text: u64,
}

impl Budget {
    /// All that the limits allow.
    pub fn new(limits: &Limits) -> Self {
        let Limits { cells, rows, columns, characters, strings_bytes, .. } = *limits;
        Self { cells, most_cells: cells, rows, columns, characters, text_bytes: strings_bytes, most_text: strings_bytes }
    }
}

impl Grid {
    /// Puts a cell in; of two at one place the first stays. Returns how many cells its row then has.
    pub fn put(&mut self, row: u32, col: u32, raw: Raw) -> usize {
        let cells = self.rows.entry(row).or_default();
        match cells.last() {
            Some((last, _)) if *last >= col => {
                if let Err(at) = cells.binary_search_by_key(&col, |(c, _)| *c) {
                    cells.insert(at, (col, raw));
                }
            }
            _ => cells.push((col, raw)),
        }
        cells.len()
    }

    /// Puts a cell in, if anything is in it and it lies on the sheet.
    ///
    /// # Errors
    /// If the workbook then holds more than the limits allow.
    pub fn add(&mut self, budget: &mut Budget, sheet: &str, row: u32, col: u32, raw: Option<Raw>) -> Result<(), Fault> {
        let Some(raw) = raw else { return Ok(()) };
        if row >= 1_048_576 || col >= 16_384 {
            return Ok(());
        }
        let Some(left) = budget.cells.checked_sub(1) else {
            return Err(Fault::too_large(format!("it has more than {} cells with something in them", budget.most_cells)));
        };
        budget.cells = left;
        // One text may stand in every cell of a sheet, and be kept once for each.
        let length = if let Raw::Text(text) = &raw { text.len() as u64 } else { 0 };
        match budget.text_bytes.checked_sub(length) {
            Some(left) => budget.text_bytes = left,
            None => return Err(Fault::too_large(format!("its cells hold more than {} MB of text", budget.most_text >> 20))),
        }
        if let Raw::Text(text) = &raw
            && text.len() > budget.characters
            && text.chars().count() > budget.characters
        {
            let (cell, length) = (a1(row, col), text.chars().count());
            return Err(Fault::too_large(format!("{sheet}!{cell} holds {length} characters; the limit is {}", budget.characters)));
        }
        let width = self.put(row, col, raw);
        if width > budget.columns {
            let row = row + 1;
            return Err(Fault::too_large(format!("row {row} of {sheet} has more than {} cells with something in them", budget.columns)));
        }
        if self.rows.len() > budget.rows {
            return Err(Fault::too_large(format!("{sheet} has more than {} rows with something in them", budget.rows)));
        }
        Ok(())
    }

    /// A cell, to be shown otherwise.
    pub fn get_mut(&mut self, row: u32, col: u32) -> Option<&mut Raw> {
        let cells = self.rows.get_mut(&row)?;
        cells.binary_search_by_key(&col, |(c, _)| *c).ok().map(|at| &mut cells[at].1)
    }

    /// A cell.
    pub fn get(&self, row: u32, col: u32) -> Option<&Raw> {
        let cells = self.rows.get(&row)?;
        cells.binary_search_by_key(&col, |(c, _)| *c).ok().map(|at| &cells[at].1)
    }
}

/// Reads an .xlsx, .xlsm or .xlsb that has been sniffed.
///
/// # Errors
/// If it needs a password, cannot be opened or is beyond a limit.
pub fn read(bytes: &[u8], format: Format, parts: &Parts, limits: &Limits, budget: &mut Budget) -> Result<Contents, Fault> {
    let mut archive = Archive::open(bytes, limits)?;
    let mut contents = Contents {
        format,
        is_1904: false,
        macros: parts.has_macros,
        external_links: parts.external_links,
        names: Vec::new(),
        sheets: Vec::new(),
    };
    if format == Format::Xlsb {
        let sheet_parts = xlsb::check(&mut archive, limits)?;
        let mut book = Xlsb::new(Cursor::new(bytes)).map_err(|e| match e {
            XlsbError::Password => Fault::Password,
            e => damaged(&e),
        })?;
        contents.is_1904 = book.has_1904_epoch();
        let have_cells = list(&book, &mut contents);
        let styles = xlsb::Styles::read(&mut archive);
        let is_1904 = contents.is_1904;
        for (sheet, first_only) in chosen(&mut contents.sheets, &have_cells, limits) {
            let path = sheet_parts.get(&sheet.name).map_or("", String::as_str);
            let part = archive.text(path).unwrap_or_default();
            let short = xlsb::short_cells(&part, &styles, is_1904);
            stream_xlsb(&mut book, sheet, first_only, short, budget)?;
            (sheet.hidden, sheet.merges) = (xlsb::hidden(&part), xlsb::merges(&part));
            sheet.comments = hidden::remarks(&mut archive, path, limits)?;
            if let Some(grid) = &mut sheet.grid {
                hidden::look(grid, &styles.looks, &xlsb::looks(&part, &styles.looks), &mut sheet.comments);
            }
        }
    } else {
        let sheet_parts = hidden::check(&mut archive, limits)?;
        let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|e| match e {
            XlsxError::Password => Fault::Password,
            e => damaged(&e),
        })?;
        contents.is_1904 = book.has_1904_epoch();
        let have_cells = list(&book, &mut contents);
        let looks = looks::of_xlsx(&mut archive);
        for (sheet, first_only) in chosen(&mut contents.sheets, &have_cells, limits) {
            let path = sheet_parts.get(&sheet.name).map_or("", String::as_str);
            let mut odd = hidden::scan(&mut archive, path, &looks, limits)?;
            stream_xlsx(&mut book, sheet, &odd, first_only, budget)?;
            if let Some(grid) = &mut sheet.grid {
                hidden::look(grid, &looks, &odd.looks, &mut odd.comments);
            }
            (sheet.hidden, sheet.comments, sheet.merges) = (odd.hidden, odd.comments, odd.merges);
        }
    }
    match contents.sheets.is_empty() {
        true => Err(Fault::not_workbook("it has no sheets", "")),
        false => Ok(contents),
    }
}

fn damaged(e: &dyn std::fmt::Display) -> Fault {
    Fault::not_workbook(format!("it is damaged ({e})"), "")
}

/// Lists names and sheets, and returns of each sheet whether it has cells: a chart or a dialogue has none.
fn list<'a, R: Reader<Cursor<&'a [u8]>>>(book: &R, contents: &mut Contents) -> Vec<bool> {
    contents.names = book.defined_names().to_vec();
    let sheets = book.sheets_metadata().iter().map(|sheet| SheetRead::unread(&sheet.name, sheet.visible == SheetVisible::Visible));
    contents.sheets = sheets.collect();
    book.sheets_metadata().iter().map(|sheet| matches!(sheet.typ, SheetType::WorkSheet | SheetType::MacroSheet)).collect()
}

/// The sheets of which cells are wanted, and whether only the first cell is.
fn chosen<'a>(sheets: &'a mut [SheetRead], have_cells: &[bool], limits: &Limits) -> Vec<(&'a mut SheetRead, bool)> {
    let listed: Vec<(&str, bool)> = sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.visible)).collect();
    let wanted = Wanted::of(&listed, limits);
    let chosen = sheets.iter_mut().zip(wanted).zip(have_cells);
    let chosen = chosen.filter(|((_, wanted), has_cells)| *wanted != Wanted::Nothing && **has_cells).map(|(sheet, _)| sheet);
    chosen.map(|(sheet, wanted)| (sheet, wanted == Wanted::FirstCell)).collect()
}

fn stream_xlsb(
    book: &mut Xlsb<Cursor<&[u8]>>,
    sheet: &mut SheetRead,
    first_only: bool,
    short: Vec<(u32, u32, Raw)>,
    budget: &mut Budget,
) -> Result<(), Fault> {
    let fault = |e: &dyn std::fmt::Display| Fault::not_workbook(format!("its sheet \"{}\" is damaged ({e})", sheet.name), "");
    let mut grid = Grid::default();
    for (row, col, raw) in short {
        grid.add(budget, &sheet.name, row, col, Some(raw))?;
    }
    let mut cells = match book.worksheet_cells_reader(&sheet.name) {
        Ok(cells) => cells,
        // A hidden chart or dialogue has no cells.
        Err(_) if first_only => return Ok(()),
        Err(e) => return Err(fault(&e)),
    };
    loop {
        let cell = match cells.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(_) if first_only => break,
            Err(e) => return Err(fault(&e)),
        };
        let (row, col) = cell.get_position();
        grid.add(budget, &sheet.name, row, col, raw(cell.get_value()))?;
        if first_only && !grid.rows.is_empty() {
            break;
        }
    }
    sheet.grid = Some(grid);
    Ok(())
}

fn stream_xlsx(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &mut SheetRead,
    odd: &Oddities,
    first_only: bool,
    budget: &mut Budget,
) -> Result<(), Fault> {
    let name = sheet.name.clone();
    let fault = |e: &XlsxError| Fault::not_workbook(format!("its sheet \"{name}\" is damaged ({e})"), "");
    let mut grid = Grid::default();
    for (row, col, raw) in &odd.cells {
        grid.add(budget, &name, *row, *col, Some(raw.clone()))?;
    }
    let mut bad = 0;
    {
        let mut cells = match book.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            Err(_) if first_only => return Ok(()),
            Err(e) => return Err(fault(&e)),
        };
        loop {
            match cells.next_cell() {
                Ok(None) => break,
                Ok(Some(cell)) => {
                    let (row, col) = cell.get_position();
                    grid.add(budget, &name, row, col, raw(cell.get_value()))?;
                    if first_only && !grid.rows.is_empty() {
                        break;
                    }
                }
                // A sheet that is not of the survey costs nothing when it is damaged.
                Err(_) if first_only => break,
                // These are the end of the part; they would repeat for ever.
                Err(e @ (XlsxError::Io(_) | XlsxError::Zip(_) | XlsxError::Xml(_) | XlsxError::XmlEof(_))) => return Err(fault(&e)),
                Err(_) if bad < MOST_BAD => bad += 1,
                Err(e) => return Err(fault(&e)),
            }
        }
    }
    if bad > 0 && !first_only {
        place_bad_cells(book, &name, &mut grid).map_err(|e| fault(&e))?;
    }
    sheet.grid = Some(grid);
    Ok(())
}

/// After so many cells that cannot be read, a sheet is damaged.
const MOST_BAD: usize = 100_000;

/// Cells that could not be read have no position in their error: they are those that a second pass over positions sees and the first did not.
fn place_bad_cells(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, grid: &mut Grid) -> Result<(), XlsxError> {
    // A styled cell without a value has a position too, and the first pass saw it; only a cell whose value failed was not seen.
    let mut readable = BTreeSet::new();
    let mut bad = 0;
    {
        let mut cells = book.worksheet_cells_reader(name)?;
        loop {
            match cells.next_cell() {
                Ok(None) => break,
                Ok(Some(cell)) => drop(readable.insert(cell.get_position())),
                Err(_) if bad < MOST_BAD => bad += 1,
                Err(e) => return Err(e),
            }
        }
    }
    let mut cells = book.worksheet_cells_reader(name)?;
    while let Some(cell) = cells.next_formula()? {
        let (row, col) = cell.get_position();
        if !readable.contains(&(row, col)) && row < 1_048_576 && col < 16_384 {
            grid.put(row, col, Raw::Error("a value that cannot be read".into()));
        }
    }
    Ok(())
}

fn raw(value: &DataRef) -> Option<Raw> {
    match value {
        DataRef::Empty => None,
        DataRef::String(text) => text_raw(text),
        DataRef::SharedString(text) => text_raw(text),
        DataRef::Int(number) => Some(Raw::Number(*number as f64)),
        DataRef::Float(number) => Some(number_raw(*number)),
        DataRef::Bool(is) => Some(Raw::Bool(*is)),
        DataRef::DateTime(at) => Some(date_raw(at)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => iso_raw(text),
        DataRef::Error(error) => Some(Raw::Error(error.to_string())),
    }
}

/// A text, unless it is blank.
pub fn text_raw(text: &str) -> Option<Raw> {
    (!text.trim().is_empty()).then(|| Raw::Text(text.to_string()))
}

/// A number, or an error if it is none.
pub fn number_raw(number: f64) -> Raw {
    if number.is_finite() { Raw::Number(number) } else { Raw::Error("a number that is too large".into()) }
}

/// A date as `2026-03-31`, with or without a time after it; any other text is text.
pub fn iso_raw(text: &str) -> Option<Raw> {
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
