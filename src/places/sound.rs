//! Whether a register is sound: what stands in its files against one another, in words for whoever keeps it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::load::{self, Lines, REGISTER, RELATIONS, TERMS};
use super::name::{fold, squash};
use super::placeholder::Placeholder;
use super::register::OPERATED_BY;
use super::terms::{Aspect, Dated, Period};
use super::{Place, Register};

/// Something in a register's files that is wrong, or only odd.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RegisterFault {
    /// The file, as `register.csv`.
    pub file: &'static str,
    /// The line, counted from 1 with the headings.
    pub line: usize,
    /// What is wrong, as a sentence.
    pub words: String,
    /// Whether it must be mended: what is only odd leaves the register sound.
    pub is_wrong: bool,
}

/// A term of a place: its line, the days, the value.
type TermLine = (usize, Period, String);

impl fmt::Display for RegisterFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}", self.file, self.line, self.words)
    }
}

/// The kinds of place that the program knows.
const KINDS: &[&str] = &[
    "prison",
    "prison_site",
    "yoi",
    "immigration_removal_centre",
    "short_term_holding_facility",
    "pre_departure_accommodation",
    "customs_custody",
    "secure_training_centre",
    "secure_school",
    "juvenile_justice_centre",
    "secure_childrens_home",
    "secure_care_scotland",
    "high_secure_hospital",
    "medium_secure_hospital",
    "low_secure_hospital",
    "secure_hospital",
    "mental_health_hospital",
    "military_detention",
    "police_custody",
    "police_station",
    "police_force",
    "court",
    "organisation",
];

const STATUSES: &[&str] = &["open", "closed", "unknown"];

const RELATION_WORDS: &[&str] = &[
    "site_of",
    "same_site_as",
    "shares_site_with",
    "shares_airport_site_with",
    "merged_into",
    "replaced_by",
    "cluster_with",
    "run_jointly_with",
    "adjacent_to",
    "adjacent_joint_with",
    "formerly_part_of",
    OPERATED_BY,
];

/// The files of a register. Without relations or terms of its own, those of the program count.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// The text of `register.csv`.
    pub register: &'a str,
    /// The text of `relations.csv`.
    pub relations: Option<&'a str>,
    /// The text of `terms.csv`.
    pub terms: Option<&'a str>,
}

impl Files<'static> {
    /// The files that come with the program.
    pub fn embedded() -> Self {
        Self {
            register: Register::embedded_csv(),
            relations: Some(Register::embedded_relations()),
            terms: Some(Register::embedded_terms()),
        }
    }
}

/// Everything that is wrong or odd in the files, in the order of files and lines. The places of the program's register count as there, for a round's
/// own register adds to them.
pub fn faults(files: &Files) -> Vec<RegisterFault> {
    let mut found = Faults::default();
    let places = found.register(files.register);
    let all = load::with_embedded(places.iter().map(|(_, place)| place.clone()).collect());
    // A place of the program's register has no line here.
    let lines = places.iter().map(|(line, _)| *line).chain(std::iter::repeat(0));
    found.names(&lines.zip(&all).collect::<Vec<_>>());
    let kinds: BTreeMap<String, &str> = all.iter().map(|place| (place.id.to_lowercase(), place.kind.as_str())).collect();
    if let Some(text) = files.relations {
        found.relations(text, &kinds);
    }
    if let Some(text) = files.terms {
        found.terms(text, &kinds);
    }
    found.0.sort();
    found.0
}

/// Who bears a name, and in which line; 0 for a place of the program's register.
struct Bearer<'a> {
    line: usize,
    id: &'a str,
    name: &'a str,
    is_official: bool,
}

#[derive(Default)]
struct Faults(Vec<RegisterFault>);

impl Faults {
    fn wrong(&mut self, file: &'static str, line: usize, words: String) {
        self.0.push(RegisterFault { file, line, words, is_wrong: true });
    }

