//! The publishable figures of a round: which there are, and their values by figure, year and member.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::figures::not_known::members_behind;
use crate::model::{ALL, Basis, Count, Measure};

/// A publishable figure. The order is that of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// Secondees in post at the census date, all arrangements.
    Broad,
    /// Secondees in post at the census date, secondments only.
    Narrow,
    /// Secondees new in the year, all arrangements.
    New,
    /// Secondees who ended in the year, all arrangements.
    Ended,
    /// All staff on NPM work at the census date, secondees included.
    Staff,
    /// Members that used secondees in the year, all arrangements; of the NPM as a whole only.
    Using,
}

impl Figure {
    /// Every figure.
    pub const EACH: [Figure; 6] = [Figure::Broad, Figure::Narrow, Figure::New, Figure::Ended, Figure::Staff, Figure::Using];

    /// Measure and basis, as in `findings.json` and Count history.
    pub fn names(self) -> (Measure, Basis) {
        match self {
            Figure::Broad => (Measure::SecondeesCensus, Basis::Broad),
            Figure::Narrow => (Measure::SecondeesCensus, Basis::Narrow),
            Figure::New => (Measure::SecondeesNew, Basis::Broad),
            Figure::Ended => (Measure::SecondeesEnded, Basis::Broad),
            Figure::Staff => (Measure::NpmStaff, Basis::Broad),
            Figure::Using => (Measure::MembersUsing, Basis::Broad),
        }
    }

    /// The figure of a measure and basis, if it is published.
    pub fn of(measure: Measure, basis: Basis) -> Option<Figure> {
        Figure::EACH.into_iter().find(|figure| figure.names() == (measure, basis))
    }

    /// Whether it counts secondees, so that a small count is withheld.
    pub fn counts_secondees(self) -> bool {
        !matches!(self, Figure::Staff | Figure::Using)
    }
}

/// One published cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellKey {
    /// What is counted.
    pub figure: Figure,
    /// The survey year.
    pub year: i16,
    /// The member's code, or `ALL`.
    pub member: String,
}

impl CellKey {
    /// A cell.
    pub fn new(figure: Figure, year: i16, member: &str) -> Self {
        Self { figure, year, member: member.into() }
    }

    /// The same cell of another figure.
    pub fn with(&self, figure: Figure) -> Self {
        Self { figure, ..self.clone() }
    }

    /// In words that name no value.
    pub fn words(&self) -> String {
        let (measure, basis) = self.figure.names();
        format!("{measure} ({basis}) of {} in {}", self.member, self.year)
    }
}

/// What is known of a cell before anything is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountInput {
    /// A count.
    Number(i64),
    /// Not returned, or not known.
    NotAvailable,
    /// No return was asked of the member.
    NotApplicable,
}

/// What a reader sees in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishedCell {
    /// The count.
    Number(i64),
    /// `[c]`.
    Withheld,
    /// `[x]`.
    NotAvailable,
    /// `[z]`.
    NotApplicable,
}

impl PublishedCell {
    /// The count, if it is shown.
    pub fn number(self) -> Option<i64> {
        match self {
            PublishedCell::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The symbol where no count is shown.
    pub fn symbol(self) -> &'static str {
        match self {
            PublishedCell::Number(_) => "",
            PublishedCell::Withheld => "[c]",
            PublishedCell::NotAvailable => "[x]",
            PublishedCell::NotApplicable => "[z]",
        }
    }
}

/// All publishable cells of a round.
#[derive(Debug, Clone, Default)]
pub struct PublishedFigures {
    /// The survey year.
    pub year: i16,
    /// Years, ascending.
    pub years: Vec<i16>,
    /// Members' codes: the round's in its order, then those of earlier years only.
    pub members: Vec<String>,
    /// Cells; one that is not there is not available.
    pub cells: BTreeMap<CellKey, CountInput>,
    /// Of how many members it is known whether they used secondees, by year, where that is recorded.
    pub using_of: BTreeMap<i16, usize>,
}

impl PublishedFigures {
    /// The publishable cells among the figures of an audit.
    ///
    /// # Errors
    /// If a count is not a whole number from 0, or stands twice; the message names it.
    pub fn new(year: i16, members: &[String], counts: &[Count]) -> Result<Self, Error> {
        let mut figures = PublishedFigures { year, members: members.to_vec(), ..PublishedFigures::default() };
        for count in counts {
            let Some(figure) = Figure::of(count.measure, count.basis) else { continue };
            let key = CellKey::new(figure, count.year, &count.member);
            let raw = match (count.value, count.reason.as_deref()) {
                (Some(value), _) if value >= 0.0 && value.fract() == 0.0 && value < 1e9 => CountInput::Number(value as i64),
                (Some(value), _) => return Err(Error::not_ours(format!("{} is {value}, which is no count", key.words()))),
                (None, Some(reason)) if reason.starts_with("not applicable") => CountInput::NotApplicable,
                (None, _) => CountInput::NotAvailable,
            };
            if let Some(of) = count.reason.as_deref().and_then(members_behind).filter(|_| figure == Figure::Using && count.value.is_some())
            {
                figures.using_of.insert(count.year, of);
            }
            if count.member != ALL && !figures.members.contains(&count.member) {
                figures.members.push(count.member.clone());
            }
            if !figures.years.contains(&count.year) {
                figures.years.push(count.year);
            }
            if figures.cells.insert(key.clone(), raw).is_some_and(|earlier| earlier != raw) {
                return Err(Error::not_ours(format!("{} stands twice with different values", key.words())));
            }
        }
        figures.years.sort_unstable();
        Ok(figures)
    }

    /// The counts alone.
    pub fn numbers(&self) -> BTreeMap<CellKey, i64> {
        let numbers = self.cells.iter().filter_map(|(key, raw)| match raw {
            CountInput::Number(number) => Some((key.clone(), *number)),
            _ => None,
        });
        numbers.collect()
    }
}
