//! A workbook filled in from last year: who was there then and has not left, with everything but what must be answered afresh.

use std::collections::BTreeMap;

use super::beside;
use super::filled::{Filled, carried_column};
use crate::figures::table::Datum;
use crate::form::{Field, Sec, Sheet, Stf, UNANSWERED};
use crate::model::{Confirmations, Date, LastYear, PastRow, Settings, Value};
use crate::people;

/// What is asked again every year and shown only to be confirmed (¶12, ¶13).
const TO_CONFIRM: &[Sec] = &[Sec::Assessed, Sec::AssessedBy, Sec::Outcome, Sec::Supervised];

impl Filled {
    /// The workbook of a member with last year's continuing secondees and staff, in last year's order. Whom people confirmed to be one person in two
    /// rows has the first of them.
    pub fn carried_over(settings: &Settings, member: &str, last: &LastYear) -> Self {
        let mut filled = Self::blank(settings, member);
        filled.carried_from = last.year_of(&filled.member);
        let going_on: Vec<&PastRow> =
            last.rows.iter().filter(|past| past.member == filled.member && continues(past, settings.from)).collect();
        let other_rows = other_rows_of_one(&going_on, &last.confirmed);
        for (at, past) in going_on.into_iter().enumerate() {
            if let Some(references) = other_rows.get(&at) {
                filled.one_with.push(references.clone());
                continue;
            }
            let rows = filled.rows.entry(past.sheet).or_default();
            let mut row: Vec<Datum> = past.cells.iter().map(datum).collect();
            filled.was.insert((past.sheet, rows.len()), beside::answers(filled.carried_from, past.sheet, &row));
            if let Some(carried) = carried_column(past.sheet) {
                row[carried] = Datum::Text(UNANSWERED.into());
            }
            // Last year's remarks are about last year.
            row[notes(past.sheet)] = Datum::Blank;
            if past.sheet == Sheet::Secondees {
                for field in TO_CONFIRM.iter().filter(|field| row[field.index()] != Datum::Blank) {
                    filled.to_confirm.insert((past.sheet, rows.len(), field.index()));
                }
            }
            rows.push(row);
        }
        filled
    }
}

/// The rows that are of a person who has an earlier row among these, by position: the reference of each, and that of the first row.
fn other_rows_of_one(rows: &[&PastRow], confirmed: &Confirmations) -> BTreeMap<usize, [String; 2]> {
    let text = |row: &PastRow, col: usize| match &row.cells[col] {
        Some(Value::Text(text)) => text.to_string(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let [reference, name] = [0, 1];
    let people: Vec<(String, String)> = rows.iter().map(|row| (text(row, reference), text(row, name))).collect();
    let known = rows.iter().zip(&people).map(|(row, (reference, name))| (row.member.as_str(), reference.as_str(), name.as_str()));
    let sets = people::one_person(known, confirmed);
    let others = sets.iter().flat_map(|set| set.iter().skip(1).map(|at| (*at, set[0])));
    others.map(|(at, first)| (at, [people[at].0.clone(), people[first].0.clone()])).collect()
}

/// Whether somebody of last year was still there when this year began. The last day is a day in post, so who left on last year's census date was
/// counted then and is asked about once more.
fn continues(past: &PastRow, from: Date) -> bool {
    let text = |col: usize| match &past.cells[col] {
        Some(Value::Text(text)) => &**text,
        _ => "",
    };
    match past.sheet {
        Sheet::Secondees => match &past.cells[Sec::End.index()] {
            Some(Value::Date(end)) => from.yesterday().is_ok_and(|census| *end >= census),
            _ => true,
        },
        Sheet::Staff => text(Stf::Carried.index()) != "Left",
        Sheet::Return | Sheet::Assignments => false,
    }
}

fn notes(sheet: Sheet) -> usize {
    match sheet {
        Sheet::Secondees => Sec::Notes.index(),
        _ => Stf::Notes.index(),
    }
}

fn datum(value: &Option<Value>) -> Datum {
    match value {
        None => Datum::Blank,
        Some(Value::Text(text)) => Datum::Text(text.to_string()),
        Some(Value::Number(number)) => Datum::Number(*number),
        Some(Value::Date(date)) => Datum::Date(*date),
        Some(Value::Choice(word)) => Datum::Text((*word).into()),
        Some(Value::Places(places)) => Datum::Text(places.iter().map(|place| place.written.as_str()).collect::<Vec<_>>().join("; ")),
    }
}
