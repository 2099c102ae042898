//! E07: a name stands for several places.

use super::walk::{called, candidates, cells, draft, is_sentence, with_example};
use crate::form::Sheet;
use crate::model::Submission;
use crate::model::finding::Severity;
use crate::rules::{Change, Check, Context, Example, FiguresDepend, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "E07",
    name: "place_ambiguous",
    paragraph: None,
    severity: Severity::Query,
    fault: "A name stands for several places.",
    expected: "A name that stands for one place of the register.",
    fix: "Write the full official name of the place meant.",
    right: "HMP Leeds.",
    needs: &[],
    handling: Handling { figures_depend: FiguresDepend::InCountedColumns, is_about_place_name: true, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Change::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Wandsworth")],
    examples: &[
        Example {
            shows: "a prison name that two prisons share",
            changes: &[Change::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Peterborough")],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "words about work to be avoided, in which such a name occurs",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Work to be avoided", "anything to do with Peterborough")],
            fires: &[],
        },
        Example { shows: "the clean sample", changes: &[], fires: &[] },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    for seen in cells(submission) {
        for named in seen.cell.places() {
            let found = &named.found;
            if found.certainty == crate::places::Certainty::Possible && !is_sentence(&seen, named, &context.round.register) {
                let message = match found.candidates.len() {
                    1 => format!("{} names \"{}\": {}", called(&seen), named.written, found.reason),
                    many => format!("{} names \"{}\", which may be any of {many} places", called(&seen), named.written),
                };
                let ask = match candidates(named, &context.round.register).as_str() {
                    "" => with_example(seen.column, RULE.fix),
                    names => format!("{} It may be: {names}.", RULE.fix),
                };
                sink.push(draft(submission, &seen).says(message).key(found.folded.clone()).certainty(found.certainty).asks(&ask));
            }
        }
    }
}
