//! `init`: a new round folder.

use std::fs;
use std::io::{BufRead, Write};
use std::path::{Component, Path, PathBuf};

use super::Done;
use super::cli::day;
use crate::error::Error;
use crate::model::{Date, show_date};
use crate::places::Register;
use crate::round::config::{self, Start, new_toml};
use crate::round::folder::last_year_at;
use crate::round::transaction::{Outputs, make_folder};

/// What the arguments say of the new round.
pub(super) struct InitOptions<'a> {
    pub year: i16,
    pub previous: Option<&'a str>,
    pub return_by: Option<Date>,
    pub return_to: Option<&'a str>,
    /// Whether somebody sits at the terminal who can be asked for what is missing.
    pub may_ask: bool,
}

pub(super) fn run(folder: &Path, asked: &InitOptions) -> Result<Done, Error> {
    let year = asked.year;
    if !(2010..=2100).contains(&year) {
        return Err(Error::asked(format!("--year {year}: a survey year lies between 2010 and 2100")));
    }
    if folder.join("round.toml").exists() {
        return Err(Error::at(folder, "is a round already: its round.toml is left as it is"));
    }
    let answered = match asked.previous {
        None if asked.may_ask => ask("Last year's consolidated workbook, as seen from the new folder? (Enter: there is none) ")?,
        given => given.unwrap_or("").to_string(),
    };
    let previous = Some(answered.as_str()).filter(|workbook| !workbook.is_empty());
    let census = config::usual(year).settings.census;
    let mut of_year = None;
    let last_years = previous.map(|workbook| plain(&folder.join(workbook)));
    if let Some(path) = last_years {
        match path.is_file() {
            true => of_year = Some(last_year_at(&path, year)?.year),
            false => {
                let what = if path.is_dir() { "is a folder" } else { "there is no such file" };
                return Err(Error::at(
                    &path,
                    format!("{what}; --previous names last year's consolidated workbook as seen from the new folder"),
                ));
            }
        }
    }
    let (return_by, return_to) = returns(asked)?;
    if let Some(by) = return_by.filter(|by| *by <= census) {
        return Err(Error::asked(format!(
            "--return-by {}: the reporting year of the survey of {year} ends on {}, and members return it after that; give a later day",
            show_date(by),
            show_date(census)
        )));
    }
    for part in ["issued", "returns", "output"] {
        let path = folder.join(part);
        make_folder(&path)
            .map_err(|e| Error::at(&path, format!("this folder cannot be made ({e}); name a new folder at a place where you may write")))?;
    }
    let mut outputs = Outputs::default();
    // What makes the folder a round comes last: stopped before, the same command makes it again.
    outputs.add(folder.join("register.csv"), register(folder, previous).into_bytes());
    outputs.add(folder.join("round.toml"), new_toml(year, &Start { previous, return_by, return_to: return_to.as_deref() }).into_bytes());
    outputs.write()?;
    let at = folder.display();
    let missing = match (return_by, &return_to) {
        (Some(_), Some(_)) => "",
        (Some(_), None) => " and set return_to there, so that members are told to whom they return the workbook",
        (None, Some(_)) => " and set return_by there, so that members are told by when they return the workbook",
        (None, None) => " and set return_by and return_to there, so that members are told by when and to whom they return the workbook",
    };
    let skipped = of_year.filter(|of| *of != year - 1).map_or(String::new(), |of| {
        format!("note: --previous is the workbook of {of}, not of {}: members' workbooks and comparisons start from {of}.\n", year - 1)
    });
    Ok(Done::new(format!(
        "Made {at}.\n{skipped}\
         1. Look through round.toml{missing}.\n\
         2. Run `secondee-audit issue {at}` and send each member its workbook from issued/.\n\
         3. Put the returned workbooks into returns/, under any names, and run `secondee-audit audit {at}`.\n"
    )))
}

/// A path without the steps up in it: the new folder is not there yet, so that nothing can be found by way of it.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        let goes_up = part == Component::ParentDir && matches!(plain.components().next_back(), Some(Component::Normal(_)));
        if !goes_up || !plain.pop() {
            plain.push(part);
        }
    }
    plain
}

/// By when and to whom members return their workbooks: as the arguments say, else as is answered at the terminal, where an empty line leaves it open.
fn returns(asked: &InitOptions) -> Result<(Option<Date>, Option<String>), Error> {
    let (mut by, mut to) = (asked.return_by, asked.return_to.map(String::from));
    if by.is_none() && asked.may_ask {
        let answer = ask(&format!("By when are members to return the survey, e.g. 01/05/{}? (Enter leaves it open) ", asked.year))?;
        if !answer.is_empty() {
            by = Some(day(&answer).map_err(Error::asked)?);
        }
    }
    if to.is_none() && asked.may_ask {
        to = Some(ask("To whom, e.g. the NPM coordinator, npm@example.org? (Enter leaves it open) ")?);
    }
    Ok((by, to.map(|to| to.trim().to_string()).filter(|to| !to.is_empty())))
}

/// A question at the terminal, and the line typed in answer.
fn ask(question: &str) -> Result<String, Error> {
    let cannot =
        |e: std::io::Error| Error::asked(format!("the terminal cannot be asked ({e}); give --return-by, --return-to and --previous"));
    let mut out = std::io::stderr().lock();
    out.write_all(question.as_bytes()).and_then(|()| out.flush()).map_err(cannot)?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(cannot)?;
    Ok(line.trim().to_string())
}

/// Last year's register, in which the places confirmed then are kept, if it lies in the round of last year's workbook; else the program's own.
fn register(folder: &Path, previous: Option<&str>) -> String {
    let last_round = previous.map(|workbook| folder.join(workbook)).and_then(|workbook| Some(workbook.parent()?.parent()?.to_path_buf()));
    let text = last_round.and_then(|round| fs::read_to_string(round.join("register.csv")).ok());
    text.filter(|text| Register::from_csv(text).is_ok()).unwrap_or_else(|| Register::embedded_csv().into())
}
