//! The places that a cell names: every one counts, at the certainty that its wording allows.
//!
//! A name as it stands in the register, or one that is understood as a whole, is one place. What stands beside it – in brackets, after "previously",
//! "on loan from", "and" – is looked at as well, and whatever is left over and not understood is kept, so that somebody is asked about it.

use std::sync::Arc;

use super::clauses::{BEGINS, Clause, Join, Time, begins_a_join, clauses};
use super::kinds::{self, PlaceKind};
use super::name::squash;
use super::written::{Written, take_apart};
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
    fn new(written: &str, found: Arc<Found>) -> Self {
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

/// Words after which the name of a place may stand in a sentence.
const BEFORE: &[&str] = &[
    "at", "of", "from", "for", "to", "with", "near", "in", "by", "via", "inside", "the", "covers", "covering", "cover", "visits",
    "visiting", "inspects", "governs", "manages", "runs",
];
/// Words of the longest name looked for within a sentence.
const LONGEST: usize = 8;
/// Words of a clause that are looked at.
const MOST_WORDS: usize = 40;

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
        let is_apart = several && is_timed && (!whole.all_meant || is_each_named());
        // "HMP Humber, on loan from X Hospital" as a whole may seem to be a hospital called Humber, which none of its words name.
        let is_one = |part: &Part| part.places().iter().any(|a| places_of(&whole).iter().any(|b| self.is_one_with(*a, *b)));
        let is_another = named[0].iter().any(Part::is_sure) && !parts().any(is_one);
        let is_settled = whole.certainty == Certainty::Confirmed && !is_apart && !is_said_otherwise && !is_another;
        if is_settled {
            let mut mentions = vec![Mention::new(text, whole.clone())];
            let mut known: Vec<PlaceIx> = whole.all_confirmed().collect();
            for part in parts().filter(|part| part.is_sure()) {
                let places = part.places();
                if places.iter().all(|place| known.iter().any(|other| self.is_one_with(*place, *other))) {
                    continue;
                }
                known.extend(places);
                mentions.push(part.mention());
            }
            self.add_bare(&mut mentions, &mut known, named);
            // OtherRow others the first is what its own words say.
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
        if !is_enough || (whole.certainty == Certainty::Probable && !several && !is_said) {
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
        let Some(kind) = known.first().map(|place| self.0.index.kinds[*place]) else { return };
        for part in named.iter().flatten().filter(|part| part.is_bare() && matches!(part.join, Join::Mark | Join::Bracket)) {
            let places = part.places();
            let is_new = |place: &PlaceIx| !known.iter().any(|other| self.is_one_with(*place, *other));
            if kind.is_called_bare() && places.iter().all(|place| self.0.index.kinds[*place] == kind && is_new(place)) {
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

    /// Each time to the mention of its clause, or to the one before it where its clause names nothing.
    fn give_times(&self, mentions: &mut [Mention], clauses: &[Clause], named: &[Vec<Part>]) {
        for (at, clause) in clauses.iter().enumerate() {
            let Some(time) = &clause.time else { continue };
            let of = |at: usize| {
                let places: Vec<PlaceIx> = named[at].iter().flat_map(Part::places).collect();
                mentions.iter().position(|mention| {
                    let is_it = |candidate: &Candidate| places.iter().any(|place| self.is_one_with(*place, candidate.place));
                    mention.found.candidates.iter().any(is_it)
                })
            };
            let owner = (0..=at).rev().find_map(of).unwrap_or(0);
            match time {
                Time::Left(year) => mentions[owner].left = Some(mentions[owner].left.map_or(*year, |known| known.max(*year))),
                Time::Unclear(words) => mentions[owner].unread.push(words.clone()),
                Time::Other => {}
            }
        }
    }

    /// The places that a clause names: the clause itself, or names within it.
    fn parts(&self, clause: &Clause, first: &Clause, text: &str, reading: Reading) -> Vec<Part> {
        let ceiling = match clause.join {
            Join::Past | Join::Then if reading == Reading::Past => Certainty::Confirmed,
            Join::Past | Join::Then | Join::Or | Join::Not | Join::Bracket => Certainty::Possible,
            Join::Start | Join::And | Join::Mark | Join::From => Certainty::Confirmed,
        };
        let apart = take_apart(&clause.text, &self.0.index.areas);
        let found = self.find(&clause.text);
        if found.headquarters || found.placeholder.is_some() {
            return Vec::new();
        }
        // A hospital by its full name counts; beside another it may be where that one stands.
        let is_hospital = apart.kind == Some(PlaceKind::Hospital) && apart.outside.is_empty() && found.certainty == Certainty::Confirmed;
        let is_known = clause.names.iter().any(|name| *name == clause.text);
        let is_custody = apart.is_custody() || (apart.force.is_some() && apart.outside.is_empty()) || is_hospital || is_known;
        let ceiling = match clause.join {
            Join::Mark if is_hospital => Certainty::Possible,
            // "University of Leeds and Hull": a town in the name of another body.
            _ if !is_custody && states_a_body(&take_apart(&first.text, &self.0.index.areas)) => Certainty::Possible,
            _ => ceiling,
        };
        // "Her Majesty's Prison, Leeds": a designation alone is no second place.
        let is_designation = apart.kind.is_some() && apart.main.is_empty() && apart.further.is_empty() && apart.force.is_none();
        if is_designation && found.certainty != Certainty::Confirmed {
            return Vec::new();
        }
        let is_whole = matches!(found.certainty, Certainty::Confirmed) || (found.certainty == Certainty::Probable && is_custody);
        let mut parts = Vec::new();
        if is_whole {
            parts.push(Part {
                written: clause.text.clone(),
                found,
                is_custody,
                join: clause.join,
                ceiling,
                said: clause_words(clause, text),
                is_within: false,
            });
            return parts;
        }
        // "HMP Hull and Leeds": the second is of the kind of the first.
        if clause.join.is_said()
            && apart.kind.is_none()
            && apart.outside.is_empty()
            && take_apart(&first.text, &self.0.index.areas).says(kinds::says::HMP)
        {
            let same = self.find(&format!("HMP {}", clause.text));
            if same.certainty == Certainty::Confirmed {
                let said = clause_words(clause, text);
                return vec![Part {
                    written: clause.text.clone(),
                    found: same,
                    is_custody: true,
                    join: clause.join,
                    ceiling,
                    said,
                    is_within: false,
                }];
            }
        }
        let within = self.within(clause, text);
        if !within.is_empty() {
            return within;
        }
        if found.certainty != Certainty::Unknown {
            let said = clause_words(clause, text);
            let is_custody = is_custody && found.certainty == Certainty::Possible && apart.outside.is_empty() && !apart.is_doubted;
            parts.push(Part { written: clause.text.clone(), found, is_custody, join: clause.join, ceiling, said, is_within: false });
        }
        parts
    }

    /// Names of places within a sentence: after "at" and the like, or beginning with a designation. They are possible at most.
    fn within(&self, clause: &Clause, text: &str) -> Vec<Part> {
        let mut parts = Vec::new();
        if let [name] = clause.names.as_slice() {
            let (found, said) = (self.find(name), clause_words(clause, text));
            let (join, ceiling) = (clause.join, Certainty::Possible);
            if found.certainty == Certainty::Confirmed {
                parts.push(Part { written: name.clone(), found, is_custody: true, join, ceiling, said, is_within: true });
                return parts;
            }
        }
        let words = words(&clause.text);
        let lower: Vec<String> = words.iter().map(|(from, to)| squash(&clause.text[*from..*to])).collect();
        let mut at = 0;
        while at < words.len().min(MOST_WORDS) {
            let after_at = at > 0 && lower[at - 1] == "at";
            let may_begin = at == 0 || BEGINS.contains(&lower[at].as_str()) || BEFORE.contains(&lower[at - 1].as_str());
            if !may_begin || BEFORE.contains(&lower[at].as_str()) {
                at += 1;
                continue;
            }
            let longest = (at + LONGEST).min(words.len());
            let found = (at + 1..=longest).rev().find_map(|end| {
                let name = &clause.text[words[at].0..words[end - 1].1];
                if (at, end) == (0, words.len()) {
                    return None;
                }
                let apart = take_apart(name, &self.0.index.areas);
                let is_hospital = apart.kind == Some(PlaceKind::Hospital) && apart.outside.is_empty();
                let is_said = apart.is_custody() || (apart.force.is_some() && apart.main.is_empty()) || is_hospital;
                let found = (is_said || after_at).then(|| self.find(name)).filter(|found| found.certainty == Certainty::Confirmed)?;
                let is_detention = |place: PlaceIx| self.0.index.kinds[place].is_called_bare() && !self.place(place).is_body();
                (is_said || found.all_confirmed().all(is_detention)).then(|| (end, name.to_string(), found))
            });
            match found {
                Some((end, written, found)) => {
                    let said = clause_words(clause, text);
                    parts.push(Part {
                        written,
                        found,
                        is_custody: true,
                        join: clause.join,
                        ceiling: Certainty::Possible,
                        said,
                        is_within: true,
                    });
                    at = end;
                }
                None => at += 1,
            }
        }
        parts
    }

    /// Words left over that nothing was made of: not a place, a designation, a word that any place may have, or one that says nothing.
    fn unread(&self, clauses: &[Clause], named: &[Vec<Part>], whole: &Found) -> Vec<String> {
        let is_meant = |part: &Part| part.places().iter().any(|place| whole.candidates.iter().any(|candidate| candidate.place == *place));
        let mut left = Vec::new();
        for (clause, parts) in clauses.iter().zip(named) {
            let is_named = parts.iter().any(|part| part.is_sure() || is_meant(part) || part.written == clause.text);
            if is_named {
                continue;
            }
            let unknown = words(&clause.text).into_iter().any(|(from, to)| {
                let word = &clause.text[from..to];
                !self.0.index.knows(word) && !is_harmless(word)
            });
            if unknown {
                left.push(clause.text.clone());
            }
        }
        left
    }

    /// Whether a piece of a text is, marks included, a name that says what it is: an official name, or an alias of several words with a kind in it.
    fn is_known(&self, piece: &str) -> bool {
        let Some(places) = self.0.names.get(&squash(piece)) else { return false };
        let marks = |text: &str| text.chars().filter(|c| !c.is_alphanumeric() && !c.is_whitespace()).map(plain_mark).collect::<String>();
        let (squashed, own) = (squash(piece), marks(piece));
        let is_it = |name: &String| squash(name) == squashed && marks(name) == own;
        let states = || {
            let apart = take_apart(piece, &self.0.index.areas);
            !apart.main.is_empty() && (apart.kind.is_some() || !apart.outside.is_empty()) || apart.force.is_some()
        };
        let is_one_word = !piece.contains(char::is_whitespace);
        places.keys().any(|at| {
            let place = self.place(*at);
            is_it(&place.name) || (!is_one_word && place.aliases.iter().any(is_it) && states())
        })
    }

    /// Whether a text is an id, a name or an alias of the register as it stands.
    fn is_exact(&self, text: &str) -> bool {
        let squashed = squash(text);
        self.by_id(text).is_some() || self.0.names.contains_key(&squashed) || self.0.ambiguous.contains_key(&squashed)
    }
}

/// A place that a clause names.
#[derive(Debug, Clone)]
struct Part {
    written: String,
    found: Arc<Found>,
    /// The name says outright that it is a place of detention or a police force.
    is_custody: bool,
    join: Join,
    /// The most certain that its wording allows.
    ceiling: Certainty,
    /// The words around it, for the reason.
    said: String,
    /// It stands within a sentence.
    is_within: bool,
}

/// Whether a name states a body that is no place of detention.
fn states_a_body(apart: &Written) -> bool {
    !apart.outside.is_empty() && !apart.is_custody()
}

/// Whether whatever is named stands within sentences.
fn parts_are_words(named: &[Vec<Part>]) -> bool {
    named.iter().flatten().filter(|part| part.is_sure()).all(|part| part.is_within)
}

fn places_of(found: &Found) -> Vec<PlaceIx> {
    found.candidates.iter().map(|candidate| candidate.place).collect()
}

impl Part {
    /// Whether the wording says enough that a place is named: a bare town counts only after words that join it.
    fn is_sure(&self) -> bool {
        self.is_custody || (self.join.is_said() && self.found.certainty == Certainty::Confirmed)
    }

    /// Whether it is certain as a place, though only a name without its kind stands there.
    fn is_bare(&self) -> bool {
        !self.is_sure() && self.found.certainty == Certainty::Confirmed
    }

    fn places(&self) -> Vec<PlaceIx> {
        places_of(&self.found)
    }

    fn mention(&self) -> Mention {
        if self.ceiling <= self.found.certainty {
            return Mention::new(&self.written, self.found.clone());
        }
        let reason = format!("the cell says \"{}\"", self.said);
        let found = Found { certainty: self.ceiling, reason, all_meant: false, normalised: None, ..(*self.found).clone() };
        Mention::new(&self.written, Arc::new(found))
    }
}

/// The clause as it stands in the text, with the words that join it.
fn clause_words(clause: &Clause, text: &str) -> String {
    let Some(at) = text.find(clause.text.as_str()) else { return clause.text.clone() };
    let start = text[..at].rfind(['(', '[', ',', ';', ':', '.']).map_or(0, |mark| mark + 1);
    let before = text[start..at].trim_start();
    // Where nothing parts the clause from what stands before it, the last words are enough.
    let before: String = if before.split_whitespace().count() > 4 { String::new() } else { before.into() };
    let rest = &text[at + clause.text.len()..];
    let after = rest[..rest.find([')', ']', ',', ';', ':', '.', '(']).unwrap_or(rest.len())].trim_end();
    let after = if after.split_whitespace().count() > 3 || clause.time.is_some() { "" } else { after };
    format!("{before}{}{after}", clause.text)
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

/// A mark without regard to how it is written: dashes are alike, and apostrophes.
fn plain_mark(mark: char) -> char {
    match mark {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' | '`' | '\u{b4}' => '\'',
        '[' => '(',
        ']' => ')',
        mark => mark,
    }
}

/// The words of a text by their positions.
fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        match (c.is_whitespace(), from) {
            (false, None) => from = Some(at),
            (true, Some(start)) => {
                words.push((start, at));
                from = None;
            }
            _ => {}
        }
    }
    words
}

/// Whether a word left over says nothing that could matter.
fn is_harmless(word: &str) -> bool {
    const HARMLESS: &[&str] = &[
        "a",
        "an",
        "the",
        "of",
        "in",
        "at",
        "on",
        "for",
        "and",
        "or",
        "to",
        "by",
        "with",
        "near",
        "nr",
        "is",
        "was",
        "only",
        "all",
        "site",
        "sites",
        "wing",
        "wings",
        "unit",
        "house",
        "block",
        "building",
        "floor",
        "room",
        "suite",
        "main",
        "new",
        "old",
        "north",
        "south",
        "east",
        "west",
        "central",
        "england",
        "scotland",
        "wales",
        "northern",
        "ireland",
        "uk",
        "gb",
        "kent",
        "road",
        "street",
        "lane",
        "avenue",
        "estate",
        "prison",
        "prisons",
        "adult",
        "adults",
        "male",
        "female",
        "men",
        "women",
        "mens",
        "womens",
        "category",
        "cat",
        "closed",
        "open",
        "public",
        "private",
        "access",
        "tel",
        "postcode",
        "formerly",
        "previously",
        "known",
        "as",
        "aka",
        "retired",
        "now",
    ];
    let squashed = squash(word);
    squashed.chars().count() < 2 || squashed.chars().any(|c| c.is_ascii_digit()) || HARMLESS.contains(&squashed.as_str())
}
