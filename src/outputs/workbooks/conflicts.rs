//! Conflicts: one table with its lists told apart by a column, so that it can be filtered: conflicts, near misses, conflicts declared that no
//! data explains, and pairs that could not be checked. Every row has an id and can be decided.

use super::pages::{PageRows, decision_cells, earlier_decision, evidence, headings, option, text};
use crate::account::Audit;
use crate::account::visits::assignment;
use crate::book::decisions;
use crate::book::headings as own_headings;
use crate::conflicts::{List, OtherRow};
use crate::figures::table::{Datum, Table};
use crate::form::Asg;
use crate::model::finding::{Evidence, Finding, Subject};
use crate::rules::list_of;

/// The line under the title.
pub fn note(audit: &Audit) -> String {
    let findings = |list| audit.report.findings.iter().filter(|f| list_of(&f.rule) == Some(list)).count();
    let others = |list| audit.other_rows.iter().filter(|row| row.list == list).count();
    let counts = List::ALL.map(|list| format!("{}: {}", list.name(), findings(list) + others(list)));
    format!(
        "{}. Decide in the shaded columns. Certainty is that of the names only. Caveats: what else is open on the same rows.",
        counts.join(" · ")
    )
}

/// Conflicts: by list, then in the order of findings.
pub(super) fn conflicts(audit: &Audit, rows_of: &PageRows) -> Table {
    let mut rows: Vec<(List, Vec<Datum>)> = Vec::new();
    for finding in &audit.report.findings {
        if let Some(list) = list_of(&finding.rule) {
            rows.push((list, of_finding(audit, rows_of, list, finding)));
        }
    }
    rows.extend(audit.other_rows.iter().map(|row| (row.list, of_other_row(audit, rows_of, row))));
    rows.sort_by_key(|(list, _)| *list);
    let mut names = own_headings::CONFLICTS.to_vec();
    names.extend(decisions::COLUMNS);
    names.extend(decisions::EARLIER);
    Table { name: "Conflicts", headings: headings(&names), rows: rows.into_iter().map(|(_, row)| row).collect() }
}

/// What a row shows of whom, where and when.
struct ShownConflict<'a> {
    subject: &'a Subject,
    name: &'a str,
    evidence: &'a [Evidence],
    message: &'a str,
}

impl ShownConflict<'_> {
    fn cells(&self, audit: &Audit, rows_of: &PageRows) -> Vec<Datum> {
        let place = self.subject.place_id.as_deref().and_then(|id| audit.round.register.by_id(id));
        let first = &self.evidence[0];
        let assignment = self.evidence.iter().find_map(|cell| assignment(audit.round, cell)).map(|(_, row)| row);
        let as_written = assignment.map_or("", |row| &*row.cell(Asg::Place).typed);
        let date = |field| assignment.and_then(|row| row.date(field)).map_or(Datum::Blank, Datum::Date);
        vec![
            option(self.subject.person_member.as_ref()),
            option(self.subject.person_ref.as_ref()),
            text(self.name),
            text(place.map_or(as_written, |at| audit.round.register.place(at).name.as_str())),
            option(self.subject.place_id.as_ref()),
            option(self.subject.assignment_ref.as_ref()),
            date(Asg::Start),
            date(Asg::End),
            text(self.message),
            text(&evidence(self.evidence)),
            rows_of.link_to(&first.sheet, &first.file, &first.cell),
        ]
    }
}

/// What else is open on the rows, how the row stands, and what the member answered.
fn stands(audit: &Audit, id: &str, answer: Option<&str>) -> [Datum; 3] {
    let caveats = audit.standings.get(id).map_or(&[][..], |standing| standing.caveats.as_slice());
    let caveats: Vec<&str> = caveats.iter().map(|caveat| caveat.words.as_str()).collect();
    [text(&caveats.join(". ")), text(audit.state(id).words()), text(answer.unwrap_or(""))]
}

fn of_finding(audit: &Audit, rows_of: &PageRows, list: List, finding: &Finding) -> Vec<Datum> {
    let subject = &finding.subject;
    let person = subject.person_member.as_deref().zip(subject.person_ref.as_deref()).and_then(|(m, r)| audit.round.person(m, r));
    let name = person.map_or("", |person| person.name());
    let shown = ShownConflict { subject, name, evidence: &finding.evidence, message: &finding.message };
    let mut row = vec![
        text(&finding.id),
        text(list.name()),
        option(finding.paragraph.as_ref()),
        text(&finding.rule),
        text(finding.severity.name()),
        text(finding.certainty.name()),
        text(&finding.member),
    ];
    row.extend(shown.cells(audit, rows_of));
    row.extend(stands(audit, &finding.id, finding.response.as_deref()));
    row.extend(decision_cells(audit.decisions.get(&finding.id)));
    row.extend(earlier_decision(audit, &finding.id));
    row
}

fn of_other_row(audit: &Audit, rows_of: &PageRows, beside: &OtherRow) -> Vec<Datum> {
    let draft = &beside.draft;
    let shown = ShownConflict { subject: &draft.subject, name: &beside.name, evidence: &draft.evidence, message: &draft.message };
    let mut row = vec![
        text(&beside.id),
        text(beside.list.name()),
        text(beside.paragraph),
        Datum::Blank,
        Datum::Blank,
        text(draft.certainty.name()),
        text(&draft.member),
    ];
    row.extend(shown.cells(audit, rows_of));
    row.extend(stands(audit, &beside.id, None));
    row.extend(decision_cells(audit.decisions.get(&beside.id)));
    row.extend(earlier_decision(audit, &beside.id));
    row
}
