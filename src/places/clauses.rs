//! The text of a cell as clauses: what stands between brackets, commas, and words such as "and", "previously", "on loan from".
//!
//! Times are taken out first, and each belongs to the clause before it: "HMP Wandsworth (left 2012), HMP Hull (left 2023)".

use super::name::squash;
pub(super) use super::times::Time;
use super::times::{LEAVING, time_at};
use super::tokens::{Token, with_names};

/// What joins a clause to what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// The beginning.
    Start,
    /// "and", "also", "&", a stroke: one more, as certain as the first.
    And,
    /// A comma, colon, dash or full stop: one more, or something about the first.
    Mark,
    /// A bracket.
    Bracket,
    /// "on loan from", "seconded from": where the person comes from.
    From,
    /// "previously", "formerly": where the person was.
    Past,
    /// "then", "moved to", "on loan to": where the person went.
    Then,
    /// "or": one of two.
    Or,
    /// "not", "never at": where the person is said not to be.
    Not,
}

impl Join {
    /// Whether words join the two, which say outright that another place follows.
    pub fn is_said(self) -> bool {
        !matches!(self, Join::Start | Join::Mark | Join::Bracket)
    }
}

/// A clause with its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause {
    pub join: Join,
    pub text: String,
    pub time: Option<Time>,
    /// Names in it that are known as they stand.
    pub names: Vec<String>,
}

/// Words that join, longest first where one begins another.
const JOINS: &[(&str, Join)] = &[
    ("as well as", Join::And),
    ("and also", Join::And),
    ("and", Join::And),
    ("also", Join::And),
    ("plus", Join::And),
    ("now at", Join::And),
    ("now", Join::And),
    ("currently at", Join::And),
    ("currently", Join::And),
    ("but", Join::And),
    ("on loan from", Join::From),
    ("loan from", Join::From),
    ("loaned from", Join::From),
    ("on secondment from", Join::From),
    ("secondment from", Join::From),
    ("seconded from", Join::From),
    ("detached from", Join::From),
    ("on detached duty from", Join::From),
    ("transferred from", Join::From),
    ("moved from", Join::From),
    ("came from", Join::From),
    ("prior to that", Join::Past),
    ("prior to this", Join::Past),
    ("prior to", Join::Past),
    ("before that", Join::Past),
    ("before this", Join::Past),
    ("previously at", Join::Past),
    ("previously", Join::Past),
    ("previous", Join::Past),
    ("prev", Join::Past),
    ("formerly at", Join::Past),
    ("formerly of", Join::Past),
    ("formerly", Join::Past),
    ("earlier", Join::Past),
    ("originally", Join::Past),
    ("used to be at", Join::Past),
    ("used to work at", Join::Past),
    ("ex", Join::Past),
    ("was at", Join::Past),
    ("once at", Join::Past),
    ("beforehand", Join::Past),
    ("prior", Join::Past),
    ("in the past", Join::Past),
    ("at one time", Join::Past),
    ("before then", Join::Past),
    ("before", Join::Then),
    ("on loan to", Join::Then),
    ("loaned to", Join::Then),
    ("on secondment to", Join::Then),
    ("seconded to", Join::Then),
    ("detached to", Join::Then),
    ("transferred to", Join::Then),
    ("moved to", Join::Then),
    ("followed by", Join::Then),
    ("and then", Join::Then),
    ("then", Join::Then),
    ("later", Join::Then),
    ("subsequently", Join::Then),
    ("afterwards", Join::Then),
    ("or", Join::Or),
    ("either", Join::Or),
    ("never worked at", Join::Not),
    ("has never worked at", Join::Not),
    ("never been to", Join::Not),
    ("never", Join::Not),
    ("no longer at", Join::Not),
    ("no longer", Join::Not),
    ("no connection with", Join::Not),
    ("no connection to", Join::Not),
    ("no links with", Join::Not),
    ("no links to", Join::Not),
    ("not", Join::Not),
    ("except", Join::Not),
    ("excluding", Join::Not),
    ("other than", Join::Not),
    ("apart from", Join::Not),
    ("rather than", Join::Not),
    ("instead of", Join::Not),
];

