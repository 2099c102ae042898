//! What can be decided, in words: of a conflict of interest, and of any other finding.

use crate::places::fold;

/// Dismisses a conflict.
pub const NO_CONFLICT: &str = "No conflict";
/// Somebody has to do something, by a day: it is listed on Actions.
pub const ACTION_REQUIRED: &str = "Conflict: action required";
/// Waits for the member. Every other choice but those that dismiss says that what was found stands.
pub const AWAITING_MEMBER: &str = "Awaiting member";
/// Dismisses a finding that is no conflict.
pub const NO_FAULT: &str = "No fault";
/// As [`ACTION_REQUIRED`], of a finding that is no conflict.
pub const FAULT_ACTION: &str = "Fault: action required";

/// What can be decided of a conflict.
pub const DECISIONS: [&str; 6] = [
    NO_CONFLICT,
    "Conflict: accepted with safeguard",
    "Conflict: work reassigned",
    "Conflict: past, recorded",
    ACTION_REQUIRED,
    AWAITING_MEMBER,
];
/// What can be decided of a finding that is no conflict.
pub const OF_FINDINGS: [&str; 4] = [NO_FAULT, "Fault: recorded", FAULT_ACTION, AWAITING_MEMBER];

/// Every choice, each once.
pub const ALL: [&str; 9] =
    [DECISIONS[0], DECISIONS[1], DECISIONS[2], DECISIONS[3], DECISIONS[4], OF_FINDINGS[0], OF_FINDINGS[1], OF_FINDINGS[2], AWAITING_MEMBER];

/// What a choice means, for the people who choose.
pub fn meaning(choice: &str) -> &'static str {
    match choice {
        NO_CONFLICT => {
            "What was found is no conflict of interest; the note says why. It is not counted any more, and the member is not asked about it."
        }
        "Conflict: accepted with safeguard" => {
            "There is a conflict; what the member did to guard against it is enough. The member is not asked about it any more."
        }
        "Conflict: work reassigned" => {
            "There is a conflict; somebody else did, or will do, the work. The member is not asked about it any more."
        }
        "Conflict: past, recorded" => {
            "There was a conflict; it is over, nothing more can be done, and it is on record. The member is not asked about it any more."
        }
        ACTION_REQUIRED | FAULT_ACTION => {
            "Somebody has to do something: the note says what, Owner says who, Due day says by when. It is listed on Actions until it is done."
        }
        AWAITING_MEMBER => {
            "The member has been asked; it is decided when the answer has come. With an Owner or a Due day it is listed on Actions until then."
        }
        NO_FAULT => "What was found is no fault; the note says why. It is not counted any more, and the member is not asked about it.",
        "Fault: recorded" => "It is a fault; nothing more is to be done, and it is on record. The member is not asked about it any more.",
        _ => "",
    }
}

/// Whether a decision asks somebody to do something.
pub fn asks_for_action(decision: &str) -> bool {
    [ACTION_REQUIRED, FAULT_ACTION].contains(&decision)
}

/// Whether a decision leaves nothing to ask the member: what was found stands or falls, and nobody waits for an answer or a correction.
pub fn settles_query(decision: &str) -> bool {
    ALL.contains(&decision) && decision != AWAITING_MEMBER && !asks_for_action(decision)
}

/// The choice meant: the same letters, those after the colon, or nearly so and like no other. Of a finding that is no conflict, its own choices
/// are looked through first.
pub fn spelled(typed: &str, is_of_finding: bool) -> Option<&'static str> {
    let wanted = letters(typed);
    if wanted.is_empty() {
        return None;
    }
    if let Some(same) = ALL.iter().find(|choice| letters(choice) == wanted) {
        return Some(same);
    }
    let lists = if is_of_finding { [&OF_FINDINGS[..], &DECISIONS] } else { [&DECISIONS[..], &OF_FINDINGS] };
    let after = |choice: &&&str| choice.split_once(": ").is_some_and(|(_, words)| letters(words) == wanted);
    if let Some(short) = lists.iter().find_map(|list| list.iter().find(after)) {
        return Some(short);
    }
    // A slip in ten letters: "conflict" alone is not "No conflict".
    let slips = |choice: &str| (choice.chars().count() / 10).clamp(1, 2);
    let is_near = |choice: &&&str| strsim::damerau_levenshtein(&letters(choice), &wanted) <= slips(&letters(choice));
    let mut near = ALL.iter().filter(is_near);
    near.next().copied().filter(|_| near.next().is_none())
}

fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_spellings_mean_the_choice_they_are_near() {
        for (typed, of_conflict, of_finding) in [
            ("no conflict ", Some(NO_CONFLICT), Some(NO_CONFLICT)),
            ("Conflict - work reassigned", Some("Conflict: work reassigned"), Some("Conflict: work reassigned")),
            ("conflict: acton required", Some(ACTION_REQUIRED), Some(ACTION_REQUIRED)),
            ("action required", Some(ACTION_REQUIRED), Some(FAULT_ACTION)),
            ("Conflict, past; recorded", Some("Conflict: past, recorded"), Some("Conflict: past, recorded")),
            ("recorded", Some("Fault: recorded"), Some("Fault: recorded")),
            ("accepted with safegaurd", None, None),
            ("AWAITING  MEMBER", Some(AWAITING_MEMBER), Some(AWAITING_MEMBER)),
            ("conflict", None, None),
            ("fault", None, None),
            ("see minutes", None, None),
            ("", None, None),
        ] {
            assert_eq!((spelled(typed, false), spelled(typed, true)), (of_conflict, of_finding), "{typed}");
        }
    }

    #[test]
    fn every_choice_is_in_the_list_of_all_and_says_what_it_means() {
        for choice in DECISIONS.iter().chain(&OF_FINDINGS) {
            assert!(ALL.contains(choice) && !meaning(choice).is_empty(), "{choice}");
        }
    }
}
