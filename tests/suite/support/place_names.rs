//! Real written variants of names of places, and names that look alike.

use std::collections::BTreeSet;

const PAIRS: &str = include_str!("../../data/name_pairs.csv");
const LOOK_ALIKES: &str = include_str!("../../data/look_alikes.csv");

const BODIES: &str = include_str!("../../data/bodies_of_towns.csv");

/// Names of bodies that are no places of detention though they bear the name of a town, county or village that one has.
pub fn bodies_of_towns() -> Vec<String> {
    rows(BODIES).into_iter().map(|row| row[0].to_string()).collect()
}

/// A written name with the ids that are right.
pub struct Pair {
    pub written: String,
    pub ids: BTreeSet<String>,
    /// `composed` (not a real variant), `combined` (means all), `unqualified` (any is right), or empty.
    pub mark: String,
}

/// A name that must never be taken for a place.
pub struct LookAlike {
    pub written: String,
    pub is: String,
    pub is_not: String,
}

fn rows(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).records().map(|row| row.expect("a row")).collect()
}

pub fn pairs() -> Vec<Pair> {
    let pair =
        |row: csv::StringRecord| Pair { written: row[0].into(), ids: row[1].split(';').map(String::from).collect(), mark: row[2].into() };
    rows(PAIRS).into_iter().map(pair).collect()
}

pub fn look_alikes() -> Vec<LookAlike> {
    rows(LOOK_ALIKES).into_iter().map(|row| LookAlike { written: row[0].into(), is: row[1].into(), is_not: row[2].into() }).collect()
}
