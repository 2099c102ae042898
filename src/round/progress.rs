//! How far a run has come: bars on a terminal; nothing elsewhere, or with `--quiet`.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Receives from the library how far a run has come; may be called from several threads.
pub trait Progress: Sync {
    /// A stage begins: its name, and how many steps it has (0 if that is not known).
    fn begin(&self, stage: &'static str, steps: u64);
    /// A step is done.
    fn step(&self);
    /// The stage is done.
    fn end(&self);
}

/// Shows nothing.
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &'static str, _: u64) {}
    fn step(&self) {}
    fn end(&self) {}
}

/// Bars on standard error.
pub struct ProgressBars {
    bar: Mutex<Option<ProgressBar>>,
}

impl Progress for ProgressBars {
    fn begin(&self, stage: &'static str, steps: u64) {
        // Without a known number of steps a bar says nothing, so a spinner is shown.
        let (bar, template) = match steps {
            0 => (ProgressBar::new_spinner(), "{msg:10} {spinner} {elapsed}"),
            _ => (ProgressBar::new(steps), "{msg:10} {bar:40} {pos}/{len}"),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(stage);
        bar.enable_steady_tick(Duration::from_millis(120));
        *self.lock() = Some(bar);
    }
    fn step(&self) {
        if let Some(bar) = self.lock().as_ref() {
            bar.inc(1);
        }
    }
    fn end(&self) {
        if let Some(bar) = self.lock().take() {
            bar.finish_and_clear();
        }
    }
}

impl ProgressBars {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<ProgressBar>> {
        self.bar.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The progress to show.
pub fn choose(quiet: bool) -> Box<dyn Progress> {
    match quiet || !std::io::stderr().is_terminal() {
        true => Box::new(Silent),
        false => Box::new(ProgressBars { bar: Mutex::new(None) }),
    }
}
