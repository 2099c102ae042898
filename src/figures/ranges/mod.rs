//! The range a figure could take if open queries go either way, and which queries matter most to the figures.
//!
//! What counts as open: a date, an arrangement or an answer to `NPM work` that was not read; a finding that calls a row in question (R01, R06,
//! R10, R11, X01, Y02), points to a row that is not there (R03, Y01) or to a number that is not that of the rows (R08, R09); and a return that
//! is outstanding or could not be used, which may bring anything between nobody and the last figure known of that member. A finding accepted, in
//! round.toml or as an explanation, or decided to be no fault, is no longer open. Anything a member could change that no finding asks about is outside the range: it
//! says how far the *known* doubts reach, not how wrong a return may be.
//!
//! A figure of the NPM leaves out members whose own figure is not known. So does the least that it could be, as it does with members whose return is
//! outstanding; the most counts them all. Figure and range are thus of one kind, and the figure lies in its range.

mod index;
mod matters;
mod row;
mod twins;

pub use matters::Matter;

use std::collections::{BTreeMap, BTreeSet};

use crate::figures::not_known::not_known;
use crate::form::{Question, Sec, Sheet, Stf};
use crate::model::finding::Finding;
use crate::model::{ALL, Basis, Date, Measure, Record, Round, SecondeesUsed, Submission, row_of};
use crate::people::{Joined, PersonRow};
use crate::rules::{CountDoubt, Groundwork, count_doubt_of};
use crate::steps::{self, Step};
use index::RangeIndex;
use row::{Doubts, MEASURES, bounds};
use twins::Twins;

/// Least and most that a figure can come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The least.
    pub low: f64,
    /// The most, of what is known.
    pub high: f64,
    /// Whether a member is missing of whom no earlier figure is known, so that `high` is no bound.
    pub is_open_ended: bool,
}

impl Range {
    /// Whether nothing is open.
    pub fn is_exact(&self) -> bool {
        self.low == self.high && !self.is_open_ended
    }
    /// Whether a figure lies in it.
    pub fn contains(&self, value: f64) -> bool {
        value >= self.low - 1e-9 && (self.is_open_ended || value <= self.high + 1e-9)
    }
}

/// The ranges of this year's figures, and what makes them wide.
#[derive(Debug, Clone, Default)]
pub struct Ranges {
    figures: BTreeMap<(Measure, Basis), BTreeMap<String, Range>>,
    /// What is open, widest effect first.
    pub matters: Vec<Matter>,
}

impl Ranges {
    /// The range of a member's or everyone's (`ALL`) figure; `None` for measures that have no range.
    pub fn get(&self, member: &str, measure: Measure, basis: Basis) -> Option<Range> {
        self.figures.get(&(measure, basis))?.get(member).copied()
    }
    fn set(&mut self, member: &str, measure: Measure, basis: Basis, range: Range) {
        self.figures.entry((measure, basis)).or_default().insert(member.into(), range);
    }
}

/// Whether a finding still awaits its answer.
pub fn is_open(finding: &Finding) -> bool {
    finding.accepted.is_none()
}

/// Bounds that grow: a sum of rows, and what findings add or take.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Bound {
    low: i64,
    high: i64,
    is_open_ended: bool,
}

impl Bound {
    fn add(&mut self, (low, high): (i64, i64)) {
        self.low += low;
        self.high += high;
    }
    fn join(&mut self, other: Bound) {
        self.add((other.low, other.high));
        self.is_open_ended |= other.is_open_ended;
    }
    /// Reaches to a number as well.
    fn reach(&mut self, number: i64) {
        self.low = self.low.min(number).max(0);
        self.high = self.high.max(number);
    }
    fn range(self) -> Range {
        Range { low: self.low.max(0) as f64, high: self.high.max(0) as f64, is_open_ended: self.is_open_ended }
    }
}

/// One member's bounds: by measure, and of staff other than secondees.
#[derive(Debug, Clone, Copy, Default)]
struct Bounded {
    measures: [Bound; 4],
    others: Bound,
}

