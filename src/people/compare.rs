//! Two people compared: what is known of each, and what speaks for and against their being one.

use super::name::{Name, NameTie, tie};
use crate::form::{Sec, Stf};
use crate::model::{Cell, Date, PastPerson, Person, Record, Round, show_date};
use crate::places::{Register, fold};

/// What is known of somebody.
#[derive(Debug, Clone)]
pub struct KnownPerson {
    /// The member's code.
    pub member: String,
    /// The reference as typed.
    pub reference: String,
    /// The name as typed.
    pub typed: String,
    /// The name taken apart.
    pub name: Name,
    /// Whether a secondee.
    pub is_secondee: bool,
    /// The home organisation, folded.
    pub employer: Option<String>,
    /// The home establishments: the register's ids, or the words where those are unknown; headquarters are none.
    pub homes: Vec<String>,
    /// The home establishment as typed.
    pub home_typed: String,
    /// Other places of the person's own, in the same way.
    pub places: Vec<String>,
    /// First day.
    pub start: Option<Date>,
    /// Last day.
    pub end: Option<Date>,
}

impl KnownPerson {
    /// What a return says of somebody.
    pub fn person(round: &Round, person: &Person) -> Self {
        match person {
            Person::Secondee(submission, row) => Self::row(round, &submission.member, row),
            Person::Staff(submission, row) => Self {
                places: [Stf::Former, Stf::Affiliations, Stf::Positions].iter().flat_map(|f| keys(&round.register, row.cell(*f))).collect(),
                ..Self::bare(&submission.member, row.text(Stf::Ref), row.text(Stf::Name), false)
            },
        }
    }

    /// What a row of Secondees says.
    pub fn row(round: &Round, member: &str, row: &Record<Sec>) -> Self {
        Self {
            employer: row.text(Sec::HomeOrg).map(fold),
            homes: keys(&round.register, row.cell(Sec::Home)),
            home_typed: row.cell(Sec::Home).typed.to_string(),
            places: [Sec::Return, Sec::Affiliations].iter().flat_map(|f| keys(&round.register, row.cell(*f))).collect(),
            start: row.date(Sec::Start),
            end: row.date(Sec::End),
            ..Self::bare(member, row.text(Sec::Ref), row.text(Sec::Name), true)
        }
    }

    /// What last year's consolidated workbook says of a secondee.
    pub fn past(round: &Round, past: &PastPerson) -> Self {
        let home = match (past.home_id.as_str(), past.home.trim()) {
            ("", "") => None,
            ("", home) => {
                let found = round.register.find(home);
                (!found.headquarters && found.placeholder.is_none()).then(|| round.register.key(&found))
            }
            (id, _) => Some(id.to_string()),
        };
        Self {
            employer: Some(fold(&past.home_organisation)).filter(|employer| !employer.is_empty()),
            homes: home.into_iter().collect(),
            home_typed: past.home.clone(),
            start: past.start,
            end: past.end,
            ..Self::bare(&past.member, Some(&past.reference), Some(&past.name), true)
        }
    }

    /// Somebody of whom no more is known than member, reference and name.
    pub(super) fn named(member: &str, reference: &str, name: &str) -> Self {
        Self::bare(member, Some(reference), Some(name), true)
    }

    fn bare(member: &str, reference: Option<&str>, name: Option<&str>, is_secondee: bool) -> Self {
        Self {
            member: member.into(),
            reference: reference.unwrap_or("").into(),
            typed: name.unwrap_or("").into(),
            name: Name::new(name.unwrap_or("")),
            is_secondee,
            employer: None,
            homes: Vec::new(),
            home_typed: String::new(),
            places: Vec::new(),
            start: None,
            end: None,
        }
    }

    /// What a decision about the person is remembered by.
    pub fn key(&self) -> String {
        format!("{}|{}|{}", fold(&self.member), fold(&self.reference), self.name.folded)
    }

    /// "Rowan Example (HMIP S01)".
    pub fn label(&self) -> String {
        format!("{} ({} {})", self.typed, self.member, self.reference)
    }

    /// Whether the two are in post on a common day, as far as their dates could be read.
    pub fn overlaps(&self, other: &KnownPerson) -> bool {
        let reaches = |one: &KnownPerson, day: Date| one.end.is_none_or(|end| end >= day);
        match (self.start, other.start) {
            (Some(start), Some(other_start)) => reaches(self, other_start) && reaches(other, start),
            _ => true,
        }
    }
}

fn keys(register: &Register, cell: &Cell) -> Vec<String> {
    cell.places()
        .iter()
        .filter(|named| !named.found.headquarters && named.found.placeholder.is_none())
        .map(|named| register.key(&named.found))
        .collect()
}

/// Where the two stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// In two members' returns of this year (X01).
    TwoReturns,
    /// In one return (R06).
    OneReturn,
    /// In last year's and this year's of one member (Y01).
    YearOnYear,
}

/// Whether two are one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// There is nothing to it.
    No,
    /// To be asked.
    Possible,
    /// To be asked, and very likely so.
    Likely,
    /// So, without asking.
    Same,
}

impl Likeness {
    /// The word on sheets.
    pub fn name(self) -> &'static str {
        match self {
            Likeness::No => "no",
            Likeness::Possible => "possible",
            Likeness::Likely => "likely",
            Likeness::Same => "same",
        }
    }
}

/// The outcome of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Whether they are one.
    pub likeness: Likeness,
    /// Why, in words: first the names, then what speaks for it, then what speaks against.
    pub reasons: Vec<String>,
}

