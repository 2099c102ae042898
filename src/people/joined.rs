//! Rows that people confirmed to be one person: in conflicts, counts, ranges and sentences they are one.

use std::collections::BTreeMap;

use super::answers::PairAnswers;
use super::{KnownPerson, Proposal, name_cell};
use crate::form::{Sec, Sheet};
use crate::model::finding::Evidence;
use crate::model::{Confirmations, PastPerson, Person, Record, Round, Submission, merged};

/// A row of Secondees or Staff: the member's code, the sheet and the row.
pub type PersonRow = (String, Sheet, u32);

/// The rows of this year's returns that are one person, in groups of two or more.
#[derive(Debug, Clone, Default)]
pub struct Joined {
    groups: Vec<Vec<PersonRow>>,
    of: BTreeMap<PersonRow, usize>,
}

/// Where the name of a person stands.
pub fn row_of(person: &Person) -> PersonRow {
    let at = name_cell(person).at;
    (person.submission().member.clone(), at.sheet, at.row)
}

impl Joined {
    /// Those of a round, given who may be one person.
    pub fn of(proposals: &[Proposal]) -> Self {
        let confirmed = proposals.iter().filter(|proposal| proposal.decided == Some(true));
        Self::from_sets(confirmed.map(|proposal| proposal.people().map(|person| row_of(&person)).collect()))
    }

    /// Those of a round.
    pub fn of_round(round: &Round) -> Self {
        // Who may be one person takes long to work out, and nothing is joined unless people said so.
        if round.confirmed.0.is_empty() { Self::default() } else { Self::of(&super::proposals(round)) }
    }

    fn from_sets(sets: impl Iterator<Item = Vec<PersonRow>>) -> Self {
        let groups = merged(sets.filter(|set| set.len() > 1));
        let of = groups.iter().enumerate().flat_map(|(at, group)| group.iter().map(move |row| (row.clone(), at))).collect();
        Self { groups, of }
    }

    /// Whether nobody is on two rows.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The groups, each sorted by member, sheet and row.
    pub fn groups(&self) -> &[Vec<PersonRow>] {
        &self.groups
    }

    /// The group of a row; `None` if it is a person's only row.
    pub fn group(&self, member: &str, sheet: Sheet, row: u32) -> Option<usize> {
        if self.of.is_empty() { None } else { self.of.get(&(member.to_string(), sheet, row)).copied() }
    }

    /// Whether two people are one by what was confirmed, or are the same row.
    pub fn is_one(&self, a: &Person, b: &Person) -> bool {
        let (a, b) = (row_of(a), row_of(b));
        a == b || self.of.get(&a).is_some_and(|group| self.of.get(&b) == Some(group))
    }

    /// Whether all these cells stand in rows of one person, as people confirmed.
    pub fn has_all(&self, cells: &[Evidence]) -> bool {
        let group = |cell: &Evidence| {
            let row = cell.row_id()?;
            self.group(row.member, row.sheet, row.row)
        };
        let first = cells.first().and_then(group);
        first.is_some() && cells.iter().all(|cell| group(cell) == first)
    }

    /// The secondees of a return, each person with all rows that are the person's.
    pub fn persons<'a>(&self, submission: &'a Submission) -> Vec<Vec<&'a Record<Sec>>> {
        let mut persons: Vec<Vec<&Record<Sec>>> = Vec::new();
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        for row in &submission.secondees {
            match self.group(&submission.member, Sheet::Secondees, row.row) {
                None => persons.push(vec![row]),
                Some(group) => match places.get(&group) {
                    Some(at) => persons[*at].push(row),
                    None => {
                        places.insert(group, persons.len());
                        persons.push(vec![row]);
                    }
                },
            }
        }
        persons
    }

    /// The secondees of a return, each person once: by the first row that the test holds of, or else by the first.
    pub fn once<'a>(&self, submission: &'a Submission, test: impl Fn(&Record<Sec>) -> bool) -> Vec<&'a Record<Sec>> {
        let of = |rows: Vec<&'a Record<Sec>>| rows.iter().copied().find(|row| test(row)).unwrap_or(rows[0]);
        self.persons(submission).into_iter().map(of).collect()
    }
}

/// The secondees of last year's workbook whom people confirmed to be one person, by their positions; those with one row only are not in it.
pub fn joined_last_year(round: &Round, confirmed: &Confirmations, last: &[PastPerson]) -> Vec<Vec<usize>> {
    if confirmed.0.is_empty() {
        return Vec::new();
    }
    let people: Vec<KnownPerson> = last.iter().map(|past| KnownPerson::past(round, past)).collect();
    sets_of_one(&people, confirmed)
}

/// Of people by member, reference and name, those whom people confirmed to be one person, by their positions, the first one first; those with one row
/// only are not in it.
pub fn one_person<'a>(people: impl Iterator<Item = (&'a str, &'a str, &'a str)>, confirmed: &Confirmations) -> Vec<Vec<usize>> {
    if confirmed.0.is_empty() {
        return Vec::new();
    }
    let people: Vec<KnownPerson> = people.map(|(member, reference, name)| KnownPerson::named(member, reference, name)).collect();
    let mut sets = sets_of_one(&people, confirmed);
    sets.iter_mut().for_each(|set| set.sort_unstable());
    sets
}

fn sets_of_one(people: &[KnownPerson], confirmed: &Confirmations) -> Vec<Vec<usize>> {
    let answers = PairAnswers::new(people, confirmed);
    let pairs = answers.pairs().filter(|(_, same)| *same).map(|((a, b), _)| vec![a, b]);
    let mut sets: Vec<Vec<usize>> = pairs.collect();
    for (_, present) in &answers.answered {
        let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        present.iter().for_each(|(at, part)| parts.entry(*part).or_default().push(*at));
        sets.extend(parts.into_values().filter(|part| part.len() > 1));
    }
    merged(sets)
}
