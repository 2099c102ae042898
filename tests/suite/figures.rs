//! The figures against a naive recount, in generated rounds with missing, nil, duplicate and late returns; and ranges against the figures that result
//! when the queries are answered.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use secondee_audit::account::{Audit, Publication};
use secondee_audit::book::Book;
use secondee_audit::figures::ranges::{is_open, ranges};
use secondee_audit::figures::{counts, earlier, year_on_year};
use secondee_audit::form::{CARRIED_OVER, NARROW_ARRANGEMENTS, Sheet};
use secondee_audit::model::{Basis, LastYear, Measure, PastPerson, Round, show_date};
use secondee_audit::outputs::{publish, workbooks};
use secondee_audit::rules::Groundwork;
use secondee_audit::rules::run::{self as check, Overrides};
use secondee_audit::rules::{Edit, FileChange};
use secondee_audit::sample::{self, Sample};

const MEMBERS: [&str; 3] = ["HMIP", "HMICFRS", "CQC"];
const FROM: Date = date(2025, 4, 1);
const CENSUS: Date = date(2026, 3, 31);

/// A secondee as it truly is.
#[derive(Debug, Clone)]
struct Truth {
    arrangement: &'static str,
    npm: bool,
    start: Date,
    end: Option<Date>,
    was_there: bool,
}

fn truth() -> impl Strategy<Value = Truth> {
    let arrangement = prop::sample::select(vec!["Secondment", "Short-term secondment", "Loan", "Guest or partner inspector"]);
    let day = |from: Date, days: i32| (0..days).prop_map(move |n| from.checked_add(jiff::Span::new().days(n)).expect("a day"));
    (
        arrangement,
        prop::bool::weighted(0.8),
        day(date(2023, 1, 1), 1180),
        prop::option::weighted(0.4, day(date(2025, 3, 30), 400)),
        any::<bool>(),
    )
        .prop_map(|(arrangement, npm, start, end, was_there)| {
            // Who ends before the year does not come up in it; an end never lies before the start.
            let end = end.filter(|end| *end > start);
            Truth { arrangement, npm, start, end, was_there: was_there && start < FROM }
        })
}

/// What became of a member's return.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Returned,
    Nil,
    Missing,
    Twice,
    Pdf,
}

fn fate() -> impl Strategy<Value = Fate> {
    prop::sample::select(vec![Fate::Returned, Fate::Returned, Fate::Returned, Fate::Nil, Fate::Missing, Fate::Twice, Fate::Pdf])
}

fn round_of() -> impl Strategy<Value = Vec<(Fate, Vec<Truth>)>> {
    prop::collection::vec((fate(), prop::collection::vec(truth(), 0..6)), 3)
}

fn name(member: usize, row: usize) -> String {
    let given = ["Alder", "Birch", "Cedar", "Elder", "Fern", "Hazel"][row % 6];
    let family = ["Zarnowitz", "Quillfeather", "Ploughwright"][member];
    format!("{given} {family}")
}

