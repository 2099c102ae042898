//! `cargo +nightly fuzz run places`
#![no_main]
#![allow(dead_code, reason = "each program runs one of the targets")]

#[path = "../targets/mod.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    targets::places::run(bytes);
});
