//! Every number in every sentence of the narrative for the meeting, and of the text for publication, recounted: from the rows of the returns, what
//! people typed, last year's figures and rows, and the sheets that people read beside the texts. A sentence of which a number is not recounted here
//! fails, and so does one of a new form.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use secondee_audit::book::tables::SheetRow;
use secondee_audit::form::{NARROW_ARRANGEMENTS, Question, Sec, Sheet, Stf};
use secondee_audit::model::finding::{Finding, Severity};
use secondee_audit::model::{ALL, Basis, Date, Entry, Measure, Record, Submission, show_date};
use secondee_audit::outputs::publish;
use secondee_audit::rules::list_of;
use secondee_audit::rules::run::Outcome;

use super::visits::fits;
use super::{Said, has_form, sentences_of};

/// Yes, no, or not to be told.
pub(super) type Told = Option<bool>;
/// A person: one whom people confirmed to stand on several rows, or the one row.
pub(super) type Person = (String, u32);

/// All hold, with what cannot be told.
fn all(parts: &[Told]) -> Told {
    if parts.contains(&Some(false)) { Some(false) } else { parts.iter().copied().collect::<Option<Vec<bool>>>().map(|_| true) }
}

/// What a row of Secondees says of one question.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Ask {
    AtCensus,
    InYear,
    New,
    Ended,
}

/// The numbers of a sentence in their order, as they are written; "no" and "none" count as 0. Paragraphs, rules and cells are no numbers.
pub(super) fn numbers(sentence: &str) -> Vec<String> {
    let words = sentence.split(|c: char| c.is_whitespace() || "();".contains(c)).filter(|word| !word.is_empty());
    let mut found = Vec::new();
    for (at, word) in words.enumerate() {
        let word = word.trim_end_matches(['.', ',', ':']).trim_end_matches('%');
        let is_date = word.len() == 10 && word.chars().all(|c| c.is_ascii_digit() || c == '/');
        match word {
            "no" | "none" => found.push("0".to_string()),
            // "No arrangements began": a number of nothing at the start.
            "No" if at == 0 => found.push("0".to_string()),
            _ if is_date || word.trim_start_matches(['+', '−']).parse::<f64>().is_ok() => found.push(word.to_string()),
            _ => {}
        }
    }
    found
}

/// What an assignment may be, but dismissed.
const LEFT: [&str; 3] = ["stands", "waits", "awaits"];

/// The persons who count in a figure, by member; none where it is not known.
type PersonsByMember = BTreeMap<String, Option<BTreeSet<Person>>>;

pub(super) struct Recount<'a> {
    pub(super) said: &'a Said<'a>,
    /// This year's figures by question and basis: of each member with a return its persons, nothing where that cannot be told.
    pub(super) persons: BTreeMap<(&'static str, &'static str), PersonsByMember>,
}

impl<'a> Recount<'a> {
    pub(super) fn new(said: &'a Said<'a>) -> Self {
        let mut recount = Self { said, persons: BTreeMap::new() };
        for (name, ask) in [("census", Ask::AtCensus), ("year", Ask::InYear), ("new", Ask::New), ("ended", Ask::Ended)] {
            for basis in Basis::EACH {
                let of = said.audit.round.returns.iter().map(|own| (own.member.clone(), recount.of_member(own, ask, basis)));
                let of = of.collect();
                recount.persons.insert((name, basis.words()), of);
            }
        }
        recount
    }

    fn rows(&self, sheet: &str, heading: &str) -> Rc<Vec<SheetRow>> {
        self.said.book.rows(sheet, heading)
    }

    pub(super) fn day(&self, row: &Record<Sec>, field: Sec) -> Option<Date> {
        match &row.cell(field).entry {
            Entry::Read(_) => row.date(field),
            _ => None,
        }
    }

    /// A row's answer, from its cells alone.
    pub(super) fn of_row(&self, row: &Record<Sec>, ask: Ask, basis: Basis) -> Told {
        let settings = &self.said.audit.round.settings;
        let npm = row.text(Sec::NpmWork).map(|word| word == "Yes");
        let start = self.day(row, Sec::Start);
        // Who is said to have left has an end, though nobody says when.
        let end_is_blank = row.cell(Sec::End).typed.trim().is_empty() && row.text(Sec::Carried) != Some("Left");
        let end = self.day(row, Sec::End);
        // What can be told of an end: blank is none.
        let ends = |test: &dyn Fn(Option<Date>) -> bool| if end.is_some() || end_is_blank { Some(test(end)) } else { None };
        let day_before = settings.from.yesterday().expect("a day");
        let narrow = match basis {
            Basis::Broad => Some(true),
            Basis::Narrow => row.text(Sec::Arrangement).map(|word| NARROW_ARRANGEMENTS.contains(&word)),
        };
        let told = match ask {
            Ask::AtCensus => {
                all(&[npm, start.map(|day| day <= settings.census), ends(&|end| end.is_none_or(|day| day >= settings.census))])
            }
            Ask::InYear => all(&[npm, start.map(|day| day <= settings.census), ends(&|end| end.is_none_or(|day| day >= settings.from))]),
            Ask::New => all(&[npm, start.map(|day| day >= settings.from && day <= settings.census)]),
            Ask::Ended => all(&[npm, ends(&|end| end.is_some_and(|day| day >= day_before && day < settings.census))]),
        };
        all(&[told, narrow])
    }

