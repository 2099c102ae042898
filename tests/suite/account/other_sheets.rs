//! What charts, Actions, Choices, What to ask first and the paper say, held against the sheets and the JSON that say the same thing.

use std::collections::{BTreeMap, BTreeSet};

use secondee_audit::book::choices::{DECISIONS, OF_FINDINGS};
use secondee_audit::model::{ALL, Basis, Measure, a1};
use secondee_audit::outputs::sentences::counted;
use secondee_audit::outputs::workbooks;

use super::Said;
use super::workbook::Workbook;
use crate::support::workbooks::parts;

/// A series of a chart: its name, and for each label what is drawn.
type DrawnSeries = (String, Vec<(String, Option<f64>)>);

pub(super) fn hold(said: &Said, wrong: &mut Vec<String>) {
    charts(said, wrong);
    decided(said, wrong);
    ask_first(said, wrong);
    paper(said, wrong);
}

/// A chart as it is in the file: its title, and the cells of each series: its name, its categories, its values.
struct Drawn {
    title: String,
    series: Vec<[String; 3]>,
}

fn between<'a>(xml: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    xml.split(from).skip(1).filter_map(|rest| rest.split(to).next()).collect()
}

fn drawn(bytes: &[u8]) -> Vec<Drawn> {
    let charts = parts(bytes).into_iter().filter(|(name, _)| name.starts_with("xl/charts/chart"));
    let charts = charts.map(|(_, bytes)| {
        let xml = String::from_utf8(bytes).expect("UTF-8");
        let title = between(&xml, "<c:title>", "</c:title>").first().map_or("", |title| *title);
        let plain = |text: &str| text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let cells = |of: &str, tag: &str| {
            let part = between(of, &format!("<c:{tag}>"), &format!("</c:{tag}>"));
            part.first().and_then(|part| between(part, "<c:f>", "</c:f>").first().map(|cells| plain(cells))).unwrap_or_default()
        };
        let series = between(&xml, "<c:ser>", "</c:ser>").into_iter().map(|of| [cells(of, "tx"), cells(of, "cat"), cells(of, "val")]);
        Drawn { title: between(title, "<a:t>", "</a:t>").into_iter().map(plain).collect(), series: series.collect() }
    });
    charts.collect()
}

/// The cells of a workbook by sheet, each sheet read once.
struct Cells<'a> {
    book: &'a Workbook,
    sheets: BTreeMap<String, BTreeMap<String, String>>,
}

impl Cells<'_> {
    /// What stands in the cells of a reference, "'Year on year'!$X$7:$X$9", one after another.
    fn of(&mut self, reference: &str) -> Vec<String> {
        let Some((sheet, cells)) = reference.rsplit_once('!') else { return Vec::new() };
        let sheet = sheet.trim_matches('\'');
        let cells = cells.replace('$', "");
        let (first, last) = cells.split_once(':').unwrap_or((&cells, &cells));
        let parted = |cell: &str| -> (String, u32) {
            let letters: String = cell.chars().take_while(char::is_ascii_alphabetic).collect();
            (letters.clone(), cell[letters.len()..].parse().expect("a row"))
        };
        let ((col, from), (_, to)) = (parted(first), parted(last));
        let read = || self.book.texts(sheet).iter().map(|(row, col, text)| (a1(*row, *col), text.clone())).collect();
        let shown = self.sheets.entry(sheet.to_string()).or_insert_with(read);
        (from..=to).map(|row| shown.get(&format!("{col}{row}")).cloned().unwrap_or_default()).collect()
    }
}

