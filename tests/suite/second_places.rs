//! Every place that a cell names counts, at the certainty that its wording allows; nothing beside it is set aside in silence.

use proptest::prelude::*;
use secondee_audit::conflicts::Connection;
use secondee_audit::form::Sheet::{self, Assignments, Secondees, Staff};
use secondee_audit::places::{Certainty, Mention, Reading, Register, Tie};
use secondee_audit::rules::Edit::{self, Set};
use secondee_audit::rules::Groundwork;
use secondee_audit::rules::run::{self as check, Overrides};
use secondee_audit::sample::clean;

/// The mentions of a text as id, certainty and year of leaving.
fn told(text: &str, reading: Reading) -> Vec<(String, Certainty, Option<i16>)> {
    let register = Register::embedded();
    let ids = |mention: &Mention| {
        let ids: Vec<&str> = mention.found.candidates.iter().map(|c| register.place(c.place).id.as_str()).collect();
        ids.join(";")
    };
    let parts = text.split([';', '\n']).flat_map(|part| register.mentions(part, reading));
    parts.map(|mention| (ids(&mention), mention.found.certainty, mention.left)).collect()
}

const LEEDS: &str = "prison-LEI";
const WANDSWORTH: &str = "prison-WWI";
const HULL: &str = "prison-HLI";

#[test]
fn a_second_place_is_read_whatever_joins_it() {
    use Certainty::{Confirmed, Possible};
    for (text, first, second) in [
        ("HMP Leeds (spouse works at HMP Wandsworth)", Confirmed, Possible),
        ("HMP Leeds (wife is an officer at Wandsworth)", Confirmed, Possible),
        ("HMP Leeds, previously HMP Wandsworth", Confirmed, Possible),
        ("HMP Leeds; formerly at HMP Wandsworth", Confirmed, Possible),
        ("HMP Leeds (prior to that HMP Wandsworth)", Confirmed, Possible),
        ("HMP Leeds, ex-HMP Wandsworth", Confirmed, Possible),
        ("HMP Leeds then HMP Wandsworth", Confirmed, Possible),
        ("HMP Leeds (HMP Wandsworth)", Confirmed, Possible),
        ("HMP Leeds, not HMP Wandsworth", Confirmed, Possible),
        ("HMP Leeds or HMP Wandsworth", Confirmed, Possible),
        ("HMP Leeds (on loan from HMP Wandsworth)", Confirmed, Confirmed),
        ("HMP Leeds, seconded from HMP Wandsworth", Confirmed, Confirmed),
        ("HMP Leeds (left 2019) and HMP Wandsworth", Confirmed, Confirmed),
        ("HMP Leeds (2015-2019), HMP Wandsworth", Confirmed, Confirmed),
        ("HMP Leeds and HMP Wandsworth", Confirmed, Confirmed),
        ("HMP Leeds & HMP Wandsworth", Confirmed, Confirmed),
        ("HMP Leeds/HMP Wandsworth", Confirmed, Confirmed),
        ("HMP Leeds + Wandsworth", Confirmed, Confirmed),
        ("HMP Leeds, also HMP Wandsworth", Confirmed, Confirmed),
        ("HMP Leeds - HMP Wandsworth", Confirmed, Confirmed),
        ("HMP Leeds \u{2013} now at HMP Wandsworth", Confirmed, Confirmed),
        ("HMP Leeds. Also HMP Wandsworth", Confirmed, Confirmed),
        ("Leeds (HMP), Wandsworth (HMP)", Confirmed, Confirmed),
        ("HMP Leeds; formerly HMP Wandsworth", Confirmed, Possible),
        ("HMP Leeds HMP Wandsworth", Confirmed, Confirmed),
        ("HMP Leeds at HMP Wandsworth", Confirmed, Confirmed),
        ("HMP Leeds was at HMP Wandsworth", Confirmed, Possible),
        ("HMP Leeds (Wandsworth before that)", Confirmed, Possible),
        ("HMP Leeds (Wandsworth previously)", Confirmed, Possible),
        ("Leeds, ex Wandsworth", Confirmed, Possible),
        ("HMP Leeds (used to work at HMP Wandsworth)", Confirmed, Possible),
        ("HMP Leeds 2010-2014 HMP Wandsworth 2015-19", Confirmed, Confirmed),
    ] {
        let mut got: Vec<(String, Certainty)> = Vec::new();
        for (ids, certainty, _) in told(text, Reading::Places) {
            got.extend(ids.split(';').map(|id| (id.to_string(), certainty)));
        }
        got.sort();
        assert_eq!(got, [(LEEDS.to_string(), first), (WANDSWORTH.to_string(), second)], "{text}");
    }
}

