//! `check`: one return at a time, for the member: what was understood, what was found as queries in the order of sheets and rows, what to do about
//! each, and whether the return is ready to send.
//!
//! A member checks its own file, but the console may be seen by others, so that people are named by their references unless names are asked for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Done, fails, json};
use crate::commands::cli::{FailOn, Shape};
use crate::error::Error;
use crate::form::{Asg, Field, Need, Question, Sec, Sheet, Stf};
use crate::model::finding::{Finding, Severity};
use crate::model::{At, Record, Round, Status, Submission, a1};
use crate::places::Register;
use crate::queries::facts::FactsIndex;
use crate::queries::{self, Query};
use crate::read;
use crate::round::config;
use crate::round::folder::receive_file;
use crate::rules::run as judge;

/// What was asked for.
pub(super) struct CheckOptions {
    pub files: Vec<PathBuf>,
    pub year: Option<i16>,
    pub fail_on: FailOn,
    pub format: Shape,
    pub show_names: bool,
}

pub(super) fn run(asked: &CheckOptions) -> Result<Done, Error> {
    if let Some(year) = asked.year.filter(|year| !(2010..=2100).contains(year)) {
        return Err(Error::asked(format!("--year {year}: a survey year lies between 2010 and 2100")));
    }
    let (mut text, mut all) = (String::new(), Vec::new());
    for file in &asked.files {
        if file.is_dir() {
            return Err(Error::at(file, "is a folder; name the workbook in it"));
        }
        if !file.is_file() {
            return Err(Error::at(file, "there is no such file"));
        }
        std::fs::File::open(file).map_err(|e| Error::at(file, format!("cannot be opened ({e}); close it if it is open elsewhere")))?;
        let checked = checked(file, asked.year)?;
        text.push_str(&checked.text(file, asked.show_names));
        all.extend(checked.findings);
    }
    let failed = fails(&all, asked.fail_on);
    Ok(Done { text: if asked.format == Shape::Json { json(&all) } else { text }, failed })
}

/// A file, judged by itself.
struct Checked {
    round: Round,
    /// What was found.
    findings: Vec<Finding>,
    /// The member's code, empty if it cannot be told.
    member: String,
}

/// The survey year that a workbook is tried with before its own is known; any would do.
const ANY_YEAR: i16 = 2026;

/// Reads and judges a file, for the year that was asked for or the one it says itself.
fn checked(file: &Path, year: Option<i16>) -> Result<Checked, Error> {
    let first = alone(file, year.unwrap_or(ANY_YEAR));
    if year.is_some() {
        return Ok(first);
    }
    // Of a file that could not be read as a survey the year makes no difference.
    let Some(submission) = first.submission() else { return Ok(first) };
    let says = submission.answers.number(Question::Year).filter(|year| year.fract() == 0.0 && (2010.0..=2100.0).contains(year));
    match says.map(|year| year as i16) {
        Some(ANY_YEAR) => Ok(first),
        Some(year) => Ok(alone(file, year)),
        None => Err(Error::at(file, "does not say of which survey year it is (R02 on Return); give it with --year")),
    }
}

fn alone(file: &Path, year: i16) -> Checked {
    let usual = config::usual(year);
    let register = Register::embedded();
    let received = receive_file(file, &usual, &register);
    let (member, name) = (received.member.clone(), received.file.clone());
    let (returns, mut received) = read::settle(&usual.settings, vec![received]);
    // Only this file is judged: that others have not returned says nothing about it.
    received.retain(|file| file.status != Status::Outstanding);
    let round = Round::new(usual.settings, register, returns, received, None);
    let mut findings = judge::run(&round, &usual.overrides).findings;
    findings.retain(|f| f.member == member || f.file == name);
    Checked { round, findings, member }
}

impl Checked {
    /// The return, whether or not a round could use it.
    fn submission(&self) -> Option<&Submission> {
        let unused = self.round.received.iter().filter_map(|file| file.unused.as_deref());
        self.round.returns.iter().chain(unused).next()
    }

    fn text(&self, file: &Path, show_names: bool) -> String {
        let index = FactsIndex::new(&self.round);
        let queries = queries::of_round(&self.round, &index, &self.findings);
        let names = Names::of(self.submission(), show_names);
        let mut text = format!("{}\n", file.display());
        if let Some(own) = self.submission() {
            let counts = [(own.secondees.len(), "secondee", "secondees"), (own.staff.len(), "other member of staff", "other staff")];
            let counts = counts.into_iter().chain([(own.assignments.len(), "assignment", "assignments")]);
            let counts: Vec<String> = counts.map(|(n, one, many)| format!("{n} {}", if n == 1 { one } else { many })).collect();
            text.push_str(&format!("Read as the return of {} for {}: {}.\n", self.member, self.round.settings.year, counts.join(", ")));
        }
        let mut last = None;
        for (at, query) in queries.iter().enumerate() {
            if last != Some(query.severity) {
                text.push_str(&format!("\n{}\n", heading(query.severity)));
                last = Some(query.severity);
            }
            text.push_str(&paragraph(at + 1, query, &names));
        }
        // What is found about a file that could not be read is asked of nobody as a query.
        let asked: Vec<&String> = queries.iter().flat_map(|query| &query.findings).collect();
        for finding in self.findings.iter().filter(|finding| !asked.contains(&&finding.id)) {
            text.push_str(&format!(
                "\n{}: {}\n   To do: {}\n",
                finding.rule,
                names.in_place(&finding.message),
                names.in_place(&finding.action)
            ));
        }
        text.push('\n');
        text.push_str(&self.verdict(&queries));
        text
    }

