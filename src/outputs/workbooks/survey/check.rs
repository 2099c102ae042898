//! The `Check` sheet: what is missing, wrong or contradictory, counted live, and whether the return is ready to send.

use rust_xlsxwriter::{ConditionalFormatFormula, Format, Formula, ProtectionOptions, Url, Workbook, Worksheet, XlsxError};

use super::CHECK;
use super::counts::{CheckCount, Counter, same};
use super::look::Look;
use super::own_place::{NAMED, Now, working};
use super::parts::prepare;
use super::plan::{FIRST_ROW, HEADING_ROW};
use crate::form::{CARRIED_OVER, Field, OWN_PLACE_CHECK, Question, Sheet};
use crate::model::a1;
use crate::rules::{self, PutRightBy, RULES, Rule};

/// The columns.
const HEADINGS: [(&str, f64); 6] =
    [("Sheet", 13.0), ("Question or column", 64.0), ("Missing", 10.0), ("Wrong", 10.0), ("Contradictory", 14.0), ("What to do", 64.0)];

/// What fits into a line of the two wide columns.
const ROOM: usize = 62;

/// A line: where, what, the three counts, and what to do.
struct CheckLine {
    sheet: Sheet,
    what: String,
    counts: [Option<CheckCount>; 3],
    todo: Todo,
}

/// What is said of a line in which something is counted.
enum Todo {
    Words(&'static str),
    /// Words, then a number counted from the rows.
    Number(&'static str, CheckCount),
}

/// Writes the sheet.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn write(book: &mut Workbook, look: &Look, counter: &Counter, now: &Now) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    let title = format!("Check: {} {}", counter.filled.member, counter.filled.year);
    prepare(
        sheet,
        look,
        CHECK,
        &title,
        "This sheet counts by itself while you fill in the others; there is nothing to fill in here. Ready to send means that nothing is missing, wrong or contradictory.",
    )?;
    sheet.set_formula_result_default("");
    for (at, (heading, width)) in HEADINGS.iter().enumerate() {
        sheet.write_string_with_format(HEADING_ROW, at as u16, *heading, &look.heading)?;
        sheet.set_column_width(at as u16, *width)?;
    }
    let rows = [Sheet::Secondees, Sheet::Staff, Sheet::Assignments];
    let in_use: Vec<CheckCount> = rows.iter().map(|sheet| counter.in_use(*sheet)).collect();
    // Lines by sheet come first; the rows in use stand in the last lines, which they refer to.
    let number = lines(counter, &["0", "0", "0"], &in_use).len() as u32;
    let cells: Vec<String> = (0..3).map(|at| format!("$C${}", FIRST_ROW + number + 3 + at)).collect();
    let lines = lines(counter, &[&cells[0], &cells[1], &cells[2]], &in_use);
    let mut total = 0.0;
    for (at, line) in lines.iter().enumerate() {
        total += write_line(sheet, look, FIRST_ROW + at as u32, line)?;
    }
    let end = write_notes(sheet, look, counter, now, FIRST_ROW + number + 1, &in_use)?;
    write_later(sheet, look, end + 2)?;
    // The counts are for the screen, where they change and lead to the cells; on paper the verdict is enough.
    sheet.set_print_area(0, 0, HEADING_ROW - 1, 5)?;
    verdict(sheet, look, number, total)?;
    let lit = ConditionalFormatFormula::new()
        .set_rule(format!("=AND(ISNUMBER(C{0}),C{0}>0)", FIRST_ROW + 1).as_str())
        .set_format(&look.not_ready);
    sheet.add_conditional_format(FIRST_ROW, 2, FIRST_ROW + number - 1, 4, &lit)?;
    sheet.set_freeze_panes(FIRST_ROW, 0)?;
    sheet.set_print_gridlines(true);
    sheet.protect_with_options(&ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::default() });
    Ok(())
}

