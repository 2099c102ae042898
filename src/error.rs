//! What the operator has to mend: a wrong `round.toml`, a folder that is not there, an output that cannot be written, words typed in a workbook
//! that cannot be kept.

use std::fmt;
use std::path::{Path, PathBuf};

/// Something that stops the job; says what and what to do, in one message. The program then exits with 2.
///
/// Rooms that see bytes and no files leave the path out; whoever read the file adds it, once, with [`Error::about`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The command line or `round.toml` asks for something that cannot be done.
    Asked(String),
    /// A file or folder cannot be read, written or used.
    File(Located),
    /// A workbook is not, or is no longer, one of this program's that can be read back.
    NotOurWorkbook(Located),
    /// What somebody typed into a workbook or a register cannot be taken as it must be; the message names the cell or line.
    Typed(Located),
    /// A workbook and a copy of it say different things.
    Disagree(Located),
}

/// What is wrong with a file, and which file, as soon as that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The file or folder.
    pub path: Option<PathBuf>,
    /// What is wrong and what to do.
    pub what: String,
}

impl Located {
    fn new(what: impl fmt::Display) -> Self {
        Self { path: None, what: what.to_string() }
    }
}

impl Error {
    /// The command line or `round.toml` asks for something that cannot be done.
    pub fn asked(what: impl fmt::Display) -> Self {
        Self::Asked(what.to_string())
    }
    /// An error about a file or folder.
    pub fn at(path: &Path, what: impl fmt::Display) -> Self {
        Self::File(Located::new(what)).about(path)
    }
    /// A workbook that cannot be read back.
    pub fn not_ours(what: impl fmt::Display) -> Self {
        Self::NotOurWorkbook(Located::new(what))
    }
    /// Something typed that cannot be taken.
    pub fn typed(what: impl fmt::Display) -> Self {
        Self::Typed(Located::new(what))
    }
    /// A workbook and its copy that say different things.
    pub fn disagree(what: impl fmt::Display) -> Self {
        Self::Disagree(Located::new(what))
    }
    /// Adds the file that it is about, if that is not said yet.
    pub fn about(mut self, path: &Path) -> Self {
        if let Some(located) = self.located() {
            located.path.get_or_insert_with(|| path.to_path_buf());
        }
        self
    }
    /// Says the same in other words, made of the words there are.
    pub fn said(mut self, words: impl FnOnce(&str) -> String) -> Self {
        match &mut self {
            Self::Asked(what) => *what = words(what),
            other => {
                if let Some(located) = other.located() {
                    located.what = words(&located.what);
                }
            }
        }
        self
    }
    fn located(&mut self) -> Option<&mut Located> {
        match self {
            Self::Asked(_) => None,
            Self::File(located) | Self::NotOurWorkbook(located) | Self::Typed(located) | Self::Disagree(located) => Some(located),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked(what) => f.write_str(what),
            Self::File(located) | Self::NotOurWorkbook(located) | Self::Typed(located) | Self::Disagree(located) => match &located.path {
                Some(path) => write!(f, "{}: {}", path.display(), located.what),
                None => f.write_str(&located.what),
            },
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_added_once() {
        let error = Error::typed("F6: no place").about(Path::new("a.xlsx")).about(Path::new("b.xlsx"));
        assert_eq!(error.to_string(), "a.xlsx: F6: no place");
        assert_eq!(error.said(|what| format!("{what}. Nothing was changed")).to_string(), "a.xlsx: F6: no place. Nothing was changed");
    }
}
