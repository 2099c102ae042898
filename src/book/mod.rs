//! All that people typed into the consolidated workbook of the round, its copies, and last year's: decisions, places and people confirmed,
//! answers accepted, and what was typed where it cannot be kept. Every workbook is opened once, and every command gets the same book.
//!
//! A copy of the workbook that lies beside it, as a colleague's, is merged by one rule for every kind of answer: what only the copy says is taken
//! over and said; what is the same is fine; what differs stops the run, because only people can say which holds. Only which place a name means is
//! told with the register, so that two forms of one place are the same: where the places differ, neither is taken, and the sheet asks again.

pub mod actions;
pub mod answers;
pub mod choices;
mod decision_state;
pub mod decisions;
pub mod group;
pub mod headings;
pub mod last_year;
pub mod not_carried;
pub mod people;
pub mod places;
pub mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::error::Error;
use crate::model::finding::Finding;
use crate::model::{Action, Confirmation, Confirmations, Decision, PastAnswer, PastDecision, Received, Round};
use crate::places::squash;
use crate::queries::{Earlier, Given, Recorded};
use crate::rules::grouped::{self, Moved};
use crate::steps::{self, Step};

use actions::{TypedAction, TypedActions};
use answers::Acceptance;
use decisions::{Decided, Kept, KeptDecision};
use people::{OddAnswer, PeopleAnswers};
use places::{Confirmed, UnclearPlace};
use tables::{Ours, SheetRow};

/// The name of a year's consolidated workbook.
pub fn file_name(year: i16) -> String {
    format!("consolidated-{year}.xlsx")
}

/// Something typed, with the cell it was typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed<T> {
    /// What was typed, understood.
    pub what: T,
    /// Where, e.g. `People to confirm!L6`.
    pub cell: String,
}

/// The workbooks of a round that people type in, as bytes.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The consolidated workbook, if there is one yet.
    pub workbook: Option<Arc<[u8]>>,
    /// Copies that lie beside it: name and content, by name.
    pub copies: Vec<(String, Arc<[u8]>)>,
    /// The newest workbook kept in `earlier/`: name and content.
    pub kept: Option<(String, Vec<u8>)>,
}

/// The answers in one workbook.
#[derive(Debug, Clone, Default)]
pub struct TypedAnswers {
    /// Decisions.
    pub decided: Decided,
    /// Rows of Actions, by finding and round.
    pub actions: TypedActions,
    /// Who is one person, by pair.
    pub people: BTreeMap<String, Typed<Confirmation>>,
    /// What was typed on People to confirm and says nothing of who is one person, by pair or group.
    pub odd_people: BTreeMap<String, OddAnswer>,
    /// Which place a name means: each row in which something was typed. Whether two rows mean one place is told with the register.
    pub places: Vec<Confirmed>,
    /// Explanations accepted or not, by finding.
    pub accepted: BTreeMap<String, Typed<Acceptance>>,
}

impl TypedAnswers {
    /// Reads every kind of answer.
    ///
    /// # Errors
    /// If a sheet cannot be read, or an answer cannot be taken: the message names the cell.
    pub fn read<B: AsRef<[u8]>>(ours: &mut Ours<B>) -> Result<Self, Error> {
        Self::read_with_queries(ours).map(|(answers, _)| answers)
    }

