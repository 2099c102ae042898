//! A name taken apart: what kind of place it says, whose it is, and the words by which it is called.

use std::collections::BTreeMap;

use super::PlaceIx;
use super::kinds::{self, GENERIC, PlaceKind, is_aside, is_stop, says};
use super::outside;
use super::words::{OpenedBy, SLASH, Segment, segments};

/// A further part of a name, in brackets or after a comma, dash or "in".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Further {
    pub words: Vec<String>,
    pub kind: Option<PlaceKind>,
    pub opened: OpenedBy,
}

/// A name taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Written {
    /// The kind that the name says, if any.
    pub kind: Option<PlaceKind>,
    /// What else it says: designations, sex, age; see [`says`].
    pub says: u32,
    /// The police force that is named besides the place, or alone.
    pub force: Option<PlaceIx>,
    /// The words by which the place is called.
    pub main: Vec<String>,
    /// Further parts.
    pub further: Vec<Further>,
    /// What was set aside, as words.
    pub aside: Vec<String>,
    /// All words, designations too.
    pub plain: Vec<String>,
    /// Words that state a body which is no place of detention; see [`outside`].
    pub outside: Vec<String>,
    /// General words of a name that says no kind.
    pub loose: Vec<String>,
    /// What stands beside the name says that it is somebody's own town, or states another body.
    pub is_doubted: bool,
}

impl Written {
    /// Whether it says something.
    pub fn says(&self, what: u32) -> bool {
        self.says & what != 0
    }
    /// Whether the name says outright that a place of detention is meant, rather than a hospital, a police force or nothing at all.
    pub fn is_custody(&self) -> bool {
        match self.kind {
            None | Some(PlaceKind::Hospital | PlaceKind::Force | PlaceKind::Body) => false,
            Some(PlaceKind::Police) => self.says(says::STATION | says::CUSTODY),
            Some(_) => true,
        }
    }
    /// Its words with all further parts, then with fewer, then alone.
    pub fn shortened(&self) -> Vec<Vec<String>> {
        let of = |parts: usize| {
            let further = self.further.iter().take(parts).flat_map(|f| f.words.iter().cloned());
            self.main.iter().cloned().chain(further).collect()
        };
        (0..=self.further.len()).rev().map(of).collect()
    }
    /// All its words, further parts included.
    pub fn full(&self) -> Vec<String> {
        let mut words = self.main.clone();
        words.extend(self.further.iter().flat_map(|f| f.words.iter().cloned()));
        words
    }
}

/// The areas by which police forces are called, as words.
#[derive(Debug, Clone, Default)]
pub(super) struct Areas {
    by_first: BTreeMap<String, Vec<(Vec<String>, PlaceIx)>>,
    parts: BTreeMap<String, Vec<PlaceIx>>,
}

