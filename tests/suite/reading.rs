//! Every word of a cell counts: what stands beside a date or a number, what the member sees, rows that continue or do not fit; each kind with
//! variants, and the same in every format.

use secondee_audit::form::{Sec, Sheet};
use secondee_audit::model::Round;
use secondee_audit::model::finding::Finding;
use secondee_audit::places::Register;
use secondee_audit::read::{self, Limits};
use secondee_audit::rules::Edit;
use secondee_audit::rules::run::{self as check, Overrides};
use secondee_audit::sample::{self, WorkbookFile, to_xlsx};

use crate::support::files::{SHOWS_S, STRUCK, ods, ods_with, patch, with_cell, with_parts, xls, xls_looking};

const SECONDEES: &str = "xl/worksheets/sheet3.xml";

fn changed(changes: &[Edit]) -> WorkbookFile {
    let mut sample = sample::clean();
    changes.iter().for_each(|change| sample.apply(change));
    sample.books.swap_remove(0)
}

fn set(sheet: Sheet, reference: &'static str, heading: &'static str, value: &'static str) -> Edit {
    Edit::Set("HMIP", sheet, reference, heading, value)
}

fn at(sheet: Sheet, reference: &str, heading: &str) -> String {
    sample::clean().cell_of("HMIP", sheet.name(), reference, heading).expect("a cell of the sample")
}

fn round(hmip: &[u8]) -> Round {
    let clean = sample::clean();
    let register = Register::embedded();
    let files = clean.files().into_iter().map(|(name, bytes)| if name.starts_with("HMIP") { (name, hmip.to_vec()) } else { (name, bytes) });
    let received = files.map(|(name, bytes)| read::read(&name, &bytes, &register, &clean.settings, &Limits::default())).collect();
    let (returns, received) = read::settle(&clean.settings, received);
    Round::new(clean.settings.clone(), register, returns, received, clean.last.clone())
}

fn found(hmip: &[u8]) -> Vec<Finding> {
    let mut findings = check::run(&round(hmip), &Overrides::default()).findings;
    findings.retain(|finding| finding.member == "HMIP" || finding.file.starts_with("HMIP"));
    findings
}

fn codes(findings: &[Finding]) -> Vec<(&str, &str, &str)> {
    findings.iter().map(|f| (f.rule.as_str(), f.sheet.as_str(), f.cell.as_str())).collect()
}

/// One finding of a rule at a cell, whose message holds some words, and none of the same rule elsewhere.
fn one(findings: &[Finding], rule: &str, cell: &str, words: &str) {
    let of_rule: Vec<&Finding> = findings.iter().filter(|finding| finding.rule == rule).collect();
    assert!(of_rule.len() == 1 && of_rule[0].cell == cell && of_rule[0].message.contains(words), "{rule} {cell} {words}: {findings:#?}");
}

#[test]
fn a_date_with_something_beside_it_is_asked_about_in_every_format() {
    let cell = at(Sheet::Assignments, "A001", "End date");
    for (value, words, ask) in [
        ("17/10/2025, 18/10/2025", "two dates", "a row of its own"),
        ("17/10/2025 and 20/10/2025", "two dates", "a row of its own"),
        ("06/10/2025 - 17/10/2025", "a range", "under Start date"),
        ("06/10 - 17/10/2025", "a range", "under Start date"),
        ("6 to 17 October 2025", "a range", "under Start date"),
        ("17/10/2025 (tbc)", "something more", "in Notes"),
        ("17/10/2025?", "something more", "in Notes"),
        ("about 17/10/2025", "something more", "in Notes"),
        ("c. 2025", "not a date", "day/month/year"),
    ] {
        let book = changed(&[set(Sheet::Assignments, "A001", "End date", value)]);
        for bytes in [to_xlsx(&book), ods(&book), xls(&book)] {
            let findings = found(&bytes);
            one(&findings, "E02", &cell, words);
            let finding = findings.iter().find(|finding| finding.rule == "E02").expect("one");
            assert!(finding.action.contains(ask), "{value}: {}", finding.action);
        }
    }
    for value in
        ["17/10/2025 00:00", "17/10/2025 16:30", "17/10/2025, 4.30 pm", "2025-10-17T16:30:00Z", "17 October 2025 at 16:30", "17/10/2025."]
    {
        let findings = found(&to_xlsx(&changed(&[set(Sheet::Assignments, "A001", "End date", value)])));
        assert_eq!(codes(&findings), [], "{value}: {findings:#?}");
    }
}

