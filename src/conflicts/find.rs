//! The search: each assignment against the places of the person assigned.

use super::{Basis, Conflict, SECONDEE_TIES, STAFF_TIES, Unchecked};
use crate::form::{Asg, Field, Sec};
use crate::model::{Cell, Date, Named, Person, Record, Round, Submission};
use crate::places::{Certainty, Found, PlaceIx, Register, Tie};

/// A place of the person's own: the cell it stands in, its name as written, and what it may be.
struct Own<'a> {
    cell: &'a Cell,
    written: &'a str,
    found: Found,
    basis: Basis,
    left: Option<i16>,
}

/// Every meeting of a person with a place of their own, in the order of returns and rows.
pub fn find(round: &Round) -> Vec<Conflict<'_>> {
    let mut conflicts = Vec::new();
    for (submission, assignment) in involved(round) {
        let Some(person) = round.assigned(submission, assignment) else { continue };
        let Some(late) = days_after_end(person, assignment) else { continue };
        if late > round.settings.thresholds.near_miss_days {
            continue;
        }
        let owns = own_places(person, &round.register);
        for visited in assignment.cell(Asg::Place).places() {
            let mut met: Vec<Conflict> = owns
                .iter()
                .filter_map(|own| {
                    let (kin, certainty, place, reason) = meet(&round.register, &own.found, &visited.found)?;
                    let (kin, certainty, reason) = match late {
                        1.. => (true, Certainty::Possible, format!("{reason}; the secondment ended {late} days before")),
                        _ => (kin, certainty, reason),
                    };
                    Some(Conflict {
                        submission,
                        assignment,
                        person,
                        basis: own.basis,
                        own_cell: own.cell,
                        own: own.written,
                        visited,
                        place,
                        kin,
                        certainty,
                        reason,
                        left: own.left,
                    })
                })
                .collect();
            // Where the place itself is met, that it is also kin of another of the person's places adds nothing.
            if met.iter().any(|c| !c.kin && matches!(c.basis, Basis::Home | Basis::Return | Basis::Affiliation)) {
                met.retain(|c| !c.kin);
            }
            // Of two cells of one kind that tie the person to the place (a force as employer and as establishment), one is enough.
            met.sort_by_key(|c| (c.basis, c.kin, c.certainty, c.own_cell.at));
            met.dedup_by_key(|c| c.basis);
            conflicts.append(&mut met);
        }
    }
    conflicts
}

/// Assignments that cannot be checked, because the place visited or a place of the person's own matches nothing in the register.
pub fn unchecked(round: &Round) -> Vec<Unchecked<'_>> {
    let mut unchecked = Vec::new();
    for (submission, assignment) in involved(round) {
        let Some(person) = round.assigned(submission, assignment) else { continue };
        if days_after_end(person, assignment).is_none_or(|late| late > 0) {
            continue;
        }
        let cell = assignment.cell(Asg::Place);
        let unknown = |named: &&Named| is_unknown(&named.found);
        let mut names: Vec<_> = cell.places().iter().filter(unknown).map(|n| (submission, cell, n.written.as_str())).collect();
        if let Person::Secondee(own, row) = person {
            for (field, _) in SECONDEE_TIES.iter().filter(|(_, basis)| *basis != Basis::Avoid) {
                let cell = row.cell(*field);
                names.extend(cell.places().iter().filter(unknown).map(|n| (own, cell, n.written.as_str())));
            }
            if !names.is_empty() {
                unchecked.push(Unchecked { submission, assignment, person, names });
            }
        }
    }
    unchecked
}

fn is_unknown(found: &Found) -> bool {
    found.certainty == Certainty::Unknown && !found.headquarters
}

/// All assignments but training; an activity that could not be read counts as involvement.
fn involved(round: &Round) -> impl Iterator<Item = (&Submission, &Record<Asg>)> {
    round.assignments().filter(|(_, assignment)| !assignment.is(Asg::Activity, "Training"))
}

/// How many days after the end of the secondment the assignment began: 0 if it did not, `None` never for other staff.
fn days_after_end(person: Person, assignment: &Record<Asg>) -> Option<i32> {
    let Person::Secondee(_, row) = person else { return Some(0) };
    let start: Option<Date> = assignment.date(Asg::Start);
    match (row.date(Sec::End), start) {
        (Some(end), Some(start)) if start > end => Some(start.since(end).map_or(i32::MAX, |span| span.get_days())),
        _ => Some(0),
    }
}

fn own_places<'a>(person: Person<'a>, register: &Register) -> Vec<Own<'a>> {
    match person {
        Person::Secondee(_, row) => {
            let mut owns = from_cells(row, SECONDEE_TIES);
            owns.extend(home_force(row, register));
            owns
        }
        Person::Staff(_, row) => from_cells(row, STAFF_TIES),
    }
}

fn from_cells<'a, F: Field>(row: &'a Record<F>, ties: &[(F, Basis)]) -> Vec<Own<'a>> {
    ties.iter()
        .flat_map(|(field, basis)| {
            let cell = row.cell(*field);
            cell.places().iter().map(move |named| Own {
                cell,
                written: &named.written,
                found: (*named.found).clone(),
                basis: *basis,
                left: named.left,
            })
        })
        .filter(|own| !own.found.headquarters)
        .collect()
}

/// A seconded officer remains of the home force, so the employer counts as home as well; so does a contractor or trust given as employer, whose
/// places are then kin.
fn home_force<'a>(row: &'a Record<Sec>, register: &Register) -> Option<Own<'a>> {
    let cell = row.cell(Sec::HomeOrg);
    let written = cell.text()?;
    let found = (*register.find(written)).clone();
    (!found.candidates.is_empty()).then_some(Own { cell, written, found, basis: Basis::Home, left: None })
}

/// Whether two names meet: kin only, how certain, which place was visited, and why in words.
fn meet(register: &Register, own: &Found, visited: &Found) -> Option<(bool, Certainty, Option<PlaceIx>, String)> {
    if is_unknown(own) && is_unknown(visited) {
        let same = own.folded == visited.folded;
        return same.then(|| (false, Certainty::Possible, None, "the same words, though the register does not know the place".into()));
    }
    let named = own.certainty.max(visited.certainty);
    let mut best: Option<(bool, PlaceIx, Tie)> = None;
    for (a, b) in own.candidates.iter().flat_map(|a| visited.candidates.iter().map(move |b| (a.place, b.place))) {
        if let Some(tie) = register.tie(a, b) {
            let kin = matches!(tie, Tie::Kin(_));
            if best.as_ref().is_none_or(|(was_kin, ..)| *was_kin && !kin) {
                best = Some((kin, b, tie));
            }
        }
    }
    let (kin, place, tie) = best?;
    let name = &register.place(place).name;
    let reason = match tie {
        Tie::Same => format!("both names are {name}"),
        Tie::Contains => format!("the visit to {name} covered it"),
        Tie::PartOf => format!("{name} is a part of it"),
        Tie::SameForce => format!("{name} belongs to the same police force, and a seconded officer remains of the home force"),
        Tie::Kin(why) => why,
    };
    let certainty = if kin { Certainty::Possible } else { named };
    let reason = match certainty {
        Certainty::Possible if !kin => format!(
            "{reason}, if that is the place meant: {}",
            if own.certainty >= visited.certainty { &own.reason } else { &visited.reason }
        ),
        _ => reason,
    };
    Some((kin, certainty, Some(place), reason))
}
