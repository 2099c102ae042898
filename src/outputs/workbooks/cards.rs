//! The three cells of a card on Conflicts, made of the other columns of its row, so that the card of the redacted workbook is made of what may be
//! shown: who, where and when; why, and how sure; safeguard, answer and what was decided before.

use std::collections::HashMap;

use crate::book::choices;
use crate::book::decisions;
use crate::book::headings::CARD;
use crate::conflicts::List;
use crate::figures::table::{Datum, Table};
use crate::model::show_date;
use crate::outputs::redact::Redaction;

/// What begins a line of a card; it is shown in bold.
pub(super) const LABELS: [&str; 15] = [
    "Who",
    "Where",
    "When",
    "Work",
    "Lead",
    "Listed by",
    "Kind",
    "Why",
    "How sure",
    "Also open",
    "See also",
    "Safeguard",
    "Answer",
    "Before",
    "Now",
];
/// Caveats that a card shows; the rest stand in their column.
const MOST_CAVEATS: usize = 3;
/// Characters of what somebody typed that a card shows; the whole text stands in its column.
const MOST_TYPED: usize = 200;

/// Between the caveats of one cell.
pub(super) const BETWEEN_CAVEATS: &str = "\n";

/// A list in words that need no explanation.
pub(super) fn kind_in_words(list: List) -> &'static str {
    match list {
        List::Conflict => "Conflict",
        List::NearMiss => "Near miss (a related place, or a tie that has ended)",
        List::Unsupported => "Declared as a conflict, and nothing else in the returns shows why",
        List::NotCheckable => "Could not be checked",
    }
}

/// What the words of the cards mean, in one line.
pub(super) const LEGEND: &str = "Breach: the guidance says never or must. Concern: it is not followed, or nothing shows that it is. Query: to be corrected or \
                                 explained. ¶: the 2014 guidance; SPT ¶: the UN's guidelines.";

/// Which member a person works with: "seconded to CIW".
fn whose(kind: &str, member: &str) -> String {
    match (kind, member) {
        (_, "") => String::new(),
        ("secondee", member) => format!("seconded to {member}"),
        ("other staff", member) => format!("on the staff of {member}"),
        (_, member) => format!("a person of {member}"),
    }
}

/// A table for readers who may not see names: its cards are made of what may be shown of their rows.
pub(super) fn redacted(redaction: &Redaction, table: &Table) -> Table {
    let mut table = redaction.table(table);
    compose(&mut table);
    table
}

/// Writes the three cells of each card from the other columns of its row.
pub(super) fn compose(table: &mut Table) {
    let at: HashMap<String, usize> = table.headings.iter().enumerate().map(|(at, heading)| (heading.clone(), at)).collect();
    let Some(cards) = CARD.iter().map(|heading| at.get(*heading).copied()).collect::<Option<Vec<usize>>>() else { return };
    for row in &mut table.rows {
        let of = |heading: &str| at.get(heading).map_or(String::new(), |at| shown(&row[*at]));
        let texts = [who_where_and_when(&of), why_and_how_sure(&of), answer_and_before(&of)];
        for (col, text) in cards.iter().zip(texts) {
            row[*col] = Datum::Text(text);
        }
    }
}

fn shown(datum: &Datum) -> String {
    match datum {
        Datum::Date(date) => show_date(*date),
        other => other.text().unwrap_or_default(),
    }
}

/// Lines with a label each; what is empty has no line.
fn lines(parts: impl IntoIterator<Item = (&'static str, String)>) -> String {
    let lines = parts.into_iter().filter(|(_, text)| !text.is_empty());
    lines.map(|(label, text)| if label.is_empty() { text } else { format!("{label}: {text}") }).collect::<Vec<_>>().join("\n")
}

fn or(text: String, instead: &str) -> String {
    if text.trim().is_empty() { instead.into() } else { text }
}

fn joined(parts: &[String], by: &str) -> String {
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(by)
}

/// What somebody typed, on one line and no longer than a card has room for.
fn typed(text: &str, whole: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST_TYPED) {
        Some((end, _)) => format!("{}… (whole under {whole})", &line[..end]),
        None => line,
    }
}

fn who_where_and_when(of: &dyn Fn(&str) -> String) -> String {
    let (own, member) = (of("Person's member"), of("Member"));
    let reference = of("Person ref");
    let who = match (of("Full name"), reference.as_str()) {
        (name, "") => name,
        (name, reference) if name.is_empty() => reference.to_string(),
        (name, reference) => format!("{name} ({reference})"),
    };
    let whose = whose(&of("Kind of person"), &own);
    let when = match (of("Start date"), of("End date")) {
        (from, to) if from == to => or(from, "no day that can be read"),
        (from, to) => format!("{} to {}", or(from, "?"), or(to, "?")),
    };
    let role = of("Team role");
    let role = if role.is_empty() { role } else { format!("as {role}") };
    lines([
        ("Who", joined(&[or(who, "no name"), whose], ", ")),
        ("Where", or(of("Place"), "not named")),
        ("When", when),
        ("Work", or(joined(&[of("Activity"), role], ", "), "not said")),
        ("Lead", or(of("Lead member"), "no member named")),
        ("Listed by", if own.is_empty() || member == own { String::new() } else { format!("{member}, in its return") }),
    ])
}

