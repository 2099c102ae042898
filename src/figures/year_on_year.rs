//! Every change of a member's number of secondees between two census dates, decomposed by person (¶10).

use std::collections::BTreeSet;

use crate::figures::flow::{Flow, FlowRow, Movement, all_flow, in_words};
use crate::figures::not_known::{missing_reason, not_known};
use crate::form::{NARROW_ARRANGEMENTS, Sec, Sheet};
use crate::model::{ALL, Basis, Confirmation, Confirmations, Date, Measure, Member, PastPerson, Record, Round, Submission, show_date};
use crate::people::{self, Joined, PersonRow, joined_last_year};
use crate::places::fold;
use crate::steps::{self, Step};

/// Year on year by person, for each member and both bases.
pub fn flows(round: &Round) -> Vec<Flow> {
    flows_of(round, &Joined::of_round(round))
}

/// As [`flows`], given the rows that are one person, who is counted once.
pub fn flows_of(round: &Round, joined: &Joined) -> Vec<Flow> {
    steps::begins(Step::YearOnYear);
    let members = round.settings.members.iter();
    members.flat_map(|member| Basis::EACH.map(|basis| flow(round, &round.confirmed, joined, member, basis))).collect()
}

/// The change among the members with a figure in both years, added up. Whom several of them list is one person.
pub fn same_members(round: &Round, joined: &Joined, flows: &[Flow], basis: Basis) -> Flow {
    let mut all = all_flow(flows, basis);
    let is_in = |member: &str| flows.iter().any(|f| f.basis == basis && f.member == member && f.opening.is_ok() && f.closing.is_ok());
    let counts = |row: &Record<Sec>| row.counts_in(Measure::SecondeesCensus, basis, &round.settings) == Ok(true);
    let again = |members: Vec<&str>| members.into_iter().collect::<BTreeSet<_>>().len().saturating_sub(1) as i64;
    let now: i64 = joined
        .groups()
        .iter()
        .map(|group| {
            let is_counted = |(member, sheet, at): &&PersonRow| {
                let rows = round.submission(member).map_or(&[][..], |own| own.secondees.as_slice());
                is_in(member) && *sheet == Sheet::Secondees && rows.iter().any(|row| row.row == *at && counts(row))
            };
            again(group.iter().filter(is_counted).map(|(member, ..)| member.as_str()).collect())
        })
        .sum();
    let last = round.last.as_ref().map_or(&[][..], |last| last.secondees.as_slice());
    let then: i64 = joined_last_year(round, &round.confirmed, last)
        .into_iter()
        .map(|group| {
            let people = group.into_iter().map(|at| &last[at]);
            again(people.filter(|p| is_in(&p.member) && was_counted(round, p, basis)).map(|p| p.member.as_str()).collect())
        })
        .sum();
    // Last year's figure of the NPM says whether it counted them once.
    let was_counted_again = round.last.as_ref().is_some_and(|last| {
        let of = |member: &str| last.count(member, Measure::SecondeesCensus, basis);
        let sum: f64 = round.settings.members.iter().filter_map(|member| of(&member.code)).sum();
        of(ALL).is_none_or(|all| all >= sum)
    });
    let then = if was_counted_again { 0 } else { then };
    all.opening = all.opening.map(|number| number - then);
    all.closing = all.closing.map(|number| number - now);
    if now != then {
        let detail = "people whom several members list are counted once".to_string();
        all.rows.push(FlowRow { change: Movement::Recount, reference: String::new(), name: String::new(), detail, effect: then - now });
    }
    all.words = in_words(&all);
    all
}

/// The census date of the year that last year's workbook is about, which may lie more than a year back.
fn last_census(round: &Round) -> Date {
    let (from, census) = (round.settings.from, round.settings.census);
    let before = round.last.as_ref().map_or(1, |last| round.settings.year - last.year).max(1);
    let years_back = || Date::new(census.year() - before, census.month(), census.day()).ok();
    if before == 1 { from.yesterday().unwrap_or(from) } else { years_back().unwrap_or(from) }
}

