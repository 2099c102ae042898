//! The paper for the meeting: at most six pages to read, nothing to type in; printed text is 9 points high or more; what Summary asks adds up.

use std::collections::BTreeMap;
use std::fs;

use crate::support::rounds;
use crate::support::workbooks as support;
use secondee_audit::book::tables::{Ours, SheetRow};
use secondee_audit::form::Sheet;
use secondee_audit::rules::{Edit, FileChange};
use secondee_audit::sample::{self, Sample};

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

/// What of a workbook is printed less than 9 points high: text in cells, and text in charts, which print at the scale of their sheet.
fn too_small(what: &str, bytes: &[u8]) -> Vec<String> {
    let mut small = Vec::new();
    for (name, xml, area) in sheets(bytes) {
        let Some(area) = area else {
            small.push(format!("{what}: {name} has no print area"));
            continue;
        };
        let points = printed(&xml, area);
        if points < 8.95 {
            small.push(format!("{what}: {name} is printed at {points:.1} points"));
        }
    }
    for (part, xml) in support::parts(bytes).into_iter().filter(|(part, _)| part.starts_with("xl/charts/chart")) {
        let xml = String::from_utf8_lossy(&xml).into_owned();
        let sizes = xml.split(" sz=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<u32>().ok());
        // In hundredths of a point, before the sheet's scale of nine tenths or more.
        small.extend(sizes.filter(|size| *size < 1000).map(|size| format!("{what}: {part} has text of size {size}")));
    }
    small
}

#[test]
fn what_is_printed_is_nine_points_high_or_more() {
    let (_folder, round) = rounds::audited(&[], &[]);
    let mut small = Vec::new();
    for file in ["output/paper-2026.xlsx", "output/consolidated-2026.xlsx"] {
        small.extend(too_small(file, &fs::read(round.join(file)).expect("a workbook")));
    }
    assert!(small.is_empty(), "{}", small.join("\n"));
}

/// Rounds in which everything is at its most: nobody used secondees; nothing can be read; 40 conflicts of people with long names at places with long
/// names, most of them twice.
fn heavy() -> Vec<(&'static str, Sample)> {
    let mut nil = sample::clean();
    for (member, reference) in [("HMIP", "S01"), ("HMIP", "S02"), ("HMIP", "S03"), ("HMICFRS", "S01")] {
        nil.apply(&Edit::DropRow(member, Sheet::Secondees, reference));
    }
    for member in ["HMIP", "HMICFRS"] {
        nil.apply(&Edit::Set(member, Sheet::Return, "R08", "Answer", "No"));
    }
    let mut wrong = sample::clean();
    for (heading, text) in [
        ("Full name", "Bartholomew Featherstonehaugh-Cholmondeley, formerly of the establishment in the north"),
        ("Home establishment", "The old gaol that nobody knows, near the second roundabout"),
        ("Start date", "some time last summer, after the holidays"),
        ("End date", "soon"),
        ("NPM work", "perhaps"),
        ("Arrangement", "an arrangement that is on no list"),
        ("Assessment outcome", "Conflict identified, not yet managed"),
        ("Conflict assessment date", ""),
        ("Work to be avoided", "all that has to do with the old gaol and the people who work there"),
    ] {
        wrong.apply(&Edit::Set("HMIP", Sheet::Secondees, "S01", heading, text));
    }
    for question in ["R08", "R09", "R10", "R11", "R13", "R14", "R15", "R16", "R18", "R19"] {
        wrong.apply(&Edit::Set("HMIP", Sheet::Return, question, "Answer", "see the letter that we sent you in the spring"));
    }
    wrong.apply(&Edit::File("CQC", FileChange::Missing));
    let mut many = sample::clean();
    many.apply(&Edit::Set("HMIP", Sheet::Secondees, "S01", "Full name", "Bartholomew Featherstonehaugh-Cholmondeley-Warner"));
    for at in 0..40 {
        let reference: &'static str = Box::leak(format!("A{}", 100 + at).into_boxed_str());
        let place = if at % 2 == 0 { "HMP Leeds" } else { "HMP Wakefield" };
        let cells: &'static [(&'static str, &'static str)] = Box::leak(Box::new([
            ("Assignment ref", reference),
            ("Full name", "Bartholomew Featherstonehaugh-Cholmondeley-Warner"),
            ("Establishment", place),
            ("Safeguard applied", "kept from every interview, and the findings were read by a second inspector who had never worked there"),
        ]));
        many.apply(&Edit::CopyRow("HMIP", Sheet::Assignments, "A001", cells));
    }
    vec![("all nil", nil), ("everything wrong", wrong), ("40 conflicts", many)]
}

