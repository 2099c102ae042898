//! The round: its settings, the returns in use, everything that came in, and last year.

use std::collections::BTreeMap;

use super::confirmation::Confirmations;
use super::decision::{Action, PastDecision};
use super::figure::{Basis, Measure};
use super::finding::FindingId;
use super::{Cell, Date, Received, Record, Status, Submission, Value};
use crate::form::{Asg, Sec, Sheet, Stf};
use crate::places::Register;

/// A member of the NPM as the round knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The code, e.g. `HMIP`.
    pub code: String,
    /// The name in full.
    pub name: String,
    /// Its policy bars secondees from NPM work (X03).
    pub bars_secondees: bool,
    /// Why no return is asked of it this year, if none is: its figures are then not applicable.
    pub not_applicable: Option<String>,
}

/// The numbers that rules compare with.
#[derive(Debug, Clone, PartialEq)]
pub struct Thresholds {
    /// G123: months after which an assessment is out of date at the census date.
    pub assessment_months: i32,
    /// G132: months after which a supervision is not recent at the census date.
    pub supervision_months: i32,
    /// S182: years after leaving during which a former workplace is pointed out.
    pub former_workplace_years: i16,
    /// Y05: a change of at least this many people …
    pub large_change_people: i64,
    /// Y05: … and at least this share of last year's figure.
    pub large_change_share: f64,
    /// G144: a place left up to this many days before the assignment is a near miss.
    pub near_miss_days: i32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            assessment_months: 12,
            supervision_months: 6,
            former_workplace_years: 5,
            large_change_people: 3,
            large_change_share: 0.25,
            near_miss_days: 90,
        }
    }
}

/// What `round.toml` says that rules need.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The survey year: the year in which the reporting year ends.
    pub year: i16,
    /// First day of the reporting year.
    pub from: Date,
    /// Last day of the reporting year: the census date.
    pub census: Date,
    /// The day against which overdue is judged.
    pub as_at: Date,
    /// Members in the round's order.
    pub members: Vec<Member>,
    /// Numbers that rules compare with.
    pub thresholds: Thresholds,
    /// By when members are to return their workbooks.
    pub return_by: Option<Date>,
    /// By when they are to answer queries; see [`Settings::answers_by`].
    pub answers_by: Option<Date>,
    /// To whom returns and answers go: a name, an address.
    pub return_to: Option<String>,
}

impl Settings {
    /// By when queries are to be answered: the day that round.toml gives, else two weeks after the as-at date.
    pub fn answers_by(&self) -> Date {
        self.answers_by.unwrap_or_else(|| self.as_at.checked_add(jiff::Span::new().days(14)).unwrap_or(self.as_at))
    }
    /// Whether a date lies in the reporting year.
    pub fn in_year(&self, date: Date) -> bool {
        self.from <= date && date <= self.census
    }
    /// The member with this code, in any case.
    pub fn member(&self, code: &str) -> Option<&Member> {
        self.members.iter().find(|m| m.code.eq_ignore_ascii_case(code.trim()))
    }
}

/// A secondee of last year's consolidated workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct PastPerson {
    /// The member's code.
    pub member: String,
    /// Secondee ref.
    pub reference: String,
    /// Full name.
    pub name: String,
    /// Arrangement.
    pub arrangement: String,
    /// Whether on NPM work.
    pub npm_work: bool,
    /// FTE on NPM work.
    pub fte: Option<f64>,
    /// Home organisation as typed.
    pub home_organisation: String,
    /// Home establishment as typed.
    pub home: String,
    /// The register id of the home establishment, empty if it was not certain.
    pub home_id: String,
    /// Start date.
    pub start: Option<Date>,
    /// End date.
    pub end: Option<Date>,
}

/// A row of Secondees or Staff of last year's consolidated workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct PastRow {
    /// The member's code.
    pub member: String,
    /// The sheet it is of.
    pub sheet: Sheet,
    /// Text, number or date of each of the form's columns; `None` is blank.
    pub cells: Vec<Option<Value>>,
}

/// What tells one figure from another: year, member, measure, basis.
pub type FigureKey = (i16, String, Measure, Basis);

