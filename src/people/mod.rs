//! Whether two rows are one person.
//!
//! Names are taken apart ([`Name`]) and compared together with what else is known of the two: reference, home, start, places. The outcome is
//! *same*, *likely*, *possible* or *no*, with the reasons in words. Only *same* joins two rows without asking: the same name under the same
//! reference of one member, or the same name as typed with the same home or start. Everything else is a [`Proposal`] for people to decide;
//! what they decided ([`Confirmations`]) is asked first and never again.
//!
//! To teach it another form of a given name, add it to the table in `given.rs`; a title, to `name.rs`; another fact that speaks for or against,
//! to [`compare`].

mod answers;
mod compare;
mod confirmed;
mod given;
mod joined;
mod links;
mod name;
mod names;
mod propose;
mod written_names;

pub use compare::{Compared, KnownPerson, Likeness, Relation, compare};
pub use confirmed::{pair_id, person_id, verdict};
pub use joined::{Joined, PersonRow, joined_last_year, one_person, row_of};
pub use name::{Name, NameTie, tie};
pub use names::COMMON_NAME;
pub use propose::{Cited, Proposal, Proposals, proposals, proposed};
pub use written_names::{ListedPeople, agrees, is_own_assessor};

use crate::form::{Sec, Stf};
use crate::model::{Cell, Confirmations, PastPerson, Person, Record, Round};
use crate::places::fold;

/// The cell with a person's name.
pub fn name_cell<'a>(person: &Person<'a>) -> &'a Cell {
    match person {
        Person::Secondee(_, row) => row.cell(Sec::Name),
        Person::Staff(_, row) => row.cell(Stf::Name),
    }
}

/// Whether a secondee of last year and a row of this year's return of the same member are one person, by the data or by a person's decision.
pub fn is_one(round: &Round, past: &PastPerson, row: &Record<Sec>) -> bool {
    is_one_by(round, &round.confirmed, past, row)
}

/// As [`is_one`], by other decisions than the round's.
pub fn is_one_by(round: &Round, confirmed: &Confirmations, past: &PastPerson, row: &Record<Sec>) -> bool {
    let (then, now) = (KnownPerson::past(round, past), KnownPerson::row(round, &past.member, row));
    match verdict(confirmed, &then, &now) {
        Some(same) => same,
        // A name that is missing is its own finding, not a person who is.
        None if now.name.is_empty() => !now.reference.is_empty() && fold(&now.reference) == fold(&then.reference),
        None => compare(&then, &now, Relation::YearOnYear).likeness == Likeness::Same,
    }
}
