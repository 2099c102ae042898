//! Rounds as real life sends them, made at random: 21 returns on the pattern of the clean sample, into which faults of many kinds are typed. Each
//! fault says what an audit must find of it, at which cell, worked out from the survey's contract and not from what the program does.
//!
//! `cargo run --example dirty-rounds` audits as many of them as wanted and reports everything that was missed or invented.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::{Sample, demo};
use crate::form::Sheet;
use crate::model::finding::{Finding, Severity};
use crate::rules::run::{self, Overrides};

/// Something that an audit must find: rule, member, sheet and cell.
pub type Expected = (String, String, String, String);

/// A fault that was typed into a return.
#[derive(Debug, Clone)]
pub struct Planted {
    /// The member whose return carries it.
    pub member: String,
    /// The kind of fault.
    pub kind: &'static str,
    /// What was typed, and where.
    pub typed: String,
    /// What an audit must find of it: nothing, where what was typed is to be understood.
    pub expected: Vec<Expected>,
    /// The cell, if it may be asked about besides: member, sheet and cell.
    pub asked: Option<(String, String, String)>,
}

/// A cell of a return: sheet, the row's reference, the heading.
type Spot = (Sheet, &'static str, &'static str);

/// A kind of fault, in one part of a return that no other kind touches.
struct Kind {
    name: &'static str,
    /// The part of the return; a return carries at most one fault of each part.
    part: u8,
    /// What is typed into the cells; `@` in a text is one of the `words`.
    cells: &'static [(Spot, &'static [&'static str])],
    words: &'static [&'static str],
    /// What must be found: the rule, and the cell.
    finds: &'static [(&'static str, Spot)],
}

const AFFILIATION: Spot = (Sheet::Secondees, "S01", "Close affiliations");
const VISIT: Spot = (Sheet::Assignments, "A001", "Establishment");
const RETURN: Spot = (Sheet::Secondees, "S02", "Likely to return to");
const EMPLOYER: Spot = (Sheet::Secondees, "S02", "Home organisation type");
const FORMER: Spot = (Sheet::Staff, "T01", "Former workplaces");
const VISIT_OF_STAFF: Spot = (Sheet::Assignments, "A003", "Establishment");
const SUPERVISED: Spot = (Sheet::Secondees, "S01", "Last supervision date");
const ENDS: Spot = (Sheet::Assignments, "A004", "End date");
const FTE: Spot = (Sheet::Staff, "T02", "FTE on NPM work");
const POSITIONS: Spot = (Sheet::Staff, "T02", "Other positions held");
const DESK: Spot = (Sheet::Assignments, "A004", "Establishment");
const ACTIVITY: Spot = (Sheet::Assignments, "A004", "Activity");
const ROLE: Spot = (Sheet::Assignments, "A003", "Team role");
const LEAD: Spot = (Sheet::Assignments, "A002", "Lead member");
const RETURN_OF_MEMBER: Spot = (Sheet::Return, "R01", "Answer");

/// Words by which a second place is named beside the first.
const BESIDE: &[&str] = &[
    "HMP Leeds (spouse works at HMP Wandsworth)",
    "HMP Leeds, previously HMP Wandsworth",
    "HMP Wandsworth (on loan from HMP Leeds)",
    "HMP Hull (left 2019) and HMP Wandsworth",
    "HMP Hull and also HMP Wandsworth",
    "HMP Hull & HMP Wandsworth",
    "HMP Hull / HMP Wandsworth",
    "HMP Hull\nHMP Wandsworth",
    "HMP Hull (brother), HMP Wandsworth (sister)",
    "HMP Hull [before that HMP Wandsworth]",
    "HMP Hull – seconded before to HMP Wandsworth",
    "HMP Wandsworth, then HMP Hull",
    "ex HMP Wandsworth",
    "HMP Leeds; formerly HMP Wandsworth",
    "HMP Leeds, Wandsworth",
    "HMP Leeds HMP Wandsworth",
    "HMP Leeds (Wandsworth before that)",
    "HMP Hull, moved from HMP Wandsworth",
    "HMP Hull but based at HMP Wandsworth",
    "Swanwick Lodge, covering HMP Wandsworth",
    "Kent Police – Gravesend (North Kent) custody suite / HMP/YOI Wandsworth",
    "HMP/YOI Wandsworth (River House / Denis Hill Unit, Bethlem Royal Hospital)",
    "used to work at HMP Wandsworth",
    "HMP Hull until 2021, then Wandsworth prison",
    "HMP Wandsworth or HMP Hull",
];

