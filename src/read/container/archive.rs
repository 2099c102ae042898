//! A workbook's parts: its directory checked against the limits before anything is unpacked, and single parts unpacked no further than allowed.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::model::Fault;
use crate::read::Limits;
use crate::read::container::other;

/// The least unpacked size from which on the ratio says anything: small parts of zeros are harmless.
const SMALL: u64 = 16 << 20;

/// An open archive.
pub struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    packed: u64,
    most: u64,
}

/// The fault of something larger than its limit.
pub fn beyond(what: &str, bytes: u64, limit: u64) -> Fault {
    let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
    Fault::too_large(format!("{what} is {} MB; the limit is {} MB", megabytes(bytes), megabytes(limit)))
}

impl<'a> Archive<'a> {
    /// Opens an archive.
    ///
    /// # Errors
    /// If it is damaged or has more parts than allowed; that is told before its directory is taken into memory.
    pub fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Fault> {
        let too_many = |parts: usize| Fault::too_large(format!("it has {parts} parts; the limit is {}", limits.parts));
        if let Some(parts) = declared_parts(bytes)
            && parts > limits.parts
        {
            return Err(too_many(parts));
        }
        let zip = match ZipArchive::new(Cursor::new(bytes)) {
            Ok(zip) => zip,
            Err(ZipError::UnsupportedArchive(_)) => return Err(other::PACKED_ODDLY.fault()),
            Err(_) => return Err(other::DAMAGED.fault()),
        };
        if zip.len() > limits.parts {
            return Err(too_many(zip.len()));
        }
        Ok(Self { zip, packed: bytes.len() as u64, most: limits.unpacked_bytes })
    }

    /// The names of the parts in their order, in lower case with forward slashes; of one that cannot be read, nothing.
    pub fn names(&self) -> Vec<String> {
        self.zip.file_names().map(|name| name.map_or_else(|_| String::new(), |name| name.to_lowercase().replace('\\', "/"))).collect()
    }

    /// Checks what the directory says against the limits. It can be believed: a part that unpacks to more than it says fails to unpack.
    ///
    /// # Errors
    /// If it is beyond a limit, or its parts lie over one another.
    pub fn within(&mut self, limits: &Limits) -> Result<(), Fault> {
        let (mut unpacked, mut strings) = (0u64, 0u64);
        for at in 0..self.zip.len() {
            let Ok(part) = self.zip.by_index_raw(at) else { return Err(other::DAMAGED.fault()) };
            unpacked = unpacked.saturating_add(part.size());
            if part.name().is_ok_and(|name| name.to_lowercase().contains("sharedstrings")) {
                strings = strings.max(part.size());
            }
        }
        if unpacked > limits.unpacked_bytes {
            return Err(beyond("what it unpacks to", unpacked, limits.unpacked_bytes));
        }
        if strings > limits.strings_bytes {
            return Err(beyond("the part with its texts", strings, limits.strings_bytes));
        }
        let ratio = unpacked / self.packed.max(1);
        if unpacked > SMALL && ratio > limits.ratio {
            return Err(Fault::too_large(format!(
                "it unpacks to {ratio} times its size, as a zip bomb does; the limit is {} times",
                limits.ratio
            )));
        }
        match self.zip.has_overlapping_files() {
            Ok(true) => Err(Fault::too_large("its parts lie over one another, as in a zip bomb")),
            _ => Ok(()),
        }
    }

    /// A part unpacked, by its name in any case; `None` if it is not there, damaged or beyond the limit.
    pub fn text(&mut self, name: &str) -> Option<Vec<u8>> {
        let at = match self.zip.index_for_name(name) {
            Some(at) => at,
            None => {
                let wanted = name.to_lowercase();
                self.names().iter().position(|part| *part == wanted)?
            }
        };
        let part = self.zip.by_index(at).ok()?;
        let mut bytes = Vec::new();
        part.take(self.most).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// A part to be read as it is unpacked.
    pub fn stream(&mut self, name: &str) -> Option<impl Read + '_> {
        let most = self.most;
        self.zip.by_name(name).ok().map(|part| part.take(most))
    }
}

/// How many parts the end of the directory declares.
fn declared_parts(bytes: &[u8]) -> Option<usize> {
    let tail = &bytes[bytes.len().saturating_sub(66_000)..];
    let end = tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count = tail.get(end + 10..end + 12)?;
    Some(usize::from(u16::from_le_bytes([count[0], count[1]])))
}

/// What a walk over the tags of a part tells, without parsing it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tags {
    /// How many elements of the name asked for begin.
    pub count: usize,
    /// There are formulas, cells that hold an error, merged cells, or something hidden.
    pub is_odd: bool,
}

/// Checks the XML of a part before a parser sees it: no document type (entity bombs), no deep nesting. Counts the elements of a name by the way.
///
/// # Errors
/// If it has either.
pub fn check_xml(part: &[u8], name: &str, limits: &Limits) -> Result<Tags, Fault> {
    let start = &part[..part.len().min(64 << 10)];
    if start.windows(9).any(|window| window.eq_ignore_ascii_case(b"<!DOCTYPE") || window[..8].eq_ignore_ascii_case(b"<!ENTITY")) {
        return Err(Fault::not_workbook("it declares entities in its XML, which no spreadsheet program does", ""));
    }
    // In text the next tag is found many bytes at a time; a part that is not UTF-8 is left to the parser.
    let text = match std::str::from_utf8(part) {
        Ok(text) => text,
        Err(e) => std::str::from_utf8(&part[..e.valid_up_to()]).unwrap_or(""),
    };
    let (mut tags, mut depth, mut rest) = (Tags::default(), 0usize, text);
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        let Some(close) = rest.find('>') else { break };
        let tag = &rest[..close];
        match tag.as_bytes().first() {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(b'?' | b'!') | None => {}
            Some(_) => {
                depth += usize::from(!tag.ends_with('/'));
                if depth > limits.depth {
                    return Err(Fault::too_large(format!("its XML is nested more than {} deep", limits.depth)));
                }
                let end = tag.bytes().position(|b| b.is_ascii_whitespace() || b == b'/').unwrap_or(tag.len());
                let element = &tag[..end];
                let element = element.split_once(':').map_or(element, |(_, local)| local);
                tags.count += usize::from(element == name);
                tags.is_odd |= match element {
                    "f" | "mergeCell" | "strike" => true,
                    "row" => ["hidden", "ht=\"0", "ht='0"].iter().any(|sign| tag.contains(sign)),
                    "col" => ["hidden", "width=\"0", "width='0"].iter().any(|sign| tag.contains(sign)),
                    "c" => tag.contains("t=\"e\"") || tag.contains("t='e'"),
                    _ => false,
                };
            }
        }
        rest = &rest[close..];
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_counted_with_and_without_a_prefix_and_oddities_seen() {
        let limits = Limits::default();
        let tags = |xml: &str, name| check_xml(xml.as_bytes(), name, &limits).ok();
        assert_eq!(tags("<sst><si/><x:si><t>a</t></x:si><size/></sst>", "si"), Some(Tags { count: 2, is_odd: false }));
        assert_eq!(tags("<row r=\"1\" hidden=\"1\"/>", "row"), Some(Tags { count: 1, is_odd: true }));
        assert_eq!(tags("<c r=\"A1\"><f>1</f></c>", ""), Some(Tags { count: 0, is_odd: true }));
        assert_eq!(tags(&"<a>".repeat(1000), ""), None);
    }
}
