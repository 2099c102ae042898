//! The figures of each member and of the NPM as a whole. Secondees are summed by member in a data frame and joined to the members with a return;
//! the figure of the NPM is the sum over the members whose own figure is known, and says how many those are.
//!
//! A figure that depends on a cell that is blank or could not be read is no number: it has the reason instead, and is left out of the sums.

use polars::prelude::{BooleanChunked, ChunkAgg, ChunkFilter, Column, DataFrame, DataFrameJoinOps, NewChunkedArray, PolarsResult};

use super::earlier::add_earlier;
use super::not_known::{missing_reason, not_known};
use super::once::adds;
use crate::form::{Sec, Sheet, Stf};
use crate::model::{ALL, Basis, Count, Measure, Record, Round, SecondeesUsed, Settings, Submission};
use crate::people::{Joined, PersonRow};
use crate::steps::{self, Step};

/// The measures that are sums over the rows of Secondees.
const OF_SECONDEES: [Measure; 6] = [
    Measure::FteNpm,
    Measure::SecondeesCensus,
    Measure::SecondeesEnded,
    Measure::SecondeesInYear,
    Measure::SecondeesNew,
    Measure::SecondeesNpm,
];
const MEMBER: &str = "member";
/// Staff other than secondees.
const OTHERS: &str = "others";

/// All figures: this year's by member and for all, and those of earlier years.
pub fn counts(round: &Round) -> Vec<Count> {
    counts_of(round, &Joined::of_round(round))
}

/// As [`counts`], given the rows that are one person, who is counted once: in a member's figures, and in those of the NPM.
pub fn counts_of(round: &Round, joined: &Joined) -> Vec<Count> {
    steps::begins(Step::Counts);
    let frame = by_member(round, joined).expect("columns of one length always make a frame, and sums of numbers are numbers");
    let returned: Vec<&Submission> = round.settings.members.iter().filter_map(|member| round.submission(&member.code)).collect();
    let mut counts = Vec::new();
    for basis in Basis::EACH {
        let figures = Figures::new(&frame, &returned, round, joined, basis).expect("the frame has these columns");
        counts.extend(figures.of_members(round));
        counts.extend(figures.of_all(round));
    }
    add_earlier(round, &mut counts);
    counts.sort_by(|a, b| a.key().cmp(&b.key()));
    counts
}

fn name(measure: Measure, basis: Basis) -> String {
    format!("{measure} {basis}")
}

/// One row a member with a return: the sums over its secondees, and the number of its other staff.
fn by_member(round: &Round, joined: &Joined) -> PolarsResult<DataFrame> {
    let persons: Vec<(&Submission, Vec<&Record<Sec>>)> =
        round.returns.iter().flat_map(|submission| joined.persons(submission).into_iter().map(move |rows| (submission, rows))).collect();
    let members: Vec<&str> = persons.iter().map(|(submission, _)| submission.member.as_str()).collect();
    let mut columns = vec![Column::new(MEMBER.into(), members)];
    let each = || Basis::EACH.into_iter().flat_map(|basis| OF_SECONDEES.map(|measure| (measure, basis)));
    for (measure, basis) in each() {
        let values: Vec<Option<f64>> = persons.iter().map(|(_, rows)| adds(rows, measure, basis, &round.settings)).collect();
        columns.push(Column::new(name(measure, basis).into(), values));
    }
    let people = DataFrame::new_infer_height(columns)?;
    let names: Vec<String> = each().map(|(measure, basis)| name(measure, basis)).collect();
    #[expect(deprecated, reason = "the eager sum needs no lazy engine, which would double the first build")]
    let mut sums = people.group_by_stable([MEMBER])?.select(&names).sum()?;
    for name in &names {
        sums.rename(&format!("{name}_sum"), name.as_str().into())?;
    }
    let returned = || round.settings.members.iter().filter_map(|member| round.submission(&member.code));
    let codes: Vec<&str> = returned().map(|submission| submission.member.as_str()).collect();
    let mut columns = vec![Column::new(MEMBER.into(), codes)];
    for basis in Basis::EACH {
        let others: Vec<f64> = returned().map(|submission| others(joined, submission, basis, &round.settings)).collect();
        columns.push(Column::new(format!("{OTHERS} {basis}").into(), others));
    }
    let members = DataFrame::new_infer_height(columns)?;
    members.left_join(&sums, [MEMBER], [MEMBER])
}

/// The staff of a return other than secondees, those who were confirmed to be a secondee of it or another of its staff left out.
fn others(joined: &Joined, submission: &Submission, basis: Basis, settings: &Settings) -> f64 {
    let mut others = submission.staff_in_post() as f64;
    for group in joined.groups() {
        let staff = in_post_of(group, submission);
        let is_secondee = contribution(group, submission, Measure::SecondeesCensus, basis, settings) > 0.0;
        others -= (staff - if is_secondee { 0.0 } else { staff.min(1.0) }).max(0.0);
    }
    others
}

