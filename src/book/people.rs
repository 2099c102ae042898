//! The sheet `People to confirm`, read back: which pairs and groups are one person and which are several, as people typed it in the consolidated workbook.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::book::group;
use crate::book::tables::Ours;
use crate::error::Error;
use crate::model::{Confirmation, Confirmations};
use crate::places::fold;

/// The sheet.
pub const SHEET: &str = "People to confirm";
/// The column in which people answer.
pub const ANSWER: &str = "Same person?";
/// Who answered.
pub const BY: &str = "Decided by";
/// Why.
pub const NOTE: &str = "Note";
/// The pair.
pub const PAIR: &str = "Pair id";
/// The two people, as shown.
pub const PEOPLE: [&str; 2] = ["Person", "Other person"];

/// A row of a group: a long group has several, which somebody may have sorted.
struct GroupRow {
    part: usize,
    ids: Vec<String>,
    answer: String,
    /// What is said of an answer that is none.
    wrong: String,
    confirmation: Confirmation,
}

/// The answer of a group, whichever of its rows it stands in.
fn answered(mut rows: Vec<GroupRow>) -> Result<Option<Confirmation>, String> {
    rows.sort_by_key(|row| row.part);
    let ids: Vec<String> = rows.iter().flat_map(|row| row.ids.iter().cloned()).collect();
    let others: Vec<String> =
        rows.iter().flat_map(|row| row.confirmation.people.iter().cloned()).skip(1).filter(|other| !other.is_empty()).collect();
    let first = rows[0].confirmation.people[0].clone();
    let mut given: Option<(Vec<usize>, Confirmation)> = None;
    for GroupRow { answer, wrong, confirmation, .. } in rows.into_iter().filter(|row| !fold(&row.answer).is_empty()) {
        let persons =
            group::divided(&answer, ids.len()).filter(|persons| given.as_ref().is_none_or(|(before, _)| before == persons)).ok_or(wrong)?;
        given.get_or_insert((persons, confirmation));
    }
    Ok(given.map(|(persons, confirmation)| {
        let same = persons.iter().all(|person| *person == persons[0]);
        let group = ids.into_iter().zip(persons).collect();
        Confirmation { same, people: [first, others.join("\n")], group, ..confirmation }
    }))
}

/// Reads the answers in a consolidated workbook; one of an earlier version has none.
///
/// # Errors
/// If the sheet cannot be read, or an answer is neither Yes nor No: the message names the cell.
pub fn read(book: &mut Ours) -> Result<Confirmations, String> {
    let mut confirmed = Confirmations::default();
    if !book.has(SHEET) {
        return Ok(confirmed);
    }
    let mut groups: BTreeMap<String, Vec<GroupRow>> = BTreeMap::new();
    for row in book.rows(SHEET, &[PAIR, ANSWER, BY, NOTE])? {
        let (id, answer) = (row.text(PAIR), row.text(ANSWER));
        let people = PEOPLE.map(|heading| row.text(heading));
        let refuse = |nor: &str| format!("{SHEET}!{}: \"{answer}\" is neither {nor}; choose one or clear the cell", row.cell(ANSWER));
        if let Some(group) = group::row_of(&id) {
            let wrong = refuse("Yes, No nor the numbers of those who are one, e.g. 1 and 3");
            let confirmation = Confirmation { by: row.text(BY), note: row.text(NOTE), people, ..Confirmation::default() };
            let ids = group.people.iter().map(|id| (*id).to_string()).collect();
            groups.entry(group.id.into()).or_default().push(GroupRow { part: group.part, ids, answer, wrong, confirmation });
            continue;
        }
        let same = match fold(&answer).as_str() {
            "" => continue,
            "yes" | "y" => true,
            "no" | "n" => false,
            _ => return Err(refuse("Yes nor No")),
        };
        if !id.is_empty() {
            confirmed.0.insert(id, Confirmation { same, by: row.text(BY), note: row.text(NOTE), people, group: Vec::new() });
        }
    }
    for (id, rows) in groups {
        if let Some(confirmation) = answered(rows)? {
            confirmed.0.insert(id, confirmation);
        }
    }
    Ok(confirmed)
}

/// Reads the answers in the consolidated workbook of a round, if there is one yet.
///
/// # Errors
/// If the workbook cannot be read, or an answer is neither Yes nor No.
pub fn of_round(round: &Path, year: i16) -> Result<Confirmations, Error> {
    let path = round.join("output").join(format!("consolidated-{year}.xlsx"));
    if !path.exists() {
        return Ok(Confirmations::default());
    }
    let refuse = |what: &dyn std::fmt::Display| {
        Error::at(
            &path,
            format!("who was confirmed to be one person cannot be read back: {what}. It was left as it is; mend it, or move it away"),
        )
    };
    let bytes = fs::read(&path).map_err(|e| refuse(&e))?;
    let mut book = Ours::open(&bytes).map_err(|e| refuse(&e))?;
    read(&mut book).map_err(|e| refuse(&e))
}
