//! The cells of each format of workbook, streamed into a sparse map with absolute positions.

mod biff;
pub(crate) mod grid;
pub(crate) mod hidden;
pub(crate) mod looks;
pub(crate) mod ods;
pub(crate) mod xls;
mod xlsb;

pub use xlsb::comments as xlsb_notes;
