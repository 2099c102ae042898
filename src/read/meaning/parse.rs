//! One cell: from what was typed to what its column takes. Every normalisation has a name and is kept with the cell.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::form::{Column, ColumnKind, Need, Sheet};
use crate::model::{At, Cell, Entry, Named, Normalisations, Value, show_date, unread};
use crate::places::{Found, Mention, Placeholder, Reading, Register, fold, squash};
use crate::read::format::grid::Raw;
use crate::read::meaning::dates::{self, Spelling};
use crate::read::meaning::text::{clean, seen};

/// What spreadsheets show where a formula has failed.
const ERRORS: [&str; 11] =
    ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA"];

/// Characters of a name of a place that are looked up.
const LONGEST_NAME: usize = 200;

/// Reads cells; names of places are looked up once each.
pub struct Parser<'a> {
    register: &'a Register,
    is_1904: bool,
    names: BTreeMap<(Reading, String), Arc<[Mention]>>,
    /// Every text so far, kept once: most texts of a return stand in many of its cells.
    texts: HashSet<Arc<str>>,
}

impl<'a> Parser<'a> {
    /// A parser for one workbook.
    pub fn new(register: &'a Register, is_1904: bool) -> Self {
        Self { register, is_1904, names: BTreeMap::new(), texts: HashSet::new() }
    }

    /// Reads a cell as what the column takes.
    pub fn cell(&mut self, at: At, raw: Option<&Raw>, column: &Column) -> Cell {
        let Some(raw) = raw else { return Cell { at, typed: Arc::default(), entry: Entry::Blank, normalised: Normalisations::default() } };
        let mut normalised = Vec::new();
        let typed = seen(&shown(raw, column.kind, self.is_1904));
        let text = clean(&typed, &mut normalised);
        let entry = match (raw, column.kind) {
            (Raw::Error(_), _) => Entry::Error,
            // An error pasted as a value is text, and no less an error.
            (Raw::Text(_), _) if ERRORS.contains(&text.as_str()) => Entry::Error,
            _ if text.is_empty() => Entry::Blank,
            (Raw::Text(_), _) if column.heading == "Full name" && names_several(&typed) => Entry::Unreadable(unread::SEVERAL_PEOPLE.into()),
            (Raw::Text(_), ColumnKind::Reference) if names_several_references(&text) => {
                Entry::Unreadable(unread::SEVERAL_REFERENCES.into())
            }
            (Raw::Text(_), kind) if stands_for_another(&text, at, column, kind) => Entry::Unreadable(unread::ELSEWHERE.into()),
            (Raw::Text(_), ColumnKind::Date) if says_no_date(&text, column) => {
                normalised.push("words that name no day");
                Entry::Blank
            }
            // Which member is meant is settled when the whole row is read.
            (_, ColumnKind::Text | ColumnKind::Reference | ColumnKind::Member | ColumnKind::Members) => {
                Entry::Read(Value::Text(self.kept(&text)))
            }
            (_, ColumnKind::Date) => self.date(raw, &text, &mut normalised),
            (_, ColumnKind::Number { least, most, whole }) => number(raw, &text, least, most, whole, &mut normalised),
            (_, ColumnKind::Choice(list)) => choice(raw, &text, list, &mut normalised),
            (_, ColumnKind::Place | ColumnKind::Places) => match self.places(&typed, column.need == Need::Required, reading(column)) {
                places if places.is_empty() => {
                    normalised.push("words that name nothing");
                    Entry::Blank
                }
                places => Entry::Read(Value::Places(places)),
            },
        };
        let typed = match &entry {
            // What was typed and what was read are most often one text, kept once.
            Entry::Read(Value::Text(text)) if **text == *typed.trim() => text.clone(),
            _ => self.kept(typed.trim()),
        };
        Cell { at, typed, entry, normalised: normalised.into() }
    }

    fn kept(&mut self, text: &str) -> Arc<str> {
        if let Some(kept) = self.texts.get(text) {
            return kept.clone();
        }
        let kept: Arc<str> = text.into();
        self.texts.insert(kept.clone());
        kept
    }

    fn date(&self, raw: &Raw, text: &str, normalised: &mut Vec<&'static str>) -> Entry {
        match raw {
            Raw::Date(date) => Entry::Read(Value::Date(*date)),
            Raw::Number(serial) | Raw::Shown(serial, _) => match dates::from_serial(*serial, self.is_1904) {
                Some(date) => {
                    normalised.push("serial number as date");
                    Entry::Read(Value::Date(date))
                }
                None => Entry::Unreadable(unread::NUMBER_FOR_DATE.into()),
            },
            _ => match dates::read(text) {
                Spelling::Date(date, how) => {
                    normalised.push(how.unwrap_or("text as date"));
                    Entry::Read(Value::Date(date))
                }
                Spelling::Doubtful(date, why) => Entry::doubtful(Some(date), why),
                Spelling::Not(why) => Entry::Unreadable(why.into()),
            },
        }
    }