    /// A person's answer by all rows that are the person's.
    fn of_person(&self, person: &[&Record<Sec>], ask: Ask, basis: Basis) -> Told {
        let of: Vec<(Told, Told)> = person.iter().map(|row| (self.of_row(row, ask, basis), self.of_row(row, Ask::InYear, basis))).collect();
        if person.len() == 1 || !matches!(ask, Ask::New | Ask::Ended) {
            let answers: Vec<Told> = of.iter().map(|(told, _)| *told).collect();
            return if answers.contains(&Some(true)) { Some(true) } else { answers.into_iter().collect::<Option<Vec<_>>>().map(|_| false) };
        }
        // Who was there already, or is still there, by another row is neither new nor gone.
        let concerned: Vec<&(Told, Told)> = of.iter().filter(|answer| **answer != (Some(false), Some(false))).collect();
        match () {
            () if of.iter().all(|(told, _)| *told == Some(false)) => Some(false),
            () if concerned.contains(&&(Some(false), Some(true))) => Some(false),
            () if concerned.iter().any(|(told, in_year)| told.is_none() || (*told == Some(false) && in_year.is_none())) => None,
            () => Some(true),
        }
    }

    pub(super) fn person_of(&self, member: &str, sheet: Sheet, row: u32) -> Person {
        match self.said.audit.groundwork.joined.group(member, sheet, row) {
            Some(group) => ("person".into(), group as u32),
            None => (format!("{member} {}", sheet.name()), row),
        }
    }

    fn of_member(&self, own: &Submission, ask: Ask, basis: Basis) -> Option<BTreeSet<Person>> {
        if own.layout.missing_sheets.contains(&Sheet::Secondees) || is_left_open(own) {
            return None;
        }
        let mut of: BTreeMap<Person, Vec<&Record<Sec>>> = BTreeMap::new();
        for row in &own.secondees {
            of.entry(self.person_of(&own.member, Sheet::Secondees, row.row)).or_default().push(row);
        }
        let mut counted = BTreeSet::new();
        for (person, rows) in of {
            if self.of_person(&rows, ask, basis)? {
                counted.insert(person);
            }
        }
        Some(counted)
    }

    /// The number of a member.
    fn number_of(&self, member: &str, what: &'static str, basis: Basis) -> Option<i64> {
        Some(self.persons[&(what, basis.words())].get(member)?.as_ref()?.len() as i64)
    }

    /// The number of all members of whom it is known, each person once.
    pub(super) fn number(&self, what: &'static str, basis: Basis) -> Option<i64> {
        let known: Vec<&BTreeSet<Person>> = self.persons[&(what, basis.words())].values().flatten().collect();
        let persons: BTreeSet<&Person> = known.iter().copied().flatten().collect();
        (!known.is_empty()).then_some(persons.len() as i64)
    }

    /// Secondees and all staff of the members of whom both are known: the share as it is shown.
    pub(super) fn share(&self) -> Option<String> {
        let (mut secondees, mut staff) = (BTreeSet::new(), BTreeSet::new());
        for own in &self.said.audit.round.returns {
            let of_secondees = self.persons[&("census", Basis::Broad.words())][&own.member].as_ref();
            let says_nobody = own.answers.number(Question::AllStaff).is_some();
            let is_missing = own.layout.missing_sheets.contains(&Sheet::Staff)
                || own.staff_may_have_left().next().is_some()
                || (own.staff.is_empty() && own.secondees.is_empty() && !says_nobody);
            let Some(of_secondees) = of_secondees.filter(|_| !is_missing) else { continue };
            secondees.extend(of_secondees.iter().cloned());
            let there = own.staff.iter().filter(|row| row.text(Stf::Carried) != Some("Left"));
            staff.extend(there.map(|row| self.person_of(&own.member, Sheet::Staff, row.row)));
        }
        staff.extend(secondees.iter().cloned());
        (!staff.is_empty()).then(|| percent((secondees.len() as f64 / staff.len() as f64 * 10_000.0).round() / 10_000.0))
    }

