//! `consolidated-YEAR.xlsx`: what the steering group reads and decides in.

use rust_xlsxwriter::{DataValidation, DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::conflicts;
use super::pages::{self, DECISIONS};
use super::parts::{HEADING_ROW, table_sheet};
use super::people;
use super::style::Style;
use super::summary;
use crate::report::{Audit, Table};

/// The consolidated workbook.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn consolidated(audit: &Audit) -> Result<Vec<u8>, XlsxError> {
    let style = Style::new();
    let mut book = Workbook::new();
    let settings = &audit.round.settings;
    let day = settings.as_at;
    // The clock is never asked: the same inputs give the same bytes.
    let created = ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8)?;
    let properties = DocProperties::new()
        .set_title(format!("NPM secondees: consolidated returns {}", settings.year))
        .set_subject("Independence of NPM personnel (guidance of 2014)")
        .set_status(super::style::MARKING)
        .set_creation_datetime(&created);
    book.set_properties(&properties);
    let decided: Vec<&str> = crate::decisions::COLUMNS.to_vec();
    let tables: Vec<(Table, &str, String, Vec<&str>)> = vec![
        (conflicts::conflicts(audit), "Conflicts of interest", conflicts::note(audit), decided.clone()),
        (pages::findings(audit), "Findings", "Every finding, with the cell to mend in the member's own file.".into(), decided.clone()),
        (
            summary::year_on_year(audit),
            "Year on year",
            "In post on NPM work at the census date, and who joined and left (¶10).".into(),
            vec![],
        ),
        (pages::compliance(audit), "Compliance with ¶8–16", "From the outcomes of the rules of each paragraph.".into(), vec![]),
        (pages::returns(audit), "Returns", "Every file that came, and members from whom none did.".into(), vec![]),
        (
            pages::places(audit),
            "Places to confirm",
            "Write the id of the place meant in the shaded column; the next audit reads it back and keeps the name in the round's register.".into(),
            vec!["Confirmed place id"],
        ),
        (people::people(audit), "People to confirm", people::NOTE.into(), people::ENTRIES.to_vec()),
    ];
    let mut contents: Vec<(&str, &str)> = vec![("Summary", "Headline figures and charts")];
    contents.extend(tables.iter().map(|(table, title, ..)| (table.name, *title)));
    contents.extend([("Queries", "What members were asked and answered"), ("Changes", "What members changed between versions")]);
    contents.extend([("Answers", "Answers R01 to R20 of all returns")]);
    contents.extend([
        ("Secondees", "Secondees of all returns"),
        ("Staff", "Other staff of all returns"),
        ("Assignments", "Assignments of all returns"),
        ("Coverage", "Which rule was checked for which member"),
        ("Rules", "What is checked, and how grave it is"),
        ("Count history", "Every figure, by year"),
    ]);
    if !audit.settled.is_empty() {
        contents.push(("Settled", "Decisions whose finding has gone"));
    }
    contents.push(("About", "What this workbook was made from"));
    summary::cover(&mut book, &style, audit, &contents)?;
    summary::summary(&mut book, &style, audit)?;
    for (table, title, note, entries) in &tables {
        table_sheet(&mut book, &style, table, title, note, entries)?;
    }
    super::queries_sheet::add(&mut book, &style, audit)?;
    super::changes::add(&mut book, &style, audit)?;
    for table in &audit.tables {
        table_sheet(&mut book, &style, table, &format!("{} of all returns", table.name), "As read; File and Row say where.", &[])?;
    }
    table_sheet(&mut book, &style, &pages::coverage(audit), "Coverage", "Skipped is never passed: the reason is in the cell.", &[])?;
    table_sheet(&mut book, &style, &pages::rules(), "Rules", "Paragraphs (¶) are those of the guidance of 2014.", &[])?;
    table_sheet(
        &mut book,
        &style,
        &pages::history(audit),
        "Count history",
        "Zero is a figure; where there is none, the reason is given.",
        &[],
    )?;
    if !audit.settled.is_empty() {
        table_sheet(&mut book, &style, &pages::settled(audit), "Settled", "Decisions kept though their finding has gone.", &[])?;
    }
    table_sheet(&mut book, &style, &pages::about(audit), "About", "The same inputs give the same workbook.", &[])?;
    let choices = DataValidation::new().allow_list_strings(&DECISIONS)?.set_input_title("Decision")?;
    let choices = choices.set_input_message("Choose one; the note says why.")?;
    for (table, ..) in tables.iter().take(2) {
        let col = table.headings.iter().position(|h| h == decided[0]).expect("both tables have the decision columns") as u16;
        let last = HEADING_ROW + table.rows.len().max(1) as u32;
        book.worksheet_from_name(table.name)?.add_data_validation(HEADING_ROW + 1, col, last, col, &choices)?;
    }
    if let Some((table, ..)) = tables.iter().find(|(table, ..)| table.name == crate::confirmed_people::SHEET) {
        people::offer_answers(&mut book, table)?;
    }
    book.save_to_buffer()
}
