//! Names of places made comparable, by normalisations that each have a name.

use unicode_normalization::UnicodeNormalization;

/// A name without case, accents of punctuation or spacing: NFKC, lower case, one dash, one apostrophe, `&` as *and*, single spaces.
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return fold_ascii(name);
    }
    let mut out = String::with_capacity(name.len());
    for c in name.nfkc().flat_map(char::to_lowercase) {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {}
            '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
            '\u{2018}' | '\u{2019}' | '`' | '\u{b4}' | '\'' | '.' => {}
            '&' => out.push_str(" and "),
            c if c.is_whitespace() => out.push(' '),
            c => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As [`fold`] of a name without letters beyond ASCII, which nearly all are.
fn fold_ascii(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut is_apart = false;
    for c in name.chars() {
        match c {
            '`' | '\'' | '.' => continue,
            '&' => {
                out.push_str(if out.is_empty() { "and" } else { " and" });
                is_apart = true;
                continue;
            }
            c if c.is_whitespace() => {
                is_apart = true;
                continue;
            }
            _ => {}
        }
        if is_apart && !out.is_empty() {
            out.push(' ');
        }
        is_apart = false;
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// A name's letters and digits alone, in lower case: what is left when case, accents, spacing, brackets and punctuation do not count.
pub fn squash(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfkd().flat_map(char::to_lowercase) {
        match c {
            '&' | '+' => out.push_str("and"),
            c if c.is_alphanumeric() => out.push(c),
            _ => {}
        }
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
    }
}
