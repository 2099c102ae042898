//! Where everything stands in the workbook.

use std::collections::BTreeMap;

use super::filled::{CellPosition, Filled, carried_column};
use crate::form::{Field, Question, Sec, Sheet, Stf};
use crate::model::{At, column_letters};

/// The row of headings, counted from 0: marking, title, note and what is required stand above.
pub const HEADING_ROW: u32 = 4;
/// The first row below the headings, counted from 0.
pub const FIRST_ROW: u32 = HEADING_ROW + 1;

/// The layout of one member's workbook.
#[derive(Debug, Clone)]
pub struct SurveyPlan {
    sheets: BTreeMap<Sheet, Laid>,
}

#[derive(Debug, Clone)]
struct Laid {
    /// The form's columns in the order in which they stand.
    order: Vec<usize>,
    /// Rows that there is room for.
    room: u32,
}

impl SurveyPlan {
    /// The layout for what is to be filled in: room for more rows than there are, and the column of answers for carried rows only where some are.
    pub fn new(filled: &Filled) -> Self {
        let sheets = Sheet::ALL.map(|sheet| {
            let mut order: Vec<usize> = (0..sheet.columns().len()).collect();
            if let Some(carried) = carried_column(sheet) {
                order.retain(|col| *col != carried);
                // The answer stands beside the name, where it is seen first.
                if filled.carried(sheet) > 0 {
                    order.insert(2, carried);
                }
            }
            let (least, spare) = match (sheet, filled.is_handed_back) {
                (Sheet::Return, _) => (Question::all().len(), 0),
                (Sheet::Secondees | Sheet::Staff, false) => (500, 200),
                (Sheet::Assignments, false) => (2_000, 500),
                // Who answers queries adds few rows, and each row of room costs every such workbook its live checks.
                (Sheet::Secondees | Sheet::Staff, true) => (0, 40),
                (Sheet::Assignments, true) => (0, 60),
            };
            let used = filled.rows(sheet).len();
            let room = if used + spare > least { used + spare } else { least };
            (sheet, Laid { order, room: room as u32 })
        });
        Self { sheets: sheets.into() }
    }

    /// The form's columns of a sheet in the order in which they stand.
    pub fn order(&self, sheet: Sheet) -> &[usize] {
        &self.sheets[&sheet].order
    }

    /// The column, counted from 0, in which a column of the form stands; `None` if this workbook does without it.
    pub fn column(&self, sheet: Sheet, col: usize) -> Option<u32> {
        self.order(sheet).iter().position(|c| *c == col).map(|at| at as u32)
    }

    /// Where a cell of the form stands.
    pub fn at(&self, (sheet, row, col): CellPosition) -> Option<At> {
        Some(At { sheet, row: FIRST_ROW + row as u32, col: self.column(sheet, col)? })
    }

    /// A link to a cell of the form, for `Datum::Link` and the like.
    pub fn link(&self, spot: CellPosition) -> Option<String> {
        self.at(spot).map(|at| format!("internal:'{}'!{}", at.sheet.name(), at.a1()))
    }

    /// How many rows there is room for.
    pub fn room(&self, sheet: Sheet) -> u32 {
        self.sheets[&sheet].room
    }

    /// The last row with room, counted from 0.
    pub fn last_row(&self, sheet: Sheet) -> u32 {
        FIRST_ROW + self.room(sheet) - 1
    }

    /// The last column of answers, counted from 0.
    pub fn last_column(&self, sheet: Sheet) -> u32 {
        self.order(sheet).len() as u32 - 1
    }

    /// The absolute range of a column of the form, with the sheet's name.
    pub(super) fn range(&self, sheet: Sheet, col: usize) -> String {
        let col = self.column(sheet, col).expect("only the column for carried rows may be left out, and who asks for it knows");
        self.range_at(sheet, col, col)
    }

    /// The absolute range of all columns of answers, with the sheet's name.
    pub(super) fn block(&self, sheet: Sheet) -> String {
        self.range_at(sheet, 0, self.last_column(sheet))
    }

    /// The absolute range of columns counted from 0, with the sheet's name.
    pub(super) fn range_at(&self, sheet: Sheet, first: u32, last: u32) -> String {
        let (top, bottom) = (FIRST_ROW + 1, self.last_row(sheet) + 1);
        format!("{}!${}${top}:${}${bottom}", sheet.name(), column_letters(first), column_letters(last))
    }

    /// A cell of the heading row with its column fixed, as checks of entries and lights refer to their own row: `$M5`. They begin at the heading
    /// row, which cannot be deleted: a program may lose a rule whose first row is deleted.
    pub(super) fn in_row(&self, sheet: Sheet, col: usize) -> String {
        let col = self.column(sheet, col).expect("only the column for carried rows may be left out, and who asks for it knows");
        format!("${}{}", column_letters(col), HEADING_ROW + 1)
    }

    /// The range of references of people.
    pub(super) fn references(&self) -> [String; 2] {
        [self.range(Sheet::Secondees, Sec::Ref.index()), self.range(Sheet::Staff, Stf::Ref.index())]
    }
}
