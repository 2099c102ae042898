//! Files that are no returns, made in code.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const BELIEVED: &str = "writing a zip into memory does not fail";

/// A PDF.
pub fn pdf() -> Vec<u8> {
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n".to_vec()
}

/// A workbook that unpacks to 300 MB of spaces.
pub fn bomb() -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    zip.start_file("xl/workbook.xml", options).expect(BELIEVED);
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..300 {
        zip.write_all(&spaces).expect(BELIEVED);
    }
    zip.finish().expect(BELIEVED).into_inner()
}

/// Every part of a workbook, by name, in order.
///
/// # Panics
/// If it is no archive, or a part of it is damaged.
pub fn parts(workbook: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).expect("our own workbook is a zip");
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).expect("our own workbook has its parts");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("our own parts can be read");
            (part.name().expect("our own parts have names").into_owned(), bytes)
        })
        .collect()
}

/// A workbook with one more part.
pub fn with_part(workbook: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (part_name, bytes) in parts(workbook) {
        zip.start_file(part_name, options).expect(BELIEVED);
        zip.write_all(&bytes).expect(BELIEVED);
    }
    zip.start_file(name, options).expect(BELIEVED);
    zip.write_all(content).expect(BELIEVED);
    zip.finish().expect(BELIEVED).into_inner()
}

/// The container of an encrypted workbook: a compound file with the stream `EncryptedPackage`.
pub fn encrypted() -> Vec<u8> {
    const SECTOR: usize = 512;
    const END: u32 = 0xffff_fffe;
    const FREE: u32 = 0xffff_ffff;
    let mut header = vec![0u8; SECTOR];
    header[..8].copy_from_slice(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(24, &[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    put(44, &1u32.to_le_bytes());
    put(48, &1u32.to_le_bytes());
    put(56, &4096u32.to_le_bytes());
    put(60, &END.to_le_bytes());
    put(68, &END.to_le_bytes());
    put(76, &0u32.to_le_bytes());
    for at in 1..109 {
        put(76 + at * 4, &FREE.to_le_bytes());
    }
    // Sector 0: the table of sectors; 1: the directory; 2 to 9: a stream of 4096 bytes.
    let mut table = vec![0xffff_fffd, END];
    table.extend((3..=9).chain([END]));
    table.resize(SECTOR / 4, FREE);
    let entry = |name: &str, kind: u8, child: u32, start: u32, size: u32| {
        let mut bytes = vec![0u8; 128];
        let utf16: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes[..utf16.len()].copy_from_slice(&utf16);
        bytes[64..66].copy_from_slice(&(utf16.len() as u16 + 2).to_le_bytes());
        bytes[66] = kind;
        bytes[67] = 1;
        for (at, value) in [(68, FREE), (72, FREE), (76, child), (116, start), (120, size)] {
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        bytes
    };
    let mut file = header;
    file.extend(table.into_iter().flat_map(u32::to_le_bytes));
    file.extend(entry("Root Entry", 5, 1, END, 0));
    file.extend(entry("EncryptedPackage", 2, FREE, 2, 4096));
    file.resize(3 * SECTOR, 0);
    file.resize(3 * SECTOR + 4096, 0x5a);
    file
}