/// Words that say that there is nothing to name.
const NOTHING: &[&str] = &["N/A", "n/a", "NA", "None", "none.", "-", "—", "Not applicable", "nil", "N.A."];
/// Words that leave open what is to be named.
const NOT_SAID: &[&str] = &["TBC", "tbc", "TBA", "not known", "unknown", "?", "various", "see notes"];
/// Words that stand for another row.
const ABOVE: &[&str] = &["as above", "As above.", "ditto", "same as above", "\""];

/// Bodies that bear the name of a town in which there is a prison or a suite, and are neither.
const BODIES: &[&str] = &[
    "Bedford Borough Council",
    "Bedfordshire Hospitals NHS Foundation Trust",
    "University of Bedfordshire",
    "Bedford Hospital",
    "Bedford Coroner's Office",
    "Bedford Town Football Club",
    "Bedford village hall",
    "Lives in Bedford",
    "Bedford School",
    "Bedford Magistrates Association",
    "Bedford Ltd",
    "NHS Trust of Bedford",
    "Bedford County Court",
    "MP for Bedford",
    "Bedford Regiment",
    "Bedford Road",
    "Coroner for Bedford",
];

/// What is typed after a date that is itself right.
const AFTER_A_DATE: &[&str] = &[
    "10/02/2026, 12/03/2026",
    "10/02/2026 - 12/03/2026",
    "10/02 - 12/03/2026",
    "10/02/2026 and 12/03/2026",
    "10/02/2026 (planned)",
    "10/02/2026?",
    "10/02/2026 or later",
    "about 10/02/2026 perhaps",
    "10/02/2026; 12/03/2026",
    "10 February 2026 to 12 March 2026",
];

