//! Charts: figures by year, and conflicts by state, each drawn from the table beside it. Series differ by pattern and lightness, so that a grey
//! print tells them apart; a year without a figure is a blank cell and a gap; titles say what was found. What Summary, Year on year and
//! Compliance draw is not drawn here again.

use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartEmptyCells, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartPatternFill,
    ChartPatternFillType, ChartSolidFill, ChartType, Color, Workbook, Worksheet, XlsxError,
};

use super::columns::{heading_lines, height, padded};
use super::parts::prepare;
use super::plots::step;
use super::style::{FONT, NAVY, SHADES, Style};
use crate::account::Audit;
use crate::book::decisions::DecisionState;
use crate::conflicts::List;
use crate::figures::earlier::{TYPED, membership};
use crate::model::{ALL, Basis, Date, Measure};
use crate::outputs::sentences::counted;

/// The sheet.
pub const NAME: &str = "Charts";
/// The heading row of the table by year, counted from 0.
const YEARS: u32 = 5;
/// Height of a chart in pixels, and the rows it covers.
const CHART: (u32, u32) = (245, 15);

/// Years beyond which the charts no longer fit below their table on one page.
const LONG_SERIES: usize = 15;
/// Widths of the columns.
const WIDTHS: [f64; 9] = [18.0, 11.0, 15.0, 12.0, 12.0, 11.0, 12.0, 10.0, 38.0];

/// The look of a series: solid dark, stripes, solid middle, dots, solid light, white, which stay apart at print size and in grey.
fn look(at: usize) -> ChartFormat {
    let pattern = |kind| ChartPatternFill::new().set_pattern(kind).set_foreground_color(NAVY).set_background_color(Color::White).clone();
    let mut format = ChartFormat::new();
    format.set_border(ChartLine::new().set_color(NAVY).set_width(0.75));
    match at {
        0 => format.set_solid_fill(ChartSolidFill::new().set_color(SHADES[0])),
        1 => format.set_pattern_fill(&pattern(ChartPatternFillType::DiagonalStripesWideUpwards)),
        2 => format.set_solid_fill(ChartSolidFill::new().set_color(SHADES[2])),
        3 => format.set_pattern_fill(&pattern(ChartPatternFillType::DottedGrid)),
        4 => format.set_solid_fill(ChartSolidFill::new().set_color(SHADES[1])),
        _ => format.set_solid_fill(ChartSolidFill::new().set_color(Color::White)),
    };
    format
}

fn font(size: u32) -> ChartFont {
    ChartFont::new().set_name(FONT).set_size(size).clone()
}

/// A chart of columns of the Charts sheet: rows first to last, one series a column.
struct Drawn<'a> {
    kind: ChartType,
    title: String,
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
                label.show_value().set_font(&font(10));
                if self.is_share {
                    label.set_num_format("0%");
                }
                series.set_data_label(&label);
            }
        }
        chart.title().set_name(&self.title).set_font(font(10).set_bold());
        let is_bar = self.kind == ChartType::BarStacked;
        chart.x_axis().set_font(&font(10));
        chart.y_axis().set_font(&font(10));
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
            _ => chart.legend().set_position(ChartLegendPosition::Bottom).set_font(&font(10)),
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

fn last_year_row(audit: &Audit) -> u32 {
    YEARS + audit.years().count() as u32
}

fn by_year<'a>(audit: &Audit, title: String, alt: &'a str, columns: &'a [u16], is_share: bool) -> Drawn<'a> {
    // The chart begins with the first year of which one of its figures is known.
    let measures: Vec<(Measure, Basis)> = columns.iter().filter_map(|col| FIGURES[usize::from(*col) - 1]).collect();
    let value = |year: i16| measures.iter().filter_map(|(measure, basis)| audit.figure(year, ALL, *measure, *basis)).reduce(f64::max);
    let unknown = audit.years().take_while(|year| value(*year).is_none()).count() as u32;
    let first = (YEARS + 1 + unknown).min(last_year_row(audit));
    let most = audit.years().filter_map(value).reduce(f64::max).unwrap_or(1.0);
    Drawn { kind: ChartType::Column, title, alt, heading: YEARS, rows: (first, last_year_row(audit)), columns, is_share, step: step(most) }
}

/// The row of the second two charts, which begin a page; their table stands below them.
fn second_charts(audit: &Audit) -> u32 {
    last_year_row(audit) + 2 + CHART.1 + 1
}

/// "23 secondees were in post in 2026, 27 in 2025": the newest figure with those of the two years before it that are known.
fn newest(audit: &Audit, measure: Measure, shown: &dyn Fn(f64) -> String, what: &str) -> String {
    let of = |year| audit.figure(year, ALL, measure, Basis::Broad).map(shown);
    let year = audit.round.settings.year;
    let earlier: Vec<String> = audit.years().rev().skip(1).filter_map(|year| Some(format!("{} in {year}", of(year)?))).take(2).collect();
    let before = if earlier.is_empty() { String::new() } else { format!("; {}", earlier.join(", ")) };
    format!("{what} in {year}: {}{before}", of(year).unwrap_or_else(|| "not known".into()))
}

fn secondees_chart(audit: &Audit) -> Drawn<'static> {
    by_year(
        audit,
        newest(audit, Measure::SecondeesCensus, &|value| format!("{value}"), "Secondees in post at the census date"),
        "Columns by year: secondees in post at the census date, all arrangements and secondments only. The figures are in the table above; years without a figure are gaps.",
        &[1, 2],
        false,
    )
}

