//! The commands: from arguments to the library to what is printed.

mod audit;
mod catalogue;
mod chase;
mod check;
mod clearance;
pub mod cli;
pub mod colour;
mod init;
mod issue;
mod mistyped;
mod places;
mod publish;
mod status;

pub use catalogue::markdown;

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use clap::CommandFactory;

use crate::commands::cli::{Cli, Command, FailOn};
use crate::commands::colour::Paint;
use crate::error::{Error, plain};
use crate::model::finding::{Finding, Severity};

/// The coordinator's year.
const GUIDE: &str = include_str!("../../templates/guide.md");

/// A command's result: the text for standard output, and whether it found what `--fail-on` names.
struct Done {
    text: String,
    failed: bool,
}

impl Done {
    fn new(text: String) -> Self {
        Self { text, failed: false }
    }
}

/// Runs a command and returns the exit code.
pub fn run(cli: Cli) -> u8 {
    if matches!(cli.command, Command::ReadWorker) {
        return crate::round::workers::serve();
    }
    #[cfg(any(unix, windows))]
    crate::round::stop::on_ctrl_c(cli.command.round());
    let progress = crate::round::progress::choose(cli.quiet);
    let paint = Paint::of(cli.color);
    let done = match cli.command {
        Command::Init { folder, year, previous, return_by, return_to } => {
            let (previous, return_to) = (previous.as_deref(), return_to.as_deref());
            let may_ask = !cli.quiet && io::stdin().is_terminal() && io::stderr().is_terminal();
            let done = init::run(&folder, &init::InitOptions { year, previous, return_by, return_to, may_ask });
            done.map(|done| if cli.quiet { Done::new(String::new()) } else { done })
        }
        Command::Issue { round, member, again } => {
            let done = issue::run(&round, member.as_deref(), again, progress.as_ref());
            done.map(|done| if cli.quiet { Done::new(String::new()) } else { done })
        }
        Command::Audit { round, fail_on, as_at, format, show_names, redact, paper_pdf } => {
            let asked = audit::Options { fail_on, as_at, format, show_names, redact, paper_pdf, quiet: cli.quiet, paint };
            audit::run(&round, &asked, progress.as_ref())
        }
        Command::Check { files, year, fail_on, format, show_names } => {
            check::run(&check::CheckOptions { files, year, fail_on, format, show_names })
        }
        Command::Status { round, format, as_at } => status::run(&round, &status::StatusOptions { format, as_at, paint }, progress.as_ref()),
        Command::Chase { round, as_at } => chase::run(&round, as_at, progress.as_ref()),
        Command::Publish { round, format } => publish::run(&round, format, cli.quiet),
        Command::Clearance { round, places, from, to, activity, format, sheet, show_names } => {
            let asked = clearance::Options { places, from, to, activity, format, sheet, show_names, paint };
            clearance::run(&round, &asked, progress.as_ref())
        }
        Command::Rules { format, markdown, write } => catalogue::run(format, markdown, write.as_deref()),
        Command::Explain { code } => catalogue::explain(&code),
        Command::Places { names, check: true, format, .. } => places::check(&names, format),
        Command::Places { names, file, ignore_aliases, format, .. } => places::run(names, file.as_deref(), ignore_aliases, format),
        Command::Guide => Ok(Done::new(GUIDE.to_string())),
        Command::Completions { shell } => {
            let mut bytes = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "secondee-audit", &mut bytes);
            Ok(Done::new(String::from_utf8_lossy(&bytes).into_owned()))
        }
        Command::Man => manual().map(Done::new),
        Command::Schema => Ok(Done::new(schema())),
        Command::ReadWorker => Err(Error::asked("read-worker is started by this program itself")),
    };
    #[cfg(debug_assertions)]
    list_steps();
    match done {
        Ok(done) => {
            let written = io::stdout().lock().write_all(done.text.as_bytes()).and_then(|()| io::stdout().flush());
            match written {
                // A reader that has seen enough, as `head`, is no failure; half a list on a full disk is one.
                Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
                    let _ = writeln!(
                        io::stderr(),
                        "error: what was asked for cannot be written to standard output ({})",
                        plain(&e.to_string())
                    );
                    2
                }
                _ => u8::from(done.failed),
            }
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            2
        }
    }
}

