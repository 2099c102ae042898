//! Work to be avoided that is given in words, such as "thematic reviews" or "anything to do with Hull" (¶13).
//!
//! A place in that column is compared as everywhere, by the register. Words that the register does not know are compared with the place and
//! the activity as text.

use super::is_unknown;
use crate::form::{Asg, Sec};
use crate::model::{Named, Record};
use crate::places::{Certainty, Found, Register, fold};

/// The entries of Work to be avoided that stand for no place of the register; words that name nothing, as "TBC", are none.
pub fn words(row: &Record<Sec>) -> Vec<&Named> {
    row.cell(Sec::Avoid).places().iter().filter(|named| is_unknown(&named.found) && named.found.placeholder.is_none()).collect()
}

/// Whether words to be avoided name a place. Words that are the unknown name of the place itself are met by the comparison of names already.
pub fn names_place(avoid: &Named, visited: &Found, register: &Register) -> bool {
    let text = avoid.found.folded.as_str();
    if visited.placeholder.is_some() || (is_unknown(visited) && visited.folded == text) {
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

/// Whether a tie given as a sentence, such as "wife is an officer at Leeds", speaks of the place visited: the register knows no one place for the
/// whole of it, and after a preposition it says a name of the place and then nothing more of it.
pub(super) fn speaks_of(own: &Found, visited: &Found, register: &Register) -> bool {
    if own.certainty == Certainty::Confirmed || own.headquarters || own.folded.split(' ').count() < 3 {
        return false;
    }
    let places = visited.candidates.iter().map(|c| register.place(c.place));
    let names: Vec<String> = places.flat_map(|place| std::iter::once(&place.name).chain(&place.aliases)).map(|name| fold(name)).collect();
    let words: Vec<&str> =
        own.folded.split(|c: char| !c.is_alphanumeric() && c != ',' && c != '(').filter(|word| !word.is_empty()).collect();
    // A town alone is a place of detention after "at" or "governor of"; the "University of Leeds" is none.
    let speaks = |at: usize, name: &str| {
        let is_head_of = || at > 0 && words[at] == "of" && HEADS.contains(&words[at - 1]);
        words[at] == "at" || is_head_of() || (name.contains(' ') && PREPOSITIONS.contains(&words[at]))
    };
    (0..words.len()).any(|at| {
        let rest = words[at + 1..].join(" ");
        names.iter().filter(|name| name.chars().count() > 3 && speaks(at, name)).any(|name| {
            let Some(more) = rest.strip_prefix(name.as_str()) else { return false };
            let next = more.trim_start().split(' ').next().unwrap_or("");
            more.is_empty() || more.starts_with([',', '(']) || (more.starts_with(' ') && GOES_ON.contains(&next))
        })
    })
}

/// Who has a place under them.
const HEADS: &[&str] = &["governor", "director", "controller", "head", "manager", "deputy"];
/// Words before a place that is spoken of by more than a word.
const PREPOSITIONS: &[&str] = &["at", "of", "in", "from", "for", "with", "to"];
/// Words after a place's name that say no more of which place it is.
const GOES_ON: &[&str] = &["since", "until", "from", "and", "as", "in", "where", "who", "which", "prison", "but"];

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
    fn a_tie_given_as_a_sentence_speaks_of_a_place() {
        let register = Register::embedded();
        let speaks = |own: &str, visited: &str| speaks_of(&register.find(own), &register.find(visited), &register);
        assert!(speaks("sister is a nurse at Rampton", "Rampton Hospital"));
        assert!(speaks("wife is an officer at Leeds", "HMP Leeds"));
        assert!(speaks("used to be governor of Perth, until 2019", "HMP Perth"));
        assert!(!speaks("lecturer, University of Leeds", "HMP Leeds") && !speaks("grew up in Durham", "HMP Durham"));
        assert!(!speaks("lay magistrate at Leeds Crown Court", "HMP Leeds"));
        assert!(!speaks("wife is an officer at Leeds", "HMP Hull"));
        assert!(!speaks("HMP Leeds", "HMP Leeds"));
    }

    #[test]
    fn an_activity_is_meant_only_as_such() {
        assert!(names_activity("any inspections", "Inspection"));
        assert!(!names_activity("inspections of police custody", "Inspection"));
        assert!(!names_activity("court inspections", "Inspection"));
    }
}
