//! A person by all rows that people confirmed to be the person's: counted once in every figure.

use crate::form::Sec;
use crate::model::{Basis, Measure, Record, Settings, YesNo};

/// Whether a person counts in a figure: in post if any row says so; new or ended only if all rows of the year do, as somebody who was there before by
/// another row is not new, and somebody who is still there has not ended.
pub(super) fn told(rows: &[&Record<Sec>], measure: Measure, basis: Basis, settings: &Settings) -> YesNo {
    let of = |row: &&Record<Sec>, measure| row.counts_in(measure, basis, settings);
    if let [one] = rows {
        return of(one, measure);
    }
    let is_of_all = matches!(measure, Measure::SecondeesNew | Measure::SecondeesEnded);
    if !is_of_all {
        let all: Vec<YesNo> = rows.iter().map(|row| of(row, measure)).collect();
        return match all.contains(&Ok(true)) {
            true => Ok(true),
            false => all.into_iter().find(Result::is_err).unwrap_or(Ok(false)),
        };
    }
    let mut person = Ok(false);
    for row in rows {
        match (of(row, measure), of(row, Measure::SecondeesInYear)) {
            // A row that is of no concern in the year.
            (Ok(false), Ok(false)) => {}
            (Ok(false), Ok(true)) => return Ok(false),
            (Ok(false), Err(field)) | (Err(field), _) => person = Err(field),
            (Ok(true), _) if person == Ok(false) => person = Ok(true),
            (Ok(true), _) => {}
        }
    }
    person
}

/// What a person adds to a figure; nothing where that is not known.
pub(super) fn adds(rows: &[&Record<Sec>], measure: Measure, basis: Basis, settings: &Settings) -> Option<f64> {
    match (told(rows, measure, basis, settings), measure) {
        (Ok(false), _) => Some(0.0),
        // Of several rows the one that says most, as the others repeat it.
        (Ok(true), Measure::FteNpm) => {
            let counted = rows.iter().filter(|row| row.counts_in(measure, basis, settings) == Ok(true));
            counted.filter_map(|row| row.number(Sec::Fte)).reduce(f64::max)
        }
        (Ok(true), _) => Some(1.0),
        (Err(_), _) => None,
    }
}
