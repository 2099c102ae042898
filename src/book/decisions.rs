//! Decisions typed in the consolidated workbook: read back by finding id before it is written again, so that no run ever loses one.
//!
//! A decision stays with its finding, whatever rows are added or sorted. When the finding goes, the decision moves to *Settled* with the reason
//! why; when the finding comes back, so does the decision. A colleague's copy of the workbook lying in the same folder is read as well: what it
//! decides and the workbook does not is taken over and said; what it decides *otherwise* stops the run, because only people can say which holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::choices::spelled;
pub use crate::book::choices::{AWAITING_MEMBER, DECISIONS, NO_CONFLICT};
pub use crate::book::decision_state::{DecisionState, state};
use crate::book::tables::{Ours, SheetRow};
use crate::conflicts::{List, OtherRow};
use crate::error::Error;
use crate::model::finding::{Finding, FindingId};
use crate::model::{Date, Decision, PastDecision, PersonAtPlace, Round, Status, Submission, show_date};
use crate::places::fold;
use crate::read::meaning::dates;
use crate::rules;
use crate::rules::run::{Outcome, Report};

/// The columns of a decision, in which people type.
pub const COLUMNS: [&str; 6] = ["Decision", "Decision note", OWNER, DUE, "Decided by", "Decided on"];
/// Who is to do what was decided.
pub const OWNER: &str = "Owner";
/// By when.
pub const DUE: &str = "Due day";
/// The columns that a workbook of an earlier program has.
const OLDER_COLUMNS: [&str; 4] = ["Decision", "Decision note", "Decided by", "Decided on"];
/// What stands in place of the decision in the row of a conflict on Findings: nobody decides there.
pub const SEE_CONFLICTS: &str = "See Conflicts";
/// The column of Settled that says why.
pub const WHY: &str = "Why settled";
/// The column of Settled that says in which round it was decided.
pub const ROUND: &str = "Decided in round";
/// What an earlier round decided, beside a finding that recurs: the round, then as in [`COLUMNS`].
pub const EARLIER: [&str; 7] =
    ["Earlier round", "Earlier decision", "Earlier note", "Earlier owner", "Earlier due day", "Earlier decided by", "Earlier decided on"];

/// A decision as a workbook holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptDecision {
    /// What was decided, spellings put right.
    pub decision: Decision,
    /// What the finding said.
    pub what: String,
    /// The rule's code.
    pub rule: String,
    /// The member's code.
    pub member: String,
    /// Assignment ref of the finding, empty if it has none.
    pub assignment: String,
    /// Person ref of the finding, empty if it has none.
    pub person: String,
    /// Whom and where the finding is about.
    pub pair: PersonAtPlace,
    /// Why it was settled, if it stands on Settled.
    pub why: String,
    /// The survey year in which it was decided, if it stands on Settled.
    pub year: Option<i16>,
    /// The cell of the decision.
    pub cell: String,
    /// The cell of its due day, empty if that is blank.
    pub due_cell: String,
}

/// A decision whose finding has gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The finding's id.
    pub id: String,
    /// The survey year of the round in which it was decided.
    pub year: i16,
    /// What had been decided.
    pub decision: Decision,
    /// What the finding said when the workbook last showed it.
    pub what: String,
    /// Why it has gone.
    pub why: String,
    /// Whom and where the finding was about.
    pub pair: PersonAtPlace,
}

/// Decisions by finding id.
pub type Kept = BTreeMap<String, KeptDecision>;

/// What a workbook says about its decisions and returns.
#[derive(Debug, Clone, Default)]
pub struct Decided {
    /// Its decisions.
    pub kept: Kept,
    /// Decisions of earlier rounds that stand beside findings of this one.
    pub earlier: BTreeMap<String, PastDecision>,
    /// The cells in which something was typed that is none of what can be typed there.
    pub not_understood: Vec<String>,
    /// Spellings put right, by cell; no names of persons.
    pub notices: Vec<String>,
    /// SHA-256 of the return in use, by member, when the workbook was written.
    pub returns: BTreeMap<String, String>,
}

