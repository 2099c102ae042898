//! A run that is stopped, at any write or any moment, leaves what was there; what people typed is never lost.

use crate::support::rounds::clean as round;
use crate::support::workbooks as support;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use secondee_audit::book::decisions;
use secondee_audit::book::tables::Ours;
use secondee_audit::round::transaction::{Disk, Lock, Outputs, RealDisk, begin};
use support::files_below as files;

const PROGRAM: &str = env!("CARGO_BIN_EXE_secondee-audit");

/// A disk on which one step fails; if the machine stops there, every later step does too.
struct Failing {
    left: Cell<usize>,
    stops: bool,
}

impl Failing {
    fn step<T>(&self, act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        match self.left.get() {
            0 => {
                if !self.stops {
                    self.left.set(usize::MAX);
                }
                Err(io::Error::other("no space left on the disk"))
            }
            left => {
                self.left.set(left - 1);
                act()
            }
        }
    }
}

impl Disk for Failing {
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        // A disk that fills up has written half of the file.
        if self.left.get() == 0 {
            let _ = fs::write(path, &bytes[..bytes.len() / 2]);
        }
        self.step(|| RealDisk.write(path, bytes))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(|| RealDisk.rename(from, to))
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step(|| RealDisk.remove(path))
    }
}

fn outputs(folder: &Path, old: Option<&[u8]>, version: &str) -> Outputs {
    let mut outputs = Outputs::default();
    outputs.replaces(folder.join("book.xlsx"), old.map(Into::into));
    if let Some(old) = old {
        outputs.keep(folder.join(format!("earlier/book-{version}.xlsx")), old.to_vec());
    }
    // One of them lies beside the folder, as the register of a round does.
    for name in ["book.xlsx", "findings.json", "../register.csv", "data/a.csv", "data/b.csv"] {
        outputs.add(folder.join(name), format!("{name} of {version}, at some length").into_bytes());
    }
    outputs
}

/// The way to a folder from the one in which the tests run.
fn from_here(folder: &Path) -> PathBuf {
    let here = std::env::current_dir().expect("a folder");
    let up: PathBuf = here.components().skip(1).map(|_| "..").collect();
    folder.strip_prefix("/").map_or_else(|_| folder.to_path_buf(), |rest| up.join(rest))
}

#[test]
fn a_run_stopped_at_any_write_leaves_all_old_or_all_new() {
    for stops in [false, true] {
        let (mut old, mut new) = (0, 0);
        for step in 0..40 {
            let round = tempfile::tempdir().expect("a folder");
            // As it is typed by somebody who stands in another folder.
            let round = &from_here(round.path());
            let folder = &round.join("output");
            outputs(folder, None, "old").write().expect("the first run");
            let before = files(round);
            let head = before[&folder.join("book.xlsx")].clone();
            let disk = Failing { left: Cell::new(step), stops };
            let result = outputs(folder, Some(&head), "new").write_on(&disk);
            let is_whole = |files: &BTreeMap<PathBuf, Vec<u8>>| {
                files.iter().all(|(path, bytes)| path.starts_with(folder.join("earlier")) || before.contains_key(path) && !bytes.is_empty())
            };
            if !stops && result.as_ref().is_err_and(|e| e.to_string().contains("Nothing was changed")) {
                assert_eq!(files(round), before, "step {step}: {result:?}");
            }
            // The next run begins with this.
            drop(begin(folder, &[round.join("register.csv")]).expect("recovered"));
            let after = files(round);
            assert!(is_whole(&after), "step {step}: {:?}", after.keys());
            match after[&folder.join("book.xlsx")] == head {
                true => {
                    assert!(before.iter().all(|(path, bytes)| after[path] == *bytes), "step {step}: the old workbook beside new files");
                    assert!(result.is_err());
                    old += 1;
                }
                false => {
                    assert!(before.iter().all(|(path, bytes)| after[path] != *bytes), "step {step}: the new workbook beside old files");
                    assert_eq!(after[&folder.join("earlier/book-new.xlsx")], head, "step {step}: what was replaced is kept");
                    new += 1;
                }
            }
        }
        assert!(old >= 8 && new >= 8, "{old} stopped before, {new} after");
    }
}

#[test]
fn what_is_open_or_changed_meanwhile_is_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = &folder.path().join("output");
    outputs(folder, None, "old").write().expect("the first run");
    let before = files(folder);
    for owner in ["~$book.xlsx", ".~lock.book.xlsx#"] {
        fs::write(folder.join(owner), "x").expect("an owner file");
        let said = outputs(folder, Some(b"book.xlsx of old, at some length"), "new").write().expect_err("refused").to_string();
        assert!(said.contains("open in Excel") && said.contains(owner), "{said}");
        fs::remove_file(folder.join(owner)).expect("removed");
        assert_eq!(files(folder), before);
    }
    let said = outputs(folder, Some(b"as it was read"), "new").write().expect_err("refused").to_string();
    assert!(said.contains("was changed while this run was at work"), "{said}");
    assert_eq!(files(folder), before);
    let lock = Lock::take(folder).expect("the lock");
    assert!(Lock::take(folder).expect_err("held").to_string().contains("another run"));
    drop(lock);
    drop(Lock::take(folder).expect("free again"));
    assert_eq!(files(folder), before);
}

