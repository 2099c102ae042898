//! What an issued workbook prints: all that is filled in, whether that is little or much, on few pages that can be read.

use calamine::{Reader, Xlsx};
use secondee_audit::form::Sheet;
use secondee_audit::model::{LastYear, PastRow};
use secondee_audit::outputs::workbooks::survey::{FIRST_ROW, Filled, SurveyPlan};
use std::io::Cursor;

use crate::support::workbooks as support;
use crate::survey::{last_year, part, settings, shown, text, written};

const ROWS: [Sheet; 3] = [Sheet::Secondees, Sheet::Staff, Sheet::Assignments];

/// A workbook issued to a member with so many secondees, staff and assignments, the last as the member has filled them in.
fn issued(secondees: usize, staff: usize, assignments: usize) -> Filled {
    let last = last_year();
    let of = |sheet: Sheet, count: usize| {
        let row = last.rows.iter().find(|row| row.member == "HMIP" && row.sheet == sheet).expect("a row of last year").clone();
        std::iter::repeat_n(row, count)
    };
    let rows: Vec<PastRow> = of(Sheet::Secondees, secondees).chain(of(Sheet::Staff, staff)).collect();
    let mut filled = Filled::carried_over(&settings(), "HMIP", &LastYear { rows, ..last.clone() });
    let columns = Sheet::Assignments.columns().len();
    let visits = (0..assignments).map(|row| (0..columns).map(|col| text(&format!("visit {row} column {col}"))).collect());
    filled.rows.insert(Sheet::Assignments, visits.collect());
    filled
}

/// The number of a sheet of a workbook, from 1.
fn number(bytes: &[u8], sheet: &str) -> usize {
    let names = Xlsx::new(Cursor::new(bytes)).expect("a workbook").sheet_names().to_vec();
    names.iter().position(|name| name == sheet).expect("the sheet") + 1
}

/// The area of a sheet that is printed, if one is given.
fn area(bytes: &[u8], sheet: &str) -> Option<String> {
    let book = part(bytes, "xl/workbook.xml");
    let areas = book
        .split("<definedName name=\"_xlnm.Print_Area\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('>')?.1.split_once('<')?.0.to_string()));
    areas.into_iter().find(|area| area.starts_with(sheet))
}

/// The rows of a sheet's part from the first row of answers on, as XML.
fn rows_of_answers(bytes: &[u8], sheet: &str) -> Vec<String> {
    let xml = part(bytes, &format!("xl/worksheets/sheet{}.xml", number(bytes, sheet)));
    let number = |row: &str| row.split('"').next().and_then(|number| number.parse::<u32>().ok()).unwrap_or(0);
    xml.split("<row r=\"").skip(1).filter(|row| number(row) > FIRST_ROW).map(String::from).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let tag = tag.split('>').next().unwrap_or(tag);
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

#[test]
fn what_is_filled_in_is_printed_and_lists_and_formulas_of_empty_rows_are_not() {
    for (secondees, staff, assignments) in [(5, 10, 20), (500, 500, 500), (5, 10, 2100)] {
        let filled = issued(secondees, staff, assignments);
        let (bytes, plan) = (written(&filled), SurveyPlan::new(&filled));
        let last = plan.last_row(Sheet::Assignments) + 1;
        assert!(last > FIRST_ROW + assignments as u32, "there is room for more");
        assert_eq!(
            area(&bytes, "Assignments").as_deref(),
            Some(format!("Assignments!$A$1:$L${last}").as_str()),
            "all rows with room, without the \u{b6}14 check"
        );
        assert_eq!((area(&bytes, "Secondees"), area(&bytes, "Staff")), (None, None), "nothing is left out, whatever is typed");
        assert_eq!(area(&bytes, "Return").as_deref(), Some("Return!$A$1:$D$25"));
        let lists = area(&bytes, "Lists").expect("a print area");
        assert!(
            support::texts(&bytes, "Lists").iter().all(|(row, col, _)| (*row, *col) != (3, 0)),
            "what is printed of Lists is empty: {lists}"
        );
        // As many pages down as it takes, and few across.
        for (sheet, across) in [("Return", None), ("Secondees", Some("3")), ("Staff", None), ("Assignments", None), ("Check", None)] {
            let xml = part(&bytes, &format!("xl/worksheets/sheet{}.xml", number(&bytes, sheet)));
            let setup = xml.split("<pageSetup").nth(1).expect("a page set-up");
            assert_eq!((attribute(setup, "fitToWidth"), attribute(setup, "fitToHeight")), (across, Some("0")), "{sheet}: {setup}");
            assert!(xml.contains("fitToPage=\"1\""), "{sheet}");
        }
    }
}

#[test]
fn no_text_runs_on_over_the_columns_beside_it_which_would_make_the_print_too_small_to_read() {
    let filled = issued(5, 10, 20);
    let bytes = written(&filled);
    let styles = part(&bytes, "xl/styles.xml");
    let formats = styles.split("<cellXfs").nth(1).and_then(|rest| rest.split("</cellXfs>").next()).expect("formats");
    let wraps: Vec<bool> = formats.split("<xf ").skip(1).map(|format| format.contains("wrapText=\"1\"")).collect();
    for sheet in ROWS {
        let rows = rows_of_answers(&bytes, sheet.name());
        let texts: Vec<&str> = rows.iter().flat_map(|row| row.split("<c ").skip(1)).filter(|cell| cell.contains(" t=\"s\"")).collect();
        assert!(texts.len() > 20, "{}", sheet.name());
        for cell in texts {
            let style = attribute(&format!("c {cell}"), "s").and_then(|style| style.parse::<usize>().ok()).unwrap_or(0);
            assert!(wraps[style], "{}: {}", sheet.name(), cell.split('>').next().unwrap_or(""));
        }
    }
    // Beside a row stands what it said last year, in a row high enough for it.
    let at = SurveyPlan::new(&filled).last_column(Sheet::Secondees) + 1;
    let beside = shown(&bytes, "Secondees", FIRST_ROW, at);
    let height = attribute(&format!("row {}", rows_of_answers(&bytes, "Secondees")[0]), "ht").and_then(|height| height.parse::<f64>().ok());
    let lines = beside.chars().count() as f64 / 150.0 * 9.0 / 11.0;
    assert!(beside.len() > 300 && height.is_some_and(|height| height >= lines.ceil() * 11.0), "{height:?} for {beside}");
    assert!(beside.contains(": 03/06/2024;") && !beside.contains("2024-06-03"), "dates as in the cells: {beside}");
}
