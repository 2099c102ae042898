//! Why a figure is not known: no return is in use, or cells that decide the figure are blank or could not be read.

use std::collections::BTreeMap;

use super::once::told;
use crate::form::{Field, Question, Sec, Sheet, Stf};
use crate::model::{Basis, Cell, Entry, Measure, Member, Record, Round, Settings, Status, Submission};
use crate::people::Joined;

/// How the reason of a figure begins that depends on cells.
const START: &str = "not known: ";

/// How many members a figure of the NPM is based on, by its reason: those that returned, without those of which it is not known.
pub fn members_behind(reason: &str) -> Option<usize> {
    let first = |text: &str| text.split(' ').next().and_then(|number| number.parse().ok());
    // A workbook of an earlier version says that it "rests on" them.
    let left = ["so that it is based on ", "so that it rests on "].into_iter().find_map(|words| reason.split_once(words));
    match left {
        Some((_, number)) => first(number),
        None => reason.contains(" members returned").then(|| first(reason))?,
    }
}

/// Why a member without a return in use has no figures.
pub(super) fn missing_reason(round: &Round, member: &Member) -> String {
    let rejected = round.received.iter().any(|file| file.member == member.code && file.status == Status::Rejected);
    match (&member.not_applicable, rejected) {
        (Some(reason), _) => format!("not applicable: {reason}"),
        (None, true) => "not returned: the file could not be used".into(),
        (None, false) => "not returned".into(),
    }
}

/// Why a member's figure is not known although its return is in use; `None` if it is. The reason names columns and cells, never what was typed.
pub fn not_known(submission: &Submission, joined: &Joined, settings: &Settings, measure: Measure, basis: Basis) -> Option<String> {
    let is_of_staff = matches!(measure, Measure::NpmStaff | Measure::SecondeeShare);
    let sheets = [Sheet::Secondees, Sheet::Staff].into_iter().take(if is_of_staff { 2 } else { 1 });
    let missing = sheets.filter(|sheet| submission.layout.missing_sheets.contains(sheet));
    let mut words: Vec<String> = missing.map(|sheet| format!("the sheet {} is missing", sheet.name())).collect();
    let mut deciding: BTreeMap<(usize, WhyUnknown), Vec<&Cell>> = BTreeMap::new();
    let persons = joined.persons(submission);
    for rows in &persons {
        let told = told(rows, measure, basis, settings);
        let lacks_fte = |row: &&&Record<Sec>| row.counts_in(measure, basis, settings) == Ok(true) && row.number(Sec::Fte).is_none();
        let without_fte = rows.iter().find(lacks_fte).filter(|_| measure == Measure::FteNpm && told == Ok(true));
        let (row, field) = match (told, without_fte) {
            // Of a person on several rows, the one that leaves it open.
            (Err(field), _) => (rows.iter().find(|row| row.leaves_open(field)).unwrap_or(&rows[0]), field),
            (_, Some(row)) => (row, Sec::Fte),
            _ => continue,
        };
        let cell = row.cell(field);
        deciding.entry((field.index(), WhyUnknown::of(cell))).or_default().push(cell);
    }
    words.extend(deciding.iter().map(|((col, state), cells)| state.words(Sec::COLUMNS[*col].heading, cells)));
    words.extend(nobody_listed(submission, is_of_staff));
    let staff: Vec<&Cell> = submission.staff_may_have_left().filter(|_| is_of_staff).collect();
    if !staff.is_empty() {
        words.push(WhyUnknown::Unread.words(Stf::Carried.column().heading, &staff));
    }
    (!words.is_empty()).then(|| format!("{START}{}", words.join("; ")))
}

/// What is missing where a sheet has no rows and nothing says that there is nobody to list: no rows are a count of nobody only if R08 says that no
/// secondees were used, or R10 gives the number of staff.
fn nobody_listed(submission: &Submission, is_of_staff: bool) -> Vec<String> {
    let mut words = Vec::new();
    if submission.lists_no_secondee_and_denies_none() {
        words.push("Secondees has no rows, and R08 does not say that none were used".to_string());
    }
    let has_nobody = submission.staff.is_empty() && submission.secondees.is_empty();
    if is_of_staff
        && has_nobody
        && submission.answers.number(Question::AllStaff).is_none()
        && !submission.layout.missing_sheets.contains(&Sheet::Staff)
    {
        words.push("Staff has no rows, and R10 does not say that there is nobody".to_string());
    }
    words
}

/// Why a cell says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum WhyUnknown {
    Absent,
    Blank,
    Unread,
}

impl WhyUnknown {
    fn of(cell: &Cell) -> Self {
        match cell.entry {
            Entry::Absent => WhyUnknown::Absent,
            Entry::Blank => WhyUnknown::Blank,
            _ => WhyUnknown::Unread,
        }
    }
    fn words(self, heading: &str, cells: &[&Cell]) -> String {
        let what = match self {
            WhyUnknown::Absent => return format!("the column {heading} is missing"),
            WhyUnknown::Blank => "is blank",
            WhyUnknown::Unread => "cannot be read",
        };
        let first = cells.first().map_or(String::new(), |cell| cell.at.to_string());
        match cells.len() {
            1 => format!("{heading} {what} at {first}"),
            n => format!("{heading} {what} in {n} rows, the first at {first}"),
        }
    }
}
