//! The tables as they are published: one of the NPM as a whole, and one of each figure by member and year.

use std::collections::BTreeMap;

use super::figures::{Figure, PublishedCell};
use super::release::Release;
use crate::model::ALL;

/// A published cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Out {
    /// A name or a year, heading its row.
    Head(String),
    /// A count.
    Count(i64),
    /// A share between 0 and 1.
    Share(f64),
    /// `[c]`, `[x]` or `[z]`.
    Symbol(&'static str),
}

/// A table of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedSheet {
    /// The sheet's name.
    pub name: String,
    /// The title, with what is counted, of whom and when.
    pub title: String,
    /// What is counted, in a sentence.
    pub says: &'static str,
    /// Headings, each once.
    pub headings: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<Out>>,
    /// Whether the last row is the total.
    pub has_total: bool,
}

fn out(shown: PublishedCell) -> Out {
    shown.number().map_or(Out::Symbol(shown.symbol()), Out::Count)
}

/// What each figure is called and counts.
pub fn title(figure: Figure) -> (&'static str, &'static str) {
    match figure {
        Figure::Broad => (
            "Secondees at the census date, all arrangements",
            "People in post on NPM work on 31 March on secondment, short-term secondment, loan, as guest or partner inspector, or for a fixed term with right of return.",
        ),
        Figure::Narrow => (
            "Secondees at the census date, secondments only",
            "Of those of all arrangements, the people on secondment or short-term secondment.",
        ),
        Figure::New => (
            "New secondees in the year, all arrangements",
            "People whose secondment or like arrangement on NPM work began in the year to 31 March.",
        ),
        Figure::Ended => (
            "Secondees who ended in the year, all arrangements",
            "People whose secondment or like arrangement on NPM work ended in the year to 31 March.",
        ),
        Figure::Staff => {
            ("Staff on NPM work at the census date", "Everyone in post on NPM work on 31 March, secondees included (headcount).")
        }
        Figure::Using => (
            "Members using secondees in the year",
            "Members with at least one secondee on NPM work at any time in the year, all arrangements.",
        ),
    }
}

/// Title and sentence of the share.
pub const SHARE: (&str, &str) = (
    "Share of staff on NPM work who are secondees",
    "Secondees of all arrangements divided by staff on NPM work, both at the census date. Shown only where both counts are.",
);

/// Every table, in the order of the sheets.
pub fn sheets(release: &Release, names: &BTreeMap<String, String>) -> Vec<PublishedSheet> {
    let mut sheets = vec![whole(release)];
    for figure in Figure::EACH.into_iter().filter(|figure| *figure != Figure::Using) {
        let (title, says) = title(figure);
        sheets.push(by_member(
            release,
            names,
            &release.years(figure),
            title,
            says,
            &|year, member| out(release.cell(figure, year, member)),
        ));
    }
    let (title, says) = SHARE;
    sheets.push(by_member(release, names, &release.years(Figure::Broad), title, says, &|year, member| {
        release.share(year, member).map_or_else(Out::Symbol, Out::Share)
    }));
    for (at, sheet) in sheets.iter_mut().enumerate() {
        sheet.name = format!("Table {}", at + 1);
    }
    sheets
}

fn whole(release: &Release) -> PublishedSheet {
    let headings = [
        "Year to 31 March",
        "Members with figures",
        "Members using secondees",
        "Secondees, all arrangements",
        "Secondees, secondments only",
        "New in the year",
        "Ended in the year",
        "Staff on NPM work",
        "Share of staff who are secondees",
    ];
    let rows = release.figures.years.iter().map(|year| {
        let with = release.members_with_figures(*year);
        let mut row = vec![Out::Head(year.to_string())];
        // Of years before there were returns only what is known is shown.
        row.push(if with == 0 { Out::Symbol(PublishedCell::NotAvailable.symbol()) } else { Out::Count(with as i64) });
        row.extend(
            [Figure::Using, Figure::Broad, Figure::Narrow, Figure::New, Figure::Ended, Figure::Staff]
                .map(|figure| out(release.cell(figure, *year, ALL))),
        );
        row.push(release.share(*year, ALL).map_or_else(Out::Symbol, Out::Share));
        row
    });
    PublishedSheet {
        name: String::new(),
        title: "The NPM as a whole, by year".into(),
        says: "Totals of the members with figures. The row of 2013 is the survey of May 2013, when the NPM had 20 members (¶4 of the guidance).",
        headings: headings.map(String::from).to_vec(),
        rows: rows.collect(),
        has_total: false,
    }
}

fn by_member(
    release: &Release,
    names: &BTreeMap<String, String>,
    years: &[i16],
    title: &str,
    says: &'static str,
    cell: &dyn Fn(i16, &str) -> Out,
) -> PublishedSheet {
    let mut headings = vec!["Member".to_string(), "Name".to_string()];
    headings.extend(years.iter().map(i16::to_string));
    let row = |code: &str, shown: &str, name: &str| {
        let mut row = vec![Out::Head(shown.into()), Out::Head(name.into())];
        row.extend(years.iter().map(|year| cell(*year, code)));
        row
    };
    let mut rows: Vec<Vec<Out>> =
        release.figures.members.iter().map(|code| row(code, code, names.get(code).map_or("", String::as_str))).collect();
    rows.push(row(ALL, "All", "All members with figures"));
    let span = match years {
        [] => String::new(),
        [year] => format!(", {year}"),
        [first, .., last] => format!(", {first} to {last}"),
    };
    PublishedSheet { name: String::new(), title: format!("{title}, by member{span}"), says, headings, rows, has_total: true }
}
