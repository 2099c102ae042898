//! Last year's answers beside each row that was carried over, in one text, and the light of a cell that differs from them.
//!
//! The text is a value and moves with its row when rows are sorted; it reads `2025; Post held: Inspector; Start date: 01/06/2024;`, so that a rule can
//! look in it for what a cell says now.

use rust_xlsxwriter::{ConditionalFormatFormula, Worksheet, XlsxError};

use super::filled::{Filled, carried_column};
use super::look::Look;
use super::plan::{FIRST_ROW, HEADING_ROW, SurveyPlan};
use super::typed;
use crate::figures::table::Datum;
use crate::form::{Column, ColumnKind, LAST_YEAR, Sheet};
use crate::model::column_letters;

/// The size of its letters in points, smaller than those of answers.
pub(super) const LETTERS: f64 = 9.0;
/// The longest value that is compared: programs look for no longer text in another.
const LONGEST: usize = 250;

/// How wide the column is: so wide that rows stay low on the screen and the sheet can be read on paper. A secondee has about two columns of answers
/// for each of a member of staff.
fn width(sheet: Sheet) -> u32 {
    if sheet == Sheet::Secondees { 150 } else { 60 }
}

/// How many lines the text beside a row takes.
pub(super) fn lines(filled: &Filled, sheet: Sheet, row: usize) -> usize {
    // Widths are in letters of 11 points; a tenth is left for lines that end with a long word.
    let letters = f64::from(width(sheet)) * 11.0 / LETTERS * 0.9;
    filled.was.get(&(sheet, row)).map_or(0, |text| (text.chars().count() as f64 / letters).ceil() as usize)
}

/// Whether a column is compared with last year's: all but the reference, the answer for the row itself and the remarks, which are about the year.
fn is_compared(sheet: Sheet, col: usize) -> bool {
    col != 0 && Some(col) != carried_column(sheet) && sheet.columns()[col].heading != "Notes"
}

/// Last year's answers of a row in one text, those that were given.
pub(super) fn answers(year: i16, sheet: Sheet, row: &[Datum]) -> String {
    let given = row.iter().enumerate().filter(|(col, datum)| is_compared(sheet, *col) && **datum != Datum::Blank);
    let parts = given.filter_map(|(col, datum)| Some(format!(" {}: {};", sheet.columns()[col].heading, datum.text_shown()?.trim())));
    std::iter::once(format!("{year};")).chain(parts).collect()
}

/// Whether a sheet has the column.
pub(super) fn is_there(filled: &Filled, sheet: Sheet) -> bool {
    filled.was.keys().any(|(of, _)| *of == sheet)
}

/// Writes the column at the right of a sheet, with the lights of the cells that differ.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn write(sheet: &mut Worksheet, look: &Look, plan: &SurveyPlan, filled: &Filled, kind: Sheet) -> Result<(), XlsxError> {
    let at = plan.last_column(kind) as u16 + 1;
    sheet.write_string_with_format(HEADING_ROW - 1, at, "For comparison", &look.need)?;
    sheet.write_string_with_format(HEADING_ROW, at, LAST_YEAR, &look.heading)?;
    sheet.set_column_width(at, width(kind))?;
    sheet.add_data_validation(HEADING_ROW, at, plan.last_row(kind), at, &typed::of_last_year()?)?;
    for ((_, row), text) in filled.was.iter().filter(|((of, _), _)| *of == kind) {
        sheet.write_string_with_format(FIRST_ROW + *row as u32, at, super::parts::fitted(text), &look.last_year)?;
    }
    let (beside, first) = (format!("${}{}", column_letters(u32::from(at)), HEADING_ROW + 1), HEADING_ROW + 1);
    for (position, col) in plan.order(kind).iter().enumerate().filter(|(_, col)| is_compared(kind, **col)) {
        let column = &kind.columns()[*col];
        let cell = format!("{}{first}", column_letters(position as u32));
        let light = ConditionalFormatFormula::new().set_rule(differs(column, &cell, &beside).as_str()).set_format(&look.differs);
        sheet.add_conditional_format(HEADING_ROW, position as u16, plan.last_row(kind), position as u16, &light)?;
    }
    Ok(())
}

/// Whether a cell says something else than the text beside its row, as a rule.
fn differs(column: &Column, cell: &str, beside: &str) -> String {
    let heading = column.heading.replace('"', "\"\"");
    let says = match column.kind {
        ColumnKind::Date => format!("IF(ISNUMBER({cell}),TEXT({cell},\"dd/mm/yyyy\"),TRIM({cell}))"),
        _ => format!("TRIM({cell})"),
    };
    format!(
        "=AND(LEN({beside})>0,ROW({cell})>{HEADING},LEN({cell})<{LONGEST},IF(LEN(TRIM({cell}))=0,ISNUMBER(FIND(\"; {heading}: \",{beside})),\
         ISERROR(FIND(\"; {heading}: \"&{says}&\";\",{beside}))))",
        HEADING = HEADING_ROW + 1
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_that_were_given_stand_in_one_text_each_behind_a_semicolon() {
        let mut row = vec![Datum::Blank; Sheet::Staff.columns().len()];
        (row[0], row[1], row[5]) = (Datum::Text("T01".into()), Datum::Text("Morgan Sample".into()), Datum::Number(0.5));
        let declared = Sheet::Staff.columns().iter().position(|column| column.heading == "Declaration date").expect("a column");
        row[declared] = Datum::Date(jiff::civil::date(2025, 4, 2));
        // Dates as the rule writes those of cells, or each would seem to differ.
        assert_eq!(
            answers(2025, Sheet::Staff, &row),
            "2025; Full name: Morgan Sample; FTE on NPM work: 0.5; Declaration date: 02/04/2025;"
        );
    }
}
