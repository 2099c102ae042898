//! `init`: a new round folder.

use std::fs;
use std::io::{BufRead, Write};
use std::path::{Component, Path, PathBuf};

use super::cli::day;
use super::{Done, quoted};
use crate::error::Error;
use crate::model::{Date, show_date};
use crate::outputs::sentences::listed;
use crate::places::Register;
use crate::round::config::{self, Start, new_toml};
use crate::round::folder::{self, last_year_at};
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
        None if asked.may_ask => {
            ask("Last year's consolidated workbook, e.g. round-2025/output/consolidated-2025.xlsx? (Enter: there is none) ")?
        }
        given => given.unwrap_or("").to_string(),
    };
    let previous = Some(answered).filter(|workbook| !workbook.is_empty()).map(|workbook| from_folder(folder, &workbook));
    let previous = previous.as_deref();
    let census = config::usual(year).settings.census;
    let mut of_year = None;
    let last_years = previous.map(|workbook| plain(&folder.join(workbook)));
    if let Some(path) = last_years {
        match path.is_file() {
            true => of_year = Some(last_year_at(&path, year, "--previous")?.year),
            false => {
                let typed = Path::new(previous.unwrap_or(""));
                let what = match path.is_dir() || typed.is_dir() {
                    true => format!("is a folder; name the workbook in it, such as consolidated-{}.xlsx", year - 1),
                    false => "there is no such file".into(),
                };
                let shown = if typed.is_dir() { typed } else { &path };
                return Err(Error::at(
                    shown,
                    format!(
                        "{what}; --previous names last year's consolidated workbook, as seen from the new folder or from where you are"
                    ),
                ));
            }
        }
    }
    let (return_by, return_to) = returns(asked, census)?;
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
    let registers = registers(folder, previous)?;
    for (name, text) in registers.files {
        outputs.add(folder.join(name), text.into_bytes());
    }
    outputs.add(folder.join("round.toml"), new_toml(year, &Start { previous, return_by, return_to: return_to.as_deref() }).into_bytes());
    outputs.write()?;
    let (shown, at) = (folder.display(), quoted(folder));
    let from = previous.map_or(String::new(), |workbook| format!("Last year's workbook: {workbook}, as seen from the new folder.\n"));
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
        "Made {shown}.\n{from}{}{skipped}\
         1. Look through round.toml{missing}.\n\
         2. Run `secondee-audit issue {at}` and send each member its workbook from issued/.\n\
         3. Put the returned workbooks into returns/, under any names, and run `secondee-audit audit {at}`.\n",
        registers.said
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
fn returns(asked: &InitOptions, census: Date) -> Result<(Option<Date>, Option<String>), Error> {
    let (mut by, mut to) = (asked.return_by, asked.return_to.map(String::from));
    while by.is_none() && asked.may_ask {
        let answer = ask(&format!("By when are members to return the survey, e.g. 01/05/{}? (Enter leaves it open) ", asked.year))?;
        if answer.is_empty() {
            break;
        }
        match day(&answer) {
            Ok(day) if day > census => by = Some(day),
            Ok(_) => tell(&format!("The reporting year ends on {}, and members return the survey after that.\n", show_date(census)))?,
            Err(error) => tell(&format!("{error}\n"))?,
        }
    }
    if to.is_none() && asked.may_ask {
        to = Some(ask("To whom, e.g. the NPM coordinator, npm@example.org? (Enter leaves it open) ")?);
    }
    Ok((by, to.map(|to| to.trim().to_string()).filter(|to| !to.is_empty())))
}

/// A question at the terminal, and the line typed in answer.
fn ask(question: &str) -> Result<String, Error> {
    tell(question)?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(not_asked)?;
    Ok(line.trim().to_string())
}

/// Says something to whoever is being asked.
fn tell(text: &str) -> Result<(), Error> {
    let mut out = std::io::stderr().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(not_asked)
}

fn not_asked(e: std::io::Error) -> Error {
    Error::asked(format!("the terminal cannot be asked ({e}); give --return-by, --return-to and --previous"))
}

/// The files of the register for the new folder, and what is said of where they are from.
struct Registers {
    files: Vec<(&'static str, String)>,
    said: String,
}

/// Last year's register, in which the places confirmed then are kept, with what may lie beside it, if the round of last year's workbook has one; else
/// the program's own.
fn registers(folder: &Path, previous: Option<&str>) -> Result<Registers, Error> {
    let last_round =
        previous.map(|workbook| plain(&folder.join(workbook))).and_then(|workbook| Some(workbook.parent()?.parent()?.to_path_buf()));
    let own = || vec![("register.csv", Register::embedded_csv().to_string())];
    let usual = "register.csv: the register that comes with this program";
    let Some(round) = last_round.filter(|round| BESIDE.iter().any(|name| round.join(name).is_file())) else {
        return Ok(Registers { files: own(), said: format!("{usual}.\n") });
    };
    if let Err(error) = folder::register(&round) {
        let said = format!("{usual}, because last year's cannot be used, and places confirmed then are not in it: {error}.\n");
        return Ok(Registers { files: own(), said });
    }
    let mut files = Vec::new();
    for name in BESIDE {
        let path = round.join(name);
        if path.is_file() {
            files.push((name, fs::read_to_string(&path).map_err(|e| Error::at(&path, format!("cannot be read ({e})")))?));
        }
    }
    let names: Vec<String> = files.iter().map(|(name, _)| name.to_string()).collect();
    let from = round.display();
    let mut said = format!("Taken over from {from}: {}, with the places that were confirmed then.\n", listed(&names));
    if !round.join("register.csv").is_file() {
        files.extend(own());
        said.push_str(&format!("{usual}.\n"));
    }
    Ok(Registers { files, said })
}

/// The files of a register in a round's folder.
const BESIDE: [&str; 3] = ["register.csv", "relations.csv", "terms.csv"];

/// Last year's workbook as seen from the new folder. A path that leads to it only from where the command is given is made one from the folder.
fn from_folder(folder: &Path, workbook: &str) -> String {
    let typed = Path::new(workbook);
    if typed.is_absolute() || plain(&folder.join(typed)).is_file() || !typed.is_file() {
        return workbook.to_string();
    }
    let (Ok(folder), Ok(target)) = (std::path::absolute(folder), std::path::absolute(typed)) else { return workbook.to_string() };
    let (folder, target) = (plain(&folder), plain(&target));
    let shared = folder.components().zip(target.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return target.to_string_lossy().into_owned();
    }
    let up = folder.components().skip(shared).map(|_| "..".to_string());
    let down = target.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}