/// What speaks for and against, the names apart.
struct Facts {
    reference: bool,
    home: Option<bool>,
    start: Option<bool>,
    employer: bool,
    place: bool,
}

impl Facts {
    fn of(one: &KnownPerson, other: &KnownPerson) -> Self {
        let shared = |a: &[String], b: &[String]| a.iter().any(|key| b.contains(key));
        Self {
            reference: one.member == other.member && !one.reference.is_empty() && fold(&one.reference) == fold(&other.reference),
            home: (!one.homes.is_empty() && !other.homes.is_empty()).then(|| shared(&one.homes, &other.homes)),
            start: one.start.zip(other.start).map(|(a, b)| a == b),
            employer: one.employer.is_some() && one.employer == other.employer,
            place: !(one.is_secondee && other.is_secondee)
                && [&one.homes, &one.places].into_iter().any(|a| [&other.homes, &other.places].into_iter().any(|b| shared(a, b))),
        }
    }
    fn strong(&self) -> usize {
        usize::from(self.reference) + usize::from(self.home == Some(true)) + usize::from(self.start == Some(true))
    }
    fn against(&self) -> usize {
        usize::from(self.home == Some(false)) + usize::from(self.start == Some(false))
    }
    fn words(&self, one: &KnownPerson, other: &KnownPerson, reasons: &mut Vec<String>) {
        if self.reference {
            reasons.push(format!("the same reference {}", one.reference));
        }
        match self.home {
            Some(true) => reasons.push(format!("both from {}", one.home_typed)),
            None if self.employer => reasons.push("the same home organisation".into()),
            _ => {}
        }
        let start = |known: &KnownPerson| known.start.map_or_else(String::new, show_date);
        if self.start == Some(true) {
            reasons.push(format!("both started on {}", start(one)));
        }
        if self.place {
            reasons.push("both name a place of their own that is the same".into());
        }
        if self.home == Some(false) {
            let employer = if self.employer { ", though the same home organisation" } else { "" };
            reasons.push(format!("but one is from {} and the other from {}{employer}", one.home_typed, other.home_typed));
        }
        if self.start == Some(false) {
            reasons.push(format!("but one started on {} and the other on {}", start(one), start(other)));
        }
    }
}

/// Compares two people.
pub fn compare(one: &KnownPerson, other: &KnownPerson, relation: Relation) -> Compared {
    let (name, why) = tie(&one.name, &other.name);
    let facts = Facts::of(one, other);
    let likeness = judge(name, one, other, &facts, relation);
    let mut reasons = vec![if name == NameTie::None { "the names differ".into() } else { why }];
    facts.words(one, other, &mut reasons);
    Compared { likeness, reasons }
}

/// How likely two people are one whose names are tied so, without the reasons.
pub(super) fn likeness(name: NameTie, one: &KnownPerson, other: &KnownPerson, relation: Relation) -> Likeness {
    judge(name, one, other, &Facts::of(one, other), relation)
}

fn judge(name: NameTie, one: &KnownPerson, other: &KnownPerson, facts: &Facts, relation: Relation) -> Likeness {
    match (one.is_secondee, other.is_secondee) {
        (true, true) => secondees(name, facts, relation),
        (false, false) => staff(name, facts, relation),
        _ => mixed(name, facts, relation),
    }
}

fn secondees(name: NameTie, facts: &Facts, relation: Relation) -> Likeness {
    use Likeness::{Likely, No, Possible, Same};
    let (strong, against) = (facts.strong(), facts.against());
    let years = relation == Relation::YearOnYear;
    match name {
        NameTie::Exact | NameTie::Normalised if years && facts.reference => Same,
        NameTie::Exact if years && strong > 0 => Same,
        NameTie::Exact | NameTie::Normalised if strong > 0 => Likely,
        NameTie::Exact | NameTie::Normalised if years && against == 0 => Likely,
        NameTie::Exact | NameTie::Normalised if years || facts.employer => Possible,
        NameTie::Variant | NameTie::Initial if strong > 1 || (strong == 1 && against == 0) => Likely,
        NameTie::Variant | NameTie::Initial if strong == 1 => Possible,
        NameTie::Variant | NameTie::Initial if against == 0 && (years || facts.employer) => Possible,
        NameTie::Near if strong > 1 => Likely,
        NameTie::Near if strong == 1 && against == 0 => Possible,
        // A surname that changed is believed within one member only: across members, home and start may agree by chance.
        NameTie::Given if strong > 1 && relation != Relation::TwoReturns => Likely,
        NameTie::None if strong > 2 => Possible,
        _ => No,
    }
}

fn staff(name: NameTie, facts: &Facts, relation: Relation) -> Likeness {
    match (name, relation) {
        (NameTie::Exact | NameTie::Normalised, Relation::OneReturn) => Likeness::Likely,
        (NameTie::Variant | NameTie::Initial, Relation::OneReturn) => Likeness::Possible,
        (NameTie::Exact | NameTie::Normalised | NameTie::Variant, _) if facts.place => Likeness::Possible,
        _ => Likeness::No,
    }
}

/// A secondee and one of the other staff.
fn mixed(name: NameTie, facts: &Facts, relation: Relation) -> Likeness {
    match name {
        NameTie::Exact | NameTie::Normalised if facts.place => Likeness::Likely,
        NameTie::Exact | NameTie::Normalised | NameTie::Variant => Likeness::Possible,
        NameTie::Initial if facts.place || relation == Relation::OneReturn => Likeness::Possible,
        NameTie::Near if facts.place => Likeness::Possible,
        _ => Likeness::No,
    }
}
