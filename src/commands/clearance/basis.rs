//! What clearance is based on: the round's returns, or, before any has come, who was in post by last year's workbook and has not left.

use std::path::Path;

use rayon::prelude::*;

use crate::error::Error;
use crate::model::{Received, Round};
use crate::outputs::workbooks::survey::{self, Filled, Shared};
use crate::read;
use crate::round::config::Config;
use crate::round::folder;
use crate::round::progress::Progress;

/// What the answer is based on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClearanceBasis {
    /// The returns of this year.
    Returns(i16),
    /// The consolidated workbook of this earlier year.
    LastYear(i16),
}

impl ClearanceBasis {
    pub fn year(self) -> i16 {
        match self {
            Self::Returns(year) | Self::LastYear(year) => year,
        }
    }
    pub fn is_last_year(self) -> bool {
        matches!(self, Self::LastYear(_))
    }
    /// Where the answer is from.
    pub fn words(self) -> String {
        match self {
            Self::Returns(year) => format!("From the returns of {year}."),
            Self::LastYear(year) => format!(
                "No return has come yet, so this is from the workbook of {year}: who was in post then and is not known to have left. Ask each member who has joined since."
            ),
        }
    }
    /// What is said of it on the console, if it is not what is usual.
    pub fn notice(self) -> String {
        if self.is_last_year() { format!("{}\n\n", self.words()) } else { String::new() }
    }
}

/// The round to be asked, and what it is based on.
///
/// # Errors
/// As [`folder::read_round`]; without returns, if `previous` names no workbook or it cannot be read.
pub(super) fn read(path: &Path, config: &Config, progress: &dyn Progress) -> Result<(Round, ClearanceBasis), Error> {
    if !folder::returned_files(path)?.is_empty() || config.previous.is_none() {
        return Ok((folder::read_round(path, config, progress)?.round, ClearanceBasis::Returns(config.settings.year)));
    }
    let settings = &config.settings;
    let register = folder::register(path)?;
    let Some(last) = folder::last_year(path, config)? else {
        return Ok((folder::read_round(path, config, progress)?.round, ClearanceBasis::Returns(settings.year)));
    };
    let codes: Vec<String> = settings.members.iter().map(|member| member.code.clone()).collect();
    let shared = Shared::new(&codes, &register).map_err(|e| Error::asked(format!("the workbooks cannot be made ({e})")))?;
    let known: Vec<&String> = codes.iter().filter(|code| last.returned.contains_key(*code)).collect();
    progress.begin("reading", known.len() as u64);
    // The workbook that `issue` fills in for a member holds whoever goes on; it is read as a return would be.
    let received: Result<Vec<Received>, Error> = known
        .into_par_iter()
        .map(|code| {
            let name = format!("{code}-{}.xlsx", settings.year);
            let filled = Filled::carried_over(settings, code, &last);
            let bytes = survey::workbook(&filled, &shared).map_err(|e| Error::asked(format!("{name} cannot be made ({e})")))?;
            let received = read::read(&name, &bytes, &register, settings, &config.limits);
            progress.step();
            Ok(received)
        })
        .collect();
    progress.end();
    let (returns, received) = read::settle(settings, received?);
    let year = last.year;
    Ok((Round::new(settings.clone(), register, returns, received, Some(last)), ClearanceBasis::LastYear(year)))
}
