//! How often each costly step was done in a run, counted in debug builds only: a test holds that an audit does each of them once.
//!
//! `SECONDEE_AUDIT_STEPS=1 cargo run -- audit FOLDER` lists the counts at the end.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What takes long enough that nothing should do it twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Who may be one person in several rows.
    Proposals,
    /// Every assignment is compared with the places of its people.
    Conflicts,
    /// The assignments that cannot be compared, and why.
    NotComparable,
    /// Every rule is applied.
    Judgement,
    /// The consolidated workbook and its copies are read back.
    Book,
    /// Last year's consolidated workbook is read.
    LastYear,
    /// A workbook that people type in is opened.
    WorkbookOpened,
    /// What people said is joined to what was found.
    Account,
    /// Both years are counted.
    Counts,
    /// The range of each figure, as the open queries leave it.
    Ranges,
    /// The change of each member's number of secondees, person by person.
    YearOnYear,
    /// What may be published is chosen.
    Publication,
}

impl Step {
    /// Every step.
    pub const ALL: [Step; 12] = [
        Step::Proposals,
        Step::Conflicts,
        Step::NotComparable,
        Step::Judgement,
        Step::Book,
        Step::LastYear,
        Step::WorkbookOpened,
        Step::Account,
        Step::Counts,
        Step::Ranges,
        Step::YearOnYear,
        Step::Publication,
    ];
}

static DONE: [AtomicUsize; Step::ALL.len()] = [const { AtomicUsize::new(0) }; Step::ALL.len()];

/// Counts a step that begins.
pub fn begins(step: Step) {
    if cfg!(debug_assertions) {
        DONE[step as usize].fetch_add(1, Ordering::Relaxed);
    }
}

/// Every step with how often this process began it; always 0 in a release build.
pub fn counts() -> impl Iterator<Item = (Step, usize)> {
    Step::ALL.into_iter().map(|step| (step, DONE[step as usize].load(Ordering::Relaxed)))
}
