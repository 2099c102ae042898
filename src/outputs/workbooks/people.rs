//! People to confirm: pairs and groups of rows that may be one person, each with the reasons, the cells and what the figures would be, and a
//! column in which people say so. What they said before stays on the sheet, whether or not the people are still in the returns.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Workbook, XlsxError};

use super::columns;
use super::pages::{headings, text};
use super::parts::HEADING_ROW;
use crate::account::Audit;
use crate::book::group;
use crate::book::people::{ANSWER, BY, NOTE as NOTE_COLUMN, OddAnswer, PAIR, PEOPLE, SHEET};
use crate::figures::table::{Datum, Table};
use crate::figures::year_on_year::flow_if_one;
use crate::model::{ALL, Basis, Confirmation, Measure, Person};
use crate::people::{Cited, KnownPerson, Proposal, Relation, person_id};
use crate::rules::of_pairs;

/// The line under the title.
const NOTE: &str = "Rows that may be one person. No pair is joined until you say Yes in the shaded column; a No is remembered, and the pair is not asked about again.";
/// What is added where a group is to be decided.
const GROUPS: &str = " Of a group, say Yes (all are one), No (all are different), or the numbers of those who are one: 1 and 3.";
/// People in one row of a group, so that all can be seen in a row of a height that spreadsheets have.
const IN_A_ROW: usize = 25;

/// The columns in which people type.
pub const ENTRIES: [&str; 3] = [ANSWER, BY, NOTE_COLUMN];

/// The sheet as a table, what is to be decided and then what was; and the line under its title.
pub fn people(audit: &Audit) -> (Table, String) {
    let round = &audit.round;
    let mut found: Vec<&Proposal> = audit.groundwork.proposals.all.iter().collect();
    let common_names = audit.groundwork.proposals.common_names;
    found.sort_by_key(|proposal| proposal.decided.is_some());
    let mut shown: BTreeSet<String> = BTreeSet::new();
    let mut rows: Vec<Vec<Datum>> = Vec::new();
    let is_answered_group = |proposal: &&&Proposal| round.confirmed.0.get(&proposal.id).is_some_and(|answer| !answer.group.is_empty());
    let census = census(audit);
    for proposal in found.iter().filter(|proposal| !is_answered_group(proposal)) {
        if shown.insert(proposal.id.clone()) {
            match proposal.others.is_empty() {
                true => rows.push(row(audit, &census, proposal, round.confirmed.0.get(&proposal.id))),
                false => rows.extend(group_rows(audit, &census, proposal)),
            }
        }
    }
    let present: BTreeSet<&str> = found.iter().filter(is_answered_group).map(|proposal| proposal.id.as_str()).collect();
    let gone = round.confirmed.0.iter().filter(|(id, _)| !shown.contains(*id));
    for (id, answer) in gone {
        match answer.group.is_empty() {
            true => rows.push(kept(id, answer)),
            false => rows.extend(kept_group(id, answer, present.contains(id.as_str()))),
        }
    }
    let odd = audit.odd_people.iter().filter(|(id, _)| !shown.contains(*id) && !round.confirmed.0.contains_key(*id));
    rows.extend(odd.flat_map(|(_, odd)| kept_odd(odd)));
    let names = [
        PAIR,
        "State",
        "Rule",
        "Member",
        "How likely",
        PEOPLE[0],
        "Cell",
        PEOPLE[1],
        "Other cell",
        "Why",
        "What depends on it",
        ANSWER,
        BY,
        NOTE_COLUMN,
    ];
    let has_groups = found.iter().any(|proposal| proposal.decided.is_none() && !proposal.others.is_empty());
    let mut note = NOTE.to_string();
    if has_groups {
        note.push_str(GROUPS);
    }
    if common_names > 0 {
        let names = if common_names == 1 { "1 name stands".into() } else { format!("{common_names} names stand") };
        note.push_str(&format!(
            " {names} in more than three returns each, which is no evidence by itself: those who share such a name and neither a home nor a start, \
             nor a place of their own, are not asked about."
        ));
    }
    (Table { name: SHEET, headings: headings(&names), rows }, note)
}

