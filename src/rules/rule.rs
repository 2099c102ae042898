//! What a rule is.

use crate::conflicts::{self, Conflict, Gap, reasons};
use crate::form::Sheet;
use crate::model::finding::{Draft, Severity};
use crate::model::{Basis, Measure, Received, Round, Submission};
use crate::people::{Joined, Proposal, Relation};
use crate::rules::Handling;

/// What a rule may look at.
pub struct Context<'a> {
    /// The round.
    pub round: &'a Round,
    /// Every meeting of a person with a place that person has a tie to, worked out once for all rules.
    pub conflicts: &'a [Conflict<'a>],
    /// Every pair or group of people that may be one person, worked out once for all rules.
    pub pairs: &'a [Proposal<'a>],
    /// The rows that people confirmed to be one person, who is then counted once.
    pub joined: &'a Joined,
    /// Every assignment that could not be compared with a place of the person's own, worked out once for all rules.
    pub gaps: &'a [Gap<'a>],
}

impl<'a> Context<'a> {
    /// The pairs and groups of rows of one return that are said to be one person (R06): all but those that people confirmed to be two.
    pub fn listed_twice(&self, submission: &Submission) -> impl Iterator<Item = &Proposal<'a>> {
        // The pairs stand in the order of kinds, then of the later's member.
        let key = |pair: &Proposal<'a>| (pair.kind, pair.second.submission().member.as_str());
        let from = self.pairs.partition_point(|pair| key(pair) < (Relation::OneReturn, submission.member.as_str()));
        let here = move |pair: &&Proposal<'a>| key(pair) == (Relation::OneReturn, submission.member.as_str());
        self.pairs[from..].iter().take_while(here).filter(|pair| pair.decided != Some(false))
    }
}

/// Where a rule puts what it finds.
#[derive(Default)]
pub struct Sink {
    pub(crate) drafts: Vec<Draft>,
    pub(crate) skips: Vec<(Option<String>, String)>,
}

impl Sink {
    /// Adds a finding.
    pub fn push(&mut self, draft: Draft) {
        self.drafts.push(draft);
    }
    /// Says for which members a rule about these ties could not be checked for all assignments, and why.
    pub fn skip_gaps(&mut self, context: &Context, of_secondees: bool, bases: &[conflicts::Connection]) {
        for (member, reason) in reasons(context.gaps, of_secondees, bases) {
            self.skip_member(&member, reason);
        }
    }
    /// Says that the rule could not be checked for the return at hand (or, for a round rule, for any), because …
    pub fn skip(&mut self, reason: impl Into<String>) {
        self.skips.push((None, reason.into()));
    }
    /// Says that a round rule could not be checked for one member, because …
    pub fn skip_member(&mut self, member: &str, reason: impl Into<String>) {
        self.skips.push((Some(member.into()), reason.into()));
    }
}

/// A rule's check; the variant is its scope.
pub enum Check {
    /// Sees each file that came, and each member from whom none did.
    File(fn(&Context, &Received, &mut Sink)),
    /// Sees each file that could be read as a survey, in use or not.
    Layout(fn(&Context, &Submission, &mut Sink)),
    /// Sees each return in use.
    Return(fn(&Context, &Submission, &mut Sink)),
    /// Sees the round at once.
    Round(fn(&Context, &mut Sink)),
}

/// What must be there before a rule can be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// A column of a sheet, or a question of the Return sheet.
    Column(Sheet, usize),
    /// Last year's consolidated workbook.
    LastYear,
    /// The return is not a nil return.
    Secondees,
}

/// A change to the clean sample, which an example of a rule is made of.
///
/// The clean sample is one round of members with rows known by their references.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Edit {
    /// In a member's sheet, the cell of the row with this reference under this heading is typed again. On `Return` the reference is `R01` … and
    /// the heading `Answer`.
    Set(&'static str, Sheet, &'static str, &'static str, &'static str),
    /// A row is added, given as heading and value; other cells are as in the row with the reference given.
    CopyRow(&'static str, Sheet, &'static str, &'static [(&'static str, &'static str)]),
    /// The row with this reference is removed.
    DropRow(&'static str, Sheet, &'static str),
    /// A column is removed.
    DropColumn(&'static str, Sheet, &'static str),
    /// A heading is typed otherwise.
    Rename(&'static str, Sheet, &'static str, &'static str),
    /// A column is added at the right, with a value in each row.
    AddColumn(&'static str, Sheet, &'static str),
    /// A sheet is removed.
    DropSheet(&'static str, Sheet),
    /// A sheet of this name with something in it is added.
    AddSheet(&'static str, &'static str),
    /// The row with this reference is hidden.
    HideRow(&'static str, Sheet, &'static str),
    /// A column is hidden.
    HideColumn(&'static str, Sheet, &'static str),
    /// The file is replaced: see [`FileChange`].
    File(&'static str, FileChange),
    /// In last year's secondees, the field of a person is changed: member, reference, heading, value.
    LastYear(&'static str, &'static str, &'static str, &'static str),
    /// Last year's count of a member: measure, basis, value.
    LastCount(&'static str, Measure, Basis, f64),
    /// Last year's R20 of a member.
    LastStatement(&'static str, &'static str),
    /// The member's policy bars secondees (`bars_secondees`).
    Bars(&'static str),
    /// There is no last year.
    NoLastYear,
    /// A sheet is as in the clean sample again.
    PutBack(&'static str, Sheet),
    /// A column is as in the clean sample again, at the right.
    PutBackColumn(&'static str, Sheet, &'static str),
    /// Nothing in a sheet is hidden any more.
    Unhide(&'static str, Sheet),
}

/// How an example replaces a member's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileChange {
    /// Nothing came.
    Missing,
    /// A PDF under the name of a workbook.
    Pdf,
    /// An encrypted workbook.
    Encrypted,
    /// A workbook larger than the limits when unpacked.
    Bomb,
    /// The same return twice, the second completed later.
    Twice,
    /// With a macro project.
    Macros,
    /// With a link to another workbook.
    ExternalLink,
    /// The one file that was asked for, whatever was there before.
    Sound,
}

/// An example: the clean sample with changes, and where the rule then fires.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// What it shows, in words.
    pub shows: &'static str,
    /// What is changed.
    pub changes: &'static [Edit],
    /// Where this rule fires, all of them: member, sheet, row's reference, heading. Empty: it stays silent. For a file: sheet, reference and
    /// heading are as far as there is one.
    pub fires: &'static [(&'static str, &'static str, &'static str, &'static str)],
}

/// A rule: what it finds, why that matters, what to do, and the check itself.
pub struct Rule {
    /// The code, never used again for another rule.
    pub code: &'static str,
    /// Names the fault, in snake case.
    pub name: &'static str,
    /// The paragraph of the 2014 guidance (`¶14`) or of the SPT guidelines (`SPT ¶18–19`), if it is based on one.
    pub paragraph: Option<&'static str>,
    /// How serious it is unless round.toml overrides it.
    pub severity: Severity,
    /// What is wrong, in general, in one sentence.
    pub fault: &'static str,
    /// What was expected.
    pub expected: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// An example of a right answer.
    pub right: &'static str,
    /// What must be there before it can be checked.
    pub needs: &'static [Needs],
    /// What follows from its findings.
    pub handling: Handling,
    /// The check.
    pub check: Check,
    /// What [`Rule::fix`] says, done in the first example: the finding is then gone and no other raised.
    pub mended: &'static [Edit],
    /// At least one that fires and one that is silent.
    pub examples: &'static [Example],
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rule({})", self.code)
    }
}
