//! R06: a person is listed twice in one return.
//!
//! The pairs and groups are those of [`crate::people`]; one that people confirmed to be two persons on `People to confirm` is not pointed out again.

use std::collections::BTreeSet;

use super::reference_twice::fold_reference;
use crate::form::Sheet;
use crate::model::finding::{Draft, Severity};
use crate::model::{At, Submission};
use crate::people::{Cited, Relation, name_cell};
use crate::rules::round::person_in_two_returns::{certainty, numbered, with_others};
use crate::rules::{Check, Context, CountDoubt, Edit, Example, FiguresDepend, Handling, OneQueryFor, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "R06",
    name: "person_twice",
    paragraph: None,
    severity: Severity::Query,
    fault: "The same person seems to be listed twice, under two references.",
    expected: "A person has one row, on Secondees or on Staff; a further secondment has its own row and other dates.",
    fix: "Remove one of the rows and use the other's reference on Assignments, or say in Notes that these are two persons of one name.",
    right: "one row on Secondees for Rowan Example, and none on Staff.",
    needs: &[],
    handling: Handling {
        one_query_for: OneQueryFor::Person,
        figures_depend: FiguresDepend::Yes,
        count_doubt: CountDoubt::OnePersonTwice,
        pairs: Some(Relation::OneReturn),
        ..Handling::USUAL
    },
    check: Check::Return(check),
    mended: &[Edit::DropRow("HMIP", Sheet::Secondees, "S04")],
    examples: &[
        Example {
            shows: "a secondee on two rows",
            changes: &[Edit::CopyRow("HMIP", Sheet::Secondees, "S01", &[("Secondee ref", "S04")])],
            fires: &[("HMIP", "Secondees", "S04", "Full name")],
        },
        Example {
            shows: "a secondee who is on Staff as well",
            changes: &[Edit::CopyRow("HMIP", Sheet::Staff, "T02", &[("Staff ref", "T03"), ("Full name", "Example, Rowan")])],
            fires: &[("HMIP", "Staff", "T03", "Full name")],
        },
        Example {
            shows: "another form of the name, with a middle initial, from the same prison",
            changes: &[Edit::CopyRow(
                "HMIP",
                Sheet::Secondees,
                "S01",
                &[("Secondee ref", "S04"), ("Full name", "Ms R. J. Example"), ("Start date", "01/06/2024")],
            )],
            fires: &[("HMIP", "Secondees", "S04", "Full name")],
        },
        Example {
            shows: "a second secondment after the first has ended",
            changes: &[Edit::CopyRow(
                "HMIP",
                Sheet::Secondees,
                "S03",
                &[("Secondee ref", "S04"), ("Start date", "16/06/2025"), ("End date", "")],
            )],
            fires: &[],
        },
        Example {
            shows: "a former secondee who has joined the staff",
            changes: &[Edit::CopyRow("HMIP", Sheet::Staff, "T02", &[("Staff ref", "T03"), ("Full name", "Drew Former")])],
            fires: &[],
        },
    ],
};

fn check(context: &Context, submission: &Submission, sink: &mut Sink) {
    let mut said: BTreeSet<At> = BTreeSet::new();
    for proposal in context.listed_twice(submission) {
        let Cited::Now(first) = proposal.first else { continue };
        let (second, name, first_name) = (proposal.second, name_cell(&proposal.second), name_cell(&first));
        // A row is said to repeat one other: the first by reference.
        if !said.insert(name.at) {
            continue;
        }
        said.extend(proposal.others.iter().map(|other| name_cell(other).at));
        let why = if proposal.decided.is_none() { format!(": {}", proposal.why()) } else { String::new() };
        let message = match (proposal.others.is_empty(), proposal.decided) {
            (true, decided) => format!(
                "{} {} {} on {}{why}",
                second.called(),
                if decided.is_some() { "was confirmed to be the same person as" } else { "seems to be the same person as" },
                first.called(),
                first_name.at.sheet.name()
            ),
            (false, decided) => {
                let who =
                    numbered(proposal, |p| format!("{} ({} on {})", p.name_or_none(), p.reference_or_none(), name_cell(p).at.sheet.name()));
                let what = if decided.is_some() { "were confirmed to be one person" } else { "seem to be one person" };
                format!("{who} {what}{why}")
            }
        };
        let draft = Draft::at(submission, name)
            .says(message)
            .person(&submission.member, second.reference())
            .certainty(certainty(proposal))
            .key(fold_reference(first.reference()))
            .because(submission, first_name);
        sink.push(with_others(draft, proposal));
    }
}
