//! The survey workbook as members get it: written, looked into, read back, audited.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output};

use quick_xml::events::Event;
use secondee_audit::book::last_year;
use secondee_audit::figures::table::Datum;
use secondee_audit::form::{Asg, ColumnKind, Field, Sec, Sheet, Stf, UNANSWERED};
use secondee_audit::model::finding::Finding;
use secondee_audit::model::{LastYear, Measure, Received, Round, Settings, column_letters};
use secondee_audit::outputs::workbooks::survey::{Filled, Shared, SurveyPlan, workbook};
use secondee_audit::places::{Certainty, Register};
use secondee_audit::read::{self, Limits};
use secondee_audit::round::config;
use secondee_audit::rules::run::{self as check, Overrides};
use secondee_audit::rules::{Check, Edit, PutRightBy, RULES};
use secondee_audit::sample;

use crate::support::workbooks as support;

const ROWS: [Sheet; 3] = [Sheet::Secondees, Sheet::Staff, Sheet::Assignments];

pub fn settings() -> Settings {
    config::usual(2026).settings
}

pub fn written(filled: &Filled) -> Vec<u8> {
    workbook(filled, &Shared::new(&filled.codes, &Register::embedded()).expect("lists")).expect("a workbook")
}

pub fn text(words: &str) -> Datum {
    Datum::Text(words.into())
}

fn received(bytes: &[u8], settings: &Settings) -> Received {
    read::read("HMIP-2026.xlsx", bytes, &Register::embedded(), settings, &Limits::default())
}

/// The findings on HMIP's workbook, by itself or with last year.
fn findings(bytes: &[u8], last: Option<LastYear>) -> Vec<Finding> {
    let settings = settings();
    let (returns, received) = read::settle(&settings, vec![received(bytes, &settings)]);
    let received = received.into_iter().filter(|file| !file.file.is_empty()).collect();
    let round = Round::new(settings, Register::embedded(), returns, received, last);
    let mut findings = check::run(&round, &Overrides::default()).findings;
    findings.retain(|f| f.member == "HMIP" || f.file == "HMIP-2026.xlsx");
    findings
}

fn said(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|f| format!("{} {}!{}", f.rule, f.sheet, f.cell)).collect()
}

pub fn last_year() -> LastYear {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/round-2025/output/consolidated-2025.xlsx");
    last_year::read(&fs::read(path).expect("the sample of last year")).expect("last year")
}

/// HMIP's return of the clean sample, and its settings.
fn clean() -> (Settings, Filled) {
    let round = sample::clean().round();
    let filled = Filled::of(&round.settings, round.submission("HMIP").expect("HMIP has returned"));
    (round.settings, filled)
}

/// The text that stands in a cell of a written workbook, formulas as what they come to.
pub fn shown(bytes: &[u8], sheet: &str, row: u32, col: u32) -> String {
    use calamine::{Reader, Xlsx};
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range(sheet).expect("the sheet");
    range.get_value((row, col)).map_or_else(String::new, ToString::to_string)
}

#[test]
fn a_blank_workbook_of_any_member_is_small_and_lacks_nothing_but_answers() {
    let (register, settings) = (Register::embedded(), settings());
    let codes: Vec<String> = settings.members.iter().map(|member| member.code.clone()).collect();
    let shared = Shared::new(&codes, &register).expect("lists");
    for member in &settings.members {
        let bytes = workbook(&Filled::blank(&settings, &member.code), &shared).expect("a workbook");
        assert!(bytes.len() < 512 << 10, "{} has {} bytes", member.code, bytes.len());
        let received = read::read("blank.xlsx", &bytes, &register, &settings, &Limits::default());
        let submission = received.unused.as_deref().expect("it is read");
        let layout = &submission.layout;
        assert_eq!((submission.member.as_str(), received.rows), (member.code.as_str(), [0; 3]));
        assert!(layout.missing_columns.is_empty() && layout.missing_questions.is_empty(), "{layout:?}");
        assert!(layout.extra_columns.is_empty() && layout.extra_sheets.is_empty() && layout.renamed.is_empty(), "{layout:?}");
        assert!(layout.hidden.is_empty() && layout.external_links == 0 && !layout.macros, "{layout:?}");
    }
    let bytes = written(&Filled::blank(&settings, "HMIP"));
    let found = said(&findings(&bytes, None));
    assert!(found.iter().all(|f| f.starts_with("E01 Return!C") || f.starts_with("G161")), "{found:?}");
    assert_eq!(found.iter().filter(|f| f.starts_with("E01")).count(), 14, "{found:?}");
    assert_eq!(shown(&bytes, "Check", 3, 0), "Not ready to send: 15 things to mend", "the statement of progress is missing as well");
}

