//! The places that a cell names: every one counts, at the certainty that its wording allows.
//!
//! A name as it stands in the register, or one that is understood as a whole, is one place. What stands beside it – in brackets, after "previously",
//! "on loan from", "and" – is looked at as well, and whatever is left over and not understood is kept, so that somebody is asked about it.

use std::sync::Arc;

use super::clauses::{Clause, Join, Time, begins_a_join, clauses};
use super::parts::{Part, parts_are_words, places_of};
use super::written::take_apart;
use super::{Candidate, Certainty, Found, PlaceIx, Placeholder, Register};

/// A place that a cell names.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Its name as written.
    pub written: String,
    /// The year in which the person left it, if the cell says so.
    pub left: Option<i16>,
    /// What the register makes of it.
    pub found: Arc<Found>,
    /// Words beside it that were not understood.
    pub unread: Vec<String>,
}

impl Mention {
    pub(super) fn new(written: &str, found: Arc<Found>) -> Self {
        Self { written: written.into(), left: None, found, unread: Vec::new() }
    }
}

/// What a column's cells say of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// The places that a person, or a visit, is at.
    Places,
    /// Places where a person was: words such as "previously" leave no doubt there.
    Past,
    /// Places or words: a sentence in which a place occurs is left as it is.
    Words,
}

impl Register {
    /// The places that a text names, in the order written; a text that names none is one mention that is unknown.
    pub fn mentions(&self, text: &str, reading: Reading) -> Vec<Mention> {
        let text = text.trim();
        if Placeholder::of(text).is_some() || self.is_exact(text) || !may_hold_more(text) {
            return vec![Mention::new(text, self.find(text))];
        }
        let clauses = clauses(text, &|piece| self.is_known(piece));
        if clauses.is_empty() {
            return vec![Mention::new(text, self.find(text))];
        }
        let mut named: Vec<Vec<Part>> = clauses.iter().map(|clause| self.parts(clause, &clauses[0], text, reading)).collect();
        self.drop_wholes(&mut named);
        let whole_text = without_times(text, &clauses);
        let whole = self.find(&whole_text);
        let is_sentence = parts_are_words(&named) && whole.certainty != Certainty::Confirmed;
        if reading == Reading::Words && is_sentence {
            return vec![Mention::new(text, self.find(text))];
        }
        let mut mentions = self.with_whole(&whole_text, whole, &clauses, &named);
        self.give_times(&mut mentions, &clauses, &named);
        mentions
    }

    /// Of a force or other body and a place of its own beside it, as in "Kent Police - Gravesend custody", the place is what is named.
    fn drop_wholes(&self, named: &mut [Vec<Part>]) {
        let is_beside = |part: &Part| matches!(part.join, Join::Mark | Join::Bracket);
        for at in 0..named.len().saturating_sub(1) {
            let (before, after) = named.split_at_mut(at + 1);
            let ([one], [other]) = (before[at].as_slice(), after[0].as_slice()) else { continue };
            let is_whole = |whole: &Part, part: &Part| {
                let is_part = |a: &PlaceIx, b: &PlaceIx| a != b && (self.is_within(*a, *b) || self.run_by(*a, *b, None).is_some());
                let (parts, wholes) = (part.places(), whole.places());
                let runs = |at: &PlaceIx| self.force(*at) == Some(*at) || self.place(*at).is_body();
                part.is_sure() && !parts.is_empty() && wholes.iter().all(|b| runs(b) && parts.iter().all(|a| is_part(a, b)))
            };
            if is_beside(other) && is_whole(one, other) {
                before[at].clear();
            } else if is_beside(other) && is_whole(other, one) {
                after[0].clear();
            }
        }
        // "HMP Leeds, HMPPS": a whole prison service beside a place says nothing more.
        let is_wide = |part: &Part| !part.places().is_empty() && part.places().iter().all(|at| self.is_too_wide(*at));
        if named.iter().flatten().any(|part| part.is_sure() && !is_wide(part)) {
            let leading = named.iter().take_while(|parts| !parts.is_empty() && parts.iter().all(is_wide)).count();
            named.iter_mut().for_each(|parts| parts.retain(|part| !is_wide(part)));
            // "HMPPS (HMP Leeds)": the place in the bracket is the first.
            for part in
                named.get_mut(leading).filter(|_| leading > 0).into_iter().flatten().filter(|part| !part.is_within && is_beside(part))
            {
                part.ceiling = Certainty::Confirmed;
            }
        }
    }

