//! `publish`: figures safe to publish, from what the last audit wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::{Done, json, quoted};
use crate::book::last_year::COUNTS_SHEET;
use crate::book::tables::SheetRow;
use crate::commands::cli::Shape;
use crate::error::Error;
use crate::model::{Basis, Count, Date, FigureKey, Measure};
use crate::outputs::findings_file::FindingsFile;
use crate::outputs::publish::earlier::EarlierPublished;
use crate::outputs::publish::{Figure, PublishedCell, PublishedFigures, Release, csv_files, release, workbook};
use crate::outputs::sentences::draft_or_final;
use crate::round::config::Config;
use crate::round::folder::{self, Outputs};
use crate::round::transaction;

pub(super) fn run(path: &Path, format: Shape, quiet: bool) -> Result<Done, Error> {
    let config = folder::config(path)?;
    let output = path.join("output");
    // What an audit that was stopped left to move is part of what is published.
    let _lock = output.is_dir().then(|| transaction::begin(&output, &[])).transpose()?;
    let found = last_audit(path, &config)?;
    let year = config.settings.year;
    let codes: Vec<String> = config.settings.members.iter().map(|member| member.code.clone()).collect();
    let names: BTreeMap<String, String> = config.settings.members.iter().map(|member| (member.code.clone(), member.name.clone())).collect();
    let figures = PublishedFigures::new(year, &codes, &found.counts).map_err(|e| e.about(&path.join("output/findings.json")))?;
    let earlier = earlier(path, &config)?;
    let release = release(figures, &config.publish, &earlier).map_err(|what| Error::asked(format!("nothing was published: {what}")))?;
    let folder = output.join("publish");
    let stem = format!("npm-secondees-{year}");
    let book = folder.join(format!("{stem}.xlsx"));
    let as_at: Date = found.round.as_at.parse().map_err(|_| Error::at(&path.join("output/findings.json"), "as_at is no date"))?;
    let draft = draft(&found);
    let bytes = workbook::workbook(&release, &names, config.settings.census, as_at, draft.is_some())
        .map_err(|e| Error::at(&book, format!("cannot be made ({e})")))?;
    let mut outputs = Outputs::default();
    let table = format!("{stem}.csv");
    outputs.add(book.clone(), bytes);
    outputs.add(folder.join(&table), csv_files::csv(&release, &names));
    outputs.add(folder.join(format!("{table}-metadata.json")), csv_files::metadata(&release, &table));
    outputs.write()?;
    let text = match (format, quiet) {
        (Shape::Json, _) => json(&in_numbers(&release, &book, draft.is_some())),
        (Shape::Text, true) => String::new(),
        (Shape::Text, false) => {
            let draft = draft.map_or(String::new(), |draft| format!("{draft}\n\n"));
            let contact = match release.terms.contact.trim() {
                "" => "Cover names nobody to ask: set contact under [publish] in round.toml and run publish again.\n",
                _ => "",
            };
            draft + &summary(&release, &book) + contact
        }
    };
    Ok(Done::new(text))
}

/// What the last audit found, if it is what the steering group has before it and the returns are still the same.
fn last_audit(path: &Path, config: &Config) -> Result<FindingsFile<'static>, Error> {
    let again = format!("run `secondee-audit audit {}` first; nothing was published", quoted(path));
    let at = path.join("output").join("findings.json");
    let text = fs::read_to_string(&at).map_err(|e| Error::at(&at, format!("cannot be read ({e}); {again}")))?;
    let found: FindingsFile =
        serde_json::from_str(&text).map_err(|e| Error::at(&at, format!("is not what audit writes ({e}); {again}")))?;
    let settings = &config.settings;
    let codes: Vec<&str> = settings.members.iter().map(|member| member.code.as_str()).collect();
    if found.round.year != settings.year || found.round.census != settings.census.to_string() || found.round.members != codes {
        return Err(Error::at(&at, format!("year, census date or members are not those of round.toml any more; {again}")));
    }
    let mut hashes: BTreeSet<String> = found.returns.iter().filter(|line| !line.file.is_empty()).map(|line| line.sha256.clone()).collect();
    let mut is_same = true;
    for file in folder::returned_files(path)? {
        let hash = folder::mark(&file, config);
        let is_known = found.returns.iter().any(|line| line.sha256 == hash);
        hashes.remove(&hash);
        is_same &= is_known;
    }
    if !is_same || !hashes.is_empty() {
        return Err(Error::at(&path.join("returns"), format!("the returns have changed since the last audit; {again}")));
    }
    let at = folder::consolidated(path, settings.year);
    let refuse = |e: Error| e.said(|what| format!("{what}; {again}")).about(&at);
    let (mut book, _) = folder::book(path, config).map_err(refuse)?;
    let headings = ["Year", "Member", "Measure", "Basis", "Value"];
    let Some(rows) = book.rows(COUNTS_SHEET, &headings).map_err(refuse)? else {
        return Err(Error::at(&at, format!("is not there; {again}")));
    };
    if consolidated_counts(&rows) != publishable(&found.counts) {
        return Err(Error::at(&at, format!("the sheet \"{COUNTS_SHEET}\" does not hold the figures of findings.json; {again}")));
    }
    Ok(found)
}

/// What is still open in the round, so that its figures may change, in the words of the Cover of the consolidated workbook; nothing if nothing is.
fn draft(found: &FindingsFile) -> Option<String> {
    let missing = &found.round.still_missing;
    (!missing.is_empty()).then(|| {
        format!(
            "{} The figures are provisional and may change; the cover of the workbook says that they are provisional.",
            draft_or_final(missing)
        )
    })
}

