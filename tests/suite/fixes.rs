//! Every rule's fix, tried: what it says is done in the rule's first firing example; the finding is then gone and no other was raised.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use secondee_audit::account::{Audit, Publication};
use secondee_audit::book::Book;
use secondee_audit::book::tables::Ours;
use secondee_audit::form::{ColumnKind, Sheet};
use secondee_audit::model::finding::Finding;
use secondee_audit::model::{Date, Received, Round, show_date};
use secondee_audit::outputs::workbooks;
use secondee_audit::places::Register;
use secondee_audit::read::{self, Limits};
use secondee_audit::rules::run::{self as check, Overrides};
use secondee_audit::rules::{Edit, Groundwork, PutRightBy, RULES, Rule};
use secondee_audit::sample::{self, Sample};

use crate::support::workbooks as support;

/// What is wrong with a rule's fix, if anything.
fn fault(rule: &'static Rule) -> Option<String> {
    let example = rule.examples.iter().find(|example| !example.fires.is_empty())?;
    let mut sample = sample::clean();
    example.changes.iter().for_each(|change| sample.apply(change));
    let before = said(&found(&sample.round()));
    let is_of_rule = |id: &str| id.starts_with(&format!("{}-", rule.code));
    if !before.keys().any(|id| is_of_rule(id)) {
        return Some(format!("{}: the example does not fire, so nothing is mended", rule.code));
    }
    rule.mended.iter().for_each(|change| sample.apply(change));
    let after = said(&found(&sample.round()));
    let wrong: Vec<&String> = after.iter().filter(|(id, _)| is_of_rule(id) || !before.contains_key(*id)).map(|(_, said)| said).collect();
    (!wrong.is_empty()).then(|| format!("{} \"{}\" leaves or raises: {wrong:?}", rule.code, rule.fix))
}

#[test]
fn doing_what_each_fix_says_clears_the_finding_and_raises_no_other() {
    let faults: Vec<String> = in_halves(RULES, fault).into_iter().flatten().collect();
    assert!(faults.is_empty(), "{} fixes do not do:\n{}", faults.len(), faults.join("\n"));
}

/// Files as they are read.
fn read(sample: &Sample, files: &[(String, Vec<u8>)]) -> Vec<Received> {
    let (settings, register) = (&sample.settings, Register::embedded());
    files.iter().map(|(name, bytes)| read::read(name, bytes, &register, settings, &Limits::default())).collect()
}

/// The round that some files make.
fn round(sample: &Sample, received: Vec<Received>) -> Round {
    let (returns, received) = read::settle(&sample.settings, received);
    Round::new(sample.settings.clone(), Register::embedded(), returns, received, sample.last.clone())
}

/// The queries workbook of a member, if it has one.
fn queries_workbook(round: &Round, member: &str) -> Option<Vec<u8>> {
    let groundwork = Groundwork::of(round);
    let audit = Audit::settle(&groundwork, check::judge(&groundwork, &Overrides::default()), &Book::default(), &[], Publication::default());
    let made = workbooks::queries(&audit).expect("queries workbooks");
    made.into_iter().find(|(name, _)| name.starts_with(&format!("{member}-"))).map(|(_, bytes)| bytes)
}

