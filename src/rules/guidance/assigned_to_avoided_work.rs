//! G131: a secondee was assigned to work that the assessment says is to be avoided (¶13).
//!
//! A place is compared as everywhere, by the register. Work to be avoided may also be words, such as "thematic reviews" or "anything to
//! do with Hull": those are compared with the establishment and the activity as text, and a match is *possible* only.

use super::assigned_to_home_place::draft;
use crate::conflicts::Basis;
use crate::finding::{Draft, Severity};
use crate::form::{Asg, Sec, Sheet};
use crate::model::{Named, Person, Record};
use crate::places::{Certainty, Register, fold};
use crate::rules::{Change, Check, Context, Example, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "G131",
    name: "assigned_to_avoided_work",
    paragraph: Some("¶13"),
    severity: Severity::Breach,
    fault: "A secondee was assigned to work that the assessment of conflicts says must be avoided.",
    expected: "Work to be avoided is not assigned to the secondee.",
    fix: "Check the assignment against Work to be avoided; if both are right, have the work done by somebody else and name that person in the row.",
    right: "Work to be avoided: \"HMP Leeds\", and no assignment of the secondee there.",
    needs: &[],
    check: Check::Round(check),
    mended: &[
        Change::Set("HMIP", Sheet::Assignments, "A001", "Person ref", "T02"),
        Change::Set("HMIP", Sheet::Assignments, "A001", "Full name", "Casey Pattern"),
    ],
    examples: &[
        Example {
            shows: "an inspection of a prison to be avoided",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Work to be avoided", "HMP Wandsworth")],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "words that name the place visited",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Work to be avoided", "segregation work at HMP Wandsworth")],
            fires: &[("HMIP", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "words that name the activity",
            changes: &[
                Change::Set("HMIP", Sheet::Secondees, "S01", "Work to be avoided", "Any thematic reviews"),
                Change::Set("HMIP", Sheet::Assignments, "A001", "Activity", "Thematic review"),
            ],
            fires: &[("HMIP", "Assignments", "A001", "Activity")],
        },
        Example {
            shows: "a prison to be avoided that was not visited",
            changes: &[Change::Set("HMIP", Sheet::Secondees, "S01", "Work to be avoided", "HMP Leeds; inspections of court custody")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, sink: &mut Sink) {
    let round = context.round;
    for conflict in context.conflicts.iter().filter(|c| c.is_secondee() && c.basis == Basis::Avoid && !c.kin) {
        sink.push(draft(conflict, &round.register));
    }
    for (submission, assignment) in round.assignments().filter(|(_, row)| !row.is(Asg::Activity, "Training")) {
        let Some(person @ Person::Secondee(own, row)) = round.assigned(submission, assignment) else { continue };
        let is_late = row.date(Sec::End).zip(assignment.date(Asg::Start)).is_some_and(|(end, start)| start > end);
        let avoid = row.cell(Sec::Avoid);
        let words = avoid.places().iter().filter(|n| n.found.certainty == Certainty::Unknown && !n.found.headquarters);
        for named in words.filter(|_| !is_late) {
            let Some((field, what)) = match_words(named, assignment, &round.register) else { continue };
            let message =
                format!("{} ({}) was assigned to {what}, and is to avoid \"{}\"", person.name(), person.reference(), named.written);
            sink.push(
                Draft::at(submission, assignment.cell(field))
                    .says(message)
                    .person(&own.member, person.reference())
                    .assignment(assignment.text(Asg::Ref).unwrap_or(""))
                    .certainty(Certainty::Possible)
                    .key(named.found.folded.clone())
                    .key(fold(&what))
                    .because(own, avoid),
            );
        }
    }
}

/// The field of the assignment that words to be avoided speak of, and what stands there.
fn match_words(avoid: &Named, assignment: &Record<Asg>, register: &Register) -> Option<(Asg, String)> {
    let text = avoid.found.folded.as_str();
    // Equal words that the register does not know are met by the search for conflicts already.
    let is_met = |visited: &Named| visited.found.certainty == Certainty::Unknown && visited.found.folded == text;
    let mut visits = assignment.cell(Asg::Place).places().iter().filter(|visited| !is_met(visited));
    if let Some(visited) = visits.find(|visited| names_place(text, visited, register)) {
        return Some((Asg::Place, visited.written.clone()));
    }
    let activity = assignment.text(Asg::Activity)?;
    names_activity(text, activity).then(|| (Asg::Activity, activity.to_string()))
}

fn names_place(text: &str, visited: &Named, register: &Register) -> bool {
    let spellings =
        visited.found.candidates.iter().map(|c| register.place(c.place)).flat_map(|p| std::iter::once(&p.name).chain(&p.aliases));
    has_words(text, &visited.found.folded)
        || has_words(&visited.found.folded, text)
        // Very short aliases are abbreviations that stand for other things as well.
        || spellings.map(|name| fold(name)).any(|name| name.chars().count() > 3 && has_words(text, &name))
}

/// Whether the words stand in the text, whole and in this order.
fn has_words(text: &str, words: &str) -> bool {
    let split = |text: &str| text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    let words = split(words);
    !words.is_empty() && format!(" {} ", split(text)).contains(&format!(" {words} "))
}

/// Whether the text means the activity as such: "inspections" do, but not "court inspections" or "inspections of police custody".
fn names_activity(text: &str, activity: &str) -> bool {
    let mut rest = text;
    while let Some((first, after)) = rest.split_once(' ')
        && ["any", "all", "no", "every", "the"].contains(&first)
    {
        rest = after;
    }
    let is_limited = rest.split(' ').any(|word| ["at", "of", "in", "to", "with", "for", "near"].contains(&word));
    rest.starts_with(&fold(activity)) && !is_limited
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_compared_whole() {
        assert!(has_words("segregation work at hmp hull, and reports", "HMP Hull".to_lowercase().as_str()));
        assert!(!has_words("hmp hullabaloo", "hmp hull"));
        assert!(!has_words("anything", ""));
    }

    #[test]
    fn an_activity_is_meant_only_as_such() {
        assert!(names_activity("any inspections", "Inspection"));
        assert!(!names_activity("inspections of police custody", "Inspection"));
        assert!(!names_activity("court inspections", "Inspection"));
    }
}
