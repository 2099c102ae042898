//! One person under two names: proposed with reasons, decided by people, remembered.

use crate::support::rounds;
use crate::support::workbooks as support;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use proptest::prelude::*;
use secondee_audit::book::last_year;
use secondee_audit::book::tables::{Ours, SheetRow};
use secondee_audit::form::Sheet;
use secondee_audit::model::Confirmation;
use secondee_audit::model::finding::Finding;
use secondee_audit::model::{PastPerson, Round};
use secondee_audit::outputs::findings_file::FindingsFile;
use secondee_audit::people::{KnownPerson, Likeness, Relation, compare, proposals};
use secondee_audit::places::Register;
use secondee_audit::rules::Edit;
use secondee_audit::rules::Groundwork;
use secondee_audit::sample::{self, Sample, to_xlsx};
use support::{cell, typed};

const SHEET: &str = "People to confirm";

/// HMIP's and HMICFRS's round in a folder of its own, HMIP's return made again with changes.
fn round_with(changes: &[Edit]) -> (tempfile::TempDir, PathBuf) {
    let (folder, round) = rounds::samples(&["HMIP", "HMICFRS"]);
    let mut sample = sample::clean();
    changes.iter().for_each(|change| sample.apply(change));
    let book = sample.books.iter().find(|book| book.member == "HMIP").expect("HMIP");
    fs::write(round.join("returns/HMIP-2026.xlsx"), to_xlsx(book)).expect("HMIP's return");
    (folder, round)
}

fn audit(round: &Path) -> Output {
    rounds::audit(round, &["--quiet"])
}

fn findings(round: &Path, rule: &str, member: &str) -> Vec<Finding> {
    let bytes = fs::read(round.join("output/findings.json")).expect("findings.json");
    let file: FindingsFile = serde_json::from_slice(&bytes).expect("our own JSON");
    file.findings.into_owned().into_iter().filter(|f| f.rule == rule && f.member == member).collect()
}

fn workbook(round: &Path) -> Vec<u8> {
    fs::read(round.join("output/consolidated-2026.xlsx")).expect("the workbook")
}

fn pairs(round: &Path) -> Vec<SheetRow> {
    Ours::open(&workbook(round)).expect("a workbook").rows(SHEET, &["Pair id", "Same person?"]).expect(SHEET)
}

/// What Year on year says of HMIP: joined, left and stayed.
fn flow(round: &Path) -> String {
    let bytes = workbook(round);
    let rows = Ours::open(&bytes).expect("a workbook").rows("Year on year", &["Member", "Basis", "Joined"]).expect("Year on year");
    let row = rows.iter().find(|row| row.text("Member") == "HMIP" && row.text("Basis") == "all arrangements").expect("HMIP");
    format!("{} joined − {} left", row.text("Joined"), row.text("Left"))
}

/// Answers for the one pair of a rule.
fn answer(round: &Path, rule: &str, text: &str) {
    let pair = pairs(round).into_iter().find(|row| row.text("Rule") == rule).expect("the pair").text("Pair id");
    let before = workbook(round);
    let at = cell(&before, SHEET, &pair, "Same person?");
    fs::write(rounds::workbook(round), typed(&before, &[(SHEET, at, text)])).expect("written");
}

const MARRIED: &[Edit] = &[
    Edit::Set("HMIP", Sheet::Secondees, "S01", "Full name", "Mrs Rowan Otherwise"),
    Edit::Set("HMIP", Sheet::Secondees, "S01", "Secondee ref", "S09"),
];

#[test]
fn a_married_name_is_proposed_with_what_hangs_on_it_and_joined_only_when_people_say_so() {
    let (_folder, round) = round_with(MARRIED);
    assert!(audit(&round).status.success());
    let before = findings(&round, "Y01", "HMIP");
    assert_eq!(before.len(), 1, "{before:?}");
    assert!(
        before[0].message.contains("may be Mrs Rowan Otherwise (S09)") && before[0].message.contains("both from HMP Leeds"),
        "{}",
        before[0].message
    );
    let apart = flow(&round);
    let rows = pairs(&round);
    let pair = rows.iter().find(|row| row.text("Rule") == "Y01").expect("the pair");
    assert_eq!((pair.text("State").as_str(), pair.text("How likely").as_str()), ("To decide", "likely"));
    assert!(pair.text("Other person").contains("Rowan Example (HMIP S01)"));
    assert!(pair.text("What depends on it").contains(&apart), "{} has not {apart}", pair.text("What depends on it"));
    answer(&round, "Y01", "Yes");
    assert!(audit(&round).status.success());
    assert!(findings(&round, "Y01", "HMIP").is_empty(), "joined, yet missing");
    let together = flow(&round);
    assert_ne!(apart, together);
    assert!(pair.text("What depends on it").split("if one person").nth(1).is_some_and(|then| then.contains(&together)));
    let after = pairs(&round);
    let kept = after.iter().find(|row| row.text("Rule") == "Y01").expect("the pair stays on the sheet");
    assert_eq!((kept.text("State").as_str(), kept.text("Same person?").as_str()), ("One person", "Yes"));
    // What was decided is there for the next run, and for next year's.
    let first = workbook(&round);
    assert!(audit(&round).status.success());
    assert!(workbook(&round) == first, "a run more changes something");
    let next = last_year::read(&first).expect("next year's last year");
    assert_eq!(next.confirmed.0.get(&kept.text("Pair id")).map(|confirmation| confirmation.same), Some(true));
}

