//! Rules about rows and whole returns.

pub(super) mod assigned_outside_secondment;
pub(super) mod assignment_twice;
pub(super) mod counts_differ;
pub(super) mod ends_before_start;
pub(super) mod kept_out_of_count;
pub(super) mod name_differs;
pub(super) mod nil_contradicted;
pub(super) mod not_npm_but_assigned;
pub(super) mod outside_year;
pub(super) mod person_not_listed;
pub(super) mod person_twice;
pub(super) mod reference_twice;
pub(super) mod repeated;
