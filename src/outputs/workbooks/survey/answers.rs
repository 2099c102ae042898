//! The Return sheet: the questions about the member as a whole.

use rust_xlsxwriter::{ConditionalFormatFormula, Workbook, XlsxError};

use super::entry::{allowed, link_back, note, state};
use super::filled::{ANSWER, Filled};
use super::lists::Lists;
use super::look::{CellLook, Look};
use super::parts::{prepare, put};
use super::plan::{FIRST_ROW, HEADING_ROW, SurveyPlan};
use super::typed;
use crate::figures::table::Datum;
use crate::form::{Field, Need, Question, RETURN_COLUMNS, Sheet};
use crate::outputs::workbooks::columns::lines;

/// The highest row that Excel knows, in points.
const MOST_HIGH: f64 = 409.0;

/// Writes the sheet.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn write(book: &mut Workbook, look: &Look, plan: &SurveyPlan, lists: &Lists, filled: &Filled) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    let title = format!("Return: {} {}", filled.member, filled.year);
    prepare(
        sheet,
        look,
        Sheet::Return.name(),
        &title,
        "About the member as a whole. Answer in the column Answer; all but the optional ones are required.",
    )?;
    link_back(sheet, look, filled)?;
    for (at, column) in RETURN_COLUMNS.iter().enumerate() {
        sheet.write_string_with_format(HEADING_ROW, at as u16, column.heading, &look.heading)?;
        sheet.set_column_width(at as u16, f64::from(column.width))?;
    }
    let answer = ANSWER as u16;
    for (at, question) in Question::all().iter().enumerate() {
        let (row, column) = (FIRST_ROW + at as u32, question.column());
        sheet.write_string_with_format(row, 0, question.reference(), &look.text)?;
        let optional = if column.need == Need::Optional { " (optional)" } else { "" };
        let asked = format!("{}{optional}", column.heading);
        // Row heights are given, because not every program fits them to wrapped text.
        let typed = |col: usize| Datum::text(filled.datum((Sheet::Return, at, col))).unwrap_or_default();
        let texts = [(1, asked.clone()), (ANSWER, typed(ANSWER)), (ANSWER + 1, typed(ANSWER + 1))];
        let lines = texts.iter().map(|(col, text)| lines(text, f64::from(RETURN_COLUMNS[*col].width) * 0.95)).max().unwrap_or(1);
        let least = if *question == Question::Progress { 120.0 } else { 16.0 };
        sheet.set_row_height(row, (16.0 * lines as f64).clamp(least, MOST_HIGH))?;
        sheet.write_string_with_format(row, 1, asked, &look.text)?;
        for col in [ANSWER, ANSWER + 1] {
            let spot = (Sheet::Return, at, col);
            let state = match (state(filled, spot), col) {
                (CellLook::Plain, ANSWER) if is_given(filled, *question) => CellLook::Fixed,
                (state, _) => state,
            };
            let declared = if col == ANSWER { column } else { &RETURN_COLUMNS[col] };
            put(sheet, row, col as u16, filled.datum(spot), &look.cell(declared, state).set_border(rust_xlsxwriter::FormatBorder::Thin))?;
            note(sheet, filled, spot, row, col as u16)?;
        }
        sheet.add_data_validation(row, answer, row, answer, &typed::of_answer(lists, column)?)?;
        if column.need == Need::Required {
            let rule = format!("=LEN(TRIM($C{}))=0", row + 1);
            let light = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(&look.missing);
            sheet.add_conditional_format(row, answer, row, answer, &light)?;
        }
    }
    sheet.set_freeze_panes(FIRST_ROW, 0)?.set_repeat_rows(HEADING_ROW, HEADING_ROW)?;
    sheet.set_print_area(0, 0, plan.last_row(Sheet::Return), 3)?;
    sheet.set_selection(FIRST_ROW + Question::By as u32, answer, FIRST_ROW + Question::By as u32, answer)?;
    sheet.protect_with_options(&allowed());
    Ok(())
}

/// Whether an answer is filled in by the coordinator and right, so that it is not to be changed.
fn is_given(filled: &Filled, question: Question) -> bool {
    let answer = &filled.answers[question as usize][0];
    match question {
        Question::Member => *answer == Datum::Text(filled.member.clone()),
        Question::Year => *answer == Datum::Number(f64::from(filled.year)),
        Question::Census => *answer == Datum::Date(filled.census),
        _ => false,
    }
}