    /// As [`TypedAnswers::read`], with the rows of Queries, from which the record of queries is made as well.
    fn read_with_queries<B: AsRef<[u8]>>(ours: &mut Ours<B>) -> Result<(Self, Option<Vec<SheetRow>>), Error> {
        let mut decided = decisions::read(ours)?;
        let actions = actions::read(ours, &mut decided.notices)?;
        actions::into_decisions(&actions, &mut decided)?;
        let people = people::read(ours)?;
        for odd in people.odd.values() {
            decided.not_understood.push(odd.cell.clone());
            decided.notices.push(odd.notice());
        }
        let places = places::read(ours)?;
        let queries = answers::queries(ours)?;
        let (accepted, odd) = answers::accepted(queries.as_deref().unwrap_or_default());
        decided.notices.extend(answers::accepts_nothing(queries.as_deref().unwrap_or_default()));
        for cell in odd {
            decided.notices.push(format!(
                "{cell}: what is typed there is neither Yes nor No; choose one of these, or clear the cell. It was kept as typed, and nothing was accepted or refused by it"
            ));
            decided.not_understood.push(cell);
        }
        let PeopleAnswers { confirmed: people, odd: odd_people } = people;
        Ok((Self { decided, actions, people, odd_people, places, accepted }, queries))
    }
}

/// All that people typed, and what the last run kept.
#[derive(Default)]
pub struct Book {
    ours: Option<Ours<Arc<[u8]>>>,
    answers: TypedAnswers,
    earlier: Option<Earlier>,
    unclear_places: Vec<UnclearPlace>,
    notices: Vec<String>,
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book").field("answers", &self.answers).field("notices", &self.notices).finish_non_exhaustive()
    }
}

impl Book {
    /// Opens the workbook at `path` and its copies, each once, and merges what they say.
    ///
    /// # Errors
    /// If one cannot be read back, or a copy answers otherwise than the workbook: every such pair is listed with both cells.
    pub fn open(sources: Sources, path: &Path, year: i16) -> Result<Self, Error> {
        steps::begins(Step::Book);
        let mut book = Self::default();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(bytes) = sources.workbook {
            let (answers, earlier, ours, mut notices) = opened(bytes, sources.kept, year).map_err(|e| unreadable(e, path))?;
            notices.splice(0..0, answers.decided.notices.iter().cloned());
            book = Self { ours: Some(ours), answers, earlier, unclear_places: Vec::new(), notices };
        }
        let mut merge = Merge::new(&name);
        for (copy, bytes) in sources.copies {
            let answers = Ours::open(bytes).and_then(|mut ours| TypedAnswers::read(&mut ours));
            let answers = answers.map_err(|e| unreadable(e, &path.with_file_name(&copy)))?;
            merge.take(&mut book.answers, &copy, answers, &mut book.notices);
        }
        merge.end().map_err(|e| e.about(path))?;
        book.take_over_acceptances();
        Ok(book)
    }

    /// Notes in the record of queries what was accepted, in the workbook or a copy.
    fn take_over_acceptances(&mut self) {
        let Some(earlier) = &mut self.earlier else { return };
        for asked in &mut earlier.asked {
            if let Some(typed) = self.answers.accepted.get(&asked.finding) {
                (asked.accepted, asked.by) = (typed.what.accepted.clone(), typed.what.by.clone());
            }
        }
        let asked: BTreeSet<&str> = earlier.asked.iter().map(|asked| asked.finding.as_str()).collect();
        for (id, typed) in self.answers.accepted.iter().filter(|(id, _)| !asked.contains(id.as_str())) {
            self.notices.push(format!("{}: {id} is not among the queries of the workbook, so this answer was not taken over", typed.cell));
        }
    }

