//! `publish` as a coordinator runs it, and what the check before publication refuses.

use crate::support::rounds;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Output;

use rounds::{run, said};
use secondee_audit::book::tables::Ours;
use secondee_audit::model::{ALL, Basis, Count, Measure};
use secondee_audit::outputs::findings_file::FindingsFile;
use secondee_audit::outputs::publish::attack::{self, Knowledge, Statement};
use secondee_audit::outputs::publish::earlier::EarlierPublished;
use secondee_audit::outputs::publish::{CellKey, Figure, KnownCounts, PublishedCell, PublishedFigures, Refused, Terms, checked, release};

/// The samples in a folder of their own, the round of 2026 audited, nothing published.
fn audited() -> (tempfile::TempDir, PathBuf) {
    rounds::audited(&[], &["--quiet"])
}

fn publish(round: &Path) -> Output {
    run(&["publish", &round.to_string_lossy()])
}

fn table(round: &Path, year: i16) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(round.join(format!("output/publish/npm-secondees-{year}.csv"))).expect("the CSV");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(|row| row.expect("a row of our own")).collect()
}

/// Every text part of a workbook, with its name.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).expect("a part");
            let mut text = String::new();
            part.read_to_string(&mut text).expect("text");
            (part.name().expect("a name").to_string(), text)
        })
        .collect()
}

#[test]
fn what_is_published_holds_no_small_count_and_nothing_of_people() {
    let (_folder, round) = audited();
    let output = publish(&round);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("withheld: counts of secondees from 1 to 4") && text.contains("Checked:"), "{text}");
    let rows = table(&round, 2026);
    let found: FindingsFile = serde_json::from_slice(&fs::read(round.join("output/findings.json")).expect("findings")).expect("JSON");
    let mut withheld = 0;
    for row in &rows {
        let value = row["value"].parse::<f64>().ok();
        let is_count = row["measure"].starts_with("secondees_");
        assert!(!(is_count && value.is_some_and(|value| value > 0.0 && value < 5.0)), "{row:?}");
        withheld += usize::from(row["symbol"] == "[c]");
        let counted = found.counts.iter().find(|count| {
            count.year.to_string() == row["year"]
                && count.member == row["member"]
                && count.measure.name() == row["measure"]
                && count.basis.name() == row["basis"]
        });
        let counted = counted.and_then(|count| count.value);
        match row["symbol"].as_str() {
            "" => assert_eq!(counted, value, "{row:?}"),
            "[c]" => assert!(counted.is_some_and(|value| value > 0.0), "a withheld count is none: {row:?}"),
            _ => assert_eq!(counted, None, "{row:?}"),
        }
    }
    assert!(withheld > 50, "{withheld}");
    let bytes = fs::read(round.join("output/publish/npm-secondees-2026.xlsx")).expect("the workbook");
    let consolidated = fs::read(round.join("output/consolidated-2026.xlsx")).expect("the consolidated workbook");
    let mut book = Ours::open(&consolidated).expect("a workbook");
    let mut names: BTreeSet<String> = BTreeSet::new();
    for (sheet, heading) in [("Secondees", "Full name"), ("Staff", "Full name"), ("Assignments", "Establishment")] {
        names.extend(book.rows(sheet, &[heading]).expect(sheet).iter().map(|row| row.text(heading)).filter(|name| name.len() > 4));
    }
    assert!(names.len() > 20);
    let csv = fs::read_to_string(round.join("output/publish/npm-secondees-2026.csv")).expect("the CSV");
    let mut texts = parts(&bytes);
    assert!(texts.iter().all(|(name, _)| !name.contains("comments") && !name.contains("persons")), "{texts:?}");
    texts.push(("the CSV".into(), csv));
    for (part, text) in &texts {
        assert!(!text.contains("state=\"hidden\"") && !text.contains("hidden=\"1\""), "{part} hides something");
        assert!(names.iter().all(|name| !text.contains(name.as_str())), "{part} names somebody or a place");
        if part == "docProps/core.xml" {
            assert!(text.contains("<dc:creator></dc:creator>") && !text.contains("secondee-audit"), "{text}");
        }
    }
    publish(&round);
    assert!(bytes == fs::read(round.join("output/publish/npm-secondees-2026.xlsx")).expect("the workbook"), "other bytes the second time");
}