/// For whoever works on the program: how often each costly step was done, on standard error.
#[cfg(debug_assertions)]
fn list_steps() {
    if std::env::var_os("SECONDEE_AUDIT_STEPS").is_some() {
        for (step, times) in crate::steps::counts() {
            let _ = writeln!(io::stderr(), "{step:?} {times}");
        }
    }
}

/// The manual page: the program, then each command.
fn manual() -> Result<String, Error> {
    let mut command = Cli::command();
    command.build();
    let mut bytes = Vec::new();
    let mut written = clap_mangen::Man::new(command.clone()).render(&mut bytes);
    for one in command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help") {
        written = written.and_then(|()| clap_mangen::Man::new(one.clone()).render(&mut bytes));
    }
    written.map_err(|e| Error::asked(format!("the manual page cannot be made ({e})")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The JSON Schema of `findings.json`.
pub fn schema() -> String {
    json(&schemars::schema_for!(crate::outputs::findings_file::FindingsFile))
}

fn json(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("our own types have no maps with other keys than text");
    text.push('\n');
    text
}

/// A path as it is typed in a command: in quotation marks if it has a space.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    if path.contains(char::is_whitespace) { format!("\"{path}\"") } else { path }
}

/// A finding on the console: references and cells; with `show_names` the message as well.
fn line(finding: &Finding, show_names: bool, paint: Paint) -> String {
    let place = match (finding.sheet.as_str(), finding.cell.as_str()) {
        ("", _) if finding.file.is_empty() => String::new(),
        ("", _) => format!("{}: ", finding.file),
        (sheet, "") => format!("{sheet}: "),
        (sheet, cell) => format!("{sheet}!{cell}: "),
    };
    let paragraph = finding.paragraph.as_deref().unwrap_or("");
    let fault = crate::rules::by_code(&finding.rule).map_or("", |rule| rule.fault);
    let severity = format!("{:8}", finding.severity.name());
    let severity = match finding.severity {
        Severity::Breach => paint.grave(&severity),
        Severity::Concern => paint.middling(&severity),
        Severity::Query | Severity::Note => severity,
    };
    let mut text = format!("{severity} {} {:4} {:8} {place}", finding.rule, paragraph, finding.member);
    text.push_str(if show_names { &finding.message } else { fault });
    text.push('\n');
    if show_names {
        text.push_str(&format!("         to do: {}\n", finding.action));
    }
    text
}

fn fails(findings: &[Finding], fail_on: FailOn) -> bool {
    let is_dismissed = |f: &Finding| f.accepted.is_some() || f.stands.as_deref() == Some("dismissed");
    findings.iter().any(|f| !is_dismissed(f) && fail_on.is_met(f.severity))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[test]
    fn every_command_of_the_guide_is_one_that_the_program_takes() {
        let commands: Vec<&str> = GUIDE.lines().filter_map(|line| line.strip_prefix("    ")).collect();
        assert!(commands.len() >= 8, "the guide shows its commands");
        for command in commands {
            let words = command.split_whitespace().map(|word| word.trim_matches('"'));
            assert!(Cli::try_parse_from(words).is_ok(), "{command}");
        }
    }

    #[test]
    fn every_command_has_an_example_that_the_program_takes() {
        for command in Cli::command().get_subcommands().filter(|command| !command.is_hide_set()) {
            // Made for programs, not for people.
            if ["completions", "man", "schema"].contains(&command.get_name()) {
                continue;
            }
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let example =
                help.lines().find_map(|line| line.strip_prefix("  ")).unwrap_or_else(|| panic!("{} has no example", command.get_name()));
            let words = example.split_whitespace().map(|word| word.trim_matches('"'));
            assert!(Cli::try_parse_from(words).is_ok(), "{example}");
        }
    }
}
