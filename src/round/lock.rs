//! One run at a time works on a folder of outputs.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::stop;
use super::transaction::make_folder;
use crate::error::Error;

/// Held while a run works on a folder of outputs; the system gives it back if the run is killed.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the lock of a folder, which is made if it is missing.
    ///
    /// # Errors
    /// If another run holds it, or the folder cannot be made.
    pub fn take(folder: &Path) -> Result<Self, Error> {
        make_folder(folder).map_err(|e| no_folder(folder, &e))?;
        let mut step = stop::step();
        let path = folder.join(".lock");
        for _ in 0..100 {
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(false);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let file = options.open(&path).map_err(|e| no_folder(folder, &e))?;
            if let Err(TryLockError::WouldBlock) = file.try_lock() {
                return Err(Error::at(folder, "another run is at work on this round; wait until it has finished. Nothing was changed"));
            }
            // The run that held it before removes it when it ends; a lock on what has been removed locks nothing.
            if is_same(&file, &path) {
                step.holds(&path);
                return Ok(Self { path, _file: file });
            }
        }
        Err(Error::at(&path, "cannot be locked; remove it if no other run is at work"))
    }
}

/// What is said where nothing can be written into a folder.
fn no_folder(folder: &Path, e: &io::Error) -> Error {
    let what = match e.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk and run again",
        _ => "make the folder writable, or copy the whole round to a folder in which you may write, and run again",
    };
    Error::at(folder, format!("nothing can be written into this folder ({e}); {what}. Nothing was changed"))
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), path.metadata()) {
        (Ok(held), Ok(there)) => (held.dev(), held.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_same(_: &File, path: &Path) -> bool {
    path.exists()
}

impl Drop for Lock {
    fn drop(&mut self) {
        let mut step = stop::step();
        let _ = fs::remove_file(&self.path);
        step.lets_go(&self.path);
    }
}