#[test]
fn a_number_in_another_countrys_hand_is_read_or_asked_about() {
    let cell = at(Sheet::Secondees, "S01", "FTE on NPM work");
    for (value, number) in [("0,8", 0.8), ("0,75", 0.75), ("0,800", 0.8), ("1,0", 1.0), ("80%", 0.8)] {
        let bytes = to_xlsx(&changed(&[set(Sheet::Secondees, "S01", "FTE on NPM work", value)]));
        let round = round(&bytes);
        let row = &round.submission("HMIP").expect("read").secondees[0];
        assert_eq!(row.number(Sec::Fte), Some(number), "{value}");
        assert!(!row.cell(Sec::Fte).normalised.is_empty(), "{value}");
        assert!(!found(&bytes).iter().any(|finding| finding.cell == cell && finding.rule == "E02"), "{value}");
    }
    for (value, words) in [
        ("1,000", "comma"),
        ("0.5 (2 days)", "something more"),
        ("0,5,0", "something more"),
        ("0.5/0.6", "something more"),
        ("half", "not a number"),
    ] {
        one(&found(&to_xlsx(&changed(&[set(Sheet::Secondees, "S01", "FTE on NPM work", value)]))), "E02", &cell, words);
    }
    let cell = at(Sheet::Return, "R09", "Answer");
    for (value, words) in [("2,0", "comma"), ("3 (was 4)", "something more"), ("20,5", "comma")] {
        one(&found(&to_xlsx(&changed(&[set(Sheet::Return, "R09", "Answer", value)]))), "E02", &cell, words);
    }
}

/// Secondees of HMIP with the number in a cell shown by a format of its own.
fn formatted(cell: &str, number: &str, format: &str) -> Vec<u8> {
    let styled = to_xlsx(&changed(&[]));
    let styles =
        String::from_utf8(crate::support::files::parts(&styled).into_iter().find(|(name, _)| name == "xl/styles.xml").expect("styles").1)
            .expect("text");
    let count = styles.split("<cellXfs").nth(1).expect("formats").split("</cellXfs>").next().expect("formats").matches("<xf ").count();
    let added = "<xf numFmtId=\"190\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs>";
    let styled = patch(&styled, "xl/styles.xml", "</cellXfs>", added);
    let code = format!("<numFmt numFmtId=\"190\" formatCode=\"{}\"/>", format.replace('"', "&quot;"));
    let styled = match styles.contains("</numFmts>") {
        true => patch(&styled, "xl/styles.xml", "</numFmts>", &format!("{code}</numFmts>")),
        false => patch(&styled, "xl/styles.xml", "<fonts", &format!("<numFmts count=\"1\">{code}</numFmts><fonts")),
    };
    with_cell(&styled, SECONDEES, cell, &format!("<c r=\"{cell}\" s=\"{count}\"><v>{number}</v></c>"))
}

#[test]
fn a_number_is_compared_as_its_format_shows_it() {
    let cell = at(Sheet::Secondees, "S01", "Secondee ref");
    for format in ["\"S\"00", "\\S00", "[Blue]\"S\"00", "\"S\"00;\"S\"00", "\"S\"00_)", "\"S0\"0"] {
        let findings = found(&formatted(&cell, "1", format));
        assert_eq!(codes(&findings), [], "{format}: {findings:#?}");
    }
    assert!(found(&formatted(&cell, "1", "0")).iter().any(|finding| finding.rule == "R03"));
}

#[test]
fn an_xls_shows_its_numbers_and_its_struck_texts_too() {
    let book = changed(&[]);
    let shown = xls_looking(&book, &|text| (text == "S01").then_some((SHOWS_S, Some(1.0))));
    assert_eq!(codes(&found(&shown)), []);
    let plain = xls_looking(&book, &|text| (text == "S01").then_some((0, Some(1.0))));
    assert_eq!(codes(&found(&plain)), [], "the same number in every cell");
    let struck = found(&xls_looking(&book, &|text| (text == "HMP Durham").then_some((STRUCK, None))));
    one(&struck, "F10", &at(Sheet::Secondees, "S02", "Home establishment"), "struck through");
}

