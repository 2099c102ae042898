//! Rows that may be one person (R06, X01), in groups: who is one person with another, and that one with a third, are one group of three.

use std::collections::BTreeMap;

use super::index::Index;
use super::row::{Doubts, MEASURES, bounds};
use super::{Bounded, RowDoubts, row_number};
use crate::form::Sheet;
use crate::model::Basis;
use crate::model::finding::Finding;
use crate::people::Joined;
use crate::rules::{CountDoubt, count_doubt_of};

/// A row of a return in use: member, sheet, row.
type Row<'a> = (&'a str, Sheet, u32);

/// Groups of rows, each of which may be one person.
pub(super) struct Twins<'a> {
    groups: Vec<Vec<Row<'a>>>,
    /// The groups in which a member has a row.
    by_member: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Twins<'a> {
    /// The groups that the open findings make.
    pub fn new(index: &Index, open: &[&'a Finding]) -> Self {
        let mut sets = Sets::default();
        for finding in open.iter().filter(|f| count_doubt_of(&f.rule) == CountDoubt::OnePersonTwice) {
            let rows = finding.evidence.iter().filter_map(|e| {
                let sheet = Sheet::ALL.into_iter().find(|sheet| sheet.name() == e.sheet)?;
                Some((e.member.as_str(), sheet, row_number(&e.cell)?))
            });
            let rows: Vec<usize> = rows.filter(|(member, ..)| index.round.submission(member).is_some()).map(|row| sets.add(row)).collect();
            rows.windows(2).for_each(|pair| sets.join(pair[0], pair[1]));
        }
        let groups = sets.groups();
        let mut by_member: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, group) in groups.iter().enumerate() {
            // Rows of a group are sorted by member.
            for rows in group.chunk_by(|a, b| a.0 == b.0) {
                by_member.entry(rows[0].0).or_default().push(at);
            }
        }
        Self { groups, by_member }
    }

    /// Lowers what a member's rows that may be one person come to at least: one of them stays, and none if the person may be another member's.
    pub fn take_out_of(&self, member: &str, index: &Index, joined: &Joined, doubts: &RowDoubts, basis: Basis, bounded: &mut Bounded) {
        for group in self.by_member.get(member).into_iter().flatten() {
            let persons = persons(joined, &self.groups[*group]);
            let own: Vec<Vec<Row>> = persons.iter().map(|rows| rows.iter().filter(|row| row.0 == member).copied().collect()).collect();
            let own: Vec<Vec<Row>> = own.into_iter().filter(|rows: &Vec<Row>| !rows.is_empty()).collect();
            if persons.len() > 1 {
                take_out(&own, own.len() < persons.len(), index, doubts, basis, bounded);
            }
        }
    }

    /// Lowers what all rows that may be one person come to at least: in all one of them stays.
    pub fn take_out_of_all(&self, index: &Index, joined: &Joined, doubts: &RowDoubts, basis: Basis, bounded: &mut Bounded) {
        self.groups.iter().for_each(|group| take_out(&persons(joined, group), false, index, doubts, basis, bounded));
    }
}

/// The rows of a group by person, as far as people confirmed who is one: what is confirmed is no doubt any more.
fn persons<'a>(joined: &Joined, rows: &[Row<'a>]) -> Vec<Vec<Row<'a>>> {
    let mut persons: Vec<(Option<usize>, Vec<Row>)> = Vec::new();
    for row in rows {
        let group = joined.group(row.0, row.1, row.2);
        match persons.iter_mut().find(|(of, _)| group.is_some() && *of == group) {
            Some((_, rows)) => rows.push(*row),
            None => persons.push((group, vec![*row])),
        }
    }
    persons.into_iter().map(|(_, rows)| rows).collect()
}

