//! The two charts of the paper: the series since 2013 on Summary, and each member's move since last year on Year on year. The figures each is drawn
//! from stand to the right of what is printed; a year or a member without a figure is a gap, never zero. Titles say what was found.

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartDataLabelPosition, ChartEmptyCells, ChartErrorBars, ChartErrorBarsType, ChartFont, ChartFormat,
    ChartLegendPosition, ChartLine, ChartMarker, ChartMarkerType, ChartRange, ChartSolidFill, ChartType, Color, Worksheet, XlsxError,
};

use super::style::{FONT, NAVY, SHADES, Style};
use crate::account::Audit;
use crate::account::movements::MemberChange;
use crate::model::{ALL, Basis, Measure};
use crate::outputs::sentences::{capital, counted, listed};

/// Grey of lines that guide the eye.
const GUIDE: Color = Color::RGB(0xBF_BFBF);

fn font(size: u32) -> ChartFont {
    ChartFont::new().set_name(FONT).set_size(size).clone()
}

/// A marker: that of last year is larger and lighter, so that it is seen behind this year's where nothing changed.
fn marker(kind: ChartMarkerType, size: u8, fill: Color) -> ChartMarker {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(fill)).set_border(ChartLine::new().set_color(NAVY).set_width(1.5));
    ChartMarker::new().set_type(kind).set_size(size).set_format(&mut format).clone()
}

fn plain(chart: &mut Chart, title: &str, alt: &str) {
    chart.title().set_name(title).set_font(font(11).set_bold());
    chart.x_axis().set_font(&font(10));
    chart.y_axis().set_font(&font(10)).set_min(0).set_num_format("0");
    chart.y_axis().set_major_gridlines_line(ChartLine::new().set_color(GUIDE).set_width(0.5));
    chart.show_empty_cells_as(ChartEmptyCells::Gaps).set_alt_text(alt);
}

/// A round distance of grid lines, so that no half persons are shown.
pub(super) fn step(most: f64) -> f64 {
    [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0].into_iter().find(|step| most / step <= 6.0).unwrap_or((most / 6.0).ceil())
}

/// How many members used secondees, as the title of the series has it.
pub(super) fn using_title(audit: &Audit) -> String {
    let using = |year| audit.figure(year, ALL, Measure::MembersUsing, Basis::Broad);
    let year = audit.round.settings.year;
    let earlier: Vec<String> = audit.years().rev().skip(1).filter_map(|year| Some(format!("{} in {year}", using(year)?))).take(1).collect();
    let before = if earlier.is_empty() { String::new() } else { format!("; {}", earlier.join(", ")) };
    match using(year) {
        Some(now) => capital(&format!("{} used secondees in {year}{before}", counted(now as i64, "member", "members"))),
        None => format!("How many members used secondees in {year} is not known{before}"),
    }
}

/// The years between the first and the last of the series of which there is no figure: "No figures: 2014 to 2024".
fn years_without(audit: &Audit) -> Option<String> {
    let without = audit.years().filter(|year| audit.figure(*year, ALL, Measure::MembersUsing, Basis::Broad).is_none());
    let mut runs: Vec<(i16, i16)> = Vec::new();
    for year in without {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == year => *last = year,
            _ => runs.push((year, year)),
        }
    }
    let runs: Vec<String> =
        runs.into_iter().map(|(first, last)| if first == last { first.to_string() } else { format!("{first} to {last}") }).collect();
    (!runs.is_empty()).then(|| format!("No figures: {}", listed(&runs)))
}

