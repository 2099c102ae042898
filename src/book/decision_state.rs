//! How a finding stands after what the member answered and what was decided.

use crate::book::choices::{self, AWAITING_MEMBER, NO_CONFLICT, NO_FAULT};
use crate::model::Decision;
use crate::places::Certainty;

/// How a finding, or another row of Conflicts, stands after what the member answered and what was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DecisionState {
    /// Nothing decided; the names are certain.
    ToDecide,
    /// Nothing decided; a name must be confirmed first, or only kin of the place was visited.
    ToConfirm,
    /// Nothing decided; the member has explained it.
    Answered,
    /// Decided: the member has been asked.
    Awaiting,
    /// Decided: it stands.
    Stands,
    /// Decided: no conflict; or the explanation was accepted, or it is accepted in round.toml.
    Dismissed,
}

impl DecisionState {
    /// All states, in the order in which they are shown.
    pub const ALL: [DecisionState; 6] = [
        DecisionState::ToDecide,
        DecisionState::ToConfirm,
        DecisionState::Answered,
        DecisionState::Awaiting,
        DecisionState::Stands,
        DecisionState::Dismissed,
    ];
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            DecisionState::ToDecide => "Names certain, to decide",
            DecisionState::ToConfirm => "Not certain, to decide",
            DecisionState::Answered => "Answered, to decide",
            DecisionState::Awaiting => "Awaiting member",
            DecisionState::Stands => "Stands",
            DecisionState::Dismissed => "Dismissed",
        }
    }
    /// Whether it waits for a decision, or for the member.
    pub fn waits(self) -> bool {
        !matches!(self, DecisionState::Stands | DecisionState::Dismissed)
    }
    /// Whether the steering group has to decide it.
    pub fn is_to_decide(self) -> bool {
        matches!(self, DecisionState::ToDecide | DecisionState::ToConfirm | DecisionState::Answered)
    }
}

/// How something stands by what was decided: its decision, whether it is accepted, whether the member explained it, and whether its names are certain.
pub fn state(decision: Option<&Decision>, is_accepted: bool, is_explained: bool, certainty: Certainty) -> DecisionState {
    match decision.map_or("", |d| d.decision.as_str()) {
        NO_CONFLICT | NO_FAULT => DecisionState::Dismissed,
        AWAITING_MEMBER => DecisionState::Awaiting,
        decision if choices::ALL.contains(&decision) => DecisionState::Stands,
        // Nothing, or something else was written where a decision belongs.
        _ if is_accepted => DecisionState::Dismissed,
        _ if is_explained => DecisionState::Answered,
        _ if certainty == Certainty::Confirmed => DecisionState::ToDecide,
        _ => DecisionState::ToConfirm,
    }
}
