//! The names of the register, taken apart once.

use std::collections::{BTreeMap, BTreeSet};

use super::kinds::{PlaceKind, is_aside, is_part, is_stop, phrase_at, says};
use super::words::{OpenedBy, segments};
use super::written::{Areas, Written, area, bag, plain_words, run, take_apart, telling};
use super::{Place, PlaceIx};

/// How much of a place's name a form of it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Extent {
    /// All of it.
    Whole,
    /// Without what stands in brackets, after a comma or a dash.
    Head,
    /// What stands after a dash or stroke, or of a force one of the areas joined by "and".
    Part,
    /// What stands in brackets.
    Bracket,
}

/// A form of a name of a place.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub place: PlaceIx,
    pub extent: Extent,
    /// Of the official name, not of an alias.
    pub official: bool,
    /// Of an alias that says no kind.
    pub is_bare_alias: bool,
    /// Of an alias: what it says that tells it from its neighbours, as the "Open" of "Moorland Open".
    pub marks: u32,
    /// Run together, for measuring how near another is.
    pub run: String,
    /// The name it is a form of, for the reason.
    pub name: String,
    /// The letters that occur, as bits: names far apart are told so without measuring.
    pub letters: u64,
}

/// All forms, by their words.
#[derive(Debug, Clone, Default)]
pub(super) struct NameLookup {
    pub areas: Areas,
    /// By place.
    pub kinds: Vec<PlaceKind>,
    /// By place: what its official name says.
    pub says: Vec<u32>,
    pub forms: Vec<Form>,
    by_key: BTreeMap<String, Vec<usize>>,
    by_word: BTreeMap<String, BTreeSet<PlaceIx>>,
    /// By place: the words of its official name.
    pub words: Vec<BTreeSet<String>>,
    /// By place: the words of all its names.
    vocabulary: Vec<BTreeSet<String>>,
    /// The words of all names, operators and regions of the register.
    known: BTreeSet<String>,
    /// By place: the words of its official name outside brackets and the like.
    heads: Vec<BTreeSet<String>>,
    /// By place: the same in order.
    pub mains: Vec<Vec<String>>,
    /// All words of the names of bodies, forces and the military.
    pub bodies: Vec<(PlaceIx, BTreeSet<String>)>,
    /// Initials of bodies and forces.
    pub initials: BTreeMap<String, BTreeSet<PlaceIx>>,
}

/// A place's aliases, if they are wanted.
fn aliases_of(place: &Place, wanted: bool) -> &[String] {
    if wanted { &place.aliases } else { &[] }
}

impl NameLookup {
    /// Takes every name apart; without aliases, official names alone.
    pub fn new(places: &[Place], aliases: bool) -> Self {
        let mut index = Self::default();
        let names = |place| aliases_of(place, aliases);
        // Of what many places have in common, as an operator, the words are taken once.
        let mut in_common: BTreeSet<&str> = BTreeSet::new();
        for (at, place) in places.iter().enumerate() {
            index.kinds.push(PlaceKind::of(&place.kind, &place.name));
            if index.kinds[at] == PlaceKind::Force {
                index.areas.add(&place.name, at);
                index.areas.add_parts(&place.name, at);
                names(place).iter().for_each(|alias| index.areas.add(alias, at));
            }
        }
        for (at, place) in places.iter().enumerate() {
            // "Kent Police – Gravesend": the force is the parent, and no part of the name.
            let own = place.name.strip_prefix(&place.parent).filter(|own| own.starts_with(" \u{2013}")).unwrap_or(&place.name);
            let words_of = |name: &String| segments(name).into_iter().flat_map(|segment| segment.words).collect::<Vec<String>>();
            index.vocabulary.push(std::iter::once(&place.name).chain(names(place)).flat_map(words_of).collect());
            for word in &index.vocabulary[at] {
                if !index.known.contains(word) {
                    index.known.insert(word.clone());
                }
            }
            for name in [&place.parent, &place.operator, &place.group] {
                if in_common.insert(name) {
                    index.known.extend(words_of(name));
                }
            }
            let written = index.name_apart(at, own);
            index.says.push(written.says);
            index.words.push(telling(&written.full()).into_iter().map(String::from).collect());
            index.heads.push(telling(&written.main).into_iter().map(String::from).collect());
            for word in index.words[at].clone() {
                index.by_word.entry(word).or_default().insert(at);
            }
            index.mains.push(written.main.clone());
            index.add(at, &place.name, &written, true);
            for alias in names(place) {
                let written = index.name_apart(at, alias);
                index.add(at, alias, &written, false);
            }
            if matches!(index.kinds[at], PlaceKind::Body | PlaceKind::Military) {
                index
                    .bodies
                    .extend(std::iter::once(&place.name).chain(names(place)).map(|name| (at, plain_words(name).into_iter().collect())));
            }
            index.add_initials(at, &place.name);
        }
        index
    }

