//! The sheet of queries: one row each, with what was found, what to do, and where to answer.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, DataValidation, Format, FormatAlign, FormatBorder, ProtectionOptions, Url, Workbook, Worksheet, XlsxError};

use super::super::columns::lines;
use super::super::style::{MARKING, Style};
use super::super::survey::{Filled, SurveyPlan};
use super::here::Here;
use super::{OpenQueries, SHEET, listed};
use crate::account::Audit;
use crate::form::{Field, Question, Sheet};
use crate::model::finding::Severity;
use crate::model::{RESPONSE_TYPES, column_letters, show_date};
use crate::queries::Query;
use crate::queries::states::{QueryState, joined};
use crate::rules::paragraphs;

/// The heading row, counted from 0.
const HEADING_ROW: u32 = 6;
/// Headings and widths. The reader looks for "Response type", "Your response", "Expected by" and "Finding id". The last is for the program alone and is
/// not printed.
const COLUMNS: [(&str, f64); 9] = [
    ("No.", 4.5),
    ("How it stands", 11.5),
    ("Where", 15.0),
    ("What we found", 39.0),
    ("What to do", 40.0),
    (RESPONSE_TYPE, 11.0),
    (YOUR_RESPONSE, 19.0),
    (EXPECTED_BY, 11.0),
    ("Finding id", 9.0),
];
const RESPONSE_TYPE: &str = "Response type";
const YOUR_RESPONSE: &str = "Your response";
const EXPECTED_BY: &str = "Expected by";
/// The size of letters, so that the page printed at A4 has them no smaller than 9 points, and the height of a line of them.
const LETTERS: f64 = 10.5;
const LINE: f64 = 14.0;
/// The font of the texts: that of the other sheets of the workbook, which is narrow. Where it is not installed another one is shown that may be a
/// quarter wider, for which rows have room.
const TEXTS: &str = "Calibri";
const WIDER: f64 = 0.92;
/// The columns that are answered in, and that of the ids.
const ANSWERED: [u16; 3] = [5, 6, 7];
const IDS: u16 = 8;
/// The days that can be chosen under Expected by: so many, a week apart.
const WEEKS: i64 = 8;
/// The longest text of a cell of the sheet, so that its row stays within what a row can be high.
const LONGEST: usize = 900;
/// Most findings named in one row; the ids of more would not fit into a cell.
const MOST_FINDINGS: usize = 800;

/// Writes the sheet.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn write(
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
    let framed = || {
        let format = Format::new().set_font_name(TEXTS).set_font_size(LETTERS).set_align(FormatAlign::Top);
        let format = format.set_align(FormatAlign::Left).set_indent(1);
        format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0xA6_A6A6))
    };
    let (note, small) = (framed().set_text_wrap(), framed().set_font_size(8));
    let (bold, link_look) = (
        note.clone().set_bold(),
        style
            .link
            .clone()
            .set_font_name(TEXTS)
            .set_font_size(LETTERS)
            .set_text_wrap()
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0xA6_A6A6)),
    );
    let number = bold.clone().set_indent(0).set_align(FormatAlign::Center);
    let mut row = HEADING_ROW + 1;
    for (at, one) in open.iter().enumerate() {
        let query = here.moved(plan, one.query);
        let (link, cells) = place(plan, one);
        let texts = [standing(one), link, format!("{}{cells}", clipped(&with_paragraphs(&query))), clipped(&query.to_do())];
        sheet.write_number_with_format(row, 0, (at + 1) as f64, &number)?;
        sheet.write_string_with_format(row, 1, &texts[0], &bold)?;
        match listed(one).next().and_then(|spot| plan.link((spot.sheet, spot.row, spot.column))) {
            Some(link) => drop(sheet.write_url_with_format(row, 2, Url::new(link).set_text(&texts[1]), &link_look)?),
            None => drop(sheet.write_string_with_format(row, 2, &texts[1], &note)?),
        }
        for (col, text) in texts.iter().enumerate().skip(2) {
            sheet.write_string_with_format(row, col as u16 + 1, text, &note)?;
        }
        let (kind, response) = explained(one);
        for (col, text) in ANSWERED.into_iter().zip([kind, &clipped(response), ""]) {
            let look = if COLUMNS[usize::from(col)].0 == EXPECTED_BY { &style.entry_date } else { &style.entry };
            sheet.write_string_with_format(row, col, text, &look.clone().set_font_name(TEXTS).set_font_size(LETTERS))?;
        }
        let ids: Vec<&str> = one.asked.iter().map(|asked| asked.finding.as_str()).collect();
        let chunks: Vec<&[&str]> = ids.chunks(MOST_FINDINGS).collect();
        sheet.write_string_with_format(row, IDS, chunks[0].join("; "), &small)?;
        let lines = texts.iter().zip(&COLUMNS[1..]).map(|(text, (_, width))| lines(text, *width * WIDER)).max().unwrap_or(1);
        sheet.set_row_height(row, (lines as f64 * LINE + 4.0).min(409.0))?;
        row += 1;
        // The ids of more than a cell takes are answered for in a row of their own.
        for more in &chunks[1..] {
            sheet.write_string_with_format(row, 3, format!("Query {}, further cells", at + 1), &note)?;
            for col in ANSWERED {
                sheet.write_blank(row, col, &style.entry)?;
            }
            sheet.write_string_with_format(row, IDS, more.join("; "), &small)?;
            row += 1;
        }
    }
    entries(sheet, audit, row - 1)?;
    let last = legend(sheet, &style, open, row + 1)?;
    sheet.set_print_area(0, 0, last, IDS - 1)?;
    Ok(())
}

