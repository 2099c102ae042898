//! What an audit says on the console: references and cells, names only if asked for.

use super::write::Written;
use super::{Options, OutputPlace, paper, query_files};
use crate::account::Audit;
use crate::commands::cli::Shape;
use crate::commands::{Done, fails, line};
use crate::model::finding::Severity;
use crate::outputs::sentences;

/// The text for standard output, which is that of `findings.json` if asked for, and whether something at or above `--fail-on` was found.
pub(super) fn say(place: &OutputPlace, audit: &Audit, findings: Option<String>, written: &Written, asked: &Options) -> Done {
    let text = match (asked.format, asked.quiet) {
        (Shape::Json, _) => findings.unwrap_or_default(),
        (Shape::Text, true) => String::new(),
        (Shape::Text, false) => summary(place, audit, written, asked.show_names),
    };
    Done { text, failed: fails(&audit.report.findings, asked.fail_on) }
}

fn summary(place: &OutputPlace, audit: &Audit, written: &Written, show_names: bool) -> String {
    let findings = &audit.report.findings;
    let members = audit.round.settings.members.len();
    let mut text = format!("{} of {members} members returned.\n", audit.round.returns.len());
    for severity in [Severity::Breach, Severity::Concern, Severity::Query, Severity::Note] {
        let number = findings.iter().filter(|f| f.severity == severity).count();
        let open = findings.iter().filter(|f| f.severity == severity && audit.is_open(f)).count();
        let dismissed = if open == number { String::new() } else { format!(" ({} of them dismissed or accepted)", number - open) };
        text.push_str(&format!("{number:6} {}{dismissed}\n", severity.name()));
    }
    for finding in findings.iter().filter(|f| show_names || (f.severity == Severity::Breach && audit.is_open(f))) {
        text.push_str(&line(finding, show_names));
    }
    for sentence in
        std::iter::once(sentences::rows_of_conflicts(audit)).chain(sentences::breaches(audit)).chain([sentences::not_checked(audit)])
    {
        if !sentence.is_empty() {
            text.push_str(&format!("{sentence}\n"));
        }
    }
    if !audit.settled.is_empty() {
        text.push_str(&format!("{} decisions are on Settled: their findings have gone.\n", audit.settled.len()));
    }
    audit.notices.iter().chain(&written.notices).for_each(|notice| text.push_str(&format!("note: {notice}\n")));
    text.push_str(&query_files::summary(audit, &written.queries));
    text.push_str(&format!("Written: {}\n", place.workbook.display()));
    text.push_str(&format!("To print for the meeting: {}\n", paper::path(place, audit).display()));
    text
}
