//! Actions: what was decided to be done, by whom and by when. The sheet is read back before it is written again: the day on which something was
//! done and how it goes are typed there, and owner and due day may be changed there as well as on the card.
//!
//! Each row says what owner and day the decision had when the sheet was written, so that a change on either sheet is told from one on both: what
//! was changed on one holds for both, and what was changed on both in two ways is for people to settle.

use std::collections::BTreeMap;

use super::Typed;
use crate::book::choices::{ALL, AWAITING_MEMBER, asks_for_action};
use crate::book::decisions::{DUE, Decided, KeptDecision, as_date, day_of, pair_of, row_in_words};
use crate::book::tables::{Ours, SheetRow};
use crate::error::Error;
use crate::model::{Action, Decision, PastDecision};

/// The sheet.
pub const SHEET: &str = "Actions";
/// The day on which it was done.
pub const DONE: &str = "Done on";
/// How it goes.
pub const PROGRESS: &str = "Progress";
/// The columns in which people type.
pub const ENTRIES: [&str; 4] = ["Owner", "Due day", DONE, PROGRESS];
/// The round in which it was decided.
pub const ROUND: &str = "Decided in round";
/// What is to be done: the note of the decision.
pub const TO_DO: &str = "What is to be done";
/// The sheet on which this round decides it; empty of an earlier round's.
pub const DECIDED_AT: &str = "Decided at";
/// Owner and due day of the decision when the sheet was written.
pub const AS_DECIDED: [&str; 2] = ["Owner as decided", "Due day as decided"];

/// What is typed on a row of Actions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedAction {
    /// The action as the row shows it.
    pub action: Action,
    /// Owner and due day of the decision when the sheet was written.
    pub as_decided: [String; 2],
    /// Whether it was decided in the round of the workbook itself.
    pub is_of_round: bool,
    /// The cell of the day on which it was done.
    pub done_cell: String,
}

/// The rows of Actions by finding id and round.
pub type TypedActions = BTreeMap<(String, i16), Typed<TypedAction>>;

/// Reads the rows of Actions; a workbook of an earlier program has none.
///
/// # Errors
/// If the sheet cannot be read, or something is typed in a row that is no action's: the message names the cell.
pub fn read<B: AsRef<[u8]>>(ours: &mut Ours<B>, notices: &mut Vec<String>) -> Result<TypedActions, Error> {
    let mut actions = TypedActions::new();
    if !ours.has(SHEET) {
        return Ok(actions);
    }
    let [owner, due, done, progress] = ENTRIES;
    for row in ours.rows(SHEET, &["Finding id", ROUND, owner, due, done, progress, AS_DECIDED[0], AS_DECIDED[1]])? {
        let cell = ENTRIES.iter().map(|heading| row.cell(heading)).find(|cell| !cell.is_empty());
        let (id, round) = (row.text("Finding id"), row.number(ROUND));
        let Some(year) = round.map(|year| year as i16).filter(|_| !id.is_empty()) else {
            match cell {
                Some(cell) => {
                    return Err(Error::typed(format!(
                        "something is typed at {SHEET}!{cell} in a row without a finding id and a round; move it to the row of its action, or clear it"
                    )));
                }
                None => continue,
            }
        };
        let typed = of_row(&row, &id, year);
        if !typed.action.done_on.is_empty() && as_date(&typed.action.done_on).is_none() {
            notices.push(format!(
                "{} ({}): what is typed under {DONE} is no day, so the action counts as not done; type the day on which it was done, as 31/05/2026",
                typed.done_cell,
                row_in_words(&row)
            ));
        }
        let cell = format!("{SHEET}!{}", cell.unwrap_or_else(|| row.first_cell()));
        actions.insert((id, year), Typed { what: typed, cell });
    }
    Ok(actions)
}

