//! One return judged by itself, for the member who sends it: what `check` prints, and what the check in a browser shows.
//!
//! Both call [`checked`] and say what [`Checked`] says, so that they cannot differ. They differ in how the file is read alone: the program has it read
//! by a process of its own, the page by a worker of the browser ([`crate::round::folder`] understands what either took out).

mod names;
mod on_page;
mod text;

pub use on_page::OnPage;

use std::collections::BTreeSet;

use crate::form::{Field, Need, Question, Sheet};
use crate::model::finding::{Finding, Severity};
use crate::model::{At, Received, Record, Round, Status, Submission};
use crate::places::Register;
use crate::queries::facts::FactsIndex;
use crate::queries::{self, Query};
use crate::read;
use crate::round::config::{self, Config};
use crate::rules::run::{self as judge, Report};
use names::Names;

/// A file, judged by itself.
pub struct Checked {
    round: Round,
    report: Report,
    /// What was found.
    findings: Vec<Finding>,
    /// The member's code, empty if it cannot be told.
    member: String,
    /// The file's name.
    file: String,
}

/// The workbook does not say of which survey year it is, and the year was not asked for either.
#[derive(Debug, PartialEq, Eq)]
pub struct NoYear;

/// Survey years that there can be.
pub const YEARS: std::ops::RangeInclusive<i16> = 2010..=2100;

/// The survey year that a workbook is tried with before its own is known; any would do.
const ANY_YEAR: i16 = 2026;

/// Judges a file for the year that was asked for, or the one that it says itself. It is received anew for each year that is tried.
///
/// # Errors
/// If no year was asked for and it is a survey that does not say its own.
pub fn checked(year: Option<i16>, receive: &dyn Fn(&Config, &Register) -> Received) -> Result<Checked, NoYear> {
    let first = alone(year.unwrap_or(ANY_YEAR), receive);
    if year.is_some() {
        return Ok(first);
    }
    // Of a file that could not be read as a survey the year makes no difference.
    let Some(submission) = first.submission() else { return Ok(first) };
    let says = submission.answers.number(Question::Year).filter(|year| year.fract() == 0.0);
    match says.map(|year| year as i16).filter(|year| YEARS.contains(year)) {
        Some(ANY_YEAR) => Ok(first),
        Some(year) => Ok(alone(year, receive)),
        None => Err(NoYear),
    }
}

fn alone(year: i16, receive: &dyn Fn(&Config, &Register) -> Received) -> Checked {
    let usual = config::usual(year);
    let register = Register::embedded();
    let received = receive(&usual, &register);
    let (member, file) = (received.member.clone(), received.file.clone());
    let (returns, mut received) = read::settle(&usual.settings, vec![received]);
    // Only this file is judged: that others have not returned says nothing about it.
    received.retain(|file| file.status != Status::Outstanding);
    let round = Round::new(usual.settings, register, returns, received, None);
    let report = judge::run(&round, &usual.overrides);
    let mut findings = report.findings.clone();
    findings.retain(|finding| finding.member == member || finding.file == file);
    Checked { round, report, findings, member, file }
}

impl Checked {
    /// What was found, as `findings.json` has it.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What was found, taken out.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// The return, whether or not a round could use it.
    fn submission(&self) -> Option<&Submission> {
        let unused = self.round.received.iter().filter_map(|file| file.unused.as_deref());
        self.round.returns.iter().chain(unused).next()
    }

    fn queries(&self) -> Vec<Query> {
        queries::of_round(&self.round, &FactsIndex::new(&self.round), &self.findings)
    }

    /// What is found about a file that could not be read is asked of nobody as a query.
    fn not_asked<'a>(&'a self, queries: &'a [Query]) -> impl Iterator<Item = &'a Finding> {
        let asked: BTreeSet<&str> = queries.iter().flat_map(|query| query.findings.iter().map(String::as_str)).collect();
        self.findings.iter().filter(move |finding| !asked.contains(finding.id.as_str()))
    }

    /// What was read: `Read as the return of HMIP for 2026: 3 secondees, …`; nothing of a file that is no survey.
    fn understood(&self) -> Option<String> {
        let own = self.submission()?;
        let counts = [(own.secondees.len(), "secondee", "secondees"), (own.staff.len(), "other member of staff", "other staff")];
        let counts = counts.into_iter().chain([(own.assignments.len(), "assignment", "assignments")]);
        let counts: Vec<String> = counts.map(|(n, one, many)| format!("{n} {}", if n == 1 { one } else { many })).collect();
        Some(format!("Read as the return of {} for {}: {}.", self.member, self.round.settings.year, counts.join(", ")))
    }

    /// Whether the file can be used as a return at all.
    pub fn is_usable(&self) -> bool {
        self.round.received.iter().any(Received::is_used)
    }

    /// Whether the return is ready to send, in the words and the sense of the sheet Check.
    fn verdict(&self, queries: &[Query]) -> Verdict {
        if !self.is_usable() {
            return Verdict { is_ready: false, words: "Not ready to send: this file cannot be used as a return.".into() };
        }
        let wrong = self.findings.iter().filter(|finding| finding.severity == Severity::Query);
        let wrong: BTreeSet<&str> = wrong.map(|finding| finding.id.as_str()).collect();
        let (keeping, others): (Vec<&Query>, Vec<&Query>) = queries.iter().partition(|query| self.keeps_from_sending(query, &wrong));
        let count = |n: usize| if n == 1 { "1 thing".to_string() } else { format!("{n} things") };
        let later = match others.iter().filter(|query| query.severity > Severity::Note).count() {
            0 => String::new(),
            n => format!(" The steering group will ask about {}: say in Notes what it should know.", count(n)),
        };
        let words = match keeping.len() {
            0 => format!("Ready to send.{later}"),
            n => format!("Not ready to send: {} to put right.{later}", count(n)),
        };
        Verdict { is_ready: keeping.is_empty(), words }
    }

    /// Whether something is missing, wrong or contradictory; what the guidance says of a complete and right answer keeps nobody from sending it.
    fn keeps_from_sending(&self, query: &Query, wrong: &BTreeSet<&str>) -> bool {
        let is_gap = |at: &At| {
            let Some(own) = self.submission() else { return false };
            match at.sheet {
                Sheet::Return => own
                    .answers
                    .cells()
                    .any(|(question, cell)| cell.at == *at && cell.is_blank() && question.column().need == Need::Required),
                Sheet::Secondees => is_gap(&own.secondees, at),
                Sheet::Staff => is_gap(&own.staff, at),
                Sheet::Assignments => is_gap(&own.assignments, at),
            }
        };
        query.findings.iter().any(|id| wrong.contains(id.as_str())) || query.spots.iter().any(|spot| is_gap(&spot.at))
    }

    /// What `check` prints of the file.
    pub fn text(&self, show_names: bool) -> String {
        text::of(self, &self.queries(), &Names::of(self.submission(), show_names))
    }
}

/// Whether a return is ready to send, and in words what is missing.
struct Verdict {
    is_ready: bool,
    words: String,
}

fn is_gap<F: Field>(records: &[Record<F>], at: &At) -> bool {
    let cells = records.iter().filter(|record| record.row == at.row).flat_map(Record::cells);
    cells.into_iter().any(|(field, cell)| cell.at == *at && cell.is_blank() && field.column().need != Need::Optional)
}

/// What stands above the queries of a severity.
fn heading(severity: Severity) -> &'static str {
    match severity {
        Severity::Breach => "Against the guidance, which says never or must",
        Severity::Concern => "The guidance is not followed, or the return does not show that it is",
        Severity::Query => "To put right or explain",
        Severity::Note => "For your information",
    }
}
