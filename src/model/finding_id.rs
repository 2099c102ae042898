//! The id of a finding: the one place where an id is put together and taken apart.
//!
//! An id is `CODE-MEMBER-digest`, `CODE-digest` where the member cannot be told, and ends in `-2`, `-3` … where nothing but the cell tells findings
//! apart. The code is that of the rule, or of the list of Conflicts for a row there that no rule reports. A member's code may hold hyphens itself.

use std::collections::BTreeMap;

use crate::model::finding::{Draft, short_hash};

/// The id of a finding as it is written in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingId<'a>(&'a str);

/// How many characters a digest has.
const DIGEST: usize = 12;

impl<'a> FindingId<'a> {
    /// An id that was read or made before.
    pub fn of(id: &'a str) -> Self {
        Self(id.trim())
    }

    /// The id of what a rule, or a list of Conflicts, says of one case: made of its code, the member and the subjects, not of row numbers.
    pub fn compose(code: &str, draft: &Draft) -> String {
        let subject = &draft.subject;
        let part = |value: &Option<String>| value.clone().unwrap_or_default().trim().to_uppercase();
        let mut parts = vec![
            code.to_string(),
            draft.member.clone(),
            part(&subject.person_member),
            part(&subject.person_ref),
            part(&subject.assignment_ref),
            part(&subject.place_id),
        ];
        parts.extend(draft.key.iter().cloned());
        let digest = short_hash(&parts);
        match draft.member.is_empty() {
            true => format!("{code}-{digest}"),
            false => format!("{code}-{}-{digest}", draft.member),
        }
    }

    /// Gives numbers to ids that stand more than once (two blank rows, say), so that each stands once.
    pub fn number_repeats<'b>(ids: impl Iterator<Item = &'b mut String>) {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for id in ids {
            let count = seen.entry(id.clone()).or_default();
            *count += 1;
            if *count > 1 {
                *id = format!("{id}-{count}");
            }
        }
    }

    /// The code of the rule, or of the list of Conflicts.
    pub fn code(self) -> &'a str {
        self.0.split('-').next().unwrap_or("")
    }

    /// The member's code; empty if the member could not be told or this is no id.
    pub fn member(self) -> &'a str {
        let is_digest = |part: &str| part.len() == DIGEST && part.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c));
        let Some((_, rest)) = self.0.split_once('-') else { return "" };
        // The digest is the last part, or the last but a number.
        let Some((before, last)) = rest.rsplit_once('-') else { return "" };
        if is_digest(last) {
            return before;
        }
        before.rsplit_once('-').filter(|(_, digest)| is_digest(digest)).map_or("", |(member, _)| member)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_apart_as_it_was_put_together() {
        for member in ["", "HMIP", "CI-N", "NI-2026-X", "A-abcdefabcdef"] {
            let mut draft = Draft::in_file(member, "a.xlsx", "", "", "");
            draft.subject.person_ref = Some("S01".into());
            let id = FindingId::compose("G141", &draft);
            let mut ids = vec![id.clone(), id.clone(), id];
            FindingId::number_repeats(ids.iter_mut());
            assert!(ids[1] == format!("{}-2", ids[0]) && ids[2] == format!("{}-3", ids[0]), "{ids:?}");
            for id in &ids {
                let id = FindingId::of(id);
                assert_eq!((id.code(), id.member()), ("G141", member));
            }
        }
    }

    #[test]
    fn what_is_no_id_has_no_member() {
        for text in ["", "G141", "G141-", "-", "some words", "G141-HMIP", "G141-HMIP-12"] {
            assert_eq!(FindingId::of(text).member(), "", "{text}");
        }
    }
}