fn of_row(row: &SheetRow, id: &str, year: i16) -> TypedAction {
    let [owner, due, done, progress] = ENTRIES;
    let decision = Decision {
        decision: row.text("Decision"),
        note: row.text(TO_DO),
        owner: row.text(owner),
        due: day_of(row, due),
        by: row.text("Decided by"),
        on: day_of(row, "Decided on"),
    };
    let action = Action {
        id: id.into(),
        year,
        decision,
        done_on: day_of(row, done),
        progress: row.text(progress),
        member: row.text("Member"),
        what: row.text("What was found"),
        pair: pair_of(row),
        withdrawn: None,
    };
    let as_decided = [row.text(AS_DECIDED[0]), day_of(row, AS_DECIDED[1])];
    let done_cell = format!("{SHEET}!{}", row.cell(done));
    TypedAction { action, as_decided, is_of_round: !row.text(DECIDED_AT).is_empty(), done_cell }
}

/// Takes owner and due day as changed on Actions over into the decisions of the round.
///
/// # Errors
/// If both were changed, in two ways: the message names both cells.
pub fn into_decisions(actions: &TypedActions, decided: &mut Decided) -> Result<(), Error> {
    for ((id, year), Typed { what: typed, cell }) in actions.iter().filter(|(_, typed)| typed.what.is_of_round) {
        let Some(kept) = decided.kept.get_mut(id).filter(|kept| kept.year.is_none_or(|decided| decided == *year)) else { continue };
        if !is_action(&kept.decision) {
            continue;
        }
        let KeptDecision { decision, cell: there, .. } = kept;
        let here = [&typed.action.decision.owner, &typed.action.decision.due];
        for (at, (now, card)) in here.into_iter().zip([&mut decision.owner, &mut decision.due]).enumerate() {
            let before = &typed.as_decided[at];
            if now == before || now == card {
                continue;
            }
            if *card != *before {
                let what = ENTRIES[at];
                return Err(Error::typed(format!(
                    "{id} has one {what} in the row of {there} and another in that of {cell}; make them the same, or clear one"
                )));
            }
            card.clone_from(now);
        }
    }
    Ok(())
}

/// Whether a decision leaves something to do for which somebody was named: what was decided to be done, and a member's answer that somebody is to
/// see to or that is due by a day.
fn is_action(decision: &Decision) -> bool {
    let is_somebodys = !decision.owner.trim().is_empty() || !decision.due.trim().is_empty();
    asks_for_action(&decision.decision) || (decision.decision == AWAITING_MEMBER && is_somebodys)
}

/// Whether an action is done: a day is given.
pub fn is_done(action: &Action) -> bool {
    as_date(&action.done_on).is_some()
}

/// Whether somebody typed in the row since it was written.
pub(super) fn is_touched(typed: &TypedAction) -> bool {
    let Action { decision, done_on, progress, .. } = &typed.action;
    !done_on.is_empty() || !progress.is_empty() || [&decision.owner, &decision.due] != [&typed.as_decided[0], &typed.as_decided[1]]
}

/// What a round leaves to be done, by its workbook. One of a program without Actions leaves what its decisions ask for.
pub(super) fn left(
    decided: &Decided,
    typed: &TypedActions,
    has_sheet: bool,
    past: &BTreeMap<String, PastDecision>,
    year: i16,
) -> Vec<Action> {
    let mut all = list(decided, typed, &[], year);
    if !has_sheet {
        let of_others = past.iter().filter(|(_, past)| past.year != year && is_action(&past.decision));
        all.extend(of_others.map(|(id, past)| of_past(id, past)));
    }
    all.retain(|action| !is_done(action) && action.withdrawn.is_none());
    all
}

fn of_past(id: &str, past: &PastDecision) -> Action {
    Action {
        id: id.into(),
        year: past.year,
        decision: past.decision.clone(),
        member: past.member.clone(),
        what: past.what.clone(),
        pair: past.pair.clone(),
        ..Action::default()
    }
}

