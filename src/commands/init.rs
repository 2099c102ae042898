//! `init`: a new round folder.

use std::fs;
use std::path::Path;

use super::Done;
use crate::error::Error;
use crate::places::Register;
use crate::round::config::default_toml;
use crate::round::transaction::{Outputs, make_folder};

pub(super) fn run(folder: &Path, year: i16, previous: Option<&str>) -> Result<Done, Error> {
    if !(2010..=2100).contains(&year) {
        return Err(Error::asked(format!("--year {year}: a survey year lies between 2010 and 2100")));
    }
    if folder.join("round.toml").exists() {
        return Err(Error::at(folder, "is a round already: its round.toml is left as it is"));
    }
    for part in ["issued", "returns", "output"] {
        let path = folder.join(part);
        make_folder(&path).map_err(|e| Error::at(&path, format!("cannot be made ({e})")))?;
    }
    let mut outputs = Outputs::default();
    // What makes the folder a round comes last: stopped before, the same command makes it again.
    outputs.add(folder.join("register.csv"), register(folder, previous).into_bytes());
    outputs.add(folder.join("round.toml"), default_toml(year, previous).into_bytes());
    outputs.write()?;
    Ok(Done::new(format!(
        "Made {}: look through round.toml, put the returned workbooks into returns/, then run `secondee-audit audit {}`.\n",
        folder.display(),
        folder.display()
    )))
}

/// Last year's register, in which the places confirmed then are kept, if it lies in the round of last year's workbook; else the program's own.
fn register(folder: &Path, previous: Option<&str>) -> String {
    let last_round = previous.map(|workbook| folder.join(workbook)).and_then(|workbook| Some(workbook.parent()?.parent()?.to_path_buf()));
    let text = last_round.and_then(|round| fs::read_to_string(round.join("register.csv")).ok());
    text.filter(|text| Register::from_csv(text).is_ok()).unwrap_or_else(|| Register::embedded_csv().into())
}
