//! The search: each assignment against the places of the person assigned.

use std::collections::BTreeMap;

use super::assigned::{Assigned, Meant};
use super::met::{Lookups, Meeting, Ties, When, days_after_end};
use super::{Conflict, Connection, SECONDEE_TIES, STAFF_TIES, Unchecked, is_unknown};
use crate::form::{Asg, Field, Sec};
use crate::model::{At, Cell, Named, Person, Record, Round, Submission};
use crate::places::Found;

/// Every meeting of a person with a place of their own, in the order of returns and rows.
pub(super) fn find<'a>(round: &'a Round, meant: &[Meant<'a>]) -> Vec<Conflict<'a>> {
    let mut ties: BTreeMap<(&str, At), Ties> = BTreeMap::new();
    let asked = Lookups::default();
    let mut conflicts = Vec::new();
    for &Meant { submission, assignment, ref people } in meant {
        let when = When::of(assignment);
        for (at, first) in people.iter().enumerate().filter(|(_, assigned)| assigned.one_with.is_none()) {
            // All rows that people confirmed to be this person's: what they say together is met once.
            let rows: Vec<&Assigned> = std::iter::once(first).chain(people.iter().filter(|other| other.one_with == Some(at))).collect();
            let mut seen: Vec<(Connection, Option<usize>, &str)> = Vec::new();
            for visited in assignment.cell(Asg::Place).places() {
                let mut found: Vec<(&Assigned, Meeting)> = Vec::new();
                for assigned in &rows {
                    let ties = ties.entry(row_of(&assigned.person)).or_insert_with(|| Ties::of(round, assigned.person, &asked));
                    found.extend(ties.met(round, &visited.found, when, &asked).into_iter().map(|met| (*assigned, met)));
                }
                if rows.len() > 1 {
                    once(&mut found);
                }
                for (Assigned { person, certainty, how, .. }, mut met) in found {
                    // A place written twice in one cell is met once.
                    if met.place.is_some() && seen.contains(&(met.basis, met.place, met.own)) {
                        continue;
                    }
                    seen.push((met.basis, met.place, met.own));
                    met.certainty = met.certainty.max(*certainty);
                    if let Some(how) = how {
                        met.reason = format!("{}; {how}", met.reason);
                    }
                    conflicts.push(Conflict { submission, assignment, person: *person, visited, met });
                }
            }
        }
    }
    conflicts
}

/// Of what several rows of one person meet, each kind of tie once, as of one row: the most certain, and that of the row assigned before others.
fn once(found: &mut Vec<(&Assigned, Meeting)>) {
    let is_place_itself = |met: &Meeting| !met.kin && matches!(met.basis, Connection::Home | Connection::Return | Connection::Affiliation);
    if found.iter().any(|(_, met)| is_place_itself(met)) {
        found.retain(|(_, met)| !met.kin);
    }
    // A stable sort: of what is equal, that of the row assigned stays first.
    found.sort_by_key(|(_, met)| (met.basis, met.in_words, met.kin, met.certainty));
    found.dedup_by(|(_, b), (_, a)| a.basis == b.basis && (!b.in_words || a.own == b.own));
}

/// The row of a person: the member, and where the name stands.
fn row_of<'a>(person: &Person<'a>) -> (&'a str, At) {
    (person.submission().member.as_str(), crate::people::name_cell(person).at)
}

