//! Which counts are withheld: the small ones, and as little more as keeps them from being worked out.
//!
//! Finding the least is a hard problem in general, so this goes in two steps. For each count that must be protected, a linear program looks for the
//! cheapest way to move it by the protection range while every total and definition still holds: the cells that move have to be withheld (they are
//! what a reader cannot tell apart). Then each cell withheld in this way is put back if every protected count stays protected without it. On
//! tables small enough to solve exactly this withheld at most twice the least; `tests/publish.rs` holds it to that.
//!
//! Information withheld is reckoned by [`cost`]: a total of the NPM counts as much as five members' cells, because ¶10 is about it.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOptions, Variable};

use super::earlier::PastTotal;
use super::figures::{CellKey, Figure};
use crate::model::ALL;

/// What has to be chosen from.
#[derive(Debug, Clone)]
pub struct Counts<'a> {
    /// Every count that is not withheld for want of a return.
    pub numbers: &'a BTreeMap<CellKey, i64>,
    /// Already public with this value: cannot be withheld any more.
    pub public: &'a BTreeSet<CellKey>,
    /// Withheld in an earlier publication: stays withheld.
    pub held_before: &'a BTreeSet<CellKey>,
    /// Totals published before.
    pub past_totals: &'a [PastTotal],
    /// Counts of secondees from 1 to below this are withheld.
    pub threshold: i64,
    /// How far a withheld count must be able to move.
    pub protection: i64,
}

/// What withholding a cell costs the reader.
pub fn cost(key: &CellKey) -> f64 {
    if key.member == ALL { 5.0 } else { 1.0 }
}

/// The cells to withhold; `Err` names a count that cannot be protected whatever is withheld.
///
/// # Errors
/// If a count cannot be protected: everything that would have to be withheld with it is already public or zero.
pub fn choose(counts: &Counts) -> Result<BTreeSet<CellKey>, CellKey> {
    let space = Space::new(counts);
    let mut withheld: BTreeSet<usize> = (0..space.cells.len()).filter(|at| space.cells[*at].is_forced).collect();
    let mut certificates: BTreeMap<usize, Moves> = BTreeMap::new();
    // Withholding a cell makes it a count to be protected in its turn, until nothing is added.
    loop {
        let next = space.targets(&withheld).find(|target| !certificates.contains_key(target));
        let Some(target) = next else { break };
        let moves = space.cheapest(target, &withheld).ok_or_else(|| space.target_key(target))?;
        withheld.extend(moves.iter().flatten().map(|(at, _)| *at));
        certificates.insert(target, moves);
    }
    space.put_back(&mut withheld, &mut certificates);
    Ok(withheld.into_iter().map(|at| space.cells[at].key.clone()).collect())
}

/// One or two ways to move cells, each as cell and amount.
type Moves = Vec<Vec<(usize, f64)>>;

struct MovableCell {
    key: CellKey,
    value: f64,
    is_forced: bool,
}

/// Σ coefficient × move = 0, or ≤ the slack.
struct Constraint {
    terms: Vec<(usize, f64)>,
    slack: Option<f64>,
}

/// The cells that can move, what ties them, and the differences that must be protected.
struct Space {
    cells: Vec<MovableCell>,
    rows: Vec<Constraint>,
    rows_of: Vec<Vec<usize>>,
    /// All arrangements less secondments where that is a small count: the terms that can move.
    differences: Vec<(CellKey, Vec<(usize, f64)>)>,
    protection: f64,
}

