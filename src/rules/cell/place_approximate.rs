//! E08: a name was matched approximately.

use super::walk::{TAKES_WORDS, called, candidates, cells, draft, is_sentence, with_example};
use crate::form::Sheet;
use crate::model::Submission;
use crate::model::finding::Severity;
use crate::rules::{Check, Context, Edit, Example, FiguresDepend, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "E08",
    name: "place_approximate",
    paragraph: None,
    severity: Severity::Query,
    fault: "A name was matched approximately, or words beside it were not understood.",
    expected: "A name that stands for one place of the register.",
    fix: "Write the official name of the place, with nothing beside it but the year of leaving, as \"(left 2019)\"; if the place proposed is right, the coordinator can confirm it on Places to confirm.",
    right: "HMP Leeds.",
    needs: &[],
    handling: Handling { figures_depend: FiguresDepend::InCountedColumns, is_about_place_name: true, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Wandsworth")],
    examples: &[
        Example {
            shows: "one letter mistyped",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Wandswroth")],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "words beside the name that say something else",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Close affiliations", "HMP Hull (zumba instructor)")],
            fires: &[("HMIP", "Secondees", "S01", "Close affiliations")],
        },
        Example {
            shows: "a place to be avoided mistyped",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Work to be avoided", "HMP Wandswroth")],
            fires: &[("HMIP", "Secondees", "S01", "Work to be avoided")],
        },
        Example {
            shows: "words about work to be avoided, in which a place occurs",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S01", "Work to be avoided", "anything to do with Clayfields House"),
                Edit::Set("HMIP", Sheet::Staff, "T02", "Other positions held", "Volunteer chaplain at HMP Ranby since 2019"),
            ],
            fires: &[],
        },
        Example {
            shows: "the official name",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Wandsworth")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    for seen in cells(submission) {
        for named in seen.cell.places() {
            let found = &named.found;
            if !named.unread.is_empty() && !TAKES_WORDS.contains(&seen.column.heading) {
                let unread: Vec<String> = named.unread.iter().map(|words| format!("\"{words}\"")).collect();
                let message =
                    format!("{} names \"{}\"; {} beside it was not understood", called(&seen), named.written, unread.join(" and "));
                let ask = format!(
                    "Leave in the cell the name of the place alone, as {}, and put \u{201c}{}\u{201d} in Notes.",
                    named.written,
                    named.unread.join(" ")
                );
                let draft = draft(submission, &seen).says(message).key(found.folded.clone()).key("beside");
                sink.push(draft.certainty(found.certainty).asks(&ask));
            }
            if found.certainty == crate::places::Certainty::Probable && !is_sentence(&seen, named, &context.round.register) {
                let message = format!("{} names \"{}\": {}", called(&seen), named.written, found.reason);
                let ask = match candidates(named, &context.round.register).as_str() {
                    "" => with_example(seen.column, "Write the official name of the place."),
                    name => format!("If {name} is meant, write that; else write the official name of the place that is."),
                };
                sink.push(draft(submission, &seen).says(message).key(found.folded.clone()).certainty(found.certainty).asks(&ask));
            }
        }
    }
}
