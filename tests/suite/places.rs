//! The matcher of places, held to what it reached on real written variants, and against look-alikes, order, case, spacing and repetition.

use crate::support::place_names;
use crate::support::place_scores;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use place_names::{Pair, bodies_of_towns, look_alikes, pairs};
use place_scores::{Counts, ids, is_mistaken, outcome, score, without_places, without_written_aliases};
use proptest::prelude::*;
use secondee_audit::places::{Certainty, Reading, Register};

/// What was reached; a change of the matcher must not fall behind it.
fn hold(name: &str, counts: Counts, right: f64, wrong: f64, among: f64) {
    let line = counts.line(name);
    assert!(counts.right_share() >= right, "confirmed right fell below {right} %: {line}");
    assert!(counts.wrong_share() <= wrong, "confirmed wrong rose above {wrong} %: {line}");
    assert!(counts.among_share() >= among, "right among candidates fell below {among} %: {line}");
}

#[test]
fn real_variants_are_matched_as_well_as_before() {
    let register = Register::embedded();
    let pairs = pairs();
    // Organisations that run places came later and have names of many words; places are measured as before.
    let of_places = || pairs.iter().filter(|pair| !pair.ids.iter().any(|id| id.starts_with("org-")));
    hold("with aliases", score(&register, of_places())["all"], 96.9, 0.0, 99.9);
    hold("official names alone", score(&register.without_aliases(), of_places())["all"], 87.0, 0.0, 96.4);
    hold("with aliases, organisations as well", score(&register, pairs.iter())["all"], 97.0, 0.0, 99.9);
    hold("official names alone, organisations as well", score(&register.without_aliases(), pairs.iter())["all"], 85.9, 0.0, 95.6);
    let mut folds = Counts::default();
    for (register, pairs) in without_written_aliases(10) {
        pairs.iter().filter(|pair| pair.mark != "composed").for_each(|pair| folds.add(outcome(&register, pair)));
    }
    // Organisations are among these names as well.
    hold("without the aliases that are written", folds, 85.6, 0.0, 95.6);
}

#[test]
fn a_place_that_the_register_lacks_is_not_guessed() {
    let is_confirmed = |register: &Register, pair: &&Pair| register.find(&pair.written).certainty == Certainty::Confirmed;
    let guessed: usize =
        without_places(20).iter().map(|(register, pairs)| pairs.iter().filter(|pair| is_confirmed(register, pair)).count()).sum();
    assert!(guessed <= 14, "{guessed} names of places that are not in the register were confirmed as others");
}

#[test]
fn look_alikes_are_never_confirmed_as_one() {
    let register = Register::embedded();
    for register in [&register, &register.without_aliases()] {
        for pair in look_alikes() {
            let reason = &register.find(&pair.written).reason;
            assert!(!is_mistaken(register, &pair), "{} is {} and not {}: {reason}", pair.written, pair.is, pair.is_not);
        }
    }
}

#[test]
fn a_body_that_bears_a_towns_name_is_never_taken_for_the_prison_or_force_of_that_town() {
    let names = bodies_of_towns();
    assert!(names.len() > 600);
    let register = Register::embedded();
    let mut taken = Vec::new();
    for register in [&register, &register.without_aliases()] {
        for name in &names {
            for written in [name.clone(), name.to_uppercase(), format!("the {name}"), format!("{name} "), format!("{name}.")] {
                let mentions = register.mentions(&written, Reading::Places);
                for found in mentions.iter().map(|mention| &mention.found).chain([&register.find(&written)]) {
                    if matches!(found.certainty, Certainty::Confirmed | Certainty::Probable) {
                        taken.push(format!("{written} {} {:?}: {}", found.certainty.name(), ids(register, found), found.reason));
                    }
                }
            }
        }
    }
    assert!(taken.is_empty(), "{} taken:\n{}", taken.len(), taken.join("\n"));
}

