//! What is said of a command line that cannot be taken: in plain words, with what to type instead.

use std::error::Error as _;
use std::ffi::OsString;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::cli::Cli;
use crate::outputs::sentences::listed;

/// What is said of these words, on one line; nothing of what is no mistake, or is said well enough already.
pub(super) fn said(error: &clap::Error, words: &[OsString]) -> Option<String> {
    let command = command_of(words);
    let of = |kind| error.get(kind);
    let help = command.as_deref().map_or("secondee-audit --help".to_string(), |name| format!("secondee-audit {name} --help"));
    let who = command.as_deref().unwrap_or("secondee-audit");
    let typed = texts(of(ContextKind::InvalidArg));
    let first = typed.first().map(|text| plain_argument(text)).unwrap_or_default();
    let said = match error.kind() {
        ErrorKind::MissingRequiredArgument => {
            let needed: Vec<String> = typed.iter().map(|text| plain_argument(text)).collect();
            let example = command.as_deref().and_then(example).map_or(String::new(), |example| format!(", for example: {example}"));
            format!("{who} needs {} as well{example}", listed(&needed))
        }
        ErrorKind::InvalidSubcommand => {
            let wrong = texts(of(ContextKind::InvalidSubcommand)).join("");
            format!(
                "there is no command \"{wrong}\"; {}secondee-audit --help lists the commands",
                meant(&texts(of(ContextKind::SuggestedSubcommand)))
            )
        }
        ErrorKind::UnknownArgument => match first.strip_prefix("--") {
            Some(name) if Cli::command().find_subcommand(name).is_some() => {
                format!("{first} is a command, which is typed without --: secondee-audit {name}")
            }
            None if !first.starts_with('-') => {
                format!(
                    "\"{first}\" is one word too many; a name with a space in it stands in quotation marks, as in \"round 2026\". See {help}"
                )
            }
            _ => format!("{who} has no option {first}; {}{help} lists the options", meant(&texts(of(ContextKind::SuggestedArg)))),
        },
        ErrorKind::ArgumentConflict => {
            let prior: Vec<String> = texts(of(ContextKind::PriorArg)).iter().map(|text| plain_argument(text)).collect();
            match prior.as_slice() {
                [] => format!("{first} is given twice; give it once"),
                prior if prior == [first.clone()] => format!("{first} is given twice; give it once"),
                prior => format!("{first} cannot be given together with {}; leave one of them out", listed(prior)),
            }
        }
        ErrorKind::InvalidValue => {
            let value = texts(of(ContextKind::InvalidValue)).join("");
            let choices = texts(of(ContextKind::ValidValue));
            match (value.is_empty(), choices.is_empty()) {
                (true, true) => format!("after {} something is missing: {first}", first.split(' ').next().unwrap_or_default()),
                (true, false) => format!("{first}: write one of: {}", choices.join(", ")),
                _ => format!("{first}: \"{value}\" cannot be taken; write one of: {}", choices.join(", ")),
            }
        }
        ErrorKind::ValueValidation => format!("{first}: {}", error.source()?),
        _ => return None,
    };
    Some(format!("error: {said}\n"))
}

/// The command among the words, if one is.
fn command_of(words: &[OsString]) -> Option<String> {
    let program = Cli::command();
    let words = words.iter().skip(1).filter_map(|word| word.to_str());
    words.into_iter().find(|word| program.find_subcommand(word).is_some()).map(String::from)
}

/// The example in the help of a command.
fn example(name: &str) -> Option<String> {
    let program = Cli::command();
    let help = program.find_subcommand(name)?.get_after_help()?.to_string();
    help.lines().find_map(|line| line.strip_prefix("  ")).map(String::from)
}

/// An argument without the marks that say what stands for something: `--year YEAR`, `ROUND`.
fn plain_argument(text: &str) -> String {
    text.replace(['<', '>', '[', ']'], "").replace("...", "")
}

/// What may have been meant.
fn meant(suggested: &[String]) -> String {
    match suggested.first() {
        Some(nearest) => format!("did you mean {nearest}? "),
        None => String::new(),
    }
}

fn texts(value: Option<&ContextValue>) -> Vec<String> {
    match value {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}
