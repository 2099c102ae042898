//! The returns as tables: one row a person or assignment, and the frames that are summed and written as Parquet. The only module that knows
//! polars.

use crate::figures::table::{Datum, Table};
use crate::form::{Asg, ColumnKind, Field, Sec, Stf};
use crate::model::{Cell, Record, Round, Submission};

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
        if matches!(column.kind, ColumnKind::Place | ColumnKind::Places) {
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
                row.push(Datum::of(cell));
                if matches!(field.column().kind, ColumnKind::Place | ColumnKind::Places) {
                    row.push(ids(round, cell));
                }
            }
            out.push(row);
        }
    }
    Table { name: F::SHEET.name(), headings, rows: out }
}

fn ids(round: &Round, cell: &Cell) -> Datum {
    let ids = cell.places().iter().flat_map(|named| named.found.all_confirmed());
    let ids: Vec<&str> = ids.map(|place| round.register.place(place).id.as_str()).collect();
    if ids.is_empty() { Datum::Blank } else { Datum::Text(ids.join("; ")) }
}

#[cfg(feature = "frames")]
pub use with_polars::parquet;

#[cfg(feature = "frames")]
mod with_polars {
    use polars::prelude::{Column, DataFrame, DataType, PolarsResult};
    use polars_io::parquet::write::ParquetWriter;

    use crate::figures::table::{Datum, Table};
    use crate::form::{ColumnKind, Sheet, YES_NO};

