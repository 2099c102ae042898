//! The rows below the headings: which are entries, and which are headings once more, totals, or notes that somebody typed below the table.
//! What is not an entry is kept and shown (F10), so that nothing typed is lost.

use crate::form::{Column, ColumnKind, Field, Need};
use crate::model::{Aside, At, Cell, Entry, Layout, LineFault, Normalisations, OddLine, Record, a1, unread};
use crate::places::fold;
use crate::read::contents::{Contents, RemarkKind, Wanted, wanted};
use crate::read::format::grid::Raw;
use crate::read::meaning::lines::Lines;
use crate::read::meaning::locate::Headings;
use crate::read::meaning::misfit;
use crate::read::meaning::month_first;
use crate::read::meaning::parse::Parser;
use crate::read::meaning::submission::absent;

/// Words that begin a row of totals.
const TOTALS: [&str; 9] = ["total", "totals", "subtotal", "sub-total", "sub total", "grand total", "sum", "count", "average"];
/// Words that begin a note.
const NOTES: [&str; 13] =
    ["note", "notes", "nb", "please", "source", "key", "see", "completed by", "prepared by", "end of", "continued", "example", "guidance"];

/// A row of the table, with what its continuation below adds to it.
struct Line {
    row: u32,
    /// The last row that belongs to it.
    last: u32,
    /// For each declared column the row it was typed in and what is seen.
    cells: Vec<Option<(u32, Raw)>>,
}

/// The rows of a sheet as records. What is no entry, or lies beside one, is added to the layout and shown.
pub fn read_rows<F: Field>(name: &str, lines: &Lines, found: &Headings, parser: &mut Parser, layout: &mut Layout) -> Vec<Record<F>> {
    let mut entries: Vec<Line> = Vec::new();
    for row in lines.grid.rows.range(found.row + 1..).map(|(row, _)| *row) {
        let above = entries.last_mut().filter(|above| above.last + 1 == row);
        let is_below = above.is_some();
        if let Some(above) = above
            && let Some(more) = continuation::<F>(lines, row, found)
        {
            layout.odd_lines.push(continues::<F>(row, above, &more, found));
            join::<F>(above, row, more);
            note_text_beside(name, lines, row, found, &mut layout.asides);
            continue;
        }
        match kind(lines, row, found, F::COLUMNS, is_below) {
            RowSort::Nothing => continue,
            RowSort::Aside(col, what) => {
                let text = lines.row(row).map(|(_, raw)| shown(raw)).collect::<Vec<_>>().join(" ");
                layout.asides.push(Aside { sheet: name.into(), cell: a1(row, col), what, text });
            }
            RowSort::Entry => {
                let seen = |col: &Option<u32>| col.and_then(|col| lines.get(row, col)).map(|raw| (row, raw.clone()));
                entries.push(Line { row, last: row, cells: found.columns.iter().map(seen).collect() });
            }
        }
    }
    let mut rows = Vec::new();
    for entry in entries {
        let cells = F::COLUMNS.iter().zip(&found.columns).zip(&entry.cells).map(|((column, col), seen)| match col {
            Some(col) => {
                let row = seen.as_ref().map_or(entry.row, |(row, _)| *row);
                if let Some(merged) = merged(lines, At { sheet: F::SHEET, row, col: *col }, column, found) {
                    return merged;
                }
                parser.cell(At { sheet: F::SHEET, row, col: *col }, seen.as_ref().map(|(_, raw)| raw), column)
            }
            None => absent(At { sheet: F::SHEET, row: entry.row, col: 0 }),
        });
        let cells: Vec<Cell> = cells.collect();
        match misfit::fault::<F>(lines, entry.row, &cells, found, parser, &layout.odd_lines) {
            Some(fault) => {
                let col = lines.row(entry.row).next().map_or(0, |(col, _)| col);
                misfit::note(lines, At { sheet: F::SHEET, row: entry.row, col }, fault, found, &mut layout.odd_lines);
            }
            None => {
                note_text_beside(name, lines, entry.row, found, &mut layout.asides);
                rows.push((entry.row, cells));
            }
        }
    }
    month_first::mark(&mut rows, F::COLUMNS);
    rows.into_iter().map(|(row, cells)| Record::new(row, cells)).collect()
}

