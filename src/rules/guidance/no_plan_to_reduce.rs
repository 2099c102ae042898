//! G102: a member with secondees has no plan to reduce its reliance on them (¶10).

use super::work;
use crate::form::{Question, Sheet};
use crate::model::Submission;
use crate::model::finding::{Draft, Severity};
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G102",
    name: "no_plan_to_reduce",
    paragraph: Some("¶10"),
    severity: Severity::Concern,
    fault: "The member used secondees for NPM work in the year but has no plan to reduce its reliance on them.",
    expected: "A member that uses secondees plans to reduce its reliance on them over time.",
    fix: "Make a plan and answer R15 again, or say in Notes why there is none.",
    right: "R15 Yes, with the plan described in R20.",
    needs: &[Needs::Secondees, Needs::Column(Sheet::Return, Question::Plan as usize)],
    handling: Handling::USUAL,
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Return, "R15", "Answer", "Yes")],
    examples: &[
        Example {
            shows: "no plan",
            changes: &[Edit::Set("HMIP", Sheet::Return, "R15", "Answer", "No")],
            fires: &[("HMIP", "Return", "R15", "Answer")],
        },
        Example {
            shows: "called not applicable although there is a secondee",
            changes: &[Edit::Set("HMICFRS", Sheet::Return, "R15", "Answer", "Not applicable")],
            fires: &[("HMICFRS", "Return", "R15", "Answer")],
        },
        Example {
            shows: "a member without secondees needs no plan",
            changes: &[Edit::Set("CQC", Sheet::Return, "R15", "Answer", "No")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let cell = submission.answers.cell(Question::Plan);
    let secondees = work::in_year(&context.round.settings, submission).count();
    if secondees == 0 || !matches!(cell.text(), Some("No" | "Not applicable")) {
        return;
    }
    let message = format!(
        "R15 says \"{}\" to a plan to reduce reliance on secondees, though the return lists {secondees} on NPM work in the year",
        cell.typed
    );
    sink.push(Draft::at(submission, cell).says(message));
}
