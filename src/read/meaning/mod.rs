//! What the cells mean: headings, rows, dates, a member's return.

pub(crate) mod dates;
mod locate;
mod month_first;
mod parse;
mod rows;
mod settle;
pub(crate) mod submission;

pub use settle::settle;
