//! Kinds of place, and the words of a name that say which kind is meant.
//!
//! A new way of saying what kind of place it is, is a line in [`PHRASES`]; a new note that says nothing about which place it is, a line in
//! [`ASIDE_FROM`] (everything from there on) or [`ASIDE`].

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words::SLASH;

/// A kind of place; names of different kinds are never taken for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PlaceKind {
    Prison,
    Removal,
    Holding,
    Departure,
    Customs,
    Training,
    School,
    Juvenile,
    Children,
    Hospital,
    Military,
    Force,
    Body,
    Police,
    Crown,
    Magistrates,
    Court,
}

impl PlaceKind {
    /// The kind of a place of the register; courts are told apart by their names.
    pub(super) fn of(kind: &str, name: &str) -> Self {
        match kind {
            "prison" | "prison_site" | "yoi" => PlaceKind::Prison,
            "immigration_removal_centre" => PlaceKind::Removal,
            "short_term_holding_facility" => PlaceKind::Holding,
            "pre_departure_accommodation" => PlaceKind::Departure,
            "customs_custody" => PlaceKind::Customs,
            "secure_training_centre" => PlaceKind::Training,
            "secure_school" => PlaceKind::School,
            "juvenile_justice_centre" => PlaceKind::Juvenile,
            "secure_childrens_home" | "secure_care_scotland" => PlaceKind::Children,
            "medium_secure_hospital" | "high_secure_hospital" | "low_secure_hospital" | "secure_hospital" | "mental_health_hospital" => {
                PlaceKind::Hospital
            }
            "military_detention" => PlaceKind::Military,
            "police_force" => PlaceKind::Force,
            "police_custody" | "police_station" => PlaceKind::Police,
            "court" if name.contains("Crown") => PlaceKind::Crown,
            "court" if name.contains("Magistrate") => PlaceKind::Magistrates,
            "court" => PlaceKind::Court,
            _ => PlaceKind::Body,
        }
    }

    /// Whether a name that says this kind may mean a place of another; "court" alone may be either.
    pub(super) fn may_be(self, other: PlaceKind) -> bool {
        self == other || (self == PlaceKind::Court && matches!(other, PlaceKind::Crown | PlaceKind::Magistrates))
    }

    /// Whether places of this kind are called by their name alone, without their kind: courts and police stations are not.
    pub(super) fn is_called_bare(self) -> bool {
        !matches!(self, PlaceKind::Police | PlaceKind::Customs | PlaceKind::Holding | PlaceKind::Departure) && !self.is_court()
    }

    /// Whether it is a court, which nobody names without the word.
    pub(super) fn is_court(self) -> bool {
        matches!(self, PlaceKind::Crown | PlaceKind::Magistrates | PlaceKind::Court)
    }

    /// In words, with an article.
    pub(super) fn words(self) -> &'static str {
        match self {
            PlaceKind::Prison => "a prison",
            PlaceKind::Removal => "an immigration removal centre",
            PlaceKind::Holding => "a short-term holding facility",
            PlaceKind::Departure => "pre-departure accommodation",
            PlaceKind::Customs => "a customs custody suite",
            PlaceKind::Training => "a secure training centre",
            PlaceKind::School => "a secure school",
            PlaceKind::Juvenile => "a juvenile justice centre",
            PlaceKind::Children => "a secure children's home",
            PlaceKind::Hospital => "a secure hospital",
            PlaceKind::Military => "military detention",
            PlaceKind::Force => "a police force",
            PlaceKind::Body => "an organisation",
            PlaceKind::Police => "police custody",
            PlaceKind::Crown => "a Crown Court",
            PlaceKind::Magistrates => "a magistrates' court",
            PlaceKind::Court => "a court",
        }
    }
}

