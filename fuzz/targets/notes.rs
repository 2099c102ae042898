//! Any bytes are the notes of a sheet of an .xlsb: each is told with its cell, and none has more text than there are bytes.

use secondee_audit::read::xlsb_notes;

use super::support::number;

pub fn run(bytes: &[u8]) -> u64 {
    let notes: Vec<(u32, u32, usize)> = xlsb_notes(bytes).map(|note| (note.row, note.col, note.text.len())).collect();
    // Two bytes of text are at most three when they are written otherwise.
    assert!(notes.iter().map(|(.., length)| length).sum::<usize>() <= 2 * bytes.len());
    number(&notes.iter().map(|(.., length)| length.min(&9)).collect::<Vec<_>>())
}

pub fn seeds() -> Vec<Vec<u8>> {
    let note = |row: u8, text: &str| {
        let mut part = vec![0xfb, 4, 36, 0, 0, 0, 0];
        part.extend([row, 0, 0, 0, row, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
        part.extend([0; 16]);
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = text.encode_utf16().count() as u8;
        part.extend([0xfd, 4, units.len() as u8 + 5, 0, length, 0, 0, 0]);
        part.extend(units);
        part.extend([0xfc, 4, 0]);
        part
    };
    vec![note(3, "no"), [note(3, "moved in May"), note(4, "see S02, £ and ’")].concat(), Vec::new()]
}