fn lines(counter: &Counter, in_use: &[&str; 3], rows: &[CheckCount]) -> Vec<CheckLine> {
    let mut lines: Vec<CheckLine> = Question::all().iter().map(|question| question_line(counter, *question, in_use, rows)).collect();
    for (sheet, in_use) in [Sheet::Secondees, Sheet::Staff, Sheet::Assignments].into_iter().zip(in_use) {
        for col in counter.plan.order(sheet) {
            let column = &sheet.columns()[*col];
            let counts = [counter.missing(sheet, *col, in_use), counter.wrong(sheet, *col), counter.contradictory(sheet, *col)];
            if counts.iter().any(Option::is_some) {
                lines.push(CheckLine { sheet, what: column.heading.into(), counts, todo: Todo::Words(to_do(sheet, *col)) });
            }
        }
    }
    lines.push(CheckLine {
        sheet: Sheet::Assignments,
        what: OWN_PLACE_CHECK.into(),
        counts: [Some(counter.unchecked(in_use[2])), None, None],
        todo: Todo::Words("Copy the cell above or below into the empty cells of this column."),
    });
    for sheet in [Sheet::Secondees, Sheet::Staff, Sheet::Assignments] {
        lines.push(CheckLine {
            sheet,
            what: format!("Cells below the last row with checks (row {} as issued)", counter.plan.last_row(sheet) + 1),
            counts: [None, Some(counter.below(sheet)), None],
            todo: Todo::Words("Nothing checks them there: insert rows further up and move them."),
        });
    }
    lines
}

fn question_line(counter: &Counter, question: Question, in_use: &[&str; 3], rows: &[CheckCount]) -> CheckLine {
    let (missing, wrong) = counter.answer(question);
    let settings = (counter.filled.from, counter.filled.census);
    let (cell, now) = (counter.answer_cell(question), &counter.filled.answers[question as usize][0]);
    let differs = |count: &CheckCount| CheckCount {
        formula: format!("IF(ISNUMBER({cell}),IF({cell}={},0,1),0)", count.formula),
        value: super::own_place::serial(now).map_or(0.0, |answer| f64::from(u8::from(answer != count.value))),
    };
    let (contradictory, todo) = match question {
        Question::Used => {
            let (in_year, outside) = (counter.secondees_between(settings.0, settings.1), counter.secondees_outside());
            let (yes, no) = (same(now, "Yes"), same(now, "No"));
            let value = no && in_year.value > 0.0 || yes && rows[0].value - outside.value <= 0.0;
            let formula = format!(
                "IF(TRIM({cell})=\"No\",IF({}>0,1,0),IF(TRIM({cell})=\"Yes\",IF({}-{}<=0,1,0),0))",
                in_year.formula, in_use[0], outside.formula
            );
            (
                Some(CheckCount { formula, value: f64::from(u8::from(value)) }),
                Todo::Words("Yes needs a row on Secondees for the year, No needs none."),
            )
        }
        Question::Secondees => {
            let count = counter.secondees_between(settings.1, settings.1);
            (Some(differs(&count)), Todo::Number("By the rows of Secondees it is ", count))
        }
        Question::AllStaff => {
            let (secondees, left) = (counter.secondees_between(settings.1, settings.1), counter.staff_left());
            let count = CheckCount {
                formula: format!("({}+{}-{})", secondees.formula, in_use[1], left.formula),
                value: secondees.value + rows[1].value - left.value,
            };
            (Some(differs(&count)), Todo::Number("By the rows of Secondees and Staff it is ", count))
        }
        _ => (None, Todo::Words("Answer it in the column Answer.")),
    };
    let what = format!("{} {}", question.reference(), question.column().heading);
    CheckLine { sheet: Sheet::Return, what, counts: [missing, wrong, contradictory], todo }
}

