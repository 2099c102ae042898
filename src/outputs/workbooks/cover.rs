//! The cover: marking, how to read, contents with links.

use rust_xlsxwriter::{Url, Workbook, XlsxError};

use super::columns::{height, lines};
use super::parts::prepare;
use super::style::Style;
use crate::account::Audit;

const WIDTHS: [f64; 2] = [24.0, 118.0];

const READING: [(&str, &str); 8] = [
    (
        "How to read",
        "Summary first: its first page says who has returned, how reliance on secondees moves, what needs a decision, and how sure that is.",
    ),
    (
        "How to decide",
        "On Conflicts, each row needs a decision in the shaded columns: choose one, say why, who decided and on which day. What is typed there is kept when the workbook is made again; it is found again by its finding id, so rows may be sorted and filtered.",
    ),
    (
        "Certainty",
        "of the names of places and people, nothing more. confirmed: both names of places are certain. probable: a name was matched approximately. possible: several places may be meant, or only a place of the same cluster, operator or group. unknown: the register does not know the name, so it could not be checked.",
    ),
    (
        "Caveats",
        "What else is open on the rows that a conflict is based on: a visit outside the year, a date that cannot be read, a row that may repeat another. Certainty says nothing of it. If it is mended, the conflict may change or go.",
    ),
    (
        "What stands",
        "to decide: nobody has decided. answered: the member has explained it, and nobody has decided. awaiting member: the member was asked. stands: decided to be a conflict. dismissed: decided to be none, or the explanation was accepted. Summary, Narrative, Charts and Compliance count by this.",
    ),
    (
        "Severity",
        "breach: the guidance says never, or must. concern: the guidance is not followed, or there is no evidence that it is. query: to be corrected or explained. note: for information.",
    ),
    (
        "Skipped",
        "A rule that could not be checked is shown as skipped with the reason, never as passed. A figure that is not known is blank, never zero.",
    ),
    ("Handling", "This workbook names staff of police and prison services. Keep it where the returns are kept."),
];

/// The cover.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn cover(book: &mut Workbook, style: &Style, audit: &Audit, contents: &[(&str, &str)], is_redacted: bool) -> Result<(), XlsxError> {
    let year = audit.round.settings.year;
    let sheet = book.add_worksheet();
    let title = format!("Secondees on NPM work: consolidated returns {year}");
    prepare(sheet, style, "Cover", &title, "UK National Preventive Mechanism: independence of personnel, guidance of 2014")?;
    for (col, width) in WIDTHS.iter().enumerate() {
        sheet.set_column_width(col as u16, *width)?;
    }
    let mut row = 4;
    for (what, words) in READING {
        let words = match (what, is_redacted) {
            ("Handling", true) => {
                "Names of persons and places were replaced: a person has a pseudonym that is the same throughout, a place only its kind. It still describes staff who could be recognised."
            }
            ("How to decide", true) => {
                "Decisions are typed in the workbook that names people, not in this one, which shows those that were taken."
            }
            _ => words,
        };
        sheet.write_string_with_format(row, 0, what, &style.strong)?.write_string_with_format(row, 1, words, &style.text)?;
        sheet.set_row_height(row, height(lines(words, WIDTHS[1])))?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, "Sheet", &style.heading)?.write_string_with_format(row, 1, "What is in it", &style.heading)?;
    for (name, what) in contents {
        row += 1;
        sheet.write_url_with_format(row, 0, Url::new(format!("internal:'{name}'!A1")).set_text(*name), &style.link)?;
        sheet.write_string_with_format(row, 1, *what, &style.text)?;
    }
    Ok(())
}
