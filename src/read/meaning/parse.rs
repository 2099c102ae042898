//! One cell: from what was typed to what its column takes. Every normalisation has a name and is kept with the cell.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::form::{Column, Kind, Need};
use crate::model::{At, Cell, Entry, Named, Value, show_date};
use crate::places::{Found, Placeholder, Register, fold};
use crate::read::format::grid::Raw;
use crate::read::meaning::dates::{self, Spelling};

/// What spreadsheets show where a formula has failed.
const ERRORS: [&str; 11] =
    ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA"];

/// Characters of a name of a place that are looked up.
const LONGEST_NAME: usize = 200;

/// Reads cells; names of places are looked up once each.
pub struct Parser<'a> {
    register: &'a Register,
    is_1904: bool,
    names: BTreeMap<String, Arc<Found>>,
}

impl<'a> Parser<'a> {
    /// A parser for one workbook.
    pub fn new(register: &'a Register, is_1904: bool) -> Self {
        Self { register, is_1904, names: BTreeMap::new() }
    }

    /// Reads a cell as what the column takes.
    pub fn cell(&mut self, at: At, raw: Option<&Raw>, column: &Column) -> Cell {
        let Some(raw) = raw else { return Cell { at, typed: String::new(), entry: Entry::Blank, normalised: Vec::new() } };
        let mut normalised = Vec::new();
        let typed = seen(&shown(raw, column.kind, self.is_1904));
        let text = clean(&typed, &mut normalised);
        let entry = match (raw, column.kind) {
            (Raw::Error(_), _) => Entry::Error,
            // An error pasted as a value is text, and no less an error.
            (Raw::Text(_), _) if ERRORS.contains(&text.as_str()) => Entry::Error,
            _ if text.is_empty() => Entry::Blank,
            (Raw::Text(_), _) if column.heading == "Full name" && names_several(&typed) => Entry::Unreadable(SEVERAL.into()),
            (Raw::Text(_), Kind::Reference) if text.contains([';', ',', '&']) || text.contains(" and ") => {
                Entry::Unreadable("several references in one cell: give each a row of its own".into())
            }
            (_, Kind::Text | Kind::Reference) => Entry::Read(Value::Text(text)),
            (_, Kind::Date) => self.date(raw, &text, &mut normalised),
            (_, Kind::Number { least, most, whole }) => number(raw, &text, least, most, whole, &mut normalised),
            (_, Kind::Choice(list)) => choice(raw, &text, list, &mut normalised),
            (_, Kind::Place | Kind::Places) => match self.places(&typed, column.need == Need::Required) {
                places if places.is_empty() => {
                    normalised.push("words that name nothing");
                    Entry::Blank
                }
                places => Entry::Read(Value::Places(places)),
            },
        };
        Cell { at, typed: typed.trim().to_string(), entry, normalised }
    }

    fn date(&self, raw: &Raw, text: &str, normalised: &mut Vec<&'static str>) -> Entry {
        match raw {
            Raw::Date(date) => Entry::Read(Value::Date(*date)),
            Raw::Number(serial) => match dates::from_serial(*serial, self.is_1904) {
                Some(date) => {
                    normalised.push("serial number as date");
                    Entry::Read(Value::Date(date))
                }
                None => Entry::Unreadable("a number, not a date".into()),
            },
            _ => match dates::read(text) {
                Spelling::Date(date, how) => {
                    normalised.push(how.unwrap_or("text as date"));
                    Entry::Read(Value::Date(date))
                }
                Spelling::Doubtful(date, why) => Entry::Doubtful(Some(Value::Date(date)), why),
                Spelling::None => Entry::Unreadable("not a date".into()),
            },
        }
    }

    /// The names in a cell. Words that say that there is none count as a blank; where a place is required, so do those that do not say which.
    fn places(&mut self, typed: &str, is_required: bool) -> Vec<Named> {
        let counts_as_blank = |found: &Found| match found.placeholder {
            Some(Placeholder::Nothing) => true,
            Some(Placeholder::NotSaid) => is_required,
            Some(Placeholder::Above) | None => false,
        };
        let mut places: Vec<Named> = Vec::new();
        for part in typed.split([';', '\n', '\r']) {
            let part = clean(part, &mut Vec::new());
            if part.is_empty() {
                continue;
            }
            let (written, left) = split_left(&part);
            let found = match self.names.get(&written) {
                Some(found) => found.clone(),
                None => {
                    // No place has so long a name; comparing a page of text with every name would take long.
                    let start: String = written.chars().take(LONGEST_NAME).collect();
                    let found = self.register.find(&start);
                    self.names.insert(written.clone(), found.clone());
                    found
                }
            };
            // A combined name, as "HMP Usk/Prescoed", is several places, each met by itself.
            places.extend(found.each().into_iter().map(|found| Named { written: written.clone(), left, found }));
        }
        if places.iter().all(|named| counts_as_blank(&named.found)) {
            return Vec::new();
        }
        places.retain(|named| named.found.placeholder != Some(Placeholder::Nothing));
        places
    }
}

const SEVERAL: &str = "several people in one cell: give each a row of their own";