    pub(super) fn last(&self, member: &str, measure: Measure, basis: Basis) -> Option<f64> {
        let last = self.said.audit.round.last.as_ref()?;
        last.counts.get(&(last.year, member.to_string(), measure, basis))?.as_ref().ok().copied()
    }

    pub(super) fn last_year(&self) -> i16 {
        self.said.audit.round.last.as_ref().map_or(self.said.audit.round.settings.year - 1, |last| last.year)
    }

    /// What follows a figure: how low and high it could be, as other sheets have it, and what it was last year.
    fn besides(&self, now: i64, measure: Measure, basis: Basis) -> Vec<String> {
        let mut said = self.could_be(measure, basis);
        let year = self.last_year().to_string();
        match self.last(ALL, measure, basis).map(|then| then as i64) {
            Some(then) if then != now => said.extend([(now - then).abs().to_string(), year, then.to_string()]),
            Some(_) => said.push(year),
            // "There is no figure".
            None => said.extend(["0".to_string(), year]),
        }
        said
    }

    /// "Could be" of Summary.
    fn could_be_on_summary(&self, measure: Measure, basis: Basis) -> Vec<String> {
        let words = match (measure, basis) {
            (Measure::SecondeesCensus, Basis::Broad) => "Secondees in post at the census date, all arrangements",
            (Measure::SecondeesCensus, Basis::Narrow) => "of these on secondment (¶10)",
            (Measure::SecondeeShare, _) => "Share of NPM staff who are secondees",
            _ => "Members that used secondees in the year",
        };
        let of_summary = self.said.book.table("Summary", "Figure");
        let row = of_summary.iter().find(|row| row[0] == words);
        numbers(row.and_then(|row| row.get(4)).map_or("", String::as_str))
    }

    /// The members with a figure in both years: how many, then, now.
    pub(super) fn same_members(&self, basis: Basis) -> (i64, i64, i64) {
        let (mut members, mut then, mut persons) = (0, 0, BTreeSet::new());
        for member in &self.said.audit.round.settings.members {
            let now = self.persons[&("census", basis.words())].get(&member.code).and_then(Option::as_ref);
            if let (Some(was), Some(now)) = (self.last(&member.code, Measure::SecondeesCensus, basis), now) {
                members += 1;
                then += was as i64;
                persons.extend(now.iter().cloned());
            }
        }
        (members, then, persons.len() as i64)
    }

    /// Each member's number then and now.
    pub(super) fn moved(&self, member: &str) -> Option<(i64, i64)> {
        let then = self.last(member, Measure::SecondeesCensus, Basis::Broad)? as i64;
        Some((then, self.number_of(member, "census", Basis::Broad)?))
    }

    /// Who used secondees, nil returns, and the rest, with how many secondees each lists.
    pub(super) fn used(&self) -> BTreeMap<&'a str, (&'static str, i64)> {
        let mut used = BTreeMap::new();
        for own in &self.said.audit.round.returns {
            let mut listed = (0, 0);
            for row in &own.secondees {
                let (start, end) = (self.day(row, Sec::Start), self.day(row, Sec::End));
                let is_in_wrong_order = start.zip(end).is_some_and(|(start, end)| end < start);
                match self.of_row(row, Ask::InYear, Basis::Broad) {
                    _ if is_in_wrong_order && row.text(Sec::NpmWork) != Some("No") => listed.1 += 1,
                    Some(true) => listed.0 += 1,
                    None => listed.1 += 1,
                    Some(false) => {}
                }
            }
            let is_missing = own.layout.missing_sheets.contains(&Sheet::Secondees);
            let how = match (own.answers.text(Question::Used), listed, is_missing) {
                (_, _, true) => "unknown",
                (Some("No"), (1.., _), _) => "denied",
                (Some("No"), (0, 0), _) => "nil",
                (Some("Yes"), (0, 0), _) => "none listed",
                (_, (1.., _), _) => "used",
                _ => "unknown",
            };
            used.insert(own.member.as_str(), (how, listed.0));
        }
        used
    }

    pub(super) fn open(&self) -> impl Iterator<Item = &Finding> {
        self.said.json.findings.iter().filter(|f| f.accepted.is_none() && f.stands.as_deref() != Some("dismissed"))
    }

    /// Members under a paragraph for certain and perhaps.
    fn departures(&self) -> (Vec<String>, Vec<String>) {
        let (mut certain, mut perhaps) = (Vec::new(), Vec::new());
        for paragraph in (8..=16).map(|number| format!("¶{number}")) {
            let of: Vec<&Finding> =
                self.open().filter(|f| f.severity >= Severity::Concern && f.paragraph.as_deref() == Some(paragraph.as_str())).collect();
            let is_certain = |f: &Finding| list_of(&f.rule).is_none() || f.certainty.name() == "confirmed";
            let sure: BTreeSet<&str> = of.iter().filter(|f| is_certain(f)).map(|f| f.member.as_str()).collect();
            let unsure: BTreeSet<&str> = of.iter().map(|f| f.member.as_str()).filter(|member| !sure.contains(member)).collect();
            certain.extend((!sure.is_empty()).then(|| sure.len().to_string()));
            perhaps.extend((!unsure.is_empty()).then(|| unsure.len().to_string()));
        }
        (certain, perhaps)
    }

    /// The number of members' queries that wait for the member, by the sheet Queries.
    fn open_queries(&self) -> usize {
        let rows = self.rows("Queries", "Finding id");
        let open = rows.iter().filter(|row| ["new", "still present", "reopened"].contains(&row.text("State").as_str()));
        open.map(|row| (row.text("Member"), row.text("Query id"))).collect::<BTreeSet<_>>().len()
    }
}

