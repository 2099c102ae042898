//! The key points: sentences made of cells that are shown and of nothing else, for the annual report (¶16).

use super::attack::Statement;
use super::figures::{CellKey, Figure, PublishedCell};
use super::release::Release;
use crate::model::ALL;

/// A sentence and the figures it states, for the check before publication.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The sentence.
    pub words: String,
    /// What it states about cells.
    pub statements: Vec<Statement>,
}

impl Point {
    fn new(words: String, cells: &[(CellKey, i64)]) -> Self {
        let statements =
            cells.iter().map(|(key, value)| Statement { said: words.clone(), terms: vec![(key.clone(), 1)], value: *value }).collect();
        Self { words, statements }
    }
}

/// A number of things in words.
fn many(number: i64, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// Up, down or the same as an earlier count.
fn change(now: i64, then: (i16, i64)) -> String {
    let (year, then) = then;
    match now - then {
        0 => format!("the same number as in {year}"),
        more @ 1.. => format!("{more} more than in {year} ({then})"),
        less => format!("{} fewer than in {year} ({then})", -less),
    }
}

/// The key points of a release.
pub fn points(release: &Release) -> Vec<Point> {
    let year = release.figures.year;
    let with = release.members_with_figures(year);
    let members = release.figures.members.len();
    let mut points = vec![Point::new(
        format!(
            "Counts of secondees at the census date in {year} are available for {with} of {members} members, and totals of secondees are of those \
             members. Other figures may be of other members: where that is known, each says of how many."
        ),
        &[],
    )];
    points.extend([Figure::Broad, Figure::Narrow].map(|figure| in_post(release, figure)));
    points.push(share(release));
    points.extend(flows(release));
    points.extend(using(release));
    points.extend(none(release));
    let (small, more) = release.withheld;
    if small > 0 {
        points.push(Point::new(
            format!(
                "Counts of secondees from 1 to {} are withheld and shown as [c], with further counts from which they could be worked out ({} in all).",
                release.terms.threshold - 1,
                many((small + more) as i64, "cell", "cells")
            ),
            &[],
        ));
    }
    points
}

/// The count of the NPM this year, and the last one before it that is shown.
fn shown_counts(release: &Release, figure: Figure) -> (PublishedCell, Option<(i16, i64)>) {
    let year = release.figures.year;
    let years = release.figures.years.iter().rev().filter(|earlier| **earlier < year);
    let then = years.filter_map(|earlier| Some((*earlier, release.cell(figure, *earlier, ALL).number()?))).next();
    (release.cell(figure, year, ALL), then)
}

fn in_post(release: &Release, figure: Figure) -> Point {
    let year = release.figures.year;
    let which = if figure == Figure::Broad { "counting all arrangements" } else { "counting secondments only" };
    let key = CellKey::new(figure, year, ALL);
    match shown_counts(release, figure) {
        (PublishedCell::Number(now), Some((earlier, then))) => Point::new(
            format!("At the census date in {year}, {which}: {}, {}.", people(now), against(release, now, (earlier, then))),
            &[(key, now), (CellKey::new(figure, earlier, ALL), then)],
        ),
        (PublishedCell::Number(now), None) => Point::new(format!("At the census date in {year}, {which}: {}.", people(now)), &[(key, now)]),
        (other, _) => Point::new(format!("The number of secondees at the census date in {year}, {which}, is {}.", why(other)), &[]),
    }
}

/// How a count stands to an earlier one. Between sums of different members there is no change to speak of.
fn against(release: &Release, now: i64, (earlier, then): (i16, i64)) -> String {
    let year = release.figures.year;
    if !release.has_other_total(earlier) && release.with_figures(year) == release.with_figures(earlier) {
        return change(now, (earlier, then));
    }
    let (of_now, of_then) = (release.members_with_figures(year), release.members_with_figures(earlier));
    match of_then {
        0 => format!(
            "against {then} in {earlier}; how many members the figure of {earlier} is based on is not recorded, so the two do not show a change"
        ),
        _ => format!(
            "against {then} in {earlier}; the two are sums of different members ({of_now} in {year}, {of_then} in {earlier}), so the difference between \
             them is not a change"
        ),
    }
}

/// A caveat where two years are not based on the same number of members.
fn coverage(release: &Release, earlier: i16) -> String {
    let (now, then) = (release.members_with_figures(release.figures.year), release.members_with_figures(earlier));
    match then {
        0 => format!("; how many members the figure of {earlier} is based on is not recorded"),
        _ if release.with_figures(release.figures.year) == release.with_figures(earlier) => String::new(),
        _ if now == then => format!("; the figures are of {now} members in both years, not all of them the same"),
        _ => format!("; the figures are of {now} members, those of {earlier} of {then}"),
    }
}

fn people(number: i64) -> String {
    many(number, "secondee on NPM work", "secondees on NPM work")
}

fn why(shown: PublishedCell) -> &'static str {
    if shown == PublishedCell::Withheld { "withheld [c]" } else { "not available [x]" }
}

