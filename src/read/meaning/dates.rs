//! Dates as members type them.

use crate::model::Date;

/// What a text says of a date.
#[derive(Debug, Clone, PartialEq)]
pub enum Spelling {
    /// A date, and the normalisation that was needed if it is not `dd/mm/yyyy`.
    Date(Date, Option<&'static str>),
    /// A date that can be read two ways or only month first: the likelier reading, and why it is doubtful.
    Doubtful(Date, String),
    /// No date.
    None,
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// The months in Welsh, as returns from Wales have them.
const WELSH: [&str; 12] =
    ["ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin", "gorffennaf", "awst", "medi", "hydref", "tachwedd", "rhagfyr"];

/// Words beside a date that say nothing more: a time of day after it.
const IDLE: [&str; 8] = ["of", "the", "at", "am", "pm", "hrs", "approx", "circa"];

/// Reads a text as a date in British order.
pub fn read(text: &str) -> Spelling {
    let lower = text.trim().to_lowercase();
    let mut parts: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty() && !is_weekday(part) && !IDLE.contains(part)).collect();
    // 02062025 and 2jun2025, typed without anything between.
    let joined = if parts.len() == 1 { split_joined(parts[0]) } else { None };
    if let Some(joined) = &joined {
        parts = joined.iter().map(String::as_str).collect();
    }
    // A time after the date, as in an exported "2026-03-31T00:00:00", says nothing more.
    let parts = match parts.as_slice() {
        [y, m, rest, ..] if y.len() == 4 && rest.contains('t') => vec![*y, *m, rest.split('t').next().unwrap_or(rest)],
        [a, b, c, time @ ..] if time.iter().all(|part| part.chars().all(|ch| ch.is_ascii_digit())) => vec![*a, *b, *c],
        _ => return Spelling::None,
    };
    let [first, second, third] = [parts[0], parts[1], parts[2]];
    if first.len() == 4 && first.chars().all(|c| c.is_ascii_digit()) {
        return date(first, month(second), day(third)).map_or(Spelling::None, |d| Spelling::Date(d, Some("year-first date")));
    }
    if let Some(named) = name(second) {
        return date(third, Some(named), day(first)).map_or(Spelling::None, |d| Spelling::Date(d, Some("month in words")));
    }
    if let Some(named) = name(first) {
        return date(third, Some(named), day(second)).map_or(Spelling::None, |d| Spelling::Date(d, Some("month in words")));
    }
    match date(third, month(second), day(first)) {
        Some(read) => Spelling::Date(read, (third.len() == 2).then_some("two-digit year")),
        None => match date(third, month(first), day(second)) {
            Some(read) => Spelling::Doubtful(read, "it seems to be typed month first".into()),
            None => Spelling::None,
        },
    }
}

/// Day, month and year typed as one word.
fn split_joined(word: &str) -> Option<[String; 3]> {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if is_digits(word) && word.len() == 8 {
        // A year first is a year of our time; 20 as a day would be followed by a month.
        let parts = if word.starts_with("19") || (word.starts_with("20") && &word[2..4] > "12") {
            [&word[..4], &word[4..6], &word[6..]]
        } else {
            [&word[..2], &word[2..4], &word[4..]]
        };
        return Some(parts.map(String::from));
    }
    let from = word.find(|c: char| c.is_alphabetic())?;
    let to = word.rfind(|c: char| c.is_alphabetic()).map(|at| at + word[at..].chars().next().map_or(1, char::len_utf8))?;
    let (day, month, year) = (&word[..from], &word[from..to], &word[to..]);
    (is_digits(day) && is_digits(year) && name(month).is_some()).then(|| [day, month, year].map(String::from))
}

fn is_weekday(part: &str) -> bool {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|day| part.starts_with(day)) && name(part).is_none()
}

fn name(part: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|month| part.len() >= 3 && (month.starts_with(part) || part == "sept" && *month == "september"));
    // Welsh months after English ones: "mai" is May in both by chance, and "mawrth" begins no English month.
    let at = at.or_else(|| WELSH.iter().position(|month| part.len() >= 3 && month.starts_with(part)))?;
    Some(at as i8 + 1)
}

fn month(part: &str) -> Option<i8> {
    part.parse().ok().filter(|month| (1..=12).contains(month)).or_else(|| name(part))
}

fn day(part: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| part.strip_suffix(ending)).unwrap_or(part);
    digits.parse().ok()
}

fn date(year: &str, month: Option<i8>, day: Option<i8>) -> Option<Date> {
    let number: i16 = year.parse().ok()?;
    let year = match year.len() {
        4 => number,
        2 if number < 70 => 2000 + number,
        2 => 1900 + number,
        _ => return None,
    };
    Date::new(year, month?, day?).ok()
}

/// The date of a serial number, counted in days from the workbook's epoch; `None` outside 1950 to 2100, where nobody's date lies.
pub fn from_serial(serial: f64, is_1904: bool) -> Option<Date> {
    let days = serial.floor() + if is_1904 { 1462.0 } else { 0.0 };
    if !(18_264.0..73_416.0).contains(&days) {
        return None;
    }
    Date::new(1899, 12, 30).ok()?.checked_add(jiff::Span::new().days(days as i64)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn british_spellings_are_one_date() {
        let expected = jiff::civil::date(2025, 6, 2);
        for text in [
            "02/06/2025",
            "2/6/25",
            "2.6.2025",
            "02-06-2025",
            "2025-06-02",
            "2 June 2025",
            "2nd June 2025",
            "Monday 2 Jun 2025",
            "June 2, 2025",
            "2-Jun-25",
            "2025-06-02T00:00:00",
            "02/06/2025 00:00",
            "2nd of June 2025",
            "Monday, 2nd of June, 2025",
            "2 June 2025 at 10:30 am",
            "02062025",
            "20250602",
            "2Jun2025",
            "2jun25",
            "2 Mehefin 2025",
            "2–6–2025",
            "2. June 2025",
        ] {
            assert!(matches!(read(text), Spelling::Date(date, _) if date == expected), "{text}: {:?}", read(text));
        }
        assert_eq!(from_serial(45_810.0, false), Some(expected));
        assert_eq!(from_serial(45_810.0 - 1462.0, true), Some(expected));
    }

    #[test]
    fn month_first_is_doubtful_and_nonsense_is_none() {
        assert!(matches!(read("06/30/2025"), Spelling::Doubtful(..)));
        for text in ["", "soon", "31/02/2025", "2025", "June 2025", "tbc", "99/99/9999"] {
            assert_eq!(read(text), Spelling::None, "{text}");
        }
        assert_eq!(from_serial(3.0, false), None);
    }
}
