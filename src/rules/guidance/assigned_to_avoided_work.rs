//! G131: a secondee was assigned to work that the assessment says is to be avoided (¶13).
//!
//! A place is compared as everywhere, by the register. Work to be avoided may also be words, such as "thematic reviews" or "anything to
//! do with Hull": those are compared with the establishment and the activity as text, and a match is *possible* only.

use super::assigned_to_home_place::draft;
use crate::conflicts::{Connection, List, names_activity_of, names_place, words_to_avoid};
use crate::form::{Asg, Sec, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Cell, Person, Record, Submission};
use crate::places::{Certainty, fold};
use crate::rules::{Check, Context, Edit, Example, Handling, OneQueryFor, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G131",
    name: "assigned_to_avoided_work",
    paragraph: Some("¶13"),
    severity: Severity::Breach,
    fault: "A secondee was assigned to work that the assessment of conflicts says must be avoided.",
    expected: "Work to be avoided is not assigned to the secondee.",
    fix: "Check the assignment against Work to be avoided. If both are right, say in Notes who decided on the assignment, what the secondee did there and who has reviewed it since; if the work is still to come, give it to somebody else.",
    right: "Notes: \"Planned before the assessment. The secondee left the team on the first day; the team leader did the work.\"",
    needs: &[],
    handling: Handling {
        one_query_for: OneQueryFor::Person,
        told: ToldOfOthers::OfAssignment("{work} and is to avoid that work by the return of {others} ({certainty})."),
        list: Some(List::Conflict),
        bears_on: &["SPT ¶30"],
        ..Handling::USUAL
    },
    check: Check::Round(check),
    mended: &[
        Edit::Set("HMIP", Sheet::Assignments, "A001", "Person ref", "T02"),
        Edit::Set("HMIP", Sheet::Assignments, "A001", "Full name", "Casey Pattern"),
    ],
    examples: &[
        Example {
            shows: "an inspection of a prison to be avoided",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Work to be avoided", "HMP Wandsworth")],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "words that name the place visited",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Work to be avoided", "segregation work at HMP Wandsworth")],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "words that name the activity",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Work to be avoided", "Any thematic reviews"),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Activity", "Thematic review"),
            ],
            fires: &[("HMIP", "Assignments", "A001", "Activity")],
        },
        Example {
            shows: "a prison to be avoided that was not visited",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Work to be avoided", "HMP Leeds; inspections of court custody")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, sink: &mut Sink) {
    let round = context.round;
    for conflict in context.conflicts.iter().filter(|c| c.is_secondee() && c.met.basis == Connection::Avoid && !c.met.kin) {
        match (conflict.met.in_words, conflict.person) {
            (true, Person::Secondee(own, row)) => {
                let named = (conflict.met.own, row.cell(Sec::Avoid));
                sink.push(worded(
                    conflict.submission,
                    conflict.assignment,
                    Asg::Place,
                    &conflict.visited.written,
                    conflict.person,
                    own,
                    named,
                ));
            }
            _ => sink.push(draft(conflict, &round.register)),
        }
    }
    for (submission, assignment) in round.assignments().filter(|(_, row)| !row.is(Asg::Activity, "Training")) {
        let Some(person @ Person::Secondee(own, row)) = round.assigned(submission, assignment) else { continue };
        let is_late = row.date(Sec::End).zip(assignment.date(Asg::Start)).is_some_and(|(end, start)| start > end);
        for named in words_to_avoid(row).into_iter().filter(|named| !is_late && names_activity_of(named, assignment)) {
            let visits = assignment.cell(Asg::Place).places();
            // Words that name the place as well have been reported at the place.
            if visits.iter().any(|visited| names_place(named, &visited.found, &round.register)) {
                continue;
            }
            let what = assignment.text(Asg::Activity).unwrap_or("");
            sink.push(worded(submission, assignment, Asg::Activity, what, person, own, (&named.written, row.cell(Sec::Avoid))));
        }
    }
}

/// The finding of words to be avoided at the field of the assignment that they speak of.
fn worded(
    submission: &Submission,
    assignment: &Record<Asg>,
    field: Asg,
    what: &str,
    person: Person,
    own: &Submission,
    (avoid, avoid_cell): (&str, &Cell),
) -> Draft {
    Draft::at(submission, assignment.cell(field))
        .says(format!("{} was assigned to {what}, and is to avoid \"{avoid}\"", person.called()))
        .person(&own.member, person.reference())
        .assignment(assignment.text(Asg::Ref).unwrap_or(""))
        .certainty(Certainty::Possible)
        .key(fold(avoid))
        .key(fold(what))
        .because(own, avoid_cell)
}
