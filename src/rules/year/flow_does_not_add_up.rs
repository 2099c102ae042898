//! Y03: last year's figure, plus who came, minus who left, is not this year's figure.
//!
//! All but the opening figure is counted from this year's rows by their dates. Where the persons whom Y04 names account for the whole
//! difference, Y04 says it and this rule is silent; what is left is a published figure that nobody listed in either year explains.

use super::last_year_recounted::{NEEDS, Recount};
use crate::finding::{Draft, Severity};
use crate::form::{Q, Sheet};
use crate::model::{Record, Submission};
use crate::rules::{Change, Check, Context, Example, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "Y03",
    name: "flow_does_not_add_up",
    paragraph: None,
    severity: Severity::Query,
    fault: "Last year's number of secondees, plus those new in the year, minus those who left, is not this year's number.",
    expected: "Opening figure + new − ended = closing figure.",
    fix: "Correct the start and end dates that are wrong and add who is left out; if all are right, say what was wrong with last year's figure.",
    right: "2 at the start + 1 new − 1 ended = 2 at the census date.",
    needs: NEEDS,
    check: Check::Return(check),
    mended: &[Change::CopyRow("HMIP", Sheet::Secondees, "S03", &[("Secondee ref", "S05"), ("Full name", "Blake Invented")])],
    examples: &[
        Example {
            shows: "last year's figure is greater than anybody listed explains",
            changes: &[Change::LastCount("HMIP", "secondees_census", "broad", 3.0)],
            fires: &[("HMIP", "Return", "R09", "Answer")],
        },
        Example {
            shows: "one person accounts for the difference, and Y04 names them",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S02", "Start date", "03/02/2025")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let settings = &context.round.settings;
    let Some(last) = &context.round.last else { return };
    let recount = match Recount::new(settings, last, submission) {
        Ok(recount) => recount,
        Err(reason) => return sink.skip(reason),
    };
    let count = |test: &dyn Fn(&Record<crate::form::Sec>) -> bool| {
        submission.secondees.iter().filter(|row| row.is_npm() && test(row)).count() as f64
    };
    let new = count(&|row| row.is_new(settings));
    let ended = count(&|row| row.has_ended(settings));
    let closing = count(&|row| row.counts_at_census(settings));
    let expected = recount.opening + new - ended;
    if expected == closing || recount.is_explained() {
        return;
    }
    let message = format!(
        "{} secondees at the start + {new} new − {ended} ended = {expected}, but the rows give {closing} in post at the census date",
        recount.opening
    );
    sink.push(Draft::at(submission, submission.answers.cell(Q::Secondees)).says(message));
}