#[test]
fn a_name_with_marks_or_joining_words_of_its_own_stays_one() {
    let register = Register::embedded();
    for place in register.places() {
        for name in std::iter::once(&place.name).chain(&place.aliases) {
            let mentions = register.mentions(name, Reading::Places);
            assert!(mentions.len() == 1 && mentions[0].unread.is_empty(), "{name}: {mentions:?}");
        }
    }
    for (text, id) in [
        ("MAIDSTONE POLICE STATION (KENT POLICE FORCE)", "custody-kent-maidstone"),
        ("HMP Humber (Everthorpe)", "prison-HMI"),
        ("Rampton Hospital, Nottinghamshire Healthcare NHS Foundation Trust", "hosp-rampton"),
        ("HMP Leeds - Healthcare", LEEDS),
        ("HMP & YOI Leeds", LEEDS),
        ("Her Majesty's Prison, Leeds", LEEDS),
        ("His Majesty's Prison and YOI Leeds", LEEDS),
        ("HM Prison, Leeds", LEEDS),
        ("Prison: Leeds", LEEDS),
        ("His Majesty\u{2019}s Prison (Leeds)", LEEDS),
        ("Custody suite, Gravesend", "custody-kent-gravesend-north-kent"),
        ("HMPPS, HMP Leeds", LEEDS),
        ("HMPPS (HMP Leeds)", LEEDS),
        ("HMP Leeds (HMPPS)", LEEDS),
        ("HMP Leeds, HM Prison and Probation Service", LEEDS),
        ("NHS England, Rampton Hospital", "hosp-rampton"),
        ("Kent Police - Gravesend custody", "custody-kent-gravesend-north-kent"),
    ] {
        let got = told(text, Reading::Places);
        assert!(got.len() == 1 && got[0].0.contains(id.split('-').next().unwrap_or("")), "{text}: {got:?}");
    }
}

#[test]
fn marks_without_a_name_are_one_mention_that_is_unknown() {
    for text in [":,\u{c3e}", ",", ",,", ":,:", "/,", "&,+", "- ,", "\u{301},\u{301}", "(),", "and, and"] {
        let mentions = Register::embedded().mentions(text, Reading::Places);
        assert!(mentions.len() == 1 && mentions[0].found.candidates.is_empty(), "{text:?}: {mentions:?}");
    }
}

#[test]
fn forces_hospitals_and_towns_beside_a_place_are_read_too() {
    use Certainty::{Confirmed, Possible};
    for (text, expected) in [
        ("Kent and Essex Police", &[("force-essex", Confirmed), ("force-kent", Confirmed)][..]),
        ("Kent & Essex Police", &[("force-essex", Confirmed), ("force-kent", Confirmed)]),
        ("Kent Police (previously Sussex Police)", &[("force-kent", Confirmed), ("force-sussex", Possible)]),
        ("Rampton Hospital (also covers Broadmoor Hospital)", &[("hosp-broadmoor", Possible), ("hosp-rampton", Confirmed)]),
        ("Rampton, Broadmoor", &[("hosp-broadmoor", Possible), ("hosp-rampton", Confirmed)]),
        ("Rampton and Broadmoor", &[("hosp-broadmoor", Confirmed), ("hosp-rampton", Confirmed)]),
        ("South Wales Police - Bridgend custody suite; Serco", &[("custody-south-wales-bridgend", Confirmed), ("org-serco", Confirmed)]),
        ("HMP Humber, Hull", &[(HULL, Possible), ("prison-HMI", Confirmed)]),
        ("HMP Full Sutton, York", &[("prison-FNI", Confirmed)]),
        ("Rampton Hospital, Nottingham", &[("hosp-rampton", Confirmed)]),
        ("University of Leeds and Hull", &[(HULL, Possible)]),
    ] {
        let mut got: Vec<(String, Certainty)> = Vec::new();
        for (ids, certainty, _) in told(text, Reading::Places) {
            got.extend(ids.split(';').map(|id| (id.to_string(), certainty)));
        }
        got.sort();
        let got: Vec<(&str, Certainty)> = got.iter().map(|(id, certainty)| (id.as_str(), *certainty)).collect();
        assert_eq!(got, expected, "{text}");
    }
}

