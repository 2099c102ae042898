//! Year on year: each member and all, all arrangements and secondments only, over all years known; and who made each change.

use rust_xlsxwriter::{ChartEmptyCells, ConditionalFormatFormula, Format, FormatBorder, Sparkline, SparklineType, Workbook, XlsxError};

use super::columns::{self, SCALE};
use super::pages::text;
use super::parts::HEADING_ROW;
use super::style::{NAVY, Style};
use crate::account::Audit;
use crate::figures::flow::{Flow, Movement, signed};
use crate::figures::ranges::{Range, Ranges};
use crate::figures::table::{Datum, Table};
use crate::model::{ALL, Basis, Measure, show_date};
use crate::outputs::sentences::counted;

/// A range in words, empty if the figure is exact.
pub fn range_words(range: Range, is_share: bool) -> String {
    let shown = |value: f64| if is_share { format!("{:.1}%", value * 100.0) } else { format!("{value}") };
    match (range.is_exact(), range.is_open_ended) {
        (true, _) => String::new(),
        (false, true) => format!("{} or more", shown(range.low)),
        (false, false) => format!("{} to {}", shown(range.low), shown(range.high)),
    }
}

/// The years of the table: those from the first with a head count on.
fn years(audit: &Audit) -> Vec<i16> {
    let counted = |year: &i16| audit.counts.iter().any(|c| c.year == *year && c.measure == Measure::SecondeesCensus && c.value.is_some());
    audit.years().skip_while(|year| !counted(year)).collect()
}

fn opening_to_closing(flow: &Flow) -> (Datum, String) {
    let (Ok(opening), Ok(closing)) = (&flow.opening, &flow.closing) else { return (Datum::Blank, flow.words.clone()) };
    let (joined, left) = (flow.number(Movement::Joined) as i64, flow.number(Movement::Left) as i64);
    let otherwise = flow.effect(Movement::Reclassified) + flow.effect(Movement::Recount);
    let sum = format!(
        "{opening} + {joined} − {left}{} = {closing}",
        match otherwise {
            0 => String::new(),
            1.. => format!(" + {otherwise}"),
            _ => format!(" − {}", -otherwise),
        }
    );
    let adds_up = if flow.adds_up() == Some(true) { format!("yes: {sum}") } else { format!("no: {sum} does not hold") };
    (if otherwise == 0 { Datum::Blank } else { Datum::Number(otherwise as f64) }, adds_up)
}

/// The name of the row of the members with a figure in both years.
pub const SAME_MEMBERS: &str = "Same members";

/// The row of a member, or of all.
fn row(audit: &Audit, ranges: &Ranges, years: &[i16], member: &str, basis: Basis) -> Vec<Datum> {
    let year = audit.round.settings.year;
    let figure = |year, measure| audit.figure(year, member, measure, basis).map_or(Datum::Blank, Datum::Number);
    let flow = audit.flows.iter().find(|f| f.member == member && f.basis == basis);
    let mut row = vec![text(member), text(basis.words())];
    // A year without a figure is a blank cell, so that no chart takes it for nobody; the reason is in the last column.
    row.extend(years.iter().map(|year| figure(*year, Measure::SecondeesCensus)));
    let known = flow.filter(|f| f.opening.is_ok() && f.closing.is_ok());
    // The change of all is that of the figures shown; what became of each person is told of the same members, in the row below.
    let change = audit.both_years(member, Measure::SecondeesCensus, basis).and_then(|both| both.change);
    let number = |change| known.map_or(Datum::Blank, |f| Datum::Number(f.number(change) as f64));
    let (otherwise, adds_up) = match (member, flow) {
        (ALL, _) if change.is_some() => (Datum::Blank, format!("see \"{SAME_MEMBERS}\" below: not all members have both figures")),
        (_, Some(flow)) => opening_to_closing(flow),
        _ => (Datum::Blank, String::new()),
    };
    let adds_up = match member {
        ALL if audit.members_in_both(basis) == audit.round.settings.members.len() => format!("see \"{SAME_MEMBERS}\" below"),
        _ => adds_up,
    };
    let range = ranges.get(member, Measure::SecondeesCensus, basis).map_or(String::new(), |range| range_words(range, false));
    let gaps = years.iter().filter_map(|year| {
        let count = audit.count(*year, member, Measure::SecondeesCensus, basis);
        match count {
            Some(count) if count.value.is_some() => None,
            Some(count) => Some(format!("{year}: {}", count.reason.as_deref().unwrap_or("not known"))),
            None => Some(format!("{year}: not known")),
        }
    });
    if has_trend(years) {
        row.push(Datum::Blank);
    }
    row.extend([
        change.map_or(Datum::Blank, Datum::Number),
        number(Movement::Joined),
        number(Movement::Left),
        otherwise,
        text(&adds_up),
        figure(year, Measure::SecondeesNew),
        figure(year, Measure::SecondeesEnded),
        figure(year, Measure::SecondeeShare),
        text(&range),
        text(&gaps.collect::<Vec<_>>().join("; ")),
    ]);
    row
}

