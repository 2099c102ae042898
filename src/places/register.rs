//! The register: places, the bodies they belong to, and how they are related.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::name::{by_designation, fold};
use super::{Candidate, Certainty, Found};
use crate::form::HEADQUARTERS;

const REGISTER: &str = include_str!("../../templates/register.csv");
const RELATIONS: &str = include_str!("../../templates/relations.csv");
const AMBIGUOUS: &str = include_str!("../../templates/ambiguous_names.csv");

/// A place's position in its register.
pub type PlaceIx = usize;

/// A place of detention or a body that runs some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The register's id.
    pub id: String,
    /// Its official name.
    pub name: String,
    /// Its kind, e.g. `prison`, `police_custody`, `police_force`, `organisation`.
    pub kind: String,
    /// The body it belongs to, as the register words it.
    pub parent: String,
    /// Who runs it.
    pub operator: String,
    /// Its region or group.
    pub group: String,
    /// `open`, `closed` or `unknown`.
    pub status: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// The place or force in the register that this one is part of.
    pub part_of: Option<PlaceIx>,
}

/// A register that cannot be used, with the line and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterError(pub String);

impl fmt::Display for RegisterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RegisterError {}

/// The register with its indexes.
#[derive(Debug, Clone)]
pub struct Register {
    places: Vec<Place>,
    ids: BTreeMap<String, PlaceIx>,
    names: BTreeMap<String, BTreeSet<PlaceIx>>,
    designations: BTreeMap<String, BTreeSet<PlaceIx>>,
    ambiguous: BTreeMap<String, Vec<PlaceIx>>,
    pub(super) relations: BTreeMap<(PlaceIx, PlaceIx), String>,
}

impl Register {
    /// The register that comes with the program.
    pub fn embedded() -> Self {
        Self::from_csv(REGISTER).expect("the embedded register is well formed: a test holds it")
    }

