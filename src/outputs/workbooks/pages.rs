//! The sheets that are one table each, as values.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::parts::{Made, Page};
use super::year::range_words;

use crate::account::Audit;
use crate::book::answers::ANSWERS_SHEET;
use crate::book::decisions;
use crate::book::headings as own_headings;
use crate::figures::table::{Datum, Table};
use crate::form::{Question, Sheet};
use crate::model::finding::{Evidence, Finding, Severity};
use crate::model::{Decision, Measure, PersonAtPlace, Received, Status, a1, row_of, show_date};
use crate::outputs::glossary::WORDS;
use crate::outputs::publish::{Figure, PublishedCell, Release};
use crate::rules::paragraphs;
use crate::rules::{RULES, by_code};

pub use crate::book::decisions::is_conflict;

pub(super) fn text(value: &str) -> Datum {
    if value.is_empty() { Datum::Blank } else { Datum::Text(value.into()) }
}

pub(super) fn option(value: Option<&String>) -> Datum {
    value.map_or(Datum::Blank, |value| text(value))
}

pub(super) fn number(value: usize) -> Datum {
    Datum::Number(value as f64)
}

pub(super) fn headings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_string()).collect()
}

/// The evidence in a sentence: "HMIPS, Assignments F4: “HMP Perth”, and Secondees J4: “HMP Perth”."
pub(super) fn evidence(cells: &[Evidence]) -> String {
    let mut sentence = String::new();
    let mut member = "";
    for (at, evidence) in cells.iter().enumerate() {
        let cell = match (evidence.sheet.as_str(), evidence.cell.as_str()) {
            ("", _) if evidence.file.is_empty() => "no file".to_string(),
            ("", _) => format!("file {}", evidence.file),
            (sheet, "") => format!("sheet {sheet}"),
            (sheet, cell) => format!("{sheet} {cell}"),
        };
        sentence.push_str(match at {
            0 => "",
            _ if at + 1 == cells.len() => " and ",
            _ => ", ",
        });
        if evidence.member != member {
            sentence.push_str(&format!("{}: ", evidence.member));
            member = &evidence.member;
        }
        sentence.push_str(&cell);
        if !evidence.value.is_empty() {
            sentence.push_str(&format!(" says \u{201c}{}\u{201d}", evidence.value));
        }
    }
    sentence
}

/// A file's rows on a sheet of the consolidated workbook.
struct RowsOfFile<'a> {
    /// The row of the first.
    first: u32,
    /// The lines of the file that they come from, which ascend.
    lines: &'a [(&'a str, u32)],
}

/// Where the rows of returns stand in the consolidated workbook: by sheet, file and line the sheet and its row; files and members without one by
/// their row of Returns.
pub(super) struct PageRows<'a> {
    of_files: HashMap<(&'a str, &'a str), RowsOfFile<'a>>,
    answers: HashMap<(&'a str, u32), u32>,
    files: HashMap<(&'a str, &'a str), u32>,
}

impl<'a> PageRows<'a> {
    pub(super) fn new(audit: &'a Audit) -> Self {
        let mut of_files = HashMap::new();
        let first = super::parts::HEADING_ROW + 1;
        for table in &audit.tables {
            let mut row = first;
            for lines in table.lines().chunk_by(|(file, _), (next, _)| file == next) {
                of_files.insert((table.name, lines[0].0), RowsOfFile { first: row, lines });
                row += lines.len() as u32;
            }
        }
        let answers = (first..).zip(super::changes::answered(audit));
        let answers = answers.map(|(row, (submission, _, cell))| ((submission.file.as_str(), cell.at.row + 1), row)).collect();
        let files = (first..).zip(&audit.round.received).map(|(row, file)| ((file.member.as_str(), file.file.as_str()), row));
        Self { of_files, answers, files: files.collect() }
    }
    /// A link to the row that a finding is about, or to the file in Returns.
    fn link(&self, finding: &Finding) -> Datum {
        let file = self.files.get(&(finding.member.as_str(), finding.file.as_str()));
        match (self.link_to(&finding.sheet, &finding.file, &finding.cell), file) {
            (Datum::Blank, Some(row)) => {
                let shown = if finding.sheet.is_empty() { "Returns".into() } else { in_sheet(&finding.sheet, &finding.cell) };
                Datum::Link(shown, format!("internal:'Returns'!{}", a1(*row, 0)))
            }
            (link, _) => link,
        }
    }
    /// A link to the row of a cell of a return.
    pub(super) fn link_to(&self, sheet: &str, file: &str, cell: &str) -> Datum {
        self.target(sheet, file, cell).map_or(Datum::Blank, |target| Datum::Link(in_sheet(sheet, cell), target))
    }
    fn target(&self, sheet: &str, file: &str, cell: &str) -> Option<String> {
        let line = row_of(cell).map_or(0, |row| row + 1);
        let (name, row) = match sheet == Sheet::Return.name() {
            true => (ANSWERS_SHEET, *self.answers.get(&(file, line))?),
            false => {
                let rows = self.of_files.get(&(sheet, file))?;
                let at = rows.lines.binary_search_by_key(&line, |(_, line)| *line).ok()?;
                (sheet, rows.first + at as u32)
            }
        };
        Some(format!("internal:'{name}'!{}", a1(row, 0)))
    }
}

