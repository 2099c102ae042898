//! Sentences with figures for the paper to the business meeting: what changed, by how much, where, with which caveats, what stands and what waits.
//! They name members, never persons or places, and round nothing away: a figure that is not known is said not to be. They give small counts beside
//! members' names, and are therefore not for publication: for that there is the text of [`super::publish::narrative`], made of published cells alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::account::Audit;
use crate::account::movements::MemberChange;
use crate::figures::earlier::{TYPED, membership};
use crate::figures::flow::{Flow, FlowRow, Movement, signed};
use crate::figures::ranges::{Range, Ranges};
use crate::model::finding::{Finding, Severity};
use crate::model::{ALL, Basis, Measure, SecondeesUsed, Status, show_date};
use crate::outputs::sentences::{self, asked, by_use, capital, counted, from_to, listed, members_with, neither, outstanding};
use crate::places::Certainty;
use crate::rules::list_of;

/// A heading and the sentences under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NarrativeParagraph {
    /// The heading.
    pub heading: &'static str,
    /// The sentences.
    pub text: String,
}

fn verb(number: i64) -> &'static str {
    if number == 1 { "was" } else { "were" }
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// What a range adds to a sentence.
fn could_be(range: Option<Range>, shown: impl Fn(f64) -> String) -> String {
    match range {
        None => String::new(),
        Some(range) if range.is_exact() => String::new(),
        Some(range) if range.is_open_ended => format!(" (could be {} or more)", shown(range.low)),
        Some(range) => format!(" (could be {} to {})", shown(range.low), shown(range.high)),
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

fn returns(audit: &Audit) -> Vec<String> {
    let settings = &audit.round.settings;
    let (used, asked) = (audit.round.returns.len() as i64, asked(audit));
    let by_use = by_use(audit);
    let of = |used| by_use.get(&used).map_or(0, Vec::len) as i64;
    let nil = match of(SecondeesUsed::No) {
        0 => String::new(),
        1 => " 1 of these is a nil return.".into(),
        n => format!(" {n} of these are nil returns."),
    };
    let missing = |members: Vec<String>, words: &str| {
        if members.is_empty() { String::new() } else { format!("{}: {}.", words, listed(&members)) }
    };
    let excused: Vec<String> = settings
        .members
        .iter()
        .filter(|m| m.not_applicable.is_some() && audit.round.submission(&m.code).is_none())
        .map(|m| m.code.clone())
        .collect();
    let mut said = vec![
        format!(
            "For the year to {}, {used} of {asked} members {} returned the survey.{nil}",
            show_date(settings.census),
            if used == 1 { "has" } else { "have" }
        ),
        missing(outstanding(audit), "Outstanding"),
        missing(members_with(audit, Status::Rejected), "Returned, but the file could not be used"),
        if excused.is_empty() { String::new() } else { format!("No return was asked of {}.", listed(&excused)) },
    ];
    said.extend(neither(audit));
    said
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
            None => "How many secondees were in post at the census date is not known of any member: cells that decide it are blank or cannot be read."
                .to_string(),
            Some(broad) => format!(
                "At the census date, {} of all arrangements {} in post on NPM work{}{}.",
                counted(broad as i64, "secondee", "secondees"),
                verb(broad as i64),
                could_be(range(Measure::SecondeesCensus, Basis::Broad), number),
                since(broad, of(before, Measure::SecondeesCensus, Basis::Broad), before, number)
            ),
        },
        if broad.is_some() { unsaid(audit) } else { String::new() },
        same_members(audit),
        match (broad.map(|broad| broad as i64), of(year, Measure::SecondeesCensus, Basis::Narrow)) {
            (Some(0), _) => String::new(),
            (_, None) => "How many of them were on secondment is not known of any member.".into(),
            (_, Some(narrow)) => format!(
                "Of these on secondment there {} {}{}{}.",
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
        Some(using) => {
            let returned = audit.round.returns.len();
            let by_use = sentences::by_use(audit);
            let known = [SecondeesUsed::Yes, SecondeesUsed::No].iter().map(|used| by_use.get(used).map_or(0, Vec::len)).sum::<usize>();
            let of = counted(known as i64, "member", "members");
            let of = if known == returned { format!("{of} with a return") } else { format!("the {of} of which this is known") };
            let could_be = could_be(ranges.get(ALL, Measure::MembersUsing, Basis::Broad), |value| format!("{value}"));
            format!("{using} of {of} used secondees in the year{could_be}{baseline}.")
        }
    }
}

/// Which members the sums leave out.
fn unsaid(audit: &Audit) -> String {
    let members = sentences::unsaid(audit);
    if members.is_empty() {
        return String::new();
    }
    format!("This leaves out {}: cells that decide how many secondees were in post are blank or cannot be read.", listed(&members))
}

/// The change among the members with a figure in both years.
fn same_members(audit: &Audit) -> String {
    let alike = audit.members_in_both(Basis::Broad) as i64;
    let flow = audit.same_members(Basis::Broad);
    match (flow.opening, flow.closing) {
        (Ok(opening), Ok(closing)) => {
            let moved = if opening == closing { format!("stayed at {closing}") } else { format!("went from {opening} to {closing}") };
            format!("In the same {} with a figure in both years, the number {moved}.", counted(alike, "member", "members"))
        }
        _ => String::new(),
    }
}

/// Members by how far their number moved: what is real as far as is known, and what may be an error in a return.
fn changes(audit: &Audit) -> Vec<String> {
    if audit.round.last.is_none() {
        return vec!["There is no earlier workbook to compare with.".into()];
    }
    let movements = audit.movements();
    let known: Vec<&MemberChange> = movements.iter().filter(|movement| movement.change().is_some()).collect();
    let moved = |is_real: bool, test: &dyn Fn(i64) -> bool| {
        // Members of which the same is to be said are named together, the widest movement first.
        let mut moved: BTreeMap<(i64, String), Vec<String>> = BTreeMap::new();
        for movement in known.iter().filter(|movement| movement.is_real() == is_real && movement.change().is_some_and(test)) {
            let settle = match movement.to_settle() {
                of if is_real || of.is_empty() => String::new(),
                of => format!("; {of}"),
            };
            let change = movement.change().unwrap_or(0);
            moved.entry((-change.abs(), format!("{}{settle}", from_to(movement)))).or_default().push(movement.member.to_string());
        }
        let words = |((_, words), members): ((i64, String), Vec<String>)| match members.as_slice() {
            [member] => format!("{member} ({words})"),
            members => format!("{} (each {words})", listed(members)),
        };
        moved.into_iter().map(words).collect::<Vec<_>>()
    };
    let sentence = |members: Vec<String>, verb: &str| match members.is_empty() {
        true => String::new(),
        false => format!("The number {verb} in {}.", listed(&members)),
    };
    let (rose, fell) = (moved(true, &|change| change > 0), moved(true, &|change| change < 0));
    let doubtful = moved(false, &|change| change != 0);
    let same: Vec<&&MemberChange> = known.iter().filter(|movement| movement.change() == Some(0)).collect();
    let unsure: Vec<String> = same.iter().filter(|m| !m.is_real()).map(|m| m.member.to_string()).collect();
    let without = |test: &dyn Fn(&MemberChange) -> bool| movements.iter().filter(|m| test(m)).collect::<Vec<_>>();
    let no_last = without(&|m| m.opening.is_err() && m.closing.is_ok());
    let no_figure = without(&|m| m.opening.is_ok() && m.closing.is_err() && audit.round.submission(m.member).is_some());
    let codes = |of: &[&MemberChange]| listed(&of.iter().map(|m| m.member.to_string()).collect::<Vec<_>>());
    let mut said = Vec::new();
    if known.is_empty() {
        said.push("No member has a figure in both years, so nothing can be said of movements.".to_string());
    } else if rose.is_empty() && fell.is_empty() {
        said.push("No member's number moved for certain.".to_string());
    }
    said.extend([sentence(rose, "rose"), sentence(fell, "fell")]);
    if !doubtful.is_empty() {
        said.push(format!("Movements that may be an error in the return, with the queries that will settle them: {}.", listed(&doubtful)));
    }
    if !known.is_empty() {
        said.push(format!(
            "It stayed the same in {}{}.",
            counted(same.len() as i64, "member", "members"),
            if unsure.is_empty() { String::new() } else { format!(" (in {} a query is open that could change it)", listed(&unsure)) }
        ));
        said.push(person_by_person(audit, &known));
    }
    if !no_last.is_empty() {
        said.push(format!("No comparison is possible for {}: last year has no figure.", codes(&no_last)));
    }
    // Where no figure is known at all, that has been said.
    let is_any_known = audit.figure(audit.round.settings.year, ALL, Measure::SecondeesCensus, Basis::Broad).is_some();
    if !no_figure.is_empty() && is_any_known {
        said.push(format!(
            "No comparison is possible for {}: this year's figure is not known, as cells are blank or cannot be read.",
            codes(&no_figure)
        ));
    }
    said
}

/// How many of those who stayed are counted differently among secondments only, as the sheet Who changed shows them.
fn rearranged(audit: &Audit) -> i64 {
    let of = |basis| audit.flows.iter().filter(move |f| f.basis == basis && f.opening.is_ok() && f.closing.is_ok());
    let narrow: BTreeMap<&str, &Flow> = of(Basis::Narrow).map(|flow| (flow.member.as_str(), flow)).collect();
    let in_flow = |flow: &Flow| {
        let others = narrow.get(flow.member.as_str()).map_or(&[][..], |narrow| narrow.rows.as_slice());
        let is_rearranged = |row: &&FlowRow| others.iter().any(|narrow| narrow.is_same_person(row) && row.is_told_by(narrow));
        let stayed = flow.rows.iter().filter(|row| matches!(row.change, Movement::Stayed | Movement::MovedHome));
        stayed.filter(is_rearranged).count()
    };
    of(Basis::Broad).map(in_flow).sum::<usize>() as i64
}

/// What is so of some of those who stayed, in brackets.
fn of_those_who_stayed(moved: i64, rearranged: i64) -> String {
    let parts = [(moved, "now seconded from another place"), (rearranged, "counted differently among secondments only")];
    let parts: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} of them {what}")).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", listed(&parts)) }
}