    /// What a column of a Parquet file holds, whatever is in it this year.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Holds {
        Text,
        Number,
        Date,
        YesNo,
    }

    /// Columns that hold numbers or dates in tables that the form does not declare.
    const NUMBERS: [&str; 6] = ["Row", "Year", "Value", "Secondees", "Staff", "Assignments"];
    const DATES: [&str; 1] = ["Completed on"];

    /// What a column holds: of the three consolidated tables as the form declares it, so that it is the same every year.
    fn holds(table: &Table, heading: &str) -> Holds {
        let sheet = Sheet::ALL.into_iter().find(|sheet| sheet.name() == table.name);
        let declared = sheet.and_then(|sheet| sheet.columns().iter().find(|column| column.heading == heading));
        match declared.map(|column| column.kind) {
            Some(ColumnKind::Number { .. }) => Holds::Number,
            Some(ColumnKind::Date) => Holds::Date,
            Some(ColumnKind::Choice(words)) if words == YES_NO => Holds::YesNo,
            Some(_) => Holds::Text,
            None if DATES.contains(&heading) => Holds::Date,
            None if NUMBERS.contains(&heading) => Holds::Number,
            None => Holds::Text,
        }
    }

    /// A table as Parquet, dates as dates, numbers as numbers and Yes or No as booleans. The schema is the same whatever the table holds, and every
    /// table begins with a column `year`, so that the files of all rounds can be read together. A column that the form declares as anything but
    /// text is followed by "… as typed" with what could not be read as that.
    ///
    /// # Errors
    /// As polars.
    pub fn parquet(table: &Table, year: i16) -> PolarsResult<Vec<u8>> {
        let is_declared = Sheet::ALL.iter().any(|sheet| sheet.name() == table.name);
        let mut columns = Vec::new();
        if !table.headings.iter().any(|heading| heading == "Year") {
            columns.push(Column::new("year".into(), vec![i32::from(year); table.rows.len()]));
        }
        for (at, heading) in table.headings.iter().enumerate() {
            let cells = || table.rows.iter().map(move |row| &row[at]);
            // Names that differ in case only are one name to some readers.
            let name = || if heading == "Year" { "year".into() } else { heading.as_str().into() };
            let holds = holds(table, heading);
            columns.push(match holds {
                Holds::Text => Column::new(name(), cells().map(Datum::text).collect::<Vec<_>>()),
                Holds::Number if heading == "Year" => {
                    Column::new(name(), cells().map(|cell| number(cell).map(|year| year as i32)).collect::<Vec<_>>())
                }
                Holds::Number => Column::new(name(), cells().map(number).collect::<Vec<_>>()),
                Holds::YesNo => Column::new(name(), cells().map(yes_or_no).collect::<Vec<_>>()),
                Holds::Date => Column::new(name(), cells().map(days).collect::<Vec<_>>()).cast(&DataType::Date)?,
            });
            if is_declared && holds != Holds::Text && heading != "Row" {
                let is_read = |cell: &Datum| match holds {
                    Holds::Text => true,
                    Holds::Number => number(cell).is_some(),
                    Holds::YesNo => yes_or_no(cell).is_some(),
                    Holds::Date => days(cell).is_some(),
                };
                let typed = cells().map(|cell| if is_read(cell) { None } else { cell.text() });
                columns.push(Column::new(format!("{heading} as typed").into(), typed.collect::<Vec<_>>()));
            }
        }
        let mut frame = DataFrame::new(table.rows.len(), columns)?;
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut frame)?;
        Ok(bytes)
    }

    fn yes_or_no(cell: &Datum) -> Option<bool> {
        match cell {
            Datum::Text(text) if text == "Yes" => Some(true),
            Datum::Text(text) if text == "No" => Some(false),
            _ => None,
        }
    }

    /// Days since 1 January 1970.
    fn days(cell: &Datum) -> Option<i32> {
        let Datum::Date(date) = cell else { return None };
        jiff::civil::date(1970, 1, 1).until(*date).ok().map(|span| span.get_days())
    }

    fn number(cell: &Datum) -> Option<f64> {
        match cell {
            Datum::Number(number) => Some(*number),
            _ => None,
        }
    }

    #[cfg(test)]
    mod tests {
        use polars_io::SerReader;
        use polars_io::parquet::read::ParquetReader;

        use super::*;

        fn read_back(table: &Table) -> DataFrame {
            let bytes = parquet(table, 2026).expect("a file");
            ParquetReader::new(std::io::Cursor::new(bytes)).finish().expect("it is read back")
        }

        fn secondees(rows: &[[Datum; 3]]) -> Table {
            let headings = ["NPM work", "FTE on NPM work", "Start date"].map(String::from).to_vec();
            Table { name: "Secondees", headings, rows: rows.iter().map(|row| row.to_vec()).collect() }
        }

        #[test]
        fn dates_are_dates_numbers_numbers_and_yes_or_no_booleans_and_what_is_none_of_them_stands_beside() {
            let text = |text: &str| Datum::Text(text.into());
            let day = Datum::Date(jiff::civil::date(2025, 6, 2));
            let frame =
                read_back(&secondees(&[[text("Yes"), Datum::Number(0.5), day], [text("perhaps"), text("half"), text("last summer")]]));
            let holds = |name: &str| frame.column(name).expect("the column").dtype().clone();
            assert_eq!(holds("year"), DataType::Int32);
            assert_eq!(
                [holds("NPM work"), holds("FTE on NPM work"), holds("Start date")],
                [DataType::Boolean, DataType::Float64, DataType::Date]
            );
            let shown = |name: &str, row: usize| frame.column(name).expect("the column").get(row).expect("the row").to_string();
            assert_eq!([shown("NPM work", 0), shown("FTE on NPM work", 0), shown("Start date", 0)], ["true", "0.5", "2025-06-02"]);
            assert_eq!(shown("Start date as typed", 1), "\"last summer\"");
            assert_eq!([shown("Start date", 1), shown("Start date as typed", 0)], ["null", "null"]);
        }

        #[test]
        fn the_schema_is_the_same_whatever_a_table_holds() {
            let nothing = [Datum::Blank, Datum::Blank, Datum::Blank];
            let full = [Datum::Text("No".into()), Datum::Number(1.0), Datum::Date(jiff::civil::date(2025, 6, 2))];
            let schema =
                |table: &Table| read_back(table).schema().iter().map(|(name, holds)| format!("{name} {holds}")).collect::<Vec<_>>();
            let wanted = schema(&secondees(&[full]));
            assert_eq!(schema(&secondees(&[nothing])), wanted);
            assert_eq!(schema(&secondees(&[])), wanted);
        }
    }
}
