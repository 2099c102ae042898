//! `chase`: one message a member, saying what is due, by when and what to attach, and naming nobody's staff.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use secondee_audit::book::tables;

use crate::support::rounds;

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
    let list = fs::read_to_string(round.join("output/chase/chase-2026.csv")).expect("the list");
    let of = |reason: &str| messages.keys().filter(|member| list.contains(&format!("\r\n{member},{reason},"))).cloned().collect::<Vec<_>>();
    let outstanding = of("outstanding");
    assert_eq!(outstanding, ["ICVA"], "{list}");
    assert_eq!(of("file cannot be used"), ["CCE"], "{list}");
    assert!(messages["CCE"].contains("We could not use it: it is a PDF."), "{}", messages["CCE"]);
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
    let list = fs::read_to_string(round.join("output/chase/chase-2026.csv")).expect("the list");
    let first = list.lines().nth(1).expect("a line");
    assert!(first.contains(",late,"), "{first}");
    let late = first.split(',').next().expect("a member");
    assert!(messages[late].contains("It was due on 01/05/2026"), "{}", messages[late]);
}
