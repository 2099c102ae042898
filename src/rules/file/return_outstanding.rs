//! F09: no return from a member.

use crate::model::finding::{Draft, Severity};
use crate::model::{Received, Status};
use crate::rules::{Check, Context, Edit, Example, FileChange, Handling, PutRightBy, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "F09",
    name: "return_outstanding",
    paragraph: None,
    severity: Severity::Query,
    fault: "No return has come from a member.",
    expected: "A return from every member of the round, a nil return where there is nothing to tell.",
    fix: "Ask the member for the return; if none is due, set not_applicable in round.toml with the reason.",
    right: "a nil return with R08 = No.",
    needs: &[],
    handling: Handling {
        put_right_by: PutRightBy::Coordinator,
        for_member: Some("Send the return; if you used no secondees, answer No to R08 and send it all the same."),
        ..Handling::USUAL
    },
    check: Check::File(check),
    mended: &[Edit::File("CQC", FileChange::Sound)],
    examples: &[
        Example { shows: "nothing came from a member", changes: &[Edit::File("CQC", FileChange::Missing)], fires: &[("CQC", "", "", "")] },
        Example { shows: "the clean sample", changes: &[], fires: &[] },
    ],
};

fn check(context: &Context, received: &Received, sink: &mut Sink) {
    let excused = context.round.settings.member(&received.member).is_some_and(|member| member.not_applicable.is_some());
    if received.status == Status::Outstanding && !excused {
        let message = format!("no return has come from {}", received.member);
        sink.push(Draft::in_file(&received.member, "", "", "", "").says(message));
    }
}
