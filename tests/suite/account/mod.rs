//! One account of the round: what Summary, Narrative, Compliance, Charts, Conflicts, Year on year and findings.json say of one thing is held against
//! each other and against a naive recount, in random rounds, before and after random decisions, answers and confirmations.

mod doubts;
mod other_sheets;
mod people;
mod program;
mod publication;
mod recount;
mod visits;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::support::rounds;
use crate::support::workbooks::{cell, texts, typed};
use recount::Recount;
use secondee_audit::account::{Audit, Publication};
use secondee_audit::book::choices::{DECISIONS, OF_FINDINGS};
use secondee_audit::book::decisions::is_conflict;
use secondee_audit::book::tables::{Ours, SheetRow};
use secondee_audit::book::{Book, Sources};
use secondee_audit::form::{NARROW_ARRANGEMENTS, Question, Sec, Sheet};
use secondee_audit::model::finding::Severity;
use secondee_audit::model::{Basis, Entry, Measure, Round};
use secondee_audit::outputs::findings_file::FindingsFile;
use secondee_audit::outputs::sentences;
use secondee_audit::outputs::{publish, workbooks};
use secondee_audit::rules::run::{self, Overrides};
use secondee_audit::rules::{Edit, Groundwork, RULES, list_of};
use secondee_audit::sample::{self, Sample};
use workbook::Workbook;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }
    fn one_of<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.next(of.len())]
    }
}

/// The clean sample with the changes of some rules' examples, and now and then a person on two rows or a return that contradicts itself.
fn random_sample(dice: &mut Dice) -> Sample {
    let mut sample = sample::clean();
    let twice = [
        Edit::CopyRow("HMIP", Sheet::Secondees, "S01", &[("Secondee ref", "S09")]),
        Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Leeds"),
    ];
    let other: [&[Edit]; 7] = [
        &twice,
        &[Edit::Set("HMIP", Sheet::Return, "R08", "Answer", "No")],
        &[Edit::Set("HMIP", Sheet::Secondees, "S02", "Start date", "last summer")],
        &[
            Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Leeds"),
            Edit::CopyRow("HMIP", Sheet::Assignments, "A001", &[("Assignment ref", "A006")]),
        ],
        &[
            Edit::Set("HMIP", Sheet::Assignments, "A001", "Establishment", "HMP Leeds"),
            Edit::Set("HMIP", Sheet::Assignments, "A001", "Start date", "16/10/2024"),
            Edit::Set("HMIP", Sheet::Assignments, "A001", "End date", "17/10/2024"),
        ],
        &[Edit::CopyRow("CQC", Sheet::Staff, "T01", &[("Staff ref", "T09"), ("Full name", "Rowan Example")])],
        &[Edit::CopyRow("HMICFRS", Sheet::Secondees, "S01", &[("Secondee ref", "S08"), ("Full name", "Rowan Example")])],
    ];
    let examples: Vec<&[Edit]> = RULES.iter().flat_map(|rule| rule.examples).filter(|e| !e.fires.is_empty()).map(|e| e.changes).collect();
    for _ in 0..dice.next(3) {
        let changes = dice.one_of(&other);
        apply(&mut sample, changes);
    }
    for _ in 0..=dice.next(5) {
        let changes = dice.one_of(&examples);
        apply(&mut sample, changes);
    }
    sample
}

/// Makes the changes, or none of them if one has nothing left to change.
fn apply(sample: &mut Sample, changes: &[Edit]) {
    let mut changed = sample.clone();
    if catch_unwind(AssertUnwindSafe(|| changes.iter().for_each(|change| changed.apply(change)))).is_ok() {
        *sample = changed;
    }
}

/// A round audited with what people typed; it lives as long as the tests do.
fn audited(round: Round, book: &Book) -> Audit<'static> {
    let groundwork: &'static Groundwork = Box::leak(Box::new(Groundwork::of(Box::leak(Box::new(round)))));
    Audit::settle(groundwork, run::judge(groundwork, &Overrides::default()), book, &[], Publication::default())
}

fn consolidated(audit: &Audit) -> Vec<u8> {
    workbooks::consolidated(audit, &workbooks::QueryFiles::new(), &publish::of_round(audit)).expect("a workbook")
}

fn rows(bytes: &[u8], sheet: &str, heading: &str) -> Vec<SheetRow> {
    Ours::open(bytes).and_then(|mut book| book.rows(sheet, &[heading])).unwrap_or_else(|e| panic!("{sheet}: {e}"))
}

/// All texts of a sheet, one after another.
fn words(bytes: &[u8], sheet: &str) -> String {
    texts(bytes, sheet).into_iter().map(|(.., text)| text).collect::<Vec<_>>().join("\n")
}

/// The first number after some words, or before them.
fn number_before(text: &str, words: &str) -> Option<i64> {
    let at = text.find(words)?;
    text[..at].trim_end().rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// Types what people might into the workbook, and answers in the returns.
fn heard(dice: &mut Dice, shown: &Workbook, sample: &Sample, audit: &Audit) -> (Round, Book) {
    let mut cells: Vec<(&str, String, &str)> = Vec::new();
    for row in shown.rows("Conflicts", "Finding id").iter() {
        if dice.next(3) > 0 {
            let decision = *dice.one_of(&[DECISIONS[0], DECISIONS[1], DECISIONS[4], DECISIONS[5], "see minutes"]);
            cells.push(("Conflicts", shown.cell("Conflicts", &row.text("Finding id"), "Decision"), decision));
        }
    }
    for row in shown.rows("Findings", "Finding id").iter() {
        let is_decided_here = audit.report.findings.iter().any(|f| f.id == row.text("Finding id") && !is_conflict(f));
        if is_decided_here && dice.next(5) == 0 {
            cells.push(("Findings", shown.cell("Findings", &row.text("Finding id"), "Decision"), *dice.one_of(&OF_FINDINGS)));
        }
    }
    for row in shown.rows("People to confirm", "Pair id").iter() {
        cells.push((
            "People to confirm",
            shown.cell("People to confirm", &row.text("Pair id"), "Same person?"),
            *dice.one_of(&["Yes", "Yes", "No"]),
        ));
    }
    let mut round = sample.round();
    for finding in &audit.report.findings {
        let answer = *dice.one_of(&["", "", "Will look into it", "Noted", "tbc", "The name is a typing error", "She was on leave then"]);
        if let Some(own) = round.returns.iter_mut().find(|own| own.member == finding.member && !answer.is_empty()) {
            own.responses.push((finding.id.clone(), (*dice.one_of(&["Explained", ""])).into(), answer.into()));
        }
    }
    for row in shown.rows("Queries", "Finding id").iter() {
        if dice.next(4) == 0 {
            let id = row.text("Finding id");
            let first = id.split(';').next().unwrap_or("").trim();
            cells.push(("Queries", shown.cell("Queries", first, "Accepted?"), *dice.one_of(&["Yes", "No"])));
        }
    }
    let bytes = typed(&shown.bytes, &cells);
    let book = Book::open(Sources { workbook: Some(bytes.into()), ..Sources::default() }, Path::new("consolidated-2026.xlsx"), 2026)
        .expect("read back");
    round.confirmed.extend(book.people());
    (round, book)
}

/// What the sheets and the JSON say, held against each other and recounted; every contradiction in words.
fn contradictions(audit: &Audit, book: &Workbook) -> Vec<String> {
    let json = FindingsFile::of(audit);
    let said = Said { audit, book, json: &json, summary: book.words("Summary"), narrative: book.words("Narrative") };
    let mut wrong = Vec::new();
    said.conflicts(&mut wrong);
    said.breaches(&mut wrong);
    said.compliance(&mut wrong);
    said.returns(&mut wrong);
    said.figures(&mut wrong);
    said.not_checked(&mut wrong);
    said.persons(&mut wrong);
    said.narrative(&mut wrong);
    said.publication(&mut wrong);
    said.forms(&mut wrong);
    other_sheets::hold(&said, &mut wrong);
    Recount::new(&said).hold(&mut wrong);
    wrong
}

struct Said<'a> {
    audit: &'a Audit<'a>,
    book: &'a Workbook,
    json: &'a FindingsFile<'a>,
    summary: String,
    narrative: String,
}

