//! The rules: one file each, one sorted slice, one code never used twice.
//!
//! To add one: write its file in the folder of its layer, name it in that folder's `mod.rs` and here. The catalogue, `explain`, the Rules sheet
//! and the tests of its examples follow from the declaration.

mod cell;
mod file;
mod groundwork;
pub mod grouped;
mod guidance;
pub mod paragraphs;
mod round;
mod row;
mod rule;
pub mod run;
pub mod visits;
mod year;

pub use groundwork::Groundwork;
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
    &guidance::one_role_type_only::RULE,
    &guidance::unit_not_considered::RULE,
    &guidance::secondees_rose::RULE,
    &guidance::no_plan_to_reduce::RULE,
    &guidance::share_rose::RULE,
    &guidance::no_reason_for_new::RULE,
    &guidance::not_openly_recruited::RULE,
    &guidance::no_published_criteria::RULE,
    &guidance::not_assessed::RULE,
    &guidance::assessed_after_work_began::RULE,
    &guidance::assessment_out_of_date::RULE,
    &guidance::no_independent_assessor::RULE,
    &guidance::assigned_to_avoided_work::RULE,
    &guidance::no_recent_supervision::RULE,
    &guidance::unmanaged_conflict_assigned::RULE,
    &guidance::assigned_to_home_place::RULE,
    &guidance::assigned_to_return_place::RULE,
    &guidance::assigned_to_affiliated_place::RULE,
    &guidance::assigned_to_kin_place::RULE,
    &guidance::not_briefed::RULE,
    &guidance::briefed_after_work_began::RULE,
    &guidance::no_progress_statement::RULE,
    &guidance::statement_repeated::RULE,
    &row::ends_before_start::RULE,
    &row::reference_twice::RULE,
    &row::person_not_listed::RULE,
    &row::name_differs::RULE,
    &row::outside_year::RULE,
    &row::person_twice::RULE,
    &row::assignment_twice::RULE,
    &row::counts_differ::RULE,
    &row::nil_contradicted::RULE,
    &row::assigned_outside_secondment::RULE,
    &row::not_npm_but_assigned::RULE,
    &row::kept_out_of_count::RULE,
    &guidance::staff_tied_to_place::RULE,
    &guidance::recent_former_workplace::RULE,
    &round::person_in_two_returns::RULE,
    &round::joint_visit_disagrees::RULE,
    &round::barred_secondee_assigned::RULE,
    &year::missing_without_end::RULE,
    &year::start_or_home_differs::RULE,
    &year::flow_does_not_add_up::RULE,
    &year::last_year_recounted::RULE,
    &year::large_change::RULE,
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
