//! G142: a secondee was involved in inspecting a place they are likely to return to (¶14).

use super::assigned_to_home_place::draft;
use crate::conflicts::{Connection, List};
use crate::form::Sheet;
use crate::model::finding::Severity;
use crate::rules::{Check, Context, Edit, Example, Handling, OneQueryFor, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G142",
    name: "assigned_to_return_place",
    paragraph: Some("¶14"),
    severity: Severity::Breach,
    fault: "A secondee was involved in the inspection of a place to which they are likely to return.",
    expected: "On no occasion is a secondee involved in inspecting a place to which they are likely to return.",
    fix: "Check that both names are right. If they are, say in Notes who decided on the assignment and what they knew, what the secondee did there, and who has reviewed it since; if the visit is still to come, give it to somebody else.",
    right: "Notes: \"Decided by the head of inspection, who did not know of the tie. The secondee held no interviews with staff; a second inspector has read the findings again.\"",
    needs: &[],
    handling: Handling {
        one_query_for: OneQueryFor::Person,
        told: ToldOfOthers::OfAssignment("{work} and is likely to return there by the return of {others} ({certainty})."),
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
            shows: "an inspection of the prison the secondee is likely to return to",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Wakefield")],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "an inspection of the home prison is another rule's",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Leeds")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, sink: &mut Sink) {
    for conflict in context.conflicts.iter().filter(|c| c.is_secondee() && c.met.basis == Connection::Return && !c.met.kin) {
        sink.push(draft(conflict, &context.round.register));
    }
    sink.skip_gaps(context, true, &[Connection::Return]);
}
