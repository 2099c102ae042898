//! The queries workbooks in `output/queries/`: written, kept where somebody has typed in one, and removed when nothing is left to ask.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::account::Audit;
use crate::error::Error;
use crate::outputs::workbooks::{self, QueryFiles};
use crate::queries::Earlier;
use crate::queries::versions::{ANOTHER_CELL, NOBODY_ASKED};
use crate::read::sha256;
use crate::round::folder::Outputs;
use crate::round::transaction::free_name;

/// Adds the queries workbooks to what is written. Returns their names with their hashes, and those of an earlier run that are to go: only files
/// that this program wrote and nobody has touched since.
///
/// # Errors
/// If a workbook cannot be made, or what somebody typed into one cannot be kept.
pub(super) fn add(
    audit: &Audit,
    earlier: Option<&Earlier>,
    folder: &Path,
    outputs: &mut Outputs,
) -> Result<(QueryFiles, Vec<PathBuf>), Error> {
    let made = workbooks::queries(audit).map_err(|e| Error::at(folder, format!("a queries workbook cannot be made ({e})")))?;
    let nothing = BTreeMap::new();
    let ours = earlier.map_or(&nothing, |earlier| &earlier.written);
    let mut written = QueryFiles::new();
    for (name, bytes) in made {
        let path = folder.join(&name);
        let hash = sha256(&bytes);
        if let Ok(there) = fs::read(&path) {
            let was = sha256(&there);
            if was != hash && ours.get(&name) != Some(&was) {
                // Somebody has typed into it, or it is not ours: it is kept beside.
                outputs.keep(free_name(&folder.join("kept"), name.trim_end_matches(".xlsx"))?, there);
            }
        }
        written.insert(name, hash);
        outputs.add(path, bytes);
    }
    let gone = ours.iter().filter(|(name, _)| !written.contains_key(*name) && is_plain(name));
    let untouched = gone.filter_map(|(name, was)| {
        let path = folder.join(name);
        fs::read(&path).ok().filter(|there| sha256(there) == *was).map(|_| path)
    });
    let untouched = untouched.collect();
    Ok((written, untouched))
}

/// Removes workbooks that ask nothing any more. One that cannot be removed does no harm: it asks what has been answered.
pub(super) fn remove(stale: &[PathBuf]) {
    for path in stale {
        let _ = fs::remove_file(path);
    }
}

/// What the console says of queries, and of new versions if they are news.
pub(super) fn summary(audit: &Audit, written: &QueryFiles, is_news: bool) -> String {
    let followed = &audit.followed;
    let mut text = match written.len() {
        0 => String::new(),
        1 => "1 member has queries to answer: see output/queries.\n".into(),
        many => format!("{many} members have queries to answer: see output/queries.\n"),
    };
    let waiting = followed.asked.iter().filter(|asked| asked.state == crate::queries::states::QueryState::Explained).count();
    match waiting {
        0 => {}
        1 => text.push_str("1 finding is explained and waits for your Yes or No under Accepted? on Queries.\n"),
        many => text.push_str(&format!("{many} findings are explained and wait for your Yes or No under Accepted? on Queries.\n")),
    }
    let now: Vec<_> = followed.changes.iter().filter(|change| change.run == followed.run).collect();
    if is_news && !now.is_empty() {
        let members: BTreeSet<&str> = now.iter().map(|change| change.member.as_str()).collect();
        let count = |test: &dyn Fn(&&&crate::queries::versions::ReturnChange) -> bool| now.iter().filter(|change| test(change)).count();
        let settled = count(&|change| change.what == "query settled");
        let changed = count(&|change| !change.what.starts_with("query"));
        let unasked = count(&|change| change.asked == NOBODY_ASKED);
        let beside = match count(&|change| change.asked == ANOTHER_CELL) {
            0 => String::new(),
            many => format!(", {many} in another cell of a row asked about"),
        };
        text.push_str(&format!(
            "New versions from {}: {changed} {} changed, {settled} {} settled, {unasked} {} that nobody asked about{beside}: see Changes.\n",
            members.into_iter().collect::<Vec<_>>().join(", "),
            if changed == 1 { "cell or row" } else { "cells or rows" },
            if settled == 1 { "finding" } else { "findings" },
            if unasked == 1 { "change" } else { "changes" },
        ));
    }
    text
}

/// Whether a name read back from the workbook is one of ours, and not a path that leads elsewhere.
fn is_plain(name: &str) -> bool {
    name.ends_with("-queries.xlsx") && !name.contains(['/', '\\']) && Path::new(name).file_name().is_some_and(|file| file == name)
}
