//! People to confirm: pairs of rows that may be one person, each with the reasons, the cells and what the figures would be, and a column in
//! which people say so. What they said before stays on the sheet, whether or not the two are still in the returns.

use std::collections::BTreeSet;

use rust_xlsxwriter::{DataValidation, Workbook, XlsxError};

use super::columns;
use super::pages::{headings, text};
use super::parts::HEADING_ROW;
use crate::account::Audit;
use crate::book::people::{ANSWER, BY, NOTE as NOTE_COLUMN, PAIR, PEOPLE, SHEET};
use crate::figures::history::{ALL, BASES, flow_if_one};
use crate::figures::table::{Datum, Table};
use crate::model::Confirmation;
use crate::model::Person;
use crate::people::{Cited, Kind, Proposal, proposals};
use crate::rules::of_pairs;

/// The line under the title.
pub const NOTE: &str = "Rows that may be one person. No pair is joined until you say Yes in the shaded column; a No is remembered, and the pair is not asked about again.";
/// The columns in which people type.
pub const ENTRIES: [&str; 3] = [ANSWER, BY, NOTE_COLUMN];

/// The sheet as a table: what is to be decided, then what was.
pub fn people(audit: &Audit) -> Table {
    let round = &audit.round;
    let mut pairs = proposals(round);
    pairs.sort_by_key(|pair| pair.decided.is_some());
    let mut shown: BTreeSet<String> = BTreeSet::new();
    let mut rows: Vec<Vec<Datum>> = Vec::new();
    for pair in pairs.iter().filter(|pair| shown.insert(pair.id.clone())) {
        rows.push(row(audit, pair, round.confirmed.0.get(&pair.id)));
    }
    let gone = round.confirmed.0.iter().filter(|(id, _)| !shown.contains(*id));
    rows.extend(gone.map(|(id, confirmation)| kept(id, confirmation)));
    let names = [
        PAIR,
        "State",
        "Rule",
        "Member",
        "How likely",
        PEOPLE[0],
        "Cell",
        PEOPLE[1],
        "Other cell",
        "Why",
        "What hangs on it",
        ANSWER,
        BY,
        NOTE_COLUMN,
    ];
    Table { name: SHEET, headings: headings(&names), rows }
}

fn row(audit: &Audit, pair: &Proposal, confirmation: Option<&Confirmation>) -> Vec<Datum> {
    let second = Cited::Now(pair.second);
    let cell = |cited: &Cited| match cited.cell() {
        Some((submission, cell)) => format!("{} {} {}", submission.member, submission.file, cell.at),
        None => format!("last year's workbook, {}", crate::form::Sheet::Secondees.name()),
    };
    let rule = of_pairs(pair.kind).map_or("", |rule| rule.code);
    let mut row = vec![
        text(&pair.id),
        text(state(pair.decided)),
        text(rule),
        text(&pair.second.submission().member),
        text(pair.compared.likeness.name()),
        text(&second.known(&audit.round).label()),
        text(&cell(&second)),
        text(&pair.first.known(&audit.round).label()),
        text(&cell(&pair.first)),
        text(&pair.why()),
        text(&figures(audit, pair)),
    ];
    row.extend(answer(confirmation));
    row
}

/// A decision about two of whom one is no longer in the returns.
fn kept(id: &str, confirmation: &Confirmation) -> Vec<Datum> {
    let why = "Kept from an earlier run or year: the two are not, or no longer, in these returns.";
    let [one, other] = &confirmation.people;
    let (state, blank) = (text(state(Some(confirmation.same))), || Datum::Blank);
    let mut row = vec![text(id), state, blank(), blank(), blank(), text(one), blank(), text(other), blank(), text(why), blank()];
    row.extend(answer(Some(confirmation)));
    row
}

fn state(decided: Option<bool>) -> &'static str {
    match decided {
        None => "To decide",
        Some(true) => "One person",
        Some(false) => "Two persons",
    }
}

fn answer(confirmation: Option<&Confirmation>) -> [Datum; 3] {
    confirmation.map_or([const { Datum::Blank }; 3], |c| [text(if c.same { "Yes" } else { "No" }), text(&c.by), text(&c.note)])
}

/// What the figures are now, and what they would be if the two are one.
fn figures(audit: &Audit, pair: &Proposal) -> String {
    let settings = &audit.round.settings;
    let census = |member: &str| {
        let is_it = |c: &&crate::model::Count| {
            c.year == settings.year && c.member == member && c.measure == "secondees_census" && c.basis == BASES[0]
        };
        audit.counts.iter().find(is_it).and_then(|c| c.value).unwrap_or(0.0)
    };
    let counts = |person: &Person| matches!(person, Person::Secondee(_, row) if row.counts_at_census(settings));
    let member = pair.second.submission().member.as_str();
    match (pair.kind, &pair.first) {
        (Kind::YearOnYear, _) => {
            let now = audit.flows.iter().find(|flow| flow.member == member && flow.basis == BASES[0]);
            let now = now.map_or("not known", |flow| flow.words.as_str());
            match flow_if_one(&audit.round, member, &pair.id) {
                Some(flow) if pair.decided != Some(true) => format!("{member} year on year now: {now}; if one person: {}", flow.words),
                _ => format!("{member} year on year: {now}"),
            }
        }
        (kind, Cited::Now(first)) if counts(first) && counts(&pair.second) => {
            let (whose, number) = match kind {
                Kind::TwoReturns => ("the NPM's", census(ALL)),
                _ => (member, census(member)),
            };
            format!("both are counted at the census date: {whose} secondees are {number}, and {} if one person", number - 1.0)
        }
        (_, Cited::Now(first)) if counts(first) || counts(&pair.second) => {
            "one is counted as a secondee at the census date, the other is not".into()
        }
        _ => "neither is counted as a secondee at the census date".into(),
    }
}

/// Gives the column of answers its drop-down.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn offer_answers(book: &mut Workbook, table: &Table) -> Result<(), XlsxError> {
    let Some(col) = columns::shown_at(table, ANSWER) else { return Ok(()) };
    let last = HEADING_ROW + table.rows.len().max(1) as u32;
    let choices = DataValidation::new().allow_list_strings(&["Yes", "No"])?.set_input_title("Same person?")?;
    let choices = choices.set_input_message("Yes: one person. No: two. Blank: not decided yet.")?;
    book.worksheet_from_name(SHEET)?.add_data_validation(HEADING_ROW + 1, col, last, col, &choices)?;
    Ok(())
}
