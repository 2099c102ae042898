//! G151: a secondee was not briefed on independence (¶15).

use super::work;
use crate::form::{Sec, Sheet};
use crate::model::Submission;
use crate::model::finding::Severity;
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G151",
    name: "not_briefed",
    paragraph: Some("¶15"),
    severity: Severity::Concern,
    fault: "The return gives no date on which a secondee was briefed on the independence of NPM work.",
    expected: "Every secondee is briefed on the independence that NPM work requires.",
    fix: "Give the date of the briefing; if there was none, hold it before the next assignment and say so in Notes.",
    right: "03/06/2024",
    needs: &[Needs::Secondees, Needs::Column(Sheet::Secondees, Sec::Briefed as usize)],
    handling: Handling::USUAL,
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Independence briefing date", "03/06/2024")],
    examples: &[
        Example {
            shows: "no briefing",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Independence briefing date", "")],
            fires: &[("HMIP", "Secondees", "S01", "Independence briefing date")],
        },
        Example {
            shows: "one who left before the year",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S03", "Independence briefing date", ""),
                Edit::Set("HMIP", Sheet::Secondees, "S03", "End date", "31/03/2025"),
            ],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    for row in work::in_year(&context.round.settings, submission).filter(|row| row.cell(Sec::Briefed).is_blank()) {
        let message = format!("No date of a briefing on independence is given for {}", work::who(row));
        sink.push(work::draft(submission, row, Sec::Briefed, message));
    }
}
