//! An independent attempt to work out what is withheld, from what a reader would have before them.
//!
//! This module shares no code with the chooser: it takes the cells as they would be shown, writes down what every reader knows of them (totals,
//! definitions, whole numbers, at least 1 where withheld), adds statements published elsewhere, and asks a solver for the highest and lowest value
//! that each withheld count may have. A count whose range is narrower than the protection range is given away.
//!
//! The range is proved by whole-number solutions: a table that a reader could just as well suppose. Bounds that a linear program would allow but no
//! table of whole numbers has do not count. What the solver cannot settle is taken as given away.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem, SolveOptions};

use super::figures::{CellKey, Figure};
use crate::model::ALL;

/// A figure published outside the table: a combination of cells and what it comes to, e.g. a change or a subtotal in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Where it is said, for messages.
    pub said: String,
    /// Cells and factors.
    pub terms: Vec<(CellKey, i64)>,
    /// What they sum to.
    pub value: i64,
}

/// Everything a reader has, and what has to be kept from them.
#[derive(Debug, Clone)]
pub struct Knowledge<'a> {
    /// Each cell: a count, or nothing where it is withheld.
    pub shown: &'a BTreeMap<CellKey, Option<i64>>,
    /// Statements besides the table.
    pub statements: &'a [Statement],
    /// The counts behind the cells.
    pub truth: &'a BTreeMap<CellKey, i64>,
    /// Cells that were public before: they cannot be given away again.
    pub public: &'a BTreeSet<CellKey>,
    /// Counts of secondees from 1 to below this must not be shown.
    pub threshold: i64,
    /// The least range that must remain.
    pub protection: i64,
}

/// A count that can be worked out, or narrowed too far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAway {
    /// The cell.
    pub key: CellKey,
    /// Whether it is not the cell itself but how much it exceeds secondments.
    pub is_difference: bool,
    /// The lowest value it may have.
    pub low: i64,
    /// The highest value it may have; `None` if this could not be settled.
    pub high: Option<i64>,
}

impl fmt::Display for GivenAway {
    /// Says which cell, and not what it holds.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let what = if self.is_difference { ", less secondments," } else { "" };
        write!(f, "{}{what} could be worked out or narrowed too far", self.key.words())
    }
}

/// An unknown with its factor.
type Term = (usize, f64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    Zero,
    AtLeastZero,
}

/// Σ factor × unknown + known = 0 or ≥ 0.
#[derive(Debug, Clone)]
struct Fact {
    unknown: Vec<Term>,
    known: f64,
    is: Is,
}

/// What must keep its range.
struct Secret {
    key: CellKey,
    is_difference: bool,
    unknown: Vec<Term>,
    known: f64,
    low: f64,
    high: f64,
}

impl Secret {
    fn see(&mut self, point: &BTreeMap<usize, f64>) {
        if self.unknown.iter().all(|(at, _)| point.contains_key(at)) {
            let value = self.known + self.unknown.iter().map(|(at, factor)| point[at] * factor).sum::<f64>();
            (self.low, self.high) = (self.low.min(value), self.high.max(value));
        }
    }
}

/// Every count that is given away.
pub fn given_away(knowledge: &Knowledge) -> Vec<GivenAway> {
    let reader = Reader::new(knowledge);
    let mut secrets = reader.secrets();
    let least = knowledge.protection as f64;
    let mut lost = Vec::new();
    for at in 0..secrets.len() {
        let mut is_settled = true;
        for direction in [OptimizationDirection::Maximize, OptimizationDirection::Minimize] {
            let secret = &secrets[at];
            if secret.high - secret.low >= least {
                break;
            }
            match reader.extreme(secret, direction, least) {
                Some(point) => secrets.iter_mut().for_each(|secret| secret.see(&point)),
                None => is_settled = false,
            }
        }
        let secret = &secrets[at];
        if secret.high - secret.low < least {
            let high = is_settled.then_some(secret.high as i64);
            lost.push(GivenAway { key: secret.key.clone(), is_difference: secret.is_difference, low: secret.low as i64, high });
        }
    }
    lost
}

struct Reader<'a> {
    knowledge: &'a Knowledge<'a>,
    unknowns: Vec<CellKey>,
    facts: Vec<Fact>,
    facts_of: Vec<Vec<usize>>,
}

