//! The workbooks that come out.

mod changes;
mod charts;
mod columns;
mod compliance;
mod consolidated;
mod cover;
mod pages;
mod parts;
mod queries;
mod queries_sheet;
mod style;
mod summary;
pub mod survey;
mod year;

pub use consolidated::{consolidated, redacted};
pub use queries::queries;
