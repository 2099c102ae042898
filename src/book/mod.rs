//! What people typed into the consolidated workbook: decisions, people and places confirmed, answers accepted, and last year's.

pub mod answers;
pub mod decisions;
pub mod group;
pub mod headings;
pub mod last_year;
pub mod not_carried;
pub mod people;
pub mod places;
pub mod tables;
