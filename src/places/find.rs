//! What the register makes of a name: id, names as they are, names taken apart, combined names.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::kinds::{PlaceKind, says};
use super::matching::{How, MatchedName, Matcher};
use super::name::{fold, squash};
use super::register::{PlaceIx, Register};
use super::written::{Written, take_apart};
use super::{Candidate, Certainty, Found, Placeholder, reason};
use crate::form::HEADQUARTERS;

/// What people write for `Headquarters`, without spacing and punctuation.
const HEAD_OFFICES: &[&str] = &["hq", "headquarter", "headquarters", "headoffice", "theheadquarters", "hqoffice"];

impl Register {
    /// What two names are compared by: the ids where the places are certain, else the folded name.
    pub fn key(&self, found: &Found) -> String {
        let ids: Vec<&str> = found.all_confirmed().map(|at| self.place(at).id.as_str()).collect();
        if ids.is_empty() { found.folded.clone() } else { ids.join(";") }
    }

    /// What the register makes of a name as written.
    pub fn find(&self, written: &str) -> Arc<Found> {
        let folded = fold(written);
        let blank = Found {
            certainty: Certainty::Unknown,
            candidates: Vec::new(),
            reason: "no single place".into(),
            folded,
            normalised: None,
            headquarters: false,
            all_meant: false,
            placeholder: Placeholder::of(written),
        };
        if let Some(placeholder) = blank.placeholder {
            return Arc::new(Found { reason: format!("\"{}\" {}", written.trim(), placeholder.question()), ..blank });
        }
        if blank.folded == fold(HEADQUARTERS) || HEAD_OFFICES.contains(&squash(written).as_str()) {
            return Arc::new(Found { headquarters: true, ..blank });
        }
        let certain = |place: PlaceIx, reason: String, normalised| {
            let candidates = vec![Candidate { place, score: 1.0 }];
            Arc::new(Found { certainty: Certainty::Confirmed, candidates, reason, normalised, ..blank.clone() })
        };
        if let Some(at) = self.by_id(written) {
            return certain(at, format!("{} is an id in the register", self.place(at).id), None);
        }
        let squashed = squash(written);
        let exact = self.exact(&squashed);
        // A name that the coordinator confirmed is an alias of that place alone, and no longer open.
        let settled = self.0.names.get(&squashed).is_some_and(|places| places.len() == 1 && places.values().all(|bears| bears.alias));
        let known = self.0.ambiguous.get(&squashed).filter(|_| !settled);
        let matcher = Matcher { index: &self.0.index, relations: &*self.0 };
        let apart = take_apart(written, &self.0.index.areas);
        if let ([place], None) = (exact.as_slice(), known) {
            let (reason, normalised) = reason::exact(self, written, *place, &matcher.kept_apart(&apart, &exact));
            return certain(*place, reason, normalised);
        }
        let decided = match (known, exact.len()) {
            (Some(places), _) => several(places.iter().copied()),
            (None, 2..) => several(exact.iter().copied()),
            _ => matcher.decide(&apart),
        };
        if decided.certainty != Certainty::Confirmed
            && let Some(places) = self.combined(written, &matcher)
        {
            let reason = reason::combined(self, written, &places);
            let candidates = places.into_iter().map(|place| Candidate { place, score: 1.0 }).collect();
            let normalised = Some("a combined name");
            return Arc::new(Found { certainty: Certainty::Confirmed, candidates, reason, normalised, all_meant: true, ..blank });
        }
        let (reason, normalised) = reason::of(self, written, &apart, &decided);
        let candidates = decided.places.into_iter().map(|(place, score)| Candidate { place, score }).collect();
        Arc::new(Found { certainty: decided.certainty, candidates, reason, normalised, ..blank })
    }

    /// The places that have this as a name or alias; only the place whose official name it is, if there is one.
    fn exact(&self, squashed: &str) -> Vec<PlaceIx> {
        let Some(places) = self.0.names.get(squashed) else { return Vec::new() };
        let official: Vec<PlaceIx> = places.iter().filter(|(_, bears)| bears.official).map(|(at, _)| *at).collect();
        if official.len() == 1 { official } else { places.keys().copied().collect() }
    }

