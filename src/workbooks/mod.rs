//! The workbooks that come out.

mod charts;
mod columns;
mod compliance;
mod consolidated;
mod cover;
mod pages;
mod parts;
mod style;
mod summary;
mod year;

pub use consolidated::{consolidated, redacted};
