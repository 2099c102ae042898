//! What a member may read about a finding that is also based on another member's return.
//!
//! A query shows what stands in the member's own return, and of another's no more than the answer needs: which member, that two facts meet,
//! and dates. Names of persons and places of another's return are never taken over, even where the message for the coordinator has them.

use super::facts::FactsIndex;
use crate::form::{Asg, Sec, Sheet, Stf};
use crate::model::finding::Finding;
use crate::model::{Record, Submission, or_blank};
use crate::rules::{ToldOfOthers, by_code};

/// What was found, as the member may read it.
pub fn found(index: &FactsIndex, submission: &Submission, finding: &Finding) -> String {
    match others(finding).as_slice() {
        [] => finding.message.clone(),
        others => across(index, submission, finding, &others.join(", ")),
    }
}

/// The other members on whose returns a finding rests.
pub fn others(finding: &Finding) -> Vec<&str> {
    let person = finding.subject.person_member.as_deref();
    let members = finding.evidence.iter().map(|evidence| evidence.member.as_str()).chain(person);
    let mut others: Vec<&str> = members.filter(|member| *member != finding.member).collect();
    others.sort_unstable();
    others.dedup();
    others
}

/// What is told of a finding that is also based on the returns of others: what its rule says ([`ToldOfOthers`]), of the member's own row.
fn across(index: &FactsIndex, submission: &Submission, finding: &Finding, others: &str) -> String {
    let known = finding.evidence.first().and_then(|first| index.cell(first));
    let row = |sheet| known.filter(|known| known.sheet == sheet).map(|known| known.row);
    let told = by_code(&finding.rule).map_or(ToldOfOthers::Fault, |rule| rule.handling.told);
    if told == ToldOfOthers::Message {
        return finding.message.clone();
    }
    if let Some(row) = row(Sheet::Assignments).and_then(|row| submission.assignments.get(row)) {
        let whose = row.text(Asg::PersonMember).unwrap_or(&finding.member);
        let work = format!(
            "{}, a person of {whose}, was assigned to {}",
            row.called("person", Asg::Name, Asg::Person),
            or_blank(row.cell(Asg::Place))
        );
        let (name, reference) = (or_blank(row.cell(Asg::Name)), or_blank(row.cell(Asg::Person)));
        return match told {
            ToldOfOthers::OfAssignment(words) => filled(
                words,
                &[("work", &work), ("name", name), ("reference", reference), ("others", others), ("certainty", finding.certainty.name())],
            ),
            _ => format!("{work}: {} The finding is also based on the return of {others}.", fault(finding)),
        };
    }
    let secondee = row(Sheet::Secondees).map(|row| secondee(&submission.secondees[row]));
    let staff = || row(Sheet::Staff).map(|row| &submission.staff[row]);
    let person = secondee.or_else(|| staff().map(|row| row.called("person of the staff", Stf::Name, Stf::Ref)));
    match told {
        ToldOfOthers::OfPerson(words) => filled(words, &[("person", person.as_deref().unwrap_or("A person")), ("others", others)]),
        _ => format!("{} The finding is also based on the return of {others}.", fault(finding)),
    }
}

/// Words with what stands in braces filled in, from left to right, so that braces in a cell stay what they are.
fn filled(words: &str, parts: &[(&str, &str)]) -> String {
    let mut text = String::new();
    let mut rest = words;
    while let Some((before, (name, after))) = rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?))) {
        text.push_str(before);
        text.push_str(parts.iter().find(|(known, _)| *known == name).map_or("", |(_, part)| part));
        rest = after;
    }
    text + rest
}

fn fault(finding: &Finding) -> &'static str {
    by_code(&finding.rule).map_or("Something is to be looked at.", |rule| rule.fault)
}

fn secondee(row: &Record<Sec>) -> String {
    row.called("secondee", Sec::Name, Sec::Ref)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RULES;

    #[test]
    fn what_is_told_names_only_what_can_be_filled_in() {
        for rule in RULES {
            let (words, known) = match rule.handling.told {
                ToldOfOthers::OfPerson(words) => (words, &["person", "others"][..]),
                ToldOfOthers::OfAssignment(words) => (words, &["work", "name", "reference", "others", "certainty"][..]),
                ToldOfOthers::Fault | ToldOfOthers::Message => continue,
            };
            let named: Vec<&str> = words.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or("")).collect();
            assert!(named.iter().all(|name| known.contains(name)), "{}: {words}", rule.code);
            assert!(named.contains(&"others"), "{} does not say on whose return it rests", rule.code);
        }
    }

    #[test]
    fn what_was_typed_in_braces_stays() {
        assert_eq!(filled("{work} by {others}.", &[("work", "{others} {"), ("others", "CQC")]), "{others} { by CQC.");
    }
}