/// The ranges of all figures of this year, given the findings that somebody is still to answer.
pub fn ranges(groundwork: &Groundwork, open: &[&Finding]) -> Ranges {
    steps::begins(Step::Ranges);
    let round = groundwork.round;
    let index = RangeIndex::new(round, open);
    let doubts = doubts(&index, open);
    let twins = Twins::new(&index, open);
    let joined = &groundwork.joined;
    let mut ranges = Ranges::default();
    let mut deltas = matters::Deltas::new();
    for basis in Basis::EACH {
        // The share is of the secondees and the staff of the same members.
        let (mut all, mut of_share, mut using) = (Bounded::default(), Bounded::default(), Bound::default());
        for member in round.settings.members.iter().filter(|m| m.not_applicable.is_none() || round.submission(&m.code).is_some()) {
            let own = match round.submission(&member.code) {
                Some(submission) => returned(&index, joined, submission, &doubts, basis),
                None => outstanding(round, &member.code, basis),
            };
            let mut shown = own;
            // A person listed twice within this return or in another's as well may be taken out of this one.
            twins.take_out_of(&member.code, &index, joined, &doubts, basis, &mut shown);
            let in_sum = |measure, bound: Bound| match round.submission(&member.code) {
                Some(own) if not_known(own, joined, &round.settings, measure, basis).is_some() => Bound { low: 0, ..bound },
                _ => bound,
            };
            if basis == Basis::Broad {
                let bound = in_sum(MEASURES[0], own.measures[0]);
                let now =
                    round.submission(&member.code).map_or(0, |own| match not_known(own, joined, &round.settings, MEASURES[0], basis) {
                        Some(_) => 0,
                        None => matters::in_post(round, joined, own),
                    });
                deltas.insert(member.code.clone(), (bound.low - now, bound.high - now));
            }
            for (at, measure) in MEASURES.iter().enumerate() {
                ranges.set(&member.code, *measure, basis, shown.measures[at].range());
                all.measures[at].join(in_sum(*measure, own.measures[at]));
            }
            ranges.set(&member.code, Measure::SecondeeShare, basis, share(&shown));
            of_share.measures[0].join(in_sum(Measure::NpmStaff, own.measures[0]));
            of_share.others.join(in_sum(Measure::NpmStaff, own.others));
            let in_year = shown.measures[1];
            let used = round.submission(&member.code).map(|own| own.secondees_used(&round.settings));
            using.join(Bound {
                low: i64::from(in_year.low > 0 && used.is_none_or(|used| used == SecondeesUsed::Yes)),
                // A return that contradicts itself may be right either way.
                high: i64::from(in_year.high > 0 || in_year.is_open_ended || used == Some(SecondeesUsed::SaidButNotListed)),
                is_open_ended: false,
            });
        }
        once_in_all(&index, joined, &doubts, basis, &mut all, |measure| measure);
        once_in_all(&index, joined, &doubts, basis, &mut of_share, |_| Measure::NpmStaff);
        twins.take_out_of_all(&index, joined, &doubts, basis, &mut all);
        twins.take_out_of_all(&index, joined, &doubts, basis, &mut of_share);
        for (at, measure) in MEASURES.iter().enumerate() {
            ranges.set(ALL, *measure, basis, all.measures[at].range());
        }
        ranges.set(ALL, Measure::SecondeeShare, basis, share(&of_share));
        ranges.set(ALL, Measure::MembersUsing, basis, using.range());
    }
    ranges.matters = matters::matters(&index, joined, open, &doubts, &groundwork.unchecked, &deltas);
    ranges
}

/// The share of staff who are secondees is greatest with most secondees and fewest others.
fn share(bounded: &Bounded) -> Range {
    let (secondees, others) = (bounded.measures[0], bounded.others);
    let of = |secondees: i64, others: i64| match secondees.max(0) + others.max(0) {
        0 => 0.0,
        all => secondees.max(0) as f64 / all as f64,
    };
    let is_open_ended = secondees.is_open_ended || others.is_open_ended;
    // Nobody is known of a member that is missing: its staff may be all secondees or none.
    let (low, high) = if is_open_ended { (0.0, 1.0) } else { (of(secondees.low, others.high), of(secondees.high, others.low)) };
    Range { low, high, is_open_ended: false }
}

