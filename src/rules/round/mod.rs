//! Rules across returns.

pub(super) mod barred_secondee_assigned;
pub(super) mod joint_visit_disagrees;
pub(super) mod person_in_two_returns;
mod visit_differences;
