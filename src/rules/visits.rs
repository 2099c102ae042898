//! Visits: the rows of all returns that report one inspection, put together.
//!
//! One member's rows are one report if they name the same place and share a day. Two members' reports are one visit if the places are the same
//! or one contains the other, the days touch, and a row says that the visit was joint: it names the other member as leading it or as the
//! person's own, or both name one lead. Members that visited one place at one time each by itself are two visits. A member that a row names
//! and that reports nothing is a party to the visit all the same.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use crate::form::{Asg, Field, Sheet};
use crate::model::{Date, DisjointSets, Named, Record, Round, Submission};
use crate::places::Register;

/// A row that reports a visit.
#[derive(Debug, Clone, Copy)]
pub struct VisitRow<'a> {
    /// The return.
    pub submission: &'a Submission,
    /// The assignment.
    pub row: &'a Record<Asg>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

impl<'a> VisitRow<'a> {
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
    let parts = text.into_iter().flat_map(|text| text.split(';'));
    parts.filter_map(|code| round.member(code)).map(|member| member.code.as_str()).collect()
}

/// The first and last day of an assignment, if both could be read.
pub fn dates(row: &Record<Asg>) -> Option<(Date, Date)> {
    row.date(Asg::Start).zip(row.date(Asg::End))
}

/// A visit in which more than one member had a part.
#[derive(Debug, Clone)]
pub struct Visit<'a> {
    /// The rows that report it, by member, reference and cell.
    pub rows: Vec<VisitRow<'a>>,
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
    pub fn of(&self, member: &str) -> impl Iterator<Item = &VisitRow<'a>> {
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
    let mut rows: Vec<VisitRow> = round.assignments().filter_map(|(submission, row)| VisitRow::new(submission, row)).collect();
    let order = |row: &VisitRow| (row.submission.member.clone(), row.row.text(Asg::Ref).unwrap_or("").to_uppercase(), row.row.at(Asg::Ref));
    rows.sort_by_cached_key(order);
    let named = Members::of(round, &rows);
    let mut groups = DisjointSets::new(rows.len());
    for bucket in buckets(round, &rows).values() {
        // Where no row names another member, nobody says that a visit was joint.
        if bucket.iter().any(|at| !named.others[*at].is_empty()) {
            join(round, &rows, &named, bucket, &mut groups);
        }
    }
    let mut visits: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..rows.len() {
        visits.entry(groups.root(at)).or_default().push(at);
    }
    visits.into_values().filter_map(|at| visit(&rows, &named, &at)).collect()
}

/// The members that each row names: as lead, and the others than the one that reports it. Who is meant is looked up once for each text.
struct Members<'a> {
    leads: Vec<Rc<[&'a str]>>,
    others: Vec<Rc<[&'a str]>>,
}

impl<'a> Members<'a> {
    fn of(round: &'a Round, rows: &[VisitRow<'a>]) -> Self {
        let mut known: HashMap<&str, Rc<[&str]>> = HashMap::new();
        let nobody: Rc<[&str]> = Rc::new([]);
        let mut codes_in = |text: Option<&'a str>| match text {
            Some(text) => Rc::clone(known.entry(text).or_insert_with(|| codes(round, Some(text)).into())),
            None => Rc::clone(&nobody),
        };
        let (mut leads, mut others) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for row in rows {
            let (lead, whose) = (codes_in(row.row.text(Asg::Lead)), codes_in(row.row.text(Asg::PersonMember)));
            let is_other = |code: &&&str| **code != row.submission.member;
            let other: Vec<&str> = lead.iter().chain(whose.iter()).filter(is_other).copied().collect();
            others.push(if other.is_empty() { Rc::clone(&nobody) } else { other.into() });
            leads.push(lead);
        }
        Self { leads, others }
    }
}

