//! G133: a conflict of interest was identified and is not yet managed, yet the secondee was assigned (¶13).
//!
//! The assignments may stand in any member's return; the finding is at the outcome in the return that lists the secondee.

use crate::finding::{Draft, Severity};
use crate::form::{Asg, Sec, Sheet};
use crate::model::{Person, Record, Round, Submission};
use crate::rules::{Change, Check, Context, Example, Needs, Rule, Sink};

const UNMANAGED: &str = "Conflict identified, not yet managed";

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G133",
    name: "unmanaged_conflict_assigned",
    paragraph: Some("¶13"),
    severity: Severity::Breach,
    fault: "A conflict of interest was identified and is not yet managed, yet the secondee was assigned to NPM work after the assessment.",
    expected: "A conflict that has been identified is managed before the secondee is assigned.",
    fix: "Say how the conflict is managed and bring the outcome up to date; until then give the secondee no NPM work.",
    right: "Conflict identified and managed",
    needs: &[
        Needs::Column(Sheet::Secondees, Sec::Outcome as usize),
        Needs::Column(Sheet::Secondees, Sec::Assessed as usize),
        Needs::Secondees,
    ],
    check: Check::Return(check),
    mended: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Assessment outcome", "Conflict identified and managed")],
    examples: &[
        Example {
            shows: "an inspection after an assessment that left a conflict open",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Assessment outcome", UNMANAGED)],
            fires: &[("HMIP", "Secondees", "S01", "Assessment outcome")],
        },
        Example {
            shows: "the assessment came after the only inspection",
            changes: &[
                Change::Set("HMIP", Sheet::Secondees, "S01", "Assessment outcome", UNMANAGED),
                Change::Set("HMIP", Sheet::Secondees, "S01", "Conflict assessment date", "15/12/2025"),
            ],
            fires: &[],
        },
        Example {
            shows: "only training since",
            changes: &[
                Change::Set("HMIP", Sheet::Secondees, "S01", "Assessment outcome", UNMANAGED),
                Change::Set("HMIP", Sheet::Assignments, "A001", "Activity", "Training"),
            ],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    for row in submission.secondees.iter().filter(|row| row.is(Sec::Outcome, UNMANAGED)) {
        let Some(assessed) = row.date(Sec::Assessed) else { continue };
        let since: Vec<_> = assignments_of(context.round, row)
            .filter(|(_, assignment)| {
                let start = assignment.date(Asg::Start);
                let last = assignment.date(Asg::End).or(start);
                start.is_some_and(|day| context.round.settings.in_year(day)) && last.is_some_and(|day| day >= assessed)
            })
            .collect();
        let Some((_, first)) = since.first() else { continue };
        let (name, reference) = (row.text(Sec::Name).unwrap_or(""), row.text(Sec::Ref).unwrap_or(""));
        let more = match since.len() {
            1 => String::new(),
            many => format!(" and {} more", many - 1),
        };
        let message = format!(
            "{name} ({reference}): the assessment of {} says \"{UNMANAGED}\", yet {name} was assigned to {} from {}{more}",
            row.cell(Sec::Assessed).typed,
            first.cell(Asg::Place).typed,
            first.cell(Asg::Start).typed
        );
        let draft = Draft::at(submission, row.cell(Sec::Outcome)).says(message).person(&submission.member, reference);
        sink.push(since.iter().fold(draft, |draft, (other, assignment)| draft.because(other, assignment.cell(Asg::Place))));
    }
}

/// All assignments of a secondee but training, in every return.
fn assignments_of<'a>(round: &'a Round, row: &'a Record<Sec>) -> impl Iterator<Item = (&'a Submission, &'a Record<Asg>)> {
    round.assignments().filter(move |(other, assignment)| {
        !assignment.is(Asg::Activity, "Training")
            && matches!(round.assigned(other, assignment), Some(Person::Secondee(_, found)) if std::ptr::eq(found, row))
    })
}