/// "Return!C12", or the sheet where there is no cell.
fn in_sheet(sheet: &str, cell: &str) -> String {
    if cell.is_empty() { sheet.to_string() } else { format!("{sheet}!{cell}") }
}

/// The columns of a table of findings that lead to the rows of people and assignments.
pub(super) struct PageLinks(Vec<(usize, &'static [&'static str])>);

impl PageLinks {
    pub(super) fn new(headings: &[String]) -> Self {
        let columns: [(&str, &[&str]); 2] = [("Assignment ref", &["Assignments"]), ("Person ref", &["Secondees", "Staff"])];
        let at = |heading: &str| headings.iter().position(|h| h == heading);
        Self(columns.into_iter().filter_map(|(heading, sheets)| Some((at(heading)?, sheets))).collect())
    }
    /// Makes links of the references in the row of a finding.
    pub(super) fn link(&self, rows_of: &PageRows, finding: &Finding, row: &mut [Datum]) {
        for (col, sheets) in &self.0 {
            let evidence = finding.evidence.iter().find(|e| sheets.contains(&e.sheet.as_str()));
            let target = evidence.and_then(|e| rows_of.target(&e.sheet, &e.file, &e.cell));
            if let (Datum::Text(shown), Some(target)) = (&mut row[*col], target) {
                row[*col] = Datum::Link(std::mem::take(shown), target);
            }
        }
    }
}

/// A day as it was typed, as a date if it is one.
pub(super) fn day(typed: &str) -> Datum {
    decisions::as_date(typed).map_or_else(|| text(typed), Datum::Date)
}

/// A decision under the headings of [`decisions::COLUMNS`].
pub(super) fn decision_cells(decision: Option<&Decision>) -> [Datum; 6] {
    decision
        .map_or([const { Datum::Blank }; 6], |d| [text(&d.decision), text(&d.note), text(&d.owner), day(&d.due), text(&d.by), day(&d.on)])
}

/// The most recent decision of an earlier round, under the headings of [`decisions::EARLIER`].
pub(super) fn earlier_decision(audit: &Audit, id: &str) -> Vec<Datum> {
    let past = audit.past_decisions.get(id);
    let mut cells = vec![past.map_or(Datum::Blank, |past| number(past.year as usize))];
    cells.extend(decision_cells(past.map(|past| &past.decision)));
    cells
}

/// The findings in the order of their sheet: the gravest first, among those the conflicts, then by member and row.
pub(super) fn findings_in_order(audit: &Audit) -> Vec<usize> {
    let mut order: Vec<usize> = (0..audit.report.findings.len()).collect();
    let key = |f: &Finding| (std::cmp::Reverse(f.severity), !is_conflict(f));
    order.sort_by_key(|at| key(&audit.report.findings[*at]));
    order
}

/// The decision cells of a conflict's row on Findings: a link to its card, where it is decided.
fn on_its_card(target: String) -> [Datum; 6] {
    let mut cells = [const { Datum::Blank }; 6];
    cells[0] = Datum::Link(decisions::SEE_CONFLICTS.into(), target);
    cells
}

