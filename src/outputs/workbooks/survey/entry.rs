//! The sheets of rows: Secondees, Staff, Assignments.

use rust_xlsxwriter::{ConditionalFormatFormula, Format, Note, ProtectionOptions, Workbook, Worksheet, XlsxError};

use super::beside;
use super::filled::{CellPosition, Filled, carried_column, declared};
use super::lists::Lists;
use super::look::{CellLook, Look};
use super::own_place::{self, AGAINST, Now};
use super::parts::{clipped, prepare, put};
use super::plan::{FIRST_ROW, HEADING_ROW, SurveyPlan};
use super::typed;
use crate::figures::table::Datum;
use crate::form::{Field, Need, OWN_PLACE_CHECK, Sec, Sheet, UNANSWERED};
use crate::model::column_letters;

/// What stands above a column that must be filled in.
const REQUIRED: &str = "Required";
/// What stands above a column that must be filled in if the secondee is new in the year.
const IF_NEW: &str = "If new in the year";

/// How many columns at the left stay in sight and are repeated on each page.
const REPEATED: u16 = 2;

/// Writes a sheet of rows; returns the first column beyond those of the form.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn write(
    book: &mut Workbook,
    look: &Look,
    plan: &SurveyPlan,
    lists: &Lists,
    filled: &Filled,
    kind: Sheet,
) -> Result<u16, XlsxError> {
    let sheet = book.add_worksheet();
    let (title, note) = words(kind, filled);
    prepare(sheet, look, kind.name(), &title, "")?;
    for (at, col) in plan.order(kind).iter().enumerate() {
        let (column, at) = (&kind.columns()[*col], at as u16);
        let need = match column.need {
            Need::Required => REQUIRED,
            Need::IfNew => IF_NEW,
            Need::Optional if column.may_be_missing() => "Rows of last year",
            Need::Optional => "Optional",
        };
        sheet.write_string_with_format(HEADING_ROW - 1, at, need, &look.need)?;
        sheet.write_string_with_format(HEADING_ROW, at, column.heading, &look.heading)?;
        sheet.set_column_width(at, f64::from(column.width))?;
        sheet.set_column_format(at, &look.cell(column, CellLook::Plain))?;
        let validation = typed::of_column(plan, lists, kind, *col)?;
        sheet.add_data_validation(HEADING_ROW, at, plan.last_row(kind), at, &validation)?;
    }
    let live = u16::from(kind == Sheet::Assignments || beside::is_there(filled, kind));
    if kind == Sheet::Assignments {
        announce_row_checks(sheet, look, plan)?;
    }
    lock_above(sheet, plan.last_column(kind) as u16 + 1 + live)?;
    // Beside the columns that are repeated on each page, which would cut it off.
    sheet.write_string_with_format(HEADING_ROW - 2, REPEATED, &note, &look.note)?;
    link_back(sheet, look, filled)?;
    write_rows(sheet, look, plan, filled, kind)?;
    light_up(sheet, look, plan, filled, kind)?;
    finish(sheet, plan, kind)?;
    if beside::is_there(filled, kind) {
        beside::write(sheet, look, plan, filled, kind)?;
    }
    if kind == Sheet::Assignments {
        // The ¶14 check is a formula in every row, also in those that are empty: printed, it would make of them some forty empty pages.
        sheet.set_print_area(0, 0, plan.last_row(kind), plan.last_column(kind) as u16)?;
    }
    Ok(plan.last_column(kind) as u16 + 1 + live)
}

/// Writes the ¶14 check beside each row of Assignments; returns its range and what stands in it.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn write_row_checks(
    book: &mut Workbook,
    look: &Look,
    plan: &SurveyPlan,
    filled: &Filled,
    values: &Now,
) -> Result<(String, Vec<String>), XlsxError> {
    let kind = Sheet::Assignments;
    let sheet = book.worksheet_from_name(kind.name())?;
    let at = plan.last_column(kind) as u16 + 1;
    let mut now = Vec::new();
    // A formula whose result is no text at all would otherwise be taken to result in 0.
    sheet.set_formula_result_default("");
    for row in 0..plan.room(kind) {
        let live = own_place::check_of_row(plan, filled, values, row);
        now.push(live.shown());
        sheet.write_formula_with_format(FIRST_ROW + row, at, live.formula().set_result(live.shown()), &look.beside)?;
    }
    Ok((plan.range_at(kind, u32::from(at), u32::from(at)), now))
}