/// What the coordinator should know of actions that nobody can be held to, each with the cell of its decision. No names.
pub fn incomplete(actions: &[Action], decided: &Decided) -> Vec<String> {
    let open = actions.iter().filter(|action| !is_done(action) && action.withdrawn.is_none());
    // A member's answer needs neither.
    let lacking = open.filter(|action| action.decision.decision != AWAITING_MEMBER).filter_map(|action| {
        let Decision { owner, due, .. } = &action.decision;
        let mut lacks = Vec::new();
        if owner.trim().is_empty() {
            lacks.push("Owner is blank".to_string());
        }
        match due.trim() {
            "" => lacks.push(format!("{DUE} is blank")),
            day if as_date(day).is_none() => lacks.push(format!("what is typed under {DUE} is no day; type it as 31/05/2026")),
            _ => {}
        }
        let kept = decided.kept.get(&action.id);
        // A day that is none is to be typed again where it stands.
        let due_cell =
            kept.map(|kept| kept.due_cell.as_str()).filter(|cell| !cell.is_empty() && lacks.len() == 1 && !owner.trim().is_empty());
        let cell = due_cell.or(kept.map(|kept| kept.cell.as_str())).unwrap_or(SHEET);
        (!lacks.is_empty()).then(|| format!("{cell} ({}): somebody has to do something, but {}", action.id, lacks.join(", and ")))
    });
    let lacking: Vec<String> = lacking.collect();
    match lacking.len() {
        0..=10 => lacking,
        many => lacking
            .into_iter()
            .take(9)
            .chain([format!("{} more actions lack an owner or a day: see the sheet {SHEET}", many - 9)])
            .collect(),
    }
}

