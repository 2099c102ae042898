//! `status`: how each member stands, the most urgent first: what came and when, how late, and what to ask for.

mod due;
mod lines;
mod list;

use std::path::Path;

pub(super) use due::{Due, MemberStanding, Urgency};

use super::colour::Paint;
use super::{Done, chase, json, quoted};
use crate::commands::cli::Listing;
use crate::error::Error;
use crate::form::Question;
use crate::model::{Date, show_date};
use crate::outputs::data;
use crate::queries::{self, Followed};
use crate::round::came::{self, Arrivals, today};
use crate::round::config::Config;
use crate::round::folder::{self, OpenedRound, Outputs};
use crate::round::progress::Progress;
use crate::rules::run;

/// What was asked for besides the round.
pub(super) struct StatusOptions {
    pub format: Listing,
    pub as_at: Option<Date>,
    pub paint: Paint,
}

pub(super) fn run(path: &Path, asked: &StatusOptions, progress: &dyn Progress) -> Result<Done, Error> {
    let mut config = folder::config(path)?;
    config.settings.as_at = asked.as_at.unwrap_or(config.settings.as_at);
    let mut standing = standing(path, &config, progress)?;
    standing.keep_arrivals(path);
    let chased = chase::last_chased(path, config.settings.year).unwrap_or_else(|error| {
        standing.remarks.push(error.to_string());
        Default::default()
    });
    let text = match asked.format {
        Listing::Csv => String::from_utf8_lossy(&data::csv(&list::table(&standing, &chased).view())).into_owned(),
        Listing::Json => json(&list::objects(&standing, &chased)),
        Listing::Text => {
            let hint = if asked.as_at.is_none() { as_at_today("status", path, config.settings.as_at) } else { String::new() };
            lines::text(path, &standing, &chased, asked.paint, &hint)
        }
    };
    Ok(Done::new(text))
}

/// How the round stands today.
pub(super) struct Standing {
    opened: OpenedRound,
    report: run::Report,
    followed: Followed,
    arrivals: Arrivals,
    /// Whether something came that no run had seen before.
    is_new: bool,
    /// What could not be read besides the returns, and was left out.
    pub remarks: Vec<String>,
}

impl Standing {
    /// The address that a member's return gives.
    pub fn address(&self, code: &str) -> Option<String> {
        let typed = self.opened.round.submission(code)?.answers.text(Question::Email)?.trim();
        is_address(typed).then(|| typed.to_string())
    }

    /// Notes in the round's folder on which day each new file came. Where that cannot be written, the days are not kept, and that is said.
    pub fn keep_arrivals(&mut self, path: &Path) {
        if !self.is_new {
            return;
        }
        let mut outputs = Outputs::default();
        outputs.add(path.join(came::FILE), self.arrivals.text());
        if let Err(error) = outputs.write() {
            self.remarks.push(format!("{error} (the days on which returns came are not kept)"));
        }
    }
}

/// Whether a text is an address of e-mail.
pub(super) fn is_address(typed: &str) -> bool {
    let is_one = typed.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    is_one && !typed.contains(char::is_whitespace)
}

/// How to ask a command for what holds today, where as_at is another day: only whoever runs it can know which of the two is meant.
pub(super) fn as_at_today(command: &str, path: &Path, as_at: Date) -> String {
    match today() {
        day if day == as_at => String::new(),
        day => format!(" As at today: secondee-audit {command} {} --as-at {}", quoted(path), show_date(day)),
    }
}

/// Reads the round and says how it stands.
pub(super) fn standing(path: &Path, config: &Config, progress: &dyn Progress) -> Result<Standing, Error> {
    let (opened, mut remarks) = folder::read_what_is_there(path, config, progress)?;
    let (arrivals, is_new) = match Arrivals::read(path) {
        Ok(mut arrivals) => {
            let is_new = arrivals.note(&opened.round.received, today());
            remarks.extend(arrivals.wrong.iter().cloned());
            (arrivals, is_new)
        }
        Err(error) => {
            remarks.push(error.to_string());
            (Arrivals::default(), false)
        }
    };
    let mut report = run::run(&opened.round, &config.overrides);
    let said = opened.book.said(&opened.round, &report.findings);
    let followed = queries::follow(&opened.round, &mut report, &said.given());
    Ok(Standing { opened, report, followed, arrivals, is_new, remarks })
}