const KINDS: &[Kind] = &[
    Kind { name: "a second place beside the first", part: 0, cells: &[(AFFILIATION, &["@"])], words: BESIDE, finds: &[("G143", VISIT)] },
    Kind { name: "words that name no place", part: 1, cells: &[(RETURN, &["@"])], words: NOTHING, finds: &[] },
    Kind { name: "words that leave a place open", part: 1, cells: &[(RETURN, &["@"])], words: NOT_SAID, finds: &[("E06", RETURN)] },
    Kind { name: "words that stand for another row", part: 1, cells: &[(RETURN, &["@"])], words: ABOVE, finds: &[("E06", RETURN)] },
    Kind { name: "a body that bears a town's name", part: 1, cells: &[(RETURN, &["@"])], words: BODIES, finds: &[("E06", RETURN)] },
    Kind {
        name: "a bare town, and an employer that has no prison",
        part: 1,
        cells: &[(RETURN, &["Wandsworth"]), (EMPLOYER, &["@"])],
        words: &["Health", "Police", "Other public body", "Courts and escorts", "Armed forces"],
        finds: &[("E07", RETURN)],
    },
    Kind {
        name: "a year of leaving belongs to the place beside it",
        part: 2,
        cells: &[(FORMER, &["@"])],
        words: &[
            "HMP Wandsworth (left 2012), HMP Hull (left 2023)",
            "HMP Wandsworth (left 2012) and HMP Hull (left 2023)",
            "HMP Hull (left 2024); HMP Wandsworth (left 2011)",
            "HMP Hull (left 2024) / HMP Wandsworth (left 2011)",
        ],
        finds: &[],
    },
    Kind {
        name: "a workplace left lately",
        part: 2,
        cells: &[(FORMER, &["@"])],
        words: &[
            "HMP Wandsworth (left 2023); HMP Hull (left 2012)",
            "HMP Hull (left 2012), HMP Wandsworth (left 2023)",
            "HMP Hull (left 2012) and HMP Wandsworth (left 2024)",
            "HMP Wandsworth",
        ],
        finds: &[("S182", VISIT_OF_STAFF)],
    },
    Kind { name: "a date and something more", part: 3, cells: &[(SUPERVISED, &["@"])], words: AFTER_A_DATE, finds: &[("E02", SUPERVISED)] },
    Kind {
        name: "a date in another spelling",
        part: 3,
        cells: &[(SUPERVISED, &["@"])],
        words: &[
            "10.2.2026",
            "10 Feb 2026",
            "10th February 2026",
            "10-02-2026",
            "Tuesday 10 February 2026",
            "2026-02-10",
            "10/02/2026 14:30",
        ],
        finds: &[],
    },
    Kind {
        name: "a date and something more",
        part: 4,
        cells: &[(ENDS, &["@"])],
        words: &["14/11/2025, 21/11/2025", "14/11/2025 - 21/11/2025", "03/11 - 14/11/2025", "14/11/2025 tbc", "14/11/2025 & 15/11/2025"],
        finds: &[("E02", ENDS)],
    },
    Kind {
        name: "words for a place that is required",
        part: 5,
        cells: &[(DESK, &["@"]), (ACTIVITY, &["Desk-based work"])],
        words: NOTHING,
        finds: &[("E01", DESK)],
    },
    Kind {
        name: "a number and something more",
        part: 6,
        cells: &[(FTE, &["@"])],
        words: &["0.5 (two days)", "half", "0.5 or 0.6", "0.5, 0.6", "1 day", "0.5 – 0.8", "1.234.5"],
        finds: &[("E02", FTE)],
    },
    Kind { name: "words for nothing where nothing is required", part: 7, cells: &[(POSITIONS, &["@"])], words: NOTHING, finds: &[] },
    Kind {
        name: "a word not on the list",
        part: 8,
        cells: &[(ROLE, &["@"])],
        words: &["Chief", "Lead and specialist", "Observer; Lead", "Team member (Lead from 2026)"],
        finds: &[("E03", ROLE)],
    },
    Kind {
        name: "a word of the list in another spelling",
        part: 8,
        cells: &[(ROLE, &["@"])],
        words: &["lead", "LEAD", " Lead ", "Lead."],
        finds: &[],
    },
    Kind {
        name: "a lead member that nobody knows",
        part: 9,
        cells: &[(LEAD, &["@"])],
        words: &["HMIXX", "Ministry of Magic", "HMIQ"],
        finds: &[("E03", LEAD)],
    },
    Kind { name: "the member's full name", part: 10, cells: &[(RETURN_OF_MEMBER, &["@"])], words: &["FULL NAME"], finds: &[] },
];

/// A row of well mixed numbers (SplitMix64), the same for the same seed everywhere.
struct Mixed(u64);

impl Mixed {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end as u64) as usize
    }
}

