//! Clearance before a visit agrees with the audit after it.

use crate::support::places_round as support;
use crate::support::{rounds, workbooks};
use std::path::Path;
use std::process::{Command, Output};

use proptest::prelude::*;
use secondee_audit::book::tables::Ours;
use secondee_audit::conflicts::{List, Plan, Verdict, When, clearance};
use secondee_audit::form::{Asg, Sec};
use secondee_audit::model::{Person, Round};
use secondee_audit::people::name_cell;
use secondee_audit::round::folder;
use secondee_audit::rules;
use secondee_audit::rules::Groundwork;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/round-2026");

fn samples() -> Round {
    let path = Path::new(SAMPLES);
    let config = folder::config(path).expect("round.toml");
    folder::read_round(path, &config, secondee_audit::round::progress::choose(true).as_ref()).expect("the samples").round
}

/// Holds clearance for every assignment against what the audit finds; how many must not have gone.
fn agree(round: &Round) -> Result<usize, String> {
    let conflicts = Groundwork::of(round).conflicts;
    let mut stopped = 0;
    for (submission, row) in round.assignments().filter(|(_, row)| !row.is(Asg::Activity, "Training")) {
        for visited in row.cell(Asg::Place).places() {
            let plan = Plan { place: &visited.found, when: When::of(row), activity: row.text(Asg::Activity) };
            let here = || conflicts.iter().filter(|c| std::ptr::eq(c.assignment, row) && std::ptr::eq(c.visited, visited));
            let cleared = clearance(round, &plan);
            let whose = |person: &Person| format!("{} {} at {}", person.submission().member, person.reference(), visited.written);
            for outcome in &cleared {
                let own = || here().filter(|c| std::ptr::eq(name_cell(&c.person), name_cell(&outcome.person)));
                let is_conflict = own().any(|c| !c.met.kin && c.met.basis != secondee_audit::conflicts::Connection::Former);
                if is_conflict && outcome.verdict != Verdict::MustNotGo {
                    return Err(format!("{} ({}): a conflict, but {:?}", whose(&outcome.person), submission.member, outcome.verdict));
                }
                if outcome.verdict == Verdict::Clear && own().any(|c| c.met.basis != secondee_audit::conflicts::Connection::Former) {
                    return Err(format!("{}: clear, but a near miss", whose(&outcome.person)));
                }
                stopped += usize::from(is_conflict);
            }
            if here().any(|c| !cleared.iter().any(|o| std::ptr::eq(name_cell(&o.person), name_cell(&c.person)))) {
                return Err(format!("somebody with a conflict at {} is not in the answer", visited.written));
            }
        }
    }
    Ok(stopped)
}

#[test]
fn who_has_a_conflict_in_the_samples_must_not_go_and_nobody_cleared_has_one() {
    let round = samples();
    assert!(agree(&round).expect("they agree") >= 4);
    // The same from the findings of the rules, G133 of a person as a whole included.
    let report = secondee_audit::rules::run::run(&round, &Default::default());
    let mut held = 0;
    for finding in report.findings.iter().filter(|f| rules::list_of(&f.rule) == Some(List::Conflict)) {
        let (member, reference) =
            (finding.subject.person_member.as_deref().expect("a person"), finding.subject.person_ref.as_deref().expect("one"));
        let Some(person) = round.person(member, reference) else { panic!("{} names nobody", finding.id) };
        let theirs = round.assignments().filter(|(s, row)| {
            let own = match &finding.subject.assignment_ref {
                Some(assignment) => s.member == finding.member && row.text(Asg::Ref) == Some(assignment),
                None => {
                    round.assigned(s, row).is_some_and(|p| std::ptr::eq(name_cell(&p), name_cell(&person)))
                        && is_after_assessment(&person, row)
                }
            };
            own && !row.is(Asg::Activity, "Training")
        });
        for (_, row) in theirs {
            for visited in row.cell(Asg::Place).places() {
                let plan = Plan { place: &visited.found, when: When::of(row), activity: row.text(Asg::Activity) };
                let outcome = clearance(&round, &plan).into_iter().find(|o| std::ptr::eq(name_cell(&o.person), name_cell(&person)));
                assert_eq!(outcome.map(|o| o.verdict), Some(Verdict::MustNotGo), "{}: {}", finding.id, finding.message);
                held += 1;
            }
        }
    }
    assert!(held >= 6, "only {held} conflicts were compared");
}