    /// The names in a cell. Words that say that there is none count as a blank; where a place is required, so do those that do not say which.
    fn places(&mut self, typed: &str, is_required: bool, reading: Reading) -> Vec<Named> {
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
            let mentions = match self.names.get(&(reading, part.clone())) {
                Some(mentions) => mentions.clone(),
                None => {
                    // No cell names places at such length; comparing a page of text with every name would take long.
                    let start: String = part.chars().take(LONGEST_NAME).collect();
                    let mut mentions = self.register.mentions(&start, reading);
                    if start.len() < part.len()
                        && let Some(last) = mentions.last_mut()
                    {
                        last.unread.push(part[start.len()..].trim().to_string());
                    }
                    let mentions: Arc<[Mention]> = mentions.into();
                    self.names.insert((reading, part.clone()), mentions.clone());
                    mentions
                }
            };
            for mention in mentions.iter() {
                // A combined name, as "HMP Usk/Prescoed", is several places, each met by itself.
                let each = mention.found.each().into_iter();
                let named = |found| Named { written: mention.written.clone(), left: mention.left, found, unread: mention.unread.clone() };
                places.extend(each.map(named));
            }
        }
        if places.iter().all(|named| counts_as_blank(&named.found)) {
            return Vec::new();
        }
        places.retain(|named| named.found.placeholder != Some(Placeholder::Nothing));
        places
    }
}

/// What the cells of a column say of places.
fn reading(column: &Column) -> Reading {
    match column.heading {
        "Former workplaces" => Reading::Past,
        "Work to be avoided" | "Other positions held" => Reading::Words,
        _ => Reading::Places,
    }
}

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

/// Whether a reference is several: "T01; T02", or "T01/S02", two that are alike. "2026/01" is one.
fn names_several_references(text: &str) -> bool {
    if text.contains([';', ',', '&']) || text.contains(" and ") {
        return true;
    }
    let parts: Vec<&str> = text.split(['/', '+', '\n']).map(str::trim).collect();
    let is_one = |part: &&str| {
        let digits = part.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        digits.len() < part.len() && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && part.len() == parts[0].len()
    };
    parts.len() > 1 && parts.iter().all(is_one)
}

/// Whether a text stands for what another cell says, as ditto marks and "as above" do. Names of places are looked at one by one, and free text that
/// nobody is asked for may say what it likes.
fn stands_for_another(text: &str, at: At, column: &Column, kind: ColumnKind) -> bool {
    let is_asked = match kind {
        ColumnKind::Place | ColumnKind::Places => false,
        ColumnKind::Text => at.sheet != Sheet::Return && column.need == Need::Required,
        _ => true,
    };
    is_asked && Placeholder::of(text) == Some(Placeholder::Above)
}

/// Words for a last day that is not yet known.
const NO_END: &str = "ongoing continuing continues continued open openended noend noenddate nofixedend noenddateyet present current currently todate \
    topresent stillinpost inpost stillseconded stillhere notended notyet notset notyetset untilfurthernotice indefinite permanent";

/// Whether words in a column of dates say that there is none: where no date is required, and of a last day also that it is not yet known.
fn says_no_date(text: &str, column: &Column) -> bool {
    if column.need != Need::Optional {
        return false;
    }
    match Placeholder::of(text) {
        Some(Placeholder::Nothing) => true,
        Some(Placeholder::NotSaid) => column.heading == "End date",
        _ => column.heading == "End date" && NO_END.split_whitespace().any(|words| words == squash(text)),
    }
}

/// What the member sees in the cell.
fn shown(raw: &Raw, kind: ColumnKind, is_1904: bool) -> String {
    match raw {
        Raw::Text(text) | Raw::Error(text) => text.clone(),
        Raw::Date(date) => show_date(*date),
        Raw::Bool(is) => if *is { "TRUE" } else { "FALSE" }.into(),
        Raw::Number(number) | Raw::Shown(number, _) => match (kind, dates::from_serial(*number, is_1904), raw) {
            (ColumnKind::Date, Some(date), _) => show_date(date),
            (_, _, Raw::Shown(_, shown)) => shown.clone(),
            _ => format!("{number}"),
        },
    }
}

fn number(raw: &Raw, text: &str, least: f64, most: f64, whole: bool, normalised: &mut Vec<&'static str>) -> Entry {
    let read = match raw {
        Raw::Number(number) | Raw::Shown(number, _) => Ok(*number),
        Raw::Text(_) => figure(text, whole, most).map(|(number, how)| {
            normalised.push(how);
            number
        }),
        _ => Err(unread::NOT_A_NUMBER),
    };
    match read {
        Err(why) => Entry::Unreadable(why.into()),
        Ok(number) if number < least || number > most => Entry::Unreadable(format!("not between {least} and {most}").into()),
        Ok(number) if whole && number.fract() != 0.0 => Entry::Unreadable(unread::NOT_WHOLE.into()),
        Ok(number) => Entry::Read(Value::Number(number)),
    }
}