#[test]
fn a_value_merged_over_several_columns_is_asked_about_once() {
    let (start, end) = (at(Sheet::Secondees, "S02", "Home establishment"), at(Sheet::Secondees, "S02", "Close affiliations"));
    let covered = at(Sheet::Secondees, "S02", "Likely to return to");
    let findings = found(&merged(&to_xlsx(&changed(&[])), &[&format!("{start}:{end}")]));
    one(&findings, "E02", &covered, "\"HMP Durham\": one value shown over several columns");
    // The last columns of dates and names alike; what need not be filled in is not asked about.
    for (first, last, asked) in [
        ("Start date", "End date", Some("End date")),
        ("Full name", "Arrangement", Some("Arrangement")),
        ("Conflict assessment date", "Assessment outcome", Some("Assessed by")),
        ("Independence briefing date", "Notes", None),
    ] {
        let range = format!("{}:{}", at(Sheet::Secondees, "S01", first), at(Sheet::Secondees, "S01", last));
        let findings = found(&merged(&to_xlsx(&changed(&[])), &[&range]));
        let asked: Vec<String> = asked.map(|heading| at(Sheet::Secondees, "S01", heading)).into_iter().collect();
        let got: Vec<String> = findings.iter().filter(|f| f.rule == "E02").map(|f| f.cell.clone()).collect();
        assert_eq!(got, asked, "{range}: {findings:#?}");
        assert!(!findings.iter().any(|f| f.rule == "E01" && f.sheet == "Secondees"), "{range}: {findings:#?}");
    }
}

/// HMIP's return with cells of Secondees merged.
fn merged(bytes: &[u8], merges: &[&str]) -> Vec<u8> {
    let merges: String = merges.iter().map(|merge| format!("<mergeCell ref=\"{merge}\"/>")).collect();
    patch(bytes, SECONDEES, "</sheetData>", &format!("</sheetData><mergeCells>{merges}</mergeCells>"))
}

#[test]
fn a_merged_value_counts_in_each_row_and_what_it_covers_is_pointed_out() {
    let home = at(Sheet::Secondees, "S01", "Home organisation");
    let below = at(Sheet::Secondees, "S02", "Home organisation");
    let clean = to_xlsx(&changed(&[set(Sheet::Secondees, "S02", "Home organisation", "")]));
    assert!(found(&clean).iter().any(|finding| finding.rule == "E01" && finding.cell == below));
    let findings = found(&merged(&clean, &[&format!("{home}:{below}")]));
    assert_eq!(codes(&findings), [], "{findings:#?}");
    // The value that a merged cell covers cannot be seen.
    let covered = merged(&to_xlsx(&changed(&[])), &[&format!("{home}:{below}")]);
    let findings = found(&covered);
    one(&findings, "F11", &below, "merged cell");
}

/// HMIP's Secondees with a line below that of a secondee: the heading and text of its cells.
fn continued(after: usize, cells: &[(&str, &str)]) -> WorkbookFile {
    let mut book = changed(&[]);
    let grid = &mut book.sheets[1];
    let mut line = vec![String::new(); grid.headings.len()];
    for (heading, text) in cells {
        let at = grid.headings.iter().position(|known| known == heading).expect("a heading");
        line[at] = (*text).into();
    }
    grid.rows.insert(after, line);
    book
}

#[test]
fn a_line_that_continues_the_row_above_is_one_query_and_counts() {
    for cells in [
        &[("Close affiliations", "HMP Bristol")][..],
        &[("Likely to return to", "HMP Bristol")],
        &[("Close affiliations", "HMP Bristol"), ("Notes", "by marriage")],
        &[("Notes", "Also trains others")],
        &[("Post held", "and team leader")],
        &[("End date", "31/05/2027")],
    ] {
        let book = continued(1, cells);
        for bytes in [to_xlsx(&book), ods(&book), xls(&book)] {
            let findings = found(&bytes);
            assert_eq!(findings.iter().filter(|finding| finding.rule == "E02").count(), 1, "{cells:?}: {findings:#?}");
            assert!(!findings.iter().any(|finding| finding.rule == "E01"), "{cells:?}: {findings:#?}");
            let query = findings.iter().find(|finding| finding.rule == "E02").expect("one");
            assert!(query.message.contains("S01") && cells.iter().all(|(_, text)| query.message.contains(text)), "{}", query.message);
            let read = round(&bytes);
            let first = &read.submission("HMIP").expect("read").secondees[0];
            for (heading, text) in cells.iter().filter(|(_, text)| text.starts_with("HMP")) {
                let field = if heading.starts_with("Close") { Sec::Affiliations } else { Sec::Return };
                assert!(first.cell(field).places().iter().any(|named| named.written == *text), "{text}");
            }
        }
    }
}

