//! What the cells mean: headings, rows, dates, a member's return.

mod calendar;
pub(crate) mod dates;
mod lines;
mod locate;
mod members;
mod misfit;
mod month_first;
mod parse;
mod rows;
mod settle;
pub(crate) mod submission;
mod text;

pub use settle::settle;
