//! A written name as segments of words, spelt one way.
//!
//! Case, accents, apostrophes and punctuation go; brackets, commas, colons, dashes and "in", "near", "at" open a segment of their own, because what
//! stands there says where or whose the place is, more often than what it is called. Abbreviations are written out from [`WRITTEN_OUT`], Welsh names
//! of towns and forces are translated from [`WELSH`].

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What opened a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OpenedBy {
    /// The beginning, or the end of a bracket.
    Start,
    /// A bracket.
    Bracket,
    /// A comma.
    Comma,
    /// A dash between spaces, or a colon.
    Dash,
    /// "in", "near", "at", "within".
    Where,
}

/// Words between two marks of punctuation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub opened: OpenedBy,
    pub words: Vec<String>,
}

/// Between the parts of a combined name.
pub(super) const SLASH: &str = "/";

/// Abbreviations that leave no doubt. A new one is added here.
const WRITTEN_OUT: &[(&str, &str)] = &[
    ("saint", "st"),
    ("rd", "road"),
    ("ln", "lane"),
    ("ave", "avenue"),
    ("stn", "station"),
    ("hq", "headquarters"),
    ("gt", "great"),
    ("gtr", "greater"),
    ("ctr", "centre"),
    ("center", "centre"),
    ("hosp", "hospital"),
    ("magistrate", "magistrates"),
    ("mags", "magistrates"),
    ("mids", "midlands"),
    ("yorks", "yorkshire"),
    ("beds", "bedfordshire"),
    ("cambs", "cambridgeshire"),
    ("glos", "gloucestershire"),
    ("gloucs", "gloucestershire"),
    ("hants", "hampshire"),
    ("herts", "hertfordshire"),
    ("lancs", "lancashire"),
    ("leics", "leicestershire"),
    ("lincs", "lincolnshire"),
    ("northants", "northamptonshire"),
    ("notts", "nottinghamshire"),
    ("staffs", "staffordshire"),
    ("wilts", "wiltshire"),
    ("warks", "warwickshire"),
    ("derbys", "derbyshire"),
    ("met", "metropolitan"),
    ("iow", "isle of wight"),
    ("gpr", "great"),
    ("u", "under"),
];

/// Welsh names of towns and forces, longest first; Welsh designations stand with the English ones in the table of kinds.
const WELSH: &[(&[&str], &str)] = &[
    (&["pen", "y", "bont", "ar", "ogwr"], "bridgend"),
    (&["merthyr", "tudful"], "merthyr tydfil"),
    (&["gogledd", "cymru"], "north wales"),
    (&["de", "cymru"], "south wales"),
    (&["bae", "caerdydd"], "cardiff bay"),
    (&["castell", "nedd"], "neath"),
    (&["bae", "colwyn"], "colwyn bay"),
    (&["yr", "wyddgrug"], "mold"),
    (&["y", "trallwng"], "welshpool"),
    (&["y", "drenewydd"], "newtown"),
    (&["caerdydd"], "cardiff"),
    (&["abertawe"], "swansea"),
    (&["brynbuga"], "usk"),
    (&["casnewydd"], "newport"),
    (&["wrecsam"], "wrexham"),
    (&["caerfyrddin"], "carmarthen"),
    (&["aberhonddu"], "brecon"),
    (&["hwlffordd"], "haverfordwest"),
    (&["caergybi"], "holyhead"),
    (&["aberteifi"], "cardigan"),
    (&["rhydaman"], "ammanford"),
];

/// Points of the compass, written out before the name of a force or county.
const COMPASS: &[(&str, &str)] = &[("n", "north"), ("s", "south"), ("e", "east"), ("w", "west")];