    /// Who was confirmed to be one person, or two.
    pub fn people(&self) -> Confirmations {
        Confirmations(self.answers.people.iter().map(|(pair, typed)| (pair.clone(), typed.what.clone())).collect())
    }
    /// The names that were confirmed to mean a place.
    pub fn places(&self) -> Vec<Confirmed> {
        self.answers.places.clone()
    }
    /// What was typed on People to confirm and says nothing of who is one person, by pair or group.
    pub fn odd_people(&self) -> &BTreeMap<String, OddAnswer> {
        &self.answers.odd_people
    }
    /// What was typed on Places to confirm and says no one place: it is said and kept.
    pub fn keep_unclear(&mut self, unclear: Vec<UnclearPlace>) {
        self.notices.extend(unclear.iter().map(UnclearPlace::notice));
        self.unclear_places.extend(unclear);
    }
    /// What was typed on Places to confirm and says no one place.
    pub fn unclear_places(&self) -> &[UnclearPlace] {
        &self.unclear_places
    }
    /// The decisions.
    pub fn decided(&self) -> &Decided {
        &self.answers.decided
    }
    /// What the last run kept, without the rows of returns; none from a workbook of an earlier program.
    pub fn earlier(&self) -> Option<&Earlier> {
        self.earlier.as_ref()
    }
    /// The cells in which something was typed that was not understood, each once, in the order of sheets.
    pub fn not_understood(&self) -> Vec<String> {
        let actions = self.answers.actions.values().filter(|typed| {
            let done = &typed.what.action.done_on;
            !done.is_empty() && decisions::as_date(done).is_none()
        });
        let mut cells = self.answers.decided.not_understood.clone();
        cells.extend(self.unclear_places.iter().map(|place| place.typed.cell.clone()));
        cells.extend(actions.map(|typed| typed.what.done_cell.clone()));
        let mut seen = BTreeSet::new();
        cells.retain(|cell| seen.insert(cell.clone()));
        cells
    }
    /// Adds something that the coordinator should know. No names of persons.
    pub fn add_notice(&mut self, notice: String) {
        self.notices.push(notice);
    }
    /// What the coordinator should know: copies of the workbook, spellings put right, what is not carried on. No names of persons.
    pub fn notices(&self) -> &[String] {
        &self.notices
    }
    /// What people said of these findings. What they said of the finding of a pair stands for the finding of the group that contains the pair
    /// now; what they said of the group's own finding stands against it, and that of the pair is then on Settled.
    pub fn said(&self, round: &Round, findings: &[Finding]) -> Said {
        let decided = self.answers.decided.clone();
        let (earlier, actions) = (self.earlier.clone(), self.answers.actions.clone());
        let mut said = Said { decided, actions, earlier, responses: responses(round), ..Said::default() };
        if let Some(last) = &round.last {
            (said.past_decisions, said.past_answers) = (last.decisions.clone(), last.answers.clone());
        }
        let asked = said.earlier.iter().flat_map(|earlier| &earlier.asked).map(|asked| &asked.finding);
        let here = said.decided.kept.keys().chain(said.decided.earlier.keys()).chain(said.responses.keys());
        let here = here.chain(said.actions.keys().map(|(id, _)| id));
        let past = said.past_decisions.keys().chain(said.past_answers.keys());
        let wanted: Vec<String> = here.chain(past).chain(asked).cloned().collect();
        let moved = grouped::moved(round, findings, wanted.iter().map(String::as_str));
        for (from, Moved { to, .. }) in &moved {
            rename(&mut said.decided.kept, from, to);
            rename(&mut said.decided.earlier, from, to);
            rename(&mut said.past_decisions, from, to);
            rename(&mut said.past_answers, from, to);
            rename(&mut said.responses, from, to);
            rename(&mut said.actions, &(from.clone(), round.settings.year), &(to.clone(), round.settings.year));
        }
        if let Some(earlier) = said.earlier.as_mut().filter(|_| !moved.is_empty()) {
            for asked in &mut earlier.asked {
                if let Some(moved) = moved.get(&asked.finding) {
                    asked.finding.clone_from(&moved.to);
                }
            }
            let mut seen = BTreeSet::new();
            earlier.asked.retain(|asked| seen.insert(asked.finding.clone()));
        }
        said
    }
    /// The rows of a sheet of the workbook, as [`Ours::rows`]; `None` if there is no workbook yet, or it is closed.
    ///
    /// # Errors
    /// If the sheet cannot be read.
    pub fn rows(&mut self, sheet: &str, headings: &[&str]) -> Result<Option<Vec<SheetRow>>, Error> {
        self.ours.as_mut().map(|ours| ours.rows(sheet, headings)).transpose()
    }
    /// Reads the recorded rows of each return that is not the one in use any more: a new version is compared with them. The workbook is then
    /// closed, as nothing more is read of it.
    ///
    /// # Errors
    /// If a sheet cannot be read.
    pub fn read_rows(&mut self, received: &[Received]) -> Result<(), Error> {
        let (Some(mut ours), Some(earlier)) = (self.ours.take(), &mut self.earlier) else { return Ok(()) };
        let is_another = |member: &str, used: &Recorded| {
            !received.iter().any(|file| file.is_used() && file.member == member && file.sha256 == used.sha256)
        };
        let members = earlier.used.iter().filter(|(member, used)| is_another(member, used)).map(|(member, _)| member.clone()).collect();
        earlier.rows = answers::rows(&mut ours, &members)?;
        Ok(())
    }
}

