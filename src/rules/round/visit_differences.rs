//! What members that report one visit disagree on: dates, lead, activity, who took part.
//!
//! Somebody named by both is compared by that person's rows: a specialist may come for two days of ten. Only where the two name nobody in
//! common are their first and last days compared as wholes.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::Asg;
use crate::model::{Cell, Date, Round, Submission, show_date};
use crate::rules::visits::{Visit, VisitRow};

/// A thing that members give otherwise.
pub(super) struct Difference<'a> {
    /// What, in words.
    pub what: &'static str,
    /// What each member gives.
    pub versions: Vec<String>,
    /// The pairs of members that differ.
    pub pairs: Vec<(String, String)>,
    /// The cells in question, by member.
    pub cells: Vec<(&'a Submission, &'a Cell)>,
    /// For each member that differs, the row and field to mend.
    mend: BTreeMap<String, (VisitRow<'a>, Asg)>,
}

impl<'a> Difference<'a> {
    fn new(what: &'static str) -> Self {
        Self { what, versions: Vec::new(), pairs: Vec::new(), cells: Vec::new(), mend: BTreeMap::new() }
    }
    /// The row and field to mend in the return of the odd one out, or, if it has no part in this, of the later member that has.
    pub fn to_mend(&self, odd: &str) -> (VisitRow<'a>, Asg) {
        let later = || self.mend.values().next_back().copied();
        self.mend.get(odd).copied().or_else(later).expect("what differs has cells to mend")
    }
    fn add(&mut self, a: &str, b: &str, mend: [(VisitRow<'a>, Asg); 2]) {
        self.pairs.push((a.into(), b.into()));
        for (row, field) in mend {
            self.mend.entry(row.submission.member.clone()).or_insert((row, field));
        }
    }
}

/// Everything that the members of a visit disagree on, in the order in which it is to be mended.
pub(super) fn differences<'a>(round: &'a Round, visit: &Visit<'a>) -> Vec<Difference<'a>> {
    let members = visit.members();
    let mut found = [Difference::new("dates"), Difference::new("lead"), Difference::new("activity"), Difference::new("who took part")];
    let said: Vec<Said> = members.iter().map(|member| Said::of(round, visit, member)).collect();
    for (i, a) in members.iter().enumerate() {
        for (j, b) in members.iter().enumerate().skip(i + 1) {
            // Two that say the same of the visit, and name no member's people in common, need no closer look.
            if said[i].visit == said[j].visit && said[i].whose.is_disjoint(&said[j].whose) {
                continue;
            }
            let pair = Pair { round, a: visit.of(a).copied().collect(), b: visit.of(b).copied().collect() };
            for (difference, mend) in found.iter_mut().zip([pair.dates(visit), pair.leads(), pair.activities(), pair.people()]) {
                if let Some(mend) = mend {
                    difference.add(a, b, mend);
                }
            }
        }
    }
    let fields = [&[Asg::Start, Asg::End][..], &[Asg::Lead], &[Asg::Activity], &[Asg::Person]];
    for (difference, fields) in found.iter_mut().zip(fields) {
        let involved: BTreeSet<&str> = difference.pairs.iter().flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
        for member in involved {
            difference.versions.push(format!("{member} {}", version(round, visit, member, difference.what)));
            for row in visit.of(member) {
                difference
                    .cells
                    .extend(fields.iter().map(|field| (row.submission, row.row.cell(*field))).filter(|(_, cell)| !cell.is_blank()));
            }
        }
    }
    found.into_iter().filter(|difference| !difference.pairs.is_empty()).collect()
}

/// What a member says of a visit: its days, places, leads and activities; and whose people it names.
struct Said<'a> {
    visit: ((Date, Date), BTreeSet<String>, BTreeSet<&'a str>, BTreeSet<&'a str>),
    whose: BTreeSet<String>,
}

impl<'a> Said<'a> {
    fn of(round: &'a Round, visit: &Visit<'a>, member: &str) -> Self {
        let rows = || visit.of(member);
        let places = rows().flat_map(|row| row.row.cell(Asg::Place).places()).map(|named| round.register.key(&named.found)).collect();
        let leads = rows().flat_map(|row| row.leads(round)).collect();
        let activities = rows().filter_map(|row| row.row.text(Asg::Activity)).collect();
        let days = visit.span(member).unwrap_or((Date::MIN, Date::MAX));
        Self { visit: (days, places, leads, activities), whose: rows().filter_map(|row| Some(row.person(round)?.0)).collect() }
    }
}

/// What a member gives, in words.
fn version(round: &Round, visit: &Visit, member: &str, what: &str) -> String {
    let texts: BTreeSet<String> = match what {
        "dates" => visit.of(member).map(|row| days(row.from, row.to)).collect(),
        "lead" => visit.of(member).flat_map(|row| row.leads(round)).map(String::from).collect(),
        "activity" => visit.of(member).filter_map(|row| row.row.text(Asg::Activity)).map(|activity| format!("\"{activity}\"")).collect(),
        _ => visit
            .of(member)
            .map(|row| format!("{} of {}", row.row.cell(Asg::Person).typed, round.person_member(row.submission, row.row)))
            .collect(),
    };
    texts.into_iter().collect::<Vec<_>>().join(" / ")
}

fn days(from: Date, to: Date) -> String {
    format!("{}–{}", show_date(from), show_date(to))
}

/// Two members' rows of one visit.
struct Pair<'a> {
    round: &'a Round,
    a: Vec<VisitRow<'a>>,
    b: Vec<VisitRow<'a>>,
}

