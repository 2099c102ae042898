//! Conflicts: one table with its lists told apart by a column, so that it can be filtered: conflicts, near misses, conflicts declared that no
//! data explains, and pairs that could not be checked. Every row has an id and can be decided.

use super::pages::{Rows, decision_cells, evidence, headings, last_decision, option, text};
use crate::conflicts::{Beside, List, beside, find};
use crate::decisions;
use crate::finding::{Evidence, Finding};
use crate::form::{Asg, Sheet};
use crate::model::{Person, Record};
use crate::report::{Audit, Datum, Table};

const HEADINGS: [&str; 18] = [
    "Finding id",
    "List",
    "Paragraph",
    "Rule",
    "Severity",
    "Certainty",
    "Member",
    "Person's member",
    "Person ref",
    "Full name",
    "Place",
    "Place id",
    "Assignment ref",
    "Start date",
    "End date",
    "What was found",
    "Evidence",
    "Row",
];

/// The line under the title.
pub fn note(audit: &Audit) -> String {
    let findings = |list| audit.report.findings.iter().filter(|f| List::of_rule(&f.rule) == Some(list)).count();
    let rows = beside(&audit.round, &find(&audit.round));
    let others = |list| rows.iter().filter(|row| row.list == list).count();
    let counts = List::ALL.map(|list| format!("{}: {}", list.name(), findings(list) + others(list)));
    format!("{}. Filter by List; decide in the shaded columns.", counts.join(" · "))
}

/// Conflicts: by list, then in the order of findings.
pub fn conflicts(audit: &Audit) -> Table {
    let rows_of = Rows::new(audit);
    let mut rows: Vec<(List, Vec<Datum>)> = Vec::new();
    for finding in &audit.report.findings {
        if let Some(list) = List::of_rule(&finding.rule) {
            rows.push((list, of_finding(audit, &rows_of, list, finding)));
        }
    }
    rows.extend(beside(&audit.round, &find(&audit.round)).iter().map(|row| (row.list, of_beside(audit, &rows_of, row))));
    rows.sort_by_key(|(list, _)| *list);
    let mut names = HEADINGS.to_vec();
    names.extend(decisions::COLUMNS);
    names.push("Last year's decision");
    Table { name: "Conflicts", headings: headings(&names), rows: rows.into_iter().map(|(_, row)| row).collect() }
}

/// What a row shows of whom, where and when.
struct Shown<'a> {
    person: Option<Person<'a>>,
    place_id: Option<&'a str>,
    assignment: Option<&'a Record<Asg>>,
    evidence: &'a [Evidence],
}

impl Shown<'_> {
    fn cells(&self, audit: &Audit, rows_of: &Rows, message: &str) -> Vec<Datum> {
        let place = self.place_id.and_then(|id| audit.round.register.by_id(id));
        let as_written = self.assignment.map_or("", |row| row.cell(Asg::Place).typed.as_str());
        let date = |field| self.assignment.and_then(|row| row.date(field)).map_or(Datum::Blank, Datum::Date);
        let first = &self.evidence[0];
        vec![
            text(self.person.map_or("", |p| p.submission().member.as_str())),
            text(self.person.map_or("", |p| p.reference())),
            text(self.person.map_or("", |p| p.name())),
            text(place.map_or(as_written, |at| audit.round.register.place(at).name.as_str())),
            text(self.place_id.unwrap_or("")),
            text(self.assignment.and_then(|row| row.text(Asg::Ref)).unwrap_or("")),
            date(Asg::Start),
            date(Asg::End),
            text(message),
            text(&evidence(self.evidence)),
            rows_of.link_to(&first.sheet, &first.file, &first.cell),
        ]
    }
}

fn of_finding(audit: &Audit, rows_of: &Rows, list: List, finding: &Finding) -> Vec<Datum> {
    let round = &audit.round;
    let subject = &finding.subject;
    let line: String = finding.cell.chars().filter(char::is_ascii_digit).collect();
    let is_assignment = finding.sheet == Sheet::Assignments.name();
    let mut assignments = round.submission(&finding.member).filter(|_| is_assignment).into_iter().flat_map(|s| &s.assignments);
    let shown = Shown {
        person: subject.person_member.as_deref().zip(subject.person_ref.as_deref()).and_then(|(m, r)| round.person(m, r)),
        place_id: subject.place_id.as_deref(),
        assignment: assignments.find(|row| (row.row + 1).to_string() == line),
        evidence: &finding.evidence,
    };
    let mut row = vec![
        text(&finding.id),
        text(list.name()),
        option(finding.paragraph.as_ref()),
        text(&finding.rule),
        text(finding.severity.name()),
        text(finding.certainty.name()),
        text(&finding.member),
    ];
    row.extend(shown.cells(audit, rows_of, &finding.message));
    row.extend(decision_cells(audit.decisions.get(&finding.id)));
    row.push(last_decision(audit, &finding.id));
    row
}

fn of_beside(audit: &Audit, rows_of: &Rows, beside: &Beside) -> Vec<Datum> {
    let draft = &beside.draft;
    let shown = Shown {
        person: Some(beside.person),
        place_id: draft.subject.place_id.as_deref(),
        assignment: beside.assignment,
        evidence: &draft.evidence,
    };
    let mut row = vec![
        text(&beside.id),
        text(beside.list.name()),
        text(beside.paragraph),
        Datum::Blank,
        Datum::Blank,
        text(draft.certainty.name()),
        text(&draft.member),
    ];
    row.extend(shown.cells(audit, rows_of, &draft.message));
    row.extend(decision_cells(audit.decisions.get(&beside.id)));
    row.push(last_decision(audit, &beside.id));
    row
}
