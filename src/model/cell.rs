//! A cell: where it is, what was typed, and what that was read as.

use std::fmt;
use std::sync::Arc;

use crate::form::Sheet;
use crate::places::Found;

/// A calendar date without a time.
pub type Date = jiff::civil::Date;

/// A cell's absolute place in the member's own file. Prints as `Assignments!F14`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The sheet.
    pub sheet: Sheet,
    /// Row, counted from 0.
    pub row: u32,
    /// Column, counted from 0.
    pub col: u32,
}

impl At {
    /// The A1 address without the sheet, e.g. `F14`.
    pub fn a1(self) -> String {
        a1(self.row, self.col)
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}!{}", self.sheet.name(), self.a1())
    }
}

/// The row of an A1 address without the sheet, counted from 0; none if it is no address of a cell.
pub fn row_of(address: &str) -> Option<u32> {
    address.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok()?.checked_sub(1)
}

/// Row and column of an A1 address without the sheet, both counted from 0, written as [`a1`] writes it.
pub fn position_of(address: &str) -> Option<(u32, u32)> {
    let digits = address.find(|c: char| !c.is_ascii_uppercase())?;
    let letters = &address.as_bytes()[..digits];
    // Excel's columns have three letters at most; more would be too many to count.
    if letters.is_empty() || letters.len() > 6 || address[digits..].starts_with(['0', '+']) {
        return None;
    }
    let col = letters.iter().fold(0, |col, letter| col * 26 + u32::from(letter - b'A') + 1);
    Some((address[digits..].parse::<u32>().ok()?.checked_sub(1)?, col - 1))
}

/// The A1 address of a row and column counted from 0.
pub fn a1(row: u32, col: u32) -> String {
    format!("{}{}", column_letters(col), row + 1)
}

/// The letters of a column counted from 0: `A`, `Z`, `AA`.
pub fn column_letters(col: u32) -> String {
    let (mut rest, mut letters) = (col + 1, Vec::new());
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|b| *b as char).collect()
}

/// A date as members write it: `31/03/2026`.
pub fn show_date(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// A day as people write it, `2026-03-31` or `31/03/2026`; none if it is anything else.
pub fn day_written(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.trim().split('/').collect();
    match parts.as_slice() {
        [day, month, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}").parse().ok(),
        _ => text.trim().parse().ok(),
    }
}

/// Why a cell cannot be read (E02), where the fault is one of a kind that asks for something of its own.
pub mod unread {
    /// No date at all.
    pub const NOT_A_DATE: &str = "not a date";
    /// Two dates or more.
    pub const TWO_DATES: &str = "two dates in one cell";
    /// The first and last day of a period.
    pub const RANGE: &str = "a range of dates in one cell";
    /// A date with words or figures beside it.
    pub const DATE_AND_MORE: &str = "a date and something more";
    /// A number that is no date.
    pub const NUMBER_FOR_DATE: &str = "a number, not a date";
    /// No number at all.
    pub const NOT_A_NUMBER: &str = "not a number";
    /// A number with words or further figures beside it.
    pub const NUMBER_AND_MORE: &str = "a number and something more";
    /// A comma that may stand for thousands or for a decimal point.
    pub const COMMA: &str = "a comma that may mean thousands or a decimal point";
    /// A fraction where people or years are counted.
    pub const NOT_WHOLE: &str = "not a whole number";
    /// Several people.
    pub const SEVERAL_PEOPLE: &str = "several people in one cell";
    /// A cell merged with the one beside it, whose value is shown over both columns.
    pub const MERGED: &str = "one value shown over several columns, in merged cells";
    /// Several references.
    pub const SEVERAL_REFERENCES: &str = "several references in one cell";
    /// Ditto marks, "as above" and the like.
    pub const ELSEWHERE: &str = "it stands for another cell";
}

/// Why dates are doubtful (E04), where one cause makes several of them so; they are one finding.
pub mod doubt {
    /// Day and month may have changed places in a column.
    pub const OTHER_COUNTRY: &str = "day and month may have changed places";
    /// All dates are off by the days between the two calendars of spreadsheets.
    pub const OTHER_CALENDAR: &str = "all dates are 1,462 days off";
}

/// A name of a place as written in a cell, and what the register makes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// The name as written, without a trailing "(left 2023)".
    pub written: String,
    /// For a former workplace, the year in which the person left it.
    pub left: Option<i16>,
    /// The places it may be.
    pub found: Arc<Found>,
    /// Words beside the name that were not understood.
    pub unread: Vec<String>,
}

