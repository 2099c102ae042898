//! G162: the statement of progress is last year's (¶16).

use super::work;
use crate::form::{Question, Sheet};
use crate::model::Submission;
use crate::model::finding::{Draft, Severity};
use crate::rules::{Check, Context, Edit, Example, ExplanationHolds, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G162",
    name: "statement_repeated",
    paragraph: Some("¶16"),
    severity: Severity::Query,
    fault: "The statement of progress is the same as last year's.",
    expected: "Each year's statement says what changed in that year.",
    fix: "Say in R20 what changed in this year, or that nothing did and why.",
    right: "\"One further secondment ended in this year; its post is now permanent.\"",
    needs: &[Needs::LastYear, Needs::Column(Sheet::Return, Question::Progress as usize)],
    handling: Handling { explanation_holds: ExplanationHolds::ThisYear, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Return, "R20", "Answer", "One further secondment ended in this year; its post is now permanent.")],
    examples: &[
        Example {
            shows: "last year's words with other capitals and spaces",
            changes: &[
                Edit::LastStatement("HMIP", "Two secondments ended and were replaced."),
                Edit::Set("HMIP", Sheet::Return, "R20", "Answer", "Two secondments  ended and were REPLACED"),
            ],
            fires: &[("HMIP", "Return", "R20", "Answer")],
        },
        Example {
            shows: "another year's news",
            changes: &[
                Edit::LastStatement("HMIP", "Two secondments ended and were replaced."),
                Edit::Set("HMIP", Sheet::Return, "R20", "Answer", "Three secondments ended and were replaced."),
            ],
            fires: &[],
        },
        Example {
            shows: "two blank statements are not a repetition",
            changes: &[Edit::LastStatement("HMIP", ""), Edit::Set("HMIP", Sheet::Return, "R20", "Answer", "")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let last = context.round.last.as_ref().and_then(|last| last.statements.get(&submission.member));
    let Some(before) = last.map(|text| work::words(text)).filter(|words| !words.is_empty()) else {
        return sink.skip("last year's consolidated workbook has no statement of progress of this member");
    };
    let when = context.round.last.as_ref().map_or_else(String::new, |last| last.when(&submission.member));
    let cell = submission.answers.cell(Question::Progress);
    if cell.text().is_some_and(|text| work::words(text) == before) {
        let message = format!("R20 says the same as {when}: \"{}\"", work::one_line(&cell.typed));
        sink.push(Draft::at(submission, cell).says(message));
    }
}
