//! The sheet Queries of the consolidated workbook: what every member was asked, where it stands, and where the coordinator accepts.

use rust_xlsxwriter::{DataValidation, Workbook, XlsxError};

use super::columns;
use super::parts::{HEADING_ROW, Page};
use crate::account::Audit;
use crate::book::answers::{BETWEEN_FACTS, BETWEEN_IDS, QUERIES_SHEET, QUERY_HEADINGS};
use crate::figures::table::{Datum, Table};
use crate::model::finding::FindingId;
use crate::outputs::sentences::counted;
use crate::queries::states::AskedFinding;

/// A row holds at most so many findings and so long facts, so that both fit into a cell.
const MOST_FINDINGS: usize = 60;
const LONGEST_FACTS: usize = 20_000;

/// The table: findings of one query that stand alike are one row.
pub fn table(audit: &Audit) -> Table {
    let rows = grouped(&audit.followed.asked).into_iter().map(|group| {
        let first = group[0];
        let text = |text: &str| if text.is_empty() { Datum::Blank } else { Datum::Text(text.into()) };
        let number = |number: u32| Datum::Number(f64::from(number));
        let rule = FindingId::of(&first.finding).code();
        let ids: Vec<&str> = group.iter().map(|asked| asked.finding.as_str()).collect();
        let facts: Vec<&str> = group.iter().map(|asked| asked.facts.as_str()).collect();
        vec![
            text(&first.query),
            text(&first.member),
            text(rule),
            text(first.state.name()),
            text(&first.found),
            text(&first.kind),
            text(&first.response),
            text(&first.accepted),
            text(&first.by),
            text(&first.earlier),
            text(&first.remark),
            number(first.run),
            number(first.version),
            first.settled.map_or(Datum::Blank, number),
            text(&ids.join(BETWEEN_IDS)),
            text(&facts.join(&BETWEEN_FACTS.to_string())),
        ]
    });
    Table { name: QUERIES_SHEET, headings: QUERY_HEADINGS.map(String::from).to_vec(), rows: rows.collect() }
}

/// Findings that stand alike, in the order they came in.
fn grouped(asked: &[AskedFinding]) -> Vec<Vec<&AskedFinding>> {
    let mut groups: Vec<Vec<&AskedFinding>> = Vec::new();
    for one in asked {
        let alike = |other: &AskedFinding| AskedFinding { finding: String::new(), facts: String::new(), ..other.clone() };
        let length = |group: &[&AskedFinding]| group.iter().map(|a| a.facts.len() + 1).sum::<usize>();
        match groups.last_mut() {
            Some(group)
                if alike(group[0]) == alike(one) && group.len() < MOST_FINDINGS && length(group) + one.facts.len() < LONGEST_FACTS =>
            {
                group.push(one);
            }
            _ => groups.push(vec![one]),
        }
    }
    groups
}

/// The sheet.
pub fn page(audit: &Audit) -> Page<'static> {
    let table = table(audit);
    let open = audit.followed.asked.iter().filter(|asked| asked.state.is_open()).count();
    let waiting = audit.followed.asked.iter().filter(|asked| asked.state == crate::queries::states::QueryState::Explained).count();
    let note = format!(
        "{} open, about {}; {waiting} explained and waiting: choose Yes or No under Accepted? and say who. An explanation stands while the \
         facts beside it are the same. Run {}.",
        counted(audit.followed.all_open_queries() as i64, "query", "queries"),
        counted(open as i64, "finding", "findings"),
        audit.followed.run
    );
    Page {
        table: std::borrow::Cow::Owned(table),
        made: None,
        title: "Queries to members and their answers",
        note,
        entries: vec!["Accepted?", "Accepted by"],
    }
}

/// The drop-down for acceptance.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn drop_down(book: &mut Workbook, page: &Page) -> Result<(), XlsxError> {
    let table = &page.table;
    let choices = DataValidation::new().allow_list_strings(&["Yes", "No"])?.set_input_title("Accepted?")?;
    let choices = choices.set_input_message("Yes: the explanation stands while the facts are the same. No: it is asked again.")?;
    let col = columns::shown_at(table, "Accepted?").expect("it is one of them");
    let last = HEADING_ROW + table.rows.len().max(1) as u32;
    let sheet = book.worksheet_from_name(QUERIES_SHEET)?;
    sheet.add_data_validation(HEADING_ROW + 1, col, last, col, &choices)?;
    Ok(())
}
