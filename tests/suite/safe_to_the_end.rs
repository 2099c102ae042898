//! Ctrl-C, at any moment of a command that writes, changes nothing or comes after everything was written; and the program says which. Files that
//! no reading process can be started for are named, and another run reads them.
#![cfg(unix)]

use crate::support::rounds::clean as round;
use crate::support::workbooks as support;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use support::files_below as files;

const PROGRAM: &str = env!("CARGO_BIN_EXE_secondee-audit");

fn command(round: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg(words[0]).arg(round).args(&words[1..]);
    command
}

/// Runs a command and sends it what Ctrl-C sends, after a while.
fn stopped_after(round: &Path, words: &[&str], wait: Duration) -> Output {
    let run = command(round, words).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
    std::thread::sleep(wait);
    let id = Pid::from_raw(run.id() as i32).expect("a process has a number");
    let _ = kill_process(id, Signal::INT);
    run.wait_with_output().expect("it ends")
}

/// The files that a run which was stopped must not leave.
fn left_over(round: &Path) -> Vec<PathBuf> {
    files(round).into_keys().filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))).collect()
}

/// Stops a command at moments of its whole time, each time with something new to write, and says how often it was stopped.
fn stop_at_moments(round: &Path, moments: u32, words: impl Fn(u32) -> Vec<String>) -> [u32; 2] {
    let as_words = |moment: u32| words(moment);
    let run = |moment: u32| {
        let words = as_words(moment);
        command(round, &words.iter().map(String::as_str).collect::<Vec<_>>()).output().expect("the program starts")
    };
    let start = Instant::now();
    assert_eq!(run(0).status.code(), Some(0), "{}", String::from_utf8_lossy(&run(0).stderr));
    let whole = start.elapsed();
    let [mut before_it, mut after_it] = [0, 0];
    for moment in 1..=moments {
        let words = as_words(moment);
        let there = files(round);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ended = stopped_after(round, &words, whole * moment / moments);
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(left_over(round), <[PathBuf; 0]>::default(), "moment {moment}: {said}");
        match ended.status.code() {
            Some(130) if said.contains("nothing was changed") => {
                assert_eq!(files(round), there, "moment {moment}: {said}");
                assert!(said.contains("stands as it did before this run"), "{said}");
                before_it += 1;
            }
            Some(130) => {
                assert!(said.contains("everything was written before"), "moment {moment}: {said}");
                after_it += 1;
            }
            // It was ready before, or its handler was not yet in place.
            Some(0) | None => {}
            code => panic!("moment {moment}: {code:?}, {said}"),
        }
    }
    [before_it, after_it]
}

#[test]
fn ctrl_c_during_an_audit_changes_nothing_or_comes_after_everything() {
    let folder = tempfile::tempdir().expect("a folder");
    let round = round(folder.path());
    let [before_it, _] = stop_at_moments(&round, 16, |moment| {
        ["audit", "--quiet", "--fail-on", "never", "--as-at", &format!("2026-05-{:02}", moment + 1)].map(String::from).to_vec()
    });
    assert!(before_it >= 6, "only {before_it} were stopped");
}

#[test]
fn ctrl_c_while_workbooks_are_issued_changes_nothing_or_comes_after_everything() {
    let folder = tempfile::tempdir().expect("a folder");
    let round = round(folder.path());
    let toml = fs::read_to_string(round.join("round.toml")).expect("round.toml");
    let [before_it, _] = stop_at_moments(&round, 10, |moment| {
        // The day is in every workbook, so that each run has something to write.
        let day = format!("2026-05-{:02}", moment + 1);
        let lines = toml.lines().filter(|line| !line.trim_start_matches("# ").starts_with("return_by"));
        let text: String = [format!("return_by = \"{day}\"")].into_iter().chain(lines.map(String::from)).map(|line| line + "\n").collect();
        fs::write(round.join("round.toml"), text).expect("round.toml");
        ["issue", "--quiet", "--again"].map(String::from).to_vec()
    });
    assert!(before_it >= 4, "only {before_it} were stopped");
}

#[test]
fn ctrl_c_while_figures_are_published_changes_nothing_or_comes_after_everything() {
    let folder = tempfile::tempdir().expect("a folder");
    let round = round(folder.path());
    assert_eq!(command(&round, &["audit", "--quiet", "--fail-on", "never"]).output().expect("it runs").status.code(), Some(0));
    stop_at_moments(&round, 8, |_| ["publish", "--quiet"].map(String::from).to_vec());
    // A round that was never published from is left without the folder.
    fs::remove_dir_all(round.join("output/publish")).expect("removed");
    let ended = stopped_after(&round, &["publish", "--quiet"], Duration::from_millis(30));
    match ended.status.code() {
        Some(0) => {}
        _ => assert!(!round.join("output/publish").exists() || String::from_utf8_lossy(&ended.stderr).contains("everything was written")),
    }
}

#[test]
fn a_new_round_that_is_stopped_before_it_is_made_leaves_no_folders() {
    let folder = tempfile::tempdir().expect("a folder");
    let round = round(folder.path());
    let there = files(&round);
    // The moment before anything is read.
    for wait in [40, 80, 160] {
        let ended = stopped_after(&round, &["audit", "--quiet", "--fail-on", "never"], Duration::from_millis(wait));
        if ended.status.code() == Some(130) && String::from_utf8_lossy(&ended.stderr).contains("nothing was changed") {
            assert_eq!(files(&round), there);
            assert!(!round.join("output").exists(), "after {wait} ms");
        }
    }
}

#[test]
fn what_no_process_could_be_started_for_is_named_and_read_by_the_next_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let round = round(folder.path());
    let there = files(&round);
    // So few open files that no process can be started with pipes of its own.
    let program = format!("ulimit -n 8; exec '{PROGRAM}' audit '{}' --fail-on never", round.display());
    let run = Command::new("sh").args(["-c", &program]).output().expect("a shell");
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(2), "{said}");
    assert!(said.contains("not all returns were looked at") && said.contains("-2026.xlsx") && said.contains("again"), "{said}");
    assert_eq!(files(&round), there, "nobody is taken for outstanding");
    let again = command(&round, &["audit", "--fail-on", "never"]).output().expect("the program starts");
    let said = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(again.status.code() == Some(0) && said.contains("3 of 21 members returned"), "{said}");
}
