//! Finds the heading row of a sheet and which column is which, wherever they are and in whatever order.

use super::grid::{Grid, Raw};
use crate::form::{Column, Need, Sheet};
use crate::model::{At, Layout};
use crate::places::fold;

/// How far down headings are looked for.
const DEEPEST: usize = 60;
/// How like a declared heading a typed one must be to be taken for it, and be reported (F10).
const LIKE: f64 = 0.85;

/// Where a sheet's headings are.
#[derive(Debug)]
pub struct Headings {
    /// The heading row, counted from 0.
    pub row: u32,
    /// For each declared column, the column it stands in.
    pub columns: Vec<Option<u32>>,
}

fn heading(text: &str) -> String {
    let folded = fold(text.trim().trim_end_matches("(R)").trim_end_matches("(N)"));
    folded.trim_end_matches(['*', ':', '?', ' ']).to_string()
}

/// Finds the headings of a sheet and notes in `layout` what is missing, renamed or extra. `None` if there are none at all; then every column is
/// noted as missing.
pub fn locate(sheet: Sheet, grid: &Grid, layout: &mut Layout) -> Option<Headings> {
    let declared: Vec<String> = sheet.columns().iter().map(|column| heading(column.heading)).collect();
    let matches =
        |cells: &[(u32, Raw)]| cells.iter().filter(|(_, raw)| matches!(raw, Raw::Text(text) if declared.contains(&heading(text)))).count();
    let mut best: Option<(usize, u32)> = None;
    for (row, cells) in grid.rows.iter().take(DEEPEST) {
        let count = matches(cells);
        if count >= 2 && best.is_none_or(|(most, _)| count > most) {
            best = Some((count, *row));
        }
    }
    let Some((_, row)) = best else {
        let at = At { sheet, row: 0, col: 0 };
        layout.missing_columns.extend(required(sheet).map(|column| (at, column.heading)));
        return None;
    };
    let cells = &grid.rows[&row];
    let mut columns: Vec<Option<u32>> = vec![None; declared.len()];
    let mut others = Vec::new();
    for (col, raw) in cells {
        let Raw::Text(text) = raw else { continue };
        if sheet.live_columns().iter().any(|live| heading(live) == heading(text)) {
            continue;
        }
        match declared.iter().position(|name| *name == heading(text)) {
            Some(at) if columns[at].is_none() => columns[at] = Some(*col),
            _ => others.push((*col, text)),
        }
    }
    for (col, text) in others {
        let at = At { sheet, row, col };
        let nearest = (0..declared.len())
            .filter(|at| columns[*at].is_none())
            .map(|at| (strsim::normalized_damerau_levenshtein(&declared[at], &heading(text)), at))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match nearest {
            Some((score, declared_at)) if score >= LIKE => {
                columns[declared_at] = Some(col);
                layout.renamed.push((at, text.trim().to_string(), sheet.columns()[declared_at].heading));
            }
            // A column without anything below its heading, as a query form's own columns, does no harm; one with data may hold an answer.
            _ => layout.extra_columns.push((at, text.trim().to_string())),
        }
    }
    let first = cells.first().map_or(0, |(col, _)| *col);
    for (column, found) in sheet.columns().iter().zip(&columns) {
        if found.is_none() && !column.may_be_missing() && !(sheet == Sheet::Return && matches!(column.heading, "Question" | "Notes")) {
            layout.missing_columns.push((At { sheet, row, col: first }, column.heading));
        }
    }
    Some(Headings { row, columns })
}

fn required(sheet: Sheet) -> impl Iterator<Item = &'static Column> {
    sheet.columns().iter().filter(|column| column.need == Need::Required)
}
