//! What calamine does not tell of an .xlsb ([MS-XLSB]): how many texts and sheets it declares, its hidden rows and columns, and its comments.

use std::collections::BTreeMap;

use crate::model::Fault;
use crate::read::Limits;
use crate::read::container::archive::Archive;
use crate::read::contents::Remark;
use crate::read::format::hidden::{HiddenIn, targets};
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
    let end = at + 4 + 2 * u32_at(data, at)? as usize;
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
            0 if data.get(11).is_some_and(|flags| flags & 0x10 != 0) => found.rows.extend(u32_at(data, 0)),
            60 if data.get(16).is_some_and(|flags| flags & 1 != 0) => found.columns.extend(u32_at(data, 0).zip(u32_at(data, 4))),
            _ => {}
        }
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
            Some(Remark { row, col, text, threaded: false })
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
        assert_eq!(found, [Remark { row: 3, col: 1, text: "no".into(), threaded: false }]);
        assert_eq!((0..part.len() - 3).map(|length| comments(&part[..length]).count()).sum::<usize>(), 0);
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
