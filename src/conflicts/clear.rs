//! Clearance: before a visit is staffed, who must not go, who may with a caution, who is clear (¶13 done before the fact).
//!
//! Whoever would be on the list of conflicts if they went must not go. A near miss, a doubt, or anything of the person's own that could not be
//! compared is a caution: nobody is clear because a spelling was odd.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::assigned::everyone;
use super::find::uncheckable;
use super::met::{When, met, the_same_place};
use super::{Connection, avoid, former_workplace};
use crate::form::{Field, Sec, Stf};
use crate::model::{Cell, Date, Entry, Person, Record, Round, Submission, show_date};
use crate::people::{Cited, Proposal, is_one, proposals};
use crate::places::{Certainty, Found, Register, Tie, fold};

/// What is planned.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The place to be visited.
    pub place: &'a Found,
    /// When.
    pub when: When,
    /// What is to be done there, one of the form's activities, if that is known.
    pub activity: Option<&'a str>,
}

/// Whether somebody may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing stands against it.
    Clear,
    /// Something is to be looked at first.
    Caution,
    /// It would be a conflict.
    MustNotGo,
}

impl Verdict {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Clear => "clear",
            Verdict::Caution => "may go with a caution",
            Verdict::MustNotGo => "must not go",
        }
    }
}

impl Ground<'_> {
    /// The paragraph and the words.
    pub fn line(&self) -> String {
        format!("{} {}", self.paragraph, self.words).trim_start().to_string()
    }
}

/// Why somebody must not go, or only with a caution.
#[derive(Debug, Clone)]
pub struct Ground<'a> {
    /// Whether it stops the person from going.
    pub stops: bool,
    /// The paragraph it is based on, empty if it is based on none.
    pub paragraph: &'static str,
    /// In words, without the person's name.
    pub words: String,
    /// How certain.
    pub certainty: Certainty,
    /// The cells that say so.
    pub cells: Vec<(&'a Submission, &'a Cell)>,
    /// Whether it is said by another row of the person, as people confirmed.
    pub is_of_other_row: bool,
}

/// The outcome for one person.
#[derive(Debug, Clone)]
pub struct Cleared<'a> {
    /// The person.
    pub person: Person<'a>,
    /// Whether the person may go.
    pub verdict: Verdict,
    /// Why not, or why only with a caution; what stops comes first.
    pub grounds: Vec<Ground<'a>>,
    /// Other rows of the person, as people confirmed; see [`super::one_each`].
    pub also: Vec<Person<'a>>,
}

/// A place asked about, and the outcome for everybody.
#[derive(Debug, Clone)]
pub struct Tested<'a> {
    /// As asked.
    pub written: String,
    /// What the register makes of it.
    pub found: Arc<Found>,
    /// Everybody but those who have left.
    pub people: Vec<Cleared<'a>>,
    /// Whose secondment had ended before the first day.
    pub left: Vec<Person<'a>>,
}

impl Tested<'_> {
    /// How many have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.people.iter().filter(|person| person.verdict == verdict).count()
    }
    /// Which place was tested, in words; if the name stands for several, that all were.
    pub fn place_words(&self, register: &Register) -> String {
        let names: Vec<&str> = self.found.candidates.iter().map(|c| register.place(c.place).name.as_str()).collect();
        match (names.as_slice(), self.found.certainty) {
            ([one], Certainty::Confirmed) => (*one).to_string(),
            ([one], _) => format!("{} taken for {one}, which is not certain: {}", self.written, self.found.reason),
            _ => format!("{} may be any of {} places, all of which were tested: {}", self.written, names.len(), names.join("; ")),
        }
    }
}

/// The outcome for every person in the returns in use, in the order of returns, secondees before staff.
pub fn clearance<'a>(round: &'a Round, plan: &Plan) -> Vec<Cleared<'a>> {
    let pairs = proposals(round);
    // A row without name and reference is nobody.
    let people = everyone(round).filter(|person| !person.name().is_empty() || !person.reference().is_empty());
    let mut cleared: Vec<Cleared> = people
        .map(|person| {
            let mut grounds = grounds(round, person, plan);
            for (other, decided) in pairs.iter().flat_map(|pair| others_of(pair, &person)) {
                grounds.extend(through_other(round, other, decided, plan));
            }
            grounds.sort_by_key(|ground| !ground.stops);
            let verdict = match grounds.first() {
                None => Verdict::Clear,
                Some(ground) if ground.stops => Verdict::MustNotGo,
                Some(_) => Verdict::Caution,
            };
            Cleared { person, verdict, grounds, also: Vec::new() }
        })
        .collect();
    settle_references(&mut cleared);
    cleared
}

