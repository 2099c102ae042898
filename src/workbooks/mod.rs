//! The workbooks that come out.

mod changes;
mod clearance;
mod conflicts;
mod consolidated;
mod pages;
mod parts;
mod people;
mod queries;
mod queries_sheet;
mod style;
mod summary;
pub mod survey;

pub use clearance::clearance;
pub use consolidated::consolidated;
pub use queries::{file_name as queries_file_name, queries};
