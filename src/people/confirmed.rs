//! What people decided about two rows: one person, or two.

use super::KnownPerson;
use crate::model::Confirmations;
use crate::model::finding::short_hash;

/// What was decided about two people, if anything.
pub fn verdict(confirmed: &Confirmations, one: &KnownPerson, other: &KnownPerson) -> Option<bool> {
    // Most rounds have few decisions or none; the pair's id costs more than that question.
    if confirmed.0.is_empty() { None } else { confirmed.0.get(&pair_id(one, other)).map(|confirmation| confirmation.same) }
}

/// The id of a pair, whichever of the two is named first: made of members, references and names, so that it survives next year.
pub fn pair_id(one: &KnownPerson, other: &KnownPerson) -> String {
    id_of_keys([one.key(), other.key()])
}

/// The id of a pair by the keys of the two.
pub(super) fn id_of_keys(mut keys: [String; 2]) -> String {
    keys.sort();
    format!("PAIR-{}", short_hash(&keys))
}

/// The id by which an answer about a group remembers a person, made of the person's key.
pub fn person_id(key: &str) -> String {
    short_hash(&[key])
}

/// The id of a group of more than two, whatever their order.
pub fn group_id(people: &[&KnownPerson]) -> String {
    let mut keys: Vec<String> = people.iter().map(|known| known.key()).collect();
    keys.sort();
    format!("GROUP-{}", short_hash(&keys))
}
