//! G112: a new secondee was not openly recruited (¶11).

use super::work;
use crate::form::{Sec, Sheet};
use crate::model::Submission;
use crate::model::finding::Severity;
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G112",
    name: "not_openly_recruited",
    paragraph: Some("¶11"),
    severity: Severity::Concern,
    fault: "A secondee is new in the year and was not openly recruited, or the return does not say.",
    expected: "Secondees are recruited openly.",
    fix: "Correct the answer if the post was open to all; otherwise say in Notes how the person was chosen.",
    right: "Openly recruited Yes, with the advertisement named under Published criteria.",
    needs: &[
        Needs::Secondees,
        Needs::Column(Sheet::Secondees, Sec::Start as usize),
        Needs::Column(Sheet::Secondees, Sec::OpenlyRecruited as usize),
    ],
    handling: Handling::USUAL,
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Openly recruited", "Yes")],
    examples: &[
        Example {
            shows: "a new secondee was not openly recruited",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Openly recruited", "No")],
            fires: &[("HMIP", "Secondees", "S02", "Openly recruited")],
        },
        Example {
            shows: "no answer for a new secondee",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Openly recruited", "")],
            fires: &[("HMIP", "Secondees", "S02", "Openly recruited")],
        },
        Example {
            shows: "the question is not asked again of one who started before the year",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Openly recruited", "No")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    for row in work::new_in_year(&context.round.settings, submission) {
        let said = match (row.cell(Sec::OpenlyRecruited).is_blank(), row.text(Sec::OpenlyRecruited)) {
            (true, _) => "it is not said whether the post was openly recruited",
            (false, Some("No")) => "was not openly recruited",
            _ => continue,
        };
        let message = format!("{} is new in the year (from {}), and {said}", work::who(row), row.cell(Sec::Start).typed);
        sink.push(work::draft(submission, row, Sec::OpenlyRecruited, message));
    }
}
