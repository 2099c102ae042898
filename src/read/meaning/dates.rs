//! Dates as members type them. The whole of a text is read: only what has the form of a time may follow a date, and whatever else stands beside
//! it makes the cell one to ask about.

use crate::model::{Date, unread};

/// What a text says of a date.
#[derive(Debug, Clone, PartialEq)]
pub enum Spelling {
    /// A date, and the normalisation that was needed if it is not `dd/mm/yyyy`.
    Date(Date, Option<&'static str>),
    /// A date that can be read two ways, or on another weekday than is said: the likelier reading, and why it is doubtful.
    Doubtful(Date, String),
    /// A date that can only be month first.
    MonthFirst(Date),
    /// No date, or more than one: why.
    Not(&'static str),
}

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// The months in Welsh, as returns from Wales have them.
const WELSH: [&str; 12] =
    ["ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin", "gorffennaf", "awst", "medi", "hydref", "tachwedd", "rhagfyr"];

/// The days of the week.
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A stretch of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    Digits(&'a str),
    Word(&'a str),
    Space,
    Mark(char),
}

/// Reads a text as a date in British order.
pub fn read(text: &str) -> Spelling {
    let lower = text.trim().to_lowercase();
    let tokens = tokens(&lower);
    match first_date(&tokens) {
        Some((spelling, end)) if is_time(&tokens[end..]) => spelling,
        _ => Spelling::Not(fault(&tokens)),
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let (token, length) = if c.is_ascii_digit() {
            let length = run(|c| c.is_ascii_digit());
            (Token::Digits(&rest[..length]), length)
        } else if c.is_alphabetic() {
            let length = run(char::is_alphabetic);
            (Token::Word(&rest[..length]), length)
        } else if c.is_whitespace() {
            (Token::Space, run(char::is_whitespace))
        } else {
            (Token::Mark(c), c.len_utf8())
        };
        found.push(token);
        rest = &rest[length..];
    }
    found
}

/// The date with which a text begins, and where it ends.
fn first_date(tokens: &[Token]) -> Option<(Spelling, usize)> {
    let mut at = 0;
    let mut weekday = None;
    if let Some(Token::Word(word)) = tokens.first()
        && let Some(day) = weekday_of(word)
    {
        weekday = Some(day);
        at = gap(tokens, 1);
    }
    if tokens.get(at) == Some(&Token::Word("the")) {
        at = gap(tokens, at + 1);
    }
    let (spelling, end) = match tokens.get(at) {
        // 02062025, typed without anything between.
        Some(Token::Digits(digits)) if digits.len() == 8 => (joined(digits)?, at + 1),
        _ => in_parts(tokens, at)?,
    };
    let spelling = match (spelling, weekday) {
        (Spelling::Date(date, _), Some(said)) if date.weekday().to_monday_zero_offset() != said => {
            let is = WEEKDAYS[date.weekday().to_monday_zero_offset() as usize];
            Spelling::Doubtful(date, format!("that day is a {}{}", is[..1].to_uppercase(), &is[1..]))
        }
        (spelling, _) => spelling,
    };
    Some((spelling, end))
}

/// Three parts in a row, with what may stand between them.
fn in_parts(tokens: &[Token], at: usize) -> Option<(Spelling, usize)> {
    let (first, end) = part(tokens, at)?;
    let (second, end) = part(tokens, gap(tokens, end))?;
    let (third, end) = part(tokens, gap(tokens, end))?;
    if first.len() == 4 && is_digits(first) {
        let date = date(first, month(second), day(third))?;
        return Some((Spelling::Date(date, Some("year-first date")), end));
    }
    if let Some(named) = name(second) {
        return Some((Spelling::Date(date(third, Some(named), day(first))?, Some("month in words")), end));
    }
    if let Some(named) = name(first) {
        return Some((Spelling::Date(date(third, Some(named), day(second))?, Some("month in words")), end));
    }
    let spelling = match date(third, month(second), day(first)) {
        Some(read) => Spelling::Date(read, (third.len() == 2).then_some("two-digit year")),
        None => Spelling::MonthFirst(date(third, month(first), day(second))?),
    };
    Some((spelling, end))
}

/// A day, month or year, a day with its ending, and where it ends.
fn part<'a>(tokens: &[Token<'a>], at: usize) -> Option<(&'a str, usize)> {
    match tokens.get(at)? {
        Token::Digits(digits) => match tokens.get(at + 1) {
            Some(Token::Word("st" | "nd" | "rd" | "th")) if digits.len() <= 2 => Some((digits, at + 2)),
            _ => Some((digits, at + 1)),
        },
        Token::Word(word) => Some((word, at + 1)),
        _ => None,
    }
}

/// Where the next part begins: at most two marks, spaces and "of" may stand between two parts.
fn gap(tokens: &[Token], from: usize) -> usize {
    let (mut at, mut marks) = (from, 0);
    loop {
        match tokens.get(at) {
            Some(Token::Space) => {}
            Some(Token::Mark('/' | '-' | '.' | ',' | '\'' | '\u{2019}' | '\u{2010}'..='\u{2015}' | '\u{2212}')) if marks < 2 => marks += 1,
            Some(Token::Word("of")) => {}
            _ => return at,
        }
        at += 1;
    }
}

/// Day, month and year typed as eight figures.
fn joined(digits: &str) -> Option<Spelling> {
    // A year first is a year of our time; 20 as a day would be followed by a month.
    let is_year_first = digits.starts_with("19") || (digits.starts_with("20") && &digits[2..4] > "12");
    let (year, month_, day_) = match is_year_first {
        true => (&digits[..4], &digits[4..6], &digits[6..]),
        false => (&digits[4..], &digits[2..4], &digits[..2]),
    };
    Some(Spelling::Date(date(year, month(month_), day(day_))?, is_year_first.then_some("year-first date")))
}

/// Whether what follows a date is nothing or has the form of a time: an exported "2026-03-31T00:00:00", "at 10.30 am", "0900 hrs".
fn is_time(tokens: &[Token]) -> bool {
    let skipped = |token: &&Token| matches!(token, Token::Space | Token::Mark(',') | Token::Word("t" | "at"));
    let introduced = tokens.iter().take_while(skipped).count();
    let rest: Vec<Token> = tokens[introduced..].iter().copied().filter(|token| *token != Token::Space).collect();
    let rest = match rest.as_slice() {
        [kept @ .., Token::Mark('.')] => kept,
        rest => rest,
    };
    let hour = |digits: &str| digits.len() <= 2 && digits.parse::<u8>().is_ok_and(|hour| hour <= 24);
    let minute = |digits: &str| digits.len() == 2 && digits.parse::<u8>().is_ok_and(|minute| minute < 60);
    let zone = |tokens: &[Token]| match tokens {
        [] | [Token::Word("am" | "pm" | "h" | "hrs" | "hours" | "z" | "utc" | "gmt" | "bst")] => true,
        [Token::Mark('+' | '-'), Token::Digits(hours)] => hours.len() == 4,
        [Token::Mark('+' | '-'), Token::Digits(hours), Token::Mark(':'), Token::Digits(minutes)] => hour(hours) && minute(minutes),
        _ => false,
    };
    match rest {
        [] => !tokens[..introduced].iter().any(|token| matches!(token, Token::Word(_))),
        [Token::Word("am" | "pm")] => true,
        [
            Token::Digits(h),
            Token::Mark(':'),
            Token::Digits(m),
            Token::Mark(':'),
            Token::Digits(s),
            Token::Mark('.'),
            Token::Digits(_),
            rest @ ..,
        ] => hour(h) && minute(m) && minute(s) && zone(rest),
        [Token::Digits(h), Token::Mark(':'), Token::Digits(m), Token::Mark(':'), Token::Digits(s), rest @ ..] => {
            hour(h) && minute(m) && minute(s) && zone(rest)
        }
        [Token::Digits(h), Token::Mark(':'), Token::Digits(m), rest @ ..] => hour(h) && minute(m) && zone(rest),
        // With a point between, it might be a day and a month.
        [Token::Digits(h), Token::Mark('.'), Token::Digits(m), Token::Word("am" | "pm" | "h" | "hrs" | "hours")] => hour(h) && minute(m),
        [Token::Digits(h), Token::Word("am" | "pm")] => hour(h),
        [Token::Digits(both), Token::Word("h" | "hrs" | "hours")] => both.len() == 4 && hour(&both[..2]) && minute(&both[2..]),
        _ => false,
    }
}

/// Why a text is not one date.
fn fault(tokens: &[Token]) -> &'static str {
    let (mut ends, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        let follows_figure = at > 0 && matches!(tokens[at - 1], Token::Digits(_));
        match first_date(&tokens[at..]) {
            Some((_, length)) if !follows_figure => {
                ends.push((at, at + length));
                at += length;
            }
            _ => at += 1,
        }
    }
    let between = |from: usize, to: usize| tokens[from..to].iter().any(|token| is_range(token));
    let has_figure = |tokens: &[Token]| tokens.iter().any(|token| matches!(token, Token::Digits(_)));
    match ends.as_slice() {
        [] => unread::NOT_A_DATE,
        [(_, first), .., (last, _)] if between(*first, *last) => unread::RANGE,
        [_, _, ..] => unread::TWO_DATES,
        // "06/10 - 17/10/2025", "6 to 17 October 2025": the first day without its year.
        [(start, end)] => match has_figure(&tokens[..*start]) && between(0, *start) || has_figure(&tokens[*end..]) {
            true => unread::RANGE,
            false => unread::DATE_AND_MORE,
        },
    }
}

