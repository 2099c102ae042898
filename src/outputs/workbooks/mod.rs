//! The workbooks that come out.

mod actions;
mod cards;
mod changes;
mod charts;
mod chase;
mod clearance;
mod columns;
mod compliance;
mod conflicts;
mod consolidated;
mod cover;
mod other_cards;
mod pages;
mod paper;
mod parts;
mod people;
mod places;
mod plots;
mod queries;
mod queries_sheet;
mod questions;
mod style;
mod summary;
pub mod survey;
mod whole;
mod year;

pub use chase::{CHASE_ENTRIES, CHASE_SHEET, ChaseRow, ChaseTyped, chase};
pub use clearance::{SHEET as CLEARANCE, clearance};
pub use consolidated::{QueryFiles, consolidated, redacted};
pub use paper::paper;
pub use queries::{file_name as queries_file_name, queries};
pub use questions::ASK;
pub use whole::to_bytes;
pub use year::SAME_MEMBERS;
