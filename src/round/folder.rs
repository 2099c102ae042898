//! What lies in a round folder.

use std::fs;
use std::io::{ErrorKind, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::config::{self, Config};
pub use super::transaction::Outputs;
use super::workers::{NOT_LOOKED_AT, Workers};
use crate::book::decisions::is_copy;
use crate::book::places::{TakenOver, UnclearPlace, into_register};
use crate::book::{Book, Sources, last_year};
use crate::error::{Error, plain};
use crate::model::{Fault, Format, LastYear, Received, Round, Settings};
use crate::places::Register;
use crate::read::container::other;
use crate::read::{self, Extracted};
use crate::round::progress::Progress;

/// Reads `round.toml` of a round folder.
///
/// # Errors
/// If the folder is no round, or its `round.toml` is wrong.
pub fn config(round: &Path) -> Result<Config, Error> {
    let path = round.join("round.toml");
    if round.is_file() {
        return Err(Error::at(round, "is a file; give the round's folder, the one that holds round.toml"));
    }
    let text = fs::read_to_string(&path).map_err(|e| {
        Error::at(&path, format!("cannot be read ({e}); give a round's folder, or make one: secondee-audit init FOLDER --year YEAR"))
    })?;
    config::parse(&text, &path)
}

/// The register of a round: its own `register.csv`, or the one that comes with the program.
///
/// # Errors
/// If `register.csv` cannot be read or used.
pub fn register(round: &Path) -> Result<Register, Error> {
    register_of(round, register_text(round)?.as_deref())
}

/// The register of a round from the text of its `register.csv`, with the `relations.csv` and `terms.csv` that may lie beside it.
///
/// # Errors
/// If one of them cannot be read or used.
pub fn register_of(round: &Path, text: Option<&str>) -> Result<Register, Error> {
    let (relations, terms) = (text_of(round, "relations.csv")?, text_of(round, "terms.csv")?);
    match (text, &relations, &terms) {
        (None, None, None) => Ok(Register::embedded()),
        _ => {
            let text = text.unwrap_or_else(|| Register::embedded_csv());
            Register::of_round(text, relations.as_deref(), terms.as_deref()).map_err(|e| Error::typed(e).about(round))
        }
    }
}

/// The text of a round's own `register.csv`, if it has one.
///
/// # Errors
/// If it cannot be read.
pub fn register_text(round: &Path) -> Result<Option<String>, Error> {
    text_of(round, "register.csv")
}

fn text_of(round: &Path, name: &str) -> Result<Option<String>, Error> {
    let path = round.join(name);
    if !path.exists() {
        return Ok(None);
    }
    fs::read_to_string(&path).map(Some).map_err(|e| Error::at(&path, format!("cannot be read ({e}); save it as CSV UTF-8")))
}

/// Everything in `returns/`, by name, including folders and links to nothing, so that they can be reported. Files that systems make for themselves
/// (`.DS_Store`, `Thumbs.db`) are skipped, and so is the lock file of a workbook that is itself there. Without the folder, nothing has come.
///
/// # Errors
/// If the folder cannot be read.
pub fn returned_files(round: &Path) -> Result<Vec<PathBuf>, Error> {
    let folder = round.join("returns");
    let entries = match fs::read_dir(&folder) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|e| Error::at(&folder, format!("cannot be read ({e}); the returned workbooks belong there")))?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| Error::at(&folder, e))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_left_over = (name.starts_with('.') && locked(&name).is_none())
            || ["thumbs.db", "desktop.ini", "icon\r"].contains(&name.to_lowercase().as_str());
        if !is_left_over {
            found.push((name, path));
        }
    }
    found.sort();
    let names: Vec<String> = found.iter().map(|(name, _)| name.clone()).collect();
    // Excel leaves out the first letters of a long name.
    found.retain(|(name, _)| locked(name).is_none_or(|of| !names.iter().any(|other| other != name && other.ends_with(&of))));
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

/// The name of the workbook that a lock file (`~$…`, `.~lock.…#`) belongs to.
fn locked(name: &str) -> Option<String> {
    let of = name.strip_prefix("~$").or_else(|| name.strip_prefix(".~lock.").and_then(|rest| rest.strip_suffix('#')));
    of.map(String::from)
}

