//! G152: a secondee was briefed on independence after the first assignment in the year (¶15).

use super::work;
use crate::form::{Sec, Sheet};
use crate::model::Submission;
use crate::model::finding::Severity;
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G152",
    name: "briefed_after_work_began",
    paragraph: Some("¶15"),
    severity: Severity::Concern,
    fault: "A secondee was briefed on independence only after the first assignment in the year began.",
    expected: "A secondee is briefed on independence before NPM work.",
    fix: "Check both dates and correct the one that is wrong; if this was a repeat, type the date of the first briefing; if not, explain how this will be avoided.",
    right: "a briefing on 02/06/2025 before a first assignment on 03/11/2025.",
    needs: &[Needs::Secondees, Needs::Column(Sheet::Secondees, Sec::Briefed as usize)],
    handling: Handling { told: ToldOfOthers::Message, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Independence briefing date", "02/06/2025")],
    examples: &[
        Example {
            shows: "a new secondee briefed after the first inspection",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Independence briefing date", "17/11/2025")],
            fires: &[("HMIP", "Secondees", "S02", "Independence briefing date")],
        },
        Example {
            shows: "one who is not new, briefed during the first inspection of the year",
            changes: &[Edit::Set("HMICFRS", Sheet::Secondees, "S01", "Independence briefing date", "08/07/2025")],
            fires: &[("HMICFRS", "Secondees", "S01", "Independence briefing date")],
        },
        Example {
            shows: "briefed on the first day of work",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Independence briefing date", "03/11/2025")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let first = work::first_assignments(context.round, submission);
    for row in work::on_npm_work(submission) {
        let late = first.get(&row.row).and_then(|first| work::after_first(submission, row, Sec::Briefed, first, "briefed"));
        late.into_iter().for_each(|draft| sink.push(draft));
    }
}
