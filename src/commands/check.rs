//! `check`: one return at a time, for the member: what was understood, what was found as queries in the order of sheets and rows, what to do about
//! each, and whether the return is ready to send ([`crate::one_return`]).

use std::path::PathBuf;

use super::{Done, fails, json};
use crate::commands::cli::{FailOn, Shape};
use crate::error::Error;
use crate::one_return::{NoYear, YEARS, checked};
use crate::round::folder::receive_file;

/// What was asked for.
pub(super) struct CheckOptions {
    pub files: Vec<PathBuf>,
    pub year: Option<i16>,
    pub fail_on: FailOn,
    pub format: Shape,
    pub show_names: bool,
}

pub(super) fn run(asked: &CheckOptions) -> Result<Done, Error> {
    if let Some(year) = asked.year.filter(|year| !YEARS.contains(year)) {
        return Err(Error::asked(format!("--year {year}: a survey year lies between {} and {}", YEARS.start(), YEARS.end())));
    }
    let (mut text, mut all) = (String::new(), Vec::new());
    let mut is_useless = false;
    for file in &asked.files {
        if file.is_dir() {
            return Err(Error::at(file, "is a folder; name the workbook in it"));
        }
        if !file.is_file() {
            return Err(Error::at(file, "there is no such file"));
        }
        std::fs::File::open(file).map_err(|e| Error::at(file, format!("cannot be opened ({e}); close it if it is open elsewhere")))?;
        let checked = checked(asked.year, &|config, register| receive_file(file, config, register))
            .map_err(|NoYear| Error::at(file, "does not say of which survey year it is (R02 on Return); give it with --year"))?;
        text.push_str(&format!("{}\n{}", file.display(), checked.text(asked.show_names)));
        is_useless |= !checked.is_usable();
        all.extend(checked.into_findings());
    }
    let failed = fails(&all, asked.fail_on) || (is_useless && asked.fail_on != FailOn::Never);
    Ok(Done { text: if asked.format == Shape::Json { json(&all) } else { text }, failed })
}
