//! The figures as one tidy CSV file, with its description as CSV on the Web has it.

use std::collections::BTreeMap;

use serde_json::json;

use super::earlier::COLUMNS;
use super::figures::{Figure, PublishedCell};
use super::release::Release;
use super::tables::{SHARE, title};
use crate::figures::table::{Datum, Table};
use crate::model::{ALL, Basis, Measure};
use crate::outputs::data;

/// Year, member, measure, basis, value, symbol, unit, name: one row a cell, withheld cells with their symbol and no value.
pub fn csv(release: &Release, names: &BTreeMap<String, String>) -> Vec<u8> {
    let text = |text: &str| if text.is_empty() { Datum::Blank } else { Datum::Text(text.into()) };
    let members: Vec<&str> = release.figures.members.iter().map(String::as_str).chain([ALL]).collect();
    let name = |code: &str| if code == ALL { "All members with figures" } else { names.get(code).map_or("", String::as_str) };
    let mut rows = Vec::new();
    for figure in Figure::EACH {
        let (measure, basis) = figure.names();
        let unit = if figure == Figure::Using { "members" } else { "people" };
        for year in release.years(figure) {
            for member in members.iter().filter(|member| figure != Figure::Using || **member == ALL) {
                let shown = release.cell(figure, year, member);
                let value = shown.number().map_or(Datum::Blank, |number| Datum::Number(number as f64));
                let row = vec![
                    Datum::Number(f64::from(year)),
                    text(member),
                    text(measure.name()),
                    text(basis.name()),
                    value,
                    text(shown.symbol()),
                ];
                rows.push((row, unit, name(member)));
            }
        }
    }
    for year in release.years(Figure::Broad) {
        for member in &members {
            let (value, symbol) =
                release.share(year, member).map_or_else(|symbol| (Datum::Blank, symbol), |share| (Datum::Number(share), ""));
            let row = vec![
                Datum::Number(f64::from(year)),
                text(member),
                text(Measure::SecondeeShare.name()),
                text(Basis::Broad.name()),
                value,
                text(symbol),
            ];
            rows.push((row, "share from 0 to 1", name(member)));
        }
    }
    let rows = rows.into_iter().map(|(mut row, unit, name)| {
        row.extend([text(unit), text(name)]);
        row
    });
    let headings = COLUMNS.into_iter().chain(["unit", "member_name"]).map(String::from).collect();
    data::csv(&Table { name: "Figures", headings, rows: rows.collect() }.view())
}

/// The description of the CSV file of that name.
pub fn metadata(release: &Release, file: &str) -> Vec<u8> {
    let year = release.figures.year;
    let first = release.figures.years.first().copied().unwrap_or(year);
    let measures: Vec<String> = Figure::EACH
        .into_iter()
        .map(|figure| (figure.names(), title(figure)))
        .chain([((Measure::SecondeeShare, Basis::Broad), SHARE)])
        .map(|((measure, basis), (title, says))| format!("{measure} ({basis}): {title}. {says}"))
        .collect();
    let column = |name: &str, titles: &str, datatype: &str, says: &str| json!({"name": name, "titles": titles, "datatype": datatype, "dc:description": says});
    let mut description = json!({
        "@context": "http://www.w3.org/ns/csvw",
        "url": file,
        "dc:title": format!("Secondees on the work of the UK National Preventive Mechanism, {year}"),
        "dc:description": "Counts of secondees and staff on NPM work by member and year, under the guidance of 2014 on the independence of NPM personnel (¶10, ¶16).",
        "dc:publisher": "UK National Preventive Mechanism",
        "dc:source": "Yearly returns of the members of the NPM; May 2013: survey of members (¶4 of the guidance)",
        "dc:temporal": format!("{first} to {year}; each year is the twelve months to 31 March, a census figure that of 31 March"),
        "dc:language": "en-GB",
        "rdfs:comment": measures,
        "dialect": {"encoding": "utf-8", "header": true, "delimiter": ","},
        "tableSchema": {
            "columns": [
                column("year", "year", "gYear", "The year in which the twelve months end"),
                column("member", "member", "string", "The member's code; ALL is the NPM as a whole"),
                column("measure", "measure", "string", "What is counted"),
                column("basis", "basis", "string", "broad: all arrangements; narrow: secondments only"),
                column("value", "value", "decimal", "The figure; empty where a symbol says why there is none. Figures are not rounded, shares to four places"),
                column("symbol", "symbol", "string", &symbols(release).iter().map(|(symbol, says)| format!("{symbol} {says}")).collect::<Vec<_>>().join("; ")),
                column("unit", "unit", "string", "people, members, or a share from 0 to 1"),
                column("member_name", "member_name", "string", "The member's name"),
            ],
            "primaryKey": ["year", "member", "measure", "basis"],
        },
    });
    if !release.terms.contact.is_empty() {
        description["dcat:contactPoint"] = json!(release.terms.contact);
    }
    let mut text = serde_json::to_string_pretty(&description).expect("a description has only text for keys");
    text.push('\n');
    text.into_bytes()
}

/// The symbols and what they mean.
pub fn symbols(release: &Release) -> [(&'static str, String); 3] {
    [
        (
            PublishedCell::Withheld.symbol(),
            format!(
                "withheld: a count of secondees from 1 to {}, or a count from which such a one could be worked out. A withheld count is never zero",
                release.terms.threshold - 1
            ),
        ),
        (
            PublishedCell::NotAvailable.symbol(),
            "not available: no return was received, the return does not say it clearly, or there is no figure of that year".into(),
        ),
        (PublishedCell::NotApplicable.symbol(), "not applicable: no return was asked of the member, or it has no staff on NPM work".into()),
    ]
}
