//! G111: it is not said why a new secondee's expertise was not found elsewhere (¶11).

use super::work;
use crate::form::{Sec, Sheet};
use crate::model::Submission;
use crate::model::finding::Severity;
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G111",
    name: "no_reason_for_new",
    paragraph: Some("¶11"),
    severity: Severity::Concern,
    fault: "A secondee is new in the year, but the return does not say why the expertise was not found elsewhere.",
    expected: "A new secondee is taken on only for expertise that cannot be found otherwise, and the reason is recorded.",
    fix: "Say under \"Why expertise not found elsewhere\" what was needed and where else it was sought.",
    right: "\"Current knowledge of segregation practice; two open advertisements brought no candidate with it.\"",
    needs: &[Needs::Secondees, Needs::Column(Sheet::Secondees, Sec::Start as usize), Needs::Column(Sheet::Secondees, Sec::Reason as usize)],
    handling: Handling::USUAL,
    check: Check::Return(check),
    mended: &[Edit::Set(
        "HMIP",
        Sheet::Secondees,
        "S02",
        "Why expertise not found elsewhere",
        "Current knowledge of segregation practice.",
    )],
    examples: &[
        Example {
            shows: "no reason for a new secondee",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Why expertise not found elsewhere", "")],
            fires: &[("HMIP", "Secondees", "S02", "Why expertise not found elsewhere")],
        },
        Example {
            shows: "a reason that says nothing",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Why expertise not found elsewhere", "n/a")],
            fires: &[("HMIP", "Secondees", "S02", "Why expertise not found elsewhere")],
        },
        Example {
            shows: "a secondee not on NPM work needs none",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S02", "Why expertise not found elsewhere", ""),
                Edit::Set("HMIP", Sheet::Secondees, "S02", "NPM work", "No"),
            ],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    for row in work::new_in_year(&context.round.settings, submission) {
        let cell = row.cell(Sec::Reason);
        if work::says_nothing(cell) {
            let said = if cell.is_blank() { "nothing".to_string() } else { format!("only \"{}\"", work::one_line(&cell.typed)) };
            let message = format!(
                "{} is new in the year (from {}), and {said} is said of why the expertise was not found elsewhere",
                work::who(row),
                row.cell(Sec::Start).typed
            );
            sink.push(work::draft(submission, row, Sec::Reason, message));
        }
    }
}