/// Rows that share a reference get one verdict, the most serious of them: by the reference alone nobody can tell which of them is meant.
fn settle_references(cleared: &mut [Cleared]) {
    let key = |one: &Cleared| (one.person.submission().member.clone(), one.person.reference().trim().to_uppercase());
    let mut worst: BTreeMap<(String, String), (usize, Verdict)> = BTreeMap::new();
    for one in cleared.iter().filter(|one| !one.person.reference().is_empty()) {
        let of = worst.entry(key(one)).or_insert((0, Verdict::Clear));
        *of = (of.0 + 1, of.1.max(one.verdict));
    }
    for one in cleared {
        let Some((rows, verdict)) = worst.get(&key(one)).filter(|(rows, verdict)| *rows > 1 && *verdict > one.verdict) else { continue };
        let words = format!("{rows} rows have the reference {}: settle first which of them is meant", one.person.reference());
        let own = one.person.submission();
        one.grounds.push(Ground {
            stops: *verdict == Verdict::MustNotGo,
            paragraph: "",
            words,
            certainty: Certainty::Possible,
            cells: vec![(own, one.person.reference_cell())],
            is_of_other_row: false,
        });
        one.verdict = *verdict;
    }
}

/// Whether a secondment had ended before a day, by dates that do not contradict each other.
pub(super) fn has_left(person: &Person, day: Date) -> bool {
    let Person::Secondee(_, row) = person else { return false };
    let (start, end) = (row.date(Sec::Start), row.date(Sec::End));
    end.is_some_and(|end| end < day && start.is_none_or(|start| start <= end))
}

fn grounds<'a>(round: &Round, person: Person<'a>, plan: &Plan) -> Vec<Ground<'a>> {
    let mut grounds = meetings(round, person, plan);
    let own = person.submission();
    let caution = |paragraph, words: String, cells: Vec<&'a Cell>| Ground {
        stops: false,
        paragraph,
        words,
        certainty: Certainty::Confirmed,
        cells: cells.into_iter().map(|cell| (own, cell)).collect(),
        is_of_other_row: false,
    };
    for (_, cell, name) in uncheckable(round, person).1 {
        let heading = heading(person, cell);
        grounds.push(caution("¶14", format!("{heading} \"{name}\" could not be checked: the register does not know it"), vec![cell]));
    }
    match person {
        Person::Secondee(_, row) => {
            for (field, what) in [(Sec::Home, true), (Sec::Return, false), (Sec::Affiliations, false), (Sec::Avoid, false)] {
                if let Some(why) = unread(row.cell(field), what) {
                    grounds.push(caution(
                        "¶14",
                        format!("{} {why}, so it could not be checked", field.column().heading),
                        vec![row.cell(field)],
                    ));
                }
            }
            grounds.extend(home_last_year(round, own, row, plan));
            grounds.extend(secondee(round, own, row, plan));
        }
        Person::Staff(_, row) => {
            for field in [Stf::Affiliations, Stf::Positions, Stf::Former] {
                if let Some(why) = unread(row.cell(field), false) {
                    let words = format!("{} {why}, so it could not be checked", field.column().heading);
                    grounds.push(caution("SPT ¶18–19", words, vec![row.cell(field)]));
                }
            }
        }
    }
    grounds
}

