//! The clearance sheet: one page wide, to hand to whoever plans the programme. It names people, so it carries the marking.

use std::cmp::Reverse;

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::parts::prepare;
use super::style::{MARKING, Style};
use super::whole::to_bytes;
use crate::conflicts::{Tested, Verdict};
use crate::model::{Person, Round};

/// The name of the only sheet.
pub const SHEET: &str = "Clearance";
/// Where the headings stand; above them are marking, title, what was asked and what is not in it.
const FIRST_LINE: u32 = 3;

/// The sheet as a workbook: who must not go first, then who may with a caution, a row each; then who is clear, a row for each member. What
/// is to be looked at for one visit fits a page; where many are clear, they follow on the next.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn clearance(round: &Round, tested: &[Tested], plan: &str, basis: &str, left_out: &[(String, &str)]) -> Result<Vec<u8>, XlsxError> {
    let style = Style::new();
    let mut book = Workbook::new();
    let day = round.settings.as_at;
    let created = ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8)?;
    let title = format!("Clearance: {}", tested.iter().map(|t| t.written.as_str()).collect::<Vec<_>>().join("; "));
    book.set_properties(&DocProperties::new().set_title(&title).set_status(MARKING).set_creation_datetime(&created));
    let sheet = book.add_worksheet();
    prepare(sheet, &style, SHEET, &title, &format!("Planned {plan}. {basis}"))?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut line = FIRST_LINE;
    let columns = widths(sheet, tested.len())?;
    let mut say = |sheet: &mut Worksheet, words: &str| -> Result<(), XlsxError> {
        sheet.merge_range(line, 0, line, columns - 1, words, &wrapped)?;
        sheet.set_row_height(line, LINE * lines(words, 130) as f64)?;
        line += 1;
        Ok(())
    };
    for place in tested {
        let counts = [Verdict::MustNotGo, Verdict::Caution, Verdict::Clear].map(|v| format!("{} {}", place.count(v), v.words()));
        say(sheet, &format!("{}: {}.", place.place_words(&round.register), counts.join(", ")))?;
    }
    if !left_out.is_empty() {
        let members: Vec<String> = left_out.iter().map(|(member, why)| format!("{member} ({why})")).collect();
        say(sheet, &format!("Not in this sheet: the people of {}. Ask the member before any of them goes.", members.join(", ")))?;
    }
    say(sheet, "Clear means that nothing in the returns stands against it; ask the person all the same (¶12–13).")?;
    let next = rows(sheet, &style, tested, line + 1)?;
    clear(sheet, &style, tested, (next + 1, columns - 1))?;
    to_bytes(&mut book)
}

/// The height of a line of text.
const LINE: f64 = 15.0;
/// Widths of columns whose text may take several lines.
const REF: usize = 9;
const NAME: usize = 24;
const VERDICT: usize = 15;
const WHY: usize = 64;
const CELLS: usize = 26;

/// How many lines a text takes in a column, so that every program shows all of it.
fn lines(text: &str, width: usize) -> usize {
    text.split('\n').map(|line| line.chars().count().div_ceil(width - 3).max(1)).sum()
}

/// Sets the widths; the number of columns.
fn widths(sheet: &mut Worksheet, places: usize) -> Result<u16, XlsxError> {
    let mut widths = vec![10.0, REF as f64, NAME as f64, 10.0];
    widths.extend(std::iter::repeat_n(VERDICT as f64, places));
    widths.extend([WHY as f64, CELLS as f64]);
    for (col, width) in widths.iter().enumerate() {
        sheet.set_column_width(col as u16, *width)?;
    }
    Ok(widths.len() as u16)
}

