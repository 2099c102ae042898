//! What a file is, told by its content, and whether it keeps within the limits, before any of it is unpacked.

use std::io::Cursor;

use zip::ZipArchive;
use zip::result::ZipError;

use super::Limits;
use crate::model::{Fault, Format};

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
        let fault = too_large(format!("the file is {} MB; the limit is {} MB", bytes.len() >> 20, limits.file_bytes >> 20));
        return (Format::Other, Err(fault));
    }
    match bytes {
        [] => not_workbook("it is empty"),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => sniff_zip(bytes, limits),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => (Format::Xls, Ok(Parts::default())),
        [b'%', b'P', b'D', b'F', ..] => not_workbook("it is a PDF"),
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => not_workbook("it is a picture"),
        _ => sniff_text(bytes),
    }
}

fn not_workbook(what: &str) -> (Format, Result<Parts, Fault>) {
    (Format::Other, Err(Fault::NotWorkbook(what.into())))
}

fn too_large(what: String) -> Fault {
    Fault::TooLarge(what)
}

fn sniff_text(bytes: &[u8]) -> (Format, Result<Parts, Fault>) {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_lowercase();
    let start = start.trim_start_matches('\u{feff}').trim_start();
    let what = if start.starts_with("<!doctype html") || start.starts_with("<html") {
        "it is a web page (HTML)"
    } else if start.starts_with("<?xml") {
        "it is an XML file"
    } else if start.starts_with("{\\rtf") {
        "it is a Word document (RTF)"
    } else if start.chars().all(|c| !c.is_control() || c.is_whitespace()) {
        "it is a text or CSV file"
    } else {
        "its content is not that of any workbook"
    };
    not_workbook(what)
}

fn sniff_zip(bytes: &[u8], limits: &Limits) -> (Format, Result<Parts, Fault>) {
    let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(ZipError::UnsupportedArchive(_)) => return not_workbook("it is packed in a way that cannot be read"),
        Err(_) => return not_workbook("it is cut short or damaged: it looks half uploaded"),
    };
    if archive.len() > limits.parts {
        let fault = too_large(format!("it has {} parts; the limit is {}", archive.len(), limits.parts));
        return (Format::Other, Err(fault));
    }
    let (mut unpacked, mut strings, mut format, mut parts) = (0u64, 0u64, Format::Other, Parts::default());
    let mut other = "it is a zip archive, not a workbook";
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index_raw(at) else { return not_workbook("its directory of parts is damaged") };
        unpacked = unpacked.saturating_add(part.size());
        let Ok(name) = part.name().map(|name| name.to_lowercase()) else { continue };
        match name.as_str() {
            "xl/workbook.xml" => format = Format::Xlsx,
            "xl/workbook.bin" => format = Format::Xlsb,
            "content.xml" => format = Format::Ods,
            "word/document.xml" => other = "it is a Word document",
            "ppt/presentation.xml" => other = "it is a presentation",
            "xl/vbaproject.bin" => parts.has_macros = true,
            "xl/sharedstrings.xml" => strings = part.size(),
            name if name.starts_with("xl/externallinks/externallink") => parts.external_links += 1,
            _ => {}
        }
    }
    if format == Format::Xlsx && parts.has_macros {
        format = Format::Xlsm;
    }
    let megabytes = |bytes: u64| bytes >> 20;
    if unpacked > limits.unpacked_bytes {
        let what = format!("it unpacks to {} MB; the limit is {} MB", megabytes(unpacked), megabytes(limits.unpacked_bytes));
        return (format, Err(too_large(what)));
    }
    if strings > limits.strings_bytes {
        let what = format!("its texts unpack to {} MB; the limit is {} MB", megabytes(strings), megabytes(limits.strings_bytes));
        return (format, Err(too_large(what)));
    }
    match (format, archive.has_overlapping_files()) {
        (_, Ok(true)) => (format, Err(too_large("its parts lie over one another, as in a zip bomb".into()))),
        (Format::Other, _) => not_workbook(other),
        _ => (format, Ok(parts)),
    }
}
