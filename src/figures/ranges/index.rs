//! The round and its open findings as the ranges look them up: each index is built once, so that ranges stay linear in rows and in findings.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::Sec;
use crate::model::finding::Finding;
use crate::model::{PastPerson, Record, Round};
use crate::rules::{CountDoubt, count_doubt_of};

/// What is looked up while ranges are made.
pub(super) struct RangeIndex<'a> {
    /// The round.
    pub round: &'a Round,
    secondees: BTreeMap<(&'a str, u32), &'a Record<Sec>>,
    findings: BTreeMap<&'a str, Vec<&'a Finding>>,
    /// References of persons assigned who are on no list, by member.
    listed_nowhere: BTreeMap<&'a str, BTreeSet<&'a str>>,
    past: BTreeMap<(&'a str, &'a str), &'a PastPerson>,
    past_in_any_case: BTreeMap<(&'a str, String), &'a PastPerson>,
}

impl<'a> RangeIndex<'a> {
    /// The index of a round and its open findings.
    pub fn new(round: &'a Round, open: &[&'a Finding]) -> Self {
        let mut index = Self {
            round,
            secondees: BTreeMap::new(),
            findings: BTreeMap::new(),
            listed_nowhere: BTreeMap::new(),
            past: BTreeMap::new(),
            past_in_any_case: BTreeMap::new(),
        };
        for submission in &round.returns {
            index.secondees.extend(submission.secondees.iter().map(|row| ((submission.member.as_str(), row.row), row)));
        }
        for finding in open {
            index.findings.entry(&finding.member).or_default().push(finding);
            if let (CountDoubt::PersonNotListed, Some(member)) = (count_doubt_of(&finding.rule), &finding.subject.person_member) {
                index.listed_nowhere.entry(member).or_default().insert(finding.subject.person_ref.as_deref().unwrap_or(""));
            }
        }
        // Of two rows with one reference the first is meant.
        for past in round.last.iter().flat_map(|last| &last.secondees) {
            index.past.entry((&past.member, &past.reference)).or_insert(past);
            index.past_in_any_case.entry((&past.member, past.reference.to_ascii_lowercase())).or_insert(past);
        }
        index
    }

    /// The row of Secondees of a return in use.
    pub fn secondee(&self, member: &str, row: u32) -> Option<&'a Record<Sec>> {
        self.secondees.get(&(member, row)).copied()
    }
    /// The open findings of a member.
    pub fn findings(&self, member: &str) -> &[&'a Finding] {
        self.findings.get(member).map_or(&[], Vec::as_slice)
    }
    /// How many persons of a member are assigned, by whatever return, and on no list (R03).
    pub fn listed_nowhere(&self, member: &str) -> usize {
        self.listed_nowhere.get(member).map_or(0, BTreeSet::len)
    }
    /// Last year's secondee of that reference.
    pub fn past(&self, member: &str, reference: &str) -> Option<&'a PastPerson> {
        self.past.get(&(member, reference)).copied()
    }
    /// Last year's secondee of that reference, in capital or small letters.
    pub fn past_in_any_case(&self, member: &str, reference: &str) -> Option<&'a PastPerson> {
        self.past_in_any_case.get(&(member, reference.to_ascii_lowercase())).copied()
    }
}