#[test]
fn a_year_of_leaving_belongs_to_the_place_beside_it_alone() {
    let one = |id: &str, left: Option<i16>| (id.to_string(), Certainty::Confirmed, left);
    for (text, expected) in [
        ("HMP Wandsworth (left 2012), HMP Hull (left 2023)", vec![one(WANDSWORTH, Some(2012)), one(HULL, Some(2023))]),
        ("HMP Wandsworth, left 2012 and HMP Hull, left 2023", vec![one(WANDSWORTH, Some(2012)), one(HULL, Some(2023))]),
        ("HMP Hull (left 2019) and HMP Wandsworth", vec![one(HULL, Some(2019)), one(WANDSWORTH, None)]),
        ("HMP Hull and HMP Wandsworth (left 2019)", vec![one(HULL, None), one(WANDSWORTH, Some(2019))]),
        ("HMP Hull 2010-2015, then HMP Wandsworth to March 2021", vec![one(HULL, Some(2015)), one(WANDSWORTH, Some(2021))]),
        ("HMP Hull (until 2019)", vec![one(HULL, Some(2019))]),
        ("previously HMP Hull, retired 2019", vec![one(HULL, Some(2019))]),
    ] {
        assert_eq!(told(text, Reading::Past), expected, "{text}");
    }
    let register = Register::embedded();
    let unclear = &register.mentions("HMP Hull (left 1012)", Reading::Past)[0];
    assert!(unclear.left.is_none() && unclear.unread == ["left 1012"], "{unclear:?}");
}

/// Rule and cell of what is found in the clean sample with changes.
fn fired(changes: &[Edit]) -> Vec<(String, String)> {
    let mut sample = clean();
    changes.iter().for_each(|change| sample.apply(change));
    check::run(&sample.round(), &Overrides::default()).findings.iter().map(|f| (f.rule.clone(), f.cell.clone())).collect()
}

fn cell(sheet: Sheet, reference: &str, heading: &str) -> String {
    clean().cell_of("HMIP", sheet.name(), reference, heading).expect("a cell")
}

#[test]
fn no_conflict_hides_behind_the_place_before_it() {
    // A001 is the inspection of HMP Wandsworth by S01, A003 that of T01.
    let at = cell(Assignments, "A001", "Establishment");
    for (heading, rule) in [("Home establishment", "G141"), ("Likely to return to", "G142"), ("Close affiliations", "G143")] {
        for text in [
            "HMP Durham (spouse works at HMP Wandsworth)",
            "HMP Durham, previously HMP Wandsworth",
            "HMP Durham (left 2019) and HMP Wandsworth",
            "HMP Durham (on loan from HMP Wandsworth)",
            "HMP Durham then HMP Wandsworth",
            "HMP Durham\nHMP Wandsworth",
        ] {
            let fired = fired(&[Set("HMIP", Secondees, "S01", heading, text)]);
            assert!(fired.contains(&(rule.to_string(), at.clone())), "{heading} {text}: {fired:?}");
        }
    }
    let avoid = Set("HMIP", Secondees, "S01", "Work to be avoided", "HMP Durham, also HMP Wandsworth");
    assert!(fired(&[avoid]).contains(&("G131".to_string(), at)));
    let former = |text| fired(&[Set("HMIP", Staff, "T01", "Former workplaces", text)]);
    let is_s182 = |fired: &[(String, String)]| fired.iter().any(|(rule, _)| rule == "S182");
    assert!(is_s182(&former("HMP Wandsworth (left 2023), HMP Hull (left 2012)")));
    assert!(!is_s182(&former("HMP Wandsworth (left 2012), HMP Hull (left 2023)")));
    let unclear = former("HMP Wandsworth (left 1012)");
    assert!(is_s182(&unclear) && unclear.iter().any(|(rule, _)| rule == "E08"), "{unclear:?}");
}