/// What last year's consolidated workbook says.
#[derive(Debug, Clone, Default)]
pub struct LastYear {
    /// Its survey year.
    pub year: i16,
    /// Its secondees.
    pub secondees: Vec<PastPerson>,
    /// The rows of Secondees and Staff in full, for this year's workbooks.
    pub rows: Vec<PastRow>,
    /// Published counts by year, member, measure and basis; a missing value carries its reason.
    pub counts: BTreeMap<FigureKey, Result<f64, String>>,
    /// What a figure is based on, where the workbook says so: keys as of `counts`.
    pub reasons: BTreeMap<FigureKey, String>,
    /// R20 by member.
    pub statements: BTreeMap<String, String>,
    /// How each member stood with each paragraph of the guidance, in the words of that workbook.
    pub standings: BTreeMap<(String, String), String>,
    /// The most recent decision of any earlier round, by finding id.
    pub decisions: BTreeMap<String, PastDecision>,
    /// What was decided to be done in any earlier round and is not done.
    pub actions: Vec<Action>,
    /// Which pairs people confirmed to be one person or two.
    pub confirmed: Confirmations,
    /// What members answered to queries, by finding id.
    pub answers: BTreeMap<String, PastAnswer>,
    /// The year of the return that each member's rows and statement are of: its last, which may be of an earlier year than [`LastYear::year`].
    pub returned: BTreeMap<String, i16>,
    /// What could not be found of members that returned nothing last year. No names of persons.
    pub notices: Vec<String>,
}

/// What a member answered to a query last year, and whether that was accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PastAnswer {
    /// `Corrected`, `Explained` or nothing.
    pub kind: String,
    /// The text.
    pub response: String,
    /// Whether the coordinator accepted it.
    pub accepted: bool,
    /// Who accepted it.
    pub by: String,
    /// The facts it rested on.
    pub facts: String,
}

impl LastYear {
    /// The year of the last return of a member.
    pub fn year_of(&self, member: &str) -> i16 {
        self.returned.get(member).copied().unwrap_or(self.year)
    }
    /// When that was, in words: "last year", or "in 2024" if it returned nothing since.
    pub fn when(&self, member: &str) -> String {
        match self.year_of(member) {
            year if year == self.year => "last year".into(),
            year => format!("in {year}"),
        }
    }
    /// The return in words: "last year's return", or "the return of 2024".
    pub fn return_of(&self, member: &str) -> String {
        match self.year_of(member) {
            year if year == self.year => "last year's return".into(),
            year => format!("the return of {year}"),
        }
    }
    /// Takes over what an earlier year's workbook knows of members that returned nothing since: their rows and statement; and of every member what
    /// was decided, answered and confirmed then and not since. Figures are not taken over: they are those of the year they were given for.
    pub fn fill_in(&mut self, earlier: &LastYear, members: &[&str]) {
        for member in members.iter().filter(|member| earlier.returned.contains_key(**member)) {
            self.rows.extend(earlier.rows.iter().filter(|row| row.member == **member).cloned());
            self.secondees.extend(earlier.secondees.iter().filter(|past| past.member == **member).cloned());
            if let Some(statement) = earlier.statements.get(*member) {
                self.statements.entry((*member).to_string()).or_insert_with(|| statement.clone());
            }
            self.returned.insert((*member).to_string(), earlier.year_of(member));
            let is_theirs = |id: &str| FindingId::of(id).member() == *member;
            for (id, decision) in earlier.decisions.iter().filter(|(id, _)| is_theirs(id)) {
                self.decisions.entry(id.clone()).or_insert_with(|| decision.clone());
            }
            for (id, answer) in earlier.answers.iter().filter(|(id, _)| is_theirs(id)) {
                self.answers.entry(id.clone()).or_insert_with(|| answer.clone());
            }
        }
        for (pair, confirmation) in &earlier.confirmed.0 {
            self.confirmed.0.entry(pair.clone()).or_insert_with(|| confirmation.clone());
        }
    }
    /// The count of the latest year that has one.
    pub fn latest(&self, member: &str, measure: Measure, basis: Basis) -> Option<f64> {
        let mut before = self.counts.last_key_value().map(|((year, ..), _)| *year);
        while let Some(year) = before {
            if let Some(Ok(value)) = self.counts.get(&(year, member.to_string(), measure, basis)) {
                return Some(*value);
            }
            before = self.counts.range(..(year, String::new(), Measure::FteNpm, Basis::Broad)).next_back().map(|((year, ..), _)| *year);
        }
        None
    }
    /// Last year's count, `None` if there was none.
    pub fn count(&self, member: &str, measure: Measure, basis: Basis) -> Option<f64> {
        self.counts.get(&(self.year, member.to_string(), measure, basis)).and_then(|value| value.clone().ok())
    }
}

