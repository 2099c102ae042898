//! A release: every publishable cell as it is shown, once the independent attack has found nothing given away.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::attack::{self, GivenAway, Knowledge, Statement};
use super::choose::{self, Counts};
use super::earlier::{EarlierPublished, PastTotal};
use super::figures::{CellKey, CountInput, Figure, PublishedCell, PublishedFigures};
use super::{Terms, narrative};
use crate::model::ALL;

/// Figures as they are shown, and how they came to be shown so.
#[derive(Debug, Clone)]
pub struct Release {
    /// Years and members.
    pub figures: PublishedFigures,
    /// By what measure counts were withheld.
    pub terms: Terms,
    /// Every cell.
    pub shown: BTreeMap<CellKey, PublishedCell>,
    /// Small counts that are shown because they were public already.
    pub public_small: Vec<CellKey>,
    /// Counts published before with another value, and the file.
    pub revised: Vec<(CellKey, String)>,
    /// What counts as published before.
    pub earlier_files: Vec<String>,
    /// How many cells were withheld because they are small, and how many so that those cannot be worked out.
    pub withheld: (usize, usize),
    /// The key points.
    pub points: Vec<narrative::Point>,
    numbers: BTreeMap<CellKey, i64>,
    public: BTreeSet<CellKey>,
    past: Vec<Statement>,
}

/// Why nothing can be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// A count cannot be protected, whatever is withheld.
    CannotProtect(CellKey),
    /// The check found counts given away.
    GivenAway(Vec<GivenAway>),
    /// A sentence would give a count away.
    Sentence(String, GivenAway),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Refused::CannotProtect(key) => write!(
                f,
                "{} cannot be protected: what would have to be withheld with it is zero or was published before. Look through `earlier`, or set a smaller `protection`, under [publish] in round.toml",
                key.words()
            ),
            Refused::GivenAway(lost) => {
                let each: Vec<String> = lost.iter().map(GivenAway::to_string).collect();
                write!(f, "the check before publication failed: {}", each.join("; "))
            }
            Refused::Sentence(said, lost) => write!(f, "the check before publication failed: with the sentence \"{said}\", {lost}"),
        }
    }
}

/// Every count, with what readers know of it from earlier publications.
#[derive(Debug, Clone)]
pub struct KnownCounts {
    numbers: BTreeMap<CellKey, i64>,
    public: BTreeSet<CellKey>,
    held_before: BTreeSet<CellKey>,
    revised: Vec<(CellKey, String)>,
    past_totals: Vec<PastTotal>,
}

impl KnownCounts {
    /// Holds the figures against what was published before.
    pub fn new(figures: &PublishedFigures, earlier: &EarlierPublished) -> Self {
        let columns: BTreeSet<(Figure, i16)> = figures.cells.keys().map(|key| (key.figure, key.year)).collect();
        let mut known = Self {
            numbers: figures.numbers(),
            public: BTreeSet::new(),
            held_before: BTreeSet::new(),
            revised: Vec::new(),
            past_totals: Vec::new(),
        };
        for (key, (value, file)) in &earlier.cells {
            match (value, known.numbers.get(key)) {
                (Some(value), Some(now)) if value == now => drop(known.public.insert(key.clone())),
                (Some(_), Some(_)) => known.revised.push((key.clone(), file.clone())),
                (None, Some(_)) => drop(known.held_before.insert(key.clone())),
                // A year that the figures no longer reach is still known to readers.
                (Some(value), None) if !columns.contains(&(key.figure, key.year)) => {
                    known.numbers.insert(key.clone(), *value);
                    known.public.insert(key.clone());
                }
                (_, None) => {}
            }
        }
        known.past_totals = earlier.totals(&known.numbers);
        for total in &mut known.past_totals {
            // As with this year's totals: people whom several members list were counted once.
            let parts: Option<i64> = total.parts.iter().map(|part| known.numbers.get(part)).sum();
            total.value = total.value.max(parts.unwrap_or(total.value));
        }
        known
    }
}

/// Chooses what to withhold, tries to work it out, and gives what may be published.
///
/// # Errors
/// If something cannot be protected or could be worked out: then nothing may be published.
pub fn release(figures: PublishedFigures, terms: &Terms, earlier: &EarlierPublished) -> Result<Release, Refused> {
    let known = KnownCounts::new(&figures, earlier);
    let counts = Counts {
        numbers: &known.numbers,
        public: &known.public,
        held_before: &known.held_before,
        past_totals: &known.past_totals,
        threshold: terms.threshold,
        protection: terms.protection,
    };
    let withheld = choose::choose(&counts).map_err(Refused::CannotProtect)?;
    checked(figures, terms, &earlier.files, known, &withheld)
}

