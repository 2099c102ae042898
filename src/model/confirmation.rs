//! What people decided about pairs and groups of people: one person, or several. Plain data; [`crate::people`] says which rows they are.

use std::collections::BTreeMap;

/// A decision about a pair, or about a group of more than two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confirmation {
    /// Whether the two, or all of the group, are one person.
    pub same: bool,
    /// Who decided.
    pub by: String,
    /// Why.
    pub note: String,
    /// The two as last shown, e.g. "Rowan Example (HMIP S01)"; of a group, the first and all others.
    pub people: [String; 2],
    /// Of a group, each of its people by the id made of member, reference and name, with the number of the person that they are; empty of a pair.
    pub group: Vec<(String, usize)>,
}

/// Decisions by the id of the pair or group, from last year's workbook and this year's; this year's stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confirmations(pub BTreeMap<String, Confirmation>);

impl Confirmations {
    /// Adds later decisions, which stand against earlier ones.
    pub fn extend(&mut self, later: Confirmations) {
        self.0.extend(later.0);
    }
}
