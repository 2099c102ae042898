//! E04: a date that is ambiguous or implausible.

use super::walk::{called, cells, draft};
use crate::form::Sheet;
use crate::model::finding::Severity;
use crate::model::{Entry, Submission};
use crate::rules::{Change, Check, Context, CountDoubt, Example, FiguresDepend, Handling, Rule, Sink};

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
    handling: Handling { figures_depend: FiguresDepend::InCountedColumns, count_doubt: CountDoubt::Cell, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Start date", "03/06/2024")],
    examples: &[
        Example {
            shows: "a date typed month first",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Start date", "06/30/2024")],
            fires: &[("HMIP", "Secondees", "S01", "Start date")],
        },
        Example {
            shows: "a supervision in the future",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Last supervision date", "10/02/2027")],
            fires: &[("HMIP", "Secondees", "S01", "Last supervision date")],
        },
        Example {
            shows: "an end date in the future",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "End date", "31/05/2027")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let as_at = context.round.settings.as_at;
    for seen in cells(submission) {
        let why = match (&seen.cell.entry, seen.cell.date()) {
            (Entry::Doubtful(_, why), _) => why.clone(),
            (_, Some(date)) if date.year() < 1950 || date.year() > 2099 => "the year cannot be meant".into(),
            (_, Some(date)) if date > as_at && HAS_HAPPENED.contains(&seen.column.heading) => "it lies in the future".into(),
            _ => continue,
        };
        let message = format!("{} is \"{}\": {why}", called(&seen), seen.cell.typed);
        sink.push(draft(submission, &seen).says(message));
    }
}

/// Dates of what has happened already.
const HAS_HAPPENED: &[&str] =
    &["Conflict assessment date", "Last supervision date", "Independence briefing date", "Declaration date", "Date completed"];
