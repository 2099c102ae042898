//! People who may be one person are groups: one finding, one row to confirm, and what was said of a pair before stands for the group.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use secondee_audit::book::tables::{Ours, SheetRow};
use secondee_audit::form::Sheet;
use secondee_audit::model::finding::Finding;
use secondee_audit::model::{Person, Round};
use secondee_audit::outputs::findings_file::FindingsFile;
use secondee_audit::people::{KnownPerson, Likeness, Relation, compare, proposals, proposed};
use secondee_audit::rules::Edit;
use secondee_audit::rules::run::{Overrides, run};
use secondee_audit::sample::{self, Sample, to_xlsx};

use crate::support::rounds;
use crate::support::workbooks::{cell, typed};

const SHEET: &str = "People to confirm";
const MEMBERS: [&str; 3] = ["CQC", "HMICFRS", "HMIP"];

/// A member of staff of another name.
const fn staff(member: &'static str, reference: &'static [(&'static str, &'static str)]) -> Edit {
    Edit::CopyRow(member, Sheet::Staff, "T01", reference)
}

const AT_CQC: Edit = staff("CQC", &[("Staff ref", "T09"), ("Full name", "Rowan Example")]);
const AT_HMICFRS: Edit = staff("HMICFRS", &[("Staff ref", "T08"), ("Full name", "Ms R Example")]);
const AT_HMICFRS_TOO: Edit = staff("HMICFRS", &[("Staff ref", "T09"), ("Full name", "Example, Rowan")]);

fn round_with(changes: &[Edit]) -> (tempfile::TempDir, PathBuf) {
    let (folder, round) = rounds::samples(&MEMBERS);
    returned(&round, changes);
    (folder, round)
}

/// Writes the returns of the clean sample with changes.
fn returned(round: &Path, changes: &[Edit]) {
    let mut sample = sample::clean();
    changes.iter().for_each(|change| sample.apply(change));
    for book in &sample.books {
        fs::write(round.join(format!("returns/{}-2026.xlsx", book.member)), to_xlsx(book)).expect("a return");
    }
}

