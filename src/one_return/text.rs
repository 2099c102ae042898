//! What was found in a return, as text for a console or to be pasted.

use super::names::Names;
use super::{Checked, heading};
use crate::form::Sheet;
use crate::model::a1;
use crate::model::finding::Finding;
use crate::queries::Query;
use crate::rules::by_code;

/// What was understood, the queries by how serious they are, and the verdict.
pub(super) fn of(checked: &Checked, queries: &[Query], names: &Names) -> String {
    let mut text = String::new();
    if let Some(understood) = checked.understood() {
        text.push_str(&format!("{understood}\n"));
    }
    let mut last = None;
    for (at, query) in queries.iter().enumerate() {
        if last != Some(query.severity) {
            text.push_str(&format!("\n{}\n", heading(query.severity)));
            last = Some(query.severity);
        }
        text.push_str(&paragraph(at + 1, query, names));
    }
    for finding in checked.not_asked(queries) {
        text.push_str(&format!(
            "\n{}: {}\n   To do: {}\n",
            finding.rule,
            names.in_place(&finding.message),
            names.in_place(for_member(finding))
        ));
    }
    text.push_str(&format!("\n{}\n", checked.verdict(queries).words));
    text
}

/// What to do about a finding, said to the member.
fn for_member(finding: &Finding) -> &str {
    by_code(&finding.rule).and_then(|rule| rule.handling.for_member).unwrap_or(&finding.action)
}

/// A query with its cells and what to do.
fn paragraph(number: usize, query: &Query, names: &Names) -> String {
    let (found, to_do) = (names.of_query(query), names.in_place(&query.to_do()));
    format!("{number:3}. {} ({}): {}\n     To do: {to_do}\n", place(query), rule(query), found.trim_end_matches('.'))
}

/// The rule and the paragraphs of the guidance behind a query: `G141, ¶14`.
pub(super) fn rule(query: &Query) -> String {
    let paragraphs = query.paragraphs.join(", ");
    if paragraphs.is_empty() { query.rule.code.to_string() } else { format!("{}, {paragraphs}", query.rule.code) }
}

/// Where a query is to be put right: `Secondees!C4`, `Secondees!C4 and 3 more`, or what it is about as a whole.
pub(super) fn place(query: &Query) -> String {
    let mut cells: Vec<(Sheet, u32, u32)> = query.spots.iter().map(|spot| (spot.at.sheet, spot.at.row, spot.at.col)).collect();
    cells.sort_unstable();
    cells.dedup();
    const SHOWN: usize = 4;
    match cells.first() {
        None if query.sheet.is_empty() => "The file".into(),
        None => query.sheet.clone(),
        Some((sheet, ..)) => {
            let first: Vec<String> = cells.iter().take(SHOWN).map(|(_, row, col)| a1(*row, *col)).collect();
            let more = if cells.len() > SHOWN { format!(" and {} more", cells.len() - SHOWN) } else { String::new() };
            format!("{}!{}{more}", sheet.name(), first.join(", "))
        }
    }
}