    fn odd(&mut self, file: &'static str, line: usize, words: String) {
        self.0.push(RegisterFault { file, line, words, is_wrong: false });
    }

    /// The file's lines; what makes it unreadable as a whole is one fault.
    fn lines(&mut self, file: &'static str, text: &str, needed: &[&str]) -> Option<(Lines, Vec<usize>)> {
        let read = Lines::read(file, text).and_then(|lines| {
            let columns = needed.iter().map(|name| lines.column(name)).collect::<Result<Vec<_>, _>>()?;
            Ok((lines, columns))
        });
        match read {
            Ok(read) => Some(read),
            Err(error) => {
                let (line, words) =
                    error.0.strip_prefix(file).and_then(|rest| rest.strip_prefix(", line ")?.split_once(": ")).unwrap_or(("1", &error.0));
                self.wrong(file, line.parse().unwrap_or(1), words.to_string());
                None
            }
        }
    }

    /// The places, each with its line.
    fn register(&mut self, text: &str) -> Vec<(usize, Place)> {
        let needed = ["id", "name", "kind", "parent_organisation", "operator", "region_or_group", "status", "aliases"];
        let Some((lines, columns)) = self.lines(REGISTER, text, &needed) else { return Vec::new() };
        let (opened, closed) = (lines.may_have("opened"), lines.may_have("closed"));
        let mut places: Vec<(usize, Place)> = Vec::new();
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        for (number, line) in &lines.lines {
            let cell = |column: usize| line.get(column).unwrap_or("").trim().to_string();
            let [id, name, kind, parent, operator, group, status, aliases] = [0, 1, 2, 3, 4, 5, 6, 7].map(|at| cell(columns[at]));
            let aliases: Vec<String> = aliases.split(';').map(str::trim).filter(|a| !a.is_empty()).map(String::from).collect();
            let [opened, closed] = [opened, closed].map(|column| column.map(cell).unwrap_or_default());
            if id.is_empty() || name.is_empty() {
                self.wrong(REGISTER, *number, "id and name must be filled in".into());
                continue;
            }
            if id.contains([';', ',']) || id.contains(char::is_whitespace) {
                self.wrong(REGISTER, *number, format!("the id \"{id}\" holds a space, comma or semicolon"));
            }
            if let Some(first) = ids.insert(id.to_lowercase(), *number) {
                self.wrong(REGISTER, *number, format!("the id {id} stands in line {first} as well"));
                continue;
            }
            let place = Place { id, name, kind, parent, operator, group, status, aliases, opened, closed, part_of: None };
            self.place(*number, &place);
            places.push((*number, place));
        }
        places
    }

    fn place(&mut self, line: usize, place: &Place) {
        if !KINDS.contains(&place.kind.as_str()) {
            self.wrong(REGISTER, line, format!("\"{}\" is no kind of place: one of {}", place.kind, KINDS.join(", ")));
        }
        if !STATUSES.contains(&place.status.as_str()) {
            self.wrong(REGISTER, line, format!("\"{}\" is no status: one of {}", place.status, STATUSES.join(", ")));
        }
        let mut dated = |heading: &str, typed: &str| {
            let read = Dated::read(typed);
            if read.is_none() && !typed.is_empty() {
                self.wrong(REGISTER, line, format!("{heading} \"{typed}\" is no date: write 2020, 2020-05 or 2020-05-20"));
            }
            read
        };
        let (opened, closed) = (dated("opened", &place.opened), dated("closed", &place.closed));
        if opened.as_ref().zip(closed.as_ref()).is_some_and(|(opened, closed)| closed.last < opened.first) {
            self.wrong(REGISTER, line, format!("{} closed before it opened", place.id));
        }
        if closed.is_some() && place.status == "open" {
            self.wrong(REGISTER, line, format!("{} has the status open and a date of closing", place.id));
        }
        for name in std::iter::once(&place.name).chain(&place.aliases) {
            if Placeholder::of(name).is_some() {
                self.wrong(REGISTER, line, format!("\"{name}\" stands for no place in a return and cannot be a name here"));
            }
        }
        let mut seen = BTreeSet::new();
        for alias in place.aliases.iter().filter(|alias| !seen.insert(fold(alias))) {
            self.odd(REGISTER, line, format!("the alias \"{alias}\" stands twice"));
        }
    }