#[test]
fn a_round_full_of_faults_is_printed_on_more_pages_and_no_smaller() {
    let home = tempfile::tempdir().expect("a folder");
    for (name, sample) in heavy() {
        let round = rounds::of_sample(&home.path().join(name), &sample, &[]);
        rounds::audits(&round);
        let paper = fs::read(round.join("output/paper-2026.xlsx")).expect("the paper");
        let whole = fs::read(rounds::workbook(&round)).expect("the workbook");
        let small = [too_small(&format!("{name}, paper"), &paper), too_small(&format!("{name}, workbook"), &whole)].concat();
        assert!(small.is_empty(), "{}", small.join("\n"));
        first_page_names_all(name, &paper, &whole);
    }
}

/// The first sheet names every conflict that is to be decided by the number of its card, in the order of the cards, the gravest first.
fn first_page_names_all(name: &str, paper: &[u8], whole: &[u8]) {
    let mut book = Ours::open(whole).expect("our workbook");
    let cards = book.rows("Conflicts", &["No.", "Severity", "Stands"]).expect("the cards");
    let rank = |row: &SheetRow| ["breach", "concern", "query", "note", ""].iter().position(|word| *word == row.text("Severity"));
    assert!(cards.windows(2).all(|pair| rank(&pair[0]) <= rank(&pair[1])), "{name}: the gravest does not stand first");
    let person = |row: &SheetRow| Some(row.text("Person ref")).filter(|reference| !reference.is_empty()).unwrap_or("no reference".into());
    let to_decide = cards.iter().filter(|row| row.text("Stands").ends_with("to decide"));
    let wanted: Vec<String> = to_decide.map(|row| format!("{}. {} (", row.text("No."), person(row))).collect();
    let texts = support::texts(paper, "Summary");
    let is_numbered = |text: &str| text.split_once(". ").is_some_and(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()));
    let named: Vec<&String> = texts.iter().filter(|(_, col, text)| *col == 0 && is_numbered(text)).map(|(.., text)| text).collect();
    assert_eq!(named.len(), wanted.len(), "{name}: {named:?}");
    for (named, wanted) in named.iter().zip(&wanted) {
        assert!(named.starts_with(wanted.as_str()), "{name}: {named} is not {wanted}");
    }
    let says = match wanted.len() {
        0 => "What must be decided today: nothing".to_string(),
        1 => "What must be decided today: 1 case on Conflicts".to_string(),
        n => format!("What must be decided today: {n} cases on Conflicts"),
    };
    assert!(texts.iter().any(|(.., text)| text.starts_with(&says)), "{name}: the first page does not say {says:?}");
}

/// How many points high the printed rows of a sheet are, and whether they find room on one page at the scale given.
fn on_one_page(xml: &str, (_, last): (usize, usize)) -> (f64, bool) {
    let heights = xml.split("<row ").skip(1).map(|rest| format!("<row {rest}"));
    let heights: BTreeMap<usize, f64> = heights
        .filter_map(|row| Some((number(&row, "row", "r")? as usize, number(&row, "row", "ht").unwrap_or(12.75))))
        .filter(|(row, _)| *row <= last)
        .collect();
    let high = heights.values().sum::<f64>() + 12.75 * (last - heights.len()) as f64;
    let margins = (number(xml, "pageMargins", "top").unwrap_or(1.0) + number(xml, "pageMargins", "bottom").unwrap_or(1.0)) * 72.0;
    let scale = number(xml, "pageSetup", "scale").unwrap_or(100.0) / 100.0;
    (high, high * scale + margins <= 595.0 && !xml.contains("<rowBreaks"))
}

#[test]
fn year_on_year_and_compliance_are_a_page_each_with_and_without_last_year() {
    let (_folder, round) = rounds::samples(&[]);
    for has_last in [true, false] {
        if !has_last {
            let toml = fs::read_to_string(round.join("round.toml")).expect("round.toml");
            fs::write(round.join("round.toml"), toml.replace("\nprevious = ", "\n# previous = ")).expect("written");
        }
        rounds::audits(&round);
        let paper = fs::read(round.join("output/paper-2026.xlsx")).expect("the paper");
        for (name, xml, area) in sheets(&paper).iter().filter(|(name, ..)| ["Year on year", "Compliance"].contains(&name.as_str())) {
            let (high, fits) = on_one_page(xml, area.expect("a print area"));
            assert!(fits, "{name}, last year {has_last}: {high} points high");
        }
    }
}

#[test]
fn the_first_page_names_every_conflict_of_the_samples_and_is_one_page() {
    let (_folder, round) = rounds::audited(&[], &[]);
    let paper = fs::read(round.join("output/paper-2026.xlsx")).expect("the paper");
    first_page_names_all("samples", &paper, &fs::read(rounds::workbook(&round)).expect("the workbook"));
    let sheets = sheets(&paper);
    let (_, xml, area) = &sheets[0];
    let (high, fits) = on_one_page(xml, area.expect("a print area"));
    assert!(fits, "Summary is {high} points high");
}

