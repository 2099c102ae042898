//! `status`: a line a member, the most urgent first, with the day on which its return came and how late that is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::rounds;

fn text(round: &Path, arguments: &[&str]) -> String {
    let output = rounds::run(&[&["status", &round.to_string_lossy()], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", rounds::said(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn objects(round: &Path) -> BTreeMap<String, serde_json::Value> {
    let lines: Vec<serde_json::Value> = serde_json::from_str(&text(round, &["--format", "json"])).expect("JSON");
    lines.into_iter().map(|line| (line["member"].as_str().unwrap_or("").to_string(), line)).collect()
}

fn due_by(round: &Path, day: &str) {
    let file = round.join("round.toml");
    let toml = fs::read_to_string(&file).expect("round.toml");
    fs::write(&file, toml.replacen("# return_by = \"2026-05-01\"", &format!("return_by = \"{day}\""), 1)).expect("written");
}

#[test]
fn every_member_has_one_line_and_the_most_urgent_is_first() {
    let (_folder, round) = rounds::samples(&[]);
    due_by(&round, "2026-05-01");
    let text = text(&round, &[]);
    let lines: Vec<&str> =
        text.lines().filter(|line| !line.starts_with(' ')).skip_while(|line| !line.starts_with("Member ")).skip(1).collect();
    let members: Vec<&str> = lines.iter().take_while(|line| !line.is_empty()).map(|line| line.split(' ').next().expect("a word")).collect();
    let mut each = members.clone();
    each.sort_unstable();
    each.dedup();
    assert_eq!((members.len(), each.len()), (21, 21), "{text}");
    assert_eq!(members[..2], ["ICVA", "CCE"], "{text}");
    assert!(
        text.contains("late: nothing came") && text.contains("file cannot be used") && text.contains("19 of 21 members returned"),
        "{text}"
    );
    assert!(!text.contains("outstanding outstanding"), "{text}");
    // No word of twelve hexadecimal digits.
    let is_receipt = |word: &str| word.len() == 12 && word.chars().all(|c| c.is_ascii_hexdigit());
    assert!(!text.split_whitespace().any(is_receipt), "{text}");
}

#[test]
fn the_day_on_which_a_return_came_is_kept_and_counts_against_the_day_it_was_due() {
    let (_folder, round) = rounds::samples(&["HMIP", "CIW", "ICVA"]);
    due_by(&round, "2026-05-01");
    objects(&round);
    // As if the first run that saw them had been on 3 May; typed as a spreadsheet program saves it.
    let came = round.join("came.csv");
    let noted = fs::read_to_string(&came).expect("the days");
    let today = noted.lines().nth(1).and_then(|line| line.split(',').next()).expect("a day").to_string();
    fs::write(&came, noted.replace(&today, "03/05/2026")).expect("written");
    fs::rename(round.join("returns/HMIP-2026.xlsx"), round.join("returns/renamed.xlsx")).expect("renamed");
    let lines = objects(&round);
    assert_eq!(
        (lines["HMIP"]["came_on"].as_str(), lines["HMIP"]["days_late"].as_i64()),
        (Some("2026-05-03"), Some(2)),
        "{}",
        lines["HMIP"]
    );
    assert_eq!((lines["ICVA"]["came_on"].as_str(), lines["ICVA"]["days_late"].as_i64()), (None, Some(14)), "{}", lines["ICVA"]);
    assert!(lines["ICVA"]["urgency"] == "late");
    // An audit keeps the days as well, and no output of it is made from them.
    rounds::audits(&round);
    assert_eq!(objects(&round)["HMIP"]["days_late"].as_i64(), Some(2));
    let book = fs::read(rounds::workbook(&round)).expect("the workbook");
    fs::write(&came, noted).expect("written");
    rounds::audits(&round);
    assert!(fs::read(rounds::workbook(&round)).expect("the workbook") == book, "the clock is in the workbook");
    assert!(text(&round, &["--as-at", "2026-05-04"]).contains("days late counted to 04/05/2026"));
    // A day that is none is named with its line, and who has returned is said all the same.
    fs::write(&came, "Came on,Member,File,SHA-256\nMonday,HMIP,a.xlsx,aa\n").expect("written");
    let said = text(&round, &[]);
    assert!(said.contains("line 2: \"Monday\" is not a date") && said.contains("2 of 3 members returned"), "{said}");
}

#[test]
fn colours_are_used_only_when_they_are_asked_for() {
    let (_folder, round) = rounds::samples(&["HMIP", "ICVA"]);
    assert!(!text(&round, &[]).contains('\u{1b}'));
    due_by(&round, "2026-05-01");
    assert!(text(&round, &["--color", "always"]).contains("\u{1b}[1;31mlate: nothing came"));
    assert!(!text(&round, &["--color", "never"]).contains('\u{1b}'));
}
