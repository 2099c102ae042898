//! The command line: what can be asked; the help text is the manual.
#![allow(rustdoc::broken_intra_doc_links, reason = "help texts show symbols in square brackets")]

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand, ValueEnum};

use super::mistyped;
use crate::commands::colour::ColourUse;
use crate::error::Error;
use crate::model::finding::Severity;
use crate::model::{Date, day_written};

/// The version; of a release, with the commit that it was built from.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), env!("BUILT_FROM"));

/// Audits the yearly returns of NPM members on their secondees against the 2014 guidance on independence.
///
/// A round is a folder with round.toml and returns/. `init` makes one, `audit` reads the returns, judges them and writes output/.
///
/// Exit codes: 0 nothing at or above --fail-on was found, 1 something was, 2 the job could not be done, 130 it was stopped with Ctrl-C.
#[derive(Debug, Parser)]
#[command(
    version = VERSION,
    arg_required_else_help = true,
    after_help = "The order of work in a year: init, issue, status, audit, chase, publish; clearance at any time. `secondee-audit guide` prints it step by step, and each command's --help has an example."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Say nothing but errors.
    #[arg(long, global = true)]
    pub quiet: bool,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = ColourUse::Auto, value_name = "WHEN")]
    pub color: ColourUse,
}

/// What can be asked.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a new round folder.
    #[command(after_help = r#"Example:
  secondee-audit init round-2026 --year 2026 --previous ../round-2025/output/consolidated-2025.xlsx --return-by 01/05/2026 --return-to npm@example.org

Next: issue."#)]
    Init {
        /// The folder, new or empty.
        folder: PathBuf,
        /// The survey year: the year in which the reporting year ends.
        #[arg(long, value_parser = year)]
        year: i16,
        /// Last year's consolidated workbook, as seen from the new folder or from where you are.
        #[arg(long)]
        previous: Option<String>,
        /// By when members are to return their workbooks, 2026-05-01 or 01/05/2026; asked for at a terminal if it is not given.
        #[arg(long, value_parser = day, value_name = "DAY")]
        return_by: Option<Date>,
        /// To whom: a name, an address; asked for at a terminal if it is not given.
        #[arg(long, value_name = "WHOM")]
        return_to: Option<String>,
    },
    /// Make the survey workbooks that are sent to members: issued/MEMBER-YEAR.xlsx, filled in from last year.
    #[command(after_help = r#"Example:
  secondee-audit issue round-2026

Before: init. Next: send each member its workbook; put what comes back into returns/; status."#)]
    Issue {
        /// The round folder.
        round: PathBuf,
        /// Only for the member with this code.
        #[arg(long)]
        member: Option<String>,
        /// Write workbooks again that were issued before and would now be different; the old ones are kept in issued/earlier.
        #[arg(long)]
        again: bool,
    },
    /// Read, judge and consolidate a round: the main job.
    #[command(after_help = r#"Example:
  secondee-audit audit round-2026

Before: status. Next: chase sends the queries; then decide in the consolidated workbook and audit again."#)]
    Audit {
        /// The round folder.
        round: PathBuf,
        /// Exit with 1 if something at least this serious was found.
        #[arg(long, value_enum, default_value_t = FailOn::Breach, value_name = "SEVERITY")]
        fail_on: FailOn,
        /// The day against which overdue is judged, instead of as_at in round.toml (2026-05-15).
        #[arg(long, value_parser = day, value_name = "DAY")]
        as_at: Option<Date>,
        /// How to report.
        #[arg(long, value_enum, default_value_t = Shape::Text)]
        format: Shape,
        /// Show messages, which name people, on the console.
        #[arg(long)]
        show_names: bool,
        /// Write consolidated-YEAR-redacted.xlsx and paper-YEAR-redacted.xlsx as well: persons as pseudonyms under the key in redaction.key, places by kind only.
        #[arg(long)]
        redact: bool,
        /// Write paper-YEAR.pdf as well, the pages of paper-YEAR.xlsx. LibreOffice makes it, if it is installed; that takes about ten seconds.
        #[arg(long)]
        paper_pdf: bool,
    },
    /// Check returns one by one, as a member does before sending: what was found, where, and what to do about it.
    ///
    /// Needs nothing but the workbook: `secondee-audit check HMIP-2026.xlsx`. The last line says whether it is ready to send.
    #[command(after_help = r#"Example:
  secondee-audit check HMIP-2026.xlsx

For members, before they send the workbook; a round is not needed."#)]
    Check {
        /// The workbooks.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The survey year, if not the one that the workbook says (R02).
        #[arg(long, value_parser = year)]
        year: Option<i16>,
        /// Exit with 1 if something at least this serious was found.
        #[arg(long, value_enum, default_value_t = FailOn::Breach, value_name = "SEVERITY")]
        fail_on: FailOn,
        /// How to report.
        #[arg(long, value_enum, default_value_t = Shape::Text)]
        format: Shape,
        /// Show names of people, instead of their references.
        #[arg(long)]
        show_names: bool,
    },
    /// How each member stands, the most urgent first: what came and when, days late, when last chased, what to ask for.
    #[command(after_help = r#"Example:
  secondee-audit status round-2026

