//! Conflicts against an oracle: section 4 of the contract said again, as plainly as can be, over what was typed in the cells.

use crate::support::places_round as support;
use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;
use secondee_audit::book::tables::Ours;
use secondee_audit::conflicts::{Conflict, Connection};
use secondee_audit::form::{Asg, Sec, Stf};
use secondee_audit::model::{Date, Person, Record, Round, Submission};
use secondee_audit::round::folder;
use secondee_audit::rules::Groundwork;
use support::{SPOTS, spot_of};

/// Assignment (member, reference), person (member, reference), basis, and whether it is a near miss only.
type Met = (String, String, String, String, Connection, bool);

/// How a place of the person's own relates to one visited.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    Kin,
    SameForce,
    Itself,
}

fn nearness(own: &str, visited: &str) -> Option<Nearness> {
    // One letter mistyped, in the samples.
    let (own, visited) = (own.trim().replace("Wandswroth", "Wandsworth"), visited.trim().replace("Wandswroth", "Wandsworth"));
    if own == "Headquarters" {
        return None;
    }
    let (Some(a), Some(b)) = (spot_of(&own), spot_of(&visited)) else {
        return own.eq_ignore_ascii_case(&visited).then_some(Nearness::Itself);
    };
    let (x, y) = (&SPOTS[a], &SPOTS[b]);
    if a == b || x.whole == Some(b) || y.whole == Some(a) {
        Some(Nearness::Itself)
    } else if x.force.is_some() && x.force == y.force {
        Some(Nearness::SameForce)
    } else {
        x.kin.contains(&b).then_some(Nearness::Kin)
    }
}

fn names(typed: &str) -> Vec<String> {
    typed.split(';').map(|name| name.split(" (left").next().unwrap_or("").trim().to_string()).filter(|name| !name.is_empty()).collect()
}

/// Everyone who may be meant by an assignment.
fn meant<'a>(round: &'a Round, submission: &'a Submission, row: &Record<Asg>) -> Vec<Person<'a>> {
    let everyone: Vec<Person> = round
        .returns
        .iter()
        .flat_map(|s| {
            let secondees = s.secondees.iter().map(move |row| Person::Secondee(s, row));
            secondees.chain(s.staff.iter().map(move |row| Person::Staff(s, row)))
        })
        .collect();
    let typed = |field| row.cell(field).typed.trim().to_string();
    let member = if typed(Asg::PersonMember).is_empty() { submission.member.clone() } else { typed(Asg::PersonMember) };
    let of_reference: Vec<Person> =
        everyone.iter().copied().filter(|p| p.submission().member == member && p.reference() == typed(Asg::Person)).collect();
    let is_named = |p: &Person| p.name() == typed(Asg::Name);
    let both: Vec<Person> = of_reference.iter().copied().filter(is_named).collect();
    if !both.is_empty() {
        return both;
    }
    let of_name: Vec<Person> = everyone.iter().copied().filter(is_named).collect();
    let own: Vec<Person> = of_name.iter().copied().filter(|p| p.submission().member == submission.member).collect();
    of_reference.into_iter().chain(if own.is_empty() { of_name } else { own }).collect()
}

/// A person's own places as typed, with what ties the person to them.
fn own_places(person: &Person) -> Vec<(Connection, String)> {
    let mut own = Vec::new();
    match person {
        Person::Secondee(_, row) => {
            for (field, basis) in [
                (Sec::Home, Connection::Home),
                (Sec::HomeOrg, Connection::Home),
                (Sec::Return, Connection::Return),
                (Sec::Affiliations, Connection::Affiliation),
                (Sec::Avoid, Connection::Avoid),
            ] {
                // Of employers, only a police force is a place; the prison service is too wide.
                let all = names(&row.cell(field).typed);
                own.extend(all.into_iter().filter(|name| field != Sec::HomeOrg || name.ends_with("Police")).map(|name| (basis, name)));
            }
        }
        Person::Staff(_, row) => {
            for (field, basis) in
                [(Stf::Affiliations, Connection::Affiliation), (Stf::Positions, Connection::Position), (Stf::Former, Connection::Former)]
            {
                own.extend(names(&row.cell(field).typed).into_iter().map(|name| (basis, name)));
            }
        }
    }
    own
}

