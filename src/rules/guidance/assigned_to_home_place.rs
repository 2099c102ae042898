//! G141: a secondee was involved in inspecting the place seconded from (¶14).

use crate::conflicts::{Conflict, Connection, List};
use crate::form::{Asg, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::places::{Certainty, Register};
use crate::rules::{Check, Context, Edit, Example, Handling, OneQueryFor, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G141",
    name: "assigned_to_home_place",
    paragraph: Some("¶14"),
    severity: Severity::Breach,
    fault: "A secondee was involved in the inspection of the place from which they are seconded.",
    expected: "On no occasion is a secondee involved in inspecting the place they are seconded from; for police, any place of the home force.",
    fix: "Check that both names are right. If they are, say in Notes who decided on the assignment and what they knew, what the secondee did there, and who has reviewed it since; if the visit is still to come, give it to somebody else.",
    right: "Notes: \"Decided by the head of inspection, who did not know of the tie. The secondee held no interviews with staff; a second inspector has read the findings again.\"",
    needs: &[],
    handling: Handling {
        one_query_for: OneQueryFor::Person,
        told: ToldOfOthers::OfAssignment(
            "{work} and is seconded from there, or from the same force, by the return of {others} ({certainty}).",
        ),
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
            shows: "an inspection of the secondee's own home prison",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Leeds")],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "the prison into which the home prison was merged",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Home establishment", "HMP Everthorpe"),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Humber"),
            ],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "a home that the register lacks, written in two ways",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Home establishment", "HMP & YOI Nowhere-on-Sea"),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "Nowhere on Sea (HMP)"),
            ],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "another place that the register lacks, with a word in common",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Home establishment", "HMP Nowhere-on-Sea"),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Elsewhere-on-Sea"),
            ],
            fires: &[],
        },
        Example {
            shows: "training at the home prison is not involvement in an inspection",
            changes: &[
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Leeds"),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Activity", "Training"),
            ],
            fires: &[],
        },
    ],
};

fn check(context: &Context, sink: &mut Sink) {
    for conflict in context.conflicts.iter().filter(|c| c.is_secondee() && c.met.basis == Connection::Home && !c.met.kin) {
        sink.push(draft(conflict, &context.round.register));
    }
    sink.skip_gaps(context, true, &[Connection::Home]);
}

/// The finding of a conflict at the assignment's Establishment cell, with the cell of the person's own place as evidence.
pub(in crate::rules) fn draft(conflict: &Conflict, register: &Register) -> Draft {
    let (assignment, person) = (conflict.assignment, conflict.person);
    let cell = assignment.cell(Asg::Place);
    let (visited, own) = (conflict.visited.written.as_str(), conflict.met.own);
    let (who, ties) = (person.called(), conflict.met.basis);
    // Of one name there is nothing to explain.
    let message = match crate::places::fold(visited) == crate::places::fold(own) && conflict.met.certainty == Certainty::Confirmed {
        true => format!("{who} was assigned to {visited} and {} that place", ties.words()),
        false => format!("{who} was assigned to {visited} and {}: {}", ties.words_with(own), conflict.met.reason),
    };
    let draft = Draft::at(conflict.submission, cell)
        .says(message)
        .person(&person.submission().member, person.reference())
        .assignment(assignment.text(Asg::Ref).unwrap_or(""))
        .certainty(conflict.met.certainty)
        .key(crate::places::fold(conflict.met.own))
        .because(person.submission(), conflict.met.own_cell);
    match conflict.met.place {
        Some(place) => draft.place(&register.place(place).id),
        None => draft.key(conflict.visited.found.folded.clone()),
    }
}
