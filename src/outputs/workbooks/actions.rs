//! Actions: what was decided to be done, by whom and by when, until it is done; and Choices: what can be decided, and what each choice means.

use std::borrow::Cow;
use std::collections::HashMap;

use rust_xlsxwriter::{DataValidation, Workbook, XlsxError};

use super::columns;
use super::conflicts::card_rows;
use super::pages::{day, findings_in_order, headings, number, text};
use super::parts::{HEADING_ROW, Page};
use crate::account::Audit;
use crate::book::actions::{AS_DECIDED, DECIDED_AT, DONE, ENTRIES, PROGRESS, ROUND, SHEET, TO_DO, is_done};
use crate::book::choices::{self, DECISIONS, OF_FINDINGS};
use crate::book::decisions::{COLUMNS, DUE, OWNER, as_date};
use crate::figures::table::{Datum, Table};
use crate::model::{Action, a1, show_date};

/// The sheet that says what can be decided.
pub(super) const CHOICES: &str = "Choices";

/// How an action stands: what is read first, and the words for it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Overdue(i32),
    Open,
    Incomplete,
    NoDay,
    Done,
    NotAskedFor,
}

fn due(audit: &Audit, action: &Action) -> Due {
    let as_at = audit.round.settings.as_at;
    match as_date(&action.decision.due) {
        _ if action.withdrawn.is_some() => Due::NotAskedFor,
        _ if is_done(action) => Due::Done,
        // The most overdue come first. A word that is no day does not make it done.
        Some(day) if day < as_at => Due::Overdue(-as_at.since(day).map_or(0, |span| span.get_days())),
        _ if !action.done_on.is_empty() => Due::NoDay,
        _ if missing(audit, action).is_empty() => Due::Open,
        _ => Due::Incomplete,
    }
}

/// What an action still lacks. What is to be done is the note of the decision, which only its own round can give.
fn missing(audit: &Audit, action: &Action) -> Vec<&'static str> {
    let decision = &action.decision;
    let mut missing = Vec::new();
    if decision.note.trim().is_empty() && action.year == audit.round.settings.year {
        missing.push(TO_DO);
    }
    if decision.owner.trim().is_empty() {
        missing.push(OWNER);
    }
    if as_date(&decision.due).is_none() {
        missing.push(DUE);
    }
    missing
}

fn words(audit: &Audit, action: &Action) -> String {
    let missing = missing(audit, action);
    let and_missing = if missing.is_empty() { String::new() } else { format!("; still to be given: {}", missing.join(", ")) };
    match due(audit, action) {
        Due::Overdue(_) if !action.done_on.is_empty() => format!("Overdue; Done on is no day{and_missing}"),
        Due::Overdue(_) => format!("Overdue{and_missing}"),
        Due::Open | Due::Incomplete => format!("Open{and_missing}"),
        Due::NoDay => "Open; Done on is no day".into(),
        Due::Done => "Done".into(),
        Due::NotAskedFor => format!("Not asked for any more: {}", action.withdrawn.as_deref().unwrap_or("")),
    }
}

