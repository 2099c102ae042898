//! What the check in a browser shows, and how it comes to members. `browser/try.mjs` tries the page itself.

use std::fs;
use std::process::Command;

use secondee_audit::form::Sheet;
use secondee_audit::one_return::{NoYear, checked};
use secondee_audit::read;
use secondee_audit::rules::Edit;
use secondee_audit::sample;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_secondee-audit");

/// What the page shows of HMIP's return of the clean sample with changes.
fn shown(changes: &[Edit], show_names: bool) -> Value {
    let mut sample = sample::clean();
    changes.iter().for_each(|change| sample.apply(change));
    let (name, bytes) = sample.files().into_iter().find(|(name, _)| name.starts_with("HMIP")).expect("a return");
    let checked = checked(None, &|config, register| read::read(&name, &bytes, register, &config.settings, &config.limits));
    serde_json::to_value(checked.expect("it says its year").on_page(show_names)).expect("plain data")
}

fn outcome<'a>(page: &'a Value, rule: &str) -> &'a str {
    let rules = page["own_places"].as_array().expect("a list");
    rules.iter().find(|one| one["rule"] == rule).and_then(|one| one["outcome"].as_str()).unwrap_or("not listed")
}

#[test]
fn a_clean_return_is_ready_and_says_what_was_read() {
    // A person of another member, who is looked up in that member's return, cannot be checked by this one alone.
    assert_eq!(outcome(&shown(&[], false), "G141"), "Not checked");
    let page = shown(&[Edit::DropRow("HMIP", Sheet::Assignments, "A005")], false);
    assert_eq!(page["is_ready"], true, "{page}");
    assert_eq!(page["verdict"], "Ready to send.");
    assert_eq!(page["sheets"][1]["read"], "3 rows");
    assert_eq!(outcome(&page, "G141"), "Checked; nothing found");
    assert!(page["places"].as_array().is_some_and(|places| places.iter().any(|place| place["certainty"] == "Recognised")), "{page}");
}

#[test]
fn an_own_place_is_marked_and_what_could_not_be_checked_is_never_shown_as_nothing_found() {
    let met = shown(&[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Leeds")], false);
    let query = &met["groups"][0]["queries"][0];
    assert_eq!(query["is_about_own_place"], true, "{met}");
    assert!(query["cells"].as_array().is_some_and(|cells| cells.iter().any(|cell| cell["value"] == "HMP Leeds")), "{query}");
    assert!(outcome(&met, "G141").starts_with("Found"), "{met}");
    let unknown = shown(&[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "Zzyzx Quux")], false);
    assert_ne!(outcome(&unknown, "G141"), "Checked; nothing found", "{unknown}");
}

#[test]
fn names_are_shown_only_when_they_are_asked_for() {
    let name = "Quillon  Testcase";
    let changes = [
        Edit::Set("HMIP", Sheet::Secondees, "S01", "Start date", "last summer"),
        Edit::Set("HMIP", Sheet::Secondees, "S01", "Full name", name),
    ];
    let (without, with) = (shown(&changes, false).to_string(), shown(&changes, true).to_string());
    assert!(!without.contains("Testcase") && with.contains("Testcase"), "{without}");
    assert!(without.contains("last summer") && with.contains("last summer"));
}

#[test]
fn a_survey_without_a_year_is_no_error_of_the_page() {
    let mut sample = sample::clean();
    sample.apply(&Edit::Set("HMIP", Sheet::Return, "R02", "Answer", ""));
    let (name, bytes) = sample.files().into_iter().find(|(name, _)| name.starts_with("HMIP")).expect("a return");
    let judged = |year| checked(year, &|config, register| read::read(&name, &bytes, register, &config.settings, &config.limits));
    assert_eq!(judged(None).err(), Some(NoYear));
    assert!(judged(Some(2026)).is_ok());
}

#[test]
fn issue_sends_the_page_along_if_it_lies_beside_the_program() {
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder beside the program");
    let program = home.path().join("secondee-audit");
    fs::hard_link(PROGRAM, &program).expect("a second name of the program");
    let run = |arguments: &[&str]| {
        let output = Command::new(&program).args(arguments).output().expect("the program starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let round = home.path().join("round");
    let folder = round.to_string_lossy().into_owned();
    run(&["init", &folder, "--year", "2027"]);
    let page = round.join("issued/secondee-audit-check.html");
    assert!(!run(&["issue", &folder]).contains("secondee-audit-check.html") && !page.exists());
    fs::write(home.path().join("secondee-audit-check.html"), "<!doctype html>").expect("written");
    assert!(run(&["issue", &folder]).contains("in a browser"));
    assert_eq!(fs::read_to_string(&page).expect("it is there"), "<!doctype html>");
}
