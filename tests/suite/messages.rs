//! Everything that a command says when it is given something wrong: driven with each wrong input there is, listed in `messages.txt` of the build's
//! temporary folder to be read as a whole, and held to plain English.

use std::fs;
use std::path::Path;

use crate::support::rounds;

/// Words of programmers, none of which a coordinator can use.
const JARGON: [&str; 18] = [
    "os error",
    "Err(",
    "Some(",
    "None",
    "invalid",
    "Error {",
    "Custom {",
    "panicked",
    "unwrap",
    "expected `",
    "digit found",
    "UTF-8 sequence",
    "stream did not",
    "TOML",
    "serde",
    "variant",
    "No such file",
    "Is a directory",
];

/// What is said of arguments, with the folder's name taken out; each must be refused.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let arguments: Vec<String> = arguments.iter().map(|argument| argument.replace("FOLDER", &folder.to_string_lossy())).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = rounds::run(&words);
    let said = rounds::said(&output).replace(&*folder.to_string_lossy(), "FOLDER");
    assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
    assert!(said.starts_with("error: "), "{words:?}: {said}");
    said
}

#[test]
fn what_is_said_of_wrong_input_is_plain_english() {
    let (folder, round) = rounds::samples(&["HMIP", "ICVA"]);
    let folder = folder.path();
    fs::write(folder.join("a-file"), "text").expect("written");
    fs::write(folder.join("bytes.csv"), b"\xff\xfe\xfa").expect("written");
    fs::create_dir_all(folder.join("empty")).expect("made");
    let toml = fs::read_to_string(round.join("round.toml")).expect("round.toml");
    let mut list = String::new();
    let mut say = |arguments: &[&str]| {
        let said = refused(folder, arguments);
        let wrong: Vec<&&str> = JARGON.iter().filter(|word| said.contains(**word)).collect();
        assert!(wrong.is_empty(), "{arguments:?} says {wrong:?}: {said}");
        list.push_str(&format!("{}\n{said}\n", arguments.join(" ")));
    };
    for command in ["audit", "status", "chase", "issue", "publish"] {
        say(&[command, "FOLDER/nowhere"]);
        say(&[command, "FOLDER/empty"]);
        say(&[command, "FOLDER/a-file"]);
    }
    for arguments in [
        &["init", "FOLDER/new", "--year", "twenty"][..],
        &["init", "FOLDER/new", "--year", "26"],
        &["init", "FOLDER/new", "--year", "2027", "--previous", "nosuch.xlsx"],
        &["init", "FOLDER/new", "--year", "2027", "--previous", "../empty"],
        &["init", "FOLDER/new", "--year", "2027", "--previous", "../a-file"],
        &["init", "FOLDER/new", "--year", "2027", "--return-by", "May"],
        &["init", "FOLDER/new", "--year", "2027", "--return-by", "01/05/2025"],
        &["--guide"],
        &["init", "FOLDER/round-2026", "--year", "2026"],
        &["init", "FOLDER/a-file/new", "--year", "2026"],
        &["issue", "FOLDER/round-2026", "--member", "NOBODY"],
        &["audit", "FOLDER/round-2026", "--as-at", "tomorrow"],
        &["audit", "FOLDER/round-2026", "--fail-on", "everything"],
        &["audit", "FOLDER/round-2026", "--format", "xml"],
        &["publish", "FOLDER/round-2026"],
        &["check", "FOLDER/nosuch.xlsx"],
        &["check", "FOLDER/empty"],
        &["check", "FOLDER/a-file", "--year", "next"],
        &["explain", "X99"],
        &["explain", "G1411"],
        &["explain", "99"],
        &["places", "--file", "FOLDER/nosuch.txt"],
        &["places", "--file", "FOLDER/empty"],
        &["places", "--file", "FOLDER/bytes.csv"],
        &["places", "--check", "FOLDER/nosuch.csv"],
        &["places", "--check", "FOLDER/bytes.csv"],
        &["clearance", "FOLDER/round-2026", "--place", "Zzyzx"],
        &["clearance", "FOLDER/round-2026", "--place", "HMP Leeds", "--activity", "Tea"],
        &["clearance", "FOLDER/round-2026", "--place", "HMP Leeds", "--sheet", "FOLDER/nowhere/at/x.pdf"],
    ] {
        say(arguments);
    }
    for (from, to) in [
        ("year = 2026", "yaer = 2026"),
        ("year = 2026", "year = twenty"),
        ("year = 2026", "year = \"2026\""),
        ("year = 2026", "year 2026"),
        ("as_at = ", "as_ta = "),
        ("as_at = \"2026-05-15\"", "as_at = 15/05/2026"),
        ("as_at = \"2026-05-15\"", ""),
        ("threshold = 5", "threshold = \"five\""),
        ("threshold = 5", "zebra = 5"),
        ("code = \"HMIP\"", "code = HMIP"),
        ("year = 2026", "year = 2026\nyear = 2026"),
    ] {
        assert!(toml.contains(from), "{from}");
        fs::write(round.join("round.toml"), toml.replacen(from, to, 1)).expect("written");
        say(&["status", "FOLDER/round-2026"]);
    }
    fs::write(round.join("round.toml"), &toml).expect("written");
    fs::write(round.join("register.csv"), b"\xff\xfe\xfa").expect("written");
    say(&["audit", "FOLDER/round-2026"]);
    fs::remove_file(round.join("register.csv")).expect("removed");
    fs::create_dir_all(round.join("output")).expect("made");
    fs::write(round.join("output/consolidated-2026.xlsx"), "no workbook").expect("written");
    say(&["audit", "FOLDER/round-2026"]);
    fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join("messages.txt"), list).expect("the list is written");
}
