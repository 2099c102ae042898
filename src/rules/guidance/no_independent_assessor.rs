//! G124: the assessor is missing, or is the secondee (¶12).

use super::work;
use crate::finding::Severity;
use crate::form::{Sec, Sheet};
use crate::model::{Record, Submission};
use crate::places::fold;
use crate::rules::{Change, Check, Context, Example, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G124",
    name: "no_independent_assessor",
    paragraph: Some("¶12"),
    severity: Severity::Concern,
    fault: "The return does not say who assessed a secondee's conflicts of interest, or names the secondee.",
    expected: "A manager of the member assesses the secondee's conflicts of interest, and the return names them.",
    fix: "Name the manager who assessed; if the secondee did it alone, have a manager do it anew.",
    right: "Alex Manager",
    needs: &[Needs::Secondees, Needs::Column(Sheet::Secondees, Sec::AssessedBy as usize)],
    check: Check::Return(check),
    mended: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Assessed by", "Alex Manager")],
    examples: &[
        Example {
            shows: "no assessor named",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Assessed by", "")],
            fires: &[("HMIP", "Secondees", "S01", "Assessed by")],
        },
        Example {
            shows: "the secondee, spelt otherwise",
            changes: &[Change::Set("HMICFRS", Sheet::Secondees, "S01", "Assessed by", "jamie  MOCK")],
            fires: &[("HMICFRS", "Secondees", "S01", "Assessed by")],
        },
        Example {
            shows: "another secondee's name",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Assessed by", "Ash Specimen")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    for row in work::in_year(&context.round.settings, submission) {
        let message = if row.cell(Sec::AssessedBy).is_blank() {
            format!("It is not said who assessed the conflicts of interest of {}", work::who(row))
        } else if assessed_themselves(row) {
            let assessor = work::one_line(&row.cell(Sec::AssessedBy).typed);
            format!("{} is named as their own assessor: \"{assessor}\"", work::who(row))
        } else {
            continue;
        };
        sink.push(work::draft(submission, row, Sec::AssessedBy, message));
    }
}

fn assessed_themselves(row: &Record<Sec>) -> bool {
    let (Some(assessor), Some(name)) = (row.text(Sec::AssessedBy), row.text(Sec::Name)) else { return false };
    fold(assessor) == fold(name)
}
