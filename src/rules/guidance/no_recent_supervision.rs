//! G132: a secondee in post at the census date has had no recent supervision (¶13).

use jiff::Span;

use crate::form::{Sec, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Submission, show_date};
use crate::rules::{Check, Context, Edit, Example, ExplanationHolds, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G132",
    name: "no_recent_supervision",
    paragraph: Some("¶13"),
    severity: Severity::Concern,
    fault: "A secondee in post on NPM work at the census date has had no recent supervision.",
    expected: "Secondees are supervised throughout, and the last supervision is recent at the census date.",
    fix: "Give the date of the last supervision; if there was none, hold one and say when.",
    right: "10/02/2026",
    needs: &[Needs::Column(Sheet::Secondees, Sec::Supervised as usize), Needs::Secondees],
    handling: Handling { explanation_holds: ExplanationHolds::ThisYear, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Last supervision date", "10/02/2026")],
    examples: &[
        Example {
            shows: "a supervision before the period that counts as recent",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Last supervision date", "12/05/2025")],
            fires: &[("HMIP", "Secondees", "S01", "Last supervision date")],
        },
        Example {
            shows: "no supervision at all",
            changes: &[Edit::Set("HMICFRS", Sheet::Secondees, "S01", "Last supervision date", "")],
            fires: &[("HMICFRS", "Secondees", "S01", "Last supervision date")],
        },
        Example {
            shows: "a secondee who has left by the census date",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S03", "Last supervision date", "")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let settings = &context.round.settings;
    let months = settings.thresholds.supervision_months;
    let Some(oldest) = Span::new().try_months(months).ok().and_then(|span| settings.census.checked_sub(span).ok()) else { return };
    for row in submission.secondees.iter().filter(|row| row.counts_at_census(settings)) {
        let cell = row.cell(Sec::Supervised);
        let what = match cell.date() {
            Some(date) if date < oldest => {
                format!(
                    "was last supervised on {}, more than {months} months before the census date {}",
                    cell.typed,
                    show_date(settings.census)
                )
            }
            None if cell.is_blank() => {
                format!("has no date of supervision, though in post at the census date {}", show_date(settings.census))
            }
            _ => continue,
        };
        let (who, reference) = (row.called("secondee", Sec::Name, Sec::Ref), row.text(Sec::Ref).unwrap_or(""));
        sink.push(Draft::at(submission, cell).says(format!("{who} {what}")).person(&submission.member, reference));
    }
}