/// The sheet Actions.
pub(super) fn actions<'a>(audit: &Audit) -> Page<'a> {
    let mut all: Vec<&Action> = audit.actions.iter().collect();
    all.sort_by_cached_key(|action| (due(audit, action), as_date(&action.decision.due), action.year, action.id.clone()));
    let cards = if all.is_empty() { HashMap::new() } else { card_rows(audit) };
    let order = if all.is_empty() { Vec::new() } else { findings_in_order(audit) };
    let findings: HashMap<&str, u32> =
        (HEADING_ROW + 1..).zip(&order).map(|(row, at)| (audit.report.findings[*at].id.as_str(), row)).collect();
    let this_year = audit.round.settings.year;
    let decided_at = |action: &Action| match action.year == this_year {
        false => Datum::Blank,
        true => match (cards.get(action.id.as_str()), findings.get(action.id.as_str())) {
            (Some(row), _) => Datum::Link("Conflicts".into(), format!("internal:'Conflicts'!{}", a1(*row, 0))),
            (None, Some(row)) => Datum::Link("Findings".into(), format!("internal:'Findings'!{}", a1(*row, 0))),
            (None, None) => text("Settled"),
        },
    };
    let rows = all.iter().map(|action| {
        let Action { id, year, decision, done_on, progress, member, what, pair, .. } = action;
        vec![
            match due(audit, action) {
                Due::Overdue(days) => number(days.unsigned_abs() as usize),
                _ => Datum::Blank,
            },
            text(&decision.note),
            text(&decision.owner),
            day(&decision.due),
            day(done_on),
            text(progress),
            text(member),
            text(what),
            number(*year as usize),
            text(&words(audit, action)),
            decided_at(action),
            text(&decision.decision),
            text(&decision.by),
            day(&decision.on),
            text(id),
            text(&pair.member),
            text(&pair.reference),
            text(&pair.name),
            text(&pair.place),
            text(&pair.place_id),
            text(&decision.owner),
            day(&decision.due),
        ]
    });
    let [owner, due_day, done, progress] = ENTRIES;
    let names = [
        "Days overdue",
        TO_DO,
        owner,
        due_day,
        done,
        progress,
        "Member",
        "What was found",
        ROUND,
        "State",
        DECIDED_AT,
        "Decision",
        "Decided by",
        "Decided on",
        "Finding id",
        "Person's member",
        "Person ref",
        "Full name",
        "Place",
        "Place id",
        AS_DECIDED[0],
        AS_DECIDED[1],
    ];
    debug_assert!(done == DONE && progress == PROGRESS && [owner, due_day] == [OWNER, DUE]);
    let note = format!(
        "What was decided to be done, as at {}. Type under {DONE} the day on which it was done; until then it is listed every year.",
        show_date(audit.round.settings.as_at)
    );
    let table = Table { name: SHEET, headings: headings(&names), rows: rows.collect() };
    Page { table: Cow::Owned(table), made: None, title: "Actions", note, entries: ENTRIES.to_vec() }
}

/// The sheet Choices.
pub(super) fn choices_page<'a>() -> Page<'a> {
    let of = |sheet: &'static str, choices: &'static [&'static str]| {
        choices.iter().map(move |choice| vec![text(sheet), text(choice), text(choices::meaning(choice))])
    };
    let rows = of("Conflicts", &DECISIONS).chain(of("Findings", &OF_FINDINGS)).collect();
    let table = Table { name: CHOICES, headings: headings(&["Sheet", "Choice", "What it means"]), rows };
    Page::new(table, "Choices: what can be decided", "The choices offered under Decision, and what follows from each.")
}

/// The cells of Choices that hold these choices, as a drop-down refers to them. A list in the drop-down itself would be parted at each comma.
fn cells_of(is_of_findings: bool) -> String {
    let first = HEADING_ROW + 2;
    let (from, to) = match is_of_findings {
        false => (first, first + DECISIONS.len() as u32 - 1),
        true => (first + DECISIONS.len() as u32, first + (DECISIONS.len() + OF_FINDINGS.len()) as u32 - 1),
    };
    format!("={CHOICES}!$B${from}:$B${to}")
}

/// Offers the choices under Decision: on Findings not in the rows of conflicts, which are decided on Conflicts.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn offer_choices(book: &mut Workbook, audit: &Audit, pages: &[Page]) -> Result<(), XlsxError> {
    for page in pages.iter().filter(|page| page.entries.contains(&COLUMNS[0])) {
        let Some(col) = columns::shown_at(&page.table, COLUMNS[0]) else { continue };
        let is_of_findings = page.table.name == "Findings";
        let choices = DataValidation::new().allow_list_formula(cells_of(is_of_findings).as_str().into()).set_input_title("Decision")?;
        let choices = choices.set_input_message("Choose one; the note says why. Choices says what each means.")?;
        let choices = choices
            .set_error_title("Not one of the choices")?
            .set_error_message("Choose one of the list. What else there is to say goes into the note.")?;
        let runs = if is_of_findings { runs_to_decide(audit) } else { vec![(0, page.len().max(1) as u32 - 1)] };
        let sheet = book.worksheet_from_name(page.table.name)?;
        for (from, to) in runs {
            sheet.add_data_validation(HEADING_ROW + 1 + from, col, HEADING_ROW + 1 + to, col, &choices)?;
        }
    }
    Ok(())
}

/// The rows of Findings, from 0, of what is decided there: one run a severity, as conflicts come first in each.
fn runs_to_decide(audit: &Audit) -> Vec<(u32, u32)> {
    let order = findings_in_order(audit);
    let is_decided_here: Vec<bool> = order.iter().map(|at| !super::pages::is_conflict(&audit.report.findings[*at])).collect();
    let mut runs = Vec::new();
    let mut row = 0;
    for run in is_decided_here.chunk_by(|a, b| a == b) {
        let count = run.len() as u32;
        if run[0] {
            runs.push((row, row + count - 1));
        }
        row += count;
    }
    runs
}
