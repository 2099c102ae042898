//! A workbook's contents as bytes, to be handed from one process to another. Reading them never panics, whatever they are.

use crate::model::{Date, Fault, Format, Reason};
use crate::read::contents::{Contents, Extracted, Remark, RemarkKind, SheetRead};
use crate::read::format::grid::{Grid, Raw};

const FORMATS: [Format; 6] = [Format::Xlsx, Format::Xlsm, Format::Xlsb, Format::Xls, Format::Ods, Format::Other];

const KINDS: [RemarkKind; 4] = [RemarkKind::Note, RemarkKind::Conversation, RemarkKind::TextBox, RemarkKind::Struck];

/// Writes.
pub fn encode(extracted: &Extracted) -> Vec<u8> {
    let mut out = Out(Vec::new());
    let format = |format: Format| FORMATS.iter().position(|f| *f == format).unwrap_or(5) as u8;
    out.byte(format(extracted.0));
    match &extracted.1 {
        Err(Fault::Password) => out.byte(1),
        Err(Fault::NotWorkbook(reason)) => out.reason(2, reason),
        Err(Fault::TooLarge(reason)) => out.reason(3, reason),
        Ok(contents) => {
            out.byte(0);
            out.byte(format(contents.format));
            out.byte(contents.is_1904.into());
            out.byte(contents.macros.into());
            out.number(contents.external_links);
            out.number(contents.names.len());
            for (name, value) in &contents.names {
                out.text(name);
                out.text(value);
            }
            out.number(contents.sheets.len());
            contents.sheets.iter().for_each(|sheet| out.sheet(sheet));
        }
    }
    out.0
}

struct Out(Vec<u8>);

impl Out {
    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }
    /// Seven bits a byte, the lowest first.
    fn number(&mut self, mut number: usize) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }
    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }
    fn reason(&mut self, tag: u8, reason: &Reason) {
        self.byte(tag);
        self.text(&reason.what);
        self.text(&reason.ask);
    }
    fn sheet(&mut self, sheet: &SheetRead) {
        self.text(&sheet.name);
        self.byte(sheet.visible.into());
        self.number(sheet.hidden.rows.len());
        sheet.hidden.rows.iter().for_each(|row| self.number(*row as usize));
        self.number(sheet.hidden.columns.len());
        for (first, last) in &sheet.hidden.columns {
            self.number(*first as usize);
            self.number(*last as usize);
        }
        self.number(sheet.comments.len());
        for remark in &sheet.comments {
            self.number(remark.row as usize);
            self.number(remark.col as usize);
            self.byte(KINDS.iter().position(|kind| *kind == remark.kind).unwrap_or(0) as u8);
            self.text(&remark.text);
        }
        self.number(sheet.merges.len());
        sheet.merges.iter().flatten().for_each(|bound| self.number(*bound as usize));
        let Some(grid) = &sheet.grid else { return self.byte(0) };
        self.byte(1);
        self.number(grid.rows.len());
        for (row, cells) in &grid.rows {
            self.number(*row as usize);
            self.number(cells.len());
            for (col, raw) in cells {
                self.number(*col as usize);
                self.raw(raw);
            }
        }
    }
    fn raw(&mut self, raw: &Raw) {
        match raw {
            Raw::Text(text) => {
                self.byte(0);
                self.text(text);
            }
            Raw::Number(number) => {
                self.byte(1);
                self.0.extend(number.to_le_bytes());
            }
            Raw::Shown(number, shown) => {
                self.byte(6);
                self.0.extend(number.to_le_bytes());
                self.text(shown);
            }
            Raw::Date(date) => {
                self.byte(2);
                self.0.extend(date.year().to_le_bytes());
                self.0.extend([date.month() as u8, date.day() as u8]);
            }
            Raw::Bool(is) => self.byte(3 + u8::from(*is)),
            Raw::Error(text) => {
                self.byte(5);
                self.text(text);
            }
        }
    }
}

