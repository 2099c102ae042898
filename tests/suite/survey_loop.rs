//! The whole loop as a coordinator and a member go through it: audit, queries workbook, answers and corrections, audit again, acceptance, and the
//! year after.

use crate::support::workbooks as support;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use secondee_audit::book::tables::{Ours, SheetRow};
use secondee_audit::form::Sheet;
use secondee_audit::model::finding::Finding;
use secondee_audit::outputs::findings_file::FindingsFile;
use secondee_audit::round::config;
use secondee_audit::rules::Edit;
use secondee_audit::sample::{self, Sample};
use support::{cell, typed};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_secondee-audit")).args(arguments).output().expect("the program starts")
}

/// A round folder with the members of the clean sample.
struct Folder {
    path: PathBuf,
    year: i16,
}

impl Folder {
    fn new(path: &Path, year: i16, previous: Option<&str>, sample: &Sample) -> Self {
        fs::create_dir_all(path.join("returns")).expect("a folder");
        let toml = config::default_toml(year, previous);
        let head = &toml[..toml.find("\n[[member]]").expect("members")];
        let members = sample.settings.members.iter().map(|m| format!("\n[[member]]\ncode = \"{}\"\nname = \"{}\"\n", m.code, m.name));
        fs::write(path.join("round.toml"), format!("{head}{}", members.collect::<String>())).expect("round.toml");
        for (name, bytes) in sample.files() {
            fs::write(path.join("returns").join(name), bytes).expect("a return");
        }
        Self { path: path.to_path_buf(), year }
    }
    fn audit(&self, more: &[&str]) -> (Option<i32>, String) {
        let path = self.path.to_string_lossy().into_owned();
        let output = run(&[&["audit", &path], more].concat());
        (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    }
    fn consolidated(&self) -> PathBuf {
        self.path.join(format!("output/consolidated-{}.xlsx", self.year))
    }
    fn rows(&self, sheet: &str, headings: &[&str]) -> Vec<SheetRow> {
        let bytes = fs::read(self.consolidated()).expect("the consolidated workbook");
        Ours::open(&bytes).expect("a workbook").rows(sheet, headings).expect(sheet)
    }
    /// State, response and earlier answer of a finding on Queries.
    fn stands(&self, id: &str) -> (String, String, String) {
        let rows = self.rows("Queries", &["Query id", "State"]);
        let row =
            rows.iter().find(|row| row.text("Finding id").split("; ").any(|other| other == id)).unwrap_or_else(|| panic!("{id} is lost"));
        (row.text("State"), row.text("Response"), row.text("Earlier answer"))
    }
    fn findings(&self) -> Vec<Finding> {
        let bytes = fs::read(self.path.join("output/findings.json")).expect("findings.json");
        serde_json::from_slice::<FindingsFile>(&bytes).expect("our own JSON").findings.into_owned()
    }
    fn ids(&self, rule: &str) -> Vec<String> {
        self.findings().into_iter().filter(|f| f.rule == rule).map(|f| f.id).collect()
    }
    fn queries(&self, member: &str) -> PathBuf {
        self.path.join(format!("output/queries/{member}-{}-queries.xlsx", self.year))
    }
    /// Types a word beside a finding on Queries of the consolidated workbook.
    fn decide(&self, id: &str, word: &str) {
        let bytes = fs::read(self.consolidated()).expect("the consolidated workbook");
        let at = |heading| cell(&bytes, "Queries", id, heading);
        fs::write(
            self.consolidated(),
            typed(&bytes, &[("Queries", at("Accepted?"), word), ("Queries", at("Accepted by"), "C. Ordinator")]),
        )
        .expect("written");
    }
    /// Puts a workbook into returns/ in the place of whatever a member had sent.
    fn receive(&self, member: &str, name: &str, bytes: &[u8]) {
        for entry in fs::read_dir(self.path.join("returns")).expect("returns") {
            let path = entry.expect("an entry").path();
            if path.file_name().is_some_and(|file| file.to_string_lossy().starts_with(&format!("{member}-"))) {
                fs::remove_file(path).expect("removed");
            }
        }
        fs::write(self.path.join("returns").join(name), bytes).expect("a return");
    }
}

fn faulty() -> Sample {
    let mut sample = sample::clean();
    for change in [
        Edit::Set("HMIP", Sheet::Secondees, "S01", "Post held", ""),
        Edit::Set("HMIP", Sheet::Secondees, "S02", "Post held", ""),
        Edit::Set("HMIP", Sheet::Secondees, "S01", "Conflict assessment date", "30/03/2025"),
        Edit::Set("HMIP", Sheet::Return, "R09", "Answer", "3"),
        Edit::Set("HMIP", Sheet::Return, "R14", "Answer", "Not considered"),
        Edit::Set("HMIP", Sheet::Return, "R11", "Answer", "Partly"),
    ] {
        sample.apply(&change);
    }
    sample
}

fn explain(book: &[u8], ids: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut cells = Vec::new();
    for (id, kind, response) in ids {
        cells.push(("Queries", cell(book, "Queries", id, "Response type"), *kind));
        cells.push(("Queries", cell(book, "Queries", id, "Your response"), *response));
    }
    typed(book, &cells)
}

#[test]
fn what_is_issued_is_filled_in_audited_queried_answered_and_audited_again() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let sample = sample::clean();
    let last = Folder::new(&home.path().join("round-2026"), 2026, None, &sample);
    last.audit(&["--quiet"]);
    let folder = Folder::new(&home.path().join("round-2027"), 2027, Some("../round-2026/output/consolidated-2026.xlsx"), &sample);
    let issued = run(&["issue", &folder.path.to_string_lossy()]);
    assert_eq!(issued.status.code(), Some(0), "{}", String::from_utf8_lossy(&issued.stderr));
    let book = fs::read(folder.path.join("issued/HMIP-2027.xlsx")).expect("the issued workbook");
    let at = |sheet: &str, reference: &str, heading: &str| cell(&book, sheet, reference, heading);
    // The member answers some of what is asked, and leaves one carried row unanswered.
    let filled = typed(
        &book,
        &[
            ("Return", at("Return", "R04", "Answer"), "A. Example"),
            ("Return", at("Return", "R08", "Answer"), "Yes"),
            ("Secondees", at("Secondees", "S01", "Carried over"), "Confirm"),
            ("Staff", at("Staff", "T01", "Carried over"), "Confirm"),
        ],
    );
    folder.receive("HMIP", "HMIP filled in.xlsx", &filled);
    folder.audit(&["--quiet"]);
    let before = folder.findings().into_iter().filter(|f| f.member == "HMIP").map(|f| f.id).collect::<Vec<_>>();
    assert!(before.len() > 5, "much is left unanswered: {before:?}");
    let unanswered = folder.findings().into_iter().find(|f| f.sheet == "Staff" && f.message.contains("Confirm, Changed or Left"));
    let unanswered = unanswered.expect("T02 is not answered for").id;
    // The queries workbook sent back untouched says the same, with the answers of carried rows in it; then one query is settled.
    let queries = fs::read(folder.queries("HMIP")).expect("the queries workbook");
    folder.receive("HMIP", "HMIP untouched.xlsx", &queries);
    fs::remove_file(folder.path.join("returns/HMIP filled in.xlsx")).expect("moved away");
    folder.audit(&["--quiet"]);
    let after = folder.findings().into_iter().filter(|f| f.member == "HMIP").map(|f| f.id).collect::<Vec<_>>();
    assert_eq!(after, before);
    assert!(folder.rows("Changes", &["Run"]).iter().all(|change| change.text("Member") != "HMIP"), "nothing was changed");
    let answered = typed(&queries, &[("Staff", cell(&queries, "Staff", "T02", "Carried over"), "Left")]);
    fs::remove_file(folder.path.join("returns/HMIP untouched.xlsx")).expect("moved away");
    folder.receive("HMIP", "HMIP answered.xlsx", &answered);
    folder.audit(&["--quiet"]);
    assert_eq!(folder.stands(&unanswered).0, "resolved");
}

