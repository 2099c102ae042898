//! X02: a joint visit is reported by one member only, or with other dates.
//!
//! A visit is joint between the member that reports it and each other member that a row names as leading it or as the person's own. Each of
//! them whose return is in use must report it as well. One finding a visit and other member, however many rows there are.

use std::collections::BTreeMap;

use crate::finding::{Draft, Severity};
use crate::form::{Asg, Field, Sheet};
use crate::model::{Date, Named, Record, Round, Submission, show_date};
use crate::places::Register;
use crate::rules::{Change, Check, Context, Example, FileChange, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "X02",
    name: "joint_visit_disagrees",
    paragraph: None,
    severity: Severity::Query,
    fault: "A joint visit is reported by one of the members involved only, or with other dates.",
    expected: "Each member involved in a joint visit reports it, with the same place and dates.",
    fix: "Agree place and dates with the other member; correct the row, or have the other member add theirs.",
    right: "both returns give HMP Wandsworth, 06/10/2025 to 17/10/2025.",
    needs: &[],
    check: Check::Round(check),
    mended: &[Change::PutBack("CQC", Sheet::Assignments)],
    examples: &[
        Example {
            shows: "the member whose person took part does not report the visit",
            changes: &[Change::DropRow("CQC", Sheet::Assignments, "A001")],
            fires: &[("HMIP", "Assignments", "A005", "Establishment")],
        },
        Example {
            shows: "two members give other last days for one visit",
            changes: &[Change::Set("CQC", Sheet::Assignments, "A001", "End date", "16/10/2025")],
            fires: &[("HMIP", "Assignments", "A005", "Start date")],
        },
        Example {
            shows: "the leading member has nothing at that place at that time",
            changes: &[Change::Set("HMICFRS", Sheet::Assignments, "A001", "Lead member", "CQC")],
            fires: &[("HMICFRS", "Assignments", "A001", "Establishment")],
        },
        Example {
            shows: "the other member's return is not there to compare with",
            changes: &[Change::File("CQC", FileChange::Missing)],
            fires: &[],
        },
    ],
};

/// A visit as one member reports it, and another member involved.
type Visit = (String, String, Date, Date, String);

/// A row that reports a joint visit: the return, the row, the place as written, and the other member's return.
type Joint<'a> = (&'a Submission, &'a Record<Asg>, &'a Named, &'a Submission);

fn check(context: &Context, sink: &mut Sink) {
    let round = context.round;
    let mut visits: BTreeMap<Visit, Vec<Joint>> = BTreeMap::new();
    for (submission, row) in round.assignments().filter(|(_, row)| !row.is(Asg::Activity, "Training")) {
        let Some((start, end)) = dates(row) else { continue };
        for other in involved(round, submission, row) {
            for place in row.cell(Asg::Place).places() {
                let key = (submission.member.clone(), round.register.key(&place.found), start, end, other.member.clone());
                visits.entry(key).or_default().push((submission, row, place, other));
            }
        }
    }
    for ((member, key, start, end, other_member), mut rows) in visits {
        rows.sort_by_key(|(_, row, ..)| row.text(Asg::Ref));
        let (submission, row, place, other) = rows[0];
        if !is_legible(other) {
            sink.skip_member(&member, format!("the Assignments of {other_member} cannot be compared: a sheet or column is missing"));
            continue;
        }
        let theirs = same_place(&round.register, other, place);
        let at_the_time: Vec<_> = theirs.iter().filter(|their| dates(their).is_some_and(|(from, to)| from <= end && start <= to)).collect();
        // What cannot be read may be the row looked for; its own cell says so.
        let may_be_hidden = other.assignments.iter().any(|their| match (their.cell(Asg::Place).places(), dates(their)) {
            ([], None) => true,
            ([], Some((from, to))) => from <= end && start <= to,
            (_, None) => theirs.iter().any(|same| std::ptr::eq(*same, their)),
            _ => false,
        });
        if may_be_hidden || at_the_time.iter().any(|their| dates(their) == Some((start, end))) {
            continue;
        }
        let visit = format!(
            "{member} reports a joint visit with {other_member} to {} from {} to {}",
            place.written,
            show_date(start),
            show_date(end)
        );
        let (field, message) = match at_the_time.first() {
            // Each pair of members that differ is asked once: in the return of the later by code.
            Some(_) if member < other_member && asks_back(round, other, place, member.as_str(), &at_the_time) => continue,
            Some(their) => (
                Asg::Start,
                format!("{visit}, and {other_member} reports it from {} to {}", their.cell(Asg::Start).typed, their.cell(Asg::End).typed),
            ),
            None => (Asg::Place, format!("{visit}, which {other_member} does not report")),
        };
        let mut draft = Draft::at(submission, row.cell(field))
            .says(message)
            .assignment(row.text(Asg::Ref).unwrap_or(""))
            .key(key)
            .key(show_date(start))
            .key(show_date(end))
            .key(other_member);
        if let Some(place) = place.found.confirmed() {
            draft = draft.place(&round.register.place(place).id);
        }
        draft = rows[1..].iter().fold(draft, |draft, (_, row, ..)| draft.because(submission, row.cell(field)));
        sink.push(at_the_time.iter().fold(draft, |draft, their| draft.because(other, their.cell(field))));
    }
}

/// Whether one of the other member's rows names this member, and so is compared from that side as well and found to differ there.
fn asks_back(round: &Round, other: &Submission, place: &Named, member: &str, theirs: &[&&Record<Asg>]) -> bool {
    let Some(own) = round.submission(member) else { return false };
    let ours = same_place(&round.register, own, place);
    theirs.iter().any(|their| {
        involved(round, other, their).iter().any(|back| back.member == member) && !ours.iter().any(|our| dates(our) == dates(their))
    })
}

/// The returns in use of the other members that a row names.
fn involved<'a>(round: &'a Round, submission: &Submission, row: &Record<Asg>) -> Vec<&'a Submission> {
    let named = [Asg::Lead, Asg::PersonMember].into_iter().filter_map(|field| row.text(field)).flat_map(|text| text.split([';', ',']));
    let mut members: Vec<&str> = named.filter_map(|code| round.settings.member(code)).map(|member| member.code.as_str()).collect();
    members.sort_unstable();
    members.dedup();
    members.into_iter().filter(|code| *code != submission.member).filter_map(|code| round.submission(code)).collect()
}

fn dates(row: &Record<Asg>) -> Option<(Date, Date)> {
    row.date(Asg::Start).zip(row.date(Asg::End))
}

fn is_legible(submission: &Submission) -> bool {
    [Asg::Place, Asg::Start, Asg::End].iter().all(|field| submission.has(Sheet::Assignments, field.column().heading))
}

/// A member's assignments, training apart, at a place: by the register, else by the words.
fn same_place<'a>(register: &Register, submission: &'a Submission, place: &Named) -> Vec<&'a Record<Asg>> {
    let same = |other: &Named| {
        let (ours, theirs) = (&place.found.candidates, &other.found.candidates);
        place.found.folded == other.found.folded
            // A force-wide visit and one of its suites are one visit; so is a name for several places, one of which is meant.
            || ours.iter().any(|a| theirs.iter().any(|b| {
                a.place == b.place || register.is_within(a.place, b.place) || register.is_within(b.place, a.place)
            }))
    };
    let rows = submission.assignments.iter().filter(|row| !row.is(Asg::Activity, "Training"));
    rows.filter(|row| row.cell(Asg::Place).places().iter().any(same)).collect()
}
