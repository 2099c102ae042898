//! What people decided about findings, and what is to be done. Plain data; [`crate::book`] reads it from workbooks.

/// What a person typed beside a finding in the consolidated workbook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decision {
    /// The column Decision.
    pub decision: String,
    /// The column Decision note.
    pub note: String,
    /// The column Owner: who is to do what was decided.
    pub owner: String,
    /// The column Due day, as shown.
    pub due: String,
    /// The column Decided by.
    pub by: String,
    /// The column Decided on, as shown.
    pub on: String,
}

/// A person and a place, as a workbook shows them: what was decided of the two before is told of them again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonAtPlace {
    /// The member whose person it is.
    pub member: String,
    /// The person's reference.
    pub reference: String,
    /// The person's name.
    pub name: String,
    /// The place's id in the register; empty if it has none.
    pub place_id: String,
    /// The place's name.
    pub place: String,
}

impl PersonAtPlace {
    /// By what the two are known again in another year, when references may be given out anew; `None` if one of them is not named.
    pub fn key(&self) -> Option<[String; 3]> {
        let fold = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let person = if self.name.trim().is_empty() { format!("ref {}", self.reference) } else { self.name.clone() };
        let place = if self.place_id.is_empty() { &self.place } else { &self.place_id };
        let is_nobody = self.name.trim().is_empty() && self.reference.trim().is_empty();
        let is_named = !is_nobody && !place.trim().is_empty();
        is_named.then(|| [fold(&self.member), fold(&person), fold(place)])
    }
}

/// What was decided in an earlier round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PastDecision {
    /// The survey year of the round.
    pub year: i16,
    /// What was decided.
    pub decision: Decision,
    /// What the finding said then.
    pub what: String,
    /// The rule's code, empty if it is only in the id.
    pub rule: String,
    /// The member's code, empty if it is only in the id.
    pub member: String,
    /// Why it was settled, if it was.
    pub why: String,
    /// Whom and where it was about.
    pub pair: PersonAtPlace,
}

/// Something that was decided to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Action {
    /// The finding's id.
    pub id: String,
    /// The survey year of the round in which it was decided.
    pub year: i16,
    /// The decision: its note says what is to be done.
    pub decision: Decision,
    /// The day on which it was done, as typed; empty while it is not.
    pub done_on: String,
    /// What was typed of how it goes.
    pub progress: String,
    /// The member's code.
    pub member: String,
    /// What was found.
    pub what: String,
    /// Whom and where it is about.
    pub pair: PersonAtPlace,
    /// Why nobody asks for it any more, though something was typed beside it: what was decided since.
    pub withdrawn: Option<String>,
}
