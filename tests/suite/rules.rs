//! Every rule's examples, through real workbooks: the clean sample fires nothing; each example fires exactly where it says.

use std::collections::BTreeSet;

use secondee_audit::rules::run::{self as check, Overrides, Report};
use secondee_audit::rules::{Example, RULES, Rule};
use secondee_audit::sample::{self, Sample};

fn audited(sample: &Sample) -> Report {
    check::run(&sample.round(), &Overrides::default())
}

#[test]
fn the_clean_sample_fires_nothing() {
    let report = audited(&sample::clean());
    let said: Vec<String> =
        report.findings.iter().map(|f| format!("{} {} {}!{}: {}", f.rule, f.member, f.sheet, f.cell, f.message)).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
}

/// What is wrong with an example, if anything.
fn fault(rule: &Rule, example: &Example) -> Option<String> {
    let mut sample = sample::clean();
    example.changes.iter().for_each(|change| sample.apply(change));
    let report = audited(&sample);
    let fired: BTreeSet<(String, String, String)> =
        report.findings.iter().filter(|f| f.rule == rule.code).map(|f| (f.member.clone(), f.sheet.clone(), f.cell.clone())).collect();
    let expected: BTreeSet<(String, String, String)> = example
        .fires
        .iter()
        .map(|(member, sheet, reference, heading)| {
            let cell = sample.cell_of(member, sheet, reference, heading);
            // About a whole sheet whose headings begin in the first column, the finding stands at the first heading or at no cell.
            let whole = || fired.iter().find(|(m, s, _)| m == member && s == sheet).map(|(_, _, cell)| cell.clone()).unwrap_or_default();
            let cell = cell.unwrap_or_else(|| if heading.is_empty() { whole() } else { String::from("no such cell") });
            (member.to_string(), sheet.to_string(), cell)
        })
        .collect();
    (fired != expected).then(|| format!("{} \"{}\": fired {fired:?}, expected {expected:?}", rule.code, example.shows))
}

#[test]
fn every_example_fires_exactly_where_it_says() {
    let faults: Vec<String> = RULES.iter().flat_map(|rule| rule.examples.iter().filter_map(|example| fault(rule, example))).collect();
    assert!(faults.is_empty(), "{} examples are wrong:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_order_of_rows_and_files_changes_no_finding() {
    let mut sample = sample::clean();
    for rule in RULES.iter().filter(|rule| rule.code.starts_with(['G', 'R'])) {
        for example in rule.examples.iter().take(1) {
            let mut forward = sample::clean();
            example.changes.iter().for_each(|change| forward.apply(change));
            let mut backward = forward.clone();
            for book in &mut backward.books {
                book.sheets.iter_mut().for_each(|grid| grid.rows.reverse());
            }
            backward.books.reverse();
            let ids = |sample: &Sample| audited(sample).findings.into_iter().map(|f| f.id).collect::<BTreeSet<_>>();
            assert_eq!(ids(&forward), ids(&backward), "{} \"{}\"", rule.code, example.shows);
        }
    }
    sample.books.clear();
    assert_eq!(audited(&sample).findings.len(), sample.settings.members.len(), "with no files at all, every member is outstanding");
}
