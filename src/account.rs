//! The round as it stands after what people said: every output is made from it.

use std::collections::BTreeMap;

use crate::book::decisions::Settled;
use crate::conflicts::Beside;
use crate::figures::flow::Flow;
use crate::figures::table::Table;
use crate::model::ALL;
use crate::model::{Basis, Count, Decision, Measure, Round};
use crate::queries::Followed;
use crate::rules::run::Report;

/// Everything an audit found, ready to be written.
#[derive(Debug)]
pub struct Audit {
    /// The round.
    pub round: Round,
    /// Findings and outcomes.
    pub report: Report,
    /// All figures.
    pub counts: Vec<Count>,
    /// Year on year by person.
    pub flows: Vec<Flow>,
    /// This round's decisions by finding id, as typed in the consolidated workbook.
    pub decisions: BTreeMap<String, Decision>,
    /// Decisions whose finding has gone, now or in an earlier run.
    pub settled: Vec<Settled>,
    /// What the coordinator should know of this run: copies of the workbook, spellings put right. No names of persons.
    pub notices: Vec<String>,
    /// Secondees, Staff and Assignments of all returns in use, in that order; each row begins with Member, File and Row.
    pub tables: Vec<Table>,
    /// What members are asked, what they answered and what they changed.
    pub followed: Followed,
    /// What stands on Conflicts besides findings.
    pub beside: Vec<Beside>,
}

impl Audit {
    /// A figure, `None` if there is none.
    pub fn figure(&self, year: i16, member: &str, measure: Measure, basis: Basis) -> Option<f64> {
        self.count(year, member, measure, basis).and_then(|count| count.value)
    }
    /// A figure with its reason.
    pub fn count(&self, year: i16, member: &str, measure: Measure, basis: Basis) -> Option<&Count> {
        // Counts are sorted by their key.
        self.counts.binary_search_by(|count| count.key().cmp(&(year, member, measure, basis))).ok().map(|at| &self.counts[at])
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
