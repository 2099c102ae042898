//! What makes several findings one query: the same rule, the same column, the same kind of fault; or that they stand in one row, in the same rows, in
//! one cell, or are put right by one correction.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::FactsIndex;
use super::shown;
use crate::form::{Asg, Sheet};
use crate::model::finding::{Evidence, Finding};
use crate::model::{Entry, Round};
use crate::rules::{OneQueryFor, Rule, by_code};

/// So many faults of typing in one row are one query about the row.
const ROW: usize = 3;

/// Findings that are one query.
pub struct Group<'a> {
    /// What they have in common.
    pub cause: Cause,
    /// The findings asked about.
    pub findings: Vec<&'a Finding>,
    /// Findings that the same correction puts right.
    pub settles: Vec<&'a Finding>,
}

/// The findings of one member as queries.
pub fn groups<'a>(index: &FactsIndex, round: &Round, findings: &[&'a Finding]) -> Vec<Group<'a>> {
    let row_of = |finding: &Finding| {
        let known = finding.evidence.first().and_then(|first| index.cell(first))?;
        // "As above" is a fault of typing under places as it is elsewhere.
        let names_nothing = || known.cell.places().iter().any(|named| named.found.placeholder.is_some());
        by_code(&finding.rule).filter(|rule| rule.handling.is_about_typing || (rule.handling.is_about_place_name && names_nothing()))?;
        (known.sheet != Sheet::Return).then_some((known.sheet, known.row, known.reference))
    };
    let mut in_rows: BTreeMap<Row, usize> = BTreeMap::new();
    findings.iter().filter_map(|finding| row_of(finding)).for_each(|row| *in_rows.entry(row).or_default() += 1);
    let mut by_cause: BTreeMap<Cause, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let Some(rule) = by_code(&finding.rule) else { continue };
        let row = row_of(finding).filter(|row| in_rows[row] >= ROW);
        let cause = match row {
            Some(row) => of_row(row),
            None => cause(index, round, rule, finding),
        };
        by_cause.entry(cause).or_default().push(finding);
    }
    let order: BTreeMap<&str, usize> = findings.iter().enumerate().map(|(at, finding)| (finding.id.as_str(), at)).collect();
    let groups = in_the_same_rows(by_cause, row_of).into_iter().map(|(mut cause, mut findings)| {
        findings.sort_by_key(|finding| order[finding.id.as_str()]);
        // The most serious finding of a row speaks for it; of several the one found most often.
        if cause.rule.is_empty() {
            let often = |rule: &str| findings.iter().filter(|finding| finding.rule == rule).count();
            let first = findings.iter().max_by_key(|f| (f.severity, often(&f.rule), std::cmp::Reverse(f.rule.clone())));
            cause.rule = first.map_or_else(String::new, |first| first.rule.clone());
        }
        Group { cause, findings, settles: Vec::new() }
    });
    joined(groups.collect())
}

/// What stands between the columns of a cause that has several.
pub const COLUMNS_OF_CAUSE: &str = "; ";

/// A row: its sheet, where it is among the rows, its reference.
type Row<'a> = (Sheet, usize, &'a str);

/// How a row without a reference is told, before its number among the rows.
pub const ROW_WITHOUT_REFERENCE: &str = "row ";

fn of_row((sheet, at, reference): Row) -> Cause {
    let about = if reference.is_empty() { format!("{ROW_WITHOUT_REFERENCE}{at}") } else { reference.to_string() };
    Cause { rule: String::new(), sheet: sheet.name().into(), column: String::new(), kind: String::new(), about }
}

/// A cause and what it explains.
type CauseWithFindings<'a> = (Cause, Vec<&'a Finding>);

/// Faults of typing in the same rows are one query: those of one row whatever they are, as a date and a reference; those of several rows if they are of
/// one kind, as the first and the last days of visits.
fn in_the_same_rows<'a, 'r>(
    by_cause: BTreeMap<Cause, Vec<&'a Finding>>,
    row_of: impl Fn(&Finding) -> Option<Row<'r>>,
) -> BTreeMap<Cause, Vec<&'a Finding>> {
    let mut by_rows: BTreeMap<(BTreeSet<Row>, String, String), Vec<CauseWithFindings>> = BTreeMap::new();
    let mut left = BTreeMap::new();
    for (cause, findings) in by_cause {
        let rows: Option<BTreeSet<Row>> = findings.iter().map(|finding| row_of(finding)).collect();
        match rows.filter(|_| !cause.rule.is_empty()) {
            Some(rows) => {
                let (rule, kind) = if rows.len() == 1 { Default::default() } else { (cause.rule.clone(), cause.kind.clone()) };
                by_rows.entry((rows, rule, kind)).or_default().push((cause, findings));
            }
            None => drop(left.insert(cause, findings)),
        }
    }
    for ((rows, ..), alike) in by_rows {
        let findings: Vec<&Finding> = alike.iter().flat_map(|(_, findings)| findings.iter().copied()).collect();
        let cause = match (alike.as_slice(), rows.first()) {
            ([_, _, ..], Some(row)) if rows.len() == 1 => of_row(*row),
            ([(first, _), ..], _) => {
                let columns: Vec<&str> = alike.iter().map(|(cause, _)| cause.column.as_str()).collect();
                Cause { column: columns.join(COLUMNS_OF_CAUSE), ..first.clone() }
            }
            ([], _) => continue,
        };
        left.insert(cause, findings);
    }
    left
}