/// What people said of the findings of a round, by the ids that these have now.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Decisions, in this round's workbook.
    pub decided: Decided,
    /// Rows of Actions, in this round's workbook.
    pub actions: TypedActions,
    /// What the last run kept.
    pub earlier: Option<Earlier>,
    /// The answers in the returns in use: type and text, by finding.
    pub responses: BTreeMap<String, (String, String)>,
    /// Decisions of earlier years.
    pub past_decisions: BTreeMap<String, PastDecision>,
    /// What members answered last year.
    pub past_answers: BTreeMap<String, PastAnswer>,
}

impl Said {
    /// What queries are followed by.
    pub fn given(&self) -> Given<'_> {
        let decided = self.decided.kept.iter().map(|(id, kept)| (id.as_str(), kept.decision.decision.as_str()));
        Given {
            earlier: self.earlier.as_ref(),
            responses: &self.responses,
            past_answers: &self.past_answers,
            decided: decided.filter(|(_, decision)| choices::settles_query(decision)).collect(),
        }
    }
}

fn rename<K: Ord + Clone, V>(map: &mut BTreeMap<K, V>, from: &K, to: &K) {
    if !map.contains_key(to)
        && let Some(value) = map.remove(from)
    {
        map.insert(to.clone(), value);
    }
}

/// The answers in the returns in use: type and text by finding.
fn responses(round: &Round) -> BTreeMap<String, (String, String)> {
    let all = round.returns.iter().flat_map(|submission| &submission.responses);
    let given = all.filter(|(_, kind, response)| !response.is_empty() || !kind.is_empty());
    given.map(|(id, kind, response)| (id.clone(), (kind.clone(), response.clone()))).collect()
}

type OpenedWorkbook = (TypedAnswers, Option<Earlier>, Ours<Arc<[u8]>>, Vec<String>);

fn opened(bytes: Arc<[u8]>, kept: Option<(String, Vec<u8>)>, year: i16) -> Result<OpenedWorkbook, Error> {
    let mut ours = Ours::open(bytes.clone())?;
    let (answers, queries) = TypedAnswers::read_with_queries(&mut ours)?;
    let earlier = answers::read(&mut ours, queries.as_deref())?;
    let mut notices = not_carried::not_carried(&mut ours, &bytes)?;
    // A workbook that cannot be read was kept as it was then, and its run had its say.
    if let Some((name, before)) = kept {
        notices.extend(not_carried::taken_out(&before, &name, &answers, year).unwrap_or_default());
    }
    Ok((answers, earlier, ours, notices))
}

fn unreadable(error: Error, path: &Path) -> Error {
    let in_full = |what: &str| {
        format!(
            "what was typed in it cannot be read back: {what}. It was left as it is; mend it and run the same command again. Do not remove it: it holds everything that was typed so far"
        )
    };
    error.said(in_full).about(path)
}

/// Merges the answers of copies into those of the workbook.
struct Merge<'a> {
    main: &'a str,
    /// Where each answer stands: the name of the workbook or of a copy, by kind and key.
    from: BTreeMap<(&'static str, String), String>,
    differing: Vec<String>,
}