fn to_do(sheet: Sheet, col: usize) -> &'static str {
    use crate::form::{Asg, ColumnKind, Need, Sec};
    let column = &sheet.columns()[col];
    match (sheet, column.kind, column.need) {
        _ if column.heading == CARRIED_OVER => "Answer Confirm, Changed or Left for each row of last year; none may be deleted.",
        (_, ColumnKind::Reference, _) if col == 0 => "Every row needs a reference of its own.",
        (Sheet::Assignments, ..) if col == Asg::Person.index() => {
            "Use a reference on Secondees or Staff; for another member's person give Person's member."
        }
        (_, ColumnKind::Member | ColumnKind::Members, _) => "Use a code of the list Members.",
        (Sheet::Secondees, ..) if col == Sec::End.index() => "After Left, give the last day; it must not lie before the start.",
        (_, ColumnKind::Date, _) => "Give a date, as day/month/year; an end not before the start.",
        (_, ColumnKind::Number { .. }, _) => "Give a number, as 0.8.",
        (_, ColumnKind::Choice(_), _) => "Choose from the list.",
        (_, _, Need::IfNew) => "Needed for secondees who are new in the year (¶11).",
        _ => "Fill in the yellow cells.",
    }
}

/// Writes a line and returns what it counts now.
fn write_line(sheet: &mut Worksheet, look: &Look, row: u32, line: &CheckLine) -> Result<f64, XlsxError> {
    let url = Url::new(format!("internal:'{}'!A1", line.sheet.name())).set_text(line.sheet.name());
    sheet.write_url_with_format(row, 0, url, &look.link)?;
    sheet.write_string_with_format(row, 1, &line.what, &look.text)?;
    let longest = if let Todo::Words(words) = line.todo { words.chars().count() } else { 0 };
    if line.what.chars().count() > ROOM || longest > ROOM {
        // Row heights are given, because not every program fits them to wrapped text.
        sheet.set_row_height(row, 30)?;
    }
    let number = look.number.clone().set_num_format("0;-0;\"–\"");
    let mut sum = 0.0;
    for (at, count) in line.counts.iter().enumerate() {
        let col = 2 + at as u16;
        match count {
            Some(count) => {
                live(sheet, row, col, &format!("={}", count.formula), &format!("{}", count.value), &number)?;
                sum += count.value;
            }
            None => drop(sheet.write_blank(row, col, &look.number)?),
        }
    }
    let cells = format!("SUM({}:{})", a1(row, 2), a1(row, 4));
    let (says, now) = match &line.todo {
        Todo::Words(words) => (format!("\"{words}\""), (*words).to_string()),
        Todo::Number(words, count) => (
            format!("IF({}>0,\"{words}\"&{}&\".\",\"Answer it in the column Answer.\")", a1(row, 4), count.formula),
            match line.counts[2].as_ref().is_some_and(|c| c.value > 0.0) {
                true => format!("{words}{}.", count.value),
                false => "Answer it in the column Answer.".into(),
            },
        ),
    };
    let now = if sum > 0.0 { now } else { "OK".into() };
    live(sheet, row, 5, &format!("=IF({cells}>0,{says},\"OK\")"), &now, &look.text)?;
    Ok(sum)
}

fn live(sheet: &mut Worksheet, row: u32, col: u16, formula: &str, value: &str, format: &Format) -> Result<(), XlsxError> {
    sheet.write_formula_with_format(row, col, Formula::new(formula).set_result(value), format)?;
    Ok(())
}

