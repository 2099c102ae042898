//! Decisions typed in the workbook, as people type them: they outlive runs, changed and removed returns, copies and the next years.

use crate::support::rounds;
use crate::support::workbooks as support;
use std::fs;
use std::path::{Path, PathBuf};

use rounds::{audit, audits, said, workbook};
use secondee_audit::book::decisions::DECISIONS;
use secondee_audit::book::headings::CARD;
use secondee_audit::book::tables::{Ours, SheetRow};
use secondee_audit::round::config::default_toml;
use secondee_audit::sample::{self, demo};
use support::{cell, typed};

/// Members whose returns hold what is decided here: CIW a G141, CJINI a G112, OFSTED a G142.
const MEMBERS: [&str; 3] = ["CIW", "CJINI", "OFSTED"];

/// Their round, audited once.
pub(crate) fn samples() -> (tempfile::TempDir, PathBuf) {
    rounds::audited(&MEMBERS, &[])
}

/// Types a decision with its note, name and day beside a finding.
pub(crate) fn decide(path: &Path, sheet: &str, id: &str, decision: [&str; 4]) {
    let headings = ["Decision", "Decision note", "Decided by", "Decided on"];
    let cells: Vec<_> = headings.iter().zip(decision).map(|(heading, text)| (sheet, id, *heading, text)).collect();
    type_in(path, &cells);
}

/// Types texts: sheet, finding, heading, text.
pub(crate) fn type_in(path: &Path, cells: &[(&str, &str, &str, &str)]) {
    let bytes = fs::read(path).expect("the workbook");
    let cells: Vec<_> = cells.iter().map(|(sheet, id, heading, text)| (*sheet, cell(&bytes, sheet, id, heading), *text)).collect();
    fs::write(path, typed(&bytes, &cells)).expect("written");
}

pub(crate) fn rows(path: &Path, sheet: &str) -> Vec<SheetRow> {
    let bytes = fs::read(path).expect("the workbook");
    let mut book = Ours::open(&bytes).expect("a workbook");
    if book.has(sheet) { book.rows(sheet, &["Finding id"]).expect("rows") } else { Vec::new() }
}

fn rows_of(path: &Path, sheet: &str, heading: &str) -> Vec<SheetRow> {
    let bytes = fs::read(path).expect("the workbook");
    Ours::open(&bytes).and_then(|mut book| book.rows(sheet, &[heading])).expect("rows")
}

/// What Summary says of the conflicts that nobody decided.
fn awaiting(path: &Path) -> String {
    let texts = support::texts(&fs::read(path).expect("the workbook"), "Summary");
    let sentence = |(.., text): (u32, u32, String)| text.split_once("Conflicts has ").map(|(_, rest)| rest.to_string());
    texts.into_iter().find_map(sentence).expect("the sentence")
}

pub(crate) fn row(path: &Path, sheet: &str, id: &str) -> Option<SheetRow> {
    rows(path, sheet).into_iter().find(|row| row.text("Finding id") == id)
}

fn decision_of(row: &SheetRow) -> [String; 4] {
    ["Decision", "Decision note", "Decided by", "Decided on"].map(|heading| row.text(heading))
}

/// The id of the first finding of a rule on a sheet.
pub(crate) fn id_of(path: &Path, sheet: &str, rule: &str) -> String {
    let found = rows(path, sheet).into_iter().find(|row| row.text("Rule") == rule);
    found.unwrap_or_else(|| panic!("{rule} is on {sheet}")).text("Finding id")
}

#[test]
fn decisions_outlive_ten_runs_and_odd_spellings_are_put_right() {
    let (_folder, round) = samples();
    let path = workbook(&round);
    let (conflict, finding) = (id_of(&path, "Conflicts", "G141"), id_of(&path, "Findings", "G112"));
    decide(&path, "Conflicts", &conflict, ["no conflict ", "seen on 1 June", "Chair", "1 June 2026"]);
    decide(&path, "Findings", &finding, ["Awaiting member", "", "Chair", "2/6/26"]);
    let said = audits(&round);
    assert!(said.contains("\"no conflict\" was read as \"No conflict\""), "{said}");
    for run in 0..10 {
        audits(&round);
        let of = |sheet, id: &str| decision_of(&row(&path, sheet, id).expect("the finding"));
        assert_eq!(of("Conflicts", &conflict), [DECISIONS[0], "seen on 1 June", "Chair", "01/06/2026"].map(String::from), "run {run}");
        assert_eq!(of("Findings", &finding), ["Awaiting member", "", "Chair", "02/06/2026"].map(String::from), "run {run}");
    }
    assert!(rows(&path, "Settled").is_empty());
}

