//! Which columns of a sheet are printed, in which order and how wide.
//!
//! A page of A4 on its side holds about 135 characters of the font at full size; 168 are printed at four fifths, 8 points, which is the least that can
//! be read. So each sheet names the columns that a meeting needs, first what it is about, then what was found, then where to decide; the others
//! stand to the right, beyond the print area: ids, file names, whole texts.

use crate::figures::table::{Datum, Table};

/// The most characters of width that can be printed across a page and still be read.
pub const PRINTED: f64 = 168.0;

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
            ("No.", 5),
            ("Who, where and when", 32),
            ("Why, and how sure", 45),
            ("Safeguard, answer, before", 29),
            ("Decision", 14),
            ("Decision note", 14),
            ("Owner", 9),
            ("Due day", 11),
        ],
    ),
    (
        "Findings",
        &[
            ("Severity", 10),
            ("Rule", 7),
            ("Paragraph", 11),
            ("Member", 9),
            ("Row", 14),
            ("What was found", 30),
            ("What to do", 26),
            ("Decision", 12),
            ("Decision note", 12),
            ("Owner", 8),
            ("Due day", 11),
        ],
    ),
    (
        "Actions",
        &[
            ("Days overdue", 9),
            ("What is to be done", 28),
            ("Owner", 12),
            ("Due day", 11),
            ("Done on", 11),
            ("Progress", 20),
            ("Member", 9),
            ("What was found", 32),
            ("Decided in round", 9),
            ("State", 14),
        ],
    ),
    ("Choices", &[("Sheet", 12), ("Choice", 36), ("What it means", 90)]),
    (
        "Returns",
        &[
            ("Member", 10),
            ("Status", 12),
            ("File", 20),
            ("Date completed", 12),
            ("Secondees", 11),
            ("Staff", 7),
            ("Assignments", 13),
            ("Breaches", 10),
            ("Concerns", 11),
            ("Queries", 9),
            ("Remark", 14),
            ("Progress statement", 30),
            ("Ready", 9),
        ],
    ),
    (
        "Secondees",
        &[
            ("Member", 10),
            ("Secondee ref", 12),
            ("Full name", 16),
            ("Arrangement", 14),
            ("Role type", 11),
            ("NPM work", 8),
            ("FTE on NPM work", 8),
            ("Home organisation", 19),
            ("Home establishment", 15),
            ("Likely to return to", 15),
            ("Start date", 12),
            ("End date", 12),
            ("Conflict assessment date", 12),
            ("Assessment outcome", 16),
        ],
    ),
    (
        "Staff",
        &[
            ("Member", 10),
            ("Staff ref", 10),
            ("Full name", 20),
            ("Post held", 20),
            ("Role type", 11),
            ("Employment", 13),
            ("FTE on NPM work", 8),
            ("Former workplaces", 26),
            ("Close affiliations", 22),
            ("Other positions held", 22),
            ("Declaration date", 13),
        ],
    ),
    (
        "Assignments",
        &[
            ("Member", 10),
            ("Assignment ref", 15),
            ("Person ref", 10),
            ("Person's member", 10),
            ("Full name", 20),
            ("Activity", 16),
            ("Establishment", 25),
            ("Start date", 12),
            ("End date", 12),
            ("Team role", 14),
            ("Lead member", 10),
            ("Safeguard applied", 22),
        ],
    ),
    (
        "Rules",
        &[
            ("Rule", 8),
            ("Paragraph", 12),
            ("Severity", 10),
            ("Fault", 40),
            ("What is expected", 36),
            ("What to do", 38),
            ("Example of a right answer", 32),
        ],
    ),
    (
        "Settled",
        &[
            ("What was found", 40),
            ("Why settled", 30),
            ("Decided in round", 9),
            ("Decision", 16),
            ("Decision note", 18),
            ("Owner", 9),
            ("Due day", 11),
            ("Decided by", 9),
            ("Decided on", 11),
        ],
    ),
    (
        "Places to confirm",
        &[("Written name", 24), ("Certainty", 11), ("Candidates", 38), ("Reason", 38), ("Cells", 20), ("Confirmed place", 20)],
    ),
    (
        "People to confirm",
        &[
            ("State", 11),
            ("Rule", 7),
            ("Member", 10),
            ("How likely", 10),
            ("Person", 22),
            ("Other person", 22),
            ("Why", 34),
            ("What depends on it", 22),
            ("Same person?", 9),
            ("Decided by", 10),
            ("Note", 11),
        ],
    ),
    (
        "Queries",
        &[
            ("Member", 10),
            ("Rule", 8),
            ("State", 13),
            ("What was found", 44),
            ("Response type", 11),
            ("Response", 36),
            ("Accepted?", 12),
            ("Accepted by", 12),
            ("Earlier answer", 20),
        ],
    ),
    (
        "Changes",
        &[
            ("Run", 7),
            ("Member", 10),
            ("What changed", 16),
            ("Sheet", 13),
            ("Row ref", 9),
            ("Column", 20),
            ("Was", 30),
            ("Is now", 30),
            ("Asked for?", 14),
            ("Asked for by", 16),
        ],
    ),
    ("About", &[("What", 44), ("Value", 120)]),
    (
        "Who changed",
        &[("Member", 10), ("What happened", 21), ("Person ref", 11), ("Full name", 26), ("Why", 66), ("Broad", 9), ("Narrow", 12)],
    ),
];