/// Whether nobody is listed, and nothing says that there was nobody.
pub(super) fn is_left_open(own: &Submission) -> bool {
    let says_none = own.answers.text(Question::Used) == Some("No") || own.answers.number(Question::Secondees) == Some(0.0);
    own.secondees.is_empty() && !own.layout.missing_sheets.contains(&Sheet::Secondees) && !says_none
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.1}", share * 100.0)
}

fn shown(number: Option<i64>) -> String {
    number.map_or("not known".into(), |number| number.to_string())
}

impl Recount<'_> {
    /// The members' codes in a sentence, in its order.
    fn codes(&self, sentence: &str) -> Vec<String> {
        let is_code = |word: &&str| self.said.audit.round.settings.members.iter().any(|member| member.code == **word);
        sentence.split(|c: char| !c.is_ascii_alphanumeric()).filter(is_code).map(String::from).collect()
    }

    /// The numbers that a sentence for the meeting must have; nothing where it is held whole here, and a word of what is wrong if it is.
    #[expect(clippy::too_many_lines, reason = "one arm a form of sentence, in the order of the text")]
    fn of_meeting(&self, form: &str, sentence: &str) -> Result<Vec<String>, String> {
        let audit = self.said.audit;
        let settings = &audit.round.settings;
        let returned = audit.round.returns.len();
        let used = self.used();
        let how_many = |how: &str| used.values().filter(|(of, _)| *of == how).count().to_string();
        let codes = self.codes(sentence);
        let numbers_of = |numbers: &[i64]| Ok(numbers.iter().map(ToString::to_string).collect::<Vec<_>>());
        let is = |holds: bool, what: &str| if holds { Ok(Vec::new()) } else { Err(what.to_string()) };
        let census = |basis| self.number("census", basis);
        match form {
            "For the year to *, * of * members * returned the survey." => {
                let asked = settings.members.iter().filter(|m| m.not_applicable.is_none() || audit.round.submission(&m.code).is_some());
                Ok(vec![show_date(settings.census), returned.to_string(), asked.count().to_string()])
            }
            "1 of these is a nil return." | "* of these are nil returns." => Ok(vec![how_many("nil")]),
            "No return was asked of *." => {
                is(codes.iter().all(|code| audit.round.submission(code).is_none()), "one came").map(|_| vec!["0".into()])
            }
            "Outstanding: *." | "Returned, but the file could not be used: *." => {
                is(codes.iter().all(|code| audit.round.submission(code).is_none()), "a member with a return")
            }
            _ if form.starts_with("* says that it used no secondees") || form.starts_with("* say that they used no secondees") => {
                is(codes.iter().all(|code| used[code.as_str()].0 == "denied"), "one did not")?;
                let listed = codes.iter().map(|code| used[code.as_str()].1.to_string()).collect::<Vec<_>>();
                let none = vec!["0".to_string()];
                Ok(if codes.len() == 1 { [none, listed].concat() } else { [listed, none].concat() })
            }
            _ if form.starts_with("* says that it used secondees, and") || form.starts_with("* say that they used secondees, and") => {
                // "lists none".
                is(codes.iter().all(|code| used[code.as_str()].0 == "none listed"), "one did not").map(|_| vec!["0".into()])
            }
            "Whether * used secondees is not known: cells that decide it are blank or cannot be read." => {
                is(codes.iter().all(|code| used[code.as_str()].0 == "unknown"), "it is known")
            }
            "No return is in use, so nothing can be said of this year."
            | "No return is in use, so nothing can be said of how the guidance is followed." => {
                if returned == 0 {
                    Ok(vec!["0".into()])
                } else {
                    Err("a return is in use".into())
                }
            }
            _ if form.starts_with("How many secondees were in post at the census date is not known of any member") => {
                is(census(Basis::Broad).is_none(), "it is known")
            }
            "How many of them were on secondment is not known of any member." => is(census(Basis::Narrow).is_none(), "it is known"),
            "At the census date, * of all arrangements * in post on NPM work*." | "Of these on secondment there *." => {
                let basis = if form.starts_with("At") { Basis::Broad } else { Basis::Narrow };
                let mut of = vec![shown(census(basis))];
                of.extend(self.besides(census(basis).unwrap_or(0), Measure::SecondeesCensus, basis));
                Ok(of)
            }
            "This leaves out *: cells that decide how many secondees were in post are blank or cannot be read." => {
                let unknown = self.persons[&("census", Basis::Broad.words())].iter().filter(|(_, of)| of.is_none());
                let unknown: BTreeSet<&String> = unknown.map(|(member, _)| member).collect();
                is(codes.iter().collect::<BTreeSet<_>>() == unknown, "others are left out")
            }
            "In the same * with a figure in both years, the number went from * to *." => {
                let (members, then, now) = self.same_members(Basis::Broad);
                is(then != now, "it stayed the same")?;
                numbers_of(&[members, then, now])
            }
            "In the same * with a figure in both years, the number stayed at *." => {
                let (members, then, now) = self.same_members(Basis::Broad);
                is(then == now, "it did not")?;
                numbers_of(&[members, now])
            }
            "The share of NPM staff who are secondees is not known." => is(self.share().is_none(), "it is known"),
            "Secondees were *% of all NPM staff*." => {
                let mut of = vec![self.share().unwrap_or_default()];
                of.extend(self.could_be(Measure::SecondeeShare, Basis::Broad));
                if let Some(then) = self.last(ALL, Measure::SecondeeShare, Basis::Broad) {
                    of.extend([self.last_year().to_string(), percent(then)]);
                }
                Ok(of)
            }
            "* of * with a return used secondees in the year*." | "* of the * of which this is known used secondees in the year*." => {
                let known = used.values().filter(|(how, _)| ["used", "nil"].contains(how)).count();
                is((known == returned) == form.contains("with a return"), "of whom it is known")?;
                let mut of = vec![how_many("used"), known.to_string()];
                of.extend(self.could_be(Measure::MembersUsing, Basis::Broad));
                of.extend(numbers(sentence.split_once("; in May ").map_or("", |(_, rest)| rest)));
                let baseline = self.last_2013();
                is(of.len() < 4 || of.ends_with(&baseline), "another figure of 2013").map(|_| of)
            }
            _ if form.starts_with("How many members used secondees in the year is not known") => {
                is(used.values().all(|(how, _)| *how != "used" && *how != "nil"), "it is known")?;
                Ok(if sentence.contains("2013") { self.last_2013() } else { Vec::new() })
            }
            "* began and * ended in the year." => Ok(["new", "ended"].map(|what| shown(self.number(what, Basis::Broad))).to_vec()),
            "How many arrangements began and ended in the year is not known." => {
                is(["new", "ended"].iter().any(|what| self.number(what, Basis::Broad).is_none()), "it is known")
            }
            "There is no earlier workbook to compare with." => is(audit.round.last.is_none(), "there is one").map(|_| vec!["0".into()]),
            "No member has a figure in both years, so nothing can be said of movements." => {
                is(settings.members.iter().all(|m| self.moved(&m.code).is_none()), "one has").map(|_| vec!["0".into()])
            }
            "No member's number moved for certain." => Ok(vec!["0".into()]),
            "The number rose in *."
            | "The number fell in *."
            | "Movements that may be an error in the return, with the queries that will settle them: *." => {
                let mut of = Vec::new();
                let mut seen: BTreeSet<String> = BTreeSet::new();
                for (codes, words) in self.moved_by(sentence) {
                    if (codes.len() > 1) != words.starts_with("each ") {
                        return Err(format!("{codes:?} moved each for itself: {words}"));
                    }
                    of.extend(self.codes_moved(form, &codes, &words, &mut seen)?);
                }
                Ok(of)
            }
            "It stayed the same in * member*." => {
                let same = settings.members.iter().map(|m| &m.code).filter(|code| self.moved(code).is_some_and(|(then, now)| then == now));
                let same: Vec<&String> = same.collect();
                let unsure: Vec<&String> = same.iter().filter(|code| !self.is_sure(code)).copied().collect();
                is(unsure == codes.iter().collect::<Vec<_>>(), "the members of which a query is open").map(|_| vec![same.len().to_string()])
            }
            "Person by person: * joined, * left, * stayed*." => self.person_by_person(sentence),
            _ if form.starts_with("No comparison is possible for *: last year has no figure") => {
                is(codes.iter().all(|code| self.last(code, Measure::SecondeesCensus, Basis::Broad).is_none()), "it has one")
                    .map(|_| vec!["0".into(), "0".into()])
            }
            _ if form.starts_with("No comparison is possible for *: this year's") => {
                let listed = codes.iter().filter(|code| sentence.contains(code.as_str()));
                is(listed.into_iter().all(|code| self.number_of(code, "census", Basis::Broad).is_none()), "it is known")
                    .map(|_| vec!["0".into()])
            }
            _ if form.starts_with("No assignment stands, or waits") => {
                // "there must be none".
                is(self.sum(&LEFT, true).1 == 0, "some do").map(|_| vec!["0".into(), "0".into()])
            }
            _ if form.starts_with("* found where the guidance says") => {
                let certain = self.sum(&LEFT, true);
                let (first, rest) = sentence.split_once(" assignment").unwrap_or(("", ""));
                let found = self.visits().into_iter().filter(|(_, (stands, certain))| *certain && *stands != "dismissed");
                let found: BTreeSet<String> =
                    found.map(|((member, _), _)| member).filter(|member| !member.starts_with("finding ")).collect();
                if !found.is_subset(&codes.iter().cloned().collect()) {
                    return Err(format!("the returns are those of {found:?}"));
                }
                if !fits(first, certain) || !self.parts(rest, true) {
                    return Err(format!("{certain:?} were found, by what stands: {:?}", self.counted()));
                }
                Ok(numbers(sentence))
            }
            "Which number is right depends on whether rows that look alike are one assignment." => {
                let (least, most) = self.sum(&LEFT, true);
                is(least < most, "there is one number")
            }
            "1 of them lies outside the reporting year by its dates." | "* of them lie outside the reporting year by their dates." => {
                let visits = self.visits();
                let outside =
                    visits.iter().filter(|(visit, (stands, certain))| *certain && *stands != "dismissed" && self.is_of_another_year(visit));
                Ok(vec![outside.count().to_string()])
            }
            _ if form.starts_with("* further assignment") => {
                let (stands, waits) = (self.sum(&["stands"], false), self.sum(&["waits", "awaits"], false));
                let unsure = (stands.0 + waits.0, stands.1 + waits.1);
                let (first, rest) = sentence.split_once(" further").unwrap_or(("", ""));
                if !fits(first, unsure) || !self.parts(rest, false) {
                    return Err(format!("{unsure:?} may be so, by what stands: {:?}", self.counted()));
                }
                Ok(numbers(sentence))
            }
            "* dismissed: decided to be no conflict, or explained and accepted." => {
                let of: i64 = [true, false].into_iter().map(|certain| self.sum(&["dismissed"], certain).1).sum();
                // "to be no conflict".
                Ok(vec![of.to_string(), "0".into()])
            }
            "* not be checked, because *." => {
                let mut cells: BTreeSet<(String, String)> = BTreeSet::new();
                for coverage in self.said.json.coverage.iter().filter(|c| c.reason.contains("could not be checked, because")) {
                    for word in coverage.reason.split([' ', ',', ';']).filter(|word| word.starts_with("Assignments!")) {
                        cells.insert((coverage.member.clone(), word.to_string()));
                    }
                }
                // Those of them that have a row on Conflicts.
                let digits = |cell: &str| cell.chars().filter(char::is_ascii_digit).collect::<String>();
                let rows = self.rows("Conflicts", "Finding id");
                let rows = rows.iter().filter(|row| row.text("List") == "Not checkable");
                let rows = rows.map(|row| (row.text("Member"), digits(&row.text("Cell")))).collect::<BTreeSet<_>>().len();
                let seen = match (rows, cells.len() - rows.min(cells.len())) {
                    (0, 1) => "; it is no case on Conflicts, because its member is asked".to_string(),
                    (0, _) => "; none of them is a case on Conflicts, because the members are asked".into(),
                    (_, 0) => String::new(),
                    (1, 1) => "; 1 of them is a case on Conflicts, and about the other its member is asked".into(),
                    (1, rest) => format!("; 1 of them is a case on Conflicts, and about the other {rest} their members are asked"),
                    (n, 1) => format!("; {n} of them are cases on Conflicts, and about the other its member is asked"),
                    (n, rest) => format!("; {n} of them are cases on Conflicts, and about the other {rest} their members are asked"),
                };
                // Further numbers may only be those of the reasons, which say "no".
                let (first, tail) = sentence.split_once("; ").unwrap_or((sentence, ""));
                let of = numbers(first);
                let holds = format!("; {tail}").starts_with(&seen) && tail.is_empty() == seen.is_empty();
                match of.first() {
                    Some(first) if *first == cells.len().to_string() && of[1..].iter().all(|number| number == "0") && holds => {
                        Ok(numbers(sentence))
                    }
                    _ => Err(format!("{} could not be checked, {rows} with a row on Conflicts", cells.len())),
                }
            }
            "Conflicts has no cases." => is(self.rows("Conflicts", "Finding id").is_empty(), "it has").map(|_| vec!["0".into()]),
            "Conflicts has * case*: *." => {
                let rows = self.rows("Conflicts", "Finding id");
                let mut of = vec![rows.len().to_string()];
                for list in ["Conflict", "Near miss", "Declared but unsupported", "Not checkable"] {
                    let number = rows.iter().filter(|row| row.text("List") == list).count();
                    of.extend((number > 0).then(|| number.to_string()));
                }
                Ok(of)
            }
            "Of these *." | "All * are *." | "It is *." => {
                let rows = self.rows("Conflicts", "Finding id");
                let of = |words: &[&str]| rows.iter().filter(|row| words.contains(&row.text("Stands").as_str())).count();
                let answered = of(&["Answered, to decide"]);
                let mut said = Vec::new();
                let states = [
                    (of(&["Answered, to decide", "Names certain, to decide", "Not certain, to decide"]), answered),
                    (of(&["Awaiting member"]), 0),
                    (of(&["Stands"]), 0),
                    (of(&["Dismissed"]), 0),
                ];
                for (number, besides) in states.into_iter().filter(|(number, _)| *number > 0) {
                    said.push(number.to_string());
                    said.extend((besides > 0).then(|| besides.to_string()));
                }
                // "It is still to be decided; the member has answered."
                if form.starts_with("It") {
                    is(rows.len() == 1 && (answered == 1) == sentence.contains("the member has answered"), "there are others")?;
                    said.clear();
                }
                is(!form.starts_with("All") || said.first() == Some(&rows.len().to_string()), "not all stand alike")?;
                Ok(said)
            }
            _ if form.starts_with("Nothing was found that departs") => {
                let (certain, perhaps) = self.departures();
                is(certain.is_empty() && perhaps.is_empty() != form.contains("for certain"), "something was")
                    .map(|_| vec![returned.to_string()])
            }
            _ if form.starts_with("Of * with a return, departures") => {
                Ok(std::iter::once(returned.to_string()).chain(self.departures().0).collect())
            }
            _ if form.starts_with("Under * there may be departures") => Ok(self.departures().1),
            "* to members * open." => Ok(vec![self.open_queries().to_string()]),
            "No finding is to be corrected or explained." => {
                is(!self.open().any(|f| f.severity == Severity::Query), "one is").map(|_| vec!["0".into()])
            }
            "* to be corrected or explained, of which * could change the number of secondees." => {
                let open: Vec<&Finding> = self.open().filter(|f| f.severity == Severity::Query).collect();
                let bearing = open.iter().filter(|f| self.could_change(f)).count();
                Ok(vec![open.len().to_string(), bearing.to_string()])
            }
            _ if form.starts_with("What a figure could be") => {
                is(self.could_be(Measure::SecondeesCensus, Basis::Broad).len() == 2, "exact")
            }
            _ if form.starts_with("No upper limit can be given") => Ok(vec!["0".into()]),
            _ if form.starts_with("Each rule is checked for each member") => {
                let skipped = self.said.json.coverage.iter().filter(|c| c.outcome == Outcome::Skipped).count();
                Ok(vec![self.said.json.coverage.len().to_string(), skipped.to_string()])
            }
            "Last year has no workbook; comparisons are with *." => Ok(vec!["0".into(), self.last_year().to_string()]),
            _ if form.starts_with("The survey of May 2013") => Ok(vec!["2013".into()]),
            _ => Err("no number of this form is recounted".into()),
        }
    }

    /// The survey of May 2013: 8 of 20 members (¶4).
    fn last_2013(&self) -> Vec<String> {
        ["2013", "8", "20"].map(String::from).to_vec()
    }

    /// The members of a sentence of movements by what it says of them in brackets: "CIW and OFSTED (each 2 to 1; R06)".
    fn moved_by(&self, sentence: &str) -> Vec<(Vec<String>, String)> {
        let parts = sentence.split(')').filter_map(|part| part.split_once(" ("));
        parts.map(|(members, words)| (self.codes(members), words.to_string())).collect()
    }

    /// The numbers that are said of members that moved alike, each held to its own.
    fn codes_moved(&self, form: &str, codes: &[String], words: &str, seen: &mut BTreeSet<String>) -> Result<Vec<String>, String> {
        let mut of: Vec<String> = Vec::new();
        for code in codes {
            let (then, now) = self.moved(code).ok_or("a member without both figures")?;
            let holds = match form {
                _ if form.contains("rose") => now > then,
                _ if form.contains("fell") => now < then,
                _ => now != then,
            };
            let numbers = vec![then.to_string(), now.to_string()];
            if !holds || !seen.insert(code.clone()) || (!of.is_empty() && of != numbers) {
                return Err(format!("{code} went from {then} to {now}"));
            }
            if self.is_sure(code) == form.starts_with("Movements") {
                return Err(format!("whether {code} moved is {}", if self.is_sure(code) { "sure" } else { "not sure" }));
            }
            self.settles(code, words)?;
            of = numbers;
        }
        Ok(of)
    }

    /// "2 to 3; R06": each query named to settle it is open, and about the member.
    fn settles(&self, member: &str, words: &str) -> Result<(), String> {
        let Some((_, rules)) = words.split_once("; ") else { return Ok(()) };
        let asks = |rule: &str| {
            self.open().any(|f| {
                let is_about = f.evidence.iter().any(|cell| cell.member == member) || f.subject.person_member.as_deref() == Some(member);
                f.rule == rule && (f.member == member || is_about)
            })
        };
        match rules.split(", ").find(|rule| !asks(rule)) {
            Some(rule) => Err(format!("{rule} of {member} is not open")),
            None => Ok(()),
        }
    }

    /// Both texts, sentence by sentence.
    pub(super) fn hold(&self, wrong: &mut Vec<String>) {
        let paragraphs = secondee_audit::outputs::narrative::paragraphs(self.said.audit, &self.said.audit.ranges);
        let mut told: Vec<String> = Vec::new();
        for sentence in paragraphs.iter().flat_map(|paragraph| sentences_of(&paragraph.text)) {
            let Some(form) = super::FORMS_FOR_THE_MEETING.iter().find(|form| has_form(&sentence, form)) else { continue };
            self.compare(&sentence, self.of_meeting(form, &sentence), wrong);
            if form.starts_with("The number ") || form.starts_with("Movements") {
                told.extend(self.moved_by(&sentence).into_iter().flat_map(|(codes, _)| codes));
            }
        }
        for (measure, basis) in [
            (Measure::SecondeesCensus, Basis::Broad),
            (Measure::SecondeesCensus, Basis::Narrow),
            (Measure::SecondeeShare, Basis::Broad),
            (Measure::MembersUsing, Basis::Broad),
        ] {
            let (recounted, summary) = (self.could_be(measure, basis), self.could_be_on_summary(measure, basis));
            if recounted != summary && !self.said.audit.round.returns.is_empty() {
                wrong.push(format!("{measure} ({basis}) could be {recounted:?}, and Summary says {summary:?}"));
            }
        }
        // Every member whose number moved is told once, as real or as perhaps an error.
        let moved = self.said.audit.round.settings.members.iter().map(|member| member.code.clone());
        let moved: Vec<String> = moved.filter(|code| self.moved(code).is_some_and(|(then, now)| then != now)).collect();
        told.sort();
        let mut sorted = moved;
        sorted.sort();
        if told != sorted && !self.said.audit.round.returns.is_empty() {
            wrong.push(format!("the number moved in {sorted:?}, and the narrative tells of {told:?}"));
        }
        if let Ok(release) = publish::of_round(self.said.audit) {
            let mut told = BTreeSet::new();
            for sentence in release.points.iter().flat_map(|point| sentences_of(&point.words)) {
                let Some(form) = super::FORMS_FOR_PUBLICATION.iter().find(|form| has_form(&sentence, form)) else { continue };
                let recounted = self.of_publication(form, &sentence, &release);
                told.extend(recounted.iter().flat_map(|(_, cells)| cells.clone()));
                self.compare(&sentence, recounted.map(|(numbers, _)| numbers), wrong);
            }
            self.attacked(&release, &told, wrong);
        }
    }

    fn compare(&self, sentence: &str, expected: Result<Vec<String>, String>, wrong: &mut Vec<String>) {
        let said = numbers(sentence);
        match expected {
            Ok(expected) if expected == said => {}
            Ok(expected) => wrong.push(format!("recounted {expected:?}, but {sentence:?}")),
            Err(why) => wrong.push(format!("{why}: {sentence:?}")),
        }
    }
}

#[test]
fn numbers_are_found_as_they_are_written() {
    let found = numbers("Of 3 members (¶14, R07 at Secondees!M4), none; 3 or 4 rose to 10.1% by 31/03/2026, no conflict.");
    assert_eq!(found, ["3", "0", "3", "4", "10.1", "31/03/2026", "0"]);
    assert_eq!(numbers("No arrangements began and none ended."), ["0", "0"]);
}
