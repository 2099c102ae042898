//! Mistakes of another kind than those of `careless`: lists pasted sideways, ditto marks, words for no last day, a heading between rows, pairs of dates.
//! One cause is one query, and what can be understood is not asked about.

use crate::queries::{applied, audited, sheet_of};

use secondee_audit::form::Sheet;
use secondee_audit::rules::Edit;

const MEMBER: &str = "HMIP";
/// A row of Staff without its first cell, as when the list it was copied from has no references.
const WITHOUT_REFERENCE: &[(&str, &str)] = &[
    ("Staff ref", "Jo Sample"),
    ("Full name", "Inspector"),
    ("Post held", "Frontline"),
    ("Role type", "Permanent"),
    ("Employment", "1"),
    ("FTE on NPM work", "Inspection team"),
    ("Unit", ""),
    ("Former workplaces", ""),
    ("Declaration date", ""),
];
/// The row below it in the same list, with ditto marks.
const WITH_DITTO_MARKS: &[(&str, &str)] = &[
    ("Staff ref", "Pat Placeholder"),
    ("Full name", "Research assistant"),
    ("Post held", "Support"),
    ("Role type", "ditto"),
    ("Employment", "1"),
    ("FTE on NPM work", "as above"),
    ("Unit", ""),
    ("Former workplaces", ""),
    ("Declaration date", ""),
];
/// A row in which nothing but the reference is filled in, and that is none.
const HEADING: &[(&str, &str)] = &[
    ("Assignment ref", "North team"),
    ("Person ref", ""),
    ("Person's member", ""),
    ("Full name", ""),
    ("Activity", ""),
    ("Establishment", ""),
    ("Start date", ""),
    ("End date", ""),
    ("Team role", ""),
    ("Lead member", ""),
];

fn set(sheet: Sheet, reference: &'static str, heading: &'static str, value: &'static str) -> Edit {
    Edit::Set(MEMBER, sheet, reference, heading, value)
}

/// What the member is asked: what was found and what to do of each query.
fn asked(changes: &[Edit]) -> Vec<(String, String)> {
    let sample = applied(changes);
    let audit = audited(&sample.settings, &sample.files(), &sample);
    match audit.followed.queries.iter().any(|query| query.member == MEMBER) {
        true => sheet_of(&audit, MEMBER).into_iter().map(|cells| (cells[3].clone(), cells[4].clone())).collect(),
        false => Vec::new(),
    }
}

#[test]
fn a_list_pasted_one_column_to_the_left_is_one_query_also_where_it_has_ditto_marks() {
    let rows = asked(&[
        Edit::CopyRow(MEMBER, Sheet::Staff, "T01", WITHOUT_REFERENCE),
        Edit::CopyRow(MEMBER, Sheet::Staff, "T01", WITH_DITTO_MARKS),
    ]);
    let [(found, todo)] = rows.as_slice() else { panic!("{rows:#?}") };
    assert!(found.contains("stand one column too far to the left"), "{found}");
    assert!(todo.contains("If Staff ref is then empty, give each row one."), "{todo}");
}

#[test]
fn ditto_marks_and_as_above_are_asked_about_as_one_query_for_the_row_and_never_taken_for_an_answer() {
    let sheet = Sheet::Secondees;
    let rows = asked(&[
        set(sheet, "S02", "Home organisation", "\""),
        set(sheet, "S02", "Home organisation type", "ditto"),
        set(sheet, "S02", "Last supervision date", "as above"),
        set(sheet, "S02", "Home establishment", "as above"),
    ]);
    let [(found, todo)] = rows.as_slice() else { panic!("{rows:#?}") };
    assert!(found.starts_with("4 things in the row of S02"), "{found}");
    assert!(found.contains("Home organisation is a ditto mark: it stands for another cell"), "{found}");
    assert_eq!(todo.matches("Write the answer out in each row.").count(), 1, "said once, with an example of each: {todo}");
    assert!(todo.contains("HM Prison and Probation Service; Prison service; 10/02/2026."), "in the order of the cells: {todo}");
}