/// The places of the person's own that are met there.
fn meetings<'a>(round: &Round, person: Person<'a>, plan: &Plan) -> Vec<Ground<'a>> {
    let own = person.submission();
    let is_secondee = matches!(person, Person::Secondee(..));
    let mut grounds = Vec::new();
    for meeting in met(round, person, plan.place, plan.when) {
        let mut words = meeting.basis.words_with(meeting.own);
        // A name that is the place's own needs no more words.
        if meeting.reason != the_same_place(meeting.own) {
            words.push_str(&format!(": {}", meeting.reason));
        }
        if meeting.basis == Connection::Former {
            let years = round.settings.thresholds.former_workplace_years;
            match former_workplace(meeting.left, plan.when, years).filter(|_| !meeting.kin) {
                Some(since) => words = format!("{words}; {since}"),
                None => continue,
            }
        }
        let paragraph = match (is_secondee, meeting.basis) {
            (true, Connection::Avoid) => "¶13",
            (true, _) => "¶14",
            (false, _) => "SPT ¶18–19",
        };
        let stops = !meeting.kin && meeting.basis != Connection::Former;
        grounds.push(Ground {
            stops,
            paragraph,
            words,
            certainty: meeting.certainty,
            cells: vec![(own, meeting.own_cell)],
            is_of_other_row: false,
        });
    }
    grounds
}

/// That by last year's return the person was seconded from there, where this year's names another home: whichever of them is right, the person
/// comes from there or left it lately.
fn home_last_year<'a>(round: &Round, own: &'a Submission, row: &'a Record<Sec>, plan: &Plan) -> Option<Ground<'a>> {
    let last = round.last.as_ref()?;
    let day = plan.when.from.or(plan.when.to);
    let is_there = |found: &Found| {
        let pairs = found.candidates.iter().flat_map(|then| plan.place.candidates.iter().map(|visited| (then.place, visited.place)));
        pairs.into_iter().any(|(then, visited)| !matches!(round.register.tie(then, visited, day), None | Some(Tie::Kin(_))))
    };
    // This year's home is compared by itself.
    if row.cell(Sec::Home).places().iter().any(|named| is_there(&named.found)) {
        return None;
    }
    let of_member = last.secondees.iter().filter(|past| past.member == own.member && !past.home.trim().is_empty());
    let (past, found) =
        of_member.map(|past| (past, round.register.find(&past.home))).find(|(past, found)| is_there(found) && is_one(round, past, row))?;
    let words = format!(
        "was seconded from {} by {}, and this year's return names another home establishment: ask which of them is right",
        past.home.trim(),
        last.return_of(&own.member),
    );
    let certainty = found.certainty;
    Some(Ground { stops: false, paragraph: "¶14", words, certainty, cells: vec![(own, row.cell(Sec::Home))], is_of_other_row: false })
}

/// What else a secondee's row says.
fn secondee<'a>(round: &Round, own: &'a Submission, row: &'a Record<Sec>, plan: &Plan) -> Vec<Ground<'a>> {
    let mut grounds = Vec::new();
    let mut say = |stops: bool, paragraph, words: String, field: Sec| {
        grounds.push(Ground {
            stops,
            paragraph,
            words,
            certainty: Certainty::Confirmed,
            cells: vec![(own, row.cell(field))],
            is_of_other_row: false,
        });
    };
    let outcome = row.text(Sec::Outcome).unwrap_or("");
    let assessed = row.date(Sec::Assessed);
    // A visit without a last day goes on until after any assessment.
    if outcome == UNMANAGED && plan.when.to.zip(assessed).is_none_or(|(last, assessed)| last >= assessed) {
        say(true, "¶13", "a conflict was identified and is not yet managed: no NPM work until it is".into(), Sec::Outcome);
    }
    if row.cell(Sec::Assessed).is_blank() || row.cell(Sec::Outcome).is_blank() {
        say(false, "¶12", "conflicts of interest have not been assessed".into(), Sec::Assessed);
    }
    for named in avoid::words(row) {
        let activity = plan.activity.is_some_and(|activity| avoid::names_activity(&named.found.folded, activity));
        if activity {
            say(true, "¶13", format!("is to avoid \"{}\", and this is such work", named.written), Sec::Avoid);
        } else if !avoid::names_place(named, plan.place, &round.register) {
            say(false, "¶13", format!("is to avoid \"{}\": see whether this is such work", named.written), Sec::Avoid);
        }
    }
    if row.is(Sec::NpmWork, "No") {
        say(false, "", "is said not to do NPM work".into(), Sec::NpmWork);
    }
    if round.settings.member(&own.member).is_some_and(|member| member.bars_secondees) {
        say(false, "¶10", format!("the policy of {} bars secondees from NPM work", own.member), Sec::Ref);
    }
    if let Some((start, last)) = row.date(Sec::Start).zip(plan.when.to)
        && start > last
    {
        say(false, "", format!("the secondment starts only on {}", show_date(start)), Sec::Start);
    }
    if let Some((end, first)) = row.date(Sec::End).zip(plan.when.from)
        && end < first
    {
        say(false, "", format!("the secondment ended on {}", show_date(end)), Sec::End);
    }
    grounds
}

