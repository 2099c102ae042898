//! Y05: a large change from last year, in secondees or in all staff on NPM work.
//!
//! Large is a change of at least so many people and at least such a share of last year's figure; both are thresholds of the round. This
//! year's figures are counted from the rows, as they will be published.

use crate::form::{Q, Sheet};
use crate::model::Submission;
use crate::model::finding::{Draft, Severity};
use crate::rules::row::repeated::{REPEATED, Repeated};
use crate::rules::{Change, Check, Context, Example, ExplanationHolds, FiguresDepend, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "Y05",
    name: "large_change",
    paragraph: None,
    severity: Severity::Query,
    fault: "The number of secondees, or of all staff on NPM work, changed much since last year.",
    expected: "A large change is meant, and is explained.",
    fix: "Check that nobody is missing and nobody is listed who does no NPM work; if the change is right, explain it in Notes.",
    right: "Notes: \"Three secondments ended together when the thematic programme closed\".",
    needs: &[Needs::LastYear, Needs::Column(Sheet::Return, Q::Secondees as usize), Needs::Column(Sheet::Return, Q::AllStaff as usize)],
    handling: Handling {
        explanation_holds: ExplanationHolds::ThisYear,
        is_about_all_rows: true,
        figures_depend: FiguresDepend::Yes,
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[
        Change::CopyRow("HMIP", Sheet::Secondees, "S01", &[("Secondee ref", "S10"), ("Full name", "Blake Invented")]),
        Change::CopyRow("HMIP", Sheet::Secondees, "S01", &[("Secondee ref", "S11"), ("Full name", "Jordan Dummy")]),
        Change::CopyRow("HMIP", Sheet::Secondees, "S01", &[("Secondee ref", "S12"), ("Full name", "Avery Mockup")]),
        Change::CopyRow("HMIP", Sheet::Secondees, "S01", &[("Secondee ref", "S13"), ("Full name", "Riley Sampler")]),
        Change::Set("HMIP", Sheet::Return, "R09", "Answer", "6"),
        Change::Set("HMIP", Sheet::Return, "R10", "Answer", "8"),
    ],
    examples: &[
        Example {
            shows: "four secondees, and so four on NPM work, fewer than last year",
            changes: &[
                Change::LastCount("HMIP", "secondees_census", "broad", 6.0),
                Change::LastCount("HMIP", "secondees_census", "narrow", 6.0),
                Change::LastCount("HMIP", "npm_staff", "broad", 8.0),
                Change::LastCount("HMIP", "secondee_share", "broad", 0.75),
            ],
            fires: &[("HMIP", "Return", "R09", "Answer"), ("HMIP", "Return", "R10", "Answer")],
        },
        Example {
            shows: "six staff on NPM work fewer than last year",
            changes: &[Change::LastCount("HMIP", "npm_staff", "broad", 10.0)],
            fires: &[("HMIP", "Return", "R10", "Answer")],
        },
        Example {
            shows: "half the secondees, but only two people",
            changes: &[Change::LastCount("HMIP", "secondees_census", "broad", 4.0)],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let settings = &context.round.settings;
    let Some(last) = &context.round.last else { return };
    if !submission.layout.missing_sheets.is_empty() {
        return sink.skip("a sheet is missing, so this year's figures cannot be counted");
    }
    let in_post = || submission.secondees.iter().filter(|row| row.counts_at_census(settings));
    let repeated = Repeated::of(context, submission);
    let (secondees, repeats) = (in_post().count(), in_post().filter(|row| repeated.has(row)).count());
    let mut is_known = false;
    for (question, measure, what, now, repeats) in [
        (Q::Secondees, "secondees_census", "secondees in post at the census date", secondees, repeats),
        (
            Q::AllStaff,
            "npm_staff",
            "staff on NPM work, secondees included",
            secondees + submission.staff_in_post(),
            repeats + repeated.staff(),
        ),
    ] {
        let Some(was) = last.count(&submission.member, measure, "broad") else { continue };
        is_known = true;
        let change = now as f64 - was;
        let (people, share) = (settings.thresholds.large_change_people as f64, settings.thresholds.large_change_share);
        // From nothing any rise is a large share.
        let is_large = |change: f64| change != 0.0 && change.abs() >= people && change.abs() >= share * was;
        if !is_large(change) {
            continue;
        }
        if repeats > 0 && !is_large(change - repeats as f64) {
            sink.skip(REPEATED);
            continue;
        }
        let message = format!("{what}: {now} this year and {was} last year, a change of {change:+}");
        sink.push(Draft::at(submission, submission.answers.cell(question)).says(message).key(measure));
    }
    if !is_known {
        sink.skip("last year has no figure for this member");
    }
}
