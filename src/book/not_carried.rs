//! What people put into the consolidated workbook besides decisions and answers, and what they took out of it. The workbook is made again from
//! the returns, so that a remark in a column of one's own, a comment or another sheet is not in the next one; it stays in the copy that is kept
//! under `earlier/`, and that is said, so that nothing goes silently.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::sync::Arc;

use super::TypedAnswers;
use crate::book::actions::SHEET as ACTIONS;
use crate::book::decisions::{COLUMNS, Decided, EARLIER};
use crate::book::people::SHEET as PEOPLE;
use crate::book::places::SHEET as PLACES;
use crate::book::tables::Ours;
use crate::error::Error;

/// Where dropped content can be found.
const KEPT: &str = "it is kept in the newest workbook of earlier/";

/// What is in a consolidated workbook and will not be in the next one.
///
/// # Errors
/// If a sheet in which people decide is on its contents and has gone.
pub fn not_carried(book: &mut Ours<Arc<[u8]>>, bytes: &[u8]) -> Result<Vec<String>, Error> {
    let mut said = Vec::new();
    let contents: BTreeSet<String> = match book.has("Cover") {
        true => book.rows("Cover", &["Sheet", "What is in it"])?.iter().map(|row| row.text("Sheet")).collect(),
        false => return Ok(said),
    };
    for sheet in ["Settled", ACTIONS, PEOPLE, PLACES] {
        if contents.contains(sheet) && !book.has(sheet) {
            return Err(Error::not_ours(format!("the sheet \"{sheet}\" is missing")));
        }
    }
    for sheet in book.sheets() {
        // A table too long for a sheet goes on in "NAME 2".
        let of = sheet.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
        if sheet != "Cover" && !contents.contains(&sheet) && !contents.contains(of) {
            said.push(format!("the sheet \"{sheet}\" is not one of this workbook's and is not in the new one; {KEPT}"));
        }
    }
    for sheet in ["Conflicts", "Findings"] {
        said.extend(own_columns_and_lines(book, sheet)?);
    }
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(Error::not_ours)?;
    let mut names = archive.file_names().flatten();
    if names.any(|name| name.starts_with("xl/comments") || name.starts_with("xl/threadedComments")) {
        said.push(
            "comments on cells are not in the new workbook (a decision note is); they are kept in the newest workbook of earlier/".into(),
        );
    }
    Ok(said)
}

/// What stands in columns and rows of a sheet that are not the program's.
fn own_columns_and_lines(book: &mut Ours<Arc<[u8]>>, sheet: &str) -> Result<Vec<String>, Error> {
    let own: BTreeSet<&str> = match sheet {
        "Conflicts" => super::headings::CONFLICTS.iter(),
        _ => super::headings::FINDINGS.iter(),
    }
    .chain(&COLUMNS)
    .chain(&EARLIER)
    .copied()
    .collect();
    let rows = book.rows(sheet, &["Finding id", COLUMNS[0]])?;
    let mut columns: BTreeMap<&str, String> = BTreeMap::new();
    let mut lines = Vec::new();
    for row in &rows {
        for (heading, cell) in row.cells().filter(|(heading, _)| !own.contains(heading)) {
            columns.entry(heading).or_insert(cell);
        }
        if row.text("Finding id").is_empty() {
            lines.push(row.first_cell());
        }
    }
    let columns = columns.into_iter().map(|(heading, cell)| {
        format!("{sheet}!{cell}: what is typed under \"{heading}\", a column that is not the program's, is not in the new workbook; {KEPT}")
    });
    let lines = lines.into_iter().map(|cell| format!("{sheet}!{cell}: a line without a finding id is not in the new workbook; {KEPT}"));
    Ok(columns.chain(lines).collect())
}

/// Decisions and answers that the run before took over and that are no longer in the workbook: rows deleted, cells cleared.
///
/// # Errors
/// If the workbook of the run before cannot be read back.
pub fn taken_out(before: &[u8], name: &str, now: &TypedAnswers, year: i16) -> Result<Vec<String>, Error> {
    let before = TypedAnswers::read(&mut Ours::open(before)?)?;
    let mut said = Vec::new();
    let gone = list(this_rounds(&before.decided, year).filter(|id| !now.decided.kept.contains_key(*id)));
    if !gone.is_empty() {
        said.push(format!("decided before and no longer in the workbook, so open again: {gone}; what was decided is in earlier/{name}"));
    }
    let touched = before.actions.iter().filter(|(_, typed)| super::actions::is_touched(&typed.what));
    let gone = list(touched.filter(|(key, _)| !now.actions.contains_key(*key)).map(|((id, _), _)| id.as_str()));
    if !gone.is_empty() {
        said.push(format!("typed on {ACTIONS} before and no longer in the workbook: {gone}; what was typed is in earlier/{name}"));
    }
    let gone = list(
        before.people.keys().map(String::as_str).filter(|pair| !now.people.contains_key(*pair) && !now.odd_people.contains_key(*pair)),
    );
    if !gone.is_empty() {
        said.push(format!("answered on {PEOPLE} before and no longer in the workbook: {gone}; what was answered is in earlier/{name}"));
    }
    Ok(said)
}

/// The ids decided in the round itself; earlier rounds' come back from last year's workbook.
fn this_rounds(decided: &Decided, year: i16) -> impl Iterator<Item = &str> {
    decided.kept.iter().filter(move |(_, kept)| kept.year.is_none_or(|decided| decided == year)).map(|(id, _)| id.as_str())
}

fn list<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    ids.collect::<Vec<_>>().join(", ")
}