fn flow(round: &Round, confirmed: &Confirmations, joined: &Joined, member: &Member, basis: Basis) -> Flow {
    let closing = Err(missing_reason(round, member));
    let empty =
        Flow { member: member.code.clone(), basis, opening: Err("no last year".into()), rows: Vec::new(), closing, words: String::new() };
    let opening = round.last.as_ref().map_or(Err("no last year".into()), |last| {
        last.count(&member.code, Measure::SecondeesCensus, basis).map(|n| n as i64).ok_or_else(|| "no figure last year".to_string())
    });
    let Some(submission) = round.submission(&member.code) else {
        return Flow { opening, words: "not known: no return in use".into(), ..empty };
    };
    let settings = &round.settings;
    if let Some(why) = not_known(submission, joined, settings, Measure::SecondeesCensus, basis) {
        return Flow { opening, closing: Err(why.clone()), words: why, ..empty };
    }
    let counts = |row: &Record<Sec>| row.counts_in(Measure::SecondeesCensus, basis, settings) == Ok(true);
    // A person on several rows counts once, and was there last year if any of them says so.
    let now: Vec<Vec<&Record<Sec>>> = joined.persons(submission).into_iter().filter(|rows| rows.iter().any(|row| counts(row))).collect();
    let closing = now.len() as i64;
    let (Some(last), Ok(open)) = (&round.last, &opening) else {
        return Flow { opening, closing: Ok(closing), words: "not known: no figure last year".into(), ..empty };
    };
    let then: Vec<&PastPerson> = last.secondees.iter().filter(|p| p.member == member.code && was_counted(round, p, basis)).collect();
    let then = once(round, confirmed, then);
    let mut rows = Vec::new();
    let mut unmatched: Vec<&PastPerson> = then.clone();
    for person in now {
        let matched = person.iter().find_map(|row| Some((*row, take_match(round, confirmed, &mut unmatched, row)?)));
        let row = matched.map(|(row, _)| row).or_else(|| person.iter().copied().find(|row| counts(row))).unwrap_or(person[0]);
        let past = matched.map(|(_, past)| past);
        rows.push(past.map_or_else(|| arrived(round, confirmed, row), |past| remained(round, past, row)));
    }
    rows.extend(unmatched.into_iter().map(|past| departed(round, confirmed, submission, past)));
    let recount = then.len() as i64 - open;
    if recount != 0 {
        let detail = format!("published: {open}; rows in last year's workbook: {}", then.len());
        rows.push(FlowRow { change: Movement::Recount, reference: String::new(), name: String::new(), detail, effect: recount });
    }
    rows.sort_by(|a, b| (a.change, &a.reference, &a.name).cmp(&(b.change, &b.reference, &b.name)));
    let mut flow = Flow { opening, rows, closing: Ok(closing), ..empty };
    flow.words = in_words(&flow);
    flow
}

/// Last year's people, whom several rows were confirmed to be once.
fn once<'a>(round: &Round, confirmed: &Confirmations, people: Vec<&'a PastPerson>) -> Vec<&'a PastPerson> {
    let owned: Vec<PastPerson> = if confirmed.0.is_empty() { Vec::new() } else { people.iter().map(|past| (*past).clone()).collect() };
    let groups = joined_last_year(round, confirmed, &owned);
    let is_again = |at: usize| groups.iter().any(|group| group[1..].contains(&at));
    people.into_iter().enumerate().filter(|(at, _)| !is_again(*at)).map(|(_, past)| past).collect()
}

fn line(change: Movement, row: &Record<Sec>, detail: String, effect: i64) -> FlowRow {
    let typed = |field| row.text(field).unwrap_or("").to_string();
    FlowRow { change, reference: typed(Sec::Ref), name: typed(Sec::Name), detail, effect }
}

