//! Runs every rule over the round and settles severity, order and outcomes.
//!
//! A rule whose column is missing, whose return is nil where it needs secondees, or that needs a last year which is not there, is *skipped*
//! with that reason and never shown as passed.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::finding::{Draft, Finding, FindingId, Severity};
use crate::model::{Round, Status, Submission};
use crate::rules::grouped::{self, Moved};
use crate::rules::{Check, Context, Groundwork, Needs, RULES, Rule, Sink};
use crate::steps::{self, Step};

/// What became of a rule for a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Checked, nothing found.
    Passed,
    /// Something found.
    Fired,
    /// Not checked, because …
    Skipped,
}

/// The outcome of a rule for a member, as in `findings.json`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// The rule's code.
    pub rule: String,
    /// The member's code.
    pub member: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was skipped, or what could not be checked besides what was found; empty otherwise.
    pub reason: String,
}

/// What round.toml says about findings: severities set otherwise and findings accepted, each with a reason.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Severity by rule code.
    pub severity: BTreeMap<String, Severity>,
    /// Reason by finding id.
    pub accepted: BTreeMap<String, String>,
}

/// All findings and outcomes.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// By member, sheet, row, column, code.
    pub findings: Vec<Finding>,
    /// By rule and member, every pair once.
    pub coverage: Vec<Coverage>,
    /// Ids accepted in round.toml that no finding has.
    pub unmatched_accepted: Vec<String>,
}

/// Why a rule about secondees was not checked of a return that lists none: there is nothing that it asks of such a member.
pub const NO_SECONDEES: &str = "no secondees in the return";

/// Works out what rules need and runs them all.
pub fn run(round: &Round, overrides: &Overrides) -> Report {
    judge(&Groundwork::of(round), overrides)
}

/// Runs every rule on what was worked out already.
pub fn judge(groundwork: &Groundwork, overrides: &Overrides) -> Report {
    steps::begins(Step::Judgement);
    let Groundwork { round, conflicts, proposals, joined, gaps, .. } = groundwork;
    let context = Context { round, conflicts, pairs: &proposals.all, joined, gaps };
    let mut findings = Vec::new();
    let mut coverage = Vec::new();
    for rule in RULES {
        let (drafts, mut skips) = run_rule(rule, &context);
        let mut fired: BTreeSet<String> = BTreeSet::new();
        for draft in drafts {
            fired.insert(draft.member.clone());
            findings.push(settle(rule, draft, overrides));
        }
        for member in &round.settings.members {
            let skipped = skips.remove(&member.code);
            let (outcome, reason) = match (fired.contains(&member.code), skipped) {
                // What fired in one row may not have been checked in another.
                (true, reason) => (Outcome::Fired, reason.unwrap_or_default()),
                (false, Some(reason)) => (Outcome::Skipped, reason),
                (false, None) => (Outcome::Passed, String::new()),
            };
            coverage.push(Coverage { rule: rule.code.into(), member: member.code.clone(), outcome, reason });
        }
    }
    findings.sort_by_cached_key(|f| {
        (f.member.clone(), sheet_order(&f.sheet), cell_order(&f.cell), f.rule.clone(), f.file.clone(), f.message.clone())
    });
    FindingId::number_repeats(findings.iter_mut().map(|finding| &mut finding.id));
    for finding in &mut findings {
        finding.accepted = overrides.accepted.get(&finding.id).cloned();
    }
    coverage.sort();
    let in_groups = accept_groups(round, &mut findings, overrides);
    let found: BTreeSet<&str> = findings.iter().map(|finding| finding.id.as_str()).chain(in_groups.iter().map(String::as_str)).collect();
    let unmatched_accepted = overrides.accepted.keys().filter(|id| !found.contains(id.as_str())).cloned().collect();
    Report { findings, coverage, unmatched_accepted }
}

/// Accepts the finding of a group where the findings of pairs are accepted that hold all of it together; returns the ids of those pairs.
fn accept_groups(round: &Round, findings: &mut [Finding], overrides: &Overrides) -> BTreeSet<String> {
    let mut by_group: BTreeMap<String, Vec<(String, Moved)>> = BTreeMap::new();
    for (id, moved) in grouped::moved(round, findings, overrides.accepted.keys().map(String::as_str)) {
        by_group.entry(moved.to.clone()).or_default().push((id, moved));
    }
    by_group.retain(|_, pairs| grouped::covers(pairs.iter().map(|(_, moved)| moved)));
    for finding in findings.iter_mut().filter(|finding| finding.accepted.is_none()) {
        if let Some(pairs) = by_group.get(&finding.id) {
            let reasons: BTreeSet<&str> = pairs.iter().map(|(id, _)| overrides.accepted[id].as_str()).collect();
            finding.accepted = Some(reasons.into_iter().collect::<Vec<_>>().join("; "));
        }
    }
    by_group.into_values().flatten().map(|(id, _)| id).collect()
}