impl<'a> Reader<'a> {
    fn new(knowledge: &'a Knowledge<'a>) -> Self {
        let unknowns: Vec<CellKey> = knowledge.shown.iter().filter(|(_, value)| value.is_none()).map(|(key, _)| key.clone()).collect();
        let mut reader = Self { knowledge, facts_of: vec![Vec::new(); unknowns.len()], unknowns, facts: Vec::new() };
        let years: BTreeSet<i16> = knowledge.shown.keys().map(|key| key.year).collect();
        let members: BTreeSet<&str> = knowledge.shown.keys().map(|key| key.member.as_str()).collect();
        for year in years {
            for figure in Figure::EACH.into_iter().filter(|figure| *figure != Figure::Using) {
                reader.learn_total(figure, year, &members);
            }
            members.iter().for_each(|member| reader.learn_definitions(year, member));
        }
        for statement in knowledge.statements {
            let terms: Vec<(CellKey, f64)> = statement.terms.iter().map(|(key, factor)| (key.clone(), *factor as f64)).collect();
            reader.learn(&terms, -statement.value as f64, Is::Zero);
        }
        reader
    }

    /// All members together are the total.
    fn learn_total(&mut self, figure: Figure, year: i16, members: &BTreeSet<&str>) {
        let total = CellKey::new(figure, year, ALL);
        if !self.knowledge.shown.contains_key(&total) {
            return;
        }
        let mut terms = vec![(total, -1.0)];
        let parts = members.iter().filter(|member| **member != ALL).map(|member| (CellKey::new(figure, year, member), 1.0));
        terms.extend(parts.filter(|(key, _)| self.knowledge.shown.contains_key(key)));
        // People whom several members list are counted once in a total; how many those are a reader may know.
        let value = |(key, factor): &(CellKey, f64)| self.knowledge.truth.get(key).map_or(0.0, |value| *value as f64 * factor);
        let again = terms.iter().map(value).sum::<f64>().max(0.0);
        if !self.learn(&terms, -again, Is::Zero) {
            // A total of more than the members shown is at least as much as they are.
            terms.iter_mut().for_each(|(_, factor)| *factor = -*factor);
            self.learn(&terms, 0.0, Is::AtLeastZero);
        }
    }

    /// What the definitions say of one member's counts in one year.
    fn learn_definitions(&mut self, year: i16, member: &str) {
        let cell = |figure| CellKey::new(figure, year, member);
        let (closing, opening) = (cell(Figure::Broad), CellKey::new(Figure::Broad, year - 1, member));
        let (new, ended) = (cell(Figure::New), cell(Figure::Ended));
        // Secondments are among all arrangements, secondees among staff.
        self.learn(&[(closing.clone(), 1.0), (cell(Figure::Narrow), -1.0)], 0.0, Is::AtLeastZero);
        self.learn(&[(cell(Figure::Staff), 1.0), (closing.clone(), -1.0)], 0.0, Is::AtLeastZero);
        // Whoever is new is still there or has ended.
        self.learn(&[(closing.clone(), 1.0), (ended.clone(), 1.0), (new.clone(), -1.0)], 0.0, Is::AtLeastZero);
        // Who was there, came, and did not end is there (¶10).
        self.learn(&[(opening, 1.0), (new, 1.0), (ended, -1.0), (closing, -1.0)], 0.0, Is::Zero);
    }

    /// Takes a fact in if all its cells are in the table, it is true of the counts, and it says something about what is withheld.
    /// Whether it is true is the answer.
    fn learn(&mut self, terms: &[(CellKey, f64)], known: f64, is: Is) -> bool {
        let mut fact = Fact { unknown: Vec::new(), known, is };
        let mut truth = known;
        for (key, factor) in terms {
            let (Some(shown), Some(value)) = (self.knowledge.shown.get(key), self.knowledge.truth.get(key)) else { return false };
            truth += *value as f64 * factor;
            match shown {
                Some(shown) => fact.known += *shown as f64 * factor,
                None => fact.unknown.push((self.unknowns.binary_search(key).expect("what is not shown is unknown"), *factor)),
            }
        }
        let is_true = match is {
            Is::Zero => truth == 0.0,
            Is::AtLeastZero => truth >= 0.0,
        };
        if is_true && !fact.unknown.is_empty() {
            fact.unknown.iter().for_each(|(at, _)| self.facts_of[*at].push(self.facts.len()));
            self.facts.push(fact);
        }
        is_true
    }

