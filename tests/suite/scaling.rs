//! The work of an audit grows with the rows and the findings, not with the pairs of them: processor time of one run against another, so that it
//! does not matter how fast or how busy the machine is.

#![cfg(target_os = "linux")]

#[allow(dead_code, reason = "the benchmark uses what this test does not")]
#[path = "../../benches/rounds/mod.rs"]
mod rounds;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use rounds::{Kind, write};
use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

/// Processor time that an audit of so many returns takes, with the programs it starts, in hundredths of a second.
fn work(folder: &Path, kind: Kind, returns: usize) -> f64 {
    let round = folder.join(format!("{returns}"));
    write(&round, kind, returns, [8, 16, 40]);
    let command = Command::new(env!("CARGO_BIN_EXE_secondee-audit"))
        .arg("audit")
        .arg(&round)
        .args(["--quiet", "--fail-on", "never"])
        .stdout(Stdio::null())
        .spawn();
    let mut audit = command.expect("the program starts");
    let id = Pid::from_raw(audit.id() as i32).expect("a process has a number");
    // What it took can be read between its end and the moment at which that is acknowledged.
    waitid(WaitId::Pid(id), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT).expect("it ends");
    let stat = fs::read_to_string(format!("/proc/{}/stat", audit.id())).expect("what it took");
    assert!(audit.wait().expect("it ended").success(), "the audit failed");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    // Of itself and of those it started, in user and in kernel mode.
    fields[11..15].iter().map(|field| field.parse::<f64>().expect("a number")).sum()
}

#[test]
fn four_times_the_returns_take_no_more_than_five_times_the_work_however_dirty_they_are() {
    for kind in [Kind::Wrong, Kind::Names, Kind::Dates] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (few, many) = (work(folder.path(), kind, 15), work(folder.path(), kind, 60));
        assert!(few > 0.0 && many < 5.0 * few, "{}: {few} for 15 returns, {many} for 60", kind.name());
    }
}
