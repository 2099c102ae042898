//! F03: a workbook larger than the limits.

use crate::model::finding::{Draft, Severity};
use crate::model::{Fault, Received};
use crate::rules::{Check, Context, Edit, Example, FileChange, Handling, PutRightBy, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "F03",
    name: "too_large_unpacked",
    paragraph: None,
    severity: Severity::Query,
    fault: "A file that came back is larger than the limits when unpacked.",
    expected: "A workbook within the limits of round.toml.",
    fix: "Ask the member to copy the answers into a fresh survey workbook; if the file is right, raise the limit in round.toml.",
    right: "a return of some hundred kilobytes.",
    needs: &[],
    handling: Handling {
        put_right_by: PutRightBy::Coordinator,
        for_member: Some("Copy the answers into a fresh survey workbook and send that."),
        ..Handling::USUAL
    },
    check: Check::File(check),
    mended: &[Edit::File("HMIP", FileChange::Sound)],
    examples: &[
        Example {
            shows: "a workbook that unpacks to far more than the limit",
            changes: &[Edit::File("HMIP", FileChange::Bomb)],
            fires: &[("", "", "", "")],
        },
        Example { shows: "the clean sample", changes: &[], fires: &[] },
    ],
};

fn check(_: &Context, received: &Received, sink: &mut Sink) {
    if let Some(Fault::TooLarge(reason)) = &received.fault {
        let message = format!("{} is too large to open: {}", received.file, reason.what);
        sink.push(Draft::in_file(&received.member, &received.file, "", "", "").says(message).asks(&reason.ask).key(received.mark()));
    }
}