#[test]
fn a_no_silences_the_proposal_and_the_finding_keeps_its_id() {
    let (_folder, round) = round_with(MARRIED);
    audit(&round);
    let before = findings(&round, "Y01", "HMIP");
    answer(&round, "Y01", "No");
    assert!(audit(&round).status.success());
    let after = findings(&round, "Y01", "HMIP");
    assert_eq!((after.len(), &after[0].id), (1, &before[0].id));
    assert!(!after[0].message.contains("may be"), "{}", after[0].message);
    assert_eq!(pairs(&round).iter().find(|row| row.text("Rule") == "Y01").expect("kept").text("State"), "Two persons");
}

#[test]
fn an_answer_that_is_none_is_asked_about_by_its_cell_stays_as_typed_and_stops_nothing() {
    let (_folder, round) = round_with(MARRIED);
    audit(&round);
    let before = findings(&round, "Y01", "HMIP");
    answer(&round, "Y01", "perhaps");
    for _ in 0..2 {
        let output = audit(&round);
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
        let row = pairs(&round).into_iter().find(|row| row.text("Rule") == "Y01").expect("the pair stays");
        assert_eq!((row.text("Same person?").as_str(), row.text("State").as_str()), ("perhaps", "To decide"));
        assert_eq!(findings(&round, "Y01", "HMIP"), before, "it decides nothing");
        assert!(!said.contains("perhaps"), "what was typed may be a name: {said}");
        let loud = rounds::audits(&round);
        assert!(loud.contains("People to confirm!I") && loud.contains("not Yes or No"), "{loud}");
    }
    // In its place the right word counts.
    answer(&round, "Y01", "Yes");
    assert!(audit(&round).status.success());
    assert_eq!(
        pairs(&round).into_iter().find(|row| row.text("Same person?") == "Yes").map(|row| row.text("State")),
        Some("One person".into())
    );
}

#[test]
fn somebody_in_two_returns_is_said_to_be_confirmed_or_never_mentioned_again() {
    let two = [
        Edit::Set("HMIP", Sheet::Secondees, "S02", "Full name", "DS Jamie O'Mock"),
        Edit::Set("HMICFRS", Sheet::Secondees, "S01", "Full name", "O’MOCK, James"),
        Edit::Set("HMIP", Sheet::Secondees, "S02", "Home establishment", "Kent Police"),
    ];
    let mut sample = sample::clean();
    two.iter().for_each(|change| sample.apply(change));
    let mut round = sample.round();
    let x01 = |round: &Round| {
        let report = secondee_audit::rules::run::run(round, &Default::default());
        report.findings.into_iter().filter(|f| f.rule == "X01").collect::<Vec<_>>()
    };
    let open = x01(&round);
    assert_eq!(open.len(), 1);
    assert!(
        open[0].message.contains("forms of one given name") && open[0].message.contains("both from Kent Police"),
        "{}",
        open[0].message
    );
    let id = proposals(&round).iter().find(|p| p.kind == Relation::TwoReturns).expect("a pair").id.clone();
    round.confirmed.0.insert(id.clone(), Confirmation { same: true, ..Default::default() });
    let confirmed = x01(&round);
    assert_eq!((confirmed.len(), &confirmed[0].id), (1, &open[0].id));
    assert!(confirmed[0].message.contains("confirmed to be one person"), "{}", confirmed[0].message);
    round.confirmed.0.insert(id, Confirmation { same: false, ..Default::default() });
    assert!(x01(&round).is_empty());
}

#[test]
fn the_places_of_a_person_confirmed_in_two_returns_count_under_both_references() {
    let mut sample = sample::clean();
    for change in [
        Edit::CopyRow("CQC", Sheet::Staff, "T01", &[("Staff ref", "T09"), ("Full name", "Rowan Example")]),
        Edit::CopyRow(
            "CQC",
            Sheet::Assignments,
            "A001",
            &[("Assignment ref", "A009"), ("Person ref", "T09"), ("Full name", "Rowan Example"), ("Establishment", "HMP Leeds")],
        ),
    ] {
        sample.apply(&change);
    }
    let mut round = sample.round();
    assert!(Groundwork::of(&round).conflicts.is_empty(), "nobody has said yet that the two are one");
    let id = proposals(&round).first().expect("a pair").id.clone();
    round.confirmed.0.insert(id, Confirmation { same: true, ..Default::default() });
    let conflicts = Groundwork::of(&round).conflicts;
    assert_eq!(conflicts.len(), 1);
    assert_eq!((conflicts[0].person.reference(), conflicts[0].person.submission().member.as_str()), ("S01", "HMIP"));
    assert!(conflicts[0].met.reason.contains("confirmed to be the same person"), "{}", conflicts[0].met.reason);
}