/// Whether there are so many years that a line through them says something: two are told by the change.
fn has_trend(years: &[i16]) -> bool {
    years.len() > 2
}

/// The row of the members with a figure in both years.
fn same_members(audit: &Audit, years: &[i16], basis: Basis) -> Vec<Datum> {
    let flow = audit.same_members(basis);
    let alike = audit.members_in_both(basis);
    let figure = |year: i16| match &flow {
        Flow { opening: Ok(opening), .. } if Some(year) == audit.last_year() => Datum::Number(*opening as f64),
        Flow { closing: Ok(closing), .. } if year == audit.round.settings.year => Datum::Number(*closing as f64),
        _ => Datum::Blank,
    };
    let known = flow.opening.as_ref().ok().zip(flow.closing.as_ref().ok());
    let number = |change| known.map_or(Datum::Blank, |_| Datum::Number(flow.number(change) as f64));
    let (otherwise, adds_up) = opening_to_closing(&flow);
    let mut row = vec![text(SAME_MEMBERS), text(basis.words())];
    row.extend(years.iter().map(|year| figure(*year)));
    let words = match known {
        Some(_) => format!("{adds_up} (the {} with a figure in both years)", counted(alike as i64, "member", "members")),
        None => "no member has a figure in both years".into(),
    };
    if has_trend(years) {
        row.push(Datum::Blank);
    }
    row.extend([
        known.map_or(Datum::Blank, |(opening, closing)| Datum::Number((closing - opening) as f64)),
        number(Movement::Joined),
        number(Movement::Left),
        otherwise,
        text(&words),
        Datum::Blank,
        Datum::Blank,
        Datum::Blank,
        Datum::Blank,
        Datum::Blank,
    ]);
    row
}

/// "2026: not known" of "2026: not known: Start date cannot be read at Secondees!M4"; how many returned, of all members, is told on the first page.
fn in_short(why: &str) -> String {
    let Some((year, reason)) = why.split_once(": ") else { return why.to_string() };
    let reason = reason.split([':', ',', ';']).next().unwrap_or(reason);
    format!("{year}: {}", if reason.ends_with("members returned") { "not known" } else { reason })
}

/// How much of Year on year is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Every member, all arrangements and then secondments only.
    Whole,
    /// One page: secondments only of all members together.
    OnePage,
}

