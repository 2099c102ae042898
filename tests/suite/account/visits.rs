//! The assignments behind the breaches, counted by hand: each once, by what stands of it; fewer, where rows may be one assignment.

use std::collections::{BTreeMap, BTreeSet};

use secondee_audit::form::Asg;
use secondee_audit::model::finding::{Finding, Severity};
use secondee_audit::model::{Date, Person, Record, Submission};
use secondee_audit::people::{Cited, row_of};
use secondee_audit::rules::list_of;

use super::number_before;
use super::recount::{Recount, numbers};

/// The member whose return holds an assignment, and its row in the file.
pub(super) type Visit = (String, u32);

/// How many assignments there are by what stands, and by whether the names are certain: the least and the most.
type Counted = BTreeMap<(&'static str, bool), (i64, i64)>;

impl<'a> Recount<'a> {
    /// The assignments of which something forbidden was found: what stands of each, and whether its names are certain.
    pub(super) fn visits(&self) -> BTreeMap<Visit, (&'static str, bool)> {
        let mut of: BTreeMap<Visit, Vec<(&str, bool)>> = BTreeMap::new();
        for (at, finding) in self.said.json.findings.iter().enumerate() {
            let is_conflict = list_of(&finding.rule).is_some_and(|list| list.name() == "Conflict");
            if finding.severity != Severity::Breach || !is_conflict {
                continue;
            }
            let mut on: BTreeSet<Visit> = on_assignments(finding).into_iter().collect();
            if on.is_empty() {
                on.insert((format!("finding {}", finding.id), at as u32));
            }
            let stands = finding.stands.as_deref().unwrap_or("");
            on.into_iter().for_each(|visit| of.entry(visit).or_default().push((stands, finding.certainty.name() == "confirmed")));
        }
        let standing = |found: Vec<(&str, bool)>| {
            let left: Vec<&(&str, bool)> = found.iter().filter(|(stands, _)| *stands != "dismissed").collect();
            let is = |word: &str| left.iter().any(|(stands, _)| *stands == word);
            let stands = match () {
                () if left.is_empty() => "dismissed",
                () if is("stands") => "stands",
                () if is("open") || is("answered") => "waits",
                () => "awaits",
            };
            (stands, left.iter().any(|(_, certain)| *certain))
        };
        of.into_iter().map(|(visit, found)| (visit, standing(found))).collect()
    }

    fn assignment(&self, visit: &Visit) -> Option<(&'a Submission, &'a Record<Asg>)> {
        let own = self.said.audit.round.submission(&visit.0)?;
        Some((own, own.assignments.iter().find(|row| row.row + 1 == visit.1)?))
    }

    fn person(&self, visit: &Visit) -> Option<Person<'a>> {
        let (own, row) = self.assignment(visit)?;
        self.said.audit.round.assigned(own, row)
    }

    /// Whether an assignment lies outside the reporting year by every date that it has.
    pub(super) fn is_of_another_year(&self, visit: &Visit) -> bool {
        let settings = &self.said.audit.round.settings;
        let Some((_, row)) = self.assignment(visit) else { return false };
        let days: Vec<Date> = [row.date(Asg::Start), row.date(Asg::End)].into_iter().flatten().collect();
        !days.is_empty() && days.iter().all(|day| *day < settings.from || *day > settings.census)
    }

    /// Whether two assignments are at one place on common days, or on days that are not known.
    fn is_same_visit(&self, a: &Visit, b: &Visit) -> bool {
        let (Some((_, a)), Some((_, b))) = (self.assignment(a), self.assignment(b)) else { return false };
        let days = |row: &Record<Asg>| (row.date(Asg::Start).or(row.date(Asg::End)), row.date(Asg::End).or(row.date(Asg::Start)));
        let ((from, to), (other_from, other_to)) = (days(a), days(b));
        let is_before = |end: Option<Date>, start: Option<Date>| end.zip(start).is_some_and(|(end, start)| end < start);
        let places = |row: &Record<Asg>| -> BTreeSet<String> {
            row.cell(Asg::Place).places().iter().map(|named| self.said.audit.round.register.key(&named.found)).collect()
        };
        places(a) == places(b) && !is_before(to, other_from) && !is_before(other_to, from)
    }

    /// Rows that are surely one assignment: one person, whom people confirmed to stand on several rows, at one visit.
    fn is_one(&self, a: &Visit, b: &Visit) -> bool {
        let group = |visit: &Visit| {
            let (member, sheet, at) = row_of(&self.person(visit)?);
            self.said.audit.groundwork.joined.group(&member, sheet, at)
        };
        group(a).is_some_and(|of| group(b) == Some(of)) && self.is_same_visit(a, b)
    }

    /// Rows that may be one assignment: an open finding says that one repeats the other, or nobody has said yet whether those who went are one person.
    fn may_be_one(&self, a: &Visit, b: &Visit) -> bool {
        let (Some(first), Some(second)) = (self.person(a), self.person(b)) else { return false };
        let (of_first, of_second) = (row_of(&first), row_of(&second));
        let is_same_person = of_first == of_second || self.said.audit.groundwork.joined.is_one(&first, &second);
        let repeats = self.open().filter(|f| list_of(&f.rule).is_none()).any(|f| {
            let on = on_assignments(f);
            on.len() == f.evidence.len() && on.contains(a) && on.contains(b)
        });
        let may_be_one_person = self.said.audit.groundwork.proposals.all.iter().any(|proposal| {
            let people: Vec<_> = proposal.people().map(|person| row_of(&person)).collect();
            proposal.decided.is_none()
                && !matches!(proposal.first, Cited::Then(_))
                && people.contains(&of_first)
                && people.contains(&of_second)
                && of_first != of_second
        });
        (is_same_person && repeats || may_be_one_person) && self.is_same_visit(a, b)
    }

    /// The assignments of some kind, those that are one counted once: a group counts as what is gravest of it.
    pub(super) fn counted(&self) -> Counted {
        let visits: Vec<(Visit, (&str, bool))> = self.visits().into_iter().collect();
        let count = |is_one: &dyn Fn(&Visit, &Visit) -> bool| {
            let mut group: Vec<usize> = (0..visits.len()).collect();
            for a in 0..visits.len() {
                for b in a + 1..visits.len() {
                    if is_one(&visits[a].0, &visits[b].0) {
                        let (from, to) = (group[b], group[a]);
                        group.iter_mut().filter(|of| **of == from).for_each(|of| *of = to);
                    }
                }
            }
            let mut counted: BTreeMap<(&'static str, bool), i64> = BTreeMap::new();
            for at in group.iter().collect::<BTreeSet<_>>() {
                let of: Vec<(&str, bool)> = (0..visits.len()).filter(|v| group[*v] == *at).map(|v| visits[v].1).collect();
                let left: Vec<&(&str, bool)> = of.iter().filter(|(stands, _)| *stands != "dismissed").collect();
                let stands = ["stands", "waits", "awaits"].into_iter().find(|word| left.iter().any(|(stands, _)| stands == word));
                let certain = match left.is_empty() {
                    true => of.iter().any(|(_, certain)| *certain),
                    false => left.iter().any(|(_, certain)| *certain),
                };
                *counted.entry((stands.unwrap_or("dismissed"), certain)).or_default() += 1;
            }
            counted
        };
        let most = count(&|a, b| self.is_one(a, b));
        let least = count(&|a, b| self.is_one(a, b) || self.may_be_one(a, b));
        let keys: BTreeSet<(&'static str, bool)> = most.keys().chain(least.keys()).copied().collect();
        let of = |counted: &BTreeMap<(&'static str, bool), i64>, key: (&'static str, bool)| counted.get(&key).copied().unwrap_or(0);
        keys.into_iter().map(|key| (key, (of(&least, key), of(&most, key)))).collect()
    }

    /// How many assignments stand in one of some ways: the least, which is never more than the most, and the most.
    pub(super) fn sum(&self, stands: &[&str], certain: bool) -> (i64, i64) {
        let of = self.counted().into_iter().filter(|((of, is_certain), _)| stands.contains(of) && *is_certain == certain);
        let (least, most) = of.fold((0, 0), |sum, (_, (least, most))| (sum.0 + least, sum.1 + most));
        (least.min(most), most)
    }

    /// "decided to stand: 1; waiting: 2 (1 of them for the member's answer)", and its other forms.
    pub(super) fn parts(&self, words: &str, certain: bool) -> bool {
        let (stand, wait) = (self.sum(&["stands"], certain), self.sum(&["waits", "awaits"], certain));
        let awaits = self.sum(&["awaits"], certain).1;
        let says_awaits = match awaits {
            0 => !words.contains("member's answer"),
            n if words.contains("for the member's answer") => number_before(words, " of them for the member's answer") == Some(n),
            n => {
                number_before(words, if n == 1 { " awaits the member's answer" } else { " await the member's answer" }) == Some(n)
                    && stand.1 == 0
                    && words.contains("none is decided to stand") == (n < wait.1)
            }
        };
        let after = |begin: &str| words.split_once(begin).map(|(_, rest)| rest.split([';', '(', '.']).next().unwrap_or("").to_string());
        let says_stand = match stand.1 {
            0 => after("decided to stand: ").is_none() && (awaits > 0 || words.contains("none is decided yet")),
            _ => after("decided to stand: ").is_some_and(|of| fits(&of, stand)),
        };
        let says_wait = match (stand.1, wait.1) {
            (1.., 1..) => after("waiting: ").is_some_and(|of| fits(&of, wait)),
            _ => after("waiting: ").is_none(),
        };
        says_awaits && says_stand && says_wait
    }
}

/// The rows of assignments that a finding shows.
fn on_assignments(finding: &Finding) -> Vec<Visit> {
    let digits = |cell: &str| cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().unwrap_or(0);
    let cells = finding.evidence.iter().filter(|cell| cell.sheet == "Assignments");
    cells.map(|cell| (cell.member.clone(), digits(&cell.cell))).collect()
}

/// Whether words, "3" or "3 or 4" or "3 to 5", say the least and the most.
pub(super) fn fits(words: &str, (least, most): (i64, i64)) -> bool {
    let expected = match most - least {
        0 => format!("{most}"),
        1 => format!("{least} or {most}"),
        _ => format!("{least} to {most}"),
    };
    match most {
        0 => numbers(words) == ["0"],
        _ => words.trim() == expected,
    }
}
