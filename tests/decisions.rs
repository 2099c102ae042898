//! Decisions typed in the workbook, as people type them: they outlive runs, changed and removed returns, copies and the next year.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data, Reader, Xlsx};
use secondee_audit::decisions::DECISIONS;
use secondee_audit::read_back::{Ours, Row};
use secondee_audit::round::config::default_toml;
use secondee_audit::sample::demo;

fn audit(round: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_secondee-audit"))
        .args(["audit", &round.to_string_lossy(), "--fail-on", "never"])
        .output()
        .expect("the program starts")
}

fn succeeds(round: &Path) -> String {
    let output = audit(round);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder to copy") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() { copy(&path, &target) } else { assert!(fs::copy(&path, &target).is_ok(), "copied") }
    }
}

/// The samples in a folder of their own, audited once.
fn samples() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/samples")), folder.path());
    let round = folder.path().join("round-2026");
    let _ = fs::remove_dir_all(round.join("output"));
    succeeds(&round);
    (folder, round)
}

fn workbook(round: &Path) -> PathBuf {
    let year = round.file_name().expect("a name").to_string_lossy().replace("round-", "");
    round.join(format!("output/consolidated-{year}.xlsx"))
}

/// A cell's address by the finding's id and the heading.
fn address(bytes: &[u8], sheet: &str, id: &str, heading: &str) -> String {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook");
    let range = book.worksheet_range(sheet).expect("a sheet");
    let (top, left) = range.start().expect("cells");
    let cells: Vec<(usize, usize, String)> =
        range.used_cells().map(|(row, col, value): (usize, usize, &Data)| (row, col, value.to_string())).collect();
    let col = cells.iter().find(|(_, _, text)| text == heading).expect("a heading").1;
    let row = cells.iter().find(|(_, _, text)| text == id).expect("the finding").0;
    secondee_audit::model::a1(row as u32 + top, col as u32 + left)
}

/// Types texts into cells, as a spreadsheet program saves them; everything else stays as it is.
fn typed(bytes: &[u8], sheet: &str, cells: &[(String, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut listing = String::new();
    archive.by_name("xl/workbook.xml").expect("the list of sheets").read_to_string(&mut listing).expect("text");
    let number = listing.split("<sheet ").skip(1).position(|part| part.contains(&format!("name=\"{sheet}\""))).expect("the sheet") + 1;
    let part = format!("xl/worksheets/sheet{number}.xml");
    let mut xml = String::new();
    archive.by_name(&part).expect("the sheet's part").read_to_string(&mut xml).expect("text");
    for (cell, text) in cells {
        let start = xml.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("{cell} is an entry cell of {sheet}"));
        let length = xml[start..].find("/>").filter(|end| !xml[start..start + end].contains('>')).map(|end| end + 2);
        let length = length.unwrap_or_else(|| xml[start..].find("</c>").expect("an end") + 4);
        xml.replace_range(
            start..start + length,
            &format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"),
        );
    }
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at).expect("a part");
        let name = file.name().expect("a name").to_string();
        if name == part {
            writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
            writer.write_all(xml.as_bytes()).expect("written");
        } else {
            writer.raw_copy_file(file).expect("copied");
        }
    }
    writer.finish().expect("a package").into_inner()
}

/// Types a decision with its note, name and day beside a finding.
fn decide(path: &Path, sheet: &str, id: &str, decision: [&str; 4]) {
    let bytes = fs::read(path).expect("the workbook");
    let headings = ["Decision", "Decision note", "Decided by", "Decided on"];
    let cells: Vec<(String, &str)> = headings.iter().map(|heading| address(&bytes, sheet, id, heading)).zip(decision).collect();
    fs::write(path, typed(&bytes, sheet, &cells)).expect("written");
}

fn rows(path: &Path, sheet: &str) -> Vec<Row> {
    let bytes = fs::read(path).expect("the workbook");
    let mut book = Ours::open(&bytes).expect("a workbook");
    if book.has(sheet) { book.rows(sheet, &["Finding id"]).expect("rows") } else { Vec::new() }
}

fn row(path: &Path, sheet: &str, id: &str) -> Option<Row> {
    rows(path, sheet).into_iter().find(|row| row.text("Finding id") == id)
}

fn decision_of(row: &Row) -> [String; 4] {
    ["Decision", "Decision note", "Decided by", "Decided on"].map(|heading| row.text(heading))
}