/// Year, member, measure, basis → value, of what can be published.
type Publishable = BTreeMap<FigureKey, Option<i64>>;

fn publishable(counts: &[Count]) -> Publishable {
    let counts = counts.iter().filter(|count| Figure::of(count.measure, count.basis).is_some());
    counts.map(|c| ((c.year, c.member.clone(), c.measure, c.basis), c.value.map(|value| value.round() as i64))).collect()
}

fn consolidated_counts(rows: &[SheetRow]) -> Publishable {
    let mut counts = BTreeMap::new();
    for row in rows {
        let named = Measure::named(&row.text("Measure")).zip(Basis::named(&row.text("Basis")));
        let Some((measure, basis)) = named.filter(|(measure, basis)| Figure::of(*measure, *basis).is_some()) else { continue };
        if let Some(year) = row.number("Year") {
            counts.insert((year as i16, row.text("Member"), measure, basis), row.number("Value").map(|value| value.round() as i64));
        }
    }
    counts
}

/// What was published before: what round.toml names, what is kept in `published/` of this round and of last year's, and what `publish` wrote
/// last year.
pub(super) fn published_before(path: &Path, config: &Config) -> Result<Vec<(String, String)>, Error> {
    // Beside it lies what was published last year, which this year's figures are held against.
    if let Some(previous) = config.previous.as_ref().map(|previous| path.join(previous)).filter(|previous| !previous.exists()) {
        return Err(Error::at(
            &previous,
            "is not there (`previous` in round.toml), so that what was published last year is not known; put it back, or mend `previous`",
        ));
    }
    let mut files: Vec<PathBuf> = config.publish.earlier.clone();
    let mut folders = vec![PathBuf::from("published")];
    if let Some(output) = config.previous.as_ref().and_then(|previous| previous.parent()) {
        folders.extend([output.join("publish"), output.join("../published")]);
    }
    for folder in folders {
        let Ok(entries) = fs::read_dir(path.join(&folder)) else { continue };
        let mut found: Vec<PathBuf> = entries.filter_map(|entry| Some(folder.join(entry.ok()?.file_name()))).collect();
        found.retain(|file| file.extension().is_some_and(|extension| extension == "csv") && !files.contains(file));
        found.sort();
        files.extend(found);
    }
    let text = |file: PathBuf| {
        let at = path.join(&file);
        let text = fs::read_to_string(&at).map_err(|e| Error::at(&at, format!("cannot be read ({e}); {READ_AS}")))?;
        // The name stands in the notes: the same on every system.
        Ok((file.to_string_lossy().replace('\\', "/"), text))
    };
    files.into_iter().map(text).collect()
}

/// As what the files are read.
const READ_AS: &str =
    "it is read as figures published before (`earlier` under [publish] in round.toml, a folder published/, or beside `previous`)";

fn earlier(path: &Path, config: &Config) -> Result<EarlierPublished, Error> {
    let mut earlier = EarlierPublished::default();
    for (name, text) in published_before(path, config)? {
        earlier.add(&name, &text).map_err(|e| e.said(|words| format!("{words}; {READ_AS}")).about(&path.join(&name)))?;
    }
    Ok(earlier)
}

fn in_numbers(release: &Release, book: &Path, is_provisional: bool) -> serde_json::Value {
    let cells = |shown: fn(&PublishedCell) -> bool| release.shown.values().filter(|cell| shown(cell)).count();
    let (small, complementary) = release.withheld;
    serde_json::json!({
        "year": release.figures.year,
        "provisional": is_provisional,
        "threshold": release.terms.threshold,
        "protection": release.terms.protection,
        "cells": {
            "shown": cells(|cell| matches!(cell, PublishedCell::Number(_))),
            "withheld_small": small,
            "withheld_so_that_small_ones_cannot_be_worked_out": complementary,
            "not_available": cells(|cell| *cell == PublishedCell::NotAvailable),
            "not_applicable": cells(|cell| *cell == PublishedCell::NotApplicable),
        },
        "small_but_public_before": release.public_small.len(),
        "revised": release.revised.len(),
        "published_before": release.earlier_files,
        "key_points": release.points.iter().map(|point| &point.words).collect::<Vec<_>>(),
        "workbook": book.display().to_string(),
    })
}

fn summary(release: &Release, book: &Path) -> String {
    let (small, more) = release.withheld;
    let shown = release.shown.values().filter(|cell| matches!(cell, PublishedCell::Number(_))).count();
    let mut text = format!(
        "{:6} counts shown\n{small:6} withheld: counts of secondees from 1 to {}\n{more:6} withheld so that those cannot be worked out\n",
        shown,
        release.terms.threshold - 1
    );
    for (number, what) in [
        (release.public_small.len(), "small, but shown because published before"),
        (release.revised.len(), "published before with another value: see Notes"),
    ] {
        if number > 0 {
            text.push_str(&format!("{number:6} {what}\n"));
        }
    }
    text.push_str("Checked: no withheld count can be worked out from what is shown");
    match release.earlier_files.as_slice() {
        [] => text.push_str(".\n"),
        files => text.push_str(&format!(" and from {}.\n", files.join(", "))),
    }
    text.push_str(&format!("Written: {}\n", book.display()));
    text.push_str("Once they are out, keep the CSV in published/ of the round's folder: later figures are checked against it.\n");
    text
}
