//! From the findings of a round, and what its workbook kept, to what every member is asked and where each of that stands.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::FactsIndex;
use super::states::{self, AskedFinding, Context, Present, QueryState, joined};
use super::{Query, of_round};
use crate::model::finding::FindingId;
use crate::model::{PastAnswer, Received, Round, Status, Submission};
use crate::queries::Earlier;
use crate::queries::versions::{self, ReturnChange, Versions};
use crate::rules::run::{Outcome, Report};
use crate::rules::{self, Needs};

/// What members are asked, and all that is known of it.
#[derive(Debug, Default)]
pub struct Followed {
    /// The number of this run: how many different sets of files the round has been audited with.
    pub run: u32,
    /// The version of each member's return: how many different files it was read from.
    pub versions: BTreeMap<String, u32>,
    /// The queries to each member, in the order of what matters.
    pub queries: Vec<Query>,
    /// Every finding asked about, in this run or an earlier one.
    pub asked: Vec<AskedFinding>,
    /// Every change between versions of a return, in this run or an earlier one.
    pub changes: Vec<ReturnChange>,
}

impl Followed {
    /// How many findings of each member are open, and how many explained ones wait for the coordinator; members asked nothing are not in it.
    pub fn open_and_waiting(&self) -> BTreeMap<&str, (usize, usize)> {
        let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for asked in &self.asked {
            let (open, waiting) = counts.entry(asked.member.as_str()).or_default();
            *open += usize::from(asked.state.is_open());
            *waiting += usize::from(asked.state == QueryState::Explained);
        }
        counts
    }
    /// How many queries to each member are open: of one query some findings may be open and others not. Members without one are not in it.
    pub fn open_queries(&self) -> BTreeMap<&str, usize> {
        let open = self.asked.iter().filter(|asked| asked.state.is_open());
        let open: BTreeSet<(&str, &str)> = open.map(|asked| (asked.member.as_str(), asked.query.as_str())).collect();
        let mut counts = BTreeMap::new();
        open.into_iter().for_each(|(member, _)| *counts.entry(member).or_default() += 1);
        counts
    }
    /// How many queries to all members together are open.
    pub fn all_open_queries(&self) -> usize {
        self.open_queries().values().sum()
    }
}

/// What was said of queries before.
#[derive(Debug)]
pub struct Given<'a> {
    /// What the last run kept.
    pub earlier: Option<&'a Earlier>,
    /// The answers in the returns in use: type and text, by finding.
    pub responses: &'a BTreeMap<String, (String, String)>,
    /// What members answered last year, by finding.
    pub past_answers: &'a BTreeMap<String, PastAnswer>,
    /// What was decided, by finding, where nothing is left to ask the member.
    pub decided: BTreeMap<&'a str, &'a str>,
}

/// Follows the round, and notes beside each finding what was answered and whether that was accepted.
pub fn follow(round: &Round, report: &mut Report, given: &Given) -> Followed {
    let nothing = Earlier::default();
    let earlier = given.earlier.unwrap_or(&nothing);
    let run = run(round, earlier);
    let versions = version_numbers(round, earlier);
    let index = FactsIndex::new(round);
    let queries = of_round(round, &index, &report.findings);
    let asked = asked(round, report, &queries, &index, given, earlier, (run, &versions));
    let mut changes = earlier.changes.clone();
    for submission in &round.returns {
        changes.extend(changes_of(round, submission, earlier, run, &asked));
    }
    note(report, &asked);
    Followed { run, versions, queries, asked, changes }
}

/// The number of this run: one more than the last if the files are not the same.
fn run(round: &Round, earlier: &Earlier) -> u32 {
    let files: BTreeSet<String> = round.received.iter().map(|r| r.sha256.clone()).filter(|hash| !hash.is_empty()).collect();
    if earlier.run > 0 && files == earlier.files { earlier.run } else { earlier.run + 1 }
}

/// The version of each member's return.
fn version_numbers(round: &Round, earlier: &Earlier) -> BTreeMap<String, u32> {
    let mut versions: BTreeMap<String, u32> = earlier.used.iter().map(|(member, used)| (member.clone(), used.version)).collect();
    for submission in &round.returns {
        let hash = used_file(round, submission).map_or("", |file| file.sha256.as_str());
        let version = match earlier.used.get(&submission.member) {
            Some(used) if used.sha256 == hash => used.version,
            Some(used) => used.version + 1,
            None => 1,
        };
        versions.insert(submission.member.clone(), version);
    }
    versions
}

