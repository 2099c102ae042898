//! R09: a nil return lists secondees, or "Yes" is answered and there are none.

use super::counts_differ::has_day_between;
use super::outside_year::{OTHER_YEAR, is_of_another_year};
use crate::form::{Question, Sec, Sheet};
use crate::model::Submission;
use crate::model::finding::{Draft, Severity};
use crate::rules::{Check, Context, CountDoubt, Edit, Example, ExplanationHolds, FiguresDepend, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "R09",
    name: "nil_contradicted",
    paragraph: None,
    severity: Severity::Query,
    fault: "The answer on whether secondees were used (R08) is contradicted by the rows of Secondees.",
    expected: "R08 is Yes if a secondee on NPM work was in post in the reporting year, and No if there was none.",
    fix: "Correct the answer to R08, or the rows of Secondees.",
    right: "Yes, with a row for each secondee; or No, with no row for the year.",
    needs: &[
        Needs::Column(Sheet::Return, Question::Used as usize),
        Needs::Column(Sheet::Secondees, Sec::NpmWork as usize),
        Needs::Column(Sheet::Secondees, Sec::Start as usize),
        Needs::Column(Sheet::Secondees, Sec::End as usize),
    ],
    handling: Handling {
        explanation_holds: ExplanationHolds::ThisYear,
        is_about_all_rows: true,
        figures_depend: FiguresDepend::Yes,
        count_doubt: CountDoubt::WhetherAny,
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Return, "R08", "Answer", "Yes")],
    examples: &[
        Example {
            shows: "a nil return that lists secondees",
            changes: &[Edit::Set("HMIP", Sheet::Return, "R08", "Answer", "No")],
            fires: &[("HMIP", "Return", "R08", "Answer")],
        },
        Example {
            shows: "secondees said to be used, and none listed",
            changes: &[Edit::DropRow("HMICFRS", Sheet::Secondees, "S01")],
            fires: &[("HMICFRS", "Return", "R08", "Answer")],
        },
        Example {
            shows: "a nil return whose only secondee left before the year",
            changes: &[
                Edit::Set("HMICFRS", Sheet::Return, "R08", "Answer", "No"),
                Edit::Set("HMICFRS", Sheet::Secondees, "S01", "End date", "28/02/2025"),
            ],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    if is_of_another_year(context, submission) {
        return sink.skip(OTHER_YEAR);
    }
    let settings = &context.round.settings;
    let cell = submission.answers.cell(Question::Used);
    let in_year = |row| has_day_between(row, settings.from, settings.census);
    match cell.text() {
        Some("No") => {
            let rows: Vec<_> = submission.secondees.iter().filter(|row| row.is_npm() && in_year(row) == Some(true)).collect();
            if rows.is_empty() {
                return;
            }
            let list: Vec<&str> = rows.iter().map(|row| row.text(Sec::Ref).unwrap_or("one without a reference")).collect();
            let message = format!("R08 says that no secondees were used in the year, but Secondees lists {}", list.join(", "));
            let draft = Draft::at(submission, cell).says(message).key("No");
            sink.push(rows.iter().fold(draft, |draft, row| draft.because(submission, row.cell(Sec::Ref))));
        }
        Some("Yes") if submission.secondees.iter().all(|row| in_year(row) == Some(false)) => {
            let message = match submission.secondees.is_empty() {
                true => "R08 says that secondees were used in the year, but Secondees has no rows",
                false => "R08 says that secondees were used in the year, but nobody on Secondees was in post in it",
            };
            sink.push(Draft::at(submission, cell).says(message).key("Yes"));
        }
        Some(_) => {}
        None => sink.skip("R08 could not be read"),
    }
}
