//! What several tests need: typing into a workbook as a person would, and finding cells in it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};
use secondee_audit::model::a1;
pub use secondee_audit::sample::odd_files::parts;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The files below a folder with what they hold, those of a run that was stopped as well; none if there is no folder.
pub fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => found.extend(files_below(&path)),
            false => drop(found.insert(path.clone(), fs::read(&path).expect("a file"))),
        }
    }
    found
}

/// A workbook of parts.
pub fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("the part's bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

/// Types texts into cells of a sheet of a workbook that this program wrote: sheet, A1 address, text.
pub fn typed(workbook: &[u8], cells: &[(&str, String, &str)]) -> Vec<u8> {
    let names = Xlsx::new(Cursor::new(workbook)).expect("a workbook").sheet_names().to_vec();
    let mut parts = parts(workbook);
    for (sheet, cell, text) in cells {
        let number = names.iter().position(|name| name == sheet).unwrap_or_else(|| panic!("no sheet {sheet}")) + 1;
        let part = format!("xl/worksheets/sheet{number}.xml");
        let (_, bytes) = parts.iter_mut().find(|(name, _)| *name == part).expect("the sheet's part");
        *bytes = with_cell(&String::from_utf8(std::mem::take(bytes)).expect("UTF-8"), cell, text).into_bytes();
    }
    packed(&parts)
}

fn with_cell(xml: &str, cell: &str, text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let inline = |attributes: &str| format!("<c r=\"{cell}\"{attributes} t=\"inlineStr\"><is><t>{escaped}</t></is></c>");
    if let Some(start) = xml.find(&format!("<c r=\"{cell}\"")) {
        let tag_end = start + xml[start..].find('>').expect("a tag ends");
        let tag = &xml[start..tag_end];
        let end = if tag.ends_with('/') { tag_end + 1 } else { tag_end + xml[tag_end..].find("</c>").expect("a cell ends") + 4 };
        let style = tag.split(" s=\"").nth(1).map_or_else(String::new, |rest| format!(" s=\"{}\"", rest.split('"').next().unwrap_or("")));
        return format!("{}{}{}", &xml[..start], inline(&style), &xml[end..]);
    }
    let row: u32 = cell.chars().filter(char::is_ascii_digit).collect::<String>().parse().expect("a row");
    let number = |at: usize| xml[at + "<row r=\"".len()..].split('"').next().and_then(|number| number.parse::<u32>().ok());
    match xml.match_indices("<row r=\"").map(|(at, _)| at).find(|at| number(*at).is_some_and(|number| number >= row)) {
        // The row is there, the cell is not: it comes at the end of its row, which every reader takes.
        Some(start) if number(start) == Some(row) => {
            let tag_end = start + xml[start..].find('>').expect("a tag ends");
            assert!(!xml[start..tag_end].ends_with('/'), "row {row} is empty");
            let end = tag_end + xml[tag_end..].find("</row>").expect("a row ends");
            format!("{}{}{}", &xml[..end], inline(""), &xml[end..])
        }
        // Nor is the row: it comes before the next one, or at the end.
        next => {
            let at = next.unwrap_or_else(|| xml.find("</sheetData>").expect("the sheet has rows"));
            format!("{}<row r=\"{row}\">{}</row>{}", &xml[..at], inline(""), &xml[at..])
        }
    }
}

/// All texts of a sheet: row, column, text.
pub fn texts(workbook: &[u8], sheet: &str) -> Vec<(u32, u32, String)> {
    let mut book = Xlsx::new(Cursor::new(workbook)).expect("a workbook");
    let range = book.worksheet_range(sheet).unwrap_or_else(|e| panic!("{sheet}: {e}"));
    let (top, left) = range.start().unwrap_or_default();
    let cells = range.used_cells().filter(|(.., value)| **value != Data::Empty);
    cells.map(|(row, col, value)| (top + row as u32, left + col as u32, value.to_string())).collect()
}

/// The address of the cell in a column, on the row in which some cell is, or for a list of ids holds, a text.
pub fn cell(workbook: &[u8], sheet: &str, reference: &str, heading: &str) -> String {
    let texts = texts(workbook, sheet);
    let col = texts.iter().find(|(.., text)| text == heading).unwrap_or_else(|| panic!("{sheet} has no {heading}")).1;
    let holds = |text: &str| text.split(';').any(|part| part.trim() == reference);
    let row = texts.iter().find(|(.., text)| holds(text)).unwrap_or_else(|| panic!("{sheet} has no {reference}")).0;
    a1(row, col)
}

/// What stands in a cell.
pub fn at(workbook: &[u8], sheet: &str, address: &str) -> String {
    texts(workbook, sheet).into_iter().find(|(row, col, _)| a1(*row, *col) == address).map_or_else(String::new, |(.., text)| text)
}
