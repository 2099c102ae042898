//! Y02: the start date or home establishment of a continuing secondee differs from last year's.

use crate::form::{Sec, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Named, PastPerson, Record, Round, Submission, show_date};
use crate::people::{KnownPerson, Likeness, Relation, agrees, compare, is_one};
use crate::places::{Register, fold};
use crate::rules::{Check, Context, CountDoubt, Edit, Example, ExplanationHolds, Handling, Needs, OneQueryFor, Rule, Sink};

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
    handling: Handling {
        one_query_for: OneQueryFor::Person,
        explanation_holds: ExplanationHolds::ThisYear,
        count_doubt: CountDoubt::Start,
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Start date", "03/06/2024")],
    examples: &[
        Example {
            shows: "another start date",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Start date", "10/06/2024")],
            fires: &[("HMIP", "Secondees", "S01", "Start date")],
        },
        Example {
            shows: "another home establishment",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Home establishment", "HMP Durham")],
            fires: &[("HMIP", "Secondees", "S01", "Home establishment")],
        },
        Example {
            shows: "another start date, the name in another form and with a rank",
            changes: &[
                Edit::LastYear("HMIP", "S01", "Full name", "Robert Example"),
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Full name", "DI Bob Example"),
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Start date", "03/07/2024"),
            ],
            fires: &[("HMIP", "Secondees", "S01", "Start date")],
        },
        Example {
            shows: "last year's reference given to another person",
            changes: &[
                Edit::LastYear("HMIP", "S01", "Full name", "Kit Otherwise"),
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Start date", "03/07/2025"),
            ],
            fires: &[],
        },
        Example {
            shows: "the same home establishment in another spelling",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Home establishment", "Leeds (HMP)")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let Some(last) = &context.round.last else { return };
    let pasts: Vec<&PastPerson> = last.secondees.iter().filter(|past| past.member == submission.member).collect();
    for row in &submission.secondees {
        let (Some(reference), Some(name)) = (row.text(Sec::Ref), row.text(Sec::Name)) else { continue };
        let Some(past) = of_last_year(context.round, &pasts, submission, row) else { continue };
        let mut push = |field: Sec, what: &str, was: &str| {
            let cell = row.cell(field);
            let message =
                format!("{name} ({reference}): the {what} is {} this year and was {was} {}", cell.typed, last.when(&submission.member));
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

/// The row of last year that this one goes on from: that of the same reference if the names agree, else one that people or the data say is the
/// same person's, unless a row of this year bears its reference or it had ended by then; a new secondment is a row of its own.
fn of_last_year<'a>(round: &Round, pasts: &[&'a PastPerson], submission: &Submission, row: &Record<Sec>) -> Option<&'a PastPerson> {
    let now = KnownPerson::row(round, &submission.member, row);
    let has = |row: &Record<Sec>, past: &PastPerson| row.text(Sec::Ref).is_some_and(|reference| fold(reference) == fold(&past.reference));
    let goes_on = |past: &&&PastPerson| {
        let then = KnownPerson::past(round, past);
        let is_alike =
            || agrees(&now.name, &then.name).is_some() || compare(&then, &now, Relation::YearOnYear).likeness >= Likeness::Likely;
        has(row, past) && crate::people::verdict(&round.confirmed, &then, &now).unwrap_or_else(is_alike)
    };
    let came_from = |past: &&&PastPerson| {
        let is_free = || !submission.secondees.iter().any(|other| has(other, past));
        let is_open = || past.end.is_none_or(|end| now.start.is_none_or(|start| start <= end));
        is_open() && is_free() && is_one(round, past, row)
    };
    pasts.iter().find(goes_on).or_else(|| pasts.iter().find(came_from)).copied()
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
