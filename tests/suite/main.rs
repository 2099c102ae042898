//! All tests that run the program or more than one room of it, in one binary, so that they are linked once.
//!
//! Run one file of them with `cargo test --test suite decisions::`.

mod account;
mod actions;
mod browser_check;
mod careless;
mod cases;
mod chase;
mod clearance;
mod confirmed_places;
mod conflicts;
mod corpus;
mod damaged;
mod decisions;
mod dirty_rounds;
mod every_output;
mod figures;
mod first_use;
mod fixes;
mod groups;
mod hard_spellings;
mod messages;
mod nothing_lost;
mod odd_files;
mod other_mistakes;
mod paper;
mod people;
mod places;
mod printed;
mod publish;
mod publish_command;
mod queries;
mod reading;
mod redact;
mod round;
mod rules;
mod safe_to_the_end;
mod scaling;
mod second_places;
mod since;
mod status;
mod steps;
mod structure;
mod support;
mod survey;
mod survey_loop;