fn why_and_how_sure(of: &dyn Fn(&str) -> String) -> String {
    let (paragraph, severity) = (of("Paragraph"), of("Severity"));
    let rank = joined(&[paragraph, severity], ", ");
    let list = List::ALL.into_iter().find(|list| list.name() == of("List")).map_or("", kind_in_words);
    let kind = if rank.is_empty() { list.to_string() } else { format!("{list} ({rank})") };
    let is_near_miss = of("List") == List::NearMiss.name();
    let sure = match of("Certainty").as_str() {
        "confirmed" => "the person and the place are certain",
        "probable" => "likely; a name is spelled nearly like another, and the coordinator is to confirm that it is the one meant",
        "possible" if is_near_miss => "it is a related place, not the place itself",
        "possible" => what_is_not_certain(&of("What was found")),
        _ => "it could not be checked",
    };
    let caveats = of("Caveats");
    let caveats: Vec<&str> = caveats.split(BETWEEN_CAVEATS).filter(|caveat| !caveat.is_empty()).collect();
    // In short two caveats may be the same words: these are said once.
    let mut open: Vec<String> = Vec::new();
    for caveat in caveats.iter().map(|caveat| in_short(caveat)) {
        if !open.contains(&caveat) {
            open.push(caveat);
        }
    }
    let more = open.len().saturating_sub(MOST_CAVEATS);
    open.truncate(MOST_CAVEATS);
    if more > 0 {
        open.push(format!("{more} more, under Caveats"));
    }
    lines([
        ("Kind", kind),
        ("Why", typed(&of("Why it is a conflict"), "What was found")),
        ("How sure", sure.to_string()),
        ("Also open", open.join("; ")),
        ("See also", of("See also")),
    ])
}

/// Of what is only possible, what it is that nobody knows yet.
fn what_is_not_certain(message: &str) -> &'static str {
    let says = |words: &str| message.contains(words);
    match () {
        () if says("if that is the place meant") => {
            "not certain; the name of a place can mean another place as well, and the member is asked which"
        }
        () if says("; the reference ") => "not certain that this is the person; the member is asked who was assigned",
        () if says("is to avoid \"") || says("the words speak of") => {
            "not certain; these are words, not the name of a place, and have to be read by somebody"
        }
        () if says("date is not known") => "not certain; the assessment has no date, so it may have been made after the visit",
        () if says("the register does not know") => "not certain; the register of places does not know a name, and the two names are alike",
        () => "not certain; the member is asked",
    }
}

/// A caveat as a card has room for it: what is wrong, to the first comma. By which rule, and where it is, stands under Caveats.
fn in_short(caveat: &str) -> String {
    let Some((_, fault)) = caveat.split_once(": ") else { return caveat.to_string() };
    let explained = if fault.ends_with(')') { fault.rfind(" (").map_or("", |at| &fault[at..]) } else { "" };
    let words = fault.strip_suffix(explained).unwrap_or(fault);
    let words = words.split(", ").next().unwrap_or(words);
    let mut letters = words.chars();
    let start = letters.next().map_or_else(String::new, |first| first.to_lowercase().collect());
    // A paragraph or a code keeps its capital letters.
    let words =
        if letters.as_str().starts_with(|c: char| c.is_lowercase() || c == ' ') { start + letters.as_str() } else { words.to_string() };
    format!("{words}{explained}")
}

fn answer_and_before(of: &dyn Fn(&str) -> String) -> String {
    let decision = of("Decision");
    let is_odd = !decision.is_empty() && !choices::ALL.contains(&decision.as_str());
    let missing =
        ["Decision note", decisions::OWNER, decisions::DUE].map(|heading| if of(heading).is_empty() { heading } else { "" }.to_string());
    let now = match is_odd {
        true => "what is typed as the decision is none of the choices; choose one".to_string(),
        false if choices::asks_for_action(&decision) && missing.iter().any(|heading| !heading.is_empty()) => {
            format!("action required; still to be given: {}", joined(&missing, ", "))
        }
        false => {
            let decided = [("by", "Decided by"), ("on", "Decided on")].map(|(word, heading)| match of(heading) {
                text if text.is_empty() || decision.is_empty() => text,
                text => format!("{word} {text}"),
            });
            match decision.is_empty() || decided.iter().all(String::is_empty) {
                true => standing_in_words(&of("Stands")),
                false => format!("{}, decided {}", of("Stands").to_lowercase(), joined(&decided, " ")),
            }
        }
    };
    lines([
        ("Safeguard", or(typed(&of("Safeguard applied"), "Safeguard applied"), "none given")),
        ("Answer", or(typed(&of("Member's answer"), "Member's answer"), "none yet")),
        ("Before", or(typed(&of("Decided before"), "Decided before"), "nothing decided")),
        ("Now", now),
    ])
}

/// How a case stands, where the card has said already how sure it is.
fn standing_in_words(stands: &str) -> String {
    match stands.split_once(", to decide") {
        Some(("Answered", "")) => "to be decided; the member has answered".into(),
        Some((_, "")) => "to be decided".into(),
        _ => stands.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_of_a_card_is_known_as_one() {
        let of = |heading: &str| match heading {
            "Member" => "HMIP".to_string(),
            "Person's member" => "CIW".into(),
            "Caveats" => "a\nb\nc\nd".into(),
            "See also" => "card 5".into(),
            _ => String::new(),
        };
        for text in [who_where_and_when(&of), why_and_how_sure(&of), answer_and_before(&of)] {
            for line in text.lines() {
                let label = line.split(": ").next().unwrap_or("");
                assert!(LABELS.contains(&label), "{line}");
            }
        }
        assert!(why_and_how_sure(&of).contains("1 more, under Caveats"));
    }
}