/// Reads the decisions in a consolidated workbook.
///
/// # Errors
/// If a sheet cannot be read, or two of them decide one finding differently: the message names both cells.
pub fn read<B: AsRef<[u8]>>(ours: &mut Ours<B>) -> Result<Decided, Error> {
    let mut decided = Decided::default();
    let mut lacking = Lacking::default();
    let has_owners = ours.has(super::actions::SHEET);
    for sheet in ["Conflicts", "Findings", "Settled"] {
        if sheet == "Settled" && !ours.has(sheet) {
            continue;
        }
        // All of them: under a heading that somebody changed, what was typed would be lost.
        let columns = if has_owners { &COLUMNS[..] } else { &OLDER_COLUMNS };
        for row in ours.rows(sheet, &[&["Finding id"], columns].concat())? {
            let id = row.text("Finding id");
            let found = kept(&row, sheet, &mut decided.notices);
            if sheet != "Settled" {
                for (cell, notice) in odd_days(&row, sheet, &found.decision) {
                    decided.not_understood.push(cell);
                    decided.notices.push(notice);
                }
                decided.not_understood.extend(cells_not_understood(&found));
                lacking.note(&found);
            }
            if let Some(past) = earlier_decision(&row) {
                // A card has what was decided in full; a row of Findings that stands there as well only shows some of it.
                decided.earlier.entry(id.clone()).or_insert(past);
            }
            if found.decision == Decision::default() {
                continue;
            }
            if id.is_empty() {
                let at = COLUMNS.iter().map(|column| row.cell(column)).find(|cell| !cell.is_empty()).unwrap_or_default();
                return Err(Error::typed(format!(
                    "a decision is typed at {sheet}!{at} in a row without a finding id; move it to the row of its finding, or clear it"
                )));
            }
            match decided.kept.get(&id) {
                Some(other) if other.decision != found.decision => {
                    let (here, there) = (&found.cell, &other.cell);
                    return Err(Error::typed(format!(
                        "{id} is decided differently at {there} and at {here}; make them the same or clear one"
                    )));
                }
                _ => drop(decided.kept.insert(id, found)),
            }
        }
    }
    decided.notices.extend(lacking.notices());
    if ours.has("Returns") {
        for row in ours.rows("Returns", &["Member", "Status", "SHA-256"])? {
            if ["received", "nil"].contains(&row.text("Status").as_str()) {
                decided.returns.insert(row.text("Member"), row.text("SHA-256"));
            }
        }
    }
    Ok(decided)
}

/// The cells of a row whose decision is none of the choices, or whose due day is no day where one is needed.
fn cells_not_understood(kept: &KeptDecision) -> Vec<String> {
    use super::choices::{ALL, asks_for_action};
    let Decision { decision, due, .. } = &kept.decision;
    let mut cells = Vec::new();
    if !decision.is_empty() && !ALL.contains(&decision.as_str()) {
        cells.push(kept.cell.clone());
    }
    if asks_for_action(decision) && !due.is_empty() && as_date(due).is_none() {
        cells.push(kept.due_cell.clone());
    }
    cells
}

/// The cells of days that are none, each with what is said of it, unless it may be words that people chose, such as "at the June meeting".
fn odd_days(row: &SheetRow, sheet: &str, decision: &Decision) -> Vec<(String, String)> {
    // Who has something to do by a day is asked for that day by itself.
    let due = Some((DUE, &decision.due)).filter(|_| !super::choices::asks_for_action(&decision.decision));
    let days = due.into_iter().chain([("Decided on", &decision.on)]);
    let odd = days.filter(|(_, shown)| shown.chars().any(|c| c.is_ascii_digit()) && as_date(shown).is_none());
    odd.map(|(heading, shown)| {
        let cell = format!("{sheet}!{}", row.cell(heading));
        let notice = format!("{cell}: \"{shown}\" under {heading} is no day; type it as 31/05/2026. It was kept as typed");
        (cell, notice)
    })
    .collect()
}

/// What was dismissed without what the record of a dismissal needs: the cells, by the columns that are blank.
#[derive(Default)]
struct Lacking(BTreeMap<Vec<&'static str>, Vec<String>>);

impl Lacking {
    fn note(&mut self, kept: &KeptDecision) {
        let Decision { decision, note, by, on, .. } = &kept.decision;
        if ![NO_CONFLICT, super::choices::NO_FAULT].contains(&decision.as_str()) {
            return;
        }
        let columns = [("Decision note", note), ("Decided by", by), ("Decided on", on)];
        let blank: Vec<&str> = columns.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(heading, _)| heading).collect();
        if !blank.is_empty() {
            self.0.entry(blank).or_default().push(kept.cell.clone());
        }
    }

    fn notices(self) -> impl Iterator<Item = String> {
        self.0.into_iter().map(|(blank, cells)| {
            let (columns, is) = (blank.join(", "), if blank.len() == 1 { "is" } else { "are" });
            format!("dismissed at {}, where {columns} {is} still blank: say there why, who decided and on which day", cells.join(", "))
        })
    }
}