#[test]
fn a_return_written_as_a_survey_workbook_reads_back_cell_for_cell_and_is_ready_to_send() {
    let (settings, filled) = clean();
    let bytes = written(&filled);
    let received = received(&bytes, &settings);
    let again = Filled::of(&settings, received.unused.as_deref().expect("it is read"));
    assert_eq!(again.answers, filled.answers);
    assert_eq!(again.rows, filled.rows);
    assert_eq!(shown(&bytes, "Check", 3, 0), "Ready to send");
    assert_eq!(written(&filled), bytes, "the same inputs give the same bytes");
}

#[test]
fn what_is_wrong_stands_where_the_plan_says_and_the_live_checks_say_so_too() {
    let (_, clean) = clean();
    let place = Asg::Place.index();
    let cases: [(&str, &str, usize, &str); 9] = [
        ("HMP Leeds", "¶14: seconded from there", Asg::Ref.index(), "G141"),
        ("HMP Wakefield", "¶14: likely to return there", Asg::Ref.index(), "G142"),
        ("hmp hull", "¶14: closely affiliated with it", Asg::Ref.index(), "G143"),
        ("HMP Bedford; Leeds (HMP)", "¶14: seconded from there", Asg::Ref.index(), "G141"),
        ("HMP Bedford", "Nothing found", Asg::Ref.index(), ""),
        (
            "HMP Leedz Lodge",
            "Nothing found, but not all was checked: a place is not on the list, or a cell names many",
            Asg::Ref.index(),
            "",
        ),
        ("HMP Leeds", "Training does not count", Asg::Activity.index(), "Training"),
        ("HMP Leeds", "Another member's person: checked by the coordinator", Asg::PersonMember.index(), "CQC"),
        ("HMP Leeds", "Person ref is not listed", Asg::Person.index(), "S99"),
    ];
    for (visited, beside, field, value) in cases {
        let mut filled = clean.clone();
        let row = &mut filled.rows.get_mut(&Sheet::Assignments).expect("rows")[0];
        row[place] = text(visited);
        if field != Asg::Ref.index() {
            row[field] = text(value);
        }
        let bytes = written(&filled);
        let plan = SurveyPlan::new(&filled);
        let at = plan.at((Sheet::Assignments, 0, place)).expect("the column is there");
        assert_eq!(shown(&bytes, "Assignments", at.row, plan.last_column(Sheet::Assignments) + 1), beside, "{visited}");
        // A person whom the reference does not tell is looked for by name, in the audit only, and is then never confirmed.
        let met: Vec<String> = findings(&bytes, None)
            .into_iter()
            .filter(|f| ["G141", "G142", "G143"].contains(&f.rule.as_str()) && f.certainty == Certainty::Confirmed)
            .map(|f| format!("{} {}", f.rule, f.cell))
            .collect();
        let expected = if value.starts_with('G') { vec![format!("{value} {}", at.a1())] } else { Vec::new() };
        assert_eq!(met, expected, "{visited} beside {beside}");
        // ¶14 keeps no return from being sent: the steering group decides on it.
        assert_eq!(shown(&bytes, "Check", 3, 0) == "Ready to send", value != "S99", "{visited}");
    }
}