/// What does not keep a return from being sent, and the rows in use that the lines above refer to.
fn write_notes(
    sheet: &mut Worksheet,
    look: &Look,
    counter: &Counter,
    now: &Now,
    first: u32,
    in_use: &[CheckCount],
) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(first, 0, "Look at these as well; you can send the return all the same", &look.section)?;
    for col in 1..6 {
        sheet.write_blank(first, col, &look.section)?;
    }
    let mut notes: Vec<(Sheet, &str, CheckCount, &str)> = [Sheet::Secondees, Sheet::Staff, Sheet::Assignments]
        .into_iter()
        .zip(in_use)
        .map(|(sheet, count)| (sheet, "Rows in use", count.clone(), ""))
        .collect();
    let todo = "If the names are right, leave them: the steering group will ask about it.";
    notes.push((Sheet::Assignments, "Red rows: a secondee at a place of their own (¶14)", counter.against(true), todo));
    let todo = "Say under Safeguard applied what was done, or that nothing was.";
    notes.push((Sheet::Assignments, "Of these, rows with nothing under Safeguard applied", counter.against(false), todo));
    let unknown = |at: usize| {
        let range = working(counter.plan, at);
        CheckCount { formula: format!("SUMPRODUCT(--ISNUMBER(FIND(\"~\",{range})))"), value: now.unknown(at) }
    };
    let spelling = "Check the spelling against Lists; keep what is right.";
    for (at, what) in NAMED.into_iter().zip([
        "Home establishments not on the list of places",
        "Likely returns not on the list of places",
        "Close affiliations not on the list of places",
        "Places visited not on the list of places",
    ]) {
        notes.push((if at == NAMED[3] { Sheet::Assignments } else { Sheet::Secondees }, what, unknown(at), spelling));
    }
    let last = first + notes.len() as u32;
    for (at, (kind, what, count, todo)) in notes.into_iter().enumerate() {
        let row = first + 1 + at as u32;
        let url = Url::new(format!("internal:'{}'!A1", kind.name())).set_text(kind.name());
        sheet.write_url_with_format(row, 0, url, &look.link)?;
        sheet.write_string_with_format(row, 1, what, &look.text)?;
        live(sheet, row, 2, &format!("={}", count.formula), &format!("{}", count.value), &look.number)?;
        if !todo.is_empty() {
            let now = if count.value > 0.0 { todo } else { "" };
            live(sheet, row, 5, &format!("=IF({}>0,\"{todo}\",\"\")", a1(row, 2)), now, &look.text)?;
        }
    }
    Ok(last)
}

/// What no formula of this workbook can tell, and the audit looks at: a return can be ready to send and be asked about all the same.
fn write_later(sheet: &mut Worksheet, look: &Look, first: u32) -> Result<(), XlsxError> {
    sheet.write_string_with_format(first, 0, "What is looked at after you have sent the return, and may be asked about", &look.section)?;
    for col in 1..6 {
        sheet.write_blank(first, col, &look.section)?;
    }
    for (at, rule) in looked_at_later().enumerate() {
        let row = first + 1 + at as u32;
        sheet.write_string_with_format(row, 0, rule.paragraph.unwrap_or(""), &look.text)?;
        sheet.write_string(row, 1, rule.fault)?;
    }
    Ok(())
}

/// The rules about what a return says, and not about the file.
fn looked_at_later() -> impl Iterator<Item = &'static Rule> {
    let is_of_answers = |rule: &&Rule| matches!(rule.check, rules::Check::Return(_) | rules::Check::Round(_));
    RULES.iter().copied().filter(|rule| rule.handling.put_right_by == PutRightBy::Member).filter(is_of_answers)
}

/// The line at the top that says whether the return is ready.
fn verdict(sheet: &mut Worksheet, look: &Look, number: u32, total: f64) -> Result<(), XlsxError> {
    let (row, sum) = (HEADING_ROW - 1, format!("SUM(C{}:E{})", FIRST_ROW + 1, FIRST_ROW + number));
    let formula = format!("=IF({sum}=0,\"Ready to send\",\"Not ready to send: \"&{sum}&IF({sum}=1,\" thing\",\" things\")&\" to mend\")");
    let now = match total as u64 {
        0 => "Ready to send".to_string(),
        1 => "Not ready to send: 1 thing to mend".into(),
        more => format!("Not ready to send: {more} things to mend"),
    };
    sheet.merge_range(row, 0, row, 5, "", &look.verdict)?;
    sheet.write_formula_with_format(row, 0, Formula::new(formula).set_result(now), &look.verdict)?;
    sheet.set_row_height(row, 28)?;
    for (rule, format) in [(format!("={sum}=0"), &look.ready), (format!("={sum}>0"), &look.not_ready)] {
        let lit = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(format);
        sheet.add_conditional_format(row, 0, row, 5, &lit)?;
    }
    Ok(())
}
