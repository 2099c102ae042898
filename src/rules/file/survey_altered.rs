//! F10: extra sheets or columns, renamed headings.

use crate::finding::{Draft, Severity};
use crate::form::Sheet;
use crate::model::Submission;
use crate::rules::{Change, Check, Context, Example, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "F10",
    name: "survey_altered",
    paragraph: None,
    severity: Severity::Note,
    fault: "The survey was altered: a sheet or column was added, or a heading renamed.",
    expected: "The survey as issued.",
    fix: "Check that nothing was meant to be read there; remove the sheet or column that was added, or put the heading back as it was.",
    right: "notes in the column Notes.",
    needs: &[],
    check: Check::Layout(check),
    mended: &[Change::DropColumn("HMIP", Sheet::Staff, "Our own code")],
    examples: &[
        Example {
            shows: "a column was added",
            changes: &[Change::AddColumn("HMIP", Sheet::Staff, "Our own code")],
            fires: &[("HMIP", "Staff", "", "Our own code")],
        },
        Example {
            shows: "a heading was renamed",
            changes: &[Change::Rename("HMIP", Sheet::Staff, "Post held", "Posts held")],
            fires: &[("HMIP", "Staff", "", "Posts held")],
        },
        Example {
            shows: "a sheet was added",
            changes: &[Change::AddSheet("HMIP", "Working notes")],
            fires: &[("HMIP", "Working notes", "", "")],
        },
        Example { shows: "the clean sample", changes: &[], fires: &[] },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    let layout = &submission.layout;
    for name in &layout.extra_sheets {
        let message = format!("the sheet \"{name}\" is not of the survey and was not read");
        sink.push(Draft::in_file(&submission.member, &submission.file, name, "", "").says(message).key(name.clone()));
    }
    for (at, heading) in &layout.extra_columns {
        let message = format!("the column \"{heading}\" on {} is not of the survey and was not read", at.sheet.name());
        sink.push(Draft::at_heading(submission, *at, heading).says(message).key(at.sheet.name()).key(heading.clone()));
    }
    for (at, heading, taken_for) in &layout.renamed {
        let message = format!("the heading \"{heading}\" on {} was taken for \"{taken_for}\"", at.sheet.name());
        sink.push(Draft::at_heading(submission, *at, heading).says(message).key(at.sheet.name()).key(heading.clone()));
    }
}
