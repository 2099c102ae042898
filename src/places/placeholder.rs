//! Words that stand in a cell where a name should, and name nothing: "N/A", "TBC", "as above".
//!
//! They are never compared: two people who both wrote "N/A" have no place in common. A new one is a word of [`NOTHING`], [`NOT_SAID`] or [`ABOVE`],
//! in small letters, without spaces and punctuation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::name::squash;

/// What words that name nothing stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// There is nothing to name: the cell is as good as blank.
    Nothing,
    /// There may be something to name, but the cell does not say what: "TBC", "various", "see notes".
    NotSaid,
    /// What stands in the row above or elsewhere, which nobody but the writer can tell.
    Above,
}

impl Placeholder {
    /// Which one a text is as a whole; `None` if it says anything else.
    pub fn of(text: &str) -> Option<Self> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return None;
        }
        let letters = squash(trimmed);
        if letters.is_empty() {
            return Some(of_marks(trimmed));
        }
        // A placeholder is short; a longer text is never looked through.
        if trimmed.len() > LONGEST {
            return None;
        }
        known(&letters)
            .or_else(|| {
                let lower = trimmed.to_lowercase();
                let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && !is_filler(word));
                let without = words.collect::<String>();
                if without.is_empty() { None } else { known(&without) }
            })
            .or_else(|| of_another_row(trimmed))
            .or_else(|| of_pieces(trimmed))
    }

    /// What the cell is asked to say, as the end of a sentence that begins with the words found.
    pub fn question(self) -> &'static str {
        match self {
            Placeholder::Nothing => "says that there is none",
            Placeholder::NotSaid => "does not say which place is meant: write its name, or leave the cell blank if there is none",
            Placeholder::Above => "stands for another cell: write the name of the place in each row",
        }
    }
}

/// Bytes of the longest text that is looked up.
const LONGEST: usize = 60;

/// "See row 3", "same as S01", "as column J": words that stand for another cell, with the row or column or reference that they name.
fn of_another_row(text: &str) -> Option<Placeholder> {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).filter(|word| !word.is_empty()).collect();
    let starts = [&["same", "as"][..], &["as", "per"], &["as", "for"], &["as", "in"], &["as"], &["see"], &["refer", "to"], &["ditto"]];
    let begins = |start: &&&[&str]| words.iter().map(String::as_str).take(start.len()).eq(start.iter().copied());
    let rest = starts.iter().find(begins).map(|start| &words[start.len()..])?;
    let is_reference = |word: &str| {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        !digits.is_empty() && digits.len() < word.len() && word.len() - digits.len() <= 2 && digits.bytes().all(|b| b.is_ascii_digit())
    };
    let is_line = |word: &str| matches!(word, "row" | "line" | "column" | "cell" | "entry" | "secondee" | "person" | "no" | "number");
    match rest {
        [word] => is_reference(word).then_some(Placeholder::Above),
        [word, other] => (is_line(word) && other.chars().count() <= 4).then_some(Placeholder::Above),
        _ => None,
    }
}

/// Several placeholders in one text, as "TBD/TBC" or "N/A (see notes)": what asks for most counts.
fn of_pieces(text: &str) -> Option<Placeholder> {
    let parted = |text: &str, by: &[char]| -> Option<Placeholder> {
        let pieces: Vec<&str> = text.split(by).map(str::trim).filter(|piece| !squash(piece).is_empty()).collect();
        if pieces.len() < 2 {
            return None;
        }
        let found: Vec<Placeholder> = pieces.iter().map(|piece| known(&squash(piece))).collect::<Option<_>>()?;
        let most = |what| found.contains(&what).then_some(what);
        most(Placeholder::Above).or(most(Placeholder::NotSaid)).or(Some(Placeholder::Nothing))
    };
    // "n/a" has a stroke of its own.
    let spaced = text.replace(" / ", ";");
    parted(&spaced, &['(', ')', '[', ']', ',', ';', ':', '-', '\u{2013}', '\u{2014}']).or_else(|| parted(text, &['/', '|', '+', '&']))
}

/// What is known of a text by its letters alone.
fn known(letters: &str) -> Option<Placeholder> {
    static KNOWN: LazyLock<BTreeMap<&str, Placeholder>> = LazyLock::new(|| {
        let lists = [(ABOVE, Placeholder::Above), (NOT_SAID, Placeholder::NotSaid), (NOTHING, Placeholder::Nothing)];
        lists.into_iter().flat_map(|(list, what)| list.split_whitespace().map(move |word| (word, what))).collect()
    });
    KNOWN.get(letters).copied()
}

