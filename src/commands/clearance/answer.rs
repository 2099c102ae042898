//! The answer in JSON.

use serde::Serialize;

use super::basis::ClearanceBasis;
use super::{left_out, role};
use crate::conflicts::{Cleared, Tested, Verdict, When};
use crate::model::Round;

/// What `--format json` prints.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    round: i16,
    /// The survey year of the data: this year's returns, or an earlier year's workbook if none has come.
    based_on: i16,
    as_at: String,
    from: Option<String>,
    to: Option<String>,
    activity: Option<&'a str>,
    places: Vec<PlaceAnswer<'a>>,
    not_included: Vec<LeftOut>,
}

#[derive(Serialize)]
struct LeftOut {
    member: String,
    reason: &'static str,
}

#[derive(Serialize)]
struct PlaceAnswer<'a> {
    written_name: &'a str,
    certainty: &'static str,
    reason: &'a str,
    candidates: Vec<CandidateAnswer<'a>>,
    must_not_go: usize,
    caution: usize,
    clear: usize,
    /// Whose secondment had ended before the first day.
    left: Vec<RowAnswer<'a>>,
    people: Vec<PersonAnswer<'a>>,
}

#[derive(Serialize)]
struct RowAnswer<'a> {
    member: &'a str,
    person_ref: &'a str,
}

#[derive(Serialize)]
struct CandidateAnswer<'a> {
    place_id: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct PersonAnswer<'a> {
    member: &'a str,
    person_ref: &'a str,
    name: Option<&'a str>,
    /// Other rows that are this person's, as people confirmed.
    other_rows: Vec<RowAnswer<'a>>,
    role: &'static str,
    verdict: &'static str,
    reasons: Vec<ReasonAnswer<'a>>,
}

#[derive(Serialize)]
struct ReasonAnswer<'a> {
    stops: bool,
    paragraph: &'static str,
    certainty: &'static str,
    reason: &'a str,
    cells: Vec<CellAnswer<'a>>,
}

#[derive(Serialize)]
struct CellAnswer<'a> {
    member: &'a str,
    file: &'a str,
    sheet: &'static str,
    cell: String,
}

pub(super) fn answer<'a>(
    round: &'a Round,
    basis: &ClearanceBasis,
    tested: &'a [Tested],
    when: When,
    activity: Option<&'a str>,
    show_names: bool,
) -> Answer<'a> {
    let place = |place: &'a Tested| PlaceAnswer {
        written_name: &place.written,
        certainty: place.found.certainty.name(),
        reason: &place.found.reason,
        candidates: place
            .found
            .candidates
            .iter()
            .map(|c| round.register.place(c.place))
            .map(|place| CandidateAnswer { place_id: &place.id, name: &place.name })
            .collect(),
        must_not_go: place.count(Verdict::MustNotGo),
        caution: place.count(Verdict::Caution),
        clear: place.count(Verdict::Clear),
        left: place.left.iter().map(|one| RowAnswer { member: &one.submission().member, person_ref: one.reference() }).collect(),
        people: place.people.iter().map(|cleared| person_answer(cleared, show_names)).collect(),
    };
    Answer {
        round: round.settings.year,
        based_on: basis.year(),
        as_at: round.settings.as_at.to_string(),
        from: when.from.map(|day| day.to_string()),
        to: when.to.map(|day| day.to_string()),
        activity,
        places: tested.iter().map(place).collect(),
        not_included: left_out(round, basis).into_iter().map(|(member, reason)| LeftOut { member, reason }).collect(),
    }
}

fn person_answer<'a>(cleared: &'a Cleared, show_names: bool) -> PersonAnswer<'a> {
    let reasons = cleared.grounds.iter().map(|ground| ReasonAnswer {
        stops: ground.stops,
        paragraph: ground.paragraph,
        certainty: ground.certainty.name(),
        reason: &ground.words,
        cells: ground
            .cells
            .iter()
            .map(|(s, cell)| CellAnswer { member: &s.member, file: &s.file, sheet: cell.at.sheet.name(), cell: cell.at.a1() })
            .collect(),
    });
    PersonAnswer {
        member: &cleared.person.submission().member,
        person_ref: cleared.person.reference(),
        name: show_names.then(|| cleared.person.name()),
        other_rows: cleared.also.iter().map(|one| RowAnswer { member: &one.submission().member, person_ref: one.reference() }).collect(),
        role: role(&cleared.person),
        verdict: match cleared.verdict {
            Verdict::MustNotGo => "must not go",
            Verdict::Caution => "caution",
            Verdict::Clear => "clear",
        },
        reasons: reasons.collect(),
    }
}
