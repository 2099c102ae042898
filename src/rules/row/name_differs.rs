//! R04: the name on an assignment is not that of the person with the reference.

use std::collections::BTreeMap;

use super::reference_twice::is_repeated;
use crate::form::{Asg, Field, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Cell, Entry, Person, Record, Submission};
use crate::people::{ListedPeople, Name, name_cell};
use crate::rules::whole_column::{self, is_whole_column};
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "R04",
    name: "name_differs",
    paragraph: None,
    severity: Severity::Query,
    fault: "The name on an assignment is not the name of the person with that reference.",
    expected: "Full name is the name that stands beside the reference on Secondees or Staff.",
    fix: "Find out who was assigned, then correct the reference or the name.",
    right: "S01 and Rowan Example, as on Secondees.",
    needs: &[Needs::Column(Sheet::Assignments, Asg::Name as usize), Needs::Column(Sheet::Assignments, Asg::PersonMember as usize)],
    handling: Handling {
        told: ToldOfOthers::OfAssignment("The assignment names {name}; under {reference} the return of {others} lists another name."),
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Full name", "Rowan Example")],
    examples: &[
        Example {
            shows: "somebody else's name beside the reference",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Full name", "Casey Pattern")],
            fires: &[("HMIP", "Assignments", "A001", "Full name")],
        },
        Example {
            shows: "the surname first, and a forename's initial",
            changes: &[
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Full name", "EXAMPLE, Rowan"),
                Edit::Set("HMIP", Sheet::Assignments, "A002", "Full name", "A. Specimen"),
            ],
            fires: &[],
        },
        Example {
            shows: "a nickname and a rank",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Full name", "Robert Example"),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Full name", "Custodial Manager Bob Example"),
            ],
            fires: &[],
        },
        Example {
            shows: "a nickname that is somebody else's name, another forename, and a surname alone",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Full name", "Robert Example"),
                Edit::Set("HMIP", Sheet::Staff, "T02", "Full name", "Bob Example"),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Full name", "Bob Example"),
                Edit::Set("HMIP", Sheet::Assignments, "A002", "Full name", "Specimen"),
                Edit::Set("HMIP", Sheet::Assignments, "A004", "Full name", "Bob Example"),
                Edit::Set("HMIP", Sheet::Assignments, "A003", "Full name", "Martin Sample"),
            ],
            fires: &[
                ("HMIP", "Assignments", "A001", "Full name"),
                ("HMIP", "Assignments", "A002", "Full name"),
                ("HMIP", "Assignments", "A003", "Full name"),
            ],
        },
    ],
};

/// An assignment whose name is not that of the person with its reference.
struct Differs<'a> {
    row: &'a Record<Asg>,
    name: &'a str,
    person: Person<'a>,
    listed: &'a Cell,
    listed_name: &'a str,
}

impl Differs<'_> {
    fn draft(&self, submission: &Submission) -> Draft {
        let (member, reference) = (&self.person.submission().member, self.person.reference());
        Draft::at(submission, self.row.cell(Asg::Name))
            .says(format!("The assignment names {}, but {reference} in the return of {member} is {}", self.name, self.listed_name))
            .person(member, reference)
            .assignment(self.row.text(Asg::Ref).unwrap_or(""))
            .because(self.person.submission(), self.listed)
    }
}

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let mut everyone: BTreeMap<&str, ListedPeople> = BTreeMap::new();
    let (mut own, mut compared) = (Vec::new(), 0);
    for row in &submission.assignments {
        // Whose person it is cannot be told from an unreadable code.
        if !matches!(row.cell(Asg::PersonMember).entry, Entry::Blank | Entry::Read(_)) {
            continue;
        }
        let (Some(name), Some(person)) = (row.text(Asg::Name), context.round.assigned(submission, row)) else { continue };
        let is_own = person.submission().member == submission.member;
        compared += usize::from(is_own);
        let listed = name_cell(&person);
        let Some(listed_name) = listed.text().filter(|listed| *listed != name) else { continue };
        let listing = everyone.entry(&person.submission().member).or_insert_with(|| ListedPeople::of(person.submission()));
        if listing.agrees(&Name::new(name), &Name::new(listed_name)).is_some() || is_repeated(person.submission(), person.reference()) {
            continue;
        }
        let differs = Differs { row, name, person, listed, listed_name };
        if is_own { own.push(differs) } else { sink.push(differs.draft(submission)) }
    }
    if !is_whole_column(own.len(), compared) {
        own.iter().for_each(|differs| sink.push(differs.draft(submission)));
        return;
    }
    let cells: Vec<&Cell> = own.iter().map(|differs| differs.row.cell(Asg::Name)).collect();
    let Differs { name, person, listed_name, row, .. } = &own[0];
    let says = format!(
        "{} of {compared} assignments ({range}) name somebody else than the person with that reference, as {name} in row {}, where {} is {listed_name}: one of the two columns may have been pasted or sorted apart from the other",
        own.len(),
        row.row + 1,
        person.reference(),
        range = whole_column::range(&cells),
    );
    let ask = "Put Person ref and Full name into the same order again; where a single row is wrong, correct its reference or its name.";
    sink.push(whole_column::draft(submission, &cells, Asg::Name.column().heading).says(says).asks(ask));
}
