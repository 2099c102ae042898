//! The register of places of detention, and what it makes of a name.
//!
//! A name is *confirmed* only by an id, a name, an alias or a named normalisation that leaves one place; *probable* if one place is near it;
//! *possible* if it may be several; else *unknown*, and compared as text. The reason is said in words that a lay person can check. A name is never
//! taken without its type where that would leave places of several kinds: HMP Durham is not Durham Constabulary.
//!
//! # How a name is matched
//!
//! 1. As it stands: an id; a name or alias of one place but for case, spacing and punctuation (`find`).
//! 2. Taken apart (`words`, `kinds`, `written`): into segments at brackets, commas, dashes and "in"; the *kind* of place that designations say
//!    ("HMP", "custody suite", "SCH"), with sex, age and site; the police *force*; and the words by which it is *called*, in any order, run together
//!    or not. What says nothing ("PUBLIC ACCESS 0800-2200 ONLY") is set aside and said in the reason.
//! 3. Looked up by kind, force and words together (`matching`) among the register's names taken apart in the same way (`index`). All its parts first,
//!    then with further parts set aside, unless these name another place. One that is left is confirmed, unless something still leaves doubt: then it
//!    is probable. Names known to be several places' (`ambiguous_names.csv`) are possible.
//! 4. Failing that (`fallback`): a shorter name that one place has, a unit of a place, an operator before the name, initials, a longer name, the name
//!    of another kind, a mistyping of a letter or two. A place of a named force that the register lacks is taken for the force, never confirmed.
//! 5. A name that joins several of one kind ("HMP Usk/Prescoed", "Feltham A and B") means all of them if each is confirmed by itself.
//!
//! # To add a pattern
//!
//! A designation or misspelling of one is a line of `PHRASES` in `kinds`; a note that says nothing, of `ASIDE` or `ASIDE_FROM` there; an abbreviation
//! or Welsh name, of `WRITTEN_OUT` or `WELSH` in `words`; a nickname is an alias in register.csv. Then `cargo run --example place-scores -- --errors`:
//! it scores the matcher on the real variants in `tests/data/name_pairs.csv`, with the register's aliases, without any, with those aliases taken out
//! that are written, and with the places themselves taken out (nothing may then be guessed), and lists what is not right. `tests/places.rs` holds the
//! figures reached. No pair is ever written into the code.

mod bodies;
mod cell;
mod clauses;
mod employer;
mod fallback;
mod find;
mod index;
mod kin;
mod kinds;
mod load;
mod matching;
mod name;
mod outside;
mod placeholder;
mod reason;
mod register;
mod sound;
mod terms;
mod unknown;
mod words;
mod written;

pub use cell::{Mention, Reading};
pub use kin::Tie;
pub use name::{fold, squash};
pub use placeholder::Placeholder;
pub use register::{Place, PlaceIx, Register, RegisterError};
pub use sound::{Files, RegisterFault, faults};

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How certain it is that a name means a place, or that a finding is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// By id, name, alias or a named normalisation that leaves one place.
    Confirmed,
    /// Approximately, with one candidate.
    Probable,
    /// Several candidates, or kin of the place only.
    Possible,
    /// The name matches nothing, so the pair could be compared as text only.
    Unknown,
}

impl Certainty {
    /// The word used in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Certainty::Confirmed => "confirmed",
            Certainty::Probable => "probable",
            Certainty::Possible => "possible",
            Certainty::Unknown => "unknown",
        }
    }
}

/// A place that a name may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The place.
    pub place: PlaceIx,
    /// Nearness between 0 and 1; 1 where the name is the place's own.
    pub score: f64,
}

/// What the register makes of a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// How certain it is; with [`Certainty::Unknown`] there are no candidates.
    pub certainty: Certainty,
    /// The places it may be, best first; exactly one when confirmed or probable, unless all of several are meant.
    pub candidates: Vec<Candidate>,
    /// Why, in words that a lay person can check.
    pub reason: String,
    /// The name folded, by which two unknown names are compared.
    pub folded: String,
    /// The named normalisation that was needed, if any.
    pub normalised: Option<&'static str>,
    /// The cell says `Headquarters`: no single place.
    pub headquarters: bool,
    /// The name is of several places, each confirmed, and means all of them: "HMP Usk/Prescoed".
    pub all_meant: bool,
    /// The words stand where a name should and name nothing, as "TBC" and "as above" do: they are never compared.
    pub placeholder: Option<Placeholder>,
}

impl Found {
    /// The one place meant, if that is confirmed.
    pub fn confirmed(&self) -> Option<PlaceIx> {
        (self.certainty == Certainty::Confirmed && !self.all_meant).then(|| self.candidates.first().map(|c| c.place)).flatten()
    }

    /// The places that are confirmed: one, or all that a combined name means.
    pub fn all_confirmed(&self) -> impl Iterator<Item = PlaceIx> {
        self.candidates.iter().filter(|_| self.certainty == Certainty::Confirmed).map(|c| c.place)
    }

    /// Of a combined name what each of its places would be alone; of any other name itself.
    pub fn each(self: &Arc<Self>) -> Vec<Arc<Self>> {
        if !self.all_meant {
            return vec![self.clone()];
        }
        let alone = |candidate: &Candidate| Arc::new(Self { candidates: vec![candidate.clone()], all_meant: false, ..(**self).clone() });
        self.candidates.iter().map(alone).collect()
    }
}