/// What a cell was read as.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Free text, trimmed.
    Text(Arc<str>),
    /// A number.
    Number(f64),
    /// A date.
    Date(Date),
    /// One of the column's list, as the list spells it.
    Choice(&'static str),
    /// Names of places, in the order typed.
    Places(Vec<Named>),
}

/// Whether a cell holds an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// The column is not in the return; F05 says so and nothing else is said about it.
    Absent,
    /// Nothing was typed.
    Blank,
    /// It was read.
    Read(Value),
    /// A date that can be read two ways, or that cannot be meant (E04); the reading taken, if any, and why it is doubtful.
    Doubtful(Box<DoubtfulDate>),
    /// Not what the column takes (E02), and why.
    Unreadable(Box<str>),
    /// Not one of the list (E03), and the nearest one.
    NotListed(Option<&'static str>),
    /// A spreadsheet error such as `#REF!` (E05).
    Error,
}

impl Entry {
    /// A date that is doubtful, and why.
    pub fn doubtful(date: Option<Date>, why: impl Into<Box<str>>) -> Self {
        Entry::Doubtful(Box::new(DoubtfulDate { date, why: why.into() }))
    }
}

/// A date that can be read two ways, or that cannot be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct DoubtfulDate {
    /// The reading taken, if any.
    pub date: Option<Date>,
    /// Why it is doubtful.
    pub why: Box<str>,
}

/// Names of normalisations. Most cells have none, and a round has millions of cells: these take no room for what is not there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Normalisations(#[expect(clippy::box_collection, reason = "a pointer is smaller than a list")] Option<Box<Vec<&'static str>>>);

impl Normalisations {
    /// Adds one.
    pub fn push(&mut self, name: &'static str) {
        self.0.get_or_insert_default().push(name);
    }
}

impl From<Vec<&'static str>> for Normalisations {
    fn from(names: Vec<&'static str>) -> Self {
        Self((!names.is_empty()).then(|| Box::new(names)))
    }
}

impl std::ops::Deref for Normalisations {
    type Target = [&'static str];

    fn deref(&self) -> &Self::Target {
        self.0.as_ref().map_or(&[], |names| names.as_slice())
    }
}

/// A cell of a return.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Where it is.
    pub at: At,
    /// What was typed, as shown to the member.
    pub typed: Arc<str>,
    /// What it was read as.
    pub entry: Entry,
    /// The normalisations that changed it, by name.
    pub normalised: Normalisations,
}

// A round of 500 returns has four million cells.
const _: () = assert!(std::mem::size_of::<Cell>() <= 64);

impl Cell {
    /// The value read; a doubtful one counts as unread.
    pub fn value(&self) -> Option<&Value> {
        match &self.entry {
            Entry::Read(value) => Some(value),
            _ => None,
        }
    }
    /// Whether nothing was typed, in a column that is there.
    pub fn is_blank(&self) -> bool {
        matches!(self.entry, Entry::Blank)
    }
    /// The date read.
    pub fn date(&self) -> Option<Date> {
        match self.value() {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        }
    }
    /// The number read.
    pub fn number(&self) -> Option<f64> {
        match self.value() {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }
    /// The text read, or the list's word.
    pub fn text(&self) -> Option<&str> {
        match self.value() {
            Some(Value::Text(text)) => Some(text),
            Some(Value::Choice(word)) => Some(word),
            _ => None,
        }
    }
    /// The names of places read.
    pub fn places(&self) -> &[Named] {
        match self.value() {
            Some(Value::Places(places)) => places,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_written() {
        for (row, col) in [(0, 0), (13, 5), (1_048_575, 16_383), (7, 25), (7, 26), (7, 701), (7, 702)] {
            assert_eq!(position_of(&a1(row, col)), Some((row, col)));
        }
        for odd in ["", "A", "1", "a1", "A0", "A01", "A+1", "A1 ", "ABCDEFGH1", "A1B"] {
            assert_eq!(position_of(odd), None, "{odd}");
        }
    }
}
