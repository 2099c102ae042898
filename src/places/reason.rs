//! Why a name was taken for a place, in words that a lay person can check.

use super::matching::{How, MatchedName};
use super::register::{PlaceIx, Register};
use super::written::Written;
use super::{Certainty, name::fold};

/// A name that is a name or alias as it stands.
pub(super) fn exact(register: &Register, written: &str, at: PlaceIx, others: &[PlaceIx]) -> (String, Option<&'static str>) {
    let place = register.place(at);
    let folded = fold(written);
    let (what, normalised) = if fold(&place.name) == folded {
        ("name in the register", None)
    } else if place.aliases.iter().any(|alias| fold(alias) == folded) {
        ("alias in the register", None)
    } else {
        ("in the register but for case, spacing and punctuation", Some("case, spacing and punctuation"))
    };
    let others = if fold(&place.name) == folded { String::new() } else { not(register, others) };
    (format!("{written} = {}: {what}{}{others}", place.name, closed(register, at)), normalised)
}

/// A name that means several places.
pub(super) fn combined(register: &Register, written: &str, places: &[PlaceIx]) -> String {
    format!("{written} means {} places: {}", places.len(), names(register, places.iter().copied(), " and "))
}

/// A name taken apart.
pub(super) fn of(register: &Register, written: &str, apart: &Written, decided: &MatchedName) -> (String, Option<&'static str>) {
    let first = decided.places.first().map(|(at, _)| *at);
    let name = first.map_or("", |at| register.place(at).name.as_str());
    let (reason, normalised) = match &decided.how {
        How::Same { alias, aside, said_kind } => {
            let what = match (alias, said_kind) {
                (Some(alias), _) => {
                    format!("the same as its alias \"{alias}\" in the register, whatever the order of words and the designation")
                }
                (None, true) => "the same name and type, whatever the order of words and the designation".to_string(),
                (None, false) => "the only place of that name in the register".to_string(),
            };
            let aside: Vec<String> = aside.iter().filter(|a| !a.is_empty()).map(|a| format!("\"{a}\"")).collect();
            let aside =
                if aside.is_empty() { String::new() } else { format!("; {} says nothing about which place it is", aside.join(", ")) };
            (format!("{written} = {name}: {what}{aside}"), Some("word order and designation"))
        }
        How::Unsure(why) => (format!("{written} may be {name}, which has that name, {why}"), None),
        How::Shorter if decided.certainty == Certainty::Confirmed => {
            (format!("{written} = {name}: no other place of that force has these words in its name"), Some("a shorter form of the name"))
        }
        How::Shorter => (format!("{written} may be short for {name}: no other place of that type has these words in its name"), None),
        How::PartOf => (format!("{written} is a part of {name}"), Some("a part of the place")),
        How::WholeForce => (format!("{written} is the whole of {name}, with each of its custody suites"), Some("all custody of a force")),
        How::Initials => (format!("{written} = {name}: its initials, which no other body has"), Some("initials")),
        How::Merged(part) => (
            format!("{written} = {name}, into which {} was merged", register.place(*part).name),
            Some("a former or present part in brackets"),
        ),
        How::Several => {
            let count = decided.places.len();
            let listed = names(register, decided.places.iter().take(4).map(|(at, _)| *at), " or ");
            let more = if count > 4 { format!(" or {} others", count - 4) } else { String::new() };
            (
                if count == 1 {
                    format!("{written} may be {listed}, but does not say enough")
                } else {
                    format!("{written} may be {listed}{more}")
                },
                None,
            )
        }
        How::Longer => (format!("{written} has the words of {name} and more; no other place fits as well"), None),
        How::OtherKind => {
            let kind = first.map_or("", |at| register.0.index.kinds[at].words());
            (format!("{name} has this name, but is {kind}"), None)
        }
        How::Operated => (format!("{written} = {name}: the place of that name that is run by that body"), Some("operator before the name")),
        How::OtherOperator => (format!("{name} has this name, but the register has another operator"), None),
        How::UnknownOfForce => {
            (format!("the register has no such place of {name}; as a place of that force it is taken for the force"), None)
        }
        How::OtherForce => (format!("{name} has this name, but another police force is written"), None),
        How::Near(distance, nearest) => {
            let letters = if *distance == 1 { "one letter".to_string() } else { format!("{distance} letters") };
            let alias = if nearest == name { String::new() } else { format!(" (its alias \"{nearest}\")") };
            let same = if apart.kind.is_some() { "of the same type" } else { "though no type is written" };
            match decided.places.len() {
                1 => (format!("{written} differs by {letters} from {name}{alias}, {same}"), None),
                _ => (
                    format!(
                        "{written} differs by a letter or two from {}",
                        names(register, decided.places.iter().take(4).map(|(at, _)| *at), " and from ")
                    ),
                    None,
                ),
            }
        }
        How::Nothing if apart.main.is_empty() => (format!("{written} names no place"), None),
        How::Nothing => ("matches no name in the register".to_string(), None),
    };
    let noted = match decided.certainty {
        Certainty::Confirmed => {
            format!("{reason}{}{}", first.map_or_else(String::new, |at| closed(register, at)), kept_apart(register, apart, decided))
        }
        _ => format!("{reason}{}", kept_apart(register, apart, decided)),
    };
    (noted, normalised)
}

/// That a place is closed, and what it was merged into.
fn closed(register: &Register, at: PlaceIx) -> String {
    if register.place(at).status != "closed" {
        return String::new();
    }
    let into =
        register.0.relations.iter().find(|((a, _), relation)| *a == at && matches!(relation.as_str(), "merged_into" | "replaced_by"));
    match into {
        Some(((_, whole), _)) => format!(" (closed; now {})", register.place(*whole).name),
        None => " (closed)".to_string(),
    }
}

/// Places of the same name that were not taken.
fn kept_apart(register: &Register, apart: &Written, decided: &MatchedName) -> String {
    let others = &decided.apart;
    if others.is_empty() || (apart.kind.is_none() && decided.certainty != Certainty::Confirmed) {
        return String::new();
    }
    not(register, others)
}

fn not(register: &Register, others: &[PlaceIx]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let more = match others.len() {
        0..=2 => String::new(),
        3 => " or another of that name".to_string(),
        count => format!(" or {} others of that name", count - 2),
    };
    format!("; not {}{more}", names(register, others.iter().take(2).copied(), " or "))
}

fn names(register: &Register, places: impl Iterator<Item = PlaceIx>, joined: &str) -> String {
    places.map(|at| register.place(at).name.clone()).collect::<Vec<_>>().join(joined)
}
