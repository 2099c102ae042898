//! `queries/MEMBER-YEAR-queries.xlsx`: the member's own return again, with the cells to mend coloured and noted, and a sheet of queries to answer.
//!
//! It is the survey workbook with the return's own values, so that a member corrects and answers in one file and sends that back. It holds
//! nothing of other members' returns: what a query says is worded for the member in [`crate::queries`].

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rust_xlsxwriter::{Color, DataValidation, Format, FormatAlign, FormatBorder, ProtectionOptions, Url, Workbook, Worksheet, XlsxError};

use super::style::{MARKING, Style};
use super::survey::{Filled, Mark, MarkKind, Shared, SurveyPlan, workbook_with};
use crate::account::Audit;
use crate::figures::table::Datum;
use crate::form::{Field, Question, Sheet};
use crate::model::finding::Severity;
use crate::model::{Cell, Entry, Record, Submission, Value, column_letters, show_date};
use crate::queries::cells::Cells;
use crate::queries::states::{AskedFinding, QueryState, joined};
use crate::queries::{Query, return_of};
use crate::rules::paragraphs;

/// The name of the sheet, by which the reader knows it.
const SHEET: &str = "Queries";
/// The heading row, counted from 0.
const HEADING_ROW: u32 = 5;
/// Headings and widths. The reader looks for "Response type", "Your response" and "Finding id".
const COLUMNS: [(&str, f64); 10] = [
    ("No.", 5.0),
    ("How it stands", 15.0),
    ("Where", 17.0),
    ("What we found", 42.0),
    ("What was expected, and why", 34.0),
    ("What to do", 34.0),
    ("Paragraph", 10.0),
    (RESPONSE_TYPE, 13.0),
    ("Your response", 34.0),
    ("Finding id", 9.0),
];
const RESPONSE_TYPE: &str = "Response type";
/// What a response can be.
const RESPONSES: [&str; 2] = ["Corrected", "Explained"];
/// The longest text of a cell of the sheet, so that its row stays within what a row can be high.
const LONGEST: usize = 900;
/// Most findings named in one row; the ids of more would not fit into a cell.
const MOST_FINDINGS: usize = 800;

/// A query with where its findings stand, as far as the member has to do with them.
struct OpenQueries<'a> {
    query: &'a Query,
    asked: Vec<&'a AskedFinding>,
}

impl OpenQueries<'_> {
    fn state(&self) -> QueryState {
        self.asked.iter().map(|asked| asked.state).min().unwrap_or(QueryState::New)
    }
}

/// The queries workbook of each member that has something to mend: file name and content, by name.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn queries(audit: &Audit) -> Result<Vec<(String, Vec<u8>)>, XlsxError> {
    let asked: BTreeMap<&str, &AskedFinding> = audit.followed.asked.iter().map(|asked| (asked.finding.as_str(), asked)).collect();
    let mut by_member: BTreeMap<&str, Vec<OpenQueries>> = BTreeMap::new();
    for query in &audit.followed.queries {
        let asked: Vec<&AskedFinding> = query.findings.iter().filter_map(|id| asked.get(id.as_str()).copied()).collect();
        let asked: Vec<&AskedFinding> = asked.into_iter().filter(|a| a.state.is_open() || a.state == QueryState::Explained).collect();
        if !asked.is_empty() {
            by_member.entry(&query.member).or_default().push(OpenQueries { query, asked });
        }
    }
    // What waits for the coordinator comes last.
    by_member.values_mut().for_each(|open| open.sort_by_key(|one| !one.state().is_open()));
    by_member.retain(|_, open| open.iter().any(|query| query.state().is_open()));
    let members: Vec<(&str, Vec<OpenQueries>)> = by_member.into_iter().collect();
    let codes: Vec<String> = audit.round.settings.members.iter().map(|member| member.code.clone()).collect();
    let shared = Shared::new(&codes, &audit.round.register);
    let made = members.par_iter().filter_map(|(member, open)| {
        let submission = return_of(audit.round, member, "")?;
        Some(workbook(audit, &shared, submission, open).map(|bytes| (file_name(member, audit.round.settings.year), bytes)))
    });
    made.collect()
}