    /// A name of a place taken apart; a force is called by its area.
    fn name_apart(&self, at: PlaceIx, name: &str) -> Written {
        let mut written = take_apart(name, &self.areas);
        if self.kinds[at] == PlaceKind::Force && written.main.is_empty() {
            written.main = area(name);
        }
        written
    }

    fn add(&mut self, place: PlaceIx, name: &str, written: &Written, official: bool) {
        let mut forms: Vec<(Vec<String>, Extent)> = Vec::new();
        let whole = if written.further.is_empty() { Extent::Whole } else { Extent::Head };
        forms.push((written.full(), Extent::Whole));
        forms.push((written.main.clone(), whole));
        for further in &written.further {
            if official && further.opened != OpenedBy::Comma {
                let extent = if further.opened == OpenedBy::Bracket { Extent::Bracket } else { Extent::Part };
                forms.push((further.words.clone(), extent));
            }
        }
        // "(formerly Havering Magistrates' Court)" is a name it had.
        if official && let Some((_, was)) = name.split_once("(formerly ") {
            forms.push((take_apart(was, &self.areas).main, Extent::Whole));
        }
        let strokes: Vec<Vec<String>> = written.main.split(|w| w == "/").map(<[String]>::to_vec).collect();
        if official && strokes.len() > 1 {
            forms.extend(strokes.into_iter().map(|words| (words, Extent::Part)));
        }
        // "Hampshire" of "Hampshire and Isle of Wight".
        let joined: Vec<&[String]> = written.main.split(|w| w == "and").collect();
        if self.kinds[place] == PlaceKind::Force && official && joined.len() > 1 {
            forms.extend(joined.into_iter().map(|words| (words.to_vec(), Extent::Part)));
        }
        for (words, extent) in forms.into_iter().filter(|(words, _)| !words.is_empty()) {
            let is_bare_alias = !official && written.kind.is_none() && extent == Extent::Whole;
            let marks = if official { 0 } else { written.says & says::MARKS };
            let form = Form {
                place,
                marks,
                extent,
                official,
                is_bare_alias,
                run: run(&words),
                name: name.to_string(),
                letters: letters(&run(&words)),
            };
            for key in BTreeSet::from([bag(&words), form.run.clone()]) {
                self.by_key.entry(key).or_default().push(self.forms.len());
            }
            self.forms.push(form);
        }
    }

    /// "Greater Manchester Police" is GMP, "HM Courts and Tribunals Service" HMCTS.
    fn add_initials(&mut self, at: PlaceIx, name: &str) {
        if !matches!(self.kinds[at], PlaceKind::Force | PlaceKind::Body | PlaceKind::Military) {
            return;
        }
        let name = name.split(" (").next().unwrap_or(name);
        let words: Vec<&str> = name.split([' ', '-']).filter(|w| !matches!(*w, "of" | "and" | "&" | "the" | "The")).collect();
        let initials: String = words
            .iter()
            .map(|w| if *w == "HM" { "hm".to_string() } else { w.chars().take(1).collect::<String>().to_lowercase() })
            .collect();
        if words.len() >= 3 || initials.starts_with("hm") {
            self.initials.entry(initials).or_default().insert(at);
        }
    }

    /// Forms with these words, in any order or run together.
    pub fn called(&self, words: &[String]) -> Vec<&Form> {
        let mut found: BTreeSet<usize> = BTreeSet::new();
        if words.is_empty() {
            return Vec::new();
        }
        for key in [bag(words), run(words)] {
            found.extend(self.by_key.get(&key).into_iter().flatten());
        }
        found.into_iter().map(|at| &self.forms[at]).collect()
    }

