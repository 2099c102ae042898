//! R04: the name on an assignment is not that of the person with the reference.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::reference_twice::is_repeated;
use crate::finding::{Draft, Severity};
use crate::form::{Asg, Sec, Sheet, Stf};
use crate::model::{Cell, Entry, Person, Submission};
use crate::rules::{Change, Check, Context, Example, Needs, Rule, Sink};

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
    check: Check::Return(check),
    mended: &[Change::Set("HMIP", Sheet::Assignments, "A001", "Full name", "Rowan Example")],
    examples: &[
        Example {
            shows: "somebody else's name beside the reference",
            changes: &[Change::Set("HMIP", Sheet::Assignments, "A001", "Full name", "Casey Pattern")],
            fires: &[("HMIP", "Assignments", "A001", "Full name")],
        },
        Example {
            shows: "the surname first, and a forename's initial",
            changes: &[
                Change::Set("HMIP", Sheet::Assignments, "A001", "Full name", "EXAMPLE, Rowan"),
                Change::Set("HMIP", Sheet::Assignments, "A002", "Full name", "A. Specimen"),
            ],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    for row in &submission.assignments {
        // Whose person it is cannot be told from an unreadable code.
        if !matches!(row.cell(Asg::PersonMember).entry, Entry::Blank | Entry::Read(_)) {
            continue;
        }
        let (Some(name), Some(person)) = (row.text(Asg::Name), context.round.assigned(submission, row)) else { continue };
        let listed = name_cell(person);
        let Some(listed_name) = listed.text() else { continue };
        if same_name(name, listed_name) || is_repeated(person.submission(), person.reference()) {
            continue;
        }
        let member = &person.submission().member;
        sink.push(
            Draft::at(submission, row.cell(Asg::Name))
                .says(format!("The assignment names {name}, but {} in the return of {member} is {listed_name}", person.reference()))
                .person(member, person.reference())
                .assignment(row.text(Asg::Ref).unwrap_or(""))
                .because(person.submission(), listed),
        );
    }
}

fn name_cell(person: Person<'_>) -> &Cell {
    match person {
        Person::Secondee(_, row) => row.cell(Sec::Name),
        Person::Staff(_, row) => row.cell(Stf::Name),
    }
}

/// What may stand before a name and is not part of it.
const TITLES: &[&str] = &["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "rev"];

/// A name's words without case, accents, punctuation and title, forenames first.
pub(in crate::rules) fn name_words(name: &str) -> Vec<String> {
    let plain: String = name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    let ordered = match plain.split_once(',') {
        Some((surname, forenames)) => format!("{forenames} {surname}"),
        None => plain,
    };
    let joined = ordered.replace(['\'', '\u{2018}', '\u{2019}', '`'], "");
    let words: Vec<String> = joined.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(String::from).collect();
    let title = words.len() > 2 && TITLES.contains(&words[0].as_str());
    words.into_iter().skip(usize::from(title)).collect()
}

/// Whether two names can be one person's: the same letters, or the same surname with forenames of which one is the other's initial.
pub(in crate::rules) fn same_name(one: &str, other: &str) -> bool {
    let (one, other) = (name_words(one), name_words(other));
    if one.concat() == other.concat() {
        return true;
    }
    let (Some((surname, forenames)), Some((other_surname, other_forenames))) = (one.split_last(), other.split_last()) else {
        return false;
    };
    let initial = |a: &str, b: &str| a.chars().count() == 1 && b.starts_with(a);
    surname == other_surname
        && !forenames.is_empty()
        && !other_forenames.is_empty()
        && forenames.iter().zip(other_forenames).all(|(a, b)| a == b || initial(a, b) || initial(b, a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one() {
        for name in ["rowan  example", "Example, Rowan", "R. Example", "Dr Rowan Example", "R J Example", "Rówan EXAMPLE"] {
            assert!(same_name(name, "Rowan Example"), "{name}");
        }
        assert!(same_name("Sam O’Brien-Lee", "Sam OBrien Lee"));
    }

    #[test]
    fn other_names_are_other() {
        for name in ["Ash Example", "Rowan Specimen", "A. Example", "Example", ""] {
            assert!(!same_name(name, "Rowan Example"), "{name}");
        }
    }
}
