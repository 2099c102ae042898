//! Rules about single cells.

pub(super) mod cell_unreadable;
pub(super) mod date_doubtful;
pub(super) mod formula_error;
pub(super) mod home_not_given;
pub(super) mod not_on_list;
pub(super) mod place_ambiguous;
pub(super) mod place_approximate;
pub(super) mod place_unknown;
pub(super) mod required_cell_blank;
mod walk;
