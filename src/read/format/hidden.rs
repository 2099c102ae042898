//! What calamine does not tell of an .xlsx: hidden rows and columns, comments, formulas without a value, newer error values; and the checks
//! of its XML before calamine sees it.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use crate::model::Fault;
use crate::read::Limits;
use crate::read::container::archive::{Archive, check_xml};
use crate::read::contents::{MergedRange, Remark, RemarkKind};
use crate::read::format::grid::{Grid, Raw, UNCALCULATED};
use crate::read::format::looks::Looks;
use crate::read::format::xlsb;
use crate::read::too_many_sheets;
use crate::read::too_many_strings;

/// The hidden rows and columns of one sheet, counted from 0; columns as ranges with both ends included.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HiddenIn {
    /// Rows.
    pub rows: Vec<u32>,
    /// Columns.
    pub columns: Vec<(u32, u32)>,
}

/// What is odd about a sheet.
#[derive(Debug, Default)]
pub struct Oddities {
    /// What is hidden.
    pub hidden: HiddenIn,
    /// The comments on its cells.
    pub comments: Vec<Remark>,
    /// Cells that calamine shows as blank or not at all.
    pub cells: Vec<(u32, u32, Raw)>,
    /// Merged cells.
    pub merges: Vec<MergedRange>,
    /// Cells whose look says more than their value: row, column, style, the text's number among the shared ones.
    pub looks: Vec<(u32, u32, usize, Option<usize>)>,
}

/// Merged cells beyond this number on one sheet are not looked at.
const MOST_MERGES: usize = 20_000;

/// Comments beyond this number on one sheet are not listed.
const MOST_COMMENTS: usize = 1_000;

/// The value of an attribute, by its local name.
pub fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let attribute = element.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    let value = attribute.value;
    Some(quick_xml::escape::unescape(&value).map_or_else(|_| value.to_string(), |value| value.into_owned()))
}

/// Every event of a part, as far as it can be read.
pub fn each(bytes: &[u8], mut see: impl FnMut(&Event)) {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    reader.config_mut().check_end_names = false;
    while let Ok(event) = reader.read_event() {
        if event == Event::Eof {
            break;
        }
        see(&event);
    }
}

/// The targets of a part's relations by id, as paths from the root, each with its type.
pub fn targets(rels: &[u8], folder: &str) -> BTreeMap<String, (String, String)> {
    let mut targets = BTreeMap::new();
    each(rels, |event| {
        if let Event::Start(element) | Event::Empty(element) = event
            && let (Some(id), Some(target)) = (attribute(element, "Id"), attribute(element, "Target"))
        {
            targets.insert(id, (resolve(folder, &target), attribute(element, "Type").unwrap_or_default()));
        }
    });
    targets
}

fn resolve(folder: &str, target: &str) -> String {
    let mut path: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.join("/")
}

/// Checks the parts that calamine takes in whole, and returns the part of each sheet.
///
/// # Errors
/// If there are more sheets or texts than allowed, or the XML is made to harm.
pub fn check(archive: &mut Archive, limits: &Limits) -> Result<BTreeMap<String, String>, Fault> {
    for name in archive.names() {
        let is_strings = name.ends_with("sharedstrings.xml");
        if (is_strings || name.ends_with("styles.xml"))
            && let Some(part) = archive.text(&name)
        {
            let tags = check_xml(&part, "si", limits)?;
            if is_strings && tags.count > limits.strings {
                return Err(too_many_strings(limits));
            }
        }
    }
    let targets = archive.text("xl/_rels/workbook.xml.rels").map(|part| targets(&part, "xl")).unwrap_or_default();
    let mut parts = BTreeMap::new();
    let Some(workbook) = archive.text("xl/workbook.xml") else { return Ok(parts) };
    if check_xml(&workbook, "sheet", limits)?.count > limits.sheets {
        return Err(too_many_sheets(limits));
    }
    each(&workbook, |event| {
        if let Event::Start(element) | Event::Empty(element) = event
            && element.local_name().as_ref() == "sheet"
        {
            let id = element.attributes().with_checks(false).flatten().find(|a| a.key.as_ref().ends_with(":id"));
            let id = id.map(|a| a.value.to_string());
            if let (Some(name), Some((path, _))) = (attribute(element, "name"), id.and_then(|id| targets.get(&id))) {
                parts.insert(name, path.clone());
            }
        }
    });
    Ok(parts)
}