    /// Names that stand for more than one place; those on the list of ambiguous names are known to.
    fn names(&mut self, places: &[(usize, &Place)]) {
        let known = Register::known_ambiguous_names();
        let mut bearers: BTreeMap<String, Vec<Bearer>> = BTreeMap::new();
        for (line, place) in places {
            let names = std::iter::once((&place.name, true)).chain(place.aliases.iter().map(|alias| (alias, false)));
            for (name, is_official) in names {
                let bearers = bearers.entry(squash(name)).or_default();
                if !bearers.iter().any(|bearer| bearer.id == place.id) {
                    bearers.push(Bearer { line: *line, id: &place.id, name, is_official });
                }
            }
        }
        for bearers in bearers.iter().filter(|(name, bearers)| bearers.len() > 1 && !known.contains(*name)).map(|(_, bearers)| bearers) {
            let Some(last) = bearers.iter().rfind(|bearer| bearer.line > 0) else { continue };
            let others: Vec<&str> = bearers.iter().filter(|bearer| bearer.id != last.id).map(|bearer| bearer.id).collect();
            let (others, name) = (others.join(" and "), last.name);
            let words = match bearers.iter().filter(|bearer| bearer.is_official).count() {
                1 => format!("\"{name}\" is the name of one place and an alias of another ({} and {others}): the name counts", last.id),
                _ => format!("\"{name}\" stands for {} and for {others} as well, so that it means neither", last.id),
            };
            self.wrong(REGISTER, last.line, words);
        }
    }

    fn relations(&mut self, text: &str, kinds: &BTreeMap<String, &str>) {
        let needed = ["register_id_a", "relation", "register_id_b"];
        let Some((lines, columns)) = self.lines(RELATIONS, text, &needed) else { return };
        let mut seen: BTreeMap<[String; 3], usize> = BTreeMap::new();
        let mut wholes: BTreeMap<String, (String, usize)> = BTreeMap::new();
        for (number, line) in &lines.lines {
            let [a, relation, b] = [0, 1, 2].map(|at| line.get(columns[at]).unwrap_or("").trim().to_string());
            let known = [&a, &b].map(|id| kinds.get(&id.to_lowercase()).copied());
            for (id, kind) in [&a, &b].into_iter().zip(known) {
                if kind.is_none() {
                    self.wrong(RELATIONS, *number, format!("there is no place with the id \"{id}\""));
                }
            }
            if !RELATION_WORDS.contains(&relation.as_str()) {
                self.wrong(RELATIONS, *number, format!("\"{relation}\" is no relation: one of {}", RELATION_WORDS.join(", ")));
            }
            if a.eq_ignore_ascii_case(&b) {
                self.wrong(RELATIONS, *number, format!("{a} is related to itself"));
            }
            if relation == OPERATED_BY && known[1].is_some_and(|kind| !matches!(kind, "organisation" | "police_force")) {
                self.wrong(RELATIONS, *number, format!("{b} is no organisation, so it cannot run {a}"));
            }
            let key = [a.to_lowercase(), relation.clone(), b.to_lowercase()];
            if let Some(first) = seen.get(&key) {
                self.odd(RELATIONS, *number, format!("the same as line {first}"));
                continue;
            }
            if matches!(relation.as_str(), "site_of" | "merged_into" | "replaced_by") {
                wholes.insert(key[0].clone(), (key[2].clone(), *number));
            }
            seen.insert(key, *number);
        }
        for (start, (_, line)) in &wholes {
            let mut at = start;
            for _ in 0..wholes.len() {
                match wholes.get(at) {
                    Some((next, _)) if next == start && next != at => {
                        self.wrong(RELATIONS, *line, format!("{start} comes to be a part of itself"));
                        break;
                    }
                    Some((next, _)) if next != at => at = next,
                    _ => break,
                }
            }
        }
    }