/// Takes out all but one of some persons, each with the rows that are the person's.
fn take_out(persons: &[Vec<Row>], stays_elsewhere: bool, index: &Index, doubts: &RowDoubts, basis: Basis, bounded: &mut Bounded) {
    let none = Doubts::default();
    let of_row = |(member, sheet, row): &Row| {
        let record = index.secondee(member, *row).filter(|_| *sheet == Sheet::Secondees);
        let doubts = doubts.get(&(*member, *row)).unwrap_or(&none);
        record.map_or([0; MEASURES.len()], |record| bounds(record, &index.round.settings, doubts, basis).map(|(low, _)| low))
    };
    let of_person = |rows: &Vec<Row>| {
        rows.iter()
            .map(of_row)
            .fold([0; MEASURES.len()], |most: [i64; MEASURES.len()], low| std::array::from_fn(|at| most[at].max(low[at])))
    };
    let lows: Vec<_> = persons.iter().map(of_person).collect();
    for (at, bound) in bounded.measures.iter_mut().enumerate() {
        let kept = if stays_elsewhere { 0 } else { lows.iter().map(|low| low[at]).min().unwrap_or(0) };
        bound.low = (bound.low - (lows.iter().map(|low| low[at]).sum::<i64>() - kept)).max(0);
    }
    let is_staff = |rows: &&Vec<Row>| rows.iter().all(|(_, sheet, _)| *sheet == Sheet::Staff);
    let staff = persons.iter().filter(is_staff).count() as i64;
    let kept = i64::from(!stays_elsewhere && staff == persons.len() as i64 && staff > 0);
    bounded.others.low = (bounded.others.low - (staff - kept)).max(0);
}

/// Disjoint sets of rows: each row points to another of its set, and the one that points to itself stands for the set.
#[derive(Default)]
struct Sets<'a> {
    rows: BTreeMap<Row<'a>, usize>,
    above: Vec<usize>,
}

impl<'a> Sets<'a> {
    fn add(&mut self, row: Row<'a>) -> usize {
        let next = self.above.len();
        let at = *self.rows.entry(row).or_insert(next);
        if at == next {
            self.above.push(next);
        }
        at
    }
    fn top(&mut self, mut at: usize) -> usize {
        while self.above[at] != at {
            // Paths are halved on the way, so that they stay short.
            self.above[at] = self.above[self.above[at]];
            at = self.above[at];
        }
        at
    }
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.top(a), self.top(b));
        self.above[a.max(b)] = a.min(b);
    }
    /// The sets, each sorted, in the order of their first rows.
    fn groups(mut self) -> Vec<Vec<Row<'a>>> {
        let mut groups: BTreeMap<usize, Vec<Row>> = BTreeMap::new();
        for (row, at) in std::mem::take(&mut self.rows) {
            groups.entry(self.top(at)).or_default().push(row);
        }
        groups.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Groups as they are defined: whoever shares a row with a group joins it.
    fn naive(findings: &[Vec<u32>]) -> Vec<Vec<u32>> {
        let mut groups: Vec<Vec<u32>> = Vec::new();
        for rows in findings.iter().filter(|rows| !rows.is_empty()) {
            let mut group = rows.clone();
            let (joined, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(|other| other.iter().any(|row| group.contains(row)));
            group.extend(joined.into_iter().flatten());
            group.sort_unstable();
            group.dedup();
            groups = others;
            groups.push(group);
        }
        groups.sort();
        groups
    }

    proptest! {
        #[test]
        fn groups_are_those_of_a_naive_search(findings in prop::collection::vec(prop::collection::vec(0u32..30, 0..4), 0..25)) {
            let mut sets = Sets::default();
            for rows in &findings {
                let rows: Vec<usize> = rows.iter().map(|row| sets.add(("HMIP", Sheet::Secondees, *row))).collect();
                rows.windows(2).for_each(|pair| sets.join(pair[0], pair[1]));
            }
            let mut groups: Vec<Vec<u32>> = sets.groups().into_iter().map(|group| group.into_iter().map(|row| row.2).collect()).collect();
            groups.sort();
            prop_assert_eq!(groups, naive(&findings));
        }
    }
}