/// The clean sample's first secondee as last year knew them, and as a name, a reference, a home and a start have it now.
fn year_on_year(name: &str, reference: &str, home: &str, start: &str) -> Likeness {
    let mut sample: Sample = sample::clean();
    let grid = sample.books.iter_mut().find(|book| book.member == "HMIP").map(|book| &mut book.sheets[1]).expect("HMIP");
    for (heading, value) in [("Full name", name), ("Secondee ref", reference), ("Home establishment", home), ("Start date", start)] {
        let column = grid.column_of(heading);
        grid.rows[0][column] = value.into();
    }
    let round = sample.round();
    let past: &PastPerson = &round.last.as_ref().expect("last year").secondees[0];
    let row = &round.submission("HMIP").expect("HMIP").secondees[0];
    let (then, now) = (KnownPerson::past(&round, past), KnownPerson::row(&round, "HMIP", row));
    let forth = compare(&then, &now, Relation::YearOnYear);
    assert_eq!(forth.likeness, compare(&now, &then, Relation::YearOnYear).likeness, "{name}: the order of the two matters");
    assert!(forth.reasons.iter().all(|reason| forth.likeness == Likeness::No || !reason.is_empty()), "{name}: {forth:?}");
    forth.likeness
}

#[test]
fn names_and_facts_together_say_how_likely_two_are_one() {
    use Likeness::{Likely, No, Possible, Same};
    let (leeds, began) = ("HMP Leeds", "03/06/2024");
    for (name, reference, home, start, expected) in [
        ("Rowan Example", "S01", "HMP Hull", "01/01/2025", Same),
        ("Example, DS Rowan", "s01", leeds, began, Same),
        ("Rowan Example", "S09", "Leeds (HMP)", "01/01/2025", Same),
        ("Example, Rowan", "S09", leeds, began, Likely),
        ("Rowan Example", "S09", "HMP Hull", "01/01/2025", Possible),
        ("Rowan Example", "S09", "Headquarters", "soon", Likely),
        ("R. Example", "S01", leeds, began, Likely),
        ("R. Example", "S01", "HMP Hull", "01/01/2025", Possible),
        ("Rowan J Example", "S09", leeds, "01/01/2025", Possible),
        ("Rowan Example-Smith", "S09", leeds, began, Likely),
        ("Rowan Smith", "S09", leeds, began, Likely),
        ("Rowan Smith", "S01", "HMP Hull", began, Likely),
        ("Rowan Smith", "S09", leeds, "01/01/2025", No),
        ("Rowan Smith", "S01", "HMP Hull", "01/01/2025", No),
        ("Ash Specimen", "S01", leeds, began, Possible),
        ("Ash Specimen", "S01", leeds, "01/01/2025", No),
        ("Ash Example", "S09", leeds, "01/01/2025", No),
    ] {
        assert_eq!(year_on_year(name, reference, home, start), expected, "{name} {reference} {home} {start}");
    }
}

#[test]
fn nobody_in_the_clean_sample_may_be_anybody_else() {
    assert!(proposals(&sample::clean().round()).is_empty());
    assert!(!Register::embedded().places().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn titles_order_case_accents_and_spacing_never_part_a_name_from_itself(
        given in "[A-Z][a-z]{4,8}(-[A-Z][a-z]{4,6})?",
        surname in "[A-Z][a-z]{5,9}",
        title in prop::sample::select(vec!["", "Dr ", "DS ", "Insp. ", "T/DI ", "Mrs "]),
    ) {
        use secondee_audit::people::{Name, NameTie, tie};
        let plain = Name::new(&format!("{given} {surname}"));
        for written in [
            format!("{title}{given} {surname}"),
            format!("{surname}, {title}{given}"),
            format!("{}  {}", given.to_uppercase(), surname.to_lowercase()),
            format!("{} {surname}", given.replace('-', " ")),
            format!("{} {}", given.replace('e', "é"), surname.replace('o', "ö")),
        ] {
            let other = Name::new(&written);
            let (one, back) = (tie(&plain, &other).0, tie(&other, &plain).0);
            prop_assert!(one >= NameTie::Normalised, "{written}: {one:?}");
            prop_assert_eq!(one, back);
        }
    }

    #[test]
    fn a_comparison_of_any_two_names_goes_both_ways(one in "[A-Za-z ,.'-]{0,24}", other in "[A-Za-z ,.'-]{0,24}") {
        use secondee_audit::people::{Name, tie};
        prop_assert_eq!(tie(&Name::new(&one), &Name::new(&other)).0, tie(&Name::new(&other), &Name::new(&one)).0);
    }
}
