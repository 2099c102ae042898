//! Who is likened to whom: people of names that may be one person's, joined by what else they have in common.
//!
//! Two people are compared by [`likeness`] wherever few share a name and a fact. Where very many do, everybody is linked to one of them instead
//! of to each other, which makes the same groups: a fact that joins any two of them joins all. So the work grows with the people, not with the
//! pairs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::answers::{By, PairAnswers};
use super::compare::{KnownPerson, Likeness, Relation, likeness};
use super::name::{NameTie, tie};
use super::names::{NameIndex, Tied};

/// Comparisons within one set of people who share a name and a fact, beyond which all are linked to one of them.
const MOST: usize = 2_000;

/// Most rows of a return from one home on one day among whom a surname that changed is looked for.
const TOGETHER: usize = 20;

/// Two people who may be one: positions among the people, the lesser first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    pub pair: (usize, usize),
    pub relation: Relation,
    pub likeness: Likeness,
    /// Whether people confirmed it.
    pub is_confirmed: bool,
}

/// Everything found of a round.
#[derive(Default)]
pub(super) struct Links {
    /// Each pair once.
    pub links: Vec<Link>,
    /// Pairs that people decided by an answer without the names of the two, which only the pair's id tells.
    pub answered: Vec<(Link, bool)>,
    /// Names that so many returns have that those who share nothing else were left out.
    pub common: BTreeSet<String>,
}

/// The links between all people; `may_be_twice` says whether two rows of one return can be one person listed twice.
pub(super) fn links(people: &[KnownPerson], answers: &PairAnswers, may_be_twice: &dyn Fn(usize, usize) -> bool) -> Links {
    let names = NameIndex::new(people);
    let mut finder = Finder { people, answers, may_be_twice, seen: BTreeSet::new(), found: Links::default() };
    for tied in &names.tied {
        finder.tied(&names, tied);
    }
    finder.changed_surnames();
    finder.found
}

struct Finder<'a> {
    people: &'a [KnownPerson],
    answers: &'a PairAnswers,
    may_be_twice: &'a dyn Fn(usize, usize) -> bool,
    seen: BTreeSet<(usize, usize)>,
    found: Links,
}

/// People of the one and of the other name; of one name, the same people twice.
type Sides = [Vec<usize>; 2];

