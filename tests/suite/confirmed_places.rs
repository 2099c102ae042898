//! What the coordinator types on Places to confirm is read back before the next run and kept in the round's register.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::{Command, Output};

use secondee_audit::book::places::{CONFIRMED, SHEET, WRITTEN};
use secondee_audit::book::tables::{Ours, SheetRow};
use secondee_audit::form::Sheet;
use secondee_audit::rules::Edit;
use secondee_audit::sample::clean;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A round whose returns name places that are not certain: one of them twice, in two spellings.
fn round(folder: &Path) {
    let mut sample = clean();
    sample.apply(&Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "The Old Gaol, Wandle"));
    sample.apply(&Edit::Set("HMIP", Sheet::Assignments, "A003", "Establishment", "THE OLD GAOL (WANDLE)"));
    sample.apply(&Edit::Set("HMIP", Sheet::Assignments, "A002", "Establishment", "HMP Peterborough"));
    fs::create_dir_all(folder.join("returns")).expect("a folder");
    for (name, bytes) in sample.files() {
        fs::write(folder.join("returns").join(name), bytes).expect("a return");
    }
    let mut toml = secondee_audit::round::config::default_toml(2026, None);
    let members = toml.find("[[member]]").expect("members");
    toml.truncate(members);
    for code in ["HMIP", "HMICFRS", "CQC"] {
        toml.push_str(&format!("[[member]]\ncode = \"{code}\"\nname = \"{code}\"\n"));
    }
    fs::write(folder.join("round.toml"), toml).expect("round.toml");
}

fn audit(folder: &Path) -> Output {
    let arguments = ["audit", &folder.to_string_lossy(), "--quiet", "--fail-on", "never"];
    Command::new(env!("CARGO_BIN_EXE_secondee-audit")).args(arguments).output().expect("the program starts")
}

fn workbook(folder: &Path) -> Vec<u8> {
    fs::read(folder.join("output/consolidated-2026.xlsx")).expect("the consolidated workbook")
}

fn to_confirm(folder: &Path) -> Vec<SheetRow> {
    let bytes = workbook(folder);
    Ours::open(&bytes).expect("our workbook").rows(SHEET, &[WRITTEN, CONFIRMED]).expect("the sheet")
}

/// Types an id into the shaded cell beside the names that begin so, as the coordinator does.
fn confirm(folder: &Path, typed: &[(&str, &str)]) {
    let bytes = workbook(folder);
    let mut from = ZipArchive::new(Cursor::new(&bytes)).expect("a workbook");
    let mut text = |part: &str| {
        let mut text = String::new();
        from.by_name(part).expect("a part").read_to_string(&mut text).expect("XML");
        text
    };
    let names = text("xl/workbook.xml");
    let number = names.split("<sheet name=").position(|sheet| sheet.starts_with(&format!("\"{SHEET}\""))).expect("the sheet");
    let part = format!("xl/worksheets/sheet{number}.xml");
    let mut sheet = text(&part);
    for (begins, id) in typed {
        let rows = to_confirm(folder);
        let row = rows.iter().find(|row| row.text(WRITTEN).to_lowercase().starts_with(begins)).expect("a row of that name");
        let cell = row.cell(WRITTEN).replace('A', "F");
        let (before, blank) = sheet.split_once(&format!("<c r=\"{cell}\"")).expect("the shaded cell");
        let (style, after) = blank.split_once("/>").expect("a blank cell");
        sheet = format!("{before}<c r=\"{cell}\"{style} t=\"inlineStr\"><is><t>{id}</t></is></c>{after}");
    }
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let file = from.by_index_raw(at).expect("a part");
        if file.name().expect("a name") == part {
            to.start_file(&part, SimpleFileOptions::default()).expect("a part");
            to.write_all(sheet.as_bytes()).expect("written");
        } else {
            to.raw_copy_file(file).expect("copied");
        }
    }
    let saved = to.finish().expect("a workbook").into_inner();
    fs::write(folder.join("output/consolidated-2026.xlsx"), saved).expect("saved");
}

#[test]
fn a_confirmed_name_leaves_the_sheet_stays_in_the_register_and_runs_stay_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    round(folder.path());
    assert!(audit(folder.path()).status.success());
    let names: Vec<String> = to_confirm(folder.path()).iter().map(|row| row.text(WRITTEN)).collect();
    assert_eq!(names.len(), 2, "one row for each name, whatever its spelling: {names:?}");
    let cells: Vec<String> = to_confirm(folder.path()).iter().map(|row| row.text("Cells")).collect();
    assert!(cells.iter().any(|cells| cells.matches("HMIP Assignments!").count() == 2), "both cells stand in the row: {cells:?}");
    assert!(!folder.path().join("register.csv").exists());

    confirm(folder.path(), &[("the old gaol", "prison-WWI"), ("hmp peterborough", "prison-PFI")]);
    assert!(audit(folder.path()).status.success());
    assert!(to_confirm(folder.path()).is_empty(), "both are confirmed");
    let register = fs::read_to_string(folder.path().join("register.csv")).expect("the round has a register now");
    assert!(register.lines().any(|line| line.starts_with("prison-WWI") && line.to_lowercase().contains("the old gaol")));

    let first = workbook(folder.path());
    assert!(audit(folder.path()).status.success());
    assert!(workbook(folder.path()) == first, "the same inputs give the same bytes");
    assert_eq!(fs::read_to_string(folder.path().join("register.csv")).expect("the register"), register);

    let next = folder.path().join("next");
    let init = ["init", &next.to_string_lossy(), "--year", "2027", "--previous", "../output/consolidated-2026.xlsx"];
    let made = Command::new(env!("CARGO_BIN_EXE_secondee-audit")).args(init).output().expect("the program starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(fs::read_to_string(next.join("register.csv")).expect("next year's register"), register, "next year knows the name as well");
}

