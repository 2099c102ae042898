//! Y03: last year's figure, plus who came, minus who left, is not this year's figure.
//!
//! All but the opening figure is counted from this year's rows by their dates. Where the persons whom Y04 names account for the whole
//! difference, Y04 says it and this rule is silent; what is left is a published figure that nobody listed in either year explains.

use super::last_year_recounted::{NEEDS, Recount};
use crate::form::{Question, Sec, Sheet};
use crate::model::finding::{Draft, Severity};
use crate::model::{Basis, LastYear, Measure, NotKnown, Record, Round, Submission};
use crate::rules::row::repeated::{REPEATED, Repeated};
use crate::rules::{Check, Context, Edit, Example, ExplanationHolds, FiguresDepend, Handling, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "Y03",
    name: "flow_does_not_add_up",
    paragraph: None,
    severity: Severity::Query,
    fault: "Last year's number of secondees, plus those new in the year, minus those who left, is not this year's number.",
    expected: "Opening figure + new − ended = closing figure.",
    fix: "Correct the start and end dates that are wrong and add who is left out; if all are right, say what was wrong with last year's figure.",
    right: "2 at the start + 1 new − 1 ended = 2 at the census date.",
    needs: NEEDS,
    handling: Handling {
        explanation_holds: ExplanationHolds::ThisYear,
        is_about_all_rows: true,
        figures_depend: FiguresDepend::Yes,
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::CopyRow("HMIP", Sheet::Secondees, "S03", &[("Secondee ref", "S05"), ("Full name", "Blake Invented")])],
    examples: &[
        Example {
            shows: "last year's figure is greater than anybody listed explains",
            changes: &[Edit::LastCount("HMIP", Measure::SecondeesCensus, Basis::Broad, 3.0)],
            fires: &[("HMIP", "Return", "R09", "Answer")],
        },
        Example {
            shows: "one person accounts for the difference, and Y04 names them",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Start date", "03/02/2025")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let Some(last) = &context.round.last else { return };
    let repeated = Repeated::of(context, submission);
    let flow = match ReportedFlow::new(context.round, last, submission, &Repeated::default()) {
        Ok(flow) => flow,
        Err(NotKnown(why)) => return sink.skip(why),
    };
    if flow.adds_up() {
        return;
    }
    let adds_up_once = || ReportedFlow::new(context.round, last, submission, &repeated).is_ok_and(|flow| flow.adds_up());
    if !repeated.is_empty() && adds_up_once() {
        return sink.skip(REPEATED);
    }
    let ReportedFlow { recount, new, ended, closing } = &flow;
    let message = format!(
        "{} secondees at the start + {new} new − {ended} ended = {}, but the rows give {closing} in post at the census date",
        recount.opening,
        flow.expected()
    );
    sink.push(Draft::at(submission, submission.answers.cell(Question::Secondees)).says(message));
}

/// Last year's figure, and what this year's rows say of who came, who left and who is there.
struct ReportedFlow<'a> {
    recount: Recount<'a>,
    new: f64,
    ended: f64,
    closing: f64,
}

impl<'a> ReportedFlow<'a> {
    fn new(round: &Round, last: &'a LastYear, submission: &'a Submission, without: &Repeated) -> Result<Self, NotKnown> {
        let settings = &round.settings;
        let recount = Recount::new(round, last, submission, without)?;
        let count = |test: &dyn Fn(&Record<Sec>) -> bool| {
            submission.secondees.iter().filter(|row| row.is_npm() && !without.has(row) && test(row)).count() as f64
        };
        Ok(Self {
            recount,
            new: count(&|row| row.is_new(settings)),
            ended: count(&|row| row.has_ended(settings)),
            closing: count(&|row| row.counts_at_census(settings)),
        })
    }
    fn expected(&self) -> f64 {
        self.recount.opening + self.new - self.ended
    }
    fn adds_up(&self) -> bool {
        self.expected() == self.closing || self.recount.is_explained()
    }
}
