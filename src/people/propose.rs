//! Pairs that may be one person, to be decided by people: in two returns (X01), twice in one (R06), in last year's and this year's (Y01).
//!
//! Not everybody is compared with everybody: those who share a surname's part and a given name's possible initial, or a home and such an
//! initial, or a reference, come into question; the rest cannot be one person by [`compare`].

use std::collections::BTreeSet;

use super::compare::{Compared, Known, Likeness, Relation, compare};
use super::given::initials;
use super::{is_one, name_cell, pair_id};
use crate::form::Sec;
use crate::model::{Cell, PastPerson, Person, Round, Submission};
use crate::places::fold;

/// Where the two stand to one another; the rule that proposes them.
pub type Kind = Relation;

/// One of a pair: a person of this year's returns, or a secondee of last year's workbook.
#[derive(Debug, Clone, Copy)]
pub enum Cited<'a> {
    /// In a return of this year.
    Now(Person<'a>),
    /// In last year's consolidated workbook.
    Then(&'a PastPerson),
}

impl<'a> Cited<'a> {
    /// What is known of the person.
    pub fn known(&self, round: &Round) -> Known {
        match self {
            Cited::Now(person) => Known::person(round, person),
            Cited::Then(past) => Known::past(round, past),
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

/// A pair that may be one person.
#[derive(Debug, Clone)]
pub struct Proposal<'a> {
    /// The pair's id.
    pub id: String,
    /// The rule that proposes it.
    pub kind: Kind,
    /// The earlier: by member, by reference, or last year's.
    pub first: Cited<'a>,
    /// The later, whose row is to be mended.
    pub second: Person<'a>,
    /// How likely, and why.
    pub compared: Compared,
    /// What people decided, if they did.
    pub decided: Option<bool>,
}

impl Proposal<'_> {
    /// The reasons on one line.
    pub fn why(&self) -> String {
        self.compared.reasons.join("; ")
    }
}

/// Every pair that may be one person, decided or not, by kind and then in the order of returns and references.
pub fn proposals(round: &Round) -> Vec<Proposal<'_>> {
    let people: Vec<(Person, Known)> = people(round);
    let mut found = Vec::new();
    for (a, b) in candidates(&people) {
        let (first, second) = in_order((a, &people), (b, &people));
        let relation = if first.1.member == second.1.member { Relation::OneReturn } else { Relation::TwoReturns };
        let compared = compare(&first.1, &second.1, relation);
        if compared.likeness == Likeness::No || (relation == Relation::OneReturn && !may_be_listed_twice(round, first, second)) {
            continue;
        }
        found.push(Proposal {
            id: pair_id(&first.1, &second.1),
            kind: relation,
            first: Cited::Now(first.0),
            second: second.0,
            compared,
            decided: super::verdict(&round.confirmed, &first.1, &second.1),
        });
    }
    found.sort_by_cached_key(|p| (p.kind, order(&p.second), p.first.cell().map(|(s, cell)| (s.member.clone(), cell.at))));
    for submission in &round.returns {
        found.extend(year_on_year(round, submission));
    }
    found
}

/// Everyone with a name.
fn people(round: &Round) -> Vec<(Person<'_>, Known)> {
    let persons = round.returns.iter().flat_map(|submission| {
        let secondees = submission.secondees.iter().map(move |row| Person::Secondee(submission, row));
        secondees.chain(submission.staff.iter().map(move |row| Person::Staff(submission, row)))
    });
    persons.map(|person| (person, Known::person(round, &person))).filter(|(_, known)| !known.name.is_empty()).collect()
}

/// By member, then reference, then cell, so that the later of a pair is the same however the rows are sorted.
fn order(person: &Person) -> (String, String, crate::model::At) {
    (person.submission().member.clone(), fold(person.reference()), name_cell(person).at)
}

type Listed<'r, 'p> = &'p (Person<'r>, Known);

fn in_order<'r, 'p>(a: (usize, &'p [(Person<'r>, Known)]), b: (usize, &'p [(Person<'r>, Known)])) -> (Listed<'r, 'p>, Listed<'r, 'p>) {
    let (a, b) = (&a.1[a.0], &b.1[b.0]);
    if order(&a.0) <= order(&b.0) { (a, b) } else { (b, a) }
}

