//! Random small rounds whose places hang together in ways written down here by hand, for tests with an oracle of their own.

use proptest::collection::vec;
use proptest::prelude::*;
use secondee_audit::sample::{self, Sample};

/// A place as a test knows it: how it may be written, what it is a part of, its police force, its kin.
pub struct Spot {
    pub names: &'static [&'static str],
    pub whole: Option<usize>,
    pub force: Option<usize>,
    pub kin: &'static [usize],
}

const fn spot(names: &'static [&'static str], whole: Option<usize>, force: Option<usize>, kin: &'static [usize]) -> Spot {
    Spot { names, whole, force, kin }
}

/// Places of every kind that matters, and two that no register knows.
pub const SPOTS: [Spot; 16] = [
    spot(&["HMP Leeds", "Leeds (HMP)", "H M Prison Leeds", "prison-LEI"], None, None, &[]),
    spot(&["HMP Leicester", "Leicester (HMP)"], None, None, &[]),
    spot(&["HMP Elmley", "HMP/YOI Elmley"], None, None, &[3]),
    spot(&["HMP Swaleside", "Swaleside (HMP)"], None, None, &[2]),
    spot(&["HMP/YOI Isle of Wight", "prison-IWI"], None, None, &[]),
    spot(&["HMP Albany", "Albany (HMP)"], Some(4), None, &[6]),
    spot(&["HMP Parkhurst"], Some(4), None, &[5]),
    spot(&["Brook House Immigration Removal Centre", "irc-brook-house"], None, None, &[8]),
    spot(&["Tinsley House Immigration Removal Centre", "irc-tinsley-house"], None, None, &[7]),
    spot(&["South Wales Police", "Heddlu De Cymru"], None, Some(9), &[]),
    spot(&["custody-south-wales-swansea", "South Wales Police – Swansea custody suite"], Some(9), Some(9), &[]),
    spot(&["custody-south-wales-bridgend", "South Wales Police – Bridgend custody suite"], Some(9), Some(9), &[]),
    spot(&["Kent Police"], None, Some(12), &[]),
    spot(&["custody-kent-margate"], Some(12), Some(12), &[]),
    spot(&["Xanadu Pleasure Dome"], None, None, &[]),
    spot(&["Qwghlm Castle Keep"], None, None, &[]),
];

/// Which spot a name stands for.
pub fn spot_of(name: &str) -> Option<usize> {
    SPOTS.iter().position(|spot| spot.names.contains(&name.trim()))
}

const MEMBERS: [&str; 3] = ["CQC", "HMICFRS", "HMIP"];
const ACTIVITIES: [&str; 7] =
    ["Inspection", "Follow-up visit", "Monitoring visit", "Thematic review", "Desk-based work", "Training", "Trainig of some sort"];

type Places = Vec<(usize, usize)>;

#[derive(Debug, Clone)]
struct Secondee {
    member: usize,
    home: Option<(usize, usize)>,
    employer: usize,
    returns: Places,
    affiliations: Places,
    avoid: Places,
    end: Option<u16>,
}

#[derive(Debug, Clone)]
struct Staff {
    member: usize,
    affiliations: Places,
    positions: Places,
    former: Vec<((usize, usize), Option<u16>)>,
}

#[derive(Debug, Clone)]
struct Assignment {
    member: usize,
    person: usize,
    activity: usize,
    places: Places,
    start: Option<u16>,
    days: u16,
}

fn place() -> impl Strategy<Value = (usize, usize)> {
    (0..SPOTS.len(), 0..4usize).prop_map(|(spot, name)| (spot, name % SPOTS[spot].names.len()))
}

fn secondee() -> impl Strategy<Value = Secondee> {
    let ends = prop_oneof![3 => Just(None), 2 => (0u16..400).prop_map(Some), 1 => Just(Some(9999))];
    (0..3usize, proptest::option::weighted(0.8, place()), 0..4usize, vec(place(), 0..3), vec(place(), 0..3), vec(place(), 0..2), ends)
        .prop_map(|(member, home, employer, returns, affiliations, avoid, end)| Secondee {
            member,
            home,
            employer,
            returns,
            affiliations,
            avoid,
            end,
        })
}

fn staff() -> impl Strategy<Value = Staff> {
    let former = vec((place(), proptest::option::of(2012u16..2026)), 0..3);
    (0..3usize, vec(place(), 0..2), vec(place(), 0..2), former).prop_map(|(member, affiliations, positions, former)| Staff {
        member,
        affiliations,
        positions,
        former,
    })
}

