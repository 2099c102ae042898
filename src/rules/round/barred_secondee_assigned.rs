//! X03: a member whose policy bars secondees from NPM work assigned one.

use crate::form::{Asg, Sec, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Person, or_blank};
use crate::rules::{Check, Context, Edit, Example, Handling, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "X03",
    name: "barred_secondee_assigned",
    paragraph: None,
    severity: Severity::Breach,
    fault: "A member whose policy bars secondees from NPM work assigned a secondee to it.",
    expected: "The member assigns no secondee, its own or another member's, to anything but training.",
    fix: "Check who did the work; if it was the secondee, say why the policy was not kept, or that it has changed.",
    right: "the assignment names a person on Staff.",
    needs: &[],
    handling: Handling {
        told: ToldOfOthers::OfAssignment(
            "{work} and is a secondee by the return of {others}, though your policy bars secondees from NPM work.",
        ),
        bears_on: &["¶4"],
        ..Handling::USUAL
    },
    check: Check::Round(check),
    mended: &[
        Edit::Set("HMIP", Sheet::Assignments, "A001", "Person ref", "T02"),
        Edit::Set("HMIP", Sheet::Assignments, "A001", "Full name", "Casey Pattern"),
        Edit::Set("HMIP", Sheet::Assignments, "A002", "Person ref", "T01"),
        Edit::Set("HMIP", Sheet::Assignments, "A002", "Full name", "Morgan Sample"),
    ],
    examples: &[
        Example {
            shows: "each assignment of a secondee by a member that bars them",
            changes: &[Edit::Bars("HMIP")],
            fires: &[("HMIP", "Assignments", "A001", "Person ref"), ("HMIP", "Assignments", "A002", "Person ref")],
        },
        Example {
            shows: "training is not NPM work",
            changes: &[Edit::Bars("HMICFRS"), Edit::Set("HMICFRS", Sheet::Assignments, "A001", "Activity", "Training")],
            fires: &[],
        },
        Example { shows: "a member that bars secondees and assigned none", changes: &[Edit::Bars("CQC")], fires: &[] },
    ],
};

fn check(context: &Context, sink: &mut Sink) {
    let round = context.round;
    let barring = round.returns.iter().filter(|s| round.settings.member(&s.member).is_some_and(|member| member.bars_secondees));
    let assignments = barring.flat_map(|submission| submission.assignments.iter().map(move |row| (submission, row)));
    for (submission, assignment) in assignments.filter(|(_, row)| !row.is(Asg::Activity, "Training")) {
        let Some(person @ Person::Secondee(own, row)) = round.assigned(submission, assignment) else { continue };
        let message = format!(
            "{}, a secondee, was assigned to {}, though the policy of {} bars secondees from NPM work",
            person.called(),
            or_blank(assignment.cell(Asg::Place)),
            submission.member
        );
        sink.push(
            Draft::at(submission, assignment.cell(Asg::Person))
                .says(message)
                .person(&own.member, person.reference())
                .assignment(assignment.text(Asg::Ref).unwrap_or(""))
                .because(own, row.cell(Sec::Ref)),
        );
    }
}
