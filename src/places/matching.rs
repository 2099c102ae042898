//! From a name taken apart to the places it may mean.

use std::collections::BTreeSet;

use super::index::{Extent, Form, NameLookup};
use super::kinds::{PlaceKind, says};
use super::words::OpenedBy;
use super::written::{Further, Written, bag, plain_words};
use super::{Certainty, PlaceIx};

/// What was decided, before it is put into words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MatchedName {
    pub certainty: Certainty,
    /// Places with a score, best first.
    pub places: Vec<(PlaceIx, f64)>,
    pub how: How,
    /// Places of the same name that were kept apart because they are of another kind.
    pub apart: Vec<PlaceIx>,
}

/// How a name led to its places.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum How {
    /// The same name and kind, with what was set aside.
    Same { alias: Option<String>, aside: Vec<String>, said_kind: bool },
    /// The same name, with something that leaves doubt.
    Unsure(&'static str),
    /// By a shorter form of the official name.
    Shorter,
    /// The body that runs it and its name.
    Operated,
    /// The name, but the register has another operator.
    OtherOperator,
    /// A part of the establishment is named.
    PartOf,
    /// All of a force, as "custody suites in Kent".
    WholeForce,
    /// A force by its area or initials.
    Initials,
    /// The name and, in brackets, the name of what was merged into it.
    Merged(PlaceIx),
    /// Several bear the name.
    Several,
    /// More words than the register's name has.
    Longer,
    /// The same name, of another kind.
    OtherKind,
    /// The same name, of another force.
    OtherForce,
    /// A place of a force that the register does not have.
    UnknownOfForce,
    /// A few letters differ.
    Near(usize, String),
    /// Nothing.
    Nothing,
}

/// Relations of the register that the decision needs.
pub(super) trait Relations {
    /// The force a place belongs to, or the place itself if it is one.
    fn force_of(&self, at: PlaceIx) -> Option<PlaceIx>;
    /// Whether one is merged into the other, or a site of it.
    fn is_merged(&self, part: PlaceIx, whole: PlaceIx) -> bool;
    /// Places once one with this, told apart as open and closed.
    fn other_sites(&self, at: PlaceIx) -> Vec<PlaceIx>;
    /// The places that a name with these words is known to leave open.
    fn known_ambiguous(&self, kind: Option<PlaceKind>, bag: &str) -> Option<&[PlaceIx]>;
    /// Whether a place is for women.
    fn is_female(&self, at: PlaceIx) -> bool;
    /// Whether a place is for young people.
    fn is_young(&self, at: PlaceIx) -> bool;
    /// Whether the register has a body, by the first word of its name, as the operator of a place.
    fn is_run_by(&self, at: PlaceIx, body: &str) -> bool;
    /// The place or force that a place is part of.
    fn part_of(&self, at: PlaceIx) -> Option<PlaceIx>;
    /// Whether a place is a part of something that the register does not have and that would be called the same.
    fn is_part_of_unlisted(&self, at: PlaceIx) -> bool;
    /// Whether a place is open, for the order of candidates.
    fn is_open(&self, at: PlaceIx) -> bool;
}

/// A way of finding what a name means.
type Attempt<M> = fn(&M, &Written) -> Option<MatchedName>;

pub(super) struct Matcher<'a, R: Relations> {
    pub index: &'a NameLookup,
    pub relations: &'a R,
}

