//! What calamine does not tell of an .xlsb ([MS-XLSB]): how many texts and sheets it declares, its hidden rows and columns, and its comments.

use std::collections::BTreeMap;

use crate::model::Fault;
use crate::read::Limits;
use crate::read::container::archive::Archive;
use crate::read::contents::{MergedRange, Remark, RemarkKind};
use crate::read::format::grid::{Raw, number_raw, text_raw};
use crate::read::format::hidden::{HiddenIn, targets};
use crate::read::format::looks::Looks;
use crate::read::format::xls::{error, is_date, is_date_format, rk};
use crate::read::meaning::dates;
use crate::read::too_many_sheets;
use crate::read::too_many_strings;

/// The records of a part: number and content.
fn records(part: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let mut at = 0;
    let number = |at: &mut usize, most: u32| {
        let mut value = 0u32;
        for shift in 0..most {
            let byte = *part.get(*at)?;
            *at += 1;
            value |= u32::from(byte & 0x7f) << (7 * shift);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(value)
    };
    std::iter::from_fn(move || {
        // Seven bits a byte, the lowest first; the eighth says that another follows.
        let id = number(&mut at, 2)?;
        let length = number(&mut at, 4)? as usize;
        let data = part.get(at..at.checked_add(length)?)?;
        at += length;
        Some((id, data))
    })
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

fn wide(data: &[u8], at: usize) -> Option<(String, usize)> {
    let end = (u32_at(data, at)? as usize).checked_mul(2)?.checked_add(at + 4)?;
    let units: Vec<u16> = data.get(at + 4..end)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    Some((String::from_utf16_lossy(&units), end))
}

/// Checks the counts against the limits and returns the part of each sheet.
///
/// # Errors
/// If there are more sheets or texts than allowed.
pub fn check(archive: &mut Archive, limits: &Limits) -> Result<BTreeMap<String, String>, Fault> {
    if let Some(strings) = archive.text("xl/sharedStrings.bin")
        && records(&strings).filter(|(id, _)| *id == 19).take(limits.strings + 1).count() > limits.strings
    {
        return Err(too_many_strings(limits));
    }
    let targets = archive.text("xl/_rels/workbook.bin.rels").map(|part| targets(&part, "xl")).unwrap_or_default();
    let mut parts = BTreeMap::new();
    for (id, data) in archive.text("xl/workbook.bin").as_deref().map(records).into_iter().flatten() {
        if id == 156
            && let Some((relation, end)) = wide(data, 8)
            && let Some((name, _)) = wide(data, end)
        {
            parts.insert(name, targets.get(&relation).map(|(target, _)| target.clone()).unwrap_or_default());
            if parts.len() > limits.sheets {
                return Err(too_many_sheets(limits));
            }
        }
    }
    Ok(parts)
}

/// The hidden rows and columns of a sheet's part.
pub fn hidden(part: &[u8]) -> HiddenIn {
    let mut found = HiddenIn::default();
    for (id, data) in records(part) {
        match id {
            0 if data.get(11).is_some_and(|flags| flags & 0x10 != 0) || data.get(8..10).is_some_and(|height| height == [0, 0]) => {
                found.rows.extend(u32_at(data, 0));
            }
            60 if data.get(16).is_some_and(|flags| flags & 1 != 0) || u32_at(data, 8) == Some(0) => {
                found.columns.extend(u32_at(data, 0).zip(u32_at(data, 4)))
            }
            _ => {}
        }
    }
    found
}

/// The merged cells of a sheet's part.
pub fn merges(part: &[u8]) -> Vec<MergedRange> {
    let bounds =
        |(id, data): (u32, &[u8])| (id == 176).then(|| Some([u32_at(data, 0)?, u32_at(data, 4)?, u32_at(data, 8)?, u32_at(data, 12)?]))?;
    records(part).filter_map(bounds).take(20_000).collect()
}

/// What the short records of cells need of the rest of the workbook.
#[derive(Debug, Default)]
pub struct Styles {
    /// By style, whether it shows a date.
    dates: Vec<bool>,
    strings: Vec<String>,
    /// Styles and texts that show more than a value.
    pub looks: Looks,
}

impl Styles {
    /// Reads the parts of styles and shared texts.
    pub fn read(archive: &mut Archive) -> Self {
        let mut styles = Self::default();
        let (mut codes, mut in_cells, mut struck_fonts) = (BTreeMap::new(), false, Vec::new());
        for (id, data) in archive.text("xl/styles.bin").as_deref().map(records).into_iter().flatten() {
            let u16_at = |at: usize| Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?));
            match id {
                44 => {
                    if let (Some(format), Some((code, _))) = (u16_at(0), wide(data, 2)) {
                        codes.insert(format, code);
                    }
                }
                43 => struck_fonts.push(u16_at(2).is_some_and(|flags| flags & 8 != 0)),
                617 => in_cells = true,
                618 => in_cells = false,
                47 if in_cells => {
                    let format = u16_at(2).unwrap_or(0);
                    let code = codes.get(&format).map(String::as_str);
                    let is_struck = u16_at(4).and_then(|font| struck_fonts.get(usize::from(font))) == Some(&true);
                    styles.looks.style(styles.dates.len(), code, is_struck);
                    styles.dates.push(code.map_or_else(|| is_date_format(format), is_date));
                }
                _ => {}
            }
        }
        if let Some(part) = archive.text("xl/sharedStrings.bin") {
            for (_, data) in records(&part).filter(|(id, _)| *id == 19) {
                let (text, end) = wide(data, 1).unwrap_or_default();
                // Where its formats change: how often, and each time the character and the font.
                let is_rich = data.first().is_some_and(|flags| flags & 1 != 0);
                let runs = data.get(end + 4..).filter(|_| is_rich).unwrap_or(&[]).chunks_exact(4);
                let count = u32_at(data, end).filter(|_| is_rich).unwrap_or(0) as usize;
                let font = |run: &[u8]| usize::from(u16::from_le_bytes([run[2], run[3]]));
                if runs.take(count).any(|run| struck_fonts.get(font(run)) == Some(&true)) {
                    styles.looks.struck_text(styles.strings.len());
                }
                styles.strings.push(text);
            }
        }
        styles
    }

    fn number(&self, number: f64, style: usize, is_1904: bool) -> Raw {
        match dates::from_serial(number, is_1904) {
            Some(date) if self.dates.get(style) == Some(&true) => Raw::Date(date),
            _ => number_raw(number),
        }
    }
}