/// A number typed as text, and the normalisation; or why it is none. A comma is a thousands mark only before groups of three figures, and a
/// decimal mark only where it can be nothing else.
fn figure(text: &str, whole: bool, most: f64) -> Result<(f64, &'static str), &'static str> {
    let (digits, share) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), 0.01),
        None => (text, 1.0),
    };
    let how = if share < 1.0 { "percent as number" } else { "text as number" };
    let not = if text.contains(|c: char| c.is_ascii_digit()) { unread::NUMBER_AND_MORE } else { unread::NOT_A_NUMBER };
    let plain = |digits: &str| {
        let unsigned = digits.strip_prefix(['-', '+']).unwrap_or(digits);
        let is_plain = unsigned.chars().all(|c| c.is_ascii_digit() || c == '.') && unsigned.contains(|c: char| c.is_ascii_digit());
        is_plain.then(|| digits.parse::<f64>().ok())?.map(|number| number * share)
    };
    let Some((before, after)) = digits.split_once(',') else { return plain(digits).map(|number| (number, how)).ok_or(not) };
    let is_figures = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_first = is_figures(before) && before.len() <= 3 && !before.starts_with('0');
    let groups = after.split_once('.').map_or(after, |(groups, _)| groups);
    let is_grouped = is_first && groups.split(',').all(|group| is_figures(group) && group.len() == 3);
    match (is_grouped, is_figures(before) && is_figures(after)) {
        // 1,000 where nothing near a thousand is meant: one, written to three places.
        (true, true) if !whole && most < 1_000.0 => Err(unread::COMMA),
        (true, _) => plain(&digits.replace(',', "")).map(|number| (number, how)).ok_or(not),
        (false, true) if whole => Err(unread::COMMA),
        (false, true) => plain(&format!("{before}.{after}")).map(|number| (number, "decimal comma as point")).ok_or(not),
        (false, false) => Err(not),
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
    fn several_places_in_one_cell_are_several() {
        let register = Register::embedded();
        let mut parser = Parser::new(&register, false);
        let names: Vec<String> =
            parser.places("HMP Leeds; \u{a0}HMP Hull\nHMP Wakefield", true, Reading::Places).into_iter().map(|n| n.written).collect();
        assert_eq!(names, ["HMP Leeds", "HMP Hull", "HMP Wakefield"]);
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
    fn a_comma_stands_for_thousands_only_in_groups_of_three() {
        let fte = |text| figure(text, false, 1.0);
        let count = |text| figure(text, true, 100_000.0);
        for (text, number) in
            [("0,1", 0.1), ("0,75", 0.75), ("0,800", 0.8), ("1,0", 1.0), ("0,5000", 0.5), ("0", 0.0), (".5", 0.5), ("37,5%", 0.375)]
        {
            assert_eq!(fte(text).map(|(number, _)| number), Ok(number), "{text}");
        }
        assert_eq!(fte("0,1").map(|(_, how)| how), Ok("decimal comma as point"));
        for (text, number) in [("1,234", 1234.0), ("12,345", 12345.0), ("20", 20.0), ("100,000", 100_000.0), ("1,234.0", 1234.0)] {
            assert_eq!(count(text).map(|(number, _)| number), Ok(number), "{text}");
        }
        for text in ["2,0", "20,5", "1,23", "12,3456", "0,123"] {
            assert_eq!(count(text), Err(unread::COMMA), "{text}");
        }
        assert_eq!(fte("1,000"), Err(unread::COMMA));
        for text in ["0.5 (2 days)", "0.5 FTE", "3 (was 4)", "1,2,3", "12,34,567", "1.234,5", "1e3", "2 or 3", "0.5?", "1/2", "5 + 1"] {
            assert_eq!(count(text), Err(unread::NUMBER_AND_MORE), "{text}");
            assert_eq!(fte(text), Err(unread::NUMBER_AND_MORE), "{text}");
        }
        for text in ["full time", "inf", "NaN", "-", "."] {
            assert_eq!(fte(text), Err(unread::NOT_A_NUMBER), "{text}");
        }
    }

    use proptest::prelude::*;

    proptest! {
        /// Whatever is written after a number or a word of a list changes what is read, or is asked about.
        #[test]
        fn nothing_after_a_number_or_a_list_word_is_dropped(number in 0..5000u32, more in "[ ,;/(-]{0,2}[a-z0-9 ,.;:()?%/-]{1,12}", word in 0..5usize) {
            let says_more = more.chars().any(|c| c.is_alphanumeric() || "?%(/".contains(c));
            let is_nought = more.trim_matches(['.', ' ']).chars().all(|c| c == '0') && more.starts_with('.');
            if says_more && !is_nought && let Ok((read, _)) = figure(&format!("{number}{more}"), true, 1e9) {
                prop_assert_ne!(read, f64::from(number), "{}{}", number, more);
            }
            let list = crate::form::ARRANGEMENT;
            let text = format!("{} {more}", list[word]);
            if more.chars().any(char::is_alphanumeric) && let Entry::Read(Value::Choice(read)) = choice(&Raw::Text(text.clone()), &text, list, &mut Vec::new()) {
                prop_assert_ne!(read, list[word], "{}", text);
            }
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