/// The member in whose return a rule's fix is done.
fn member_of(rule: &'static Rule) -> Option<&'static str> {
    let members: BTreeSet<&'static str> = rule
        .mended
        .iter()
        .filter_map(|change| match *change {
            Edit::Set(member, ..)
            | Edit::CopyRow(member, ..)
            | Edit::DropRow(member, ..)
            | Edit::DropColumn(member, ..)
            | Edit::PutBack(member, ..)
            | Edit::PutBackColumn(member, ..)
            | Edit::Unhide(member, ..)
            | Edit::File(member, ..) => Some(member),
            _ => None,
        })
        .collect();
    members.first().copied().filter(|_| members.len() == 1)
}

/// A sheet of a workbook as text: the heading row, the columns by heading, and the rows by their reference, in their order.
struct Grid {
    heading: u32,
    columns: BTreeMap<String, u32>,
    rows: Vec<(u32, BTreeMap<u32, String>)>,
}

impl Grid {
    fn of(book: &[u8], sheet: Sheet) -> Self {
        // A sheet that is missing has nothing on it.
        let has_sheet = Ours::open(book).is_ok_and(|book| book.has(sheet.name()));
        let texts = if has_sheet { support::texts(book, sheet.name()) } else { Vec::new() };
        let mut cells: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
        for (row, col, text) in texts {
            cells.entry(row).or_default().insert(col, text);
        }
        let first = sheet.columns()[0].heading;
        let heading = cells.iter().find(|(_, row)| row.values().any(|text| text == first)).map_or(0, |(row, _)| *row);
        let columns: BTreeMap<String, u32> = cells.get(&heading).into_iter().flatten().map(|(col, text)| (text.clone(), *col)).collect();
        // A date is stored as a number of days; people type it as it is shown.
        for column in sheet.columns().iter().filter(|column| column.kind == ColumnKind::Date) {
            let Some(col) = columns.get(column.heading) else { continue };
            for text in cells.values_mut().filter_map(|row| row.get_mut(col)) {
                let days = text.parse::<i32>().ok().map(|days| jiff::Span::new().days(days));
                let date = days.and_then(|days| jiff::civil::date(1899, 12, 30).checked_add(days).ok());
                *text = date.map_or(text.clone(), show_date);
            }
        }
        let rows = cells.into_iter().filter(|(row, cells)| *row > heading && cells.contains_key(&0)).collect();
        Self { heading, columns, rows }
    }
    fn row_of(&self, reference: &str) -> Option<u32> {
        self.rows.iter().find(|(_, cells)| cells.get(&0).is_some_and(|text| text == reference)).map(|(row, _)| *row)
    }
}

/// What is typed into the queries workbook: sheet, address, text.
type Typing = Vec<(&'static str, String, String)>;

/// Types into a queries workbook what one change of a rule's fix says, `before` being the file that was sent.
fn type_in(change: &Edit, book: &[u8], before: &[u8], values: &dyn Fn(&str, &str) -> String, typing: &mut Typing) {
    let a1 = secondee_audit::model::a1;
    let (sheet, reference) = match *change {
        Edit::Set(_, sheet, reference, ..) | Edit::DropRow(_, sheet, reference) | Edit::CopyRow(_, sheet, reference, _) => {
            (sheet, reference)
        }
        Edit::PutBack(_, sheet) | Edit::PutBackColumn(_, sheet, _) => (sheet, ""),
        // In the queries workbook nothing is hidden and no column is more than the form has: it is only sent back.
        _ => return,
    };
    let (grid, sent) = (Grid::of(book, sheet), Grid::of(before, sheet));
    // By its reference, or where that is what is wrong, by its place.
    let row = grid.row_of(reference).or_else(|| sent.row_of(reference).map(|row| row - sent.heading + grid.heading));
    let mut put = |row: u32, heading: &str, text: &str| {
        let col = *grid.columns.get(heading).unwrap_or_else(|| panic!("{} has no {heading}", sheet.name()));
        typing.push((sheet.name(), a1(row, col), values(heading, text)));
    };
    let below = |typing: &Typing| {
        let last = grid.rows.last().map_or(grid.heading, |(row, _)| *row);
        let typed = typing.iter().filter(|(of, cell, _)| *of == sheet.name() && cell.starts_with('A'));
        typed.filter_map(|(_, cell, _)| secondee_audit::model::row_of(cell)).fold(last, u32::max) + 1
    };
    match *change {
        Edit::Set(_, _, reference, heading, value) => put(row.unwrap_or_else(|| panic!("no row {reference}")), heading, value),
        Edit::DropRow(..) => {
            let row = row.expect("the row to take out");
            let there = grid.rows.iter().find(|(at, _)| *at == row).map(|(_, cells)| cells.keys().copied().collect::<Vec<_>>());
            typing.extend(there.into_iter().flatten().map(|col| (sheet.name(), a1(row, col), String::new())));
        }
        Edit::CopyRow(_, _, _, changes) => {
            let row = row.expect("the row to copy");
            let (_, cells) = grid.rows.iter().find(|(at, _)| *at == row).expect("a row with a reference");
            let to = below(typing);
            typing.extend(cells.iter().map(|(col, text)| (sheet.name(), a1(to, *col), text.clone())));
            for (heading, value) in changes {
                typing.push((sheet.name(), a1(to, grid.columns[*heading]), (*value).to_string()));
            }
        }
        Edit::PutBack(member, _) | Edit::PutBackColumn(member, ..) => {
            let clean = sample::clean().files().into_iter().find(|(name, _)| name.starts_with(&format!("{member}-"))).expect("a file").1;
            let clean = Grid::of(&clean, sheet);
            let mut last = below(typing);
            for (_, cells) in &clean.rows {
                let of_row = grid.row_of(&cells[&0]);
                let to = of_row.unwrap_or(last);
                last += u32::from(of_row.is_none());
                for (heading, col) in &clean.columns {
                    let is_wanted = match *change {
                        Edit::PutBackColumn(_, _, wanted) => heading == wanted,
                        _ => true,
                    };
                    if let Some(text) = cells.get(col).filter(|_| is_wanted) {
                        typing.push((sheet.name(), a1(to, grid.columns[heading]), text.clone()));
                    }
                }
            }
        }
        _ => {}
    }
}

/// Findings by id, each with what is said of it.
type Found = BTreeMap<String, String>;

fn said(findings: &[Finding]) -> Found {
    findings.iter().map(|f| (f.id.clone(), format!("{} {} {}!{}: {}", f.rule, f.member, f.sheet, f.cell, f.message))).collect()
}

fn found(round: &Round) -> Vec<Finding> {
    check::run(round, &Overrides::default()).findings
}

/// A rule's first firing example as a round, and the queries workbook that is sent to the member.
struct Asked {
    rule: &'static Rule,
    member: &'static str,
    sample: Sample,
    received: Vec<Received>,
    findings: Vec<Finding>,
    before: Found,
    sent: Vec<u8>,
    /// The queries workbook; where another member is asked, the return itself.
    book: Vec<u8>,
    has_queries: bool,
}

impl Asked {
    fn of(rule: &'static Rule) -> Result<Self, String> {
        let example = rule.examples.iter().find(|example| !example.fires.is_empty()).ok_or("no example fires")?;
        let member = member_of(rule).ok_or("the fix is not done in one return")?;
        let mut sample = sample::clean();
        example.changes.iter().for_each(|change| sample.apply(change));
        let files = sample.files();
        let received = read(&sample, &files);
        let asked = round(&sample, received.clone());
        let sent = files.into_iter().find(|(name, _)| name.starts_with(&format!("{member}-"))).ok_or("no file")?.1;
        let findings = found(&asked);
        let queries = queries_workbook(&asked, member);
        let has_queries = queries.is_some();
        // Where another member is asked, this one puts its own return right and sends it again.
        let is_asked_of_other =
            || findings.iter().any(|f| f.rule == rule.code && f.member != member && queries_workbook(&asked, &f.member).is_some());
        let book = queries.or_else(|| is_asked_of_other().then(|| sent.clone())).ok_or("nobody has a queries workbook")?;
        Ok(Self { rule, member, sample, received, before: said(&findings), findings, sent, book, has_queries })
    }

    /// What is found once the fix was typed into the queries workbook, and the day on which that was done into R07.
    fn answered(&self, today: Date, values: &dyn Fn(&str, &str) -> String) -> Found {
        let mut typing = Typing::new();
        self.rule.mended.iter().for_each(|change| type_in(change, &self.book, &self.sent, values, &mut typing));
        let answers = Grid::of(&self.book, Sheet::Return);
        let completed = answers.row_of("R07").expect("R07 is in every queries workbook");
        typing.push(("Return", secondee_audit::model::a1(completed, answers.columns["Answer"]), show_date(today)));
        let cells: Vec<(&str, String, &str)> = typing.iter().map(|(sheet, cell, value)| (*sheet, cell.clone(), value.as_str())).collect();
        let name = if self.has_queries { "queries" } else { "corrected" };
        let file = (format!("{}-2026-{name}.xlsx", self.member), support::typed(&self.book, &cells));
        let received = self.received.iter().cloned().chain(read(&self.sample, &[file])).collect();
        said(&found(&round(&self.sample, received)))
    }
}

/// Rules about which no member gets a queries workbook: what came is no return that could be sent back, or only the coordinator can put it right.
fn has_no_queries_workbook(rule: &Rule) -> bool {
    rule.handling.put_right_by == PutRightBy::Coordinator || rule.handling.rejects_file
}

/// Days on which queries may be answered: soon after the audit, and long after it.
fn later_days() -> Vec<Date> {
    let as_at = sample::clean().settings.as_at;
    [1, 40, 300].map(|days| as_at.checked_add(jiff::Span::new().days(days)).expect("a day")).to_vec()
}

/// Some rules, half of them at a time on each of two processors: in a debug build each takes long.
fn in_halves<T: Send>(rules: &[&'static Rule], each: impl Fn(&'static Rule) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let each = &each;
        let halves = [0, 1].map(|half| rules.iter().skip(half).step_by(2).copied().collect::<Vec<_>>());
        let halves = halves.map(|rules| scope.spawn(move || rules.into_iter().map(each).collect::<Vec<_>>()));
        halves.into_iter().flat_map(|half| half.join().expect("no rule stops it")).collect()
    })
}

