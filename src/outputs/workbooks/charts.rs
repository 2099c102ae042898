//! Charts: figures by year, conflicts by state, compliance by paragraph, each drawn from the table beside it. Series differ by pattern and
//! lightness, so that a grey print tells them apart; a year without a figure is a blank cell and a gap.

use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartEmptyCells, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartPatternFill,
    ChartPatternFillType, ChartSolidFill, ChartType, Color, Workbook, Worksheet, XlsxError,
};

use super::columns::{height, lines};
use super::compliance::{PARAGRAPHS, Standing, standings};
use super::parts::prepare;
use super::style::{FONT, NAVY, SHADES, Style};
use crate::account::Audit;
use crate::book::decisions::DecisionState;
use crate::conflicts::List;
use crate::figures::earlier::{TYPED, membership};
use crate::model::finding::Finding;
use crate::model::{ALL, Basis, Date, Measure};
use crate::rules::{RULES, list_of};

const NAME: &str = "Charts";
/// The heading row of the table by year, counted from 0.
const YEARS: u32 = 5;
/// Height of a chart in pixels, and the rows it covers.
const CHART: (u32, u32) = (212, 13);

/// Widths of the columns.
const WIDTHS: [f64; 9] = [16.0, 13.0, 13.0, 13.0, 13.0, 13.0, 13.0, 13.0, 59.0];

/// The look of a series: the darkest solid, then patterns, so that none is told by colour alone.
fn look(at: usize) -> ChartFormat {
    let pattern = |kind| ChartPatternFill::new().set_pattern(kind).set_foreground_color(NAVY).set_background_color(Color::White).clone();
    let mut format = ChartFormat::new();
    format.set_border(ChartLine::new().set_color(NAVY).set_width(0.75));
    match at {
        0 => format.set_solid_fill(ChartSolidFill::new().set_color(SHADES[0])),
        1 => format.set_pattern_fill(&pattern(ChartPatternFillType::DiagonalStripesWideUpwards)),
        2 => format.set_solid_fill(ChartSolidFill::new().set_color(SHADES[2])),
        3 => format.set_solid_fill(ChartSolidFill::new().set_color(Color::White)),
        4 => format.set_solid_fill(ChartSolidFill::new().set_color(SHADES[4])),
        _ => format.set_pattern_fill(&pattern(ChartPatternFillType::HorizontalStripesNarrow)),
    };
    format
}

fn font(size: u32) -> ChartFont {
    ChartFont::new().set_name(FONT).set_size(size).clone()
}

/// A chart of columns of the Charts sheet: rows first to last, one series a column.
struct Drawn<'a> {
    kind: ChartType,
    title: &'a str,
    alt: &'a str,
    heading: u32,
    rows: (u32, u32),
    columns: &'a [u16],
    is_share: bool,
    /// Distance of grid lines, so that no half persons are shown.
    step: f64,
}

impl Drawn<'_> {
    fn chart(&self, width: u32, height: u32) -> Chart {
        let mut chart = Chart::new(self.kind);
        let (first, last) = self.rows;
        for (at, col) in self.columns.iter().enumerate() {
            let series = chart.add_series();
            series
                .set_name((NAME, self.heading, *col))
                .set_categories((NAME, first, 0, last, 0))
                .set_values((NAME, first, *col, last, *col))
                .set_format(&mut look(at))
                .set_gap(60);
            if !matches!(self.kind, ChartType::BarStacked | ChartType::ColumnStacked) {
                let mut label = rust_xlsxwriter::ChartDataLabel::new();
                label.show_value().set_font(&font(8));
                if self.is_share {
                    label.set_num_format("0%");
                }
                series.set_data_label(&label);
            }
        }
        chart.title().set_name(self.title).set_font(font(10).set_bold());
        let is_bar = self.kind == ChartType::BarStacked;
        chart.x_axis().set_font(&font(8));
        chart.y_axis().set_font(&font(8));
        // The axis of bars that bears the values lies, that of columns stands.
        let values = if is_bar { chart.x_axis() } else { chart.y_axis() };
        values.set_min(0).set_num_format(if self.is_share { "0%" } else { "0" });
        if !self.is_share {
            values.set_major_unit(self.step);
        }
        if is_bar {
            chart.y_axis().set_reverse().set_crossing(ChartAxisCrossing::Max);
        }
        match self.columns.len() {
            1 => chart.legend().set_hidden(),
            _ => chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(8)),
        };
        chart.show_empty_cells_as(ChartEmptyCells::Gaps).set_alt_text(self.alt).set_width(width).set_height(height);
        chart
    }
}