/// The heading and guard of the ¶14 check, and the light of its row.
fn announce_row_checks(sheet: &mut Worksheet, look: &Look, plan: &SurveyPlan) -> Result<(), XlsxError> {
    let (kind, at) = (Sheet::Assignments, plan.last_column(Sheet::Assignments) as u16 + 1);
    sheet.write_string_with_format(HEADING_ROW - 1, at, "Works by itself", &look.need)?;
    sheet.write_string_with_format(HEADING_ROW, at, OWN_PLACE_CHECK, &look.heading)?;
    sheet.set_column_width(at, 26)?;
    sheet.add_data_validation(HEADING_ROW, at, plan.last_row(kind), at, &typed::of_live_cell(OWN_PLACE_CHECK)?)?;
    let rule = format!("=LEFT(${}{},{})=\"{AGAINST}\"", column_letters(u32::from(at)), HEADING_ROW + 1, AGAINST.chars().count());
    let light = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(&look.own_place);
    sheet.add_conditional_format(HEADING_ROW, 0, plan.last_row(kind), at, &light)?;
    Ok(())
}

/// The link to the caller's own sheet, if there is one, above the columns.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn link_back(sheet: &mut Worksheet, look: &Look, filled: &Filled) -> Result<(), XlsxError> {
    let Some(name) = &filled.back_to else { return Ok(()) };
    let url = rust_xlsxwriter::Url::new(format!("internal:'{name}'!A1")).set_text(format!("To {name}"));
    sheet.write_url_with_format(0, 3, url, &look.link)?;
    Ok(())
}

/// The marking of cells: notes and looks.
pub(super) fn state(filled: &Filled, spot: CellPosition) -> CellLook {
    match (filled.marks.get(&spot), filled.to_confirm.contains(&spot)) {
        (Some(mark), _) => CellLook::Marked(mark.kind),
        (None, true) => CellLook::ToConfirm,
        (None, false) => CellLook::Plain,
    }
}

/// The note at a cell, if it has one.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn note(sheet: &mut Worksheet, filled: &Filled, spot: CellPosition, row: u32, col: u16) -> Result<(), XlsxError> {
    let Some(mark) = filled.marks.get(&spot) else { return Ok(()) };
    let lines = mark.note.chars().count() / 38 + mark.note.lines().count() + 1;
    let height = (lines as u32 * 18).clamp(60, 400);
    let note = Note::new(clipped(&mark.note, 30_000)).add_author_prefix(false).set_author("Coordinator").set_width(260).set_height(height);
    sheet.insert_note(row, col, &note)?;
    Ok(())
}

fn write_rows(sheet: &mut Worksheet, look: &Look, plan: &SurveyPlan, filled: &Filled, kind: Sheet) -> Result<(), XlsxError> {
    for row in 0..filled.rows(kind).len() {
        let lines =
            plan.order(kind).iter().map(|col| lines(filled.datum((kind, row, *col)), kind.columns()[*col].width)).max().unwrap_or(1);
        let beside = beside::lines(filled, kind, row) as f64 * (beside::LETTERS + 3.0);
        let height = (15.0 * lines.min(20) as f64).max(beside.min(400.0));
        if height > 15.0 {
            // Row heights are given, because not every program fits them to wrapped text.
            sheet.set_row_height(FIRST_ROW + row as u32, height)?;
        }
        for (at, col) in plan.order(kind).iter().enumerate() {
            let spot = (kind, row, *col);
            let (datum, state) = (filled.datum(spot), state(filled, spot));
            let (line, at) = (FIRST_ROW + row as u32, at as u16);
            if *datum != Datum::Blank || state != CellLook::Plain {
                put(sheet, line, at, datum, &look.cell(declared(spot), state))?;
            }
            note(sheet, filled, spot, line, at)?;
        }
    }
    Ok(())
}

/// How many lines a text takes in a column.
fn lines(datum: &Datum, width: u8) -> usize {
    let width = usize::from(width).max(4) - 1;
    match datum {
        Datum::Text(text) => text.lines().map(|line| line.chars().count().div_ceil(width).max(1)).sum::<usize>().max(1),
        _ => 1,
    }
}

