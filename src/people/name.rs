//! Names of people made comparable: titles and ranks off, order known, given names and surname apart.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::given::{forms, initials};

/// What stands before a name and is not part of it: courtesy titles, ranks and grades of police, prison and armed services.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "rev",
    "revd",
    "reverend",
    "cllr",
    "hon",
    "pc",
    "wpc",
    "dc",
    "ds",
    "di",
    "dci",
    "dsu",
    "dsupt",
    "dcs",
    "sgt",
    "ps",
    "insp",
    "inspector",
    "ci",
    "supt",
    "superintendent",
    "acc",
    "dcc",
    "det",
    "detective",
    "sergeant",
    "constable",
    "chief",
    "temp",
    "temporary",
    "acting",
    "pcso",
    "dso",
    "governor",
    "gov",
    "so",
    "cm",
    "capt",
    "captain",
    "lt",
    "col",
    "colonel",
    "maj",
    "major",
    "cpl",
    "wo1",
    "wo2",
    "cdr",
    "commander",
    "cc",
    "dac",
    "po",
    "osg",
    "cso",
    "ssgt",
    "officer",
    "prison",
    "police",
    "supervising",
    "custodial",
    "custody",
    "senior",
    "principal",
    "deputy",
    "assistant",
    "manager",
    "nurse",
];
/// What stands after a name and is not part of it.
const AFTER: &[&str] =
    &["obe", "mbe", "cbe", "qpm", "bem", "kpm", "kc", "qc", "jp", "phd", "jr", "snr", "esq", "msc", "ba", "bsc", "rmn", "rgn"];
/// Words that belong to the surname that follows.
const PARTICLES: &[&str] = &[
    "van", "von", "de", "der", "den", "la", "le", "di", "da", "dos", "del", "al", "el", "bin", "ibn", "ap", "ab", "st", "o", "mac", "mc",
    "ter", "ten",
];
/// Words after which a former surname follows.
const FORMERLY: &[&str] = &["nee", "formerly", "previously", "was", "formally"];

/// A person's name, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As typed, without case and needless space.
    pub folded: String,
    /// Given names and initials, in order.
    pub given: Vec<String>,
    /// The parts of the surname: several if it is double-barrelled.
    pub surname: Vec<String>,
    /// A former surname, or a name by which the person is called, if the name says one.
    pub also: Vec<String>,
    /// All letters in order, by which two spellings of one name are equal.
    pub letters: String,
    /// The letters of the surname.
    pub family: String,
    words: Vec<String>,
    /// For each given name, the lines of the table of forms that it stands in, and what it may be abbreviated to.
    lines: Vec<(Vec<u16>, Vec<char>)>,
}

/// How much two names have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameTie {
    /// Nothing that would make two people one.
    None,
    /// The given name only: the surname may have changed.
    Given,
    /// The given name, and a surname that is nearly the same or part of the other.
    Near,
    /// The surname, and a given name that may be the other's initial.
    Initial,
    /// The surname, and a given name that is another form of the same.
    Variant,
    /// The same name once order, titles, accents and hyphens are left out of account.
    Normalised,
    /// The same name as typed.
    Exact,
}

impl Name {
    /// Takes a name apart.
    pub fn new(typed: &str) -> Self {
        let plain = plain(typed);
        let (main, mut also) = split_also(&plain);
        let (front, back) = match main.split_once(',') {
            Some((surname, given)) => (given.to_string(), Some(surname.to_string())),
            None => (main, None),
        };
        let mut given: Vec<Vec<String>> = tokens(&front);
        strip_titles(&mut given);
        strip_after(&mut given, if back.is_some() { 1 } else { 2 });
        let surname: Vec<String> = match back {
            Some(back) => {
                let mut words = tokens(&back);
                // "DS Example, Rowan": the rank stands before the surname.
                if words.len() > 1 {
                    strip_titles(&mut words);
                }
                strip_after(&mut words, 1);
                words.concat()
            }
            None => {
                let mut surname = given.pop().unwrap_or_default();
                while given.len() > 1 && given.last().is_some_and(|word| word.len() == 1 && PARTICLES.contains(&word[0].as_str())) {
                    surname.splice(0..0, given.pop().unwrap_or_default());
                }
                surname
            }
        };
        let given = given.concat();
        if let Some(at) = given.iter().position(|word| FORMERLY.contains(&word.as_str())) {
            also.extend(given[at + 1..].iter().cloned());
        }
        let family = surname.concat();
        let letters = given.concat() + &family;
        let lines = given.iter().map(|word| (forms(word), initials(word))).collect();
        let mut words: Vec<String> = given.iter().chain(&surname).cloned().collect();
        words.sort_unstable();
        Self { folded: crate::places::fold(typed), given, surname, also, letters, family, words, lines }
    }

