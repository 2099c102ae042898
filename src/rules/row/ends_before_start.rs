//! R01: a secondment or an assignment ends before it starts.

use crate::form::{Asg, Field, Sec, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Cell, Submission};
use crate::rules::whole_column::{self, is_whole_column};
use crate::rules::{Check, Context, CountDoubt, Edit, Example, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "R01",
    name: "ends_before_start",
    paragraph: None,
    severity: Severity::Query,
    fault: "The end date of a secondment or an assignment is earlier than its start date.",
    expected: "The end date is the start date or later.",
    fix: "Correct whichever of the two dates is wrong.",
    right: "start 06/10/2025, end 17/10/2025.",
    needs: &[],
    handling: Handling { count_doubt: CountDoubt::Days, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "End date", "31/05/2026")],
    examples: &[
        Example {
            shows: "a secondment that ends before it starts",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "End date", "31/05/2024")],
            fires: &[("HMIP", "Secondees", "S01", "End date")],
        },
        Example {
            shows: "an assignment that ends before it starts",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Start date", "20/10/2025")],
            fires: &[("HMIP", "Assignments", "A001", "End date")],
        },
        Example {
            shows: "an assignment of one day",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Start date", "17/10/2025")],
            fires: &[],
        },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    for row in &submission.secondees {
        let what = format!("The secondment of {}", row.text(Sec::Name).unwrap_or("this person"));
        if let Some(draft) = compare(submission, row.cell(Sec::Start), row.cell(Sec::End), &what) {
            sink.push(draft.person(&submission.member, row.text(Sec::Ref).unwrap_or("")));
        }
    }
    let of_assignments = || submission.assignments.iter().filter(|row| row.date(Asg::Start).is_some() && row.date(Asg::End).is_some());
    let wrong: Vec<&Cell> =
        of_assignments().filter(|row| row.date(Asg::End) < row.date(Asg::Start)).map(|row| row.cell(Asg::End)).collect();
    let compared = of_assignments().count();
    if is_whole_column(wrong.len(), compared) {
        let first = of_assignments().find(|row| row.cell(Asg::End).at == wrong[0].at).map_or("", |row| &row.cell(Asg::Start).typed);
        let says = format!(
            "{} of {compared} assignments ({range}) end before they start, as in row {}, from {first} to {}: the columns of dates may have been exchanged, or pasted or sorted apart from each other",
            wrong.len(),
            wrong[0].at.row + 1,
            wrong[0].typed,
            range = whole_column::range(&wrong),
        );
        let ask = "Check that the columns Start date and End date belong together and are not exchanged; where a single row is wrong, correct its date.";
        return sink.push(whole_column::draft(submission, &wrong, Asg::End.column().heading).says(says).asks(ask));
    }
    for row in &submission.assignments {
        let what = format!("The assignment of {}", row.text(Asg::Name).unwrap_or("this person"));
        if let Some(draft) = compare(submission, row.cell(Asg::Start), row.cell(Asg::End), &what) {
            sink.push(draft.assignment(row.text(Asg::Ref).unwrap_or("")));
        }
    }
}

fn compare(submission: &Submission, start: &Cell, end: &Cell, what: &str) -> Option<Draft> {
    (end.date()? < start.date()?).then(|| {
        Draft::at(submission, end)
            .says(format!("{what} ends on {}, before it starts on {}", end.typed, start.typed))
            .because(submission, start)
    })
}
