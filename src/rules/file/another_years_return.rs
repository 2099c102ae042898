//! F07: a return of another year.

use crate::form::{Question, Sheet};
use crate::model::Received;
use crate::model::finding::{Draft, Severity};
use crate::rules::{Check, Context, Edit, Example, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "F07",
    name: "another_years_return",
    paragraph: None,
    severity: Severity::Query,
    fault: "The return is for another year.",
    expected: "The survey year of this round in R02.",
    fix: "Send this year's return, or correct R02 if only the year was mistyped.",
    right: "2026.",
    needs: &[],
    handling: Handling { answer: Some(Question::Year), rejects_file: true, ..Handling::USUAL },
    check: Check::File(check),
    mended: &[Edit::Set("HMICFRS", Sheet::Return, "R02", "Answer", "2026")],
    examples: &[
        Example {
            shows: "last year's return sent again",
            changes: &[Edit::Set("HMICFRS", Sheet::Return, "R02", "Answer", "2025")],
            fires: &[("HMICFRS", "", "", "")],
        },
        Example { shows: "the year as text", changes: &[Edit::Set("HMICFRS", Sheet::Return, "R02", "Answer", " 2026")], fires: &[] },
    ],
};

fn check(context: &Context, received: &Received, sink: &mut Sink) {
    let Some(submission) = &received.unused else { return };
    // Where the member's return of this year is in use, nothing is left to ask; Returns lists the other file as rejected.
    if context.round.submission(&submission.member).is_some() {
        return;
    }
    let year = submission.answers.cell(Question::Year);
    if year.number().is_some_and(|year| year != f64::from(context.round.settings.year)) {
        let message = format!("{}: R02 says {}, and this round is {}", received.file, year.typed, context.round.settings.year);
        let draft = Draft::in_file(&submission.member, &received.file, "", "", "").says(message).key(received.sha256.clone());
        sink.push(draft.because(submission, year));
    }
}
