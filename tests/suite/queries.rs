//! Queries workbooks: sent back they are valid returns, they show nothing of others, and nothing typed in them is lost.

use crate::support::workbooks as support;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use secondee_audit::account::{Audit, Publication};
use secondee_audit::book::Book;
use secondee_audit::form::{ColumnKind, Sheet};
use secondee_audit::model::{Round, Settings};
use secondee_audit::outputs::workbooks;
use secondee_audit::places::Register;
use secondee_audit::queries;
use secondee_audit::read::{self, Limits};
use secondee_audit::rules::Groundwork;
use secondee_audit::rules::run::{self, Overrides};
use secondee_audit::rules::{Edit, RULES};
use secondee_audit::sample::{self, Sample, demo};

static REGISTER: LazyLock<Register> = LazyLock::new(Register::embedded);

fn round(settings: &Settings, files: &[(String, Vec<u8>)], sample: &Sample) -> Round {
    let limits = Limits::default();
    let received = files.iter().map(|(name, bytes)| read::read(name, bytes, &REGISTER, settings, &limits)).collect();
    let (returns, received) = read::settle(settings, received);
    Round::new(settings.clone(), REGISTER.clone(), returns, received, sample.last.clone())
}

/// A round audited; it lives as long as the tests do.
pub fn audited(settings: &Settings, files: &[(String, Vec<u8>)], sample: &Sample) -> Audit<'static> {
    let groundwork: &'static Groundwork = Box::leak(Box::new(Groundwork::of(Box::leak(Box::new(round(settings, files, sample))))));
    Audit::settle(groundwork, run::judge(groundwork, &Overrides::default()), &Book::default(), &[], Publication::default())
}

pub fn applied(changes: &[Edit]) -> Sample {
    let mut sample = sample::clean();
    changes.iter().for_each(|change| sample.apply(change));
    sample
}

/// Findings that a fresh workbook cures by itself, or that are about the file and not what is in it.
const OF_THE_FILE: [&str; 12] = ["F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "F11", "F12"];

fn ids<'a>(audit: &'a Audit) -> BTreeSet<&'a str> {
    let lasting = |rule: &str| !OF_THE_FILE.contains(&rule);
    audit.report.findings.iter().filter(|f| lasting(&f.rule)).map(|f| f.id.as_str()).collect()
}

/// What is wrong with the queries workbooks of a round when each is sent back as it is, if anything.
fn sent_back(what: &str, sample: &Sample) -> Vec<String> {
    let mut files = sample.files();
    let before = audited(&sample.settings, &files, sample);
    let mut faults = Vec::new();
    for (name, bytes) in workbooks::queries(&before).expect("queries workbooks") {
        let member = name.split('-').next().unwrap_or_default();
        let used = before.round.received.iter().find(|r| r.member == member && r.status.name() != "superseded");
        let Some(used) = used.map(|used| used.file.clone()) else {
            faults.push(format!("{what}: {name} has no return"));
            continue;
        };
        files.retain(|(file, _)| *file != used);
        files.push((used, bytes));
    }
    let after = audited(&sample.settings, &files, sample);
    // A column put back blank has gaps that a missing one had not; nothing else may come or go.
    let is_cured = before.report.findings.iter().any(|f| f.rule == "F04" || f.rule == "F05" || f.rule == "F07" || f.rule == "F06");
    let (was, now) = (ids(&before), ids(&after));
    if !is_cured && was != now {
        faults.push(format!(
            "{what}: gone {:?}, new {:?}",
            was.difference(&now).collect::<Vec<_>>(),
            now.difference(&was).collect::<Vec<_>>()
        ));
    }
    for finding in after.report.findings.iter().filter(|f| ["F04", "F05", "F10", "F11", "F12"].contains(&f.rule.as_str())) {
        faults.push(format!("{what}: {} {}", finding.rule, finding.message));
    }
    faults
}

