//! `audit`: the main job.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::{Done, fails, json, line, query_files};
use crate::account::Audit;
use crate::book::answers as query_history;
use crate::book::decisions;
use crate::book::not_carried;
use crate::book::people as confirmed_people;
use crate::book::places as confirmed_places;
use crate::commands::cli::{FailOn, Shape};
use crate::conflicts;
use crate::error::Error;
use crate::figures::frames as consolidate;
use crate::figures::history;
use crate::model::finding::Severity;
use crate::model::{Date, Decision, Received};
use crate::outputs::data;
use crate::outputs::findings_file::{FindingsFile, ReturnLine, RoundLine, RowCounts};
use crate::outputs::workbooks;
use crate::places::Register;
use crate::queries;
use crate::queries::Earlier;
use crate::round::folder::{self, Outputs};
use crate::round::progress::Progress;
use crate::round::transaction;
use crate::rules::run::{self as check, Report};

/// What was asked for besides the round.
pub(super) struct Asked {
    pub fail_on: FailOn,
    pub as_at: Option<Date>,
    pub format: Shape,
    pub show_names: bool,
    pub redact: bool,
    pub quiet: bool,
}

pub(super) fn run(path: &Path, asked: &Asked, progress: &dyn Progress) -> Result<Done, Error> {
    let mut config = folder::config(path)?;
    if let Some(as_at) = asked.as_at {
        config.settings.as_at = as_at;
    }
    let output = path.join("output");
    let workbook = output.join(format!("consolidated-{}.xlsx", config.settings.year));
    // Said before the returns are read, which may take long.
    transaction::refuse_if_open(&workbook)?;
    // Where nothing was ever written, a run that fails before it writes leaves no folder behind.
    let beside = [path.join("register.csv"), path.join(super::redact::KEY)];
    let mut lock = output.is_dir().then(|| transaction::begin(&output, &beside)).transpose()?;
    let replaced = replaced(&workbook)?;
    let (register, changed_register) = register_with_confirmed(path, &workbook, replaced.as_deref())?;
    let mut round = folder::read_round_with(path, &config, register, progress)?;
    round.confirmed.extend(confirmed_people::of_round(path, config.settings.year)?);
    progress.begin("checking", 0);
    let found = conflicts::find(&round);
    let mut report = check::run_on(&round, &config.overrides, &found);
    progress.end();
    if lock.is_none() {
        lock = Some(transaction::begin(&output, &beside)?);
    }
    let Kept { book, mut notices, earlier } = kept(&workbook, replaced.as_deref(), &round.received)?;
    if let Some(replaced) = &replaced {
        notices.extend(not_carried(&workbook, replaced, config.settings.year)?);
    }
    // Rows of Conflicts that are no findings are decided there as well.
    let beside = conflicts::beside(&round, &found);
    let (decisions, settled) = decisions::merge(book, &report, &round, &beside);
    let followed = queries::follow(&round, &mut report, earlier.as_ref());
    fill_in(&mut report, &decisions);
    progress.begin("writing", 0);
    let (mut counts, flows, tables) = (history::counts(&round), history::flows(&round), consolidate::tables(&round));
    notices.extend(history::add_typed(&mut counts, &config.history));
    let mut audit = Audit { round, report, counts, flows, decisions, settled, notices, tables, followed, beside };
    let mut outputs = Outputs::default();
    if let Some(text) = changed_register {
        outputs.add(path.join("register.csv"), text.into_bytes());
    }
    let findings = findings_file(&audit);
    let stale = query_files::add(&mut audit, earlier.as_ref(), &output.join("queries"), &mut outputs)?;
    // The workbook takes longest to make; the rest is made beside it.
    let (bytes, files) = rayon::join(|| workbooks::consolidated(&audit), || data_files(&audit, &output.join("data")));
    let bytes = bytes.map_err(|e| Error::at(&workbook, format!("cannot be made ({e})")))?;
    outputs.replaces(workbook.clone(), replaced.clone());
    if let Some(replaced) = replaced {
        keep_earlier(&workbook, replaced, &bytes, &mut outputs)?;
    }
    outputs.add_first(workbook.clone(), bytes);
    if asked.redact {
        super::redact::add(path, &audit, &mut outputs)?;
    }
    outputs.add(output.join("findings.json"), json(&findings).into_bytes());
    for (path, bytes) in files? {
        outputs.add(path, bytes);
    }
    outputs.write()?;
    query_files::remove(&stale);
    drop(lock);
    progress.end();
    let text = match (asked.format, asked.quiet) {
        (Shape::Json, _) => json(&findings),
        (Shape::Text, true) => String::new(),
        (Shape::Text, false) => summary(&audit, &workbook, asked.show_names),
    };
    Ok(Done { text, failed: fails(&audit.report.findings, asked.fail_on) })
}

