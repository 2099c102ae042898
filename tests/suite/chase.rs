//! `chase`: one message a member, saying what is due, by when and what to attach, and naming nobody's staff.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use secondee_audit::book::tables::{self, SheetRow};

use crate::support::rounds;
use crate::support::workbooks::{cell, typed};

/// The messages by member.
fn chased(round: &Path) -> BTreeMap<String, String> {
    let output = rounds::run(&["chase", &round.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(0), "{}", rounds::said(&output));
    let mut messages = BTreeMap::new();
    for entry in fs::read_dir(round.join("output/chase")).expect("the folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(member) = name.strip_suffix(".txt") {
            let eml = fs::read_to_string(round.join(format!("output/chase/{member}.eml"))).expect("a draft beside it");
            assert!(eml.contains("Subject: ") && eml.contains("\r\n\r\nDear colleague at ") && eml.is_ascii(), "{eml}");
            messages.insert(member.to_string(), fs::read_to_string(entry.path()).expect("a text"));
        }
    }
    messages
}

/// The rows of the sheet of all.
fn sheet(round: &Path) -> Vec<SheetRow> {
    let bytes = fs::read(round.join("output/chase/chase-2026.xlsx")).expect("the sheet");
    tables::Ours::open(&bytes).and_then(|mut ours| ours.rows("Chase", &["Member", "Why", "Last chased"])).expect("a workbook")
}

fn set(round: &Path, line: &str) {
    let file = round.join("round.toml");
    let toml = fs::read_to_string(&file).expect("round.toml");
    fs::write(file, toml.replacen("[thresholds]", &format!("{line}\n[thresholds]"), 1)).expect("written");
}

#[test]
fn each_member_is_written_to_once_about_what_is_due() {
    let (_folder, round) = rounds::audited(&[], &[]);
    set(&round, "return_by = \"2026-06-01\"\nreturn_to = \"the coordinator, npm@example.org\"");
    let messages = chased(&round);
    assert_eq!(messages.len(), 21);
    let list = sheet(&round);
    let of = |reason: &str| list.iter().filter(|row| row.text("Why") == reason).map(|row| row.text("Member")).collect::<Vec<_>>();
    let outstanding = of("outstanding");
    assert_eq!(outstanding, ["ICVA"]);
    assert_eq!(of("file cannot be used"), ["CCE"]);
    assert!(messages["CCE"].contains("We could not use CCE-2026.xlsx: it is a PDF."), "{}", messages["CCE"]);
    for member in &outstanding {
        let text = &messages[member];
        assert!(text.contains("by 01/06/2026") && text.contains("npm@example.org") && text.contains("answer No to R08"), "{text}");
    }
    for member in of("queries open") {
        let file = format!("output/queries/{member}-2026-queries.xlsx");
        assert!(round.join(&file).exists() && messages[&member].contains(&format!("Attach: {file}")), "{}", messages[&member]);
    }
    // Names of secondees and staff are in no message.
    let book = fs::read(rounds::workbook(&round)).expect("the workbook");
    let mut ours = tables::Ours::open(&book).expect("a workbook");
    for sheet in ["Secondees", "Staff"] {
        for row in ours.rows(sheet, &["Full name"]).expect(sheet) {
            let name = row.text("Full name");
            assert!(name.is_empty() || messages.values().all(|text| !text.contains(&name)), "{name}");
        }
    }
}

#[test]
fn who_is_late_comes_first() {
    let (_folder, round) = rounds::audited(&[], &[]);
    set(&round, "return_by = \"2026-05-01\"");
    let messages = chased(&round);
    let list = sheet(&round);
    let late = list[0].text("Member");
    assert_eq!((list[0].text("Why").as_str(), list[0].number("Days late")), ("late", Some(14.0)));
    assert!(messages[&late].contains("It was due on 01/05/2026"), "{}", messages[&late]);
}

