//! What may be typed into a cell: the check of entries, with what is asked and what to do if it is refused.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Formula, XlsxError};

use super::filled::Filled;
use super::lists::{Lists, Offer};
use super::parts::clipped;
use super::plan::SurveyPlan;
use crate::form::{Asg, Column, ColumnKind, Field, LAST_YEAR, Need, Sec, Sheet};

/// Excel's limits.
const TITLE: usize = 32;
const MESSAGE: usize = 255;

/// The check of entries of a column of a sheet of rows.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn of_column(plan: &SurveyPlan, lists: &Lists, sheet: Sheet, col: usize) -> Result<DataValidation, XlsxError> {
    let column = &sheet.columns()[col];
    let refuse = |validation: DataValidation, what: &str| refusing(validation, column, DataValidationErrorStyle::Stop, what);
    let doubt = |validation: DataValidation, what: &str| refusing(validation, column, DataValidationErrorStyle::Warning, what);
    let validation = asking(DataValidation::new(), column, column.need)?;
    if col == 0 {
        let (range, cell) = (plan.range(sheet, col), plan.in_row(sheet, col));
        let range = range.rsplit_once('!').map_or(range.as_str(), |(_, range)| range).to_string();
        let rule = Formula::new(format!("=AND(COUNTIF({range},{cell})=1,LEN({cell})<={})", column.longest));
        return refuse(validation.allow_custom(rule), "This reference stands twice, or is too long. Every row needs one of its own.");
    }
    if sheet == Sheet::Assignments && col == Asg::Person.index() {
        let cell = plan.in_row(sheet, col);
        let [secondees, staff] = plan.references();
        let other = plan.in_row(sheet, Asg::PersonMember.index());
        let rule = Formula::new(format!("=OR(LEN(TRIM({other}))>0,COUNTIF({secondees},{cell})+COUNTIF({staff},{cell})>0)"));
        let what =
            "Nobody on Secondees or Staff has this reference. Keep it only if it is another member's person; then give Person's member.";
        return doubt(validation.allow_custom(rule), what);
    }
    match offered(sheet, col) {
        Some(offer) => Ok(list(validation, lists, offer).show_error_message(false)),
        None => of_kind(validation, lists, column),
    }
}

/// The check of entries of an answer on the Return sheet.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn of_answer(lists: &Lists, column: &Column) -> Result<DataValidation, XlsxError> {
    of_kind(asking(DataValidation::new(), column, column.need)?, lists, column)
}

/// The check of entries of a cell that works by itself: nothing can be typed there.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn of_live_cell(title: &str) -> Result<DataValidation, XlsxError> {
    DataValidation::new()
        .allow_custom(Formula::new("=FALSE"))
        .ignore_blank(false)
        .set_input_title(title)?
        .set_input_message("This works by itself. If it is empty beside a filled row, copy the cell above or below it here.")?
        .set_error_title(title)?
        .set_error_message("This cell works by itself; nothing can be typed here. Use Safeguard applied or Notes.")
}

/// The check of entries of the column of last year's answers: nothing can be typed there.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn of_last_year() -> Result<DataValidation, XlsxError> {
    DataValidation::new()
        .allow_custom(Formula::new("=FALSE"))
        .ignore_blank(false)
        .set_input_title(LAST_YEAR)?
        .set_input_message(
            "What this row said last year. A cell that says something else now is shown in blue. Nothing is to be typed here.",
        )?
        .set_error_title(LAST_YEAR)?
        .set_error_message("This is what the row said last year; nothing can be typed here.")
}

fn of_kind(validation: DataValidation, lists: &Lists, column: &Column) -> Result<DataValidation, XlsxError> {
    let refuse = |validation: DataValidation, what: &str| refusing(validation, column, DataValidationErrorStyle::Stop, what);
    match column.kind {
        ColumnKind::Date => {
            let (first, last) = (ExcelDateTime::from_ymd(1950, 1, 1)?, ExcelDateTime::from_ymd(2100, 12, 31)?);
            let validation = validation.allow_date(DataValidationRule::Between(first, last));
            refuse(validation, "This is not a date. Type it as day/month/year, e.g. 31/03/2026.")
        }
        ColumnKind::Number { least, most, whole: true } => {
            let validation = validation.allow_whole_number(DataValidationRule::Between(least as i32, most as i32));
            refuse(validation, &format!("Type a whole number between {least} and {most}."))
        }
        ColumnKind::Number { least, most, .. } => {
            let validation = validation.allow_decimal_number(DataValidationRule::Between(least, most));
            refuse(validation, &format!("Type a number between {least} and {most}, e.g. {}.", column.example))
        }
        ColumnKind::Choice(words) => refuse(list(validation, lists, Offer::Words(words)), "Choose one of the list."),
        ColumnKind::Place => {
            let validation = list(validation, lists, Offer::Places);
            let what = "This name is not on the list of places. It is taken as it is; check the spelling.";
            refusing(validation, column, DataValidationErrorStyle::Information, what)
        }
        // Several places in one cell are on no list.
        ColumnKind::Places => Ok(list(validation, lists, Offer::Places).show_error_message(false)),
        ColumnKind::Member => {
            let what = "This is not the code of a member. Keep it?";
            refusing(list(validation, lists, Offer::Codes), column, DataValidationErrorStyle::Warning, what)
        }
        // Several codes in one cell are on no list.
        ColumnKind::Members => Ok(list(validation, lists, Offer::Codes).show_error_message(false)),
        ColumnKind::Text | ColumnKind::Reference => {
            let longest = u32::from(column.longest);
            let validation = validation.allow_text_length(DataValidationRule::LessThanOrEqualTo(longest));
            refuse(validation, &format!("At most {longest} characters. Put the rest into Notes or a document of its own."))
        }
    }
}

/// What a column of text offers besides the kinds of the form.
fn offered(sheet: Sheet, col: usize) -> Option<Offer> {
    match sheet {
        Sheet::Secondees if col == Sec::HomeOrg.index() => Some(Offer::Bodies),
        _ => None,
    }
}

fn list(validation: DataValidation, lists: &Lists, offer: Offer) -> DataValidation {
    validation.allow_list_formula(Formula::new(format!("={}", lists.range(offer))))
}

fn asking(validation: DataValidation, column: &Column, need: Need) -> Result<DataValidation, XlsxError> {
    let needed = match need {
        Need::Required => "Required. ",
        Need::IfNew => "Required if new in the year. ",
        Need::Optional => "",
    };
    let example = if column.example.is_empty() { String::new() } else { format!("\nExample: {}", column.example) };
    let help =
        clipped(&format!("{needed}{}", column.help.replace(" Required if new in the year.", "")), MESSAGE - example.encode_utf16().count());
    validation.set_input_title(clipped(column.heading, TITLE))?.set_input_message(format!("{help}{example}"))
}

fn refusing(validation: DataValidation, column: &Column, style: DataValidationErrorStyle, what: &str) -> Result<DataValidation, XlsxError> {
    validation.set_error_style(style).set_error_title(clipped(column.heading, TITLE))?.set_error_message(clipped(what, MESSAGE))
}

/// Whether a day lies in the reporting year, as a formula over a cell.
pub(super) fn in_year(filled: &Filled, cell: &str) -> String {
    format!("ISNUMBER({cell}),{cell}>={},{cell}<={}", day(filled.from), day(filled.census))
}

/// A day as a formula writes it.
pub(super) fn day(date: crate::model::Date) -> String {
    format!("DATE({},{},{})", date.year(), date.month(), date.day())
}