/// What is drawn is what the JSON counts, and each title says what its series show.
fn charts(said: &Said, wrong: &mut Vec<String>) {
    let year = said.audit.round.settings.year;
    let figure = |year: i16, measure, basis| {
        let of = said.json.counts.iter().find(|c| (c.year, c.member.as_str(), c.measure, c.basis) == (year, ALL, measure, basis));
        of.and_then(|count| count.value)
    };
    let mut seen = BTreeSet::new();
    let mut cells = Cells { book: said.book, sheets: BTreeMap::new() };
    for chart in drawn(&said.book.bytes) {
        let mut series: Vec<DrawnSeries> = Vec::new();
        for [name, categories, values] in &chart.series {
            let (name, categories, values) = (cells.of(name), cells.of(categories), cells.of(values));
            if categories.len() != values.len() || categories.is_empty() {
                wrong.push(format!("the chart {:?} has {} names for {} values", chart.title, categories.len(), values.len()));
            }
            let points = categories.into_iter().zip(values.iter().map(|value| value.parse().ok())).collect();
            series.push((name.first().cloned().unwrap_or_default(), points));
        }
        // Figures by year.
        for (name, points) in &series {
            let of = match name.as_str() {
                "In post" => (Measure::SecondeesCensus, Basis::Broad),
                "of these on secondment" => (Measure::SecondeesCensus, Basis::Narrow),
                "Share of staff" => (Measure::SecondeeShare, Basis::Broad),
                "Began" => (Measure::SecondeesNew, Basis::Broad),
                "Ended" => (Measure::SecondeesEnded, Basis::Broad),
                "Members that used secondees" => (Measure::MembersUsing, Basis::Broad),
                _ => continue,
            };
            for (category, value) in points {
                let of_year = category.parse().ok().and_then(|year| figure(year, of.0, of.1));
                if *value != of_year {
                    wrong.push(format!("{name} of {category} is drawn as {value:?}, and findings.json has {of_year:?}"));
                }
            }
        }
        let earlier = |measure| -> String {
            let years = (2013..year).rev().filter_map(|year| figure(year, measure, Basis::Broad).map(|value| (year, value))).take(2);
            let words: Vec<String> = years
                .map(|(year, value)| match measure {
                    Measure::SecondeeShare => format!("{:.1}% in {year}", value * 100.0),
                    _ => format!("{value} in {year}"),
                })
                .collect();
            if words.is_empty() { String::new() } else { format!("; {}", words.join(", ")) }
        };
        let now = |measure| figure(year, measure, Basis::Broad);
        let or_unknown = |value: Option<String>| value.unwrap_or_else(|| "not known".into());
        let expected = match chart.title.as_str() {
            title if title.starts_with("Secondees in post") => format!(
                "Secondees in post at the census date in {year}: {}{}",
                or_unknown(now(Measure::SecondeesCensus).map(|value| value.to_string())),
                earlier(Measure::SecondeesCensus)
            ),
            title if title.starts_with("Share of NPM staff") => format!(
                "Share of NPM staff who are secondees in {year}: {}{}",
                or_unknown(now(Measure::SecondeeShare).map(|value| format!("{:.1}%", value * 100.0))),
                earlier(Measure::SecondeeShare)
            ),
            title if title.contains(" began and ") || title.starts_with("Began and ended") => {
                match (now(Measure::SecondeesNew), now(Measure::SecondeesEnded)) {
                    (Some(new), Some(ended)) => format!("{new} began and {ended} ended in the year to {year}"),
                    _ => "Began and ended in the year".into(),
                }
            }
            title if title.contains("used secondees in") => match now(Measure::MembersUsing) {
                None => format!("How many members used secondees in {year} is not known{}", earlier(Measure::MembersUsing)),
                Some(0.0) => format!("No members used secondees in {year}{}", earlier(Measure::MembersUsing)),
                Some(1.0) => format!("1 member used secondees in {year}{}", earlier(Measure::MembersUsing)),
                Some(n) => format!("{n} members used secondees in {year}{}", earlier(Measure::MembersUsing)),
            },
            title if title.contains("on Conflicts wait") || title.starts_with("Conflicts has") => conflicts(said, &series, wrong),
            title if title.starts_with("Secondees ") => by_member(said, &series, wrong),
            other => format!("a chart of which nothing is known here: {other}"),
        };
        seen.insert(expected.split_whitespace().take(2).map(String::from).collect::<Vec<_>>());
        if chart.title != expected {
            wrong.push(format!("the title of a chart says {:?}, and what it shows is {expected:?}", chart.title));
        }
    }
    if seen.len() < 5 {
        wrong.push(format!("only these charts were found: {seen:?}"));
    }
}

