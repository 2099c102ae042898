//! The written names of places that are not certain: what the sheet Places to confirm lists, and how many the console says there are.

use std::collections::BTreeMap;

use crate::form::Field;
use crate::model::{Cell, Named, Record, Round};
use crate::places::{Certainty, squash};

/// A written name that is not certain.
#[derive(Debug, Clone)]
pub struct NameToConfirm<'a> {
    /// As it was written first, with the places that it may mean.
    pub named: &'a Named,
    /// All cells in which it stands: "HMIP Secondees!J4".
    pub cells: Vec<String>,
}

/// Each name that is not certain once, by its letters without case and spacing.
pub(super) fn to_confirm(round: &Round) -> BTreeMap<String, NameToConfirm<'_>> {
    fn each<'a, F: Field>(rows: &'a [Record<F>], see: &mut impl FnMut(&'a Cell)) {
        rows.iter().flat_map(Record::cells).for_each(|(_, cell)| see(cell));
    }
    let mut names: BTreeMap<String, NameToConfirm> = BTreeMap::new();
    for submission in &round.returns {
        let mut see = |cell| {
            for named in Cell::places(cell).iter().filter(|n| n.found.certainty != Certainty::Confirmed && !n.found.headquarters) {
                let name = names.entry(squash(&named.written)).or_insert(NameToConfirm { named, cells: Vec::new() });
                name.cells.push(format!("{} {}", submission.member, cell.at));
            }
        };
        each(&submission.secondees, &mut see);
        each(&submission.staff, &mut see);
        each(&submission.assignments, &mut see);
    }
    names.values_mut().for_each(|name| name.cells.dedup());
    names
}