/// Reads every return in parallel and keeps only its rows.
///
/// # Errors
/// If `returns/` cannot be read, or no process can be started that reads the files: their members would be taken for outstanding. A file that cannot
/// be read is a finding, not an error.
pub fn receive(round: &Path, config: &Config, register: &Register, progress: &dyn Progress) -> Result<Vec<Received>, Error> {
    let files = returned_files(round)?;
    progress.begin("reading", files.len() as u64);
    let workers = Workers::default();
    let mut received: Vec<Received> = files
        .par_iter()
        .map(|path| {
            let received = receive_by(&workers, path, config, register);
            progress.step();
            received
        })
        .collect();
    drop(workers);
    // Where the machine had no room for all at once, one after another may do.
    for (path, received) in files.iter().zip(&mut received).filter(|(_, received)| failed_here(received)) {
        *received = receive_by(&Workers::default(), path, config, register);
    }
    progress.end();
    refuse_if_not_looked_at(&round.join("returns"), &received)?;
    Ok(received)
}

/// What is wrong with a file as a workbook.
fn why_no_workbook(received: &Received) -> &str {
    match &received.fault {
        Some(Fault::NotWorkbook(reason)) => &reason.what,
        _ => "",
    }
}

/// Whether a file was not read for a reason that may lie in this machine.
fn failed_here(received: &Received) -> bool {
    [NOT_LOOKED_AT, NOT_OPENED].iter().any(|reason| why_no_workbook(received).starts_with(reason))
}

/// # Errors
/// If there are files that no process could be started for: it names them.
fn refuse_if_not_looked_at(returns: &Path, received: &[Received]) -> Result<(), Error> {
    let missed = || received.iter().filter(|received| why_no_workbook(received).starts_with(NOT_LOOKED_AT));
    let Some(first) = missed().next() else { return Ok(()) };
    let files: Vec<&str> = missed().map(|received| received.file.as_str()).collect();
    let why = why_no_workbook(first).trim_start_matches(NOT_LOOKED_AT);
    Err(Error::at(
        returns,
        format!(
            "not all returns were looked at, because the process that reads them could not be started{why}. Nothing was changed. Close other \
             programs and run the same command again. Not looked at: {}",
            files.join(", ")
        ),
    ))
}

/// Begins what is said of a file that the system does not let this program open.
const NOT_OPENED: &str = "it cannot be opened";

/// Reads one file; one that cannot be opened has a fault and is no error.
pub fn receive_file(path: &Path, config: &Config, register: &Register) -> Received {
    receive_by(&Workers::default(), path, config, register)
}

/// Reads one file by one of the workers.
pub fn receive_by(workers: &Workers, path: &Path, config: &Config, register: &Register) -> Received {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let (bytes, extracted) = match bytes(path, config.limits.file_bytes) {
        _ if path.is_dir() => (Vec::new(), (Format::Other, Err(other::FOLDER.fault()))),
        _ if !path.exists() => (Vec::new(), (Format::Other, Err(other::LEADS_NOWHERE.fault()))),
        _ if !path.is_file() => (Vec::new(), (Format::Other, Err(other::NO_FILE.fault()))),
        Ok(bytes) => {
            let extracted = extracted(&name, || workers.extract(&bytes, &config.limits));
            (bytes, extracted)
        }
        Err(e) => {
            let ask = "Close it if it is open elsewhere; make it readable; run again.";
            (Vec::new(), (Format::Other, Err(Fault::not_workbook(plain(&format!("{NOT_OPENED} ({e})")), ask))))
        }
    };
    let size = if bytes.len() as u64 > config.limits.file_bytes { path.metadata().map_or(0, |metadata| metadata.len()) } else { 0 };
    // A fault of the program on one return costs the round that return only.
    catch_unwind(AssertUnwindSafe(|| receive_bytes(&name, &bytes, size, extracted, config, register)))
        .unwrap_or_else(|_| receive_bytes(&name, &bytes, size, (Format::Other, Err(Fault::not_understood())), config, register))
}