/// The rules of which a queries workbook may ask.
fn asking() -> Vec<&'static Rule> {
    RULES.iter().copied().filter(|rule| !has_no_queries_workbook(rule)).collect()
}

/// What is sent for each of them, by code; made once for all tests here. Where nothing can be sent, why.
static ASKED: LazyLock<BTreeMap<&'static str, Result<Asked, String>>> =
    LazyLock::new(|| in_halves(&asking(), |rule| (rule.code, Asked::of(rule))).into_iter().collect());

/// Walks one rule's fix through the queries workbook, on each later day: what is wrong with it, or why it was not walked.
fn walk(rule: &'static Rule) -> Vec<String> {
    let asked = match &ASKED[rule.code] {
        Ok(asked) => asked,
        Err(why) => return vec![format!("{} was not tried: {why}", rule.code)],
    };
    // Of several files of one member F08 says which is used.
    let is_of_files = |id: &str| id.starts_with("F08-");
    let is_of_rule = |id: &str| id.starts_with(&format!("{}-", rule.code));
    let mut faults = Vec::new();
    if !asked.before.keys().any(|id| is_of_rule(id)) {
        faults.push(format!("{}: nothing was found to be mended", rule.code));
    }
    for day in later_days() {
        let after = asked.answered(day, &|_, value| value.to_string());
        let wrong = after.iter().filter(|(id, _)| !is_of_files(id) && (is_of_rule(id) || !asked.before.contains_key(*id)));
        let wrong: Vec<&String> = wrong.map(|(_, said)| said).collect();
        if !wrong.is_empty() {
            faults.push(format!("{} on {day}: \"{}\" leaves or raises {wrong:?}", rule.code, rule.fix));
        }
    }
    faults
}

