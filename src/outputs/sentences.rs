//! Sentences about the round that Summary, the narrative for the meeting and the console share, made of the account and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::account::Audit;
use crate::account::movements::MemberChange;
use crate::account::visits::{Number, assignment, rows_in};
use crate::book::decisions::DecisionState;
use crate::conflicts::{List, Why};
use crate::model::finding::{Finding, Severity};
use crate::model::{Basis, Measure, SecondeesUsed, Status};
use crate::queries;
use crate::rules::{CountDoubt, count_doubt_of};

/// A number with its noun: "no secondees", "1 secondee", "4 secondees".
pub fn counted(number: i64, one: &str, many: &str) -> String {
    match number {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    }
}

/// Words in a row: "A", "A and B", "A, B and C".
pub fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// With a capital letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A number of assignments with its noun, "3 or 4 assignments".
fn assignments(number: Number) -> String {
    format!("{} {}", number.words(), if number.most == 1 { "assignment" } else { "assignments" })
}

/// Members whose file has a status, by code.
pub fn members_with(audit: &Audit, status: Status) -> Vec<String> {
    let is = |code: &String| audit.round.received.iter().any(|f| f.member == *code && f.status == status);
    let is_used = |code: &String| audit.round.submission(code).is_some();
    let codes = audit.round.settings.members.iter().filter(|m| m.not_applicable.is_none()).map(|m| m.code.clone());
    // A member whose only file cannot be used has not returned.
    let has = |code: &String| is(code) || status == Status::Outstanding;
    codes.filter(|code| has(code) && (matches!(status, Status::Nil | Status::Received) || !is_used(code))).collect()
}

/// The members from whom no return has come that can be used; beside whom a file has come that may be their return, that is said.
pub fn outstanding(audit: &Audit) -> Vec<String> {
    let is_rejected = |member: &str| audit.round.received.iter().any(|file| file.member == member && file.status == Status::Rejected);
    let said = members_with(audit, Status::Outstanding).into_iter().map(|member| match audit.round.unreadable_file(&member) {
        Some(_) => format!("{member} (a file came that may be its return, and cannot be used)"),
        None if is_rejected(&member) => format!("{member} (what came cannot be used)"),
        None => member,
    });
    said.collect()
}

/// Whether the round is done, in words, by what is [`still_missing`].
pub fn draft_or_final(missing: &[String]) -> String {
    match missing {
        [] => "FINAL: every return is in, every conflict is decided and no query is open.".into(),
        missing => format!("DRAFT: {}.", listed(missing)),
    }
}