/// Where a finding stands on Queries: its state and remark.
fn asked(path: &Path, id: &str) -> [String; 2] {
    let found = rows(path, "Queries").into_iter().find(|row| row.text("Finding id").split(';').any(|one| one.trim() == id));
    let found = found.unwrap_or_else(|| panic!("{id} is on Queries"));
    ["State", "Remark"].map(|heading| found.text(heading))
}

#[test]
fn what_is_decided_is_not_asked_of_the_member_any_more_until_the_decision_is_taken_back() {
    let (_folder, round) = samples();
    let path = workbook(&round);
    let id = id_of(&path, "Conflicts", "G141");
    let was = asked(&path, &id);
    for decision in DECISIONS {
        decide(&path, "Conflicts", &id, [decision, "seen", "Chair", "01/06/2026"]);
        audits(&round);
        let is_left_to_ask = [secondee_audit::book::decisions::AWAITING_MEMBER, "Conflict: action required"].contains(&decision);
        match is_left_to_ask {
            true => assert_eq!(asked(&path, &id), was, "{decision}"),
            false => assert_eq!(asked(&path, &id), ["decided", decision].map(String::from)),
        }
    }
    decide(&path, "Conflicts", &id, ["", "", "", ""]);
    audits(&round);
    assert_eq!(asked(&path, &id), was);
}

#[test]
fn days_that_are_none_and_dismissals_without_a_reason_are_said_by_their_cell() {
    let (_folder, round) = samples();
    let path = workbook(&round);
    let id = id_of(&path, "Conflicts", "G141");
    let at = |heading: &str| cell(&fs::read(&path).expect("the workbook"), "Conflicts", &id, heading);
    decide(&path, "Conflicts", &id, ["No conflict", "", "Chair", "31/02/2026"]);
    type_in(&path, &[("Conflicts", &id, "Due day", "30/2/2026")]);
    let (decision, on, due) = (at("Decision"), at("Decided on"), at("Due day"));
    let said = audits(&round);
    for words in [
        format!("Conflicts!{on}: \"31/02/2026\" under Decided on is no day"),
        format!("Conflicts!{due}: \"30/2/2026\" under Due day is no day"),
        format!("dismissed at Conflicts!{decision}, where Decision note is still blank"),
    ] {
        assert!(said.contains(&words), "{words}: {said}");
    }
    decide(&path, "Conflicts", &id, ["No conflict", "another person", "Chair", "at the June meeting"]);
    type_in(&path, &[("Conflicts", &id, "Due day", "")]);
    let said = audits(&round);
    assert!(!said.contains("is no day") && !said.contains("still blank"), "{said}");
}

#[test]
fn a_decision_is_settled_with_the_reason_and_comes_back_with_its_finding() {
    let (_folder, round) = samples();
    let path = workbook(&round);
    let id = id_of(&path, "Conflicts", "G141");
    let found = row(&path, "Conflicts", &id).expect("the finding");
    let (member, assignment) = (found.text("Member"), found.text("Assignment ref"));
    let withdrawn = format!("return withdrawn: {member} is outstanding");
    let typed = [DECISIONS[2], "to be asked", "Chair", "01/06/2026"];
    decide(&path, "Conflicts", &id, typed);
    audits(&round);
    // A removed return.
    let returned = round.join(format!("returns/{member}-2026.xlsx"));
    let bytes = fs::read(&returned).expect("the return");
    fs::remove_file(&returned).expect("removed");
    audits(&round);
    let settled = row(&path, "Settled", &id).expect("settled");
    assert_eq!(decision_of(&settled), typed.map(String::from));
    assert_eq!(settled.text("Why settled"), withdrawn);
    assert!(row(&path, "Conflicts", &id).is_none());
    // A changed return: the assignment now names another place.
    let (mut sample, _) = demo::round_2026();
    let book = sample.books.iter_mut().find(|book| book.member == member).expect("the member");
    let grid = book.sheets.iter_mut().find(|grid| grid.sheet == secondee_audit::form::Sheet::Assignments).expect("the sheet");
    grid.rows.retain(|row| row[0] != assignment);
    fs::write(&returned, sample::to_xlsx(book)).expect("written");
    audits(&round);
    assert_eq!(row(&path, "Settled", &id).expect("still settled").text("Why settled"), withdrawn);
    // The old return is back, and with it the finding and its decision.
    fs::write(&returned, &bytes).expect("written");
    audits(&round);
    assert_eq!(decision_of(&row(&path, "Conflicts", &id).expect("back")), typed.map(String::from));
    assert!(rows(&path, "Settled").is_empty());
    // Straight from the old to the changed return, the reason is the change.
    fs::write(&returned, sample::to_xlsx(sample.books.iter().find(|b| b.member == member).expect("the member"))).expect("written");
    audits(&round);
    let why = row(&path, "Settled", &id).expect("settled").text("Why settled");
    assert_eq!(why, format!("return corrected: assignment {assignment} is no longer in it ({member}-2026.xlsx)"));
}

