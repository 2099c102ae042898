//! What a cell's format makes of its value: the characters that a number is shown with, and whether it is struck through.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::Event;

use crate::read::container::archive::Archive;
use crate::read::format::grid::Raw;
use crate::read::format::hidden::{attribute, each, is_off};

/// The formats and fonts of a workbook that say more than a plain one.
#[derive(Debug, Default)]
pub struct Looks {
    /// By style, the code of a number format that shows other characters than the number's own.
    formats: BTreeMap<usize, String>,
    /// Styles whose font is struck through.
    struck: BTreeSet<usize>,
    /// Shared texts that are struck through in part or in whole.
    texts: BTreeSet<usize>,
}

impl Looks {
    /// Puts in a style with its number format and whether its font is struck through.
    pub fn style(&mut self, style: usize, code: Option<&str>, is_struck: bool) {
        if let Some(code) = code.filter(|code| is_odd(code)) {
            self.formats.insert(style, code.into());
        }
        if is_struck {
            self.struck.insert(style);
        }
    }
    /// Puts in a shared text that is struck through in part or in whole.
    pub fn struck_text(&mut self, at: usize) {
        self.texts.insert(at);
    }
    /// Whether a cell of a style, with a shared text if it has one, looks otherwise than its value.
    pub fn is_odd(&self, style: usize, text: Option<usize>) -> bool {
        self.is_any(style) || text.is_some_and(|at| self.texts.contains(&at))
    }
    /// Whether any cell may look otherwise than its value.
    pub fn any(&self) -> bool {
        !self.formats.is_empty() || !self.struck.is_empty() || !self.texts.is_empty()
    }
    /// Whether any shared text is struck through.
    pub fn any_text(&self) -> bool {
        !self.texts.is_empty()
    }
    /// Whether a style says more than a plain one.
    pub fn is_any(&self, style: usize) -> bool {
        self.formats.contains_key(&style) || self.struck.contains(&style)
    }
    /// Whether a style is struck through.
    pub fn is_struck(&self, style: usize) -> bool {
        self.struck.contains(&style)
    }
    /// Whether a shared text is struck through, in part or in whole; the largest number stands for a text of the cell's own that is.
    pub fn is_text_struck(&self, at: usize) -> bool {
        at == usize::MAX || self.texts.contains(&at)
    }
    /// A value as its style shows it, if that differs.
    pub fn shown(&self, style: usize, raw: &Raw) -> Option<Raw> {
        let code = self.formats.get(&style)?;
        match raw {
            Raw::Number(number) => {
                let shown = number_shown(code, *number)?;
                (shown.parse::<f64>() != Ok(*number) || shown.starts_with('0') && shown.len() > 1 && !shown.contains('.'))
                    .then_some(Raw::Shown(*number, shown))
            }
            Raw::Text(text) => text_shown(code, text).filter(|shown| shown != text).map(Raw::Text),
            _ => None,
        }
    }
}