/// A cell that another column's value is shown over, the two being merged: which of the columns it answers cannot be told. Asked about at the first of
/// the columns that it covers; the others are taken as not there. `None` of any other cell, and of one in which nothing need stand.
fn merged(lines: &Lines, at: At, column: &Column, found: &Headings) -> Option<Cell> {
    let (left, raw) = lines.beside(at.row, at.col)?;
    let is_answer = column.kind != ColumnKind::Text || column.need == Need::Required;
    let is_first = !found.columns.iter().flatten().any(|col| left < *col && *col < at.col);
    (is_answer && found.columns.contains(&Some(left))).then(|| match is_first {
        true => {
            Cell { at, typed: shown(raw).into(), entry: Entry::Unreadable(unread::MERGED.into()), normalised: Normalisations::default() }
        }
        false => absent(at),
    })
}

/// The most cells that a row without a reference and a name has if it continues the one above.
const FEW: usize = 3;

/// The cells of a row that continues the one above: it has neither a reference nor a name of its own, and a few cells only. `None` if it is none.
fn continuation<'a, F: Field>(lines: &Lines<'a>, row: u32, found: &Headings) -> Option<Vec<(usize, &'a Raw)>> {
    let own = |at: usize| found.columns[at].and_then(|col| lines.own(row, col));
    let names = |column: &Column| column.kind == ColumnKind::Reference || column.heading == "Full name";
    if F::COLUMNS.iter().enumerate().any(|(at, column)| names(column) && own(at).is_some()) || found.columns[0].is_none() {
        return None;
    }
    let more: Vec<(usize, &Raw)> = (0..F::COLUMNS.len()).filter_map(|at| Some((at, own(at)?))).collect();
    let is_place = |at: usize| matches!(F::COLUMNS[at].kind, ColumnKind::Place | ColumnKind::Places);
    let is_aside = match more.as_slice() {
        [(at, Raw::Text(text))] => is_total(text) || begins_note(text) || (!is_place(*at) && is_note(text, false)),
        [(at, Raw::Number(_) | Raw::Shown(..))] => matches!(F::COLUMNS[*at].kind, ColumnKind::Number { .. }),
        [(_, Raw::Text(text)), ..] => is_total(text),
        _ => false,
    };
    let is_heading = more.iter().any(|(at, raw)| matches!(raw, Raw::Text(text) if fold(text) == fold(F::COLUMNS[*at].heading)));
    ((1..=FEW).contains(&more.len()) && !is_aside && !is_heading).then_some(more)
}

