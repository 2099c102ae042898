//! The program: parse, run the command, exit.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = secondee_audit::cli::Cli::parse();
    ExitCode::from(secondee_audit::commands::run(cli))
}