    /// The text of the register that comes with the program, for a new round folder.
    pub fn embedded_csv() -> &'static str {
        REGISTER
    }

    /// A register from the text of a `register.csv`; relations and ambiguous names are the program's own.
    ///
    /// # Errors
    /// If a column is missing, a line cannot be read, or an id stands twice; the message names the line.
    pub fn from_csv(text: &str) -> Result<Self, RegisterError> {
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headings = reader.headers().map_err(|e| RegisterError(format!("register.csv, line 1: {e}")))?.clone();
        let column = |name: &str| {
            headings.iter().position(|heading| heading == name).ok_or_else(|| {
                RegisterError(format!(
                    "register.csv, line 1: there is no column \"{name}\"; take the first line of a fresh register (secondee-audit init)"
                ))
            })
        };
        let [id, name, kind, parent, operator, group, status, aliases] = [
            column("id")?,
            column("name")?,
            column("kind")?,
            column("parent_organisation")?,
            column("operator")?,
            column("region_or_group")?,
            column("status")?,
            column("aliases")?,
        ];
        let (mut places, mut ids) = (Vec::new(), BTreeMap::new());
        for (at, line) in reader.records().enumerate() {
            let line = line.map_err(|e| RegisterError(format!("register.csv, line {}: {e}", at + 2)))?;
            let text = |column: usize| line.get(column).unwrap_or("").trim().to_string();
            let place = Place {
                id: text(id),
                name: text(name),
                kind: text(kind),
                parent: text(parent),
                operator: text(operator),
                group: text(group),
                status: text(status),
                aliases: text(aliases).split(';').map(str::trim).filter(|a| !a.is_empty()).map(String::from).collect(),
                part_of: None,
            };
            if place.id.is_empty() || place.name.is_empty() {
                return Err(RegisterError(format!("register.csv, line {}: id and name must be filled in", at + 2)));
            }
            if ids.insert(place.id.to_lowercase(), places.len()).is_some() {
                return Err(RegisterError(format!("register.csv, line {}: the id {} stands twice", at + 2, place.id)));
            }
            places.push(place);
        }
        let mut register = Self {
            places,
            ids,
            names: BTreeMap::new(),
            designations: BTreeMap::new(),
            ambiguous: BTreeMap::new(),
            relations: BTreeMap::new(),
        };
        register.index();
        register.relate()?;
        Ok(register)
    }

    fn index(&mut self) {
        for (at, place) in self.places.iter().enumerate() {
            for name in std::iter::once(&place.name).chain(&place.aliases) {
                let folded = fold(name);
                if let Some(key) = by_designation(&folded) {
                    self.designations.entry(key).or_default().insert(at);
                }
                self.names.entry(folded).or_default().insert(at);
            }
        }
    }

    fn relate(&mut self) -> Result<(), RegisterError> {
        for line in csv::Reader::from_reader(AMBIGUOUS.as_bytes()).records() {
            let line = line.map_err(|e| RegisterError(format!("ambiguous names: {e}")))?;
            let ids = line[1].split(';').filter_map(|id| self.by_id(id)).collect();
            self.ambiguous.insert(fold(&line[0]), ids);
        }
        for line in csv::Reader::from_reader(RELATIONS.as_bytes()).records() {
            let line = line.map_err(|e| RegisterError(format!("relations: {e}")))?;
            if let (Some(a), Some(b)) = (self.by_id(&line[0]), self.by_id(&line[2])) {
                self.relations.insert((a, b), line[1].to_string());
            }
        }
        let forces: BTreeMap<String, PlaceIx> = (0..self.places.len())
            .filter(|at| self.places[*at].kind == "police_force")
            .flat_map(|at| {
                let place = &self.places[at];
                std::iter::once(&place.name).chain(&place.aliases).map(move |name| (fold(name), at))
            })
            .collect();
        for at in 0..self.places.len() {
            let parent = &self.places[at].parent;
            let named = parent.rsplit_once('(').and_then(|(_, id)| self.by_id(id.trim_end_matches(')')));
            let site = self.relations.iter().find(|((a, _), kind)| *a == at && *kind == "site_of").map(|((_, b), _)| *b);
            let part_of = site.or(named).or_else(|| forces.get(&fold(parent)).copied());
            self.places[at].part_of = part_of.filter(|whole| *whole != at);
        }
        Ok(())
    }

    /// All places, in the register's order.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// A place by position.
    pub fn place(&self, at: PlaceIx) -> &Place {
        &self.places[at]
    }

    /// A place by id, in any case.
    pub fn by_id(&self, id: &str) -> Option<PlaceIx> {
        self.ids.get(&id.trim().to_lowercase()).copied()
    }

    /// What two names are compared by: the id where the place is certain, else the folded name.
    pub fn key(&self, found: &Found) -> String {
        found.confirmed().map_or_else(|| found.folded.clone(), |at| self.places[at].id.clone())
    }

    /// What the register makes of a name as written.
    pub fn find(&self, written: &str) -> Arc<Found> {
        let folded = fold(written);
        let found = |certainty, places: Vec<PlaceIx>, reason: String, normalised| {
            let score = 1.0 / places.len().max(1) as f64;
            let candidates = places.into_iter().map(|place| Candidate { place, score }).collect();
            Arc::new(Found { certainty, candidates, reason, folded: folded.clone(), normalised, headquarters: false })
        };
        let several = |places: Vec<PlaceIx>| {
            let reason = format!("the name stands for {} places in the register", places.len());
            found(Certainty::Possible, places, reason, None)
        };
        if folded == fold(HEADQUARTERS) {
            return Arc::new(Found {
                certainty: Certainty::Unknown,
                candidates: Vec::new(),
                reason: "no single place".into(),
                folded,
                normalised: None,
                headquarters: true,
            });
        }
        if let Some(at) = self.by_id(written) {
            return found(Certainty::Confirmed, vec![at], format!("{} is an id in the register", self.places[at].id), None);
        }
        if let Some(places) = self.ambiguous.get(&folded).filter(|places| places.len() > 1) {
            return several(places.clone());
        }
        for (index, key, normalised) in
            [(&self.names, Some(folded.clone()), None), (&self.designations, by_designation(&folded), Some("designation and word order"))]
        {
            let Some(places) = key.and_then(|key| index.get(&key)) else { continue };
            if places.len() > 1 {
                return several(places.iter().copied().collect());
            }
            if let Some(at) = places.first() {
                let place = &self.places[*at];
                let what = if fold(&place.name) == folded { "name" } else { "alias" };
                let reason = match normalised {
                    None => format!("{written} = {}: {what} in the register", place.name),
                    Some(how) => format!("{written} = {}: the same after {how}", place.name),
                };
                return found(Certainty::Confirmed, vec![*at], reason, normalised);
            }
        }
        let near = self.near(&folded);
        match near.as_slice() {
            [] => found(Certainty::Unknown, Vec::new(), "matches no name in the register".into(), None),
            [at] => {
                let reason = format!("{written} differs by a letter or two from {}, of the same type", self.places[*at].name);
                found(Certainty::Probable, vec![*at], reason, None)
            }
            _ => found(
                Certainty::Possible,
                near.clone(),
                format!("differs by a letter or two from {} names of the same type", near.len()),
                None,
            ),
        }
    }

    /// Places with the same designation whose name differs by a mistyping; never a shorter name, in which one letter makes another place.
    fn near(&self, folded: &str) -> Vec<PlaceIx> {
        const LIKE: f64 = 0.89;
        const SHORTEST: usize = 6;
        let Some(key) = by_designation(folded) else { return Vec::new() };
        let Some((designation, name)) = key.split_once('|').filter(|(_, name)| name.len() >= SHORTEST) else { return Vec::new() };
        let prefix = format!("{designation}|");
        let same_type = self.designations.range(prefix.clone()..).take_while(|(key, _)| key.starts_with(&prefix));
        let near = same_type.filter(|(key, _)| strsim::normalized_damerau_levenshtein(&key[prefix.len()..], name) >= LIKE);
        let places: BTreeSet<PlaceIx> = near.flat_map(|(_, places)| places.iter().copied()).collect();
        places.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_register_is_read_whole_and_every_alias_leads_somewhere() {
        let register = Register::embedded();
        assert_eq!(register.places().len(), 1096);
        for (at, place) in register.places().iter().enumerate() {
            for name in std::iter::once(&place.name).chain(&place.aliases) {
                let found = register.find(name);
                assert!(found.candidates.iter().any(|c| c.place == at), "{name} does not lead to {}", place.id);
            }
        }
    }

    #[test]
    fn suites_are_part_of_their_force_and_sites_of_their_prison() {
        let register = Register::embedded();
        let part = |id: &str| register.place(register.by_id(id).expect("an id")).part_of.map(|at| register.place(at).id.clone());
        assert_eq!(part("custody-south-wales-swansea").as_deref(), Some("force-south-wales"));
        assert_eq!(part("prison-ALI").as_deref(), Some("prison-IWI"));
        assert_eq!(part("prison-LEI"), None);
    }

    #[test]
    fn a_name_for_two_places_is_possible_and_an_unknown_one_says_so() {
        let register = Register::embedded();
        assert_eq!(register.find("HMP Peterborough").certainty, Certainty::Possible);
        assert_eq!(register.find("Nowhere at all").certainty, Certainty::Unknown);
    }
}
