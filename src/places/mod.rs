//! The register of places of detention, and what it makes of a name.
//!
//! A name is *confirmed* only by an id, a name, an alias or a named normalisation that leaves one place. Names that stand for several
//! places (`ambiguous_names.csv`) are *possible*. Anything else is *unknown*: it is compared as text and listed as not checkable.

mod find;
mod index;
mod kin;
mod kinds;
mod matching;
mod name;
mod reason;
mod register;
mod words;
mod written;

pub use kin::Tie;
pub use name::{fold, squash};
pub use register::{Place, PlaceIx, Register, RegisterError};

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