/// The bars of Conflicts are its rows by list and by what stands; what the title says of them.
fn conflicts(said: &Said, series: &[DrawnSeries], wrong: &mut Vec<String>) -> String {
    let rows = said.book.rows("Conflicts", "Finding id");
    for (state, points) in series {
        for (list, number) in points {
            let of = rows.iter().filter(|row| row.text("List") == *list && row.text("Stands") == *state).count();
            if *number != Some(of as f64) {
                wrong.push(format!("{list}, {state} is drawn as {number:?}, and Conflicts has {of}"));
            }
        }
    }
    let wait = rows.iter().filter(|row| row.text("Stands").ends_with("to decide")).count();
    match rows.len() {
        0 => "Conflicts has no cases".into(),
        all => format!("{wait} of {} on Conflicts wait for a decision", counted(all as i64, "case", "cases")),
    }
}

/// Each member's number then and now is that of Year on year; what the title says of them.
fn by_member(said: &Said, series: &[DrawnSeries], wrong: &mut Vec<String>) -> String {
    let of_years = said.book.rows("Year on year", "Basis");
    let number = |member: &str, year: &str| {
        let row = of_years.iter().find(|row| row.text("Member") == member && row.text("Basis") == Basis::Broad.words());
        row.and_then(|row| row.number(year))
    };
    for (year, points) in series {
        let year: String = year.chars().filter(char::is_ascii_digit).collect();
        for (member, value) in points {
            if *value != number(member, &year) {
                wrong.push(format!("{member} in {year:?} is drawn as {value:?}, and Year on year has {:?}", number(member, &year)));
            }
        }
    }
    let (now, then) = (said.audit.round.settings.year.to_string(), said.audit.last_year().unwrap_or_default().to_string());
    let mut changes = Vec::new();
    for member in &said.audit.round.settings.members {
        if let (Some(was), Some(is)) = (number(&member.code, &then), number(&member.code, &now)) {
            changes.push((member.code.as_str(), is - was));
        }
    }
    if said.audit.last_year().is_none() {
        return format!("Secondees by member in {now}");
    }
    if changes.is_empty() {
        return "Secondees by member: no member has a figure in both years".into();
    }
    let of = |test: &dyn Fn(f64) -> bool| changes.iter().filter(|(_, change)| test(*change)).count() as i64;
    // Those that the narrative tells as perhaps an error.
    let told = said.narrative.split("Movements that may be an error").nth(1).unwrap_or("").split(". ").next().unwrap_or("");
    let doubtful = changes
        .iter()
        .filter(|(member, change)| *change != 0.0 && told.split(|c: char| !c.is_alphanumeric()).any(|word| word == *member))
        .count();
    let doubt = match doubtful {
        0 => String::new(),
        1 => "; 1 of these changes may be an error in the return".into(),
        n => format!("; {n} of these changes may be errors in the returns"),
    };
    format!(
        "Secondees rose in {}, fell in {} and stayed the same in {}{doubt}",
        counted(of(&|change| change > 0.0), "member", "members"),
        counted(of(&|change| change < 0.0), "member", "members"),
        of(&|change| change == 0.0)
    )
}

