//! The workbook for wider circulation tells nobody's name, reference or place.

use crate::support::rounds;
use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use secondee_audit::book::tables::Ours;
use secondee_audit::figures::table::{Datum, Table};
use secondee_audit::outputs::redact::{Redaction, WITHHELD, new_key};
use secondee_audit::places::Register;
use secondee_audit::sample;

fn redacted() -> (tempfile::TempDir, PathBuf) {
    rounds::audited(&[], &["--redact", "--quiet"])
}

fn run(round: &Path) {
    let output = rounds::audit(round, &["--redact", "--quiet"]);
    assert_eq!(output.status.code(), Some(0), "{}", rounds::said(&output));
}

/// All texts of all parts, unpacked.
fn text(path: &Path) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(fs::read(path).expect("the workbook"))).expect("a package");
    let mut all = String::new();
    for at in 0..archive.len() {
        archive.by_index(at).expect("a part").read_to_string(&mut all).expect("text");
    }
    all.replace("&amp;", "&").replace("&apos;", "'").replace("&quot;", "\"").to_lowercase()
}

/// Whether a text stands in another as words of its own.
fn stands_in(all: &str, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    all.match_indices(&wanted).any(|(at, _)| is_edge(all[..at].chars().next_back()) && is_edge(all[at + wanted.len()..].chars().next()))
}

#[test]
fn no_name_reference_place_or_alias_of_the_returns_is_in_any_part() {
    let (_folder, round) = redacted();
    let bytes = fs::read(round.join("output/consolidated-2026.xlsx")).expect("the workbook");
    let mut book = Ours::open(&bytes).expect("a workbook");
    let mut secrets: BTreeSet<String> = BTreeSet::new();
    let register = Register::embedded();
    for (sheet, columns) in [
        (
            "Secondees",
            &["Secondee ref", "Full name", "Home establishment", "Likely to return to", "Close affiliations", "Work to be avoided"][..],
        ),
        ("Staff", &["Staff ref", "Full name", "Former workplaces", "Close affiliations", "Other positions held"]),
        ("Assignments", &["Assignment ref", "Person ref", "Full name", "Establishment"]),
    ] {
        for row in book.rows(sheet, &["Member", columns[0]]).expect(sheet) {
            for column in columns {
                for value in row.text(column).split(';').map(|value| value.split(" (left").next().unwrap_or("").trim().to_string()) {
                    for candidate in &register.find(&value).candidates {
                        let place = register.place(candidate.place);
                        secrets.insert(place.name.clone());
                        secrets.extend(place.aliases.iter().filter(|alias| alias.len() > 4).cloned());
                    }
                    secrets.insert(value);
                }
            }
            secrets
                .extend(["Notes", "Safeguard applied", "Assessed by", "Why expertise not found elsewhere"].map(|column| row.text(column)));
        }
    }
    secrets.retain(|secret| secret.len() > 2 && secret != "Headquarters");
    assert!(secrets.len() > 250, "only {} secrets", secrets.len());
    let whole = text(&round.join("output/consolidated-2026.xlsx"));
    assert!(secrets.iter().filter(|secret| stands_in(&whole, secret)).count() > 250, "the search finds nothing even where all is shown");
    for name in ["consolidated", "paper"] {
        let all = text(&round.join(format!("output/{name}-2026-redacted.xlsx")));
        let shown: Vec<&String> = secrets.iter().filter(|secret| stands_in(&all, secret)).collect();
        assert!(shown.is_empty(), "{name} shows {shown:?}");
        // The cards are there, with pseudonyms.
        assert!(all.contains("who:") && all.contains("p-"), "{name} has no cards");
    }
}

#[test]
fn the_same_findings_under_pseudonyms_that_last_as_long_as_the_key() {
    let (_folder, round) = redacted();
    let path = round.join("output/consolidated-2026-redacted.xlsx");
    let read = |path: &Path, sheet: &str, heading: &str| -> Vec<String> {
        let bytes = fs::read(path).expect("the workbook");
        let mut book = Ours::open(&bytes).expect("a workbook");
        book.rows(sheet, &[heading]).expect(sheet).iter().map(|row| row.text(heading)).collect()
    };
    let whole = round.join("output/consolidated-2026.xlsx");
    for sheet in ["Findings", "Conflicts"] {
        assert_eq!(read(&path, sheet, "Rule"), read(&whole, sheet, "Rule"), "{sheet}");
    }
    let first = fs::read(&path).expect("the workbook");
    run(&round);
    assert!(fs::read(&path).expect("the workbook") == first, "the same key gives the same workbook");
    let names = read(&path, "Secondees", "Full name");
    let distinct: BTreeSet<&String> = names.iter().collect();
    let really: BTreeSet<String> = read(&whole, "Secondees", "Full name").into_iter().collect();
    assert!(distinct.len() == really.len() && names.iter().all(|name| name.starts_with("P-")), "{names:?}");
    let key = round.join("redaction.key");
    fs::remove_file(&key).expect("removed");
    run(&round);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&key).expect("the key").permissions().mode() & 0o777, 0o600);
    }
    let others: BTreeSet<String> = read(&path, "Secondees", "Full name").into_iter().collect();
    assert!(names.iter().all(|name| !others.contains(name)), "another key gives other pseudonyms");
    fs::write(&key, "not a key").expect("written");
    let output = rounds::audit(&round, &["--redact", "--quiet"]);
    assert!(output.status.code() == Some(2) && rounds::said(&output).contains("redaction.key"));
}

#[test]
fn a_column_that_is_not_known_is_withheld_and_a_word_that_is_on_no_list_too() {
    let round = sample::clean().round();
    let redaction = Redaction::new(&new_key().expect("a key"), &round).expect("a key");
    let headings = ["Member", "Something new", "Arrangement", "NPM work", "Full name"].map(String::from).to_vec();
    let row = ["HMIP", "Rowan Example said so", "Rowan's arrangement", "Yes", ""].map(|t| Datum::Text(t.into())).to_vec();
    let shown = redaction.table(&Table { name: "Secondees", headings, rows: vec![row] });
    let texts: Vec<String> = shown.rows[0].iter().map(|d| secondee_audit::figures::table::Datum::text(d).unwrap_or_default()).collect();
    assert_eq!(texts[..4], ["HMIP", WITHHELD, WITHHELD, "Yes"]);
}

#[test]
fn what_would_show_a_name_is_found_before_it_is_written() {
    let round = sample::clean().round();
    let redaction = Redaction::new(&new_key().expect("a key"), &round).expect("a key");
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, "asked of rowan  example yesterday").expect("a cell");
    let leaks = redaction.leaks(&round, &book.save_to_buffer().expect("a workbook")).expect("a workbook");
    assert!(leaks.iter().any(|leak| leak.contains("name")), "{leaks:?}");
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, "asked of a person yesterday").expect("a cell");
    assert_eq!(redaction.leaks(&round, &book.save_to_buffer().expect("a workbook")).expect("a workbook"), Vec::<String>::new());
}
