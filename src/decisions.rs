//! Decisions typed in the consolidated workbook: read back by finding id before it is written again, so that no run ever loses one.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Report;
use crate::conflicts::Beside;
use crate::model::Decision;
use crate::read_back::Ours;
use crate::report::Settled;

/// The columns of a decision.
pub const COLUMNS: [&str; 4] = ["Decision", "Decision note", "Decided by", "Decided on"];

/// Decisions by finding id, each with what the finding said when it was last shown.
pub type Kept = BTreeMap<String, (Decision, String)>;

/// Reads the decisions in a consolidated workbook.
///
/// # Errors
/// If the workbook cannot be read, or two sheets decide one finding differently: the message names both cells.
pub fn read(bytes: &[u8]) -> Result<Kept, String> {
    let mut book = Ours::open(bytes)?;
    let mut kept: BTreeMap<String, (Decision, String, String)> = BTreeMap::new();
    for sheet in ["Conflicts", "Findings", "Settled"] {
        if sheet == "Settled" && !book.has(sheet) {
            continue;
        }
        for row in book.rows(sheet, &["Finding id", COLUMNS[0]])? {
            let [decision, note, by, on] = COLUMNS.map(|column| row.text(column));
            let decision = Decision { decision, note, by, on };
            let id = row.text("Finding id");
            if id.is_empty() || decision == Decision::default() {
                continue;
            }
            let cell = format!("{sheet}!{}", row.cell(COLUMNS[0]));
            match kept.get(&id) {
                Some((other, _, at)) if *other != decision => {
                    return Err(format!("{id} is decided differently at {at} and at {cell}; make them the same or clear one"));
                }
                _ => drop(kept.insert(id, (decision, row.text("What was found"), cell))),
            }
        }
    }
    Ok(kept.into_iter().map(|(id, (decision, what, _))| (id, (decision, what))).collect())
}

/// Parts decisions whose finding is still there from those whose finding has gone.
pub fn merge(kept: Kept, report: &Report) -> (BTreeMap<String, Decision>, Vec<Settled>) {
    merge_with(kept, report, &[])
}

/// As [`merge`], where rows of Conflicts that are no findings are decided as well.
pub fn merge_with(kept: Kept, report: &Report, others: &[Beside]) -> (BTreeMap<String, Decision>, Vec<Settled>) {
    let ids: BTreeSet<&str> = report.findings.iter().map(|f| f.id.as_str()).chain(others.iter().map(|row| row.id.as_str())).collect();
    let (mut decisions, mut settled) = (BTreeMap::new(), Vec::new());
    for (id, (decision, what)) in kept {
        match ids.contains(id.as_str()) {
            true => drop(decisions.insert(id, decision)),
            false => settled.push(Settled { id, decision, what }),
        }
    }
    (decisions, settled)
}