/// What a rule finds, and for which members it could not be checked.
fn run_rule(rule: &Rule, context: &Context) -> (Vec<Draft>, BTreeMap<String, String>) {
    let round = context.round;
    let mut drafts = Vec::new();
    let mut skips: BTreeMap<String, String> = BTreeMap::new();
    let no_last_year = rule.needs.contains(&Needs::LastYear) && round.last.is_none();
    match rule.check {
        Check::File(check) => {
            for received in &round.received {
                let mut sink = Sink::default();
                check(context, received, &mut sink);
                drafts.append(&mut sink.drafts);
            }
            skip_without_file(round, &mut skips);
        }
        Check::Layout(check) => {
            for submission in round
                .returns
                .iter()
                .chain(round.received.iter().filter(|r| r.status != Status::Superseded).filter_map(|r| r.unused.as_deref()))
            {
                let mut sink = Sink::default();
                check(context, submission, &mut sink);
                drafts.append(&mut sink.drafts);
            }
            skip_without_return(round, &mut skips);
        }
        Check::Return(check) => {
            skip_without_return(round, &mut skips);
            for submission in &round.returns {
                let reason = if no_last_year { Some(NO_LAST_YEAR.into()) } else { lacks(rule, submission) };
                if let Some(reason) = reason {
                    skips.insert(submission.member.clone(), reason);
                    continue;
                }
                let mut sink = Sink::default();
                check(context, submission, &mut sink);
                for (_, reason) in sink.skips {
                    skips.insert(submission.member.clone(), reason);
                }
                drafts.append(&mut sink.drafts);
            }
        }
        Check::Round(check) => {
            skip_without_return(round, &mut skips);
            let mut sink = Sink::default();
            if no_last_year {
                sink.skip(NO_LAST_YEAR);
            } else {
                check(context, &mut sink);
            }
            for (member, reason) in sink.skips {
                match member {
                    Some(member) => drop(skips.insert(member, reason)),
                    None => round.settings.members.iter().for_each(|m| drop(skips.insert(m.code.clone(), reason.clone()))),
                }
            }
            drafts.append(&mut sink.drafts);
        }
    }
    (drafts, skips)
}

const NO_LAST_YEAR: &str = "last year's consolidated workbook is not named in round.toml";

/// A rule about files says nothing of a member from whom no file is known to have come; that none came is itself found by one of them.
fn skip_without_file(round: &Round, skips: &mut BTreeMap<String, String>) {
    for member in &round.settings.members {
        if !round.received.iter().any(|file| file.member == member.code && file.status != Status::Outstanding) {
            skips.insert(member.code.clone(), "no file is known to be this member's".into());
        }
    }
}

fn skip_without_return(round: &Round, skips: &mut BTreeMap<String, String>) {
    for member in &round.settings.members {
        if round.submission(&member.code).is_none() {
            let rejected = round.received.iter().any(|r| r.member == member.code && r.status == Status::Rejected);
            let reason = match (&member.not_applicable, rejected) {
                (Some(reason), _) => format!("not applicable: {reason}"),
                (None, true) => "the return could not be used".into(),
                (None, false) => "no return".into(),
            };
            skips.insert(member.code.clone(), reason);
        }
    }
}

/// Why a rule cannot be checked for a return.
fn lacks(rule: &Rule, submission: &Submission) -> Option<String> {
    rule.needs.iter().find_map(|need| match need {
        Needs::LastYear => None,
        Needs::Secondees => submission.secondees.is_empty().then(|| NO_SECONDEES.to_string()),
        Needs::Column(crate::form::Sheet::Return, question) => submission
            .layout
            .missing_questions
            .iter()
            .any(|(_, q)| *q as usize == *question)
            .then(|| format!("question R{:02} is not in the return", question + 1)),
        Needs::Column(sheet, column) => {
            let heading = sheet.columns()[*column].heading;
            (!submission.has(*sheet, heading)).then(|| format!("column \"{heading}\" of {} is not in the return", sheet.name()))
        }
    })
}

fn settle(rule: &Rule, draft: Draft, overrides: &Overrides) -> Finding {
    let first = draft.evidence[0].clone();
    // What is not certain is never called a breach outright: a possible meeting with kin is to be looked at.
    let severity = overrides.severity.get(rule.code).copied().unwrap_or(rule.severity);
    Finding {
        id: FindingId::compose(rule.code, &draft),
        rule: rule.code.into(),
        paragraph: rule.paragraph.map(String::from),
        severity,
        certainty: draft.certainty,
        member: draft.member,
        file: first.file,
        sheet: first.sheet,
        cell: first.cell,
        subject: draft.subject,
        message: draft.message,
        action: draft.ask.unwrap_or_else(|| format!("{} For example: {}", rule.fix, rule.right)),
        evidence: draft.evidence,
        response: None,
        decision: None,
        accepted: None,
        stands: None,
        caveats: Vec::new(),
    }
}

fn sheet_order(sheet: &str) -> (usize, String) {
    let known = crate::form::Sheet::ALL.iter().position(|s| s.name() == sheet).map_or(9, |at| at + 1);
    (if sheet.is_empty() { 0 } else { known }, sheet.to_string())
}

fn cell_order(cell: &str) -> (u32, usize, String) {
    let letters: String = cell.chars().take_while(char::is_ascii_alphabetic).collect();
    let row = cell[letters.len()..].parse().unwrap_or(0);
    (row, letters.len(), letters)
}
