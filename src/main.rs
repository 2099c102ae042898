//! The program: parse, run the command, exit.

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = secondee_audit::commands::cli::Cli::taken();
    // What a panic says may quote a cell of a return; where it happened is all that may be seen.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |at| format!(" ({}, line {})", at.file(), at.line()));
        let _ = writeln!(std::io::stderr(), "error: a mistake in this program{place}; please report it without sending any return");
    }));
    secondee_audit::round::workers::this_program_serves();
    ExitCode::from(std::panic::catch_unwind(|| secondee_audit::commands::run(cli)).unwrap_or(2))
}