/// A return in use: its rows, and what findings say of numbers and of rows that are not there.
fn returned(index: &RangeIndex, joined: &Joined, submission: &Submission, doubts: &RowDoubts, basis: Basis) -> Bounded {
    let (round, findings) = (index.round, index.findings(&submission.member));
    let mut bounded = Bounded::default();
    for rows in joined.persons(submission) {
        for (bound, of_person) in bounded.measures.iter_mut().zip(of_person(index, &submission.member, rows, doubts, basis)) {
            bound.add(of_person);
        }
    }
    let (staff, unsure) = (submission.staff_in_post() as i64, submission.staff_may_have_left().count() as i64);
    bounded.others.add((staff - unsure, staff));
    for group in joined.groups() {
        let (staff, [secondee, ..]) = in_group(index, group, submission, doubts, basis);
        let kept = |is_secondee: i64| if is_secondee == 1 { 0 } else { staff.min(1) };
        bounded.others.add((kept(secondee.1) - staff, kept(secondee.0) - staff));
    }
    if submission.layout.missing_sheets.contains(&Sheet::Secondees) || submission.lists_no_secondee_and_denies_none() {
        bounded = outstanding(round, &submission.member, basis);
    } else if submission.layout.missing_sheets.contains(&Sheet::Staff) {
        bounded.others = outstanding(round, &submission.member, basis).others;
    }
    let answer = |question| submission.answers.number(question).map(|n| n as i64);
    let has = |doubt: CountDoubt| findings.iter().any(|f| count_doubt_of(&f.rule) == doubt);
    if has(CountDoubt::NumberGiven) {
        count_differs(&mut bounded, answer(Question::Secondees), answer(Question::AllStaff));
    }
    if has(CountDoubt::WhetherAny) {
        // "No" with secondees may mean none; "Yes" with none may mean as many as R09 says, or as last year.
        let was =
            round.last.as_ref().and_then(|last| last.count(&submission.member, Measure::SecondeesCensus, basis)).unwrap_or(0.0) as i64;
        let most = answer(Question::Secondees).unwrap_or(0).max(was).max(1);
        for bound in &mut bounded.measures {
            bound.low = 0;
            bound.high = bound.high.max(most);
        }
    }
    for _ in findings.iter().filter(|f| count_doubt_of(&f.rule) == CountDoubt::LastYearsPerson && is_past_counted(index, f, basis)) {
        bounded.measures.iter_mut().for_each(|bound| bound.add((0, 1)));
    }
    // Somebody assigned who is on no list may be a secondee or other staff; the finding may stand in another member's return.
    let missing = index.listed_nowhere(&submission.member) as i64;
    bounded.measures.iter_mut().for_each(|bound| bound.add((0, missing)));
    bounded.others.add((0, missing));
    bounded
}

/// What a person may count for by all rows that are the person's.
fn of_person<'r>(
    index: &RangeIndex,
    member: &str,
    rows: impl IntoIterator<Item = &'r Record<Sec>>,
    doubts: &RowDoubts,
    basis: Basis,
) -> row::Bounds {
    let none = Doubts::default();
    let of_row = |row: &Record<Sec>| bounds(row, &index.round.settings, doubts.get(&(member, row.row)).unwrap_or(&none), basis);
    let rows: Vec<row::Bounds> = rows.into_iter().map(of_row).collect();
    let mut person = row::Bounds::default();
    for (at, bound) in person.iter_mut().enumerate() {
        // New or ended only if all rows of the year say so; in post if any does.
        let is_of_all = rows.len() > 1 && matches!(MEASURES[at], Measure::SecondeesNew | Measure::SecondeesEnded);
        let most = (rows.iter().map(|row| row[at].0).max().unwrap_or(0), rows.iter().map(|row| row[at].1).max().unwrap_or(0));
        let may_be_of_year = rows.iter().filter(|row| row[1].1 == 1 || row[at].1 == 1);
        let is_of_year = rows.iter().filter(|row| row[1].0 == 1);
        *bound = match is_of_all {
            true => (
                may_be_of_year.map(|row| row[at].0).min().unwrap_or(0).min(most.0),
                is_of_year.map(|row| row[at].1).min().unwrap_or(most.1),
            ),
            false => most,
        };
    }
    person
}

/// How many rows of a person are on Staff of a return and in post, and what the person may count for by the rows of Secondees.
fn in_group(index: &RangeIndex, group: &[PersonRow], submission: &Submission, doubts: &RowDoubts, basis: Basis) -> (i64, row::Bounds) {
    let own: Vec<(Sheet, u32)> =
        group.iter().filter(|(member, ..)| *member == submission.member).map(|(_, sheet, row)| (*sheet, *row)).collect();
    let staff = submission.staff.iter().filter(|row| own.contains(&(Sheet::Staff, row.row)) && !row.is(Stf::Carried, "Left")).count();
    let secondees = submission.secondees.iter().filter(|row| own.contains(&(Sheet::Secondees, row.row)));
    (staff as i64, of_person(index, &submission.member, secondees, doubts, basis))
}

/// Takes out of all what people add more than once, because several members list them. Each sum is over the members of whom the measure given for it is
/// known.
fn once_in_all(
    index: &RangeIndex,
    joined: &Joined,
    doubts: &RowDoubts,
    basis: Basis,
    all: &mut Bounded,
    known_by: impl Fn(Measure) -> Measure,
) {
    for group in joined.groups() {
        let members: BTreeSet<&str> = group.iter().map(|(member, ..)| member.as_str()).collect();
        let own = members.into_iter().filter_map(|member| index.round.submission(member));
        let each: Vec<(&Submission, i64, row::Bounds)> = own
            .map(|own| {
                let (staff, bounds) = in_group(index, group, own, doubts, basis);
                (own, staff, bounds)
            })
            .collect();
        let again = |each: &mut dyn Iterator<Item = i64>| (each.sum::<i64>() - 1).max(0);
        for (at, measure) in MEASURES.iter().enumerate() {
            // What is left out of the least was not counted in it.
            let is_in = |own: &Submission| not_known(own, joined, &index.round.settings, known_by(*measure), basis).is_none();
            let low = again(&mut each.iter().filter(|(own, ..)| is_in(own)).map(|(.., bounds)| bounds[at].0));
            let high = again(&mut each.iter().map(|(.., bounds)| bounds[at].1));
            all.measures[at].add((-low, -high));
        }
        let staff = |(_, staff, bounds): &(&Submission, i64, row::Bounds), is_secondee: fn((i64, i64)) -> i64| {
            if is_secondee(bounds[0]) == 1 { 0 } else { (*staff).min(1) }
        };
        let is_secondee = each.iter().any(|(.., bounds)| bounds[0].1 == 1);
        let others: i64 = each.iter().map(|one| staff(one, |bounds| bounds.0)).sum();
        all.others.add((-(if is_secondee { others } else { (others - 1).max(0) }), 0));
    }
}

