//! What lies in a round folder, and outputs that are written whole or not at all.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::config::{self, Config};
use crate::error::Error;
use crate::last_year;
use crate::model::{LastYear, Received, Round};
use crate::places::Register;
use crate::progress::Progress;
use crate::read;

/// Reads `round.toml` of a round folder.
///
/// # Errors
/// If the folder is no round, or its `round.toml` is wrong.
pub fn config(round: &Path) -> Result<Config, Error> {
    let path = round.join("round.toml");
    let text = fs::read_to_string(&path).map_err(|e| {
        Error::at(&path, format!("cannot be read ({e}); is this a round folder? `secondee-audit init FOLDER --year YEAR` makes one"))
    })?;
    config::parse(&text, &path)
}

/// The register of a round: its own `register.csv`, or the one that comes with the program.
///
/// # Errors
/// If `register.csv` cannot be read or used.
pub fn register(round: &Path) -> Result<Register, Error> {
    match register_text(round)? {
        None => Ok(Register::embedded()),
        Some(text) => Register::from_csv(&text).map_err(|e| Error::at(round, e)),
    }
}

/// The text of a round's own `register.csv`, if it has one.
///
/// # Errors
/// If it cannot be read.
pub fn register_text(round: &Path) -> Result<Option<String>, Error> {
    let path = round.join("register.csv");
    if !path.exists() {
        return Ok(None);
    }
    fs::read_to_string(&path).map(Some).map_err(|e| Error::at(&path, format!("cannot be read ({e}); save it as CSV UTF-8")))
}

/// The files in `returns/` by name, without what spreadsheet programs leave lying about.
///
/// # Errors
/// If there is no such folder or nothing in it.
pub fn returned_files(round: &Path) -> Result<Vec<PathBuf>, Error> {
    let folder = round.join("returns");
    let entries =
        fs::read_dir(&folder).map_err(|e| Error::at(&folder, format!("cannot be read ({e}); put the returned workbooks there")))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| Error::at(&folder, e))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let is_left_over = name.starts_with('.') || name.starts_with("~$");
        if path.is_file() && !is_left_over {
            files.push(path);
        }
    }
    files.sort();
    match files.is_empty() {
        true => Err(Error::at(&folder, "there are no returns; put the returned workbooks there")),
        false => Ok(files),
    }
}

/// Reads every return in parallel; of each only its rows are kept.
///
/// # Errors
/// If `returns/` is missing or empty. A file that cannot be read is a finding, not an error.
pub fn receive(round: &Path, config: &Config, register: &Register, progress: &dyn Progress) -> Result<Vec<Received>, Error> {
    let files = returned_files(round)?;
    progress.begin("reading", files.len() as u64);
    let received = files
        .par_iter()
        .map(|path| {
            let received = receive_file(path, config, register);
            progress.step();
            received
        })
        .collect();
    progress.end();
    Ok(received)
}

/// Reads one file; one that cannot be opened is faulty.
pub fn receive_file(path: &Path, config: &Config, register: &Register) -> Received {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // The limit is met before the file is taken into memory: one byte more than allowed is enough to refuse it.
    let bytes = fs::File::open(path).and_then(|file| {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::Read::take(file, config.limits.file_bytes + 1), &mut bytes)?;
        Ok(bytes)
    });
    let mut received = read::read(&name, bytes.as_deref().unwrap_or(&[]), register, &config.settings, &config.limits);
    if let Err(e) = bytes {
        received.fault = Some(crate::model::Fault::NotWorkbook(format!("it cannot be opened ({e})")));
    }
    received
}

/// Last year, if `previous` names it.
///
/// # Errors
/// If it is not there or is not a consolidated workbook.
pub fn last_year(round: &Path, config: &Config) -> Result<Option<LastYear>, Error> {
    let Some(previous) = &config.previous else { return Ok(None) };
    let path = round.join(previous);
    let bytes = fs::read(&path).map_err(|e| {
        Error::at(
            &path,
            format!("cannot be read ({e}); `previous` in round.toml must name last year's consolidated workbook, or be left out"),
        )
    })?;
    let last = last_year::read(&path.to_string_lossy(), &bytes).map_err(Error)?;
    if last.year >= config.settings.year {
        return Err(Error::at(
            &path,
            format!("is of {}; `previous` in round.toml must name an earlier year's consolidated workbook", last.year),
        ));
    }
    Ok(Some(last))
}

/// The whole round, read.
///
/// # Errors
/// As its parts.
pub fn read_round(round: &Path, config: &Config, progress: &dyn Progress) -> Result<Round, Error> {
    read_round_with(round, config, register(round)?, progress)
}

/// The whole round, read with a register.
///
/// # Errors
/// As its parts.
pub fn read_round_with(round: &Path, config: &Config, register: Register, progress: &dyn Progress) -> Result<Round, Error> {
    let last = last_year(round, config)?;
    let received = receive(round, config, &register, progress)?;
    let (returns, received) = read::settle(&config.settings, received);
    Ok(Round::new(config.settings.clone(), register, returns, received, last))
}

/// Files to be written together: all are written beside their places first, then moved there, so that none is ever half there.
#[derive(Default)]
pub struct Outputs {
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Outputs {
    /// Adds a file.
    pub fn add(&mut self, path: PathBuf, bytes: Vec<u8>) {
        self.files.push((path, bytes));
    }

    /// Writes them, readable by their owner only.
    ///
    /// # Errors
    /// If a folder cannot be written to; nothing is then changed.
    pub fn write(self) -> Result<(), Error> {
        let refuse = |path: &Path, e: &dyn std::fmt::Display| {
            Error::at(
                path,
                format!("cannot be written ({e}); close it if it is open in Excel, or make the folder writable; nothing was changed"),
            )
        };
        let mut ready = Vec::new();
        for (path, bytes) in &self.files {
            let folder = path.parent().unwrap_or(Path::new("."));
            fs::create_dir_all(folder).map_err(|e| refuse(folder, &e))?;
            let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| refuse(folder, &e))?;
            file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|e| refuse(path, &e))?;
            ready.push((file, path));
        }
        for (file, path) in ready {
            file.persist(path).map_err(|e| refuse(path, &e.error))?;
        }
        Ok(())
    }
}