fn is_filler(word: &str) -> bool {
    static WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| FILLERS.split_whitespace().collect());
    WORDS.contains(word)
}

/// A text of punctuation alone: ditto marks stand for the row above, question marks for what is not said, dashes and dots for nothing.
fn of_marks(text: &str) -> Placeholder {
    let is_ditto = |c: char| {
        matches!(
            c,
            '"' | '\''
                | '\u{201c}'
                | '\u{201d}'
                | '\u{2018}'
                | '\u{2019}'
                | '\u{2033}'
                | '\u{3003}'
                | '^'
                | '`'
                | '\u{ab}'
                | '\u{bb}'
                | '\u{2191}'
        )
    };
    match () {
        () if text.contains('?') => Placeholder::NotSaid,
        () if text.chars().any(is_ditto) => Placeholder::Above,
        () => Placeholder::Nothing,
    }
}

/// Words that say no more of a placeholder: "currently unknown", "TBC at this stage".
const FILLERS: &str = "currently current present presently at this stage time still now the moment please yet to date of be is are any apply applies \
    column cell sheet tab place places establishment establishments site sites location locations prison prisons hospital hospitals \
    police station stations suites courts areas regions";

const NOTHING: &str = "na nap nan notapplicable notappl notapp napplicable doesnotapply notrelevant notrequired none non nonr nones nonetodeclare \
    nothingtodeclare noneknown noneidentified nonedeclared nonedisclosed nonegiven nonestated nonenoted nonerecorded noneaware \
    noneasfarasweknow noneatall nil nilreturn nilknown null no nope nothing nothingknown nothingidentified noone nowhere zero 0 x xx \
    xxx blank empty noentry nodata novalue nonapplicable noaffiliation noaffiliations nocloseaffiliation nocloseaffiliations \
    noconflict noconflicts noreturn notreturning noplans noplan neither nonenone nana amherthnasol dim";

const NOT_SAID: &str = "tbc tba tbd tbn tbcd confirmed confirm tobeconfirmed tobeadvised tobeannounced tobedecided tobedetermined tobearranged tobeagreed \
    tobenotified advised announced decided determined arranged agreed toconfirm unconfirmed notconfirmed notdecided undecided \
    notdetermined undetermined unknown unkown unknwon unk uk unsure uncertain notsure notknown notyetknown notclear unclear dontknow \
    donotknow dk notstated notgiven notprovided notsupplied notspecified unspecified notavailable unavailable notdisclosed notsaid \
    notrecorded notheld withheld various varies variety varied variable vaious varios many multiple several numerous different mixed \
    mixture all alll any anywhere everywhere every other others another elsewhere somewhere seenote seenotes seecomment seecomments \
    seeattached seeattachment seelist seeseparatelist seeannex seeappendix seeemail seeletter seeother asinnotes innotes \
    pleaseseenotes refernotes refertonotes notes note pending awaited awaiting awaitingconfirmation awaitinginformation awaitinginfo \
    outstanding requested asked vacant vacancy national nationwide countrywide nk redacted confidential removed prefernottosay \
    rathernotsay tofollow follow leftblank home homebased homeworking homeworker workfromhome workingfromhome wfh remote remotely \
    deskbased desk office field mobile";