fn declared(sheet: &str) -> Option<&'static [(&'static str, u16)]> {
    DECLARED.iter().find(|(name, _)| *name == sheet).map(|(_, columns)| *columns)
}

/// The columns of a table in the order in which they are shown: the printed ones first. A long table is written in this order, not copied.
pub fn order(table: &Table) -> Vec<usize> {
    let declared = declared(table.name).unwrap_or(&[]);
    let mut order: Vec<usize> = declared.iter().filter_map(|(heading, _)| table.headings.iter().position(|h| h == heading)).collect();
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
    let declared = declared(table.name);
    let mut specs: Vec<Spec> = Vec::new();
    for at in order(table) {
        let heading = &table.headings[at];
        let given = declared.and_then(|columns| columns.iter().find(|(name, _)| name == heading).map(|(_, width)| f64::from(*width)));
        let width = given.unwrap_or_else(|| measured(&table.headings[at], rows, at));
        specs.push(Spec { width, prints: declared.is_none() || given.is_some() });
    }
    // A word for every member cannot be narrower: Coverage goes on over several pages across.
    if table.name != "Coverage" {
        fit(&mut specs);
    }
    specs
}

/// The scale in per cent at which columns of these widths just fit across a page. Each takes its characters and a margin.
pub fn scale(widths: impl Iterator<Item = f64>) -> u16 {
    let pixels: f64 = widths.map(|width| width * 7.0 + 5.0).sum();
    (97_000.0 / pixels).floor().min(100.0) as u16
}

/// How many pages across the printed columns take.
pub fn pages_across(specs: &[Spec]) -> u16 {
    let total: f64 = specs.iter().filter(|s| s.prints).map(|s| s.width).sum();
    (total / PRINTED).ceil().max(1.0) as u16
}

/// The width that the longest of the first rows asks for, within what can be read at a glance.
fn measured<R: std::ops::Deref<Target = [Datum]>>(heading: &str, rows: &[R], at: usize) -> f64 {
    let longest = rows.iter().take(400).map(|row| shown_length(&row[at])).max().unwrap_or(0);
    longest.max(least(heading)).clamp(8, 44) as f64
}

/// A heading is broken between words only, and its filter button takes some room.
fn least(heading: &str) -> usize {
    heading.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0) + 3
}

/// Narrows the widest printed columns until all fit across a page.
fn fit(specs: &mut [Spec]) {
    let total = |specs: &[Spec]| specs.iter().filter(|s| s.prints).map(|s| s.width).sum::<f64>();
    while total(specs) > PRINTED {
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
        Datum::Text(text) | Datum::Link(text, _) => text.chars().count() + 2,
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
            assert!(total <= PRINTED && specs.iter().all(|spec| spec.prints), "{sheet} is {total} wide");
            for (heading, width) in *columns {
                let longest = heading.split(' ').map(str::len).max().unwrap_or(0);
                assert!(longest < usize::from(*width), "{sheet}: {heading} is broken inside a word");
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