#[test]
fn the_stated_body_itself_is_known_and_headquarters_of_a_force_are_the_force() {
    let register = Register::embedded();
    for (written, wanted) in [
        ("Nottinghamshire Healthcare NHS Foundation Trust", "org-nottinghamshire-healthcare-nhs-foundation-trust"),
        ("Nottinghamshire Healthcare NHS FT", "org-nottinghamshire-healthcare-nhs-foundation-trust"),
        ("Notts Healthcare", "org-nottinghamshire-healthcare-nhs-foundation-trust"),
        ("NHS LOTHIAN", "org-nhs-lothian"),
        ("Lothian Health Board", "org-nhs-lothian"),
        ("Leeds City Council", "org-leeds-city-council"),
        ("Durham CC", "org-durham-county-council"),
        ("Serco", "org-serco"),
        ("Kent Police HQ", "force-kent"),
        ("Kent Police Headquarters", "force-kent"),
        ("Rampton Hospital, Nottinghamshire Healthcare NHS Foundation Trust", "hosp-rampton"),
        ("The Orchard Clinic (NHS Lothian)", "hosp-orchard-clinic"),
        ("Royal Edinburgh Hospital", "mhu-royal-edinburgh-hospital"),
    ] {
        let found = register.find(written);
        assert_eq!(
            (found.certainty, ids(&register, &found).join(";").as_str()),
            (Certainty::Confirmed, wanted),
            "{written}: {}",
            found.reason
        );
    }
    for written in ["Ranby (home town)", "Ranby - home town", "HMP Ranby (home town)", "Leeds (lives there)"] {
        assert!(register.find(written).certainty >= Certainty::Possible, "{written}");
    }
}

/// Ways in which the name of a place of a kind is written, each leaving no doubt which is meant.
fn ways(name: &str, kind: &str, parent: &str) -> Vec<String> {
    let town = |from: &str| name.replace(from, "").trim().to_string();
    let shouted = name.to_uppercase();
    let mut ways = vec![name.to_string(), shouted.clone(), name.replace(' ', "  "), shouted.replace('&', "AND")];
    match kind {
        "prison" | "yoi" if !name.contains(['(', '–']) => {
            let town = town("HMP/YOI").replace("HMP & YOI", "").replace("HMYOI", "").replace("HMP", "").trim().to_string();
            ways.extend([
                format!("{town} prison"),
                format!("H M PRISON {}", town.to_uppercase()),
                format!("{}-prison", town.to_lowercase().replace(' ', "-")),
            ]);
            ways.extend([format!("{town} (HMP)"), format!("Her Majesty's Prison, {town}")]);
        }
        "police_station" | "police_custody" if !name.contains('(') => {
            let own = name.split(" – ").last().unwrap_or(name);
            let town = ["custody suite", "custody centre", "police station", "Police Investigation Centre"]
                .iter()
                .fold(own.to_string(), |own, kind| own.replace(kind, ""));
            let town = town.trim();
            ways.extend([
                format!("{} POLICE STATION ({} FORCE)", town.to_uppercase(), parent.to_uppercase()),
                format!("{town} custody suite ({parent})"),
                format!("{} CUSTODY SUITE NO ACCESS TO GENERAL PUBLIC ({parent})", town.to_uppercase()),
                format!("{parent}: {town} custody"),
            ]);
        }
        "court" => ways.extend([name.replace('\'', ""), format!("{name} (custody)")]),
        _ => {}
    }
    ways
}

#[test]
fn no_way_of_writing_a_place_is_confirmed_as_another_though_their_names_collide_without_their_type() {
    let register = Register::embedded();
    let without = register.without_aliases();
    let (mut names, mut confirmed) = (0, 0);
    for place in register.places() {
        for written in ways(&place.name, &place.kind, &place.parent) {
            for register in [&register, &without] {
                let found = register.find(&written);
                let ids = ids(register, &found);
                names += 1;
                match found.certainty {
                    Certainty::Confirmed => {
                        confirmed += 1;
                        assert_eq!(ids.join(";"), place.id, "{written}: {}", found.reason);
                    }
                    _ => assert!(ids.contains(&place.id), "{written} does not lead to {}: {:?} {}", place.id, ids, found.reason),
                }
            }
        }
    }
    assert!(names > 8_000 && confirmed * 100 > names * 96, "{confirmed} of {names} confirmed");
}

#[test]
fn whole_forces_combined_names_and_former_names_are_read() {
    let register = Register::embedded();
    for (written, wanted) in [
        ("custody suites in Kent", "force-kent"),
        ("all Cleveland custody", "force-cleveland"),
        ("Sussex Police custody", "force-sussex"),
        ("Heddlu De Cymru", "force-south-wales"),
        ("HMP Usk/Prescoed", "prison-UKI;prison-UPI"),
        ("Feltham A and B", "prison-FMI;prison-FYI"),
        ("HMP Elmley and HMP Swaleside", "prison-EYI;prison-SLI"),
        ("HMP Humber (Everthorpe)", "prison-HMI"),
        ("Havering Magistrates' Court", "court-2991"),
        ("Parc (HMP)", "prison-PRI"),
        ("HMYOI Parc", "prison-PYI"),
        ("Durham Prison", "prison-DMI"),
        ("Durham Police", "force-durham"),
        ("Peterborough Women's Prison", "prison-PFI"),
        ("Carchar Abertawe", "prison-SWI"),
    ] {
        let found = register.find(written);
        assert_eq!(
            (found.certainty, ids(&register, &found).join(";").as_str()),
            (Certainty::Confirmed, wanted),
            "{written}: {}",
            found.reason
        );
    }
    for (written, wanted) in
        [("Durham", "force-durham;prison-DMI"), ("HMP Feltham", "prison-FMI;prison-FYI"), ("Lancaster Prison", "prison-LAI;prison-LFI")]
    {
        let found = register.find(written);
        let ids: BTreeSet<String> = ids(&register, &found).into_iter().collect();
        assert_eq!(found.certainty, Certainty::Possible, "{written}: {}", found.reason);
        assert!(wanted.split(';').all(|id| ids.contains(id)), "{written}: {ids:?}");
    }
}

