//! E03: an answer that is not one of the list.

use super::walk::{called, cells, draft};
use crate::form::Sheet;
use crate::model::finding::Severity;
use crate::model::{Entry, Submission};
use crate::rules::{Change, Check, Context, CountDoubt, Example, FiguresDepend, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "E03",
    name: "not_on_list",
    paragraph: None,
    severity: Severity::Query,
    fault: "An answer is not one of the list.",
    expected: "One of the words of the drop-down list.",
    fix: "Choose one from the list; put anything further in Notes.",
    right: "Secondment.",
    needs: &[],
    handling: Handling { figures_depend: FiguresDepend::InCountedColumns, count_doubt: CountDoubt::Cell, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Arrangement", "Secondment")],
    examples: &[
        Example {
            shows: "a word that is not on the list",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Arrangement", "Borrowed")],
            fires: &[("HMIP", "Secondees", "S01", "Arrangement")],
        },
        Example {
            shows: "another spelling of a list word",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Arrangement", "SECONDMENT ")],
            fires: &[],
        },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    for seen in cells(submission) {
        if let Entry::NotListed(nearest) = &seen.cell.entry {
            let nearest = nearest.map_or(String::new(), |word| format!("; did you mean \"{word}\"?"));
            let message = format!("{} is \"{}\", which is not on the list{nearest}", called(&seen), seen.cell.typed);
            sink.push(draft(submission, &seen).says(message));
        }
    }
}
