//! Where the finding of a pair has gone: pairs that were findings of their own are groups now, and what people said of a pair's finding stands
//! for the finding of the group that contains the pair.
//!
//! X01, R06 and R07 make one finding of a group. Its id is that of the pair of its first two rows; the ids of its other pairs, as an earlier
//! version or a smaller group had them, lead to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::{Asg, Sec, Sheet, Stf};
use crate::model::finding::{Draft, Finding, FindingId};
use crate::model::{self, Round, Submission};
use crate::places::fold;
use crate::rules::row::reference_twice::fold_reference;

/// A finding of a group, and which two of its rows a pair's finding was about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The id of the group's finding.
    pub to: String,
    /// The numbers of the two rows among those of the group.
    pub pair: [usize; 2],
    /// How many rows the group has.
    pub rows: usize,
}

/// For each wanted id that no finding has and that is of a pair within a group: where it has gone.
pub fn moved<'i>(round: &Round, findings: &[Finding], wanted: impl IntoIterator<Item = &'i str>) -> BTreeMap<String, Moved> {
    let mut wanted: BTreeSet<&str> =
        wanted.into_iter().filter(|id| GROUPED.iter().any(|rule| id.starts_with(&format!("{rule}-")))).collect();
    for finding in findings {
        wanted.remove(finding.id.as_str());
    }
    let mut moved = BTreeMap::new();
    if wanted.is_empty() {
        return moved;
    }
    for finding in findings.iter().filter(|f| GROUPED.contains(&f.rule.as_str()) && f.evidence.len() > 2) {
        // The second row is the one to mend, and stands first.
        let order = [1, 0].into_iter().chain(2..finding.evidence.len());
        let rows: Vec<Option<RowOf>> = order.map(|at| row_of(round, finding, at)).collect();
        for (b, later) in rows.iter().enumerate().filter_map(|(at, row)| Some((at, row.as_ref()?))) {
            let begins = format!("{}-{}-", finding.rule, later.submission.member);
            if !wanted.iter().any(|id| id.starts_with(&begins)) {
                continue;
            }
            for (a, earlier) in rows[..b].iter().enumerate().filter_map(|(at, row)| Some((at, row.as_ref()?))) {
                let old = FindingId::compose(&finding.rule, &draft(finding, earlier, later));
                if wanted.contains(old.as_str()) {
                    moved.insert(old, Moved { to: finding.id.clone(), pair: [a, b], rows: rows.len() });
                }
            }
        }
    }
    moved
}

/// Whether pairs hold a group together, so that what is said of each of them is said of all of it.
pub fn covers<'m>(pairs: impl IntoIterator<Item = &'m Moved>) -> bool {
    let mut together: Vec<BTreeSet<usize>> = Vec::new();
    let mut rows = 0;
    for moved in pairs {
        rows = moved.rows;
        let (joined, apart): (Vec<_>, Vec<_>) = together.into_iter().partition(|set| moved.pair.iter().any(|row| set.contains(row)));
        together = apart;
        together.push(joined.into_iter().flatten().chain(moved.pair).collect());
    }
    rows > 0 && together.len() == 1 && together[0].len() == rows
}

/// The rules that make one finding of a group.
const GROUPED: [&str; 3] = ["X01", "R06", "R07"];

/// A row that a finding is based on.
struct RowOf<'a> {
    submission: &'a Submission,
    reference: String,
    /// Of an assignment, whose person it is and the reference of that person.
    person: (String, String),
}

fn row_of<'a>(round: &'a Round, finding: &Finding, at: usize) -> Option<RowOf<'a>> {
    let evidence = &finding.evidence[at];
    let submission = round.submission(&evidence.member).filter(|own| own.file == evidence.file)?;
    let row = model::row_of(&evidence.cell)?;
    let text = |value: Option<&str>| value.unwrap_or("").to_string();
    if evidence.sheet == Sheet::Assignments.name() {
        let found = submission.assignments.iter().find(|record| record.row == row)?;
        let person = (round.person_member(submission, found).to_string(), text(found.text(Asg::Person)));
        return Some(RowOf { submission, reference: text(found.text(Asg::Ref)), person });
    }
    let reference = match evidence.sheet == Sheet::Staff.name() {
        true => submission.staff.iter().find(|record| record.row == row)?.text(Stf::Ref),
        false => submission.secondees.iter().find(|record| record.row == row)?.text(Sec::Ref),
    };
    Some(RowOf { submission, reference: text(reference), person: Default::default() })
}

/// What the finding of a pair was made of.
fn draft(finding: &Finding, earlier: &RowOf, later: &RowOf) -> Draft {
    let draft = Draft::in_file(&later.submission.member, "", "", "", "");
    match finding.rule.as_str() {
        "X01" => {
            draft.person(&later.submission.member, &later.reference).key(earlier.submission.member.clone()).key(fold(&earlier.reference))
        }
        "R06" => draft.person(&later.submission.member, &later.reference).key(fold_reference(&earlier.reference)),
        _ => draft.person(&later.person.0, &later.person.1).assignment(&later.reference).key(fold_reference(&earlier.reference)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_cover_a_group_only_if_they_hold_all_of_it_together() {
        let pair = |pair: [usize; 2]| Moved { to: "X01-A-1".into(), pair, rows: 4 };
        assert!(covers(&[pair([0, 1]), pair([2, 3]), pair([1, 3])]));
        assert!(!covers(&[pair([0, 1]), pair([2, 3])]));
        assert!(!covers(&[pair([0, 1]), pair([1, 2])]));
        assert!(!covers(&[]));
    }
}
