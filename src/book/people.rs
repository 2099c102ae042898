//! The sheet `People to confirm`, read back: which pairs are one person and which are two, as people typed it in the consolidated workbook.

use std::fs;
use std::path::Path;

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

/// Reads the answers in a consolidated workbook; one of an earlier version has none.
///
/// # Errors
/// If the sheet cannot be read, or an answer is neither Yes nor No: the message names the cell.
pub fn read(book: &mut Ours) -> Result<Confirmations, String> {
    let mut confirmed = Confirmations::default();
    if !book.has(SHEET) {
        return Ok(confirmed);
    }
    for row in book.rows(SHEET, &[PAIR, ANSWER, BY, NOTE])? {
        let (pair, answer) = (row.text(PAIR), row.text(ANSWER));
        let same = match fold(&answer).as_str() {
            "" => continue,
            "yes" | "y" => true,
            "no" | "n" => false,
            _ => return Err(format!("{SHEET}!{}: \"{answer}\" is neither Yes nor No; choose one or clear the cell", row.cell(ANSWER))),
        };
        if !pair.is_empty() {
            let people = PEOPLE.map(|heading| row.text(heading));
            confirmed.0.insert(pair, Confirmation { same, by: row.text(BY), note: row.text(NOTE), people });
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
