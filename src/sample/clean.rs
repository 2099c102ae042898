//! The clean sample: three members, invented people, real places, nothing to find.

use std::collections::BTreeMap;

use super::{Sample, SheetContent, WorkbookFile, write};
use crate::form::{Field, Question, Sec, Sheet};
use crate::model::{Basis, LastYear, Measure, Member, PastPerson, Settings, Thresholds};
use crate::places::Register;

/// The headings of the assignments' rows below.
const ASSIGNMENT: [&str; 10] = [
    "Assignment ref",
    "Person ref",
    "Person's member",
    "Full name",
    "Activity",
    "Establishment",
    "Start date",
    "End date",
    "Team role",
    "Lead member",
];

/// The clean sample.
pub fn clean() -> Sample {
    let members = ["HMIP", "HMICFRS", "CQC"];
    let settings = Settings {
        year: 2026,
        from: jiff::civil::date(2025, 4, 1),
        census: jiff::civil::date(2026, 3, 31),
        as_at: jiff::civil::date(2026, 5, 15),
        members: members.map(|code| Member { code: code.into(), name: code.into(), bars_secondees: false, not_applicable: None }).to_vec(),
        thresholds: Thresholds::default(),
        return_by: None,
        answers_by: None,
        return_to: None,
    };
    let books = vec![hmip(), hmicfrs(), cqc()];
    let last = last_year(&books);
    Sample { settings, books, last: Some(last), files: Vec::new() }
}

/// A return with its answers; the four differ between members.
fn book(member: &str, used: &str, secondees: &str, staff: &str, plan: &str, recruitment: &str) -> WorkbookFile {
    let mut sheets: Vec<SheetContent> = Sheet::ALL.into_iter().map(SheetContent::new).collect();
    let progress = format!("In this year {member} looked again at every post that a secondee holds.");
    let answers = [
        member,
        "2026",
        "31/03/2026",
        "A. Example",
        "Head of planning",
        "a.example@example.org",
        "24/04/2026",
        used,
        secondees,
        staff,
        "Yes",
        "Staff handbook, section 4",
        "Yes",
        "In place",
        plan,
        recruitment,
        "https://www.example.org/criteria",
        "Yes",
        "Yes",
        &progress,
    ];
    for (question, answer) in Question::all().iter().zip(answers) {
        sheets[0].add(&[("Ref", question.reference()), ("Question", question.column().heading), ("Answer", answer)]);
    }
    WorkbookFile { member: member.into(), year: 2026, sheets, extra_sheets: Vec::new() }
}

fn secondee(book: &mut WorkbookFile, values: &[(&str, &str)]) {
    let mut all = vec![
        ("Post held", "Inspector"),
        ("Role type", "Frontline"),
        ("NPM work", "Yes"),
        ("FTE on NPM work", "1"),
        ("Home organisation", "HM Prison and Probation Service"),
        ("Home organisation type", "Prison service"),
        ("Arrangement", "Secondment"),
        ("Assessed by", "Alex Manager"),
        ("Assessment outcome", "No conflict identified"),
    ];
    all.extend(values);
    book.sheets[1].add(&all);
}

fn staff(book: &mut WorkbookFile, reference: &str, name: &str, role: &str, former: &str) {
    book.sheets[2].add(&[
        ("Staff ref", reference),
        ("Full name", name),
        ("Post held", "Inspector"),
        ("Role type", role),
        ("Employment", "Permanent"),
        ("FTE on NPM work", "1"),
        ("Unit", "Inspection team"),
        ("Former workplaces", former),
        ("Declaration date", "02/04/2025"),
    ]);
}

fn assignment(book: &mut WorkbookFile, values: [&str; 10]) {
    let pairs: Vec<(&str, &str)> = ASSIGNMENT.into_iter().zip(values).collect();
    book.sheets[3].add(&pairs);
}

