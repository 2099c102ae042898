//! The round folder: its settings, whose file is whose, and where the outputs go.

pub mod came;
pub mod config;
pub mod folder;
mod mistakes;
pub mod progress;
pub mod transaction;
pub mod workers;
