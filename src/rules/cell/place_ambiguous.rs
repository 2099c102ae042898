//! E07: a name stands for several places.

use super::walk::{called, candidates, cells, draft, is_sentence, with_example};
use crate::form::Sheet;
use crate::model::Submission;
use crate::model::finding::Severity;
use crate::places::{Certainty, Found, Register};
use crate::rules::{Check, Context, Edit, Example, FiguresDepend, Handling, Rule, Sink};

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
    mended: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Wandsworth")],
    examples: &[
        Example {
            shows: "a prison name that two prisons share",
            changes: &[Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Peterborough")],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "words about work to be avoided, in which such a name occurs",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Work to be avoided", "anything to do with Peterborough")],
            fires: &[],
        },
        Example { shows: "the clean sample", changes: &[], fires: &[] },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    for seen in cells(submission) {
        for named in seen.cell.places() {
            let found = &named.found;
            if found.certainty == Certainty::Possible && !is_sentence(&seen, named, &context.round.register) {
                let message = match found.candidates.len() {
                    1 => format!("{} names \"{}\": {}", called(&seen), named.written, found.reason),
                    _ => format!("{} names \"{}\", which may be {}", called(&seen), named.written, any_of(found, &context.round.register)),
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

/// The places that a name may mean, by name: the first of them, and how many more.
fn any_of(found: &Found, register: &Register) -> String {
    const NAMED: usize = 5;
    let mut names: Vec<&str> = Vec::new();
    for candidate in &found.candidates {
        let name = register.place(candidate.place).name.as_str();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    // One more is named rather than counted.
    let shown = if names.len() == NAMED + 1 { names.len() } else { names.len().min(NAMED) };
    let more = names.len() - shown;
    match names[..shown].split_last() {
        Some((last, [])) => (*last).to_string(),
        Some((last, first)) if more == 0 => format!("{} or {last}", first.join(", ")),
        _ => format!("{} or one of {more} more: the sheet Lists has the names of places", names[..shown].join(", ")),
    }
}