impl<'a> Merge<'a> {
    fn new(main: &'a str) -> Self {
        Self { main, from: BTreeMap::new(), differing: Vec::new() }
    }

    fn take(&mut self, main: &mut TypedAnswers, name: &str, copy: TypedAnswers, notices: &mut Vec<String>) {
        let mut taken = Vec::new();
        let decided = |kept: Kept| kept.into_iter().map(|(id, kept)| (id, Typed { cell: kept.cell.clone(), what: kept })).collect();
        let mut ours: BTreeMap<String, Typed<KeptDecision>> = decided(std::mem::take(&mut main.decided.kept));
        let same = |a: &KeptDecision, b: &KeptDecision| a.decision == b.decision;
        self.kind("decision", &mut ours, name, decided(copy.decided.kept), same, |kept| in_words(&kept.decision), &mut taken);
        main.decided.kept = ours.into_iter().map(|(id, typed)| (id, typed.what)).collect();
        let touched = |actions: &TypedActions| {
            let of_row = |((id, round), typed): (&(String, i16), &Typed<TypedAction>)| (format!("{id} of {round}"), typed.clone());
            actions.iter().filter(|(_, typed)| actions::is_touched(&typed.what)).map(of_row).collect()
        };
        let typed = |a: &TypedAction| {
            let Action { decision, done_on, progress, .. } = a.action.clone();
            [decision.owner, decision.due, done_on, progress]
        };
        let same = |a: &TypedAction, b: &TypedAction| typed(a) == typed(b);
        let words = |a: &TypedAction| if a.action.done_on.is_empty() { "not done".into() } else { format!("done on {}", a.action.done_on) };
        let mut ours: BTreeMap<String, Typed<TypedAction>> = touched(&main.actions);
        self.kind("action", &mut ours, name, touched(&copy.actions), same, words, &mut taken);
        main.actions.extend(ours.into_values().map(|typed| ((typed.what.action.id.clone(), typed.what.action.year), typed)));
        let same = |a: &Confirmation, b: &Confirmation| (a.same, &a.by, &a.note, &a.group) == (b.same, &b.by, &b.note, &b.group);
        let words = |c: &Confirmation| match c.group.is_empty() {
            true => if c.same { "Yes" } else { "No" }.to_string(),
            false => group::answer(&c.group.iter().map(|(_, person)| *person).collect::<Vec<_>>()),
        };
        self.kind("person", &mut main.people, name, copy.people, same, words, &mut taken);
        for (pair, odd) in copy.odd_people {
            if !main.people.contains_key(&pair) {
                main.odd_people.entry(pair).or_insert_with(|| OddAnswer { cell: format!("{name} {}", odd.cell), ..odd });
            }
        }
        // An answer stands against a word that is none.
        main.odd_people.retain(|pair, _| !main.people.contains_key(pair));
        let is_there = |main: &[Confirmed], one: &Confirmed| {
            main.iter().any(|other| squash(&other.written) == squash(&one.written) && other.id.trim().eq_ignore_ascii_case(one.id.trim()))
        };
        for one in copy.places {
            if !is_there(&main.places, &one) {
                taken.push(one.cell.clone());
                main.places.push(Confirmed { cell: format!("{name} {}", one.cell), ..one });
            }
        }
        let words = |a: &Acceptance| a.accepted.clone();
        self.kind("acceptance", &mut main.accepted, name, copy.accepted, Acceptance::eq, words, &mut taken);
        notices.push(match taken.is_empty() {
            true => format!("{name} lies beside the workbook and says nothing that the workbook does not; move it away"),
            false => format!("{name} lies beside the workbook; taken over from it: {}; move it away", taken.join(", ")),
        });
        notices.extend(copy.decided.notices.into_iter().map(|notice| format!("{name} {notice}")));
    }