#[test]
fn a_draft_carries_the_workbook_and_what_was_typed_in_the_sheet_is_kept() {
    let (_folder, round) = rounds::audited(&["HMIP", "CIW", "ICVA"], &[]);
    chased(&round);
    let draft = fs::read_to_string(round.join("output/chase/CIW.eml")).expect("a draft");
    assert!(draft.contains("filename=\"CIW-2026-queries.xlsx\"") && draft.ends_with("--\r\n"), "{}", &draft[..400]);
    let coded: String = draft.rsplit("\r\n\r\n").next().expect("a part").split("\r\n--").next().expect("its end").replace("\r\n", "");
    let size = coded.len() / 4 * 3 - coded.chars().filter(|c| *c == '=').count();
    let queries = fs::read(round.join("output/queries/CIW-2026-queries.xlsx")).expect("the queries workbook");
    assert_eq!(size, queries.len());

    let path = round.join("output/chase/chase-2026.xlsx");
    let book = fs::read(&path).expect("the sheet");
    let icva = |column| cell(&book, "Chase", "ICVA", column);
    let changed = typed(&book, &[("Chase", icva("Last chased"), "by telephone, 2 May"), ("Chase", icva("Note"), "back on Monday")]);
    fs::write(&path, changed).expect("written");
    chased(&round);
    let row = sheet(&round).into_iter().find(|row| row.text("Member") == "ICVA").expect("its row");
    assert_eq!((row.text("Last chased"), row.text("Note")), ("by telephone, 2 May".into(), "back on Monday".into()));
    let status = rounds::run(&["status", &round.to_string_lossy(), "--format", "json"]);
    let lines: Vec<serde_json::Value> = serde_json::from_slice(&status.stdout).expect("JSON");
    let icva = lines.iter().find(|line| line["member"] == "ICVA").expect("its line");
    assert_eq!(icva["last_chased"], "by telephone, 2 May");

    // What cannot be read back is not written over.
    fs::write(&path, "no workbook").expect("written");
    let refused = rounds::run(&["chase", &round.to_string_lossy()]);
    assert!(
        refused.status.code() == Some(2) && rounds::said(&refused).contains("Last chased cannot be read back"),
        "{}",
        rounds::said(&refused)
    );
    assert!(fs::read(&path).expect("the file") == b"no workbook");
}

#[test]
fn an_address_typed_in_the_sheet_is_written_to_and_what_is_no_address_is_named() {
    let (_folder, round) = rounds::audited(&["HMIP", "CIW", "ICVA"], &[]);
    let first = chased(&round);
    assert!(first["ICVA"].starts_with("To: \n"), "{}", first["ICVA"]);
    let path = round.join("output/chase/chase-2026.xlsx");
    let book = fs::read(&path).expect("the sheet");
    let address = |member| cell(&book, "Chase", member, "Other address");
    let changed = typed(&book, &[("Chase", address("ICVA"), " office@example.org "), ("Chase", address("CIW"), "the office")]);
    fs::write(&path, changed).expect("written");
    for run in 1..=2 {
        let output = rounds::run(&["chase", &round.to_string_lossy()]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains("CIW: \"the office\" under Other address is no address"), "run {run}: {said}");
        assert!(!said.contains("No address is known for ICVA"), "run {run}: {said}");
        let draft = fs::read_to_string(round.join("output/chase/ICVA.eml")).expect("a draft");
        assert!(draft.starts_with("To: office@example.org\r\n"), "run {run}: {}", &draft[..80]);
    }
    let row = sheet(&round).into_iter().find(|row| row.text("Member") == "ICVA").expect("its row");
    assert_eq!((row.text("To"), row.text("Other address")), ("office@example.org".into(), "office@example.org".into()));
}