/// The cells of a row of another sheet, laid under the headings of Secondees.
fn pasted(rows: &[&[&str]]) -> WorkbookFile {
    let mut book = changed(&[]);
    let width = book.sheets[1].headings.len();
    for row in rows {
        let mut line: Vec<String> = row.iter().map(|text| (*text).into()).collect();
        line.resize(width, String::new());
        book.sheets[1].rows.push(line);
    }
    book
}

const STAFF: &[&str] =
    &["T09", "Robin Pasted", "Inspector", "Frontline", "Permanent", "1", "Inspection team", "HMP Hull (left 2012)", "", "", "02/04/2025"];
const ASSIGNED: &[&str] =
    &["A099", "S01", "", "Rowan Example", "Inspection", "HMP Bedford", "03/11/2025", "14/11/2025", "Team member", "HMIP"];

#[test]
fn a_row_of_another_sheet_is_one_query() {
    for (rows, words) in [
        (&[STAFF][..], "looks like a row of Staff"),
        (&[STAFF, STAFF], "look like rows of Staff"),
        (&[ASSIGNED], "looks like a row of Assignments"),
    ] {
        let book = pasted(rows);
        for bytes in [to_xlsx(&book), ods(&book), xls(&book)] {
            let findings = found(&bytes);
            assert_eq!(findings.len(), 1, "{findings:#?}");
            assert!(findings[0].rule == "E02" && findings[0].message.contains(words), "{}", findings[0].message);
        }
    }
    // A row whose cells stand one column too far to the right.
    let mut book = changed(&[]);
    let last = book.sheets[1].rows.len() - 1;
    let row = &mut book.sheets[1].rows[last];
    row.insert(2, String::new());
    row.pop();
    let findings = found(&to_xlsx(&book));
    let queries: Vec<&Finding> = findings.iter().filter(|finding| matches!(finding.rule.as_str(), "E01" | "E02" | "E03" | "E06")).collect();
    assert!(queries.len() == 1 && queries[0].message.contains("one column too far to the right"), "{findings:#?}");
}

#[test]
fn a_question_asked_again_and_text_beside_the_table_are_shown() {
    let book = |line: &[&str]| {
        let mut book = changed(&[]);
        let width = book.sheets[0].headings.len();
        let mut line: Vec<String> = line.iter().map(|text| (*text).into()).collect();
        line.resize(width.max(line.len()), String::new());
        book.sheets[0].rows.push(line);
        book
    };
    let below = format!("A{}", 3 + changed(&[]).sheets[0].rows.len() + 1);
    for (line, is_asked) in [
        (&["R09", "Secondees (revised)", "30"][..], true),
        (&["r13", "", "Partly"], true),
        (&["R08", "", "No"], true),
        (&["R16", "", "No recruitment", "see above"], true),
        (&["R99", "Another question", "Yes"], false),
        (&["Please ring me about this"], false),
    ] {
        for bytes in [to_xlsx(&book(line)), ods(&book(line)), xls(&book(line))] {
            let findings = found(&bytes);
            assert!(findings.iter().any(|f| f.rule == "F10" && f.sheet == "Return" && f.cell == below), "{line:?}: {findings:#?}");
            let asked = findings.iter().filter(|f| f.rule == "E02" && f.sheet == "Return").count();
            assert_eq!(asked, usize::from(is_asked), "{line:?}: {findings:#?}");
        }
    }
    // The same answer once more is shown, and is no question.
    let again = changed(&[]).sheets[0].rows[8].clone();
    let again: Vec<&str> = again.iter().map(String::as_str).collect();
    let findings = found(&to_xlsx(&book(&again)));
    assert_eq!(codes(&findings), [("F10", "Return", below.as_str())], "{findings:#?}");
    // Beside the answers, and beside a secondee.
    let clean = to_xlsx(&changed(&[]));
    let text = "<c r=\"AZ4\" t=\"inlineStr\"><is><t>left in May</t></is></c></row>";
    for (part, sheet) in [("xl/worksheets/sheet2.xml", "Return"), (SECONDEES, "Secondees")] {
        let sheet_xml = String::from_utf8(crate::support::files::parts(&clean).into_iter().find(|(name, _)| name == part).expect("it").1)
            .expect("text");
        let row = &sheet_xml[sheet_xml.find("<row r=\"4\"").expect("row 4")..];
        let row = &row[..row.find("</row>").expect("its end") + 6];
        let findings = found(&patch(&clean, part, row, &row.replace("</row>", text)));
        assert_eq!(codes(&findings), [("F10", sheet, "AZ4")], "{findings:#?}");
    }
}