#[test]
fn from_audit_to_answers_to_acceptance_and_the_year_after() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let folder = Folder::new(&home.path().join("round-2026"), 2026, None, &faulty());

    // Run 1: everything is new, and only the member with faults is asked.
    folder.audit(&["--quiet"]);
    let only = |rule: &str| folder.ids(rule).remove(0);
    let (posts, assessed, counts, unit, policy) = (folder.ids("E01"), only("G123"), only("R08"), only("G093"), only("G081"));
    assert_eq!(posts.len(), 2);
    assert_eq!(folder.stands(&posts[0]).0, "new");
    assert!(folder.queries("HMIP").exists() && !folder.queries("HMICFRS").exists());

    // The member corrects, explains, leaves one query alone, and changes something that nobody asked about.
    let book = fs::read(folder.queries("HMIP")).expect("the queries workbook");
    let answered = explain(
        &book,
        &[
            (&posts[0], "Corrected", ""),
            (&assessed, "Explained", "The assessor was on leave until April."),
            (&unit, "Explained", "A unit is considered in the next plan."),
            (&policy, "Explained", "The handbook is being printed."),
        ],
    );
    let answered = typed(
        &answered,
        &[
            ("Secondees", cell(&book, "Secondees", "S01", "Post held"), "Inspector"),
            ("Secondees", cell(&book, "Secondees", "S02", "Post held"), "Inspector"),
            ("Staff", cell(&book, "Staff", "T02", "Unit"), "Another unit"),
            ("Return", cell(&book, "Return", "R15", "Notes"), "A plan is being written."),
        ],
    );
    folder.receive("HMIP", "HMIP answered.xlsx", &answered);
    let (_, said) = folder.audit(&[]);
    assert!(
        said.contains("New versions from HMIP: 4 cells or rows changed, 2 findings settled, 2 changes that nobody asked about"),
        "{said}"
    );
    assert!(said.contains("3 findings are explained and wait"), "{said}");
    assert!(!said.contains("Inspector") && !said.contains("Another unit"), "what was typed is on the console");
    assert_eq!(folder.stands(&posts[0]).0, "resolved");
    assert_eq!(folder.stands(&assessed), ("explained".into(), "The assessor was on leave until April.".into(), String::new()));
    assert_eq!(folder.stands(&counts).0, "still present");
    let changes = folder.rows("Changes", &["Run", "Asked for?"]);
    let asked: Vec<(String, String, String)> = changes
        .iter()
        .filter(|c| c.text("What changed") == "cell changed")
        .map(|c| (c.text("Row ref"), c.text("Is now"), c.text("Asked for?")))
        .collect();
    let row = |a: &str, b: &str, c: &str| (a.to_string(), b.to_string(), c.to_string());
    // Where R08 asks for the rows to be looked through, a changed row may have been asked for; a unit is not counted.
    assert_eq!(
        asked,
        [
            row("R15", "A plan is being written.", "nobody asked"),
            row("S01", "Inspector", "asked for"),
            row("S02", "Inspector", "asked for"),
            row("T02", "Another unit", "nobody asked")
        ]
    );
    let response = folder.findings().into_iter().find(|f| f.id == assessed).and_then(|f| f.response);
    assert_eq!(response.as_deref(), Some("Explained: The assessor was on leave until April."));

    // The coordinator accepts two explanations and refuses one; accepted ones no longer make the exit code 1.
    folder.decide(&assessed, "Yes");
    folder.decide(&unit, "yes");
    folder.decide(&policy, "Yes");
    assert_eq!(folder.audit(&["--quiet", "--fail-on", "concern"]).0, Some(0), "all concerns are explained and accepted");
    assert_eq!(folder.stands(&unit).0, "accepted");
    let accepted = folder.findings().into_iter().find(|f| f.id == unit).and_then(|f| f.accepted);
    assert_eq!(accepted.as_deref(), Some("explanation accepted by C. Ordinator: A unit is considered in the next plan."));

    // Only the count is left to ask; corrected, nothing is, and the workbook goes.
    let book = fs::read(folder.queries("HMIP")).expect("the queries workbook");
    let ids: Vec<String> = support::texts(&book, "Queries").into_iter().filter(|(.., t)| t.contains("-HMIP-")).map(|(.., t)| t).collect();
    assert!(ids.iter().eq([&counts]), "{ids:?}");
    let corrected = typed(&book, &[("Return", cell(&book, "Return", "R09", "Answer"), "2")]);
    fs::remove_file(folder.path.join("returns/HMIP answered.xlsx")).expect("moved away");
    folder.receive("HMIP", "HMIP again.xlsx", &corrected);
    folder.audit(&["--quiet"]);
    assert_eq!(folder.stands(&counts).0, "resolved");
    assert_eq!(folder.stands(&unit), ("accepted".into(), "A unit is considered in the next plan.".into(), String::new()));
    assert_eq!(folder.stands(&posts[1]).0, "resolved", "what was settled before stays listed");
    assert!(!folder.queries("HMIP").exists(), "nothing is left to ask");
    let status = run(&["status", &folder.path.to_string_lossy()]);
    assert!(
        String::from_utf8_lossy(&status.stdout).contains("3 with nothing to ask, 0 with open queries"),
        "{}",
        String::from_utf8_lossy(&status.stdout)
    );

    // The year after: the same facts stay accepted, other facts are asked about again.
    let mut sample = faulty();
    for change in [
        Edit::Set("HMIP", Sheet::Return, "R11", "Answer", "No"),
        Edit::Set("HMIP", Sheet::Return, "R09", "Answer", "2"),
        Edit::Set("HMIP", Sheet::Return, "R02", "Answer", "2027"),
        Edit::Set("HMICFRS", Sheet::Return, "R02", "Answer", "2027"),
        Edit::Set("CQC", Sheet::Return, "R02", "Answer", "2027"),
    ] {
        sample.apply(&change);
    }
    let next = Folder::new(&home.path().join("round-2027"), 2027, Some("../round-2026/output/consolidated-2026.xlsx"), &sample);
    next.audit(&["--quiet"]);
    assert_eq!(next.stands(&unit), ("accepted".into(), "A unit is considered in the next plan.".into(), String::new()));
    assert_eq!(next.stands(&policy), ("reopened".into(), String::new(), "Explained: The handbook is being printed.".into()));
    assert_eq!(next.stands(&assessed).0, "reopened", "the assessment is measured at another census date");
}

