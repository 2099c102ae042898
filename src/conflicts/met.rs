//! The one question behind every conflict: does this visit, on these days, go to a place that the person is tied to?
//!
//! [`crate::conflicts::find`] asks it of what was done, [`crate::conflicts::clearance`] of what is planned, so the two cannot disagree.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Connection, SECONDEE_TIES, STAFF_TIES, avoid, is_unknown};
use crate::form::{Asg, Field, Sec};
use crate::model::{Cell, Date, Named, Person, Record, Round};
use crate::places::{Certainty, Found, Mention, PlaceIx, Reading, Register, Tie};

/// When somebody is, or will be, at work: the first and last day as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

impl When {
    /// The days of an assignment.
    pub fn of(assignment: &Record<Asg>) -> Self {
        Self { from: assignment.date(Asg::Start), to: assignment.date(Asg::End) }
    }
}

/// A visit to a place that the person is tied to.
#[derive(Debug, Clone)]
pub struct Meeting<'a> {
    /// What ties the person to the place.
    pub basis: Connection,
    /// The cell that names the place the person is tied to.
    pub own_cell: &'a Cell,
    /// The place the person is tied to, as written.
    pub own: &'a str,
    /// The place visited, or the likeliest candidate; `None` if it is not in the register and was compared as text.
    pub place: Option<PlaceIx>,
    /// Whether it is a near miss only: same cluster, site, operator or group (G144), or shortly after the secondment ended.
    pub kin: bool,
    /// Whether work to be avoided speaks of the place in words, among others.
    pub in_words: bool,
    /// Confirmed, probable or possible.
    pub certainty: Certainty,
    /// Why, in words.
    pub reason: String,
    /// For a former workplace, the year in which the person left it.
    pub left: Option<i16>,
}

/// A place that the person is tied to: the cell that names it, its name as written, and which places that may be.
struct Own<'a> {
    cell: &'a Cell,
    written: &'a str,
    found: Arc<Found>,
    basis: Connection,
    left: Option<i16>,
}

/// The place the person is tied to, the place visited, and the day.
type Pair = (PlaceIx, PlaceIx, Option<Date>);

/// Ties between places and what names mean, each asked of the register once: a round asks after few of them very often.
#[derive(Debug, Default)]
pub struct Lookups {
    ties: RefCell<BTreeMap<Pair, Option<Tie>>>,
    names: RefCell<BTreeMap<String, Arc<[Mention]>>>,
}

impl Lookups {
    /// The tie on a day. Most places are what they always were: only where the register has terms does the day count.
    fn tie(&self, register: &Register, own: PlaceIx, visited: PlaceIx, day: Option<Date>) -> Option<Tie> {
        let day = day.filter(|_| register.has_terms(own) || register.has_terms(visited));
        self.ties.borrow_mut().entry((own, visited, day)).or_insert_with(|| register.tie(own, visited, day)).clone()
    }
    fn mentions(&self, register: &Register, written: &str) -> Arc<[Mention]> {
        if let Some(mentions) = self.names.borrow().get(written) {
            return mentions.clone();
        }
        let mentions: Arc<[Mention]> = register.mentions(written, Reading::Places).into();
        self.names.borrow_mut().insert(written.into(), mentions.clone());
        mentions
    }
}

/// The reason of a meeting at the very place that the person is tied to.
pub(super) fn the_same_place(name: &str) -> String {
    format!("the same place, {name}")
}

/// Everything a person is tied to.
pub struct Ties<'a> {
    person: Person<'a>,
    owns: Vec<Own<'a>>,
    words: Vec<&'a Named>,
}

impl<'a> Ties<'a> {
    /// The person's ties, from the row that lists them.
    pub fn of(round: &Round, person: Person<'a>, asked: &Lookups) -> Self {
        let (owns, words) = match person {
            Person::Secondee(_, row) => {
                let mut owns = from_cells(row, SECONDEE_TIES);
                owns.extend(employers(row, &round.register, asked));
                (owns, avoid::words(row))
            }
            Person::Staff(_, row) => (from_cells(row, STAFF_TIES), Vec::new()),
        };
        Self { person, owns, words }
    }

