//! The rooms of the code and the arrows between them, as `docs/architecture.md` shows them: which room may use which, what no room of the core
//! may know, and which library is known by which room.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every room with the rooms that it may use. A room stands below all rooms that it uses, so that the arrows run one way and no circle can close.
const ARROWS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("steps", &[]),
    ("form", &[]),
    ("places", &["form", "error"]),
    ("model", &["places", "form"]),
    ("read", &["model", "places", "form"]),
    ("people", &["model", "places", "form", "steps"]),
    ("conflicts", &["people", "model", "places", "form", "steps"]),
    ("rules", &["conflicts", "people", "model", "places", "form", "steps"]),
    ("figures", &["rules", "conflicts", "people", "model", "places", "form", "error", "steps"]),
    ("queries", &["rules", "conflicts", "people", "model", "places", "form"]),
    ("book", &["queries", "figures", "rules", "conflicts", "people", "read", "model", "places", "form", "error", "steps"]),
    ("account", &["book", "queries", "figures", "rules", "conflicts", "people", "model", "places", "form", "error", "steps"]),
    ("outputs", &["account", "book", "queries", "figures", "rules", "conflicts", "people", "model", "places", "form", "error", "steps"]),
    ("round", &["outputs", "book", "queries", "figures", "rules", "read", "model", "places", "form", "error"]),
    ("one_return", &["round", "queries", "rules", "read", "model", "places", "form"]),
    (
        "commands",
        &[
            "one_return",
            "round",
            "outputs",
            "account",
            "book",
            "queries",
            "figures",
            "rules",
            "conflicts",
            "people",
            "read",
            "model",
            "places",
            "form",
            "error",
            "steps",
        ],
    ),
    ("sample", &["round", "rules", "read", "model", "places", "form"]),
];

/// The rooms that know no files, threads, clock or data frames, so that the same core can check a return wherever its bytes are.
const CORE: &[&str] = &["form", "places", "model", "read", "people", "conflicts", "rules", "queries"];
const OUTSIDE_THE_CORE: &[&str] =
    &["std::fs", "std::thread", "std::time", "std::env", "std::process", "rayon", "polars", "Instant", "SystemTime"];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("a folder of the source");
        entries.for_each(|entry| sources(&entry.expect("an entry").path(), files));
    } else if path.extension().is_some_and(|ending| ending == "rs") {
        files.push(path.to_path_buf());
    }
}

/// The files of the source by room: the first part of their path.
fn rooms() -> BTreeMap<String, Vec<PathBuf>> {
    let mut files = Vec::new();
    sources(&src(), &mut files);
    let mut rooms: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for path in files {
        let below = path.strip_prefix(src()).expect("a path in src").to_path_buf();
        let first = below.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        rooms.entry(first.trim_end_matches(".rs").to_string()).or_default().push(path);
    }
    rooms
}

/// The lines of a file that are code of the product, with their numbers: no comments, no unit tests.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).expect("a source file");
    let product = text.split("#[cfg(test)]\nmod ").next().unwrap_or("");
    let lines = product.lines().map(|line| line.split("//").next().unwrap_or("").to_string());
    lines.enumerate().map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.trim().is_empty()).collect()
}

/// What stands after each `crate::` of a line: the room that it uses.
fn used(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::").skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '_').next().unwrap_or(""))
}

fn shown(path: &Path, line: usize) -> String {
    format!("{}:{line}", path.strip_prefix(src()).expect("a path in src").display())
}

