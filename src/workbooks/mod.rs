//! The workbooks that come out.

mod clearance;
mod conflicts;
mod consolidated;
mod pages;
mod parts;
mod people;
mod style;
mod summary;

pub use clearance::clearance;
pub use consolidated::consolidated;
