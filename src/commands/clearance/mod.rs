//! `clearance`: who may be assigned to a place, asked before the visit is staffed.

mod answer;
mod basis;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use basis::ClearanceBasis;

use super::{Done, json};
use crate::book::tables::Ours;
use crate::commands::cli::Shape;
use crate::commands::colour::Paint;
use crate::conflicts::{Cleared, Ground, Plan, Tested, Verdict, When, clearance, one_each, suggestions};
use crate::error::Error;
use crate::form::ACTIVITY;
use crate::model::{Date, Person, Round, Status, show_date};
use crate::outputs::sentences::listed;
use crate::outputs::workbooks;
use crate::places::{Certainty, fold};
use crate::round::folder::{self, Outputs};
use crate::round::progress::Progress;

/// What was asked for besides the round.
pub(super) struct Options {
    pub places: Vec<String>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub activity: Option<String>,
    pub format: Shape,
    pub sheet: Option<PathBuf>,
    pub show_names: bool,
    pub paint: Paint,
}

pub(super) fn run(path: &Path, asked: &Options, progress: &dyn Progress) -> Result<Done, Error> {
    let config = folder::config(path)?;
    let when = When { from: Some(asked.from.unwrap_or(config.settings.as_at)), to: asked.to };
    if let (Some(from), Some(to)) = (when.from, when.to)
        && from > to
    {
        return Err(Error::asked(format!("--to {} is before the first day, {}", show_date(to), show_date(from))));
    }
    let activity = asked.activity.as_deref().map(activity).transpose()?;
    if let Some(sheet) = &asked.sheet
        && !sheet.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
    {
        return Err(Error::at(sheet, "the sheet is an Excel workbook; give it a name that ends in .xlsx"));
    }
    if let Some(sheet) = &asked.sheet {
        refuse_to_replace(sheet)?;
    }
    let (round, basis) = basis::read(path, &config, progress)?;
    let mut tested = Vec::new();
    for written in asked.places.iter().flat_map(|names| names.split(';')).map(str::trim).filter(|name| !name.is_empty()) {
        let found = round.register.find(written);
        if found.candidates.is_empty() {
            return Err(match together(&round, &asked.places) {
                Some(name) => {
                    Error::asked(format!("--place {name}: a name with a space in it stands in quotation marks, as in --place \"{name}\""))
                }
                None => unknown(&round, written, found.headquarters),
            });
        }
        let first = when.from.unwrap_or(round.settings.as_at);
        let everybody = one_each(&round, clearance(&round, &Plan { place: &found, when, activity }));
        let (gone, people): (Vec<_>, Vec<_>) = everybody.into_iter().partition(|cleared| cleared.has_left(first));
        let left = gone.into_iter().map(|cleared| cleared.person).collect();
        tested.push(Tested { written: written.into(), found, people, left });
    }
    if tested.is_empty() {
        return Err(Error::asked("--place: give the name of a place"));
    }
    let plan = in_words(when, activity);
    if let Some(sheet) = &asked.sheet {
        let bytes = workbooks::clearance(&round, &tested, &plan, &basis.words(), &left_out(&round, &basis))
            .map_err(|e| Error::at(sheet, format!("cannot be made ({e})")))?;
        let mut outputs = Outputs::default();
        outputs.add(sheet.clone(), bytes);
        outputs.write()?;
    }
    Ok(Done::new(match asked.format {
        Shape::Json => json(&answer::answer(&round, &basis, &tested, when, activity, asked.show_names)),
        Shape::Text => text(&round, &basis, &tested, &plan, asked),
    }))
}

/// The sheet is new, or takes the place of another clearance sheet; nothing else is ever replaced by it.
fn refuse_to_replace(sheet: &Path) -> Result<(), Error> {
    let bytes = match std::fs::read(sheet) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(Error::at(sheet, format!("cannot be read ({e})"))),
    };
    match Ours::open(bytes).map(|book| book.sheets()) {
        Ok(sheets) if sheets == [workbooks::CLEARANCE] => Ok(()),
        _ => Err(Error::at(sheet, "there is a file of that name already, and it is no clearance sheet; give another name after --sheet")),
    }
}

/// The form's word for an activity.
fn activity(written: &str) -> Result<&'static str, Error> {
    match ACTIVITY.iter().find(|word| fold(word) == fold(written)) {
        Some(&"Training") => {
            Err(Error::asked("--activity Training: training is not involvement in an inspection, so it needs no clearance"))
        }
        Some(word) => Ok(word),
        None => Err(Error::asked(format!("--activity \"{written}\" is not on the survey's list: {}", ACTIVITY.join("; ")))),
    }
}

/// The words given one by one, if together they are the name of a place.
fn together(round: &Round, words: &[String]) -> Option<String> {
    let name = words.join(" ");
    (words.len() > 1 && round.register.find(&name).certainty == Certainty::Confirmed).then_some(name)
}