    /// The whole text as one place with the others beside it, or each clause by itself.
    fn with_whole(&self, text: &str, whole: Arc<Found>, clauses: &[Clause], named: &[Vec<Part>]) -> Vec<Mention> {
        let parts = || named.iter().flatten();
        let is_timed = clauses.iter().filter(|clause| clause.time.is_some()).count() > 0;
        let several = self.distinct(parts().filter(|part| part.is_sure())) > 1;
        let is_said_otherwise = clauses[0].join.is_said();
        // "HMP Usk/Prescoed (left 2019)" is one name; "HMP Usk and HMP Prescoed (left 2019)" is two, of which the year belongs to the second.
        let is_each_named = || {
            let is_one = |clause: &Clause| {
                let apart = take_apart(&clause.text, &self.0.index.areas);
                apart.is_custody() || apart.force.is_some() || !clause.names.is_empty()
            };
            clauses.iter().all(is_one)
        };
        let is_apart = several && if whole.all_meant { is_each_named() } else { is_timed };
        // "HMP Humber, on loan from X Hospital" as a whole may seem to be a hospital called Humber, which none of its words name.
        let is_one = |part: &Part| part.places().iter().any(|a| places_of(&whole).iter().any(|b| self.is_one_with(*a, *b)));
        let is_another = named[0].iter().any(Part::is_sure) && !named[0].iter().any(is_one);
        // "Kent Police, HMP Maidstone" as a whole may seem to be a third place, the force's custody suite in that town, which neither clause names.
        let is_named = |part: &Part| part.places().iter().any(|place| places_of(&whole).contains(place));
        let is_third = several && !whole.all_meant && !parts().filter(|part| part.is_sure()).any(is_named);
        let is_settled = whole.certainty == Certainty::Confirmed && !is_apart && !is_said_otherwise && !is_another && !is_third;
        if is_settled {
            let mut mentions = vec![Mention::new(text, whole.clone())];
            let mut known: Vec<PlaceIx> = whole.all_confirmed().collect();
            for part in parts().filter(|part| part.is_sure()) {
                let places = part.places();
                let says_no_more = |place: &PlaceIx| self.is_too_wide(*place) || known.iter().any(|other| self.is_one_with(*place, *other));
                if places.iter().all(says_no_more) {
                    continue;
                }
                known.extend(places);
                mentions.push(part.mention());
            }
            self.add_bare(&mut mentions, &mut known, named);
            // Beside others the first is what its own words say.
            let own = named[0]
                .iter()
                .find(|part| mentions.len() > 1 && part.found.certainty == whole.certainty && part.places() == places_of(&whole));
            if let Some(own) = own.filter(|own| own.ceiling == Certainty::Confirmed) {
                mentions[0] = own.mention();
            }
            let last = mentions.len() - 1;
            mentions[last].unread.extend(self.unread(clauses, named, &whole));
            return mentions;
        }
        let sure: Vec<&Part> = parts().filter(|part| part.is_sure()).collect();
        let first_bare = named[0].iter().find(|part| !part.is_sure()).filter(|_| !sure.is_empty() && clauses.len() > 1);
        let is_said = is_said_otherwise && !sure.is_empty();
        // "Formerly HMP Hull" as a whole is no name, but the place in it is one.
        let is_within = !sure.is_empty() && whole.candidates.is_empty();
        let is_enough = several || is_said || is_within || sure.iter().any(|part| part.is_custody || part.join.is_said());
        let is_certain = |parts: &Vec<Part>| parts.iter().any(|part| part.is_sure() && part.found.certainty == Certainty::Confirmed);
        let is_told =
            || clauses.len() > 1 && clauses.iter().zip(named).all(|(clause, parts)| is_certain(parts) || self.is_wide_body(&clause.text));
        if !is_enough || (whole.certainty == Certainty::Probable && !several && !is_said && !is_told()) {
            return vec![Mention::new(text, whole)];
        }
        let mut mentions: Vec<Mention> = Vec::new();
        let mut known: Vec<PlaceIx> = Vec::new();
        for part in first_bare.into_iter().chain(sure) {
            let places = part.places();
            if !places.is_empty() && places.iter().all(|place| known.contains(place)) {
                continue;
            }
            known.extend(places);
            mentions.push(part.mention());
        }
        self.add_bare(&mut mentions, &mut known, named);
        if let Some(last) = mentions.last_mut() {
            last.unread.extend(self.unread(clauses, named, &whole));
        }
        if mentions.is_empty() { vec![Mention::new(text, whole)] } else { mentions }
    }