/// The choice that what was typed is nearly, if there is one.
fn near<'a>(typed: &str, choices: &[&'a str]) -> Option<&'a str> {
    const NEAR: f64 = 0.8;
    let alike = choices.iter().map(|choice| (strsim::normalized_damerau_levenshtein(&fold(typed), &fold(choice)), *choice));
    alike.filter(|(likeness, _)| *likeness >= NEAR).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, choice)| choice)
}

fn kept(row: &SheetRow, sheet: &str, notices: &mut Vec<String>) -> KeptDecision {
    let is_ours = |typed: &String| sheet == "Findings" && fold(typed) == fold(SEE_CONFLICTS);
    let typed = Some(row.text(COLUMNS[0])).filter(|typed| !is_ours(typed)).unwrap_or_default();
    let decision = spelled(&typed, sheet == "Findings");
    let cells = COLUMNS.iter().filter(|column| **column != COLUMNS[0] || !typed.is_empty()).map(|column| row.cell(column));
    let cell = cells.into_iter().find(|cell| !cell.is_empty()).unwrap_or_default();
    let cell = format!("{sheet}!{cell}");
    match &decision {
        Some(right) if *right != typed => notices.push(format!("{cell}: \"{typed}\" was read as \"{right}\"")),
        None if !typed.is_empty() => {
            let choices = if sheet == "Findings" { &super::choices::OF_FINDINGS[..] } else { &DECISIONS[..] };
            // What somebody wrote there may be a name, which is not for the console; what is nearly a choice is none.
            let (typed, choose) = match near(&typed, choices) {
                Some(choice) => (format!("\"{typed}\""), format!("If \"{choice}\" is meant, choose it from the list in that cell")),
                None => ("what is typed as the decision".to_string(), "Choose one from the list in that cell".to_string()),
            };
            notices.push(format!(
                "{cell} ({}): {typed} is none of the choices, so it was kept as typed and counts as not decided. {choose}; the sheet Choices \
                 says what each means",
                row_in_words(row),
            ));
        }
        _ => {}
    }
    let words = |column: &str| row.text(column);
    let due_cell = Some(row.cell(DUE)).filter(|cell| !cell.is_empty()).map_or_else(String::new, |cell| format!("{sheet}!{cell}"));
    KeptDecision {
        decision: Decision {
            decision: decision.map_or(typed, String::from),
            note: words("Decision note"),
            owner: words(OWNER),
            due: day_of(row, DUE),
            by: words("Decided by"),
            on: day_of(row, "Decided on"),
        },
        what: words("What was found"),
        rule: words("Rule"),
        member: words("Member"),
        assignment: words("Assignment ref"),
        person: words("Person ref"),
        pair: pair_of(row),
        why: words(WHY),
        year: row.number(ROUND).map(|year| year as i16),
        cell,
        due_cell,
    }
}

/// Whom, where and which finding a row is about, by references and the name of the place: "S01 of CIW, assignment A001, place HMP Leeds, finding
/// G141-CIW-…".
pub fn row_in_words(row: &SheetRow) -> String {
    let (person, own, member) = (row.text("Person ref"), row.text("Person's member"), row.text("Member"));
    let of = if own.is_empty() { &member } else { &own };
    let mut words = match (person.is_empty(), of.is_empty()) {
        (true, true) => Vec::new(),
        (true, false) => vec![of.clone()],
        (false, true) => vec![person],
        (false, false) => vec![format!("{person} of {of}")],
    };
    let place = Some(row.text("Place")).filter(|name| !name.is_empty()).unwrap_or_else(|| row.text("Place id"));
    for (what, text) in [("assignment", row.text("Assignment ref")), ("place", place), ("finding", row.text("Finding id"))] {
        if !text.is_empty() {
            words.push(format!("{what} {text}"));
        }
    }
    words.join(", ")
}

/// Whom and where a row is about.
pub(super) fn pair_of(row: &SheetRow) -> PersonAtPlace {
    let text = |heading: &str| row.text(heading);
    PersonAtPlace {
        member: text("Person's member"),
        reference: text("Person ref"),
        name: text("Full name"),
        place_id: text("Place id"),
        place: text("Place"),
    }
}

/// The day under a heading as it is shown; what is no day stays as typed.
pub(super) fn day_of(row: &SheetRow, heading: &str) -> String {
    row.date(heading).map_or_else(|| day(&row.text(heading)), show_date)
}

/// The decision of an earlier round that the row shows as well.
fn earlier_decision(row: &SheetRow) -> Option<PastDecision> {
    let [year, decision, note, owner, due, by, on] = EARLIER;
    let (owner, due) = (row.text(owner), day_of(row, due));
    Some(PastDecision {
        year: row.number(year)? as i16,
        decision: Decision { decision: row.text(decision), note: row.text(note), owner, due, by: row.text(by), on: day_of(row, on) },
        what: row.text("What was found"),
        rule: row.text("Rule"),
        member: row.text("Member"),
        why: String::new(),
        pair: pair_of(row),
    })
}

