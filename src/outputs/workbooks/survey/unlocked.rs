//! A workbook put together: columns unlocked out to the last of a sheet, and the sheet that is the same for all members put in as it is.
//!
//! Excel refuses to delete or sort rows in which any cell is locked, so the columns beyond those of the form are unlocked, all sixteen thousand of
//! them. The library keeps each by itself, at the cost of a whole workbook; here one column is written and its range widened in the file.

use std::io::{Cursor, Read, Write};

use rust_xlsxwriter::XlsxError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::lists::ListSheet;
use crate::outputs::workbooks::whole::of_one_origin;

/// The columns of a sheet.
const COLUMNS: u32 = 16_384;

/// Gives all columns from one on the format of that one: `columns` names the sheet by its number from 1, and the column from 0. `Lists`,
/// of which the workbook has an empty one with the number `lists`, is put in as it was made once for all.
///
/// # Errors
/// If the workbook cannot be taken apart, which is then not one of ours.
pub(super) fn to_the_last(
    workbook: &[u8],
    compression: u8,
    columns: &[(usize, u16)],
    (lists, sheet): (usize, &ListSheet),
) -> Result<Vec<u8>, XlsxError> {
    let mut parts = ZipArchive::new(Cursor::new(workbook))?;
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(workbook.len() + 64)));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(i64::from(compression)))
        .unix_permissions(0o600)
        .last_modified_time(DateTime::default());
    for at in 0..parts.len() {
        let name = parts.by_index_raw(at)?.name()?.into_owned();
        if name == part_of(lists) {
            sheet.copy_to(&mut out, &name)?;
            continue;
        }
        let wanted = columns.iter().find(|(sheet, _)| name == part_of(*sheet));
        let Some((_, column)) = wanted else {
            out.raw_copy_file(parts.by_index_raw(at)?)?;
            continue;
        };
        let mut xml = Vec::new();
        parts.by_index(at)?.read_to_end(&mut xml)?;
        out.start_file(&name, options)?;
        out.write_all(&widened(xml, *column))?;
    }
    Ok(of_one_origin(out.finish()?.into_inner()))
}

/// The part that is the sheet with a number, counted from 1.
pub(super) fn part_of(sheet: usize) -> String {
    format!("xl/worksheets/sheet{sheet}.xml")
}

/// The sheet with the range of a column reaching to the last.
fn widened(mut xml: Vec<u8>, column: u16) -> Vec<u8> {
    let number = u32::from(column) + 1;
    let (one, all) = (format!("min=\"{number}\" max=\"{number}\""), format!("min=\"{number}\" max=\"{COLUMNS}\""));
    // The columns stand at the beginning, before the rows.
    let rows = find(&xml, b"<sheetData").unwrap_or(xml.len());
    if let Some(at) = find(&xml[..rows], one.as_bytes()) {
        xml.splice(at..at + one.len(), all.into_bytes());
    }
    xml
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_column_named_is_widened_and_only_where_columns_stand() {
        let xml = "<cols><col min=\"1\" max=\"1\" width=\"9\"/><col min=\"27\" max=\"27\" width=\"9\" style=\"5\"/></cols><sheetData>min=\"27\" max=\"27\"</sheetData>";
        let wide = String::from_utf8(widened(xml.as_bytes().to_vec(), 26)).expect("text");
        assert_eq!(wide, xml.replacen("min=\"27\" max=\"27\"", "min=\"27\" max=\"16384\"", 1));
        assert_eq!(widened(xml.as_bytes().to_vec(), 40), xml.as_bytes());
    }
}
