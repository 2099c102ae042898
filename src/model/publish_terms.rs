//! By what measure counts are withheld from publication.

use std::path::PathBuf;

/// `[publish]` of `round.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishTerms {
    /// Counts of secondees from 1 to below this are withheld.
    pub threshold: i64,
    /// The highest and lowest value that a withheld count may have for all a reader can work out lie at least this far apart.
    pub protection: i64,
    /// Whom to ask about the figures.
    pub contact: String,
    /// CSV files of figures published before, as seen from the round's folder.
    pub earlier: Vec<PathBuf>,
}

impl Default for PublishTerms {
    fn default() -> Self {
        Self { threshold: 5, protection: 3, contact: String::new(), earlier: Vec::new() }
    }
}
