//! Who is meant by an assignment.
//!
//! The reference says so, with the member whose person it is. Where the reference is used twice (R02), is not listed (R03) or is another
//! person's than the name beside it (R04), everyone who may be meant is tested, with less certainty: a slip in a reference never hides a
//! conflict. So is the same person's row in another return, once people have confirmed that the two are one.

use std::collections::{BTreeMap, HashMap};

use crate::form::Asg;
use crate::model::{Entry, Person, Record, Round, Submission};
use crate::people::{COMMON_NAME, Cited, KnownPerson, Name, NameTie, Proposal, tie};
use crate::places::{Certainty, fold};

/// Somebody who is, or may be, meant.
pub(super) struct Assigned<'a> {
    pub person: Person<'a>,
    /// No finding about the person is more certain than this.
    pub certainty: Certainty,
    /// Why the person comes into it, unless the reference says so.
    pub how: Option<String>,
    /// The position of the one whose other row this is, as people confirmed: the two are one person.
    pub one_with: Option<usize>,
}

/// An assignment with everyone who is or may be meant by it.
pub(super) struct Meant<'a> {
    pub submission: &'a Submission,
    pub assignment: &'a Record<Asg>,
    /// Whom the reference names first.
    pub people: Vec<Assigned<'a>>,
}

/// All assignments but training, with who is meant; an activity that could not be read counts as involvement.
pub(super) fn meant<'a>(round: &'a Round, proposals: &[Proposal<'a>]) -> Vec<Meant<'a>> {
    let people = People::new(round, proposals);
    let involved = round.assignments().filter(|(_, assignment)| !assignment.is(Asg::Activity, "Training"));
    involved
        .map(|(submission, assignment)| Meant { submission, assignment, people: people.assigned(round, submission, assignment) })
        .collect()
}

/// Everyone in the returns, by reference and by name.
struct People<'a> {
    by_reference: BTreeMap<(String, String), Vec<Person<'a>>>,
    /// By the letters of the name, then by member.
    by_name: HashMap<String, HashMap<&'a str, Vec<Person<'a>>>>,
    same: BTreeMap<String, Vec<Person<'a>>>,
}

