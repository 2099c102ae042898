//! Sentences with figures for the paper to the business meeting and for the annual report (¶16): what changed, by how much, where, with which
//! caveats. They name members, never persons or places, and round nothing away: a figure that is not known is said not to be.

use std::collections::BTreeMap;

use crate::account::Audit;
use crate::book::decisions::{DecisionState, is_conflict, state};
use crate::figures::earlier::{TYPED, membership};
use crate::figures::flow::{Movement, all_flow, signed};
use crate::figures::ranges::{Range, Ranges, is_open};
use crate::model::finding::Severity;
use crate::model::{ALL, Basis, Measure, Status, show_date};
use crate::places::Certainty;

/// A heading and the sentences under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NarrativeParagraph {
    /// The heading.
    pub heading: &'static str,
    /// The sentences.
    pub text: String,
}

/// A number with its noun: "no secondees", "1 secondee", "4 secondees".
pub fn counted(number: i64, one: &str, many: &str) -> String {
    match number {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    }
}

/// Words in a row: "A", "A and B", "A, B and C".
pub fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn verb(number: i64) -> &'static str {
    if number == 1 { "was" } else { "were" }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// What a range adds to a sentence.
fn could_be(range: Option<Range>, shown: impl Fn(f64) -> String) -> String {
    match range {
        None => String::new(),
        Some(range) if range.is_exact() => String::new(),
        Some(range) if range.is_open_ended => {
            format!(" (at least {}, depending on open queries and outstanding returns)", shown(range.low))
        }
        Some(range) => {
            format!(" (between {} and {}, depending on open queries and outstanding returns)", shown(range.low), shown(range.high))
        }
    }
}

/// All paragraphs.
pub fn paragraphs(audit: &Audit, ranges: &Ranges) -> Vec<NarrativeParagraph> {
    let paragraph = |heading, sentences: Vec<String>| NarrativeParagraph {
        heading,
        text: sentences.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" "),
    };
    vec![
        paragraph("Returns", returns(audit)),
        paragraph("Reliance on secondees (¶10)", reliance(audit, ranges)),
        paragraph("Where it changed", changes(audit)),
        paragraph("Conflicts of interest (¶12–14)", conflicts(audit)),
        paragraph("Following the guidance (¶8–16)", compliance(audit)),
        paragraph("How sure the figures are", caveats(audit, ranges)),
    ]
}

/// Members whose file has a status, by code.
pub fn members_with(audit: &Audit, status: Status) -> Vec<String> {
    let is = |code: &String| audit.round.received.iter().any(|f| f.member == *code && f.status == status);
    let is_used = |code: &String| audit.round.submission(code).is_some();
    let codes = audit.round.settings.members.iter().filter(|m| m.not_applicable.is_none()).map(|m| m.code.clone());
    codes.filter(|code| is(code) && (matches!(status, Status::Nil | Status::Received) || !is_used(code))).collect()
}

/// How many members a return is asked of.
pub fn asked(audit: &Audit) -> usize {
    audit.round.settings.members.iter().filter(|m| m.not_applicable.is_none() || audit.round.submission(&m.code).is_some()).count()
}

fn returns(audit: &Audit) -> Vec<String> {
    let settings = &audit.round.settings;
    let (used, asked) = (audit.round.returns.len() as i64, asked(audit));
    let nil = members_with(audit, Status::Nil).len() as i64;
    let nil = match nil {
        0 => String::new(),
        1 => " 1 of these is a nil return.".into(),
        n => format!(" {n} of these are nil returns."),
    };
    let missing = |status, words: &str| {
        let members = members_with(audit, status);
        if members.is_empty() { String::new() } else { format!("{}: {}.", words, listed(&members)) }
    };
    let excused: Vec<String> = settings.members.iter().filter(|m| m.not_applicable.is_some()).map(|m| m.code.clone()).collect();
    vec![
        format!(
            "For the year to {}, {used} of {asked} members {} returned the survey.{nil}",
            show_date(settings.census),
            if used == 1 { "has" } else { "have" }
        ),
        missing(Status::Outstanding, "Outstanding"),
        missing(Status::Rejected, "Returned, but the file could not be used"),
        if excused.is_empty() { String::new() } else { format!("No return was asked of {}.", listed(&excused)) },
    ]
}

