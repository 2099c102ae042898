//! How two places hang together: the same, one part of the other, one police force, or kin.

use jiff::civil::Date;

use super::{PlaceIx, Register};

/// How a place that somebody is tied to relates to a place that was visited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tie {
    /// The same id.
    Same,
    /// The visit covered the place as a part, e.g. a force-wide inspection and one suite, or a prison and one merged into it.
    Contains,
    /// The visit covered the place, because of what was so on that day: why, in words. A visit to a trust covers the hospitals that it ran then.
    Covers(String),
    /// The place visited is a part of the place the person is tied to.
    PartOf,
    /// Both belong to one police force, which is one home and one likely return.
    SameForce,
    /// Same cluster, site, operator or group: why, in words. Possible, never a breach.
    Kin(String),
}

/// Relations by which a place lives on in another: whoever is of the one is of the other.
pub(super) const SUCCESSION: &[&str] = &["merged_into", "replaced_by"];

impl Register {
    /// The tie between a place that a person comes from, may return to or is close to, and a place visited, on the day of the visit. Where the day is
    /// not known, all that was ever so counts.
    pub fn tie(&self, own: PlaceIx, visited: PlaceIx, day: Option<Date>) -> Option<Tie> {
        if own == visited {
            return (!self.is_too_wide(own)).then_some(Tie::Same);
        }
        if self.is_within(own, visited) {
            return Some(Tie::Contains);
        }
        if self.is_within(visited, own) {
            return Some(Tie::PartOf);
        }
        if let Some(why) = self.run_by(own, visited, day) {
            return Some(Tie::Covers(format!("the visit to {} covered it: {why}", self.place(visited).name)));
        }
        match (self.force(own), self.force(visited)) {
            (Some(a), Some(b)) if a == b => return Some(Tie::SameForce),
            _ => {}
        }
        if let Some(why) = day.and_then(|day| self.was_then(own, visited, day)) {
            return Some(Tie::Covers(why));
        }
        self.kin(own, visited, day).map(Tie::Kin)
    }

    /// Of two places on one site, why they were one on a day: the one was then of the kind that the other stands for.
    fn was_then(&self, a: PlaceIx, b: PlaceIx, day: Date) -> Option<String> {
        let is_one_site = |a, b| self.0.relations.get(&(a, b)).is_some_and(|relation| relation == "same_site_as");
        if !is_one_site(a, b) && !is_one_site(b, a) {
            return None;
        }
        let was = |one: PlaceIx, other: PlaceIx| {
            let (kind, period) = self.kind_on(one, day)?;
            let (one, other) = (self.place(one), self.place(other));
            let is_it = kind == other.kind && kind != one.kind;
            is_it.then(|| {
                let kind = super::kinds::PlaceKind::of(kind, "").words();
                format!("{} was {kind} {}, which {} stands for", one.name, period.words(), other.name)
            })
        };
        was(a, b).or_else(|| was(b, a))
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
    fn kin(&self, a: PlaceIx, b: PlaceIx, day: Option<Date>) -> Option<String> {
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
        // Whoever is of the body itself may know each place that it runs, and the other way round is a visit that covers the place.
        if let Some(why) = self.run_by(b, a, day) {
            return Some(why);
        }
        if let Some(why) = self.run_by_one(a, b, day) {
            return Some(why);
        }
        // The prison service's population regions cover a fifth of the country each, and of hospitals it is the town: too wide to tell anything.
        let is_town = |place: &super::Place| place.kind.contains("hospital");
        let is_group = !x.group.is_empty() && x.group == y.group && !x.group.contains("region") && !is_town(x) && !is_town(y);
        is_group.then(|| format!("{} and {} are both in the {} group", x.name, y.name, x.group))
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

    fn tie_on(own: &str, visited: &str, day: Option<Date>) -> Option<Tie> {
        let register = Register::embedded();
        register.tie(register.by_id(own).expect("an id"), register.by_id(visited).expect("an id"), day)
    }

    fn tie(own: &str, visited: &str) -> Option<Tie> {
        tie_on(own, visited, Some(jiff::civil::date(2025, 10, 6)))
    }

    #[test]
    fn a_visit_to_an_organisation_contains_what_it_runs_and_its_headquarters_are_kin() {
        for (place, body) in [
            ("hosp-orchard-clinic", "org-nhs-lothian"),
            ("hosp-rampton", "org-nottinghamshire-healthcare-nhs-foundation-trust"),
            ("sch-adel-beck", "org-leeds-city-council"),
            ("irc-harmondsworth", "org-mitie"),
            ("prison-DNI", "org-serco"),
        ] {
            let why = tie(place, body);
            assert!(matches!(&why, Some(Tie::Covers(why)) if why.contains("is run by")), "{place}: {why:?}");
            assert!(matches!(tie(body, place), Some(Tie::Kin(_))), "{place}");
        }
        for (a, b) in
            [("prison-LEI", "org-hmpps"), ("org-hmpps", "prison-LEI"), ("org-hmpps", "org-hmpps"), ("prison-SCO-perth", "org-sps")]
        {
            assert_eq!(tie(a, b), None, "{a} and {b}: too wide");
        }
        assert_eq!(tie("org-home-office-detention", "irc-brook-house"), None);
    }

    #[test]
    fn who_ran_a_place_on_the_day_of_the_visit_counts() {
        let day = |year, month, day| Some(jiff::civil::date(year, month, day));
        let ran = |place, body, on| matches!(tie_on(place, body, on), Some(Tie::Covers(_)));
        assert!(ran("irc-brook-house", "org-g4s", day(2020, 5, 20)) && !ran("irc-brook-house", "org-g4s", day(2020, 5, 21)));
        assert!(ran("irc-brook-house", "org-serco", day(2020, 5, 21)) && !ran("irc-brook-house", "org-serco", day(2020, 5, 20)));
        assert!(ran("irc-brook-house", "org-g4s", None), "where the day is not known, all that was so counts");
        let why = |on| match tie_on("prison-BMI", "prison-OWI", on) {
            Some(Tie::Kin(why)) => why,
            other => format!("{other:?}"),
        };
        assert!(why(day(2018, 8, 19)).contains("until 19 August 2018"), "{}", why(day(2018, 8, 19)));
        assert_eq!(why(day(2018, 8, 20)), "None");
    }

    #[test]
    fn two_lines_of_one_site_are_one_place_while_the_kind_was_the_same() {
        let on = |year| tie_on("prison-MHI", "irc-morton-hall", Some(jiff::civil::date(year, 3, 1)));
        assert!(matches!(on(2015), Some(Tie::Covers(why)) if why.contains("until July 2021")));
        assert!(matches!(on(2025), Some(Tie::Kin(_))));
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
