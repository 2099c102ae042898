//! Workbooks damaged at random: the reader has an outcome for each, and never a panic that gets out.

use crate::support::files as support;
use std::sync::LazyLock;

use proptest::prelude::*;
use secondee_audit::model::{Received, Settings};
use secondee_audit::places::Register;
use secondee_audit::read::{self, Limits, codec};
use secondee_audit::sample;

static WORKBOOKS: LazyLock<[Vec<u8>; 4]> = LazyLock::new(|| {
    let book = &sample::clean().books[0];
    [sample::to_xlsx(book), support::ods(book), support::xls(book), sample::odd_files::encrypted()]
});
static REGISTER: LazyLock<Register> = LazyLock::new(Register::embedded);
static SETTINGS: LazyLock<Settings> = LazyLock::new(|| sample::clean().settings);

fn read(bytes: &[u8]) -> Received {
    read::read("HMIP.xlsx", bytes, &REGISTER, &SETTINGS, &Limits::default())
}

fn has_one_outcome(received: &Received) -> bool {
    received.fault.is_some() != received.unused.is_some()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// Bytes of the file itself are changed, and its end is cut off.
    #[test]
    fn bytes_changed(which in 0..4usize, places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20), cut in 0..400usize) {
        let mut bytes = WORKBOOKS[which].clone();
        bytes.truncate(bytes.len() - cut.min(bytes.len()));
        if !bytes.is_empty() {
            for (place, value) in places {
                let at = place.index(bytes.len());
                bytes[at] = value;
            }
        }
        prop_assert!(has_one_outcome(&read(&bytes)));
    }

    /// Bytes within a part are changed, where a checksum of the archive would hide the change from the reader.
    #[test]
    fn bytes_of_a_part_changed(which in 0..2usize, part in any::<prop::sample::Index>(), places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30)) {
        let mut parts = support::parts(&WORKBOOKS[which]);
        let at = part.index(parts.len());
        let bytes = &mut parts[at].1;
        if !bytes.is_empty() {
            for (place, value) in places {
                let at = place.index(bytes.len());
                bytes[at] = value;
            }
        }
        let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        prop_assert!(has_one_outcome(&read(&support::zip(&parts))));
    }

    /// Whatever is sent in place of a worker's answer is refused or read, and never ends the process.
    #[test]
    fn answers_changed(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..10)) {
        let mut bytes = codec::encode(&read::extract(&WORKBOOKS[0], &Limits::default()));
        for (place, value) in places {
            let at = place.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(extracted) = codec::decode(&bytes) {
            let written = codec::encode(&extracted);
            prop_assert_eq!(codec::decode(&written).map(|again| codec::encode(&again)), Some(written));
        }
    }
}
