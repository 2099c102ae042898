//! Year on year: the figures of each member and of the NPM as a whole, and every change decomposed by person (¶10).

use std::collections::{BTreeMap, BTreeSet};

use crate::figures::flow::{Change, Flow, FlowRow};
use crate::form::{NARROW_ARRANGEMENTS, Sec};
use crate::model::Confirmations;
use crate::model::Count;
use crate::model::{Date, Member, PastPerson, Record, Round, Status, Submission, show_date};
use crate::people;
use crate::places::fold;

/// The whole NPM, where a member's code would stand.
pub const ALL: &str = "ALL";
/// All arrangements, and secondments only.
pub const BASES: [&str; 2] = ["broad", "narrow"];
/// What is known from before there were returns.
pub const BASELINE: &str = "8 of 20 members, survey of May 2013 (¶4)";
/// The measures that are sums over members.
const SUMMED: [&str; 7] =
    ["secondees_census", "secondees_in_year", "secondees_new", "secondees_ended", "secondees_npm", "fte_npm", "npm_staff"];

/// Every measure.
pub const MEASURES: [&str; 9] = [
    "secondees_census",
    "secondees_in_year",
    "secondees_new",
    "secondees_ended",
    "secondees_npm",
    "fte_npm",
    "npm_staff",
    "secondee_share",
    "members_using",
];

fn counted<'a>(submission: &'a Submission, basis: &'a str) -> impl Iterator<Item = &'a Record<Sec>> {
    submission.secondees.iter().filter(move |row| basis == "broad" || row.is_narrow())
}

/// A member's figures by measure.
fn member_figures(round: &Round, submission: &Submission, basis: &str) -> Vec<(&'static str, f64)> {
    let settings = &round.settings;
    let number = |test: &dyn Fn(&Record<Sec>) -> bool| counted(submission, basis).filter(|row| test(row)).count() as f64;
    let census = number(&|row| row.counts_at_census(settings));
    let fte = counted(submission, basis).filter(|row| row.counts_at_census(settings)).filter_map(|row| row.number(Sec::Fte)).sum();
    vec![
        ("secondees_census", census),
        ("secondees_in_year", number(&|row| row.is_npm() && row.in_year(settings))),
        ("secondees_new", number(&|row| row.is_npm() && row.is_new(settings))),
        ("secondees_ended", number(&|row| row.is_npm() && row.has_ended(settings))),
        ("secondees_npm", number(&Record::is_npm)),
        ("fte_npm", fte),
        ("npm_staff", submission.staff_in_post() as f64 + census),
    ]
}

/// Why a member without a return in use has no figures.
fn missing_reason(round: &Round, member: &Member) -> String {
    let rejected = round.received.iter().any(|file| file.member == member.code && file.status == Status::Rejected);
    match (&member.not_applicable, rejected) {
        (Some(reason), _) => format!("not applicable: {reason}"),
        (None, true) => "not returned: the file could not be used".into(),
        (None, false) => "not returned".into(),
    }
}

/// All figures: this year's by member and for all, and those of earlier years.
pub fn counts(round: &Round) -> Vec<Count> {
    let year = round.settings.year;
    let mut counts = Vec::new();
    let returned = round.settings.members.iter().filter(|m| round.submission(&m.code).is_some()).count();
    let rests_on = format!("{returned} of {} members returned", round.settings.members.len());
    for basis in BASES {
        let count = |member: &str, measure: &str, value, reason: Option<String>| Count {
            year,
            member: member.into(),
            measure: measure.into(),
            value,
            basis: basis.into(),
            reason,
        };
        let (mut summands, mut using) = (Vec::new(), 0);
        for member in &round.settings.members {
            let Some(submission) = round.submission(&member.code) else {
                let reason = missing_reason(round, member);
                let measures = SUMMED.iter().chain(&["secondee_share"]);
                counts.extend(measures.map(|measure| count(&member.code, measure, None, Some(reason.clone()))));
                continue;
            };
            let nil = submission.is_nil().then(|| "nil return".to_string());
            let figures = member_figures(round, submission, basis);
            using += usize::from(figures[1].1 > 0.0);
            for (measure, value) in &figures {
                counts.push(count(&member.code, measure, Some(*value), nil.clone()));
                summands.push((*measure, *value));
            }
            counts.push(share(count(&member.code, "secondee_share", None, nil), figures[0].1, figures[6].1));
        }
        let sums = sums(&summands);
        let sum = |measure: &str| sums.get(measure).copied().unwrap_or(0.0);
        counts.extend(SUMMED.iter().map(|measure| count(ALL, measure, Some(sum(measure)), Some(rests_on.clone()))));
        let all = count(ALL, "secondee_share", None, Some(rests_on.clone()));
        counts.push(share(all, sum("secondees_census"), sum("npm_staff")));
        counts.push(count(ALL, "members_using", Some(using as f64), Some(rests_on.clone())));
    }
    earlier(round, &mut counts);
    counts.sort_by(|a, b| (a.year, &a.member, &a.measure, &a.basis).cmp(&(b.year, &b.member, &b.measure, &b.basis)));
    counts
}

