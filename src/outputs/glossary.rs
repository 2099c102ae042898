//! The words of this program, each in one sense: shown on About, and held to by sheets and console.

/// A word and what it stands for.
pub const WORDS: [(&str, &str); 18] = [
    (
        "NPM work",
        "a member's part in visiting and inspecting places of detention for the National Preventive Mechanism (NPM), with the work that supports it",
    ),
    (
        "R08, E02 and the like",
        "on the sheet Return R08 is the question of that number; beside a finding it is the rule that found it, told by: secondee-audit explain R08",
    ),
    ("¶14, SPT ¶18", "a paragraph of the 2014 guidance; with SPT, of the guidelines of the UN Subcommittee on Prevention of Torture"),
    ("return", "the workbook that a member sent back; of several the one in use"),
    ("nil return", "a return that answers No to R08 and lists no secondee on NPM work in the year"),
    ("outstanding", "of a member: no return that can be used has come"),
    ("finding", "one thing that a rule found in one return; findings are counted by severity"),
    (
        "severity",
        "breach: the guidance says never, or must; concern: the guidance is not followed, or the return does not show that it is; the severity query: \
         something is to be corrected or explained; note: for information",
    ),
    ("conflict", "somebody was given NPM work that ¶13–14 or SPT ¶18–19 rules out for them, above all at the place they are seconded from"),
    (
        "near miss",
        "not a conflict but close to one: a place of the same site, cluster, operator or group as the person's own, a visit soon after the secondment ended, or a former workplace",
    ),
    (
        "not checked",
        "an assignment that could not be compared with the person's own places, because one of the names means no place that is known",
    ),
    (
        "case",
        "a row of Conflicts, decided by itself: a conflict, a near miss, a conflict declared without support, or an assignment not checked",
    ),
    ("query", "one question to a member, in its queries workbook: the findings with one cause, in one row or put right by one correction"),
    ("open", "of a query: its member has neither corrected nor explained it; of a finding: neither accepted nor dismissed"),
    ("explained", "answered with a reason, which waits for the coordinator's Yes or No under Accepted?"),
    ("accepted", "explained, and the explanation stands for as long as the facts beside it are the same"),
    ("decided", "of a conflict or finding: the steering group has typed a decision beside it"),
    ("settled", "a finding that is there no longer"),
];
