//! What changed since the last run: said first, and only if something did.
//!
//! The last run left `findings.json`, which is written whole with everything else of a run; this run is held against it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::account::Audit;
use crate::book::decisions::Kept;
use crate::error::Error;
use crate::model::finding::{Finding, Severity};
use crate::model::{ALL, Basis, Count, Date, Measure, Received, Settings, show_date};
use crate::outputs::findings_file::{FindingsFile, ReturnLine, SaidByPeople};
use crate::outputs::sentences::{counted, listed};

/// How it begins where nothing changed.
pub(super) const NOTHING: &str = "Nothing changed since the last run";

/// What the last run left.
pub(super) enum LastRun {
    /// There was none.
    None,
    /// It left something that cannot be read, and why.
    Unreadable(String),
    /// It left this, on that day.
    Left(Box<FindingsFile<'static>>, Option<Date>),
}

impl LastRun {
    /// Reads what the last run left in a round's outputs.
    pub fn read(output: &Path) -> Self {
        let path = output.join("findings.json");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound || e.kind() == std::io::ErrorKind::NotADirectory => return Self::None,
            Err(e) => return Self::Unreadable(Error::at(&path, format!("cannot be read ({e})")).to_string()),
        };
        match serde_json::from_str(&text) {
            Ok(file) => Self::Left(Box::new(file), day_of(&path)),
            Err(_) => Self::Unreadable(Error::at(&path, "is not as this program writes it").to_string()),
        }
    }
}

/// The day on which a file was last written.
fn day_of(path: &Path) -> Option<Date> {
    let written = path.metadata().ok()?.modified().ok()?;
    let at = jiff::Timestamp::try_from(written).ok()?;
    Some(at.to_zoned(jiff::tz::TimeZone::system()).date())
}

/// What changed, in lines; said before everything else.
pub(super) fn since(last: &LastRun, audit: &Audit, kept: &Kept, is_register_changed: bool) -> String {
    let (was, day) = match last {
        LastRun::None => return String::new(),
        LastRun::Unreadable(why) => return format!("What changed since the last run cannot be said: {why}.\n\n"),
        LastRun::Left(was, day) => (was, day),
    };
    let on = day.map_or(String::new(), |day| format!(" of {}", show_date(day)));
    let mut lines = returns(&was.returns, &audit.round.received, &audit.round.settings);
    lines.extend(no_members(&was.returns, &audit.round.settings));
    lines.extend(read_back(&was.said, &SaidByPeople::of(audit), kept, is_register_changed));
    lines.extend(answers(&was.findings, &audit.report.findings));
    lines.extend(findings(&was.findings, &audit.report.findings));
    lines.extend(figures(&was.counts, &audit.counts, audit.round.settings.year));
    let as_at = audit.round.settings.as_at;
    if was.round.as_at != as_at.to_string() {
        let then = was.round.as_at.parse().map_or(was.round.as_at.clone(), show_date);
        lines.push(format!("Dates: as_at is {} now and was {then}", show_date(as_at)));
    }
    if lines.is_empty() {
        return format!("{NOTHING}{on}.\n\n");
    }
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("Since the last run{on}:\n{lines}\n")
}

/// Returns that are new, replaced, gone or cannot be used.
fn returns(was: &[ReturnLine], now: &[Received], settings: &Settings) -> Vec<String> {
    let used = |status: &str| matches!(status, "received" | "nil");
    let before: BTreeMap<&str, &ReturnLine> =
        was.iter().filter(|line| used(&line.status)).map(|line| (line.member.as_str(), line)).collect();
    let after: BTreeMap<&str, &Received> = now.iter().filter(|file| file.is_used()).map(|file| (file.member.as_str(), file)).collect();
    let names = |members: Vec<&&str>| listed(&members.into_iter().map(|member| (*member).to_string()).collect::<Vec<_>>());
    let new = names(after.keys().filter(|member| !before.contains_key(**member)).collect());
    let replaced: Vec<&&str> =
        after.iter().filter(|(member, file)| before.get(**member).is_some_and(|was| was.sha256 != file.sha256)).map(|(m, _)| m).collect();
    // Of who is no member any more that is said by itself.
    let gone = names(before.keys().filter(|member| !after.contains_key(**member) && settings.member(member).is_some()).collect());
    let known: BTreeSet<(&str, &str)> = was.iter().map(|line| (line.file.as_str(), line.sha256.as_str())).collect();
    let useless = now
        .iter()
        .filter(|file| file.status == crate::model::Status::Rejected && !known.contains(&(file.file.as_str(), file.sha256.as_str())));
    let useless: Vec<String> = useless.map(|file| file.file.clone()).collect();
    let mut parts = Vec::new();
    if !new.is_empty() {
        parts.push(format!("new from {new}"));
    }
    if !replaced.is_empty() {
        parts.push(format!("a new version from {}", names(replaced)));
    }
    if !gone.is_empty() {
        parts.push(format!("no longer there: that of {gone}"));
    }
    if !useless.is_empty() {
        parts.push(format!("cannot be used: {}", listed(&useless)));
    }
    if parts.is_empty() { Vec::new() } else { vec![format!("Returns: {}", parts.join("; "))] }
}

