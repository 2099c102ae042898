//! The register: places, the bodies they belong to, and how they are related.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use super::bodies::Charge;
use super::index::NameLookup;
use super::kinds::PlaceKind;
use super::load;
use super::matching::Relations;
use super::name::{fold, squash};
use super::terms::Term;
use super::written::{bag, take_apart};

const REGISTER: &str = include_str!("../../templates/register.csv");
const RELATIONS: &str = include_str!("../../templates/relations.csv");
const TERMS: &str = include_str!("../../templates/terms.csv");
const AMBIGUOUS: &str = include_str!("../../templates/ambiguous_names.csv");

/// The relation of a place to the organisation that runs it.
pub(super) const OPERATED_BY: &str = "operated_by";

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
    /// When it opened: a year, a month or a day, as the register has it; empty if that is not known.
    pub opened: String,
    /// When it closed, likewise; empty if it did not.
    pub closed: String,
    /// The place or force in the register that this one is part of, or lives on in.
    pub part_of: Option<PlaceIx>,
}

impl Place {
    /// Whether it is an organisation that runs places, rather than a place.
    pub fn is_body(&self) -> bool {
        self.kind == "organisation"
    }
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
    known_ambiguous: BTreeMap<(Option<PlaceKind>, String), Vec<PlaceIx>>,
    pub relations: BTreeMap<(PlaceIx, PlaceIx), String>,
    /// What was so of a place for a time.
    pub terms: BTreeMap<PlaceIx, Vec<Term>>,
    /// Who has charge of a place, and when; bodies that are too wide to tell anything are left out.
    pub charges: BTreeMap<PlaceIx, Vec<Charge>>,
    operated_by: BTreeMap<PlaceIx, Vec<PlaceIx>>,
    /// Parts of places that the register does not have.
    parts_of_unlisted: BTreeSet<PlaceIx>,
    pub index: NameLookup,
}

impl Register {
    /// The register that comes with the program.
    pub fn embedded() -> Self {
        static EMBEDDED: OnceLock<Register> = OnceLock::new();
        EMBEDDED.get_or_init(|| Self::from_csv(REGISTER).expect("the embedded register is well formed: a test holds it")).clone()
    }

