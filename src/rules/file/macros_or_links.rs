//! F12: macros or links to other workbooks.

use crate::model::Submission;
use crate::model::finding::{Draft, Severity};
use crate::rules::{Check, Context, Edit, Example, FileChange, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "F12",
    name: "macros_or_links",
    paragraph: None,
    severity: Severity::Note,
    fault: "The workbook carries macros or links to other workbooks.",
    expected: "A workbook without macros and without links to others.",
    fix: "Save it as .xlsx, which drops macros; replace linked cells by their values (Data, Edit Links, Break Link).",
    right: "a plain .xlsx.",
    needs: &[],
    handling: Handling {
        in_queries_workbook: Some("This workbook has no macros and no links: check that the values in it are right, and send this one."),
        ..Handling::USUAL
    },
    check: Check::Layout(check),
    mended: &[Edit::File("HMIP", FileChange::Sound)],
    examples: &[
        Example { shows: "a macro project", changes: &[Edit::File("HMIP", FileChange::Macros)], fires: &[("HMIP", "", "", "")] },
        Example {
            shows: "a link to another workbook",
            changes: &[Edit::File("HMIP", FileChange::ExternalLink)],
            fires: &[("HMIP", "", "", "")],
        },
        Example { shows: "the clean sample", changes: &[], fires: &[] },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    if submission.layout.macros {
        let message = format!("{} carries macros; they were not run", submission.file);
        sink.push(Draft::in_file(&submission.member, &submission.file, "", "", "").says(message).key("macros"));
    }
    if submission.layout.external_links > 0 {
        let others = match submission.layout.external_links {
            1 => "one other workbook, whose values".to_string(),
            count => format!("{count} other workbooks, whose values"),
        };
        let message = format!("{} links to {others} may be out of date", submission.file);
        sink.push(Draft::in_file(&submission.member, &submission.file, "", "", "").says(message).key("links"));
    }
}