fn is_after_assessment(person: &Person, row: &secondee_audit::model::Record<Asg>) -> bool {
    let Person::Secondee(_, secondee) = person else { return false };
    row.date(Asg::End).zip(secondee.date(Sec::Assessed)).is_some_and(|(end, assessed)| end >= assessed)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn clearance_agrees_with_the_audit_on_any_round(sample in support::round()) {
        let agreed = agree(&sample.round());
        prop_assert!(agreed.is_ok(), "{}", agreed.unwrap_err());
    }
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_secondee-audit")).arg("clearance").arg(SAMPLES).args(arguments).output().expect("the program starts")
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn several_places_are_answered_in_json_without_names_unless_asked() {
    let output = run(&["--place", "HMP Leeds", "HMP Peterborough", "--from", "01/06/2026", "--to", "2026-06-12", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((answer["from"].as_str(), answer["to"].as_str()), (Some("2026-06-01"), Some("2026-06-12")));
    let places = answer["places"].as_array().expect("places");
    assert_eq!(places.len(), 2);
    assert_eq!(places[1]["candidates"].as_array().map(Vec::len), Some(2), "all candidates are tested");
    let people = places[0]["people"].as_array().expect("people");
    let of = |verdict: &str| people.iter().filter(|p| p["verdict"] == verdict).count() as u64;
    for (key, verdict) in [("must_not_go", "must not go"), ("caution", "caution"), ("clear", "clear")] {
        assert_eq!(places[0][key].as_u64(), Some(of(verdict)), "{verdict}");
        assert!(of(verdict) > 0, "{verdict}");
    }
    let person =
        |member: &str, reference: &str| people.iter().find(|p| p["member"] == member && p["person_ref"] == reference).expect("listed");
    assert_eq!(person("HMIP", "S01")["verdict"], "must not go");
    assert_eq!(person("HMIP", "S01")["reasons"][0]["cells"][0]["cell"], "J4");
    // RQIA's secondee gives no home establishment: what cannot be checked is never clear.
    assert_eq!(person("RQIA", "S01")["verdict"], "caution");
    // By last year's return seconded from HMP Leeds, by this year's from HMP Elmley: one of them is wrong, or it was left lately.
    let moved = person("MWCS", "S01");
    assert_eq!(moved["verdict"], "caution");
    assert!(moved.to_string().contains("was seconded from HMP Leeds by last year's return"), "{moved}");
    assert!(people.iter().all(|p| p["name"].is_null()) && !said(&output.stdout).contains("Rowan Example"));
    assert!(answer["not_included"].as_array().expect("members").iter().any(|m| m["member"] == "ICVA"));
    let named = run(&["--place", "HMP Leeds", "--show-names"]);
    assert!(said(&named.stdout).contains("Rowan Example"));
    assert!(!said(&run(&["--place", "HMP Leeds"]).stdout).contains("Rowan Example"));
}

#[test]
fn the_sheet_lists_who_must_not_go_first_and_everybody_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("clearance.xlsx");
    let file = path.to_string_lossy().into_owned();
    let arguments = ["--place", "HMP Leeds; HMP Hull", "--from", "2026-06-01", "--sheet", &file, "--quiet"];
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    let bytes = std::fs::read(&path).expect("the sheet");
    let rows = Ours::open(&bytes).expect("a workbook").rows("Clearance", &["Member", "Ref", "Why"]).expect("Clearance");
    let (rows, below): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| !row.text("Role").is_empty());
    let worst = |row: &secondee_audit::book::tables::SheetRow| {
        let verdicts = [row.text("HMP Leeds"), row.text("HMP Hull")];
        ["MUST NOT GO", "With a caution"].iter().position(|word| verdicts.iter().any(|v| v == word)).expect("a verdict")
    };
    assert!(!rows.is_empty() && rows.windows(2).all(|pair| worst(&pair[0]) <= worst(&pair[1])), "the worst come first");
    // Below, a line for each member names who is clear, and one says who has left.
    let named: usize = below.iter().map(|row| row.text("Ref")).filter(|text| !text.is_empty()).map(|text| text.split("; ").count()).sum();
    let round = samples();
    let listed: usize = round.returns.iter().map(|s| s.secondees.len() + s.staff.len()).sum();
    assert_eq!(rows.len() + named, listed);
    let again = folder.path().join("again.xlsx");
    run(&["--place", "HMP Leeds; HMP Hull", "--from", "2026-06-01", "--sheet", &again.to_string_lossy()]);
    assert!(std::fs::read(again).expect("the sheet") == bytes, "the same question gives the same bytes");
}

#[test]
fn the_sheet_takes_the_place_of_another_clearance_sheet_and_of_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let sheet = folder.path().join("leeds.xlsx");
    let ask = |file: &Path| run(&["--place", "HMP Leeds", "--sheet", &file.to_string_lossy(), "--quiet"]);
    assert_eq!(ask(&sheet).status.code(), Some(0));
    assert_eq!(ask(&sheet).status.code(), Some(0), "its own sheet is written again");
    let returned = folder.path().join("CI-2026.xlsx");
    std::fs::copy(Path::new(SAMPLES).join("returns/CI-2026.xlsx"), &returned).expect("a return");
    let text = folder.path().join("notes.xlsx");
    std::fs::write(&text, "notes").expect("a file");
    for file in [&returned, &text] {
        let before = std::fs::read(file).expect("the file");
        let output = ask(file);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output.stderr).contains("no clearance sheet"), "{}", said(&output.stderr));
        assert!(std::fs::read(file).expect("the file") == before, "it was replaced");
    }
}

