//! The Instructions sheet: one page that says what is asked, why, by when and to whom it goes.

use rust_xlsxwriter::{Url, Workbook, XlsxError};

use super::filled::Filled;
use super::look::Look;
use super::parts::prepare;
use super::{CHECK, INSTRUCTIONS, LISTS};
use crate::form::{Sheet, UNANSWERED};
use crate::model::show_date;

/// Writes the sheet.
///
/// # Errors
/// As rust_xlsxwriter.
pub(super) fn write(book: &mut Workbook, look: &Look, filled: &Filled) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    let who = if filled.name.is_empty() { filled.member.clone() } else { format!("{} ({})", filled.name, filled.member) };
    prepare(sheet, look, INSTRUCTIONS, &format!("NPM survey of secondees {}", filled.year), &who)?;
    sheet.set_column_width(0, 16)?.set_column_width(1, 112)?;
    sheet.set_screen_gridlines(false).set_print_fit_to_pages(1, 1);
    let mut row = 4;
    for (what, lines) in sections(filled) {
        sheet.write_string_with_format(row, 0, what, &look.section)?;
        sheet.write_blank(row, 1, &look.section)?;
        row += 1;
        for (label, text) in lines {
            match label {
                Label::Sheet(name) => {
                    let url = Url::new(format!("internal:'{name}'!A1")).set_text(name);
                    sheet.write_url_with_format(row, 0, url, &look.link)?;
                }
                Label::Words(words) => drop(sheet.write_string_with_format(row, 0, words, &look.strong)?),
            }
            sheet.write_string_with_format(row, 1, &text, &look.text)?;
            // Row heights are given, because not every program fits them to wrapped text.
            sheet.set_row_height(row, 15.0 * (text.chars().count() as f64 / 122.0).ceil().max(1.0) + 2.0)?;
            row += 1;
        }
        row += 1;
    }
    sheet.protect();
    Ok(())
}

enum Label {
    Sheet(&'static str),
    Words(&'static str),
}

fn sections(filled: &Filled) -> Vec<(&'static str, Vec<(Label, String)>)> {
    let by =
        filled.return_by.map_or_else(|| "By the date in the coordinator's message".to_string(), |day| format!("By {}", show_date(day)));
    let to = filled.return_to.clone().unwrap_or_else(|| "the coordinator who sent you this workbook".into());
    let (from, census) = (show_date(filled.from), show_date(filled.census));
    let carried = filled.carried(Sheet::Secondees) + filled.carried(Sheet::Staff);
    let mut how = vec![
        (Label::Words("Yellow cells"), "A cell turns yellow when it must be filled in and is still empty. The line above each heading says Required, If new in the year or Optional.".into()),
        (Label::Words("Lists"), "Choose from the drop-down lists. You may type a place that is not on the list. Put a semicolon (;) between several places in one cell.".into()),
        (Label::Words("Rows"), "Fill in from the top. You can paste, sort, insert and delete rows; empty rows do no harm. Leave the headings and the sheets as they are.".into()),
        (Label::Words("Printing"), "What is filled in is printed. Where your program also prints empty pages of Assignments, choose the first pages only.".into()),
    ];
    if carried > 0 {
        how.insert(0, (
            Label::Words("Last year's rows"),
            format!("{carried} rows are filled in from {}. In Carried over, answer Confirm, Changed or Left for each (it says {UNANSWERED} until then). Values in italics, in a dotted frame, were last year's answers: type this year's over them, or leave them if they still hold. The column Last year shows what each row said then; a cell that says something else now is blue.", match filled.carried_from {
                year if year == filled.year - 1 => "last year".to_string(),
                year => format!("your return of {year}, the last you sent"),
            }),
        ));
    }
    vec![
        (
            "What is asked, and by when",
            vec![
                (Label::Words("The year"), format!("Secondees, other staff on NPM work and who went on which inspection or visit, from {from} to {census} (the census date).")),
                (Label::Words("Return it"), format!("{by}, to {to}. If you used no secondees in the year, answer No to R08, clear the rows of Secondees that are filled in from last year, and return it all the same.")),
            ],
        ),
        (
            "Why",
            vec![(
                Label::Words("The guidance"),
                "Members agreed in 2014 to depend less on secondees (¶10), recruit them openly (¶11), assess each for conflicts of interest (¶12), supervise what they are given (¶13), never send anyone to the place they come from, may return to or are close to (¶14), brief them on independence (¶15) and report progress (¶16).".into(),
            )],
        ),
        (
            "Sheets",
            vec![
                (Label::Sheet("Return"), "20 questions about the member as a whole.".into()),
                (Label::Sheet("Secondees"), "Everyone who was with you on secondment, on loan or as a guest at any time in the year, including those who have left.".into()),
                (Label::Sheet("Staff"), "Everyone else on NPM work, frontline and support.".into()),
                (Label::Sheet("Assignments"), "One row for each person on each inspection or visit. A row turns red if a secondee went to a place that they come from, may return to or are close to (¶14); the last column says why.".into()),
                (Label::Sheet(CHECK), "What is still missing, wrong or contradictory. When nothing is, it says Ready to send. Below, it lists what the audit looks at after you have sent it.".into()),
                (Label::Sheet(LISTS), "What the drop-downs offer, places among them.".into()),
            ],
        ),
        ("How to fill it in", how),
        (
            "Marking",
            vec![(
                Label::Words("OFFICIAL-SENSITIVE"),
                "This workbook names staff. Send it only by a way agreed for this marking, keep it with those who need it, and do not put it on a shared drive that others can read.".into(),
            )],
        ),
    ]
}
