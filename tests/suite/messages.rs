//! Everything that a command says, listed in `docs/messages.md` to be read as a whole and held to plain English: what is said of each wrong input there
//! is, what each command says in the course of a round, and every sentence that stands in the source.

use std::fs;
use std::path::Path;

use crate::support::workbooks::{cell, typed};
use crate::support::{rounds, texts};

/// The list of all messages.
const LIST: &str = "docs/messages.md";
/// How it is made again.
const AGAIN: &str = "MESSAGES=write cargo test --test suite messages::";

/// Words of programmers, none of which a coordinator can use.
const JARGON: [&str; 18] = [
    "os error",
    "Err(",
    "Some(",
    "None",
    "invalid",
    "Error {",
    "Custom {",
    "panicked",
    "unwrap",
    "expected `",
    "digit found",
    "UTF-8 sequence",
    "stream did not",
    "TOML",
    "serde",
    "variant",
    "No such file",
    "Is a directory",
];

/// What is said of arguments, with the folder's name taken out; each must be refused.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let arguments: Vec<String> = arguments.iter().map(|argument| argument.replace("FOLDER", &folder.to_string_lossy())).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = rounds::run(&words);
    let said = rounds::said(&output).replace(&*folder.to_string_lossy(), "FOLDER");
    assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
    assert!(said.starts_with("error: "), "{words:?}: {said}");
    said
}

/// A command line and what it says, as they stand in the list.
fn shown(arguments: &[&str], said: &str) -> String {
    let said: String = said.lines().map(|line| format!("    {line}\n")).collect();
    format!("`secondee-audit {}`\n\n{said}\n", arguments.join(" "))
}

/// What is said of each wrong input, held to plain English.
fn of_wrong_input() -> String {
    let (folder, round) = rounds::samples(&["HMIP", "ICVA"]);
    let folder = folder.path();
    fs::write(folder.join("a-file"), "text").expect("written");
    fs::write(folder.join("bytes.csv"), b"\xff\xfe\xfa").expect("written");
    fs::create_dir_all(folder.join("empty")).expect("made");
    let toml = fs::read_to_string(round.join("round.toml")).expect("round.toml");
    let mut list = String::new();
    let mut say = |arguments: &[&str]| {
        let said = refused(folder, arguments);
        let wrong: Vec<&&str> = JARGON.iter().filter(|word| said.contains(**word)).collect();
        assert!(wrong.is_empty(), "{arguments:?} says {wrong:?}: {said}");
        list.push_str(&shown(arguments, &said));
    };
    for command in ["audit", "status", "chase", "issue", "publish"] {
        say(&[command, "FOLDER/nowhere"]);
        say(&[command, "FOLDER/empty"]);
        say(&[command, "FOLDER/a-file"]);
    }
    for arguments in [
        &["init", "FOLDER/new", "--year", "twenty"][..],
        &["init", "FOLDER/new", "--year", "26"],
        &["init", "FOLDER/new", "--year", "2027", "--previous", "nosuch.xlsx"],
        &["init", "FOLDER/new", "--year", "2027", "--previous", "../empty"],
        &["init", "FOLDER/new", "--year", "2027", "--previous", "../a-file"],
        &["init", "FOLDER/new", "--year", "2027", "--return-by", "May"],
        &["init", "FOLDER/new", "--year", "2027", "--return-by", "01/05/2025"],
        &["--guide"],
        &["adit", "FOLDER/round-2026"],
        &["audit"],
        &["init", "FOLDER/new"],
        &["audit", "round", "2026"],
        &["audit", "FOLDER/round-2026", "--redacted"],
        &["audit", "FOLDER/round-2026", "--as-at"],
        &["audit", "FOLDER/round-2026", "--format", "text", "--format", "json"],
        &["places", "--check", "--file", "a.txt"],
        &["init", "FOLDER/new", "--year", "2025", "--previous", "../round-2025/output/consolidated-2025.xlsx"],
        &["init", "FOLDER/round-2026", "--year", "2026"],
        &["init", "FOLDER/a-file/new", "--year", "2026"],
        &["issue", "FOLDER/round-2026", "--member", "NOBODY"],
        &["audit", "FOLDER/round-2026", "--as-at", "tomorrow"],
        &["audit", "FOLDER/round-2026", "--fail-on", "everything"],
        &["audit", "FOLDER/round-2026", "--format", "xml"],
        &["publish", "FOLDER/round-2026"],
        &["check", "FOLDER/nosuch.xlsx"],
        &["check", "FOLDER/empty"],
        &["check", "FOLDER/a-file", "--year", "next"],
        &["explain", "X99"],
        &["explain", "G1411"],
        &["explain", "99"],
        &["places", "--file", "FOLDER/nosuch.txt"],
        &["places", "--file", "FOLDER/empty"],
        &["places", "--file", "FOLDER/bytes.csv"],
        &["places", "--check", "FOLDER/nosuch.csv"],
        &["places", "--check", "FOLDER/bytes.csv"],
        &["clearance", "FOLDER/round-2026", "--place", "Zzyzx"],
        &["clearance", "FOLDER/round-2026", "--place", "HMP Leeds", "--activity", "Tea"],
        &["clearance", "FOLDER/round-2026", "--place", "HMP Leeds", "--sheet", "FOLDER/nowhere/at/x.pdf"],
    ] {
        say(arguments);
    }
    for (from, to) in [
        ("year = 2026", "yaer = 2026"),
        ("year = 2026", "year = twenty"),
        ("year = 2026", "year = \"2026\""),
        ("year = 2026", "year 2026"),
        ("as_at = ", "as_ta = "),
        ("as_at = \"2026-05-15\"", "as_at = 15/05/2026"),
        ("as_at = \"2026-05-15\"", ""),
        ("threshold = 5", "threshold = \"five\""),
        ("threshold = 5", "zebra = 5"),
        ("code = \"HMIP\"", "code = HMIP"),
        ("year = 2026", "year = 2026\nyear = 2026"),
    ] {
        assert!(toml.contains(from), "{from}");
        fs::write(round.join("round.toml"), toml.replacen(from, to, 1)).expect("written");
        say(&["status", "FOLDER/round-2026"]);
    }
    fs::write(round.join("round.toml"), &toml).expect("written");
    fs::write(round.join("register.csv"), b"\xff\xfe\xfa").expect("written");
    say(&["audit", "FOLDER/round-2026"]);
    fs::remove_file(round.join("register.csv")).expect("removed");
    fs::create_dir_all(round.join("output")).expect("made");
    fs::write(round.join("output/consolidated-2026.xlsx"), "no workbook").expect("written");
    say(&["audit", "FOLDER/round-2026"]);
    list
}

