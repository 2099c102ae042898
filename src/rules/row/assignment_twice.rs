//! R07: an assignment is listed twice.

use std::collections::BTreeMap;

use super::reference_twice::fold_reference;
use crate::form::{Asg, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Date, Entry, Record, Submission};
use crate::rules::{Change, Check, Context, Example, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "R07",
    name: "assignment_twice",
    paragraph: None,
    severity: Severity::Query,
    fault: "The same person is listed twice for the same activity at the same place on the same days.",
    expected: "One row for each person and visit.",
    fix: "Remove one of the two rows, or correct the dates, the place or the person if they are two assignments.",
    right: "one row for S01 at HMP Wandsworth from 06/10/2025 to 17/10/2025.",
    needs: &[],
    handling: Handling::USUAL,
    check: Check::Return(check),
    mended: &[Change::DropRow("HMIP", Sheet::Assignments, "A006")],
    examples: &[
        Example {
            shows: "the same assignment under a second reference",
            changes: &[Change::CopyRow("HMIP", Sheet::Assignments, "A001", &[("Assignment ref", "A006")])],
            fires: &[("HMIP", "Assignments", "A006", "Assignment ref")],
        },
        Example {
            shows: "the same place again a month later",
            changes: &[Change::CopyRow(
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
        let mut rows = rows.into_iter();
        let Some(mut longest) = rows.next() else { continue };
        for next in rows {
            if next.0 <= longest.1 && !same_reference(next.2, longest.2) {
                sink.push(draft(context, submission, longest.2, next.2));
            }
            // In the order of starts, only the one that ends last can reach the next.
            if next.1 > longest.1 {
                longest = next;
            }
        }
    }
}

/// Two rows with one reference are R02's.
fn same_reference(one: &Record<Asg>, other: &Record<Asg>) -> bool {
    let reference = |row: &Record<Asg>| row.text(Asg::Ref).map(fold_reference);
    reference(one).is_some() && reference(one) == reference(other)
}

fn draft(context: &Context, submission: &Submission, one: &Record<Asg>, other: &Record<Asg>) -> Draft {
    // The later reference is the one to remove, however the rows are sorted.
    let order = |row: &Record<Asg>| (fold_reference(row.text(Asg::Ref).unwrap_or("")), row.row);
    let (first, second) = if order(one) < order(other) { (one, other) } else { (other, one) };
    let typed = |row: &Record<Asg>, field: Asg| row.cell(field).typed.clone();
    let message = format!(
        "{} repeats {}: {} at {}, {} to {} and {} to {}",
        second.text(Asg::Ref).unwrap_or("A row without a reference"),
        first.text(Asg::Ref).unwrap_or("a row without a reference"),
        second.text(Asg::Name).or(second.text(Asg::Person)).unwrap_or("the same person"),
        typed(second, Asg::Place),
        typed(first, Asg::Start),
        typed(first, Asg::End),
        typed(second, Asg::Start),
        typed(second, Asg::End),
    );
    Draft::at(submission, second.cell(Asg::Ref))
        .says(message)
        .person(context.round.person_member(submission, second), second.text(Asg::Person).unwrap_or(""))
        .assignment(second.text(Asg::Ref).unwrap_or(""))
        .key(fold_reference(first.text(Asg::Ref).unwrap_or("")))
        .because(submission, first.cell(Asg::Ref))
}
