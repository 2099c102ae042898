//! F04: a sheet of the survey is not there.

use crate::form::Sheet;
use crate::model::Submission;
use crate::model::finding::{Draft, Severity};
use crate::rules::{Check, Context, Edit, Example, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "F04",
    name: "sheet_missing",
    paragraph: None,
    severity: Severity::Query,
    fault: "A sheet of the survey is not in the return.",
    expected: "The sheets Return, Secondees, Staff and Assignments, by these names.",
    fix: "Put the sheet back with its headings, or rename it as it was.",
    right: "a sheet named Staff.",
    needs: &[],
    handling: Handling {
        in_queries_workbook: Some("The sheet is in this workbook again, empty: fill it in."),
        is_about_all_rows: true,
        ..Handling::USUAL
    },
    check: Check::Layout(check),
    mended: &[Edit::PutBack("HMICFRS", Sheet::Staff)],
    examples: &[
        Example {
            shows: "the sheet Staff was deleted",
            changes: &[Edit::DropSheet("HMICFRS", Sheet::Staff)],
            fires: &[("HMICFRS", "Staff", "", "")],
        },
        Example { shows: "the clean sample", changes: &[], fires: &[] },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    for sheet in &submission.layout.missing_sheets {
        let message = format!("the sheet {} is not in {}", sheet.name(), submission.file);
        sink.push(Draft::in_file(&submission.member, &submission.file, sheet.name(), "", "").says(message).key(sheet.name()));
    }
}