/// Year on year: all members with all arrangements, then with secondments only.
pub fn year_on_year(audit: &Audit, ranges: &Ranges, extent: Extent) -> Table {
    let settings = &audit.round.settings;
    let years = years(audit);
    let mut headings: Vec<String> = ["Member", "Basis"].map(String::from).to_vec();
    headings.extend(years.iter().map(i16::to_string));
    if has_trend(&years) {
        headings.push("Trend".into());
    }
    let rest = [
        "Change",
        "Joined",
        "Left",
        "Counted differently",
        "Adds up",
        "New in the year",
        "Ended in the year",
        "Share of NPM staff",
        "Could be",
        "Why no figure",
    ];
    headings.extend(rest.map(String::from));
    let mut rows = Vec::new();
    for basis in Basis::EACH {
        let members: &[_] = if extent == Extent::OnePage && basis == Basis::Narrow { &[] } else { &settings.members };
        for member in members.iter().map(|m| m.code.as_str()).chain([ALL]) {
            let mut row = row(audit, ranges, &years, member, basis);
            if extent == Extent::OnePage
                && let Some(Datum::Text(why)) = row.last_mut()
            {
                // On one page there is no room for which cells: these are on the whole sheet.
                let known = |part: &&str| years.iter().any(|year| part.starts_with(&year.to_string()));
                *why = why.split("; ").filter(known).map(in_short).collect::<Vec<_>>().join("; ");
            }
            rows.push(row);
        }
        rows.push(same_members(audit, &years, basis));
    }
    Table { name: "Year on year", headings, rows }
}

/// The title of Year on year, which says what was found.
pub fn title(audit: &Audit) -> String {
    let year = audit.round.settings.year;
    let flow = audit.same_members(Basis::Broad);
    let alike = counted(audit.members_in_both(Basis::Broad) as i64, "member", "members");
    match (flow.opening, flow.closing, audit.last_year()) {
        (Ok(opening), Ok(closing), Some(before)) => {
            let moved = match closing - opening {
                0 => "no change".to_string(),
                change => signed(change),
            };
            format!("Year on year: {opening} secondees in {before} and {closing} in {year} ({moved}) in the same {alike}")
        }
        (.., Some(before)) => format!("Year on year: no member has a figure in both {before} and {year}"),
        _ => format!("Year on year {year}: no earlier figures to compare with"),
    }
}

/// The line under the title of Year on year.
pub fn note(audit: &Audit) -> String {
    format!(
        "In post on NPM work on {}. ALL: whoever has a figure in that year. {SAME_MEMBERS}: those with a figure in both years. Blank: no figure.",
        show_date(audit.round.settings.census)
    )
}

/// The chart of members below the table, and, where there are years enough, a line through them in each row; a year without a figure is a gap.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn drawings(book: &mut Workbook, style: &Style, audit: &Audit, table: &Table) -> Result<(), XlsxError> {
    let years = years(audit);
    let count = years.len() as u16;
    let sheet = book.worksheet_from_name(table.name)?;
    if has_trend(&years) {
        for at in 0..table.rows.len() as u32 {
            let row = HEADING_ROW + 1 + at;
            let numbers = table.rows[at as usize][2..usize::from(2 + count)].iter();
            let most = numbers.filter_map(|datum| if let Datum::Number(number) = datum { Some(*number) } else { None }).fold(0.0, f64::max);
            let line = Sparkline::new()
                .set_range((table.name, row, 2, row, 1 + count))
                .set_type(SparklineType::Column)
                .set_sparkline_color(NAVY)
                .set_custom_min(0)
                // Room above, so that the columns of one row do not run into those of the next.
                .set_custom_max((most * 1.3).max(1.0))
                .show_empty_cells_as(ChartEmptyCells::Gaps);
            sheet.add_sparkline(row, 2 + count, &line)?;
        }
    }
    let members = audit.round.settings.members.len() as u32;
    // The rows of all members together stand out.
    let sums = Format::new().set_bold().set_border_top(FormatBorder::Thin);
    let first = HEADING_ROW + 1;
    let rule = format!("=OR($A{0}=\"{ALL}\",$A{0}=\"{SAME_MEMBERS}\")", first + 1);
    let is_sum = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(&sums);
    let specs = columns::specs(table);
    let last_col = specs.iter().rposition(|spec| spec.prints).unwrap_or(0) as u16;
    sheet.add_conditional_format(first, 0, HEADING_ROW + (table.rows.len() as u32).max(1), last_col, &is_sum)?;
    let below = HEADING_ROW + 1 + table.rows.len() as u32;
    let last = super::plots::members(sheet, style, audit, table.name, (below, specs.len() as u16 + 1))?;
    sheet.set_print_area(0, 0, last, last_col)?;
    // The scale is given, so that nothing is printed smaller because there is more of it.
    if table.rows.len() as u32 <= members + 4 {
        sheet.set_margins(0.4, 0.4, 0.5, 0.5, 0.25, 0.25).set_print_scale(SCALE);
        // Where the chart has no room below its table, it stands on the next page.
        if high(table, &specs) + f64::from(last - below) * USUAL_ROW > PAGE {
            sheet.set_page_breaks(&[below])?;
        }
    } else {
        // All arrangements on one page, secondments only and the chart on the next.
        sheet.set_print_scale(SCALE).set_page_breaks(&[HEADING_ROW + 1 + members + 2])?;
    }
    Ok(())
}

