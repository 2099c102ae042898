//! Y02: the start date or home establishment of a continuing secondee differs from last year's.

use crate::finding::{Draft, Severity};
use crate::form::{Sec, Sheet};
use crate::model::{Named, PastPerson, Record, Submission, show_date};
use crate::places::{Register, fold};
use crate::rules::{Change, Check, Context, Example, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "Y02",
    name: "start_or_home_differs",
    paragraph: None,
    severity: Severity::Query,
    fault: "The start date or home establishment of a secondee is not the one given last year.",
    expected: "A secondment keeps its start date and home establishment; a new secondment is a new row with a new reference.",
    fix: "Correct whichever year is wrong, or explain in Notes what changed.",
    right: "the start date and home establishment as given last year.",
    needs: &[Needs::LastYear, Needs::Secondees],
    check: Check::Return(check),
    mended: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Start date", "03/06/2024")],
    examples: &[
        Example {
            shows: "another start date",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Start date", "10/06/2024")],
            fires: &[("HMIP", "Secondees", "S01", "Start date")],
        },
        Example {
            shows: "another home establishment",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Home establishment", "HMP Durham")],
            fires: &[("HMIP", "Secondees", "S01", "Home establishment")],
        },
        Example {
            shows: "the same home establishment in another spelling",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Home establishment", "Leeds (HMP)")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let Some(last) = &context.round.last else { return };
    for row in &submission.secondees {
        let (Some(reference), Some(name)) = (row.text(Sec::Ref), row.text(Sec::Name)) else { continue };
        let is_same = |past: &&PastPerson| {
            past.member == submission.member && fold(&past.reference) == fold(reference) && fold(&past.name) == fold(name)
        };
        let Some(past) = last.secondees.iter().find(is_same) else { continue };
        let mut push = |field: Sec, what: &str, was: &str| {
            let cell = row.cell(field);
            let message = format!("{name} ({reference}): the {what} is {} this year and was {was} last year", cell.typed);
            sink.push(Draft::at(submission, cell).says(message).person(&submission.member, reference).key(what));
        };
        if let (Some(now), Some(was)) = (row.date(Sec::Start), past.start)
            && now != was
        {
            push(Sec::Start, "start date", &show_date(was));
        }
        if is_other_home(&context.round.register, row, past) {
            push(Sec::Home, "home establishment", &past.home);
        }
    }
}

/// Whether the home establishment is certainly written otherwise and not one of the places that last year's name may mean.
fn is_other_home(register: &Register, row: &Record<Sec>, past: &PastPerson) -> bool {
    let homes = row.cell(Sec::Home).places();
    if homes.is_empty() || past.home.trim().is_empty() {
        return false;
    }
    let was = register.find(&past.home);
    let was_id = register.by_id(&past.home_id).or(was.confirmed());
    let is_same = |now: &Named| match (now.found.confirmed(), was_id) {
        (Some(now), Some(was)) => now == was,
        _ => now.found.folded == was.folded || now.found.candidates.iter().any(|a| was.candidates.iter().any(|b| a.place == b.place)),
    };
    !homes.iter().any(is_same)
}