/// What became of each person, in members with both figures.
fn person_by_person(audit: &Audit, known: &[&MemberChange]) -> String {
    let mut totals: BTreeMap<Movement, i64> = BTreeMap::new();
    let rows = audit.flows.iter().filter(|f| f.basis == Basis::Broad && f.opening.is_ok() && f.closing.is_ok()).flat_map(|f| &f.rows);
    for row in rows {
        *totals.entry(row.change).or_default() += if row.change == Movement::Recount { row.effect } else { 1 };
    }
    let of = |change| totals.get(&change).copied().unwrap_or(0);
    let otherwise = of(Movement::Reclassified);
    let unsure = known.iter().filter(|movement| !movement.is_real()).count();
    format!(
        "Person by person: {} joined, {} left, {} stayed{}{}{}{}.",
        of(Movement::Joined),
        of(Movement::Left),
        of(Movement::Stayed) + of(Movement::MovedHome),
        of_those_who_stayed(of(Movement::MovedHome), rearranged(audit)),
        if otherwise == 0 {
            String::new()
        } else {
            format!(", {} counted differently than last year", counted(otherwise, "person was", "persons were"))
        },
        match of(Movement::Recount) {
            0 => String::new(),
            n => format!("; last year's published figures and its rows differ by {}", signed(n)),
        },
        match unsure {
            0 => String::new(),
            1 => "; in 1 member a query is open that could change this".into(),
            n => format!("; in {n} members queries are open that could change this"),
        }
    )
}

