//! G091: the member has not identified its NPM staff (¶9).

use crate::form::{Question, Sheet};
use crate::model::Submission;
use crate::model::finding::{Draft, Severity};
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G091",
    name: "staff_not_identified",
    paragraph: Some("¶9"),
    severity: Severity::Concern,
    fault: "The member has not, or only partly, identified the staff who do NPM work.",
    expected: "Each member identifies its frontline and support staff on NPM work.",
    fix: "Identify everyone on NPM work and list them on Secondees and Staff, or say in Notes what stands in the way.",
    right: "R13 Yes, with everyone on NPM work listed.",
    needs: &[Needs::Column(Sheet::Return, Question::Identified as usize)],
    handling: Handling { is_about_all_rows: true, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMICFRS", Sheet::Return, "R13", "Answer", "Yes")],
    examples: &[
        Example {
            shows: "staff identified only partly",
            changes: &[Edit::Set("HMICFRS", Sheet::Return, "R13", "Answer", "Partly")],
            fires: &[("HMICFRS", "Return", "R13", "Answer")],
        },
        Example {
            shows: "a blank answer is a matter for the rule on required cells",
            changes: &[Edit::Set("HMICFRS", Sheet::Return, "R13", "Answer", "")],
            fires: &[],
        },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    let cell = submission.answers.cell(Question::Identified);
    let how = match cell.text() {
        Some("Partly") => "only partly",
        Some("No") => "not",
        _ => return,
    };
    let message = format!("R13 says \"{}\": the staff on NPM work are {how} identified", cell.typed);
    sink.push(Draft::at(submission, cell).says(message));
}