/// What a figure did since last year.
fn since(now: f64, then: Option<f64>, year: i16, shown: impl Fn(f64) -> String) -> String {
    match then {
        None => format!("; there is no figure for {year} to compare with"),
        Some(then) if then == now => format!(", the same as in {year}"),
        Some(then) if now > then => format!(", {} more than in {year} ({})", shown(now - then), shown(then)),
        Some(then) => format!(", {} fewer than in {year} ({})", shown(then - now), shown(then)),
    }
}

fn reliance(audit: &Audit, ranges: &Ranges) -> Vec<String> {
    let settings = &audit.round.settings;
    let year = settings.year;
    let before = audit.last_year().unwrap_or(year - 1);
    let of = |year, measure, basis| audit.figure(year, ALL, measure, basis);
    let number = |value: f64| format!("{value}");
    if audit.round.returns.is_empty() {
        return vec!["No return is in use, so nothing can be said of this year.".into()];
    }
    let range = |measure, basis| ranges.get(ALL, measure, basis);
    let broad = of(year, Measure::SecondeesCensus, Basis::Broad);
    vec![
        match broad {
            None => "How many secondees were in post at the census date is not known of any member.".to_string(),
            Some(broad) => format!(
                "At the census date, {} of all arrangements {} in post on NPM work{}{}.",
                counted(broad as i64, "secondee", "secondees"),
                verb(broad as i64),
                could_be(range(Measure::SecondeesCensus, Basis::Broad), number),
                since(broad, of(before, Measure::SecondeesCensus, Basis::Broad), before, number)
            ),
        },
        unsaid(audit),
        broad.map_or_else(String::new, |broad| like_for_like(audit, broad, of(before, Measure::SecondeesCensus, Basis::Broad))),
        match (broad.map(|broad| broad as i64), of(year, Measure::SecondeesCensus, Basis::Narrow)) {
            (Some(0), _) => String::new(),
            (_, None) => "How many of them were on secondment is not known of any member.".into(),
            (_, Some(narrow)) => format!(
                "Counted narrowly (secondments only) there {} {}{}{}.",
                verb(narrow as i64),
                counted(narrow as i64, "secondee", "secondees"),
                could_be(range(Measure::SecondeesCensus, Basis::Narrow), number),
                since(narrow, of(before, Measure::SecondeesCensus, Basis::Narrow), before, number)
            ),
        },
        match of(year, Measure::SecondeeShare, Basis::Broad) {
            None => "The share of NPM staff who are secondees is not known.".to_string(),
            Some(share) => {
                let then = of(before, Measure::SecondeeShare, Basis::Broad);
                let then = then.map_or(String::new(), |then| format!("; in {before} it was {}", percent(then)));
                let could_be = could_be(range(Measure::SecondeeShare, Basis::Broad), percent);
                format!("Secondees were {} of all NPM staff{could_be}{then}.", percent(share))
            }
        },
        using(audit, ranges),
        match (of(year, Measure::SecondeesNew, Basis::Broad), of(year, Measure::SecondeesEnded, Basis::Broad)) {
            (Some(new), Some(ended)) => format!(
                "{} began and {} ended in the year.",
                capital(&counted(new as i64, "arrangement", "arrangements")),
                if ended == 0.0 { "none".to_string() } else { format!("{ended}") }
            ),
            _ => "How many arrangements began and ended in the year is not known.".into(),
        },
    ]
}

