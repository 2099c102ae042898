//! F08: more than one return from a member.

use crate::model::finding::{Draft, Severity};
use crate::model::{Received, Status};
use crate::rules::{Check, Context, Edit, Example, FileChange, Handling, PutRightBy, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "F08",
    name: "more_than_one_return",
    paragraph: None,
    severity: Severity::Note,
    fault: "A member sent more than one return.",
    expected: "One return from each member; of several the newest by R07 is used, then the one with answered queries.",
    fix: "Check that the right one is used; move the other out of returns/.",
    right: "one file for each member.",
    needs: &[],
    handling: Handling { put_right_by: PutRightBy::Coordinator, ..Handling::USUAL },
    check: Check::File(check),
    mended: &[Edit::File("HMIP", FileChange::Sound)],
    examples: &[
        Example {
            shows: "the same return twice, the second completed later",
            changes: &[Edit::File("HMIP", FileChange::Twice)],
            fires: &[("HMIP", "", "", "")],
        },
        Example { shows: "the clean sample", changes: &[], fires: &[] },
    ],
};

fn check(_: &Context, received: &Received, sink: &mut Sink) {
    if received.status == Status::Superseded {
        let message = format!("{} is not used, because {} came from the same member and is used instead", received.file, received.remark);
        // Told from another superseded one by R07, which neither a new name nor a new order of rows changes.
        let completed = received.completed.map_or_else(String::new, |date| date.to_string());
        sink.push(Draft::in_file(&received.member, &received.file, "", "", "").says(message).key(completed));
    }
}
