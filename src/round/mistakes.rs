//! What is wrong with a line of `round.toml`, in words for somebody who never heard of TOML: the nearest key, or an example of a right line.

use super::config::default_toml;

/// How alike a misspelt key is to the one that is offered for it.
const ALIKE: f64 = 0.75;

/// What the reader of the file says, in plain words, given the line it speaks of.
pub(super) fn said(message: &str, line: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if message.starts_with("unknown field") {
        return unknown(quoted.first().copied().unwrap_or(""), quoted.get(1..).unwrap_or(&[]));
    }
    if message.starts_with("missing field") {
        let key = quoted.first().copied().unwrap_or("");
        return format!("the key \"{key}\" is missing{}", example(key));
    }
    if message.starts_with("unknown variant") {
        let words = quoted.get(1..).unwrap_or(&[]).join(", ");
        return format!("\"{}\" cannot be taken here; write one of: {words}", quoted.first().copied().unwrap_or(""));
    }
    if message.starts_with("duplicate key") {
        return "this key, or this part, stands twice; take one of them out".into();
    }
    let key = line.split('=').next().unwrap_or("").trim().trim_start_matches('#').trim();
    let what = if key.is_empty() || !line.contains('=') { String::new() } else { format!("what stands after \"{key} =\" cannot be taken") };
    match (what.is_empty(), example(key)) {
        (false, example) if !example.is_empty() => what + &example,
        (false, _) => format!("{what}; {RULES}"),
        (true, _) => format!("this line cannot be read; {RULES}"),
    }
}

/// How the file is written.
const RULES: &str =
    "words and dates stand in quotation marks, as in name = \"HM Inspectorate of Prisons\", numbers without, as in threshold = 5";

fn unknown(key: &str, known: &[&str]) -> String {
    let nearest = known
        .iter()
        .map(|known| (strsim::jaro_winkler(known, key), *known))
        .filter(|(score, _)| *score >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    match nearest {
        Some((_, nearest)) => format!("there is no key \"{key}\"; did you mean \"{nearest}\"?"),
        None => format!("there is no key \"{key}\" here; those there are: {}", known.join(", ")),
    }
}

/// The line of a new round.toml with a key, as an example.
fn example(key: &str) -> String {
    let begins = format!("{key} = ");
    let toml = default_toml(2026, None);
    let line = toml.lines().map(|line| line.trim_start_matches("# ")).find(|line| !key.is_empty() && line.starts_with(&begins));
    line.map_or_else(String::new, |line| format!("; write it as in this example: {line}"))
}