fn assignment() -> impl Strategy<Value = Assignment> {
    let start = proptest::option::weighted(0.95, 0u16..365);
    (0..3usize, 0..100usize, 0..ACTIVITIES.len(), vec(place(), 1..3), start, 0u16..30)
        .prop_map(|(member, person, activity, places, start, days)| Assignment { member, person, activity, places, start, days })
}

fn written(places: &[(usize, usize)]) -> String {
    places.iter().map(|(spot, name)| SPOTS[*spot].names[*name]).collect::<Vec<_>>().join("; ")
}

/// A day so many days after 1 April 2025, as typed.
fn day(after: u16) -> String {
    let day = jiff::civil::date(2025, 4, 1) + jiff::Span::new().days(i64::from(after));
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// A round of three members with random people, places of their own and assignments to one another's visits.
pub fn round() -> impl Strategy<Value = Sample> {
    (vec(secondee(), 1..6), vec(staff(), 0..4), vec(assignment(), 1..12)).prop_map(|(secondees, staff, assignments)| {
        let mut sample = sample::clean();
        sample.last = None;
        let book = |sample: &mut Sample, member: usize| {
            sample.books.iter().position(|book| book.member == MEMBERS[member]).expect("the clean sample has the member")
        };
        for book in &mut sample.books {
            book.sheets.iter_mut().skip(1).for_each(|sheet| sheet.rows.clear());
        }
        // Member, reference, name.
        let mut people: Vec<(usize, String, String)> = Vec::new();
        for (n, one) in secondees.iter().enumerate() {
            let (reference, name) = (format!("S{n:02}"), format!("Given{n} Of{}", MEMBERS[one.member]));
            let home = one.home.map_or("Headquarters".to_string(), |place| written(&[place]));
            let employer = ["HM Prison and Probation Service", "South Wales Police", "Kent Police", "Some Body"][one.employer];
            // The ninth thousand stands for an end before the start, which bounds nothing.
            let end = one.end.map_or(String::new(), |after| if after == 9999 { "01/01/2020".into() } else { day(after) });
            let at = book(&mut sample, one.member);
            sample.books[at].sheets[1].add(&[
                ("Secondee ref", &reference),
                ("Full name", &name),
                ("Arrangement", "Secondment"),
                ("NPM work", "Yes"),
                ("Home organisation", employer),
                ("Home establishment", &home),
                ("Likely to return to", &written(&one.returns)),
                ("Close affiliations", &written(&one.affiliations)),
                ("Work to be avoided", &written(&one.avoid)),
                ("Start date", "03/06/2024"),
                ("End date", &end),
                ("Conflict assessment date", "15/03/2025"),
                ("Assessment outcome", "No conflict identified"),
            ]);
            people.push((one.member, reference, name));
        }
        for (n, one) in staff.iter().enumerate() {
            let (reference, name) = (format!("T{n:02}"), format!("Other{n} At{}", MEMBERS[one.member]));
            let former = one.former.iter().map(|(place, left)| {
                let left = left.map_or(String::new(), |year| format!(" (left {year})"));
                format!("{}{left}", written(&[*place]))
            });
            let at = book(&mut sample, one.member);
            sample.books[at].sheets[2].add(&[
                ("Staff ref", &reference),
                ("Full name", &name),
                ("Close affiliations", &written(&one.affiliations)),
                ("Other positions held", &written(&one.positions)),
                ("Former workplaces", &former.collect::<Vec<_>>().join("; ")),
            ]);
            people.push((one.member, reference, name));
        }
        for (n, one) in assignments.iter().enumerate() {
            let (whose, reference, name) = &people[one.person % people.len()];
            let member = if *whose == one.member { "" } else { MEMBERS[*whose] };
            let (start, end) = one.start.map_or((String::new(), String::new()), |start| (day(start), day(start + one.days)));
            let at = book(&mut sample, one.member);
            sample.books[at].sheets[3].add(&[
                ("Assignment ref", &format!("A{n:03}")),
                ("Person ref", reference),
                ("Person's member", member),
                ("Full name", name),
                ("Activity", ACTIVITIES[one.activity]),
                ("Establishment", &written(&one.places)),
                ("Start date", &start),
                ("End date", &end),
                ("Team role", "Team member"),
            ]);
        }
        sample
    })
}
