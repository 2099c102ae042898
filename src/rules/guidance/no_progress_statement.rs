//! G161: there is no statement of progress (¶16).

use super::work;
use crate::form::{Question, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Entry, Submission};
use crate::rules::{Check, Context, Edit, Example, ExplanationHolds, Handling, Needs, Rule, Sink};

/// Fewer words than these state nothing.
const LEAST_WORDS: usize = 3;

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G161",
    name: "no_progress_statement",
    paragraph: Some("¶16"),
    severity: Severity::Concern,
    fault: "The return has no statement of progress, or one too short to state any.",
    expected: "Each member reports every year what progress it has made.",
    fix: "Write in R20 a sentence or two on what changed in the year.",
    right: "\"Two secondments ended and were replaced by permanent posts.\"",
    needs: &[Needs::Column(Sheet::Return, Question::Progress as usize)],
    handling: Handling { explanation_holds: ExplanationHolds::ThisYear, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Return, "R20", "Answer", "Two secondments ended and were replaced by permanent posts.")],
    examples: &[
        Example {
            shows: "no statement",
            changes: &[Edit::Set("HMIP", Sheet::Return, "R20", "Answer", "")],
            fires: &[("HMIP", "Return", "R20", "Answer")],
        },
        Example {
            shows: "two words from a member without secondees",
            changes: &[Edit::Set("CQC", Sheet::Return, "R20", "Answer", "No change.")],
            fires: &[("CQC", "Return", "R20", "Answer")],
        },
        Example {
            shows: "a short sentence",
            changes: &[Edit::Set("HMIP", Sheet::Return, "R20", "Answer", "Two secondments ended.")],
            fires: &[],
        },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    let cell = submission.answers.cell(Question::Progress);
    let message = match (&cell.entry, cell.text()) {
        (Entry::Blank, _) => "R20 is blank: there is no statement of progress".to_string(),
        (_, Some(text)) if work::words(text).len() < LEAST_WORDS => {
            format!("R20 says only \"{}\": that states no progress", work::one_line(&cell.typed))
        }
        _ => return,
    };
    sink.push(Draft::at(submission, cell).says(message));
}
