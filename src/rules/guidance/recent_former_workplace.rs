//! S182: other staff were involved in inspecting a place they used to work at not long ago (SPT ¶18–19).
//!
//! The guidance sets no period; the number of years is a threshold of the round. Where the year of leaving is not given, the place is
//! pointed out and the message says so.

use super::assigned_to_home_place::draft;
use crate::conflicts::{Connection, List, When, former_workplace};
use crate::form::Sheet;
use crate::model::finding::Severity;
use crate::rules::{Check, Context, Edit, Example, Handling, OneQueryFor, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "S182",
    name: "recent_former_workplace",
    paragraph: Some("SPT ¶18–19"),
    severity: Severity::Note,
    fault: "Somebody who is no secondee was involved in the inspection of a place at which they used to work, within the advisory period.",
    expected: "The member knows of former workplaces and has judged whether enough time has passed.",
    fix: "Give the year in which the person left the place; if it is recent, say what was done to guard against a conflict.",
    right: "HMP Hull (left 2012)",
    needs: &[],
    handling: Handling {
        one_query_for: OneQueryFor::Person,
        told: ToldOfOthers::OfAssignment("{work} and used to work there by the return of {others} ({certainty})."),
        list: Some(List::NearMiss),
        bears_on: &["SPT ¶30"],
        ..Handling::USUAL
    },
    check: Check::Round(check),
    mended: &[Edit::Set("HMIP", Sheet::Staff, "T01", "Former workplaces", "HMP Wandsworth (left 2012)")],
    examples: &[
        Example {
            shows: "a former workplace left three years before the inspection",
            changes: &[Edit::Set("HMIP", Sheet::Staff, "T01", "Former workplaces", "HMP Wandsworth (left 2022)")],
            fires: &[("HMIP", "Assignments", "A003", "Establishment")],
        },
        Example {
            shows: "a former workplace without the year of leaving",
            changes: &[Edit::Set("HMIP", Sheet::Staff, "T01", "Former workplaces", "HMP Wandsworth")],
            fires: &[("HMIP", "Assignments", "A003", "Establishment")],
        },
        Example {
            shows: "a former workplace left long ago",
            changes: &[Edit::Set("HMIP", Sheet::Staff, "T01", "Former workplaces", "HMP Wandsworth (left 2012)")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, sink: &mut Sink) {
    let years = context.round.settings.thresholds.former_workplace_years;
    for conflict in context.conflicts.iter().filter(|c| !c.is_secondee() && !c.met.kin && c.met.basis == Connection::Former) {
        let Some(since) = former_workplace(conflict.met.left, When::of(conflict.assignment), years) else { continue };
        let mut draft = draft(conflict, &context.round.register);
        draft.message = format!("{}; {since}", draft.message);
        sink.push(draft);
    }
    sink.skip_gaps(context, false, &[Connection::Former]);
}