/// The clauses of a text. A name that is known as it stands is never parted: `is_name` says whether a piece of the text is one.
pub(super) fn clauses(text: &str, is_name: &dyn Fn(&str) -> bool) -> Vec<Clause> {
    let tokens = with_names(text, is_name);
    let mut reader = Reader { text, out: Vec::new(), join: Join::Start, span: None, early: None, names: Vec::new() };
    let mut at = 0;
    while at < tokens.len() {
        if let Some((time, taken)) = time_at(&tokens[at..], text) {
            reader.time(time);
            at += taken;
        } else if let Some((join, taken)) = join_at(&tokens, at) {
            reader.end(join);
            at += taken;
        } else if let Some(join) = mark_at(&tokens, at, text) {
            reader.end(join);
            if matches!(tokens[at].word.as_str(), ")" | "]" | "}" | ".") {
                reader.close();
            }
            at += 1;
        } else {
            // "HMP Leeds HMP Hull": a second designation begins a second name.
            let is_second = !reader.names.is_empty() && tokens[at].is_name;
            if is_second || (designates(&tokens, at) && reader.has_name()) {
                reader.end(Join::Mark);
            }
            reader.take(&tokens[at]);
            at += 1;
        }
    }
    reader.end(Join::Mark);
    reader.close();
    reader.out
}

/// Words with which the name of a place of detention begins.
pub(super) const BEGINS: &[&str] = &["hmp", "hmyoi", "hmpyoi", "hmirc", "yoi", "irc", "stc", "cem", "carchar"];

/// Whether a token is such a word, and a name follows it.
fn designates(tokens: &[Token], at: usize) -> bool {
    let word = |at: usize| tokens.get(at).filter(|token| token.is_word).map_or("", |token| token.word.as_str());
    let is_one = |at: usize| BEGINS.contains(&word(at)) || (word(at) == "hm" && matches!(word(at + 1), "prison" | "yoi"));
    tokens[at].is_name || (is_one(at) && !word(at + 1).is_empty() && !is_one(at + 1))
}

/// Clauses as they are read: how the next one is joined, and from where to where it goes so far.
struct Reader<'a> {
    text: &'a str,
    out: Vec<Clause>,
    join: Join,
    span: Option<(usize, usize)>,
    /// A time that stands before the first clause.
    early: Option<Time>,
    /// The known names in the clause so far.
    names: Vec<String>,
}

impl Reader<'_> {
    /// Whether the clause so far has a designation and words of a name after it.
    fn has_name(&self) -> bool {
        let Some((from, to)) = self.span else { return false };
        let words: Vec<String> = self.text[from..to].split_whitespace().map(squash).collect();
        let designation = words.iter().position(|word| BEGINS.contains(&word.as_str()) || word == "hm");
        let is_name = |word: &String| !word.is_empty() && !BEGINS.contains(&word.as_str()) && word != "prison" && word != "and";
        designation.is_some_and(|at| words[at + 1..].iter().any(is_name))
    }

    /// At the end of a bracket or text: words such as "previously" with no name after them belong to the name before, as in "(Wandsworth previously)".
    fn close(&mut self) {
        if !matches!(self.join, Join::Past | Join::Then) {
            return;
        }
        if let Some(last) = self.out.last_mut().filter(|last| !last.join.is_said()) {
            last.join = Join::Past;
        }
        self.join = Join::Mark;
    }

    fn take(&mut self, token: &Token) {
        let from = self.span.map_or(token.from, |(from, _)| from);
        self.span = Some((from, token.to));
        if token.is_name {
            self.names.push(self.text[token.from..token.to].to_string());
        }
    }

    fn end(&mut self, next: Join) {
        let text = self.span.take().map(|(from, to)| self.text[from..to].trim()).filter(|text| !squash(text).is_empty());
        match text {
            Some(text) => {
                let names = std::mem::take(&mut self.names);
                self.out.push(Clause { join: self.join, text: text.into(), time: self.early.take(), names });
                self.join = next;
            }
            // "(formerly": what words say counts, not the bracket before them.
            None if next.is_said() || !self.join.is_said() => {
                self.join = if self.out.is_empty() && !next.is_said() { Join::Start } else { next };
            }
            None => {}
        }
    }

    /// A time belongs to the clause before it; one at the beginning to the clause after it.
    fn time(&mut self, time: Time) {
        self.end(Join::Mark);
        let Some(last) = self.out.last_mut() else {
            self.early = Some(time);
            return;
        };
        last.time = Some(match (last.time.take(), time) {
            (Some(Time::Left(a)), Time::Left(b)) => Time::Left(a.max(b)),
            (Some(known), Time::Other) => known,
            (Some(known @ Time::Unclear(_)), _) => known,
            (_, time) => time,
        });
    }
}

