//! Workbooks of Excel 5 to 2003, read record by record into sparse cells: a cell in the last corner costs no more than any other.

use std::collections::BTreeMap;

use crate::model::{Fault, Format};
use crate::read::Limits;
use crate::read::container::compound::Compound;
use crate::read::container::other;
use crate::read::contents::{Contents, Remark, RemarkKind, SheetRead, Wanted};
use crate::read::format::biff::{BiffRecord, Strings, records, text};
use crate::read::format::grid::{Budget, Grid, Raw, UNCALCULATED, number_raw, text_raw};
use crate::read::format::hidden::{self, HiddenIn};
use crate::read::format::looks::Looks;
use crate::read::meaning::dates;

/// What the part about the workbook as a whole tells.
#[derive(Default)]
struct Globals {
    is_unicode: bool,
    is_1904: bool,
    sheets: Vec<(String, bool, usize)>,
    strings: Vec<String>,
    formats: BTreeMap<u16, String>,
    /// By style, font and number format.
    cell_formats: Vec<(u16, u16)>,
    struck_fonts: Vec<bool>,
    looks: Looks,
    names: Vec<(String, String)>,
    external_links: usize,
}

/// Reads a workbook.
///
/// # Errors
/// If it is damaged, needs a password or is beyond a limit.
pub fn read(bytes: &[u8], has_macros: bool, limits: &Limits, budget: &mut Budget) -> Result<Contents, Fault> {
    let stream = match bytes.starts_with(&[0xd0, 0xcf]) {
        true => {
            let container = Compound::open(bytes).ok_or_else(|| other::DAMAGED.fault())?;
            container.stream("Workbook").or_else(|| container.stream("Book")).ok_or_else(|| other::DAMAGED.fault())?
        }
        false => bytes.to_vec(),
    };
    let globals = globals(&stream, limits)?;
    let mut sheets = Vec::new();
    let listed: Vec<(&str, bool)> = globals.sheets.iter().map(|(name, visible, _)| (name.as_str(), *visible)).collect();
    for ((name, visible, start), wanted) in globals.sheets.iter().zip(Wanted::of(&listed, limits)) {
        let mut sheet = SheetRead::unread(name, *visible);
        if wanted != Wanted::Nothing {
            read_sheet(&stream, *start, &globals, &mut sheet, wanted == Wanted::FirstCell, budget)?;
        }
        sheets.push(sheet);
    }
    if sheets.is_empty() {
        return Err(other::DAMAGED.fault());
    }
    let (is_1904, names, external_links) = (globals.is_1904, globals.names, globals.external_links);
    Ok(Contents { format: Format::Xls, is_1904, macros: has_macros, external_links, names, sheets })
}

