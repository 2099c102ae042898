//! How two places hang together: the same, one part of the other, one police force, or kin.

use super::{PlaceIx, Register, fold};

/// How a place that somebody is tied to relates to a place that was visited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tie {
    /// The same id.
    Same,
    /// The visit covered the place as a part, e.g. a force-wide inspection and one suite, or a prison and one merged into it.
    Contains,
    /// The place visited is a part of the place the person is tied to.
    PartOf,
    /// Both belong to one police force, which is one home and one likely return.
    SameForce,
    /// Same cluster, site, operator or group: why, in words. Possible, never a breach.
    Kin(String),
}

/// Relations by which a place lives on in another: whoever is of the one is of the other.
pub(super) const SUCCESSION: &[&str] = &["merged_into", "replaced_by"];

/// Bodies too wide to make two places kin.
const TOO_WIDE: &[&str] = &[
    "hmpps",
    "hm prison and probation service",
    "hm prison and probation service (hmpps)",
    "youth custody service",
    "youth custody service / hmpps",
    "scottish prison service",
    "northern ireland prison service",
    "home office",
    "border force",
    "hm courts and tribunals service",
    "ministry of defence",
    "ministry of justice",
    "local policing body (home office-funded force)",
    "(crown dependency administration)",
];

impl Register {
    /// The tie between a place that a person comes from, may return to or is close to, and a place visited.
    pub fn tie(&self, own: PlaceIx, visited: PlaceIx) -> Option<Tie> {
        if own == visited {
            return Some(Tie::Same);
        }
        if self.is_within(own, visited) {
            return Some(Tie::Contains);
        }
        if self.is_within(visited, own) {
            return Some(Tie::PartOf);
        }
        match (self.force(own), self.force(visited)) {
            (Some(a), Some(b)) if a == b => return Some(Tie::SameForce),
            _ => {}
        }
        self.kin(own, visited).map(Tie::Kin)
    }

    /// Whether `part` lies within `whole`, at any depth.
    pub fn is_within(&self, part: PlaceIx, whole: PlaceIx) -> bool {
        let mut at = part;
        for _ in 0..8 {
            match self.place(at).part_of {
                Some(up) if up == whole => return true,
                Some(up) => at = up,
                None => return false,
            }
        }
        false
    }

    /// The police force that a place is or belongs to; of a force that was merged into another, that other.
    pub fn force(&self, at: PlaceIx) -> Option<PlaceIx> {
        let is_force = |at: &PlaceIx| self.place(*at).kind == "police_force";
        let force = Some(at).filter(is_force).or_else(|| self.place(at).part_of.filter(is_force))?;
        Some(self.place(force).part_of.filter(is_force).unwrap_or(force))
    }

    /// Of two places of which one was merged into or replaced by the other, that this is so.
    pub fn became(&self, a: PlaceIx, b: PlaceIx) -> Option<String> {
        let of = |a: PlaceIx, b: PlaceIx| {
            let relation = self.0.relations.get(&(a, b)).filter(|relation| SUCCESSION.contains(&relation.as_str()))?;
            Some(related(&self.place(a).name, relation, &self.place(b).name))
        };
        of(a, b).or_else(|| of(b, a))
    }

    /// Why two places are kin, in words.
    fn kin(&self, a: PlaceIx, b: PlaceIx) -> Option<String> {
        let (x, y) = (self.place(a), self.place(b));
        if let Some(relation) = self.0.relations.get(&(a, b)) {
            return Some(related(&x.name, relation, &y.name));
        }
        if let Some(relation) = self.0.relations.get(&(b, a)) {
            return Some(related(&y.name, relation, &x.name));
        }
        if x.part_of.is_some() && x.part_of == y.part_of {
            return Some(format!("{} and {} are parts of one place", x.name, y.name));
        }
        let wide = |body: &str| body.is_empty() || body.starts_with("HMCTS") || TOO_WIDE.contains(&fold(body).as_str());
        let operator = |own: &super::Place, other: &super::Place| {
            (!wide(&own.operator) && own.operator == other.operator)
                || (!wide(&own.parent) && own.parent == other.parent)
                || (own.kind == "organisation" && (own.name == other.operator || own.aliases.contains(&other.operator)) && !wide(&own.name))
        };
        if operator(x, y) || operator(y, x) {
            let body = [&x.operator, &x.parent, &y.operator].into_iter().find(|b| !wide(b)).cloned().unwrap_or_default();
            return Some(format!("{} and {} have one operator ({body})", x.name, y.name));
        }
        // The prison service's population regions cover a fifth of the country each: too wide to tell anything.
        (!x.group.is_empty() && x.group == y.group && !x.group.contains("region"))
            .then(|| format!("{} and {} are both in the {} group", x.name, y.name, x.group))
    }
}

