//! What is tried with any bytes, as plain functions: libFuzzer runs them where there is one (`fuzz_targets/`), and `cargo run --example fuzz` on any
//! machine. Each returns a number for what became of the bytes, by which those that lead somewhere new are known.

#![allow(clippy::unwrap_used, reason = "what is tried here may fail, that is what it is tried for")]

pub mod codec;
pub mod notes;
pub mod part;
pub mod places;
pub mod read;
mod support;

/// One of the functions, and bytes to begin with.
pub struct Target {
    /// Its name, as for `cargo fuzz run`.
    pub name: &'static str,
    /// Tries bytes; panics if something is wrong.
    pub run: fn(&[u8]) -> u64,
    /// Bytes that lead somewhere.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All of them.
pub static TARGETS: [Target; 5] = [
    Target { name: "codec", run: codec::run, seeds: codec::seeds },
    Target { name: "notes", run: notes::run, seeds: notes::seeds },
    Target { name: "part", run: part::run, seeds: part::seeds },
    Target { name: "places", run: places::run, seeds: places::seeds },
    Target { name: "read", run: read::run, seeds: read::seeds },
];