/// The name of a member's queries workbook. The code is as typed if the round has no such member, so that it is made safe first.
pub fn file_name(member: &str, year: i16) -> String {
    let safe: String = member.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    format!("{safe}-{year}-queries.xlsx")
}

fn workbook(audit: &Audit, shared: &Shared, submission: &Submission, open: &[OpenQueries]) -> Result<Vec<u8>, XlsxError> {
    let mut filled = Filled::of(&audit.round.settings, submission);
    filled.back_to = Some(SHEET.into());
    filled.is_handed_back = true;
    carry(&mut filled, submission);
    let here = Here(Cells::new(submission));
    mark(&mut filled, &here, open);
    workbook_with(&filled, shared, &|book, _, plan| sheet(book, plan, audit, &filled, &here, open))
}

/// Addresses in the member's file, as this workbook has them: its rows begin elsewhere.
struct Here<'a>(Cells<'a>);

impl Here<'_> {
    /// A query with addresses and rows as this workbook has them.
    fn moved(&self, plan: &SurveyPlan, query: &Query) -> Query {
        let mut query = query.clone();
        let mut rows: BTreeMap<String, String> = BTreeMap::new();
        for spot in &mut query.spots {
            let mut found = self.text(plan, &spot.found);
            if let Some(at) = plan.at((spot.sheet, spot.row, spot.column)) {
                // Of a row without a reference the finding gives the number.
                found = found.replace(&format!(" in row {} ", spot.at.row + 1), &format!(" in row {} ", at.row + 1));
            }
            rows.insert(std::mem::replace(&mut spot.found, found.clone()), found);
        }
        for found in &mut query.found {
            *found = rows.get(found).cloned().unwrap_or_else(|| self.text(plan, found));
        }
        query
    }

    /// A text with each `Secondees!A7` in it replaced by where that cell stands in this workbook.
    fn text(&self, plan: &SurveyPlan, text: &str) -> String {
        let mut out = String::new();
        for (at, word) in text.split(' ').enumerate() {
            if at > 0 {
                out.push(' ');
            }
            let end = word.len() - word.chars().rev().take_while(|c| !c.is_ascii_digit()).map(char::len_utf8).sum::<usize>();
            let (address, rest) = word.split_at(end);
            let moved = address.split_once('!').and_then(|(sheet, cell)| self.0.at(sheet, cell));
            match moved.and_then(|known| plan.at((known.sheet, known.row, known.column))) {
                Some(at) => out.push_str(&format!("{at}{rest}")),
                None => out.push_str(word),
            }
        }
        out
    }
}

/// Texts exactly as typed, and the notes beside the answers.
fn carry(filled: &mut Filled, submission: &Submission) {
    fn typed<F: Field>(filled: &mut Filled, records: &[Record<F>]) {
        let Some(rows) = filled.rows.get_mut(&F::SHEET) else { return };
        for (row, record) in rows.iter_mut().zip(records) {
            for (datum, (_, cell)) in row.iter_mut().zip(record.cells()) {
                if let Some(text) = text(cell) {
                    *datum = Datum::Text(text);
                }
            }
        }
    }
    typed(filled, &submission.secondees);
    typed(filled, &submission.staff);
    typed(filled, &submission.assignments);
    for (question, cell) in submission.answers.cells() {
        let answer = &mut filled.answers[question as usize];
        if let Some(text) = text(cell) {
            answer[0] = Datum::Text(text);
        }
        if let Some(notes) = submission.answer_notes.get(Question::reference(question)) {
            answer[1] = Datum::Text(notes.clone());
        }
    }
}