/// What was decided, on Conflicts and Findings, is what Actions lists, and has the effect that Choices says it has.
fn decided(said: &Said, wrong: &mut Vec<String>) {
    let choices = said.book.rows("Choices", "Choice");
    let of =
        |sheet: &str| -> Vec<String> { choices.iter().filter(|row| row.text("Sheet") == sheet).map(|row| row.text("Choice")).collect() };
    if of("Conflicts") != DECISIONS || of("Findings") != OF_FINDINGS {
        wrong.push("Choices does not list what can be chosen".into());
    }
    let mut queries: BTreeMap<String, String> = BTreeMap::new();
    for row in said.book.rows("Queries", "Finding id").iter() {
        for id in row.text("Finding id").split(';') {
            queries.insert(id.trim().to_string(), row.text("State"));
        }
    }
    let actions: BTreeMap<String, String> =
        said.book.rows("Actions", "Finding id").iter().map(|row| (row.text("Finding id"), row.text("Decision"))).collect();
    let mut wanted = BTreeMap::new();
    let [conflicts, findings] = ["Conflicts", "Findings"].map(|sheet| said.book.rows(sheet, "Finding id"));
    for (sheet, row) in conflicts.iter().map(|row| ("Conflicts", row)).chain(findings.iter().map(|row| ("Findings", row))) {
        let (id, decision) = (row.text("Finding id"), row.text("Decision"));
        let Some(choice) = choices.iter().find(|choice| choice.text("Sheet") == sheet && choice.text("Choice") == decision) else {
            continue;
        };
        let meaning = choice.text("What it means");
        let stands = said.json.findings.iter().find(|f| f.id == id).and_then(|f| f.stands.clone());
        let stands = stands.unwrap_or_else(|| row.text("Stands").to_lowercase());
        let expects = match () {
            () if meaning.contains("It is not counted any more") => "dismissed",
            () if meaning.starts_with("The member has been asked") => "awaiting member",
            () => "stands",
        };
        if stands != expects {
            wrong.push(format!("{id} is decided {decision:?}, of which Choices says {meaning:?}, and {stands}"));
        }
        let state = queries.get(&id).map_or("", String::as_str);
        let is_asked = ["new", "still present", "reopened", "explained"].contains(&state);
        let is_settled = meaning.to_lowercase().contains("the member is not asked about it");
        if is_settled && is_asked {
            wrong.push(format!("{id} is decided {decision:?} and its query is {state}"));
        }
        if meaning.contains("It is listed on Actions until it is done") {
            wanted.insert(id, decision);
        }
    }
    if actions != wanted {
        wrong.push(format!("Actions lists {actions:?}, and decided was {wanted:?}"));
    }
}

/// What to ask first adds up to what the figure could be, and asks only about what is open.
fn ask_first(said: &Said, wrong: &mut Vec<String>) {
    let asked = said.book.rows("What to ask first", "What depends on it");
    let year = said.audit.round.settings.year.to_string();
    let of_years = said.book.rows("Year on year", "Basis");
    let all = of_years.iter().find(|row| row.text("Member") == ALL && row.text("Basis") == Basis::Broad.words());
    let now = all.and_then(|row| row.number(&year)).unwrap_or(0.0);
    let could_be: Vec<f64> =
        all.map(|row| row.text("Could be")).unwrap_or_default().split(' ').filter_map(|number| number.parse().ok()).collect();
    let is_total = |words: &str| words.starts_with("all together");
    let total = asked.iter().find(|row| is_total(&row.text("What depends on it")));
    let total = total.map(|row| (row.number("Less by").unwrap_or(0.0), row.number("More by").unwrap_or(0.0)));
    let sum = asked
        .iter()
        .filter(|row| !is_total(&row.text("What depends on it")))
        .fold((0.0, 0.0), |sum, row| (sum.0 + row.number("Less by").unwrap_or(0.0), sum.1 + row.number("More by").unwrap_or(0.0)));
    if let Some(total) = total
        && total != sum
    {
        wrong.push(format!("What to ask first adds up to {sum:?}, and says {total:?}"));
    }
    match (could_be.as_slice(), total) {
        ([low, high], Some((less, more))) if (now + less, now + more) == (*low, *high) => {}
        ([], Some((0.0, 0.0)) | None) | ([_], _) => {}
        (_, total) => wrong.push(format!("{now} could be {could_be:?}, and What to ask first says {total:?}")),
    }
    let questions: Vec<_> = asked.iter().filter(|row| row.number("Rank").is_some()).collect();
    for row in &questions {
        for code in row.text("Findings").split(", ").filter(|code| !code.is_empty()) {
            let is_open = said.json.findings.iter().any(|f| {
                let is_of = f.member == row.text("Member") || f.evidence.iter().any(|cell| cell.member == row.text("Member"));
                f.rule == code && is_of && f.accepted.is_none() && f.stands.as_deref() != Some("dismissed")
            });
            if !is_open {
                wrong.push(format!("What to ask first asks {} about {code}, of which nothing is open", row.text("Member")));
            }
        }
        if row.text("What to ask").trim().is_empty() {
            wrong.push(format!("What to ask first has a row without a question: {:?}", row.text("What depends on it")));
        }
    }
    // Summary says how many there are, and shows the first of them as far as it has room.
    let texts = said.book.texts("Summary");
    let how_many = match questions.len() {
        0 => String::new(),
        1 => " What could change this: the sheet What to ask first (1 row).".to_string(),
        number => format!(" What could change this: the sheet What to ask first ({number} rows)."),
    };
    if !said.summary.contains(&how_many) || (questions.is_empty() && said.summary.contains("What could change this")) {
        wrong.push(format!("Summary does not say {how_many:?}"));
    }
    if let Some((at, _, section)) = texts.iter().find(|(.., text)| text.starts_with("What to ask first")) {
        let of = if questions.len() == 1 {
            "What to ask first".to_string()
        } else {
            format!("What to ask first: of {} questions", questions.len())
        };
        if !section.starts_with(&of) {
            wrong.push(format!("Summary says {section:?} of {} questions", questions.len()));
        }
        let shown: Vec<&String> = texts.iter().filter(|(row, col, _)| row > at && *col == 0).map(|(.., text)| text).collect();
        for (line, question) in shown.iter().zip(&questions) {
            let begin = format!("{}, {}: ", question.text("Member"), question.text("What depends on it"));
            if !line.starts_with(&begin) {
                wrong.push(format!("Summary asks first {line:?}, and the sheet {begin:?}"));
            }
        }
        if shown.is_empty() {
            wrong.push("Summary has no questions under What to ask first".into());
        }
    }
}

