//! What one row of Secondees may count for, given what in it is not certain.

use crate::form::{NARROW_ARRANGEMENTS, Sec};
use crate::model::{Basis, Cell, Date, Measure, Record, Settings};

/// The figures a row counts in, in the order of [`Bounds`].
pub(super) const MEASURES: [Measure; 4] =
    [Measure::SecondeesCensus, Measure::SecondeesInYear, Measure::SecondeesNew, Measure::SecondeesEnded];

/// Least and most for each of [`MEASURES`].
pub(super) type Bounds = [(i64, i64); 4];

/// What findings call in question about a row, besides cells that were not read.
#[derive(Debug, Clone, Default)]
pub(super) struct Doubts {
    /// R11: flagged as not on NPM work, yet assigned.
    pub npm: bool,
    /// R01: ends before it starts, so either date may be wrong.
    pub dates: bool,
    /// R10: assigned before the start or after the end, so the secondment may have begun earlier or ended later.
    pub longer: bool,
    /// Y02: the start date that last year's workbook has.
    pub other_start: Option<Date>,
    /// The findings that say so.
    pub findings: Vec<String>,
}

/// Whether something holds: (certainly, possibly).
type Truth = (bool, bool);

const OPEN: Truth = (false, true);

fn all(truths: &[Truth]) -> (i64, i64) {
    (i64::from(truths.iter().all(|t| t.0)), i64::from(truths.iter().all(|t| t.1)))
}

/// A yes or no that a cell must answer: open unless it was read.
fn answers(cell: &Cell, test: impl Fn(&str) -> bool) -> Truth {
    cell.text().map_or(OPEN, |word| (test(word), test(word)))
}

/// What a test says of every date a cell may stand for; `None` is "no date", which only an end date may mean.
fn dated(candidates: Option<&[Option<Date>]>, test: impl Fn(Option<Date>) -> bool) -> Truth {
    candidates.map_or(OPEN, |dates| (dates.iter().all(|d| test(*d)), dates.iter().any(|d| test(*d))))
}

/// Whether a cell that affects the counts was not read.
pub(super) fn is_open(row: &Record<Sec>, field: Sec) -> bool {
    matches!(field, Sec::NpmWork | Sec::Start | Sec::End | Sec::Arrangement) && row.leaves_open(field)
}

/// What a row may count for.
pub(super) fn bounds(row: &Record<Sec>, settings: &Settings, doubts: &Doubts, basis: Basis) -> Bounds {
    let start: Option<Vec<Option<Date>>> = row.date(Sec::Start).filter(|_| !doubts.dates).map(|date| {
        let mut dates = vec![Some(date)];
        dates.extend(doubts.other_start.map(Some));
        dates
    });
    let end: Option<Vec<Option<Date>>> = match row.date(Sec::End) {
        _ if doubts.dates => None,
        Some(date) => Some(vec![Some(date)]),
        None if row.leaves_open(Sec::End) => None,
        None => Some(vec![None]),
    };
    let (start, end) = (start.as_deref(), end.as_deref());
    let npm = if doubts.npm { OPEN } else { answers(row.cell(Sec::NpmWork), |word| word == "Yes") };
    let arrangement = match basis {
        Basis::Broad => (true, true),
        Basis::Narrow => answers(row.cell(Sec::Arrangement), |word| NARROW_ARRANGEMENTS.contains(&word)),
    };
    // A secondment that may be longer than given is possibly there, whatever its dates.
    let reaches = |truth: Truth| (truth.0, truth.1 || doubts.longer);
    let differs = |truth: Truth| if doubts.longer { (false, truth.1) } else { truth };
    let started = reaches(dated(start, |d| d.is_some_and(|d| d <= settings.census)));
    let before = settings.from.yesterday().unwrap_or(settings.from);
    [
        all(&[npm, arrangement, started, reaches(dated(end, |d| d.is_none_or(|d| d >= settings.census)))]),
        all(&[npm, arrangement, started, reaches(dated(end, |d| d.is_none_or(|d| d >= settings.from)))]),
        all(&[npm, arrangement, differs(dated(start, |d| d.is_some_and(|d| settings.in_year(d))))]),
        all(&[npm, arrangement, differs(dated(end, |d| d.is_some_and(|d| d >= before && d < settings.census)))]),
    ]
}
