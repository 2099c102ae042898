//! Year on year by person: who joined, left or is counted differently.

use crate::model::{ALL, Basis};

/// What became of a person between two census dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Movement {
    /// Not counted at last year's census date and new in the year.
    Joined,
    /// Counted at last year's census date and gone.
    Left,
    /// Counted at both, seconded from another place than last year.
    MovedHome,
    /// In post at both, counted at one only: arrangement, NPM work or a date is given otherwise than last year.
    Reclassified,
    /// Last year's figure is not the number of last year's rows.
    Recount,
    /// Counted at both.
    Stayed,
}

impl Movement {
    /// In words, as the workbook shows it.
    pub fn words(self) -> &'static str {
        match self {
            Movement::Joined => "Joined",
            Movement::Left => "Left",
            Movement::MovedHome => "Stayed, moved home",
            Movement::Reclassified => "Counted differently",
            Movement::Recount => "Recount of last year",
            Movement::Stayed => "Stayed",
        }
    }
}

/// One person's part in a change, or the recount of last year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowRow {
    /// What became of the person.
    pub change: Movement,
    /// The person's reference, empty for a recount.
    pub reference: String,
    /// The person's name, empty for a recount.
    pub name: String,
    /// Why, in words: dates, arrangements, homes.
    pub detail: String,
    /// What it adds to the figure: 1, 0 or −1; a recount any number.
    pub effect: i64,
}

impl FlowRow {
    /// Whether another row, of the other basis, is of the same person.
    pub fn is_same_person(&self, other: &FlowRow) -> bool {
        self.reference == other.reference && self.name == other.name
    }
    /// Whether what became of the person is told by the narrow count: in post broadly at both dates, and of another arrangement at one of them.
    pub fn is_told_by(&self, narrow: &FlowRow) -> bool {
        self.effect == 0 && narrow.effect != 0
    }
}

/// A change of one member's number of secondees, decomposed by person: opening + effects = closing.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Member code.
    pub member: String,
    /// Whose arrangements are counted.
    pub basis: Basis,
    /// In post at last year's census, as published; the reason why there is no figure otherwise.
    pub opening: Result<i64, String>,
    /// Persons, by change, then reference; empty unless both figures are known.
    pub rows: Vec<FlowRow>,
    /// In post at this year's census.
    pub closing: Result<i64, String>,
    /// In words: "+6 = 9 joined − 3 left".
    pub words: String,
}

impl Flow {
    /// How many persons a change befell.
    pub fn number(&self, change: Movement) -> usize {
        self.rows.iter().filter(|row| row.change == change).count()
    }
    /// What a change adds to the figure.
    pub fn effect(&self, change: Movement) -> i64 {
        self.rows.iter().filter(|row| row.change == change).map(|row| row.effect).sum()
    }
    /// Whether opening and effects give closing; `None` if one of the figures is not known.
    pub fn adds_up(&self) -> Option<bool> {
        let (opening, closing) = (self.opening.as_ref().ok()?, self.closing.as_ref().ok()?);
        Some(opening + self.rows.iter().map(|row| row.effect).sum::<i64>() == *closing)
    }
}

/// The flows of all members with both figures, added up: the change like for like.
pub fn all_flow(flows: &[Flow], basis: Basis) -> Flow {
    let unknown = || Err("no member has figures of both years".to_string());
    let mut all = Flow { member: ALL.into(), basis, opening: unknown(), rows: Vec::new(), closing: unknown(), words: String::new() };
    for flow in flows.iter().filter(|f| f.basis == basis) {
        if let (Ok(opening), Ok(closing)) = (&flow.opening, &flow.closing) {
            all.opening = Ok(all.opening.unwrap_or(0) + opening);
            all.closing = Ok(all.closing.unwrap_or(0) + closing);
            all.rows.extend(flow.rows.iter().cloned());
        }
    }
    all.words = in_words(&all);
    all
}

/// A change as people add it up: "+6 = 9 joined − 3 left".
pub fn in_words(flow: &Flow) -> String {
    let (Ok(opening), Ok(closing)) = (&flow.opening, &flow.closing) else { return "not known".into() };
    let (joined, left) = (flow.number(Movement::Joined), flow.number(Movement::Left));
    let otherwise = flow.effect(Movement::Reclassified) + flow.effect(Movement::Recount);
    let is_otherwise = flow.number(Movement::Reclassified) + flow.number(Movement::Recount) > 0;
    if joined + left == 0 && !is_otherwise {
        return "no change".into();
    }
    let mut words = format!("{} = {joined} joined − {left} left", signed(closing - opening));
    if is_otherwise {
        words.push_str(&format!(
            " {} counted differently",
            if otherwise < 0 { format!("− {}", -otherwise) } else { format!("+ {otherwise}") }
        ));
    }
    words
}

/// From the least to the most that a figure may move, as printed: "−4 to +7", "+2", "no change".
pub fn signed_range((low, high): (i64, i64)) -> String {
    match (low, high) {
        (0, 0) => "no change".into(),
        (0, high) => signed(high),
        (low, 0) => signed(low),
        (low, high) => format!("{} to {}", signed(low), signed(high)),
    }
}

/// A number with its sign, as printed: "+2", "−1", "0".
pub fn signed(number: i64) -> String {
    match number {
        0 => "0".into(),
        1.. => format!("+{number}"),
        _ => format!("−{}", -number),
    }
}