/// The id of the first finding of a rule on a sheet.
fn id_of(path: &Path, sheet: &str, rule: &str) -> String {
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
    let said = succeeds(&round);
    assert!(said.contains("\"no conflict\" was read as \"No conflict\""), "{said}");
    for run in 0..10 {
        succeeds(&round);
        let of = |sheet, id: &str| decision_of(&row(&path, sheet, id).expect("the finding"));
        assert_eq!(of("Conflicts", &conflict), [DECISIONS[0], "seen on 1 June", "Chair", "01/06/2026"].map(String::from), "run {run}");
        assert_eq!(of("Findings", &finding), [DECISIONS[3], "", "Chair", "02/06/2026"].map(String::from), "run {run}");
    }
    assert!(rows(&path, "Settled").is_empty());
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
    succeeds(&round);
    // A removed return.
    let returned = round.join(format!("returns/{member}-2026.xlsx"));
    let bytes = fs::read(&returned).expect("the return");
    fs::remove_file(&returned).expect("removed");
    succeeds(&round);
    let settled = row(&path, "Settled", &id).expect("settled");
    assert_eq!(decision_of(&settled), typed.map(String::from));
    assert_eq!(settled.text("Why settled"), withdrawn);
    assert!(row(&path, "Conflicts", &id).is_none());
    // A changed return: the assignment now names another place.
    let (mut sample, _) = demo::round_2026();
    let book = sample.books.iter_mut().find(|book| book.member == member).expect("the member");
    let grid = book.sheets.iter_mut().find(|grid| grid.sheet == secondee_audit::form::Sheet::Assignments).expect("the sheet");
    grid.rows.retain(|row| row[0] != assignment);
    fs::write(&returned, secondee_audit::sample::to_xlsx(book)).expect("written");
    succeeds(&round);
    assert_eq!(row(&path, "Settled", &id).expect("still settled").text("Why settled"), withdrawn);
    // The old return is back, and with it the finding and its decision.
    fs::write(&returned, &bytes).expect("written");
    succeeds(&round);
    assert_eq!(decision_of(&row(&path, "Conflicts", &id).expect("back")), typed.map(String::from));
    assert!(rows(&path, "Settled").is_empty());
    // Straight from the old to the changed return, the reason is the change.
    fs::write(&returned, secondee_audit::sample::to_xlsx(sample.books.iter().find(|b| b.member == member).expect("the member")))
        .expect("written");
    succeeds(&round);
    let why = row(&path, "Settled", &id).expect("settled").text("Why settled");
    assert_eq!(why, format!("return corrected: assignment {assignment} is no longer in it ({member}-2026.xlsx)"));
}

#[test]
fn next_year_shows_what_was_decided_beside_the_finding_that_recurs() {
    let (folder, round) = samples();
    let path = workbook(&round);
    let id = id_of(&path, "Conflicts", "G141");
    decide(&path, "Conflicts", &id, [DECISIONS[1], "team changed", "Chair", "01/06/2026"]);
    succeeds(&round);
    let next = folder.path().join("round-2027");
    fs::create_dir_all(next.join("returns")).expect("a folder");
    fs::write(next.join("round.toml"), default_toml(2027, Some("../round-2026/output/consolidated-2026.xlsx"))).expect("round.toml");
    let (mut sample, _) = demo::round_2026();
    for book in &mut sample.books {
        let answers = &mut book.sheets[0];
        for (reference, answer) in [("R02", "2027"), ("R03", "31/03/2027"), ("R07", "24/04/2027")] {
            let row = answers.row_of(reference);
            answers.rows[row][2] = answer.into();
        }
        fs::write(next.join(format!("returns/{}.xlsx", book.member)), secondee_audit::sample::to_xlsx(book)).expect("written");
    }
    succeeds(&next);
    let recurring = row(&workbook(&next), "Conflicts", &id).expect("the finding recurs under its id");
    assert_eq!(recurring.text("Last year's decision"), format!("2026: {} team changed", DECISIONS[1]));
    assert_eq!(decision_of(&recurring), [const { String::new() }; 4], "this year's decision is still to be taken");
}

#[test]
fn a_copy_adds_its_decisions_and_a_contradiction_stops_the_run() {
    let (_folder, round) = samples();
    let path = workbook(&round);
    let copy = path.with_file_name("consolidated-2026 (1).xlsx");
    fs::copy(&path, &copy).expect("a colleague's copy");
    let (first, second) = (id_of(&path, "Conflicts", "G141"), id_of(&path, "Conflicts", "G142"));
    decide(&copy, "Conflicts", &first, [DECISIONS[0], "", "A colleague", ""]);
    let said = succeeds(&round);
    assert!(said.contains("consolidated-2026 (1).xlsx lies beside the workbook; taken over from it") && said.contains(&first), "{said}");
    assert_eq!(row(&path, "Conflicts", &first).expect("the finding").text("Decision"), DECISIONS[0]);
    decide(&path, "Conflicts", &second, [DECISIONS[2], "", "Chair", ""]);
    decide(&copy, "Conflicts", &second, [DECISIONS[3], "", "A colleague", ""]);
    let before = fs::read(&path).expect("the workbook");
    let output = audit(&round);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{error}");
    let cell = address(&before, "Conflicts", &second, "Decision");
    for part in [second.as_str(), &format!("Conflicts!{cell}"), DECISIONS[2], DECISIONS[3], "consolidated-2026 (1).xlsx"] {
        assert!(error.contains(part), "{part} is not in: {error}");
    }
    assert!(fs::read(&path).expect("the workbook") == before, "the workbook was touched");
    fs::remove_file(&copy).expect("moved away");
    succeeds(&round);
    assert_eq!(row(&path, "Conflicts", &second).expect("the finding").text("Decision"), DECISIONS[2]);
}

#[test]
fn a_decision_in_a_row_without_a_finding_is_not_dropped_silently() {
    let (_folder, round) = samples();
    let path = workbook(&round);
    let bytes = fs::read(&path).expect("the workbook");
    let id = id_of(&path, "Conflicts", "G141");
    let cells = [(address(&bytes, "Conflicts", &id, "Finding id"), ""), (address(&bytes, "Conflicts", &id, "Decision"), DECISIONS[0])];
    fs::write(&path, typed(&bytes, "Conflicts", &cells)).expect("written");
    let output = audit(&round);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && error.contains("without a finding id"), "{error}");
}
