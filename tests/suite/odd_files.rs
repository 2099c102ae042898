//! Whatever comes back: every kind of damage has a fixture made here, and the finding that is expected of it, with its cell.

use crate::support::files as support;
use crate::support::quine;
use std::time::{Duration, Instant};

use secondee_audit::form::Sheet;
use secondee_audit::model::finding::Finding;
use secondee_audit::model::{Fault, Round};
use secondee_audit::places::Register;
use secondee_audit::read::{self, Limits};
use secondee_audit::round::workers::{NOT_LOOKED_AT, Workers};
use secondee_audit::rules::Edit;
use secondee_audit::rules::run::{self as check, Overrides};
use secondee_audit::sample::{self, WorkbookFile, odd_files, to_xlsx};
use support::{ods, ods_with, patch, with_cell, with_parts, xls, xlsx, zip};

const PROGRAM: &str = env!("CARGO_BIN_EXE_secondee-audit");
/// Two seconds on a machine that does nothing else; tests run beside others.
const LONGEST: Duration = Duration::from_secs(5);
const MOST_KIB: u64 = 200 << 10;

/// HMIP's return of the clean sample with changes.
fn changed(changes: &[Edit]) -> WorkbookFile {
    let mut sample = sample::clean();
    changes.iter().for_each(|change| sample.apply(change));
    sample.books.swap_remove(0)
}

fn set(reference: &'static str, heading: &'static str, value: &'static str) -> Edit {
    Edit::Set("HMIP", Sheet::Secondees, reference, heading, value)
}

/// The address of a cell of HMIP's Secondees.
fn at(reference: &str, heading: &str) -> String {
    sample::clean().cell_of("HMIP", "Secondees", reference, heading).expect("a cell of the sample")
}

fn round(hmip: &[u8]) -> Round {
    let clean = sample::clean();
    let register = Register::embedded();
    let files = clean.files().into_iter().map(|(name, bytes)| if name.starts_with("HMIP") { (name, hmip.to_vec()) } else { (name, bytes) });
    let limits = Limits::default();
    let received = files.map(|(name, bytes)| read::read(&name, &bytes, &register, &clean.settings, &limits)).collect();
    let (returns, received) = read::settle(&clean.settings, received);
    Round::new(clean.settings.clone(), register, returns, received, clean.last.clone())
}

/// What is found in HMIP's return: code and cell.
fn found(hmip: &[u8]) -> Vec<Finding> {
    let mut findings = check::run(&round(hmip), &Overrides::default()).findings;
    findings.retain(|f| f.file.starts_with("HMIP") || f.member == "HMIP");
    findings
}

fn codes(findings: &[Finding]) -> Vec<(&str, &str, &str)> {
    findings.iter().map(|f| (f.rule.as_str(), f.sheet.as_str(), f.cell.as_str())).collect()
}

/// Exactly one finding, of a rule at a cell of Secondees, whose message holds some words.
fn only(hmip: &[u8], rule: &str, cell: &str, words: &str) {
    let findings = found(hmip);
    assert_eq!(codes(&findings), [(rule, "Secondees", cell)], "{findings:#?}");
    assert!(findings[0].message.contains(words), "{}", findings[0].message);
}

#[test]
fn every_format_says_the_same() {
    for changes in [&[][..], &[set("S01", "Start date", "last summer"), set("S02", "FTE on NPM work", "0.5")]] {
        let book = changed(changes);
        let expected = found(&to_xlsx(&book));
        for (format, bytes) in [("ods", ods(&book)), ("xls", xls(&book))] {
            let mut got = found(&bytes);
            got.iter_mut().zip(&expected).for_each(|(got, expected)| got.file.clone_from(&expected.file));
            assert_eq!(codes(&got), codes(&expected), "{format}: {got:#?}");
        }
    }
    let mut hidden = changed(&[]);
    hidden.sheets[1].hidden_rows.push(0);
    for bytes in [to_xlsx(&hidden), ods(&hidden), xls(&hidden)] {
        only(&bytes, "F11", "A4", "hidden row");
    }
}

