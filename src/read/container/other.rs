//! What came instead of a workbook, and what to ask for.

use crate::model::Fault;

/// A kind of file that is no workbook.
#[derive(Debug, PartialEq, Eq)]
pub struct OtherKind {
    what: &'static str,
    ask: &'static str,
}

impl OtherKind {
    /// As a fault.
    pub fn fault(&self) -> Fault {
        Fault::not_workbook(self.what, self.ask)
    }
}

const fn kind(what: &'static str, ask: &'static str) -> OtherKind {
    OtherKind { what, ask }
}

const ASK_WORKBOOK: &str = "Ask the member for the survey workbook itself, filled in and saved as .xlsx.";

pub static EMPTY: OtherKind = kind("it is empty", "Ask the member to send it again: nothing arrived.");
pub static DAMAGED: OtherKind = kind(
    "it is cut short or damaged: it looks half uploaded",
    "Ask the member to open their own copy, save it again as .xlsx and send that; look at the size before and after.",
);
pub static PDF: OtherKind = kind("it is a PDF", "Ask the member for the workbook from which the PDF was printed.");
pub static PICTURE: OtherKind = kind("it is a picture", "Ask the member for the workbook itself, not a picture of it.");
pub static WEB_PAGE: OtherKind = kind(
    "it is a web page (HTML)",
    "Ask the member to open it in Excel and save it as .xlsx; if it shows a sign-in page, to send the file itself, not a link.",
);
pub static OLD_XML: OtherKind = kind(
    "it is an XML spreadsheet of Excel 2003",
    "Ask the member to open it in Excel, save it as .xlsx (File, Save As, Excel Workbook) and send that.",
);
pub static FLAT_ODS: OtherKind = kind("it is a flat OpenDocument file", "Ask the member to save it as .ods or .xlsx and send that.");
pub static XML: OtherKind = kind("it is an XML file", ASK_WORKBOOK);
pub static TEXT: OtherKind = kind(
    "it is a text or CSV file",
    "Ask the member for the survey workbook as .xlsx: a CSV file holds one sheet only, without its formats.",
);
pub static WORD: OtherKind =
    kind("it is a Word or text document", "Ask the member to copy the answers into the survey workbook and send that.");
pub static SLIDES: OtherKind = kind("it is a presentation", ASK_WORKBOOK);
pub static NUMBERS: OtherKind =
    kind("it is a Numbers spreadsheet", "Ask the member to export it to Excel (File, Export To, Excel) and send the .xlsx file.");
pub static EMAIL: OtherKind =
    kind("it is an e-mail", "Save the workbook attached to the e-mail into returns/ instead; if there is none, ask for it.");
pub static SHORTCUT: OtherKind = kind("it is a shortcut or a link, not the file", "Ask the member to attach the file itself.");
pub static ARCHIVE: OtherKind = kind("it is a zip archive without a workbook of the survey", ASK_WORKBOOK);
pub static ARCHIVED_WORKBOOKS: OtherKind =
    kind("it is a zip archive with workbooks in it", "Unpack it and put the workbooks into returns/ one by one.");
pub static PACKED: OtherKind = kind("it is a packed archive", "Unpack it and put the workbook into returns/.");
pub static GZIP: OtherKind = kind(
    "it is a gzip archive or a Gnumeric spreadsheet",
    "Unpack it and put the workbook into returns/; ask a member who uses Gnumeric to save it as .xlsx.",
);
pub static TOO_OLD: OtherKind =
    kind("it is a workbook of Excel 4 or older", "Ask the member to open it in Excel or LibreOffice, save it as .xlsx and send that.");
pub static OWNER_FILE: OtherKind = kind(
    "it is the lock file that Excel keeps beside an open workbook, not the workbook",
    "Ask the member to close the workbook and to send the file of the same name without ~$.",
);
pub static PROGRAM: OtherKind =
    kind("it is a program", "Do not open it. Ask the member for the survey workbook, and tell whoever looks after security.");
pub static NO_WORKBOOK: OtherKind = kind("its content is not that of any workbook", ASK_WORKBOOK);
pub static FOLDER: OtherKind = kind("it is a folder", "Put the workbooks from it into returns/ itself.");
pub static LEADS_NOWHERE: OtherKind =
    kind("it is a link to a file that is not there", "Put the workbook itself into returns/, not a link to it.");
