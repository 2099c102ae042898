//! `status`: who has returned, what was received, and what to ask each member for.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Done, json};
use crate::book::Book;
use crate::commands::cli::Listing;
use crate::error::Error;
use crate::figures::table::{Datum, Table};
use crate::form::Question;
use crate::model::{Fault, Received, Round, Status};
use crate::outputs::data;
use crate::outputs::workbooks;
use crate::queries::Followed;
use crate::queries::{self, states::QueryState};
use crate::read;
use crate::round::config::Config;
use crate::round::folder;
use crate::round::progress::Progress;
use crate::rules;
use crate::rules::run;

/// The state of a return about which nothing is open and nothing waits.
const CLEAN: &str = "clean";

const HEADINGS: [&str; 17] = [
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
];

pub(super) fn run(path: &Path, format: Listing, progress: &dyn Progress) -> Result<Done, Error> {
    let config = folder::config(path)?;
    let hint = match path.join("returns").exists() {
        true => String::new(),
        false => format!("Put the returned workbooks into {}, under any names.\n", path.join("returns").display()),
    };
    let Standing { round, report, followed, remarks } = standing(path, &config, progress)?;
    let table = table(&round, &report, &followed);
    let text = match format {
        Listing::Csv => String::from_utf8_lossy(&data::csv(&table)).into_owned(),
        Listing::Json => {
            let objects = table.rows.iter().map(|row| {
                let pairs = table.headings.iter().cloned().zip(row.iter().map(value));
                serde_json::Value::Object(pairs.collect())
            });
            json(&objects.collect::<Vec<_>>())
        }
        Listing::Text => {
            let notices: String = round.newer_than_as_at().iter().map(|notice| format!("note: {notice}\n")).collect();
            text(&table, &remarks) + &notices + &hint
        }
    };
    Ok(Done::new(text))
}

/// How the round stands today.
pub(super) struct Standing {
    round: Round,
    report: run::Report,
    followed: Followed,
    /// What could not be read besides the returns, and was left out.
    pub remarks: Vec<String>,
}

/// What is due from a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Due {
    /// No file came.
    NothingCame,
    /// What came cannot be used, and why, in words that follow "it".
    CannotBeUsed(String),
    /// So many queries are open.
    Queries(usize),
    /// So many explanations wait for the coordinator.
    Explained(usize),
    /// Nothing.
    Nothing,
}

impl Standing {
    /// What is due from each member of whom a return is asked, by code.
    pub fn due(&self) -> BTreeMap<&str, Due> {
        let counts = self.followed.open_and_waiting();
        let of = |code| counts.get(code).map_or(0, |(_, waiting)| *waiting);
        let codes = self.round.settings.members.iter().map(|member| member.code.as_str());
        codes.filter_map(|code| Some((code, self.due_from(code, of(code))?))).collect()
    }
    fn due_from(&self, code: &str, waiting: usize) -> Option<Due> {
        let files = || self.round.received.iter().filter(|file| file.member == code);
        let file = files().find(|file| file.is_used()).or_else(|| files().next())?;
        not_applicable(&self.round, file).is_none().then_some(())?;
        let open = open_queries(&self.followed, code);
        Some(match file.status {
            Status::Outstanding => match unreadable_file(&self.round, code) {
                Some(other) => Due::CannotBeUsed(why_not(other)),
                None => Due::NothingCame,
            },
            Status::Rejected | Status::Superseded => Due::CannotBeUsed(why_not(file)),
            Status::Received | Status::Nil if open > 0 => Due::Queries(open),
            Status::Received | Status::Nil if waiting > 0 => Due::Explained(waiting),
            Status::Received | Status::Nil => Due::Nothing,
        })
    }
    /// The address that a member's return gives.
    pub fn address(&self, code: &str) -> Option<String> {
        let typed = self.round.submission(code)?.answers.text(Question::Email)?.trim();
        let is_one = typed.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
        (is_one && !typed.contains(char::is_whitespace)).then(|| typed.to_string())
    }
}