#[test]
fn an_address_typed_last_year_is_taken_over_once() {
    let (_folder, round) = rounds::audited(&["HMIP", "CIW", "ICVA"], &[]);
    chased(&round);
    let path = round.join("output/chase/chase-2026.xlsx");
    let book = fs::read(&path).expect("the sheet");
    let at = |member, heading| cell(&book, "Chase", member, heading);
    let entries = [
        ("Chase", at("ICVA", "Other address"), "office@example.org"),
        ("Chase", at("ICVA", "Last chased"), "01/06/2026"),
        ("Chase", at("CIW", "Note"), "on leave in May"),
    ];
    fs::write(&path, typed(&book, &entries)).expect("written");
    let previous = rounds::workbook(&round).to_string_lossy().into_owned();
    let new = round.with_file_name("round-2027");
    let made = rounds::run(&["init", &new.to_string_lossy(), "--year", "2027", "--previous", &previous]);
    assert_eq!(made.status.code(), Some(0), "{}", rounds::said(&made));
    let run = || {
        let output = rounds::run(&["chase", &new.to_string_lossy()]);
        assert_eq!(output.status.code(), Some(0), "{}", rounds::said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let said = run();
    assert!(said.contains("Taken over from ") && said.contains("typed under Other address for ICVA."), "{said}");
    let text = |member: &str| fs::read_to_string(new.join(format!("output/chase/{member}.txt"))).expect("a text");
    assert!(text("ICVA").starts_with("To: office@example.org\n") && text("CIW").starts_with("To: \n"), "{}", text("ICVA"));
    // Only the address: when somebody was chased, and notes, are of their year.
    let sheet = new.join("output/chase/chase-2027.xlsx");
    let bytes = fs::read(&sheet).expect("the sheet");
    let rows = tables::Ours::open(&bytes).and_then(|mut ours| ours.rows("Chase", &["Member", "Last chased"])).expect("a workbook");
    assert!(rows.iter().all(|row| row.text("Last chased").is_empty() && row.text("Note").is_empty()));
    // Who clears it this year is not given it again.
    fs::write(&sheet, typed(&bytes, &[("Chase", cell(&bytes, "Chase", "ICVA", "Other address"), "")])).expect("written");
    let said = run();
    assert!(!said.contains("Taken over from") && text("ICVA").starts_with("To: \n"), "{said}");
}

#[test]
fn whoever_owes_something_is_told_a_day_even_where_none_is_set_or_it_has_passed() {
    let (_folder, round) = rounds::audited(&[], &[]);
    let asks = |as_at: &str, set: &str| {
        let toml = fs::read_to_string(round.join("round.toml")).expect("round.toml");
        let own =
            toml.lines().filter(|line| !line.starts_with("return_by") && !line.starts_with("answers_by")).collect::<Vec<_>>().join("\n");
        fs::write(round.join("round.toml"), format!("{set}\n{own}\n")).expect("written");
        let output = rounds::run(&["chase", &round.to_string_lossy(), "--as-at", as_at]);
        assert_eq!(output.status.code(), Some(0), "{}", rounds::said(&output));
        sheet(&round)
            .into_iter()
            .filter(|row| !row.text("What is missing").starts_with("nothing"))
            .map(|row| row.text("Member"))
            .collect::<Vec<_>>()
    };
    for (as_at, set, late, usual) in [
        ("2026-05-15", "", "by 29/05/2026", "by 29/05/2026"),
        ("2026-05-15", "return_by = \"2026-06-01\"", "by 01/06/2026", "by 29/05/2026"),
        ("2026-08-01", "return_by = \"2026-05-01\"\nanswers_by = \"2026-06-01\"", "by 08/08/2026", "by 15/08/2026"),
    ] {
        let owing = asks(as_at, set);
        assert!(owing.len() > 5, "{owing:?}");
        for member in owing {
            let text = fs::read_to_string(round.join(format!("output/chase/{member}.txt"))).expect("a text");
            let day = if member == "ICVA" { late } else { usual };
            let is_of_file = member == "CCE";
            assert!(text.contains(day) || (is_of_file && text.contains("by ")), "{set}, {member}: {text}");
            assert!(!text.contains("as soon as you can") && !text.contains("this week"), "{text}");
        }
    }
}

#[test]
fn what_is_not_set_is_said_and_a_missing_attachment_has_its_member_and_command() {
    let (_folder, round) = rounds::audited(&["HMIP", "CCE", "ICVA"], &[]);
    fs::remove_dir_all(round.join("output/queries")).expect("taken away");
    let output = rounds::run(&["chase", &round.to_string_lossy()]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let of = |command: &str| {
        let line = said.lines().find(|line| line.contains(&format!("secondee-audit {command} ")) && line.contains("is not there yet for"));
        line.unwrap_or_default().split(": run").next().unwrap_or_default().to_string()
    };
    assert!(of("issue").contains("ICVA") && !of("issue").contains("HMIP") && of("audit").ends_with("for HMIP"), "{said}");
    assert!(said.contains("Not set in round.toml: ") && said.contains("return_by") && said.contains("return_to"), "{said}");
    let text = fs::read_to_string(round.join("output/chase/ICVA.txt")).expect("the text");
    assert!(text.contains("in reply to this message") && !text.contains(" to me") && text.contains("With kind regards"), "{text}");
}
