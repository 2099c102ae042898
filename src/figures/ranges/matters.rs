//! Which queries matter most to the figures.

use std::collections::{BTreeMap, BTreeSet};

use super::RowDoubts;
use super::index::RangeIndex;
use super::row::{Doubts, bounds};
use super::twins;
use crate::conflicts::Unchecked;
use crate::figures::flow::signed_range;
use crate::form::{Field, Question, Sec, Sheet};
use crate::model::finding::{Finding, FindingId};
use crate::model::{Basis, Round, Status, Submission, row_of};
use crate::people::Joined;
use crate::rules::{CountDoubt, by_code, count_doubt_of, list_of};

/// Something open, and what depends on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Matter {
    /// The member to be asked.
    pub member: String,
    /// The findings that ask.
    pub findings: Vec<String>,
    /// Where and what, without names of persons or places.
    pub what: String,
    /// What it can take from, or add to, secondees in post at the census date (all arrangements).
    pub secondees: (i64, i64),
    /// How many rows of Conflicts, or pairs that could not be checked, depend on it.
    pub conflicts: usize,
    /// Whether the number of all NPM staff depends on it, and so the share of secondees.
    pub share: bool,
}

impl Matter {
    /// What depends on it, in words.
    pub fn effect(&self) -> String {
        let mut words = Vec::new();
        if self.secondees != (0, 0) {
            words.push(format!("secondees in post: {}", signed_range(self.secondees)));
        }
        match self.conflicts {
            0 => {}
            1 => words.push("1 possible conflict of interest".into()),
            n => words.push(format!("{n} possible conflicts of interest")),
        }
        if self.share {
            words.push("share of NPM staff".into());
        }
        match words.is_empty() {
            true => "the return as a whole".into(),
            false => words.join("; "),
        }
    }
    fn weight(&self) -> i64 {
        self.secondees.1 - self.secondees.0
    }
}

fn place(finding: &Finding) -> String {
    match (finding.sheet.as_str(), finding.cell.as_str()) {
        ("", _) => "Return".into(),
        (sheet, "") => sheet.into(),
        (sheet, cell) => format!("{sheet}!{cell}"),
    }
}

fn what(finding: &Finding) -> String {
    format!("{}: {} ({})", place(finding), by_code(&finding.rule).map_or("", |rule| rule.fault), finding.rule)
}