impl Space {
    fn new(counts: &Counts) -> Self {
        let is_small = |value: i64| value > 0 && value < counts.threshold;
        let mut cells = Vec::new();
        let mut index = BTreeMap::new();
        for (key, value) in counts.numbers {
            // A zero is always published, and what is public cannot be taken back: neither moves.
            if *value > 0 && key.figure != Figure::Using && !counts.public.contains(key) {
                let is_forced = (key.figure.counts_secondees() && is_small(*value)) || counts.held_before.contains(key);
                index.insert(key.clone(), cells.len());
                cells.push(MovableCell { key: key.clone(), value: *value as f64, is_forced });
            }
        }
        let terms = |signed: &[(CellKey, f64)]| -> Vec<(usize, f64)> {
            signed.iter().filter_map(|(key, sign)| index.get(key).map(|at| (*at, *sign))).collect()
        };
        let mut rows = Vec::new();
        let mut differences = Vec::new();
        let past = counts.past_totals.iter().filter(|total| total.parts.iter().all(|part| counts.numbers.contains_key(part)));
        let past = past.map(|total| (total.parts.iter().map(|part| (part.clone(), 1.0)).collect(), true, total.value as f64));
        let ties = ties(counts.numbers).into_iter();
        for (signed, is_equation, right) in ties.chain(past) {
            let sum: f64 = signed.iter().map(|(key, sign): &(CellKey, f64)| counts.numbers[key] as f64 * sign).sum::<f64>() - right;
            let slack = (!is_equation).then_some(-sum);
            // A definition that the figures do not keep, as opening + new − ended after a recount, tells the reader nothing exact.
            let holds = if is_equation { sum == 0.0 } else { sum <= 0.0 };
            let terms = terms(&signed);
            if holds && !terms.is_empty() {
                rows.push(Constraint { terms, slack });
            }
        }
        for (key, broad) in counts.numbers.iter().filter(|(key, _)| key.figure == Figure::Broad) {
            let narrow = key.with(Figure::Narrow);
            if counts.numbers.get(&narrow).is_some_and(|narrow| is_small(broad - narrow)) {
                let both_public = counts.public.contains(key) && counts.public.contains(&narrow);
                let terms = terms(&[(key.clone(), 1.0), (narrow, -1.0)]);
                if !both_public && !terms.is_empty() {
                    differences.push((key.clone(), terms));
                }
            }
        }
        let mut rows_of = vec![Vec::new(); cells.len()];
        for (at, row) in rows.iter().enumerate() {
            row.terms.iter().for_each(|(cell, _)| rows_of[*cell].push(at));
        }
        Self { cells, rows, rows_of, differences, protection: counts.protection as f64 }
    }

    /// Withheld cells, then differences: those are numbered after the cells.
    fn targets<'a>(&'a self, withheld: &'a BTreeSet<usize>) -> impl Iterator<Item = usize> + 'a {
        let differences = self.cells.len()..self.cells.len() + self.differences.len();
        withheld.iter().copied().chain(differences)
    }

    fn target_key(&self, target: usize) -> CellKey {
        self.cells.get(target).map_or_else(|| self.differences[target - self.cells.len()].0.clone(), |cell| cell.key.clone())
    }

    fn form(&self, target: usize) -> Vec<(usize, f64)> {
        match target.checked_sub(self.cells.len()) {
            None => vec![(target, 1.0)],
            Some(at) => self.differences[at].1.clone(),
        }
    }

    /// What moving a cell by one costs; nothing if it is withheld already.
    fn price(&self, at: usize, room: f64, withheld: &BTreeSet<usize>) -> f64 {
        // Each unit bears the cost of the whole cell divided by what the cell can take, as a cell is withheld whole.
        if withheld.contains(&at) { 0.001 } else { cost(&self.cells[at].key) / room.min(self.protection) + self.cells[at].value * 1e-5 }
    }

    /// The cheapest moves that protect a target when any cell may be withheld.
    fn cheapest(&self, target: usize, withheld: &BTreeSet<usize>) -> Option<Moves> {
        let added = |moves: &Moves| -> f64 {
            let cells: BTreeSet<usize> = moves.iter().flatten().map(|(at, _)| *at).filter(|at| !withheld.contains(at)).collect();
            cells.iter().map(|at| cost(&self.cells[*at].key) + self.cells[*at].value * 1e-5).sum()
        };
        if let Some(moves) = self.among(target, withheld) {
            return Some(moves);
        }
        let all = |_: usize| true;
        let mut found: Vec<Moves> = self.splits().filter_map(|split| self.moves(target, split, withheld, &all)).collect();
        found.sort_by(|a, b| added(a).total_cmp(&added(b)));
        found.into_iter().next()
    }

