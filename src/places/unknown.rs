//! Two names that the register does not know, compared as words: the register may lack a place, and both may be written each in its own way.

use super::register::Register;
use super::written::{Written, bag, run, take_apart, telling};
use super::{Certainty, Found};

impl Found {
    /// Whether no place is known for the name, so that it can be compared as text only. `Headquarters` is no single place.
    pub fn is_unknown(&self) -> bool {
        self.certainty == Certainty::Unknown && !self.headquarters
    }
}

impl Register {
    /// Why a name that the register does not know and another that it does not know for certain may be one place's.
    pub fn alike(&self, one: &Found, other: &Found) -> Option<&'static str> {
        let is_settled = |found: &Found| found.certainty == Certainty::Confirmed || found.headquarters || found.placeholder.is_some();
        if is_settled(one) || is_settled(other) || !(one.is_unknown() || other.is_unknown()) {
            return None;
        }
        if one.folded == other.folded {
            return Some("the same words, though the register does not know the place");
        }
        let apart = |found: &Found| take_apart(&found.folded, &self.0.index.areas);
        let (a, b) = (apart(one), apart(other));
        let is_other_kind = a.kind.zip(b.kind).is_some_and(|(x, y)| !x.may_be(y) && !y.may_be(x));
        if is_other_kind || a.force.zip(b.force).is_some_and(|(x, y)| x != y) || a.main.is_empty() || b.main.is_empty() {
            return None;
        }
        nearly(&a, &b)
    }
}

fn nearly(a: &Written, b: &Written) -> Option<&'static str> {
    let (x, y) = (a.full(), b.full());
    if bag(&x) == bag(&y) || run(&x) == run(&y) {
        return Some("the same words but for the kind of place, which the register does not know");
    }
    let (run_x, run_y) = (run(&x), run(&y));
    let allowed = match run_x.chars().count().min(run_y.chars().count()) {
        0..=5 => 0,
        6..=9 => 1,
        _ => 2,
    };
    if run_x.chars().next() == run_y.chars().next() && strsim::osa_distance(&run_x, &run_y) <= allowed {
        return Some("names that differ by a letter or two, of a place that the register does not know");
    }
    // "Ward 4 of the Glenalbyn Unit" and "Glenalbyn": all that the shorter says, the longer says too.
    let (mut short, mut long) = (telling(&x), telling(&y));
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    let says_enough = short.len() > 1 || short.iter().all(|word| word.chars().count() >= 6);
    (says_enough && short.iter().all(|word| long.contains(word)))
        .then_some("one name has all the words of the other, of a place that the register does not know")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        let register = Register::embedded();
        let (a, b) = (register.find(one), register.find(other));
        assert!(a.is_unknown() || b.is_unknown(), "the register knows {one} and {other}");
        let forth = register.alike(&a, &b).is_some();
        assert_eq!(forth, register.alike(&b, &a).is_some(), "{one} and {other} differ by order");
        forth
    }

    #[test]
    fn a_place_that_the_register_lacks_is_known_again_in_another_spelling() {
        for (one, other) in [
            ("HMP & YOI Nowhere-on-Sea", "Nowhere on Sea (HMP)"),
            ("Thistledown IRC", "Thistledown Immigration Removal Centre"),
            ("Thistledown", "THISTLEDOWN House IRC"),
            ("HMP Thisledown", "HMP Thistledown"),
            ("Ward 4, Glenalbyn House", "Glenalbyn House"),
            ("Yarl's Wood", "Yarls Wood IRC"),
        ] {
            assert!(alike(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn other_places_that_the_register_lacks_stay_other() {
        for (one, other) in [
            ("HMP Thistledown", "Thistledown police station"),
            ("HMP Nowhere-on-Sea", "HMP Elsewhere-on-Sea"),
            ("HMP Thistledown", "HMP Thornydown"),
            ("Yarl's Wood", "HMP Nowhere-on-Sea"),
            ("Ward 4", "Ward 5"),
        ] {
            assert!(!alike(one, other), "{one} and {other}");
        }
    }
}
