//! What the check in a browser shows of a return, as plain data.

use std::collections::BTreeMap;

use serde::Serialize;

use super::names::Names;
use super::{Checked, heading, text};
use crate::form::{Asg, Column, Field, Question, Sheet, Stf};
use crate::model::finding::Finding;
use crate::model::{Cell, Record, Submission, a1};
use crate::places::{Certainty, Register};
use crate::queries::Query;
use crate::queries::cells::{Cells, KnownCell};
use crate::rules::run::Outcome;
use crate::rules::{PutRightBy, by_code};

/// Everything that the page shows of one return.
#[derive(Debug, Serialize)]
pub struct OnPage {
    /// The file's name.
    file: String,
    /// Whether it is ready to send.
    is_ready: bool,
    /// The verdict in words.
    verdict: String,
    /// What it was read as, if it is a survey.
    read_as: Option<String>,
    /// What was read on each sheet.
    sheets: Vec<SheetRead>,
    /// What the register of places makes of each name of a place.
    places: Vec<PlaceRead>,
    /// Whether each rule about a secondee's own places (¶14) could be checked, and whether it found something.
    own_places: Vec<RuleChecked>,
    /// The queries by how serious they are.
    groups: Vec<QueryGroup>,
    /// What is found about a file that nobody is asked about.
    others: Vec<QueryShown>,
    /// All of it as text, as `check` prints it.
    text: String,
}

/// How much was read of a sheet.
#[derive(Debug, Serialize)]
struct SheetRead {
    sheet: &'static str,
    /// `3 rows`.
    read: String,
}

/// A name of a place, and what it was taken for.
#[derive(Debug, Serialize)]
struct PlaceRead {
    written: String,
    cells: Vec<String>,
    /// The official names of the places that it is taken for, or may be.
    taken_for: Vec<String>,
    /// How certain that is, in words.
    certainty: &'static str,
    is_certain: bool,
    why: String,
}

/// A rule of ¶14, and what came of it.
#[derive(Debug, Serialize)]
struct RuleChecked {
    rule: &'static str,
    looks_for: &'static str,
    outcome: &'static str,
    /// Why it could not be checked, or not for every row.
    why: String,
}

/// The queries of one severity.
#[derive(Debug, Serialize)]
struct QueryGroup {
    heading: &'static str,
    queries: Vec<QueryShown>,
}

/// A query, or a finding that is none.
#[derive(Debug, Serialize)]
struct QueryShown {
    /// Its number; 0 where it is no query.
    number: usize,
    place: String,
    rule: String,
    /// Whether it is about a secondee's own places (¶14).
    is_about_own_place: bool,
    found: String,
    expected: String,
    /// Whether what to do is said to the coordinator, who receives the file.
    is_for_coordinator: bool,
    to_do: Vec<String>,
    examples: Vec<String>,
    cells: Vec<CellShown>,
}

/// A cell of a query.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct CellShown {
    cell: String,
    /// The column's heading, or the question.
    column: String,
    /// What stands there.
    value: String,
    /// What the column takes, or the question asks.
    takes: &'static str,
    /// A right answer of that column or question.
    example: &'static str,
}

/// The paragraph that no secondee is to inspect a place of their own by.
const OWN_PLACE: &str = "¶14";

impl Checked {
    /// What the page shows, with references in the place of names or with the names.
    pub fn on_page(&self, show_names: bool) -> OnPage {
        let (queries, names) = (self.queries(), Names::of(self.submission(), show_names));
        let verdict = self.verdict(&queries);
        let mut groups: Vec<QueryGroup> = Vec::new();
        for (at, query) in queries.iter().enumerate() {
            let heading = heading(query.severity);
            if groups.last().is_none_or(|last| last.heading != heading) {
                groups.push(QueryGroup { heading, queries: Vec::new() });
            }
            let shown = self.query(at + 1, query, &names);
            groups.iter_mut().last().expect("one was just added").queries.push(shown);
        }
        OnPage {
            file: self.file.clone(),
            is_ready: verdict.is_ready,
            verdict: verdict.words,
            read_as: self.understood(),
            sheets: self.submission().map(sheets).unwrap_or_default(),
            places: self.submission().map(|own| places(own, &self.round.register)).unwrap_or_default(),
            own_places: self.own_places(&names),
            groups,
            others: self.not_asked(&queries).map(|finding| of_finding(finding, &names)).collect(),
            text: text::of(self, &queries, &names),
        }
    }