/// How many rows of a group are on Staff of a return and in post.
fn in_post_of(group: &[PersonRow], submission: &Submission) -> f64 {
    let is_of = |row: u32| group.iter().any(|(member, sheet, at)| *member == submission.member && *sheet == Sheet::Staff && *at == row);
    submission.staff.iter().filter(|row| is_of(row.row) && !row.is(Stf::Carried, "Left")).count() as f64
}

/// What a person on several rows adds to a figure of one member.
fn contribution(group: &[PersonRow], submission: &Submission, measure: Measure, basis: Basis, settings: &Settings) -> f64 {
    let is_of = |row: u32| group.iter().any(|(member, sheet, at)| *member == submission.member && *sheet == Sheet::Secondees && *at == row);
    let rows: Vec<&Record<Sec>> = submission.secondees.iter().filter(|row| is_of(row.row)).collect();
    let measured = if measure == Measure::NpmStaff { Measure::SecondeesCensus } else { measure };
    let secondee = adds(&rows, measured, basis, settings).unwrap_or(0.0);
    match measure {
        Measure::NpmStaff => secondee.max(in_post_of(group, submission).min(1.0)),
        _ => secondee,
    }
}

/// The figures of this year on one basis, of members with a return in the order of the round.
struct Figures<'a> {
    returned: &'a [&'a Submission],
    joined: &'a Joined,
    settings: &'a Settings,
    basis: Basis,
    /// Whether each member used secondees, all arrangements.
    used: Vec<SecondeesUsed>,
    /// By measure: each member's figure, or why it is not known.
    columns: Vec<(Measure, Column, Vec<Option<String>>)>,
}

