//! What a member may read about a finding that also rests on another member's return.
//!
//! A query shows what stands in the member's own return, and of another's no more than the answer needs: which member, that two facts meet,
//! and dates. Names of persons and places of another's return are never taken over, even where the message for the coordinator has them.

use super::facts::Index;
use crate::form::{Asg, Sec, Sheet, Stf};
use crate::model::finding::Finding;
use crate::model::{Record, Submission};

/// What was found, as the member may read it.
pub fn found(index: &Index, submission: &Submission, finding: &Finding) -> String {
    match others(finding).as_slice() {
        [] => finding.message.clone(),
        others => across(index, submission, finding, &others.join(", ")),
    }
}

/// The other members on whose returns a finding rests.
pub fn others(finding: &Finding) -> Vec<&str> {
    let person = finding.subject.person_member.as_deref();
    let members = finding.evidence.iter().map(|evidence| evidence.member.as_str()).chain(person);
    let mut others: Vec<&str> = members.filter(|member| *member != finding.member).collect();
    others.sort_unstable();
    others.dedup();
    others
}

fn across(index: &Index, submission: &Submission, finding: &Finding, others: &str) -> String {
    let known = finding.evidence.first().and_then(|first| index.cell(first));
    let row = |sheet| known.filter(|known| known.sheet == sheet).map(|known| known.row);
    let assignment = row(Sheet::Assignments).and_then(|row| submission.assignments.get(row));
    let own = row(Sheet::Secondees)
        .map(|row| secondee(&submission.secondees[row]))
        .or(row(Sheet::Staff).map(|row| named(&submission.staff[row].cell(Stf::Name).typed, &submission.staff[row].cell(Stf::Ref).typed)));
    if let Some(row) = assignment {
        return assigned(finding, row, others);
    }
    let own = own.unwrap_or_else(|| "A person".into());
    match finding.rule.as_str() {
        "X01" => format!("{own} and somebody in the return of {others} may be one person."),
        "R11" => format!("{own} is said not to be on NPM work, and is assigned to it; {others} reports such work."),
        "G122" | "G152" => finding.message.clone(),
        "G133" => {
            format!("{own}: a conflict of interest is not yet managed, and the person was assigned since; {others} reports such work.")
        }
        _ => format!("{} The finding also rests on the return of {others}.", fault(finding)),
    }
}

/// What is said of an assignment in the member's own return.
fn assigned(finding: &Finding, row: &Record<Asg>, others: &str) -> String {
    let typed = |field| row.cell(field).typed.as_str();
    let whose = row.text(Asg::PersonMember).unwrap_or(&finding.member);
    let who = format!("{} ({}, a person of {whose})", typed(Asg::Name), typed(Asg::Person));
    let work = format!("{who} was assigned to {}", typed(Asg::Place));
    let certainty = finding.certainty.name();
    match finding.rule.as_str() {
        // Both dates are needed to agree on them; the place is the member's own.
        "X02" => finding.message.clone(),
        "R04" => {
            format!("The assignment names {}; under {} the return of {others} lists another name.", typed(Asg::Name), typed(Asg::Person))
        }
        "R10" => format!("{work} on days that the secondment does not cover by the return of {others}."),
        "X03" => format!("{work} and is a secondee by the return of {others}, though your policy bars secondees from NPM work."),
        "G131" => format!("{work} and is to avoid that work by the return of {others} ({certainty})."),
        "G141" => format!("{work} and is seconded from there, or from the same force, by the return of {others} ({certainty})."),
        "G142" => format!("{work} and is likely to return there by the return of {others} ({certainty})."),
        "G143" => format!("{work} and is closely affiliated with it by the return of {others} ({certainty})."),
        "G144" => format!("{work}, which by the return of {others} is close to a place of the person's own ({certainty})."),
        "S181" => format!("{work} and holds a position there or is close to it by the return of {others} ({certainty})."),
        "S182" => format!("{work} and used to work there by the return of {others} ({certainty})."),
        _ => format!("{work}: {} The finding also rests on the return of {others}.", fault(finding)),
    }
}

fn fault(finding: &Finding) -> &'static str {
    crate::rules::by_code(&finding.rule).map_or("Something is to be looked at.", |rule| rule.fault)
}

fn secondee(row: &Record<Sec>) -> String {
    named(&row.cell(Sec::Name).typed, &row.cell(Sec::Ref).typed)
}

fn named(name: &str, reference: &str) -> String {
    format!("{name} ({reference})")
}
