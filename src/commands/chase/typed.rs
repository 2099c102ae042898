//! What the coordinator typed into the sheet of the last `chase`: it is read back before the sheet is written again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::book::tables::{Back, Ours};
use crate::error::Error;
use crate::figures::table::Datum;
use crate::outputs::sentences::listed;
use crate::outputs::workbooks::{CHASE_ENTRIES, CHASE_SHEET, ChaseTyped};
use crate::round::config::Config;

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

/// What is taken over from last year's sheet.
#[derive(Default)]
pub(super) struct Carried {
    /// The addresses, by member.
    pub typed: BTreeMap<String, ChaseTyped>,
    /// The sheet.
    from: PathBuf,
}

impl Carried {
    /// What the console says of it.
    pub fn said(&self) -> String {
        let members: Vec<String> = self.typed.keys().cloned().collect();
        match members.as_slice() {
            [] => String::new(),
            _ => format!("Taken over from {}: what was typed under Other address for {}.\n", self.from.display(), listed(&members)),
        }
    }
}

/// The addresses that were typed in the sheet of last year's round, for the members of this one. They hold until this year's sheet is there.
///
/// # Errors
/// As [`read`].
pub(super) fn of_last_year(round: &Path, config: &Config) -> Result<Carried, Error> {
    let Some(output) = config.previous.as_ref().map(|workbook| round.join(workbook)).and_then(|path| Some(path.parent()?.to_path_buf()))
    else {
        return Ok(Carried::default());
    };
    let beside = output.join("chase");
    let earlier = (1..=MOST_YEARS).map(|back| beside.join(format!("chase-{}.xlsx", config.settings.year - back)));
    let Some(from) = earlier.into_iter().find(|path| path.is_file()) else { return Ok(Carried::default()) };
    let mut typed = read(&from)?;
    typed.retain(|member, own| config.settings.member(member).is_some() && own.address != Datum::Blank);
    let typed = typed.into_iter().map(|(member, own)| (member, ChaseTyped { address: own.address, ..ChaseTyped::default() })).collect();
    Ok(Carried { typed, from })
}

/// How many years back a sheet is looked for: a round may have been left out.
const MOST_YEARS: i16 = 5;