/// The looks of an .xlsx.
pub fn of_xlsx(archive: &mut Archive) -> Looks {
    let mut looks = Looks::default();
    if let Some(part) = archive.text("xl/styles.xml") {
        let (mut codes, mut struck_fonts) = (BTreeMap::new(), Vec::new());
        let (mut in_fonts, mut in_cells, mut style) = (false, false, 0);
        each(&part, |event| match event {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                "numFmt" => {
                    if let (Some(id), Some(code)) = (attribute(element, "numFmtId"), attribute(element, "formatCode")) {
                        codes.insert(id, code);
                    }
                }
                "fonts" => in_fonts = true,
                "font" if in_fonts => struck_fonts.push(false),
                "strike" if in_fonts => {
                    if let Some(last) = struck_fonts.last_mut() {
                        *last = !is_off(element);
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let font = attribute(element, "fontId").and_then(|font| font.parse::<usize>().ok());
                    let code = attribute(element, "numFmtId").and_then(|id| codes.get(&id));
                    looks.style(style, code.map(String::as_str), font.and_then(|font| struck_fonts.get(font)) == Some(&true));
                    style += 1;
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "fonts" => in_fonts = false,
                "cellXfs" => in_cells = false,
                _ => {}
            },
            _ => {}
        });
    }
    if let Some(part) = archive.text("xl/sharedStrings.xml").filter(|part| part.windows(7).any(|bytes| bytes == b"<strike")) {
        let mut at = 0usize;
        each(&part, |event| match event {
            Event::Empty(element) | Event::Start(element) if element.local_name().as_ref() == "strike" && !is_off(element) => {
                looks.texts.insert(at);
            }
            Event::End(element) if element.local_name().as_ref() == "si" => at += 1,
            Event::Empty(element) if element.local_name().as_ref() == "si" => at += 1,
            _ => {}
        });
    }
    looks
}

/// A character of a number format, and whether it is shown as it stands.
fn characters(code: &str) -> Vec<(char, bool)> {
    let (mut found, mut rest, mut quoted) = (Vec::new(), code.chars().peekable(), false);
    while let Some(c) = rest.next() {
        match c {
            '"' => quoted = !quoted,
            c if quoted => found.push((c, true)),
            '\\' => found.extend(rest.next().map(|c| (c, true))),
            // Room as wide as the next character; a character that fills the cell.
            '_' => found.extend(rest.next().map(|_| (' ', true))),
            '*' => drop(rest.next()),
            // A colour, a condition, a country.
            '[' => drop(rest.by_ref().take_while(|c| *c != ']').count()),
            c => found.push((c, false)),
        }
    }
    found
}

fn sections(code: &str) -> Vec<Vec<(char, bool)>> {
    characters(code).split(|part| *part == (';', false)).map(<[_]>::to_vec).collect()
}

/// Whether a format shows other characters than a number's or text's own: words, or noughts before it.
fn is_odd(code: &str) -> bool {
    if code.eq_ignore_ascii_case("general") || code == "@" {
        return false;
    }
    let sections = sections(code);
    let is_date = |part: &[(char, bool)]| part.iter().any(|(c, literal)| !literal && "dmyhsDMYHSeE".contains(*c));
    let has_words = |part: &[(char, bool)]| part.iter().any(|(c, literal)| *literal && c.is_alphanumeric());
    let pads =
        |part: &[(char, bool)]| part.iter().take_while(|part| **part != ('.', false)).filter(|part| **part == ('0', false)).count() > 1;
    let hides = |part: &[(char, bool)]| part.is_empty() && sections.len() > 1;
    let has_text = |part: &[(char, bool)]| part.contains(&('@', false)) && part.len() > 1;
    !sections.iter().any(|part| is_date(part)) && sections.iter().any(|part| has_words(part) || pads(part) || hides(part) || has_text(part))
}

/// A number as a format shows it; `None` where the format does more than put characters round it.
fn number_shown(code: &str, number: f64) -> Option<String> {
    let sections = sections(code);
    let at = match (sections.len(), number) {
        (0 | 1, _) => 0,
        (2, n) => usize::from(n < 0.0),
        (_, n) if n > 0.0 => 0,
        (_, n) if n < 0.0 => 1,
        _ => 2,
    };
    let part = sections.get(at)?;
    if part.iter().any(|(c, literal)| !literal && !"0#?.,+-/() :$£€@".contains(*c))
        || part.iter().any(|p| *p == ('/', false) || *p == (',', false))
    {
        return None;
    }
    let is_place = |p: &(char, bool)| !p.1 && "0#?".contains(p.0);
    let Some(first) = part.iter().position(is_place) else {
        // Words alone, or nothing at all.
        return Some(part.iter().filter(|p| p.1).map(|(c, _)| *c).collect());
    };
    let last = part.iter().rposition(is_place)?;
    let point = part.iter().position(|p| *p == ('.', false));
    let decimals = point.map_or(0, |point| part[point..].iter().filter(|p| **p == ('0', false)).count());
    let whole = part[..point.unwrap_or(part.len())].iter().filter(|p| **p == ('0', false)).count();
    let digits = format!("{:.decimals$}", number.abs());
    let (before, after) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut figures = format!("{before:0>whole$}");
    // Words among the figures, as in 00-00: each takes its place from the right.
    let inner: Vec<(usize, char)> = part[first..=last]
        .iter()
        .enumerate()
        .filter(|(at, p)| p.1 && point.is_none_or(|point| first + at < point))
        .map(|(at, p)| (part[first + at..point.unwrap_or(part.len())].iter().filter(|p| is_place(p)).count(), p.0))
        .collect();
    for (from_right, c) in inner {
        let at = figures.chars().count().checked_sub(from_right)?;
        let at = figures.char_indices().nth(at).map_or(figures.len(), |(at, _)| at);
        figures.insert(at, c);
    }
    let literal = |part: &[(char, bool)]| part.iter().map(|(c, _)| *c).collect::<String>();
    let sign = if number < 0.0 && sections.len() < 2 { "-" } else { "" };
    let point = if after.is_empty() { String::new() } else { format!(".{after}") };
    Some(format!("{sign}{}{figures}{point}{}", literal(&part[..first]), literal(&part[last + 1..])).trim().to_string())
}

/// A text as a format shows it.
fn text_shown(code: &str, text: &str) -> Option<String> {
    let sections = sections(code);
    let part = sections.iter().find(|part| part.contains(&('@', false)))?;
    let shown: String = part.iter().map(|(c, literal)| if *c == '@' && !literal { text.to_string() } else { c.to_string() }).collect();
    Some(shown.trim().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_as_its_format_has_it() {
        for (code, number, shown) in [
            ("\"S\"00", 2.0, "S02"),
            ("\\S00", 12.0, "S12"),
            ("\"S\"00;\"S\"00", 2.0, "S02"),
            ("\"A\"000", 14.0, "A014"),
            ("00", 2.0, "02"),
            ("0\" days\"", 3.0, "3 days"),
            ("[Red]\"S\"0", 7.0, "S7"),
            ("\"T-\"0.0", 1.5, "T-1.5"),
            ("000\\-000", 12345.0, "012-345"),
        ] {
            assert!(is_odd(code), "{code}");
            assert_eq!(number_shown(code, number).as_deref(), Some(shown), "{code}");
        }
        for code in ["General", "0", "0.00", "0%", "#,##0", "dd/mm/yyyy", "d\" of \"mmmm", "@", "[h]:mm", "#,##0.00_);(#,##0.00)"] {
            assert!(!is_odd(code), "{code}");
        }
        assert_eq!(text_shown("\"HMP \"@", "Leeds").as_deref(), Some("HMP Leeds"));
        assert_eq!(number_shown(";;;", 3.0).as_deref(), Some(""));
    }
}