/// The figures of the table by year, column by column.
const FIGURES: [Option<(Measure, Basis)>; 7] = [
    Some((Measure::SecondeesCensus, Basis::Broad)),
    Some((Measure::SecondeesCensus, Basis::Narrow)),
    Some((Measure::MembersUsing, Basis::Broad)),
    None,
    Some((Measure::SecondeeShare, Basis::Broad)),
    Some((Measure::SecondeesNew, Basis::Broad)),
    Some((Measure::SecondeesEnded, Basis::Broad)),
];

/// A round distance of grid lines for values up to this one.
fn step(most: f64) -> f64 {
    [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0].into_iter().find(|step| most / step <= 7.0).unwrap_or((most / 7.0).ceil())
}

fn last_year_row(audit: &Audit) -> u32 {
    YEARS + audit.years().count() as u32
}

fn by_year<'a>(audit: &Audit, title: &'a str, alt: &'a str, columns: &'a [u16], is_share: bool) -> Drawn<'a> {
    // The chart begins with the first year of which one of its figures is known.
    let measures: Vec<(Measure, Basis)> = columns.iter().filter_map(|col| FIGURES[usize::from(*col) - 1]).collect();
    let value = |year: i16| measures.iter().filter_map(|(measure, basis)| audit.figure(year, ALL, *measure, *basis)).reduce(f64::max);
    let unknown = audit.years().take_while(|year| value(*year).is_none()).count() as u32;
    let first = (YEARS + 1 + unknown).min(last_year_row(audit));
    let most = audit.years().filter_map(value).reduce(f64::max).unwrap_or(1.0);
    Drawn { kind: ChartType::Column, title, alt, heading: YEARS, rows: (first, last_year_row(audit)), columns, is_share, step: step(most) }
}

fn conflicts_heading(audit: &Audit) -> u32 {
    // Below the table by year stand two rows of two charts.
    last_year_row(audit) + 3 + 2 * CHART.1 + 1
}

/// The rows of the table of Conflicts: the conflicts by paragraph, then the other lists.
fn conflict_groups() -> Vec<(List, &'static str)> {
    let of_conflicts = RULES.iter().filter(|rule| rule.handling.list == Some(List::Conflict)).filter_map(|rule| rule.paragraph);
    let mut groups: Vec<(List, &str)> = of_conflicts.map(|paragraph| (List::Conflict, paragraph)).collect();
    groups.dedup();
    groups.extend(List::ALL.into_iter().filter(|list| *list != List::Conflict).map(|list| (list, list.name())));
    groups
}

/// How many rows of Conflicts are of a group and stand so.
fn number_of(audit: &Audit, (list, name): (List, &str), wanted: DecisionState) -> usize {
    if list != List::Conflict {
        return audit.tally().get(&(list, wanted)).copied().unwrap_or_default();
    }
    let is_of = |f: &&Finding| list_of(&f.rule) == Some(list) && f.paragraph.as_deref() == Some(name);
    audit.report.findings.iter().filter(|f| is_of(f) && audit.state(&f.id) == wanted).count()
}

fn secondees_chart(audit: &Audit) -> Drawn<'static> {
    by_year(
        audit,
        "Secondees in post on NPM work at the census date",
        "Columns by year: secondees in post at the census date, all arrangements (broad) and secondments only (narrow). The figures are in the table above the chart on the sheet Charts; years without a figure are gaps.",
        &[1, 2],
        false,
    )
}

fn conflicts_chart(audit: &Audit) -> Drawn<'static> {
    let heading = conflicts_heading(audit);
    Drawn {
        kind: ChartType::BarStacked,
        title: "Rows of Conflicts and how they stand",
        alt: "Stacked bars: rows of Conflicts by paragraph and list, parted into to decide, names not certain, answered by the member, awaiting the member, standing and dismissed. The figures are in the table on the sheet Charts.",
        heading,
        rows: (heading + 1, heading + conflict_groups().len() as u32),
        columns: &[1, 2, 3, 4, 5, 6],
        is_share: false,
        step: step(audit.tally().values().sum::<usize>() as f64),
    }
}

