//! The sheet `People to confirm`, read back: which pairs are one person and which are two, as people typed it in the consolidated workbook.

use std::collections::BTreeMap;

use super::Typed;
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

/// Reads the answers in a consolidated workbook, by pair; one of an earlier version has none.
///
/// # Errors
/// If the sheet cannot be read, or an answer is neither Yes nor No: the message names the cell.
pub fn read<B: AsRef<[u8]>>(ours: &mut Ours<B>) -> Result<BTreeMap<String, Typed<Confirmation>>, Error> {
    let mut confirmed = BTreeMap::new();
    if !ours.has(SHEET) {
        return Ok(confirmed);
    }
    for row in ours.rows(SHEET, &[PAIR, ANSWER, BY, NOTE])? {
        let (pair, answer) = (row.text(PAIR), row.text(ANSWER));
        let cell = format!("{SHEET}!{}", row.cell(ANSWER));
        let same = match fold(&answer).as_str() {
            "" => continue,
            "yes" | "y" => true,
            "no" | "n" => false,
            _ => return Err(Error::typed(format!("{cell}: \"{answer}\" is neither Yes nor No; choose one or clear the cell"))),
        };
        if !pair.is_empty() {
            let people = PEOPLE.map(|heading| row.text(heading));
            confirmed.insert(pair, Typed { what: Confirmation { same, by: row.text(BY), note: row.text(NOTE), people }, cell });
        }
    }
    Ok(confirmed)
}
