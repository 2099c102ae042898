//! Which columns of a sheet are printed, in which order and how wide.
//!
//! A page of A4 on its side holds about 135 characters of the font at full size; 146 are printed at nine tenths, 9 points, the least that is read
//! with ease. So each sheet names the columns that a meeting needs, first what it is about, then what was found, then where to decide; the others
//! stand to the right, beyond the print area: ids, file names, whole texts.

use crate::figures::table::{Datum, Table};

/// The most characters of width that can be printed across a page and still be read.
pub const PRINTED: f64 = 146.0;

/// The scale in per cent at which a page is printed whatever stands on it: its text is then 9 points high. What finds no room goes on on another page.
pub const SCALE: u16 = 90;

/// What a cell's text stands in from its left edge, in characters: the space between a column and the next.
pub const PADDING: f64 = 1.4;

/// The same for Conflicts, whose cards have narrower margins and few columns.
const PRINTED_CARDS: f64 = 151.0;

fn room(sheet: &str) -> f64 {
    if sheet == "Conflicts" { PRINTED_CARDS } else { PRINTED }
}

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// Width in characters.
    pub width: f64,
    /// Whether it is in the print area.
    pub prints: bool,
}

/// The printed columns of the sheets that have more than fit, in order, with widths.
const DECLARED: &[(&str, &[(&str, u16)])] = &[
    (
        "Conflicts",
        &[
            ("No.", 6),
            ("Who, where and when", 31),
            ("Why, and how sure", 46),
            ("Safeguard, answer, before", 22),
            ("Decision", 14),
            ("Decision note", 13),
            ("Owner", 8),
            ("Due day", 11),
        ],
    ),
    (
        "Findings",
        &[
            ("Severity", 10),
            ("Rule", 7),
            ("Paragraph", 12),
            ("Member", 11),
            ("Row", 16),
            ("What was found", 35),
            ("What to do", 29),
            ("Decision", 13),
            ("Decision note", 13),
        ],
    ),
    (
        "Actions",
        &[
            ("Days overdue", 10),
            ("What is to be done", 25),
            ("Owner", 12),
            ("Due day", 12),
            ("Done on", 12),
            ("Progress", 17),
            ("Member", 11),
            ("What was found", 26),
            ("Decided in round", 10),
            ("State", 11),
        ],
    ),
    ("Choices", &[("Sheet", 12), ("Choice", 36), ("What it means", 90)]),
    (
        "Returns",
        &[
            ("Member", 11),
            ("Status", 13),
            ("File", 17),
            ("Date completed", 13),
            ("Secondees", 12),
            ("Staff", 8),
            ("Assignments", 15),
            ("Breaches", 11),
            ("Concerns", 12),
            ("Severity query", 11),
            ("Remark", 13),
            ("Ready", 10),
        ],
    ),
    (
        "Secondees",
        &[
            ("Member", 11),
            ("Secondee ref", 12),
            ("Full name", 14),
            ("Arrangement", 15),
            ("Role type", 10),
            ("NPM work", 8),
            ("FTE on NPM work", 8),
            ("Home organisation", 15),
            ("Home establishment", 17),
            ("Likely to return to", 12),
            ("Start date", 12),
            ("End date", 12),
        ],
    ),
    (
        "Staff",
        &[
            ("Member", 11),
            ("Staff ref", 9),
            ("Full name", 16),
            ("Post held", 15),
            ("Role type", 10),
            ("Employment", 14),
            ("FTE on NPM work", 8),
            ("Former workplaces", 18),
            ("Close affiliations", 16),
            ("Other positions held", 15),
            ("Declaration date", 14),
        ],
    ),
    (
        "Assignments",
        &[
            ("Member", 11),
            ("Assignment ref", 14),
            ("Person ref", 9),
            ("Person's member", 11),
            ("Full name", 13),
            ("Activity", 12),
            ("Establishment", 17),
            ("Start date", 12),
            ("End date", 12),
            ("Team role", 11),
            ("Lead member", 11),
            ("Safeguard applied", 13),
        ],
    ),
    (
        "Rules",
        &[
            ("Rule", 8),
            ("Paragraph", 13),
            ("Severity", 11),
            ("Fault", 34),
            ("What is expected", 28),
            ("What to do", 29),
            ("Example of a right answer", 23),
        ],
    ),
    (
        "Settled",
        &[
            ("What was found", 36),
            ("Why settled", 25),
            ("Decided in round", 10),
            ("Decision", 15),
            ("Decision note", 15),
            ("Owner", 10),
            ("Due day", 12),
            ("Decided by", 10),
            ("Decided on", 12),
        ],
    ),
    (
        "Places to confirm",
        &[("Written name", 22), ("Certainty", 12), ("Candidates", 36), ("Reason", 36), ("Cells", 20), ("Confirmed place", 20)],
    ),
    (
        "People to confirm",
        &[
            ("State", 11),
            ("Rule", 7),
            ("Member", 11),
            ("How likely", 9),
            ("Person", 18),
            ("Other person", 18),
            ("Why", 23),
            ("What depends on it", 18),
            ("Same person?", 10),
            ("Decided by", 10),
            ("Note", 11),
        ],
    ),
    (
        "Queries",
        &[
            ("Member", 11),
            ("Rule", 8),
            ("State", 13),
            ("What was found", 34),
            ("Response type", 12),
            ("Response", 28),
            ("Accepted?", 13),
            ("Accepted by", 12),
            ("Earlier answer", 15),
        ],
    ),
    (
        "Changes",
        &[
            ("Run", 7),
            ("Member", 11),
            ("What changed", 15),
            ("Sheet", 13),
            ("Row ref", 8),
            ("Column", 17),
            ("Was", 24),
            ("Is now", 24),
            ("Asked for?", 12),
            ("Asked for by", 15),
        ],
    ),
    (
        "Year on year",
        &[
            ("Member", 16),
            ("Basis", 18),
            ("Trend", 9),
            ("Change", 9),
            ("Joined", 8),
            ("Left", 7),
            ("Counted differently", 11),
            ("New in the year", 10),
            ("Ended in the year", 10),
            ("Share of NPM staff", 11),
            ("Could be", 12),
            ("Why no figure", 18),
        ],
    ),
    ("About", &[("What", 40), ("Value", 106)]),
    (
        "Who changed",
        &[
            ("Member", 11),
            ("What happened", 18),
            ("Person ref", 10),
            ("Full name", 22),
            ("Why", 53),
            ("All arrangements", 16),
            ("Secondments only", 16),
        ],
    ),
];

