//! What stands on the sheet Conflicts besides the findings of rules: near misses that no rule reports, conflicts declared that no data
//! explains, and pairs that could not be checked. Each is a draft like a finding, so that it has a stable id and keeps its decision.

use super::avoid::has_words;
use super::{Conflict, Connection, SECONDEE_TIES, Unchecked, is_unknown};
use crate::form::{Asg, Sec};
use crate::model::finding::{Draft, FindingId};
use crate::model::{Named, Person, Record, Round};
use crate::places::{Certainty, Found, fold};

/// The list that a row of Conflicts belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// Somebody was assigned where they must not be.
    Conflict,
    /// Kin of the person's own place, just after the end of the secondment, or a former workplace.
    NearMiss,
    /// The return declares a conflict that nothing in it explains.
    Unsupported,
    /// A name matches nothing, so that the pair could not be checked.
    NotCheckable,
}

impl List {
    /// All, in the order of the sheet.
    pub const ALL: [List; 4] = [List::Conflict, List::NearMiss, List::Unsupported, List::NotCheckable];

    /// As on the sheet.
    pub fn name(self) -> &'static str {
        match self {
            List::Conflict => "Conflict",
            List::NearMiss => "Near miss",
            List::Unsupported => "Declared but unsupported",
            List::NotCheckable => "Not checkable",
        }
    }
    /// What an id of a row without a rule begins with.
    pub fn code(self) -> &'static str {
        match self {
            List::Conflict => "C",
            List::NearMiss => "NM",
            List::Unsupported => "DU",
            List::NotCheckable => "NC",
        }
    }
}

/// A row of Conflicts that is no finding.
#[derive(Debug, Clone)]
pub struct OtherRow {
    /// Its id, stable as a finding's.
    pub id: String,
    /// Its list.
    pub list: List,
    /// The paragraph it is based on.
    pub paragraph: &'static str,
    /// Who, what, where; the first evidence is the cell to look at.
    pub draft: Draft,
    /// The person's name.
    pub name: String,
}

/// All such rows: near misses, then what is declared without support, then what could not be checked.
pub fn other_rows(round: &Round, conflicts: &[Conflict], unchecked: &[Unchecked]) -> Vec<OtherRow> {
    let mut rows = near_misses(round, conflicts);
    rows.extend(unsupported(round, conflicts));
    rows.extend(not_checkable(unchecked));
    FindingId::number_repeats(rows.iter_mut().map(|row| &mut row.id));
    rows
}

fn row(list: List, paragraph: &'static str, draft: Draft, person: Person, assignment: Option<&Record<Asg>>) -> OtherRow {
    let draft = draft.person(&person.submission().member, person.reference());
    let draft = match assignment {
        Some(assignment) => draft.assignment(assignment.text(Asg::Ref).unwrap_or("")),
        None => draft,
    };
    OtherRow { id: FindingId::compose(list.code(), &draft), list, paragraph, draft, name: person.name().into() }
}

/// Kin of a place that other staff hold a position at or are close to, and kin of a place to be avoided: no rule reports these.
fn near_misses(round: &Round, conflicts: &[Conflict]) -> Vec<OtherRow> {
    let is_ours = |c: &&Conflict| {
        let basis = c.met.basis;
        c.met.kin
            && if c.is_secondee() { basis == Connection::Avoid } else { matches!(basis, Connection::Affiliation | Connection::Position) }
    };
    let near = conflicts.iter().filter(is_ours).map(|c| {
        let paragraph = if c.is_secondee() { "¶13" } else { "SPT ¶18–19" };
        let message = format!(
            "{} was assigned to {} and {}: {}",
            c.person.called(),
            c.visited.written,
            c.met.basis.words_with(c.met.own),
            c.met.reason
        );
        let draft = Draft::at(c.submission, c.assignment.cell(Asg::Place))
            .says(message)
            .certainty(c.met.certainty)
            .key(fold(c.met.own))
            .key(c.met.basis.words())
            .because(c.person.submission(), c.met.own_cell);
        let draft = match c.met.place {
            Some(place) => draft.place(&round.register.place(place).id),
            None => draft,
        };
        row(List::NearMiss, paragraph, draft, c.person, Some(c.assignment))
    });
    near.collect()
}

