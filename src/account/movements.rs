//! How each member's number of secondees moved since last year, and what may make the movement an error in the return.

use std::collections::{BTreeMap, BTreeSet};

use super::Audit;
use crate::figures::flow::Flow;
use crate::figures::year_on_year;
use crate::model::finding::{Finding, Severity};
use crate::model::{Basis, Measure};
use crate::rules::{FiguresDepend, Needs, by_code, list_of};

/// A member's movement between two census dates, all arrangements.
#[derive(Debug, Clone)]
pub struct MemberChange<'a> {
    /// The member.
    pub member: &'a str,
    /// In post at last year's census date, as published; the reason why there is no figure otherwise.
    pub opening: Result<i64, &'a str>,
    /// In post at this year's census date.
    pub closing: Result<i64, &'a str>,
    /// Open findings by which the number may be an error.
    pub doubts: Vec<&'a Finding>,
    /// Whether this year's number is exact as far as is known.
    pub is_exact: bool,
}

impl MemberChange<'_> {
    /// The change, if both figures are known.
    pub fn change(&self) -> Option<i64> {
        Some(self.closing.ok()? - self.opening.ok()?)
    }
    /// Whether the movement is real as far as is known.
    pub fn is_real(&self) -> bool {
        self.is_exact && self.doubts.is_empty()
    }
    /// The rules of the doubts, each once: "E02, R08". Their cells stand on What to ask first.
    pub fn to_settle(&self) -> String {
        self.doubts.iter().map(|finding| finding.rule.as_str()).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
    }
}

impl Audit<'_> {
    /// Every member's movement, in the round's order.
    pub fn movements(&self) -> Vec<MemberChange<'_>> {
        let by_id: BTreeMap<&str, &Finding> = self.report.findings.iter().map(|f| (f.id.as_str(), f)).collect();
        let bearing: Vec<&Finding> = self
            .ranges
            .matters
            .iter()
            .filter(|matter| matter.secondees != (0, 0))
            .flat_map(|matter| matter.findings.iter().filter_map(|id| by_id.get(id.as_str()).copied()))
            .collect();
        // What compares the numbers of two years asks whether the movement is right; what compares a person's rows is among the others if it may change
        // the number.
        let is_of_two_years = |f: &&Finding| {
            let is_it = by_code(&f.rule).is_some_and(|rule| {
                let is_of_figures = rule.handling.figures_depend == FiguresDepend::Yes;
                rule.needs.contains(&Needs::LastYear) && rule.severity == Severity::Query && is_of_figures
            });
            is_it && list_of(&f.rule).is_none() && f.subject.person_ref.is_none() && self.is_open(f)
        };
        // By member, for a member is asked about once and findings are many.
        let mut open: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in bearing {
            let evidence = finding.evidence.iter().map(|cell| cell.member.as_str());
            let about: BTreeSet<&str> =
                [finding.member.as_str()].into_iter().chain(finding.subject.person_member.as_deref()).chain(evidence).collect();
            about.into_iter().for_each(|member| open.entry(member).or_default().push(finding));
        }
        let mut of_years: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in self.report.findings.iter().filter(is_of_two_years) {
            of_years.entry(&finding.member).or_default().push(finding);
        }
        let flows = self.flows.iter().filter(|flow| flow.basis == Basis::Broad);
        flows
            .map(|flow| {
                let is_exact = self.ranges.get(&flow.member, Measure::SecondeesCensus, Basis::Broad).is_none_or(|range| range.is_exact());
                let member = flow.member.as_str();
                let open = open.get(member).filter(|_| !is_exact);
                let mut doubts: Vec<&Finding> = open.into_iter().chain(of_years.get(member)).flatten().copied().collect();
                doubts.sort_by(|a, b| (&a.rule, &a.sheet, &a.cell, &a.id).cmp(&(&b.rule, &b.sheet, &b.cell, &b.id)));
                doubts.dedup_by(|a, b| a.id == b.id);
                MemberChange {
                    member: &flow.member,
                    opening: flow.opening.as_ref().copied().map_err(String::as_str),
                    closing: flow.closing.as_ref().copied().map_err(String::as_str),
                    doubts,
                    is_exact,
                }
            })
            .collect()
    }

    /// The change among the members with a figure in both years.
    pub fn same_members(&self, basis: Basis) -> Flow {
        year_on_year::same_members(self.round, &self.groundwork.joined, &self.flows, basis)
    }

    /// How many members have a figure in both years.
    pub fn members_in_both(&self, basis: Basis) -> usize {
        self.flows.iter().filter(|f| f.basis == basis && f.opening.is_ok() && f.closing.is_ok()).count()
    }
}
