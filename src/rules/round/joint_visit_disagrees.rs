//! X02: a joint visit is reported by one member only, or otherwise by another.
//!
//! [`crate::rules::visits`] puts the rows of one visit together, [`super::visit_differences`] says what members disagree on. Each member that had a
//! part in a visit and whose return is in use must report it, with the same dates, lead, activity and people. One finding a visit, however many
//! rows, members and differences there are, with every cell in question as evidence.

use std::collections::BTreeMap;

use super::visit_differences::{Difference, differences};
use crate::form::{Asg, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Cell, Named, Record, Round, Submission, show_date};
use crate::rules::visits::{self, Visit, VisitRow};
use crate::rules::{Check, Context, Edit, Example, FileChange, Handling, OneQueryFor, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "X02",
    name: "joint_visit_disagrees",
    paragraph: None,
    severity: Severity::Query,
    fault: "A joint visit is reported by one of the members involved only, or with other dates, lead, activity or people.",
    expected: "Each member involved in a joint visit reports it, with the same place, dates, lead and activity, and the same people.",
    fix: "Agree with the other member what is right; correct the row, or have the other member correct or add theirs.",
    right: "both returns give HMP Wandsworth, 06/10/2025 to 17/10/2025, led by HMIP.",
    needs: &[],
    handling: Handling { one_query_for: OneQueryFor::OtherMember, told: ToldOfOthers::Message, ..Handling::USUAL },
    check: Check::Round(check),
    mended: &[Edit::PutBack("CQC", Sheet::Assignments)],
    examples: &[
        Example {
            shows: "the member whose person took part does not report the visit",
            changes: &[Edit::DropRow("CQC", Sheet::Assignments, "A001")],
            fires: &[("HMIP", "Assignments", "A005", "Establishment")],
        },
        Example {
            shows: "two members give other last days for one visit",
            changes: &[Edit::Set("CQC", Sheet::Assignments, "A001", "End date", "16/10/2025")],
            fires: &[("HMIP", "Assignments", "A005", "End date")],
        },
        Example {
            shows: "two members each say that the other led",
            changes: &[
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Lead member", "CQC"),
                Edit::Set("HMIP", Sheet::Assignments, "A003", "Lead member", "CQC"),
                Edit::Set("HMIP", Sheet::Assignments, "A005", "Lead member", "CQC"),
            ],
            fires: &[("HMIP", "Assignments", "A001", "Lead member")],
        },
        Example {
            shows: "another activity, another spelling of the place and a person whom only one of them names: one finding",
            changes: &[
                Edit::Set("CQC", Sheet::Assignments, "A001", "Activity", "Follow-up visit"),
                Edit::Set("CQC", Sheet::Assignments, "A001", "Establishment", "Wandsworth (HMP)"),
                Edit::CopyRow(
                    "CQC",
                    Sheet::Assignments,
                    "A001",
                    &[("Assignment ref", "A002"), ("Person ref", "T02"), ("Full name", "Sam Proxy")],
                ),
            ],
            fires: &[("HMIP", "Assignments", "A005", "Activity")],
        },
        Example {
            shows: "two members at one place and time, each led by itself and with its own people only: two visits",
            changes: &[
                Edit::DropRow("HMIP", Sheet::Assignments, "A005"),
                Edit::Set("CQC", Sheet::Assignments, "A001", "Lead member", "CQC"),
                Edit::Set("CQC", Sheet::Assignments, "A001", "End date", "16/10/2025"),
            ],
            fires: &[],
        },
        Example {
            shows: "the leading member has nothing at that place at that time",
            changes: &[Edit::Set("HMICFRS", Sheet::Assignments, "A001", "Lead member", "CQC")],
            fires: &[("HMICFRS", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "the other member's return is not there to compare with",
            changes: &[Edit::File("CQC", FileChange::Missing)],
            fires: &[],
        },
    ],
};

fn check(context: &Context, sink: &mut Sink) {
    let round = context.round;
    let mut hidden: BTreeMap<&str, Vec<&Record<Asg>>> = BTreeMap::new();
    for visit in visits::joint(round) {
        let missing: Vec<&Submission> = visit.silent.iter().filter_map(|code| round.submission(code)).collect();
        let (illegible, missing): (Vec<_>, Vec<_>) = missing.into_iter().partition(|other| !visits::is_legible(other));
        for other in illegible {
            for member in visit.members() {
                sink.skip_member(member, format!("the Assignments of {} cannot be compared: a sheet or column is missing", other.member));
            }
        }
        // What cannot be read may be the row looked for; its own cell says so.
        let missing: Vec<&Submission> = missing
            .into_iter()
            .filter(|other: &&Submission| {
                let other: &Submission = other;
                let rows = hidden.entry(other.member.as_str()).or_insert_with(|| unclear(other));
                !may_be_hidden(round, &visit, rows)
            })
            .collect();
        let differences = differences(round, &visit);
        if !missing.is_empty() || !differences.is_empty() {
            sink.push(draft(round, &visit, &missing, &differences));
        }
    }
}

/// The one finding of a visit, in the return of the member whose cell is to mend.
fn draft(round: &Round, visit: &Visit, missing: &[&Submission], differences: &[Difference]) -> Draft {
    let (row, field) = match (missing.first(), differences.first()) {
        (Some(other), _) => {
            let names = |row: &&VisitRow| row.others(round).contains(&other.member.as_str());
            (*visit.rows.iter().find(names).expect("a member is missing because a row names it"), Asg::Place)
        }
        (None, Some(first)) => first.to_mend(&odd_one_out(differences)),
        (None, None) => unreachable!("a visit without a fault has no finding"),
    };
    let place = place_of(round, visit, &row);
    let others: Vec<&str> = match missing.is_empty() {
        false => missing.iter().map(|other| other.member.as_str()).collect(),
        true => visit.members().into_iter().filter(|member| *member != row.submission.member).collect(),
    };
    let mut draft = Draft::at(row.submission, row.row.cell(field))
        .says(message(visit, &row, place, missing, differences))
        .assignment(row.row.text(Asg::Ref).unwrap_or(""))
        .key(round.register.key(&place.found))
        .key(show_date(row.from))
        .key(show_date(row.to))
        .key(others.join(","));
    if let Some(place) = place.found.confirmed() {
        draft = draft.place(&round.register.place(place).id);
    }
    let mut cells: Vec<(&Submission, &Cell)> = differences.iter().flat_map(|difference| difference.cells.iter().copied()).collect();
    if !missing.is_empty() {
        cells.extend(visit.rows.iter().map(|row| (row.submission, row.row.cell(Asg::Place))));
    }
    let mut shown = vec![(row.submission.member.as_str(), row.row.at(field))];
    for (submission, cell) in cells {
        if !shown.contains(&(submission.member.as_str(), cell.at)) {
            shown.push((submission.member.as_str(), cell.at));
            draft = draft.because(submission, cell);
        }
    }
    draft
}

fn message(visit: &Visit, row: &VisitRow, place: &Named, missing: &[&Submission], differences: &[Difference]) -> String {
    let dates = format!("{} to {}", show_date(row.from), show_date(row.to));
    let mut parts = Vec::new();
    if !missing.is_empty() {
        let codes: Vec<&str> = missing.iter().map(|other| other.member.as_str()).collect();
        parts.push(format!("{} {} not report it", codes.join(" and "), if codes.len() == 1 { "does" } else { "do" }));
    }
    parts.extend(differences.iter().map(|difference| format!("{}: {}", difference.what, difference.versions.join(", "))));
    let members = visit.members();
    let who = match members.as_slice() {
        [one] => format!("{one} reports a joint visit"),
        several => format!("{} report one visit", several.join(" and ")),
    };
    let but = if missing.is_empty() { ", and differ on " } else { ", but " };
    format!("{who} to {}, {dates}{but}{}", place.written, parts.join("; "))
}

/// The place of the row that the visit is about: one that another row names as well, else the first.
fn place_of<'a>(round: &Round, visit: &Visit, row: &VisitRow<'a>) -> &'a Named {
    let places = row.row.cell(Asg::Place).places();
    let others = || visit.rows.iter().filter(|other| other.submission.row_id(other.row) != row.submission.row_id(row.row));
    let is_shared = |place: &&Named| {
        others().any(|other| other.row.cell(Asg::Place).places().iter().any(|theirs| visits::is_same_place(&round.register, place, theirs)))
    };
    places.iter().find(is_shared).unwrap_or(&places[0])
}