#[test]
fn what_is_no_workbook_is_named_with_what_to_ask_for() {
    let mut container = odd_files::encrypted();
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let word: Vec<u8> = "WordDocument\0\0\0\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let place = container.windows(name.len()).position(|window| window == name).expect("the name");
    container[place..place + name.len()].copy_from_slice(&word);
    let mut owner = vec![0u8; 165];
    owner[..9].copy_from_slice(b"\x08R Exampl");
    let half = to_xlsx(&changed(&[]));
    let cases: Vec<(Vec<u8>, &str, &str)> = vec![
        (odd_files::pdf(), "a PDF", "printed"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>".to_vec(), "web page", "sign-in"),
        (b"\xef\xbb\xbfSecondee ref,Full name\r\nS01,Rowan Example\r\n".to_vec(), "CSV", "one sheet"),
        (
            "S01\tRowan".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>().into_iter().fold(vec![0xff, 0xfe], |mut all, b| {
                all.push(b);
                all
            }),
            "CSV",
            "",
        ),
        (container, "Word", "copy the answers"),
        (zip(&[("word/document.xml", b"<w/>"), ("word/embeddings/a.xlsx", b"PK")]), "Word", "copy the answers"),
        (b"{\\rtf1\\ansi }".to_vec(), "Word", "copy"),
        (zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<o/>")]), "text document", "copy"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "picture", "itself"),
        (b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook/>".to_vec(), "Excel 2003", "Save As"),
        (zip(&[("Index/Document.iwa", b"x")]), "Numbers", "Export"),
        (Vec::new(), "empty", "again"),
        (vec![0; 4096], "empty", "again"),
        (owner, "lock file", "without ~$"),
        (b"From: a@example.org\r\nTo: b@example.org\r\nSubject: return\r\n\r\nsee attached".to_vec(), "e-mail", "attached"),
        (zip(&[("returns/HMIP.xlsx", b"PK"), ("returns/CQC.xlsx", b"PK")]), "with workbooks in it", "one by one"),
        (b"\x1f\x8b\x08\0\0".to_vec(), "gzip", "Unpack"),
        (b"7z\xbc\xaf\x27\x1c".to_vec(), "packed", "Unpack"),
        (b"[InternetShortcut]\r\nURL=https://www.example.org/\r\n".to_vec(), "shortcut", "attach"),
        (half[..half.len() / 2].to_vec(), "half uploaded", "save it again"),
        (b"\x09\x00\x04\x00\x07\x00\x10\x00".to_vec(), "Excel 4", "save it as .xlsx"),
        (b"MZ\x90\0".to_vec(), "a program", "security"),
    ];
    for (bytes, what, ask) in cases {
        let findings = found(&bytes);
        let first = findings.iter().find(|f| f.rule == "F01").unwrap_or_else(|| panic!("{what}: {findings:#?}"));
        assert!(first.message.contains(what), "{what}: {}", first.message);
        assert!(first.action.contains(ask), "{what}: {}", first.action);
    }
    for bytes in [odd_files::encrypted(), zip(&[("content.xml", b"x"), ("META-INF/manifest.xml", b"<manifest:encryption-data/>")])] {
        assert!(found(&bytes).iter().any(|f| f.rule == "F02"));
    }
}

const SECONDEES: &str = "xl/worksheets/sheet3.xml";

#[test]
fn cells_that_are_no_plain_answers() {
    let clean = to_xlsx(&changed(&[]));
    let post = at("S01", "Post held");
    let cell = |inner: &str| with_cell(&clean, SECONDEES, &post, &format!("<c r=\"{post}\"{inner}</c>"));
    only(&cell(" t=\"e\"><v>#REF!</v>"), "E05", &post, "shows the error #REF!");
    only(&cell(" t=\"e\"><v>#SPILL!</v>"), "E05", &post, "shows the error #SPILL!");
    only(&cell(" t=\"e\"><v>#BLOCKED!</v>"), "E05", &post, "#BLOCKED!");
    only(&cell("><f>Lists!A1</f>"), "E05", &post, "a formula that was never calculated");
    only(&cell(" t=\"q\"><v>1</v>"), "E05", &post, "cannot be read");
    assert_eq!(codes(&found(&cell(" t=\"str\"><f>Lists!A1</f><v>Inspector</v>"))), []);
    assert_eq!(codes(&found(&cell(" t=\"inlineStr\"><is><r><t>Insp</t></r><r><t>ector</t></r></is>"))), []);
    // A date typed as a number without a format of dates.
    let start = at("S01", "Start date");
    let serial = with_cell(&clean, SECONDEES, &start, &format!("<c r=\"{start}\"><v>45446</v></c>"));
    assert_eq!(codes(&found(&serial)), []);
    // The same workbook on the calendar that counts from 1904.
    let later = patch(&clean, "xl/workbook.xml", "<workbookPr", "<workbookPr date1904=\"1\"");
    let later = with_cell(&later, SECONDEES, &start, &format!("<c r=\"{start}\"><v>{}</v></c>", 45446 - 1462));
    assert!(!found(&later).iter().any(|f| f.cell == start && f.rule == "E02"));
    let round = round(&later);
    let read = round.submission("HMIP").expect("read").secondees[0].date(secondee_audit::form::Sec::Start);
    assert_eq!(read, Some(jiff::civil::date(2024, 6, 3)));
}

#[test]
fn what_people_type_is_read_as_meant() {
    let nothing = [
        ("Start date", "3rd June 2024"),
        ("Start date", "Monday, 3 Jun 24"),
        ("Start date", "3.6.2024"),
        ("Start date", "2024-06-03T00:00:00"),
        ("Start date", "3 Mehefin 2024"),
        ("Start date", "\u{a0}03/06/2024\u{200b}"),
        ("FTE on NPM work", "100%"),
        ("FTE on NPM work", " 1.0\u{a0}"),
        ("Home establishment", "НМР Leeds"),
        ("Home establishment", "HMP\u{a0}Leeds\u{200b}"),
        ("Arrangement", "secondment\n"),
        ("Full name", "Rowan\nExample"),
        ("Full name", "Example, Rowan"),
        ("Post held", "محقق \u{202e}رئيسي"),
        ("Post held", "Prif Arolygydd – Ŵyn Siân 🙂"),
        ("Post held", "Àrd-neach-sgrùdaidh"),
        ("Post held", "=HYPERLINK(\"http://example.org\")"),
    ];
    for (heading, value) in nothing {
        let findings = found(&to_xlsx(&changed(&[set("S01", heading, value)])));
        let odd: Vec<_> = findings.iter().filter(|f| !matches!(f.rule.as_str(), "R04" | "Y02")).collect();
        assert!(odd.is_empty(), "{heading} = {value:?}: {odd:#?}");
    }
    for (heading, value, rule, words) in [
        ("Start date", "06/30/2024", "E04", "month first"),
        ("Start date", "summer 2024", "E02", "not a date"),
        ("Start date", "31/11/2024", "E02", "not a date"),
        ("FTE on NPM work", "full time", "E02", "not a number"),
        ("Full name", "Rowan Example; Alex Sample", "E02", "several people"),
        ("Full name", "Rowan Example\nAlex Sample", "E02", "several people"),
        ("Post held", "#NAME?", "E05", "#NAME?"),
    ] {
        let findings = found(&to_xlsx(&changed(&[set("S01", heading, value)])));
        let cell = at("S01", heading);
        let there = findings.iter().find(|f| f.rule == rule && f.cell == cell).unwrap_or_else(|| panic!("{value}: {findings:#?}"));
        assert!(there.message.contains(words), "{}", there.message);
    }
}

#[test]
fn a_date_that_proves_month_first_makes_those_beside_it_doubtful() {
    let book = changed(&[set("S01", "Last supervision date", "01/20/2026"), set("S02", "Last supervision date", "1/2/2026\u{a0}")]);
    let findings = found(&to_xlsx(&book));
    let doubtful: Vec<&str> = findings.iter().filter(|f| f.rule == "E04").map(|f| f.cell.as_str()).collect();
    // The date stored as a date is what it is; only the text that reads both ways is doubtful.
    assert_eq!(doubtful, [at("S01", "Last supervision date"), at("S02", "Last supervision date")], "{findings:#?}");
}

#[test]
fn the_other_end_of_a_period_typed_month_first_is_doubtful_too() {
    let visit = |reference, start, end| {
        let set = |heading, value| Edit::Set("HMIP", Sheet::Assignments, reference, heading, value);
        [set("Start date", start), set("End date", end)]
    };
    let found = |changes: &[Edit]| {
        let findings = found(&to_xlsx(&changed(changes)));
        findings.into_iter().filter(|f| f.rule == "E04").map(|f| f.cell).collect::<Vec<_>>()
    };
    let cell = |reference, heading| sample::clean().cell_of("HMIP", "Assignments", reference, heading).expect("a cell of the sample");
    // No start by itself says more than it does day first; the ends beside them do. A no-break space keeps a date a text.
    let month_first = [visit("A001", "10/06/2025\u{a0}", "10/17/2025"), visit("A002", "11/03/2025\u{a0}", "11/07/2025\u{a0}")];
    let doubtful = found(&month_first.concat());
    let all = [("A001", "Start date"), ("A001", "End date"), ("A002", "Start date"), ("A002", "End date")];
    assert_eq!(doubtful, all.map(|(reference, heading)| cell(reference, heading)));
    assert_eq!(found(&visit("A001", "06/10/2025\u{a0}", "17/10/2025\u{a0}")), [""; 0], "day first is as it should be");
}

#[test]
fn headings_totals_and_notes_are_no_people() {
    let mut book = changed(&[]);
    let width = book.sheets[1].headings.len();
    let line = |cells: &[(usize, &str)]| {
        let mut row = vec![String::new(); width];
        cells.iter().for_each(|(col, text)| row[*col] = (*text).into());
        row
    };
    let headings = book.sheets[1].headings.clone();
    let count = book.sheets[1].rows.len();
    let rows = &mut book.sheets[1].rows;
    rows.push(line(&[]));
    rows.push(headings);
    rows.push(line(&[(0, "Totals:"), (6, "2")]));
    rows.push(line(&[(0, "Note: two more secondees are expected in May.")]));
    let first = 4 + count + 2;
    for bytes in [to_xlsx(&book), ods(&book), xls(&book)] {
        let findings = found(&bytes);
        let expected = [("F10", "Secondees", format!("A{first}")), ("F10", "Secondees", format!("A{}", first + 1))];
        let expected: Vec<(&str, &str, &str)> = expected.iter().map(|(rule, sheet, cell)| (*rule, *sheet, cell.as_str())).collect();
        assert_eq!(codes(&findings), expected, "{findings:#?}");
        assert!(findings[0].message.contains("Totals") && findings[1].message.contains("two more"));
    }
}

#[test]
fn headings_over_two_rows_and_merged_group_titles_are_found() {
    let clean = to_xlsx(&changed(&[]));
    // A row of group titles above the headings, as merged cells have them.
    let grouped =
        patch(&clean, SECONDEES, "<row r=\"3\"", "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Who</t></is></c></row><row r=\"3\"");
    assert_eq!(codes(&found(&grouped)), []);
    // "Full" above "name".
    let split = with_cell(&clean, SECONDEES, "B3", "<c r=\"B3\" t=\"inlineStr\"><is><t>name</t></is></c>");
    let split =
        patch(&split, SECONDEES, "<row r=\"3\"", "<row r=\"2\"><c r=\"B2\" t=\"inlineStr\"><is><t>Full</t></is></c></row><row r=\"3\"");
    assert_eq!(codes(&found(&split)), []);
}

#[test]
fn comments_macros_and_links_are_pointed_out() {
    let clean = to_xlsx(&changed(&[]));
    let rels = |inner: &str| support::relations(inner).into_bytes();
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"http://schemas.microsoft.com/{kind}\" Target=\"{target}\"/>")
    };
    let both = rels(
        &(relation("a", "threadedComment", "../threadedComments/t1.xml") + &relation("b", "relationships/comments", "../comments1.xml")),
    );
    let threads = b"<ThreadedComments><threadedComment ref=\"B4\" id=\"1\"><text>Ash asked to be &amp; left out</text></threadedComment></ThreadedComments>";
    let notes = b"<comments><commentList><comment ref=\"B4\"><text><t>[Threaded comment] a copy</t></text></comment><comment ref=\"C5\"><text><r><t>see </t></r><r><t>mail</t></r></text></comment></commentList></comments>";
    let commented = with_parts(
        &clean,
        &[("xl/worksheets/_rels/sheet3.xml.rels", &both), ("xl/threadedComments/t1.xml", threads), ("xl/comments1.xml", notes)],
    );
    let findings = found(&commented);
    assert_eq!(codes(&findings), [("F10", "Secondees", "B4"), ("F10", "Secondees", "C5")], "{findings:#?}");
    assert!(findings[0].message.contains("Ash asked to be & left out") && findings[1].message.contains("see mail"));
    let macros = with_parts(&clean, &[("xl/vbaProject.bin", b"x"), ("xl/externalLinks/externalLink1.xml", b"<externalLink/>")]);
    assert_eq!(found(&macros).iter().map(|f| f.rule.as_str()).collect::<Vec<_>>(), ["F12", "F12"]);
    let hidden_sheet = "<style:style style:name=\"gone\"><style:table-properties table:display=\"false\"/></style:style>";
    let somebody_elses = "<table:table table:name=\"CQC staff\" table:style-name=\"gone\"><table:table-row><table:table-cell \
        office:value-type=\"string\"><office:annotation><dc:creator>x</dc:creator><text:p>y</text:p></office:annotation><text:p>Kim</text:p>\
        </table:table-cell></table:table-row></table:table>";
    let findings = found(&ods_with(&changed(&[]), hidden_sheet, somebody_elses));
    assert!(findings.iter().any(|f| f.rule == "F11" && f.sheet == "CQC staff" && f.cell == "A1"), "{findings:#?}");
}

/// A row of a survey sheet with cells given as XML.
fn row(number: u32, cells: &str) -> String {
    format!("<row r=\"{number}\">{cells}</row>")
}

#[test]
fn what_is_large_but_empty_costs_nothing() {
    let book = changed(&[]);
    let clean = to_xlsx(&book);
    let far = patch(&clean, SECONDEES, "</sheetData>", "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>");
    let mut rows = String::new();
    for number in 100..300_000 {
        rows.push_str(&format!("<row r=\"{number}\" s=\"1\" customFormat=\"1\"><c r=\"A{number}\" s=\"1\"/></row>"));
    }
    let empty = patch(&clean, SECONDEES, "</sheetData>", &format!("{rows}</sheetData>"));
    let workers = Workers::of(PROGRAM);
    for bytes in [far, empty, ods(&book)] {
        let start = Instant::now();
        let measured = workers.measure(&bytes, &Limits::default());
        let (said, peak, time) = (measured.extracted.1.as_ref().err(), measured.peak >> 10, start.elapsed());
        assert!(said.is_none() && peak < 300 && time < Duration::from_secs(8), "{said:?} {peak} MB {time:?}");
        assert!(peak > 0 || !cfg!(target_os = "linux"), "it was read by a worker");
        assert_eq!(codes(&found(&bytes)), []);
    }
}

/// A zip whose directory says that its only part unpacks to just under 4 GB.
fn declared_4_gb() -> Vec<u8> {
    let mut bytes = zip(&[("xl/workbook.xml", b"<workbook/>")]);
    let directory = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").expect("a directory");
    bytes[directory + 24..directory + 28].copy_from_slice(&0xffff_fffeu32.to_le_bytes());
    bytes
}

/// A zip whose directory names one part many times over.
fn overlapping() -> Vec<u8> {
    let bytes = zip(&[("xl/workbook.xml", &[b' '; 100_000])]);
    let directory = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").expect("a directory");
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06").expect("an end");
    let mut out = bytes[..directory].to_vec();
    for number in 0..100u8 {
        let mut entry = bytes[directory..end].to_vec();
        entry[46 + 3] = b'a' + number % 26;
        entry[46 + 4] = b'a' + number / 26;
        out.extend(entry);
    }
    let mut tail = bytes[end..].to_vec();
    tail[8..12].copy_from_slice(&[100, 0, 100, 0]);
    tail[12..16].copy_from_slice(&((out.len() - directory) as u32).to_le_bytes());
    out.extend(tail);
    out
}

fn hostile() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let title = "<c r=\"A1\" t=\"inlineStr\"><is><t>Secondee ref</t></is></c>";
    let deep = format!("{}{}{}", row(1, title), "<x>".repeat(100_000), "</x>".repeat(100_000));
    let sheet = |at: usize| format!("<sheet name=\"S{at}\" sheetId=\"{at}\" r:id=\"r1\"/>");
    let many_sheets: String = (0..20_000).map(sheet).collect();
    let strings = |inner: &str, times: usize| {
        format!("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">{}</sst>", inner.repeat(times))
    };
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
    let entities = patch(&xlsx(&[("Secondees", "")], "<sst/>"), "xl/workbook.xml", "<workbook", &format!("{bomb}<workbook"));
    let in_sheet = patch(&xlsx(&[("Secondees", "")], "<sst/>"), "xl/worksheets/sheet1.xml", "<worksheet", &format!("{bomb}<worksheet"));
    let parts: Vec<String> = (0..20_000).map(|at| format!("xl/worksheets/sheet{at}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|name| (name.as_str(), &b"<worksheet/>"[..])).collect();
    let long = format!("<si><t>{}</t></si>", "x".repeat(30_000));
    let repeated: String = (1..=5_000).map(|at| row(at, &"<c t=\"s\"><v>0</v></c>".repeat(10))).collect();
    let ods_million = "<table:table table:name=\"Secondees\"><table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell \
        table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/></table:table-row></table:table>";
    vec![
        ("a zip bomb", odd_files::bomb(), "unpacks to"),
        ("a bomb within the size", zip(&[("xl/workbook.xml", &vec![b' '; 200 << 20])]), "zip bomb"),
        ("a zip that holds itself", quine::quine("r/r.zip"), "zip archive"),
        ("one that holds itself as a workbook", quine::quine("xl/workbook.xml"), "damaged"),
        ("a part declared 4 GB", declared_4_gb(), "unpacks to"),
        ("parts over one another", overlapping(), "over one another"),
        ("an entity bomb", entities, "entities"),
        ("an entity bomb in a sheet", in_sheet, "entities"),
        ("deep XML", xlsx(&[("Secondees", &deep)], "<sst/>"), "nested"),
        ("20,000 sheets", zip(&parts), "parts"),
        (
            "20,000 sheets, one part",
            patch(&xlsx(&[("Secondees", "")], "<sst/>"), "xl/workbook.xml", "<sheets>", &format!("<sheets>{many_sheets}")),
            "sheets",
        ),
        ("5 million empty texts", xlsx(&[("Secondees", "")], &strings("<si/>", 5_000_000)), "different texts"),
        ("5 million texts", xlsx(&[("Secondees", "")], &strings("<si><t>a</t></si>", 5_000_000)), "its texts"),
        ("a text in every cell", xlsx(&[("Secondees", &repeated)], &strings(&long, 1)), "MB of text"),
        (
            "a cell of a million letters",
            xlsx(
                &[("Secondees", &row(1, "<c r=\"A1\" t=\"s\"><v>0</v></c>"))],
                &strings(&format!("<si><t>{}</t></si>", "x".repeat(1_000_000)), 1),
            ),
            "characters",
        ),
        ("an .ods of a billion cells", ods_with(&changed(&[]), "", ods_million), "cells"),
        ("an .ods, deep", ods_with(&changed(&[]), "", &format!("{}{}", "<x>".repeat(100_000), "</x>".repeat(100_000))), "nested"),
    ]
}

#[test]
fn the_zip_that_holds_itself_does() {
    for name in ["r/r.zip", "xl/workbook.xml"] {
        let file = quine::quine(name);
        assert!(support::parts(&file) == [(name.to_string(), file.clone())], "{name}");
    }
}

#[test]
fn files_made_to_harm_are_refused_in_time_and_memory() {
    let mut said = Vec::new();
    for (name, bytes, words) in hostile() {
        // A worker of its own, so that the peak is this file's.
        let workers = Workers::of(PROGRAM);
        let start = Instant::now();
        let measured = workers.measure(&bytes, &Limits::default());
        let (time, peak) = (start.elapsed(), measured.peak);
        println!("{name}: {:.2} s, {} MB, {:?}", time.as_secs_f64(), peak >> 10, measured.extracted.1.as_ref().err());
        let fits = match &measured.extracted.1 {
            Err(Fault::NotWorkbook(reason) | Fault::TooLarge(reason)) => reason.what.contains(words),
            _ => false,
        };
        if !fits || time > LONGEST || peak > MOST_KIB || (peak == 0 && cfg!(target_os = "linux")) {
            said.push(format!("{name}: {time:?}, {peak} KiB, {:?}", measured.extracted.1.err()));
        }
    }
    assert!(said.is_empty(), "{}", said.join("\n"));
}

#[test]
fn a_worker_that_hangs_or_takes_all_memory_costs_its_file_only() {
    let good = to_xlsx(&changed(&[]));
    let workers = Workers::of(PROGRAM);
    let reads = |limits: &Limits| match workers.extract(&good, limits).1 {
        Ok(_) => String::new(),
        Err(Fault::TooLarge(reason)) => reason.what,
        Err(fault) => format!("{fault:?}"),
    };
    let usual = Limits::default();
    assert_eq!(reads(&usual), "");
    assert!(reads(&Limits { seconds: 0, ..usual.clone() }).contains("longer than 0 seconds"));
    assert_eq!(reads(&usual), "");
    if cfg!(target_os = "linux") {
        let little = Limits { memory_bytes: 1 << 20, ..usual.clone() };
        let fault = workers.extract(&vec![1; 20 << 20], &little).1.err();
        assert!(matches!(&fault, Some(Fault::TooLarge(reason)) if reason.what.contains("more than 1 MB of memory")), "{fault:?}");
    }
    assert_eq!(reads(&usual), "");
    // What is no such program is not taken for one, and nothing is read without limits.
    for program in ["/nowhere/secondee-audit", "/bin/true"] {
        let fault = Workers::of(program).extract(&good, &usual).1.err();
        assert!(matches!(&fault, Some(Fault::NotWorkbook(reason)) if reason.what.starts_with(NOT_LOOKED_AT)), "{program}: {fault:?}");
    }
}

#[cfg(unix)]
#[test]
fn where_no_worker_can_be_started_any_more_a_file_is_not_looked_at_and_can_be_read_later() {
    use std::os::unix::fs::symlink;

    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("secondee-audit");
    let (good, usual) = (to_xlsx(&changed(&[])), Limits::default());
    let workers = Workers::of(&program);
    let reads = || match workers.extract(&good, &usual).1 {
        Ok(_) => String::new(),
        Err(Fault::NotWorkbook(reason)) => format!("{}; {}", reason.what, reason.ask),
        Err(fault) => format!("{fault:?}"),
    };
    symlink(PROGRAM, &program).expect("the program");
    assert_eq!(reads(), "");
    std::fs::remove_file(&program).expect("gone");
    // The one worker that is there serves all who wait for it.
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..6).map(|_| scope.spawn(reads)).collect();
        assert!(all.into_iter().all(|one| one.join().expect("a thread").is_empty()));
    });
    let late = workers.extract(&good, &Limits { seconds: 0, ..usual.clone() }).1;
    assert!(matches!(late, Err(Fault::TooLarge(_))), "it has ended that worker");
    for _ in 0..2 {
        let said = reads();
        assert!(said.starts_with(NOT_LOOKED_AT) && said.contains("not where it was") && said.contains("run the audit again"), "{said}");
    }
    symlink(PROGRAM, &program).expect("the program");
    assert_eq!(reads(), "");
}