    fn secrets(&self) -> Vec<Secret> {
        let knowledge = self.knowledge;
        let is_small = |value: i64| (1..knowledge.threshold).contains(&value);
        let mut secrets = Vec::new();
        let mut keep = |key: &CellKey, is_difference, unknown, known: i64| {
            let value = knowledge.truth[key] - if is_difference { knowledge.truth[&key.with(Figure::Narrow)] } else { 0 };
            let (low, high) = (value as f64, value as f64);
            secrets.push(Secret { key: key.clone(), is_difference, unknown, known: known as f64, low, high });
        };
        let unknown = |key: &CellKey, factor: f64| self.unknowns.binary_search(key).ok().map(|at| (at, factor));
        for (key, shown) in knowledge.shown {
            match shown {
                None => keep(key, false, unknown(key, 1.0).into_iter().collect(), 0),
                // Shown though small: a range of nothing.
                Some(value) if key.figure.counts_secondees() && is_small(*value) && !knowledge.public.contains(key) => {
                    keep(key, false, Vec::new(), *value);
                }
                Some(_) => {}
            }
            let narrow = key.with(Figure::Narrow);
            let is_public = knowledge.public.contains(key) && knowledge.public.contains(&narrow);
            if key.figure == Figure::Broad
                && !is_public
                && let Some(shown_narrow) = knowledge.shown.get(&narrow)
                && is_small(knowledge.truth[key] - knowledge.truth[&narrow])
            {
                let terms = unknown(key, 1.0).into_iter().chain(unknown(&narrow, -1.0)).collect();
                keep(key, true, terms, shown.unwrap_or(0) - shown_narrow.unwrap_or(0));
            }
        }
        secrets
    }

    /// A table of whole numbers in which a secret is as high or low as it can be, as far as matters. `None` if the solver does not find one.
    fn extreme(&self, secret: &Secret, direction: OptimizationDirection, least: f64) -> Option<BTreeMap<usize, f64>> {
        let mut point = self.solve(secret, direction, least, false).ok()?;
        if point.values().any(|value| (value - value.round()).abs() > 1e-6) {
            point = self.solve(secret, direction, least, true).ok()?;
        }
        point.values_mut().for_each(|value| *value = value.round());
        Some(point)
    }

    fn solve(&self, secret: &Secret, direction: OptimizationDirection, least: f64, whole: bool) -> Result<BTreeMap<usize, f64>, Error> {
        let (unknowns, facts) = self.around(secret);
        let mut problem = Problem::new(direction);
        let mut variables = BTreeMap::new();
        for at in unknowns {
            let aim = secret.unknown.iter().find(|(unknown, _)| *unknown == at).map_or(0.0, |(_, factor)| *factor);
            let variable =
                if whole { problem.add_integer_var(aim, (1, 2_000_000_000)) } else { problem.add_var(aim, (1.0, f64::INFINITY)) };
            variables.insert(at, variable);
        }
        let sum = |terms: &[Term]| terms.iter().map(|(at, factor)| (variables[at], *factor)).collect::<Vec<_>>();
        for fact in facts {
            let is = if fact.is == Is::Zero { ComparisonOp::Eq } else { ComparisonOp::Ge };
            problem.add_constraint(sum(&fact.unknown), is, -fact.known);
        }
        if !secret.unknown.is_empty() {
            // Further than the protection range need not be looked: this keeps what has no end from being sought.
            problem.add_constraint(sum(&secret.unknown), ComparisonOp::Le, secret.low + least - secret.known);
            problem.add_constraint(sum(&secret.unknown), ComparisonOp::Ge, secret.high - least - secret.known);
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(2_000);
        let limit = |_| Error::InternalError("no answer within the limit of nodes".into());
        let solution = problem.solve_with(options)?.into_solution().map_err(limit)?;
        Ok(variables.into_iter().map(|(at, variable)| (at, solution.var_value(variable))).collect())
    }

    /// The unknowns and facts that hang together with a secret.
    fn around(&self, secret: &Secret) -> (BTreeSet<usize>, Vec<&Fact>) {
        let mut unknowns: BTreeSet<usize> = secret.unknown.iter().map(|(at, _)| *at).collect();
        let mut facts = BTreeSet::new();
        let mut waiting: Vec<usize> = unknowns.iter().copied().collect();
        while let Some(at) = waiting.pop() {
            for fact in &self.facts_of[at] {
                if facts.insert(*fact) {
                    let new = self.facts[*fact].unknown.iter().map(|(other, _)| *other).filter(|other| unknowns.insert(*other));
                    waiting.extend(new.collect::<Vec<_>>());
                }
            }
        }
        (unknowns, facts.into_iter().map(|fact| &self.facts[fact]).collect())
    }
}

/// The statements that would give something away if they were published beside the table.
pub fn unsafe_statements<'a>(knowledge: &Knowledge, statements: &'a [Statement]) -> Vec<(&'a Statement, GivenAway)> {
    let mut found = Vec::new();
    let mut safe: Vec<Statement> = knowledge.statements.to_vec();
    // One after the other: what two statements give away together is laid to the later one.
    for statement in statements {
        safe.push(statement.clone());
        if let Some(lost) = given_away(&Knowledge { statements: &safe, ..knowledge.clone() }).into_iter().next() {
            safe.pop();
            found.push((statement, lost));
        }
    }
    found
}