/// The pairs that come into question. Two of the other staff of different members are one person only if their whole names are alike, for
/// which they have blocks of their own.
fn candidates(people: &[(Person, Known)]) -> BTreeSet<(usize, usize)> {
    let keys = |(at, (_, known)): (usize, &(Person, Known))| blocking_keys(known).into_iter().map(move |(key, role)| (key, role, at));
    let mut keyed: Vec<(String, bool, usize)> = people.iter().enumerate().flat_map(keys).collect();
    keyed.sort_unstable();
    keyed.dedup();
    let mut pairs = BTreeSet::new();
    let mut see = |a: usize, b: usize| {
        let (one, other) = (&people[a].1, &people[b].1);
        if a != b && (super::tie(&one.name, &other.name).0 != super::NameTie::None || shares_all(one, other)) {
            pairs.insert((a.min(b), a.max(b)));
        }
    };
    let is_secondee = |at: &usize| people[*at].1.is_secondee;
    for block in keyed.chunk_by(|a, b| a.0 == b.0).filter(|block| block.len() > 1) {
        let key = &block[0].0;
        let of_role = |role| block.iter().filter(move |(_, other, _)| *other == role).map(|(.., at)| *at).collect::<Vec<usize>>();
        let (block, answering) = (of_role(false), of_role(true));
        if key.starts_with(FACING) {
            // Those who say a word one way against those who say it the other way.
            for a in &block {
                let faces = |b: &&usize| is_secondee(a) || is_secondee(b) || people[*a].1.member == people[**b].1.member;
                answering.iter().filter(faces).for_each(|b| see(*a, *b));
            }
            continue;
        }
        for a in block.iter().filter(|at| is_secondee(at)) {
            block.iter().filter(|b| *b > a || !is_secondee(b)).for_each(|b| see(*a, *b));
        }
        // People stand in the order of returns, so those of one member are neighbours.
        let staff: Vec<usize> = block.iter().filter(|at| !is_secondee(at)).copied().collect();
        for (i, a) in staff.iter().enumerate() {
            let same_member = |b: &&usize| key.starts_with('=') || people[**b].1.member == people[*a].1.member;
            staff[i + 1..].iter().take_while(same_member).for_each(|b| see(*a, *b));
        }
    }
    pairs
}

/// What the key of a block begins with in which only the two roles are compared with one another.
const FACING: char = '>';

/// Whether everything but the name agrees.
fn shares_all(one: &Known, other: &Known) -> bool {
    one.member == other.member && one.start.is_some() && one.start == other.start && !one.homes.is_empty() && one.homes == other.homes
}

/// The blocks that a person stands in, with the role there.
fn blocking_keys(known: &Known) -> Vec<(String, bool)> {
    const LONG: usize = 5;
    let name = &known.name;
    let mut keys = Vec::new();
    let parts: BTreeSet<&String> = name.surname.iter().chain(&name.also).chain([&name.family]).collect();
    // A joined pair of initials, "RJ", is looked for by its first; a name without a given name under "?".
    let firsts = name.given.first().map_or(vec!['?'], |given| {
        let mut firsts = initials(given);
        firsts.extend(given.chars().next());
        firsts
    });
    for part in parts {
        keys.extend(firsts.iter().map(|first| (format!("{part}|{first}"), false)));
        // Called by a middle name, or by the name in brackets.
        keys.extend(
            name.given.iter().skip(1).chain(&name.also).filter(|m| m.len() > 1).map(|middle| (format!("{FACING}{part}|{middle}"), false)),
        );
        keys.extend(name.given.first().map(|given| (format!("{FACING}{part}|{given}"), true)));
    }
    // The surname first, without a comma.
    if let [given] = name.given.as_slice() {
        keys.push((format!("{FACING}{}|{given}", name.family), true));
        keys.push((format!("{FACING}{given}|{}", name.family), false));
    }
    if !known.is_secondee {
        keys.push((format!("={}", name.letters), false));
        return keys;
    }
    // Surnames that differ by one letter agree once the right one is left out of each.
    let letters: Vec<char> = name.family.chars().collect();
    if letters.len() >= LONG {
        for left_out in 0..letters.len() {
            let rest: String = letters.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, c)| *c).collect();
            keys.push((format!("~{rest}"), false));
        }
        keys.push((format!("~{}", name.family), false));
    }
    // In one return, a surname that changed, or a name without a given name, is known by the home.
    keys.extend(known.homes.iter().map(|home| (format!("@{home}|{}", fold(&known.member)), false)));
    keys
}

/// Whether two rows of one return are a person listed twice, rather than one who came back or changed over.
fn may_be_listed_twice(round: &Round, first: Listed, second: Listed) -> bool {
    if !first.1.reference.is_empty() && fold(&first.1.reference) == fold(&second.1.reference) {
        return false;
    }
    let census = round.settings.census;
    match (&first.0, &second.0) {
        (Person::Secondee(..), Person::Secondee(..)) => first.1.overlaps(&second.1),
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
        let now = Known::row(round, &submission.member, row);
        let was_here = last.secondees.iter().any(|past| past.member == submission.member && is_one(round, past, row));
        for (past, is_known) in pasts.iter().zip(&is_known) {
            let then = Known::past(round, past);
            let decided = super::verdict(&round.confirmed, &then, &now);
            if now.name.is_empty() || (decided.is_none() && (was_here || *is_known)) {
                continue;
            }
            let compared = compare(&then, &now, Relation::YearOnYear);
            if compared.likeness > Likeness::No || decided.is_some() {
                let (first, second) = (Cited::Then(past), Person::Secondee(submission, row));
                found.push(Proposal { id: pair_id(&then, &now), kind: Relation::YearOnYear, first, second, compared, decided });
            }
        }
    }
    found
}
