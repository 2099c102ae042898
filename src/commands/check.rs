//! `check`: one return at a time, for the member.

use std::path::PathBuf;

use super::{Done, fails, json, line};
use crate::commands::cli::{FailOn, Shape};
use crate::error::Error;
use crate::model::{Round, Status};
use crate::places::Register;
use crate::read;
use crate::round::config;
use crate::round::folder::receive_file;
use crate::rules::run as check;

pub(super) fn run(files: &[PathBuf], year: i16, fail_on: FailOn, format: Shape, show_names: bool) -> Result<Done, Error> {
    if !(2010..=2100).contains(&year) {
        return Err(Error::asked(format!("--year {year}: a survey year lies between 2010 and 2100")));
    }
    let (mut text, mut all) = (String::new(), Vec::new());
    for file in files {
        if !file.is_file() {
            return Err(Error::at(file, "there is no such file"));
        }
        std::fs::File::open(file).map_err(|e| Error::at(file, format!("cannot be opened ({e}); close it if it is open elsewhere")))?;
        let usual = config::usual(year);
        let register = Register::embedded();
        let received = receive_file(file, &usual, &register);
        let (member, name) = (received.member.clone(), received.file.clone());
        let (returns, mut received) = read::settle(&usual.settings, vec![received]);
        // Only this file is judged: that others have not returned says nothing about it.
        received.retain(|file| file.status != Status::Outstanding);
        let round = Round::new(usual.settings, register, returns, received, None);
        let mut findings = check::run(&round, &usual.overrides).findings;
        findings.retain(|f| f.member == member || f.file == name);
        text.push_str(&format!(
            "{}: {}\n",
            file.display(),
            if findings.is_empty() { "nothing found, ready to send".into() } else { format!("{} to look at", findings.len()) }
        ));
        findings.iter().for_each(|f| text.push_str(&line(f, show_names)));
        all.append(&mut findings);
    }
    let failed = fails(&all, fail_on);
    Ok(Done { text: if format == Shape::Json { json(&all) } else { text }, failed })
}