Before: issue. Next: audit, then chase."#)]
    Status {
        /// The round folder.
        round: PathBuf,
        /// The day to which days late are counted, instead of as_at in round.toml (2026-05-15).
        #[arg(long, value_parser = day, value_name = "DAY")]
        as_at: Option<Date>,
        /// How to report.
        #[arg(long, value_enum, default_value_t = Listing::Text)]
        format: Listing,
    },
    /// Write what to send to each member today: reminders, queries, thanks.
    ///
    /// Writes output/chase/: chase-YEAR.xlsx, one sheet of all, the most urgent first, in which you type when you chased whom (it is kept); and for
    /// each member a .txt file and an .eml file that a mail program opens as a draft with the workbook attached. Run `audit` before, so that the
    /// queries workbooks are those of today.
    #[command(after_help = r#"Example:
  secondee-audit chase round-2026

Before: audit; as long as nothing has come, issue. Next: send the drafts; type the day under Last chased."#)]
    Chase {
        /// The round folder.
        round: PathBuf,
        /// The day of writing, against which overdue is judged, instead of as_at in round.toml (2026-05-15).
        #[arg(long, value_parser = day, value_name = "DAY")]
        as_at: Option<Date>,
    },
    /// Write figures that are safe to publish, from the last audit's.
    ///
    /// Reads what `audit` wrote (and refuses if the returns have changed since), withholds counts of secondees below the threshold of
    /// round.toml and as few others as keep them from being worked out from totals, from other tables, from other years or from what was
    /// published before, then tries to work them out itself. If it can, nothing is written and the exit code is 2.
    ///
    /// Writes output/publish/: npm-secondees-YEAR.xlsx, the same figures as CSV, and its description. Withheld is [c], not available [x], not
    /// applicable [z]; zeros are shown. Settings: [publish] in round.toml. Once figures are out, keep their CSV in published/ of the round's
    /// folder: what is published later, in this round or the next, is then held against them.
    #[command(after_help = r#"Example:
  secondee-audit publish round-2026

Before: audit, after the steering group has decided."#)]
    Publish {
        /// The round folder.
        round: PathBuf,
        /// How to report.
        #[arg(long, value_enum, default_value_t = Shape::Text)]
        format: Shape,
    },
    /// Who must not go, who may with a caution and who is clear, before a visit is staffed (¶13).
    ///
    /// Tests everybody in the round's returns, secondees and other staff, against the places; `audit` would find no conflict with who is clear.
    #[command(after_help = r#"Example:
  secondee-audit clearance round-2026 --place "HMP Leeds" --from 01/06/2026 --to 12/06/2026 --sheet leeds.xlsx

At any time of the year, before a visit is staffed."#)]
    Clearance {
        /// The round folder.
        round: PathBuf,
        /// The places to be visited, as you would write them.
        #[arg(long = "place", required = true, num_args = 1.., value_name = "NAME")]
        places: Vec<String>,
        /// First day, 2026-05-29 or 29/05/2026; without dates, any time from as_at in round.toml on.
        #[arg(long, value_parser = day, value_name = "DAY")]
        from: Option<Date>,
        /// Last day.
        #[arg(long, value_parser = day, value_name = "DAY")]
        to: Option<Date>,
        /// What is to be done there, as on the survey's list, e.g. "Thematic review".
        #[arg(long)]
        activity: Option<String>,
        /// How to report.
        #[arg(long, value_enum, default_value_t = Shape::Text)]
        format: Shape,
        /// Write a sheet, with names, to hand to whoever plans the programme.
        #[arg(long, value_name = "FILE.xlsx")]
        sheet: Option<PathBuf>,
        /// Show names on the console.
        #[arg(long)]
        show_names: bool,
    },
    /// What is checked.
    #[command(after_help = r#"Example:
  secondee-audit rules

Next: explain CODE tells more of one rule."#)]
    Rules {
        /// How to report.
        #[arg(long, value_enum, default_value_t = Shape::Text)]
        format: Shape,
        /// As a page of Markdown: the catalogue in the source.
        #[arg(long)]
        markdown: bool,
        /// Write it to this file, which is replaced whole, instead of showing it.
        #[arg(long, value_name = "FILE")]
        write: Option<PathBuf>,
    },
    /// One rule: what it finds, why, and what to do; or one paragraph of the guidance, and what checks it.
    #[command(after_help = r#"Example:
  secondee-audit explain G141

rules lists all codes."#)]
    Explain {
        /// The code, e.g. G141, or the paragraph, e.g. ¶14, 14 or "SPT 18".
        code: String,
    },
    /// What the register makes of names of places; with --check, whether a register is sound.
    #[command(after_help = r#"Example:
  secondee-audit places "HMP Leeds" "Leeds prison"

