//! What the consolidated workbook of this round keeps from run to run besides decisions: which returns it was made from, what members were
//! asked and answered, what they changed. Read back before the workbook is written again, so that no run ever loses any of it.

use std::collections::{BTreeMap, BTreeSet};

use super::Typed;
use crate::book::tables::{Ours, SheetRow};
use crate::error::Error;
use crate::form::{Asg, Field, Sec, Sheet, Stf};
use crate::model::PastAnswer;
use crate::queries::states::{AskedFinding, QueryState};
use crate::queries::versions::{ANSWER_COLUMNS, ReturnChange, RowsByReference, row_key};
use crate::queries::{Earlier, Recorded};

/// The sheet of queries and its headings; some are read back, so both are named here.
pub const QUERIES_SHEET: &str = "Queries";
/// The headings of Queries, in order.
pub const QUERY_HEADINGS: [&str; 16] = [
    "Query id",
    "Member",
    "Rule",
    "State",
    "What was found",
    "Response type",
    "Response",
    "Accepted?",
    "Accepted by",
    "Earlier answer",
    "Remark",
    "Asked in run",
    "Asked about version",
    "Settled in run",
    "Finding id",
    "Facts",
];
/// The sheet of changes.
pub const CHANGES_SHEET: &str = "Changes";
/// The headings of Changes, in order.
pub const CHANGE_HEADINGS: [&str; 12] = [
    "Run",
    "Member",
    "Earlier version",
    "New version",
    "What changed",
    "Sheet",
    "Row ref",
    "Column",
    "Was",
    "Is now",
    "Asked for by",
    "Asked for?",
];
/// The sheet of the answers to R01 to R20.
pub const ANSWERS_SHEET: &str = "Answers";
/// Between the ids of one cell.
pub const BETWEEN_IDS: &str = "; ";
/// Between the facts of one cell, in the order of the ids.
pub const BETWEEN_FACTS: char = '\n';
/// On About: the number of the run.
pub const RUN: &str = "Run";
/// On About: what stands before the name of a queries workbook.
pub const QUERIES_WORKBOOK: &str = "Queries workbook ";

/// Reads it back, given the rows of [`queries`], and without the rows of returns ([`rows`]); `None` from a workbook that an earlier program made, which kept none of this.
///
/// # Errors
/// If a sheet is missing or a cell cannot be taken as what it must be: the message names the cell and what to do.
pub fn read<B: AsRef<[u8]>>(book: &mut Ours<B>, queries: Option<&[SheetRow]>) -> Result<Option<Earlier>, Error> {
    if !book.has("About") {
        return Err(Error::not_ours("the sheet \"About\" is missing"));
    }
    let mut earlier = Earlier::default();
    let mut has_run = false;
    for row in book.rows("About", &["What", "Value"])? {
        let (what, value) = (row.text("What"), row.text("Value"));
        if what == RUN {
            has_run = true;
            earlier.run = number(&row, "Value", "About")?;
        } else if let Some(name) = what.strip_prefix(QUERIES_WORKBOOK) {
            earlier.written.insert(name.to_string(), value.trim_start_matches("SHA-256 ").to_string());
        }
    }
    if !has_run {
        return Ok(None);
    }
    for row in book.rows("Returns", &["Member", "Status", "File", "SHA-256", "Version"])? {
        let (member, status, sha256) = (row.text("Member"), row.text("Status"), row.text("SHA-256"));
        if !sha256.is_empty() {
            earlier.files.insert(sha256.clone());
        }
        if status == "received" || status == "nil" {
            let version = number(&row, "Version", "Returns")?;
            earlier.used.insert(member, Recorded { file: row.text("File"), sha256, version });
        } else if !member.is_empty() && row.number("Version").is_some() {
            // A member whose return was in use and is no more keeps its version.
            let version = number(&row, "Version", "Returns")?;
            earlier.used.entry(member).or_insert(Recorded { version, ..Recorded::default() });
        }
    }
    let Some(queries) = queries else { return Err(Error::not_ours(format!("the sheet \"{QUERIES_SHEET}\" is missing"))) };
    earlier.asked = asked(queries)?;
    for row in book.rows(CHANGES_SHEET, &CHANGE_HEADINGS)? {
        earlier.changes.push(change(&row)?);
    }
    Ok(Some(earlier))
}

