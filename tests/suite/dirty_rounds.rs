//! Rounds into which faults of many kinds were typed at random: every one is found at its cell, and nothing else is.

use proptest::prelude::*;
use secondee_audit::form::Sheet::{Assignments, Return};
use secondee_audit::rules::run::{self as check, Overrides};
use secondee_audit::sample::{clean, dirty};

#[test]
fn every_fault_is_found_at_its_cell_and_nothing_is_invented() {
    // `cargo run --example dirty-rounds -- 100` tries a hundred.
    let wrong: Vec<String> = (0..8).flat_map(dirty::differences).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_seed_gives_one_round_and_another_seed_another() {
    let typed = |seed| dirty::round(seed).1.iter().map(|fault| fault.typed.clone()).collect::<Vec<_>>();
    assert_eq!(typed(3), typed(3));
    assert_ne!(typed(3), typed(4));
}

/// Cells that name members: sheet, row, heading.
const MEMBERS: &[(secondee_audit::form::Sheet, &str, &str)] = &[
    (Return, "R01", "Answer"),
    (Assignments, "A001", "Lead member"),
    (Assignments, "A005", "Person's member"),
    (Assignments, "A001", "Person's member"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    /// A code, or a member's name in full, with words that name no member before or after it: the cell is asked about.
    #[test]
    fn words_beside_a_members_code_are_never_dropped(
        at in 0..MEMBERS.len(), code in 0..3usize, words in "[b-df-hj-np-tv-xz]{5,9}", between in "( | - |; |, | \\(|/|\n| and ){1}", is_before in any::<bool>(),
    ) {
        let (sheet, row, heading) = MEMBERS[at];
        let code = ["HMIP", "CQC", "HM Inspectorate of Prisons"][code];
        let typed = if is_before { format!("{words}{between}{code}") } else { format!("{code}{between}{words}") };
        let mut sample = clean();
        sample.type_in("HMIP", sheet, row, heading, &typed);
        let cell = sample.cell_of("HMIP", sheet.name(), row, heading).expect("a cell");
        let findings = check::run(&sample.round(), &Overrides::default()).findings;
        // What is asked about a whole file says so in words.
        let is_asked = findings.iter().any(|f| f.sheet == sheet.name() && f.cell == cell || f.rule.starts_with('F') && f.message.contains(&words));
        prop_assert!(is_asked, "{typed:?} at {}!{cell}: {:?}", sheet.name(), findings.iter().map(|f| &f.message).collect::<Vec<_>>());
    }
}
