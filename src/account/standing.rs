//! How each finding stands: what else is open on the same rows, what the member answered, and what therefore stands.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::decisions::{DecisionState, state};
use crate::form::{Asg, Field, Sec, Sheet, Stf};
use crate::model::finding::{Evidence, Finding, Severity};
use crate::model::{Cell, Decision, Record, Round, RowId};
use crate::people::Joined;
use crate::queries::Followed;
use crate::queries::states::{self, AskedFinding};
use crate::rules::{Check, CountDoubt, by_code, list_of};

/// How a finding stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingStanding {
    /// What therefore stands.
    pub state: DecisionState,
    /// Whether the member explained it, by an explanation that still counts.
    pub is_explained: bool,
    /// Of a conflict, what else is open on the rows that it is based on: if that is mended otherwise, the conflict may change or go.
    pub caveats: Vec<Caveat>,
}

impl FindingStanding {
    /// The word in `findings.json` and on Conflicts.
    pub fn word(&self) -> &'static str {
        match self.state {
            DecisionState::ToDecide | DecisionState::ToConfirm => "open",
            DecisionState::Answered => "answered",
            DecisionState::Awaiting => "awaiting member",
            DecisionState::Stands => "stands",
            DecisionState::Dismissed => "dismissed",
        }
    }
}

/// Another open finding on the rows of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Caveat {
    /// Its rule's code.
    pub rule: String,
    /// Its id.
    pub finding: String,
    /// What is wrong and where, without names of persons or places: "R05 at Assignments!G4: An assignment lies wholly outside the reporting year".
    pub words: String,
}

/// The row of a person or an assignment in which a cell stands.
fn row_of(cell: &Evidence) -> Option<RowId<'_>> {
    cell.row_id().filter(|row| row.sheet != Sheet::Return)
}

/// The standing of each finding, by its id.
pub(super) fn standings(
    round: &Round,
    findings: &[Finding],
    joined: &Joined,
    decisions: &BTreeMap<String, Decision>,
    followed: &Followed,
) -> BTreeMap<String, FindingStanding> {
    let asked: BTreeMap<&str, &AskedFinding> = followed.asked.iter().map(|asked| (asked.finding.as_str(), asked)).collect();
    let stands = |finding: &Finding| {
        let is_explained = asked.get(finding.id.as_str()).is_some_and(|asked| asked.state == states::QueryState::Explained);
        let state = state(decisions.get(&finding.id), finding.accepted.is_some(), is_explained, finding.certainty);
        FindingStanding { state, is_explained, caveats: Vec::new() }
    };
    let mut standings: BTreeMap<String, FindingStanding> = findings.iter().map(|finding| (finding.id.clone(), stands(finding))).collect();
    let conflicts: Vec<&Finding> = findings.iter().filter(|f| list_of(&f.rule).is_some()).collect();
    let wanted: BTreeSet<RowId> = conflicts.iter().flat_map(|f| f.evidence.iter().filter_map(row_of)).collect();
    let mut open: BTreeMap<RowId, Vec<(&Finding, &Evidence)>> = BTreeMap::new();
    for finding in findings.iter().filter(|f| puts_in_doubt(f) && standings[&f.id].state != DecisionState::Dismissed) {
        // What people confirmed is no doubt any more, though the member may still have to mend the rows.
        if joined.has_all(&finding.evidence) {
            continue;
        }
        for cell in &finding.evidence {
            if let Some(row) = row_of(cell).filter(|row| wanted.contains(row)) {
                open.entry(row).or_default().push((finding, cell));
            }
        }
    }
    for conflict in conflicts {
        let own: BTreeSet<(&str, &str, &str)> = conflict.evidence.iter().map(place_of).collect();
        let rows: BTreeSet<RowId> = conflict.evidence.iter().filter_map(row_of).collect();
        let mut caveats: Vec<Caveat> = Vec::new();
        for (finding, cell) in rows.iter().filter_map(|row| open.get(row)).flatten() {
            let bears = own.contains(&place_of(cell)) || is_at_who_or_when(round, cell);
            if bears && !caveats.iter().any(|caveat| caveat.finding == finding.id) {
                caveats.push(Caveat {
                    rule: finding.rule.clone(),
                    finding: finding.id.clone(),
                    words: words(finding, &standings[&finding.id]),
                });
            }
        }
        caveats.sort();
        if let Some(standing) = standings.get_mut(&conflict.id) {
            standing.caveats = caveats;
        }
    }
    standings
}

fn place_of(cell: &Evidence) -> (&str, &str, &str) {
    (cell.member.as_str(), cell.sheet.as_str(), cell.cell.as_str())
}

/// Whether findings of this rule say that a row may not be what it says, rather than that the guidance is not followed.
fn puts_in_doubt(finding: &Finding) -> bool {
    // What is mended on the sheet Return is about the return as a whole.
    let is_of_row = finding.evidence.first().and_then(row_of).is_some();
    is_of_row
        && by_code(&finding.rule).is_some_and(|rule| {
            let is_of_data = rule.severity == Severity::Query || rule.handling.count_doubt != CountDoubt::Nothing;
            rule.handling.list.is_none() && is_of_data && matches!(rule.check, Check::Return(_) | Check::Round(_))
        })
}

/// Whether a cell says who was assigned, when, or whether that was NPM work.
fn is_at_who_or_when(round: &Round, cell: &Evidence) -> bool {
    fn is_at<F: Field>(rows: &[Record<F>], fields: &[F], address: &str) -> bool {
        let is_it = |field: F, cell: &Cell| fields.contains(&field) && cell.at.a1() == address;
        rows.iter().any(|row| row.cells().any(|(field, cell)| is_it(field, cell)))
    }
    let (Some(own), Some(row)) = (round.submission(&cell.member), row_of(cell)) else { return false };
    fn only<F: Field>(rows: &[Record<F>], at: u32) -> &[Record<F>] {
        rows.binary_search_by_key(&at, |row| row.row).map_or(&[], |place| &rows[place..=place])
    }
    match row.sheet {
        Sheet::Assignments => {
            let fields = [Asg::Ref, Asg::Person, Asg::PersonMember, Asg::Name, Asg::Activity, Asg::Start, Asg::End];
            is_at(only(&own.assignments, row.row), &fields, &cell.cell)
        }
        Sheet::Secondees => is_at(only(&own.secondees, row.row), &[Sec::Ref, Sec::Name, Sec::NpmWork, Sec::Start, Sec::End], &cell.cell),
        _ => is_at(only(&own.staff, row.row), &[Stf::Ref, Stf::Name], &cell.cell),
    }
}

fn words(finding: &Finding, standing: &FindingStanding) -> String {
    let fault = by_code(&finding.rule).map_or("", |rule| rule.fault).trim_end_matches('.');
    let answered = if standing.is_explained { " (explained, not accepted yet)" } else { "" };
    format!("{} at {}!{}: {fault}{answered}", finding.rule, finding.sheet, finding.cell)
}