    /// Moves that protect a target with nothing more withheld.
    fn among(&self, target: usize, withheld: &BTreeSet<usize>) -> Option<Moves> {
        let may = |cell: usize| withheld.contains(&cell);
        self.splits().find_map(|split| self.moves(target, split, withheld, &may))
    }

    /// Up by the whole protection range, down by it, or partly each.
    fn splits(&self) -> impl Iterator<Item = (f64, f64)> {
        let whole = self.protection as i64;
        let partly = (1..whole).map(move |down| ((whole - down) as f64, down as f64));
        [(whole as f64, 0.0), (0.0, whole as f64)].into_iter().chain(partly)
    }

    fn moves(&self, target: usize, (up, down): (f64, f64), withheld: &BTreeSet<usize>, may: &dyn Fn(usize) -> bool) -> Option<Moves> {
        let mut moves = Vec::new();
        for amount in [up, -down].into_iter().filter(|amount| *amount != 0.0) {
            moves.push(self.shift(target, amount, withheld, may)?);
        }
        Some(moves)
    }

    /// Whole numbers by which cells move so that the target moves by the amount and everything still adds up.
    fn shift(&self, target: usize, amount: f64, withheld: &BTreeSet<usize>, may: &dyn Fn(usize) -> bool) -> Option<Vec<(usize, f64)>> {
        let near = self.near(target, may);
        self.solve(target, amount, withheld, &near, false).or_else(|| self.solve(target, amount, withheld, &near, true))
    }

    /// The cells that may move and hang together with the target.
    fn near(&self, target: usize, may: &dyn Fn(usize) -> bool) -> Vec<usize> {
        let mut reached: BTreeSet<usize> = self.form(target).into_iter().map(|(at, _)| at).filter(|at| may(*at)).collect();
        let mut waiting: Vec<usize> = reached.iter().copied().collect();
        while let Some(at) = waiting.pop() {
            for (other, _) in self.rows_of[at].iter().flat_map(|row| &self.rows[*row].terms) {
                if may(*other) && reached.insert(*other) {
                    waiting.push(*other);
                }
            }
        }
        reached.into_iter().collect()
    }

    fn solve(&self, target: usize, amount: f64, withheld: &BTreeSet<usize>, near: &[usize], whole: bool) -> Option<Vec<(usize, f64)>> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut variables: BTreeMap<usize, (Variable, Option<Variable>)> = BTreeMap::new();
        let most = 1_000_000;
        for at in near {
            // A withheld count is at least 1, as zeros are published.
            let below = self.cells[*at].value - 1.0;
            let mut add = |room: f64, cost: f64| match whole {
                true => problem.add_integer_var(cost, (0, room.min(f64::from(most)) as i32)),
                false => problem.add_var(cost, (0.0, room)),
            };
            let up = add(f64::from(most), self.price(*at, self.protection, withheld));
            let down = (below > 0.0).then(|| add(below, self.price(*at, below, withheld)));
            variables.insert(*at, (up, down));
        }
        let expression = |terms: &[(usize, f64)]| -> Vec<(Variable, f64)> {
            let mut expression = Vec::new();
            for (at, factor) in terms {
                if let Some((up, down)) = variables.get(at) {
                    expression.push((*up, *factor));
                    expression.extend(down.map(|down| (down, -factor)));
                }
            }
            expression
        };
        let form = expression(&self.form(target));
        if form.is_empty() {
            return None;
        }
        problem.add_constraint(form, ComparisonOp::Eq, amount);
        let rows: BTreeSet<usize> = near.iter().flat_map(|at| self.rows_of[*at].iter().copied()).collect();
        for row in rows.into_iter().map(|at| &self.rows[at]) {
            match row.slack {
                None => problem.add_constraint(expression(&row.terms), ComparisonOp::Eq, 0.0),
                Some(slack) => problem.add_constraint(expression(&row.terms), ComparisonOp::Le, slack),
            }
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(500);
        let solution = problem.solve_with(options).ok()?.into_solution().ok()?;
        let value = |variable: Variable| solution.var_value(variable);
        let moved = variables.iter().map(|(at, (up, down))| (*at, value(*up) - down.map_or(0.0, value)));
        let moved: Vec<(usize, f64)> = moved.filter(|(_, by)| by.abs() > 1e-6).collect();
        moved.iter().all(|(_, by)| (by - by.round()).abs() < 1e-6).then_some(moved)
    }