/// The series of members that used secondees, from the first year known on. The table of its figures begins at `data`.
pub(super) fn series(sheet: &mut Worksheet, style: &Style, audit: &Audit, name: &str, data: (u32, u16)) -> Result<Chart, XlsxError> {
    let (top, col) = data;
    let heads = [
        "Year (for the chart)",
        "Members that used secondees",
        "The same, earlier years",
        "The same, the year before",
        "The same, this year",
    ];
    for (at, head) in heads.into_iter().enumerate() {
        sheet.write_string_with_format(top, col + at as u16, head, &style.note)?;
    }
    let now = audit.round.settings.year;
    let mut row = top;
    for year in audit.years() {
        row += 1;
        sheet.write_string_with_format(row, col, year.to_string(), &style.base)?;
        if let Some(value) = audit.figure(year, ALL, Measure::MembersUsing, Basis::Broad) {
            let label = match now - year {
                0 => 4,
                1 => 3,
                _ => 2,
            };
            sheet.write_number_with_format(row, col + 1, value, &style.base)?;
            sheet.write_number_with_format(row, col + label, value, &style.base)?;
        }
    }
    let most = audit.years().filter_map(|year| audit.figure(year, ALL, Measure::MembersUsing, Basis::Broad)).fold(1.0, f64::max);
    let mut chart = Chart::new(ChartType::Line);
    let categories = (name, top + 1, col, row, col);
    chart
        .add_series()
        .set_name((name, top, col + 1))
        .set_categories(categories)
        .set_values((name, top + 1, col + 1, row, col + 1))
        .set_format(ChartLine::new().set_color(NAVY).set_width(2.0))
        .set_marker(&marker(ChartMarkerType::Circle, 7, NAVY));
    // Figures of two years that follow one another would be written one over the other: one stands to the left, the other to the right.
    let mut none = ChartFormat::new();
    none.set_no_line();
    for (at, position) in [(2, ChartDataLabelPosition::Above), (3, ChartDataLabelPosition::Left), (4, ChartDataLabelPosition::Right)] {
        chart
            .add_series()
            .set_name((name, top, col + at))
            .set_categories(categories)
            .set_values((name, top + 1, col + at, row, col + at))
            .set_format(&mut none.clone())
            .set_marker(ChartMarker::new().set_none())
            .set_data_label(ChartDataLabel::new().show_value().set_position(position).set_font(&font(10)));
    }
    plain(&mut chart, &using_title(audit), "Line by year: members that used secondees. A year without a figure is a gap.");
    if let Some(words) = years_without(audit) {
        chart.x_axis().set_name(words.as_str()).set_name_font(&font(10));
    }
    chart.y_axis().set_major_unit(step(most)).set_max((most / step(most)).floor() * step(most) + step(most));
    chart.legend().set_hidden();
    Ok(chart)
}

/// What the chart of members found, and which members it leaves out.
fn members_found(movements: &[MemberChange], year: i16, has_last: bool) -> (String, Vec<String>) {
    let known: Vec<&MemberChange> = movements.iter().filter(|movement| movement.change().is_some()).collect();
    let of = |test: &dyn Fn(i64) -> bool| known.iter().filter(|movement| movement.change().is_some_and(test)).count() as i64;
    let moved = known.iter().filter(|movement| movement.change() != Some(0));
    let doubtful = moved.filter(|movement| !movement.is_real()).count() as i64;
    let left_out = movements.iter().filter(|m| m.opening.is_err() && m.closing.is_err()).map(|m| m.member.to_string()).collect();
    if !has_last {
        return (format!("Secondees by member in {year}"), left_out);
    }
    if known.is_empty() {
        return ("Secondees by member: no member has a figure in both years".into(), left_out);
    }
    let doubt = match doubtful {
        0 => String::new(),
        1 => "; 1 of these changes may be an error in the return".into(),
        n => format!("; {n} of these changes may be errors in the returns"),
    };
    let words = format!(
        "Secondees rose in {}, fell in {} and stayed the same in {}{doubt}",
        counted(of(&|change| change > 0), "member", "members"),
        counted(of(&|change| change < 0), "member", "members"),
        of(&|change| change == 0)
    );
    (words, left_out)
}

/// Width and height of the chart of members, in pixels.
const SIZE: (u32, u32) = (1050, 177);
/// Rows that the chart covers.
const ROWS: u32 = 11;

