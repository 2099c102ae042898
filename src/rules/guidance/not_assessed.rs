//! G121: a secondee's conflicts of interest were not assessed (¶12).

use super::work;
use crate::form::{Sec, Sheet};
use crate::model::Submission;
use crate::model::finding::Severity;
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G121",
    name: "not_assessed",
    paragraph: Some("¶12"),
    severity: Severity::Concern,
    fault: "The return gives no date on which a secondee's conflicts of interest were assessed.",
    expected: "Every secondee's possible conflicts of interest are assessed.",
    fix: "Give the date of the last full assessment; if there was none, carry it out before the next assignment and say so in Notes.",
    right: "12/05/2025",
    needs: &[Needs::Secondees, Needs::Column(Sheet::Secondees, Sec::Assessed as usize)],
    handling: Handling::USUAL,
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Conflict assessment date", "15/09/2025")],
    examples: &[
        Example {
            shows: "no assessment",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Conflict assessment date", "")],
            fires: &[("HMIP", "Secondees", "S01", "Conflict assessment date")],
        },
        Example {
            shows: "no assessment of one who left in the year",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S03", "Conflict assessment date", "")],
            fires: &[("HMIP", "Secondees", "S03", "Conflict assessment date")],
        },
        Example {
            shows: "one not on NPM work",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Conflict assessment date", ""),
                Edit::Set("HMIP", Sheet::Secondees, "S01", "NPM work", "No"),
            ],
            fires: &[],
        },
        Example {
            shows: "a date that cannot be read is a matter for the rules on cells",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Conflict assessment date", "last autumn")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    for row in work::in_year(&context.round.settings, submission).filter(|row| row.cell(Sec::Assessed).is_blank()) {
        let message = format!("No date of an assessment of conflicts of interest is given for {}", work::who(row));
        sink.push(work::draft(submission, row, Sec::Assessed, message));
    }
}
