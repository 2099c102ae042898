//! G113: a new secondee was recruited without published criteria (¶11).

use super::work;
use crate::form::{Sec, Sheet};
use crate::model::Submission;
use crate::model::finding::Severity;
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G113",
    name: "no_published_criteria",
    paragraph: Some("¶11"),
    severity: Severity::Concern,
    fault: "A secondee is new in the year, but no published criteria are named.",
    expected: "Secondees are recruited by criteria that are published.",
    fix: "Name where the criteria were published; if they were not, say so in Notes.",
    right: "https://www.example.org/criteria",
    needs: &[
        Needs::Secondees,
        Needs::Column(Sheet::Secondees, Sec::Start as usize),
        Needs::Column(Sheet::Secondees, Sec::Criteria as usize),
    ],
    handling: Handling::USUAL,
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Published criteria", "https://www.example.org/criteria")],
    examples: &[
        Example {
            shows: "no criteria for a new secondee",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Published criteria", "")],
            fires: &[("HMIP", "Secondees", "S02", "Published criteria")],
        },
        Example {
            shows: "criteria that were not published",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Published criteria", "No")],
            fires: &[("HMIP", "Secondees", "S02", "Published criteria")],
        },
        Example {
            shows: "criteria named by reference",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Published criteria", "Vacancy notice 12 of 2025")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    for row in work::new_in_year(&context.round.settings, submission) {
        let cell = row.cell(Sec::Criteria);
        if work::says_nothing(cell) || cell.text().is_some_and(|text| work::words(text) == ["no"]) {
            let said = match cell.is_blank() {
                true => "no published criteria are named".to_string(),
                false => format!("for published criteria the return says \"{}\"", work::one_line(&cell.typed)),
            };
            let message = format!("{} is new in the year (from {}), and {said}", work::who(row), row.cell(Sec::Start).typed);
            sink.push(work::draft(submission, row, Sec::Criteria, message));
        }
    }
}
