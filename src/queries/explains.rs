//! Whether what a member wrote in answer to a query explains anything. "Will look into it", "noted" and "tbc" are receipts: the query stays open.

use crate::places::Placeholder;

/// Words that by themselves, in any number and order, say no more than that the query was read or is being seen to.
const EMPTY: &str = "a about above acknowledged action actioned after again all an and any answer as asap asked at attention awaiting back be been \
    being both by cheers check checked checking checks chase chased chasing colleague colleagues come comment comments confirm confirmation confirmed \
    confirming consider considered course date day days deal dealing dealt discuss discussed discussing discussion do done due end enquire enquiries \
    enquiring fine follow following follows for from further get getting give going hand have hear hold i ill im in information inform internally \
    into investigate investigated investigating investigation is it later let line lines ll look looked looking make making manager many may month \
    more my need next note noted now of ok okay on ongoing our outstanding pending please point progress query query's queries raise raised re \
    received regard regards reply replying respond response revert revisit reviewed review reviewing s see seen shall shortly so soon sort sorting \
    still t take taken taking talk tba tbc team thank thanks that the them there these they this time to today tomorrow try trying under understood \
    until up update updated updating us verify verifying very via wait waiting we week weeks we'll well when will wip with work working would you \
    your yes sorry apologies duly corrected amended fixed changed todo";

/// How an answer begins that promises one. What follows may say who will be asked and when, which explains nothing either.
const PROMISES: &[&str] = &[
    "will look",
    "will check",
    "will do",
    "will confirm",
    "will follow",
    "will investigate",
    "will come back",
    "will get back",
    "will respond",
    "will reply",
    "will review",
    "will revert",
    "will advise",
    "will update",
    "will find out",
    "will ask",
    "will let you know",
    "will be checked",
    "will be looked",
    "will be confirmed",
    "to be confirmed",
    "to be checked",
    "to be advised",
    "to be reviewed",
    "to follow",
    "looking into",
    "being looked",
    "being checked",
    "being reviewed",
    "being investigated",
    "checking with",
    "checking this",
    "awaiting",
    "waiting for",
    "waiting to",
    "under review",
    "under investigation",
    "in hand",
    "in progress",
    "noted",
    "acknowledged",
    "tbc",
    "tba",
    "pending",
];

/// What says that there is nothing to say yet.
const NOTHING_YET: &[&str] = &[
    "not yet",
    "not sure",
    "not known",
    "not certain",
    "don t know",
    "do not know",
    "unsure",
    "no idea",
    "no comment",
    "no answer",
    "no response",
    "nothing to add",
    "nothing yet",
    "leave it with me",
    "leave it with us",
    "leave this with me",
    "leave this with us",
    "leave with me",
    "bear with me",
    "bear with us",
];

/// Words that give a reason or a fact: an answer that promises and has one of them explains as well.
const REASONS: &[&str] = &[
    "because",
    "since",
    "was",
    "were",
    "wasn",
    "not",
    "no",
    "never",
    "nobody",
    "none",
    "only",
    "due to",
    "error",
    "mistake",
    "typo",
    "typing",
    "slip",
    "wrong",
    "wrongly",
    "correct",
    "right",
    "left",
    "moved",
    "ended",
    "started",
    "began",
    "joined",
    "leave",
    "sick",
    "maternity",
    "had",
    "did",
    "does",
    "has",
    "are",
    "instead",
    "but",
    "although",
    "so that",
    "kept",
    "took",
    "told",
    "knew",
    "decided",
    "agreed",
];

/// Whether an answer explains anything.
pub fn explains(text: &str) -> bool {
    // With apostrophes, so that "I'll" is two words here.
    let folded = text.to_lowercase();
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // A bare "no" says neither what is right nor why.
    if matches!(words.as_slice(), [] | ["no"]) || Placeholder::of(text).is_some() {
        return false;
    }
    let is_empty = |word: &&str| EMPTY.split_whitespace().any(|known| known == *word) || word.chars().all(|c| c.is_ascii_digit());
    if words.iter().all(is_empty) {
        return false;
    }
    // "We'll look into it", "I am checking with HR", "We shall come back to you".
    let skipped =
        ["we", "i", "ll", "m", "re", "am", "are", "is", "it", "this", "shall", "thanks", "thank", "you", "ok", "hr", "the", "team", "our"];
    let mut from = 0;
    while from < words.len() && skipped.contains(&words[from]) {
        from += 1;
    }
    let rest_of_all = words.join(" ");
    if NOTHING_YET.iter().any(|nothing| rest_of_all == *nothing || words[from..].join(" ") == *nothing) {
        return false;
    }
    let is_future = words[..from].iter().any(|word| ["ll", "shall"].contains(word));
    let rest = words[from..].join(" ");
    let begins = |promise: &str| rest == promise || rest.starts_with(&format!("{promise} "));
    let promises = PROMISES.iter().any(|promise| begins(promise) || (is_future && promise.strip_prefix("will ").is_some_and(&begins)));
    let padded = format!(" {rest} ");
    let has_reason = REASONS.iter().any(|reason| padded.contains(&format!(" {reason} ")));
    !promises || has_reason
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_and_promises_explain_nothing() {
        for text in [
            "Will look into it",
            "will look into it.",
            "We'll look into this",
            "We will look into it with HR next week",
            "Looking into it",
            "Being looked into by the team",
            "Noted",
            "Noted, thanks",
            "Noted - will do",
            "tbc",
            "TBC by HR",
            "To be confirmed",
            "to follow",
            "Checking",
            "Am checking with the line manager",
            "checking this with our HR department",
            "Will do",
            "OK",
            "Ok thanks!",
            "Thank you",
            "Understood",
            "Acknowledged",
            "Received",
            "In hand",
            "Awaiting reply from Ms Example",
            "Pending",
            "We shall come back to you by 12 June",
            "I'll get back to you",
            "will be checked",
            "Under review",
            "n/a",
            "?",
            "-",
            "...",
            "",
            "see above",
            "Please see",
            "Yes",
            "No.",
            "12/06/2026",
            "Not yet",
            "We are not sure",
            "Leave it with me",
            "I don't know",
            "Sorry, will check",
            "Corrected",
        ] {
            assert!(!explains(text), "{text:?} explains nothing");
        }
    }

    #[test]
    fn what_gives_a_reason_or_a_fact_explains() {
        for text in [
            "She was on leave; the name is a typing error",
            "Typing error",
            "Two different people of one name",
            "He left in May",
            "The visit was led by CQC",
            "Noted: the date was a slip, 2025 is meant",
            "Will be corrected next year, because the handbook is being printed",
            "Awaiting vetting, so the secondment has not begun",
            "The figures are right",
            "Checked, and both rows are right",
            "No recruitment took place in the year",
            "Agreed with HMIP before the visit",
            "Decided by the head of inspection",
            "Correct as it stands",
            "Loan, not secondment",
        ] {
            assert!(explains(text), "{text:?} explains");
        }
    }
}
