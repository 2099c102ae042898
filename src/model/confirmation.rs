//! What people decided about pairs: one person, or two. Plain data; [`crate::people`] says which two rows a pair is.

use std::collections::BTreeMap;

/// A decision about a pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confirmation {
    /// Whether the two are one person.
    pub same: bool,
    /// Who decided.
    pub by: String,
    /// Why.
    pub note: String,
    /// The two as last shown, e.g. "Rowan Example (HMIP S01)".
    pub people: [String; 2],
}

/// Decisions by the pair's id, from last year's workbook and this year's; this year's stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confirmations(pub BTreeMap<String, Confirmation>);

impl Confirmations {
    /// Adds later decisions, which stand against earlier ones.
    pub fn extend(&mut self, later: Confirmations) {
        self.0.extend(later.0);
    }
}