fn hmip() -> WorkbookFile {
    let mut book = book("HMIP", "Yes", "2", "4", "Yes", "Yes");
    secondee(
        &mut book,
        &[
            ("Secondee ref", "S01"),
            ("Full name", "Rowan Example"),
            ("Home establishment", "HMP Leeds"),
            ("Likely to return to", "HMP Wakefield"),
            ("Close affiliations", "HMP Hull"),
            ("Start date", "03/06/2024"),
            ("Conflict assessment date", "15/09/2025"),
            ("Last supervision date", "10/02/2026"),
            ("Independence briefing date", "03/06/2024"),
        ],
    );
    secondee(
        &mut book,
        &[
            ("Secondee ref", "S02"),
            ("Full name", "Ash Specimen"),
            ("Home establishment", "HMP Durham"),
            ("Start date", "02/06/2025"),
            ("Why expertise not found elsewhere", "Current knowledge of segregation practice."),
            ("Openly recruited", "Yes"),
            ("Published criteria", "https://www.example.org/criteria"),
            ("Conflict assessment date", "20/05/2025"),
            ("Last supervision date", "20/01/2026"),
            ("Independence briefing date", "02/06/2025"),
        ],
    );
    secondee(
        &mut book,
        &[
            ("Secondee ref", "S03"),
            ("Full name", "Drew Former"),
            ("Home establishment", "HMP Hull"),
            ("Start date", "01/06/2023"),
            ("End date", "31/05/2025"),
            ("Conflict assessment date", "01/09/2024"),
            ("Last supervision date", "01/03/2025"),
            ("Independence briefing date", "01/06/2023"),
        ],
    );
    staff(&mut book, "T01", "Morgan Sample", "Frontline", "HMP Hull (left 2012)");
    staff(&mut book, "T02", "Casey Pattern", "Support", "");
    for (reference, person, member, name, place, start, end, role) in [
        ("A001", "S01", "", "Rowan Example", "HMP Wandsworth", "06/10/2025", "17/10/2025", "Team member"),
        ("A002", "S02", "", "Ash Specimen", "HMP Bedford", "03/11/2025", "14/11/2025", "Team member"),
        ("A003", "T01", "", "Morgan Sample", "HMP Wandsworth", "06/10/2025", "17/10/2025", "Lead"),
        ("A004", "T02", "", "Casey Pattern", "HMP Bedford", "03/11/2025", "14/11/2025", "Planning and support"),
        ("A005", "T01", "CQC", "Quinn Dummy", "HMP Wandsworth", "06/10/2025", "17/10/2025", "Specialist"),
    ] {
        assignment(&mut book, [reference, person, member, name, "Inspection", place, start, end, role, "HMIP"]);
    }
    book
}

fn hmicfrs() -> WorkbookFile {
    let mut book = book("HMICFRS", "Yes", "1", "3", "Yes", "Yes");
    secondee(
        &mut book,
        &[
            ("Secondee ref", "S01"),
            ("Full name", "Jamie Mock"),
            ("Arrangement", "Short-term secondment"),
            ("Home organisation", "Kent Police"),
            ("Home organisation type", "Police"),
            ("Home establishment", "Kent Police"),
            ("Start date", "02/09/2024"),
            ("Conflict assessment date", "01/10/2025"),
            ("Last supervision date", "03/02/2026"),
            ("Independence briefing date", "02/09/2024"),
        ],
    );
    staff(&mut book, "T01", "Robin Placeholder", "Frontline", "");
    staff(&mut book, "T02", "Lee Standin", "Support", "");
    for (reference, person, name, role) in [("A001", "S01", "Jamie Mock", "Team member"), ("A002", "T01", "Robin Placeholder", "Lead")] {
        let visit = ["South Wales Police", "07/07/2025", "11/07/2025"];
        assignment(&mut book, [reference, person, "", name, "Inspection", visit[0], visit[1], visit[2], role, "HMICFRS"]);
    }
    book
}

fn cqc() -> WorkbookFile {
    let mut book = book("CQC", "No", "0", "2", "Not applicable", "No recruitment");
    staff(&mut book, "T01", "Quinn Dummy", "Frontline", "");
    staff(&mut book, "T02", "Sam Proxy", "Support", "");
    let visit = ["A001", "T01", "", "Quinn Dummy", "Inspection", "HMP Wandsworth", "06/10/2025", "17/10/2025", "Specialist", "HMIP"];
    assignment(&mut book, visit);
    book
}

/// Last year as it follows from this: who is not new was there.
fn last_year(books: &[WorkbookFile]) -> LastYear {
    let register = Register::embedded();
    let mut last = LastYear { year: 2025, ..LastYear::default() };
    for book in books {
        let grid = &book.sheets[1];
        for row in &grid.rows {
            let text = |field: Sec| row[grid.column_of(field.column().heading)].clone();
            if write::date(&text(Sec::Start)).is_some_and(|start| start >= jiff::civil::date(2025, 4, 1)) {
                continue;
            }
            let home = text(Sec::Home);
            last.secondees.push(PastPerson {
                member: book.member.clone(),
                reference: text(Sec::Ref),
                name: text(Sec::Name),
                arrangement: text(Sec::Arrangement),
                npm_work: text(Sec::NpmWork) == "Yes",
                fte: text(Sec::Fte).parse().ok(),
                home_organisation: text(Sec::HomeOrg),
                home_id: register.find(&home).confirmed().map_or_else(String::new, |at| register.place(at).id.clone()),
                home,
                start: write::date(&text(Sec::Start)),
                end: None,
            });
        }
        last.statements.insert(book.member.clone(), format!("The year before, {} wrote down who is on loan.", book.member));
    }
    let figures: BTreeMap<&str, (f64, f64, f64)> =
        [("HMIP", (2.0, 4.0, 0.5)), ("HMICFRS", (1.0, 3.0, 0.3333)), ("CQC", (0.0, 2.0, 0.0))].into();
    for (member, (census, staff, share)) in figures {
        for (measure, basis, value) in [
            (Measure::SecondeesCensus, Basis::Broad, census),
            (Measure::SecondeesCensus, Basis::Narrow, census),
            (Measure::NpmStaff, Basis::Broad, staff),
            (Measure::SecondeeShare, Basis::Broad, share),
        ] {
            last.counts.insert((2025, member.into(), measure, basis), Ok(value));
        }
    }
    last
}
