//! Y05: a large change from last year, in secondees or in all staff on NPM work.
//!
//! Large is a change of at least so many people and at least such a share of last year's figure; both are thresholds of the round. This
//! year's figures are counted from the rows, as they will be published. A secondee of whom a deciding cell could not be read may count or not:
//! the rule fires if the change is large either way, and is skipped if it is large one way only.

use crate::form::{Question, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Basis, Measure, Submission};
use crate::rules::guidance::work;
use crate::rules::row::repeated::{REPEATED, Repeated};
use crate::rules::{Check, Context, Edit, Example, ExplanationHolds, FiguresDepend, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "Y05",
    name: "large_change",
    paragraph: None,
    severity: Severity::Query,
    fault: "The number of secondees, or of all staff on NPM work, changed much since last year.",
    expected: "A large change is meant, and is explained.",
    fix: "Check that nobody is missing and nobody is listed who does no NPM work; if the change is right, explain it in Notes.",
    right: "Notes: \"Three secondments ended together when the thematic programme closed\".",
    needs: &[
        Needs::LastYear,
        Needs::Column(Sheet::Return, Question::Secondees as usize),
        Needs::Column(Sheet::Return, Question::AllStaff as usize),
    ],
    handling: Handling {
        explanation_holds: ExplanationHolds::ThisYear,
        is_about_all_rows: true,
        figures_depend: FiguresDepend::Yes,
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[
        Edit::CopyRow("HMIP", Sheet::Secondees, "S01", &[("Secondee ref", "S10"), ("Full name", "Blake Invented")]),
        Edit::CopyRow("HMIP", Sheet::Secondees, "S01", &[("Secondee ref", "S11"), ("Full name", "Jordan Dummy")]),
        Edit::CopyRow("HMIP", Sheet::Secondees, "S01", &[("Secondee ref", "S12"), ("Full name", "Avery Mockup")]),
        Edit::CopyRow("HMIP", Sheet::Secondees, "S01", &[("Secondee ref", "S13"), ("Full name", "Riley Sampler")]),
        Edit::Set("HMIP", Sheet::Return, "R09", "Answer", "6"),
        Edit::Set("HMIP", Sheet::Return, "R10", "Answer", "8"),
    ],
    examples: &[
        Example {
            shows: "four secondees, and so four on NPM work, fewer than last year",
            changes: &[
                Edit::LastCount("HMIP", Measure::SecondeesCensus, Basis::Broad, 6.0),
                Edit::LastCount("HMIP", Measure::SecondeesCensus, Basis::Narrow, 6.0),
                Edit::LastCount("HMIP", Measure::NpmStaff, Basis::Broad, 8.0),
                Edit::LastCount("HMIP", Measure::SecondeeShare, Basis::Broad, 0.75),
            ],
            fires: &[("HMIP", "Return", "R09", "Answer"), ("HMIP", "Return", "R10", "Answer")],
        },
        Example {
            shows: "six staff on NPM work fewer than last year",
            changes: &[Edit::LastCount("HMIP", Measure::NpmStaff, Basis::Broad, 10.0)],
            fires: &[("HMIP", "Return", "R10", "Answer")],
        },
        Example {
            shows: "three fewer at most, but the start of one cannot be read",
            changes: &[
                Edit::LastCount("HMIP", Measure::SecondeesCensus, Basis::Broad, 4.0),
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Start date", "spring 2023"),
            ],
            fires: &[],
        },
        Example {
            shows: "half the secondees, but only two people",
            changes: &[Edit::LastCount("HMIP", Measure::SecondeesCensus, Basis::Broad, 4.0)],
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
    let repeated = Repeated::of(context, submission);
    let census = work::census(settings, context.joined.once(submission, |row| row.counts_at_census(settings)));
    let repeats = census.broad - work::census(settings, submission.secondees.iter().filter(|row| !repeated.has(row))).broad;
    let (secondees, unsure) = (census.broad, census.unsure);
    let may_have_left = submission.staff_may_have_left().count();
    let mut is_known = false;
    for (question, measure, what, (least, most), repeats) in [
        (Question::Secondees, Measure::SecondeesCensus, "secondees in post at the census date", (secondees, secondees + unsure), repeats),
        (
            Question::AllStaff,
            Measure::NpmStaff,
            "staff on NPM work, secondees included",
            (secondees + submission.staff_in_post() - may_have_left, secondees + unsure + submission.staff_in_post()),
            repeats + repeated.staff(),
        ),
    ] {
        let Some(was) = last.count(&submission.member, measure, Basis::Broad) else { continue };
        is_known = true;
        let change = least as f64 - was;
        let (people, share) = (settings.thresholds.large_change_people as f64, settings.thresholds.large_change_share);
        // From nothing any rise is a large share.
        let is_large = |change: f64| change != 0.0 && change.abs() >= people && change.abs() >= share * was;
        let greatest = most as f64 - was;
        let is_certain = is_large(change) && is_large(greatest) && change.signum() == greatest.signum();
        // What lies between two changes that are small is small as well.
        match (is_certain, is_large(change) || is_large(greatest)) {
            (true, _) => {}
            (false, false) => continue,
            (false, true) => {
                sink.skip(format!(
                    "{what}: between {least} and {most}, because cells that decide it are blank, unreadable or contradict each other"
                ));
                continue;
            }
        }
        if repeats > 0 && !is_large(change - repeats as f64) {
            sink.skip(REPEATED);
            continue;
        }
        let message = match least == most {
            true => format!("{what}: {least} this year and {was} last year, a change of {change:+}"),
            false => format!(
                "{what}: between {least} and {most} this year, as some cells cannot be read, and {was} last year, a change of {change:+} to {greatest:+}"
            ),
        };
        sink.push(Draft::at(submission, submission.answers.cell(question)).says(message).key(measure.name()));
    }
    if !is_known {
        sink.skip("last year has no figure for this member");
    }
}
