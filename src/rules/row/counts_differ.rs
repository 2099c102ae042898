//! R08: the headcounts in R09 and R10 are not those of the rows.

use std::collections::BTreeSet;

use super::outside_year::{OTHER_YEAR, is_of_another_year};
use super::repeated::{REPEATED, Repeated};
use crate::form::{Asg, Question, Sec, Sheet, Stf};
use crate::model::finding::{Draft, Severity};
use crate::model::{Date, Record, Submission};
use crate::rules::{Check, Context, CountDoubt, Edit, Example, ExplanationHolds, FiguresDepend, Handling, Needs, OneQueryFor, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "R08",
    name: "counts_differ",
    paragraph: Some("¶10"),
    severity: Severity::Query,
    fault: "The headcount of secondees (R09) or of all staff (R10) at the census date is not what the rows add up to.",
    expected: "R09 is the number of secondees on NPM work in post at the census date, however arranged; R10 is that and the rows of Staff.",
    fix: "Correct the answer, or add, remove or correct the rows of Secondees and Staff.",
    right: "R09 is 2 where two secondees with NPM work Yes are in post at the census date.",
    needs: &[
        Needs::Column(Sheet::Secondees, Sec::NpmWork as usize),
        Needs::Column(Sheet::Secondees, Sec::Start as usize),
        Needs::Column(Sheet::Secondees, Sec::End as usize),
        Needs::Column(Sheet::Staff, Stf::Ref as usize),
    ],
    handling: Handling {
        one_query_for: OneQueryFor::Sheet,
        explanation_holds: ExplanationHolds::ThisYear,
        is_about_all_rows: true,
        figures_depend: FiguresDepend::Yes,
        count_doubt: CountDoubt::NumberGiven,
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Return, "R09", "Answer", "2")],
    examples: &[
        Example {
            shows: "more secondees in the answer than in the rows",
            changes: &[Edit::Set("HMIP", Sheet::Return, "R09", "Answer", "3")],
            fires: &[("HMIP", "Return", "R09", "Answer")],
        },
        Example {
            shows: "all staff counted without the secondees",
            changes: &[Edit::Set("HMIP", Sheet::Return, "R10", "Answer", "2")],
            fires: &[("HMIP", "Return", "R10", "Answer")],
        },
        Example {
            shows: "who leaves on the census date is still counted",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "End date", "31/03/2026")],
            fires: &[],
        },
        Example {
            shows: "a person listed twice and counted once is R06's",
            changes: &[Edit::CopyRow("HMIP", Sheet::Secondees, "S01", &[("Secondee ref", "S04")])],
            fires: &[],
        },
        Example {
            shows: "a loan kept out of the count is R12's",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Arrangement", "Loan"),
                Edit::Set("HMIP", Sheet::Return, "R09", "Answer", "1"),
            ],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    if is_of_another_year(context, submission) {
        return sink.skip(OTHER_YEAR);
    }
    let Some(in_post) = in_post(context, submission) else { return sink.skip(UNCERTAIN) };
    let repeated = Repeated::of(context, submission);
    let repeats = in_post.iter().filter(|row| repeated.has(row)).count();
    let (secondees, staff) = (in_post.len(), submission.staff_in_post());
    let kept_out = !kept_out(context, submission).is_empty();
    let all = format!("{} of Staff and {} of Secondees", rows(staff), rows(secondees));
    let left_out = left_out(context, submission);
    let counts = [
        (Question::Secondees, secondees, repeats, rows(secondees) + " of Secondees"),
        (Question::AllStaff, secondees + staff, repeats + repeated.staff(), all),
    ];
    for (question, counted, repeats, words) in counts {
        let cell = submission.answers.cell(question);
        let Some(answer) = cell.number() else {
            sink.skip(format!("{} could not be read", question.reference()));
            continue;
        };
        if answer == counted as f64 || (question == Question::Secondees && kept_out) {
            continue;
        }
        if (counted.saturating_sub(repeats) as f64..counted as f64).contains(&answer) {
            sink.skip(REPEATED);
            continue;
        }
        let left_out = if answer == (counted + left_out.len()) as f64 { left_out.as_slice() } else { &[] };
        let because = match left_out {
            [] => String::new(),
            rows => format!("; {} left out, because NPM work is No", named(rows)),
        };
        let draft = Draft::at(submission, cell).key(question.reference()).says(format!(
            "{} says {}, but at the census date the rows add up to {counted} ({words}){because}",
            question.reference(),
            cell.typed
        ));
        sink.push(left_out.iter().fold(draft, |draft, row| draft.because(submission, row.cell(Sec::NpmWork))));
    }
}