/// What each command says in the course of a round.
fn of_a_round() -> String {
    let (folder, round) = rounds::samples(&["HMIP", "CIW", "CCE", "ICVA", "OFSTED"]);
    let folder = folder.path();
    let today = jiff::Zoned::now().date();
    let (by_year, by_day) = (today.to_string(), secondee_audit::model::show_date(today));
    let mut list = String::new();
    let mut say = |arguments: &[&str]| {
        let given: Vec<String> = arguments.iter().map(|argument| argument.replace("FOLDER", &folder.to_string_lossy())).collect();
        let output = rounds::run(&given.iter().map(String::as_str).collect::<Vec<_>>());
        assert_ne!(output.status.code(), Some(2), "{arguments:?}: {}", rounds::said(&output));
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), rounds::said(&output));
        let said = said.replace(&*folder.to_string_lossy(), "FOLDER").replace(&by_year, "TODAY").replace(&by_day, "TODAY");
        list.push_str(&shown(arguments, &said));
    };
    say(&["init", "FOLDER/a new round", "--year", "2026", "--previous", "FOLDER/round-2025/output/consolidated-2025.xlsx"]);
    say(&["issue", "FOLDER/round-2026"]);
    say(&["issue", "FOLDER/round-2026", "--member", "HMIP", "--again"]);
    say(&["clearance", "FOLDER/a new round", "--place", "HMP Leeds", "--from", "01/06/2026"]);
    say(&["status", "FOLDER/round-2026"]);
    say(&["audit", "FOLDER/round-2026"]);
    say(&["audit", "FOLDER/round-2026", "--redact", "--show-names"]);
    say(&["chase", "FOLDER/round-2026"]);
    say(&["clearance", "FOLDER/round-2026", "--place", "HMP Leeds", "--from", "01/06/2026", "--sheet", "FOLDER/leeds.xlsx"]);
    say(&["publish", "FOLDER/round-2026"]);
    let workbook = rounds::workbook(&round);
    let book = fs::read(&workbook).expect("the workbook");
    let decisions = |member, decision| ("Conflicts", cell(&book, "Conflicts", member, "Decision"), decision);
    let changed = typed(&book, &[decisions("CIW", "No conflit"), decisions("OFSTED", "ask Rowan Example")]);
    fs::write(&workbook, changed).expect("written");
    fs::copy(round.join("returns/CIW-2026.xlsx"), round.join("returns/CIW again.xlsx")).expect("copied");
    fs::copy(folder.join("round-2025/returns/HMIP-2025.xlsx"), round.join("returns/HMIP of last year.xlsx")).expect("copied");
    say(&["audit", "FOLDER/round-2026", "--as-at", "20/05/2026"]);
    say(&["status", "FOLDER/round-2026", "--as-at", "20/05/2026"]);
    for file in ["HMIP-2026.xlsx", "CIW-2026.xlsx", "CCE-2026.xlsx"] {
        say(&["check", &format!("FOLDER/round-2026/returns/{file}")]);
    }
    say(&["places", "HMP Leeds", "Leeds prison", "N/A", "Zzyzx"]);
    say(&["places", "--check"]);
    say(&["explain", "G141"]);
    say(&["explain", "9"]);
    assert!(!list.contains("ask Rowan Example"), "what was typed where a choice belongs may name somebody");
    assert!(list.contains("\"No conflit\" was read as \"No conflict\""), "what is nearly a choice is named");
    assert!(list.contains("what is typed as the decision is none of the choices"), "what is none is asked about");
    list
}

#[test]
fn every_message_is_in_the_list_that_was_read_for_plain_english() {
    let mut list = format!(
        "# What the program says\n\nEvery message of every command, to be read as a whole. Made by a test, which fails when it is stale: `{AGAIN}` makes it again. FOLDER \
         stands for a folder, TODAY for the day of the run.\n\n## Of what is wrong\n\n{}## In the course of a round\n\n{}## Every sentence of the source\n\nWords in \
         braces are filled in.\n",
        of_wrong_input(),
        of_a_round()
    );
    for (part, sentences) in texts::sentences() {
        list.push_str(&format!("\n### {part}\n\n"));
        sentences.iter().for_each(|sentence| list.push_str(&format!("- {}\n", sentence.replace('*', "\\*").replace('<', "&lt;"))));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(LIST);
    if std::env::var("MESSAGES").is_ok_and(|what| what == "write") {
        fs::write(&path, &list).expect("the list is written");
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    let first = list.lines().zip(there.lines()).find(|(now, was)| now != was);
    assert!(list == there, "{LIST} is stale: `{AGAIN}` makes it again; read what changed. The first change: {first:?}");
}