/// A group to be decided: its first person in the one column, the others numbered in the other; a long one goes on in further rows.
fn group_rows(audit: &Audit, census: &FigureAtCensus, group: &Proposal) -> Vec<Vec<Datum>> {
    let people: Vec<Person> = group.people().collect();
    let known: Vec<KnownPerson> = people.iter().map(|person| KnownPerson::person(audit.round, person)).collect();
    let ids: Vec<String> = known.iter().map(|known| person_id(&known.key())).collect();
    let label = |at: usize| format!("{}: {}", at + 1, known[at].label());
    let cell = |at: usize| format!("{}: {}", at + 1, cell_of(&Cited::Now(people[at])));
    let lines = |range: std::ops::Range<usize>, of: &dyn Fn(usize) -> String| range.map(of).collect::<Vec<_>>().join("\n");
    let mut rows = Vec::new();
    for (part, from) in (0..people.len()).step_by(IN_A_ROW).enumerate() {
        let to = (from + IN_A_ROW).min(people.len());
        let (first, others) = if part == 0 { (Some(0), 1..to) } else { (None, from..to) };
        let state = if part == 0 { state(None).to_string() } else { format!("To decide: goes on from number {from}") };
        let depends = if part == 0 { figures_of_group(audit, census, group) } else { String::new() };
        let row = [
            text(&group::row_id(&group.id, part + 1, &ids[from..to])),
            text(&state),
            text(rule(group.kind)),
            text(&group.second.submission().member),
            text(group.compared.likeness.name()),
            text(&first.map_or_else(String::new, label)),
            text(&first.map_or_else(String::new, cell)),
            text(&lines(others.clone(), &label)),
            text(&lines(others, &cell)),
            text(&group.reasons(from, to).join("\n")),
            text(&depends),
        ];
        let typed = odd(audit, &group.id, part + 1).unwrap_or([const { Datum::Blank }; 3]);
        rows.push(row.into_iter().chain(typed).collect());
    }
    rows
}

/// What was typed in a row as the answer and is none, with its name and note: it stays until somebody mends it.
fn odd(audit: &Audit, id: &str, part: usize) -> Option<[Datum; 3]> {
    let odd = audit.odd_people.get(id)?;
    let typed = odd.typed.get(&part).map_or("", String::as_str);
    Some(if part == 1 || !typed.is_empty() { [text(typed), text(&odd.by), text(&odd.note)] } else { [const { Datum::Blank }; 3] })
}

/// What was typed and is no answer, about people who are no longer in the returns.
fn kept_odd(odd: &OddAnswer) -> Vec<Vec<Datum>> {
    let why = "Kept from an earlier run: what is typed as the answer is none, and these people are not, or no longer, in these returns.";
    let rows = odd.ids.iter().map(|(part, id)| {
        let typed = odd.typed.get(part).map_or("", String::as_str);
        let is_first = odd.ids.keys().next() == Some(part);
        let only = |value: &str| if is_first { text(value) } else { Datum::Blank };
        let (blank, [one, others]) = (|| Datum::Blank, &odd.people);
        let (state, why) = (text(state(None)), only(why));
        let people = [only(one), blank(), only(others), blank(), why, blank()];
        [text(id), state, blank(), blank(), blank()]
            .into_iter()
            .chain(people)
            .chain([text(typed), only(&odd.by), only(&odd.note)])
            .collect()
    });
    rows.collect()
}