At any time; nothing is written."#)]
    Places {
        /// Names; or none, and --file. With --check: registers, as files or round folders; or none, for the one that comes with the program.
        names: Vec<String>,
        /// Check registers instead: exit code 0 if they are sound, 1 if something is to be mended. relations.csv and terms.csv beside a register are
        /// checked with it.
        #[arg(long, conflicts_with_all = ["file", "ignore_aliases"])]
        check: bool,
        /// A file with one name a line; `-` for standard input.
        #[arg(long)]
        file: Option<PathBuf>,
        /// Match on ids and official names alone, to see what the matcher can do without the register's aliases.
        #[arg(long)]
        ignore_aliases: bool,
        /// How to report.
        #[arg(long, value_enum, default_value_t = Listing::Text)]
        format: Listing,
    },
    /// The year of the coordinator, step by step, with the command for each step.
    #[command(after_help = r#"Example:
  secondee-audit guide

The order of work: init, issue, status, audit, chase, publish."#)]
    Guide,
    /// Completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// The manual page, for `man`.
    Man,
    /// The JSON Schema of findings.json.
    Schema,
    /// Reads workbooks for another process of this program, which sends them.
    #[command(hide = true)]
    ReadWorker,
}

impl Command {
    /// The round's folder, of a command that is about one.
    pub fn round(&self) -> Option<&Path> {
        match self {
            Command::Init { folder: round, .. }
            | Command::Issue { round, .. }
            | Command::Audit { round, .. }
            | Command::Status { round, .. }
            | Command::Chase { round, .. }
            | Command::Publish { round, .. }
            | Command::Clearance { round, .. } => Some(round),
            _ => None,
        }
    }
}

/// A day as people write it.
pub(super) fn day(text: &str) -> Result<Date, Error> {
    day_written(text).ok_or_else(|| Error::asked(format!("\"{text}\" is not a day; write 2026-05-29 or 29/05/2026")))
}

/// The words of a command line in which a folder was written as `"my round\"`: there the last mark is read as one that is part of the name, and
/// so is all that follows, up to the next mark.
pub fn without_stray_quotes(
    words: impl IntoIterator<Item = OsString>,
    is_folder: impl Fn(&Path) -> bool,
) -> impl Iterator<Item = OsString> {
    let parts = move |word: OsString| match word.to_str().and_then(|text| text.split_once('"')) {
        Some((folder, rest)) if is_folder(Path::new(folder)) => {
            std::iter::once(folder).chain(rest.split_whitespace()).map(OsString::from).collect::<Vec<_>>()
        }
        _ => vec![word],
    };
    words.into_iter().flat_map(parts)
}

/// A survey year of the command line.
fn year(text: &str) -> Result<i16, Error> {
    text.trim().parse().map_err(|_| Error::asked("a year is written in four figures, for example 2026"))
}

impl Cli {
    /// Takes the arguments apart; help and mistakes are said, and the program then ends.
    pub fn taken(words: impl IntoIterator<Item = OsString>) -> Self {
        let words: Vec<OsString> = words.into_iter().collect();
        Self::try_parse_from(&words).unwrap_or_else(|error| match mistyped::said(&error, &words) {
            Some(said) => {
                // A closed standard error is no reason to say more.
                let _ = std::io::Write::write_all(&mut std::io::stderr(), said.as_bytes());
                std::process::exit(2)
            }
            None => error.exit(),
        })
    }
}

/// From which severity on the exit code is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// The guidance says never, or must.
    Breach,
    /// Not followed, or no evidence.
    Concern,
    /// To be corrected or explained.
    Query,
    /// Anything.
    Note,
    /// Nothing.
    Never,
}

impl FailOn {
    /// Whether a severity makes the exit code 1.
    pub fn is_met(self, severity: Severity) -> bool {
        let least = match self {
            FailOn::Breach => Severity::Breach,
            FailOn::Concern => Severity::Concern,
            FailOn::Query => Severity::Query,
            FailOn::Note => Severity::Note,
            FailOn::Never => return false,
        };
        severity >= least
    }
}

/// Text or JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Text, JSON or CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Listing {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_a_backslash_before_its_closing_mark_is_that_folder() {
        let words = |typed: &[&str]| {
            let is_folder = |path: &Path| path == Path::new("my round");
            without_stray_quotes(typed.iter().map(OsString::from), is_folder).collect::<Vec<_>>()
        };
        assert_eq!(words(&["audit", "my round\" --quiet --fail-on never"]), ["audit", "my round", "--quiet", "--fail-on", "never"]);
        assert_eq!(words(&["audit", "my round\""]), ["audit", "my round"]);
        assert_eq!(words(&["init", "new", "--return-to", "Jo \"the\" Example"]), ["init", "new", "--return-to", "Jo \"the\" Example"]);
    }
}