    /// Whether there is a name at all.
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }
}

/// What two names have in common, and why in words.
pub fn tie(one: &Name, other: &Name) -> (NameTie, String) {
    if one.is_empty() || other.is_empty() {
        return NOTHING;
    }
    if one.folded == other.folded {
        return (NameTie::Exact, "the same name".into());
    }
    if one.letters == other.letters {
        return (NameTie::Normalised, "the same name, but for order, titles, accents, hyphens or spaces".into());
    }
    if one.words == other.words && one.words.len() > 1 {
        return (NameTie::Variant, "the same words in another order".into());
    }
    let Some((given, given_why)) = given_tie(one, other) else { return NOTHING };
    let (a, b) = (&one.family, &other.family);
    if a == b {
        return (given, format!("the same surname, and {given_why}"));
    }
    let is_former = |name: &Name, family: &str| !name.also.is_empty() && name.also.concat() == family;
    let why = if is_former(one, b) || is_former(other, a) {
        Some("the surname is given as the other's former one")
    } else if one.surname.iter().any(|part| part.len() > 2 && other.surname.contains(part)) {
        Some("one surname is a part of the other")
    } else if a.len().min(b.len()) >= 5 && a.len().abs_diff(b.len()) < 3 && strsim::osa_distance(a, b) == 1 {
        Some("the surnames differ by one letter")
    } else {
        None
    };
    match (why, given) {
        (Some(why), _) => (NameTie::Near, format!("{why}, and {given_why}")),
        (None, NameTie::Initial) => NOTHING,
        (None, _) => (NameTie::Given, format!("the surnames differ, but {given_why}")),
    }
}

/// Two names that make no case, said without words because most pairs are such.
const NOTHING: (NameTie, String) = (NameTie::None, String::new());

/// How the given names agree, if they do: [`NameTie::Variant`] or [`NameTie::Initial`], and why. Called for very many pairs: what costs comes last.
fn given_tie(one: &Name, other: &Name) -> Option<(NameTie, String)> {
    let (a, b) = (&one.given, &other.given);
    let (Some(first), Some(second)) = (a.first(), b.first()) else {
        return Some((NameTie::Initial, "one has no given name".into()));
    };
    // Whether the given names at these places are forms of one another, or one the initial of the other.
    let are_forms = |i: usize, j: usize| one.lines[i].0.iter().any(|line| other.lines[j].0.contains(line));
    let is_initial = |word: &str, of: &[char]| {
        let mut letters = word.chars();
        letters.next().is_some_and(|letter| letters.next().is_none() && of.contains(&letter))
    };
    let agree =
        |i: usize, j: usize| a[i] == b[j] || is_initial(&a[i], &other.lines[j].1) || is_initial(&b[j], &one.lines[i].1) || are_forms(i, j);
    let middles_agree = || (1..a.len().min(b.len())).all(|at| agree(at, at));
    if first == second {
        if !middles_agree() {
            return None;
        }
        let why = match (a == b, a.len() == b.len()) {
            (true, _) => "the same given names",
            (_, true) => "the same given name (a middle name may be the other's initial)",
            (_, false) => "the same given name (one has a middle name more)",
        };
        return Some((NameTie::Variant, why.into()));
    }
    if are_forms(0, 0) {
        return middles_agree().then(|| (NameTie::Variant, format!("{} and {} are forms of one given name", shown(first), shown(second))));
    }
    if agree(0, 0) {
        return middles_agree().then(|| (NameTie::Initial, "one given name is the other's initial".to_string()));
    }
    let has_initials = |short: &[String], long: &[String]| {
        short.len() == 1 && long.len() > 1 && short[0].chars().eq(long.iter().filter_map(|name| name.chars().next()))
    };
    if has_initials(a, b) || has_initials(b, a) {
        return Some((NameTie::Initial, "one has the other's initials".into()));
    }
    let by_middle = |short: &[String], long: &[String]| short.len() == 1 && short[0].len() > 1 && long[1..].contains(&short[0]);
    if by_middle(a, b) || by_middle(b, a) || one.also.contains(second) || other.also.contains(first) {
        return Some((NameTie::Variant, "one is called by a further name of the other's".into()));
    }
    if a.len() == b.len() && a.concat() == b.concat() {
        return Some((NameTie::Variant, "the same given names".into()));
    }
    // Shorter names that differ by one letter are names of their own: Dean and Sean.
    let is_alike =
        first.len().min(second.len()) >= 6 && first.chars().next() == second.chars().next() && first.len().abs_diff(second.len()) < 3;
    (is_alike && !are_of_other_sex(first, second) && strsim::osa_distance(first, second) == 1 && middles_agree())
        .then(|| (NameTie::Variant, "given names that differ by one letter".into()))
}

