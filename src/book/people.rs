//! The sheet `People to confirm`, read back: which pairs and groups are one person and which are several, as people typed it in the consolidated workbook.

use std::collections::BTreeMap;

use super::Typed;
use crate::book::group;
use crate::book::tables::Ours;
use crate::error::Error;
use crate::model::Confirmation;
use crate::places::fold;

/// The sheet.
pub const SHEET: &str = "People to confirm";
/// The column in which people answer.
pub const ANSWER: &str = "Same person?";
/// Who answered.
pub const BY: &str = "Decided by";
/// Why.
pub const NOTE: &str = "Note";
/// The pair.
pub const PAIR: &str = "Pair id";
/// The two people, as shown.
pub const PEOPLE: [&str; 2] = ["Person", "Other person"];

/// An answer that says nothing of whether people are one: kept as typed, and asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OddAnswer {
    /// What was typed, by the part of a group in whose row it stands; a pair has part 1 only.
    pub typed: BTreeMap<usize, String>,
    /// Who is said to have answered.
    pub by: String,
    /// Why.
    pub note: String,
    /// The people as last shown: the first and all others.
    pub people: [String; 2],
    /// The cells with the id, by part, as the sheet has them.
    pub ids: BTreeMap<usize, String>,
    /// The cell of the answer.
    pub cell: String,
    /// The words that are allowed there.
    pub allowed: &'static str,
}

impl OddAnswer {
    /// For the coordinator. What somebody wrote there may be a name, which is not for the console.
    pub fn notice(&self) -> String {
        format!(
            "{}: what is typed there is not {}; choose one of these, or clear the cell. It was kept as typed and decides nothing",
            self.cell, self.allowed
        )
    }
}

/// What was typed on the sheet, by pair or group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleAnswers {
    /// Answers.
    pub confirmed: BTreeMap<String, Typed<Confirmation>>,
    /// What is none.
    pub odd: BTreeMap<String, OddAnswer>,
}

/// The words that a pair and a group can be answered with.
const OF_PAIR: &str = "Yes or No";
const OF_GROUP: &str = "Yes, No or the numbers of those who are one person (1 and 3)";

/// A row of a group: a long group has several, which somebody may have sorted.
struct GroupRow {
    part: usize,
    ids: Vec<String>,
    answer: String,
    cell: String,
    id_cell: String,
    confirmation: Confirmation,
}

/// The answer of a group, whichever of its rows it stands in; or what stands there instead, if that is none or its rows differ.
fn answered(mut rows: Vec<GroupRow>) -> Result<Option<Typed<Confirmation>>, Box<OddAnswer>> {
    rows.sort_by_key(|row| row.part);
    let ids: Vec<String> = rows.iter().flat_map(|row| row.ids.iter().cloned()).collect();
    let others: Vec<String> =
        rows.iter().flat_map(|row| row.confirmation.people.iter().cloned()).skip(1).filter(|other| !other.is_empty()).collect();
    let people = [rows[0].confirmation.people[0].clone(), others.join("\n")];
    let mut given: Option<(Vec<usize>, &GroupRow)> = None;
    for row in rows.iter().filter(|row| !fold(&row.answer).is_empty()) {
        let persons = group::divided(&row.answer, ids.len()).filter(|persons| given.as_ref().is_none_or(|(before, _)| before == persons));
        let Some(persons) = persons else {
            let by_part = |of: &dyn Fn(&GroupRow) -> String| rows.iter().map(|row| (row.part, of(row))).collect::<BTreeMap<_, _>>();
            return Err(Box::new(OddAnswer {
                typed: by_part(&|row| row.answer.clone()),
                by: row.confirmation.by.clone(),
                note: row.confirmation.note.clone(),
                people,
                ids: by_part(&|row| row.id_cell.clone()),
                cell: row.cell.clone(),
                allowed: OF_GROUP,
            }));
        };
        given.get_or_insert((persons, row));
    }
    Ok(given.map(|(persons, row)| {
        let same = persons.iter().all(|person| *person == persons[0]);
        let (confirmation, cell) = (row.confirmation.clone(), row.cell.clone());
        let group = ids.iter().cloned().zip(persons).collect();
        Typed { what: Confirmation { same, people: people.clone(), group, ..confirmation }, cell }
    }))
}

/// Reads the answers in a consolidated workbook, by pair or group; one of an earlier version has none.
///
/// # Errors
/// If the sheet cannot be read.
pub fn read<B: AsRef<[u8]>>(ours: &mut Ours<B>) -> Result<PeopleAnswers, Error> {
    let mut answers = PeopleAnswers::default();
    if !ours.has(SHEET) {
        return Ok(answers);
    }
    let mut groups: BTreeMap<String, Vec<GroupRow>> = BTreeMap::new();
    for row in ours.rows(SHEET, &[PAIR, ANSWER, BY, NOTE])? {
        let (id, answer) = (row.text(PAIR), row.text(ANSWER));
        let people = PEOPLE.map(|heading| row.text(heading));
        let cell = format!("{SHEET}!{}", row.cell(ANSWER));
        let confirmation = Confirmation { by: row.text(BY), note: row.text(NOTE), people, ..Confirmation::default() };
        if let Some(group) = group::row_of(&id) {
            let ids = group.people.iter().map(|id| (*id).to_string()).collect();
            let (name, part, id_cell) = (group.id.to_string(), group.part, id.clone());
            groups.entry(name).or_default().push(GroupRow { part, ids, answer, cell, id_cell, confirmation });
            continue;
        }
        if id.is_empty() {
            continue;
        }
        let same = match fold(&answer).as_str() {
            "" => continue,
            "yes" | "y" => true,
            "no" | "n" => false,
            _ => {
                let Confirmation { by, note, people, .. } = confirmation;
                let (typed, ids) = ([(1, answer)].into(), [(1, id.clone())].into());
                answers.odd.insert(id, OddAnswer { typed, by, note, people, ids, cell, allowed: OF_PAIR });
                continue;
            }
        };
        answers.confirmed.insert(id, Typed { what: Confirmation { same, ..confirmation }, cell });
    }
    for (id, rows) in groups {
        match answered(rows) {
            Ok(Some(typed)) => drop(answers.confirmed.insert(id, typed)),
            Ok(None) => {}
            Err(odd) => drop(answers.odd.insert(id, *odd)),
        }
    }
    Ok(answers)
}
