//! What people decided about two rows: one person, or two.

use sha2::{Digest, Sha256};

use super::Known;
use crate::model::Confirmations;

/// What was decided about two people, if anything.
pub fn verdict(confirmed: &Confirmations, one: &Known, other: &Known) -> Option<bool> {
    // Most rounds have few decisions or none; the pair's id costs more than that question.
    if confirmed.0.is_empty() { None } else { confirmed.0.get(&pair_id(one, other)).map(|confirmation| confirmation.same) }
}

/// The id of a pair, whichever of the two is named first: made of members, references and names, so that it survives next year.
pub fn pair_id(one: &Known, other: &Known) -> String {
    let mut keys = [one.key(), other.key()];
    keys.sort();
    let digest = Sha256::digest(keys.join("\u{1f}").as_bytes());
    let short: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("PAIR-{short}")
}
