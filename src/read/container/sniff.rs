//! What a file is, told by its content, and whether it keeps within the limits, before any of it is unpacked.

use crate::model::{Fault, Format};
use crate::read::Limits;
use crate::read::container::archive::{self, Archive};
use crate::read::container::compound::Compound;
use crate::read::container::other;

/// What the directory of the file's parts tells.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// A macro project is among them.
    pub has_macros: bool,
    /// How many parts link to other workbooks.
    pub external_links: usize,
}

/// The format, and what its parts tell or why it must not be opened.
pub fn sniff(bytes: &[u8], limits: &Limits) -> (Format, Result<Parts, Fault>) {
    if bytes.len() as u64 > limits.file_bytes {
        return (Format::Other, Err(archive::beyond("the file", bytes.len() as u64, limits.file_bytes)));
    }
    match bytes {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => sniff_zip(bytes, limits),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => sniff_compound(bytes),
        // An .xls without its container, as some programs write it.
        [9, 8, 8 | 16, 0, 0, 5 | 6, ..] => (Format::Xls, Ok(Parts::default())),
        _ => (Format::Other, Err(other::fault(bytes))),
    }
}

fn sniff_compound(bytes: &[u8]) -> (Format, Result<Parts, Fault>) {
    let Some(container) = Compound::open(bytes) else {
        return (Format::Other, Err(other::DAMAGED.fault()));
    };
    if container.has("EncryptedPackage") || container.has("EncryptionInfo") {
        return (Format::Other, Err(Fault::Password));
    }
    if container.has("Workbook") || container.has("Book") {
        let has_macros = container.has("_VBA_PROJECT_CUR") || container.has("_VBA_PROJECT");
        return (Format::Xls, Ok(Parts { has_macros, external_links: 0 }));
    }
    let kind = [
        ("WordDocument", &other::WORD),
        ("PowerPoint Document", &other::SLIDES),
        ("__properties_version1.0", &other::EMAIL),
        ("VisioDocument", &other::NO_WORKBOOK),
    ];
    let found = kind.iter().find(|(stream, _)| container.has(stream));
    (Format::Other, Err(found.map_or(&other::NO_WORKBOOK, |(_, kind)| kind).fault()))
}

fn sniff_zip(bytes: &[u8], limits: &Limits) -> (Format, Result<Parts, Fault>) {
    let mut archive = match Archive::open(bytes, limits) {
        Ok(archive) => archive,
        Err(fault) => return (Format::Other, Err(fault)),
    };
    let (mut format, mut parts) = (Format::Other, Parts::default());
    let (mut kind, mut workbooks) = (&other::ARCHIVE, 0);
    for name in archive.names() {
        match name.as_str() {
            "xl/workbook.xml" => format = Format::Xlsx,
            "xl/workbook.bin" => format = Format::Xlsb,
            "content.xml" if format == Format::Other => format = Format::Ods,
            "word/document.xml" => kind = &other::WORD,
            "ppt/presentation.xml" => kind = &other::SLIDES,
            "index/document.iwa" | "index.zip" | "index.apxl" | "index.numbers" => kind = &other::NUMBERS,
            name if name.ends_with("vbaproject.bin") || name.starts_with("basic/") => parts.has_macros = true,
            name if name.starts_with("xl/externallinks/externallink") => parts.external_links += 1,
            name if [".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"].iter().any(|ending| name.ends_with(ending)) => workbooks += 1,
            _ => {}
        }
    }
    if let Err(fault) = archive.within(limits) {
        return (format, Err(fault));
    }
    if format == Format::Other {
        format = by_content_types(&mut archive);
    }
    if format == Format::Ods
        && let Some(odd) = odd_document(&mut archive)
    {
        return (Format::Other, Err(odd));
    }
    match format {
        Format::Other if workbooks > 0 && *kind == other::ARCHIVE => (Format::Other, Err(other::ARCHIVED_WORKBOOKS.fault())),
        Format::Other => (Format::Other, Err(kind.fault())),
        Format::Xlsx if parts.has_macros => (Format::Xlsm, Ok(parts)),
        format => (format, Ok(parts)),
    }
}

/// Some programs give the workbook's part another name; the list of content types then tells.
fn by_content_types(archive: &mut Archive) -> Format {
    let types = archive.text("[Content_Types].xml").unwrap_or_default();
    let types = String::from_utf8_lossy(&types);
    match (types.contains("spreadsheetml.sheet.main") || types.contains("sheet.macroEnabled.main"), types.contains("sheet.binary")) {
        (_, true) => Format::Xlsb,
        (true, _) => Format::Xlsx,
        _ => Format::Other,
    }
}

/// An OpenDocument file that is encrypted or no spreadsheet.
fn odd_document(archive: &mut Archive) -> Option<Fault> {
    let manifest = archive.text("META-INF/manifest.xml").unwrap_or_default();
    if contains(&manifest, b"encryption-data") {
        return Some(Fault::Password);
    }
    let kind = archive.text("mimetype").unwrap_or_default();
    let says = |word: &[u8]| contains(&kind, word);
    if says(b"opendocument.text") {
        return Some(other::WORD.fault());
    }
    if says(b"opendocument.presentation") {
        return Some(other::SLIDES.fault());
    }
    (!kind.is_empty() && says(b"opendocument") && !says(b"spreadsheet")).then(|| other::NO_WORKBOOK.fault())
}

/// Whether the bytes hold the word.
fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}
