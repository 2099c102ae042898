//! Dates typed month first: one that can only be month first makes every text beside it that reads both ways doubtful.

use crate::form::{Column, Kind};
use crate::model::{Cell, Entry, Value};

/// Normalisations of a date typed as text in figures.
const AS_TEXT: [&str; 2] = ["text as date", "two-digit year"];

/// Marks the doubtful dates in rows of cells, one for each declared column.
pub fn mark(rows: &mut [(u32, Vec<Cell>)], columns: &[Column]) {
    for at in (0..columns.len()).filter(|at| columns[*at].kind == Kind::Date) {
        let proof = rows.iter().find(|(_, cells)| matches!(cells[at].entry, Entry::Doubtful(..))).map(|(_, cells)| cells[at].at.a1());
        let Some(proof) = proof else { continue };
        for (_, cells) in rows.iter_mut() {
            let cell = &mut cells[at];
            let is_text = cell.normalised.iter().any(|how| AS_TEXT.contains(how));
            if let Entry::Read(Value::Date(date)) = cell.entry
                && is_text
                && date.day() <= 12
                && date.day() != date.month()
            {
                let why = format!("{proof} in this column is typed month first, and this can be read both ways");
                cell.entry = Entry::Doubtful(Some(Value::Date(date)), why);
            }
        }
    }
}
