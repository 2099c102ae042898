//! G092: only frontline or only support staff are identified as NPM staff (¶9).

use crate::form::{Question, Sec, Sheet, Stf};
use crate::model::Submission;
use crate::model::finding::{Draft, Severity};
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G092",
    name: "one_role_type_only",
    paragraph: Some("¶9"),
    severity: Severity::Concern,
    fault: "Everyone listed on NPM work has the same role type, so that frontline or support staff seem to be left out.",
    expected: "Both the frontline staff and the support staff on NPM work are identified.",
    fix: "List the staff of the other role type as well, correct the role types, or say in Notes why there are none.",
    right: "inspectors listed as Frontline, and those who plan or support inspections as Support.",
    needs: &[
        Needs::Column(Sheet::Return, Question::Identified as usize),
        Needs::Column(Sheet::Secondees, Sec::RoleType as usize),
        Needs::Column(Sheet::Staff, Stf::RoleType as usize),
    ],
    handling: Handling { is_about_all_rows: true, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMICFRS", Sheet::Staff, "T02", "Role type", "Support")],
    examples: &[
        Example {
            shows: "the only support post is listed as frontline",
            changes: &[Edit::Set("HMICFRS", Sheet::Staff, "T02", "Role type", "Frontline")],
            fires: &[("HMICFRS", "Return", "R13", "Answer")],
        },
        Example { shows: "one person alone cannot be of two types", changes: &[Edit::DropRow("CQC", Sheet::Staff, "T02")], fires: &[] },
        Example {
            shows: "a role type that cannot be read may be the other one",
            changes: &[Edit::Set("HMICFRS", Sheet::Staff, "T02", "Role type", "")],
            fires: &[],
        },
        Example {
            shows: "the only frontline secondee has a start that cannot be read",
            changes: &[
                Edit::Set("HMICFRS", Sheet::Staff, "T01", "Role type", "Support"),
                Edit::Set("HMICFRS", Sheet::Staff, "T02", "Role type", "Support"),
                Edit::Set("HMICFRS", Sheet::Secondees, "S01", "Role type", "Frontline"),
                Edit::Set("HMICFRS", Sheet::Secondees, "S01", "Start date", "spring 2023"),
            ],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let in_year = |told| submission.secondees.iter().filter(move |row| row.at_some_time(&context.round.settings) == told);
    let secondees = in_year(Ok(true)).map(|row| row.text(Sec::RoleType));
    let roles: Vec<Option<&str>> = secondees.chain(submission.staff.iter().map(|row| row.text(Stf::RoleType))).collect();
    let Some(role) = roles.iter().copied().flatten().next() else { return };
    if roles.len() < 2 || roles.iter().flatten().any(|other| *other != role) {
        return;
    }
    // Somebody of whom it cannot be told whether they worked in the year may be of the other type.
    let unsure = submission.secondees.iter().filter(|row| row.at_some_time(&context.round.settings).is_err());
    let other = unsure.filter(|row| row.text(Sec::RoleType) != Some(role)).count();
    if other > 0 {
        let (cells, are) = if other == 1 { ("a secondee", "is") } else { ("some secondees", "are") };
        return sink.skip(format!("whether {cells} worked in the year could not be read, who {are} not listed as \"{role}\""));
    }
    let unread = roles.iter().filter(|role| role.is_none()).count();
    if unread > 0 {
        return sink.skip(format!("the role type of {unread} of {} people could not be read", roles.len()));
    }
    let message = format!("All {} people listed on NPM work have the role type \"{role}\"", roles.len());
    sink.push(Draft::at(submission, submission.answers.cell(Question::Identified)).says(message));
}