#[test]
fn a_card_says_which_other_card_may_be_the_same_assignment_and_the_map_what_does_not_apply() {
    let (_folder, round) = rounds::audited(&[], &[]);
    let whole = fs::read(rounds::workbook(&round)).expect("the workbook");
    let mut book = Ours::open(&whole).expect("our workbook");
    let cards = book.rows("Conflicts", &["No.", "See also", "Why, and how sure", "Who, where and when"]).expect("the cards");
    let twins: Vec<&SheetRow> = cards.iter().filter(|row| row.text("See also").contains("one assignment may be listed twice")).collect();
    assert_eq!(twins.len(), 2, "HMIPS lists one assignment twice");
    for (one, other) in [(twins[0], twins[1]), (twins[1], twins[0])] {
        let says = format!("See also: case {}: the same person, place and days", other.text("No."));
        assert!(one.text("Why, and how sure").contains(&says), "{}", one.text("Why, and how sure"));
    }
    // Words that a newcomer stumbled over stand on no card.
    for card in &cards {
        let text = [card.text("Who, where and when"), card.text("Why, and how sure")].concat();
        for riddle in ["both names are", "under Why", "secondee of", "Assignments!"] {
            assert!(!text.contains(riddle), "{riddle:?} in {text}");
        }
    }
    let map = book.rows("Compliance", &["Member", "¶8", "¶12"]).expect("the map");
    let of = |member: &str, paragraph: &str| map.iter().find(|row| row.text("Member") == member).map(|row| row.text(paragraph));
    // CQC sent a nil return: of secondees there is nothing to check. From ICVA nothing came.
    assert_eq!((of("CQC", "¶12").as_deref(), of("ICVA", "¶12").as_deref()), (Some("n/a"), Some("Unknown")));
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

#[test]
fn the_first_page_says_why_two_changes_stand_side_by_side_and_uses_no_code() {
    let (_folder, round) = rounds::audited(&[], &["--redact"]);
    let paper = fs::read(round.join("output/paper-2026.xlsx")).expect("the paper");
    let texts: Vec<String> = support::texts(&paper, "Summary").into_iter().map(|(.., text)| text).collect();
    let all = texts.join("\n");
    let says = "The rest of the change of all members (−4 and −6) is of ";
    let (_, others) = all.split_once(says).unwrap_or_else(|| panic!("{says:?} is not in {all}"));
    let others = others.split(", with a figure").next().unwrap_or("");
    // ICVA has not returned, and of HMIPS it is not known.
    assert!(others.contains("ICVA") && others.contains("HMIPS") && !others.contains("HMIP,"), "{others}");
    // No rule, question or cell is named by its code: who reads the page does not know them.
    let is_code = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.len() == 3 && word.starts_with(|c: char| "EFGRSXY".contains(c)) && word[1..].bytes().all(|byte| byte.is_ascii_digit())
    };
    // A person's reference stands in the list of cases only, before the member.
    let prose = texts.iter().filter(|text| !text.contains(" (") || text.contains(". "));
    let prose = prose.filter(|text| !text.split_once(". ").is_some_and(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit())));
    let codes: Vec<&str> = prose.flat_map(|text| text.split([' ', '\n'])).filter(|word| is_code(word)).collect();
    assert!(codes.is_empty(), "{codes:?}");
    for words in ["names certain; 3 queries", "Names certain: the person and the place are those meant.", "¶: the 2014 guidance"] {
        assert!(all.contains(words), "{words:?} is not in {all}");
    }
    // Who may not see names is told of every case whose it is and of what place.
    let redacted = fs::read(round.join("output/paper-2026-redacted.xlsx")).expect("the redacted paper");
    let texts = support::texts(&redacted, "Summary");
    let cases: Vec<&str> = texts
        .iter()
        .filter(|(_, col, text)| {
            *col == 0 && text.split_once(". ").is_some_and(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()))
        })
        .map(|(.., text)| text.as_str())
        .collect();
    assert_eq!(cases.len(), 10, "{cases:?}");
    for case in &cases {
        let (member, place) = case.split_once(". ").and_then(|(_, rest)| rest.split_once(", ")).unwrap_or_else(|| panic!("{case}"));
        assert!(member.len() > 1 && member.bytes().all(|byte| byte.is_ascii_uppercase()) && place.len() > 3, "{case}");
    }
    assert!(cases.contains(&"10. CI, a place that is not in the register"), "{cases:?}");
    // The place of an assessed conflict is known, though its case is about the assessment.
    assert!(cases.contains(&"6. HIW, prison"), "{cases:?}");
}