fn conflicts(audit: &Audit) -> Vec<String> {
    let mut said = sentences::breaches(audit);
    said.push(sentences::not_checked(audit));
    said.push(sentences::cases_of_conflicts(audit));
    said
}

/// Members by paragraph in which something departs from it, and those in which something may, depending on what must be confirmed first.
fn compliance(audit: &Audit) -> Vec<String> {
    /// Members for certain, and members that may be.
    type Members<'a> = (BTreeSet<&'a str>, BTreeSet<&'a str>);
    let mut by_paragraph: BTreeMap<u8, Members> = BTreeMap::new();
    for finding in audit.report.findings.iter().filter(|f| f.severity >= Severity::Concern && audit.is_open(f)) {
        let Some(paragraph) = finding.paragraph.as_deref() else { continue };
        let Ok(number) = paragraph.trim_start_matches('¶').parse::<u8>() else { continue };
        let (certain, unsure) = by_paragraph.entry(number).or_default();
        let is_unsure = list_of(&finding.rule).is_some() && finding.certainty != Certainty::Confirmed;
        if is_unsure { unsure } else { certain }.insert(&finding.member);
    }
    let used = audit.round.returns.len();
    let each = |of: &dyn Fn(&Members) -> usize| -> Vec<String> {
        let counts = by_paragraph.iter().map(|(paragraph, members)| (paragraph, of(members)));
        counts.filter(|(_, count)| *count > 0).map(|(paragraph, count)| format!("¶{paragraph} in {count}")).collect()
    };
    let certain = each(&|(certain, _)| certain.len());
    let unsure = each(&|(certain, unsure)| unsure.difference(certain).count());
    if used == 0 {
        return vec!["No return is in use, so nothing can be said of how the guidance is followed.".into()];
    }
    vec![
        match certain.is_empty() {
            true if !unsure.is_empty() => {
                format!(
                    "Nothing was found that departs for certain from ¶8–16 in {} with a return.",
                    counted(used as i64, "member", "members")
                )
            }
            true => format!("Nothing was found that departs from ¶8–16 in {} with a return.", counted(used as i64, "member", "members")),
            false => format!(
                "Of {} with a return, departures from the guidance or missing evidence were found under {}.",
                counted(used as i64, "member", "members"),
                listed(&certain)
            ),
        },
        match unsure.is_empty() {
            true => String::new(),
            false => format!("Under {} there may be departures as well, depending on what must be confirmed first.", listed(&unsure)),
        },
    ]
}

