//! Who may not go where, and why (¶12–14): every meeting of a person with a place that the person has a tie to.
//!
//! Everyone's people are tested against everyone's assignments, because teams are joint. All activities but training count as involved, and
//! an activity that could not be read counts too. Ties hold throughout the secondment and for assignments up to its end. The rules G131,
//! G141 to G144, S181 and S182 each report one part of what is found here, so that they never disagree.

mod find;

pub use find::{find, unchecked};

use crate::form::{Asg, Sec, Stf};
use crate::model::{Cell, Named, Person, Record, Submission};
use crate::places::{Certainty, PlaceIx};

/// What ties the person to the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Seconded from there (¶14).
    Home,
    /// Likely to return there (¶14).
    Return,
    /// Closely affiliated (¶14; for other staff SPT ¶18–19).
    Affiliation,
    /// Work to be avoided after the assessment (¶13).
    Avoid,
    /// Another position held there (SPT ¶18–19).
    Position,
    /// A former workplace (SPT ¶18–19).
    Former,
}

impl Basis {
    /// In words that follow "the person".
    pub fn words(self) -> &'static str {
        match self {
            Basis::Home => "is seconded from",
            Basis::Return => "is likely to return to",
            Basis::Affiliation => "is closely affiliated with",
            Basis::Avoid => "is to avoid work at",
            Basis::Position => "holds another position at",
            Basis::Former => "used to work at",
        }
    }
}

/// A person assigned to a place that the person has a tie to.
#[derive(Debug, Clone)]
pub struct Conflict<'a> {
    /// The return that holds the assignment.
    pub submission: &'a Submission,
    /// The assignment.
    pub assignment: &'a Record<Asg>,
    /// The person, whose return may be another member's.
    pub person: Person<'a>,
    /// What ties the person to the place.
    pub basis: Basis,
    /// The cell that names the person's own place.
    pub own_cell: &'a Cell,
    /// The person's own place as written.
    pub own: &'a str,
    /// The place visited as written.
    pub visited: &'a Named,
    /// The place visited, or the likeliest candidate; `None` if it is not in the register and was compared as text.
    pub place: Option<PlaceIx>,
    /// Whether it is kin only: same cluster, site, operator or group (G144), or shortly after the end.
    pub kin: bool,
    /// Confirmed, probable or possible.
    pub certainty: Certainty,
    /// Why, in words.
    pub reason: String,
    /// For a former workplace, the year in which the person left it.
    pub left: Option<i16>,
}

impl Conflict<'_> {
    /// The name of the place visited: the register's, or as written.
    pub fn place_name<'a>(&'a self, register: &'a crate::places::Register) -> &'a str {
        self.place.map_or(&self.visited.written, |at| &register.place(at).name)
    }
    /// Whether the person is a secondee.
    pub fn is_secondee(&self) -> bool {
        matches!(self.person, Person::Secondee(..))
    }
}

/// An assignment that could not be checked against the person's places, because a name matches nothing in the register.
#[derive(Debug, Clone)]
pub struct Unchecked<'a> {
    /// The return that holds the assignment.
    pub submission: &'a Submission,
    /// The assignment.
    pub assignment: &'a Record<Asg>,
    /// The person.
    pub person: Person<'a>,
    /// The cells with the names, as written.
    pub names: Vec<(&'a Submission, &'a Cell, &'a str)>,
}

/// The cells in which a secondee's own places stand.
pub const SECONDEE_TIES: &[(Sec, Basis)] =
    &[(Sec::Home, Basis::Home), (Sec::Return, Basis::Return), (Sec::Affiliations, Basis::Affiliation), (Sec::Avoid, Basis::Avoid)];

/// The cells in which other staff's own places stand.
pub const STAFF_TIES: &[(Stf, Basis)] =
    &[(Stf::Affiliations, Basis::Affiliation), (Stf::Positions, Basis::Position), (Stf::Former, Basis::Former)];
