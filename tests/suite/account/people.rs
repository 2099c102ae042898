//! Who joined, left and stayed, counted by hand: last year's rows beside this year's, one by one. Only the same name under the same reference is
//! surely one person here; where a row shares a word of the name or the reference alone, both are possible, and the number has a range.

use std::collections::BTreeSet;

use secondee_audit::form::{NARROW_ARRANGEMENTS, Sec, Sheet};
use secondee_audit::model::{Basis, Date, Measure, PastPerson, Record};

use super::number_before;
use super::recount::{Recount, Told, numbers};

/// The least and the most.
type Span = (i64, i64);

fn add(span: &mut Span, told: Told) {
    span.0 += i64::from(told == Some(true));
    span.1 += i64::from(told != Some(false));
}

fn letters(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether a row of last year and one of this year are one person, as far as the eye can tell.
fn is_one(past: &PastPerson, row: &Record<Sec>) -> Told {
    let (reference, name) = (letters(&row.cell(Sec::Ref).typed), letters(&row.cell(Sec::Name).typed));
    let (past_reference, past_name) = (letters(&past.reference), letters(&past.name));
    let shares_a_word = name.split(|c: char| !c.is_alphanumeric()).any(|word| word.len() > 2 && past_name.contains(word));
    match reference == past_reference {
        true if name == past_name => Some(true),
        false if !shares_a_word && !name.is_empty() => Some(false),
        _ => None,
    }
}

/// What became of people in all members with both figures.
#[derive(Default)]
pub(super) struct Became {
    joined: Span,
    left: Span,
    stayed: Span,
    otherwise: Span,
    /// Of those who stayed, whose home is typed otherwise than last year.
    home_differs: i64,
    /// Of those who stayed, who counts among secondments at one of the dates only.
    rearranged: Span,
    /// What last year's rows add up to, less what was published.
    recount: i64,
}

impl Recount<'_> {
    /// The census date of last year's workbook.
    fn last_census(&self) -> Date {
        let settings = &self.said.audit.round.settings;
        match self.last_year() + 1 == settings.year {
            true => settings.from.yesterday().expect("a day"),
            false => Date::new(self.last_year(), settings.census.month(), settings.census.day()).expect("a day"),
        }
    }

    pub(super) fn became(&self) -> Became {
        let round = self.said.audit.round;
        let (census, last_census) = (round.settings.census, self.last_census());
        let mut became = Became::default();
        for (member, then) in round.settings.members.iter().filter_map(|m| Some((&m.code, self.moved(&m.code)?.0))) {
            let (Some(own), Some(last)) = (round.submission(member), &round.last) else { continue };
            let was_there = |past: &&PastPerson| {
                let covers = past.start.is_some_and(|start| start <= last_census) && past.end.is_none_or(|end| end >= last_census);
                past.member == *member && past.npm_work && covers
            };
            let past: Vec<&PastPerson> = last.secondees.iter().filter(was_there).collect();
            became.recount += past.len() as i64 - then;
            let counted = self.persons[&("census", Basis::Broad.words())][member].clone().unwrap_or_default();
            let had_narrow = self.last(member, Measure::SecondeesCensus, Basis::Narrow).is_some();
            let in_narrow = self.persons[&("census", Basis::Narrow.words())][member].as_ref().filter(|_| had_narrow);
            let rows_of = |person: &_| -> Vec<&Record<Sec>> {
                own.secondees.iter().filter(|row| self.person_of(member, Sheet::Secondees, row.row) == *person).collect()
            };
            let of_any = |told: Vec<Told>| match told.contains(&Some(true)) {
                true => Some(true),
                false => told.into_iter().collect::<Option<Vec<_>>>().map(|_| false),
            };
            for person in &counted {
                let rows = rows_of(person);
                let there = of_any(rows.iter().flat_map(|row| past.iter().map(move |past| is_one(past, row))).collect());
                let has_just_begun = rows.iter().all(|row| self.day(row, Sec::Start).is_some_and(|start| start > last_census));
                let is_new = if rows.len() > 1 && there != Some(true) && !has_just_begun { None } else { Some(has_just_begun) };
                add(&mut became.stayed, there);
                let arrived = there.map(|there| !there);
                let both = |a: Told, b: Told| if a == Some(false) || b == Some(false) { Some(false) } else { a.and(b) };
                add(&mut became.joined, both(arrived, is_new));
                add(&mut became.otherwise, both(arrived, is_new.map(|is| !is)));
                let homes = rows
                    .iter()
                    .flat_map(|row| past.iter().map(move |past| (past, row)))
                    .filter(|(past, row)| is_one(past, row) != Some(false));
                let is_narrow = in_narrow.as_ref().map(|in_narrow| in_narrow.contains(person));
                let among = |past: &PastPerson| is_narrow.map(|is| is != NARROW_ARRANGEMENTS.contains(&past.arrangement.as_str()));
                let pairs = rows.iter().flat_map(|row| past.iter().map(move |past| (is_one(past, row), *past)));
                let differ: Vec<Told> = pairs.filter(|(_, past)| among(past) == Some(true)).map(|(told, _)| told).collect();
                add(&mut became.rearranged, of_any(differ));
                became.home_differs +=
                    i64::from(homes.into_iter().any(|(past, row)| letters(&past.home) != letters(&row.cell(Sec::Home).typed)));
            }
            let counted: BTreeSet<u32> = counted.iter().flat_map(rows_of).map(|row| row.row).collect();
            for past in &past {
                let of = |is_counted: bool| {
                    of_any(
                        own.secondees.iter().filter(|row| counted.contains(&row.row) == is_counted).map(|row| is_one(past, row)).collect(),
                    )
                };
                // Of a row that is there and does not count, the end says what became of the person.
                let row = own.secondees.iter().find(|row| is_one(past, row) == Some(true));
                let has_left = row.map(|row| {
                    let has_started = self.day(row, Sec::Start).is_some_and(|start| start <= census);
                    let is_there = has_started && row.cell(Sec::End).typed.trim().is_empty();
                    !is_there && self.day(row, Sec::End).is_some_and(|end| end < census && end >= last_census)
                });
                let (left, otherwise) = match (of(true), of(false)) {
                    (Some(true), _) => (Some(false), Some(false)),
                    (Some(false), Some(false)) => (Some(true), Some(false)),
                    (Some(false), Some(true)) => (has_left, has_left.map(|left| !left)),
                    _ => (None, None),
                };
                add(&mut became.left, left);
                add(&mut became.otherwise, otherwise);
            }
        }
        became
    }

    /// "Person by person: 1 joined, 2 left, 3 stayed (1 of them now seconded from another place), …", number by number.
    pub(super) fn person_by_person(&self, sentence: &str) -> Result<Vec<String>, String> {
        let became = self.became();
        let number = |words: &str| number_before(sentence, words).unwrap_or(0);
        let mut expected = Vec::new();
        for (words, span) in [(" joined", became.joined), (" left", became.left), (" stayed", became.stayed)] {
            if !(span.0..=span.1).contains(&number(words)) {
                return Err(format!("{} to {}{words}", span.0, span.1));
            }
            expected.push(number(words).to_string());
        }
        let (moved, otherwise) =
            (number(" of them now seconded"), number(" person was counted differently") + number(" persons were counted differently"));
        if moved > became.home_differs || !(became.otherwise.0..=became.otherwise.1).contains(&otherwise) {
            return Err(format!("{} homes differ, {:?} counted differently", became.home_differs, became.otherwise));
        }
        // Whoever is counted now joined, stayed or was counted otherwise, and so with whoever was counted then.
        let (_, then, now) = self.same_members(Basis::Broad);
        let again = self.said.audit.groundwork.joined.groups().len() as i64;
        let is_near = |a: i64, b: i64| (a - b).abs() <= otherwise + again;
        if !is_near(now, number(" joined") + number(" stayed")) || !is_near(then + became.recount, number(" left") + number(" stayed")) {
            return Err(format!("{then} then and {now} now do not add up"));
        }
        let rearranged = number(" of them counted differently among secondments only");
        if !(became.rearranged.0..=became.rearranged.1).contains(&rearranged) {
            return Err(format!("{:?} counted differently among secondments only", became.rearranged));
        }
        expected.extend((moved > 0).then(|| moved.to_string()));
        expected.extend((rearranged > 0).then(|| rearranged.to_string()));
        expected.extend((otherwise > 0).then(|| otherwise.to_string()));
        if became.recount != 0 {
            expected.push(format!("{}{}", if became.recount > 0 { "+" } else { "−" }, became.recount.abs()));
        }
        let unsure =
            self.said.audit.round.settings.members.iter().filter(|m| self.moved(&m.code).is_some() && !self.is_sure(&m.code)).count();
        let says_unsure = sentence.contains("open that could change this");
        if says_unsure != (unsure > 0) {
            return Err(format!("{unsure} members are not sure"));
        }
        expected.extend((unsure > 0).then(|| unsure.to_string()));
        Ok(expected)
    }
}

#[test]
fn the_number_of_a_recount_is_written_with_its_sign() {
    assert_eq!(numbers("its rows differ by −1; in 2 members queries are open"), ["−1", "2"]);
}