    fn terms(&mut self, text: &str, kinds: &BTreeMap<String, &str>) {
        let needed = ["id", "field", "value", "from", "to"];
        let Some((lines, columns)) = self.lines(TERMS, text, &needed) else { return };
        let mut before: BTreeMap<(String, String), Vec<TermLine>> = BTreeMap::new();
        for (number, line) in &lines.lines {
            let [id, field, value, from, to] = [0, 1, 2, 3, 4].map(|at| line.get(columns[at]).unwrap_or("").trim().to_string());
            if !kinds.contains_key(&id.to_lowercase()) {
                self.wrong(TERMS, *number, format!("there is no place with the id \"{id}\""));
            }
            let aspect = Aspect::read(&field);
            if aspect.is_none() {
                self.wrong(TERMS, *number, format!("\"{field}\" is none of the fields operator, parent, kind, name and status"));
            }
            if value.is_empty() {
                self.wrong(TERMS, *number, "value must be filled in".into());
            }
            if aspect == Some(Aspect::Kind) && !KINDS.contains(&value.as_str()) {
                self.wrong(TERMS, *number, format!("\"{value}\" is no kind of place: one of {}", KINDS.join(", ")));
            }
            if aspect == Some(Aspect::Status) && !STATUSES.contains(&value.as_str()) {
                self.wrong(TERMS, *number, format!("\"{value}\" is no status: one of {}", STATUSES.join(", ")));
            }
            let mut dated = |heading: &str, typed: &str| {
                let read = Dated::read(typed);
                if read.is_none() && !typed.is_empty() {
                    self.wrong(TERMS, *number, format!("{heading} \"{typed}\" is no date: write 2020, 2020-05 or 2020-05-20"));
                }
                read
            };
            let period = Period { from: dated("from", &from), to: dated("to", &to) };
            if period.from.as_ref().zip(period.to.as_ref()).is_some_and(|(from, to)| to.last < from.first) {
                self.wrong(TERMS, *number, format!("the term of {id} ends before it begins"));
            }
            let others = before.entry((id.to_lowercase(), field)).or_default();
            let clash = others.iter().find(|(_, other, said)| *said != value && overlap(other, &period)).map(|(line, ..)| *line);
            others.push((*number, period, value));
            if let Some(line) = clash {
                self.wrong(TERMS, *number, format!("the term of {id} overlaps with that of line {line}, which says something else"));
            }
        }
    }
}