    #[allow(clippy::too_many_arguments, reason = "one rule for every kind, which the arguments tell apart")]
    fn kind<T>(
        &mut self,
        kind: &'static str,
        main: &mut BTreeMap<String, Typed<T>>,
        name: &str,
        copy: BTreeMap<String, Typed<T>>,
        same: impl Fn(&T, &T) -> bool,
        words: impl Fn(&T) -> String,
        taken: &mut Vec<String>,
    ) {
        for (key, theirs) in copy {
            match main.get(&key) {
                None => {
                    taken.push(format!("{key} ({})", theirs.cell));
                    self.from.insert((kind, key.clone()), name.to_string());
                    main.insert(key, theirs);
                }
                Some(ours) if same(&ours.what, &theirs.what) => {}
                Some(ours) => {
                    let there = self.from.get(&(kind, key.clone())).map_or(self.main, String::as_str);
                    let (mine, other) = (words(&ours.what), words(&theirs.what));
                    let (ours, theirs) = (&ours.cell, &theirs.cell);
                    self.differing.push(match mine == other {
                        true => format!("{there} {ours} and {name} {theirs} differ in the note, name or day beside \"{mine}\" ({key})"),
                        false => format!("{there} {ours} says \"{mine}\", {name} {theirs} says \"{other}\" ({key})"),
                    });
                }
            }
        }
    }

    fn end(self) -> Result<(), Error> {
        match self.differing.is_empty() {
            true => Ok(()),
            false => {
                let more = match self.differing.len().saturating_sub(MOST_DIFFERENCES) {
                    0 => String::new(),
                    many => format!("\n  and {many} more"),
                };
                let first: String = self.differing.iter().take(MOST_DIFFERENCES).map(|one| format!("\n  {one}")).collect();
                Err(Error::disagree(format!(
                    "the workbook and copies of it say different things:{first}{more}\nIf a copy has the right answers, move {} away and give that \
                     copy its name; else type the right ones into {} and move the copies out of the folder. Nothing was changed",
                    self.main, self.main
                )))
            }
        }
    }
}

/// How many differences between copies are told one by one.
const MOST_DIFFERENCES: usize = 10;

