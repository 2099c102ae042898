//! The returns as tables: one row a person or assignment, and the frames that are summed and written as Parquet. The only module that knows
//! polars.

use crate::figures::table::{Datum, Table};
use crate::form::{Asg, Field, Kind, Sec, Stf};
use crate::model::{Cell, Entry, Record, Round, Submission, Value};

/// Secondees, Staff and Assignments of all returns in use.
pub fn tables(round: &Round) -> Vec<Table> {
    vec![
        table::<Sec>(round, |submission| &submission.secondees),
        table::<Stf>(round, |submission| &submission.staff),
        table::<Asg>(round, |submission| &submission.assignments),
    ]
}

fn table<F: Field>(round: &Round, rows: impl Fn(&Submission) -> &Vec<Record<F>>) -> Table {
    let mut headings: Vec<String> = ["Member", "File", "Row"].map(String::from).to_vec();
    for column in F::COLUMNS {
        headings.push(column.heading.into());
        if matches!(column.kind, Kind::Place | Kind::Places) {
            headings.push(format!("{} id", column.heading));
        }
    }
    let mut out = Vec::new();
    for submission in &round.returns {
        for record in rows(submission) {
            let mut row = vec![
                Datum::Text(submission.member.clone()),
                Datum::Text(submission.file.clone()),
                Datum::Number(f64::from(record.row + 1)),
            ];
            for (field, cell) in record.cells() {
                row.push(datum(cell));
                if matches!(field.column().kind, Kind::Place | Kind::Places) {
                    row.push(ids(round, cell));
                }
            }
            out.push(row);
        }
    }
    Table { name: F::SHEET.name(), headings, rows: out }
}

fn datum(cell: &Cell) -> Datum {
    match &cell.entry {
        Entry::Absent | Entry::Blank => Datum::Blank,
        Entry::Read(Value::Number(number)) => Datum::Number(*number),
        Entry::Read(Value::Date(date)) => Datum::Date(*date),
        Entry::Read(Value::Choice(word)) => Datum::Text((*word).into()),
        Entry::Read(Value::Text(text)) => Datum::Text(text.clone()),
        _ => Datum::Text(cell.typed.clone()),
    }
}

fn ids(round: &Round, cell: &Cell) -> Datum {
    let ids = cell.places().iter().flat_map(|named| named.found.all_confirmed());
    let ids: Vec<&str> = ids.map(|place| round.register.place(place).id.as_str()).collect();
    if ids.is_empty() { Datum::Blank } else { Datum::Text(ids.join("; ")) }
}

#[cfg(feature = "frames")]
pub use with_polars::{parquet, sums};

#[cfg(feature = "frames")]
mod with_polars {
    use std::collections::BTreeMap;

    use polars::prelude::{Column, DataFrame, PolarsResult};
    use polars_io::parquet::write::ParquetWriter;

    use crate::figures::table::{Datum, Table};

    /// Figures summed by measure.
    ///
    /// # Errors
    /// As polars.
    pub fn sums(summands: &[(&'static str, f64)]) -> PolarsResult<BTreeMap<String, f64>> {
        let measures: Vec<&str> = summands.iter().map(|(measure, _)| *measure).collect();
        let values: Vec<f64> = summands.iter().map(|(_, value)| *value).collect();
        let frame = DataFrame::new(values.len(), vec![Column::new("measure".into(), measures), Column::new("value".into(), values)])?;
        #[expect(deprecated, reason = "the eager sum needs no lazy engine, which would double the first build")]
        let summed = frame.group_by_stable(["measure"])?.select(["value"]).sum()?;
        let (measures, values) = (summed.column("measure")?.str()?, summed.column("value_sum")?.f64()?);
        Ok(measures.iter().zip(values.iter()).filter_map(|(measure, value)| Some((measure?.to_string(), value?))).collect())
    }

    /// A table as Parquet: a column of numbers only is a column of numbers, any other is text, a date being `2026-03-31`.
    ///
    /// # Errors
    /// As polars.
    pub fn parquet(table: &Table) -> PolarsResult<Vec<u8>> {
        let columns = table.headings.iter().enumerate().map(|(at, heading)| {
            let cells = || table.rows.iter().map(move |row| &row[at]);
            let is_number =
                cells().all(|cell| matches!(cell, Datum::Number(_) | Datum::Blank)) && cells().any(|cell| *cell != Datum::Blank);
            match is_number {
                true => Column::new(heading.as_str().into(), cells().map(number).collect::<Vec<_>>()),
                false => Column::new(heading.as_str().into(), cells().map(Datum::text).collect::<Vec<_>>()),
            }
        });
        let mut frame = DataFrame::new(table.rows.len(), columns.collect())?;
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut frame)?;
        Ok(bytes)
    }

    fn number(cell: &Datum) -> Option<f64> {
        match cell {
            Datum::Number(number) => Some(*number),
            _ => None,
        }
    }
}
