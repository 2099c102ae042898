//! Workbooks whose dates are all four years and a day off: they were copied between the two calendars of spreadsheets, which count the days from 1900
//! and from 1904.

use jiff::ToSpan;

use crate::form::{Asg, Field, Question};
use crate::model::{Answers, Cell, Date, DateDoubt, Entry, Record, Settings};

/// The days between the two calendars.
const BETWEEN: i32 = 1_462;

/// By how many days the dates of a return are off, if they all are.
fn off(answers: &Answers, assignments: &[Record<Asg>], settings: &Settings) -> Option<i32> {
    let stored = |cell: &Cell| cell.date().filter(|_| cell.normalised.is_empty());
    let dates: Vec<Date> = assignments.iter().flat_map(|row| [row.cell(Asg::Start), row.cell(Asg::End)]).filter_map(stored).collect();
    let census = stored(answers.cell(Question::Census));
    [BETWEEN, -BETWEEN].into_iter().find(|days| {
        let moved = |date: &Date| moved(*date, *days);
        let is_census = census.as_ref().and_then(moved) == Some(settings.census);
        let is_year = !dates.is_empty()
            && dates.iter().all(|date| !settings.in_year(*date) && moved(date).is_some_and(|date| settings.in_year(date)));
        // The census date alone may be one that somebody typed; dates alone may be of another year, if they are few.
        (is_census && (dates.is_empty() || is_year)) || (is_year && dates.len() >= 4)
    })
}

fn moved(date: Date, days: i32) -> Option<Date> {
    date.checked_add(days.days()).ok()
}

/// Marks every stored date of a return whose dates are all off: answers, and the rows of each sheet.
pub fn mark<A: Field, B: Field>(
    answers: &mut Answers,
    secondees: &mut [Record<A>],
    staff: &mut [Record<B>],
    assignments: &mut [Record<Asg>],
    settings: &Settings,
) {
    let Some(days) = off(answers, assignments, settings) else { return };
    let is_whole = answers.date(Question::Census).is_some_and(|census| moved(census, days) == Some(settings.census));
    let doubt = |cell: &mut Cell| {
        if let Some(date) = cell.date().filter(|_| cell.normalised.is_empty()) {
            cell.entry = Entry::doubtful_by(DateDoubt::OtherCalendar, moved(date, days), "all dates are 1,462 days off");
        }
    };
    if is_whole {
        answers.cells_mut().for_each(doubt);
        secondees.iter_mut().flat_map(Record::cells_mut).for_each(doubt);
        staff.iter_mut().flat_map(Record::cells_mut).for_each(doubt);
    }
    assignments.iter_mut().flat_map(Record::cells_mut).for_each(doubt);
}