impl<'a> People<'a> {
    /// Everyone, with those whom people confirmed to be one person.
    fn new(round: &'a Round, proposals: &[Proposal<'a>]) -> Self {
        let mut people = Self { by_reference: BTreeMap::new(), by_name: HashMap::new(), same: BTreeMap::new() };
        for person in everyone(round) {
            let key = (fold(&person.submission().member), fold(person.reference()));
            people.by_reference.entry(key).or_default().push(person);
            let letters = Name::new(person.name()).letters;
            if !letters.is_empty() {
                people.by_name.entry(letters).or_default().entry(&person.submission().member).or_default().push(person);
            }
        }
        people.join(round, proposals);
        people
    }

    /// Notes who was confirmed to be one person in two rows of this year.
    fn join(&mut self, round: &'a Round, proposals: &[Proposal<'a>]) {
        for proposal in proposals.iter().filter(|p| p.decided == Some(true)) {
            if matches!(proposal.first, Cited::Then(_)) {
                continue;
            }
            let people: Vec<Person> = proposal.people().collect();
            for (at, person) in people.iter().enumerate() {
                let others = people.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| *other);
                self.same.entry(KnownPerson::person(round, person).key()).or_default().extend(others);
            }
        }
    }

    /// Everyone who is or may be meant, whom the reference names first.
    fn assigned(&self, round: &'a Round, submission: &'a Submission, assignment: &'a Record<Asg>) -> Vec<Assigned<'a>> {
        let reference = assignment.text(Asg::Person).unwrap_or("");
        // Whose person it is cannot be told from an unreadable code.
        let is_member_read = matches!(assignment.cell(Asg::PersonMember).entry, Entry::Blank | Entry::Absent | Entry::Read(_));
        let key = (fold(round.person_member(submission, assignment)), fold(reference));
        let rows = self.by_reference.get(&key).filter(|_| is_member_read && !reference.is_empty()).map_or(&[][..], Vec::as_slice);
        let name = || assignment.text(Asg::Name).map(Name::new).filter(|name| !name.is_empty());
        let agrees = |person: &&Person| {
            let is_alike = |name: &Name| tie(name, &Name::new(person.name())).0 >= NameTie::Near;
            // Nearly always the two cells hold the same text, which costs nothing to see.
            person.name().is_empty() || assignment.text(Asg::Name) == Some(person.name()) || name().is_none_or(|name| is_alike(&name))
        };
        let named = |rows: &[Person<'a>], certainty, how: Option<String>| -> Vec<Assigned<'a>> {
            rows.iter().map(|person| Assigned { person: *person, certainty, how: how.clone(), one_with: None }).collect()
        };
        let mut meant = match rows {
            [] => Vec::new(),
            [_] => named(rows, Certainty::Confirmed, None),
            _ => match rows.iter().filter(agrees).copied().collect::<Vec<_>>().as_slice() {
                [one] => named(&[*one], Certainty::Confirmed, None),
                _ => named(rows, Certainty::Possible, Some(format!("the reference {reference} stands for {} rows", rows.len()))),
            },
        };
        if !rows.iter().any(|person| agrees(&person))
            && let Some(name) = name()
        {
            meant.extend(self.by_name(submission, &name, rows, reference));
        }
        if !self.same.is_empty() {
            self.add_same(round, &mut meant);
        }
        meant
    }

    /// Those who bear the name on the assignment: in the return itself if anyone does, else in all. A name that is common across returns tells
    /// nobody of other returns; R03 or R04 asks about the row in any case.
    fn by_name(&self, submission: &Submission, name: &Name, rows: &[Person<'a>], reference: &str) -> Vec<Assigned<'a>> {
        let Some(bearers) = self.by_name.get(&name.letters) else { return Vec::new() };
        let people: Vec<Person> = match bearers.get(submission.member.as_str()) {
            Some(own) => own.clone(),
            None if bearers.len() > COMMON_NAME => return Vec::new(),
            None => {
                let mut people: Vec<Person> = bearers.values().flatten().copied().collect();
                people.sort_by_key(Person::id);
                people
            }
        };
        let certainty = if people.len() == 1 && rows.is_empty() { Certainty::Probable } else { Certainty::Possible };
        let what = match (reference, rows) {
            ("", _) => "the assignment gives no reference".to_string(),
            (_, []) => format!("the reference {reference} is not listed"),
            _ => format!("the reference {reference} is another person's"),
        };
        let how = |person: &Person| format!("{what}, but the name is that of {} of {}", person.reference(), person.submission().member);
        people.iter().map(|person| Assigned { person: *person, certainty, how: Some(how(person)), one_with: None }).collect()
    }

    fn add_same(&self, round: &'a Round, meant: &mut Vec<Assigned<'a>>) {
        let mut more = Vec::new();
        for (at, assigned) in meant.iter().enumerate() {
            for other in self.same.get(&KnownPerson::person(round, &assigned.person).key()).into_iter().flatten() {
                let is_there = |list: &[Assigned]| list.iter().any(|a| a.person.id() == other.id());
                if !is_there(meant) && !is_there(&more) {
                    let (reference, member) = (other.reference(), &other.submission().member);
                    let how = format!("confirmed to be the same person as {reference} of {member}, whose row names the place");
                    more.push(Assigned { person: *other, certainty: assigned.certainty, how: Some(how), one_with: Some(at) });
                }
            }
        }
        meant.append(&mut more);
    }
}

/// Everyone in the returns in use, in the order of returns, secondees before staff.
pub(super) fn everyone(round: &Round) -> impl Iterator<Item = Person<'_>> {
    round.returns.iter().flat_map(|submission| {
        let secondees = submission.secondees.iter().map(move |row| Person::Secondee(submission, row));
        secondees.chain(submission.staff.iter().map(move |row| Person::Staff(submission, row)))
    })
}
