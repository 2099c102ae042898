//! Where each finding that a member was asked about stands: worked out from what is found now, what the return answers, and what was known
//! before, this round and last year.
//!
//! Nothing here asks a clock. A *version* counts the different files a member's return was read from, a *run* the different sets of files of
//! the round; the same files give the same states however often they are audited.

use std::collections::BTreeMap;

use super::explains::explains;
use crate::model::{PastAnswer, RESPONSE_TYPES};

/// The response type of an answer that is to come.
const TO_COME: &str = RESPONSE_TYPES[2];

/// Where a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum QueryState {
    /// Asked again: it had gone and is back, or the facts are not those that were explained, or the explanation was not accepted.
    Reopened,
    /// A new version came and it is still there.
    StillPresent,
    /// Not asked before.
    New,
    /// Explained, and waiting for the coordinator.
    Explained,
    /// Explained, and accepted for as long as the facts are the same.
    Accepted,
    /// Decided by the coordinator or the steering group, so that nothing is left to ask.
    Decided,
    /// No longer found.
    Resolved,
}

impl QueryState {
    /// All states, those first in which something is to be done.
    pub const ALL: [QueryState; 7] = [
        QueryState::Reopened,
        QueryState::StillPresent,
        QueryState::New,
        QueryState::Explained,
        QueryState::Accepted,
        QueryState::Decided,
        QueryState::Resolved,
    ];

    /// The word shown.
    pub fn name(self) -> &'static str {
        match self {
            QueryState::Reopened => "reopened",
            QueryState::StillPresent => "still present",
            QueryState::New => "new",
            QueryState::Explained => "explained",
            QueryState::Accepted => "accepted",
            QueryState::Decided => "decided",
            QueryState::Resolved => "resolved",
        }
    }
    /// The state with a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name().eq_ignore_ascii_case(word.trim()))
    }
    /// Whether the member has something to do.
    pub fn is_open(self) -> bool {
        matches!(self, QueryState::Reopened | QueryState::StillPresent | QueryState::New)
    }
}

/// A finding that a member was asked about, and all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedFinding {
    /// The finding's id.
    pub finding: String,
    /// The query it was last asked in.
    pub query: String,
    /// The member.
    pub member: String,
    /// Where it stands.
    pub state: QueryState,
    /// The run in which it was first asked.
    pub run: u32,
    /// The version of the member's return about which it was first asked.
    pub version: u32,
    /// The run in which it was gone.
    pub settled: Option<u32>,
    /// What was found, as the member was told.
    pub found: String,
    /// `Corrected`, `Explained` or nothing.
    pub kind: String,
    /// What the member answered.
    pub response: String,
    /// `Yes`, `No` or nothing.
    pub accepted: String,
    /// Who accepted.
    pub by: String,
    /// An answer that no longer counts, as it was given to other facts or not accepted.
    pub earlier: String,
    /// What is to be known about it besides.
    pub remark: String,
    /// The facts it is based on.
    pub facts: String,
}

/// A finding as it is now.
#[derive(Debug, Clone)]
pub struct Present<'a> {
    /// Its id.
    pub finding: &'a str,
    /// The member.
    pub member: &'a str,
    /// The query that asks about it.
    pub query: &'a str,
    /// What the member is told.
    pub found: &'a str,
    /// The facts it is based on.
    pub facts: String,
    /// Why round.toml accepts it, if it does.
    pub accepted: Option<&'a str>,
    /// What was decided of it, if that leaves nothing to ask.
    pub decided: Option<&'a str>,
}

/// What is known besides the findings.
pub struct Context<'a> {
    /// This run's number.
    pub run: u32,
    /// The version of each member's return in use.
    pub versions: &'a BTreeMap<String, u32>,
    /// Answers in the returns: kind and text by finding id.
    pub answers: &'a BTreeMap<String, (String, String)>,
    /// Last year's answers by finding id.
    pub last_year: &'a BTreeMap<String, PastAnswer>,
    /// Last year's survey year.
    pub past_year: i16,
}