impl Areas {
    /// Takes a force's name.
    pub fn add(&mut self, name: &str, place: PlaceIx) {
        let words: Vec<String> = area(name).into_iter().filter(|w| w != "and").collect();
        if words.is_empty() {
            return;
        }
        let areas = self.by_first.entry(words[0].clone()).or_default();
        if !areas.iter().any(|(known, _)| *known == words) {
            areas.push((words, place));
            areas.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
    }

    /// Takes the parts of an area joined by "and": "Hampshire" of "Hampshire and Isle of Wight".
    pub fn add_parts(&mut self, name: &str, place: PlaceIx) {
        let words: Vec<String> = without_police(&segments(name).into_iter().flat_map(|s| s.words).collect::<Vec<_>>());
        let parts: Vec<&[String]> = words.split(|w| w == "and").collect();
        if parts.len() > 1 {
            parts.iter().for_each(|part| self.parts.entry(bag(part)).or_default().push(place));
        }
    }

    /// The force with exactly this area.
    pub fn whole(&self, words: &[String]) -> Option<PlaceIx> {
        let words: Vec<String> = words.iter().filter(|w| *w != "and" && *w != "the").cloned().collect();
        let areas = self.by_first.get(words.first()?)?;
        areas.iter().find(|(area, _)| *area == words).map(|(_, place)| *place)
    }

    /// The one force of whose area this is a part.
    pub fn part(&self, words: &[String]) -> Option<PlaceIx> {
        self.parts.get(&bag(words)).filter(|forces| forces.len() == 1).map(|forces| forces[0])
    }

    /// The one force whose area is mistyped by a letter.
    fn near(&self, words: &[String]) -> Option<PlaceIx> {
        let written = run(words);
        let near = |area: &[String]| run(area).len() >= 7 && strsim::osa_distance(&run(area), &written) == 1;
        let mut forces: Vec<PlaceIx> = self.by_first.values().flatten().filter(|(area, _)| near(area)).map(|(_, place)| *place).collect();
        forces.dedup();
        (forces.len() == 1).then(|| forces[0])
    }

    /// The longest area at the beginning of words, and how many words it takes.
    fn at(&self, words: &[String]) -> Option<(PlaceIx, usize)> {
        let areas = self.by_first.get(words.first()?)?;
        areas.iter().find_map(|(area, place)| {
            let (mut taken, mut at) = (0, 0);
            while taken < area.len() {
                match words.get(at) {
                    Some(word) if *word == area[taken] => taken += 1,
                    Some(word) if word == "and" => {}
                    _ => return None,
                }
                at += 1;
            }
            Some((*place, at))
        })
    }
}

/// The area by which a force is called: its name outside brackets without the words that all forces have.
pub(super) fn area(name: &str) -> Vec<String> {
    without_police(&segments(name).into_iter().filter(|s| s.opened == OpenedBy::Start).flat_map(|s| s.words).collect::<Vec<_>>())
}

/// A force's name without the words that all forces have.
fn without_police(words: &[String]) -> Vec<String> {
    let of_all = ["police", "constabulary", "service", "of", "force", "heddlu", "county", "the", "states"];
    // "Isle of Man" keeps its "of": only one that follows "service" or "states" goes.
    let kept = |at: usize| match words[at].as_str() {
        "of" => at > 0 && !of_all.contains(&words[at - 1].as_str()),
        word => !of_all.contains(&word),
    };
    (0..words.len()).filter(|at| kept(*at)).map(|at| words[at].clone()).collect()
}

/// All words of a name, designations too, by which bodies are found that are called by nothing else: "HM Prison Service".
pub(super) fn plain_words(name: &str) -> Vec<String> {
    let singular = |word: &str| match word.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => word.strip_suffix('s').filter(|stem| stem.len() > 3 && !stem.ends_with('s')).unwrap_or(word).to_string(),
    };
    let words: Vec<String> = segments(name)
        .into_iter()
        .flat_map(|s| s.words)
        .filter(|w| !is_stop(w) && !matches!(w.as_str(), "limited" | "ltd" | "plc"))
        .collect();
    let words = words.join(" ").replace("her majestys", "hm").replace("his majestys", "hm");
    let mut words: Vec<String> = words.split(' ').map(singular).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Words in order of the alphabet, without those that do not tell names apart.
pub(super) fn bag(words: &[String]) -> String {
    let mut kept: Vec<&str> = telling(words);
    kept.sort_unstable();
    kept.dedup();
    kept.join(" ")
}

/// Words run together, by which "High Down" is "Highdown".
pub(super) fn run(words: &[String]) -> String {
    telling(words).concat()
}

/// The words that tell names apart; all of them if none would be left.
pub(super) fn telling(words: &[String]) -> Vec<&str> {
    let kept: Vec<&str> = words.iter().map(String::as_str).filter(|w| !is_stop(w) && *w != SLASH).collect();
    let specific: Vec<&str> = kept.iter().copied().filter(|w| !GENERIC.contains(w)).collect();
    match (specific.is_empty(), kept.is_empty()) {
        (false, _) => specific,
        (true, false) => kept,
        (true, true) => words.iter().map(String::as_str).collect(),
    }
}

/// Takes a name apart.
pub(super) fn take_apart(name: &str, areas: &Areas) -> Written {
    Written { plain: plain_words(name), ..take_segments(&segments(name), areas) }
}

/// Takes segments apart.
pub(super) fn take_segments(segments: &[Segment], areas: &Areas) -> Written {
    let mut written = Written::default();
    let mut kinds: Vec<PlaceKind> = Vec::new();
    let mut areas_alone: Vec<usize> = Vec::new();
    let is_welsh =
        segments.iter().flat_map(|s| &s.words).any(|w| matches!(w.as_str(), "cem" | "sti" | "carchar" | "garchar" | "sefydliad" | "uned"));
    let letters = segments.iter().filter(|s| s.opened != OpenedBy::Start && s.words[0].len() == 1).count();
    let mut is_cut = false;
    for segment in segments {
        // "SEE 52SH, 52SS": what is aside goes on after the comma.
        is_cut = is_cut && segment.opened == OpenedBy::Comma;
        if is_cut {
            written.aside.push(segment.words.join(" "));
            continue;
        }
        // "(A, B, C only)": wings.
        if letters > 1 && segment.opened != OpenedBy::Start && segment.words.len() == 1 && segment.words[0].len() == 1 {
            written.aside.push(segment.words[0].clone());
            continue;
        }
        let mut words = mend(&segment.words);
        words.retain(|w| !(is_welsh && w == "a"));
        if let Some(at) = kinds::aside_from(&words) {
            written.aside.push(words.split_off(at).join(" "));
            is_cut = true;
        }
        // "Closed only", "A, B, C only": which part, not which place.
        if words.last().is_some_and(|w| w == "only") {
            written.says |= says::UNIT | (take_phrases(&words, true).2 & (says::YOUNG | says::ADULT | says::FEMALE | says::MALE));
            written.aside.push(words.join(" "));
            continue;
        }
        let (rest, force) = take_force(&words, areas);
        let is_area = force.is_none() && segment.opened != OpenedBy::Start && areas.whole(&rest).is_some();
        if let Some(force) = force {
            written.force.get_or_insert(force);
            written.says |= says::POLICE;
            kinds.push(PlaceKind::Police);
        }
        let (core, kind, said, aside) = take_phrases(&rest, segment.opened != OpenedBy::Start);
        kinds.extend(kind.iter().copied());
        written.says |= said;
        written.aside.extend(aside);
        if core.is_empty() {
            continue;
        }
        if written.main.is_empty() {
            written.main = core;
        } else {
            if is_area {
                areas_alone.push(written.further.len());
            }
            written.further.push(Further { words: core, kind: kind.first().copied(), opened: segment.opened });
        }
    }
    written.kind = foremost(&kinds);
    // What would be set aside is the name if there is nothing else.
    if written.main.is_empty() && kinds.is_empty() {
        written.main = written.aside.iter().flat_map(|aside| aside.split(' ')).map(String::from).collect();
        written.aside.clear();
    }
    // An area in brackets says whose police it is; after a prison's or a court's name it says where.
    if matches!(written.kind, Some(PlaceKind::Police)) && written.force.is_none() {
        if let Some(at) = areas_alone.first() {
            let further = written.further.remove(*at);
            written.force = areas.whole(&further.words);
        } else if let Some(at) = written.further.iter().position(|f| f.kind == Some(PlaceKind::Police) && areas.near(&f.words).is_some()) {
            let further = written.further.remove(at);
            written.force = areas.near(&further.words);
        }
    }
    if written.kind == Some(PlaceKind::Police) {
        let has_digit = |word: &String| word.chars().any(|c| c.is_ascii_digit());
        written.main.retain(|w| !has_digit(w));
        written.further.iter_mut().for_each(|f| f.words.retain(|w| !has_digit(w)));
        written.further.retain(|f| !f.words.is_empty());
    }
    let is_bare = written.kind.is_none();
    written.outside = outside::stated(&written.main, is_bare).cloned().collect();
    if matches!(written.kind, Some(PlaceKind::Police | PlaceKind::Court)) {
        written.outside.extend(outside::beside_custody(&written.main).cloned().collect::<Vec<_>>());
    }
    // A company, unless the register has one of that name.
    written.outside.extend(written.aside.iter().filter(|word| outside::OF_A_COMPANY.contains(&word.as_str())).cloned());
    written.loose = if is_bare { outside::loose(&written.main).cloned().collect() } else { Vec::new() };
    let is_beside =
        |further: &Further| outside::is_own_town(&further.words) || (is_bare && outside::stated(&further.words, false).next().is_some());
    written.is_doubted = written.further.iter().any(is_beside);
    written
}

/// Of several kinds said, the one that tells: "HMP Oakhill STC" is a secure training centre.
fn foremost(kinds: &[PlaceKind]) -> Option<PlaceKind> {
    use PlaceKind::{
        Body, Children, Court, Crown, Customs, Departure, Force, Holding, Hospital, Juvenile, Magistrates, Military, Police, Prison,
        Removal, School, Training,
    };
    let order = [
        Training,
        School,
        Juvenile,
        Children,
        Removal,
        Departure,
        Holding,
        Customs,
        Magistrates,
        Crown,
        Court,
        Military,
        Police,
        Force,
        Hospital,
        Prison,
        Body,
    ];
    order.into_iter().find(|kind| kinds.contains(kind))
}

fn mend(words: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        let mended = kinds::mended(word, out.last().map(String::as_str));
        out.push(mended.map_or_else(|| word.clone(), String::from));
    }
    out
}