/// The columns are unlocked as a whole, so that whole rows can be deleted and sorted; what stands above the rows is locked cell by cell.
fn lock_above(sheet: &mut Worksheet, columns: u16) -> Result<(), XlsxError> {
    let locked = Format::new();
    for row in 0..HEADING_ROW {
        for col in 0..columns {
            if col > 0 && row + 1 < HEADING_ROW {
                sheet.write_blank(row, col, &locked)?;
            }
        }
    }
    // One column is written so; `super::unlocked` lets it reach to the last.
    sheet.set_column_format(columns, &Format::new().set_unlocked())?;
    Ok(())
}

/// Lights that come on by themselves.
fn light_up(sheet: &mut Worksheet, look: &Look, plan: &SurveyPlan, filled: &Filled, kind: Sheet) -> Result<(), XlsxError> {
    let (first, last_row, last_col) = (HEADING_ROW + 1, plan.last_row(kind), plan.last_column(kind) as u16);
    let whole_row = format!("$A{first}:${}{first}", column_letters(u32::from(last_col)));
    let mut rules = vec![format!("=AND(A${HEADING_ROW}=\"{REQUIRED}\",LEN(TRIM(A{first}))=0,COUNTA({whole_row})>0)")];
    if kind == Sheet::Secondees {
        let start = plan.in_row(kind, Sec::Start.index());
        rules.push(format!("=AND(A${HEADING_ROW}=\"{IF_NEW}\",LEN(TRIM(A{first}))=0,{})", typed::in_year(filled, &start)));
    }
    for rule in rules {
        let light = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(&look.missing);
        sheet.add_conditional_format(HEADING_ROW, 0, last_row, last_col, &light)?;
    }
    let Some(carried) = carried_column(kind).filter(|col| plan.column(kind, *col).is_some()) else { return Ok(()) };
    let (at, cell) = (plan.column(kind, carried).unwrap_or(0) as u16, plan.in_row(kind, carried));
    let unanswered = ConditionalFormatFormula::new().set_rule(format!("={cell}=\"{UNANSWERED}\"").as_str()).set_format(&look.missing);
    sheet.add_conditional_format(HEADING_ROW, at, last_row, at, &unanswered)?;
    if kind == Sheet::Secondees {
        let end = plan.in_row(kind, Sec::End.index());
        let rule = format!("=AND({cell}=\"Left\",LEN(TRIM({end}))=0)");
        let at = plan.column(kind, Sec::End.index()).unwrap_or(0) as u16;
        let light = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(&look.missing);
        sheet.add_conditional_format(HEADING_ROW, at, last_row, at, &light)?;
    }
    Ok(())
}

fn finish(sheet: &mut Worksheet, plan: &SurveyPlan, kind: Sheet) -> Result<(), XlsxError> {
    sheet.set_row_height(HEADING_ROW, 48)?;
    sheet.set_row_height(HEADING_ROW - 1, 26)?;
    sheet.set_freeze_panes(FIRST_ROW, REPEATED)?;
    sheet.set_repeat_rows(HEADING_ROW, HEADING_ROW)?.set_repeat_columns(0, REPEATED - 1)?;
    sheet.set_print_gridlines(true);
    sheet.set_print_fit_to_pages(if kind == Sheet::Secondees { 3 } else { 1 }, 0);
    sheet.autofilter(HEADING_ROW, 0, plan.last_row(kind), plan.last_column(kind) as u16)?;
    sheet.set_selection(FIRST_ROW, 0, FIRST_ROW, 0)?;
    sheet.protect_with_options(&allowed());
    Ok(())
}

/// What members may do on a protected sheet of rows.
pub(super) fn allowed() -> ProtectionOptions {
    ProtectionOptions {
        insert_rows: true,
        delete_rows: true,
        sort: true,
        use_autofilter: true,
        format_cells: true,
        format_columns: true,
        format_rows: true,
        ..ProtectionOptions::default()
    }
}

fn words(kind: Sheet, filled: &Filled) -> (String, String) {
    let title = |what: &str| format!("{what}: {} {}", filled.member, filled.year);
    match kind {
        Sheet::Secondees => (
            title("Secondees"),
            "One row for everyone on secondment, loan or as a guest at any time in the year. Several places in one cell are separated by ;".into(),
        ),
        Sheet::Staff => (title("Staff"), "One row for everyone else on NPM work. Several places in one cell are separated by ;".into()),
        Sheet::Assignments | Sheet::Return => (
            title("Assignments"),
            "One row for each person on each inspection or visit, also if it is another member's person. A row turns red, with the reason in the last column, if a secondee went to a place of their own (¶14).".into(),
        ),
    }
}
