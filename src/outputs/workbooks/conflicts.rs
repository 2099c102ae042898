//! Conflicts: a card a row, with all that decides it and the cells to decide it in. One table with its lists told apart by a column, so that it can
//! be filtered and sorted as any other: conflicts, near misses, conflicts declared that no data explains, and pairs that could not be checked.
//!
//! The three cells of a card are made of other columns of its row ([`compose`]), which stand to the right of what is printed. So the card of the
//! redacted workbook is made of what may be shown, and a reader of the sheet finds each fact in a column of its own.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::pages::{PageRows, decision_cells, earlier_decision, evidence, headings, number, option, text};
use super::parts::HEADING_ROW;
use crate::account::Audit;
use crate::account::visits::assignment;
use crate::book::choices;
use crate::book::decisions;
use crate::book::headings::{self as own_headings, CARD};
use crate::conflicts::{Connection, List, OtherRow};
use crate::figures::table::{Datum, Table};
use crate::form::{Asg, Sheet};
use crate::model::finding::{Evidence, Finding, Severity, Subject};
use crate::model::{Decision, Person, PersonAtPlace, called, show_date};
use crate::places::Certainty;
use crate::rules::list_of;

/// What begins a line of a card; it is shown in bold.
pub(super) const LABELS: [&str; 14] =
    ["Who", "Where", "When", "Work", "Return", "Kind", "Why", "How sure", "Also open", "Safeguard", "Answer", "Before", "Now", "Lead"];
/// Caveats that a card shows; the rest stand in their column.
const MOST_CAVEATS: usize = 3;
/// Earlier decisions of one person and place that are told.
const MOST_BEFORE: usize = 3;
/// Characters of what somebody typed that a card shows; the whole text stands in its column.
const MOST_TYPED: usize = 200;

/// How many cases there are of each kind.
pub(super) fn counts(audit: &Audit) -> String {
    let tally = audit.tally();
    let of = |list: List| tally.iter().filter(|((of, _), _)| *of == list).map(|(_, number)| number).sum::<usize>();
    let counts: Vec<String> =
        List::ALL.into_iter().filter(|list| of(*list) > 0).map(|list| format!("{}: {}", list.name(), of(list))).collect();
    if counts.is_empty() { "Nothing was found.".to_string() } else { format!("{}.", counts.join(" · ")) }
}

/// The line under the title.
pub fn note(audit: &Audit) -> String {
    format!("{} Each row is one case. Decide it in the shaded cells; the sheet Choices says what each choice means.", counts(audit))
}

/// A row of the sheet: a finding, or what no rule reports.
#[derive(Clone, Copy)]
enum Case<'a> {
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
    fn id(self) -> &'a str {
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
    fn subject(self) -> &'a Subject {
        match self {
            Case::Finding(_, finding) => &finding.subject,
            Case::Other(row) => &row.draft.subject,
        }
    }
    fn evidence(self) -> &'a [Evidence] {
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
    fn name(self, audit: &Audit<'a>) -> &'a str {
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

/// The rows, by list, the gravest first, then in the order of findings.
fn cases<'a>(audit: &'a Audit) -> Vec<Case<'a>> {
    let findings = audit.report.findings.iter().filter_map(|finding| Some(Case::Finding(list_of(&finding.rule)?, finding)));
    let mut cases: Vec<Case> = findings.chain(audit.other_rows.iter().map(Case::Other)).collect();
    cases.sort_by_key(|case| (case.list(), Reverse(case.severity())));
    cases
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
    let rows = cases.iter().enumerate().map(|(at, case)| {
        let mut row = vec![number(at + 1), Datum::Blank, Datum::Blank, Datum::Blank];
        row.extend(facts(audit, rows_of, *case));
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
    let visit = cells.iter().find_map(|cell| assignment(audit.round, cell)).map(|(_, row)| row);
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

/// Between the caveats of one cell.
const BETWEEN_CAVEATS: &str = "\n";

fn place_name(audit: &Audit, case: Case) -> String {
    let place = case.subject().place_id.as_deref().and_then(|id| audit.round.register.by_id(id));
    let visit = case.evidence().iter().find_map(|cell| assignment(audit.round, cell)).map(|(_, row)| row);
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
        if let Some(at) = message.find(&format!("and {} ", tie.words())) {
            let rest = &message[at + "and ".len()..];
            let same = format!("{} that place", tie.words());
            return match rest.strip_prefix(&same) {
                Some(more) => format!("the person {}{more}", tie.words_of_there()),
                None => format!("the person {rest}"),
            };
        }
    }
    let said = message.strip_prefix(who).unwrap_or(message);
    let said = said.strip_prefix("Not checkable: ").unwrap_or(said).trim_start_matches([':', ' ']);
    match said.split_once("is to avoid ") {
        // What stands before it is the assignment, which the card tells.
        Some((_, rest)) => format!("the person is to avoid {rest}"),
        None => said.to_string(),
    }
}

/// The round, the assignment or nothing, the finding and what was decided.
type PairDecision<'a> = (i16, &'a str, &'a str, &'a Decision);

/// What was decided of the same person and place before, in earlier rounds and in this one.
struct DecidedBefore<'a> {
    /// By person and place.
    of_pair: HashMap<[String; 3], Vec<PairDecision<'a>>>,
}