fn globals(stream: &[u8], limits: &Limits) -> Result<Globals, Fault> {
    let mut found = Globals::default();
    let mut walk = records(stream, 0).peekable();
    match walk.next() {
        Some(first) if first.id == 0x809 => found.is_unicode = first.u16(0) == Some(0x600),
        Some(first) if matches!(first.id, 0x9 | 0x209 | 0x409) => return Err(other::TOO_OLD.fault()),
        _ => return Err(other::DAMAGED.fault()),
    }
    let sheet_state = |found: &mut Globals, record: &BiffRecord| {
        let name = text(record.from(7), usize::from(*record.data.get(6)?), found.is_unicode);
        // Charts and macro sheets have no cells of the survey.
        if record.data.get(5).is_some_and(|kind| kind & 0xf == 0) {
            found.sheets.push((name, record.data.get(4)? & 3 == 0, record.u32(0)? as usize));
        }
        Some(())
    };
    while let Some(record) = walk.next() {
        match record.id {
            0x0a => break,
            0x2f => return Err(Fault::Password),
            0x22 => found.is_1904 = record.u16(0) == Some(1),
            0x85 => {
                sheet_state(&mut found, &record);
                if found.sheets.len() > limits.sheets {
                    return Err(crate::read::too_many_sheets(limits));
                }
            }
            0xe0 => found.cell_formats.push((record.u16(0).unwrap_or(0), record.u16(2).unwrap_or(0))),
            0x31 => found.struck_fonts.push(record.u16(2).is_some_and(|flags| flags & 8 != 0)),
            0x41e => {
                let from = if found.is_unicode { 4 } else { 3 };
                let length = if found.is_unicode { record.u16(2).unwrap_or(0) } else { u16::from(*record.data.get(2).unwrap_or(&0)) };
                let code = text(record.from(from), usize::from(length), found.is_unicode);
                found.formats.insert(record.u16(0).unwrap_or(0), code);
            }
            0x18 => found.names.extend(defined_name(&record, found.is_unicode)),
            // 0x401 stands for the workbook itself, 0x3a01 for an add-in.
            0x1ae if !matches!(record.u16(2), Some(0x401 | 0x3a01) | None) => found.external_links += 1,
            0xfc => {
                let declared = record.u32(4).unwrap_or(0) as usize;
                let mut parts = vec![record.data];
                while let Some(next) = walk.next_if(|next| next.id == 0x3c) {
                    parts.push(next.data);
                }
                if declared.min(parts.iter().map(|part| part.len()).sum::<usize>() / 3) > limits.strings {
                    return Err(crate::read::too_many_strings(limits));
                }
                let mut strings = Strings::new(&parts);
                while let Some(text) = strings.next().filter(|_| found.strings.len() < limits.strings) {
                    if strings.fonts.iter().any(|font| found.is_font_struck(*font)) {
                        found.looks.struck_text(found.strings.len());
                    }
                    found.strings.push(text);
                }
            }
            _ => {}
        }
    }
    for (style, (font, format)) in found.cell_formats.iter().enumerate() {
        found.looks.style(style, found.formats.get(format).map(String::as_str), found.is_font_struck(*font));
    }
    Ok(found)
}

/// A defined name that stands for a text.
fn defined_name(record: &BiffRecord, is_unicode: bool) -> Option<(String, String)> {
    let length = usize::from(*record.data.get(3)?);
    let name = text(record.from(14), length, is_unicode);
    let formula = match is_unicode {
        true => record.from(15 + length * (1 + usize::from(record.data.get(14)? & 1))),
        false => record.from(14 + length),
    };
    match formula {
        [0x17, length, rest @ ..] => Some((name, text(rest, usize::from(*length), is_unicode))),
        _ => None,
    }
}

/// Whether a number format shows a day; one of hours and minutes alone does not.
pub fn is_date(code: &str) -> bool {
    let (mut quoted, mut bracketed, mut skip) = (false, false, false);
    code.to_lowercase().chars().any(|c| {
        if std::mem::take(&mut skip) {
            return false;
        }
        match c {
            '"' => quoted = !quoted,
            '[' => bracketed = true,
            ']' => bracketed = false,
            '\\' | '_' | '*' => skip = true,
            'd' | 'y' if !quoted && !bracketed => return true,
            _ => {}
        }
        false
    })
}

/// Whether a number format that every workbook has shows a day.
pub fn is_date_format(format: u16) -> bool {
    matches!(format, 14..=17 | 22 | 27..=31 | 36 | 50..=54 | 57 | 58)
}

impl Globals {
    fn shows_date(&self, cell_format: u16) -> bool {
        let format = self.cell_formats.get(usize::from(cell_format)).map_or(0, |(_, format)| *format);
        self.formats.get(&format).map_or_else(|| is_date_format(format), |code| is_date(code))
    }
    /// Whether a font is struck through. There is no font with the number 4.
    fn is_font_struck(&self, font: u16) -> bool {
        let at = usize::from(font);
        self.struck_fonts.get(if at > 4 { at - 1 } else { at }) == Some(&true)
    }
    fn number(&self, number: f64, cell_format: u16) -> Raw {
        match dates::from_serial(number, self.is_1904) {
            Some(date) if self.shows_date(cell_format) => Raw::Date(date),
            _ => number_raw(number),
        }
    }
}

pub fn rk(value: u32) -> f64 {
    let number = if value & 2 != 0 { f64::from(value as i32 >> 2) } else { f64::from_bits(u64::from(value & !3) << 32) };
    if value & 1 != 0 { number / 100.0 } else { number }
}

