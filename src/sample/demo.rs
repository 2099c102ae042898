//! The rounds in `samples/`: 21 members, invented people, real places; most rows clean, and each fault declared below.

use crate::form::Question;
use crate::model::Member;
use crate::round::config;
use crate::rules::{Edit, FileChange, RULES, Rule, by_code};

use super::{Sample, WorkbookFile, clean};

/// Members whose return in the sample rounds is larger than usual: staff, secondees, assignments each.
const LARGE: (&str, usize) = ("IMB", 200);
/// Members that get a nil return.
const NIL: [&str; 6] = ["CCE", "SHRC", "IRTL", "NIPBICVS", "ICVS", "LO"];
/// The member whose return is free of faults.
pub const CLEAN_MEMBER: &str = "HMICS";
/// The faults of the round of 2026: a rule, whose first firing example is made, and the member whose return carries it. A rule that is not named has
/// no fault there, so that a new rule leaves the samples as they are.
const FAULTS: &str = include_str!("faults.csv");

/// A fault of the sample round: the rule meant, and what was done.
#[derive(Debug, Clone)]
pub struct Planted {
    /// The rule's code.
    pub code: &'static str,
    /// The member whose return carries it.
    pub member: String,
    /// What was done, in words.
    pub shows: &'static str,
}

const GIVEN: [&str; 12] = ["Alder", "Birch", "Cedar", "Elder", "Fern", "Hazel", "Ivy", "Juniper", "Laurel", "Maple", "Rowan", "Willow"];
const SURNAMES: [&str; 10] = ["Specimen", "Example", "Sample", "Pattern", "Placeholder", "Mock", "Dummy", "Proxy", "Standin", "Invented"];

fn name(number: usize) -> String {
    let letter = (b'A' + (number / 120 % 26) as u8) as char;
    format!("{} {letter} {}", GIVEN[number % 12], SURNAMES[number / 12 % 10])
}

/// The return of a member, on the pattern of HMIP's in the clean sample with people of its own, or a nil return on that of CQC's.
fn book(pattern: &Sample, member: &str, year: i16, at: usize) -> WorkbookFile {
    let nil = NIL.contains(&member);
    let source = if nil { "CQC" } else { "HMIP" };
    let mut book = pattern.books.iter().find(|book| book.member == source).expect("the clean sample has this member").clone();
    book.member = member.into();
    book.year = year;
    let own = |text: &str| if text == source { member.to_string() } else { text.to_string() };
    for grid in &mut book.sheets {
        grid.rows.iter_mut().flatten().for_each(|text| *text = own(text));
    }
    let people: Vec<(String, String)> = book.sheets[1]
        .rows
        .iter()
        .chain(&book.sheets[2].rows)
        .map(|row| row[1].clone())
        .enumerate()
        .map(|(i, old)| (old, name(at * 7 + i)))
        .collect();
    for grid in &mut book.sheets {
        for text in grid.rows.iter_mut().flatten() {
            if let Some((_, new)) = people.iter().find(|(old, _)| old == text) {
                *text = new.clone();
            }
        }
    }
    let assignments = &mut book.sheets[3];
    // Every member inspects by itself in the samples; joint visits stay with the members of the clean sample.
    assignments.rows.retain(|row| row[2].is_empty());
    assignments.rows.iter_mut().for_each(|row| row[9] = member.into());
    if member == LARGE.0 {
        enlarge(&mut book, at);
    }
    let progress = format!("In {year} {member} looked again at every post that a secondee holds.");
    let answers = &mut book.sheets[0];
    for (question, answer) in [
        (Question::Year, year.to_string()),
        (Question::Census, format!("31/03/{year}")),
        (Question::Completed, format!("24/04/{year}")),
        (Question::Progress, progress),
    ] {
        let row = answers.row_of(question.reference());
        answers.rows[row][2] = answer;
    }
    book
}

fn enlarge(book: &mut WorkbookFile, at: usize) {
    let template = book.sheets[2].rows[1].clone();
    for number in book.sheets[2].rows.len()..LARGE.1 {
        let mut row = template.clone();
        row[0] = format!("T{:03}", number + 1);
        row[1] = name(1000 + at + number);
        book.sheets[2].rows.push(row);
    }
    let answers = &mut book.sheets[0];
    let row = answers.row_of(Question::AllStaff.reference());
    answers.rows[row][2] = (LARGE.1 + 2).to_string();
}