/// Reads the round and says how it stands.
pub(super) fn standing(path: &Path, config: &Config, progress: &dyn Progress) -> Result<Standing, Error> {
    let mut remarks = Vec::new();
    let (round, book) = read_round(path, config, progress, &mut remarks)?;
    let mut report = run::run(&round, &config.overrides);
    let said = book.said(&round, &report.findings);
    let followed = queries::follow(&round, &mut report, &said.given());
    Ok(Standing { round, report, followed, remarks })
}

/// The round and what people typed; what besides the returns cannot be read is remarked on and left out, because who has returned can be told
/// without it.
fn read_round(path: &Path, config: &Config, progress: &dyn Progress, remarks: &mut Vec<String>) -> Result<(Round, Book), Error> {
    let mut leave_out = |error: Error| remarks.push(error.to_string());
    let book = folder::book(path, config).map_or_else(
        |e| {
            leave_out(e);
            Book::default()
        },
        |(book, _)| book,
    );
    let mut remarks_of_places = Vec::new();
    let register = match folder::register_with_confirmed(path, config, &book) {
        Ok(read) => {
            read.unclear.iter().for_each(|unclear| remarks_of_places.push(unclear.notice()));
            read.register
        }
        Err(error) => {
            // A register that cannot be used stops this as well; a place confirmed that cannot be kept does not.
            let register = folder::register(path)?;
            leave_out(error);
            register
        }
    };
    let last = folder::last_year(path, config).unwrap_or_else(|error| {
        leave_out(error);
        None
    });
    remarks.extend(remarks_of_places);
    let received = folder::receive(path, config, &register, progress)?;
    let (returns, received) = read::settle(&config.settings, received);
    let mut round = Round::new(config.settings.clone(), register, returns, received, last);
    round.confirmed.extend(book.people());
    Ok((round, book))
}

/// A chase list: every file and every member from whom none came, with what to ask for.
fn table(round: &Round, report: &run::Report, followed: &Followed) -> Table {
    let text = |text: &str| if text.is_empty() { Datum::Blank } else { Datum::Text(text.to_string()) };
    let number = |n: usize| Datum::Number(n as f64);
    let counts = followed.open_and_waiting();
    let rows = round.received.iter().map(|file| {
        let used = file.is_used();
        let (findings, waiting) = if used { counts.get(file.member.as_str()).copied().unwrap_or_default() } else { (0, 0) };
        let open = if used { open_queries(followed, &file.member) } else { 0 };
        let state = state(round, file, findings, waiting);
        let there = !file.file.is_empty();
        let counted = |n: usize| if there { number(n) } else { Datum::Blank };
        vec![
            text(&file.member),
            text(file.status.name()),
            text(state),
            text(&ask(round, report, file, open, waiting)),
            text(&file.file),
            text(file.receipt()),
            text(&file.sha256),
            counted(file.size as usize),
            file.completed.map_or(Datum::Blank, Datum::Date),
            counted(file.rows[0]),
            counted(file.rows[1]),
            counted(file.rows[2]),
            number(open),
            number(findings),
            number(waiting),
            text(if used && findings == 0 && waiting == 0 { "yes" } else { "no" }),
            text(&file.remark),
        ]
    });
    Table { name: "Status", headings: HEADINGS.map(String::from).to_vec(), rows: rows.collect() }
}

/// How many queries of a member have a finding that is open.
fn open_queries(followed: &Followed, member: &str) -> usize {
    let open = followed.asked.iter().filter(|asked| asked.member == member && asked.state.is_open());
    let mut queries: Vec<&str> = open.map(|asked| asked.query.as_str()).collect();
    queries.sort_unstable();
    queries.dedup();
    queries.len()
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

fn not_applicable<'a>(round: &'a Round, file: &Received) -> Option<&'a str> {
    round.settings.member(&file.member)?.not_applicable.as_deref()
}