/// The printed columns of a sheet, in order, with widths; one of years stands after the first columns of Year on year.
fn declared(table: &Table) -> Option<Vec<(&str, u16)>> {
    let columns = DECLARED.iter().find(|(name, _)| *name == table.name).map(|(_, columns)| *columns)?;
    let mut columns: Vec<(&str, u16)> = columns.iter().copied().filter(|(name, _)| table.headings.iter().any(|h| h == name)).collect();
    if table.name == "Year on year" {
        let years: Vec<&str> = table.headings.iter().map(String::as_str).filter(|heading| heading.parse::<i16>().is_ok()).collect();
        let newest = years.iter().rev().take(MOST_YEARS).rev().map(|year| (*year, 8));
        let at = columns.len().min(2);
        columns.splice(at..at, newest);
    }
    Some(columns)
}

/// The columns of a decision for which the printed page may have no room.
const BESIDE_THE_DECISION: [&str; 4] = ["Owner", "Due day", "Decided by", "Decided on"];

/// How many years of Year on year are printed: the newest.
const MOST_YEARS: usize = 5;

/// The columns of a table in the order in which they are shown: the printed ones first. A long table is written in this order, not copied.
pub fn order(table: &Table) -> Vec<usize> {
    let declared = declared(table).unwrap_or_default();
    let mut order: Vec<usize> = declared.iter().filter_map(|(heading, _)| table.headings.iter().position(|h| h == heading)).collect();
    if table.name == "Conflicts" || table.name == "Findings" {
        // What else is typed of a decision stands right beside the printed part of it.
        let beside = BESIDE_THE_DECISION.iter().filter_map(|heading| table.headings.iter().position(|h| h == heading));
        order.extend(beside.filter(|at| !order.contains(at)).collect::<Vec<_>>());
    }
    order.extend((0..table.headings.len()).filter(|at| !order.contains(at)).collect::<Vec<_>>());
    order
}