/// What is known of each finding ever decided, for the round after that of `year`: the most recent decision.
pub fn for_next_year(decided: Decided, year: i16) -> BTreeMap<String, PastDecision> {
    let mut past = decided.earlier;
    for (id, kept) in decided.kept {
        let KeptDecision { decision, what, rule, member, why, pair, year: decided_in, .. } = kept;
        past.insert(id, PastDecision { year: decided_in.unwrap_or(year), decision, what, rule, member, why, pair });
    }
    past
}

/// A day typed as text, as it is shown; text that is no date stays as it is.
fn day(text: &str) -> String {
    let serial = text.parse::<f64>().ok().and_then(|serial| dates::from_serial(serial, false));
    let spelled = match dates::read(text) {
        dates::Spelling::Date(date, _) => Some(date),
        _ => None,
    };
    serial.or(spelled).map_or_else(|| text.to_string(), show_date)
}

/// A day as shown as a date, if it is one.
pub fn as_date(shown: &str) -> Option<Date> {
    match dates::read(shown) {
        dates::Spelling::Date(date, _) => Some(date),
        _ => None,
    }
}

/// Whether a file name is that of a copy of the workbook "consolidated-2026.xlsx": "consolidated-2026 (1).xlsx", "Copy of …", "… conflicted copy …".
pub fn is_copy(file: &str, main: &str) -> bool {
    let lower = |text: &str| text.to_lowercase();
    let (file, main) = (lower(file), lower(main));
    let stem = main.strip_suffix(".xlsx").unwrap_or(&main);
    let is_left_over = file.starts_with("~$") || file.starts_with('.');
    let ends_elsewhere = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_digit());
    let named = file.find(stem).is_some_and(|at| ends_elsewhere(&file[at + stem.len()..]));
    let is_ours = file.contains("-redacted");
    file != main && !is_left_over && !is_ours && named && [".xlsx", ".xlsm"].iter().any(|ending| file.ends_with(ending))
}

/// Parts decisions whose finding is still there from those whose finding has gone, and says why it has. A decision of an earlier round whose
/// finding is not among this round's is settled as well.
pub fn part(
    decided: &Decided,
    past: &BTreeMap<String, PastDecision>,
    report: &Report,
    round: &Round,
    other_rows: &[OtherRow],
) -> (BTreeMap<String, Decision>, Vec<Settled>) {
    let mut ids: BTreeSet<String> = report.findings.iter().map(|f| f.id.clone()).collect();
    ids.extend(other_rows.iter().map(|row| row.id.clone()));
    let (mut decisions, mut settled) = (BTreeMap::new(), Vec::new());
    let this_year = round.settings.year;
    for (id, kept) in &decided.kept {
        let year = kept.year.unwrap_or(this_year);
        match ids.contains(id) && year == this_year {
            true => drop(decisions.insert(id.clone(), kept.decision.clone())),
            false => {
                // The reason of the run in which it went: what is true today need not be why it went then.
                let why = if kept.why.is_empty() { why_gone(id, kept, decided, report, round) } else { kept.why.clone() };
                let (decision, what, pair) = (kept.decision.clone(), kept.what.clone(), kept.pair.clone());
                settled.push(Settled { id: id.clone(), year, decision, what, why, pair });
            }
        }
    }
    // What the workbook says is settled is as it is there; what recurs is shown beside its finding.
    for (id, past) in past {
        settled.retain(|s| s.id != *id || s.year == this_year || !ids.contains(id));
        if !ids.contains(id) && settled.iter().all(|s| s.id != *id) {
            let why = match past.why.is_empty() {
                true => format!("not found in {this_year}: {}", why_not_found(id, past, report, round)),
                false => past.why.clone(),
            };
            let (decision, what, pair) = (past.decision.clone(), past.what.clone(), past.pair.clone());
            settled.push(Settled { id: id.clone(), year: past.year, decision, what, why, pair });
        }
    }
    (decisions, settled)
}

/// Why the finding of an earlier round is not among those of this one.
fn why_not_found(id: &str, past: &PastDecision, report: &Report, round: &Round) -> String {
    match standing(id, &past.rule, &past.member, report, round) {
        Err(why) => why,
        Ok(submission) => format!("the return does not show it ({})", submission.file),
    }
}

