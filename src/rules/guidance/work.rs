//! What several rules ask about secondees, their work and their answers.

use std::collections::BTreeMap;

use crate::form::{Asg, Sec};
use crate::model::finding::Draft;
use crate::model::{Cell, Date, Entry, Record, Round, Settings, Submission, show_date};
use crate::places::{Placeholder, fold};

/// How many secondees are in post on NPM work at the census date.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Census {
    /// All arrangements.
    pub broad: usize,
    /// Secondments only.
    pub narrow: usize,
    /// Those of whom a date or the NPM work could not be read, or whose dates stand in the wrong order, so that it cannot be told.
    pub unsure: usize,
}

/// Those of these secondees who are in post on NPM work at the census date.
pub fn census<'a>(settings: &Settings, rows: impl IntoIterator<Item = &'a Record<Sec>>) -> Census {
    let mut census = Census::default();
    for row in rows {
        let cells = [row.cell(Sec::NpmWork), row.cell(Sec::Start), row.cell(Sec::End)];
        let is_unread = |cell: &&Cell| !matches!(cell.entry, Entry::Read(_) | Entry::Blank);
        let in_wrong_order = row.date(Sec::Start).zip(row.date(Sec::End)).is_some_and(|(start, end)| end < start);
        if cells.iter().any(is_unread) || cells[..2].iter().any(|cell| cell.is_blank()) || in_wrong_order {
            census.unsure += 1;
        } else if row.counts_at_census(settings) {
            census.broad += 1;
            census.narrow += usize::from(row.is_narrow());
        }
    }
    census
}

/// Secondees on NPM work, or of whom that could not be read.
pub fn on_npm_work(submission: &Submission) -> impl Iterator<Item = &Record<Sec>> {
    submission.secondees.iter().filter(|row| !row.is(Sec::NpmWork, "No"))
}

/// Of those, who was in post at some time in the year.
pub fn in_year<'a>(settings: &'a Settings, submission: &'a Submission) -> impl Iterator<Item = &'a Record<Sec>> {
    on_npm_work(submission).filter(|row| row.in_year(settings))
}

/// Of those, who is new in the year.
pub fn new_in_year<'a>(settings: &'a Settings, submission: &'a Submission) -> impl Iterator<Item = &'a Record<Sec>> {
    on_npm_work(submission).filter(|row| row.is_new(settings))
}

/// How a secondee is spoken of.
pub fn who(row: &Record<Sec>) -> String {
    row.called("secondee", Sec::Name, Sec::Ref)
}

/// A finding at a field of a secondee. A row without a reference is told from others by the name.
pub fn draft(submission: &Submission, row: &Record<Sec>, field: Sec, message: String) -> Draft {
    let reference = row.text(Sec::Ref).unwrap_or("");
    let draft = Draft::at(submission, row.cell(field)).person(&submission.member, reference).says(message);
    if reference.is_empty() { draft.key(fold(row.text(Sec::Name).unwrap_or(""))) } else { draft }
}

/// Whether an answer is blank or as good as blank.
pub fn says_nothing(cell: &Cell) -> bool {
    cell.is_blank() || cell.text().is_some_and(|text| Placeholder::of(text).is_some())
}

/// The words of a text, in small letters and without punctuation.
pub fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(String::from).collect()
}

/// A text on one line, cut where it is long.
pub fn one_line(text: &str) -> String {
    const LONGEST: usize = 120;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST { line } else { line.chars().take(LONGEST).chain(['…']).collect() }
}

/// The day that lies some months before another; the earliest day there is if that is out of range.
pub fn months_before(day: Date, months: i32) -> Date {
    day.checked_sub(jiff::Span::new().months(months)).unwrap_or(Date::MIN)
}

/// The first NPM work of each secondee of a return in the year, by the secondee's row; training is no such work.
pub fn first_assignments<'a>(round: &'a Round, own: &Submission) -> BTreeMap<u32, (&'a Submission, &'a Record<Asg>)> {
    let mut first: BTreeMap<u32, (&Submission, &Record<Asg>)> = BTreeMap::new();
    for (row, submission, assignment) in round.work_of_secondees(own) {
        let Some(start) = assignment.date(Asg::Start).filter(|start| round.settings.in_year(*start)) else { continue };
        let is_earlier = first.get(&row.row).is_none_or(|(_, other)| other.date(Asg::Start).is_some_and(|day| start < day));
        if is_earlier && !assignment.is(Asg::Activity, "Training") {
            first.insert(row.row, (submission, assignment));
        }
    }
    first
}

/// The finding that something was done only after the first NPM work in the year, if it was.
pub fn after_first(
    submission: &Submission,
    row: &Record<Sec>,
    field: Sec,
    first: &(&Submission, &Record<Asg>),
    done: &str,
) -> Option<Draft> {
    let (day, work) = (row.date(field)?, first.1.date(Asg::Start)?);
    let message = format!("{} was {done} on {}, after work began on {}", who(row), show_date(day), show_date(work));
    (day > work).then(|| draft(submission, row, field, message).because(first.0, first.1.cell(Asg::Start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_without_case_and_punctuation() {
        assert_eq!(words("Two posts, ended."), words("two  POSTS ended"));
        assert_eq!(months_before(jiff::civil::date(2026, 3, 31), 1), jiff::civil::date(2026, 2, 28));
    }
}