/// Somebody on NPM work, on either sheet.
#[derive(Debug, Clone, Copy)]
pub enum Person<'a> {
    /// A row of Secondees.
    Secondee(&'a Submission, &'a Record<Sec>),
    /// A row of Staff.
    Staff(&'a Submission, &'a Record<Stf>),
}

impl<'a> Person<'a> {
    /// The return that lists the person.
    pub fn submission(&self) -> &'a Submission {
        match self {
            Person::Secondee(submission, _) | Person::Staff(submission, _) => submission,
        }
    }
    /// The person's row. Somebody whom two rows list is two persons here.
    pub fn id(&self) -> RowId<'a> {
        match self {
            Person::Secondee(submission, row) => submission.row_id(row),
            Person::Staff(submission, row) => submission.row_id(row),
        }
    }
    /// The reference as typed.
    pub fn reference(&self) -> &'a str {
        match self {
            Person::Secondee(_, row) => row.text(Sec::Ref).unwrap_or(""),
            Person::Staff(_, row) => row.text(Stf::Ref).unwrap_or(""),
        }
    }
    /// The cell of the reference.
    pub fn reference_cell(&self) -> &'a Cell {
        match self {
            Person::Secondee(_, row) => row.cell(Sec::Ref),
            Person::Staff(_, row) => row.cell(Stf::Ref),
        }
    }
    /// The name as typed.
    pub fn name(&self) -> &'a str {
        match self {
            Person::Secondee(_, row) => row.text(Sec::Name).unwrap_or(""),
            Person::Staff(_, row) => row.text(Stf::Name).unwrap_or(""),
        }
    }
}

/// A row of a return in use. Of each member one return is in use, so that no two rows of a round have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId<'a> {
    /// The member's code.
    pub member: &'a str,
    /// The sheet.
    pub sheet: Sheet,
    /// Row in the member's file, counted from 0.
    pub row: u32,
}

/// Where a person's row stands: the return in [`Round::returns`], whether on Secondees or on Staff, and the row's position there.
type PersonIx = (usize, bool, usize);

/// The whole round.
#[derive(Debug)]
pub struct Round {
    /// What `round.toml` says.
    pub settings: Settings,
    /// The register of places.
    pub register: Register,
    /// The returns in use, by member code.
    pub returns: Vec<Submission>,
    /// Every file and every outstanding member, by member then file.
    pub received: Vec<Received>,
    /// Last year, if `previous` names it.
    pub last: Option<LastYear>,
    /// Which pairs people confirmed to be one person or two, last year and this.
    pub confirmed: Confirmations,
    members: BTreeMap<String, usize>,
    /// The position of each member's code in the settings.
    codes: BTreeMap<String, usize>,
    people: BTreeMap<(String, String), PersonIx>,
    /// For each return, whose row each of its assignments names.
    links: Vec<Vec<Option<PersonIx>>>,
    /// For each person who is assigned, the return and position of each assignment.
    work: BTreeMap<PersonIx, Vec<(usize, usize)>>,
}

/// A reference without case and surrounding space, as references are compared.
fn fold(text: &str) -> String {
    text.trim().to_uppercase()
}

impl Round {
    /// A round with its people linked to their references; of two rows with one reference the first counts (R02 says so).
    pub fn new(
        settings: Settings,
        register: Register,
        mut returns: Vec<Submission>,
        received: Vec<Received>,
        last: Option<LastYear>,
    ) -> Self {
        returns.sort_by(|a, b| a.member.cmp(&b.member));
        let (mut people, mut members) = (BTreeMap::new(), BTreeMap::new());
        for (at, submission) in returns.iter().enumerate() {
            members.entry(fold(&submission.member)).or_insert(at);
            let secondees = submission.secondees.iter().map(|row| row.text(Sec::Ref)).enumerate();
            let staff = submission.staff.iter().map(|row| row.text(Stf::Ref)).enumerate();
            for (is_secondee, row, reference) in secondees.map(|(i, r)| (true, i, r)).chain(staff.map(|(i, r)| (false, i, r))) {
                if let Some(reference) = reference {
                    people.entry((fold(&submission.member), fold(reference))).or_insert((at, is_secondee, row));
                }
            }
        }
        let confirmed = last.as_ref().map(|last| last.confirmed.clone()).unwrap_or_default();
        let (links, work) = (Vec::new(), BTreeMap::new());
        let codes = settings.members.iter().enumerate().map(|(at, member)| (fold(&member.code), at)).collect();
        let mut round = Self { settings, register, returns, received, last, confirmed, members, codes, people, links, work };
        round.link();
        round
    }