/// What was found, with the paragraphs of the guidance that it is based on.
fn with_paragraphs(query: &Query) -> String {
    let paragraphs: Vec<&str> = query.paragraphs.iter().copied().filter(|paragraph| !query.text().contains(paragraph)).collect();
    match paragraphs.as_slice() {
        [] => sentence(&query.text()),
        some => format!("{} ({})", sentence(&query.text()).trim_end_matches('.'), some.join(", ")),
    }
}

/// A text that stands by itself: what was found may begin small, because elsewhere the place stands before it.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The drop-downs of the columns that are answered in.
fn entries(sheet: &mut Worksheet, audit: &Audit, last: u32) -> Result<(), XlsxError> {
    let first = HEADING_ROW + 1;
    let choices = DataValidation::new().allow_list_strings(&RESPONSE_TYPES)?.set_input_title(RESPONSE_TYPE)?;
    let choices = choices.set_input_message(
        "Corrected: you changed the cell. Explained: it is right as it is, and your response says why. To come: you need more time; choose a day \
         under Expected by.",
    )?;
    let choices = choices.set_error_title(RESPONSE_TYPE)?.set_error_message("Choose Corrected, Explained or To come.")?;
    sheet.add_data_validation(first, ANSWERED[0], last, ANSWERED[0], &choices)?;
    let as_at = audit.round.settings.as_at;
    let days: Vec<String> = (1..=WEEKS).filter_map(|week| as_at.checked_add(jiff::Span::new().weeks(week)).ok()).map(show_date).collect();
    let days = DataValidation::new().allow_list_strings(&days)?.set_input_title(EXPECTED_BY)?.show_error_message(false);
    let days = days.set_input_message(
        "For an answer to come: the day by which you expect to give it. Choose one or type another.\nExample: 29/05/2026",
    )?;
    sheet.add_data_validation(first, ANSWERED[2], last, ANSWERED[2], &days)?;
    Ok(())
}

/// What the paragraphs of the guidance say that queries are based on, each once; returns the last row.
fn legend(sheet: &mut Worksheet, style: &Style, open: &[OpenQueries], first: u32) -> Result<u32, XlsxError> {
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    for paragraph in open.iter().flat_map(|one| &one.query.paragraphs) {
        named.extend(paragraphs::named(paragraph).into_iter().map(|known| (known.paragraph.clone(), known.in_our_words.clone())));
    }
    if named.is_empty() {
        return Ok(first.saturating_sub(2));
    }
    sheet.write_string_with_format(first, 0, "The paragraphs named above, in our words", &style.section)?;
    let width: f64 = COLUMNS[..usize::from(IDS)].iter().map(|(_, width)| width).sum();
    let mut row = first;
    for (paragraph, words) in named {
        row += 1;
        let text = format!("{paragraph}: {words}");
        sheet.merge_range(row, 0, row, IDS - 1, &text, &style.prose.clone().set_font_name(TEXTS).set_font_size(LETTERS))?;
        sheet.set_row_height(row, lines(&text, width) as f64 * LINE)?;
    }
    Ok(row)
}

