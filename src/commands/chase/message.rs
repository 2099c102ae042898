//! The message to one member.

use std::path::{Path, PathBuf};

use crate::commands::status::{Due, MemberStanding, Urgency};
use crate::model::{Date, Member, Settings, show_date};
use crate::outputs::sentences::counted;
use crate::outputs::workbooks::{self, ChaseRow, ChaseTyped};

/// A message to one member.
pub(super) struct Message<'a> {
    pub member: &'a Member,
    pub urgency: Urgency,
    /// The address that the coordinator typed for the member, else the one that its return gives.
    pub to: Option<String>,
    pub subject: String,
    pub body: String,
    /// The file to attach, from the round's folder.
    pub attach: Option<PathBuf>,
    missing: String,
    due_by: Option<Date>,
    days_late: Option<i32>,
}

/// Days that a member is given to answer where no day is set, or it has passed.
const DAYS_TO_ANSWER: i32 = 14;
/// Days that a member is given whose return is late.
const DAYS_WHEN_LATE: i32 = 7;

/// What to write to a member today, by how it stands.
pub(super) fn message<'a>(
    path: &Path,
    settings: &Settings,
    member: &'a Member,
    standing: &MemberStanding,
    to: Option<String>,
) -> Message<'a> {
    let year = settings.year;
    let (today, by) = (settings.as_at, settings.return_by);
    let where_to = settings.return_to.as_ref().map_or("in reply to this message".to_string(), |to| format!("to {to},"));
    // Whoever is written to is told a day. Where none is set, or it has passed, that is some days from the day of writing.
    let from_today = |days: i32| today.checked_add(jiff::Span::new().days(days)).unwrap_or(today);
    let ahead = |by: Option<Date>| by.filter(|by| *by >= today).unwrap_or_else(|| from_today(DAYS_TO_ANSWER));
    let answers_by = ahead(Some(settings.answers_by()));
    let issued = PathBuf::from("issued").join(format!("{}-{year}.xlsx", member.code));
    let queries = PathBuf::from("output/queries").join(workbooks::queries_file_name(&member.code, year));
    let there = |file: PathBuf| Some(file).filter(|file| path.join(file).is_file());
    let survey = format!("the survey of secondees for {year}");
    let nil = "If you used no secondees, answer No to R08 and return the workbook all the same.";
    let attached = |file: &Option<PathBuf>| if file.is_some() { "the attached workbook" } else { "the workbook that you were sent" };
    let no_return = "the return";
    let (subject, words, attach, missing, due_by) = match &standing.due {
        Due::NothingCame if standing.urgency == Urgency::Late => {
            let attach = there(issued);
            (
                format!("Overdue: survey of secondees {year}"),
                format!(
                    "We have not yet received your return of {survey}. It was due {}.\n\nPlease fill in {} and send it {where_to} by {}, or tell me on which day it will come. {nil}",
                    by.map_or(String::new(), |by| format!("on {}", show_date(by))),
                    attached(&attach),
                    show_date(from_today(DAYS_WHEN_LATE)),
                ),
                attach,
                no_return.to_string(),
                by,
            )
        }
        Due::NothingCame | Due::NotAsked(_) => {
            let attach = there(issued);
            (
                format!("Survey of secondees {year}: please return it by {}", show_date(ahead(by))),
                format!(
                    "We look forward to your return of {survey}.\n\nPlease fill in {} and send it {where_to} by {}. {nil}",
                    attached(&attach),
                    show_date(ahead(by))
                ),
                attach,
                no_return.to_string(),
                Some(ahead(by)),
            )
        }
        Due::CannotBeUsed(why) => {
            let attach = there(issued);
            let file = standing.file.map_or("it", |file| file.file.as_str());
            let lost = if attach.is_some() { "fill in the one attached" } else { "tell me, and I shall send you another" };
            (
                format!("Your return cannot be read: survey of secondees {year}"),
                format!(
                    "Thank you for what you sent. We could not use {file}: {why}.\n\nPlease send the survey workbook itself, filled in, saved as .xlsx and without a password, {where_to} by {}. If you have lost it, {lost}.",
                    show_date(ahead(by))
                ),
                attach,
                format!("a file that can be used: {why}"),
                Some(by.unwrap_or_else(|| ahead(by))),
            )
        }
        Due::Queries(open) => {
            let attach = there(queries);
            let workbook =
                if attach.is_some() { "The attached workbook" } else { "The workbook with the queries, which I send you separately," };
            (
                format!("{} on your return: survey of secondees {year}", counted(*open as i64, "query", "queries")),
                format!(
                    "Thank you for your return of {survey}. {} left to settle.\n\n{workbook} is your own return, with the cells in question coloured. Please work through its sheet Queries from the top: correct each cell in this workbook, or choose Explained and say why it is right. Save it and send the whole workbook {where_to} by {}.",
                    if *open == 1 { "One query is".to_string() } else { format!("{open} queries are") },
                    show_date(answers_by),
                ),
                attach,
                format!("answers to {}", counted(*open as i64, "query", "queries")),
                Some(answers_by),
            )
        }
        Due::Explained(waiting) => (
            format!("Your explanations: survey of secondees {year}"),
            format!(
                "Thank you for your return of {survey} and for your {}. I shall tell you whether anything is left to ask; you need do nothing now.",
                if *waiting == 1 { "explanation" } else { "explanations" }
            ),
            None,
            format!("nothing from the member; {waiting} to be answered by you (Accepted? on Queries)"),
            None,
        ),
        Due::Nothing => (
            format!("Thank you: survey of secondees {year}"),
            format!("Thank you for your return of {survey}. Nothing is left to ask."),
            None,
            "nothing".to_string(),
            None,
        ),
    };
    let care = match &settings.return_to {
        Some(to) => format!("The workbook names people: please send it to nobody but {to}."),
        None => "The workbook names people: please send it to nobody else.".to_string(),
    };
    let care = if attach.is_some() || matches!(standing.due, Due::NothingCame | Due::CannotBeUsed(_)) { care } else { String::new() };
    let body = format!("Dear colleague at {},\n\n{words}\n\n{care}", member.name);
    // Without an address in round.toml whoever sends it signs it.
    let signed = settings.return_to.as_ref().map_or(String::new(), |to| format!("\n\n{to}"));
    let body = format!("{}\n\nWith kind regards{signed}\n", body.trim_end());
    Message { member, urgency: standing.urgency, to, subject, body, attach, missing, due_by, days_late: standing.days_late }
}