/// The two charts of the first page of Summary; their figures stand on Charts.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn on_summary(sheet: &mut Worksheet, audit: &Audit) -> Result<(), XlsxError> {
    sheet.insert_chart_with_offset(3, 7, &secondees_chart(audit).chart(324, 240), 4, 2)?;
    sheet.insert_chart_with_offset(15, 7, &conflicts_chart(audit).chart(324, 240), 4, 8)?;
    Ok(())
}

/// The Charts sheet.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn charts(book: &mut Workbook, style: &Style, audit: &Audit) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    prepare(sheet, style, NAME, "Charts", "Each chart is drawn from the table beside it. A year without a figure is a gap, never zero.")?;
    sheet.write_url_with_format(3, 0, rust_xlsxwriter::Url::new("internal:'Cover'!A1").set_text("Back to contents"), &style.back)?;
    for (col, width) in WIDTHS.iter().enumerate() {
        sheet.set_column_width(col as u16, *width)?;
    }
    year_table(sheet, style, audit)?;
    let top = last_year_row(audit) + 2;
    let share = by_year(
        audit,
        "Share of NPM staff who are secondees",
        "Columns by year: share of NPM staff who are secondees, all arrangements. The figures are in the table above.",
        &[5],
        true,
    );
    let moves = by_year(
        audit,
        "New and ended in the year",
        "Columns by year: secondments new and ended in the year, all arrangements. The figures are in the table above.",
        &[6, 7],
        false,
    );
    let using = by_year(
        audit,
        "Members that used secondees (2013: 8 of 20)",
        "Columns by year: number of members that used secondees; in May 2013 it was 8 of 20 members. The figures are in the table above.",
        &[3],
        false,
    );
    let right = (5, 70);
    for (at, drawn) in [secondees_chart(audit), share, using, moves].iter().enumerate() {
        let (col, offset) = if at % 2 == 0 { (0, 0) } else { right };
        sheet.insert_chart_with_offset(top + (at as u32 / 2) * CHART.1, col, &drawn.chart(580, CHART.0 - 6), offset, 0)?;
    }
    let first = conflicts_heading(audit);
    conflict_table(sheet, style, audit, first)?;
    sheet.insert_chart_with_offset(first, 7, &conflicts_chart(audit).chart(450, 240), 20, 0)?;
    let second = first + CHART.1 + 4;
    compliance_table(sheet, style, audit, second)?;
    let drawn = Drawn {
        kind: ChartType::BarStacked,
        title: "Members by standing with each paragraph",
        alt: "Stacked bars: for each paragraph the number of members with a breach, a concern, a query, nothing found, partly checked and not checked. The figures are in the table beside.",
        heading: second,
        rows: (second + 1, second + PARAGRAPHS.len() as u32),
        columns: &[1, 2, 3, 4, 5, 6],
        is_share: false,
        step: step(audit.round.settings.members.len() as f64),
    };
    sheet.insert_chart_with_offset(second, 7, &drawn.chart(450, 290), 20, 0)?;
    // With many years the charts by year no longer fit below their table.
    let breaks = if audit.years().count() > 15 { vec![top - 1, first - 1] } else { vec![first - 1] };
    sheet.set_print_scale(80).set_page_breaks(&breaks)?;
    sheet.set_print_area(0, 0, second + CHART.1 + 7, WIDTHS.len() as u16 - 1)?;
    Ok(())
}

/// Headings: the first and any ninth are of words, the others of numbers, which stand to the right.
fn headings(sheet: &mut Worksheet, style: &Style, row: u32, names: &[&str]) -> Result<(), XlsxError> {
    for (col, name) in names.iter().enumerate() {
        let format = if col % 8 == 0 { &style.heading } else { &style.number_heading };
        sheet.write_string_with_format(row, col as u16, *name, format)?;
    }
    sheet.set_row_height(row, 30)?;
    Ok(())
}

