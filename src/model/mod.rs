//! What a return says: cells that know where they stand, rows by field, one member's submission, the whole round.

mod called;
mod cell;
mod confirmation;
mod decision;
mod disjoint_sets;
mod figure;
pub mod finding;
mod finding_id;
mod publish_terms;
mod round;
mod secondee;
mod secondees_used;
mod submission;

pub use called::{called, or_blank};
pub use cell::{
    At, Cell, Date, DateDoubt, DoubtfulDate, Entry, Named, Normalisations, Value, a1, column_letters, day_written, position_of, row_of,
    show_date, unread,
};
pub use confirmation::{Confirmation, Confirmations};
pub use decision::{Action, Decision, PastDecision, PersonAtPlace};
pub use disjoint_sets::{DisjointSets, merged};
pub use figure::{ALL, Basis, Compared, Count, Measure, NotKnown};
pub use publish_terms::PublishTerms;
pub use round::{FigureKey, LastYear, Member, PastAnswer, PastPerson, PastRow, Person, Round, RowId, Settings, Thresholds};
pub use secondee::YesNo;
pub use secondees_used::SecondeesUsed;
pub use submission::{
    Answers, Aside, Fault, Format, Hidden, Layout, LineFault, OddLine, RESPONSE_TYPES, Reason, Received, Record, Status, Submission,
};