/// Groups of the same cells are one; and what is about all rows goes with the correction of the rows that it names.
fn joined(groups: Vec<Group>) -> Vec<Group> {
    fn cell(evidence: &Evidence) -> Option<(&str, &str)> {
        (!evidence.cell.is_empty()).then_some((evidence.sheet.as_str(), evidence.cell.as_str()))
    }
    let cells = |group: &Group| -> BTreeSet<(String, String)> {
        let first = group.findings.iter().filter_map(|finding| cell(finding.evidence.first()?));
        first.map(|(sheet, cell)| (sheet.to_string(), cell.to_string())).collect()
    };
    let is_all_rows = |group: &Group| by_code(&group.cause.rule).is_some_and(|rule| rule.handling.is_about_all_rows);
    let worst = |group: &Group| group.findings.iter().map(|finding| finding.severity).max();
    let (all_rows, mut rest): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(is_all_rows);
    rest.sort_by_key(|group| std::cmp::Reverse(worst(group)));
    let mut joined: Vec<(BTreeSet<(String, String)>, Group)> = Vec::new();
    for group in rest {
        let own = cells(&group);
        match joined.iter_mut().find(|(cells, _)| !own.is_empty() && *cells == own) {
            Some((_, first)) => first.findings.extend(group.findings),
            None => joined.push((own, group)),
        }
    }
    for mut group in all_rows {
        // What names no row, or rows that no other query asks about, is a query of its own.
        group.findings.retain(|finding| {
            let named: BTreeSet<(String, String)> = finding.evidence[1..]
                .iter()
                .filter(|evidence| evidence.member == finding.member)
                .filter_map(|evidence| cell(evidence).map(|(sheet, cell)| (sheet.to_string(), cell.to_string())))
                .collect();
            let by = joined.iter_mut().find(|(cells, _)| !named.is_empty() && named.is_subset(cells));
            by.is_none_or(|(_, by)| {
                by.settles.push(finding);
                false
            })
        });
        let Some(severity) = worst(&group) else { continue };
        let own = cells(&group);
        // What is as serious and is asked about one and the same answer on Return is one query.
        let same =
            joined.iter_mut().find(|(cells, other)| is_all_rows(other) && worst(other) == Some(severity) && !cells.is_disjoint(&own));
        match same {
            Some((cells, other)) => {
                cells.extend(own);
                other.findings.extend(group.findings);
            }
            None => joined.push((own, group)),
        }
    }
    joined.into_iter().map(|(_, group)| group).collect()
}

/// A cause: findings with the same are one query.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// The rule's code; of a row with several faults that of the most serious.
    pub rule: String,
    /// The sheet, empty if it is about the file.
    pub sheet: String,
    /// The column's heading, or the question's reference.
    pub column: String,
    /// The kind of fault, in words; empty where the rule knows one kind only.
    pub kind: String,
    /// Whom it is about, where each is asked about separately.
    pub about: String,
}

/// The cause of a finding of a rule.
fn cause(index: &FactsIndex, round: &Round, rule: &Rule, finding: &Finding) -> Cause {
    let known = finding.evidence.first().and_then(|first| index.cell(first));
    let kind = known.map_or_else(String::new, |known| match &known.cell.entry {
        Entry::Doubtful(doubtful) => doubtful.why.to_string(),
        Entry::Unreadable(why) => why.to_string(),
        _ => String::new(),
    });
    let about = match rule.handling.one_query_for {
        OneQueryFor::Person => {
            let subject = &finding.subject;
            format!("{} {}", subject.person_member.as_deref().unwrap_or(""), subject.person_ref.as_deref().unwrap_or("")).to_uppercase()
        }
        OneQueryFor::OtherMember => other_member(index, round, finding),
        // Without a cell of the form, what is said tells one from another: a missing column, an added sheet.
        OneQueryFor::Column if known.is_none() => finding.message.clone(),
        OneQueryFor::Column | OneQueryFor::Sheet => String::new(),
    };
    let column = match rule.handling.one_query_for {
        OneQueryFor::Sheet => String::new(),
        _ => known.map_or_else(String::new, |known| known.heading().to_string()),
    };
    Cause { rule: rule.code.into(), sheet: finding.sheet.clone(), column, kind, about }
}

/// The member with whom a joint visit is to be agreed: named by the row, whether or not that member reports it.
fn other_member(index: &FactsIndex, round: &Round, finding: &Finding) -> String {
    let others = shown::others(finding);
    if !others.is_empty() {
        return others.join(" ");
    }
    let known = finding.evidence.first().and_then(|first| index.cell(first)).filter(|known| known.sheet == Sheet::Assignments);
    let row = known.and_then(|known| round.submission(&finding.member)?.assignments.get(known.row));
    let named = row.map(|row| [Asg::PersonMember, Asg::Lead].map(|field| row.text(field).unwrap_or("").to_uppercase()));
    named.map_or_else(String::new, |named| named.into_iter().filter(|code| *code != finding.member).collect::<Vec<_>>().join(" "))
}
