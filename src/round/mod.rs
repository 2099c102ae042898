//! The round folder: its settings, whose file is whose, and where the outputs go.

pub mod came;
pub mod config;
mod confine;
pub mod folder;
mod lock;
mod mistakes;
pub mod progress;
pub mod stop;
pub mod transaction;
pub mod workers;