/// The sample round with these secondees in place of its own, nobody assigned.
fn sample_of(members: &[(Fate, Vec<Truth>)]) -> Sample {
    let mut sample = sample::clean();
    let mut last = LastYear { year: 2025, ..LastYear::default() };
    for (at, (fate, truths)) in members.iter().enumerate() {
        let member = MEMBERS[at];
        let book = sample.books.iter_mut().find(|book| book.member == member).expect("the member");
        let template = sample::clean().books[0].sheets[1].clone();
        let pattern = template.rows[0].clone();
        let grid = &mut book.sheets[1];
        grid.rows.clear();
        let truths: &[Truth] = if *fate == Fate::Nil { &[] } else { truths };
        for (number, truth) in truths.iter().enumerate() {
            let mut row = pattern.clone();
            let mut set = |heading: &str, value: String| row[grid.headings.iter().position(|h| h == heading).expect("a heading")] = value;
            set("Secondee ref", format!("S{:02}", number + 1));
            set("Full name", name(at, number));
            set("Arrangement", truth.arrangement.into());
            set("NPM work", if truth.npm { "Yes" } else { "No" }.into());
            set("Start date", show_date(truth.start));
            set("End date", truth.end.map_or(String::new(), show_date));
            grid.rows.push(row);
            if truth.was_there {
                last.secondees.push(PastPerson {
                    member: member.into(),
                    reference: format!("S{:02}", number + 1),
                    name: name(at, number),
                    arrangement: truth.arrangement.into(),
                    npm_work: truth.npm,
                    fte: Some(1.0),
                    home_organisation: "HM Prison and Probation Service".into(),
                    home: "HMP Leeds".into(),
                    home_id: String::new(),
                    start: Some(truth.start),
                    end: None,
                });
            }
        }
        book.sheets[3].rows.clear();
        let census = truths.iter().filter(|t| at_census(t)).count();
        let staff = book.sheets[2].rows.len();
        let used = truths.iter().any(in_year);
        let answers = &mut book.sheets[0];
        for (reference, answer) in [
            ("R08", if used { "Yes".to_string() } else { "No".into() }),
            ("R09", census.to_string()),
            ("R10", (census + staff).to_string()),
        ] {
            let row = answers.row_of(reference);
            answers.rows[row][2] = answer;
        }
        for basis in Basis::EACH {
            let there = last.secondees.iter().filter(|p| p.member == member && p.npm_work && is_basis(&p.arrangement, basis)).count();
            last.counts.insert((2025, member.into(), Measure::SecondeesCensus, basis), Ok(there as f64));
        }
        match fate {
            Fate::Missing => sample.apply(&Edit::File(member, FileChange::Missing)),
            Fate::Twice => sample.apply(&Edit::File(member, FileChange::Twice)),
            Fate::Pdf => sample.apply(&Edit::File(member, FileChange::Pdf)),
            Fate::Returned | Fate::Nil => {}
        }
    }
    sample.last = Some(last);
    sample
}

fn is_basis(arrangement: &str, basis: Basis) -> bool {
    basis == Basis::Broad || NARROW_ARRANGEMENTS.contains(&arrangement)
}

fn at_census(truth: &Truth) -> bool {
    truth.npm && truth.start <= CENSUS && truth.end.is_none_or(|end| end >= CENSUS)
}

fn in_year(truth: &Truth) -> bool {
    truth.npm && truth.start <= CENSUS && truth.end.is_none_or(|end| end >= FROM)
}

/// The figures as somebody with the true list would count them: `None` for a member without a return.
fn naive(members: &[(Fate, Vec<Truth>)]) -> BTreeMap<(String, Measure, Basis), Option<f64>> {
    let mut figures = BTreeMap::new();
    for basis in Basis::EACH {
        let (mut sums, mut using, mut staff) = ([0.0; 4], 0.0, 0.0);
        // A sum over nobody is no number.
        let any = members.iter().any(|(fate, _)| !matches!(fate, Fate::Missing | Fate::Pdf));
        for (at, (fate, truths)) in members.iter().enumerate() {
            let has_return = !matches!(fate, Fate::Missing | Fate::Pdf);
            let truths: Vec<&Truth> = truths.iter().filter(|t| *fate != Fate::Nil && is_basis(t.arrangement, basis)).collect();
            let count = |test: &dyn Fn(&Truth) -> bool| truths.iter().filter(|t| test(t)).count() as f64;
            let of = [
                (Measure::SecondeesCensus, count(&at_census)),
                (Measure::SecondeesInYear, count(&in_year)),
                (Measure::SecondeesNew, count(&|t| t.npm && t.start >= FROM && t.start <= CENSUS)),
                (Measure::SecondeesEnded, count(&|t| t.npm && t.end.is_some_and(|end| end >= date(2025, 3, 31) && end < CENSUS))),
            ];
            for (place, (measure, value)) in of.iter().enumerate() {
                figures.insert((MEMBERS[at].to_string(), *measure, basis), has_return.then_some(*value));
                sums[place] += if has_return { *value } else { 0.0 };
            }
            if has_return {
                using += if of[1].1 > 0.0 { 1.0 } else { 0.0 };
                staff += sample::clean().books.iter().find(|b| b.member == MEMBERS[at]).expect("the member").sheets[2].rows.len() as f64;
            }
        }
        for (measure, sum) in
            [Measure::SecondeesCensus, Measure::SecondeesInYear, Measure::SecondeesNew, Measure::SecondeesEnded].iter().zip(sums)
        {
            figures.insert(("ALL".into(), *measure, basis), any.then_some(sum));
        }
        figures.insert(("ALL".into(), Measure::MembersUsing, basis), any.then_some(using));
        let share = (staff + sums[0] > 0.0).then(|| (sums[0] / (staff + sums[0]) * 10_000.0).round() / 10_000.0);
        figures.insert(("ALL".into(), Measure::SecondeeShare, basis), share);
    }
    figures
}

