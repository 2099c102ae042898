//! Rules about this year against last.

pub(super) mod flow_does_not_add_up;
pub(super) mod large_change;
pub(super) mod last_year_recounted;
pub(super) mod missing_without_end;
pub(super) mod start_or_home_differs;