/// Days from the end of the secondment to the first day of the work; none if the end is unknown, wrong, or not passed.
fn days_late(person: &Person, start: Option<Date>) -> i32 {
    let Person::Secondee(_, row) = person else { return 0 };
    let (Some(end), Some(start)) = (row.date(Sec::End), start) else { return 0 };
    if row.date(Sec::Start).is_some_and(|began| end < began) || start <= end { 0 } else { (start - end).get_days() }
}

fn oracle(round: &Round) -> BTreeSet<Met> {
    let mut all = BTreeSet::new();
    for submission in &round.returns {
        for row in submission.assignments.iter().filter(|row| *row.cell(Asg::Activity).typed != *"Training") {
            for person in meant(round, submission, row) {
                let late = days_late(&person, row.date(Asg::Start));
                for visited in names(&row.cell(Asg::Place).typed) {
                    let mut here: BTreeSet<(Connection, bool)> = BTreeSet::new();
                    for (basis, own) in own_places(&person) {
                        let Some(near) = nearness(&own, &visited) else { continue };
                        let officer = matches!(person, Person::Secondee(..)) && matches!(basis, Connection::Home | Connection::Return);
                        let full = near == Nearness::Itself || (near == Nearness::SameForce && officer);
                        match late {
                            0 => drop(here.insert((basis, !full))),
                            1..=90 if full && basis != Connection::Avoid => drop(here.insert((basis, true))),
                            _ => {}
                        }
                    }
                    // Where the place itself is met, being kin of another of the person's places adds nothing; nor does kin by one basis to
                    // the place itself by the same.
                    let is_met = here
                        .iter()
                        .any(|(basis, kin)| !kin && matches!(basis, Connection::Home | Connection::Return | Connection::Affiliation));
                    for (basis, kin) in here.iter().filter(|(basis, kin)| !kin || (!is_met && !here.contains(&(*basis, false)))) {
                        let text = |text: &str| text.to_string();
                        all.insert((
                            text(&submission.member),
                            text(&row.cell(Asg::Ref).typed),
                            text(&person.submission().member),
                            text(person.reference()),
                            *basis,
                            *kin,
                        ));
                    }
                }
            }
        }
    }
    all
}

