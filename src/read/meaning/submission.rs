//! Puts a submission together: sheets, headings, rows, answers, and what is odd about the workbook.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::form::{Asg, ColumnKind, Field, Question, Sec, Sheet, Stf};
use crate::model::{
    Answers, Aside, At, Cell, Entry, Fault, Hidden, Layout, Normalisations, RESPONSE_TYPES, Record, Settings, Submission, Value, a1,
};
use crate::places::{Register, fold};
use crate::read::contents::{Contents, sheet_of};
use crate::read::format::grid::{Grid, Raw};
use crate::read::format::hidden::HiddenIn;
use crate::read::meaning::calendar;
use crate::read::meaning::lines::Lines;
use crate::read::meaning::locate::{self, Headings, locate};
use crate::read::meaning::members;
use crate::read::meaning::parse::Parser;
use crate::read::meaning::rows::{self, read_rows};

/// Sheets of an issued workbook that hold no answers.
const OTHER_SHEETS: &[&str] = &["instructions", "check", "lists", "workings", "queries"];

/// Reads a workbook as a member's return.
///
/// # Errors
/// If the workbook has none of the survey's sheets.
pub fn assemble(file: &str, book: &Contents, register: &Register, settings: &Settings) -> Result<Submission, Fault> {
    let mut layout = Layout { macros: book.macros, external_links: book.external_links, ..Layout::default() };
    let nothing = Grid::default();
    let names: Vec<(String, bool)> = book.sheets.iter().map(|sheet| (sheet.name.clone(), sheet.visible)).collect();
    let sheet_named = |sheet: Sheet| {
        let exact = names.iter().find(|(name, _)| sheet_of(name) == Some((sheet, true)));
        // Of several tables that were one sheet, that with the most headings is the list; the others are shown as sheets not read.
        let headed = |name: &str| book.grid(name).map_or(0, |grid| locate::headings(sheet, grid));
        let tables = names.iter().filter(|(name, _)| sheet_of(name) == Some((sheet, false)));
        exact.or_else(|| tables.rev().max_by_key(|(name, _)| headed(name))).map(|(name, _)| name.clone())
    };
    if Sheet::ALL.iter().all(|sheet| sheet_named(*sheet).is_none()) {
        return Err(Fault::not_workbook("it is a workbook, but not the survey: none of its sheets is", NOT_THE_SURVEY));
    }
    let actual: Vec<Option<String>> = Sheet::ALL.iter().map(|sheet| sheet_named(*sheet)).collect();
    let known: Vec<&str> = actual.iter().flatten().map(String::as_str).collect();
    let mut parser = Parser::new(register, book.is_1904);
    let (mut answers, mut answer_notes) = (None, BTreeMap::new());
    let (mut secondees, mut staff, mut assignments) = (Vec::new(), Vec::new(), Vec::new());
    for (sheet, name) in Sheet::ALL.into_iter().zip(&actual) {
        let Some(name) = name else {
            layout.missing_sheets.push(sheet);
            continue;
        };
        if fold(name) != fold(sheet.name()) {
            layout.table_names.push((name.clone(), sheet));
        }
        let grid = book.grid(name).unwrap_or(&nothing);
        let found = locate(sheet, grid, &mut layout);
        let merges = book.sheets.iter().find(|read| read.name == *name).map_or(&[][..], |read| &read.merges);
        let lines = Lines::new(grid, merges);
        let hidden = book.sheets.iter().find(|read| read.name == *name).map(|read| &read.hidden);
        note_hidden(name, &names, grid, found.as_ref(), hidden, &mut layout);
        let Some(found) = found else { continue };
        match sheet {
            Sheet::Return => {
                answers = Some(read_answers(name, &lines, &found, &mut parser, &mut layout));
                answer_notes = read_answer_notes(grid, &found);
            }
            Sheet::Secondees => secondees = read_rows::<Sec>(name, &lines, &found, &mut parser, &mut layout),
            Sheet::Staff => staff = read_rows::<Stf>(name, &lines, &found, &mut parser, &mut layout),
            Sheet::Assignments => assignments = read_rows::<Asg>(name, &lines, &found, &mut parser, &mut layout),
        }
        let covered = lines.covered(found.row).into_iter().take(1);
        layout.hidden.extend(covered.map(|(row, col)| Hidden { sheet: name.clone(), cell: a1(row, col), what: "cell" }));
    }
    let mut responses = Vec::new();
    for (name, visible) in &names {
        let folded = fold(name);
        if folded == "queries" {
            responses = read_responses(book.grid(name).unwrap_or(&nothing));
        } else if !OTHER_SHEETS.contains(&folded.as_str())
            && !known.contains(&name.as_str())
            && (folded != "export summary" || layout.table_names.is_empty())
        {
            layout.extra_sheets.push(name.clone());
            if !visible {
                note_hidden_sheet(name, book.grid(name).unwrap_or(&nothing), &mut layout);
            }
        }
    }
    layout.asides.extend(rows::comments(book));
    let mut answers = answers.unwrap_or_else(|| no_answers(At { sheet: Sheet::Return, row: 0, col: 0 }));
    calendar::mark(&mut answers, &mut secondees, &mut staff, &mut assignments, settings);
    let mut named = BTreeMap::new();
    for row in &mut assignments {
        settle_members(row, &mut named, settings, register);
    }
    secondees.iter_mut().for_each(|row| settle_employer(row, register));
    let member = identity(book, &answers, settings);
    let answered_queries = responses.iter().filter(|(_, kind, response)| !response.is_empty() || kind == "Corrected").count();
    Ok(Submission { member, file: file.into(), layout, answers, answer_notes, secondees, staff, assignments, answered_queries, responses })
}

