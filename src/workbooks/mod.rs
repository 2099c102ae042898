//! The workbooks that come out.

mod changes;
mod consolidated;
mod pages;
mod parts;
mod queries_sheet;
mod style;
mod summary;

pub use consolidated::consolidated;
