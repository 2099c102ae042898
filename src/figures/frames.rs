//! The returns as tables: one row a person or assignment, and the frames that are summed and written as Parquet. The only module that knows
//! polars.

use std::borrow::Cow;

use crate::figures::table::{Datum, TableView};
use crate::form::{Asg, ColumnKind, Field, Sec, Stf};
use crate::model::{Cell, Record, Round, Submission};

/// One of the consolidated tables: a row for each person or assignment of the returns in use, whose cells are made when they are asked for, because
/// to keep them would take as much memory as the returns themselves.
pub struct ReturnsTable<'a> {
    /// Its name, which is that of the survey's sheet.
    pub name: &'static str,
    /// Headings, each once.
    pub headings: Vec<String>,
    /// The file and the line of each row, counted from 1.
    lines: Vec<(&'a str, u32)>,
    cell: Box<dyn Fn(usize, usize) -> Datum + Send + Sync + 'a>,
}

impl<'a> ReturnsTable<'a> {
    /// Of each row, the file it comes from and its line there, counted from 1.
    pub fn lines(&self) -> &[(&'a str, u32)] {
        &self.lines
    }
    /// A row.
    pub fn row(&self, at: usize) -> Vec<Datum> {
        (0..self.headings.len()).map(|col| (self.cell)(at, col)).collect()
    }
    /// The table to be looked at.
    pub fn view(&self) -> TableView<'_> {
        TableView {
            name: self.name,
            headings: &self.headings,
            len: self.lines.len(),
            cell: Box::new(|row, col| Cow::Owned((self.cell)(row, col))),
        }
    }
}

impl std::fmt::Debug for ReturnsTable<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} rows", self.name, self.lines.len())
    }
}

/// Secondees, Staff and Assignments of all returns in use.
pub fn tables(round: &Round) -> Vec<ReturnsTable<'_>> {
    vec![
        table::<Sec>(round, |submission| &submission.secondees),
        table::<Stf>(round, |submission| &submission.staff),
        table::<Asg>(round, |submission| &submission.assignments),
    ]
}

/// What stands in a column.
#[derive(Clone, Copy)]
enum Shows<F> {
    Member,
    File,
    Line,
    Cell(F),
    /// The ids of the places that a cell names.
    Ids(F),
}

fn table<'a, F: Field + Send + Sync + 'static>(round: &'a Round, rows: impl Fn(&'a Submission) -> &'a Vec<Record<F>>) -> ReturnsTable<'a> {
    let mut headings: Vec<String> = ["Member", "File", "Row"].map(String::from).to_vec();
    let mut columns = vec![Shows::Member, Shows::File, Shows::Line];
    for field in F::all() {
        let column = field.column();
        headings.push(column.heading.into());
        columns.push(Shows::Cell(*field));
        if matches!(column.kind, ColumnKind::Place | ColumnKind::Places) {
            headings.push(format!("{} id", column.heading));
            columns.push(Shows::Ids(*field));
        }
    }
    let of = |submission| rows(submission).iter().map(move |record| (submission, record));
    let records: Vec<(&Submission, &Record<F>)> = round.returns.iter().flat_map(of).collect();
    let lines = records.iter().map(|(submission, record)| (submission.file.as_str(), record.row + 1)).collect();
    let cell = move |row: usize, col: usize| {
        let (submission, record): (&Submission, &Record<F>) = records[row];
        match columns[col] {
            Shows::Member => Datum::Text(submission.member.clone()),
            Shows::File => Datum::Text(submission.file.clone()),
            Shows::Line => Datum::Number(f64::from(record.row + 1)),
            Shows::Cell(field) => Datum::of(record.cell(field)),
            Shows::Ids(field) => ids(round, record.cell(field)),
        }
    };
    ReturnsTable { name: F::SHEET.name(), headings, lines, cell: Box::new(cell) }
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

    use std::borrow::Cow;

    use crate::figures::table::{Datum, TableView};
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
    fn holds(table: &TableView, heading: &str) -> Holds {
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

    /// Rows that become one group of a file: so many at once are turned into columns.
    const GROUP: usize = 16_384;

    /// A table as Parquet, dates as dates, numbers as numbers and Yes or No as booleans. The schema is the same whatever the table holds, and every
    /// table begins with a column `year`, so that the files of all rounds can be read together. A column that the form declares as anything but
    /// text is followed by "… as typed" with what could not be read as that.
    ///
    /// A long table is gone through some thousand rows at a time; `with_rows` is given these rows as well, so that they need be made once only.
    ///
    /// # Errors
    /// As polars.
    pub fn parquet(table: &TableView, year: i16, mut with_rows: impl FnMut(&[Vec<Cow<Datum>>])) -> PolarsResult<Vec<u8>> {
        let mut group = |from: usize| {
            let rows: Vec<Vec<Cow<Datum>>> = (from..table.len.min(from + GROUP)).map(|row| table.row(row)).collect();
            with_rows(&rows);
            frame(table, year, &rows)
        };
        let first = group(0)?;
        let mut bytes = Vec::new();
        let mut file = ParquetWriter::new(&mut bytes).batched(first.schema())?;
        file.write_batch(&first)?;
        drop(first);
        for from in (GROUP..table.len).step_by(GROUP) {
            file.write_batch(&group(from)?)?;
        }
        file.finish()?;
        drop(file);
        Ok(bytes)
    }

    /// Rows of a table as columns with a type.
    fn frame(table: &TableView, year: i16, rows: &[Vec<Cow<Datum>>]) -> PolarsResult<DataFrame> {
        let is_declared = Sheet::ALL.iter().any(|sheet| sheet.name() == table.name);
        let mut columns = Vec::new();
        if !table.headings.iter().any(|heading| heading == "Year") {
            columns.push(Column::new("year".into(), vec![i32::from(year); rows.len()]));
        }
        for (at, heading) in table.headings.iter().enumerate() {
            let cells = || rows.iter().map(move |row| &*row[at]);
            // Names that differ in case only are one name to some readers.
            let name = || if heading == "Year" { "year".into() } else { heading.as_str().into() };
            let holds = holds(table, heading);
            columns.push(match holds {
                Holds::Text => Column::new(name(), cells().map(text).collect::<Vec<_>>()),
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
                let typed = cells().map(|cell| if is_read(cell) { None } else { text(cell) });
                columns.push(Column::new(format!("{heading} as typed").into(), typed.collect::<Vec<_>>()));
            }
        }
        DataFrame::new(rows.len(), columns)
    }

    fn text(cell: &Datum) -> Option<Cow<'_, str>> {
        match cell {
            Datum::Text(text) | Datum::Link(text, _) => Some(Cow::Borrowed(text)),
            other => other.text().map(Cow::Owned),
        }
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
        use crate::figures::table::Table;

        fn read_back(table: &Table) -> DataFrame {
            let bytes = parquet(&table.view(), 2026, |_| ()).expect("a file");
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
