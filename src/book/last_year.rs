//! Last year's consolidated workbook as data: figures, secondees, statements, decisions.

use std::collections::BTreeMap;

use crate::book::actions;
use crate::book::decisions;
use crate::book::people;
use crate::book::tables::{Ours, SheetRow};
use crate::error::Error;
use crate::form::{ColumnKind, Field, Sec, Sheet};
use crate::model::{Basis, Confirmations, LastYear, Measure, PastPerson, PastRow, Status, Value};
use crate::steps::{self, Step};

/// The sheet of figures. Excel keeps the name "History" for itself.
pub const COUNTS_SHEET: &str = "Count history";

/// The sheet that says rule by rule how each member stands with each paragraph.
pub const COMPLIANCE_SHEET: &str = "Compliance by rule";
/// The paragraphs of the guidance that ask something of a member.
pub const PARAGRAPHS: [&str; 9] = ["¶8", "¶9", "¶10", "¶11", "¶12", "¶13", "¶14", "¶15", "¶16"];

/// Reads last year's consolidated workbook.
///
/// # Errors
/// If it is not a workbook of this program; the message says what is missing.
pub fn read(bytes: &[u8]) -> Result<LastYear, Error> {
    read_book(bytes).map_err(|error| error.said(|what| format!("is not a consolidated workbook of this program: {what}")))
}

fn read_book(bytes: &[u8]) -> Result<LastYear, Error> {
    steps::begins(Step::LastYear);
    let mut book = Ours::open(bytes)?;
    let mut last = LastYear::default();
    for row in book.rows(COUNTS_SHEET, &["Year", "Member", "Measure", "Basis", "Value", "Reason"])? {
        let Some(year) = row.number("Year") else { continue };
        let (measure, basis) = (row.text("Measure"), row.text("Basis"));
        let (Some(known), Some(on)) = (Measure::named(&measure), Basis::named(&basis)) else {
            return Err(Error::not_ours(format!(
                "the sheet \"{COUNTS_SHEET}\" has a figure of {year} that is no figure of this program: Measure \"{measure}\", Basis \"{basis}\""
            )));
        };
        let key = (year as i16, row.text("Member"), known, on);
        last.year = last.year.max(year as i16);
        if !row.text("Reason").is_empty() {
            last.reasons.insert(key.clone(), row.text("Reason"));
        }
        last.counts.insert(key, row.number("Value").ok_or_else(|| row.text("Reason")));
    }
    if last.year == 0 {
        return Err(Error::not_ours(format!("the sheet \"{COUNTS_SHEET}\" holds no figures")));
    }
    let heading = |field: Sec| field.column().heading;
    for row in book.rows("Secondees", &["Member", heading(Sec::Ref), heading(Sec::Name)])? {
        last.rows.push(past_row(Sheet::Secondees, &row));
        last.secondees.push(PastPerson {
            member: row.text("Member"),
            reference: row.text(heading(Sec::Ref)),
            name: row.text(heading(Sec::Name)),
            arrangement: row.text(heading(Sec::Arrangement)),
            npm_work: row.text(heading(Sec::NpmWork)) == "Yes",
            fte: row.number(heading(Sec::Fte)),
            home_organisation: row.text(heading(Sec::HomeOrg)),
            home: row.text(heading(Sec::Home)),
            home_id: row.text("Home establishment id"),
            start: row.date(heading(Sec::Start)),
            end: row.date(heading(Sec::End)),
        });
    }
    let [reference, name] = [0, 1].map(|col: usize| Sheet::Staff.columns()[col].heading);
    for row in book.rows("Staff", &["Member", reference, name])? {
        last.rows.push(past_row(Sheet::Staff, &row));
    }
    for row in book.rows("Returns", &["Member", "Status", "Progress statement"])? {
        if [Status::Received, Status::Nil].iter().any(|status| status.name() == row.text("Status")) {
            last.returned.insert(row.text("Member"), last.year);
        }
        let statement = row.text("Progress statement");
        if !statement.is_empty() {
            last.statements.insert(row.text("Member"), statement);
        }
    }
    last.standings = standings(&mut book);
    last.confirmed = Confirmations(people::read(&mut book)?.confirmed.into_iter().map(|(pair, typed)| (pair, typed.what)).collect());
    last.answers = super::answers::past_answers(&mut book)?;
    let mut decided = decisions::read(&mut book)?;
    let typed = actions::read(&mut book, &mut Vec::new())?;
    actions::into_decisions(&typed, &mut decided)?;
    last.decisions = decisions::for_next_year(decided.clone(), last.year);
    last.actions = actions::left(&decided, &typed, book.has(actions::SHEET), &last.decisions, last.year);
    Ok(last)
}

/// How each member stood; nothing where the workbook does not say, because it is not needed for any figure.
fn standings<B: AsRef<[u8]>>(book: &mut Ours<B>) -> BTreeMap<(String, String), String> {
    // Workbooks of the first versions had it on the sheet Compliance.
    let sheet = [COMPLIANCE_SHEET, "Compliance"].into_iter().find(|sheet| book.has(sheet));
    let rows = sheet.and_then(|sheet| book.rows(sheet, &["Member", PARAGRAPHS[0]]).ok()).unwrap_or_default();
    let of_row = |row: &SheetRow| PARAGRAPHS.map(|paragraph| ((row.text("Member"), paragraph.to_string()), row.text(paragraph)));
    rows.iter().flat_map(of_row).filter(|(_, words)| !words.is_empty()).collect()
}

fn past_row(sheet: Sheet, row: &SheetRow) -> PastRow {
    let cells = sheet.columns().iter().map(|column| {
        let read = match column.kind {
            ColumnKind::Date => row.date(column.heading).map(Value::Date),
            ColumnKind::Number { .. } => row.number(column.heading).map(Value::Number),
            _ => None,
        };
        // What was no date or number last year is shown as it was typed.
        read.or_else(|| Some(row.text(column.heading)).filter(|text| !text.is_empty()).map(|text| Value::Text(text.into())))
    });
    PastRow { member: row.text("Member"), sheet, cells: cells.collect() }
}
