//! Every file and every member from whom none came, one line each, for programs and spreadsheets.

use std::collections::BTreeMap;

use super::Standing;
use crate::figures::table::{Datum, Table};
use crate::form::Question;
use crate::model::{Fault, Received, Round, Status};
use crate::outputs::workbooks;
use crate::queries::states::QueryState;
use crate::rules;
use crate::rules::run;

/// The state of a return about which nothing is open and nothing waits.
const CLEAN: &str = "clean";

const HEADINGS: [&str; 22] = [
    "member",
    "status",
    "state",
    "ask",
    "file",
    "receipt",
    "sha256",
    "size",
    "completed_on",
    "secondees",
    "staff",
    "assignments",
    "open_queries",
    "open_findings",
    "explained",
    "ready",
    "remark",
    "came_on",
    "days_late",
    "last_chased",
    "urgency",
    "may_be_of",
];

/// The list as JSON objects.
pub(super) fn objects(standing: &Standing, chased: &BTreeMap<String, Datum>) -> Vec<serde_json::Value> {
    let table = table(standing, chased);
    let objects = table.rows.iter().map(|row| {
        let pairs = table.headings.iter().cloned().zip(row.iter().map(value));
        serde_json::Value::Object(pairs.collect())
    });
    objects.collect()
}

/// Every file and every member from whom none came, with what to ask for.
pub(super) fn table(standing: &Standing, chased: &BTreeMap<String, Datum>) -> Table {
    let (round, report, followed) = (&standing.opened.round, &standing.report, &standing.followed);
    let text = |text: &str| if text.is_empty() { Datum::Blank } else { Datum::Text(text.to_string()) };
    let number = |n: usize| Datum::Number(n as f64);
    let day = |day: Option<_>| day.map_or(Datum::Blank, Datum::Date);
    let (counts, open_queries) = (followed.open_and_waiting(), followed.open_queries());
    let members = standing.members();
    let rows = round.received.iter().map(|file| {
        let used = file.is_used();
        let (findings, waiting) = if used { counts.get(file.member.as_str()).copied().unwrap_or_default() } else { (0, 0) };
        let open = if used { open_queries.get(file.member.as_str()).copied().unwrap_or_default() } else { 0 };
        let state = state(round, file, findings, waiting);
        let there = !file.file.is_empty();
        let counted = |n: usize| if there { number(n) } else { Datum::Blank };
        // What is said of the member stands beside the file it is said of.
        let member = members.iter().find(|member| member.member == file.member);
        let of_member = member.filter(|member| member.file.is_none_or(|of| of.file == file.file) || file.file.is_empty());
        let of_nobody = members.iter().find(|member| file.member.is_empty() && member.file.is_some_and(|of| of.file == file.file));
        vec![
            text(&file.member),
            text(file.status.name()),
            text(state),
            text(&ask(round, report, file, open, waiting)),
            text(&file.file),
            text(file.receipt()),
            text(&file.sha256),
            counted(file.size as usize),
            day(file.completed),
            counted(file.rows[0]),
            counted(file.rows[1]),
            counted(file.rows[2]),
            number(open),
            number(findings),
            number(waiting),
            text(if used && findings == 0 && waiting == 0 { "yes" } else { "no" }),
            text(&file.remark),
            day(standing.arrivals.day(file).filter(|_| there)),
            of_member.and_then(|member| member.days_late).map_or(Datum::Blank, |days| Datum::Number(f64::from(days))),
            of_member.and_then(|member| chased.get(member.member)).cloned().unwrap_or(Datum::Blank),
            of_member.map_or(Datum::Blank, |member| text(member.urgency.words())),
            of_nobody.map_or(Datum::Blank, |member| text(member.member)),
        ]
    });
    Table { name: "Status", headings: HEADINGS.map(String::from).to_vec(), rows: rows.collect() }
}

fn state(round: &Round, file: &Received, open: usize, waiting: usize) -> &'static str {
    match file.status {
        Status::Outstanding if not_applicable(round, file).is_some() => "not due",
        Status::Outstanding => "outstanding",
        Status::Rejected => "rejected",
        Status::Superseded => "superseded",
        Status::Received | Status::Nil if open > 0 => "open queries",
        Status::Received | Status::Nil if waiting > 0 => QueryState::Explained.name(),
        Status::Received | Status::Nil => CLEAN,
    }
}

pub(super) fn not_applicable<'a>(round: &'a Round, file: &Received) -> Option<&'a str> {
    round.settings.member(&file.member)?.not_applicable.as_deref()
}

/// What to ask the member for; empty if nothing.
pub(super) fn ask(round: &Round, report: &run::Report, file: &Received, open: usize, waiting: usize) -> String {
    let year = round.settings.year;
    match file.status {
        Status::Superseded => String::new(),
        Status::Outstanding if not_applicable(round, file).is_some() => String::new(),
        Status::Outstanding => match round.unreadable_file(&file.member) {
            Some(other) => format!("A file that can be read: {}", mend(other)),
            None => format!("The return for {year}; a nil return (R08 No) if no secondees were used"),
        },
        Status::Rejected => {
            let rule = report
                .findings
                .iter()
                .find(|f| f.file == file.file && rules::by_code(&f.rule).is_some_and(|rule| rule.handling.rejects_file));
            match (&file.fault, rule.and_then(|f| rules::by_code(&f.rule))) {
                (None, Some(rule)) => format!("{} {}", rule.fault, rule.fix),
                // Nothing is found of another year's return where this year's is in use.
                (None, None) if let Some(of) = year_of(file).filter(|of| *of != f64::from(year)) => {
                    format!("Nothing: {} is the return for {of}, so it is left out; the return for {year} is in use", file.file)
                }
                _ => mend(file),
            }
        }
        Status::Received | Status::Nil if open > 0 => {
            let name = workbooks::queries_file_name(&file.member, year);
            format!("Answers to {open} open {}: output/queries/{name}", if open == 1 { "query" } else { "queries" })
        }
        Status::Received | Status::Nil if waiting > 0 => "Nothing: its explanations wait for Yes or No on Queries".into(),
        Status::Received | Status::Nil => String::new(),
    }
}

/// The survey year that a file says of itself, if it was read.
fn year_of(file: &Received) -> Option<f64> {
    file.unused.as_ref()?.answers.number(Question::Year)
}

/// What is wrong with a file that could not be read, and what to ask its sender for.
pub(super) fn mend(file: &Received) -> String {
    let why = file.why_not_used();
    let ask = match &file.fault {
        Some(Fault::TooLarge(reason) | Fault::NotWorkbook(reason)) => reason.ask.as_str(),
        Some(Fault::Password) | None => "",
    };
    let ask = if ask.is_empty() { rules::of_fault(file.fault.as_ref()).fix } else { ask };
    format!("{} cannot be used ({why}). {ask}", file.file)
}

/// A value in JSON: a number as a number, a date as `2026-03-31`, nothing as null.
fn value(datum: &Datum) -> serde_json::Value {
    match datum {
        Datum::Number(number) => serde_json::Value::from(*number as i64),
        _ => Datum::text(datum).map_or(serde_json::Value::Null, serde_json::Value::String),
    }
}
