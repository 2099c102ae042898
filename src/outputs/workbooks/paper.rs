//! `paper-YEAR.xlsx`: the at most six pages from which the steering group decides, printed as they are. It is made of the sheets with which the
//! consolidated workbook opens and is for reading: its sheets are protected, so that nobody types a decision where it would be lost.

use std::borrow::Cow;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::consolidated::{PAPER, narrative_sheet, properties};
use super::pages::PageRows;
use super::parts::{Page, table_sheet};
use super::style::{FONT, SIZE, Style};
use super::summary::{self, Readers};
use super::whole::to_bytes;
use super::year::{self, Extent};
use super::{cards, compliance, conflicts};
use crate::account::Audit;
use crate::book::choices;
use crate::figures::table::{Datum, Table};
use crate::outputs::redact::Redaction;

/// The paper; for readers who may not see names, with what hides them.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn paper(audit: &Audit, redaction: Option<&Redaction>) -> Result<Vec<u8>, XlsxError> {
    let style = Style::new();
    let mut book = Workbook::new();
    book.set_zip_compression_level(super::parts::COMPRESSION);
    book.set_default_format(&style.base.clone().set_font_name(FONT).set_font_size(SIZE), 17, 64)?;
    let kind = if redaction.is_some() { "paper for the steering group, redacted" } else { "paper for the steering group" };
    properties(&mut book, audit, kind)?;
    let shown = |table: Table| match redaction {
        Some(redaction) => cards::redacted(redaction, &table),
        None => table,
    };
    let year = audit.round.settings.year;
    let whole = format!("consolidated-{year}.xlsx");
    for name in PAPER {
        match name {
            "Summary" => summary::summary(&mut book, &style, audit, &audit.ranges, Readers { redaction, is_whole: false })?,
            "Conflicts" => {
                let table = shown(conflicts::conflicts(audit, &PageRows::new(audit)));
                // That there are no cases stands on the first page.
                if table.rows.is_empty() {
                    continue;
                }
                let note = format!(
                    "{} The gravest first. For reading: decisions are typed in {whole}.\n{} Choices: {}.",
                    conflicts::counts(audit),
                    cards::LEGEND,
                    choices::DECISIONS.join("; ")
                );
                table_sheet(&mut book, &style, &reading(&table, "Conflicts of interest", note))?;
            }
            "Year on year" => {
                let table = shown(year::year_on_year(audit, &audit.ranges, Extent::OnePage));
                let title = year::title(audit);
                table_sheet(&mut book, &style, &reading(&table, &title, year::note(audit)))?;
                year::drawings(&mut book, &style, audit, &table)?;
            }
            "Compliance" => compliance::map(&mut book, &style, audit, false)?,
            _ => narrative_sheet(&mut book, &style, audit, false)?,
        }
    }
    for sheet in book.worksheets_mut() {
        sheet.protect();
    }
    to_bytes(&mut book)
}

/// A table to be read on paper: its links lead to sheets that are not in the file, and nobody types in it.
fn reading<'a>(table: &Table, title: &'a str, note: String) -> Page<'a> {
    let plain = |datum: &Datum| match datum {
        Datum::Link(shown, _) => Datum::Text(shown.clone()),
        other => other.clone(),
    };
    let rows = table.rows.iter().map(|row| row.iter().map(plain).collect()).collect();
    let table = Table { rows, ..table.clone() };
    Page { table: Cow::Owned(table), made: None, title, note, entries: Vec::new() }
}
