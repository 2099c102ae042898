//! What is tried when no place of the kind is called by the same words: shorter and longer names, initials, bodies, other kinds, mistypings.

use std::collections::BTreeSet;

use super::index::{Extent, Form, letters};
use super::kinds::{PlaceKind, is_part, says};
use super::matching::{How, MatchedName, Matcher, Relations};
use super::written::{Written, run, telling};
use super::{Certainty, PlaceIx};

impl<R: Relations> Matcher<'_, R> {
    /// A shorter form of the official name that one place alone has.
    pub(super) fn shorter(&self, written: &Written) -> Option<MatchedName> {
        if written.main.is_empty() {
            return None;
        }
        for words in written.shortened() {
            let having = self.index.having(&words);
            let having = if having.is_empty() && written.kind.is_some() { self.index.running(&words) } else { having };
            let mut places: BTreeSet<PlaceIx> = having.into_iter().filter(|at| self.fits(*at, written)).collect();
            places.retain(|at| written.outside.is_empty() || self.index.kinds[*at] != PlaceKind::Body);
            // A part of an establishment is not meant by words of the whole.
            let all = places.clone();
            places.retain(|at| self.index.head_has(*at, &words) || self.relations.part_of(*at).is_none_or(|whole| !all.contains(&whole)));
            let mut ignored = false;
            if !places.is_empty() {
                ignored = self.leaves_open(written, &words, &[], &mut places) && places.len() > 1;
            }
            let all: Vec<PlaceIx> = places.into_iter().collect();
            match all.as_slice() {
                [] => continue,
                [place] if !ignored => {
                    let certain = written.force.is_some() && written.kind == Some(PlaceKind::Police) && self.begins(*place, &words);
                    // A town has more hospitals than the one with its name in the register.
                    let is_town = written.kind == Some(PlaceKind::Hospital) && telling(&words).len() == 1;
                    if is_town && !self.begins(*place, &words) {
                        return Some(self.decided(Certainty::Possible, vec![*place], How::Several, written));
                    }
                    let certainty = if certain { Certainty::Confirmed } else { Certainty::Probable };
                    return Some(self.decided(certainty, vec![*place], How::Shorter, written));
                }
                _ => return Some(self.decided(Certainty::Possible, all, How::Several, written)),
            }
        }
        None
    }

    /// Whether the name of a place is these words and then a street or building, not a point of the compass that tells it from a neighbour.
    fn begins(&self, place: PlaceIx, words: &[String]) -> bool {
        const NEIGHBOURS: [&str; 12] =
            ["north", "south", "east", "west", "central", "city", "upper", "lower", "new", "old", "tact", "airport"];
        let (written, own) = (telling(words), telling(&self.index.mains[place]));
        own.starts_with(&written) && !own[written.len()..].iter().any(|word| NEIGHBOURS.contains(word))
    }

    /// More words than the register has: a unit of the place, or a longer name.
    pub(super) fn part_or_longer(&self, written: &Written) -> Option<MatchedName> {
        let words = written.full();
        let mut places: BTreeSet<PlaceIx> = self.index.within(&words).into_iter().filter(|at| self.fits(*at, written)).collect();
        // A longer name of a body is another body's.
        places.retain(|at| written.outside.is_empty() || self.index.kinds[*at] != PlaceKind::Body);
        if written.kind.is_none() {
            // Without a kind, one word of a name in a longer text tells nothing, unless it is the text's beginning.
            places.retain(|at| {
                self.index.words[*at].len() > 1 || telling(&words).first().is_some_and(|first| self.index.words[*at].contains(*first))
            });
        }
        let shared = |at: &PlaceIx| self.index.shared(*at, &words);
        let most = places.iter().map(shared).max()?;
        let lesser: Vec<PlaceIx> = places.iter().copied().filter(|at| shared(at) < most).collect();
        places.retain(|at| !lesser.contains(at));
        if places.len() > 1 {
            self.leaves_open(written, &words, &[], &mut places);
        }
        let is_part = written.main.iter().chain(written.further.iter().flat_map(|f| &f.words)).any(|w| is_part(w));
        let all: Vec<PlaceIx> = places.iter().copied().chain(lesser.iter().copied()).collect();
        // "WYMONDHAM PIC NORFOLK": what is left over is the force's area.
        let left: Vec<String> = match all.as_slice() {
            [place] => telling(&words).into_iter().filter(|word| !self.index.words[*place].contains(*word)).map(String::from).collect(),
            _ => Vec::new(),
        };
        let is_area = |place: PlaceIx| self.index.areas.whole(&left).is_some_and(|force| self.relations.force_of(place) == Some(force));
        match (all.as_slice(), is_part && written.kind == Some(PlaceKind::Prison)) {
            ([place], _) if written.kind == Some(PlaceKind::Police) && is_area(*place) => {
                Some(self.decided(Certainty::Confirmed, vec![*place], self.plain(written, &written.full(), None), written))
            }
            ([place], true) => Some(self.decided(Certainty::Confirmed, vec![*place], How::PartOf, written)),
            // A town within a longer text that says no kind may be anything in that town.
            ([place], false) if written.kind.is_none() && self.index.kinds[*place] != PlaceKind::Body => {
                Some(self.decided(Certainty::Possible, vec![*place], How::Longer, written))
            }
            ([place], false) => Some(self.decided(Certainty::Probable, vec![*place], How::Longer, written)),
            _ => Some(self.decided(Certainty::Possible, all, How::Several, written)),
        }
    }

    pub(super) fn initials(&self, written: &Written) -> Option<MatchedName> {
        let [word] = written.main.as_slice() else { return None };
        if written.kind.is_some() || !written.further.is_empty() {
            return None;
        }
        if self.index.called(&written.main).iter().any(|form| form.extent == Extent::Whole) {
            return None;
        }
        let places: Vec<PlaceIx> = self.index.initials.get(word)?.iter().copied().collect();
        let certainty = if places.len() == 1 { Certainty::Confirmed } else { Certainty::Possible };
        let how = if places.len() == 1 { How::Initials } else { How::Several };
        Some(self.decided(certainty, places, how, written))
    }

    /// A body by all words of its name, as "HM Prison Service", where designations are all there is.
    pub(super) fn body(&self, written: &Written) -> Option<MatchedName> {
        let same = self.index.bodies(&written.plain).0;
        let plain = self.plain(written, &written.full(), None);
        (same.len() == 1).then(|| self.decided(Certainty::Confirmed, same.into_iter().collect(), plain, written))
    }

    /// A body by some words of its name or by more.
    pub(super) fn body_like(&self, written: &Written) -> Option<MatchedName> {
        let mut like = self.index.bodies(&written.plain).1;
        if let Some(places) = written.main.first().and_then(|word| self.index.initials.get(word)) {
            like.extend(places);
        }
        let places: Vec<PlaceIx> = like.into_iter().collect();
        match places.len() {
            0 => None,
            1 => Some(self.decided(Certainty::Probable, places, How::Longer, written)),
            _ => Some(self.decided(Certainty::Possible, places, How::Several, written)),
        }
    }

    /// A trust, health board or council by the words that tell it apart, with those that all have left out or added.
    pub(super) fn organisation(&self, written: &Written) -> Option<MatchedName> {
        const OF_ALL: [&str; 6] = ["nhs", "foundation", "trust", "ft", "nhsft", "board"];
        const OFFICES: [&str; 15] = [
            "headquarter",
            "headquarters",
            "head",
            "office",
            "corporate",
            "adult",
            "child",
            "children",
            "social",
            "care",
            "service",
            "department",
            "directorate",
            "team",
            "regiment",
        ];
        let is_of_all = |word: &String| OF_ALL.contains(&word.as_str());
        let core = |words: &BTreeSet<String>| words.iter().filter(|word| !is_of_all(word)).cloned().collect::<BTreeSet<String>>();
        let written_out = |council: &str| {
            let words = written
                .plain
                .iter()
                .flat_map(|word| if word == "cc" { vec![council.to_string(), "council".into()] } else { vec![word.clone()] });
            words.collect::<BTreeSet<String>>()
        };
        let found = |is: &dyn Fn(&BTreeSet<String>) -> bool| {
            self.index.bodies.iter().filter(|(_, words)| is(words)).map(|(at, _)| *at).collect::<BTreeSet<PlaceIx>>()
        };
        for words in [written_out("county"), written_out("city")] {
            let health = words.iter().any(is_of_all);
            let same = found(&|body| *body == words || (health && body.iter().any(is_of_all) && core(body) == core(&words)));
            if same.len() == 1 {
                let plain = self.plain(written, &written.full(), None);
                return Some(self.decided(Certainty::Confirmed, same.into_iter().collect(), plain, written));
            }
        }
        let words = written_out("county");
        // "Leeds Council", "Leeds City Council adult social care".
        let is_shorter = |body: &BTreeSet<String>| words.len() > 1 && words.is_subset(body);
        let is_longer = |body: &BTreeSet<String>| {
            body.len() > 1 && body.is_subset(&words) && words.difference(body).all(|word| OFFICES.contains(&word.as_str()))
        };
        let like: Vec<PlaceIx> = found(&|body| is_shorter(body) || is_longer(body)).into_iter().collect();
        match like.len() {
            0 => None,
            1 => Some(self.decided(Certainty::Probable, like, How::Longer, written)),
            _ => Some(self.decided(Certainty::Possible, like, How::Several, written)),
        }
    }

    /// "Sodexo Northumberland": the place of that name that the body runs.
    pub(super) fn operated(&self, written: &Written) -> Option<MatchedName> {
        let (body, rest) = written.main.split_first()?;
        let is_body = self.index.called(std::slice::from_ref(body)).iter().any(|f| self.index.kinds[f.place] == PlaceKind::Body);
        if !is_body || rest.is_empty() || !written.kind.is_none_or(PlaceKind::is_called_bare) {
            return None;
        }
        let places: BTreeSet<PlaceIx> = self
            .index
            .called(rest)
            .iter()
            .filter(|f| f.extent <= Extent::Head && self.fits(f.place, written) && self.index.kinds[f.place].is_called_bare())
            .map(|f| f.place)
            .collect();
        let run: Vec<PlaceIx> = places.iter().copied().filter(|at| self.relations.is_run_by(*at, body)).collect();
        match (run.len(), places.len()) {
            (1, _) => Some(self.decided(Certainty::Confirmed, run, How::Operated, written)),
            (0, 1) => Some(self.decided(Certainty::Possible, places.into_iter().collect(), How::OtherOperator, written)),
            (_, 0) => None,
            _ => Some(self.decided(Certainty::Possible, places.into_iter().collect(), How::Several, written)),
        }
    }

    /// The same name of another kind or force: a candidate where it is custody all the same, never confirmed.
    pub(super) fn other(&self, written: &Written) -> Option<MatchedName> {
        let said = written.kind?;
        let forms = self.index.called(&written.main);
        let places: BTreeSet<PlaceIx> = forms.iter().filter(|f| f.extent <= Extent::Head).map(|f| f.place).collect();
        let detains = |kind: PlaceKind| kind.is_called_bare() && !matches!(kind, PlaceKind::Force | PlaceKind::Body);
        let of_other_force: Vec<PlaceIx> =
            places.iter().copied().filter(|at| written.force.is_some() && self.index.kinds[*at] == said).collect();
        let (places, how): (Vec<PlaceIx>, How) = match of_other_force.is_empty() {
            false => (of_other_force, How::OtherForce),
            // "Stafford Hospital" is no prison.
            true if detains(said) && said != PlaceKind::Hospital => {
                (places.into_iter().filter(|at| detains(self.index.kinds[*at])).collect(), How::OtherKind)
            }
            true => (Vec::new(), How::Nothing),
        };
        match places.len() {
            0 => None,
            1 => Some(self.decided(Certainty::Probable, places, how, written)),
            _ => Some(self.decided(Certainty::Possible, places, How::Several, written)),
        }
    }

    /// A few letters differ from a name of the same kind.
    pub(super) fn near(&self, written: &Written) -> Option<MatchedName> {
        let mut found: Vec<(usize, PlaceIx, &Form)> = Vec::new();
        for words in [written.full(), written.main.clone()] {
            let run = run(&words);
            let allowed = match (run.chars().count(), written.kind) {
                (0..=4, _) | (5..=6, None) => continue,
                (5..=8, _) => 1,
                _ => 2,
            };
            let bits = letters(&run);
            for form in &self.index.forms {
                if form.run.len().abs_diff(run.len()) > allowed || (form.letters ^ bits).count_ones() as usize > 2 * allowed {
                    continue;
                }
                let fits = self.fits(form.place, written)
                    || (self.index.kinds[form.place] == PlaceKind::Force && written.says(says::POLICE) && written.force.is_none());
                if !fits || form.extent > Extent::Head {
                    continue;
                }
                let distance = strsim::osa_distance(&form.run, &run);
                if distance <= allowed {
                    found.push((distance, form.place, form));
                }
            }
            if !found.is_empty() {
                break;
            }
        }
        found.sort_by_key(|(distance, place, form)| (*distance, *place, !form.official));
        found.dedup_by_key(|(_, place, _)| *place);
        let Some(nearest) = found.first().map(|(distance, ..)| *distance) else {
            let force = written.force.filter(|_| written.kind == Some(PlaceKind::Police));
            return force.map(|force| self.decided(Certainty::Probable, vec![force], How::UnknownOfForce, written));
        };
        let places: Vec<PlaceIx> = found.iter().map(|(_, place, _)| *place).collect();
        let score = |distance: usize, form: &Form| 1.0 - distance as f64 / form.run.chars().count().max(1) as f64;
        let certainty = if places.len() == 1 { Certainty::Probable } else { Certainty::Possible };
        let mut decided = self.decided(certainty, places, How::Near(nearest, found[0].2.name.clone()), written);
        decided.places = found.iter().map(|(distance, place, form)| (*place, score(*distance, form))).collect();
        Some(decided)
    }
}