/// Whether a name is that of several people. "Example, Rowan" is one person, surname first; a line break within one name is none between two.
fn names_several(typed: &str) -> bool {
    if !typed.contains([';', '\n', '/', '&', ',']) && !typed.contains(" and ") && !typed.contains(" AND ") {
        return false;
    }
    let several = |parts: Vec<&str>, words: usize| {
        let filled: Vec<&str> = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
        filled.len() > 1 && filled.iter().all(|part| part.split_whitespace().count() >= words)
    };
    let lower = typed.to_lowercase();
    several(lower.split(';').collect(), 1)
        || several(lower.split(['\n', '\r']).collect(), 2)
        || several(lower.split(['/', '&']).collect(), 2)
        || several(lower.split(" and ").collect(), 2)
        || several(lower.split(',').collect(), 2)
}

/// What can be seen of a text: without control characters and those that turn the direction of writing round.
fn seen(text: &str) -> String {
    // Most cells hold nothing else than what can be seen.
    if is_plain(text) {
        return text.to_string();
    }
    let is_turn = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let keeps = |c: &char| if c.is_control() { matches!(c, '\n' | '\t') } else { !is_turn(*c) };
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(keeps).collect()
}

/// Printed characters of ASCII only, with single spaces within.
fn is_plain(text: &str) -> bool {
    let mut last = b' ';
    for byte in text.bytes() {
        if !(0x20..0x7f).contains(&byte) || (byte == b' ' && last == b' ') {
            return false;
        }
        last = byte;
    }
    last != b' '
}

/// Letters of other scripts that look like Latin ones, as they slip in from a keyboard set to another language or a copied text.
const ALIKE: &[(char, char)] = &[
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('У', 'Y'),
    ('І', 'I'),
    ('Ѕ', 'S'),
    ('Ј', 'J'),
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('х', 'x'),
    ('у', 'y'),
    ('і', 'i'),
    ('ѕ', 's'),
    ('ј', 'j'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
    ('ο', 'o'),
];

/// A word with look-alikes as Latin letters; `None` if it has none, or other letters of another script, being then a word of that script.
fn latin(word: &str) -> Option<String> {
    let alike = |c: char| ALIKE.iter().find(|(other, _)| *other == c).map(|(_, latin)| *latin);
    let is_other = |c: char| matches!(c, '\u{370}'..='\u{52f}');
    if !word.chars().any(is_other) {
        return None;
    }
    word.chars().map(|c| if is_other(c) { alike(c) } else { Some(c) }).collect()
}

/// "HMP Hull (left 2023)", "HMP Hull (2015-2023)" or "HMP Hull, left 2023" as the name and the year.
fn split_left(part: &str) -> (String, Option<i16>) {
    let lower = part.to_ascii_lowercase();
    let (name, inside) = match (lower.rfind('('), lower.rfind(" left ")) {
        (Some(at), _) => (&part[..at], lower[at + 1..].trim_end().trim_end_matches(')')),
        (None, Some(at)) if lower.ends_with(|c: char| c.is_ascii_digit()) => (&part[..at], lower[at..].trim()),
        _ => return (part.to_string(), None),
    };
    let mut years = inside.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4).filter_map(|digits| digits.parse().ok());
    let says_left = ["left", "until", "to "].iter().any(|word| inside.starts_with(word));
    let is_period = inside.starts_with(|c: char| c.is_ascii_digit()) && years.clone().count() == 2;
    match says_left || is_period {
        true => (name.trim_end_matches([' ', ',', '-', '\u{2013}']).to_string(), years.next_back()),
        false => (part.to_string(), None),
    }
}

/// What the member sees in the cell.
fn shown(raw: &Raw, kind: Kind, is_1904: bool) -> String {
    match raw {
        Raw::Text(text) | Raw::Error(text) => text.clone(),
        Raw::Date(date) => show_date(*date),
        Raw::Bool(is) => if *is { "TRUE" } else { "FALSE" }.into(),
        Raw::Number(number) => match (kind, dates::from_serial(*number, is_1904)) {
            (Kind::Date, Some(date)) => show_date(date),
            _ => format!("{number}"),
        },
    }
}

