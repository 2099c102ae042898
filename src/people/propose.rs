//! Who may be one person, to be decided by people: in several returns (X01), twice in one (R06), in last year's and this year's (Y01).
//!
//! Two are a pair; where one is likened to another and that one to a third, all are one group, which is asked about once. [`super::names`] says
//! which names come into question, [`super::links`] who is likened to whom. What people decided of some of a group stands, and is shown by itself;
//! the group is asked about as long as anything in it is undecided.

use std::collections::BTreeMap;

use super::answers::PairAnswers;
use super::compare::{Compared, KnownPerson, Likeness, Relation, compare};
use super::confirmed::group_id;
use super::links::{Link, Links, links};
use super::{is_one, name_cell, pair_id};
use crate::form::Sec;
use crate::model::{Cell, DisjointSets, PastPerson, Person, Round, Submission};
use crate::places::fold;
use crate::steps::{self, Step};

/// Somebody who may be another: a person of this year's returns, or a secondee of last year's workbook.
#[derive(Debug, Clone, Copy)]
pub enum Cited<'a> {
    /// In a return of this year.
    Now(Person<'a>),
    /// In last year's consolidated workbook.
    Then(&'a PastPerson),
}

impl<'a> Cited<'a> {
    /// What is known of the person.
    pub fn known(&self, round: &Round) -> KnownPerson {
        match self {
            Cited::Now(person) => KnownPerson::person(round, person),
            Cited::Then(past) => KnownPerson::past(round, past),
        }
    }
    /// The return and the cell with the name.
    pub fn cell(&self) -> Option<(&'a Submission, &'a Cell)> {
        match self {
            Cited::Now(person) => Some((person.submission(), name_cell(person))),
            Cited::Then(_) => None,
        }
    }
}

/// People who may be one person: two, or a group of more.
#[derive(Debug, Clone)]
pub struct Proposal<'a> {
    /// The id of the pair, or of the group.
    pub id: String,
    /// The rule that proposes it.
    pub kind: Relation,
    /// The earliest: by member, by reference, or last year's.
    pub first: Cited<'a>,
    /// The next, whose row is to be mended.
    pub second: Person<'a>,
    /// Of a group, all others.
    pub others: Vec<Person<'a>>,
    /// How likely, and why; of a group, the likeliest.
    pub compared: Compared,
    /// Of a group, who is likened to whom and why, by the number of each in the order above; each is in one of them at least.
    pub links: Vec<([usize; 2], Compared)>,
    /// What people decided, if they did.
    pub decided: Option<bool>,
}

impl<'a> Proposal<'a> {
    /// The reasons on one line.
    pub fn why(&self) -> String {
        /// So many different reasons are said of a group on one line.
        const SAID: usize = 4;
        if self.others.is_empty() {
            return self.compared.reasons.join("; ");
        }
        let reasons = self.reasons(0, usize::MAX);
        let said = reasons.iter().take(SAID).cloned().collect::<Vec<_>>().join(". ");
        if reasons.len() > SAID { format!("{said}. All reasons are on People to confirm") } else { said }
    }

    /// The reasons of a group, each once with the numbers of those whom it likens: of the links that end with somebody from a number to another.
    pub fn reasons(&self, from: usize, to: usize) -> Vec<String> {
        let mut order: Vec<String> = Vec::new();
        let mut pairs: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for ([a, b], compared) in self.links.iter().filter(|([a, b], _)| (from..to).contains(a.max(b))) {
            let reason = compared.reasons.join("; ");
            let of_reason = pairs.entry(reason.clone()).or_insert_with(|| {
                order.push(reason);
                Vec::new()
            });
            of_reason.push(format!("{} and {}", a + 1, b + 1));
        }
        order.iter().map(|reason| format!("{}: {reason}", pairs[reason].join(", "))).collect()
    }

    /// Everyone of this year's returns, in order.
    pub fn people(&self) -> impl Iterator<Item = Person<'a>> {
        let first = match self.first {
            Cited::Now(person) => Some(person),
            Cited::Then(_) => None,
        };
        first.into_iter().chain([self.second]).chain(self.others.iter().copied())
    }
}

/// What may be one person in a round.
#[derive(Debug, Clone, Default)]
pub struct Proposals<'a> {
    /// Each pair or group, decided or not, by kind and then in the order of returns and references.
    pub all: Vec<Proposal<'a>>,
    /// How many names stand in so many returns that people who share nothing else are not asked about.
    pub common_names: usize,
}

/// Every pair or group that may be one person, decided or not, by kind and then in the order of returns and references.
pub fn proposals(round: &Round) -> Vec<Proposal<'_>> {
    proposed(round).all
}