pub fn error(code: u8) -> Raw {
    let known = [(0, "#NULL!"), (7, "#DIV/0!"), (0xf, "#VALUE!"), (0x17, "#REF!"), (0x1d, "#NAME?"), (0x24, "#NUM!"), (0x2a, "#N/A")];
    Raw::Error(known.iter().find(|(number, _)| *number == code).map_or("an error", |(_, text)| *text).into())
}

/// A comment's text stands in an object that is named by number.
#[derive(Default)]
struct Notes {
    object: u16,
    length: usize,
    texts: BTreeMap<u16, String>,
    cells: Vec<(u32, u32, u16)>,
}

fn read_sheet(
    stream: &[u8],
    start: usize,
    globals: &Globals,
    sheet: &mut SheetRead,
    first_only: bool,
    budget: &mut Budget,
) -> Result<(), Fault> {
    let (mut grid, mut hidden, mut notes) = (Grid::default(), HiddenIn::default(), Notes::default());
    let (mut depth, mut formula, mut looks) = (0usize, Formulas::default(), Vec::new());
    for record in records(stream, start) {
        match record.id {
            0x809 => depth += 1,
            0x0a if depth <= 1 => break,
            0x0a => depth -= 1,
            // A chart within the sheet has cells of its own.
            _ if depth > 1 => {}
            // The uppermost bit of the height says that it is the usual one.
            0x208 if record.u16(12).is_some_and(|flags| flags & 0x20 != 0) || record.u16(6).is_some_and(|height| height & 0x7fff == 0) => {
                hidden.rows.extend(record.u16(0).map(u32::from))
            }
            0xe5 => {
                let bounds = record.data.get(2..).unwrap_or(&[]).chunks_exact(8);
                let bound = |bytes: &[u8], at: usize| u32::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
                sheet.merges.extend(bounds.map(|b| [bound(b, 0), bound(b, 2), bound(b, 4), bound(b, 6)]).take(20_000));
            }
            0x7d if record.u16(8).is_some_and(|flags| flags & 1 != 0) || record.u16(4) == Some(0) => {
                if let (Some(first), Some(last)) = (record.u16(0), record.u16(2)) {
                    hidden.columns.push((first.into(), last.into()));
                }
            }
            0x5d => notes.object = record.u16(6).unwrap_or(0),
            0x1b6 => notes.length = record.u16(10).map_or(0, usize::from),
            0x3c if notes.length > 0 => {
                notes.texts.insert(notes.object, text(record.data, notes.length, true));
                notes.length = 0;
            }
            0x1c => {
                if let (Some(row), Some(col), Some(object)) = (record.u16(0), record.u16(2), record.u16(6)) {
                    notes.cells.push((row.into(), col.into(), object));
                }
            }
            _ => {
                looks.extend(look(&record, globals));
                cells(&record, globals, &mut formula, |row, col, raw| grid.add(budget, &sheet.name, row, col, raw))?;
            }
        }
        if first_only && !grid.rows.is_empty() {
            break;
        }
    }
    let remark = |(row, col, object): &(u32, u32, u16)| Remark {
        row: *row,
        col: *col,
        text: notes.texts.get(object).cloned().unwrap_or_default(),
        kind: RemarkKind::Note,
    };
    sheet.comments = notes.cells.iter().map(remark).collect();
    // A text that is no cell's note stands in a box over the sheet; where, is not read.
    let boxes = notes.texts.iter().filter(|(object, text)| !text.trim().is_empty() && !notes.cells.iter().any(|(.., of)| of == *object));
    sheet.comments.extend(boxes.map(|(_, text)| Remark { row: 0, col: 0, text: text.clone(), kind: RemarkKind::TextBox }));
    // A program that computes nothing writes every formula as a blank one; in a cell for a date a blank one is no answer either.
    for (row, col, is_date) in &formula.blank {
        if *is_date || !formula.any_calculated {
            grid.add(budget, &sheet.name, *row, *col, Some(Raw::Error(UNCALCULATED.into())))?;
        }
    }
    hidden::look(&mut grid, &globals.looks, &looks, &mut sheet.comments);
    (sheet.grid, sheet.hidden) = (Some(grid), hidden);
    Ok(())
}