/// All years from the first known to this one, with breaks in definition and membership.
fn year_table(sheet: &mut Worksheet, style: &Style, audit: &Audit) -> Result<(), XlsxError> {
    headings(
        sheet,
        style,
        YEARS,
        &[
            "Year",
            "Broad",
            "Narrow",
            "Members using",
            "of members",
            "Share of staff",
            "New",
            "Ended",
            "What the figures are based on; breaks in membership and definition",
        ],
    )?;
    let census = audit.round.settings.census;
    let mut earlier: Option<usize> = None;
    for (at, year) in audit.years().enumerate() {
        let row = YEARS + 1 + at as u32;
        sheet.write_string_with_format(row, 0, year.to_string(), &style.text)?;
        for (col, figure) in FIGURES.iter().enumerate() {
            let Some((measure, basis)) = figure else { continue };
            if let Some(value) = audit.figure(year, ALL, *measure, *basis) {
                let format = if *measure == Measure::SecondeeShare { &style.share } else { &style.number };
                sheet.write_number_with_format(row, col as u16 + 1, value, format)?;
            }
        }
        // The survey of 2013 was made in May, and counted the 20 members of then.
        let members = match year {
            2013 => Some(20),
            year if year == audit.round.settings.year => Some(audit.round.settings.members.len()),
            year => Date::new(year, census.month(), census.day()).ok().and_then(membership),
        };
        if let Some(members) = members {
            sheet.write_number_with_format(row, 4, members as f64, &style.number)?;
        }
        let words = rests_on(audit, year, earlier, members);
        if lines(&words, WIDTHS[8]) > 1 {
            sheet.set_row_height(row, height(lines(&words, WIDTHS[8])))?;
        }
        sheet.write_string_with_format(row, 8, words, &style.text)?;
        earlier = members;
    }
    Ok(())
}

fn rests_on(audit: &Audit, year: i16, earlier: Option<usize>, members: Option<usize>) -> String {
    let mut words = Vec::new();
    let of_year = || audit.counts.iter().filter(|c| c.year == year && c.member == ALL && c.value.is_some());
    match of_year().next() {
        None => words.push("no figure: gap".to_string()),
        Some(_) => {
            let reasons: std::collections::BTreeSet<&str> = of_year().filter_map(|c| c.reason.as_deref()).collect();
            words.extend(reasons.into_iter().map(String::from));
            if year == 2013 || of_year().any(|c| c.reason.as_deref().is_some_and(|r| r.starts_with(TYPED))) {
                words.push("not from returns: break".into());
            }
        }
    }
    if let (Some(was), Some(is)) = (earlier, members)
        && was != is
    {
        words.push(format!("break: {is} members from here, {was} before"));
    }
    words.join("; ")
}

fn conflict_table(sheet: &mut Worksheet, style: &Style, audit: &Audit, heading: u32) -> Result<(), XlsxError> {
    let mut names = vec!["Conflicts by paragraph, other lists"];
    names.extend(DecisionState::ALL.map(DecisionState::words));
    headings(sheet, style, heading, &names)?;
    for (at, group) in conflict_groups().into_iter().enumerate() {
        let row = heading + 1 + at as u32;
        sheet.write_string_with_format(row, 0, group.1, &style.text)?;
        for (col, wanted) in DecisionState::ALL.into_iter().enumerate() {
            sheet.write_number_with_format(row, col as u16 + 1, number_of(audit, group, wanted) as f64, &style.number)?;
        }
    }
    Ok(())
}

fn compliance_table(sheet: &mut Worksheet, style: &Style, audit: &Audit, heading: u32) -> Result<(), XlsxError> {
    let mut names = vec!["Paragraph"];
    names.extend(Standing::ALL.map(Standing::words));
    headings(sheet, style, heading, &names)?;
    let standings = standings(audit);
    for (at, paragraph) in PARAGRAPHS.into_iter().enumerate() {
        let row = heading + 1 + at as u32;
        sheet.write_string_with_format(row, 0, paragraph, &style.text)?;
        for (col, wanted) in Standing::ALL.into_iter().enumerate() {
            let number = standings.iter().filter(|((_, p), (standing, _))| *p == paragraph && *standing == wanted).count();
            sheet.write_number_with_format(row, col as u16 + 1, number as f64, &style.number)?;
        }
    }
    Ok(())
}