/// The outcome of an assessment after which no work may be given.
const UNMANAGED: &str = "Conflict identified, not yet managed";

/// Why a cell with places of the person's own could not be compared, if so.
fn unread(cell: &Cell, is_required: bool) -> Option<&'static str> {
    match &cell.entry {
        Entry::Absent => Some("is not in the return"),
        Entry::Blank if is_required => Some("is blank"),
        Entry::Blank | Entry::Read(_) => None,
        _ => Some("could not be read"),
    }
}

/// The heading over a cell of the person's row.
fn heading(person: Person, cell: &Cell) -> &'static str {
    fn of<F: Field>(row: &Record<F>, cell: &Cell) -> &'static str {
        row.cells().find(|(_, other)| other.at == cell.at).map_or("", |(field, _)| field.column().heading)
    }
    match person {
        Person::Secondee(_, row) => of(row, cell),
        Person::Staff(_, row) => of(row, cell),
    }
}

/// The others of a pair or group that may be one person, if this is one of them and they are in this year's returns.
fn others_of<'a>(pair: &Proposal<'a>, person: &Person) -> Vec<(Person<'a>, Option<bool>)> {
    let is_it = |one: &Person| one.id() == person.id();
    let is_past = matches!(pair.first, Cited::Then(_));
    if is_past || pair.decided == Some(false) || !pair.people().any(|one| is_it(&one)) {
        return Vec::new();
    }
    pair.people().filter(|one| !is_it(one)).map(|other| (other, pair.decided)).collect()
}

/// What the row of somebody who is, or may be, the same person says.
fn through_other<'a>(round: &Round, other: Person<'a>, decided: Option<bool>, plan: &Plan) -> Vec<Ground<'a>> {
    let whose = format!("{} of {}", other.reference(), other.submission().member);
    let stopping = meetings(round, other, plan).into_iter().filter(|ground| ground.stops);
    stopping
        .map(|ground| {
            let words = match decided {
                Some(_) => format!("{} (the same person as {whose}, as confirmed)", ground.words),
                None => format!("may be the same person as {whose}, who {}", ground.words),
            };
            let certainty = if decided.is_some() { ground.certainty } else { Certainty::Possible };
            Ground { stops: decided.is_some(), words, certainty, is_of_other_row: decided.is_some(), ..ground }
        })
        .collect()
}

/// The places near to an unknown name, for a message: those whose words are like its words, best first.
pub fn suggestions<'a>(register: &'a Register, written: &str) -> Vec<&'a str> {
    const MOST: usize = 5;
    const LIKE: f64 = 0.85;
    // Words that most places of a kind share tell none of them apart.
    const SHARED: [&str; 12] =
        ["prison", "custody", "suite", "centre", "hmyoi", "police", "court", "immigration", "removal", "secure", "home", "office"];
    let words_of = |name: &str| -> Vec<String> {
        let folded = fold(name);
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3 && !SHARED.contains(word));
        words.map(String::from).collect()
    };
    let wanted = words_of(written);
    let likeness = |name: &str| {
        let words = words_of(name);
        let best = |word: &String| words.iter().map(|other| strsim::jaro_winkler(word, other)).fold(0.0, f64::max);
        let found: Vec<f64> = wanted.iter().map(best).filter(|score| *score >= LIKE).collect();
        // Of names that have the words, the shorter is the nearer.
        found.iter().sum::<f64>() / wanted.len().max(words.len()).max(1) as f64
    };
    let near = register.places().iter().map(|place| {
        let names = std::iter::once(&place.name).chain(&place.aliases);
        (names.map(|name| likeness(name)).fold(0.0, f64::max), place.name.as_str())
    });
    let mut near: Vec<(f64, &str)> = near.filter(|(score, _)| *score > 0.0).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    near.into_iter().take(MOST).map(|(_, name)| name).collect()
}