#[test]
fn the_workbook_shows_what_the_csv_shows() {
    let (_folder, round) = audited();
    publish(&round);
    let bytes = fs::read(round.join("output/publish/npm-secondees-2026.xlsx")).expect("the workbook");
    let mut book = Ours::open(&bytes).expect("a workbook");
    let sheets = [
        ("Table 2", Measure::SecondeesCensus, Basis::Broad),
        ("Table 3", Measure::SecondeesCensus, Basis::Narrow),
        ("Table 6", Measure::NpmStaff, Basis::Broad),
    ];
    let rows = table(&round, 2026);
    let mut compared = 0;
    for (sheet, measure, basis) in sheets {
        for line in book.rows(sheet, &["Member", "Name"]).expect(sheet) {
            let member = if line.text("Member") == "All" { ALL.to_string() } else { line.text("Member") };
            for row in rows.iter().filter(|row| row["measure"] == measure.name() && row["basis"] == basis.name() && row["member"] == member)
            {
                assert_eq!(line.text(&row["year"]), format!("{}{}", row["value"], row["symbol"]), "{sheet} {row:?}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 3 * 2 * 22);
    let metadata = fs::read(round.join("output/publish/npm-secondees-2026.csv-metadata.json")).expect("the description");
    let metadata: serde_json::Value = serde_json::from_slice(&metadata).expect("JSON");
    let columns: Vec<&str> =
        metadata["tableSchema"]["columns"].as_array().expect("columns").iter().filter_map(|c| c["name"].as_str()).collect();
    assert_eq!(columns.iter().map(|c| c.to_string()).collect::<BTreeSet<_>>(), rows[0].keys().cloned().collect());
}

#[test]
fn figures_that_are_not_those_of_the_last_audit_are_refused() {
    let refuse = |change: &dyn Fn(&Path), words: &str| {
        let (_folder, round) = audited();
        change(&round);
        let output = publish(&round);
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert!(said(&output).contains(words) && said(&output).contains("nothing was published"), "{}", said(&output));
        assert!(!round.join("output/publish").exists(), "{words}: something was written");
    };
    refuse(&|round| drop(fs::remove_file(round.join("output/findings.json"))), "run `secondee-audit audit");
    refuse(&|round| drop(fs::remove_file(round.join("returns/CQC-2026.xlsx"))), "the returns have changed since the last audit");
    refuse(
        &|round| {
            let file = round.join("returns/CQC-2026.xlsx");
            let mut bytes = fs::read(&file).expect("a return");
            bytes.push(0);
            fs::write(&file, bytes).expect("written");
        },
        "the returns have changed since the last audit",
    );
    refuse(
        &|round| {
            let file = round.join("output/findings.json");
            let mut found: FindingsFile = serde_json::from_slice(&fs::read(&file).expect("findings")).expect("JSON");
            found.counts.to_mut().iter_mut().find(|count| count.measure == Measure::NpmStaff).expect("staff").value = Some(77.0);
            fs::write(&file, serde_json::to_string(&found).expect("JSON")).expect("written");
        },
        "does not hold the figures of findings.json",
    );
    // Everything of 2025 but one small count published elsewhere, with its total: that count is public however little is shown now.
    refuse(
        &|round| {
            let found: FindingsFile =
                serde_json::from_slice(&fs::read(round.join("output/findings.json")).expect("findings")).expect("JSON");
            let mut text = String::from("year,member,measure,basis,value,symbol\n");
            for count in found.counts.iter().filter(|c| c.year == 2025 && c.measure == Measure::SecondeesCensus && c.basis == Basis::Broad)
            {
                match count.member.as_str() {
                    "HMIP" => text.push_str("2025,HMIP,secondees_census,broad,,[c]\n"),
                    member => text.push_str(&format!("2025,{member},secondees_census,broad,{},\n", count.value.expect("a figure"))),
                }
            }
            fs::write(round.join("elsewhere.csv"), text).expect("written");
            let toml = fs::read_to_string(round.join("round.toml")).expect("round.toml");
            assert!(toml.contains("\nearlier = []\n"), "the samples' round.toml has no list of earlier publications");
            let toml = toml.replace("\nearlier = []\n", "\nearlier = [\"elsewhere.csv\"]\n");
            fs::write(round.join("round.toml"), toml).expect("written");
        },
        "secondees_census (broad) of HMIP in 2025 cannot be protected",
    );
}

#[test]
fn what_was_withheld_last_year_stays_withheld_and_what_was_published_is_known() {
    let (folder, round) = audited();
    let last = folder.path().join("round-2025");
    assert!(run(&["audit", &last.to_string_lossy(), "--quiet", "--fail-on", "never"]).status.success());
    assert!(publish(&last).status.success());
    let output = publish(&round);
    assert!(output.status.success(), "{}", said(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("npm-secondees-2025.csv"), "last year's publication was not found");
    let now = table(&round, 2026);
    let mut held = 0;
    for row in table(&last, 2025).iter().filter(|row| row["symbol"] == "[c]") {
        let same = |other: &&BTreeMap<String, String>| ["year", "member", "measure", "basis"].iter().all(|key| other[*key] == row[*key]);
        assert_eq!(now.iter().find(same).expect("the same cell")["symbol"], "[c]", "{row:?}");
        held += 1;
    }
    assert!(held > 20, "{held}");
}

/// Figures of one year or more: figure, year, member, value.
fn figures(cells: &[(Figure, i16, &str, i64)]) -> PublishedFigures {
    let counts: Vec<Count> = cells
        .iter()
        .map(|(figure, year, member, value)| {
            let (measure, basis) = figure.names();
            Count { year: *year, member: (*member).into(), measure, value: Some(*value as f64), basis, reason: None }
        })
        .collect();
    let members: BTreeSet<String> = cells.iter().map(|cell| cell.2.to_string()).filter(|member| member != ALL).collect();
    let year = cells.iter().map(|cell| cell.1).max().expect("cells");
    PublishedFigures::new(year, &members.into_iter().collect::<Vec<_>>(), &counts).expect("counts")
}

const ONE_YEAR: [(Figure, i16, &str, i64); 5] = [
    (Figure::Broad, 2026, "A", 1),
    (Figure::Broad, 2026, "B", 1),
    (Figure::Broad, 2026, "C", 8),
    (Figure::Broad, 2026, "D", 0),
    (Figure::Broad, 2026, ALL, 10),
];

#[test]
fn two_ones_with_their_total_are_given_away_because_zeros_are_shown() {
    // A and B together are 2 and neither is none: both are 1. The chooser withholds C as well.
    let done = release(figures(&ONE_YEAR), &Terms::default(), &EarlierPublished::default()).expect("safe");
    let cell = |member| done.cell(Figure::Broad, 2026, member);
    assert_eq!([cell("A"), cell("B"), cell("C")], [PublishedCell::Withheld; 3]);
    assert_eq!([cell("D"), cell(ALL)], [PublishedCell::Number(0), PublishedCell::Number(10)]);
    assert_eq!(done.withheld, (2, 1));
    // The check refuses when only A and B are withheld, whoever chose so.
    let known = KnownCounts::new(&figures(&ONE_YEAR), &EarlierPublished::default());
    let too_few = BTreeSet::from(["A", "B"].map(|member| CellKey::new(Figure::Broad, 2026, member)));
    let refused = checked(figures(&ONE_YEAR), &Terms::default(), &[], known, &too_few).expect_err("given away");
    let Refused::GivenAway(lost) = &refused else { panic!("{refused:?}") };
    assert_eq!(lost.iter().map(|lost| lost.key.member.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    // The refusal names the cells and no value.
    let of = |member| format!("secondees_census (broad) of {member} in 2026 could be worked out or narrowed too far");
    assert_eq!(refused.to_string(), format!("the check before publication failed: {}; {}", of("A"), of("B")));
}

#[test]
fn a_sentence_that_would_give_a_count_away_is_refused() {
    let done = release(figures(&ONE_YEAR), &Terms::default(), &EarlierPublished::default()).expect("safe");
    let key = |member: &str| CellKey::new(Figure::Broad, 2026, member);
    let say = |terms: &[&str], value| Statement {
        said: format!("{terms:?}"),
        terms: terms.iter().map(|member| (key(member), 1)).collect(),
        value,
    };
    let statements = [say(&["C", "D"], 8), say(&["A", "B"], 2), say(&[ALL], 10)];
    let refused: Vec<&str> = done.unsafe_statements(&statements).iter().map(|(statement, _)| statement.said.as_str()).collect();
    assert_eq!(refused, ["[\"C\", \"D\"]", "[\"A\", \"B\"]"]);
}

#[test]
fn years_give_each_other_away_and_so_do_earlier_publications() {
    // B's counts are large, and its opening, new and ended say how many it has now.
    let mut cells = Vec::new();
    for (member, opening, new, ended, closing) in [("A", 9, 1, 1, 9), ("B", 20, 6, 7, 19), ("C", 30, 9, 8, 31), (ALL, 59, 16, 16, 59)] {
        cells.extend([(Figure::Broad, 2025, member, opening), (Figure::New, 2026, member, new)]);
        cells.extend([(Figure::Ended, 2026, member, ended), (Figure::Broad, 2026, member, closing)]);
    }
    let done = release(figures(&cells), &Terms::default(), &EarlierPublished::default()).expect("safe");
    let shown: BTreeMap<CellKey, Option<i64>> = done.shown.iter().map(|(key, shown)| (key.clone(), shown.number())).collect();
    assert_eq!(done.cell(Figure::New, 2026, "A"), PublishedCell::Withheld);
    let truth = figures(&cells).numbers();
    let public = BTreeSet::new();
    let knowledge = Knowledge { shown: &shown, statements: &[], truth: &truth, public: &public, threshold: 5, protection: 3 };
    assert!(attack::given_away(&knowledge).is_empty());
    // Showing all but the two small counts of A, which the table of either figure alone would allow if totals were withheld:
    let mut only_small = shown.clone();
    for (key, value) in &mut only_small {
        let is_held = key.figure == Figure::New && [ALL, "A"].contains(&key.member.as_str());
        *value = (!is_held).then(|| truth[key]);
    }
    let lost = attack::given_away(&Knowledge { shown: &only_small, ..knowledge.clone() });
    assert!(lost.iter().any(|lost| lost.key == CellKey::new(Figure::New, 2026, "A")), "the balance of years was not used: {lost:?}");
    // Last year withheld what is large now: it stays withheld. Last year showed B: it is not withheld to protect another.
    let mut earlier = EarlierPublished::default();
    earlier
        .add("last.csv", "year,member,measure,basis,value,symbol\n2025,C,secondees_census,broad,,[c]\n2025,B,secondees_census,broad,20,\n")
        .expect("reads");
    let done = release(figures(&cells), &Terms::default(), &earlier).expect("safe");
    assert_eq!(done.cell(Figure::Broad, 2025, "C"), PublishedCell::Withheld);
    assert_eq!(done.cell(Figure::Broad, 2025, "B"), PublishedCell::Number(20));
}

#[test]
fn a_late_return_is_not_told_by_the_difference_of_two_totals() {
    let before: [(Figure, i16, &str, i64); 4] =
        [(Figure::Broad, 2026, "A", 9), (Figure::Broad, 2026, "B", 11), (Figure::Broad, 2026, "C", 0), (Figure::Broad, 2026, ALL, 20)];
    let mut now = before[..3].to_vec();
    now.extend([(Figure::Broad, 2026, "D", 6), (Figure::Broad, 2026, "E", 3), (Figure::Broad, 2026, ALL, 29)]);
    let text = before.iter().map(|(_, year, member, value)| format!("{year},{member},secondees_census,broad,{value},\n"));
    let text = format!("year,member,measure,basis,value,symbol\n{}2026,D,secondees_census,broad,,[x]\n", text.collect::<String>());
    let mut earlier = EarlierPublished::default();
    earlier.add("first.csv", &text).expect("reads");
    // A, B and C are public, 29 − 20 is what D and E have together: D or the total has to go with E.
    let done = release(figures(&now), &Terms::default(), &earlier).expect("safe");
    let cell = |member| done.cell(Figure::Broad, 2026, member);
    assert_eq!(
        [cell("A"), cell("B"), cell("E"), cell("D")],
        [PublishedCell::Number(9), PublishedCell::Number(11), PublishedCell::Withheld, PublishedCell::Withheld]
    );
    assert_eq!(done.revised, [(CellKey::new(Figure::Broad, 2026, ALL), "first.csv".to_string())]);
    // With the first total's members withheld then, and withheld still, the first total is all that tells what E has.
    let mut earlier = EarlierPublished::default();
    earlier
        .add("first.csv", "year,member,measure,basis,value,symbol\n2026,A,secondees_census,broad,,[c]\n2026,B,secondees_census,broad,,[c]\n2026,C,secondees_census,broad,0,\n2026,ALL,secondees_census,broad,20,\n")
        .expect("reads");
    let only_e: Vec<(Figure, i16, &str, i64)> =
        now.iter().filter(|cell| cell.2 != "D").map(|cell| if cell.2 == ALL { (cell.0, cell.1, ALL, 23) } else { *cell }).collect();
    let known = KnownCounts::new(&figures(&only_e), &earlier);
    let with_total = BTreeSet::from(["A", "B", "E"].map(|member| CellKey::new(Figure::Broad, 2026, member)));
    let refused = checked(figures(&only_e), &Terms::default(), &[], known, &with_total).expect_err("23 − 20 is what E has");
    assert!(refused.to_string().contains("of E in 2026"), "{refused}");
    let done = release(figures(&only_e), &Terms::default(), &earlier).expect("safe");
    assert_eq!(done.cell(Figure::Broad, 2026, ALL), PublishedCell::Withheld);
}

#[test]
fn a_total_from_before_the_returns_is_not_said_to_be_of_the_members_shown() {
    let mut cells = ONE_YEAR.to_vec();
    cells.extend([(Figure::Broad, 2014, "A", 2), (Figure::Broad, 2014, ALL, 31), (Figure::Broad, 2015, ALL, 30)]);
    let done = release(figures(&cells), &Terms::default(), &EarlierPublished::default()).expect("safe");
    assert_eq!([2014, 2015, 2026].map(|year| done.members_with_figures(year)), [0, 0, 4]);
    assert_eq!(done.cell(Figure::Broad, 2014, "A"), PublishedCell::Withheld, "a small count is, whoever else is not known");
    assert_eq!(done.cell(Figure::Broad, 2014, ALL), PublishedCell::Number(31));
    assert_eq!(done.share(2014, "A"), Err("[x]"), "there is no number of staff");
    let said = &done.points.iter().find(|point| point.words.contains("all arrangements")).expect("the key point").words;
    assert!(said.contains("how many members the figure of 2015 is based on is not recorded"), "{said}");
}

#[test]
fn what_was_published_beside_a_workbook_that_is_not_there_is_not_taken_for_nothing() {
    let (folder, round) = audited();
    fs::remove_dir_all(folder.path().join("round-2025")).expect("moved away");
    let output = publish(&round);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("what was published last year is not known"), "{}", said(&output));
    assert!(!round.join("output/publish").exists());
}

#[test]
fn a_share_is_shown_only_where_both_its_counts_are() {
    let mut cells = ONE_YEAR.to_vec();
    cells.extend([("A", 12), ("B", 30), ("C", 40), ("D", 9), (ALL, 91)].map(|(member, staff)| (Figure::Staff, 2026, member, staff)));
    let done = release(figures(&cells), &Terms::default(), &EarlierPublished::default()).expect("safe");
    assert_eq!(["A", "B", "C"].map(|member| done.share(2026, member)), [Err("[c]"); 3]);
    assert_eq!(done.share(2026, "D"), Ok(0.0));
    assert_eq!(done.share(2026, ALL), Ok(0.1099));
    assert_eq!(done.share(2025, ALL), Err("[x]"));
}

#[test]
fn what_is_published_of_an_unfinished_round_is_said_to_be_provisional() {
    let (_folder, round) = audited();
    let output = publish(&round);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.starts_with("DRAFT: 2 returns are missing, ") && said.contains("provisional") && said.contains("contact"), "{said}");
    let book = fs::read(round.join("output/publish/npm-secondees-2026.xlsx")).expect("the workbook");
    let texts = |sheet| crate::support::workbooks::texts(&book, sheet).into_iter().map(|(.., text)| text).collect::<Vec<_>>();
    assert!(texts("Cover").iter().any(|text| text.contains("PROVISIONAL")), "{:?}", texts("Cover"));
    // It says what is missing in the words of the consolidated workbook.
    let consolidated = fs::read(crate::support::rounds::workbook(&round)).expect("the workbook");
    let cover = crate::support::workbooks::texts(&consolidated, "Cover");
    let (.., state) = cover.iter().find(|(.., text)| text.starts_with("DRAFT: ")).expect("the state");
    assert!(said.starts_with(state.as_str()), "{state}: {said}");
    // 2025 is of other members: no change is stated between the two sums.
    let points = texts("Key points");
    let in_post = points.iter().find(|text| text.contains("all arrangements")).expect("the key point");
    assert!(in_post.contains("sums of different members") && !in_post.contains("fewer than"), "{in_post}");
}