/// The text to carry where a cell holds one; dates, numbers and list words are carried as what they were read as.
fn text(cell: &Cell) -> Option<String> {
    match &cell.entry {
        Entry::Absent | Entry::Blank | Entry::Read(Value::Number(_) | Value::Date(_) | Value::Choice(_)) => None,
        // An error stays one, whatever the reader called it.
        Entry::Error if !cell.typed.starts_with('#') => Some("#VALUE!".into()),
        _ => Some(cell.typed.clone()),
    }
}

/// Colours and notes the cells of the queries.
fn mark(filled: &mut Filled, here: &Here, open: &[OpenQueries]) {
    let plan = SurveyPlan::new(filled);
    for (at, one) in open.iter().enumerate() {
        let query = here.moved(&plan, one.query);
        let ids = ids(one);
        let kind = if query.severity == Severity::Note { MarkKind::Look } else { MarkKind::Mend };
        for spot in query.spots.iter().filter(|spot| ids.contains(spot.finding.as_str())) {
            let note = format!("Query {} on the sheet {SHEET}. {}\nWhat to do: {}", at + 1, spot.found, query.rule.fix);
            filled
                .marks
                .entry((spot.sheet, spot.row, spot.column))
                .and_modify(|mark| {
                    mark.kind = mark.kind.min(kind);
                    mark.note = format!("{}\n\n{note}", mark.note);
                })
                .or_insert(Mark { kind, note });
        }
    }
}

fn ids<'a>(open: &OpenQueries<'a>) -> BTreeSet<&'a str> {
    open.asked.iter().map(|asked| asked.finding.as_str()).collect()
}

/// The cells of a query, without those of findings that are accepted.
fn listed<'a>(open: &'a OpenQueries) -> impl Iterator<Item = &'a crate::queries::QueryCell> {
    let ids = ids(open);
    open.query.spots.iter().filter(move |spot| ids.contains(spot.finding.as_str()))
}

fn sheet(
    book: &mut Workbook,
    plan: &SurveyPlan,
    audit: &Audit,
    filled: &Filled,
    here: &Here,
    open: &[OpenQueries],
) -> Result<(), XlsxError> {
    let style = Style::new();
    let sheet = book.add_worksheet();
    head(sheet, &style, audit, filled, open)?;
    let framed = || Format::new().set_align(FormatAlign::Top).set_border(FormatBorder::Thin).set_border_color(Color::RGB(0xA6_A6A6));
    let (note, small) = (framed().set_text_wrap(), framed().set_font_size(8));
    let (bold, link_look) =
        (note.clone().set_bold(), style.link.clone().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0xA6_A6A6)));
    let number = bold.clone().set_align(FormatAlign::Center);
    let mut row = HEADING_ROW + 1;
    for (at, one) in open.iter().enumerate() {
        let query = here.moved(plan, one.query);
        let why =
            query.rule.paragraph.map_or_else(String::new, |paragraph| format!("\n{paragraph}: {}", paragraphs::in_our_words(query.rule)));
        let (link, cells) = place(plan, one);
        let texts = [
            standing(one),
            link,
            format!("{}{cells}", clipped(&query.text())),
            format!("{}{why}", query.rule.expected),
            format!("{}\nFor example: {}", query.rule.fix, query.rule.right),
        ];
        sheet.write_number_with_format(row, 0, (at + 1) as f64, &number)?;
        sheet.write_string_with_format(row, 1, &texts[0], &bold)?;
        match listed(one).next().and_then(|spot| plan.link((spot.sheet, spot.row, spot.column))) {
            Some(link) => drop(sheet.write_url_with_format(row, 2, Url::new(link).set_text(&texts[1]), &link_look)?),
            None => drop(sheet.write_string_with_format(row, 2, &texts[1], &note)?),
        }
        for (col, text) in texts.iter().enumerate().skip(2) {
            sheet.write_string_with_format(row, col as u16 + 1, text, &note)?;
        }
        sheet.write_string_with_format(row, 6, query.rule.paragraph.unwrap_or(""), &note)?;
        let (kind, response) = explained(one);
        sheet.write_string_with_format(row, 7, kind, &style.entry)?;
        sheet.write_string_with_format(row, 8, clipped(response), &style.entry)?;
        let ids: Vec<&str> = one.asked.iter().map(|asked| asked.finding.as_str()).collect();
        let chunks: Vec<&[&str]> = ids.chunks(MOST_FINDINGS).collect();
        sheet.write_string_with_format(row, 9, chunks[0].join("; "), &small)?;
        let lines = texts.iter().zip(&COLUMNS[1..]).map(|(text, (_, width))| lines(text, *width)).max().unwrap_or(1);
        sheet.set_row_height(row, (lines as f64 * 15.0 + 4.0).min(409.0))?;
        row += 1;
        // The ids of more than a cell takes are answered for in a row of their own.
        for more in &chunks[1..] {
            sheet.write_string_with_format(row, 3, format!("Query {}, further cells", at + 1), &note)?;
            sheet.write_blank(row, 7, &style.entry)?;
            sheet.write_blank(row, 8, &style.entry)?;
            sheet.write_string_with_format(row, 9, more.join("; "), &small)?;
            row += 1;
        }
    }
    let choices = DataValidation::new().allow_list_strings(&RESPONSES)?.set_input_title(RESPONSE_TYPE)?;
    let choices =
        choices.set_input_message("Corrected: you changed the cell. Explained: it is right as it is, and your response says why.")?;
    let choices = choices.set_error_title(RESPONSE_TYPE)?.set_error_message("Choose Corrected or Explained.")?;
    sheet.add_data_validation(HEADING_ROW + 1, 7, row - 1, 7, &choices)?;
    sheet.set_print_area(0, 0, row - 1, COLUMNS.len() as u16 - 1)?;
    Ok(())
}