/// Assignments that cannot be checked, because the place visited or a place of the person's own matches nothing in the register.
pub(super) fn unchecked<'a>(round: &'a Round, meant: &[Meant<'a>]) -> Vec<Unchecked<'a>> {
    let mut unchecked = Vec::new();
    let mut known: BTreeMap<(&str, At), (usize, Names)> = BTreeMap::new();
    for &Meant { submission, assignment, ref people } in meant {
        // Of each person here, the place of the pair among the unchecked.
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, Assigned { person, one_with, .. }) in people.iter().enumerate() {
            let person = *person;
            if days_after_end(person, When::of(assignment)) > 0 {
                continue;
            }
            let (ties, mut names) = known.entry(row_of(&person)).or_insert_with(|| uncheckable(round, person)).clone();
            let visited = assignment.cell(Asg::Place);
            // Who is tied to no place has nothing that the visit could be compared with.
            if ties > 0 {
                let unknown = visited.places().iter().filter(|named| is_unknown(&named.found));
                names.splice(0..0, unknown.map(|named| (submission, visited, named.written.as_str())).collect::<Vec<_>>());
            }
            // Where the same unknown words stand on both sides they were compared, as text.
            let same = |a: &Found, b: &Found| round.register.alike(a, b).is_some() || super::avoid::speaks_of(b, a, &round.register);
            let is_met = |named: &Named| own_names(person).any(|own| same(&named.found, &own.found));
            if !names.is_empty() && !visited.places().iter().any(is_met) {
                // Another row of the same person adds what it names to the one pair.
                match one_with.and_then(|first| places.get(&first)) {
                    Some(place) => {
                        let pair: &mut Unchecked = &mut unchecked[*place];
                        let new = |(own, cell, _): &(&Submission, &'a Cell, &str)| {
                            !pair.names.iter().any(|(other, there, _)| (&other.member, there.at) == (&own.member, cell.at))
                        };
                        let names: Names = names.into_iter().filter(new).collect();
                        pair.names.extend(names);
                    }
                    None => {
                        places.insert(one_with.unwrap_or(at), unchecked.len());
                        unchecked.push(Unchecked { submission, assignment, person, names });
                    }
                }
            }
        }
    }
    unchecked
}

/// Names that match nothing: the return, the cell, the name.
type Names<'a> = Vec<(&'a Submission, &'a Cell, &'a str)>;

/// How many names of places tie a person, and those of them with their cells that the register does not know, so that they cannot be checked.
pub(super) fn uncheckable<'a>(round: &Round, person: Person<'a>) -> (usize, Names<'a>) {
    let own = person.submission();
    let mut names: Names = Vec::new();
    let mut ties = 0;
    let mut see = |cell: &'a Cell, named: &'a Named| {
        ties += 1;
        if is_unknown(&named.found) {
            names.push((own, cell, named.written.as_str()));
        }
    };
    match person {
        Person::Secondee(_, row) => {
            for (field, _) in SECONDEE_TIES.iter().filter(|(_, basis)| *basis != Connection::Avoid) {
                row.cell(*field).places().iter().for_each(|named| see(row.cell(*field), named));
            }
            names.extend(unknown_force(round, row).map(|cell| (own, cell, &*cell.typed)));
        }
        Person::Staff(_, row) => {
            let from = round.settings.from.year() - round.settings.thresholds.former_workplace_years;
            for (field, basis) in STAFF_TIES {
                // A workplace left before the advisory period would not be pointed out if it were known.
                let counts = |named: &&Named| *basis != Connection::Former || named.left.is_none_or(|left| left >= from);
                row.cell(*field).places().iter().filter(counts).for_each(|named| see(row.cell(*field), named));
            }
        }
    }
    (ties, names)
}

/// A police officer's force that the register does not know, where no home establishment tells it either.
fn unknown_force<'a>(round: &Round, row: &'a Record<Sec>) -> Option<&'a Cell> {
    let cell = row.cell(Sec::HomeOrg);
    let is_told = row.cell(Sec::Home).places().iter().any(|named| !named.found.candidates.is_empty());
    let is_police = row.is(Sec::HomeType, "Police") && !is_told;
    (is_police && round.register.find(cell.text()?).candidates.is_empty()).then_some(cell)
}

fn own_names<'a>(person: Person<'a>) -> Box<dyn Iterator<Item = &'a Named> + 'a> {
    fn cells<'a, F: Field>(row: &'a Record<F>, ties: &'static [(F, Connection)]) -> Box<dyn Iterator<Item = &'a Named> + 'a> {
        Box::new(ties.iter().flat_map(|(field, _)| row.cell(*field).places()))
    }
    match person {
        Person::Secondee(_, row) => cells(row, SECONDEE_TIES),
        Person::Staff(_, row) => cells(row, STAFF_TIES),
    }
}