/// Follows every finding asked about: those that are there, then those that have gone. `unchecked` says for a finding that is not there why it
/// could not be looked for, if that is so.
pub fn follow(
    present: &[Present],
    before: &[AskedFinding],
    known: &Context,
    unchecked: impl Fn(&AskedFinding) -> Option<String>,
) -> Vec<AskedFinding> {
    let mut earlier: BTreeMap<&str, &AskedFinding> = before.iter().map(|asked| (asked.finding.as_str(), asked)).collect();
    let mut asked: Vec<AskedFinding> = Vec::new();
    for now in present {
        match (earlier.remove(now.finding), now.accepted.or(now.decided)) {
            // What round.toml accepts or was decided is not asked about; what was asked before stays listed.
            (None, Some(_)) => {}
            (before, _) => {
                let mut record = there(now, before, known);
                if let Some(decision) = now.decided {
                    (record.state, record.remark) = (QueryState::Decided, decision.into());
                }
                if let Some(reason) = now.accepted {
                    (record.state, record.remark) = (QueryState::Accepted, format!("accepted in round.toml: {reason}"));
                }
                asked.push(record);
            }
        }
    }
    asked.extend(earlier.into_values().map(|before| gone(before, known, unchecked(before))));
    asked.sort_by(|a, b| (&a.member, a.state, &a.query, &a.finding).cmp(&(&b.member, b.state, &b.query, &b.finding)));
    asked
}

fn gone(before: &AskedFinding, known: &Context, unchecked: Option<String>) -> AskedFinding {
    let mut asked = before.clone();
    match unchecked {
        Some(reason) if before.state != QueryState::Resolved => asked.remark = format!("{NOT_CHECKED}{reason}"),
        _ => {
            asked.settled = before.settled.or(Some(known.run));
            (asked.state, asked.remark) = (QueryState::Resolved, String::new());
        }
    }
    asked
}

/// Beside a Yes under *Accepted?* where the member has answered nothing.
pub const NOTHING_TO_ACCEPT: &str = "not accepted: the member has not answered yet";
const NOT_CHECKED: &str = "not checked this time: ";

fn there(now: &Present, before: Option<&AskedFinding>, known: &Context) -> AskedFinding {
    let version = known.versions.get(now.member).copied().unwrap_or(1);
    let mut asked = match before {
        Some(before) => before.clone(),
        None => first_time(now, known, version),
    };
    // What was answered to other facts does not count again; anything else that stands in the return does.
    let answer = known.answers.get(now.finding).filter(|(kind, text)| joined(kind, text) != asked.earlier);
    let same_facts = asked.facts == now.facts;
    let same_answer = answer.is_none_or(|(_, text)| *text == asked.response);
    // Where nothing was answered there is nothing to accept.
    let is_accepted = asked.accepted == "Yes" && !asked.response.is_empty();
    (asked.query, asked.found) = (now.query.into(), now.found.into());
    if asked.remark.starts_with(NOT_CHECKED) || asked.remark == NOTHING_TO_ACCEPT {
        asked.remark.clear();
    }
    if asked.state == QueryState::Decided {
        // The decision was taken back: it is asked again as it was before.
        asked.remark.clear();
        asked.state = if explains(&asked.response) { QueryState::Explained } else { QueryState::New };
    }
    if is_accepted && same_facts && same_answer {
        (asked.state, asked.settled) = (QueryState::Accepted, None);
    } else if is_accepted && !same_facts {
        reopen(&mut asked, "the facts are not those that were accepted");
        take(&mut asked, answer);
    } else if asked.state == QueryState::Resolved {
        reopen(&mut asked, "it had gone and is back");
        take(&mut asked, answer);
    } else if asked.accepted == "No" && same_answer {
        (asked.state, asked.remark) = (QueryState::Reopened, "the explanation was not accepted".into());
    } else if answer.is_some() {
        if !same_answer && !asked.accepted.is_empty() {
            reopen(&mut asked, "");
        }
        take(&mut asked, answer);
    } else if asked.state == QueryState::Explained && !same_facts {
        reopen(&mut asked, "the facts are not those that were explained");
    }
    if asked.state == QueryState::New && version > asked.version {
        asked.state = QueryState::StillPresent;
    }
    if asked.accepted == "Yes" && asked.response.is_empty() && asked.state.is_open() {
        asked.remark = NOTHING_TO_ACCEPT.into();
    }
    asked.facts.clone_from(&now.facts);
    asked
}

/// A finding not asked about in this round before; last year's explanation stands if it was accepted on the same facts.
fn first_time(now: &Present, known: &Context, version: u32) -> AskedFinding {
    let mut asked = AskedFinding {
        finding: now.finding.into(),
        query: now.query.into(),
        member: now.member.into(),
        state: QueryState::New,
        run: known.run,
        version,
        settled: None,
        found: now.found.into(),
        kind: String::new(),
        response: String::new(),
        accepted: String::new(),
        by: String::new(),
        earlier: String::new(),
        remark: String::new(),
        facts: now.facts.clone(),
    };
    let Some(past) = known.last_year.get(now.finding) else { return asked };
    let year = known.past_year;
    match (past.accepted, past.facts == now.facts) {
        (true, true) if !past.response.is_empty() => {
            (asked.kind, asked.response) = (past.kind.clone(), past.response.clone());
            (asked.accepted, asked.by) = ("Yes".into(), past.by.clone());
            asked.remark = format!("accepted in {year}; the facts are the same");
        }
        (true, false) if !past.response.is_empty() => {
            asked.state = QueryState::Reopened;
            asked.earlier = joined(&past.kind, &past.response);
            asked.remark = format!("accepted in {year} on other facts: {}", past.facts);
        }
        _ => {
            asked.earlier = joined(&past.kind, &past.response);
            asked.remark = format!("asked in {year} as well");
        }
    }
    asked
}

