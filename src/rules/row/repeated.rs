//! The rows that R06 says repeat a person. A count that adds up without them is R06's alone: one cause is one finding.

use std::collections::BTreeSet;

use crate::form::Sec;
use crate::model::{Person, Record, Submission};
use crate::rules::Context;

/// Why a rule about counts is not decided.
pub(in crate::rules) const REPEATED: &str = "the count differs only by rows that seem to repeat a person, which R06 reports";

/// The rows of a return that repeat a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::rules) struct Repeated {
    secondees: BTreeSet<u32>,
    staff: BTreeSet<u32>,
}

impl Repeated {
    /// Those of a return.
    pub fn of(context: &Context, submission: &Submission) -> Self {
        let mut repeated = Self::default();
        // All but the first of each pair or group.
        for person in context.listed_twice(submission).flat_map(|proposal| proposal.people().skip(1)) {
            match person {
                Person::Secondee(_, row) => repeated.secondees.insert(row.row),
                Person::Staff(_, row) => repeated.staff.insert(row.row),
            };
        }
        repeated
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.secondees.is_empty() && self.staff.is_empty()
    }

    /// Whether a secondee's row is one of them.
    pub fn has(&self, row: &Record<Sec>) -> bool {
        self.secondees.contains(&row.row)
    }

    /// How many of them are on Staff.
    pub fn staff(&self) -> usize {
        self.staff.len()
    }
}