#[test]
fn what_is_struck_through_or_in_a_text_box_is_shown() {
    let clean = to_xlsx(&changed(&[]));
    let name = at(Sheet::Secondees, "S01", "Post held");
    let struck = format!("<c r=\"{name}\" t=\"inlineStr\"><is><r><rPr><strike/></rPr><t>Inspector</t></r></is></c>");
    one(&found(&with_cell(&clean, SECONDEES, &name, &struck)), "F10", &name, "struck through");
    let drawing = b"<xdr:wsDr><xdr:twoCellAnchor><xdr:from><xdr:col>2</xdr:col><xdr:row>6</xdr:row></xdr:from><xdr:sp><xdr:txBody><a:p><a:r><a:t>S03 has left &amp; gone</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>";
    let relation = "<Relationship Id=\"d1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing\" Target=\"../drawings/drawing9.xml\"/>";
    let rels = crate::support::files::relations(relation).into_bytes();
    let boxed = with_parts(&clean, &[("xl/worksheets/_rels/sheet3.xml.rels", &rels), ("xl/drawings/drawing9.xml", drawing)]);
    one(&found(&boxed), "F10", "C7", "S03 has left & gone");
    let styles = "<style:style style:name=\"gone\"><style:text-properties style:text-line-through-style=\"solid\"/></style:style>";
    let book = changed(&[]);
    let plain = ods_with(&book, styles, "");
    let ods_struck = patch(
        &plain,
        "content.xml",
        "office:value-type=\"string\"><text:p>S01",
        "office:value-type=\"string\" table:style-name=\"gone\"><text:p>S01",
    );
    assert!(found(&ods_struck).iter().any(|f| f.rule == "F10" && f.message.contains("struck through")));
    let shape = "<table:table-row><table:table-cell><draw:custom-shape><text:p>S03 has left</text:p></draw:custom-shape></table:table-cell></table:table-row>";
    let plain = ods(&book);
    let content =
        String::from_utf8(crate::support::files::parts(&plain).into_iter().find(|(name, _)| name == "content.xml").expect("it").1)
            .expect("text");
    let start = content.find("table:name=\"Secondees\"").expect("the sheet");
    let rows = &content[start..start + content[start..].find("<table:table-row").expect("rows")];
    let findings = found(&patch(&plain, "content.xml", rows, &format!("{rows}{shape}")));
    assert!(
        findings.iter().any(|f| f.rule == "F10" && f.message.contains("text box") && f.message.contains("S03 has left")),
        "{findings:#?}"
    );
}

#[test]
fn a_date_whose_day_and_month_may_have_changed_places_is_one_finding_for_its_column() {
    let assessed = [("S01", "10/06/2025"), ("S02", "07/11/2025"), ("S03", "25/09/2025")];
    let changes: Vec<Edit> =
        assessed.iter().map(|(reference, date)| set(Sheet::Secondees, reference, "Conflict assessment date", date)).collect();
    let clean = to_xlsx(&changed(&changes));
    let third = at(Sheet::Secondees, "S03", "Conflict assessment date");
    let as_text = with_cell(&clean, SECONDEES, &third, &format!("<c r=\"{third}\" t=\"inlineStr\"><is><t>25/09/2025</t></is></c>"));
    let findings = found(&as_text);
    one(&findings, "E04", &at(Sheet::Secondees, "S01", "Conflict assessment date"), "10 June 2025 or 6 October 2025");
    assert!(findings.iter().any(|f| f.rule == "E04" && f.message.contains("7 November 2025 or 11 July 2025")));
}

#[test]
fn dates_of_the_other_calendar_are_one_finding_that_names_it() {
    let clean = to_xlsx(&changed(&[]));
    let findings = found(&patch(&clean, "xl/workbook.xml", "<workbookPr", "<workbookPr date1904=\"1\""));
    let doubtful: Vec<&Finding> = findings.iter().filter(|f| f.rule == "E04").collect();
    assert!(doubtful.len() == 1 && doubtful[0].message.contains("1904") && doubtful[0].message.contains("1,462"), "{findings:#?}");
    assert!(!findings.iter().any(|f| f.rule == "R05"), "{findings:#?}");
}