/// The row and field that each of two members would mend.
type Mend<'a> = Option<[(VisitRow<'a>, Asg); 2]>;

impl<'a> Pair<'a> {
    /// The rows of each person whom both name.
    fn common(&self) -> Vec<(Vec<VisitRow<'a>>, Vec<VisitRow<'a>>)> {
        let by_person = |rows: &[VisitRow<'a>]| {
            let mut people: BTreeMap<(String, String), Vec<VisitRow<'a>>> = BTreeMap::new();
            for row in rows {
                if let Some(person) = row.person(self.round) {
                    people.entry(person).or_default().push(*row);
                }
            }
            people
        };
        let mut theirs = by_person(&self.b);
        by_person(&self.a).into_iter().filter_map(|(person, ours)| Some((ours, theirs.remove(&person)?))).collect()
    }

    fn dates(&self, visit: &Visit) -> Mend<'a> {
        let span = |rows: &[VisitRow<'a>]| Some((rows.iter().map(|row| row.from).min()?, rows.iter().map(|row| row.to).max()?));
        let mend = |a: &[VisitRow<'a>], b: &[VisitRow<'a>]| {
            let (one, other) = (span(a)?, span(b)?);
            let field = if one.0 != other.0 { Asg::Start } else { Asg::End };
            // The row that gives the day in question.
            let row = |rows: &[VisitRow<'a>], span: (Date, Date)| {
                let gives = |row: &&VisitRow| if field == Asg::Start { row.from == span.0 } else { row.to == span.1 };
                rows.iter().find(gives).copied()
            };
            (one != other).then_some([(row(a, one)?, field), (row(b, other)?, field)])
        };
        let common = self.common();
        if !common.is_empty() {
            return common.iter().find_map(|(a, b)| mend(a, b));
        }
        let (one, other) = (visit.span(&self.a[0].submission.member)?, visit.span(&self.b[0].submission.member)?);
        let is_within = |inner: (Date, Date), outer: (Date, Date)| outer.0 <= inner.0 && inner.1 <= outer.1;
        // Of a visit to a whole force, another member may have seen one suite on some of the days.
        let is_part = !self.names_same_place() && (is_within(one, other) || is_within(other, one));
        if is_part { None } else { mend(&self.a, &self.b) }
    }

    /// Whether the two name one place, and not one a part of the other only.
    fn names_same_place(&self) -> bool {
        let register = &self.round.register;
        let keys = |rows: &[VisitRow<'a>]| -> BTreeSet<String> {
            rows.iter().flat_map(|row| row.row.cell(Asg::Place).places()).map(|named| register.key(&named.found)).collect()
        };
        !keys(&self.a).is_disjoint(&keys(&self.b))
    }

    fn leads(&self) -> Mend<'a> {
        let leads = |rows: &[VisitRow<'a>]| -> BTreeSet<&'a str> { rows.iter().flat_map(|row| row.leads(self.round)).collect() };
        let (one, other) = (leads(&self.a), leads(&self.b));
        let first = |rows: &[VisitRow<'a>]| rows.iter().find(|row| !row.leads(self.round).is_empty()).copied();
        (!one.is_empty() && !other.is_empty() && one != other).then_some([(first(&self.a)?, Asg::Lead), (first(&self.b)?, Asg::Lead)])
    }

    fn activities(&self) -> Mend<'a> {
        let activities =
            |rows: &[VisitRow<'a>]| -> BTreeSet<&'a str> { rows.iter().filter_map(|row| row.row.text(Asg::Activity)).collect() };
        let mend = |a: &[VisitRow<'a>], b: &[VisitRow<'a>]| [(a[0], Asg::Activity), (b[0], Asg::Activity)];
        let differ = |a: &[VisitRow<'a>], b: &[VisitRow<'a>]| {
            let (one, other) = (activities(a), activities(b));
            !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
        };
        let common = self.common();
        match common.is_empty() {
            false => common.iter().find(|(a, b)| differ(a, b)).map(|(a, b)| mend(a, b)),
            true => differ(&self.a, &self.b).then(|| mend(&self.a, &self.b)),
        }
    }

    /// Whether one of them names other people of a member of the pair than that member does. A member that names none of the other's people
    /// says nothing about them.
    fn people(&self) -> Mend<'a> {
        let of = |rows: &[VisitRow<'a>], member: &str| -> BTreeSet<String> {
            let member = crate::places::fold(member);
            rows.iter().filter_map(|row| row.person(self.round)).filter(|(whose, _)| *whose == member).map(|(_, person)| person).collect()
        };
        let differ = |member: &str| {
            let (one, other) = (of(&self.a, member), of(&self.b, member));
            !one.is_empty() && !other.is_empty() && one != other
        };
        let (a, b) = (self.a[0].submission.member.as_str(), self.b[0].submission.member.as_str());
        let whose = [a, b].into_iter().find(|member| differ(member))?;
        // The row of somebody whom the other does not name, else any row of theirs.
        let row = |rows: &[VisitRow<'a>], others: &[VisitRow<'a>]| {
            let (named, member) = (of(others, whose), crate::places::fold(whose));
            let is_extra = |row: &&VisitRow| row.person(self.round).is_some_and(|(of, person)| of == member && !named.contains(&person));
            rows.iter().find(is_extra).or(rows.first()).copied()
        };
        Some([(row(&self.a, &self.b)?, Asg::Person), (row(&self.b, &self.a)?, Asg::Person)])
    }
}
