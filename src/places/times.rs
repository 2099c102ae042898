//! When somebody left a place, as the words beside its name say: "left 2019", "2015 to March 2019", "since 2015".

use super::tokens::Token;

/// When somebody left, as far as the words tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Time {
    /// The year of leaving.
    Left(i16),
    /// A time without leaving: "since 2015", "2015 to now".
    Other,
    /// Words about leaving from which no year can be told: "left 1012".
    Unclear(String),
}

/// Words that say that somebody left, before a date.
pub(super) const LEAVING: &[&str] = &[
    "left", "until", "untill", "till", "til", "upto", "to", "ended", "ending", "end", "finished", "retired", "departed", "resigned",
    "leaving", "ceased", "leaver", "exit", "exited", "last",
];

/// Words that may stand between such a word and the year, besides months.
const OF_DATES: &[&str] = &[
    "in",
    "on",
    "the",
    "end",
    "of",
    "early",
    "late",
    "mid",
    "about",
    "around",
    "circa",
    "c",
    "ca",
    "approx",
    "approximately",
    "year",
    "spring",
    "summer",
    "autumn",
    "winter",
    "there",
    "this",
    "that",
    "post",
    "employment",
    "service",
    "role",
    "from",
    "it",
    "was",
];

/// Months, with which a time may begin.
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
];

/// Words for a time that has not ended.
const STILL: &[&str] = &["now", "present", "date", "today", "current", "currently", "ongoing", "presently"];

/// A year that somebody can have left in; the same without the century.
fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|year| word.len() == 4 && (1940..=2100).contains(year))
}

fn is_of_date(word: &str) -> bool {
    OF_DATES.contains(&word) || MONTHS.contains(&word)
}

/// Whether a word or mark may stand before the year of a date: "the 3rd of May", "05 /".
fn may_precede_year(token: &Token) -> bool {
    is_of_date(&token.word) || token.word == "/" || (is_number(&token.word) && token.word.len() < 4)
}

fn is_number(word: &str) -> bool {
    word.chars().next().is_some_and(|c| c.is_ascii_digit())
}

/// A time that begins at a token, and how many tokens it takes.
pub(super) fn time_at(tokens: &[Token], text: &str) -> Option<(Time, usize)> {
    let opened = usize::from(tokens[0].word == "(" || tokens[0].word == "[");
    let rest = &tokens[opened..];
    let first = rest.first()?;
    let (time, mut taken) = range_at(rest).or_else(|| leaving_at(rest, text, opened > 0)).or_else(|| since_at(rest, first))?;
    if opened > 0 {
        // A bracket that says more than a time is no time.
        if !rest.get(taken).is_some_and(|token| token.word == ")" || token.word == "]") {
            return None;
        }
        taken += 1;
    }
    Some((time, taken + opened))
}

/// "2015-2019", "May 2015 to March 2019", "2015 to now".
fn range_at(tokens: &[Token]) -> Option<(Time, usize)> {
    let skip = |from: usize| from + tokens[from.min(tokens.len())..].iter().take_while(|token| may_precede_year(token)).count();
    let first = if tokens[0].word == "from" || is_number(&tokens[0].word) || MONTHS.contains(&tokens[0].word.as_str()) {
        skip(0)
    } else {
        return None;
    };
    year(&tokens.get(first)?.word)?;
    let join = tokens.get(first + 1)?;
    if !matches!(join.word.as_str(), "-" | "\u{2013}" | "\u{2014}" | "to" | "until" | "till" | "/") {
        return None;
    }
    let at = skip(first + 2);
    let last = tokens.get(at).map_or("", |token| token.word.as_str());
    match (year(last), STILL.contains(&last)) {
        (Some(left), _) => Some((Time::Left(left), at + 1)),
        (_, true) => Some((Time::Other, at + 1)),
        // "2015-19": the century is that of the first year.
        _ => {
            let short = tokens.get(first + 2).filter(|token| token.word.len() == 2)?;
            let (from, to): (i16, i16) = (tokens[first].word.parse().ok()?, short.word.parse().ok()?);
            let left = from - from % 100 + to;
            (left >= from).then_some((Time::Left(left), first + 3))
        }
    }
}

/// "left 2019", "until March 2019", "retired in 2019"; a word of leaving whose year cannot be told is unclear.
fn leaving_at(tokens: &[Token], text: &str, is_bracket: bool) -> Option<(Time, usize)> {
    let first = tokens[0].word.as_str();
    if !LEAVING.contains(&first) {
        return None;
    }
    let mut at = 1;
    let mut found = None;
    let mut has_number = false;
    while let Some(token) = tokens.get(at).filter(|_| at < 10) {
        let word = token.word.as_str();
        if let Some(year) = year(word) {
            found = Some(year);
            at += 1;
            break;
        }
        if STILL.contains(&word) && first != "left" {
            return Some((Time::Other, at + 1));
        }
        let is_of_date = is_of_date(word) || LEAVING.contains(&word);
        if is_number(word) || (token.is_word && word.len() <= 3 && word.starts_with('\'')) {
            has_number = true;
        } else if !is_of_date && !matches!(word, "/" | "-" | "." | "'" | "\u{2019}") {
            break;
        }
        at += 1;
    }
    match found {
        Some(left) => Some((Time::Left(left), at)),
        // "to" and "end" alone are ordinary words; with a number that is no year they are left to be asked about.
        None if matches!(first, "to" | "end" | "last" | "exit") => None,
        None if has_number || (first == "left" && (is_bracket || at >= tokens.len())) => {
            let to = tokens.get(at.max(1) - 1).map_or(text.len(), |token| token.to);
            Some((Time::Unclear(text[tokens[0].from..to].to_string()), at))
        }
        None => None,
    }
}

/// "since 2015", "from May 2015".
fn since_at(tokens: &[Token], first: &Token) -> Option<(Time, usize)> {
    if !matches!(first.word.as_str(), "since" | "from" | "joined" | "started" | "there") {
        return None;
    }
    let between = tokens[1..].iter().take_while(|token| may_precede_year(token)).count();
    let at = tokens.get(1 + between).filter(|token| year(&token.word).is_some()).map(|_| between + 2)?;
    Some((Time::Other, at))
}
