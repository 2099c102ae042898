//! `init`: a new round folder.

use std::path::Path;

use super::Done;
use crate::error::Error;
use crate::places::Register;
use crate::round::config::default_toml;
use crate::round::outputs::{Outputs, make_folder};

pub(super) fn run(folder: &Path, year: i16, previous: Option<&str>) -> Result<Done, Error> {
    if !(2010..=2100).contains(&year) {
        return Err(Error(format!("--year {year}: a survey year lies between 2010 and 2100")));
    }
    if folder.join("round.toml").exists() {
        return Err(Error::at(folder, "is a round already: its round.toml is left as it is"));
    }
    for part in ["issued", "returns", "output"] {
        let path = folder.join(part);
        make_folder(&path).map_err(|e| Error::at(&path, format!("cannot be made ({e})")))?;
    }
    let mut outputs = Outputs::default();
    outputs.add(folder.join("round.toml"), default_toml(year, previous).into_bytes());
    outputs.add(folder.join("register.csv"), Register::embedded_csv().as_bytes().to_vec());
    outputs.write()?;
    Ok(Done::new(format!(
        "Made {}: look through round.toml, put the returned workbooks into returns/, then run `secondee-audit audit {}`.\n",
        folder.display(),
        folder.display()
    )))
}
