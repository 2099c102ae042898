//! `audit --redact`: the key in the round folder, and the workbook and paper for wider circulation.

use std::fs;
use std::path::{Path, PathBuf};

use crate::account::Audit;
use crate::error::Error;
use crate::outputs::publish::RoundRelease;
use crate::outputs::redact::{Redaction, new_key};
use crate::outputs::workbooks::{self, QueryFiles};
use crate::round::folder::Outputs;

/// The file of the key, in the round folder, for its owner only.
pub(super) const KEY: &str = "redaction.key";

/// Adds the redacted workbook and paper, and the key if there is none yet.
pub(super) fn add(
    round: &Path,
    audit: &Audit,
    (written, release): (&QueryFiles, &RoundRelease),
    outputs: &mut Outputs,
) -> Result<(), Error> {
    let key_file = round.join(KEY);
    let key = match key_file.exists() {
        true => fs::read_to_string(&key_file).map_err(|e| Error::at(&key_file, format!("cannot be read ({e})")))?,
        false => {
            let key = new_key()?;
            outputs.add(key_file.clone(), format!("{key}\n").into_bytes());
            key
        }
    };
    let redaction = Redaction::new(&key, audit.round).map_err(|e| e.about(&key_file))?;
    let [workbook, paper] = paths(round, audit.round.settings.year);
    for (path, made) in
        [(workbook, workbooks::redacted(audit, written, release, &redaction)), (paper, workbooks::paper(audit, Some(&redaction)))]
    {
        let bytes = made.map_err(|e| Error::at(&path, format!("cannot be made ({e})")))?;
        let leaks = redaction
            .leaks(audit.round, &bytes)
            .map_err(|e| e.said(|what| format!("cannot be searched for names ({what})")).about(&path))?;
        if !leaks.is_empty() {
            return Err(Error::at(
                &path,
                format!(
                    "was not written, because it would show {}; run without --redact, and report this as a fault of the program",
                    leaks.join("; ")
                ),
            ));
        }
        outputs.add(path, bytes);
    }
    Ok(())
}

/// Where the redacted workbook and the redacted paper are written.
fn paths(round: &Path, year: i16) -> [PathBuf; 2] {
    ["consolidated", "paper"].map(|name| round.join("output").join(format!("{name}-{year}-redacted.xlsx")))
}

/// What the console says of it: what was written, and that the key is to be kept apart.
pub(super) fn said(round: &Path, year: i16) -> String {
    let [workbook, paper] = paths(round, year);
    format!(
        "Written: {} (persons under pseudonyms, places by kind only)\n\
         Written: {} (the same for the paper)\n\
         Keep {} apart from them and secret: whoever has both can tell who is meant. Never send the key; without it the next redacted workbook has other \
         pseudonyms.\n",
        workbook.display(),
        paper.display(),
        round.join(KEY).display()
    )
}