/// The round of a year after `before`, with the returns of 2026 dated on; without those of the members left out.
pub(crate) fn following(folder: &Path, year: i16, left_out: &[&str]) -> PathBuf {
    let (round, last) = (folder.join(format!("round-{year}")), year - 1);
    fs::create_dir_all(round.join("returns")).expect("a folder");
    let toml = default_toml(year, Some(&format!("../round-{last}/output/consolidated-{last}.xlsx")));
    fs::write(round.join("round.toml"), toml).expect("round.toml");
    let (mut sample, _) = demo::round_2026();
    for book in sample.books.iter_mut().filter(|book| MEMBERS.contains(&book.member.as_str()) && !left_out.contains(&book.member.as_str()))
    {
        let answers = &mut book.sheets[0];
        for (reference, answer) in [("R02", format!("{year}")), ("R03", format!("31/03/{year}")), ("R07", format!("24/04/{year}"))] {
            let row = answers.row_of(reference);
            answers.rows[row][2] = answer;
        }
        fs::write(round.join(format!("returns/{}.xlsx", book.member)), sample::to_xlsx(book)).expect("written");
    }
    audits(&round);
    round
}

fn earlier_of(row: &SheetRow) -> [String; 5] {
    ["Earlier round", "Earlier decision", "Earlier note", "Earlier decided by", "Earlier decided on"].map(|heading| row.text(heading))
}

#[test]
fn later_years_show_the_most_recent_decision_beside_the_finding_or_on_settled() {
    let (folder, round) = samples();
    let path = workbook(&round);
    let (recurs, absent) = (id_of(&path, "Conflicts", "G141"), id_of(&path, "Conflicts", "G142"));
    decide(&path, "Conflicts", &recurs, [DECISIONS[1], "team changed", "Chair", "01/06/2026"]);
    decide(&path, "Conflicts", &absent, [DECISIONS[0], "as agreed", "Group", "02/06/2026"]);
    audits(&round);
    let of_2026 = ["2026", DECISIONS[1], "team changed", "Chair", "01/06/2026"].map(String::from);
    let none = [const { String::new() }; 4];
    // 2027: one finding recurs, the other's member is outstanding.
    let next = workbook(&following(folder.path(), 2027, &["OFSTED"]));
    let found = row(&next, "Conflicts", &recurs).expect("the finding recurs under its id");
    assert_eq!((earlier_of(&found), decision_of(&found)), (of_2026.clone(), none.clone()), "this year's is still to be taken");
    let settled = row(&next, "Settled", &absent).expect("settled");
    assert_eq!(settled.text("Decided in round"), "2026");
    assert_eq!(settled.text("Why settled"), "not found in 2027: return withdrawn: OFSTED is outstanding");
    assert_eq!(decision_of(&settled), [DECISIONS[0], "as agreed", "Group", "02/06/2026"].map(String::from));
    // A second run of that round changes nothing.
    let first = fs::read(&next).expect("the workbook");
    audits(&folder.path().join("round-2027"));
    assert!(fs::read(&next).expect("the workbook") == first, "a run more changes something");
    // 2028: nobody decided in 2027, so both are shown as 2026 decided them.
    let after = workbook(&following(folder.path(), 2028, &[]));
    let found = row(&after, "Conflicts", &recurs).expect("recurs");
    assert_eq!(earlier_of(&found), of_2026);
    let card = found.text("Safeguard, answer, before");
    assert!(card.contains(&format!("Before: in 2026: {}", DECISIONS[1])), "two years later the card says it as well: {card}");
    let back = row(&after, "Conflicts", &absent).expect("the finding is back");
    assert_eq!(earlier_of(&back), ["2026", DECISIONS[0], "as agreed", "Group", "02/06/2026"].map(String::from));
    assert!(rows(&after, "Settled").is_empty() && decision_of(&back) == none);
    // What 2028 decides is what 2029 shows.
    decide(&after, "Conflicts", &recurs, [DECISIONS[2], "", "Chair", ""]);
    let last = workbook(&following(folder.path(), 2029, &[]));
    assert_eq!(earlier_of(&row(&last, "Conflicts", &recurs).expect("recurs")), ["2028", DECISIONS[2], "", "Chair", ""].map(String::from));
}

