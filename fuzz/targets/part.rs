//! One part of a good return is any bytes, where the checksum of the archive would hide a change of the file's own bytes. The first byte chooses the
//! part. A part that ends in `.bin` is that of an .xlsb.

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use secondee_audit::read::read;
use secondee_audit::sample::{self, odd_files::parts as of_workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::support::{ROUND, outcome};

static PARTS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(parts);
static BINARY: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(binary);

/// The parts that are read, of a return.
const READ: [&str; 13] = [
    "xl/worksheets/sheet3.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/worksheets/_rels/sheet3.xml.rels",
    "xl/comments1.xml",
    "content.xml",
    "[Content_Types].xml",
    "xl/worksheets/sheet2.bin",
    "xl/workbook.bin",
    "xl/styles.bin",
    "xl/comments1.bin",
];

/// What says that a sheet has notes, and where.
fn notes_at(target: &str) -> Vec<u8> {
    format!("<Relationships><Relationship Id=\"r\" Type=\"x/comments\" Target=\"../{target}\"/></Relationships>").into_bytes()
}

fn parts() -> Vec<(String, Vec<u8>)> {
    let mut parts = of_workbook(&sample::to_xlsx(&sample::clean().books[0]));
    parts.push(("xl/worksheets/_rels/sheet3.xml.rels".into(), notes_at("comments1.xml")));
    parts
}

fn binary() -> Vec<(String, Vec<u8>)> {
    let mut parts = of_workbook(include_bytes!("../../tests/data/cases/short-records.xlsb"));
    parts.push(("xl/worksheets/_rels/sheet2.bin.rels".into(), notes_at("comments1.bin")));
    parts
}

pub fn run(bytes: &[u8]) -> u64 {
    let Some((which, bytes)) = bytes.split_first() else { return 0 };
    let (register, config) = &*ROUND;
    let name = READ[usize::from(*which) % READ.len()];
    let of: &[(String, Vec<u8>)] = if name.ends_with(".bin") { &BINARY } else { &PARTS };
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    // OpenDocument has one part of interest, and is known by having no others.
    let others = of.iter().filter(|(part, _)| part != name && name != "content.xml");
    for (part, bytes) in others.map(|(part, bytes)| (part.as_str(), bytes.as_slice())).chain([(name, bytes)]) {
        zip.start_file(part, options).expect("a part");
        zip.write_all(bytes).expect("its bytes");
    }
    let file = zip.finish().expect("a zip").into_inner();
    let received = read("fuzzed.xlsx", &file, register, &config.settings, &config.limits);
    assert!(received.fault.is_some() != received.unused.is_some(), "one outcome");
    outcome(&received)
}

pub fn seeds() -> Vec<Vec<u8>> {
    let content = b"<office:document-content><table:table table:name=\"Secondees\"/></office:document-content>".to_vec();
    let more = [("content.xml", content), ("xl/comments1.bin", super::notes::seeds().concat())];
    let all: Vec<(&str, &[u8])> = PARTS.iter().chain(BINARY.iter()).map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let found = |name: &str| {
        let more = more.iter().map(|(name, bytes)| (*name, bytes.as_slice()));
        all.iter().copied().chain(more).find(|(part, _)| *part == name).map_or_else(Vec::new, |(_, bytes)| bytes.to_vec())
    };
    READ.iter().enumerate().map(|(at, name)| [vec![at as u8], found(name)].concat()).collect()
}
