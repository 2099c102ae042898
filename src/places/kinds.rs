//! Kinds of place, and the words of a name that say which kind is meant.
//!
//! A new way of saying what kind of place it is, is a line in [`PHRASES`]; a new note that says nothing about which place it is, a line in
//! [`ASIDE_FROM`] (everything from there on) or [`ASIDE`].

use super::words::SLASH;

/// A kind of place; names of different kinds are never taken for one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
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

impl Kind {
    /// The kind of a place of the register; courts are told apart by their names.
    pub(super) fn of(kind: &str, name: &str) -> Self {
        match kind {
            "prison" | "prison_site" | "yoi" => Kind::Prison,
            "immigration_removal_centre" => Kind::Removal,
            "short_term_holding_facility" => Kind::Holding,
            "pre_departure_accommodation" => Kind::Departure,
            "customs_custody" => Kind::Customs,
            "secure_training_centre" => Kind::Training,
            "secure_school" => Kind::School,
            "juvenile_justice_centre" => Kind::Juvenile,
            "secure_childrens_home" | "secure_care_scotland" => Kind::Children,
            "medium_secure_hospital" | "high_secure_hospital" | "low_secure_hospital" | "secure_hospital" | "mental_health_hospital" => {
                Kind::Hospital
            }
            "military_detention" => Kind::Military,
            "police_force" => Kind::Force,
            "police_custody" | "police_station" => Kind::Police,
            "court" if name.contains("Crown") => Kind::Crown,
            "court" if name.contains("Magistrate") => Kind::Magistrates,
            "court" => Kind::Court,
            _ => Kind::Body,
        }
    }

    /// Whether a name that says this kind may mean a place of another; "court" alone may be either.
    pub(super) fn may_be(self, other: Kind) -> bool {
        self == other || (self == Kind::Court && matches!(other, Kind::Crown | Kind::Magistrates))
    }

    /// Whether places of this kind are called by their name alone, without their kind: courts and police stations are not.
    pub(super) fn is_called_bare(self) -> bool {
        !matches!(self, Kind::Police | Kind::Customs | Kind::Holding | Kind::Departure) && !self.is_court()
    }

    /// Whether it is a court, which nobody names without the word.
    pub(super) fn is_court(self) -> bool {
        matches!(self, Kind::Crown | Kind::Magistrates | Kind::Court)
    }