/// What is said of a row that continues the one above.
fn continues<F: Field>(row: u32, above: &Line, more: &[(usize, &Raw)], found: &Headings) -> OddLine {
    let reference = above.cells[0].as_ref().map_or_else(String::new, |(_, raw)| shown(raw));
    let col = more.iter().filter_map(|(at, _)| found.columns[*at]).min().unwrap_or(0);
    let cells: Vec<(&'static str, String)> = more.iter().map(|(at, raw)| (F::COLUMNS[*at].heading, shown(raw))).collect();
    let typed = cells.iter().map(|(_, text)| text.clone()).collect();
    OddLine { at: At { sheet: F::SHEET, row, col }, last: row, typed, rows: Vec::new(), fault: LineFault::Continues(reference, cells) }
}

/// Adds the cells of a continuation to the row above: places and words go behind those there, anything else stands where the cell above is blank.
fn join<F: Field>(above: &mut Line, row: u32, more: Vec<(usize, &Raw)>) {
    above.last = row;
    for (at, raw) in more {
        let between = match F::COLUMNS[at].kind {
            ColumnKind::Place | ColumnKind::Places => "; ",
            _ => " ",
        };
        let is_words = matches!(F::COLUMNS[at].kind, ColumnKind::Place | ColumnKind::Places | ColumnKind::Text);
        match &mut above.cells[at] {
            none @ None => *none = Some((row, raw.clone())),
            Some((_, seen)) if is_words => *seen = Raw::Text(format!("{}{between}{}", shown(seen), shown(raw))),
            // A second date or number is shown in the finding; the first is what the row says.
            Some(_) => {}
        }
    }
}

/// Text beside an entry, in a column without a heading.
pub fn note_text_beside(name: &str, lines: &Lines, row: u32, found: &Headings, asides: &mut Vec<Aside>) {
    let outside = |col: &u32| !found.columns.contains(&Some(*col)) && lines.grid.get(found.row, *col).is_none();
    let cells: Vec<(u32, &Raw)> = lines.row(row).filter(|(col, raw)| outside(col) && matches!(raw, Raw::Text(_))).collect();
    if let Some((col, _)) = cells.first() {
        let text = cells.iter().map(|(_, raw)| shown(raw)).collect::<Vec<_>>().join(" ");
        asides.push(Aside { sheet: name.into(), cell: a1(row, *col), what: "beside", text });
    }
}

enum RowSort {
    Entry,
    Nothing,
    Aside(u32, &'static str),
}

fn kind(lines: &Lines, row: u32, found: &Headings, columns: &[Column], is_below: bool) -> RowSort {
    let filled: Vec<(&Column, u32, &Raw)> =
        columns.iter().zip(&found.columns).filter_map(|(column, col)| Some((column, (*col)?, lines.own(row, (*col)?)?))).collect();
    let Some((column, col, first)) = filled.first().copied() else {
        // Nothing under any heading: text beside or below the table is a note.
        let beside = lines.row(row).find(|(col, raw)| matches!(raw, Raw::Text(_)) && lines.grid.get(found.row, *col).is_none());
        return beside.map_or(RowSort::Nothing, |(col, _)| RowSort::Aside(col, "note"));
    };
    // The heading row once more, as when two lists are pasted together, is no row of data.
    let is_heading = |(column, _, raw): &(&Column, u32, &Raw)| matches!(raw, Raw::Text(text) if may_be(text, column.heading) && fold(text) == fold(column.heading));
    if filled.iter().filter(|cell| is_heading(cell)).count() >= filled.len().min(2) {
        return RowSort::Nothing;
    }
    let in_reference = column.kind == ColumnKind::Reference && col == found.columns[0].unwrap_or(u32::MAX);
    let may_continue = is_below && matches!(column.kind, ColumnKind::Place | ColumnKind::Places);
    match first {
        Raw::Text(text) if is_total(text) => RowSort::Aside(col, "total"),
        Raw::Text(text) if filled.len() == 1 && is_note(text, in_reference) && !may_continue => RowSort::Aside(col, "note"),
        // A figure alone, without anything that says whose: a sum below its column.
        Raw::Number(_) if filled.len() == 1 && matches!(column.kind, ColumnKind::Number { .. }) => RowSort::Aside(col, "total"),
        _ => RowSort::Entry,
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

/// Whether a text begins as notes do.
fn begins_note(text: &str) -> bool {
    let folded = fold(text);
    let begins = |word: &str| folded.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ':', '-', ',']));
    folded.starts_with(['*', '†', '-', '(']) || NOTES.iter().any(|word| begins(word))
}

fn is_note(text: &str, in_reference: bool) -> bool {
    let words = fold(text).split(' ').count();
    begins_note(text) || words >= 6 || (in_reference && (words >= 3 || is_heading_of_rows(text)))
}

/// Whether what stands alone under a reference heads the rows below it, as "North team" does, rather than being a reference: those have a figure in
/// them, or are as short as initials.
fn is_heading_of_rows(text: &str) -> bool {
    !text.contains(|c: char| c.is_ascii_digit()) && text.chars().filter(|c| c.is_alphabetic()).count() > 4
}

/// A cell as text on one line.
pub fn shown(raw: &Raw) -> String {
    match raw {
        Raw::Text(text) | Raw::Error(text) | Raw::Shown(_, text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Raw::Number(number) => format!("{number}"),
        Raw::Date(date) => crate::model::show_date(*date),
        Raw::Bool(is) => if *is { "TRUE" } else { "FALSE" }.into(),
    }
}

/// The comments on cells of the survey, text boxes over its sheets, and what is struck through, one for each row. Notes of the older kind in a queries
/// workbook are those it was sent with.
pub fn comments(book: &Contents) -> Vec<Aside> {
    let is_queries = book.sheets.iter().any(|sheet| wanted(&sheet.name, true) == Wanted::Queries);
    let mut asides: Vec<Aside> = Vec::new();
    for sheet in book.sheets.iter().filter(|sheet| wanted(&sheet.name, true) == Wanted::Survey) {
        let mut struck: Option<u32> = None;
        for remark in sheet.comments.iter().filter(|remark| remark.kind != RemarkKind::Note || !is_queries) {
            let text = remark.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let what = match remark.kind {
                RemarkKind::Note | RemarkKind::Conversation => "comment",
                RemarkKind::TextBox => "text box",
                RemarkKind::Struck => "struck",
            };
            if remark.kind == RemarkKind::Struck
                && struck.replace(remark.row) == Some(remark.row)
                && let Some(same) = asides.last_mut()
            {
                same.text = format!("{}, {text}", same.text);
                continue;
            }
            asides.push(Aside { sheet: sheet.name.clone(), cell: a1(remark.row, remark.col), what, text });
        }
    }
    asides
}
