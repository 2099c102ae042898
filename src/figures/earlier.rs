//! Figures of earlier years: those of last year's workbook, those typed in round.toml, and what is known from before there were any (¶4).

use std::collections::BTreeSet;

use crate::model::{ALL, Basis, Count, Date, Measure, Round};

/// What is known from before there were returns.
pub const BASELINE: &str = "8 of 20 members, survey of May 2013 (¶4)";

/// Earlier years' figures, and what is known from before there were any (¶4).
pub fn add_earlier(round: &Round, counts: &mut Vec<Count>) {
    let mut known: BTreeSet<(i16, Measure)> = BTreeSet::new();
    let reasons = round.last.as_ref().map(|last| &last.reasons);
    for (key, value) in round.last.iter().flat_map(|last| &last.counts) {
        let (year, member, measure, basis) = key;
        if *year >= round.settings.year {
            continue;
        }
        known.insert((*year, *measure));
        let (value, reason) = match value {
            Ok(value) => (Some(*value), reasons.and_then(|reasons| reasons.get(key).cloned())),
            Err(reason) => (None, Some(reason.clone())),
        };
        counts.push(Count { year: *year, member: member.clone(), measure: *measure, value, basis: *basis, reason });
    }
    if !known.contains(&(2013, Measure::MembersUsing)) {
        let reason = Some(BASELINE.into());
        counts.push(Count {
            year: 2013,
            member: ALL.into(),
            measure: Measure::MembersUsing,
            value: Some(8.0),
            basis: Basis::Broad,
            reason,
        });
    }
}

/// How many members the NPM had on a day: 18 from 2009, 20 from December 2013, 21 from January 2017.
pub fn membership(day: Date) -> Option<usize> {
    match (day.year(), day.month()) {
        (2017.., _) => Some(21),
        (2014.., _) | (2013, 12) => Some(20),
        (2009.., _) => Some(18),
        _ => None,
    }
}

/// A figure from before the tool, typed in round.toml.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedFigure {
    /// The figure; its reason says that it was typed in, and where it is from.
    pub count: Count,
}

/// How the reason of a figure typed in begins.
pub const TYPED: &str = "typed in: ";

/// Adds figures typed in. One that the returns of a year gave is kept against one typed in; what was not used is returned, in words.
pub fn add_typed(counts: &mut Vec<Count>, typed: &[TypedFigure]) -> Vec<String> {
    let mut unused = Vec::new();
    for TypedFigure { count } in typed {
        let same = |c: &&mut Count| c.key() == count.key();
        let is_known = |c: &Count| c.reason.as_deref().is_some_and(|reason| reason.starts_with(TYPED) || reason == BASELINE);
        match counts.iter_mut().find(same) {
            None => counts.push(count.clone()),
            Some(there) if is_known(there) || there.value.is_none() => *there = count.clone(),
            Some(there) if there.value == count.value => {}
            Some(_) => unused.push(format!(
                "round.toml gives {} of {} {} ({}); the figure counted from that year's returns is used instead",
                count.measure, count.member, count.year, count.basis
            )),
        }
    }
    counts.sort_by(|a, b| a.key().cmp(&b.key()));
    unused
}
