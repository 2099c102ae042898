//! The hidden sheet `Workings`: what the ¶14 check works out for each row of Secondees and Assignments.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::filled::Filled;
use super::look::Look;
use super::own_place::{self, Live, Now};
use super::plan::{FIRST_ROW, HEADING_ROW, SurveyPlan};
use crate::form::Sheet;

/// The sheet.
pub const WORKINGS: &str = "Workings";

/// Writes it, row by row: what comes of the secondee, then of the assignment, in the same row of the survey.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn write(book: &mut Workbook, look: &Look, plan: &SurveyPlan, filled: &Filled, now: &Now) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(WORKINGS)?.set_hidden(true);
    sheet.write_string_with_format(0, 0, "What the ¶14 check works out; nothing is to be filled in here.", &look.note)?;
    for (at, heading) in own_place::headings().enumerate() {
        sheet.write_string_with_format(HEADING_ROW, at as u16, heading, &look.heading)?;
    }
    // A formula whose result is no text at all would otherwise be taken to result in 0.
    sheet.set_formula_result_default("");
    let (secondees, assignments) = (plan.room(Sheet::Secondees), plan.room(Sheet::Assignments));
    for row in 0..secondees.max(assignments) {
        let mut put = |first: u16, cells: Vec<Live>| -> Result<(), XlsxError> {
            for (col, live) in cells.into_iter().enumerate() {
                sheet.write_formula(FIRST_ROW + row, first + col as u16, live.formula().set_result(live.shown()))?;
            }
            Ok(())
        };
        if row < secondees {
            put(0, own_place::secondee(plan, filled, now, row))?;
        }
        if row < assignments {
            put(own_place::OF_ASSIGNMENTS, own_place::assignment(plan, filled, now, row))?;
        }
    }
    sheet.protect();
    Ok(())
}