/// Members whose return was used and whose code is not in round.toml any more: it may be a slip of the hand there.
fn no_members(was: &[ReturnLine], settings: &Settings) -> Vec<String> {
    let used = was.iter().filter(|line| matches!(line.status.as_str(), "received" | "nil"));
    let strangers = used.filter(|line| settings.member(&line.member).is_none());
    let said = strangers.map(|line| {
        let alike = settings.members.iter().map(|member| (strsim::damerau_levenshtein(&member.code, &line.member), &member.code));
        let nearest = alike.filter(|(slips, _)| *slips <= 2).min();
        let meant = nearest.map_or_else(String::new, |(_, code)| format!("; {code} is: did you mean {} there?", line.member));
        format!("{} is of {}, which is no member in round.toml any more{meant}", line.file, line.member)
    });
    said.collect()
}

/// What people typed into the consolidated workbook, read back by this run.
fn read_back(was: &SaidByPeople, now: &SaidByPeople, kept: &Kept, is_register_changed: bool) -> Vec<String> {
    let moved = |was: &BTreeMap<String, String>, now: &BTreeMap<String, String>| {
        let new = now.keys().filter(|id| !was.contains_key(*id)).count();
        let changed = now.iter().filter(|(id, said)| was.get(*id).is_some_and(|before| before != *said)).count();
        let gone = was.keys().filter(|id| !now.contains_key(*id)).count();
        (new, changed, gone)
    };
    let mut parts = decisions(was, now, kept);
    for ((new, changed, gone), one, many) in [
        (moved(&was.people, &now.people), "answer on People to confirm", "answers on People to confirm"),
        (moved(&was.accepted, &now.accepted), "explanation accepted or not", "explanations accepted or not"),
    ] {
        for (number, what) in [(new, ""), (changed, " (changed)"), (gone, " (taken out, or the finding has gone)")] {
            if number > 0 {
                parts.push(format!("{}{what}", counted(number as i64, one, many)));
            }
        }
    }
    if is_register_changed {
        parts.push("places confirmed, now in register.csv".into());
    }
    if parts.is_empty() { Vec::new() } else { vec![format!("Read back from the consolidated workbook: {}", parts.join("; "))] }
}

/// Decisions typed since the last run, changed and taken out. `kept` says in which cells they were typed.
fn decisions(was: &SaidByPeople, now: &SaidByPeople, kept: &Kept) -> Vec<String> {
    let is_known = |id: &String| was.decisions.contains_key(id) || was.settled.contains_key(id);
    let new = now.decisions.keys().filter(|id| !is_known(id)).count();
    let settled = now.settled.keys().filter(|id| !is_known(id)).count();
    let is_changed = |id: &&String| {
        let differs =
            |was: &BTreeMap<String, String>, now: &BTreeMap<String, String>| was.get(*id).is_some_and(|was| now.get(*id) != Some(was));
        now.decisions.contains_key(*id) && (differs(&was.decisions, &now.decisions) || differs(&was.rest, &now.rest))
    };
    let changed: Vec<String> =
        now.decisions.keys().filter(is_changed).map(|id| kept.get(id).map_or(id, |kept| &kept.cell).clone()).collect();
    let gone = was.decisions.keys().filter(|id| !now.decisions.contains_key(*id));
    let (moved, cleared): (Vec<&String>, Vec<&String>) = gone.partition(|id| now.settled.contains_key(*id));
    let number = |number: usize| counted(number as i64, "decision", "decisions");
    let mut parts = Vec::new();
    match (new + settled, settled) {
        (0, _) => {}
        (all, 0) => parts.push(number(all)),
        (all, settled) => parts.push(format!("{} ({settled} now on Settled, because the finding has gone)", number(all))),
    }
    if !changed.is_empty() {
        parts.push(format!("{} changed, in the rows of {}", number(changed.len()), listed(&changed)));
    }
    if !moved.is_empty() {
        parts.push(format!("{} moved to Settled, because the finding has gone", number(moved.len())));
    }
    if !cleared.is_empty() {
        parts.push(format!("{} taken out", number(cleared.len())));
    }
    parts
}