/// As [`proposals`], with what was left out.
pub fn proposed(round: &Round) -> Proposals<'_> {
    steps::begins(Step::Proposals);
    let (persons, people): (Vec<Person>, Vec<KnownPerson>) = people(round).into_iter().unzip();
    let answers = PairAnswers::new(&people, &round.confirmed);
    let may_be_twice = |a: usize, b: usize| may_be_listed_twice(round, (&persons[a], &people[a]), (&persons[b], &people[b]));
    let Links { links, answered, common } = links(&people, &answers, &may_be_twice);
    let mut order: Vec<usize> = (0..persons.len()).collect();
    order.sort_by_cached_key(|at| order_of(&persons[*at]));
    let mut rank = vec![0; persons.len()];
    order.iter().enumerate().for_each(|(place, at)| rank[*at] = place);
    let maker = Maker { round, persons: &persons, people: &people, rank: &rank };
    let mut all: Vec<Proposal> = components(persons.len(), &links).into_iter().map(|links| maker.open(&links)).collect();
    let mut decided: BTreeMap<(usize, usize), bool> = answered.into_iter().map(|(link, same)| (link.pair, same)).collect();
    decided.extend(answers.pairs());
    all.extend(decided.into_iter().filter_map(|(pair, same)| maker.decided(&[pair.0, pair.1], same, None)));
    for (id, present) in &answers.answered {
        all.extend(maker.of_group(id, present));
    }
    all.sort_by_cached_key(|p| (p.kind, order_of(&p.second), p.first.cell().map(|(s, cell)| (s.member.clone(), cell.at)), p.id.clone()));
    all.dedup_by(|a, b| {
        a.id == b.id && a.others.len() == b.others.len() && a.people().map(|p| name_cell(&p).at).eq(b.people().map(|p| name_cell(&p).at))
    });
    for submission in &round.returns {
        all.extend(year_on_year(round, submission));
    }
    Proposals { all, common_names: common.len() }
}

/// The links of each group that holds one that nobody decided, in order.
fn components(count: usize, links: &[Link]) -> Vec<Vec<Link>> {
    let mut found = Vec::new();
    for relation in [Relation::TwoReturns, Relation::OneReturn] {
        let mut groups = DisjointSets::new(count);
        let own: Vec<&Link> = links.iter().filter(|link| link.relation == relation).collect();
        for link in &own {
            groups.join(link.pair.0, link.pair.1);
        }
        let mut by_root: BTreeMap<usize, Vec<Link>> = BTreeMap::new();
        own.iter().for_each(|link| by_root.entry(groups.root(link.pair.0)).or_default().push(**link));
        found.extend(by_root.into_values().filter(|links| links.iter().any(|link| !link.is_confirmed)));
    }
    found
}

/// Makes proposals of positions among the people.
struct Maker<'a, 'p> {
    round: &'a Round,
    persons: &'p [Person<'a>],
    people: &'p [KnownPerson],
    /// The place of each in the order of members and references.
    rank: &'p [usize],
}

impl<'a> Maker<'a, '_> {
    /// Those of some links, to be decided.
    fn open(&self, links: &[Link]) -> Proposal<'a> {
        let mut members: Vec<usize> = links.iter().flat_map(|link| [link.pair.0, link.pair.1]).collect();
        members.sort_by_key(|at| self.rank[*at]);
        members.dedup();
        let kind = links[0].relation;
        let number: BTreeMap<usize, usize> = members.iter().enumerate().map(|(number, at)| (*at, number)).collect();
        // The likeliest links that hold the group together.
        let mut by_likeness: Vec<(&Link, [usize; 2])> = links
            .iter()
            .map(|link| {
                let (a, b) = (number[&link.pair.0], number[&link.pair.1]);
                (link, [a.min(b), a.max(b)])
            })
            .collect();
        by_likeness.sort_by_key(|(link, numbers)| (!link.is_confirmed, std::cmp::Reverse(link.likeness), numbers[1], numbers[0]));
        let mut held = DisjointSets::new(members.len());
        by_likeness.retain(|(_, [a, b])| held.join(*a, *b));
        by_likeness.sort_by_key(|(_, numbers)| (numbers[1], numbers[0]));
        let compared = by_likeness.iter().map(|(link, numbers)| {
            let [a, b] = numbers.map(|number| &self.people[members[number]]);
            let mut compared = compare(a, b, kind);
            if link.is_confirmed {
                compared.reasons = vec!["confirmed to be one person".into()];
            }
            (*numbers, compared)
        });
        self.proposal(kind, &members, compared.collect(), None, None)
    }

    /// Two people, or a group, whom people decided; `None` where one return's rows can be no one listed twice.
    fn decided(&self, members: &[usize], same: bool, id: Option<&str>) -> Option<Proposal<'a>> {
        let mut members = members.to_vec();
        members.sort_by_key(|at| self.rank[*at]);
        let is_one_return = members.iter().all(|at| self.people[*at].member == self.people[members[0]].member);
        let kind = if is_one_return { Relation::OneReturn } else { Relation::TwoReturns };
        let listed = |at: usize| (&self.persons[at], &self.people[at]);
        if is_one_return && !may_be_listed_twice(self.round, listed(members[0]), listed(members[1])) {
            return None;
        }
        let links = (1..members.len()).map(|at| ([0, at], compare(&self.people[members[0]], &self.people[members[at]], kind)));
        Some(self.proposal(kind, &members, links.collect(), Some(same), id))
    }

    /// A group that people answered: those who were said to be one person; where nobody was, all of them as several.
    fn of_group(&self, id: &str, present: &[(usize, usize)]) -> Vec<Proposal<'a>> {
        let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        present.iter().for_each(|(at, part)| parts.entry(*part).or_default().push(*at));
        let joined = parts.values().filter(|part| part.len() > 1);
        let joined: Vec<Proposal> = joined.filter_map(|part| self.decided(part, true, Some(id))).collect();
        match joined.is_empty() && present.len() > 1 {
            true => {
                let all: Vec<usize> = present.iter().map(|(at, _)| *at).collect();
                self.decided(&all, false, Some(id)).into_iter().collect()
            }
            false => joined,
        }
    }

    fn proposal(
        &self,
        kind: Relation,
        members: &[usize],
        links: Vec<([usize; 2], Compared)>,
        decided: Option<bool>,
        id: Option<&str>,
    ) -> Proposal<'a> {
        let known: Vec<&KnownPerson> = members.iter().map(|at| &self.people[*at]).collect();
        let id = id.map_or_else(|| if known.len() == 2 { pair_id(known[0], known[1]) } else { group_id(&known) }, String::from);
        let likeliest = links.iter().map(|(_, compared)| compared).reduce(|a, b| if b.likeness > a.likeness { b } else { a });
        let compared = likeliest.cloned().unwrap_or(Compared { likeness: Likeness::Possible, reasons: Vec::new() });
        let others: Vec<Person> = members[2..].iter().map(|at| self.persons[*at]).collect();
        let links = if others.is_empty() { Vec::new() } else { links };
        let (first, second) = (Cited::Now(self.persons[members[0]]), self.persons[members[1]]);
        Proposal { id, kind, first, second, others, compared, links, decided }
    }
}

