//! Conflicts: a card a row, with all that decides it and the cells to decide it in. One table with its lists told apart by a column, so that it can
//! be filtered and sorted as any other: conflicts, near misses, conflicts declared that no data explains, and pairs that could not be checked.
//!
//! The three cells of a card are made of other columns of its row ([`compose`]), which stand to the right of what is printed. So the card of the
//! redacted workbook is made of what may be shown, and a reader of the sheet finds each fact in a column of its own.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::cards::{BETWEEN_CAVEATS, LEGEND, compose, in_two_words, is_unsure, kind_in_words};
use super::other_cards::{DecidedBefore, OtherCards};
use super::pages::{PageRows, decision_cells, earlier_decision, evidence, headings, number, option, text};
use super::parts::HEADING_ROW;
use crate::account::Audit;
use crate::account::visits::assignment;
use crate::book::decisions;
use crate::book::headings as own_headings;
use crate::conflicts::{Connection, List, OtherRow};
use crate::figures::table::{Datum, Table};
use crate::form::{Asg, Sheet};
use crate::model::finding::{Evidence, Finding, Severity, Subject};
use crate::model::{Person, Record, Submission, called};
use crate::places::Certainty;
use crate::rules::list_of;

/// How many cases there are of each kind.
pub(super) fn counts(audit: &Audit) -> String {
    let tally = audit.tally();
    let of = |list: List| tally.iter().filter(|((of, _), _)| *of == list).map(|(_, number)| number).sum::<usize>();
    let counts: Vec<String> =
        List::ALL.into_iter().filter(|list| of(*list) > 0).map(|list| format!("{}: {}", kind_in_short(list), of(list))).collect();
    if counts.is_empty() { "Nothing was found.".to_string() } else { format!("{}.", counts.join(" · ")) }
}

/// A kind of case in the line under the title, which one page's width must hold; its card says it whole.
fn kind_in_short(list: List) -> &'static str {
    match list {
        List::Conflict => "Conflicts",
        List::NearMiss => "Near misses",
        List::Unsupported => "Declared without support",
        List::NotCheckable => "Not checked",
    }
}

/// The lines under the title.
pub fn note(audit: &Audit) -> String {
    format!(
        "{} Each row is one case, the gravest first. Decide it in the shaded cells; the sheet Choices says what each choice means.\n{LEGEND}",
        counts(audit)
    )
}

/// A row of the sheet: a finding, or what no rule reports.
#[derive(Clone, Copy)]
pub(super) enum Case<'a> {
    Finding(List, &'a Finding),
    Other(&'a OtherRow),
}

impl<'a> Case<'a> {
    fn list(self) -> List {
        match self {
            Case::Finding(list, _) => list,
            Case::Other(row) => row.list,
        }
    }
    pub(super) fn id(self) -> &'a str {
        match self {
            Case::Finding(_, finding) => &finding.id,
            Case::Other(row) => &row.id,
        }
    }
    fn severity(self) -> Option<Severity> {
        match self {
            Case::Finding(_, finding) => Some(finding.severity),
            Case::Other(_) => None,
        }
    }
    pub(super) fn subject(self) -> &'a Subject {
        match self {
            Case::Finding(_, finding) => &finding.subject,
            Case::Other(row) => &row.draft.subject,
        }
    }
    pub(super) fn evidence(self) -> &'a [Evidence] {
        match self {
            Case::Finding(_, finding) => &finding.evidence,
            Case::Other(row) => &row.draft.evidence,
        }
    }
    fn message(self) -> &'a str {
        match self {
            Case::Finding(_, finding) => &finding.message,
            Case::Other(row) => &row.draft.message,
        }
    }
    fn certainty(self) -> Certainty {
        match self {
            Case::Finding(_, finding) => finding.certainty,
            Case::Other(row) => row.draft.certainty,
        }
    }
    /// The assignment that it is about, and the return that holds it.
    pub(super) fn visit(self, audit: &Audit<'a>) -> Option<(&'a Submission, &'a Record<Asg>)> {
        self.evidence().iter().find_map(|cell| assignment(audit.round, cell))
    }
    fn is_outside_year(self, audit: &Audit) -> bool {
        self.evidence().iter().any(|cell| audit.is_outside_year(cell))
    }
    pub(super) fn name(self, audit: &Audit<'a>) -> &'a str {
        match self {
            Case::Finding(_, finding) => {
                let subject = &finding.subject;
                let person = subject.person_member.as_deref().zip(subject.person_ref.as_deref());
                person.and_then(|(member, reference)| audit.round.person(member, reference)).map_or("", |person| person.name())
            }
            Case::Other(row) => &row.name,
        }
    }
}