#[test]
fn members_are_known_by_their_names() {
    let names = sample::clean().settings;
    let cqc = names.member("CQC").expect("a member").name.clone();
    for typed in
        [cqc.to_uppercase(), format!("the {cqc}"), format!("{cqc} (CQC)"), format!("CQC – {cqc}"), format!(" {cqc} "), "cqc".into()]
    {
        let typed: &'static str = typed.leak();
        let findings = found(&to_xlsx(&changed(&[set(Sheet::Assignments, "A005", "Person's member", typed)])));
        assert_eq!(codes(&findings), [], "{typed}: {findings:#?}");
    }
    let findings = found(&to_xlsx(&changed(&[set(Sheet::Assignments, "A001", "Lead member", "The Nowhere Board")])));
    one(&findings, "E03", &at(Sheet::Assignments, "A001", "Lead member"), "no member of the round");
    for typed in ["N/A", "-", "none"] {
        let findings = found(&to_xlsx(&changed(&[set(Sheet::Assignments, "A001", "Lead member", typed)])));
        assert!(!findings.iter().any(|f| f.rule == "E03"), "{typed}: {findings:#?}");
    }
}

#[test]
fn several_members_may_lead() {
    let names = sample::clean().settings;
    let cqc = names.member("CQC").expect("a member").name.clone();
    let lead = |typed: &'static str| found(&to_xlsx(&changed(&[set(Sheet::Assignments, "A001", "Lead member", typed)])));
    for typed in [
        "HMIP; CQC",
        "hmip, cqc",
        "HMIP / CQC",
        "HMIP and CQC",
        "HMIP & CQC",
        "CQC; HMIP; CQC",
        "HMIP;",
        &format!("HMIP; {cqc}"),
        &format!("{cqc} and HMIP"),
    ] {
        let typed: &'static str = typed.to_string().leak();
        let findings = lead(typed);
        assert!(!findings.iter().any(|f| f.rule == "E03"), "{typed}: {findings:#?}");
    }
    for typed in ["HMIP; The Nowhere Board", "HMIP CQC", "CQC, tbc or so", "HMIP and others"] {
        one(&lead(typed), "E03", &at(Sheet::Assignments, "A001", "Lead member"), "no member of the round");
    }
}

#[test]
fn sheets_named_as_numbers_exports_them_are_the_sheets() {
    let clean = to_xlsx(&changed(&[]));
    for suffix in [" - Table 1", " - Table 1-1", " - Tabelle 1", " - Secondees 2026", " – Table 1", " -  Table 2"] {
        let renamed = ["Return", "Secondees", "Staff", "Assignments"].iter().fold(clean.clone(), |bytes, name| {
            patch(&bytes, "xl/workbook.xml", &format!("name=\"{name}\""), &format!("name=\"{name}{suffix}\""))
        });
        let findings = found(&renamed);
        assert!(findings.len() == 1 && findings[0].rule == "F10" && findings[0].message.contains("Numbers"), "{suffix}: {findings:#?}");
    }
}

#[test]
fn of_several_tables_of_one_sheet_one_is_read_and_the_others_are_named() {
    let clean = to_xlsx(&changed(&[Edit::AddSheet("HMIP", "Secondees - Table 1-1"), Edit::AddSheet("HMIP", "Return - Table 2")]));
    let renamed = ["Return", "Secondees", "Staff", "Assignments"]
        .iter()
        .fold(clean, |bytes, name| patch(&bytes, "xl/workbook.xml", &format!("name=\"{name}\""), &format!("name=\"{name} - Table 1\"")));
    let findings = found(&renamed);
    assert!(findings.len() == 3 && findings.iter().all(|f| f.rule == "F10"), "{findings:#?}");
    for (sheet, read) in [("Secondees - Table 1-1", "Secondees - Table 1"), ("Return - Table 2", "Return - Table 1")] {
        let is_it = |f: &&Finding| f.sheet == sheet && f.message.contains(&format!("of which \"{read}\" was read"));
        assert!(findings.iter().any(|f| is_it(&f)), "{sheet}: {findings:#?}");
    }
}