/// Each member's number last year and this year, joined by a line; most secondees first. Returns the last row that is printed.
pub(super) fn members(sheet: &mut Worksheet, style: &Style, audit: &Audit, name: &str, (top, data): (u32, u16)) -> Result<u32, XlsxError> {
    let movements = audit.movements();
    let mut shown: Vec<&MemberChange> = movements.iter().filter(|m| m.opening.is_ok() || m.closing.is_ok()).collect();
    shown.sort_by_key(|m| (std::cmp::Reverse(m.closing.or(m.opening).unwrap_or(0)), m.member));
    let year = audit.round.settings.year;
    let before = audit.last_year();
    let (title, left_out) = members_found(&movements, year, before.is_some());
    let heads = ["For the chart".to_string(), before.map_or("Last year".into(), |year| format!("In {year}")), format!("In {year}")];
    // Beside the table, not below it: rows of the table are as high as their text.
    let heading = super::parts::HEADING_ROW;
    for (at, head) in heads.iter().map(String::as_str).chain(["Rise to it", "Fall to it"]).enumerate() {
        sheet.write_string_with_format(heading, data + at as u16, head, &style.note)?;
    }
    let mut row = heading;
    for movement in &shown {
        row += 1;
        sheet.write_string_with_format(row, data, movement.member, &style.base)?;
        for (at, figure) in [movement.opening, movement.closing].into_iter().enumerate() {
            if let Ok(figure) = figure {
                sheet.write_number_with_format(row, data + 1 + at as u16, figure as f64, &style.base)?;
            }
        }
        let change = movement.change().unwrap_or(0);
        sheet.write_number_with_format(row, data + 3, change.max(0) as f64, &style.base)?;
        sheet.write_number_with_format(row, data + 4, (-change).max(0) as f64, &style.base)?;
    }
    if shown.is_empty() {
        return Ok(top);
    }
    let mut chart = Chart::new(ChartType::Line);
    let range = |col: u16| (name, heading + 1, data + col, row, data + col);
    let cells = |col: u16| ChartRange::new_from_range(name, heading + 1, data + col, row, data + col);
    let mut bars = ChartErrorBars::new();
    // From this year's number back to last year's.
    bars.set_type(ChartErrorBarsType::Custom(cells(4), cells(3)));
    bars.set_format(ChartLine::new().set_color(NAVY).set_width(2.25)).set_end_cap(false);
    let mut none = ChartFormat::new();
    none.set_no_line();
    for (col, kind, size, fill) in [(1, ChartMarkerType::Circle, 11, SHADES[2]), (2, ChartMarkerType::Diamond, 7, NAVY)] {
        let is_now = col == 2;
        if !is_now && before.is_none() {
            continue;
        }
        let series = chart.add_series();
        series.set_name((name, heading, data + col)).set_categories(range(0)).set_values(range(col));
        series.set_format(&mut none.clone()).set_marker(&marker(kind, size, fill));
        if is_now && before.is_some() {
            series.set_y_error_bars(&bars);
        }
    }
    let most = shown.iter().flat_map(|m| [m.opening, m.closing]).flatten().max().unwrap_or(0).max(1) as f64;
    plain(&mut chart, &title, "By member: secondees in post at last year's and this year's census date, joined by a line.");
    chart.y_axis().set_major_unit(step(most)).set_max(most + step(most));
    match before {
        Some(_) => chart.legend().set_position(ChartLegendPosition::Right).set_font(&font(10)),
        None => chart.legend().set_hidden(),
    };
    chart.set_width(SIZE.0).set_height(SIZE.1);
    sheet.insert_chart_with_offset(top, 0, &chart, 4, 4)?;
    if !left_out.is_empty() {
        let years = if before.is_some() { "for either year" } else { "for the year" };
        let words = format!("Not in the chart, because there is no figure {years}: {}.", listed(&left_out));
        sheet.write_string_with_format(top + ROWS, 0, words, &style.note)?;
    }
    Ok(top + ROWS)
}