/// What members answered to queries.
fn answers(was: &[Finding], now: &[Finding]) -> Vec<String> {
    let before: BTreeMap<&str, &Finding> = was.iter().map(|finding| (finding.id.as_str(), finding)).collect();
    let is_new = |finding: &&Finding| {
        finding.response.is_some() && before.get(finding.id.as_str()).is_none_or(|was| was.response != finding.response)
    };
    match by_member(now.iter().filter(is_new)) {
        members if members.is_empty() => Vec::new(),
        members => vec![format!("Answers of members to queries: {}", members_and_numbers(&members))],
    }
}

/// Findings that are new, and those that have gone.
fn findings(was: &[Finding], now: &[Finding]) -> Vec<String> {
    fn missing_in<'a>(all: &'a [Finding], of: &[Finding]) -> Vec<&'a Finding> {
        let ids: BTreeSet<&str> = of.iter().map(|finding| finding.id.as_str()).collect();
        all.iter().filter(|finding| !ids.contains(finding.id.as_str())).collect()
    }
    let mut lines = Vec::new();
    for (findings, what) in [(missing_in(now, was), "new"), (missing_in(was, now), "gone")] {
        if !findings.is_empty() {
            let members = members_and_numbers(&by_member(findings.iter().copied()));
            lines.push(format!("Findings {what}: {} ({members})", by_severity(&findings)));
        }
    }
    let breaches = missing_in(was, now).into_iter().filter(|finding| finding.severity == Severity::Breach);
    let breaches: Vec<String> = breaches.map(in_short).collect();
    if !breaches.is_empty() {
        lines.push(format!("No longer found: {}. Changes shows what the member changed; see that this is right", listed(&breaches)));
    }
    lines
}

/// A finding without names: "G141 of CIW (S01)".
fn in_short(finding: &Finding) -> String {
    let person = finding.subject.person_ref.as_deref().map_or(String::new(), |person| format!(" ({person})"));
    format!("{} of {}{person}", finding.rule, finding.member)
}

/// How many findings each member has.
fn by_member<'a>(findings: impl Iterator<Item = &'a Finding>) -> BTreeMap<&'a str, usize> {
    let mut members: BTreeMap<&str, usize> = BTreeMap::new();
    findings.for_each(|finding| *members.entry(finding.member.as_str()).or_default() += 1);
    members
}

fn members_and_numbers(members: &BTreeMap<&str, usize>) -> String {
    let name = |member: &str| if member.is_empty() { "of no member".to_string() } else { member.to_string() };
    members.iter().map(|(member, number)| format!("{} {number}", name(member))).collect::<Vec<_>>().join(", ")
}

/// "6 breaches, 1 concern and 3 findings of the severity query"; only what there is.
fn by_severity(findings: &[&Finding]) -> String {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count() as i64;
    let parts: Vec<String> = [Severity::Breach, Severity::Concern, Severity::Query, Severity::Note]
        .into_iter()
        .filter(|severity| of(*severity) > 0)
        .map(|severity| number_of(severity, of(severity)))
        .collect();
    listed(&parts)
}

/// A number of findings of a severity: "1 breach", "2 findings of the severity query".
pub(super) fn number_of(severity: Severity, number: i64) -> String {
    let (one, many) = match severity {
        Severity::Breach => ("breach", "breaches"),
        Severity::Concern => ("concern", "concerns"),
        // A query is a question to a member; this is a finding's severity.
        Severity::Query => ("finding of the severity query", "findings of the severity query"),
        Severity::Note => ("note", "notes"),
    };
    counted(number, one, many)
}

