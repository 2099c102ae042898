//! The facts a finding is based on, in words: an explanation holds for as long as they are the same.
//!
//! They name rows by their reference and columns by their heading, never by an address, so that sorting a sheet changes nothing. An
//! assignment brings its person, place and days along: next year's A001 is another assignment than this year's.

use std::collections::BTreeMap;

use super::cells::{Cells, KnownCell};
use crate::form::{Asg, Question, Sheet};
use crate::model::finding::{Evidence, Finding};
use crate::model::{Record, Round, Status, show_date};
use crate::rules::{ExplanationHolds, by_code};

/// The longest facts that are written out; beyond that they end in a checksum.
const LONGEST: usize = 4_000;

/// What stands between one fact and the next.
const BETWEEN: &str = "; ";

/// The cells of all returns in use, by member.
pub struct FactsIndex<'a> {
    round: &'a Round,
    cells: BTreeMap<&'a str, (&'a str, Cells<'a>)>,
}

impl<'a> FactsIndex<'a> {
    /// Indexes the round.
    pub fn new(round: &'a Round) -> Self {
        let mut cells: BTreeMap<&str, (&str, Cells)> = BTreeMap::new();
        // A return that was rejected but could be read is asked about as well.
        let rejected = round.received.iter().filter(|file| file.status == Status::Rejected).filter_map(|file| file.unused.as_deref());
        for submission in round.returns.iter().chain(rejected) {
            cells.entry(submission.member.as_str()).or_insert_with(|| (submission.file.as_str(), Cells::new(submission)));
        }
        Self { round, cells }
    }

    /// The file of the return that a member is asked about.
    pub fn file(&self, member: &str) -> Option<&'a str> {
        self.cells.get(member).map(|(file, _)| *file)
    }

    /// The cell that a piece of evidence names, if it is in a return that is asked about.
    pub fn cell(&self, evidence: &Evidence) -> Option<KnownCell<'a>> {
        let (file, cells) = self.cells.get(evidence.member.as_str())?;
        (*file == evidence.file).then(|| cells.at(&evidence.sheet, &evidence.cell))?
    }

    /// The answer to a question in a member's return.
    pub fn answer(&self, member: &str, question: Question) -> Option<KnownCell<'a>> {
        self.cells.get(member)?.1.answer(question)
    }

    /// The facts a finding is based on.
    pub fn facts(&self, finding: &Finding) -> String {
        let mut facts: Vec<String> = finding.evidence.iter().map(|evidence| self.fact(evidence)).collect();
        // The first is the cell to mend; the order of the others is that of rows in a file.
        facts[1..].sort();
        facts.dedup();
        // What explains one year does not explain the next.
        if by_code(&finding.rule).is_some_and(|rule| rule.handling.explanation_holds == ExplanationHolds::ThisYear) {
            facts.push(format!("census {}", show_date(self.round.settings.census)));
        }
        let facts = facts.join(BETWEEN).split_whitespace().collect::<Vec<_>>().join(" ");
        match facts.chars().count() <= LONGEST {
            true => facts,
            false => format!(
                "{} [and more, checksum {}]",
                facts.chars().take(LONGEST).collect::<String>(),
                crate::model::finding::short_hash(&[&facts])
            ),
        }
    }

    fn fact(&self, evidence: &Evidence) -> String {
        let Some(known) = self.cell(evidence) else {
            return format!("{} {} {}", evidence.member, evidence.sheet, evidence.value);
        };
        let assignment = self.assignment(evidence, &known).map_or_else(String::new, |row| {
            let typed = |field| &*row.cell(field).typed;
            let (start, end) = (typed(Asg::Start), typed(Asg::End));
            format!(
                " ({} {}, {}, {start} to {end}, {})",
                typed(Asg::PersonMember),
                typed(Asg::Person),
                typed(Asg::Place),
                typed(Asg::Activity)
            )
        });
        let typed = if known.cell.typed.trim().is_empty() { "(blank)" } else { &known.cell.typed };
        format!("{} {} = {typed}{assignment}", evidence.member, spot(&known))
    }

    fn assignment(&self, evidence: &Evidence, known: &KnownCell) -> Option<&'a Record<Asg>> {
        let submission = self.round.submission(&evidence.member)?;
        (known.sheet == Sheet::Assignments).then(|| submission.assignments.get(known.row))?
    }
}

/// How facts and changes name a cell: `Secondees S01 Start date`, `Return R09`.
pub fn spot(known: &KnownCell) -> String {
    match known.sheet {
        Sheet::Return => format!("Return {}", known.reference),
        sheet => format!("{} {} {}", sheet.name(), known.reference, known.heading()),
    }
}
