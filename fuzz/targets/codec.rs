//! Any bytes are taken for what a worker sends: they are read or refused, and what is read is written back the same.

use secondee_audit::read::codec::{decode, encode};
use secondee_audit::read::{Limits, extract};
use secondee_audit::sample;

use super::support::number;

pub fn run(bytes: &[u8]) -> u64 {
    let Some(extracted) = decode(bytes) else { return 0 };
    // Numbers are compared as bytes: one may be no number, which equals nothing.
    let written = encode(&extracted);
    assert_eq!(decode(&written).map(|again| encode(&again)), Some(written.clone()));
    number(&written.len())
}

pub fn seeds() -> Vec<Vec<u8>> {
    let books = sample::clean().books;
    let files = books.iter().take(2).map(sample::to_xlsx).chain([b"no workbook".to_vec()]);
    files.map(|file| encode(&extract(&file, &Limits::default()))).collect()
}
