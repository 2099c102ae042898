//! G093: a separate unit for NPM work has not been considered (¶9).

use crate::form::{Question, Sheet};
use crate::model::Submission;
use crate::model::finding::{Draft, Severity};
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G093",
    name: "unit_not_considered",
    paragraph: Some("¶9"),
    severity: Severity::Concern,
    fault: "The member has not considered a separate unit for NPM work.",
    expected: "Each member considers whether NPM work should be done by a separate unit; it need not adopt one.",
    fix: "Consider it and record the outcome in R14, or say in Notes when it will be considered.",
    right: "R14 Considered, not adopted.",
    needs: &[Needs::Column(Sheet::Return, Question::Unit as usize)],
    handling: Handling::USUAL,
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Return, "R14", "Answer", "Considered, not adopted")],
    examples: &[
        Example {
            shows: "a unit was not considered",
            changes: &[Edit::Set("HMIP", Sheet::Return, "R14", "Answer", "Not considered")],
            fires: &[("HMIP", "Return", "R14", "Answer")],
        },
        Example {
            shows: "a unit need not be adopted",
            changes: &[Edit::Set("HMIP", Sheet::Return, "R14", "Answer", "Considered, not adopted")],
            fires: &[],
        },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    let cell = submission.answers.cell(Question::Unit);
    if cell.text() == Some("Not considered") {
        let message = format!("R14 says \"{}\": a separate unit for NPM work has not been considered", cell.typed);
        sink.push(Draft::at(submission, cell).says(message));
    }
}