/// A release in which these cells are withheld, if nothing can be worked out; whoever chose them.
///
/// # Errors
/// If something could be worked out.
pub fn checked(
    figures: PublishedFigures,
    terms: &Terms,
    earlier_files: &[String],
    known: KnownCounts,
    withheld: &BTreeSet<CellKey>,
) -> Result<Release, Refused> {
    let is_small = |key: &CellKey| key.figure.counts_secondees() && (1..terms.threshold).contains(&known.numbers[key]);
    let small = withheld.iter().filter(|key| is_small(key)).count();
    let public_small = known.numbers.keys().filter(|key| is_small(key) && known.public.contains(*key) && figures.cells.contains_key(*key));
    let public_small = public_small.cloned().collect();
    let shown = figures.cells.iter().map(|(key, raw)| {
        let shown = match raw {
            CountInput::Number(_) if withheld.contains(key) => PublishedCell::Withheld,
            CountInput::Number(number) => PublishedCell::Number(*number),
            CountInput::NotAvailable => PublishedCell::NotAvailable,
            CountInput::NotApplicable => PublishedCell::NotApplicable,
        };
        (key.clone(), shown)
    });
    let mut release = Release {
        shown: shown.collect(),
        figures,
        terms: terms.clone(),
        public_small,
        revised: known.revised,
        earlier_files: earlier_files.to_vec(),
        withheld: (small, withheld.len() - small),
        points: Vec::new(),
        numbers: known.numbers,
        public: known.public,
        past: known.past_totals.iter().map(PastTotal::statement).collect(),
    };
    let lost = release.check(&[]);
    if !lost.is_empty() {
        return Err(Refused::GivenAway(lost));
    }
    release.points = narrative::points(&release);
    let statements: Vec<Statement> = release.points.iter().flat_map(|point| point.statements.clone()).collect();
    match release.unsafe_statements(&statements).into_iter().next() {
        Some((statement, lost)) => Err(Refused::Sentence(statement.said.clone(), lost)),
        None => Ok(release),
    }
}

impl PastTotal {
    /// As the check before publication takes it.
    fn statement(&self) -> Statement {
        let terms = self.parts.iter().map(|part| (part.clone(), 1)).collect();
        Statement { said: "a total published before".into(), terms, value: self.value }
    }
}

impl Release {
    /// What could be worked out if these statements were published beside the tables; nothing if they are safe.
    pub fn check(&self, statements: &[Statement]) -> Vec<GivenAway> {
        let shown = self.as_shown();
        let statements: Vec<Statement> = self.past.iter().chain(statements).cloned().collect();
        attack::given_away(&self.knowledge(&shown, &statements))
    }

    /// Those of the statements that must not be published beside the tables, each with what it gives away.
    pub fn unsafe_statements<'a>(&self, statements: &'a [Statement]) -> Vec<(&'a Statement, GivenAway)> {
        let shown = self.as_shown();
        attack::unsafe_statements(&self.knowledge(&shown, &self.past), statements)
    }

    fn as_shown(&self) -> BTreeMap<CellKey, Option<i64>> {
        let number = |key: &CellKey, value: i64| match self.shown.get(key) {
            Some(PublishedCell::Withheld) => None,
            _ => Some(value),
        };
        self.numbers.iter().map(|(key, value)| (key.clone(), number(key, *value))).collect()
    }

    fn knowledge<'a>(&'a self, shown: &'a BTreeMap<CellKey, Option<i64>>, statements: &'a [Statement]) -> Knowledge<'a> {
        Knowledge {
            shown,
            statements,
            truth: &self.numbers,
            public: &self.public,
            threshold: self.terms.threshold,
            protection: self.terms.protection,
        }
    }

    /// What is shown of a cell.
    pub fn cell(&self, figure: Figure, year: i16, member: &str) -> PublishedCell {
        self.shown.get(&CellKey::new(figure, year, member)).copied().unwrap_or(PublishedCell::NotAvailable)
    }

    /// The share of staff who are secondees, only where both counts are shown, so that it tells nothing more than they do.
    pub fn share(&self, year: i16, member: &str) -> Result<f64, &'static str> {
        match (self.cell(Figure::Broad, year, member), self.cell(Figure::Staff, year, member)) {
            (_, PublishedCell::Number(0)) => Err(PublishedCell::NotApplicable.symbol()),
            (PublishedCell::Number(0), PublishedCell::Withheld) => Ok(0.0),
            (PublishedCell::Number(secondees), PublishedCell::Number(staff)) => {
                Ok((secondees as f64 / staff as f64 * 10_000.0).round() / 10_000.0)
            }
            (PublishedCell::NotApplicable, _) | (_, PublishedCell::NotApplicable) => Err(PublishedCell::NotApplicable.symbol()),
            (PublishedCell::NotAvailable, _) | (_, PublishedCell::NotAvailable) => Err(PublishedCell::NotAvailable.symbol()),
            (PublishedCell::Withheld, _) | (_, PublishedCell::Withheld) => Err(PublishedCell::Withheld.symbol()),
        }
    }

    /// How many members the figures of a year are based on, shown or withheld; none if that is not recorded, as for a total from before the returns.
    pub fn members_with_figures(&self, year: i16) -> usize {
        if self.has_other_total(year) {
            return 0;
        }
        self.with_figures(year).len()
    }

    /// The members whose count of secondees in a year is in its total.
    pub fn with_figures(&self, year: i16) -> Vec<&str> {
        let has = |member: &&String| matches!(self.cell(Figure::Broad, year, member), PublishedCell::Number(_) | PublishedCell::Withheld);
        self.figures.members.iter().filter(has).map(String::as_str).collect()
    }

    /// Whether a year's total is not the sum of its members' counts: it was published before there were returns.
    pub fn has_other_total(&self, year: i16) -> bool {
        let count = |member: &str| match self.figures.cells.get(&CellKey::new(Figure::Broad, year, member)) {
            Some(CountInput::Number(number)) => Some(*number),
            _ => None,
        };
        count(ALL).is_some_and(|total| total > self.figures.members.iter().filter_map(|member| count(member)).sum::<i64>())
    }

    /// Years of which a figure has any count.
    pub fn years(&self, figure: Figure) -> Vec<i16> {
        let has = |year: &i16| {
            let members = self.figures.members.iter().map(String::as_str).chain([ALL]);
            members.into_iter().any(|member| matches!(self.cell(figure, *year, member), PublishedCell::Number(_) | PublishedCell::Withheld))
        };
        self.figures.years.iter().copied().filter(has).collect()
    }
}
