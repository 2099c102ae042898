//! Outputs that are written whole or not at all.
//!
//! **What is promised.** All files of a run are written beside their places and forced to the disk; only then are they moved there. One file,
//! the consolidated workbook, is the one that counts: until it is moved, a crash, a full disk or a kill leaves every output as it was; once
//! it is moved, the run counts, and what was left to move is moved by the next run before anything else (a list of it lies in `.unfinished`). A
//! copy of the workbook that is replaced is moved to its place before. No file is ever half there. An output that is open in Excel or
//! LibreOffice, or that was changed while the run was at work, is refused before anything is moved. One run at a time works on a round. Ctrl-C stops a run before
//! the moves, or after them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

pub use super::lock::Lock;
use super::stop;
use crate::error::Error;

/// The list of what a run was moving.
const UNFINISHED: &str = ".unfinished";
/// Ends the name of a file that is not yet in its place.
const NEW: &str = ".new";

/// The steps of writing, one by one, so that a test can make each of them fail.
pub trait Disk {
    /// Writes a new file, readable by its owner only, and forces it to the disk.
    ///
    /// # Errors
    /// As the system.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Moves a file over another.
    ///
    /// # Errors
    /// As the system.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    ///
    /// # Errors
    /// As the system.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// The disk itself.
pub struct RealDisk;

impl Disk for RealDisk {
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        // What an earlier run left is not written into: it may be read by others, or be a link to somewhere else.
        if path.symlink_metadata().is_ok() {
            fs::remove_file(path)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

/// Makes a folder and those above it that are missing, open to their owner only.
///
/// # Errors
/// As the system.
pub fn make_folder(path: &Path) -> io::Result<()> {
    let mut step = stop::step();
    let missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
    missing.into_iter().rev().for_each(|folder| step.made(folder));
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Where a file waits to be moved. A name may have 255 bytes in all.
fn waiting(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    name.truncate(name.floor_char_boundary(240));
    path.with_file_name(format!(".{name}{NEW}"))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The path of a file relative to a folder, so that it is right from wherever the next run is started.
fn seen_from(folder: &Path, file: &Path) -> PathBuf {
    let (there, here): (Vec<Component>, Vec<Component>) = (file.components().collect(), folder.components().collect());
    let common = there.iter().zip(&here).take_while(|(a, b)| a == b).count();
    here[common..].iter().map(|_| Component::ParentDir).chain(there[common..].iter().copied()).collect()
}

/// A name with a number that is free in a folder: `STEM-0001.xlsx` and so on.
///
/// # Errors
/// If all 9,999 are taken.
pub fn free_name(folder: &Path, stem: &str) -> Result<PathBuf, Error> {
    let free = (1..10_000).map(|n| folder.join(format!("{stem}-{n:04}.xlsx"))).find(|path| !path.exists());
    free.ok_or_else(|| Error::at(folder, "holds 9,999 workbooks of that name; move some away"))
}

/// Files that are written together, all or none.
#[derive(Default)]
pub struct Outputs {
    kept: Vec<(PathBuf, Arc<[u8]>)>,
    files: Vec<(PathBuf, Vec<u8>)>,
    replaced: Option<(PathBuf, Option<Arc<[u8]>>)>,
}

impl Outputs {
    /// Adds a file. The first one is the one that counts, unless [`Outputs::add_first`] adds another.
    pub fn add(&mut self, path: PathBuf, bytes: Vec<u8>) {
        self.files.push((path, bytes));
    }

    /// Adds the file that counts.
    pub fn add_first(&mut self, path: PathBuf, bytes: Vec<u8>) {
        self.files.insert(0, (path, bytes));
    }

    /// Adds a copy of what is replaced; it is moved to its place before anything else.
    pub fn keep(&mut self, path: PathBuf, bytes: impl Into<Arc<[u8]>>) {
        self.kept.push((path, bytes.into()));
    }

    /// Says what a file held when the run read it, or that it was not there: if that is no longer so, nothing is written.
    pub fn replaces(&mut self, path: PathBuf, bytes: Option<Arc<[u8]>>) {
        self.replaced = Some((path, bytes));
    }

    /// Writes them, readable by their owner only.
    ///
    /// # Errors
    /// If a folder cannot be written to, or a file is open elsewhere; the message says whether anything was changed.
    pub fn write(self) -> Result<(), Error> {
        self.write_on(&RealDisk)
    }

    /// Writes them on a disk.
    ///
    /// # Errors
    /// As [`Outputs::write`].
    pub fn write_on(self, disk: &dyn Disk) -> Result<(), Error> {
        let Some((head, _)) = self.files.first() else { return Ok(()) };
        for (path, _) in &self.files {
            refuse_if_open(path)?;
        }
        let journal = folder_of(head).join(UNFINISHED);
        let mut moved = Vec::new();
        let prepared = self.prepare(disk, &journal);
        // All moves are one step.
        let mut step = stop::step();
        let done = prepared.and_then(|()| self.commit(disk, head, &mut moved));
        let all: Vec<PathBuf> = [journal.clone()].into_iter().chain(self.all().map(|(path, _)| waiting(path))).collect();
        all.iter().for_each(|path| step.lets_go(path));
        if let Err(error) = done {
            // The list goes first and the file that counts late: a kill in between must not look like a run that counts.
            let late = self.all().map(|(path, _)| waiting(path)).collect::<Vec<_>>().into_iter().rev();
            for path in [journal].into_iter().chain(moved).chain(late).filter(|path| path.exists()) {
                // What cannot be removed now is removed by the next run.
                let _ = disk.remove(&path);
            }
            return Err(error);
        }
        step.wrote(head);
        for (path, _) in &self.files[1..] {
            disk.rename(&waiting(path), path).map_err(|e| {
                let head = head.display();
                Error::at(
                    path,
                    format!(
                        "cannot be replaced ({e}), and {head} is written already; close this file if it is open, and run again to finish"
                    ),
                )
            })?;
        }
        self.sync_folders();
        if self.files.len() > 1 {
            // Left behind it does no harm: there is nothing left to move.
            let _ = disk.remove(&journal);
        }
        Ok(())
    }

    fn all(&self) -> impl Iterator<Item = (&PathBuf, &[u8])> {
        let kept = self.kept.iter().map(|(path, bytes)| (path, &**bytes));
        kept.chain(self.files.iter().map(|(path, bytes)| (path, bytes.as_slice())))
    }

    /// Everything up to the first move.
    fn prepare(&self, disk: &dyn Disk, journal: &Path) -> Result<(), Error> {
        for (path, bytes) in self.all() {
            let folder = folder_of(path);
            make_folder(folder).map_err(|e| refused(folder, &e))?;
            let mut step = stop::step();
            step.holds(&waiting(path));
            disk.write(&waiting(path), bytes).map_err(|e| refused(path, &e))?;
        }
        if self.files.len() > 1 {
            let names = self.files.iter().map(|(path, _)| seen_from(folder_of(journal), path).to_string_lossy().into_owned());
            let list = names.collect::<Vec<_>>().join("\n") + "\n";
            let mut step = stop::step();
            // It goes first: a list without what waits looks like a run that counts.
            step.holds_first(journal);
            disk.write(journal, list.as_bytes()).map_err(|e| refused(journal, &e))?;
        }
        self.sync_folders();
        Ok(())
    }

    /// The moves up to the one that counts.
    fn commit(&self, disk: &dyn Disk, head: &Path, moved: &mut Vec<PathBuf>) -> Result<(), Error> {
        for (path, _) in &self.kept {
            disk.rename(&waiting(path), path).map_err(|e| refused(path, &e))?;
            moved.push(path.clone());
        }
        if let Some((path, bytes)) = &self.replaced
            && fs::read(path).ok().as_deref() != bytes.as_deref()
        {
            return Err(Error::at(
                path,
                "was changed while this run was at work; run again, so that what was typed is read. Nothing was changed",
            ));
        }
        disk.rename(&waiting(head), head).map_err(|e| refused(head, &e))
    }

    /// The names in a folder are forced to the disk as the files are; where a system cannot do it, it does it by itself.
    fn sync_folders(&self) {
        let mut folders: Vec<&Path> = self.all().map(|(path, _)| folder_of(path)).collect();
        folders.sort_unstable();
        folders.dedup();
        for folder in folders {
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
    }
}

pub(super) fn refused(path: &Path, e: &io::Error) -> Error {
    let what = match e.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk and run again",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "close it if it is open in Excel, or make it and its folder writable, and run again"
        }
        _ => "close it if it is open in Excel, and see that its folder can be written to",
    };
    Error::at(path, format!("cannot be written ({e}); {what}. Nothing was changed"))
}

/// Refuses a workbook that somebody has open, and any file that may not be written to.
///
/// # Errors
/// If it is open: the message names the file that says so.
pub fn refuse_if_open(path: &Path) -> Result<(), Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for owner in [format!("~${name}"), format!(".~lock.{name}#")] {
        if path.with_file_name(&owner).exists() {
            return Err(Error::at(
                path,
                format!(
                    "is open in Excel or LibreOffice: save and close it there, then run again. Nothing was changed. \
                     (If nobody has it open, delete {owner} beside it.)"
                ),
            ));
        }
    }
    // A pipe would make the program wait for a reader.
    if path.metadata().is_ok_and(|there| !there.is_file()) {
        return Err(Error::at(
            path,
            "is a folder, or something else that is no file, so it cannot be written; move it away. Nothing was changed",
        ));
    }
    match OpenOptions::new().write(true).open(path) {
        Err(e) if !matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Err(refused(path, &e)),
        _ => Ok(()),
    }
}

/// Takes the outputs in a folder for this run alone, and finishes or undoes what a run that was stopped left there. `beside` are files outside
/// the folder that are written with it.
///
/// # Errors
/// If another run holds them, or what is left cannot be moved or removed.
pub fn begin(folder: &Path, beside: &[PathBuf]) -> Result<Lock, Error> {
    let lock = Lock::take(folder)?;
    recover(folder)?;
    for path in beside.iter().map(|path| waiting(path)).filter(|path| path.is_file()) {
        fs::remove_file(&path).map_err(|e| refused(&path, &e))?;
    }
    Ok(lock)
}

/// Finishes or undoes what a run that was stopped left in a folder of outputs and those below it.
///
/// # Errors
/// If a file cannot be moved or removed.
pub fn recover(folder: &Path) -> Result<(), Error> {
    finish(folder, DEPTH)?;
    remove_waiting(folder, DEPTH)
}

/// How many folders deep outputs are.
const DEPTH: usize = 4;

/// Finishes the runs whose list lies in a folder or below it, if they count.
fn finish(folder: &Path, depth: usize) -> Result<(), Error> {
    for below in entries(folder).filter(|path| depth > 0 && path.is_dir() && !path.is_symlink()) {
        finish(&below, depth - 1)?;
    }
    let journal = folder.join(UNFINISHED);
    if let Ok(list) = fs::read_to_string(&journal) {
        let paths: Vec<PathBuf> = list.lines().filter(|_| list.ends_with('\n')).map(|name| folder.join(name)).collect();
        // While the first file still waits the run does not count, and what waits is removed.
        if paths.first().is_some_and(|head| !waiting(head).exists()) {
            let mut step = stop::step();
            for path in paths.iter().filter(|path| waiting(path).exists()) {
                refuse_if_open(path)?;
                fs::rename(waiting(path), path).map_err(|e| refused(path, &e))?;
                step.finished_earlier();
            }
        }
    }
    match fs::remove_file(&journal) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(refused(&journal, &e)),
        _ => Ok(()),
    }
}

/// Removes what still waits in a folder and those below it, as deep as outputs lie.
fn remove_waiting(folder: &Path, depth: usize) -> Result<(), Error> {
    for path in entries(folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !path.is_symlink() && depth > 0 {
            remove_waiting(&path, depth - 1)?;
        } else if name.starts_with('.') && name.ends_with(NEW) && path.is_file() {
            fs::remove_file(&path).map_err(|e| refused(&path, &e))?;
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}
