//! What several tests share.

pub mod files;
pub mod place_names;
pub mod place_scores;
pub mod places_round;
pub mod quine;
pub mod rounds;
pub mod texts;
pub mod workbooks;