impl Finder<'_> {
    fn tied(&mut self, names: &NameIndex, tied: &Tied) {
        let bearers = tied.names.map(|at| &names.bearers[at]);
        let is_common = bearers.iter().any(|bearers| bearers.is_common);
        let of_role = |is_secondee: bool| {
            bearers.map(|b| b.people.iter().copied().filter(|at| self.people[*at].is_secondee == is_secondee).collect::<Vec<_>>())
        };
        let (secondees, staff): (Sides, Sides) = (of_role(true), of_role(false));
        let is_one_name = tied.names[0] == tied.names[1];
        let exact = tied.tie >= NameTie::Normalised;
        self.by_facts(tied.tie, &secondees, is_common);
        let mut mixed = vec![[secondees[0].clone(), staff[1].clone()]];
        if !is_one_name {
            mixed.push([secondees[1].clone(), staff[0].clone()]);
        }
        for sides in mixed {
            self.by_key(tied.tie, Relation::TwoReturns, &sides, |known| known.homes.iter().chain(&known.places).cloned().collect());
            if tied.tie >= NameTie::Variant && !is_common {
                self.join(tied.tie, Relation::TwoReturns, &sides);
            } else if tied.tie >= NameTie::Variant {
                self.left_out(&sides);
            }
        }
        if exact {
            self.by_key(tied.tie, Relation::TwoReturns, &staff, |known| known.homes.iter().chain(&known.places).cloned().collect());
        }
        self.in_one_return(tied.tie, &secondees, &staff, is_one_name);
    }

    /// Secondees of different members: who share a home, a start, or, of a name that is not common, the employer.
    fn by_facts(&mut self, tie: NameTie, secondees: &Sides, is_common: bool) {
        let relation = Relation::TwoReturns;
        self.by_key(tie, relation, secondees, |known| known.homes.clone());
        self.by_key(tie, relation, secondees, |known| known.start.map(|start| start.to_string()).into_iter().collect());
        let employer = |known: &KnownPerson| known.employer.clone().into_iter().collect();
        match is_common {
            true => self.left_out(secondees),
            false => self.by_key(tie, relation, secondees, employer),
        }
    }

    /// Rows of one return, where the name alone is evidence.
    fn in_one_return(&mut self, tie: NameTie, secondees: &Sides, staff: &Sides, is_one_name: bool) {
        let by_member = |side: &[usize]| {
            let mut members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            side.iter().for_each(|at| members.entry(&self.people[*at].member).or_default().push(*at));
            members
        };
        let all = |side: usize| by_member(&[secondees[side].as_slice(), &staff[side]].concat());
        let (one, mut other) = (all(0), all(1));
        let shared: Vec<Sides> = one.into_iter().filter_map(|(member, rows)| Some([rows, other.remove(member)?])).collect();
        for sides in shared.into_iter().filter(|sides| !is_one_name || sides[0].len() > 1) {
            self.join(tie, Relation::OneReturn, &sides);
        }
    }

    /// A surname that changed is known by home and start within one return.
    fn changed_surnames(&mut self) {
        let mut sets: HashMap<(&str, &[String], _), Vec<usize>> = HashMap::new();
        for (at, known) in self.people.iter().enumerate() {
            if let (true, Some(start), false) = (known.is_secondee, known.start, known.homes.is_empty()) {
                sets.entry((&known.member, &known.homes, start)).or_default().push(at);
            }
        }
        let mut sets: Vec<Vec<usize>> = sets.into_values().filter(|set| set.len() > 1).collect();
        sets.sort_unstable();
        // A home and a start that were copied down over many rows are no evidence.
        for set in sets.iter().filter(|set| set.len() <= TOGETHER) {
            for (i, a) in set.iter().enumerate() {
                for b in &set[i + 1..] {
                    if tie(&self.people[*a].name, &self.people[*b].name).0 == NameTie::Given {
                        self.see(NameTie::Given, Relation::OneReturn, *a, *b);
                    }
                }
            }
        }
    }

    /// Joins those of the two sides that have a key in common.
    fn by_key(&mut self, tie: NameTie, relation: Relation, sides: &Sides, keys: impl Fn(&KnownPerson) -> Vec<String>) {
        if sides.iter().any(Vec::is_empty) {
            return;
        }
        let mut sets: BTreeMap<String, Sides> = BTreeMap::new();
        for (side, people) in sides.iter().enumerate() {
            for at in people {
                keys(&self.people[*at]).into_iter().for_each(|key| sets.entry(key).or_default()[side].push(*at));
            }
        }
        sets.values().for_each(|sides| self.join(tie, relation, sides));
    }

    /// Compares each of the one side with each of the other, or where those are very many links all to one.
    fn join(&mut self, tie: NameTie, relation: Relation, [one, other]: &Sides) {
        if one.len() * other.len() <= MOST {
            for a in one {
                other.iter().for_each(|b| self.see(tie, relation, *a, *b));
            }
            return;
        }
        let Some((first, rest)) = one.split_first() else { return };
        let is_elsewhere = |at: &usize| (self.people[*at].member != self.people[*first].member) == (relation == Relation::TwoReturns);
        let facing = other.iter().copied().find(|at| at != first && is_elsewhere(at));
        let star: Vec<(usize, usize)> = match relation {
            // Those of the first one's own member are linked to somebody of another's.
            Relation::TwoReturns => {
                let of_facing =
                    rest.iter().filter_map(|at| Some((facing.filter(|f| self.people[*f].member != self.people[*at].member)?, *at)));
                of_facing.chain(other.iter().filter(|at| is_elsewhere(at)).map(|at| (*first, *at))).collect()
            }
            _ => {
                let of_facing = rest.iter().filter_map(|at| Some((facing?, *at)));
                of_facing.chain(other.iter().map(|at| (*first, *at))).collect()
            }
        };
        star.into_iter().for_each(|(a, b)| self.see(tie, relation, a, b));
    }

    /// Compares two people, once.
    fn see(&mut self, tie: NameTie, relation: Relation, a: usize, b: usize) {
        let pair = (a.min(b), a.max(b));
        let (one, other) = (&self.people[pair.0], &self.people[pair.1]);
        let is_here = (one.member == other.member) == (relation == Relation::OneReturn);
        if a == b || !is_here || self.seen.contains(&pair) {
            return;
        }
        let likeness = likeness(tie, one, other, relation);
        if likeness == Likeness::No || (relation == Relation::OneReturn && !(self.may_be_twice)(pair.0, pair.1)) {
            return;
        }
        self.seen.insert(pair);
        let link = Link { pair, relation, likeness, is_confirmed: false };
        match self.answers.of(self.people, pair) {
            None => self.found.links.push(link),
            Some((same, by)) => {
                if by == By::Unnamed {
                    self.found.answered.push((link, same));
                }
                if same {
                    self.found.links.push(Link { is_confirmed: true, ..link });
                }
            }
        }
    }

    /// Notes a common name whose bearers in different returns are not asked about by the name alone.
    fn left_out(&mut self, sides: &Sides) {
        let first = |side: &Vec<usize>| side.first().map(|at| self.people[*at].name.letters.clone());
        let members: BTreeSet<&str> = sides.iter().flatten().map(|at| self.people[*at].member.as_str()).collect();
        if sides.iter().all(|side| !side.is_empty()) && members.len() > 1 {
            let names: Vec<String> = sides.iter().filter_map(first).collect();
            self.found.common.extend(names);
        }
    }
}