/// A round audited; it lives as long as the tests do.
fn audit(round: Round) -> Audit<'static> {
    let groundwork: &'static Groundwork = Box::leak(Box::new(Groundwork::of(Box::leak(Box::new(round)))));
    Audit::settle(groundwork, check::judge(groundwork, &Overrides::default()), &Book::default(), &[], Publication::default())
}

/// A sheet as text, row by row.
fn cells(bytes: &[u8], sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).expect("a workbook");
    let range = book.worksheet_range(sheet).expect("a sheet");
    range.rows().map(|row| row.iter().map(|cell: &Data| cell.to_string()).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    #[test]
    fn figures_are_those_of_a_naive_recount(members in round_of()) {
        let audit = audit(sample_of(&members).round());
        for ((member, measure, basis), value) in naive(&members) {
            prop_assert_eq!(audit.figure(2026, &member, measure, basis), value, "{} {} {}", member, measure, basis);
        }
        for flow in &audit.flows {
            prop_assert_ne!(flow.adds_up(), Some(false), "{:?}", flow);
        }
        let bytes = workbooks::consolidated(&audit, &workbooks::QueryFiles::new(), &publish::of_round(&audit)).expect("a workbook");
        let figures = naive(&members);
        let summary = cells(&bytes, "Summary");
        let returned = members.iter().filter(|(fate, _)| !matches!(fate, Fate::Missing | Fate::Pdf)).count();
        let says = format!("{} of 3 members returned", returned);
        prop_assert!(summary.iter().flatten().any(|cell| cell.starts_with(says.as_str())), "not said: {}", says);
        for (words, measure, basis) in [
            ("Secondees in post at the census date, all arrangements", Measure::SecondeesCensus, Basis::Broad),
            ("of these on secondment (¶10)", Measure::SecondeesCensus, Basis::Narrow),
            ("Members that used secondees in the year", Measure::MembersUsing, Basis::Broad),
            ("Began in the year", Measure::SecondeesNew, Basis::Broad),
            ("Ended in the year", Measure::SecondeesEnded, Basis::Broad),
        ] {
            let row = summary.iter().find(|row| row[0] == words).expect(words);
            prop_assert_eq!(row[2].parse::<f64>().ok(), figures[&("ALL".to_string(), measure, basis)], "{}", words);
        }
        let years = cells(&bytes, "Year on year");
        let heading = years.iter().position(|row| row[0] == "Member").expect("headings");
        let year = years[heading].iter().position(|h| h == "2026").expect("this year");
        for row in years[heading + 1..].iter().take_while(|row| row.len() > 1 && !row[1].is_empty()).filter(|row| row[0] != "Same members") {
            let basis = Basis::EACH.into_iter().find(|basis| basis.words() == row[1]).expect("a basis");
            prop_assert_eq!(row[year].parse::<f64>().ok(), figures[&(row[0].clone(), Measure::SecondeesCensus, basis)], "{:?}", row);
        }
        let adds_up = years[heading].iter().position(|h| h == "Adds up").expect("a check");
        prop_assert!(years[heading + 1..].iter().all(|row| row.get(adds_up).is_none_or(|words| !words.starts_with("no:"))));
    }
}

#[test]
fn who_left_before_last_years_census_is_not_said_to_have_left_in_the_year() {
    use secondee_audit::figures::flow::Movement as Became;
    for (heading, typed, became) in [
        ("End date", "30/09/2024", Became::Reclassified),
        ("End date", "31/03/2025", Became::Left),
        ("End date", "30/09/2025", Became::Left),
        ("End date", "30/09/2026", Became::Stayed),
    ] {
        let mut sample = sample::clean();
        sample.apply(&Edit::Set("HMIP", Sheet::Secondees, "S01", heading, typed));
        let flows = year_on_year::flows(&sample.round());
        let flow = flows.iter().find(|flow| flow.member == "HMIP" && flow.basis == Basis::Broad).expect("HMIP's");
        let row = flow.rows.iter().find(|row| row.reference == "S01").expect("the secondee");
        assert_eq!(row.change, became, "{heading} {typed}: {}", row.detail);
        assert_eq!(flow.adds_up(), Some(true), "{heading} {typed}");
    }
}

