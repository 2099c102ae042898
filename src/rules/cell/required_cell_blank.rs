//! E01: a required cell is blank.

use std::collections::BTreeSet;

use super::walk::{Seen, called, cells, draft, with_example};
use crate::form::{CARRIED_OVER, Field, Need, Question, Sec, Sheet, UNANSWERED};
use crate::model::finding::Severity;
use crate::model::{PastRow, Submission, Value};
use crate::places::fold;
use crate::rules::guidance::work;
use crate::rules::{Check, Context, CountDoubt, Edit, Example, FiguresDepend, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "E01",
    name: "required_cell_blank",
    paragraph: None,
    severity: Severity::Query,
    fault: "A required cell is blank.",
    expected: "An answer in every required cell.",
    fix: "Fill it in; if you do not know, say so in Notes and tell the coordinator.",
    right: "Inspector, under Post held.",
    needs: &[],
    handling: Handling {
        is_about_typing: true,
        figures_depend: FiguresDepend::InCountedColumns,
        count_doubt: CountDoubt::Cell,
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Post held", "Inspector")],
    examples: &[
        Example {
            shows: "a post held left blank",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Post held", "")],
            fires: &[("HMIP", "Secondees", "S01", "Post held")],
        },
        Example {
            shows: "a row carried over from last year that is not answered for",
            changes: &[
                Edit::AddColumn("HMIP", Sheet::Staff, CARRIED_OVER),
                Edit::Set("HMIP", Sheet::Staff, "T01", CARRIED_OVER, UNANSWERED),
                Edit::Set("HMIP", Sheet::Staff, "T02", CARRIED_OVER, "Left"),
            ],
            fires: &[("HMIP", "Staff", "T01", CARRIED_OVER)],
        },
        Example {
            shows: "a secondee who has left, and no last day",
            changes: &[
                Edit::AddColumn("HMIP", Sheet::Secondees, CARRIED_OVER),
                Edit::Set("HMIP", Sheet::Secondees, "S01", CARRIED_OVER, "Left"),
                Edit::Set("HMIP", Sheet::Secondees, "S02", CARRIED_OVER, "Confirm"),
                Edit::Set("HMIP", Sheet::Secondees, "S03", CARRIED_OVER, "Left"),
            ],
            fires: &[("HMIP", "Secondees", "S01", "End date")],
        },
        Example {
            shows: "no assessor of one who does no NPM work, of whom the guidance asks nothing",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S03", "Assessed by", ""),
                Edit::Set("HMIP", Sheet::Secondees, "S03", "NPM work", "No"),
            ],
            fires: &[("HMIP", "Secondees", "S03", "Assessed by")],
        },
        Example {
            shows: "no assessor of one on NPM work, which the rule of ¶12 reports",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Assessed by", "")],
            fires: &[],
        },
        Example { shows: "a blank end date is no gap", changes: &[Edit::Set("HMIP", Sheet::Secondees, "S03", "Notes", "")], fires: &[] },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    check_carried(context, submission, sink);
    // Blank cells of these rows are reported by a rule of the guidance, with its paragraph: G121, G124, G132, G151.
    let settings = &context.round.settings;
    let guided: BTreeSet<(u32, &str)> = work::in_year(settings, submission)
        .flat_map(|row| {
            let supervised = row.counts_at_census(settings).then_some(Sec::Supervised);
            [Sec::Assessed, Sec::AssessedBy, Sec::Briefed].into_iter().chain(supervised).map(|field| (row.row, field.column().heading))
        })
        .collect();
    for seen in cells(submission) {
        let (column, at) = (seen.column, seen.cell.at);
        if !seen.cell.is_blank() || column.need != Need::Required || column == Sec::Home.column() {
            continue;
        }
        // Without a statement of progress G161 fires, with its paragraph.
        if seen.question == Some(Question::Progress) {
            continue;
        }
        if at.sheet != Sheet::Secondees || !guided.contains(&(at.row, column.heading)) {
            let message = match &*seen.cell.typed {
                "" => format!("{} is blank", called(&seen)),
                typed => format!("{} says \"{typed}\", which names nothing", called(&seen)),
            };
            sink.push(draft(submission, &seen).says(message).asks(&ask(&seen)));
        }
    }
}

/// What to do about a blank cell, with an example of its own column.
fn ask(seen: &Seen) -> String {
    with_example(seen.column, "Fill it in; if you do not know, say so in Notes and tell the coordinator.")
}

/// What to do about a row of last year that is not answered for.
const ANSWER_ROW: &str = "Choose Confirm if nothing has changed, Changed if you have corrected the row, or Left if the person has gone.";

/// Rows carried over from last year: each is to be answered for, and who has left has a last day.
fn check_carried(context: &Context, submission: &Submission, sink: &mut Sink) {
    let all: Vec<Seen> = cells(submission).collect();
    // A column in which nothing stands was not issued to be answered in.
    let is_in_use = |sheet| all.iter().any(|s| s.column.heading == CARRIED_OVER && s.cell.at.sheet == sheet && !s.cell.is_blank());
    for row in all.chunk_by(|a, b| (a.cell.at.sheet, a.cell.at.row) == (b.cell.at.sheet, b.cell.at.row)) {
        let Some(carried) = row.iter().find(|seen| seen.column.heading == CARRIED_OVER) else { continue };
        let end = row.iter().find(|seen| seen.column.heading == Sec::End.column().heading);
        // An answer that was wiped out is missing as well; that the row is last year's is then known by its reference only.
        let was_there = || {
            let of_row = |past: &&PastRow| past.member == submission.member && past.sheet == carried.cell.at.sheet;
            let same =
                |past: &PastRow| matches!(&past.cells[0], Some(Value::Text(reference)) if fold(reference) == fold(&carried.reference));
            context.round.last.as_ref().is_some_and(|last| last.rows.iter().filter(of_row).any(same))
        };
        match (carried.cell.text(), end) {
            (Some(UNANSWERED), _) => {
                sink.push(
                    draft(submission, carried)
                        .says(format!("{} is not answered: Confirm, Changed or Left", called(carried)))
                        .asks(ANSWER_ROW),
                );
            }
            (None, _) if is_in_use(carried.cell.at.sheet) && carried.cell.is_blank() && was_there() => {
                sink.push(
                    draft(submission, carried)
                        .says(format!("{} is not answered: Confirm, Changed or Left", called(carried)))
                        .asks(ANSWER_ROW),
                );
            }
            (Some("Left"), Some(end)) if end.cell.is_blank() => {
                let message = format!("{} is blank, though {CARRIED_OVER} says Left", called(end));
                let ask = with_example(end.column, "Give the last day with you.");
                sink.push(draft(submission, end).says(message).because(submission, carried.cell).asks(&ask));
            }
            _ => {}
        }
    }
}
