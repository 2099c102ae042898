//! F05: a column or question of the survey is not there.

use crate::model::finding::{Draft, Severity};

use crate::form::{Field, Sheet};
use crate::model::Submission;
use crate::rules::{Check, Context, CountDoubt, Edit, Example, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "F05",
    name: "column_missing",
    paragraph: None,
    severity: Severity::Query,
    fault: "A column or question of the survey is not in the return.",
    expected: "Every heading of the survey, in any order, and the questions R01 to R20.",
    fix: "Put the column back with its heading as issued, or the question with its reference.",
    right: "a heading spelt as in the survey.",
    needs: &[],
    handling: Handling {
        in_queries_workbook: Some("The column or question is in this workbook again, blank: fill it in."),
        is_about_all_rows: true,
        count_doubt: CountDoubt::Column,
        ..Handling::USUAL
    },
    check: Check::Layout(check),
    mended: &[Edit::PutBackColumn("HMIP", Sheet::Staff, "FTE on NPM work")],
    examples: &[
        Example {
            shows: "the column FTE on NPM work was deleted",
            changes: &[Edit::DropColumn("HMIP", Sheet::Staff, "FTE on NPM work")],
            fires: &[("HMIP", "Staff", "", "")],
        },
        Example {
            shows: "a renamed heading is not missing",
            changes: &[Edit::Rename("HMIP", Sheet::Staff, "Post held", "Posts held")],
            fires: &[],
        },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    for (at, heading) in &submission.layout.missing_columns {
        let message = format!("the column \"{heading}\" is not on {}", at.sheet.name());
        sink.push(Draft::at_heading(submission, *at, "").says(message).key(at.sheet.name()).key(*heading));
    }
    for (at, question) in &submission.layout.missing_questions {
        let message = format!("question {} ({}) is not on Return", question.reference(), question.column().heading);
        sink.push(Draft::at_heading(submission, *at, "").says(message).key(question.reference()));
    }
}