#[test]
fn who_has_left_is_no_caution_and_rows_with_one_reference_stand_in_one_list() {
    let output = run(&["--place", "HMP Leeds", "--from", "2026-06-01", "--to", "2026-06-12", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let place = &answer["places"][0];
    assert_eq!(answer["based_on"], 2026);
    assert!(place["left"].as_array().is_some_and(|left| !left.is_empty()));
    let cautions = place["people"].as_array().expect("people").iter().filter(|person| person["verdict"] == "caution");
    assert!(cautions.filter(|person| person.to_string().contains("the secondment ended on")).count() == 0, "who has left is a caution");
    let mut verdicts = std::collections::BTreeMap::new();
    for person in place["people"].as_array().expect("people").iter().filter(|person| person["person_ref"] != "") {
        let key = (person["member"].to_string(), person["person_ref"].to_string());
        let verdict = verdicts.entry(key).or_insert_with(|| person["verdict"].clone());
        assert_eq!(*verdict, person["verdict"], "{person}");
    }
}

#[test]
fn what_cannot_be_asked_is_said_in_one_message() {
    for (arguments, words) in [
        (&["--place", "HMP Leds Armly"][..], "HMP Leeds"),
        (&["--place", "Headquarters"], "no single place"),
        (&["--place", "HMP Leeds", "--from", "12/06/2026", "--to", "01/06/2026"], "before the first day"),
        (&["--place", "HMP Leeds", "--from", "soon"], "29/05/2026"),
        (&["--place", "HMP Leeds", "--activity", "Tea"], "Thematic review"),
        (&["--place", "HMP Leeds", "--activity", "Training"], "needs no clearance"),
        (&["--place", "HMP Leeds", "--sheet", "x.pdf"], ".xlsx"),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said(&output.stderr).contains(words), "{arguments:?}: {}", said(&output.stderr));
    }
}

#[test]
fn who_was_confirmed_to_be_one_person_is_listed_once_with_both_references() {
    let (folder, round) = rounds::audited(&["HMIP", "OFSTED"], &[]);
    let ask = |arguments: &[&str]| {
        let usual = ["clearance", &round.to_string_lossy(), "--place", "HMP Leeds", "--from", "2026-06-01"].map(String::from);
        let all: Vec<&str> = usual.iter().map(String::as_str).chain(arguments.iter().copied()).collect();
        said(&rounds::run(&all).stdout)
    };
    let count = |text: &str| text.lines().filter(|line| line.starts_with("  OFSTED") && line.contains("secondee")).count();
    let before = ask(&[]);
    assert_eq!(count(&before), 2, "{before}");
    confirm_all(&round);
    let after = ask(&[]);
    assert_eq!(count(&after), 1, "{after}");
    assert!(after.contains("OFSTED   S01    secondee (one person with S04)"), "{after}");
    let sheet = folder.path().join("leeds.xlsx");
    ask(&["--sheet", &sheet.to_string_lossy()]);
    let bytes = std::fs::read(&sheet).expect("the sheet");
    let rows = Ours::open(&bytes).expect("a workbook").rows("Clearance", &["Member", "Ref", "Why"]).expect("Clearance");
    assert!(rows.iter().any(|row| row.text("Member") == "OFSTED" && row.text("Ref") == "S01 = S04"));
}

/// Answers every proposal of People to confirm with Yes, and audits.
fn confirm_all(round: &Path) {
    let workbook = rounds::workbook(round);
    let book = std::fs::read(&workbook).expect("the workbook");
    let rows = Ours::open(&book).expect("a workbook").rows("People to confirm", &["Pair id"]).expect("People to confirm");
    let answers: Vec<(&str, String, &str)> = rows
        .iter()
        .map(|row| ("People to confirm", workbooks::cell(&book, "People to confirm", &row.text("Pair id"), "Same person?"), "Yes"))
        .collect();
    assert!(!answers.is_empty(), "somebody may be one person");
    std::fs::write(&workbook, workbooks::typed(&book, &answers)).expect("written");
    rounds::audits(round);
}

#[test]
fn who_was_confirmed_to_be_one_person_has_one_row_in_next_years_workbook() {
    let (folder, round) = rounds::audited(&["HMIP", "OFSTED"], &[]);
    confirm_all(&round);
    let next = folder.path().join("round 2027");
    let next = next.to_string_lossy();
    let made = rounds::run(&["init", &next, "--year", "2027", "--previous", &rounds::workbook(&round).to_string_lossy()]);
    assert_eq!(made.status.code(), Some(0), "{}", rounds::said(&made));
    let issued = said(&rounds::run(&["issue", &next]).stdout);
    let line = issued.lines().find(|line| line.contains("OFSTED-2027.xlsx")).unwrap_or_default();
    assert!(line.contains("one row for each person (S04 is one person with S01, by People to confirm)"), "{issued}");
    let clearance = said(&rounds::run(&["clearance", &next, "--place", "HMP Leeds", "--from", "2027-06-01"]).stdout);
    assert!(clearance.contains("OFSTED   S01") && !clearance.contains("S04"), "{clearance}");
}
