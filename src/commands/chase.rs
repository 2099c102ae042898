//! `chase`: what to write to each member today, as text and as a message to open in a mail program, and one list of all.

use std::path::{Path, PathBuf};

use super::Done;
use super::status::{self, Due};
use crate::error::Error;
use crate::figures::table::{Datum, Table};
use crate::model::{Date, Member, show_date};
use crate::outputs::data;
use crate::outputs::workbooks;
use crate::round::config::Config;
use crate::round::folder::{self, Outputs};
use crate::round::progress::Progress;
use crate::round::transaction;

/// Why a member is written to, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// The day has passed and nothing came.
    Late,
    /// What came cannot be used.
    CannotBeUsed,
    /// Queries are open.
    Queries,
    /// Nothing came yet, and the day has not passed.
    Outstanding,
    /// The member has explained, and the coordinator has not yet answered.
    Explained,
    /// Nothing is left to ask.
    Thanks,
}

impl Reason {
    fn name(self) -> &'static str {
        match self {
            Reason::Late => "late",
            Reason::CannotBeUsed => "file cannot be used",
            Reason::Queries => "queries open",
            Reason::Outstanding => "outstanding",
            Reason::Explained => "explanations with the coordinator",
            Reason::Thanks => "thanks",
        }
    }
}

/// A message to one member.
struct Message<'a> {
    member: &'a Member,
    reason: Reason,
    /// The address that the return itself gives, if one was read.
    to: Option<String>,
    subject: String,
    body: String,
    /// The file to attach, from the round's folder.
    attach: Option<PathBuf>,
}

pub(super) fn run(path: &Path, progress: &dyn Progress) -> Result<Done, Error> {
    let config = folder::config(path)?;
    let standing = status::standing(path, &config, progress)?;
    let due = standing.due();
    let mut messages: Vec<Message> = config
        .settings
        .members
        .iter()
        .filter_map(|member| Some(message(path, &config, member, due.get(member.code.as_str())?, standing.address(&member.code))))
        .collect();
    messages.sort_by(|a, b| (a.reason, &a.member.code).cmp(&(b.reason, &b.member.code)));
    let folder = path.join("output/chase");
    let _lock = transaction::begin(&path.join("output"), &[])?;
    let mut outputs = Outputs::default();
    let list = folder.join(format!("chase-{}.csv", config.settings.year));
    outputs.add(list.clone(), data::csv(&table(&messages)));
    for message in &messages {
        outputs.add(folder.join(format!("{}.txt", message.member.code)), message.text().into_bytes());
        outputs.add(folder.join(format!("{}.eml", message.member.code)), message.eml().into_bytes());
    }
    outputs.write()?;
    let mut text = String::new();
    for message in &messages {
        text.push_str(&format!("{:10} {:34} {}\n", message.member.code, message.reason.name(), message.subject));
    }
    for remark in &standing.remarks {
        text.push_str(&format!("Not taken into account: {remark}\n"));
    }
    text.push_str(&format!("Written: {} and a .txt and an .eml file for each member beside it\n", list.display()));
    Ok(Done::new(text))
}

