//! What a row says of a person's employer, beside the name of the place: "Leeds" of somebody seconded from the NHS is not HMP Leeds.
//!
//! A name that says its own kind of place, as "HMP Leeds" does, stays what it is. One that does not is never certain as a place of a kind that such
//! an employer does not have: it is possible at most, and the member is asked.

use std::sync::Arc;

use super::kinds::PlaceKind;
use super::name::{fold, squash};
use super::written::take_apart;
use super::{Candidate, Certainty, Found, PlaceIx, Register};

/// A kind of employer, as the list of Home organisation type has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Employer {
    /// A prison service.
    Prisons,
    /// A police force.
    Police,
    /// Immigration enforcement and detention.
    Immigration,
    /// The NHS and others in health care.
    Health,
    /// Children's services.
    Children,
    /// Courts and escorts.
    Courts,
    /// The armed forces.
    Military,
    /// A company: it may run a place of nearly any kind.
    Contractor,
    /// A council or another public body.
    Public,
}

/// Words of the list, and of what people write in place of them.
const WORDS: &[(&str, Employer)] = &[
    ("prison", Employer::Prisons),
    ("probation", Employer::Public),
    ("police", Employer::Police),
    ("constabulary", Employer::Police),
    ("immigration", Employer::Immigration),
    ("border force", Employer::Immigration),
    ("nhs", Employer::Health),
    ("health", Employer::Health),
    ("healthcare", Employer::Health),
    ("hospital", Employer::Health),
    ("children", Employer::Children),
    ("childrens", Employer::Children),
    ("court", Employer::Courts),
    ("courts", Employer::Courts),
    ("armed forces", Employer::Military),
    ("army", Employer::Military),
    ("military", Employer::Military),
    ("contractor", Employer::Contractor),
    ("company", Employer::Contractor),
    ("council", Employer::Public),
    ("local authority", Employer::Public),
    ("local government", Employer::Public),
    ("public body", Employer::Public),
    ("charity", Employer::Public),
    ("university", Employer::Public),
];

impl Employer {
    /// The kind that words state, those of the list or others as plain; `None` if they state none, or several.
    pub fn of(words: &str) -> Option<Self> {
        let text = format!(" {} ", fold(words).replace('\'', "").replace(|c: char| !c.is_alphanumeric(), " "));
        let mut stated = WORDS.iter().filter(|(word, _)| text.contains(&format!(" {word} "))).map(|(_, employer)| *employer);
        let first = stated.next()?;
        stated.all(|other| other == first).then_some(first)
    }

    /// Whether a place is of a kind that such an employer has.
    fn has(self, register: &Register, at: PlaceIx) -> bool {
        use PlaceKind::{
            Body, Children, Court, Crown, Customs, Departure, Force, Holding, Hospital, Juvenile, Magistrates, Military, Police, Prison,
            Removal, School, Training,
        };
        let kind = register.0.index.kinds[at];
        let is_for_children = || register.place(at).kind == "yoi" || register.place(at).parent.contains("Youth Custody");
        match self {
            Employer::Prisons => matches!(kind, Prison | Training | Juvenile | Removal | Body),
            Employer::Police => matches!(kind, Force | Police),
            Employer::Immigration => matches!(kind, Removal | Holding | Departure | Customs | Body),
            Employer::Health => matches!(kind, Hospital | Body),
            Employer::Children => matches!(kind, Children | School | Training | Juvenile | Body) || (kind == Prison && is_for_children()),
            Employer::Courts => matches!(kind, Court | Crown | Magistrates | Body),
            Employer::Military => matches!(kind, Military | Body),
            Employer::Contractor => kind != Force,
            Employer::Public => kind == Body,
        }
    }

    /// What such an employer's own place would be called, for a name that says no kind.
    fn called(self, written: &str) -> Option<String> {
        match self {
            Employer::Police => Some(format!("{written} police custody")),
            Employer::Health => Some(format!("{written} hospital")),
            _ => None,
        }
    }
}

