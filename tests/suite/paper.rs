//! The paper for the meeting: at most six pages to read, nothing to type in; printed text is 9 points high or more; what Summary asks adds up.

use std::fs;

use crate::support::rounds;
use crate::support::workbooks as support;
use secondee_audit::book::tables::Ours;

const SHEETS: [&str; 5] = ["Summary", "Conflicts", "Year on year", "Compliance", "Narrative"];

/// The value of an attribute in the first tag of that name.
fn attribute(xml: &str, tag: &str, name: &str) -> Option<String> {
    let at = xml.find(&format!("<{tag} "))?;
    let tag = xml[at..].split('>').next()?;
    let value = tag.split(&format!(" {name}=\"")).nth(1)?;
    value.split('"').next().map(String::from)
}

fn number(xml: &str, tag: &str, name: &str) -> Option<f64> {
    attribute(xml, tag, name)?.parse().ok()
}

/// A sheet's name, its part and the rows and columns that are printed.
type PrintedSheet = (String, String, Option<(usize, usize)>);

/// The sheets of a workbook in order: name, XML, and the last column and row of the print area, counted from 1.
fn sheets(bytes: &[u8]) -> Vec<PrintedSheet> {
    let parts = support::parts(bytes);
    let part = |name: &str| {
        let found = parts.iter().find(|(part, _)| part == name).unwrap_or_else(|| panic!("{name}"));
        String::from_utf8_lossy(&found.1).into_owned()
    };
    let workbook = part("xl/workbook.xml");
    let names: Vec<String> = workbook.split("<sheet name=\"").skip(1).filter_map(|rest| rest.split('"').next().map(String::from)).collect();
    let areas: Vec<&str> = workbook.split("<definedName name=\"_xlnm.Print_Area\" localSheetId=\"").skip(1).collect();
    names
        .into_iter()
        .enumerate()
        .map(|(at, name)| {
            let own = areas.iter().find(|area| area.split('"').next() == Some(&at.to_string()));
            let last = own.and_then(|area| area.split('<').next()?.rsplit(':').next().map(|cell| cell.replace('$', "")));
            let last = last.map(|cell| {
                let letters = cell.chars().take_while(char::is_ascii_alphabetic);
                let col = letters.fold(0, |sum, letter| sum * 26 + (letter as usize - 'A' as usize + 1));
                (col, cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap_or(0))
            });
            (name, part(&format!("xl/worksheets/sheet{}.xml", at + 1)), last)
        })
        .collect()
}

/// The height in points of the usual text of a sheet when it is printed on A4 on its side: its size at the scale given, or at the one at which its columns
/// and, where that is asked for, its rows just fit.
fn printed(xml: &str, (cols, rows): (usize, usize)) -> f64 {
    const SIZE: f64 = 10.0;
    if !xml.contains("fitToPage=\"1\"") {
        return SIZE * number(xml, "pageSetup", "scale").unwrap_or(100.0) / 100.0;
    }
    let margin = |side: &str| number(xml, "pageMargins", side).unwrap_or(0.7) * 72.0;
    let mut wide = 0.0;
    for col in xml.split("<col ").skip(1).map(|rest| format!("<col {rest}")) {
        let of = |name: &str| number(&col, "col", name).unwrap_or(0.0);
        let shown = (of("max") as usize).min(cols) as f64 - of("min") + 1.0;
        // A character is 7 pixels wide, and a pixel three quarters of a point.
        wide += shown.max(0.0) * of("width") * 7.0 * 0.75;
    }
    let across = number(xml, "pageSetup", "fitToWidth").unwrap_or(1.0);
    let mut scale = (across * (842.0 - margin("left") - margin("right")) / wide).min(1.0);
    if number(xml, "pageSetup", "fitToHeight") != Some(0.0) {
        let mut high = 0.0;
        let mut given = 0;
        for row in xml.split("<row ").skip(1).map(|rest| format!("<row {rest}")) {
            if number(&row, "row", "r").is_some_and(|r| r as usize <= rows) {
                high += number(&row, "row", "ht").unwrap_or(12.75);
                given += 1;
            }
        }
        high += 12.75 * rows.saturating_sub(given) as f64;
        scale = scale.min((595.0 - margin("top") - margin("bottom")) / high);
    }
    SIZE * scale
}

