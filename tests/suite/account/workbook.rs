//! A workbook as people read it, opened once and each sheet read once: in a debug build that takes longer than all that is done with it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::rc::Rc;
use std::sync::Arc;

use calamine::{Data, Reader, Xlsx};
use secondee_audit::book::tables::{Ours, SheetRow};
use secondee_audit::model::a1;

/// The cells of a sheet that are not empty: row, column, text.
type Texts = Rc<Vec<(u32, u32, String)>>;

/// Rows that were read, by sheet and heading.
type RowsRead = BTreeMap<(String, String), Rc<Vec<SheetRow>>>;

pub(super) struct Workbook {
    pub bytes: Arc<[u8]>,
    ours: RefCell<Ours<Arc<[u8]>>>,
    plain: RefCell<Xlsx<Cursor<Arc<[u8]>>>>,
    rows: RefCell<RowsRead>,
    texts: RefCell<BTreeMap<String, Texts>>,
}

impl Workbook {
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let ours = Ours::open(Arc::clone(&bytes)).expect("a workbook");
        let plain = Xlsx::new(Cursor::new(Arc::clone(&bytes))).expect("a workbook");
        Self { bytes, ours: RefCell::new(ours), plain: RefCell::new(plain), rows: RefCell::default(), texts: RefCell::default() }
    }

    /// The rows below the row that has a heading.
    pub fn rows(&self, sheet: &str, heading: &str) -> Rc<Vec<SheetRow>> {
        let key = (sheet.to_string(), heading.to_string());
        let read = || self.ours.borrow_mut().rows(sheet, &[heading]).unwrap_or_else(|e| panic!("{sheet}: {e}"));
        Rc::clone(self.rows.borrow_mut().entry(key).or_insert_with(|| Rc::new(read())))
    }

    pub fn has(&self, sheet: &str) -> bool {
        self.ours.borrow().has(sheet)
    }

    pub fn texts(&self, sheet: &str) -> Texts {
        let read = || {
            let range = self.plain.borrow_mut().worksheet_range(sheet).unwrap_or_else(|e| panic!("{sheet}: {e}"));
            let (top, left) = range.start().unwrap_or_default();
            let cells = range.used_cells().filter(|(.., value)| **value != Data::Empty);
            Rc::new(cells.map(|(row, col, value)| (top + row as u32, left + col as u32, value.to_string())).collect())
        };
        Rc::clone(self.texts.borrow_mut().entry(sheet.to_string()).or_insert_with(read))
    }

    /// All texts of a sheet, one after another.
    pub fn words(&self, sheet: &str) -> String {
        self.texts(sheet).iter().map(|(.., text)| text.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// The address of the cell under a heading, on the row in which some cell is, or for a list of ids holds, a text.
    pub fn cell(&self, sheet: &str, reference: &str, heading: &str) -> String {
        let texts = self.texts(sheet);
        let col = texts.iter().find(|(.., text)| text == heading).unwrap_or_else(|| panic!("{sheet} has no {heading}")).1;
        let holds = |text: &str| text.split(';').any(|part| part.trim() == reference);
        let row = texts.iter().find(|(.., text)| holds(text)).unwrap_or_else(|| panic!("{sheet} has no {reference}")).0;
        a1(row, col)
    }

    /// The rows of a table on a sheet from below the row that begins with a heading to the first row without a first cell.
    pub fn table(&self, sheet: &str, heading: &str) -> Vec<Vec<String>> {
        let mut grid: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
        for (row, col, text) in self.texts(sheet).iter() {
            grid.entry(*row).or_default().insert(*col, text.clone());
        }
        let Some(from) = grid.iter().find(|(_, cells)| cells.get(&0).is_some_and(|text| text == heading)).map(|(row, _)| *row) else {
            return Vec::new();
        };
        let rows = (from + 1..).map_while(|row| grid.get(&row).filter(|cells| cells.contains_key(&0)));
        rows.map(|cells| (0..=*cells.keys().last().unwrap_or(&0)).map(|col| cells.get(&col).cloned().unwrap_or_default()).collect())
            .collect()
    }
}
