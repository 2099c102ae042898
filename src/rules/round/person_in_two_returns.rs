//! X01: what may be one person stands in two members' returns.
//!
//! The pairs and groups are those of [`crate::people`]: names alone do not make one person of two secondees, whose home or start must agree as
//! well. The finding is in the second return by member code, the others are its evidence. A pair that people confirmed to be two is not pointed out
//! again; one that they confirmed to be one person is, until one of the rows goes.

use crate::form::Sheet;
use crate::model::Person;
use crate::model::finding::{Draft, Severity};
use crate::people::{Cited, Likeness, Proposal, Relation, name_cell};
use crate::places::{Certainty, fold};
use crate::rules::{Check, Context, CountDoubt, Edit, Example, Handling, OneQueryFor, Rule, Sink, ToldOfOthers};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "X01",
    name: "person_in_two_returns",
    paragraph: None,
    severity: Severity::Query,
    fault: "A secondee bears the name of somebody in another member's return, and the two may be one person.",
    expected: "Each person is returned by one member; who works for another is named there by Person's member.",
    fix: "Say on People to confirm whether the two are one person; if so, agree with the other member who returns them.",
    right: "the person is listed by one member, and the other's assignments name that member under Person's member.",
    needs: &[],
    handling: Handling {
        one_query_for: OneQueryFor::Person,
        told: ToldOfOthers::OfPerson("{person} and somebody in the return of {others} may be one person."),
        count_doubt: CountDoubt::OnePersonTwice,
        pairs: Some(Relation::TwoReturns),
        ..Handling::USUAL
    },
    check: Check::Round(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Full name", "Ash Specimen")],
    examples: &[
        Example {
            shows: "two secondees of one name from one organisation",
            changes: &[
                Edit::Set("HMIP", Sheet::Secondees, "S02", "Full name", "Jamie Mock"),
                Edit::Set("HMIP", Sheet::Secondees, "S02", "Home organisation", "Kent Police"),
            ],
            fires: &[("HMIP", "Secondees", "S02", "Full name")],
        },
        Example {
            shows: "a secondee with the name of another member's staff",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Full name", "quinn  DUMMY")],
            fires: &[("HMIP", "Secondees", "S02", "Full name")],
        },
        Example {
            shows: "a short form of the name, the rank before it, from the same police force",
            changes: &[
                Edit::Set("HMICFRS", Sheet::Secondees, "S01", "Full name", "DS Bob Mock-Example"),
                Edit::Set("HMIP", Sheet::Secondees, "S02", "Full name", "Mock Example, Robert"),
                Edit::Set("HMIP", Sheet::Secondees, "S02", "Home establishment", "Kent Police"),
            ],
            fires: &[("HMIP", "Secondees", "S02", "Full name")],
        },
        Example {
            shows: "two secondees of one name from different places",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Full name", "Jamie Mock")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, sink: &mut Sink) {
    for proposal in context.pairs.iter().filter(|proposal| proposal.kind == Relation::TwoReturns && proposal.decided != Some(false)) {
        let Cited::Now(earlier) = proposal.first else { continue };
        let person = proposal.second;
        let said = match proposal.decided {
            Some(_) => "were confirmed to be one person, who must be returned once".to_string(),
            None => format!("may be one person: {}", proposal.why()),
        };
        let listed = |p: &Person| {
            let sheet = if matches!(p, Person::Secondee(..)) { "a secondee" } else { "staff" };
            format!("{} ({}, {sheet} of {})", p.name_or_none(), p.reference_or_none(), p.submission().member)
        };
        // The later of a pair is named first; the people of a group are numbered as on People to confirm.
        let who = match proposal.others.is_empty() {
            true => format!("{} and {}", listed(&person), listed(&earlier)),
            false => numbered(proposal, listed),
        };
        let draft = Draft::at(person.submission(), name_cell(&person))
            .says(format!("{who} {said}"))
            .person(&person.submission().member, person.reference())
            .certainty(certainty(proposal))
            .key(earlier.submission().member.clone())
            .key(fold(earlier.reference()))
            .because(earlier.submission(), name_cell(&earlier));
        let draft = if proposal.others.is_empty() { draft } else { draft.asks(OF_A_GROUP) };
        sink.push(with_others(draft, proposal));
    }
}

/// What to do about a group.
const OF_A_GROUP: &str = "Say on People to confirm which of them are one person: Yes if all are, No if none is, or their numbers, e.g. 1 and 3. \
                          Members that have one person between them agree who returns that person.";

/// The people of a group, with their numbers; of a long one the first, and where the others are.
pub(in crate::rules) fn numbered(proposal: &Proposal, named: impl Fn(&Person) -> String) -> String {
    const NAMED: usize = 8;
    let count = 2 + proposal.others.len();
    let first: Vec<String> =
        proposal.people().take(NAMED).enumerate().map(|(at, person)| format!("({}) {}", at + 1, named(&person))).collect();
    match first.split_last() {
        Some((last, rest)) if count <= NAMED => format!("{} and {last}", rest.join(", ")),
        _ => format!("{} and {} more, who are in the evidence and on People to confirm,", first.join(", "), count - NAMED),
    }
}

/// The finding with the cells of all others of a group.
pub(in crate::rules) fn with_others(draft: Draft, proposal: &Proposal) -> Draft {
    proposal.others.iter().fold(draft, |draft, person| draft.because(person.submission(), name_cell(person)))
}

/// How certain it is that a pair or group is one person: confirmed by people, or by how likely it is.
pub(in crate::rules) fn certainty(pair: &Proposal) -> Certainty {
    match (pair.decided, pair.compared.likeness) {
        (Some(true), _) => Certainty::Confirmed,
        (_, Likeness::Likely | Likeness::Same) => Certainty::Probable,
        _ => Certainty::Possible,
    }
}
