//! What the coordinator typed into the sheet of the last `chase`: it is read back before the sheet is written again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::book::tables::{Back, Ours};
use crate::error::Error;
use crate::figures::table::Datum;
use crate::outputs::workbooks::{CHASE_ENTRIES, CHASE_SHEET, ChaseTyped};

/// The workbook of the sheet.
pub(super) fn sheet(round: &Path, year: i16) -> PathBuf {
    round.join("output/chase").join(format!("chase-{year}.xlsx"))
}

/// What was typed, by member; nothing if there is no such sheet yet.
///
/// # Errors
/// If it is there and cannot be read back.
pub(super) fn read(sheet: &Path) -> Result<BTreeMap<String, ChaseTyped>, Error> {
    if !sheet.exists() {
        return Ok(BTreeMap::new());
    }
    let bytes = fs::read(sheet).map_err(|e| Error::at(sheet, format!("cannot be read ({e})")))?;
    let cannot = |e: Error| {
        e.said(|what| {
            format!("what was typed under Last chased cannot be read back: {what}. It was left as it is; move it away to start without it")
        })
        .about(sheet)
    };
    let rows =
        Ours::open(bytes).and_then(|mut ours| ours.rows(CHASE_SHEET, &["Member", CHASE_ENTRIES[0], CHASE_ENTRIES[1]])).map_err(cannot)?;
    let mut typed: BTreeMap<String, ChaseTyped> = BTreeMap::new();
    for row in rows {
        let datum = |heading: &str| match row.value(heading) {
            None => Datum::Blank,
            Some(Back::Date(day)) => Datum::Date(*day),
            Some(Back::Number(number)) => Datum::Number(*number),
            Some(Back::Text(text)) => Datum::Text(text.clone()),
        };
        let own = typed.entry(row.text("Member")).or_default();
        let [chased, note, address] = CHASE_ENTRIES;
        for (kept, heading) in [(&mut own.chased, chased), (&mut own.note, note), (&mut own.address, address)] {
            if *kept == Datum::Blank {
                *kept = datum(heading);
            }
        }
    }
    typed.retain(|member, own| !member.is_empty() && *own != ChaseTyped::default());
    Ok(typed)
}

/// When each member was last chased, as typed.
///
/// # Errors
/// As [`read`].
pub(in crate::commands) fn last_chased(round: &Path, year: i16) -> Result<BTreeMap<String, Datum>, Error> {
    Ok(read(&sheet(round, year))?.into_iter().map(|(member, typed)| (member, typed.chased)).collect())
}
