//! F11: data in a hidden sheet, row or column.

use crate::form::Sheet;
use crate::model::Submission;
use crate::model::finding::{Draft, Severity};
use crate::rules::{Check, Context, Edit, Example, Handling, OneQueryFor, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "F11",
    name: "hidden_data",
    paragraph: None,
    severity: Severity::Query,
    fault: "A hidden sheet, row or column holds data.",
    expected: "Nothing hidden: what is sent can be seen.",
    fix: "Unhide it; delete it if it was not meant to be sent, and tell the coordinator if it names people of others.",
    right: "no hidden rows.",
    needs: &[],
    handling: Handling {
        in_queries_workbook: Some(
            "Nothing is hidden in this workbook. Check that what was hidden was meant to be sent: if not, delete it here; if it was, leave it. What stood on a hidden sheet is not in this workbook.",
        ),
        one_query_for: OneQueryFor::Sheet,
        ..Handling::USUAL
    },
    check: Check::Layout(check),
    mended: &[Edit::Unhide("HMIP", Sheet::Secondees)],
    examples: &[
        Example {
            shows: "a hidden row with a secondee",
            changes: &[Edit::HideRow("HMIP", Sheet::Secondees, "S02")],
            fires: &[("HMIP", "Secondees", "S02", "Secondee ref")],
        },
        Example { shows: "the clean sample", changes: &[], fires: &[] },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    for hidden in &submission.layout.hidden {
        let (sheet, cell) = (&hidden.sheet, &hidden.cell);
        let message = match hidden.what {
            "sheet" => format!("the hidden sheet {sheet} holds data, from {cell}"),
            "cell" => format!("a cell on {sheet} that a merged cell covers holds data, at {cell}; it was not read"),
            what => format!("a hidden {what} on {sheet} holds data, from {cell}"),
        };
        let draft = Draft::in_file(&submission.member, &submission.file, &hidden.sheet, &hidden.cell, "");
        sink.push(draft.says(message).key(hidden.sheet.clone()).key(hidden.what));
    }
}
