//! The workbooks that come out.

mod changes;
mod consolidated;
mod pages;
mod parts;
mod queries;
mod queries_sheet;
mod style;
mod summary;
pub mod survey;

pub use consolidated::consolidated;
pub use queries::queries;
