//! What a return says: cells that know where they stand, rows by field, one member's submission, the whole round.

mod cell;
mod confirmation;
mod figure;
pub mod finding;
mod finding_id;
mod round;
mod secondee;
mod submission;

pub use cell::{At, Cell, Date, Entry, Named, Value, a1, column_letters, show_date};
pub use confirmation::{Confirmation, Confirmations};
pub use figure::Count;
pub use round::{Decision, LastYear, Member, PastAnswer, PastDecision, PastPerson, PastRow, Person, Round, Settings, Thresholds};
pub use submission::{Answers, Aside, Fault, Format, Hidden, Layout, Reason, Received, Record, Status, Submission};