#[test]
fn sent_back_as_it_is_a_queries_workbook_gives_the_same_findings() {
    let mut faults = sent_back("the sample round", &demo::round_2026().0);
    for rule in RULES {
        for example in rule.examples.iter().filter(|example| !example.fires.is_empty()).take(1) {
            faults.extend(sent_back(&format!("{} {}", rule.code, example.shows), &applied(example.changes)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn who_has_nothing_to_mend_gets_no_workbook_and_who_has_gets_every_finding() {
    let (sample, _) = demo::round_2026();
    let audit = audited(&sample.settings, &sample.files(), &sample);
    let made: BTreeMap<String, Vec<u8>> = workbooks::queries(&audit).expect("queries workbooks").into_iter().collect();
    assert!(!made.contains_key(&format!("{}-2026-queries.xlsx", demo::CLEAN_MEMBER)));
    for finding in audit.report.findings.iter().filter(|f| queries::is_asked(f)) {
        let book = &made[&format!("{}-2026-queries.xlsx", finding.member)];
        let row = support::cell(book, "Queries", &finding.id, "What to do");
        let rule = secondee_audit::rules::by_code(&finding.rule).expect("a rule");
        // The first words of what is to be done about this very finding, or of what is to be done in this workbook.
        let expected = rule.handling.in_queries_workbook.unwrap_or(&finding.action);
        let start: String = expected.chars().take_while(|c| !".,;:".contains(*c)).collect();
        let shown = support::at(book, "Queries", &row);
        let is_settled_by_another = audit.followed.queries.iter().any(|query| {
            query.findings.contains(&finding.id) && !query.settles.is_empty() && !query.spots.iter().any(|spot| spot.finding == finding.id)
        });
        let says = |start: &str| shown.contains(start) || shown.contains("The note at each cell");
        assert!(
            is_settled_by_another || says(&start) || start.contains("Notes") || start.starts_with("Say on People"),
            "{}: {shown}",
            finding.id
        );
    }
    assert_eq!(made.len(), audit.report.findings.iter().filter(|f| queries::is_asked(f)).map(|f| &f.member).collect::<BTreeSet<_>>().len());
}

#[test]
fn one_cause_in_many_cells_is_one_query() {
    let blank = |sheet, reference, heading| Edit::Set("HMIP", sheet, reference, heading, "");
    let month_first = |reference| Edit::Set("HMIP", Sheet::Secondees, reference, "Start date", "06/30/2024");
    let sample = applied(&[
        blank(Sheet::Secondees, "S01", "Post held"),
        blank(Sheet::Secondees, "S02", "Post held"),
        blank(Sheet::Staff, "T01", "Post held"),
        month_first("S01"),
        month_first("S03"),
    ]);
    let audit = audited(&sample.settings, &sample.files(), &sample);
    let sizes = |rule: &str| audit.followed.queries.iter().filter(|q| q.rule.code == rule).map(|q| q.findings.len()).collect::<Vec<_>>();
    assert_eq!(sizes("E01"), [2, 1], "the same column of one sheet is one query");
    assert_eq!(sizes("E04"), [2]);
}

/// Rounds in which findings of one member are based on another member's return.
fn across() -> Vec<Sample> {
    let seconded = [
        Edit::Set("HMICFRS", Sheet::Secondees, "S01", "Home organisation", "HM Prison and Probation Service"),
        Edit::Set("HMICFRS", Sheet::Secondees, "S01", "Home organisation type", "Prison service"),
        Edit::Set("HMICFRS", Sheet::Secondees, "S01", "Home establishment", "HMP Swaleside"),
        Edit::Set("HMICFRS", Sheet::Secondees, "S01", "Likely to return to", "HMP Swaleside; HMP Preston"),
        Edit::Set("HMICFRS", Sheet::Secondees, "S01", "Close affiliations", "HMP Stafford; HMP Elmley"),
        Edit::Set("HMICFRS", Sheet::Secondees, "S01", "Work to be avoided", "Anything near Elmley; HMP Elmley"),
        Edit::CopyRow(
            "HMIP",
            Sheet::Assignments,
            "A005",
            &[
                ("Assignment ref", "A006"),
                ("Person ref", "S01"),
                ("Person's member", "HMICFRS"),
                ("Full name", "J. Mock"),
                ("Establishment", "HMP Elmley"),
            ],
        ),
        Edit::CopyRow(
            "HMIP",
            Sheet::Assignments,
            "A005",
            &[
                ("Assignment ref", "A007"),
                ("Person ref", "S01"),
                ("Person's member", "HMICFRS"),
                ("Full name", "J. Mock"),
                ("Establishment", "HMP Standford Hill"),
            ],
        ),
        Edit::CopyRow(
            "HMIP",
            Sheet::Assignments,
            "A005",
            &[
                ("Assignment ref", "A008"),
                ("Person ref", "S01"),
                ("Person's member", "HMICFRS"),
                ("Full name", "J. Mock"),
                ("Establishment", "HMP Preston"),
            ],
        ),
    ];
    let mut barred = seconded.to_vec();
    barred.push(Edit::Bars("HMIP"));
    let borrowed = |more: &[Edit]| {
        let mut changes = vec![Edit::CopyRow(
            "CQC",
            Sheet::Assignments,
            "A001",
            &[
                ("Assignment ref", "A002"),
                ("Person ref", "S01"),
                ("Person's member", "HMIP"),
                ("Full name", "R. Example"),
                ("Establishment", "HMP Stafford"),
                ("Start date", "07/01/2026"),
                ("End date", "09/01/2026"),
            ],
        )];
        changes.extend_from_slice(more);
        changes
    };
    let own = |heading, value| Edit::Set("HMIP", Sheet::Secondees, "S01", heading, value);
    [
        seconded.to_vec(),
        barred,
        vec![Edit::Set("HMIP", Sheet::Assignments, "A005", "Full name", "Somebody Else")],
        vec![Edit::Set("CQC", Sheet::Staff, "T01", "Former workplaces", "HMP Wandsworth (left 2024); HMP Stafford (left 2020)")],
        vec![Edit::Set("CQC", Sheet::Staff, "T01", "Close affiliations", "Wandsworth (HMP); HMP Stafford")],
        borrowed(&[own("Assessment outcome", "Conflict identified, not yet managed")]),
        borrowed(&[own("NPM work", "No")]),
        borrowed(&[own("End date", "01/12/2025")]),
        borrowed(&[own("Home establishment", "HMP Stafford")]),
        borrowed(&[own("Independence briefing date", "08/01/2026")]),
    ]
    .iter()
    .map(|changes| applied(changes))
    .chain(RULES.iter().flat_map(|rule| rule.examples.iter().map(|example| applied(example.changes))))
    .collect()
}

/// Names of persons, places and organisations that stand in a member's return, whole cells and parts of them, in small letters.
fn names(sample: &Sample, member: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for grid in sample.books.iter().filter(|book| member(&book.member)).flat_map(|book| &book.sheets) {
        for (at, heading) in grid.headings.iter().enumerate() {
            let column = grid.sheet.columns().iter().find(|column| column.heading == heading);
            let is_name = heading == "Full name" || heading == "Home organisation" || heading == "Assessed by";
            if !is_name && !column.is_some_and(|column| matches!(column.kind, ColumnKind::Place | ColumnKind::Places)) {
                continue;
            }
            for part in grid.rows.iter().flat_map(|row| row[at].split(';')).map(|part| part.split(" (left").next().unwrap_or("").trim()) {
                if !part.is_empty() {
                    names.insert(part.to_lowercase());
                    // The register's own name of the place is a way to say it too.
                    if let Some(place) = REGISTER.find(part).confirmed() {
                        names.insert(REGISTER.place(place).name.to_lowercase());
                    }
                }
            }
        }
    }
    names
}

#[test]
fn no_name_or_place_of_another_members_return_is_shown() {
    let mut seen = BTreeSet::new();
    for sample in across() {
        let audit = audited(&sample.settings, &sample.files(), &sample);
        let across: Vec<String> =
            audit.report.findings.iter().filter(|f| f.evidence.iter().any(|e| e.member != f.member)).map(|f| f.rule.clone()).collect();
        if across.is_empty() {
            continue;
        }
        seen.extend(across);
        for (file, book) in workbooks::queries(&audit).expect("queries workbooks") {
            let member = file.trim_end_matches("-2026-queries.xlsx").to_string();
            let mut shown: Vec<String> = support::texts(&book, "Queries").into_iter().map(|(.., text)| text).collect();
            let notes = support::parts(&book).into_iter().filter(|(name, _)| name.starts_with("xl/comments"));
            shown.extend(notes.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()));
            let shown = shown.join("\n").to_lowercase();
            // The rules' own words hold an example or two that also stand in the sample.
            let rules =
                RULES.iter().map(|r| format!("{} {} {} {}", r.fault, r.expected, r.fix, r.right)).collect::<String>().to_lowercase();
            let own = names(&sample, |other| other == member);
            let foreign = names(&sample, |other| other != member);
            for name in foreign.iter().filter(|name| !own.iter().any(|own| own.contains(*name)) && !rules.contains(*name)) {
                assert!(!shown.contains(name), "{file} shows \"{name}\" of another member:\n{shown}");
            }
        }
    }
    for rule in ["G131", "G133", "G142", "G143", "G144", "G122", "R04", "R10", "R11", "S181", "S182", "X01", "X02", "X03"] {
        assert!(seen.contains(rule), "no case across returns for {rule}, only {seen:?}");
    }
}

#[test]
fn texts_that_cannot_be_read_and_notes_are_carried_as_typed() {
    let typed =
        [("Start date", "last summer"), ("Arrangement", "Borrowed"), ("Post held", "#REF!"), ("FTE on NPM work", "7"), ("Notes", "=1+1")];
    let changes: Vec<Edit> = typed.iter().map(|(heading, value)| Edit::Set("HMIP", Sheet::Secondees, "S01", heading, value)).collect();
    let mut sample = applied(&changes);
    sample.apply(&Edit::Set("HMIP", Sheet::Return, "R15", "Notes", "A plan is being written."));
    let audit = audited(&sample.settings, &sample.files(), &sample);
    let (_, book) =
        workbooks::queries(&audit).expect("queries workbooks").into_iter().find(|(name, _)| name.starts_with("HMIP-")).expect("one");
    for (heading, value) in typed {
        assert_eq!(support::at(&book, "Secondees", &support::cell(&book, "Secondees", "S01", heading)), value, "{heading}");
    }
    assert_eq!(support::at(&book, "Return", &support::cell(&book, "Return", "R15", "Notes")), "A plan is being written.");
    let sheet = support::parts(&book).into_iter().find(|(name, _)| name == "xl/worksheets/sheet4.xml").expect("Secondees").1;
    assert!(!String::from_utf8_lossy(&sheet).contains("<f>1+1"), "a typed text became a formula");
}

#[test]
fn a_queries_workbook_corrected_without_an_answer_is_used_before_the_return_it_was_made_from() {
    let sample = applied(&[Edit::Set("HMIP", Sheet::Secondees, "S01", "Post held", "")]);
    let mut files = sample.files();
    let audit = audited(&sample.settings, &files, &sample);
    let (name, book) = workbooks::queries(&audit).expect("queries workbooks").remove(0);
    let corrected = support::typed(&book, &[("Secondees", support::cell(&book, "Secondees", "S01", "Post held"), "Inspector")]);
    files.push((name.clone(), corrected));
    let after = audited(&sample.settings, &files, &sample);
    assert_eq!(after.round.submission("HMIP").map(|s| s.file.as_str()), Some(name.as_str()));
    assert!(after.report.findings.iter().all(|f| f.rule != "E01"));
    let changes: Vec<&str> = after.followed.changes.iter().map(|c| c.now.as_str()).collect();
    assert_eq!(changes, ["Inspector"], "the earlier of two that came at once is compared with");
}

/// The Queries sheet of a member's queries workbook: each row's texts by column.
pub fn sheet_of(audit: &Audit, member: &str) -> Vec<Vec<String>> {
    let (_, book) =
        workbooks::queries(audit).expect("queries workbooks").into_iter().find(|(name, _)| name.starts_with(member)).expect("a workbook");
    let mut rows: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (row, col, text) in support::texts(&book, "Queries") {
        let cells = rows.entry(row).or_default();
        cells.resize(cells.len().max(col as usize + 1), String::new());
        cells[col as usize] = text;
    }
    rows.into_values().filter(|cells| cells.first().is_some_and(|number| number.parse::<u32>().is_ok())).collect()
}

#[test]
fn what_one_correction_settles_is_one_query() {
    // S01 is left out of the headcounts because NPM work is No, though an assignment says otherwise.
    let sample = applied(&[Edit::Set("HMIP", Sheet::Secondees, "S01", "NPM work", "No")]);
    let audit = audited(&sample.settings, &sample.files(), &sample);
    let own: Vec<&queries::Query> = audit.followed.queries.iter().filter(|query| query.member == "HMIP").collect();
    let about: Vec<&queries::Query> = own.iter().copied().filter(|query| query.findings.iter().any(|id| id.starts_with("R11-"))).collect();
    assert_eq!(about.len(), 1);
    assert!(about[0].findings.iter().filter(|id| id.starts_with("R08-")).count() == 2, "{:?}", about[0].findings);
    assert!(about[0].text().contains("The same correction settles: R09 says 2"), "{}", about[0].text());
    assert!(about[0].text().contains("S01 is left out, because NPM work is No"), "{}", about[0].text());
    assert!(own.iter().all(|query| query.rule.code != "R08"), "the headcounts are no query of their own");
    // Where nothing explains the difference, the two headcounts are one query.
    let sample = applied(&[Edit::Set("HMIP", Sheet::Return, "R09", "Answer", "3"), Edit::Set("HMIP", Sheet::Return, "R10", "Answer", "9")]);
    let audit = audited(&sample.settings, &sample.files(), &sample);
    assert_eq!(audit.followed.queries.iter().filter(|query| query.rule.code == "R08").count(), 1);
}

#[test]
fn three_faults_of_typing_in_a_row_are_one_query_about_the_row() {
    let set = |reference, heading, value| Edit::Set("HMIP", Sheet::Secondees, reference, heading, value);
    let sample = applied(&[
        set("S01", "Post held", ""),
        set("S01", "Role type", ""),
        set("S01", "Start date", "last summer"),
        set("S02", "Post held", ""),
    ]);
    let audit = audited(&sample.settings, &sample.files(), &sample);
    let rows = sheet_of(&audit, "HMIP");
    let found: Vec<&String> = rows.iter().map(|cells| &cells[3]).filter(|found| found.contains("Post held")).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("3 things in the row of S01 on Secondees: "), "{}", found[0]);
    assert!(["Post held is blank", "Role type is blank", "Start date is \"last summer\""].iter().all(|part| found[0].contains(part)));
}

#[test]
fn an_answer_to_come_stays_open_and_is_no_explanation() {
    let sample = applied(&[Edit::Set("HMIP", Sheet::Secondees, "S01", "Post held", "")]);
    let mut files = sample.files();
    let audit = audited(&sample.settings, &files, &sample);
    let (name, book) = workbooks::queries(&audit).expect("queries workbooks").remove(0);
    let id = &audit.followed.queries[0].findings[0];
    let answered = support::typed(&book, &[("Queries", support::cell(&book, "Queries", id, "Expected by"), "29/05/2026")]);
    files.push((name, answered));
    let after = audited(&sample.settings, &files, &sample);
    let asked = after.followed.asked.iter().find(|asked| asked.finding == *id).expect("it is still asked");
    assert!(asked.state.is_open(), "{asked:?}");
    assert_eq!((asked.kind.as_str(), asked.response.as_str()), ("To come", "expected by 29/05/2026"));
}

#[test]
fn no_sentence_has_a_hole_where_a_cell_is_blank() {
    let mut faults = Vec::new();
    let clean = sample::clean();
    // Each cell of a person or assignment is blanked in turn in what each rule's first example leaves.
    for rule in RULES {
        let Some(example) = rule.examples.iter().find(|example| !example.fires.is_empty()) else { continue };
        for (sheet, heading) in [
            (Sheet::Secondees, "Secondee ref"),
            (Sheet::Secondees, "Full name"),
            (Sheet::Staff, "Staff ref"),
            (Sheet::Staff, "Full name"),
            (Sheet::Assignments, "Assignment ref"),
            (Sheet::Assignments, "Full name"),
            (Sheet::Assignments, "Establishment"),
            (Sheet::Assignments, "Start date"),
            (Sheet::Assignments, "End date"),
            (Sheet::Assignments, "Activity"),
        ] {
            let mut sample = clean.clone();
            example.changes.iter().for_each(|change| sample.apply(change));
            for book in &mut sample.books {
                for grid in book.sheets.iter_mut().filter(|grid| grid.sheet == sheet) {
                    if let Some(col) = grid.headings.iter().position(|known| known == heading) {
                        grid.rows.iter_mut().for_each(|row| row[col].clear());
                    }
                }
            }
            for finding in run::run(&sample.round(), &Overrides::default()).findings {
                let said = &finding.message;
                let holes = ["()", "( ", " )", "  ", " ,", " .", " :", "\"\""];
                if holes.iter().any(|hole| said.contains(hole)) || said.starts_with([' ', ',', ':']) || said.ends_with(' ') {
                    faults.push(format!("{} with {heading} of {} blank: {said}", finding.rule, sheet.name()));
                }
            }
        }
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{} holes:\n{}", faults.len(), faults.join("\n"));
}