#[test]
fn a_queries_workbook_that_somebody_typed_into_is_kept_and_a_damaged_sheet_stops_the_run() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let folder = Folder::new(&home.path().join("round-2026"), 2026, None, &faulty());
    folder.audit(&["--quiet"]);
    let counts = folder.ids("R08").remove(0);
    let book = fs::read(folder.queries("HMIP")).expect("the queries workbook");
    let touched = explain(&book, &[(&counts, "Explained", "typed in the wrong folder")]);
    fs::write(folder.queries("HMIP"), &touched).expect("written");
    folder.audit(&["--quiet"]);
    assert!(fs::read(folder.queries("HMIP")).expect("a new one") == book);
    assert!(fs::read(folder.path.join("output/queries/kept/HMIP-2026-queries-0001.xlsx")).expect("the one typed into") == touched);

    let good = fs::read(folder.consolidated()).expect("the consolidated workbook");
    let parts: Vec<(String, Vec<u8>)> = support::parts(&good)
        .into_iter()
        .map(|(name, bytes)| match name.as_str() {
            "xl/sharedStrings.xml" => (name, String::from_utf8(bytes).expect("UTF-8").replace(">Accepted?<", ">Agreed?<").into_bytes()),
            _ => (name, bytes),
        })
        .collect();
    let damaged = support::packed(&parts);
    fs::write(folder.consolidated(), &damaged).expect("written");
    let (code, said) = folder.audit(&["--quiet"]);
    assert!(code == Some(2) && said.contains("Accepted?") && said.contains("cannot be read back"), "{said}");
    assert!(fs::read(folder.consolidated()).expect("left as it was") == damaged);
    fs::write(folder.consolidated(), &good).expect("written");
    folder.decide(&counts, "perhaps");
    // A word that is neither Yes nor No is asked about, stays as typed and accepts nothing.
    for _ in 0..2 {
        let (code, said) = folder.audit(&[]);
        assert!(code != Some(2) && said.contains("is neither Yes nor No"), "{said}");
        let bytes = fs::read(folder.consolidated()).expect("the consolidated workbook");
        let texts: Vec<String> = support::texts(&bytes, "Queries").into_iter().map(|(.., text)| text).collect();
        assert!(texts.iter().any(|text| text == "perhaps"), "{texts:?}");
    }
}

