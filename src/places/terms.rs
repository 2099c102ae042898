//! From when to when something about a place was so: who ran it, what kind of place it was, whether it was open.
//!
//! A date in the register is a year, a month or a day. What is known to the month only counts for the whole of it, so a place that changed hands in
//! May 2011 was in both hands that month.

use std::fmt;

use jiff::civil::{Date, date};

/// A date of the register as typed: a year, a month or a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    /// The first and the last day that it may be.
    pub first: Date,
    pub last: Date,
    words: String,
}

impl Dated {
    /// Reads `2011`, `2011-05` or `2011-05-20`.
    pub fn read(text: &str) -> Option<Self> {
        const MONTHS: [&str; 12] =
            ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
        let parts: Vec<&str> = text.trim().split('-').collect();
        let widths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        let is_digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        if !is_digits || ![&[4][..], &[4, 2], &[4, 2, 2]].contains(&widths.as_slice()) {
            return None;
        }
        let year: i16 = parts[0].parse().ok().filter(|year| (1500..=2200).contains(year))?;
        let month: Option<i8> = parts.get(1).map(|month| month.parse().ok()).unwrap_or_default();
        if parts.len() > 1 && !month.is_some_and(|month| (1..=12).contains(&month)) {
            return None;
        }
        let name = |month: i8| MONTHS[month as usize - 1];
        Some(match (month, parts.get(2)) {
            (None, _) => Self { first: date(year, 1, 1), last: date(year, 12, 31), words: year.to_string() },
            (Some(month), None) => {
                let first = date(year, month, 1);
                Self { first, last: first.last_of_month(), words: format!("{} {year}", name(month)) }
            }
            (Some(month), Some(day)) => {
                let day = Date::new(year, month, day.parse().ok()?).ok()?;
                Self { first: day, last: day, words: format!("{} {} {year}", day.day(), name(month)) }
            }
        })
    }
}

impl fmt::Display for Dated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

/// A time from one date to another; open where a date is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Period {
    pub from: Option<Dated>,
    pub to: Option<Dated>,
}

impl Period {
    /// Whether a day lies in it; where the day is not known, it may.
    pub fn covers(&self, day: Option<Date>) -> bool {
        let Some(day) = day else { return true };
        self.from.as_ref().is_none_or(|from| from.first <= day) && self.to.as_ref().is_none_or(|to| day <= to.last)
    }

    /// Whether it has ended by its own words.
    pub fn has_end(&self) -> bool {
        self.to.is_some()
    }

    /// "until May 2020", "since 2014"; nothing where it has neither beginning nor end.
    pub fn words(&self) -> String {
        match (&self.from, &self.to) {
            (None, None) => String::new(),
            (_, Some(to)) => format!("until {to}"),
            (Some(from), None) => format!("since {from}"),
        }
    }
}

/// What of a place a term says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Aspect {
    Operator,
    Parent,
    Kind,
    Name,
    Status,
}

impl Aspect {
    /// As the column `field` of terms.csv spells them.
    pub const ALL: [(&'static str, Self); 6] = [
        ("operator", Self::Operator),
        ("parent", Self::Parent),
        ("parent_organisation", Self::Parent),
        ("kind", Self::Kind),
        ("name", Self::Name),
        ("status", Self::Status),
    ];

    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == text.trim()).map(|(_, aspect)| *aspect)
    }
}

/// What was so of a place for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub aspect: Aspect,
    pub value: String,
    pub period: Period,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Period {
        Period { from: Dated::read(from), to: Dated::read(to) }
    }

    #[test]
    fn dates_of_three_lengths_are_read_and_nothing_else() {
        for (text, words) in [("2011", "2011"), ("2011-05", "May 2011"), ("2020-05-20", "20 May 2020")] {
            assert_eq!(Dated::read(text).map(|dated| dated.to_string()).as_deref(), Some(words));
        }
        for text in ["", "11", "2011-5", "2011-13", "2011-00", "2011-02-30", "20/05/2020", "May 2011", "2011-05-20-1", "-2011", "0011"] {
            assert_eq!(Dated::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_period_counts_from_its_first_day_to_its_last() {
        let until = period("2011-10-01", "2018-08");
        assert!(until.covers(Some(date(2011, 10, 1))) && until.covers(Some(date(2018, 8, 31))) && until.covers(None));
        assert!(!until.covers(Some(date(2011, 9, 30))) && !until.covers(Some(date(2018, 9, 1))));
        assert!(period("", "").covers(Some(date(1900, 1, 1))));
        assert_eq!(until.words(), "until August 2018");
        assert_eq!(period("2014", "").words(), "since 2014");
        assert_eq!(period("", "").words(), "");
    }
}