#[test]
fn blanks_and_faults_are_counted_by_the_check_sheet_as_the_audit_finds_them() {
    let (_, mut filled) = clean();
    let set = |filled: &mut Filled, sheet: Sheet, row: usize, col: usize, datum: Datum| {
        filled.rows.get_mut(&sheet).expect("rows")[row][col] = datum;
    };
    set(&mut filled, Sheet::Secondees, 0, Sec::Post.index(), Datum::Blank);
    set(&mut filled, Sheet::Secondees, 0, Sec::Fte.index(), Datum::Number(1.5));
    set(&mut filled, Sheet::Secondees, 1, Sec::RoleType.index(), text("Inspecting"));
    set(&mut filled, Sheet::Secondees, 1, Sec::Reason.index(), Datum::Blank);
    set(&mut filled, Sheet::Staff, 0, Stf::Declared.index(), text("soon"));
    set(&mut filled, Sheet::Staff, 1, Stf::Ref.index(), text("T01"));
    set(&mut filled, Sheet::Assignments, 1, Asg::End.index(), Datum::Date(jiff::civil::date(2025, 11, 1)));
    let bytes = written(&filled);
    let found = said(&findings(&bytes, None));
    let plan = SurveyPlan::new(&filled);
    for (rule, spot) in [
        ("E01", (Sheet::Secondees, 0, Sec::Post.index())),
        ("E02", (Sheet::Secondees, 0, Sec::Fte.index())),
        ("E03", (Sheet::Secondees, 1, Sec::RoleType.index())),
        ("G111", (Sheet::Secondees, 1, Sec::Reason.index())),
        ("E02", (Sheet::Staff, 0, Stf::Declared.index())),
        ("R02", (Sheet::Staff, 1, Stf::Ref.index())),
        ("R01", (Sheet::Assignments, 1, Asg::End.index())),
    ] {
        let at = plan.at(spot).expect("the column is there");
        assert!(found.contains(&format!("{rule} {at}")), "{rule} {at} is not among {found:?}");
    }
    // Six of one, and an assignment of T02, whom nobody is any more.
    assert_eq!(shown(&bytes, "Check", 3, 0), "Not ready to send: 8 things to mend");
}

#[test]
fn last_years_people_are_carried_over_and_each_row_is_to_be_answered() {
    let mut filled = Filled::carried_over(&settings(), "HMIP", &last_year());
    assert_eq!(ROWS.map(|sheet| filled.rows(sheet).len()), [2, 2, 0]);
    assert!(filled.to_confirm.contains(&(Sheet::Secondees, 0, Sec::Supervised.index())));
    let carried = |f: &&Finding| f.rule == "E01" && f.message.contains("is not answered");
    let bytes = written(&filled);
    assert_eq!(findings(&bytes, None).iter().filter(carried).count(), 4);
    let last = shown(&bytes, "Secondees", 5, 2);
    assert_eq!(last, UNANSWERED, "the answer is asked beside the name");
    let mut wiped = filled.clone();
    wiped.rows.get_mut(&Sheet::Staff).expect("rows")[0][Stf::Carried.index()] = Datum::Blank;
    assert_eq!(findings(&written(&wiped), Some(last_year())).iter().filter(carried).count(), 4, "an answer wiped out is missing as well");
    for (sheet, col) in [(Sheet::Secondees, Sec::Carried.index()), (Sheet::Staff, Stf::Carried.index())] {
        for row in filled.rows.get_mut(&sheet).expect("rows") {
            row[col] = text("Left");
        }
    }
    let left = findings(&written(&filled), None);
    assert_eq!(left.iter().filter(carried).count(), 0);
    let end = |f: &&Finding| f.rule == "E01" && f.sheet == "Secondees" && f.message.starts_with("End date");
    assert_eq!(left.iter().filter(end).count(), 2, "who left has a last day");
    let nobody = Filled::carried_over(&settings(), "NONE", &last_year());
    assert!(SurveyPlan::new(&nobody).column(Sheet::Secondees, Sec::Carried.index()).is_none());
}

