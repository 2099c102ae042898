//! F06: the member is unknown or not in the round.

use crate::form::{Question, Sheet};
use crate::model::Received;
use crate::model::finding::{Draft, Severity};
use crate::rules::{Check, Context, Edit, Example, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "F06",
    name: "member_unknown",
    paragraph: None,
    severity: Severity::Query,
    fault: "The member code in the return is blank or not in the round.",
    expected: "The code of a member of the round in R01.",
    fix: "Correct R01 to the member's code; if it is right, the coordinator adds the member to round.toml.",
    right: "HMIP.",
    needs: &[],
    handling: Handling { answer: Some(Question::Member), rejects_file: true, ..Handling::USUAL },
    check: Check::File(check),
    mended: &[Edit::Set("HMICFRS", Sheet::Return, "R01", "Answer", "HMICFRS")],
    examples: &[
        Example {
            shows: "a code that no member has",
            changes: &[Edit::Set("HMICFRS", Sheet::Return, "R01", "Answer", "HMIX")],
            fires: &[("HMIX", "", "", "")],
        },
        Example {
            shows: "the code in small letters is the same member",
            changes: &[Edit::Set("HMICFRS", Sheet::Return, "R01", "Answer", "hmicfrs")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, received: &Received, sink: &mut Sink) {
    let Some(submission) = &received.unused else { return };
    if context.round.settings.member(&submission.member).is_none() {
        let says = match submission.member.as_str() {
            "" => "R01 is blank, so it cannot be told whose return it is".to_string(),
            typed => format!("R01 says {typed}, which is no member of this round"),
        };
        let message = format!("{}: {says}", received.file);
        sink.push(
            Draft::in_file(&submission.member, &received.file, "", "", &submission.member).says(message).key(received.sha256.clone()),
        );
    }
}