const ABOVE: &str = "asabove above seeabove sameasabove sameabove sameasrowabove sameasline sameaslineabove asperabove asperrowabove asrowabove asthelineabove \
    aslineabove asforabove ditto dito do dto same thesame sameagain sameasbefore asbefore asprevious sameasprevious sameaspreviousrow \
    previousrow asperpreviousrow asperprevious sameaslast sameaslastyear aslastyear asperlastyear unchanged nochange asbelow seebelow \
    below sameasbelow seerowabove idem ibid id sameashome samehome ashome sameashomeestablishment ashomeestablishment sameascolumn \
    seeleft asleft sameashomeorganisation sameasorganisation rowabove lineabove fromabove continued contd cont asstated asstatedabove \
    asnoted asnotedabove asgiven asgivenabove likewise uchod";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Register;

    #[test]
    fn words_that_name_nothing_are_known_in_every_spelling_and_case() {
        for text in [
            "N/A",
            "n/a",
            "n.a.",
            "N\\A",
            "NA",
            "(n/a)",
            "Not Applicable",
            "not  applicable.",
            "None",
            "none known",
            "NIL",
            "no",
            "-",
            "\u{2014}",
            "--",
            "...",
            "None at present",
            "N/A - none",
            "none / n/a",
        ] {
            assert_eq!(Placeholder::of(text), Some(Placeholder::Nothing), "{text}");
        }
        for text in [
            "TBC",
            "t.b.c.",
            "To be confirmed",
            "TBA",
            "Various",
            "various sites",
            "All",
            "see notes",
            "See Notes.",
            "unknown",
            "Not yet known",
            "?",
            "???",
            "(TBC)",
            "TBD/TBC",
            "N/A (see notes)",
            "various prisons",
            "All police stations",
            "n/k",
            "[redacted]",
            "prefer not to say",
            "working from home",
        ] {
            assert_eq!(Placeholder::of(text), Some(Placeholder::NotSaid), "{text}");
        }
        for text in [
            "As above",
            "as  above.",
            "(as above)",
            "ditto",
            "Ditto.",
            "\"",
            "\u{201d}",
            "''",
            "\u{3003}",
            "same",
            "Same as above",
            ", same as above",
            "see row 3",
            "as S01",
            "Same as S01",
            "see column J",
            "ditto (see above)",
        ] {
            assert_eq!(Placeholder::of(text), Some(Placeholder::Above), "{text}");
        }
        for text in [
            "",
            "  ",
            "HMP Leeds",
            "None Such House",
            "Headquarters",
            "All Saints",
            "N/A - HMP Leeds",
            "Nowhere-on-Sea",
            "Isis",
            "see HMP Leeds",
            "as HMP Hull",
            "B1",
            "The Prison",
        ] {
            assert_eq!(Placeholder::of(text), None, "{text}");
        }
    }

    use proptest::prelude::*;

    proptest! {
        /// In capitals or not, in brackets or quotes, with dots, dashes and spaces about it and between its words: it still names nothing, and stands
        /// for the same.
        #[test]
        fn a_placeholder_is_one_however_it_is_written(
            at in 0..WRITTEN.len(), case in 0..3usize, before in "[ (\\[{<.*_-]{0,3}", after in "[ )\\]}>.*_:-]{0,3}", gap in "( |  |\u{a0}|-|_|\n){1}",
        ) {
            let (plain, stands_for) = WRITTEN[at];
            let cased = match case {
                0 => plain.to_uppercase(),
                1 => plain.to_string(),
                _ => plain.split(' ').map(|word| word[..1].to_uppercase() + &word[1..]).collect::<Vec<_>>().join(" "),
            };
            let text = format!("{before}{}{after}", cased.replace(' ', &gap));
            prop_assert_eq!(Placeholder::of(&text), Some(stands_for), "{:?}", text);
            let found = Register::embedded().find(&text);
            prop_assert!(found.candidates.is_empty(), "{:?} names {:?}", text, found.candidates);
            // Beside the name of a place it takes nothing away from it.
            let named = Register::embedded().mentions(&format!("HMP Leeds; {text}"), crate::places::Reading::Places);
            prop_assert!(named.iter().any(|mention| !mention.found.candidates.is_empty()), "{:?}: {:?}", text, named);
        }
    }

    /// Words that name nothing, with spaces where people put them.
    const WRITTEN: &[(&str, Placeholder)] = &[
        ("n/a", Placeholder::Nothing),
        ("na", Placeholder::Nothing),
        ("not applicable", Placeholder::Nothing),
        ("none", Placeholder::Nothing),
        ("none known", Placeholder::Nothing),
        ("nothing to declare", Placeholder::Nothing),
        ("nil", Placeholder::Nothing),
        ("no close affiliations", Placeholder::Nothing),
        ("tbc", Placeholder::NotSaid),
        ("to be confirmed", Placeholder::NotSaid),
        ("to be advised", Placeholder::NotSaid),
        ("not yet known", Placeholder::NotSaid),
        ("unknown", Placeholder::NotSaid),
        ("various", Placeholder::NotSaid),
        ("all", Placeholder::NotSaid),
        ("see notes", Placeholder::NotSaid),
        ("see separate list", Placeholder::NotSaid),
        ("vacant", Placeholder::NotSaid),
        ("as above", Placeholder::Above),
        ("same as above", Placeholder::Above),
        ("as per row above", Placeholder::Above),
        ("ditto", Placeholder::Above),
        ("see row above", Placeholder::Above),
        ("same as last year", Placeholder::Above),
    ];

    #[test]
    fn no_place_of_the_register_is_called_by_a_word_that_names_nothing() {
        for place in Register::embedded().places() {
            for name in std::iter::once(&place.name).chain(&place.aliases).chain(std::iter::once(&place.id)) {
                assert_eq!(Placeholder::of(name), None, "{name}");
            }
        }
    }
}