impl<'a> DecidedBefore<'a> {
    fn new(audit: &'a Audit, cases: &[Case<'a>]) -> Self {
        let mut of_pair: HashMap<[String; 3], Vec<PairDecision>> = HashMap::new();
        for case in cases {
            if let (Some(key), Some(decision)) = (pair(audit, *case).key(), audit.decisions.get(case.id())) {
                let assignment = case.subject().assignment_ref.as_deref().unwrap_or("");
                of_pair.entry(key).or_default().push((audit.round.settings.year, assignment, case.id(), decision));
            }
        }
        for (id, past) in &audit.past_decisions {
            if let Some(key) = past.pair.key() {
                of_pair.entry(key).or_default().push((past.year, "", id, &past.decision));
            }
        }
        of_pair.values_mut().for_each(|list| list.sort_by_key(|(year, ..)| Reverse(*year)));
        Self { of_pair }
    }

    /// In words, the newest first; empty if nothing was.
    fn words(&self, audit: &Audit, case: Case) -> String {
        let year = audit.round.settings.year;
        let own = audit.past_decisions.get(case.id()).filter(|past| past.pair.key().is_none());
        let own = own.map(|past| (past.year, "", case.id(), &past.decision));
        let of_pair = pair(audit, case).key().and_then(|key| self.of_pair.get(&key));
        let others = own.into_iter().chain(of_pair.into_iter().flatten().copied());
        let others = others.filter(|(round, _, id, _)| *round != year || *id != case.id());
        // Of somebody sent to one place again and again only the newest are told, so that the sheet grows with its rows.
        let is_counted = usize::from(audit.decisions.contains_key(case.id()));
        let more = (of_pair.map_or(0, Vec::len).saturating_sub(is_counted)).saturating_sub(MOST_BEFORE);
        let others = others.take(MOST_BEFORE);
        let words = others.map(|(round, assignment, _, decision)| {
            let when = match assignment {
                "" => format!("in {round}"),
                assignment => format!("in {round} of {assignment}"),
            };
            let what = if decision.decision.is_empty() { "no decision" } else { &decision.decision };
            match decision.note.trim() {
                "" => format!("{when}: {what}"),
                note => format!("{when}: {what} ({note})"),
            }
        });
        let mut words: Vec<String> = words.collect();
        if more > 0 {
            words.push(format!("{more} more"));
        }
        words.join("; ")
    }
}

fn pair(audit: &Audit, case: Case) -> PersonAtPlace {
    let subject = case.subject();
    PersonAtPlace {
        member: subject.person_member.clone().unwrap_or_default(),
        reference: subject.person_ref.clone().unwrap_or_default(),
        name: case.name(audit).into(),
        place_id: subject.place_id.clone().unwrap_or_default(),
        place: place_name(audit, case),
    }
}

/// Writes the three cells of each card from the other columns of its row.
pub(super) fn compose(table: &mut Table) {
    let at: HashMap<String, usize> = table.headings.iter().enumerate().map(|(at, heading)| (heading.clone(), at)).collect();
    let Some(cards) = CARD.iter().map(|heading| at.get(*heading).copied()).collect::<Option<Vec<usize>>>() else { return };
    for row in &mut table.rows {
        let of = |heading: &str| at.get(heading).map_or(String::new(), |at| shown(&row[*at]));
        let texts = [who_where_and_when(&of), why_and_how_sure(&of), answer_and_before(&of)];
        for (col, text) in cards.iter().zip(texts) {
            row[*col] = Datum::Text(text);
        }
    }
}

fn shown(datum: &Datum) -> String {
    match datum {
        Datum::Date(date) => show_date(*date),
        other => other.text().unwrap_or_default(),
    }
}

/// Lines with a label each; what is empty has no line.
fn lines(parts: impl IntoIterator<Item = (&'static str, String)>) -> String {
    let lines = parts.into_iter().filter(|(_, text)| !text.is_empty());
    lines.map(|(label, text)| if label.is_empty() { text } else { format!("{label}: {text}") }).collect::<Vec<_>>().join("\n")
}

fn or(text: String, instead: &str) -> String {
    if text.trim().is_empty() { instead.into() } else { text }
}

fn joined(parts: &[String], by: &str) -> String {
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(by)
}

/// What somebody typed, on one line and no longer than a card has room for.
fn typed(text: &str, whole: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST_TYPED) {
        Some((end, _)) => format!("{}… (whole under {whole})", &line[..end]),
        None => line,
    }
}