/// All actions of a round: what it decides itself, what earlier rounds left, and what was typed beside an action that nobody asks for any more.
/// Earlier rounds come first, then by finding.
pub fn list(decided: &Decided, typed: &TypedActions, left: &[Action], year: i16) -> Vec<Action> {
    let mut all: BTreeMap<(i16, String), Action> = BTreeMap::new();
    for action in left {
        all.insert((action.year, action.id.clone()), action.clone());
    }
    for ((id, round), Typed { what, .. }) in typed {
        let action = &what.action;
        let is_typed = !action.done_on.is_empty() || !action.progress.is_empty();
        if *round == year {
            let now = decided.kept.get(id).map_or("", |kept| kept.decision.decision.as_str());
            if !decided.kept.get(id).is_some_and(|kept| is_action(&kept.decision)) && is_typed {
                // A word that is none of the choices may be a name.
                let since = match now {
                    "" => "the decision was taken back".into(),
                    now if ALL.contains(&now) => format!("now decided: {now}"),
                    _ => "decided otherwise since".into(),
                };
                all.insert((year, id.clone()), Action { withdrawn: Some(since), ..action.clone() });
            }
            continue;
        }
        // What was found and decided is as that year's workbook says; what is typed is as it stands here.
        let before = all.get(&(*round, id.clone()));
        let decision = before.map_or(&action.decision, |before| &before.decision);
        let (owner, due) = (action.decision.owner.clone(), action.decision.due.clone());
        let decision = Decision { owner, due, ..decision.clone() };
        all.insert((*round, id.clone()), Action { decision, ..action.clone() });
    }
    let own = decided.kept.iter().filter(|(_, kept)| kept.year.is_none_or(|decided| decided == year));
    for (id, kept) in own.filter(|(_, kept)| is_action(&kept.decision)) {
        let typed = typed.get(&(id.clone(), year)).map(|typed| &typed.what.action);
        let action = Action {
            id: id.clone(),
            year,
            decision: kept.decision.clone(),
            done_on: typed.map_or_else(String::new, |action| action.done_on.clone()),
            progress: typed.map_or_else(String::new, |action| action.progress.clone()),
            member: kept.member.clone(),
            what: kept.what.clone(),
            pair: kept.pair.clone(),
            withdrawn: None,
        };
        all.insert((year, id.clone()), action);
    }
    all.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::choices::{ACTION_REQUIRED, NO_CONFLICT};

    fn row(owner: &str, before: &str, done: &str) -> Typed<TypedAction> {
        let decision = Decision { decision: ACTION_REQUIRED.into(), owner: owner.into(), ..Decision::default() };
        let action = Action { id: "G141-A".into(), year: 2026, decision, done_on: done.into(), ..Action::default() };
        Typed {
            what: TypedAction { action, as_decided: [before.into(), String::new()], is_of_round: true, done_cell: "Actions!E6".into() },
            cell: "Actions!C6".into(),
        }
    }

    fn card(decision: &str, owner: &str) -> Decided {
        let decision = Decision { decision: decision.into(), owner: owner.into(), ..Decision::default() };
        let kept = KeptDecision { decision, cell: "Conflicts!E6".into(), ..KeptDecision::default() };
        Decided { kept: [("G141-A".to_string(), kept)].into(), ..Decided::default() }
    }

    #[test]
    fn an_owner_changed_on_one_sheet_holds_for_both_and_on_both_is_a_contradiction() {
        for (now, before, there, holds) in [
            ("Chair", "Chair", "Chair", Some("Chair")),
            ("Deputy", "Chair", "Chair", Some("Deputy")),
            ("Chair", "Chair", "Deputy", Some("Deputy")),
            ("", "Chair", "Chair", Some("")),
            ("Deputy", "Chair", "Deputy", Some("Deputy")),
            ("Deputy", "Chair", "Secretary", None),
        ] {
            let mut decided = card(ACTION_REQUIRED, there);
            let merged = into_decisions(&[(("G141-A".to_string(), 2026), row(now, before, ""))].into(), &mut decided);
            match holds {
                Some(owner) => assert_eq!((merged, decided.kept["G141-A"].decision.owner.as_str()), (Ok(()), owner)),
                None => {
                    let said = merged.expect_err("both were changed").to_string();
                    assert!(said.contains("Actions!C6") && said.contains("Conflicts!E6") && !said.contains("Deputy"), "{said}");
                }
            }
        }
    }

    #[test]
    fn what_was_typed_beside_an_action_outlives_the_decision_and_the_year() {
        let typed: TypedActions = [(("G141-A".to_string(), 2026), row("Chair", "Chair", "01/06/2026"))].into();
        let now = list(&card(ACTION_REQUIRED, "Chair"), &typed, &[], 2026);
        assert!(now.len() == 1 && is_done(&now[0]) && now[0].withdrawn.is_none(), "{now:?}");
        let dismissed = list(&card(NO_CONFLICT, ""), &typed, &[], 2026);
        assert!(dismissed.len() == 1 && dismissed[0].withdrawn.is_some() && dismissed[0].done_on == "01/06/2026", "{dismissed:?}");
        let untouched: TypedActions = [(("G141-A".to_string(), 2026), row("Chair", "Chair", ""))].into();
        assert!(list(&card(NO_CONFLICT, ""), &untouched, &[], 2026).is_empty(), "nothing was typed there");
        // The next year: it is left to be done unless a day is given.
        assert!(left(&card(ACTION_REQUIRED, "Chair"), &typed, true, &BTreeMap::new(), 2026).is_empty());
        let to_do = left(&card(ACTION_REQUIRED, "Chair"), &untouched, true, &BTreeMap::new(), 2026);
        let next = list(&Decided::default(), &TypedActions::new(), &to_do, 2027);
        assert!(next.len() == 1 && next[0].year == 2026 && next[0].decision.owner == "Chair", "{next:?}");
        let kept_without_last_year = list(&Decided::default(), &untouched, &[], 2027);
        assert_eq!(kept_without_last_year.len(), 1, "the year's own workbook may have gone");
    }
}