fn conflicts_chart(audit: &Audit) -> Drawn<'static> {
    let heading = second_charts(audit) + CHART.1;
    let tally = audit.tally();
    let all = tally.values().sum::<usize>();
    let waiting = tally.iter().filter(|((_, state), _)| state.is_to_decide()).map(|(_, number)| number).sum::<usize>();
    Drawn {
        kind: ChartType::BarStacked,
        title: match all {
            0 => "Conflicts has no cases".to_string(),
            _ => format!("{waiting} of {} on Conflicts wait for a decision", counted(all as i64, "case", "cases")),
        },
        alt: "Stacked bars: cases on Conflicts by kind, parted by how they stand. The figures are in the table beside.",
        heading,
        rows: (heading + 1, heading + List::ALL.len() as u32),
        columns: &[1, 2, 3, 4, 5, 6],
        is_share: false,
        step: step(all as f64),
    }
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
        newest(audit, Measure::SecondeeShare, &|value| format!("{:.1}%", value * 100.0), "Share of NPM staff who are secondees"),
        "Columns by year: share of NPM staff who are secondees, all arrangements. The figures are in the table above.",
        &[5],
        true,
    );
    let figure = |measure| audit.figure(audit.round.settings.year, ALL, measure, Basis::Broad);
    let moves = by_year(
        audit,
        match (figure(Measure::SecondeesNew), figure(Measure::SecondeesEnded)) {
            (Some(new), Some(ended)) => format!("{new} began and {ended} ended in the year to {}", audit.round.settings.year),
            _ => "Began and ended in the year".to_string(),
        },
        "Columns by year: arrangements begun and ended in the year. The figures are in the table above.",
        &[6, 7],
        false,
    );
    for (at, drawn) in [secondees_chart(audit), share].iter().enumerate() {
        let (col, offset) = if at == 0 { (0, 0) } else { (5, 10) };
        sheet.insert_chart_with_offset(top, col, &drawn.chart(500, CHART.0 - 6), offset, 0)?;
    }
    let first = second_charts(audit);
    sheet.insert_chart_with_offset(first, 0, &moves.chart(500, CHART.0 - 6), 0, 0)?;
    sheet.insert_chart_with_offset(first, 5, &conflicts_chart(audit).chart(500, CHART.0 - 6), 10, 0)?;
    conflict_table(sheet, style, audit, first + CHART.1)?;
    let last = first + CHART.1 + List::ALL.len() as u32;
    // What is scaled by hand keeps its page break.
    let breaks = if audit.years().count() > LONG_SERIES { vec![top - 1, first - 1] } else { vec![first - 1] };
    sheet.set_print_scale(90).set_page_breaks(&breaks)?;
    sheet.set_print_area(0, 0, last, WIDTHS.len() as u16 - 1)?;
    Ok(())
}

/// Headings: the first and any ninth are of words, the others of numbers, which stand to the right.
fn headings(sheet: &mut Worksheet, style: &Style, row: u32, names: &[&str]) -> Result<(), XlsxError> {
    for (col, name) in names.iter().enumerate() {
        let format = if col % 8 == 0 { &style.heading } else { &style.number_heading };
        sheet.write_string_with_format(row, col as u16, *name, format)?;
    }
    let deepest = names.iter().zip(WIDTHS).map(|(name, width)| heading_lines(name, width)).max().unwrap_or(1);
    sheet.set_row_height(row, height(deepest))?;
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
            "In post",
            "of these on secondment",
            "Members using",
            "of members",
            "Share of staff",
            "Began",
            "Ended",
            "What the figures are based on; where they cannot be compared",
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
        let words = based_on(audit, year, earlier, members);
        if padded(&words, WIDTHS[8]) > 1 {
            sheet.set_row_height(row, height(padded(&words, WIDTHS[8])))?;
        }
        sheet.write_string_with_format(row, 8, words, &style.text)?;
        earlier = members;
    }
    Ok(())
}

fn based_on(audit: &Audit, year: i16, earlier: Option<usize>, members: Option<usize>) -> String {
    let mut words = Vec::new();
    let of_year = || audit.counts.iter().filter(|c| c.year == year && c.member == ALL && c.value.is_some());
    match of_year().next() {
        None => words.push("no figure".to_string()),
        Some(_) => {
            // The figures of one year are based on nearly the same returns: one reason is enough here, and Count history has each.
            let reasons = [Measure::SecondeesCensus, Measure::MembersUsing].into_iter().filter_map(|measure| {
                let count = of_year().find(|count| count.measure == measure && count.basis == Basis::Broad)?;
                count.reason.as_deref()?.split(", so that").next()
            });
            words.extend(reasons.take(1).map(String::from));
            if year == 2013 || of_year().any(|c| c.reason.as_deref().is_some_and(|r| r.starts_with(TYPED))) {
                words.push("not from returns, so not to be compared".into());
            }
        }
    }
    if let (Some(was), Some(is)) = (earlier, members)
        && was != is
    {
        words.push(format!("{is} members from here on, {was} before"));
    }
    words.join("; ")
}

fn conflict_table(sheet: &mut Worksheet, style: &Style, audit: &Audit, heading: u32) -> Result<(), XlsxError> {
    let mut names = vec!["Kind of row"];
    names.extend(DecisionState::ALL.map(DecisionState::words));
    headings(sheet, style, heading, &names)?;
    let tally = audit.tally();
    for (at, list) in List::ALL.into_iter().enumerate() {
        let row = heading + 1 + at as u32;
        sheet.write_string_with_format(row, 0, list.name(), &style.text)?;
        sheet.set_row_height(row, height(padded(list.name(), WIDTHS[0])))?;
        for (col, wanted) in DecisionState::ALL.into_iter().enumerate() {
            let number = tally.get(&(list, wanted)).copied().unwrap_or_default();
            sheet.write_number_with_format(row, col as u16 + 1, number as f64, &style.number)?;
        }
    }
    Ok(())
}
