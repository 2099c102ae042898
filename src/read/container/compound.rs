//! The container of Office 97 to 2003 and of encrypted workbooks: a file system of sectors ([MS-CFB]). Only what is asked for is followed, and
//! never further than the file is long.

/// A stream or storage of the container.
#[derive(Debug, Clone)]
pub struct DirectoryEntry {
    /// Its name.
    pub name: String,
    is_stream: bool,
    start: u32,
    size: u64,
}

/// An open container.
#[derive(Debug)]
pub struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
    small_table: Vec<u32>,
    small: Vec<u8>,
    cutoff: u64,
    /// The streams and storages of the whole container.
    pub entries: Vec<DirectoryEntry>,
}

const LAST: u32 = 0xffff_fffa;

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

impl<'a> Compound<'a> {
    /// Opens a container; `None` if it is damaged.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30)?;
        let small_shift = u16_at(bytes, 32)?;
        if !(7..=16).contains(&shift) || small_shift != 6 {
            return None;
        }
        let sector = 1usize << shift;
        let mut this = Self {
            bytes,
            sector,
            table: Vec::new(),
            small_table: Vec::new(),
            small: Vec::new(),
            cutoff: u64::from(u32_at(bytes, 56)?),
            entries: Vec::new(),
        };
        let mut tables: Vec<u32> = (0..109).filter_map(|at| u32_at(bytes, 76 + 4 * at)).filter(|sector| *sector < LAST).collect();
        let mut next = u32_at(bytes, 68)?;
        let most = bytes.len() / sector + 1;
        for _ in 0..most {
            let Some(part) = this.sector(next) else { break };
            let words = words(part);
            let (last, sectors) = words.split_last()?;
            tables.extend(sectors.iter().filter(|sector| **sector < LAST));
            next = *last;
        }
        tables.truncate(most);
        for at in tables {
            let part = this.sector(at)?;
            this.table.extend(words(part));
        }
        let directory = this.chain(u32_at(bytes, 48)?, usize::MAX);
        let mut root = None;
        for entry in directory.chunks_exact(128) {
            let length = (u16_at(entry, 64)? as usize).min(64);
            let units: Vec<u16> = entry[..length].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            let name = String::from_utf16_lossy(&units).trim_end_matches('\0').to_string();
            let size = u64::from(u32_at(entry, 120)?);
            let made = DirectoryEntry { name, is_stream: entry[66] == 2, start: u32_at(entry, 116)?, size };
            match entry[66] {
                1 | 2 => this.entries.push(made),
                5 => root = Some(made),
                _ => {}
            }
        }
        let root = root?;
        this.small_table = words(&this.chain(u32_at(bytes, 60)?, usize::MAX));
        this.small = this.chain(root.start, usize::MAX);
        Some(this)
    }

    /// Whether it holds a stream or storage of this name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream, as many as there are.
    pub fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.is_stream && entry.name.eq_ignore_ascii_case(name))?;
        let size = usize::try_from(entry.size).ok()?;
        if entry.size >= self.cutoff {
            return Some(self.chain(entry.start, size));
        }
        let mut bytes = Vec::new();
        let mut at = entry.start;
        while bytes.len() < size && at < LAST {
            let Some(part) = self.small.get(at as usize * 64..at as usize * 64 + 64) else { break };
            bytes.extend_from_slice(part);
            at = *self.small_table.get(at as usize).unwrap_or(&LAST);
        }
        bytes.truncate(size);
        Some(bytes)
    }

    fn sector(&self, at: u32) -> Option<&'a [u8]> {
        let from = (at as usize).checked_add(1)?.checked_mul(self.sector)?;
        // The last sector of a file may be cut short.
        self.bytes.get(from..(from + self.sector).min(self.bytes.len())).filter(|part| !part.is_empty())
    }

    fn chain(&self, start: u32, size: usize) -> Vec<u8> {
        let (mut bytes, mut at) = (Vec::new(), start);
        // A chain that bites its tail ends where it is longer than the file.
        while at < LAST && bytes.len() < size && bytes.len() <= self.bytes.len() {
            let Some(part) = self.sector(at) else { break };
            bytes.extend_from_slice(part);
            at = *self.table.get(at as usize).unwrap_or(&LAST);
        }
        bytes.truncate(size);
        bytes
    }
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_streams_of_an_encrypted_workbook_are_named() {
        let bytes = crate::sample::odd_files::encrypted();
        let container = Compound::open(&bytes).expect("a container");
        assert!(container.has("EncryptedPackage"));
        assert_eq!(container.stream("EncryptedPackage").map(|stream| stream.len()), Some(4096));
        for cut in 0..bytes.len() / 7 {
            let _ = Compound::open(&bytes[..cut * 7]);
        }
    }
}
