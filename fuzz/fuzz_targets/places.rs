//! Any name is looked up: what is confirmed is one place, or all of those that a combined name means, and what is unknown has none.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use secondee_audit::places::{Certainty, Register};

static REGISTER: LazyLock<Register> = LazyLock::new(Register::embedded);

fuzz_target!(|name: &str| {
    let name: String = name.chars().take(200).collect();
    let found = REGISTER.find(&name);
    match found.certainty {
        Certainty::Confirmed if found.all_meant => assert!(found.candidates.len() > 1),
        Certainty::Confirmed | Certainty::Probable => assert_eq!(found.candidates.len(), 1),
        Certainty::Unknown => assert!(found.candidates.is_empty()),
        Certainty::Possible => {}
    }
});
