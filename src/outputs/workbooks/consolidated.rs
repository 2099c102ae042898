//! `consolidated-YEAR.xlsx`: what the steering group reads and decides in.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::HashMap;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::columns::{self, height, lines, padded};
use super::pages::{PageLinks, PageRows};
use super::parts::{HEADING_ROW, Page, prepare, table_sheet};
use super::style::{FONT, SIZE, Style};
use super::summary::Readers;
use super::whole::to_bytes;
use super::year::Extent;
use super::{
    actions, cards, changes, charts, compliance, conflicts, cover, pages, people, places, queries_sheet, questions, summary, year,
};
use crate::account::Audit;
use crate::book::decisions::COLUMNS;
use crate::figures::table::{Datum, Table};
use crate::model::finding::Finding;
use crate::outputs::narrative;
use crate::outputs::publish::RoundRelease;
use crate::outputs::redact::Redaction;

/// The queries workbooks written with the consolidated one: name and SHA-256.
pub type QueryFiles = BTreeMap<String, String>;

/// The consolidated workbook; it records the queries workbooks that are written with it, and says what may be published.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn consolidated(audit: &Audit, written: &QueryFiles, release: &RoundRelease) -> Result<Vec<u8>, XlsxError> {
    write(audit, written, release, None)
}

/// The consolidated workbook for wider circulation: the same figures and findings, persons as pseudonyms, places by kind only.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn redacted(audit: &Audit, written: &QueryFiles, release: &RoundRelease, redaction: &Redaction) -> Result<Vec<u8>, XlsxError> {
    write(audit, written, release, Some(redaction))
}

/// The sheets that are one table each, in the workbook's order, from Conflicts on.
fn sheets<'a>(
    audit: &'a Audit,
    written: &QueryFiles,
    rows_of: &'a PageRows,
    release: &RoundRelease,
    is_redacted: bool,
) -> (Vec<Page<'a>>, Vec<(String, String)>) {
    let decided = || COLUMNS.to_vec();
    let with_entries = |page: Page<'a>, entries| Page { entries, ..page };
    let (coverage, reasons) = compliance::coverage(audit);
    let (people, people_note) = people::people(audit);
    // What a meeting reads stands first: Summary and Compliance, which are no plain tables, are written between these.
    let mut pages = vec![
        with_entries(
            Page::new(linked(audit, rows_of, conflicts::conflicts(audit, rows_of)), "Conflicts of interest", conflicts::note(audit)),
            decided(),
        ),
        Page::new(year::year_on_year(audit, &audit.ranges, Extent::Whole), "Year on year", year::note(audit)),
        Page::new(
            questions::questions(audit, is_redacted),
            "What to ask first: what is open and affects a figure or a conflict",
            "Widest effect first. Less by, More by: what the answer can take from, or add to, secondees in post; they add up to what the figure could be.",
        ),
        actions::actions(audit),
        with_entries(pages::findings(audit, rows_of), decided()),
        Page::new(
            year::who_changed(audit),
            "Who changed",
            "Every person in post at last year's or this year's census date, and what each adds to the two figures.",
        ),
        Page::new(
            compliance::compliance(audit),
            "Compliance by rule: what is open under each paragraph",
            "The most serious open findings by rule and number. \"Nothing found\" alone is said only where every rule could be checked.",
        ),
        Page::new(pages::returns(audit), "Returns", "Every file that came, and members from whom none did."),
        places::page(audit),
        with_entries(Page::new(people, "People to confirm", people_note), people::ENTRIES.to_vec()),
    ];
    pages.push(queries_sheet::page(audit));
    pages.extend(changes::pages(audit));
    for table in &audit.tables {
        let title = match table.name {
            "Secondees" => "Secondees of all returns",
            "Staff" => "Other staff of all returns",
            _ => "Assignments of all returns",
        };
        pages.push(Page::made(table, title, "As read; File and Row, to the right of what is printed, say where."));
    }
    pages.push(Page::new(
        coverage,
        "Coverage: which rule was checked for which member",
        "Skipped is never passed: the letter stands for the reason, below the table.",
    ));
    pages.push(actions::choices_page());
    pages.push(Page::new(
        pages::rules(),
        "Rules: what is checked, and how serious it is",
        "Paragraphs (¶) are those of the guidance of 2014.",
    ));
    pages.push(Page::new(
        pages::history(audit, release.as_ref().ok()),
        "Count history: every figure, by year",
        "Zero is a figure; where there is none, the reason is given. What was typed in from before this tool says so.",
    ));
    if !audit.settled.is_empty() {
        pages.push(with_entries(
            Page::new(
                pages::settled(audit),
                "Settled: decisions whose finding has gone",
                "They come back to their place if the finding does.",
            ),
            decided(),
        ));
    }
    pages.push(Page::new(
        pages::about(audit, written),
        "About: what this workbook was made from",
        "The same inputs give the same workbook.",
    ));
    (pages, reasons)
}

