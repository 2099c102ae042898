//! What follows from a finding of a rule: who is asked, how queries hold it, what it puts in doubt, where it is shown. Each rule says so in its own
//! declaration, so that no list of codes stands anywhere else.

use crate::conflicts::List;
use crate::form::Question;
use crate::people::Relation;

/// Who puts right what a rule finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutRightBy {
    /// The member, who is sent a query.
    Member,
    /// The coordinator: nothing in a workbook could be corrected by the member.
    Coordinator,
}

/// Which findings of a rule are asked about in one query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OneQueryFor {
    /// Those in one column with one kind of fault; without a cell of the form, those that say the same.
    Column,
    /// Those about one sheet.
    Sheet,
    /// Those about one person, as each person has a story of their own.
    Person,
    /// Those to be agreed with one other member.
    OtherMember,
}

/// How long an explanation of a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExplanationHolds {
    /// As long as the cells it is based on say the same, next year too.
    WhileCellsStay,
    /// For this reporting year only: the rule measures against the year or compares two years.
    ThisYear,
}

/// Whether published figures depend on a rule's findings, so that its queries come before others as serious.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FiguresDepend {
    /// They do not.
    No,
    /// They do.
    Yes,
    /// They do where the cell is in a column or answers a question that is counted.
    InCountedColumns,
}

/// What the count of secondees could come to, were an open finding answered either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountDoubt {
    /// The finding puts no count in doubt.
    Nothing,
    /// Its cell, where counts are based on it: any value could stand there.
    Cell,
    /// A column that counts are based on: each row could count or not.
    Column,
    /// The days of the row: the secondment could cover the census date or not.
    Days,
    /// The days of the secondee whose row is given as evidence: the secondment could have lasted longer.
    LongerThanGiven,
    /// Whether the secondee does NPM work.
    NpmWork,
    /// The start date: that of last year's row could be right.
    Start,
    /// Rows that may be one person: one of them could go.
    OnePersonTwice,
    /// Somebody who is on no list could be a secondee.
    PersonNotListed,
    /// A secondee of last year could still be there.
    LastYearsPerson,
    /// The number given and that of the rows: either could be right.
    NumberGiven,
    /// Whether there were secondees at all.
    WhetherAny,
}

/// What a member may read about a finding that is based on another member's return too. Names and places of another's return are never shown.
///
/// Words in braces are filled in: `{others}` the other members; of a person of the member's own `{person}`; of an assignment `{work}` (who was
/// assigned where), `{name}` and `{reference}` of the person as typed; `{certainty}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldOfOthers {
    /// What the rule finds in general.
    Fault,
    /// The message as the coordinator reads it, which names nothing of the other return but dates.
    Message,
    /// Of a row of Secondees or Staff, this.
    OfPerson(&'static str),
    /// Of a row of Assignments, this.
    OfAssignment(&'static str),
}

/// What follows from a finding of a rule.
#[derive(Debug, Clone, Copy)]
pub struct Handling {
    /// Who puts it right.
    pub put_right_by: PutRightBy,
    /// Which findings are one query.
    pub one_query_for: OneQueryFor,
    /// Whether it finds fault with what was typed in one cell, so that three such cells in a row are asked about as one.
    pub is_about_typing: bool,
    /// What to do in the queries workbook, where that is not [`crate::rules::Rule::fix`]: all sheets and columns are in place there, and nothing is
    /// hidden.
    pub in_queries_workbook: Option<&'static str>,
    /// What the member is told to do who checks a return before sending it, where [`crate::rules::Rule::fix`] and what a finding asks for are said to
    /// the coordinator.
    pub for_member: Option<&'static str>,
    /// How long an explanation stands.
    pub explanation_holds: ExplanationHolds,
    /// What a member may read where the finding is based on another's return too.
    pub told: ToldOfOthers,
    /// The question of Return whose answer puts it right, where the finding is about the file as a whole.
    pub answer: Option<Question>,
    /// Whether any row could be changed in answer to it, as it asks about the rows as a whole.
    pub is_about_all_rows: bool,
    /// Whether published figures depend on it.
    pub figures_depend: FiguresDepend,
    /// What it puts in doubt in the count of secondees.
    pub count_doubt: CountDoubt,
    /// The list on Conflicts that shows it; a rule with one is about conflicts of interest.
    pub list: Option<List>,
    /// Whether it asks about the name of a place, on which a conflict may depend.
    pub is_about_place_name: bool,
    /// The pairs of people that it asks about.
    pub pairs: Option<Relation>,
    /// Paragraphs that it affects besides the one it is based on, as `SPT ¶30`.
    pub bears_on: &'static [&'static str],
    /// Whether a file that could be read is not used because of it.
    pub rejects_file: bool,
}

impl Handling {
    /// As most rules have it: the member is asked, column by column; an explanation stands while the cells stay; no figure or list depends on it.
    pub const USUAL: Handling = Handling {
        put_right_by: PutRightBy::Member,
        one_query_for: OneQueryFor::Column,
        is_about_typing: false,
        in_queries_workbook: None,
        for_member: None,
        explanation_holds: ExplanationHolds::WhileCellsStay,
        told: ToldOfOthers::Fault,
        answer: None,
        is_about_all_rows: false,
        figures_depend: FiguresDepend::No,
        count_doubt: CountDoubt::Nothing,
        list: None,
        is_about_place_name: false,
        pairs: None,
        bears_on: &[],
        rejects_file: false,
    };
}
