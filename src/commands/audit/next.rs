//! What is to be done next, with the command: the last lines of an audit.

use std::collections::BTreeSet;

use super::OutputPlace;
use crate::account::Audit;
use crate::account::visits::rows_in;
use crate::book::decisions::DecisionState;
use crate::commands::colour::Paint;
use crate::commands::quoted;
use crate::model::{Received, Status};
use crate::outputs::sentences::{counted, listed, members_with};
use crate::outputs::workbooks::QueryFiles;
use crate::queries::states::QueryState;

/// The members from whom nothing came that can be used.
pub(super) fn outstanding(audit: &Audit) -> String {
    let members = members_with(audit, Status::Outstanding);
    let mut text = match members.len() {
        0 => String::new(),
        1 => format!("{} is outstanding.\n", members[0]),
        _ => format!("{} are outstanding.\n", listed(&members)),
    };
    let mut said = Vec::new();
    for (member, file) in members.iter().filter_map(|member| Some((member, audit.round.unreadable_file(member)?))) {
        text.push_str(&format!("{} is perhaps the return of {member}; it cannot be used: {}.\n", file.file, file.why_not_used()));
        said.push(file.file.as_str());
    }
    text + &files_of_nobody(audit, &said)
}

/// What else lies in `returns/` and cannot be used, besides what was said already.
fn files_of_nobody(audit: &Audit, said: &[&str]) -> String {
    const MOST: usize = 10;
    let is_left = |file: &&Received| file.status == Status::Rejected && !said.contains(&file.file.as_str());
    let files: Vec<&Received> = audit.round.received.iter().filter(is_left).collect();
    let mut text: String =
        files.iter().take(MOST).map(|file| format!("{} cannot be used: {}.\n", file.file, file.why_not_used())).collect();
    if files.len() > MOST {
        text.push_str(&format!("{} more files cannot be used: see the sheet Returns.\n", files.len() - MOST));
    }
    text
}

/// What is next to do.
pub(super) fn next(place: &OutputPlace, audit: &Audit, written: &QueryFiles, paint: Paint) -> String {
    let round = quoted(&place.round);
    let workbook = place.workbook.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let missing = members_with(audit, Status::Outstanding).len();
    let mut steps = Vec::new();
    if missing + written.len() > 0 {
        let mut why = Vec::new();
        if missing > 0 {
            why.push(format!("ask {} for the return", counted(missing as i64, "member", "members")));
        }
        if !written.is_empty() {
            why.push(format!("send queries to {}", counted(written.len() as i64, "member", "members")));
        }
        steps.push(format!("To {}: secondee-audit chase {round}", listed(&why)));
    }
    let waiting: BTreeSet<&str> =
        audit.followed.asked.iter().filter(|asked| asked.state == QueryState::Explained).map(|asked| asked.query.as_str()).collect();
    let people = audit.groundwork.proposals.all.iter().filter(|proposal| proposal.decided.is_none()).count();
    let decisions: usize = rows_in(&audit.tally(), DecisionState::is_to_decide);
    let mut typed = Vec::new();
    if !waiting.is_empty() {
        let verb = if waiting.len() == 1 { "is" } else { "are" };
        typed.push(format!("Queries (Accepted?: {} {verb} explained)", counted(waiting.len() as i64, "query", "queries")));
    }
    let places = audit.names_to_confirm.len();
    if places > 0 {
        typed.push(format!("Places to confirm ({})", counted(places as i64, "name", "names")));
    }
    if people > 0 {
        let what = counted(people as i64, "row to answer", "rows to answer");
        typed.push(format!("People to confirm ({what})"));
    }
    if decisions > 0 {
        typed.push(format!("Conflicts ({} to decide)", counted(decisions as i64, "row", "rows")));
    }
    if !typed.is_empty() {
        steps.push(format!("In {workbook}, type on {}; save, close it, then: secondee-audit audit {round}", listed(&typed)));
    }
    if steps.is_empty() {
        steps.push(format!("Nothing is left to ask or to decide. Figures safe to publish: secondee-audit publish {round}"));
    }
    let steps: String = steps.iter().map(|step| format!("  {step}\n")).collect();
    format!("{}\n{steps}", paint.strong("Next:"))
}