/// A row of relations as a sentence.
fn related(first: &str, relation: &str, second: &str) -> String {
    match relation {
        "cluster_with" => format!("{first} and {second} are in one cluster"),
        "same_site_as" | "shares_site_with" => format!("{first} and {second} are on one site"),
        "shares_airport_site_with" => format!("{first} and {second} are at one airport"),
        "run_jointly_with" => format!("{first} and {second} are run jointly"),
        "adjacent_to" | "adjacent_joint_with" => format!("{first} and {second} are next to each other"),
        "merged_into" => format!("{first} was merged into {second}"),
        "replaced_by" => format!("{first} was replaced by {second}"),
        "site_of" => format!("{first} is a site of {second}"),
        "formerly_part_of" => format!("{first} was formerly part of {second}"),
        other => format!("{first} and {second} are related ({})", other.replace('_', " ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tie(own: &str, visited: &str) -> Option<Tie> {
        let register = Register::embedded();
        register.tie(register.by_id(own).expect("an id"), register.by_id(visited).expect("an id"))
    }

    #[test]
    fn a_force_wide_visit_contains_each_suite_and_a_force_is_one_home() {
        assert_eq!(tie("custody-south-wales-swansea", "force-south-wales"), Some(Tie::Contains));
        assert_eq!(tie("force-south-wales", "custody-south-wales-swansea"), Some(Tie::PartOf));
        assert_eq!(tie("custody-south-wales-bridgend", "custody-south-wales-swansea"), Some(Tie::SameForce));
        assert_eq!(tie("custody-south-wales-bridgend", "force-kent"), None);
    }

    #[test]
    fn a_place_lives_on_in_what_it_was_merged_into() {
        assert_eq!(tie("prison-EVI", "prison-HMI"), Some(Tie::Contains));
        assert_eq!(tie("prison-HMI", "prison-EVI"), Some(Tie::PartOf));
        assert_eq!(tie("force-legacy-strathclyde-police", "force-scotland"), Some(Tie::Contains));
        assert_eq!(tie("force-legacy-strathclyde-police", "force-legacy-tayside-police"), Some(Tie::SameForce));
        assert_eq!(tie("force-legacy-strathclyde-police", "force-kent"), None);
        assert!(matches!(tie("prison-EVI", "prison-WOI"), Some(Tie::Kin(_))), "two prisons that became one");
    }

    #[test]
    fn every_kind_of_relation_reads_as_a_sentence() {
        let register = Register::embedded();
        let kinds: std::collections::BTreeSet<&String> = register.0.relations.values().collect();
        assert!(kinds.len() > 8, "the register relates places in several ways");
        for kind in kinds {
            let said = related("A", kind, "B");
            assert!(!said.contains("are related ("), "{kind} has no words of its own: {said}");
        }
    }

    #[test]
    fn kin_is_cluster_operator_or_group_and_never_the_prison_service() {
        assert!(matches!(tie("prison-EYI", "prison-SLI"), Some(Tie::Kin(_))));
        assert!(matches!(tie("irc-brook-house", "irc-tinsley-house"), Some(Tie::Kin(_))));
        assert!(matches!(tie("prison-ACI", "prison-PBI"), Some(Tie::Kin(_))), "both run by one contractor");
        assert_eq!(tie("prison-LEI", "prison-LCI"), None, "the prison service as such is too wide");
    }
}