/// The member that differs from most others; of two that differ from one another the later by code, so that each visit is asked about once.
fn odd_one_out(differences: &[Difference]) -> String {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for member in differences.iter().flat_map(|difference| &difference.pairs).flat_map(|(a, b)| [a, b]) {
        *count.entry(member.as_str()).or_default() += 1;
    }
    count.into_iter().max_by_key(|(_, number)| *number).map(|(member, _)| member.to_string()).unwrap_or_default()
}

/// The rows of a return whose place or days cannot be read.
fn unclear(other: &Submission) -> Vec<&Record<Asg>> {
    let is_unclear = |row: &&Record<Asg>| row.cell(Asg::Place).places().is_empty() || visits::dates(row).is_none();
    other.assignments.iter().filter(|row| !row.is(Asg::Activity, "Training")).filter(is_unclear).collect()
}

/// Whether one of a return's rows that cannot be read may be the one that reports the visit.
fn may_be_hidden(round: &Round, visit: &Visit, unclear: &[&Record<Asg>]) -> bool {
    let from = visit.rows.iter().map(|row| row.from).min();
    let to = visit.rows.iter().map(|row| row.to).max();
    let touches = |(start, end)| from.is_some_and(|from| from <= end) && to.is_some_and(|to| start <= to);
    unclear.iter().any(|row| {
        let places = row.cell(Asg::Place).places();
        let is_there = |named: &Named| {
            visit.rows.iter().any(|row| row.row.cell(Asg::Place).places().iter().any(|p| visits::is_same_place(&round.register, p, named)))
        };
        match (places, visits::dates(row)) {
            ([], None) => true,
            ([], Some(days)) => touches(days),
            (_, None) => places.iter().any(is_there),
            _ => false,
        }
    })
}