impl Register {
    /// What the register makes of a name in the light of the person's employer, whose kind is stated in `words`.
    pub fn of_employer(&self, written: &str, found: &Arc<Found>, words: &str) -> Arc<Found> {
        let Some(employer) = Employer::of(words) else { return found.clone() };
        let apart = take_apart(written, &self.0.index.areas);
        let is_settled = apart.kind.is_some() || apart.force.is_some() || self.is_own_name(written, found);
        let other = found.candidates.iter().find(|candidate| !employer.has(self, candidate.place));
        let (Certainty::Confirmed | Certainty::Probable, false, Some(other)) = (found.certainty, is_settled, other) else {
            return found.clone();
        };
        let own = employer.called(written).map(|name| self.find(&name));
        let own = own.iter().flat_map(|found| &found.candidates).map(|candidate| candidate.place).filter(|at| employer.has(self, *at));
        let mut places: Vec<PlaceIx> = Vec::new();
        for at in own.chain(found.candidates.iter().map(|candidate| candidate.place)) {
            if !places.contains(&at) {
                places.push(at);
            }
        }
        let score = 1.0 / places.len() as f64;
        let candidates = places.into_iter().map(|place| Candidate { place, score }).collect();
        let name = &self.place(other.place).name;
        let reason =
            format!("the name does not say what kind of place it is, and an employer of the type \"{words}\" is not that of {name}");
        Arc::new(Found { certainty: Certainty::Possible, candidates, reason, all_meant: false, normalised: None, ..(**found).clone() })
    }

    /// Whether a name is a place's official one, its id, or an alias that this round's register gives it: somebody has settled what it means.
    fn is_own_name(&self, written: &str, found: &Found) -> bool {
        let squashed = squash(written);
        let is_given = |at: PlaceIx| {
            let place = self.place(at);
            let has = |aliases: &[String]| aliases.iter().any(|alias| squash(alias) == squashed);
            let is_ours = || has(Register::embedded_aliases(&place.id));
            squash(&place.name) == squashed || place.id.eq_ignore_ascii_case(written.trim()) || (has(&place.aliases) && !is_ours())
        };
        found.candidates.iter().all(|candidate| is_given(candidate.place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(written: &str, words: &str) -> (Certainty, Vec<String>) {
        let register = Register::embedded();
        let found = register.of_employer(written, &register.find(written), words);
        (found.certainty, found.candidates.iter().map(|candidate| register.place(candidate.place).id.clone()).collect())
    }

    #[test]
    fn every_word_of_the_list_states_a_kind() {
        for word in crate::form::HOME_TYPE {
            assert!(Employer::of(word).is_some(), "{word}");
        }
        for (words, employer) in [
            ("NHS", Some(Employer::Health)),
            ("NHS Trust", Some(Employer::Health)),
            ("Local authority", Some(Employer::Public)),
            ("council", Some(Employer::Public)),
            ("Police / prison", None),
            ("other", None),
            ("", None),
        ] {
            assert_eq!(Employer::of(words), employer, "{words}");
        }
    }

    #[test]
    fn a_bare_town_is_never_certain_as_a_place_that_such_an_employer_does_not_have() {
        for words in ["Health", "Police", "Courts and escorts", "Other public body", "NHS", "Local authority", "Armed forces"] {
            for town in ["Leeds", "Wandsworth", "Ranby", "Wakefield"] {
                let (certainty, places) = told(town, words);
                assert!(
                    certainty >= Certainty::Possible && places.iter().any(|id| id.starts_with("prison-")),
                    "{town} {words}: {places:?}"
                );
            }
        }
        for words in ["Prison service", "Private contractor", "", "something else"] {
            assert_eq!(told("Wandsworth", words), (Certainty::Confirmed, vec!["prison-WWI".into()]), "{words}");
        }
        assert!(told("Wandsworth", "Police").1[0].starts_with("custody-"), "the suite comes first");
    }

    #[test]
    fn a_name_that_says_its_kind_stays_what_it_is() {
        for words in ["Health", "Police", "Other public body"] {
            assert_eq!(told("HMP Leeds", words), (Certainty::Confirmed, vec!["prison-LEI".into()]), "{words}");
            assert_eq!(told("Kent Police", words), (Certainty::Confirmed, vec!["force-kent".into()]), "{words}");
        }
        let name = "NHS Lothian";
        assert_eq!(told(name, "Health"), (Certainty::Confirmed, vec!["org-nhs-lothian".into()]));
    }

    #[test]
    fn what_a_coordinator_has_confirmed_stays_so() {
        let own = "id,name,kind,parent_organisation,operator,region_or_group,status,aliases\n\
                   prison-LEI,HMP Leeds,prison,HMPPS,,,open,The Old Gate\n";
        let register = Register::of_round(own, None, None).expect("a register");
        let found = register.find("The Old Gate");
        assert_eq!(register.of_employer("The Old Gate", &found, "Health").certainty, Certainty::Confirmed);
    }
}
