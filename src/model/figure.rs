//! A figure of a member or of all members in a year.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The NPM as a whole, where a member's code would stand.
pub const ALL: &str = "ALL";

/// What a figure counts. In the order of the names, which is the order of figures in every output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Full-time equivalents on NPM work of the secondees in post at the census date.
    FteNpm,
    /// Members that used secondees in the year.
    MembersUsing,
    /// All staff on NPM work at the census date, secondees included.
    NpmStaff,
    /// Secondees in post at the census date as a share of all staff on NPM work.
    SecondeeShare,
    /// Secondees in post on NPM work at the census date.
    SecondeesCensus,
    /// Secondees on NPM work whose secondment ended in the year.
    SecondeesEnded,
    /// Secondees in post on NPM work at some time in the year.
    SecondeesInYear,
    /// Secondees on NPM work whose secondment began in the year.
    SecondeesNew,
    /// Secondees listed as on NPM work, whatever their dates.
    SecondeesNpm,
}

impl Measure {
    /// Every measure.
    pub const EACH: [Measure; 9] = [
        Measure::FteNpm,
        Measure::MembersUsing,
        Measure::NpmStaff,
        Measure::SecondeeShare,
        Measure::SecondeesCensus,
        Measure::SecondeesEnded,
        Measure::SecondeesInYear,
        Measure::SecondeesNew,
        Measure::SecondeesNpm,
    ];

    /// Its name in `findings.json`, on Count history and in `round.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Measure::FteNpm => "fte_npm",
            Measure::MembersUsing => "members_using",
            Measure::NpmStaff => "npm_staff",
            Measure::SecondeeShare => "secondee_share",
            Measure::SecondeesCensus => "secondees_census",
            Measure::SecondeesEnded => "secondees_ended",
            Measure::SecondeesInYear => "secondees_in_year",
            Measure::SecondeesNew => "secondees_new",
            Measure::SecondeesNpm => "secondees_npm",
        }
    }

    /// The measure of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::EACH.into_iter().find(|measure| measure.name() == name)
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whose arrangements a figure counts (¶10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// All arrangements.
    Broad,
    /// Secondments only.
    Narrow,
}

impl Basis {
    /// Both.
    pub const EACH: [Basis; 2] = [Basis::Broad, Basis::Narrow];

    /// `broad` or `narrow`.
    pub fn name(self) -> &'static str {
        match self {
            Basis::Broad => "broad",
            Basis::Narrow => "narrow",
        }
    }

    /// In words, as sheets have it.
    pub fn words(self) -> &'static str {
        match self {
            Basis::Broad => "all arrangements",
            Basis::Narrow => "secondments only",
        }
    }

    /// The basis of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::EACH.into_iter().find(|basis| basis.name() == name)
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A figure. Zero is a value; a missing value has a reason (`nil return`, `not returned`, `not applicable`, `not known`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// Survey year.
    pub year: i16,
    /// Member code, or `ALL`.
    pub member: String,
    /// What is counted.
    pub measure: Measure,
    /// The figure: people, full-time equivalents, a share between 0 and 1, or members.
    pub value: Option<f64>,
    /// Whose arrangements are counted.
    pub basis: Basis,
    /// Why there is no value, or, for `ALL`, how many members it is based on.
    pub reason: Option<String>,
}

impl Count {
    /// What tells one figure from another, and the order of figures: year, member, measure, basis.
    pub fn key(&self) -> (i16, &str, Measure, Basis) {
        (self.year, &self.member, self.measure, self.basis)
    }
}

/// A figure of this year beside the same one of last year.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// Member code, or `ALL`.
    pub member: String,
    /// What is counted.
    pub measure: Measure,
    /// Whose arrangements are counted.
    pub basis: Basis,
    /// Last year's figure, if it is known.
    pub then: Option<f64>,
    /// This year's, if it is known.
    pub now: Option<f64>,
    /// How much more it is this year, in the unit of the figure; of a figure that is not known in both years there is no change.
    pub change: Option<f64>,
}

/// Why a number is not known, in words that end a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotKnown(pub String);

impl From<&str> for NotKnown {
    fn from(why: &str) -> Self {
        Self(why.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_json_and_in_order() {
        for measure in Measure::EACH {
            assert_eq!(serde_json::to_value(measure).expect("a name"), measure.name());
            assert_eq!(Measure::named(measure.name()), Some(measure));
        }
        for basis in Basis::EACH {
            assert_eq!(serde_json::to_value(basis).expect("a name"), basis.name());
            assert_eq!(Basis::named(basis.name()), Some(basis));
        }
        assert!(Measure::EACH.is_sorted_by_key(|measure| measure.name()) && Measure::EACH.is_sorted());
        assert_eq!(Measure::named("secondees"), None);
    }
}
