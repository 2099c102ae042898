//! What was typed as people see it: without what cannot be seen, with single spaces and with Latin letters where others only look like them.

/// What can be seen of a text: without control characters and those that turn the direction of writing round.
pub(super) fn seen(text: &str) -> String {
    // Most cells hold nothing else than what can be seen.
    if is_plain(text) {
        return text.to_string();
    }
    let is_turn = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let keeps = |c: &char| if c.is_control() { matches!(c, '\n' | '\t') } else { !is_turn(*c) };
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(keeps).collect()
}

/// Printed characters of ASCII only, with single spaces within.
fn is_plain(text: &str) -> bool {
    let mut last = b' ';
    for byte in text.bytes() {
        if !(0x20..0x7f).contains(&byte) || (byte == b' ' && last == b' ') {
            return false;
        }
        last = byte;
    }
    last != b' '
}

/// Letters of other scripts that look like Latin ones, as they slip in from a keyboard set to another language or a copied text.
const ALIKE: &[(char, char)] = &[
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('У', 'Y'),
    ('І', 'I'),
    ('Ѕ', 'S'),
    ('Ј', 'J'),
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('х', 'x'),
    ('у', 'y'),
    ('і', 'i'),
    ('ѕ', 's'),
    ('ј', 'j'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
    ('ο', 'o'),
];

/// A word with look-alikes as Latin letters; `None` if it has none, or other letters of another script, being then a word of that script.
fn latin(word: &str) -> Option<String> {
    let alike = |c: char| ALIKE.iter().find(|(other, _)| *other == c).map(|(_, latin)| *latin);
    let is_other = |c: char| matches!(c, '\u{370}'..='\u{52f}');
    if !word.chars().any(is_other) {
        return None;
    }
    word.chars().map(|c| if is_other(c) { alike(c) } else { Some(c) }).collect()
}

/// Text without what cannot be seen, and with single spaces.
pub(super) fn clean(text: &str, normalised: &mut Vec<&'static str>) -> String {
    if is_plain(text) {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    let (mut spaces, mut unseen) = (false, false);
    for c in text.chars() {
        match c {
            '\u{a0}' | '\u{2007}' | '\u{202f}' => {
                spaces = true;
                out.push(' ');
            }
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}' => unseen = true,
            c if c.is_control() && !c.is_whitespace() => unseen = true,
            c => out.push(c),
        }
    }
    if spaces {
        normalised.push("no-break space");
    }
    if unseen {
        normalised.push("characters that cannot be seen");
    }
    let mut words: Vec<String> = out.split_whitespace().map(String::from).collect();
    // In a text wholly of another script nothing looks alike; it is what it is.
    if !out.is_ascii() && out.chars().any(|c| c.is_ascii_alphanumeric()) {
        for word in &mut words {
            if let Some(latin) = latin(word) {
                *word = latin;
                normalised.push("look-alike letters");
            }
        }
        normalised.dedup();
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alike_letters_are_latin_and_names_of_another_script_stay() {
        let mut how = Vec::new();
        assert_eq!(clean("НМР Leeds", &mut how), "HMP Leeds");
        assert_eq!(how, ["look-alike letters"]);
        for name in ["Анна Smith", "Żaneta Müller", "Siân Ŵyn", "محمد علي", "Eilidh Nic a’ Ghobhainn 🙂"] {
            assert_eq!(clean(name, &mut Vec::new()), name);
        }
    }
}
