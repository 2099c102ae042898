//! Every rule's fix, tried: what it says is done in the rule's first firing example; the finding is then gone and no other was raised.

use std::collections::{BTreeMap, BTreeSet};

use secondee_audit::account::{Audit, Publication};
use secondee_audit::book::Book;
use secondee_audit::form::{ColumnKind, Sheet};
use secondee_audit::model::{Date, Round, show_date};
use secondee_audit::outputs::workbooks;
use secondee_audit::places::Register;
use secondee_audit::read::{self, Limits};
use secondee_audit::rules::run::{self as check, Overrides};
use secondee_audit::rules::{Edit, Groundwork, PutRightBy, RULES, Rule};
use secondee_audit::sample::{self, Sample};

use crate::support::workbooks as support;

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

/// The round that some files make.
fn round(sample: &Sample, files: &[(String, Vec<u8>)]) -> Round {
    let (settings, register) = (&sample.settings, Register::embedded());
    let received = files.iter().map(|(name, bytes)| read::read(name, bytes, &register, settings, &Limits::default())).collect();
    let (returns, received) = read::settle(settings, received);
    Round::new(settings.clone(), register, returns, received, sample.last.clone())
}

/// The queries workbook of a member, if it has one.
fn queries_workbook(round: &Round, member: &str) -> Option<Vec<u8>> {
    let groundwork = Groundwork::of(round);
    let audit = Audit::settle(&groundwork, check::judge(&groundwork, &Overrides::default()), &Book::default(), &[], Publication::default());
    let made = workbooks::queries(&audit).expect("queries workbooks");
    made.into_iter().find(|(name, _)| name.starts_with(&format!("{member}-"))).map(|(_, bytes)| bytes)
}