    fn own_places(&self, names: &Names) -> Vec<RuleChecked> {
        let of_member = self.report.coverage.iter().filter(|coverage| coverage.member == self.member && self.submission().is_some());
        let rules = of_member.filter_map(|coverage| Some((coverage, by_code(&coverage.rule)?)));
        rules
            .filter(|(coverage, rule)| rule.paragraph == Some(OWN_PLACE) && (coverage.outcome != Outcome::Passed || !self.is_out_of_use()))
            .map(|(coverage, rule)| RuleChecked {
                rule: rule.code,
                looks_for: rule.fault,
                outcome: match (coverage.outcome, coverage.reason.is_empty()) {
                    (Outcome::Passed, _) => "Checked; nothing found",
                    (Outcome::Fired, true) => "Found: see the queries",
                    (Outcome::Fired, false) => "Found, and not checked for every row",
                    (Outcome::Skipped, _) => "Not checked",
                },
                why: names.in_place(&coverage.reason),
            })
            .collect()
    }

    /// Whether the return was read and a round could still not use it, so that no rule about its rows was judged.
    fn is_out_of_use(&self) -> bool {
        self.round.returns.is_empty()
    }

    fn query(&self, number: usize, query: &Query, names: &Names) -> QueryShown {
        let known = self.submission().map(Cells::new);
        let mut cells: Vec<_> = query.spots.iter().map(|spot| ((spot.at.sheet, spot.at.row, spot.at.col), spot)).collect();
        cells.sort_by_key(|(at, _)| *at);
        cells.dedup_by_key(|(at, _)| *at);
        let cells = cells.iter().map(|((sheet, row, col), spot)| {
            let cell = known.as_ref().and_then(|cells| cells.at(sheet.name(), &spot.at.a1()));
            let column = match (cell, sheet) {
                (Some(known), Sheet::Return) => question(known.reference),
                (Some(known), _) => known.heading().to_string(),
                (None, _) => String::new(),
            };
            let value = names.in_place(cell.map_or("", |known| &*known.cell.typed));
            let declared = cell.and_then(|known| declared(&known, *sheet));
            let (takes, example) = declared.map_or(("", ""), |declared| (declared.help, declared.example));
            CellShown { cell: format!("{}!{}", sheet.name(), a1(*row, *col)), column, value, takes, example }
        });
        let (to_do, examples) = parts(&query.todo, names);
        QueryShown {
            number,
            place: text::place(query),
            rule: text::rule(query),
            is_about_own_place: query.rule.paragraph == Some(OWN_PLACE),
            found: names.of_query(query),
            expected: query.rule.expected.into(),
            is_for_coordinator: false,
            to_do,
            examples,
            cells: cells.collect(),
        }
    }
}

/// What to do, and the examples of right answers, each once.
fn parts(todo: &[String], names: &Names) -> (Vec<String>, Vec<String>) {
    let (mut to_do, mut examples): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for todo in todo {
        let (what, example) = todo.split_once(" For example: ").unwrap_or((todo, ""));
        for (text, list) in [(what, &mut to_do), (example, &mut examples)] {
            let text = names.in_place(text);
            if !text.is_empty() && !list.contains(&text) {
                list.push(text);
            }
        }
    }
    (to_do, examples)
}

/// What the form declares of a cell's column, or question.
fn declared(known: &KnownCell, sheet: Sheet) -> Option<&'static Column> {
    match sheet {
        Sheet::Return => Question::COLUMNS.get(known.row),
        _ => sheet.columns().get(known.column),
    }
}

