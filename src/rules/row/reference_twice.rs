//! R02: a reference stands for two rows.

use std::collections::BTreeMap;

use crate::form::{Asg, Sec, Sheet, Stf};
use crate::model::finding::{Draft, Severity};
use crate::model::{Cell, Submission, or_blank};
use crate::rules::{Check, Context, Edit, Example, FiguresDepend, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "R02",
    name: "reference_twice",
    paragraph: None,
    severity: Severity::Query,
    fault: "The same reference is used for two rows.",
    expected: "Each person has a reference of their own across Secondees and Staff, and each assignment one on Assignments.",
    fix: "Give one row a reference of its own and change the assignments that use it; if the same row stands there twice, clear one.",
    right: "S01 on one row and S02 on the next.",
    needs: &[],
    handling: Handling { figures_depend: FiguresDepend::Yes, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Staff, "S01", "Staff ref", "T03")],
    examples: &[
        Example {
            shows: "a member of staff under a secondee's reference",
            changes: &[Edit::CopyRow("HMIP", Sheet::Staff, "T02", &[("Staff ref", "S01"), ("Full name", "Jordan Dummy")])],
            fires: &[("HMIP", "Staff", "S01", "Staff ref")],
        },
        Example {
            shows: "an assignment's reference used again in lower case",
            changes: &[Edit::CopyRow("HMIP", Sheet::Assignments, "A002", &[("Assignment ref", "a001")])],
            fires: &[("HMIP", "Assignments", "a001", "Assignment ref")],
        },
        Example {
            shows: "a further member of staff under a new reference",
            changes: &[Edit::CopyRow("HMIP", Sheet::Staff, "T02", &[("Staff ref", "T03"), ("Full name", "Jordan Dummy")])],
            fires: &[],
        },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    let secondees = submission.secondees.iter().map(|row| (row.cell(Sec::Ref), row.cell(Sec::Name)));
    let staff = submission.staff.iter().map(|row| (row.cell(Stf::Ref), row.cell(Stf::Name)));
    for (first, cell, name) in repeats(secondees.chain(staff)) {
        let reference = cell.text().unwrap_or("");
        sink.push(draft(submission, first, cell, name).person(&submission.member, reference));
    }
    for (first, cell, name) in repeats(submission.assignments.iter().map(|row| (row.cell(Asg::Ref), row.cell(Asg::Name)))) {
        let reference = cell.text().unwrap_or("");
        sink.push(draft(submission, first, cell, name).assignment(reference));
    }
}

/// Each reference cell that repeats an earlier one: the first cell with it, the cell itself, and the name beside it.
fn repeats<'a>(rows: impl Iterator<Item = (&'a Cell, &'a Cell)>) -> Vec<(&'a Cell, &'a Cell, &'a Cell)> {
    let mut first: BTreeMap<String, &Cell> = BTreeMap::new();
    let mut repeats = Vec::new();
    for (cell, name) in rows {
        let Some(reference) = cell.text() else { continue };
        match first.get(&fold_reference(reference)) {
            Some(first) => repeats.push((*first, cell, name)),
            None => drop(first.insert(fold_reference(reference), cell)),
        }
    }
    repeats
}

fn draft(submission: &Submission, first: &Cell, cell: &Cell, name: &Cell) -> Draft {
    Draft::at(submission, cell)
        .says(format!("The reference {} ({}) is already used in {}", cell.typed, or_blank(name), first.at))
        .key(cell.at.sheet.name())
        .because(submission, first)
}

/// A reference as references are compared.
pub(in crate::rules) fn fold_reference(reference: &str) -> String {
    reference.trim().to_uppercase()
}

/// Whether a person's reference stands for more than one row, so that nothing can be said of whoever is assigned under it.
pub(in crate::rules) fn is_repeated(submission: &Submission, reference: &str) -> bool {
    let wanted = fold_reference(reference);
    let secondees = submission.secondees.iter().filter_map(|row| row.text(Sec::Ref));
    let staff = submission.staff.iter().filter_map(|row| row.text(Stf::Ref));
    secondees.chain(staff).filter(|other| fold_reference(other) == wanted).count() > 1
}