/// What a phrase says besides the kind.
pub(super) mod says {
    pub const HMP: u32 = 1;
    pub const YOI: u32 = 2;
    pub const FEMALE: u32 = 4;
    pub const MALE: u32 = 8;
    pub const YOUNG: u32 = 16;
    /// "YP" is used of young people and of young persons, who are adults.
    pub const YP: u32 = 32;
    pub const OPEN: u32 = 64;
    /// "police" without "station": a force or a station.
    pub const POLICE: u32 = 128;
    /// "force", "constabulary".
    pub const FORCE: u32 = 256;
    /// A part of an establishment: the place is the whole.
    pub const UNIT: u32 = 512;
    /// "closed", of one of two sites.
    pub const CLOSED: u32 = 1024;
    /// "open", of one of two sites.
    pub const SITE: u32 = 16384;
    /// Custody: of a force as a whole if no town is named.
    pub const CUSTODY: u32 = 2048;
    /// A station, not the force.
    pub const STATION: u32 = 4096;
    /// "Young adults" are not young people.
    pub const ADULT: u32 = 8192;
    /// What tells one establishment from another on the same site.
    pub const MARKS: u32 = FEMALE | MALE | YOUNG | ADULT | YP | SITE | CLOSED;
}
use says::{ADULT, CLOSED, CUSTODY, FEMALE, FORCE, HMP, MALE, OPEN, POLICE, SITE, STATION, YOI, YOUNG, YP};

