//! References in the place of names: a member checks its own file, but a screen may be seen by others.

use std::collections::BTreeMap;

use crate::form::{Asg, Field, Question, Sec, Sheet, Stf};
use crate::model::Submission;
use crate::queries::Query;

/// The names in a return, with the references that stand in their place.
pub(super) struct Names(BTreeMap<std::cmp::Reverse<(usize, String)>, String>);

/// A text with another in the place of each occurrence that is no part of a longer word: Ash is not in Ashford.
fn in_words(text: &str, name: &str, instead: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let is_word = is_apart(before.chars().next_back()) && is_apart(after.chars().next());
        out.push_str(before);
        out.push_str(if is_word { instead } else { name });
        rest = after;
    }
    out + rest
}

/// What stands in the place of a name that has no reference.
const A_NAME: &str = "[a name]";

impl Names {
    /// The names of a return; none if they may be shown.
    pub(super) fn of(submission: Option<&Submission>, show_names: bool) -> Self {
        let mut names = Self(BTreeMap::new());
        let Some(own) = submission.filter(|_| !show_names) else { return names };
        for question in [Question::By, Question::Email] {
            names.add(&own.answers.cell(question).typed, A_NAME);
        }
        own.assignments.iter().for_each(|row| names.add(&row.cell(Asg::Name).typed, A_NAME));
        for row in &own.secondees {
            names.add(&row.cell(Sec::AssessedBy).typed, A_NAME);
            names.add(&row.cell(Sec::Name).typed, &row.cell(Sec::Ref).typed);
        }
        own.staff.iter().for_each(|row| names.add(&row.cell(Stf::Name).typed, &row.cell(Stf::Ref).typed));
        names
    }

    fn add(&mut self, name: &str, reference: &str) {
        let spaced = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if spaced.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            return;
        }
        let reference = if reference.trim().is_empty() { A_NAME } else { reference.trim() };
        // The longest is replaced first, as a name may be part of another; some texts have it as it was typed.
        for name in [name.trim().to_string(), spaced] {
            self.0.insert(std::cmp::Reverse((name.chars().count(), name)), reference.into());
        }
    }

    /// A text with references in the place of names.
    pub(super) fn in_place(&self, text: &str) -> String {
        let mut text = text.to_string();
        for (std::cmp::Reverse((_, name)), reference) in &self.0 {
            text = in_words(&text.replace(&format!("{name} ({reference})"), reference), name, reference);
        }
        text
    }

    /// What a query found. Where it says that one name is not another, nothing is left of that without the names: then what the rule finds in
    /// general is said.
    pub(super) fn of_query(&self, query: &Query) -> String {
        let text = self.in_place(&query.text());
        let is_about_names = query.column == Asg::Name.column().heading && query.sheet == Sheet::Assignments.name();
        if is_about_names && text.contains(A_NAME) { query.rule.fault.into() } else { text }
    }
}
