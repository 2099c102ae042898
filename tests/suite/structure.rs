//! The core knows no files, threads, clock or data frames, so that the same core can check a return wherever its bytes are; only one module
//! knows each of the large libraries.

use std::fs;
use std::path::{Path, PathBuf};

/// What makes up the core, under `src/`.
const CORE: &[&str] = &["check.rs", "conflicts", "finding.rs", "form", "model", "places", "read", "rules"];
const OUTSIDE_THE_CORE: &[&str] =
    &["std::fs", "std::thread", "std::time", "std::env", "std::process", "rayon", "polars", "Instant", "SystemTime"];

fn sources(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("a folder of the source");
        entries.for_each(|entry| sources(&entry.expect("an entry").path(), files));
    } else if path.extension().is_some_and(|ending| ending == "rs") {
        files.push(path.to_path_buf());
    }
}

/// The lines of a file that are code, with their numbers.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).expect("a source file");
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or("").to_string());
    lines.enumerate().map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.trim().is_empty()).collect()
}

fn uses(roots: &[&str], words: &[&str]) -> Vec<String> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    roots.iter().for_each(|root| sources(&src.join(root), &mut files));
    assert!(files.len() >= roots.len(), "a part of the core is gone");
    let mut found = Vec::new();
    for path in files {
        for (line, text) in code(&path) {
            if let Some(word) = words.iter().find(|word| text.contains(**word)) {
                found.push(format!("{}:{line} uses {word}", path.strip_prefix(&src).expect("a path in src").display()));
            }
        }
    }
    found
}

#[test]
fn the_core_knows_no_files_threads_clock_or_frames() {
    let found = uses(CORE, OUTSIDE_THE_CORE);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn each_large_library_is_known_by_one_part_only() {
    for (library, homes) in
        [("polars", &["consolidate.rs", "history.rs"][..]), ("calamine", &["read", "read_back.rs"]), ("indicatif", &["progress.rs"])]
    {
        let found = uses(&[""], &[&format!("{library}::")]);
        assert!(!found.is_empty(), "{library} is used nowhere");
        let strays: Vec<&String> = found.iter().filter(|line| !homes.iter().any(|home| line.starts_with(home))).collect();
        assert!(strays.is_empty(), "{strays:?}");
    }
}
