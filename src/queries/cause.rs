//! What makes several findings one query: the same rule, the same column, the same kind of fault.

use super::facts::FactsIndex;
use super::shown;
use crate::form::{Asg, Sheet};
use crate::model::finding::Finding;
use crate::model::{Entry, Round};
use crate::rules::{OneQueryFor, Rule};

/// A cause: findings with the same are one query.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The rule's code.
    pub rule: String,
    /// The sheet, empty if it is about the file.
    pub sheet: String,
    /// The column's heading, or the question's reference.
    pub column: String,
    /// The kind of fault, in words; empty where the rule knows one kind only.
    pub kind: String,
    /// Whom it is about, where each is asked about separately.
    pub about: String,
}

/// The cause of a finding of a rule.
pub fn cause(index: &FactsIndex, round: &Round, rule: &Rule, finding: &Finding) -> Cause {
    let known = finding.evidence.first().and_then(|first| index.cell(first));
    let kind = known.map_or_else(String::new, |known| match &known.cell.entry {
        Entry::Doubtful(_, why) | Entry::Unreadable(why) => why.clone(),
        _ => String::new(),
    });
    let about = match rule.handling.one_query_for {
        OneQueryFor::Person => {
            let subject = &finding.subject;
            format!("{} {}", subject.person_member.as_deref().unwrap_or(""), subject.person_ref.as_deref().unwrap_or("")).to_uppercase()
        }
        OneQueryFor::OtherMember => other_member(index, round, finding),
        // Without a cell of the form, what is said tells one from another: a missing column, an added sheet.
        OneQueryFor::Column if known.is_none() => finding.message.clone(),
        OneQueryFor::Column | OneQueryFor::Sheet => String::new(),
    };
    let column = known.map_or_else(String::new, |known| known.heading().to_string());
    Cause { rule: rule.code.into(), sheet: finding.sheet.clone(), column, kind, about }
}

/// The member with whom a joint visit is to be agreed: named by the row, whether or not that member reports it.
fn other_member(index: &FactsIndex, round: &Round, finding: &Finding) -> String {
    let others = shown::others(finding);
    if !others.is_empty() {
        return others.join(" ");
    }
    let known = finding.evidence.first().and_then(|first| index.cell(first)).filter(|known| known.sheet == Sheet::Assignments);
    let row = known.and_then(|known| round.submission(&finding.member)?.assignments.get(known.row));
    let named = row.map(|row| [Asg::PersonMember, Asg::Lead].map(|field| row.text(field).unwrap_or("").to_uppercase()));
    named.map_or_else(String::new, |named| named.into_iter().filter(|code| *code != finding.member).collect::<Vec<_>>().join(" "))
}
