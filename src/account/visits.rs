//! The rows of Conflicts counted: by list and by how they stand; and the assignments behind them, of which two rows may be one.

use std::collections::{BTreeMap, BTreeSet};

use super::Audit;
use crate::book::decisions::DecisionState;
use crate::conflicts::List;
use crate::form::{Asg, Sheet};
use crate::model::finding::{Evidence, Finding, Severity};
use crate::model::{Person, Record, Round, Submission, merged};
use crate::people::{Cited, PersonRow, row_of};
use crate::places::Certainty;
use crate::rules::list_of;

/// A number of assignments: fewer, if rows that may repeat one another do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Number {
    /// If all that may be one are one.
    pub least: i64,
    /// As they stand.
    pub most: i64,
}

impl Number {
    /// "3", or "3 or 4", or "3 to 5".
    pub fn words(self) -> String {
        match self.most - self.least {
            0 => self.most.to_string(),
            1 => format!("{} or {}", self.least, self.most),
            _ => format!("{} to {}", self.least, self.most),
        }
    }
}

/// The assignments in which the guidance's never or must was found broken, each once: under what is most serious of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Breaches {
    /// Names certain, and decided to stand.
    pub certain_stand: Number,
    /// Names certain, and waiting.
    pub certain_wait: Number,
    /// Those of the last of which the member was asked.
    pub certain_awaits: i64,
    /// A name not certain, and decided to stand.
    pub unsure_stand: Number,
    /// A name not certain, and waiting.
    pub unsure_wait: Number,
    /// Those of the last of which the member was asked.
    pub unsure_awaits: i64,
    /// Dismissed.
    pub dismissed: Number,
    /// Those with certain names that stand or wait.
    pub certain: Number,
    /// Those that began or ended outside the reporting year, of the last.
    pub of_another_year: i64,
    /// The members in whose returns these are.
    pub members: BTreeSet<String>,
}

/// The rows of Conflicts by list and state.
pub type Tally = BTreeMap<(List, DecisionState), usize>;

/// An assignment: the member whose return holds it, and its row; or a finding that is about none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Visit<'a> {
    Of(&'a str, u32),
    None(&'a str),
}

/// How one assignment stands by all that was found of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stands {
    Dismissed,
    /// Decided to ask the member.
    Awaits,
    Waits,
    Remains,
}

/// What is known of one assignment, or of several that are one.
#[derive(Debug, Clone, Copy)]
struct Of {
    stands: Stands,
    certain: bool,
}

impl Of {
    fn join(self, other: Of) -> Of {
        match self.stands.cmp(&other.stands) {
            // What was dismissed makes nothing certain of what was not.
            std::cmp::Ordering::Less if self.stands == Stands::Dismissed => other,
            std::cmp::Ordering::Greater if other.stands == Stands::Dismissed => self,
            _ => Of { stands: self.stands.max(other.stands), certain: self.certain || other.certain },
        }
    }
}

/// The assignment in whose row a cell stands.
pub fn assignment<'a>(round: &'a Round, cell: &Evidence) -> Option<(&'a Submission, &'a Record<Asg>)> {
    let at = cell.row_id().filter(|at| at.sheet == Sheet::Assignments)?;
    let submission = round.submission(at.member)?;
    let at = submission.assignments.binary_search_by_key(&at.row, |row| row.row).ok()?;
    Some((submission, &submission.assignments[at]))
}

/// How many rows of Conflicts are in a state of some kind.
pub fn rows_in(tally: &Tally, is_in: impl Fn(DecisionState) -> bool) -> usize {
    tally.iter().filter(|((_, state), _)| is_in(*state)).map(|(_, number)| number).sum()
}

