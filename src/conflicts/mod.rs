//! Who may not go where, and why (¶12–14): every meeting of a person with a place that the person has a tie to.
//!
//! Everyone's people are tested against everyone's assignments, because teams are joint. All activities but training count as involved, and
//! an activity that could not be read counts too. Ties hold before and throughout the secondment and for assignments that begin up to its end.
//!
//! [`met`] is the one question that both [`search`] (what was done) and [`clearance`] (what is planned) ask. The rules G131, G141 to G144, S181
//! and S182 each report one part of what is found here, so that they never disagree; [`other_rows`] is what stands on the sheet Conflicts besides
//! their findings.

mod assigned;
mod avoid;
mod clear;
mod find;
mod gaps;
mod met;
mod one_each;
mod other_rows;

pub use avoid::{names_activity_of, names_place, words as words_to_avoid};
pub use clear::{Cleared, Ground, Plan, Tested, Verdict, clearance, suggestions};
pub use gaps::{Gap, Why, home_not_given, reasons};
pub use met::{Lookups, Meeting, Ties, When, met};
pub use one_each::one_each;
pub use other_rows::{List, OtherRow, other_rows};

use crate::form::{Asg, Sec, Stf};
use crate::model::{Cell, Named, Person, Record, Round, Submission};
use crate::people::Proposal;
use crate::places::{Found, Register};
use crate::steps::{self, Step};

/// What ties the person to the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Connection {
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

impl Connection {
    /// All ties.
    pub const ALL: [Connection; 6] =
        [Connection::Home, Connection::Return, Connection::Affiliation, Connection::Avoid, Connection::Position, Connection::Former];
    /// In words that follow "the person" where the place was just named: "is seconded from there".
    pub fn words_of_there(self) -> &'static str {
        match self {
            Connection::Home => "is seconded from there",
            Connection::Return => "is likely to return there",
            Connection::Affiliation => "is closely affiliated with it",
            Connection::Avoid => "is to avoid work there",
            Connection::Position => "holds another position there",
            Connection::Former => "used to work there",
        }
    }
    /// In words that follow "the person".
    pub fn words(self) -> &'static str {
        match self {
            Connection::Home => "is seconded from",
            Connection::Return => "is likely to return to",
            Connection::Affiliation => "is closely affiliated with",
            Connection::Avoid => "is to avoid work at",
            Connection::Position => "holds another position at",
            Connection::Former => "used to work at",
        }
    }
    /// The tie with the place as it is written: "is seconded from HMP Leeds". Of a position more than the place may be written: "holds another
    /// position (Governor at HMP Leeds)".
    pub fn words_with(self, written: &str) -> String {
        match self {
            Connection::Position => format!("{} ({written})", self.begins()),
            _ => format!("{} {written}", self.words()),
        }
    }
    /// What both [`Self::words`] and [`Self::words_with`] begin with.
    pub fn begins(self) -> &'static str {
        match self {
            Connection::Position => "holds another position",
            _ => self.words(),
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
    /// The place visited as written.
    pub visited: &'a Named,
    /// The tie to it.
    pub met: Meeting<'a>,
}

impl Conflict<'_> {
    /// The name of the place visited: the register's, or as written.
    pub fn place_name<'a>(&'a self, register: &'a Register) -> &'a str {
        self.met.place.map_or(&self.visited.written, |at| &register.place(at).name)
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

/// Everything that a search of the round finds.
#[derive(Debug)]
pub struct Search<'a> {
    /// Every meeting of a person with a place that person has a tie to.
    pub conflicts: Vec<Conflict<'a>>,
    /// Every assignment with a place that the register does not know, on either side.
    pub unchecked: Vec<Unchecked<'a>>,
    /// Every assignment that could not be compared with a place of the person's own, and why.
    pub gaps: Vec<Gap<'a>>,
}

/// Searches the round, given who may be one person in several rows.
pub fn search<'a>(round: &'a Round, proposals: &[Proposal<'a>]) -> Search<'a> {
    steps::begins(Step::Conflicts);
    let meant = assigned::meant(round, proposals);
    steps::begins(Step::NotComparable);
    let unchecked = find::unchecked(round, &meant);
    let gaps = gaps::gaps(round, &meant, &unchecked);
    Search { conflicts: find::find(round, &meant), unchecked, gaps }
}

/// The cells in which a secondee's own places stand.
pub const SECONDEE_TIES: &[(Sec, Connection)] = &[
    (Sec::Home, Connection::Home),
    (Sec::Return, Connection::Return),
    (Sec::Affiliations, Connection::Affiliation),
    (Sec::Avoid, Connection::Avoid),
];

/// The cells in which other staff's own places stand.
pub const STAFF_TIES: &[(Stf, Connection)] =
    &[(Stf::Affiliations, Connection::Affiliation), (Stf::Positions, Connection::Position), (Stf::Former, Connection::Former)];

/// Whether a name matches nothing, so that it can be compared as text only; headquarters are no place and nothing to compare.
pub fn is_unknown(found: &Found) -> bool {
    found.is_unknown()
}

/// Whether and why a former workplace counts at a visit (SPT ¶18–19): left within the advisory period, or it is not known when.
pub fn former_workplace(left: Option<i16>, when: When, years: i16) -> Option<String> {
    let visited = when.from.or(when.to).map(crate::model::Date::year);
    match (left, visited) {
        (None, _) => Some("it is not known when the person left".into()),
        (Some(left), Some(year)) if year - left <= years => Some(format!("left {left}, within {years} years")),
        // Left long ago, or the date of the visit could not be read, which another rule says.
        _ => None,
    }
}