/// What to ask the member for; empty if nothing.
fn ask(round: &Round, report: &run::Report, file: &Received, open: usize, waiting: usize) -> String {
    let year = round.settings.year;
    match file.status {
        Status::Superseded => String::new(),
        Status::Outstanding if not_applicable(round, file).is_some() => String::new(),
        Status::Outstanding => match unreadable_file(round, &file.member) {
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

/// Why a file could not be used, in words that say what it is.
fn why_not(file: &Received) -> String {
    match &file.fault {
        Some(Fault::Password) => "it needs a password".into(),
        Some(Fault::TooLarge(reason) | Fault::NotWorkbook(reason)) => reason.what.clone(),
        None => "it is not the survey of this round".into(),
    }
}

/// What is wrong with a file that could not be read, and what to ask its sender for.
fn mend(file: &Received) -> String {
    let why = why_not(file);
    let ask = match &file.fault {
        Some(Fault::TooLarge(reason) | Fault::NotWorkbook(reason)) => reason.ask.as_str(),
        Some(Fault::Password) | None => "",
    };
    let ask = if ask.is_empty() { rules::of_fault(file.fault.as_ref()).fix } else { ask };
    format!("{} cannot be used ({why}). {ask}", file.file)
}

/// A file that could not be read and whose name has the member's code in it.
fn unreadable_file<'a>(round: &'a Round, member: &str) -> Option<&'a Received> {
    let words = |name: &str| name.to_uppercase().split(|c: char| !c.is_ascii_alphanumeric()).map(String::from).collect::<Vec<_>>();
    let unknown = round.received.iter().filter(|file| file.status == Status::Rejected && file.member.is_empty());
    unknown.into_iter().find(|file| words(&file.file).contains(&member.to_uppercase()))
}

/// A value in JSON: a number as a number, a date as `2026-03-31`, nothing as null.
fn value(datum: &Datum) -> serde_json::Value {
    match datum {
        Datum::Number(number) => serde_json::Value::from(*number as i64),
        _ => Datum::text(datum).map_or(serde_json::Value::Null, serde_json::Value::String),
    }
}

/// How a file stands, in one word or two: what it is, where that is not plain, and what is to be done.
fn stands(status: &str, state: &str) -> String {
    let state = if state == CLEAN { "nothing to ask" } else { state };
    match status {
        status if status == Status::Nil.name() => format!("{status}, {state}"),
        _ => state.to_string(),
    }
}

fn text(table: &Table, remarks: &[String]) -> String {
    let mut text = String::from("Member     How it stands        Completed   Secondees/staff/assignments  Receipt       File\n");
    for row in &table.rows {
        let cell = |heading: &str| {
            let at = HEADINGS.iter().position(|known| *known == heading);
            at.and_then(|at| Datum::text(&row[at])).unwrap_or_default()
        };
        let rows = match cell("file").is_empty() {
            true => String::new(),
            false => format!("{} / {} / {}", cell("secondees"), cell("staff"), cell("assignments")),
        };
        let line = format!(
            "{:10} {:20} {:11} {:28} {:13} {}",
            cell("member"),
            stands(&cell("status"), &cell("state")),
            cell("completed_on"),
            rows,
            cell("receipt"),
            cell("file")
        );
        text.push_str(line.trim_end());
        text.push('\n');
        if !cell("ask").is_empty() {
            text.push_str(&format!("           ask for: {}\n", cell("ask")));
        }
    }
    let states = |wanted: &str| table.rows.iter().filter(|row| row[2] == Datum::Text(wanted.into())).count();
    text.push_str(&format!(
        "{} with nothing to ask, {} with open queries, {} explained, {} outstanding, {} rejected, {} superseded.\n\
         A query is open until its member has corrected the return or explained it; an explanation waits for your Yes or No.\n",
        states(CLEAN),
        states("open queries"),
        states("explained"),
        states("outstanding"),
        states("rejected"),
        states("superseded")
    ));
    for remark in remarks {
        text.push_str(&format!("Not taken into account: {remark}\n"));
    }
    text
}