const NOT_THE_SURVEY: &str = "Ask the member which file was meant; the survey has the sheets Return, Secondees, Staff and Assignments.";

/// The member by R01, or by the defined name MEMBER_CODE if R01 is blank; as the round spells it if it has such a member.
fn identity(book: &Contents, answers: &Answers, settings: &Settings) -> String {
    let defined =
        book.names.iter().find(|(name, _)| name.eq_ignore_ascii_case("MEMBER_CODE")).map(|(_, value)| value.trim_matches(['=', '"']));
    let typed = answers.text(Question::Member).or(defined.filter(|value| !value.contains('!'))).unwrap_or("").trim();
    members::named(settings, typed).map_or_else(|| typed.to_string(), |member| member.code.clone())
}

/// Reads the cells of an assignment that name a member. One that is no member's is asked about: of whose person it is R03 speaks.
fn settle_members(row: &mut Record<Asg>, named: &mut NamedMembers, settings: &Settings, register: &Register) {
    for (field, cell) in Asg::all().iter().zip(row.cells_mut()) {
        let is_several = match field.column().kind {
            ColumnKind::Member => false,
            ColumnKind::Members => true,
            _ => continue,
        };
        let Some(Value::Text(typed)) = cell.value() else { continue };
        let key = (is_several, typed.clone());
        let (entry, how) = named.entry(key).or_insert_with(|| {
            let mut asked = Cell { normalised: Normalisations::default(), ..cell.clone() };
            match is_several {
                false => members::settle(&mut asked, settings, register),
                true => members::settle_several(&mut asked, settings, register),
            }
            (asked.entry, asked.normalised)
        });
        cell.entry = entry.clone();
        how.iter().for_each(|how| cell.normalised.push(how));
    }
}

/// What cells that name a member, or several, were read as, by their text: a return names few members very often.
type NamedMembers = BTreeMap<(bool, Arc<str>), (Entry, Normalisations)>;