/// The cells of a sheet's part in short records, which do not name their column: it is the next after the last.
pub fn short_cells(part: &[u8], styles: &Styles, is_1904: bool) -> Vec<(u32, u32, Raw)> {
    let (mut row, mut col, mut found) = (0, 0u32, Vec::new());
    for (id, data) in records(part) {
        match id {
            0 => (row, col) = (u32_at(data, 0).unwrap_or(0), 0),
            1..=11 => col = u32_at(data, 0).unwrap_or(0).saturating_add(1),
            12..=18 => {
                let style = u32_at(data, 0).unwrap_or(0) as usize & 0xff_ffff;
                let raw = match id {
                    13 => u32_at(data, 4).map(|value| styles.number(rk(value), style, is_1904)),
                    14 => data.get(4).map(|code| error(*code)),
                    15 => data.get(4).map(|value| Raw::Bool(*value != 0)),
                    16 => {
                        let bytes = data.get(4..12).and_then(|bytes| bytes.try_into().ok());
                        bytes.map(|bytes| styles.number(f64::from_le_bytes(bytes), style, is_1904))
                    }
                    17 => wide(data, 4).and_then(|(text, _)| text_raw(&text)),
                    18 => u32_at(data, 4).and_then(|at| styles.strings.get(at as usize)).and_then(|text| text_raw(text)),
                    _ => None,
                };
                found.extend(raw.map(|raw| (row, col, raw)));
                col = col.saturating_add(1);
            }
            _ => {}
        }
    }
    found
}

/// The cells of a sheet's part that look otherwise than their values: row, column, style, the number of a shared text.
pub fn looks(part: &[u8], looks: &Looks) -> Vec<(u32, u32, usize, Option<usize>)> {
    let (mut row, mut col, mut found) = (0, 0u32, Vec::new());
    if !looks.any() {
        return found;
    }
    for (id, data) in records(part) {
        let (style_at, text_at) = match id {
            0 => {
                (row, col) = (u32_at(data, 0).unwrap_or(0), 0);
                continue;
            }
            1..=11 => {
                col = u32_at(data, 0).unwrap_or(0);
                (4, (id == 7).then_some(8))
            }
            12..=18 => (0, (id == 18).then_some(4)),
            _ => continue,
        };
        let style = u32_at(data, style_at).unwrap_or(0) as usize & 0xff_ffff;
        let text = text_at.and_then(|at| u32_at(data, at)).map(|at| at as usize);
        if looks.is_odd(style, text) {
            found.push((row, col, style, text));
        }
        col = col.saturating_add(1);
    }
    found
}

/// The notes of a part of comments.
pub fn comments(part: &[u8]) -> impl Iterator<Item = Remark> {
    let mut at = None;
    records(part).filter_map(move |(id, data)| match id {
        // The author's number, the first and last row, the first and last column.
        635 => {
            at = u32_at(data, 4).zip(u32_at(data, 12));
            None
        }
        // A byte of flags, the text, and where its formats change.
        637 => {
            let ((row, col), (text, _)) = (at.take()?, wide(data, 1)?);
            Some(Remark { row, col, text, kind: RemarkKind::Note })
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_told_with_their_cells() {
        let mut part = vec![0xfb, 4, 36, 0, 0, 0, 0];
        part.extend([3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
        part.extend([0; 16]);
        part.extend([0xfd, 4, 9, 0, 2, 0, 0, 0, b'n', 0, b'o', 0, 0xfc, 4, 0]);
        let found: Vec<Remark> = comments(&part).collect();
        assert_eq!(found, [Remark { row: 3, col: 1, text: "no".into(), kind: RemarkKind::Note }]);
        assert_eq!((0..part.len() - 3).map(|length| comments(&part[..length]).count()).sum::<usize>(), 0);
    }

    #[test]
    fn cells_that_look_otherwise_are_told() {
        let mut struck = Looks::default();
        struck.style(3, Some("\"S\"00"), false);
        struck.style(4, None, true);
        struck.struck_text(9);
        let mut part = vec![0, 17, 6, 0, 0, 0];
        part.extend([0; 13]);
        // A number in the third style, one in a plain one, a shared text struck in part, a short record in the fourth.
        part.extend([5, 16, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        part.extend([5, 16, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        part.extend([7, 12, 3, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0]);
        part.extend([13, 8, 4, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(looks(&part, &struck), [(6, 1, 3, None), (6, 3, 0, Some(9)), (6, 4, 4, None)]);
        assert!(looks(&part, &Looks::default()).is_empty());
    }

    #[test]
    fn hidden_rows_and_columns_are_told() {
        let mut part = vec![0, 17, 6, 0, 0, 0];
        part.extend([0, 0, 0, 0, 0x2c, 1, 0, 0x10, 0, 0, 0, 0, 0]);
        part.extend([60, 18, 2, 0, 0, 0, 3, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 1, 0]);
        let found = hidden(&part);
        assert_eq!((found.rows, found.columns), (vec![6], vec![(2, 3)]));
    }
}
