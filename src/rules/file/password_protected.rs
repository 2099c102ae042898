//! F02: a workbook that needs a password.

use crate::model::finding::{Draft, Severity};
use crate::model::{Fault, Received};
use crate::rules::{Check, Context, Edit, Example, FileChange, Handling, PutRightBy, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "F02",
    name: "password_protected",
    paragraph: None,
    severity: Severity::Query,
    fault: "A file that came back is protected by a password.",
    expected: "A workbook that opens without a password.",
    fix: "Ask the member to remove the password (File, Info, Protect Workbook, Encrypt) and send it again.",
    right: "a file that opens without a password.",
    needs: &[],
    handling: Handling {
        put_right_by: PutRightBy::Coordinator,
        for_member: Some("Remove the password (File, Info, Protect Workbook, Encrypt with Password) and save the workbook again."),
        ..Handling::USUAL
    },
    check: Check::File(check),
    mended: &[Edit::File("HMIP", FileChange::Sound)],
    examples: &[
        Example { shows: "an encrypted workbook", changes: &[Edit::File("HMIP", FileChange::Encrypted)], fires: &[("", "", "", "")] },
        Example { shows: "the clean sample", changes: &[], fires: &[] },
    ],
};

fn check(_: &Context, received: &Received, sink: &mut Sink) {
    if received.fault == Some(Fault::Password) {
        let message = format!("{} is protected by a password", received.file);
        sink.push(Draft::in_file(&received.member, &received.file, "", "", "").says(message).key(received.sha256.clone()));
    }
}
