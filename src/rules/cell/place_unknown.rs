//! E06: a place is not in the register.

use super::walk::{TAKES_WORDS, called, cells, draft, with_example};
use crate::form::Sheet;
use crate::model::Submission;
use crate::model::finding::Severity;
use crate::places::Certainty;
use crate::rules::{Check, Context, Edit, Example, FiguresDepend, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "E06",
    name: "place_unknown",
    paragraph: None,
    severity: Severity::Query,
    fault: "A place is not in the register.",
    expected: "A name that stands for one place of the register.",
    fix: "Write the place's official name; if it has none in the list of places on the sheet Lists, keep it and answer Explained, so that the coordinator can add it.",
    right: "HMP Leeds.",
    needs: &[],
    handling: Handling { figures_depend: FiguresDepend::InCountedColumns, is_about_place_name: true, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Wandsworth")],
    examples: &[
        Example {
            shows: "a place that nobody knows",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Nowhere-on-Sea")],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "words that stand for another row",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "as above")],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "a word that says that there is none",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Likely to return to", "N/A")],
            fires: &[],
        },
        Example {
            shows: "another spelling of a known one",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "Wandsworth (HMP)")],
            fires: &[],
        },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    for seen in cells(submission) {
        for named in seen.cell.places() {
            let found = &named.found;
            if found.certainty != Certainty::Unknown || found.headquarters {
                continue;
            }
            if found.placeholder.is_some() || !TAKES_WORDS.contains(&seen.column.heading) {
                let message = match found.placeholder {
                    Some(placeholder) => format!("{} says \"{}\", which {}", called(&seen), named.written, placeholder.question()),
                    None => format!(
                        "{} names \"{}\", which is not in the register: it could be compared as text only",
                        called(&seen),
                        named.written
                    ),
                };
                let draft = draft(submission, &seen).says(message).key(found.folded.clone()).certainty(found.certainty);
                sink.push(draft.asks(&with_example(seen.column, RULE.fix)));
            }
        }
    }
}