fn audit(round: &Path) -> Output {
    Command::new(PROGRAM).arg("audit").arg(round).args(["--quiet", "--fail-on", "never"]).output().expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Types a decision beside the first finding, as a person does in Excel: the cell of the column Decision holds a text.
fn decide(workbook: &Path, text: &str) -> String {
    let bytes = fs::read(workbook).expect("the workbook");
    let mut book = secondee_audit::book::tables::Ours::open(&bytes).expect("a workbook");
    let id = book.rows("Findings", &["Finding id"]).expect("Findings")[0].text("Finding id");
    let mut parts = support::parts(&bytes);
    let text_of = |name: &str| {
        let (_, bytes) = parts.iter().find(|(part, _)| part == name).expect("the part");
        String::from_utf8(bytes.clone()).expect("text")
    };
    let sheets = text_of("xl/workbook.xml");
    let number = sheets.split("<sheet name=\"").position(|rest| rest.starts_with("Findings\"")).expect("a sheet Findings");
    let strings = text_of("xl/sharedStrings.xml");
    let heading = strings.split("<si>").position(|item| item.contains(">Decision<")).expect("a heading") - 1;
    let name = format!("xl/worksheets/sheet{number}.xml");
    let xml = text_of(&name);
    let at = xml.find(&format!("t=\"s\"><v>{heading}</v>")).expect("the heading's cell");
    let cell = xml[..at].rsplit("<c r=\"").next().expect("its address");
    let column: String = cell.chars().take_while(char::is_ascii_alphabetic).collect();
    let row: u32 = cell[column.len()..].chars().take_while(char::is_ascii_digit).collect::<String>().parse().expect("a row");
    let cell = format!("{column}{}", row + 1);
    let start = xml.find(&format!("<c r=\"{cell}\"")).expect("the cell to decide in");
    let end = start + xml[start..].find("/>").expect("an empty cell") + 2;
    let typed = format!("{}<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>{}", &xml[..start], &xml[end..]);
    let (_, bytes) = parts.iter_mut().find(|(part, _)| *part == name).expect("the sheet's part");
    *bytes = typed.into_bytes();
    fs::write(workbook, support::packed(&parts)).expect("saved");
    id
}

#[test]
fn decisions_typed_in_the_workbook_survive_runs_and_what_cannot_be_read_back_is_not_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let round = round(folder.path());
    assert_eq!(audit(&round).status.code(), Some(0));
    let workbook = round.join("output/consolidated-2026.xlsx");
    let id = decide(&workbook, "No conflict");
    for _ in 0..2 {
        assert_eq!(audit(&round).status.code(), Some(0));
        let kept = decisions::read(&mut Ours::open(fs::read(&workbook).expect("the workbook")).expect("it opens")).expect("decisions");
        assert_eq!(kept.kept.get(&id).map(|kept| kept.decision.decision.as_str()), Some("No conflict"));
    }
    let before = files(&round);
    #[cfg(unix)]
    for path in before.keys().filter(|path| path.starts_with(round.join("output"))) {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(path).expect("a file").permissions().mode() & 0o077, 0, "{} is open to others", path.display());
    }
    let whole = fs::read(&workbook).expect("the workbook");
    fs::write(&workbook, &whole[..whole.len() / 2]).expect("cut short");
    let damaged = files(&round);
    let run = audit(&round);
    assert!(run.status.code() == Some(2) && said(&run).contains("cannot be read back"), "{}", said(&run));
    assert_eq!(files(&round), damaged, "a run that is refused changes nothing");
}

/// The next of a row of numbers that look random and are the same each time.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed >> 33
}

#[test]
fn a_kill_at_fifty_moments_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let round = round(folder.path());
    let start = std::time::Instant::now();
    assert_eq!(audit(&round).status.code(), Some(0));
    let whole_run = start.elapsed();
    let output = round.join("output");
    let workbook = output.join("consolidated-2026.xlsx");
    let id = decide(&workbook, "Awaiting member");
    let (mut seed, mut killed) = (2026, 0);
    for moment in 0..50 {
        // From run to run something is to be written: the day against which overdue is judged changes.
        let day = format!("2026-05-{:02}", moment % 28 + 1);
        let mut run = Command::new(PROGRAM)
            .arg("audit")
            .arg(&round)
            .args(["--quiet", "--fail-on", "never", "--as-at", &day])
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        // Most of the moments lie in the second half, where it writes.
        let share = if moment % 3 == 0 { next(&mut seed) % 1000 } else { 400 + next(&mut seed) % 700 };
        std::thread::sleep(Duration::from_micros(whole_run.as_micros() as u64 * share / 1000));
        killed += usize::from(run.try_wait().expect("a process").is_none());
        let _ = run.kill();
        let _ = run.wait();
        let kept = decisions::read(&mut Ours::open(fs::read(&workbook).expect("the workbook")).expect("it opens"))
            .unwrap_or_else(|e| panic!("moment {moment}: {e}"));
        assert_eq!(kept.kept.get(&id).map(|kept| kept.decision.decision.as_str()), Some("Awaiting member"), "moment {moment}");
        let findings = fs::read(output.join("findings.json")).expect("findings.json");
        assert!(serde_json::from_slice::<serde_json::Value>(&findings).is_ok(), "moment {moment}: findings.json is half written");
    }
    assert!(killed >= 10, "only {killed} runs were still at work when they were killed");
    // A run after all that leaves what a run in a new folder leaves, but for the decision and the earlier workbooks.
    assert_eq!(audit(&round).status.code(), Some(0));
    let left: Vec<PathBuf> =
        files(&output).into_keys().filter(|path| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'))).collect();
    assert!(left.is_empty(), "left lying about: {left:?}");
    let kept = decisions::read(&mut Ours::open(fs::read(&workbook).expect("the workbook")).expect("it opens")).expect("decisions");
    assert_eq!(kept.kept.get(&id).map(|kept| kept.decision.decision.as_str()), Some("Awaiting member"));
}