fn share(mut count: Count, secondees: f64, staff: f64) -> Count {
    match staff > 0.0 {
        // Four places: a share is shown as a percentage with one.
        true => count.value = Some((secondees / staff * 10_000.0).round() / 10_000.0),
        false => count.reason = Some("no NPM staff".into()),
    }
    count
}

/// Earlier years' figures, and what is known from before there were any (¶4).
fn earlier(round: &Round, counts: &mut Vec<Count>) {
    let mut known: BTreeSet<(i16, String)> = BTreeSet::new();
    let reasons = round.last.as_ref().map(|last| &last.reasons);
    for (key, value) in round.last.iter().flat_map(|last| &last.counts) {
        let (year, member, measure, basis) = key;
        if *year >= round.settings.year {
            continue;
        }
        known.insert((*year, measure.clone()));
        let (value, reason) = match value {
            Ok(value) => (Some(*value), reasons.and_then(|reasons| reasons.get(key).cloned())),
            Err(reason) => (None, Some(reason.clone())),
        };
        counts.push(Count { year: *year, member: member.clone(), measure: measure.clone(), value, basis: basis.clone(), reason });
    }
    if !known.contains(&(2013, "members_using".into())) {
        let reason = Some(BASELINE.into());
        counts.push(Count {
            year: 2013,
            member: ALL.into(),
            measure: "members_using".into(),
            value: Some(8.0),
            basis: "broad".into(),
            reason,
        });
    }
}