    /// The places of the person's own that are met at a place and time: each kind of tie once, the most certain first.
    pub fn met(&self, round: &Round, visited: &Found, when: When, asked: &Lookups) -> Vec<Meeting<'a>> {
        let late = days_after_end(self.person, when);
        if late > round.settings.thresholds.near_miss_days {
            return Vec::new();
        }
        let mut met: Vec<Meeting> = self.owns.iter().filter_map(|own| self.meeting(round, own, visited, when, late, asked)).collect();
        if late == 0 {
            met.extend(self.words.iter().filter_map(|named| self.worded(&round.register, named, visited)));
        }
        // Where the place itself is met, that it is also kin of another of the person's places adds nothing.
        if met.iter().any(|m| !m.kin && matches!(m.basis, Connection::Home | Connection::Return | Connection::Affiliation)) {
            met.retain(|m| !m.kin);
        }
        // Of two cells of one kind that tie the person to the place (a force as employer and as establishment), one is enough; words to be
        // avoided are each their own.
        met.sort_by_key(|m| (m.basis, m.in_words, m.kin, m.certainty, m.own_cell.at));
        met.dedup_by(|b, a| a.basis == b.basis && !b.in_words);
        met
    }

    fn meeting(&self, round: &Round, own: &Own<'a>, visited: &Found, when: When, late: i32, asked: &Lookups) -> Option<Meeting<'a>> {
        let (kin, certainty, place, reason) =
            meet(&round.register, asked, own, matches!(self.person, Person::Secondee(..)), visited, when.from.or(when.to))?;
        let (kin, certainty, reason) = match late {
            0 => (kin, certainty, reason),
            // Kin of a place that is no longer the person's own is nothing; nor is work that was to be avoided then.
            _ if kin || own.basis == Connection::Avoid => return None,
            _ => (true, Certainty::Possible, format!("{reason}; the secondment ended {late} days before")),
        };
        Some(Meeting {
            basis: own.basis,
            own_cell: own.cell,
            own: own.written,
            place,
            kin,
            in_words: false,
            certainty,
            reason,
            left: own.left,
        })
    }

    fn worded(&self, register: &Register, named: &'a Named, visited: &Found) -> Option<Meeting<'a>> {
        let Person::Secondee(_, row) = self.person else { return None };
        avoid::names_place(named, visited, register).then(|| Meeting {
            basis: Connection::Avoid,
            own_cell: row.cell(Sec::Avoid),
            own: &named.written,
            place: None,
            kin: false,
            in_words: true,
            certainty: Certainty::Possible,
            reason: "the words name the place".into(),
            left: None,
        })
    }
}

/// The places of a person's own that are met at a place and time.
pub fn met<'a>(round: &Round, person: Person<'a>, visited: &Found, when: When) -> Vec<Meeting<'a>> {
    let asked = Lookups::default();
    Ties::of(round, person, &asked).met(round, visited, when, &asked)
}

/// How many days after the end of the secondment the work begins: 0 if it does not, or if that cannot be told. Other staff have no end. An
/// end before the start is a mistake (R01) and bounds nothing.
pub(super) fn days_after_end(person: Person, when: When) -> i32 {
    let Person::Secondee(_, row) = person else { return 0 };
    let end = row.date(Sec::End).filter(|end| row.date(Sec::Start).is_none_or(|start| start <= *end));
    match (end, when.from) {
        (Some(end), Some(from)) if from > end => from.since(end).map_or(i32::MAX, |span| span.get_days()),
        _ => 0,
    }
}

fn from_cells<'a, F: Field>(row: &'a Record<F>, ties: &[(F, Connection)]) -> Vec<Own<'a>> {
    ties.iter()
        .flat_map(|(field, basis)| {
            let cell = row.cell(*field);
            cell.places().iter().map(move |named| Own {
                cell,
                written: &named.written,
                found: named.found.clone(),
                basis: *basis,
                left: named.left,
            })
        })
        .filter(|own| !own.found.headquarters)
        .collect()
}