/// Sheet, reference, heading, value.
type Change = (Sheet, &'static str, &'static str, &'static str);

/// The cells of one member that a rule's fix changes, if that is all it does.
fn cells_of(rule: &'static Rule) -> Option<(&'static str, Vec<Change>)> {
    let cells: Option<Vec<_>> = rule
        .mended
        .iter()
        .map(|change| match *change {
            Edit::Set(member, sheet, reference, heading, value) => Some((member, (sheet, reference, heading, value))),
            _ => None,
        })
        .collect();
    let cells = cells?;
    let member = cells.first()?.0;
    cells.iter().all(|(other, _)| *other == member).then(|| (member, cells.into_iter().map(|(_, cell)| cell).collect()))
}

/// Where the cell of a row and column stands; `None` if there is no such row, as where the reference is what was wrong.
fn address(book: &[u8], sheet: Sheet, reference: &str, heading: &str) -> Option<String> {
    let texts = support::texts(book, sheet.name());
    let col = texts.iter().find(|(.., text)| text == heading)?.1;
    let row = texts.iter().find(|(_, col, text)| *col == 0 && text == reference)?.0;
    Some(secondee_audit::model::a1(row, col))
}

/// Types into the queries workbook what a rule's fix says, and the day on which that is done into R07; then what is found.
fn answered(
    rule: &'static Rule,
    today: Date,
    values: &dyn Fn(&str, &str) -> String,
) -> Option<(BTreeMap<String, String>, BTreeMap<String, String>)> {
    let example = rule.examples.iter().find(|example| !example.fires.is_empty())?;
    let (member, cells) = cells_of(rule)?;
    let mut sample = sample::clean();
    example.changes.iter().for_each(|change| sample.apply(change));
    let mut files = sample.files();
    let before = round(&sample, &files);
    let said = |round: &Round| {
        let findings = check::run(round, &Overrides::default()).findings;
        findings.into_iter().map(|f| (f.id, format!("{} {} {}!{}: {}", f.rule, f.member, f.sheet, f.cell, f.message))).collect()
    };
    let book = queries_workbook(&before, member)?;
    let mut typed: Vec<(&str, String, String)> = Vec::new();
    for (sheet, reference, heading, value) in cells {
        typed.push((sheet.name(), address(&book, sheet, reference, heading)?, values(heading, value)));
    }
    typed.push(("Return", address(&book, Sheet::Return, "R07", "Answer")?, show_date(today)));
    let cells: Vec<(&str, String, &str)> = typed.iter().map(|(sheet, cell, value)| (*sheet, cell.clone(), value.as_str())).collect();
    files.push((format!("{member}-2026-queries.xlsx"), support::typed(&book, &cells)));
    Some((said(&before), said(&round(&sample, &files))))
}

/// Days on which queries may be answered: soon after the audit, and long after it.
fn later_days() -> Vec<Date> {
    let as_at = sample::clean().settings.as_at;
    [1, 40, 300].map(|days| as_at.checked_add(jiff::Span::new().days(days)).expect("a day")).to_vec()
}

#[test]
fn what_each_fix_says_done_in_the_queries_workbook_on_any_later_day_settles_the_query() {
    let (mut faults, mut tried) = (Vec::new(), 0);
    for rule in RULES.iter().copied().filter(|rule| rule.handling.put_right_by == PutRightBy::Member) {
        for day in later_days() {
            let Some((before, after)) = answered(rule, day, &|_, value| value.to_string()) else { continue };
            tried += 1;
            // Of several files of one member F08 says which is used.
            let is_of_files = |id: &str| id.starts_with("F08-");
            let is_of_rule = |id: &str| id.starts_with(&format!("{}-", rule.code));
            let wrong = after.iter().filter(|(id, _)| !is_of_files(id) && (is_of_rule(id) || !before.contains_key(*id)));
            let wrong: Vec<&String> = wrong.map(|(_, said)| said).collect();
            if !wrong.is_empty() {
                faults.push(format!("{} on {day}: \"{}\" leaves or raises {wrong:?}", rule.code, rule.fix));
            }
        }
    }
    assert!(tried > 120, "only {tried} tries");
    assert!(faults.is_empty(), "{} fixes do not settle the query:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn what_was_done_in_answer_to_a_query_may_have_been_done_after_the_audit() {
    let dates: BTreeSet<&str> = ["Last supervision date", "Conflict assessment date", "Declaration date"].into();
    for code in ["G132", "G123"] {
        let rule = secondee_audit::rules::by_code(code).expect("a rule");
        for day in later_days() {
            let value = |heading: &str, value: &str| if dates.contains(heading) { show_date(day) } else { value.to_string() };
            let (before, after) = answered(rule, day, &value).expect("its fix types a date");
            let new: Vec<&String> =
                after.iter().filter(|(id, _)| !id.starts_with("F08-") && !before.contains_key(*id)).map(|(_, said)| said).collect();
            assert!(new.is_empty(), "{code} on {day} raises {new:?}");
            assert!(!after.keys().any(|id| id.starts_with(code)), "{code} on {day} is not settled");
        }
    }
}

#[test]
fn the_example_given_with_a_fault_of_typing_is_accepted_by_its_column() {
    let mut faults = Vec::new();
    let mut tried = 0;
    // A cell of each column is spoilt in turn.
    for sheet in [Sheet::Secondees, Sheet::Staff, Sheet::Assignments] {
        for column in sheet.columns().iter().filter(|column| !column.may_be_missing()) {
            let spoilt = match column.kind {
                ColumnKind::Date => "last summer",
                ColumnKind::Number { .. } => "a lot",
                ColumnKind::Choice(_) => "Borrowed",
                ColumnKind::Place
                | ColumnKind::Places
                | ColumnKind::Text
                | ColumnKind::Reference
                | ColumnKind::Member
                | ColumnKind::Members => "#REF!",
            };
            let reference = match sheet {
                Sheet::Secondees => "S01",
                Sheet::Staff => "T01",
                _ => "A001",
            };
            let mut sample = sample::clean();
            sample.apply(&Edit::Set("HMIP", sheet, reference, column.heading, spoilt));
            let cell = sample.cell_of(
                "HMIP",
                sheet.name(),
                if column.kind == ColumnKind::Reference && column.heading.ends_with("ref") && column.heading != "Person ref" {
                    spoilt
                } else {
                    reference
                },
                column.heading,
            );
            let findings = check::run(&sample.round(), &Overrides::default()).findings;
            let about = findings.iter().find(|f| f.sheet == sheet.name() && Some(&f.cell) == cell.as_ref() && f.rule.starts_with('E'));
            let Some(finding) = about else {
                faults.push(format!("nothing is said of \"{spoilt}\" in {} of {}", column.heading, sheet.name()));
                continue;
            };
            tried += 1;
            let example = match (column.kind, finding.action.split_once("For example: ")) {
                (ColumnKind::Choice(words), _) => words.iter().find(|word| finding.action.contains(*word)).map(|word| (*word).to_string()),
                (_, Some((_, example))) => Some(example.trim_end_matches('.').to_string()),
                (_, None) => None,
            };
            let Some(example) = example.or_else(|| column.example.is_empty().then(|| "words".to_string())) else {
                faults.push(format!("{} {} has no example: {}", finding.rule, column.heading, finding.action));
                continue;
            };
            let mut mended = sample::clean();
            mended.apply(&Edit::Set("HMIP", sheet, reference, column.heading, Box::leak(example.clone().into_boxed_str())));
            let after = check::run(&mended.round(), &Overrides::default()).findings;
            for left in after.iter().filter(|f| f.sheet == sheet.name() && f.cell == finding.cell && f.rule.starts_with('E')) {
                faults.push(format!("{}: \"{example}\" in {} gives {} {}", finding.rule, column.heading, left.rule, left.message));
            }
        }
    }
    assert!(tried > 40, "only {tried} columns");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
