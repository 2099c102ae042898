//! Any bytes are read as a return; every sheet, and as the survey. Seed it with samples/ and with workbooks of all formats.
#![no_main]

mod support;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use secondee_audit::places::Register;
use secondee_audit::read::{Limits, extract, read};
use secondee_audit::round::config::{Config, usual};

static ROUND: LazyLock<(Register, Config)> = LazyLock::new(|| {
    support::find_our_panics_only();
    (Register::embedded(), usual(2026))
});

fuzz_target!(|bytes: &[u8]| {
    let (register, config) = &*ROUND;
    let received = read("fuzzed.xlsx", bytes, register, &config.settings, &config.limits);
    assert!(received.fault.is_some() != received.unused.is_some(), "one outcome");
    let _ = extract(bytes, &Limits { every_sheet: true, ..Limits::default() });
});