/// Why the rows cannot be counted.
pub(in crate::rules) const UNCERTAIN: &str =
    "NPM work, start or end date of a secondee could not be read, or the dates are in the wrong order, so the count is not certain";

/// Secondees in post at the census date who are not counted, because NPM work is No, and who were assigned to such work all the same (R11).
fn left_out<'a>(context: &Context, submission: &'a Submission) -> Vec<&'a Record<Sec>> {
    let census = context.round.settings.census;
    let assigned: BTreeSet<u32> = context
        .round
        .work_of_secondees(submission)
        .filter(|(_, _, work)| !work.is(Asg::Activity, "Training"))
        .map(|(row, ..)| row.row)
        .collect();
    let is_out = |row: &&Record<Sec>| row.is(Sec::NpmWork, "No") && has_day_between(row, census, census) != Some(false);
    submission.secondees.iter().filter(is_out).filter(|row| assigned.contains(&row.row)).collect()
}

/// Some secondees by their references: "S01 is", "S01 and S02 are".
fn named(rows: &[&Record<Sec>]) -> String {
    let references: Vec<&str> = rows.iter().map(|row| row.text(Sec::Ref).unwrap_or("a row without a reference")).collect();
    format!("{} {}", references.join(" and "), if rows.len() == 1 { "is" } else { "are" })
}

fn rows(count: usize) -> String {
    if count == 1 { "1 row".into() } else { format!("{count} rows") }
}

/// Whether a secondment has a day between two days, both included; `None` if an unread date leaves it open, or two in the wrong order (R01).
pub(in crate::rules) fn has_day_between(row: &Record<Sec>, from: Date, to: Date) -> Option<bool> {
    let (start, end) = (row.date(Sec::Start), row.date(Sec::End));
    if start.zip(end).is_some_and(|(start, end)| end < start) {
        return None;
    }
    if start.is_some_and(|start| start > to) || end.is_some_and(|end| end < from) {
        return Some(false);
    }
    (start.is_some() && (end.is_some() || row.cell(Sec::End).is_blank())).then_some(true)
}

/// The secondees in post on NPM work at the census date, whatever the arrangement; `None` if an unread cell leaves it open.
pub(in crate::rules) fn in_post<'a>(context: &Context, submission: &'a Submission) -> Option<Vec<&'a Record<Sec>>> {
    let census = context.round.settings.census;
    let mut rows = Vec::new();
    for row in &submission.secondees {
        let there = has_day_between(row, census, census);
        match (row.text(Sec::NpmWork), there) {
            (Some("No"), _) | (_, Some(false)) => {}
            (Some(_), Some(true)) => rows.push(row),
            (None, _) | (_, None) => return None,
        }
    }
    // Who was confirmed to be one person on several rows is counted once.
    let mut seen = BTreeSet::new();
    rows.retain(|row: &&Record<Sec>| {
        context.joined.group(&submission.member, Sheet::Secondees, row.row).is_none_or(|group| seen.insert(group))
    });
    Some(rows)
}

/// The rows by which R09 falls short, if they are exactly those that are not secondments in the narrow sense (¶10); else none.
pub(in crate::rules) fn kept_out<'a>(context: &Context, submission: &'a Submission) -> Vec<&'a Record<Sec>> {
    let (Some(rows), Some(answer)) = (in_post(context, submission), submission.answers.number(Question::Secondees)) else {
        return Vec::new();
    };
    if rows.iter().any(|row| row.text(Sec::Arrangement).is_none()) {
        return Vec::new();
    }
    let narrow = rows.iter().filter(|row| row.is_narrow()).count();
    match answer == narrow as f64 {
        true => rows.into_iter().filter(|row| !row.is_narrow()).collect(),
        false => Vec::new(),
    }
}
