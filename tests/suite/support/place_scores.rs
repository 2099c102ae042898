//! How well the matcher does on real written variants, by kind of place.

use std::collections::{BTreeMap, BTreeSet};

use secondee_audit::places::{Certainty, Found, Register};

use super::place_names::{LookAlike, Pair, pairs};

/// What became of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Right,
    Wrong,
    /// Not confirmed, but the right place is among the candidates.
    Among,
    Missed,
}

pub fn ids(register: &Register, found: &Found) -> Vec<String> {
    found.candidates.iter().map(|c| register.place(c.place).id.clone()).collect()
}

pub fn outcome(register: &Register, pair: &Pair) -> Outcome {
    let found = register.find(&pair.written);
    let ids: BTreeSet<String> = ids(register, &found).into_iter().collect();
    let right = if pair.mark == "combined" { ids == pair.ids } else { !ids.is_empty() && ids.is_subset(&pair.ids) };
    match (found.certainty, right) {
        (Certainty::Confirmed, true) => Outcome::Right,
        (Certainty::Confirmed, false) => Outcome::Wrong,
        _ if !ids.is_disjoint(&pair.ids) => Outcome::Among,
        _ => Outcome::Missed,
    }
}

/// Whether a look-alike is confirmed as anything but what it is.
pub fn is_mistaken(register: &Register, look_alike: &LookAlike) -> bool {
    let found = register.find(&look_alike.written);
    let ids = ids(register, &found);
    found.certainty == Certainty::Confirmed && (!ids.contains(&look_alike.is) || ids.contains(&look_alike.is_not))
}

/// Counts of one kind of place, or of all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    pub names: usize,
    pub right: usize,
    pub wrong: usize,
    pub among: usize,
}

impl Counts {
    pub fn add(&mut self, outcome: Outcome) {
        self.names += 1;
        self.right += usize::from(outcome == Outcome::Right);
        self.wrong += usize::from(outcome == Outcome::Wrong);
        self.among += usize::from(matches!(outcome, Outcome::Right | Outcome::Among));
    }
    fn share(self, count: usize) -> f64 {
        100.0 * count as f64 / self.names.max(1) as f64
    }
    pub fn right_share(self) -> f64 {
        self.share(self.right)
    }
    pub fn wrong_share(self) -> f64 {
        self.share(self.wrong)
    }
    pub fn among_share(self) -> f64 {
        self.share(self.among)
    }
    pub fn line(self, name: &str) -> String {
        format!(
            "{name:28} {:5} names  {:6.2} % confirmed right  {:5.2} % confirmed wrong  {:6.2} % right among candidates",
            self.names,
            self.right_share(),
            self.wrong_share(),
            self.among_share()
        )
    }
}

/// Counts by kind of place, and `all`; composed names are not real and left out.
pub fn score<'a>(register: &Register, pairs: impl Iterator<Item = &'a Pair>) -> BTreeMap<String, Counts> {
    let mut counts: BTreeMap<String, Counts> = BTreeMap::new();
    for pair in pairs.filter(|pair| pair.mark != "composed") {
        let outcome = outcome(register, pair);
        let first = pair.ids.first().and_then(|id| register.by_id(id)).expect("an id of the register");
        counts.entry(register.place(first).kind.clone()).or_default().add(outcome);
        counts.entry("all".into()).or_default().add(outcome);
    }
    counts
}

/// Folds by place.
fn parted(count: usize) -> Vec<Vec<Pair>> {
    let mut folds: Vec<Vec<Pair>> = (0..count).map(|_| Vec::new()).collect();
    for pair in pairs() {
        let first = pair.ids.first().cloned().unwrap_or_default();
        let hash = first.bytes().fold(7u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)));
        folds[hash as usize % count].push(pair);
    }
    folds
}

/// Each fold with the register without the aliases that are written in that fold's names, whatever their case and punctuation.
pub fn without_written_aliases(count: usize) -> Vec<(Register, Vec<Pair>)> {
    let register = |pairs: &[Pair]| {
        let held_out: BTreeSet<String> = pairs.iter().map(|pair| letters(&pair.written)).collect();
        changed(|_| true, |alias| !held_out.contains(&letters(alias)))
    };
    parted(count).into_iter().map(|pairs| (register(&pairs), pairs)).collect()
}

/// Each fold with the register without that fold's places: nothing that is confirmed then is right.
pub fn without_places(count: usize) -> Vec<(Register, Vec<Pair>)> {
    let register = |pairs: &[Pair]| {
        let gone: BTreeSet<&str> = pairs.iter().flat_map(|pair| pair.ids.iter().map(String::as_str)).collect();
        changed(|id| !gone.contains(id), |_| true)
    };
    parted(count).into_iter().map(|pairs| (register(&pairs), pairs)).collect()
}

fn letters(name: &str) -> String {
    name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The register with some of its places and aliases.
fn changed(keeps_place: impl Fn(&str) -> bool, keeps_alias: impl Fn(&str) -> bool) -> Register {
    let mut reader = csv::Reader::from_reader(Register::embedded_csv().as_bytes());
    let headings = reader.headers().expect("headings").clone();
    let aliases = headings.iter().position(|heading| heading == "aliases").expect("the column of aliases");
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&headings).expect("a line");
    for row in reader.records().map(|row| row.expect("a row")).filter(|row| keeps_place(&row[0])) {
        let kept = row[aliases].split(';').filter(|alias| keeps_alias(alias)).collect::<Vec<_>>().join(";");
        let cells: Vec<&str> = row.iter().enumerate().map(|(at, cell)| if at == aliases { kept.as_str() } else { cell }).collect();
        writer.write_record(&cells).expect("a line");
    }
    Register::from_csv(&String::from_utf8(writer.into_inner().expect("bytes")).expect("text")).expect("a register")
}