/// The files of `data/`.
fn data_files(audit: &Audit, folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>, Error> {
    let mut files = Vec::new();
    for table in data::all_tables(audit) {
        let name = table.name.to_lowercase().replace(' ', "_");
        files.push((folder.join(format!("{name}.csv")), data::csv(&table)));
        #[cfg(feature = "frames")]
        files.push((
            folder.join(format!("{name}.parquet")),
            consolidate::parquet(&table).map_err(|e| Error(format!("data/{name}.parquet cannot be made ({e})")))?,
        ));
    }
    Ok(files)
}

/// The round's register with the places confirmed in the workbook that is about to be written anew; its text if that changed it.
fn register_with_confirmed(path: &Path, workbook: &Path, replaced: Option<&[u8]>) -> Result<(Register, Option<String>), Error> {
    let register = |text: &str| folder::register_of(path, Some(text));
    let Some(bytes) = replaced else { return Ok((folder::register(path)?, None)) };
    let refuse = |what: String| Error::at(workbook, format!("{what}. Nothing was changed"));
    let confirmed = confirmed_places::read(bytes).map_err(refuse)?;
    if confirmed.is_empty() {
        return Ok((folder::register(path)?, None));
    }
    let text = folder::register_text(path)?.unwrap_or_else(|| Register::embedded_csv().into());
    // A register that is itself at fault says so with its own line.
    register(&text)?;
    match confirmed_places::into_register(&text, &confirmed).map_err(refuse)? {
        Some(changed) => Ok((register(&changed)?, Some(changed))),
        None => Ok((register(&text)?, None)),
    }
}

/// The workbook that is about to be written anew, read once: what is read back, kept and compared is the same.
fn replaced(workbook: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(workbook) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(e) => Err(unreadable(workbook, &e)),
    }
}

fn unreadable(workbook: &Path, what: &dyn std::fmt::Display) -> Error {
    Error::at(
        workbook,
        format!(
            "its decisions and queries cannot be read back: {what}. It was left as it is; mend it, or move it away to start without them"
        ),
    )
}

/// What people typed into that workbook and into copies of it, and what it keeps from run to run.
struct Kept {
    book: decisions::Book,
    notices: Vec<String>,
    earlier: Option<Earlier>,
}

fn kept(workbook: &Path, replaced: Option<&[u8]>, received: &[Received]) -> Result<Kept, Error> {
    // Rows are compared with those of the version before, and so needed only where that version is not the one in use any more.
    let is_another = |member: &str, used: &queries::Recorded| {
        !received.iter().any(|file| file.is_used() && file.member == member && file.sha256 == used.sha256)
    };
    let (mut book, earlier) = match replaced {
        None => (decisions::Book::default(), None),
        Some(bytes) => {
            let book = decisions::read(bytes).map_err(|e| unreadable(workbook, &e))?;
            (book, query_history::read(bytes, is_another).map_err(|e| unreadable(workbook, &e))?)
        }
    };
    let name = workbook.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = fs::read_dir(workbook.parent().unwrap_or(Path::new("."))).into_iter().flatten().flatten();
    let mut copies: Vec<String> = beside.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    copies.retain(|file| decisions::is_copy(file, &name));
    copies.sort();
    let read = |path: &Path| {
        let bytes = fs::read(path).map_err(|e| unreadable(path, &e))?;
        decisions::read(&bytes).map_err(|e| unreadable(path, &e))
    };
    let copies = copies.into_iter().map(|file| read(&workbook.with_file_name(&file)).map(|book| (file, book)));
    let copies = copies.collect::<Result<Vec<_>, Error>>()?;
    decisions::take_over(&mut book, &name, copies).map_err(|what| Error::at(workbook, format!("{what}; nothing was changed")))?;
    let notices = std::mem::take(&mut book.notices);
    Ok(Kept { book, notices, earlier })
}

