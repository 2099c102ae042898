//! Which names come into question as one person's: each name is compared once, however many people bear it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::compare::KnownPerson;
use super::given::initials;
use super::name::{Name, NameTie, tie};

/// Members' returns in which a name may stand before it counts as common: from one more on, the name alone is no evidence that two are one.
pub const COMMON_NAME: usize = 3;

/// One name, with everybody who bears it.
pub(super) struct Bearers {
    /// Positions among the people, in their order.
    pub people: Vec<usize>,
    /// Whether one of them is a secondee.
    pub has_secondee: bool,
    /// Whether so many returns have the name that it is no evidence by itself.
    pub is_common: bool,
    members: BTreeSet<String>,
}

/// Two names that may be one person's, as positions among the names; the same position twice is one name.
pub(super) struct Tied {
    pub names: [usize; 2],
    pub tie: NameTie,
}

/// Every name once, and which of them may be one person's.
pub(super) struct NameIndex {
    pub bearers: Vec<Bearers>,
    pub tied: Vec<Tied>,
}

impl NameIndex {
    /// Of all people.
    pub fn new(people: &[KnownPerson]) -> Self {
        let mut at_name: HashMap<&str, usize> = HashMap::new();
        let mut names: Vec<&Name> = Vec::new();
        let mut bearers: Vec<Bearers> = Vec::new();
        let mut returns: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        for (at, known) in people.iter().enumerate() {
            let place = *at_name.entry(&known.name.folded).or_insert_with(|| {
                names.push(&known.name);
                bearers.push(Bearers { people: Vec::new(), has_secondee: false, is_common: false, members: BTreeSet::new() });
                names.len() - 1
            });
            let own = &mut bearers[place];
            own.people.push(at);
            own.has_secondee |= known.is_secondee;
            if !own.members.contains(&known.member) {
                own.members.insert(known.member.clone());
            }
            returns.entry(&known.name.letters).or_default().insert(&known.member);
        }
        for (name, own) in names.iter().zip(&mut bearers) {
            own.is_common = returns[name.letters.as_str()].len() > COMMON_NAME;
        }
        let tied = tied(&names, &bearers);
        Self { bearers, tied }
    }
}

/// The names that come into question, each pair once. Those of other staff alone, in different returns, are one person's only if all their
/// letters are alike, for which they have blocks of their own.
fn tied(names: &[&Name], bearers: &[Bearers]) -> Vec<Tied> {
    let keys = |at: usize| keys(names[at], bearers[at].has_secondee).into_iter().map(move |(key, role)| (key, role, at));
    let mut keyed: Vec<(String, bool, usize)> = (0..names.len()).flat_map(keys).collect();
    keyed.sort_unstable();
    keyed.dedup();
    let mut seen: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut found: Vec<Tied> =
        (0..names.len()).filter(|at| bearers[*at].people.len() > 1).map(|at| Tied { names: [at, at], tie: NameTie::Exact }).collect();
    let mut see = |a: usize, b: usize| {
        let pair = (a.min(b), a.max(b));
        if a == b || seen.contains(&pair) {
            return;
        }
        let tie = tie(names[pair.0], names[pair.1]).0;
        if tie > NameTie::Given {
            seen.insert(pair);
            found.push(Tied { names: [pair.0, pair.1], tie });
        }
    };
    for block in keyed.chunk_by(|a, b| a.0 == b.0).filter(|block| block.len() > 1) {
        let key = &block[0].0;
        let of_role = |role| block.iter().filter(move |(_, other, _)| *other == role).map(|(.., at)| *at).collect::<Vec<usize>>();
        let (block, answering) = (of_role(false), of_role(true));
        let is_secondees = |at: &usize| bearers[*at].has_secondee;
        if key.starts_with(FACING) {
            // Those who say a word one way against those who say it the other way.
            for a in &block {
                let faces = |b: &&usize| is_secondees(a) || is_secondees(b) || !bearers[*a].members.is_disjoint(&bearers[**b].members);
                answering.iter().filter(faces).for_each(|b| see(*a, *b));
            }
            continue;
        }
        for a in block.iter().filter(|at| is_secondees(at)) {
            block.iter().filter(|b| *b > a || !is_secondees(b)).for_each(|b| see(*a, *b));
        }
        let staff: Vec<usize> = block.iter().filter(|at| !is_secondees(at)).copied().collect();
        if key.starts_with(WHOLE) {
            staff.iter().enumerate().for_each(|(i, a)| staff[i + 1..].iter().for_each(|b| see(*a, *b)));
            continue;
        }
        let mut by_member: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for at in &staff {
            bearers[*at].members.iter().for_each(|member| by_member.entry(member).or_default().push(*at));
        }
        for own in by_member.values() {
            own.iter().enumerate().for_each(|(i, a)| own[i + 1..].iter().for_each(|b| see(*a, *b)));
        }
    }
    found.sort_by_key(|tied| tied.names);
    found
}

/// What the key of a block begins with in which only the two roles are compared with one another.
const FACING: char = '>';
/// And of one that holds the names with the same letters.
const WHOLE: char = '=';

/// The blocks that a name stands in, with the role there.
fn keys(name: &Name, of_secondee: bool) -> Vec<(String, bool)> {
    const LONG: usize = 5;
    let mut keys = vec![(format!("{WHOLE}{}", name.letters), false)];
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
    if !of_secondee {
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
    keys
}