    /// Puts cells back, dearest first, while every target stays protected by what is still withheld.
    fn put_back(&self, withheld: &mut BTreeSet<usize>, certificates: &mut BTreeMap<usize, Moves>) {
        let mut order: Vec<usize> = withheld.iter().copied().filter(|at| !self.cells[*at].is_forced).collect();
        order.sort_by(|a, b| {
            let of = |at: &usize| (cost(&self.cells[*at].key), self.cells[*at].value);
            of(b).partial_cmp(&of(a)).expect("costs and counts are numbers").then(a.cmp(b))
        });
        for at in order {
            let mut without = withheld.clone();
            without.remove(&at);
            let mut renewed = certificates.clone();
            renewed.remove(&at);
            let stale: Vec<usize> = renewed
                .iter()
                .filter(|(_, moves)| moves.iter().flatten().any(|(cell, _)| *cell == at))
                .map(|(target, _)| *target)
                .collect();
            let is_protected =
                stale.into_iter().all(|target| self.among(target, &without).map(|moves| renewed.insert(target, moves)).is_some());
            if is_protected {
                *withheld = without;
                *certificates = renewed;
            }
        }
    }
}

/// Signed cells whose sum is a number (`true`), or at most that.
type Tie = (Vec<(CellKey, f64)>, bool, f64);

/// What ties counts by definition.
fn ties(numbers: &BTreeMap<CellKey, i64>) -> Vec<Tie> {
    let mut ties = Vec::new();
    let mut columns: BTreeMap<(Figure, i16), Vec<(CellKey, f64)>> = BTreeMap::new();
    let has = |key: &CellKey| numbers.contains_key(key);
    for key in numbers.keys().filter(|key| key.figure != Figure::Using) {
        let sign = if key.member == ALL { -1.0 } else { 1.0 };
        columns.entry((key.figure, key.year)).or_default().push((key.clone(), sign));
        let mut tie = |signed: Vec<(CellKey, f64)>, is_equation| {
            if signed.iter().all(|(key, _)| has(key)) {
                ties.push((signed, is_equation, 0.0));
            }
        };
        match key.figure {
            Figure::Narrow => tie(vec![(key.clone(), 1.0), (key.with(Figure::Broad), -1.0)], false),
            Figure::Staff => tie(vec![(key.with(Figure::Broad), 1.0), (key.clone(), -1.0)], false),
            Figure::New => {
                let (closing, ended) = (key.with(Figure::Broad), key.with(Figure::Ended));
                tie(vec![(key.clone(), 1.0), (closing.clone(), -1.0), (ended.clone(), -1.0)], false);
                let opening = CellKey::new(Figure::Broad, key.year - 1, &key.member);
                tie(vec![(opening, 1.0), (key.clone(), 1.0), (ended, -1.0), (closing, -1.0)], true);
            }
            _ => {}
        }
    }
    let sums = columns.into_values().filter(|column| column.iter().any(|(key, _)| key.member == ALL));
    // A total may hold more than the members shown: of years of which only the total and some members are known.
    ties.extend(sums.map(|column| {
        let over: f64 = column.iter().map(|(key, sign)| numbers[key] as f64 * sign).sum();
        // Where it is less, people whom several members list are counted once in it; how many that are a reader may know.
        (column, over >= 0.0, over.max(0.0))
    }));
    ties
}