/// What is odd about the sheet in a part.
///
/// # Errors
/// If its XML is made to harm. What is only damaged is passed over: the same part is read for its cells and reported there.
pub fn scan(archive: &mut Archive, path: &str, looks: &Looks, limits: &Limits) -> Result<Oddities, Fault> {
    let mut odd = Oddities::default();
    let Some(part) = archive.text(path) else { return Ok(odd) };
    // Most sheets hide nothing and compute nothing; looking at the tags is far quicker than parsing.
    if check_xml(&part, "", limits)?.is_odd || looks.any() {
        scan_sheet(&part, looks, &mut odd);
    }
    odd.comments = remarks(archive, path, limits)?;
    Ok(odd)
}

/// The comments on the cells of the sheet in a part.
///
/// # Errors
/// If their XML is made to harm.
pub fn remarks(archive: &mut Archive, path: &str, limits: &Limits) -> Result<Vec<Remark>, Fault> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let relations = archive.text(&format!("{folder}/_rels/{file}.rels")).map(|part| targets(&part, folder)).unwrap_or_default();
    let of_kind = |kind: &str| relations.values().find(|(_, of)| of.ends_with(kind)).map(|(target, _)| target.clone());
    let threads = of_kind("threadedComment").and_then(|target| archive.text(&target));
    let notes = of_kind("/comments").and_then(|target| Some((target.ends_with(".bin"), archive.text(&target)?)));
    let mut found = Vec::new();
    if let Some(part) = &threads {
        check_xml(part, "", limits)?;
        comments(part, "threadedComment", RemarkKind::Conversation, |remark| found.push(remark));
    }
    if let Some((is_binary, part)) = notes {
        let mut note = |remark: Remark| {
            // Of a conversation the older programs are shown a copy; it is not said twice.
            if threads.is_none() || !remark.text.starts_with("[Threaded comment]") {
                found.push(remark);
            }
        };
        if is_binary {
            xlsb::comments(&part).for_each(note);
        } else {
            check_xml(&part, "", limits)?;
            comments(&part, "comment", RemarkKind::Note, &mut note);
        }
    }
    for target in relations.values().filter(|(_, of)| of.ends_with("/drawing")).map(|(target, _)| target.clone()) {
        if let Some(part) = archive.text(&target) {
            check_xml(&part, "", limits)?;
            text_boxes(&part, |remark| found.push(remark));
        }
    }
    found.truncate(MOST_COMMENTS);
    Ok(found)
}

/// The texts of the shapes that lie over a sheet, each with the cell at which it begins.
fn text_boxes(part: &[u8], mut found: impl FnMut(Remark)) {
    let (mut element, mut row, mut col, mut text, mut from) = (String::new(), 0u32, 0u32, String::new(), false);
    each(part, |event| match event {
        Event::Start(start) => {
            element = start.local_name().as_ref().to_string();
            match element.as_str() {
                "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" => {
                    (row, col) = (0, 0);
                    text.clear();
                }
                "from" => from = true,
                "p" if !text.is_empty() => text.push(' '),
                _ => {}
            }
        }
        Event::End(end) => match end.local_name().as_ref() {
            "from" => from = false,
            "twoCellAnchor" | "oneCellAnchor" | "absoluteAnchor" if !text.trim().is_empty() => {
                found(Remark { row, col, text: std::mem::take(&mut text), kind: RemarkKind::TextBox });
            }
            _ => element.clear(),
        },
        Event::Text(said) => match element.as_str() {
            "t" => text.push_str(&said.xml10_content()),
            "row" if from => row = said.xml10_content().trim().parse().unwrap_or(0),
            "col" if from => col = said.xml10_content().trim().parse().unwrap_or(0),
            _ => {}
        },
        Event::GeneralRef(reference) if element == "t" => text.push_str(&entity(reference)),
        _ => {}
    });
}

