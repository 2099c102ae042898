//! What the operator has to mend: a wrong `round.toml`, a folder that is not there, an output that cannot be written.

use std::fmt;
use std::path::Path;

/// Something that stops the job; says what and what to do, in one message. The program then exits with 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(pub String);

impl Error {
    /// An error about a file or folder.
    pub fn at(path: &Path, what: impl fmt::Display) -> Self {
        Self(format!("{}: {what}", path.display()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}
