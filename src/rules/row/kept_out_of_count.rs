//! R12: a loan, guest or partner is kept out of the count of secondees (¶10).

use super::counts_differ::{UNCERTAIN, in_post, kept_out};
use super::outside_year::{OTHER_YEAR, is_of_another_year};
use crate::form::{Question, Sec, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Submission, or_blank};
use crate::rules::{Check, Context, Edit, Example, ExplanationHolds, FiguresDepend, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "R12",
    name: "kept_out_of_count",
    paragraph: Some("¶10"),
    severity: Severity::Query,
    fault: "The headcount of secondees (R09) leaves out loans, guests, partners or others who are not on a secondment by name.",
    expected: "R09 counts everybody on Secondees who is on NPM work and in post at the census date, whatever the arrangement is called.",
    fix: "Count them in R09, and in R10 if they are missing there too; the narrow count is worked out from the column Arrangement.",
    right: "R09 is 2 for one secondment and one loan.",
    needs: &[
        Needs::Secondees,
        Needs::Column(Sheet::Return, Question::Secondees as usize),
        Needs::Column(Sheet::Secondees, Sec::Arrangement as usize),
        Needs::Column(Sheet::Secondees, Sec::NpmWork as usize),
        Needs::Column(Sheet::Secondees, Sec::Start as usize),
        Needs::Column(Sheet::Secondees, Sec::End as usize),
    ],
    handling: Handling {
        explanation_holds: ExplanationHolds::ThisYear,
        is_about_all_rows: true,
        figures_depend: FiguresDepend::Yes,
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Return, "R09", "Answer", "2")],
    examples: &[
        Example {
            shows: "a loan kept out of the count",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Arrangement", "Loan"),
                Edit::Set("HMIP", Sheet::Return, "R09", "Answer", "1"),
            ],
            fires: &[("HMIP", "Return", "R09", "Answer")],
        },
        Example { shows: "a loan in the count", changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Arrangement", "Loan")], fires: &[] },
        Example {
            shows: "a count that is wrong for another reason is R08's",
            changes: &[Edit::Set("HMIP", Sheet::Return, "R09", "Answer", "1")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    if is_of_another_year(context, submission) {
        return sink.skip(OTHER_YEAR);
    }
    let Some(counted) = in_post(context, submission) else { return sink.skip(UNCERTAIN) };
    let cell = submission.answers.cell(Question::Secondees);
    if cell.number().is_none() {
        return sink.skip("R09 could not be read");
    }
    if counted.iter().any(|row| row.text(Sec::Arrangement).is_none()) {
        return sink.skip("the arrangement of a secondee could not be read");
    }
    let rows = kept_out(context, submission);
    if rows.is_empty() {
        return;
    }
    let list: Vec<String> = rows
        .iter()
        .map(|row| format!("{} ({})", row.text(Sec::Ref).unwrap_or("a row without a reference"), or_blank(row.cell(Sec::Arrangement))))
        .collect();
    let message = format!("R09 says {}, which leaves out {}; counted broadly there are {}", cell.typed, list.join(", "), counted.len());
    let draft = Draft::at(submission, cell).says(message);
    sink.push(rows.iter().fold(draft, |draft, row| draft.because(submission, row.cell(Sec::Arrangement))));
}
