//! The register: places, the bodies they belong to, and how they are related.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::index::Index;
use super::kinds::Kind;
use super::matching::Relations;
use super::name::{fold, squash};
use super::written::{bag, take_apart};

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
    /// The place or force in the register that this one is part of, or lives on in.
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

/// The register with its indexes, which are made once and shared by clones.
#[derive(Debug, Clone)]
pub struct Register(pub(super) Arc<Inner>);

/// As what a place bears a name.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bears {
    pub official: bool,
    pub alias: bool,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Inner {
    pub places: Vec<Place>,
    ids: BTreeMap<String, PlaceIx>,
    /// Names and aliases without case, accents, spacing and punctuation.
    pub names: BTreeMap<String, BTreeMap<PlaceIx, Bears>>,
    pub ambiguous: BTreeMap<String, Vec<PlaceIx>>,
    known_ambiguous: BTreeMap<(Option<Kind>, String), Vec<PlaceIx>>,
    pub relations: BTreeMap<(PlaceIx, PlaceIx), String>,
    /// Parts of places that the register does not have.
    parts_of_unlisted: BTreeSet<PlaceIx>,
    pub index: Index,
}

impl Register {
    /// The register that comes with the program.
    pub fn embedded() -> Self {
        static EMBEDDED: OnceLock<Register> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::from_csv(REGISTER).expect("the embedded register is well formed: a test holds it")).clone()
    }

    /// The same register matched on ids and official names alone, to show what the matcher itself can do. What is known to be ambiguous stays so.
    pub fn without_aliases(&self) -> Self {
        let mut inner = Inner {
            places: self.0.places.clone(),
            ids: self.0.ids.clone(),
            relations: self.0.relations.clone(),
            parts_of_unlisted: self.0.parts_of_unlisted.clone(),
            ..Inner::default()
        };
        inner.index(false);
        Self(Arc::new(inner))
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
        let mut inner = Inner { places, ids, ..Inner::default() };
        inner.relate()?;
        inner.index(true);
        Ok(Self(Arc::new(inner)))
    }

    /// All places, in the register's order.
    pub fn places(&self) -> &[Place] {
        &self.0.places
    }

    /// A place by position.
    pub fn place(&self, at: PlaceIx) -> &Place {
        &self.0.places[at]
    }

    /// A place by id, in any case.
    pub fn by_id(&self, id: &str) -> Option<PlaceIx> {
        self.0.by_id(id)
    }
}

impl Inner {
    fn by_id(&self, id: &str) -> Option<PlaceIx> {
        self.ids.get(&id.trim().to_lowercase()).copied()
    }

    fn index(&mut self, aliases: bool) {
        for (at, place) in self.places.iter().enumerate() {
            let aliases = place.aliases.iter().filter(|_| aliases).map(|alias| (alias, false));
            for (name, official) in std::iter::once((&place.name, true)).chain(aliases) {
                let bears = self.names.entry(squash(name)).or_default().entry(at).or_default();
                bears.official |= official;
                bears.alias |= !official;
            }
        }
        self.index = Index::new(&self.places, aliases);
        for line in csv::Reader::from_reader(AMBIGUOUS.as_bytes()).records() {
            let line = line.expect("the embedded list is well formed: a test holds it");
            let places: Vec<PlaceIx> = line[1].split(';').filter_map(|id| self.by_id(id)).collect();
            // A register that no longer has the others leaves nothing open.
            if places.len() < 2 {
                continue;
            }
            let written = take_apart(&line[0], &self.index.areas);
            self.known_ambiguous.insert((written.kind, bag(&written.full())), places.clone());
            self.ambiguous.insert(squash(&line[0]), places);
        }
    }

    fn relate(&mut self) -> Result<(), RegisterError> {
        for line in csv::Reader::from_reader(RELATIONS.as_bytes()).records() {
            let line = line.map_err(|e| RegisterError(format!("relations: {e}")))?;
            match (self.by_id(&line[0]), self.by_id(&line[2])) {
                (Some(a), Some(b)) => drop(self.relations.insert((a, b), line[1].to_string())),
                (Some(a), None) if matches!(&line[1], "site_of" | "same_site_as") => drop(self.parts_of_unlisted.insert(a)),
                _ => {}
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
            let lives_on = || {
                let succession = |relation: &String| super::kin::SUCCESSION.contains(&relation.as_str());
                self.relations.iter().find(|((a, _), relation)| *a == at && succession(relation)).map(|((_, b), _)| *b)
            };
            let part_of = site.or(named).or_else(|| forces.get(&fold(parent)).copied()).or_else(lives_on);
            self.places[at].part_of = part_of.filter(|whole| *whole != at);
        }
        Ok(())
    }
}

impl Relations for Inner {
    fn force_of(&self, at: PlaceIx) -> Option<PlaceIx> {
        match self.places[at].kind.as_str() {
            "police_force" => Some(at),
            _ => self.places[at].part_of.filter(|up| self.places[*up].kind == "police_force"),
        }
    }

    fn is_merged(&self, part: PlaceIx, whole: PlaceIx) -> bool {
        matches!(self.relations.get(&(part, whole)).map(String::as_str), Some("merged_into" | "site_of" | "replaced_by"))
    }

    fn other_sites(&self, at: PlaceIx) -> Vec<PlaceIx> {
        let once_one = self.relations.iter().filter(|(_, relation)| *relation == "formerly_part_of");
        once_one.filter_map(|((a, b), _)| if *a == at { Some(*b) } else { (*b == at).then_some(*a) }).collect()
    }

    fn known_ambiguous(&self, kind: Option<Kind>, bag: &str) -> Option<&[PlaceIx]> {
        self.known_ambiguous.get(&(kind, bag.to_string())).map(Vec::as_slice)
    }

    fn is_female(&self, at: PlaceIx) -> bool {
        self.index.name_says(at, super::kinds::says::FEMALE)
            || self.places[at].group.contains("Female Estate")
            || self.places[at].group.contains("Women")
    }

    fn is_young(&self, at: PlaceIx) -> bool {
        self.index.name_says(at, super::kinds::says::YOUNG) || self.places[at].parent.contains("Youth Custody")
    }

    fn is_run_by(&self, at: PlaceIx, body: &str) -> bool {
        fold(&self.places[at].operator).split(' ').next() == Some(body)
    }

    fn part_of(&self, at: PlaceIx) -> Option<PlaceIx> {
        self.places[at].part_of
    }

    fn is_part_of_unlisted(&self, at: PlaceIx) -> bool {
        self.parts_of_unlisted.contains(&at)
    }

    fn is_open(&self, at: PlaceIx) -> bool {
        self.places[at].status != "closed"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Certainty;

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