/// What was taken out of a file by a function; a lock file is known by its name, whatever is in it.
pub fn extracted(name: &str, extract: impl FnOnce() -> Extracted) -> Extracted {
    if locked(name).is_some() { (Format::Other, Err(other::OWNER_FILE.fault())) } else { extract() }
}

/// Understands a file whose content was read elsewhere. Of one that is larger than the limit the bytes are its start, and `size` is what it has.
pub fn receive_bytes(name: &str, bytes: &[u8], size: u64, extracted: Extracted, config: &Config, register: &Register) -> Received {
    let mut received = read::received(&shown(name), bytes, extracted, register, &config.settings);
    refuse_untouched(&mut received);
    if received.size > config.limits.file_bytes {
        // Only its start was read, so its SHA-256 is not known.
        (received.size, received.sha256) = (received.size.max(size), String::new());
    }
    received
}

/// A survey that comes back as it was sent out is no return: nothing in it may be counted, least of all as nobody.
fn refuse_untouched(received: &mut Received) {
    const FILL_IN: &str = "Ask the member to fill it in; if it used no secondees, to answer No to R08 and the other questions.";
    if let Some(untouched) = received.unused.take_if(|submission| submission.is_untouched()) {
        let whose = if untouched.member.is_empty() { String::new() } else { format!(" to {}", untouched.member) };
        received.fault = Some(Fault::not_workbook(format!("it is the survey as it was sent out{whose}, with nothing filled in"), FILL_IN));
        (received.member, received.rows) = (String::new(), [0; 3]);
    }
}