    /// The places of a name that joins several of one kind: "HMP Usk/Prescoed", "Feltham A and B". Each must be confirmed by itself.
    fn combined(&self, written: &str, matcher: &Matcher<super::register::Inner>) -> Option<Vec<PlaceIx>> {
        let parts = parts(written);
        if parts.len() < 2 {
            return None;
        }
        let mut apart: Vec<Written> = Vec::new();
        let mut before = 0;
        for part in &parts {
            let mut next = take_apart(part, &self.0.index.areas);
            next.further.clear();
            next.says |= before;
            before = 0;
            match (next.main.is_empty(), apart.last()) {
                // "HMP/YOI Usk": a designation that belongs to the name after the stroke.
                (true, _) if next.force.is_none() => before = next.says,
                // "Feltham A and B": a letter that stands for the name before it with another letter.
                (false, Some(last))
                    if next.main.len() == 1 && next.main[0].len() == 1 && last.main.last().is_some_and(|w| w.len() == 1) =>
                {
                    let mut whole = last.clone();
                    *whole.main.last_mut()? = next.main[0].clone();
                    apart.push(whole);
                }
                _ => apart.push(next),
            }
        }
        if let Some(forces) = self.forces(&apart) {
            return Some(forces);
        }
        // One name, or marks without any.
        if apart.len() < 2 {
            return None;
        }
        let kind = apart.iter().find_map(|part| part.kind);
        // "HMP Humber, Hull": after a comma a bare town may be where the first lies.
        let is_list = written.contains(',') && !written.contains(['/', '&', '+']) && !written.to_lowercase().contains(" and ");
        let may_be_towns = is_list && apart[0].is_custody() && apart[1..].iter().any(|part| part.kind.is_none());
        let mut places = Vec::new();
        for mut part in apart {
            part.kind = part.kind.or(kind);
            let decided = matcher.decide(&part);
            let place = decided.places.first()?.0;
            let kind = self.0.index.kinds[place];
            if decided.certainty != Certainty::Confirmed || !kind.is_called_bare() || matches!(kind, PlaceKind::Force | PlaceKind::Body) {
                return None;
            }
            places.push(place);
        }
        let group = |at: &PlaceIx| self.place(*at).group.split(" | ").next().unwrap_or("");
        if may_be_towns && places[1..].iter().any(|at| group(at) == group(&places[0])) {
            return None;
        }
        let distinct: BTreeSet<PlaceIx> = places.iter().copied().collect();
        let kinds: BTreeSet<PlaceKind> = places.iter().map(|at| self.0.index.kinds[*at]).collect();
        // "Orchard Clinic, Royal Edinburgh Hospital" says where the clinic is.
        if kinds.contains(&PlaceKind::Hospital) && written.contains(',') {
            return None;
        }
        (distinct.len() == places.len() && places.len() > 1 && kinds.len() == 1).then(|| distinct.into_iter().collect())
    }
}

impl Register {
    /// The forces of a name that joins their areas: "Kent and Essex Police".
    fn forces(&self, parts: &[Written]) -> Option<Vec<PlaceIx>> {
        let is_police = |part: &Written| part.kind == Some(PlaceKind::Police) && !part.says(says::STATION | says::CUSTODY);
        let force = |part: &Written| match (part.force, part.kind) {
            (Some(force), _) if part.main.is_empty() && is_police(part) => Some(force),
            (None, None) => self.0.index.areas.whole(&part.main),
            _ => None,
        };
        parts.last().filter(|last| is_police(last))?;
        let forces: BTreeSet<PlaceIx> = parts.iter().map(force).collect::<Option<_>>()?;
        (forces.len() == parts.len() && forces.len() > 1).then(|| forces.into_iter().collect())
    }
}

fn several(places: impl Iterator<Item = PlaceIx>) -> MatchedName {
    let places: Vec<PlaceIx> = places.collect();
    let score = 1.0 / places.len().max(1) as f64;
    MatchedName {
        certainty: Certainty::Possible,
        places: places.into_iter().map(|at| (at, score)).collect(),
        how: How::Several,
        apart: Vec::new(),
    }
}

/// A name parted at strokes, commas and "and"; in Welsh at "a" before a designation.
fn parts(written: &str) -> Vec<String> {
    let spaced = written.replace(['/', '&', '+', ','], " / ").to_lowercase();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut parts: Vec<Vec<&str>> = vec![Vec::new()];
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).copied().unwrap_or("");
        let parts_here = matches!(*word, "/" | "and") || (*word == "a" && matches!(next, "cem" | "sti" | "carchar" | "charchar"));
        match (parts_here, parts.last_mut()) {
            (true, _) => parts.push(Vec::new()),
            (false, Some(part)) => part.push(word),
            (false, None) => {}
        }
    }
    parts.into_iter().filter(|part| !part.is_empty()).map(|part| part.join(" ")).collect()
}
