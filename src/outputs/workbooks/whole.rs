//! A workbook as bytes that are the same on every system.

use rust_xlsxwriter::{Workbook, XlsxError};

/// The bytes of a workbook.
///
/// # Errors
/// As the library.
pub fn to_bytes(book: &mut Workbook) -> Result<Vec<u8>, XlsxError> {
    Ok(of_one_origin(book.save_to_buffer()?))
}

/// The system that is named as the one on which each part was made: Unix, whichever it was.
const ORIGIN: u8 = 3;
/// What begins an entry of an archive's directory, and the directory's end.
const ENTRY: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";

/// An archive of ours with the same system named in each entry of its directory. It has no comment, and is smaller than 4 GB.
pub(super) fn of_one_origin(mut archive: Vec<u8>) -> Vec<u8> {
    let u16_at = |archive: &[u8], at: usize| archive.get(at..at + 2).map(|two| usize::from(u16::from_le_bytes([two[0], two[1]])));
    let Some(end) = archive.len().checked_sub(22).filter(|at| archive[*at..].starts_with(END)) else { return archive };
    let start: Option<[u8; 4]> = archive[end + 16..end + 20].try_into().ok();
    let mut at = start.map_or(end, |start| u32::from_le_bytes(start) as usize);
    while at < end && archive[at..].starts_with(ENTRY) {
        archive[at + 5] = ORIGIN;
        // The lengths of the name, of what is added to it and of its comment.
        let lengths: Option<usize> = [28, 30, 32].into_iter().map(|field| u16_at(&archive, at + field)).sum();
        let Some(lengths) = lengths else { break };
        at += 46 + lengths;
    }
    archive
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_names_one_system_and_all_else_stays() {
        let mut book = Workbook::new();
        book.add_worksheet();
        let plain = book.save_to_buffer().expect("a workbook");
        let mut of_windows = plain.clone();
        let entries: Vec<usize> = plain.windows(4).enumerate().filter(|(_, four)| *four == ENTRY).map(|(at, _)| at).collect();
        assert!(entries.len() > 5, "{entries:?}");
        entries.iter().for_each(|at| of_windows[at + 5] = 0);
        assert_ne!(of_windows, plain);
        assert_eq!(of_one_origin(of_windows), plain);
        assert_eq!(of_one_origin(b"no archive".to_vec()), b"no archive");
    }
}
