//! E01: a required cell is blank.

use super::walk::{called, cells, draft};
use crate::finding::Severity;
use crate::form::Sheet;
use crate::model::Submission;
use crate::rules::{Change, Check, Context, Example, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "E01",
    name: "required_cell_blank",
    paragraph: None,
    severity: Severity::Query,
    fault: "A required cell is blank.",
    expected: "An answer in every required cell.",
    fix: "Fill it in; if you do not know, say so in Notes and tell the coordinator.",
    right: "see the example under the heading in the survey.",
    needs: &[],
    check: Check::Return(check),
    mended: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Post held", "Inspector")],
    examples: &[
        Example {
            shows: "a post held left blank",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Post held", "")],
            fires: &[("HMIP", "Secondees", "S01", "Post held")],
        },
        Example { shows: "a blank end date is no gap", changes: &[Change::Set("HMIP", Sheet::Secondees, "S03", "Notes", "")], fires: &[] },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    for seen in cells(submission) {
        if seen.cell.is_blank() && seen.column.need == Need::Required && !REPORTED_ELSEWHERE.contains(&seen.column.heading) {
            let message = format!("{} is blank", called(&seen));
            sink.push(draft(submission, &seen).says(message));
        }
    }
}

/// Blank cells that a rule of the guidance reports with its paragraph: G121, G124, G132, G151, E09.
const REPORTED_ELSEWHERE: &[&str] =
    &["Conflict assessment date", "Assessed by", "Last supervision date", "Independence briefing date", "Home establishment"];

use crate::form::Need;