/// An answer under *Accepted?*: Yes or No, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// `Yes` or `No`.
    pub accepted: String,
    /// Who said so.
    pub by: String,
}

/// The rows of Queries; `None` from a workbook that kept no queries.
///
/// # Errors
/// If the sheet is there and cannot be read.
pub fn queries<B: AsRef<[u8]>>(book: &mut Ours<B>) -> Result<Option<Vec<SheetRow>>, Error> {
    book.has(QUERIES_SHEET).then(|| book.rows(QUERIES_SHEET, &QUERY_HEADINGS)).transpose()
}

/// What was typed under *Accepted?*, by finding; and the cells in which something else than Yes and No stands, which is kept as typed.
pub fn accepted(queries: &[SheetRow]) -> (BTreeMap<String, Typed<Acceptance>>, Vec<String>) {
    let (mut accepted, mut odd) = (BTreeMap::new(), Vec::new());
    for row in queries {
        let cell = format!("{QUERIES_SHEET}!{}", row.cell("Accepted?"));
        let answer = match yes_or_no(&row.text("Accepted?")) {
            Some("") => continue,
            Some(answer) => answer.to_string(),
            None => {
                odd.push(cell);
                continue;
            }
        };
        for id in row.text("Finding id").split(';').map(str::trim).filter(|id| !id.is_empty()) {
            let what = Acceptance { accepted: answer.clone(), by: row.text("Accepted by") };
            accepted.insert(id.to_string(), Typed { what, cell: cell.clone() });
        }
    }
    (accepted, odd)
}

/// What is to be known of a Yes or No under *Accepted?* where the member has explained nothing: there is nothing yet that it could accept or refuse.
pub fn accepts_nothing(queries: &[SheetRow]) -> Vec<String> {
    let is_typed = |row: &&SheetRow| yes_or_no(&row.text("Accepted?")).is_some_and(|answer| !answer.is_empty());
    let is_unexplained = |row: &&SheetRow| row.text("Response").is_empty() && row.text("Earlier answer").is_empty();
    let cell = |row: &SheetRow| format!("{QUERIES_SHEET}!{}", row.cell("Accepted?"));
    let rows = queries.iter().filter(is_typed).filter(is_unexplained);
    rows.map(|row| {
        format!("{}: the member has explained nothing there, so there is nothing to accept or refuse; clear the cell", cell(row))
    })
    .collect()
}

/// What members answered last year, from the consolidated workbook of that year; nothing if it kept no queries.
///
/// # Errors
/// If the sheet is there and cannot be read back.
pub fn past_answers<B: AsRef<[u8]>>(book: &mut Ours<B>) -> Result<BTreeMap<String, PastAnswer>, Error> {
    let queries = queries(book)?.unwrap_or_default();
    let past = asked(&queries)?.into_iter().filter(|asked| !asked.response.is_empty() || asked.accepted == "Yes").map(|asked| {
        let accepted = asked.accepted == "Yes";
        let answer = PastAnswer { kind: asked.kind, response: asked.response, accepted, by: asked.by, facts: asked.facts };
        (asked.finding, answer)
    });
    Ok(past.collect())
}

fn asked(queries: &[SheetRow]) -> Result<Vec<AskedFinding>, Error> {
    let mut asked = Vec::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for row in queries {
        let at = |heading: &str| format!("{QUERIES_SHEET}!{}", row.cell(heading));
        let ids = row.text("Finding id");
        let ids: Vec<&str> = ids.split(';').map(str::trim).filter(|id| !id.is_empty()).collect();
        if ids.is_empty() {
            continue;
        }
        let state = row.text("State");
        let state = QueryState::named(&state)
            .ok_or_else(|| Error::not_ours(format!("the state \"{state}\" in {} is not one that this program writes", at("State"))))?;
        // What is neither accepts and refuses nothing, and stands as it was typed.
        let typed = row.text("Accepted?");
        let accepted = yes_or_no(&typed).unwrap_or(&typed).to_string();
        let facts = row.text("Facts");
        let facts: Vec<&str> = facts.split(BETWEEN_FACTS).map(str::trim).collect();
        if facts.len() != ids.len() {
            return Err(Error::typed(format!("{} no longer holds one line for each finding of {}", at("Facts"), at("Finding id"))));
        }
        for (id, facts) in ids.iter().zip(facts) {
            if let Some(other) = seen.insert((*id).to_string(), at("Finding id")) {
                return Err(Error::typed(format!("{id} stands at {other} and at {}; clear one of the rows", at("Finding id"))));
            }
            asked.push(AskedFinding {
                finding: (*id).to_string(),
                query: row.text("Query id"),
                member: row.text("Member"),
                state,
                run: number(row, "Asked in run", QUERIES_SHEET)?,
                version: number(row, "Asked about version", QUERIES_SHEET)?,
                settled: row.number("Settled in run").map(|run| run as u32),
                found: row.text("What was found"),
                kind: row.text("Response type"),
                response: row.text("Response"),
                accepted: accepted.clone(),
                by: row.text("Accepted by"),
                earlier: row.text("Earlier answer"),
                remark: row.text("Remark"),
                facts: facts.to_string(),
            });
        }
    }
    Ok(asked)
}

