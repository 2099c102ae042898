//! R10: a secondee was assigned before the start or after the end of the secondment.

use super::reference_twice::is_repeated;
use crate::form::{Asg, Sec, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Cell, Entry, Person, Record, Submission};
use crate::rules::{Check, Context, CountDoubt, Edit, Example, Handling, Needs, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "R10",
    name: "assigned_outside_secondment",
    paragraph: None,
    severity: Severity::Query,
    fault: "A secondee was assigned before the secondment started or after it ended.",
    expected: "Every day of a secondee's assignment lies in the secondment.",
    fix: "Correct the dates of the assignment or of the secondment, or the person; if all are right, explain.",
    right: "an assignment to 17/10/2025 of a secondee whose secondment ends on that day or later.",
    needs: &[Needs::Column(Sheet::Assignments, Asg::PersonMember as usize)],
    handling: Handling {
        told: ToldOfOthers::OfAssignment("{work} on days that the secondment does not cover by the return of {others}."),
        count_doubt: CountDoubt::LongerThanGiven,
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Start date", "02/06/2025")],
    examples: &[
        Example {
            shows: "an assignment before the secondment started",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Start date", "17/11/2025")],
            fires: &[("HMIP", "Assignments", "A002", "Start date")],
        },
        Example {
            shows: "an assignment that goes on after the secondment ended",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "End date", "13/10/2025")],
            fires: &[("HMIP", "Assignments", "A001", "End date")],
        },
        Example {
            shows: "a secondment that ends on the last day of the assignment",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "End date", "17/10/2025")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    for row in &submission.assignments {
        // Whose person it is cannot be told from an unreadable code.
        if !matches!(row.cell(Asg::PersonMember).entry, Entry::Blank | Entry::Read(_)) {
            continue;
        }
        let Some(Person::Secondee(owner, secondee)) = context.round.assigned(submission, row) else { continue };
        let in_order = |start: &Cell, end: &Cell| start.date().zip(end.date()).is_none_or(|(start, end)| end >= start);
        // Dates in the wrong order are R01's.
        if !in_order(row.cell(Asg::Start), row.cell(Asg::End)) || !in_order(secondee.cell(Sec::Start), secondee.cell(Sec::End)) {
            continue;
        }
        let found = [before(row, secondee), after(row, secondee)];
        if found.iter().all(Option::is_none) || is_repeated(owner, secondee.text(Sec::Ref).unwrap_or("")) {
            continue;
        }
        for (cell, bound, words) in found.into_iter().flatten() {
            let who = secondee.called("secondee", Sec::Name, Sec::Ref);
            let reference = secondee.text(Sec::Ref).unwrap_or("");
            sink.push(
                Draft::at(submission, cell)
                    .says(format!("{who} is assigned on {}, but the secondment {words} {}", cell.typed, bound.typed))
                    .person(&owner.member, reference)
                    .assignment(row.text(Asg::Ref).unwrap_or(""))
                    .key(words)
                    .because(owner, bound),
            );
        }
    }
}

/// The offending date, the date of the secondment that it is beyond, and what is said of that.
type Beyond<'a> = (&'a Cell, &'a Cell, &'static str);

fn before<'a>(row: &'a Record<Asg>, secondee: &'a Record<Sec>) -> Option<Beyond<'a>> {
    let (cell, bound) = (row.cell(Asg::Start), secondee.cell(Sec::Start));
    (cell.date()? < bound.date()?).then_some((cell, bound, "started only on"))
}

fn after<'a>(row: &'a Record<Asg>, secondee: &'a Record<Sec>) -> Option<Beyond<'a>> {
    let bound = secondee.cell(Sec::End);
    // Where the last day could not be read, the first may already be too late.
    let cell = [row.cell(Asg::End), row.cell(Asg::Start)].into_iter().find(|cell| cell.date().is_some())?;
    (cell.date()? > bound.date()?).then_some((cell, bound, "had ended on"))
}
