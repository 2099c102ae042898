//! The round as it stands after what people said: every sheet, sentence, chart, JSON field and console line is made from it.
//!
//! For each finding: what was found, its certainty and its caveats, the member's answer, the decision, what therefore stands ([`standing`]). For the
//! rows of Conflicts: how many there are of each list, how they stand, and how many assignments are behind them ([`visits`]). For each figure: its
//! value, its range and why ([`crate::figures`]), what moved and whether that may be an error ([`movements`]), and whether it may be published.

pub mod movements;
pub mod names;
pub mod standing;
pub mod visits;

use std::collections::BTreeMap;

use crate::book::Book;
use crate::book::actions;
use crate::book::decisions::{self, DecisionState, Settled};
use crate::book::people::OddAnswer;
use crate::book::places::UnclearPlace;
use crate::conflicts::{self, OtherRow};
use crate::figures::flow::Flow;
use crate::figures::frames::ReturnsTable;
use crate::figures::ranges::{self, Ranges};
#[cfg(feature = "frames")]
use crate::figures::{compared, counts, earlier, frames, year_on_year};
use crate::model::finding::Finding;
use crate::model::{ALL, Action, Basis, Compared, Count, Decision, Measure, PastDecision, PublishTerms, Round};
use crate::queries::{self, Followed};
use crate::rules::Groundwork;
use crate::rules::run::Report;
use crate::steps::{self, Step};

use names::NameToConfirm;
use standing::FindingStanding;

/// By what measure figures are published, and what was published before.
#[derive(Debug, Clone)]
pub struct Publication {
    /// By what measure counts are withheld.
    pub terms: PublishTerms,
    /// Files of figures published before, with their names; or why they cannot be read, so that nothing can be published.
    pub before: Result<Vec<(String, String)>, String>,
}

impl Default for Publication {
    fn default() -> Self {
        Self { terms: PublishTerms::default(), before: Ok(Vec::new()) }
    }
}

/// Everything an audit found and people said, ready to be written. Made in one place, [`Audit::settle`], and complete when made.
#[derive(Debug)]
pub struct Audit<'a> {
    /// The round.
    pub round: &'a Round,
    /// What was worked out of it before the rules were judged.
    pub groundwork: &'a Groundwork<'a>,
    /// Findings and outcomes, with what members answered and what was decided.
    pub report: Report,
    /// All figures.
    pub counts: Vec<Count>,
    /// Each figure of this year beside last year's.
    pub compared: Vec<Compared>,
    /// Year on year by person.
    pub flows: Vec<Flow>,
    /// What each figure could be while queries are open.
    pub ranges: Ranges,
    /// This round's decisions by finding id, as typed in the consolidated workbook.
    pub decisions: BTreeMap<String, Decision>,
    /// Decisions of earlier years, by finding id.
    pub past_decisions: BTreeMap<String, PastDecision>,
    /// Decisions whose finding has gone, now or in an earlier run.
    pub settled: Vec<Settled>,
    /// What was decided to be done, now or in an earlier round, and was not done before this one.
    pub actions: Vec<Action>,
    /// What was typed on Places to confirm and says no one place: it stays there and is asked about.
    pub unclear_places: Vec<UnclearPlace>,
    /// Written names of places that are not certain, by their letters without case and spacing.
    pub names_to_confirm: BTreeMap<String, NameToConfirm<'a>>,
    /// What was typed on People to confirm and says nothing of who is one person, by pair or group: it stays there and is asked about.
    pub odd_people: BTreeMap<String, OddAnswer>,
    /// What the coordinator should know of this run: copies of the workbook, spellings put right. No names of persons.
    pub notices: Vec<String>,
    /// Secondees, Staff and Assignments of all returns in use, in that order; each row begins with Member, File and Row.
    pub tables: Vec<ReturnsTable<'a>>,
    /// What members are asked, what they answered and what they changed.
    pub followed: Followed,
    /// What stands on Conflicts besides findings.
    pub other_rows: Vec<OtherRow>,
    /// By what measure figures are published, and what was published before.
    pub publication: Publication,
    /// How each finding, and each row of Conflicts besides, stands, by id.
    pub standings: BTreeMap<String, FindingStanding>,
}

