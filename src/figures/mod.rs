//! The consolidated tables, the counts, the year on year and what a figure could be while queries are open.

#[cfg(feature = "frames")]
pub mod compared;
#[cfg(feature = "frames")]
pub mod counts;
pub mod earlier;
pub mod flow;
pub mod frames;
pub mod not_known;
mod once;
pub mod ranges;
pub mod table;
pub mod year_on_year;
