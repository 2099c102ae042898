//! Rounds in a folder of their own: the samples, or some of their members, as they are or audited. What an audit wrote is made once for a test
//! program and copied, so that a test pays only for the runs it is about.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{LazyLock, Mutex};

use secondee_audit::round::config::default_toml;
use secondee_audit::sample::{self, Sample};
use tempfile::TempDir;

/// The samples' rounds.
const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples");

/// Files by their path in a folder.
type Files = BTreeMap<PathBuf, Vec<u8>>;

fn files(folder: &Path, below: &Path, found: &mut Files) {
    for entry in fs::read_dir(folder.join(below)).expect("a folder").flatten() {
        let path = below.join(entry.file_name());
        match entry.path().is_dir() {
            true => files(folder, &path, found),
            false => drop(found.insert(path, fs::read(entry.path()).expect("a file"))),
        }
    }
}

fn lay_out(files: &Files) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }
    let round = folder.path().join("round-2026");
    (folder, round)
}

/// A sample as a round in a folder, of the members named, or of all if none is; returns the round's.
pub fn of_sample(folder: &Path, sample: &Sample, members: &[&str]) -> PathBuf {
    let round = folder.join("round-2026");
    fs::create_dir_all(round.join("returns")).expect("a folder");
    fs::write(round.join("round.toml"), only(&default_toml(2026, None), members)).expect("round.toml");
    for (name, bytes) in sample.files() {
        fs::write(round.join("returns").join(name), bytes).expect("a return");
    }
    round
}

/// The clean sample as a round in a folder; returns the round's.
pub fn clean(folder: &Path) -> PathBuf {
    of_sample(folder, &sample::clean(), &[])
}

/// The samples as they are, the round of 2026 without outputs: its folder is the path. Of the members only those named, or all if none is.
pub fn samples(members: &[&str]) -> (TempDir, PathBuf) {
    let mut found = Files::new();
    files(Path::new(SAMPLES), Path::new(""), &mut found);
    let is_of = |path: &Path| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        members.is_empty() || members.iter().any(|member| name.starts_with(&format!("{member}-")))
    };
    let is_return = |path: &Path| path.parent().is_some_and(|parent| parent.ends_with("returns"));
    found.retain(|path, _| !path.starts_with("round-2026/output") && !path.starts_with("round-2025/output/publish"));
    found.retain(|path, _| !is_return(path) || is_of(path));
    let toml = found.get_mut(Path::new("round-2026/round.toml")).expect("round.toml");
    *toml = only(&String::from_utf8(toml.clone()).expect("text"), members).into_bytes();
    lay_out(&found)
}

/// A round.toml with some of its members.
pub fn only(toml: &str, members: &[&str]) -> String {
    let mut parts = toml.split("[[member]]");
    let head = parts.next().expect("what comes before the members").to_string();
    let is_kept = |part: &&str| members.is_empty() || members.iter().any(|member| part.contains(&format!("code = \"{member}\"")));
    parts.filter(is_kept).fold(head, |text, part| text + "[[member]]" + part)
}

/// [`samples`], audited with these arguments besides the usual ones.
pub fn audited(members: &[&str], arguments: &[&str]) -> (TempDir, PathBuf) {
    static DONE: LazyLock<Mutex<BTreeMap<String, Files>>> = LazyLock::new(Mutex::default);
    let mut done = DONE.lock().expect("no test failed in here");
    let made = done.entry(format!("{members:?} {arguments:?}")).or_insert_with(|| {
        let (folder, round) = samples(members);
        let output = audit(&round, arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(!said(&output).contains("Excel's limit"), "the writer of workbooks dropped something: {}", said(&output));
        let mut made = Files::new();
        files(folder.path(), Path::new(""), &mut made);
        made
    });
    let made = made.clone();
    drop(done);
    lay_out(&made)
}

/// Runs the program.
pub fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_secondee-audit")).args(arguments).output().expect("the program starts")
}

/// Audits a round, whatever it finds.
pub fn audit(round: &Path, arguments: &[&str]) -> Output {
    run(&[&["audit", &round.to_string_lossy(), "--fail-on", "never"], arguments].concat())
}

/// Audits a round that can be, and gives what was printed.
pub fn audits(round: &Path) -> String {
    let output = audit(round, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What was said on the error stream.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The consolidated workbook of a round in a folder "round-YEAR".
pub fn workbook(round: &Path) -> PathBuf {
    let year = round.file_name().expect("a name").to_string_lossy().replace("round-", "");
    round.join(format!("output/consolidated-{year}.xlsx"))
}