fn in_words(decision: &Decision) -> String {
    if decision.decision.is_empty() { "no decision, but something beside it".into() } else { decision.decision.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use decisions::DECISIONS;

    fn decided(id: &str, decision: &str, cell: &str) -> TypedAnswers {
        let decision = Decision { decision: decision.into(), ..Decision::default() };
        let kept = KeptDecision { decision, cell: cell.into(), ..KeptDecision::default() };
        TypedAnswers { decided: Decided { kept: [(id.to_string(), kept)].into(), ..Decided::default() }, ..TypedAnswers::default() }
    }

    fn one_person(pair: &str, same: bool, cell: &str) -> TypedAnswers {
        let what = Confirmation { same, ..Confirmation::default() };
        TypedAnswers { people: [(pair.to_string(), Typed { what, cell: cell.into() })].into(), ..TypedAnswers::default() }
    }

    fn place(written: &str, id: &str, cell: &str) -> TypedAnswers {
        let what = Confirmed { written: written.into(), id: id.into(), cell: cell.into(), cells: String::new() };
        TypedAnswers { places: vec![what], ..TypedAnswers::default() }
    }

    fn accepted(id: &str, answer: &str, cell: &str) -> TypedAnswers {
        let what = Acceptance { accepted: answer.into(), by: String::new() };
        TypedAnswers { accepted: [(id.to_string(), Typed { what, cell: cell.into() })].into(), ..TypedAnswers::default() }
    }

    fn merged(main: TypedAnswers, copies: Vec<TypedAnswers>) -> (TypedAnswers, Vec<String>, Result<(), Error>) {
        let (mut main, mut notices) = (main, Vec::new());
        let mut merge = Merge::new("main.xlsx");
        for (at, copy) in copies.into_iter().enumerate() {
            merge.take(&mut main, &format!("main ({}).xlsx", at + 1), copy, &mut notices);
        }
        (main, notices, merge.end())
    }

    #[test]
    fn a_copy_adds_what_is_missing_of_every_kind_and_says_so() {
        for (copy, cell) in [
            (decided("G141-A", DECISIONS[0], "Conflicts!M6"), "G141-A (Conflicts!M6)"),
            (one_person("PAIR-1", false, "People to confirm!L6"), "PAIR-1 (People to confirm!L6)"),
            (place("The old gaol", "prison-LEI", "Places to confirm!F6"), "Places to confirm!F6"),
            (accepted("E01-A", "No", "Queries!H6"), "E01-A (Queries!H6)"),
        ] {
            let (main, notices, end) = merged(TypedAnswers::default(), vec![copy.clone(), copy]);
            assert_eq!(end, Ok(()));
            let held = main.decided.kept.len() + main.people.len() + main.places.len() + main.accepted.len();
            assert_eq!(held, 1, "{cell}");
            assert!(notices[0].contains(cell) && notices[1].contains("says nothing that the workbook does not"), "{notices:?}");
        }
    }

    #[test]
    fn which_place_a_name_means_is_told_with_the_register_so_that_no_copy_stops_the_run_for_it() {
        let main = place("Gaol", "prison-LEI", "Places to confirm!F6");
        for (copy, held) in [("PRISON-lei ", 1), ("HMP Leeds", 2), ("prison-HLI", 2)] {
            let (main, _, end) = merged(main.clone(), vec![place("GAOL", copy, "Places to confirm!F7")]);
            assert_eq!((end, main.places.len()), (Ok(()), held), "{copy}");
            assert!(held == 1 || main.places[1].cell == "main (1).xlsx Places to confirm!F7", "{:?}", main.places);
        }
    }

    #[test]
    fn a_word_that_is_no_answer_is_kept_unless_a_copy_has_one() {
        let odd = |cell: &str| TypedAnswers {
            odd_people: [("P".to_string(), OddAnswer { cell: cell.into(), ..OddAnswer::default() })].into(),
            ..TypedAnswers::default()
        };
        let (main, _, end) = merged(odd("People to confirm!I6"), vec![one_person("P", true, "People to confirm!I7")]);
        assert!(end == Ok(()) && main.odd_people.is_empty() && main.people.len() == 1);
        let (main, _, end) = merged(TypedAnswers::default(), vec![odd("People to confirm!I6")]);
        assert_eq!((end, main.odd_people["P"].cell.as_str()), (Ok(()), "main (1).xlsx People to confirm!I6"));
        let (main, _, end) = merged(one_person("P", true, "People to confirm!I7"), vec![odd("People to confirm!I6")]);
        assert!(end == Ok(()) && main.odd_people.is_empty());
    }

    #[test]
    fn what_differs_names_both_cells_whatever_its_kind_and_wherever_it_came_from() {
        for (main, copy, cells) in [
            (
                decided("G141-A", DECISIONS[0], "Conflicts!M6"),
                decided("G141-A", DECISIONS[2], "Conflicts!M9"),
                ["Conflicts!M6", "Conflicts!M9"],
            ),
            (one_person("P", true, "People to confirm!L6"), one_person("P", false, "People to confirm!L8"), ["L6", "L8"]),
            (accepted("E01-A", "Yes", "Queries!H6"), accepted("E01-A", "No", "Queries!H7"), ["H6", "H7"]),
        ] {
            let (_, _, end) = merged(main.clone(), vec![copy.clone()]);
            let said = end.expect_err("they differ").to_string();
            assert!(cells.iter().all(|cell| said.contains(cell)) && said.contains("main (1).xlsx"), "{said}");
            // Two copies that differ from one another, and a workbook that says nothing.
            let (_, _, end) = merged(TypedAnswers::default(), vec![main, copy]);
            let said = end.expect_err("the copies differ").to_string();
            assert!(said.contains("main (1).xlsx") && said.contains("main (2).xlsx"), "{said}");
        }
    }
}
