//! What the targets of the reader share.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use secondee_audit::model::Received;
use secondee_audit::places::Register;
use secondee_audit::round::config::{Config, usual};

/// The register and the settings of a round.
pub static ROUND: LazyLock<(Register, Config)> = LazyLock::new(|| {
    find_our_panics_only();
    (Register::embedded(), usual(2026))
});

/// A panic within a library that reads workbooks ends that return only, which is what is wanted; any other is a fault of ours and is found.
fn find_our_panics_only() {
    let found = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|at| ["calamine", "zip-", "quick-xml"].iter().any(|library| at.file().contains(library))) {
            found(panic);
        }
    }));
}

/// What became of a file, without what was in it.
pub fn outcome(received: &Received) -> u64 {
    let unused = received.unused.as_ref().map(|unused| (unused.secondees.len(), unused.staff.len(), unused.assignments.len()));
    let fault = received.fault.as_ref().map(|fault| format!("{fault:?}").replace(|c: char| c.is_ascii_digit(), ""));
    number(&(format!("{:?}", received.status), unused, fault))
}

/// A number for a value.
pub fn number(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