/// What is in the workbook and not carried on, and what the run before carried on and is no longer in it.
fn not_carried(workbook: &Path, replaced: &[u8], year: i16) -> Result<Vec<String>, Error> {
    let mut said = not_carried::not_carried(replaced).map_err(|e| unreadable(workbook, &e))?;
    let stem = workbook.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let kept = fs::read_dir(workbook.with_file_name("earlier")).into_iter().flatten().flatten();
    let name = kept.map(|entry| entry.file_name().to_string_lossy().into_owned()).filter(|name| name.starts_with(&stem)).max();
    // One that cannot be read was kept as it was then, and its run had its say.
    let name = name.unwrap_or_default();
    if let Ok(before) = fs::read(workbook.with_file_name("earlier").join(&name)) {
        said.extend(not_carried::taken_out(&before, &name, replaced, year).unwrap_or_default());
    }
    Ok(said)
}

/// Keeps the workbook that was there under a name with a number, if it differs.
fn keep_earlier(workbook: &Path, earlier: Vec<u8>, bytes: &[u8], outputs: &mut Outputs) -> Result<(), Error> {
    if earlier == bytes {
        return Ok(());
    }
    let stem = workbook.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = workbook.with_file_name("earlier");
    let free = (1..10_000).map(|n| folder.join(format!("{stem}-{n:04}.xlsx"))).find(|path| !path.exists());
    let path = free.ok_or_else(|| Error::at(&folder, "holds 9,999 earlier workbooks; move some away"))?;
    outputs.keep(path, earlier);
    Ok(())
}

fn fill_in(report: &mut Report, decisions: &BTreeMap<String, Decision>) {
    for finding in &mut report.findings {
        finding.decision = decisions.get(&finding.id).map(|d| d.decision.clone());
    }
}

/// `findings.json`.
fn findings_file(audit: &Audit) -> FindingsFile {
    let settings = &audit.round.settings;
    let returns = audit.round.received.iter().map(|file| {
        let submission = audit.round.submission(&file.member).filter(|_| file.is_used());
        ReturnLine {
            member: file.member.clone(),
            status: file.status.name().into(),
            file: file.file.clone(),
            sha256: file.sha256.clone(),
            format: if file.file.is_empty() { String::new() } else { file.format.name().into() },
            rows: RowCounts { secondees: file.rows[0], staff: file.rows[1], assignments: file.rows[2] },
            nil: submission.or(file.unused.as_deref()).map(crate::model::Submission::is_nil),
            completed_on: file.completed.map(|date| date.to_string()),
        }
    });
    FindingsFile {
        round: RoundLine {
            year: settings.year,
            from: settings.from.to_string(),
            census: settings.census.to_string(),
            as_at: settings.as_at.to_string(),
            members: settings.members.iter().map(|m| m.code.clone()).collect(),
        },
        generated_by: format!("secondee-audit {}", env!("CARGO_PKG_VERSION")),
        returns: returns.collect(),
        findings: audit.report.findings.clone(),
        coverage: audit.report.coverage.clone(),
        counts: audit.counts.clone(),
    }
}

fn summary(audit: &Audit, workbook: &Path, show_names: bool) -> String {
    let findings = &audit.report.findings;
    let members = audit.round.settings.members.len();
    let mut text = format!("{} of {members} members returned.\n", audit.round.returns.len());
    for severity in [Severity::Breach, Severity::Concern, Severity::Query, Severity::Note] {
        let number = findings.iter().filter(|f| f.severity == severity).count();
        text.push_str(&format!("{number:6} {}\n", severity.name()));
    }
    for finding in findings.iter().filter(|f| show_names || f.severity == Severity::Breach) {
        text.push_str(&line(finding, show_names));
    }
    if !audit.settled.is_empty() {
        text.push_str(&format!("{} decisions are on Settled: their findings have gone.\n", audit.settled.len()));
    }
    audit.notices.iter().for_each(|notice| text.push_str(&format!("note: {notice}\n")));
    text.push_str(&query_files::summary(audit));
    text.push_str(&format!("Written: {}\n", workbook.display()));
    text
}
