//! Rows that may be one person (R06, X01), in groups: who is one person with another, and that one with a third, are one group of three.

use std::collections::BTreeMap;

use super::index::RangeIndex;
use super::row::{Doubts, MEASURES, bounds};
use super::{Bounded, RowDoubts};
use crate::form::Sheet;
use crate::model::finding::{Evidence, Finding};
use crate::model::{Basis, RowId, merged};
use crate::people::Joined;
use crate::rules::{CountDoubt, count_doubt_of};

/// Groups of rows, each of which may be one person.
pub(super) struct Twins<'a> {
    groups: Vec<Vec<RowId<'a>>>,
    /// The groups in which a member has a row.
    by_member: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Twins<'a> {
    /// The groups that the open findings make.
    pub fn new(index: &RangeIndex, open: &[&'a Finding]) -> Self {
        let twins = open.iter().filter(|f| count_doubt_of(&f.rule) == CountDoubt::OnePersonTwice);
        let groups = merged(twins.map(|finding| rows_of(finding, index)));
        let mut by_member: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, group) in groups.iter().enumerate() {
            // Rows of a group are sorted by member.
            for rows in group.chunk_by(|a, b| a.member == b.member) {
                by_member.entry(rows[0].member).or_default().push(at);
            }
        }
        Self { groups, by_member }
    }

    /// Lowers what a member's rows that may be one person come to at least: one of them stays, and none if the person may be another member's.
    pub fn take_out_of(&self, member: &str, index: &RangeIndex, joined: &Joined, doubts: &RowDoubts, basis: Basis, bounded: &mut Bounded) {
        for group in self.by_member.get(member).into_iter().flatten() {
            let persons = persons(joined, &self.groups[*group]);
            let own: Vec<Vec<RowId>> =
                persons.iter().map(|rows| rows.iter().filter(|row| row.member == member).copied().collect()).collect();
            let own: Vec<Vec<RowId>> = own.into_iter().filter(|rows: &Vec<RowId>| !rows.is_empty()).collect();
            if persons.len() > 1 {
                take_out(&own, own.len() < persons.len(), index, doubts, basis, bounded);
            }
        }
    }

    /// Lowers what all rows that may be one person come to at least: in all one of them stays.
    pub fn take_out_of_all(&self, index: &RangeIndex, joined: &Joined, doubts: &RowDoubts, basis: Basis, bounded: &mut Bounded) {
        self.groups.iter().for_each(|group| take_out(&persons(joined, group), false, index, doubts, basis, bounded));
    }
}

/// The rows of returns in use that a finding is about.
fn rows_of<'a>(finding: &'a Finding, index: &RangeIndex) -> Vec<RowId<'a>> {
    let rows = finding.evidence.iter().filter_map(Evidence::row_id);
    rows.filter(|row| index.round.submission(row.member).is_some()).collect()
}

/// What an open finding that rows may be one person can take from the secondees in post, all arrangements, and whether it can take anybody from the
/// other staff.
pub(super) fn effect(finding: &Finding, index: &RangeIndex, joined: &Joined, doubts: &RowDoubts) -> (i64, bool) {
    let rows = rows_of(finding, index);
    let before = rows.len() as i64;
    let mut bounded = Bounded::default();
    (bounded.measures[0].low, bounded.others.low) = (before, before);
    take_out(&persons(joined, &rows), false, index, doubts, Basis::Broad, &mut bounded);
    (bounded.measures[0].low - before, bounded.others.low != before)
}

/// The rows of a group by person, as far as people confirmed who is one: what is confirmed is no doubt any more.
fn persons<'a>(joined: &Joined, rows: &[RowId<'a>]) -> Vec<Vec<RowId<'a>>> {
    let mut persons: Vec<(Option<usize>, Vec<RowId>)> = Vec::new();
    for row in rows {
        let group = joined.group(row.member, row.sheet, row.row);
        match persons.iter_mut().find(|(of, _)| group.is_some() && *of == group) {
            Some((_, rows)) => rows.push(*row),
            None => persons.push((group, vec![*row])),
        }
    }
    persons.into_iter().map(|(_, rows)| rows).collect()
}

/// Takes out all but one of some persons, each with the rows that are the person's.
fn take_out(persons: &[Vec<RowId>], stays_elsewhere: bool, index: &RangeIndex, doubts: &RowDoubts, basis: Basis, bounded: &mut Bounded) {
    let none = Doubts::default();
    let of_row = |RowId { member, sheet, row }: &RowId| {
        let record = index.secondee(member, *row).filter(|_| *sheet == Sheet::Secondees);
        let doubts = doubts.get(&(*member, *row)).unwrap_or(&none);
        record.map_or([0; MEASURES.len()], |record| bounds(record, &index.round.settings, doubts, basis).map(|(low, _)| low))
    };
    let of_person = |rows: &Vec<RowId>| {
        rows.iter()
            .map(of_row)
            .fold([0; MEASURES.len()], |most: [i64; MEASURES.len()], low| std::array::from_fn(|at| most[at].max(low[at])))
    };
    let lows: Vec<_> = persons.iter().map(of_person).collect();
    for (at, bound) in bounded.measures.iter_mut().enumerate() {
        let kept = if stays_elsewhere { 0 } else { lows.iter().map(|low| low[at]).min().unwrap_or(0) };
        bound.low = (bound.low - (lows.iter().map(|low| low[at]).sum::<i64>() - kept)).max(0);
    }
    let is_staff = |rows: &&Vec<RowId>| rows.iter().all(|row| row.sheet == Sheet::Staff);
    let staff = persons.iter().filter(is_staff).count() as i64;
    let kept = i64::from(!stays_elsewhere && staff == persons.len() as i64 && staff > 0);
    bounded.others.low = (bounded.others.low - (staff - kept)).max(0);
}