pub static NO_FILE: OtherKind = kind("it is a pipe or a device, not a file", "Remove it from returns/.");
pub static PACKED_ODDLY: OtherKind = kind("it is packed in a way that cannot be read", ASK_WORKBOOK);

/// Names a file that is neither a zip nor a compound file.
pub fn fault(bytes: &[u8]) -> Fault {
    by_signature(bytes).unwrap_or_else(|| by_text(bytes)).fault()
}

fn by_signature(bytes: &[u8]) -> Option<&'static OtherKind> {
    let starts = |signature: &[u8]| bytes.starts_with(signature);
    let at = |from: usize, signature: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(signature));
    // An owner file: the length of the user's name, the name, padding.
    let is_owner = matches!(bytes.len(), 162 | 165) && bytes[0] < 55 && bytes[1 + usize::from(bytes[0])..].contains(&0);
    Some(match bytes {
        [] => &EMPTY,
        _ if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") => &PDF,
        _ if starts(b"\x89PNG") || starts(b"\xff\xd8\xff") || starts(b"GIF8") || starts(b"II*\0") || starts(b"MM\0*") => &PICTURE,
        _ if at(8, b"WEBP") || at(4, b"ftyphei") || at(4, b"ftypmif1") || (starts(b"BM") && bytes.len() > 54) => &PICTURE,
        _ if starts(b"\x1f\x8b") => &GZIP,
        _ if starts(b"7z\xbc\xaf") || starts(b"Rar!") || starts(b"BZh") || starts(b"\xfd7zXZ") => &PACKED,
        _ if starts(b"L\0\0\0\x01\x14\x02\0") => &SHORTCUT,
        _ if starts(b"MZ") || starts(b"\x7fELF") => &PROGRAM,
        [9, 0 | 2 | 4, 4 | 6, 0, ..] => &TOO_OLD,
        [b'P', b'K', ..] => &DAMAGED,
        _ if is_owner => &OWNER_FILE,
        _ if bytes.iter().all(|b| *b == 0) => &EMPTY,
        _ => return None,
    })
}

fn by_text(bytes: &[u8]) -> &'static OtherKind {
    let start = &bytes[..bytes.len().min(2048)];
    let text = match start {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(start).into_owned(),
    };
    let text = text.to_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let has = |word: &str| text.contains(word);
    let starts = |word: &str| text.starts_with(word);
    let is_web_archive = starts("mime-version:") && has("multipart/related");
    let is_text = !text.is_empty() && !text.chars().any(|c| c == '\u{fffd}' || (c.is_control() && !c.is_whitespace()));
    if starts("[internetshortcut]") || has("<key>url</key>") {
        &SHORTCUT
    } else if starts("<?xml") && (has("schemas-microsoft-com:office:spreadsheet") || has("progid=\"excel.sheet\"")) {
        &OLD_XML
    } else if has("opendocument:xmlns:office") && has("office:document") {
        &FLAT_ODS
    } else if has("<html") || has("<!doctype html") || starts("<table") || starts("<div") || is_web_archive {
        &WEB_PAGE
    } else if starts("<?xml") || (starts("<") && has("xmlns")) {
        &XML
    } else if starts("{\\rtf") {
        &WORD
    } else if ["from:", "received:", "return-path:", "mime-version:", "delivered-to:", "x-", "subject:"].iter().any(|h| starts(h))
        && (has("\nsubject:") || has("\nto:") || has("\ndate:") || has("content-type:"))
    {
        &EMAIL
    } else if is_text || is_latin_text(start) {
        &TEXT
    } else {
        &NO_WORKBOOK
    }
}

/// Text of Windows in the West, as Excel saves a CSV file: letters beyond ASCII are single bytes.
fn is_latin_text(bytes: &[u8]) -> bool {
    let printed = |byte: &u8| matches!(byte, b'\t' | b'\r' | b'\n' | 0x20..=0x7e | 0x80..=0xff);
    !bytes.is_empty() && bytes.iter().all(printed) && bytes.iter().filter(|byte| **byte >= 0x80).count() * 4 < bytes.len()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}
