//! What the program prints: `audit` on the console, `status` and `status --format json`, held against the workbook and findings.json that the same run
//! wrote, in random rounds, before and after people typed decisions and answers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use secondee_audit::book::choices::{DECISIONS, OF_FINDINGS};
use secondee_audit::book::tables::SheetRow;
use secondee_audit::model::finding::{Finding, Severity};
use secondee_audit::model::{a1, row_of};
use secondee_audit::outputs::findings_file::FindingsFile;

use super::workbook::Workbook;
use super::{Dice, found, no_contradiction_in, number_before, random_sample, read};
use crate::support::rounds;
use crate::support::workbooks::typed;

const MEMBERS: [&str; 3] = ["HMIP", "HMICFRS", "CQC"];

/// One run: what was printed and what was written.
struct Run {
    console: String,
    status: String,
    lines: Vec<serde_json::Value>,
    book: Workbook,
    json: FindingsFile<'static>,
    queries: BTreeSet<String>,
}

impl Run {
    fn of(round: &Path) -> Self {
        let console = rounds::audits(round);
        let status = |arguments: &[&str]| {
            let output = rounds::run(&[&["status", &round.to_string_lossy()], arguments].concat());
            assert_eq!(output.status.code(), Some(0), "{}", rounds::said(&output));
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        let files = fs::read_dir(round.join("output/queries")).into_iter().flatten().flatten();
        let queries = files.map(|file| file.file_name().to_string_lossy().split('-').next().unwrap_or("").to_string()).collect();
        let lines = serde_json::from_str(&status(&["--format", "json"])).expect("JSON");
        Self { console, status: status(&[]), lines, book: Workbook::new(read(round)), json: found(round), queries }
    }

    fn is_open(finding: &Finding) -> bool {
        finding.accepted.is_none() && finding.stands.as_deref() != Some("dismissed")
    }

    /// Every contradiction in words.
    fn contradictions(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        self.returns(&mut wrong);
        self.findings(&mut wrong);
        self.sentences(&mut wrong);
        self.next(&mut wrong);
        self.status(&mut wrong);
        wrong
    }

    fn says(&self, words: &str, wrong: &mut Vec<String>) {
        if !self.console.contains(words) {
            wrong.push(format!("the console does not say {words:?}: {}", self.console));
        }
    }

    fn returns(&self, wrong: &mut Vec<String>) {
        let returned = self.json.returns.iter().filter(|line| ["received", "nil"].contains(&line.status.as_str())).count();
        self.says(&format!("{returned} of {} members returned.", MEMBERS.len()), wrong);
        for line in self.json.returns.iter().filter(|line| line.status == "outstanding") {
            let named = self.console.lines().any(|text| text.contains(" outstanding.") && text.contains(&line.member));
            let in_summary = self.book.words("Summary").split("Outstanding: ").nth(1).is_some_and(|rest| rest.contains(&line.member));
            if !named || !in_summary {
                wrong.push(format!("{} is outstanding: named on the console {named}, on Summary {in_summary}", line.member));
            }
        }
    }

    /// How many findings of each severity there are, and how many of them are dismissed or accepted.
    fn findings(&self, wrong: &mut Vec<String>) {
        if self.json.findings.is_empty() {
            return self.says("Nothing was found.", wrong);
        }
        let verdict = self.console.lines().find(|line| line.starts_with("Found: ")).unwrap_or("").to_string();
        let mut parts = Vec::new();
        for (severity, one, many) in [
            (Severity::Breach, "breach", "breaches"),
            (Severity::Concern, "concern", "concerns"),
            (Severity::Query, "finding of the severity query", "findings of the severity query"),
            (Severity::Note, "note", "notes"),
        ] {
            let of: Vec<&Finding> = self.json.findings.iter().filter(|f| f.severity == severity).collect();
            let gone = of.iter().filter(|f| !Self::is_open(f)).count();
            let words = match (of.len(), gone) {
                (0, _) => continue,
                (1, 0) => format!("1 {one}"),
                (1, _) => format!("1 {one} (dismissed or accepted)"),
                (n, 0) => format!("{n} {many}"),
                (n, gone) => format!("{n} {many} ({gone} of them dismissed or accepted)"),
            };
            parts.push(words);
        }
        let last = parts.pop().expect("something was found");
        let expected = if parts.is_empty() { format!("Found: {last}.") } else { format!("Found: {} and {last}.", parts.join(", ")) };
        if verdict != expected {
            wrong.push(format!("the console says {verdict:?}, findings.json {expected:?}"));
        }
        // Each breach that is open is named by rule, member and cell.
        let breaches: Vec<&Finding> = self.json.findings.iter().filter(|f| f.severity == Severity::Breach && Self::is_open(f)).collect();
        let lines: Vec<&str> = self.console.lines().filter(|line| line.starts_with("breach ")).collect();
        let is_named = |f: &&Finding| {
            lines.iter().any(|line| line.contains(&f.rule) && line.contains(&f.member) && line.contains(&format!("{}!{}", f.sheet, f.cell)))
        };
        if lines.len() != breaches.len() || !breaches.iter().all(is_named) {
            wrong.push(format!("{} breaches are open, and the console has {lines:?}", breaches.len()));
        }
    }

    /// The sentences on conflicts are those of Summary and of the narrative, word by word.
    fn sentences(&self, wrong: &mut Vec<String>) {
        let (summary, narrative) = (self.book.words("Summary"), self.book.words("Narrative"));
        let begins = |line: &&str| {
            let of = ["Conflicts has ", "No assignment stands", "Which number is right"];
            let within = ["where the guidance says that there must be none", "outside the reporting year", "further assignment"];
            of.iter().any(|begin| line.starts_with(begin))
                || within.iter().any(|part| line.contains(part))
                || line.ends_with("or explained and accepted.")
                || line.contains(" not be checked, because ")
        };
        let said: Vec<&str> = self.console.lines().filter(|line| !line.starts_with("breach ")).filter(begins).collect();
        if said.len() < 2 {
            wrong.push(format!("the console says too little of conflicts: {said:?}"));
        }
        for line in said {
            for (sheet, text) in [("Summary", &summary), ("Narrative", &narrative)] {
                if !text.contains(line) {
                    wrong.push(format!("the console says {line:?}, and {sheet} does not"));
                }
            }
        }
        let has_sheet = self.book.has("Settled");
        let settled = if has_sheet { self.book.rows("Settled", "Finding id").len() } else { 0 };
        match settled {
            0 if self.console.contains(" on Settled: ") => wrong.push("nothing is on Settled".into()),
            0 => {}
            1 => self.says("1 decision is on Settled", wrong),
            n => self.says(&format!("{n} decisions are on Settled"), wrong),
        }
    }

    /// What is next to do, by the sheets on which it is done.
    fn next(&self, wrong: &mut Vec<String>) {
        let next = self.console.split("Next:").nth(1).unwrap_or("").to_string();
        let count =
            |sheet: &str, by: &str, test: &dyn Fn(&SheetRow) -> bool| self.book.rows(sheet, by).iter().filter(|row| test(row)).count();
        let explained: BTreeSet<String> = self
            .book
            .rows("Queries", "Query id")
            .iter()
            .filter(|row| row.text("State") == "explained")
            .map(|row| row.text("Query id"))
            .collect();
        let to_decide = count("Conflicts", "Finding id", &|row| row.text("Stands").ends_with("to decide"));
        let places = count("Places to confirm", "Certainty", &|_| true);
        let people = count("People to confirm", "Pair id", &|row| row.text("State") == "To decide");
        // A member whose only file cannot be used has not returned either.
        let is_used = |member: &str| {
            self.json.returns.iter().any(|line| line.member == member && ["received", "nil"].contains(&line.status.as_str()))
        };
        let outstanding = MEMBERS.iter().filter(|member| !is_used(member)).count();
        for (words, number) in [
            (if explained.len() == 1 { " query is explained" } else { " queries are explained" }, explained.len()),
            (if to_decide == 1 { " row to decide" } else { " rows to decide" }, to_decide),
            (if people == 1 { " row to answer" } else { " rows to answer" }, people),
        ] {
            if number_before(&next, words).unwrap_or(0) != number as i64 {
                wrong.push(format!("{number}{words}, and the console says {next:?}"));
            }
        }
        let names = next.split("Places to confirm (").nth(1).and_then(|rest| rest.split(' ').next()?.parse::<usize>().ok()).unwrap_or(0);
        let asked = next.split("ask ").nth(1).and_then(|rest| rest.split(' ').next()?.parse::<usize>().ok()).unwrap_or(0);
        let sent = next.split("send queries to ").nth(1).and_then(|rest| rest.split(' ').next()?.parse::<usize>().ok()).unwrap_or(0);
        if (names, asked, sent) != (places, outstanding, self.queries.len()) {
            wrong.push(format!(
                "{places} names of places, {outstanding} outstanding, queries for {:?}, and the console says {next:?}",
                self.queries
            ));
        }
    }

    /// `status`, in both forms.
    fn status(&self, wrong: &mut Vec<String>) {
        let of_returns = self.book.rows("Returns", "Open queries");
        let queries = self.book.rows("Queries", "Query id");
        for line in self.lines.iter().filter(|line| MEMBERS.contains(&line["member"].as_str().unwrap_or(""))) {
            let (member, status) = (line["member"].as_str().unwrap_or(""), line["status"].as_str().unwrap_or(""));
            let file = line["file"].as_str().unwrap_or("");
            let is_same = |other: &&secondee_audit::outputs::findings_file::ReturnLine| other.member == member && other.file == file;
            let Some(ours) = self.json.returns.iter().find(is_same) else {
                wrong.push(format!("status has a line that findings.json has not: {line}"));
                continue;
            };
            let rows_read = [ours.rows.secondees, ours.rows.staff, ours.rows.assignments].map(|number| number as i64);
            let read = ["secondees", "staff", "assignments"].map(|name| line[name].as_i64().unwrap_or(0));
            if ours.status != status || rows_read != read || ours.completed_on.as_deref() != line["completed_on"].as_str() {
                wrong.push(format!("status and findings.json differ on {member}: {line}"));
            }
            if !["received", "nil"].contains(&status) {
                continue;
            }
            let of_member = || queries.iter().filter(|row| row.text("Member") == member);
            let in_state = |states: &[&str]| {
                of_member()
                    .filter(|row| states.contains(&row.text("State").as_str()))
                    .map(|row| row.text("Query id"))
                    .collect::<BTreeSet<_>>()
            };
            let open = in_state(&["new", "still present", "reopened"]).len() as i64;
            let returns = of_returns.iter().find(|row| row.text("Member") == member && row.text("File") == file);
            let Some(returns) = returns else {
                wrong.push(format!("{file} of {member} is not on Returns"));
                continue;
            };
            let ready = if line["ready"] == "yes" { "ready" } else { "not ready" };
            if line["open_queries"].as_i64() != Some(open)
                || returns.number("Open queries") != Some(open as f64)
                || returns.text("Status") != status
                || returns.text("Ready") != ready
                || (ready == "ready") != (open == 0 && in_state(&["explained"]).is_empty())
            {
                wrong.push(format!(
                    "{open} queries to {member} are open; status says {line}, Returns {:?} {}",
                    returns.number("Open queries"),
                    returns.text("Ready")
                ));
            }
            for (heading, severity) in [
                ("Breaches", Severity::Breach),
                ("Concerns", Severity::Concern),
                ("Severity query", Severity::Query),
                ("Notes", Severity::Note),
            ] {
                let number = self.json.findings.iter().filter(|f| f.member == member && f.severity == severity).count() as f64;
                if returns.number(heading) != Some(number) {
                    wrong.push(format!("{number} findings about {member}, and Returns says {:?} under {heading}", returns.number(heading)));
                }
            }
            // The line for people says the same.
            let text = self.status.lines().find(|text| text.starts_with(&format!("{member} "))).unwrap_or("");
            let expected = match (open, in_state(&["explained"]).len(), status) {
                (1, ..) => "1 query open",
                (2.., ..) => "queries open",
                (_, 1.., _) => "answers waiting for you",
                (.., "nil") => "nil, nothing to ask",
                _ => "nothing to ask",
            };
            if !text.contains(expected) || (open > 1 && !text.contains(&format!(" {open} queries open"))) {
                wrong.push(format!("{member} has {open} open queries, and status says {text:?}"));
            }
        }
        let returned = self.lines.iter().filter(|line| ["received", "nil"].contains(&line["status"].as_str().unwrap_or(""))).count();
        if !self.status.starts_with(&format!("{returned} of {} members returned", MEMBERS.len())) {
            wrong.push(format!("{returned} returned by status --format json, and status says {}", self.status));
        }
        // The last line counts the members of each kind, each once.
        let mut kinds: BTreeMap<&str, i64> = BTreeMap::new();
        for line in self.lines.iter() {
            *kinds.entry(line["urgency"].as_str().unwrap_or("")).or_default() += 1;
        }
        let last = self.status.lines().find(|line| line.contains(" with nothing to ask, ")).unwrap_or("");
        for (kind, words) in [
            ("nothing to ask", " with nothing to ask"),
            ("queries open", " with open queries"),
            ("answers waiting for you", " with answers waiting"),
        ] {
            if number_before(last, words) != Some(kinds.get(kind).copied().unwrap_or(0)) {
                wrong.push(format!("{kinds:?}, and status says {last:?}"));
            }
        }
    }
}

/// Types decisions and answers into the workbook, sends back one answered queries workbook; how many decisions there are.
fn heard(dice: &mut Dice, round: &Path, run: &Run) -> usize {
    let mut cells: Vec<(&str, String, &str)> = Vec::new();
    for (sheet, choices) in [("Conflicts", &DECISIONS[..]), ("Findings", &OF_FINDINGS[..])] {
        for row in run.book.rows(sheet, "Finding id").iter() {
            let is_decided_here = sheet == "Conflicts" || row.text("Decision").is_empty();
            if is_decided_here && dice.next(if sheet == "Conflicts" { 2 } else { 5 }) == 0 {
                cells.push((sheet, run.book.cell(sheet, &row.text("Finding id"), "Decision"), *dice.one_of(choices)));
            }
        }
    }
    let decisions = cells.len();
    for row in run.book.rows("People to confirm", "Pair id").iter() {
        cells.push((
            "People to confirm",
            run.book.cell("People to confirm", &row.text("Pair id"), "Same person?"),
            *dice.one_of(&["Yes", "No"]),
        ));
    }
    fs::write(rounds::workbook(round), typed(&run.book.bytes, &cells)).expect("written");
    if let Some(member) = run.queries.iter().next() {
        let name = format!("{member}-2026-queries.xlsx");
        let book = Workbook::new(fs::read(round.join("output/queries").join(&name)).expect("a queries workbook"));
        let mut answers: Vec<(&str, String, &str)> = Vec::new();
        let column = |heading: &str| book.texts("Queries").iter().find(|(.., text)| text == heading).expect("a heading").1;
        let (response, kind) = (column("Your response"), column("Response type"));
        for (at, row) in book.rows("Queries", "Your response").iter().enumerate() {
            let Some(row) = row_of(&row.first_cell()) else { continue };
            let words = if at % 2 == 0 { "She was on leave on all of these days" } else { "Noted" };
            answers.push(("Queries", a1(row, response), words));
            answers.push(("Queries", a1(row, kind), "Explained"));
        }
        fs::write(round.join("returns").join(name), typed(&book.bytes, &answers)).expect("sent back");
    }
    decisions
}

#[test]
fn the_console_and_status_say_what_the_workbook_and_the_json_say() {
    no_contradiction_in(|seed| {
        let mut dice = Dice(seed * 13 + 5);
        let sample = random_sample(&mut dice);
        let folder = tempfile::tempdir().expect("a folder");
        let round = rounds::of_sample(folder.path(), &sample, &MEMBERS);
        let before = Run::of(&round);
        let mut found: Vec<String> = before.contradictions().into_iter().map(|what| format!("seed {seed}, before: {what}")).collect();
        let decisions = heard(&mut dice, &round, &before);
        let after = Run::of(&round);
        found.extend(after.contradictions().into_iter().map(|what| format!("seed {seed}, after: {what}")));
        let read = number_before(&after.console, if decisions == 1 { " decision" } else { " decisions" });
        if decisions > 0 && read != Some(decisions as i64) {
            found.push(format!("seed {seed}: {decisions} decisions were typed, and the console says {}", after.console));
        }
        found
    });
}
