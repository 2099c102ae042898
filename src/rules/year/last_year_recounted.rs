//! Y04: last year's figure, recounted from this year's rows, differs.
//!
//! Who was in post at last year's census can be told from this year's dates too. The recount is shared with Y03, so that the two rules
//! never tell different stories.

use crate::form::{Question, Sec, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Basis, Cell, Date, LastYear, Measure, NotKnown, PastPerson, Record, Round, Submission, called, show_date};
use crate::people::is_one;
use crate::rules::row::repeated::{REPEATED, Repeated};
use crate::rules::year::missing_without_end::is_missing;
use crate::rules::{Check, Context, Edit, Example, ExplanationHolds, FiguresDepend, Handling, Needs, Rule, Sink};

/// What a recount by dates needs.
pub(in crate::rules) const NEEDS: &[Needs] = &[
    Needs::LastYear,
    Needs::Column(Sheet::Return, Question::Secondees as usize),
    Needs::Column(Sheet::Secondees, Sec::Ref as usize),
    Needs::Column(Sheet::Secondees, Sec::Name as usize),
    Needs::Column(Sheet::Secondees, Sec::NpmWork as usize),
    Needs::Column(Sheet::Secondees, Sec::Start as usize),
    Needs::Column(Sheet::Secondees, Sec::End as usize),
];

pub(in crate::rules) static RULE: Rule = Rule {
    code: "Y04",
    name: "last_year_recounted",
    paragraph: None,
    severity: Severity::Query,
    fault: "The number of secondees published last year differs from a recount by the dates in this year's rows.",
    expected: "This year's rows show as many secondees in post at last year's census date as were published.",
    fix: "Correct the dates or rows that are wrong this year, or say that last year's figure was wrong and by whom.",
    right: "the start date that the person had last year.",
    needs: NEEDS,
    handling: Handling {
        explanation_holds: ExplanationHolds::ThisYear,
        is_about_all_rows: true,
        figures_depend: FiguresDepend::Yes,
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Start date", "02/06/2025")],
    examples: &[
        Example {
            shows: "a secondee who by this year's dates was in post last year, but was not returned",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Start date", "03/02/2025")],
            fires: &[("HMIP", "Return", "R09", "Answer")],
        },
        Example {
            shows: "last year's figure is greater than its rows",
            changes: &[Edit::LastCount("HMIP", Measure::SecondeesCensus, Basis::Broad, 3.0)],
            fires: &[("HMIP", "Return", "R09", "Answer")],
        },
        Example {
            shows: "somebody who is missing is asked after by Y01",
            changes: &[Edit::DropRow("HMIP", Sheet::Secondees, "S01")],
            fires: &[],
        },
        Example {
            shows: "somebody who stands there twice is R06's",
            changes: &[Edit::CopyRow("HMIP", Sheet::Secondees, "S01", &[("Secondee ref", "S04")])],
            fires: &[],
        },
        Example {
            shows: "a date that cannot be read is its own finding",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Start date", "in spring")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let Some(last) = &context.round.last else { return };
    let repeated = Repeated::of(context, submission);
    let recount = match Recount::new(context.round, last, submission, &Repeated::default()) {
        Ok(recount) => recount,
        Err(NotKnown(reason)) => return sink.skip(reason),
    };
    if recount.is_level() {
        return;
    }
    if !repeated.is_empty() && Recount::new(context.round, last, submission, &repeated).is_ok_and(|recount| recount.is_level()) {
        return sink.skip(REPEATED);
    }
    if recount.is_explained() && recount.extra.is_empty() && recount.gone.iter().all(|past| is_missing(context, submission, past)) {
        return sink.skip("the figure differs only by those whom Y01 asks after");
    }
    let mut message = format!(
        "last year {} secondees in post on {} were published; this year's rows give {}",
        recount.opening,
        show_date(recount.day),
        recount.rows.len()
    );
    if !recount.extra.is_empty() {
        let extra: Vec<String> = recount.extra.iter().map(|row| name(&row.cell(Sec::Name).typed, &row.cell(Sec::Ref).typed)).collect();
        message += &format!("; by this year's rows only: {}", extra.join(", "));
    }
    if !recount.gone.is_empty() {
        let gone: Vec<String> = recount.gone.iter().map(|past| name(&past.name, &past.reference)).collect();
        message += &format!("; by last year's only: {}", gone.join(", "));
    }
    let draft = Draft::at(submission, submission.answers.cell(Question::Secondees)).says(message);
    sink.push(recount.extra.iter().fold(draft, |draft, row| draft.because(submission, row.cell(Sec::Start))));
}

fn name(name: &str, reference: &str) -> String {
    called("secondee", name, reference)
}

/// Last year's secondees in post at its census, as published and as this year's rows have it.
pub(in crate::rules) struct Recount<'a> {
    /// Last year's census date.
    pub day: Date,
    /// The figure published.
    pub opening: f64,
    /// This year's rows in post on that day, on NPM work.
    pub rows: Vec<&'a Record<Sec>>,
    /// Those of them who were not among last year's.
    pub extra: Vec<&'a Record<Sec>>,
    /// Last year's who are not among them.
    pub gone: Vec<&'a PastPerson>,
}

impl<'a> Recount<'a> {
    /// Recounts, or says why that cannot be done.
    pub fn new(round: &Round, last: &'a LastYear, submission: &'a Submission, without: &Repeated) -> Result<Self, NotKnown> {
        let Some(opening) = last.count(&submission.member, Measure::SecondeesCensus, Basis::Broad) else {
            return Err("last year has no figure for this member".into());
        };
        let Ok(day) = round.settings.from.yesterday() else { return Err("last year's census date is not known".into()) };
        if let Some(row) = submission.secondees.iter().find(|row| !is_clear(row)) {
            let reference = &row.cell(Sec::Ref).typed;
            let why = format!("the dates or NPM work of secondee \"{reference}\" could not be read or are in the wrong order");
            return Err(NotKnown(why));
        }
        let counts = |row: &&Record<Sec>| row.is_npm() && row.in_post_on(day) && !without.has(row);
        let rows: Vec<&Record<Sec>> = submission.secondees.iter().filter(counts).collect();
        let counted = |past: &&PastPerson| {
            past.member == submission.member
                && past.npm_work
                && past.start.is_none_or(|start| start <= day)
                && past.end.is_none_or(|end| end >= day)
        };
        let before: Vec<&PastPerson> = last.secondees.iter().filter(counted).collect();
        let extra = rows.iter().copied().filter(|row| !before.iter().any(|past| is_one(round, past, row))).collect();
        let gone = before.iter().copied().filter(|past| !rows.iter().any(|row| is_one(round, past, row))).collect();
        Ok(Self { day, opening, rows, extra, gone })
    }

    /// Whether as many were in post as were published.
    pub fn is_level(&self) -> bool {
        self.opening == self.rows.len() as f64
    }

    /// Whether the persons named account for the whole difference.
    pub fn is_explained(&self) -> bool {
        self.opening + self.extra.len() as f64 - self.gone.len() as f64 == self.rows.len() as f64
    }
}

/// Whether a row can be counted by its dates: an end that is blank is an end not known, one that cannot be read is not; nor are two dates in the
/// wrong order (R01).
fn is_clear(row: &Record<Sec>) -> bool {
    let is_date = |cell: &Cell| cell.date().is_some();
    let end = row.cell(Sec::End);
    let in_order = row.date(Sec::Start).zip(row.date(Sec::End)).is_none_or(|(start, end)| end >= start);
    in_order && row.text(Sec::NpmWork).is_some() && is_date(row.cell(Sec::Start)) && (end.is_blank() || is_date(end))
}
