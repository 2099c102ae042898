//! Hidden rows and columns of an .xlsx sheet, which calamine does not tell.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// The hidden rows and columns of one sheet, counted from 0; columns as ranges with both ends included.
#[derive(Debug, Default)]
pub struct HiddenIn {
    /// Rows.
    pub rows: Vec<u32>,
    /// Columns.
    pub columns: Vec<(u32, u32)>,
}

/// The hidden rows and columns of the named sheets. What cannot be read is passed over: the same part is read for its cells and reported there.
pub fn hidden(bytes: &[u8], sheets: &[&str]) -> BTreeMap<String, HiddenIn> {
    let mut found = BTreeMap::new();
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return found };
    let parts = sheet_parts(&mut archive);
    for name in sheets {
        if let Some(part) = parts.get(*name).and_then(|path| text(&mut archive, path)) {
            found.insert((*name).to_string(), scan(&part));
        }
    }
    found
}

fn text(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Option<Vec<u8>> {
    let mut part = archive.by_name(path).ok()?;
    let mut bytes = Vec::new();
    part.read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let attribute = element.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(attribute.value.to_string())
}

fn each(bytes: &[u8], mut see: impl FnMut(&BytesStart)) {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) | Event::Empty(element) => see(&element),
            Event::Eof => break,
            _ => {}
        }
    }
}

fn sheet_parts(archive: &mut ZipArchive<Cursor<&[u8]>>) -> BTreeMap<String, String> {
    let (mut targets, mut parts) = (BTreeMap::new(), BTreeMap::new());
    if let Some(bytes) = text(archive, "xl/_rels/workbook.xml.rels") {
        each(&bytes, |element| {
            if let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target")) {
                let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), String::from);
                targets.insert(id, path);
            }
        });
    }
    if let Some(bytes) = text(archive, "xl/workbook.xml") {
        each(&bytes, |element| {
            if element.local_name().as_ref() == "sheet" {
                let id = element.attributes().flatten().find(|a| a.key.as_ref().ends_with(":id"));
                let id = id.map(|a| a.value.to_string());
                if let (Some(name), Some(path)) = (attribute(element, "name"), id.and_then(|id| targets.get(&id))) {
                    parts.insert(name, path.clone());
                }
            }
        });
    }
    parts
}

fn scan(bytes: &[u8]) -> HiddenIn {
    let mut found = HiddenIn::default();
    // Most sheets hide nothing; looking for the word is far quicker than parsing.
    if !bytes.windows(7).any(|window| window == b"hidden=") {
        return found;
    }
    let mut row = 0u32;
    each(bytes, |element| {
        let is_hidden = || attribute(element, "hidden").is_some_and(|value| value == "1" || value == "true");
        match element.local_name().as_ref() {
            "row" => {
                row = attribute(element, "r").and_then(|r| r.parse().ok()).unwrap_or(row + 1);
                if is_hidden() {
                    found.rows.push(row.saturating_sub(1));
                }
            }
            "col" if is_hidden() => {
                let bound = |name| attribute(element, name).and_then(|value| value.parse::<u32>().ok());
                if let (Some(min), Some(max)) = (bound("min"), bound("max")) {
                    found.columns.push((min.saturating_sub(1), max.saturating_sub(1)));
                }
            }
            _ => {}
        }
    });
    found
}