/// A file's name as it is shown: a line break or a command to the terminal in it is shown as what cannot be shown.
fn shown(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// The limit is met before the file is taken into memory: one byte more than allowed is enough to refuse it.
fn bytes(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // A pipe or a device would keep the program waiting, or have no end.
    if path.is_file() {
        fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// What marks the content of a returned file, as [`receive_by`] has it: nothing if it is larger than the limit, and the mark of an empty file
/// if it cannot be read.
pub fn mark(path: &Path, config: &Config) -> String {
    let bytes = bytes(path, config.limits.file_bytes).unwrap_or_default();
    if bytes.len() as u64 > config.limits.file_bytes { String::new() } else { read::sha256(&bytes) }
}

/// Last year, if `previous` names it.
///
/// # Errors
/// If it is not there or is not a consolidated workbook.
pub fn last_year(round: &Path, config: &Config) -> Result<Option<LastYear>, Error> {
    let Some(previous) = &config.previous else { return Ok(None) };
    let path = round.join(previous);
    let mut last = last_year_at(&path, config.settings.year, PREVIOUS)?;
    fill_in(&mut last, &path, &config.settings);
    Ok(Some(last))
}

/// How many years are gone back for members that returned nothing.
const MOST_YEARS: usize = 12;

/// Takes over from earlier years what last year's workbook does not have of members that returned nothing then. Each year's workbook lies in the
/// folder of its round, whose `round.toml` names the one before. What cannot be found is noted, because the round can be held without it.
fn fill_in(last: &mut LastYear, path: &Path, settings: &Settings) {
    let (mut at, mut before) = (path.to_path_buf(), last.year);
    for _ in 0..MOST_YEARS {
        let missing: Vec<&str> =
            settings.members.iter().map(|member| member.code.as_str()).filter(|code| !last.returned.contains_key(*code)).collect();
        if missing.is_empty() {
            return;
        }
        let year = last.year;
        let said = |why: &str| {
            format!("nothing is filled in for {}: no return of theirs is in the workbook of {year}, and {why}", missing.join(", "))
        };
        let Some(folder) = at.parent().and_then(Path::parent).map(Path::to_path_buf) else { return };
        let earlier = match config(&folder) {
            Err(_) => Err(Some(format!("there is no round.toml in {} to say where the year before is", folder.display()))),
            Ok(of_then) => match &of_then.previous {
                // The first year of all: nobody returned anything before it.
                None => Err(None),
                Some(previous) => {
                    let path = folder.join(previous);
                    let read = last_year_at(&path, before.min(of_then.settings.year), PREVIOUS);
                    read.map(|read| (path, read)).map_err(|error| Some(error.to_string()))
                }
            },
        };
        match earlier {
            Ok((path, earlier)) => {
                last.fill_in(&earlier, &missing);
                before = earlier.year;
                at = path;
            }
            Err(why) => {
                last.notices.extend(why.map(|why| said(&why)));
                return;
            }
        }
    }
}

/// What names last year's workbook in a round.
const PREVIOUS: &str = "`previous` in round.toml";

/// The consolidated workbook of an earlier year than `year`; `named_by` is what named it.
///
/// # Errors
/// If it is not there, is no consolidated workbook, or is of another year.
pub fn last_year_at(path: &Path, year: i16, named_by: &str) -> Result<LastYear, Error> {
    let wanted = format!("{named_by} must name last year's consolidated workbook, or be left out");
    let bytes = fs::read(path).map_err(|e| Error::at(path, format!("cannot be read ({e}); {wanted}")))?;
    let last = last_year::read(&bytes).map_err(|e| e.said(|what| format!("{what}; {wanted}")).about(path))?;
    if last.year >= year {
        let is_of = last.year;
        return Err(Error::at(
            path,
            format!("is of {is_of}, and the new round is of {year}; {named_by} must name the workbook of an earlier year"),
        ));
    }
    Ok(last)
}

/// The consolidated workbook of a round.
pub fn consolidated(round: &Path, year: i16) -> PathBuf {
    round.join("output").join(crate::book::file_name(year))
}

/// The content of a file, shared.
pub type Bytes = Arc<[u8]>;

/// What people typed into the consolidated workbook and its copies; an empty book if there is none yet.
///
/// # Errors
/// If one of them cannot be read back, or they say different things.
pub fn book(round: &Path, config: &Config) -> Result<(Book, Option<Bytes>), Error> {
    let path = consolidated(round, config.settings.year);
    let sources = sources(&path)?;
    let workbook = sources.workbook.clone();
    Book::open(sources, &path, config.settings.year).map(|book| (book, workbook))
}

/// The consolidated workbook, its copies and the newest one kept in `earlier/`, each read once: what is read back, kept and compared is the same.
fn sources(path: &Path) -> Result<Sources, Error> {
    let unreadable = |path: &Path, e: &std::io::Error| {
        Error::at(
            path,
            format!("cannot be read ({e}), so that what was typed in it is not known; close it, or move it away to start without it"),
        )
    };
    let workbook = match fs::read(path) {
        Ok(bytes) => Some(Arc::from(bytes)),
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => None,
        Err(e) => return Err(unreadable(path, &e)),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let names = |folder: PathBuf| {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    let mut copies = Vec::new();
    for copy in names(path.with_file_name("")).into_iter().filter(|file| is_copy(file, &name)) {
        let at = path.with_file_name(&copy);
        copies.push((copy, Arc::from(fs::read(&at).map_err(|e| unreadable(&at, &e))?)));
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let kept = names(path.with_file_name("earlier")).into_iter().rfind(|file| file.starts_with(&stem));
    let kept = kept.and_then(|file| Some((file.clone(), fs::read(path.with_file_name("earlier").join(&file)).ok()?)));
    Ok(Sources { workbook, copies, kept })
}

/// The round's register with the places that were confirmed.
#[derive(Debug)]
pub struct ConfirmedRegister {
    /// The register.
    pub register: Register,
    /// Its text, if what was confirmed changed it.
    pub changed: Option<String>,
    /// What was typed and says no one place.
    pub unclear: Vec<UnclearPlace>,
}

/// The round's register with the places that were confirmed in the workbook.
///
/// # Errors
/// If `register.csv` cannot be used, or one name is confirmed as two places: the message names the cells.
pub fn register_with_confirmed(round: &Path, config: &Config, book: &Book) -> Result<ConfirmedRegister, Error> {
    let confirmed = book.places();
    if confirmed.is_empty() {
        return Ok(ConfirmedRegister { register: register(round)?, changed: None, unclear: Vec::new() });
    }
    let parsed = |text: &str| register_of(round, Some(text));
    let text = register_text(round)?.unwrap_or_else(|| Register::embedded_csv().into());
    // A register that is itself at fault says so with its own line.
    let own = parsed(&text)?;
    let refuse = |e: Error| e.said(|what| format!("{what}. Nothing was changed")).about(&consolidated(round, config.settings.year));
    let TakenOver { register: changed, unclear } = into_register(&text, &confirmed).map_err(refuse)?;
    let register = changed.as_deref().map_or(Ok(own), parsed)?;
    Ok(ConfirmedRegister { register, changed, unclear })
}

/// The whole round, read: its returns, last year, and what people typed.
#[derive(Debug)]
pub struct OpenedRound {
    /// The round.
    pub round: Round,
    /// What people typed into the consolidated workbook and its copies.
    pub book: Book,
    /// The consolidated workbook as it was read, if there is one yet.
    pub workbook: Option<Bytes>,
    /// The text of the round's register, if places that were confirmed change it.
    pub register: Option<String>,
}

/// Reads the whole round: its workbooks, once each.
///
/// # Errors
/// If there are no returns, or a part of it cannot be read.
pub fn read_round(round: &Path, config: &Config, progress: &dyn Progress) -> Result<OpenedRound, Error> {
    let opened = open(round, config, progress, &mut Err)?;
    if opened.round.received.iter().all(|file| file.file.is_empty()) {
        let beside = match workbooks_beside_round_toml(round) {
            0 => String::new(),
            1 => format!("; a workbook lies in {} itself: move it there if it is a return", round.display()),
            many => format!("; {many} workbooks lie in {} itself: move those that are returns there", round.display()),
        };
        return Err(Error::at(&round.join("returns"), format!("there are no returns; put the returned workbooks there{beside}")));
    }
    Ok(opened)
}

/// How many spreadsheets lie in the round's folder itself, where nobody looks for returns.
fn workbooks_beside_round_toml(round: &Path) -> usize {
    const ENDINGS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];
    let is_workbook = |path: &Path| {
        path.extension().and_then(|ending| ending.to_str()).is_some_and(|ending| ENDINGS.contains(&ending.to_lowercase().as_str()))
            && !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("~$"))
    };
    fs::read_dir(round).map_or(0, |there| there.flatten().filter(|entry| is_workbook(&entry.path()) && entry.path().is_file()).count())
}

/// Reads as much of the round as can be read, and says what was left out: who has returned can be told before anything came, and where what people
/// typed, or last year's workbook, cannot be read.
///
/// # Errors
/// If `returns/` or the register cannot be read.
pub fn read_what_is_there(round: &Path, config: &Config, progress: &dyn Progress) -> Result<(OpenedRound, Vec<String>), Error> {
    let mut left_out = Vec::new();
    let opened = open(round, config, progress, &mut |error| {
        left_out.push(error.to_string());
        Ok(())
    })?;
    Ok((opened, left_out))
}

/// Reads the round; `refused` says whether a part besides the returns that cannot be read stops it.
fn open(
    round: &Path,
    config: &Config,
    progress: &dyn Progress,
    refused: &mut dyn FnMut(Error) -> Result<(), Error>,
) -> Result<OpenedRound, Error> {
    let (mut book, workbook) = match book(round, config) {
        Ok(opened) => opened,
        Err(error) => refused(error).map(|()| (Book::default(), None))?,
    };
    let ConfirmedRegister { register, changed, unclear } = match register_with_confirmed(round, config, &book) {
        Ok(read) => read,
        Err(error) => {
            // A register that cannot be used stops every command; a place confirmed that cannot be kept need not.
            let plain = register(round)?;
            refused(error).map(|()| ConfirmedRegister { register: plain, changed: None, unclear: Vec::new() })?
        }
    };
    book.keep_unclear(unclear);
    let last = match last_year(round, config) {
        Ok(last) => last,
        Err(error) => refused(error).map(|()| None)?,
    };
    let received = receive(round, config, &register, progress)?;
    let (returns, received) = read::settle(&config.settings, received);
    let mut round = Round::new(config.settings.clone(), register, returns, received, last);
    round.confirmed.extend(book.people());
    round.last.iter().flat_map(|last| &last.notices).for_each(|notice| book.add_notice(notice.clone()));
    round.newer_than_as_at().into_iter().for_each(|notice| book.add_notice(notice));
    Ok(OpenedRound { round, book, workbook, register: changed })
}
