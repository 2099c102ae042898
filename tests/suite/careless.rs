//! Returns as somebody in a hurry makes them: a row pasted from another sheet, two people in a cell, dates that slipped or were turned round, a place
//! of the secondee's own. Few queries come of it, in the order of the rows, and doing what each says settles it.

use crate::queries::{applied, audited, sheet_of};
use crate::support::workbooks as support;
use std::collections::BTreeSet;

use secondee_audit::account::Audit;
use secondee_audit::form::Sheet;
use secondee_audit::outputs::workbooks;
use secondee_audit::rules::Edit;
use secondee_audit::sample;

/// The member whose return it is.
const MEMBER: &str = "HMIP";
/// The place from which S01 is seconded.
const OWN: &str = "HMP Leeds";

/// A row of Staff pasted into Secondees.
const STAFF_IN_SECONDEES: &[(&str, &str)] = &[
    ("Secondee ref", "T09"),
    ("Full name", "Jo Sample"),
    ("Arrangement", "Inspector"),
    ("Post held", "Frontline"),
    ("Role type", "Permanent"),
    ("NPM work", "1"),
    ("FTE on NPM work", "Inspection team"),
    ("Home organisation", "HMP Hull (left 2012)"),
    ("Home organisation type", ""),
    ("Home establishment", ""),
    ("Likely to return to", "02/04/2025"),
    ("Close affiliations", ""),
    ("Start date", ""),
    ("End date", ""),
    ("Why expertise not found elsewhere", ""),
    ("Openly recruited", ""),
    ("Published criteria", ""),
    ("Conflict assessment date", ""),
    ("Assessed by", ""),
    ("Assessment outcome", ""),
    ("Work to be avoided", ""),
    ("Last supervision date", ""),
    ("Independence briefing date", ""),
    ("Notes", ""),
];
/// A row of Secondees pasted into Staff, as far as that has columns.
const SECONDEE_IN_STAFF: &[(&str, &str)] = &[
    ("Staff ref", "S09"),
    ("Full name", "Jo Sample"),
    ("Post held", "Secondment"),
    ("Role type", "Inspector"),
    ("Employment", "Frontline"),
    ("FTE on NPM work", "Yes"),
    ("Unit", "1"),
    ("Former workplaces", "HM Prison and Probation Service"),
    ("Close affiliations", "Prison service"),
    ("Other positions held", "HMP Durham"),
    ("Declaration date", "HMP Wakefield"),
    ("Notes", "HMP Hull"),
];

