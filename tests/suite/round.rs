//! The main job on the sample round, run as a coordinator runs it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Reader, Xlsx};
use secondee_audit::book::tables::Ours;
use secondee_audit::model::finding::Finding;
use secondee_audit::model::{Basis, Measure};
use secondee_audit::outputs::findings_file::FindingsFile;
use secondee_audit::rules::RULES;

use crate::support::workbooks::texts;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_secondee-audit")).args(arguments).output().expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The samples in a folder of their own.
fn samples() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/samples")), folder.path());
    let round = folder.path().join("round-2026");
    let _ = fs::remove_dir_all(round.join("output"));
    (folder, round)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder to copy") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy(&path, &target),
            false => assert!(fs::copy(&path, &target).is_ok(), "{} copied", path.display()),
        }
    }
}

/// A folder's files by their path in it.
fn files_in(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    outputs(folder, &mut files);
    files.into_iter().map(|(path, bytes)| (path.strip_prefix(folder).expect("a path in the folder").to_path_buf(), bytes)).collect()
}

fn outputs(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("an output folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { outputs(&path, files) } else { drop(files.insert(path.clone(), fs::read(&path).expect("an output"))) }
    }
}

fn findings(round: &Path) -> FindingsFile<'static> {
    serde_json::from_slice(&fs::read(round.join("output/findings.json")).expect("findings.json")).expect("our own JSON")
}

#[test]
fn every_fault_of_the_samples_is_found_and_the_clean_member_has_none() {
    let (_folder, round) = samples();
    let output = run(&["audit", &round.to_string_lossy(), "--quiet"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let found = findings(&round);
    let (_, faults) = secondee_audit::sample::demo::round_2026();
    assert!(!faults.is_empty());
    for fault in faults {
        // Whose a file is that cannot be read as a workbook is not known.
        let is_found = |f: &&Finding| f.rule == fault.code && (f.member == fault.member || f.member.is_empty());
        assert!(found.findings.iter().any(|f| is_found(&f)), "{} at {}: {}", fault.code, fault.member, fault.shows);
    }
    let clean = secondee_audit::sample::demo::CLEAN_MEMBER;
    assert!(found.findings.iter().all(|f| f.member != clean), "{clean} has findings");
    assert_eq!(found.coverage.len(), RULES.len() * 21);
    let schema: serde_json::Value = serde_json::from_str(&secondee_audit::commands::schema()).expect("a schema");
    let instance = serde_json::to_value(&found).expect("JSON");
    assert!(jsonschema::is_valid(&schema, &instance), "findings.json does not meet its schema");
}

#[test]
fn the_published_schema_and_the_catalogue_are_up_to_date() {
    let file = |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path);
    let stale = "is stale: run `cargo run -- schema > templates/findings.schema.json` and `cargo run -- rules --markdown --write src/rules/README.md`";
    assert!(file("templates/findings.schema.json") == secondee_audit::commands::schema(), "the schema {stale}");
    assert!(file("src/rules/README.md") == secondee_audit::commands::markdown(), "the catalogue {stale}");
}

#[test]
fn the_samples_are_what_their_declaration_makes_of_them() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    secondee_audit::sample::demo::write(folder.path()).expect("the samples are written");
    let round = folder.path().join("round-2025");
    assert_eq!(run(&["audit", &round.to_string_lossy(), "--quiet", "--fail-on", "never"]).status.code(), Some(0));
    let made = files_in(folder.path());
    for (path, bytes) in files_in(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/samples"))) {
        // An audit of the samples writes the day on which each return came.
        if path.ends_with("came.csv")
            || path.starts_with("round-2026/output")
            || path.starts_with("round-2025/output/") && !path.ends_with("consolidated-2025.xlsx")
        {
            continue;
        }
        let same = match path.ends_with("consolidated-2025.xlsx") {
            true => made.get(&path).is_some_and(|made| but_for_the_rules(made) == but_for_the_rules(&bytes)),
            false => made.get(&path) == Some(&bytes),
        };
        assert!(same, "samples/{} is stale: run `cargo run --example make-samples`", path.display());
    }
}