/// The sheets of the paper, in its order.
pub(super) const PAPER: [&str; 5] = ["Summary", "Conflicts", "Year on year", "Compliance", "Narrative"];

fn write(audit: &Audit, written: &QueryFiles, release: &RoundRelease, redaction: Option<&Redaction>) -> Result<Vec<u8>, XlsxError> {
    let style = Style::new();
    let mut book = Workbook::new();
    book.set_zip_compression_level(super::parts::COMPRESSION);
    // Excel's row height and column width are counted in this font.
    book.set_default_format(&style.base.clone().set_font_name(FONT).set_font_size(SIZE), 17, 64)?;
    properties(&mut book, audit, if redaction.is_some() { "consolidated returns, redacted" } else { "consolidated returns" })?;
    let rows_of = PageRows::new(audit);
    let (mut pages, mut reasons) = sheets(audit, written, &rows_of, release, redaction.is_some());
    if let Some(redaction) = redaction {
        for page in &mut pages {
            page.keep();
            page.table = Cow::Owned(cards::redacted(redaction, &page.table));
            page.entries.clear();
        }
        reasons.iter_mut().for_each(|(_, reason)| *reason = redaction.reason(reason));
    }
    // The paper first, in the order of the meeting; then what it is made from.
    let (paper, behind): (Vec<&Page>, Vec<&Page>) = pages.iter().partition(|page| PAPER.contains(&page.table.name));
    let paper_page = |name: &str| paper.iter().find(|page| page.table.name == name);
    let mut contents = PAPER.to_vec();
    contents.extend([PUBLICATION, charts::NAME]);
    contents.extend(behind.iter().map(|page| page.table.name));
    cover::cover(&mut book, &style, audit, &contents, redaction.is_some())?;
    for name in PAPER {
        match (name, paper_page(name)) {
            (_, Some(page)) => table_sheet(&mut book, &style, page)?,
            ("Summary", _) => summary::summary(&mut book, &style, audit, &audit.ranges, Readers { redaction, is_whole: true })?,
            ("Compliance", _) => compliance::map(&mut book, &style, audit, true)?,
            _ => narrative_sheet(&mut book, &style, audit, true)?,
        }
    }
    publication_sheet(&mut book, &style, release)?;
    charts::charts(&mut book, &style, audit)?;
    for page in behind {
        table_sheet(&mut book, &style, page)?;
    }
    if redaction.is_none() {
        drop_downs(&mut book, audit, &pages)?;
        for page in pages.iter().filter(|page| page.table.name == crate::book::answers::QUERIES_SHEET) {
            queries_sheet::drop_down(&mut book, page)?;
        }
    }
    for page in &pages {
        match page.table.name {
            "Year on year" => year::drawings(&mut book, &style, audit, &page.table)?,
            "Coverage" => letters(&mut book, &style, &page.table, &reasons)?,
            _ => {}
        }
    }
    to_bytes(&mut book)
}

pub(super) fn properties(book: &mut Workbook, audit: &Audit, kind: &str) -> Result<(), XlsxError> {
    let settings = &audit.round.settings;
    let day = settings.as_at;
    // The clock is never asked: the same inputs give the same bytes.
    let created = ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8)?;
    let properties = DocProperties::new()
        .set_title(format!("NPM secondees: {kind} {}", settings.year))
        .set_subject("Independence of NPM personnel (guidance of 2014)")
        .set_company("UK National Preventive Mechanism")
        .set_status(super::style::MARKING)
        .set_creation_datetime(&created);
    book.set_properties(&properties);
    Ok(())
}

/// The references and names of a table of findings as links to the rows they stand in.
fn linked(audit: &Audit, rows_of: &PageRows, mut table: Table) -> Table {
    let by_id: HashMap<&str, &Finding> = audit.report.findings.iter().map(|f| (f.id.as_str(), f)).collect();
    let links = PageLinks::new(&table.headings);
    let Some(id) = table.headings.iter().position(|heading| heading == "Finding id") else { return table };
    for row in &mut table.rows {
        let Datum::Text(wanted) = &row[id] else { continue };
        if let Some(finding) = by_id.get(wanted.as_str()) {
            links.link(rows_of, finding, row);
        }
    }
    table
}