#[test]
fn members_that_contradict_themselves_in_one_way_are_named_in_one_sentence() {
    let mut sample = sample::clean();
    for member in ["HMIP", "HMICFRS"] {
        sample.apply(&Edit::Set(member, Sheet::Return, "R08", "Answer", "No"));
    }
    let home = tempfile::tempdir().expect("a folder");
    let round = rounds::of_sample(home.path(), &sample, &[]);
    rounds::audits(&round);
    let paper = fs::read(round.join("output/paper-2026.xlsx")).expect("the paper");
    for sheet in ["Summary", "Narrative"] {
        let all = support::texts(&paper, sheet).into_iter().map(|(.., text)| text).collect::<Vec<_>>().join("\n");
        let said: Vec<_> = all.match_indices("counted neither as").collect();
        assert_eq!(said.len(), 1, "{sheet}: {all}");
        assert!(
            all.contains(" say that they used no secondees, and list some in the year (how many, in brackets): they are counted"),
            "{all}"
        );
        assert!(all.contains("HMIP (") && all.contains("HMICFRS ("), "{all}");
    }
}

#[test]
fn a_round_without_conflicts_has_no_empty_page_of_them() {
    let (_, nil) = heavy().into_iter().find(|(name, _)| *name == "all nil").expect("the round");
    let home = tempfile::tempdir().expect("a folder");
    let round = rounds::of_sample(home.path(), &nil, &[]);
    rounds::audits(&round);
    let paper = fs::read(round.join("output/paper-2026.xlsx")).expect("the paper");
    let names: Vec<String> = sheets(&paper).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, ["Summary", "Year on year", "Compliance", "Narrative"]);
    let all = support::texts(&paper, "Summary").into_iter().map(|(.., text)| text).collect::<Vec<_>>().join("\n");
    for words in ["What must be decided today: nothing", "Conflicts has no cases."] {
        assert!(all.contains(words), "{words:?} is not in {all}");
    }
}

#[test]
fn people_who_are_no_secondees_change_no_number_of_secondees() {
    let mut sample = sample::clean();
    for (reference, name) in [("T71", "Rosalind Quillfeather"), ("T72", "Rosalynd Quillfeather")] {
        let cells: &'static [(&'static str, &'static str)] = Box::leak(Box::new([("Staff ref", reference), ("Full name", name)]));
        sample.apply(&Edit::CopyRow("HMIP", Sheet::Staff, "T01", cells));
    }
    let home = tempfile::tempdir().expect("a folder");
    let round = rounds::of_sample(home.path(), &sample, &[]);
    rounds::audits(&round);
    let whole = fs::read(rounds::workbook(&round)).expect("the workbook");
    let mut book = Ours::open(&whole).expect("our workbook");
    let rows = book.rows("What to ask first", &["What depends on it", "What to ask", "Less by"]).expect("the questions");
    let asked: Vec<&SheetRow> = rows.iter().filter(|row| row.text("What to ask").contains("Quillfeather")).collect();
    assert!(!asked.is_empty(), "whether they are one person is asked");
    for row in asked {
        assert_eq!((row.text("What depends on it").as_str(), row.number("Less by")), ("share of NPM staff", Some(0.0)));
    }
}

#[test]
fn a_line_of_the_first_page_says_what_may_change_the_decision() {
    let (_folder, round) = rounds::audited(&[], &[]);
    let paper = fs::read(round.join("output/paper-2026.xlsx")).expect("the paper");
    let texts = support::texts(&paper, "Summary");
    let why = |number: &str| {
        let row = texts.iter().find(|(_, col, text)| *col == 0 && text.starts_with(&format!("{number}. "))).expect("the case").0;
        texts.iter().filter(|(at, ..)| *at == row).map(|(.., text)| text.as_str()).collect::<Vec<_>>().join("; ")
    };
    // Of breaches that are certain that of another year comes last; what is not certain is marked so.
    assert!(why("4").contains("Outside the reporting year. ¶14") && why("4").contains("breach;"), "{}", why("4"));
    assert!(why("1").contains("May repeat case 2. ¶14") && why("2").contains("May repeat case 1. ¶14"), "{}", why("2"));
    assert!(why("5").contains("breach?") && why("6").contains("breach?") && !why("8").contains('?'), "{} {}", why("5"), why("8"));
    assert!(why("10").contains("none yet"), "{}", why("10"));
    assert!(why("6").contains("date unknown") && why("8").contains("a related place"), "{} {}", why("6"), why("8"));
    // The headings of the list stand on every page that it goes on to.
    let parts = support::parts(&paper);
    let workbook = String::from_utf8_lossy(&parts.iter().find(|(name, _)| name == "xl/workbook.xml").expect("the workbook").1).into_owned();
    let (.., text) = texts.iter().find(|(.., text)| text == "Case, person's reference (member), place visited").expect("the headings");
    let row = texts.iter().find(|(.., other)| other == text).expect("its row").0 + 1;
    assert!(workbook.contains(&format!("Summary!${row}:${row}<")), "row {row} is not repeated: {workbook}");
}