/// The rows: the gravest first, of these the most certain, then those of the reporting year, then by list and in the order of findings.
fn cases<'a>(audit: &'a Audit) -> Vec<Case<'a>> {
    let findings = audit.report.findings.iter().filter_map(|finding| Some(Case::Finding(list_of(&finding.rule)?, finding)));
    let mut cases: Vec<Case> = findings.chain(audit.other_rows.iter().map(Case::Other)).collect();
    cases.sort_by_cached_key(|case| (Reverse(case.severity()), case.certainty(), case.is_outside_year(audit), case.list()));
    cases
}

/// A case that is to be decided, as the first page names it in a line.
pub(super) struct ToDecide<'a> {
    /// The number of its card.
    pub number: usize,
    /// Its finding, or the row of Conflicts that is none.
    pub id: &'a str,
    /// The person, by reference and member: "S01 (CIW)".
    pub reference: String,
    /// The member whose return it is in.
    pub member: &'a str,
    /// The place visited; none if the case is about none.
    pub place: Option<String>,
    /// The kind of that place, for readers who may not see its name, or why it has none.
    pub kind_of_place: Option<&'a str>,
    /// How grave it is, if a rule says so.
    pub severity: Option<Severity>,
    /// How sure it is, in a word or two.
    pub sure: &'static str,
    /// Whether somebody has still to say of whom or of which place it is, or when.
    pub is_unsure: bool,
    /// Whether the visit lies wholly outside the reporting year.
    pub is_outside_year: bool,
    /// The cases that may be about the same assignment, listed twice: "case 3".
    pub may_repeat: Option<String>,
    /// The paragraph that it is about.
    pub paragraph: &'a str,
    /// Why it is one.
    pub why: String,
    /// What kind of case it is, in words that name nobody and no place.
    pub kind: &'static str,
}

/// The cases to be decided, in the order of their cards.
pub(super) fn to_decide<'a>(audit: &'a Audit) -> Vec<ToDecide<'a>> {
    let cases = cases(audit);
    let others = OtherCards::new(audit, &cases);
    let cases = cases.into_iter().enumerate().filter(|(_, case)| audit.state(case.id()).is_to_decide());
    let line = |(at, case): (usize, Case<'a>)| {
        let subject = case.subject();
        let reference = subject.person_ref.as_deref().unwrap_or("no reference");
        let own = subject.person_member.as_deref().unwrap_or("no member named");
        let place = subject.place_id.as_deref().and_then(|id| audit.round.register.by_id(id)).map(|at| audit.round.register.place(at));
        let why = why(case.message(), &called("person", case.name(audit), subject.person_ref.as_deref().unwrap_or("")));
        ToDecide {
            number: at + 1,
            id: case.id(),
            reference: format!("{reference} ({own})"),
            member: match case {
                Case::Finding(_, finding) => &finding.member,
                Case::Other(row) => &row.draft.member,
            },
            place: Some(place_name(audit, case)).filter(|place| !place.is_empty()),
            kind_of_place: place.map_or_else(|| kind_as_written(audit, case), |place| Some(place.kind.as_str())),
            severity: case.severity(),
            sure: in_two_words(case.list(), case.certainty(), case.message()),
            is_unsure: is_unsure(case.list(), case.certainty(), case.message()),
            is_outside_year: case.is_outside_year(audit),
            may_repeat: others.may_repeat(audit, at, case),
            paragraph: match case {
                Case::Finding(_, finding) => finding.paragraph.as_deref().unwrap_or(""),
                Case::Other(row) => row.paragraph,
            },
            why,
            kind: kind_in_words(case.list()),
        }
    };
    cases.map(line).collect()
}

