//! The cover: marking, how to read, contents with links.

use rust_xlsxwriter::{Url, Workbook, XlsxError};

use super::columns::{SCALE, height, padded};
use super::parts::prepare;
use super::style::Style;
use crate::account::Audit;
use crate::model::show_date;
use crate::outputs::sentences;

const WIDTHS: [f64; 2] = [24.0, 112.0];

const READING: [(&str, &str); 8] = [
    (
        "How to read",
        "Summary first: it says who has returned, how reliance on secondees moves, what needs a decision, and how sure that is.",
    ),
    (
        "How to decide",
        "On Conflicts, each row needs a decision in the shaded columns: choose one, say why, who decided and on which day. What is typed there is kept when the workbook is made again; it is found again by its finding id, so rows may be sorted and filtered.",
    ),
    (
        "Certainty",
        "how sure the finding is by the names and days that it needs. confirmed: both names of places are certain. probable: a name was matched approximately. possible: several places may be meant, or only a place of the same cluster, operator or group, or a day that decides is missing. unknown: the register does not know the name, so it could not be checked.",
    ),
    (
        "Caveats",
        "What else is open on the rows that a conflict is based on: a visit outside the year, a date that cannot be read, a row that may repeat another. Certainty says nothing of it. If it is mended, the conflict may change or go.",
    ),
    (
        "What stands",
        "to decide: nobody has decided. answered: the member has explained it, and nobody has decided. awaiting member: the member was asked. stands: decided to be a conflict. dismissed: decided to be none, or the explanation was accepted. Summary, Narrative, Charts and Compliance count by this.",
    ),
    (
        "Severity",
        "breach: the guidance says never, or must. concern: the guidance is not followed, or there is no evidence that it is. the severity query: to be corrected or explained. note: for information.",
    ),
    (
        "Skipped",
        "A rule that could not be checked is shown as skipped with the reason, never as passed. A figure that is not known is blank, never zero.",
    ),
    ("Handling", "This workbook names staff of police and prison services. Keep it where the returns are kept."),
];

/// What is in each sheet.
const CONTENTS: [(&str, &str); 26] = [
    (
        "Summary",
        "One page: who has returned, whether reliance on secondees falls, what must be decided today, how sure that is, what to ask first",
    ),
    ("Conflicts", "Each conflict of interest with what decides it, and the shaded cells to decide it in"),
    ("Year on year", "Secondees of each member last year and this year, what changed, and what the figure could be"),
    ("Compliance", "How each member stands with each paragraph of the guidance, this year beside last"),
    ("Narrative", "The text for the business meeting, with figures; not for publication"),
    ("Text for publication", "The text for the annual report (¶16), made of published figures alone"),
    ("Charts", "Figures by year since 2013, and how conflicts stand, as charts with their tables"),
    ("Actions", "What was decided to be done, by whom and by when, until it is done"),
    ("What to ask first", "The open questions that affect a figure or a conflict, widest effect first"),
    ("Findings", "Everything that was found in the returns, with what to do about it"),
    ("Who changed", "Person by person, who joined, left or is counted differently since last year"),
    ("Compliance by rule", "How each member stands with each paragraph, rule by rule"),
    ("Returns", "The files that came, from whom none came, and how many rows and findings each has"),
    ("Places to confirm", "Names of places that were not recognised for certain, and the cells to say which is meant"),
    ("People to confirm", "Persons who may be one person under two names, and the cells to say whether they are"),
    ("Queries", "What each member was asked and answered, and the cells to accept an answer"),
    ("Changes", "What a member changed from one version of its return to the next, and whether anybody asked for it"),
    ("Answers", "The answers R01 to R20 of every return"),
    ("Secondees", "The secondees of all returns, as read"),
    ("Staff", "The other staff of all returns, as read"),
    ("Assignments", "Who was assigned to which inspection or visit, as read from all returns"),
    ("Coverage", "Which rule could be checked for which member, and why not where it could not"),
    ("Rules", "What is checked, how serious it is, and what to do about it"),
    ("Choices", "What each choice of a decision means"),
    ("Count history", "Every figure of every year, for next year's comparison"),
    ("Settled", "Decisions whose finding is no longer there"),
];

/// Who may be asked about this workbook.
fn contact(audit: &Audit) -> String {
    let of_publish = Some(audit.publication.terms.contact.trim().to_string()).filter(|contact| !contact.is_empty());
    let contact = audit.round.settings.return_to.clone().or(of_publish);
    contact.unwrap_or_else(|| "the coordinator who sent it (round.toml names nobody: return_to)".into())
}

/// The cover.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn cover(book: &mut Workbook, style: &Style, audit: &Audit, contents: &[&str], is_redacted: bool) -> Result<(), XlsxError> {
    let settings = &audit.round.settings;
    let sheet = book.add_worksheet();
    let title = format!("Secondees on NPM work: consolidated returns {}", settings.year);
    prepare(sheet, style, "Cover", &title, "UK National Preventive Mechanism: independence of personnel, guidance of 2014")?;
    for (col, width) in WIDTHS.iter().enumerate() {
        sheet.set_column_width(col as u16, *width)?;
    }
    let state = sentences::draft_or_final(&sentences::still_missing(audit));
    let about = [
        ("Draft or final", state),
        ("As at", format!("{}; reporting year {} to {}", show_date(settings.as_at), show_date(settings.from), show_date(settings.census))),
        ("Returned", format!("{} of {} members", audit.round.returns.len(), sentences::asked(audit))),
        ("Whom to ask", contact(audit)),
        ("For the meeting", format!("Print paper-{}.xlsx, which holds the sheets Summary to Narrative", settings.year)),
    ];
    let mut row = 4;
    let mut line = |sheet: &mut rust_xlsxwriter::Worksheet, what: &str, words: &str| -> Result<(), XlsxError> {
        sheet.write_string_with_format(row, 0, what, &style.strong)?.write_string_with_format(row, 1, words, &style.text)?;
        sheet.set_row_height(row, height(padded(words, WIDTHS[1])))?;
        row += 1;
        Ok(())
    };
    for (what, words) in &about {
        if *what != "For the meeting" || !is_redacted {
            line(sheet, what, words)?;
        }
    }
    row += 1;
    sheet.write_string_with_format(row, 0, "Sheet", &style.heading)?.write_string_with_format(row, 1, "What is in it", &style.heading)?;
    for name in contents {
        row += 1;
        let what = CONTENTS
            .iter()
            .find(|(sheet, _)| sheet == name)
            .map_or("What this workbook was made from: files, settings, versions", |(_, what)| *what);
        sheet.write_url_with_format(row, 0, Url::new(format!("internal:'{name}'!A1")).set_text(*name), &style.link)?;
        sheet.write_string_with_format(row, 1, what, &style.text)?;
    }
    row += 2;
    // The second page says how to read.
    sheet.set_page_breaks(&[row])?;
    for (what, words) in READING {
        let words = match (what, is_redacted) {
            ("Handling", true) => {
                "Names of persons and places were replaced: a person has a pseudonym that is the same throughout, a place only its kind. It still describes staff who could be recognised."
            }
            ("How to decide", true) => {
                "Decisions are typed in the workbook that names people, not in this one, which shows those that were taken."
            }
            _ => words,
        };
        sheet.write_string_with_format(row, 0, what, &style.strong)?.write_string_with_format(row, 1, words, &style.text)?;
        sheet.set_row_height(row, height(padded(words, WIDTHS[1])))?;
        row += 1;
    }
    // The contents are one page, how to read another.
    sheet.set_print_scale(SCALE).set_print_area(0, 0, row, 1)?;
    Ok(())
}