/// A name's segments; a segment without words is left out.
pub(super) fn segments(name: &str) -> Vec<Segment> {
    let mut segments = vec![Segment { opened: OpenedBy::Start, words: Vec::new() }];
    let mut word = String::new();
    let mut spaced = true;
    // Most names are ASCII, which is its own normal form.
    let chars: Vec<char> = match name.is_ascii() {
        true => name.chars().map(|c| c.to_ascii_lowercase()).collect(),
        false => name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect(),
    };
    for (at, c) in chars.iter().copied().enumerate() {
        let next = chars.get(at + 1).copied().unwrap_or(' ');
        let opened = match c {
            '(' | '[' => Some(OpenedBy::Bracket),
            ')' | ']' => Some(OpenedBy::Start),
            ',' => Some(OpenedBy::Comma),
            ':' | '\u{2013}' | '\u{2014}' => Some(OpenedBy::Dash),
            '-' | '\u{2010}'..='\u{2012}' | '\u{2015}' | '\u{2212}'
                if chars.get(at.wrapping_sub(1)).is_none_or(|c| c.is_whitespace()) && next.is_whitespace() =>
            {
                Some(OpenedBy::Dash)
            }
            _ => None,
        };
        if let Some(opened) = opened {
            end_word(&mut segments, &mut word, spaced);
            segments.push(Segment { opened, words: Vec::new() });
            spaced = true;
            continue;
        }
        match c {
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\'' | '\u{2018}' | '\u{2019}' | '`' | '\u{b4}' | '\u{2bc}' => {}
            // "H.M.P." is one word, "LEWISHAM.POLICE" is two.
            '.' if word.chars().count() <= 1 && next.is_alphanumeric() => {}
            '.' if word.len() > 1 && next.is_alphanumeric() && chars.get(at.wrapping_sub(2)) == Some(&'.') => {}
            '/' | '&' | '+' => {
                end_word(&mut segments, &mut word, spaced);
                word.push_str(if c == '/' { SLASH } else { "and" });
                end_word(&mut segments, &mut word, true);
                spaced = true;
            }
            c if c.is_alphanumeric() => word.push(c),
            c => {
                end_word(&mut segments, &mut word, spaced);
                spaced = c.is_whitespace();
            }
        }
    }
    end_word(&mut segments, &mut word, spaced);
    segments.iter_mut().for_each(|segment| segment.words = spelt_one_way(&segment.words));
    segments.retain(|segment| !segment.words.is_empty());
    segments
}

/// Ends a word; "in" and the like open a segment unless a hyphen holds them to the word before.
fn end_word(segments: &mut Vec<Segment>, word: &mut String, spaced: bool) {
    if word.is_empty() {
        return;
    }
    let last = segments.last_mut().expect("there is always a segment");
    match word.as_str() {
        "in" | "near" | "nr" | "at" | "within" if spaced => segments.push(Segment { opened: OpenedBy::Where, words: Vec::new() }),
        _ => last.words.push(std::mem::take(word)),
    }
    word.clear();
}

fn spelt_one_way(words: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let rest = &words[at..];
        if let Some((welsh, english)) =
            WELSH.iter().find(|(welsh, _)| rest.iter().map(String::as_str).take(welsh.len()).eq(welsh.iter().copied()))
        {
            out.extend(english.split(' ').map(String::from));
            at += welsh.len();
            continue;
        }
        let word = words[at].as_str();
        let next = words.get(at + 1).map(String::as_str);
        let written = match (word, next) {
            // "St" before a name is a saint, after one a street.
            ("st", next)
                if at > 0 && next.is_none_or(|next| matches!(next, "police" | "custody" | "station" | "magistrates" | "crown")) =>
            {
                "street"
            }
            (_, Some("yorkshire" | "yorks" | "wales" | "midlands" | "mids")) => {
                COMPASS.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| long)
            }
            ("u", _) if at == 0 || next.is_none() => word,
            _ => word,
        };
        let written = match written {
            "u" if at == 0 || next.is_none() => written,
            _ => WRITTEN_OUT.iter().find(|(short, _)| *short == written).map_or(written, |(_, long)| long),
        };
        out.extend(written.split(' ').map(String::from));
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str) -> String {
        segments(name).iter().map(|s| s.words.join(" ")).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn punctuation_parts_and_abbreviations_are_written_out() {
        assert_eq!(shown("H.M.P. Leeds"), "hmp leeds");
        assert_eq!(shown("LEWISHAM.POLICE STATION"), "lewisham police station");
        assert_eq!(shown("WESTON- SUPER-MARE (Avon & Somerset Police)"), "weston super mare | avon and somerset police");
        assert_eq!(shown("Barrow-in-Furness Magistrates' Court"), "barrow in furness magistrates court");
        assert_eq!(shown("Custody suites in Kent"), "custody suites | kent");
        assert_eq!(shown("ST ANNE ST CUSTODY SUITE"), "st anne street custody suite");
        assert_eq!(shown("T\u{177} Llywelyn"), "ty llywelyn");
        assert_eq!(shown("Heddlu De Cymru"), "heddlu south wales");
        assert_eq!(shown("ASHTON-U-LYNE CUSTODY UNIT"), "ashton under lyne custody unit");
        assert_eq!(shown("YEOVIL POLICE STATION W.E.F. 25/7/14"), "yeovil police station wef 25 / 7 / 14");
    }
}