/// About how many minutes it takes to answer a query, with the records at hand.
fn minutes(query: &Query) -> usize {
    match query.severity {
        Severity::Breach => 15,
        Severity::Concern => 8,
        Severity::Query => 3 + query.spots.len().min(10),
        Severity::Note => 2,
    }
}

/// How long some queries take, in words.
fn how_long(open: &[OpenQueries]) -> String {
    let minutes: usize = open.iter().filter(|one| one.state().is_open()).map(|one| minutes(one.query)).sum();
    match minutes.div_ceil(10) * 10 {
        minutes if minutes < 60 => format!("about {minutes} minutes"),
        minutes => match (minutes.div_ceil(30), minutes.div_ceil(30) % 2) {
            (2, _) => "about an hour".into(),
            (halves, 0) => format!("about {} hours", halves / 2),
            (halves, _) => format!("about {}½ hours", halves / 2),
        },
    }
}

fn head(sheet: &mut Worksheet, style: &Style, audit: &Audit, filled: &Filled, open: &[OpenQueries]) -> Result<(), XlsxError> {
    sheet.set_name(SHEET)?;
    let settings = &audit.round.settings;
    let title = format!("Queries on the return of {} for {}", filled.member, settings.year);
    sheet.write_string_with_format(0, 0, MARKING, &style.marking)?;
    sheet.write_string_with_format(1, 0, &title, &style.title)?;
    let count = open.iter().filter(|one| one.state().is_open()).count();
    let what = if count == 1 { "1 query to answer".to_string() } else { format!("{count} queries to answer") };
    let to = settings.return_to.as_deref().unwrap_or("the coordinator who sent it to you");
    let by = show_date(settings.answers_by());
    let lines = [
        format!(
            "{what}, the most serious first, then in the order of your sheets and rows, as at {}. With your records at hand: {}.",
            show_date(settings.as_at),
            how_long(open)
        ),
        format!("Please send this whole workbook back by {by} to {to}. It counts as your return; nothing else is needed."),
        "For each query: change the coloured cell (the link under Where leads there) and choose Corrected; or, if it is right, choose Explained and say why."
            .into(),
        "If you need more time, choose To come and a day under Expected by. Before you send the workbook, put that day's date into R07 on Return.".into(),
    ];
    for (at, line) in lines.iter().enumerate() {
        sheet.write_string_with_format(2 + at as u32, 0, line, &style.note.clone().set_font_name(TEXTS).set_font_size(LETTERS))?;
    }
    sheet.set_row_height(1, 24)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3);
    sheet.set_header(format!("&L&B{MARKING}&R{}", title.replace('&', "&&"))).set_footer(format!("&L{MARKING}&CPage &P of &N"));
    sheet.set_screen_gridlines(false);
    for (col, (heading, width)) in COLUMNS.iter().enumerate() {
        sheet.write_string_with_format(
            HEADING_ROW,
            col as u16,
            *heading,
            &style.heading.clone().set_font_name(TEXTS).set_font_size(LETTERS),
        )?;
        sheet.set_column_width(col as u16, *width)?;
    }
    sheet.set_row_height(HEADING_ROW, 32)?;
    sheet.set_freeze_panes(HEADING_ROW + 1, 1)?.set_repeat_rows(HEADING_ROW, HEADING_ROW)?;
    sheet.set_selection(HEADING_ROW + 1, ANSWERED[0], HEADING_ROW + 1, ANSWERED[0])?;
    sheet.protect_with_options(&ProtectionOptions { format_rows: true, format_columns: true, ..ProtectionOptions::default() });
    Ok(())
}

/// How serious it is and where it stands, in words.
fn standing(open: &OpenQueries) -> String {
    let severity = match open.query.severity {
        Severity::Breach => "Breach",
        Severity::Concern => "Concern",
        Severity::Query => "To correct or explain",
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
    // That a query is new needs no word in the first round of them.
    let state = if state == QueryState::New { String::new() } else { format!(", {}", state.name()) };
    clipped_to(&format!("{severity}{state}{remark}{earlier}"), 300)
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
    let question = match sheet {
        Sheet::Return => {
            listed(open).next().and_then(|spot| Question::all().get(spot.row)).map_or_else(String::new, |q| format!(" ({})", q.reference()))
        }
        _ => String::new(),
    };
    let first = format!("{} {}{}{question}", sheet.name(), column_letters(col), row + 1);
    match cells.len() {
        1 => (first, String::new()),
        many => (format!("{first} …"), format!("\n{many} cells: {} {}{more}", sheet.name(), words.join(", "))),
    }
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
