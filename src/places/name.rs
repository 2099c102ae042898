//! Names of places made comparable, by normalisations that each have a name.

use unicode_normalization::UnicodeNormalization;

/// A name without case, accents of punctuation or spacing: NFKC, lower case, one dash, one apostrophe, `&` as *and*, single spaces.
pub fn fold(name: &str) -> String {
    let mut folded = Folded { out: String::with_capacity(name.len()), gap: false };
    // Most names are ASCII, which is its own normal form.
    match name.is_ascii() {
        true => name.chars().for_each(|c| folded.push(c.to_ascii_lowercase())),
        false => name.nfkc().flat_map(char::to_lowercase).for_each(|c| folded.push(c)),
    }
    folded.out
}

/// A name as it is folded, character by character; a gap is written before the word that follows it.
struct Folded {
    out: String,
    gap: bool,
}

impl Folded {
    fn push(&mut self, c: char) {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
            '\u{2018}' | '\u{2019}' | '`' | '\u{b4}' | '\'' | '.' => {}
            '\u{2010}'..='\u{2015}' | '\u{2212}' => self.word('-'),
            '&' => {
                self.gap = true;
                "and".chars().for_each(|c| self.word(c));
                self.gap = true;
            }
            c if c.is_whitespace() => self.gap = true,
            c => self.word(c),
        }
    }
    fn word(&mut self, c: char) {
        if std::mem::take(&mut self.gap) && !self.out.is_empty() {
            self.out.push(' ');
        }
        self.out.push(c);
    }
}

/// A name's letters and digits alone, in lower case: what is left when case, accents, spacing, brackets and punctuation do not count.
pub fn squash(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut push = |c: char| match c {
        '&' | '+' => out.push_str("and"),
        c if c.is_alphanumeric() => out.push(c),
        _ => {}
    };
    match name.is_ascii() {
        true => name.chars().for_each(|c| push(c.to_ascii_lowercase())),
        false => name.nfkd().flat_map(char::to_lowercase).for_each(push),
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_spacing_accents_and_punctuation_do_not_count() {
        for name in ["HMP Leeds", "hmp  leeds", "H.M.P. Leeds", "(HMP) L\u{e9}eds", "HM\u{a0}P-LEEDS"] {
            assert_eq!(squash(name), "hmpleeds", "{name}");
        }
        assert_eq!(fold("HM\u{a0}Prison  LEEDS"), "hm prison leeds");
    }

    #[test]
    fn a_name_is_folded_alike_with_and_without_letters_beyond_ascii() {
        for name in ["", " & ", "HMP&YOI  Low-Newton.", "  St. Mary's\t& `Co`\n", "&a", "a&", "a && b"] {
            assert_eq!(fold(&format!("{name} \u{e9}")), format!("{} \u{e9}", fold(name)).trim_start(), "{name:?}");
        }
        assert_eq!(fold(" A&B  - St. Mary's &"), "a and b - st marys and");
    }
}