/// A part of a workbook.
pub fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
    text
}

/// The attributes of each element of a name.
fn elements(xml: &str, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == name => {
                let pairs = e.attributes().flatten().map(|a| (a.key.local_name().as_ref().to_string(), a.value.to_string()));
                found.push(pairs.collect());
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn every_column_checks_what_is_typed_and_the_sheets_are_protected() {
    let filled = Filled::carried_over(&settings(), "HMIP", &last_year());
    let (bytes, plan) = (written(&filled), SurveyPlan::new(&filled));
    for (at, sheet) in ROWS.into_iter().enumerate() {
        let xml = part(&bytes, &format!("xl/worksheets/sheet{}.xml", at + 3));
        let validations = elements(&xml, "dataValidation");
        for (position, col) in plan.order(sheet).iter().enumerate() {
            let (column, letters) = (&sheet.columns()[*col], column_letters(position as u32));
            let range = format!("{letters}5:{letters}{}", plan.last_row(sheet) + 1);
            let found = validations.iter().find(|v| v["sqref"] == range);
            let found = found.unwrap_or_else(|| panic!("{} of {} has no check of entries", column.heading, sheet.name()));
            assert!(!found["prompt"].is_empty() && found["prompt"].chars().count() <= 255, "{}", column.heading);
            let kind = found["type"].as_str();
            match column.kind {
                ColumnKind::Choice(_) | ColumnKind::Place | ColumnKind::Places | ColumnKind::Member | ColumnKind::Members => {
                    assert_eq!(kind, "list", "{}", column.heading)
                }
                ColumnKind::Date => assert_eq!(kind, "date", "{}", column.heading),
                ColumnKind::Number { .. } => assert!(kind == "decimal" || kind == "whole", "{}", column.heading),
                ColumnKind::Text | ColumnKind::Reference => assert!(["textLength", "custom", "list"].contains(&kind), "{}", column.heading),
            }
            let stops = !found.contains_key("errorStyle") && found.get("showErrorMessage").is_some_and(|shows| shows == "1");
            let free = matches!(column.kind, ColumnKind::Place | ColumnKind::Places);
            assert!(!(free && stops), "{}: any place may be typed", column.heading);
            assert!(!matches!(column.kind, ColumnKind::Choice(_)) || stops, "{}: only words of the list", column.heading);
        }
        let protection = &elements(&xml, "sheetProtection")[0];
        assert_eq!((protection["sheet"].as_str(), protection["deleteRows"].as_str(), protection["sort"].as_str()), ("1", "0", "0"));
        assert!(elements(&xml, "conditionalFormatting").iter().any(|f| f["sqref"].starts_with("A5:")), "nothing lights up");
    }
}

#[test]
fn no_hidden_row_of_the_lists_lies_so_far_below_what_is_seen_that_saving_would_drop_it() {
    use calamine::{Reader, Xlsx};
    let bytes = written(&Filled::blank(&settings(), "HMIP"));
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(&bytes)).expect("a workbook");
    let lists = book.worksheet_range("Lists").expect("the sheet");
    let xml = part(&bytes, "xl/worksheets/sheet7.xml");
    let hidden: Vec<u32> = (elements(&xml, "col").iter().filter(|col| col.get("hidden").is_some_and(|is| is == "1")))
        .flat_map(|col| ["min", "max"].map(|end| col[end].parse::<u32>().expect("a number")))
        .collect();
    let (first, last) = (hidden[0] - 1, hidden[hidden.len() - 1] - 1);
    let lowest = |within: &dyn Fn(u32) -> bool| lists.used_cells().filter(|(_, col, _)| within(*col as u32)).map(|(row, ..)| row).max();
    let (below, seen) = (lowest(&|col| (first..=last).contains(&col)), lowest(&|col| !(first..=last).contains(&col)));
    assert!(below > Some(2_000) && seen >= below, "hidden to {below:?}, seen to {seen:?}");
}

#[test]
fn the_sheet_of_lists_is_the_same_for_all_and_its_cells_look_as_those_of_the_other_sheets() {
    let settings = settings();
    let [one, other] = ["HMIP", "CQC"].map(|member| written(&Filled::blank(&settings, member)));
    let lists = part(&one, "xl/worksheets/sheet7.xml");
    assert_eq!(lists, part(&other, "xl/worksheets/sheet7.xml"));
    // The number of a cell's format, which is of the workbook and not of the sheet.
    let look = |xml: &str, cell: &str| {
        let found = elements(xml, "c").into_iter().find(|c| c["r"] == cell).unwrap_or_else(|| panic!("no cell {cell}"));
        found.get("s").cloned().unwrap_or_else(|| panic!("{cell} has no format"))
    };
    let (front, secondees) = (part(&one, "xl/worksheets/sheet1.xml"), part(&one, "xl/worksheets/sheet3.xml"));
    for cell in ["A1", "A2", "A3"] {
        assert_eq!(look(&lists, cell), look(&front, cell), "{cell}");
    }
    assert_eq!(look(&lists, "A5"), look(&secondees, "A5"), "a heading");
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_secondee-audit")).args(arguments).output().expect("the program starts")
}

#[test]
fn issue_makes_a_workbook_for_each_member_and_never_overwrites_one_unasked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let round = folder.path().join("round");
    let path = round.to_string_lossy().into_owned();
    assert!(run(&["init", &path, "--year", "2026"]).status.success());
    let one = run(&["issue", &path, "--member", "hmip"]);
    assert!(one.status.success(), "{}", String::from_utf8_lossy(&one.stderr));
    assert!(String::from_utf8_lossy(&one.stdout).contains("Nothing was filled in from last year"));
    assert_eq!(fs::read_dir(round.join("issued")).expect("issued").count(), 1);
    let first = fs::read(round.join("issued/HMIP-2026.xlsx")).expect("the workbook");
    assert_eq!(run(&["issue", &path, "--member", "NOBODY"]).status.code(), Some(2));
    let toml = fs::read_to_string(round.join("round.toml")).expect("round.toml");
    let previous = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/round-2025/output/consolidated-2025.xlsx");
    let previous = format!("previous = {}\nreturn_by = \"2026-05-01\"\n", toml_text(&previous.to_string_lossy()));
    fs::write(round.join("round.toml"), previous + &toml).expect("round.toml");
    let refused = run(&["issue", &path]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--again"), "{}", String::from_utf8_lossy(&refused.stderr));
    assert_eq!(fs::read_dir(round.join("issued")).expect("issued").count(), 1, "nothing was written");
    assert_eq!(fs::read(round.join("issued/HMIP-2026.xlsx")).expect("the workbook"), first);
    let again = run(&["issue", &path, "--again", "--quiet"]);
    assert!(again.status.success() && again.stdout.is_empty(), "{}", String::from_utf8_lossy(&again.stderr));
    assert_eq!(fs::read_dir(round.join("issued")).expect("issued").count(), 22, "21 workbooks and what is kept");
    assert_eq!(fs::read(round.join("issued/earlier/HMIP-2026-0001.xlsx")).expect("the one before"), first);
    assert!(run(&["issue", &path]).status.success(), "what is the same may be issued again");
    let audited = || {
        let done = run(&["audit", &path, "--fail-on", "never"]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let file: secondee_audit::outputs::findings_file::FindingsFile =
            serde_json::from_slice(&fs::read(round.join("output/findings.json")).expect("findings.json")).expect("JSON");
        (file, String::from_utf8_lossy(&done.stdout).into_owned())
    };
    let count = |file: &secondee_audit::outputs::findings_file::FindingsFile| {
        let own = file.counts.iter().find(|c| c.year == 2026 && c.member == "HMIP" && c.measure == Measure::SecondeesCensus);
        own.and_then(|count| count.value)
    };
    // As it was sent out it is no return, and above all no count of nobody.
    fs::copy(round.join("issued/HMIP-2026.xlsx"), round.join("returns/back.xlsx")).expect("copied");
    let (file, said) = audited();
    assert!(said.contains("0 of 21 members returned"), "{said}");
    assert!(said.contains("back.xlsx cannot be used: it is the survey as it was sent out to HMIP, with nothing filled in"), "{said}");
    assert!(file.findings.iter().any(|f| f.rule == "F09" && f.member == "HMIP") && count(&file).is_none());
    // One answer makes it a return, whose figure waits for the rest.
    let book = fs::read(round.join("issued/HMIP-2026.xlsx")).expect("the workbook");
    let begun = support::typed(&book, &[("Return", support::cell(&book, "Return", "R08", "Answer"), "Yes")]);
    fs::write(round.join("returns/back.xlsx"), begun).expect("written");
    let (file, said) = audited();
    assert!(said.contains("1 of 21 members returned"), "{said}");
    let back = file.returns.iter().find(|r| r.member == "HMIP").expect("HMIP");
    assert_eq!((back.status.as_str(), back.rows.secondees, back.rows.staff), ("received", 2, 2));
    assert!(!file.findings.iter().any(|f| f.member == "HMIP" && f.rule.starts_with('F')), "the form as issued is the form");
}

fn toml_text(text: &str) -> String {
    format!("{text:?}")
}

#[test]
fn what_can_be_asked_about_a_return_that_is_ready_to_send_is_said_on_check() {
    let (settings, _) = clean();
    let mut ready = 0;
    for rule in RULES
        .iter()
        .filter(|rule| matches!(rule.check, Check::Return(_) | Check::Round(_)) && rule.handling.put_right_by == PutRightBy::Member)
    {
        for example in rule.examples.iter().filter(|example| !example.fires.is_empty()) {
            let mut sample = sample::clean();
            example.changes.iter().for_each(|change| sample.apply(change));
            let round = sample.round();
            for (member, ..) in example.fires {
                let Some(submission) = round.submission(member) else { continue };
                let bytes = written(&Filled::of(&settings, submission));
                if shown(&bytes, "Check", 3, 0) != "Ready to send" {
                    continue;
                }
                ready += 1;
                let said = support::texts(&bytes, "Check").into_iter().any(|(.., text)| text == rule.fault);
                assert!(said, "{} can be found in a return that is ready to send, and Check does not say so: {}", rule.code, rule.fault);
            }
        }
    }
    assert!(ready > 40, "only {ready} examples are ready to send");
    // A statement of progress is required, so that nobody is blamed for having left out what is optional.
    let mut sample = sample::clean();
    sample.apply(&Edit::Set("HMIP", Sheet::Return, "R20", "Answer", ""));
    let bytes = written(&Filled::of(&settings, sample.round().submission("HMIP").expect("a return")));
    assert_eq!(shown(&bytes, "Check", 3, 0), "Not ready to send: 1 thing to mend");
}

#[test]
fn last_years_answers_stand_beside_each_row_that_was_carried_over_and_are_not_read() {
    let filled = Filled::carried_over(&settings(), "HMIP", &last_year());
    let bytes = written(&filled);
    let at = SurveyPlan::new(&filled).last_column(Sheet::Secondees) + 1;
    let beside = shown(&bytes, "Secondees", secondee_audit::outputs::workbooks::survey::FIRST_ROW, at);
    assert!(beside.starts_with("2025;") && beside.contains("; Full name: ") && beside.ends_with(';'), "{beside}");
    let received = received(&bytes, &settings());
    let layout = &received.unused.as_deref().expect("it is read").layout;
    assert!(layout.extra_columns.is_empty() && layout.asides.is_empty(), "{layout:?}");
}
