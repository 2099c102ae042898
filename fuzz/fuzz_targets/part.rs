//! One part of a good return is any bytes, where the checksum of the archive would hide a change of the file's own bytes. The first byte
//! chooses the part.
#![no_main]

mod support;

use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use secondee_audit::places::Register;
use secondee_audit::read::read;
use secondee_audit::round::config::{Config, usual};
use secondee_audit::sample;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

static ROUND: LazyLock<(Register, Config)> = LazyLock::new(|| {
    support::find_our_panics_only();
    (Register::embedded(), usual(2026))
});
static PARTS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(parts);

/// The parts that are read, of a return.
const READ: [&str; 9] = [
    "xl/worksheets/sheet3.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/worksheets/_rels/sheet3.xml.rels",
    "xl/comments1.xml",
    "content.xml",
    "[Content_Types].xml",
];

fn parts() -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(sample::to_xlsx(&sample::clean().books[0]))).expect("our own workbook");
    let mut parts: Vec<(String, Vec<u8>)> = (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("its bytes");
            (part.name().expect("a name").into_owned(), bytes)
        })
        .collect();
    let relation = |kind: &str, target: &str| format!("<Relationship Id=\"{kind}\" Type=\"x/{kind}\" Target=\"{target}\"/>");
    let rels = format!("<Relationships>{}</Relationships>", relation("comments", "../comments1.xml"));
    parts.push(("xl/worksheets/_rels/sheet3.xml.rels".into(), rels.into_bytes()));
    parts
}

fuzz_target!(|bytes: &[u8]| {
    let Some((which, bytes)) = bytes.split_first() else { return };
    let (register, config) = &*ROUND;
    let name = READ[usize::from(*which) % READ.len()];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    // OpenDocument has one part of interest, and is known by having no others.
    let others = PARTS.iter().filter(|(part, _)| part != name && name != "content.xml");
    for (part, bytes) in others.map(|(part, bytes)| (part.as_str(), bytes.as_slice())).chain([(name, bytes)]) {
        zip.start_file(part, options).expect("a part");
        zip.write_all(bytes).expect("its bytes");
    }
    let file = zip.finish().expect("a zip").into_inner();
    let received = read("fuzzed.xlsx", &file, register, &config.settings, &config.limits);
    assert!(received.fault.is_some() != received.unused.is_some(), "one outcome");
});
