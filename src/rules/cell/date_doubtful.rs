//! E04: a date that is ambiguous or implausible.

use std::collections::BTreeMap;

use jiff::Span;

use super::walk::{Seen, called, cells, draft, listed, with_example};
use crate::form::{Question, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Date, DateDoubt, Entry, Settings, Submission, show_date};
use crate::rules::{Check, Context, CountDoubt, Edit, Example, FiguresDepend, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "E04",
    name: "date_doubtful",
    paragraph: None,
    severity: Severity::Query,
    fault: "A date can be read two ways, or cannot be meant.",
    expected: "A date typed day first, that can have happened.",
    fix: "Type the date as day/month/year; check the year.",
    right: "05/06/2025.",
    needs: &[],
    handling: Handling {
        is_about_typing: true,
        figures_depend: FiguresDepend::InCountedColumns,
        count_doubt: CountDoubt::Cell,
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Start date", "03/06/2024")],
    examples: &[
        Example {
            shows: "a date typed month first",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Start date", "06/30/2024")],
            fires: &[("HMIP", "Secondees", "S01", "Start date")],
        },
        Example {
            shows: "a supervision in the future",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Last supervision date", "10/02/2027")],
            fires: &[("HMIP", "Secondees", "S01", "Last supervision date")],
        },
        Example {
            shows: "a return completed before the day it speaks of",
            changes: &[Edit::Set("HMIP", Sheet::Return, "R07", "Answer", "24/04/2025")],
            fires: &[("HMIP", "Return", "R07", "Answer")],
        },
        Example {
            shows: "a return completed in another century",
            changes: &[Edit::Set("HMIP", Sheet::Return, "R07", "Answer", "24/04/2062")],
            fires: &[("HMIP", "Return", "R07", "Answer")],
        },
        Example {
            shows: "a return answered again after the as-at date, with a supervision held since",
            changes: &[
                Edit::Set("HMIP", Sheet::Return, "R07", "Answer", "20/07/2026"),
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Last supervision date", "18/07/2026"),
            ],
            fires: &[],
        },
        Example {
            shows: "an end date in the future",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "End date", "31/05/2027")],
            fires: &[],
        },
    ],
};

/// A return is completed no earlier than so many months before the census date: it speaks of that day.
const MONTHS_BEFORE: i32 = 6;
/// And no later than so many years after the census date or the as-at date of the round, whichever is later: queries are answered late, and a
/// date beyond as_at is the coordinator's to look at, who is told of it.
const YEARS_AFTER: i32 = 2;

/// The days between which the date completed can lie.
fn plausible(settings: &Settings) -> (Date, Date) {
    let first = settings.census.checked_sub(Span::new().months(MONTHS_BEFORE)).unwrap_or(Date::MIN);
    let last = settings.census.max(settings.as_at).checked_add(Span::new().years(YEARS_AFTER)).unwrap_or(Date::MAX);
    (first, last)
}

/// The last day that has passed, as far as the return and the round can tell: the day the return was completed, if that can be, or the as-at
/// date. What was done since the audit, in answer to a query, is thus no date in the future.
fn today(settings: &Settings, submission: &Submission) -> Date {
    let (first, last) = plausible(settings);
    let completed = submission.answers.cell(Question::Completed).date().filter(|day| (first..=last).contains(day));
    completed.map_or(settings.as_at, |day| day.max(settings.as_at))
}

