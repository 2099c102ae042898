//! What an audit says on the console: references and cells, names only if asked for.

use super::{Options, OutputPlace, next, paper, query_files, redact, since};
use crate::account::Audit;
use crate::commands::cli::Shape;
use crate::commands::colour::Paint;
use crate::commands::{Done, fails, line};
use crate::model::finding::Severity;
use crate::outputs::sentences;
use crate::outputs::workbooks::QueryFiles;

/// What a run wrote, and what of it is said.
pub(super) struct DoneByRun {
    /// What changed since the last run, in lines.
    pub since: String,
    /// Whether anything did, or there was no run before.
    pub is_news: bool,
    /// The cells in which something was typed that was not understood.
    pub not_understood: Vec<String>,
    /// The text of `findings.json`, if that is what is printed.
    pub findings: Option<String>,
    /// The queries workbooks.
    pub queries: QueryFiles,
    /// What the coordinator should know of what was written.
    pub notices: Vec<String>,
}

/// The text for standard output, which is that of `findings.json` if asked for, and whether something at or above `--fail-on` was found.
pub(super) fn say(place: &OutputPlace, audit: &Audit, done: &DoneByRun, asked: &Options) -> Done {
    let text = match (asked.format, asked.quiet) {
        (Shape::Json, _) => done.findings.clone().unwrap_or_default(),
        (Shape::Text, true) => String::new(),
        (Shape::Text, false) => summary(place, audit, done, asked),
    };
    Done { text, failed: fails(&audit.report.findings, asked.fail_on) }
}

/// What changed since the last run, how the round stands, and what is next.
fn summary(place: &OutputPlace, audit: &Audit, done: &DoneByRun, asked: &Options) -> String {
    let findings = &audit.report.findings;
    let mut text = done.since.clone();
    text.push_str(&format!("{} of {} members returned.\n{}", audit.round.returns.len(), sentences::asked(audit), next::outstanding(audit)));
    text.push_str(&format!("{}\n", verdict(audit, asked.paint)));
    for finding in findings.iter().filter(|f| asked.show_names || (f.severity == Severity::Breach && audit.is_open(f))) {
        text.push_str(&line(finding, asked.show_names, asked.paint));
    }
    for sentence in
        std::iter::once(sentences::cases_of_conflicts(audit)).chain(sentences::breaches(audit)).chain([sentences::not_checked(audit)])
    {
        if !sentence.is_empty() {
            text.push_str(&format!("{sentence}\n"));
        }
    }
    match audit.settled.len() {
        0 => {}
        1 => text.push_str("1 decision is on Settled: its finding has gone.\n"),
        many => text.push_str(&format!("{many} decisions are on Settled: their findings have gone.\n")),
    }
    audit.notices.iter().chain(&done.notices).for_each(|notice| text.push_str(&format!("note: {notice}\n")));
    if !done.not_understood.is_empty() {
        let number = sentences::counted(done.not_understood.len() as i64, "thing that was typed was", "things that were typed were");
        text.push_str(&format!(
            "{number} not understood: {}. The notes above say what to type there.\n",
            sentences::listed(&done.not_understood)
        ));
    }
    text.push_str(&query_files::summary(audit, &done.queries, done.is_news));
    text.push_str(&format!("Written: {}\n", place.workbook.display()));
    text.push_str(&format!("To print for the meeting: {}\n", paper::path(place, audit).display()));
    if asked.redact {
        text.push_str(&redact::said(&place.round, audit.round.settings.year));
    }
    text.push_str(&next::next(place, audit, &done.queries, asked.paint));
    text
}

/// How much was found: "6 breaches, 19 concerns, 33 findings of the severity query and 3 notes."
fn verdict(audit: &Audit, paint: Paint) -> String {
    let findings = &audit.report.findings;
    if findings.is_empty() {
        return "Nothing was found.".into();
    }
    let of = |severity| findings.iter().filter(move |finding| finding.severity == severity);
    let mut parts = Vec::new();
    for severity in [Severity::Breach, Severity::Concern, Severity::Query, Severity::Note] {
        let (number, open) = (of(severity).count(), of(severity).filter(|finding| audit.is_open(finding)).count());
        if number == 0 {
            continue;
        }
        let words = since::number_of(severity, number as i64);
        let words = match severity {
            Severity::Breach if open > 0 => paint.grave(&words),
            Severity::Concern if open > 0 => paint.middling(&words),
            _ => words,
        };
        let settled = number - open;
        let of_them = if number == 1 { "dismissed or accepted".to_string() } else { format!("{settled} of them dismissed or accepted") };
        parts.push(if settled == 0 { words } else { format!("{words} ({of_them})") });
    }
    format!("Found: {}.", sentences::listed(&parts))
}
