//! F10: extra sheets or columns, renamed headings.

use crate::form::Sheet;
use crate::model::Submission;
use crate::model::finding::{Draft, Severity};
use crate::places::fold;
use crate::rules::{Check, Context, Edit, Example, Handling, OneQueryFor, Rule, Sink};

pub(in crate::rules) static RULE: Rule = Rule {
    code: "F10",
    name: "survey_altered",
    paragraph: None,
    severity: Severity::Note,
    fault: "The survey was altered: a sheet or column was added, or a heading renamed.",
    expected: "The survey as issued.",
    fix: "Check that nothing was meant to be read there; remove the sheet or column that was added, or put the heading back as it was.",
    right: "notes in the column Notes.",
    needs: &[],
    handling: Handling {
        in_queries_workbook: Some(
            "What was added is not in this workbook. If it held an answer, type that under its heading here; put remarks in the column Notes.",
        ),
        one_query_for: OneQueryFor::Sheet,
        is_about_all_rows: true,
        ..Handling::USUAL
    },
    check: Check::Layout(check),
    mended: &[Edit::DropColumn("HMIP", Sheet::Staff, "Our own code")],
    examples: &[
        Example {
            shows: "a column was added",
            changes: &[Edit::AddColumn("HMIP", Sheet::Staff, "Our own code")],
            fires: &[("HMIP", "Staff", "", "Our own code")],
        },
        Example {
            shows: "a heading was renamed",
            changes: &[Edit::Rename("HMIP", Sheet::Staff, "Post held", "Posts held")],
            fires: &[("HMIP", "Staff", "", "Posts held")],
        },
        Example {
            shows: "a sheet was added",
            changes: &[Edit::AddSheet("HMIP", "Working notes")],
            fires: &[("HMIP", "Working notes", "", "")],
        },
        Example { shows: "the clean sample", changes: &[], fires: &[] },
    ],
};

fn check(_: &Context, submission: &Submission, sink: &mut Sink) {
    let layout = &submission.layout;
    for name in &layout.extra_sheets {
        let draft = Draft::in_file(&submission.member, &submission.file, name, "", "").key(name.clone());
        // Apple Numbers writes each table of a sheet to a sheet of its own.
        let is_of = |sheet: &Sheet| fold(name).starts_with(&format!("{} - ", fold(sheet.name())));
        sink.push(match layout.table_names.iter().find(|(_, sheet)| is_of(sheet)) {
            Some((read, sheet)) => draft
                .says(format!("\"{name}\" is a further table of {}, of which \"{read}\" was read; nothing in it was read", sheet.name()))
                .asks(&format!("If it holds entries of {}, move them below those of \"{read}\".", sheet.name())),
            None => draft.says(format!("the sheet \"{name}\" is not of the survey and was not read")),
        });
    }
    for (at, heading) in &layout.extra_columns {
        let message = format!("the column \"{heading}\" on {} is not of the survey and was not read", at.sheet.name());
        sink.push(Draft::at_heading(submission, *at, heading).says(message).key(at.sheet.name()).key(heading.clone()));
    }
    for aside in &layout.asides {
        let message = match aside.what {
            "comment" => format!("a comment on {}!{} is not read as an answer: {}", aside.sheet, aside.cell, aside.text),
            "text box" => format!("a text box over {} at {} is not read as an answer: {}", aside.sheet, aside.cell, aside.text),
            "struck" => format!("text at {}!{} is struck through, and was read all the same: {}", aside.sheet, aside.cell, aside.text),
            "question" => format!("the row at {}!{} asks a question once more: {}", aside.sheet, aside.cell, aside.text),
            "beside" => format!(
                "the text at {}!{} stands outside the columns and was not read as an answer: {}",
                aside.sheet, aside.cell, aside.text
            ),
            "total" => format!("the row at {}!{} was taken for totals, not for an entry: {}", aside.sheet, aside.cell, aside.text),
            _ => format!("the text at {}!{} was taken for a note, not for an entry: {}", aside.sheet, aside.cell, aside.text),
        };
        let draft = Draft::in_file(&submission.member, &submission.file, &aside.sheet, &aside.cell, &aside.text);
        let ask = match aside.what {
            "struck" => "If it was meant to be taken out, delete it; if it still holds, remove the line through it.",
            "question" => "Leave one row for each question, with the answer that holds.",
            _ => ASIDE,
        };
        sink.push(draft.says(message).asks(ask).key(aside.sheet.clone()).key(aside.what).key(aside.text.clone()));
    }
    if let [(name, sheet), ..] = layout.table_names.as_slice() {
        let message = format!(
            "the sheets are named as Apple Numbers exports them: \"{name}\" was taken for {}, and the others likewise",
            sheet.name()
        );
        let draft = Draft::in_file(&submission.member, &submission.file, name, "", "").says(message).key("table names");
        sink.push(draft.asks("Nothing to do if all is there; next time fill in the survey workbook in Excel or LibreOffice if you can."));
    }
    for (at, heading, taken_for) in &layout.renamed {
        let message = format!("the heading \"{heading}\" on {} was taken for \"{taken_for}\"", at.sheet.name());
        sink.push(Draft::at_heading(submission, *at, heading).says(message).key(at.sheet.name()).key(heading.clone()));
    }
}

const ASIDE: &str = "Check that it says nothing that should be an answer: put answers in their own columns, remarks in the column Notes.";