fn caveats(audit: &Audit, ranges: &Ranges) -> Vec<String> {
    let settings = &audit.round.settings;
    let open = audit.report.findings.iter().filter(|f| f.severity == Severity::Query && audit.is_open(f)).count() as i64;
    let on_counts: BTreeSet<&String> = ranges.matters.iter().filter(|m| m.secondees != (0, 0)).flat_map(|m| &m.findings).collect();
    let is_on_counts = |f: &&Finding| f.severity == Severity::Query && on_counts.contains(&f.id) && audit.is_open(f);
    let on_counts = audit.report.findings.iter().filter(is_on_counts).count();
    let coverage = &audit.report.coverage;
    let skipped = coverage.iter().filter(|c| c.outcome == crate::rules::run::Outcome::Skipped).count();
    let before = audit.last_year();
    let now = membership(settings.census);
    let then = before.and_then(|year| jiff_year(settings.census, year)).and_then(membership);
    let typed: Vec<String> = {
        let of = audit.counts.iter().filter(|c| c.reason.as_deref().is_some_and(|r| r.starts_with(TYPED)));
        let years: BTreeSet<i16> = of.map(|c| c.year).collect();
        years.into_iter().map(|year| year.to_string()).collect()
    };
    let sent = audit.followed.all_open_queries() as i64;
    vec![
        format!("{} open.", capital(&counted(sent, "query to members is", "queries to members are"))),
        match open {
            0 => "No finding is to be corrected or explained.".into(),
            _ => format!(
                "{} to be corrected or explained, of which {on_counts} could change the number of secondees.",
                counted(open, "finding is", "findings are")
            ),
        },
        match ranges.get(ALL, Measure::SecondeesCensus, Basis::Broad) {
            Some(range) if !range.is_exact() && !range.is_open_ended => {
                format!(
                    "What a figure could be depends on open queries{}.",
                    if sentences::missing_returns(audit) > 0 {
                        " and missing returns, each of which adds at most the last number known"
                    } else {
                        ""
                    }
                )
            }
            Some(range) if range.is_open_ended => {
                "No upper limit can be given, because nothing is known of a member whose return is missing.".into()
            }
            _ => String::new(),
        },
        format!(
            "Each rule is checked for each member; of these {} checks, {skipped} could not be made: the sheet Coverage of the consolidated workbook says why.",
            coverage.len()
        ),
        match (before, then, now) {
            (Some(year), Some(then), Some(now)) if then != now => {
                format!(
                    "The NPM had {then} members in {year} and {now} in {}; the figures of all members are not to be compared.",
                    settings.year
                )
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
    fn a_change_is_said_with_both_figures_and_a_missing_one_is_said_to_be_missing() {
        let number = |value: f64| format!("{value}");
        assert_eq!(since(4.0, Some(3.0), 2025, number), ", 1 more than in 2025 (3)");
        assert_eq!(since(0.0, Some(2.0), 2025, number), ", 2 fewer than in 2025 (2)");
        assert_eq!(since(2.0, Some(2.0), 2025, number), ", the same as in 2025");
        assert_eq!(since(2.0, None, 2025, number), "; there is no figure for 2025 to compare with");
    }
}
