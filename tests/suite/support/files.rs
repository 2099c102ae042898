//! Workbooks made in code: the other formats of a return, single parts changed, and files made to harm.

use std::io::{Cursor, Write};

use secondee_audit::sample::WorkbookFile;
pub use secondee_audit::sample::odd_files::parts;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A zip of parts.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).expect("a part");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

/// A workbook with one part changed as text; it must change.
pub fn patch(workbook: &[u8], name: &str, from: &str, to: &str) -> Vec<u8> {
    let mut parts = parts(workbook);
    let (_, bytes) = parts.iter_mut().find(|(part, _)| part == name).expect("the part to change");
    let text = String::from_utf8(std::mem::take(bytes)).expect("text");
    assert!(text.contains(from), "{name} has no {from}: {}", text.chars().take(3000).collect::<String>());
    *bytes = text.replacen(from, to, 1).into_bytes();
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    zip(&parts)
}

/// A workbook with parts added.
pub fn with_parts(workbook: &[u8], added: &[(&str, &[u8])]) -> Vec<u8> {
    let old = parts(workbook);
    let mut parts: Vec<(&str, &[u8])> = old.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    parts.extend(added);
    zip(&parts)
}

/// An .xlsx with sheets of the survey's names, each with the XML of its rows.
pub fn xlsx(sheets: &[(&str, &str)], strings: &str) -> Vec<u8> {
    let listed: String = sheets
        .iter()
        .enumerate()
        .map(|(at, (name, _))| format!("<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"r{0}\"/>", at + 1))
        .collect();
    let related: String =
        (1..=sheets.len()).map(|at| relation(&format!("r{at}"), "worksheet", &format!("worksheets/sheet{at}.xml"))).collect();
    let workbook = workbook_xml("", &listed);
    let rels = relations(&(related + &relation("s", "sharedStrings", "sharedStrings.xml")));
    let root = relations(&relation("w", "officeDocument", "xl/workbook.xml"));
    let sheets: Vec<(String, String)> = sheets
        .iter()
        .enumerate()
        .map(|(at, (_, rows))| {
            let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
            (format!("xl/worksheets/sheet{}.xml", at + 1), format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"))
        })
        .collect();
    let mut all: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ];
    all.extend(sheets.iter().map(|(name, xml)| (name.as_str(), xml.as_bytes())));
    zip(&all)
}

pub fn workbook_xml(before: &str, sheets: &str) -> String {
    format!(
        "{before}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{sheets}</sheets></workbook>"
    )
}

fn relation(id: &str, kind: &str, target: &str) -> String {
    format!(
        "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>"
    )
}

