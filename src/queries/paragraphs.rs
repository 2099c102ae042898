//! The paragraphs of the guidance in our own words, one sentence each, for those who answer a query.

/// What a paragraph asks, in our words; empty if it is not one that a rule rests on.
pub fn in_our_words(paragraph: &str) -> &'static str {
    match paragraph {
        "¶8" => "Each member makes this guidance part of its own handbook or policies.",
        "¶9" => "Each member knows who does NPM work, frontline and support, and considers whether a separate unit should do it.",
        "¶10" => "Members rely on secondees less and less, whatever the arrangement is called.",
        "¶11" => "A new secondee is taken on only for expertise that cannot be found otherwise, openly and by published criteria.",
        "¶12" => "A manager assesses each secondee's possible conflicts of interest before the work, and keeps the assessment up to date.",
        "¶13" => "What an assessment says must be avoided is not assigned, and secondees are supervised throughout.",
        "¶14" => {
            "On no occasion does a secondee take part in inspecting the place they are seconded from, are likely to return to, or are close to."
        }
        "¶15" => "Every secondee is briefed on the independence of NPM work before taking part in it.",
        "¶16" => "Each member says every year what progress it has made.",
        "SPT ¶18–19" => "Nobody takes part in inspecting a place where they hold another position or to which they are close.",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_paragraph_that_a_rule_rests_on_is_said() {
        for rule in crate::rules::RULES {
            assert!(rule.paragraph.is_none_or(|paragraph| !in_our_words(paragraph).is_empty()), "{}", rule.code);
        }
    }
}
