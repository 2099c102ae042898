//! Everything that an audit writes, whole or not at all.

use std::path::{Path, PathBuf};

use super::{Options, OutputPlace, paper, query_files, redact};
use crate::account::Audit;
use crate::commands::cli::Shape;
use crate::commands::json;
use crate::error::Error;
use crate::figures::frames;
use crate::outputs::data;
use crate::outputs::findings_file::FindingsFile;
use crate::outputs::publish;
use crate::outputs::workbooks::{self, QueryFiles};
use crate::round::came::{self, Arrivals, today};
use crate::round::folder::{Bytes, OpenedRound, Outputs};
use crate::round::transaction::free_name;

/// What was written, and what is to be said of it.
pub(super) struct Written {
    /// The queries workbooks.
    pub queries: QueryFiles,
    /// The text of `findings.json`, if that is what is printed.
    pub findings: Option<String>,
    /// What the coordinator should know.
    pub notices: Vec<String>,
}

/// Makes every output of the audit and writes them together.
pub(super) fn write(place: &OutputPlace, audit: &Audit, read: &OpenedRound, asked: &Options) -> Result<Written, Error> {
    let (mut outputs, mut notices) = (Outputs::default(), Vec::new());
    if let Some(text) = &read.register {
        outputs.add(place.round.join("register.csv"), text.clone().into_bytes());
    }
    let mut arrivals = Arrivals::read(&place.round)?;
    notices.extend(arrivals.wrong.iter().cloned());
    if arrivals.note(&audit.round.received, today()) {
        outputs.add(place.round.join(came::FILE), arrivals.text());
    }
    let (written, stale) = query_files::add(audit, read.book.earlier(), &place.output.join("queries"), &mut outputs)?;
    let release = publish::of_round(audit);
    // The workbook takes longest to make; the rest is made at the same time.
    let (bytes, files) =
        rayon::join(|| workbooks::consolidated(audit, &written, &release), || data_files(audit, &place.output.join("data")));
    let bytes = bytes.map_err(|e| Error::at(&place.workbook, format!("cannot be made ({e})")))?;
    let replaced = read.workbook.clone();
    outputs.replaces(place.workbook.clone(), replaced.clone());
    if let Some(replaced) = replaced {
        keep_earlier(&place.workbook, replaced, &bytes, &mut outputs)?;
    }
    outputs.add_first(place.workbook.clone(), bytes);
    paper::add(place, audit, asked.paper_pdf, &mut outputs)?.into_iter().for_each(|notice| notices.push(notice));
    if asked.redact {
        redact::add(&place.round, audit, (&written, &release), &mut outputs)?;
    }
    // Made last: it is as long as all findings together, and nothing needs it while the workbook is made.
    let findings = json(&FindingsFile::of(audit));
    let shown = matches!(asked.format, Shape::Json).then(|| findings.clone());
    outputs.add(place.output.join("findings.json"), findings.into_bytes());
    for (path, bytes) in files? {
        outputs.add(path, bytes);
    }
    outputs.write()?;
    query_files::remove(&stale);
    Ok(Written { queries: written, findings: shown, notices })
}

/// The files of `data/`.
fn data_files(audit: &Audit, folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>, Error> {
    let made = data::each_table(audit, |table| {
        let name = table.name.to_lowercase().replace(' ', "_");
        let mut csv = data::Csv::new(table.headings);
        let parquet = frames::parquet(table, audit.round.settings.year, |rows| csv.add(rows));
        let parquet = parquet.map_err(|e| Error::asked(format!("data/{name}.parquet cannot be made ({e})")))?;
        Ok(vec![(folder.join(format!("{name}.csv")), csv.bytes()), (folder.join(format!("{name}.parquet")), parquet)])
    });
    Ok(made.into_iter().collect::<Result<Vec<_>, Error>>()?.into_iter().flatten().collect())
}

/// Keeps the workbook that was there under a name with a number, if it differs.
fn keep_earlier(workbook: &Path, earlier: Bytes, bytes: &[u8], outputs: &mut Outputs) -> Result<(), Error> {
    if *earlier == *bytes {
        return Ok(());
    }
    let stem = workbook.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let path = free_name(&workbook.with_file_name("earlier"), &stem)?;
    outputs.keep(path, earlier);
    Ok(())
}
