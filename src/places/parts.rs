//! The names in a clause: the clause itself, or names within the sentence that it is; and what is left over.

use std::sync::Arc;

use super::cell::{Mention, Reading};
use super::clauses::{BEGINS, Clause, Join};
use super::kinds::{self, PlaceKind};
use super::name::squash;
use super::written::{Written, take_apart};
use super::{Certainty, Found, PlaceIx, Register};

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
    /// The places that a clause names: the clause itself, or names within it.
    pub(super) fn parts(&self, clause: &Clause, first: &Clause, text: &str, reading: Reading) -> Vec<Part> {
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
        let is_known = clause.names.contains(&clause.text);
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
        // "Spouse works at HMP/YOI Altcourse": a known name among other words is the name in a sentence.
        let is_in_words = clause.names.iter().any(|name| *name != clause.text);
        let is_whole = found.certainty == Certainty::Confirmed || (found.certainty == Certainty::Probable && is_custody && !is_in_words);
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
            && apart.further.is_empty()
            && clause.names.is_empty()
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
            // "Sergeant Nugent" is nobody's employer, "works for Nugent" says that it is.
            let before = clause.text.find(name.as_str()).map_or("", |at| &clause.text[..at]);
            let is_place =
                name.contains(' ') || before.split_whitespace().next_back().is_none_or(|word| BEFORE.contains(&squash(word).as_str()));
            if found.certainty == Certainty::Confirmed && is_place {
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
    pub(super) fn unread(&self, clauses: &[Clause], named: &[Vec<Part>], whole: &Found) -> Vec<String> {
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
    pub(super) fn is_known(&self, piece: &str) -> bool {
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
    pub(super) fn is_exact(&self, text: &str) -> bool {
        let squashed = squash(text);
        self.by_id(text).is_some() || self.0.names.contains_key(&squashed) || self.0.ambiguous.contains_key(&squashed)
    }
}

/// A place that a clause names.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub written: String,
    pub found: Arc<Found>,
    /// The name says outright that it is a place of detention or a police force.
    pub is_custody: bool,
    pub join: Join,
    /// The most certain that its wording allows.
    pub ceiling: Certainty,
    /// The words around it, for the reason.
    pub said: String,
    /// It stands within a sentence.
    pub is_within: bool,
}

/// Whether a name states a body that is no place of detention.
fn states_a_body(apart: &Written) -> bool {
    !apart.outside.is_empty() && !apart.is_custody()
}

/// Whether whatever is named stands within sentences.
pub(super) fn parts_are_words(named: &[Vec<Part>]) -> bool {
    named.iter().flatten().filter(|part| part.is_sure()).all(|part| part.is_within)
}

pub(super) fn places_of(found: &Found) -> Vec<PlaceIx> {
    found.candidates.iter().map(|candidate| candidate.place).collect()
}

impl Part {
    /// Whether the wording says enough that a place is named: a bare town counts only after words that join it.
    pub fn is_sure(&self) -> bool {
        self.is_custody || (self.join.is_said() && self.found.certainty == Certainty::Confirmed)
    }

    /// Whether it is certain as a place, though only a name without its kind stands there.
    pub fn is_bare(&self) -> bool {
        !self.is_sure() && self.found.certainty == Certainty::Confirmed
    }

    pub fn places(&self) -> Vec<PlaceIx> {
        places_of(&self.found)
    }

    pub fn mention(&self) -> Mention {
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
    const HARMLESS: &str = "a an the of in at on for and or to by with near nr is was only all site sites wing wings unit house block building floor room \
        suite main new old north south east west central england scotland wales northern ireland uk gb kent road street lane avenue estate \
        prison prisons adult adults male female men women mens womens category cat closed open public private access tel postcode formerly \
        previously known as aka retired now";
    let squashed = squash(word);
    squashed.chars().count() < 2
        || squashed.chars().any(|c| c.is_ascii_digit())
        || HARMLESS.split_whitespace().any(|harmless| harmless == squashed)
}
