//! Rules that cite the 2014 guidance or the SPT guidelines, each by its paragraph.

pub(super) mod assigned_to_home_place;
pub(super) mod not_incorporated;
pub(super) mod staff_not_identified;
pub(super) mod unit_not_considered;