/// Shows the cells of a sheet as their look has them: numbers with the characters of their format, and what is struck through as a remark.
pub fn look(grid: &mut Grid, looks: &Looks, found: &[(u32, u32, usize, Option<usize>)], comments: &mut Vec<Remark>) {
    for (row, col, style, string) in found {
        let Some(raw) = grid.get_mut(*row, *col) else { continue };
        if let Some(shown) = looks.shown(*style, raw) {
            *raw = shown;
        }
        if (looks.is_struck(*style) || string.is_some_and(|at| looks.is_text_struck(at))) && comments.len() < MOST_COMMENTS {
            let text = match raw {
                Raw::Text(text) | Raw::Error(text) | Raw::Shown(_, text) => text.clone(),
                Raw::Number(number) => format!("{number}"),
                Raw::Date(date) => crate::model::show_date(*date),
                Raw::Bool(is) => if *is { "TRUE" } else { "FALSE" }.into(),
            };
            comments.push(Remark { row: *row, col: *col, text, kind: RemarkKind::Struck });
        }
    }
}

fn comments(part: &[u8], name: &str, kind: RemarkKind, mut found: impl FnMut(Remark)) {
    let mut current: Option<Remark> = None;
    each(part, |event| match event {
        Event::Start(element) if element.local_name().as_ref() == name => {
            let at = attribute(element, "ref").and_then(|cell| position(&cell));
            current = at.map(|(row, col)| Remark { row, col, text: String::new(), kind });
        }
        Event::End(element) if element.local_name().as_ref() == name => {
            if let Some(remark) = current.take() {
                found(remark);
            }
        }
        Event::Text(text) => {
            if let Some(remark) = &mut current {
                remark.text.push_str(&text.xml10_content());
            }
        }
        Event::GeneralRef(reference) => {
            if let Some(remark) = &mut current {
                remark.text.push_str(&entity(reference));
            }
        }
        _ => {}
    });
}

/// A character written as an entity; one that XML does not know is left out.
pub fn entity(reference: &quick_xml::events::BytesRef) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(&reference.xml10_content()).unwrap_or_default().to_string()
}

/// The row and column, counted from 0, of an address such as `B7`.
pub fn position(cell: &str) -> Option<(u32, u32)> {
    let letters = cell.bytes().take_while(u8::is_ascii_alphabetic).count();
    if !(1..=3).contains(&letters) {
        return None;
    }
    let col = cell[..letters].bytes().fold(0u32, |sum, b| sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = cell[letters..].parse().ok()?;
    Some((row.checked_sub(1)?, col - 1))
}

/// Errors that calamine reads.
const KNOWN: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];

/// Whether a mark such as `<strike val="0"/>` is turned off.
pub fn is_off(element: &BytesStart) -> bool {
    attribute(element, "val").is_some_and(|value| value == "0" || value == "false")
}

/// Below so many points a row cannot be seen.
const FLAT: f64 = 1.0;
/// Below so many characters a column cannot be seen.
const NARROW: f64 = 0.2;

#[derive(Default)]
struct InCell {
    style: usize,
    is_shared: bool,
    is_struck: bool,
    at: Option<(u32, u32)>,
    is_error: bool,
    has_formula: bool,
    in_value: bool,
    value: String,
    has_value: bool,
}