/// Takes the kind of employer that a row states into account, where the name of a home or likely return does not say what kind of place it is.
fn settle_employer(row: &mut Record<Sec>, register: &Register) {
    let words = row.cell(Sec::HomeType).typed.clone();
    for (field, cell) in Sec::all().iter().zip(row.cells_mut()) {
        if let (Sec::Home | Sec::Return, Entry::Read(Value::Places(places))) = (field, &mut cell.entry) {
            places.iter_mut().for_each(|named| named.found = register.of_employer(&named.written, &named.found, &words));
        }
    }
}

/// Answers of a return without a readable Return sheet: none of them is there.
fn no_answers(heading: At) -> Answers {
    Record::new(heading.row, Question::all().iter().map(|_| absent(heading)).collect())
}

pub fn absent(at: At) -> Cell {
    Cell { at, typed: Arc::default(), entry: Entry::Absent, normalised: Normalisations::default() }
}

fn read_answers(name: &str, lines: &Lines, found: &Headings, parser: &mut Parser, layout: &mut Layout) -> Answers {
    let heading = At { sheet: Sheet::Return, row: found.row, col: found.columns.iter().flatten().copied().min().unwrap_or(0) };
    let (Some(refs), Some(answers)) = (found.columns[0], found.columns[2]) else {
        return no_answers(heading);
    };
    let mut rows: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let mut asides = Vec::new();
    let known: Vec<String> = Question::all().iter().map(|question| question.reference().to_string()).collect();
    for row in lines.grid.rows.range(found.row + 1..).map(|(row, _)| *row) {
        let reference = lines.get(row, refs).map(rows::shown).unwrap_or_default().trim().to_uppercase();
        let is_again = rows.contains_key(&reference);
        if known.contains(&reference) {
            rows.entry(reference).or_default().push(row);
            rows::note_text_beside(name, lines, row, found, &mut asides);
        }
        let what = if is_again { "question" } else { "note" };
        let is_question = !is_again && rows.values().any(|rows| rows.last() == Some(&row));
        let said: Vec<(u32, String)> = lines.row(row).map(|(col, raw)| (col, rows::shown(raw))).collect();
        if let Some((col, _)) = said.first().filter(|_| !is_question && !is_heading(&said)) {
            let text = said.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
            asides.push(Aside { sheet: name.into(), cell: a1(row, *col), what, text });
        }
    }
    layout.asides.append(&mut asides);
    let cells = Question::all()
        .iter()
        .map(|question| match rows.get(question.reference()).map(Vec::as_slice) {
            Some([first, others @ ..]) => {
                let mut at =
                    |row: u32| parser.cell(At { sheet: Sheet::Return, row, col: answers }, lines.get(row, answers), question.column());
                let mut cell = at(*first);
                let differs = others.iter().map(|row| at(*row)).find(|other| !other.is_blank() && fold(&other.typed) != fold(&cell.typed));
                if let Some(other) = differs {
                    // Of two answers neither is taken; a blank one beside an answer is one as well.
                    let (other_cell, typed) = (other.at.a1(), &other.typed);
                    let why = format!("{} is answered again in {other_cell}, where it is \"{typed}\"", question.reference());
                    cell.entry = Entry::Unreadable(why.into());
                }
                cell
            }
            _ => {
                layout.missing_questions.push((heading, *question));
                absent(heading)
            }
        })
        .collect();
    Record::new(found.row, cells)
}

/// Whether a row is the headings once more.
fn is_heading(said: &[(u32, String)]) -> bool {
    said.iter().all(|(_, text)| Sheet::Return.columns().iter().any(|column| fold(column.heading) == fold(text)))
}

/// The notes beside the answers, by the question's reference.
fn read_answer_notes(grid: &Grid, found: &Headings) -> BTreeMap<String, String> {
    let (Some(refs), Some(notes)) = (found.columns[0], found.columns[3]) else { return BTreeMap::new() };
    let rows = grid.rows.range(found.row + 1..).map(|(row, _)| *row);
    let noted = rows.map(|row| (shown_text(grid, row, refs).to_uppercase(), shown_text(grid, row, notes)));
    noted.filter(|(reference, notes)| !reference.is_empty() && !notes.is_empty()).collect()
}

