//! Every command that writes: for its owner only, not over what is open, not beside another run; and what lies in returns/ that is no file.

use crate::support::workbooks as support;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use secondee_audit::round::transaction::Lock;
use support::files_below as files;

const PROGRAM: &str = env!("CARGO_BIN_EXE_secondee-audit");

/// The sample round in a folder of its own.
fn samples() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let samples = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/samples"));
    let round = folder.path().join("round-2026");
    fs::create_dir_all(round.join("returns")).expect("a folder");
    for (from, to) in [("round-2026/round.toml", "round.toml"), ("round-2025/output/consolidated-2025.xlsx", "last.xlsx")] {
        fs::copy(samples.join(from), round.join(to)).expect("copied");
    }
    let toml = fs::read_to_string(round.join("round.toml")).expect("round.toml");
    let toml = toml.replace("../round-2025/output/consolidated-2025.xlsx", "last.xlsx");
    fs::write(round.join("round.toml"), toml).expect("round.toml");
    for entry in fs::read_dir(samples.join("round-2026/returns")).expect("the sample returns").flatten() {
        fs::copy(entry.path(), round.join("returns").join(entry.file_name())).expect("copied");
    }
    (folder, round)
}

fn run(round: &Path, arguments: &[&str]) -> Output {
    let (command, rest) = arguments.split_first().expect("a command");
    Command::new(PROGRAM).arg(command).arg(round).args(rest).arg("--quiet").output().expect("the program starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What each command writes: its arguments, one of its files, the folder that is its own while it writes.
fn writers(round: &Path) -> Vec<(Vec<String>, PathBuf, PathBuf)> {
    let sheet = round.join("staffing/leeds.xlsx");
    let words = |text: &str| text.split(' ').map(String::from).collect::<Vec<_>>();
    let output = round.join("output");
    vec![
        (words("audit --redact --fail-on never"), output.join("consolidated-2026-redacted.xlsx"), output.clone()),
        (words("audit --fail-on never"), output.join("paper-2026.xlsx"), output.clone()),
        (words("publish"), output.join("publish/npm-secondees-2026.xlsx"), output),
        (words("issue --member HMIP"), round.join("issued/HMIP-2026.xlsx"), round.join("issued")),
        (
            [words("clearance --place"), vec!["HMP Leeds".into(), "--sheet".into(), sheet.display().to_string()]].concat(),
            sheet,
            PathBuf::new(),
        ),
    ]
}

#[test]
fn every_command_writes_for_its_owner_only_and_not_over_what_is_open_or_in_use() {
    let (_folder, round) = samples();
    let given = files(&round);
    for (arguments, file, folder) in writers(&round) {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let first = run(&round, &arguments);
        assert!(first.status.code() == Some(0) && file.is_file(), "{arguments:?}: {}", said(&first));
        let before = files(&round);
        let name = file.file_name().expect("a name").to_string_lossy();
        for owner in [format!("~${name}"), format!(".~lock.{name}#")] {
            fs::write(file.with_file_name(&owner), "x").expect("an owner file");
            let second = run(&round, &arguments);
            assert!(second.status.code() == Some(2) && said(&second).contains(&owner), "{arguments:?}: {}", said(&second));
            assert_eq!(said(&second).lines().count(), 1);
            fs::remove_file(file.with_file_name(&owner)).expect("removed");
        }
        if folder.is_dir() {
            let _held = Lock::take(&folder).expect("the lock");
            let third = run(&round, &arguments);
            assert!(third.status.code() == Some(2) && said(&third).contains("another run is at work"), "{arguments:?}: {}", said(&third));
        }
        assert!(files(&round) == before, "{arguments:?}: a run that is refused changes nothing");
    }
    #[cfg(unix)]
    for path in files(&round).keys().filter(|path| !given.contains_key(*path)) {
        use std::os::unix::fs::PermissionsExt;
        let open_to_others = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o077;
        assert_eq!(open_to_others(path), 0, "{} is open to others", path.display());
        let folder = path.parent().expect("a folder");
        assert!(folder == round || open_to_others(folder) == 0, "{} is open to others", folder.display());
    }
    #[cfg(not(unix))]
    let _ = given;
}

#[test]
fn what_a_stopped_publish_left_to_move_is_moved_by_the_next_run() {
    let (_folder, round) = samples();
    assert_eq!(run(&round, &["audit", "--fail-on", "never"]).status.code(), Some(0));
    assert_eq!(run(&round, &["publish"]).status.code(), Some(0));
    let publish = round.join("output/publish");
    let (csv, waiting) = (publish.join("npm-secondees-2026.csv"), publish.join(".npm-secondees-2026.csv.new"));
    let new = fs::read(&csv).expect("the figures");
    // Stopped after the workbook was moved and before the figures were.
    fs::rename(&csv, &waiting).expect("moved");
    fs::write(&csv, "the figures before").expect("the old figures");
    fs::write(publish.join(".unfinished"), "npm-secondees-2026.xlsx\nnpm-secondees-2026.csv\n").expect("the list");
    assert_eq!(run(&round, &["audit", "--fail-on", "never"]).status.code(), Some(0));
    assert!(fs::read(&csv).expect("the figures") == new && !waiting.exists() && !publish.join(".unfinished").exists());
}

#[test]
fn workbooks_issued_again_are_kept_before_they_are_replaced() {
    let (_folder, round) = samples();
    let hmip = round.join("issued/HMIP-2026.xlsx");
    assert_eq!(run(&round, &["issue", "--member", "HMIP"]).status.code(), Some(0));
    let made = fs::read(&hmip).expect("a workbook");
    fs::write(&hmip, "typed in").expect("written");
    assert_eq!(run(&round, &["issue", "--member", "HMIP"]).status.code(), Some(2));
    assert!(fs::read(&hmip).expect("a file") == b"typed in" && files(&round.join("issued")).len() == 1);
    assert_eq!(run(&round, &["issue", "--member", "HMIP", "--again"]).status.code(), Some(0));
    assert!(fs::read(&hmip).expect("a workbook") == made);
    assert!(fs::read(round.join("issued/earlier/HMIP-2026-0001.xlsx")).expect("the one before") == b"typed in");
}

#[test]
fn where_there_are_no_returns_everybody_is_outstanding() {
    let (_folder, round) = samples();
    fs::remove_dir_all(round.join("returns")).expect("removed");
    let status = run(&round, &["status"]);
    let text = String::from_utf8_lossy(&status.stdout).into_owned();
    assert_eq!(status.status.code(), Some(0), "{}", said(&status));
    assert!(text.contains("21 outstanding") && text.contains("Put the returned workbooks into"), "{text}");
    let refused = run(&round, &["audit"]);
    assert!(refused.status.code() == Some(2) && said(&refused).contains("put the returned workbooks there"), "{}", said(&refused));
    // Programmes are set before returns are in: who may go is then told by last year's workbook.
    let cleared = run(&round, &["clearance", "--place", "HMP Leeds"]);
    let text = String::from_utf8_lossy(&cleared.stdout).into_owned();
    assert!(cleared.status.code() == Some(0) && text.contains("No return has come yet, so this is from the workbook of 2025"), "{text}");
    assert!(text.contains("must not go"), "{text}");
    let toml = fs::read_to_string(round.join("round.toml")).expect("round.toml");
    fs::write(round.join("round.toml"), toml.replace("\nprevious = ", "\n# previous = ")).expect("written");
    let refused = run(&round, &["clearance", "--place", "HMP Leeds"]);
    assert!(refused.status.code() == Some(2) && said(&refused).contains("put the returned workbooks there"), "{}", said(&refused));
    assert!(!round.join("output").exists());
}

/// Folders, pipes, links and names of all kinds beside the returns: each is a line of its own, and none keeps the program waiting.
#[cfg(unix)]
#[test]
fn what_is_no_file_is_named_and_never_waited_for() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let (_folder, round) = samples();
    let returns = round.join("returns");
    fs::create_dir(returns.join("folder.xlsx")).expect("a folder");
    assert!(Command::new("mkfifo").arg(returns.join("pipe.xlsx")).status().expect("mkfifo is there").success());
    for (to, name) in [
        ("/dev/zero", "device.xlsx"),
        ("/nowhere/at/all", "gone.xlsx"),
        ("ring-b.xlsx", "ring-a.xlsx"),
        ("ring-a.xlsx", "ring-b.xlsx"),
        ("../returns", "itself"),
    ] {
        symlink(to, returns.join(name)).expect("a link");
    }
    let text = b"no workbook";
    let long = format!("{}.xlsx", "L".repeat(250));
    let names = ["a b.xlsx", "-dash.xlsx", "quote'\"x.xlsx", "=1+1.xlsx", "line\nbreak.xlsx", "\u{1b}[31mred.xlsx", &long].map(OsStr::new);
    for name in names.into_iter().chain([OsStr::from_bytes(b"no\xff\xfetext.xlsx")]) {
        fs::write(returns.join(name), text).expect("a file");
    }
    fs::File::create(returns.join("huge.xlsx")).and_then(|file| file.set_len(51 << 20)).expect("a file");
    let start = Instant::now();
    assert_eq!(run(&round, &["audit", "--fail-on", "never"]).status.code(), Some(0));
    let status = run(&round, &["status"]);
    assert!(start.elapsed() < Duration::from_secs(60), "it waited");
    let text = String::from_utf8_lossy(&status.stdout).into_owned();
    for (name, what) in [
        ("folder.xlsx", "it is a folder"),
        ("pipe.xlsx", "a pipe or a device"),
        ("device.xlsx", "a pipe or a device"),
        ("gone.xlsx", "a link to a file that is not there"),
        ("ring-a.xlsx", "a link to a file that is not there"),
        ("itself", "it is a folder"),
        ("huge.xlsx", "the file is 51 MB"),
        ("a b.xlsx", "a text or CSV file"),
        ("-dash.xlsx", "a text or CSV file"),
        ("line\u{fffd}break.xlsx", "a text or CSV file"),
        ("\u{fffd}[31mred.xlsx", "a text or CSV file"),
        (&long, "a text or CSV file"),
    ] {
        assert!(
            text.contains(&format!("ask for: {name} cannot be used ({what}"))
                || text.contains(&format!("{name} cannot be used (it is {what}")),
            "{name}: {text}"
        );
    }
    // What the audit took note of is what publish finds.
    let publish = run(&round, &["publish"]);
    assert_eq!(publish.status.code(), Some(0), "{}", said(&publish));
}

#[cfg(target_os = "linux")]
#[test]
fn a_list_that_cannot_be_written_whole_is_no_success() {
    let (_folder, round) = samples();
    let full = fs::File::options().write(true).open("/dev/full").expect("the device that is always full");
    let list = Command::new(PROGRAM).arg("status").arg(&round).arg("--quiet").stdout(full).output().expect("the program starts");
    assert!(list.status.code() == Some(2) && said(&list).contains("standard output"), "{}", said(&list));
}