fn met(conflict: &Conflict) -> Met {
    (
        conflict.submission.member.clone(),
        conflict.assignment.cell(Asg::Ref).typed.to_string(),
        conflict.person.submission().member.clone(),
        conflict.person.reference().into(),
        conflict.met.basis,
        conflict.met.kin,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_found_is_what_the_contract_says(sample in support::round()) {
        let round = sample.round();
        let found: BTreeSet<Met> = Groundwork::of(&round).conflicts.iter().map(met).collect();
        prop_assert_eq!(found, oracle(&round));
    }
}

#[test]
fn the_places_of_the_oracle_hang_together_in_the_register_as_it_says() {
    use secondee_audit::places::{Certainty, Register, Tie};
    let register = Register::embedded();
    for (a, spot) in SPOTS.iter().enumerate() {
        for name in spot.names {
            let expected = if a < 14 { Certainty::Confirmed } else { Certainty::Unknown };
            assert_eq!(register.find(name).certainty, expected, "{name}");
        }
        for other in SPOTS[..14].iter() {
            let (Some(x), Some(y)) = (register.find(spot.names[0]).confirmed(), register.find(other.names[0]).confirmed()) else {
                continue;
            };
            let said = nearness(spot.names[0], other.names[0]);
            let is = match register.tie(x, y, Some(jiff::civil::date(2025, 10, 6))) {
                None => None,
                Some(Tie::Kin(_)) => Some(Nearness::Kin),
                Some(Tie::SameForce) => Some(Nearness::SameForce),
                Some(_) => Some(Nearness::Itself),
            };
            assert!(said == is, "{} and {}", spot.names[0], other.names[0]);
        }
    }
}

/// The sample round, read as the program reads it.
fn samples() -> Round {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/round-2026"));
    let config = folder::config(path).expect("round.toml");
    folder::read_round(path, &config, secondee_audit::round::progress::choose(true).as_ref()).expect("the samples").round
}

#[test]
fn each_row_of_the_conflicts_of_the_samples_is_one_that_the_oracle_knows_and_the_other_way_round() {
    let round = samples();
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("samples/round-2026");
    copy_folder(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/samples")), &folder.path().join("samples"));
    let _ = std::fs::remove_dir_all(copy.join("output"));
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_secondee-audit"))
        .arg("audit")
        .arg(&copy)
        .args(["--quiet", "--fail-on", "never"])
        .status();
    assert!(status.is_ok_and(|status| status.success()));
    let bytes = std::fs::read(copy.join("output/consolidated-2026.xlsx")).expect("the workbook");
    let rows = Ours::open(&bytes).expect("a workbook").rows("Conflicts", &["Finding id", "List"]).expect("Conflicts");
    let about_places = ["G131", "G141", "G142", "G143", "G144", "S181", "S182"];
    let shown: BTreeSet<[String; 6]> = rows
        .iter()
        .filter(|row| about_places.contains(&row.text("Rule").as_str()))
        .map(|row| ["List", "Rule", "Member", "Assignment ref", "Person's member", "Person ref"].map(|heading| row.text(heading)))
        .collect();
    let secondees: BTreeSet<(String, String)> =
        round.returns.iter().flat_map(|s| s.secondees.iter().map(|row| (s.member.clone(), row.cell(Sec::Ref).typed.to_string()))).collect();
    let expected: BTreeSet<[String; 6]> = oracle(&round)
        .into_iter()
        .filter_map(|(member, assignment, person_member, person, basis, kin)| {
            let rule = match (secondees.contains(&(person_member.clone(), person.clone())), basis, kin) {
                (true, Connection::Avoid, false) => "G131",
                (true, Connection::Home, false) => "G141",
                (true, Connection::Return, false) => "G142",
                (true, Connection::Affiliation, false) => "G143",
                (true, Connection::Home | Connection::Return | Connection::Affiliation, true) => "G144",
                (false, Connection::Affiliation | Connection::Position, false) => "S181",
                (false, Connection::Former, false) if is_recent(&round, &person_member, &person) => "S182",
                _ => return None,
            };
            let list = if ["G144", "S182"].contains(&rule) { "Near miss" } else { "Conflict" };
            Some([list.into(), rule.into(), member, assignment, person_member, person])
        })
        .collect();
    assert!(shown.len() >= 6, "{shown:?}");
    assert_eq!(shown, expected);
    for row in &rows {
        assert!(!row.text("Finding id").is_empty() && !row.text("List").is_empty(), "a row cannot be decided or filtered");
    }
    let lists: BTreeSet<String> = rows.iter().map(|row| row.text("List")).collect();
    assert!(lists.contains("Not checkable"), "{lists:?}");
}

/// Whether somebody left a workplace within five years of the year's visits, of which all in the samples are of 2025.
fn is_recent(round: &Round, member: &str, reference: &str) -> bool {
    let Some(Person::Staff(_, row)) = round.person(member, reference) else { return false };
    !row.cell(Stf::Former).typed.contains("left 20")
        || (2020..2026).any(|year| row.cell(Stf::Former).typed.contains(&format!("left {year}")))
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder to copy") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy_folder(&path, &target),
            false => assert!(std::fs::copy(&path, &target).is_ok(), "{} copied", path.display()),
        }
    }
}

