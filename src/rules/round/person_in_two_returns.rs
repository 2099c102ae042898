//! X01: what may be one person stands in two members' returns.
//!
//! Names alone do not make one person of two: two secondees are pointed out only if their home organisation or home establishment
//! agrees as well; a secondee and another member's staff by the name. The finding is in the later return by member code, the other one
//! is its evidence.

use crate::finding::{Draft, Severity};
use crate::form::{Sec, Sheet, Stf};
use crate::model::{Cell, Person, Record, Round};
use crate::places::{Certainty, fold};
use crate::rules::{Change, Check, Context, Example, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "X01",
    name: "person_in_two_returns",
    paragraph: None,
    severity: Severity::Query,
    fault: "A secondee bears the name of somebody in another member's return, and the two may be one person.",
    expected: "Each person is returned by one member; who works for another is named there by Person's member.",
    fix: "Say whether the two are one person; if so, agree with the other member who returns them.",
    right: "the person is listed by one member, and the other's assignments name that member under Person's member.",
    needs: &[],
    check: Check::Round(check),
    mended: &[Change::Set("HMIP", Sheet::Secondees, "S02", "Full name", "Ash Specimen")],
    examples: &[
        Example {
            shows: "two secondees of one name from one organisation",
            changes: &[
                Change::Set("HMIP", Sheet::Secondees, "S02", "Full name", "Jamie Mock"),
                Change::Set("HMIP", Sheet::Secondees, "S02", "Home organisation", "Kent Police"),
            ],
            fires: &[("HMIP", "Secondees", "S02", "Full name")],
        },
        Example {
            shows: "a secondee with the name of another member's staff",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S02", "Full name", "quinn  DUMMY")],
            fires: &[("HMIP", "Secondees", "S02", "Full name")],
        },
        Example {
            shows: "two secondees of one name from different places",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S02", "Full name", "Jamie Mock")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, sink: &mut Sink) {
    let people = people(context.round);
    for (at, (person, folded)) in people.iter().enumerate() {
        for (earlier, _) in people[..at].iter().filter(|(_, other)| other == folded) {
            if person.submission().member == earlier.submission().member || !may_be_one(person, earlier) {
                continue;
            }
            let words = |p: &Person| match p {
                Person::Secondee(..) => "a secondee",
                Person::Staff(..) => "staff",
            };
            let message = format!(
                "{} ({}, {} of {}) and {} ({}, {} of {}) may be one person",
                person.name(),
                person.reference(),
                words(person),
                person.submission().member,
                earlier.name(),
                earlier.reference(),
                words(earlier),
                earlier.submission().member
            );
            sink.push(
                Draft::at(person.submission(), name_cell(person))
                    .says(message)
                    .person(&person.submission().member, person.reference())
                    .certainty(Certainty::Possible)
                    .key(earlier.submission().member.clone())
                    .key(fold(earlier.reference()))
                    .because(earlier.submission(), name_cell(earlier)),
            );
        }
    }
}

/// Everyone with a name, by member in the order of their codes, with the name folded.
fn people(round: &Round) -> Vec<(Person<'_>, String)> {
    let mut people: Vec<(Person, String)> = Vec::new();
    for submission in &round.returns {
        let secondees = submission.secondees.iter().map(|row| Person::Secondee(submission, row));
        let staff = submission.staff.iter().map(|row| Person::Staff(submission, row));
        people.extend(secondees.chain(staff).map(|p| (p, fold(p.name()))).filter(|(_, name)| !name.is_empty()));
    }
    people
}

fn may_be_one(a: &Person, b: &Person) -> bool {
    match (a, b) {
        (Person::Secondee(_, a), Person::Secondee(_, b)) => same_home(a, b),
        (Person::Staff(..), Person::Staff(..)) => false,
        _ => true,
    }
}

fn same_home(a: &Record<Sec>, b: &Record<Sec>) -> bool {
    let organisation = a.text(Sec::HomeOrg).zip(b.text(Sec::HomeOrg)).is_some_and(|(a, b)| fold(a) == fold(b));
    let same = |x: &crate::model::Named, y: &crate::model::Named| match (x.found.confirmed(), y.found.confirmed()) {
        (Some(x), Some(y)) => x == y,
        // Headquarters of two bodies are not one place.
        _ => !x.found.headquarters && x.found.folded == y.found.folded,
    };
    organisation || a.cell(Sec::Home).places().iter().any(|x| b.cell(Sec::Home).places().iter().any(|y| same(x, y)))
}

fn name_cell<'a>(person: &Person<'a>) -> &'a Cell {
    match person {
        Person::Secondee(_, row) => row.cell(Sec::Name),
        Person::Staff(_, row) => row.cell(Stf::Name),
    }
}
