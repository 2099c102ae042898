//! Any name is looked up: what is confirmed is one place, or all of those that a combined name means, and what is unknown has none.

use std::sync::LazyLock;

use secondee_audit::places::{Certainty, Register};

use super::support::number;

static REGISTER: LazyLock<Register> = LazyLock::new(Register::embedded);

pub fn run(bytes: &[u8]) -> u64 {
    let name: String = String::from_utf8_lossy(bytes).chars().take(200).collect();
    let found = REGISTER.find(&name);
    match found.certainty {
        Certainty::Confirmed if found.all_meant => assert!(found.candidates.len() > 1),
        Certainty::Confirmed | Certainty::Probable => assert_eq!(found.candidates.len(), 1),
        Certainty::Unknown => assert!(found.candidates.is_empty()),
        Certainty::Possible => {}
    }
    number(&(format!("{:?}", found.certainty), found.candidates.len().min(9)))
}

pub fn seeds() -> Vec<Vec<u8>> {
    let words = [
        "HMP Leeds",
        "HMP & YOI Moorland (formerly Lindholme)",
        "Kent Police, Tonbridge custody suite",
        "hmp  doncaster/serco",
        "N/A",
        "STC Oakhill",
    ];
    let official = REGISTER.places().iter().step_by(97).map(|place| place.name.clone());
    words.iter().map(|word| word.to_string()).chain(official).map(String::into_bytes).collect()
}