impl<'a> Audit<'a> {
    /// The round as it stands after what people said in the book, and with the figures typed in round.toml.
    #[cfg(feature = "frames")]
    pub fn settle(
        groundwork: &'a Groundwork<'a>,
        mut report: Report,
        book: &Book,
        typed: &[earlier::TypedFigure],
        publication: Publication,
    ) -> Self {
        steps::begins(Step::Account);
        let (round, joined) = (groundwork.round, &groundwork.joined);
        // Rows of Conflicts that are no findings are decided there as well.
        let other_rows = conflicts::other_rows(round, &groundwork.conflicts, &groundwork.unchecked);
        let said = book.said(round, &report.findings);
        let (decisions, settled) = decisions::part(&said.decided, &said.past_decisions, &report, round, &other_rows);
        let left = round.last.as_ref().map_or(&[][..], |last| last.actions.as_slice());
        let actions = actions::list(&said.decided, &said.actions, left, round.settings.year);
        let followed = queries::follow(round, &mut report, &said.given());
        for finding in &mut report.findings {
            finding.decision = decisions.get(&finding.id).map(|decided| decided.decision.clone());
        }
        let (mut counts, flows, tables) = (counts::counts_of(round, joined), year_on_year::flows_of(round, joined), frames::tables(round));
        let mut notices = book.notices().to_vec();
        notices.extend(earlier::add_typed(&mut counts, typed));
        let compared = compared::compared(&counts, round.last.as_ref().map(|last| last.year), round.settings.year);
        notices.extend(actions::incomplete(&actions, &said.decided));
        // What was decided to be no fault puts no figure in doubt.
        let is_dismissed = |f: &Finding| decisions::state(decisions.get(&f.id), false, false, f.certainty) == DecisionState::Dismissed;
        let open: Vec<&Finding> = report.findings.iter().filter(|f| ranges::is_open(f) && !is_dismissed(f)).collect();
        let ranges = ranges::ranges(groundwork, &open);
        let past_decisions = said.past_decisions;
        let mut standings = standing::standings(round, &report.findings, joined, &decisions, &followed);
        for row in &other_rows {
            let state = decisions::state(decisions.get(&row.id), false, false, row.draft.certainty);
            standings.insert(row.id.clone(), FindingStanding { state, is_explained: false, caveats: Vec::new() });
        }
        for finding in &mut report.findings {
            if let Some(standing) = standings.get(&finding.id) {
                finding.stands = Some(standing.word().into());
                finding.caveats = standing.caveats.iter().map(|caveat| caveat.words.clone()).collect();
            }
        }
        Self {
            round,
            groundwork,
            report,
            counts,
            compared,
            flows,
            ranges,
            decisions,
            past_decisions,
            settled,
            actions,
            unclear_places: book.unclear_places().to_vec(),
            names_to_confirm: names::to_confirm(round),
            odd_people: book.odd_people().clone(),
            notices,
            tables,
            followed,
            other_rows,
            standings,
            publication,
        }
    }
    /// How many assignments could not be compared with a place of the person's own, for whatever reason.
    pub fn not_checked(&self) -> usize {
        let mut rows: Vec<_> = self.groundwork.gaps.iter().map(|gap| (gap.submission.member.as_str(), gap.assignment.row)).collect();
        rows.sort_unstable();
        rows.dedup();
        rows.len()
    }
    /// How a finding, or another row of Conflicts, stands.
    pub fn state(&self, id: &str) -> DecisionState {
        self.standings.get(id).map_or(DecisionState::ToConfirm, |standing| standing.state)
    }
    /// Whether a finding has not been dismissed.
    pub fn is_open(&self, finding: &Finding) -> bool {
        finding.accepted.is_none() && self.state(&finding.id) != DecisionState::Dismissed
    }
    /// A figure, `None` if there is none.
    pub fn figure(&self, year: i16, member: &str, measure: Measure, basis: Basis) -> Option<f64> {
        self.count(year, member, measure, basis).and_then(|count| count.value)
    }
    /// A figure with its reason.
    pub fn count(&self, year: i16, member: &str, measure: Measure, basis: Basis) -> Option<&Count> {
        // Counts are sorted by their key.
        self.counts.binary_search_by(|count| count.key().cmp(&(year, member, measure, basis))).ok().map(|at| &self.counts[at])
    }
    /// A figure of this year beside last year's.
    pub fn both_years(&self, member: &str, measure: Measure, basis: Basis) -> Option<&Compared> {
        // They are sorted as the counts are.
        let wanted = (member, measure, basis);
        let at = self.compared.binary_search_by(|both| (both.member.as_str(), both.measure, both.basis).cmp(&wanted));
        at.ok().map(|at| &self.compared[at])
    }
    /// Every year from the first with a figure of the NPM as a whole to this one, those without a figure included.
    pub fn years(&self) -> std::ops::RangeInclusive<i16> {
        let first = self.counts.iter().filter(|c| c.value.is_some() && c.member == ALL).map(|c| c.year).min();
        first.unwrap_or(self.round.settings.year)..=self.round.settings.year
    }
    /// The year of last year's workbook.
    pub fn last_year(&self) -> Option<i16> {
        self.round.last.as_ref().map(|last| last.year)
    }
}
