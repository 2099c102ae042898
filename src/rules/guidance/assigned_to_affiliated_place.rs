//! G143: a secondee was involved in inspecting a place with which they are closely affiliated (¶14).

use super::assigned_to_home_place::draft;
use crate::conflicts::{Connection, List};
use crate::form::Sheet;
use crate::model::finding::Severity;
use crate::rules::{Check, Context, Edit, Example, Handling, OneQueryFor, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G143",
    name: "assigned_to_affiliated_place",
    paragraph: Some("¶14"),
    severity: Severity::Breach,
    fault: "A secondee was involved in the inspection of a place with which they are closely affiliated.",
    expected: "On no occasion is a secondee involved in inspecting a place with which they have a close affiliation.",
    fix: "Check that both names are right. If they are, say in Notes who decided on the assignment and what they knew, what the secondee did there, and who has reviewed it since; if the visit is still to come, give it to somebody else.",
    right: "Notes: \"Decided by the head of inspection, who did not know of the tie. The secondee held no interviews with staff; a second inspector has read the findings again.\"",
    needs: &[],
    handling: Handling {
        one_query_for: OneQueryFor::Person,
        told: ToldOfOthers::OfAssignment("{work} and is closely affiliated with it by the return of {others} ({certainty})."),
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
            shows: "an inspection of the prison the secondee is closely affiliated with",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Hull")],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "an affiliation given as a sentence",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Close affiliations", "sister is a nurse at Rampton"),
                Edit::Set("HMIP", Sheet::Secondees, "S02", "Close affiliations", "wife sits at Leeds Crown Court"),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "Rampton Secure Hospital"),
                Edit::Set("HMIP", Sheet::Assignments, "A002", "Establishment", "HMP Leeds"),
            ],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "training there is not involvement in an inspection",
            changes: &[
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Hull"),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Activity", "Training"),
            ],
            fires: &[],
        },
    ],
};

fn check(context: &Context, sink: &mut Sink) {
    for conflict in context.conflicts.iter().filter(|c| c.is_secondee() && c.met.basis == Connection::Affiliation && !c.met.kin) {
        sink.push(draft(conflict, &context.round.register));
    }
    sink.skip_gaps(context, true, &[Connection::Affiliation]);
}
