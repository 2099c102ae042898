//! Writes `samples/` again, last year's consolidated workbook included: `cargo run --example make-samples`. With a folder as argument, there.

use std::path::{Path, PathBuf};

use clap::Parser;
use secondee_audit::commands::cli::Cli;

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("samples"), PathBuf::from);
    secondee_audit::sample::demo::write(&folder)?;
    audit(&folder.join("round-2025"))
}

/// Makes the consolidated workbook of 2025, which the round of 2026 names as `previous`; nothing else of that run is kept.
fn audit(round: &Path) -> std::io::Result<()> {
    let output = round.join("output");
    if output.exists() {
        std::fs::remove_dir_all(&output)?;
    }
    let round = round.to_string_lossy().into_owned();
    let code = secondee_audit::commands::run(Cli::parse_from(["secondee-audit", "audit", &round, "--fail-on", "never", "--quiet"]));
    if code != 0 {
        return Err(std::io::Error::other("the round of 2025 could not be audited"));
    }
    for entry in std::fs::read_dir(&output)? {
        let path = entry?.path();
        let is_wanted = path.file_name().is_some_and(|name| name == "consolidated-2025.xlsx");
        if path.is_dir() {
            std::fs::remove_dir_all(&path)?;
        } else if !is_wanted {
            std::fs::remove_file(&path)?;
        }
    }
    Ok(())
}