#[test]
fn a_bare_town_is_no_certain_home_of_an_employer_that_has_no_such_place() {
    let (visit, home) = (cell(Assignments, "A001", "Establishment"), cell(Secondees, "S01", "Home establishment"));
    for (kind, written, certainty) in [
        ("Prison service", "Wandsworth", Certainty::Confirmed),
        ("Private contractor", "Wandsworth", Certainty::Confirmed),
        ("Health", "HMP Wandsworth", Certainty::Confirmed),
        ("Health", "Wandsworth", Certainty::Possible),
        ("Police", "Wandsworth", Certainty::Possible),
        ("Other public body", "Wandsworth", Certainty::Possible),
        ("Armed forces", "wandsworth", Certainty::Possible),
        ("NHS", "Wandsworth", Certainty::Possible),
        ("Local authority", "WANDSWORTH", Certainty::Possible),
    ] {
        let mut sample = clean();
        for change in
            [Set("HMIP", Secondees, "S01", "Home establishment", written), Set("HMIP", Secondees, "S01", "Home organisation type", kind)]
        {
            sample.apply(&change);
        }
        let findings = check::run(&sample.round(), &Overrides::default()).findings;
        let met = findings.iter().find(|f| f.rule == "G141" && f.cell == visit);
        assert_eq!(met.map(|f| f.certainty), Some(certainty), "{kind}, {written}: {findings:#?}");
        let is_asked = findings.iter().any(|f| f.rule == "E07" && f.cell == home);
        assert_eq!(is_asked, certainty == Certainty::Possible, "{kind}, {written}");
    }
}

#[test]
fn the_employer_counts_as_a_whole_too() {
    let mut sample = clean();
    for change in [
        Set("HMIP", Secondees, "S01", "Home organisation", "NHS Lothian"),
        Set("HMIP", Secondees, "S01", "Home establishment", "The Orchard Clinic"),
        Set("HMIP", Assignments, "A001", "Establishment", "NHS Lothian"),
    ] {
        sample.apply(&change);
    }
    let round = sample.round();
    let met: Vec<(Connection, bool, Certainty)> =
        Groundwork::of(&round).conflicts.iter().map(|c| (c.met.basis, c.met.kin, c.met.certainty)).collect();
    assert_eq!(met, [(Connection::Home, false, Certainty::Confirmed)], "a visit to the board contains its clinic");
    sample.apply(&Set("HMIP", Secondees, "S01", "Home establishment", "Headquarters"));
    sample.apply(&Set("HMIP", Assignments, "A001", "Establishment", "The Orchard Clinic"));
    let round = sample.round();
    let met: Vec<(Connection, bool, Certainty)> =
        Groundwork::of(&round).conflicts.iter().map(|c| (c.met.basis, c.met.kin, c.met.certainty)).collect();
    assert_eq!(met, [(Connection::Home, true, Certainty::Possible)], "its headquarters are kin of the clinic");
}

/// Ways to write a second name beside a first, which may stand in any order: what goes between the two and after the second, and whether the second is as
/// certain as the first.
const JOINED: &[(&str, &str, bool)] = &[
    ("; ", "", true),
    (", ", "", true),
    (" / ", "", true),
    ("/", "", true),
    (" & ", "", true),
    (" + ", "", true),
    (" - ", "", true),
    (" \u{2013} ", "", true),
    (" and ", "", true),
    ("\n", "", true),
    (" also ", "", true),
    (", also ", "", true),
    (" (on loan from ", ")", true),
    (", moved from ", "", true),
    (" (transferred from ", ")", true),
    (" (", ")", false),
    (" [", "]", false),
    (" (previously ", ")", false),
    (", previously ", "", false),
    ("; formerly ", "", false),
    (" formerly at ", "", false),
    (", ex-", "", false),
    (" (ex ", ")", false),
    (" [before that ", "]", false),
    (" (", " before that)", false),
    (", ", " previously", false),
    (" (spouse works at ", ")", false),
    (", spouse works at ", "", false),
    (" but based at ", "", false),
    (", covering ", "", false),
    (" then ", "", false),
    (" or ", "", false),
    (" not ", "", false),
];

