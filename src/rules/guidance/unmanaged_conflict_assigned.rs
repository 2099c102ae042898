//! G133: a conflict of interest was identified and is not yet managed, yet the secondee was assigned (¶13).
//!
//! The assignments may stand in any member's return; the finding is at the outcome in the return that lists the secondee.

use std::collections::BTreeMap;

use crate::conflicts::List;
use crate::form::{Asg, Sec, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Date, Record, Round, Submission, or_blank};
use crate::places::Certainty;
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, OneQueryFor, Rule, Sink, ToldOfOthers};

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
    needs: &[Needs::Column(Sheet::Secondees, Sec::Outcome as usize), Needs::Secondees],
    handling: Handling {
        one_query_for: OneQueryFor::Person,
        told: ToldOfOthers::OfPerson(
            "{person}: a conflict of interest is not yet managed, and the person was assigned since; {others} reports such work.",
        ),
        list: Some(List::Conflict),
        bears_on: &["SPT ¶30"],
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Assessment outcome", "Conflict identified and managed")],
    examples: &[
        Example {
            shows: "an inspection after an assessment that left a conflict open",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Assessment outcome", UNMANAGED)],
            fires: &[("HMIP", "Secondees", "S01", "Assessment outcome")],
        },
        Example {
            shows: "a conflict left open, without the date of the assessment",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Assessment outcome", UNMANAGED),
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Conflict assessment date", ""),
            ],
            fires: &[("HMIP", "Secondees", "S01", "Assessment outcome")],
        },
        Example {
            shows: "the assessment came after the only inspection",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Assessment outcome", UNMANAGED),
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Conflict assessment date", "15/12/2025"),
            ],
            fires: &[],
        },
        Example {
            shows: "only training since",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Assessment outcome", UNMANAGED),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Activity", "Training"),
            ],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let mut work: BTreeMap<u32, Vec<(&Submission, &Record<Asg>)>> = BTreeMap::new();
    for (row, other, assignment) in context.round.work_of_secondees(submission) {
        if row.is(Sec::Outcome, UNMANAGED) && counts(context.round, row.date(Sec::Assessed), assignment) {
            work.entry(row.row).or_default().push((other, assignment));
        }
    }
    for row in &submission.secondees {
        let Some(since) = work.get(&row.row) else { continue };
        let Some((_, first)) = since.first() else { continue };
        let (who, reference) = (row.called("secondee", Sec::Name, Sec::Ref), row.text(Sec::Ref).unwrap_or(""));
        let more = match since.len() {
            1 => String::new(),
            2 => ", and to 1 more visit".into(),
            many => format!(", and to {} more visits", many - 1),
        };
        let when = match row.date(Sec::Assessed) {
            Some(_) => format!("the assessment of {}", row.cell(Sec::Assessed).typed),
            None => "the assessment, whose date is not known,".into(),
        };
        let message = format!(
            "{who}: {when} says \"{UNMANAGED}\", yet the person was assigned to {} from {}{more}",
            or_blank(first.cell(Asg::Place)),
            or_blank(first.cell(Asg::Start))
        );
        let certain = row.date(Sec::Assessed).is_some() && since.iter().any(|(_, assignment)| assignment.date(Asg::Start).is_some());
        let draft = Draft::at(submission, row.cell(Sec::Outcome))
            .says(message)
            .person(&submission.member, reference)
            .certainty(if certain { Certainty::Confirmed } else { Certainty::Possible });
        sink.push(since.iter().fold(draft, |draft, (other, assignment)| draft.because(other, assignment.cell(Asg::Place))));
    }
}

/// Whether an assignment is NPM work of the year that was not over when the secondee was assessed; a date that could not be read excuses nothing.
fn counts(round: &Round, assessed: Option<Date>, assignment: &Record<Asg>) -> bool {
    let start = assignment.date(Asg::Start);
    let last = assignment.date(Asg::End).or(start);
    !assignment.is(Asg::Activity, "Training")
        && start.is_none_or(|day| round.settings.in_year(day))
        && last.zip(assessed).is_none_or(|(day, assessed)| day >= assessed)
}