/// What is found in the clean sample with changes: rule-like words for each meeting.
fn found_with(changes: &[secondee_audit::rules::Edit]) -> Vec<(Connection, bool, secondee_audit::places::Certainty, String)> {
    let mut sample = secondee_audit::sample::clean();
    changes.iter().for_each(|change| sample.apply(change));
    let round = sample.round();
    Groundwork::of(&round).conflicts.iter().map(|c| (c.met.basis, c.met.kin, c.met.certainty, c.met.reason.clone())).collect()
}

#[test]
fn the_hard_cases_of_section_4_are_settled_as_it_says() {
    use secondee_audit::form::Sheet::{Assignments, Secondees, Staff};
    use secondee_audit::places::Certainty::{Confirmed, Possible, Probable};
    use secondee_audit::rules::Edit::{self, CopyRow, Set};
    const AT_HOME: Edit = Set("HMIP", Assignments, "A001", "Establishment", "HMP Leeds");
    let one = |changes: &[Edit]| {
        let found = found_with(changes);
        assert_eq!(found.len(), 1, "{found:?}");
        (found[0].0, found[0].1, found[0].2)
    };
    // The secondment ends while the work goes on; the day before it; long after.
    assert_eq!(one(&[AT_HOME, Set("HMIP", Secondees, "S01", "End date", "06/10/2025")]), (Connection::Home, false, Confirmed));
    assert_eq!(one(&[AT_HOME, Set("HMIP", Secondees, "S01", "End date", "05/10/2025")]), (Connection::Home, true, Possible));
    assert!(found_with(&[AT_HOME, Set("HMIP", Secondees, "S01", "End date", "01/06/2025")]).is_empty());
    // An end before the start, or one that cannot be read, bounds nothing; nor does a start that comes later (R10).
    for (heading, value) in [("End date", "31/05/2024"), ("End date", "in spring"), ("Start date", "03/11/2025")] {
        assert_eq!(
            one(&[AT_HOME, Set("HMIP", Secondees, "S01", heading, value)]),
            (Connection::Home, false, Confirmed),
            "{heading} {value}"
        );
    }
    // Every activity but training, and one that cannot be read.
    for (activity, times) in [("Desk-based work", 1), ("Something else", 1), ("", 1), ("Training", 0)] {
        assert_eq!(found_with(&[AT_HOME, Set("HMIP", Assignments, "A001", "Activity", activity)]).len(), times, "{activity}");
    }
    assert_eq!(
        one(&[AT_HOME, Set("HMIP", Assignments, "A001", "Team role", "Planning and support")]),
        (Connection::Home, false, Confirmed)
    );
    // A slip in the reference hides nothing: not one that nobody has, nor another person's, nor one used twice.
    assert_eq!(one(&[AT_HOME, Set("HMIP", Assignments, "A001", "Person ref", "S77")]), (Connection::Home, false, Probable));
    assert_eq!(one(&[AT_HOME, Set("HMIP", Assignments, "A001", "Person ref", "T02")]), (Connection::Home, false, Possible));
    let twice = CopyRow("HMIP", Staff, "T02", &[("Staff ref", "S01"), ("Full name", "Kim Another")]);
    assert_eq!(one(&[AT_HOME, twice]), (Connection::Home, false, Confirmed), "the name tells which of the two");
    let unnamed = Set("HMIP", Assignments, "A001", "Full name", "");
    assert_eq!(one(&[AT_HOME, twice, unnamed]), (Connection::Home, false, Possible));
    // A person listed by another member.
    assert_eq!(
        one(&[
            Set("CQC", Assignments, "A001", "Person ref", "S01"),
            Set("CQC", Assignments, "A001", "Person's member", "HMIP"),
            Set("CQC", Assignments, "A001", "Full name", "Rowan Example"),
            Set("CQC", Assignments, "A001", "Establishment", "HMP Wakefield"),
        ]),
        (Connection::Return, false, Confirmed)
    );
    // The whole force is home to its officers; to others one suite is only kin of the next.
    let suite = Set("HMICFRS", Assignments, "A001", "Establishment", "custody-kent-margate");
    assert_eq!(one(&[suite]), (Connection::Home, false, Confirmed));
    let close = Set("HMICFRS", Staff, "T01", "Close affiliations", "custody-south-wales-swansea");
    let next = Set("HMICFRS", Assignments, "A002", "Establishment", "custody-south-wales-bridgend");
    assert_eq!(one(&[close, next]), (Connection::Affiliation, true, Possible));
    assert_eq!(one(&[close]), (Connection::Affiliation, false, Confirmed), "a force-wide visit contains the suite");
}

