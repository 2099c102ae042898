//! The program: parse, run the command, exit.

use std::io::Write;
use std::process::ExitCode;

/// The words of the command line.
#[cfg(not(windows))]
fn arguments() -> impl Iterator<Item = std::ffi::OsString> {
    std::env::args_os()
}

/// The words of the command line. What stands for several files, as `returns\*.xlsx`, is left to the program there; and a folder in quotation marks
/// with a backslash at its end takes what comes after it for part of its name.
#[cfg(windows)]
fn arguments() -> impl Iterator<Item = std::ffi::OsString> {
    secondee_audit::commands::cli::without_stray_quotes(wild::args_os(), |path| path.is_dir())
}

fn main() -> ExitCode {
    let cli = secondee_audit::commands::cli::Cli::taken(arguments());
    // What a panic says may quote a cell of a return; where it happened is all that may be seen.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |at| format!(" ({}, line {})", at.file(), at.line()));
        let _ = writeln!(std::io::stderr(), "error: a mistake in this program{place}; please report it without sending any return");
    }));
    secondee_audit::round::workers::this_program_serves();
    ExitCode::from(std::panic::catch_unwind(|| secondee_audit::commands::run(cli)).unwrap_or(2))
}