#[test]
fn earlier_years_are_kept_and_a_missing_one_is_a_gap() {
    let mut sample = sample::clean();
    let last = sample.last.as_mut().expect("a last year");
    for (year, value) in [(2022, 5.0), (2023, 4.0), (2025, 2.0)] {
        for member in ["HMIP", "ALL"] {
            last.counts.insert((year, member.into(), Measure::SecondeesCensus, Basis::Broad), Ok(value));
        }
    }
    let key = (2024, "HMIP".to_string(), Measure::SecondeesCensus, Basis::Broad);
    last.counts.insert(key, Err("not returned".into()));
    let audit = audit(sample.round());
    let bytes = workbooks::consolidated(&audit, &workbooks::QueryFiles::new(), &publish::of_round(&audit)).expect("a workbook");
    let years = cells(&bytes, "Year on year");
    let heading = years.iter().find(|row| row[0] == "Member").expect("headings");
    assert_eq!(heading[2..7], ["2022", "2023", "2024", "2025", "2026"]);
    let row = years.iter().find(|row| row[0] == "HMIP" && row[1] == Basis::Broad.words()).expect("the member");
    assert_eq!(row[2..7], ["5", "4", "", "2", "2"], "{row:?}");
    assert!(row.iter().any(|cell| cell == "2024: not returned"), "{row:?}");
    // What this workbook says is next year's history.
    let next = secondee_audit::book::last_year::read(&bytes).expect("our own workbook");
    let of = |year| next.counts.get(&(year, "HMIP".into(), Measure::SecondeesCensus, Basis::Broad)).cloned();
    assert_eq!([of(2022), of(2024), of(2026)], [Some(Ok(5.0)), Some(Err("not returned".into())), Some(Ok(2.0))]);
    let baseline = next.reasons.get(&(2013, "ALL".into(), Measure::MembersUsing, Basis::Broad));
    assert_eq!(baseline.map(String::as_str), Some(earlier::BASELINE));
}

#[test]
fn a_figure_typed_in_is_shown_as_such_and_never_replaces_one_that_was_counted() {
    use secondee_audit::figures::earlier::{TYPED, TypedFigure, add_typed};
    use secondee_audit::model::Count;
    let figure = |year, value: f64| TypedFigure {
        count: Count {
            year,
            member: "ALL".into(),
            measure: Measure::SecondeesCensus,
            value: Some(value),
            basis: Basis::Broad,
            reason: Some(format!("{TYPED}annual report")),
        },
    };
    let mut counts = counts::counts(&sample::clean().round());
    counts.push(Count { year: 2025, reason: None, ..figure(2025, 9.0).count });
    let unused = add_typed(&mut counts, &[figure(2014, 31.0), figure(2025, 8.0), figure(2014, 30.0)]);
    let of =
        |year| counts.iter().find(|c| c.year == year && c.member == "ALL" && c.measure == Measure::SecondeesCensus).and_then(|c| c.value);
    assert_eq!((of(2014), of(2025)), (Some(30.0), Some(9.0)));
    assert!(unused.len() == 1 && unused[0].contains("2025"), "{unused:?}");
}

#[test]
fn the_narrative_says_what_is_known_and_that_the_rest_is_not() {
    let said = |sample: &Sample| {
        let audit = audit(sample.round());
        let open: Vec<_> = audit.report.findings.iter().filter(|f| is_open(f)).collect();
        let ranges = ranges(audit.groundwork, &open);
        let paragraphs = secondee_audit::outputs::narrative::paragraphs(&audit, &ranges);
        paragraphs.into_iter().map(|p| p.text).collect::<Vec<_>>().join("\n")
    };
    let clean = said(&sample::clean());
    for words in [
        "3 of 3 members have returned the survey. 1 of these is a nil return.",
        "3 secondees of all arrangements were in post on NPM work",
        "No member's number moved for certain. It stayed the same in 3 members.",
        "1 joined, 1 left, 2 stayed.",
        "No assignment stands, or waits for a decision, of which the names are certain and the guidance says that there must be none (¶13–14).",
        "Nothing was found that departs from ¶8–16 in 3 members with a return.",
        "No queries to members are open. No finding is to be corrected or explained.",
    ] {
        assert!(clean.contains(words), "\"{words}\" is not in:\n{clean}");
    }
    let mut first = sample::clean();
    first.apply(&Edit::NoLastYear);
    let first = said(&first);
    assert!(first.contains("there is no figure for 2025 to compare with") && first.contains("no earlier workbook"), "{first}");
    let mut none = sample::clean();
    MEMBERS.iter().for_each(|member| none.apply(&Edit::File(member, FileChange::Missing)));
    let none = said(&none);
    assert!(none.contains("0 of 3 members have returned") && none.contains("nothing can be said of this year"), "{none}");
    assert!(none.contains("Outstanding: HMIP, HMICFRS and CQC."), "{none}");
}

