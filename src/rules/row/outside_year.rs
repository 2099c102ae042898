//! R05: an assignment lies outside the reporting year.

use crate::form::{Asg, Question, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Submission, show_date};
use crate::rules::{Check, Context, Edit, Example, ExplanationHolds, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "R05",
    name: "outside_year",
    paragraph: None,
    severity: Severity::Query,
    fault: "An assignment lies wholly outside the reporting year.",
    expected: "Every assignment has at least one day in the reporting year.",
    fix: "Correct the dates, or remove the assignment if it belongs to another year.",
    right: "start 06/10/2025, end 17/10/2025, for the reporting year to 31/03/2026.",
    needs: &[],
    handling: Handling { explanation_holds: ExplanationHolds::ThisYear, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[
        Edit::Set("HMIP", Sheet::Assignments, "A001", "Start date", "06/10/2025"),
        Edit::Set("HMIP", Sheet::Assignments, "A001", "End date", "17/10/2025"),
    ],
    examples: &[
        Example {
            shows: "an inspection of the year before",
            changes: &[
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Start date", "16/10/2024"),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "End date", "17/10/2024"),
            ],
            fires: &[("HMIP", "Assignments", "A001", "End date")],
        },
        Example {
            shows: "an inspection that starts after the census date",
            changes: &[
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Start date", "13/04/2026"),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "End date", "17/04/2026"),
            ],
            fires: &[("HMIP", "Assignments", "A001", "Start date")],
        },
        Example {
            shows: "an inspection that began in the year before and ended in this",
            changes: &[
                Edit::Set("HMIP", Sheet::Assignments, "A001", "Start date", "28/03/2025"),
                Edit::Set("HMIP", Sheet::Assignments, "A001", "End date", "15/04/2025"),
            ],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let settings = &context.round.settings;
    if is_of_another_year(context, submission) {
        return sink.skip(OTHER_YEAR);
    }
    for row in &submission.assignments {
        let (start, end) = (row.date(Asg::Start), row.date(Asg::End));
        // Dates in the wrong order are R01's; which of them is wrong is not known.
        if start.zip(end).is_some_and(|(start, end)| end < start) {
            continue;
        }
        let (cell, words) = match (start, end) {
            (Some(start), _) if start > settings.census => (row.cell(Asg::Start), "starts on"),
            (_, Some(end)) if end < settings.from => (row.cell(Asg::End), "ended on"),
            _ => continue,
        };
        let year = format!("{} to {}", show_date(settings.from), show_date(settings.census));
        let name = row.text(Asg::Name).unwrap_or("this person");
        sink.push(
            Draft::at(submission, cell)
                .says(format!("The assignment of {name} {words} {}, outside the reporting year {year}", cell.typed))
                .assignment(row.text(Asg::Ref).unwrap_or("")),
        );
    }
}

/// Why rules about the year are not checked for a return that is another year's (F07).
pub(in crate::rules) const OTHER_YEAR: &str = "the return is another year's";

/// Whether a return says that it is another year's, which F07 reports.
pub(in crate::rules) fn is_of_another_year(context: &Context, submission: &Submission) -> bool {
    submission.answers.number(Question::Year).is_some_and(|year| year != f64::from(context.round.settings.year))
}
