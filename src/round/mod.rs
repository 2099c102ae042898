//! The round folder: its settings, whose file is whose, and where the outputs go.

pub mod config;
mod confine;
pub mod folder;
mod lock;
pub mod progress;
pub mod stop;
pub mod transaction;
pub mod workers;