/// The rows by the outermost place that they lie in, so that only rows that may be of one visit are compared.
fn buckets(round: &Round, rows: &[VisitRow]) -> BTreeMap<String, Vec<usize>> {
    let register = &round.register;
    let mut buckets: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let mut keys = BTreeSet::new();
        for named in row.row.cell(Asg::Place).places() {
            if named.found.candidates.is_empty() {
                keys.insert(named.found.folded.clone());
            }
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

/// What one member's rows of one visit say together.
struct VisitReport<'a> {
    /// One of the rows.
    at: usize,
    member: &'a str,
    from: Date,
    to: Date,
    places: Vec<&'a Named>,
    others: BTreeSet<&'a str>,
    leads: BTreeSet<&'a str>,
}

/// Joins the rows of one bucket that are of one visit: first each member's own, then the members' reports.
fn join<'a>(round: &'a Round, rows: &[VisitRow<'a>], named: &Members<'a>, bucket: &[usize], groups: &mut DisjointSets) {
    let register = &round.register;
    let shares = |a: &[&Named], b: &[&Named]| a.iter().any(|x| b.iter().any(|y| is_same_place(register, x, y)));
    let places = |at: usize| -> Vec<&'a Named> { rows[at].row.cell(Asg::Place).places().iter().collect() };
    let member = |at: usize| rows[at].submission.member.as_str();
    // The rows stand in the order of members.
    for own in bucket.chunk_by(|a, b| member(*a) == member(*b)) {
        let mut own = own.to_vec();
        own.sort_by_key(|at| (rows[*at].from, *at));
        for (i, a) in own.iter().enumerate() {
            for b in own[i + 1..].iter().take_while(|b| rows[**b].from <= rows[*a].to) {
                if shares(&places(*a), &places(*b)) {
                    groups.join(*a, *b);
                }
            }
        }
    }
    let mut reports: BTreeMap<usize, VisitReport> = BTreeMap::new();
    for at in bucket {
        let row = &rows[*at];
        let empty = VisitReport {
            at: *at,
            member: &row.submission.member,
            from: row.from,
            to: row.to,
            places: Vec::new(),
            others: BTreeSet::new(),
            leads: BTreeSet::new(),
        };
        let report = reports.entry(groups.root(*at)).or_insert(empty);
        (report.from, report.to) = (report.from.min(row.from), report.to.max(row.to));
        for place in places(*at) {
            if !report.places.iter().any(|known| known.found.folded == place.found.folded) {
                report.places.push(place);
            }
        }
        // What a member says of whom it visited with holds for all its rows of the visit.
        report.others.extend(named.others[*at].iter());
        report.leads.extend(named.leads[*at].iter());
    }
    let mut reports: Vec<VisitReport> = reports.into_values().collect();
    reports.sort_by_key(|report| (report.from, report.at));
    // Only reports of which one names the other's member, or that name one lead, can be of one visit.
    let mut of_member: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut of_lead: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, report) in reports.iter().enumerate() {
        of_member.entry(report.member).or_default().push(at);
        report.leads.iter().for_each(|lead| of_lead.entry(lead).or_default().push(at));
    }
    for a in &reports {
        let named = a.others.iter().filter_map(|member| of_member.get(member));
        let led = a.leads.iter().filter(|lead| **lead != a.member).filter_map(|lead| of_lead.get(lead));
        for b in named.chain(led).flatten().map(|at| &reports[*at]) {
            let has_one_lead = || a.leads.intersection(&b.leads).any(|lead| *lead != a.member && *lead != b.member);
            let is_joint = || a.others.contains(b.member) || b.others.contains(a.member) || has_one_lead();
            if a.member != b.member && touch(a, b) && groups.root(a.at) != groups.root(b.at) && is_joint() && shares(&a.places, &b.places) {
                groups.join(a.at, b.at);
            }
        }
    }
}

/// Whether the days of two reports touch: the one begins on the day after the other at the latest.
fn touch(a: &VisitReport, b: &VisitReport) -> bool {
    let reaches = |one: &VisitReport, other: &VisitReport| other.from <= one.to.saturating_add(jiff::Span::new().days(1));
    reaches(a, b) && reaches(b, a)
}

/// The visit that rows report, if another member than the one that reports them had a part in it.
fn visit<'a>(rows: &[VisitRow<'a>], named: &Members<'a>, at: &[usize]) -> Option<Visit<'a>> {
    if at.len() == 1 && named.others[at[0]].is_empty() {
        return None;
    }
    let reporting: BTreeSet<&str> = at.iter().map(|at| rows[*at].submission.member.as_str()).collect();
    let others: BTreeSet<&str> = at.iter().flat_map(|at| named.others[*at].iter().copied()).collect();
    let silent: Vec<&str> = others.into_iter().filter(|code| !reporting.contains(code)).collect();
    (reporting.len() + silent.len() > 1).then(|| Visit { rows: at.iter().map(|at| rows[*at]).collect(), silent })
}

/// Whether two names are of one visit: the same place, or one contains the other, e.g. a force and one of its suites; a name for several
/// places may be any of them.
pub fn is_same_place(register: &Register, one: &Named, other: &Named) -> bool {
    one.found.folded == other.found.folded
        || register.alike(&one.found, &other.found).is_some()
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
