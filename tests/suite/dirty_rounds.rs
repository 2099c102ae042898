//! Rounds into which faults of many kinds were typed at random: every one is found at its cell, and nothing else is.

use secondee_audit::sample::dirty;

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
