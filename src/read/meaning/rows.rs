//! The rows below the headings: which are entries, and which are headings once more, totals, or notes that somebody typed below the table.
//! What is not an entry is kept and shown (F10), so that nothing typed is lost.

use crate::form::{Column, Field, Kind};
use crate::model::{Aside, At, Record, a1};
use crate::places::fold;
use crate::read::contents::{Contents, Wanted, wanted};
use crate::read::format::grid::{Grid, Raw};
use crate::read::meaning::locate::Headings;
use crate::read::meaning::month_first;
use crate::read::meaning::parse::Parser;
use crate::read::meaning::submission::absent;

/// Words that begin a row of totals.
const TOTALS: [&str; 9] = ["total", "totals", "subtotal", "sub-total", "sub total", "grand total", "sum", "count", "average"];
/// Words that begin a note.
const NOTES: [&str; 13] =
    ["note", "notes", "nb", "please", "source", "key", "see", "completed by", "prepared by", "end of", "continued", "example", "guidance"];

/// The rows of a sheet as records; what is no entry is added to `asides`.
pub fn read_rows<F: Field>(name: &str, grid: &Grid, found: &Headings, parser: &mut Parser, asides: &mut Vec<Aside>) -> Vec<Record<F>> {
    let mut rows = Vec::new();
    for row in grid.rows.range(found.row + 1..).map(|(row, _)| *row) {
        match line(grid, row, found, F::COLUMNS) {
            Line::Nothing => continue,
            Line::Aside(col, what) => {
                let text = grid.rows[&row].iter().map(|(_, raw)| shown(raw)).collect::<Vec<_>>().join(" ");
                asides.push(Aside { sheet: name.into(), cell: a1(row, col), what, text });
                continue;
            }
            Line::Entry => {}
        }
        let cells = F::COLUMNS.iter().zip(&found.columns).map(|(column, col)| match col {
            Some(col) => parser.cell(At { sheet: F::SHEET, row, col: *col }, grid.get(row, *col), column),
            None => absent(At { sheet: F::SHEET, row, col: 0 }),
        });
        rows.push((row, cells.collect()));
    }
    month_first::mark(&mut rows, F::COLUMNS);
    rows.into_iter().map(|(row, cells)| Record::new(row, cells)).collect()
}

enum Line {
    Entry,
    Nothing,
    Aside(u32, &'static str),
}

fn line(grid: &Grid, row: u32, found: &Headings, columns: &[Column]) -> Line {
    let filled: Vec<(&Column, u32, &Raw)> =
        columns.iter().zip(&found.columns).filter_map(|(column, col)| Some((column, (*col)?, grid.get(row, (*col)?)?))).collect();
    let Some((column, col, first)) = filled.first().copied() else {
        // Nothing under any heading: text beside or below the table is a note.
        let beside = grid.rows[&row].iter().find(|(col, raw)| matches!(raw, Raw::Text(_)) && grid.get(found.row, *col).is_none());
        return beside.map_or(Line::Nothing, |(col, _)| Line::Aside(*col, "note"));
    };
    // The heading row once more, as when two lists are pasted together, is no row of data.
    let is_heading = |(column, _, raw): &(&Column, u32, &Raw)| matches!(raw, Raw::Text(text) if may_be(text, column.heading) && fold(text) == fold(column.heading));
    if filled.iter().filter(|cell| is_heading(cell)).count() >= filled.len().min(2) {
        return Line::Nothing;
    }
    let in_reference = column.kind == Kind::Reference && col == found.columns[0].unwrap_or(u32::MAX);
    match first {
        Raw::Text(text) if is_total(text) => Line::Aside(col, "total"),
        Raw::Text(text) if filled.len() == 1 && is_note(text, in_reference) => Line::Aside(col, "note"),
        // A figure alone, without anything that says whose: a sum below its column.
        Raw::Number(_) if filled.len() == 1 && matches!(column.kind, Kind::Number { .. }) => Line::Aside(col, "total"),
        _ => Line::Entry,
    }
}

/// Whether a text may be a heading: said quickly of most cells, which begin otherwise.
fn may_be(text: &str, heading: &str) -> bool {
    let first = |text: &str| text.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase());
    first(text) == first(heading)
}

fn is_total(text: &str) -> bool {
    if !["t", "s", "g", "c", "a", "n"].iter().any(|first| may_be(text, first)) {
        return false;
    }
    let folded = fold(text);
    let start = folded.split([':', '=', '(']).next().unwrap_or("").trim();
    TOTALS.contains(&start) || (start.starts_with("total ") && start.split(' ').count() <= 6) || start.starts_with("number of ")
}

fn is_note(text: &str, in_reference: bool) -> bool {
    let folded = fold(text);
    let begins = |word: &str| folded.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ':', '-', ',']));
    let words = folded.split(' ').count();
    folded.starts_with(['*', '†', '-', '(']) || NOTES.iter().any(|word| begins(word)) || words >= 6 || (in_reference && words >= 3)
}

fn shown(raw: &Raw) -> String {
    match raw {
        Raw::Text(text) | Raw::Error(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Raw::Number(number) => format!("{number}"),
        Raw::Date(date) => crate::model::show_date(*date),
        Raw::Bool(is) => if *is { "TRUE" } else { "FALSE" }.into(),
    }
}

/// The comments on cells of the survey. Notes of the older kind in a queries workbook are those it was sent with.
pub fn comments(book: &Contents) -> Vec<Aside> {
    let is_queries = book.sheets.iter().any(|sheet| wanted(&sheet.name, true) == Wanted::Queries);
    let mut asides = Vec::new();
    for sheet in book.sheets.iter().filter(|sheet| wanted(&sheet.name, true) == Wanted::Survey) {
        for remark in sheet.comments.iter().filter(|remark| remark.threaded || !is_queries) {
            let text = remark.text.split_whitespace().collect::<Vec<_>>().join(" ");
            asides.push(Aside { sheet: sheet.name.clone(), cell: a1(remark.row, remark.col), what: "comment", text });
        }
    }
    asides
}
