//! R11: a secondee said not to be on NPM work was assigned to some.

use std::collections::BTreeMap;

use super::reference_twice::{fold_reference, is_repeated};
use crate::form::{Asg, Field, Sec, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Entry, Person, Record, Submission};
use crate::rules::{Check, Context, CountDoubt, Edit, Example, Handling, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "R11",
    name: "not_npm_but_assigned",
    paragraph: None,
    severity: Severity::Concern,
    fault: "A secondee with NPM work No was assigned to an inspection or visit, or to work for one.",
    expected: "NPM work is Yes for everybody who takes part in inspections or visits, planning and desk-based work included.",
    fix: "Answer Yes in NPM work and give what then is required, or correct the assignment if it names the wrong person.",
    right: "Yes.",
    needs: &[],
    handling: Handling {
        told: ToldOfOthers::OfPerson("{person} is said not to be on NPM work, and is assigned to it; {others} reports such work."),
        count_doubt: CountDoubt::NpmWork,
        bears_on: &["¶4"],
        ..Handling::USUAL
    },
    check: Check::Round(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "NPM work", "Yes")],
    examples: &[
        Example {
            shows: "a secondee not on NPM work on an inspection",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "NPM work", "No")],
            fires: &[("HMIP", "Secondees", "S01", "NPM work")],
        },
        Example {
            shows: "training is not NPM work",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "NPM work", "No"),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Activity", "Training"),
            ],
            fires: &[],
        },
    ],
};

/// A secondee and the assignments to NPM work, each with its return.
type AssignedPerson<'a> = (&'a Submission, &'a Record<Sec>, Vec<(&'a Submission, &'a Record<Asg>)>);

fn check(context: &Context, sink: &mut Sink) {
    let round = context.round;
    let (npm, person, activity) = (Sec::NpmWork.column().heading, Asg::Person.column().heading, Asg::Activity.column().heading);
    for submission in &round.returns {
        if !submission.has(Sheet::Secondees, npm) {
            sink.skip_member(&submission.member, format!("column \"{npm}\" of Secondees is not in the return"));
        } else if !submission.has(Sheet::Assignments, person) || !submission.has(Sheet::Assignments, activity) {
            sink.skip_member(&submission.member, format!("column \"{person}\" or \"{activity}\" of Assignments is not in the return"));
        }
    }
    let mut by_secondee: BTreeMap<(&str, String), AssignedPerson> = BTreeMap::new();
    for (submission, row) in round.assignments() {
        if row.text(Asg::Activity).is_none_or(|activity| activity == "Training") {
            continue;
        }
        // Whose person it is cannot be told from an unreadable code.
        if !matches!(row.cell(Asg::PersonMember).entry, Entry::Blank | Entry::Read(_)) {
            continue;
        }
        let Some(Person::Secondee(owner, secondee)) = round.assigned(submission, row) else { continue };
        if secondee.is(Sec::NpmWork, "No") {
            let key = (owner.member.as_str(), fold_reference(secondee.text(Sec::Ref).unwrap_or("")));
            by_secondee.entry(key).or_insert_with(|| (owner, secondee, Vec::new())).2.push((submission, row));
        }
    }
    for ((member, _), (owner, secondee, assignments)) in by_secondee {
        let reference = secondee.text(Sec::Ref).unwrap_or("");
        if is_repeated(owner, reference) {
            continue;
        }
        let draft = Draft::at(owner, secondee.cell(Sec::NpmWork)).says(message(owner, secondee, &assignments)).person(member, reference);
        sink.push(assignments.iter().fold(draft, |draft, (submission, row)| draft.because(submission, row.cell(Asg::Person))));
    }
}

fn message(owner: &Submission, secondee: &Record<Sec>, assignments: &[(&Submission, &Record<Asg>)]) -> String {
    let list: Vec<String> = assignments
        .iter()
        .map(|(submission, row)| {
            let reference = row.text(Asg::Ref).unwrap_or("one without a reference");
            match submission.member == owner.member {
                true => reference.to_string(),
                false => format!("{reference} of {}", submission.member),
            }
        })
        .collect();
    format!("{} is said not to be on NPM work, but is assigned in {}", secondee.called("secondee", Sec::Name, Sec::Ref), list.join(", "))
}
