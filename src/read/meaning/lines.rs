//! A sheet as its member sees it: a merged cell's value stands in each row that it is merged over, and what it covers cannot be seen.

use std::collections::BTreeMap;

use crate::read::contents::MergedRange;
use crate::read::format::grid::{Grid, Raw};

/// Columns of one merged cell beyond this number are not looked at; no heading is so wide.
const WIDEST: u32 = 100;

/// The cells of a sheet with its merged ones.
pub struct Lines<'a> {
    pub grid: &'a Grid,
    /// By column and first row: the last row, and where the value stands.
    merged: BTreeMap<(u32, u32), (u32, u32, u32)>,
}

impl<'a> Lines<'a> {
    /// A sheet's cells and what is merged of them.
    pub fn new(grid: &'a Grid, merges: &[MergedRange]) -> Self {
        let mut merged = BTreeMap::new();
        for [top, bottom, left, right] in merges {
            for col in *left..=(*right).min(left.saturating_add(WIDEST)) {
                merged.insert((col, *top), (*bottom, *top, *left));
            }
        }
        Self { grid, merged }
    }

    /// Where the value of the merged cell stands that covers a place; `None` if none does.
    fn under(&self, row: u32, col: u32) -> Option<(u32, u32)> {
        if self.merged.is_empty() {
            return None;
        }
        let ((_, _), (last, top, left)) = self.merged.range((col, 0)..=(col, row)).next_back()?;
        (row <= *last && (*top, *left) != (row, col)).then_some((*top, *left))
    }

    /// What is typed in a cell and can be seen.
    pub fn own(&self, row: u32, col: u32) -> Option<&'a Raw> {
        self.grid.get(row, col).filter(|_| self.under(row, col).is_none())
    }

    /// What is seen in a cell: its own value, or that of the merged cell from a row above in the same column.
    pub fn get(&self, row: u32, col: u32) -> Option<&'a Raw> {
        match self.under(row, col) {
            Some((top, left)) if left == col => self.grid.get(top, left),
            Some(_) => None,
            None => self.grid.get(row, col),
        }
    }

    /// The column of the value that is shown in a cell because the two are merged across columns, and the value.
    pub fn beside(&self, row: u32, col: u32) -> Option<(u32, &'a Raw)> {
        let (top, left) = self.under(row, col).filter(|(_, left)| *left != col)?;
        self.grid.get(top, left).map(|raw| (left, raw))
    }

    /// The cells of a row with something in them that can be seen.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (u32, &'a Raw)> {
        let cells = self.grid.rows.get(&row).map_or(&[][..], Vec::as_slice);
        cells.iter().filter(move |(col, _)| self.under(row, *col).is_none()).map(|(col, raw)| (*col, raw))
    }

    /// The cells below a heading row that hold something and are covered by a merged one.
    pub fn covered(&self, heading: u32) -> Vec<(u32, u32)> {
        if self.merged.is_empty() {
            return Vec::new();
        }
        let rows = self.grid.rows.range(heading + 1..);
        rows.flat_map(|(row, cells)| cells.iter().map(move |(col, _)| (*row, *col)))
            .filter(|(row, col)| self.under(*row, *col).is_some())
            .collect()
    }
}
