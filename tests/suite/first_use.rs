//! `init`: what a newcomer types from where the new folder is to be made, and what is said of it.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::rounds::{said, samples};

/// Runs the program in a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_secondee-audit")).current_dir(folder).args(arguments).output().expect("the program starts")
}

fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn last_years_workbook_may_be_named_from_where_the_command_is_given() {
    let (folder, _round) = samples(&["HMIP"]);
    for (at, named) in [
        ("new", "round-2025/output/consolidated-2025.xlsx"),
        ("new 2", "../round-2025/output/consolidated-2025.xlsx"),
        ("deep/new", "./round-2025/output/consolidated-2025.xlsx"),
    ] {
        let output = run_in(folder.path(), &["init", at, "--year", "2026", "--previous", named]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let toml = std::fs::read_to_string(folder.path().join(at).join("round.toml")).expect("round.toml");
        let up = "../".repeat(at.split('/').count());
        assert!(toml.contains(&format!("\nprevious = \"{up}round-2025/output/consolidated-2025.xlsx\"\n")), "{toml}");
        let issued = run_in(folder.path(), &["issue", at, "--member", "HMIP"]);
        assert!(printed(&issued).contains("2 secondees"), "{}{}", printed(&issued), said(&issued));
    }
    let output = run_in(folder.path(), &["init", "with space", "--year", "2026"]);
    assert!(printed(&output).contains("secondee-audit issue \"with space\""), "{}", printed(&output));
}

#[test]
fn where_the_register_is_from_is_said_and_what_lies_beside_it_is_taken_over() {
    let (folder, round) = samples(&["HMIP"]);
    let init = |at: &str| {
        let output = run_in(folder.path(), &["init", at, "--year", "2027", "--previous", "../round-2025/output/consolidated-2025.xlsx"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        printed(&output)
    };
    assert!(init("first").contains("register.csv: the register that comes with this program"));
    let last = round.with_file_name("round-2025");
    std::fs::copy(folder.path().join("first/register.csv"), last.join("register.csv")).expect("copied");
    std::fs::write(last.join("terms.csv"), "id,field,value,from,to,source\n").expect("written");
    let said = init("second");
    assert!(said.contains("Taken over from round-2025: register.csv and terms.csv"), "{said}");
    assert!(folder.path().join("second/terms.csv").is_file());
    std::fs::write(last.join("register.csv"), "nothing of the kind\n").expect("written");
    let said = init("third");
    assert!(said.contains("because last year's cannot be used") && said.contains("places confirmed then are not in it"), "{said}");
}