/// Whether two given names that differ by a letter are a man's and a woman's: Robert and Roberta, Francis and Frances.
fn are_of_other_sex(one: &str, other: &str) -> bool {
    let is_feminine = |a: &str, b: &str| a.strip_suffix('a') == Some(b) || (a == "frances" && b == "francis");
    is_feminine(one, other) || is_feminine(other, one)
}

fn shown(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Small letters without accents and apostrophes.
fn plain(typed: &str) -> String {
    if typed.is_ascii() {
        return typed.chars().filter(|c| !matches!(c, '\'' | '`')).map(|c| c.to_ascii_lowercase()).collect();
    }
    let mut out = String::with_capacity(typed.len());
    for c in typed.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'þ' => out.push_str("th"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ß' => out.push_str("ss"),
            'ı' => out.push('i'),
            '\'' | '\u{2018}' | '\u{2019}' | '`' | '\u{b4}' | '\u{2b9}' | '\u{200b}'..='\u{200f}' | '\u{ad}' => {}
            c => out.push(c),
        }
    }
    out
}

/// The name without what stands in brackets or quotation marks, and the words that stood there, "née" and the like apart.
fn split_also(plain: &str) -> (String, Vec<String>) {
    let (mut main, mut also, mut inside) = (String::new(), String::new(), false);
    for c in plain.chars() {
        match c {
            '(' | '[' => inside = true,
            ')' | ']' => inside = false,
            '"' | '\u{201c}' | '\u{201d}' => inside = !inside,
            c if inside => also.push(c),
            c => main.push(c),
        }
        if matches!(c, '(' | '[' | ')' | ']' | '"') {
            main.push(' ');
            also.push(' ');
        }
    }
    let mut words: Vec<String> = also.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(String::from).collect();
    words.retain(|word| !FORMERLY.contains(&word.as_str()));
    // "Rowan Example née Specimen", without brackets.
    let bare: Vec<&str> = main.split_whitespace().collect();
    if let Some(at) = bare.iter().position(|word| FORMERLY.contains(&word.trim_matches(|c: char| !c.is_alphanumeric())))
        && at > 1
        && at + 1 < bare.len()
    {
        words.extend(bare[at + 1..].iter().map(|word| (*word).to_string()));
        return (bare[..at].join(" "), words);
    }
    (main, words)
}

/// Words at spaces and full stops, each as its hyphenated parts.
fn tokens(text: &str) -> Vec<Vec<String>> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '/' | ';'))
        .map(|word| word.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).map(String::from).collect::<Vec<_>>())
        .filter(|parts| !parts.is_empty())
        .collect()
}