/// Years of leaving beside the first name, and beside the second.
const YEARS: &[(&str, &str)] = &[("", ""), (" (left 2019)", ""), ("", " (left 2021)"), (" (left 2019)", " until 2021"), (" 2015-2019", "")];

/// The places of the register that are known by their own names alone.
fn own_names() -> &'static [(usize, String)] {
    static NAMES: std::sync::OnceLock<Vec<(usize, String)>> = std::sync::OnceLock::new();
    NAMES.get_or_init(|| {
        let register = Register::embedded();
        let known = |name: &str, at: usize| register.find(name).confirmed() == Some(at);
        let open = register.places().iter().enumerate().filter(|(at, place)| place.status == "open" && known(&place.name, *at));
        open.map(|(at, place)| (at, place.name.clone())).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_place_named_is_compared_at_the_certainty_and_with_the_year_that_its_wording_allows(
        a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), join in 0..JOINED.len(), years in 0..YEARS.len(), is_lower in any::<bool>(),
    ) {
        let register = Register::embedded();
        let names = own_names();
        let ((first, one), (second, other)) = (&names[a.index(names.len())], &names[b.index(names.len())]);
        // A suite beside its force, or a hospital beside its trust, is one place.
        let is_apart = |a, b| matches!(register.tie(a, b, None), None | Some(Tie::Kin(_)));
        prop_assume!(is_apart(*first, *second) && is_apart(*second, *first));
        // A whole prison service beside a place is no second one: it is too wide to be compared.
        prop_assume!(!register.is_too_wide(*first) && !register.is_too_wide(*second));
        let ((between, after, is_as_certain), (left_first, left_second)) = (JOINED[join], YEARS[years]);
        let text = format!("{one}{left_first}{between}{other}{left_second}{after}");
        let text = if is_lower { text.to_lowercase() } else { text };
        let mut seen: Vec<Mention> = Vec::new();
        for part in text.split([';', '\n']) {
            for mention in register.mentions(part, Reading::Places) {
                seen.extend(mention.found.each().into_iter().map(|found| Mention { found, ..mention.clone() }));
            }
        }
        let of = |place: usize| seen.iter().find(|mention| mention.found.candidates.iter().any(|c| c.place == place));
        let (Some(x), Some(y)) = (of(*first), of(*second)) else { return Err(TestCaseError::fail(format!("{text}: {seen:?}"))) };
        let year = |written: &str| written.contains("2019").then_some(2019).or(written.contains("2021").then_some(2021));
        prop_assert_eq!((x.left, y.left), (year(left_first), year(left_second)), "{}", &text);
        if is_as_certain {
            prop_assert!(y.found.certainty <= Certainty::Possible, "{}: {:?}", &text, y);
        } else {
            prop_assert!(y.found.certainty == Certainty::Possible, "{}: {:?}", &text, y);
        }
        let others = seen.iter().filter(|m| m.found.certainty < Certainty::Possible && m.found.candidates.iter().all(|c| ![*first, *second].contains(&c.place)));
        prop_assert_eq!(others.count(), 0, "{}: {:?}", &text, seen);
    }

    #[test]
    fn words_beside_a_place_are_kept_or_understood(words in "[b-df-hj-np-tv-xz]{6,9}") {
        let register = Register::embedded();
        for text in [format!("HMP Leeds ({words})"), format!("HMP Leeds, {words}"), format!("HMP Leeds - {words} {words}")] {
            let mentions = register.mentions(&text, Reading::Places);
            let is_asked = mentions.iter().any(|m| m.found.certainty != Certainty::Confirmed || m.unread.iter().any(|left| left.contains(&words)));
            prop_assert!(is_asked, "{}: {:?}", text, mentions);
        }
    }

    #[test]
    fn any_text_is_read_without_fault(text in "\\PC{0,80}") {
        let mentions = Register::embedded().mentions(&text, Reading::Places);
        prop_assert!(!mentions.is_empty());
    }
}