/// Reads; `None` if the bytes are not what [`encode`] writes.
pub fn decode(bytes: &[u8]) -> Option<Extracted> {
    let mut input = In(bytes);
    let format = input.format()?;
    let contents = match input.byte()? {
        1 => Err(Fault::Password),
        2 => Err(Fault::NotWorkbook(input.reason()?)),
        3 => Err(Fault::TooLarge(input.reason()?)),
        0 => Ok(Contents {
            format: input.format()?,
            is_1904: input.byte()? == 1,
            macros: input.byte()? == 1,
            external_links: input.number()?,
            names: input.many(|input| Some((input.text()?, input.text()?)))?,
            sheets: input.many(In::sheet)?,
        }),
        _ => return None,
    };
    input.0.is_empty().then_some((format, contents))
}

struct In<'a>(&'a [u8]);

impl<'a> In<'a> {
    fn bytes(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
    fn byte(&mut self) -> Option<u8> {
        self.bytes(1).map(|bytes| bytes[0])
    }
    fn number(&mut self) -> Option<usize> {
        let mut number = 0usize;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }
    fn place(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }
    fn text(&mut self) -> Option<String> {
        let length = self.number()?;
        Some(std::str::from_utf8(self.bytes(length)?).ok()?.to_string())
    }
    fn format(&mut self) -> Option<Format> {
        FORMATS.get(usize::from(self.byte()?)).copied()
    }
    fn reason(&mut self) -> Option<Reason> {
        Some(Reason { what: self.text()?, ask: self.text()? })
    }
    /// A list with its length before it. Each item takes at least a byte, so the length is checked against the bytes left before memory is set aside.
    fn many<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()?;
        if count > self.0.len() {
            return None;
        }
        (0..count).map(|_| one(self)).collect()
    }
    fn sheet(&mut self) -> Option<SheetRead> {
        let mut sheet = SheetRead::unread(&self.text()?, self.byte()? == 1);
        sheet.hidden.rows = self.many(Self::place)?;
        sheet.hidden.columns = self.many(|input| Some((input.place()?, input.place()?)))?;
        sheet.comments = self.many(|input| {
            Some(Remark { row: input.place()?, col: input.place()?, kind: *KINDS.get(usize::from(input.byte()?))?, text: input.text()? })
        })?;
        sheet.merges = self.many(|input| Some([input.place()?, input.place()?, input.place()?, input.place()?]))?;
        if self.byte()? == 1 {
            let rows = self.many(|input| Some((input.place()?, input.many(|input| Some((input.place()?, input.raw()?)))?)))?;
            sheet.grid = Some(Grid { rows: rows.into_iter().collect() });
        }
        Some(sheet)
    }
    fn raw(&mut self) -> Option<Raw> {
        Some(match self.byte()? {
            0 => Raw::Text(self.text()?),
            1 => Raw::Number(f64::from_le_bytes(self.bytes(8)?.try_into().ok()?)),
            2 => {
                let bytes = self.bytes(4)?;
                Raw::Date(Date::new(i16::from_le_bytes([bytes[0], bytes[1]]), bytes[2] as i8, bytes[3] as i8).ok()?)
            }
            3 => Raw::Bool(false),
            4 => Raw::Bool(true),
            5 => Raw::Error(self.text()?),
            6 => Raw::Shown(f64::from_le_bytes(self.bytes(8)?.try_into().ok()?), self.text()?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Limits, extract};

    #[test]
    fn what_is_written_is_read_back_and_nothing_cut_short_is() {
        let workbook = crate::sample::to_xlsx(&crate::sample::clean().books[0]);
        for bytes in [workbook, crate::sample::odd_files::pdf(), crate::sample::odd_files::encrypted()] {
            let extracted = extract(&bytes, &Limits::default());
            let encoded = encode(&extracted);
            assert_eq!(decode(&encoded), Some(extracted));
            assert!((0..encoded.len()).all(|length| decode(&encoded[..length]).is_none()));
        }
    }
}
