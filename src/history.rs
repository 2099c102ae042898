//! Year on year: the figures of each member and of the NPM as a whole, and every change decomposed by person (¶10).

use std::collections::{BTreeMap, BTreeSet};

use crate::form::{NARROW_ARRANGEMENTS, Sec};
use crate::model::{Member, PastPerson, Record, Round, Status, Submission};
use crate::people::{self, Confirmations};
use crate::places::fold;
use crate::report::{Count, Flow};

/// The whole NPM, where a member's code would stand.
pub const ALL: &str = "ALL";
/// All arrangements, and secondments only.
pub const BASES: [&str; 2] = ["broad", "narrow"];
/// The measures that are sums over members.
const SUMMED: [&str; 7] =
    ["secondees_census", "secondees_in_year", "secondees_new", "secondees_ended", "secondees_npm", "fte_npm", "npm_staff"];

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
    for ((year, member, measure, basis), value) in round.last.iter().flat_map(|last| &last.counts) {
        if *year >= round.settings.year {
            continue;
        }
        known.insert((*year, measure.clone()));
        let (value, reason) = match value {
            Ok(value) => (Some(*value), None),
            Err(reason) => (None, Some(reason.clone())),
        };
        counts.push(Count { year: *year, member: member.clone(), measure: measure.clone(), value, basis: basis.clone(), reason });
    }
    if !known.contains(&(2013, "members_using".into())) {
        let reason = Some("8 of 20 members, survey of May 2013 (¶4)".into());
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
    crate::consolidate::sums(summands).expect("names and numbers of one length always make a frame")
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

fn flow(round: &Round, confirmed: &Confirmations, member: &Member, basis: &'static str) -> Flow {
    let empty = Flow {
        member: member.code.clone(),
        basis,
        opening: Err("no last year".into()),
        joined: Vec::new(),
        left: Vec::new(),
        stayed: Vec::new(),
        reclassified: Vec::new(),
        closing: Err(missing_reason(round, member)),
        words: String::new(),
    };
    let opening = round.last.as_ref().map_or(Err("no last year".into()), |last| {
        last.count(&member.code, "secondees_census", basis).map(|n| n as i64).ok_or_else(|| "no figure last year".to_string())
    });
    let Some(submission) = round.submission(&member.code) else {
        return Flow { opening, words: "not known: not returned".into(), ..empty };
    };
    let settings = &round.settings;
    let now: Vec<&Record<Sec>> = counted(submission, basis).filter(|row| row.counts_at_census(settings)).collect();
    let closing = now.len() as i64;
    let (Some(last), Ok(open)) = (&round.last, &opening) else {
        return Flow { opening, closing: Ok(closing), words: "not known: no figure last year".into(), ..empty };
    };
    let then: Vec<&PastPerson> = last.secondees.iter().filter(|p| p.member == member.code && was_counted(round, p, basis)).collect();
    let open = *open;
    let label = |reference: &str, name: &str| format!("{reference} {name}").trim().to_string();
    let now_label = |row: &Record<Sec>| label(row.text(Sec::Ref).unwrap_or(""), row.text(Sec::Name).unwrap_or(""));
    let mut unmatched: Vec<&PastPerson> = then.clone();
    let (mut joined, mut stayed, mut reclassified) = (Vec::new(), Vec::new(), Vec::new());
    for row in now {
        match take_match(round, confirmed, &mut unmatched, row) {
            true => stayed.push(now_label(row)),
            // In post before the year began, yet not counted then: counted otherwise now, not joined.
            false if !row.is_new(settings) => reclassified.push(format!("{} (+)", now_label(row))),
            false => joined.push(now_label(row)),
        }
    }
    let mut left = Vec::new();
    for past in unmatched {
        let still =
            submission.secondees.iter().any(|row| people::is_one_by(round, confirmed, past, row) && row.in_post_on(settings.census));
        match still {
            true => reclassified.push(format!("{} (−)", label(&past.reference, &past.name))),
            false => left.push(label(&past.reference, &past.name)),
        }
    }
    let recount = open - then.len() as i64;
    if recount != 0 {
        reclassified.push(format!("last year's figure {open}, its rows {}", then.len()));
    }
    let words = in_words(closing - open, joined.len(), left.len(), reclassified.len());
    Flow { member: member.code.clone(), basis, opening, joined, left, stayed, reclassified, closing: Ok(closing), words }
}

fn was_counted(round: &Round, past: &PastPerson, basis: &str) -> bool {
    let last_census = round.settings.from.yesterday().unwrap_or(round.settings.from);
    past.npm_work
        && (basis == "broad" || NARROW_ARRANGEMENTS.contains(&past.arrangement.as_str()))
        && past.start.is_some_and(|start| start <= last_census)
        && past.end.is_none_or(|end| end >= last_census)
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
    confirmed.0.insert(pair.into(), people::Confirmation { same: true, ..Default::default() });
    Some(flow(round, &confirmed, member, BASES[0]))
}

fn in_words(change: i64, joined: usize, left: usize, reclassified: usize) -> String {
    if joined + left + reclassified == 0 {
        return "no change".into();
    }
    let sign = match change {
        0 => "0".to_string(),
        1.. => format!("+{change}"),
        _ => format!("−{}", -change),
    };
    let mut words = format!("{sign} = {joined} joined − {left} left");
    if reclassified > 0 {
        words.push_str(&format!(", {reclassified} counted otherwise"));
    }
    words
}
