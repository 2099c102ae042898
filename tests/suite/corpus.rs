//! A folder of odd files, each read in a process of its own: `CORPUS=FOLDER cargo test --test suite corpus:: -- --ignored --nocapture`.
//!
//! Prints for each file its outcome, time and peak memory, then lays all of them beside the sample returns and audits both rounds: what is found
//! in the good returns must be the same with and without the odd files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use secondee_audit::model::Fault;
use secondee_audit::outputs::findings_file::FindingsFile;
use secondee_audit::read::{Extracted, Limits};
use secondee_audit::round::workers::Workers;

const PROGRAM: &str = env!("CARGO_BIN_EXE_secondee-audit");
const LONGEST: Duration = Duration::from_secs(10);
const MOST_MEMORY: u64 = 1 << 20;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).expect("the folder in CORPUS").flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

/// The outcome in one line.
fn outcome(extracted: &Extracted) -> String {
    match &extracted.1 {
        Err(Fault::NotWorkbook(reason)) => format!("F01 {}", reason.what),
        Err(Fault::Password) => "F02 protected by a password".into(),
        Err(Fault::TooLarge(reason)) => format!("F03 {}", reason.what),
        Ok(contents) => {
            let cells: usize = contents.sheets.iter().filter_map(|s| s.grid.as_ref()).flat_map(|g| g.rows.values()).map(Vec::len).sum();
            format!("{}: {} sheets, {cells} cells", contents.format.name(), contents.sheets.len())
        }
    }
}

#[test]
#[ignore = "needs a folder of files in CORPUS"]
fn every_file_of_a_corpus_has_one_outcome_in_time_and_memory() {
    let Some(folder) = std::env::var_os("CORPUS") else { panic!("set CORPUS to a folder of files") };
    let mut paths = Vec::new();
    files(Path::new(&folder), &mut paths);
    // Hardly any of them is the survey: to try the reader, every sheet is read.
    let limits = Limits { every_sheet: true, ..Limits::default() };
    let (mut counts, mut faults) = (BTreeMap::<String, usize>::new(), Vec::new());
    let (mut slowest, mut biggest) = ((Duration::ZERO, PathBuf::new()), (0, PathBuf::new()));
    for path in &paths {
        let bytes = fs::read(path).expect("a file of the corpus");
        // A worker of its own for each, so that its peak is this file's.
        let workers = Workers::of(PROGRAM);
        let start = Instant::now();
        let measured = workers.measure(&bytes, &limits);
        let time = start.elapsed();
        let said = outcome(&measured.extracted);
        println!("{:8.3} s {:5} MB  {}  {said}", time.as_secs_f64(), measured.peak >> 10, path.display());
        let kind = said.split([':', '(']).next().unwrap_or("").to_string();
        *counts.entry(kind).or_default() += 1;
        if time > LONGEST || measured.peak > MOST_MEMORY {
            faults.push(path.clone());
        }
        slowest = slowest.max((time, path.clone()));
        biggest = biggest.max((measured.peak, path.clone()));
    }
    println!("\n{} files", paths.len());
    counts.iter().for_each(|(said, count)| println!("{count:6}  {said}"));
    println!("slowest {:.3} s {}\nbiggest {} MB {}", slowest.0.as_secs_f64(), slowest.1.display(), biggest.0 >> 10, biggest.1.display());
    assert!(faults.is_empty(), "too long or too large: {faults:?}");
    beside_good_returns(&paths);
}

fn beside_good_returns(odd: &[PathBuf]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (plain, crowded) = (folder.path().join("plain"), folder.path().join("crowded"));
    let samples = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/samples/round-2026"));
    let toml = fs::read_to_string(samples.join("round.toml")).expect("round.toml");
    let toml: String = toml.lines().filter(|line| !line.starts_with("previous")).map(|line| format!("{line}\n")).collect();
    for round in [&plain, &crowded] {
        fs::create_dir_all(round.join("returns")).expect("a folder");
        fs::write(round.join("round.toml"), &toml).expect("round.toml");
        for entry in fs::read_dir(samples.join("returns")).expect("the sample returns").flatten() {
            fs::copy(entry.path(), round.join("returns").join(entry.file_name())).expect("copied");
        }
    }
    for (number, path) in odd.iter().enumerate() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        fs::copy(path, crowded.join("returns").join(format!("zz{number:05} {name}"))).expect("copied");
    }
    let start = Instant::now();
    let found = [&plain, &crowded].map(|round| {
        let run =
            Command::new(PROGRAM).arg("audit").arg(round).args(["--quiet", "--fail-on", "never"]).output().expect("the program starts");
        assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
        let file = fs::read(round.join("output/findings.json")).expect("findings.json");
        serde_json::from_slice::<FindingsFile>(&file).expect("our own JSON")
    });
    let [plain, crowded] = found;
    let of_members = |file: &FindingsFile| file.findings.iter().filter(|f| !f.file.starts_with("zz")).cloned().collect::<Vec<_>>();
    assert!(of_members(&plain) == of_members(&crowded), "the odd files change what is found in the good returns");
    assert!(plain.counts == crowded.counts, "the odd files change the figures");
    let odd_lines = crowded.returns.iter().filter(|line| line.file.starts_with("zz")).count();
    assert_eq!(odd_lines, odd.len(), "each odd file has one line");
    println!(
        "audited beside the sample returns in {:.1} s: the same findings and figures, {odd_lines} lines more",
        start.elapsed().as_secs_f64()
    );
}
