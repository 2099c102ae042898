//! G081: the guidance is not incorporated in the member's handbook or policies (¶8).

use crate::form::{Question, Sheet};
use crate::model::Submission;
use crate::model::finding::{Draft, Severity};
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G081",
    name: "not_incorporated",
    paragraph: Some("¶8"),
    severity: Severity::Concern,
    fault: "The guidance is not, or only partly, incorporated in the member's handbook or policies.",
    expected: "Each member makes the guidance part of its own handbook or policies.",
    fix: "Incorporate the guidance and name the policy in R12, or say in Notes by when that will be done.",
    right: "R11 Yes, with R12 naming the policy: Staff handbook, section 4.",
    needs: &[Needs::Column(Sheet::Return, Question::Incorporated as usize)],
    handling: Handling::USUAL,
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Return, "R11", "Answer", "Yes")],
    examples: &[
        Example {
            shows: "incorporated only partly",
            changes: &[Edit::Set("HMIP", Sheet::Return, "R11", "Answer", "Partly")],
            fires: &[("HMIP", "Return", "R11", "Answer")],
        },
        Example {
            shows: "not incorporated by a member without secondees",
            changes: &[Edit::Set("CQC", Sheet::Return, "R11", "Answer", "No")],
            fires: &[("CQC", "Return", "R11", "Answer")],
        },
        Example {
            shows: "a blank answer is a matter for the rule on required cells",
            changes: &[Edit::Set("HMIP", Sheet::Return, "R11", "Answer", "")],
            fires: &[],
        },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    let cell = submission.answers.cell(Question::Incorporated);
    let how = match cell.text() {
        Some("Partly") => "only partly",
        Some("No") => "not",
        _ => return,
    };
    let message = format!("R11 says \"{}\": the guidance is {how} incorporated in the handbook or policies", cell.typed);
    sink.push(Draft::at(submission, cell).says(message));
}