fn reopen(asked: &mut AskedFinding, why: &str) {
    let said = joined(&asked.kind, &asked.response);
    if !said.is_empty() {
        asked.earlier = said;
    }
    (asked.state, asked.settled, asked.remark) = (QueryState::Reopened, None, why.into());
    for text in [&mut asked.kind, &mut asked.response, &mut asked.accepted, &mut asked.by] {
        text.clear();
    }
}

/// Takes an answer from the return: an explanation waits for the coordinator, a correction that did not help is still present.
fn take(asked: &mut AskedFinding, answer: Option<&(String, String)>) {
    let Some((kind, text)) = answer.filter(|(kind, text)| joined(kind, text) != asked.earlier) else { return };
    asked.kind.clone_from(kind);
    asked.response.clone_from(text);
    let is_explanation = !["Corrected", TO_COME].contains(&kind.as_str()) && explains(text);
    asked.state = match (is_explanation, asked.state) {
        (true, _) => QueryState::Explained,
        (false, QueryState::Reopened) => QueryState::Reopened,
        (false, _) => QueryState::StillPresent,
    };
    if is_explanation {
        asked.remark.clear();
    } else if kind == TO_COME {
        asked.remark = "the answer is to come".into();
    } else if kind == "Explained" || (kind != "Corrected" && !text.is_empty()) {
        asked.remark = "answered, but nothing is explained yet".into();
    }
}

