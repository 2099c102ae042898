//! The headings of the sheets on which people decide: the writer, the reader and the redaction share them.

/// The headings before those of the decision.
pub const CONFLICTS: [&str; 18] = [
    "Finding id",
    "List",
    "Paragraph",
    "Rule",
    "Severity",
    "Certainty",
    "Member",
    "Person's member",
    "Person ref",
    "Full name",
    "Place",
    "Place id",
    "Assignment ref",
    "Start date",
    "End date",
    "What was found",
    "Evidence",
    "Row",
];

/// The headings of Findings before those of the decision.
pub const FINDINGS: [&str; 21] = [
    "Finding id",
    "Severity",
    "Rule",
    "Paragraph",
    "Certainty",
    "Member",
    "File",
    "Sheet",
    "Cell",
    "What was found",
    "What was expected",
    "What to do",
    "Example of a right answer",
    "Evidence",
    "Row",
    "Person's member",
    "Person ref",
    "Assignment ref",
    "Place id",
    "Response",
    "Accepted because",
];