#[test]
fn the_paper_is_five_sheets_to_read_and_nothing_to_type_in() {
    let (_folder, round) = rounds::audited(&[], &[]);
    let bytes = fs::read(round.join("output/paper-2026.xlsx")).expect("the paper");
    let found = sheets(&bytes);
    assert_eq!(found.iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>(), SHEETS);
    for (name, xml, area) in &found {
        assert!(xml.contains("<sheetProtection "), "{name} can be typed in");
        assert!(xml.contains("OFFICIAL-SENSITIVE") && xml.contains("Page &amp;P of &amp;N"), "{name} has no marking or page number");
        assert!(area.is_some(), "{name} has no print area");
        assert!(!xml.contains("<hyperlink "), "{name} leads to a sheet that is not here");
        let texts = support::texts(&bytes, name);
        assert!(texts.iter().any(|(.., text)| text == "OFFICIAL-SENSITIVE"), "{name} is not marked");
    }
    // The consolidated workbook opens with the same sheets.
    let whole = sheets(&fs::read(rounds::workbook(&round)).expect("the workbook"));
    assert_eq!(whole[0].0, "Cover");
    assert_eq!(whole[1..6].iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>(), SHEETS);
    // Its text says where decisions belong, and what may be published.
    let all: String = SHEETS.iter().flat_map(|sheet| support::texts(&bytes, sheet)).map(|(.., text)| text + "\n").collect();
    assert!(all.contains("decisions are typed in consolidated-2026.xlsx") && all.contains("secondee-audit publish"), "{all}");
}

#[test]
fn what_is_printed_is_nine_points_high_or_more() {
    let (_folder, round) = rounds::audited(&[], &[]);
    let mut small = Vec::new();
    for file in ["output/paper-2026.xlsx", "output/consolidated-2026.xlsx"] {
        for (name, xml, area) in sheets(&fs::read(round.join(file)).expect("a workbook")) {
            let Some(area) = area else {
                small.push(format!("{file}: {name} has no print area"));
                continue;
            };
            let points = printed(&xml, area);
            if points < 8.95 {
                small.push(format!("{file}: {name} is printed at {points:.1} points"));
            }
        }
    }
    assert!(small.is_empty(), "{}", small.join("\n"));
}

#[test]
fn the_effects_of_all_questions_add_up_to_what_the_figure_could_be() {
    let (_folder, round) = rounds::audited(&[], &[]);
    let bytes = fs::read(rounds::workbook(&round)).expect("the workbook");
    let mut book = Ours::open(&bytes).expect("our workbook");
    let rows = book.rows("What to ask first", &["Rank", "Less by", "More by"]).expect("the questions");
    let of = |heading: &str| {
        let (total, each): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.text("What depends on it").starts_with("all together"));
        let sum = each.iter().filter_map(|row| row.number(heading)).sum::<f64>();
        (sum, total.first().and_then(|row| row.number(heading)).expect("the total"))
    };
    let ((less, all_less), (more, all_more)) = (of("Less by"), of("More by"));
    assert_eq!((less, more), (all_less, all_more));
    let years = book.rows("Year on year", &["Member", "Basis", "Could be"]).expect("the years");
    let all = years.iter().find(|row| row.text("Member") == "ALL").expect("all members");
    let now = all.number("2026").expect("this year");
    assert_eq!(all.text("Could be"), format!("{} to {}", now + all_less, now + all_more));
    // A question is the finding's own, with the value in it.
    assert!(rows.iter().any(|row| row.text("What to ask").contains("06/30/2024")), "no question has its value");
}

#[cfg(unix)]
#[test]
fn without_libreoffice_there_is_no_pdf_and_that_is_said() {
    let (_folder, round) = rounds::samples(&["HMIP"]);
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_secondee-audit"))
        .args(["audit", "--paper-pdf", "--fail-on", "never"])
        .arg(&round)
        .env("PATH", "/nowhere")
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert_eq!(run.status.code(), Some(0), "{}", rounds::said(&run));
    assert!(said.contains("paper-2026.pdf was not written: LibreOffice was not found"), "{said}");
    assert!(round.join("output/paper-2026.xlsx").is_file() && !round.join("output/paper-2026.pdf").exists());
    // One of an earlier run is not passed off as this one's.
    fs::write(round.join("output/paper-2026.pdf"), "earlier").expect("written");
    assert!(rounds::audits(&round).contains("paper-2026.pdf is of an earlier run"));
}