fn members() -> Vec<Member> {
    config::usual(2026).settings.members
}

/// The round of 2026 before any fault: 21 returns in which no rule fires, and no last year.
pub fn clean_2026() -> Sample {
    Sample { last: None, ..all_members() }
}

/// The round of 2026 with a return of every member, and last year's of the members of the clean sample.
fn all_members() -> Sample {
    let mut sample = clean();
    let pattern = sample.clone();
    sample.settings.members = members();
    for (at, member) in sample.settings.members.iter().enumerate() {
        if !sample.books.iter().any(|book| book.member == member.code) {
            sample.books.push(book(&pattern, &member.code, 2026, at));
        }
    }
    sample.books.sort_by(|a, b| a.member.cmp(&b.member));
    sample
}

/// The round of 2026 and its faults.
pub fn round_2026() -> (Sample, Vec<Planted>) {
    let mut sample = all_members();
    let mut planted = Vec::new();
    for (member, change, shows) in [
        ("ICVA", FileChange::Missing, "nothing came"),
        ("HMIPS", FileChange::Twice, "two returns, the second completed later"),
        ("CCE", FileChange::Pdf, "a PDF under the name of a workbook"),
    ] {
        let code = rule_of(change).code;
        sample.apply(&Edit::File(member, change));
        planted.push(Planted { code, member: member.into(), shows });
    }
    for line in FAULTS.lines().skip(1) {
        let (code, member) = line.split_once(',').expect("a rule and a member");
        let rule = by_code(code).expect("faults.csv names rules");
        let example = rule.examples.iter().find(|e| !e.fires.is_empty() && e.changes.iter().all(is_about_rows));
        let example = example.expect("a rule of faults.csv has an example that changes rows of one return");
        example.changes.iter().for_each(|change| sample.apply(&moved(change, member)));
        planted.push(Planted { code: rule.code, member: member.into(), shows: example.shows });
    }
    (sample, planted)
}

/// The rule whose first example is this change of a file, whichever member's it is.
fn rule_of(wanted: FileChange) -> &'static Rule {
    let is_it = |rule: &&&Rule| matches!(rule.examples.first().map(|e| e.changes), Some([Edit::File(_, change)]) if *change == wanted);
    RULES.iter().find(is_it).expect("a rule's first example is this change")
}

fn is_about_rows(change: &Edit) -> bool {
    matches!(
        change,
        Edit::Set("HMIP", ..)
            | Edit::CopyRow("HMIP", ..)
            | Edit::DropRow("HMIP", ..)
            | Edit::AddColumn("HMIP", ..)
            | Edit::Rename("HMIP", ..)
            | Edit::AddSheet("HMIP", _)
            | Edit::HideRow("HMIP", ..)
    )
}

/// The change of HMIP's return made to another member's.
fn moved(change: &Edit, member: &'static str) -> Edit {
    match *change {
        Edit::Set(_, sheet, row, heading, value) => Edit::Set(member, sheet, row, heading, value),
        Edit::CopyRow(_, sheet, row, values) => Edit::CopyRow(member, sheet, row, values),
        Edit::DropRow(_, sheet, row) => Edit::DropRow(member, sheet, row),
        Edit::AddColumn(_, sheet, heading) => Edit::AddColumn(member, sheet, heading),
        Edit::Rename(_, sheet, heading, other) => Edit::Rename(member, sheet, heading, other),
        Edit::AddSheet(_, name) => Edit::AddSheet(member, name),
        Edit::HideRow(_, sheet, row) => Edit::HideRow(member, sheet, row),
        other => other,
    }
}

/// The round of 2025: the same people a year before, without those who are new in 2026, and nothing wrong.
pub fn round_2025() -> Sample {
    let mut sample = clean();
    let pattern = sample.clone();
    sample.settings.members = members();
    sample.settings.year = 2025;
    let mut books: Vec<WorkbookFile> = Vec::new();
    for (at, member) in sample.settings.members.iter().enumerate() {
        let mut one = match pattern.books.iter().find(|book| book.member == member.code) {
            Some(found) => found.clone(),
            None => book(&pattern, &member.code, 2025, at),
        };
        year_before(&mut one);
        books.push(one);
    }
    sample.books = books;
    sample
}