#[test]
fn a_word_that_names_no_place_is_asked_about_by_its_row_and_stops_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    round(folder.path());
    assert!(audit(folder.path()).status.success());
    confirm(folder.path(), &[("the old gaol", "prison-NONE"), ("hmp peterborough", "HMP/YOI Peterborough (prison-PBI)")]);
    let output = audit(folder.path());
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    let left = to_confirm(folder.path());
    assert_eq!(left.len(), 1, "the other name is confirmed");
    assert_eq!(left[0].text(CONFIRMED), "prison-NONE", "what was typed is kept");
    assert!(left[0].text("Reason").contains("names no place of the register"), "{}", left[0].text("Reason"));
    let about = workbook(folder.path());
    let about = Ours::open(&about).expect("our workbook").rows("About", &["What", "Value"]).expect("About");
    let asked = about.iter().map(|row| row.text("Value")).find(|value| value.starts_with("Places to confirm!F")).expect("a notice");
    assert!(asked.contains("(the name at HMIP Assignments!") && asked.contains("secondee-audit places"), "{asked}");
    // By its name it is understood.
    confirm_again(folder.path(), "prison-NONE", "HMP Wandsworth");
    assert!(audit(folder.path()).status.success());
    assert!(to_confirm(folder.path()).is_empty(), "the name is understood");
    let register = fs::read_to_string(folder.path().join("register.csv")).expect("the round has a register now");
    assert!(register.lines().any(|line| line.starts_with("prison-WWI") && line.to_lowercase().contains("the old gaol")));
}

/// Types something else into the cell of Places to confirm that holds a word.
fn confirm_again(folder: &Path, before: &str, now: &str) {
    let rows = to_confirm(folder);
    let row = rows.iter().find(|row| row.text(CONFIRMED) == before).expect("the row");
    let saved = crate::support::workbooks::typed(&workbook(folder), &[(SHEET, row.cell(CONFIRMED), now)]);
    fs::write(folder.join("output/consolidated-2026.xlsx"), saved).expect("saved");
}

#[test]
fn a_copy_that_confirms_a_place_in_another_form_agrees_and_one_that_confirms_another_place_is_asked_about() {
    let folder = tempfile::tempdir().expect("a folder");
    round(folder.path());
    assert!(audit(folder.path()).status.success());
    let blank = workbook(folder.path());
    let copy = folder.path().join("output/consolidated-2026 (1).xlsx");
    let loud = |folder: &Path| {
        let arguments = ["audit", &folder.to_string_lossy(), "--fail-on", "never"];
        let output = Command::new(env!("CARGO_BIN_EXE_secondee-audit")).args(arguments).output().expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
        said
    };
    // Two forms of one place for the one name, two places for the other.
    confirm(folder.path(), &[("the old gaol", "HMP Wandsworth"), ("hmp peterborough", "prison-PBI")]);
    fs::rename(folder.path().join("output/consolidated-2026.xlsx"), &copy).expect("a copy");
    fs::write(folder.path().join("output/consolidated-2026.xlsx"), blank).expect("written");
    confirm(folder.path(), &[("the old gaol", "prison-WWI"), ("hmp peterborough", "prison-PFI")]);
    let said = loud(folder.path());
    let both = ["Places to confirm!F", "consolidated-2026 (1).xlsx Places to confirm!F", "neither was taken"];
    assert!(both.iter().all(|words| said.contains(words)), "{said}");
    let left = to_confirm(folder.path());
    let [row] = left.as_slice() else { panic!("the name that is settled has left the sheet: {left:?}") };
    assert_eq!(row.text(CONFIRMED), "prison-PFI or prison-PBI", "what was typed is kept");
    let register = fs::read_to_string(folder.path().join("register.csv")).expect("the round's register");
    assert!(register.lines().any(|line| line.starts_with("prison-WWI") && line.to_lowercase().contains("the old gaol")));
    // Without the copy it is asked again, until somebody types the right one.
    fs::remove_file(&copy).expect("moved away");
    assert!(loud(folder.path()).contains("it was kept as typed and confirms nothing"));
    confirm_over(folder.path(), "prison-PFI or prison-PBI", "prison-PFI");
    loud(folder.path());
    assert!(to_confirm(folder.path()).is_empty(), "both are confirmed");
}

/// Types another word in place of one that stands on the sheet.
fn confirm_over(folder: &Path, from: &str, to: &str) {
    let bytes = workbook(folder);
    let mut parts = secondee_audit::sample::odd_files::parts(&bytes);
    let strings = parts.iter_mut().find(|(part, _)| part == "xl/sharedStrings.xml").expect("the texts");
    strings.1 =
        String::from_utf8(std::mem::take(&mut strings.1)).expect("UTF-8").replace(&format!(">{from}<"), &format!(">{to}<")).into_bytes();
    fs::write(folder.join("output/consolidated-2026.xlsx"), crate::support::workbooks::packed(&parts)).expect("written");
}
