//! Dates whose day and month may have changed places: what the other cells of their column, or the other end of their period, say of them.
//!
//! Typed month first as text: one that can only be so makes every text of its column that reads both ways doubtful, and so does the other end of a
//! period. Stored month first: a workbook that
//! was once opened in a program set to another country's dates has turned `06/10/2025` into 10 June and left `17/10/2025` a text, since there is no
//! seventeenth month. Then those stored as dates are doubtful, not the texts.

use crate::form::{Column, ColumnKind};
use crate::model::{Cell, Date, DateDoubt, Entry};

/// Normalisations of a date typed as text in figures.
const AS_TEXT: [&str; 2] = ["text as date", "two-digit year"];
/// The normalisation of a date that reads both ways, where another of its column can only be day first.
const SETTLED: &str = "text as date, day first as in the rest of its column";
/// Why a date that reads both ways is doubtful, where another of its column can only be month first: behind the cell of that one.
const LIKE_ITS_COLUMN: &str = "in this column is typed month first, and this can be read both ways";
/// The same, where the other end of its period is doubtful for that.
const LIKE_ITS_OTHER_END: &str = "the other date of the row is typed month first, and this can be read both ways";
/// The longest visit, in days, that a pair of dates is taken for when the other reading makes it longer.
const VISIT: i32 = 31;

/// Marks the doubtful dates in rows of cells, one for each declared column.
pub fn mark(rows: &mut [(u32, Vec<Cell>)], columns: &[Column]) {
    for at in (0..columns.len()).filter(|at| columns[*at].kind == ColumnKind::Date) {
        mark_texts(rows, at);
        mark_stored(rows, at);
    }
    let column = |heading: &str| columns.iter().position(|column| column.heading == heading && column.kind == ColumnKind::Date);
    if let (Some(start), Some(end)) = (column("Start date"), column("End date")) {
        mark_periods(rows, start, end);
        mark_other_ends(rows, start, end);
    }
}

fn mark_texts(rows: &mut [(u32, Vec<Cell>)], at: usize) {
    let proof = rows.iter().find(|(_, cells)| is_month_first(&cells[at])).map(|(_, cells)| cells[at].at.a1());
    let is_settled = rows.iter().any(|(_, cells)| text(&cells[at]).is_some_and(|date| !reads_both_ways(date)));
    for (_, cells) in rows.iter_mut() {
        let cell = &mut cells[at];
        let Some(date) = text(cell).filter(|date| reads_both_ways(*date)) else { continue };
        if let Some(proof) = &proof {
            cell.entry = Entry::doubtful_by(DateDoubt::MonthFirst, Some(date), format!("{proof} {LIKE_ITS_COLUMN}"));
        } else if is_settled {
            cell.normalised.push(SETTLED);
        }
    }
}

/// Dates stored as such that all read both ways, beside texts that all read one way: those were typed alike, and only the former were understood.
fn mark_stored(rows: &mut [(u32, Vec<Cell>)], at: usize) {
    let texts: Vec<Date> = rows.iter().filter_map(|(_, cells)| text(&cells[at])).collect();
    let dates: Vec<Date> = rows.iter().filter_map(|(_, cells)| stored(&cells[at])).collect();
    let is_parted = !texts.is_empty() && texts.iter().all(|date| date.day() > 12) && dates.iter().all(|date| date.day() <= 12);
    if is_parted {
        rows.iter_mut().for_each(|(_, cells)| doubt_stored(&mut cells[at]));
    }
}

/// One end of a visit stored as a date, the other a text that reads one way only: turned round, a visit of months becomes one of days.
fn mark_periods(rows: &mut [(u32, Vec<Cell>)], start: usize, end: usize) {
    for (_, cells) in rows {
        let days = |from: Date, to: Date| (to - from).get_days();
        let (doubtful, long, short) = match (stored(&cells[start]), text(&cells[end]), text(&cells[start]), stored(&cells[end])) {
            (Some(from), Some(to), ..) if to.day() > 12 => (start, days(from, to), turned(from).map(|from| days(from, to))),
            (.., Some(from), Some(to)) if from.day() > 12 => (end, days(from, to), turned(to).map(|to| days(from, to))),
            _ => continue,
        };
        if short.is_some_and(|short| (0..=VISIT).contains(&short)) && !(0..=VISIT).contains(&long) {
            doubt_stored(&mut cells[doubtful]);
        }
    }
}

/// Both ends of a period are typed by one hand: if one is typed month first, the other that reads both ways may be so too.
fn mark_other_ends(rows: &mut [(u32, Vec<Cell>)], start: usize, end: usize) {
    for (_, cells) in rows {
        let doubtful = match (is_month_first(&cells[start]), is_month_first(&cells[end])) {
            (true, false) => end,
            (false, true) => start,
            _ => continue,
        };
        if let Some(date) = text(&cells[doubtful]).filter(|date| reads_both_ways(*date)) {
            cells[doubtful].entry = Entry::doubtful(Some(date), LIKE_ITS_OTHER_END);
        }
    }
}

/// Whether a date can only be month first, or is taken to be so because another of its column can.
fn is_month_first(cell: &Cell) -> bool {
    matches!(&cell.entry, Entry::Doubtful(doubtful) if doubtful.doubt == DateDoubt::MonthFirst)
}

fn doubt_stored(cell: &mut Cell) {
    if let Some(date) = stored(cell).filter(|date| reads_both_ways(*date)) {
        cell.entry = Entry::doubtful_by(DateDoubt::OtherCountry, Some(date), "day and month may have changed places");
    }
}

/// Day and month in each other's place.
fn turned(date: Date) -> Option<Date> {
    Date::new(date.year(), date.day(), date.month()).ok()
}

fn reads_both_ways(date: Date) -> bool {
    date.day() <= 12 && date.day() != date.month()
}

/// The date of a cell in which it is a text in figures.
fn text(cell: &Cell) -> Option<Date> {
    cell.date().filter(|_| cell.normalised.iter().any(|how| AS_TEXT.contains(how)))
}

/// The date of a cell in which it is stored as a date.
fn stored(cell: &Cell) -> Option<Date> {
    cell.date().filter(|_| cell.normalised.is_empty())
}