/// The answer about a group, as it was given.
fn kept_group(id: &str, answer: &Confirmation, is_present: bool) -> Vec<Vec<Datum>> {
    let (ids, persons): (Vec<String>, Vec<usize>) = answer.group.iter().cloned().unzip();
    let said = group::answer(&persons);
    let state = match said.as_str() {
        "Yes" => "One person",
        "No" => "Different persons",
        _ => "Some are one person",
    };
    let why = match is_present {
        true => "As answered for the group. It is asked about again only if somebody joins it.",
        false => "Kept from an earlier run or year: these people are not, or no longer, in these returns.",
    };
    let others: Vec<&str> = answer.people[1].lines().collect();
    let mut rows = Vec::new();
    for (part, ids) in ids.chunks(IN_A_ROW).enumerate() {
        let is_first = part == 0;
        let only = |value: &str| if is_first { text(value) } else { Datum::Blank };
        let from = (part * IN_A_ROW).saturating_sub(1);
        let to = (from + if is_first { IN_A_ROW - 1 } else { IN_A_ROW }).min(others.len());
        let shown = others.get(from..to).unwrap_or_default().join("\n");
        let blank = || Datum::Blank;
        rows.push(vec![
            text(&group::row_id(id, part + 1, ids)),
            text(state),
            blank(),
            blank(),
            blank(),
            only(&answer.people[0]),
            blank(),
            text(&shown),
            blank(),
            only(why),
            blank(),
            only(&said),
            only(&answer.by),
            only(&answer.note),
        ]);
    }
    rows
}

fn cell_of(cited: &Cited) -> String {
    match cited.cell() {
        Some((submission, cell)) => format!("{} {} {}", submission.member, submission.file, cell.at),
        None => format!("last year's workbook, {}", crate::form::Sheet::Secondees.name()),
    }
}

fn rule(kind: Relation) -> &'static str {
    of_pairs(kind).map_or("", |rule| rule.code)
}

/// This year's secondees at the census date, by member.
type FigureAtCensus<'a> = BTreeMap<&'a str, f64>;

fn census<'a>(audit: &'a Audit) -> FigureAtCensus<'a> {
    let settings = &audit.round.settings;
    let is_it = |c: &&crate::model::Count| c.year == settings.year && c.measure == Measure::SecondeesCensus && c.basis == Basis::Broad;
    audit.counts.iter().filter(is_it).filter_map(|c| Some((c.member.as_str(), c.value?))).collect()
}

fn row(audit: &Audit, census: &FigureAtCensus, pair: &Proposal, confirmation: Option<&Confirmation>) -> Vec<Datum> {
    let second = Cited::Now(pair.second);
    let mut row = vec![
        text(&pair.id),
        text(state(pair.decided)),
        text(rule(pair.kind)),
        text(&pair.second.submission().member),
        text(pair.compared.likeness.name()),
        text(&second.known(audit.round).label()),
        text(&cell_of(&second)),
        text(&pair.first.known(audit.round).label()),
        text(&cell_of(&pair.first)),
        text(&pair.why()),
        text(&figures(audit, census, pair)),
    ];
    row.extend(odd(audit, &pair.id, 1).unwrap_or_else(|| answer(confirmation)));
    row
}

/// A decision about two of whom one is no longer in the returns.
fn kept(id: &str, confirmation: &Confirmation) -> Vec<Datum> {
    let why = "Kept from an earlier run or year: the two are not, or no longer, in these returns.";
    let [one, other] = &confirmation.people;
    let (state, blank) = (text(state(Some(confirmation.same))), || Datum::Blank);
    let mut row = vec![text(id), state, blank(), blank(), blank(), text(one), blank(), text(other), blank(), text(why), blank()];
    row.extend(answer(Some(confirmation)));
    row
}

fn state(decided: Option<bool>) -> &'static str {
    match decided {
        None => "To decide",
        Some(true) => "One person",
        Some(false) => "Two persons",
    }
}

fn answer(confirmation: Option<&Confirmation>) -> [Datum; 3] {
    confirmation.map_or([const { Datum::Blank }; 3], |c| [text(if c.same { "Yes" } else { "No" }), text(&c.by), text(&c.note)])
}