/// Everything open that affects a figure, widest effect first.
pub(super) fn matters(
    index: &RangeIndex,
    joined: &Joined,
    open: &[&Finding],
    doubts: &RowDoubts,
    unchecked: &[Unchecked],
    deltas: &Deltas,
) -> Vec<Matter> {
    let round = index.round;
    let by_id: BTreeMap<&str, &Finding> = open.iter().map(|f| (f.id.as_str(), *f)).collect();
    let mut matters: Vec<Matter> = Vec::new();
    let mut push = |member: &str, findings: Vec<String>, what: String, secondees, conflicts| {
        matters.push(Matter { member: member.into(), findings, what, secondees, conflicts, share: false });
    };
    for ((member, row), doubt) in doubts {
        let Some(record) = index.secondee(member, *row) else { continue };
        let (low, high) = bounds(record, &round.settings, doubt, Basis::Broad)[0];
        let now = i64::from(record.counts_at_census(&round.settings));
        if low == high {
            continue;
        }
        let first = doubt.findings.first().and_then(|id| by_id.get(id.as_str()));
        push(member, doubt.findings.clone(), first.map_or_else(String::new, |f| what(f)), (low - now, high - now), 0);
    }
    for file in round.received.iter().filter(|f| matches!(f.status, Status::Outstanding | Status::Rejected)) {
        if round.settings.member(&file.member).is_none_or(|m| m.not_applicable.is_some()) || round.submission(&file.member).is_some() {
            continue;
        }
        let of_files = index.findings(&file.member).iter().filter(|f| f.rule.starts_with('F'));
        let ids: Vec<String> = of_files.map(|f| f.id.clone()).collect();
        let most = super::outstanding(round, &file.member, Basis::Broad).measures[0];
        let words = if file.status == Status::Outstanding { "The return is outstanding" } else { "The return could not be used" };
        let known = if most.is_open_ended { "no earlier figure is known" } else { "at most as many as last known is assumed" };
        push(&file.member, ids, format!("{words}; {known}"), (0, most.high), 0);
    }
    columns_missing(index, &mut push);
    // Findings on which no number of secondees depends, but one of other staff.
    let mut of_share: BTreeSet<String> = BTreeSet::new();
    for finding in open {
        let counted = |member: &str| round.submission(member).map_or(0, |own| in_post(round, joined, own));
        let doubt = count_doubt_of(&finding.rule);
        let effect = match doubt {
            CountDoubt::PersonNotListed | CountDoubt::LastYearsPerson => (0, 1),
            // What people confirmed is counted so already.
            CountDoubt::OnePersonTwice if joined.has_all(&finding.evidence) => continue,
            CountDoubt::OnePersonTwice => {
                let (secondees, has_staff) = twins::effect(finding, index, joined, doubts);
                if secondees == 0 && has_staff {
                    of_share.insert(finding.id.clone());
                    push(&finding.member, vec![finding.id.clone()], what(finding), (0, 0), 0);
                }
                (secondees, 0)
            }
            CountDoubt::NumberGiven if !is_about_secondees(round, finding) => {
                of_share.insert(finding.id.clone());
                push(&finding.member, vec![finding.id.clone()], what(finding), (0, 0), 0);
                continue;
            }
            CountDoubt::NumberGiven | CountDoubt::WhetherAny => {
                let now = counted(&finding.member);
                let given = round.submission(&finding.member).and_then(|s| s.answers.number(Question::Secondees)).unwrap_or(0.0) as i64;
                let to_none = if doubt == CountDoubt::WhetherAny { -now } else { 0 };
                ((given - now).min(to_none).min(0), (given - now).max(0))
            }
            _ => continue,
        };
        if effect != (0, 0) {
            push(&finding.member, vec![finding.id.clone()], what(finding), effect, 0);
        }
    }
    let is_of_share = |matter: &Matter| matter.secondees == (0, 0) && matter.findings.iter().any(|id| of_share.contains(id));
    matters.iter_mut().filter(|matter| is_of_share(matter)).for_each(|matter| matter.share = true);
    matters.sort_by(|a, b| (&a.member, &a.what, &a.findings).cmp(&(&b.member, &b.what, &b.findings)));
    matters.dedup();
    let mut matters = told_once(matters, deltas);
    conflicts_hanging(open, unchecked, &mut matters);
    matters.sort_by(|a, b| {
        (b.weight(), b.conflicts, &a.member, &a.what, &a.findings).cmp(&(a.weight(), a.conflicts, &b.member, &b.what, &b.findings))
    });
    matters.dedup();
    matters
}

/// How many secondees of a return count at the census date.
pub(super) fn in_post(round: &Round, joined: &Joined, own: &Submission) -> i64 {
    joined.persons(own).iter().filter(|rows| rows.iter().any(|row| row.counts_at_census(&round.settings))).count() as i64
}

/// What can be taken from, and added to, each member's number of secondees in all.
pub(super) type Deltas = BTreeMap<String, (i64, i64)>;

