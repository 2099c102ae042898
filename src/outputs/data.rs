//! `data/`: the consolidated tables for other programs, as CSV and Parquet.

use std::borrow::Cow;

use crate::account::Audit;
use crate::figures::table::{Datum, Table, TableView};

/// A table as CSV in UTF-8 with a byte order mark, so that Excel shows every letter. A text that Excel would run as a formula gets an apostrophe
/// before it.
pub struct Csv(csv::Writer<Vec<u8>>);

const INTO_MEMORY: &str = "rows as wide as the headings go into memory";

impl Csv {
    /// Begins with the headings.
    pub fn new(headings: &[String]) -> Self {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
        writer.write_record(headings).expect(INTO_MEMORY);
        Self(writer)
    }
    /// Adds rows, each as wide as the headings.
    pub fn add(&mut self, rows: &[Vec<Cow<Datum>>]) {
        for row in rows {
            let cells = row.iter().map(|datum| match &**datum {
                Datum::Text(text) | Datum::Link(text, _) => guarded(text),
                datum => Cow::Owned(datum.text().unwrap_or_default()),
            });
            cells.into_iter().try_for_each(|cell| self.0.write_field(&*cell)).expect(INTO_MEMORY);
            self.0.write_record(None::<&[u8]>).expect(INTO_MEMORY);
        }
    }
    /// The file.
    pub fn bytes(self) -> Vec<u8> {
        self.0.into_inner().expect(INTO_MEMORY)
    }
}

/// A whole table as CSV; see [`Csv`].
pub fn csv(table: &TableView) -> Vec<u8> {
    let mut csv = Csv::new(table.headings);
    (0..table.len).for_each(|row| csv.add(&[table.row(row)]));
    csv.bytes()
}

fn guarded(text: &str) -> Cow<'_, str> {
    // Excel takes white space and look-alike signs before the sign as nothing.
    let first = text.trim_start().chars().next();
    let risky =
        matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '|' | '%')) || text.starts_with(['\t', '\r', '\n']);
    if risky { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

fn datum(value: &str) -> Datum {
    if value.is_empty() { Datum::Blank } else { Datum::Text(value.into()) }
}

fn option(value: &Option<String>) -> Datum {
    value.as_deref().map_or(Datum::Blank, datum)
}

/// What is done with each table of `data/`: those of the returns, findings, outcomes, figures and files. Each is made when its turn comes and dropped
/// after it.
pub fn each_table<T>(audit: &Audit, mut make: impl FnMut(&TableView) -> T) -> Vec<T> {
    let returned: Vec<T> = audit.tables.iter().map(|table| make(&table.view())).collect();
    let others: Vec<T> = other_tables(audit).map(|table| make(&table.view())).collect();
    returned.into_iter().chain(others).collect()
}

fn other_tables(audit: &Audit) -> impl Iterator<Item = Table> {
    let words = |names: &[&str]| names.iter().map(|name| (*name).to_string()).collect::<Vec<_>>();
    let findings = audit.report.findings.iter().map(|f| {
        let subject = &f.subject;
        vec![
            datum(&f.id),
            datum(&f.rule),
            option(&f.paragraph),
            datum(f.severity.name()),
            datum(f.certainty.name()),
            datum(&f.member),
            datum(&f.file),
            datum(&f.sheet),
            datum(&f.cell),
            option(&subject.person_member),
            option(&subject.person_ref),
            option(&subject.assignment_ref),
            option(&subject.place_id),
            datum(&f.message),
            datum(&f.action),
            option(&f.decision),
            option(&f.accepted),
        ]
    });
    let coverage = audit.report.coverage.iter().map(|c| {
        let outcome = format!("{:?}", c.outcome).to_lowercase();
        vec![datum(&c.rule), datum(&c.member), datum(&outcome), datum(&c.reason)]
    });
    let counts = audit.counts.iter().map(|c| {
        let value = c.value.map_or(Datum::Blank, Datum::Number);
        vec![Datum::Number(f64::from(c.year)), datum(&c.member), datum(c.measure.name()), datum(c.basis.name()), value, option(&c.reason)]
    });
    let returns = audit.round.received.iter().map(|r| {
        let number = |n: usize| Datum::Number(n as f64);
        let completed = r.completed.map_or(Datum::Blank, Datum::Date);
        vec![
            datum(&r.member),
            datum(r.status.name()),
            datum(&r.file),
            datum(&r.sha256),
            datum(r.format.name()),
            number(r.rows[0]),
            number(r.rows[1]),
            number(r.rows[2]),
            completed,
            datum(&r.remark),
        ]
    });
    let finding_headings = [
        "Finding id",
        "Rule",
        "Paragraph",
        "Severity",
        "Certainty",
        "Member",
        "File",
        "Sheet",
        "Cell",
        "Person's member",
        "Person ref",
        "Assignment ref",
        "Place id",
        "What was found",
        "What to do",
        "Decision",
        "Accepted because",
    ];
    let return_headings = ["Member", "Status", "File", "SHA-256", "Format", "Secondees", "Staff", "Assignments", "Completed on", "Remark"];
    let table = move |name: &'static str, headings: &[&str], rows: Vec<Vec<Datum>>| Table { name, headings: words(headings), rows };
    (0..4).map(move |at| match at {
        0 => table("Findings", &finding_headings, findings.clone().collect()),
        1 => table("Coverage", &["Rule", "Member", "Outcome", "Reason"], coverage.clone().collect()),
        2 => table("Counts", &["Year", "Member", "Measure", "Basis", "Value", "Reason"], counts.clone().collect()),
        _ => table("Returns", &return_headings, returns.clone().collect()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_would_run_as_a_formula_is_escaped_and_a_number_is_not() {
        let cells = ["=HYPERLINK(\"x\")", "+cmd|x", " =1", "plain"].map(|t| Datum::Text(t.into())).to_vec();
        let mut row = cells;
        row.push(Datum::Number(-1.0));
        let table = Table { name: "T", headings: ["a", "b", "c", "d", "e"].map(String::from).to_vec(), rows: vec![row] };
        let text = String::from_utf8(csv(&table.view())).expect("UTF-8");
        assert_eq!(text.lines().nth(1), Some("\"'=HYPERLINK(\"\"x\"\")\",'+cmd|x,' =1,plain,-1"));
    }
}