/// What a consolidated workbook says by sheet, without the sheets that list the rules, the sentences that count them, and the sums of queries
/// workbooks, which list them: a new rule makes no sample stale.
fn but_for_the_rules(workbook: &[u8]) -> BTreeMap<String, Vec<(u32, u32, String)>> {
    let names = Xlsx::new(Cursor::new(workbook)).expect("a workbook").sheet_names();
    assert!(names.len() > 10, "a consolidated workbook: {names:?}");
    names
        .into_iter()
        .filter(|name| !["Rules", "Coverage"].contains(&name.as_str()))
        .map(|name| (name.clone(), texts(workbook, &name).into_iter().filter(|(.., text)| !counts_rules(text)).collect()))
        .collect()
}

fn counts_rules(text: &str) -> bool {
    text.contains("such checks") || text.contains("Each rule is checked for each member") || text.starts_with("SHA-256 ")
}

#[test]
fn a_return_of_another_program_gives_the_same_findings() {
    let (_folder, round) = samples();
    let found = |round: &Path| {
        run(&["audit", &round.to_string_lossy(), "--quiet"]);
        findings(round).findings.into_owned().into_iter().map(|f| (f.id, f.message)).collect::<BTreeSet<_>>()
    };
    let ours = found(&round);
    // Written by `tests/data/reshape.py` of this very return.
    let reshaped = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/RQIA-2026-openpyxl.xlsx");
    fs::remove_dir_all(round.join("output")).expect("removed");
    fs::copy(reshaped, round.join("returns/RQIA-2026.xlsx")).expect("copied");
    let theirs = found(&round);
    assert!(ours.iter().filter(|(id, _)| id.contains("RQIA")).count() >= 5, "the return has too few findings to tell anything");
    let differ: Vec<_> = ours.symmetric_difference(&theirs).collect();
    assert!(differ.is_empty(), "stale? `tests/data/reshape.py` says how it was made: {differ:?}");
}