/// Findings: every one, a row at a time.
pub(super) fn findings<'a>(audit: &'a Audit, rows_of: &'a PageRows) -> Page<'a> {
    let order = findings_in_order(audit);
    let cards = super::conflicts::card_rows(audit);
    let mut names = own_headings::FINDINGS.to_vec();
    names.extend(decisions::COLUMNS);
    names.extend(decisions::EARLIER);
    let names = headings(&names);
    let links = PageLinks::new(&names);
    let row = move |at: usize| {
        let f = &audit.report.findings[order[at]];
        let rule = by_code(&f.rule);
        let of = |part: fn(&crate::rules::Rule) -> &'static str| text(rule.map_or("", part));
        let mut row = vec![
            text(&f.id),
            text(f.severity.name()),
            text(&f.rule),
            option(f.paragraph.as_ref()),
            text(f.certainty.name()),
            text(&f.member),
            text(&f.file),
            text(&f.sheet),
            text(&f.cell),
            text(&f.message),
            of(|r| r.expected),
            of(|r| r.fix),
            of(|r| r.right),
            text(&evidence(&f.evidence)),
            rows_of.link(f),
            option(f.subject.person_member.as_ref()),
            option(f.subject.person_ref.as_ref()),
            option(f.subject.assignment_ref.as_ref()),
            option(f.subject.place_id.as_ref()),
            option(f.response.as_ref()),
            option(f.accepted.as_ref()),
        ];
        // A conflict is decided on its own sheet, so that no finding can be decided in two places.
        row.extend(match cards.get(f.id.as_str()) {
            Some(card) => on_its_card(format!("internal:'Conflicts'!{}", a1(*card, 0))),
            None => decision_cells(audit.decisions.get(&f.id)),
        });
        row.extend(earlier_decision(audit, &f.id));
        links.link(rows_of, f, &mut row);
        row
    };
    Page {
        table: Cow::Owned(Table { name: "Findings", headings: names, rows: Vec::new() }),
        made: Some(Made { count: audit.report.findings.len(), row: Box::new(row) }),
        title: "Findings",
        note: "Every finding, the gravest first, with the cell to mend in the member's own file. Conflicts are decided on the sheet Conflicts, all others here."
            .into(),
        entries: Vec::new(),
    }
}

/// Returns: a line for each file and each outstanding member.
pub fn returns(audit: &Audit) -> Table {
    let names = [
        "Member",
        "Status",
        "File",
        "Size in bytes",
        "SHA-256",
        "Format",
        "Secondees",
        "Staff",
        "Assignments",
        "Date completed",
        "Breaches",
        "Concerns",
        "Severity query",
        "Notes",
        "Remark",
        "Progress statement",
        "Version",
        "Receipt",
        "Open queries",
        "Ready",
    ];
    let mut found: BTreeMap<(&str, Severity), usize> = BTreeMap::new();
    audit.report.findings.iter().for_each(|f| *found.entry((f.member.as_str(), f.severity)).or_default() += 1);
    let (open_and_waiting, open_queries) = (audit.followed.open_and_waiting(), audit.followed.open_queries());
    let rows = audit.round.received.iter().map(|file| {
        let (still_open, waiting) = open_and_waiting.get(file.member.as_str()).copied().unwrap_or_default();
        let used = matches!(file.status, Status::Received | Status::Nil);
        let submission = audit.round.submission(&file.member).filter(|_| used);
        // A file that is not in use has nothing to count, and a member of whom none is has no rows: blank, never zero.
        let of = |count: usize| if used { number(count) } else { Datum::Blank };
        let is_replaced = file.status == Status::Superseded;
        let open = |severity| match is_replaced {
            // Its member's findings stand beside the file that is used.
            true => Datum::Blank,
            false => number(found.get(&(file.member.as_str(), severity)).copied().unwrap_or_default()),
        };
        use Severity::{Breach, Concern, Note, Query};
        vec![
            text(&file.member),
            text(file.status.name()),
            text(&file.file),
            number(file.size as usize),
            text(&file.sha256),
            text(file.format.name()),
            of(file.rows[0]),
            of(file.rows[1]),
            of(file.rows[2]),
            file.completed.map_or(Datum::Blank, Datum::Date),
            open(Breach),
            open(Concern),
            open(Query),
            open(Note),
            text(&remark(file)),
            text(submission.and_then(|s| s.answers.text(Question::Progress)).unwrap_or("")),
            audit.followed.versions.get(&file.member).map_or(Datum::Blank, |version| number(*version as usize)),
            text(file.receipt()),
            of(open_queries.get(file.member.as_str()).copied().unwrap_or_default()),
            text(if used && still_open + waiting == 0 { "ready" } else { "not ready" }),
        ]
    });
    Table { name: "Returns", headings: headings(&names), rows: rows.collect() }
}

/// What is to be said of a file: of one that cannot be used, why.
fn remark(file: &Received) -> String {
    match (file.status, file.remark.is_empty()) {
        (Status::Rejected, true) => file.why_not_used(),
        _ => file.remark.clone(),
    }
}

