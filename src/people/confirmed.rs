//! What people decided about pairs: one person, or two.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Known;

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

/// Decisions by pair, from last year's workbook and this year's; this year's stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confirmations(pub BTreeMap<String, Confirmation>);

impl Confirmations {
    /// What was decided about two people, if anything.
    pub fn verdict(&self, one: &Known, other: &Known) -> Option<bool> {
        // Most rounds have few decisions or none; the pair's id costs more than that question.
        if self.0.is_empty() { None } else { self.0.get(&pair_id(one, other)).map(|confirmation| confirmation.same) }
    }
    /// Adds later decisions, which stand against earlier ones.
    pub fn extend(&mut self, later: Confirmations) {
        self.0.extend(later.0);
    }
}

/// The id of a pair, whichever of the two is named first: made of members, references and names, so that it survives next year.
pub fn pair_id(one: &Known, other: &Known) -> String {
    let mut keys = [one.key(), other.key()];
    keys.sort();
    let digest = Sha256::digest(keys.join("\u{1f}").as_bytes());
    let short: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("PAIR-{short}")
}
