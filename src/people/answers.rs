//! What people decided, found by the two people instead of by the id of the pair.

use std::collections::{BTreeMap, HashMap};

use super::compare::KnownPerson;
use super::confirmed::{pair_id, person_id};
use crate::model::{Confirmation, Confirmations};
use crate::places::fold;

/// What an answer was given about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// A pair, whose people the names beside the answer tell.
    Pair,
    /// A pair that only its id tells.
    Unnamed,
    /// A group.
    Group,
}

/// The answers that concern people of the round.
#[derive(Default)]
pub(super) struct PairAnswers {
    /// Of a pair, by the positions of the two, the lesser first.
    pairs: HashMap<(usize, usize), bool>,
    /// Of pairs whose people cannot be told from the names kept beside the answer.
    unnamed: BTreeMap<String, bool>,
    /// For each person of an answered group: the group, and which of its persons it is.
    groups: HashMap<usize, Vec<(usize, usize)>>,
    /// The people of each answered group who are in the returns, with their person, by its id.
    pub answered: Vec<(String, Vec<(usize, usize)>)>,
}

impl PairAnswers {
    /// Those of the round that concern these people.
    pub fn new(people: &[KnownPerson], confirmed: &Confirmations) -> Self {
        let mut answers = Self::default();
        if confirmed.0.is_empty() {
            return answers;
        }
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        people.iter().enumerate().for_each(|(at, known)| by_key.entry(known.key()).or_default().push(at));
        let by_id: HashMap<String, &Vec<usize>> = by_key.iter().map(|(key, at)| (person_id(key), at)).collect();
        for (id, confirmation) in &confirmed.0 {
            if !confirmation.group.is_empty() {
                let present = confirmation.group.iter().filter_map(|(person, part)| Some((*by_id.get(person)?, *part)));
                let present: Vec<(usize, usize)> = present.flat_map(|(rows, part)| rows.iter().map(move |row| (*row, part))).collect();
                let at = answers.answered.len();
                present.iter().for_each(|(row, part)| answers.groups.entry(*row).or_default().push((at, *part)));
                answers.answered.push((id.clone(), present));
                continue;
            }
            match keys(id, confirmation) {
                Some([one, other]) => {
                    let rows = |key: &String| by_key.get(key).map_or(&[][..], Vec::as_slice);
                    for a in rows(&one) {
                        for b in rows(&other).iter().filter(|b| *b != a) {
                            answers.pairs.insert((*a.min(b), *a.max(b)), confirmation.same);
                        }
                    }
                }
                None => drop(answers.unnamed.insert(id.clone(), confirmation.same)),
            }
        }
        answers
    }

    /// What was decided of two people, and by what. The answer of a pair of its own stands against that of a group.
    pub fn of(&self, people: &[KnownPerson], pair: (usize, usize)) -> Option<(bool, By)> {
        if self.pairs.is_empty() && self.unnamed.is_empty() && self.groups.is_empty() {
            return None;
        }
        let unnamed = || if self.unnamed.is_empty() { None } else { self.unnamed.get(&pair_id(&people[pair.0], &people[pair.1])).copied() };
        let in_group = || {
            let (one, other) = (self.groups.get(&pair.0)?, self.groups.get(&pair.1)?);
            one.iter().find_map(|(group, part)| other.iter().find(|(g, _)| g == group).map(|(_, p)| p == part))
        };
        let own = self.pairs.get(&pair).copied().map(|same| (same, By::Pair));
        own.or_else(|| Some((unnamed()?, By::Unnamed))).or_else(|| Some((in_group()?, By::Group)))
    }

    /// The pairs that were decided as such.
    pub fn pairs(&self) -> impl Iterator<Item = ((usize, usize), bool)> {
        let mut pairs: Vec<_> = self.pairs.iter().map(|(pair, same)| (*pair, *same)).collect();
        pairs.sort_unstable();
        pairs.into_iter()
    }
}

/// The keys of the two whom an answer is about, read from the names that stand beside it; `None` if these are not, or no longer, those of the
/// pair's id.
fn keys(id: &str, confirmation: &Confirmation) -> Option<[String; 2]> {
    let key = |label: &String| {
        let (typed, rest) = label.rsplit_once(" (")?;
        let (member, reference) = rest.strip_suffix(')')?.split_once(' ')?;
        Some(format!("{}|{}|{}", fold(member), fold(reference), fold(typed)))
    };
    let keys = [key(&confirmation.people[0])?, key(&confirmation.people[1])?];
    (super::confirmed::id_of_keys(keys.clone()) == id).then_some(keys)
}
