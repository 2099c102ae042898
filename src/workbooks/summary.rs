//! Cover, Summary and Year on year: what the steering group reads first.

use rust_xlsxwriter::{Chart, ChartType, Url, Workbook, XlsxError};

use super::pages::is_conflict;
use super::parts::prepare;
use super::style::Style;
use crate::finding::Severity;
use crate::history::{ALL, BASES};
use crate::model::Status;
use crate::places::Certainty;
use crate::report::{Audit, Count, Datum, Table};

fn count<'a>(audit: &'a Audit, year: i16, member: &str, measure: &str, basis: &str) -> Option<&'a Count> {
    audit.counts.iter().find(|c| c.year == year && c.member == member && c.measure == measure && c.basis == basis)
}

/// The cover: marking, how to read, contents with links.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn cover(book: &mut Workbook, style: &Style, audit: &Audit, contents: &[(&str, &str)]) -> Result<(), XlsxError> {
    let year = audit.round.settings.year;
    let sheet = book.add_worksheet();
    let title = format!("Secondees on NPM work: consolidated returns {year}");
    prepare(sheet, style, "Cover", &title, "UK National Preventive Mechanism: independence of personnel, guidance of 2014")?;
    sheet.set_column_width(0, 26)?.set_column_width(1, 90)?;
    let reading = [
        (
            "How to read",
            "Summary first; then Conflicts, where each row needs a decision in the shaded columns. What you type there is kept.",
        ),
        (
            "Certainty",
            "confirmed: both names are certain. probable: a name was matched approximately. possible: several places may be meant, or only kin of the place.",
        ),
        (
            "Severity",
            "breach: the guidance says never. concern: not followed, or no evidence. query: correct or explain. note: for information.",
        ),
        ("Skipped", "A rule that could not be checked is shown as skipped with the reason, never as passed."),
        ("Handling", "This workbook names staff of police and prison services. Keep it where the returns are kept."),
    ];
    let mut row = 4;
    for (what, words) in reading {
        sheet.write_string_with_format(row, 0, what, &style.text)?.write_string_with_format(row, 1, words, &style.text)?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, "Sheet", &style.heading)?.write_string_with_format(row, 1, "What is in it", &style.heading)?;
    for (name, what) in contents {
        row += 1;
        sheet.write_url_with_format(row, 0, Url::new(format!("internal:'{name}'!A1")).set_text(*name), &style.link)?;
        sheet.write_string_with_format(row, 1, *what, &style.text)?;
    }
    Ok(())
}

/// The headline figures, each with what it rests on, in the order in which they are read.
fn headlines(audit: &Audit) -> Vec<(String, String)> {
    let settings = &audit.round.settings;
    let year = settings.year;
    let members = settings.members.len();
    let with = |status: Status| audit.round.received.iter().filter(|r| r.status == status).count();
    let (used, nil, outstanding) = (audit.round.returns.len(), with(Status::Nil), with(Status::Outstanding));
    let of = |year, measure: &str, basis: &str| count(audit, year, ALL, measure, basis).and_then(|c| c.value);
    let shown = |value: Option<f64>| value.map_or("not known".to_string(), |v| format!("{v}"));
    let last_year = audit.round.last.as_ref().map(|last| last.year);
    let change =
        |basis| match (of(year, "secondees_census", basis), last_year.and_then(|y| of(y, "secondees_census", basis).map(|v| (y, v)))) {
            (Some(now), Some((y, then))) => format!("{:+} since {y} ({then})", now - then),
            _ => "no earlier figure".into(),
        };
    let conflicts = |certainty| {
        audit.report.findings.iter().filter(|f| is_conflict(f) && f.severity == Severity::Breach && f.certainty == certainty).count()
    };
    let undecided = audit.report.findings.iter().filter(|f| is_conflict(f) && !audit.decisions.contains_key(&f.id)).count();
    let share = of(year, "secondee_share", "broad").map_or("not known".into(), |v| format!("{:.1}%", v * 100.0));
    vec![
        (
            format!("{used} of {members}"),
            format!("members returned ({nil} nil returns, {outstanding} outstanding, {} rejected)", with(Status::Rejected)),
        ),
        (
            shown(of(year, "secondees_census", "broad")),
            format!("secondees in post on NPM work at the census date, all arrangements: {}", change("broad")),
        ),
        (shown(of(year, "secondees_census", "narrow")), format!("of them on secondment in the narrow sense: {}", change("narrow"))),
        (share, "of all NPM staff are secondees (¶10)".into()),
        (
            shown(of(year, "members_using", "broad")),
            format!("of {used} members with a return used secondees in the year (May 2013: 8 of 20)"),
        ),
        (
            format!("{}", conflicts(Certainty::Confirmed)),
            "confirmed breaches of ¶13–14: somebody was assigned where they must not be".into(),
        ),
        (
            format!("{}", conflicts(Certainty::Probable) + conflicts(Certainty::Possible)),
            "probable or possible ones: the names must be confirmed".into(),
        ),
        (format!("{undecided}"), "rows on Conflicts still need a decision".into()),
    ]
}