impl<R: Relations> Matcher<'_, R> {
    /// What a name taken apart means.
    pub fn decide(&self, written: &Written) -> MatchedName {
        let is_stated = written.outside.iter().any(|word| !super::outside::OF_A_COMPANY.contains(&word.as_str()));
        let states_a_body = is_stated && !written.is_custody();
        let decided = if states_a_body { self.first_of(&Self::OF_A_BODY, written) } else { self.first_of(&Self::ALL, written) };
        let is_another = |(place, _): &(PlaceIx, f64)| {
            let kind = self.index.kinds[*place];
            let calls_itself = |words: &[String]| self.index.calls_itself(*place, words);
            // "Gatwick Airport" is more than the custody suite there.
            let is_more = written.kind.is_none() && !written.outside.is_empty() && !kind.is_called_bare();
            match kind {
                PlaceKind::Body => !calls_itself(&written.loose),
                _ => is_more || !calls_itself(&written.outside) || !calls_itself(&written.loose),
            }
        };
        let is_doubtful = written.is_doubted || decided.places.iter().any(is_another);
        match decided.certainty {
            Certainty::Confirmed | Certainty::Probable if is_doubtful => {
                let places = decided.places.iter().map(|(place, _)| *place).collect();
                self.decided(Certainty::Possible, places, How::Several, written)
            }
            // An organisation is one of several of nearly the same name: words in common are not enough to take one for another.
            Certainty::Probable
                if decided.how == How::Longer
                    && matches!(written.kind, None | Some(PlaceKind::Body))
                    && decided.places.iter().any(|(place, _)| self.index.kinds[*place] == PlaceKind::Body) =>
            {
                let places = decided.places.iter().map(|(place, _)| *place).collect();
                self.decided(Certainty::Possible, places, How::Longer, written)
            }
            _ => decided,
        }
    }

    /// All ways of finding a place, the surest first.
    const ALL: [Attempt<Self>; 10] = [
        Self::force,
        Self::initials,
        Self::same,
        Self::body,
        Self::shorter,
        Self::operated,
        Self::part_or_longer,
        Self::body_like,
        Self::other,
        Self::near,
    ];

    /// The ways for a name that states a body which is no place of detention: only that very body, or a place that has the word in its own name.
    const OF_A_BODY: [Attempt<Self>; 5] = [Self::same, Self::body, Self::organisation, Self::shorter, Self::part_or_longer];

    fn first_of(&self, attempts: &[Attempt<Self>], written: &Written) -> MatchedName {
        attempts
            .iter()
            .find_map(|attempt| attempt(self, written))
            .unwrap_or_else(|| self.decided(Certainty::Unknown, Vec::new(), How::Nothing, written))
    }

    pub(super) fn decided(&self, certainty: Certainty, mut places: Vec<PlaceIx>, how: How, written: &Written) -> MatchedName {
        places.sort_by_key(|at| (!self.index.kinds[*at].is_called_bare(), self.index.kinds[*at], !self.relations.is_open(*at), *at));
        let score = match certainty {
            Certainty::Confirmed => 1.0,
            Certainty::Probable => 0.9,
            _ => 1.0 / places.len().max(1) as f64,
        };
        let scored = places.iter().map(|at| (*at, score)).collect();
        let apart = self.kept_apart(written, &places);
        MatchedName { certainty, places: scored, how, apart }
    }

    /// Places called by the same words that are of another kind or force.
    pub fn kept_apart(&self, written: &Written, places: &[PlaceIx]) -> Vec<PlaceIx> {
        let apart =
            self.index.called(&written.main).into_iter().filter(|form| form.official && form.extent <= Extent::Head).map(|form| form.place);
        let apart: BTreeSet<PlaceIx> = apart.filter(|at| !places.contains(at)).collect();
        apart.into_iter().collect()
    }

    /// Whether a place may be what the written kind and force say.
    pub(super) fn fits(&self, at: PlaceIx, written: &Written) -> bool {
        let kind = self.index.kinds[at];
        let fits_kind = match written.kind {
            None => true,
            Some(PlaceKind::Police) => kind == PlaceKind::Police,
            Some(said) => said.may_be(kind),
        };
        let is_it = written.is_custody() || self.index.calls_itself(at, &written.outside);
        is_it && fits_kind && written.force.is_none_or(|force| self.relations.force_of(at) == Some(force))
    }

    /// A force: by name, or by its area where custody is meant as a whole.
    fn force(&self, written: &Written) -> Option<MatchedName> {
        if written.kind != Some(PlaceKind::Police) || written.says(says::STATION) {
            return None;
        }
        if written.main.is_empty() {
            let how = if written.says(says::CUSTODY) { How::WholeForce } else { self.plain(written, &written.full(), None) };
            return written.force.map(|force| self.decided(Certainty::Confirmed, vec![force], how, written));
        }
        let full = written.full();
        let area = self.index.areas.whole(&full).or_else(|| self.index.areas.whole(&written.main));
        let area = area.or_else(|| self.index.areas.part(&full));
        let area = area.filter(|area| written.force.is_none_or(|force| force == *area))?;
        if written.says(says::POLICE) && !written.says(says::CUSTODY) {
            return Some(self.decided(Certainty::Confirmed, vec![area], self.plain(written, &written.full(), None), written));
        }
        let mut places: BTreeSet<PlaceIx> =
            self.index.called(&written.main).iter().map(|f| f.place).filter(|at| self.index.kinds[*at] == PlaceKind::Police).collect();
        if !written.says(says::CUSTODY) {
            return None;
        }
        places.insert(area);
        Some(match places.len() {
            1 => self.decided(Certainty::Confirmed, vec![area], How::WholeForce, written),
            _ => self.decided(Certainty::Possible, places.into_iter().collect(), How::Several, written),
        })
    }

    pub(super) fn plain(&self, written: &Written, words: &[String], alias: Option<String>) -> How {
        let mut aside = written.aside.clone();
        aside.extend(written.further.iter().filter(|f| !f.words.iter().all(|w| words.contains(w))).map(|f| f.words.join(" ")));
        How::Same { alias, aside, said_kind: written.kind.is_some() }
    }

    /// The same name: first with all its parts, then with further parts set aside.
    fn same(&self, written: &Written) -> Option<MatchedName> {
        for words in written.shortened() {
            let forms = self.index.called(&words);
            let fits = |form: &&Form| self.fits(form.place, written) && form.marks & !written.says == 0;
            let mut fitting: Vec<&Form> = forms.iter().copied().filter(fits).collect();
            // "Moorland (Open)" is an alias of another place than "Moorland".
            if fitting.iter().any(|form| form.marks != 0) {
                fitting.retain(|form| form.marks != 0);
            }
            let whole: Vec<&Form> = fitting.iter().copied().filter(|form| form.extent == Extent::Whole).collect();
            let mut chosen = if whole.is_empty() { fitting } else { whole };
            if written.kind.is_none() {
                chosen = self.borne(chosen, written);
            }
            let mut places: BTreeSet<PlaceIx> = chosen.iter().map(|form| form.place).collect();
            if places.is_empty() {
                continue;
            }
            let open = self.leaves_open(written, &words, &chosen, &mut places);
            let places: Vec<PlaceIx> = places.into_iter().collect();
            let [place] = places.as_slice() else { return Some(self.decided(Certainty::Possible, places, How::Several, written)) };
            if open {
                return Some(self.decided(Certainty::Possible, places, How::Several, written));
            }
            let shown = chosen.iter().filter(|form| form.place == *place).min_by_key(|form| (!form.official, form.extent))?;
            let how = match self.set_aside(written, &words, *place) {
                SetAside::Clear => self.plain(written, &words, (!shown.official).then(|| shown.name.clone())),
                SetAside::Merged(part) => How::Merged(part),
                SetAside::Another(others) => {
                    let both = others.into_iter().chain([*place]).collect();
                    return Some(self.decided(Certainty::Possible, both, How::Several, written));
                }
            };
            if let Some(why) = self.guess(written, &words, shown) {
                return Some(self.decided(Certainty::Probable, vec![*place], How::Unsure(why), written));
            }
            return Some(self.decided(Certainty::Confirmed, vec![*place], how, written));
        }
        None
    }

    /// Why the one place that is called so is not certain all the same: the register does not have every court and police station, so a name that
    /// leaves something out may be another's.
    fn guess(&self, written: &Written, words: &[String], form: &Form) -> Option<&'static str> {
        let kind = self.index.kinds[form.place];
        let is_police = kind == PlaceKind::Police;
        let left_out: Vec<&Further> = written.further.iter().filter(|f| !f.words.iter().all(|w| words.contains(w))).collect();
        if form.is_bare_alias && written.kind.is_none() {
            return self.is_less(form, written, words).then_some("but with more words");
        }
        if written.kind.is_none() && (is_police || kind == PlaceKind::Customs || kind.is_court()) {
            return Some("but the name does not say that police custody or a court is meant");
        }
        if is_police && written.force.is_none() && written.says(says::POLICE | says::FORCE) && !written.says(says::STATION | says::CUSTODY)
        {
            return Some("but the name may be that of a police force");
        }
        if form.official && form.extent == Extent::Bracket {
            return Some("where it stands in brackets only");
        }
        if form.official && form.extent == Extent::Head && !left_out.is_empty() {
            return Some("but with another addition");
        }
        let names_part = written.aside.iter().any(|w| super::kinds::is_part(w));
        let is_unknown = |f: &&Further| f.opened == OpenedBy::Dash && !f.words.iter().any(|w| super::kinds::is_part(w));
        if left_out.iter().any(is_unknown) && !names_part && kind != PlaceKind::Force {
            return Some("but what follows the dash is not known");
        }
        let says_young = written.says(says::YOUNG) || written.says & (says::HMP | says::YOI) == says::YOI;
        (form.official && self.index.name_says(form.place, says::YOUNG) && !says_young)
            .then_some("but the name does not say that the part for young people is meant")
    }

    /// Whether a name is less than the alias of a hospital that it is found by: "Humber" of "The Humber Centre".
    fn is_less(&self, form: &Form, written: &Written, words: &[String]) -> bool {
        let is_left_out = |word: &String| super::kinds::GENERIC.contains(&word.as_str()) && !written.plain.contains(word);
        self.index.kinds[form.place] == PlaceKind::Hospital && words.len() == 1 && plain_words(&form.name).iter().any(is_left_out)
    }

    /// Of forms of a name that says no kind: an alias that says none either; else all but courts, which nobody names without the word.
    fn borne<'f>(&self, forms: Vec<&'f Form>, written: &Written) -> Vec<&'f Form> {
        let aliases: Vec<&Form> = forms.iter().copied().filter(|form| form.is_bare_alias).collect();
        if !aliases.is_empty() && written.further.is_empty() {
            return aliases;
        }
        let bearers: Vec<&Form> = forms.iter().copied().filter(|form| !self.index.kinds[form.place].is_court()).collect();
        if bearers.iter().any(|form| self.index.kinds[form.place].is_called_bare()) { bearers } else { forms }
    }

    /// Narrows places of one name by what else is said; whether even one that is left could be another.
    pub(super) fn leaves_open(&self, written: &Written, words: &[String], forms: &[&Form], places: &mut BTreeSet<PlaceIx>) -> bool {
        let marks = says::FEMALE | says::MALE | says::YOUNG | says::ADULT | says::SITE | says::CLOSED;
        if !written.says(marks)
            && written.force.is_none()
            && let Some(known) = self.relations.known_ambiguous(written.kind, &bag(words))
        {
            places.extend(known.iter().copied());
            return true;
        }
        if written.says(says::SITE | says::CLOSED | says::OPEN) && !forms.iter().any(|form| form.marks & (says::SITE | says::CLOSED) != 0) {
            let others: Vec<PlaceIx> = places.iter().flat_map(|at| self.relations.other_sites(*at)).collect();
            if !others.is_empty() {
                places.extend(others);
                return true;
            }
        }
        let keep = |places: &mut BTreeSet<PlaceIx>, is: &dyn Fn(PlaceIx) -> bool| {
            let kept: BTreeSet<PlaceIx> = places.iter().copied().filter(|at| is(*at)).collect();
            let any = !kept.is_empty();
            if any {
                *places = kept;
            }
            any
        };
        let named = |what: u32| move |at: PlaceIx| self.index.name_says(at, what);
        let is_womens = |at: PlaceIx| self.relations.is_female(at);
        if written.says(says::FEMALE) && !keep(places, &named(says::FEMALE)) && !keep(places, &is_womens) {
            return true;
        }
        if written.says(says::MALE) {
            keep(places, &|at| !self.index.name_says(at, says::FEMALE));
        }
        if written.says(says::YP) && places.iter().any(|at| named(says::YOUNG)(*at)) {
            return true;
        }
        if written.says(says::YOUNG) {
            keep(places, &|at| self.relations.is_young(at));
        } else if written.says(says::ADULT) {
            keep(places, &|at| !self.relations.is_young(at));
        } else if written.says & (says::HMP | says::YOI) == says::YOI && places.len() > 1 {
            keep(places, &|at| self.index.designation(at) == says::YOI);
        } else {
            keep(places, &|at| !self.index.name_says(at, says::YOUNG));
        }
        if places.len() != 1 {
            return true;
        }
        let place = *places.iter().next().expect("one is left");
        let doubt = self.doubt(written, words, forms, place);
        places.extend(doubt.iter().copied());
        places.len() > 1 || (written.kind.is_none() && self.relations.is_part_of_unlisted(place))
    }

    /// The other places that a name may mean, if the one that is called so leaves doubt: it is only a form of its name that others have a part in, or
    /// nothing says its kind.
    fn doubt(&self, written: &Written, words: &[String], forms: &[&Form], place: PlaceIx) -> Vec<PlaceIx> {
        let mut mine = forms.iter().filter(|form| form.place == place);
        let is_known = mine.any(|form| {
            let is_alias = || form.is_bare_alias && written.kind.is_none() && !self.is_less(form, written, words);
            form.marks != 0 || (form.official && form.extent == Extent::Whole) || is_alias()
        });
        if is_known && (written.kind.is_some() || self.index.kinds[place].is_called_bare()) {
            return Vec::new();
        }
        let is_body = |at: PlaceIx| self.index.kinds[at] == PlaceKind::Body;
        let is_other = |at: &PlaceIx| {
            *at != place
                && self.fits(*at, written)
                && (written.kind.is_some() || !self.index.kinds[*at].is_court())
                // A council is not called by its county alone.
                && (is_body(place) || !is_body(*at))
        };
        self.index.having(words).into_iter().filter(is_other).collect()
    }

    /// Whether what was set aside is the name of another place.
    fn set_aside(&self, written: &Written, words: &[String], place: PlaceIx) -> SetAside {
        if words.len() == written.full().len() {
            return SetAside::Clear;
        }
        let mut others = Vec::new();
        for Further { words, kind, opened } in &written.further {
            let forms = self.index.called(words);
            let of_kind = |at: PlaceIx| kind.is_none_or(|kind| kind.may_be(self.index.kinds[at])) && self.fits(at, written);
            let named: BTreeSet<PlaceIx> = forms
                .iter()
                .filter(|f| f.official && f.extent == Extent::Whole)
                .map(|f| f.place)
                .filter(|at| of_kind(*at) && *at != place)
                .collect();
            match named.iter().find(|at| self.relations.is_merged(**at, place)) {
                Some(part) => return SetAside::Merged(*part),
                // A clinic stands in the grounds of a hospital, a site is part of its centre.
                None if *opened == OpenedBy::Where || (*opened == OpenedBy::Comma && self.index.kinds[place] == PlaceKind::Hospital) => {}
                None if named.iter().any(|at| self.relations.part_of(place) == Some(*at)) => {}
                None => others.extend(named),
            }
        }
        if others.is_empty() { SetAside::Clear } else { SetAside::Another(others) }
    }
}

enum SetAside {
    Clear,
    Merged(PlaceIx),
    Another(Vec<PlaceIx>),
}
