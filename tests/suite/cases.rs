//! Returns that real life sends: one change each to a clean return, in `tests/data/cases` (invented people), and what is said of each.

use std::path::Path;

use secondee_audit::model::Round;
use secondee_audit::model::finding::Finding;
use secondee_audit::places::Register;
use secondee_audit::read;
use secondee_audit::round::config::usual;
use secondee_audit::rules::run::{self as check, Overrides};

/// The round in which a file of the folder is the only return.
pub fn round(file: &str, bytes: &[u8]) -> Round {
    let config = usual(2026);
    let register = Register::embedded();
    let received = read::read(file, bytes, &register, &config.settings, &config.limits);
    let (returns, mut received) = read::settle(&config.settings, vec![received]);
    received.retain(|received| !received.file.is_empty());
    Round::new(config.settings, register, returns, received, None)
}

/// What `check --year 2026` finds in a return.
pub fn found(file: &str, bytes: &[u8]) -> Vec<Finding> {
    let mut findings = check::run(&round(file, bytes), &Overrides::default()).findings;
    findings.retain(|finding| finding.file == file || finding.member == "HMICS");
    findings
}

/// Rule and cell of each finding in a file of the folder.
fn case(file: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/cases").join(file);
    let bytes = std::fs::read(path).expect("a file of tests/data/cases");
    let at = |finding: &Finding| match finding.sheet.as_str() {
        "" => String::new(),
        sheet => format!("{sheet}!{}", finding.cell),
    };
    found(file, &bytes).iter().map(|finding| (finding.rule.clone(), at(finding))).collect()
}

/// That exactly these are found in a file of the folder.
fn only(file: &str, expected: &[(&str, &str)]) {
    let got = case(file);
    let got: Vec<(&str, &str)> = got.iter().map(|(rule, at)| (rule.as_str(), at.as_str())).collect();
    assert_eq!(got, expected, "{file}");
}

#[test]
fn what_is_compared_already_stays_so() {
    only("dates-control.xlsx", &[("G141", "Assignments!F4")]);
    only("left-control.xlsx", &[("S182", "Assignments!F6")]);
    only("formula-nocache.xlsx", &[("E05", "Secondees!M4"), ("E05", "Assignments!F4"), ("E05", "Assignments!G4")]);
}

#[test]
fn a_word_that_names_nothing_is_no_place() {
    only("placeholder.xlsx", &[("E01", "Assignments!F4")]);
}
