//! What is worked out of a round once, before any rule is judged, and used by rules, figures and sheets alike.

use crate::conflicts::{self, Conflict, Gap, Search, Unchecked};
use crate::model::Round;
use crate::people::{self, Joined, Proposals};

/// Who was assigned to a place of their own, who may be one person, and what could not be compared.
#[derive(Debug)]
pub struct Groundwork<'a> {
    /// The round.
    pub round: &'a Round,
    /// Every meeting of a person with a place that person has a tie to.
    pub conflicts: Vec<Conflict<'a>>,
    /// Everyone who may be one person in two rows or more.
    pub proposals: Proposals<'a>,
    /// The rows that people confirmed to be one person.
    pub joined: Joined,
    /// Every assignment with a place that the register does not know, on either side.
    pub unchecked: Vec<Unchecked<'a>>,
    /// Every assignment that could not be compared with a place of the person's own, and why.
    pub gaps: Vec<Gap<'a>>,
}

impl<'a> Groundwork<'a> {
    /// Works it out.
    pub fn of(round: &'a Round) -> Self {
        let proposals = people::proposed(round);
        let joined = Joined::of(&proposals.all);
        let Search { conflicts, unchecked, gaps } = conflicts::search(round, &proposals.all);
        Self { round, conflicts, proposals, joined, unchecked, gaps }
    }
}
