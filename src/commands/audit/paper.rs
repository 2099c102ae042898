//! The paper for the meeting: the workbook always; the PDF if it is asked for and LibreOffice is there. No PDF is no reason to stop: it is said.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::OutputPlace;
use crate::account::Audit;
use crate::error::Error;
use crate::model::Date;
use crate::outputs::workbooks;
use crate::round::folder::Outputs;
use crate::round::stop;
use crate::round::transaction::{make_folder, refuse_if_open};

/// How long LibreOffice may take.
const LONGEST: Duration = Duration::from_secs(90);
/// The names of LibreOffice's program.
const PROGRAMS: [&str; 2] = ["soffice", "libreoffice"];

/// What the name of a folder for printing begins with.
const PRINTING: &str = ".printing-";

/// Removes what a run that was killed while it printed has left behind, for it holds names. No other run may be at work.
///
/// # Errors
/// If it cannot be removed.
pub(super) fn remove_left_behind(output: &Path) -> Result<(), Error> {
    let entries = fs::read_dir(output).into_iter().flatten().flatten();
    for folder in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PRINTING)).map(|entry| entry.path()) {
        fs::remove_dir_all(&folder).map_err(|e| Error::at(&folder, format!("cannot be removed ({e}); remove it, for it holds names")))?;
    }
    Ok(())
}

/// Where the paper is written.
pub(super) fn path(place: &OutputPlace, audit: &Audit) -> PathBuf {
    place.output.join(format!("paper-{}.xlsx", audit.round.settings.year))
}

/// Adds the paper to what is written. Returns what is to be said of it.
///
/// # Errors
/// If the workbook cannot be made, or is open.
pub(super) fn add(place: &OutputPlace, audit: &Audit, wants_pdf: bool, outputs: &mut Outputs) -> Result<Option<String>, Error> {
    let path = path(place, audit);
    refuse_if_open(&path)?;
    let bytes = workbooks::paper(audit, None).map_err(|e| Error::at(&path, format!("cannot be made ({e})")))?;
    let pdf = path.with_extension("pdf");
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut notice = None;
    if wants_pdf {
        match printed(&place.output, &bytes, audit.round.settings.as_at) {
            Ok(printed) => outputs.add(pdf, printed),
            Err(why) => notice = Some(format!("{} was not written: {why}. Open {} and print it", name(&pdf), name(&path))),
        }
    } else if pdf.exists() {
        notice = Some(format!("{} is of an earlier run; add --paper-pdf to make it again", name(&pdf)));
    }
    outputs.add(path, bytes);
    Ok(notice)
}

/// The pages as PDF, made in a folder of its own that is removed again, with a profile of its own, so that no LibreOffice at work is disturbed.
fn printed(output: &Path, workbook: &[u8], as_at: Date) -> Result<Vec<u8>, String> {
    let program = PROGRAMS.into_iter().find_map(found).ok_or("LibreOffice was not found")?;
    let folder = output.join(format!("{PRINTING}{}", std::process::id()));
    stop::step().works_aside(&folder, None);
    let made = print_in(&folder, &program, workbook, as_at);
    // What is left behind holds names: that it cannot be removed must be known.
    let removed = fs::remove_dir_all(&folder);
    stop::step().works_no_more();
    match (made, removed) {
        (Ok(_), Err(e)) => Err(format!("{} cannot be removed ({e}); remove it, for it holds names", folder.display())),
        (made, _) => made,
    }
}

fn print_in(folder: &Path, program: &Path, workbook: &[u8], as_at: Date) -> Result<Vec<u8>, String> {
    let said = |e: std::io::Error| format!("the folder for printing cannot be used ({e})");
    make_folder(folder).map_err(said)?;
    let folder = folder.canonicalize().map_err(said)?;
    fs::write(folder.join("paper.xlsx"), workbook).map_err(said)?;
    let mut profile = std::ffi::OsString::from("-env:UserInstallation=file://");
    profile.push(address(&folder.join("profile")));
    let mut command = Command::new(program);
    // A group of its own, because what is started starts others.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command
        .args([OsStr::new("--headless"), OsStr::new("--norestore"), &profile])
        .args(["--convert-to", "pdf", "--outdir"])
        .args([&folder, &folder.join("paper.xlsx")])
        // The day that the pages bear inside is the round's, not the clock's.
        .env("SOURCE_DATE_EPOCH", seconds(as_at).to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let child = {
        let mut step = stop::step();
        let child = command.spawn().map_err(|e| format!("LibreOffice cannot be started ({e})"))?;
        step.works_aside(&folder, Some(child.id()));
        child
    };
    let ended = wait(child);
    stop::step().works_aside(&folder, None);
    ended?;
    fs::read(folder.join("paper.pdf")).map_err(|_| "LibreOffice made no PDF".to_string())
}

/// Waits for a program, and stops it if it takes too long.
fn wait(mut child: Child) -> Result<(), String> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(_)) => return Ok(()),
            Ok(None) if start.elapsed() < LONGEST => std::thread::sleep(Duration::from_millis(50)),
            Ok(None) => {
                stop::end(child.id());
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("LibreOffice took longer than {} seconds", LONGEST.as_secs()));
            }
            Err(e) => return Err(format!("LibreOffice cannot be waited for ({e})")),
        }
    }
}

/// A program on the path.
fn found(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = [name.to_string(), format!("{name}.exe")];
    std::env::split_paths(&path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)).collect::<Vec<_>>())
        .find(|path| path.is_file())
}

/// A path as part of an address, in which all but letters, digits and a few marks are written as numbers.
fn address(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    let written = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let start = if text.starts_with('/') { "" } else { "/" };
    format!("{start}{}", text.bytes().map(written).collect::<String>())
}

fn seconds(day: Date) -> i64 {
    day.to_zoned(jiff::tz::TimeZone::UTC).map_or(0, |start| start.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_run_left_of_its_printing_goes_and_nothing_else() {
        let output = tempfile::tempdir().expect("a folder");
        let (left, other) = (output.path().join(".printing-17/profile"), output.path().join("queries"));
        [&left, &other].iter().for_each(|folder| fs::create_dir_all(folder).expect("a folder"));
        fs::write(left.join("paper.xlsx"), "names").expect("a file");
        remove_left_behind(output.path()).expect("removed");
        assert!(!output.path().join(".printing-17").exists() && other.exists());
    }

    #[test]
    fn a_path_is_an_address_and_a_day_is_counted_from_1970() {
        assert_eq!(address(Path::new("/a b/Ü-1.x")), "/a%20b/%C3%9C-1.x");
        let day = |year, month, day| seconds(Date::new(year, month, day).expect("a day"));
        assert_eq!((day(1970, 1, 1), day(1970, 1, 2), day(2026, 5, 15)), (0, 86_400, 1_778_803_200));
    }
}
