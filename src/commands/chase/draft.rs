//! A message as a draft that a mail program opens to be read and sent, with the workbook attached (RFC 5322, MIME).
//!
//! It has neither sender nor date, which the mail program adds when it is sent; `X-Unsent` makes Outlook open it as a draft.

use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD as STANDARD;

use super::message::Message;

/// Ends a part; no line of a message or of base64 begins with it.
const BOUNDARY: &str = "=_secondee-audit-part";
/// Letters of base64 in a line.
const LINE: usize = 76;

/// The draft of a message, and the file attached with its content.
pub(super) fn draft(message: &Message, attached: Option<(&Path, Vec<u8>)>) -> String {
    let mut head = String::new();
    if let Some(to) = message.to.as_ref().filter(|to| to.is_ascii()) {
        head.push_str(&format!("To: {to}\r\n"));
    }
    head.push_str(&format!("Subject: {}\r\nX-Unsent: 1\r\nMIME-Version: 1.0\r\n", subject(&message.subject)));
    let bits = if message.body.is_ascii() { "7bit" } else { "8bit" };
    let body = message.body.replace('\n', "\r\n");
    let text = format!("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {bits}\r\n\r\n{body}");
    let Some((file, bytes)) = attached else { return head + &text };
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    format!(
        "{head}Content-Type: multipart/mixed; boundary=\"{BOUNDARY}\"\r\n\r\n--{BOUNDARY}\r\n{text}\r\n--{BOUNDARY}\r\n\
         Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; {}\r\n\r\n{}\r\n--{BOUNDARY}--\r\n",
        file_name(&name),
        lines(&base64(&bytes))
    )
}

/// A subject; one with letters beyond ASCII in encoded words (RFC 2047), each of few enough letters.
fn subject(text: &str) -> String {
    if text.is_ascii() {
        return text.to_string();
    }
    let letters: Vec<char> = text.chars().collect();
    let words = letters.chunks(10).map(|chunk| format!("=?utf-8?B?{}?=", base64(chunk.iter().collect::<String>().as_bytes())));
    words.collect::<Vec<_>>().join("\r\n ")
}

/// The name of an attached file (RFC 2231 where it has letters beyond ASCII).
fn file_name(name: &str) -> String {
    if name.chars().all(|c| c.is_ascii_alphanumeric() || "-_. &".contains(c)) {
        return format!("filename=\"{name}\"");
    }
    let escaped = name
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-_.".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") });
    format!("filename*=utf-8''{}", escaped.collect::<String>())
}

fn lines(text: &str) -> String {
    text.as_bytes().chunks(LINE).map(|line| String::from_utf8_lossy(line).into_owned()).collect::<Vec<_>>().join("\r\n")
}

fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (plain, coded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn a_subject_and_a_file_name_beyond_ascii_are_encoded() {
        assert_eq!(subject("Thank you"), "Thank you");
        assert_eq!(subject("Arolygiaeth Tŷ"), "=?utf-8?B?QXJvbHlnaWFldA==?=\r\n =?utf-8?B?aCBUxbc=?=");
        assert_eq!(file_name("HMIP-2026.xlsx"), "filename=\"HMIP-2026.xlsx\"");
        assert_eq!(file_name("Tŷ-2026.xlsx"), "filename*=utf-8''T%C5%B7-2026.xlsx");
    }
}