/// Whether something stands between two ends of a period.
fn is_range(token: &Token) -> bool {
    matches!(
        token,
        Token::Mark('-' | '\u{2010}'..='\u{2015}' | '\u{2212}') | Token::Word("to" | "until" | "till" | "through" | "i" | "hyd")
    )
}

fn is_digits(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
}

fn weekday_of(word: &str) -> Option<i8> {
    let at = WEEKDAYS
        .iter()
        .position(|day| word.len() >= 3 && day.starts_with(word) || matches!((word, *day), ("thurs", "thursday") | ("weds", "wednesday")));
    at.map(|at| at as i8)
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
    (is_digits(part) && part.len() <= 2).then(|| part.parse().ok())?
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
        assert!(matches!(read("06/30/2025"), Spelling::MonthFirst(_)));
        for text in ["", "soon", "31/02/2025", "2025", "June 2025", "tbc", "99/99/9999"] {
            assert!(matches!(read(text), Spelling::Not(_)), "{text}");
        }
        assert_eq!(from_serial(3.0, false), None);
    }

    #[test]
    fn what_stands_beside_a_date_is_said() {
        let faults = [
            ("31/05/2025, 31/05/2027", unread::TWO_DATES),
            ("31/05/2025 and 31/05/2027", unread::TWO_DATES),
            ("31/05/2025; 1 June 2026", unread::TWO_DATES),
            ("31/05/2025\n31/05/2027", unread::TWO_DATES),
            ("31/05/2025 31/05/2027", unread::TWO_DATES),
            ("02/06/2025 (was 01/06/2025)", unread::TWO_DATES),
            ("06/10/2025 - 17/10/2025", unread::RANGE),
            ("06/10/2025-17/10/2025", unread::RANGE),
            ("06/10 - 17/10/2025", unread::RANGE),
            ("6 to 17 October 2025", unread::RANGE),
            ("6-17 October 2025", unread::RANGE),
            ("6 October to 17 October 2025", unread::RANGE),
            ("06/10/2025 to 17/10", unread::RANGE),
            ("2025-10-06 – 2025-10-17", unread::RANGE),
            ("31/05/2025 (tbc)", unread::DATE_AND_MORE),
            ("31/05/2025?", unread::DATE_AND_MORE),
            ("from 1 May 2025", unread::DATE_AND_MORE),
            ("circa 1 May 2025", unread::DATE_AND_MORE),
            ("31/05/2025 approx", unread::DATE_AND_MORE),
            ("31/05/2025 12.06", unread::RANGE),
            ("c. 2024", unread::NOT_A_DATE),
            ("2024/25", unread::NOT_A_DATE),
        ];
        for (text, why) in faults {
            assert_eq!(read(text), Spelling::Not(why), "{text}");
        }
        assert!(matches!(read("Tuesday 2 June 2025"), Spelling::Doubtful(_, why) if why == "that day is a Monday"));
    }

    use proptest::prelude::*;

    proptest! {
        /// Whatever is written after a date changes what is read, or is asked about; a time alone says nothing more.
        #[test]
        fn nothing_after_a_date_is_dropped(day in 1..=28i8, month in 1..=12i8, year in 1990..=2060i16, how in 0..5usize, more in "[ ,;/.(-]{0,2}[a-z0-9 /:.,()?-]{0,12}") {
            let date = Date::new(year, month, day).expect("a date");
            let named = MONTHS[month as usize - 1];
            let text = match how {
                0 => format!("{day:02}/{month:02}/{year}"),
                1 => format!("{year}-{month:02}-{day:02}"),
                2 => format!("{day} {named} {year}"),
                3 => format!("{named} {day}, {year}"),
                _ => format!("{day}.{month}.{:02}", year % 100),
            };
            let says_more = more.chars().any(|c| c.is_alphanumeric() || "?/-(".contains(c));
            let is_time = more.contains(':') || ["am", "pm", "h"].iter().any(|word| more.contains(word));
            let read_as = read(&format!("{text}{more}"));
            if says_more && !is_time && let Spelling::Date(read, _) = read_as {
                prop_assert_ne!(read, date, "{}{}", text, more);
            }
        }
    }
}