#[test]
fn status_says_what_to_ask_each_member_for_without_any_output() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut sample = faulty();
    sample.apply(&Edit::File("CQC", secondee_audit::rules::FileChange::Encrypted));
    sample.apply(&Edit::File("HMICFRS", secondee_audit::rules::FileChange::Missing));
    let folder = Folder::new(&home.path().join("round-2026"), 2026, None, &sample);
    let output = run(&["status", &folder.path.to_string_lossy(), "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let list: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    let of = |member: &str| list.iter().find(|line| line["member"] == member).unwrap_or_else(|| panic!("no line for {member}"));
    assert_eq!((of("HMIP")["state"].as_str(), of("HMIP")["ready"].as_str()), (Some("open queries"), Some("no")));
    assert!(of("HMIP")["ask"].as_str().is_some_and(|ask| ask.contains("HMIP-2026-queries.xlsx")));
    assert!(of("CQC")["ask"].as_str().is_some_and(|ask| ask.contains("password")), "{}", of("CQC"));
    assert!(of("HMICFRS")["ask"].as_str().is_some_and(|ask| ask.contains("return for 2026")));
    assert!(!folder.path.join("output").exists(), "status wrote something");
    assert!(of("HMIP")["sha256"].as_str().is_some_and(|hash| hash.starts_with(of("HMIP")["receipt"].as_str().expect("a receipt"))));
}

#[test]
fn a_member_that_skipped_a_year_is_filled_in_from_its_last_return_and_that_is_said() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let sample = sample::clean();
    let first = Folder::new(&home.path().join("round-2026"), 2026, None, &sample);
    first.audit(&["--quiet"]);
    let of_2027 = {
        let mut later = sample::clean();
        for member in ["CQC", "HMICFRS", "HMIP"] {
            later.apply(&Edit::Set(member, Sheet::Return, "R02", "Answer", "2027"));
        }
        later
    };
    let second = Folder::new(&home.path().join("round-2027"), 2027, Some("../round-2026/output/consolidated-2026.xlsx"), &of_2027);
    for entry in fs::read_dir(second.path.join("returns")).expect("returns") {
        let path = entry.expect("an entry").path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("HMICFRS")) {
            fs::remove_file(path).expect("removed");
        }
    }
    second.audit(&["--quiet"]);
    let third = Folder::new(&home.path().join("round-2028"), 2028, Some("../round-2027/output/consolidated-2027.xlsx"), &sample);
    let issued = run(&["issue", &third.path.to_string_lossy()]);
    let said = String::from_utf8_lossy(&issued.stdout).into_owned();
    let line = said.lines().find(|line| line.contains("HMICFRS-2028")).expect("a line");
    assert!(line.contains("1 secondee") && line.contains("from 2026, the last year in which HMICFRS returned anything"), "{said}");
    assert!(!said.lines().any(|line| line.contains("HMIP-2028") && line.contains("the last year in which")), "{said}");
    let book = fs::read(third.path.join("issued/HMICFRS-2028.xlsx")).expect("the issued workbook");
    assert!(support::texts(&book, "Secondees").iter().any(|(.., text)| text == "S01"), "the row of 2026 is there");
    assert!(
        support::texts(&book, "Instructions").iter().any(|(.., text)| text.contains("your return of 2026")),
        "and it is said of when it is"
    );
    // Without the workbook of the year before, that is said too.
    fs::remove_file(first.consolidated()).expect("removed");
    let issued = run(&["issue", &third.path.to_string_lossy(), "--again"]);
    let said = String::from_utf8_lossy(&[issued.stdout, issued.stderr].concat()).into_owned();
    assert!(said.contains("nothing is filled in for HMICFRS"), "{said}");
}

