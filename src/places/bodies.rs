//! Who runs a place, or has charge of it, on a day.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::name::fold;
use super::register::Inner;
use super::terms::{Aspect, Period, Term};
use super::{Place, PlaceIx, Register};

/// Bodies too wide to tie two places: a whole prison service, a government department, all courts.
const TOO_WIDE: &[&str] = &[
    "hmpps",
    "hm prison and probation service",
    "hm prison and probation service (hmpps)",
    "hm prison service",
    "youth custody service",
    "youth custody service / hmpps",
    "scottish prison service",
    "northern ireland prison service",
    "home office",
    "home office (immigration detention)",
    "border force",
    "hm courts and tribunals service",
    "scottish courts and tribunals service",
    "northern ireland courts and tribunals service",
    "ministry of defence",
    "ministry of justice",
    "department of justice",
    "department of justice (ni)",
    "department of health and social care",
    "department for education",
    "scottish government",
    "welsh government",
    "nhs",
    "nhs england",
    "nhs wales",
    "nhs scotland",
    "health and social care northern ireland",
    "local policing body (home office-funded force)",
    "(crown dependency administration)",
];

/// Whether a body is too wide for its name to tie two places.
fn is_wide_name(name: &str) -> bool {
    let folded = fold(name);
    let bare = folded.split(" (").next().unwrap_or("");
    folded.is_empty() || folded.starts_with("hmcts") || TOO_WIDE.contains(&folded.as_str()) || TOO_WIDE.contains(&bare)
}

/// Who has charge of a place: a body of the register, or one that the register only names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    Listed(PlaceIx),
    Named(String),
}

/// A body in charge of a place for a time.
#[derive(Debug, Clone)]
pub(super) struct Charge {
    pub body: Body,
    /// The body's name for people to read.
    pub name: String,
    pub period: Period,
    /// Whether it runs the place, rather than being the body that the place belongs to.
    pub runs: bool,
}

impl Charge {
    /// "is run by Serco since 2009", "was run by G4S until 20 May 2020".
    fn words(&self) -> String {
        let is = if self.period.has_end() { "was" } else { "is" };
        let what = if self.runs { "run by" } else { "a place of" };
        let when = self.period.words();
        let when = match (self.period.has_end(), when.is_empty()) {
            (_, true) => String::new(),
            (true, _) => format!(" {when}"),
            (false, _) => format!(" ({when})"),
        };
        format!("{is} {what} {}{when}", self.name)
    }
}

/// Who has charge of each place, from its terms, or, where it has none of that sort, from its line and `operated_by`.
pub(super) fn charges(
    places: &[Place],
    operated_by: &BTreeMap<PlaceIx, Vec<PlaceIx>>,
    terms: &BTreeMap<PlaceIx, Vec<Term>>,
) -> BTreeMap<PlaceIx, Vec<Charge>> {
    let mut bodies: BTreeMap<String, PlaceIx> = BTreeMap::new();
    for (at, place) in places.iter().enumerate().filter(|(_, place)| place.is_body()) {
        bodies.insert(fold(&place.name), at);
        for alias in &place.aliases {
            bodies.entry(fold(alias)).or_insert(at);
        }
    }
    let of = |name: &str, period: Period, runs: bool| {
        let listed = bodies.get(&fold(name)).copied();
        let wide = is_wide_name(name) || listed.is_some_and(|at| is_wide(&places[at]));
        (!wide).then(|| Charge {
            body: listed.map_or_else(|| Body::Named(fold(name)), Body::Listed),
            name: listed.map_or_else(|| name.trim().to_string(), |at| places[at].name.clone()),
            period,
            runs,
        })
    };
    let mut all = BTreeMap::new();
    for (at, place) in places.iter().enumerate() {
        let own = terms.get(&at).map_or(&[][..], Vec::as_slice);
        let mut here: Vec<Charge> = Vec::new();
        for (aspect, column, runs) in [(Aspect::Operator, &place.operator, true), (Aspect::Parent, &place.parent, false)] {
            let dated: Vec<&Term> = own.iter().filter(|term| term.aspect == aspect).collect();
            if dated.is_empty() {
                let related = operated_by.get(&at).filter(|_| runs).into_iter().flatten().map(|body| places[*body].name.as_str());
                here.extend(related.chain([column.as_str()]).filter_map(|name| of(name, Period::default(), runs)));
            } else {
                here.extend(dated.into_iter().filter_map(|term| of(&term.value, term.period.clone(), runs)));
            }
        }
        // A body stands in two columns, and as a relation besides: once is enough.
        let mut kept: Vec<Charge> = Vec::new();
        for charge in here {
            let is_itself = charge.body == Body::Listed(at);
            if !is_itself && !kept.iter().any(|other| other.body == charge.body && other.period == charge.period) {
                kept.push(charge);
            }
        }
        if !kept.is_empty() {
            all.insert(at, kept);
        }
    }
    all
}