/// A cell as text, whatever was typed: an answer in words may be a year or a date.
fn shown_text(grid: &Grid, row: u32, col: u32) -> String {
    match grid.get(row, col) {
        Some(Raw::Text(text) | Raw::Error(text) | Raw::Shown(_, text)) => text.trim().to_string(),
        Some(Raw::Number(number)) => format!("{number}"),
        Some(Raw::Date(date)) => crate::model::show_date(*date),
        Some(Raw::Bool(is)) => if *is { "TRUE" } else { "FALSE" }.to_string(),
        None => String::new(),
    }
}

fn note_hidden(
    name: &str,
    names: &[(String, bool)],
    grid: &Grid,
    found: Option<&Headings>,
    hidden: Option<&HiddenIn>,
    layout: &mut Layout,
) {
    if names.iter().any(|(sheet, visible)| sheet == name && !visible) {
        note_hidden_sheet(name, grid, layout);
    }
    let (Some(found), Some(hidden)) = (found, hidden) else { return };
    let mut note = |row: u32, col: u32, what| layout.hidden.push(Hidden { sheet: name.into(), cell: a1(row, col), what });
    for row in hidden.rows.iter().filter(|row| **row > found.row) {
        if let Some((col, _)) = grid.rows.get(row).and_then(|cells| cells.first()) {
            note(*row, *col, "row");
        }
    }
    for (first, last) in &hidden.columns {
        for col in found.columns.iter().flatten().filter(|col| (first..=last).contains(col)) {
            if let Some(row) = grid.rows.range(found.row + 1..).map(|(row, _)| *row).find(|row| grid.get(*row, *col).is_some()) {
                note(row, *col, "column");
            }
        }
    }
}

fn note_hidden_sheet(name: &str, grid: &Grid, layout: &mut Layout) {
    if let Some((row, cells)) = grid.rows.iter().next() {
        let cell = cells.first().map_or_else(String::new, |(col, _)| a1(*row, *col));
        layout.hidden.push(Hidden { sheet: name.into(), cell, what: "sheet" });
    }
}

/// The answers of a queries workbook: finding id, response type, response. A query that asks about several findings answers for each.
fn read_responses(grid: &Grid) -> Vec<(String, String, String)> {
    let heading = grid.rows.iter().find_map(|(row, cells)| {
        let column = |wanted: &str| cells.iter().find(|(_, raw)| matches!(raw, Raw::Text(t) if fold(t) == wanted)).map(|(col, _)| *col);
        Some((*row, column("finding id")?, column("response type")?, column("your response")?, column("expected by")))
    });
    let Some((heading, id, kind, response, expected)) = heading else { return Vec::new() };
    let mut responses = Vec::new();
    for row in grid.rows.range(heading + 1..).map(|(row, _)| *row) {
        let (mut kind, mut response) = (response_type(&shown_text(grid, row, kind)), shown_text(grid, row, response));
        let expected = expected.map_or_else(String::new, |col| shown_text(grid, row, col));
        if !expected.is_empty() {
            // A day by which an answer is expected says that it is to come.
            if kind.is_empty() || response.is_empty() && kind != RESPONSE_TYPES[0] {
                kind = TO_COME.into();
            }
            let more = if response.is_empty() { String::new() } else { format!("; {response}") };
            response = format!("expected by {expected}{more}");
        }
        for id in shown_text(grid, row, id).split(';').map(str::trim).filter(|id| !id.is_empty()) {
            responses.push((id.to_string(), kind.clone(), response.clone()));
        }
    }
    responses
}

/// The response type of an answer that is to come.
const TO_COME: &str = RESPONSE_TYPES[2];

/// A response type as the drop-down spells it, or as typed if it is none of them.
fn response_type(typed: &str) -> String {
    RESPONSE_TYPES.into_iter().find(|word| fold(word) == fold(typed)).map_or_else(|| typed.to_string(), String::from)
}