    /// Towns beside a place that are names of places of the same kind: "HMP Humber, Hull" may be two prisons, or one and the town that it is near.
    fn add_bare(&self, mentions: &mut Vec<Mention>, known: &mut Vec<PlaceIx>, named: &[Vec<Part>]) {
        let Some(first) = known.first().copied() else { return };
        let kind = self.0.index.kinds[first];
        for part in named.iter().flatten().filter(|part| part.is_bare() && matches!(part.join, Join::Mark | Join::Bracket)) {
            let places = part.places();
            let is_new = |place: &PlaceIx| !known.iter().any(|other| self.is_one_with(*place, *other));
            let is_alike = |place: &PlaceIx| kind.is_called_bare() && self.0.index.kinds[*place] == kind;
            if places.iter().all(|place| is_alike(place) && is_new(place)) {
                known.extend(places);
                mentions.push(Part { ceiling: Certainty::Possible, ..part.clone() }.mention());
            }
        }
    }

    /// How many places these parts stand for that are not one with another.
    fn distinct<'p>(&self, parts: impl Iterator<Item = &'p Part>) -> usize {
        let mut seen: Vec<PlaceIx> = Vec::new();
        for place in parts.flat_map(Part::places) {
            if !seen.iter().any(|other| self.is_one_with(place, *other)) {
                seen.push(place);
            }
        }
        seen.len()
    }

    /// Whether a second name says no more than the first: the same place, a part or the whole of it, its force, or what it became.
    fn is_one_with(&self, a: PlaceIx, b: PlaceIx) -> bool {
        let is_force = |at: PlaceIx| self.force(at) == Some(at);
        let is_same_force = (is_force(a) || is_force(b)) && self.force(a).is_some() && self.force(a) == self.force(b);
        let is_one_site = || {
            let one = |a, b| {
                self.0
                    .relations
                    .get(&(a, b))
                    .is_some_and(|relation| matches!(relation.as_str(), "same_site_as" | "replaced_by" | "merged_into"))
            };
            one(a, b) || one(b, a)
        };
        a == b || self.is_within(a, b) || self.is_within(b, a) || is_same_force || is_one_site() || self.run_by(a, b, None).is_some()
    }

    /// Whether a name is that of a body too wide to be compared.
    fn is_wide_body(&self, name: &str) -> bool {
        self.find(name).confirmed().is_some_and(|at| self.is_too_wide(at))
    }

    /// Each time to the mention of its clause, or to the one before it where its clause names nothing.
    fn give_times(&self, mentions: &mut [Mention], clauses: &[Clause], named: &[Vec<Part>]) {
        for (at, clause) in clauses.iter().enumerate() {
            let Some(time) = &clause.time else { continue };
            // The years at a whole prison service are not those at the place beside it.
            if named[at].is_empty() && mentions.len() < clauses.len() && self.is_wide_body(&clause.text) {
                continue;
            }
            let of = |at: usize| {
                let places: Vec<PlaceIx> = named[at].iter().flat_map(Part::places).collect();
                let with = |is_it: &dyn Fn(PlaceIx, PlaceIx) -> bool| {
                    let has = |candidate: &Candidate| places.iter().any(|place| is_it(*place, candidate.place));
                    mentions.iter().position(|mention| mention.found.candidates.iter().any(has))
                };
                with(&|a, b| a == b).or_else(|| with(&|a, b| self.is_one_with(a, b)))
            };
            let owner = (0..=at).rev().find_map(of).unwrap_or(0);
            match time {
                Time::Left(year) => mentions[owner].left = Some(mentions[owner].left.map_or(*year, |known| known.max(*year))),
                Time::Unclear(words) => mentions[owner].unread.push(words.clone()),
                Time::Other => {}
            }
        }
    }
}

/// The text without the times in it, as far as it can be put together again from its clauses.
fn without_times(text: &str, clauses: &[Clause]) -> String {
    if clauses.iter().all(|clause| clause.time.is_none()) {
        return text.to_string();
    }
    match clauses {
        [one] => one.text.clone(),
        _ => clauses
            .iter()
            .enumerate()
            .map(|(at, clause)| match clause.join {
                _ if at == 0 => clause.text.clone(),
                Join::Bracket => format!(" ({})", clause.text),
                Join::And => format!(" and {}", clause.text),
                _ => format!(", {}", clause.text),
            })
            .collect(),
    }
}

/// Whether a text may hold more than one name, or words about the one it has: it has marks, digits, joining words, or more words than most names.
fn may_hold_more(text: &str) -> bool {
    let has_mark = |c: char| c.is_ascii_digit() || !(c.is_alphanumeric() || c.is_whitespace() || matches!(c, '\'' | '\u{2019}' | '.'));
    let joins = |word: &str| begins_a_join(&word.trim_end_matches('.').to_lowercase());
    text.chars().any(has_mark) || text.contains(". ") || text.split_whitespace().count() > 3 || text.split_whitespace().any(joins)
}
