//! The sheet `People to confirm`, read back: which pairs and groups are one person and which are several, as people typed it in the consolidated workbook.

use std::collections::BTreeMap;

use super::Typed;
use crate::book::group;
use crate::book::tables::Ours;
use crate::error::Error;
use crate::model::Confirmation;
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
    cell: String,
    /// What is said of an answer that cannot be taken.
    wrong: String,
    confirmation: Confirmation,
}

/// The answer of a group, whichever of its rows it stands in.
fn answered(mut rows: Vec<GroupRow>) -> Result<Option<Typed<Confirmation>>, Error> {
    rows.sort_by_key(|row| row.part);
    let ids: Vec<String> = rows.iter().flat_map(|row| row.ids.iter().cloned()).collect();
    let others: Vec<String> =
        rows.iter().flat_map(|row| row.confirmation.people.iter().cloned()).skip(1).filter(|other| !other.is_empty()).collect();
    let first = rows[0].confirmation.people[0].clone();
    let mut given: Option<(Vec<usize>, Confirmation, String)> = None;
    for GroupRow { answer, wrong, confirmation, cell, .. } in rows.into_iter().filter(|row| !fold(&row.answer).is_empty()) {
        let persons = group::divided(&answer, ids.len())
            .filter(|persons| given.as_ref().is_none_or(|(before, ..)| before == persons))
            .ok_or_else(|| Error::typed(wrong))?;
        given.get_or_insert((persons, confirmation, cell));
    }
    Ok(given.map(|(persons, confirmation, cell)| {
        let same = persons.iter().all(|person| *person == persons[0]);
        let group = ids.into_iter().zip(persons).collect();
        Typed { what: Confirmation { same, people: [first, others.join("\n")], group, ..confirmation }, cell }
    }))
}

/// Reads the answers in a consolidated workbook, by pair or group; one of an earlier version has none.
///
/// # Errors
/// If the sheet cannot be read, or an answer is neither Yes nor No: the message names the cell.
pub fn read<B: AsRef<[u8]>>(ours: &mut Ours<B>) -> Result<BTreeMap<String, Typed<Confirmation>>, Error> {
    let mut confirmed = BTreeMap::new();
    if !ours.has(SHEET) {
        return Ok(confirmed);
    }
    let mut groups: BTreeMap<String, Vec<GroupRow>> = BTreeMap::new();
    for row in ours.rows(SHEET, &[PAIR, ANSWER, BY, NOTE])? {
        let (id, answer) = (row.text(PAIR), row.text(ANSWER));
        let people = PEOPLE.map(|heading| row.text(heading));
        let cell = format!("{SHEET}!{}", row.cell(ANSWER));
        let refuse = |nor: &str| format!("{cell}: \"{answer}\" is neither {nor}; choose one or clear the cell");
        if let Some(group) = group::row_of(&id) {
            let wrong = refuse("Yes, No nor the numbers of those who are one, e.g. 1 and 3");
            let confirmation = Confirmation { by: row.text(BY), note: row.text(NOTE), people, ..Confirmation::default() };
            let ids = group.people.iter().map(|id| (*id).to_string()).collect();
            groups.entry(group.id.into()).or_default().push(GroupRow { part: group.part, ids, answer, cell, wrong, confirmation });
            continue;
        }
        let same = match fold(&answer).as_str() {
            "" => continue,
            "yes" | "y" => true,
            "no" | "n" => false,
            _ => return Err(Error::typed(refuse("Yes nor No"))),
        };
        if !id.is_empty() {
            let what = Confirmation { same, by: row.text(BY), note: row.text(NOTE), people, group: Vec::new() };
            confirmed.insert(id, Typed { what, cell });
        }
    }
    for (id, rows) in groups {
        if let Some(typed) = answered(rows)? {
            confirmed.insert(id, typed);
        }
    }
    Ok(confirmed)
}
