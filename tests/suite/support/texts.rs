//! The sentences that stand in the source, as literal texts: what the program can say, whether or not a test makes it say it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What is read: everything that a command or a file may say. The rules have a catalogue of their own, and the sheets are made to be looked at.
const READ: [&str; 9] =
    ["commands", "round", "book", "one_return", "read", "outputs/publish", "places/load.rs", "places/sound.rs", "error.rs"];
/// A text of fewer words is a heading, a name or a part of a sentence that is listed with the rest of it.
const WORDS: usize = 3;

/// The sentences by the part of the source in which they stand, each once, in the order of the alphabet.
pub fn sentences() -> BTreeMap<String, BTreeSet<String>> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for part in READ {
        let mut files = Vec::new();
        collect(&src.join(part), &mut files);
        for file in files {
            let below = file.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
            let part = below.split('/').take(2).collect::<Vec<_>>().join("/").trim_end_matches(".rs").to_string();
            let code = fs::read_to_string(&file).expect("a source file");
            let code = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            let sentences = literals(code).into_iter().filter(|(before, text)| is_said(before) && is_sentence(text));
            let lines = sentences.map(|(_, text)| text.split_whitespace().collect::<Vec<_>>().join(" "));
            found.entry(part).or_default().extend(lines);
        }
    }
    found.retain(|_, sentences| !sentences.is_empty());
    found
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_file() {
        files.push(path.to_path_buf());
        return;
    }
    for entry in fs::read_dir(path).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() || path.extension().is_some_and(|ending| ending == "rs") {
            collect(&path, files);
        }
    }
}

/// Whether what stands before a text in the code lets it be shown to anybody.
fn is_said(before: &str) -> bool {
    !["expect(", "unreachable!(", "panic!(", "reason = "].iter().any(|code| before.trim_end().ends_with(code))
}

fn is_sentence(text: &str) -> bool {
    let without_values: String = {
        let mut depth = 0;
        text.chars()
            .filter(|c| {
                depth += i32::from(*c == '{');
                let is_outside = depth == 0;
                depth -= i32::from(*c == '}');
                is_outside
            })
            .collect()
    };
    let words = without_values.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1);
    words.count() >= WORDS && text.contains(char::is_lowercase)
}

/// The literal texts of some code, each with the code just before it.
fn literals(code: &str) -> Vec<(String, String)> {
    let letters: Vec<char> = code.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        match letters[at] {
            '/' if letters.get(at + 1) == Some(&'/') => {
                while at < letters.len() && letters[at] != '\n' {
                    at += 1;
                }
            }
            // A letter in single marks, which may be a double mark.
            '\'' if letters.get(at + 2) == Some(&'\'') => at += 3,
            '\'' if letters.get(at + 1) == Some(&'\\') => {
                at += 3;
                while letters.get(at - 1) != Some(&'\'') {
                    at += 1;
                }
            }
            '"' => {
                let hashes = letters[..at].iter().rev().take_while(|c| **c == '#').count();
                let is_raw = at > hashes && letters[at - hashes - 1] == 'r';
                let before: String = letters[at.saturating_sub(24)..at].iter().collect();
                let (text, end) = if is_raw { raw(&letters, at + 1, hashes) } else { escaped(&letters, at + 1) };
                found.push((before, text));
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

fn raw(letters: &[char], from: usize, hashes: usize) -> (String, usize) {
    let is_end = |at: usize| letters[at] == '"' && letters[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
    let end = (from..letters.len()).find(|at| is_end(*at)).expect("a raw text ends");
    (letters[from..end].iter().collect(), end + 1 + hashes)
}

fn escaped(letters: &[char], from: usize) -> (String, usize) {
    let (mut text, mut at) = (String::new(), from);
    while letters[at] != '"' {
        if letters[at] != '\\' {
            text.push(letters[at]);
            at += 1;
            continue;
        }
        match letters[at + 1] {
            '\n' => {
                at += 2;
                while letters[at].is_whitespace() {
                    at += 1;
                }
                continue;
            }
            'n' | 't' | 'r' => text.push(' '),
            other => text.push(other),
        }
        at += 2;
    }
    (text, at + 1)
}
