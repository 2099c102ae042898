//! Rows whose cells do not fit their columns: made for another sheet, or moved sideways. They are one thing to ask about, not as many as there are
//! cells.

use crate::form::{Column, ColumnKind, Field, Sheet};
use crate::model::{At, Cell, Entry, LineFault, OddLine, unread};
use crate::read::meaning::lines::Lines;
use crate::read::meaning::locate::Headings;
use crate::read::meaning::parse::Parser;
use crate::read::meaning::rows::shown;

/// How far sideways a row is looked for.
const FARTHEST: i32 = 2;
/// The texts that are kept of rows that do not fit.
const MOST_TEXTS: usize = 200;

/// How many cells of a row are what their columns take, and how many are not; only columns that do not take any text tell.
#[derive(Clone, Copy, Default)]
struct Fit {
    fits: usize,
    misfits: usize,
}

fn fit<'a>(cells: impl Iterator<Item = (&'a Column, Entry)>) -> Fit {
    let mut fit = Fit::default();
    for (_, entry) in cells.filter(|(column, _)| tells(column)) {
        match entry {
            Entry::Read(_) | Entry::Doubtful(..) => fit.fits += 1,
            // A ditto mark says nothing of the column in which it stands.
            Entry::Unreadable(why) if *why == *unread::ELSEWHERE => {}
            Entry::Unreadable(_) | Entry::NotListed(_) => fit.misfits += 1,
            _ => {}
        }
    }
    fit
}

fn tells(column: &Column) -> bool {
    matches!(column.kind, ColumnKind::Date | ColumnKind::Number { .. } | ColumnKind::Choice(_))
}

/// What is wrong with a row as a whole, if most of its cells do not fit and would elsewhere; or if none does and the row directly above, with which it
/// was pasted, has a fault that explains it.
pub fn fault<F: Field>(
    lines: &Lines,
    row: u32,
    cells: &[Cell],
    found: &Headings,
    parser: &mut Parser,
    noted: &[OddLine],
) -> Option<LineFault> {
    let here = fit(F::COLUMNS.iter().zip(cells).map(|(column, cell)| (column, cell.entry.clone())));
    let first = found.columns.iter().flatten().copied().min()?;
    let above = noted.last().filter(|above| above.at.sheet == F::SHEET && above.last + 1 == row).map(|above| &above.fault);
    if here.misfits < 2 || here.misfits <= here.fits {
        // A row of a list that was pasted sideways, with too few cells to tell by itself.
        let Some(LineFault::Moved(by)) = above.filter(|_| here.fits == 0 && here.misfits > 0) else { return None };
        let at = At { sheet: F::SHEET, row, col: 0 };
        let places = F::COLUMNS.iter().zip(&found.columns).filter(|(column, _)| tells(column));
        let moved = fit(places.map(|(column, col)| {
            let raw = col.and_then(|col| col.checked_add_signed(-by)).and_then(|col| lines.own(row, col));
            (column, parser.cell(at, raw, column).entry)
        }));
        return (moved.fits > 0 && moved.misfits == 0).then_some(LineFault::Moved(*by));
    }
    let at = At { sheet: F::SHEET, row, col: 0 };
    let mut try_at = |columns: &[Column], place: &dyn Fn(usize) -> Option<u32>| {
        let cells = columns.iter().enumerate().filter(|(_, column)| tells(column));
        fit(cells.map(|(index, column)| (column, parser.cell(at, place(index).and_then(|col| lines.own(row, col)), column).entry)))
    };
    let mut best: Option<(Fit, LineFault)> = None;
    let mut take = |fit: Fit, fault: LineFault| {
        let is_better = best.as_ref().is_none_or(|(other, _)| fit.fits > other.fits);
        if fit.fits >= 3 && fit.fits > here.fits && fit.misfits * 3 <= here.misfits && is_better {
            best = Some((fit, fault));
        }
    };
    for sheet in Sheet::ALL.into_iter().filter(|sheet| *sheet != F::SHEET && *sheet != Sheet::Return) {
        take(try_at(sheet.columns(), &|index| Some(first + index as u32)), LineFault::Of(sheet));
    }
    for by in (-FARTHEST..=FARTHEST).filter(|by| *by != 0) {
        take(try_at(F::COLUMNS, &|index| found.columns[index]?.checked_add_signed(-by)), LineFault::Moved(by));
    }
    best.map(|(_, fault)| fault)
}

/// Notes a row that does not fit, with those directly above that have the same fault.
pub fn note(lines: &Lines, at: At, fault: LineFault, found: &Headings, noted: &mut Vec<OddLine>) {
    let typed = lines.row(at.row).map(|(_, raw)| shown(raw));
    let declared = |col: u32| found.columns.iter().position(|known| *known == Some(col));
    let cells: Vec<(usize, String)> = lines.row(at.row).filter_map(|(col, raw)| Some((declared(col)?, shown(raw)))).collect();
    match noted.last_mut() {
        Some(above) if above.fault == fault && above.at.sheet == at.sheet && above.last + 1 == at.row => {
            above.last = at.row;
            let room = MOST_TEXTS.saturating_sub(above.typed.len());
            above.typed.extend(typed.take(room));
            above.rows.push(cells);
        }
        _ => noted.push(OddLine { at, last: at.row, typed: typed.take(MOST_TEXTS).collect(), rows: vec![cells], fault }),
    }
}