fn head(sheet: &mut Worksheet, style: &Style, audit: &Audit, filled: &Filled, open: &[OpenQueries]) -> Result<(), XlsxError> {
    sheet.set_name(SHEET)?;
    let settings = &audit.round.settings;
    let title = format!("Queries on the return of {} for {}", filled.member, settings.year);
    sheet.write_string_with_format(0, 0, MARKING, &style.marking)?;
    sheet.write_string_with_format(1, 0, &title, &style.title)?;
    let count = open.iter().filter(|one| one.state().is_open()).count();
    let what = if count == 1 { "1 query to answer".to_string() } else { format!("{count} queries to answer") };
    sheet.write_string_with_format(
        2,
        0,
        format!("{what}, the most important first, as at {}. The sheets after this one hold your own return.", show_date(settings.as_at)),
        &style.note,
    )?;
    sheet.write_string_with_format(
        3,
        0,
        "For each: correct the cell (framed and coloured, with a note; the link in Where leads there) and choose Corrected, or choose Explained \
         and say in Your response why it is right as it is.",
        &style.note,
    )?;
    sheet.write_string_with_format(
        4,
        0,
        "Then put today's date into R07 on Return and send this whole workbook back. It counts as your return; nothing else is needed.",
        &style.note,
    )?;
    sheet.set_row_height(1, 24)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3);
    sheet.set_header(format!("&L&B{MARKING}&R{}", title.replace('&', "&&"))).set_footer(format!("&L{MARKING}&CPage &P of &N"));
    sheet.set_screen_gridlines(false);
    for (col, (heading, width)) in COLUMNS.iter().enumerate() {
        sheet.write_string_with_format(HEADING_ROW, col as u16, *heading, &style.heading)?;
        sheet.set_column_width(col as u16, *width)?;
    }
    sheet.set_row_height(HEADING_ROW, 32)?;
    sheet.set_freeze_panes(HEADING_ROW + 1, 1)?.set_repeat_rows(HEADING_ROW, HEADING_ROW)?;
    sheet.set_selection(HEADING_ROW + 1, 7, HEADING_ROW + 1, 7)?;
    sheet.protect_with_options(&ProtectionOptions { format_rows: true, format_columns: true, ..ProtectionOptions::default() });
    Ok(())
}

