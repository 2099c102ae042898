//! The workbooks that come out.

mod changes;
mod charts;
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
mod whole;
mod year;

pub use clearance::clearance;
pub use consolidated::{QueryFiles, consolidated, redacted};
pub use queries::{file_name as queries_file_name, queries};
pub use whole::to_bytes;
pub use year::SAME_MEMBERS;
