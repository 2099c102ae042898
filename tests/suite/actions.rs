//! What is decided to be done: owners, days and what is typed on Actions outlive runs, changed and removed returns and the next years; and what
//! the card and Findings leave to decide where.

use std::fs;
use std::path::Path;

use crate::decisions::{decide, following, id_of, row, rows, samples, type_in};
use crate::support::rounds::{audit, audits, said, workbook};
use secondee_audit::book::actions::{DONE, PROGRESS, SHEET};
use secondee_audit::book::choices::{ACTION_REQUIRED, AWAITING_MEMBER};
use secondee_audit::book::decisions::{self, COLUMNS, EARLIER, SEE_CONFLICTS};
use secondee_audit::book::headings::{CARD, CONFLICTS};
use secondee_audit::book::tables::{Ours, SheetRow};

/// Decides that something is to be done about a conflict.
fn ask_for(path: &Path, id: &str) {
    decide(path, "Conflicts", id, [ACTION_REQUIRED, "change the team", "Chair", "1/6/2026"]);
    type_in(path, &[("Conflicts", id, "Owner", "Ash Coordinator"), ("Conflicts", id, "Due day", "30 June 2026")]);
}

fn action(path: &Path, id: &str) -> SheetRow {
    row(path, SHEET, id).unwrap_or_else(|| panic!("{id} is on Actions"))
}

fn typed_on(row: &SheetRow) -> [String; 4] {
    ["Owner", "Due day", DONE, PROGRESS].map(|heading| row.text(heading))
}

#[test]
fn an_action_outlives_runs_and_returns_and_is_listed_every_year_until_it_is_done() {
    let (folder, round) = samples();
    let path = workbook(&round);
    assert!(rows(&path, SHEET).is_empty(), "nothing is decided yet");
    let id = id_of(&path, "Conflicts", "G141");
    ask_for(&path, &id);
    audits(&round);
    audits(&round);
    let decided = ["Ash Coordinator", "30/06/2026", "", ""].map(String::from);
    let first = fs::read(&path).expect("the workbook");
    for run in 0..10 {
        audits(&round);
        assert!(fs::read(&path).expect("the workbook") == first, "run {run} changes something");
    }
    let listed = action(&path, &id);
    assert_eq!(
        (typed_on(&listed), listed.text("What is to be done"), listed.text("State")),
        (decided.clone(), "change the team".into(), "Open".into())
    );
    // A removed return, and the same one again.
    let returned = round.join("returns/CIW-2026.xlsx");
    let bytes = fs::read(&returned).expect("the return");
    fs::remove_file(&returned).expect("removed");
    audits(&round);
    assert_eq!((typed_on(&action(&path, &id)), action(&path, &id).text("Decided at")), (decided.clone(), "Settled".to_string()));
    let settled = row(&path, "Settled", &id).expect("settled");
    assert_eq!((settled.text("Owner"), settled.text("Due day")), ("Ash Coordinator".into(), "30/06/2026".into()));
    fs::write(&returned, &bytes).expect("written");
    audits(&round);
    assert_eq!(action(&path, &id).text("Decided at"), "Conflicts");
    // 2027: not done, so listed and overdue; the card of the same person and place says what was decided.
    let round_2027 = following(folder.path(), 2027, &[]);
    let next = workbook(&round_2027);
    let listed = action(&next, &id);
    assert_eq!((typed_on(&listed), listed.text("Decided in round"), listed.text("State")), (decided, "2026".into(), "Overdue".into()));
    assert!(listed.number("Days overdue").is_some_and(|days| days > 200.0), "{:?}", listed.number("Days overdue"));
    let card = row(&next, "Conflicts", &id).expect("it recurs").text(CARD[2]);
    assert!(card.contains("Before: in 2026: Conflict: action required (change the team)"), "{card}");
    type_in(&next, &[(SHEET, &id, "Owner", "Elm Deputy"), (SHEET, &id, PROGRESS, "asked twice")]);
    audits(&round_2027);
    audits(&round_2027);
    assert_eq!(typed_on(&action(&next, &id)), ["Elm Deputy", "30/06/2026", "", "asked twice"].map(String::from));
    // 2028, with the member outstanding: done at last. 2029: no longer listed.
    let round_2028 = following(folder.path(), 2028, &["CIW"]);
    let after = workbook(&round_2028);
    type_in(&after, &[(SHEET, &id, DONE, "see minutes")]);
    audits(&round_2028);
    assert_eq!(action(&after, &id).text("State"), "Overdue; Done on is no day");
    let notices: Vec<String> = about(&after);
    assert!(notices.iter().any(|notice| notice.contains("is no day") && notice.contains(&id)), "{notices:?}");
    type_in(&after, &[(SHEET, &id, DONE, "2 May 2028")]);
    for _ in 0..3 {
        audits(&round_2028);
        assert_eq!(typed_on(&action(&after, &id)), ["Elm Deputy", "30/06/2026", "02/05/2028", "asked twice"].map(String::from));
        assert_eq!(action(&after, &id).text("State"), "Done");
    }
    assert!(rows(&workbook(&following(folder.path(), 2029, &[])), SHEET).is_empty(), "it is done");
}