/// Why a finding is no longer there.
fn why_gone(id: &str, kept: &KeptDecision, decided: &Decided, report: &Report, round: &Round) -> String {
    let submission = match standing(id, &kept.rule, &kept.member, report, round) {
        Ok(submission) => submission,
        Err(why) => return why,
    };
    let member = &submission.member;
    let received = round.received.iter().find(|f| f.member == *member && f.file == submission.file);
    let sha256 = received.map_or("", |f| f.sha256.as_str());
    let is_same_file = decided.returns.get(member).is_some_and(|was| was == sha256);
    let is_there = |wanted: &str, mut refs: Box<dyn Iterator<Item = &str> + '_>| {
        wanted.is_empty() || refs.any(|reference| reference.trim().eq_ignore_ascii_case(wanted.trim()))
    };
    use crate::form::{Asg, Sec, Stf};
    let assignments = Box::new(submission.assignments.iter().filter_map(|row| row.text(Asg::Ref)));
    if !is_same_file && !is_there(&kept.assignment, assignments) {
        return format!("return corrected: assignment {} is no longer in it ({})", kept.assignment, submission.file);
    }
    let people = round
        .returns
        .iter()
        .flat_map(|s| s.secondees.iter().filter_map(|r| r.text(Sec::Ref)).chain(s.staff.iter().filter_map(|r| r.text(Stf::Ref))));
    if !is_same_file && !is_there(&kept.person, Box::new(people)) {
        return format!("return corrected: person {} is no longer in it ({})", kept.person, submission.file);
    }
    match is_same_file {
        true => "no longer found, though the return is the same: another return, the register or round.toml changed".into(),
        false => format!("return corrected: what was found is no longer there ({})", submission.file),
    }
}

/// The return on which the finding's rule was judged, or why it was not judged.
fn standing<'a>(id: &str, rule: &str, member: &str, report: &Report, round: &'a Round) -> Result<&'a Submission, String> {
    let code = if rule.is_empty() { FindingId::of(id).code() } else { rule };
    // A row of Conflicts that is no finding has the code of its list where a finding has its rule's.
    if code == List::NotCheckable.code() {
        return Err("the place is known now, or the assignment or person is no longer in a return".into());
    }
    if List::ALL.iter().any(|list| list.code() == code) {
        return Err("what it was based on is no longer in a return".into());
    }
    let rule = rules::by_code(code).ok_or_else(|| format!("rule {code} is no longer in the program"))?;
    let member = member_of(id, member, round).ok_or("the member is no longer in the round")?;
    let Some(submission) = round.submission(&member) else {
        let status = round.received.iter().find(|f| f.member == member).map(|f| f.status);
        return Err(match status {
            Some(Status::Rejected) => format!("return withdrawn: the file of {member} could not be used"),
            _ => format!("return withdrawn: {member} is outstanding"),
        });
    };
    let outcome = report.coverage.iter().find(|c| c.rule == rule.code && c.member == member);
    match outcome.filter(|c| c.outcome == Outcome::Skipped) {
        Some(coverage) => Err(format!("not checked now: {}", coverage.reason)),
        None => Ok(submission),
    }
}

fn member_of(id: &str, member: &str, round: &Round) -> Option<String> {
    let mut members = round.settings.members.iter().map(|m| m.code.clone());
    if !member.is_empty() {
        return members.find(|code| code == member);
    }
    members.find(|code| code == FindingId::of(id).member())
}

/// Whether a finding is a conflict of interest.
pub fn is_conflict(finding: &Finding) -> bool {
    rules::list_of(&finding.rule).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_from_text_and_from_a_serial_number() {
        assert_eq!(day("1 June 2026"), "01/06/2026");
        assert_eq!(day("1/6/26"), "01/06/2026");
        assert_eq!(day("46174"), "01/06/2026");
        assert_eq!(day("at the June meeting"), "at the June meeting");
    }

    #[test]
    fn copies_are_told_from_the_workbook_and_from_other_files() {
        for (file, is) in [
            ("consolidated-2026 (1).xlsx", true),
            ("consolidated-2026 - Copy.xlsx", true),
            ("Copy of consolidated-2026.xlsx", true),
            ("consolidated-2026 (A's conflicted copy 2026-06-01).xlsx", true),
            ("consolidated-2026.xlsx", false),
            ("Consolidated-2026.XLSX", false),
            ("~$consolidated-2026.xlsx", false),
            ("consolidated-2026-redacted.xlsx", false),
            ("consolidated-20261.xlsx", false),
            ("consolidated-2025.xlsx", false),
            ("consolidated-2026.pdf", false),
        ] {
            assert_eq!(is_copy(file, "consolidated-2026.xlsx"), is, "{file}");
        }
    }
}