pub fn relations(inner: &str) -> String {
    format!("<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inner}</Relationships>")
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The date that a cell's text is, as OpenDocument and serial numbers have it.
fn date(text: &str) -> Option<jiff::civil::Date> {
    let mut parts = text.split('/');
    let (day, month, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    jiff::civil::Date::new(year, month, day).ok()
}

/// A return as OpenDocument: dates as dates, figures as figures, empty cells and rows as runs, as LibreOffice writes it.
pub fn ods(book: &WorkbookFile) -> Vec<u8> {
    ods_with(book, "", "")
}

/// A return as OpenDocument, with styles before the sheets and a sheet after them.
pub fn ods_with(book: &WorkbookFile, styles: &str, last: &str) -> Vec<u8> {
    let mut sheets = String::new();
    for grid in &book.sheets {
        sheets.push_str(&format!(
            "<table:table table:name=\"{}\"><table:table-column table:number-columns-repeated=\"16384\"/>",
            grid.sheet.name()
        ));
        sheets.push_str("<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>");
        let headings = std::iter::once((usize::MAX, &grid.headings));
        for (at, row) in headings.chain(grid.rows.iter().enumerate()) {
            let hidden = if grid.hidden_rows.contains(&at) { " table:visibility=\"collapse\"" } else { "" };
            sheets.push_str(&format!("<table:table-row{hidden}>"));
            for text in row {
                let shown = format!("<text:p>{}</text:p>", escape(text).replace('\n', "</text:p><text:p>"));
                sheets.push_str(&match (date(text), text.parse::<f64>()) {
                    _ if text.is_empty() => "<table:table-cell/>".to_string(),
                    (Some(day), _) => {
                        format!("<table:table-cell office:value-type=\"date\" office:date-value=\"{day}\">{shown}</table:table-cell>")
                    }
                    (_, Ok(number)) => {
                        format!("<table:table-cell office:value-type=\"float\" office:value=\"{number}\">{shown}</table:table-cell>")
                    }
                    _ => format!("<table:table-cell office:value-type=\"string\">{shown}</table:table-cell>"),
                });
            }
            sheets.push_str("<table:table-cell table:number-columns-repeated=\"16300\"/></table:table-row>");
        }
        sheets.push_str("<table:table-row table:number-rows-repeated=\"1048500\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>");
    }
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\">\
         <office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{sheets}{last}\
         <table:named-expressions><table:named-expression table:name=\"MEMBER_CODE\" table:expression=\"&quot;{}&quot;\"/>\
         </table:named-expressions></office:spreadsheet></office:body></office:document-content>",
        book.member
    );
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())])
}

