//! Which return of a member is used, which is rejected or superseded, and who is outstanding.

use std::collections::BTreeMap;

use crate::form::Question;
use crate::model::{Format, Received, SecondeesUsed, Settings, Status, Submission};

/// Settles what came: of several returns of a member the newest by R07 is used, then the one with more answered queries, then a queries workbook, then the last by file
/// name; a return of an unknown member or another year is rejected; a member with no return in use is outstanding, unless one was rejected.
pub fn settle(settings: &Settings, mut received: Vec<Received>) -> (Vec<Submission>, Vec<Received>) {
    received.sort_by(|a, b| a.file.cmp(&b.file));
    let mut by_member: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, file) in received.iter().enumerate() {
        if let Some(submission) = &file.unused
            && settings.member(&submission.member).is_some()
            && is_this_year(submission, settings)
        {
            by_member.entry(submission.member.clone()).or_default().push(at);
        }
    }
    let mut returns = Vec::new();
    for files in by_member.values() {
        let rank = |at: usize| {
            let file = &received[at];
            // A queries workbook that came back corrected, without an answer typed, is later than the return it was made from.
            let (answered, is_queries) = file.unused.as_ref().map_or((0, false), |s| (s.answered_queries, !s.responses.is_empty()));
            (file.completed, answered, is_queries, at)
        };
        let Some(used) = files.iter().copied().max_by_key(|at| rank(*at)) else { continue };
        let used_file = received[used].file.clone();
        for at in files.iter().copied().filter(|at| *at != used) {
            received[at].status = Status::Superseded;
            received[at].remark = used_file.clone();
        }
        if files.len() > 1 {
            let newest = files.iter().all(|at| *at == used || received[*at].completed < received[used].completed);
            received[used].remark = if newest { "the newest by R07" } else { "R07 does not tell them apart" }.into();
        }
        if let Some(submission) = received[used].unused.take() {
            received[used].status = if submission.secondees_used(settings) == SecondeesUsed::No { Status::Nil } else { Status::Received };
            returns.push(*submission);
        }
    }
    for member in &settings.members {
        if !received.iter().any(|file| file.member == member.code) {
            received.push(outstanding(&member.code));
        }
    }
    received.sort_by(|a, b| (&a.member, &a.file).cmp(&(&b.member, &b.file)));
    (returns, received)
}

/// Whether R02 is the round's year; an unreadable or missing answer is left to the rules about cells and columns.
fn is_this_year(submission: &Submission, settings: &Settings) -> bool {
    submission.answers.number(Question::Year).is_none_or(|year| year == f64::from(settings.year))
}

fn outstanding(member: &str) -> Received {
    Received {
        member: member.into(),
        file: String::new(),
        size: 0,
        sha256: String::new(),
        format: Format::Other,
        status: Status::Outstanding,
        fault: None,
        unused: None,
        rows: [0; 3],
        completed: None,
        remark: String::new(),
    }
}