/// What to write to a member today, of whom this is due.
fn message<'a>(path: &Path, config: &Config, member: &'a Member, due: &Due, to: Option<String>) -> Message<'a> {
    let year = config.settings.year;
    let (today, by) = (config.settings.as_at, config.settings.return_by);
    let (reason, open, why) = match due {
        Due::NothingCame if by.is_some_and(|by| today > by) => (Reason::Late, 0, ""),
        Due::NothingCame => (Reason::Outstanding, 0, ""),
        Due::CannotBeUsed(why) => (Reason::CannotBeUsed, 0, why.as_str()),
        Due::Queries(open) => (Reason::Queries, *open, ""),
        Due::Explained(waiting) => (Reason::Explained, *waiting, ""),
        Due::Nothing => (Reason::Thanks, 0, ""),
    };
    let where_to = config.settings.return_to.as_ref().map_or("to me".to_string(), |to| format!("to {to}"));
    let day = |by: Option<Date>| by.map_or("as soon as you can".to_string(), |by| format!("by {}", show_date(by)));
    let issued = PathBuf::from("issued").join(format!("{}-{year}.xlsx", member.code));
    let queries = PathBuf::from("output/queries").join(workbooks::queries_file_name(&member.code, year));
    let there = |file: PathBuf| Some(file).filter(|file| path.join(file).exists());
    let survey = format!("the survey of secondees for {year}");
    let nil = "If you used no secondees, answer No to R08 and return the workbook all the same.";
    let (subject, words, attach) = match reason {
        Reason::Late => (
            format!("Overdue: survey of secondees {year}"),
            format!(
                "We have not yet received your return of {survey}. It was due {}.\n\nPlease fill in the attached workbook and send it {where_to} this week, or tell me on which day it will come. {nil}",
                by.map_or(String::new(), |by| format!("on {}", show_date(by)))
            ),
            there(issued),
        ),
        Reason::Outstanding => (
            format!("Reminder: survey of secondees {year}"),
            format!(
                "We look forward to your return of {survey}.\n\nPlease fill in the attached workbook and send it {where_to} {}. {nil}",
                day(by)
            ),
            there(issued),
        ),
        Reason::CannotBeUsed => (
            format!("Your return cannot be read: survey of secondees {year}"),
            format!(
                "Thank you for what you sent. We could not use it: {why}.\n\nPlease send the survey workbook itself, filled in, saved as .xlsx and without a password, {where_to}. If you have lost it, fill in the one attached."
            ),
            there(issued),
        ),
        Reason::Queries => (
            format!("{open} {} on your return: survey of secondees {year}", if open == 1 { "query" } else { "queries" }),
            format!(
                "Thank you for your return of {survey}. {} left to settle.\n\nThe attached workbook is your own return, with the cells in question coloured. Please work through its sheet Queries from the top: correct each cell in this workbook, or choose Explained and say why it is right. Save it and send the whole workbook {where_to}, {}.",
                if open == 1 { "One query is".to_string() } else { format!("{open} queries are") },
                day(by.filter(|by| *by >= today)),
            ),
            there(queries),
        ),
        Reason::Explained => (
            format!("Your explanations: survey of secondees {year}"),
            format!(
                "Thank you for your return of {survey} and for your {}. I shall tell you whether anything is left to ask; you need do nothing now.",
                if open == 1 { "explanation" } else { "explanations" }
            ),
            None,
        ),
        Reason::Thanks => (
            format!("Thank you: survey of secondees {year}"),
            format!("Thank you for your return of {survey}. Nothing is left to ask."),
            None,
        ),
    };
    let body =
        format!("Dear colleague at {},\n\n{words}\n\nThe workbook names people: please send it only to the address above.\n", member.name);
    Message { member, reason, to, subject, body, attach }
}

impl Message<'_> {
    fn text(&self) -> String {
        let attach = self.attach.as_ref().map_or(String::new(), |file| format!("Attach: {}\n", file.display()));
        format!("To: {}\nSubject: {}\n{attach}\n{}", self.to.as_deref().unwrap_or(""), self.subject, self.body)
    }

    /// A draft that a mail program opens to be sent.
    fn eml(&self) -> String {
        let to = self.to.as_ref().map_or(String::new(), |to| format!("To: {to}\r\n"));
        let attach = self.attach.as_ref().map_or(String::new(), |file| format!("\n[Attach {} before sending.]\n", file.display()));
        let body = format!("{}{attach}", self.body).replace('\n', "\r\n");
        format!(
            "{to}Subject: {}\r\nX-Unsent: 1\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}",
            self.subject
        )
    }
}

/// All messages, one line each.
fn table(messages: &[Message]) -> Table {
    let text = |text: &str| if text.is_empty() { Datum::Blank } else { Datum::Text(text.to_string()) };
    let rows = messages.iter().map(|message| {
        let attach = message.attach.as_ref().map_or(String::new(), |file| file.display().to_string());
        vec![
            text(&message.member.code),
            text(message.reason.name()),
            text(message.to.as_deref().unwrap_or("")),
            text(&message.subject),
            text(&attach),
            text(&message.body),
        ]
    });
    let headings = ["Member", "Why", "To", "Subject", "File to attach", "Text"].map(String::from).to_vec();
    Table { name: "Chase", headings, rows: rows.collect() }
}