fn who_where_and_when(of: &dyn Fn(&str) -> String) -> String {
    let (own, member) = (of("Person's member"), of("Member"));
    let reference = of("Person ref");
    let who = match (of("Full name"), reference.as_str()) {
        (name, "") => name,
        (name, reference) if name.is_empty() => reference.to_string(),
        (name, reference) => format!("{name} ({reference})"),
    };
    let kind = or(of("Kind of person"), "person");
    let whose = if own.is_empty() { String::new() } else { format!("{kind} of {own}") };
    let when = match (of("Start date"), of("End date")) {
        (from, to) if from == to => or(from, "no day that can be read"),
        (from, to) => format!("{} to {}", or(from, "?"), or(to, "?")),
    };
    let role = of("Team role");
    let role = if role.is_empty() { role } else { format!("as {role}") };
    lines([
        ("Who", joined(&[or(who, "no name"), whose], ", ")),
        ("Where", or(of("Place"), "not named")),
        ("When", when),
        ("Work", or(joined(&[of("Activity"), role], ", "), "not said")),
        ("Lead", or(of("Lead member"), "no member named")),
        ("Return", if own.is_empty() || member == own { String::new() } else { format!("of {member}") }),
    ])
}

fn why_and_how_sure(of: &dyn Fn(&str) -> String) -> String {
    let (paragraph, severity) = (of("Paragraph"), of("Severity"));
    let rank = joined(&[paragraph, severity], ", ");
    let kind = if rank.is_empty() { of("List") } else { format!("{} ({rank})", of("List")) };
    let is_near_miss = of("List") == List::NearMiss.name();
    let sure = match of("Certainty").as_str() {
        "confirmed" => "the person and the place are certain",
        "probable" => "likely; a name was matched to one nearly the same, which is to be confirmed",
        "possible" if is_near_miss => "it is a related place, not the place itself",
        "possible" => "not certain; it depends on what is said under Why",
        _ => "it could not be checked",
    };
    let caveats = of("Caveats");
    let caveats: Vec<&str> = caveats.split(BETWEEN_CAVEATS).filter(|caveat| !caveat.is_empty()).collect();
    let mut open: Vec<(&'static str, String)> = caveats.iter().take(MOST_CAVEATS).map(|caveat| ("Also open", in_short(caveat))).collect();
    if caveats.len() > MOST_CAVEATS {
        open.push(("Also open", format!("{} more, under Caveats", caveats.len() - MOST_CAVEATS)));
    }
    let first = [("Kind", kind), ("Why", typed(&of("Why it is a conflict"), "What was found")), ("How sure", sure.to_string())];
    lines(first.into_iter().chain(open))
}

/// A caveat as a card has room for it: what is wrong, to the first comma, with the rule's code. Where it is stands under Caveats.
fn in_short(caveat: &str) -> String {
    let Some((place, fault)) = caveat.split_once(": ") else { return caveat.to_string() };
    let code = place.split(' ').next().unwrap_or("");
    let explained = if fault.ends_with(')') { fault.rfind(" (").map_or("", |at| &fault[at..]) } else { "" };
    let words = fault.strip_suffix(explained).unwrap_or(fault);
    format!("{}{explained} ({code})", words.split(", ").next().unwrap_or(words))
}

fn answer_and_before(of: &dyn Fn(&str) -> String) -> String {
    let decision = of("Decision");
    let is_odd = !decision.is_empty() && !choices::ALL.contains(&decision.as_str());
    let missing =
        ["Decision note", decisions::OWNER, decisions::DUE].map(|heading| if of(heading).is_empty() { heading } else { "" }.to_string());
    let now = match is_odd {
        true => "what is typed as the decision is none of the choices; choose one".to_string(),
        false if choices::asks_for_action(&decision) && missing.iter().any(|heading| !heading.is_empty()) => {
            format!("action required; still to be given: {}", joined(&missing, ", "))
        }
        false => {
            let decided = [("by", "Decided by"), ("on", "Decided on")].map(|(word, heading)| match of(heading) {
                text if text.is_empty() || decision.is_empty() => text,
                text => format!("{word} {text}"),
            });
            match decision.is_empty() || decided.iter().all(String::is_empty) {
                true => of("Stands"),
                false => format!("{}, decided {}", of("Stands").to_lowercase(), joined(&decided, " ")),
            }
        }
    };
    lines([
        ("Safeguard", or(typed(&of("Safeguard applied"), "Safeguard applied"), "none given")),
        ("Answer", or(typed(&of("Member's answer"), "Member's answer"), "none yet")),
        ("Before", or(typed(&of("Decided before"), "Decided before"), "nothing decided")),
        ("Now", now),
    ])
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
            ("Rowan Example (S01): the assessment says nothing", "the assessment says nothing"),
            ("Not checkable: the register does not know \"X\"", "the register does not know \"X\""),
        ] {
            assert_eq!(why(message, "Rowan Example (S01)"), says);
        }
    }

    #[test]
    fn every_label_of_a_card_is_known_as_one() {
        let of = |heading: &str| match heading {
            "Member" => "HMIP".to_string(),
            "Person's member" => "CIW".into(),
            "Caveats" => "a\nb\nc\nd".into(),
            _ => String::new(),
        };
        for text in [who_where_and_when(&of), why_and_how_sure(&of), answer_and_before(&of)] {
            for line in text.lines() {
                let label = line.split(": ").next().unwrap_or("");
                assert!(LABELS.contains(&label), "{line}");
            }
        }
        assert!(why_and_how_sure(&of).contains("1 more, under Caveats"));
    }
}