    /// Places whose official name has all these words.
    pub fn having(&self, words: &[String]) -> BTreeSet<PlaceIx> {
        let mut sets = telling(words).into_iter().map(|word| self.by_word.get(word));
        let Some(Some(first)) = sets.next() else { return BTreeSet::new() };
        let mut places = first.clone();
        for set in sets {
            match set {
                Some(set) => places = places.intersection(set).copied().collect(),
                None => return BTreeSet::new(),
            }
        }
        places
    }

    /// Places all words of whose official name are among these.
    pub fn within(&self, words: &[String]) -> BTreeSet<PlaceIx> {
        let written: BTreeSet<&str> = telling(words).into_iter().collect();
        let some = written.iter().filter_map(|word| self.by_word.get(*word)).flatten().copied().collect::<BTreeSet<_>>();
        let all = |words: &BTreeSet<String>| words.iter().all(|word| written.contains(word.as_str()));
        some.into_iter().filter(|at| all(&self.words[*at]) || (!self.heads[*at].is_empty() && all(&self.heads[*at]))).collect()
    }

    /// How many of a place's words are among these.
    pub fn shared(&self, at: PlaceIx, words: &[String]) -> usize {
        telling(words).into_iter().collect::<BTreeSet<&str>>().into_iter().filter(|word| self.words[at].contains(*word)).count()
    }

    /// Places whose official name, run together, begins or ends with this: "Gable Cross" for "Swindon Gablecross".
    pub fn running(&self, words: &[String]) -> BTreeSet<PlaceIx> {
        const SHORTEST: usize = 8;
        let written = run(words);
        let is_end = |form: &&Form| {
            form.official && form.run.len() > written.len() && (form.run.starts_with(&written) || form.run.ends_with(&written))
        };
        match written.len() {
            SHORTEST.. => self.forms.iter().filter(is_end).map(|form| form.place).collect(),
            _ => BTreeSet::new(),
        }
    }

    /// Bodies and the like with exactly these words in all; or else those with these words and more, or fewer.
    pub fn bodies(&self, words: &[String]) -> (BTreeSet<PlaceIx>, BTreeSet<PlaceIx>) {
        let written: BTreeSet<String> = words.iter().cloned().collect();
        let of =
            |fits: &dyn Fn(&BTreeSet<String>) -> bool| self.bodies.iter().filter(|(_, words)| fits(words)).map(|(at, _)| *at).collect();
        (
            of(&|words| *words == written),
            of(&|words| written.is_subset(words) && written.len() > 1 || words.is_subset(&written) && words.len() > 1),
        )
    }

    /// Whether a place has all these words in names of its own.
    pub fn calls_itself(&self, at: PlaceIx, words: &[String]) -> bool {
        words.iter().all(|word| self.vocabulary[at].contains(word))
    }

    /// Whether a word is one of the register's, or a designation.
    pub fn knows(&self, word: &str) -> bool {
        let words: Vec<String> = segments(word).into_iter().flat_map(|segment| segment.words).collect();
        words.iter().all(|word| self.known.contains(word) || is_stop(word) || is_part(word) || is_aside(word, true))
            || (!words.is_empty() && phrase_at(&words).is_some_and(|(_, length)| length == words.len()))
    }

    /// Whether a place's own name, outside brackets, has all these words.
    pub fn head_has(&self, at: PlaceIx, words: &[String]) -> bool {
        telling(words).into_iter().all(|word| self.heads[at].contains(word))
    }

    /// What the official name of a place says.
    pub fn name_says(&self, at: PlaceIx, what: u32) -> bool {
        self.says[at] & what != 0
    }

    /// The designation of a prison's official name.
    pub fn designation(&self, at: PlaceIx) -> u32 {
        self.says[at] & (says::HMP | says::YOI)
    }
}

/// The letters of a word as bits.
pub(super) fn letters(word: &str) -> u64 {
    word.bytes().fold(0, |bits, byte| bits | 1 << (byte % 64))
}
