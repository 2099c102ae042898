//! The rules: one file each, one sorted slice, one code never used twice.
//!
//! To add one: write its file in the folder of its layer, name it in that folder's `mod.rs` and here. The catalogue, `explain`, the Rules sheet
//! and the tests of its examples follow from the declaration.

mod cell;
mod file;
mod guidance;
mod round;
mod row;
mod rule;
mod year;

pub use rule::{Change, Check, Context, Example, FileChange, Needs, Rule, Sink};

/// Every rule, by code.
pub static RULES: &[&Rule] = &[
    &cell::required_cell_blank::RULE,
    &cell::cell_unreadable::RULE,
    &cell::not_on_list::RULE,
    &cell::date_doubtful::RULE,
    &cell::formula_error::RULE,
    &cell::place_unknown::RULE,
    &cell::place_ambiguous::RULE,
    &cell::place_approximate::RULE,
    &cell::home_not_given::RULE,
    &file::not_a_workbook::RULE,
    &file::password_protected::RULE,
    &file::too_large_unpacked::RULE,
    &file::sheet_missing::RULE,
    &file::column_missing::RULE,
    &file::member_unknown::RULE,
    &file::another_years_return::RULE,
    &file::more_than_one_return::RULE,
    &file::return_outstanding::RULE,
    &file::survey_altered::RULE,
    &file::hidden_data::RULE,
    &file::macros_or_links::RULE,
    &guidance::not_incorporated::RULE,
    &guidance::staff_not_identified::RULE,
    &guidance::unit_not_considered::RULE,
    &guidance::assigned_to_home_place::RULE,
];

/// The rule with this code, in any case.
pub fn by_code(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_stand_once() {
        assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code));
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
