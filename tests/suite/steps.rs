//! Nothing costly is done twice in a run: counted in the program itself, in a round with everything that can be read back.
#![cfg(debug_assertions)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::rounds::{audited, workbook};
use secondee_audit::steps;

/// How often a command did each step.
fn counted(arguments: &[&str], round: &Path) -> BTreeMap<String, usize> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_secondee-audit"));
    let output = command.args(arguments).arg(round).env("SECONDEE_AUDIT_STEPS", "1").output().expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let counts: BTreeMap<String, usize> = said
        .lines()
        .filter_map(|line| line.rsplit_once(' '))
        .filter_map(|(step, times)| Some((step.to_string(), times.parse().ok()?)))
        .collect();
    assert!(steps::counts().all(|(step, _)| counts.contains_key(&format!("{step:?}"))), "{arguments:?}: {said}");
    counts
}

#[test]
fn an_audit_does_each_costly_step_once_and_opens_each_workbook_once() {
    // Last year's workbook, the one that is replaced, the copy of a colleague, and the one kept from the run before.
    let (_folder, round) = audited(&[], &[]);
    let path = workbook(&round);
    let copy = path.with_file_name("consolidated-2026 (1).xlsx");
    fs::copy(&path, copy).expect("a colleague's copy");
    for arguments in [&["audit", "--fail-on", "never", "--quiet"][..], &["audit", "--fail-on", "never", "--redact"]] {
        let counts = counted(arguments, &round);
        for (step, times) in &counts {
            match step.as_str() {
                "WorkbookOpened" => assert!((3..=4).contains(times), "{arguments:?}: {counts:?}"),
                _ => assert_eq!(*times, 1, "{arguments:?}: {step}: {counts:?}"),
            }
        }
    }
    for arguments in [&["status"][..], &["chase"], &["publish"], &["issue", "--again"]] {
        let counts = counted(arguments, &round);
        assert!(counts.iter().all(|(step, times)| *times <= 1 || step == "WorkbookOpened"), "{arguments:?}: {counts:?}");
        assert!((1..=5).contains(&counts["WorkbookOpened"]), "{arguments:?}: {counts:?}");
    }
}