#[test]
fn what_is_declared_without_support_and_what_cannot_be_checked_is_listed() {
    use secondee_audit::conflicts::{List, other_rows};
    use secondee_audit::form::Sheet::{Assignments, Secondees, Staff};
    use secondee_audit::rules::Edit::{self, Set};
    let listed = |changes: &[Edit]| {
        let mut sample = secondee_audit::sample::clean();
        changes.iter().for_each(|change| sample.apply(change));
        let round = sample.round();
        let rows = other_rows(&round, &Groundwork::of(&round).conflicts, &Groundwork::of(&round).unchecked);
        let ids: BTreeSet<&String> = rows.iter().map(|row| &row.id).collect();
        assert_eq!(ids.len(), rows.len(), "an id stands twice");
        rows.iter().map(|row| (row.list, row.draft.member.clone(), row.draft.evidence[0].cell.clone())).collect::<Vec<_>>()
    };
    let avoid = |value| Set("HMIP", Secondees, "S01", "Work to be avoided", value);
    let outcome = |person, value| Set("HMIP", Secondees, person, "Assessment outcome", value);
    assert!(listed(&[]).is_empty());
    // A place to be avoided is explained by the home, its kin, an affiliation; by nothing else.
    for explained in ["HMP Leeds", "HMP Wakefield", "Hull (HMP)", "anything at HMP Hull", "None", "HMP Wandsworth"] {
        assert!(listed(&[avoid(explained)]).is_empty(), "{explained}");
    }
    for unexplained in ["HMP Durham", "night visits"] {
        assert_eq!(listed(&[avoid(unexplained)]).iter().map(|row| row.0).collect::<Vec<_>>(), [List::Unsupported], "{unexplained}");
    }
    // A conflict that was identified, of which nothing in the row says more; with a likely return or a place to be avoided something does.
    assert_eq!(listed(&[outcome("S02", "Conflict identified and managed")])[0].0, List::Unsupported);
    assert!(listed(&[outcome("S01", "Conflict identified and managed")]).is_empty());
    // Names that match nothing: of the visit, of a secondee's own places, of other staff's.
    assert_eq!(listed(&[Set("HMIP", Assignments, "A001", "Establishment", "Xanadu Pleasure Dome")])[0].0, List::NotCheckable);
    assert_eq!(listed(&[Set("HMIP", Secondees, "S01", "Home establishment", "Xanadu Pleasure Dome")])[0].0, List::NotCheckable);
    assert_eq!(listed(&[Set("HMIP", Staff, "T01", "Close affiliations", "Xanadu Pleasure Dome")])[0].0, List::NotCheckable);
    assert!(listed(&[Set("HMIP", Staff, "T01", "Former workplaces", "Xanadu Pleasure Dome (left 2001)")]).is_empty());
    // A police officer whose force nobody knows and who gives no place.
    let force = Set("HMICFRS", Secondees, "S01", "Home organisation", "Ruritania Constabulary");
    let headquarters = Set("HMICFRS", Secondees, "S01", "Home establishment", "Headquarters");
    assert_eq!(listed(&[force, headquarters])[0].0, List::NotCheckable);
}