type Phrase = (&'static str, Option<PlaceKind>, u32);

/// Designations and the like; the longest that fits is read.
const PHRASES: &[Phrase] = &[
    ("hmp", Some(PlaceKind::Prison), HMP),
    ("h m p", Some(PlaceKind::Prison), HMP),
    ("hmp service", Some(PlaceKind::Prison), HMP),
    ("hm prison", Some(PlaceKind::Prison), HMP),
    ("hm prisons", Some(PlaceKind::Prison), HMP),
    ("h m prison", Some(PlaceKind::Prison), HMP),
    ("her majestys prison", Some(PlaceKind::Prison), HMP),
    ("his majestys prison", Some(PlaceKind::Prison), HMP),
    ("prison", Some(PlaceKind::Prison), HMP),
    ("prisons", Some(PlaceKind::Prison), HMP),
    ("gaol", Some(PlaceKind::Prison), HMP),
    ("jail", Some(PlaceKind::Prison), HMP),
    ("borough gaol", Some(PlaceKind::Prison), HMP),
    ("carchar", Some(PlaceKind::Prison), HMP),
    ("garchar ei mawrhydi", Some(PlaceKind::Prison), HMP),
    ("carchar ei mawrhydi", Some(PlaceKind::Prison), HMP),
    ("garchar", Some(PlaceKind::Prison), HMP),
    ("cem", Some(PlaceKind::Prison), HMP),
    ("hm", Some(PlaceKind::Prison), 0),
    ("h m", Some(PlaceKind::Prison), 0),
    ("open prison", Some(PlaceKind::Prison), HMP | OPEN),
    ("semi open prison", Some(PlaceKind::Prison), HMP | OPEN),
    ("semi open", Some(PlaceKind::Prison), HMP | OPEN),
    ("remand unit", Some(PlaceKind::Prison), 0),
    ("remand centre", Some(PlaceKind::Prison), 0),
    ("hm remand centre", Some(PlaceKind::Prison), 0),
    ("hm remand unit", Some(PlaceKind::Prison), 0),
    ("hmrc", Some(PlaceKind::Prison), 0),
    ("rc", None, 0),
    ("community custody unit", Some(PlaceKind::Prison), 0),
    ("secure college", Some(PlaceKind::Prison), 0),
    ("womens prison", Some(PlaceKind::Prison), HMP | FEMALE),
    ("female prison", Some(PlaceKind::Prison), HMP | FEMALE),
    ("yoi", Some(PlaceKind::Prison), YOI),
    ("yois", Some(PlaceKind::Prison), YOI),
    ("j yoi", Some(PlaceKind::Prison), YOI),
    ("j / yoi", Some(PlaceKind::Prison), YOI),
    ("hm yoi", Some(PlaceKind::Prison), YOI),
    ("h m yoi", Some(PlaceKind::Prison), YOI),
    ("hmyoi", Some(PlaceKind::Prison), YOI),
    ("hmpyoi", Some(PlaceKind::Prison), HMP | YOI),
    ("yoc", Some(PlaceKind::Prison), YOI),
    ("hmyoc", Some(PlaceKind::Prison), YOI),
    ("sti", Some(PlaceKind::Prison), YOI),
    ("young offender institution", Some(PlaceKind::Prison), YOI),
    ("young offenders institution", Some(PlaceKind::Prison), YOI),
    ("young offender institute", Some(PlaceKind::Prison), YOI),
    ("young offenders institute", Some(PlaceKind::Prison), YOI),
    ("young offender centre", Some(PlaceKind::Prison), YOI),
    ("young offenders centre", Some(PlaceKind::Prison), YOI),
    ("hm young offender institution", Some(PlaceKind::Prison), YOI),
    ("hm young offenders institution", Some(PlaceKind::Prison), YOI),
    ("sefydliad troseddwyr ifanc", Some(PlaceKind::Prison), YOI),
    ("young peoples unit", None, YOUNG),
    ("young people unit", None, YOUNG),
    ("young people", None, YOUNG),
    ("juvenile unit", None, YOUNG),
    ("juveniles", None, YOUNG),
    ("uned pobl ifanc", None, YOUNG),
    ("young adults", None, ADULT),
    ("young adult", None, ADULT),
    ("young adults unit", None, ADULT),
    ("yp", None, YP),
    ("young persons", None, YP),
    ("female", None, FEMALE),
    ("women", None, FEMALE),
    ("womens", None, FEMALE),
    ("male", None, MALE),
    ("men", None, MALE),
    ("mens", None, MALE),
    ("closed", None, CLOSED),
    ("open", None, SITE),
    ("immigration removal centre", Some(PlaceKind::Removal), 0),
    ("immigration reception centre", Some(PlaceKind::Removal), 0),
    ("immigration detention centre", Some(PlaceKind::Removal), 0),
    ("immigration centre", Some(PlaceKind::Removal), 0),
    ("removal centre", Some(PlaceKind::Removal), 0),
    ("reception centre", Some(PlaceKind::Removal), 0),
    ("detention centre", Some(PlaceKind::Removal), 0),
    ("hmirc", Some(PlaceKind::Removal), 0),
    ("hm irc", Some(PlaceKind::Removal), 0),
    ("irc", Some(PlaceKind::Removal), 0),
    ("residential short term holding facility", Some(PlaceKind::Holding), 0),
    ("short term holding facility", Some(PlaceKind::Holding), 0),
    ("short term holding centre", Some(PlaceKind::Holding), 0),
    ("holding facility", Some(PlaceKind::Holding), 0),
    ("rsthf", Some(PlaceKind::Holding), 0),
    ("sthf", Some(PlaceKind::Holding), 0),
    ("pre departure accommodation", Some(PlaceKind::Departure), 0),
    ("pda", Some(PlaceKind::Departure), 0),
    ("customs custody suite", Some(PlaceKind::Customs), 0),
    ("border force customs custody suite", Some(PlaceKind::Customs), 0),
    ("border force custody suite", Some(PlaceKind::Customs), 0),
    ("customs custody", Some(PlaceKind::Customs), 0),
    ("border force", Some(PlaceKind::Customs), 0),
    ("secure training centre", Some(PlaceKind::Training), 0),
    ("stc", Some(PlaceKind::Training), 0),
    ("secure school", Some(PlaceKind::School), 0),
    ("juvenile justice centre", Some(PlaceKind::Juvenile), 0),
    ("jjc", Some(PlaceKind::Juvenile), 0),
    ("secure childrens home", Some(PlaceKind::Children), 0),
    ("secure childrens homes", Some(PlaceKind::Children), 0),
    ("former secure childrens home", Some(PlaceKind::Children), 0),
    ("secure childrens centre", Some(PlaceKind::Children), 0),
    ("secure childrens unit", Some(PlaceKind::Children), 0),
    ("secure care centre", Some(PlaceKind::Children), 0),
    ("regional secure care centre", Some(PlaceKind::Children), 0),
    ("secure centre", Some(PlaceKind::Children), 0),
    ("secure unit", Some(PlaceKind::Children), 0),
    ("secure home", Some(PlaceKind::Children), 0),
    ("secure services", Some(PlaceKind::Children), 0),
    ("secure accommodation services", Some(PlaceKind::Children), 0),
    ("secure accommodation", Some(PlaceKind::Children), 0),
    ("sch", Some(PlaceKind::Children), 0),
    ("medium secure unit", Some(PlaceKind::Hospital), 0),
    ("medium secure hospital", Some(PlaceKind::Hospital), 0),
    ("high secure hospital", Some(PlaceKind::Hospital), 0),
    ("secure care clinic", Some(PlaceKind::Hospital), 0),
    ("secure hospital", Some(PlaceKind::Hospital), 0),
    ("hospital", Some(PlaceKind::Hospital), 0),
    ("clinic", Some(PlaceKind::Hospital), 0),
    ("military prison", Some(PlaceKind::Military), 0),
    ("military detention centre", Some(PlaceKind::Military), 0),
    ("custody suite", Some(PlaceKind::Police), CUSTODY),
    ("custody suites", Some(PlaceKind::Police), CUSTODY),
    ("custody centre", Some(PlaceKind::Police), CUSTODY),
    ("custody centres", Some(PlaceKind::Police), CUSTODY),
    ("custody unit", Some(PlaceKind::Police), CUSTODY),
    ("custody office", Some(PlaceKind::Police), CUSTODY),
    ("custody facility", Some(PlaceKind::Police), CUSTODY),
    ("custody facilities", Some(PlaceKind::Police), CUSTODY),
    ("custody block", Some(PlaceKind::Police), CUSTODY),
    ("district custody suite", Some(PlaceKind::Police), CUSTODY),
    ("district headquarters and custody suite", Some(PlaceKind::Police), CUSTODY),
    ("district headquarters", Some(PlaceKind::Police), STATION),
    ("divisional headquarters", Some(PlaceKind::Police), STATION),
    ("borough police headquarters", Some(PlaceKind::Police), STATION),
    ("police custody", Some(PlaceKind::Police), CUSTODY),
    ("police custody suite", Some(PlaceKind::Police), CUSTODY),
    ("police custody suites", Some(PlaceKind::Police), CUSTODY),
    ("police custody centre", Some(PlaceKind::Police), CUSTODY),
    ("police custody unit", Some(PlaceKind::Police), CUSTODY),
    ("voluntary attendee suite", Some(PlaceKind::Police), CUSTODY),
    ("custody", Some(PlaceKind::Police), CUSTODY),
    ("police investigation centre", Some(PlaceKind::Police), CUSTODY),
    ("pic", Some(PlaceKind::Police), CUSTODY),
    ("police cells", Some(PlaceKind::Police), CUSTODY),
    ("police station", Some(PlaceKind::Police), STATION),
    ("police stations", Some(PlaceKind::Police), STATION),
    ("police office", Some(PlaceKind::Police), STATION),
    ("police centre", Some(PlaceKind::Police), STATION),
    ("police headquarters", Some(PlaceKind::Police), STATION),
    ("police s", Some(PlaceKind::Police), STATION),
    ("police", Some(PlaceKind::Police), POLICE),
    ("heddlu", Some(PlaceKind::Police), POLICE),
    ("police force", Some(PlaceKind::Police), POLICE | FORCE),
    ("police service", Some(PlaceKind::Police), POLICE | FORCE),
    ("police service of", Some(PlaceKind::Police), POLICE | FORCE),
    ("constabulary", Some(PlaceKind::Police), POLICE | FORCE),
    ("county constabulary", Some(PlaceKind::Police), POLICE | FORCE),
    ("crown court", Some(PlaceKind::Crown), 0),
    ("combined court", Some(PlaceKind::Court), 0),
    ("combined court centre", Some(PlaceKind::Court), 0),
    ("law courts", Some(PlaceKind::Court), 0),
    ("justice centre", Some(PlaceKind::Court), 0),
    ("court", Some(PlaceKind::Court), 0),
    ("court centre", Some(PlaceKind::Court), 0),
    ("magistrates court", Some(PlaceKind::Magistrates), 0),
    ("magistrates courts", Some(PlaceKind::Magistrates), 0),
    ("magistrates centre", Some(PlaceKind::Magistrates), 0),
    ("magistrates", Some(PlaceKind::Magistrates), 0),
    ("county magistrates court", Some(PlaceKind::Magistrates), 0),
    ("llys y goron", Some(PlaceKind::Crown), 0),
    ("llys ynadon", Some(PlaceKind::Magistrates), 0),
];

/// From these words on, a name says nothing about which place it is.
const ASIDE_FROM: &[&str] = &[
    "part of",
    "public access",
    "no access",
    "see",
    "wef",
    "was",
    "formerly",
    "previously",
    "used by",
    "created for",
    "closed 1",
    "closed 2",
    "closed 3",
    "rfc",
];

/// Words that say nothing about which place it is, wherever they stand, if something else is left.
const ASIDE: &[&str] = &[
    "obsolete",
    "historic",
    "former",
    "livescan",
    "live",
    "scan",
    "nspis",
    "overflow",
    "all",
    "estate",
    "forcewide",
    "district",
    "division",
    "divisional",
    "headquarters",
    "ycs",
    "high",
    "security",
    "fnp",
    "idts",
    "prescriber",
    "gwp",
    "shared",
    "standby",
    "ltd",
    "limited",
    "plc",
    "legacy",
    "residential",
    "complex",
    "unit",
    "c",
    "f",
    "ref",
];

/// Of [`ASIDE`], the words that may be part of a proper name and are set aside only in brackets or after a dash.
const ONLY_APART: &[&str] = &["high", "security", "unit", "c", "f", "live", "estate", "headquarters", "complex", "ref"];

/// What says that a part of an establishment is meant.
const PART: &[&str] = &[
    "unit",
    "wing",
    "healthcare",
    "health",
    "houseblock",
    "ward",
    "visits",
    "segregation",
    "community",
    "idts",
    "prescriber",
    "clinic",
    "service",
    "dspd",
];

/// Words that do not tell two names apart.
const STOP: &[&str] = &["the", "and", "of", "in", "at", "on", "upon", "y", "yr", "yn", "district", "near", "nr", "for", "uk"];

/// Generic last words of a name, which writers leave out or change.
pub(super) const GENERIC: &[&str] = &["centre", "unit", "clinic", "college", "services"];

pub(super) fn is_stop(word: &str) -> bool {
    STOP.contains(&word)
}

pub(super) fn is_part(word: &str) -> bool {
    PART.contains(&word)
}

/// Whether a word is set aside; `apart` if it stands in brackets or after a dash.
pub(super) fn is_aside(word: &str, apart: bool) -> bool {
    ASIDE.contains(&word) && (apart || !ONLY_APART.contains(&word))
}

/// Where the words that say nothing begin.
pub(super) fn aside_from(words: &[String]) -> Option<usize> {
    (0..words.len()).find(|at| {
        ASIDE_FROM.iter().any(|phrase| {
            let mut rest = words[*at..].iter();
            phrase.split(' ').all(|word| rest.next().is_some_and(|w| w == word || (word.len() == 1 && w.starts_with(word) && word != "a")))
        })
    })
}

/// The longest phrase at the beginning of words, and how many words it takes.
pub(super) fn phrase_at(words: &[String]) -> Option<(&'static Phrase, usize)> {
    let fits = |phrase: &&Phrase| {
        let mut rest = words.iter();
        phrase.0.split(' ').all(|word| rest.next().is_some_and(|w| w == word))
    };
    let first = words.first()?;
    if first == SLASH {
        return None;
    }
    static BY_FIRST_WORD: LazyLock<HashMap<&str, Vec<&Phrase>>> = LazyLock::new(|| {
        let mut by_word: HashMap<&str, Vec<&Phrase>> = HashMap::new();
        for phrase in PHRASES.iter() {
            by_word.entry(phrase.0.split(' ').next().unwrap_or("")).or_default().push(phrase);
        }
        by_word
    });
    BY_FIRST_WORD
        .get(first.as_str())?
        .iter()
        .copied()
        .filter(fits)
        .map(|phrase| (phrase, phrase.0.split(' ').count()))
        .max_by_key(|(_, length)| *length)
}

/// A designation mistyped by one letter, as official lists have it: "POLICE STAION", "POLICE FOCE", "CONSTABULARLY".
pub(super) fn mended(word: &str, before: Option<&str>) -> Option<&'static str> {
    let near = |right: &&&'static str| word != **right && strsim::osa_distance(word, right) == 1;
    if word.len() < 4 {
        return None;
    }
    match before {
        Some("police") => ["station", "force", "office"].iter().find(near).copied(),
        Some("custody") => ["suite", "centre", "unit"].iter().find(near).copied(),
        _ if word.len() >= 9 => ["constabulary", "magistrates", "immigration"].iter().find(near).copied(),
        _ => None,
    }
}
