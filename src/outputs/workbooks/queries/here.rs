//! What queries say, as the workbook in hand has it: addresses and rows are its own, and what to do can be done in it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::survey::SurveyPlan;
use crate::model::{LineFault, OddLine, Submission};
use crate::queries::cells::Cells;
use crate::queries::{Query, odd};

/// Addresses in the member's file, as this workbook has them: its rows begin elsewhere.
pub(super) struct Here<'a> {
    submission: &'a Submission,
    cells: Cells<'a>,
}

/// What to do about a row that was joined to the one above it.
const JOINED: &str = "In this workbook the two rows are one: check that row. If it is right, answer Explained; if the second row was an entry of its \
                      own, give it a row with a reference and take what belongs to it out of the first.";

/// Where an explanation is asked for, it is given on the sheet of queries: only there does it settle the query.
fn answered_here(todo: &str) -> String {
    const INSTEAD: [(&str, &str); 10] = [
        ("say so in Notes", "choose Explained and say so in Your response"),
        ("say in Notes", "choose Explained and say in Your response"),
        ("Say in Notes", "Choose Explained and say in Your response"),
        ("explain it in Notes", "choose Explained and explain it in Your response"),
        ("explain in Notes", "choose Explained and explain in Your response"),
        ("if all are right, explain", "if all are right, choose Explained and say why in Your response"),
        ("Notes: \"", "Your response: \""),
        ("say in R20", "choose Explained and say in Your response and in R20"),
        ("say so on People to confirm", "choose Explained and say so in Your response"),
        ("Say on People to confirm", "Choose Explained and say in Your response"),
    ];
    INSTEAD.iter().fold(todo.to_string(), |todo, (there, here)| todo.replace(there, here))
}

/// What was found about rows that are no entries, with the numbers that they have in this workbook; where they were joined to another, with those of
/// the file that was sent.
fn as_handed_back(found: &str, line: &OddLine, row: u32) -> String {
    let (first, last) = (line.at.row + 1, line.last + 1);
    let was = if last > first { format!("rows {first} to {last} of") } else { format!("row {first} of") };
    match line.fault {
        LineFault::Continues(..) => format!("In the file you sent: {found}"),
        _ if last > first => found.replacen(&was, &format!("rows {} to {} of", row + 1, row + 1 + last - first), 1),
        _ => found.replacen(&was, &format!("row {} of", row + 1), 1),
    }
}

impl<'a> Here<'a> {
    /// Of a return as it was read.
    pub(super) fn new(submission: &'a Submission) -> Self {
        Self { submission, cells: Cells::new(submission) }
    }

    /// A query with addresses and rows as this workbook has them, and with what to do in this workbook.
    pub(super) fn moved(&self, plan: &SurveyPlan, query: &Query) -> Query {
        let mut query = query.clone();
        if let Some(todo) = query.rule.handling.in_queries_workbook {
            // What was wrong with the file is not wrong with this one; addresses are those of the file that was sent.
            let of_file = |found: &str| format!("In the file you sent: {found}");
            query.found.iter_mut().take(1).for_each(|found| *found = of_file(found));
            query.spots.iter_mut().for_each(|spot| (spot.found, spot.todo) = (of_file(&spot.found), todo.into()));
            query.todo = vec![todo.into()];
            return query;
        }
        let mut rows: BTreeMap<String, String> = BTreeMap::new();
        for spot in &mut query.spots {
            let mut found = self.text(plan, &spot.found);
            if let Some(at) = plan.at((spot.sheet, spot.row, spot.column)) {
                found = match odd::line(self.submission, spot.sheet.name(), &spot.at.a1()) {
                    Some(line) => as_handed_back(&found, line, at.row),
                    // Of a row without a reference the finding gives the number.
                    None => found.replace(&format!(" in row {} ", spot.at.row + 1), &format!(" in row {} ", at.row + 1)),
                };
            }
            rows.insert(std::mem::replace(&mut spot.found, found.clone()), found);
            let was_joined = odd::line(self.submission, spot.sheet.name(), &spot.at.a1())
                .is_some_and(|line| matches!(line.fault, LineFault::Continues(..)));
            spot.todo = if was_joined { JOINED.into() } else { self.text(plan, &spot.todo) };
        }
        for found in &mut query.found {
            *found = rows.get(found).cloned().unwrap_or_else(|| self.text(plan, found));
        }
        query.settles.iter_mut().for_each(|found| *found = self.text(plan, found));
        let mut todo: Vec<String> = query.spots.iter().map(|spot| spot.todo.clone()).collect();
        if todo.is_empty() {
            todo = query.todo.iter().map(|todo| self.text(plan, todo)).collect();
        }
        todo.iter_mut().for_each(|todo| *todo = answered_here(todo));
        let mut seen = BTreeSet::new();
        todo.retain(|todo| seen.insert(todo.clone()));
        query.todo = todo;
        query
    }

    /// A text with each `Secondees!A7` in it replaced by where that cell stands in this workbook.
    fn text(&self, plan: &SurveyPlan, text: &str) -> String {
        let mut out = String::new();
        for (at, word) in text.split(' ').enumerate() {
            if at > 0 {
                out.push(' ');
            }
            let end = word.len() - word.chars().rev().take_while(|c| !c.is_ascii_digit()).map(char::len_utf8).sum::<usize>();
            let (address, rest) = word.split_at(end);
            let moved = address.split_once('!').and_then(|(sheet, cell)| self.cells.at(sheet, cell));
            match moved.and_then(|known| plan.at((known.sheet, known.row, known.column))) {
                Some(at) => out.push_str(&format!("{at}{rest}")),
                None => out.push_str(word),
            }
        }
        out
    }
}