/// What the figures are now, and what they would be if all of a group are one.
fn figures_of_group(audit: &Audit, census: &FigureAtCensus, group: &Proposal) -> String {
    let is_counted = |person: &Person| matches!(person, Person::Secondee(_, row) if row.counts_at_census(&audit.round.settings));
    let member = group.second.submission().member.as_str();
    let (whose, of) = if group.kind == Relation::TwoReturns { ("the NPM's", ALL) } else { (member, member) };
    let number = census.get(of).copied();
    match group.people().filter(is_counted).count() {
        0 => "none is counted as a secondee at the census date".into(),
        1 => "one is counted as a secondee at the census date, the others are not".into(),
        many => match number {
            Some(number) => {
                let then = number - many as f64 + 1.0;
                format!("{many} are counted at the census date: {whose} secondees are {number}, and {then} if all are one person")
            }
            None => format!("{many} are counted at the census date; the number of {whose} secondees is not known"),
        },
    }
}

/// What the figures are now, and what they would be if the two are one.
fn figures(audit: &Audit, census: &FigureAtCensus, pair: &Proposal) -> String {
    let settings = &audit.round.settings;
    let census = |member: &str| census.get(member).copied();
    let counts = |person: &Person| matches!(person, Person::Secondee(_, row) if row.counts_at_census(settings));
    let member = pair.second.submission().member.as_str();
    match (pair.kind, &pair.first) {
        (Relation::YearOnYear, _) => {
            let now = audit.flows.iter().find(|flow| flow.member == member && flow.basis == Basis::Broad);
            let now = now.map_or("not known", |flow| flow.words.as_str());
            match flow_if_one(audit.round, &audit.groundwork.joined, member, &pair.id) {
                Some(flow) if pair.decided != Some(true) => format!("{member} year on year now: {now}; if one person: {}", flow.words),
                _ => format!("{member} year on year: {now}"),
            }
        }
        (kind, Cited::Now(first)) if counts(first) && counts(&pair.second) => {
            let (whose, number) = match kind {
                // A member whose figure is not known is left out of that of the NPM, and so is the person.
                Relation::TwoReturns => {
                    ("the NPM's", census(ALL).filter(|_| census(member).is_some() && census(&first.submission().member).is_some()))
                }
                _ => (member, census(member)),
            };
            match number {
                Some(number) if pair.decided == Some(true) => format!("the two are counted once: {whose} secondees are {number}"),
                Some(number) => {
                    format!("both are counted at the census date: {whose} secondees are {number}, and {} if one person", number - 1.0)
                }
                None => format!(
                    "both are counted at the census date, and one fewer if one person; the number of {whose} secondees is not known"
                ),
            }
        }
        (_, Cited::Now(first)) if counts(first) || counts(&pair.second) => {
            "one is counted as a secondee at the census date, the other is not".into()
        }
        _ => "neither is counted as a secondee at the census date".into(),
    }
}

/// Gives the column of answers its drop-down.
///
/// # Errors
/// As rust_xlsxwriter.
pub fn offer_answers(book: &mut Workbook, table: &Table) -> Result<(), XlsxError> {
    let Some(col) = columns::shown_at(table, ANSWER) else { return Ok(()) };
    let last = HEADING_ROW + table.rows.len().max(1) as u32;
    let has_groups = table.rows.iter().any(|row| matches!(&row[0], Datum::Text(id) if group::row_of(id).is_some()));
    let choices = DataValidation::new().allow_list_strings(&["Yes", "No"])?.set_input_title("Same person?")?;
    let choices = match has_groups {
        false => choices.set_input_message("Yes: one person. No: two. Blank: not decided yet.")?,
        // Numbers are on no list: what is neither is asked about, and may be kept.
        true => choices
            .set_input_message("Yes: one person. No: all are different. Of a group also the numbers of those who are one: 1 and 3.")?
            .set_error_style(DataValidationErrorStyle::Warning)
            .set_error_title("Same person?")?
            .set_error_message("Yes, No, or the numbers of those of a group who are one person: 1 and 3. Keep it?")?,
    };
    book.worksheet_from_name(SHEET)?.add_data_validation(HEADING_ROW + 1, col, last, col, &choices)?;
    Ok(())
}