    /// Whether the return is ready to send, in the words and the sense of the sheet Check.
    fn verdict(&self, queries: &[Query]) -> String {
        let is_used = self.round.received.iter().any(|file| file.is_used());
        if !is_used {
            return "Not ready to send: this file cannot be used as a return.\n".into();
        }
        let (keeping, others): (Vec<&Query>, Vec<&Query>) = queries.iter().partition(|query| self.keeps_from_sending(query));
        let count = |n: usize| if n == 1 { "1 thing".to_string() } else { format!("{n} things") };
        let later = match others.iter().filter(|query| query.severity > Severity::Note).count() {
            0 => String::new(),
            n => format!(" The steering group will ask about {}: say in Notes what it should know.", count(n)),
        };
        match keeping.len() {
            0 => format!("Ready to send.{later}\n"),
            n => format!("Not ready to send: {} to put right.{later}\n", count(n)),
        }
    }

    /// Whether something is missing, wrong or contradictory; what the guidance says of a complete and right answer keeps nobody from sending it.
    fn keeps_from_sending(&self, query: &Query) -> bool {
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
        let is_query = |finding: &&Finding| finding.severity == Severity::Query && query.findings.contains(&finding.id);
        self.findings.iter().any(|finding| is_query(&finding)) || query.spots.iter().any(|spot| is_gap(&spot.at))
    }
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

/// A query with its cells and what to do.
fn paragraph(number: usize, query: &Query, names: &Names) -> String {
    let paragraphs = query.paragraphs.join(", ");
    let rule = if paragraphs.is_empty() { query.rule.code.to_string() } else { format!("{}, {paragraphs}", query.rule.code) };
    let (found, to_do) = (names.of_query(query), names.in_place(&query.to_do()));
    format!("{number:3}. {} ({rule}): {}\n     To do: {to_do}\n", place(query), found.trim_end_matches('.'))
}

/// Where a query is to be put right: `Secondees!C4`, `Secondees!C4 and 3 more`, or what it is about as a whole.
fn place(query: &Query) -> String {
    let mut cells: Vec<(Sheet, u32, u32)> = query.spots.iter().map(|spot| (spot.at.sheet, spot.at.row, spot.at.col)).collect();
    cells.sort_unstable();
    cells.dedup();
    const SHOWN: usize = 4;
    match cells.first() {
        None if query.sheet.is_empty() => "The file".into(),
        None => query.sheet.clone(),
        Some((sheet, ..)) => {
            let first: Vec<String> = cells.iter().take(SHOWN).map(|(_, row, col)| a1(*row, *col)).collect();
            let more = if cells.len() > SHOWN { format!(" and {} more", cells.len() - SHOWN) } else { String::new() };
            format!("{}!{}{more}", sheet.name(), first.join(", "))
        }
    }
}

/// The names in a return, with the references that stand in their place on the console.
struct Names(BTreeMap<std::cmp::Reverse<(usize, String)>, String>);

/// A text with another in the place of each occurrence that is no part of a longer word: Ash is not in Ashford.
fn in_words(text: &str, name: &str, instead: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let is_word = is_apart(before.chars().next_back()) && is_apart(after.chars().next());
        out.push_str(before);
        out.push_str(if is_word { instead } else { name });
        rest = after;
    }
    out + rest
}

/// What stands in the place of a name that has no reference.
const A_NAME: &str = "[a name]";

impl Names {
    /// The names of a return; none if they may be shown.
    fn of(submission: Option<&Submission>, show_names: bool) -> Self {
        let mut names = Self(BTreeMap::new());
        let Some(own) = submission.filter(|_| !show_names) else { return names };
        for question in [Question::By, Question::Email] {
            names.add(&own.answers.cell(question).typed, A_NAME);
        }
        own.assignments.iter().for_each(|row| names.add(&row.cell(Asg::Name).typed, A_NAME));
        for row in &own.secondees {
            names.add(&row.cell(Sec::AssessedBy).typed, A_NAME);
            names.add(&row.cell(Sec::Name).typed, &row.cell(Sec::Ref).typed);
        }
        own.staff.iter().for_each(|row| names.add(&row.cell(Stf::Name).typed, &row.cell(Stf::Ref).typed));
        names
    }

    fn add(&mut self, name: &str, reference: &str) {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            return;
        }
        let reference = if reference.trim().is_empty() { A_NAME } else { reference.trim() };
        // The longest is replaced first, as a name may be part of another.
        self.0.insert(std::cmp::Reverse((name.chars().count(), name)), reference.into());
    }

    /// A text with references in the place of names.
    fn in_place(&self, text: &str) -> String {
        let mut text = text.to_string();
        for (std::cmp::Reverse((_, name)), reference) in &self.0 {
            text = in_words(&text.replace(&format!("{name} ({reference})"), reference), name, reference);
        }
        text
    }

    /// What a query found. Where it says that one name is not another, nothing is left of that without the names: then what the rule finds in
    /// general is said.
    fn of_query(&self, query: &Query) -> String {
        let text = self.in_place(&query.text());
        let is_about_names = query.column == Asg::Name.column().heading && query.sheet == Sheet::Assignments.name();
        if is_about_names && text.contains(A_NAME) { query.rule.fault.into() } else { text }
    }
}