/// Counted at both census dates. Spelt otherwise is not moved: homes that are both certain are compared by id, others by their words.
fn remained(round: &Round, past: &PastPerson, row: &Record<Sec>) -> FlowRow {
    let home = row.cell(Sec::Home);
    let now = home.places().first().and_then(|named| named.found.confirmed()).map(|at| round.register.place(at).id.as_str());
    let has_moved = match now {
        Some(id) if !past.home_id.is_empty() => id != past.home_id,
        _ => !past.home.is_empty() && !home.is_blank() && fold(&past.home) != fold(&home.typed),
    };
    match has_moved {
        true => line(Movement::MovedHome, row, format!("seconded from {} last year, from {} now", past.home, home.typed.trim()), 0),
        false => line(Movement::Stayed, row, String::new(), 0),
    }
}

/// Counted now and not at last year's census date.
fn arrived(round: &Round, confirmed: &Confirmations, row: &Record<Sec>) -> FlowRow {
    let start = row.date(Sec::Start);
    let since = start.map_or("no start date".into(), |start| format!("started {}", show_date(start)));
    // In post before the last census, yet not counted then: counted differently now, not joined.
    match start.is_some_and(|start| start > last_census(round)) {
        true => line(Movement::Joined, row, since, 1),
        false => {
            let was = round.last.iter().flat_map(|last| &last.secondees).find(|past| people::is_one_by(round, confirmed, past, row));
            let why = was.map_or("not in last year's rows".into(), |past| {
                let npm = if past.npm_work { "on" } else { "not on" };
                format!("last year {}, {npm} NPM work", past.arrangement)
            });
            line(Movement::Reclassified, row, format!("{since}; {why}"), 1)
        }
    }
}

/// Counted at last year's census date and not now.
fn departed(round: &Round, confirmed: &Confirmations, submission: &Submission, past: &PastPerson) -> FlowRow {
    let of_past = |change, detail| FlowRow { change, reference: past.reference.clone(), name: past.name.clone(), detail, effect: -1 };
    let Some(row) = submission.secondees.iter().find(|row| people::is_one_by(round, confirmed, past, row)) else {
        return of_past(Movement::Left, "not in this year's rows, no end date known".into());
    };
    if row.in_post_on(round.settings.census) {
        let words = |field| row.cell(field).typed.clone();
        let npm = if row.is_npm() { "on" } else { "not on" };
        return of_past(Movement::Reclassified, format!("now {}, {npm} NPM work", words(Sec::Arrangement)));
    }
    match row.date(Sec::End) {
        // Who by this year's date had left before last year's census date did not leave in the year.
        None => of_past(Movement::Reclassified, "not counted now: dates not read".into()),
        Some(end) if end < last_census(round) => {
            of_past(Movement::Reclassified, format!("ended {} by this year's return, yet counted last year", show_date(end)))
        }
        Some(end) => of_past(Movement::Left, format!("ended {}", show_date(end))),
    }
}

fn was_counted(round: &Round, past: &PastPerson, basis: Basis) -> bool {
    let census = last_census(round);
    past.npm_work
        && (basis == Basis::Broad || NARROW_ARRANGEMENTS.contains(&past.arrangement.as_str()))
        && past.start.is_some_and(|start| start <= census)
        && past.end.is_none_or(|end| end >= census)
}

/// Takes out the person of last year who a row is, by the data or as people confirmed; under the same reference before any other.
fn take_match<'a>(
    round: &Round,
    confirmed: &Confirmations,
    unmatched: &mut Vec<&'a PastPerson>,
    row: &Record<Sec>,
) -> Option<&'a PastPerson> {
    let reference = fold(row.text(Sec::Ref).unwrap_or(""));
    let at = unmatched
        .iter()
        .position(|p| fold(&p.reference) == reference && people::is_one_by(round, confirmed, p, row))
        .or_else(|| unmatched.iter().position(|p| people::is_one_by(round, confirmed, p, row)));
    at.map(|at| unmatched.remove(at))
}

/// A member's year on year as it would be if a pair were one person, on the broad basis: what a proposal is about.
pub fn flow_if_one(round: &Round, joined: &Joined, member: &str, pair: &str) -> Option<Flow> {
    let member = round.settings.members.iter().find(|m| m.code == member)?;
    let mut confirmed = round.confirmed.clone();
    confirmed.0.insert(pair.into(), Confirmation { same: true, ..Default::default() });
    Some(flow(round, &confirmed, joined, member, Basis::Broad))
}
