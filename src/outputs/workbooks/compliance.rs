//! Compliance (member by paragraph) and Coverage (rule by member), in words; colours only repeat what the words say.

use std::collections::BTreeMap;

use super::pages::{headings, text};
use crate::account::Audit;
use crate::book::decisions::DecisionState;
use crate::figures::table::Table;
use crate::model::finding::{Finding, Severity};
use crate::places::Certainty;
use crate::rules::run::Outcome;
use crate::rules::{RULES, by_code};

/// The paragraphs of the guidance that ask something of a member.
pub const PARAGRAPHS: [&str; 9] = ["¶8", "¶9", "¶10", "¶11", "¶12", "¶13", "¶14", "¶15", "¶16"];

/// How a member stands with a paragraph, most serious first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The guidance says never or must, and a finding says otherwise.
    Breach,
    /// Not followed, or no evidence.
    Concern,
    /// To be corrected or explained.
    Query,
    /// Nothing to do: nothing found, for information only, dismissed, or accepted.
    Clear,
    /// Nothing found, but not every rule could be checked.
    Partly,
    /// No rule could be checked.
    NotChecked,
}

impl Standing {
    /// All, most serious first.
    pub const ALL: [Standing; 6] =
        [Standing::Breach, Standing::Concern, Standing::Query, Standing::Clear, Standing::Partly, Standing::NotChecked];
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Standing::Breach => "Breach",
            Standing::Concern => "Concern",
            Standing::Query => "Query",
            Standing::Clear => "Nothing found",
            Standing::Partly => "Partly checked",
            Standing::NotChecked => "Not checked",
        }
    }
}

/// Every member's standing with every paragraph, and the words that say it.
pub fn standings(audit: &Audit) -> BTreeMap<(String, &'static str), (Standing, String)> {
    let mut findings: BTreeMap<(&str, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in &audit.report.findings {
        if let Some(paragraph) = &finding.paragraph {
            findings.entry((&finding.member, paragraph)).or_default().push(finding);
        }
    }
    let mut outcomes: BTreeMap<(&str, &str), (usize, Option<&str>)> = BTreeMap::new();
    for coverage in &audit.report.coverage {
        let Some(paragraph) = by_code(&coverage.rule).and_then(|rule| rule.paragraph) else { continue };
        let (passed, skipped) = outcomes.entry((&coverage.member, paragraph)).or_default();
        match coverage.outcome {
            Outcome::Skipped => *skipped = skipped.or(Some(&coverage.reason)),
            _ => *passed += 1,
        }
        // What fired in one row may not have been checked in another.
        if coverage.outcome == Outcome::Fired && !coverage.reason.is_empty() {
            *skipped = skipped.or(Some(&coverage.reason));
        }
    }
    let mut standings = BTreeMap::new();
    for member in &audit.round.settings.members {
        for paragraph in PARAGRAPHS {
            let key = (member.code.as_str(), paragraph);
            let found = findings.get(&key).map_or(&[][..], Vec::as_slice);
            let standing = standing(audit, found, outcomes.get(&key).copied().unwrap_or_default());
            standings.insert((member.code.clone(), paragraph), standing);
        }
    }
    standings
}

fn standing(audit: &Audit, found: &[&Finding], (passed, skipped): (usize, Option<&str>)) -> (Standing, String) {
    let open: Vec<&&Finding> = found.iter().filter(|f| audit.is_open(f)).collect();
    let worst = open.iter().map(|f| f.severity).max();
    let codes = |of: &[&&Finding]| {
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        of.iter().for_each(|f| *numbers.entry(f.rule.as_str()).or_default() += 1);
        let each = numbers.into_iter().map(|(code, n)| if n == 1 { code.to_string() } else { format!("{code} ×{n}") });
        each.collect::<Vec<_>>().join(", ")
    };
    let worst_open: Vec<&&Finding> = open.iter().copied().filter(|f| Some(f.severity) == worst).collect();
    // Whatever was found, what was not checked is said beside it.
    let also = if skipped.is_some() { "; partly not checked" } else { "" };
    match worst {
        Some(Severity::Breach) => {
            // A breach of which no name is certain is not called one outright.
            let unsure = if worst_open.iter().any(|f| f.certainty == Certainty::Confirmed) { "" } else { " if confirmed" };
            let decided = if worst_open.iter().any(|f| audit.state(&f.id) == DecisionState::Stands) { ", decided to stand" } else { "" };
            (Standing::Breach, format!("Breach{unsure}{decided}: {}{also}", codes(&worst_open)))
        }
        Some(Severity::Concern) => (Standing::Concern, format!("Concern: {}{also}", codes(&worst_open))),
        Some(Severity::Query) => (Standing::Query, format!("Query: {}{also}", codes(&worst_open))),
        Some(Severity::Note) => (clear_unless(skipped), format!("Note: {}{also}", codes(&worst_open))),
        None if !found.is_empty() => {
            (clear_unless(skipped), format!("Dismissed or accepted: {}{also}", codes(&found.iter().collect::<Vec<_>>())))
        }
        None if passed == 0 => (Standing::NotChecked, format!("Not checked: {}", skipped.unwrap_or("no rule"))),
        None => (clear_unless(skipped), format!("Nothing found{also}")),
    }
}

fn clear_unless(skipped: Option<&str>) -> Standing {
    if skipped.is_some() { Standing::Partly } else { Standing::Clear }
}

/// Compliance: member by paragraph.
pub fn compliance(audit: &Audit) -> Table {
    let standings = standings(audit);
    let rows = audit.round.settings.members.iter().map(|member| {
        let mut row = vec![text(&member.code)];
        row.extend(PARAGRAPHS.map(|paragraph| text(&standings[&(member.code.clone(), paragraph)].1)));
        row
    });
    let mut names = vec!["Member"];
    names.extend(PARAGRAPHS);
    Table { name: "Compliance", headings: headings(&names), rows: rows.collect() }
}

/// Coverage: rule by member, and the reasons for skipping by the letter that stands for them.
pub fn coverage(audit: &Audit) -> (Table, Vec<(String, String)>) {
    let mut letters: BTreeMap<&str, String> = BTreeMap::new();
    let mut reasons = Vec::new();
    let mut outcomes: BTreeMap<(&str, &str), String> = BTreeMap::new();
    for coverage in &audit.report.coverage {
        let words = match coverage.outcome {
            Outcome::Passed => "passed".to_string(),
            Outcome::Fired => "FIRED".into(),
            Outcome::Skipped => {
                let next = crate::model::column_letters(letters.len() as u32).to_lowercase();
                let letter = letters.entry(&coverage.reason).or_insert_with(|| {
                    reasons.push((next.clone(), coverage.reason.clone()));
                    next
                });
                format!("skipped ({letter})")
            }
        };
        outcomes.insert((&coverage.rule, &coverage.member), words);
    }
    let rows = RULES.iter().map(|rule| {
        let mut row = vec![text(rule.code)];
        let members = audit.round.settings.members.iter();
        row.extend(members.map(|m| text(outcomes.get(&(rule.code, m.code.as_str())).map_or("", String::as_str))));
        row
    });
    let mut names = vec!["Rule".to_string()];
    names.extend(audit.round.settings.members.iter().map(|m| m.code.clone()));
    (Table { name: "Coverage", headings: names, rows: rows.collect() }, reasons)
}