/// Rules: the catalogue.
pub fn rules() -> Table {
    let rows = RULES.iter().map(|rule| {
        let paragraph = text(rule.paragraph.unwrap_or(""));
        vec![
            text(rule.code),
            paragraph,
            text(&paragraphs::in_our_words(rule)),
            text(rule.severity.name()),
            text(rule.fault),
            text(rule.expected),
            text(rule.fix),
            text(rule.right),
        ]
    });
    let names = [
        "Rule",
        "Paragraph",
        "The paragraph in our words",
        "Severity",
        "Fault",
        "What is expected",
        "What to do",
        "Example of a right answer",
    ];
    Table { name: "Rules", headings: headings(&names), rows: rows.collect() }
}

/// Every figure, by year: its value and why there is none, what it could be while queries are open, and what is published of it.
pub fn history(audit: &Audit, release: Option<&Release>) -> Table {
    let year = audit.round.settings.year;
    let rows = audit.counts.iter().map(|c| {
        let value = c.value.map_or(Datum::Blank, Datum::Number);
        let range = audit.ranges.get(&c.member, c.measure, c.basis).filter(|_| c.year == year);
        let range = range.map_or(String::new(), |range| range_words(range, c.measure == Measure::SecondeeShare));
        let published = match (release, Figure::of(c.measure, c.basis)) {
            (Some(release), Some(figure)) => match release.cell(figure, c.year, &c.member) {
                PublishedCell::Number(number) => Datum::Number(number as f64),
                other => text(other.symbol()),
            },
            _ => Datum::Blank,
        };
        vec![
            Datum::Number(f64::from(c.year)),
            text(&c.member),
            text(c.measure.name()),
            text(c.basis.name()),
            value,
            option(c.reason.as_ref()),
            text(&range),
            published,
        ]
    });
    let names = ["Year", "Member", "Measure", "Basis", "Value", "Reason", "Could be", "Published as"];
    Table { name: crate::book::last_year::COUNTS_SHEET, headings: headings(&names), rows: rows.collect() }
}

/// Decisions whose finding has gone.
pub fn settled(audit: &Audit) -> Table {
    let rows = audit.settled.iter().map(|s| {
        let mut row = vec![text(&s.id), text(&s.what), text(&s.why), number(s.year as usize)];
        let PersonAtPlace { member, reference, name, place_id, place } = &s.pair;
        row.extend([member, reference, name, place_id, place].map(|cell| text(cell)));
        row.extend(decision_cells(Some(&s.decision)));
        row
    });
    let mut names = vec!["Finding id", "What was found", decisions::WHY, decisions::ROUND];
    names.extend(["Person's member", "Person ref", "Full name", "Place id", "Place"]);
    names.extend(decisions::COLUMNS);
    Table { name: "Settled", headings: headings(&names), rows: rows.collect() }
}

/// What the workbook was made from.
pub fn about(audit: &Audit, written: &BTreeMap<String, String>) -> Table {
    let settings = &audit.round.settings;
    let t = &settings.thresholds;
    let mut rows = vec![
        ("Program".to_string(), format!("secondee-audit {}", env!("CARGO_PKG_VERSION"))),
        ("Reporting year".into(), format!("{} to {}", show_date(settings.from), show_date(settings.census))),
        ("As at".into(), show_date(settings.as_at)),
        ("Assessment out of date after (G123)".into(), format!("{} months at the census date", t.assessment_months)),
        ("Supervision not recent after (G132)".into(), format!("{} months at the census date", t.supervision_months)),
        ("Former workplace pointed out for (S182)".into(), format!("{} years", t.former_workplace_years)),
        ("Count history".into(), "every figure of every year; Excel keeps the sheet name History for itself".into()),
    ];
    rows.extend(WORDS.map(|(word, sense)| (format!("The word \"{word}\""), sense.to_string())));
    rows.extend(audit.notices.iter().map(|notice| ("Noticed when this was made".to_string(), notice.clone())));
    rows.push((crate::book::answers::RUN.into(), audit.followed.run.to_string()));
    let written = written.iter();
    rows.extend(written.map(|(name, hash)| (format!("{}{name}", crate::book::answers::QUERIES_WORKBOOK), format!("SHA-256 {hash}"))));
    let accepted = audit.report.unmatched_accepted.iter();
    rows.extend(accepted.map(|id| ("Accepted in round.toml, but no such finding".to_string(), id.clone())));
    rows.extend(
        audit.round.received.iter().filter(|r| !r.file.is_empty()).map(|r| (format!("Return {}", r.file), format!("SHA-256 {}", r.sha256))),
    );
    let rows = rows.into_iter().map(|(what, value)| vec![text(&what), text(&value)]).collect();
    Table { name: "About", headings: headings(&["What", "Value"]), rows }
}
