//! G124: the assessor is missing, or is the secondee (¶12).

use super::work;
use crate::form::{Sec, Sheet};
use crate::model::Submission;
use crate::model::finding::Severity;
use crate::people::{NameTie, is_own_assessor};
use crate::places::Certainty;
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G124",
    name: "no_independent_assessor",
    paragraph: Some("¶12"),
    severity: Severity::Concern,
    fault: "The return does not say who assessed a secondee's conflicts of interest, or names the secondee.",
    expected: "A manager of the member assesses the secondee's conflicts of interest, and the return names them.",
    fix: "Name the manager who assessed; if the secondee did it alone, have a manager do it again.",
    right: "Alex Manager",
    needs: &[Needs::Secondees, Needs::Column(Sheet::Secondees, Sec::AssessedBy as usize)],
    handling: Handling::USUAL,
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Assessed by", "Alex Manager")],
    examples: &[
        Example {
            shows: "no assessor named",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Assessed by", "")],
            fires: &[("HMIP", "Secondees", "S01", "Assessed by")],
        },
        Example {
            shows: "the secondee, spelt otherwise",
            changes: &[Edit::Set("HMICFRS", Sheet::Secondees, "S01", "Assessed by", "jamie  MOCK")],
            fires: &[("HMICFRS", "Secondees", "S01", "Assessed by")],
        },
        Example {
            shows: "another secondee's name",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Assessed by", "Ash Specimen")],
            fires: &[],
        },
        Example {
            shows: "the secondee's name turned round with a rank, and the word self",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Assessed by", "DI Example, R."),
                Edit::Set("HMIP", Sheet::Secondees, "S02", "Assessed by", "Self-assessed"),
                Edit::Set("HMICFRS", Sheet::Secondees, "S01", "Assessed by", "Jamie Mock, team leader"),
            ],
            fires: &[
                ("HMIP", "Secondees", "S01", "Assessed by"),
                ("HMIP", "Secondees", "S02", "Assessed by"),
                ("HMICFRS", "Secondees", "S01", "Assessed by"),
            ],
        },
        Example {
            shows: "a manager of the same surname, and one who assessed together with the secondee",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Assessed by", "Robin Example"),
                Edit::Set("HMIP", Sheet::Secondees, "S02", "Assessed by", "Ash Specimen with Alex Manager"),
            ],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    for row in work::in_year(&context.round.settings, submission) {
        let (message, certainty) = if row.cell(Sec::AssessedBy).is_blank() {
            (format!("It is not said who assessed the conflicts of interest of {}", work::who(row)), Certainty::Confirmed)
        } else if let Some(tie) = is_own_assessor(submission, row) {
            let assessor = work::one_line(&row.cell(Sec::AssessedBy).typed);
            (format!("{} is named as their own assessor: \"{assessor}\"", work::who(row)), certainty(tie))
        } else {
            continue;
        };
        sink.push(work::draft(submission, row, Sec::AssessedBy, message).certainty(certainty));
    }
}

/// How sure it is that the name is the secondee's own.
fn certainty(tie: NameTie) -> Certainty {
    match tie {
        NameTie::Exact | NameTie::Normalised => Certainty::Confirmed,
        NameTie::Variant => Certainty::Probable,
        _ => Certainty::Possible,
    }
}