impl Audit<'_> {
    /// The rows of Conflicts by list and by how they stand.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::new();
        for finding in &self.report.findings {
            if let Some(list) = list_of(&finding.rule) {
                *tally.entry((list, self.state(&finding.id))).or_default() += 1;
            }
        }
        for row in &self.other_rows {
            *tally.entry((row.list, self.state(&row.id))).or_default() += 1;
        }
        tally
    }

    /// The assignments in which something the guidance forbids was found, each once.
    pub fn breaches(&self) -> Breaches {
        let is_breach = |f: &&Finding| f.severity == Severity::Breach && list_of(&f.rule) == Some(List::Conflict);
        let mut visits: BTreeMap<Visit, Of> = BTreeMap::new();
        for finding in self.report.findings.iter().filter(is_breach) {
            let stands = match self.state(&finding.id) {
                DecisionState::Dismissed => Stands::Dismissed,
                DecisionState::Stands => Stands::Remains,
                DecisionState::Awaiting => Stands::Awaits,
                _ => Stands::Waits,
            };
            let of = Of { stands, certain: finding.certainty == Certainty::Confirmed };
            let found = finding.evidence.iter().filter_map(|cell| assignment(self.round, cell));
            let mut own: Vec<Visit> = found.map(|(submission, row)| Visit::Of(&submission.member, row.row)).collect();
            if own.is_empty() {
                own.push(Visit::None(&finding.id));
            }
            for visit in own {
                visits.entry(visit).and_modify(|there| *there = there.join(of)).or_insert(of);
            }
        }
        self.counted(&visits)
    }

    fn counted(&self, visits: &BTreeMap<Visit, Of>) -> Breaches {
        let keys: Vec<&Visit> = visits.keys().collect();
        let (sure, maybe) = self.repeats(&keys);
        let mut breaches = Breaches::default();
        for (groups, is_most) in [(&sure, true), (&maybe, false)] {
            for group in groups {
                let of = group.iter().map(|at| visits[keys[*at]]).reduce(Of::join).expect("a group has somebody in it");
                let number = match (of.stands, of.certain) {
                    (Stands::Dismissed, _) => &mut breaches.dismissed,
                    (Stands::Remains, true) => &mut breaches.certain_stand,
                    (Stands::Waits | Stands::Awaits, true) => &mut breaches.certain_wait,
                    (Stands::Remains, false) => &mut breaches.unsure_stand,
                    (Stands::Waits | Stands::Awaits, false) => &mut breaches.unsure_wait,
                };
                *(if is_most { &mut number.most } else { &mut number.least }) += 1;
                if is_most && of.stands == Stands::Awaits {
                    *(if of.certain { &mut breaches.certain_awaits } else { &mut breaches.unsure_awaits }) += 1;
                }
                if of.certain && of.stands != Stands::Dismissed {
                    *(if is_most { &mut breaches.certain.most } else { &mut breaches.certain.least }) += 1;
                }
                if is_most && of.certain && of.stands != Stands::Dismissed {
                    let is_outside = |at: &usize| match keys[*at] {
                        Visit::Of(member, row) => self.row(member, *row).is_some_and(|row| self.is_of_another_year(row)),
                        Visit::None(_) => false,
                    };
                    breaches.of_another_year += i64::from(group.iter().any(is_outside));
                    breaches.members.extend(group.iter().filter_map(|at| self.member_of(keys[*at])));
                }
            }
        }
        // Rows joined in the least only may be counted elsewhere there: no number is less than the least.
        for number in [
            &mut breaches.certain_stand,
            &mut breaches.certain_wait,
            &mut breaches.unsure_stand,
            &mut breaches.unsure_wait,
            &mut breaches.dismissed,
            &mut breaches.certain,
        ] {
            number.least = number.least.min(number.most);
        }
        breaches
    }

    fn member_of(&self, visit: &Visit) -> Option<String> {
        match visit {
            Visit::Of(member, _) => Some((*member).to_string()),
            Visit::None(id) => self.report.findings.iter().find(|f| f.id == **id).map(|f| f.member.clone()),
        }
    }

    /// Whether a cell stands in the row of an assignment that lies wholly outside the reporting year, by the days that are known of it.
    pub fn is_outside_year(&self, cell: &Evidence) -> bool {
        assignment(self.round, cell).is_some_and(|(_, row)| self.is_of_another_year(row))
    }

    fn is_of_another_year(&self, row: &Record<Asg>) -> bool {
        let days = [row.date(Asg::Start), row.date(Asg::End)];
        days.iter().flatten().next().is_some() && !days.into_iter().flatten().any(|day| self.round.settings.in_year(day))
    }

    fn row(&self, member: &str, row: u32) -> Option<&Record<Asg>> {
        let own = self.round.submission(member)?;
        own.assignments.binary_search_by_key(&row, |row| row.row).ok().map(|at| &own.assignments[at])
    }

    /// Which of these assignments are surely one, and which may be one, in groups.
    fn repeats(&self, visits: &[&Visit]) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
        let place: BTreeMap<&Visit, usize> = visits.iter().enumerate().map(|(at, visit)| (*visit, at)).collect();
        let mut sure: Vec<[usize; 2]> = Vec::new();
        // One person, on two rows of Secondees, assigned twice to one visit.
        let mut by_person: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, visit) in visits.iter().enumerate() {
            if let Some(group) = self.person(visit).and_then(|person| self.group_of(&person)) {
                by_person.entry(group).or_default().push(at);
            }
        }
        for rows in by_person.values() {
            for (i, a) in rows.iter().enumerate() {
                sure.extend(rows[i + 1..].iter().filter(|b| self.is_same_visit(visits[*a], visits[**b])).map(|b| [*a, *b]));
            }
        }
        let mut maybe: Vec<[usize; 2]> = Vec::new();
        for finding in self.report.findings.iter().filter(|f| f.accepted.is_none() && list_of(&f.rule).is_none()) {
            let on_assignments = finding.evidence.len() > 1 && finding.evidence.iter().all(|cell| cell.sheet == Sheet::Assignments.name());
            if !on_assignments || self.state(&finding.id) == DecisionState::Dismissed {
                continue;
            }
            let rows = finding.evidence.iter().filter_map(|cell| assignment(self.round, cell));
            let rows: Vec<usize> = rows.filter_map(|(own, row)| place.get(&Visit::Of(&own.member, row.row)).copied()).collect();
            let is_one = |a: usize, b: usize| {
                let persons = self.person(visits[a]).zip(self.person(visits[b]));
                persons.is_some_and(|(a, b)| self.groundwork.joined.is_one(&a, &b)) && self.is_same_visit(visits[a], visits[b])
            };
            for pair in rows.windows(2).filter(|pair| is_one(pair[0], pair[1])) {
                maybe.push([pair[0], pair[1]]);
            }
        }
        maybe.extend(self.of_people_who_may_be_one(visits));
        let all: Vec<[usize; 2]> = sure.iter().copied().chain(maybe).collect();
        (groups(visits.len(), &sure), groups(visits.len(), &all))
    }

    /// Whom an assignment names.
    fn person(&self, visit: &Visit) -> Option<Person<'_>> {
        let Visit::Of(member, row) = visit else { return None };
        self.round.submission(member).zip(self.row(member, *row)).and_then(|(own, row)| self.round.assigned(own, row))
    }

    /// Pairs of assignments to one visit, of people of whom nobody has said yet whether they are one.
    fn of_people_who_may_be_one(&self, visits: &[&Visit]) -> Vec<[usize; 2]> {
        let mut of: BTreeMap<PersonRow, Vec<usize>> = BTreeMap::new();
        for (at, visit) in visits.iter().enumerate() {
            if let Some(person) = self.person(visit) {
                of.entry(row_of(&person)).or_default().push(at);
            }
        }
        let mut pairs = Vec::new();
        for proposal in self.groundwork.proposals.all.iter().filter(|p| p.decided.is_none() && !matches!(p.first, Cited::Then(_))) {
            let rows: Vec<&Vec<usize>> = proposal.people().filter_map(|person| of.get(&row_of(&person))).collect();
            for (i, a) in rows.iter().enumerate() {
                for b in rows[i + 1..].iter().flat_map(|rows| rows.iter()) {
                    let same = a.iter().filter(|a| **a != *b && self.is_same_visit(visits[**a], visits[*b]));
                    pairs.extend(same.map(|a| [*a, *b]));
                }
            }
        }
        pairs
    }

    fn group_of(&self, person: &Person) -> Option<usize> {
        let (member, sheet, row) = row_of(person);
        self.groundwork.joined.group(&member, sheet, row)
    }

    /// Whether two assignments are to one place on common days, or on days that are not known.
    fn is_same_visit(&self, a: &Visit, b: &Visit) -> bool {
        let row = |visit: &Visit| match visit {
            Visit::Of(member, row) => self.row(member, *row),
            Visit::None(_) => None,
        };
        let (Some(a), Some(b)) = (row(a), row(b)) else { return false };
        let places = |row: &Record<Asg>| -> BTreeSet<String> {
            row.cell(Asg::Place).places().iter().map(|named| self.round.register.key(&named.found)).collect()
        };
        let days = |row: &Record<Asg>| (row.date(Asg::Start).or(row.date(Asg::End)), row.date(Asg::End).or(row.date(Asg::Start)));
        let ((from, to), (other_from, other_to)) = (days(a), days(b));
        let is_before = |end: Option<_>, start: Option<_>| end.zip(start).is_some_and(|(end, start): (crate::model::Date, _)| end < start);
        places(a) == places(b) && !is_before(to, other_from) && !is_before(other_to, from)
    }
}

/// Numbers up to a count, in groups held together by pairs.
fn groups(count: usize, pairs: &[[usize; 2]]) -> Vec<Vec<usize>> {
    merged((0..count).map(|at| vec![at]).chain(pairs.iter().map(|pair| pair.to_vec())))
}