/// Text without what cannot be seen, and with single spaces.
fn clean(text: &str, normalised: &mut Vec<&'static str>) -> String {
    if is_plain(text) {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    let (mut spaces, mut unseen) = (false, false);
    for c in text.chars() {
        match c {
            '\u{a0}' | '\u{2007}' | '\u{202f}' => {
                spaces = true;
                out.push(' ');
            }
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' => unseen = true,
            c if c.is_control() && !c.is_whitespace() => unseen = true,
            c => out.push(c),
        }
    }
    if spaces {
        normalised.push("no-break space");
    }
    if unseen {
        normalised.push("characters that cannot be seen");
    }
    let mut words: Vec<String> = out.split_whitespace().map(String::from).collect();
    // In a text wholly of another script nothing looks alike; it is what it is.
    if !out.is_ascii() && out.chars().any(|c| c.is_ascii_alphanumeric()) {
        for word in &mut words {
            if let Some(latin) = latin(word) {
                *word = latin;
                normalised.push("look-alike letters");
            }
        }
        normalised.dedup();
    }
    words.join(" ")
}

fn number(raw: &Raw, text: &str, least: f64, most: f64, whole: bool, normalised: &mut Vec<&'static str>) -> Entry {
    let read = match raw {
        Raw::Number(number) => Some(*number),
        Raw::Text(_) => {
            let (digits, share) = match text.strip_suffix('%') {
                Some(digits) => (digits.trim(), 0.01),
                None => (text, 1.0),
            };
            normalised.push(if share < 1.0 { "percent as number" } else { "text as number" });
            digits.replace(',', "").parse::<f64>().ok().filter(|n| n.is_finite()).map(|n| n * share)
        }
        _ => None,
    };
    match read {
        None => Entry::Unreadable("not a number".into()),
        Some(number) if number < least || number > most => Entry::Unreadable(format!("not between {least} and {most}")),
        Some(number) if whole && number.fract() != 0.0 => Entry::Unreadable("not a whole number".into()),
        Some(number) => Entry::Read(Value::Number(number)),
    }
}

fn choice(raw: &Raw, text: &str, list: &'static [&'static str], normalised: &mut Vec<&'static str>) -> Entry {
    let folded = match (raw, text) {
        (Raw::Bool(true), _) | (_, "Y" | "y") => "yes".into(),
        (Raw::Bool(false), _) | (_, "N" | "n") => "no".into(),
        _ => fold(text.trim_end_matches('.')),
    };
    if let Some(word) = list.iter().find(|word| fold(word) == folded) {
        if *word != text {
            normalised.push("spelling of a list word");
        }
        return Entry::Read(Value::Choice(word));
    }
    let nearest = list
        .iter()
        .map(|word| (strsim::jaro_winkler(&fold(word), &folded), *word))
        .filter(|(score, _)| *score >= 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word);
    Entry::NotListed(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_of_leaving_is_taken_off_a_former_workplace() {
        assert_eq!(split_left("HMP Hull (left 2023)"), ("HMP Hull".into(), Some(2023)));
        assert_eq!(split_left("HMP Hull (left May 2023)"), ("HMP Hull".into(), Some(2023)));
        assert_eq!(split_left("HMP Hull (2015 – 2023)"), ("HMP Hull".into(), Some(2023)));
        assert_eq!(split_left("HMP Hull (until 2023)"), ("HMP Hull".into(), Some(2023)));
        assert_eq!(split_left("HMP Hull, left 2023"), ("HMP Hull".into(), Some(2023)));
        assert_eq!(split_left("HMP Hull (2015 to now)"), ("HMP Hull (2015 to now)".into(), None));
        assert_eq!(split_left("Leeds (HMP)"), ("Leeds (HMP)".into(), None));
    }

    #[test]
    fn several_places_in_one_cell_are_several() {
        let register = Register::embedded();
        let mut parser = Parser::new(&register, false);
        let names: Vec<String> = parser.places("HMP Leeds; \u{a0}HMP Hull\nHMP Wakefield", true).into_iter().map(|n| n.written).collect();
        assert_eq!(names, ["HMP Leeds", "HMP Hull", "HMP Wakefield"]);
    }

    #[test]
    fn look_alike_letters_are_latin_and_names_of_another_script_stay() {
        let mut how = Vec::new();
        assert_eq!(clean("НМР Leeds", &mut how), "HMP Leeds");
        assert_eq!(how, ["look-alike letters"]);
        for name in ["Анна Smith", "Żaneta Müller", "Siân Ŵyn", "محمد علي", "Eilidh Nic a’ Ghobhainn 🙂"] {
            assert_eq!(clean(name, &mut Vec::new()), name);
        }
    }

    #[test]
    fn several_people_are_told_from_one() {
        for name in
            ["Rowan Example; Alex Sample", "Rowan Example\nAlex Sample", "Rowan Example & Alex Sample", "Rowan Example and Alex Sample"]
        {
            assert!(names_several(name), "{name}");
        }
        for name in ["Example, Rowan", "Rowan\nExample", "Rowan St John-Example", "Alexander Sandiford", "Rowan Example, OBE"] {
            assert!(!names_several(name), "{name}");
        }
    }

    #[test]
    fn numbers_and_list_words_are_read_as_typed_by_people() {
        let mut how = Vec::new();
        assert_eq!(number(&Raw::Text("80%".into()), "80%", 0.0, 1.0, false, &mut how), Entry::Read(Value::Number(0.8)));
        assert!(matches!(number(&Raw::Number(3.0), "3", 0.0, 1.0, false, &mut how), Entry::Unreadable(_)));
        assert_eq!(choice(&Raw::Text("yes.".into()), "yes.", crate::form::YES_NO, &mut how), Entry::Read(Value::Choice("Yes")));
        assert_eq!(
            choice(&Raw::Text("Secondmnt".into()), "Secondmnt", crate::form::ARRANGEMENT, &mut how),
            Entry::NotListed(Some("Secondment"))
        );
    }
}
