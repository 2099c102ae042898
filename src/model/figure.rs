//! A figure of a member or of all members in a year.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A figure. Zero is a value; a missing value has a reason (`nil`, `not returned`, `not applicable`, `not known`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// Survey year.
    pub year: i16,
    /// Member code, or `ALL`.
    pub member: String,
    /// `secondees_census`, `secondees_in_year`, `secondees_new`, `secondees_ended`, `secondees_npm`, `fte_npm`, `npm_staff`, `secondee_share`,
    /// `members_using`.
    pub measure: String,
    /// The figure: people, full-time equivalents, a share between 0 and 1, or members.
    pub value: Option<f64>,
    /// `broad` (all arrangements) or `narrow` (secondments only).
    pub basis: String,
    /// Why there is no value, or, for `ALL`, how many members it rests on.
    pub reason: Option<String>,
}