/// The paper says what the consolidated workbook says: the same sentences, rows and marks.
fn paper(said: &Said, wrong: &mut Vec<String>) {
    let paper = Workbook::new(workbooks::paper(said.audit, None).expect("a paper"));
    let no_links = |book: &Workbook, sheet: &str| -> BTreeSet<String> {
        let texts = book.texts(sheet);
        let all = texts.iter().map(|(.., text)| text);
        all.filter(|text| *text != "Back to contents")
            .map(|text| text.replace(" in the consolidated workbook", ""))
            .flat_map(|text| text.split(". ").map(|s| s.trim_end_matches('.').to_string()).collect::<Vec<_>>())
            .collect()
    };
    for sheet in ["Summary", "Compliance", "Narrative"] {
        let (ours, whole) = (no_links(&paper, sheet), no_links(said.book, sheet));
        let is_where_to =
            |text: &&String| text.starts_with("Decide on the sheet Conflicts") || text.to_lowercase().contains("decisions are typed on");
        let differing: Vec<&String> = ours.symmetric_difference(&whole).filter(|text| !is_where_to(text)).collect();
        if !differing.is_empty() {
            wrong.push(format!("{sheet} of the paper and of the workbook differ: {differing:?}"));
        }
    }
    for (sheet, by) in [("Conflicts", "Finding id"), ("Year on year", "Basis")] {
        let whole = said.book.rows(sheet, by);
        // Of no conflicts there is no page.
        if sheet == "Conflicts" && whole.is_empty() {
            if paper.has(sheet) {
                wrong.push("the paper has a page of no conflicts".into());
            }
            continue;
        }
        let ours = paper.rows(sheet, by);
        let key = |row: &secondee_audit::book::tables::SheetRow| (row.text("Member"), row.text(by), row.text("Cell"));
        for row in ours.iter() {
            let Some(other) = whole.iter().find(|other| key(other) == key(row)) else {
                wrong.push(format!("{sheet} of the paper has a row that the workbook has not: {:?}", key(row)));
                continue;
            };
            for (heading, _) in row.cells() {
                let text = row.text(heading);
                // The paper has no room for the cells that make a figure not known.
                let says_so = |whole: &str| whole == text || (heading == "Why no figure" && whole.starts_with(&text));
                if other.cells().any(|(same, _)| same == heading) && !says_so(&other.text(heading)) {
                    wrong.push(format!("{sheet} of the paper says {text:?} under {heading}, the workbook {:?}", other.text(heading)));
                }
            }
        }
        if sheet == "Conflicts" && ours.len() != whole.len() {
            wrong.push(format!("the paper has {} conflicts, the workbook {}", ours.len(), whole.len()));
        }
    }
}