/// This year's figures of the NPM that are not what they were.
fn figures(was: &[Count], now: &[Count], year: i16) -> Vec<String> {
    let of_all = |counts: &[Count]| -> BTreeMap<(Measure, Basis), Option<f64>> {
        let own = counts.iter().filter(|count| count.year == year && count.member == ALL);
        own.map(|count| ((count.measure, count.basis), count.value)).collect()
    };
    let (before, after) = (of_all(was), of_all(now));
    let mut first_known = 0;
    let mut moved: Vec<String> = Vec::new();
    for ((measure, basis), value) in &after {
        let was = before.get(&(*measure, *basis)).copied().flatten();
        // A measure that both bases count alike is said once.
        let is_twin = *basis == Basis::Narrow
            && after.get(&(*measure, Basis::Broad)) == Some(value)
            && before.get(&(*measure, Basis::Broad)).copied().flatten() == was;
        if was == *value || is_twin {
            continue;
        }
        match was {
            None => first_known += 1,
            Some(_) => moved.push(format!("{} {} (was {})", words(*measure, *basis), shown(*measure, *value), shown(*measure, was))),
        }
    }
    if first_known > 0 {
        moved.push(format!("{} known for the first time: see Summary", counted(first_known, "figure is", "figures are")));
    }
    if moved.is_empty() { Vec::new() } else { vec![format!("Figures: {}", moved.join("; "))] }
}

fn shown(measure: Measure, value: Option<f64>) -> String {
    match value {
        None => "not known".into(),
        Some(share) if measure == Measure::SecondeeShare => format!("{:.1}%", share * 100.0),
        Some(number) => format!("{}", (number * 100.0).round() / 100.0),
    }
}

fn words(measure: Measure, basis: Basis) -> String {
    let what = match measure {
        Measure::FteNpm => "full-time equivalents of secondees",
        Measure::MembersUsing => "members that used secondees",
        Measure::NpmStaff => "staff on NPM work",
        Measure::SecondeeShare => "share of secondees among staff",
        Measure::SecondeesCensus => "secondees in post at the census date",
        Measure::SecondeesEnded => "secondments ended in the year",
        Measure::SecondeesInYear => "secondees at any time in the year",
        Measure::SecondeesNew => "secondments begun in the year",
        Measure::SecondeesNpm => "secondees listed as on NPM work",
    };
    match basis {
        Basis::Broad => what.to_string(),
        Basis::Narrow => format!("{what}, secondments only,"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::decisions::KeptDecision;

    fn count(value: f64, basis: Basis) -> Count {
        Count { year: 2026, member: ALL.into(), measure: Measure::SecondeesCensus, value: Some(value), basis, reason: None }
    }

    #[test]
    fn a_figure_that_moved_is_said_once_with_what_it_was() {
        let was = [count(24.0, Basis::Broad), count(21.0, Basis::Narrow)];
        let now = [count(25.0, Basis::Broad), count(21.0, Basis::Narrow)];
        assert_eq!(figures(&was, &now, 2026), ["Figures: secondees in post at the census date 25 (was 24)"]);
        assert!(figures(&now, &now, 2026).is_empty());
    }

    #[test]
    fn what_people_typed_is_counted_by_what_is_new_changed_and_taken_out() {
        let said = |pairs: &[(&str, &str)]| SaidByPeople {
            decisions: pairs.iter().map(|(id, word)| ((*id).to_string(), (*word).to_string())).collect(),
            ..SaidByPeople::default()
        };
        let was = said(&[("a", "No conflict"), ("b", "x"), ("g", "x")]);
        let mut now = said(&[("a", "Conflict"), ("c", "y"), ("d", "z")]);
        now.settled = [("e", "No conflict"), ("g", "x")].map(|(id, word)| (id.to_string(), word.to_string())).into();
        let cell = KeptDecision { cell: "Conflicts!E6".into(), ..KeptDecision::default() };
        let lines = read_back(&was, &now, &[("a".to_string(), cell)].into(), false);
        assert_eq!(
            lines,
            [
                "Read back from the consolidated workbook: 3 decisions (1 now on Settled, because the finding has gone); 1 decision changed, in the \
              rows of Conflicts!E6; 1 decision moved to Settled, because the finding has gone; 1 decision taken out"
            ]
        );
        // What stands beside a decision, as its due day, is a change of its row as well.
        let (mut was, mut now) = (said(&[("a", "x")]), said(&[("a", "x")]));
        (was.rest, now.rest) = ([("a".to_string(), "1".to_string())].into(), [("a".to_string(), "2".to_string())].into());
        assert_eq!(decisions(&was, &now, &Kept::new()), ["1 decision changed, in the rows of a"]);
    }
}