/// A response with its type before it, as shown.
pub fn joined(kind: &str, text: &str) -> String {
    match (kind, text) {
        ("", text) => text.into(),
        (kind, "") => kind.into(),
        (kind, text) => format!("{kind}: {text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A round of one finding, audited again and again.
    #[derive(Default)]
    struct Story {
        run: u32,
        before: Vec<AskedFinding>,
        last_year: BTreeMap<String, PastAnswer>,
    }

    impl Story {
        /// The next version: the facts found if any, and the answer in it if any. Audited twice, as files that are the same must give the same.
        fn next(&mut self, facts: Option<&str>, answer: Option<(&str, &str)>) -> AskedFinding {
            self.run += 1;
            let first = self.audit(facts, answer, None);
            self.before = vec![first.clone()];
            let again = self.audit(facts, answer, None);
            assert_eq!(first, again, "the second audit of the same files differs");
            first
        }

        fn audit(&self, facts: Option<&str>, answer: Option<(&str, &str)>, unchecked: Option<&str>) -> AskedFinding {
            self.decided(facts, answer, unchecked, None)
        }

        fn decided(
            &self,
            facts: Option<&str>,
            answer: Option<(&str, &str)>,
            unchecked: Option<&str>,
            decided: Option<&str>,
        ) -> AskedFinding {
            let versions = BTreeMap::from([("HMIP".to_string(), self.run)]);
            let answers = answer.map(|(kind, text)| ("G1".to_string(), (kind.to_string(), text.to_string()))).into_iter().collect();
            let known = Context { run: self.run, versions: &versions, answers: &answers, last_year: &self.last_year, past_year: 2025 };
            let present = facts.map(|facts| Present {
                finding: "G1",
                member: "HMIP",
                query: "Q1",
                found: "found",
                facts: facts.into(),
                accepted: None,
                decided,
            });
            let present: Vec<Present> = present.into_iter().collect();
            follow(&present, &self.before, &known, |_| unchecked.map(String::from)).remove(0)
        }

        fn accept(&mut self, word: &str) {
            self.before[0].accepted = word.into();
            self.before[0].by = "C".into();
        }
    }

    #[test]
    fn corrected_is_resolved_and_what_comes_back_is_reopened() {
        let mut story = Story::default();
        assert_eq!(story.next(Some("a"), None).state, QueryState::New);
        assert_eq!(story.next(Some("a"), Some(("Corrected", "done"))).state, QueryState::StillPresent);
        let gone = story.next(None, Some(("Corrected", "done")));
        assert_eq!((gone.state, gone.settled, gone.response.as_str()), (QueryState::Resolved, Some(3), "done"));
        let back = story.next(Some("a"), Some(("Corrected", "done")));
        assert_eq!((back.state, back.earlier.as_str()), (QueryState::Reopened, "Corrected: done"));
        assert_eq!(story.next(Some("a"), Some(("Explained", "because"))).state, QueryState::Explained);
    }

    #[test]
    fn an_explanation_is_kept_from_a_version_that_does_not_repeat_it() {
        let mut story = Story::default();
        story.next(Some("a"), None);
        story.next(Some("a"), Some(("Explained", "because")));
        let kept = story.next(Some("a"), None);
        assert_eq!((kept.state, kept.response.as_str()), (QueryState::Explained, "because"));
        assert_eq!(story.next(Some("b"), None).state, QueryState::Reopened, "it was given to other facts");
    }

    #[test]
    fn what_is_accepted_stands_while_the_facts_are_the_same() {
        let mut story = Story::default();
        story.next(Some("a"), Some(("", "because")));
        story.accept("Yes");
        assert_eq!(story.next(Some("a"), Some(("", "because"))).state, QueryState::Accepted);
        let other = story.next(Some("b"), Some(("", "because")));
        assert_eq!((other.state, other.earlier.as_str(), other.accepted.as_str()), (QueryState::Reopened, "because", ""));
        assert_eq!(story.next(Some("b"), Some(("", "because of b"))).state, QueryState::Explained);
    }

    #[test]
    fn what_is_not_accepted_is_asked_again_until_another_answer_comes() {
        let mut story = Story::default();
        story.next(Some("a"), Some(("Explained", "because")));
        story.accept("No");
        assert_eq!(story.next(Some("a"), Some(("Explained", "because"))).state, QueryState::Reopened);
        let again = story.next(Some("a"), Some(("Explained", "because of that")));
        assert_eq!((again.state, again.accepted.as_str(), again.earlier.as_str()), (QueryState::Explained, "", "Explained: because"));
    }

    #[test]
    fn last_years_acceptance_stands_on_the_same_facts_only() {
        let past = PastAnswer { kind: "Explained".into(), response: "because".into(), accepted: true, by: "C".into(), facts: "a".into() };
        let of = |past: PastAnswer| Story { last_year: BTreeMap::from([("G1".into(), past)]), ..Story::default() };
        let same = of(past.clone()).next(Some("a"), None);
        assert_eq!((same.state, same.response.as_str(), same.by.as_str()), (QueryState::Accepted, "because", "C"));
        let other = of(past.clone()).next(Some("b"), None);
        assert_eq!((other.state, other.earlier.as_str()), (QueryState::Reopened, "Explained: because"));
        assert_eq!(of(PastAnswer { accepted: false, ..past }).next(Some("a"), None).state, QueryState::New);
    }

    #[test]
    fn where_nothing_was_answered_nothing_is_accepted_and_a_later_answer_is_looked_at() {
        let mut story = Story::default();
        story.next(Some("a"), None);
        story.accept("Yes");
        let open = story.next(Some("a"), None);
        assert!(open.state.is_open(), "{open:?}");
        assert_eq!((open.remark.as_str(), open.accepted.as_str()), (NOTHING_TO_ACCEPT, "Yes"));
        let answered = story.next(Some("a"), Some(("Explained", "because")));
        assert_eq!((answered.state, answered.accepted.as_str(), answered.remark.as_str()), (QueryState::Explained, "", ""));
    }

    #[test]
    fn what_is_decided_is_not_asked_until_the_decision_is_taken_back() {
        let mut story = Story::default();
        story.next(Some("a"), None);
        story.next(Some("a"), Some(("Explained", "because")));
        let decided = story.decided(Some("a"), None, None, Some("No conflict"));
        assert_eq!((decided.state, decided.remark.as_str(), decided.response.as_str()), (QueryState::Decided, "No conflict", "because"));
        assert!(!decided.state.is_open());
        story.before = vec![decided];
        let again = story.audit(Some("a"), None, None);
        assert_eq!((again.state, again.response.as_str(), again.remark.as_str()), (QueryState::Explained, "because", ""));
    }

    #[test]
    fn what_could_not_be_checked_is_not_resolved() {
        let mut story = Story::default();
        story.next(Some("a"), None);
        let unchecked = story.audit(None, None, Some("no return"));
        assert_eq!((unchecked.state, unchecked.remark.as_str()), (QueryState::New, "not checked this time: no return"));
        story.before = vec![unchecked];
        assert_eq!(story.next(Some("a"), None).remark, "");
    }
}