/// How many members used secondees.
fn using(audit: &Audit, ranges: &Ranges) -> String {
    let count = audit.count(audit.round.settings.year, ALL, Measure::MembersUsing, Basis::Broad);
    let baseline = audit.figure(2013, ALL, Measure::MembersUsing, Basis::Broad);
    let baseline = baseline.map_or(String::new(), |n| format!("; in May 2013 it was {n} of 20"));
    match count.and_then(|count| count.value) {
        None => format!("How many members used secondees in the year is not known{baseline}."),
        Some(using) => format!(
            "{using} of {} members with a return used secondees in the year{}{baseline}.",
            audit.round.returns.len(),
            could_be(ranges.get(ALL, Measure::MembersUsing, Basis::Broad), |value| format!("{value}"))
        ),
    }
}

/// The members with a return whose number of secondees is not known, and that the sums leave out.
fn unsaid(audit: &Audit) -> String {
    let settings = &audit.round.settings;
    let is_unsaid = |code: &str| {
        let count = audit.count(settings.year, code, Measure::SecondeesCensus, Basis::Broad);
        audit.round.submission(code).is_some() && count.is_some_and(|count| count.value.is_none())
    };
    let members: Vec<String> = settings.members.iter().filter(|m| is_unsaid(&m.code)).map(|m| m.code.clone()).collect();
    match members.is_empty() {
        true => String::new(),
        false => {
            format!("This leaves out {}: cells that decide how many secondees were in post are blank or cannot be read.", listed(&members))
        }
    }
}

/// The change among members with a figure in both years, where it is not the change of the sums.
fn like_for_like(audit: &Audit, now: f64, then: Option<f64>) -> String {
    let flow = all_flow(&audit.flows, Basis::Broad);
    let alike = audit.flows.iter().filter(|f| f.basis == Basis::Broad && f.opening.is_ok() && f.closing.is_ok()).count() as i64;
    match (flow.opening, flow.closing, then) {
        (Ok(opening), Ok(closing), Some(then)) if closing - opening != (now - then) as i64 => format!(
            "Like for like, in the {} with a figure in both years, the number went from {opening} to {closing}.",
            counted(alike, "member", "members")
        ),
        _ => String::new(),
    }
}

/// Members by how far their broad figure moved.
fn changes(audit: &Audit) -> Vec<String> {
    let mut rose: Vec<(i64, String)> = Vec::new();
    let mut fell: Vec<(i64, String)> = Vec::new();
    let (mut same, mut unknown, mut unsaid) = (0, Vec::new(), Vec::new());
    let mut totals: BTreeMap<Movement, i64> = BTreeMap::new();
    for flow in audit.flows.iter().filter(|f| f.basis == Basis::Broad) {
        let (Ok(opening), Ok(closing)) = (&flow.opening, &flow.closing) else {
            match (&flow.opening, &flow.closing) {
                (_, Ok(_)) => unknown.push(flow.member.clone()),
                (Ok(_), Err(_)) if audit.round.submission(&flow.member).is_some() => unsaid.push(flow.member.clone()),
                _ => {}
            }
            continue;
        };
        for row in &flow.rows {
            *totals.entry(row.change).or_default() += if row.change == Movement::Recount { row.effect } else { 1 };
        }
        let change = closing - opening;
        let words = format!("{} ({} to {closing})", flow.member, opening);
        match change {
            0 => same += 1,
            1.. => rose.push((-change, words)),
            _ => fell.push((change, words)),
        }
    }
    if audit.round.last.is_none() {
        return vec!["There is no earlier workbook to compare with.".into()];
    }
    rose.sort();
    fell.sort();
    let names = |moved: Vec<(i64, String)>| listed(&moved.into_iter().map(|(_, words)| words).collect::<Vec<_>>());
    let of = |change| totals.get(&change).copied().unwrap_or(0);
    let sentence = |moved: Vec<(i64, String)>, verb: &str| match moved.is_empty() {
        true => format!("In no member did the number {verb}."),
        false => format!("The number {} in {}.", if verb == "rise" { "rose" } else { "fell" }, names(moved)),
    };
    let otherwise = of(Movement::Reclassified);
    vec![
        sentence(rose, "rise"),
        sentence(fell, "fall"),
        format!("It stayed the same in {}.", counted(same, "member", "members")),
        format!(
            "Person by person: {} joined, {} left, {} stayed{}{}{}.",
            of(Movement::Joined),
            of(Movement::Left),
            of(Movement::Stayed) + of(Movement::MovedHome),
            match of(Movement::MovedHome) {
                0 => String::new(),
                n => format!(" ({n} of them now seconded from another place)"),
            },
            if otherwise == 0 {
                String::new()
            } else {
                format!(", {} counted differently than last year", counted(otherwise, "person was", "persons were"))
            },
            match of(Movement::Recount) {
                0 => String::new(),
                n => format!("; last year's published figures and its rows differ by {}", signed(n)),
            }
        ),
        if unknown.is_empty() {
            String::new()
        } else {
            format!("No comparison is possible for {}: last year has no figure.", listed(&unknown))
        },
        if unsaid.is_empty() {
            String::new()
        } else {
            format!(
                "No comparison is possible for {}: this year's figure is not known, as cells are blank or cannot be read.",
                listed(&unsaid)
            )
        },
    ]
}