fn change(row: &SheetRow) -> Result<ReturnChange, Error> {
    Ok(ReturnChange {
        run: number(row, "Run", CHANGES_SHEET)?,
        member: row.text("Member"),
        from: row.text("Earlier version"),
        to: row.text("New version"),
        what: row.text("What changed"),
        sheet: row.text("Sheet"),
        reference: row.text("Row ref"),
        column: row.text("Column"),
        was: row.text("Was"),
        now: row.text("Is now"),
        asked_by: row.text("Asked for by"),
        asked: row.text("Asked for?"),
    })
}

/// The rows of these members' returns, as the workbook recorded them.
///
/// # Errors
/// If a sheet cannot be read.
pub fn rows<B: AsRef<[u8]>>(book: &mut Ours<B>, members: &BTreeSet<String>) -> Result<BTreeMap<String, RowsByReference>, Error> {
    let mut all: BTreeMap<String, RowsByReference> = members.iter().map(|member| (member.clone(), RowsByReference::new())).collect();
    if all.is_empty() {
        return Ok(all);
    }
    for row in book.rows(ANSWERS_SHEET, &["Member", "Ref", "Answer"])? {
        let Some(rows) = all.get_mut(&row.text("Member")) else { continue };
        let cells = ANSWER_COLUMNS.iter().map(|heading| ((*heading).to_string(), row.text(heading))).collect();
        rows.insert((Sheet::Return.name().into(), row.text("Ref")), cells);
    }
    for (sheet, columns) in [(Sheet::Secondees, Sec::COLUMNS), (Sheet::Staff, Stf::COLUMNS), (Sheet::Assignments, Asg::COLUMNS)] {
        let headings: Vec<&str> = columns.iter().map(|column| column.heading).collect();
        for row in book.rows(sheet.name(), &["Member", headings[0]])? {
            let Some(rows) = all.get_mut(&row.text("Member")) else { continue };
            let cells = headings.iter().map(|heading| ((*heading).to_string(), row.text(heading)));
            let cells: BTreeMap<String, String> = cells.filter(|(_, text)| !text.is_empty()).collect();
            let key = row_key(rows, sheet, cells.get(headings[0]).map_or("", String::as_str));
            rows.insert(key, cells);
        }
    }
    Ok(all)
}

/// The headings of Answers.
pub fn answer_headings() -> Vec<String> {
    ["Member", "File", "Ref", "Question", "Answer", "Notes"].map(String::from).to_vec()
}

fn yes_or_no(text: &str) -> Option<&'static str> {
    match text.trim().to_lowercase().as_str() {
        "" => Some(""),
        "yes" | "y" => Some("Yes"),
        "no" | "n" => Some("No"),
        _ => None,
    }
}

fn number(row: &SheetRow, heading: &str, sheet: &str) -> Result<u32, Error> {
    row.number(heading).filter(|number| *number >= 0.0).map(|number| number as u32).ok_or_else(|| {
        let (first, cell) = (row.first_cell(), row.cell(heading));
        let at = if cell.is_empty() { format!("the row of {sheet}!{first}") } else { format!("{sheet}!{cell}") };
        Error::not_ours(format!("{at} must hold a number under \"{heading}\""))
    })
}