/// R08: the numbers given and those of the rows differ, and either may be right.
fn count_differs(bounded: &mut Bounded, secondees: Option<i64>, all_staff: Option<i64>) {
    if let Some(given) = secondees {
        let census = bounded.measures[0];
        let (missing, spare) = ((given - census.high).max(0), (census.low - given).max(0));
        for bound in &mut bounded.measures {
            bound.add((-spare, missing));
            bound.low = bound.low.max(0);
        }
        // Loans and guests make the narrow number smaller than the one given, so that it may lie anywhere below.
        bounded.measures[0].reach(given.min(bounded.measures[0].high));
    }
    if let Some(all) = all_staff {
        let census = bounded.measures[0];
        bounded.others.reach(all - census.low);
        bounded.others.reach(all - census.high);
    }
}

/// Whether last year's row of a person who is missing now would count.
fn is_past_counted(index: &RangeIndex, finding: &Finding, basis: Basis) -> bool {
    let past = index.past(&finding.member, finding.subject.person_ref.as_deref().unwrap_or(""));
    past.is_none_or(|p| basis == Basis::Broad || crate::form::NARROW_ARRANGEMENTS.contains(&p.arrangement.as_str()))
}

/// A member of whom no return is in use: between nobody and the last figure known.
fn outstanding(round: &Round, member: &str, basis: Basis) -> Bounded {
    let known = |measure: Measure| round.last.as_ref()?.latest(member, measure, basis).map(|value| value as i64);
    let bound = |most: Option<i64>| Bound { low: 0, high: most.unwrap_or(0), is_open_ended: most.is_none() };
    let census = known(Measure::SecondeesCensus);
    let staff = known(Measure::NpmStaff).zip(census).map(|(all, secondees)| all - secondees);
    Bounded { measures: MEASURES.map(|measure| bound(known(measure).or(census))), others: bound(staff) }
}

/// Doubts by member and row.
type RowDoubts<'a> = BTreeMap<(&'a str, u32), Doubts>;

/// What the findings call in question, row by row.
fn doubts<'a>(index: &RangeIndex, open: &[&'a Finding]) -> RowDoubts<'a> {
    let mut doubts: RowDoubts = BTreeMap::new();
    for finding in open {
        let on_row = (finding.sheet == "Secondees").then(|| row_of(&finding.cell)).flatten().map(|row| (finding.member.as_str(), row));
        let doubt = count_doubt_of(&finding.rule);
        let key = match doubt {
            CountDoubt::Days | CountDoubt::NpmWork | CountDoubt::Start | CountDoubt::Cell => on_row,
            CountDoubt::LongerThanGiven => {
                finding.evidence.iter().find(|e| e.sheet == "Secondees").and_then(|e| Some((e.member.as_str(), row_of(&e.cell)?)))
            }
            _ => None,
        };
        let Some(key) = key else { continue };
        let Some(row) = index.secondee(key.0, key.1) else { continue };
        // Of findings about cells only those matter that stand at a cell the counts are based on.
        let is_at_count = || row.cells().any(|(field, cell)| row::is_open(row, field) && cell.at.a1() == finding.cell);
        let is_start = || row.cell(Sec::Start).at.a1() == finding.cell;
        let of_row = match doubt {
            CountDoubt::Cell if !is_at_count() => continue,
            CountDoubt::Start if !is_start() => continue,
            _ => doubts.entry(key).or_default(),
        };
        match doubt {
            CountDoubt::Days => of_row.dates = true,
            CountDoubt::LongerThanGiven => of_row.longer = true,
            CountDoubt::NpmWork => of_row.npm = true,
            CountDoubt::Start => of_row.other_start = past_start(index, &finding.member, row),
            _ => {}
        }
        of_row.findings.push(finding.id.clone());
    }
    doubts
}

fn past_start(index: &RangeIndex, member: &str, row: &Record<Sec>) -> Option<Date> {
    index.past_in_any_case(member, row.text(Sec::Ref)?)?.start
}
