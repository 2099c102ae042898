//! Y01: last year's secondee is missing this year, and no end of the secondment is known.
//!
//! Somebody who is likely or possibly a person of this year's return under another name or reference is named as such and asked after on
//! `People to confirm`; only people can say that the two are one, and then this rule is silent.

use crate::form::{Field, Sec, Sheet, Stf};
use crate::model::finding::{Draft, Severity};
use crate::model::{PastPerson, Submission, called, show_date};
use crate::people::{Cited, Proposal, Relation, is_one, name_cell};
use crate::places::fold;
use crate::rules::{Check, Context, CountDoubt, Edit, Example, ExplanationHolds, FiguresDepend, Handling, Needs, OneQueryFor, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "Y01",
    name: "missing_without_end",
    paragraph: None,
    severity: Severity::Query,
    fault: "A secondee of last year is not in this year's return, and no end date is known.",
    expected: "Everyone who was a secondee at the end of last year is listed this year, with an end date if the secondment has ended.",
    fix: "Put the person back on Secondees under last year's reference, with the end date if the secondment has ended; if the person is listed \
          under another name, say so on People to confirm.",
    right: "last year's row, with End date 30/09/2025.",
    needs: &[Needs::LastYear, Needs::Column(Sheet::Secondees, Sec::Ref as usize), Needs::Column(Sheet::Secondees, Sec::Name as usize)],
    handling: Handling {
        one_query_for: OneQueryFor::Person,
        explanation_holds: ExplanationHolds::ThisYear,
        is_about_all_rows: true,
        figures_depend: FiguresDepend::Yes,
        count_doubt: CountDoubt::LastYearsPerson,
        pairs: Some(Relation::YearOnYear),
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::PutBack("HMIP", Sheet::Secondees)],
    examples: &[
        Example {
            shows: "a continuing secondee's row was taken out",
            changes: &[Edit::DropRow("HMIP", Sheet::Secondees, "S01")],
            fires: &[("HMIP", "Secondees", "", "")],
        },
        Example {
            shows: "the person is listed under another reference",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Secondee ref", "S09")],
            fires: &[],
        },
        Example {
            shows: "another form of the name under another reference is proposed, not taken for granted",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Full name", "R. Example-Married"),
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Secondee ref", "S09"),
            ],
            fires: &[("HMIP", "Secondees", "", "")],
        },
        Example {
            shows: "the surname first, the rank before it, and accents, under the same reference",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Full name", "DS Éxample, Rowan")],
            fires: &[],
        },
        Example {
            shows: "a new secondee's row was taken out, of whom last year knows nothing",
            changes: &[Edit::DropRow("HMIP", Sheet::Secondees, "S02")],
            fires: &[],
        },
    ],
};

/// Whether a secondee of last year, of whom no end by this year's census is known, is not in this year's return.
pub(super) fn is_missing(context: &Context, submission: &Submission, past: &PastPerson) -> bool {
    past.end.is_none_or(|end| end > context.round.settings.census)
        && !submission.secondees.iter().any(|row| is_one(context.round, past, row))
}

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let Some(last) = &context.round.last else { return };
    for past in last.secondees.iter().filter(|past| past.member == submission.member) {
        if !is_missing(context, submission, past) {
            continue;
        }
        let start = past.start.map_or(String::new(), |start| format!(", seconded from {}", show_date(start)));
        let staff = submission.staff.iter().find(|row| row.text(Stf::Name).is_some_and(|name| fold(name) == fold(&past.name)));
        let now = match staff {
            Some(row) => format!(" (the name now stands on Staff, {} \"{}\")", Stf::Ref.column().heading, row.cell(Stf::Ref).typed),
            None => String::new(),
        };
        let is_of_past = |pair: &&Proposal| matches!(pair.first, Cited::Then(other) if other == past);
        let may_be: Vec<&Proposal> = context.pairs.iter().filter(is_of_past).filter(|pair| pair.decided.is_none()).collect();
        let maybe: String = may_be.iter().map(|pair| format!("; may be {}: {}", pair.second.called(), pair.why())).collect();
        let message = format!(
            "{}{start} was on {} and is not on this year's{now}, and no end date is known{maybe}",
            called("secondee", &past.name, &past.reference),
            last.return_of(&submission.member)
        );
        let draft = Draft::in_file(&submission.member, &submission.file, Sheet::Secondees.name(), "", &past.name)
            .says(message)
            .person(&submission.member, &past.reference)
            .key(fold(&past.name));
        sink.push(may_be.iter().fold(draft, |draft, pair| draft.because(submission, name_cell(&pair.second))));
    }
}