#[test]
fn names_of_files_and_the_order_of_rows_change_no_findings_id() {
    let (_folder, round) = samples();
    let ids = |round: &Path| {
        run(&["audit", &round.to_string_lossy(), "--quiet"]);
        findings(round).findings.into_owned().into_iter().map(|f| f.id).collect::<BTreeSet<_>>()
    };
    let before = ids(&round);
    let (mut sample, _) = secondee_audit::sample::demo::round_2026();
    for grid in sample.books.iter_mut().flat_map(|book| &mut book.sheets) {
        let last = grid.rows.len().saturating_sub(1);
        grid.rows.reverse();
        grid.hidden_rows.iter_mut().for_each(|row| *row = last - *row);
    }
    fs::remove_dir_all(round.join("output")).expect("removed");
    fs::remove_dir_all(round.join("returns")).expect("removed");
    fs::create_dir(round.join("returns")).expect("a folder");
    for (at, (_, bytes)) in sample.files().into_iter().rev().enumerate() {
        fs::write(round.join(format!("returns/{:03} scan.xlsx", at * 37 % 101)), bytes).expect("a return");
    }
    let after = ids(&round);
    let differ: Vec<_> = before.symmetric_difference(&after).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

#[test]
fn running_twice_gives_the_same_bytes() {
    let (_folder, round) = samples();
    let path = round.to_string_lossy();
    let (mut first, mut second) = (BTreeMap::new(), BTreeMap::new());
    run(&["audit", &path, "--quiet"]);
    outputs(&round.join("output"), &mut first);
    run(&["audit", &path, "--quiet"]);
    outputs(&round.join("output"), &mut second);
    assert!(first.len() > 10 && first.keys().eq(second.keys()), "other files the second time");
    for (path, bytes) in &first {
        assert!(bytes == &second[path], "{} differs", path.display());
    }
}

#[test]
fn the_consolidated_workbook_holds_what_the_returns_hold() {
    let (_folder, round) = samples();
    run(&["audit", &round.to_string_lossy(), "--quiet"]);
    let found = findings(&round);
    let bytes = fs::read(round.join("output/consolidated-2026.xlsx")).expect("the workbook");
    let mut book = Ours::open(&bytes).expect("a workbook");
    let used = || found.returns.iter().filter(|r| r.status == "received" || r.status == "nil");
    for (sheet, heading, rows) in [
        ("Secondees", "Secondee ref", used().map(|r| r.rows.secondees).sum::<usize>()),
        ("Staff", "Staff ref", used().map(|r| r.rows.staff).sum()),
        ("Assignments", "Assignment ref", used().map(|r| r.rows.assignments).sum()),
        ("Findings", "Finding id", found.findings.len()),
        ("Returns", "Status", found.returns.len()),
    ] {
        assert_eq!(book.rows(sheet, &["Member", heading]).expect(sheet).len(), rows, "{sheet}");
    }
    let expected: Vec<&str> = found.findings.iter().filter(|f| f.rule == "G141" || f.rule == "G142").map(|f| f.id.as_str()).collect();
    let conflicts: Vec<String> =
        book.rows("Conflicts", &["Finding id"]).expect("Conflicts").iter().map(|row| row.text("Finding id")).collect();
    assert!(!expected.is_empty() && expected.iter().all(|id| conflicts.iter().any(|c| c == id)));
    // The head count of each member, counted again from the consolidated rows alone.
    let secondees = book.rows("Secondees", &["Member", "NPM work"]).expect("Secondees");
    let census = jiff::civil::date(2026, 3, 31);
    for count in found
        .counts
        .iter()
        .filter(|c| c.year == 2026 && c.measure == Measure::SecondeesCensus && c.basis == Basis::Broad && c.member != "ALL")
    {
        let Some(value) = count.value else { continue };
        let naive = secondees.iter().filter(|row| {
            row.text("Member") == count.member
                && row.text("NPM work") == "Yes"
                && row.date("Start date").is_some_and(|start| start <= census)
                && row.date("End date").is_none_or(|end| end >= census)
        });
        assert_eq!(naive.count() as f64, value, "{}", count.member);
    }
}

#[test]
fn what_stops_the_job_is_one_message_and_nothing_is_written() {
    let (_folder, round) = samples();
    let path = round.to_string_lossy().into_owned();
    let toml = fs::read_to_string(round.join("round.toml")).expect("round.toml");
    for (from, to, words) in [
        ("year = 2026", "yeer = 2026", "yeer"),
        ("consolidated-2025.xlsx", "nowhere.xlsx", "previous"),
        ("../round-2025/output/consolidated-2025.xlsx", "returns/HMIP-2026.xlsx", "not a consolidated workbook"),
    ] {
        fs::write(round.join("round.toml"), toml.replacen(from, to, 1)).expect("round.toml");
        let output = run(&["audit", &path, "--quiet"]);
        assert_eq!(output.status.code(), Some(2), "{from}");
        assert!(said(&output).contains(words) && said(&output).lines().count() == 1, "{}", said(&output));
        assert!(!round.join("output").exists(), "something was written");
    }
    fs::write(round.join("round.toml"), &toml).expect("round.toml");
    fs::write(round.join("output"), "a file where the folder should be").expect("a file");
    assert_eq!(run(&["audit", &path, "--quiet"]).status.code(), Some(2));
    fs::remove_dir_all(round.join("returns")).expect("removed");
    fs::create_dir(round.join("returns")).expect("an empty folder");
    let output = run(&["audit", &path]);
    assert!(output.status.code() == Some(2) && said(&output).contains("there are no returns"), "{}", said(&output));
    // Who has returned can be asked before anybody has.
    let output = run(&["status", &path, "--quiet"]);
    assert!(output.status.code() == Some(0) && String::from_utf8_lossy(&output.stdout).contains("outstanding"), "{}", said(&output));
    assert_eq!(run(&[]).status.code(), Some(2));
    assert_eq!(run(&["explain", "G141"]).status.code(), Some(0));
    assert_eq!(run(&["explain", "G999"]).status.code(), Some(2));
}
