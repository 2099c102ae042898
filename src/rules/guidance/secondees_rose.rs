//! G101: the number of secondees at the census rose (¶10).

use super::work;
use crate::form::{Question, Sec, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Basis, Measure, Submission, show_date};
use crate::rules::row::repeated::{REPEATED, Repeated};
use crate::rules::{Check, Context, Edit, Example, ExplanationHolds, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G101",
    name: "secondees_rose",
    paragraph: Some("¶10"),
    severity: Severity::Concern,
    fault: "More secondees were in post on NPM work at the census date than a year before.",
    expected: "Members reduce their reliance on secondees, so that the number falls or at least does not rise.",
    fix: "Check the start and end dates on Secondees; if they are right, say in R20 why the number rose and how it will be reduced.",
    right: "\"One secondment overlapped with its successor and ended in April.\"",
    needs: &[
        Needs::LastYear,
        Needs::Column(Sheet::Return, Question::Secondees as usize),
        Needs::Column(Sheet::Secondees, Sec::NpmWork as usize),
        Needs::Column(Sheet::Secondees, Sec::Start as usize),
        Needs::Column(Sheet::Secondees, Sec::End as usize),
    ],
    handling: Handling { explanation_holds: ExplanationHolds::ThisYear, is_about_all_rows: true, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S04", "End date", "27/03/2026")],
    examples: &[
        Example {
            shows: "a third secondee where there were two",
            changes: &[Edit::CopyRow("HMIP", Sheet::Secondees, "S02", &[("Secondee ref", "S04"), ("Full name", "Blake Invented")])],
            fires: &[("HMIP", "Return", "R09", "Answer")],
        },
        Example {
            shows: "fewer the year before",
            changes: &[Edit::LastCount("HMICFRS", Measure::SecondeesCensus, Basis::Broad, 0.0)],
            fires: &[("HMICFRS", "Return", "R09", "Answer")],
        },
        Example {
            shows: "a newcomer not on NPM work does not count",
            changes: &[Edit::CopyRow(
                "HMIP",
                Sheet::Secondees,
                "S02",
                &[("Secondee ref", "S04"), ("Full name", "Blake Invented"), ("NPM work", "No")],
            )],
            fires: &[],
        },
        Example { shows: "without last year there is nothing to compare with", changes: &[Edit::NoLastYear], fires: &[] },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let settings = &context.round.settings;
    let last = |basis| context.round.last.as_ref().and_then(|last| last.count(&submission.member, Measure::SecondeesCensus, basis));
    let Some(before) = last(Basis::Broad) else {
        return sink.skip("last year's consolidated workbook has no number of secondees for this member");
    };
    let now = work::census(settings, context.joined.once(submission, |row| row.counts_at_census(settings)));
    let repeated = Repeated::of(context, submission);
    let once = work::census(settings, submission.secondees.iter().filter(|row| !repeated.has(row)));
    if now.broad as f64 > before && once.broad as f64 <= before {
        sink.skip(REPEATED);
    } else if now.broad as f64 > before {
        let narrow = last(Basis::Narrow).map_or("not known".to_string(), |count| count.to_string());
        let message = format!(
            "{} secondees were in post on NPM work on {}, against {before} a year before (narrow count, secondments only: {}, before {narrow})",
            now.broad,
            show_date(settings.census),
            now.narrow
        );
        sink.push(Draft::at(submission, submission.answers.cell(Question::Secondees)).says(message));
    } else if (now.broad + now.unsure) as f64 > before {
        sink.skip(format!("whether {} of the secondees were in post at the census date could not be read", now.unsure));
    }
}