fn strip_titles(words: &mut Vec<Vec<String>>) {
    let is_title = |word: &Vec<String>| word.len() == 1 && TITLES.contains(&word[0].as_str());
    while words.len() > 1 {
        // "T/DI", "A/Insp": temporary and acting ranks.
        let is_acting = words.len() > 2 && words[0].len() == 1 && matches!(words[0][0].as_str(), "t" | "a") && is_title(&words[1]);
        if !is_acting && !is_title(&words[0]) {
            return;
        }
        words.remove(0);
    }
    // After a comma: "Example, Dr".
    if words.len() == 1 && is_title(&words[0]) && words[0][0].len() < 5 {
        words.clear();
    }
}

/// Takes off honours and degrees, as long as so many words remain.
fn strip_after(words: &mut Vec<Vec<String>>, least: usize) {
    while words.len() > least && words.last().is_some_and(|word| word.len() == 1 && (AFTER.contains(&word[0].as_str()))) {
        words.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(one: &str, other: &str) -> NameTie {
        let (forth, back) = (tie(&Name::new(one), &Name::new(other)).0, tie(&Name::new(other), &Name::new(one)).0);
        assert_eq!(forth, back, "{one} and {other} differ by order");
        forth
    }

    #[test]
    fn named_normalisations_leave_one_name() {
        for name in [
            "Example, Rowan",
            "DS Rowan Example",
            "T/DI Rowan Example",
            "Dr. ROWAN  EXAMPLE",
            "Rówan Éxample",
            "Example, Insp Rowan",
            "Rowan Example QPM",
            "DS Example, Rowan",
        ] {
            assert_eq!(between(name, "Rowan Example"), NameTie::Normalised, "{name}");
        }
        assert_eq!(between("Sam O’Brien-Lee", "Sam OBrien Lee"), NameTie::Normalised);
        assert_eq!(between("Sam O Brien", "Sam O'Brien"), NameTie::Normalised);
        assert_eq!(between("Łukasz Sørensen", "Lukasz Sorensen"), NameTie::Normalised);
        assert_eq!(between("Anne-Marie Example", "Annemarie Example"), NameTie::Normalised);
        assert_eq!(between("rowan  example", "Rowan Example"), NameTie::Exact);
    }

    #[test]
    fn forms_initials_order_and_middle_names_are_told() {
        for (one, other, expected) in [
            ("Bob Example", "Robert Example", NameTie::Variant),
            ("Ann Example", "Anne Example", NameTie::Variant),
            ("Example Rowan", "Rowan Example", NameTie::Variant),
            ("Rowan J Example", "Rowan James Example", NameTie::Variant),
            ("Rowan J Example", "Rowan Example", NameTie::Variant),
            ("J Rowan Example", "Rowan Example", NameTie::Variant),
            ("Rowan (Ro) Example", "Ro Example", NameTie::Variant),
            ("R. Example", "Rowan Example", NameTie::Initial),
            ("R. Example", "Bob Example", NameTie::Initial),
            ("RJ Example", "Rowan James Example", NameTie::Initial),
            ("Insp Example", "Rowan Example", NameTie::Initial),
            ("Rowan Example-Smith", "Rowan Example", NameTie::Near),
            ("Rowan Smith (née Example)", "Rowan Example", NameTie::Near),
            ("Rowan Exampel", "Rowan Example", NameTie::Near),
            ("Rowan Smith", "Rowan Example", NameTie::Given),
        ] {
            assert_eq!(between(one, other), expected, "{one} and {other}");
        }
    }

    #[test]
    fn other_people_stay_other_people() {
        for (one, other) in [
            ("Ash Example", "Rowan Example"),
            ("Alder A Specimen", "Alder B Specimen"),
            ("A. Example", "Rowan Example"),
            ("R. Smith", "Rowan Example"),
            ("Alexandra Example", "Alexander Example"),
            ("Roberta Example", "Robert Example"),
            ("Robin Example", "Robert Example"),
            ("", "Rowan Example"),
        ] {
            assert_eq!(between(one, other), NameTie::None, "{one} and {other}");
        }
    }
}
