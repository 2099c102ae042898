//! The survey workbook as members get it: written, looked into, read back, audited.

use secondee_audit::check::{self, Overrides};
use secondee_audit::finding::Finding;
use secondee_audit::model::{LastYear, Round};
use secondee_audit::places::Register;
use secondee_audit::read::{self, Limits};
use secondee_audit::round::config;
use secondee_audit::workbooks::survey::{Filled, workbook};

/// The findings on one workbook by itself, as `check` gives them, or with last year.
fn findings(bytes: &[u8], last: Option<LastYear>) -> Vec<Finding> {
    let (register, config) = (Register::embedded(), config::usual(2026));
    let received = read::read("HMIP-2026.xlsx", bytes, &register, &config.settings, &Limits::default());
    let (returns, received) = read::settle(&config.settings, vec![received]);
    let received = received.into_iter().filter(|file| !file.file.is_empty()).collect();
    let round = Round::new(config.settings, register, returns, received, last);
    let mut findings = check::run(&round, &Overrides::default()).findings;
    findings.retain(|f| f.member == "HMIP" || f.file == "HMIP-2026.xlsx");
    findings
}

#[test]
fn a_blank_workbook_of_any_member_is_small_and_lacks_nothing_but_answers() {
    let (register, settings) = (Register::embedded(), config::usual(2026).settings);
    for member in &settings.members {
        let bytes = workbook(&Filled::blank(&settings, &member.code), &register).expect("a workbook");
        assert!(bytes.len() < 400 << 10, "{} has {} bytes", member.code, bytes.len());
        let received = read::read("blank.xlsx", &bytes, &register, &settings, &Limits::default());
        let submission = received.unused.as_deref().expect("it is read");
        let layout = &submission.layout;
        assert_eq!((submission.member.as_str(), received.rows), (member.code.as_str(), [0; 3]));
        assert!(layout.missing_columns.is_empty() && layout.missing_questions.is_empty(), "{layout:?}");
        assert!(layout.extra_columns.is_empty() && layout.extra_sheets.is_empty() && layout.renamed.is_empty(), "{layout:?}");
    }
    let bytes = workbook(&Filled::blank(&settings, "HMIP"), &register).expect("a workbook");
    let found: Vec<String> = findings(&bytes, None).into_iter().map(|f| format!("{} {}!{}", f.rule, f.sheet, f.cell)).collect();
    assert!(found.iter().all(|f| f.starts_with("E01 Return!C") || f.starts_with("G161")), "{found:?}");
    assert_eq!(found.iter().filter(|f| f.starts_with("E01")).count(), 14, "{found:?}");
}