/// Joins what is about the same persons. Where the effects of a member's queries do not add up to what can become of its number, two of them are
/// about one person, and they are one matter, with the effect that they have together.
fn told_once(matters: Vec<Matter>, deltas: &Deltas) -> Vec<Matter> {
    // Who is listed twice is counted so in no member's number, but in that of all.
    let is_twin = |matter: &Matter| matter.findings.iter().any(|id| count_doubt_of(FindingId::of(id).code()) == CountDoubt::OnePersonTwice);
    let is_of_rows = |matter: &Matter| matter.secondees != (0, 0) && !is_twin(matter);
    let mut sums: BTreeMap<String, ((i64, i64), usize)> = BTreeMap::new();
    for matter in matters.iter().filter(|matter| is_of_rows(matter)) {
        let (sum, number) = sums.entry(matter.member.clone()).or_default();
        *sum = (sum.0 + matter.secondees.0, sum.1 + matter.secondees.1);
        *number += 1;
    }
    let overlaps = |member: &str| match (sums.get(member), deltas.get(member)) {
        (Some((sum, _)), Some(delta)) => (sum != delta).then_some(*delta),
        _ => None,
    };
    let mut told: Vec<Matter> = Vec::new();
    for matter in matters {
        let together = overlaps(&matter.member).filter(|_| is_of_rows(&matter));
        let there = told.iter_mut().find(|other| other.member == matter.member && is_of_rows(other));
        match (together, there) {
            (Some(delta), Some(other)) if delta != (0, 0) => {
                other.findings.extend(matter.findings.into_iter().filter(|id| !other.findings.contains(id)).collect::<Vec<_>>());
                other.what = format!("{}; {}", other.what, matter.what);
            }
            (Some(delta), None) if delta != (0, 0) => told.push(Matter { secondees: delta, ..matter }),
            _ => told.push(matter),
        }
    }
    told
}

/// Whether R08 is about the number of secondees (R09), not that of all staff (R10).
fn is_about_secondees(round: &Round, finding: &Finding) -> bool {
    round.submission(&finding.member).is_some_and(|s| s.answers.cell(Question::Secondees).at.a1() == finding.cell)
}

/// A column that the counts are based on is not in the return (F05): every row may count or not.
fn columns_missing(index: &RangeIndex, push: &mut impl FnMut(&str, Vec<String>, String, (i64, i64), usize)) {
    let round = index.round;
    for submission in &round.returns {
        let rests_on = |heading: &str| [Sec::NpmWork, Sec::Start, Sec::End].iter().any(|field| field.column().heading == heading);
        if !submission.layout.missing_columns.iter().any(|(at, heading)| at.sheet == Sheet::Secondees && rests_on(heading)) {
            continue;
        }
        let (mut low, mut high) = (0, 0);
        for row in &submission.secondees {
            let of_row = bounds(row, &round.settings, &Doubts::default(), Basis::Broad)[0];
            let now = i64::from(row.counts_at_census(&round.settings));
            (low, high) = (low + of_row.0 - now, high + of_row.1 - now);
        }
        let of = index.findings(&submission.member).iter();
        let of = of.filter(|f| count_doubt_of(&f.rule) == CountDoubt::Column && f.sheet == "Secondees");
        let of: Vec<&&Finding> = of.collect();
        if let Some(first) = of.first() {
            push(&submission.member, of.iter().map(|f| f.id.clone()).collect(), what(first), (low, high), 0);
        }
    }
}

/// Names of places that must be settled before a conflict can be confirmed or ruled out.
fn conflicts_hanging(open: &[&Finding], unchecked: &[Unchecked], matters: &mut Vec<Matter>) {
    let mut hanging: BTreeMap<(String, String, u32), usize> = BTreeMap::new();
    let is_unsure = |f: &&&Finding| list_of(&f.rule).is_some() && f.certainty != crate::places::Certainty::Confirmed;
    for finding in open.iter().filter(is_unsure) {
        for cell in &finding.evidence {
            if let Some(row) = row_of(&cell.cell) {
                *hanging.entry((cell.member.clone(), cell.sheet.clone(), row)).or_default() += 1;
            }
        }
    }
    for pair in unchecked {
        for (submission, cell, _) in &pair.names {
            *hanging.entry((submission.member.clone(), cell.at.sheet.name().into(), cell.at.row)).or_default() += 1;
        }
    }
    for finding in open.iter().filter(|f| by_code(&f.rule).is_some_and(|rule| rule.handling.is_about_place_name)) {
        let Some(row) = row_of(&finding.cell) else { continue };
        if let Some(conflicts) = hanging.get(&(finding.member.clone(), finding.sheet.clone(), row)) {
            matters.push(Matter {
                member: finding.member.clone(),
                findings: vec![finding.id.clone()],
                what: what(finding),
                secondees: (0, 0),
                conflicts: *conflicts,
                share: false,
            });
        }
    }
}