/// Everyone with a name.
fn people(round: &Round) -> Vec<(Person<'_>, KnownPerson)> {
    let persons = round.returns.iter().flat_map(|submission| {
        let secondees = submission.secondees.iter().map(move |row| Person::Secondee(submission, row));
        secondees.chain(submission.staff.iter().map(move |row| Person::Staff(submission, row)))
    });
    persons.map(|person| (person, KnownPerson::person(round, &person))).filter(|(_, known)| !known.name.is_empty()).collect()
}

/// By member, then reference, then cell, so that the later of two is the same however the rows are sorted.
fn order_of(person: &Person) -> (String, String, crate::model::At) {
    (person.submission().member.clone(), fold(person.reference()), name_cell(person).at)
}

type ListedPerson<'r, 'p> = (&'p Person<'r>, &'p KnownPerson);

/// Whether two rows of one return are a person listed twice, rather than one who came back or changed over.
fn may_be_listed_twice(round: &Round, first: ListedPerson, second: ListedPerson) -> bool {
    if !first.1.reference.is_empty() && fold(&first.1.reference) == fold(&second.1.reference) {
        return false;
    }
    let census = round.settings.census;
    match (first.0, second.0) {
        (Person::Secondee(..), Person::Secondee(..)) => first.1.overlaps(second.1),
        // Staff have no dates: somebody whose secondment has ended may have been taken on since.
        (Person::Secondee(_, row), Person::Staff(..)) | (Person::Staff(..), Person::Secondee(_, row)) => {
            row.cell(Sec::End).is_blank() || row.date(Sec::End).is_some_and(|end| end > census)
        }
        (Person::Staff(..), Person::Staff(..)) => true,
    }
}

/// Last year's secondees who are not found in this year's return, each with the rows that may be them; and the pairs that people decided.
fn year_on_year<'a>(round: &'a Round, submission: &'a Submission) -> Vec<Proposal<'a>> {
    let Some(last) = &round.last else { return Vec::new() };
    let pasts = last.secondees.iter().filter(|past| past.member == submission.member);
    // Who had left before the year began is nobody's absence.
    let pasts: Vec<&PastPerson> = pasts.filter(|past| past.end.is_none_or(|end| end >= round.settings.from)).collect();
    let is_found = |past: &PastPerson| submission.secondees.iter().any(|row| is_one(round, past, row));
    let is_known: Vec<bool> = pasts.iter().map(|past| is_found(past)).collect();
    if round.confirmed.0.is_empty() && is_known.iter().all(|known| *known) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for row in &submission.secondees {
        let now = KnownPerson::row(round, &submission.member, row);
        let was_here = last.secondees.iter().any(|past| past.member == submission.member && is_one(round, past, row));
        for (past, is_known) in pasts.iter().zip(&is_known) {
            let then = KnownPerson::past(round, past);
            let decided = super::verdict(&round.confirmed, &then, &now);
            if now.name.is_empty() || (decided.is_none() && (was_here || *is_known)) {
                continue;
            }
            let compared = compare(&then, &now, Relation::YearOnYear);
            if compared.likeness > Likeness::No || decided.is_some() {
                let (first, second) = (Cited::Then(past), Person::Secondee(submission, row));
                let (kind, others, links) = (Relation::YearOnYear, Vec::new(), Vec::new());
                found.push(Proposal { id: pair_id(&then, &now), kind, first, second, others, compared, links, decided });
            }
        }
    }
    found
}