    /// What the coordinator should know of the as-at date: a return that was completed after it, so that the date is to be moved. No names.
    pub fn newer_than_as_at(&self) -> Option<String> {
        let used = self.received.iter().filter(|file| file.is_used());
        let newest = used.filter_map(|file| Some((file.completed?, file))).max_by_key(|(date, _)| *date)?;
        let (date, file) = newest;
        let as_at = self.settings.as_at;
        (date > as_at).then(|| {
            format!(
                "{} was completed on {} (R07), after as_at {}: move as_at in round.toml to that day or later, or ask {} whether the date is right",
                file.file,
                super::show_date(date),
                super::show_date(as_at),
                file.member
            )
        })
    }

    /// Finds whose row each assignment names, once for all that ask.
    fn link(&mut self) {
        for (at, submission) in self.returns.iter().enumerate() {
            let mut links = Vec::with_capacity(submission.assignments.len());
            for (position, assignment) in submission.assignments.iter().enumerate() {
                let member = fold(assignment.text(Asg::PersonMember).unwrap_or(&submission.member));
                let person = assignment.text(Asg::Person).and_then(|reference| self.people.get(&(member, fold(reference))).copied());
                if let Some(person) = person {
                    self.work.entry(person).or_default().push((at, position));
                }
                links.push(person);
            }
            self.links.push(links);
        }
    }

    /// The member with this code, in any case, as [`Settings::member`] finds it; quick where many are asked after.
    pub fn member(&self, code: &str) -> Option<&Member> {
        self.codes.get(&fold(code)).map(|at| &self.settings.members[*at])
    }

    /// A file that could not be read and whose name has the member's code in it.
    pub fn unreadable_file(&self, member: &str) -> Option<&Received> {
        let words = |name: &str| name.to_uppercase().split(|c: char| !c.is_ascii_alphanumeric()).map(String::from).collect::<Vec<_>>();
        let mut unknown = self.received.iter().filter(|file| file.status == Status::Rejected && file.member.is_empty());
        unknown.find(|file| words(&file.file).contains(&member.to_uppercase()))
    }
    /// The return in use of a member.
    pub fn submission(&self, member: &str) -> Option<&Submission> {
        self.members.get(&fold(member)).map(|at| &self.returns[*at])
    }

    /// The person with this reference in a member's return.
    pub fn person(&self, member: &str, reference: &str) -> Option<Person<'_>> {
        self.people.get(&(fold(member), fold(reference))).map(|at| self.person_at(*at))
    }

    fn person_at(&self, (at, is_secondee, row): PersonIx) -> Person<'_> {
        let submission = &self.returns[at];
        match is_secondee {
            true => Person::Secondee(submission, &submission.secondees[row]),
            false => Person::Staff(submission, &submission.staff[row]),
        }
    }

    /// Whose person an assignment names: `Person's member`, or the return's own member if that is blank.
    pub fn person_member<'a>(&self, submission: &'a Submission, assignment: &'a Record<Asg>) -> &'a str {
        assignment.text(Asg::PersonMember).unwrap_or(&submission.member)
    }

    /// The person assigned, `None` if the reference is not listed (R03) or that member's return is not in use.
    pub fn assigned<'a>(&'a self, submission: &'a Submission, assignment: &'a Record<Asg>) -> Option<Person<'a>> {
        let at = self.returns.binary_search_by(|other| other.member.cmp(&submission.member)).ok()?;
        let position = self.returns[at].assignments.binary_search_by_key(&assignment.row, |row| row.row).ok()?;
        self.links[at][position].map(|person| self.person_at(person))
    }

    /// All assignments of all returns in use.
    pub fn assignments(&self) -> impl Iterator<Item = (&Submission, &Record<Asg>)> {
        self.returns.iter().flat_map(|s| s.assignments.iter().map(move |row| (s, row)))
    }

    /// The assignments of each secondee of a return, in every return: the secondee's row, the return and the assignment.
    pub fn work_of_secondees(&self, own: &Submission) -> impl Iterator<Item = (&Record<Sec>, &Submission, &Record<Asg>)> {
        let at = self.members.get(&fold(&own.member)).copied().unwrap_or(usize::MAX);
        self.work.range((at, true, 0)..=(at, true, usize::MAX)).flat_map(move |((at, _, row), work)| {
            let secondee = &self.returns[*at].secondees[*row];
            work.iter().map(move |(other, position)| (secondee, &self.returns[*other], &self.returns[*other].assignments[*position]))
        })
    }
}