/// How a true row was spoilt in the return.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Spoilt {
    Not,
    NoStart,
    OddStart,
    OddEnd,
    OddNpm,
    BlankNpm,
    OddArrangement,
    EndsBeforeStart,
    Twice,
    Dropped,
}

fn spoilt() -> impl Strategy<Value = Spoilt> {
    use Spoilt::*;
    prop::sample::select(vec![Not, Not, Not, NoStart, OddStart, OddEnd, OddNpm, BlankNpm, OddArrangement, EndsBeforeStart, Twice, Dropped])
}

/// Spoils a return as members do.
fn spoil(sample: &mut Sample, members: &[(Fate, Vec<Truth>)], spoilts: &[Spoilt]) {
    let mut next = spoilts.iter().cycle();
    for (at, (fate, truths)) in members.iter().enumerate() {
        if *fate == Fate::Nil {
            continue;
        }
        for (number, truth) in truths.iter().enumerate() {
            let (member, reference) = (MEMBERS[at], format!("S{:02}", number + 1));
            let reference: &'static str = Box::leak(reference.into_boxed_str());
            let mut set = |heading: &'static str, value: &'static str| {
                sample.apply(&Edit::Set(member, Sheet::Secondees, reference, heading, value));
            };
            match next.next().expect("a cycle does not end") {
                Spoilt::Not => {}
                Spoilt::NoStart => set("Start date", ""),
                Spoilt::OddStart => set("Start date", "last summer"),
                Spoilt::OddEnd => set("End date", "when the work is done"),
                Spoilt::OddNpm => set("NPM work", "Sometimes"),
                Spoilt::BlankNpm => set("NPM work", ""),
                Spoilt::OddArrangement => set("Arrangement", "Borrowed"),
                Spoilt::EndsBeforeStart => set("End date", "01/01/2020"),
                Spoilt::Twice => {
                    let other: &'static str = Box::leak(format!("S{:02}", number + 51).into_boxed_str());
                    let values: &'static [(&'static str, &'static str)] = Box::leak(Box::new([("Secondee ref", other)]));
                    sample.apply(&Edit::CopyRow(member, Sheet::Secondees, reference, values));
                }
                // Only whom last year's workbook knows, without an end, can be missed: that is what Y01 asks about.
                Spoilt::Dropped if truth.was_there && truth.end.is_none() => {
                    sample.apply(&Edit::DropRow(member, Sheet::Secondees, reference));
                }
                Spoilt::Dropped => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn ranges_hold_the_figure_that_results_when_queries_are_answered(
        members in round_of(),
        spoilts in prop::collection::vec(spoilt(), 18),
        missing in prop::option::weighted(0.3, 0usize..3),
    ) {
        let members: Vec<(Fate, Vec<Truth>)> = members.into_iter().map(|(fate, truths)| (if fate == Fate::Nil { fate } else { Fate::Returned }, truths)).collect();
        let truth = naive(&members);
        let mut sample = sample_of(&members);
        spoil(&mut sample, &members, &spoilts);
        if let Some(at) = missing {
            // A return that is still to come brings at most what was known of the member.
            let last = sample.last.as_mut().expect("a last year");
            for basis in Basis::EACH {
                for measure in [Measure::SecondeesCensus, Measure::SecondeesInYear, Measure::SecondeesNew, Measure::SecondeesEnded] {
                    let value = truth[&(MEMBERS[at].to_string(), measure, basis)].expect("a true figure");
                    last.counts.insert((2025, MEMBERS[at].into(), measure, basis), Ok(value));
                }
                let census = truth[&(MEMBERS[at].to_string(), Measure::SecondeesCensus, basis)].expect("a true figure");
                last.counts.insert((2025, MEMBERS[at].into(), Measure::NpmStaff, basis), Ok(census + 20.0));
            }
            sample.apply(&Edit::File(MEMBERS[at], FileChange::Missing));
        }
        let round = sample.round();
        let report = check::run(&round, &Overrides::default());
        let open: Vec<_> = report.findings.iter().filter(|f| is_open(f)).collect();
        let ranges = ranges(&Groundwork::of(&round), &open);
        for ((member, measure, basis), value) in &truth {
            let Some(range) = ranges.get(member, *measure, *basis) else { continue };
            let value = value.unwrap_or(0.0);
            prop_assert!(range.contains((value * 10_000.0).round() / 10_000.0) || (range.low - 0.0001..=range.high + 0.0001).contains(&value),
                "{member} {measure} {basis}: {value} is not in {range:?}; {:?}", report.findings.iter().map(|f| &f.id).collect::<Vec<_>>());
        }
        // The figure as it stands now lies in its range as well.
        for count in counts::counts(&round).iter().filter(|c| c.year == 2026) {
            if let (Some(value), Some(range)) = (count.value, ranges.get(&count.member, count.measure, count.basis)) {
                prop_assert!((range.low - 0.0001..=range.high + 0.0001).contains(&value), "{count:?} is not in {range:?}");
            }
        }
    }

    #[test]
    fn without_a_query_the_range_is_the_figure(members in round_of()) {
        let members: Vec<(Fate, Vec<Truth>)> = members.into_iter().map(|(fate, truths)| (if fate == Fate::Nil { fate } else { Fate::Returned }, truths)).collect();
        let mut sample = sample_of(&members);
        sample.last = None;
        let round = sample.round();
        let report = check::run(&round, &Overrides::default());
        let bears = ["R01", "R03", "R06", "R08", "R09", "R10", "R11", "X01", "Y01", "Y02"];
        prop_assume!(!report.findings.iter().any(|f| bears.contains(&f.rule.as_str())));
        let open: Vec<_> = report.findings.iter().filter(|f| is_open(f)).collect();
        let ranges = ranges(&Groundwork::of(&round), &open);
        for ((member, measure, basis), value) in naive(&members) {
            let Some(range) = ranges.get(&member, measure, basis) else { continue };
            prop_assert!(range.low - range.high < 0.0001 && (range.low - value.unwrap_or(0.0)).abs() < 0.0001, "{member} {measure} {basis}: {value:?} {range:?}");
        }
        prop_assert!(ranges.matters.iter().all(|matter| matter.secondees == (0, 0)), "{:?}", ranges.matters);
    }
}

/// Every value that a cell may stand for which nobody can read, as far as the figures tell them apart.
fn readings(truth: &Truth, spoilt: Spoilt) -> Vec<Truth> {
    let days = [date(2020, 1, 1), date(2025, 3, 30), FROM.yesterday().expect("a day"), FROM, date(2025, 9, 1), CENSUS, date(2026, 4, 1)];
    let with = |change: &dyn Fn(&mut Truth)| {
        let mut other = truth.clone();
        change(&mut other);
        other
    };
    match spoilt {
        Spoilt::NoStart | Spoilt::OddStart => days.map(|day| with(&|t| t.start = day)).to_vec(),
        Spoilt::OddEnd => days.into_iter().map(Some).chain([None]).map(|end| with(&|t| t.end = end)).collect(),
        Spoilt::OddNpm | Spoilt::BlankNpm => [true, false].map(|npm| with(&|t| t.npm = npm)).to_vec(),
        Spoilt::OddArrangement => ["Secondment", "Loan"].map(|arrangement| with(&|t| t.arrangement = arrangement)).to_vec(),
        _ => vec![truth.clone()],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A figure is a number only if every reading of what cannot be read gives that number; it then is that number, and otherwise has a reason.
    #[test]
    fn a_figure_that_hangs_on_an_unreadable_cell_stays_unsaid(
        members in prop::collection::vec(prop::collection::vec(truth(), 0..5), 3),
        spoilts in prop::collection::vec(
            prop::sample::select(vec![
                Spoilt::Not, Spoilt::Not, Spoilt::NoStart, Spoilt::OddStart, Spoilt::OddEnd, Spoilt::OddNpm, Spoilt::BlankNpm, Spoilt::OddArrangement,
            ]),
            15,
        ),
    ) {
        let members: Vec<(Fate, Vec<Truth>)> = members.into_iter().map(|truths| (Fate::Returned, truths)).collect();
        let mut sample = sample_of(&members);
        spoil(&mut sample, &members, &spoilts);
        let round = sample.round();
        let (counts, flows) = (counts::counts(&round), year_on_year::flows(&round));
        let of = |member: &str, measure, basis| counts.iter().find(|c| c.key() == (2026, member, measure, basis)).expect("a figure").clone();
        let mut next = spoilts.iter().copied().cycle();
        let spoilt: Vec<Vec<Vec<Truth>>> =
            members.iter().map(|(_, truths)| truths.iter().map(|truth| readings(truth, next.next().expect("a cycle"))).collect()).collect();
        for basis in Basis::EACH {
            type Test<'t> = (Measure, &'t dyn Fn(&Truth) -> bool);
            let tests: [Test; 5] = [
                (Measure::SecondeesCensus, &at_census),
                (Measure::SecondeesInYear, &in_year),
                (Measure::SecondeesNew, &|t| t.npm && t.start >= FROM && t.start <= CENSUS),
                (Measure::SecondeesEnded, &|t| t.npm && t.end.is_some_and(|end| end >= date(2025, 3, 31) && end < CENSUS)),
                (Measure::SecondeesNpm, &|t| t.npm),
            ];
            for (measure, test) in tests {
                let (mut sum, mut known) = (0.0, 0);
                for (at, rows) in spoilt.iter().enumerate() {
                    let counts = |t: &Truth| is_basis(t.arrangement, basis) && test(t);
                    let least = rows.iter().filter(|readings| readings.iter().all(counts)).count();
                    let most = rows.iter().filter(|readings| readings.iter().any(counts)).count();
                    let count = of(MEMBERS[at], measure, basis);
                    if least == most {
                        prop_assert_eq!(count.value, Some(least as f64), "{:?}", count);
                        prop_assert!(!count.value.is_some_and(f64::is_sign_negative));
                        (sum, known) = (sum + least as f64, known + 1);
                    } else {
                        prop_assert_eq!(count.value, None, "{:?}", count);
                        prop_assert!(count.reason.as_deref().is_some_and(|reason| reason.starts_with("not known: ") && reason.contains("Secondees!")), "{:?}", count);
                    }
                    if measure == Measure::SecondeesCensus {
                        let share = of(MEMBERS[at], Measure::SecondeeShare, basis);
                        prop_assert!(least == most || share.value.is_none(), "{:?}", share);
                        let flow = flows.iter().find(|flow| flow.member == MEMBERS[at] && flow.basis == basis).expect("a flow");
                        prop_assert_eq!(flow.closing.clone().ok(), (least == most).then_some(least as i64), "{:?}", flow);
                        prop_assert!(flow.adds_up() != Some(false) && (least == most || flow.rows.is_empty()), "{:?}", flow);
                    }
                }
                let all = of("ALL", measure, basis);
                prop_assert_eq!(all.value, (known > 0).then_some(sum), "{:?}", all);
                let rests_on = if known == 3 { "3 of 3 members returned".to_string() } else { format!("is based on {known}") };
                prop_assert!(all.reason.as_deref().is_some_and(|reason| reason.ends_with(&rests_on)), "{:?}", all);
            }
        }
    }
}

#[test]
fn the_reason_names_columns_and_cells_and_the_sums_say_whom_they_leave_out() {
    let said = |changes: &[(Sheet, &'static str, &'static str, &'static str)], measure: Measure| {
        let mut sample = sample::clean();
        changes.iter().for_each(|(sheet, reference, heading, typed)| sample.apply(&Edit::Set("HMIP", *sheet, reference, heading, typed)));
        let round = sample.round();
        let counts = counts::counts(&round);
        let of = |member: &str| {
            let count = counts.iter().find(|c| c.key() == (2026, member, measure, Basis::Broad)).expect("a figure");
            (count.value, count.reason.clone().unwrap_or_default())
        };
        (of("HMIP"), of("ALL"))
    };
    let (own, all) = said(&[(Sheet::Secondees, "S01", "Start date", "spring 2023")], Measure::SecondeesCensus);
    assert_eq!(own.0, None);
    assert!(own.1.starts_with("not known: Start date cannot be read at Secondees!"), "{}", own.1);
    assert_eq!(all, (Some(1.0), "3 of 3 members returned; not known of HMIP, so that it is based on 2".to_string()));
    let both = [(Sheet::Secondees, "S01", "NPM work", ""), (Sheet::Secondees, "S02", "NPM work", "")];
    let (own, _) = said(&both, Measure::SecondeeShare);
    assert!(own.0.is_none() && own.1.contains("NPM work is blank in 2 rows, the first at Secondees!"), "{own:?}");
    // The FTE decides the full-time equivalents alone.
    let fte = [(Sheet::Secondees, "S01", "FTE on NPM work", "half")];
    assert!(said(&fte, Measure::FteNpm).0.0.is_none() && said(&fte, Measure::SecondeesCensus).0.0.is_some());
    // Who is not on NPM work counts nowhere, whatever the dates.
    let idle = [(Sheet::Secondees, "S01", "NPM work", "No"), (Sheet::Secondees, "S01", "Start date", "spring 2023")];
    assert_eq!(said(&idle, Measure::SecondeesCensus).0.0, Some(1.0));
}

#[test]
fn no_rows_are_nobody_only_where_it_is_said_so_and_who_left_without_a_day_is_not_in_post() {
    let census = |changes: &[Edit]| {
        let mut sample = sample::clean();
        changes.iter().for_each(|change| sample.apply(change));
        let audit = audit(sample.round());
        let value = audit.count(2026, "HMIP", Measure::SecondeesCensus, Basis::Broad).and_then(|count| count.value);
        let range = audit.ranges.get("HMIP", Measure::SecondeesCensus, Basis::Broad).expect("a range");
        assert!(value.is_none_or(|value| range.contains(value)), "{value:?} is not in {range:?}");
        (value, range.low, range.high)
    };
    let answer = |question, typed| Edit::Set("HMIP", Sheet::Return, question, "Answer", typed);
    let nobody = || ["S01", "S02", "S03"].map(|reference| Edit::DropRow("HMIP", Sheet::Secondees, reference)).to_vec();
    let with = |answers: &[(&'static str, &'static str)]| {
        let answers = answers.iter().map(|(question, typed)| answer(question, typed));
        nobody().into_iter().chain(answers).collect::<Vec<Edit>>()
    };
    let (value, low, _) = census(&with(&[("R08", "No"), ("R09", "0")]));
    assert_eq!((value, low), (Some(0.0), 0.0), "it says that there was nobody");
    for answers in [&[("R08", ""), ("R09", "")][..], &[("R08", ""), ("R09", "2")], &[("R08", "Yes"), ("R09", "2")]] {
        let (value, low, high) = census(&with(answers));
        assert!(value.is_none() && low == 0.0 && high >= 1.0, "{answers:?}: {value:?}, {low} to {high}");
    }
    let before = census(&[]).0.expect("a figure");
    let carried = |reference, typed| Edit::Set("HMIP", Sheet::Secondees, reference, CARRIED_OVER, typed);
    let left = [
        Edit::AddColumn("HMIP", Sheet::Secondees, CARRIED_OVER),
        carried("S01", "Left"),
        carried("S02", "Confirm"),
        carried("S03", "Left"),
    ];
    let (value, low, high) = census(&left);
    assert_eq!((value, low, high), (None, before - 1.0, before), "left, and the day is to come");
}

#[test]
fn large_changes_are_not_claimed_of_figures_that_are_not_known() {
    let fired = |changes: &[Edit]| {
        let mut sample = sample::clean();
        changes.iter().for_each(|change| sample.apply(change));
        let report = check::run(&sample.round(), &Overrides::default());
        let said: Vec<String> =
            report.findings.iter().filter(|f| f.rule == "Y05" && f.member == "HMIP").map(|f| f.message.clone()).collect();
        let outcome =
            report.coverage.iter().find(|c| c.rule == "Y05" && c.member == "HMIP").map(|c| format!("{:?}: {}", c.outcome, c.reason));
        (said, outcome.unwrap_or_default())
    };
    let was = |value| Edit::LastCount("HMIP", Measure::SecondeesCensus, Basis::Broad, value);
    let unreadable = Edit::Set("HMIP", Sheet::Secondees, "S01", "Start date", "spring 2023");
    let (said, outcome) = fired(&[was(4.0), unreadable]);
    assert!(said.is_empty() && outcome.starts_with("Skipped: secondees in post at the census date: between 1 and 2"), "{said:?} {outcome}");
    // Large either way, it is said with both.
    let (said, _) = fired(&[was(9.0), unreadable]);
    assert!(said.iter().any(|message| message.contains("between 1 and 2 this year") && message.contains("-8 to -7")), "{said:?}");
}
