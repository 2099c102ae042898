//! What a card of Conflicts says of other cards and years: which cards may be about the same assignment, and what was decided of the same person and
//! place before.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::conflicts::{Case, place_name};
use crate::account::Audit;
use crate::form::Asg;
use crate::model::{Decision, PersonAtPlace, show_date};
use crate::outputs::sentences::listed;

/// Earlier decisions of one person and place that are told.
const MOST_BEFORE: usize = 3;
/// Other cards that one card names; of the rest only the number is told.
const MOST_OTHERS: usize = 4;

/// The cards that are about one assignment, and those about one person at one place on the same days: rows that may repeat one another.
pub(super) struct OtherCards<'a> {
    of_assignment: HashMap<(&'a str, u32), Vec<usize>>,
    of_visit: HashMap<VisitKey, Vec<usize>>,
}

/// The person, the place and the days.
type VisitKey = ([String; 3], String, String);

impl<'a> OtherCards<'a> {
    pub(super) fn new(audit: &'a Audit, cases: &[Case<'a>]) -> Self {
        let mut others = Self { of_assignment: HashMap::new(), of_visit: HashMap::new() };
        for (at, case) in cases.iter().enumerate() {
            if let Some((member, row)) = visit_of(audit, *case) {
                others.of_assignment.entry((member, row)).or_default().push(at);
            }
            if let Some(key) = visit_key(audit, *case) {
                others.of_visit.entry(key).or_default().push(at);
            }
        }
        others
    }

    pub(super) fn words(&self, audit: &Audit, at: usize, case: Case) -> String {
        let (same, repeats) = self.of(audit, at, case);
        let mut words = Vec::new();
        if !same.is_empty() {
            words.push(format!("{}: the same assignment, for another reason, person or place", numbered(&same)));
        }
        if !repeats.is_empty() {
            words.push(format!("{}: the same person, place and days; one assignment may be listed twice", numbered(&repeats)));
        }
        words.join("; ")
    }

    /// The cases that may be about the same assignment, listed twice: "case 3".
    pub(super) fn may_repeat(&self, audit: &Audit, at: usize, case: Case) -> Option<String> {
        let (_, repeats) = self.of(audit, at, case);
        (!repeats.is_empty()).then(|| numbered(&repeats))
    }

    /// The other cases of the same assignment, and those of other assignments that may be the same.
    fn of(&self, audit: &Audit, at: usize, case: Case) -> (Vec<usize>, Vec<usize>) {
        let of_visit = visit_key(audit, case).and_then(|key| self.of_visit.get(&key)).map_or(&[][..], Vec::as_slice);
        let own = visit_of(audit, case);
        let same = own.and_then(|visit| self.of_assignment.get(&visit)).map_or(&[][..], Vec::as_slice);
        let repeats = of_visit.iter().copied().filter(|other| !same.contains(other)).collect();
        (same.iter().copied().filter(|other| *other != at).collect(), repeats)
    }
}

/// "case 5", "cases 5 and 6".
fn numbered(at: &[usize]) -> String {
    let mut numbers: Vec<String> = at.iter().take(MOST_OTHERS).map(|at| (at + 1).to_string()).collect();
    if at.len() > MOST_OTHERS {
        numbers.push(format!("{} more", at.len() - MOST_OTHERS));
    }
    format!("{} {}", if at.len() == 1 { "case" } else { "cases" }, listed(&numbers))
}

/// The member whose return holds the assignment of a case, and its row.
fn visit_of<'a>(audit: &'a Audit, case: Case<'a>) -> Option<(&'a str, u32)> {
    let (submission, row) = case.visit(audit)?;
    Some((submission.member.as_str(), row.row))
}

/// The person, the place and the days of a case, if all are known.
fn visit_key(audit: &Audit, case: Case) -> Option<VisitKey> {
    let (_, row) = case.visit(audit)?;
    let days = [Asg::Start, Asg::End].map(|field| row.date(field).map(show_date));
    let [Some(from), Some(to)] = days else { return None };
    Some((pair(audit, case).key()?, from, to))
}

/// The round, the assignment or nothing, the finding and what was decided.
type PairDecision<'a> = (i16, &'a str, &'a str, &'a Decision);

/// What was decided of the same person and place before, in earlier rounds and in this one.
pub(super) struct DecidedBefore<'a> {
    /// By person and place.
    of_pair: HashMap<[String; 3], Vec<PairDecision<'a>>>,
}

impl<'a> DecidedBefore<'a> {
    pub(super) fn new(audit: &'a Audit, cases: &[Case<'a>]) -> Self {
        let mut of_pair: HashMap<[String; 3], Vec<PairDecision>> = HashMap::new();
        for case in cases {
            if let (Some(key), Some(decision)) = (pair(audit, *case).key(), audit.decisions.get(case.id())) {
                let assignment = case.subject().assignment_ref.as_deref().unwrap_or("");
                of_pair.entry(key).or_default().push((audit.round.settings.year, assignment, case.id(), decision));
            }
        }
        for (id, past) in &audit.past_decisions {
            if let Some(key) = past.pair.key() {
                of_pair.entry(key).or_default().push((past.year, "", id, &past.decision));
            }
        }
        of_pair.values_mut().for_each(|list| list.sort_by_key(|(year, ..)| Reverse(*year)));
        Self { of_pair }
    }

    /// In words, the newest first; empty if nothing was.
    pub(super) fn words(&self, audit: &Audit, case: Case) -> String {
        let year = audit.round.settings.year;
        let own = audit.past_decisions.get(case.id()).filter(|past| past.pair.key().is_none());
        let own = own.map(|past| (past.year, "", case.id(), &past.decision));
        let of_pair = pair(audit, case).key().and_then(|key| self.of_pair.get(&key));
        let others = own.into_iter().chain(of_pair.into_iter().flatten().copied());
        let others = others.filter(|(round, _, id, _)| *round != year || *id != case.id());
        // Of somebody sent to one place again and again only the newest are told, so that the sheet grows with its rows.
        let is_counted = usize::from(audit.decisions.contains_key(case.id()));
        let more = (of_pair.map_or(0, Vec::len).saturating_sub(is_counted)).saturating_sub(MOST_BEFORE);
        let others = others.take(MOST_BEFORE);
        let words = others.map(|(round, assignment, _, decision)| {
            let when = match assignment {
                "" => format!("in {round}"),
                assignment => format!("in {round} of {assignment}"),
            };
            let what = if decision.decision.is_empty() { "no decision" } else { &decision.decision };
            match decision.note.trim() {
                "" => format!("{when}: {what}"),
                note => format!("{when}: {what} ({note})"),
            }
        });
        let mut words: Vec<String> = words.collect();
        if more > 0 {
            words.push(format!("{more} more"));
        }
        words.join("; ")
    }
}

fn pair(audit: &Audit, case: Case) -> PersonAtPlace {
    let subject = case.subject();
    PersonAtPlace {
        member: subject.person_member.clone().unwrap_or_default(),
        reference: subject.person_ref.clone().unwrap_or_default(),
        name: case.name(audit).into(),
        place_id: subject.place_id.clone().unwrap_or_default(),
        place: place_name(audit, case),
    }
}
