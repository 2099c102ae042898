//! OpenDocument spreadsheets, streamed: cells and rows written once and repeated a million times cost nothing unless something is in them.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};

use quick_xml::events::{BytesStart, Event};

use crate::model::{Fault, Format};
use crate::read::Limits;
use crate::read::container::archive::Archive;
use crate::read::container::other;
use crate::read::contents::{Contents, Remark, RemarkKind, SheetRead, Wanted, wanted};
use crate::read::format::grid::{Budget, Grid, Raw, UNCALCULATED, iso_raw, number_raw, text_raw};
use crate::read::format::hidden::{attribute, entity};
use crate::read::too_many_sheets;

/// Columns and rows beyond the largest sheet are not counted on.
const FARTHEST: u32 = 1 << 21;

/// Reads a spreadsheet.
///
/// # Errors
/// If it is damaged or beyond a limit.
pub fn read(bytes: &[u8], has_macros: bool, limits: &Limits, budget: &mut Budget) -> Result<Contents, Fault> {
    let mut archive = Archive::open(bytes, limits)?;
    // Hidden sheets are hidden by their style, which may stand in either part; those of the other part are not used for sheets.
    let stream = archive.stream("content.xml").ok_or_else(|| other::DAMAGED.fault())?;
    let mut walk = Walk::new(limits, budget);
    walk.run(BufReader::with_capacity(1 << 16, stream))?;
    if walk.sheets.is_empty() {
        return Err(other::NO_WORKBOOK.fault());
    }
    let any_wanted = walk.sheets.iter().any(|sheet| wanted(&sheet.name, true) == Wanted::Survey);
    if !any_wanted && !limits.every_sheet {
        walk.sheets.iter_mut().for_each(|sheet| sheet.grid = None);
    }
    let (is_1904, names, external_links) = (walk.is_1904, walk.names, walk.links.len());
    Ok(Contents { format: Format::Ods, is_1904, macros: has_macros, external_links, names, sheets: walk.sheets })
}

/// A cell that is being read.
#[derive(Default)]
struct Open {
    kind: String,
    value: Option<String>,
    has_formula: bool,
    is_error: bool,
    is_covered: bool,
    is_struck: bool,
    columns: u32,
    /// How many rows and columns it is merged over.
    spans: (u32, u32),
    text: String,
    paragraphs: usize,
    comment: Option<String>,
}

struct Walk<'a> {
    limits: &'a Limits,
    budget: &'a mut Budget,
    sheets: Vec<SheetRead>,
    names: Vec<(String, String)>,
    links: BTreeSet<String>,
    hidden_styles: BTreeSet<String>,
    /// Styles of rows without height and of columns without width, and of texts that are struck through.
    flat_styles: BTreeSet<String>,
    struck_styles: BTreeSet<String>,
    /// How deep in a shape that lies over the sheet, whether in one of its paragraphs, and what it says.
    in_shape: usize,
    in_shape_paragraph: bool,
    shape: String,
    is_1904: bool,
    style: String,
    wanted: Wanted,
    grid: Grid,
    row: u32,
    rows: u32,
    col: u32,
    column: u32,
    /// The cells of the row, to be written again if the row is repeated.
    cells: Vec<(u32, Raw)>,
    open: Option<Open>,
    /// Elements inside a cell that hold text which is not the cell's: drawings, tables within it.
    aside: usize,
    in_comment: bool,
    in_paragraph: bool,
    depth: usize,
}

impl<'a> Walk<'a> {
    fn new(limits: &'a Limits, budget: &'a mut Budget) -> Self {
        Self {
            limits,
            budget,
            sheets: Vec::new(),
            names: Vec::new(),
            links: BTreeSet::new(),
            hidden_styles: BTreeSet::new(),
            flat_styles: BTreeSet::new(),
            struck_styles: BTreeSet::new(),
            in_shape: 0,
            in_shape_paragraph: false,
            shape: String::new(),
            is_1904: false,
            style: String::new(),
            wanted: Wanted::Nothing,
            grid: Grid::default(),
            row: 0,
            rows: 1,
            col: 0,
            column: 0,
            cells: Vec::new(),
            open: None,
            aside: 0,
            in_comment: false,
            in_paragraph: false,
            depth: 0,
        }
    }

