//! G103: the share of NPM staff who are secondees rose (¶10).

use super::work;
use crate::form::{Question, Sec, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Basis, Measure, Submission};
use crate::rules::row::repeated::{REPEATED, Repeated};
use crate::rules::{Check, Context, Edit, Example, ExplanationHolds, Handling, Needs, Rule, Sink};

/// A rise up to this much is rounding: shares are published with four places.
const ROUNDING: f64 = 0.0005;

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G103",
    name: "share_rose",
    paragraph: Some("¶10"),
    severity: Severity::Concern,
    fault: "Secondees make up a larger share of the NPM staff at the census date than a year before.",
    expected: "Members reduce their reliance on secondees, so that their share of NPM staff falls or at least does not rise.",
    fix: "Check that Secondees and Staff list everyone on NPM work; if they do, say in R20 why the share rose and how it will be reduced.",
    right: "\"Two permanent posts are vacant; both are being filled.\"",
    needs: &[
        Needs::LastYear,
        Needs::Column(Sheet::Return, Question::AllStaff as usize),
        Needs::Column(Sheet::Secondees, Sec::NpmWork as usize),
        Needs::Column(Sheet::Secondees, Sec::Start as usize),
        Needs::Column(Sheet::Secondees, Sec::End as usize),
    ],
    handling: Handling { explanation_holds: ExplanationHolds::ThisYear, is_about_all_rows: true, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::PutBack("HMIP", Sheet::Staff)],
    examples: &[
        Example {
            shows: "as many secondees among fewer staff",
            changes: &[Edit::DropRow("HMIP", Sheet::Staff, "T02")],
            fires: &[("HMIP", "Return", "R10", "Answer")],
        },
        Example {
            shows: "a smaller share the year before",
            changes: &[Edit::LastCount("HMICFRS", Measure::SecondeeShare, Basis::Broad, 0.25)],
            fires: &[("HMICFRS", "Return", "R10", "Answer")],
        },
        Example {
            shows: "a larger share the year before",
            changes: &[Edit::LastCount("HMIP", Measure::SecondeeShare, Basis::Broad, 0.6)],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let last = context.round.last.as_ref().and_then(|last| last.count(&submission.member, Measure::SecondeeShare, Basis::Broad));
    let Some(before) = last else {
        return sink.skip("last year's consolidated workbook has no share of secondees for this member");
    };
    if !submission.has(Sheet::Staff, Sheet::Staff.columns()[0].heading) && submission.staff.is_empty() {
        return sink.skip("the other staff are not listed in the return");
    }
    let now = work::census(&context.round.settings, context.joined.once(submission, |row| row.counts_at_census(&context.round.settings)));
    let repeated = Repeated::of(context, submission);
    let once = work::census(&context.round.settings, submission.secondees.iter().filter(|row| !repeated.has(row)));
    let others = submission.staff_in_post();
    if now.broad + now.unsure + others == 0 {
        return sink.skip("nobody on NPM work is listed in the return");
    }
    let rose = share(now.broad, others) > before + ROUNDING;
    if rose && !repeated.is_empty() && share(once.broad, others.saturating_sub(repeated.staff())) <= before + ROUNDING {
        sink.skip(REPEATED);
    } else if rose {
        let message = format!(
            "{} of {} people on NPM work are secondees, {}, against {} a year before",
            now.broad,
            now.broad + others,
            percent(share(now.broad, others)),
            percent(before)
        );
        sink.push(Draft::at(submission, submission.answers.cell(Question::AllStaff)).says(message));
    } else if share(now.broad + now.unsure, others) > before + ROUNDING {
        sink.skip(format!("whether {} of the secondees were in post at the census date could not be read", now.unsure));
    }
}

fn share(secondees: usize, others: usize) -> f64 {
    match secondees + others {
        0 => 0.0,
        all => secondees as f64 / all as f64,
    }
}

fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}