fn conflicts(audit: &Audit) -> Vec<String> {
    let conflicts: Vec<_> = audit.report.findings.iter().filter(|f| is_conflict(f)).collect();
    let breaches = |certain: bool| {
        conflicts.iter().filter(|f| f.severity == Severity::Breach && (f.certainty == Certainty::Confirmed) == certain).count() as i64
    };
    let in_state = |wanted| conflicts.iter().filter(|f| state(f, &audit.decisions) == wanted).count() as i64;
    let members: std::collections::BTreeSet<String> = conflicts
        .iter()
        .filter(|f| f.severity == Severity::Breach && f.certainty == Certainty::Confirmed)
        .map(|f| f.member.clone())
        .collect();
    let members: Vec<String> = members.into_iter().collect();
    let unsure = breaches(false);
    let open = in_state(DecisionState::ToDecide) + in_state(DecisionState::ToConfirm);
    let unchecked = audit.not_checked() as i64;
    vec![
        match breaches(true) {
            0 => "No assignment was found that the guidance forbids with certainty.".into(),
            n => format!(
                "{} found where the guidance says that there must be none (¶13–14), in the returns of {}.",
                capital(&counted(n, "assignment was", "assignments were")),
                listed(&members)
            ),
        },
        if unsure == 0 {
            String::new()
        } else {
            format!(
                "{} may be breaches as well, depending on names that must be confirmed.",
                capital(&counted(unsure, "further assignment", "further assignments"))
            )
        },
        match unchecked {
            0 => String::new(),
            n => format!(
                "{} not be checked, because the register does not know a place.",
                capital(&counted(n, "assignment could", "assignments could"))
            ),
        },
        match (conflicts.len(), open) {
            (0, _) => String::new(),
            (n, 0) => format!("All {n} rows of Conflicts are decided or await the member."),
            (n, open) => {
                let (awaiting, decided) = (in_state(DecisionState::Awaiting), in_state(DecisionState::Decided));
                let rows = counted(n as i64, "row of Conflicts", "rows of Conflicts");
                let needs = if open == 1 { "needs" } else { "need" };
                let mut rest = Vec::new();
                rest.extend((awaiting > 0).then(|| format!("{awaiting} awaiting the member")));
                rest.extend((decided > 0).then(|| format!("{decided} decided")));
                let rest = if rest.is_empty() { String::new() } else { format!(", with {}", listed(&rest)) };
                format!("Of {rows}, {open} still {needs} a decision{rest}.")
            }
        },
    ]
}