    /// In words, with an article.
    pub(super) fn words(self) -> &'static str {
        match self {
            Kind::Prison => "a prison",
            Kind::Removal => "an immigration removal centre",
            Kind::Holding => "a short-term holding facility",
            Kind::Departure => "pre-departure accommodation",
            Kind::Customs => "a customs custody suite",
            Kind::Training => "a secure training centre",
            Kind::School => "a secure school",
            Kind::Juvenile => "a juvenile justice centre",
            Kind::Children => "a secure children's home",
            Kind::Hospital => "a secure hospital",
            Kind::Military => "military detention",
            Kind::Force => "a police force",
            Kind::Body => "an organisation",
            Kind::Police => "police custody",
            Kind::Crown => "a Crown Court",
            Kind::Magistrates => "a magistrates' court",
            Kind::Court => "a court",
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

type Phrase = (&'static str, Option<Kind>, u32);

/// Designations and the like; the longest that fits is read.
const PHRASES: &[Phrase] = &[
    ("hmp", Some(Kind::Prison), HMP),
    ("h m p", Some(Kind::Prison), HMP),
    ("hmp service", Some(Kind::Prison), HMP),
    ("hm prison", Some(Kind::Prison), HMP),
    ("hm prisons", Some(Kind::Prison), HMP),
    ("h m prison", Some(Kind::Prison), HMP),
    ("her majestys prison", Some(Kind::Prison), HMP),
    ("his majestys prison", Some(Kind::Prison), HMP),
    ("prison", Some(Kind::Prison), HMP),
    ("prisons", Some(Kind::Prison), HMP),
    ("gaol", Some(Kind::Prison), HMP),
    ("jail", Some(Kind::Prison), HMP),
    ("borough gaol", Some(Kind::Prison), HMP),
    ("carchar", Some(Kind::Prison), HMP),
    ("garchar ei mawrhydi", Some(Kind::Prison), HMP),
    ("carchar ei mawrhydi", Some(Kind::Prison), HMP),
    ("garchar", Some(Kind::Prison), HMP),
    ("cem", Some(Kind::Prison), HMP),
    ("hm", Some(Kind::Prison), 0),
    ("h m", Some(Kind::Prison), 0),
    ("open prison", Some(Kind::Prison), HMP | OPEN),
    ("semi open prison", Some(Kind::Prison), HMP | OPEN),
    ("semi open", Some(Kind::Prison), HMP | OPEN),
    ("remand unit", Some(Kind::Prison), 0),
    ("remand centre", Some(Kind::Prison), 0),
    ("hm remand centre", Some(Kind::Prison), 0),
    ("hm remand unit", Some(Kind::Prison), 0),
    ("hmrc", Some(Kind::Prison), 0),
    ("rc", None, 0),
    ("community custody unit", Some(Kind::Prison), 0),
    ("secure college", Some(Kind::Prison), 0),
    ("womens prison", Some(Kind::Prison), HMP | FEMALE),
    ("female prison", Some(Kind::Prison), HMP | FEMALE),
    ("yoi", Some(Kind::Prison), YOI),
    ("yois", Some(Kind::Prison), YOI),
    ("j yoi", Some(Kind::Prison), YOI),
    ("j / yoi", Some(Kind::Prison), YOI),
    ("hm yoi", Some(Kind::Prison), YOI),
    ("h m yoi", Some(Kind::Prison), YOI),
    ("hmyoi", Some(Kind::Prison), YOI),
    ("hmpyoi", Some(Kind::Prison), HMP | YOI),
    ("yoc", Some(Kind::Prison), YOI),
    ("hmyoc", Some(Kind::Prison), YOI),
    ("sti", Some(Kind::Prison), YOI),
    ("young offender institution", Some(Kind::Prison), YOI),
    ("young offenders institution", Some(Kind::Prison), YOI),
    ("young offender institute", Some(Kind::Prison), YOI),
    ("young offenders institute", Some(Kind::Prison), YOI),
    ("young offender centre", Some(Kind::Prison), YOI),
    ("young offenders centre", Some(Kind::Prison), YOI),
    ("hm young offender institution", Some(Kind::Prison), YOI),
    ("hm young offenders institution", Some(Kind::Prison), YOI),
    ("sefydliad troseddwyr ifanc", Some(Kind::Prison), YOI),
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
    ("immigration removal centre", Some(Kind::Removal), 0),
    ("immigration reception centre", Some(Kind::Removal), 0),
    ("immigration detention centre", Some(Kind::Removal), 0),
    ("immigration centre", Some(Kind::Removal), 0),
    ("removal centre", Some(Kind::Removal), 0),
    ("reception centre", Some(Kind::Removal), 0),
    ("detention centre", Some(Kind::Removal), 0),
    ("hmirc", Some(Kind::Removal), 0),
    ("hm irc", Some(Kind::Removal), 0),
    ("irc", Some(Kind::Removal), 0),
    ("residential short term holding facility", Some(Kind::Holding), 0),
    ("short term holding facility", Some(Kind::Holding), 0),
    ("short term holding centre", Some(Kind::Holding), 0),
    ("holding facility", Some(Kind::Holding), 0),
    ("rsthf", Some(Kind::Holding), 0),
    ("sthf", Some(Kind::Holding), 0),
    ("pre departure accommodation", Some(Kind::Departure), 0),
    ("pda", Some(Kind::Departure), 0),
    ("customs custody suite", Some(Kind::Customs), 0),
    ("border force customs custody suite", Some(Kind::Customs), 0),
    ("border force custody suite", Some(Kind::Customs), 0),
    ("customs custody", Some(Kind::Customs), 0),
    ("border force", Some(Kind::Customs), 0),
    ("secure training centre", Some(Kind::Training), 0),
    ("stc", Some(Kind::Training), 0),
    ("secure school", Some(Kind::School), 0),
    ("juvenile justice centre", Some(Kind::Juvenile), 0),
    ("jjc", Some(Kind::Juvenile), 0),
    ("secure childrens home", Some(Kind::Children), 0),
    ("secure childrens homes", Some(Kind::Children), 0),
    ("former secure childrens home", Some(Kind::Children), 0),
    ("secure childrens centre", Some(Kind::Children), 0),
    ("secure childrens unit", Some(Kind::Children), 0),
    ("secure care centre", Some(Kind::Children), 0),
    ("regional secure care centre", Some(Kind::Children), 0),
    ("secure centre", Some(Kind::Children), 0),
    ("secure unit", Some(Kind::Children), 0),
    ("secure home", Some(Kind::Children), 0),
    ("secure services", Some(Kind::Children), 0),
    ("secure accommodation services", Some(Kind::Children), 0),
    ("secure accommodation", Some(Kind::Children), 0),
    ("sch", Some(Kind::Children), 0),
    ("medium secure unit", Some(Kind::Hospital), 0),
    ("medium secure hospital", Some(Kind::Hospital), 0),
    ("high secure hospital", Some(Kind::Hospital), 0),
    ("secure care clinic", Some(Kind::Hospital), 0),
    ("secure hospital", Some(Kind::Hospital), 0),
    ("hospital", Some(Kind::Hospital), 0),
    ("clinic", Some(Kind::Hospital), 0),
    ("military prison", Some(Kind::Military), 0),
    ("military detention centre", Some(Kind::Military), 0),
    ("custody suite", Some(Kind::Police), CUSTODY),
    ("custody suites", Some(Kind::Police), CUSTODY),
    ("custody centre", Some(Kind::Police), CUSTODY),
    ("custody centres", Some(Kind::Police), CUSTODY),
    ("custody unit", Some(Kind::Police), CUSTODY),
    ("custody office", Some(Kind::Police), CUSTODY),
    ("custody facility", Some(Kind::Police), CUSTODY),
    ("custody facilities", Some(Kind::Police), CUSTODY),
    ("custody block", Some(Kind::Police), CUSTODY),
    ("district custody suite", Some(Kind::Police), CUSTODY),
    ("district headquarters and custody suite", Some(Kind::Police), CUSTODY),
    ("district headquarters", Some(Kind::Police), STATION),
    ("divisional headquarters", Some(Kind::Police), STATION),
    ("borough police headquarters", Some(Kind::Police), STATION),
    ("police custody", Some(Kind::Police), CUSTODY),
    ("police custody suite", Some(Kind::Police), CUSTODY),
    ("police custody suites", Some(Kind::Police), CUSTODY),
    ("police custody centre", Some(Kind::Police), CUSTODY),
    ("police custody unit", Some(Kind::Police), CUSTODY),
    ("voluntary attendee suite", Some(Kind::Police), CUSTODY),
    ("custody", Some(Kind::Police), CUSTODY),
    ("police investigation centre", Some(Kind::Police), CUSTODY),
    ("pic", Some(Kind::Police), CUSTODY),
    ("police cells", Some(Kind::Police), CUSTODY),
    ("police station", Some(Kind::Police), STATION),
    ("police stations", Some(Kind::Police), STATION),
    ("police office", Some(Kind::Police), STATION),
    ("police centre", Some(Kind::Police), STATION),
    ("police headquarters", Some(Kind::Police), STATION),
    ("police s", Some(Kind::Police), STATION),
    ("police", Some(Kind::Police), POLICE),
    ("heddlu", Some(Kind::Police), POLICE),
    ("police force", Some(Kind::Police), POLICE | FORCE),
    ("police service", Some(Kind::Police), POLICE | FORCE),
    ("police service of", Some(Kind::Police), POLICE | FORCE),
    ("constabulary", Some(Kind::Police), POLICE | FORCE),
    ("county constabulary", Some(Kind::Police), POLICE | FORCE),
    ("crown court", Some(Kind::Crown), 0),
    ("combined court", Some(Kind::Court), 0),
    ("combined court centre", Some(Kind::Court), 0),
    ("law courts", Some(Kind::Court), 0),
    ("justice centre", Some(Kind::Court), 0),
    ("court", Some(Kind::Court), 0),
    ("court centre", Some(Kind::Court), 0),
    ("magistrates court", Some(Kind::Magistrates), 0),
    ("magistrates courts", Some(Kind::Magistrates), 0),
    ("magistrates centre", Some(Kind::Magistrates), 0),
    ("magistrates", Some(Kind::Magistrates), 0),
    ("county magistrates court", Some(Kind::Magistrates), 0),
    ("llys y goron", Some(Kind::Crown), 0),
    ("llys ynadon", Some(Kind::Magistrates), 0),
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
    PHRASES
        .iter()
        .filter(|phrase| phrase.0.split(' ').next() == Some(first.as_str()))
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