impl Said<'_> {
    /// Conflicts, Charts, Summary, Narrative and findings.json on how many rows there are and how they stand.
    fn conflicts(&self, wrong: &mut Vec<String>) {
        let queries: BTreeMap<String, String> = self
            .book
            .rows("Queries", "Finding id")
            .iter()
            .flat_map(|row| row.text("Finding id").split(';').map(|id| (id.trim().to_string(), row.text("State"))).collect::<Vec<_>>())
            .collect();
        let rows = self.book.rows("Conflicts", "Finding id");
        let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
        for row in rows.iter() {
            let id = row.text("Finding id");
            let finding = self.json.findings.iter().find(|f| f.id == id);
            // What stands, from what was typed and answered alone.
            let naive = match row.text("Decision").as_str() {
                "No conflict" => "dismissed",
                "Awaiting member" => "awaiting member",
                decision if decision.starts_with("Conflict: ") => "stands",
                _ if finding.is_some_and(|f| f.accepted.is_some()) => "dismissed",
                _ if queries.get(&id).is_some_and(|state| state == "explained") => "answered",
                _ => "open",
            };
            *counts.entry(naive).or_default() += 1;
            let shown = row.text("Stands");
            let agrees = match naive {
                "dismissed" => shown == "Dismissed",
                "awaiting member" => shown == "Awaiting member",
                "stands" => shown == "Stands",
                "answered" => shown == "Answered, to decide",
                _ => shown == "Names certain, to decide" || shown == "Not certain, to decide",
            };
            if !agrees || finding.is_some_and(|f| f.stands.as_deref() != Some(naive)) {
                wrong.push(format!("{id} is {naive}: Conflicts says {shown:?}, findings.json {:?}", finding.map(|f| &f.stands)));
            }
            let answer = finding.and_then(|f| f.response.clone()).unwrap_or_default();
            if row.text("Member's answer") != answer {
                wrong.push(format!("{id} was answered {answer:?} and Conflicts shows {:?}", row.text("Member's answer")));
            }
            for hollow in ["Will look into it", "Noted", "tbc"] {
                if answer.ends_with(hollow) && naive == "answered" {
                    wrong.push(format!("{id}: {answer:?} is taken for an explanation"));
                }
            }
        }
        let of = |state: &str| counts.get(state).copied().unwrap_or_default();
        let sentence = sentences::cases_of_conflicts(self.audit);
        for (sheet, text) in [("Summary", &self.summary), ("Narrative", &self.narrative)] {
            if !text.contains(&sentence) {
                wrong.push(format!("{sheet} does not say {sentence:?}"));
            }
        }
        // How they stand is said in the second sentence.
        let states = sentence.split_once(". ").map_or("", |(_, states)| states);
        let states = states.replace("It is ", "1 is ").replace("; the member has answered", " (1 of them answered by the member)");
        for (what, number) in [
            (" case", rows.len() as i64),
            (" to decide", of("open") + of("answered")),
            (" of them answered", of("answered")),
            (" awaiting the member", of("awaiting member")),
            (" decided to stand", of("stands")),
            (" dismissed", of("dismissed")),
        ] {
            let text = if what == " case" { sentence.as_str() } else { states.as_str() };
            let text = text
                .replace(" is still to be decided", " to decide")
                .replace(" are still to be decided", " to decide")
                .replace(" still to be decided", " to decide")
                .replace(" is ", " ")
                .replace(" are ", " ");
            if number_before(&text, what).unwrap_or(0) != number {
                wrong.push(format!("{number}{what}, but {sentence:?}"));
            }
        }
        // The table of Charts adds up to the same.
        let charts = self.book.table("Charts", "Kind of row");
        let total: i64 = charts.iter().flat_map(|row| row[1..].iter()).filter_map(|text| text.parse::<i64>().ok()).sum();
        let dismissed: i64 = charts.iter().filter_map(|row| row.get(6)?.parse::<i64>().ok()).sum();
        if total != rows.len() as i64 || dismissed != of("dismissed") {
            wrong.push(format!("Charts has {total} rows, {dismissed} dismissed; Conflicts {} and {}", rows.len(), of("dismissed")));
        }
    }

    /// The assignments in which something forbidden was found, each once.
    fn breaches(&self, wrong: &mut Vec<String>) {
        let mut of: BTreeMap<(String, String), Vec<(&str, bool)>> = BTreeMap::new();
        let is_breach = |f: &&secondee_audit::model::finding::Finding| {
            f.severity == Severity::Breach && list_of(&f.rule).is_some_and(|list| list.name() == "Conflict")
        };
        for finding in self.json.findings.iter().filter(is_breach) {
            let stands = finding.stands.as_deref().unwrap_or("");
            let certain = finding.certainty.name() == "confirmed";
            let row = |cell: &str| cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_string();
            let on = finding.evidence.iter().filter(|cell| cell.sheet == "Assignments");
            let mut on: BTreeSet<(String, String)> = on.map(|cell| (cell.member.clone(), row(&cell.cell))).collect();
            if on.is_empty() {
                on.insert((finding.id.clone(), String::new()));
            }
            on.into_iter().for_each(|assignment| of.entry(assignment).or_default().push((stands, certain)));
        }
        let is_open = |found: &[(&str, bool)]| found.iter().any(|(stands, _)| *stands != "dismissed");
        let certain = of.values().filter(|found| found.iter().any(|(stands, certain)| *stands != "dismissed" && *certain)).count() as i64;
        let dismissed = of.values().filter(|found| !is_open(found)).count() as i64;
        let breaches = self.audit.breaches();
        // Two rows of a person who was confirmed to be one are one assignment.
        let is_once = !self.audit.groundwork.joined.is_empty();
        let (found_certain, found_dismissed) = (breaches.certain.most, breaches.dismissed.most);
        let agrees = match is_once {
            true => {
                found_certain <= certain && found_dismissed <= dismissed && found_certain + found_dismissed > 0 || certain + dismissed == 0
            }
            false => (found_certain, found_dismissed) == (certain, dismissed),
        };
        if !agrees || breaches.certain.least > breaches.certain.most {
            wrong.push(format!("{certain} certain and {dismissed} dismissed assignments, but {breaches:?}"));
        }
        for sentence in sentences::breaches(self.audit) {
            for (sheet, text) in [("Summary", &self.summary), ("Narrative", &self.narrative)] {
                if !text.contains(&sentence) {
                    wrong.push(format!("{sheet} does not say {sentence:?}"));
                }
            }
        }
        let claims = self.narrative.contains("found where the guidance says that there must be none");
        if claims != (certain > 0) {
            wrong
                .push(format!("{certain} certain assignments stand or wait, but the narrative says {:?}", sentences::breaches(self.audit)));
        }
    }

    /// Compliance against findings and coverage of findings.json.
    fn compliance(&self, wrong: &mut Vec<String>) {
        let map = self.book.rows("Compliance", "¶14");
        for row in self.book.rows("Compliance by rule", "¶14").iter() {
            let member = row.text("Member");
            for paragraph in ["¶8", "¶9", "¶10", "¶11", "¶12", "¶13", "¶14", "¶15", "¶16"] {
                let shown = row.text(paragraph);
                let here = self.json.findings.iter().filter(|f| f.member == member && f.paragraph.as_deref() == Some(paragraph));
                let open: Vec<Severity> =
                    here.filter(|f| f.accepted.is_none() && f.stands.as_deref() != Some("dismissed")).map(|f| f.severity).collect();
                let begins = match open.iter().max() {
                    Some(Severity::Breach) => &["Breach"][..],
                    Some(Severity::Concern) => &["Concern"],
                    Some(Severity::Query) => &["Query"],
                    Some(Severity::Note) => &["Note"],
                    None => &["Nothing found", "Dismissed or accepted", "Not checked"],
                };
                if !begins.iter().any(|begin| shown.starts_with(begin)) {
                    wrong.push(format!("{member} {paragraph}: Compliance says {shown:?}, open findings are {open:?}"));
                }
                // The map says the same in a word.
                let word = map.iter().find(|row| row.text("Member") == member).map(|row| row.text(paragraph)).unwrap_or_default();
                let agrees = match open.iter().max() {
                    Some(Severity::Breach) => word.starts_with("Breach"),
                    Some(Severity::Concern) => word.starts_with("Concern"),
                    Some(Severity::Query) => word.starts_with("Query"),
                    _ => ["Nothing", "Partly", "Unknown", "n/a"].contains(&word.as_str()),
                };
                if !agrees || (shown.ends_with("not checked") && !(word == "Partly" || word.ends_with('*'))) {
                    wrong.push(format!("{member} {paragraph}: the map of Compliance says {word:?}, and Compliance by rule {shown:?}"));
                }
                let rules: BTreeSet<&str> = RULES.iter().filter(|r| r.paragraph == Some(paragraph)).map(|r| r.code).collect();
                let of_rules = self.json.coverage.iter().filter(|c| c.member == member && rules.contains(c.rule.as_str()));
                let is_unchecked = of_rules.into_iter().any(|c| !c.reason.is_empty());
                if is_unchecked && !shown.contains("ot checked") {
                    wrong.push(format!("{member} {paragraph}: something was not checked, and Compliance says {shown:?}"));
                }
            }
        }
    }

    /// Who returned, who used secondees and who sent a nil return.
    fn returns(&self, wrong: &mut Vec<String>) {
        let settings = &self.audit.round.settings;
        let (mut used, mut nil, mut neither) = (0, 0, 0);
        for own in &self.audit.round.returns {
            let says = own.answers.text(Question::Used).unwrap_or("");
            let mut listed = (0, 0);
            for row in &own.secondees {
                let (start, end) = (row.date(Sec::Start), row.date(Sec::End));
                let no_end = matches!(row.cell(Sec::End).entry, Entry::Blank) && row.text(Sec::Carried) != Some("Left");
                match (row.text(Sec::NpmWork), start, end) {
                    (Some("No"), ..) => {}
                    (_, Some(start), Some(end)) if end < start => listed.1 += 1,
                    (_, Some(start), _) if start > settings.census => {}
                    (_, _, Some(end)) if end < settings.from => {}
                    (Some(_), Some(_), end) if end.is_some() || no_end => listed.0 += 1,
                    _ => listed.1 += 1,
                }
            }
            let has_sheet = !own.layout.missing_sheets.contains(&Sheet::Secondees);
            match (says, listed, has_sheet) {
                (_, _, false) => neither += 1,
                ("No", (0, 0), _) => nil += 1,
                ("No", ..) => neither += 1,
                (_, (1.., _), _) => used += 1,
                _ => neither += 1,
            }
        }
        let returned = self.audit.round.returns.len();
        let sentence = format!("{returned} of 3 members returned");
        if !self.summary.contains(&sentence) {
            wrong.push(format!("Summary does not say {sentence:?}"));
        }
        if returned > 0
            && !self.summary.contains(&match nil {
                0 => format!("Of the returns, {used} used secondees, none is a nil return"),
                1 => format!("Of the returns, {used} used secondees, 1 is a nil return"),
                nil if nil == returned => format!("All {nil} are nil returns"),
                nil => format!("Of the returns, {used} used secondees, {nil} are nil returns"),
            })
        {
            wrong.push(format!(
                "{used} used secondees, {nil} nil, {neither} neither, and Summary says otherwise: {}",
                self.summary.lines().nth(4).unwrap_or("")
            ));
        }
        self.verdict(wrong);
        let statuses = self.json.returns.iter().filter(|line| line.status == "nil").count();
        if statuses != nil || used + nil + neither != returned {
            wrong.push(format!("{nil} nil returns, and findings.json has {statuses}"));
        }
        let figure = self.audit.figure(2026, "ALL", Measure::MembersUsing, Basis::Broad);
        if figure.unwrap_or(0.0) != used as f64 {
            wrong.push(format!("{used} members used secondees, and the figure is {figure:?}"));
        }
    }

    /// Year on year, Summary and the narrative on the same totals; every figure lies in its range.
    fn figures(&self, wrong: &mut Vec<String>) {
        for count in self.json.counts.iter().filter(|count| count.year == 2026) {
            let range = self.audit.ranges.get(&count.member, count.measure, count.basis);
            if let (Some(value), Some(range)) = (count.value, range)
                && !(range.low - 0.0001..=range.high + 0.0001).contains(&value)
                && !range.is_open_ended
            {
                wrong.push(format!("{count:?} is not in {range:?}"));
            }
        }
        let years = self.book.rows("Year on year", "Basis");
        let summary = self.book.table("Summary", "Figure");
        for basis in Basis::EACH {
            let row =
                |member: &str| years.iter().find(|row| row.text("Member") == member && row.text("Basis") == basis.words()).expect(member);
            let (all, same) = (row("ALL"), row("Same members"));
            if let (Some(then), Some(now)) = (all.number("2025"), all.number("2026"))
                && all.number("Change") != Some(now - then)
            {
                wrong.push(format!("{basis}: {then}, {now}, change {:?}", all.number("Change")));
            }
            let (mut then, mut now) = (0.0, 0.0);
            for member in &self.audit.round.settings.members {
                let own = row(&member.code);
                if let (Some(was), Some(is)) = (own.number("2025"), own.number("2026")) {
                    (then, now) = (then + was, now + is);
                }
            }
            // Whom two members list counts once.
            let shown = (same.number("2025"), same.number("2026"));
            if let (Some(was), Some(is)) = shown
                && (was > then
                    || is > now
                    || same.number("Change") != Some(is - was)
                    || now - is > self.audit.groundwork.joined.groups().len() as f64)
            {
                wrong.push(format!("{basis}: the same members went from {then} to {now}, and the row says {shown:?}"));
            }
            let words = if basis == Basis::Broad {
                "Secondees in post at the census date, all arrangements"
            } else {
                "of these on secondment (¶10)"
            };
            let at = summary.iter().position(|row| row[0] == words).expect(words);
            let figure = |row: &[String], col: usize| row.get(col).and_then(|text| text.parse::<f64>().ok());
            if figure(&summary[at], 2) != all.number("2026") {
                wrong.push(format!("{basis}: Summary {:?}, Year on year {:?}", summary[at], all.number("2026")));
            }
            if let Some(is) = shown.1
                && figure(&summary[at + 1], 2) != Some(is)
            {
                wrong.push(format!("{basis}: Summary {:?}, Year on year {is} in the same members", summary[at + 1]));
            }
            if let (Basis::Broad, Some(was), Some(is)) = (basis, shown.0, shown.1)
                && !self.narrative.contains(&match was == is {
                    true => format!("the number stayed at {is}."),
                    false => format!("the number went from {was} to {is}."),
                })
                && !self.audit.round.returns.is_empty()
            {
                wrong.push(format!("the narrative does not say that the same members went from {was} to {is}"));
            }
        }
        self.movements(wrong);
    }

    /// A movement whose member has an open query that could change the number is never told as real.
    fn movements(&self, wrong: &mut Vec<String>) {
        let real: String =
            self.narrative.lines().flat_map(|line| line.split(". ")).filter(|s| s.starts_with("The number ")).collect::<Vec<_>>().join(" ");
        for member in &self.audit.round.settings.members {
            let is_told = real.contains(&format!("{} (", member.code));
            let range = self.audit.ranges.get(&member.code, Measure::SecondeesCensus, Basis::Broad);
            if is_told && range.is_some_and(|range| !range.is_exact()) {
                wrong.push(format!("{} is told to have moved, and could be {range:?}: {real}", member.code));
            }
        }
    }

    /// How many assignments could not be checked, by the cells that the coverage of findings.json names.
    fn not_checked(&self, wrong: &mut Vec<String>) {
        let mut cells: BTreeSet<(String, String)> = BTreeSet::new();
        for coverage in self.json.coverage.iter().filter(|c| c.reason.contains("could not be checked, because")) {
            for word in coverage.reason.split([' ', ',', ';']).filter(|word| word.starts_with("Assignments!")) {
                cells.insert((coverage.member.clone(), word.to_string()));
            }
        }
        let sentence = sentences::not_checked(self.audit);
        let number = sentence.split(' ').next().and_then(|number| number.parse::<usize>().ok()).unwrap_or(0);
        if number != cells.len() {
            wrong.push(format!("{} assignments could not be checked, {cells:?}, but {sentence:?}", cells.len()));
        }
        for (sheet, text) in [("Summary", &self.summary), ("Narrative", &self.narrative)] {
            if !text.contains(&sentence) {
                wrong.push(format!("{sheet} does not say {sentence:?}"));
            }
        }
    }

    /// A person confirmed on two rows is one in counts, and no assignment stands twice on Conflicts for one fault.
    fn persons(&self, wrong: &mut Vec<String>) {
        let settings = &self.audit.round.settings;
        let joined = &self.audit.groundwork.joined;
        for own in &self.audit.round.returns {
            for basis in Basis::EACH {
                let counts = |row: &secondee_audit::model::Record<Sec>| {
                    row.counts_at_census(settings)
                        && (basis == Basis::Broad || row.text(Sec::Arrangement).is_some_and(|a| NARROW_ARRANGEMENTS.contains(&a)))
                };
                let mut persons: BTreeSet<String> = BTreeSet::new();
                for row in own.secondees.iter().filter(|row| counts(row)) {
                    let group = joined.group(&own.member, Sheet::Secondees, row.row);
                    persons.insert(group.map_or(format!("row {}", row.row), |group| format!("person {group}")));
                }
                let figure = self.audit.figure(2026, &own.member, Measure::SecondeesCensus, basis);
                if figure.is_some_and(|figure| figure != persons.len() as f64) {
                    wrong.push(format!("{} {basis}: {} persons, and the figure is {figure:?}", own.member, persons.len()));
                }
            }
        }
        let mut seen: BTreeSet<(String, String, String, String)> = BTreeSet::new();
        for finding in self.json.findings.iter().filter(|f| f.rule.starts_with("G14")) {
            let (member, reference) =
                (finding.subject.person_member.clone().unwrap_or_default(), finding.subject.person_ref.clone().unwrap_or_default());
            let Some(person) = self.audit.round.person(&member, &reference) else { continue };
            let (of, sheet, row) = secondee_audit::people::row_of(&person);
            let Some(group) = joined.group(&of, sheet, row) else { continue };
            let place = finding.subject.place_id.clone().unwrap_or_default();
            let key = (format!("{} {}", finding.rule, finding.member), finding.cell.clone(), place, format!("person {group}"));
            if !seen.insert(key.clone()) {
                wrong.push(format!("one assignment of one person stands twice on Conflicts: {key:?}"));
            }
        }
    }

    /// The other sentences of the narrative for the meeting, recounted from findings.json.
    fn narrative(&self, wrong: &mut Vec<String>) {
        let mut says = |words: String| {
            if !self.narrative.contains(&words) {
                wrong.push(format!("the narrative does not say {words:?}"));
            }
        };
        let returned: Vec<&str> =
            self.json.returns.iter().filter(|r| r.status == "received" || r.status == "nil").map(|r| r.member.as_str()).collect();
        says(format!("{} of 3 members {} returned the survey.", returned.len(), if returned.len() == 1 { "has" } else { "have" }));
        if returned.is_empty() {
            return;
        }
        let of = |measure: Measure, basis: Basis| {
            let of_measure =
                self.json.counts.iter().filter(|c| c.year == 2026 && c.measure == measure && c.basis == basis && c.member != "ALL");
            // The sum over the members whose figure is known; whom two members list is counted once, which the figure of all says.
            let known: Vec<f64> = of_measure.filter_map(|c| c.value).collect();
            let all = self.json.counts.iter().find(|c| c.key() == (2026, "ALL", measure, basis)).and_then(|c| c.value);
            (known.iter().sum::<f64>(), all, !known.is_empty())
        };
        for measure in [Measure::SecondeesCensus, Measure::SecondeesNew, Measure::SecondeesEnded, Measure::NpmStaff] {
            for basis in Basis::EACH {
                let (sum, all, any) = of(measure, basis);
                let again = sum - all.unwrap_or(sum);
                if any != all.is_some() || !(0.0..=self.audit.groundwork.joined.groups().len() as f64).contains(&again) {
                    says(format!("{measure} {basis}: {sum} of the members and {all:?} of all"));
                }
            }
        }
        if let (_, Some(broad), _) = of(Measure::SecondeesCensus, Basis::Broad) {
            says(format!("At the census date, {} of all arrangements", sentences::counted(broad as i64, "secondee", "secondees")));
        }
        if let ((_, Some(new), _), (_, Some(ended), _)) =
            (of(Measure::SecondeesNew, Basis::Broad), of(Measure::SecondeesEnded, Basis::Broad))
        {
            let new = sentences::capital(&sentences::counted(new as i64, "arrangement", "arrangements"));
            says(format!("{new} began and {} ended in the year.", if ended == 0.0 { "none".to_string() } else { ended.to_string() }));
        }
        // Departures by paragraph.
        for paragraph in 8..=16 {
            let paragraph = format!("¶{paragraph}");
            let open = self.json.findings.iter().filter(|f| {
                let is_open = f.accepted.is_none() && f.stands.as_deref() != Some("dismissed");
                is_open && f.severity >= Severity::Concern && f.paragraph.as_deref() == Some(paragraph.as_str())
            });
            let is_certain = |f: &&secondee_audit::model::finding::Finding| list_of(&f.rule).is_none() || f.certainty.name() == "confirmed";
            let (certain, unsure): (Vec<_>, Vec<_>) = open.partition(is_certain);
            let certain: BTreeSet<&str> = certain.iter().map(|f| f.member.as_str()).collect();
            let unsure: BTreeSet<&str> = unsure.iter().map(|f| f.member.as_str()).filter(|member| !certain.contains(member)).collect();
            for number in [certain.len(), unsure.len()].into_iter().filter(|number| *number > 0) {
                says(format!("{paragraph} in {number}"));
            }
        }
        // What became of people, in members with both figures.
        let rows =
            || self.audit.flows.iter().filter(|f| f.basis == Basis::Broad && f.opening.is_ok() && f.closing.is_ok()).flat_map(|f| &f.rows);
        let number = |words: &str| rows().filter(|row| row.change.words() == words).count();
        if self.audit.round.last.is_some() {
            let stayed = number("Stayed") + number("Stayed, moved home");
            says(format!("Person by person: {} joined, {} left, {stayed} stayed", number("Joined"), number("Left")));
        }
        let is_open_query = |f: &&secondee_audit::model::finding::Finding| {
            f.severity == Severity::Query && f.accepted.is_none() && f.stands.as_deref() != Some("dismissed")
        };
        let queries = self.json.findings.iter().filter(is_open_query).count();
        let open = match queries {
            0 => "No finding is to be corrected or explained.".to_string(),
            n => sentences::counted(n as i64, "finding is", "findings are") + " to be corrected or explained, of which ",
        };
        says(open);
        // Queries that wait for a member, by the sheet on which they stand: what Summary, narrative and Returns count.
        let mut sent: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in self.book.rows("Queries", "Finding id").iter() {
            if ["new", "still present", "reopened"].contains(&row.text("State").as_str()) {
                sent.entry(row.text("Member")).or_default().insert(row.text("Query id"));
            }
        }
        let queries: usize = sent.values().map(BTreeSet::len).sum();
        let open = sentences::counted(queries as i64, "query to members is", "queries to members are") + " open";
        says(sentences::capital(&sentences::counted(queries as i64, "query to members is", "queries to members are")) + " open.");
        let mut differing = Vec::new();
        for row in self.book.rows("Returns", "Open queries").iter() {
            let of_member = sent.get(&row.text("Member")).map_or(0, BTreeSet::len);
            if row.number("Open queries").is_some_and(|number| number != of_member as f64) {
                differing.push(format!("{of_member} queries to {} are open, and Returns says otherwise", row.text("Member")));
            }
        }
        let in_summary = self.summary.contains(&open);
        let skipped = self.json.coverage.iter().filter(|c| c.outcome == run::Outcome::Skipped).count();
        says(format!("of these {} checks, {skipped} could not be made", self.json.coverage.len()));
        wrong.extend(differing);
        // Where there are none, Summary leaves the sentence out.
        if queries > 0 && !in_summary {
            wrong.push(format!("Summary does not say {open:?}"));
        }
    }

    /// Whether reliance falls, by last year's figure and by what this year's could be, as Year on year has them.
    fn verdict(&self, wrong: &mut Vec<String>) {
        let years = self.book.rows("Year on year", "Could be");
        let all = years.iter().find(|row| row.text("Member") == "ALL" && row.text("Basis") == Basis::Broad.words());
        let Some(all) = all else { return };
        let verdicts = ["Reliance falls, whatever is open", "Reliance rises, whatever is open", "Whether reliance falls is not certain"];
        let said: Vec<&str> = verdicts.into_iter().filter(|verdict| self.summary.contains(verdict)).collect();
        let could_be = all.text("Could be");
        let span = could_be.split_once(" to ").and_then(|(low, high)| Some((low.parse::<f64>().ok()?, high.parse::<f64>().ok()?)));
        let then = self.audit.round.last.as_ref().and_then(|_| all.number("2025"));
        let expected = match (span, then) {
            (Some((_, high)), Some(then)) if high < then => vec![verdicts[0]],
            (Some((low, _)), Some(then)) if low > then => vec![verdicts[1]],
            (Some(_), Some(_)) => vec![verdicts[2]],
            _ => Vec::new(),
        };
        if said != expected {
            wrong.push(format!("it could be {could_be:?} and was {then:?}, and Summary says {said:?}"));
        }
        if let (Some((low, high)), Some(then), [verdict]) = (span, then, expected.as_slice()) {
            let tail = self.summary.split_once(verdict).map_or("", |(_, tail)| tail.split_once(". ").map_or(tail, |(tail, _)| tail));
            let holds =
                [format!("could be {low}"), format!(" to {high}"), format!("and was {then}")].iter().all(|words| tail.contains(words));
            if !holds {
                wrong.push(format!("it could be {could_be:?} and was {then:?}, and Summary says {tail:?}"));
            }
        }
    }

    /// Every sentence of both texts has a form that is known here: one of a new form fails until it is recounted and listed.
    fn forms(&self, wrong: &mut Vec<String>) {
        let paragraphs = secondee_audit::outputs::narrative::paragraphs(self.audit, &self.audit.ranges);
        let internal = paragraphs.iter().flat_map(|paragraph| sentences_of(&paragraph.text));
        let published = publish::of_round(self.audit).map(|release| release.points).unwrap_or_default();
        let published = published.iter().flat_map(|point| sentences_of(&point.words));
        for (sentence, forms) in
            internal.map(|sentence| (sentence, FORMS_FOR_THE_MEETING)).chain(published.map(|sentence| (sentence, FORMS_FOR_PUBLICATION)))
        {
            if !forms.iter().any(|form| has_form(&sentence, form)) {
                wrong.push(format!("a sentence of no known form: {sentence:?}"));
            }
            let words: Vec<&str> = sentence.split([' ', '(']).collect();
            for pair in words.windows(2) {
                let many = ["members", "queries", "assignments", "rows", "secondees", "arrangements", "findings", "returns"];
                if pair[0] == "1" && many.contains(&pair[1].trim_end_matches([',', ':', ';', '.'])) {
                    wrong.push(format!("\"{} {}\" in {sentence:?}", pair[0], pair[1]));
                }
            }
            if sentence.contains("0 of 0") || sentence.contains("  ") || sentence.contains("NaN") {
                wrong.push(format!("not a sentence to be read out: {sentence:?}"));
            }
        }
    }

    /// The text for publication is that of the release, which the check before publication passed, and names no member.
    fn publication(&self, wrong: &mut Vec<String>) {
        let text = self.book.words("Text for publication");
        match publish::of_round(self.audit) {
            Err(_) if text.contains("No text can be published") => {}
            Err(why) => wrong.push(format!("a text for publication, though {why}")),
            Ok(release) => {
                let statements: Vec<_> = release.points.iter().flat_map(|point| point.statements.clone()).collect();
                if !release.check(&statements).is_empty() {
                    wrong.push("the text for publication gives a count away".into());
                }
                for point in &release.points {
                    if !text.contains(&point.words) {
                        wrong.push(format!("the text for publication does not say {:?}", point.words));
                    }
                    // Every number said is a cell that is shown, or about members and terms.
                    for statement in &point.statements {
                        let shown: Option<i64> = statement
                            .terms
                            .iter()
                            .map(|(key, factor)| Some(release.cell(key.figure, key.year, &key.member).number()? * factor))
                            .sum();
                        if shown != Some(statement.value) {
                            wrong.push(format!("{:?} says what no shown cell says", point.words));
                        }
                    }
                }
                let names = self.audit.round.settings.members.iter().map(|member| member.code.as_str());
                for member in names.filter(|code| text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == *code)) {
                    wrong.push(format!("the text for publication names {member}"));
                }
            }
        }
        if !self.book.words("Narrative").contains("not for publication") {
            wrong.push("the narrative for the meeting is not marked".into());
        }
    }
}