#[cfg(feature = "frames")]
fn sums(summands: &[(&'static str, f64)]) -> BTreeMap<String, f64> {
    crate::figures::frames::sums(summands).expect("names and numbers of one length always make a frame")
}

#[cfg(not(feature = "frames"))]
fn sums(summands: &[(&'static str, f64)]) -> BTreeMap<String, f64> {
    let mut sums = BTreeMap::new();
    for (measure, value) in summands {
        *sums.entry((*measure).to_string()).or_default() += value;
    }
    sums
}

/// Year on year by person, for each member and both bases.
pub fn flows(round: &Round) -> Vec<Flow> {
    let members = round.settings.members.iter();
    members.flat_map(|member| BASES.map(|basis| flow(round, &round.confirmed, member, basis))).collect()
}

/// The census date of the year that last year's workbook is about, which may lie more than a year back.
fn last_census(round: &Round) -> Date {
    let (from, census) = (round.settings.from, round.settings.census);
    let before = round.last.as_ref().map_or(1, |last| round.settings.year - last.year).max(1);
    let years_back = || Date::new(census.year() - before, census.month(), census.day()).ok();
    if before == 1 { from.yesterday().unwrap_or(from) } else { years_back().unwrap_or(from) }
}

fn flow(round: &Round, confirmed: &Confirmations, member: &Member, basis: &'static str) -> Flow {
    let closing = Err(missing_reason(round, member));
    let empty =
        Flow { member: member.code.clone(), basis, opening: Err("no last year".into()), rows: Vec::new(), closing, words: String::new() };
    let opening = round.last.as_ref().map_or(Err("no last year".into()), |last| {
        last.count(&member.code, "secondees_census", basis).map(|n| n as i64).ok_or_else(|| "no figure last year".to_string())
    });
    let Some(submission) = round.submission(&member.code) else {
        return Flow { opening, words: "not known: no return in use".into(), ..empty };
    };
    let settings = &round.settings;
    let now: Vec<&Record<Sec>> = counted(submission, basis).filter(|row| row.counts_at_census(settings)).collect();
    let closing = now.len() as i64;
    let (Some(last), Ok(open)) = (&round.last, &opening) else {
        return Flow { opening, closing: Ok(closing), words: "not known: no figure last year".into(), ..empty };
    };
    let then: Vec<&PastPerson> = last.secondees.iter().filter(|p| p.member == member.code && was_counted(round, p, basis)).collect();
    let mut rows = Vec::new();
    let mut unmatched: Vec<&PastPerson> = then.clone();
    for row in now {
        let before = unmatched.clone();
        let is_matched = take_match(round, confirmed, &mut unmatched, row);
        let past = before.into_iter().find(|past| is_matched && !unmatched.iter().any(|left| std::ptr::eq(*left, *past)));
        rows.push(past.map_or_else(|| arrived(round, confirmed, row), |past| remained(round, past, row)));
    }
    rows.extend(unmatched.into_iter().map(|past| departed(round, confirmed, submission, past)));
    let recount = then.len() as i64 - open;
    if recount != 0 {
        let detail = format!("published: {open}; rows in last year's workbook: {}", then.len());
        rows.push(FlowRow { change: Change::Recount, reference: String::new(), name: String::new(), detail, effect: recount });
    }
    rows.sort_by(|a, b| (a.change, &a.reference, &a.name).cmp(&(b.change, &b.reference, &b.name)));
    let mut flow = Flow { opening, rows, closing: Ok(closing), ..empty };
    flow.words = in_words(&flow);
    flow
}

fn line(change: Change, row: &Record<Sec>, detail: String, effect: i64) -> FlowRow {
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
        true => line(Change::MovedHome, row, format!("seconded from {} last year, from {} now", past.home, home.typed.trim()), 0),
        false => line(Change::Stayed, row, String::new(), 0),
    }
}

/// Counted now and not at last year's census date.
fn arrived(round: &Round, confirmed: &Confirmations, row: &Record<Sec>) -> FlowRow {
    let start = row.date(Sec::Start);
    let since = start.map_or("no start date".into(), |start| format!("started {}", show_date(start)));
    // In post before the last census, yet not counted then: counted otherwise now, not joined.
    match start.is_some_and(|start| start > last_census(round)) {
        true => line(Change::Joined, row, since, 1),
        false => {
            let was = round.last.iter().flat_map(|last| &last.secondees).find(|past| people::is_one_by(round, confirmed, past, row));
            let why = was.map_or("not in last year's rows".into(), |past| {
                let npm = if past.npm_work { "on" } else { "not on" };
                format!("last year {}, {npm} NPM work", past.arrangement)
            });
            line(Change::Reclassified, row, format!("{since}; {why}"), 1)
        }
    }
}

/// Counted at last year's census date and not now.
fn departed(round: &Round, confirmed: &Confirmations, submission: &Submission, past: &PastPerson) -> FlowRow {
    let of_past = |change, detail| FlowRow { change, reference: past.reference.clone(), name: past.name.clone(), detail, effect: -1 };
    let Some(row) = submission.secondees.iter().find(|row| people::is_one_by(round, confirmed, past, row)) else {
        return of_past(Change::Left, "not in this year's rows, no end date known".into());
    };
    if row.in_post_on(round.settings.census) {
        let words = |field| row.cell(field).typed.clone();
        let npm = if row.is_npm() { "on" } else { "not on" };
        return of_past(Change::Reclassified, format!("now {}, {npm} NPM work", words(Sec::Arrangement)));
    }
    match row.date(Sec::End) {
        // Who is listed with a date that nobody can read need not have left; who by this year's date had left before last year's census date did
        // not leave in the year.
        None => of_past(Change::Reclassified, "not counted now: dates not read".into()),
        Some(end) if end < last_census(round) => {
            of_past(Change::Reclassified, format!("ended {} by this year's return, yet counted last year", show_date(end)))
        }
        Some(end) => of_past(Change::Left, format!("ended {}", show_date(end))),
    }
}

fn was_counted(round: &Round, past: &PastPerson, basis: &str) -> bool {
    let census = last_census(round);
    past.npm_work
        && (basis == "broad" || NARROW_ARRANGEMENTS.contains(&past.arrangement.as_str()))
        && past.start.is_some_and(|start| start <= census)
        && past.end.is_none_or(|end| end >= census)
}

/// Takes the person of last year who a row is, by the data or as people confirmed; under the same reference before any other.
fn take_match(round: &Round, confirmed: &Confirmations, unmatched: &mut Vec<&PastPerson>, row: &Record<Sec>) -> bool {
    let reference = fold(row.text(Sec::Ref).unwrap_or(""));
    let at = unmatched
        .iter()
        .position(|p| fold(&p.reference) == reference && people::is_one_by(round, confirmed, p, row))
        .or_else(|| unmatched.iter().position(|p| people::is_one_by(round, confirmed, p, row)));
    at.map(|at| unmatched.remove(at)).is_some()
}

/// A member's year on year as it would be if a pair were one person, on the broad basis: what a proposal is about.
pub fn flow_if_one(round: &Round, member: &str, pair: &str) -> Option<Flow> {
    let member = round.settings.members.iter().find(|m| m.code == member)?;
    let mut confirmed = round.confirmed.clone();
    confirmed.0.insert(pair.into(), crate::model::Confirmation { same: true, ..Default::default() });
    Some(flow(round, &confirmed, member, BASES[0]))
}

/// The flows of all members with both figures, added up: the change like for like.
pub fn all_flow(flows: &[Flow], basis: &'static str) -> Flow {
    let unknown = || Err("no member has figures of both years".to_string());
    let mut all = Flow { member: ALL.into(), basis, opening: unknown(), rows: Vec::new(), closing: unknown(), words: String::new() };
    for flow in flows.iter().filter(|f| f.basis == basis) {
        if let (Ok(opening), Ok(closing)) = (&flow.opening, &flow.closing) {
            all.opening = Ok(all.opening.unwrap_or(0) + opening);
            all.closing = Ok(all.closing.unwrap_or(0) + closing);
            all.rows.extend(flow.rows.iter().cloned());
        }
    }
    all.words = in_words(&all);
    all
}

/// A change as people add it up: "+6 = 9 joined − 3 left".
pub fn in_words(flow: &Flow) -> String {
    let (Ok(opening), Ok(closing)) = (&flow.opening, &flow.closing) else { return "not known".into() };
    let (joined, left) = (flow.number(Change::Joined), flow.number(Change::Left));
    let otherwise = flow.effect(Change::Reclassified) + flow.effect(Change::Recount);
    let is_otherwise = flow.number(Change::Reclassified) + flow.number(Change::Recount) > 0;
    if joined + left == 0 && !is_otherwise {
        return "no change".into();
    }
    let mut words = format!("{} = {joined} joined − {left} left", signed(closing - opening));
    if is_otherwise {
        words.push_str(&format!(
            " {} counted otherwise",
            if otherwise < 0 { format!("− {}", -otherwise) } else { format!("+ {otherwise}") }
        ));
    }
    words
}

/// A number with its sign, as printed: "+2", "−1", "0".
pub fn signed(number: i64) -> String {
    match number {
        0 => "0".into(),
        1.. => format!("+{number}"),
        _ => format!("−{}", -number),
    }
}

/// How many members the NPM had on a day: 18 from 2009, 20 from December 2013, 21 from January 2017.
pub fn membership(day: Date) -> Option<usize> {
    match (day.year(), day.month()) {
        (2017.., _) => Some(21),
        (2014.., _) | (2013, 12) => Some(20),
        (2009.., _) => Some(18),
        _ => None,
    }
}

/// A figure from before the tool, typed in round.toml.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedFigure {
    /// The figure; its reason says that it was typed in, and where it is from.
    pub count: Count,
}

/// How the reason of a figure typed in begins.
pub const TYPED: &str = "typed in: ";

/// Adds figures typed in. One that the returns of a year gave is kept against one typed in; what was not used is returned, in words.
pub fn add_typed(counts: &mut Vec<Count>, typed: &[TypedFigure]) -> Vec<String> {
    let mut unused = Vec::new();
    for TypedFigure { count } in typed {
        let same = |c: &&mut Count| (c.year, &c.member, &c.measure, &c.basis) == (count.year, &count.member, &count.measure, &count.basis);
        let is_known = |c: &Count| c.reason.as_deref().is_some_and(|reason| reason.starts_with(TYPED) || reason == BASELINE);
        match counts.iter_mut().find(same) {
            None => counts.push(count.clone()),
            Some(there) if is_known(there) || there.value.is_none() => *there = count.clone(),
            Some(there) if there.value == count.value => {}
            Some(_) => unused.push(format!(
                "round.toml gives {} of {} {} ({}); the figure counted from that year's returns is used instead",
                count.measure, count.member, count.year, count.basis
            )),
        }
    }
    counts.sort_by(|a, b| (a.year, &a.member, &a.measure, &a.basis).cmp(&(b.year, &b.member, &b.measure, &b.basis)));
    unused
}