    /// The aliases that the program's register gives a place, by id: read without taking any name apart, which costs more than the rest.
    pub(super) fn embedded_aliases(id: &str) -> &'static [String] {
        static ALIASES: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
            let places = load::places(REGISTER).expect("the embedded register is well formed: a test holds it");
            places.into_iter().map(|place| (place.id.to_lowercase(), place.aliases)).collect()
        });
        ALIASES.get(&id.trim().to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// The same register matched on ids and official names alone, to show what the matcher itself can do. What is known to be ambiguous stays so.
    pub fn without_aliases(&self) -> Self {
        let mut inner = Inner {
            places: self.0.places.clone(),
            ids: self.0.ids.clone(),
            relations: self.0.relations.clone(),
            terms: self.0.terms.clone(),
            charges: self.0.charges.clone(),
            operated_by: self.0.operated_by.clone(),
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

    /// The line of the program's register for a place, in the order of the headings given; what these do not ask for is left out.
    pub fn embedded_line(id: &str, headings: &csv::StringRecord) -> Option<Vec<String>> {
        let mut reader = csv::Reader::from_reader(REGISTER.as_bytes());
        let own = reader.headers().ok()?.clone();
        let line = reader.records().flatten().find(|line| line.get(0).is_some_and(|known| known.eq_ignore_ascii_case(id.trim())))?;
        let cell = |heading: &str| own.iter().position(|own| own == heading.trim()).and_then(|at| line.get(at)).unwrap_or("").to_string();
        Some(headings.iter().map(cell).collect())
    }

    /// The text of the relations that come with the program.
    pub fn embedded_relations() -> &'static str {
        RELATIONS
    }

    /// The text of the terms that come with the program.
    pub fn embedded_terms() -> &'static str {
        TERMS
    }

    /// A register from the text of a `register.csv` alone; relations, terms and ambiguous names are the program's own.
    ///
    /// # Errors
    /// If a column is missing, a line cannot be read, or an id stands twice; the message names the line.
    pub fn from_csv(text: &str) -> Result<Self, RegisterError> {
        Self::of(load::places(text)?, None, None)
    }

    /// The register of a round: its own `register.csv`, with the lines of the program's register that it lacks, and its own `relations.csv` and
    /// `terms.csv` besides the program's, if it has them. A place whose terms the round gives has these terms alone.
    ///
    /// # Errors
    /// As [`Register::from_csv`], and if a relation or term cannot be read or names an id that is not there.
    pub fn of_round(text: &str, relations: Option<&str>, terms: Option<&str>) -> Result<Self, RegisterError> {
        if text == REGISTER && relations.is_none() && terms.is_none() {
            return Ok(Self::embedded());
        }
        Self::of(load::with_embedded(load::places(text)?), relations, terms)
    }

    fn of(places: Vec<Place>, relations: Option<&str>, terms: Option<&str>) -> Result<Self, RegisterError> {
        let mut inner = Inner { ids: load::ids(&places)?, places, ..Inner::default() };
        inner.relate(relations)?;
        inner.date(terms)?;
        inner.index(true);
        Ok(Self(Arc::new(inner)))
    }

    /// The names that are known to stand for several places, without spacing and punctuation.
    pub(super) fn known_ambiguous_names() -> BTreeSet<String> {
        csv::Reader::from_reader(AMBIGUOUS.as_bytes()).records().flatten().map(|line| squash(&line[0])).collect()
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
        self.index = NameLookup::new(&self.places, aliases);
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

    fn relate(&mut self, own: Option<&str>) -> Result<(), RegisterError> {
        let mut operated_by: BTreeMap<PlaceIx, Vec<PlaceIx>> = BTreeMap::new();
        for line in load::relations(RELATIONS, false)?
            .into_iter()
            .chain(own.map(|text| load::relations(text, true)).transpose()?.unwrap_or_default())
        {
            match (self.by_id(&line.a), self.by_id(&line.b)) {
                (Some(a), Some(b)) if line.relation == OPERATED_BY => operated_by.entry(a).or_default().push(b),
                (Some(a), Some(b)) => drop(self.relations.insert((a, b), line.relation)),
                (Some(a), None) if matches!(line.relation.as_str(), "site_of" | "same_site_as") && !line.is_own => {
                    self.parts_of_unlisted.insert(a);
                }
                (a, _) if line.is_own => return Err(line.unknown(if a.is_none() { &line.a } else { &line.b })),
                _ => {}
            }
        }
        self.operated_by = operated_by;
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

    /// Takes the terms, and who has charge of each place by them.
    fn date(&mut self, own: Option<&str>) -> Result<(), RegisterError> {
        let own = own.map(|text| load::terms(text, true)).transpose()?.unwrap_or_default();
        let is_given = |id: &str| own.iter().any(|line| line.id.eq_ignore_ascii_case(id));
        let embedded: Vec<load::TermLine> = load::terms(TERMS, false)?.into_iter().filter(|line| !is_given(&line.id)).collect();
        for line in embedded.into_iter().chain(own) {
            match self.by_id(&line.id) {
                Some(at) => self.terms.entry(at).or_default().push(line.term),
                None if line.is_own => return Err(line.unknown()),
                None => {}
            }
        }
        self.charges = super::bodies::charges(&self.places, &self.operated_by, &self.terms);
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

    fn known_ambiguous(&self, kind: Option<PlaceKind>, bag: &str) -> Option<&[PlaceIx]> {
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
        assert_eq!(register.places().len(), 1192);
        for (at, place) in register.places().iter().enumerate() {
            for name in std::iter::once(&place.name).chain(&place.aliases) {
                let found = register.find(name);
                assert!(found.candidates.iter().any(|c| c.place == at), "{name} does not lead to {}", place.id);
            }
        }
    }

    #[test]
    fn a_register_of_ten_columns_is_read_and_the_round_has_what_it_lacks() {
        let old = "id,name,kind,nation,parent_organisation,operator,region_or_group,status,aliases,source\n\
                   prison-XYI,HMP Xanadu,prison,England,,Serco,,open,Xanadu,own\n\
                   irc-brook-house,Brook House,immigration_removal_centre,England,Home Office,,,open,,own\n";
        let alone = Register::from_csv(old).expect("a register");
        assert_eq!(alone.places().len(), 2);
        let round = Register::of_round(old, None, None).expect("a register");
        assert_eq!(round.places().len(), Register::embedded().places().len() + 1);
        let at = |id: &str| round.by_id(id).expect("an id");
        assert_eq!(round.place(at("irc-brook-house")).name, "Brook House", "the round's own line counts");
        assert_eq!(round.place(at("prison-SCO-cornton-vale")).closed, "2023");
        assert!(round.run_now_by(at("prison-XYI")).contains(&at("org-serco")), "an operator that the round's own line names");
        let terms = "id,field,value,from,to,source\nprison-XYI,operator,G4S,,2019-03,own\nprison-XYI,operator,Sodexo,2019-04,,own\n";
        let round = Register::of_round(
            old,
            Some("register_id_a,relation,register_id_b,source\nprison-XYI,same_site_as,prison-LEI,own\n"),
            Some(terms),
        )
        .expect("a register");
        let at = |id: &str| round.by_id(id).expect("an id");
        assert!(!round.run_now_by(at("prison-XYI")).contains(&at("org-serco")), "its terms count in place of the column");
        assert!(matches!(round.tie(at("prison-XYI"), at("prison-LEI"), None), Some(super::super::Tie::Kin(_))));
        for (relations, terms) in [
            (Some("register_id_a,relation,register_id_b\nprison-XYI,same_site_as,prison-NOWHERE\n"), None),
            (None, Some("id,field,value,from,to\nprison-NOWHERE,operator,G4S,,\n")),
            (None, Some("id,field,value,from,to\nprison-XYI,operator,G4S,2020-13,\n")),
        ] {
            assert!(Register::of_round(old, relations, terms).is_err_and(|e| e.0.contains("line 2")), "{relations:?} {terms:?}");
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