fn about(path: &Path) -> Vec<String> {
    let bytes = fs::read(path).expect("the workbook");
    let rows = Ours::open(&bytes).and_then(|mut book| book.rows("About", &["What", "Value"])).expect("About");
    rows.iter().map(|row| row.text("Value")).collect()
}

#[test]
fn an_owner_may_be_changed_on_either_sheet_and_on_both_in_two_ways_is_a_contradiction() {
    let (_folder, round) = samples();
    let path = workbook(&round);
    let id = id_of(&path, "Conflicts", "G141");
    ask_for(&path, &id);
    audits(&round);
    type_in(&path, &[(SHEET, &id, "Owner", "Elm Deputy")]);
    audits(&round);
    assert_eq!(row(&path, "Conflicts", &id).expect("the card").text("Owner"), "Elm Deputy");
    type_in(&path, &[("Conflicts", &id, "Owner", "Oak Secretary")]);
    audits(&round);
    assert_eq!(action(&path, &id).text("Owner"), "Oak Secretary");
    type_in(&path, &[("Conflicts", &id, "Owner", "Elm Deputy"), (SHEET, &id, "Owner", "Ash Coordinator")]);
    let before = fs::read(&path).expect("the workbook");
    let output = audit(&round, &[]);
    let error = said(&output);
    assert!(output.status.code() == Some(2) && error.contains("Conflicts!") && error.contains("Actions!"), "{error}");
    assert!(!error.contains("Deputy") && fs::read(&path).expect("the workbook") == before, "{error}");
}

#[test]
fn findings_come_gravest_first_and_a_conflict_there_leads_to_its_card() {
    let (_folder, round) = samples();
    let path = workbook(&round);
    let severities: Vec<usize> = rows(&path, "Findings")
        .iter()
        .map(|row| ["breach", "concern", "query", "note"].iter().position(|word| *word == row.text("Severity")).expect("a severity"))
        .collect();
    assert!(severities.is_sorted() && severities.len() > 10, "{severities:?}");
    let cards: Vec<String> = rows(&path, "Conflicts").iter().map(|row| row.text("Finding id")).collect();
    for row in rows(&path, "Findings") {
        let shown = if cards.contains(&row.text("Finding id")) { SEE_CONFLICTS } else { "" };
        assert_eq!(row.text("Decision"), shown, "{}", row.text("Finding id"));
        assert!(!row.text("Row").is_empty(), "{} leads nowhere", row.text("Finding id"));
    }
    // What somebody types there all the same is taken over to the card, and a contradiction is named.
    let id = id_of(&path, "Conflicts", "G141");
    type_in(&path, &[("Findings", &id, "Decision", "No conflict")]);
    audits(&round);
    assert_eq!(row(&path, "Conflicts", &id).expect("the card").text("Decision"), "No conflict");
    assert_eq!(row(&path, "Findings", &id).expect("the finding").text("Decision"), SEE_CONFLICTS);
    type_in(&path, &[("Findings", &id, "Decision", "Awaiting member")]);
    let output = audit(&round, &[]);
    let error = said(&output);
    assert!(output.status.code() == Some(2) && error.contains("Conflicts!") && error.contains("Findings!"), "{error}");
}

#[test]
fn a_card_says_all_that_decides_it_and_writer_reader_and_redaction_have_one_set_of_headings() {
    let (_folder, round) = crate::support::rounds::audited(&[], &["--redact"]);
    let whole = workbook(&round);
    let redacted = whole.with_file_name("consolidated-2026-redacted.xlsx");
    let own: Vec<&str> = CONFLICTS.iter().chain(&COLUMNS).chain(&EARLIER).copied().collect();
    for path in [&whole, &redacted] {
        let bytes = fs::read(path).expect("the workbook");
        let cards = Ours::open(&bytes).and_then(|mut book| book.rows("Conflicts", &own)).expect("all headings");
        assert!(cards.len() >= 9, "{} cards", cards.len());
        for card in &cards {
            let [who, why, answer] = CARD.map(|heading| card.text(heading));
            for label in ["Who: ", "Where: ", "When: ", "Work: ", "Lead: "] {
                assert!(who.contains(label), "{label} is not in {who}");
            }
            assert!(why.contains("Kind: ") && why.contains("Why: ") && why.contains("How sure: "), "{why}");
            assert!(answer.contains("Safeguard: ") && answer.contains("Answer: ") && answer.contains("Before: "), "{answer}");
        }
    }
    // The reason does not say again whom and what the card has named.
    let cards = rows(&whole, "Conflicts");
    let tied = cards.iter().filter(|card| card.text("What was found").contains("that place"));
    let said: Vec<String> = tied.map(|card| card.text(CARD[1])).collect();
    let is_short = |why: &str| {
        let reason = why.lines().find(|line| line.starts_with("Why: ")).expect("a reason");
        !reason.contains("was assigned") && !reason.contains("that place")
    };
    assert!(said.len() >= 4 && said.iter().all(|why| is_short(why)), "{said:?}");
}