#[test]
fn a_room_uses_only_rooms_below_it() {
    let mut wrong = Vec::new();
    for (room, files) in rooms().into_iter().filter(|(room, _)| room != "main" && room != "lib") {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{room} is no room of ARROWS; say which rooms it may use, here and in docs/architecture.md"));
            continue;
        };
        for path in files {
            for (line, text) in code(&path) {
                let strays = used(&text).filter(|other| !other.is_empty() && *other != room && !allowed.contains(other));
                wrong.extend(strays.map(|other| format!("{} uses {other}", shown(&path, line))));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_circle_can_close() {
    for (at, (room, allowed)) in ARROWS.iter().enumerate() {
        for other in *allowed {
            let below = ARROWS.iter().position(|(name, _)| name == other);
            assert!(below.is_some_and(|below| below < at), "{room} may use {other}, which is no room below it");
        }
    }
}

#[test]
fn the_architecture_page_shows_these_arrows() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/architecture.md")).expect("docs/architecture.md");
    for (room, allowed) in ARROWS {
        let uses = if allowed.is_empty() { "nothing".to_string() } else { allowed.join(", ") };
        let there = page.lines().any(|line| line.starts_with(&format!("| `{room}` |")) && line.ends_with(&format!("| {uses} |")));
        assert!(there, "docs/architecture.md has no row for `{room}` that ends with \"| {uses} |\"");
    }
}

/// Every use of one of the words in the product's code of these rooms.
fn uses(wanted: &dyn Fn(&str) -> bool, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (_, files) in rooms().into_iter().filter(|(room, _)| wanted(room)) {
        for path in files {
            for (line, text) in code(&path) {
                if let Some(word) = words.iter().find(|word| text.contains(**word)) {
                    found.push(format!("{} uses {word}", shown(&path, line)));
                }
            }
        }
    }
    found
}

#[test]
fn the_core_knows_no_files_threads_clock_or_frames() {
    let there = rooms();
    assert!(CORE.iter().all(|room| there.contains_key(*room)), "a room of the core is gone");
    let found = uses(&|room| CORE.contains(&room), OUTSIDE_THE_CORE);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn each_large_library_is_known_by_its_rooms_only() {
    for (library, homes) in [("polars", &["figures"][..]), ("calamine", &["read", "book"]), ("indicatif", &["round"])] {
        assert!(!uses(&|room| homes.contains(&room), &[&format!("{library}::")]).is_empty(), "{library} is used nowhere");
        let strays = uses(&|room| !homes.contains(&room), &[&format!("{library}::")]);
        assert!(strays.is_empty(), "{strays:?}");
    }
}

/// What stands in quotation marks on a line.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

/// Whether a text is a rule's code, or begins as a finding's id does. Two figures after an S are a secondee's reference.
fn is_code(text: &str) -> bool {
    let text = text.strip_suffix('-').unwrap_or(text);
    let Some(first) = text.chars().next().filter(|first| "EFGRSXY".contains(*first)) else { return false };
    let figures = &text[1..];
    figures.chars().all(|c| c.is_ascii_digit()) && (figures.len() == 3 || figures.len() == 2 && first != 'S')
}

#[test]
fn a_code_of_a_rule_stands_in_the_rules_only() {
    assert!(
        ["G141", "R08-", "E06", "S181"].iter().all(|text| is_code(text))
            && ["S01", "R1", "E", "", "X-01"].iter().all(|text| !is_code(text))
    );
    let mut wrong = Vec::new();
    // The form has the references of questions, R01 to R20, which are no rules; the rounds with random faults say what must be found of each.
    for (_, files) in rooms().into_iter().filter(|(room, _)| room != "rules" && room != "form") {
        for path in files.into_iter().filter(|path| !path.ends_with("sample/dirty.rs")) {
            for (line, text) in code(&path) {
                wrong.extend(literals(&text).filter(|text| is_code(text)).map(|text| format!("{}: {text}", shown(&path, line))));
            }
        }
    }
    assert!(wrong.is_empty(), "say what a rule does in its Handling:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_is_worked_out_twice_in_an_audit() {
    // What is costly is called in one place each, and handed on from there; clearance asks another question of its own.
    for (call, homes) in [
        ("people::proposed(", &["rules/groundwork.rs"][..]),
        ("conflicts::search(", &["rules/groundwork.rs"]),
        ("assigned::meant(", &["conflicts/mod.rs"]),
        ("= proposals(", &["conflicts/clear.rs"]),
        ("Groundwork::of(", &["commands/audit/mod.rs", "rules/run.rs"]),
        ("Audit::settle(", &["commands/audit/mod.rs"]),
        ("ranges::ranges(", &["account/mod.rs"]),
        (
            "Ours::open(",
            &["book/last_year.rs", "book/mod.rs", "book/not_carried.rs", "commands/chase/typed.rs", "commands/clearance/mod.rs"],
        ),
        ("Book::open(", &["round/folder.rs"]),
        ("last_year::read(", &["round/folder.rs"]),
    ] {
        let found = uses(&|_| true, &[call]);
        let places: std::collections::BTreeSet<&str> = found.iter().filter_map(|line| line.split(':').next()).collect();
        assert_eq!(places.into_iter().collect::<Vec<_>>(), homes, "{call} {found:?}");
    }
}

#[test]
fn names_of_rooms_are_not_hidden_in_braces() {
    assert_eq!(uses(&|_| true, &["crate::{"]), Vec::<String>::new(), "the arrows are read from crate::ROOM");
}

#[test]
fn one_type_name_is_not_used_for_many_things() {
    let mut declared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in rooms().into_values().flatten() {
        for (line, text) in code(&path) {
            let words: Vec<&str> = text.split_whitespace().skip_while(|word| word.starts_with("pub")).collect();
            if let [kind, name, ..] = words[..]
                && ["struct", "enum", "type", "trait"].contains(&kind)
                && text.trim_start().starts_with(|c: char| c.is_ascii_lowercase())
            {
                let name: String = name.chars().take_while(|c| c.is_alphanumeric()).collect();
                declared.entry(name).or_default().push(shown(&path, line));
            }
        }
    }
    assert!(declared.len() > 200, "the types were not found");
    let many: Vec<_> = declared.iter().filter(|(_, at)| at.len() > 2).collect();
    assert!(many.is_empty(), "a reader cannot tell which is meant: {many:#?}");
}

#[test]
fn rows_are_told_apart_by_their_identity_and_errors_have_a_type() {
    // Formats of a worksheet are told apart by address: the library gives them no other identity.
    let mut by_address = uses(&|_| true, &["ptr::eq"]);
    by_address.retain(|at| !at.starts_with("outputs/workbooks/parts.rs"));
    assert_eq!(by_address, Vec::<String>::new(), "compare RowId or values");
    let mut wrong = Vec::new();
    for path in rooms().into_values().flatten() {
        let public = code(&path).into_iter().filter(|(_, text)| text.trim_start().starts_with("pub") && text.contains("fn "));
        wrong.extend(
            public
                .filter(|(_, text)| {
                    text.contains(", String>") && text.contains("-> Result<") && !text.contains("BTreeMap<String, String>, ")
                })
                .map(|(line, _)| shown(&path, line)),
        );
    }
    assert_eq!(wrong, Vec::<String>::new(), "Error, or a type that says what the words are");
}

#[test]
fn every_link_between_the_pages_leads_somewhere() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut checked = 0;
    for page in [
        "README.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "docs/architecture.md",
        "docs/coordinator.md",
        "docs/members.md",
        "docs/steering-group.md",
    ] {
        let text = fs::read_to_string(top.join(page)).expect(page);
        let folder = top.join(page).parent().expect("a folder").to_path_buf();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|link| !link.starts_with("http")) {
            assert!(folder.join(link).exists(), "{page}: {link} is not there");
            checked += 1;
        }
    }
    assert!(checked > 8, "the links were not found");
    assert!(fs::read_to_string(top.join("README.md")).expect("README.md").lines().count() <= 90, "README.md is read in two minutes");
}