fn scan_sheet(part: &[u8], looks: &Looks, odd: &mut Oddities) {
    let (mut row, mut next_row, mut next_col) = (0u32, 0u32, 0u32);
    let mut cell = InCell::default();
    let number = |element: &BytesStart, name: &str| attribute(element, name).and_then(|value| value.parse::<f64>().ok());
    let is_flat = |element: &BytesStart, name: &str, least: f64| number(element, name).is_some_and(|size| size < least);
    each(part, |event| {
        let (element, is_empty) = match event {
            Event::Start(element) => (element, false),
            Event::Empty(element) => (element, true),
            Event::End(end) => {
                match end.local_name().as_ref() {
                    "c" => {
                        let cell = std::mem::take(&mut cell);
                        if let Some((row, col)) = cell.at
                            && (looks.is_any(cell.style) || cell.is_struck || (cell.is_shared && looks.any_text()))
                        {
                            let string = cell.is_shared.then(|| cell.value.trim().parse().ok()).flatten();
                            if !cell.is_shared || looks.is_any(cell.style) || string.is_some_and(|at| looks.is_text_struck(at)) {
                                odd.looks.push((row, col, cell.style, if cell.is_struck { Some(usize::MAX) } else { string }));
                            }
                        }
                        odd.cells.extend(cell.odd());
                    }
                    "v" => cell.in_value = false,
                    _ => {}
                }
                return;
            }
            Event::Text(text) if cell.in_value => return cell.value.push_str(&text.xml10_content()),
            _ => return,
        };
        let is_hidden = || attribute(element, "hidden").is_some_and(|value| value == "1" || value == "true");
        match element.local_name().as_ref() {
            "row" => {
                row = attribute(element, "r").and_then(|r| r.parse::<u32>().ok()).map_or(next_row, |r| r.saturating_sub(1));
                (next_row, next_col) = (row.saturating_add(1), 0);
                if is_hidden() || is_flat(element, "ht", FLAT) {
                    odd.hidden.rows.push(row);
                }
            }
            "mergeCell" if odd.merges.len() < MOST_MERGES => {
                let bounds = attribute(element, "ref");
                let bounds = bounds.as_deref().and_then(|bounds| bounds.split_once(':')).and_then(|(a, b)| position(a).zip(position(b)));
                if let Some(((top, left), (bottom, right))) = bounds {
                    odd.merges.push([top, bottom, left, right]);
                }
            }
            "col" if is_hidden() || is_flat(element, "width", NARROW) => {
                let bound = |name| attribute(element, name).and_then(|value| value.parse::<u32>().ok());
                if let (Some(min), Some(max)) = (bound("min"), bound("max")) {
                    odd.hidden.columns.push((min.saturating_sub(1), max.saturating_sub(1)));
                }
            }
            "c" => {
                let at = attribute(element, "r").and_then(|r| position(&r)).unwrap_or((row, next_col));
                next_col = at.1 + 1;
                let kind = attribute(element, "t");
                let style = attribute(element, "s").and_then(|style| style.parse().ok()).unwrap_or(0);
                let (is_error, is_shared) = (kind.as_deref() == Some("e"), kind.as_deref() == Some("s"));
                cell = InCell { at: Some(at), is_error, is_shared, style, ..InCell::default() };
                if is_empty {
                    cell = InCell::default();
                }
            }
            "f" => cell.has_formula = true,
            "v" => (cell.in_value, cell.has_value) = (!is_empty, !is_empty),
            "is" => cell.has_value = true,
            "strike" => cell.is_struck |= !is_off(element),
            _ => {}
        }
    });
}

impl InCell {
    fn odd(self) -> Option<(u32, u32, Raw)> {
        let (row, col) = self.at?;
        let value = self.value.trim();
        if self.is_error && !KNOWN.contains(&value) {
            let shown = if value.is_empty() { "an error" } else { value };
            return Some((row, col, Raw::Error(shown.into())));
        }
        (self.has_formula && !self.has_value).then(|| (row, col, Raw::Error(UNCALCULATED.into())))
    }
}