/// Where a column is shown, counted from 0.
pub fn shown_at(table: &Table, heading: &str) -> Option<u16> {
    order(table).iter().position(|at| table.headings[*at] == heading).map(|at| at as u16)
}

/// The columns of a table in the order in which they are shown.
pub fn specs(table: &Table) -> Vec<Spec> {
    specs_by(table, &table.rows)
}

/// As [`specs`], measured by some rows.
pub fn specs_by<R: std::ops::Deref<Target = [Datum]>>(table: &Table, rows: &[R]) -> Vec<Spec> {
    let declared = declared(table);
    let mut specs: Vec<Spec> = Vec::new();
    for at in order(table) {
        let heading = &table.headings[at];
        let given =
            declared.as_ref().and_then(|columns| columns.iter().find(|(name, _)| name == heading).map(|(_, width)| f64::from(*width)));
        let width = given.unwrap_or_else(|| measured(&table.headings[at], rows, at));
        specs.push(Spec { width, prints: declared.is_none() || given.is_some() });
    }
    // A word for every member cannot be narrower: Coverage goes on over several pages across.
    if table.name != "Coverage" {
        fit(&mut specs, room(table.name));
    }
    specs
}

/// How many pages across the printed columns take.
pub fn pages_across(sheet: &str, specs: &[Spec]) -> u16 {
    let total: f64 = specs.iter().filter(|s| s.prints).map(|s| s.width).sum();
    (total / room(sheet)).ceil().max(1.0) as u16
}

/// The width that the longest of the first rows asks for, within what can be read at a glance.
fn measured<R: std::ops::Deref<Target = [Datum]>>(heading: &str, rows: &[R], at: usize) -> f64 {
    let longest = rows.iter().take(400).map(|row| shown_length(&row[at])).max().unwrap_or(0);
    longest.max(least(heading)).clamp(8, 44) as f64
}

/// A heading is broken between words only, into two lines at most, and its filter button takes some room.
fn least(heading: &str) -> usize {
    let longest = heading.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
    longest.max(heading.chars().count().div_ceil(2)) + 5
}

/// Narrows the widest printed columns until all fit across a page.
fn fit(specs: &mut [Spec], room: f64) {
    let total = |specs: &[Spec]| specs.iter().filter(|s| s.prints).map(|s| s.width).sum::<f64>();
    while total(specs) > room {
        let widest = specs.iter_mut().filter(|s| s.prints && s.width > 12.0).max_by(|a, b| a.width.total_cmp(&b.width));
        match widest {
            Some(spec) => spec.width -= 1.0,
            // Columns so many that none can be narrower: the last is not printed.
            None => match specs.iter_mut().rev().find(|s| s.prints) {
                Some(last) => last.prints = false,
                None => return,
            },
        }
    }
}

fn shown_length(datum: &Datum) -> usize {
    match datum {
        Datum::Blank => 0,
        // Capital letters are wider than digits, in which a column is measured.
        Datum::Text(text) | Datum::Link(text, _) => text.chars().count().max(text.chars().map(letter).sum::<f64>().ceil() as usize) + 2,
        Datum::Number(number) => format!("{number:.4}").trim_end_matches('0').len() + 2,
        Datum::Date(_) => 12,
    }
}

/// The width of a letter of the font against that of a digit, in which columns are measured.
fn letter(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' => 0.42,
        'f' | 't' | ' ' | '.' | ',' | ':' | ';' | '/' | '!' | 'I' | '[' | ']' => 0.5,
        'r' | '(' | ')' | '-' | '"' | '\u{201c}' | '\u{201d}' => 0.63,
        'm' | 'M' | '—' | '%' => 1.5,
        'W' | '@' => 1.75,
        'w' => 1.3,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 0.92,
        c if c.is_uppercase() => 1.28,
        _ => 1.0,
    }
}