#[test]
fn first_and_last_days_of_the_same_visits_are_one_query_and_two_faults_in_a_row_are_one() {
    let sheet = Sheet::Assignments;
    let days = asked(&[
        set(sheet, "A001", "Start date", "6/10"),
        set(sheet, "A001", "End date", "17/10"),
        set(sheet, "A002", "Start date", "3/11"),
        set(sheet, "A002", "End date", "14/11"),
    ]);
    assert!(days.len() == 1 && days[0].0.starts_with("4 cases."), "{days:#?}");
    let row = asked(&[set(sheet, "A001", "Start date", "6/10"), set(sheet, "A001", "Team role", "driver")]);
    assert!(row.len() == 1 && row[0].0.starts_with("2 things in the row of A001 on Assignments"), "{row:#?}");
    let people = asked(&[set(sheet, "A003", "Person ref", "T01/S02"), set(sheet, "A003", "Full name", "Morgan Sample & Ash Specimen")]);
    assert!(people.len() == 1 && people[0].0.contains("several references in one cell"), "{people:#?}");
}

#[test]
fn words_for_no_last_day_are_as_good_as_an_empty_cell() {
    for words in ["ongoing", "N/A", "TBC", "to date", "Still in post"] {
        let rows = asked(&[set(Sheet::Secondees, "S01", "End date", words)]);
        assert!(rows.is_empty(), "{words}: {rows:#?}");
    }
    let rows = asked(&[set(Sheet::Secondees, "S01", "End date", "next summer")]);
    assert!(rows.len() == 1 && rows[0].1.contains("leave the cell empty"), "{rows:#?}");
}

#[test]
fn a_heading_between_rows_is_no_entry_and_what_was_added_to_a_sheet_is_one_query() {
    let rows = asked(&[
        Edit::CopyRow(MEMBER, Sheet::Assignments, "A001", HEADING),
        Edit::AddColumn(MEMBER, Sheet::Assignments, "Mobile"),
        Edit::AddColumn(MEMBER, Sheet::Assignments, "Line manager"),
    ]);
    let [(found, _)] = rows.as_slice() else { panic!("{rows:#?}") };
    assert!(["North team", "Mobile", "Line manager"].iter().all(|added| found.contains(added)), "{found}");
    // Initials and figures are references.
    for reference in ["RE", "A9"] {
        let begun: Vec<(&'static str, &'static str)> =
            HEADING.iter().map(|(heading, value)| (*heading, if value.is_empty() { "" } else { reference })).collect();
        let rows = asked(&[Edit::CopyRow(MEMBER, Sheet::Assignments, "A001", Vec::leak(begun))]);
        assert!(rows.len() == 1 && rows[0].0.contains("Person ref is blank"), "{rows:#?}");
    }
}

#[test]
fn a_row_without_a_reference_is_named_by_its_number_on_the_sheet() {
    let sheet = Sheet::Assignments;
    let rows = asked(&[
        set(sheet, "A003", "Establishment", ""),
        set(sheet, "A003", "Start date", ""),
        set(sheet, "A003", "Team role", ""),
        set(sheet, "A003", "Assignment ref", ""),
    ]);
    let [(found, _)] = rows.as_slice() else { panic!("{rows:#?}") };
    assert!(found.starts_with("4 things in row 8 of Assignments: Assignment ref is blank"), "{found}");
}

#[test]
fn who_gives_no_home_is_named_by_what_there_is() {
    let rows = asked(&[set(Sheet::Secondees, "S02", "Home establishment", ""), set(Sheet::Secondees, "S02", "Full name", "")]);
    assert!(rows.iter().any(|(found, _)| found.starts_with("S02 (no name) gives no home establishment")), "{rows:#?}");
}
