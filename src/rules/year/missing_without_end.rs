//! Y01: last year's secondee is missing this year, and no end of the secondment is known.

use crate::finding::{Draft, Severity};
use crate::form::{Field, Sec, Sheet, Stf};
use crate::model::{Submission, show_date};
use crate::places::fold;
use crate::rules::{Change, Check, Context, Example, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "Y01",
    name: "missing_without_end",
    paragraph: None,
    severity: Severity::Query,
    fault: "A secondee of last year is not in this year's return, and no end date is known.",
    expected: "Everyone who was a secondee at the end of last year is listed this year, with an end date if the secondment has ended.",
    fix: "Put the person back on Secondees under last year's reference, with the end date if the secondment has ended.",
    right: "last year's row, with End date 30/09/2025.",
    needs: &[Needs::LastYear, Needs::Column(Sheet::Secondees, Sec::Ref as usize), Needs::Column(Sheet::Secondees, Sec::Name as usize)],
    check: Check::Return(check),
    mended: &[Change::PutBack("HMIP", Sheet::Secondees)],
    examples: &[
        Example {
            shows: "a continuing secondee's row was taken out",
            changes: &[Change::DropRow("HMIP", Sheet::Secondees, "S01")],
            fires: &[("HMIP", "Secondees", "", "")],
        },
        Example {
            shows: "the person is listed under another reference",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Secondee ref", "S09")],
            fires: &[],
        },
        Example {
            shows: "a new secondee's row was taken out, of whom last year knows nothing",
            changes: &[Change::DropRow("HMIP", Sheet::Secondees, "S02")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let settings = &context.round.settings;
    let Some(last) = &context.round.last else { return };
    for past in last.secondees.iter().filter(|past| past.member == submission.member) {
        if past.end.is_some_and(|end| end <= settings.census) {
            continue;
        }
        let is_listed = submission.secondees.iter().any(|row| {
            row.text(Sec::Ref).is_some_and(|reference| fold(reference) == fold(&past.reference))
                || row.text(Sec::Name).is_some_and(|name| fold(name) == fold(&past.name))
        });
        if is_listed {
            continue;
        }
        let start = past.start.map_or(String::new(), |start| format!(", seconded from {}", show_date(start)));
        let staff = submission.staff.iter().find(|row| row.text(Stf::Name).is_some_and(|name| fold(name) == fold(&past.name)));
        let now = match staff {
            Some(row) => format!(" (the name now stands on Staff, {} \"{}\")", Stf::Ref.column().heading, row.cell(Stf::Ref).typed),
            None => String::new(),
        };
        let message = format!(
            "{} ({}){start} was on last year's return and is not on this year's{now}, and no end date is known",
            past.name, past.reference
        );
        sink.push(
            Draft::in_file(&submission.member, &submission.file, Sheet::Secondees.name(), "", &past.name)
                .says(message)
                .person(&submission.member, &past.reference)
                .key(fold(&past.name)),
        );
    }
}
