//! The workbooks that come out.

mod consolidated;
mod pages;
mod parts;
mod style;
mod summary;
pub mod survey;

pub use consolidated::consolidated;