/// What is wrong with the date on which the return was completed, if anything.
fn of_completion(settings: &Settings, date: Date) -> Option<String> {
    let (first, last) = plausible(settings);
    if date < first {
        return Some(format!("the return speaks of {}, so it cannot have been completed then", show_date(settings.census)));
    }
    (date > last).then(|| "it lies too far in the future".to_string())
}

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let settings = &context.round.settings;
    let today = today(settings, submission);
    let mut columns: BTreeMap<(Sheet, &str), Vec<Seen>> = BTreeMap::new();
    let mut calendar = Vec::new();
    for seen in cells(submission) {
        match &seen.cell.entry {
            Entry::Doubtful(doubtful) if doubtful.doubt == DateDoubt::OtherCalendar => {
                calendar.push(seen);
                continue;
            }
            Entry::Doubtful(doubtful) if doubtful.doubt == DateDoubt::OtherCountry => {
                columns.entry((seen.cell.at.sheet, seen.column.heading)).or_default().push(seen);
                continue;
            }
            _ => {}
        }
        let why = match (&seen.cell.entry, seen.cell.date()) {
            (Entry::Doubtful(doubtful), _) => doubtful.why.to_string(),
            (_, Some(date)) if date.year() < 1950 || date.year() > 2099 => "the year cannot be meant".into(),
            (_, Some(date)) if seen.question == Some(Question::Completed) => match of_completion(settings, date) {
                Some(why) => why,
                None => continue,
            },
            (_, Some(date)) if date > today && HAS_HAPPENED.contains(&seen.column.heading) => {
                format!("it lies in the future, after {}", show_date(today))
            }
            _ => continue,
        };
        let message = format!("{} is \"{}\": {why}", called(&seen), seen.cell.typed);
        sink.push(draft(submission, &seen).says(message).asks(&ask(&seen)));
    }
    columns.values().for_each(|column| sink.push(other_country(submission, column)));
    if !calendar.is_empty() {
        sink.push(other_calendar(submission, &calendar));
    }
}

/// One finding at the first of several cells that one cause makes doubtful.
fn at_first(submission: &Submission, cells: &[Seen], key: &str) -> Draft {
    let first = &cells[0];
    let draft = Draft::at(submission, first.cell).key(first.cell.at.sheet.name()).key(first.column.heading).key(key);
    cells[1..].iter().fold(draft, |draft, seen| draft.because(submission, seen.cell))
}

/// What a doubtful date was read as.
fn reading(seen: &Seen) -> Option<Date> {
    match &seen.cell.entry {
        Entry::Doubtful(doubtful) => doubtful.date,
        _ => None,
    }
}

/// Dates of a column whose day and month may have changed places.
fn other_country(submission: &Submission, cells: &[Seen]) -> Draft {
    let both = |date: Date| {
        let turned = Date::new(date.year(), date.day(), date.month()).unwrap_or(date);
        format!("{} or {}", date.strftime("%-d %B %Y"), turned.strftime("%-d %B %Y"))
    };
    let mut readings: Vec<String> = cells.iter().filter_map(reading).map(both).collect();
    readings.dedup();
    let first = &cells[0];
    let message = format!(
        "{} on {}: day and month may have changed places in {}, as when a workbook is opened in a program set to another country's dates: {}. Dates \
         beside them are text that reads day first only",
        first.column.heading,
        first.cell.at.sheet.name(),
        listed(cells),
        readings.join("; ")
    );
    at_first(submission, cells, "day and month").says(message).asks(
        "Check each date against your own records; type those that are wrong again as day/month/year, and those stored as text as well, so that the \
         column is all dates.",
    )
}

/// The dates of a return that are all four years and a day off.
fn other_calendar(submission: &Submission, cells: &[Seen]) -> Draft {
    let first = &cells[0];
    let meant = reading(first).map_or_else(String::new, |date| format!(", where {} is meant", show_date(date)));
    let message = format!(
        "all dates ({} of them, from {}!{}) are 1,462 days off, four years and a day: {} says \"{}\"{meant}. They were copied between a workbook that \
         counts days from 1904 and one that counts them from 1900",
        cells.len(),
        first.cell.at.sheet.name(),
        first.cell.at.a1(),
        called(first),
        first.cell.typed
    );
    at_first(submission, cells, "calendar").says(message).asks(
        "Type the dates again as day/month/year, or in Excel turn \"Use 1904 date system\" (File, Options, Advanced) to the other setting, and check that every date is right.",
    )
}

/// What to do about one date, with an example of its own column.
fn ask(seen: &Seen) -> String {
    let what = match seen.question {
        Some(Question::Completed) => "Type the day on which you finished the return, as day/month/year; check the year.",
        _ if HAS_HAPPENED.contains(&seen.column.heading) => {
            "Type the date on which it took place, as day/month/year; check the year. If it is still to come, leave the cell as it was before and say \
             in Notes when it will be. If it took place since you last sent the return, put today's date into R07 as well."
        }
        _ => "Type the date as day/month/year; check the year.",
    };
    with_example(seen.column, what)
}

/// Dates of what has happened already.
const HAS_HAPPENED: &[&str] = &["Conflict assessment date", "Last supervision date", "Independence briefing date", "Declaration date"];
