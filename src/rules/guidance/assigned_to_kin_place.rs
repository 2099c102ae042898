//! G144: a secondee was involved in inspecting a place that is kin of their own places: same cluster, site, operator or group (¶14).
//!
//! Possible, never a breach: whether kin is too close is for people to judge. A place of the secondee's own met shortly after the
//! secondment ended is reported here too.

use super::assigned_to_home_place::draft;
use crate::conflicts::{Connection, List};
use crate::form::Sheet;
use crate::model::finding::Severity;
use crate::rules::{Check, Context, Edit, Example, Handling, OneQueryFor, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G144",
    name: "assigned_to_kin_place",
    paragraph: Some("¶14"),
    severity: Severity::Query,
    fault: "A secondee was involved in inspecting a place close to one of their own: same cluster, site or operator, or just left.",
    expected: "Where a place is run together with the secondee's own, the member has judged that independence is not in doubt.",
    fix: "Say whether the secondee has worked with or for that place, and what was done to guard against a conflict.",
    right: "Safeguard applied: \"No contact with the cluster's management; findings written by the team leader\".",
    needs: &[],
    handling: Handling {
        one_query_for: OneQueryFor::Person,
        told: ToldOfOthers::OfAssignment("{work}, which by the return of {others} is close to a place of the person's own ({certainty})."),
        list: Some(List::NearMiss),
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
            shows: "a prison of the home prison's cluster",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Home establishment", "HMP Elmley"),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Swaleside"),
            ],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "a prison that only the prison service as a whole links to the home prison",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Swaleside")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, sink: &mut Sink) {
    let kin = |basis| matches!(basis, Connection::Home | Connection::Return | Connection::Affiliation);
    for conflict in context.conflicts.iter().filter(|c| c.is_secondee() && c.met.kin && kin(c.met.basis)) {
        // One place may be kin of the home and of the likely return at once: each is its own finding.
        sink.push(draft(conflict, &context.round.register).key(conflict.met.basis.words()));
    }
    sink.skip_gaps(context, true, &[Connection::Home, Connection::Return, Connection::Affiliation]);
}