/// Takes "Kent Police", "Police Scotland" or "Heddlu Gwent" out of words, unless a station follows.
fn take_force(words: &[String], areas: &Areas) -> (Vec<String>, Option<PlaceIx>) {
    const OF_A_STATION: [&str; 7] = ["station", "stations", "office", "centre", "cells", "s", "investigation"];
    let is_police = |at: usize| words.get(at).is_some_and(|w| matches!(w.as_str(), "police" | "constabulary" | "heddlu"));
    for at in 0..words.len() {
        let Some((force, taken)) = areas.at(&words[at..]) else { continue };
        let mut end = at + taken;
        let mut from = at;
        let follows = words.get(end).is_some_and(|w| w == "county") as usize;
        if is_police(end + follows) && !words.get(end + follows + 1).is_some_and(|w| OF_A_STATION.contains(&w.as_str())) {
            end += follows + 1;
            // "Kent Police HQ" is the force, not a station with Kent in its name.
            while words.get(end).is_some_and(|w| matches!(w.as_str(), "force" | "service" | "constabulary" | "headquarters")) {
                end += 1;
            }
        } else {
            while from > 0 && matches!(words[from - 1].as_str(), "of" | "service" | "police" | "heddlu" | "constabulary" | "the") {
                from -= 1;
            }
            if !words[from..at].iter().any(|w| w == "police" || w == "heddlu") {
                continue;
            }
        }
        let rest = words[..from].iter().chain(&words[end..]).cloned().collect();
        return (rest, Some(force));
    }
    (words.to_vec(), None)
}

type Taken = (Vec<String>, Vec<PlaceKind>, u32, Vec<String>);

/// Takes designations out of words, and what says nothing about which place it is.
fn take_phrases(words: &[String], apart: bool) -> Taken {
    let (mut core, mut kinds, mut said, mut aside) = (Vec::new(), Vec::new(), 0, Vec::new());
    let mut at = 0;
    while at < words.len() {
        // A single letter in brackets after a women's prison says that it is one.
        if apart && words.len() == 1 && words[0] == "f" {
            said |= says::FEMALE;
        }
        match kinds::phrase_at(&words[at..]) {
            Some(((_, kind, says), length)) => {
                kinds.extend(*kind);
                said |= says;
                at += length;
            }
            None => {
                let word = &words[at];
                if is_aside(word, apart) {
                    aside.push(word.clone());
                } else if core.last() != Some(word) {
                    core.push(word.clone());
                }
                at += 1;
            }
        }
    }
    if core.iter().all(|w| w == SLASH || is_stop(w)) {
        core.clear();
    }
    while core.last().is_some_and(|w| w == SLASH || w == "and") {
        core.pop();
    }
    while core.first().is_some_and(|w| w == SLASH || w == "and") {
        core.remove(0);
    }
    (core, kinds, said, aside)
}
