//! E02: a cell is not what its column takes.

use super::walk::{Seen, called, cells, draft, with_example};
use crate::form::{ColumnKind, Field, Sec, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Entry, LineFault, OddLine, Submission, unread};
use crate::rules::{Check, Context, CountDoubt, Edit, Example, FiguresDepend, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "E02",
    name: "cell_unreadable",
    paragraph: None,
    severity: Severity::Query,
    fault: "A cell cannot be read as what its column takes.",
    expected: "A date as 31/03/2026, a number within its bounds.",
    fix: "Type the date as day/month/year, or the number in figures.",
    right: "31/03/2026.",
    needs: &[],
    handling: Handling {
        is_about_typing: true,
        figures_depend: FiguresDepend::InCountedColumns,
        count_doubt: CountDoubt::Cell,
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Start date", "03/06/2024")],
    examples: &[
        Example {
            shows: "a start date that is no date",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Start date", "last summer")],
            fires: &[("HMIP", "Secondees", "S01", "Start date")],
        },
        Example {
            shows: "a date in words is a date",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Start date", "3rd June 2024")],
            fires: &[],
        },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    for seen in cells(submission) {
        if let Entry::Unreadable(why) = &seen.cell.entry {
            let is_mark = **why == *unread::ELSEWHERE && !seen.cell.typed.contains(char::is_alphanumeric);
            let message = match is_mark {
                true => format!("{} is a ditto mark: {why}", called(&seen)),
                false => format!("{} is \"{}\": {why}", called(&seen), seen.cell.typed),
            };
            sink.push(draft(submission, &seen).says(message).asks(&ask(&seen, why)));
        }
    }
    submission.layout.odd_lines.iter().for_each(|line| sink.push(odd_line(submission, line)));
}

/// What to do about a cell: what its fault asks for, and an example of its own column.
fn ask(seen: &Seen, why: &str) -> String {
    let has_period = seen.question.is_none() && matches!(seen.column.heading, "Start date" | "End date");
    let what = match why {
        unread::TWO_DATES if has_period => "Give each period a row of its own, with one date in the cell.",
        unread::TWO_DATES => "Leave the one date that is asked for, and put the other in Notes.",
        unread::RANGE if has_period => "Type the first day under Start date and the last day under End date.",
        unread::RANGE => "Leave one date in the cell, and put the rest in Notes.",
        unread::DATE_AND_MORE => "Leave the date alone in the cell, as day/month/year, and put the rest in Notes.",
        unread::NUMBER_AND_MORE => "Leave the number alone in the cell, in figures, and put the rest in Notes.",
        unread::ELSEWHERE => "Write the answer out in each row.",
        unread::COMMA => "Type the number without a comma, with a point before decimals.",
        unread::MERGED => "Unmerge the cells, and give each column an answer of its own.",
        unread::SEVERAL_PEOPLE => "Give each person a row of their own.",
        unread::SEVERAL_REFERENCES => "Give each person or assignment a row of its own, with one reference in the cell.",
        _ => match seen.column.kind {
            ColumnKind::Date if seen.question.is_none() && seen.column == Sec::End.column() => {
                "Type the date as day/month/year; if the last day is not known yet, leave the cell empty."
            }
            ColumnKind::Date => "Type the date as day/month/year.",
            ColumnKind::Number { whole: true, .. } => "Type a whole number in figures.",
            ColumnKind::Number { .. } => "Type the number in figures.",
            _ => "Type one answer in the cell.",
        },
    };
    with_example(seen.column, what)
}

/// One finding for a row that is no entry as it stands, whatever is wrong with each of its cells.
fn odd_line(submission: &Submission, line: &OddLine) -> Draft {
    let (first, sheet) = (line.at.row + 1, line.at.sheet.name());
    let rows = if line.last > line.at.row { format!("rows {first} to {}", line.last + 1) } else { format!("row {first}") };
    let (looks, look, their) = if line.last > line.at.row { ("look", "were", "their") } else { ("looks", "was", "its") };
    let (message, ask) = match &line.fault {
        LineFault::Continues(reference, cells) => {
            let said: Vec<String> = cells.iter().map(|(heading, text)| format!("\"{text}\" under {heading}")).collect();
            let of = if reference.is_empty() { "the row above".into() } else { format!("the row above, {reference}") };
            let message = format!(
                "{rows} of {sheet} has no reference and {looks} like a continuation of {of}: {} {look} counted there",
                said.join(" and ")
            );
            let ask = format!(
                "If it belongs to {}, move it into that row, with ; between several places in one cell; if it is an entry of its own, give it a reference and fill in \
                 the rest.",
                if reference.is_empty() { "the row above" } else { reference }
            );
            (message, ask)
        }
        LineFault::Of(other) => {
            let message = format!(
                "{rows} of {sheet} {looks} like rows of {}: the columns do not fit, and nothing in {} was read",
                other.name(),
                if line.last > line.at.row { "them" } else { "it" }
            );
            (
                message.replace("looks like rows", "looks like a row"),
                format!(
                    "Move {} to the sheet {}, or give {their} cells the columns of {sheet}.",
                    if line.last > line.at.row { "them" } else { "it" },
                    other.name()
                ),
            )
        }
        LineFault::Moved(by) => {
            let columns = if by.abs() == 1 { "one column".to_string() } else { format!("{} columns", by.abs()) };
            let (stand, back) = if *by < 0 { ("right", "left") } else { ("left", "right") };
            let message = format!(
                "the cells in {rows} of {sheet} stand {columns} too far to the {stand}: as they are they do not fit their columns, and nothing in them was read"
            );
            // Moved to the right, the first column is left empty: that of the references.
            let reference = line.at.sheet.columns().first().map_or("", |column| column.heading);
            let then = match (*by > 0, line.last > line.at.row) {
                (false, _) => String::new(),
                (true, false) => format!(" If {reference} is then empty, give the row one."),
                (true, true) => format!(" If {reference} is then empty, give each row one."),
            };
            (message, format!("Move {their} cells {columns} to the {back}, so that each answer stands under its heading.{then}"))
        }
    };
    let typed = line.typed.join(" | ");
    let draft = Draft::at_heading(submission, line.at, &typed).says(message).asks(&ask);
    draft.key(sheet).key("row").key(typed)
}