#[test]
fn what_each_fix_says_done_in_the_queries_workbook_on_any_later_day_settles_the_query() {
    // A rule is either walked, or asked about without a queries workbook.
    let rules = asking();
    assert!(RULES.len() - rules.len() < 10, "too many rules have no queries workbook: {}", RULES.len() - rules.len());
    let faults: Vec<String> = in_halves(&rules, walk).into_iter().flatten().collect();
    assert!(faults.is_empty(), "{} fixes do not settle the query:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn what_was_done_in_answer_to_a_query_may_have_been_done_after_the_audit() {
    let dates = ["Last supervision date", "Conflict assessment date", "Declaration date"];
    // Of G122 a date of today would say that the work began too early, which is to be asked about.
    for code in ["G132", "G123"] {
        let rule = secondee_audit::rules::by_code(code).expect("a rule");
        let asked = ASKED[rule.code].as_ref().unwrap_or_else(|why| panic!("{}: {why}", rule.code));
        for day in later_days() {
            let value = |heading: &str, value: &str| if dates.contains(&heading) { show_date(day) } else { value.to_string() };
            let after = asked.answered(day, &value);
            let new: Vec<&String> =
                after.iter().filter(|(id, _)| !id.starts_with("F08-") && !asked.before.contains_key(*id)).map(|(_, said)| said).collect();
            assert!(new.is_empty(), "{} on {day} raises {new:?}", rule.code);
            assert!(!after.keys().any(|id| id.starts_with(rule.code)), "{} on {day} is not settled", rule.code);
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

/// The cells that a text names: "Secondees!H6", or as the link under Where, "Secondees H6".
fn cells_named(text: &str) -> Vec<(Sheet, u32, String)> {
    let mut named = Vec::new();
    for sheet in [Sheet::Return, Sheet::Secondees, Sheet::Staff, Sheet::Assignments] {
        for between in ['!', ' '] {
            for after in text.split(&format!("{}{between}", sheet.name())).skip(1) {
                let cell: String = after.chars().take_while(char::is_ascii_alphanumeric).collect();
                named.extend(secondee_audit::model::position_of(&cell).map(|(row, _)| (sheet, row, cell)));
            }
        }
    }
    named
}

#[test]
fn texts_of_a_queries_workbook_name_cells_of_that_workbook() {
    let (mut faults, mut tried) = (Vec::new(), 0);
    // Who has none fails where the fixes are walked.
    for (code, asked) in ASKED.iter().filter_map(|(code, asked)| Some((code, asked.as_ref().ok().filter(|asked| asked.has_queries)?))) {
        let (member, book) = (asked.member, &asked.book);
        // The references of the rows that the findings are about, in the file that was sent.
        let findings = &asked.findings;
        let mut about: BTreeSet<(Sheet, String)> = BTreeSet::new();
        for cell in findings.iter().flat_map(|f| &f.evidence).filter(|cell| cell.member == member) {
            let sheet = [Sheet::Return, Sheet::Secondees, Sheet::Staff, Sheet::Assignments].into_iter().find(|s| s.name() == cell.sheet);
            let Some((sheet, row)) = sheet.zip(secondee_audit::model::row_of(&cell.cell)) else { continue };
            let reference = support::texts(&asked.sent, sheet.name()).into_iter().find(|(at, col, _)| (*at, *col) == (row, 0));
            about.insert((sheet, reference.map_or(String::new(), |(.., text)| text)));
        }
        let mut sheets: BTreeMap<Sheet, BTreeMap<u32, String>> = BTreeMap::new();
        for (.., text) in support::texts(book, "Queries") {
            // What is told of the file as it was sent names its cells, and says so.
            if text.starts_with("In the file you sent") {
                continue;
            }
            for (sheet, row, cell) in cells_named(&text) {
                tried += 1;
                let read =
                    || support::texts(book, sheet.name()).into_iter().filter(|(_, col, _)| *col == 0).map(|(at, _, text)| (at, text));
                let references = sheets.entry(sheet).or_insert_with(|| read().collect());
                let reference = references.get(&row).cloned().unwrap_or_default();
                if !about.contains(&(sheet, reference.clone())) {
                    faults.push(format!("{code}: {}!{cell} is row {reference:?} of this workbook: {text:?}", sheet.name()));
                }
            }
        }
    }
    assert!(tried > 20, "only {tried} cells are named");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_return_newer_than_the_as_at_date_is_a_notice_and_no_query() {
    for day in later_days() {
        let mut sample = sample::clean();
        sample.type_in("HMIP", Sheet::Return, "R07", "Answer", &show_date(day));
        let round = round(&sample, read(&sample, &sample.files()));
        let findings = check::run(&round, &Overrides::default()).findings;
        assert!(findings.is_empty(), "{day}: {findings:?}");
        let notices = round.newer_than_as_at();
        assert!(notices.iter().any(|notice| notice.contains("HMIP") && notice.contains("as_at")), "{day}: {notices:?}");
    }
}

#[test]
fn what_to_do_about_a_visit_to_a_place_of_ones_own_speaks_of_a_visit_that_took_place() {
    for code in ["G141", "G142", "G143"] {
        let rule = secondee_audit::rules::by_code(code).expect("a rule");
        for asked in ["who decided", "did there", "reviewed"] {
            assert!(rule.fix.contains(asked), "{code} does not ask {asked:?}: {}", rule.fix);
        }
        // An example of a right answer says what happened, and does not name another person for the row.
        assert!(rule.right.starts_with("Notes: \"Decided by"), "{code}: {}", rule.right);
        assert!(!rule.fix.contains("not seconded") && !rule.right.contains("not seconded"), "{code}: {}", rule.right);
    }
}
