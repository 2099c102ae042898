//! What a return says: cells that know where they stand, rows by field, one member's submission, the whole round.

mod cell;
mod round;
mod secondee;
mod submission;

pub use cell::{At, Cell, Date, Entry, Named, Value, a1, column_letters, show_date};
pub use round::{Decision, LastYear, Member, PastAnswer, PastPerson, Person, Round, Settings, Thresholds};
pub use submission::{Answers, Fault, Format, Hidden, Layout, Received, Record, Status, Submission};