fn record(out: &mut Vec<u8>, id: u16, data: &[u8]) {
    out.extend(id.to_le_bytes());
    out.extend((data.len() as u16).to_le_bytes());
    out.extend(data);
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A return as the stream of an .xls: a shared string table cut into records of 2,000 bytes, dates as numbers with a format of dates.
pub fn xls(book: &WorkbookFile) -> Vec<u8> {
    xls_looking(book, &|_| None)
}

/// A style of [`xls_looking`] that shows a number as S01.
pub const SHOWS_S: u16 = 2;
/// A style of [`xls_looking`] that strikes its text through.
pub const STRUCK: u16 = 3;

/// A style, and a number in place of the text.
pub type Look = (u16, Option<f64>);

/// As [`xls`], with another style for the cells that hold certain texts, and a number in place of the text.
pub fn xls_looking(book: &WorkbookFile, look: &dyn Fn(&str) -> Option<Look>) -> Vec<u8> {
    let mut texts: Vec<&str> = Vec::new();
    for text in book.sheets.iter().flat_map(|grid| grid.rows.iter().chain([&grid.headings])).flatten() {
        if !texts.contains(&text.as_str()) {
            texts.push(text);
        }
    }
    let mut globals = Vec::new();
    record(&mut globals, 0x809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    // Fonts: four plain ones, and one, with the number 5, that is struck through; there is no font with the number 4.
    for flags in [0u8, 0, 0, 0, 8] {
        record(&mut globals, 0x31, &[200, 0, flags, 0, 8, 0, 0x90, 1, 0, 0, 0, 0, 0, 0, 1, 0, b'A']);
    }
    let code = "\"S\"00";
    let mut format = vec![190, 0, code.len() as u8, 0, 1];
    format.extend(wide(code));
    record(&mut globals, 0x41e, &format);
    for (font, format) in [(0u16, 0u16), (0, 14), (0, 190), (5, 0)] {
        let mut cell_format = vec![0u8; 20];
        cell_format[..2].copy_from_slice(&font.to_le_bytes());
        cell_format[2..4].copy_from_slice(&format.to_le_bytes());
        record(&mut globals, 0xe0, &cell_format);
    }
    let mut table = Vec::new();
    table.extend((texts.len() as u32).to_le_bytes().repeat(2));
    for text in &texts {
        table.extend((text.encode_utf16().count() as u16).to_le_bytes());
        table.push(1);
        table.extend(wide(text));
    }
    let mut sheets = Vec::new();
    for grid in &book.sheets {
        let mut sheet = Vec::new();
        record(&mut sheet, 0x809, &[0, 6, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        for at in &grid.hidden_rows {
            let mut row = vec![0u8; 16];
            row[..2].copy_from_slice(&(*at as u16 + 3).to_le_bytes());
            row[12] = 0x20;
            record(&mut sheet, 0x208, &row);
        }
        for (at, row) in std::iter::once(&grid.headings).chain(&grid.rows).enumerate() {
            for (col, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                let mut cell = Vec::new();
                cell.extend((at as u16 + 2).to_le_bytes());
                cell.extend((col as u16).to_le_bytes());
                let (style, instead) = look(text).unwrap_or((0, None));
                match (date(text), instead.map_or_else(|| text.parse::<f64>(), Ok)) {
                    (Some(day), _) => {
                        let serial = f64::from((day - jiff::civil::date(1899, 12, 30)).get_days());
                        cell.extend([1, 0]);
                        cell.extend(serial.to_le_bytes());
                        record(&mut sheet, 0x203, &cell);
                    }
                    (_, Ok(number)) => {
                        cell.extend(style.to_le_bytes());
                        cell.extend(number.to_le_bytes());
                        record(&mut sheet, 0x203, &cell);
                    }
                    _ => {
                        cell.extend(style.to_le_bytes());
                        cell.extend((texts.iter().position(|t| t == text).expect("listed") as u32).to_le_bytes());
                        record(&mut sheet, 0xfd, &cell);
                    }
                }
            }
        }
        record(&mut sheet, 0x0a, &[]);
        sheets.push((grid.sheet.name(), sheet));
    }
    let mut strings = Vec::new();
    cut_strings(&mut strings, &table, &texts);
    let listed: usize = sheets.iter().map(|(name, _)| 4 + 8 + 2 * name.len()).sum();
    let mut start = globals.len() + listed + strings.len() + 4;
    for (name, sheet) in &sheets {
        let mut data = (start as u32).to_le_bytes().to_vec();
        data.extend([0, 0, name.len() as u8, 1]);
        data.extend(wide(name));
        record(&mut globals, 0x85, &data);
        start += sheet.len();
    }
    globals.extend(strings);
    record(&mut globals, 0x0a, &[]);
    sheets.iter().for_each(|(_, sheet)| globals.extend(sheet));
    globals
}

/// Cuts the table within its strings, where the width of the characters is said again.
fn cut_strings(out: &mut Vec<u8>, table: &[u8], texts: &[&str]) {
    let mut inside = vec![false; table.len() + 1];
    let mut at = 8;
    for text in texts {
        let length = 2 * text.encode_utf16().count();
        for place in (at + 3..at + 3 + length).step_by(2).skip(1) {
            inside[place] = true;
        }
        at += 3 + length;
    }
    let (mut from, mut id, mut resumed) = (0, 0xfc, false);
    while from < table.len() {
        let mut to = (from + 2000).min(table.len());
        while to < table.len() && !inside[to] {
            to += 1;
        }
        let mut data = if resumed { vec![1] } else { Vec::new() };
        data.extend(&table[from..to]);
        record(out, id, &data);
        (from, id, resumed) = (to, 0x3c, true);
    }
}

/// A workbook of rust_xlsxwriter with the whole element of one cell replaced.
pub fn with_cell(workbook: &[u8], part: &str, cell: &str, xml: &str) -> Vec<u8> {
    let old = parts(workbook);
    let (_, bytes) = old.iter().find(|(name, _)| name == part).expect("the part");
    let text = String::from_utf8(bytes.clone()).expect("text");
    let start = text.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("{part} has no {cell}"));
    let open = start + text[start..].find('>').expect("an end") + 1;
    let end = if text[..open].ends_with("/>") { open } else { open + text[open..].find("</c>").expect("an end") + 4 };
    patch(workbook, part, &text[start..end], xml)
}
