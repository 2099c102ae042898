//! What an audit says first: what changed since the last run, and only if something did; and last: what is next to do.

use std::fs;
use std::path::Path;

use secondee_audit::outputs::findings_file::FindingsFile;

use crate::support::rounds;
use crate::support::workbooks::{cell, typed};

fn found(round: &Path) -> FindingsFile<'static> {
    serde_json::from_str(&fs::read_to_string(round.join("output/findings.json")).expect("findings.json")).expect("as it was written")
}

#[test]
fn a_run_in_which_nothing_changed_says_so_and_repeats_nothing() {
    let (_folder, round) = rounds::audited(&["HMIP", "HMIPS", "ICVA"], &[]);
    let text = rounds::audits(&round);
    assert!(text.starts_with("Nothing changed since the last run of "), "{text}");
    assert!(!text.contains("New versions from") && text.contains("ICVA is outstanding"), "{text}");
    assert!(text.contains("\nNext:\n") && text.contains(&format!("secondee-audit chase {}", round.display())), "{text}");
}

#[test]
fn what_people_did_since_the_last_run_is_said_first_and_once() {
    let (_folder, round) = rounds::audited(&["HMIP", "CIW", "ICVA"], &[]);
    let breach = found(&round).findings.iter().find(|finding| finding.rule == "G141").expect("a breach").id.clone();
    let workbook = rounds::workbook(&round);
    let book = fs::read(&workbook).expect("the workbook");
    fs::write(&workbook, typed(&book, &[("Conflicts", cell(&book, "Conflicts", &breach, "Decision"), "No conflict")])).expect("written");
    let hmip = fs::read_dir(round.join("returns"))
        .expect("returns")
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().starts_with("HMIP"));
    let hmip = hmip.expect("its return").path();
    let kept = fs::read(&hmip).expect("its return");
    fs::remove_file(&hmip).expect("taken away");
    fs::write(round.join("returns/note.txt"), "The return follows.").expect("written");
    let text = rounds::audits(&round);
    let (first, rest) = text.split_once("\n\n").expect("a block of its own");
    assert!(first.starts_with("Since the last run of "), "{text}");
    for words in [
        "Returns: no longer there: that of HMIP; cannot be used: note.txt",
        "Read back from the consolidated workbook: 1 decision",
        "Findings gone: ",
        "Figures: ",
        "secondees in post at the census date",
    ] {
        assert!(first.contains(words), "{words}: {text}");
    }
    assert!(rest.contains("HMIP and ICVA are outstanding") || rest.contains("ICVA and HMIP are outstanding"), "{text}");
    assert!(rounds::audits(&round).starts_with("Nothing changed since the last run of "));
    fs::write(&hmip, kept).expect("it came");
    let text = rounds::audits(&round);
    assert!(text.contains("Returns: new from HMIP") && text.contains("Findings new: "), "{text}");
    // Where the last run's findings cannot be read, that is said, and the round is audited all the same.
    fs::write(round.join("output/findings.json"), "{}").expect("written");
    let text = rounds::audits(&round);
    assert!(text.starts_with("What changed since the last run cannot be said: ") && text.contains("Found: "), "{text}");
}

#[test]
fn redaction_names_what_it_wrote_and_says_that_the_key_is_to_be_kept_apart() {
    let (_folder, round) = rounds::samples(&["HMIP", "CIW"]);
    let output = rounds::audit(&round, &["--redact"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("consolidated-2026-redacted.xlsx") && text.contains("redaction.key apart from them"), "{text}");
}

#[test]
fn a_members_code_mistyped_in_round_toml_is_named_with_the_nearest() {
    let (_folder, round) = rounds::audited(&["HMIP", "CIW"], &[]);
    let file = round.join("round.toml");
    let toml = fs::read_to_string(&file).expect("round.toml");
    fs::write(&file, toml.replacen("\"HMIP\"", "\"HMIPP\"", 1)).expect("written");
    let text = rounds::audits(&round);
    assert!(
        text.contains("HMIP-2026.xlsx is of HMIP, which is no member in round.toml any more; HMIPP is: did you mean HMIP there?"),
        "{text}"
    );
}
