//! What the operator has to mend: a wrong `round.toml`, a folder that is not there, an output that cannot be written, words typed in a workbook
//! that cannot be kept.

use std::fmt;
use std::path::{Path, PathBuf};

/// What the system says, in words that everybody reads: "there is no such file", without the system's number. Text without such a number stays as
/// it is.
pub fn plain(text: &str) -> String {
    const NUMBER: &str = " (os error ";
    let mut text = text.replace("stream did not contain valid UTF-8", "it is not text in UTF-8");
    while let Some(at) = text.find(NUMBER) {
        let digits: String = text[at + NUMBER.len()..].chars().take_while(char::is_ascii_digit).collect();
        let end = at + NUMBER.len() + digits.len() + 1;
        // The system's words go back to the bracket or colon before them.
        let start =
            [text[..at].rfind('(').map(|at| at + 1), text[..at].rfind(": ").map(|at| at + 2)].into_iter().flatten().max().unwrap_or(0);
        let words = digits.parse().ok().and_then(words_of).map_or_else(|| text[start..at].trim_end_matches('.').to_string(), String::from);
        text.replace_range(start..end.min(text.len()), &words);
    }
    text
}

/// What a number of the system means.
fn words_of(number: i32) -> Option<&'static str> {
    use std::io::ErrorKind;
    // Windows: another program has the file open, in whole or in part.
    if cfg!(windows) && (number == 32 || number == 33) {
        return Some("another program has it open");
    }
    Some(match std::io::Error::from_raw_os_error(number).kind() {
        ErrorKind::NotFound => "it is not there",
        ErrorKind::PermissionDenied => "you have no permission for it",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::NotADirectory => "part of its path is a file, not a folder",
        ErrorKind::AlreadyExists => "it is there already",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "the disk is full",
        ErrorKind::ReadOnlyFilesystem => "the disk can only be read",
        ErrorKind::FileTooLarge => "it is larger than the disk takes",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "another program has it open",
        ErrorKind::InvalidFilename => "its name is longer than the system takes, or has letters that it does not",
        ErrorKind::DirectoryNotEmpty => "the folder is not empty",
        ErrorKind::OutOfMemory => "there is not enough memory",
        _ => return None,
    })
}

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
        Self { path: None, what: plain(&what.to_string()) }
    }
}

impl Error {
    /// The command line or `round.toml` asks for something that cannot be done.
    pub fn asked(what: impl fmt::Display) -> Self {
        Self::Asked(plain(&what.to_string()))
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

    #[cfg(unix)]
    #[test]
    fn the_system_speaks_plain_words() {
        for (said, plainly) in [
            (
                "cannot be read (No such file or directory (os error 2)); is this a round?",
                "cannot be read (it is not there); is this a round?",
            ),
            ("x: Is a directory (os error 21)", "x: it is a folder"),
            ("Something odd. (os error 9999)", "Something odd"),
            ("nothing of the kind (see 2)", "nothing of the kind (see 2)"),
        ] {
            assert_eq!(plain(said), plainly);
        }
    }

    #[test]
    fn a_path_is_added_once() {
        let error = Error::typed("F6: no place").about(Path::new("a.xlsx")).about(Path::new("b.xlsx"));
        assert_eq!(error.to_string(), "a.xlsx: F6: no place");
        assert_eq!(error.said(|what| format!("{what}. Nothing was changed")).to_string(), "a.xlsx: F6: no place. Nothing was changed");
    }
}
