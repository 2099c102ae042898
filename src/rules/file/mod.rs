//! Rules about the files that came back.

pub(super) mod another_years_return;
pub(super) mod column_missing;
pub(super) mod hidden_data;
pub(super) mod macros_or_links;
pub(super) mod member_unknown;
pub(super) mod more_than_one_return;
pub(super) mod not_a_workbook;
pub(super) mod password_protected;
pub(super) mod return_outstanding;
pub(super) mod sheet_missing;
pub(super) mod survey_altered;
pub(super) mod too_large_unpacked;