fn compliance(audit: &Audit) -> Vec<String> {
    let mut by_paragraph: BTreeMap<u8, (std::collections::BTreeSet<&str>, &str)> = BTreeMap::new();
    for finding in audit.report.findings.iter().filter(|f| f.severity >= Severity::Concern && is_open(f)) {
        let Some(paragraph) = finding.paragraph.as_deref() else { continue };
        let Ok(number) = paragraph.trim_start_matches('¶').parse::<u8>() else { continue };
        by_paragraph.entry(number).or_insert_with(|| (Default::default(), paragraph)).0.insert(&finding.member);
    }
    let used = audit.round.returns.len();
    if by_paragraph.is_empty() {
        return vec![format!("Nothing was found that departs from ¶8–16 in {} with a return.", counted(used as i64, "member", "members"))];
    }
    let each: Vec<String> = by_paragraph.values().map(|(members, paragraph)| format!("{paragraph} in {}", members.len())).collect();
    vec![format!("Of {used} members with a return, departures from the guidance or missing evidence were found under {}.", listed(&each))]
}

fn caveats(audit: &Audit, ranges: &Ranges) -> Vec<String> {
    let settings = &audit.round.settings;
    let open = audit.report.findings.iter().filter(|f| f.severity == Severity::Query && is_open(f)).count() as i64;
    let on_counts = ranges.matters.iter().filter(|m| m.secondees != (0, 0)).count() as i64;
    let coverage = &audit.report.coverage;
    let skipped = coverage.iter().filter(|c| c.outcome == crate::rules::run::Outcome::Skipped).count();
    let before = audit.last_year();
    let now = membership(settings.census);
    let then = before.and_then(|year| jiff_year(settings.census, year)).and_then(membership);
    let typed: Vec<String> = {
        let of = audit.counts.iter().filter(|c| c.reason.as_deref().is_some_and(|r| r.starts_with(TYPED)));
        let years: std::collections::BTreeSet<i16> = of.map(|c| c.year).collect();
        years.into_iter().map(|year| year.to_string()).collect()
    };
    vec![
        format!("{} open, of which {on_counts} could change the number of secondees.", capital(&counted(open, "query is", "queries are"))),
        match ranges.get(ALL, Measure::SecondeesCensus, Basis::Broad) {
            Some(range) if !range.is_exact() && !range.is_open_ended => {
                "The ranges assume that a member whose return is missing has at most as many secondees as when last known.".into()
            }
            Some(range) if range.is_open_ended => {
                "No upper limit can be given, because nothing is known of a member whose return is missing.".into()
            }
            _ => String::new(),
        },
        format!("Of {} checks (rule by member), {skipped} could not be made; Coverage says why.", coverage.len()),
        match (before, then, now) {
            (Some(year), Some(then), Some(now)) if then != now => {
                format!("The NPM had {then} members in {year} and {now} in {}; figures for all are not like for like.", settings.year)
            }
            _ => String::new(),
        },
        match before {
            Some(year) if year + 1 < settings.year => format!("Last year has no workbook; comparisons are with {year}."),
            _ => String::new(),
        },
        if typed.is_empty() { String::new() } else { format!("Figures for {} were typed in from other sources.", listed(&typed)) },
        "The survey of May 2013 counted members that used secondees, not secondees, and its definition of NPM work may differ.".into(),
    ]
}

fn jiff_year(census: crate::model::Date, year: i16) -> Option<crate::model::Date> {
    crate::model::Date::new(year, census.month(), census.day()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_the_right_noun() {
        let said = [0, 1, 2].map(|n| counted(n, "secondee", "secondees"));
        assert_eq!(said, ["no secondees", "1 secondee", "2 secondees"]);
        let words = |n: usize| listed(&["A", "B", "C"].map(String::from)[..n]);
        assert_eq!([words(0), words(1), words(2), words(3)], ["", "A", "A and B", "A, B and C"]);
    }

    #[test]
    fn a_change_is_said_with_both_figures_and_a_missing_one_is_said_to_be_missing() {
        let number = |value: f64| format!("{value}");
        assert_eq!(since(4.0, Some(3.0), 2025, number), ", 1 more than in 2025 (3)");
        assert_eq!(since(0.0, Some(2.0), 2025, number), ", 2 fewer than in 2025 (2)");
        assert_eq!(since(2.0, Some(2.0), 2025, number), ", the same as in 2025");
        assert_eq!(since(2.0, None, 2025, number), "; there is no figure for 2025 to compare with");
    }
}