/// The sentences of a paragraph.
fn sentences_of(text: &str) -> Vec<String> {
    let ends: Vec<usize> = text
        .match_indices(". ")
        .map(|(at, _)| at + 1)
        .filter(|end| text[end + 1..].starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
        .chain([text.len()])
        .collect();
    let mut from = 0;
    let mut all = Vec::new();
    for end in ends {
        all.push(text[from..end].trim().to_string());
        from = end;
    }
    all
}

/// Whether a sentence is of a form, in which a star is any words.
fn has_form(sentence: &str, form: &str) -> bool {
    let pieces: Vec<&str> = form.split('*').collect();
    let Some(mut rest) = sentence.strip_prefix(pieces[0]) else { return false };
    for (at, piece) in pieces.iter().enumerate().skip(1) {
        let found = if at + 1 == pieces.len() { rest.ends_with(piece).then(|| rest.len() - piece.len()) } else { rest.find(piece) };
        let Some(found) = found else { return false };
        rest = &rest[found + piece.len()..];
    }
    pieces.len() > 1 || rest.is_empty()
}

/// The forms of the narrative for the meeting.
const FORMS_FOR_THE_MEETING: &[&str] = &[
    "For the year to *, * of * members * returned the survey.",
    "1 of these is a nil return.",
    "* of these are nil returns.",
    "Outstanding: *.",
    "Returned, but the file could not be used: *.",
    "No return was asked of *.",
    "* says that it used no secondees, and lists * in the year: it is counted neither as a nil return nor as having used secondees*.",
    "* say that they used no secondees, and list some in the year (how many, in brackets): they are counted neither as nil returns nor as having used \
     secondees*.",
    "* says that it used secondees, and lists none in the year: it is counted neither as a nil return nor as having used secondees*.",
    "* say that they used secondees, and list none in the year: they are counted neither as nil returns nor as having used secondees*.",
    "Whether * used secondees is not known: cells that decide it are blank or cannot be read.",
    "No return is in use, so nothing can be said of this year.",
    "How many secondees were in post at the census date is not known of any member: cells that decide it are blank or cannot be read.",
    "At the census date, * of all arrangements * in post on NPM work*.",
    "This leaves out *: cells that decide how many secondees were in post are blank or cannot be read.",
    "In the same * with a figure in both years, the number went from * to *.",
    "In the same * with a figure in both years, the number stayed at *.",
    "How many of them were on secondment is not known of any member.",
    "Of these on secondment there *.",
    "The share of NPM staff who are secondees is not known.",
    "Secondees were *% of all NPM staff*.",
    "How many members used secondees in the year is not known*.",
    "* of * with a return used secondees in the year*.",
    "* of the * of which this is known used secondees in the year*.",
    "* began and * ended in the year.",
    "How many arrangements began and ended in the year is not known.",
    "There is no earlier workbook to compare with.",
    "No member has a figure in both years, so nothing can be said of movements.",
    "No member's number moved for certain.",
    "The number rose in *.",
    "The number fell in *.",
    "Movements that may be an error in the return, with the queries that will settle them: *.",
    "It stayed the same in * member*.",
    "Person by person: * joined, * left, * stayed*.",
    "No comparison is possible for *: last year has no figure.",
    "No comparison is possible for *: this year's figure is not known, as cells are blank or cannot be read.",
    "No assignment stands, or waits for a decision, of which the names are certain and the guidance says that there must be none (¶13–14).",
    "* found where the guidance says that there must be none (¶13–14) and the names are certain, in the returns of *; *.",
    "Which number is right depends on whether rows that look alike are one assignment.",
    "1 of them lies outside the reporting year by its dates.",
    "* of them lie outside the reporting year by their dates.",
    "* further assignment* may be against the guidance as well, depending on what must be confirmed first; *.",
    "* dismissed: decided to be no conflict, or explained and accepted.",
    "* not be checked, because *.",
    "Conflicts has no cases.",
    "Conflicts has * case*: *.",
    "Of these *.",
    "All * are *.",
    "It is *.",
    "No return is in use, so nothing can be said of how the guidance is followed.",
    "Nothing was found that departs for certain from ¶8–16 in * with a return.",
    "Nothing was found that departs from ¶8–16 in * with a return.",
    "Of * with a return, departures from the guidance or missing evidence were found under *.",
    "Under * there may be departures as well, depending on what must be confirmed first.",
    "* to members * open.",
    "No finding is to be corrected or explained.",
    "* to be corrected or explained, of which * could change the number of secondees.",
    "What a figure could be depends on open queries*.",
    "No upper limit can be given, because nothing is known of a member whose return is missing.",
    "Each rule is checked for each member; of these * checks, * could not be made: the sheet Coverage of the consolidated workbook says why.",
    "The NPM had * members in * and * in *; the figures of all members are not to be compared.",
    "Last year has no workbook; comparisons are with *.",
    "Figures for * were typed in from other sources.",
    "The survey of May 2013 counted members that used secondees, not secondees, and its definition of NPM work may differ.",
];

/// The forms of the text for publication.
const FORMS_FOR_PUBLICATION: &[&str] = &[
    "Counts of secondees at the census date in * are available for * of * members, and totals of secondees are of those members.",
    "Other figures may be of other members: where that is known, each says of how many.",
    "At the census date in *, counting all arrangements: *.",
    "At the census date in *, counting secondments only: *.",
    "The number of secondees at the census date in *, is *.",
    "Secondees made up *% of staff on NPM work in * (¶10).",
    "The share of secondees among staff on NPM work in * is not shown *.",
    "In the year to 31 March *, * began and * ended.",
    "In the year to 31 March *, * began.",
    "In the year to 31 March *, * ended.",
    "* members of which this is known used secondees for NPM work in the year to 31 March *.",
    "* member of which this is known used secondees for NPM work in the year to 31 March *.",
    "* of * members had no secondee at the census date in *.",
    "* of * member had no secondee at the census date in *.",
    "Counts of secondees from 1 to * are withheld and shown as [c], with further counts from which they could be worked out (* in all).",
];

/// How many random rounds are tried.
const ROUNDS: u64 = 50;

/// Tries every random round, on two threads, and fails with the contradictions found; what stops a round is one of them.
fn no_contradiction_in(of_round: fn(u64) -> Vec<String>) {
    let wrong = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for worker in 0..2 {
            let wrong = &wrong;
            scope.spawn(move || {
                for seed in (0..ROUNDS).filter(|seed| seed % 2 == worker) {
                    let found = catch_unwind(|| of_round(seed)).unwrap_or_else(|e| {
                        let what = e.downcast_ref::<String>().cloned().or_else(|| e.downcast_ref::<&str>().map(|s| (*s).to_string()));
                        vec![format!("seed {seed}: stopped: {}", what.unwrap_or_default())]
                    });
                    wrong.lock().expect("no test failed in here").extend(found);
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no test failed in here");
    assert!(wrong.is_empty(), "{} contradictions:\n{}", wrong.len(), wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n"));
}

#[test]
fn one_account_is_told_everywhere_before_and_after_people_are_heard() {
    no_contradiction_in(|seed| {
        let mut dice = Dice(seed * 7 + 1);
        let sample = random_sample(&mut dice);
        let before = audited(sample.round(), &Book::default());
        let shown = Workbook::new(consolidated(&before));
        let mut found: Vec<String> =
            contradictions(&before, &shown).into_iter().map(|what| format!("seed {seed}, before: {what}")).collect();
        let (round, book) = heard(&mut dice, &shown, &sample, &before);
        let after = audited(round, &book);
        let shown = Workbook::new(consolidated(&after));
        found.extend(contradictions(&after, &shown).into_iter().map(|what| format!("seed {seed}, after: {what}")));
        found
    });
}

/// The samples' round as an audit left it, with what the console said.
fn samples() -> (tempfile::TempDir, std::path::PathBuf, String) {
    let (folder, round) = rounds::audited(&[], &[]);
    let said = rounds::audits(&round);
    (folder, round, said)
}

fn read(round: &Path) -> Vec<u8> {
    std::fs::read(rounds::workbook(round)).expect("the workbook")
}

fn found(round: &Path) -> FindingsFile<'static> {
    serde_json::from_slice(&std::fs::read(round.join("output/findings.json")).expect("findings.json")).expect("our own JSON")
}

#[test]
fn the_samples_contradict_themselves_nowhere() {
    let (_folder, round, console) = samples();
    let bytes = read(&round);
    let (summary, narrative) = (words(&bytes, "Summary"), words(&bytes, "Narrative"));
    // Nil: six, and CI is neither.
    assert!(summary.contains("12 used secondees, 6 are nil returns"), "{summary}");
    assert!(summary.contains("CI says that it used no secondees, and lists 3 secondees in the year"), "{summary}");
    let status = rounds::run(&["status", &round.to_string_lossy(), "--format", "json"]);
    let lines: Vec<serde_json::Value> = serde_json::from_slice(&status.stdout).expect("JSON");
    let nil = lines.iter().filter(|line| line["status"] == "nil").count();
    assert_eq!((nil, found(&round).returns.iter().filter(|line| line.status == "nil").count()), (6, 6));
    // What each member still has to answer, on Returns and in status.
    let returns = rows(&bytes, "Returns", "Open queries");
    for line in lines.iter().filter(|line| line["status"] == "received" || line["status"] == "nil") {
        let of = |row: &&SheetRow| {
            row.text("Member") == line["member"].as_str().unwrap_or("?") && row.text("File") == line["file"].as_str().unwrap_or("?")
        };
        let row = returns.iter().find(of).expect("the file is on Returns");
        assert_eq!(row.number("Open queries"), line["open_queries"].as_f64(), "{line}");
        assert_eq!(row.text("Status"), line["status"].as_str().unwrap_or("?"), "{line}");
    }
    // Breaches: two rows of HMIPS may be one, one visit is of another year; caveats stand in the rows.
    for text in [&summary, &narrative, &console] {
        assert!(text.contains("3 or 4 assignments were found where the guidance says that there must be none"), "{text}");
        assert!(text.contains("Which number is right depends on whether rows that look alike are one assignment."), "{text}");
        assert!(text.contains("1 of them lies outside the reporting year by its dates."), "{text}");
        assert!(text.contains("2 assignments could not be checked, because"), "{text}");
        // One names a place that the register does not know; of the other the home is not given, which is asked of the member.
        assert!(text.contains("; 1 of them is a case on Conflicts, and about the other its member is asked."), "{text}");
    }
    let conflicts = rows(&bytes, "Conflicts", "Finding id");
    let of = |member: &str| conflicts.iter().find(|row| row.text("Member") == member && row.text("Severity") == "breach").expect(member);
    for rule in ["R05", "E02", "R11"] {
        assert!(of("CIW").text("Caveats").contains(rule), "{rule} is not in {:?}", of("CIW").text("Caveats"));
    }
    assert!(of("HMIPS").text("Caveats").contains("R07"), "{:?}", of("HMIPS").text("Caveats"));
    // Movements: only one is real.
    assert!(narrative.contains("The number rose in MWCS (2 to 3)."), "{narrative}");
    let doubtful = narrative
        .split("Movements that may be an error in the return")
        .nth(1)
        .expect("doubtful movements")
        .split(". ")
        .next()
        .unwrap_or("");
    assert!(
        doubtful.contains("OFSTED") && doubtful.contains("IMBNI") && doubtful.contains("CIW") && doubtful.contains("R06"),
        "{doubtful}"
    );
    // Like for like has a row of its own, and the change of all is that of its figures.
    let years = rows(&bytes, "Year on year", "Basis");
    let row =
        |member: &str| years.iter().find(|row| row.text("Member") == member && row.text("Basis") == Basis::Broad.words()).expect(member);
    assert_eq!(row("ALL").number("Change"), row("ALL").number("2026").zip(row("ALL").number("2025")).map(|(now, then)| now - then));
    let same = row("Same members");
    assert_eq!(same.text("2025"), same.text("2026"));
    let words_of_same = format!("the number stayed at {}.", same.text("2026"));
    assert!(narrative.contains(&words_of_same) && summary.contains("the same 18 members in both years"), "{words_of_same}");
    // Two texts.
    assert!(narrative.contains("not for publication"), "{narrative}");
    let published = rounds::run(&["publish", &round.to_string_lossy(), "--format", "json"]);
    let published: serde_json::Value = serde_json::from_slice(&published.stdout).expect("JSON");
    let points = published["key_points"].as_array().expect("key points").clone();
    let text = words(&bytes, "Text for publication");
    assert!(points.len() > 3 && points.iter().all(|point| text.contains(point.as_str().unwrap_or("?"))), "{text}");
}

#[test]
fn a_confirmed_pair_is_one_person_and_a_decision_reaches_every_word() {
    let (_folder, round, _) = samples();
    let before = read(&round);
    let census = |bytes: &[u8], member: &str| {
        let years = rows(bytes, "Year on year", "Basis");
        let row = years.iter().find(|row| row.text("Member") == member && row.text("Basis") == Basis::Broad.words()).expect(member);
        (row.text("2026"), row.text("Could be"))
    };
    assert_eq!(census(&before, "OFSTED"), ("3".into(), "2 to 3".into()));
    let people = rows(&before, "People to confirm", "Pair id");
    let pair = people.iter().find(|row| row.text("Member") == "OFSTED").expect("the pair");
    assert!(pair.text("What depends on it").contains("OFSTED secondees are 3, and 2 if one person"), "{}", pair.text("What depends on it"));
    let conflicts = rows(&before, "Conflicts", "Finding id");
    let of = |rows: &[SheetRow], member: &str| {
        rows.iter().filter(|row| row.text("Member") == member && row.text("Severity") == "breach").count()
    };
    let hmips: Vec<String> = conflicts
        .iter()
        .filter(|row| row.text("Member") == "HMIPS" && row.text("Severity") == "breach")
        .map(|row| row.text("Finding id"))
        .collect();
    let ofsted = of(&conflicts, "OFSTED");
    let cells = [
        ("People to confirm", cell(&before, "People to confirm", &pair.text("Pair id"), "Same person?"), "Yes"),
        ("Conflicts", cell(&before, "Conflicts", &hmips[0], "Decision"), "No conflict"),
        ("Conflicts", cell(&before, "Conflicts", &hmips[1], "Decision"), "Conflict: action required"),
    ];
    std::fs::write(rounds::workbook(&round), typed(&before, &cells)).expect("written");
    let console = rounds::audits(&round);
    let after = read(&round);
    assert_eq!(census(&after, "OFSTED"), ("2".into(), String::new()));
    let all = |bytes: &[u8]| census(bytes, "ALL").0.parse::<i64>().expect("a number");
    assert_eq!(all(&after), all(&before) - 1);
    assert_eq!(of(&rows(&after, "Conflicts", "Finding id"), "OFSTED"), ofsted, "the one assignment stands once");
    let (summary, narrative) = (words(&after, "Summary"), words(&after, "Narrative"));
    for text in [&summary, &narrative, &console] {
        assert!(text.contains("3 assignments were found where the guidance says that there must be none"), "{text}");
        assert!(text.contains("decided to stand: 1; waiting: 2"), "{text}");
        assert!(text.contains("1 decided to stand and 1 dismissed"), "{text}");
        assert!(text.contains("1 assignment was dismissed"), "{text}");
    }
    let stands = |id: &str| found(&round).findings.iter().find(|f| f.id == id).and_then(|f| f.stands.clone()).unwrap_or_default();
    assert_eq!((stands(&hmips[0]).as_str(), stands(&hmips[1]).as_str()), ("dismissed", "stands"));
}

#[test]
fn the_words_are_defined_once_on_about_and_in_the_guide() {
    let guide = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coordinator.md")).expect("the guide");
    let rows: BTreeSet<&str> = guide.lines().filter(|line| line.starts_with("| ")).collect();
    let bytes = consolidated(&audited(sample::clean().round(), &Book::default()));
    let about = words(&bytes, "About");
    let year = rounds::run(&["guide"]);
    let year = String::from_utf8_lossy(&year.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    for (word, sense) in secondee_audit::outputs::glossary::WORDS {
        assert!(year.contains(&format!("- {word}: {sense}")), "`secondee-audit guide` does not say {word}: {sense}");
        let line = format!("| {word} | {sense} |");
        assert!(rows.contains(line.as_str()), "docs/coordinator.md does not have the line {line:?}");
        assert!(about.contains(sense), "About does not say {sense:?}");
    }
}
