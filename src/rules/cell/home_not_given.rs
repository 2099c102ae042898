//! E09: home establishment not given, so ¶14 cannot be checked.

use crate::conflicts::home_not_given;
use crate::form::{Sec, Sheet};
use crate::model::Submission;
use crate::model::finding::{Draft, Severity};
use crate::rules::{Check, Context, Edit, Example, FiguresDepend, Handling, Needs, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "E09",
    name: "home_not_given",
    paragraph: Some("¶14"),
    severity: Severity::Query,
    fault: "The home establishment is not given, so that ¶14 cannot be checked.",
    expected: "The place the person is seconded from; Headquarters if it is no single place.",
    fix: "Fill in Home establishment with the place, or with Headquarters.",
    right: "HMP Leeds.",
    needs: &[Needs::Column(Sheet::Secondees, Sec::Home as usize)],
    handling: Handling { figures_depend: FiguresDepend::InCountedColumns, is_about_place_name: true, ..Handling::USUAL },
    check: Check::Return(check),
    mended: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Home establishment", "HMP Leeds")],
    examples: &[
        Example {
            shows: "a blank home establishment",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Home establishment", "")],
            fires: &[("HMIP", "Secondees", "S01", "Home establishment")],
        },
        Example {
            shows: "the prison service as a whole",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Home establishment", "HMPPS")],
            fires: &[("HMIP", "Secondees", "S01", "Home establishment")],
        },
        Example {
            shows: "headquarters is an answer",
            changes: &[Edit::Set("HMIP", Sheet::Secondees, "S01", "Home establishment", "Headquarters")],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let register = &context.round.register;
    for row in &submission.secondees {
        let cell = row.cell(Sec::Home);
        let Some(what) = home_not_given(register, row) else { continue };
        let employer = row.text(Sec::HomeOrg).and_then(|name| register.find(name).confirmed()).map(|at| register.place(at));
        let checked = match employer.filter(|place| place.kind == "police_force") {
            Some(force) => format!("only {} as a whole could be checked against (¶14)", force.name),
            None => "¶14 cannot be checked".to_string(),
        };
        let message = format!("{} {what}, so that {checked}", row.called("secondee", Sec::Name, Sec::Ref));
        sink.push(Draft::at(submission, cell).person(&submission.member, row.text(Sec::Ref).unwrap_or("")).says(message));
    }
}
