//! The paragraphs of the guidance in our own words, from `templates/guidance.toml`, each with the rules that say they check it or why none does.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::rules::{RULES, Rule};

const TEXT: &str = include_str!("../../templates/guidance.toml");

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    /// `¶14`, or `SPT ¶18` of the guidelines of the Subcommittee on Prevention of Torture.
    pub paragraph: String,
    /// What it asks for, in our own words.
    pub in_our_words: String,
    /// Codes of the rules that check it, as they say themselves.
    #[serde(skip)]
    pub rules: Vec<&'static str>,
    /// Why there is none.
    pub why_no_rule: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    paragraph: Vec<Paragraph>,
}

/// Every paragraph, in order.
pub fn paragraphs() -> &'static [Paragraph] {
    static ALL: LazyLock<Vec<Paragraph>> = LazyLock::new(read);
    &ALL
}

fn read() -> Vec<Paragraph> {
    let file: File = toml::from_str(TEXT).expect("the embedded guidance.toml is well formed: a test holds it");
    let mut paragraphs = file.paragraph;
    for paragraph in &mut paragraphs {
        let checks = |rule: &&&Rule| under(rule).contains(&paragraph.paragraph);
        paragraph.rules = RULES.iter().filter(checks).map(|rule| rule.code).collect();
    }
    paragraphs
}

/// The paragraphs under which a rule stands: those it is based on, and those it affects.
fn under(rule: &Rule) -> Vec<String> {
    rule.paragraph.iter().chain(rule.handling.bears_on).flat_map(|named| single(named)).collect()
}

/// `SPT ¶18–19` paragraph by paragraph.
fn single(named: &str) -> Vec<String> {
    let (prefix, numbers) = named.split_once('¶').unwrap_or(("", named));
    let mut ends = numbers.split('–').map(|number| number.trim().parse::<u32>().unwrap_or(0));
    let first = ends.next().unwrap_or(0);
    (first..=ends.next().unwrap_or(first)).map(|number| format!("{prefix}¶{number}")).collect()
}

/// What the paragraphs that a rule is based on ask for, in our own words; empty if it is based on none.
pub fn in_our_words(rule: &Rule) -> String {
    let words: Vec<String> = rule.paragraph.map(named).unwrap_or_default().into_iter().map(|paragraph| paragraph.in_our_words).collect();
    words.join(" ")
}

/// The paragraphs that a rule names, as `¶14` or `SPT ¶18–19`.
pub fn named(by_rule: &str) -> Vec<Paragraph> {
    let wanted = single(by_rule);
    paragraphs().iter().filter(|paragraph| wanted.contains(&paragraph.paragraph)).cloned().collect()
}

/// The paragraph that somebody asks for: `¶14`, `14`, `para 14`, `SPT 18`.
pub fn asked_for(words: &str) -> Option<Paragraph> {
    let words = words.trim().to_lowercase();
    let (is_spt, rest) = words.strip_prefix("spt").map_or((false, words.as_str()), |rest| (true, rest));
    let number: u32 = rest.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
    // A code of a rule, as G141, is no number with a word before it.
    let before = rest.trim_end_matches(|c: char| c.is_ascii_digit()).trim();
    if !["", "¶", "para", "para.", "paragraph"].contains(&before) {
        return None;
    }
    let wanted = format!("{}¶{number}", if is_spt { "SPT " } else { "" });
    paragraphs().iter().find(|paragraph| paragraph.paragraph == wanted).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_paragraph_is_there_with_rules_or_a_reason() {
        let wanted: Vec<String> =
            (1..=16).map(|number| format!("¶{number}")).chain([18, 19, 30].map(|number| format!("SPT ¶{number}"))).collect();
        let all = paragraphs();
        assert_eq!(all.iter().map(|p| p.paragraph.clone()).collect::<Vec<_>>(), wanted);
        for paragraph in all {
            let has_reason = paragraph.why_no_rule.as_ref().is_some_and(|why| !why.trim().is_empty());
            assert!(paragraph.rules.is_empty() == has_reason, "{}: rules, or why there is none", paragraph.paragraph);
            assert!(!paragraph.in_our_words.trim().is_empty(), "{} says nothing", paragraph.paragraph);
        }
    }

    #[test]
    fn every_paragraph_that_a_rule_names_is_there() {
        let all: Vec<String> = paragraphs().iter().map(|paragraph| paragraph.paragraph.clone()).collect();
        for rule in RULES {
            let missing: Vec<String> = under(rule).into_iter().filter(|named| !all.contains(named)).collect();
            assert!(missing.is_empty(), "{} names {missing:?}, which guidance.toml does not have", rule.code);
            assert!(rule.paragraph.is_none() || !in_our_words(rule).is_empty());
        }
    }

    #[test]
    fn a_paragraph_is_found_however_it_is_asked_for() {
        for words in ["¶14", "14", " para 14", "Paragraph 14", "¶ 14"] {
            assert_eq!(asked_for(words).map(|p| p.paragraph).as_deref(), Some("¶14"), "{words}");
        }
        assert_eq!(asked_for("SPT ¶30").map(|p| p.paragraph).as_deref(), Some("SPT ¶30"));
        assert_eq!(asked_for("spt 18").map(|p| p.paragraph).as_deref(), Some("SPT ¶18"));
        for words in ["G141", "17", "SPT 14", "", "¶"] {
            assert_eq!(asked_for(words), None, "{words}");
        }
        assert_eq!(named("SPT ¶18–19").len(), 2);
    }
}