/// How many lines a text takes in a cell of a table, which stands in from the edge.
pub fn padded(text: &str, width: f64) -> usize {
    lines(text, width - PADDING)
}

/// How many lines a bold heading takes.
pub fn heading_lines(heading: &str, width: f64) -> usize {
    lines(heading, width * 0.97 - PADDING)
}

/// How many lines a text takes in a column, broken between words as spreadsheets do.
pub fn lines(text: &str, width: f64) -> usize {
    // Room is kept for the margins of the cell, and for programs whose letters are a little wider.
    let room = (width * 0.97 - 0.8).max(1.0);
    if text.len() as f64 * 1.75 <= room && !text.contains('\n') {
        return 1;
    }
    let mut lines = 0;
    for line in text.lines() {
        lines += 1;
        let mut used = 0.0;
        for word in line.split(' ') {
            let length: f64 = word.chars().map(letter).sum();
            if used > 0.0 && used + letter(' ') + length > room {
                lines += 1;
                used = 0.0;
            }
            used += length + if used > 0.0 { letter(' ') } else { 0.0 };
            while used > room {
                lines += 1;
                used -= room;
            }
        }
    }
    lines.max(1)
}

/// The height in points of a row with so many lines; Excel's limit is 409.
pub fn height(lines: usize) -> f64 {
    (lines as f64 * 12.4 + 2.5).min(409.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_declared_sheet_can_be_printed_legibly() {
        for (sheet, columns) in DECLARED {
            let headings = columns.iter().map(|(heading, _)| (*heading).to_string()).collect();
            let specs = specs(&Table { name: sheet, headings, rows: Vec::new() });
            let total: f64 = specs.iter().map(|spec| spec.width).sum();
            assert!(total <= room(sheet) && specs.iter().all(|spec| spec.prints), "{sheet} is {total} wide");
            for (heading, width) in *columns {
                let is_whole = |word: &str| heading_lines(word, f64::from(*width)) == 1;
                assert!(heading.split(' ').all(is_whole), "{sheet}: {heading} is broken inside a word");
            }
        }
    }

    #[test]
    fn printed_columns_come_first_and_none_is_lost() {
        let headings = ["Finding id", "Rule", "Decision", "New column", "Severity"].map(String::from).to_vec();
        let rows = vec![headings.iter().map(|h| Datum::Text(h.clone())).collect()];
        let table = Table { name: "Findings", headings, rows };
        let shown: Vec<&str> = order(&table).iter().map(|at| table.headings[*at].as_str()).collect();
        assert_eq!(shown, ["Severity", "Rule", "Decision", "Finding id", "New column"]);
        assert_eq!(shown_at(&table, "Decision"), Some(2));
        let prints: Vec<bool> = specs(&table).iter().map(|s| s.prints).collect();
        assert_eq!(prints, [true, true, true, false, false]);
    }

    #[test]
    fn a_wide_table_is_narrowed_until_it_fits() {
        let headings: Vec<String> = (0..10).map(|n| format!("Column {n}")).collect();
        let rows = vec![headings.iter().map(|_| Datum::Text("word ".repeat(20))).collect()];
        let specs = specs(&Table { name: "Anything", headings, rows });
        assert!(specs.iter().all(|s| s.prints) && specs.iter().map(|s| s.width).sum::<f64>() <= PRINTED);
    }

    #[test]
    fn lines_are_counted_as_words_wrap() {
        assert_eq!(lines("short", 10.0), 1);
        assert_eq!(lines("one two three four", 10.0), 2);
        assert_eq!(lines("ONE TWO THREE FOUR", 10.0), 3);
        assert_eq!(lines("a\nb", 10.0), 2);
        assert_eq!(lines(&"0".repeat(30), 12.0), 3);
    }
}
