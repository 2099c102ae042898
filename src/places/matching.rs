//! From a name taken apart to the places it may mean.

use std::collections::BTreeSet;

use super::index::{Extent, Form, Index, letters};
use super::kinds::{Kind, says};
use super::words::Opened;
use super::written::{Further, Written, bag, run, telling};
use super::{Certainty, PlaceIx};

/// What was decided, before it is put into words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Decided {
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
    fn known_ambiguous(&self, kind: Option<Kind>, bag: &str) -> Option<&[PlaceIx]>;
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

pub(super) struct Matcher<'a, R: Relations> {
    pub index: &'a Index,
    pub relations: &'a R,
}

impl<R: Relations> Matcher<'_, R> {
    /// What a name taken apart means.
    pub fn decide(&self, written: &Written) -> Decided {
        let tries: [&dyn Fn(&Written) -> Option<Decided>; 10] = [
            &|w| self.force(w),
            &|w| self.initials(w),
            &|w| self.same(w),
            &|w| self.body(w),
            &|w| self.shorter(w),
            &|w| self.operated(w),
            &|w| self.part_or_longer(w),
            &|w| self.body_like(w),
            &|w| self.other(w),
            &|w| self.near(w),
        ];
        tries
            .iter()
            .find_map(|attempt| attempt(written))
            .unwrap_or_else(|| self.decided(Certainty::Unknown, Vec::new(), How::Nothing, written))
    }

    fn decided(&self, certainty: Certainty, mut places: Vec<PlaceIx>, how: How, written: &Written) -> Decided {
        places.sort_by_key(|at| (!self.index.kinds[*at].is_called_bare(), self.index.kinds[*at], !self.relations.is_open(*at), *at));
        let score = match certainty {
            Certainty::Confirmed => 1.0,
            Certainty::Probable => 0.9,
            _ => 1.0 / places.len().max(1) as f64,
        };
        let scored = places.iter().map(|at| (*at, score)).collect();
        let apart = self.kept_apart(written, &places);
        Decided { certainty, places: scored, how, apart }
    }

    /// Places called by the same words that are of another kind or force.
    pub fn kept_apart(&self, written: &Written, places: &[PlaceIx]) -> Vec<PlaceIx> {
        let apart =
            self.index.called(&written.main).into_iter().filter(|form| form.official && form.extent <= Extent::Head).map(|form| form.place);
        let apart: BTreeSet<PlaceIx> = apart.filter(|at| !places.contains(at)).collect();
        apart.into_iter().collect()
    }

    /// Whether a place may be what the written kind and force say.
    fn fits(&self, at: PlaceIx, written: &Written) -> bool {
        let kind = self.index.kinds[at];
        let fits_kind = match written.kind {
            None => true,
            Some(Kind::Police) => kind == Kind::Police,
            Some(said) => said.may_be(kind),
        };
        fits_kind && written.force.is_none_or(|force| self.relations.force_of(at) == Some(force))
    }

    /// A force: by name, or by its area where custody is meant as a whole.
    fn force(&self, written: &Written) -> Option<Decided> {
        if written.kind != Some(Kind::Police) || written.says(says::STATION) {
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
            self.index.called(&written.main).iter().map(|f| f.place).filter(|at| self.index.kinds[*at] == Kind::Police).collect();
        if !written.says(says::CUSTODY) {
            return None;
        }
        places.insert(area);
        Some(match places.len() {
            1 => self.decided(Certainty::Confirmed, vec![area], How::WholeForce, written),
            _ => self.decided(Certainty::Possible, places.into_iter().collect(), How::Several, written),
        })
    }

    fn plain(&self, written: &Written, words: &[String], alias: Option<String>) -> How {
        let mut aside = written.aside.clone();
        aside.extend(written.further.iter().filter(|f| !f.words.iter().all(|w| words.contains(w))).map(|f| f.words.join(" ")));
        How::Same { alias, aside, said_kind: written.kind.is_some() }
    }

    /// The same name: first with all its parts, then with further parts set aside.
    fn same(&self, written: &Written) -> Option<Decided> {
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
                Aside::Clear => self.plain(written, &words, (!shown.official).then(|| shown.name.clone())),
                Aside::Merged(part) => How::Merged(part),
                Aside::Another(others) => {
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
        let is_police = kind == Kind::Police;
        let left_out: Vec<&Further> = written.further.iter().filter(|f| !f.words.iter().all(|w| words.contains(w))).collect();
        if form.is_bare_alias && written.kind.is_none() {
            return None;
        }
        if written.kind.is_none() && (is_police || kind == Kind::Customs || kind.is_court()) {
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
        let is_unknown = |f: &&Further| f.opened == Opened::Dash && !f.words.iter().any(|w| super::kinds::is_part(w));
        if left_out.iter().any(is_unknown) && !names_part && kind != Kind::Force {
            return Some("but what follows the dash is not known");
        }
        let says_young = written.says(says::YOUNG) || written.says & (says::HMP | says::YOI) == says::YOI;
        (form.official && self.index.name_says(form.place, says::YOUNG) && !says_young)
            .then_some("but the name does not say that the part for young people is meant")
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
    fn leaves_open(&self, written: &Written, words: &[String], forms: &[&Form], places: &mut BTreeSet<PlaceIx>) -> bool {
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
            form.marks != 0 || (form.official && form.extent == Extent::Whole) || (form.is_bare_alias && written.kind.is_none())
        });
        if is_known && (written.kind.is_some() || self.index.kinds[place].is_called_bare()) {
            return Vec::new();
        }
        let is_other =
            |at: &PlaceIx| *at != place && self.fits(*at, written) && (written.kind.is_some() || !self.index.kinds[*at].is_court());
        self.index.having(words).into_iter().filter(is_other).collect()
    }

    /// Whether what was set aside is the name of another place.
    fn set_aside(&self, written: &Written, words: &[String], place: PlaceIx) -> Aside {
        if words.len() == written.full().len() {
            return Aside::Clear;
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
                Some(part) => return Aside::Merged(*part),
                None if *opened == Opened::Where => {}
                None => others.extend(named),
            }
        }
        if others.is_empty() { Aside::Clear } else { Aside::Another(others) }
    }

    /// A shorter form of the official name that one place alone has.
    fn shorter(&self, written: &Written) -> Option<Decided> {
        if written.main.is_empty() {
            return None;
        }
        for words in written.shortened() {
            let having = self.index.having(&words);
            let having = if having.is_empty() && written.kind.is_some() { self.index.running(&words) } else { having };
            let mut places: BTreeSet<PlaceIx> = having.into_iter().filter(|at| self.fits(*at, written)).collect();
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
                    let certain = written.force.is_some() && written.kind == Some(Kind::Police) && self.begins(*place, &words);
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
    fn part_or_longer(&self, written: &Written) -> Option<Decided> {
        let words = written.full();
        let mut places: BTreeSet<PlaceIx> = self.index.within(&words).into_iter().filter(|at| self.fits(*at, written)).collect();
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
        let is_part = written.main.iter().chain(written.further.iter().flat_map(|f| &f.words)).any(|w| super::kinds::is_part(w));
        let all: Vec<PlaceIx> = places.iter().copied().chain(lesser.iter().copied()).collect();
        // "WYMONDHAM PIC NORFOLK": what is left over is the force's area.
        let left: Vec<String> = match all.as_slice() {
            [place] => telling(&words).into_iter().filter(|word| !self.index.words[*place].contains(*word)).map(String::from).collect(),
            _ => Vec::new(),
        };
        let is_area = |place: PlaceIx| self.index.areas.whole(&left).is_some_and(|force| self.relations.force_of(place) == Some(force));
        match (all.as_slice(), is_part && written.kind == Some(Kind::Prison)) {
            ([place], _) if written.kind == Some(Kind::Police) && is_area(*place) => {
                Some(self.decided(Certainty::Confirmed, vec![*place], self.plain(written, &written.full(), None), written))
            }
            ([place], true) => Some(self.decided(Certainty::Confirmed, vec![*place], How::PartOf, written)),
            ([place], false) => Some(self.decided(Certainty::Probable, vec![*place], How::Longer, written)),
            _ => Some(self.decided(Certainty::Possible, all, How::Several, written)),
        }
    }

    fn initials(&self, written: &Written) -> Option<Decided> {
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
    fn body(&self, written: &Written) -> Option<Decided> {
        let same = self.index.bodies(&written.plain).0;
        let plain = self.plain(written, &written.full(), None);
        (same.len() == 1).then(|| self.decided(Certainty::Confirmed, same.into_iter().collect(), plain, written))
    }

    /// A body by some words of its name or by more.
    fn body_like(&self, written: &Written) -> Option<Decided> {
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

    /// "Sodexo Northumberland": the place of that name that the body runs.
    fn operated(&self, written: &Written) -> Option<Decided> {
        let (body, rest) = written.main.split_first()?;
        let is_body = self.index.called(std::slice::from_ref(body)).iter().any(|f| self.index.kinds[f.place] == Kind::Body);
        if !is_body || rest.is_empty() || !written.kind.is_none_or(Kind::is_called_bare) {
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
            (0, 1) => Some(self.decided(Certainty::Probable, places.into_iter().collect(), How::OtherOperator, written)),
            (_, 0) => None,
            _ => Some(self.decided(Certainty::Possible, places.into_iter().collect(), How::Several, written)),
        }
    }

    /// The same name of another kind or force: a candidate where it is custody all the same, never confirmed.
    fn other(&self, written: &Written) -> Option<Decided> {
        let said = written.kind?;
        let forms = self.index.called(&written.main);
        let places: BTreeSet<PlaceIx> = forms.iter().filter(|f| f.extent <= Extent::Head).map(|f| f.place).collect();
        let detains = |kind: Kind| kind.is_called_bare() && !matches!(kind, Kind::Force | Kind::Body);
        let of_other_force: Vec<PlaceIx> =
            places.iter().copied().filter(|at| written.force.is_some() && self.index.kinds[*at] == said).collect();
        let (places, how): (Vec<PlaceIx>, How) = match of_other_force.is_empty() {
            false => (of_other_force, How::OtherForce),
            true if detains(said) => (places.into_iter().filter(|at| detains(self.index.kinds[*at])).collect(), How::OtherKind),
            true => (Vec::new(), How::Nothing),
        };
        match places.len() {
            0 => None,
            1 => Some(self.decided(Certainty::Probable, places, how, written)),
            _ => Some(self.decided(Certainty::Possible, places, How::Several, written)),
        }
    }

    /// A few letters differ from a name of the same kind.
    fn near(&self, written: &Written) -> Option<Decided> {
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
                    || (self.index.kinds[form.place] == Kind::Force && written.says(says::POLICE) && written.force.is_none());
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
            let force = written.force.filter(|_| written.kind == Some(Kind::Police));
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

enum Aside {
    Clear,
    Merged(PlaceIx),
    Another(Vec<PlaceIx>),
}