#[test]
fn reasons_can_be_checked_by_a_lay_person() {
    let register = Register::embedded();
    for (written, words) in [
        ("Isis", "Isis = HMP/YOI Isis: alias in the register"),
        ("HMP Wandswroth", "differs by one letter from HMP/YOI Wandsworth, of the same type"),
        ("Durham Prison", "not Durham Constabulary"),
        ("HMP Acklington", "closed; now HMP Northumberland"),
        ("WALWORTH POLICE STATION PART OF SOUTHWARK BOROUGH", "\"part of southwark borough\" says nothing about which place it is"),
    ] {
        let reason = register.find(written).reason.clone();
        assert!(reason.contains(words), "{written}: {reason}");
    }
}

/// A register with its lines in another order.
fn reordered(seed: u64) -> Register {
    let mut lines: Vec<&str> = Register::embedded_csv().lines().collect();
    let heading = lines.remove(0);
    lines.sort_by_key(|line| line.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)));
    Register::from_csv(&format!("{heading}\n{}\n", lines.join("\n"))).expect("the same register")
}

/// What is compared: certainty and the ids.
fn told(register: &Register, written: &str) -> (Certainty, BTreeSet<String>) {
    let found = register.find(written);
    (found.certainty, ids(register, &found).into_iter().collect())
}

/// The register on official names alone, made once.
fn official() -> &'static Register {
    static OFFICIAL: OnceLock<Register> = OnceLock::new();
    OFFICIAL.get_or_init(|| Register::embedded().without_aliases())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_the_register_does_not_change_what_a_name_means(seed in any::<u64>()) {
        let (register, other) = (Register::embedded(), reordered(seed));
        for pair in pairs().iter().step_by(7) {
            prop_assert_eq!(told(&register, &pair.written), told(&other, &pair.written), "{}", &pair.written);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn case_spacing_and_brackets_do_not_change_what_a_name_means(at in 0usize..1600, upper in proptest::collection::vec(any::<bool>(), 8), gaps in 1usize..4) {
        let pairs = pairs();
        let pair = &pairs[at % pairs.len()];
        let register = Register::embedded();
        for register in [&register, official()] {
            let expected = told(register, &pair.written);
            let cased: String = pair.written.chars().enumerate().map(|(at, c)| if upper[at % upper.len()] { c.to_uppercase().to_string() } else { c.to_lowercase().to_string() }).collect();
            prop_assert_eq!(&told(register, &cased), &expected, "{}", cased);
            let spaced = format!("  {}\u{a0}", pair.written.replace(' ', &" ".repeat(gaps)));
            prop_assert_eq!(&told(register, &spaced), &expected, "{}", spaced);
            let square = pair.written.replace('(', "[").replace(')', "]");
            prop_assert_eq!(&told(register, &square), &expected, "{}", square);
        }
    }

    #[test]
    fn a_designation_said_twice_says_no_more(at in 0usize..1600) {
        let pairs = pairs();
        let pair = &pairs[at % pairs.len()];
        if pair.written.starts_with("HMP ") && pair.mark.is_empty() {
            let register = official();
            prop_assert_eq!(told(register, &format!("HMP {}", pair.written)), told(register, &pair.written), "{}", &pair.written);
            prop_assert_eq!(told(register, &format!("{} (HMP)", pair.written)), told(register, &pair.written), "{}", &pair.written);
        }
    }

    #[test]
    fn any_text_is_read_without_fault(text in "\\PC{0,60}") {
        let found = Register::embedded().find(&text);
        prop_assert!(found.certainty != Certainty::Confirmed || !found.candidates.is_empty());
        prop_assert!((found.certainty == Certainty::Unknown) == found.candidates.is_empty());
    }
}