/// Whether two periods overlap whatever days are meant by dates known to the month or year only.
fn overlap(a: &Period, b: &Period) -> bool {
    let begins_before_end = |x: &Period, y: &Period| match (&x.from, &y.to) {
        (Some(from), Some(to)) => from.last < to.first,
        _ => true,
    };
    begins_before_end(a, b) && begins_before_end(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_register_that_comes_with_the_program_is_sound() {
        let wrong: Vec<String> = faults(&Files::embedded()).iter().filter(|fault| fault.is_wrong).map(ToString::to_string).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    fn words(register: &str, relations: &str, terms: &str) -> Vec<String> {
        let register =
            format!("id,name,kind,nation,parent_organisation,operator,region_or_group,status,aliases,source,opened,closed\n{register}");
        let relations = format!("register_id_a,relation,register_id_b,source\n{relations}");
        let terms = format!("id,field,value,from,to,source\n{terms}");
        let files = Files { register: &register, relations: Some(&relations), terms: Some(&terms) };
        faults(&files).iter().filter(|fault| fault.is_wrong).map(ToString::to_string).collect()
    }

    const GOOD: &str = "prison-XYI,HMP Xanadu,prison,,,Serco,,open,Xanadu,,2001,\n";

    #[test]
    fn each_fault_is_found_at_its_line_and_nothing_else() {
        assert_eq!(
            words(
                GOOD,
                "prison-XYI,operated_by,org-serco,\n",
                "prison-XYI,operator,G4S,2001,2019-03,\nprison-XYI,operator,Serco,2019-03,,\n"
            ),
            Vec::<String>::new()
        );
        for (register, relations, terms, said) in [
            (",HMP Xanadu,prison,,,,,open,,,,\n", "", "", "register.csv, line 2: id and name"),
            (
                "prison-XYI,HMP Xanadu,prison,,,,,open,,,,\nPRISON-xyi,HMP Other,prison,,,,,open,,,,\n",
                "",
                "",
                "register.csv, line 3: the id PRISON-xyi stands in line 2",
            ),
            ("prison XYI,HMP Xanadu,prison,,,,,open,,,,\n", "", "", "holds a space"),
            ("prison-XYI,HMP Xanadu,gaol,,,,,open,,,,\n", "", "", "\"gaol\" is no kind"),
            ("prison-XYI,HMP Xanadu,prison,,,,,shut,,,,\n", "", "", "\"shut\" is no status"),
            ("prison-XYI,HMP Xanadu,prison,,,,,closed,,,2001,05/2019\n", "", "", "closed \"05/2019\" is no date"),
            ("prison-XYI,HMP Xanadu,prison,,,,,closed,,,2001,1999\n", "", "", "closed before it opened"),
            ("prison-XYI,HMP Xanadu,prison,,,,,open,,,2001,2019\n", "", "", "the status open and a date of closing"),
            ("prison-XYI,HMP Xanadu,prison,,,,,open,N/A,,,\n", "", "", "stands for no place"),
            (
                "a,HMP Xanadu,prison,,,,,open,The Dome,,,\nb,HMP Kubla,prison,,,,,open,the dome,,,\n",
                "",
                "",
                "line 3: \"the dome\" stands for b and for a as well",
            ),
            (
                "a,HMP Xanadu,prison,,,,,open,HMP Kubla,,,\nb,HMP Kubla,prison,,,,,open,,,,\n",
                "",
                "",
                "is the name of one place and an alias of another",
            ),
            (GOOD, "prison-XYI,site_of,prison-NOWHERE,\n", "", "relations.csv, line 2: there is no place with the id \"prison-NOWHERE\""),
            (GOOD, "prison-XYI,beside,prison-LEI,\n", "", "\"beside\" is no relation"),
            (GOOD, "prison-XYI,site_of,prison-XYI,\n", "", "related to itself"),
            (GOOD, "prison-XYI,operated_by,prison-LEI,\n", "", "prison-LEI is no organisation"),
            (GOOD, "prison-XYI,merged_into,prison-LEI,\nprison-LEI,site_of,prison-XYI,\n", "", "a part of itself"),
            (GOOD, "", "prison-NOWHERE,operator,Serco,,,\n", "terms.csv, line 2: there is no place"),
            (GOOD, "", "prison-XYI,owner,Serco,,,\n", "\"owner\" is none of the fields"),
            (GOOD, "", "prison-XYI,kind,gaol,,,\n", "\"gaol\" is no kind"),
            (GOOD, "", "prison-XYI,operator,,,,\n", "value must be filled in"),
            (GOOD, "", "prison-XYI,operator,Serco,20 May 2020,,\n", "\"20 May 2020\" is no date"),
            (GOOD, "", "prison-XYI,operator,Serco,2020,2019,\n", "ends before it begins"),
            (GOOD, "", "prison-XYI,operator,Serco,2010,2019,\nprison-XYI,operator,G4S,2015,,\n", "overlaps with that of line 2"),
        ] {
            let found = words(register, relations, terms);
            assert!(!found.is_empty() && found.iter().any(|fault| fault.contains(said)), "{said}: {found:?}");
        }
        let broken = Files { register: "id;name\n1;2\n", relations: None, terms: None };
        assert!(faults(&broken)[0].words.contains("there is no column"));
    }
}
