//! The words and marks of a text, with their places in it.

use super::name::squash;

/// A word or mark with its place in the text.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub from: usize,
    pub to: usize,
    /// In small letters, without apostrophes and inner full stops; of a mark the mark.
    pub word: String,
    pub is_word: bool,
    /// It is a known name as a whole, with the marks and joining words in it.
    pub is_name: bool,
}

/// Tokens of the longest name that is looked for as it stands.
const LONGEST_NAME: usize = 18;

/// The tokens of a text, each known name in it as one; the longest that begins at a word is taken.
pub(super) fn with_names(text: &str, is_name: &dyn Fn(&str) -> bool) -> Vec<Token> {
    let tokens = tokens(text);
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let longest = (at + LONGEST_NAME).min(tokens.len());
        let is_end = |end: &usize| tokens[*end].is_word || matches!(tokens[*end].word.as_str(), ")" | "]");
        let mut ends = (at..longest).rev().filter(is_end).filter(|_| tokens[at].is_word);
        match ends.find(|end| is_name(&text[tokens[at].from..tokens[*end].to])) {
            Some(end) => {
                let (from, to) = (tokens[at].from, tokens[end].to);
                out.push(Token { from, to, word: squash(&text[from..to]), is_word: true, is_name: true });
                at = end + 1;
            }
            None => {
                out.push(tokens[at].clone());
                at += 1;
            }
        }
    }
    out
}

fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let end = |at: usize| chars.get(at).map_or(text.len(), |(from, _)| *from);
    let is_apostrophe = |c: char| matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '`');
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let (from, c) = chars[at];
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let begins = |at: usize| chars.get(at).is_some_and(|(_, c)| c.is_alphanumeric());
        if !(c.is_alphanumeric() || is_apostrophe(c) && begins(at + 1)) {
            tokens.push(Token { from, to: end(at + 1), word: c.to_string(), is_word: false, is_name: false });
            at += 1;
            continue;
        }
        let start = at;
        let mut word = String::new();
        while at < chars.len() {
            let c = chars[at].1;
            // "St-Mary's" is one word, "2015-2019" and "ex-HMP" are two.
            let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit());
            let joins = c == '-' && begins(at + 1) && !word.is_empty() && !is_number(&word) && word != "ex";
            let is_inner =
                (c == '.' && begins(at + 1) && !is_number(&word)) || (is_apostrophe(c) && (at == start || begins(at + 1) || at > start));
            match c {
                c if c.is_alphanumeric() => word.extend(c.to_lowercase()),
                _ if joins => word.push('-'),
                _ if is_inner => {}
                _ => break,
            }
            at += 1;
        }
        tokens.push(Token { from, to: end(at), word, is_word: true, is_name: false });
    }
    tokens
}
