//! Visits: the rows of all returns that report one inspection, put together.
//!
//! One member's rows are one report if they name the same place and share a day. Two members' reports are one visit if the places are the same
//! or one contains the other, the days touch, and a row says that the visit was joint: it names the other member as leading it or as the
//! person's own, or both name one lead. Members that visited one place at one time each by itself are two visits. A member that a row names
//! and that reports nothing is a party to the visit all the same.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::{Asg, Field, Sheet};
use crate::model::{Date, Named, Record, Round, Submission};
use crate::places::Register;

/// A row that reports a visit.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The return.
    pub submission: &'a Submission,
    /// The assignment.
    pub row: &'a Record<Asg>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl<'a> Row<'a> {
    /// The row if its dates could be read and it is no training.
    fn new(submission: &'a Submission, row: &'a Record<Asg>) -> Option<Self> {
        let (from, to) = dates(row).filter(|(from, to)| from <= to)?;
        (!row.is(Asg::Activity, "Training") && !row.cell(Asg::Place).places().is_empty()).then_some(Self { submission, row, from, to })
    }
    /// The member whose person the row names, and the reference.
    pub fn person(&self, round: &Round) -> Option<(String, String)> {
        let member = crate::places::fold(round.person_member(self.submission, self.row));
        Some((member, crate::places::fold(self.row.text(Asg::Person)?)))
    }
    /// The members of the round that the row names as lead.
    pub fn leads(&self, round: &'a Round) -> Vec<&'a str> {
        codes(round, self.row.text(Asg::Lead))
    }
    /// The other members of the round that the row names.
    pub fn others(&self, round: &'a Round) -> Vec<&'a str> {
        let mut named = self.leads(round);
        named.extend(codes(round, self.row.text(Asg::PersonMember)));
        named.retain(|code| *code != self.submission.member);
        named
    }
}

fn codes<'a>(round: &'a Round, text: Option<&str>) -> Vec<&'a str> {
    let parts = text.into_iter().flat_map(|text| text.split([';', ',', '/']));
    parts.filter_map(|code| round.settings.member(code)).map(|member| member.code.as_str()).collect()
}

/// The first and last day of an assignment, if both could be read.
pub fn dates(row: &Record<Asg>) -> Option<(Date, Date)> {
    row.date(Asg::Start).zip(row.date(Asg::End))
}

/// A visit in which more than one member had a part.
#[derive(Debug, Clone)]
pub struct Visit<'a> {
    /// The rows that report it, by member, reference and cell.
    pub rows: Vec<Row<'a>>,
    /// Members that a row names and that report nothing of it.
    pub silent: Vec<&'a str>,
}

impl<'a> Visit<'a> {
    /// The members that report it, in order.
    pub fn members(&self) -> Vec<&'a str> {
        let mut members: Vec<&str> = self.rows.iter().map(|row| row.submission.member.as_str()).collect();
        members.dedup();
        members
    }
    /// One member's rows.
    pub fn of(&self, member: &str) -> impl Iterator<Item = &Row<'a>> {
        self.rows.iter().filter(move |row| row.submission.member == member)
    }
    /// The first and last day that a member reports.
    pub fn span(&self, member: &str) -> Option<(Date, Date)> {
        let from = self.of(member).map(|row| row.from).min()?;
        Some((from, self.of(member).map(|row| row.to).max()?))
    }
}

/// Every joint visit, in the order of the first row's member and reference.
pub fn joint(round: &Round) -> Vec<Visit<'_>> {
    let mut rows: Vec<Row> = round.assignments().filter_map(|(submission, row)| Row::new(submission, row)).collect();
    let order = |row: &Row| (row.submission.member.clone(), row.row.text(Asg::Ref).unwrap_or("").to_uppercase(), row.row.at(Asg::Ref));
    rows.sort_by_cached_key(order);
    let mut groups = Groups((0..rows.len()).collect());
    for bucket in buckets(round, &rows).values() {
        // Where no row names another member, nobody says that a visit was joint.
        if bucket.iter().any(|at| !rows[*at].others(round).is_empty()) {
            join(round, &rows, bucket, &mut groups);
        }
    }
    let mut visits: BTreeMap<usize, Vec<Row>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        visits.entry(groups.root(at)).or_default().push(*row);
    }
    visits.into_values().filter_map(|rows| visit(round, rows)).collect()
}

