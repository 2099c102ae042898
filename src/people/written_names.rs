//! Whether a name typed by somebody else, on an assignment or as an assessor, is that of a person of a return.
//!
//! Members write names as they speak of each other: by rank, nickname or initial. That is the person of the row unless it fits another person
//! of the same return better.

use super::name::{Name, NameTie, tie};
use crate::form::{Sec, Stf};
use crate::model::{Record, Submission};

/// How a name typed elsewhere agrees with a listed one: titles, order, accents, another form or the initial of the given name may differ. A surname
/// alone, or one that differs, is not enough.
pub fn agrees(written: &Name, listed: &Name) -> Option<NameTie> {
    let is_full = |name: &Name| !name.given.is_empty();
    let tie = tie(written, listed).0;
    match tie {
        NameTie::Exact | NameTie::Normalised => Some(tie),
        NameTie::Variant | NameTie::Initial if is_full(written) && is_full(listed) => Some(tie),
        _ => None,
    }
}

/// Everyone whom a return lists, with their names taken apart.
pub struct ListedPeople(Vec<Name>);

impl ListedPeople {
    /// Of a return.
    pub fn of(submission: &Submission) -> Self {
        let secondees = submission.secondees.iter().filter_map(|row| row.text(Sec::Name));
        Self(secondees.chain(submission.staff.iter().filter_map(|row| row.text(Stf::Name))).map(Name::new).collect())
    }

    /// As [`agrees`], unless the name fits somebody else of the return better.
    pub fn agrees(&self, written: &Name, listed: &Name) -> Option<NameTie> {
        let tie = agrees(written, listed)?;
        let is_better = |other: &&Name| other.letters != listed.letters && agrees(written, other).is_some_and(|theirs| theirs > tie);
        if tie < NameTie::Normalised && self.0.iter().find(is_better).is_some() { None } else { Some(tie) }
    }
}

/// Whether a secondee is named as the one who assessed them, and how surely; a name beside another person's is none.
pub fn is_own_assessor(submission: &Submission, row: &Record<Sec>) -> Option<NameTie> {
    let (assessor, own) = (row.text(Sec::AssessedBy)?, row.text(Sec::Name)?);
    let folded = crate::places::fold(assessor);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    // Somebody else assessed, or looked at it.
    if assessor.contains([';', '\n', '/']) || has(&["with", "and", "by", "reviewed", "checked"]) {
        return None;
    }
    let is_about_oneself = has(&["self", "himself", "herself", "themself", "themselves", "myself"]);
    if is_about_oneself || matches!(words.as_slice(), ["secondee"] | ["the", "secondee"]) {
        return Some(NameTie::Exact);
    }
    // "Rowan Example, team leader": what follows the name is a post, unless the surname stands first.
    let before = assessor.split(" - ").flat_map(|part| part.split([',', '\u{2013}'])).next();
    let alone = before.filter(|name| name.split_whitespace().count() > 1);
    let own = Name::new(own);
    let agreeing = [Some(assessor), alone].into_iter().flatten().map(Name::new).find(|name| agrees(name, &own).is_some())?;
    ListedPeople::of(submission).agrees(&agreeing, &own)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(written: &str, listed: &str) -> Option<NameTie> {
        agrees(&Name::new(written), &Name::new(listed))
    }

    #[test]
    fn ranks_nicknames_and_initials_are_the_same_person() {
        for (written, listed) in [
            ("Bob Example", "Robert Example"),
            ("T/DCI Rowan Example", "Rowan Example"),
            ("Sgt R Example", "Rowan Example"),
            ("Prison Officer Rowan Example", "Rowan Example"),
            ("Custodial Manager Example, Rowan", "Rowan Example"),
            ("Supervising Officer R. Example", "Rowan Example"),
            ("CM Tom Example", "Thomas Example"),
        ] {
            assert!(between(written, listed).is_some(), "{written} and {listed}");
        }
    }

    #[test]
    fn a_surname_alone_or_another_name_is_not() {
        for (written, listed) in [
            ("Example", "Rowan Example"),
            ("DI Example", "Rowan Example"),
            ("Robin Example", "Robert Example"),
            ("Rowan Specimen", "Rowan Example"),
            ("Rowan Exampel", "Rowan Example"),
        ] {
            assert!(between(written, listed).is_none(), "{written} and {listed}");
        }
    }
}
