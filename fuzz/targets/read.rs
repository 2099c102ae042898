//! Any bytes are read as a return; every sheet, and as the survey.

use secondee_audit::read::{Limits, extract, read};
use secondee_audit::sample;

use super::support::{ROUND, outcome};

pub fn run(bytes: &[u8]) -> u64 {
    let (register, config) = &*ROUND;
    let received = read("fuzzed.xlsx", bytes, register, &config.settings, &config.limits);
    assert!(received.fault.is_some() != received.unused.is_some(), "one outcome");
    let _ = extract(bytes, &Limits { every_sheet: true, ..Limits::default() });
    outcome(&received)
}

pub fn seeds() -> Vec<Vec<u8>> {
    let books = sample::clean().books;
    let mut files: Vec<Vec<u8>> = books.iter().take(3).map(sample::to_xlsx).collect();
    files.push(include_bytes!("../../tests/data/cases/short-records.xlsb").to_vec());
    files.push(include_bytes!("../../tests/data/cases/formula-dates.xls").to_vec());
    files.push(sample::odd_files::encrypted());
    files.push(sample::odd_files::pdf());
    files
}