/// Of a case that names no place of the register: the kind of place that its assignment names, or why that has none.
fn kind_as_written<'a>(audit: &'a Audit, case: Case<'a>) -> Option<&'a str> {
    let (_, visit) = case.visit(audit)?;
    let named = visit.cell(Asg::Place).places().first()?;
    match named.found.candidates.as_slice() {
        _ if named.found.is_unknown() => Some("a place that is not in the register"),
        [only] if named.found.certainty == Certainty::Confirmed => Some(audit.round.register.place(only.place).kind.as_str()),
        _ => Some("a place that is not certain"),
    }
}

/// In which row of the sheet each card stands, by finding; counted from 0.
pub(super) fn card_rows<'a>(audit: &'a Audit) -> HashMap<&'a str, u32> {
    (HEADING_ROW + 1..).zip(cases(audit)).map(|(row, case)| (case.id(), row)).collect()
}

/// Conflicts.
pub(super) fn conflicts(audit: &Audit, rows_of: &PageRows) -> Table {
    let mut names = own_headings::CONFLICTS.to_vec();
    names.extend(decisions::COLUMNS);
    names.extend(decisions::EARLIER);
    let cases = cases(audit);
    let before = DecidedBefore::new(audit, &cases);
    let others = OtherCards::new(audit, &cases);
    let rows = cases.iter().enumerate().map(|(at, case)| {
        let mut row = vec![number(at + 1), Datum::Blank, Datum::Blank, Datum::Blank];
        row.extend(facts(audit, rows_of, *case));
        row.push(text(&others.words(audit, at, *case)));
        row.push(text(&before.words(audit, *case)));
        row.extend(decision_cells(audit.decisions.get(case.id())));
        row.extend(earlier_decision(audit, case.id()));
        row
    });
    let mut table = Table { name: "Conflicts", headings: headings(&names), rows: rows.collect() };
    compose(&mut table);
    table
}

/// The facts of a row, under the headings of [`own_headings::CONFLICTS`] from Finding id to Member's answer.
fn facts(audit: &Audit, rows_of: &PageRows, case: Case) -> Vec<Datum> {
    let (subject, cells) = (case.subject(), case.evidence());
    let first = &cells[0];
    let visit = case.visit(audit).map(|(_, row)| row);
    let typed = |field| visit.map_or(Datum::Blank, |row| Datum::of(row.cell(field)));
    let date = |field| visit.and_then(|row| row.date(field)).map_or_else(|| typed(field), Datum::Date);
    let name = case.name(audit);
    let (paragraph, rule, severity, member, answer) = match case {
        Case::Finding(_, f) => {
            (option(f.paragraph.as_ref()), text(&f.rule), text(f.severity.name()), &f.member, option(f.response.as_ref()))
        }
        Case::Other(row) => (text(row.paragraph), Datum::Blank, Datum::Blank, &row.draft.member, Datum::Blank),
    };
    let caveats = audit.standings.get(case.id()).map_or(&[][..], |standing| standing.caveats.as_slice());
    let caveats: Vec<&str> = caveats.iter().map(|caveat| caveat.words.as_str()).collect();
    vec![
        text(case.id()),
        text(case.list().name()),
        paragraph,
        rule,
        severity,
        text(case.certainty().name()),
        text(member),
        option(subject.person_member.as_ref()),
        text(kind_of_person(audit, case)),
        option(subject.person_ref.as_ref()),
        text(name),
        text(&place_name(audit, case)),
        option(subject.place_id.as_ref()),
        option(subject.assignment_ref.as_ref()),
        date(Asg::Start),
        date(Asg::End),
        typed(Asg::Activity),
        typed(Asg::Role),
        typed(Asg::Lead),
        typed(Asg::Safeguard),
        text(&why(case.message(), &called("person", name, subject.person_ref.as_deref().unwrap_or("")))),
        text(case.message()),
        text(&evidence(cells)),
        rows_of.link_to(&first.sheet, &first.file, &first.cell),
        text(&caveats.join(BETWEEN_CAVEATS)),
        text(audit.state(case.id()).words()),
        answer,
    ]
}