/// A round of 21 returns with faults, and what they are. The same seed gives the same round.
pub fn round(seed: u64) -> (Sample, Vec<Planted>) {
    let mut sample = demo::clean_2026();
    let mut mixed = Mixed(seed);
    let mut planted = Vec::new();
    let members: Vec<(String, String)> = sample.settings.members.iter().map(|m| (m.code.clone(), m.name.clone())).collect();
    for (member, name) in members {
        // A return on another pattern, as a nil one, has not all these rows.
        let has = |sample: &Sample, spot: &Spot| sample.cell_of(&member, spot.0.name(), spot.1, spot.2).is_some();
        let mut parts = BTreeSet::new();
        for _ in 0..1 + mixed.below(5) {
            let kind = &KINDS[mixed.below(KINDS.len())];
            let word = kind.words[mixed.below(kind.words.len())];
            let fits =
                kind.cells.iter().map(|(spot, _)| spot).chain(kind.finds.iter().map(|(_, spot)| spot)).all(|spot| has(&sample, spot));
            if !fits || member == "HMICFRS" || member == "HMIP" || !parts.insert(kind.part) {
                continue;
            }
            let word = if word == "FULL NAME" { name.as_str() } else { word };
            for ((sheet, reference, heading), texts) in kind.cells {
                for text in *texts {
                    sample.type_in(&member, *sheet, reference, heading, &text.replace('@', word));
                }
            }
            let cell = |spot: &Spot| sample.cell_of(&member, spot.0.name(), spot.1, spot.2).unwrap_or_default();
            let expected =
                kind.finds.iter().map(|(rule, spot)| ((*rule).to_string(), member.clone(), spot.0.name().to_string(), cell(spot)));
            let spot = kind.cells[0].0;
            let typed = format!("{}!{} ({}): {word:?}", spot.0.name(), cell(&spot), spot.2);
            let expected: Vec<Expected> = expected.collect();
            let asked = (kind.words == BESIDE).then(|| (member.clone(), spot.0.name().to_string(), cell(&spot)));
            planted.push(Planted { member: member.clone(), kind: kind.name, typed, expected, asked });
        }
    }
    (sample, planted)
}

fn key(finding: &Finding) -> Expected {
    (finding.rule.clone(), finding.member.clone(), finding.sheet.clone(), finding.cell.clone())
}

/// What an audit of a round with faults missed and what it invented, in words; nothing if it found what was planted and no more.
pub fn differences(seed: u64) -> Vec<String> {
    let (sample, planted) = round(seed);
    let expected: BTreeSet<Expected> = planted.iter().flat_map(|fault| fault.expected.iter().cloned()).collect();
    // People of the pattern have names alike; what an audit asks of the round before any fault is no invention.
    static BEFORE: LazyLock<BTreeSet<Expected>> = LazyLock::new(|| {
        let findings = run::run(&demo::clean_2026().round(), &Overrides::default()).findings;
        findings.iter().map(key).collect()
    });
    let findings = run::run(&sample.round(), &Overrides::default()).findings;
    let found: BTreeSet<Expected> = findings.iter().map(key).filter(|found| !BEFORE.contains(found)).collect();
    let mut said = Vec::new();
    for missed in expected.difference(&found) {
        let fault = planted.iter().find(|fault| fault.expected.contains(missed)).expect("what is expected was planted");
        said.push(format!(
            "seed {seed}: missed {} of {} at {}!{}: {}, {}",
            missed.0, missed.1, missed.2, missed.3, fault.kind, fault.typed
        ));
    }
    // A place that the wording leaves in doubt may be asked about as well, and so may the cell of a fault by more than one rule; but a concern or a
    // breach that was not planted is invented, wherever it stands.
    let cell_of = |found: &Expected| (found.1.clone(), found.2.clone(), found.3.clone());
    let at_fault: BTreeSet<_> = expected.iter().map(cell_of).chain(planted.iter().filter_map(|fault| fault.asked.clone())).collect();
    let queries: BTreeSet<Expected> = findings.iter().filter(|f| f.severity <= Severity::Query).map(key).collect();
    let may_be_asked = |found: &Expected| queries.contains(found) && at_fault.contains(&cell_of(found));
    for invented in found.difference(&expected).filter(|found| !may_be_asked(found)) {
        let message = findings.iter().find(|f| f.rule == invented.0 && f.member == invented.1 && f.cell == invented.3);
        let near: Vec<&str> = planted.iter().filter(|fault| fault.member == invented.1).map(|fault| fault.typed.as_str()).collect();
        let message = message.map_or("", |finding| finding.message.as_str());
        said.push(format!(
            "seed {seed}: invented {} of {} at {}!{}: {message}; planted there: {}",
            invented.0,
            invented.1,
            invented.2,
            invented.3,
            near.join(" | ")
        ));
    }
    said
}