/// A row for each person against whom something stands; gives the line after them.
fn rows(sheet: &mut Worksheet, style: &Style, tested: &[Tested], first: u32) -> Result<u32, XlsxError> {
    let mut headings: Vec<String> = ["Member", "Ref", "Full name", "Role"].map(String::from).to_vec();
    headings.extend(tested.iter().map(|t| if tested.len() > 1 { t.written.clone() } else { "May they go?".into() }));
    headings.extend(["Why", "Cells"].map(String::from));
    for (col, heading) in headings.iter().enumerate() {
        sheet.write_string_with_format(first, col as u16, heading, &style.heading)?;
    }
    let heading_lines = headings.iter().skip(4).take(tested.len()).map(|heading| lines(heading, VERDICT)).max().unwrap_or(1);
    sheet.set_row_height(first, LINE * (heading_lines.max(1) as f64 + 0.3))?;
    let cell = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border_bottom(FormatBorder::Hair);
    let verdict_format = |verdict| match verdict {
        Verdict::MustNotGo => cell.clone().set_bold().set_background_color(Color::RGB(0xF8_CBAD)),
        Verdict::Caution => cell.clone().set_background_color(Color::RGB(0xFF_E699)),
        Verdict::Clear => cell.clone(),
    };
    // Everybody stands at the same place in each list: all were made from the same returns.
    let mut order: Vec<usize> =
        (0..tested.first().map_or(0, |t| t.people.len())).filter(|at| worst(tested, *at) != Verdict::Clear).collect();
    order.sort_by_key(|at| Reverse(worst(tested, *at)));
    let mut line = first;
    for at in order {
        line += 1;
        let person = tested[0].people[at].person;
        let references = tested[0].people[at].references();
        let role = if matches!(person, Person::Secondee(..)) { "Secondee" } else { "Staff" };
        for (col, words) in [person.submission().member.as_str(), references.as_str(), person.name(), role].into_iter().enumerate() {
            sheet.write_string_with_format(line, col as u16, words, &cell)?;
        }
        for (n, place) in tested.iter().enumerate() {
            let verdict = place.people[at].verdict;
            let words = match verdict {
                Verdict::MustNotGo => "MUST NOT GO",
                Verdict::Caution => "With a caution",
                Verdict::Clear => "Clear",
            };
            sheet.write_string_with_format(line, 4 + n as u16, words, &verdict_format(verdict))?;
        }
        let (why, cells) = reasons(tested, at);
        sheet.set_row_height(
            line,
            LINE * lines(&why, WHY).max(lines(&cells, CELLS)).max(lines(person.name(), NAME)).max(lines(&references, REF)) as f64,
        )?;
        let col = 4 + tested.len() as u16;
        sheet.write_string_with_format(line, col, why, &cell)?.write_string_with_format(line, col + 1, cells, &cell)?;
    }
    sheet.autofilter(first, 0, line.max(first + 1), headings.len() as u16 - 1)?;
    sheet.set_freeze_panes(first + 1, 3)?;
    sheet.set_repeat_rows(first, first)?;
    Ok(line + 1)
}

/// The most serious verdict on a person.
fn worst(tested: &[Tested], at: usize) -> Verdict {
    tested.iter().map(|t| t.people[at].verdict).max().unwrap_or(Verdict::Clear)
}

/// Who is clear, a row for each member, and whose secondment had ended.
fn clear(sheet: &mut Worksheet, style: &Style, tested: &[Tested], (mut line, last_col): (u32, u16)) -> Result<(), XlsxError> {
    const WIDE: usize = 172;
    /// So many who are clear still fit on the page of those who are not.
    const FEW: usize = 40;
    let Some(first) = tested.first() else { return Ok(()) };
    if first.people.len() > FEW {
        sheet.set_page_breaks(&[line])?;
    }
    let words = if tested.len() > 1 { "Clear for all of these places" } else { "Clear" };
    sheet.write_string_with_format(line, 0, words, &style.section)?;
    let plain = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut members: Vec<(&str, Vec<String>)> = Vec::new();
    for (at, cleared) in first.people.iter().enumerate().filter(|(at, _)| worst(tested, *at) == Verdict::Clear) {
        let (member, person) = (first.people[at].person.submission().member.as_str(), &cleared.person);
        let name = format!("{} {}", cleared.references(), person.name());
        match members.last_mut().filter(|(last, _)| *last == member) {
            Some((_, names)) => names.push(name.trim().to_string()),
            None => members.push((member, vec![name.trim().to_string()])),
        }
    }
    let left: Vec<String> = first.left.iter().map(|one| format!("{} {}", one.submission().member, one.reference())).collect();
    let mut sections: Vec<(&str, String)> = members.iter().map(|(member, names)| (*member, names.join("; "))).collect();
    if !left.is_empty() {
        sections.push(("Left", format!("The secondment had ended before the first day: {}", left.join("; "))));
    }
    for (heading, text) in sections {
        line += 1;
        sheet.write_string_with_format(line, 0, heading, &plain)?;
        sheet.merge_range(line, 1, line, last_col, &text, &plain)?;
        // Excel takes no row higher than 409 points.
        sheet.set_row_height(line, (LINE * lines(&text, WIDE) as f64).min(405.0))?;
    }
    Ok(())
}

/// The reasons of all places for one person, each once, and the cells they are based on.
fn reasons(tested: &[Tested], at: usize) -> (String, String) {
    let (mut why, mut cells): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for ground in tested.iter().flat_map(|t| &t.people[at].grounds) {
        let words = ground.line();
        if !why.contains(&words) {
            why.push(words);
        }
        for (submission, cell) in &ground.cells {
            let cell = format!("{} {}", submission.member, cell.at);
            if !cells.contains(&cell) {
                cells.push(cell);
            }
        }
    }
    (why.join("\n"), cells.join("\n"))
}