#[test]
fn a_copy_adds_its_decisions_and_a_contradiction_stops_the_run() {
    let (_folder, round) = samples();
    let path = workbook(&round);
    let copy = path.with_file_name("consolidated-2026 (1).xlsx");
    fs::copy(&path, &copy).expect("a colleague's copy");
    let (first, second) = (id_of(&path, "Conflicts", "G141"), id_of(&path, "Conflicts", "G142"));
    decide(&copy, "Conflicts", &first, [DECISIONS[0], "", "A colleague", ""]);
    let text = audits(&round);
    assert!(text.contains("consolidated-2026 (1).xlsx lies beside the workbook; taken over from it") && text.contains(&first), "{text}");
    assert_eq!(row(&path, "Conflicts", &first).expect("the finding").text("Decision"), DECISIONS[0]);
    decide(&path, "Conflicts", &second, [DECISIONS[2], "", "Chair", ""]);
    decide(&copy, "Conflicts", &second, [DECISIONS[3], "", "A colleague", ""]);
    let before = fs::read(&path).expect("the workbook");
    let output = audit(&round, &[]);
    let error = said(&output);
    assert_eq!(output.status.code(), Some(2), "{error}");
    let cell = cell(&before, "Conflicts", &second, "Decision");
    for part in [second.as_str(), &format!("Conflicts!{cell}"), DECISIONS[2], DECISIONS[3], "consolidated-2026 (1).xlsx"] {
        assert!(error.contains(part), "{part} is not in: {error}");
    }
    assert!(fs::read(&path).expect("the workbook") == before, "the workbook was touched");
    fs::remove_file(&copy).expect("moved away");
    audits(&round);
    assert_eq!(row(&path, "Conflicts", &second).expect("the finding").text("Decision"), DECISIONS[2]);
}

#[test]
fn a_decision_in_a_row_without_a_finding_is_not_dropped_silently() {
    let (_folder, round) = samples();
    let path = workbook(&round);
    let id = id_of(&path, "Conflicts", "G141");
    type_in(&path, &[("Conflicts", &id, "Finding id", ""), ("Conflicts", &id, "Decision", DECISIONS[0])]);
    let output = audit(&round, &[]);
    assert!(output.status.code() == Some(2) && said(&output).contains("without a finding id"), "{}", said(&output));
}

#[test]
fn what_is_taken_out_of_the_workbook_or_will_not_be_in_the_next_one_is_said() {
    let (_folder, round) = samples();
    let path = workbook(&round);
    let id = id_of(&path, "Conflicts", "G141");
    let to_decide = awaiting(&path);
    decide(&path, "Conflicts", &id, [DECISIONS[1], "team changed", "Chair", ""]);
    let said_first = audits(&round);
    assert!(!said_first.contains("note: "), "{said_first}");
    let untouched = fs::read(&path).expect("the workbook");
    assert_ne!(awaiting(&path), to_decide, "a decision counts");
    // Cleared cells, as a deleted row leaves none either.
    decide(&path, "Conflicts", &id, [""; 4]);
    let said_then = audits(&round);
    let gone = format!("decided before and no longer in the workbook, so open again: {id}; what was decided is in earlier/");
    assert!(said_then.contains(&gone), "{said_then}");
    let about: Vec<String> = rows_of(&path, "About", "Value").iter().map(|row| row.text("Value")).collect();
    assert!(about.iter().any(|value| value.contains(&gone)), "{about:?}");
    assert!(!audits(&round).contains(&gone), "said once, when it goes");
    // A word that is on no list is kept, counts as not decided, and is not for the console.
    fs::write(&path, &untouched).expect("written");
    type_in(&path, &[("Conflicts", &id, "Decision", "as A. Person told me")]);
    let said_of_word = audits(&round);
    assert_eq!(awaiting(&path), to_decide, "the word counts as a decision");
    assert!(said_of_word.contains("counts as not decided") && !said_of_word.contains("A. Person"), "{said_of_word}");
    assert!(said_of_word.contains(&format!("(S01 of CIW, assignment A001, place HMP Leeds, finding {id})")), "{said_of_word}");
    assert!(said_of_word.contains("\n1 thing that was typed was not understood: Conflicts!"), "{said_of_word}");
    let card = row(&path, "Conflicts", &id).expect("the finding").text(CARD[2]);
    assert!(card.contains("Now: what is typed as the decision is none of the choices"), "{card}");
    assert_eq!(row(&path, "Conflicts", &id).expect("the finding").text("Decision"), "as A. Person told me");
    // A heading that somebody changed hides what stands under it.
    for heading in ["Decision", "Decision note", "Decided by", "Decided on"] {
        let (sheet, row) = ("Conflicts", cell(&untouched, "Conflicts", "Finding id", heading));
        fs::write(&path, typed(&untouched, &[(sheet, row, "Mine")])).expect("written");
        let output = audit(&round, &[]);
        assert!(output.status.code() == Some(2) && said(&output).contains("has no row with the headings"), "{}", said(&output));
    }
    // A column of somebody's own.
    let place = cell(&untouched, "Conflicts", "Finding id", "Place id");
    fs::write(&path, typed(&untouched, &[("Conflicts", place, "To discuss")])).expect("written");
    assert!(audits(&round).contains("what is typed under \"To discuss\", a column that is not the program's, is not in the new workbook"));
}
