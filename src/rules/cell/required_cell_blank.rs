//! E01: a required cell is blank.

use super::walk::{called, cells, draft};
use crate::finding::Severity;
use crate::form::{CARRIED_OVER, Field, Need, Sec, Sheet, UNANSWERED};
use crate::model::{PastRow, Submission, Value};
use crate::places::fold;
use crate::rules::{Change, Check, Context, Example, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "E01",
    name: "required_cell_blank",
    paragraph: None,
    severity: Severity::Query,
    fault: "A required cell is blank.",
    expected: "An answer in every required cell.",
    fix: "Fill it in; if you do not know, say so in Notes and tell the coordinator.",
    right: "see the example under the heading in the survey.",
    needs: &[],
    check: Check::Return(check),
    examples: &[
        Example {
            shows: "a post held left blank",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Post held", "")],
            fires: &[("HMIP", "Secondees", "S01", "Post held")],
        },
        Example {
            shows: "a row carried over from last year that is not answered for",
            changes: &[
                Change::AddColumn("HMIP", Sheet::Staff, CARRIED_OVER),
                Change::Set("HMIP", Sheet::Staff, "T01", CARRIED_OVER, UNANSWERED),
                Change::Set("HMIP", Sheet::Staff, "T02", CARRIED_OVER, "Left"),
            ],
            fires: &[("HMIP", "Staff", "T01", CARRIED_OVER)],
        },
        Example {
            shows: "a secondee who has left, and no last day",
            changes: &[
                Change::AddColumn("HMIP", Sheet::Secondees, CARRIED_OVER),
                Change::Set("HMIP", Sheet::Secondees, "S01", CARRIED_OVER, "Left"),
                Change::Set("HMIP", Sheet::Secondees, "S02", CARRIED_OVER, "Confirm"),
                Change::Set("HMIP", Sheet::Secondees, "S03", CARRIED_OVER, "Left"),
            ],
            fires: &[("HMIP", "Secondees", "S01", "End date")],
        },
        Example { shows: "a blank end date is no gap", changes: &[Change::Set("HMIP", Sheet::Secondees, "S03", "Notes", "")], fires: &[] },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    check_carried(context, submission, sink);
    for seen in cells(submission) {
        if seen.cell.is_blank() && seen.column.need == Need::Required && !REPORTED_ELSEWHERE.contains(&seen.column.heading) {
            let message = format!("{} is blank", called(&seen));
            sink.push(draft(submission, &seen).says(message));
        }
    }
}

/// Rows carried over from last year: each is to be answered for, and who has left has a last day.
fn check_carried(context: &Context, submission: &Submission, sink: &mut Sink) {
    for row in cells(submission).chunk_by(|a, b| (a.cell.at.sheet, a.cell.at.row) == (b.cell.at.sheet, b.cell.at.row)) {
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
                sink.push(draft(submission, carried).says(format!("{} is not answered: Confirm, Changed or Left", called(carried))));
            }
            (None, _) if carried.cell.is_blank() && was_there() => {
                sink.push(draft(submission, carried).says(format!("{} is not answered: Confirm, Changed or Left", called(carried))));
            }
            (Some("Left"), Some(end)) if end.cell.is_blank() => {
                let message = format!("{} is blank, though {CARRIED_OVER} says Left", called(end));
                sink.push(draft(submission, end).says(message).because(submission, carried.cell));
            }
            _ => {}
        }
    }
}

/// Blank cells that a rule of the guidance reports with its paragraph: G121, G124, G132, G151, E09.
const REPORTED_ELSEWHERE: &[&str] =
    &["Conflict assessment date", "Assessed by", "Last supervision date", "Independence briefing date", "Home establishment"];
