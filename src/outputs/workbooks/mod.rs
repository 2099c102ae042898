//! The workbooks that come out.

mod changes;
mod charts;
mod chase;
mod clearance;
mod columns;
mod compliance;
mod conflicts;
mod consolidated;
mod cover;
mod pages;
mod parts;
mod people;
mod queries;
mod queries_sheet;
mod style;
mod summary;
pub mod survey;
mod year;

pub use chase::{CHASE_ENTRIES, CHASE_SHEET, ChaseRow, ChaseTyped, chase};
pub use clearance::clearance;
pub use consolidated::{QueryFiles, consolidated, redacted};
pub use queries::{file_name as queries_file_name, queries};
pub use year::SAME_MEMBERS;
