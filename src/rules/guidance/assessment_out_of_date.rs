//! G123: a secondee's assessment of conflicts of interest is out of date at the census (¶12).

use super::work;
use crate::form::{Sec, Sheet};
use crate::model::finding::Severity;
use crate::model::{Submission, show_date};
use crate::rules::{Check, Context, Edit, Example, ExplanationHolds, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G123",
    name: "assessment_out_of_date",
    paragraph: Some("¶12"),
    severity: Severity::Concern,
    fault: "A secondee in post at the census date was last assessed for conflicts of interest longer ago than the round allows.",
    expected: "The assessment of a secondee's conflicts of interest is kept up to date; the round sets after how many months it is not.",
    fix: "Give the date of a later assessment if there was one; if not, assess the secondee again and say when.",
    right: "12/05/2025 for a census date of 31/03/2026.",
    needs: &[
        Needs::Secondees,
        Needs::Column(Sheet::Secondees, Sec::Start as usize),
        Needs::Column(Sheet::Secondees, Sec::Assessed as usize),
    ],
    handling: Handling { explanation_holds: ExplanationHolds::ThisYear, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Conflict assessment date", "15/09/2025")],
    examples: &[
        Example {
            shows: "a day older than twelve months",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Conflict assessment date", "30/03/2025")],
            fires: &[("HMIP", "Secondees", "S01", "Conflict assessment date")],
        },
        Example {
            shows: "twelve months to the day",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Conflict assessment date", "31/03/2025")],
            fires: &[],
        },
        Example {
            shows: "one who left before the census",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S03", "Conflict assessment date", "01/06/2023")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let settings = &context.round.settings;
    let months = settings.thresholds.assessment_months;
    let oldest = work::months_before(settings.census, months);
    for row in work::on_npm_work(submission).filter(|row| row.in_post_on(settings.census)) {
        if row.date(Sec::Assessed).is_some_and(|assessed| assessed < oldest) {
            let message = format!(
                "The assessment of {} on {} is more than {months} months old at the census date {}",
                work::who(row),
                row.cell(Sec::Assessed).typed,
                show_date(settings.census)
            );
            sink.push(work::draft(submission, row, Sec::Assessed, message));
        }
    }
}
