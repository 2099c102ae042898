//! Finds the heading row of a sheet and which column is which, wherever they are and in whatever order.

use crate::form::{Column, Need, Sheet};
use crate::model::{At, Layout};
use crate::places::fold;
use crate::read::format::grid::{Grid, Raw};

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

/// How many headings of a sheet stand in one row of a grid, at most.
pub fn headings(sheet: Sheet, grid: &Grid) -> usize {
    let declared: Vec<String> = sheet.columns().iter().map(|column| heading(column.heading)).collect();
    let is_heading = |raw: &Raw| matches!(raw, Raw::Text(text) if declared.contains(&heading(text)));
    grid.rows.values().take(DEEPEST).map(|cells| cells.iter().filter(|(_, raw)| is_heading(raw)).count()).max().unwrap_or(0)
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
    let joined = join_rows(grid, row, &declared);
    let (row, cells) = joined.as_ref().map_or((row, &grid.rows[&row]), |(row, cells)| (*row, cells));
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

/// Headings that stand over two rows, some in each or one cut between them, as one row; `None` if they do not. The lower of the two rows is the
/// heading row, below which the entries begin.
fn join_rows(grid: &Grid, row: u32, declared: &[String]) -> Option<(u32, Vec<(u32, Raw)>)> {
    let text = |row: u32, col: u32| match grid.get(row, col) {
        Some(Raw::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let known = |text: &str| declared.contains(&heading(text));
    let found: Vec<String> = grid.rows[&row].iter().filter_map(|(col, _)| text(row, *col)).map(heading).collect();
    for (above, below) in [(row.checked_sub(1), Some(row)), (Some(row), row.checked_add(1))] {
        let (Some(above), Some(below)) = (above, below) else { continue };
        let other = if above == row { below } else { above };
        let Some(beside) = grid.rows.get(&other) else { continue };
        let mut cells = grid.rows[&row].clone();
        let mut is_joined = false;
        for (col, _) in beside {
            let Some(here) = text(other, *col).filter(|_| text(row, *col).is_none_or(|text| !known(text))) else { continue };
            let both = format!("{} {}", text(above, *col).unwrap_or(""), text(below, *col).unwrap_or(""));
            let Some(name) = [both.trim(), here].into_iter().find(|name| known(name) && !found.contains(&heading(name))) else { continue };
            is_joined = true;
            cells.retain(|(at, _)| at != col);
            cells.push((*col, Raw::Text(name.into())));
        }
        if is_joined {
            cells.sort_by_key(|(col, _)| *col);
            return Some((below, cells));
        }
    }
    None
}

fn required(sheet: Sheet) -> impl Iterator<Item = &'static Column> {
    sheet.columns().iter().filter(|column| column.need == Need::Required)
}
