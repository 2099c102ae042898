//! The words of this program, each in one sense: shown on About, and held to by sheets and console.

/// A word and what it stands for.
pub const WORDS: [(&str, &str); 11] = [
    ("return", "the workbook that a member sent back; of several the one in use"),
    ("nil return", "a return that answers No to R08 and lists no secondee on NPM work in the year"),
    ("outstanding", "of a member: no return that can be used has come"),
    ("finding", "one thing that a rule found in one return; findings are counted by severity"),
    (
        "severity",
        "breach: the guidance says never, or must; concern: the guidance is not followed, or the return does not show that it is; the severity query: \
         something is to be corrected or explained; note: for information",
    ),
    ("query", "one question to a member, in its queries workbook: the findings with one cause, in one row or put right by one correction"),
    ("open", "of a query: its member has neither corrected nor explained it; of a finding: neither accepted nor dismissed"),
    ("explained", "answered with a reason, which waits for the coordinator's Yes or No under Accepted?"),
    ("accepted", "explained, and the explanation stands for as long as the facts beside it are the same"),
    ("decided", "of a conflict or finding: the steering group has typed a decision beside it"),
    ("settled", "a finding that is there no longer"),
];
