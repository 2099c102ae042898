//! E05: a formula error.

use super::walk::{called, cells, draft, with_example};
use crate::form::Sheet;
use crate::model::finding::Severity;
use crate::model::{Entry, Submission};
use crate::rules::{Check, Context, CountDoubt, Edit, Example, FiguresDepend, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "E05",
    name: "formula_error",
    paragraph: None,
    severity: Severity::Query,
    fault: "A cell shows a spreadsheet error.",
    expected: "The answer itself, not a formula.",
    fix: "Type the answer over the formula.",
    right: "HMP Leeds.",
    needs: &[],
    handling: Handling {
        is_about_typing: true,
        figures_depend: FiguresDepend::InCountedColumns,
        count_doubt: CountDoubt::Cell,
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Post held", "Inspector")],
    examples: &[
        Example {
            shows: "an error in a cell",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Post held", "#REF!")],
            fires: &[("HMIP", "Secondees", "S01", "Post held")],
        },
        Example { shows: "the clean sample", changes: &[], fires: &[] },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    for seen in cells(submission) {
        if seen.cell.entry == Entry::Error {
            let shows = if seen.cell.typed.starts_with('#') { "shows the error" } else { "holds" };
            let message = format!("{} {shows} {}", called(&seen), seen.cell.typed);
            // What stands in the cell is a formula; the example is an answer of its own column.
            let ask = with_example(seen.column, "Type the answer itself over the formula.");
            sink.push(draft(submission, &seen).says(message).asks(&ask));
        }
    }
}