/// Whether a word, in small letters, may begin words that join clauses, or speak of leaving.
pub(super) fn begins_a_join(word: &str) -> bool {
    JOINS.iter().any(|(words, _)| words.split(' ').next() == Some(word)) || LEAVING.contains(&word)
}

/// Words that join the next clause, and how many tokens they take.
fn join_at(tokens: &[Token], at: usize) -> Option<(Join, usize)> {
    // "Police and Crime Commissioner" is one office.
    if tokens.get(at + 1).is_some_and(|next| next.word == "crime") {
        return None;
    }
    JOINS.iter().find_map(|(words, join)| {
        let mut count = 0;
        let fits = words.split(' ').all(|word| {
            let fits = tokens.get(at + count).is_some_and(|token| token.word == word);
            count += 1;
            fits
        });
        // "ex-HMP": the hyphen belongs to the word.
        let hyphen = usize::from(*words == "ex" && tokens.get(at + count).is_some_and(|token| token.word == "-"));
        fits.then_some((*join, count + hyphen))
    })
}

/// A mark that ends a clause, and what it joins.
fn mark_at(tokens: &[Token], at: usize, text: &str) -> Option<Join> {
    let token = &tokens[at];
    if token.is_word {
        return None;
    }
    let is_spaced = token.from == 0 || text[..token.from].ends_with(char::is_whitespace);
    let ends_sentence = || {
        let is_begun = |next: &Token| next.is_name || text[next.from..].starts_with(char::is_uppercase);
        let begins = tokens.get(at + 1).is_some_and(|next| next.is_word && is_begun(next));
        begins && at > 0 && tokens[at - 1].word.chars().count() > 2
    };
    match token.word.as_str() {
        "(" | "[" | "{" => Some(Join::Bracket),
        ")" | "]" | "}" => Some(Join::Mark),
        "/" | "&" | "+" => Some(Join::And),
        "," | ";" | ":" | "\u{2013}" | "\u{2014}" | "|" | "\u{2022}" | ">" | "\u{2192}" => Some(Join::Mark),
        "-" if is_spaced => Some(Join::Mark),
        "." if ends_sentence() => Some(Join::Mark),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(Join, String, Option<Time>)> {
        clauses(text, &|_| false).into_iter().map(|clause| (clause.join, clause.text, clause.time)).collect()
    }

    fn one(join: Join, text: &str, time: Option<Time>) -> (Join, String, Option<Time>) {
        (join, text.into(), time)
    }

    #[test]
    fn words_and_marks_part_clauses() {
        for (text, second) in [
            ("HMP Leeds (spouse works at HMP Hull)", one(Join::Bracket, "spouse works at HMP Hull", None)),
            ("HMP Leeds, previously HMP Hull", one(Join::Past, "HMP Hull", None)),
            ("HMP Leeds (formerly at HMP Hull)", one(Join::Past, "HMP Hull", None)),
            ("HMP Leeds (on loan from HMP Hull)", one(Join::From, "HMP Hull", None)),
            ("HMP Leeds and HMP Hull", one(Join::And, "HMP Hull", None)),
            ("HMP Leeds & HMP Hull", one(Join::And, "HMP Hull", None)),
            ("HMP Leeds; also HMP Hull", one(Join::And, "HMP Hull", None)),
            ("HMP Leeds then HMP Hull", one(Join::Then, "HMP Hull", None)),
            ("HMP Leeds - HMP Hull", one(Join::Mark, "HMP Hull", None)),
            ("HMP Leeds. Prior to that HMP Hull", one(Join::Past, "HMP Hull", None)),
            ("HMP Leeds, ex-HMP Hull", one(Join::Past, "HMP Hull", None)),
            ("HMP Leeds not HMP Hull", one(Join::Not, "HMP Hull", None)),
        ] {
            assert_eq!(shown(text), [one(Join::Start, "HMP Leeds", None), second], "{text}");
        }
        assert_eq!(shown("ex-HMP Leeds"), [one(Join::Past, "HMP Leeds", None)]);
        assert_eq!(shown("St. Mary's Kenmure"), [one(Join::Start, "St. Mary's Kenmure", None)]);
        assert_eq!(shown("Newton-le-Willows"), [one(Join::Start, "Newton-le-Willows", None)]);
        assert!(shown("").is_empty() && shown("(),;").is_empty());
    }

    #[test]
    fn a_known_name_is_not_parted() {
        let is_name = |text: &str| ["Kent Police \u{2013} Dover suite", "River House / Hill Unit", "HMP/YOI Isis"].contains(&text);
        for (text, first, second) in [
            ("Kent Police \u{2013} Dover suite, River House / Hill Unit", "Kent Police \u{2013} Dover suite", "River House / Hill Unit"),
            ("HMP/YOI Isis (River House / Hill Unit)", "HMP/YOI Isis", "River House / Hill Unit"),
            ("HMP/YOI Isis River House / Hill Unit", "HMP/YOI Isis", "River House / Hill Unit"),
        ] {
            let found = clauses(text, &is_name);
            let texts: Vec<&str> = found.iter().map(|clause| clause.text.as_str()).collect();
            assert_eq!(texts, [first, second], "{text}");
            assert_eq!(found[1].names, [second]);
        }
    }

    #[test]
    fn a_year_of_leaving_belongs_to_the_clause_before_it() {
        let left = |year| Some(Time::Left(year));
        for (text, time) in [
            ("HMP Hull (left 2019)", left(2019)),
            ("HMP Hull, left 2019", left(2019)),
            ("HMP Hull left in March 2019", left(2019)),
            ("HMP Hull (left May 2019)", left(2019)),
            ("HMP Hull (left 31/05/2019)", left(2019)),
            ("HMP Hull until 2019", left(2019)),
            ("HMP Hull (until end of 2019)", left(2019)),
            ("HMP Hull 2015-2019", left(2019)),
            ("HMP Hull (2015 \u{2013} 2019)", left(2019)),
            ("HMP Hull (2015-19)", left(2019)),
            ("HMP Hull from 2015 to 2019", left(2019)),
            ("HMP Hull (May 2015 to March 2019)", left(2019)),
            ("HMP Hull to March 2019", left(2019)),
            ("HMP Hull, retired 2019", left(2019)),
            ("HMP Hull (2015 to now)", Some(Time::Other)),
            ("HMP Hull since 2015", Some(Time::Other)),
            ("HMP Hull (left 1012)", Some(Time::Unclear("left 1012".into()))),
            ("HMP Hull (left)", Some(Time::Unclear("left".into()))),
            ("HMP Hull (left '19)", Some(Time::Unclear("left '19".into()))),
            ("left 2019 HMP Hull", left(2019)),
        ] {
            assert_eq!(shown(text), [one(Join::Start, "HMP Hull", time)], "{text}");
        }
        assert_eq!(
            shown("HMP Wandsworth (left 2012), HMP Hull (left 2023)"),
            [one(Join::Start, "HMP Wandsworth", left(2012)), one(Join::Mark, "HMP Hull", left(2023))]
        );
        assert_eq!(
            shown("HMP Hull (left 2019) and HMP Wandsworth"),
            [one(Join::Start, "HMP Hull", left(2019)), one(Join::And, "HMP Wandsworth", None)]
        );
    }
}
