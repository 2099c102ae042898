//! R07: an assignment is listed twice.

use std::collections::{BTreeMap, BTreeSet};

use super::reference_twice::fold_reference;
use crate::form::{Asg, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Date, Entry, Record, Submission, show_date};
use crate::rules::{Check, Context, Edit, Example, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "R07",
    name: "assignment_twice",
    paragraph: None,
    severity: Severity::Query,
    fault: "The same person is listed twice for the same activity at the same place, on the same days or on days that overlap.",
    expected: "One row for each person and visit.",
    fix: "Remove one of the two rows, or correct the dates, the place or the person if they are two assignments.",
    right: "one row for S01 at HMP Wandsworth from 06/10/2025 to 17/10/2025.",
    needs: &[],
    handling: Handling::USUAL,
    check: Check::Return(check),
    mended: &[Edit::DropRow("HMIP", Sheet::Assignments, "A006")],
    examples: &[
        Example {
            shows: "the same assignment under a second reference",
            changes: &[Edit::CopyRow("HMIP", Sheet::Assignments, "A001", &[("Assignment ref", "A006")])],
            fires: &[("HMIP", "Assignments", "A006", "Assignment ref")],
        },
        Example {
            shows: "the same activity again from the day on which the first ends",
            changes: &[Edit::CopyRow(
                "HMIP",
                Sheet::Assignments,
                "A001",
                &[("Assignment ref", "A006"), ("Start date", "17/10/2025"), ("End date", "24/10/2025")],
            )],
            fires: &[("HMIP", "Assignments", "A006", "Assignment ref")],
        },
        Example {
            shows: "the same place again a month later",
            changes: &[Edit::CopyRow(
                "HMIP",
                Sheet::Assignments,
                "A001",
                &[("Assignment ref", "A006"), ("Start date", "13/11/2025"), ("End date", "14/11/2025")],
            )],
            fires: &[],
        },
    ],
};

/// Whose person, the reference, the activity and the places.
type Key<'a> = (String, String, &'a str, Vec<String>);

/// An assignment with its first and last day.
type Dated<'a> = (Date, Date, &'a Record<Asg>);

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let mut groups: BTreeMap<Key, Vec<Dated>> = BTreeMap::new();
    for row in &submission.assignments {
        let (Some(start), Some(end)) = (row.date(Asg::Start), row.date(Asg::End)) else { continue };
        let (Some(person), Some(activity)) = (row.text(Asg::Person), row.text(Asg::Activity)) else { continue };
        let places = row.cell(Asg::Place).places();
        let member_known = matches!(row.cell(Asg::PersonMember).entry, Entry::Blank | Entry::Read(_));
        if places.is_empty() || !member_known || end < start {
            continue;
        }
        let mut places: Vec<String> = places.iter().map(|named| context.round.register.key(&named.found)).collect();
        places.sort();
        places.dedup();
        let member = fold_reference(context.round.person_member(submission, row));
        groups.entry((member, fold_reference(person), activity, places)).or_default().push((start, end, row));
    }
    for mut rows in groups.into_values() {
        rows.sort_by_key(|(start, _, row)| (*start, fold_reference(row.text(Asg::Ref).unwrap_or("")), row.row));
        // In the order of starts, rows on common days follow one another: the next begins before the last of them ends.
        let mut together: Vec<&Record<Asg>> = Vec::new();
        let mut reach = Date::MIN;
        for (start, end, row) in rows {
            if start > reach {
                push(context, submission, std::mem::take(&mut together), sink);
            }
            // Two rows with one reference are R02's.
            if !together.iter().any(|other| same_reference(row, other)) {
                together.push(row);
            }
            reach = if together.len() == 1 { end } else { reach.max(end) };
        }
        push(context, submission, together, sink);
    }
}

fn same_reference(one: &Record<Asg>, other: &Record<Asg>) -> bool {
    let reference = |row: &Record<Asg>| row.text(Asg::Ref).map(fold_reference);
    reference(one).is_some() && reference(one) == reference(other)
}

/// One finding for the rows that repeat one another, however many.
fn push(context: &Context, submission: &Submission, mut rows: Vec<&Record<Asg>>, sink: &mut Sink) {
    // The first reference is the one to keep, however the rows are sorted.
    rows.sort_by_key(|row| (fold_reference(row.text(Asg::Ref).unwrap_or("")), row.row));
    let [first, second, others @ ..] = rows.as_slice() else { return };
    let draft = draft(context, submission, first, second, others);
    sink.push(others.iter().fold(draft, |draft, row| draft.because(submission, row.cell(Asg::Ref))));
}

fn draft(context: &Context, submission: &Submission, first: &Record<Asg>, second: &Record<Asg>, others: &[&Record<Asg>]) -> Draft {
    const NAMED: usize = 8;
    let typed = |row: &Record<Asg>, field: Asg| crate::model::or_blank(row.cell(field)).to_string();
    let days = |row: &Record<Asg>| format!("{} to {}", typed(row, Asg::Start), typed(row, Asg::End));
    let named = |row: &Record<Asg>| row.text(Asg::Ref).unwrap_or("a row without a reference").to_string();
    let mut who = second.text(Asg::Ref).unwrap_or("A row without a reference").to_string();
    let mut when = format!("{} and {}", days(first), days(second));
    if !others.is_empty() {
        let mut more: Vec<String> = others.iter().take(NAMED).map(|row| named(row)).collect();
        if others.len() > NAMED {
            more.push(format!("{} more, which are in the evidence,", others.len() - NAMED));
        }
        let last = more.pop().unwrap_or_default();
        who = format!("{} and {last}", std::iter::once(who).chain(more).collect::<Vec<_>>().join(", "));
        let all: BTreeSet<String> = [first, second].into_iter().chain(others.iter().copied()).map(days).collect();
        when = all.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
    }
    let message = format!(
        "{who} {} {}: {} at {}, {when}",
        told(first, second, others),
        named(first),
        second.text(Asg::Name).or(second.text(Asg::Person)).unwrap_or("the same person"),
        typed(second, Asg::Place),
    );
    Draft::at(submission, second.cell(Asg::Ref))
        .says(message)
        .person(context.round.person_member(submission, second), second.text(Asg::Person).unwrap_or(""))
        .assignment(second.text(Asg::Ref).unwrap_or(""))
        .key(fold_reference(first.text(Asg::Ref).unwrap_or("")))
        .because(submission, first.cell(Asg::Ref))
}

/// What the rows do to the first of them: repeat it only where all days are the same, else the days that are in common.
fn told(first: &Record<Asg>, second: &Record<Asg>, others: &[&Record<Asg>]) -> String {
    let days = |row: &Record<Asg>| Some((row.date(Asg::Start)?, row.date(Asg::End)?));
    let is_one = others.is_empty();
    if std::iter::once(&second).chain(others).all(|row| days(row) == days(first)) {
        return if is_one { "repeats" } else { "repeat" }.into();
    }
    let (Some(one), Some(other), true) = (days(first), days(second), is_one) else {
        return "have days in common, among themselves or with".into();
    };
    let (from, to) = (one.0.max(other.0), one.1.min(other.1));
    match from == to {
        true => format!("has {} in common with", show_date(from)),
        false => format!("has the days from {} to {} in common with", show_date(from), show_date(to)),
    }
}