#[test]
fn a_workbook_in_which_conflicts_were_rows_without_owners_is_still_read() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (sheet, decision) in [("Conflicts", "Conflict: work reassigned"), ("Findings", "Awaiting member")] {
        let page = book.add_worksheet().set_name(sheet).expect("a name");
        for (col, heading) in ["Finding id", "Decision", "Decision note", "Decided by", "Decided on"].into_iter().enumerate() {
            page.write_string(4, col as u16, heading).expect("a heading");
        }
        for (col, text) in [&format!("ID-{sheet}"), decision, "as agreed", "Chair", "1 June 2025"].into_iter().enumerate() {
            page.write_string(5, col as u16, text).expect("a cell");
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let decided = decisions::read(&mut Ours::open(&bytes).expect("a workbook")).expect("decisions");
    assert_eq!(decided.kept["ID-Conflicts"].decision.decision, "Conflict: work reassigned");
    assert_eq!((&*decided.kept["ID-Findings"].decision.by, &*decided.kept["ID-Findings"].decision.on), ("Chair", "01/06/2025"));
}

#[test]
fn the_redacted_copy_says_what_was_decided_and_by_when_but_not_who_or_in_what_words() {
    let (_folder, round) = samples();
    let path = workbook(&round);
    let id = id_of(&path, "Conflicts", "G141");
    ask_for(&path, &id);
    audits(&round);
    type_in(&path, &[(SHEET, &id, PROGRESS, "Elm Deputy was told")]);
    let output = audit(&round, &["--redact"]);
    assert!(output.status.success(), "{}", said(&output));
    let redacted = fs::read(path.with_file_name("consolidated-2026-redacted.xlsx")).expect("the redacted workbook");
    let rows = Ours::open(&redacted).and_then(|mut book| book.rows(SHEET, &["Decision", "Due day", "Owner"])).expect("Actions");
    assert_eq!((rows[0].text("Decision"), rows[0].text("Due day")), (ACTION_REQUIRED.to_string(), "30/06/2026".to_string()));
    for (name, bytes) in crate::support::workbooks::parts(&redacted) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        for secret in ["Ash Coordinator", "Elm Deputy", "change the team", "Chair"] {
            assert!(!text.contains(secret), "{secret} is in {name}");
        }
    }
}

#[test]
fn what_awaits_a_member_is_said_to_await_it_and_is_listed_with_owner_and_day() {
    let (_folder, round) = samples();
    let path = workbook(&round);
    let id = id_of(&path, "Conflicts", "G141");
    decide(&path, "Conflicts", &id, [AWAITING_MEMBER, "asked on 2 June", "Chair", "2/6/2026"]);
    let text = audits(&round);
    assert!(rows(&path, SHEET).is_empty() && text.contains("awaiting the member"), "nobody is to see to it: {text}");
    let cover: Vec<String> =
        crate::support::workbooks::texts(&fs::read(&path).expect("the workbook"), "Cover").into_iter().map(|(.., text)| text).collect();
    assert!(cover.iter().any(|text| text.contains("1 case awaits the member's answer")), "{cover:?}");
    type_in(&path, &[("Conflicts", &id, "Owner", "Ash Coordinator"), ("Conflicts", &id, "Due day", "15/07/2026")]);
    let text = audits(&round);
    assert!(text.contains("1 decision changed, in the rows of Conflicts!"), "{text}");
    assert_eq!(typed_on(&action(&path, &id)), ["Ash Coordinator", "15/07/2026", "", ""].map(String::from));
    let first = fs::read(&path).expect("the workbook");
    audits(&round);
    assert!(fs::read(&path).expect("the workbook") == first, "the next run changes something");
}

#[test]
fn a_due_day_that_is_none_is_named_by_its_own_cell() {
    let (_folder, round) = samples();
    let path = workbook(&round);
    let id = id_of(&path, "Conflicts", "G141");
    ask_for(&path, &id);
    type_in(&path, &[("Conflicts", &id, "Due day", "soon")]);
    let cell = crate::support::workbooks::cell(&fs::read(&path).expect("the workbook"), "Conflicts", &id, "Due day");
    let text = audits(&round);
    assert!(text.contains(&format!("note: Conflicts!{cell} ({id}): ")), "{cell}: {text}");
    assert!(text.contains(&format!("1 thing that was typed was not understood: Conflicts!{cell}.")), "{cell}: {text}");
}
