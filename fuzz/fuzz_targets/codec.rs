//! Any bytes are taken for what a worker sends: they are read or refused, and what is read is written back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secondee_audit::read::codec::{decode, encode};

fuzz_target!(|bytes: &[u8]| {
    if let Some(extracted) = decode(bytes) {
        // Numbers are compared as bytes: one may be no number, which equals nothing.
        let written = encode(&extracted);
        assert_eq!(decode(&written).map(|again| encode(&again)), Some(written));
    }
});
