//! `audit`: the main job, in five steps.

mod next;
mod paper;
mod query_files;
mod redact;
mod say;
mod since;
mod write;

use std::path::{Path, PathBuf};

use super::Done;
use crate::account::{Audit, Publication};
use crate::commands::cli::{FailOn, Shape};
use crate::commands::colour::Paint;
use crate::error::Error;
use crate::model::Date;
use crate::round::came;
use crate::round::folder;
use crate::round::progress::Progress;
use crate::round::transaction;
use crate::rules::{Groundwork, run};
use since::LastRun;

/// What was asked for besides the round.
pub(super) struct Options {
    pub fail_on: FailOn,
    pub as_at: Option<Date>,
    pub format: Shape,
    pub show_names: bool,
    pub redact: bool,
    pub paper_pdf: bool,
    pub quiet: bool,
    pub paint: Paint,
}

/// The five steps: read the round, judge, settle with what people said, write, say.
pub(super) fn run(path: &Path, asked: &Options, progress: &dyn Progress) -> Result<Done, Error> {
    let mut config = folder::config(path)?;
    config.settings.as_at = asked.as_at.unwrap_or(config.settings.as_at);
    let place = OutputPlace::new(path, config.settings.year);
    let lock = place.lock_if_there()?;

    let mut read = folder::read_round(path, &config, progress)?;
    read.book.read_rows(&read.round.received).map_err(|e| e.about(&place.workbook))?;
    progress.begin("checking", 0);
    let groundwork = Groundwork::of(&read.round);
    let report = run::judge(&groundwork, &config.overrides);
    progress.end();
    let before = super::publish::published_before(path, &config).map_err(|e| e.to_string());
    let publication = Publication { terms: config.publish.clone(), before };
    let audit = Audit::settle(&groundwork, report, &read.book, &config.history, publication);
    let lock = lock.map_or_else(|| place.lock(), Ok)?;
    progress.begin("writing", 0);
    // Read before it is written again, and only for those who are told.
    let since = match asked.format {
        Shape::Text if !asked.quiet => {
            since::since(&LastRun::read(&place.output), &audit, &read.book.decided().kept, read.register.is_some())
        }
        _ => String::new(),
    };
    let written = write::write(&place, &audit, &read, asked)?;
    progress.end();
    drop(lock);
    let is_news = !since.starts_with(since::NOTHING);
    Ok(say::say(
        &place,
        &audit,
        &say::DoneByRun {
            since,
            is_news,
            not_understood: read.book.not_understood(),
            findings: written.findings,
            queries: written.queries,
            notices: written.notices,
        },
        asked,
    ))
}

/// Where a round's outputs are.
struct OutputPlace {
    round: PathBuf,
    output: PathBuf,
    workbook: PathBuf,
}

impl OutputPlace {
    fn new(round: &Path, year: i16) -> Self {
        Self { round: round.to_path_buf(), output: round.join("output"), workbook: folder::consolidated(round, year) }
    }
    /// Takes the outputs for this run, so that what is read back does not change meanwhile. Where nothing was ever written there is no folder
    /// yet, and a run that fails before it writes leaves none behind.
    fn lock_if_there(&self) -> Result<Option<transaction::Lock>, Error> {
        // Said before the returns are read, which may take long.
        transaction::refuse_if_open(&self.workbook)?;
        self.output.is_dir().then(|| self.lock()).transpose()
    }
    fn lock(&self) -> Result<transaction::Lock, Error> {
        let lock = transaction::begin(
            &self.output,
            &[self.round.join("register.csv"), self.round.join(redact::KEY), self.round.join(came::FILE)],
        )?;
        paper::remove_left_behind(&self.output)?;
        Ok(lock)
    }
}