fn share(release: &Release) -> Point {
    let year = release.figures.year;
    let percent = |share: f64| format!("{:.1}%", share * 100.0);
    let then = release.figures.years.iter().rev().filter(|earlier| **earlier < year);
    let then = then.filter_map(|earlier| Some((*earlier, release.share(*earlier, ALL).ok()?))).next();
    let cells = |year| {
        [Figure::Broad, Figure::Staff]
            .into_iter()
            .filter_map(move |figure| Some((CellKey::new(figure, year, ALL), release.cell(figure, year, ALL).number()?)))
    };
    match (release.share(year, ALL), then) {
        (Ok(now), Some((earlier, then))) => Point::new(
            format!(
                "Secondees made up {} of staff on NPM work in {year}, against {} in {earlier}{} (¶10).",
                percent(now),
                percent(then),
                coverage(release, earlier)
            ),
            &cells(year).chain(cells(earlier)).collect::<Vec<_>>(),
        ),
        (Ok(now), None) => Point::new(
            format!("Secondees made up {} of staff on NPM work in {year} (¶10).", percent(now)),
            &cells(year).collect::<Vec<_>>(),
        ),
        (Err(symbol), _) => Point::new(format!("The share of secondees among staff on NPM work in {year} is not shown {symbol}."), &[]),
    }
}

fn flows(release: &Release) -> Option<Point> {
    let year = release.figures.year;
    let (new, ended) = (release.cell(Figure::New, year, ALL), release.cell(Figure::Ended, year, ALL));
    let key = |figure| CellKey::new(figure, year, ALL);
    match (new, ended) {
        (PublishedCell::Number(new), PublishedCell::Number(ended)) => Some(Point::new(
            format!(
                "In the year to 31 March {year}, {} began and {} ended.",
                many(new, "secondment or like arrangement", "secondments and like arrangements"),
                ended
            ),
            &[(key(Figure::New), new), (key(Figure::Ended), ended)],
        )),
        (PublishedCell::Number(new), _) => Some(Point::new(
            format!(
                "In the year to 31 March {year}, {} began.",
                many(new, "secondment or like arrangement", "secondments and like arrangements")
            ),
            &[(key(Figure::New), new)],
        )),
        (_, PublishedCell::Number(ended)) => Some(Point::new(
            format!(
                "In the year to 31 March {year}, {} ended.",
                many(ended, "secondment or like arrangement", "secondments and like arrangements")
            ),
            &[(key(Figure::Ended), ended)],
        )),
        _ => None,
    }
}

fn using(release: &Release) -> Option<Point> {
    let year = release.figures.year;
    let (now, _) = shown_counts(release, Figure::Using);
    let now = now.number()?;
    let earlier: Vec<(i16, i64)> = release
        .figures
        .years
        .iter()
        .filter(|earlier| **earlier < year)
        .filter_map(|earlier| Some((*earlier, release.cell(Figure::Using, *earlier, ALL).number()?)))
        .collect();
    let of = |year| release.figures.using_of.get(&year).map_or(String::new(), |of| format!(" of {of}"));
    let members = members(release.figures.using_of.get(&year).copied().unwrap_or(now as usize));
    let mut words =
        format!("{now}{} {members} of which this is known used secondees for NPM work in the year to 31 March {year}", of(year));
    let before: Vec<String> = earlier
        .iter()
        .rev()
        .map(|(year, number)| match year {
            2013 => format!("{number} of the then 20 in the survey of May 2013 (¶4)"),
            _ => format!("{number}{} in {year}", of(*year)),
        })
        .collect();
    if !before.is_empty() {
        words.push_str(&format!("; earlier: {}", before.join(", ")));
    }
    words.push('.');
    let cells = earlier.into_iter().chain([(year, now)]).map(|(year, number)| (CellKey::new(Figure::Using, year, ALL), number));
    Some(Point::new(words, &cells.collect::<Vec<_>>()))
}

fn members(number: usize) -> &'static str {
    if number == 1 { "member" } else { "members" }
}

/// Members that show a zero.
fn none(release: &Release) -> Option<Point> {
    let year = release.figures.year;
    let zeros: Vec<&String> =
        release.figures.members.iter().filter(|member| release.cell(Figure::Broad, year, member) == PublishedCell::Number(0)).collect();
    let cells: Vec<(CellKey, i64)> = zeros.iter().map(|member| (CellKey::new(Figure::Broad, year, member), 0)).collect();
    let with = release.members_with_figures(year);
    (!zeros.is_empty())
        .then(|| Point::new(format!("{} of {with} {} had no secondee at the census date in {year}.", zeros.len(), members(with)), &cells))
}