impl<'a> Figures<'a> {
    fn new(frame: &DataFrame, returned: &'a [&'a Submission], round: &'a Round, joined: &'a Joined, basis: Basis) -> PolarsResult<Self> {
        let settings = &round.settings;
        let why = |measure| returned.iter().map(|submission| not_known(submission, joined, settings, measure, basis)).collect();
        let sum = |measure| frame.column(&name(measure, basis))?.fill_null(polars::prelude::FillNullStrategy::Zero);
        let mut columns = Vec::new();
        for measure in OF_SECONDEES {
            columns.push((measure, sum(measure)?, why(measure)));
        }
        let staff = (&sum(Measure::SecondeesCensus)? + frame.column(&format!("{OTHERS} {basis}"))?)?;
        columns.push((Measure::NpmStaff, staff, why(Measure::NpmStaff)));
        let used = returned.iter().map(|submission| submission.secondees_used(settings)).collect();
        Ok(Self { returned, joined, settings, basis, used, columns })
    }

    fn column(&self, measure: Measure) -> (&Column, &[Option<String>]) {
        let (_, values, why) = self.columns.iter().find(|(of, ..)| *of == measure).expect("a column for every measure that is a sum");
        (values, why)
    }

    fn value(&self, measure: Measure, at: usize) -> Result<f64, String> {
        let (values, why) = self.column(measure);
        match &why[at] {
            Some(why) => Err(why.clone()),
            // A sum of nothing can be −0.
            None => Ok(values.f64().ok().and_then(|values| values.get(at)).unwrap_or(0.0) + 0.0),
        }
    }

    fn count(&self, round: &Round, member: &str, measure: Measure, value: Option<f64>, reason: Option<String>) -> Count {
        Count { year: round.settings.year, member: member.into(), measure, value, basis: self.basis, reason }
    }

    fn of_members(&self, round: &Round) -> Vec<Count> {
        let mut counts = Vec::new();
        let measures = || OF_SECONDEES.into_iter().chain([Measure::NpmStaff, Measure::SecondeeShare]);
        for member in &round.settings.members {
            let Some(at) = self.returned.iter().position(|submission| submission.member == member.code) else {
                let reason = missing_reason(round, member);
                counts.extend(measures().map(|measure| self.count(round, &member.code, measure, None, Some(reason.clone()))));
                continue;
            };
            let nil = (self.used[at] == SecondeesUsed::No).then(|| "nil return".to_string());
            for measure in measures() {
                let value = match measure {
                    Measure::SecondeeShare => self
                        .value(Measure::NpmStaff, at)
                        .and_then(|staff| share(self.value(Measure::SecondeesCensus, at)?, staff).ok_or("no NPM staff".into())),
                    _ => self.value(measure, at),
                };
                counts.push(match value {
                    Ok(value) => self.count(round, &member.code, measure, Some(value), nil.clone()),
                    Err(why) => self.count(round, &member.code, measure, None, Some(why)),
                });
            }
        }
        counts
    }

    /// The sum over the members whose figure is known, and how many those are; of nobody there is no sum.
    fn sum(&self, measure: Measure, over: &[bool]) -> Option<f64> {
        let known: BooleanChunked = BooleanChunked::from_slice("known".into(), over);
        let (values, _) = self.column(measure);
        let sum = values.f64().and_then(|values| values.filter(&known)).ok()?.sum().unwrap_or(0.0);
        over.contains(&true).then_some(sum - self.counted_again(measure, over) + 0.0)
    }

    /// How many people the members' figures count more than once, because several of these members list them.
    fn counted_again(&self, measure: Measure, over: &[bool]) -> f64 {
        // Full-time equivalents of two members add up to a person's.
        if measure == Measure::FteNpm {
            return 0.0;
        }
        let mut again = 0.0;
        for group in self.joined.groups() {
            let members = self.returned.iter().zip(over).filter(|(own, over)| **over && group.iter().any(|(code, ..)| *code == own.member));
            let of = members.map(|(own, _)| contribution(group, own, measure, self.basis, self.settings));
            again += (of.sum::<f64>() - 1.0).max(0.0);
        }
        again
    }

    fn of_all(&self, round: &Round) -> Vec<Count> {
        let mut counts = Vec::new();
        let known = |measure: Measure| -> Vec<bool> { self.column(measure).1.iter().map(Option::is_none).collect() };
        for measure in OF_SECONDEES.into_iter().chain([Measure::NpmStaff]) {
            let known = known(measure);
            let rests_on = self.rests_on(round, &known, self.counted_again(measure, &known));
            counts.push(self.count(round, ALL, measure, self.sum(measure, &known), Some(rests_on)));
        }
        // Secondees and staff of the same members: who is known of the second is known of the first.
        let both = known(Measure::NpmStaff);
        let rests_on = self.rests_on(round, &both, self.counted_again(Measure::NpmStaff, &both));
        let staff = self.sum(Measure::NpmStaff, &both);
        let value = staff.zip(self.sum(Measure::SecondeesCensus, &both)).and_then(|(staff, secondees)| share(secondees, staff));
        let reason = if staff == Some(0.0) { "no NPM staff".into() } else { rests_on };
        counts.push(self.count(round, ALL, Measure::SecondeeShare, value, Some(reason)));
        // One secondee who certainly was there makes a member one that used secondees, whatever else cannot be read; a return that contradicts
        // itself (R09) says neither.
        let in_year = self.column(Measure::SecondeesInYear).0;
        let listed: Vec<bool> =
            in_year.f64().map_or_else(|_| Vec::new(), |values| values.iter().map(|value| value.is_some_and(|n| n > 0.0)).collect());
        let using: Vec<bool> = self.used.iter().zip(&listed).map(|(used, listed)| *used == SecondeesUsed::Yes && *listed).collect();
        let is_known = |at: usize, known: bool| match self.used[at] {
            SecondeesUsed::Yes => known || using[at],
            SecondeesUsed::No => true,
            _ => false,
        };
        let known: Vec<bool> = known(Measure::SecondeesInYear).into_iter().enumerate().map(|(at, known)| is_known(at, known)).collect();
        let value = known.contains(&true).then(|| using.iter().filter(|using| **using).count() as f64);
        counts.push(self.count(round, ALL, Measure::MembersUsing, value, Some(self.rests_on(round, &known, 0.0))));
        counts
    }

    /// "20 of 21 members returned; not known of HMIP, so that it is based on 19".
    fn rests_on(&self, round: &Round, known: &[bool], again: f64) -> String {
        let mut returned = format!("{} of {} members returned", self.returned.len(), round.settings.members.len());
        match again as usize {
            0 => {}
            1 => returned.push_str("; 1 person whom several members list is counted once"),
            many => returned.push_str(&format!("; {many} people whom several members list are counted once")),
        }
        let unknown: Vec<&str> =
            self.returned.iter().zip(known).filter(|(_, known)| !**known).map(|(submission, _)| submission.member.as_str()).collect();
        match unknown.len() {
            0 => returned,
            n => format!("{returned}; not known of {}, so that it is based on {}", unknown.join(", "), self.returned.len() - n),
        }
    }
}

/// Four places: a share is shown as a percentage with one. Of no staff there is no share.
fn share(secondees: f64, staff: f64) -> Option<f64> {
    (staff > 0.0).then(|| (secondees / staff * 10_000.0).round() / 10_000.0)
}