/// What is still missing before the round is done, each in words; nothing if it is.
pub fn still_missing(audit: &Audit) -> Vec<String> {
    let waiting = |number: usize, one: &str, many: &str| (number > 0).then(|| counted(number as i64, one, many));
    let tally = audit.tally();
    let to_decide = rows_in(&tally, DecisionState::is_to_decide);
    let awaiting = rows_in(&tally, |state| state == DecisionState::Awaiting);
    let open = audit.followed.all_open_queries();
    let explained = audit.followed.open_and_waiting().values().map(|(_, explained)| explained).sum();
    // What no member is asked about is for the coordinator to see to.
    let own = |finding: &&Finding| finding.severity == Severity::Query && audit.is_open(finding) && !queries::is_asked(finding);
    let own = audit.report.findings.iter().filter(own).count();
    [
        waiting(missing_returns(audit), "return is missing", "returns are missing"),
        waiting(to_decide, "case on Conflicts is not decided", "cases on Conflicts are not decided"),
        waiting(awaiting, "case awaits the member's answer", "cases await the member's answer"),
        waiting(open, "query to members is open", "queries to members are open"),
        waiting(explained, "explained finding is neither accepted nor refused", "explained findings are neither accepted nor refused"),
        waiting(own, "finding waits for the coordinator", "findings wait for the coordinator"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How many members a return is asked of.
pub fn asked(audit: &Audit) -> usize {
    audit.round.settings.members.iter().filter(|m| m.not_applicable.is_none() || audit.round.submission(&m.code).is_some()).count()
}

/// How many returns that are asked for have not come, or cannot be used.
pub fn missing_returns(audit: &Audit) -> usize {
    asked(audit).saturating_sub(audit.round.returns.len())
}

/// The members with a return whose number of secondees in post is not known, and that the sums leave out.
pub fn unsaid(audit: &Audit) -> Vec<String> {
    let settings = &audit.round.settings;
    let is_unsaid = |code: &str| {
        let count = audit.count(settings.year, code, Measure::SecondeesCensus, Basis::Broad);
        audit.round.submission(code).is_some() && count.is_some_and(|count| count.value.is_none())
    };
    settings.members.iter().filter(|m| is_unsaid(&m.code)).map(|m| m.code.clone()).collect()
}

/// The members with a return by whether they used secondees, in the round's order.
pub fn by_use(audit: &Audit) -> BTreeMap<SecondeesUsed, Vec<String>> {
    let mut by_use: BTreeMap<SecondeesUsed, Vec<String>> = BTreeMap::new();
    for member in &audit.round.settings.members {
        if let Some(own) = audit.round.submission(&member.code) {
            by_use.entry(own.secondees_used(&audit.round.settings)).or_default().push(member.code.clone());
        }
    }
    by_use
}

/// Returns that are neither nil nor of a member that used secondees, each with the reason; nothing if there are none.
pub fn neither(audit: &Audit) -> Vec<String> {
    let by_use = by_use(audit);
    let of = |used| by_use.get(&used).map_or(&[][..], Vec::as_slice);
    let settings = &audit.round.settings;
    let mut said = Vec::new();
    let rows = |member: &String| audit.round.submission(member).map_or(0, |own| own.listed_in_year(settings).0);
    match of(SecondeesUsed::DeniedButListed) {
        [] => {}
        [member] => said.push(format!(
            "{member} says that it used no secondees, and lists {} in the year: {}.",
            counted(rows(member) as i64, "secondee", "secondees"),
            counted_neither(audit, std::slice::from_ref(member))
        )),
        members => said.push(format!(
            "{} say that they used no secondees, and list some in the year (how many, in brackets): {}.",
            listed(&members.iter().map(|member| format!("{member} ({})", rows(member))).collect::<Vec<_>>()),
            counted_neither(audit, members)
        )),
    }
    match of(SecondeesUsed::SaidButNotListed) {
        [] => {}
        members => said.push(format!(
            "{} {} used secondees, and {} none in the year: {}.",
            listed(members),
            if members.len() == 1 { "says that it" } else { "say that they" },
            if members.len() == 1 { "lists" } else { "list" },
            counted_neither(audit, members)
        )),
    }
    let unknown = of(SecondeesUsed::NotKnown);
    if !unknown.is_empty() {
        said.push(format!("Whether {} used secondees is not known: cells that decide it are blank or cannot be read.", listed(unknown)));
    }
    said
}

/// What follows from returns that contradict themselves.
fn counted_neither(audit: &Audit, members: &[String]) -> String {
    let asks = |finding: &Finding| {
        members.contains(&finding.member) && count_doubt_of(&finding.rule) == CountDoubt::WhetherAny && audit.is_open(finding)
    };
    let is_asked = audit.report.findings.iter().any(asks);
    let until = if is_asked { ", until the query about that is settled" } else { "" };
    match members {
        [_] => format!("it is counted neither as a nil return nor as having used secondees{until}"),
        _ => format!("they are counted neither as nil returns nor as having used secondees{until}"),
    }
}

/// How many cases Conflicts has, a row each, list by list, and how they stand.
pub fn cases_of_conflicts(audit: &Audit) -> String {
    let tally = audit.tally();
    let of_list = |list| tally.iter().filter(|((of, _), _)| *of == list).map(|(_, number)| *number as i64).sum::<i64>();
    let of_states = |test: &dyn Fn(DecisionState) -> bool| {
        tally.iter().filter(|((_, state), _)| test(*state)).map(|(_, number)| *number as i64).sum::<i64>()
    };
    let all = of_states(&|_| true);
    if all == 0 {
        return "Conflicts has no cases.".into();
    }
    let names = [
        (List::Conflict, "conflict", "conflicts"),
        (List::NearMiss, "near miss", "near misses"),
        (List::Unsupported, "declared without support", "declared without support"),
        (List::NotCheckable, "not checked", "not checked"),
    ];
    let lists: Vec<String> =
        names.into_iter().filter(|(list, ..)| of_list(*list) > 0).map(|(list, one, many)| counted(of_list(list), one, many)).collect();
    let states = [
        (of_states(&DecisionState::is_to_decide), "still to be decided"),
        (of_states(&|state| state == DecisionState::Awaiting), "awaiting the member"),
        (of_states(&|state| state == DecisionState::Stands), "decided to stand"),
        (of_states(&|state| state == DecisionState::Dismissed), "dismissed"),
    ];
    let answered = of_states(&|state| state == DecisionState::Answered);
    let states: Vec<(i64, String)> = states
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .enumerate()
        .map(|(at, (number, what))| match (at, answered) {
            // Those that were answered are to be decided, which is told first.
            (0, 1..) if all == 1 => (number, format!("{what}; the member has answered")),
            (0, 1..) => (number, format!("{what} ({answered} of them answered by the member)")),
            _ => (number, what.to_string()),
        })
        .collect();
    let states = match states.as_slice() {
        [(1, state)] => format!("It is {state}"),
        // Where they all stand alike, that is said.
        [(all, state)] => format!("All {all} are {state}"),
        states => {
            let verb = |at: usize, number: i64| if at > 0 { "" } else { ["are ", "is "][usize::from(number == 1)] };
            let parts = states.iter().enumerate().map(|(at, (number, state))| format!("{number} {}{state}", verb(at, *number)));
            format!("Of these {}", listed(&parts.collect::<Vec<_>>()))
        }
    };
    format!("Conflicts has {}: {}. {states}.", counted(all, "case", "cases"), listed(&lists))
}

/// What was found broken of what the guidance says never or must, and what stands of it.
pub fn breaches(audit: &Audit) -> Vec<String> {
    let breaches = audit.breaches();
    let mut said = Vec::new();
    let parts = |stand: Number, wait: Number, awaits: i64| {
        let (all, of_them) = match awaits {
            0 => (String::new(), String::new()),
            1 => ("1 awaits the member's answer".to_string(), " (1 of them for the member's answer)".to_string()),
            n => (format!("{n} await the member's answer"), format!(" ({n} of them for the member's answer)")),
        };
        match (stand.most, wait.most) {
            (0, wait) if awaits > 0 && awaits == wait => all,
            (0, _) if awaits > 0 => format!("none is decided to stand, and {all}"),
            (0, _) => "none is decided yet".to_string(),
            (_, 0) => format!("decided to stand: {}", stand.words()),
            _ => format!("decided to stand: {}; waiting: {}{of_them}", stand.words(), wait.words()),
        }
    };
    said.push(match breaches.certain.most {
        0 => "No assignment stands, or waits for a decision, of which the names are certain and the guidance says that there must be none (¶13–14).".into(),
        n => format!(
            "{} {} found where the guidance says that there must be none (¶13–14) and the names are certain, in the returns of {}; {}.",
            capital(&assignments(breaches.certain)),
            if n == 1 { "was" } else { "were" },
            listed(&breaches.members.iter().cloned().collect::<Vec<_>>()),
            parts(breaches.certain_stand, breaches.certain_wait, breaches.certain_awaits)
        ),
    });
    if breaches.certain.least < breaches.certain.most {
        said.push("Which number is right depends on whether rows that look alike are one assignment.".into());
    }
    match breaches.of_another_year {
        0 => {}
        1 => said.push("1 of them lies outside the reporting year by its dates.".into()),
        n => said.push(format!("{n} of them lie outside the reporting year by their dates.")),
    }
    let unsure = Number {
        least: breaches.unsure_stand.least + breaches.unsure_wait.least,
        most: breaches.unsure_stand.most + breaches.unsure_wait.most,
    };
    if unsure.most > 0 {
        let unsure_words = format!("{} further {}", unsure.words(), if unsure.most == 1 { "assignment" } else { "assignments" });
        said.push(format!(
            "{unsure_words} may be against the guidance as well, depending on what must be confirmed first; {}.",
            parts(breaches.unsure_stand, breaches.unsure_wait, breaches.unsure_awaits)
        ));
    }
    if breaches.dismissed.most > 0 {
        said.push(format!(
            "{} {} dismissed: decided to be no conflict, or explained and accepted.",
            capital(&counted(breaches.dismissed.most, "assignment", "assignments")),
            if breaches.dismissed.most == 1 { "was" } else { "were" }
        ));
    }
    said
}

/// How many assignments could not be checked, and why; empty if all could.
pub fn not_checked(audit: &Audit) -> String {
    let unchecked = audit.not_checked() as i64;
    if unchecked == 0 {
        return String::new();
    }
    let whys: BTreeSet<Why> = audit.groundwork.gaps.iter().map(|gap| gap.why).collect();
    let whys: Vec<&str> = whys.into_iter().map(Why::words).collect();
    // One with a row on Conflicts is decided there; about the others the members are asked.
    let with_row = rows_not_checked(audit);
    let seen = match (with_row, unchecked - with_row) {
        (0, 1) => "; it is no case on Conflicts, because its member is asked".to_string(),
        (0, _) => "; none of them is a case on Conflicts, because the members are asked".into(),
        (_, ..=0) => String::new(),
        (rows, rest) => format!(
            "; {rows} of them {} on Conflicts, and about the {} asked",
            if rows == 1 { "is a case" } else { "are cases" },
            if rest == 1 { "other its member is".to_string() } else { format!("other {rest} their members are") }
        ),
    };
    format!(
        "{} not be checked, because {}{seen}.",
        capital(&counted(unchecked, "assignment could", "assignments could")),
        whys.join(", or ")
    )
}

/// How many of the assignments that could not be checked have a row on Conflicts.
fn rows_not_checked(audit: &Audit) -> i64 {
    let rows = audit.other_rows.iter().filter(|row| row.list == List::NotCheckable);
    let visits = rows.filter_map(|row| row.draft.evidence.iter().find_map(|cell| assignment(audit.round, cell)));
    visits.map(|(own, row)| (own.member.as_str(), row.row)).collect::<BTreeSet<_>>().len() as i64
}

/// "2 to 3", of a movement.
pub fn from_to(movement: &MemberChange) -> String {
    match (&movement.opening, &movement.closing) {
        (Ok(opening), Ok(closing)) => format!("{opening} to {closing}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_the_right_noun() {
        let said = [0, 1, 2].map(|n| counted(n, "secondee", "secondees"));
        assert_eq!(said, ["no secondees", "1 secondee", "2 secondees"]);
        let words = |n: usize| listed(&["A", "B", "C"].map(String::from)[..n]);
        assert_eq!([words(0), words(1), words(2), words(3)], ["", "A", "A and B", "A, B and C"]);
    }
}