/// The rows by the outermost place that they lie in, so that only rows that may be of one visit are compared.
fn buckets(round: &Round, rows: &[Row]) -> BTreeMap<String, Vec<usize>> {
    let register = &round.register;
    let mut buckets: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let mut keys = BTreeSet::new();
        for named in row.row.cell(Asg::Place).places() {
            keys.insert(named.found.folded.clone());
            keys.extend(named.found.candidates.iter().map(|c| {
                let mut place = c.place;
                // No place lies deeper than this; a register that says so in a circle must not hang the program.
                for _ in 0..8 {
                    place = register.place(place).part_of.unwrap_or(place);
                }
                format!("#{place}")
            }));
        }
        keys.into_iter().for_each(|key| buckets.entry(key).or_default().push(at));
    }
    buckets
}

/// Joins the rows of one bucket that are of one visit: first each member's own, then the members'.
fn join(round: &Round, rows: &[Row], bucket: &[usize], groups: &mut Groups) {
    let shares_place = |a: &Row, b: &Row| {
        let (a, b) = (a.row.cell(Asg::Place).places(), b.row.cell(Asg::Place).places());
        a.iter().any(|x| b.iter().any(|y| is_same_place(&round.register, x, y)))
    };
    let mut by_start = bucket.to_vec();
    by_start.sort_by_key(|at| rows[*at].from);
    let touching = |slack: i32| {
        let mut pairs = Vec::new();
        for (i, a) in by_start.iter().enumerate() {
            let reach = rows[*a].to.saturating_add(jiff::Span::new().days(slack));
            pairs.extend(by_start[i + 1..].iter().take_while(|b| rows[**b].from <= reach).map(|b| (*a, *b)));
        }
        pairs
    };
    let member = |at: usize| rows[at].submission.member.as_str();
    for (a, b) in touching(0) {
        if member(a) == member(b) && shares_place(&rows[a], &rows[b]) {
            groups.join(a, b);
        }
    }
    // What a member says of whom it visited with holds for all its rows of the visit.
    let mut named: BTreeMap<usize, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    for at in bucket {
        let (others, leads) = named.entry(groups.root(*at)).or_default();
        others.extend(rows[*at].others(round));
        leads.extend(rows[*at].leads(round));
    }
    let reports: BTreeMap<usize, usize> = bucket.iter().map(|at| (*at, groups.root(*at))).collect();
    for (a, b) in touching(1) {
        if member(a) == member(b) || !shares_place(&rows[a], &rows[b]) {
            continue;
        }
        let (one, other) = (&named[&reports[&a]], &named[&reports[&b]]);
        let is_joint = one.0.contains(member(b))
            || other.0.contains(member(a))
            || one.1.intersection(&other.1).any(|lead| *lead != member(a) && *lead != member(b));
        if is_joint {
            groups.join(a, b);
        }
    }
}

/// Which row stands for the group that a row is in.
struct Groups(Vec<usize>);

impl Groups {
    fn root(&self, at: usize) -> usize {
        let mut at = at;
        while self.0[at] != at {
            at = self.0[at];
        }
        at
    }
    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// The visit that rows report, if another member than the one that reports them had a part in it.
fn visit<'a>(round: &'a Round, rows: Vec<Row<'a>>) -> Option<Visit<'a>> {
    let reporting: BTreeSet<&str> = rows.iter().map(|row| row.submission.member.as_str()).collect();
    let named: BTreeSet<&str> = rows.iter().flat_map(|row| row.others(round)).collect();
    let silent: Vec<&str> = named.into_iter().filter(|code| !reporting.contains(code)).collect();
    (reporting.len() + silent.len() > 1).then_some(Visit { rows, silent })
}

/// Whether two names are of one visit: the same place, or one contains the other, e.g. a force and one of its suites; a name for several
/// places may be any of them.
pub fn is_same_place(register: &Register, one: &Named, other: &Named) -> bool {
    one.found.folded == other.found.folded
        || one.found.candidates.iter().any(|a| {
            other
                .found
                .candidates
                .iter()
                .any(|b| a.place == b.place || register.is_within(a.place, b.place) || register.is_within(b.place, a.place))
        })
}

/// Whether a member's return has the columns by which its visits can be told.
pub fn is_legible(submission: &Submission) -> bool {
    [Asg::Place, Asg::Start, Asg::End].iter().all(|field| submission.has(Sheet::Assignments, field.column().heading))
}