/// A question of Return with its reference.
fn question(reference: &str) -> String {
    let question = Question::all().iter().find(|question| question.reference() == reference);
    question.map_or_else(|| reference.to_string(), |question| format!("{reference}: {}", question.column().heading))
}

fn of_finding(finding: &Finding, names: &Names) -> QueryShown {
    let (to_do, examples) = parts(std::slice::from_ref(&finding.action), names);
    let rule = by_code(&finding.rule);
    let place = match (finding.sheet.as_str(), finding.cell.as_str()) {
        ("", _) => "The file".to_string(),
        (sheet, "") => sheet.to_string(),
        (sheet, cell) => format!("{sheet}!{cell}"),
    };
    QueryShown {
        number: 0,
        place,
        rule: [finding.rule.as_str()].into_iter().chain(finding.paragraph.as_deref()).collect::<Vec<_>>().join(", "),
        is_about_own_place: rule.is_some_and(|rule| rule.paragraph == Some(OWN_PLACE)),
        found: names.in_place(&finding.message),
        expected: rule.map_or("", |rule| rule.expected).into(),
        is_for_coordinator: rule.is_some_and(|rule| rule.handling.put_right_by == PutRightBy::Coordinator),
        to_do,
        examples,
        cells: Vec::new(),
    }
}

fn sheets(own: &Submission) -> Vec<SheetRead> {
    let count = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let answers = own.answers.cells().filter(|(_, cell)| !cell.is_blank()).count();
    Sheet::ALL
        .into_iter()
        .map(|sheet| SheetRead {
            sheet: sheet.name(),
            read: match sheet {
                _ if own.layout.missing_sheets.contains(&sheet) => "not in the workbook".into(),
                Sheet::Return => count(answers, "answer", "answers"),
                Sheet::Secondees => count(own.secondees.len(), "row", "rows"),
                Sheet::Staff => count(own.staff.len(), "row", "rows"),
                Sheet::Assignments => count(own.assignments.len(), "row", "rows"),
            },
        })
        .collect()
}

/// Every name of a place in the return once, in the order of sheets and rows.
fn places(own: &Submission, register: &Register) -> Vec<PlaceRead> {
    let mut read: Vec<PlaceRead> = Vec::new();
    let mut at: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut add = |cell: &Cell| {
        for named in cell.places() {
            let names = named.found.candidates.iter().take(MOST_CANDIDATES).map(|one| register.place(one.place).name.clone());
            let taken_for: Vec<String> = if named.found.headquarters { Vec::new() } else { names.collect() };
            let index = *at.entry((named.written.clone(), taken_for.join("; "))).or_insert_with(|| {
                let (certainty, is_certain) = match (named.found.certainty, named.found.headquarters, named.found.placeholder.is_some()) {
                    (_, true, _) => ("Headquarters, no single place", true),
                    (_, _, true) => ("Names no place", false),
                    (Certainty::Confirmed, ..) => ("Recognised", true),
                    (Certainty::Probable, ..) => ("Probably this one", false),
                    (Certainty::Possible, ..) => ("May be one of these", false),
                    (Certainty::Unknown, ..) => ("Not in the register", false),
                };
                let why = named.found.reason.clone();
                let written = named.written.clone();
                read.push(PlaceRead { written, cells: Vec::new(), taken_for, certainty, is_certain, why });
                read.len() - 1
            });
            read[index].cells.push(cell.at.to_string());
        }
    };
    each(&own.secondees, &mut add);
    each::<Stf>(&own.staff, &mut add);
    each::<Asg>(&own.assignments, &mut add);
    read
}

/// Places that a name may be and that are shown.
const MOST_CANDIDATES: usize = 5;

fn each<F: Field>(rows: &[Record<F>], add: &mut dyn FnMut(&Cell)) {
    rows.iter().flat_map(Record::cells).for_each(|(_, cell)| add(cell));
}
