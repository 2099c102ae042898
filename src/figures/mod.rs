//! The consolidated tables, the counts, the year on year and what a figure could be while queries are open.

pub mod flow;
pub mod frames;
pub mod history;
pub mod ranges;
pub mod table;
