//! Figures published before: what readers know already, and what was withheld from them.

use std::collections::BTreeMap;

use super::figures::{CellKey, Figure};
use crate::error::Error;
use crate::model::{ALL, Basis, Measure};

/// The cells of earlier publications.
#[derive(Debug, Clone, Default)]
pub struct EarlierPublished {
    /// Files, as named.
    pub files: Vec<String>,
    /// The count, or nothing where it was withheld, and the file. What any file shows is public.
    pub cells: BTreeMap<CellKey, (Option<i64>, String)>,
    /// Each file's own cells: its totals are of the members that it shows or withholds.
    tables: Vec<BTreeMap<CellKey, Option<i64>>>,
}

/// A total published before: of which members, without those whose count is not the one that is published now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastTotal {
    /// The members' cells.
    pub parts: Vec<CellKey>,
    /// What they came to together.
    pub value: i64,
}

/// The columns that a file of earlier figures must have.
pub const COLUMNS: [&str; 6] = ["year", "member", "measure", "basis", "value", "symbol"];

impl EarlierPublished {
    /// Takes in a CSV file as `publish` writes it; rows of figures that are not published any more are passed over.
    ///
    /// # Errors
    /// If a column is missing or a row cannot be read; the message names the line.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), Error> {
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headings = reader.headers().map_err(Error::typed)?.clone();
        let mut columns = [0; 6];
        for (at, column) in COLUMNS.iter().enumerate() {
            let found = headings.iter().position(|heading| heading.trim() == *column);
            columns[at] =
                found.ok_or_else(|| Error::typed(format!("the column \"{column}\" is missing; it must have {}", COLUMNS.join(", "))))?;
        }
        let mut table = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(Error::typed)?;
            let line = record.position().map_or(0, csv::Position::line);
            let [year, member, measure, basis, value, symbol] = columns.map(|at| record.get(at).unwrap_or("").trim());
            let Some(figure) = Measure::named(measure).zip(Basis::named(basis)).and_then(|(measure, basis)| Figure::of(measure, basis))
            else {
                continue;
            };
            let year = year.parse().map_err(|_| Error::typed(format!("line {line}: \"{year}\" is no year")))?;
            let member = if member.eq_ignore_ascii_case(ALL) { ALL } else { member };
            let key = CellKey::new(figure, year, member);
            let shown = match (value, symbol) {
                ("", "[c]") => None,
                ("", "[x]" | "[z]") => continue,
                (value, "") => Some(value.parse::<i64>().map_err(|_| Error::typed(format!("line {line}: \"{value}\" is no count")))?),
                _ => {
                    return Err(Error::typed(format!(
                        "line {line}: a row has either a value or one of [c], [x] and [z] in the column symbol"
                    )));
                }
            };
            table.insert(key.clone(), shown);
            // The newest file that shows a count stands; a count that any file shows was not kept from readers.
            if shown.is_some() || !self.cells.contains_key(&key) {
                self.cells.insert(key, (shown, name.to_string()));
            }
        }
        self.files.push(name.to_string());
        self.tables.push(table);
        Ok(())
    }

    /// Totals published before: with a later total, of more members, they would tell what the others came to.
    pub fn totals(&self, numbers: &BTreeMap<CellKey, i64>) -> Vec<PastTotal> {
        let mut totals = Vec::new();
        for table in &self.tables {
            for (key, total) in table.iter().filter(|(key, _)| key.member == ALL && key.figure != Figure::Using) {
                let Some(mut value) = *total else { continue };
                let mut parts = Vec::new();
                for (part, shown) in
                    table.iter().filter(|(part, _)| part.figure == key.figure && part.year == key.year && part.member != ALL)
                {
                    match (shown, numbers.get(part)) {
                        // What was shown and has been revised since, or is gone, is in the total as it was then.
                        (Some(then), now) if now != Some(then) => value -= then,
                        _ => parts.push(part.clone()),
                    }
                }
                totals.push(PastTotal { parts, value });
            }
        }
        totals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_file_shows_and_another_withholds_is_public() {
        let mut earlier = EarlierPublished::default();
        earlier.add("a", "\u{feff}year,member,measure,basis,value,symbol\r\n2025,HMIP,secondees_census,broad,3,\r\n").expect("reads");
        earlier
            .add("b", "year,member,measure,basis,value,symbol\n2025,HMIP,secondees_census,broad,,[c]\n2025,X,other,broad,,[c]\n")
            .expect("reads");
        assert_eq!(earlier.cells[&CellKey::new(Figure::Broad, 2025, "HMIP")], (Some(3), "a".into()));
        assert_eq!(earlier.cells.len(), 1);
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        let read = |text: &str| EarlierPublished::default().add("a", text).expect_err(text).to_string();
        assert!(read("year,member\n").contains("\"measure\" is missing"));
        assert!(read("year,member,measure,basis,value,symbol\n2025,A,npm_staff,broad,few,\n").starts_with("line 2: \"few\""));
        assert!(read("year,member,measure,basis,value,symbol\n2025,A,npm_staff,broad,,\n").starts_with("line 2: "));
    }
}