fn is_wide(place: &Place) -> bool {
    std::iter::once(&place.name).chain(&place.aliases).any(|name| is_wide_name(name))
}

impl Inner {
    fn charges_on(&self, at: PlaceIx, day: Option<Date>) -> impl Iterator<Item = &Charge> {
        self.charges.get(&at).into_iter().flatten().filter(move |charge| charge.period.covers(day))
    }
}

impl Register {
    /// Whether a body is too wide to be a conflict as such: a prison service, a government department.
    pub fn is_too_wide(&self, at: PlaceIx) -> bool {
        self.place(at).is_body() && is_wide(self.place(at))
    }

    /// The bodies of the register that run a place, or that it belongs to, with no end known.
    pub fn run_now_by(&self, at: PlaceIx) -> Vec<PlaceIx> {
        let mut bodies = Vec::new();
        for place in self.with_wholes(at) {
            for charge in self.0.charges.get(&place).into_iter().flatten().filter(|charge| !charge.period.has_end()) {
                match charge.body {
                    Body::Listed(body) if !bodies.contains(&body) => bodies.push(body),
                    _ => {}
                }
            }
        }
        bodies
    }

    /// Whether what ties two places may depend on the day.
    pub fn has_terms(&self, at: PlaceIx) -> bool {
        self.with_wholes(at).any(|place| self.0.terms.contains_key(&place))
    }

    /// A place and what it is a part of, at any depth.
    pub(super) fn with_wholes(&self, at: PlaceIx) -> impl Iterator<Item = PlaceIx> {
        let mut next = Some(at);
        (0..8).map_while(move |_| {
            let here = next?;
            next = self.place(here).part_of;
            Some(here)
        })
    }

    /// Why a place counts as one of a body's on a day, if it does.
    pub(super) fn run_by(&self, place: PlaceIx, body: PlaceIx, day: Option<Date>) -> Option<String> {
        if !self.place(body).is_body() || self.is_too_wide(body) {
            return None;
        }
        self.with_wholes(place).find_map(|at| {
            let charge = self.0.charges_on(at, day).find(|charge| charge.body == Body::Listed(body))?;
            Some(format!("{} {}", self.place(at).name, charge.words()))
        })
    }

    /// Why one body runs both places on a day, if one does.
    pub(super) fn run_by_one(&self, a: PlaceIx, b: PlaceIx, day: Option<Date>) -> Option<String> {
        let (x, y) = (&self.place(a).name, &self.place(b).name);
        let until = |place: &str, charge: &Charge| match charge.period.has_end() {
            true => format!("; {place} {}", charge.period.words()),
            false => String::new(),
        };
        self.0.charges_on(a, day).find_map(|one| {
            let other = self.0.charges_on(b, day).find(|other| other.body == one.body)?;
            let what = if one.runs || other.runs { "have one operator" } else { "belong to one body" };
            Some(format!("{x} and {y} {what} ({}{}{})", one.name, until(x, one), until(y, other)))
        })
    }

    /// What kind of place it was on a day, with the period, where the register says so.
    pub(super) fn kind_on(&self, at: PlaceIx, day: Date) -> Option<(&str, &Period)> {
        let terms = self.0.terms.get(&at)?.iter().filter(|term| term.aspect == Aspect::Kind);
        terms.filter(|term| term.period.covers(Some(day))).map(|term| (term.value.as_str(), &term.period)).next()
    }
}