fn audit(round: &Path) {
    let output = rounds::audit(round, &["--quiet"]);
    assert!(output.status.code() != Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}

fn findings(round: &Path, rule: &str) -> Vec<Finding> {
    let bytes = fs::read(round.join("output/findings.json")).expect("findings.json");
    let file: FindingsFile = serde_json::from_slice(&bytes).expect("our own JSON");
    file.findings.into_owned().into_iter().filter(|f| f.rule == rule).collect()
}

fn workbook(round: &Path) -> Vec<u8> {
    fs::read(rounds::workbook(round)).expect("the workbook")
}

fn rows(round: &Path) -> Vec<SheetRow> {
    Ours::open(&workbook(round)).expect("a workbook").rows(SHEET, &["Pair id", "Same person?"]).expect(SHEET)
}

/// Types an answer into the row whose id begins so.
fn answer(round: &Path, begins: &str, said: &str) {
    let id = rows(round).into_iter().map(|row| row.text("Pair id")).find(|id| id.starts_with(begins)).expect("the row");
    let before = workbook(round);
    let at = cell(&before, SHEET, &id, "Same person?");
    fs::write(rounds::workbook(round), typed(&before, &[(SHEET, at, said)])).expect("written");
}

fn open_rows(round: &Path) -> usize {
    rows(round).iter().filter(|row| row.text("State").starts_with("To decide") && row.text("Rule") == "X01").count()
}

#[test]
fn three_rows_of_one_name_are_one_finding_and_one_row_with_everybody_and_every_reason() {
    let (_folder, round) = round_with(&[AT_CQC, AT_HMICFRS_TOO]);
    audit(&round);
    let found = findings(&round, "X01");
    assert_eq!(found.len(), 1, "{found:?}");
    let members: Vec<&str> = found[0].evidence.iter().map(|e| e.member.as_str()).collect();
    assert_eq!(members, ["HMICFRS", "CQC", "HMIP"], "the second row is the one to mend");
    for who in [
        "(1) Rowan Example (T09, staff of CQC)",
        "(2) Example, Rowan (T09, staff of HMICFRS)",
        "(3) Rowan Example (S01, a secondee of HMIP)",
    ] {
        assert!(found[0].message.contains(who), "{}", found[0].message);
    }
    assert!(found[0].message.contains("1 and 3: the same name"), "{}", found[0].message);
    let row = rows(&round).into_iter().find(|row| row.text("Rule") == "X01").expect("a row");
    assert!(row.text("Pair id").starts_with("GROUP-") && row.text("Person").starts_with("1: Rowan Example (CQC T09)"));
    assert_eq!(row.text("Other person").lines().count(), 2, "{}", row.text("Other person"));
    assert_eq!(row.text("Other cell").lines().count(), 2);
    assert!(row.text("Why").contains("2 and 3: "), "{}", row.text("Why"));
    assert_eq!(open_rows(&round), 1);
}

#[test]
fn a_group_is_answered_as_a_whole_or_in_part_and_remembered() {
    for (said, found_after, state) in [
        ("Yes", Some("were confirmed to be one person"), "One person"),
        ("no", None, "Different persons"),
        ("1 and 3", Some("were confirmed to be one person"), "Some are one person"),
    ] {
        let (_folder, round) = round_with(&[AT_CQC, AT_HMICFRS_TOO]);
        audit(&round);
        answer(&round, "GROUP-", said);
        audit(&round);
        let found = findings(&round, "X01");
        assert_eq!(found.len(), usize::from(found_after.is_some()), "{said}: {found:?}");
        if let Some(words) = found_after {
            assert!(found[0].message.contains(words), "{said}: {}", found[0].message);
            assert_eq!(found[0].evidence.len(), if said == "Yes" { 3 } else { 2 }, "{said}");
        }
        assert_eq!(open_rows(&round), 0, "{said}: it is asked about again");
        let kept: Vec<SheetRow> = rows(&round).into_iter().filter(|row| row.text("Pair id").starts_with("GROUP-")).collect();
        assert_eq!(kept.len(), 1, "{said}");
        assert_eq!(kept[0].text("State"), state);
        assert_eq!(kept[0].text("Same person?").to_lowercase(), said.to_lowercase());
        let first = workbook(&round);
        audit(&round);
        assert!(workbook(&round) == first, "{said}: a run more changes something");
    }
}

#[test]
fn an_answer_that_a_group_does_not_take_is_asked_about_by_its_cell_and_stays_as_typed() {
    for said in ["perhaps", "1", "1 and 4", "1 and 2; 2 and 3"] {
        let (_folder, round) = round_with(&[AT_CQC, AT_HMICFRS_TOO]);
        audit(&round);
        answer(&round, "GROUP-", said);
        let words = rounds::audits(&round);
        assert!(words.contains("People to confirm!") && words.contains("(1 and 3)") && words.contains("decides nothing"), "{words}");
        let row = rows(&round).into_iter().find(|row| row.text("Pair id").starts_with("GROUP-")).expect("the group");
        assert_eq!((row.text("Same person?").as_str(), row.text("State").as_str()), (said, "To decide"));
    }
}

#[test]
fn who_joins_an_answered_pair_is_asked_about_and_the_answer_stands() {
    for (said, confirmed) in [("Yes", 1), ("No", 0)] {
        let (_folder, round) = round_with(&[AT_CQC]);
        audit(&round);
        answer(&round, "PAIR-", said);
        audit(&round);
        assert_eq!(findings(&round, "X01").len(), confirmed, "{said}");
        returned(&round, &[AT_CQC, AT_HMICFRS_TOO]);
        audit(&round);
        let found = findings(&round, "X01");
        let is_confirmed = |f: &&Finding| f.message.contains("were confirmed to be one person");
        assert_eq!(found.iter().filter(is_confirmed).count(), confirmed, "{said}: {found:?}");
        assert_eq!(found.len(), confirmed + 1, "{said}: who joined is asked about");
        let pair = rows(&round).into_iter().find(|row| row.text("Pair id").starts_with("PAIR-") && row.text("Same person?") == said);
        assert!(pair.is_some(), "{said}: the pair's answer is kept in a row of its own");
        assert_eq!(open_rows(&round), 1, "{said}");
    }
}

#[test]
fn a_decision_on_the_finding_of_a_pair_stands_for_the_group_that_contains_the_pair() {
    let (_folder, round) = round_with(&[AT_CQC]);
    audit(&round);
    let pair = findings(&round, "X01").pop().expect("a pair");
    let before = workbook(&round);
    let cells = [("Decision", "No conflict"), ("Decision note", "asked both"), ("Decided by", "Chair")];
    let typed_in: Vec<_> = cells.map(|(heading, said)| ("Findings", cell(&before, "Findings", &pair.id, heading), said)).to_vec();
    fs::write(rounds::workbook(&round), typed(&before, &typed_in)).expect("written");
    // Somebody of another member comes between the two.
    returned(&round, &[AT_CQC, AT_HMICFRS_TOO]);
    audit(&round);
    let group = findings(&round, "X01").pop().expect("a group");
    assert_ne!(group.id, pair.id, "the test is about an id that has gone");
    assert_eq!(group.decision.as_deref(), Some("No conflict"));
    let rows = Ours::open(&workbook(&round)).expect("a workbook").rows("Findings", &["Finding id", "Decision"]).expect("Findings");
    let row = rows.iter().find(|row| row.text("Finding id") == group.id).expect("the group's row");
    assert_eq!((row.text("Decision note").as_str(), row.text("Decided by").as_str()), ("asked both", "Chair"));
    let bytes = workbook(&round);
    assert!(!Ours::open(&bytes).expect("a workbook").has("Settled"), "nothing was settled");
    // And if the third goes again, it is the pair's once more.
    returned(&round, &[AT_CQC]);
    audit(&round);
    let again = findings(&round, "X01").pop().expect("a pair");
    assert_eq!(again.id, pair.id);
    let all = Ours::open(&workbook(&round)).expect("a workbook").rows("Findings", &["Finding id", "Decision"]).expect("Findings");
    let is_kept = |rows: &[SheetRow]| rows.iter().any(|row| row.text("Decision") == "No conflict");
    let settled = Ours::open(&workbook(&round)).expect("a workbook").rows("Settled", &["Finding id", "Decision"]).unwrap_or_default();
    assert!(is_kept(&all) || is_kept(&settled), "a decision was lost");
}

#[test]
fn a_pair_accepted_in_round_toml_accepts_no_more_than_itself() {
    let mut sample: Sample = sample::clean();
    sample.apply(&AT_CQC);
    let x01 = |round: &Round, accepted: &[&str]| {
        let accepted = accepted.iter().map(|id| ((*id).to_string(), "known".to_string())).collect();
        let report = run(round, &secondee_audit::rules::run::Overrides { accepted, ..Default::default() });
        let found = report.findings.into_iter().filter(|f| f.rule == "X01").collect::<Vec<_>>();
        (found, report.unmatched_accepted)
    };
    let pair = x01(&sample.round(), &[]).0.pop().expect("a pair");
    sample.apply(&AT_HMICFRS_TOO);
    let (found, unmatched) = x01(&sample.round(), &[&pair.id]);
    assert_eq!((found.len(), found[0].accepted.as_deref()), (1, None), "the third is not accepted with the pair");
    assert_eq!(unmatched, std::slice::from_ref(&pair.id), "and that the pair's id matches nothing is said");
}

#[test]
fn initials_and_full_names_of_three_members_are_linked_through_the_one_that_is_like_both() {
    let mut sample = sample::clean();
    [AT_CQC, AT_HMICFRS].iter().for_each(|change| sample.apply(change));
    let round = sample.round();
    let found = proposals(&round);
    assert!(found.iter().all(|proposal| proposal.others.is_empty()), "an initial of staff alone is no evidence across members");
}

/// The clean sample's HMIP, CQC and HMICFRS, and further members whose returns are copies of CQC's with a name among the staff.
fn many(names: &[&str]) -> Sample {
    let mut sample = sample::clean();
    let cqc = sample.books.iter().find(|book| book.member == "CQC").expect("CQC").clone();
    for (at, name) in names.iter().enumerate() {
        let code = format!("ZZ{at:03}");
        let mut book = cqc.clone();
        book.member.clone_from(&code);
        for grid in &mut book.sheets {
            for cell in grid.rows.iter_mut().flatten() {
                if cell == "CQC" {
                    cell.clone_from(&code);
                }
            }
        }
        let staff = book.sheets.iter_mut().find(|grid| grid.sheet == Sheet::Staff).expect("Staff");
        let (name_at, ref_at) = (staff.column_of("Full name"), staff.column_of("Staff ref"));
        staff.rows.iter_mut().enumerate().for_each(|(n, row)| row[name_at] = format!("Kim Unlike{at:03}{n}"));
        let mut row = staff.rows[0].clone();
        (row[name_at], row[ref_at]) = ((*name).to_string(), "T77".into());
        staff.rows.push(row);
        sample.settings.members.push(secondee_audit::model::Member {
            code: code.clone(),
            name: code,
            bars_secondees: false,
            not_applicable: None,
        });
        sample.books.push(book);
    }
    sample
}

#[test]
fn a_name_that_many_returns_have_is_no_evidence_by_itself_and_that_is_said_once() {
    let few = many(&["Rowan Example"; 2]).round();
    let found = proposed(&few);
    assert_eq!((found.all.len(), found.common_names), (1, 0), "three returns have the name");
    assert_eq!(found.all[0].others.len(), 1);
    let round = many(&["Rowan Example"; 6]).round();
    let found = proposed(&round);
    assert_eq!((found.all.len(), found.common_names), (0, 1), "nothing but the name");
}

/// Every pair that the comparison by itself takes for one person, made groups the simple way.
fn naive(round: &Round) -> BTreeSet<BTreeSet<String>> {
    let everyone: Vec<KnownPerson> = round
        .returns
        .iter()
        .flat_map(|own| {
            let secondees = own.secondees.iter().map(move |row| Person::Secondee(own, row));
            secondees.chain(own.staff.iter().map(move |row| Person::Staff(own, row)))
        })
        .map(|person| KnownPerson::person(round, &person))
        .collect();
    let mut groups: Vec<BTreeSet<usize>> = Vec::new();
    let mut links: BTreeMap<bool, Vec<(usize, usize)>> = BTreeMap::new();
    for a in 0..everyone.len() {
        for b in a + 1..everyone.len() {
            let is_one = everyone[a].member == everyone[b].member;
            let relation = if is_one { Relation::OneReturn } else { Relation::TwoReturns };
            if compare(&everyone[a], &everyone[b], relation).likeness != Likeness::No {
                links.entry(is_one).or_default().push((a, b));
            }
        }
    }
    for pairs in links.values() {
        let mut own: Vec<BTreeSet<usize>> = Vec::new();
        for (a, b) in pairs {
            let (joined, apart): (Vec<_>, Vec<_>) = own.into_iter().partition(|set| set.contains(a) || set.contains(b));
            own = apart;
            own.push(joined.into_iter().flatten().chain([*a, *b]).collect());
        }
        groups.extend(own);
    }
    groups.into_iter().map(|set| set.into_iter().map(|at| everyone[at].label()).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn groups_are_those_of_comparing_everybody_with_everybody(
        rows in prop::collection::vec(
            (
                prop::sample::select(vec!["HMIP", "HMICFRS"]),
                prop::sample::select(vec!["Sam Carter", "Samuel Carter", "S Carter", "Carter, Sam", "Sam Cartor", "Dr Sam Carter-Hill", "Alex Wren", "A. Wren"]),
                prop::sample::select(vec!["HMP Leeds", "HMP Hull", "Headquarters"]),
                prop::sample::select(vec!["03/06/2024", "01/05/2024"]),
                prop::sample::select(vec!["HM Prison and Probation Service", "Kent Police"]),
            ),
            2..14,
        ),
        staff in prop::collection::vec(prop::sample::select(vec!["Alex Wren", "Alexander Wren", "Kim Other"]), 0..6),
    ) {
        let mut sample = sample::clean();
        for book in sample.books.iter_mut() {
            let secondees = book.sheets.iter_mut().find(|grid| grid.sheet == Sheet::Secondees).expect("Secondees");
            let Some(model) = secondees.rows.first().cloned() else { continue };
            let columns = ["Secondee ref", "Full name", "Home establishment", "Start date", "Home organisation"].map(|heading| secondees.column_of(heading));
            for (at, (_, name, home, start, employer)) in rows.iter().enumerate().filter(|(_, row)| row.0 == book.member) {
                let mut row = model.clone();
                for (column, value) in columns.iter().zip([format!("S{:03}", at + 100), name.to_string(), home.to_string(), start.to_string(), employer.to_string()]) {
                    row[*column] = value;
                }
                secondees.rows.push(row);
            }
        }
        for (at, name) in staff.iter().enumerate() {
            let book = &mut sample.books[at % 3];
            let grid = book.sheets.iter_mut().find(|grid| grid.sheet == Sheet::Staff).expect("Staff");
            let (name_at, ref_at) = (grid.column_of("Full name"), grid.column_of("Staff ref"));
            let mut row = grid.rows[0].clone();
            (row[name_at], row[ref_at]) = ((*name).to_string(), format!("T{:03}", at + 100));
            grid.rows.push(row);
        }
        let round = sample.round();
        let found: BTreeSet<BTreeSet<String>> = proposals(&round)
            .iter()
            .filter(|proposal| proposal.kind != Relation::YearOnYear)
            .map(|proposal| proposal.people().map(|person| KnownPerson::person(&round, &person).label()).collect())
            .collect();
        prop_assert_eq!(found, naive(&round));
    }
}

/// So many more assignments of HMIP, each a copy of the first with a name and dates.
fn assignments(count: usize, name: &'static str, from: &'static str, to: &'static str) -> Vec<Edit> {
    let row = |at: usize| -> Edit {
        let reference: &'static str = format!("B{at:03}").leak();
        let values = [("Assignment ref", reference), ("Full name", name), ("Start date", from), ("End date", to)];
        Edit::CopyRow("HMIP", Sheet::Assignments, "A001", Vec::from(values).leak())
    };
    (1..=count).map(row).collect()
}

fn of_hmip(changes: &[Edit], rule: &str) -> Vec<Finding> {
    let mut sample = sample::clean();
    changes.iter().for_each(|change| sample.apply(change));
    run(&sample.round(), &Overrides::default()).findings.into_iter().filter(|f| f.rule == rule && f.member == "HMIP").collect()
}

#[test]
fn a_list_pasted_in_another_order_is_one_finding_with_its_range() {
    let pasted = of_hmip(&assignments(20, "Casey Pattern", "06/10/2025", "17/10/2025"), "R04");
    assert_eq!(pasted.len(), 1, "{pasted:#?}");
    let (first, last) = (&pasted[0].evidence[0].cell, &pasted[0].evidence[19].cell);
    assert!(pasted[0].message.contains(&format!("20 of 24 assignments ({first} to {last})")), "{}", pasted[0].message);
    assert!(pasted[0].action.contains("same order"), "{}", pasted[0].action);
    // Fewer are slips, and each has its own cell.
    assert_eq!(of_hmip(&assignments(9, "Casey Pattern", "06/10/2025", "17/10/2025"), "R04").len(), 9);
    // So are ten among many that are right.
    let mut few = assignments(30, "Rowan Example", "06/10/2025", "17/10/2025");
    few.extend((1..=10).map(|at| Edit::Set("HMIP", Sheet::Assignments, format!("B{at:03}").leak(), "Full name", "Casey Pattern")));
    assert_eq!(of_hmip(&few, "R04").len(), 10);
}

#[test]
fn dates_exchanged_all_down_the_columns_are_one_finding() {
    let exchanged = of_hmip(&assignments(12, "Rowan Example", "17/10/2025", "06/10/2025"), "R01");
    assert_eq!(exchanged.len(), 1, "{exchanged:#?}");
    assert_eq!(exchanged[0].evidence.len(), 12, "every cell is named");
    assert!(exchanged[0].message.starts_with("12 of "), "{}", exchanged[0].message);
    assert_eq!(of_hmip(&assignments(4, "Rowan Example", "17/10/2025", "06/10/2025"), "R01").len(), 4);
}