/// Summary: headline figures, then the tables behind the charts, then the charts.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn summary(book: &mut Workbook, style: &Style, audit: &Audit) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    prepare(sheet, style, "Summary", &format!("Summary {}", audit.round.settings.year), "Each figure says what it rests on.")?;
    sheet.set_column_width(0, 18)?.set_column_width(1, 60)?.set_column_range_width(2, 8, 13)?;
    let mut row = 4;
    for (figure, words) in headlines(audit) {
        sheet.write_string_with_format(row, 0, figure, &style.figure)?.write_string_with_format(row, 1, words, &style.label)?;
        sheet.set_row_height(row, 30)?;
        row += 1;
    }
    row += 1;
    let first = row;
    for (col, heading) in ["Year", "Secondees at the census date, broad", "Narrow"].iter().enumerate() {
        sheet.write_string_with_format(row, col as u16, *heading, &style.heading)?;
    }
    let mut years: Vec<i16> = audit.counts.iter().filter(|c| c.measure == "secondees_census" && c.member == ALL).map(|c| c.year).collect();
    years.sort_unstable();
    years.dedup();
    for year in &years {
        row += 1;
        sheet.write_string_with_format(row, 0, year.to_string(), &style.text)?;
        for (col, basis) in BASES.iter().enumerate() {
            if let Some(value) = count(audit, *year, ALL, "secondees_census", basis).and_then(|c| c.value) {
                sheet.write_number_with_format(row, col as u16 + 1, value, &style.number)?;
            }
        }
    }
    let last = row;
    row += 2;
    let severity_first = row;
    sheet.write_string_with_format(row, 0, "Severity", &style.heading)?.write_string_with_format(row, 1, "Findings", &style.heading)?;
    for severity in [Severity::Breach, Severity::Concern, Severity::Query, Severity::Note] {
        row += 1;
        let number = audit.report.findings.iter().filter(|f| f.severity == severity).count();
        sheet.write_string_with_format(row, 0, severity.name(), &style.text)?;
        sheet.write_number_with_format(row, 1, number as f64, &style.number)?;
    }
    let mut by_year = Chart::new(ChartType::Column);
    for col in [1u16, 2] {
        by_year.add_series().set_name(("Summary", first, col)).set_categories(("Summary", first + 1, 0, last, 0)).set_values((
            "Summary",
            first + 1,
            col,
            last,
            col,
        ));
    }
    by_year.title().set_name("Secondees on NPM work at the census date");
    by_year
        .set_alt_text("Columns: secondees at the census date by year, broad and narrow; the figures are in the table beside.")
        .set_width(560)
        .set_height(280);
    sheet.insert_chart(4, 3, &by_year)?;
    let mut by_severity = Chart::new(ChartType::Bar);
    by_severity
        .add_series()
        .set_name(("Summary", severity_first, 1))
        .set_categories(("Summary", severity_first + 1, 0, severity_first + 4, 0))
        .set_values(("Summary", severity_first + 1, 1, severity_first + 4, 1));
    by_severity.title().set_name("Findings by severity");
    by_severity.set_alt_text("Bars: findings by severity; the figures are in the table beside.").set_width(560).set_height(240);
    sheet.insert_chart(12, 3, &by_severity)?;
    Ok(())
}

/// Year on year: each member and all, broad and narrow.
pub fn year_on_year(audit: &Audit) -> Table {
    let settings = &audit.round.settings;
    let headings = [
        "Member",
        "Basis",
        "Last year",
        "This year",
        "Change",
        "Decomposed",
        "New in the year",
        "Ended in the year",
        "Share of NPM staff",
        "Joined",
        "Left",
        "Stayed",
        "Counted otherwise",
    ];
    let shown = |count: Option<&Count>| match count {
        Some(Count { value: Some(value), .. }) => Datum::Number(*value),
        Some(Count { reason: Some(reason), .. }) => Datum::Text(reason.clone()),
        _ => Datum::Text("not known".into()),
    };
    let last_year = audit.round.last.as_ref().map(|last| last.year);
    let mut rows = Vec::new();
    for member in settings.members.iter().map(|m| m.code.as_str()).chain([ALL]) {
        for basis in BASES {
            let now = |measure| count(audit, settings.year, member, measure, basis);
            let then = last_year.and_then(|year| count(audit, year, member, "secondees_census", basis));
            let (before, after) = (then.and_then(|c| c.value), now("secondees_census").and_then(|c| c.value));
            let change = before.zip(after).map_or(Datum::Text("not known".into()), |(a, b)| Datum::Number(b - a));
            let flow = audit.flows.iter().find(|f| f.member == member && f.basis == basis);
            let list = |part: fn(&crate::report::Flow) -> &Vec<String>| {
                flow.map_or(Datum::Blank, |f| match part(f).is_empty() {
                    true => Datum::Blank,
                    false => Datum::Text(part(f).join("; ")),
                })
            };
            rows.push(vec![
                Datum::Text(member.into()),
                Datum::Text(basis.into()),
                shown(then),
                shown(now("secondees_census")),
                change,
                flow.map_or(Datum::Blank, |f| Datum::Text(f.words.clone())),
                shown(now("secondees_new")),
                shown(now("secondees_ended")),
                shown(now("secondee_share")),
                list(|f| &f.joined),
                list(|f| &f.left),
                list(|f| &f.stayed),
                list(|f| &f.reclassified),
            ]);
        }
    }
    Table { name: "Year on year", headings: headings.map(String::from).to_vec(), rows }
}
