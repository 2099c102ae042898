//! Clearance of each person once, where people confirmed that several rows are one person.

use std::collections::BTreeMap;

use super::clear::{Cleared, has_left};
use crate::model::{Date, Round};
use crate::people::{Joined, row_of};

impl Cleared<'_> {
    /// The person's other rows as they are listed beside the first: `S04` of the same return, `IMB T102` of another.
    pub fn other_rows(&self) -> Vec<String> {
        let own = &self.person.submission().member;
        let named = self.also.iter().map(|other| match &other.submission().member {
            member if member == own => other.reference().to_string(),
            member => format!("{member} {}", other.reference()),
        });
        named.collect()
    }
    /// The references of all rows of the person: `S01`, or `S01 = S04` where two rows are one person.
    pub fn references(&self) -> String {
        std::iter::once(self.person.reference().to_string()).chain(self.other_rows()).collect::<Vec<_>>().join(" = ")
    }
    /// Whether the secondment had ended before a day, by every row of the person.
    pub fn has_left(&self, day: Date) -> bool {
        std::iter::once(&self.person).chain(&self.also).all(|person| has_left(person, day))
    }
}

/// Each person once: rows that people confirmed to be one person are one, at the place of the first, with the grounds of all.
pub fn one_each<'a>(round: &Round, cleared: Vec<Cleared<'a>>) -> Vec<Cleared<'a>> {
    let joined = Joined::of_round(round);
    let mut first_of: BTreeMap<usize, usize> = BTreeMap::new();
    let mut persons: Vec<Cleared> = Vec::new();
    for one in cleared {
        let (member, sheet, row) = row_of(&one.person);
        let Some(group) = joined.group(&member, sheet, row) else {
            persons.push(one);
            continue;
        };
        match first_of.get(&group) {
            None => {
                first_of.insert(group, persons.len());
                persons.push(one);
            }
            Some(at) => {
                let first = &mut persons[*at];
                first.verdict = first.verdict.max(one.verdict);
                first.grounds.extend(one.grounds);
                first.also.push(one.person);
            }
        }
    }
    for person in persons.iter_mut().filter(|person| !person.also.is_empty()) {
        // What another row of the person says is said by that row itself.
        person.grounds.retain(|ground| !ground.is_of_other_row);
        person.grounds.sort_by_key(|ground| !ground.stops);
    }
    persons
}