/// A return: what was done to a clean one, with the sheet and reference of the row that was pasted.
struct Careless {
    what: &'static str,
    pasted: (Sheet, &'static str),
    looks_like: Sheet,
    changes: Vec<Edit>,
}

fn set(sheet: Sheet, reference: &'static str, heading: &'static str, value: &'static str) -> Edit {
    Edit::Set(MEMBER, sheet, reference, heading, value)
}

fn returns() -> Vec<Careless> {
    let (secondees, staff, assignments) = (Sheet::Secondees, Sheet::Staff, Sheet::Assignments);
    vec![
        Careless {
            what: "single dates turned round",
            pasted: (secondees, "T09"),
            looks_like: staff,
            changes: vec![
                Edit::CopyRow(MEMBER, secondees, "S01", STAFF_IN_SECONDEES),
                set(staff, "T01", "Full name", "Morgan Sample; Robin Specimen"),
                set(assignments, "A001", "Start date", "10/17/2025"),
                set(assignments, "A001", "Establishment", OWN),
                set(secondees, "S02", "Start date", "13/25/2025"),
            ],
        },
        Careless {
            what: "the dates of a row slipped one column to the right",
            pasted: (secondees, "T09"),
            looks_like: staff,
            changes: vec![
                Edit::CopyRow(MEMBER, secondees, "S01", STAFF_IN_SECONDEES),
                set(staff, "T02", "Full name", "Casey Pattern and Robin Specimen"),
                set(secondees, "S02", "Start date", ""),
                set(secondees, "S02", "End date", "02/06/2025"),
                set(secondees, "S02", "Last supervision date", ""),
                set(secondees, "S02", "Independence briefing date", "20/01/2026"),
                set(secondees, "S02", "Notes", "02/06/2025"),
                set(assignments, "A001", "Establishment", OWN),
            ],
        },
        Careless {
            what: "all dates of a sheet typed month first",
            pasted: (staff, "S09"),
            looks_like: secondees,
            changes: vec![
                Edit::CopyRow(MEMBER, staff, "T01", SECONDEE_IN_STAFF),
                set(assignments, "A001", "Establishment", OWN),
                // A no-break space keeps a date a text.
                set(assignments, "A001", "Start date", "10/06/2025\u{a0}"),
                set(assignments, "A001", "End date", "10/17/2025"),
                set(assignments, "A002", "Start date", "11/03/2025\u{a0}"),
                set(assignments, "A002", "End date", "11/14/2025"),
                set(assignments, "A003", "Start date", "10/06/2025\u{a0}"),
                set(assignments, "A003", "End date", "10/17/2025"),
                set(assignments, "A003", "Person ref", "T01; T02"),
                set(assignments, "A003", "Full name", "Morgan Sample; Casey Pattern"),
            ],
        },
    ]
}

/// The queries workbook of the member.
fn workbook(audit: &Audit) -> Vec<u8> {
    let books = workbooks::queries(audit).expect("queries workbooks");
    books.into_iter().find(|(name, _)| name.starts_with(MEMBER)).expect("the member is asked").1
}

#[test]
fn a_careless_return_is_asked_about_in_few_queries_in_the_order_of_its_rows() {
    for Careless { what, pasted: (sheet, reference), looks_like, changes } in returns() {
        let sample = applied(&changes);
        let audit = audited(&sample.settings, &sample.files(), &sample);
        let rows = sheet_of(&audit, MEMBER);
        assert!((4..=12).contains(&rows.len()), "{what}: {} queries: {rows:#?}", rows.len());
        let says = format!("of {} looks like a row of {}", sheet.name(), looks_like.name());
        let pasted: Vec<&Vec<String>> = rows.iter().filter(|cells| cells[3].contains(&says)).collect();
        assert_eq!(pasted.len(), 1, "{what}: {rows:#?}");
        let own_place = rows.iter().find(|cells| cells[3].contains("is seconded from that place"));
        assert!(own_place.is_some_and(|cells| cells[1].starts_with("Breach")), "{what}: {rows:#?}");
        // Within a severity, sheets and rows come in their order.
        let place = |cells: &Vec<String>| {
            let (sheet, cell) = cells[2].split_once(' ').unwrap_or((&cells[2], ""));
            let row = cell.chars().skip_while(char::is_ascii_alphabetic).take_while(char::is_ascii_digit).collect::<String>();
            let sheet = Sheet::ALL.iter().position(|known| sheet.trim_end_matches(',') == known.name()).map_or(0, |at| at + 1);
            (sheet, row.parse::<u32>().unwrap_or(0))
        };
        let severity = |cells: &Vec<String>| cells[1].split(',').next().unwrap_or("").to_string();
        for pair in rows.windows(2).filter(|pair| severity(&pair[0]) == severity(&pair[1])) {
            assert!(place(&pair[0]) <= place(&pair[1]), "{what}: {pair:#?}");
        }
        // The pasted row is handed back in the cells in which it stood, and its address is that of this workbook.
        let (row, ..) = support::texts(&workbook(&audit), sheet.name())
            .into_iter()
            .find(|(.., text)| text == reference)
            .expect("the row is handed back");
        assert!(pasted[0][3].starts_with(&format!("Row {} of {}", row + 1, sheet.name())), "{what}: {}", pasted[0][3]);
    }
}

/// A date as a text that reads one way only, as what is typed into a cell of dates is; other texts as they are.
fn year_first(text: &str) -> String {
    match text.split('/').collect::<Vec<_>>().as_slice() {
        [day, month, year] if year.len() == 4 => format!("{year}-{month}-{day}"),
        _ => text.to_string(),
    }
}

/// What a member types who does what each query says: the right value into each cell that was wrong, nothing where the pasted row stood, and why the
/// visit to the own place was right.
fn corrected(book: &[u8], careless: &Careless) -> Vec<u8> {
    let clean = sample::clean();
    let own = clean.books.iter().find(|book| book.member == MEMBER).expect("the member's return");
    let mut cells: Vec<(&str, String, String)> = Vec::new();
    for change in &careless.changes {
        match change {
            Edit::Set(_, sheet, reference, heading, _) if *heading != "Establishment" => {
                let grid = own.sheets.iter().find(|grid| grid.sheet == *sheet).expect("the sheet");
                let right = grid.rows[grid.row_of(reference)][grid.column_of(heading)].clone();
                cells.push((sheet.name(), support::cell(book, sheet.name(), reference, heading), year_first(&right)));
            }
            _ => {}
        }
    }
    let (sheet, reference) = careless.pasted;
    for column in sheet.columns().iter().filter(|column| !column.may_be_missing()) {
        cells.push((sheet.name(), support::cell(book, sheet.name(), reference, column.heading), String::new()));
    }
    let texts = support::texts(book, "Queries");
    let about = texts.iter().find(|(.., text)| text.contains("is seconded from that place")).expect("the query").2.clone();
    for (heading, words) in
        [("Response type", "Explained"), ("Your response", "Decided by the head of inspection; the findings were read again.")]
    {
        cells.push(("Queries", support::cell(book, "Queries", &about, heading), words.to_string()));
    }
    let cells: Vec<(&str, String, &str)> = cells.iter().map(|(sheet, at, text)| (*sheet, at.clone(), text.as_str())).collect();
    support::typed(book, &cells)
}

#[test]
fn doing_what_each_query_says_settles_it() {
    for careless in returns() {
        let what = careless.what;
        let sample = applied(&careless.changes);
        let mut files = sample.files();
        let before = audited(&sample.settings, &files, &sample);
        let own = before.followed.queries.iter().filter(|query| query.member == MEMBER);
        let asked: BTreeSet<&str> = own.flat_map(|query| query.findings.iter().map(String::as_str)).collect();
        assert!(asked.len() >= 4, "{what}");
        let (_, sent) = files.iter_mut().find(|(name, _)| name.starts_with(MEMBER)).expect("the return");
        *sent = corrected(&workbook(&before), &careless);
        let after = audited(&sample.settings, &files, &sample);
        let left: Vec<_> = after.followed.queries.iter().filter(|query| query.member == MEMBER).collect();
        let texts: Vec<String> = left.iter().map(|query| query.text()).collect();
        assert!(left.len() == 1 && texts[0].contains("is seconded from that place"), "{what}: {texts:#?}");
        let mut still = after.report.findings.iter().filter(|finding| finding.member == MEMBER && asked.contains(finding.id.as_str()));
        assert!(still.all(|finding| left[0].findings.contains(&finding.id)), "{what}");
        let open = after.followed.asked.iter().filter(|one| left[0].findings.contains(&one.finding) && one.state.is_open());
        assert_eq!(open.count(), 0, "{what}: the explanation waits for the coordinator, not for the member");
    }
}
