//! The rules: one file each, one code never used twice.
//!
//! To add one: write its file in the folder of its kind and name it in that folder's `mod.rs`. The list of all rules is made from the files; the
//! catalogue, `explain`, the Rules sheet and the tests of its examples follow from the declaration. What follows from its findings (whom they are
//! put to, what they do to figures, where they are shown) is its [`Handling`].

mod cell;
mod file;
mod groundwork;
pub mod grouped;
mod guidance;
mod handling;
pub mod paragraphs;
mod round;
mod row;
mod rule;
pub mod run;
pub mod visits;
mod whole_column;
mod year;

pub use groundwork::Groundwork;
pub use handling::{CountDoubt, ExplanationHolds, FiguresDepend, Handling, OneQueryFor, PutRightBy, ToldOfOthers};
pub use rule::{Check, Context, Edit, Example, FileChange, Needs, Rule, Sink};

use crate::conflicts::List;
use crate::model::Fault;
use crate::people::Relation;

// `DECLARED`: the rules of all files here, made by build.rs.
include!(concat!(env!("OUT_DIR"), "/declared.rs"));

static SORTED: [&Rule; DECLARED.len()] = sorted(DECLARED);

/// Every rule, by code.
pub static RULES: &[&Rule] = &SORTED;

/// The rules in the order of their codes; two with one code do not compile.
const fn sorted<const N: usize>(mut rules: [&'static Rule; N]) -> [&'static Rule; N] {
    let mut at = 1;
    while at < N {
        let mut to = at;
        while to > 0 && is_before(rules[to].code, rules[to - 1].code) {
            let later = rules[to - 1];
            rules[to - 1] = rules[to];
            rules[to] = later;
            to -= 1;
        }
        assert!(to == 0 || is_before(rules[to - 1].code, rules[to].code), "two rules have the same code");
        at += 1;
    }
    rules
}

/// Whether a code comes before another in the order of letters.
const fn is_before(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() {
        if one[at] != other[at] {
            return one[at] < other[at];
        }
        at += 1;
    }
    one.len() < other.len()
}

/// The rule with this code, in any case.
pub fn by_code(code: &str) -> Option<&'static Rule> {
    // Nearly all codes are written as declared, and RULES stands in the order of codes.
    let exact = RULES.binary_search_by(|rule| rule.code.cmp(code)).ok().map(|at| RULES[at]);
    exact.or_else(|| RULES.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code.trim())))
}

/// The rule that asks about pairs of people of this kind.
pub fn of_pairs(kind: Relation) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.handling.pairs == Some(kind))
}

/// The rule about files with this fault.
pub fn of_fault(fault: Option<&Fault>) -> &'static Rule {
    match fault {
        Some(Fault::Password) => &file::password_protected::RULE,
        Some(Fault::TooLarge(_)) => &file::too_large_unpacked::RULE,
        Some(Fault::NotWorkbook(_)) | None => &file::not_a_workbook::RULE,
    }
}

/// The list on Conflicts that shows the findings of the rule with this code; a rule with one is about conflicts of interest, which are decided one
/// by one.
pub fn list_of(code: &str) -> Option<List> {
    by_code(code).and_then(|rule| rule.handling.list)
}

/// What a finding of the rule with this code puts in doubt in the count of secondees.
pub fn count_doubt_of(code: &str) -> CountDoubt {
    by_code(code).map_or(CountDoubt::Nothing, |rule| rule.handling.count_doubt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_stand_once() {
        assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    #[test]
    fn each_kind_of_pair_is_asked_about_by_one_rule() {
        for kind in [Relation::TwoReturns, Relation::OneReturn, Relation::YearOnYear] {
            assert_eq!(RULES.iter().filter(|rule| rule.handling.pairs == Some(kind)).count(), 1, "{kind:?}");
        }
    }

    #[test]
    fn every_rule_says_all_it_must_and_has_both_kinds_of_example() {
        for rule in RULES {
            for text in [rule.fault, rule.expected, rule.fix, rule.right] {
                assert!(!text.trim().is_empty(), "{} leaves something unsaid", rule.code);
            }
            assert!(rule.examples.iter().any(|e| !e.fires.is_empty()), "{} has no firing example", rule.code);
            assert!(rule.examples.iter().any(|e| e.fires.is_empty()), "{} has no silent example", rule.code);
        }
    }
}
