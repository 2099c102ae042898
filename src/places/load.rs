//! The files of a register, read line by line: places, relations, terms.

use std::collections::{BTreeMap, BTreeSet};

use super::name::squash;
use super::register::{Place, PlaceIx, Register, RegisterError};
use super::terms::{Aspect, Dated, Period, Term};

/// A file as its headings and lines, each with its number.
pub(super) struct Lines {
    file: &'static str,
    headings: csv::StringRecord,
    pub lines: Vec<(usize, csv::StringRecord)>,
}

impl Lines {
    pub fn read(file: &'static str, text: &str) -> Result<Self, RegisterError> {
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headings = reader.headers().map_err(|e| RegisterError(format!("{file}, line 1: {e}")))?.clone();
        let mut lines = Vec::new();
        for (at, line) in reader.records().enumerate() {
            let line = line.map_err(|e| RegisterError(format!("{file}, line {}: {e}", at + 2)))?;
            lines.push((at + 2, line));
        }
        Ok(Self { file, headings, lines })
    }

    /// The column with a heading.
    pub fn column(&self, name: &str) -> Result<usize, RegisterError> {
        self.may_have(name).ok_or_else(|| {
            let hint = match self.file {
                REGISTER => "; take the first line of a fresh register (secondee-audit init)",
                _ => "",
            };
            RegisterError(format!("{}, line 1: there is no column \"{name}\"{hint}", self.file))
        })
    }

    /// The column with a heading that older files lack.
    pub fn may_have(&self, name: &str) -> Option<usize> {
        self.headings.iter().position(|heading| heading.trim() == name)
    }
}

pub(super) const REGISTER: &str = "register.csv";
pub(super) const RELATIONS: &str = "relations.csv";
pub(super) const TERMS: &str = "terms.csv";

fn text(line: &csv::StringRecord, column: usize) -> String {
    line.get(column).unwrap_or("").trim().to_string()
}

/// The places of a `register.csv`, without what they are part of.
pub(super) fn places(csv: &str) -> Result<Vec<Place>, RegisterError> {
    let file = Lines::read(REGISTER, csv)?;
    let needed = ["id", "name", "kind", "parent_organisation", "operator", "region_or_group", "status", "aliases"];
    let columns: Vec<usize> = needed.iter().map(|name| file.column(name)).collect::<Result<_, _>>()?;
    let (opened, closed) = (file.may_have("opened"), file.may_have("closed"));
    let place = |line: &csv::StringRecord| {
        let [id, name, kind, parent, operator, group, status, aliases] = [0, 1, 2, 3, 4, 5, 6, 7].map(|at| text(line, columns[at]));
        let aliases = aliases.split(';').map(str::trim).filter(|a| !a.is_empty()).map(String::from).collect();
        let dated = |column: Option<usize>| column.map(|column| text(line, column)).unwrap_or_default();
        Place { id, name, kind, parent, operator, group, status, aliases, opened: dated(opened), closed: dated(closed), part_of: None }
    };
    let mut places = Vec::new();
    for (number, line) in &file.lines {
        let place = place(line);
        if place.id.is_empty() || place.name.is_empty() {
            return Err(RegisterError(format!("{REGISTER}, line {number}: id and name must be filled in")));
        }
        places.push(place);
    }
    ids(&places)?;
    Ok(places)
}

/// The positions of places by their ids.
pub(super) fn ids(places: &[Place]) -> Result<BTreeMap<String, PlaceIx>, RegisterError> {
    let mut ids = BTreeMap::new();
    for (at, place) in places.iter().enumerate() {
        if ids.insert(place.id.to_lowercase(), at).is_some() {
            return Err(RegisterError(format!("{REGISTER}, line {}: the id {} stands twice", at + 2, place.id)));
        }
    }
    Ok(ids)
}

/// A round's places with those of the program's register that it lacks, by id and by official name.
pub(super) fn with_embedded(mut places: Vec<Place>) -> Vec<Place> {
    let ids: BTreeSet<String> = places.iter().map(|place| place.id.to_lowercase()).collect();
    let names: BTreeSet<String> = places.iter().map(|place| squash(&place.name)).collect();
    // Only its lines are wanted: to find names in it would cost as much again as for the register that is made of both.
    let embedded = self::places(Register::embedded_csv()).expect("the embedded register is well formed: a test holds it");
    let is_lacking = |place: &Place| !ids.contains(&place.id.to_lowercase()) && !names.contains(&squash(&place.name));
    places.extend(embedded.into_iter().filter(is_lacking));
    places
}

/// A line of `relations.csv`.
pub(super) struct RelationLine {
    pub a: String,
    pub relation: String,
    pub b: String,
    pub is_own: bool,
    pub number: usize,
}

impl RelationLine {
    pub fn unknown(&self, id: &str) -> RegisterError {
        RegisterError(format!("{RELATIONS}, line {}: there is no place with the id \"{id}\"", self.number))
    }
}

/// The lines of a `relations.csv`, the round's own or the program's.
pub(super) fn relations(csv: &str, is_own: bool) -> Result<Vec<RelationLine>, RegisterError> {
    let file = Lines::read(RELATIONS, csv)?;
    let (a, relation, b) = (file.column("register_id_a")?, file.column("relation")?, file.column("register_id_b")?);
    let line = |(number, line): &(usize, csv::StringRecord)| RelationLine {
        a: text(line, a),
        relation: text(line, relation),
        b: text(line, b),
        is_own,
        number: *number,
    };
    Ok(file.lines.iter().map(line).collect())
}

/// A line of `terms.csv`.
pub(super) struct TermLine {
    pub id: String,
    pub term: Term,
    pub is_own: bool,
    pub number: usize,
}

impl TermLine {
    pub fn unknown(&self) -> RegisterError {
        RegisterError(format!("{TERMS}, line {}: there is no place with the id \"{}\"", self.number, self.id))
    }
}

/// The lines of a `terms.csv`, the round's own or the program's.
pub(super) fn terms(csv: &str, is_own: bool) -> Result<Vec<TermLine>, RegisterError> {
    let file = Lines::read(TERMS, csv)?;
    let columns = ["id", "field", "value", "from", "to"].map(|name| file.column(name));
    let [id, field, value, from, to] = columns;
    let (id, field, value, from, to) = (id?, field?, value?, from?, to?);
    let mut terms = Vec::new();
    for (number, line) in &file.lines {
        let wrong = |what: String| RegisterError(format!("{TERMS}, line {number}: {what}"));
        let said = text(line, field);
        let aspect = Aspect::read(&said)
            .ok_or_else(|| wrong(format!("\"{said}\" is none of the fields operator, parent, kind, name and status")))?;
        let dated = |column: usize| match text(line, column) {
            blank if blank.is_empty() => Ok(None),
            typed => match Dated::read(&typed) {
                Some(dated) => Ok(Some(dated)),
                None => Err(wrong(format!("\"{typed}\" is no date: write 2020, 2020-05 or 2020-05-20"))),
            },
        };
        let period = Period { from: dated(from)?, to: dated(to)? };
        if period.from.as_ref().zip(period.to.as_ref()).is_some_and(|(from, to)| to.last < from.first) {
            return Err(wrong(format!("{} ends before it begins", text(line, id))));
        }
        let term = Term { aspect, value: text(line, value), period };
        terms.push(TermLine { id: text(line, id), term, is_own, number: *number });
    }
    Ok(terms)
}