/// Conflicts that a secondee's row declares and nothing in the returns explains. Everyone has a home, so the home alone explains no conflict
/// that was identified; a place to be avoided is explained by any tie to it, kin included.
fn unsupported(round: &Round, conflicts: &[Conflict]) -> Vec<OtherRow> {
    let mut rows = Vec::new();
    for submission in &round.returns {
        for record in &submission.secondees {
            let person = Person::Secondee(submission, record);
            let is_met =
                |basis: Option<&str>| conflicts.iter().any(|c| c.person.id() == person.id() && basis.is_none_or(|own| c.met.own == own));
            let says = |message: String| Draft::at(submission, record.cell(Sec::Avoid)).says(message);
            let who = || person.called();
            let entries: Vec<&Named> = record.cell(Sec::Avoid).places().iter().filter(|named| says_something(&named.found)).collect();
            let mut is_explained = false;
            for named in &entries {
                if explains(round, record, named) || is_met(Some(&named.written)) {
                    is_explained = true;
                    continue;
                }
                let message = format!(
                    "{} is to avoid \"{}\", to which no home, likely return, affiliation or assignment of the person's gives a reason",
                    who(),
                    named.written
                );
                rows.push(row(
                    List::Unsupported,
                    "¶13",
                    says(message).certainty(named.found.certainty).key(named.found.folded.clone()),
                    person,
                    None,
                ));
            }
            let outcome = record.cell(Sec::Outcome);
            let is_declared = outcome.text().is_some_and(|outcome| outcome.starts_with("Conflict identified"));
            let has_ties = [Sec::Return, Sec::Affiliations].iter().any(|field| !record.cell(*field).places().is_empty());
            if is_declared && entries.is_empty() && !has_ties && !is_explained && !is_met(None) {
                let message = format!(
                    "{}: \"{}\", but the row names no work to be avoided, likely return or affiliation, and no assignment meets a place of the person's own",
                    who(),
                    outcome.typed
                );
                rows.push(row(List::Unsupported, "¶12", Draft::at(submission, outcome).says(message).key("outcome"), person, None));
            }
        }
    }
    rows
}

/// Whether an entry says more than that there is nothing to say.
fn says_something(found: &Found) -> bool {
    !found.headquarters && found.placeholder.is_none()
}

/// Whether a home, likely return or affiliation of the secondee's gives a reason to avoid something.
fn explains(round: &Round, record: &Record<Sec>, avoid: &Named) -> bool {
    let own = SECONDEE_TIES.iter().filter(|(_, basis)| *basis != Connection::Avoid).flat_map(|(field, _)| record.cell(*field).places());
    let mut own: Vec<(String, std::sync::Arc<Found>)> = own.map(|named| (named.written.clone(), named.found.clone())).collect();
    if let Some(employer) = record.text(Sec::HomeOrg) {
        own.push((employer.into(), round.register.find(employer)));
    }
    let text = avoid.found.folded.as_str();
    own.iter().any(|(written, found)| {
        let is_tied =
            found.candidates.iter().any(|a| avoid.found.candidates.iter().any(|b| round.register.tie(a.place, b.place, None).is_some()));
        let names = found.candidates.iter().flat_map(|c| {
            let place = round.register.place(c.place);
            std::iter::once(&place.name).chain(&place.aliases).map(|name| fold(name))
        });
        let is_named =
            || is_unknown(&avoid.found) && names.chain([fold(written)]).any(|name| name.chars().count() > 3 && has_words(text, &name));
        is_tied || is_named()
    })
}

/// Pairs of assignment and person with a name that the register does not know.
fn not_checkable(unchecked: &[Unchecked]) -> Vec<OtherRow> {
    let pairs = unchecked.iter().map(|pair| {
        let names: Vec<String> = pair.names.iter().map(|(s, cell, name)| format!("\"{name}\" ({} {})", s.member, cell.at)).collect();
        let message = format!("Not checkable: the register does not know {}", names.join(", "));
        let draft = Draft::at(pair.submission, pair.assignment.cell(Asg::Place)).says(message).certainty(Certainty::Unknown);
        let draft = pair
            .names
            .iter()
            .filter(|(_, cell, _)| *cell != pair.assignment.cell(Asg::Place))
            .fold(draft, |draft, (s, cell, name)| draft.because(s, cell).key(fold(name)));
        let paragraph = if matches!(pair.person, Person::Secondee(..)) { "¶14" } else { "SPT ¶18–19" };
        row(List::NotCheckable, paragraph, draft, pair.person, Some(pair.assignment))
    });
    pairs.collect()
}
