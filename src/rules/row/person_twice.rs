//! R06: a person is listed twice in one return.

use std::collections::BTreeMap;

use super::name_differs::name_words;
use super::reference_twice::fold_reference;
use crate::finding::{Draft, Severity};
use crate::form::{Sec, Sheet, Stf};
use crate::model::{Cell, Date, Record, Submission};
use crate::places::fold;
use crate::rules::{Change, Check, Context, Example, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "R06",
    name: "person_twice",
    paragraph: None,
    severity: Severity::Query,
    fault: "The same person seems to be listed twice, under two references.",
    expected: "A person has one row, on Secondees or on Staff; a further secondment has its own row and other dates.",
    fix: "Remove one of the rows and use the other's reference on Assignments, or say in Notes that these are two persons of one name.",
    right: "one row on Secondees for Rowan Example, and none on Staff.",
    needs: &[],
    check: Check::Return(check),
    mended: &[Change::DropRow("HMIP", Sheet::Secondees, "S04")],
    examples: &[
        Example {
            shows: "a secondee on two rows",
            changes: &[Change::CopyRow("HMIP", Sheet::Secondees, "S01", &[("Secondee ref", "S04")])],
            fires: &[("HMIP", "Secondees", "S04", "Full name")],
        },
        Example {
            shows: "a secondee who is on Staff as well",
            changes: &[Change::CopyRow("HMIP", Sheet::Staff, "T02", &[("Staff ref", "T03"), ("Full name", "Example, Rowan")])],
            fires: &[("HMIP", "Staff", "T03", "Full name")],
        },
        Example {
            shows: "a second secondment after the first has ended",
            changes: &[Change::CopyRow(
                "HMIP",
                Sheet::Secondees,
                "S03",
                &[("Secondee ref", "S04"), ("Start date", "16/06/2025"), ("End date", "")],
            )],
            fires: &[],
        },
        Example {
            shows: "a former secondee who has joined the staff",
            changes: &[Change::CopyRow("HMIP", Sheet::Staff, "T02", &[("Staff ref", "T03"), ("Full name", "Drew Former")])],
            fires: &[],
        },
    ],
};

/// A person's row on either sheet.
#[derive(Clone, Copy)]
enum Row<'a> {
    Secondee(&'a Record<Sec>),
    Staff(&'a Record<Stf>),
}

impl<'a> Row<'a> {
    fn reference(self) -> &'a str {
        match self {
            Row::Secondee(row) => row.text(Sec::Ref),
            Row::Staff(row) => row.text(Stf::Ref),
        }
        .unwrap_or("")
    }
    fn name(self) -> &'a Cell {
        match self {
            Row::Secondee(row) => row.cell(Sec::Name),
            Row::Staff(row) => row.cell(Stf::Name),
        }
    }
}

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let mut by_name: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut rows: Vec<Row> = submission.secondees.iter().map(Row::Secondee).chain(submission.staff.iter().map(Row::Staff)).collect();
    // By reference, so that the finding is the same however the rows are sorted.
    rows.sort_by_key(|row| fold_reference(row.reference()));
    for row in rows {
        let Some(name) = row.name().text() else { continue };
        let earlier = by_name.entry(name_words(name).concat()).or_default();
        if let Some(first) = earlier.iter().find(|first| same_person(**first, row, context.round.settings.census)) {
            sink.push(draft(submission, *first, row));
        }
        earlier.push(row);
    }
}

/// Whether two rows of one name and different references are one person listed twice.
fn same_person(one: Row, other: Row, census: Date) -> bool {
    if fold_reference(one.reference()) == fold_reference(other.reference()) {
        return false;
    }
    match (one, other) {
        (Row::Secondee(one), Row::Secondee(other)) => {
            let home = |row: &Record<Sec>| row.text(Sec::HomeOrg).map(fold);
            home(one).is_some() && home(one) == home(other) && overlap(one, other)
        }
        // Staff have no dates: somebody whose secondment has ended may have been taken on since.
        (Row::Secondee(row), Row::Staff(_)) | (Row::Staff(_), Row::Secondee(row)) => {
            row.cell(Sec::End).is_blank() || row.date(Sec::End).is_some_and(|end| end > census)
        }
        (Row::Staff(_), Row::Staff(_)) => true,
    }
}

/// Whether two secondments have a day in common, as far as their dates could be read.
fn overlap(one: &Record<Sec>, other: &Record<Sec>) -> bool {
    let reaches = |row: &Record<Sec>, day: Date| row.cell(Sec::End).is_blank() || row.date(Sec::End).is_some_and(|end| end >= day);
    match (one.date(Sec::Start), other.date(Sec::Start)) {
        (Some(start), Some(other_start)) => reaches(one, other_start) && reaches(other, start),
        _ => false,
    }
}

fn draft(submission: &Submission, first: Row, second: Row) -> Draft {
    let (name, first_name) = (second.name(), first.name());
    let message = format!(
        "{} ({}) seems to be the same person as {} ({}) on {}",
        name.typed,
        second.reference(),
        first_name.typed,
        first.reference(),
        first_name.at.sheet.name()
    );
    Draft::at(submission, name)
        .says(message)
        .person(&submission.member, second.reference())
        .key(fold_reference(first.reference()))
        .because(submission, first_name)
}