impl Message<'_> {
    /// The message to copy from.
    pub fn text(&self) -> String {
        let attach = if self.attach.is_some() { format!("Attach: {}\n", self.attached()) } else { String::new() };
        format!("To: {}\nSubject: {}\n{attach}\n{}", self.to.as_deref().unwrap_or(""), self.subject, self.body)
    }

    /// The file that goes with it, written the same on every system; empty without one.
    fn attached(&self) -> String {
        self.attach.as_ref().map_or(String::new(), |file| file.to_string_lossy().replace('\\', "/"))
    }

    /// Whether it goes with a workbook.
    pub fn needs_file(&self) -> bool {
        matches!(self.urgency, Urgency::Late | Urgency::Outstanding | Urgency::CannotBeUsed | Urgency::Queries)
    }

    /// Its row of the sheet, with what was typed there.
    pub fn row(&self, typed: ChaseTyped) -> ChaseRow {
        ChaseRow {
            member: self.member.code.clone(),
            why: if self.urgency == Urgency::Nothing { "thanks" } else { self.urgency.words() }.to_string(),
            missing: self.missing.clone(),
            due_by: self.due_by,
            days_late: self.days_late,
            to: self.to.clone().unwrap_or_default(),
            attach: self.attached(),
            typed,
        }
    }
}