fn unknown(round: &Round, written: &str, is_headquarters: bool) -> Error {
    if is_headquarters {
        return Error::asked(format!("--place \"{written}\" is no single place; name the places to be visited"));
    }
    let near = suggestions(&round.register, written);
    let hint = match near.as_slice() {
        [] => "no name in the register is near to it.".to_string(),
        [one] => format!("did you mean {one}?"),
        names => format!("did you mean one of these: {}?", names.join("; ")),
    };
    Error::asked(format!(
        "--place \"{written}\": the register does not know the place; {hint} What it makes of a name: secondee-audit places NAME"
    ))
}

fn in_words(when: When, activity: Option<&str>) -> String {
    let day = |day: Option<Date>| day.map_or_else(String::new, show_date);
    let dates = match (when.from, when.to) {
        (from, Some(to)) => format!("from {} to {}", day(from), show_date(to)),
        (from, None) => format!("at any time from {} on", day(from)),
    };
    activity.map_or(dates.clone(), |activity| format!("{activity} {dates}"))
}

/// Members whose people are not in the answer, with the reason.
fn left_out(round: &Round, basis: &ClearanceBasis) -> Vec<(String, &'static str)> {
    let members = round.settings.members.iter().filter(|member| round.submission(&member.code).is_none());
    let why = |code: &str| match round.received.iter().any(|file| file.member == code && file.status == Status::Rejected) {
        true => "the return could not be used",
        false if basis.is_last_year() => "nothing in the workbooks of earlier years",
        false => "no return",
    };
    members.map(|member| (member.code.clone(), why(&member.code))).collect()
}

fn role(person: &Person) -> &'static str {
    match person {
        Person::Secondee(..) => "secondee",
        Person::Staff(..) => "staff",
    }
}

fn cells(ground: &Ground) -> String {
    ground.cells.iter().map(|(submission, cell)| format!("{} {}", submission.member, cell.at)).collect::<Vec<_>>().join(", ")
}

fn text(round: &Round, basis: &ClearanceBasis, tested: &[Tested], plan: &str, asked: &Options) -> String {
    let mut out = basis.notice();
    for place in tested {
        let counts =
            [Verdict::MustNotGo, Verdict::Caution, Verdict::Clear].map(|verdict| format!("{} {}", place.count(verdict), verdict.words()));
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}, {plan}\n{}", place.place_words(&round.register), counts.join(", "));
        for verdict in [Verdict::MustNotGo, Verdict::Caution] {
            if place.count(verdict) > 0 {
                let words = verdict.words();
                let _ = writeln!(
                    out,
                    "\n{}",
                    if verdict == Verdict::MustNotGo { asked.paint.grave(words) } else { asked.paint.middling(words) }
                );
            }
            for cleared in place.people.iter().filter(|cleared| cleared.verdict == verdict) {
                out.push_str(&person_lines(cleared, asked.show_names));
            }
        }
        out.push_str(&clear_lines(place, asked.show_names));
        out.push_str(&left_line(place));
        out.push('\n');
    }
    for (member, why) in left_out(round, basis) {
        let _ = writeln!(out, "Not in this answer: the people of {member} ({why}).");
    }
    if let Some(sheet) = &asked.sheet {
        let _ = writeln!(out, "Written: {}", sheet.display());
    }
    out
}

fn person_lines(cleared: &Cleared, show_names: bool) -> String {
    let person = &cleared.person;
    let name = if show_names { format!(" {}", person.name()) } else { String::new() };
    let also = if cleared.also.is_empty() { String::new() } else { format!(" (one person with {})", listed(&cleared.other_rows())) };
    let mut out = format!("  {:8} {:6} {}{name}{also}\n", person.submission().member, person.reference(), role(person));
    for ground in &cleared.grounds {
        let doubt = if ground.certainty == Certainty::Confirmed { String::new() } else { format!(" ({})", ground.certainty.name()) };
        let _ = writeln!(out, "           {}{doubt} [{}]", ground.line(), cells(ground));
    }
    out
}

/// Who is clear, a line for each member.
fn clear_lines(place: &Tested, show_names: bool) -> String {
    let mut out = String::new();
    let clear: Vec<&Cleared> = place.people.iter().filter(|cleared| cleared.verdict == Verdict::Clear).collect();
    if !clear.is_empty() {
        out.push_str("\nclear\n");
    }
    for of_member in clear.chunk_by(|a, b| a.person.submission().member == b.person.submission().member) {
        let listed = of_member.iter().map(|cleared| match show_names {
            true => format!("{} {}", cleared.references(), cleared.person.name()),
            false => cleared.references(),
        });
        let _ = writeln!(out, "  {:8} {}", of_member[0].person.submission().member, listed.collect::<Vec<_>>().join(", "));
    }
    out
}

/// Whose secondment had ended before.
fn left_line(place: &Tested) -> String {
    if place.left.is_empty() {
        return String::new();
    }
    let who: Vec<String> = place.left.iter().map(|person| format!("{} {}", person.submission().member, person.reference())).collect();
    format!("\nnot listed, because the secondment had ended before: {}\n", who.join(", "))
}