pub(super) fn place_name(audit: &Audit, case: Case) -> String {
    let place = case.subject().place_id.as_deref().and_then(|id| audit.round.register.by_id(id));
    let visit = case.visit(audit).map(|(_, row)| row);
    let as_written = visit.map_or("", |row| &*row.cell(Asg::Place).typed);
    place.map_or(as_written, |at| audit.round.register.place(at).name.as_str()).to_string()
}

/// Whether the person is a secondee, by the rows that bear the case out, or by the reference.
fn kind_of_person(audit: &Audit, case: Case) -> &'static str {
    let is_on = |sheet: Sheet| case.evidence().iter().any(|cell| cell.sheet == sheet.name());
    let subject = case.subject();
    let person = subject.person_member.as_deref().zip(subject.person_ref.as_deref());
    let person = person.and_then(|(member, reference)| audit.round.person(member, reference));
    match (is_on(Sheet::Secondees), is_on(Sheet::Staff), person) {
        (true, ..) | (false, false, Some(Person::Secondee(..))) => "secondee",
        (false, true, _) | (false, false, Some(Person::Staff(..))) => "other staff",
        (false, false, None) => "",
    }
}

/// Why it is a conflict, as a sentence about the person that says neither the name nor the place again: "the person is seconded from there".
fn why(message: &str, who: &str) -> String {
    for tie in Connection::ALL {
        if let Some(at) = message.find(&format!("and {} ", tie.begins())) {
            let rest = &message[at + "and ".len()..];
            let same = format!("{} that place", tie.words());
            return match rest.strip_prefix(&same) {
                Some(more) => format!("the person {}{more}", tie.words_of_there()),
                None => format!("the person {rest}"),
            };
        }
    }
    if let Some(said) = message.strip_prefix("Not checkable: ") {
        let said = without_cells(said);
        return format!("{said}, so that it could not be compared with the person's own places");
    }
    let said = message.strip_prefix(who).unwrap_or(message).trim_start_matches([':', ' ']);
    match said.split_once("is to avoid ") {
        // What stands before it is the assignment, which the card tells.
        Some((_, rest)) => format!("the person is to avoid {rest}"),
        None => said.to_string(),
    }
}

/// A text without the cells that it names in brackets, as " (CI Assignments!F4)": they are told in the column of the evidence.
fn without_cells(text: &str) -> String {
    let mut parts = text.split(" (");
    let mut said = parts.next().unwrap_or("").to_string();
    for part in parts {
        match part.split_once(')').filter(|(cell, _)| cell.contains('!')) {
            Some((_, rest)) => said.push_str(rest),
            None => said.push_str(&format!(" ({part}")),
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_says_neither_name_nor_place_again() {
        for (message, says) in [
            ("Rowan Example (S01) was assigned to HMP Leeds and is seconded from that place", "the person is seconded from there"),
            ("Rowan Example (S01) was assigned to HMP Leeds and is likely to return to that place", "the person is likely to return there"),
            (
                "Rowan Example (S01) was assigned to HMP Leeds and used to work at that place; left 2022, within 5 years",
                "the person used to work there; left 2022, within 5 years",
            ),
            (
                "Rowan Example (S01) was assigned to HMP Hull and is seconded from HMP Elmley: both are in one cluster",
                "the person is seconded from HMP Elmley: both are in one cluster",
            ),
            ("Rowan Example (S01) was assigned to a visit, and is to avoid \"work in Leeds\"", "the person is to avoid \"work in Leeds\""),
            (
                "Rowan Example (T01) was assigned to HMP Leeds and holds another position (Governor at HMP Leeds): the same place, HMP Leeds",
                "the person holds another position (Governor at HMP Leeds): the same place, HMP Leeds",
            ),
            ("Rowan Example (S01): the assessment says nothing", "the assessment says nothing"),
            (
                "Not checkable: the register does not know \"X (Y)\" (CI Assignments!F4)",
                "the register does not know \"X (Y)\", so that it could not be compared with the person's own places",
            ),
            (
                "Not checkable: the register does not know \"A\" (CI Secondees!J4), \"B (C)\" (CI Secondees!K4)",
                "the register does not know \"A\", \"B (C)\", so that it could not be compared with the person's own places",
            ),
        ] {
            assert_eq!(why(message, "Rowan Example (S01)"), says);
        }
    }
}
