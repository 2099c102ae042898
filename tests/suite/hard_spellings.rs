//! A spelling never hides a conflict: generated rounds in which every kind of conflict is written in hard spellings, and look-alikes are not.

use crate::support::place_names;
use std::collections::BTreeSet;

use place_names::{look_alikes, pairs};
use secondee_audit::conflicts::Connection;
use secondee_audit::form::{Asg, Sheet};
use secondee_audit::model::Person;
use secondee_audit::places::{Certainty, Register, Tie};
use secondee_audit::rules::Edit;
use secondee_audit::rules::Groundwork;
use secondee_audit::rules::run::{self as check, Overrides};
use secondee_audit::sample::{Sample, clean};

/// A kind of conflict: the rule, the member, the cell of the person's own place, its spellings, and the spellings of the place visited.
struct Kind {
    rule: &'static str,
    member: &'static str,
    column: &'static str,
    own: [&'static str; 5],
    visited: [&'static str; 5],
}

const KINDS: [Kind; 8] = [
    // Home, return, affiliation.
    Kind {
        rule: "G141",
        member: "HMIP",
        column: "Home establishment",
        own: ["Armley Gaol", "H M PRISON LEEDS", "Leeds (HMP)", "leeds-prison", "HM Prison Leeds (Armley)"],
        visited: ["Her Majesty's Prison, Leeds", "HMP LEEDS - HEALTHCARE", "LEEDS HMP", "H.M.P.  Leeds", "Leeds Prison (A, B, C only)"],
    },
    Kind {
        rule: "G142",
        member: "HMIP",
        column: "Likely to return to",
        own: ["HM Prison Hewell Grange and HMP Isis", "HMP & YOI ISIS", "isis-prison", "Isis (HMYOI)", "Isis HMP/YOI"],
        visited: ["Isis", "H M P Isis", "HM Young Offender Institution Isis", "ISIS (HMP & YOI)", "hmp-yoi-isis"],
    },
    Kind {
        rule: "G143",
        member: "HMIP",
        column: "Close affiliations",
        own: ["Hedon Road Prison", "HULL (HMP & YOI)", "HMP Hull; HMP Onley", "hull-prison", "HMP Hull Healthcare"],
        visited: ["HM Prison and Young Offender Institution Hull", "Hull gaol", "HMP/YOI HULL", "H M Prison Hull", "Hull (HMP)"],
    },
    // The whole home force is home, and a visit to all of it contains each suite.
    Kind {
        rule: "G141",
        member: "HMICFRS",
        column: "Home establishment",
        own: ["KENT POLICE FORCE", "Kent Constabulary", "Kent County Constabulary", "kent", "Maidstone custody suite"],
        visited: [
            "MAIDSTONE POLICE STATION (KENT POLICE FORCE)",
            "North Kent (Gravesend) custody suite",
            "FOLKSTONE POLICE STATION (KENT POLICE FORCE)",
            "Canterbury custody suite, Kent Police",
            "DOVER POLICE STATION CUSTODY SUITE NO ACCESS TO GENERAL PUBLIC (Kent)",
        ],
    },
    Kind {
        rule: "G141",
        member: "HMICFRS",
        column: "Home establishment",
        own: [
            "Maidstone custody suite",
            "TONBRIDGE (KENT POLICE )",
            "Medway custody suite",
            "Dover Police Station (Kent)",
            "Margate custody",
        ],
        visited: [
            "custody suites in Kent",
            "all Kent custody",
            "Kent Police custody suites",
            "KENT POLICE FORCE",
            "Kent police: all custody suites",
        ],
    },
    // A prison contains its sites.
    Kind {
        rule: "G141",
        member: "HMIP",
        column: "Home establishment",
        own: ["HMP ALBANY (ISLE OF WIGHT)", "Albany", "Isle of Wight - Albany", "HMP Albany", "HMP Isle of Wight, Albany"],
        visited: ["HMP IOW", "isle-of-wight-prison", "HMP & YOI Isle of Wight", "ISLE OF WIGHT (HMP)", "HM Prison Isle of Wight"],
    },
    // Kin: one cluster.
    Kind {
        rule: "G144",
        member: "HMIP",
        column: "Home establishment",
        own: ["Sheppey Cluster (Elmley)", "H M PRISON ELMLEY", "ELMLEY (HMP & YOI)", "elmley-prison", "HMP/YOI  Elmley"],
        visited: [
            "Sheppey Cluster (Swaleside)",
            "SWALESIDE (HMP)",
            "swaleside-prison",
            "H M Prison Swaleside",
            "HMP Swaleside and HMP Wayland",
        ],
    },
    // Work to be avoided.
    Kind {
        rule: "G131",
        member: "HMIP",
        column: "Work to be avoided",
        own: ["H M PRISON FULL SUTTON", "full-sutton-prison", "Full Sutton (HMP)", "Fullsutton prison", "FULL SUTTON"],
        visited: ["HM Prison Full Sutton", "HMP FULL SUTTON", "Full-Sutton (HMP)", "HMP Full Sutton (high security)", "Full Sutton gaol"],
    },
];

#[test]
fn every_kind_of_conflict_is_raised_at_its_cell_in_each_of_five_hard_spellings() {
    for kind in &KINDS {
        for (own, visited) in kind.own.iter().flat_map(|own| kind.visited.iter().map(move |visited| (own, visited))) {
            let mut sample = clean();
            sample.apply(&Edit::Set(kind.member, Sheet::Secondees, "S01", kind.column, own));
            sample.apply(&Edit::Set(kind.member, Sheet::Assignments, "A001", "Establishment", visited));
            let report = check::run(&sample.round(), &Overrides::default());
            let cell = sample.cell_of(kind.member, "Assignments", "A001", "Establishment").expect("the cell");
            let found = report.findings.iter().find(|f| f.rule == kind.rule && f.member == kind.member && f.cell == cell);
            let found = found.unwrap_or_else(|| panic!("{}: {own} and {visited} raised nothing", kind.rule));
            let expected = if kind.rule == "G144" { Certainty::Possible } else { Certainty::Confirmed };
            assert_eq!(found.certainty, expected, "{}: {own} and {visited}: {}", kind.rule, found.message);
        }
    }
}

/// The clean sample with a secondee for each pair, seconded from the first place and assigned to the second.
fn round_of(places: &[(String, String)]) -> Sample {
    let mut sample = clean();
    let book = &mut sample.books[0];
    let person = book.sheets[1].rows[1].clone();
    let visit = book.sheets[3].rows[0].clone();
    let column = |sheet: usize, heading: &str| book.sheets[sheet].column_of(heading);
    let (name, home, post) = (column(1, "Full name"), column(1, "Home establishment"), column(1, "Home organisation"));
    let (of, named, place) = (column(3, "Person ref"), column(3, "Full name"), column(3, "Establishment"));
    book.sheets[1].rows.clear();
    book.sheets[3].rows.clear();
    for (at, (own, visited)) in places.iter().enumerate() {
        let (mut person, mut visit) = (person.clone(), visit.clone());
        person[0] = format!("S{at:04}");
        person[name] = format!("Person {at:04}");
        person[home].clone_from(own);
        person[post] = "Employer of that place".into();
        visit[0] = format!("A{at:04}");
        visit[of] = format!("S{at:04}");
        visit[named] = format!("Person {at:04}");
        visit[place].clone_from(visited);
        book.sheets[1].rows.push(person);
        book.sheets[3].rows.push(visit);
    }
    sample
}

/// The assignments at which the person's own home is met, kin and the former apart, with how certain it is.
fn met(sample: &Sample) -> BTreeSet<(String, Certainty)> {
    let round = sample.round();
    let conflicts = Groundwork::of(&round).conflicts;
    let homes = conflicts.iter().filter(|c| c.met.basis == Connection::Home && !c.met.kin && matches!(c.person, Person::Secondee(..)));
    homes.map(|c| (c.assignment.text(Asg::Ref).unwrap_or("").to_string(), c.met.certainty)).collect()
}

#[test]
fn every_real_variant_of_a_name_meets_the_place() {
    let register = Register::embedded();
    // A prison service or government department as such is too wide to be a conflict: it is a query instead.
    let is_too_wide = |id: &String| register.is_too_wide(register.by_id(id).expect("an id"));
    let pairs: Vec<_> = pairs()
        .into_iter()
        .filter(|pair| !pair.written.contains(';') && pair.mark != "composed" && !pair.ids.iter().any(is_too_wide))
        .collect();
    let official = |id: &String| register.place(register.by_id(id).expect("an id")).name.clone();
    let places: Vec<(String, String)> = pairs.iter().map(|p| (p.written.clone(), official(p.ids.first().expect("an id")))).collect();
    let met: BTreeSet<String> = met(&round_of(&places)).into_iter().map(|(reference, _)| reference).collect();
    let hidden: Vec<&str> = (0..places.len()).filter(|at| !met.contains(&format!("A{at:04}"))).map(|at| places[at].0.as_str()).collect();
    assert!(hidden.is_empty(), "{} spellings hid a conflict: {hidden:?}", hidden.len());
}

#[test]
fn no_conflict_is_raised_between_look_alikes() {
    let register = Register::embedded();
    let at = |id: &str| register.by_id(id).expect("an id");
    // Places that truly hang together, as two suites of one force, are no look-alikes for this.
    let is_tied = |a: &str, b: &str| !matches!(register.tie(at(a), at(b), None), None | Some(Tie::Kin(_)));
    let look_alikes: Vec<_> = look_alikes().into_iter().filter(|l| !is_tied(&l.is, &l.is_not)).collect();
    let places: Vec<(String, String)> =
        look_alikes.iter().map(|l| (l.written.clone(), register.place(at(&l.is_not)).name.clone())).collect();
    let met = met(&round_of(&places));
    let wrong: Vec<String> = met
        .iter()
        .filter(|(_, certainty)| *certainty != Certainty::Possible)
        .map(|(reference, _)| {
            let at: usize = reference[1..].parse().expect("a number");
            format!("{} and {}", places[at].0, places[at].1)
        })
        .collect();
    assert!(wrong.is_empty(), "look-alikes in conflict: {wrong:?}");
    assert!(met.len() <= 4 && look_alikes.len() > 450, "{} of {} look-alikes possibly in conflict: {met:?}", met.len(), look_alikes.len());
}
