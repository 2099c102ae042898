//! E01: a required cell is blank.

use std::collections::BTreeSet;

use super::walk::{called, cells, draft};
use crate::finding::Severity;
use crate::form::{Field, Need, Sec, Sheet};
use crate::model::Submission;
use crate::rules::guidance::work;
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
    mended: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Post held", "Inspector")],
    examples: &[
        Example {
            shows: "a post held left blank",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Post held", "")],
            fires: &[("HMIP", "Secondees", "S01", "Post held")],
        },
        Example {
            shows: "no assessor of one who does no NPM work, of whom the guidance asks nothing",
            changes: &[
                Change::Set("HMIP", Sheet::Secondees, "S03", "Assessed by", ""),
                Change::Set("HMIP", Sheet::Secondees, "S03", "NPM work", "No"),
            ],
            fires: &[("HMIP", "Secondees", "S03", "Assessed by")],
        },
        Example {
            shows: "no assessor of one on NPM work, which the rule of ¶12 reports",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Assessed by", "")],
            fires: &[],
        },
        Example { shows: "a blank end date is no gap", changes: &[Change::Set("HMIP", Sheet::Secondees, "S03", "Notes", "")], fires: &[] },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
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
        if at.sheet != Sheet::Secondees || !guided.contains(&(at.row, column.heading)) {
            let message = format!("{} is blank", called(&seen));
            sink.push(draft(submission, &seen).says(message));
        }
    }
}