/// The cells of a record that look otherwise than their values: row, column, style, the number of a shared text.
fn look(record: &BiffRecord, globals: &Globals) -> Vec<(u32, u32, usize, Option<usize>)> {
    let is_cell = matches!(record.id, 0x203 | 0x27e | 0xbd | 0xfd | 0x204 | 0xd6 | 0x205 | 0x06 | 0x206 | 0x406);
    let (Some(row), Some(col), true, true) = (record.u16(0), record.u16(2), is_cell, globals.looks.any()) else { return Vec::new() };
    let (row, col) = (u32::from(row), u32::from(col));
    let styles: Vec<u16> = match record.id {
        0xbd => {
            let packed = record.data.get(4..record.data.len().saturating_sub(2)).unwrap_or(&[]);
            packed.chunks_exact(6).map(|cell| u16::from_le_bytes([cell[0], cell[1]])).collect()
        }
        _ => vec![record.u16(4).unwrap_or(0)],
    };
    let text = record.u32(6).filter(|_| record.id == 0xfd).map(|at| at as usize);
    let cells = styles.into_iter().enumerate().map(|(at, style)| (row, col + at as u32, usize::from(style), text));
    cells.filter(|(_, _, style, text)| globals.looks.is_odd(*style, *text)).collect()
}

/// The formulas of a sheet.
#[derive(Default)]
struct Formulas {
    /// The one whose text stands in the next record.
    text_of: Option<(u32, u32)>,
    /// Those without a value, and whether their cell is one for a date.
    blank: Vec<(u32, u32, bool)>,
    /// There is one with a value.
    any_calculated: bool,
}

/// The cells of a record. A formula whose value is a text has that text in a later record.
fn cells(
    record: &BiffRecord,
    globals: &Globals,
    formula: &mut Formulas,
    mut add: impl FnMut(u32, u32, Option<Raw>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    if record.id == 0x207 {
        let Some((row, col)) = formula.text_of.take() else { return Ok(()) };
        return add(row, col, text_raw(&text(record.from(2), usize::from(record.u16(0).unwrap_or(0)), globals.is_unicode)));
    }
    let (Some(row), Some(col)) = (record.u16(0), record.u16(2)) else { return Ok(()) };
    let (row, col, format) = (u32::from(row), u32::from(col), record.u16(4).unwrap_or(0));
    let raw = match record.id {
        0x203 => record.f64(6).map(|number| globals.number(number, format)),
        0x27e => record.u32(6).map(|value| globals.number(rk(value), format)),
        0xbd => {
            // Two bytes of format and four of number for each column; the last column stands at the end.
            let packed = record.data.get(4..record.data.len().saturating_sub(2)).unwrap_or(&[]);
            for (at, cell) in packed.chunks_exact(6).enumerate() {
                let value = u32::from_le_bytes([cell[2], cell[3], cell[4], cell[5]]);
                add(row, col + at as u32, Some(globals.number(rk(value), u16::from_le_bytes([cell[0], cell[1]]))))?;
            }
            None
        }
        0xfd => record.u32(6).and_then(|at| globals.strings.get(at as usize)).and_then(|text| text_raw(text)),
        0x204 | 0xd6 => text_raw(&text(record.from(8), usize::from(record.u16(6).unwrap_or(0)), globals.is_unicode)),
        0x205 => match (record.data.get(6), record.data.get(7)) {
            (Some(code), Some(1)) => Some(error(*code)),
            (Some(value), _) => Some(Raw::Bool(*value != 0)),
            _ => None,
        },
        0x06 | 0x206 | 0x406 => {
            let value = record.data.get(6..14);
            match value {
                Some([3, .., 0xff, 0xff]) => formula.blank.push((row, col, globals.shows_date(format))),
                _ => formula.any_calculated |= value.is_some(),
            }
            match value {
                Some([0, .., 0xff, 0xff]) => {
                    formula.text_of = Some((row, col));
                    None
                }
                Some([1, _, value, .., 0xff, 0xff]) => Some(Raw::Bool(*value != 0)),
                Some([2, _, code, .., 0xff, 0xff]) => Some(error(*code)),
                Some([_, .., 0xff, 0xff]) => None,
                Some(_) => record.f64(6).map(|number| globals.number(number, format)),
                None => Some(Raw::Error(UNCALCULATED.into())),
            }
        }
        _ => None,
    };
    match raw {
        Some(raw) => add(row, col, Some(raw)),
        None => Ok(()),
    }
}