fn year_before(book: &mut WorkbookFile) {
    book.year = 2025;
    let member = book.member.clone();
    for (question, answer) in [
        (Question::Year, "2025".to_string()),
        (Question::Census, "31/03/2025".into()),
        (Question::Completed, "25/04/2025".into()),
        (Question::Progress, format!("The year before, {member} wrote down who is on loan.")),
    ] {
        let answers = &mut book.sheets[0];
        let row = answers.row_of(question.reference());
        answers.rows[row][2] = answer;
    }
    let start = book.sheets[1].column_of("Start date");
    let is_new = |row: &Vec<String>| super::write::date(&row[start]).is_some_and(|day| day >= jiff::civil::date(2025, 4, 1));
    let gone: Vec<String> = book.sheets[1].rows.iter().filter(|row| is_new(row)).map(|row| row[0].clone()).collect();
    book.sheets[1].rows.retain(|row| !gone.contains(&row[0]));
    let end = book.sheets[1].column_of("End date");
    book.sheets[1].rows.iter_mut().for_each(|row| row[end].clear());
    book.sheets[3].rows.retain(|row| !gone.contains(&row[1]));
    let secondees = &mut book.sheets[1];
    let new_only =
        ["Why expertise not found elsewhere", "Openly recruited", "Published criteria"].map(|heading| secondees.column_of(heading));
    for row in &mut secondees.rows {
        if super::write::date(&row[start]).is_some_and(|day| day >= jiff::civil::date(2024, 4, 1)) {
            for (col, answer) in new_only.into_iter().zip(["Current knowledge of the work.", "Yes", "https://www.example.org/criteria"]) {
                row[col] = answer.into();
            }
        }
    }
    for row in book.sheets.iter_mut().skip(1).flat_map(|grid| grid.rows.iter_mut()) {
        for text in row.iter_mut() {
            if let Some(day) = super::write::date(text).filter(|day| *day >= jiff::civil::date(2025, 4, 1)) {
                *text = format!("{:02}/{:02}/{}", day.day().min(28), day.month(), day.year() - 1);
            }
        }
    }
}

/// Writes everything under `samples/` that is declared here into a folder; returns of earlier rounds there are removed first.
///
/// # Errors
/// If a file cannot be written.
pub fn write(folder: &std::path::Path) -> std::io::Result<()> {
    for round in ["round-2025", "round-2026"] {
        let returns = folder.join(round).join("returns");
        if returns.exists() {
            std::fs::remove_dir_all(&returns)?;
        }
        std::fs::create_dir_all(returns)?;
    }
    files().into_iter().try_for_each(|(path, bytes)| std::fs::write(folder.join(path), bytes))
}

/// Everything under `samples/`: path and content.
pub fn files() -> Vec<(String, Vec<u8>)> {
    let (after, planted) = round_2026();
    let mut files = Vec::new();
    for (sample, previous) in [(round_2025(), None), (after, Some("../round-2025/output/consolidated-2025.xlsx"))] {
        let folder = format!("round-{}", sample.settings.year);
        files.push((format!("{folder}/round.toml"), config::default_toml(sample.settings.year, previous).into_bytes()));
        for (name, bytes) in sample.files() {
            files.push((format!("{folder}/returns/{name}"), bytes));
        }
    }
    let mut readme = format!(
        "# Two invented rounds\n\nThe people are invented, the places are real. Made by `cargo run --example make-samples` from the changes declared in\n\
         `src/sample/demo.rs`; do not edit by hand. {CLEAN_MEMBER} has no fault. The faults of round-2026 (a fault may set off other rules as well):\n\n\
         | rule | member | what was done |\n| --- | --- | --- |\n"
    );
    for fault in &planted {
        readme.push_str(&format!("| {} | {} | {} |\n", fault.code, fault.member, fault.shows));
    }
    files.push(("README.md".into(), readme.into_bytes()));
    files
}
