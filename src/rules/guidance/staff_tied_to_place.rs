//! S181: other staff were involved in inspecting a place where they hold a position or have a close affiliation (SPT ¶18–19).

use super::assigned_to_home_place::draft;
use crate::conflicts::{Connection, List};
use crate::form::Sheet;
use crate::model::finding::Severity;
use crate::rules::{Check, Context, Edit, Example, Handling, OneQueryFor, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "S181",
    name: "staff_tied_to_place",
    paragraph: Some("SPT ¶18–19"),
    severity: Severity::Concern,
    fault: "One of the other staff was involved in inspecting a place where they hold a position or have a close affiliation.",
    expected: "Nobody on NPM work is involved in inspecting a place where they hold another position or to which they are close.",
    fix: "Check that both names are right. If they are, say in Notes what the person did there and how a conflict was guarded against; if the visit is still to come, give it to somebody else.",
    right: "Notes: \"The position ended in March. The person held no interviews with staff; the team leader wrote the findings.\"",
    needs: &[],
    handling: Handling {
        one_query_for: OneQueryFor::Person,
        told: ToldOfOthers::OfAssignment("{work} and holds a position there or is close to it by the return of {others} ({certainty})."),
        list: Some(List::Conflict),
        bears_on: &["SPT ¶30"],
        ..Handling::USUAL
    },
    check: Check::Round(check),
    mended: &[
        Edit::Set("HMIP", Sheet::Assignments, "A003", "Person ref", "T02"),
        Edit::Set("HMIP", Sheet::Assignments, "A003", "Full name", "Casey Pattern"),
    ],
    examples: &[
        Example {
            shows: "a close affiliation with the prison inspected",
            changes: &[Edit::Set("HMIP", Sheet::Staff, "T01", "Close affiliations", "HMP Wandsworth")],
            fires: &[("HMIP", "Assignments", "A003", "Establishment")],
        },
        Example {
            shows: "another position held at the prison inspected, in the return of another member as well",
            changes: &[Edit::Set("CQC", Sheet::Staff, "T01", "Other positions held", "HMP Wandsworth")],
            fires: &[("CQC", "Assignments", "A001", "Establishment"), ("HMIP", "Assignments", "A005", "Establishment")],
        },
        Example {
            shows: "a close affiliation with a prison that was not visited",
            changes: &[Edit::Set("HMIP", Sheet::Staff, "T01", "Close affiliations", "HMP Durham")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, sink: &mut Sink) {
    let tied = |basis| matches!(basis, Connection::Affiliation | Connection::Position);
    for conflict in context.conflicts.iter().filter(|c| !c.is_secondee() && !c.met.kin && tied(c.met.basis)) {
        sink.push(draft(conflict, &context.round.register).key(conflict.met.basis.words()));
    }
    sink.skip_gaps(context, false, &[Connection::Affiliation, Connection::Position]);
}