/// Points of height that one page has at that scale.
const PAGE: f64 = 578.0;
/// Points of height of a row that is given none.
const USUAL_ROW: f64 = 12.75;

/// Points of height of the title, the headings and the rows of the table.
fn high(table: &Table, specs: &[columns::Spec]) -> f64 {
    let order = columns::order(table);
    let deepest = |row: &[Datum]| {
        let shown = order.iter().zip(specs).filter(|(_, spec)| spec.prints);
        shown.filter_map(|(at, spec)| row[*at].text().map(|text| columns::padded(&text, spec.width))).max().unwrap_or(1)
    };
    let rows = table.rows.iter().map(|row| match deepest(row) {
        1 => USUAL_ROW,
        lines => columns::height(lines),
    });
    3.0 * USUAL_ROW + 24.0 + columns::height(2) + 4.0 + rows.sum::<f64>()
}

/// Who changed: every person of the decomposition, with what each adds to the figure of all arrangements and to that of secondments only.
pub fn who_changed(audit: &Audit) -> Table {
    let mut rows = Vec::new();
    for member in &audit.round.settings.members {
        let of = |basis| audit.flows.iter().find(|f| f.member == member.code && f.basis == basis);
        let (Some(broad), Some(narrow)) = (of(Basis::Broad), of(Basis::Narrow)) else { continue };
        let mut narrow_left: Vec<&crate::figures::flow::FlowRow> = narrow.rows.iter().collect();
        let mut lines = Vec::new();
        for row in &broad.rows {
            let at = narrow_left.iter().position(|narrow| narrow.is_same_person(row));
            let twin = at.map(|at| narrow_left.remove(at));
            let teller = twin.filter(|narrow| row.is_told_by(narrow)).unwrap_or(row);
            lines.push((teller.change, teller, row.effect, twin.map(|n| n.effect)));
        }
        lines.extend(narrow_left.into_iter().map(|n| (n.change, n, 0, Some(n.effect))));
        lines.sort_by(|a, b| (a.0, &a.1.reference, &a.1.name).cmp(&(b.0, &b.1.reference, &b.1.name)));
        for (change, row, in_broad, in_narrow) in lines {
            let effect = |n: i64| Datum::Number(n as f64);
            rows.push(vec![
                text(&member.code),
                text(change.words()),
                text(&row.reference),
                text(&row.name),
                text(&row.detail),
                effect(in_broad),
                in_narrow.map_or(text("not counted"), effect),
            ]);
        }
    }
    let headings = ["Member", "What happened", "Person ref", "Full name", "Why", "All arrangements", "Secondments only"];
    Table { name: "Who changed", headings: headings.map(String::from).to_vec(), rows }
}