#[test]
fn check_says_what_was_found_without_names_and_whether_it_is_ready_to_send() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let write = |sample: &Sample| {
        let (_, bytes) = sample.files().into_iter().find(|(name, _)| name.starts_with("HMIP")).expect("a return");
        let path = home.path().join("HMIP.xlsx");
        fs::write(&path, bytes).expect("written");
        path.to_string_lossy().into_owned()
    };
    let check = |file: &str, more: &[&str]| {
        let output = run(&[&["check", file], more].concat());
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let clean = check(&write(&sample::clean()), &[]);
    assert!(clean.contains("Read as the return of HMIP for 2026: 3 secondees"), "{clean}");
    assert!(clean.ends_with("Ready to send.\n"), "{clean}");
    let mut sample = sample::clean();
    for change in [
        Edit::Set("HMIP", Sheet::Secondees, "S01", "Start date", "last summer"),
        Edit::Set("HMIP", Sheet::Secondees, "S01", "Last supervision date", "12/05/2025"),
        Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Leeds"),
    ] {
        sample.apply(&change);
    }
    let file = write(&sample);
    let said = check(&file, &[]);
    assert!(said.contains("Secondees!") && said.contains("\"last summer\"") && said.contains("For example: 01/06/2024."), "{said}");
    assert!(said.contains("S01 was assigned to HMP Leeds and is seconded from that place"), "{said}");
    assert!(!said.contains("Rowan Example"), "{said}");
    assert!(said.contains("Not ready to send: 1 thing to put right."), "{said}");
    let lines: Vec<&str> = said.lines().filter(|line| line.trim_start().starts_with(|c: char| c.is_ascii_digit())).collect();
    assert_eq!(lines.len(), lines.iter().collect::<std::collections::BTreeSet<_>>().len(), "{said}");
    assert!(check(&file, &["--show-names"]).contains("Rowan Example (S01)"));
    // The guidance keeps nobody from sending what is complete and right.
    let mut sample = sample::clean();
    sample.apply(&Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Leeds"));
    let said = check(&write(&sample), &[]);
    assert!(said.contains("Ready to send. The steering group will ask about 1 thing"), "{said}");
}

#[test]
fn init_takes_by_when_and_to_whom_and_issue_without_them_says_so_once() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| home.path().join(name).to_string_lossy().into_owned();
    let known = run(&["init", &path("a"), "--year", "2026", "--return-by", "01/05/2026", "--return-to", "npm@example.org"]);
    assert!(known.status.success(), "{}", String::from_utf8_lossy(&known.stderr));
    let toml = fs::read_to_string(home.path().join("a/round.toml")).expect("round.toml");
    assert!(toml.contains("\nreturn_by = \"2026-05-01\"\n") && toml.contains("\nreturn_to = \"npm@example.org\"\n"), "{toml}");
    let issued = run(&["issue", &path("a"), "--member", "HMIP"]);
    assert!(!String::from_utf8_lossy(&issued.stdout).contains("return_by"));
    let book = fs::read(home.path().join("a/issued/HMIP-2026.xlsx")).expect("the issued workbook");
    let shown: Vec<String> = support::texts(&book, "Instructions").into_iter().map(|(.., text)| text).collect();
    assert!(shown.iter().any(|text| text.starts_with("By 01/05/2026, to npm@example.org.")), "{shown:?}");
    assert!(run(&["init", &path("b"), "--year", "2026"]).status.success());
    let issued = run(&["issue", &path("b")]);
    assert_eq!(String::from_utf8_lossy(&issued.stdout).matches("return_by").count(), 1);
    let refused = run(&["init", &path("c"), "--year", "2026", "--previous", "nosuch.xlsx"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(!home.path().join("c").exists(), "nothing was made");
    // A day before the reporting year has ended is a slip.
    let early = run(&["init", &path("d"), "--year", "2027", "--return-by", "01/05/2025"]);
    assert!(early.status.code() == Some(2) && !home.path().join("d").exists());
    assert!(String::from_utf8_lossy(&early.stderr).contains("ends on 31/03/2027"), "{}", String::from_utf8_lossy(&early.stderr));
    let half = run(&["init", &path("e"), "--year", "2027", "--return-by", "01/05/2027"]);
    let said = String::from_utf8_lossy(&half.stdout).into_owned();
    assert!(said.contains("set return_to there") && !said.contains("return_by"), "{said}");
}

#[test]
fn a_member_is_told_what_to_send_instead_of_a_file_that_is_no_workbook() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let file = home.path().join("HMIP-2026.xlsx");
    fs::write(&file, b"%PDF-1.7\n%%EOF\n").expect("written");
    let output = run(&["check", &file.to_string_lossy()]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("Send the survey workbook itself") && !said.contains("Ask the member"), "{said}");
}
