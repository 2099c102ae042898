//! What is due from each member, and how urgent that is.

use std::collections::BTreeMap;

use super::Standing;
use super::list::not_applicable;
use crate::model::{Date, Received, Status};

/// What is due from a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::commands) enum Due {
    /// No file came.
    NothingCame,
    /// What came cannot be used, and why, in words that follow "it".
    CannotBeUsed(String),
    /// So many queries are open.
    Queries(usize),
    /// So many explanations wait for the coordinator.
    Explained(usize),
    /// Nothing.
    Nothing,
    /// No return is asked of it, and why.
    NotAsked(String),
}

/// How urgent it is to write to a member, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::commands) enum Urgency {
    /// The day has passed and nothing came.
    Late,
    /// What came cannot be used.
    CannotBeUsed,
    /// Nothing came yet, and the day has not passed.
    Outstanding,
    /// Queries are open.
    Queries,
    /// The member has explained, and the coordinator has not yet answered.
    Explained,
    /// Nothing is left to ask.
    Nothing,
    /// No return is asked.
    NotAsked,
}

impl Urgency {
    /// In words, which say how the member stands.
    pub fn words(self) -> &'static str {
        match self {
            Urgency::Late => "late",
            Urgency::CannotBeUsed => "file cannot be used",
            Urgency::Queries => "queries open",
            Urgency::Outstanding => "outstanding",
            Urgency::Explained => "answers waiting for you",
            Urgency::Nothing => "nothing to ask",
            Urgency::NotAsked => "no return asked",
        }
    }
}

/// How a member stands.
#[derive(Debug, Clone)]
pub(in crate::commands) struct MemberStanding<'a> {
    /// The member's code.
    pub member: &'a str,
    /// What is due.
    pub due: Due,
    /// How urgent that is.
    pub urgency: Urgency,
    /// The file it is about: the return in use, or one that cannot be used; none if nothing came.
    pub file: Option<&'a Received>,
    /// How many other files of the member are kept out because that one is used.
    pub replaced: usize,
    /// The day on which that file came.
    pub came: Option<Date>,
    /// How many days after `return_by` the first file of the member came, or has not come by the as-at date; nothing if it is not late.
    pub days_late: Option<i32>,
    /// How many queries to it are open.
    pub open_queries: usize,
}

impl Standing {
    /// How every member of the round stands, the most urgent first.
    pub fn members(&self) -> Vec<MemberStanding<'_>> {
        let (counts, open) = (self.followed.open_and_waiting(), self.followed.open_queries());
        let settings = &self.opened.round.settings;
        let mut members: Vec<MemberStanding> = settings
            .members
            .iter()
            .map(|member| self.member(&member.code, &counts, open.get(member.code.as_str()).copied().unwrap_or_default()))
            .collect();
        // Of one urgency, who is latest comes first.
        members.sort_by(|a, b| (a.urgency, -a.days_late.unwrap_or(0), a.member).cmp(&(b.urgency, -b.days_late.unwrap_or(0), b.member)));
        members
    }

    fn member<'a>(&'a self, code: &'a str, counts: &BTreeMap<&str, (usize, usize)>, open: usize) -> MemberStanding<'a> {
        let round = &self.opened.round;
        let files = || round.received.iter().filter(|file| file.member == code && !file.file.is_empty());
        let file = files().find(|file| file.is_used()).or_else(|| files().next()).or_else(|| round.unreadable_file(code));
        let waiting = counts.get(code).map_or(0, |(_, waiting)| *waiting);
        let not_asked = round.received.iter().find(|file| file.member == code).and_then(|file| not_applicable(round, file));
        let due = match file {
            Some(file) if file.is_used() && open > 0 => Due::Queries(open),
            Some(file) if file.is_used() && waiting > 0 => Due::Explained(waiting),
            Some(file) if file.is_used() => Due::Nothing,
            _ if not_asked.is_some() => Due::NotAsked(not_asked.unwrap_or("").to_string()),
            Some(file) => Due::CannotBeUsed(file.why_not_used()),
            None => Due::NothingCame,
        };
        let (as_at, by) = (round.settings.as_at, round.settings.return_by);
        // What cannot be used is no return: the day goes on to count.
        let counts_until = match due {
            Due::NotAsked(_) => None,
            Due::NothingCame | Due::CannotBeUsed(_) => Some(as_at),
            _ => self.arrivals.first(code),
        };
        let days_late = by.zip(counts_until).map(|(by, until)| (until - by).get_days()).filter(|days| *days > 0);
        let urgency = match &due {
            Due::NothingCame if days_late.is_some() => Urgency::Late,
            Due::NothingCame => Urgency::Outstanding,
            Due::CannotBeUsed(_) => Urgency::CannotBeUsed,
            Due::Queries(_) => Urgency::Queries,
            Due::Explained(_) => Urgency::Explained,
            Due::Nothing => Urgency::Nothing,
            Due::NotAsked(_) => Urgency::NotAsked,
        };
        let replaced = files().filter(|file| file.status == Status::Superseded).count();
        let came = file.and_then(|file| self.arrivals.day(file));
        MemberStanding { member: code, due, urgency, file, replaced, came, days_late, open_queries: open }
    }
}