    fn run(&mut self, source: impl BufRead) -> Result<(), Fault> {
        let mut reader = quick_xml::Reader::from_reader(source);
        let mut buffer = Vec::new();
        loop {
            let event = reader.read_event_into(&mut buffer).map_err(|_| other::DAMAGED.fault())?;
            match event {
                Event::Eof => return Ok(()),
                Event::DocType(_) => {
                    return Err(Fault::not_workbook("it declares entities in its XML, which no spreadsheet program does", ""));
                }
                Event::Start(element) => {
                    self.depth += 1;
                    if self.depth > self.limits.depth {
                        return Err(Fault::too_large(format!("its XML is nested more than {} deep", self.limits.depth)));
                    }
                    self.start(&element)?;
                }
                Event::Empty(element) => {
                    self.start(&element)?;
                    self.end(element.name().as_ref())?;
                }
                Event::End(element) => {
                    self.depth = self.depth.saturating_sub(1);
                    self.end(element.name().as_ref())?;
                }
                Event::Text(text) => self.text(&text.xml10_content())?,
                Event::CData(text) => self.text(&text.xml10_content())?,
                Event::GeneralRef(reference) => self.text(&entity(&reference))?,
                _ => {}
            }
            buffer.clear();
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Fault> {
        if self.in_shape_paragraph && self.shape.len() < 10_000 {
            self.shape.push_str(text);
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        if self.in_comment {
            // Who wrote it and when stand beside its paragraphs.
            if self.in_paragraph {
                open.comment.get_or_insert_default().push_str(text);
            }
        } else if self.aside == 0 && open.paragraphs > 0 {
            open.text.push_str(text);
        }
        Ok(())
    }

    fn start(&mut self, element: &BytesStart) -> Result<(), Fault> {
        let repeated = |name: &str| attribute(element, name).and_then(|n| n.parse::<u32>().ok()).unwrap_or(1).clamp(1, FARTHEST);
        let is_hidden = |flat: &BTreeSet<String>| {
            attribute(element, "visibility").is_some_and(|value| value != "visible")
                || attribute(element, "style-name").is_some_and(|style| flat.contains(&style))
        };
        let is_nought = |name: &str| attribute(element, name).is_some_and(|size| size.starts_with('0') && length(&size) == Some(0.0));
        if element.name().as_ref().starts_with("draw:") && !self.in_comment {
            self.in_shape += 1;
        }
        if self.in_shape > 0 && element.name().as_ref() == "text:p" {
            self.in_shape_paragraph = true;
            if !self.shape.is_empty() {
                self.shape.push(' ');
            }
        }
        match element.name().as_ref() {
            "style:style" => self.style = attribute(element, "name").unwrap_or_default(),
            "style:table-properties" if attribute(element, "display").as_deref() == Some("false") => {
                self.hidden_styles.insert(self.style.clone());
            }
            "style:table-row-properties" if is_nought("row-height") => drop(self.flat_styles.insert(self.style.clone())),
            "style:table-column-properties" if is_nought("column-width") => drop(self.flat_styles.insert(self.style.clone())),
            "style:text-properties" if attribute(element, "text-line-through-style").is_some_and(|style| style != "none") => {
                self.struck_styles.insert(self.style.clone());
            }
            "table:null-date" => self.is_1904 = attribute(element, "date-value").is_some_and(|date| date.starts_with("1904")),
            "table:table-source" => drop(self.links.insert(attribute(element, "href").unwrap_or_default())),
            "table:named-expression" => {
                let text = attribute(element, "expression").unwrap_or_default();
                let text = text.trim_start_matches("of:=").trim_matches(['=', '"']).to_string();
                self.names.push((attribute(element, "name").unwrap_or_default(), text));
            }
            "table:table" if self.open.is_some() => self.aside += 1,
            "table:table" => self.begin_sheet(element)?,
            "table:table-column" if self.wanted != Wanted::Nothing => {
                let columns = repeated("number-columns-repeated");
                let last = self.column.saturating_add(columns - 1).min(FARTHEST);
                if is_hidden(&self.flat_styles)
                    && let Some(sheet) = self.sheets.last_mut()
                {
                    sheet.hidden.columns.push((self.column, last));
                }
                self.column = last.saturating_add(1);
            }
            "table:table-row" if self.open.is_none() => {
                (self.col, self.rows) = (0, repeated("number-rows-repeated"));
                self.cells.clear();
                if is_hidden(&self.flat_styles)
                    && self.wanted != Wanted::Nothing
                    && let Some(sheet) = self.sheets.last_mut()
                {
                    // A hidden stretch below the data, a million rows long, is reported by its first rows only.
                    sheet.hidden.rows.extend(self.row..self.row.saturating_add(self.rows.min(10_000)));
                }
            }
            name @ ("table:table-cell" | "table:covered-table-cell") if self.open.is_none() => {
                self.open = Some(Open {
                    kind: attribute(element, "value-type").unwrap_or_default(),
                    value: ["value", "date-value", "boolean-value", "time-value", "string-value"]
                        .iter()
                        .find_map(|n| attribute(element, n)),
                    has_formula: attribute(element, "formula").is_some(),
                    is_error: element
                        .attributes()
                        .with_checks(false)
                        .flatten()
                        .any(|a| a.key.as_ref() == "calcext:value-type" && a.value == "error"),
                    is_covered: name == "table:covered-table-cell",
                    is_struck: attribute(element, "style-name").is_some_and(|style| self.struck_styles.contains(&style)),
                    spans: (repeated("number-rows-spanned"), repeated("number-columns-spanned")),
                    columns: repeated("number-columns-repeated"),
                    ..Open::default()
                });
                self.aside = 0;
            }
            name => self.start_in_cell(name, element),
        }
        Ok(())
    }

    fn start_in_cell(&mut self, name: &str, element: &BytesStart) {
        let Some(open) = &mut self.open else { return };
        let target = if self.in_comment { open.comment.get_or_insert_default() } else { &mut open.text };
        match name {
            "office:annotation" => self.in_comment = true,
            "text:span"
                if !self.in_comment && attribute(element, "style-name").is_some_and(|style| self.struck_styles.contains(&style)) =>
            {
                open.is_struck = true;
            }
            name if name.starts_with("draw:") || name == "table:shapes" => self.aside += 1,
            _ if self.aside > 0 => {}
            "text:p" if self.in_comment => {
                self.in_paragraph = true;
                if !target.is_empty() {
                    target.push(' ');
                }
            }
            "text:p" => {
                if open.paragraphs > 0 {
                    target.push('\n');
                }
                open.paragraphs += 1;
            }
            "text:s" => {
                let spaces = attribute(element, "c").and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
                target.extend(std::iter::repeat_n(' ', spaces.min(1_000)));
            }
            "text:tab" => target.push('\t'),
            "text:line-break" => target.push('\n'),
            _ => {}
        }
    }

    fn begin_sheet(&mut self, element: &BytesStart) -> Result<(), Fault> {
        let name = attribute(element, "name").unwrap_or_default();
        let visible = attribute(element, "style-name").is_none_or(|style| !self.hidden_styles.contains(&style));
        self.wanted = if self.limits.every_sheet { Wanted::Survey } else { wanted(&name, visible) };
        (self.row, self.column, self.grid) = (0, 0, Grid::default());
        self.sheets.push(SheetRead::unread(&name, visible));
        match self.sheets.len() > self.limits.sheets {
            true => Err(too_many_sheets(self.limits)),
            false => Ok(()),
        }
    }

    /// The end of a shape: what it says is kept with the cell at which it was found.
    fn end_shape(&mut self, name: &str) {
        if name == "text:p" {
            self.in_shape_paragraph = false;
        }
        if name.starts_with("draw:") && !self.in_comment && self.in_shape > 0 {
            self.in_shape -= 1;
            let text = if self.in_shape == 0 { std::mem::take(&mut self.shape) } else { String::new() };
            if !text.trim().is_empty()
                && self.wanted != Wanted::Nothing
                && let Some(sheet) = self.sheets.last_mut()
                && sheet.comments.len() < 1_000
            {
                let (row, col) = if self.open.is_some() { (self.row, self.col) } else { (0, 0) };
                sheet.comments.push(Remark { row, col, text, kind: RemarkKind::TextBox });
            }
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Fault> {
        self.end_shape(name);
        match name {
            "office:annotation" => self.in_comment = false,
            "text:p" => self.in_paragraph = false,
            "table:table" if self.open.is_some() => self.aside = self.aside.saturating_sub(1),
            name if self.open.is_some() && (name.starts_with("draw:") || name == "table:shapes") => {
                self.aside = self.aside.saturating_sub(1)
            }
            "table:table-cell" | "table:covered-table-cell" if self.aside == 0 => self.end_cell()?,
            "table:table-row" if self.open.is_none() => self.end_row()?,
            "table:table" => {
                if let Some(sheet) = self.sheets.last_mut()
                    && self.wanted != Wanted::Nothing
                {
                    sheet.grid = Some(std::mem::take(&mut self.grid));
                }
                self.wanted = Wanted::Nothing;
            }
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), Fault> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let from = self.col;
        self.col = self.col.saturating_add(open.columns).min(FARTHEST);
        if self.wanted == Wanted::Nothing {
            return Ok(());
        }
        if let (Some(text), Some(sheet)) = (&open.comment, self.sheets.last_mut())
            && sheet.comments.len() < 1_000
        {
            sheet.comments.push(Remark { row: self.row, col: from, text: text.clone(), kind: RemarkKind::Note });
        }
        // What a merged cell covers cannot be seen.
        if open.is_covered {
            return Ok(());
        }
        if let Some(sheet) = self.sheets.last_mut()
            && open.spans != (1, 1)
            && sheet.merges.len() < 20_000
        {
            let last = |from: u32, span: u32| from.saturating_add(span - 1).min(FARTHEST);
            sheet.merges.push([self.row, last(self.row, open.spans.0), from, last(from, open.spans.1)]);
        }
        let Some(raw) = value(&open) else { return Ok(()) };
        if let Some(sheet) = self.sheets.last_mut()
            && open.is_struck
            && sheet.comments.len() < 1_000
        {
            sheet.comments.push(Remark { row: self.row, col: from, text: open.text.clone(), kind: RemarkKind::Struck });
        }
        for col in from..self.col.min(16_384) {
            self.cells.push((col, raw.clone()));
            if self.cells.len() > self.limits.columns {
                break;
            }
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Fault> {
        let is_done = self.wanted == Wanted::Nothing || (self.wanted == Wanted::FirstCell && !self.grid.rows.is_empty());
        if !self.cells.is_empty() && !is_done {
            let name = self.sheets.last().map_or("", |sheet| sheet.name.as_str());
            for row in self.row..self.row.saturating_add(self.rows).min(1_048_576) {
                for (col, raw) in &self.cells {
                    self.grid.add(self.budget, name, row, *col, Some(raw.clone()))?;
                }
                if self.wanted == Wanted::FirstCell {
                    break;
                }
            }
        }
        self.row = self.row.saturating_add(self.rows).min(FARTHEST);
        Ok(())
    }
}

/// A length such as "0.5cm" without its unit.
fn length(size: &str) -> Option<f64> {
    size.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').parse().ok()
}

fn value(open: &Open) -> Option<Raw> {
    let value = || open.value.as_deref().unwrap_or("");
    let shown = open.text.trim();
    if open.is_error || (open.has_formula && (shown.starts_with('#') || shown.starts_with("Err:"))) {
        return Some(Raw::Error(if shown.is_empty() { "an error".into() } else { shown.into() }));
    }
    match open.kind.as_str() {
        "float" | "percentage" | "currency" => {
            let raw = value().parse().map_or_else(|_| Raw::Error("a number that cannot be read".into()), number_raw);
            let has_words = shown.chars().filter(|c| c.is_alphabetic()).any(|c| !matches!(c, 'E' | 'e'));
            let is_padded = shown.len() > 1 && shown.starts_with('0') && shown.bytes().all(|b| b.is_ascii_digit());
            Some(match raw {
                Raw::Number(number) if has_words || is_padded => Raw::Shown(number, shown.into()),
                raw => raw,
            })
        }
        "date" => iso_raw(value()).or_else(|| text_raw(&open.text)),
        "boolean" => Some(Raw::Bool(value() == "true")),
        "" if open.has_formula && shown.is_empty() => Some(Raw::Error(UNCALCULATED.into())),
        _ => text_raw(&open.text).or_else(|| text_raw(value())),
    }
}
