//! E02: a cell is not what its column takes.

use super::walk::{called, cells, draft};
use crate::form::Sheet;
use crate::model::finding::Severity;
use crate::model::{Entry, Submission};
use crate::rules::{Change, Check, Context, CountDoubt, Example, FiguresDepend, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "E02",
    name: "cell_unreadable",
    paragraph: None,
    severity: Severity::Query,
    fault: "A cell cannot be read as what its column takes.",
    expected: "A date as 31/03/2026, a number within its bounds.",
    fix: "Type the date as day/month/year, or the number in figures.",
    right: "31/03/2026.",
    needs: &[],
    handling: Handling { figures_depend: FiguresDepend::InCountedColumns, count_doubt: CountDoubt::Cell, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Start date", "03/06/2024")],
    examples: &[
        Example {
            shows: "a start date that is no date",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Start date", "last summer")],
            fires: &[("HMIP", "Secondees", "S01", "Start date")],
        },
        Example {
            shows: "a date in words is a date",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Start date", "3rd June 2024")],
            fires: &[],
        },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    for seen in cells(submission) {
        if let Entry::Unreadable(why) = &seen.cell.entry {
            let message = format!("{} is \"{}\": {why}", called(&seen), seen.cell.typed);
            sink.push(draft(submission, &seen).says(message));
        }
    }
}