/// A seconded officer remains of the home force, so the employer counts as home as well; so does a contractor or trust given as employer, whose
/// places are then kin.
fn employers<'a>(row: &'a Record<Sec>, register: &Register, asked: &Lookups) -> Vec<Own<'a>> {
    let cell = row.cell(Sec::HomeOrg);
    let Some(written) = cell.text() else { return Vec::new() };
    let named = asked.mentions(register, written);
    let named = named.iter().filter(|mention| !mention.found.candidates.is_empty());
    let of_kind = |mention: &Mention| register.of_employer(&mention.written, &mention.found, &row.cell(Sec::HomeType).typed);
    named.map(|mention| Own { cell, written, found: of_kind(mention), basis: Connection::Home, left: None }).collect()
}

/// Whether two names meet: kin only, how certain, which place was visited, and why in words.
fn meet(
    register: &Register,
    asked: &Lookups,
    own: &Own,
    is_secondee: bool,
    visited: &Found,
    day: Option<Date>,
) -> Option<(bool, Certainty, Option<PlaceIx>, String)> {
    let found = &own.found;
    // A sentence, "wife is an officer at Leeds", is unknown or may have been taken for another place of that name.
    let speaks = || {
        let is_said = own.basis != Connection::Avoid && avoid::speaks_of(found, visited, register);
        is_said.then_some("the words speak of a place of that name")
    };
    if is_unknown(found) || is_unknown(visited) {
        // Work to be avoided is compared as words besides.
        let alike = register.alike(found, visited).filter(|_| own.basis != Connection::Avoid || found.folded == visited.folded);
        let place = visited.candidates.first().map(|c| c.place);
        return alike.or_else(speaks).map(|why| (false, Certainty::Possible, place, why.into()));
    }
    // A whole force is home and likely return of its officers; of others who are close to one suite, the next suite is kin only.
    let is_home_force = is_secondee && matches!(own.basis, Connection::Home | Connection::Return);
    let mut best: Option<(bool, PlaceIx, PlaceIx, Tie)> = None;
    for (a, b) in found.candidates.iter().flat_map(|a| visited.candidates.iter().map(move |b| (a.place, b.place))) {
        if let Some(tie) = asked.tie(register, a, b, day) {
            let kin = matches!(tie, Tie::Kin(_)) || (tie == Tie::SameForce && !is_home_force);
            if best.as_ref().is_none_or(|(was_kin, ..)| *was_kin && !kin) {
                best = Some((kin, a, b, tie));
            }
        }
    }
    if best.is_none() {
        let place = visited.candidates.first().map(|c| c.place);
        return speaks().map(|why| (false, Certainty::Possible, place, why.into()));
    }
    let (kin, own_place, place, tie) = best?;
    let name = &register.place(place).name;
    let reason = match tie {
        Tie::Same => the_same_place(name),
        Tie::Contains | Tie::PartOf => register.became(own_place, place).unwrap_or_else(|| match tie {
            Tie::Contains => format!("the visit to {name} covered it"),
            _ => format!("{name} is a part of it"),
        }),
        Tie::SameForce if is_home_force => {
            format!("{name} belongs to the same police force, and a seconded officer remains of the home force")
        }
        Tie::SameForce => format!("{name} belongs to the same police force"),
        Tie::Covers(why) | Tie::Kin(why) => why,
    };
    let certainty = if kin { Certainty::Possible } else { found.certainty.max(visited.certainty) };
    let reason = match certainty {
        Certainty::Possible if !kin => {
            let doubtful = if found.certainty >= visited.certainty { &found.reason } else { &visited.reason };
            format!("{reason}, if that is the place meant: {doubtful}")
        }
        _ => reason,
    };
    Some((kin, certainty, Some(place), reason))
}
