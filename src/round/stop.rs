//! Ctrl-C, a closed terminal or another request to end: the program ends between two steps of writing, never within one, takes away what it had not
//! finished, and says where things stand.
//!
//! The moves that put a run's outputs in their places are one step. So a run that is stopped has changed nothing, or has written everything.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The exit code of a program that was stopped with Ctrl-C.
pub const STOPPED: u8 = 130;

/// What this program has in hand.
static IN_HAND: Mutex<InHand> =
    Mutex::new(InHand { unfinished: Vec::new(), aside: None, made: Vec::new(), written: Vec::new(), has_finished_earlier: false });

/// What a program has in hand while it writes.
#[derive(Debug)]
pub struct InHand {
    /// Files that are to go if it is stopped, the first one first.
    unfinished: Vec<PathBuf>,
    /// A folder that another program works in, with that program's number: both are to go.
    aside: Option<(PathBuf, Option<u32>)>,
    /// Folders that it made for what is not written yet; they go if nothing is in them.
    made: Vec<PathBuf>,
    /// The files that counted, of what it has written whole.
    written: Vec<PathBuf>,
    /// Whether it has moved to its place what an earlier run had left.
    has_finished_earlier: bool,
}

/// Begins a step of writing, which ends when the value is dropped; Ctrl-C waits for the end of it. One step cannot lie in another.
pub fn step() -> MutexGuard<'static, InHand> {
    IN_HAND.lock().unwrap_or_else(PoisonError::into_inner)
}

impl InHand {
    /// A file is there that is to go if the program is stopped.
    pub fn holds(&mut self, path: &Path) {
        self.unfinished.push(path.to_path_buf());
    }
    /// As [`InHand::holds`], of a file that must go before all others.
    pub fn holds_first(&mut self, path: &Path) {
        self.unfinished.insert(0, path.to_path_buf());
    }
    /// A file is in its place, or has gone.
    pub fn lets_go(&mut self, path: &Path) {
        self.unfinished.retain(|held| held != path);
    }
    /// Another program works in a folder, or soon will: it is to be ended, and the folder to go with all that is in it.
    pub fn works_aside(&mut self, folder: &Path, program: Option<u32>) {
        self.aside = Some((folder.to_path_buf(), program));
    }
    /// The other program has ended, and its folder has gone.
    pub fn works_no_more(&mut self) {
        self.aside = None;
    }
    /// A folder is made, which is to go with what would have been in it.
    pub fn made(&mut self, folder: &Path) {
        self.made.push(folder.to_path_buf());
    }
    /// Everything is written that belongs to a file.
    pub fn wrote(&mut self, head: &Path) {
        self.written.push(head.to_path_buf());
        self.made.clear();
    }
    /// What an earlier run had left was moved to its place.
    pub fn finished_earlier(&mut self) {
        self.has_finished_earlier = true;
    }

    /// Takes away what is not finished.
    fn give_up(&mut self) {
        if let Some((folder, program)) = self.aside.take() {
            program.into_iter().for_each(end);
            // What is ending may still write for a moment.
            for _ in 0..20 {
                if fs::remove_dir_all(&folder).is_ok() || !folder.exists() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        for path in self.unfinished.drain(..) {
            // What cannot be removed now is removed by the next run.
            let _ = fs::remove_file(path);
        }
        for folder in self.made.drain(..).rev() {
            let _ = fs::remove_dir(folder);
        }
    }

    /// Where things stand.
    fn standing(&self, round: Option<&Path>) -> String {
        if let Some(head) = self.written.last() {
            return format!("stopped, but everything was written before: {} and what belongs to it are new and whole", head.display());
        }
        let again = "run the same command again to start afresh";
        match (round, self.has_finished_earlier) {
            (Some(round), false) => format!("stopped; nothing was changed. {} stands as it did before this run; {again}", round.display()),
            (Some(round), true) => format!(
                "stopped; this run changed nothing itself, but first put in place what an earlier run had written and not finished, \
                 so that {} stands as that run left it; {again}",
                round.display()
            ),
            (None, _) => "stopped; nothing was changed".into(),
        }
    }
}

/// Ends a program, which leads a group of its own, with all that it started.
pub fn end(program: u32) {
    let mut command = if cfg!(windows) { Command::new("taskkill") } else { Command::new("kill") };
    if cfg!(windows) {
        command.args(["/T", "/F", "/PID", &program.to_string()]);
    } else {
        command.args(["-KILL", "--", &format!("-{program}")]);
    }
    let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// From now on Ctrl-C ends the program as it should: with what is said about a round's folder, if the command is about one.
#[cfg(any(unix, windows))]
pub fn on_ctrl_c(round: Option<&Path>) {
    let round = round.map(Path::to_path_buf);
    // Without it the program ends all the same, and the next run takes away what this one leaves.
    let _ = ctrlc::set_handler(move || {
        let mut in_hand = step();
        in_hand.give_up();
        let mut out = std::io::stderr();
        // On a terminal "^C" stands in the line, or a bar.
        let line = if out.is_terminal() { "\n" } else { "" };
        let _ = writeln!(out, "{line}{}.", in_hand.standing(round.as_deref()));
        // The step is kept until the end, so that nothing more is written.
        std::process::exit(STOPPED.into());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_finished_goes_and_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let (made, file) = (folder.path().join("made"), folder.path().join("made").join(".a.new"));
        fs::create_dir(&made).expect("a folder");
        fs::write(&file, "half").expect("a file");
        let mut in_hand =
            InHand { unfinished: Vec::new(), aside: None, made: Vec::new(), written: Vec::new(), has_finished_earlier: false };
        in_hand.made(&made);
        in_hand.holds(&file);
        in_hand.give_up();
        assert!(!made.exists());
        let round = Path::new("round-2026");
        assert!(in_hand.standing(Some(round)).contains("nothing was changed. round-2026 stands as it did"));
        assert_eq!(in_hand.standing(None), "stopped; nothing was changed");
        in_hand.finished_earlier();
        assert!(in_hand.standing(Some(round)).contains("changed nothing itself"));
        in_hand.wrote(Path::new("a.xlsx"));
        assert!(in_hand.standing(Some(round)).contains("everything was written before: a.xlsx"));
    }

    #[test]
    fn a_folder_worked_in_aside_goes_with_all_that_is_in_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let aside = folder.path().join("aside");
        fs::create_dir(&aside).expect("a folder");
        fs::write(aside.join("paper.xlsx"), "names").expect("a file");
        let mut in_hand =
            InHand { unfinished: Vec::new(), aside: None, made: Vec::new(), written: Vec::new(), has_finished_earlier: false };
        in_hand.works_aside(&aside, None);
        in_hand.give_up();
        assert!(!aside.exists());
    }

    #[test]
    fn what_is_in_its_place_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = ["a", "b"].map(|name| folder.path().join(name));
        let mut in_hand =
            InHand { unfinished: Vec::new(), aside: None, made: Vec::new(), written: Vec::new(), has_finished_earlier: false };
        for path in &paths {
            fs::write(path, "whole").expect("a file");
            in_hand.holds(path);
        }
        in_hand.lets_go(&paths[0]);
        in_hand.give_up();
        assert!(paths[0].exists() && !paths[1].exists());
    }
}
