//! What to ask first: the open questions that affect a figure or a conflict, widest effect first, each in the finding's own words.

use std::collections::{BTreeSet, HashMap};

use super::pages::text;
use crate::account::Audit;
use crate::book::choices::settles_query;
use crate::figures::ranges::{Matter, Ranges};
use crate::figures::table::{Datum, Table};
use crate::model::finding::FindingId;
use crate::model::{ALL, Basis, Measure};
use crate::outputs::sentences::capital;

/// The sheet of all that is to be asked.
pub const ASK: &str = "What to ask first";

/// What to ask of a member about one thing: the findings' messages with their values; redacted, what is wrong and where.
pub(super) fn question(audit: &Audit, positions: &Positions, matter: &Matter, is_redacted: bool) -> String {
    // In the order of the findings, whatever the order in which the matter names them.
    let asking: BTreeSet<usize> = matter.findings.iter().filter_map(|id| positions.get(id.as_str()).copied()).collect();
    if is_redacted || asking.is_empty() {
        return matter.what.clone();
    }
    let sentence = |message: &str| format!("{}.", capital(message.trim_end_matches('.')));
    let mut said: Vec<String> = asking.iter().map(|at| sentence(&audit.report.findings[*at].message)).collect();
    // What was decided to be recorded stays in doubt, and nobody is asked about it.
    let is_settled = |at: &usize| {
        let decided = audit.decisions.get(&audit.report.findings[*at].id);
        decided.is_some_and(|decided| settles_query(&decided.decision))
    };
    if asking.iter().all(is_settled) {
        said.push("It is decided and on record; the member is not asked any more.".into());
    }
    said.join(" ")
}

/// Where each finding stands among the findings of the round, by id.
pub(super) type Positions<'a> = HashMap<&'a str, usize>;

/// The positions of all findings; made once for all questions.
pub(super) fn positions<'a>(audit: &'a Audit) -> Positions<'a> {
    audit.report.findings.iter().enumerate().map(|(at, finding)| (finding.id.as_str(), at)).collect()
}

/// The codes of the findings that a question is about.
pub(super) fn codes(matter: &Matter) -> String {
    let codes: BTreeSet<&str> = matter.findings.iter().map(|id| FindingId::of(id).code()).collect();
    codes.into_iter().collect::<Vec<_>>().join(", ")
}

/// What all effects come to, and what they have in common where they add up to more: persons that several of them are about.
pub(super) fn effects(audit: &Audit, ranges: &Ranges) -> Option<((i64, i64), (i64, i64))> {
    let range = ranges.get(ALL, Measure::SecondeesCensus, Basis::Broad)?;
    let now = audit.figure(audit.round.settings.year, ALL, Measure::SecondeesCensus, Basis::Broad).unwrap_or(0.0) as i64;
    let all = (range.low as i64 - now, range.high as i64 - now);
    let each = ranges.matters.iter().fold((0, 0), |sum, matter| (sum.0 + matter.secondees.0, sum.1 + matter.secondees.1));
    Some((all, (all.0 - each.0, all.1 - each.1)))
}

/// A question that would fill the page is cut; it is whole on its sheet.
pub(super) fn cut(question: &str) -> String {
    const MOST_LETTERS: usize = 170;
    match question.char_indices().nth(MOST_LETTERS) {
        None => question.to_string(),
        Some((at, _)) => format!("{} …", question[..at].rsplit_once(' ').map_or(&question[..at], |(start, _)| start)),
    }
}

/// The sheet of all questions, widest effect first; the effects on the number of secondees add up to its range.
pub fn questions(audit: &Audit, is_redacted: bool) -> Table {
    let ranges = &audit.ranges;
    let headings = ["Rank", "Member", "What depends on it", "What to ask", "Findings", "Less by", "More by"];
    let number = |number: i64| Datum::Number(number as f64);
    let positions = positions(audit);
    let mut rows: Vec<Vec<Datum>> = ranges
        .matters
        .iter()
        .enumerate()
        .map(|(at, matter)| {
            vec![
                number(at as i64 + 1),
                text(&matter.member),
                text(&matter.effect()),
                text(&question(audit, &positions, matter, is_redacted)),
                text(&codes(matter)),
                number(matter.secondees.0),
                number(matter.secondees.1),
            ]
        })
        .collect();
    if let Some((all, common)) = effects(audit, ranges) {
        let mut line = |words: &str, (low, high): (i64, i64)| {
            rows.push(vec![Datum::Blank, text(ALL), text(words), Datum::Blank, Datum::Blank, number(low), number(high)]);
        };
        if common != (0, 0) {
            line("what several of these have in common, counted once", common);
        }
        line("all together: secondees in post", all);
    }
    Table { name: ASK, headings: headings.map(String::from).to_vec(), rows }
}