/// The file of a return in use.
fn used_file<'a>(round: &'a Round, submission: &Submission) -> Option<&'a Received> {
    round.received.iter().filter(|file| file.is_used()).find(|file| file.member == submission.member && file.file == submission.file)
}

fn asked(
    round: &Round,
    report: &Report,
    queries: &[Query],
    index: &FactsIndex,
    given: &Given,
    earlier: &Earlier,
    (run, versions): (u32, &BTreeMap<String, u32>),
) -> Vec<AskedFinding> {
    let by_finding: BTreeMap<&str, &Query> =
        queries.iter().flat_map(|query| query.findings.iter().map(move |id| (id.as_str(), query))).collect();
    let words: BTreeMap<&str, String> = queries.iter().map(|query| (query.id.as_str(), query.text())).collect();
    let present: Vec<Present> = report
        .findings
        .iter()
        .filter_map(|finding| {
            let query = by_finding.get(finding.id.as_str())?;
            Some(Present {
                finding: &finding.id,
                member: &finding.member,
                query: &query.id,
                found: &words[query.id.as_str()],
                facts: index.facts(finding),
                accepted: finding.accepted.as_deref(),
                decided: given.decided.get(finding.id.as_str()).copied(),
            })
        })
        .collect();
    let known = Context {
        run,
        versions,
        answers: given.responses,
        last_year: given.past_answers,
        past_year: round.last.as_ref().map_or(0, |last| last.year),
    };
    states::follow(&present, &earlier.asked, &known, |asked| unchecked(round, report, asked))
}

/// Why a finding that is not there could not have been found this time.
fn unchecked(round: &Round, report: &Report, asked: &AskedFinding) -> Option<String> {
    let rule = rules::by_code(FindingId::of(&asked.finding).code())?;
    // Without secondees there is nothing left of what was asked about them.
    let no_secondees = round.submission(&asked.member).is_some_and(|own| own.secondees.is_empty());
    if rule.needs.contains(&Needs::Secondees) && no_secondees {
        return None;
    }
    let coverage = report.coverage.iter().find(|c| c.rule == rule.code && c.member == asked.member)?;
    (coverage.outcome == Outcome::Skipped).then(|| coverage.reason.clone())
}

/// What a member changed since the version that was seen before, if this is another.
fn changes_of(round: &Round, submission: &Submission, earlier: &Earlier, run: u32, asked: &[AskedFinding]) -> Vec<ReturnChange> {
    let Some(file) = used_file(round, submission) else { return Vec::new() };
    let compare = |from: &str, was: &versions::RowsByReference| {
        let now = versions::rows(submission);
        let versions = Versions { run, member: &submission.member, from, to: &file.file, was, now: &now };
        versions::compare(&versions, &earlier.asked, asked)
    };
    match (earlier.used.get(&submission.member), earlier.rows.get(&submission.member)) {
        (Some(used), _) if used.sha256 == file.sha256 => Vec::new(),
        (Some(used), Some(was)) if !used.file.is_empty() => compare(&used.file, was),
        // Not seen before, but two came at once (F08): the one that is not used is the earlier version.
        _ => {
            let superseded = round.received.iter().filter(|other| other.member == file.member && other.status == Status::Superseded);
            let latest = superseded.max_by_key(|other| (other.completed, other.file.as_str()));
            latest
                .and_then(|other| Some((other, other.unused.as_deref()?)))
                .map_or_else(Vec::new, |(other, was)| compare(&other.file, &versions::rows(was)))
        }
    }
}

/// Notes beside each finding what was answered, and whether the coordinator accepted it: then it no longer counts.
fn note(report: &mut Report, asked: &[AskedFinding]) {
    let by_id: BTreeMap<&str, &AskedFinding> = asked.iter().map(|asked| (asked.finding.as_str(), asked)).collect();
    for finding in &mut report.findings {
        let Some(asked) = by_id.get(finding.id.as_str()) else { continue };
        let response = joined(&asked.kind, &asked.response);
        finding.response = (!response.is_empty()).then_some(response);
        if asked.state == QueryState::Accepted && finding.accepted.is_none() {
            let by = if asked.by.is_empty() { String::new() } else { format!(" by {}", asked.by) };
            finding.accepted = Some(format!("explanation accepted{by}: {}", asked.response));
        }
    }
}