/// How serious it is and where it stands, in words.
fn standing(open: &OpenQueries) -> String {
    let severity = match open.query.severity {
        Severity::Breach => "Breach",
        Severity::Concern => "Concern",
        Severity::Query => "Query",
        Severity::Note => "Note",
    };
    let state = open.state();
    let first = open.asked.iter().find(|asked| asked.state == state).copied();
    let remark = first.filter(|asked| !asked.remark.is_empty()).map_or_else(String::new, |asked| format!(": {}", asked.remark));
    let earlier = first.map_or_else(String::new, |asked| match (state, asked.earlier.is_empty()) {
        (QueryState::Explained, _) => "\nYour explanation waits for the coordinator.".to_string(),
        (_, false) => format!("\nEarlier you answered: {}", asked.earlier),
        _ => match joined(&asked.kind, &asked.response).as_str() {
            "" => String::new(),
            said => format!("\nYou answered: {said}"),
        },
    });
    clipped_to(&format!("{severity}, {}{remark}{earlier}", state.name()), 300)
}

/// The explanation that was given already and waits, to be kept or changed.
fn explained<'a>(open: &'a OpenQueries) -> (&'a str, &'a str) {
    let first = open.asked[0];
    let is_one = open.asked.iter().all(|a| a.state == QueryState::Explained && a.kind == first.kind && a.response == first.response);
    if is_one { (first.kind.as_str(), first.response.as_str()) } else { ("", "") }
}

/// Where the cells are in this workbook: the text of the link, and where there are several, all of them.
fn place(plan: &SurveyPlan, open: &OpenQueries) -> (String, String) {
    const RANGES: usize = 12;
    let mut cells: Vec<(Sheet, u32, u32)> =
        listed(open).filter_map(|spot| plan.at((spot.sheet, spot.row, spot.column))).map(|at| (at.sheet, at.col, at.row)).collect();
    cells.sort_unstable();
    cells.dedup();
    let Some((sheet, ..)) = cells.first().copied() else {
        let whole = if open.query.sheet.is_empty() { "The whole file".into() } else { format!("{}, as a whole", open.query.sheet) };
        return (whole, String::new());
    };
    let mut ranges: Vec<(u32, u32, u32)> = Vec::new();
    for (_, col, row) in &cells {
        match ranges.last_mut() {
            Some((c, _, last)) if c == col && *last + 1 == *row => *last = *row,
            _ => ranges.push((*col, *row, *row)),
        }
    }
    let words: Vec<String> = ranges
        .iter()
        .take(RANGES)
        .map(|(col, first, last)| {
            let letters = column_letters(*col);
            if first == last { format!("{letters}{}", first + 1) } else { format!("{letters}{}–{letters}{}", first + 1, last + 1) }
        })
        .collect();
    let more = if ranges.len() > RANGES { " …" } else { "" };
    let (_, col, row) = cells[0];
    let question = if sheet == Sheet::Return { format!(" ({})", open.query.column) } else { String::new() };
    let first = format!("{} {}{}{question}", sheet.name(), column_letters(col), row + 1);
    match cells.len() {
        1 => (first, String::new()),
        many => (format!("{first} …"), format!("\n{many} cells: {} {}{more}", sheet.name(), words.join(", "))),
    }
}

/// How many lines a wrapped text takes, in a column of some characters.
fn lines(text: &str, width: f64) -> usize {
    text.lines().map(|line| (line.chars().count() as f64 / (width - 2.0)).ceil().max(1.0) as usize).sum()
}

fn clipped(text: &str) -> String {
    clipped_to(text, LONGEST)
}

fn clipped_to(text: &str, longest: usize) -> String {
    match text.chars().count() <= longest {
        true => text.to_string(),
        false => format!("{}…", text.chars().take(longest).collect::<String>()),
    }
}
