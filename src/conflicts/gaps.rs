//! What a rule about conflicts could not check: assignments with nobody or nowhere to compare, and people whose own places are not known. A
//! rule with a gap in a return is never said to have passed there.

use std::collections::BTreeMap;

use super::assigned::{Assigned, Meant};
use super::{Connection, SECONDEE_TIES, STAFF_TIES, Unchecked};
use crate::form::{Asg, Sec};
use crate::model::{Cell, Entry, Person, Record, Round, Submission};
use crate::places::Register;

/// Why an assignment could not be compared with a place of the person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// No row of a return is the person assigned.
    NobodyMeant,
    /// The assignment names no place.
    PlaceNotGiven,
    /// The register does not know the place visited.
    PlaceUnknown,
    /// The secondee's home establishment is not given (E09).
    HomeNotGiven,
    /// The register does not know a place of the person's own.
    OwnPlaceUnknown,
    /// The cell for a place of the person's own holds something that cannot be read.
    OwnPlaceUnread,
}

impl Why {
    /// In words that follow "1 assignment could not be checked:".
    pub fn words(self) -> &'static str {
        match self {
            Why::NobodyMeant => "nobody in the returns is known to be the person assigned",
            Why::PlaceNotGiven => "no place is given",
            Why::PlaceUnknown => "the register does not know the place visited",
            Why::HomeNotGiven => "the secondee's home establishment is not given",
            Why::OwnPlaceUnknown => "the register does not know a place of the person's own",
            Why::OwnPlaceUnread => "a cell for a place of the person's own cannot be read",
        }
    }
}

/// An assignment that could not be compared with the person's own places of one kind, or of any.
#[derive(Debug, Clone)]
pub struct Gap<'a> {
    /// The return that holds the assignment.
    pub submission: &'a Submission,
    /// The assignment.
    pub assignment: &'a Record<Asg>,
    /// Whether the person is a secondee; `None` if nobody is known to be meant.
    pub is_secondee: Option<bool>,
    /// The tie that could not be compared; `None` for all.
    pub basis: Option<Connection>,
    /// Why.
    pub why: Why,
}

/// Why a secondee's home cannot be compared (E09), in words that follow the name; `None` if a home is given.
pub fn home_not_given(register: &Register, row: &Record<Sec>) -> Option<&'static str> {
    let cell = row.cell(Sec::Home);
    let is_body = |cell: &Cell| cell.places().iter().any(|n| n.found.confirmed().is_some_and(|at| register.place(at).is_body()));
    match cell {
        cell if cell.is_blank() => Some("gives no home establishment"),
        cell if is_body(cell) => Some("names a whole organisation as home establishment"),
        _ => None,
    }
}

/// Everything that could not be checked, given the pairs with a name that the register does not know.
pub(super) fn gaps<'a>(round: &'a Round, meant: &[Meant<'a>], unchecked: &[Unchecked<'a>]) -> Vec<Gap<'a>> {
    let mut gaps = Vec::new();
    let mut homeless: BTreeMap<(&str, u32), bool> = BTreeMap::new();
    for &Meant { submission, assignment, ref people } in meant {
        let gap = |is_secondee, basis, why| Gap { submission, assignment, is_secondee, basis, why };
        if assignment.cell(Asg::Place).places().is_empty() {
            gaps.push(gap(None, None, Why::PlaceNotGiven));
        } else if people.is_empty() {
            gaps.push(gap(None, None, Why::NobodyMeant));
        }
        for Assigned { person, .. } in people {
            gaps.extend(unread(person).map(|basis| gap(Some(matches!(person, Person::Secondee(..))), Some(basis), Why::OwnPlaceUnread)));
            let Person::Secondee(own, row) = *person else { continue };
            let key = (own.member.as_str(), row.row);
            if *homeless.entry(key).or_insert_with(|| is_without_home(round, row)) {
                gaps.push(gap(Some(true), Some(Connection::Home), Why::HomeNotGiven));
            }
        }
    }
    gaps.extend(unchecked.iter().flat_map(of_unknown_names));
    gaps
}

/// The ties of a person whose cell holds something that cannot be read, as a formula's error does.
fn unread<'a>(person: &Person<'a>) -> Box<dyn Iterator<Item = Connection> + 'a> {
    let is_unread = |cell: &Cell| matches!(cell.entry, Entry::Error | Entry::Unreadable(_));
    match *person {
        Person::Secondee(_, row) => {
            Box::new(SECONDEE_TIES.iter().filter(move |(field, _)| is_unread(row.cell(*field))).map(|(_, basis)| *basis))
        }
        Person::Staff(_, row) => Box::new(STAFF_TIES.iter().filter(move |(field, _)| is_unread(row.cell(*field))).map(|(_, basis)| *basis)),
    }
}

/// Whether nothing is known to which the secondee's home could be compared; an officer's force is compared as a whole.
fn is_without_home(round: &Round, row: &Record<Sec>) -> bool {
    let force = || row.text(Sec::HomeOrg).and_then(|name| round.register.find(name).confirmed());
    home_not_given(&round.register, row).is_some() && force().is_none_or(|at| round.register.place(at).kind != "police_force")
}

/// The gaps of a pair with names that the register does not know.
fn of_unknown_names<'a>(pair: &Unchecked<'a>) -> Vec<Gap<'a>> {
    let is_secondee = Some(matches!(pair.person, Person::Secondee(..)));
    let gap = |basis, why| Gap { submission: pair.submission, assignment: pair.assignment, is_secondee, basis, why };
    let of_cell = |cell: &Cell| match pair.person {
        _ if cell.at == pair.assignment.at(Asg::Place) => gap(None, Why::PlaceUnknown),
        Person::Secondee(_, row) => {
            let tie = SECONDEE_TIES.iter().find(|(field, _)| row.cell(*field).at == cell.at);
            // A police officer's force stands under Home organisation.
            gap(Some(tie.map_or(Connection::Home, |(_, basis)| *basis)), Why::OwnPlaceUnknown)
        }
        Person::Staff(_, row) => {
            gap(STAFF_TIES.iter().find(|(field, _)| row.cell(*field).at == cell.at).map(|(_, basis)| *basis), Why::OwnPlaceUnknown)
        }
    };
    pair.names.iter().map(|(_, cell, _)| of_cell(cell)).collect()
}

/// Of each member, why a rule about these ties of secondees (or of other staff) could not be checked for all its assignments: how many, why,
/// and their cells. No names of people or places, so that it may be shown to anybody.
pub fn reasons(gaps: &[Gap], of_secondees: bool, bases: &[Connection]) -> BTreeMap<String, String> {
    let mut found: BTreeMap<&str, BTreeMap<Why, Vec<String>>> = BTreeMap::new();
    for gap in gaps {
        let concerns = gap.is_secondee.is_none_or(|is| is == of_secondees) && gap.basis.is_none_or(|basis| bases.contains(&basis));
        if concerns {
            let cells = found.entry(&gap.submission.member).or_default().entry(gap.why).or_default();
            let cell = gap.assignment.cell(Asg::Place).at.to_string();
            if !cells.contains(&cell) {
                cells.push(cell);
            }
        }
    }
    let in_words = |(why, cells): (Why, Vec<String>)| {
        let number = if cells.len() == 1 { "1 assignment".to_string() } else { format!("{} assignments", cells.len()) };
        format!("{number} could not be checked, because {}: {}", why.words(), cells.join(", "))
    };
    found.into_iter().map(|(member, whys)| (member.to_string(), whys.into_iter().map(in_words).collect::<Vec<_>>().join("; "))).collect()
}
