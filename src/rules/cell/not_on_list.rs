//! E03: an answer that is not one of the list.

use std::collections::BTreeMap;

use super::walk::{Seen, called, cells, draft, listed};
use crate::form::{ColumnKind, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Cell, Entry, Submission};
use crate::rules::whole_column;
use crate::rules::{Check, Context, CountDoubt, Edit, Example, FiguresDepend, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "E03",
    name: "not_on_list",
    paragraph: None,
    severity: Severity::Query,
    fault: "An answer is not one of the list.",
    expected: "One of the words of the drop-down list.",
    fix: "Choose one from the list; put anything further in Notes.",
    right: "Secondment.",
    needs: &[],
    handling: Handling {
        is_about_typing: true,
        figures_depend: FiguresDepend::InCountedColumns,
        count_doubt: CountDoubt::Cell,
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Arrangement", "Secondment")],
    examples: &[
        Example {
            shows: "a word that is not on the list",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Arrangement", "Borrowed")],
            fires: &[("HMIP", "Secondees", "S01", "Arrangement")],
        },
        Example {
            shows: "another spelling of a list word",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Arrangement", "SECONDMENT ")],
            fires: &[],
        },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    let mut columns: BTreeMap<(Sheet, &str), Vec<Seen>> = BTreeMap::new();
    for seen in cells(submission).filter(|seen| matches!(seen.cell.entry, Entry::NotListed(_))) {
        columns.entry((seen.cell.at.sheet, seen.column.heading)).or_default().push(seen);
    }
    for column in columns.into_values() {
        if is_shifted(submission, &column) {
            sink.push(shifted(submission, &column));
            continue;
        }
        for seen in &column {
            let Entry::NotListed(nearest) = &seen.cell.entry else { continue };
            let nearest = nearest.map_or(String::new(), |word| format!("; did you mean \"{word}\"?"));
            let message = match seen.column.kind {
                ColumnKind::Choice(_) => format!("{} is \"{}\", which is not on the list{nearest}", called(seen), seen.cell.typed),
                _ => format!("{} is \"{}\", which is no member of the round", called(seen), seen.cell.typed),
            };
            sink.push(draft(submission, seen).says(message).asks(&ask(seen)));
        }
    }
}

/// What to do about a cell, with the words of its own list.
fn ask(seen: &Seen) -> String {
    match seen.column.kind {
        ColumnKind::Choice(list) => format!("Choose one from the list ({}); put anything further in Notes.", list.join("; ")),
        _ => format!(
            "Type the member's code, for example {}; if it is no member of the NPM, leave the cell blank and say so in Notes.",
            seen.column.example
        ),
    }
}

/// Whether a column as a whole holds something else: three cells or more, and more than half of those filled in.
fn is_shifted(submission: &Submission, wrong: &[Seen]) -> bool {
    let (sheet, heading) = (wrong[0].cell.at.sheet, wrong[0].column.heading);
    let filled = cells(submission)
        .filter(|seen| seen.cell.at.sheet == sheet && seen.column.heading == heading && !seen.cell.typed.is_empty())
        .count();
    sheet != Sheet::Return && wrong.len() >= 3 && wrong.len() * 2 > filled
}

/// One finding about a column whose cells are not of its list: a column moved, or pasted in another order.
fn shifted(submission: &Submission, column: &[Seen]) -> Draft {
    let first = &column[0];
    let message = format!(
        "{} on {} holds what is not on its list in {}, as \"{}\" in {}: the column may have been moved, or pasted in another order",
        first.column.heading,
        first.cell.at.sheet.name(),
        listed(column),
        first.cell.typed,
        first.cell.at.a1()
    );
    let cells: Vec<&Cell> = column.iter().map(|seen| seen.cell).collect();
    whole_column::draft(submission, &cells, first.column.heading)
        .says(message)
        .asks(&format!("Check that the column holds what its heading says. {}", ask(first)))
}