/// Drop-downs for decisions and answers.
fn drop_downs(book: &mut Workbook, audit: &Audit, pages: &[Page]) -> Result<(), XlsxError> {
    actions::offer_choices(book, audit, pages)?;
    if let Some(page) = pages.iter().find(|page| page.table.name == crate::book::places::SHEET) {
        places::offer(book, page)?;
    }
    if let Some(page) = pages.iter().find(|page| page.table.name == crate::book::people::SHEET) {
        people::offer_answers(book, &page.table)?;
    }
    Ok(())
}

/// What the letters of Coverage stand for, below its table.
fn letters(book: &mut Workbook, style: &Style, table: &Table, reasons: &[(String, String)]) -> Result<(), XlsxError> {
    let sheet = book.worksheet_from_name(table.name)?;
    let first = HEADING_ROW + table.rows.len() as u32 + 3;
    sheet.write_string_with_format(first - 1, 0, "Why a rule was skipped", &style.section)?;
    for (at, (letter, reason)) in reasons.iter().enumerate() {
        let row = first + at as u32;
        sheet.write_string_with_format(row, 0, format!("({letter})"), &style.base)?;
        sheet.write_string_with_format(row, 1, reason, &style.base)?;
    }
    let last_col = columns::specs(table).iter().rposition(|spec| spec.prints).unwrap_or(0) as u16;
    sheet.set_print_area(0, 0, first + reasons.len() as u32, last_col)?;
    Ok(())
}

/// The text for the meeting, which gives what `publish` withholds.
pub(super) fn narrative_sheet(book: &mut Workbook, style: &Style, audit: &Audit, has_cover: bool) -> Result<(), XlsxError> {
    let paragraphs = narrative::paragraphs(audit, &audit.ranges);
    let mut rows: Vec<(String, String)> = paragraphs.into_iter().map(|paragraph| (paragraph.heading.to_string(), paragraph.text)).collect();
    rows.push((
        "For publication".into(),
        format!("Not this text: it gives small counts beside members' names. The text for the annual report is on the sheet {PUBLICATION} of consolidated-{}.xlsx; the command secondee-audit publish makes the figures that may be published.", audit.round.settings.year),
    ));
    let year = audit.round.settings.year;
    let note = format!(
        "For the meeting only, not for publication: members stand beside small counts. ¶: the 2014 guidance. E02 and the like: see the sheet Rules of consolidated-{year}.xlsx."
    );
    text_sheet(book, style, ("Narrative", "Narrative for the meeting", &note), &rows, has_cover)
}

/// The text for publication, made of published cells alone.
fn publication_sheet(book: &mut Workbook, style: &Style, release: &RoundRelease) -> Result<(), XlsxError> {
    let (rows, note) = match release {
        Ok(release) => {
            let points = release.points.iter().enumerate();
            let rows = points.map(|(at, point)| (format!("{}.", at + 1), point.words.clone())).collect::<Vec<_>>();
            (
                rows,
                "Sentences for the annual report (¶16), made only of figures that `publish` shows and checked with them: no withheld count can be worked out from them.",
            )
        }
        Err(why) => {
            let words = format!("No text can be published as the figures stand: {why}.");
            (
                vec![("No text".to_string(), words)],
                "Sentences for the annual report (¶16) are made only of figures that `publish` can show.",
            )
        }
    };
    text_sheet(book, style, (PUBLICATION, "Text for publication", note), &rows, true)
}

/// The sheet of the text for publication.
pub const PUBLICATION: &str = "Text for publication";

fn text_sheet(
    book: &mut Workbook,
    style: &Style,
    (name, title, note): (&str, &str, &str),
    rows: &[(String, String)],
    has_cover: bool,
) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    prepare(sheet, style, name, title, note)?;
    if has_cover {
        sheet.write_url_with_format(3, 0, rust_xlsxwriter::Url::new("internal:'Cover'!A1").set_text("Back to contents"), &style.back)?;
    }
    sheet.set_margins(0.4, 0.4, 0.5, 0.5, 0.25, 0.25);
    let widths = [31.0, 113.0];
    sheet.set_column_width(0, widths[0])?.set_column_width(1, widths[1])?;
    for (at, (heading, words)) in rows.iter().enumerate() {
        let row = 5 + at as u32;
        sheet.write_string_with_format(row, 0, heading, &style.strong)?;
        sheet.write_string_with_format(row, 1, words, &style.prose)?;
        sheet.set_row_height(row, height(lines(words, widths[1]).max(padded(heading, widths[0]))) + 6.0)?;
    }
    sheet.set_print_area(0, 0, 4 + rows.len() as u32, 1)?;
    Ok(())
}
