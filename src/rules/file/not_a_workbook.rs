//! F01: a file that cannot be read as a workbook.

use crate::model::finding::{Draft, Severity};
use crate::model::{Fault, Received};
use crate::rules::{Check, Context, Edit, Example, FileChange, Handling, PutRightBy, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "F01",
    name: "not_a_workbook",
    paragraph: None,
    severity: Severity::Query,
    fault: "A file that came back cannot be used as a return.",
    expected: "A workbook in .xlsx, .xlsm, .xlsb, .xls or .ods.",
    fix: "Ask the member to open the survey in Excel or LibreOffice, save it as .xlsx and send that.",
    right: "a file saved as .xlsx.",
    needs: &[],
    handling: Handling {
        put_right_by: PutRightBy::Coordinator,
        for_member: Some("Send the survey workbook itself, filled in, saved as .xlsx and without a password."),
        ..Handling::USUAL
    },
    check: Check::File(check),
    mended: &[Edit::File("HMIP", FileChange::Sound)],
    examples: &[
        Example {
            shows: "a PDF under the name of a workbook",
            changes: &[Edit::File("HMIP", FileChange::Pdf)],
            fires: &[("", "", "", "")],
        },
        Example { shows: "the clean sample", changes: &[], fires: &[] },
    ],
};

fn check(_: &Context, received: &Received, sink: &mut Sink) {
    if let Some(Fault::NotWorkbook(reason)) = &received.fault {
        let message = format!("{} cannot be used as a return: {}", received.file, reason.what);
        sink.push(Draft::in_file(&received.member, &received.file, "", "", "").says(message).asks(&reason.ask).key(received.mark()));
    }
}
