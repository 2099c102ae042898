//! Colours on a terminal: what is grave stands out. Nothing is told by colour alone.

use std::io::IsTerminal;

use clap::ValueEnum;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColourUse {
    /// On a terminal, unless the variable NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Whether words are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Paint(bool);

impl Paint {
    /// For standard output, as asked for.
    pub fn of(when: ColourUse) -> Self {
        let is_wanted = std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
        Self(match when {
            ColourUse::Always => true,
            ColourUse::Never => false,
            ColourUse::Auto => is_wanted && std::env::var_os("TERM").is_none_or(|term| term != "dumb") && std::io::stdout().is_terminal(),
        })
    }
    /// Something that must be acted on: a breach, a late return.
    pub fn grave(self, words: &str) -> String {
        self.with("1;31", words)
    }
    /// Something to look into: a concern, open queries.
    pub fn middling(self, words: &str) -> String {
        self.with("33", words)
    }
    /// A heading.
    pub fn strong(self, words: &str) -> String {
        self.with("1", words)
    }
    fn with(self, code: &str, words: &str) -> String {
        if self.0 && !words.is_empty() { format!("\u{1b}[{code}m{words}\u{1b}[0m") } else { words.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_painted_only_where_colours_are_used() {
        assert_eq!(Paint(false).grave("breach"), "breach");
        assert_eq!(Paint(true).grave("breach"), "\u{1b}[1;31mbreach\u{1b}[0m");
        assert_eq!(Paint(true).middling(""), "");
    }
}
