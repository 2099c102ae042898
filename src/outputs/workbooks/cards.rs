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
use crate::places::Certainty;

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
        List::Unsupported => "Declared without support (nothing else in the returns shows why)",
        List::NotCheckable => "Not checked",
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
        Some((end, _)) => format!("{}… (whole in the column {whole} of the workbook)", &line[..end]),
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
    let who = joined(&[or(who, "no name"), whose], ", ");
    // What a member declares of a person is about no assignment.
    if ["Assignment ref", "Place", "Start date", "End date", "Activity", "Lead member"].iter().all(|heading| of(heading).is_empty()) {
        return lines([("Who", who), ("Work", "no assignment; it is about the person's own row".into())]);
    }
    let when = match (of("Start date"), of("End date")) {
        (from, to) if from == to => or(from, "no day that can be read"),
        (from, to) => format!("{} to {}", or(from, "?"), or(to, "?")),
    };
    let role = of("Team role");
    let role = if role.is_empty() { role } else { format!("as {role}") };
    lines([
        ("Who", who),
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
    let list = List::ALL.into_iter().find(|list| list.name() == of("List"));
    let kind = list.map_or("", kind_in_words);
    let kind = if rank.is_empty() { kind.to_string() } else { format!("{kind} ({rank})") };
    let sure = match of("Certainty").as_str() {
        "confirmed" if list == Some(List::Unsupported) => "the member declares it",
        "confirmed" => "the person and the place are certain",
        "probable" => "likely; a name is spelled nearly like another, and the coordinator is to confirm that it is the one meant",
        "possible" => Doubt::of(list, &of("What was found")).words(),
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
        open.push(format!("{more} more, in the column Caveats of the workbook"));
    }
    lines([
        ("Kind", kind),
        ("Why", typed(&of("Why it is a conflict"), "What was found")),
        ("How sure", sure.to_string()),
        ("Also open", open.join("; ")),
        ("See also", of("See also")),
    ])
}

/// What it is that nobody knows yet of a case that is only possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    Place,
    Person,
    Words,
    Assessment,
    Register,
    DayLeft,
    RelatedPlace,
    AfterSecondment,
    Other,
}

impl Doubt {
    /// By the words of what was found.
    fn of(list: Option<List>, message: &str) -> Self {
        let says = |words: &str| message.contains(words);
        match () {
            () if says("; the secondment ended ") => Doubt::AfterSecondment,
            () if says("if that is the place meant") => Doubt::Place,
            () if says("; the reference ") => Doubt::Person,
            () if says("is to avoid \"") || says("the words speak of") => Doubt::Words,
            () if says("date is not known") => Doubt::Assessment,
            () if says("the register does not know") => Doubt::Register,
            () if list == Some(List::NearMiss) && !says("the same place, ") && !says("that place") => Doubt::RelatedPlace,
            () if says("it is not known when the person left") => Doubt::DayLeft,
            () => Doubt::Other,
        }
    }
    /// In a word or two, for a line of the first page.
    fn in_short(self) -> &'static str {
        match self {
            Doubt::Place => "place unclear",
            Doubt::Person => "person unclear",
            Doubt::Words => "words to be read",
            Doubt::Assessment => "date unknown",
            Doubt::Register => "place unknown",
            Doubt::DayLeft => "day left unknown",
            Doubt::RelatedPlace => "a related place",
            Doubt::AfterSecondment => "after secondment",
            Doubt::Other => "not certain",
        }
    }
    fn words(self) -> &'static str {
        match self {
            Doubt::Place => "not certain; the name of a place can mean another place as well, and the member is asked which",
            Doubt::Person => "not certain that this is the person; the member is asked who was assigned",
            Doubt::Words => "not certain; these are words, not the name of a place, and have to be read by somebody",
            Doubt::Assessment => "not certain; the assessment has no date, so it may have been made after the visit",
            Doubt::Register => "not certain; the register of places does not know a name, and the two names are alike",
            Doubt::DayLeft => "not certain; the return does not say when the person left",
            Doubt::RelatedPlace => "it is a related place, not the place itself",
            Doubt::AfterSecondment => "the secondment had ended shortly before the visit",
            Doubt::Other => "not certain; the member is asked",
        }
    }
}

/// Whether somebody has still to say of whom or of which place a case is, or when: that a place is related, or a secondment ended, is certain.
pub(super) fn is_unsure(list: List, certainty: Certainty, message: &str) -> bool {
    match certainty {
        Certainty::Probable => true,
        Certainty::Possible => !matches!(Doubt::of(Some(list), message), Doubt::RelatedPlace | Doubt::AfterSecondment),
        Certainty::Confirmed | Certainty::Unknown => false,
    }
}

/// How sure a case is, in a word or two.
pub(super) fn in_two_words(list: List, certainty: Certainty, message: &str) -> &'static str {
    match certainty {
        Certainty::Confirmed if list == List::Unsupported => "declared",
        Certainty::Confirmed => "names certain",
        Certainty::Probable => "name likely",
        Certainty::Possible => Doubt::of(Some(list), message).in_short(),
        Certainty::Unknown => "not checked",
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
        assert!(why_and_how_sure(&of).contains("1 more, in the column Caveats of the workbook"));
    }

    #[test]
    fn what_is_not_certain_is_told_apart_and_a_tie_that_ended_is_no_related_place() {
        let near = Some(List::NearMiss);
        for (list, message, doubt) in [
            (near, "R (S01) was assigned to HMP Swaleside and is seconded from HMP Elmley: both are in one cluster", Doubt::RelatedPlace),
            (
                near,
                "R (T01) was assigned to HMP Hull and used to work at HMP Hull: the same place, HMP/YOI Hull; it is not known when the person left",
                Doubt::DayLeft,
            ),
            (near, "R (T01) was assigned to HMP Hull and used to work at that place; the reference S01 is another person's", Doubt::Person),
            (
                near,
                "R (S01) was assigned to HMP Hull and is seconded from that place; the secondment ended 40 days before",
                Doubt::AfterSecondment,
            ),
            (
                Some(List::Conflict),
                "R (S01) was assigned to P and is seconded from P: the same place, HMP P, if that is the place meant: two have the name",
                Doubt::Place,
            ),
        ] {
            assert_eq!(Doubt::of(list, message), doubt, "{message}");
        }
    }

    #[test]
    fn a_case_without_an_assignment_is_not_said_to_have_an_unreadable_one() {
        let of = |heading: &str| if heading == "Person ref" { "S01".to_string() } else { String::new() };
        let text = who_where_and_when(&of);
        assert!(text.contains("Work: no assignment") && !text.contains("When: "), "{text}");
    }
}
