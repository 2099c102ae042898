//! Every rule's fix, tried: what it says is done in the rule's first firing example; the finding is then gone and no other was raised.

use std::collections::BTreeMap;

use secondee_audit::rules::run::{self as check, Overrides};
use secondee_audit::rules::{RULES, Rule};
use secondee_audit::sample::{self, Sample};

/// Findings by id, each with what is said of it.
fn findings(sample: &Sample) -> BTreeMap<String, String> {
    let report = check::run(&sample.round(), &Overrides::default());
    let said =
        |f: secondee_audit::model::finding::Finding| (f.id, format!("{} {} {}!{}: {}", f.rule, f.member, f.sheet, f.cell, f.message));
    report.findings.into_iter().map(said).collect()
}

/// What is wrong with a rule's fix, if anything.
fn fault(rule: &Rule) -> Option<String> {
    let example = rule.examples.iter().find(|example| !example.fires.is_empty())?;
    let mut sample = sample::clean();
    example.changes.iter().for_each(|change| sample.apply(change));
    let before = findings(&sample);
    let is_of_rule = |id: &str| id.starts_with(&format!("{}-", rule.code));
    if !before.keys().any(|id| is_of_rule(id)) {
        return Some(format!("{}: the example does not fire, so nothing is mended", rule.code));
    }
    rule.mended.iter().for_each(|change| sample.apply(change));
    let after = findings(&sample);
    let wrong: Vec<&String> = after.iter().filter(|(id, _)| is_of_rule(id) || !before.contains_key(*id)).map(|(_, said)| said).collect();
    (!wrong.is_empty()).then(|| format!("{} \"{}\" leaves or raises: {wrong:?}", rule.code, rule.fix))
}

#[test]
fn doing_what_each_fix_says_clears_the_finding_and_raises_no_other() {
    let faults: Vec<String> = RULES.iter().filter_map(|rule| fault(rule)).collect();
    assert!(faults.is_empty(), "{} fixes do not do:\n{}", faults.len(), faults.join("\n"));
}
