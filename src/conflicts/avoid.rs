//! Work to be avoided that is given in words, such as "thematic reviews" or "anything to do with Hull" (¶13).
//!
//! A place in that column is compared as everywhere, by the register. Words that the register does not know are compared with the place and
//! the activity as text.

use super::is_unknown;
use crate::form::{Asg, Sec};
use crate::model::{Named, Record};
use crate::places::{Found, Register, fold};

/// The entries of Work to be avoided that stand for no place of the register.
pub fn words(row: &Record<Sec>) -> Vec<&Named> {
    row.cell(Sec::Avoid).places().iter().filter(|named| is_unknown(&named.found)).collect()
}

/// Whether words to be avoided name a place. Words that are the unknown name of the place itself are met by the comparison of names already.
pub fn names_place(avoid: &Named, visited: &Found, register: &Register) -> bool {
    let text = avoid.found.folded.as_str();
    if is_unknown(visited) && visited.folded == text {
        return false;
    }
    let spellings = visited.candidates.iter().map(|c| register.place(c.place)).flat_map(|p| std::iter::once(&p.name).chain(&p.aliases));
    has_words(text, &visited.folded)
        || has_words(&visited.folded, text)
        // Very short aliases are abbreviations that stand for other things as well.
        || spellings.map(|name| fold(name)).any(|name| name.chars().count() > 3 && has_words(text, &name))
}

/// Whether words to be avoided mean the activity of an assignment.
pub fn names_activity_of(avoid: &Named, assignment: &Record<Asg>) -> bool {
    assignment.text(Asg::Activity).is_some_and(|activity| names_activity(&avoid.found.folded, activity))
}

/// Whether the words stand in the text, whole and in this order.
pub(super) fn has_words(text: &str, words: &str) -> bool {
    let split = |text: &str| text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    let words = split(words);
    !words.is_empty() && format!(" {} ", split(text)).contains(&format!(" {words} "))
}

/// Whether the text means the activity as such: "inspections" do, but not "court inspections" or "inspections of police custody".
pub(super) fn names_activity(text: &str, activity: &str) -> bool {
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
