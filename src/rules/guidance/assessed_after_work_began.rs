//! G122: a secondee new in the year was assessed after work began (¶12).

use super::work;
use crate::form::{Sec, Sheet};
use crate::model::Submission;
use crate::model::finding::Severity;
use crate::rules::{Check, Context, Edit, Example, Handling, Needs, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G122",
    name: "assessed_after_work_began",
    paragraph: Some("¶12"),
    severity: Severity::Concern,
    fault: "A secondee who is new in the year was assessed for conflicts of interest only after the first assignment began.",
    expected: "A new secondee is assessed before being given NPM work.",
    fix: "Check both dates and correct the one that is wrong; if an earlier assessment was made, type its date; if not, explain how this will be avoided.",
    right: "an assessment on 20/05/2025 before a first assignment on 03/11/2025.",
    needs: &[
        Needs::Secondees,
        Needs::Column(Sheet::Secondees, Sec::Start as usize),
        Needs::Column(Sheet::Secondees, Sec::Assessed as usize),
    ],
    handling: Handling { told: ToldOfOthers::Message, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Conflict assessment date", "20/05/2025")],
    examples: &[
        Example {
            shows: "assessed a month after the first inspection began",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Conflict assessment date", "01/12/2025")],
            fires: &[("HMIP", "Secondees", "S02", "Conflict assessment date")],
        },
        Example {
            shows: "assessed after an earlier inspection that another member reports",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S02", "Conflict assessment date", "01/08/2025"),
                Edit::CopyRow(
                    "CQC",
                    Sheet::Assignments,
                    "A001",
                    &[
                        ("Assignment ref", "A002"),
                        ("Person ref", "S02"),
                        ("Person's member", "HMIP"),
                        ("Full name", "Ash Specimen"),
                        ("Start date", "07/07/2025"),
                        ("End date", "11/07/2025"),
                    ],
                ),
            ],
            fires: &[("HMIP", "Secondees", "S02", "Conflict assessment date")],
        },
        Example {
            shows: "assessed on the first day of work",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Conflict assessment date", "03/11/2025")],
            fires: &[],
        },
        Example {
            shows: "only training came before the assessment",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S02", "Conflict assessment date", "01/12/2025"),
                Edit::Set("HMIP", Sheet::Assignments, "A002", "Activity", "Training"),
            ],
            fires: &[],
        },
        Example {
            shows: "a yearly assessment of one who is not new",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Conflict assessment date", "01/12/2025")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let first = work::first_assignments(context.round, submission);
    for row in work::new_in_year(&context.round.settings, submission) {
        let late = first.get(&row.row).and_then(|first| work::after_first(submission, row, Sec::Assessed, first, "assessed"));
        late.into_iter().for_each(|draft| sink.push(draft));
    }
}
