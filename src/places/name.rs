//! Names of places made comparable, by normalisations that each have a name.

use unicode_normalization::UnicodeNormalization;

/// A name without case, accents of punctuation or spacing: NFKC, lower case, one dash, one apostrophe, `&` as *and*, single spaces.
pub fn fold(name: &str) -> String {
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

/// The designations that say what kind of place it is; the longer spelling is read first.
const DESIGNATIONS: &[(&[&str], &str)] = &[
    (&["hm", "prison", "and", "young", "offender", "institution"], "hmp yoi"),
    (&["hmp", "and", "hmyoi"], "hmp yoi"),
    (&["hmp", "and", "yoi"], "hmp yoi"),
    (&["hmp", "hmyoi"], "hmp yoi"),
    (&["hmp", "yoi"], "hmp yoi"),
    (&["immigration", "removal", "centre"], "irc"),
    (&["young", "offender", "institution"], "yoi"),
    (&["young", "offenders", "institution"], "yoi"),
    (&["secure", "training", "centre"], "stc"),
    (&["secure", "childrens", "home"], "sch"),
    (&["h", "m", "prison"], "hmp"),
    (&["h", "m", "p"], "hmp"),
    (&["hm", "prison"], "hmp"),
    (&["her", "majestys", "prison"], "hmp"),
    (&["his", "majestys", "prison"], "hmp"),
    (&["hm", "yoi"], "yoi"),
    (&["hmyoi"], "yoi"),
    (&["hmirc"], "irc"),
    (&["hmp"], "hmp"),
    (&["yoi"], "yoi"),
    (&["irc"], "irc"),
    (&["stc"], "stc"),
    (&["sch"], "sch"),
];

/// A name as its words with its designation in a fixed form and place: "Leeds (HMP)", "H M Prison Leeds" and "HMP Leeds" are one; the
/// designation is never dropped. `None` if the name has no designation, so that the bare word is not taken for a place.
pub fn by_designation(folded: &str) -> Option<String> {
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (mut designations, mut rest, mut at) = (Vec::new(), Vec::new(), 0);
    while at < words.len() {
        match DESIGNATIONS.iter().find(|(spelling, _)| words[at..].starts_with(spelling)) {
            Some((spelling, designation)) => {
                designations.extend(designation.split(' '));
                at += spelling.len();
            }
            None => {
                if words[at] != "the" {
                    rest.push(words[at]);
                }
                at += 1;
            }
        }
    }
    designations.sort_unstable();
    designations.dedup();
    (!designations.is_empty() && !rest.is_empty()).then(|| format!("{}|{}", designations.join("+"), rest.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_under_several_designations_has_one_key() {
        for name in ["HMP Leeds", "Leeds (HMP)", "H M Prison Leeds", "H.M.P. Leeds", "HM\u{a0}Prison  LEEDS", "Leeds HMP"] {
            assert_eq!(by_designation(&fold(name)).as_deref(), Some("hmp|leeds"), "{name}");
        }
    }

    #[test]
    fn a_designation_is_never_dropped() {
        assert_ne!(by_designation(&fold("HMP Feltham")), by_designation(&fold("HMYOI Feltham")));
        assert_eq!(by_designation(&fold("Durham")), None);
    }
}
